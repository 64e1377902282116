"""What to ask of a part that is wrong, where another part uses the same quantity and is right."""

import re

from lrlib.checks.explain.unlisted.view import View, is_right
from lrlib.checks.say.text import Text

__all__ = ["asked_of_its_line"]

IN_ITS_LINE = Text(
    "Your {other} is right, so a is right there. Which number stands in the line of {part} in the "
    "place of a? Is it a itself, or another one made of z or of a, as a label 0 or 1?",
    "{other}는 맞으니 거기서 쓴 a는 맞아요. {part}를 구하는 줄에서 a 자리에 있는 수는 무엇인가요? "
    "a "
    "그대로인가요, 아니면 레이블 0과 1처럼 z나 a로 만든 다른 수인가요?",
)
# Parts that are made of a, and relations that put another number in the place of a.
MADE_OF_A = ("J", "L", "da", "dz")
A_STAND_IN = re.compile(
    r"with a = |^(?:minus|zero|doubled|halved)-[zwb]$|^mean-of-products$|^every-pair$|"
    r"^(?:b-for-each-feature|z-times-b)$|^1 − a"
)


def asked_of_its_line(view: View, relation: str, ask: Text) -> Text:
    """Ask which number a line takes for a, where a is right in the line of another part."""
    if not view.of_a_slope or not A_STAND_IN.search(relation):
        return ask
    other = next((name for name in MADE_OF_A if name != view.part and is_right(view, name)), None)
    return ask if other is None else IN_ITS_LINE.format(other=other, part=view.part)

"""A finder of results that are right for each example, and wrong where one decides for all.

Many answers guard against extreme numbers with one `if` for a whole array, as with np.any or
np.max. Then one example takes the others with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from lrlib.checks.declare.compare import RIGHT, equal
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.code import code_of
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import View, answer, reference
from lrlib.checks.say.text import NOTHING, Text

__all__ = ["one_decides_for_all"]

ONE_DECIDES = Saying(
    Text(
        "With copies of any one of these {things} your {part} is right; with all of them together "
        "it is not. So some of them decide what is done with the others.",
        "{things} 하나만 골라 모든 자리에 넣으면 무엇을 고르든 {part}가 맞는데, 모두 함께 넣으면 "
        "틀려요. 그러니 몇몇 때문에 나머지의 계산까지 달라지고 있어요.",
    ),
    Text(
        "Which line looks at the whole array before it chooses what to do{words}? Which way should "
        "each of them go by itself?",
        "{words}배열 전체를 보고 어떻게 할지 고르는 줄은 어디인가요? 하나하나는 각각 어느 쪽으로 "
        "가야 하나요?",
    ),
)
EXAMPLES, NUMBERS = Text("examples", "샘플"), Text("numbers", "원소")
OF_ALL = "any", "all", "max", "min", "amax", "amin", "nanmax", "nanmin", "ptp"
PARTS = "A", "L", "J", "dw", "db"  # what each example gives by itself, or their sum or mean
MOST = 12  # examples
MILD = 0.5  # the logit that is farthest from 0, where all are made small


def one_decides_for_all(view: View) -> Relation | None:
    """Find examples that change what is done with others, as a far logit may."""
    code = code_of(view.f)
    if view.part not in PARTS or code is None or not (code.branches or code.has(*OF_ALL)):
        return None
    record = view.records[0]
    repeated = list(_repeated(record.case.args))
    lost = view.part == "J" and np.isnan(record.got).any()  # what makes one nan says more
    if record.right or lost or not 1 < len(repeated) <= MOST:
        return None
    if not all(_is_right(view, args) for args in [*repeated, _mild(record.case.args)]):
        return None
    word = next((word for word in OF_ALL if code.has(word)), None)
    words = NOTHING if word is None else Text(f", as {word}() does", f"{word}()처럼 ")
    things = NUMBERS if set(record.case.args) == {"Z"} else EXAMPLES
    return ONE_DECIDES.of("one decides", record.trial, things=things, part=view.part, words=words)


def _repeated(args: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Put one example into the places of all; nothing where there are no examples."""
    if set(args) == {"Z"}:
        yield from ({"Z": np.full_like(args["Z"], z)} for z in np.unique(args["Z"]))
        return
    names = [name for name in ("A", "Z", "X", "Y") if isinstance(args.get(name), np.ndarray)]
    m = args["Y"].size if "Y" in names else args["X"].shape[-1] if "X" in names else 0
    for i in range(m):
        yield {**args, **{name: args[name][..., [i] * m] for name in names}}


def _mild(args: Mapping[str, Any]) -> dict[str, Any]:
    """Make the logits small, or the predictions uncertain, and leave the rest as it is."""
    if "A" in args:
        return {**args, "A": 0.5 + (args["A"] - 0.5) / 4}
    far = _farthest(args["Z"] if "Z" in args else args["w"].T @ args["X"] + args["b"])
    names = ("Z",) if "Z" in args else ("w", "b")
    return {**args, **{name: args[name] * (MILD / far) for name in names}}


def _farthest(Z: Array) -> float:
    return max(float(np.abs(Z).max()), MILD)


def _is_right(view: View, args: dict[str, Any]) -> bool:
    due, got = reference(view, args), answer(view, args)
    return due is not None and got is not None and equal(got, due, RIGHT)

"""A finder of probabilities whose logits are off by one number for each input.

What is made of all of w, b or X, as a length or a mean, is the same for all examples of an input,
and another for the next input.
"""

import numpy as np

from lrlib.checks.declare.compare import LOOSE, right_entries
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import Comparison, View
from lrlib.checks.say.text import Text

__all__ = ["logits_off_by_one_number"]

OFF_BY_A_FACTOR = Saying(
    Text(
        "The logits behind your {part} are the right ones times one number, the same for all "
        "examples of an input: {first}, and for another input {second}.",
        "{part}의 로짓은 올바른 로짓에 어떤 수를 곱한 것이에요. 한 입력의 샘플에서는 모두 "
        "{first}배, 다른 입력에서는 모두 {second}배예요.",
    ),
    Text(
        "What do you multiply z by, or divide it by? Is it made of w, of b or of X as a whole, as "
        "a length or a size is? Does Z = wᵀX + b have it?",
        "z에 무엇을 곱하거나 z를 무엇으로 나누나요? 길이나 크기처럼 w, b, X 전체로 만든 수인가요? "
        "Z = wᵀX + b에 그것이 있나요?",
    ),
)
OFF_BY_A_TERM = Saying(
    Text(
        "The logits behind your {part} are the right ones plus one number, the same for all "
        "examples of an input: {first}, and for another input {second}.",
        "{part}의 로짓은 올바른 로짓에 어떤 수를 더한 것이에요. 한 입력의 샘플에서는 모두 {first}, "
        "다른 입력에서는 모두 {second}만큼이에요.",
    ),
    Text(
        "What do you add to z, or take from it? Is it made of w, of b or of X as a whole, as a sum "
        "or a mean is? Does Z = wᵀX + b have it?",
        "z에 무엇을 더하거나 z에서 무엇을 빼나요? 합이나 평균처럼 w, b, X 전체로 만든 수인가요? "
        "Z = wᵀX + b에 그것이 있나요?",
    ),
)
INSIDE = 1e-9  # nearer to 0 or 1 a probability does not tell its logit


def logits_off_by_one_number(view: View) -> Relation | None:
    """Find the number by which all logits of an input are multiplied, or which they have more."""
    if view.part != "A" or "X" not in view.records[0].case.args:
        return None
    several = [record for record in view.records if record.expected.size > 1 and _inside(record)]
    for saying, of in ((OFF_BY_A_FACTOR, np.divide), (OFF_BY_A_TERM, np.subtract)):
        numbers = [of(_logits(r.got), _logits(r.expected)).ravel() for r in several]
        if len(numbers) < 2 or not all(right_entries(n, n[:1], LOOSE).all() for n in numbers):
            continue
        shown = list(dict.fromkeys(f"{n[0]:.4g}".replace("-", "−") for n in numbers))
        if len(shown) > 1:
            return saying.of("logits", several[0].trial, part="A", first=shown[0], second=shown[1])
    return None


def _inside(record: Comparison) -> bool:
    both = np.concatenate([record.got.ravel(), record.expected.ravel()])
    return bool((both > INSIDE).all() and (both < 1 - INSIDE).all())


def _logits(A: Array) -> Array:
    logits: Array = np.log(A) - np.log1p(-A)
    return logits

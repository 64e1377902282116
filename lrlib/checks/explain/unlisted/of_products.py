"""A finder of how the products of one example join to its logit, where they are not added up.

A probability, or a loss with its label, tells which logit it belongs to. A few examples, each
alone, tell how that logit comes from the weights and the features.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lrlib.checks.declare.compare import LOOSE, equal
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import View, answer, reference
from lrlib.checks.say.text import Text

__all__ = ["joined_products"]

ANOTHER_JOIN = Saying(
    Text(
        "One example alone: your z is {what}, plus b.",
        "샘플 하나만 보면 z가 {what}에 b를 더한 것이에요.",
    ),
    Text(
        "What should become of the weights and the features of one example: which numbers are "
        "multiplied with each other, and how do all the products come together in z?",
        "샘플 하나의 가중치와 특성으로 무엇을 해야 하나요? 어떤 수끼리 곱하고, 그 곱들이 모두 "
        "어떻게 z로 모이나요?",
    ),
)
Join = Callable[[Array, Array], Any]

# Of weights w and features x: what z may be but for b.
JOINS: tuple[tuple[Text, Join], ...] = (
    (Text("the largest of the products w·x", "곱 w·x 가운데 가장 큰 것"), lambda w, x: max(w * x)),
    (
        Text("the smallest of the products w·x", "곱 w·x 가운데 가장 작은 것"),
        lambda w, x: min(w * x),
    ),
    (
        Text("the middle one of the products w·x", "곱 w·x 가운데 중간 것"),
        lambda w, x: np.median(w * x),
    ),
    (
        Text("the product w·x of the largest size", "곱 w·x 가운데 크기가 가장 큰 것"),
        lambda w, x: (w * x)[np.argmax(np.abs(w * x))],
    ),
    (
        Text("the largest size of a product w·x", "곱 w·x의 크기 가운데 가장 큰 것"),
        lambda w, x: max(np.abs(w * x)),
    ),
    (
        Text("all products w·x multiplied with each other", "곱 w·x를 모두 서로 곱한 것"),
        lambda w, x: np.prod(w * x),
    ),
    (Text("the mean of the products w·x", "곱 w·x의 평균"), lambda w, x: np.mean(w * x)),
    (Text("the sum of the sizes |w·x|", "크기 |w·x|의 합"), lambda w, x: np.abs(w * x).sum()),
    (
        Text("the size of the sum of the products w·x", "곱 w·x의 합의 크기"),
        lambda w, x: abs(w @ x),
    ),
    (Text("the sum of w·|x|", "w·|x|의 합"), lambda w, x: w @ np.abs(x)),
    (Text("the sum of |w|·x", "|w|·x의 합"), lambda w, x: np.abs(w) @ x),
    (Text("the sum of (w·x)²", "(w·x)²의 합"), lambda w, x: ((w * x) ** 2).sum()),
    (
        Text("the square root of the sum of (w·x)²", "(w·x)²의 합의 제곱근"),
        lambda w, x: np.linalg.norm(w * x),
    ),
    (Text("the sum of w·x²", "w·x²의 합"), lambda w, x: w @ x**2),
    (Text("the sum of w²·x", "w²·x의 합"), lambda w, x: w**2 @ x),
    (Text("the sum of w + x", "w + x의 합"), lambda w, x: (w + x).sum()),
    (Text("the sum of w − x", "w − x의 합"), lambda w, x: (w - x).sum()),
    (Text("the sum of x − w", "x − w의 합"), lambda w, x: (x - w).sum()),
    (Text("the sum of x/w", "x/w의 합"), lambda w, x: (x / w).sum()),
    (Text("the sum of w/x", "w/x의 합"), lambda w, x: (w / x).sum()),
    (
        Text("the sum of the features x, without weights", "가중치 없이 특성 x의 합"),
        lambda w, x: x.sum(),
    ),
    (
        Text("the sum of the weights w, without features", "특성 없이 가중치 w의 합"),
        lambda w, x: w.sum(),
    ),
    (
        Text("the product of the sums of w and of x", "w의 합과 x의 합의 곱"),
        lambda w, x: w.sum() * x.sum(),
    ),
    (
        Text("the sum of w·x, with w read backwards", "w를 거꾸로 읽은 w·x의 합"),
        lambda w, x: w[::-1] @ x,
    ),
    (
        Text("wᵀX divided by the length of w", "wᵀX를 w의 길이로 나눈 것"),
        lambda w, x: w @ x / np.linalg.norm(w),
    ),
    (
        Text("wᵀX divided by the length of x", "wᵀX를 x의 길이로 나눈 것"),
        lambda w, x: w @ x / np.linalg.norm(x),
    ),
    (Text("wᵀX divided by the sum of x", "wᵀX를 x의 합으로 나눈 것"), lambda w, x: w @ x / x.sum()),
)
B = 0.3
EXAMPLES = (
    ((0.9, -0.5, 0.7), (1.1, 0.6, -0.4)),
    ((-0.8, 0.4, 0.6), (0.7, 1.3, 0.5)),
    ((0.5, 0.8, -0.6), (-0.9, 0.7, 1.2)),
    ((-0.6, -0.7, 0.9), (0.8, -1.1, 0.4)),
)


def joined_products(view: View) -> Relation | None:
    """Find how the products of one example join to its logit."""
    args = view.records[0].case.args
    if not {"w", "b"} <= args.keys() or "n_steps" in args or not {"X", "x"} & args.keys():
        return None
    found, due = [], []
    for w, x in EXAMPLES:
        one = _example(args, np.array(w), np.array(x))
        came, right = answer(view, one), reference(view, one)
        if came is None or right is None or came.size != 1 or right.size != 1:
            return None
        found.append(_logit(view, float(came.item())) - B)
        due.append(_logit(view, float(right.item())) - B)
    pairs = [(np.array(w), np.array(x)) for w, x in EXAMPLES]
    if not np.isfinite(found).all() or not equal(
        np.array(due), np.array([w @ x for w, x in pairs]), LOOSE
    ):
        return None  # the part does not tell the logit
    for what, join in JOINS:
        if equal(np.array(found), np.array([join(w, x) for w, x in pairs]), LOOSE):
            return ANOTHER_JOIN.of(f"joined: {what.en}", what=what)
    return None


def _example(args: Mapping[str, Any], w: Array, x: Array) -> dict[str, Any]:
    """Make arguments for one example; its label is the one that shows the probability."""
    column = "X" if "X" in args else "x"
    one = {**args, "w": w[:, np.newaxis], "b": B, column: x[:, np.newaxis]}
    return one | ({"Y": np.array([[1]])} if "Y" in args else {"y": 0} if "y" in args else {})


PROBABILITIES: Mapping[str, Callable[[float], float]] = {
    "A": float,
    "J": lambda loss: math.exp(-loss),
    "da": lambda slope: 1 - 1 / slope,
}


def _logit(view: View, number: float) -> float:
    """Return the logit that a result for one example belongs to; nan if it tells of none."""
    if view.part not in PROBABILITIES or not number or not math.isfinite(number):
        return math.nan
    a = PROBABILITIES[view.part](number)
    return math.log(a / (1 - a)) if 0 < a < 1 else math.nan

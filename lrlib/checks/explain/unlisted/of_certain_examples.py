"""A finder of one example whose loss is nan or inf by itself, and of what makes it so.

A logarithm of 0 is −∞, that of a number below 0 is nan, and 0·(−∞) is nan, too. A prediction that
is certain and wrong tells the last two apart: 0·(−∞) stands beside ∞ there.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lrlib.checks.declare.properties import LINE_FOR_IT
from lrlib.checks.explain.unlisted.one_example import LOSSES, one_example
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import Comparison, View, answer, reference
from lrlib.checks.say.text import NOTHING, Text

__all__ = ["logarithm_below_0", "not_finite_of_one"]

ONE_ALONE = Saying(
    Text(
        "One example alone, {name} = {number} and y = {y}, gives {kind}.",
        "샘플 하나만, {name} = {number}, y = {y}이면 {kind}예요.",
    ),
    Text("{ask}", "{ask}"),
)
BELOW_0 = Text(
    "The logarithm of 0 gives ∞, and that of a number below 0 gives nan. Which number goes into "
    "the logarithm for this example: what is added to a or taken from it before?",
    "0의 로그에서는 ∞가 나오고, 음수의 로그에서는 nan이 나와요. 이 샘플에서 로그에 들어가는 수는 "
    "얼마인가요? 그 전에 a에 무엇을 더하거나 빼나요?",
)
ZERO_TIMES_INFINITY = Text(
    "Which number goes into each logarithm there, and which factor stands before it? What does "
    "NumPy make of 0·(−∞)?",
    "이 샘플에서 로그마다 어떤 수가 들어가고, 그 앞에 곱하는 수는 무엇인가요? NumPy에서 0·(−∞)는 "
    "무엇인가요?",
)
LOGARITHM_OF_0 = Text(
    "Which number goes into the logarithm there, and is it 0? Which term should count for this "
    "label?",
    "이 샘플에서 로그에 들어가는 수는 얼마인가요? 0인가요? 이 레이블에서 남아야 하는 항은 "
    "무엇인가요?",
)
OF_A_LOGIT = Text(
    "Which step is the first to give inf for it, or takes a logarithm of 0? If your function "
    "treats "
    "large numbers in another way: does it look at z or at s = (1 − 2y)·z, and which way does this "
    "example go?",
    "이 샘플에서 처음으로 inf가 나오거나 0의 로그를 구하는 단계는 어디인가요? 큰 수를 따로 "
    "다룬다면, "
    "z를 보나요, s = (1 − 2y)·z를 보나요? 이 샘플은 어느 분기로 가나요?",
)
FAR = 30.0  # from such a logit on, e⁻ᶻ is lost beside 1, sooner or later


def not_finite_of_one(view: View) -> Relation | None:
    """Find a certain example that gives nan or inf alone, where others alone do not."""
    args = view.records[0].case.args
    if view.part not in LOSSES or "Y" not in args or "n_steps" in args:
        return None
    if view.graded.name == "squared_error":  # no logarithm belongs there
        return None
    found = [(record, one) for record in view.wrong for one in _certain(record)]
    for record, one in sorted(found, key=lambda pair: abs(_number(pair[1]))):
        due, got = reference(view, one), answer(view, one)
        if due is None or got is None or got.size != 1 or not np.isfinite(due).all():
            continue
        if not np.isfinite(got).all():
            y = int(one["Y"].item())
            usual = answer(view, one_example(args, 0.7, y))
            finite = usual is not None and bool(np.isfinite(usual).all())
            return _told(view, record, one, float(got.item())) if finite else None
    return None


def logarithm_below_0(view: View) -> Relation | None:
    """Find a cost that is nan because a logarithm is taken of a number below 0."""
    found = not_finite_of_one(view) if view.part == "J" else None
    return found if found is not None and found.ask == BELOW_0 else None


def _certain(record: Comparison) -> Iterator[dict[str, Any]]:
    """Take single examples whose prediction is 0 or 1, or whose logit is far from 0."""
    args = record.case.args
    if np.isfinite(record.got).all():
        return
    for i in range(args["Y"].size):
        columns = {name: args[name][..., [i]] for name in ("A", "Z", "X", "Y") if name in args}
        one = {**args, **columns}
        number = _number(one)
        if number in (0.0, 1.0) if "A" in one else abs(number) > FAR:
            yield one


def _told(view: View, record: Comparison, one: dict[str, Any], got: float) -> Relation:
    y = int(one["Y"].item())
    name = "a" if "A" in one else "z"
    number = _number(one)
    kind = "nan" if np.isnan(got) else "inf"
    if name == "z":
        ask = OF_A_LOGIT
    elif kind == "inf":
        ask = LOGARITHM_OF_0
    else:
        turned = answer(view, {**one, "Y": 1 - one["Y"]})
        below = turned is not None and bool(np.isnan(turned).all())
        ask = BELOW_0 if below else ZERO_TIMES_INFINITY
    more = LINE_FOR_IT if ask in (ZERO_TIMES_INFINITY, LOGARITHM_OF_0) else NOTHING
    shown = f"{number:.6g}".replace("-", "−")
    found = ONE_ALONE.of(
        "not-finite", record.trial, name=name, number=shown, y=y, kind=kind, ask=ask
    )
    return found._replace(ask=NOTHING.join([found.ask, more]))


def _number(one: dict[str, Any]) -> float:
    """Return the prediction or the logit of an example."""
    for name in ("A", "Z"):
        if name in one:
            return float(one[name].item())
    return float((one["w"].T @ one["X"] + one["b"]).item())

"""A finder of results for one example that are right on one side alone, or are another number.

The sides are those of z, of s = (1 − 2y)·z, whose sign says whether the label is on the side of
the logit, and of a beside ½.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lrlib.checks.declare.compare import LOOSE, equal
from lrlib.checks.explain.suspects import SIDES_APART
from lrlib.checks.explain.unlisted import sayings_of_digits as digits
from lrlib.checks.explain.unlisted.one_example import LOGITS, LOSSES, PREDICTIONS, one_example
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import View, answer, reference
from lrlib.checks.say.numbers import apart
from lrlib.checks.say.text import NOTHING, Text

__all__ = ["another_number_of_one", "right_on_one_side"]

ONE_SIDE_OF_S = Saying(
    Text(
        "One example alone gets the right {part} where {good}, and a wrong one where {bad}. "
        "{shown}{equals}",
        "샘플 하나만 보면 {good} {part}가 맞고, {bad} 틀려요. {shown}{equals}",
    ),
    SIDES_APART.about(None),
)
ANOTHER_NUMBER = Saying(
    Text(
        "One example alone: your {part} is {what}. {shown}",
        "샘플 하나만 보면 {part}가 {what}예요. {shown}",
    ),
    Text(
        "Is that what one example should give? Which step is still to be done, and which line "
        "should do it?",
        "샘플 하나에서 나와야 할 것이 그것인가요? 아직 할 단계는 무엇이고, 어느 줄에서 해야 "
        "하나요?",
    ),
)
EQUALS_THERE = Text(" On that side it is always {what}.", " 그런 샘플에서는 언제나 {what}예요.")
AT_THIS_PREDICTION = Text(
    "With a = {a} and y = {y} it is {got} and should be {due}.",
    "a = {a}, y = {y}이면 {due}이어야 하는데 {got}이에요.",
)


class Probe(NamedTuple):
    """One example: its label, the logit or prediction that went in, and what came of it."""

    y: int
    put_in: float
    expected: float
    got: float

    @property
    def right(self) -> bool:
        """Whether the result is right."""
        return equal(np.array(self.got), np.array(self.expected), LOOSE)


Side = tuple[Text, Text, Callable[[Probe], bool]]
OF_Z: Side = (
    Text("z is positive", "z가 양수이면"),
    Text("z is negative", "z가 음수이면"),
    lambda p: p.put_in > 0,
)
OF_S: Side = (
    Text("s = (1 − 2y)·z is positive", "s = (1 − 2y)·z가 양수이면"),
    Text("s = (1 − 2y)·z is negative", "s = (1 − 2y)·z가 음수이면"),
    lambda p: (1 - 2 * p.y) * p.put_in > 0,
)
OF_A: Side = (
    Text("a is above ½", "a가 ½보다 크면"),
    Text("a is below ½", "a가 ½보다 작으면"),
    lambda p: p.put_in > 0.5,
)
OF_THE_LABEL: Side = (
    Text("a is on the side of the label", "½을 기준으로 a가 레이블에 맞으면"),
    Text("a is on the other side than the label", "½을 기준으로 a가 레이블과 어긋나면"),
    lambda p: (p.put_in > 0.5) == (p.y == 1),
)
Number = Callable[[float, int], float]  # of a logit or a prediction, and a label
OF_LOGITS: Mapping[str, Number] = {
    "0": lambda z, y: 0.0,
    "1": lambda z, y: 1.0,
    "½": lambda z, y: 0.5,
    "z": lambda z, y: z,
    "−z": lambda z, y: -z,
    "s": lambda z, y: (1 - 2 * y) * z,
    "|z|": lambda z, y: abs(z),
    "−|z|": lambda z, y: -abs(z),
    "max(z, 0)": lambda z, y: max(z, 0.0),
    "max(s, 0)": lambda z, y: max((1 - 2 * y) * z, 0.0),
    "z²": lambda z, y: z**2,
    "eᶻ": lambda z, y: math.exp(z),
    "e⁻ᶻ": lambda z, y: math.exp(-z),
    "eˢ": lambda z, y: math.exp((1 - 2 * y) * z),
    "e^−|z|": lambda z, y: math.exp(-abs(z)),
    "log(1 + e^−|z|)": lambda z, y: math.log1p(math.exp(-abs(z))),
    "log(1 + e^|z|)": lambda z, y: math.log1p(math.exp(abs(z))),
    "log(1 + eᶻ)": lambda z, y: math.log1p(math.exp(z)),
    "log(1 + e⁻ᶻ)": lambda z, y: math.log1p(math.exp(-z)),
    "log(1 + e⁻ˢ)": lambda z, y: math.log1p(math.exp((2 * y - 1) * z)),
}
OF_PREDICTIONS: Mapping[str, Number] = {
    "0": lambda a, y: 0.0,
    "1": lambda a, y: 1.0,
    "a": lambda a, y: a,
    "1 − a": lambda a, y: 1 - a,
    "|a − y|": lambda a, y: abs(a - y),
    "1 − |a − y|": lambda a, y: 1 - abs(a - y),
    "(a − y)²": lambda a, y: (a - y) ** 2,
    "−log a": lambda a, y: -math.log(a),
    "−log(1 − a)": lambda a, y: -math.log(1 - a),
    "−log|a − y|": lambda a, y: -math.log(abs(a - y)),
}
KEPT = "one side"


def right_on_one_side(view: View) -> Relation | None:
    """Find results for one example that are right on one side, and never on the other."""
    probes = _probed(view)
    wrong = [probe for probe in probes if not probe.right]
    if not wrong:
        return None
    of_predictions = "A" in view.records[0].case.args
    labelled = "Y" in view.records[0].case.args
    sides = [OF_A, OF_THE_LABEL] if of_predictions else [OF_Z, *([OF_S] if labelled else [])]
    for high, low, test in sides:
        right = {side: {p.right for p in probes if test(p) is side} for side in (True, False)}
        if right[True] == right[False] or {len(right[True]), len(right[False])} != {1}:
            continue
        good, bad = (high, low) if right[True] == {True} else (low, high)
        if (high, low) == OF_Z[:2]:
            return _of_one_sign(view, good is high, _shown(wrong[0], of_predictions, labelled))
        worst = max(wrong, key=lambda probe: abs(probe.got - probe.expected))
        what = _name(wrong, of_predictions)
        return ONE_SIDE_OF_S.of(
            f"right where {good.en}",
            part=view.part,
            good=good,
            bad=bad,
            shown=_shown(worst, of_predictions, labelled),
            equals=EQUALS_THERE.format(what=what) if what else NOTHING,
        )
    return None


def _of_one_sign(view: View, positive: bool, shown: Text) -> Relation:
    names = Text("positive", "양수"), Text("negative", "음수")
    good, bad = names if positive else names[::-1]
    return digits.ONE_SIDE.of(
        f"right where z is {good.en}", part=view.part, good=good, bad=bad, shown=shown
    )


def another_number_of_one(view: View) -> Relation | None:
    """Find results for one example that are always one other number of its logit or prediction."""
    probes = _probed(view)
    wrong = [probe for probe in probes if not probe.right]
    if view.part not in LOSSES or not wrong or len(wrong) < len(probes) - 1:
        return None
    args = view.records[0].case.args
    what = _name(probes, "A" in args)
    if not what or len({probe.got for probe in probes}) == 1:
        return None
    shown = _shown(wrong[0], "A" in args, "Y" in args)
    return ANOTHER_NUMBER.of(f"one example: {what}", part=view.part, what=what, shown=shown)


def _probed(view: View) -> list[Probe]:
    """Call the function on one example at a time; empty if it does not take one, or gives nan."""
    if KEPT not in view.numbers:
        view.numbers[KEPT] = list(_probes(view))
    probes: list[Probe] = view.numbers[KEPT]
    return probes


def _probes(view: View) -> Sequence[Probe]:
    args: Mapping[str, Any] = view.records[0].case.args
    if view.part not in (*LOSSES, "A") or "n_steps" in args:
        return []
    if not {"A", "Z"} & args.keys() and not {"w", "b", "X"} <= args.keys():
        return []
    found = []
    for y in (1, 0) if "Y" in args else (1,):
        for value in PREDICTIONS if "A" in args else LOGITS:
            one = one_example(args, value, y)
            due, came = reference(view, one), answer(view, one)
            if due is None or came is None or due.size != 1 or not np.isfinite(came).all():
                return []
            found.append(Probe(y, value, float(due.item()), float(came.item())))
    return found


def _name(probes: Sequence[Probe], of_predictions: bool) -> str:
    """Name the number that all results of some probes are; empty if none is known."""
    numbers = OF_PREDICTIONS if of_predictions else OF_LOGITS
    got = np.array([probe.got for probe in probes])
    for name, number in numbers.items():
        if equal(got, np.array([number(probe.put_in, probe.y) for probe in probes]), LOOSE):
            return name
    return ""


def _shown(probe: Probe, of_predictions: bool, labelled: bool) -> Text:
    expected, got = apart(probe.expected, probe.got)
    if of_predictions:
        return AT_THIS_PREDICTION.format(a=probe.put_in, y=probe.y, got=got, due=expected)
    label = Text(f" and y = {probe.y}", f", y = {probe.y}") if labelled else NOTHING
    return digits.AT_THIS_LOGIT.format(z=probe.put_in, label=label, got=got, due=expected)

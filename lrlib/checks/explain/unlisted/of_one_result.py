"""A finder of one number everywhere, and what to ask of labels, counts, shares and slopes then."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lrlib.checks.declare.compare import right_entries
from lrlib.checks.declare.model import Part
from lrlib.checks.explain.unlisted import sayings as say
from lrlib.checks.explain.unlisted.of_lookalikes import ON_A_PATH
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.sayings_of_labels import of_label
from lrlib.checks.explain.unlisted.view import Comparison, View, answer, reference
from lrlib.checks.say.text import NOTHING, Text

__all__ = ["one_number", "same_number"]

WHAT_IS_COMPARED = Text(
    "It never changes. Which line decides between 0 and 1, and what does it compare? Put one "
    "example in: which number stands on each side when all brackets are closed, and can the answer "
    "ever be another?",
    "결과가 바뀌지 않아요. 0과 1을 정하는 줄은 어디이고, 무엇과 무엇을 비교하나요? 샘플 하나를 "
    "넣고 괄호까지 살펴보세요. 양쪽에 어떤 수가 있고, 비교 결과가 달라질 수 있나요?",
)
WHAT_IS_COUNTED = Text(
    "It never changes. Which line makes it: what does that line compare, count or divide? Put in "
    "one input: what does each step give?",
    "결과가 바뀌지 않아요. 이 수를 만드는 줄은 어디이고, 무엇을 비교하거나 세거나 나누나요? 입력 "
    "하나를 넣어 보세요. 단계마다 무엇이 나오나요?",
)
WITH_A_HALF = Saying(
    Text(
        "With the threshold ½ all your labels are alike; with {t} they are not.",
        "임곗값이 ½이면 레이블이 모두 같고, {t}이면 그렇지 않아요.",
    ),
    Text(
        "So the numbers that you compare with ½ lie on one side of it. Between which two numbers "
        "can they lie: is the sign of z lost on the way?",
        "그러니 ½과 비교하는 수가 모두 한쪽에 있어요. 그 수는 어떤 두 수 사이에 있나요? 중간에 z의 "
        "부호가 사라지나요?",
    ),
)
ROUNDED_AWAY = Text(
    "With 0 for all numbers that go in it is not 0. Is it measured, with a nudge so small that it "
    "is lost beside larger numbers?",
    "입력을 모두 0으로 하면 0이 아니에요. 조금 움직여서 재나요? 움직이는 크기가 너무 작아서 큰 수 "
    "옆에서 사라지지는 않나요?",
)
A_0_IN_A_PRODUCT = Text(
    "Does the line that should compute it run? Or is a 0 among the factors of its product: what is "
    "the local slope of a sum in each of its terms, and that of a product in each of its factors?",
    "계산하는 줄이 실행되나요? 아니면 곱하는 수 가운데 0이 있나요? 덧셈에서 각 항의 국소 기울기는 "
    "얼마이고, 곱셈에서 각 인수의 국소 기울기는 무엇인가요?",
)
A_0_AMONG_FACTORS = Text(
    "Does the line that should compute it run? Or is one of its factors always 0: put one example "
    "in, and what is each of them?",
    "계산하는 줄이 실행되나요? 아니면 언제나 0인 인수가 있나요? 샘플 하나를 넣어 보세요. 인수는 "
    "각각 얼마인가요?",
)


def one_number(view: View) -> Relation | None:
    """Find the same number everywhere, 0 above all, though different ones are expected."""
    number = same_number(view.records)
    if number is None:
        return None
    shown = f"{number + 0.0:.4g}"  # 0, and not −0
    label = _only_label(view, number)
    if label is not None:
        ask = of_label(view.graded.name, label)
        return say.ONE_NUMBER_WITH_LABEL.of(
            f"{shown} with {label}", part=view.part, number=shown, y=label, ask=ask
        )
    if number == 0:
        found = say.ALWAYS_0.of("always 0", part=view.part)
        return found._replace(**_compared(view) | _slope_of_0(view))
    due = reference(view, view.graded.tiny)
    fits = due is not None and bool(right_entries(due, np.full_like(due, number)).all())
    tiny = say.FITS_THE_EXAMPLE if fits else NOTHING
    found = say.ONE_NUMBER.of(f"always {shown}", part=view.part, number=shown, tiny=tiny)
    found = found._replace(**_compared(view))
    return found._replace(ask=ON_A_PATH) if view.of_a_slope and not fits else found


def _compared(view: View) -> dict[str, Any]:
    """Ask what is compared, where labels, counts or a share are made."""
    returned = view.graded.returns
    other = _threshold_that_tells(view)
    if other is not None:
        return {"fact": WITH_A_HALF.fact.format(t=f"{other:g}"), "ask": WITH_A_HALF.ask}
    if isinstance(returned, Part) and returned.kind == "int":
        return {"ask": WHAT_IS_COMPARED}
    return {"ask": WHAT_IS_COUNTED} if view.part in SHARES else {}


def _threshold_that_tells(view: View) -> float | None:
    """Return a threshold at which labels are not all alike, though they are at ½."""
    for record in view.records[:3] if "w" in view.records[0].case.args else ():
        for threshold in (0.8, 0.2, 0.95, 0.05):
            args = {**record.case.args, "threshold": threshold}
            due, got = reference(view, args), answer(view, args)
            if due is not None and got is not None and (got != record.got.flat[0]).any():
                return threshold
    return None


SHARES = ("accuracy", "precision", "recall", "auc")


def _only_label(view: View, number: float) -> int | None:
    """Return the label that all inputs have, if another label gives other numbers."""
    named = [(name, r) for r in view.records for name in ("y", "Y") if name in r.case.args]
    labels = {int(y) for name, r in named for y in np.ravel(r.case.args[name])}
    if len(labels) != 1:
        return None
    name, record = named[0]
    got = answer(view, {**record.case.args, name: 1 - record.case.args[name]})
    same = got is None or bool(right_entries(got, np.full_like(got, number)).all())
    return None if same else labels.pop()


def same_number(records: Sequence[Comparison]) -> float | None:
    """Return the one number that all results hold, if the expected ones differ."""
    numbers = np.concatenate([record.got.ravel() for record in records])
    due = np.concatenate([record.expected.ravel() for record in records])
    if not np.isfinite(numbers[0]) or not (numbers == numbers[0]).all() or (due == due[0]).all():
        return None
    return float(numbers[0])


def _slope_of_0(view: View) -> dict[str, Any]:
    """Ask why a slope is 0 on every input: it may be measured, and the difference rounded away."""
    if not view.of_a_slope:
        return {}
    args = view.records[0].case.args
    if any(isinstance(value, np.ndarray | dict | list) for value in args.values()):
        return {"ask": A_0_IN_A_PRODUCT if view.whole else A_0_AMONG_FACTORS}
    at_0 = answer(view, {name: 0.0 for name in args})
    measured = at_0 is not None and bool(np.isfinite(at_0).all() and at_0.any())
    return {"ask": ROUNDED_AWAY if measured else A_0_IN_A_PRODUCT}

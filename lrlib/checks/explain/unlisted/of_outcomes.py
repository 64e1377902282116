"""A finder of which outcomes an accuracy counts as right: said 0 or 1, and is 0 or 1.

A number that is made of labels alone equals many sums of statistics of labels by chance. What it
makes of each of the four outcomes says what its lines do.
"""

import numpy as np

from lrlib.checks.declare.compare import LOOSE, equal
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted.complete import known_result, times_expected
from lrlib.checks.explain.unlisted.of_one_result import one_number
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import Comparison, View, answer
from lrlib.checks.say.text import SPACE, Text

__all__ = ["counted_as_right", "errors_cancel"]

COUNTED = Saying(
    Text("{facts}", "{facts}"),
    Text(
        "Put one such pair into your lines, Y_pred = {said} and Y = {true}: what does each step "
        "make of it, and what should it add?",
        "그런 쌍 하나, Y_pred = {said}와 Y = {true}를 넣어 보세요. 단계마다 무엇이 나오고, 얼마를 "
        "더해야 하나요?",
    ),
)
CANCEL = Saying(
    Text(
        "With one missed cat (said 0, is 1) and one false alarm (said 1, is 0) your number is 1, "
        "as if all labels were right; with one of them alone it is not. The two errors cancel.",
        "예측이 0이고 실제로 1인 샘플 하나와 예측이 1이고 실제로 0인 샘플 하나가 있으면 결과가 "
        "1이에요. "
        "모두 맞았을 때와 같아요. 둘 가운데 하나만 있으면 1이 아니에요. 두 오차가 상쇄돼요.",
    ),
    Text(
        "Is each prediction compared with its own label? If differences are taken: what is the "
        "mean "
        "of 1 and −1, and which comes first, the mean or what takes the sign away?",
        "예측을 저마다 자기 레이블과 비교하나요? 차를 구한다면, 1과 −1의 평균은 얼마인가요? 평균과 "
        "부호를 없애는 단계 가운데 어느 것을 먼저 하나요?",
    ),
)
# What Y_pred says and what Y is, with what such an example is called.
OUTCOMES = (
    (0, 1, Text("A missed cat (said 0, is 1)", "예측이 0이고 실제로 1인 샘플")),
    (1, 0, Text("A false alarm (said 1, is 0)", "예측이 1이고 실제로 0인 샘플")),
    (1, 1, Text("A cat that is found (said 1, is 1)", "예측도 실제도 1인 샘플")),
    (0, 0, Text("A picture rightly called no cat (0 and 0)", "예측도 실제도 0인 샘플")),
)
DUE = np.array([0.0, 0.0, 1.0, 1.0])
# What one example of an outcome adds to the number of right ones, and how that is said.
ADDS = {
    0.0: Text("{who} counts for nothing in your number.", "{who}을 세지 않아요."),
    0.5: Text("{who} counts as half right.", "{who}을 반만 맞은 것으로 세고 있어요."),
    1.0: Text("{who} counts as right in your number.", "{who}을 맞은 것으로 세고 있어요."),
    2.0: Text("{who} counts as two right ones.", "{who} 하나를 둘로 세고 있어요."),
    -1.0: Text("{who} counts as −1 in your number.", "{who} 하나마다 1을 빼고 있어요."),
}


def counted_as_right(view: View) -> Relation | None:
    """Find what each of the four outcomes adds to an accuracy, if these are small numbers."""
    if not {"Y_pred", "Y"} <= view.records[0].case.args.keys() or view.part != "accuracy":
        return None
    if any(find(view) is not None for find in (one_number, times_expected, known_result)):
        return None  # a share with a name, or a multiple of the right one, says more
    counts = np.array([_counts(record) for record in view.records], dtype=float)
    total = np.array([float(r.got.item()) * r.case.sizes["m"] for r in view.records])
    if np.linalg.matrix_rank(counts) < len(OUTCOMES) or not np.isfinite(total).all():
        return None
    adds = np.linalg.lstsq(counts, total, rcond=None)[0]
    small = np.array(list(ADDS))
    near = small[np.abs(small - adds[:, np.newaxis]).argmin(axis=1)]
    if not equal(counts @ near, total, LOOSE) or np.array_equal(near, DUE):
        return None
    odd = [int(i) for i in np.flatnonzero(near != DUE)]
    facts = [ADDS[near[i]].format(who=OUTCOMES[i][2]) for i in odd]
    said, true, _ = OUTCOMES[odd[0]]
    cause = f"counts {', '.join(f'{add:g}' for add in near)}"
    return COUNTED.of(cause, facts=SPACE.join(facts), said=said, true=true)


def errors_cancel(view: View) -> Relation | None:
    """Find an accuracy of 1 where there are as many errors of one kind as of the other."""
    if not {"Y_pred", "Y"} <= view.records[0].case.args.keys() or view.part != "accuracy":
        return None
    if any(find(view) is not None for find in (one_number, times_expected, known_result)):
        return None
    if not all(_accuracy_of(view, n, n) == 1 for n in (0, 1, 2, 3)):
        return None
    if any(_accuracy_of(view, *alone) in (1, None) for alone in ((0, 1), (1, 0))):
        return None
    return CANCEL.of("errors cancel", part=view.part)


def _accuracy_of(view: View, missed: int, false_alarms: int) -> float | None:
    """Call the function on so many errors of each kind, with four labels that are right."""
    Y = np.array([[1] * missed + [0] * false_alarms + [1, 0, 0, 1]])
    Y_pred = np.array([[0] * missed + [1] * false_alarms + [1, 0, 0, 1]])
    got = answer(view, {"Y_pred": Y_pred, "Y": Y})
    return None if got is None else round(float(got.item()), 9)


def _counts(record: Comparison) -> list[int]:
    """Count the examples of each outcome."""
    said, true = (np.ravel(record.case.args[name]) for name in ("Y_pred", "Y"))
    both: list[Array] = [(said == p) & (true == y) for p, y, _ in OUTCOMES]
    return [int(np.count_nonzero(each)) for each in both]

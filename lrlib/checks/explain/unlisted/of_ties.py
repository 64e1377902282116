"""A finder of examples that lie exactly at the threshold, where these alone are counted wrongly."""

from collections.abc import Sequence

import numpy as np

from lrlib.checks.declare.compare import equal
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import Comparison, View, answer
from lrlib.checks.say.text import SPACE, Text

__all__ = ["decided_at_a_tie", "decided_by_order"]

BY_ORDER = Saying(
    Text(
        "Put the same examples in the opposite order, and your {part} changes from {first} to "
        "{second}; with no two probabilities equal it stays.",
        "같은 샘플을 거꾸로 놓으면 {part}가 {first}에서 {second}로 바뀌어요. 같은 확률이 없으면 "
        "그대로예요.",
    ),
    Text(
        "Which of two equal probabilities does your line put first, as a sort does that gives them "
        "two ranks? How much should such a pair count?",
        "확률이 같은 둘 가운데 어느 것을 앞에 놓나요? 정렬이라면 둘의 순위가 달라져요. 그런 쌍은 "
        "얼마로 세어야 하나요?",
    ),
)
AT_A_TIE = Saying(
    Text(
        "Only examples whose probability equals the threshold go wrong in your {part}: {many}.",
        "{part}에서는 확률이 임곗값과 똑같은 샘플만 틀려요. {many}.",
    ),
    Text("{ask}", "{ask}"),
)
ALL = Text(
    "all {n} of them in this check count as a 0", "이 검사에 있는 {n}개를 모두 0으로 세고 있어요"
)
SOME = Text(
    "{k} of the {n} in this check count as a 0",
    "이 검사에 있는 {n}개 가운데 {k}개를 0으로 세고 있어요",
)
NEITHER = Text("they count neither as a 0 nor as a 1", "0으로도 1로도 세지 않아요")
NOT_ONCE = Text("they do not count once each as a 1", "1로 한 번씩 세지 않아요")
WHICH_LINE = Text(
    "Which line decides at a tie: a comparison, with ≥ or with >, or a rounding? What does np.rint "
    "or np.round make of 0.5?",
    "임곗값과 같을 때 판단을 정하는 줄은 어디인가요? 비교라면 ≥인가요, >인가요? 반올림이라면 "
    "np.rint나 np.round는 0.5를 무엇으로 바꾸나요?",
)
STILL_EQUAL = Text(
    "Is a number that equals the threshold still equal to it after a sum or a difference?",
    "임곗값과 같은 수는 무엇을 더하거나 뺀 뒤에도 그대로 같은가요?",
)
WHICH_TAKES_IT = Text(
    "Which of your comparisons takes in a probability that equals the threshold: one with ≥, one "
    "with >? Does exactly one of them?",
    "임곗값과 똑같은 확률은 어느 비교에 들어가나요? ≥인가요, >인가요? 꼭 하나에만 들어가나요?",
)
LITTLE = 1e-4


def decided_at_a_tie(view: View) -> Relation | None:
    """Find counts that are right as soon as no prediction equals the threshold."""
    first = view.records[0]
    if "A" not in first.case.args or first.expected.shape != (2, 2) or not view.wrong:
        return None
    tied = [record for record in view.records if _at_the_threshold(record).any()]
    if not all(_right_without_ties(view, record) for record in view.wrong):
        return None
    n = sum(int(np.count_nonzero(_at_the_threshold(record))) for record in tied)
    k = _said_0(tied)
    if k is None:
        nowhere = all((r.got[:, 0] == r.expected[:, 0]).all() for r in tied)
        many, ask = NEITHER if nowhere else NOT_ONCE, WHICH_TAKES_IT
    else:
        many = (ALL if k == n else SOME).format(k=k, n=n)
        ask = WHICH_LINE if k == n else SPACE.join([WHICH_LINE, STILL_EQUAL])
    return AT_A_TIE.of("at a tie", part=view.part, many=many, ask=ask)


def _at_the_threshold(record: Comparison) -> Array:
    args = record.case.args
    tie: Array = np.asarray(args["A"]) == args.get("threshold", 0.5)
    return tie


def _right_without_ties(view: View, record: Comparison) -> bool:
    """Say whether the counts are right if the predictions at the threshold lie a little above."""
    tie = _at_the_threshold(record)
    if not tie.any():
        return False
    A = np.asarray(record.case.args["A"])
    got = answer(view, {**record.case.args, "A": np.where(tie, A + LITTLE, A)})
    return got is not None and equal(got, record.expected)


def _said_0(records: Sequence[Comparison]) -> int | None:
    """Count the examples that moved from the column of 1 to that of 0; None if others moved."""
    moved = [record.got - record.expected for record in records]
    if any((m[:, 0] != -m[:, 1]).any() or (m[:, 0] < 0).any() for m in moved):
        return None
    return int(sum(m[:, 0].sum() for m in moved))


def decided_by_order(view: View) -> Relation | None:
    """Find shares of pairs that hang on the order of examples, where probabilities are equal."""
    if set(view.records[0].case.args) != {"A", "Y"} or view.part != "auc":
        return None
    for record in view.wrong:
        args = record.case.args
        turned = {name: value[..., ::-1] for name, value in args.items()}
        apart = args["A"] + 1e-6 * np.arange(args["A"].size)
        alone = [answer(view, {"A": A, "Y": Y}) for A, Y in _both_ways(apart, args["Y"])]
        first, second = (answer(view, each) for each in (args, turned))
        if first is None or second is None or equal(first, second):
            continue
        if alone[0] is not None and alone[1] is not None and equal(alone[0], alone[1]):
            a, b = (f"{float(got.item()):.4g}" for got in (first, second))
            return BY_ORDER.of("order of ties", record.trial, part=view.part, first=a, second=b)
    return None


def _both_ways(A: Array, Y: Array) -> list[tuple[Array, Array]]:
    return [(A, Y), (A[..., ::-1], Y[..., ::-1])]

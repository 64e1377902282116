"""A finder that names the entries of a table that go wrong, where others never do."""

import itertools
from collections.abc import Sequence

import numpy as np

from lrlib.checks.declare.compare import right_entries
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import Comparison, View, answer, is_a_table
from lrlib.checks.say.text import NOTHING, SPACE, Text

__all__ = ["entries_of_a_table", "shares_in_a_table", "where_a_count_is_0"]

OF_A_TABLE = Saying(
    Text(
        "In your {part}, the numbers at {names} go wrong, and the others never do.{more}",
        "{part}에서 {names} 자리의 수가 틀리고, 다른 자리는 언제나 맞아요.{more}",
    ),
    Text(
        "Which examples belong there: with which label, and with which answer? Which does your "
        "line count?",
        "그 자리에는 어떤 레이블과 어떤 답의 샘플을 세어야 하나요? 지금은 어떤 샘플을 세고 있나요?",
    ),
)
NEGATIVE = Saying(
    Text(
        "Your {part} has a number below 0 at {names}, and no count is negative.",
        "{part}의 {names} 자리에 음수가 있어요. 개수는 음수가 될 수 없어요.",
    ),
    Text(
        "Which step makes a number below 0 of labels that are 0 and 1: a minus, or a ~? What is ~0 "
        "for the whole number 0, and what is ~ of True?",
        "0과 1인 레이블에서 음수를 만드는 단계는 어디인가요? 뺄셈인가요, ~인가요? 정수 0에 ~를 "
        "쓰면 얼마이고, True에 ~를 쓰면 무엇인가요?",
    ),
)
SHARES = Saying(
    Text(
        "The numbers in {where} of your {part} add up to 1.",
        "{part}에서 {where} 수를 더하면 1이에요.",
    ),
    Text(
        "Those are shares. What is asked for: shares, or how many examples there are? Which step "
        "divides, and by what?",
        "그것은 비율이에요. 필요한 것은 비율인가요, 샘플의 개수인가요? 나누는 단계는 어디이고, "
        "무엇으로 나누나요?",
    ),
)
IN_ROWS = Text("each row", "행마다")
IN_COLUMNS = Text("each column", "열마다")
IN_ALL = Text("all places", "모든 자리의")
ALL_SUMS = Saying(Text("{facts}", "{facts}"), OF_A_TABLE.ask)
SUM_OF_ENTRIES = Text(
    "Yours at {at} is what belongs at {named}.",
    "{at} 자리에 {named} 자리의 수가 있어요.",
)


WHERE_A_COUNT_IS_0 = Saying(
    Text(
        "Your {part} is {number} where {counts} 0, although what it should be divided by is not 0.",
        "{counts} 0이면 나눌 수가 0이 아닌데도 {part}가 {number}예요.",
    ),
    Text(
        "What does your if look at, or what do you divide by there: one count, or the whole "
        "denominator? What is the whole denominator of this share?",
        "if에서 무엇을 살펴보거나 거기서 무엇으로 나누나요? 개수 하나인가요, 분모 전체인가요? 이 "
        "비율의 분모 전체는 무엇인가요?",
    ),
)
ANY_IS = Text("any of the four counts is", "네 개수 가운데 하나라도")
ONE_IS, BOTH_ARE = Text("{} is", "{}이"), Text("{} and {} are both", "{}과 {}이 모두")


def where_a_count_is_0(view: View) -> Relation | None:
    """Find shares that are one number, as 0 or nan, only where a count of the table is 0."""
    if "C" not in view.records[0].case.args or not view.wrong:
        return None
    if any(record.expected.size != 1 for record in view.records):
        return None
    numbers = {f"{float(record.got.item()):.4g}" for record in view.wrong}
    others = [r for r in view.records if r.right and f"{float(r.got.item()):.4g}" not in numbers]
    if len(numbers) > 1 or not others or any(not r.expected.any() for r in view.wrong):
        return None
    if len(numbers) == 1 and _where_any_is_0(view, min(numbers)):
        cause, number = "0 where any count is 0", min(numbers)
        return WHERE_A_COUNT_IS_0.of(cause, part=view.part, number=number, counts=ANY_IS)
    places = [(place,) for place in np.ndindex(2, 2)]
    for chosen in [*places, *itertools.combinations(np.ndindex(2, 2), 2)]:
        if all(_are_0(r, chosen) for r in view.wrong) and not any(
            _are_0(r, chosen) for r in others
        ):
            named = [f"C[{i}, {j}]" for i, j in chosen]
            counts = (ONE_IS if len(named) == 1 else BOTH_ARE).format(*named)
            number = numbers.pop()
            cause = f"{number} where {counts.en} 0"
            return WHERE_A_COUNT_IS_0.of(cause, part=view.part, number=number, counts=counts)
    return None


def _where_any_is_0(view: View, number: str) -> bool:
    """Say whether a share is this number wherever one count is 0, also where it should not be."""
    for place in ((0, 0), (0, 1), (1, 0)):
        C = np.array([[4, 3], [2, 5]])
        C[place] = 0
        got = answer(view, {"C": C})
        if got is None or f"{float(got.item()):.4g}" != number:
            return False
    return True


def _are_0(record: Comparison, places: Sequence[tuple[int, ...]]) -> bool:
    """Say whether the counts at some places of the table are all 0."""
    return not any(record.case.args["C"][place] for place in places)


def shares_in_a_table(view: View) -> Relation | None:
    """Find a table of shares in the place of counts: they add up to 1 wherever anything counts."""
    if not is_a_table(view) or not view.wrong:
        return None
    for axis, where in ((1, IN_ROWS), (0, IN_COLUMNS), ((0, 1), IN_ALL)):
        sums = [(r.got.sum(axis), r.expected.sum(axis)) for r in view.records]
        if all(right_entries(got[due > 0], np.ones_like(got[due > 0])).all() for got, due in sums):
            return SHARES.of("shares", part=view.part, where=where)
    return None


def entries_of_a_table(view: View) -> Relation | None:
    """Find the entries that go wrong in a table that always has the same few of them."""
    if not is_a_table(view) or not view.wrong:
        return None
    ever = np.any([~right_entries(r.got, r.expected) for r in view.records], axis=0)
    if ever.ndim != 2 or not ever.any():
        return None
    below = np.any([r.got < 0 for r in view.records], axis=0)
    if below.any() and not any((r.expected < 0).any() for r in view.records):
        return NEGATIVE.of("negative counts", part=view.part, names=_named(below))
    at = [(int(i), int(j)) for i, j in np.argwhere(ever)]
    names = _named(ever)
    sums = [_sum_of_entries(view, *place) for place in at]
    equals = SPACE.join([text for text in sums if text.en])
    if ever.all():
        return ALL_SUMS.of("entries", facts=equals) if all(text.en for text in sums) else None
    more = SPACE.join([NOTHING, equals]) if equals.en else NOTHING
    return OF_A_TABLE.of(f"entries {names}", part=view.part, names=names, more=more)


def _named(entries: Array) -> str:
    """Name the places of a table that are marked."""
    return ", ".join(f"[{i}, {j}]" for i, j in np.argwhere(entries))


def _sum_of_entries(view: View, i: int, j: int) -> Text:
    """Name the two expected entries that a wrong entry is the sum of, or the one that it is."""
    got = np.array([record.got[i, j] for record in view.records])
    places = np.ndindex(*view.records[0].expected.shape)
    due = {place: np.array([r.expected[place] for r in view.records]) for place in places}
    pairs = itertools.combinations_with_replacement(due, 2)
    for first, second in sorted(pairs, key=lambda pair: pair[0] != pair[1]):
        total = due[first] if first == second else due[first] + due[second]
        if np.array_equal(got, total):
            named = " + ".join(f"[{p[0]}, {p[1]}]" for p in dict.fromkeys((first, second)))
            return SUM_OF_ENTRIES.format(at=f"[{i}, {j}]", named=named)
    return NOTHING

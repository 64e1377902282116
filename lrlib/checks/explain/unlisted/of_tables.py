"""A finder that names the entries of a table that go wrong, where others never do."""

import itertools

import numpy as np

from lrlib.checks.declare.compare import right_entries
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import View
from lrlib.checks.say.text import NOTHING, SPACE, Text

__all__ = ["entries_of_a_table"]

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
ALL_SUMS = Saying(Text("{facts}", "{facts}"), OF_A_TABLE.ask)
SUM_OF_ENTRIES = Text(
    "Yours at {at} is what belongs at {named}.",
    "{at} 자리에 {named} 자리의 수가 있어요.",
)


def entries_of_a_table(view: View) -> Relation | None:
    """Find the entries that go wrong in a table that always has the same few of them."""
    shapes = {record.expected.shape for record in view.records}
    if len(shapes) > 1 or min(shapes.copy().pop(), default=0) < 2 or not view.wrong:
        return None
    ever = np.any([~right_entries(r.got, r.expected) for r in view.records], axis=0)
    if ever.ndim != 2 or not ever.any():
        return None
    at = [(int(i), int(j)) for i, j in np.argwhere(ever)]
    names = ", ".join(f"[{i}, {j}]" for i, j in at)
    sums = [_sum_of_entries(view, *place) for place in at]
    equals = SPACE.join([text for text in sums if text.en])
    if ever.all():
        return ALL_SUMS.of("entries", facts=equals) if all(text.en for text in sums) else None
    more = SPACE.join([NOTHING, equals]) if equals.en else NOTHING
    return OF_A_TABLE.of(f"entries {names}", part=view.part, names=names, more=more)


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

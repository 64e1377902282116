"""Finders of what loops leave behind: places never written, state, and examples that mix."""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lrlib.checks.call.invoke import copied
from lrlib.checks.declare.compare import LOOSE, RIGHT, equal, right_entries
from lrlib.checks.declare.model import Array, Case
from lrlib.checks.explain.unlisted import sayings_of_loops as say
from lrlib.checks.explain.unlisted.factors import ratio
from lrlib.checks.explain.unlisted.partial import ignored_examples
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import (
    Comparison,
    View,
    answer,
    examples_in,
    moved,
    reference,
)
from lrlib.checks.say.text import Text

__all__ = ["judged_by_others", "mixed_examples", "moved_on", "unwritten"]


# --- places that are never written -------------------------------------------------------------


def unwritten(view: View) -> Relation | None:
    """Find results of which one slice is filled, and all others are 0."""
    several = [r for r in view.records if _axis(r) is not None]
    found = {_filled(record) for record in several} - {None}
    if found == {"others"}:
        return _unwritten_within_examples(view, several)
    if len(found) != 1:
        return None
    record = several[0]
    whats = {_slice_name(r) for r in several}
    what = whats.pop() if len(whats) == 1 else say.ENTRY
    return FILLED[found.pop() or ""].of("unwritten", record.trial, part=view.part, what=what)


FILLED: Mapping[str, Saying] = {
    "first": say.FIRST_FILLED,
    "last": say.LAST_FILLED,
    "wrong place": say.ONE_PLACE_FILLED,
}


def _axis(record: Comparison) -> int | None:
    """Return the axis that a loop would fill: that of the examples, or the longest."""
    shape, m = record.expected.shape, record.case.sizes.get("m")
    if m is not None and m in shape:
        last = len(shape) - 1
        axis = last if shape[last] == m else shape.index(m)
        return axis if m > 1 else None
    longest = int(np.argmax(shape)) if shape else 0
    return longest if shape and shape[longest] > 1 else None


def _slice_name(record: Comparison) -> Text:
    axis = _axis(record)
    of_examples = axis is not None and record.expected.shape[axis] == record.case.sizes.get("m")
    return say.EXAMPLE if of_examples else say.ENTRY


def _filled(record: Comparison) -> str | None:
    """Say which slice is filled if all others are 0; None if that cannot be seen."""
    axis = _axis(record)
    got, due = (np.moveaxis(a, axis or 0, 0) for a in (record.got, record.expected))
    filled = [i for i in range(len(got)) if got[i].any()]
    if not filled:
        return None if not due[0].any() or not due[-1].any() else "others"
    if len(filled) > 1:
        return "others"
    (place,) = filled
    if not np.delete(due, place, axis=0).any():
        return None
    right = equal(got[place], due[place], RIGHT)
    if right and place in (0, len(got) - 1):
        return "first" if place == 0 else "last"
    return "wrong place" if equal(got[place], due[-1], RIGHT) else "others"


def _unwritten_within_examples(view: View, several: Sequence[Comparison]) -> Relation | None:
    """Find results of which the same places are filled in each example, and the others are 0."""
    shown = None
    for record in several:
        if _slice_name(record) is not say.EXAMPLE:
            return None
        axis = _axis(record) or 0
        got, due = (
            np.moveaxis(a, axis, 0).reshape(a.shape[axis], -1)
            for a in (record.got, record.expected)
        )
        filled = got.any(axis=0)
        if not equal(got[:, filled], due[:, filled], RIGHT):
            return None
        if due[:, ~filled].any() and filled.any():
            shown = shown or (record, int(filled.sum()), filled.size)
    if shown is None:
        return None
    record, k, n = shown
    return say.PLACES_FILLED.of("unwritten", record.trial, part=view.part, k=k, n=n)


# --- examples that mix -------------------------------------------------------------------------


def mixed_examples(view: View) -> Relation | None:
    """Find examples that meet each other: where each has its own result, and where all have one."""
    return _mixed(view) or _not_added_up(view)


def judged_by_others(view: View) -> Relation | None:
    """Find an example whose own result hangs on the others: it differs if all are copies of it."""
    tables = [r for r in view.wrong if _columns(r) and _of_examples(r)]
    for record, i in [(r, i) for r in tables for i in range(examples_in(r))]:
        copies = {
            name: value[..., [i] * examples_in(record)]
            if isinstance(value, np.ndarray) and value.shape[-1:] == _m(record)
            else value
            for name, value in record.case.args.items()
        }
        due, got = reference(view, copies), answer(view, copies)
        if due is None or got is None or moved(due[..., i], record.expected[..., i]):
            return None
        if moved(got[..., i], record.got[..., i]):
            return say.JUDGED_BY_OTHERS.of(
                "judged by others",
                part=view.part,
                i=i,
                got=f"{float(record.got[..., i].flat[0]):.4g}",
                alike=f"{float(got[..., i].flat[0]):.4g}",
            )
    return None


def moved_on(view: View) -> Relation | None:
    """Find what an example leaves behind where the results are nearly right."""
    found = _not_added_up(view)
    if found is None or found.cause != "left over" or ignored_examples(view) is not None:
        return None
    return found


def _mixed(view: View) -> Relation | None:
    """Find results for one example that hang on other examples."""
    several = [r for r in view.wrong if _columns(r) and _of_examples(r)]
    record = max(several, key=examples_in, default=None)
    if record is None:
        return None
    base = answer(view, record.case.args)
    if base is None or moved(base, record.got):
        return None
    found = [(i, _moved_columns(view, record, base, i)) for i in range(examples_in(record))]
    before = [j for i, others in found for j in others if j < i]
    after = [any(j > i for j in others) for i, others in found[:-1]]
    # An example that is not used, or all that count in another's place: no state does that.
    if not all(others for _, others in found) or not any(i in others for i, others in found):
        return None
    if before or (any(after) and not all(after)):  # what is left behind reaches all that come later
        return say.MIXED_EXAMPLES.of("mixed examples", record.trial, part=view.part)
    return say.LATER_EXAMPLES.of("left over", record.trial, part=view.part) if all(after) else None


def _of_examples(record: Comparison) -> bool:
    return record.expected.ndim == 2 and record.expected.shape[-1:] == _m(record)


def _m(record: Comparison) -> tuple[int]:
    return (examples_in(record),)


def _columns(record: Comparison) -> list[str]:
    """Name the arrays of numbers that have a column for each example, if there are several."""
    m = examples_in(record)
    return [
        name
        for name, value in record.case.args.items()
        if m > 1
        and isinstance(value, np.ndarray)
        and value.dtype.kind == "f"
        and value.shape[-1:] == (m,)
    ]


def _moved_columns(view: View, record: Comparison, base: Array, column: int) -> set[int]:
    """Say which columns of the result move with one column of the arguments."""
    args = dict(record.case.args)
    for name in _columns(record):
        args[name] = copied(args[name])
        args[name][..., column] *= 0.7
    due, got = reference(view, args), answer(view, args)
    if due is None or got is None or not moved(due, record.expected):
        return set()
    changed = ~right_entries(got, base, LOOSE)
    return {int(i) for i in np.flatnonzero(changed.reshape(-1, changed.shape[-1]).any(axis=0))}


def _not_added_up(view: View) -> Relation | None:
    """Find a result that is right for each example alone, and not for several together."""
    together = [r for r in view.wrong if _columns(r) and _m(r)[0] not in r.expected.shape]
    if not together:
        return None
    record = max(together, key=examples_in)
    m = record.case.sizes["m"]
    alone = [_column(record.case, i) for i in range(m)]
    pairs = [(answer(view, args), reference(view, args)) for args in alone]
    if any(g is None or due is None or not equal(g, due, RIGHT) for g, due in pairs):
        return None
    if _order_matters(view, record):
        copies = _divided_in_every_turn(view, record)
        if copies is not None:
            return copies
        return say.LEFT_OVER.of("left over", record.trial, part=view.part)
    name = _only_the_sum_of(view, record)
    if name is not None:
        return say.ONLY_THE_SUM.of("only the sum", record.trial, part=view.part, name=name)
    return say.NOT_ADDED_UP.of("not added up", record.trial, part=view.part)


def _column(case: Case, i: int) -> dict[str, Any]:
    """Keep one example."""
    m = case.sizes["m"]
    return {
        name: value[..., [i]]
        if isinstance(value, np.ndarray) and value.ndim == 2 and value.shape[-1] == m
        else value
        for name, value in case.args.items()
    }


def _order_matters(view: View, record: Comparison) -> bool:
    """Say whether the examples read backwards give another result, where they should not."""
    m, args = record.case.sizes["m"], record.case.args
    turned = {
        name: value[..., ::-1]
        if isinstance(value, np.ndarray) and value.shape[-1:] == (m,)
        else value
        for name, value in args.items()
    }
    return not moved(reference(view, turned), record.expected) and moved(
        answer(view, turned), record.got
    )


def _divided_in_every_turn(view: View, record: Comparison) -> Relation | None:
    """Find a sum that is divided by m in every turn of a loop: copies of one example show it."""
    for m in (2, 3):
        one = _column(record.case, 0)
        several = {
            name: np.repeat(value, m, axis=-1)
            if name != "w" and isinstance(value, np.ndarray) and value.shape[-1:] == (1,)
            else value
            for name, value in one.items()
        }
        due, got = reference(view, several), answer(view, several)
        times = None if due is None or got is None else ratio(got, due)
        if times is None or not math.isclose(times, sum(m**-k for k in range(1, m + 1))):
            return None
    return say.DIVIDED_IN_EVERY_TURN.of(
        "divided in every turn", record.trial, part=view.part, m=m, times=f"{times:.3g}"
    )


def _only_the_sum_of(view: View, record: Comparison) -> str | None:
    """Name the argument of which only the sum over examples with one label counts."""
    args, Y = record.case.args, record.case.args.get("Y")
    labels = np.zeros(_m(record)) if Y is None else np.ravel(Y)
    alike = [np.flatnonzero(labels == y) for y in (0, 1)]
    pairs = [pair for several in alike for pair in itertools.pairwise(several.tolist())]
    for name in _columns(record) if len(pairs) > 1 else ():
        exchanged = [_exchanged(args, name, pair, part) for pair in pairs for part in (0.1, 0.8)]
        if all(moved(reference(view, changed), record.expected) for changed in exchanged) and all(
            (got := answer(view, changed)) is not None and equal(got, record.got, RIGHT)
            for changed in exchanged
        ):
            return name
    return None


def _exchanged(
    args: Mapping[str, Any], name: str, pair: tuple[int, int], part: float
) -> dict[str, Any]:
    """Move a part of one example's numbers to another example."""
    value = copied(args[name])
    room = np.abs(value[..., list(pair)])
    shift = part * (min(room.min(), 1 - room.max()) if name == "A" else room.min())
    value[..., pair[0]] += shift
    value[..., pair[1]] -= shift
    return {**args, name: value}

"""Finders of part of the truth: where a result is wrong, or what it does not depend on."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lrlib.checks.call.invoke import copied
from lrlib.checks.declare.compare import RIGHT, SAME, equal, right_entries
from lrlib.checks.declare.model import Array, Case
from lrlib.checks.declare.properties import LINE_FOR_IT
from lrlib.checks.explain.code import code_of
from lrlib.checks.explain.suspects import NO_NUMBER
from lrlib.checks.explain.unlisted import sayings as say
from lrlib.checks.explain.unlisted.factors import ratio
from lrlib.checks.explain.unlisted.patterns import ALIKE, EXACT, FAR, PLACES, RULES, Mask
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.sayings_of_code import GOES_ELSEWHERE, THERE_AND_NOT_FELT
from lrlib.checks.explain.unlisted.sayings_of_labels import of_label
from lrlib.checks.explain.unlisted.tried_rules import fails_only_by
from lrlib.checks.explain.unlisted.view import (
    Comparison,
    View,
    answer,
    examples_in,
    is_a_table,
    moved,
    reference,
)
from lrlib.checks.say.text import NOTHING, Text

__all__ = [
    "end_of_loop",
    "ignored_arguments",
    "ignored_examples",
    "names_right_at_zero",
    "not_finite",
    "nudged",
    "right_at_zero",
    "some_entries",
]


# --- where it is wrong -------------------------------------------------------------------------

Wrong = Sequence[tuple[Comparison, Array]]  # each record, with a mask of its wrong entries


def not_finite(view: View) -> Relation | None:
    """Find nan or inf, where a number is due."""
    for record in view.records:
        bad = ~np.isfinite(record.got) & np.isfinite(record.expected)
        if not bad.any():
            continue
        kind = "nan" if np.isnan(record.got[bad]).any() else "inf"
        place = _where(view, [(r, ~np.isfinite(r.got)) for r in view.records])
        found = say.NOT_FINITE.of(
            "not-finite", record.trial, part=view.part, kind=kind, place=place
        )
        more = LINE_FOR_IT if kind == "nan" and place is not say.EVERYWHERE else NOTHING
        code = code_of(view.f)
        again = code.set_again if code is not None else ()
        if again:
            more = say.SET_AGAIN.format(names=again[0])
        return found._replace(ask=NOTHING.join([NO_NUMBER.about(code), more]))
    return None


def _where(view: View, wrong: Wrong) -> Text:
    """Say where the wrong entries are: by a rule for entries, or by one for inputs."""
    place = next((_named(name, wrong) for name, mask in PLACES if _explains(mask, wrong)), NOTHING)
    if place.en:
        return Text(place.en, f"{place.ko}에서는")
    if all(mask.any() for _, mask in wrong):
        return say.EVERYWHERE
    failed = [record for record, mask in wrong if mask.any()]
    for name, rule in RULES + ALIKE:
        if _decides(rule, wrong) and fails_only_by(view, failed, name.en):
            return say.WHERE_RULE.format(rule=name)
    return say.SOMEWHERE


def some_entries(view: View) -> Relation | None:
    """Find the rule by which some entries are right and others wrong."""
    if view.whole or is_a_table(view):  # the order of names, or of rows, says nothing of a loop
        return None
    several = [record for record in view.records if record.expected.size > 1]
    wrong = [(record, ~right_entries(record.got, record.expected)) for record in several]
    for name, mask in PLACES:
        if _explains(mask, wrong):
            return _some_entries(view, name, wrong)
    return None


def _some_entries(view: View, place: Text, wrong: Wrong) -> Relation:
    how, asked = _how_wrong(wrong, place), _asked_there(view, place)
    place = _named(place, wrong)
    return say.SOME_ENTRIES.of("some-entries", part=view.part, place=place, how=how, ask=asked)


def _named(place: Text, wrong: Wrong) -> Text:
    """Name a place; one of which no bound is known, by the numbers that were tried there."""
    if place.en not in FAR:
        return place
    there = {f"{z:.4g}" for record, mask in wrong for z in record.case.args["Z"][mask].tolist()}
    tried = sorted(there, key=lambda number: abs(float(number)))
    shown = ", ".join(tried[:3]).replace("-", "−") + (", …" if len(tried) > 3 else "")
    return Text(f"at z = {shown}", f"z = {shown}인 곳")


def end_of_loop(view: View) -> Relation | None:
    """Find a first or last place that is always 0, where numbers that may be 0 are expected."""
    if is_a_table(view):
        return None
    several = [record for record in view.records if record.expected.size > 1]
    wrong = [(record, ~right_entries(record.got, record.expected)) for record in several]
    for name, mask in PLACES:
        if name.en not in ("in the first entry alone", "in the last entry alone"):
            continue
        if any(found.any() for _, found in wrong) and all(
            not record.got[mask(record)].any()
            and np.array_equal(found, mask(record) & (record.expected != 0))
            for record, found in wrong
        ):
            return _some_entries(view, name, [(r, found) for r, found in wrong if found.any()])
    return None


def _asked_there(view: View, place: Text) -> Text:
    if place.en.startswith("where y = "):
        return of_label(view.graded.name, place.en[-1])
    if place.en in FAR:
        return say.PUT_IT_IN
    if place.en in EXACT:
        return say.AT_ONE_NUMBER
    if place.en in ("where z is positive", "where z is negative"):
        return say.LINE_OF_A_SIGN
    return say.ENDS_OF_LOOPS if place.en.startswith("in ") else say.DIFFERENT_THERE


def _explains(rule: Mask, wrong: Wrong) -> bool:
    """Say whether the wrong entries are exactly those of a rule, and not all of them."""
    if not any(mask.any() for _, mask in wrong):
        return False  # what is wrong is one number, and not here
    if not any(record.expected[~mask].any() for record, mask in wrong):
        return False  # all is wrong, or right where 0 is expected: that says nothing
    return all(
        (found := rule(record)) is not None and np.array_equal(found, mask)
        for record, mask in wrong
    )


def _decides(rule: Callable[[Case], bool], wrong: Wrong) -> bool:
    """Say whether results have wrong entries exactly on the inputs of a rule."""
    return all(rule(record.case) == mask.any() for record, mask in wrong)


def _how_wrong(wrong: Wrong, place: Text) -> Text:
    got = np.concatenate([record.got[mask] for record, mask in wrong])
    expected = np.concatenate([record.expected[mask] for record, mask in wrong])
    if not got.any():
        return say.ZERO_THERE
    if place.en in EXACT and (got == got[0]).all():
        return say.ONE_NUMBER_THERE.format(number=f"{got[0]:.4g}")
    times = ratio(got, expected)
    if times is None:
        return NOTHING
    if math.isclose(times, -1, rel_tol=SAME.relative):
        return say.TURNED_THERE
    return say.TIMES_THERE.format(times=f"{times:.4g}")


# --- what it does not depend on ----------------------------------------------------------------


def ignored_arguments(view: View) -> Relation | None:
    """Find arguments that the result does not depend on, though it should."""
    first = _largest(view)
    if first is None:
        return None
    ignored = list(first.case.args)
    for record in (first, *view.wrong[:3]):
        ignored = _ignored_in(view, record, ignored) if ignored else []
    right = [record for record in view.records if record.right][:2]
    ignored = [name for name in ignored if not any(_felt_in(view, r, name) for r in right)]
    if not ignored:
        return None
    names = ", ".join(ignored)
    found = say.IGNORED.of(f"ignores {names}", names=names, part=view.part)
    code = code_of(view.f)
    if code is None or not set(ignored) <= set(code.parameters) - set(code.unused):
        return found
    asked = THERE_AND_NOT_FELT
    if isinstance(view.graded.returns, tuple):
        asked = asked._replace(suspects=(*asked.suspects, GOES_ELSEWHERE))
    return found._replace(ask=asked.about(code).format(names=names))


def _ignored_in(view: View, record: Comparison, names: Sequence[str]) -> list[str]:
    """Name those of some arguments that may change in one record, and the result stays."""
    base = answer(view, record.case.args)
    if base is None:
        return []
    return [
        name
        for name, nudged in nudged(record.case.args)
        if name in names and _unfelt(view, record, base, nudged)
    ]


def _unfelt(
    view: View, record: Comparison, base: Array, changes: Sequence[Mapping[str, Any]]
) -> bool:
    """Say whether none of some changes moves the result, though it should move at one of them."""
    due = [reference(view, args) for args in changes]
    telling = sum(value is not None and moved(value, record.expected) for value in due)
    if telling < min(2, len(changes)):  # one change may be just the one that is not felt
        return False
    return all(
        value is None or not moved(answer(view, args), base)
        for value, args in zip(due, changes, strict=True)
    )


def _felt_in(view: View, record: Comparison, name: str) -> bool:
    """Say whether a result changes when one argument does: where it is right, that may be."""
    others = dict(nudged(record.case.args)).get(name, [])
    return any(moved(answer(view, args), record.got) for args in others[:1])


def _largest(view: View) -> Comparison | None:
    """Choose a wrong record with several of everything."""
    return max(view.wrong, key=lambda r: min(r.case.sizes.values(), default=1), default=None)


def nudged(args: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Change one argument at a time, first a little and then much; labels to the other label.

    A function that rounds, truncates or clips may not feel the little change.
    """
    for name, value in args.items():
        if isinstance(value, bool):
            continue
        others: list[Any] = []
        if name == "Y" and isinstance(value, np.ndarray):
            others = [1 - value, _first_flipped(value)]
        elif isinstance(value, float) or (
            isinstance(value, np.ndarray) and value.dtype.kind == "f"
        ):
            others = [value * 1.03 + 0.01, value * 1.7 + np.copysign(1.3, value), value * 0.01]
            others += [0.45 - 0.2 * np.tanh(value), 0.55 + 0.2 * np.tanh(value)]
            if np.size(value) > 1:
                others += [np.roll(value, by) for by in (1, 2)]
        elif isinstance(value, int):
            others = [value + 1, value * 2 + 3]
        if others:
            yield name, [{**args, name: other} for other in others]


def _first_flipped(labels: Array) -> Array:
    """Turn the first label into the other one."""
    changed = labels.copy()
    changed.flat[0] = 1 - changed.flat[0]
    return changed


def ignored_examples(view: View) -> Relation | None:
    """Find examples that the result does not depend on, though it should."""
    record = _largest(view)
    base = None if record is None else answer(view, record.case.args)
    if record is None or base is None:
        return None
    m = examples_in(record)
    changes = {i: _until_felt(_changes_unfelt(view, record, base, i)) for i in range(m)}
    ignored = [i for i, unfelt in changes.items() if all(unfelt)]
    saying = say.IGNORED_EXAMPLES
    if not ignored:
        ignored = [i for i, unfelt in changes.items() if all(unfelt[:LITTLE])]
        saying = say.HARDLY_FELT_EXAMPLES
    if not 0 < len(ignored) < m:
        return None
    return saying.of(
        "blind-examples",
        record.trial,
        m=m,
        part=view.part,
        ignored=", ".join(map(str, ignored)),
        labels=_shared_label(record, ignored),
    )


def _until_felt(unfelt: Iterator[bool]) -> list[bool]:
    """Take the answers up to the first change that is felt: those after it decide nothing."""
    taken = []
    for each in unfelt:
        taken.append(each)
        if not each:
            break
    return taken


def _changes_unfelt(view: View, record: Comparison, base: Array, column: int) -> Iterator[bool]:
    """Say of each change of one example, little or much, whether the result stays as it is."""
    for change in COLUMN_CHANGES:
        args = _change_column(record, column, change)
        due = reference(view, args)
        if due is not None:
            yield moved(due, record.expected) and not moved(answer(view, args), base)


# A function that rounds, truncates or clips may not feel a little change, nor one far outside.
COLUMN_CHANGES: tuple[Callable[[Array], Array], ...] = (
    lambda column: column * 0.9 + 0.02,
    lambda column: 0.45 - 0.2 * np.tanh(column),
    lambda column: 0.55 + 0.2 * np.tanh(column),
    lambda column: 3 * column + 1,
    lambda column: -3 * column - 1,
)
LITTLE = 3  # so many of these stay near


def _change_column(
    record: Comparison, column: int, change: Callable[[Array], Array]
) -> dict[str, Any]:
    """Change one example: its column in every array but the labels. Predictions stay below 1."""
    args = {name: copied(value) for name, value in record.case.args.items()}
    for name, value in args.items():
        if name != "Y" and isinstance(value, np.ndarray) and value.dtype.kind == "f":
            if value.shape[-1:] == (examples_in(record),):
                new = change(value[..., column])
                value[..., column] = np.clip(new, 0.02, 0.98) if name == "A" else new
    return args


def _shared_label(record: Comparison, examples: Sequence[int]) -> Text:
    """Name the label if the examples are all those that have it."""
    Y = record.case.args.get("Y")
    for value in (0, 1):
        if isinstance(Y, np.ndarray) and list(examples) == np.flatnonzero(Y == value).tolist():
            return say.THOSE_WITH_LABEL.format(value=value)
    return NOTHING


# --- when it is right --------------------------------------------------------------------------


def right_at_zero(view: View) -> Relation | None:
    """Find arguments that make the result right when they are 0."""
    found = names_right_at_zero(view)
    if not found:
        return None
    names = say.AND.join([Text(name, name) for name in found])
    verb = "is" if len(found) == 1 else "are"
    cause = f"right if {', '.join(found)} = 0"
    found_of = say.RIGHT_WITHOUT_W if found == ["w"] else say.RIGHT_AT_ZERO
    return found_of.of(cause, names=names, part=view.part, verb=verb)


# With these arguments, every wrong step is right where a parameter is 0.
TELLING = frozenset({"learning_rate", "n_steps", "dw"})


def names_right_at_zero(view: View) -> list[str]:
    """Name the arguments that make the result right when they are 0."""
    found = []
    record = view.records[0]
    if not TELLING.isdisjoint(record.case.args) or "X" not in record.case.args:
        return []
    for name in ("w", "b"):
        value = record.case.args.get(name)
        if value is None or not np.any(value):
            continue
        args = {**record.case.args, name: value * 0}
        expected, got = reference(view, args), answer(view, args)
        if expected is None or got is None or not expected.any():
            continue
        if equal(got, expected, RIGHT):
            found.append(name)
    return found

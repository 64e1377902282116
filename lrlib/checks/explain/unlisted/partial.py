"""Finders of part of the truth: where a result is wrong, or what it does not depend on."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lrlib.checks.call.invoke import copied
from lrlib.checks.declare.compare import RIGHT, SAME, equal, right_entries
from lrlib.checks.declare.model import Array, Case
from lrlib.checks.explain.unlisted import sayings as say
from lrlib.checks.explain.unlisted.factors import ratio
from lrlib.checks.explain.unlisted.patterns import ALIKE, PLACES, RULES, Mask
from lrlib.checks.explain.unlisted.quantities import Quantity, quantities
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import Comparison, View, answer, moved, reference
from lrlib.checks.say.text import NOTHING, Text

__all__ = [
    "ignored_arguments",
    "ignored_examples",
    "left_over",
    "nearly",
    "not_finite",
    "right_at_zero",
    "some_entries",
    "two_quantities",
    "unsteady",
]


def unsteady(view: View) -> Relation | None:
    """Find a result that is not the same twice."""
    record = view.records[0]
    again = answer(view, record.case.args)
    if again is None or not moved(again, record.got):
        return None
    first, second = f"{record.got.flat[0]:.4g}", f"{again.flat[0]:.4g}"
    return say.UNSTEADY.of("unsteady", part=view.part, first=first, second=second)


# --- where it is wrong -------------------------------------------------------------------------

Wrong = Sequence[tuple[Comparison, Array]]  # each record, with a mask of its wrong entries


def not_finite(view: View) -> Relation | None:
    """Find nan or inf, where a number is due."""
    for record in view.records:
        bad = ~np.isfinite(record.got) & np.isfinite(record.expected)
        if not bad.any():
            continue
        kind = "nan" if np.isnan(record.got[bad]).any() else "inf"
        place = _where([(r, ~np.isfinite(r.got)) for r in view.records])
        return say.NOT_FINITE.of("not-finite", record.trial, part=view.part, kind=kind, place=place)
    return None


def _where(wrong: Wrong) -> Text:
    """Say where the wrong entries are: by a rule for entries, or by one for inputs."""
    place = next((name for name, mask in PLACES if _explains(mask, wrong)), NOTHING)
    if place.en:
        return Text(place.en, f"{place.ko}에서")
    if all(mask.any() for _, mask in wrong):
        return say.EVERYWHERE
    rule = next((name for name, rule in ALIKE + RULES if _decides(rule, wrong)), NOTHING)
    return say.WHERE_RULE.format(rule=rule) if rule.en else say.SOMEWHERE


def some_entries(view: View) -> Relation | None:
    """Find the rule by which some entries are right and others wrong."""
    if view.whole:  # the order of a dict's names says nothing
        return None
    several = [record for record in view.records if record.expected.size > 1]
    wrong = [(record, ~right_entries(record.got, record.expected)) for record in several]
    for name, mask in PLACES:
        if _explains(mask, wrong):
            how = _how_wrong(wrong)
            return say.SOME_ENTRIES.of("some-entries", part=view.part, place=name, how=how)
    return None


def _explains(rule: Mask, wrong: Wrong) -> bool:
    """Say whether the wrong entries are exactly those of a rule, and not all of them."""
    if not wrong or all(mask.all() for _, mask in wrong):
        return False
    return all(
        (found := rule(record)) is not None and np.array_equal(found, mask)
        for record, mask in wrong
    )


def _decides(rule: Callable[[Case], bool], wrong: Wrong) -> bool:
    """Say whether results have wrong entries exactly on the inputs of a rule."""
    return all(rule(record.case) == mask.any() for record, mask in wrong)


def _how_wrong(wrong: Wrong) -> Text:
    got = np.concatenate([record.got[mask] for record, mask in wrong])
    expected = np.concatenate([record.expected[mask] for record, mask in wrong])
    if not got.any():
        return say.ZERO_THERE
    times = ratio(got, expected)
    if times is None:
        return NOTHING
    if math.isclose(times, -1, rel_tol=SAME.relative):
        return say.TURNED_THERE
    return say.TIMES_THERE.format(times=f"{times:.4g}")


# --- what it does not depend on ----------------------------------------------------------------


def ignored_arguments(view: View) -> Relation | None:
    """Find arguments that the result does not depend on, though it should."""
    record = _largest(view)
    base = None if record is None else answer(view, record.case.args)
    if record is None or base is None:
        return None
    ignored = [
        name
        for name, (nudged, *others) in _nudged(record.case.args)
        if moved(reference(view, nudged), record.expected)
        and not moved(answer(view, nudged), base)
        and all(
            reference(view, args) is None or not moved(answer(view, args), base) for args in others
        )
    ]
    if not ignored:
        return None
    names = ", ".join(ignored)
    return say.IGNORED.of(f"ignores {names}", names=names, part=view.part)


def _largest(view: View) -> Comparison | None:
    """Choose a wrong record with several of everything."""
    return max(view.wrong, key=lambda r: min(r.case.sizes.values(), default=1), default=None)


def _nudged(args: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Change one argument at a time, first a little and then much; labels to the other label.

    A function that rounds, truncates or clips may not feel the little change.
    """
    for name, value in args.items():
        if isinstance(value, bool):
            continue
        others: list[Any] = []
        if name == "Y" and isinstance(value, np.ndarray):
            others = [1 - value]
        elif isinstance(value, float) or (
            isinstance(value, np.ndarray) and value.dtype.kind == "f"
        ):
            others = [value * 1.03 + 0.01, value * 1.7 + np.copysign(1.3, value), value * 0.01]
        elif isinstance(value, int):
            others = [value + 1, value * 2 + 3]
        if others:
            yield name, [{**args, name: other} for other in others]


def ignored_examples(view: View) -> Relation | None:
    """Find examples that the result does not depend on, though it should."""
    record = _largest(view)
    base = None if record is None else answer(view, record.case.args)
    if record is None or base is None:
        return None
    m = record.case.sizes.get("m", 1)
    ignored = [
        i
        for i, args in enumerate(_nudge_column(record.case, i) for i in range(m))
        if moved(reference(view, args), record.expected) and not moved(answer(view, args), base)
    ]
    if not ignored or m == 1:
        return None
    return say.IGNORED_EXAMPLES.of(
        "blind-examples",
        record.trial,
        m=m,
        part=view.part,
        ignored=", ".join(map(str, ignored)),
        labels=_shared_label(record, ignored),
    )


def _nudge_column(case: Case, column: int) -> dict[str, Any]:
    """Change one example: its column in every array but the labels."""
    args = {name: copied(value) for name, value in case.args.items()}
    for name, value in args.items():
        if name != "Y" and isinstance(value, np.ndarray) and value.dtype.kind == "f":
            if value.shape[-1:] == (case.sizes.get("m"),):
                value[..., column] = value[..., column] * 0.9 + 0.02
    return args


def _shared_label(record: Comparison, examples: Sequence[int]) -> Text:
    """Name the label if the examples are all those that have it."""
    Y = record.case.args.get("Y")
    for value in (0, 1):
        if isinstance(Y, np.ndarray) and list(examples) == np.flatnonzero(Y == value).tolist():
            return say.THOSE_WITH_LABEL.format(value=value)
    return NOTHING


# --- when it is right --------------------------------------------------------------------------


def left_over(view: View) -> Relation | None:
    """Find what is right for one example and, with several, depends on their order or on zeros."""
    sizes = [record.case.sizes.get("m", 1) for record in view.records]
    several = [record for record, m in zip(view.records, sizes, strict=True) if m > 1]
    if 1 not in sizes or any(r.right == (m > 1) for r, m in zip(view.records, sizes, strict=True)):
        return None
    if not _right_at_zero(view) and not _order_matters(view, several[0]):
        return None
    return say.LEFT_OVER.of("left over")


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


def right_at_zero(view: View) -> Relation | None:
    """Find arguments that make the result right when they are 0."""
    found = _right_at_zero(view)
    if not found:
        return None
    names = say.AND.join([Text(name, name) for name in found])
    verb = "is" if len(found) == 1 else "are"
    cause = f"right if {', '.join(found)} = 0"
    return say.RIGHT_AT_ZERO.of(cause, names=names, part=view.part, verb=verb)


def _right_at_zero(view: View) -> list[str]:
    """Name the arguments that make the result right when they are 0."""
    found = []
    record = view.records[0]
    for name, value in record.case.args.items():
        if name == "Y" or not isinstance(value, float | np.ndarray) or not np.any(value):
            continue
        args = {**record.case.args, name: value * 0}
        expected, got = reference(view, args), answer(view, args)
        if expected is None or got is None or not expected.any():
            continue
        if equal(got, expected, RIGHT):
            found.append(name)
    return found


# --- what it is close to -----------------------------------------------------------------------


def nearly(view: View) -> Relation | None:
    """Find what is close, but not close enough."""
    gaps = [
        float(np.max(np.abs(r.got - r.expected)) / max(float(np.abs(r.expected).max()), 1e-300))
        for r in view.wrong
    ]
    gap = max(gaps, default=math.inf)
    if not gap < 0.02:
        return None
    saying = say.SINGLE_PRECISION if gap < 1e-6 else say.NEARLY
    n = f"{10 ** math.floor(-math.log10(gap)):,}"
    return saying.of("nearly", part=view.part, n=n)


def two_quantities(view: View) -> Relation | None:
    """Find a sum, difference, product or quotient of two known quantities."""
    got = np.concatenate([r.got.ravel() for r in view.records])
    named = [(q, column) for q in quantities(view, reduced=False) if (column := _column(view, q))]
    if got.size < 4 or not np.isfinite(got).all() or not named:
        return None
    table = np.array([column for _, column in named])
    for i, (first, _) in enumerate(named):
        x = table[i]
        for sign, rest in (("+", got - x), ("−", x - got), ("×", got / x), ("/", x / got)):
            if not x.any() or not np.isfinite(rest).all() or not rest.any():
                continue
            off = np.abs(table - rest).max(axis=1)
            j = int(off.argmin())
            if off[j] <= 1e-10 * np.abs(rest).max():
                return say.TWO_QUANTITIES.of(
                    "two quantities", part=view.part, x=first.label, y=named[j][0].label, sign=sign
                )
    return None


def _column(view: View, quantity: Quantity) -> list[float]:
    """Line up a quantity's values as results are lined up; empty if its shape does not fit."""
    column: list[float] = []
    for record in view.records:
        value = quantity.target(record)
        if value is None or value.size not in (1, record.got.size) or not np.isfinite(value).all():
            return []
        column += np.broadcast_to(value.ravel(), record.got.size).tolist()
    return column

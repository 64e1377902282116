"""What the finders look at: what was expected and what came, in every trial."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from lrlib.checks.call.invoke import Expected, apply_reference, call
from lrlib.checks.declare.compare import RIGHT, UNMOVED, equal
from lrlib.checks.declare.model import (
    Array,
    Case,
    Entries,
    Fault,
    Function,
    Got,
    GradedFunction,
    Trial,
)
from lrlib.checks.explain.unlisted.factors import Factor, factors

__all__ = [
    "Comparison",
    "View",
    "all_parts",
    "answer",
    "compare",
    "examples_in",
    "is_a_table",
    "is_right",
    "joined",
    "moved",
    "part_of",
    "reference",
    "view_of",
]


T = TypeVar("T")
LARGE = 1000  # numbers


@dataclass(frozen=True)
class Comparison:
    """The expected and the returned numbers of one part in one trial, as arrays of one shape.

    `remembered` holds what else follows from the arguments alone. All parts of a trial share it,
    and with the expected numbers the answers of a class, unless the arguments are large.
    """

    trial: Trial
    expected: Array
    got: Array
    right: bool
    remembered: dict[Any, Any] = field(default_factory=dict, compare=False)

    def once(self, key: Any, compute: Callable[[], T]) -> T:
        """Compute what follows from the arguments alone, once."""
        if key not in self.remembered:
            self.remembered[key] = compute()
        found: T = self.remembered[key]
        return found

    @property
    def small(self) -> bool:
        """Whether the arguments are a few numbers, and what follows from them can be kept."""
        return _is_small(self.case)

    @property
    def case(self) -> Case:
        """The case that the trial ran."""
        return self.trial.case


@dataclass(frozen=True)
class View:
    """The trials of one part of a result, as a finder compares them.

    Parameters
    ----------
    graded : GradedFunction
        What is right.
    f : callable
        The learner's function, to be called again.
    part : str
        What the compared numbers are called: one returned part, or all entries of a dict.
    records : sequence of Comparison
        One for each trial that can be compared. Those that are wrong come first.
    """

    graded: GradedFunction
    f: Function
    part: str
    records: Sequence[Comparison]

    @property
    def whole(self) -> bool:
        """Whether the part is a returned dict, whose entries are compared as one row."""
        return isinstance(self.graded.returns, Entries)

    @property
    def of_a_slope(self) -> bool:
        """Whether the part is a slope, as its name says: dw, da_dz, the gradients of a graph."""
        return self.whole or self.part.startswith("d")

    @property
    def wrong(self) -> list[Comparison]:
        """The records that are wrong.

        There may be none: a property can be stricter than the comparison.
        """
        return [record for record in self.records if not record.right]

    @cached_property
    def factors(self) -> list[Factor]:
        """The factors that a wrong result may have, the likeliest first."""
        return factors(self.records[0].case)

    @cached_property
    def factor_values(self) -> list[Array]:
        """The value of each factor in the case of each record; nan where it has no value."""
        return [np.array([f.in_case(r.case) for f in self.factors]) for r in self.records]

    @cached_property
    def factor_values_in_order(self) -> list[list[float]]:
        """The same values, sorted, without nan."""
        return [sorted(values[~np.isnan(values)].tolist()) for values in self.factor_values]

    @cached_property
    def numbers(self) -> dict[Any, Any]:
        """Tables of numbers that the finders share, so that each is computed once."""
        return {}

    def shifted(self) -> "View":
        """Return a view of the differences: got minus expected, in the place of got."""
        moved = [replace(r, got=r.got - r.expected, right=False) for r in self.records]
        return replace(self, records=moved)


def view_of(graded: GradedFunction, f: Function, fault: Fault, trials: Sequence[Trial]) -> View:
    """Compare the faulty part of the trials.

    Of a returned dict all entries are compared, because its names differ from trial to trial.
    """
    whole = isinstance(graded.returns, Entries)
    found = [
        (trial, pair)
        for trial in trials
        if (pair := joined(trial.outcome.parts, trial.expected, None if whole else fault.part))
    ]
    records = [compare(trial, *pair) for trial, pair in found]
    return View(graded, f, part_name(graded, fault.part), wrong_first(records))


def is_a_table(view: View) -> bool:
    """Say whether the results are a table that always has the same few rows and columns."""
    shapes = {record.expected.shape for record in view.records}
    return len(shapes) == 1 and min(shapes.pop(), default=0) > 1


def part_name(graded: GradedFunction, part: str) -> str:
    """Return what messages call a part. The entries of a dict are named together."""
    return graded.returns.name if isinstance(graded.returns, Entries) else part


def written_into(view: View) -> str | None:
    """Name the arguments that the calls with wrong results have changed, if all of them have."""
    changed = [set(record.trial.outcome.changed) for record in view.wrong]
    names = sorted(set.intersection(*changed)) if changed else []
    return ", ".join(names) or None


def wrong_first(records: Sequence[Comparison]) -> list[Comparison]:
    """Put the records that are wrong before those that are right."""
    return sorted(records, key=lambda record: record.right)


def compare(trial: Trial, expected: Array, got: Array) -> Comparison:
    """Compare the expected and the returned numbers of one trial."""
    due, came = expected.astype(np.float64), got.astype(np.float64)
    known = trial.expected
    shared = known.remembered if isinstance(known, Expected) and _is_small(trial.case) else {}
    return Comparison(trial, due, came, equal(came, due, RIGHT), shared)


def _is_small(case: Case) -> bool:
    return sum(value.size for value in case.args.values() if isinstance(value, np.ndarray)) < LARGE


def moved(new: Array | None, old: Array) -> bool:
    """Say whether a result has changed. One that cannot be read counts as changed."""
    return new is None or not equal(new, old, UNMOVED)


def joined(
    parts: Mapping[str, Got], expected: Mapping[str, Array], part: str | None = None
) -> tuple[Array, Array] | None:
    """Return the expected and the returned numbers as two arrays of one shape.

    They are those of one part, or of all parts in one row. None if a part cannot be read.
    """
    names = list(expected) if part is None else [part]
    if any(
        name not in expected
        or name not in parts
        or (value := parts[name].value) is None
        or value.size != expected[name].size
        for name in names
    ):
        return None
    due = [expected[name] for name in names]
    got = [
        np.reshape(np.asarray(parts[name].value), expected[name].shape).astype(np.float64)
        for name in names
    ]
    return (due[0], got[0]) if part is not None else (_row(due), _row(got))


def _row(arrays: Sequence[Array]) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


def is_right(view: View, part: str) -> bool:
    """Say whether another part of the results is right in every trial."""
    return all(
        (pair := joined(record.trial.outcome.parts, record.trial.expected, part)) is not None
        and equal(pair[1], pair[0].astype(np.float64), RIGHT)
        for record in view.records
    )


def examples_in(record: Comparison) -> int:
    """Return the number of examples, or of numbers that are each computed alone."""
    shape = record.expected.shape
    return record.case.sizes.get("m", shape[-1] if len(shape) == 2 else 1)


def reference(view: View, args: Mapping[str, Any]) -> Array | None:
    """Return the part that is right for some arguments; None if they are refused, or give nan.

    Where no value is right, as for pairs of examples that all have one label, nothing can be said.
    """
    return part_of(view, all_parts(view.graded, args))


def all_parts(graded: GradedFunction, args: Mapping[str, Any]) -> dict[str, Array]:
    """Return all parts that are right for some arguments; none if the arguments are refused."""
    try:
        return apply_reference(graded, args)
    except Exception:
        return {}


def part_of(view: View, parts: Mapping[str, Array]) -> Array | None:
    """Return the part of a view; None if it is not there, or holds nan."""
    if not parts:
        return None
    found = _row(list(parts.values())) if view.whole else parts.get(view.part)
    return None if found is None or np.isnan(found).any() else found


def answer(view: View, args: Mapping[str, Any]) -> Array | None:
    """Call the learner's function on other arguments; None if the part cannot be read."""
    try:
        expected = apply_reference(view.graded, args)
    except Exception:  # altered arguments may be refused
        return None
    parts = call(view.graded, view.f, Case(args), expected, count=False).parts
    found = joined(parts, expected, None if view.whole else view.part)
    return None if found is None else found[1]

"""What a result is compared with: known quantities, and their multiples, in every trial."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from lrlib.checks.call.invoke import apply_reference, call
from lrlib.checks.declare.model import Array, Case, Entries, Function, Got, GradedFunction, Trial
from lrlib.checks.explain.unlisted.factors import Factor, any_number, factors, ratio
from lrlib.checks.say.text import Text

__all__ = [
    "AN_ARGUMENT",
    "NOT_THIS",
    "Quantity",
    "Record",
    "View",
    "answer",
    "factor_of",
    "joined",
    "near",
    "quantities",
    "reference",
]


@dataclass(frozen=True)
class Record:
    """One trial's part: expected and got, of the same shape."""

    trial: Trial
    expected: Array
    got: Array
    right: bool

    @property
    def case(self) -> Case:
        """The trial's case."""
        return self.trial.case


@dataclass(frozen=True)
class View:
    """All that is looked at: the failing records come first."""

    graded: GradedFunction
    f: Function
    part: str
    records: Sequence[Record]

    @property
    def whole(self) -> bool:
        """Whether all entries of a dict are looked at as one row."""
        return isinstance(self.graded.returns, Entries)

    @cached_property
    def factors(self) -> list[Factor]:
        """The factors that may be met."""
        return factors(self.records[0].case)

    @cached_property
    def factor_values(self) -> list[Array]:
        """Their values, in each record's case; nan where a factor has none."""
        return [np.array([f.in_case(r.case) for f in self.factors]) for r in self.records]

    def shifted(self) -> "View":
        """Look at got minus expected."""
        moved = [replace(r, got=r.got - r.expected, right=False) for r in self.records]
        return replace(self, records=moved)


RTOL = 1e-6
Target = Callable[[Record], Array | None]


@dataclass(frozen=True)
class Quantity:
    """Something a result may equal: its name, what to ask if it does, and its value."""

    label: Text
    ask: Text
    target: Target


def near(a: Array, b: Array, rtol: float = 1e-6, atol: float = 1e-9) -> bool:
    """Compare two arrays, nan included."""
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))


def factor_of(view: View, target: Target, *, free: bool) -> Factor | None:
    """Name the factor between results and a target, if one rule gives it in every trial.

    With `free`, any number will do that is the same in every trial.
    """
    left = np.ones(len(view.factors), dtype=bool)
    number, known = math.nan, False
    told, compared = 0, []
    for record, values in zip(view.records, view.factor_values, strict=True):
        wanted = target(record)
        if wanted is not None and wanted.size == 0:  # says nothing about this trial
            continue
        if wanted is None or wanted.size not in (1, record.got.size):
            return None
        row = wanted.ravel()
        times = ratio(
            record.got, row if row.size == record.got.size else np.repeat(row, record.got.size)
        )
        if times is None:
            return None
        compared.append((row, record.expected.ravel()))
        if math.isnan(times):
            told += not np.isfinite(wanted).all()
            continue
        number = number if known else times
        known = True
        told += record.got.size
        left &= np.abs(values - times) <= RTOL * abs(times)
        number = number if math.isclose(number, times, rel_tol=RTOL) else math.nan
        if not left.any() and (not free or math.isnan(number)):
            return None
    if not known:
        return None
    if not left.any():
        return any_number(number) if told > 2 else None
    found = view.factors[int(left.argmax())]
    enough = told > 2 or told == len(view.records)
    if enough and found.plain:  # what is expected in any case explains nothing
        enough = not all(near(row, expected, 1e-5) for row, expected in compared)
    return found if enough else None


def joined(
    parts: Mapping[str, Got], expected: Mapping[str, Array], part: str | None = None
) -> tuple[Array, Array] | None:
    """Return expected and got of one shape: of one part, or of all in one row; None if unread."""
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


def reference(view: View, args: Mapping[str, Any]) -> Array | None:
    """Return the part that is right for some arguments, or None if they are refused."""
    try:
        expected = apply_reference(view.graded, args)
    except Exception:
        return None
    return _row(list(expected.values())) if view.whole else expected.get(view.part)


def answer(view: View, args: Mapping[str, Any]) -> Array | None:
    """Call the learner's function once more; None if the part cannot be read."""
    try:
        expected = apply_reference(view.graded, args)
    except Exception:  # altered arguments may be refused
        return None
    parts = call(view.graded, view.f, Case(args), expected, count=False).parts
    found = joined(parts, expected, None if view.whole else view.part)
    return None if found is None else found[1]


ON_THE_WAY = Text(
    "That is a step on the way: what is still to be done with it, or which line comes too early?",
    "그것은 중간 단계예요. 그 값으로 무엇을 더 해야 하나요? 아니면 너무 일찍 나온 줄이 있나요?",
)
NOT_THIS = Text(
    "Is that what is asked for? Which line makes it, and what should stand there?",
    "문제에서 구하는 값이 맞나요? 이 값을 만드는 줄은 어디이고, 그 자리에는 무엇이 있어야 하나요?",
)
TOO_MUCH = Text(
    "Which numbers belong together, and which apart? Along which axis does your sum run?",
    "어떤 수들을 함께 더하고 어떤 수들은 따로 두어야 하나요? 합은 어느 축을 따라 계산하나요?",
)
EXPECTED = Text("the expected {}", "올바른 {}")
ANOTHER_RESULT = Text(
    "That is another of the results. Which line puts it there, and what belongs in its place?",
    "그것은 다른 결과 값이에요. 그 값을 넣는 줄은 어디이고, 그 자리에는 무엇이 있어야 하나요?",
)
AN_ARGUMENT = Text(
    "That is what went in: which line should have changed it?",
    "그것은 입력 그대로예요. 어느 줄에서 바뀌었어야 하나요?",
)


def quantities(view: View, *, reduced: bool = True) -> Iterator[Quantity]:
    """Yield what a result may equal: arguments, steps, look-alikes, and their reductions."""
    graded = view.graded
    parts = graded.returns if isinstance(graded.returns, tuple) else (graded.returns,)
    results = {part.name for part in parts}
    sources: list[tuple[Function, Text]] = [(_arguments, AN_ARGUMENT), (graded.steps, ON_THE_WAY)]
    if graded.lookalikes is not None:
        sources.append((graded.lookalikes, NOT_THIS))
    for source, ask in sources:
        tables = {id(r): _numbers(source, r.case.args) for r in view.records}
        for name, value in tables[id(view.records[0])].items():
            for template, reduce in _reductions(value, reduced):
                if name != view.part or template != WHOLE or source is not graded.steps:
                    label, question = template.format(name), ask
                    if template != WHOLE:
                        question = TOO_MUCH
                    elif reduced and source is graded.steps and name in results:
                        label, question = EXPECTED.format(name), ANOTHER_RESULT
                    yield Quantity(label, question, _lookup(tables, name, reduce))


def _arguments(**args: Any) -> Mapping[str, Any]:
    return args


def _lookup(
    tables: Mapping[int, Mapping[str, Array]], name: str, reduce: Callable[[Array], Any]
) -> Target:
    def target(record: Record) -> Array | None:
        value = tables[id(record)].get(name)
        return None if value is None or value.size == 0 else np.asarray(reduce(value))

    return target


def _numbers(source: Function, args: Mapping[str, Any]) -> dict[str, Array]:
    try:
        named = source(**args)
    except Exception:  # an optional argument is absent, or altered arguments do not fit
        return {}
    numbers = (int, float, np.number, np.ndarray)
    arrays = {name: np.asarray(v) for name, v in named.items() if isinstance(v, numbers)}
    return {name: a.astype(np.float64) for name, a in arrays.items() if a.dtype.kind in "biuf"}


WHOLE = Text("{}", "{}")
REDUCED: tuple[tuple[Text, Callable[[Array], Any]], ...] = (
    (Text("the sum of {}", "{}의 합"), np.sum),
    (Text("the first number of {}", "{}의 첫 번째 수"), lambda v: v.flat[0]),
    (Text("the last number of {}", "{}의 마지막 수"), lambda v: v.flat[-1]),
    (Text("the largest number of {}", "{}의 가장 큰 수"), np.max),
)
REDUCED_BY_AXIS: tuple[tuple[Text, Callable[[Array], Any]], ...] = (
    (Text("the row sums of {}", "{}의 행별 합"), lambda v: v.sum(axis=1)),
    (Text("the column sums of {}", "{}의 열별 합"), lambda v: v.sum(axis=0)),
    (Text("the first column of {}", "{}의 첫 번째 열"), lambda v: v[:, 0]),
    (Text("the last column of {}", "{}의 마지막 열"), lambda v: v[:, -1]),
)


def _reductions(value: Array, reduced: bool) -> Iterator[tuple[Text, Callable[[Array], Any]]]:
    yield WHOLE, lambda v: v
    if value.size > 1 and reduced:
        yield from REDUCED
        if value.ndim == 2 and min(value.shape) > 1:
            yield from REDUCED_BY_AXIS

"""What a result is compared with: known quantities, and their multiples, in every trial."""

import bisect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lrlib.checks.declare.compare import LOOSE, SAME, equal
from lrlib.checks.declare.model import Array, Function
from lrlib.checks.explain.unlisted.factors import Factor, any_number, ratio
from lrlib.checks.explain.unlisted.of_lookalikes import asked_of
from lrlib.checks.explain.unlisted.view import Comparison, View
from lrlib.checks.say.quantity import named
from lrlib.checks.say.text import Text

__all__ = [
    "AN_ARGUMENT",
    "NOT_THIS",
    "SLOPE_OR_ARGUMENT",
    "WHOLE",
    "Quantity",
    "factor_of",
    "quantities",
]


Target = Callable[[Comparison], Array | None]


@dataclass(frozen=True)
class Quantity:
    """Something a result may equal: its name, what to ask if it does, and its value."""

    template: Text
    name: Text
    ask: Text
    target: Target

    @cached_property
    def label(self) -> Text:
        """What it is called. Most are compared and never told of."""
        return self.template.format(self.name)


def factor_of(view: View, target: Target, *, free: bool) -> Factor | None:
    """Name the factor between results and a target, if one rule gives it in every trial.

    With `free`, any number will do that is the same in every trial.
    """
    left: Array | None = None  # the factors that fit, as long as any does
    number, known, none_left = math.nan, False, False
    told, compared = 0, []
    for record, values, in_order in zip(
        view.records, view.factor_values, view.factor_values_in_order, strict=True
    ):
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
        compared.append((record, row))
        if math.isnan(times):
            told += not np.isfinite(wanted).all()
            continue
        number = number if known else times
        known = True
        told += record.got.size
        number = number if math.isclose(number, times, rel_tol=SAME.relative) else math.nan
        none_left = none_left or not _is_near_one(in_order, times)
        if not none_left:
            fits = np.abs(values - times) <= SAME.relative * abs(times)
            left = fits if left is None else left & fits
            none_left = not left.any()
        if none_left and (not free or math.isnan(number)):
            return None
    if not known:
        return None
    if none_left or left is None:
        return any_number(number) if told > 2 else None
    found = view.factors[int(left.argmax())]
    enough = told > 2 or told == len(view.records)
    return found if enough and not _is_the_expected(found, compared) else None


def _is_the_expected(factor: Factor, compared: Sequence[tuple[Comparison, Array]]) -> bool:
    """Say whether a multiple equals the expected result: that explains nothing."""
    return all(
        equal(factor.in_case(record.case) * row, record.expected.ravel(), LOOSE)
        for record, row in compared
    )


def _is_near_one(numbers: Sequence[float], times: float) -> bool:
    """Say whether a number is among sorted ones, or so near that the exact comparison is due."""
    room = 1.01 * SAME.relative * abs(times)
    place = bisect.bisect_left(numbers, times - room)
    return place < len(numbers) and numbers[place] <= times + room


ON_THE_WAY = Text(
    "That is a step on the way: what is still to be done with it (a square, a product, a sum, a "
    "mean), and does a bracket show in which order? Or which line comes too early?",
    "그것은 중간 단계예요. 그것으로 무엇을 더 해야 하나요(제곱, 곱, 합, 평균)? 괄호를 보면 어떤 "
    "순서로 하나요? 아니면 너무 일찍 나온 줄이 있나요?",
)
NOT_THIS = Text(
    "Is that what is asked for? Which line makes it: look at each sign and bracket. Is a name "
    "overwritten that is still needed?",
    "문제에서 구하는 것이 맞나요? 이것을 만드는 줄의 부호와 괄호를 살펴보세요. 아직 필요한데 "
    "덮어쓴 이름이 있나요?",
)
TOO_MUCH = Text(
    "Of which array is your sum or mean taken, and of which should it be? Along which axis does it "
    "run: which numbers belong together, and which apart?",
    "합이나 평균을 어느 배열에서 구하나요? 어느 배열에서 구해야 하나요? 어느 축을 따라 구하고, "
    "함께 더할 수와 따로 둘 수는 무엇인가요?",
)
PICKED = Text(
    "Which line picks one of several numbers: a max, a min, an index? What should become of all of "
    "them?",
    "여러 수 가운데 하나를 고르는 줄은 어디인가요? max, min, 인덱스 가운데 있나요? 그 수들로 모두 "
    "무엇을 해야 하나요?",
)
EXPECTED = Text("the expected {}", "올바른 {}")
ANOTHER_RESULT = Text(
    "That is another of the results. Which line puts it there, and what belongs in its place?",
    "그것은 다른 결과예요. 그것을 넣는 줄은 어디이고, 그 자리에는 무엇이 있어야 하나요?",
)
SLOPE_OR_ARGUMENT = Text(
    "That is an argument as it went in. Which factor or which term is missing: what arrives "
    "there, and by which local slope is it multiplied?",
    "그것은 입력 그대로예요. 빠진 인수나 항은 무엇인가요? 거기에 무엇이 도착하고, 어떤 국소 "
    "기울기를 곱하나요?",
)
SLOPE_OF_ANOTHER_LOSS = Text(
    "Of which loss is a − y the slope in a: of the cross-entropy, or of half the squared error? Or "
    "does the line of dz stand in the place of that of da?",
    "a − y는 어떤 손실을 a로 미분한 것인가요? 교차 엔트로피인가요, 제곱 오차의 절반인가요? 아니면 "
    "da를 구할 줄에 dz의 식이 있나요?",
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
        key = (source, reduced)
        if key not in view.numbers:
            view.numbers[key] = list(_of_source(view, source, ask, results, reduced))
        yield from view.numbers[key]


def _of_source(
    view: View, source: Function, ask: Text, results: Set[str], reduced: bool
) -> Iterator[Quantity]:
    is_step = source is view.graded.steps
    for name, value in _numbers(source, view.records[0]).items():
        for template, reduce in _reductions(value, reduced):
            if name != view.part or template is not WHOLE or not is_step:
                of_results = reduced and is_step and name in results
                label = EXPECTED.format(named(name)) if of_results else named(name)
                question = ANOTHER_RESULT if of_results else ask
                if question == NOT_THIS:
                    question = asked_of(name, NOT_THIS)
                if of_results and (view.part, name) == ("da", "dz"):
                    question = SLOPE_OF_ANOTHER_LOSS
                if template is not WHOLE:
                    question = PICKED if template in PICKS else TOO_MUCH
                yield Quantity(template, label, question, _lookup(source, name, reduce))


def _arguments(**args: Any) -> Mapping[str, Any]:
    return args


def _lookup(source: Function, name: str, reduce: Callable[[Array], Any]) -> Target:
    def target(record: Comparison) -> Array | None:
        value = _numbers(source, record).get(name)
        if value is None or value.size == 0:  # a share of nothing has no value
            return value
        return np.asarray(reduce(value))

    return target


def _numbers(source: Function, record: Comparison) -> dict[str, Array]:
    if source not in record.remembered:
        record.remembered[source] = _computed(source, record.case.args)
    numbers: dict[str, Array] = record.remembered[source]
    return numbers


def _computed(source: Function, args: Mapping[str, Any]) -> dict[str, Array]:
    try:
        named = source(**args)
    except Exception:  # an optional argument is absent, or altered arguments do not fit
        return {}
    numbers = (int, float, np.number, np.ndarray)
    arrays = {name: np.asarray(v) for name, v in named.items() if isinstance(v, numbers)}
    return {name: a.astype(np.float64) for name, a in arrays.items() if a.dtype.kind in "biuf"}


def _unchanged(value: Array) -> Array:
    return value


WHOLE = Text("{}", "{}")
REDUCED: tuple[tuple[Text, Callable[[Array], Any]], ...] = (
    (Text("the sum of {}", "{}의 합"), np.sum),
    (Text("the first number of {}", "{}의 첫 번째 수"), lambda v: v.flat[0]),
    (Text("the last number of {}", "{}의 마지막 수"), lambda v: v.flat[-1]),
    (Text("the largest number of {}", "{}의 가장 큰 수"), np.max),
)
PICKS = tuple(template for template, _ in REDUCED[1:])
REDUCED_BY_AXIS: tuple[tuple[Text, Callable[[Array], Any]], ...] = (
    (Text("the row sums of {}", "{}의 행별 합"), lambda v: v.sum(axis=1)),
    (Text("the column sums of {}", "{}의 열별 합"), lambda v: v.sum(axis=0)),
    (Text("the first column of {}", "{}의 첫 번째 열"), lambda v: v[:, 0]),
    (Text("the last column of {}", "{}의 마지막 열"), lambda v: v[:, -1]),
)


def _reductions(value: Array, reduced: bool) -> Iterator[tuple[Text, Callable[[Array], Any]]]:
    yield WHOLE, _unchanged
    if value.size > 1 and reduced:
        yield from REDUCED
        if value.ndim == 2 and min(value.shape) > 1:
            yield from REDUCED_BY_AXIS

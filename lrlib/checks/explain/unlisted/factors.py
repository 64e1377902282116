"""Name a factor by what the cases hold: a factor of 5 where m = 5 and of 7 where m = 7 is m."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from lrlib.checks.declare.compare import SAME
from lrlib.checks.declare.model import Array, Case
from lrlib.checks.say.text import Text

__all__ = [
    "OF_AN_ARGUMENT",
    "Factor",
    "any_number",
    "factors",
    "over_a_number",
    "ratio",
    "seen",
    "times_a_quotient",
]


class HasCase(Protocol):
    """Something with a case."""

    @property
    def case(self) -> Case:
        """The case."""
        ...


@dataclass(frozen=True)
class Factor:
    """A factor with a rule: its name, its value in a case, and what to ask if it is found."""

    label: str
    value: Callable[[Case], float]
    asked: Text
    name: str = ""
    any_number: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is 1."""
        return self.label == "1"

    @property
    def ask(self) -> Text:
        """The question."""
        return self.asked.format(name=self.name)

    def in_case(self, case: Case) -> float:
        """Return its value in a case, nan if it has none."""
        try:
            return self.value(case)
        except (KeyError, ZeroDivisionError, OverflowError):
            return math.nan


PLAIN = Text("", "")
TURNED = Text("Which minus is missing or too many?", "빠졌거나 남는 마이너스는 어디인가요?")
LOGARITHM = Text("To which base is your logarithm?", "로그의 밑은 무엇인가요?")
CONSTANT = Text(
    "Where does this factor come in, or what should have cancelled it?",
    "이 배수는 어디서 들어왔나요? 아니면 약분되었어야 하는 것은 무엇인가요?",
)
HALF = Text(
    "Where is something halved that should be whole: is a mean taken where two shares add up, or "
    "does a ½ stand inside or outside a bracket or a square?",
    "온전해야 하는 것을 절반으로 만드는 곳은 어디인가요? 더해야 할 두 값의 평균을 내나요, 아니면 "
    "½이 괄호나 제곱 안팎에 있나요?",
)
DOUBLE = Text(
    "What counts twice, or where is a half missing that should have cancelled a 2?",
    "두 번 세는 것은 무엇인가요? 아니면 2를 약분했어야 하는 ½이 빠졌나요?",
)
NUDGE = Text(
    "Is that the size of a nudge: by what is the change divided to make it a slope?",
    "조금 움직인 크기인가요? 변화량을 기울기로 만들려면 무엇으로 나누어야 하나요?",
)
OF_EXAMPLES = Text(
    "How many examples are there, and which axis counts them: shape[0] or shape[1]? Is something "
    "divided by m once, twice, not at all, or by another number?",
    "샘플은 몇 개이고, 그 수는 shape[0]인가요, shape[1]인가요? m으로 한 번 나누나요, 두 번 "
    "나누나요, 아예 나누지 않나요, 아니면 다른 수로 나누나요?",
)
OF_AN_ARGUMENT = Text(
    "Which of your steps multiplies or divides by {name}, and should it?",
    "{name}를 곱하거나 나누는 단계는 어디이고, 필요한 단계인가요?",
)
OF_THE_OTHER = Text(
    "Where does 1 − {name} come into your computation: is it a factor too many, or one that "
    "nothing cancels? Should it stand there?",
    "1 − {name}는 계산의 어디에 나오나요? 남는 인수인가요, 약분되었어야 하는 인수인가요? 거기에 "
    "있어야 하나요?",
)
OF_A_SLOPE_ALREADY = Text(
    "Where does 1 − {name} come from? {name} is the slope of the sigmoid already: is the form "
    "s(1 − s) taken of it once more?",
    "1 − {name}는 어디에서 왔나요? {name}는 이미 시그모이드의 기울기예요. 거기에 s(1 − s)를 다시 "
    "적용하나요?",
)
COUNTED = Text(
    "Which of your steps multiplies or divides by {name}: is it done once, twice, not at all, "
    "or by another number? Or is a line run {name} times that should run once?",
    "{name}를 곱하거나 나누는 단계는 어디인가요? 한 번인가요, 두 번인가요, 아예 없나요, 아니면 "
    "다른 수로 나누나요? 한 번만 실행할 줄을 {name}번 실행하지는 않나요?",
)


BY_THE_OTHER = Text(
    "By what do you divide: by {b} in the place of {a}? And where does the {number} come from: "
    "would it fit other data?",
    "무엇으로 나누나요? {a} 대신 {b}로 나누나요? {number}는 어디서 왔고, 다른 데이터에도 맞나요?",
)


def factors(case: Case) -> list[Factor]:
    """List the factors that may be met in cases like this one, the likeliest first."""
    found = [Factor("1", lambda c: 1.0, PLAIN), Factor("−1", lambda c: -1.0, TURNED)]
    for name in case.sizes:
        found += _of_size(name)
    for a in case.sizes:
        found += [_quotient(a, b) for b in case.sizes if b != a]
    for name, value in case.args.items():
        if isinstance(value, float) and value:
            found += _of_number(name)
    for name in PROBABILITIES & case.args.keys():
        found += _of_the_other(name)
    for label, number in (
        ("ln 10", math.log(10)),
        ("1/ln 10", 1 / math.log(10)),
        ("ln 2", math.log(2)),
        ("1/ln 2", 1 / math.log(2)),
    ):
        found.append(_constant(label, number, LOGARITHM))
    for label, number, ask in (
        ("2", 2.0, DOUBLE),
        ("½", 0.5, HALF),
        ("255", 255.0, CONSTANT),
        ("1/255", 1 / 255, CONSTANT),
        *((f"{nudge:g}", nudge, NUDGE) for nudge in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)),
    ):
        found.append(_constant(label, number, ask))
        found.append(_constant(f"−{label}", -number, ask))
    return found


def any_number(times: float) -> Factor:
    """Make the factor that is this number everywhere."""
    return Factor(f"{times:.4g}", lambda _: times, CONSTANT, any_number=True)


def over_a_number(name: str, number: float) -> Factor:
    """Make the factor that is a size divided by this number."""
    return _ruled(f"{name}/{number:.4g}", name, lambda s: s / number)


def times_a_quotient(a: str, b: str, number: float) -> Factor:
    """Make the factor that is this number times the quotient of two sizes."""
    label, asked = f"{number:.4g}·{a}/{b}", BY_THE_OTHER.format(a=a, b=b, number=f"{number:.4g}")
    return Factor(label, lambda c: number * c.sizes[a] / c.sizes[b], asked, a)


def _of_size(name: str) -> list[Factor]:
    rules: list[tuple[str, Callable[[float], float]]] = [
        ("{}", lambda s: s),
        ("1/{}", lambda s: 1 / s),
        ("−{}", lambda s: -s),
        ("−1/{}", lambda s: -1 / s),
        ("({0} − 1)/{0}", lambda s: (s - 1) / s),
        ("{0}/({0} − 1)", lambda s: s / (s - 1)),
        ("{0}/({0} + 1)", lambda s: s / (s + 1)),
        ("({0} + 1)/{0}", lambda s: (s + 1) / s),
        ("{}²", lambda s: s * s),
        ("1/{}²", lambda s: 1 / s**2),
        ("2/{}", lambda s: 2 / s),
        ("1/(2{})", lambda s: 1 / (2 * s)),
        ("2{}", lambda s: 2 * s),
        ("{}/2", lambda s: s / 2),
        ("1/√{}", lambda s: 1 / math.sqrt(s)),
        ("√{}", lambda s: math.sqrt(s)),
    ]
    return [_ruled(label.format(name), name, rule) for label, rule in rules]


def _ruled(label: str, name: str, rule: Callable[[float], float]) -> Factor:
    return _by(label, name, lambda c: rule(c.sizes[name]))


def _constant(label: str, number: float, ask: Text) -> Factor:
    return Factor(label, lambda _: number, ask)


def _quotient(a: str, b: str) -> Factor:
    return _by(f"{a}/{b}", a, lambda c: c.sizes[a] / c.sizes[b])


def _of_number(name: str) -> list[Factor]:
    return [
        _by(name, name, lambda c: c.args[name], OF_AN_ARGUMENT),
        _by(f"1/{name}", name, lambda c: 1 / c.args[name], OF_AN_ARGUMENT),
        _by(f"−{name}", name, lambda c: -c.args[name], OF_AN_ARGUMENT),
    ]


PROBABILITIES = frozenset({"a", "da_dz"})


def _of_the_other(name: str) -> list[Factor]:
    ask = OF_THE_OTHER if name == "a" else OF_A_SLOPE_ALREADY
    return [
        _by(f"(1 − {name})", name, lambda c: 1 - c.args[name], ask),
        _by(f"1/(1 − {name})", name, lambda c: 1 / (1 - c.args[name]), ask),
    ]


def _by(label: str, name: str, value: Callable[[Case], Any], ask: Text = COUNTED) -> Factor:
    return Factor(label, value, OF_EXAMPLES if name == "m" else ask, name)


def ratio(got: Array, wanted: Array) -> float | None:
    """Return got / wanted if it is one number; nan if nothing can be said; None if it is not."""
    if got.size == wanted.size == 1:
        return _of_numbers(float(got.item()), float(wanted.item()))
    got, wanted = got.ravel(), wanted.ravel()
    if got.size > 1 and _differ(got, wanted):
        return None
    finite = np.isfinite(wanted)
    if not finite.all():
        if not np.array_equal(got[~finite], wanted[~finite], equal_nan=True):
            return None
        got, wanted = got[finite], wanted[finite]
    if wanted.size == 1:
        return _of_numbers(float(got[0]), float(wanted[0]))
    square = float(wanted @ wanted)
    if square == 0:
        return math.nan if not got.any() else None
    times = float(got @ wanted) / square
    if times == 0 or not math.isfinite(times):
        return None
    reach = float(np.abs(got).max())
    close = np.abs(got - times * wanted) <= SAME.relative * np.abs(got) + NEAR_0 * reach
    return times if close.all() else None


NEAR_0 = 1e-9


def _of_numbers(x: float, y: float) -> float | None:
    if not math.isfinite(y):
        return math.nan if x == y or (math.isnan(x) and math.isnan(y)) else None
    if y == 0:
        return math.nan if x == 0 else None
    return x / y if x != 0 and math.isfinite(x) else None


def _differ(got: Array, wanted: Array) -> bool:
    """Say whether the first and the last number rule out that got is a multiple of wanted.

    If |g − t·w| ≤ e at both places, |g₀·w₁ − g₁·w₀| ≤ e₀·|w₁| + e₁·|w₀|, whatever t is. That is
    a look at four numbers; nearly all that is compared differs there.
    """
    g0, g1, w0, w1 = got.item(0), got.item(-1), wanted.item(0), wanted.item(-1)
    apart = abs(g0 * w1 - g1 * w0)
    room = SAME.relative * (abs(g0 * w1) + abs(g1 * w0))
    if not apart > 1.01 * room or not math.isfinite(w0 + w1):
        return False
    reach = float(np.abs(got).max())
    return bool(apart > 1.01 * (room + NEAR_0 * reach * (abs(w0) + abs(w1))))


def seen(factor: Factor, records: Sequence[HasCase]) -> Text:
    """Write the factor's values beside the sizes that they come from."""
    names = [n for n in records[0].case.sizes if n in factor.label]
    if not names or factor.any_number:
        return Text(", on every input", "(어느 입력이든)")
    values = {}
    for record in records:
        sizes = ", ".join(f"{name} = {record.case.sizes[name]}" for name in names)
        if not math.isnan(value := factor.in_case(record.case)):
            values[sizes] = f"{value:.4g}"
    shown = list(values.items())[:3]
    return Text(
        ": " + "; ".join(f"{value} where {sizes}" for sizes, value in shown),
        ": " + "; ".join(f"{sizes}일 때 {value}" for sizes, value in shown),
    )

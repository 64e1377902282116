"""What a declaration in the catalogue is made of. The catalogue declares; the engine reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from numpy.random import Generator
from numpy.typing import NDArray

from lrlib.checks.declare.compare import Tolerance
from lrlib.checks.say.text import Text

__all__ = [
    "CallOutcome",
    "Case",
    "Entries",
    "Fault",
    "Got",
    "GradedFunction",
    "Inputs",
    "Judge",
    "Mistake",
    "Part",
    "Place",
    "Property",
    "Regime",
    "Style",
    "Trial",
    "accepted",
    "mistake",
    "regime",
    "stream",
]

Array = NDArray[Any]
Function = Callable[..., Any]


class Place(NamedTuple):
    """Where to read: a page of the book and a section heading on it."""

    page: int
    en: str
    ko: str


@dataclass(frozen=True)
class Part:
    """One thing that a graded function returns.

    Parameters
    ----------
    name : str
        As the page calls it.
    shape : str
        As the page writes it, "(n_x, 1)". Empty for a number.
    kind : {"float", "int"}
        Which numbers it holds.
    list_ok : bool
        Whether a list is as good as an array.
    function_inside : Text, optional
        What to say if it holds a function, or what NumPy makes of one, in the place of a number.
    """

    name: str
    shape: str = ""
    kind: Literal["float", "int"] = "float"
    list_ok: bool = False
    function_inside: Text | None = None


@dataclass(frozen=True)
class Entries:
    """A returned dict of numbers. The reference's result says which keys are expected."""

    name: str


@dataclass(frozen=True)
class Case:
    """One call: arguments by name, and the sizes that messages speak of.

    `tolerance` stands in the place of the property's own, where right ways to compute differ more.
    """

    args: Mapping[str, Any]
    sizes: Mapping[str, int] = field(default_factory=dict)
    readonly: bool = False
    tolerance: Tolerance | None = None


class Got(NamedTuple):
    """One returned part, read.

    `value` holds its numbers. `fault` says why there are none. `loose` says what is wrong with
    the type of a part whose numbers can be read all the same.
    """

    value: Array | None
    fault: Text | None = None
    loose: Text | None = None


class CallOutcome(NamedTuple):
    """The outcome of one call.

    Attributes
    ----------
    parts : dict of Got
        What was returned, by part; empty if it cannot be read.
    broken : Text, optional
        Why what was returned cannot be read.
    error : Exception, optional
        What the call raised.
    changed : dict
        The arguments that the call changed, with their new values.
    lines : int
        How many lines of Python were executed, if they were counted.
    """

    parts: Mapping[str, Got] = MappingProxyType({})
    broken: Text | None = None
    error: Exception | None = None
    changed: Mapping[str, Any] = MappingProxyType({})
    lines: int = 0


class Trial(NamedTuple):
    """A case, the expected value of each part, and the outcome of the call."""

    case: Case
    expected: Mapping[str, Array]
    outcome: CallOutcome


@dataclass(frozen=True)
class Fault:
    """Why a property does not hold: the trial that shows it, and what is seen there.

    `regime` is where it shows, if the ordinary inputs do not show it.
    """

    kind: Literal["error", "broken", "form", "shape", "value", "changed", "constant", "loop"]
    trial: Trial
    text: Text
    part: str = ""
    regime: "Regime | None" = None


@dataclass(frozen=True, eq=False)
class Inputs:
    """Draws the cases of a property from a stream of random numbers.

    Parameters
    ----------
    stream : str
        Names the stream. Inputs of one function with different names are independent; a seed
        gives the same inputs as long as the name stays.
    draw : callable
        Takes a random generator, returns the cases.
    """

    stream: str
    draw: Callable[[Generator], list[Case]]

    def __call__(self, rng: Generator) -> list[Case]:
        """Draw the cases."""
        return self.draw(rng)


def stream(name: str) -> Callable[[Callable[[Generator], list[Case]]], Inputs]:
    """Declare a function that draws cases, and name the stream that it draws them from."""

    def declare(draw: Callable[[Generator], list[Case]]) -> Inputs:
        return Inputs(name, draw)

    return declare


@dataclass(frozen=True)
class Property:
    """What any right answer satisfies.

    Parameters
    ----------
    name : str
        As check cells name it.
    title : Text
        What holds, in a few words: printed after the ✓.
    cases : Inputs
        Draws the cases. Properties that share them share the calls.
    judge : callable
        Takes the property and its trials, returns the first `Fault` or None.
    parts : tuple of str
        The parts it looks at. Empty: all of them.
    count_lines : bool
        Whether the Python lines of each call are counted.
    regimes : tuple of Regime
        Further inputs on which it must hold. They are tried in this order, and only where the
        ordinary ones show no fault: what can be explained by ordinary inputs is.
    """

    name: str
    title: Text
    cases: Inputs
    judge: "Judge"
    parts: tuple[str, ...] = ()
    count_lines: bool = False
    regimes: tuple["Regime", ...] = ()


Judge = Callable[[Property, Sequence[Trial]], Fault | None]


@dataclass(frozen=True)
class Regime:
    """A region of inputs that some use of a function meets, and ordinary inputs do not reach.

    Parameters
    ----------
    where : Text
        Completes "This holds on the ordinary inputs of this check, but not": "with hundreds of
        examples".
    inputs : Inputs
        Draws cases of the region. Every check tries them all.
    judge : callable, optional
        Judges these trials in the place of the property's own judge.
    ask : Text, optional
        What to ask where nothing else is found than that results differ here.
    """

    where: Text
    inputs: Inputs
    judge: Judge | None = None
    ask: Text | None = None

    def of(self, prop: Property) -> Property:
        """Return a property with the cases of the regime in the place of the ordinary ones."""
        return replace(prop, cases=self.inputs, regimes=())


def regime(
    name: str, en: str, ko: str, *, judge: Judge | None = None, ask: Text | None = None
) -> Callable[[Callable[[Generator], list[Case]]], Regime]:
    """Declare a function that draws the cases of a regime, and name its stream and the region."""

    def declare(draw: Callable[[Generator], list[Case]]) -> Regime:
        return Regime(Text(en, ko), Inputs(name, draw), judge, ask)

    return declare


@dataclass(frozen=True)
class Mistake:
    """A wrong implementation that learners write, and the question that leads to its cause."""

    id: str
    symptom: str
    breaks: tuple[str, ...]
    hint: Text
    read: Place | None
    wrong: Function
    true_of: Callable[[Function], bool] | None = None


@dataclass(frozen=True)
class Style:
    """A right implementation, written another way."""

    id: str
    description: str
    right: Function


@dataclass(frozen=True, eq=False, kw_only=True)
class GradedFunction:
    """Everything that says what counts as right for one function.

    Parameters
    ----------
    name : str
        What learners call it.
    reference : callable
        A right implementation. Its signature says how the function is called.
    returns : Part, Entries or tuple of Part
        What it returns.
    read : Place
        Where the book explains it.
    tiny : dict
        The arguments of a case that is small enough to be worked by hand.
    steps : callable
        Takes the arguments, names the numbers on the way from them to the result.
    properties : tuple of Property
        What any right answer satisfies.
    mistakes : tuple of Mistake
        Wrong implementations, each with its hint. The common ones come first.
    styles : tuple of Style
        Right implementations. Mutants are made from the first one.
    lookalikes : callable, optional
        Takes the arguments, names quantities that a wrong answer may equal.
    reads : dict, optional
        Where to read about a property, by its name, if that is not `read`.
    equivalent : dict, optional
        Mutants of the first style that are right, each with the reason.
    """

    name: str
    reference: Function
    returns: Part | Entries | tuple[Part, ...]
    read: Place
    tiny: Mapping[str, Any]
    steps: Function
    properties: tuple[Property, ...]
    mistakes: tuple[Mistake, ...]
    styles: tuple[Style, ...]
    lookalikes: Function | None = None
    reads: Mapping[str, Place] = field(default_factory=dict)
    equivalent: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Name the properties of a mistake that breaks all of them."""
        every = tuple(prop.name for prop in self.properties)
        named = [replace(m, breaks=every) if m.breaks == ALL else m for m in self.mistakes]
        object.__setattr__(self, "mistakes", tuple(named))


ALL = ("all",)


def mistake(
    breaks: str | tuple[str, ...],
    en: str,
    ko: str,
    read: Place | None = None,
    *,
    true_of: Callable[[Function], bool] | None = None,
) -> Callable[[Function], Mistake]:
    """Declare a known mistake: a wrong function whose docstring is the symptom.

    Its name, with hyphens, is the mistake's id.

    Parameters
    ----------
    breaks : str or tuple of str
        The properties it breaks, all of them and no others; "all" if it breaks every one.
    en, ko : str
        The hint: a question that leads to the cause, without the answer.
    read : Place, optional
        Where the book explains it. None: where it explains the function.
    true_of : callable, optional
        Says whether the hint is true of a function that does the same in the properties that
        this mistake breaks, and something else in others. None: it is.
    """
    broken = (breaks,) if isinstance(breaks, str) else breaks

    def declare(wrong: Function) -> Mistake:
        return Mistake(_id(wrong), _doc(wrong), broken, Text(en, ko), read, wrong, true_of)

    return declare


def accepted(right: Function) -> Style:
    """Declare an accepted style: a right function whose docstring says what is special."""
    return Style(_id(right), _doc(right), right)


def _id(function: Function) -> str:
    return function.__name__.replace("_", "-")


def _doc(function: Function) -> str:
    return (function.__doc__ or "").strip()

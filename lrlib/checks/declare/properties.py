"""The properties that most functions share.

A values property compares numbers and overlooks the form they come in; `shapes` looks at
the form alone. So an answer that is right but for its form loses the points of one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from lrlib.checks.declare.compare import RIGHT, Tolerance, is_right
from lrlib.checks.declare.model import (
    Array,
    Case,
    Fault,
    Inputs,
    Property,
    Regime,
    Trial,
    stream,
)
from lrlib.checks.say.text import Text

__all__ = ["LINE_FOR_IT", "no_loop", "shapes", "unchanged", "values"]

ALL_EQUAL = Text(
    "Every call of this check gives the same numbers, though the arguments differ. "
    "Does your function compute with its arguments? Or does a step make the same number of all, "
    "such as one that rounds what a division has made very small?",
    "이 검사에서는 인자가 달라도 결과가 모두 같아요. 함수가 받은 인자로 계산하고 있나요? 아니면 "
    "모든 수를 같게 만드는 단계가 있나요? 나누어서 아주 작아진 수를 반올림하지는 않나요?",
)
# Who wrote a line for the case that fails knows what fails there.
LINE_FOR_IT = Text(
    " If a line of yours is there for this case: does it reach this example, and is its result "
    "used?",
    " 이런 경우에 대비한 줄이 있다면, 그 줄이 이 샘플에도 적용되고 그 결과를 쓰고 있나요?",
)
ALL_NAN = Text(
    "A call of this check gives nan and no number. Which operation makes a nan of its arguments?",
    "이 검사에서 한 번의 호출이 숫자 없이 nan만 돌려줬어요. 인자로 nan을 만드는 연산은 무엇인가요?",
)


def values(
    name: str,
    title: Text,
    cases: Inputs,
    *parts: str,
    tolerance: Tolerance = RIGHT,
    regimes: tuple[Regime, ...] = (),
) -> Property:
    """Demand the reference's numbers, in the named parts or in all."""

    def judge(prop: Property, trials: Sequence[Trial]) -> Fault | None:
        faults = (_wrong_value(prop, trial, trial.case.tolerance or tolerance) for trial in trials)
        return unusable(prop, trials) or _simplest(faults)

    return Property(name, title, cases, judge, parts, regimes=regimes)


def shapes(
    cases: Inputs, title: Text | None = None, *, regimes: tuple[Regime, ...] = ()
) -> Property:
    """Demand the reference's shapes and types, whatever the numbers are."""

    def judge(prop: Property, trials: Sequence[Trial]) -> Fault | None:
        faults = (_wrong_form(prop, trial) for trial in trials)
        return unusable(prop, trials) or _simplest(faults) or constant(trials)

    default = Text("every result has the shape and type asked for", "결과의 형태와 자료형이 맞아요")
    return Property("shapes", title or default, cases, judge, regimes=regimes)


def unchanged(cases: Inputs, *elsewhere: Regime) -> Property:
    """Demand that the arguments are left alone: every case runs with read-only arrays.

    In the regimes nothing else is looked at: there a result may be wrong, or an error be raised.
    """

    def judge(prop: Property, trials: Sequence[Trial]) -> Fault | None:
        faults = (_changed(trial) for trial in trials)
        return _simplest(faults) or unusable(prop, trials) or constant(trials)

    def writes(prop: Property, trials: Sequence[Trial]) -> Fault | None:
        return _simplest(_changed(trial) for trial in trials)

    title = Text("the arguments are left as they were", "인자를 바꾸지 않아요")
    regimes = tuple(Regime(found.where, _readonly(found.inputs), writes) for found in elsewhere)
    return Property("unchanged", title, _readonly(cases), judge, regimes=regimes)


def _readonly(cases: Inputs) -> Inputs:
    """Draw the same kind of cases, with read-only arrays."""

    @stream(f"{cases.stream}, read-only")
    def readonly(rng: Generator) -> list[Case]:
        return [replace(case, readonly=True) for case in cases(rng)]

    return readonly


def no_loop(cases: Inputs) -> Property:
    """Demand that the Python lines executed do not grow with m. Cases: warm-up, small, large."""

    def judge(prop: Property, trials: Sequence[Trial]) -> Fault | None:
        return unusable(prop, trials) or _loops(trials[-2], trials[-1]) or constant(trials)

    title = Text("no Python loop runs over the examples", "샘플마다 도는 Python 반복문이 없어요")
    return Property("no-loop", title, cases, judge, count_lines=True)


def unusable(prop: Property, trials: Sequence[Trial]) -> Fault | None:
    """Find a call that raised, or returned what cannot be read."""
    for trial in trials:
        outcome = trial.outcome
        if outcome.error is not None:
            return Fault("error", trial, Text("", ""))
        if outcome.broken is not None:
            return Fault("broken", trial, outcome.broken)
        for name, got in outcome.parts.items():
            if got.fault is not None and (not prop.parts or name in prop.parts):
                return Fault("form", trial, got.fault, name)
    return None


def constant(trials: Sequence[Trial]) -> Fault | None:
    """Find results that are nan, or the same for all arguments: their form earns nothing."""
    for trial in trials:
        if _all_nan(trial):
            return Fault("constant", trial, ALL_NAN)
    if any(trial.expected.keys() != trials[0].expected.keys() for trial in trials):
        return None
    for name in trials[0].expected:
        got = [trial.outcome.parts[name].value for trial in trials]
        if _varied(got) or not _varied([trial.expected[name] for trial in trials]):
            return None
    return Fault("constant", trials[0], ALL_EQUAL)


def _all_nan(trial: Trial) -> bool:
    """Say whether every number of a result is nan, where numbers are expected."""
    got = [part.value for part in trial.outcome.parts.values()]
    if any(array is None or not np.isnan(array).all() for array in got):
        return False
    return not any(np.isnan(expected).any() for expected in trial.expected.values())


def _varied(arrays: Sequence[Array | None]) -> bool:
    numbers = [array[~np.isnan(array)] for array in arrays if array is not None]
    numbers = [array for array in numbers if array.size]
    return len({float(array[0]) for array in numbers}) > 1 or any(
        array.min() != array.max() for array in numbers
    )


def _simplest(faults: Iterable[Fault | None]) -> Fault | None:
    """Choose the fault to show: a wrong shape before a wrong number, then the smallest input."""
    found = [fault for fault in faults if fault is not None]
    found = [fault for fault in found if fault.kind == "shape"] or found

    def size(fault: Fault) -> int:
        args = fault.trial.case.args.values()
        return sum(len(v) if isinstance(v, list | dict) else np.size(v) for v in args)

    return min(found, key=size, default=None)


def _wrong_value(prop: Property, trial: Trial, tolerance: Tolerance) -> Fault | None:
    for name, expected in trial.expected.items():
        got = trial.outcome.parts[name].value
        if got is None or (prop.parts and name not in prop.parts):
            continue
        if got.size != expected.size:
            return Fault("shape", trial, Text("", ""), name)
        if not is_right(got.ravel(), expected.ravel(), tolerance):
            return Fault("value", trial, Text("", ""), name)
    return None


def _wrong_form(prop: Property, trial: Trial) -> Fault | None:
    for name, expected in trial.expected.items():
        got = trial.outcome.parts[name]
        if prop.parts and name not in prop.parts:
            continue
        if got.loose is not None:
            return Fault("form", trial, got.loose, name)
        if got.value is not None and got.value.shape != expected.shape:
            return Fault("shape", trial, Text("", ""), name)
    return None


def _changed(trial: Trial) -> Fault | None:
    error = trial.outcome.error
    wrote = isinstance(error, ValueError) and "read-only" in str(error)
    if not wrote and not trial.outcome.changed:
        return None
    text = Text(
        "Your function writes into one of its arguments. Which line changes {kind} instead of "
        "making a new one? Who else may still need it?",
        "함수가 인자로 받은 {kind}에 값을 써요. 새로 만들지 않고 원래 것을 바꾸는 줄은 "
        "어디인가요? 그것을 다른 곳에서도 쓰고 있지 않을까요?",
    )
    changed = [trial.case.args[name] for name in trial.outcome.changed]
    kind = next((type(v).__name__ for v in changed if isinstance(v, list | dict)), "")
    array = Text("an array", "배열")
    return Fault("changed", trial, text.format(kind=Text(f"a {kind}", kind) if kind else array))


def _loops(small: Trial, large: Trial) -> Fault | None:
    grown = large.outcome.lines - small.outcome.lines
    extra = large.case.sizes["m"] - small.case.sizes["m"]
    if grown < extra / 8:  # a loop that takes a few examples at a time is one, too
        return None
    text = Text(
        "With {m1} examples your function executes {n1} lines of Python, with {m2} it executes "
        "{n2}. Which lines run once for each example?",
        "샘플이 {m1}개일 때 Python 코드 {n1}줄을, {m2}개일 때 {n2}줄을 실행해요. "
        "샘플마다 한 번씩 실행되는 줄은 어디인가요?",
    )
    return Fault(
        "loop",
        large,
        text.format(
            m1=small.case.sizes["m"],
            n1=small.outcome.lines,
            m2=large.case.sizes["m"],
            n2=large.outcome.lines,
        ),
    )

"""Call a function on cases, record each outcome, and leave the session as it was."""

import contextlib
import copy
import inspect
import io
import random
import sys
import sysconfig
import warnings
import zlib
from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.random import Generator

from lrlib.checks.call.returned import expected_parts, normalise
from lrlib.checks.declare.compare import identical
from lrlib.checks.declare.model import (
    Array,
    CallOutcome,
    Case,
    Entries,
    Fault,
    Function,
    GradedFunction,
    Inputs,
    Property,
    Trial,
)

__all__ = [
    "Expected",
    "Memo",
    "apply_reference",
    "attempt",
    "call",
    "call_each",
    "copied",
    "examine",
    "memo_of",
    "prepare",
    "quiet",
]


# The trials of one function under one seed, by the cases and by whether lines are counted.
Memo = dict[Any, list[Trial]]


@contextlib.contextmanager
def quiet(f: Function | None = None) -> Iterator[io.StringIO]:
    """Hide prints and warnings; restore random states, NumPy's error state and the tracer.

    Of an `f` that runs in another process it is known that it leaves the random states alone.
    """
    printed = io.StringIO()
    here = getattr(f, "__call_each__", None) is None
    python_random = random.getstate() if here else None
    numpy_random = np.random.get_state() if here else None  # noqa: NPY002
    tracer = sys.gettrace()
    with (
        np.errstate(all="ignore"),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        warnings.simplefilter("ignore")
        try:
            yield printed
        finally:
            if sys.gettrace() is not tracer:
                sys.settrace(tracer)
            if python_random is not None and numpy_random is not None:
                random.setstate(python_random)
                np.random.set_state(numpy_random)  # noqa: NPY002


def copied(value: Any, *, readonly: bool = False) -> Any:
    """Copy an argument, so that no call sees what another did to it."""
    if isinstance(value, np.ndarray):
        value = value.copy(order="K")
        value.flags.writeable = not readonly
        return value
    return _deep_copied(value) if isinstance(value, list | dict) else value


IMMUTABLE = {str, int, float, bool, type(None), np.float64}


def _deep_copied(value: Any) -> Any:
    """Copy nested lists, tuples and dicts, several times faster than deepcopy does."""
    kind = type(value)
    if kind in IMMUTABLE:
        return value
    if kind is dict:
        return {k: v if type(v) in IMMUTABLE else _deep_copied(v) for k, v in value.items()}
    if kind is tuple or kind is list:
        return kind([entry if type(entry) in IMMUTABLE else _deep_copied(entry) for entry in value])
    return copy.deepcopy(value)


@lru_cache(maxsize=256)
def _order(reference: Function, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say which arguments the reference takes by position, and which by name."""
    parameters = inspect.signature(reference).parameters.values()
    positional = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
    missing = next((i for i, name in enumerate(positional) if name not in names), len(positional))
    by_position = tuple(positional[:missing])
    return by_position, tuple(name for name in names if name not in by_position)


def bind(reference: Function, args: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Arrange arguments as the reference takes them: by position where it does.

    So a learner may name the parameters differently.
    """
    by_position, by_name = _order(reference, tuple(args))
    return [args[name] for name in by_position], {name: args[name] for name in by_name}


def _unbound(
    reference: Function, case: Case, by_position: Sequence[Any], by_name: Mapping[str, Any]
) -> dict[str, Any]:
    """Return arguments by their names, which `bind` has arranged."""
    names, _ = _order(reference, tuple(case.args))
    return {**dict(zip(names, by_position, strict=True)), **by_name}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: after[name] for name in before if not _same(before[name], after[name])}


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return identical(before, after)
    return not isinstance(before, list | dict) or bool(before == after)


def call(
    graded: GradedFunction, f: Function, case: Case, expected: Mapping[str, Array], *, count: bool
) -> CallOutcome:
    """Call f on copies of a case's arguments."""
    (outcome,) = call_each(graded, f, [(case, expected)], count=count)
    return outcome


def call_each(
    graded: GradedFunction,
    f: Function,
    cases: Sequence[tuple[Case, Mapping[str, Array]]],
    *,
    count: bool,
) -> Iterator[CallOutcome]:
    """Call f on copies of each case's arguments; one that runs elsewhere gets all of them at once.

    Parameters
    ----------
    cases : sequence of (Case, dict)
        Each with the expected value of each part.
    count : bool
        Whether to count the lines of Python that are executed.
    """
    reference, elsewhere = graded.reference, getattr(f, "__call_each__", None)
    if elsewhere is None:
        for case, expected in cases:
            args = _copies(case)
            answer = _answer(f, *bind(reference, args), count=count)
            yield _outcome(graded, case, expected, args, answer)
        return
    calls = [_fresh(reference, case, expected) for case, expected in cases]
    answers = elsewhere(calls, count)
    for (case, expected), (result, lines, error, after) in zip(cases, answers, strict=True):
        changed = None if after is None else _unbound(reference, case, *after)
        yield _outcome(graded, case, expected, changed, (result, lines, error))


def _fresh(
    reference: Function, case: Case, expected: Mapping[str, Array]
) -> Callable[[], tuple[list[Any], dict[str, Any]]]:
    """Return what copies a case's arguments: always the same one for the same case.

    So the other side can keep what it has written of them.
    """

    def fresh() -> tuple[list[Any], dict[str, Any]]:
        return bind(reference, _copies(case))

    kept = expected.remembered if isinstance(expected, Expected) else {}
    return cast("Callable[[], Any]", kept.setdefault("fresh", fresh))


def _copies(case: Case) -> dict[str, Any]:
    return {name: copied(value, readonly=case.readonly) for name, value in case.args.items()}


def _answer(
    f: Function, by_position: Sequence[Any], by_name: Mapping[str, Any], *, count: bool
) -> tuple[Any, int, Exception | None]:
    """Return what f returns, how many lines that took if they are counted, or what it raises."""
    try:
        with np.errstate():  # what f sets with np.seterr does not reach the reference
            if count:
                return *count_lines(f, by_position, by_name), None
            return f(*by_position, **by_name), 0, None
    except Exception as error:
        return None, 0, error


def _outcome(
    graded: GradedFunction,
    case: Case,
    expected: Mapping[str, Array],
    after: Mapping[str, Any] | None,
    answer: tuple[Any, int, Exception | None],
) -> CallOutcome:
    """Read an answer; `after` are the arguments after the call, or None if none has changed."""
    result, lines, error = answer
    changed = {} if after is None else _changed(case.args, after)
    if error is not None:
        return CallOutcome(error=error, changed=changed)
    parts = normalise(result, graded.returns, expected)
    if not isinstance(parts, dict):
        return CallOutcome(broken=parts, changed=changed)
    return CallOutcome(parts, changed=changed, lines=lines)


def count_lines(f: Function, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, int]:
    """Call f; count the lines executed in it and in the learner's other functions."""
    elsewhere = getattr(f, "__lines_executed__", None)  # f runs in another process
    if elsewhere is not None:
        result, lines = elsewhere(*args, **kwargs)
        return result, int(lines)
    lines = 0

    def trace(frame: Any, event: str, arg: Any) -> Any:
        nonlocal lines
        if event == "call":
            return None if _installed(frame.f_code.co_filename) else trace
        lines += event == "line"
        return trace

    tracer = sys.gettrace()
    sys.settrace(trace)
    try:
        result = f(*args, **kwargs)
    finally:
        sys.settrace(tracer)
    return result, lines


CATALOGUE = str(Path(__file__).parent.parent / "catalogue")
LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))


@lru_cache(maxsize=256)
def _installed(filename: str) -> bool:
    """Say whether a file belongs to a library. Those of the catalogue count as a learner's."""
    return filename.startswith(LIBRARIES) and not filename.startswith(CATALOGUE)


def generator(function: str, stream: str, seed: int) -> Generator:
    """Return the random generator of one stream of a function's inputs."""
    return np.random.default_rng([seed, *(zlib.crc32(key.encode()) for key in (function, stream))])


class Expected(Mapping[str, Array]):
    """The expected value of each part for some arguments, computed when it is first looked at.

    A judge that looks at slopes, at types or at lines of Python needs none.

    Attributes
    ----------
    remembered : dict
        What else follows from the arguments alone, by any key. It lives as long as the case, so
        the answers of a class share it.
    """

    def __init__(self, graded: GradedFunction, args: Mapping[str, Any]) -> None:
        self._graded = graded
        self._args = args
        self.remembered: dict[Any, Any] = {}

    @cached_property
    def _parts(self) -> dict[str, Array]:
        with np.errstate(all="ignore"):
            return apply_reference(self._graded, self._args)

    def __getitem__(self, name: str) -> Array:
        return self._parts[name]

    def __iter__(self) -> Iterator[str]:
        returns = self._graded.returns
        if isinstance(returns, Entries):
            return iter(self._parts)
        return iter([part.name for part in (returns if isinstance(returns, tuple) else [returns])])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def items(self) -> ItemsView[str, Array]:
        """Return all parts, with their names."""
        return self._parts.items()


@lru_cache(maxsize=1024)
def prepare(
    graded: GradedFunction, inputs: Inputs, seed: int
) -> tuple[tuple[Case, Mapping[str, Array]], ...]:
    """Draw cases, each with the expected parts."""
    cases = inputs(generator(graded.name, inputs.stream, seed))
    return tuple((case, Expected(graded, case.args)) for case in cases)


def apply_reference(graded: GradedFunction, args: Mapping[str, Any]) -> dict[str, Array]:
    """Return the expected value of each part for some arguments, which no reference changes."""
    by_position, by_name = bind(graded.reference, args)
    return expected_parts(graded.reference(*by_position, **by_name), graded.returns)


def attempt(
    graded: GradedFunction, f: Function, prop: Property, seed: int, memo: Memo
) -> list[Trial]:
    """Call f on a property's cases. Properties with the same cases share the calls."""
    known = memo.get((prop.cases, prop.count_lines))
    if known is not None:
        return known
    return next(attempt_each(graded, f, [prop], seed, memo))


def attempt_each(
    graded: GradedFunction, f: Function, props: Sequence[Property], seed: int, memo: Memo
) -> Iterator[list[Trial]]:
    """Yield the trials of properties that count lines alike, one property after another.

    At home f is called on a property's cases when that property's turn comes; where f runs
    elsewhere, the calls of all properties go there together.
    """
    keys = [(prop.cases, prop.count_lines) for prop in props]
    due = {key: prepare(graded, key[0], seed) for key in keys if key not in memo}
    together = [case for cases in due.values() for case in cases]
    outcomes = call_each(graded, f, together, count=props[0].count_lines)
    for key in keys:
        if key in due:
            pairs = zip(due.pop(key), outcomes, strict=False)  # the rest is the next property's
            memo[key] = [Trial(*case, outcome) for case, outcome in pairs]
        yield memo[key]


def memo_of(graded: GradedFunction, f: Function, seed: int) -> Memo:
    """Return where the trials of f under one seed are noted.

    At home each check begins with an empty memo, for what f computes may depend on variables
    that have changed since. A function that runs in another process may have a `__memory__`: a
    dict that is emptied whenever its variables can have changed. Then the check cells of one
    function share their calls. Calls that have raised are made again, because the grader looks
    at what was raised in each cell.
    """
    memory = getattr(f, "__memory__", None)
    if type(memory) is not dict:
        return {}
    memo: Memo = memory.setdefault((graded.name, seed), {})
    for key in [key for key, trials in memo.items() if any(t.outcome.error for t in trials)]:
        del memo[key]
    return memo


def _right_sizes(trial: Trial) -> bool:
    sizes = [(got.value, trial.expected[name]) for name, got in trial.outcome.parts.items()]
    return all(value is None or value.size == due.size for value, due in sizes)


def examine(
    graded: GradedFunction, f: Function, prop: Property, seed: int, memo: Memo
) -> Fault | None:
    """Return the fault of one property, or None if it holds: on ordinary inputs, then elsewhere.

    A result of a wrong size, which is another property's fault, may be huge in a regime: there
    the function is not called.
    """
    trials = attempt(graded, f, prop, seed, memo)
    fault = prop.judge(prop, trials)
    if fault is not None or not prop.regimes or not all(map(_right_sizes, trials)):
        return fault
    there = attempt_each(graded, f, [regime.of(prop) for regime in prop.regimes], seed, memo)
    for regime, trials in zip(prop.regimes, there, strict=True):
        fault = (regime.judge or prop.judge)(prop, trials)
        if fault is not None:
            return replace(fault, regime=regime)
    return None

"""Functions that stand in for the learner's, and the conversation behind them.

A check cell calls a stand-in as it would call the function itself. Arguments travel into the
sandbox, the value travels back; what the function did to its arguments is done to the caller's.
"""

from __future__ import annotations

import inspect
import math
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from lrlib.grading.outcomes import Outcome, clean
from lrlib.grading.sandbox.host import BrokenError, Learner, Sandbox
from lrlib.grading.sandbox.inside.wire import (
    ClosedError,
    Opaque,
    OverdueError,
    Reader,
    RubbishError,
    UnsendableError,
    Writer,
)
from lrlib.grading.sandbox.outputs import safe_outputs

__all__ = ["CallAborted", "CellReport", "Conversation", "LearnerError", "StandIn"]

_HASTE: Final = 5  # so much sooner ends the next call of a function that once did not end
# An exception that the learner raises comes out as the same type, but only of this list:
# StopIteration, for one, would end a check's loop as if there were nothing left to check.
_RAISED: Final[dict[str, type[Exception]]] = {
    kind.__name__: kind
    for kind in (
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        FileNotFoundError,
        FloatingPointError,
        ImportError,
        IndexError,
        KeyError,
        LookupError,
        ModuleNotFoundError,
        NameError,
        NotImplementedError,
        OSError,
        OverflowError,
        PermissionError,
        RecursionError,
        RuntimeError,
        TypeError,
        UnboundLocalError,
        ValueError,
        ZeroDivisionError,
    )
}


class LearnerError(RuntimeError):
    """Stands for an exception of the learner's code whose type is not passed on."""

    learner_traceback = ""


class CallAborted(BaseException):
    """A call that did not come back; no `except Exception` of a check can swallow it."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome = outcome


class CellReport(NamedTuple):
    """What came of a cell that ran in the sandbox."""

    outputs: list[dict[str, Any]]
    error: dict[str, Any] | None
    aborted: CallAborted | None


class Conversation:
    """One submission's dealings with the sandbox, which outlive the learner's process.

    When the process hangs or dies it is replaced: the cells that ran before are run again,
    the one that did it is left out. So one bad function costs only its own points.

    Parameters
    ----------
    sandbox : Sandbox
        Where learners' processes come from.
    files, withheld
        As for `Sandbox.spawn`.
    cell_seconds, total_seconds : float
        How long the learner's code may take for one cell, and for the whole submission.
    patient : bool
        Whether a process that somebody killed is a reason to start over (raises `BrokenError`)
        or is taken for one that the kernel killed for its memory.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        files: Mapping[str, bytes],
        withheld: Sequence[tuple[str, Sequence[str]]],
        *,
        cell_seconds: float,
        total_seconds: float,
        patient: bool,
    ) -> None:
        self._sandbox, self._files, self._withheld = sandbox, files, withheld
        self._cell_seconds, self._patient = cell_seconds, patient
        self._end = time.monotonic() + total_seconds
        self._cell_end = math.inf
        self._learner: Learner | None = None
        self._history: list[dict[str, Any]] = []
        self._overdue: set[str] = set()  # functions that once did not end
        self.broken: BrokenError | None = None
        self.aborted: CallAborted | None = None
        self.raised: list[str] = []
        self.described: dict[str, Any] = {}
        self._bound: dict[str, StandIn] = {}  # by the names under which the grader bound them

    def begin_cell(self) -> None:
        """Start the clock for the next cell, and forget what went wrong in the last one."""
        self._cell_end = time.monotonic() + self._cell_seconds
        self.aborted = None
        self.raised = []

    def run(self, code: str, label: str, names: Sequence[str]) -> CellReport:
        """Run one cell of the learner's code and look up `names` after it."""
        self.begin_cell()
        request = {"do": "cell", "code": code, "label": label, "names": list(names)}
        try:
            reply, _ = self._ask(request, [])
        except CallAborted as aborted:
            return CellReport([], None, aborted)
        self._history.append(request)
        described = reply.get("names")
        self.described = described if type(described) is dict else {}
        return CellReport(safe_outputs(reply.get("outputs")), _error(reply.get("error")), None)

    def get(self, name: str) -> Any:
        """Return the value of a variable of the learner's; nothing in it can be called."""
        reply, blob = self._ask({"do": "get", "name": name}, [])
        reader = Reader(blob, deadline=self._deadline())
        return self._decoded(lambda: reader.value(reply.get("value")))

    def stand_in(self, name: str) -> StandIn:
        """Return a stand-in for the learner's function `name`, a name that the grader chose."""
        self._bound[name] = StandIn(self, name, self.described.get(name))
        return self._bound[name]

    def _function(self, name: Any) -> Any:
        """Return what stands for a function in an answer: only one that the grader has bound.

        A stand-in of a name that the other side chose would pass for the function that a check
        knows by that name.
        """
        bound = self._bound.get(name) if type(name) is str else None
        return Opaque("function") if bound is None else bound

    def call(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, trace: bool
    ) -> tuple[Any, int]:
        """Call the learner's function; return its value and the lines it ran if traced."""
        writer = Writer(_name_of)
        try:
            nodes = [writer.node(value) for value in args]
            pairs = [[key, writer.node(value)] for key, value in kwargs.items()]
        except UnsendableError as error:
            msg = f"{name} cannot be called from here with a {error.type_name}: only with data"
            raise TypeError(msg) from None
        request = {"do": "call", "name": name, "args": nodes, "kwargs": pairs, "trace": trace}
        if name in self._overdue:  # an endless loop must not keep the class waiting at each check
            soon = time.monotonic() + self._cell_seconds / _HASTE
            self._cell_end = min(self._cell_end, soon)
        reply, blob = self._ask(request, writer.blobs)
        passed = [*args, *kwargs.values()]
        value, after = self._decoded(lambda: self._result(reply, blob, passed))
        for original, changed in zip(passed, after, strict=False):
            _restored(original, changed)
        if "raised" in reply:
            raise self._exception(_error(reply["raised"]) or {})
        lines = reply.get("lines")
        return value, lines if type(lines) is int else 0

    def _result(self, reply: dict[str, Any], blob: memoryview, passed: list[Any]) -> Any:
        reader = self._reader(blob)
        if "same_as" in reply:
            index = reply["same_as"]
            if type(index) is not int or not 0 <= index < len(passed):
                msg = "not the number of an argument"
                raise RubbishError(msg)
            value = passed[index]
        else:
            value = reader.value(reply.get("value"))
        after = reply.get("args") or []
        if type(after) is not list:
            msg = "not a list of arguments"
            raise RubbishError(msg)
        return value, [reader.value(node) for node in after]

    def _reader(self, blob: memoryview) -> Reader:
        return Reader(blob, self._function, self._deadline())

    def _deadline(self) -> float:
        return min(self._cell_end, self._end)

    def _exception(self, error: dict[str, Any]) -> BaseException:
        types = error.get("types", [])
        self.raised.append(types[0] if types else "")
        if "MemoryError" in types:
            self.aborted = CallAborted(Outcome.OUT_OF_MEMORY, "more memory than there is")
            return self.aborted
        kind = next((_RAISED[name] for name in types if name in _RAISED), None)
        message = error.get("message", "")
        if kind is None:
            message = f"{types[0] if types else 'error'}: {message}"
        exception: Any = (kind or LearnerError)(message)
        exception.learner_traceback = error.get("traceback", "")
        return exception  # type: ignore[no-any-return]

    def _decoded(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except RubbishError as error:
            raise self._abort(Outcome.CRASHED, f"the answer cannot be read: {error}") from None
        except OverdueError:
            why = "the answer takes too long to read"
            raise self._abort(Outcome.TIMED_OUT, why) from None

    def _ask(
        self, request: dict[str, Any], blobs: Sequence[bytes]
    ) -> tuple[dict[str, Any], memoryview]:
        if self.broken is not None:
            raise CallAborted(Outcome.CRASHED, str(self.broken))
        if self.aborted is not None:
            raise self.aborted
        try:
            learner = self._ready()
            return learner.ask(request, blobs, min(self._cell_end, self._end))
        except OverdueError:
            self._overdue.add(request.get("name", ""))
            over = "the whole submission" if time.monotonic() >= self._end else "one cell"
            why = f"not done within the time that is allowed for {over}"
            raise self._abort(Outcome.TIMED_OUT, why) from None
        except RubbishError as error:
            raise self._abort(Outcome.CRASHED, f"the answer cannot be read: {error}") from None
        except ClosedError:
            raise self._died() from None
        except BrokenError as error:
            self.broken = error
            raise CallAborted(Outcome.CRASHED, str(error)) from None

    def _ready(self) -> Learner:
        """Return the learner's process, a new one with the earlier cells run if it has gone."""
        if self._learner is None:
            started = time.monotonic()
            if started >= self._end:
                raise OverdueError
            self._learner = self._sandbox.spawn(self._files, self._withheld)
            self._replay(self._learner)
            self._cell_end += time.monotonic() - started
        return self._learner

    def _replay(self, learner: Learner) -> None:
        for request in list(self._history):
            try:
                end = min(time.monotonic() + self._cell_seconds, self._end)
                learner.ask(request, [], end)
            except BaseException:
                self._history.remove(request)  # went well the first time, but not again
                raise

    def _died(self) -> BaseException:
        assert self._learner is not None
        if not self._learner.ended_itself():
            return self._abort(Outcome.CRASHED, "it closed its connection to the grader")
        self._learner.kill()
        code = self._learner.ending()
        if code is None or (code == -signal.SIGKILL and self._patient):
            self.broken = BrokenError("the learner's process was killed from outside")
            return self._abort(Outcome.CRASHED, str(self.broken))
        if code == -signal.SIGKILL:
            return self._abort(Outcome.OUT_OF_MEMORY, "the system ended it, for want of memory")
        how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with status {code}"
        return self._abort(Outcome.CRASHED, f"the Python process ended {how}")

    def _abort(self, outcome: Outcome, why: str) -> CallAborted:
        self.close()
        self.aborted = CallAborted(outcome, why)
        return self.aborted

    def close(self) -> None:
        """End the learner's process."""
        if self._learner is not None:
            self._learner.close()
            self._learner = None


class StandIn:
    """Called like the learner's function; not itself a function, so nobody reads its source."""

    def __init__(self, conversation: Conversation, name: str, described: Any) -> None:
        about = described if type(described) is dict else {}
        self._conversation = conversation
        self.__name__ = name
        self.__qualname__ = clean(about.get("qualname", name), 200)
        self.__module__ = "__main__"
        self.__doc__ = clean(about.get("doc", ""), 2000) or None
        signature = _signature(about.get("parameters"))
        if signature is not None:
            self.__signature__ = signature

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Call the learner's function with these arguments."""
        return self._conversation.call(self.__name__, args, kwargs, trace=False)[0]

    def __lines_executed__(self, /, *args: Any, **kwargs: Any) -> tuple[Any, int]:
        """Return the value and how many lines of the learner's code ran."""
        return self._conversation.call(self.__name__, args, kwargs, trace=True)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


def _name_of(value: Any) -> str | None:
    return value.__name__ if type(value) is StandIn else None


def _signature(parameters: Any) -> inspect.Signature | None:
    if type(parameters) is not list:
        return None
    deadline = time.monotonic() + 1.0
    try:
        made = []
        for name, kind, default in parameters:
            value = inspect.Parameter.empty
            if default is not None:
                value = Reader(memoryview(b""), deadline=deadline).value(default[0])
            parameter_kind = inspect._ParameterKind(kind)
            made.append(inspect.Parameter(name, parameter_kind, default=value))
        return inspect.Signature(made)
    except Exception:
        return None


def _restored(original: Any, changed: Any) -> Any:
    """Do to `original` what was done to its copy inside; return what stands in its place."""
    kind = type(original)
    if issubclass(kind, dict):  # a dict of any kind came back as a plain one
        kind = dict
    if type(changed) is not kind:
        return changed
    if kind is np.ndarray:
        if original.shape != changed.shape or original.dtype != changed.dtype:
            msg = f"the shape of an argument was changed from {original.shape} to {changed.shape}"
            raise LearnerError(msg)
        if original.flags.writeable:
            np.copyto(original, changed)
    elif kind is list:
        same = [_restored(a, b) for a, b in zip(original, changed, strict=False)]
        original[:] = same + changed[len(same) :]
    elif kind is dict:
        new = {k: _restored(original[k], v) if k in original else v for k, v in changed.items()}
        original.clear()
        original.update(new)
    elif kind is set:
        original.clear()
        original.update(changed)
    elif kind is tuple and len(original) == len(changed):
        for a, b in zip(original, changed, strict=True):
            _restored(a, b)
    else:
        return changed
    return original


def _error(described: Any) -> dict[str, Any] | None:
    """Return the description of an exception with nothing but clean text in it."""
    if type(described) is not dict:
        return None
    types = described.get("types")
    return {
        "types": [clean(t, 80) for t in types[:20]] if type(types) is list else [],
        "message": clean(described.get("message", "")),
        "traceback": clean(described.get("traceback", ""), 8000),
    }

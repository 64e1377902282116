"""The grader's conversation with the sandbox about one submission: cells to run, calls to answer.

A check cell calls a stand-in as it would call the function itself. Arguments travel into the
sandbox, the value travels back; what the function did to its arguments is done to the caller's.
"""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from lrlib.grading.outcomes import Outcome
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.inside.errors import (
    ClosedError,
    OverdueError,
    RubbishError,
    UnsendableError,
)
from lrlib.grading.sandbox.inside.protocol import (
    CallRequest,
    CellRequest,
    ErrorText,
    GetRequest,
    Output,
    Request,
)
from lrlib.grading.sandbox.inside.values import Opaque, Reader, Writer
from lrlib.grading.sandbox.isolation import BrokenError
from lrlib.grading.sandbox.learner import Learner
from lrlib.grading.sandbox.outputs import safe_outputs
from lrlib.grading.sandbox.replies import Described, described_names, error_text, exception_of
from lrlib.grading.sandbox.stand_in import StandIn, copy_changes, name_of

__all__ = ["CallAborted", "CellReport", "Conversation"]

_HASTE: Final = 5  # a function that has exceeded the time gets a fifth of it at its next calls


class CallAborted(BaseException):
    """A call that did not come back; no `except Exception` of a check can swallow it."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome = outcome


class CellReport(NamedTuple):
    """What came of a cell that ran in the sandbox."""

    outputs: list[Output]
    error: ErrorText | None
    aborted: CallAborted | None


class Conversation:
    """What the grader asks the sandbox about one submission; it outlives the learner's process.

    A process that hangs or dies is replaced: the cells that ran before are run again, without
    the one that hung or died. So one bad function costs only its own points.

    Parameters
    ----------
    sandbox : Sandbox
        Where learners' processes come from.
    files, withheld
        As for `Sandbox.spawn`.
    cell_seconds, total_seconds : float
        How long the learner's code may take for one cell, and for the whole submission.
    patient : bool
        Whether a process that was killed by a signal is a reason to grade the submission once
        more (sets `broken`), or is taken for one that the kernel killed for its memory.

    Attributes
    ----------
    broken : BrokenError or None
        Why the submission has to be graded once more.
    aborted : CallAborted or None
        Why a call in the current cell did not come back.
    raised : list of str
        The types of the exceptions that came out of calls in the current cell.
    described : dict of str to Described
        What the last cell has left under the names that it was asked for.
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
        self._history: list[CellRequest] = []
        self._overdue: set[str] = set()  # functions that have exceeded the time once
        self.broken: BrokenError | None = None
        self.aborted: CallAborted | None = None
        self.raised: list[str] = []
        self.described: dict[str, Described] = {}
        self._bound: dict[str, StandIn] = {}  # by the names under which the grader bound them

    def begin_cell(self) -> None:
        """Start the clock for the next cell, and forget what went wrong in the last one."""
        self._cell_end = time.monotonic() + self._cell_seconds
        self.aborted = None
        self.raised = []

    def run(self, code: str, label: str, names: Sequence[str]) -> CellReport:
        """Run one cell of the learner's code and look up `names` after it."""
        self.begin_cell()
        request: CellRequest = {"do": "cell", "code": code, "label": label, "names": list(names)}
        try:
            reply, _ = self._ask(request, [])
        except CallAborted as aborted:
            return CellReport([], None, aborted)
        self._history.append(request)
        self.described = described_names(reply.get("names"), names)
        return CellReport(safe_outputs(reply.get("outputs")), error_text(reply.get("error")), None)

    def get(self, name: str) -> Any:
        """Return the value of a variable of the learner's; nothing in it can be called."""
        request: GetRequest = {"do": "get", "name": name}
        reply, blob = self._ask(request, [])
        reader = Reader(blob, deadline=self._deadline())
        return self._decoded(lambda: reader.value(reply.get("value")))

    def stand_in(self, name: str) -> StandIn:
        """Return a stand-in for the learner's function `name`, a name that the grader chose."""
        self._bound[name] = StandIn(self.call, name, self.described.get(name))
        return self._bound[name]

    def _function(self, name: Any) -> Any:
        """Return what stands for a function in an answer: only one that the grader has bound.

        A stand-in of a name that the other side chose would pass for the function that a check
        knows by that name.
        """
        bound = self._bound.get(name) if type(name) is str else None
        return Opaque("function") if bound is None else bound

    def call(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], trace: bool
    ) -> tuple[Any, int]:
        """Call the learner's function; return its value and the lines it ran if traced."""
        writer = Writer(name_of)
        try:
            nodes = [writer.node(value) for value in args]
            pairs = [(key, writer.node(value)) for key, value in kwargs.items()]
        except UnsendableError as error:
            msg = f"{name} cannot be called from here with a {error.type_name}: only with data"
            raise TypeError(msg) from None
        request: CallRequest = {
            "do": "call",
            "name": name,
            "args": nodes,
            "kwargs": pairs,
            "trace": trace,
        }
        if (
            name in self._overdue
        ):  # so that an endless loop does not take the full time at each check
            soon = time.monotonic() + self._cell_seconds / _HASTE
            self._cell_end = min(self._cell_end, soon)
        reply, blob = self._ask(request, writer.blobs)
        passed = [*args, *kwargs.values()]
        value, after = self._decoded(lambda: self._result(reply, blob, passed))
        for original, changed in zip(passed, after, strict=False):
            copy_changes(original, changed)
        if "raised" in reply:
            raise self._exception(reply["raised"])
        lines = reply.get("lines")
        return value, lines if type(lines) is int else 0

    def _result(self, reply: Mapping[str, Any], blob: memoryview, passed: list[Any]) -> Any:
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

    def _exception(self, described: Any) -> BaseException:
        """Return what to raise in the check for an exception of the learner's function."""
        nothing: ErrorText = {"types": [], "message": "", "traceback": ""}
        error = error_text(described) or nothing
        self.raised.append(error["types"][0] if error["types"] else "")
        if "MemoryError" in error["types"]:
            self.aborted = CallAborted(Outcome.OUT_OF_MEMORY, "more memory than there is")
            return self.aborted
        return exception_of(error)

    def _decoded(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except RubbishError as error:
            raise self._abort(Outcome.CRASHED, f"the answer cannot be read: {error}") from None
        except OverdueError:
            why = "the answer takes too long to read"
            raise self._abort(Outcome.TIMED_OUT, why) from None

    def _ask(
        self, request: Request, blobs: Sequence[bytes]
    ) -> tuple[Mapping[str, Any], memoryview]:
        if self.broken is not None:
            raise CallAborted(Outcome.CRASHED, str(self.broken))
        if self.aborted is not None:
            raise self.aborted
        try:
            learner = self._ready()
            return learner.ask(request, blobs, min(self._cell_end, self._end))
        except OverdueError:
            if request["do"] == "call":
                self._overdue.add(request["name"])
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
                self._history.remove(request)  # it ended the first time, but not this time
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

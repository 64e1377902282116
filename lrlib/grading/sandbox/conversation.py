"""The grader's conversation with the sandbox about one submission: cells to run, calls to answer.

A check cell calls a stand-in as it would call the function itself. Arguments travel into the
sandbox, the value travels back; what the function did to its arguments is done to the caller's.
"""

from __future__ import annotations

import math
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from lrlib.grading.outcomes import Outcome
from lrlib.grading.sandbox.calls import Written, written, written_once
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.inside.errors import (
    ClosedError,
    OverdueError,
    RubbishError,
    UnsendableError,
)
from lrlib.grading.sandbox.inside.listing import Listing
from lrlib.grading.sandbox.inside.protocol import (
    CallRequest,
    CallsRequest,
    CellRequest,
    ErrorText,
    GetRequest,
    Output,
    Request,
)
from lrlib.grading.sandbox.inside.values import Opaque, Reader
from lrlib.grading.sandbox.isolation import BrokenError
from lrlib.grading.sandbox.learner import Learner
from lrlib.grading.sandbox.outputs import safe_outputs
from lrlib.grading.sandbox.replies import (
    Described,
    described_names,
    error_text,
    exception_of,
    is_out_of_memory,
    listed,
)
from lrlib.grading.sandbox.stand_in import Answer, Arguments, Fresh, StandIn, copy_changes

__all__ = ["CallAborted", "CellReport", "Conversation"]

_MESSAGE_BYTES: Final = 1 << 20  # of arrays in one message
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
    files, withheld, given, plots
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
        given: Sequence[tuple[str, str]] = (),
        *,
        plots: bool = False,
        cell_seconds: float,
        total_seconds: float,
        patient: bool,
    ) -> None:
        self._spawn = partial(sandbox.spawn, files, withheld, given, plots=plots)
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

    def list_code(self, name: str) -> list[Listing]:
        """List what the code of a function of the learner's consists of."""
        return listed(self._ask({"do": "list", "name": name}, [])[0].get("code"))

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
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], trace: bool
    ) -> tuple[Any, int]:
        """Call the learner's function; return its value and the lines it ran if traced."""
        one = written(name, (args, kwargs))
        request: CallRequest = {
            "do": "call",
            "name": name,
            "args": one.about["args"],
            "kwargs": one.about["kwargs"],
            "trace": trace,
        }
        self._make_haste(name)
        reply, blob = self._ask(request, one.blobs)
        return self._answered(reply, blob, (args, kwargs))

    def call_each(self, name: str, calls: Sequence[Fresh], trace: bool) -> Iterator[Answer]:
        """Call the learner's function once with each of the arguments; yield each answer.

        As many calls as a message holds are sent at once. Everything is as if each had been sent
        when the one before it had come back, with the same deadline.
        """
        waiting: list[tuple[Fresh, Written]] = []
        size = 0
        for fresh in calls:
            try:
                one = written_once(name, fresh)
            except TypeError as error:
                yield from self._answers(name, waiting, trace)
                waiting, size = [], 0
                yield Answer(None, error=error)
                continue
            if waiting and size + one.about["size"] > _MESSAGE_BYTES:
                yield from self._answers(name, waiting, trace)
                waiting, size = [], 0
            waiting.append((fresh, one))
            size += one.about["size"]
        yield from self._answers(name, waiting, trace)

    def _make_haste(self, name: str) -> None:
        """Give a function that was late less time: an endless loop is checked again and again."""
        if name in self._overdue:
            soon = time.monotonic() + self._cell_seconds / _HASTE
            self._cell_end = min(self._cell_end, soon)

    def _answers(
        self, name: str, calls: Sequence[tuple[Fresh, Written]], trace: bool
    ) -> Iterator[Answer]:
        """Send calls in one message; yield their answers."""
        if not calls:
            return
        self._make_haste(name)
        abouts = [one.about for _, one in calls]
        request: CallsRequest = {"do": "calls", "name": name, "calls": abouts, "trace": trace}
        blobs = [blob for _, one in calls for blob in one.blobs]
        try:
            replies, aborted = self._ask_for(len(calls), request, blobs)
        except UnsendableError as error:
            if len(calls) == 1:
                yield Answer(None, error=error)
            else:  # together they are more than a message holds
                half = len(calls) // 2
                yield from self._answers(name, calls[:half], trace)
                yield from self._answers(name, calls[half:], trace)
            return
        self.aborted = None  # until the answers that did come have been looked at
        for fresh, _ in calls[: len(replies)]:
            reply, blob = replies.popleft()
            after = fresh() if reply.get("args") or "same_as" in reply else None
            try:
                value, lines = self._answered(reply, blob, after or ((), {}))
            except Exception as error:
                yield Answer(None, error=error, after=after)
            else:
                yield Answer(value, lines, after=after)
        if aborted is not None:
            self.aborted = aborted
            raise aborted

    def _answered(
        self, reply: Mapping[str, Any], blob: memoryview, arguments: Arguments
    ) -> tuple[Any, int]:
        """Return value and lines of a call, and do to its arguments what the call has done."""
        passed = [*arguments[0], *arguments[1].values()]
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
        error = error_text(described) or ErrorText(types=[], message="", traceback="")
        self.raised.append(error["types"][0] if error["types"] else "")
        if is_out_of_memory(described):
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
        """Return the reply to a request."""
        replies, aborted = self._ask_for(1, request, blobs)
        if aborted is not None:
            raise aborted
        return replies.popleft()

    def _ask_for(
        self, count: int, request: Request, blobs: Sequence[bytes]
    ) -> tuple[deque[tuple[Mapping[str, Any], memoryview]], CallAborted | None]:
        """Return the replies to a request, and why there are not as many as there should be."""
        if self.broken is not None:
            return deque(), CallAborted(Outcome.CRASHED, str(self.broken))
        if self.aborted is not None:
            return deque(), self.aborted
        replies: deque[tuple[Mapping[str, Any], memoryview]] = deque()
        try:
            learner = self._ready()
            deadline = min(self._cell_end, self._end)
            for reply in learner.ask_for(count, request, blobs, deadline):
                replies.append(reply)
                if is_out_of_memory(reply[0].get("raised")):
                    break  # the rest of the calls is not made
        except OverdueError:
            if request["do"] in ("call", "calls"):
                self._overdue.add(request["name"])
            over = "the whole submission" if time.monotonic() >= self._end else "one cell"
            why = f"not done within the time that is allowed for {over}"
            return replies, self._abort(Outcome.TIMED_OUT, why)
        except RubbishError as error:
            return replies, self._abort(Outcome.CRASHED, f"the answer cannot be read: {error}")
        except ClosedError:
            return replies, self._died()
        except BrokenError as error:
            self.broken = error
            return replies, CallAborted(Outcome.CRASHED, str(error))
        return replies, None

    def _ready(self) -> Learner:
        """Return the learner's process, a new one with the earlier cells run if it has gone."""
        if self._learner is None:
            started = time.monotonic()
            if started >= self._end:
                raise OverdueError
            self._learner = self._spawn()
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

    def _died(self) -> CallAborted:
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

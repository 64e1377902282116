"""The handle of a process that grades, which runs `lrlib.grading.grade.serve`.

The process runs apart from the command, so that nothing which a check does can touch the gradebook,
and a process that hangs or dies is replaced. Where several are wanted, the first one is forked as
soon as it has loaded everything.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import IO, Any, Final, NamedTuple

from lrlib.grading.classroom.results import CellResult, Result, stored_verdict
from lrlib.grading.course.assignment import Assignment
from lrlib.grading.course.settings import RefusedError, Settings, SettingsMessage
from lrlib.grading.grade.fork import Fork
from lrlib.grading.grade.requests import (
    BrokenReply,
    ForkReply,
    ForkRequest,
    GradeRequest,
    GuessRequest,
    LoadRequest,
    RefusedReply,
    StartReply,
)
from lrlib.grading.intake import Submission
from lrlib.grading.outcomes import Outcome, Verdict, clean
from lrlib.grading.sandbox.folders import OwnedFolder, own_folder, sweep
from lrlib.grading.sandbox.inside.errors import ClosedError, OverdueError
from lrlib.grading.sandbox.inside.wire import receive, send
from lrlib.grading.sandbox.isolation import BrokenError

__all__ = ["Worker", "drop_spares", "prepare"]

_COMMAND: Final = (sys.executable, "-m", "lrlib.grading.grade.serve")
_TRIES: Final = 4
_START_SECONDS: Final = 300.0
_LOAD_SECONDS: Final = 60.0


class _Process(NamedTuple):
    """A process that grades, and what belongs to it."""

    popen: subprocess.Popen[bytes] | Fork
    socket: socket.socket
    errors: IO[bytes]
    folder: OwnedFolder

    def end(self) -> None:
        """Kill it and clean up after it."""
        self.socket.close()
        self.popen.kill()
        self.popen.wait()
        self.errors.close()
        self.folder.remove()


class _Forked(NamedTuple):
    """A process that was forked after it had started."""

    process: _Process
    settings: Settings
    level: str


_spares: list[_Process] = []
_forks: list[_Forked] = []
_wanted = [0]  # how many forks the next process that starts is asked for
_starting = threading.Lock()


def prepare(count: int) -> None:
    """Start a process for the workers to come: it loads while the course is still being read.

    Parameters
    ----------
    count : int
        How many workers there will be. For all but the first, the process is forked.
    """
    _spares.append(_launched())
    _wanted[0] = count - 1


def guess(settings: Settings | None) -> None:
    """Tell the process that was started what the settings will probably be: its sandbox loads.

    Parameters
    ----------
    settings : Settings, optional
        None if nothing can be said.
    """
    if settings is None or not _spares:
        return
    request: GuessRequest = {"guess": settings.to_json()}
    text = json.dumps(request).encode()
    with contextlib.suppress(ClosedError):  # if it is dead already, another one is started
        send(_spares[-1].socket, len(text), [text])


def drop_spares(keep: int = 0) -> None:
    """End all but `keep` of the processes that no worker has taken."""
    _wanted[0] = max(0, min(_wanted[0], keep - len(_spares)))
    while len(_spares) > keep:
        _spares.pop().end()
    while len(_forks) > keep:
        _forks.pop().process.end()


def _taken() -> _Process:
    """Return a process that was started early, if one is left and lives, or a new one."""
    with contextlib.suppress(IndexError):
        while True:
            process = _spares.pop(0)
            if process.popen.poll() is None:
                return process
            process.end()
    return _launched()


_sweep_once: Final = cache(sweep)  # at the first start: deletes what killed runs have left


def _launched() -> _Process:
    _sweep_once()
    ours, theirs = socket.socketpair()
    errors = tempfile.TemporaryFile()
    folder = own_folder("lrlib-worker-")
    popen = subprocess.Popen(
        [*_COMMAND, str(theirs.fileno()), folder.path, str(folder.lock)],
        # With the lock, the folder stays as long as one of the two processes lives.
        pass_fds=[theirs.fileno(), folder.lock],
        stdin=subprocess.DEVNULL,
        stderr=errors,
        # Several graders share the processors: more threads would only wait for one another.
        env={**os.environ, "TMPDIR": folder.path, "OPENBLAS_NUM_THREADS": "1"},
    )
    theirs.close()
    ours.setblocking(False)
    return _Process(popen, ours, errors, folder)


class Worker:
    """The handle of a process that grades.

    Parameters
    ----------
    settings : Settings
        How submissions are to be run.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: _Process | None = None
        self._loaded: Assignment | None = None
        self._ended = False
        self.level: str | None = None

    def start(self) -> str:
        """Start the process, if it does not run; return its level of isolation."""
        if self._process is not None and self._process.popen.poll() is None and self.level:
            return self.level
        self.close()
        with _starting:  # so that those who wait for it find the first one's forks
            self._process, level = self._forked() or (_taken(), None)
            if self._ended:  # by another thread, while the process was being started
                self.close()
                msg = "the grading process was ended"
                raise BrokenError(msg)
            self._loaded = None
            self.level = level or self._begun()
        return self.level

    def _forked(self) -> tuple[_Process, str] | None:
        """Return a process that was forked for these settings, and its level."""
        for fork in list(_forks):
            if fork.settings == self._settings:
                _forks.remove(fork)
                if fork.process.popen.poll() is None:
                    return fork.process, fork.level
                fork.process.end()
        return None

    def _begun(self) -> str:
        """Have the process load everything, and fork it as often as is wanted."""
        assert self._process is not None
        try:
            reply: StartReply | RefusedReply
            reply = self._ask(self._settings.to_json(), [], _START_SECONDS)
            while "level" in reply and _wanted[0] > 0:
                _wanted[0] -= 1
                _forks.append(_Forked(self._fork(), self._settings, reply["level"]))
        except (ClosedError, OverdueError) as error:
            self._process.errors.seek(0)
            said = self._process.errors.read().decode(errors="replace")
            self.close()
            msg = f"the grading process did not start: {said.strip()[-2000:]}"
            raise BrokenError(msg) from error
        if "refused" in reply:
            self.close()
            raise RefusedError(reply["refused"])
        return reply["level"]

    def _fork(self) -> _Process:
        """Have the process forked, which has graded nothing yet."""
        ours, theirs = socket.socketpair()
        errors, folder = tempfile.TemporaryFile(), own_folder("lrlib-worker-")
        descriptors = [theirs.fileno(), folder.lock, errors.fileno()]
        request: ForkRequest = {"do": "fork", "folder": folder.path}
        try:
            reply: ForkReply = self._ask(request, [], _LOAD_SECONDS, descriptors)
            popen = Fork(reply["pid"])
        except BaseException:
            ours.close()
            errors.close()
            folder.remove()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        return _Process(popen, ours, errors, folder)

    def grade(
        self,
        assignment: Assignment,
        submission: Submission,
        files: Mapping[str, bytes],
        seed: int,
    ) -> Result:
        """Return the result of one submission.

        If a submission breaks every process, an empty submission is tried. If that one is graded,
        the submission is what breaks the process, and not the machine: it gets no points.

        Parameters
        ----------
        assignment : Assignment
            The source notebook.
        submission : Submission
            What the learner wrote.
        files : mapping of str to bytes
            The learner's other files.
        seed : int
            What the checks draw their inputs from.

        Raises
        ------
        BrokenError
            The machine does not give a result.
        """
        result, why = self._tried(_TRIES, assignment, submission, files, seed)
        if result is None and self._tried(1, assignment, Submission(), {}, seed)[0] is not None:
            # The machine can grade an empty submission. Perhaps it was only busy before.
            result, why = self._tried(1, assignment, submission, files, seed)
            result = result or _broken_result(assignment, why)
        if result is None:
            raise BrokenError(why)
        return result

    def _tried(
        self,
        tries: int,
        assignment: Assignment,
        submission: Submission,
        files: Mapping[str, bytes],
        seed: int,
    ) -> tuple[Result | None, str]:
        """Return the result, or None and why there is none."""
        why = ""
        for attempt in range(tries):
            self.start()
            try:
                return self._grade(assignment, submission, files, seed), ""
            except BrokenError as error:
                self.close()
                why = str(error)
                break  # `serve` has tried it several times already
            except Exception as error:  # requests and replies may be out of step now, so start anew
                self.close()
                why = f"the grading process died {attempt + 1} times over the same submission"
                if not isinstance(error, ClosedError):
                    why += f" ({type(error).__name__})"
            except BaseException:
                self.close()
                raise
            if self._ended:
                break
        if self._ended:
            msg = "the grading process was ended"
            raise BrokenError(msg)
        return None, why

    def _grade(
        self,
        assignment: Assignment,
        submission: Submission,
        files: Mapping[str, bytes],
        seed: int,
    ) -> Result:
        """Grade with the process that there is."""
        if self._loaded is not assignment:
            self._load(assignment)
        request: GradeRequest = {
            "do": "grade",
            "answers": submission.answers,
            "added": submission.added,
            "seed": seed,
            "files": _sizes(files),
        }
        # The process keeps its own deadlines. This one is for a process that hangs.
        patience = 4 * self._settings.total_seconds + 120.0
        reply: Result | BrokenReply = self._ask(request, list(files.values()), patience)
        if "broken" in reply:
            raise BrokenError(reply["broken"])
        return reply

    def _load(self, assignment: Assignment) -> None:
        """Hand over the source notebook."""
        packages = self._settings.course.packages
        request: LoadRequest = {
            "do": "load",
            "cells": [asdict(cell) for cell in assignment.cells],
            "withheld": [(package, list(assignment.withheld(package))) for package in packages],
            "files": _sizes(assignment.files),
        }
        self._ask(request, list(assignment.files.values()), _LOAD_SECONDS)
        self._loaded = assignment

    def _ask(
        self,
        request: SettingsMessage | ForkRequest | LoadRequest | GradeRequest,
        blobs: list[bytes],
        seconds: float,
        descriptors: Sequence[int] = (),
    ) -> Any:
        """Send a request, and the bytes or descriptors that follow it; return the reply."""
        if self._process is None:
            raise ClosedError
        sock, end = self._process.socket, time.monotonic() + seconds
        text = json.dumps(request).encode()
        send(sock, len(text), [text, *blobs], end)
        if descriptors:
            try:
                socket.send_fds(sock, [b"+"], descriptors)
            except OSError as error:
                raise ClosedError from error
        _, blob = receive(sock, end)
        return json.loads(bytes(blob))

    def end(self) -> None:
        """Kill the process, so that nobody waits for it any more; any thread may call this."""
        self._ended = True
        process = self._process
        if process is not None:
            process.popen.kill()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.end()
            self._process = None
        self.level = None


def _sizes(files: Mapping[str, bytes]) -> list[tuple[str, int]]:
    return [(name, len(data)) for name, data in files.items()]


def _broken_result(assignment: Assignment, why: str) -> Result:
    """Return a result without points."""
    reason = clean(f"this submission could not be graded: {why}")
    cells: list[CellResult] = []
    for cell in assignment.cells:
        entry: CellResult = {"grade_id": cell.grade_id, "kind": cell.kind, "outputs": []}
        if cell.kind == "check":
            verdict = Verdict(Outcome.CRASHED, 0.0, cell.points, reason)
            entry["verdict"] = stored_verdict(verdict)
        cells.append(entry)
    return {"cells": cells, "added": [], "seconds": 0.0}

"""The handle of a process that grades, which runs `lrlib.grading.grade.serve`.

The process runs apart from the command, so that nothing which a check does can touch the gradebook,
and a process that hangs or dies is replaced.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import IO, Any, Final, NamedTuple

from lrlib.grading.classroom.results import CellResult, Result, stored_verdict
from lrlib.grading.course.assignment import Assignment
from lrlib.grading.course.settings import RefusedError, Settings, SettingsMessage
from lrlib.grading.grade.requests import (
    BrokenReply,
    GradeRequest,
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

    popen: subprocess.Popen[bytes]
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


_spares: list[_Process] = []


def prepare(count: int) -> None:
    """Start processes for the workers to come: they load while the course is still being read."""
    _spares.extend(_launched() for _ in range(count))


def drop_spares(keep: int = 0) -> None:
    """End all but `keep` of the processes that no worker has taken."""
    while len(_spares) > keep:
        _spares.pop().end()


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
        [*_COMMAND, str(theirs.fileno()), folder.path],
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
        self._process = _taken()
        if self._ended:  # by another thread, while the process was being started
            self.close()
            msg = "the grading process was ended"
            raise BrokenError(msg)
        try:
            reply: StartReply | RefusedReply
            reply = self._ask(self._settings.to_json(), [], _START_SECONDS)
        except (ClosedError, OverdueError) as error:
            self._process.errors.seek(0)
            said = self._process.errors.read().decode(errors="replace")
            self.close()
            msg = f"the grading process did not start: {said.strip()[-2000:]}"
            raise BrokenError(msg) from error
        if "refused" in reply:
            self.close()
            raise RefusedError(reply["refused"])
        self._loaded = None
        self.level = reply["level"]
        return self.level

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
        request: SettingsMessage | LoadRequest | GradeRequest,
        blobs: list[bytes],
        seconds: float,
    ) -> Any:
        """Send a request and the bytes that follow it; return the reply."""
        if self._process is None:
            raise ClosedError
        sock, end = self._process.socket, time.monotonic() + seconds
        text = json.dumps(request).encode()
        send(sock, len(text), [text, *blobs], end)
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

"""The process that grades: it holds one sandbox and does one submission after another.

`Worker` is its handle. It runs apart from the command, so that nothing which a check does can
touch the gradebook, and one that hangs or dies is replaced.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import IO, Any, Final, NamedTuple

from lrlib.grading.course.assignment import Assignment, SourceCell
from lrlib.grading.course.settings import RefusedError, Settings, best_sandbox
from lrlib.grading.intake import Submission
from lrlib.grading.outcomes import Outcome, Verdict, clean
from lrlib.grading.sandbox.folders import OwnedFolder, own_folder, remove, sweep
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.inside.errors import ClosedError, OverdueError
from lrlib.grading.sandbox.inside.values import BLOB_LIMIT
from lrlib.grading.sandbox.inside.wire import receive, send
from lrlib.grading.sandbox.isolation import BrokenError
from lrlib.grading.sandbox.view import font_lists

__all__ = ["Worker", "drop_spares", "main", "prepare"]

_COMMAND: Final = (sys.executable, "-m", "lrlib.grading.grade.worker")
_TRIES: Final = 4
_START_SECONDS: Final = 300.0
_MEMORY: Final = 4 << 30


class _Process(NamedTuple):
    """A process that grades, not yet told what."""

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
    """End the processes that no worker has taken, all but some."""
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


_sweep_once: Final = cache(sweep)  # what killed runs have left


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
        # Threads of its own would only wait for one another on processors that are busy.
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
        if self._ended:  # while the process was being started
            self.close()
            msg = "the grading process was ended"
            raise BrokenError(msg)
        try:
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
        self.level = str(reply["level"])
        return self.level

    def grade(
        self,
        assignment: Assignment,
        submission: Submission,
        files: Mapping[str, bytes],
        seed: int,
    ) -> dict[str, Any]:
        """Return the result of one submission; raises `BrokenError` when that cannot be had.

        A submission that breaks every process, where one with nothing in it is graded, gets a
        result without points: it is the submission, and not the machine, that is broken.

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
        """
        result, why = self._tried(_TRIES, assignment, submission, files, seed)
        if result is None and self._tried(1, assignment, Submission(), {}, seed)[0] is not None:
            # The machine can grade: was it only busy?
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
    ) -> tuple[dict[str, Any] | None, str]:
        """Return the result, or None and why there is none."""
        why = ""
        for attempt in range(tries):
            self.start()
            try:
                return self._grade(assignment, submission, files, seed), ""
            except BrokenError as error:
                self.close()
                why = str(error)
                break  # it was tried again there
            except Exception as error:  # whatever it was, the wire may be out of step now
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
    ) -> dict[str, Any]:
        if self._loaded is not assignment:
            cells = [asdict(cell) for cell in assignment.cells]
            packages = self._settings.course.packages
            withheld = [(package, assignment.withheld(package)) for package in packages]
            about = {"do": "load", "cells": cells, "withheld": withheld}
            self._ask_with_files(about, assignment.files, 60.0)
            self._loaded = assignment
        request = {
            "do": "grade",
            "answers": submission.answers,
            "added": submission.added,
            "seed": seed,
        }
        # The process keeps time itself; this is for one that cannot any more.
        patience = 4 * self._settings.total_seconds + 120.0
        reply = self._ask_with_files(request, files, patience)
        if "broken" in reply:
            raise BrokenError(reply["broken"])
        return reply

    def _ask_with_files(
        self, request: dict[str, Any], files: Mapping[str, bytes], seconds: float
    ) -> dict[str, Any]:
        request["files"] = [[name, len(data)] for name, data in files.items()]
        return self._ask(request, list(files.values()), seconds)

    def _ask(self, request: Any, blobs: list[bytes], seconds: float) -> dict[str, Any]:
        if self._process is None:
            raise ClosedError
        sock, end = self._process.socket, time.monotonic() + seconds
        text = json.dumps(request).encode()
        send(sock, len(text), [text, *blobs], end)
        _, blob = receive(sock, end)
        reply: dict[str, Any] = json.loads(bytes(blob))
        return reply

    def end(self) -> None:
        """Let whoever waits for the process wait no more; may be called from another thread."""
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


def _broken_result(assignment: Assignment, why: str) -> dict[str, Any]:
    reason = clean(f"this submission could not be graded: {why}")
    cells: list[dict[str, Any]] = []
    for cell in assignment.cells:
        entry: dict[str, Any] = {"grade_id": cell.grade_id, "kind": cell.kind, "outputs": []}
        if cell.kind == "check":
            entry["verdict"] = Verdict(Outcome.CRASHED, 0.0, cell.points, reason)._asdict()
        cells.append(entry)
    return {"cells": cells, "added": [], "seconds": 0.0}


def main(fd: int, folder: str) -> None:
    """Grade what comes over the socket `fd` until the other side hangs up.

    `folder` holds all temporary files. It is deleted at the end, because the process that made
    it may have been killed.
    """

    def leave(*_: object) -> None:
        remove(folder)
        os._exit(128 + signal.SIGTERM)  # a check that is running may catch an exception

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the command, which then ends this
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    try:
        _main(fd)
    finally:
        remove(folder)


def _main(fd: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    sock = socket.socket(fileno=fd)
    _load()
    with contextlib.suppress(ClosedError):
        request, _ = _request(sock)
        settings = Settings.from_json(request)
        try:
            sandbox = best_sandbox(settings)
        except RefusedError as error:
            _reply(sock, {"refused": str(error)})
            return
        _serve(sock, settings, sandbox)


def _load() -> None:
    """Do what takes time and no settings, for these may still have to be read."""
    importlib.import_module("lrlib.grading.grade.run")
    font_lists()


def _serve(sock: socket.socket, settings: Settings, sandbox: Sandbox) -> None:
    from lrlib.grading.sandbox.inside.shell import make_shell

    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ipython-"))
        stack.callback(lambda: sandbox.close())
        shell = make_shell(folder)
        gc.collect()
        gc.freeze()  # resetting the shell collects garbage, and need not look through all this
        _reply(sock, {"level": sandbox.level.value})
        course: dict[str, Any] = {}
        while True:
            request, files = _request(sock)
            if request["do"] == "load":
                cells = [SourceCell(**cell) for cell in request["cells"]]
                course = {"cells": cells, "withheld": request["withheld"], "course_files": files}
                _reply(sock, {})
                continue
            work = {key: request[key] for key in ("answers", "added", "seed")}
            result: dict[str, Any] = {}
            for attempt in range(_TRIES):
                patient = attempt < _TRIES - 1
                result = _attempted(
                    shell, sandbox, settings, patient, files=files, **course, **work
                )
                if "broken" not in result:
                    break
                if not sandbox.alive:
                    sandbox.close()
                    sandbox = Sandbox(sandbox.level, settings.course, settings.limits)
            _reply(sock, {**result, "level": sandbox.level.value})


def _attempted(
    shell: Any, sandbox: Sandbox, settings: Settings, patient: bool, **work: Any
) -> dict[str, Any]:
    """Return the result of one submission, or why there is none."""
    from lrlib.grading.grade.run import run_submission

    try:
        return run_submission(
            shell,
            sandbox,
            cell_seconds=settings.cell_seconds,
            total_seconds=settings.total_seconds,
            patient=patient,
            **work,
        )
    except BrokenError as error:
        return {"broken": str(error)}


def _request(sock: socket.socket) -> tuple[dict[str, Any], dict[str, bytes]]:
    size, blob = receive(sock)
    request: dict[str, Any] = json.loads(bytes(blob[:size]))
    files, at = {}, size
    for name, length in request.get("files", ()):
        files[name] = bytes(blob[at : at + length])
        at += length
    return request, files


def _reply(sock: socket.socket, reply: dict[str, Any]) -> None:
    text = json.dumps(reply).encode()
    if len(text) > BLOB_LIMIT:
        text = json.dumps({"broken": f"its result has {len(text):,} bytes"}).encode()
    send(sock, None, [text])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])

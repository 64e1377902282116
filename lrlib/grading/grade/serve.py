"""The process that grades: it holds one sandbox and grades one submission after another.

`lrlib.grading.grade.worker` starts it with a socket, over which come the settings, then the
requests of `lrlib.grading.grade.requests`. Before it grades anything, it can be asked to fork: then
nothing is loaded twice, neither here nor in the sandbox.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from lrlib.grading.classroom.results import Result
from lrlib.grading.course.settings import RefusedError, Settings, best_sandbox
from lrlib.grading.grade.requests import (
    BrokenReply,
    ForkReply,
    GradeRequest,
    RefusedReply,
    StartReply,
)
from lrlib.grading.sandbox.folders import remove
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.inside.errors import ClosedError
from lrlib.grading.sandbox.inside.values import BLOB_LIMIT
from lrlib.grading.sandbox.inside.wire import receive, send
from lrlib.grading.sandbox.isolation import BrokenError
from lrlib.grading.sandbox.view import font_lists

if TYPE_CHECKING:
    from lrlib.grading.course.assignment import SourceCell
    from lrlib.grading.sandbox.inside.shell import Shell

__all__ = ["main"]

_TRIES: Final = 4
_MEMORY: Final = 4 << 30
_COLLECTED_AFTER: Final = 20_000  # objects; of those that a submission makes, few are garbage


class _Loaded(NamedTuple):
    """The source notebook that submissions answer."""

    cells: Sequence[SourceCell] = ()
    withheld: Sequence[tuple[str, Sequence[str]]] = ()
    files: Mapping[str, bytes] = {}


def main(fd: int, folder: str, lock: int) -> None:
    """Grade what comes over the socket `fd` until the other side hangs up.

    Parameters
    ----------
    fd : int
        Descriptor of the socket.
    folder : str
        Where all temporary files lie. It is deleted at the end, because the process that made it
        may have been killed.
    lock : int
        Descriptor that holds the folder's lock.
    """
    gc.disable()  # nothing that is being loaded is garbage
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command handles it, and ends this process
    _clean_up_at_signals(folder)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    sock = socket.socket(fileno=fd)
    font_lists()  # slow, and needs no settings: the other side may still be reading the course
    try:
        with contextlib.suppress(ClosedError):
            _start(sock, lock)
    finally:
        remove(folder)


def _clean_up_at_signals(folder: str) -> None:
    def leave(*_: object) -> None:
        remove(folder)
        os._exit(128 + signal.SIGTERM)  # a running check could catch an exception

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)


def _start(sock: socket.socket, lock: int) -> None:
    """Read the settings, start a sandbox, fork as often as is asked for, and serve."""
    loading = threading.Thread(target=_load)
    loading.start()
    try:
        settings, sandbox = _ready(sock)
    except RefusedError as error:
        _reply(sock, RefusedReply(refused=str(error)))
        return
    finally:
        loading.join()  # also because a process with threads must not be forked
    from lrlib.grading.sandbox.inside.shell import make_shell

    held = [sandbox]
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ipython-"))
        stack.callback(lambda: held[0].close())
        shell = make_shell(folder)
        gc.collect()
        gc.set_threshold(_COLLECTED_AFTER)
        gc.enable()
        gc.freeze()  # the shell's reset collects garbage, and need not look at what is loaded
        _reply(sock, StartReply(level=sandbox.level.value))
        request, files = _request(sock)
        while request["do"] == "fork":
            _, (fd, fork_lock, errors), _, _ = socket.recv_fds(sock, 1, 3)
            branch = sandbox.branch()
            pid = os.fork()
            if pid == 0:
                sock.close()
                os.close(lock)
                sandbox.let_go()
                os.dup2(errors, 2)
                _serve_apart(socket.socket(fileno=fd), request["folder"], settings, shell, branch)
            branch.close()
            for descriptor in (fd, fork_lock, errors):
                os.close(descriptor)
            _reply(sock, ForkReply(pid=pid))
            request, files = _request(sock)
        _serve(sock, settings, shell, held, (request, files))


def _load() -> None:
    """Import what grading needs, while a sandbox loads the same in its own process."""
    import lrlib.grading.grade.run  # noqa: F401


def _ready(sock: socket.socket) -> tuple[Settings, Sandbox]:
    """Return the settings, and a sandbox for them; raises `RefusedError`.

    What the settings will be may be guessed in a message before: then the sandbox has loaded by
    the time that they come.
    """
    message, _ = _request(sock)
    early, guess = None, None
    if "guess" in message:
        guess = Settings.from_json(message["guess"])
        with contextlib.suppress(RefusedError):
            early = best_sandbox(guess)
        message, _ = _request(sock)
    settings = Settings.from_json(message)
    if early is not None and guess is not None and guess.same_sandbox(settings):
        return settings, early
    if early is not None:
        early.close()
    return settings, best_sandbox(settings)


def _serve_apart(
    sock: socket.socket, folder: str, settings: Settings, shell: Shell, sandbox: Sandbox
) -> NoReturn:
    """Do in a fork what `main` and `_start` do, with a folder of its own, and end."""
    code = 1
    try:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        _clean_up_at_signals(folder)
        held = [sandbox]
        try:
            with contextlib.suppress(ClosedError):
                _serve(sock, settings, shell, held, _request(sock))
        finally:
            held[0].close()
            remove(folder)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)  # what the process that was forked has begun is not for this one to end


def _serve(
    sock: socket.socket,
    settings: Settings,
    shell: Shell,
    held: list[Sandbox],
    first: tuple[Any, dict[str, bytes]],
) -> None:
    """Answer requests; `held` has the sandbox, and gets another one when that is broken."""
    from lrlib.grading.course.assignment import SourceCell

    loaded = _Loaded()
    request, files = first
    while True:
        reply: Mapping[str, Any] = {}
        if request["do"] == "load":
            cells = [SourceCell(**cell) for cell in request["cells"]]
            loaded = _Loaded(cells, request["withheld"], files)
        else:
            reply = _graded(shell, held, settings, loaded, request, files)
        _reply(sock, reply)
        request, files = _request(sock)


def _graded(
    shell: Shell,
    held: list[Sandbox],
    settings: Settings,
    loaded: _Loaded,
    request: GradeRequest,
    files: Mapping[str, bytes],
) -> Mapping[str, Any]:
    """Return the result of one submission, which is tried again where the sandbox breaks."""
    result: Result | BrokenReply = {"broken": ""}
    for attempt in range(_TRIES):
        patient = attempt < _TRIES - 1
        result = _attempted(shell, held[0], settings, loaded, request, files, patient)
        if "broken" not in result:
            break
        if not held[0].alive:
            held[0].close()
            held[0] = Sandbox(held[0].level, settings.course, settings.limits)
    return {**result, "level": held[0].level.value}


def _attempted(
    shell: Shell,
    sandbox: Sandbox,
    settings: Settings,
    loaded: _Loaded,
    request: GradeRequest,
    files: Mapping[str, bytes],
    patient: bool,
) -> Result | BrokenReply:
    """Return the result of one submission, or why there is none."""
    from lrlib.grading.grade.run import run_submission

    try:
        return run_submission(
            shell,
            sandbox,
            loaded.cells,
            request["answers"],
            request["added"],
            files=files,
            course_files=loaded.files,
            withheld=loaded.withheld,
            seed=request["seed"],
            cell_seconds=settings.cell_seconds,
            total_seconds=settings.total_seconds,
            patient=patient,
        )
    except BrokenError as error:
        return {"broken": str(error)}


def _request(sock: socket.socket) -> tuple[Any, dict[str, bytes]]:
    """Return the next request and the files that come with it."""
    size, blob = receive(sock)
    request = json.loads(bytes(blob[:size]))
    files, at = {}, size
    for name, length in request.get("files", ()):
        files[name] = bytes(blob[at : at + length])
        at += length
    return request, files


def _reply(sock: socket.socket, reply: Mapping[str, Any]) -> None:
    text = json.dumps(reply).encode()
    if len(text) > BLOB_LIMIT:
        broken: BrokenReply = {"broken": f"its result has {len(text):,} bytes"}
        text = json.dumps(broken).encode()
    send(sock, None, [text])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))

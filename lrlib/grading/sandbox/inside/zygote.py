"""Loads what learners need once, then forks a confined process for each submission.

`lrlib.grading.sandbox.host` starts it with one socket, over which it sends a `protocol.Setup`.
Grading processes that were forked from that one send sockets of their own. No learner's code ever
runs in this process.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import json
import os
import random
import select
import signal
import socket
import sys
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

import numpy as np

from . import child, confine, no_effect
from .errors import ClosedError
from .protocol import ANOTHER, Prepared, Setup, SpawnReply, SpawnRequest
from .shell import Shell, make_shell
from .wire import receive, send
from .withhold import HollowFinder, load_all, without

__all__ = ["main"]

_chdir: Final = os.chdir  # which fails where there is no such folder; see `no_effect`
_DESCRIPTORS: Final = 1024  # above the highest descriptor that this process opens


class _Warm(NamedTuple):
    """What a learner's process inherits from this one."""

    setup: Setup
    shell: Shell
    identity: tuple[int, int]  # user and group


class _Running(NamedTuple):
    """A learner's process, and whom to tell how it ends."""

    pid: int
    pidfd: int
    status: socket.socket
    control: socket.socket  # from which it was asked for


def main() -> None:
    """Warm up, say so, and fork for each request until all graders have hung up."""
    confine.end_with_parent()
    gc.disable()  # nothing that is being loaded is garbage
    control = socket.socket(fileno=int(sys.argv[1]))
    setup: Setup = json.loads(_line(control))
    sys.path[:] = [p for p in sys.path if p != setup["own_folder"]] + setup["paths"]
    sys.meta_path.insert(0, HollowFinder(setup["hidden"]))
    shell = _warm_up(setup)
    warm = _Warm(setup, shell, (os.getuid(), os.getgid()))
    control.sendall(b"ready\n")
    _fork_for_each(control, warm)


def _fork_for_each(control: socket.socket, warm: _Warm) -> None:
    poll = select.poll()
    poll.register(control, select.POLLIN)
    controls = {control.fileno(): control}
    running: dict[int, _Running] = {}
    while controls:
        for fd, _ in poll.poll():
            if fd in running:
                poll.unregister(fd)
                _tell_end(running.pop(fd))
                continue
            control = controls[fd]
            try:
                message, fds, _, _ = socket.recv_fds(control, 1, 2)
                if message == ANOTHER:
                    controls[fds[0]] = socket.socket(fileno=fds[0])
                    poll.register(fds[0], select.POLLIN)
                    continue
                sockets = [socket.socket(fileno=fd) for fd in fds]
                _, blob = receive(control)  # raises if the grader has gone
            except (ClosedError, OSError):
                poll.unregister(control)
                controls.pop(fd).close()
                for learner in running.values():
                    if learner.control is control:
                        os.kill(learner.pid, signal.SIGKILL)
                continue
            session, status = sockets
            started = _started(control, session, status, warm, _prepared(bytes(blob), warm.shell))
            if started is not None:
                running[started.pidfd] = started
                poll.register(started.pidfd, select.POLLIN)


def _line(sock: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n"):
        piece = sock.recv(1 << 16)
        if not piece:
            sys.exit(1)
        data += piece
    return data


def _warm_up(setup: Setup) -> Shell:
    """Import and use what is slow the first time, and what every submission may need."""
    shell = make_shell(f"{setup['home']}/ipython", no_effect.LearnerShell)
    no_effect.watch_plots()
    load_all(setup["packages"], setup["hidden"])
    error = shell.run(setup["warm_up"], "warm up").error
    if error is not None:
        sys.exit(f"the course's warm_up failed: {type(error).__name__}: {error}")
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    no_effect.install()
    gc.collect()
    gc.enable()
    gc.freeze()  # so that no fork's garbage collection touches, and copies, what is loaded
    return shell


@cache
def _load_plots(shell: Shell) -> None:
    """Import matplotlib and draw: both are slow the first time.

    Only where a submission needs it: matplotlib is large, and each fork copies the list of all
    pages.
    """
    shell.run(
        "import matplotlib.pyplot as plt; plt.plot([0, 1], [0, 1]); plt.title('σ')", "warm up"
    )
    shell.run("plt.close('all')", "warm up")
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=16)
def _prepared(text: bytes, shell: Shell) -> dict[str, ModuleType]:
    """Return what learners' processes are to find in place of loaded modules; compile cells.

    All this is done here, once: each process that did it would copy the pages of these modules.
    The random numbers begin alike in all processes, so that a run can be repeated; the seed of the
    checks is another, and is not known here.
    """
    prepared: Prepared = json.loads(text)
    if prepared["plots"]:
        _load_plots(shell)
    modules = without(prepared["withheld"])
    for code, label in prepared["given"]:
        shell.prepare(code, label)
    gc.collect()  # or what was counted here would have each process collect garbage early
    gc.freeze()
    np.random.seed(0)  # noqa: NPY002
    return modules


def _started(
    control: socket.socket,
    session: socket.socket,
    status: socket.socket,
    warm: _Warm,
    modules: dict[str, ModuleType],
) -> _Running | None:
    """Fork a learner's process, or say why there can be none."""
    mapped = confine.mapped_bytes()  # before the learner's code takes any
    with session:
        try:
            pid = confine.fork_apart() if warm.setup["namespaces"] else os.fork()
        except OSError as error:
            with status, contextlib.suppress(OSError):
                status.sendall(f"{error}\n".encode())
            return None
        if pid == 0:
            _learner(session, status, warm, modules, mapped)
    pidfd = os.pidfd_open(pid)
    try:
        socket.send_fds(status, [b"started\n"], [pidfd])
    except OSError as error:  # the grader is gone, or has no descriptors left
        os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            status.sendall(f"{error}\n".encode())
    return _Running(pid, pidfd, status, control)


def _tell_end(learner: _Running) -> None:
    """Say how a process has ended, if anybody still wants to know."""
    os.close(learner.pidfd)
    _, code = os.waitpid(learner.pid, 0)
    with learner.status, contextlib.suppress(OSError):
        learner.status.sendall(f"ended {os.waitstatus_to_exitcode(code)}\n".encode())


def _learner(
    session: socket.socket,
    status: socket.socket,
    warm: _Warm,
    modules: dict[str, ModuleType],
    mapped: int,
) -> None:
    """Read the request, confine this process, and serve."""
    setup, code = warm.setup, 70
    request: SpawnRequest
    try:
        request, blob = receive(session)
        scratch = request["scratch"]
        if setup["namespaces"]:
            confine.map_identity(*warm.identity)
            confine.own_view(scratch, setup["scratch_mb"], setup["home"])
        _chdir(scratch)
        sys.path.insert(0, "")
        os.environ["HOME"] = os.environ["TMPDIR"] = scratch
        _write_files(request["files"], blob)
        sys.modules.update(modules)
        status.close()
        _confine(setup, scratch, mapped, keep=session.fileno())
        random.seed(0)  # which is seeded anew by a fork
        send(session, SpawnReply(ready=True), [])
        child.serve(session, warm.shell)
        code = 0
    except Exception as error:
        # If the process could not be confined, this tells the grader why.
        send(session, SpawnReply(ready=False, why=repr(error)), [])
    finally:
        os._exit(code)


def _write_files(files: list[tuple[str, int]], blob: memoryview) -> None:
    at = 0
    for name, size in files:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blob[at : at + size])
        at += size


def _confine(setup: Setup, scratch: str, mapped: int, keep: int) -> None:
    """Give up every right and every descriptor but `keep`."""
    confine.end_with_parent()
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.closerange(3, keep)
    os.closerange(keep + 1, _DESCRIPTORS)
    memory = mapped + (setup["memory_mb"] << 20)
    confine.limit(memory, setup["scratch_mb"] << 20, setup["cpu_seconds"])
    if setup["seccomp"] is not None:
        confine.drop_capabilities()
    if setup["landlock"] is not None:
        confine.landlock(setup["landlock"], [scratch])
    if setup["seccomp"] is not None:
        confine.load_filter(base64.b64decode(setup["seccomp"]))

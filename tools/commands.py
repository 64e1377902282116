"""Run nbgrader's and lrlib's commands, each as a process of its own.

To import nbgrader takes seconds. So the processes are forked from one that has imported it, the
grader and the checks (or what else is told), and is itself at rest; everything else is as if the
command had been typed.
"""

import contextlib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tools.release import environment as with_programs

MODULES = {"nbgrader": "nbgrader", "lrlib": "lrlib.cli"}
PROGRAMS = ("nbgrader.apps.nbgraderapp", "lrlib.grading.command", "lrlib.checks.command")

SERVER = """
import importlib, json, os, runpy, sys
for name in sys.argv[2:]:
    importlib.import_module(name)

def run(job):
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    for descriptor, name in enumerate(job["files"]):
        os.dup2(os.open(name, os.O_RDWR | os.O_APPEND | os.O_CREAT), descriptor)
    sys.argv = job["arguments"]
    sys.path[0] = ""
    try:
        runpy.run_module(job["module"], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0

if sys.argv[1] == "one processor":
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        code = run(json.loads(line))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Done(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


class Commands:
    """Runs commands; what they say passes through files in the folder `scratch`.

    `load` names the modules that are imported once, before any command. On one processor, what
    starts a process for each needs fewer of them.
    """

    def __init__(
        self, scratch: Path, *, load: Sequence[str] = PROGRAMS, one_processor: bool = False
    ) -> None:
        self._files = [scratch / name for name in ("out", "err")]
        self._server = subprocess.Popen(
            [
                *(sys.executable, "-X", "utf8", "-c", SERVER),
                "one processor" if one_processor else "",
                *load,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(
        self,
        line: str,
        folder: Path,
        environment: Mapping[str, str],
        *,
        expect: int | None = 0,
        together: bool = False,
    ) -> Done:
        """Run one line, such as `nbgrader list`, in a folder.

        Parameters
        ----------
        environment : mapping
            Added to that of this process.
        expect : int or None
            The exit code that it must have, if any.
        together : bool
            Give both streams in `out`, in the order in which they were written.
        """
        program, *arguments = shlex.split(line)
        for path in self._files:
            path.write_bytes(b"")
        out, err = self._files
        job = {
            "folder": str(folder),
            "module": MODULES[program],
            "arguments": [program, *arguments],
            "environment": {**with_programs(), **environment},
            "files": [os.devnull, str(out), str(out if together else err)],
        }
        print(json.dumps(job), file=self._server.stdin, flush=True)
        code = int(self._server.stdout.readline())
        done = Done(code, *(path.read_text("utf-8") for path in self._files))
        if expect not in (None, code):
            message = f"{line}: exit code {code}\n{done.out[-2000:]}{done.err[-4000:]}"
            raise RuntimeError(message)
        return done

    def close(self) -> None:
        """End the process from which the commands are forked."""
        self._server.communicate(timeout=30)


@contextlib.contextmanager
def commands(
    scratch: Path, *, load: Sequence[str] = PROGRAMS, one_processor: bool = False
) -> Iterator[Commands]:
    """Give what runs commands, and end it."""
    made = Commands(scratch, load=load, one_processor=one_processor)
    try:
        yield made
    finally:
        made.close()

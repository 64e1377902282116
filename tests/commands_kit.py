"""Run nbgrader's and lrlib's commands, each as a process of its own.

To import nbgrader takes seconds. So the processes are forked from one that has imported it, and
is itself at rest; everything else is as if the command had been typed.
"""

import contextlib
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

MODULES = {"nbgrader": "nbgrader", "lrlib": "lrlib.cli"}

SERVER = """
import json, os, runpy, sys
import nbgrader.apps.nbgraderapp
import lrlib.cli

def run(job):
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    for descriptor, name in enumerate(job["files"]):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), descriptor)
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
    """Runs command lines in a folder; `environment` adds to that of the tests."""

    def __init__(self, scratch):
        self.scratch = Path(scratch)
        self.server = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, line, folder, environment=None, expect=0):
        """Run one line, such as `nbgrader list`; `expect` is the exit code it must have, if any."""
        program, *arguments = shlex.split(line) if isinstance(line, str) else line
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        files = [os.devnull, *(str(self.scratch / name) for name in ("out", "err"))]
        for name in files[1:]:
            Path(name).write_bytes(b"")
        job = {
            "folder": str(folder),
            "module": MODULES[program],
            "arguments": [program, *map(str, arguments)],
            "environment": {**os.environ, "PATH": path, **(environment or {})},
            "files": files,
        }
        self.server.stdin.write(json.dumps(job) + "\n")
        self.server.stdin.flush()
        code = int(self.server.stdout.readline())
        done = Done(code, *(Path(name).read_text("utf-8") for name in files[1:]))
        assert expect in (None, code), f"{line}: {code}\n{done.out[-2000:]}{done.err[-4000:]}"
        return done

    def close(self):
        """End the process from which the commands are forked."""
        self.server.stdin.close()
        self.server.wait(timeout=30)
        self.server.stdout.close()


@contextlib.contextmanager
def commands(scratch):
    """Give what runs commands, and end it."""
    made = Commands(scratch)
    try:
        yield made
    finally:
        made.close()

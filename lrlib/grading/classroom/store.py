"""Results stored under a hash of everything that determines them: none is computed twice."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from lrlib.grading.classroom.results import Result
from lrlib.grading.course.assignment import Assignment
from lrlib.grading.course.settings import RefusedError
from lrlib.grading.intake import Submission

__all__ = ["Store", "content_hash", "package_hash", "result_key", "write_atomically"]

FORMAT = 3  # raised when results of an older grader must not be used any more


def content_hash(
    assignment: Assignment,
    submission: Submission,
    files: Mapping[str, bytes],
    timestamp: str = "",
) -> str:
    """Return a hash of what was handed in and of the notebook that it answers."""
    digest = hashlib.sha256(f"{FORMAT} {assignment.checks_hash} {timestamp}".encode())
    digest.update(json.dumps(vars(submission), sort_keys=True).encode())
    for name, data in sorted(files.items()):
        digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def result_key(content: str, packages: Sequence[str], settings: Mapping[str, Any]) -> str:
    """Return a hash of submission, checks, the code behind the checks, and settings.

    Parameters
    ----------
    content : str
        From `content_hash`.
    packages : sequence of str
        Packages of the course, whose code decides what is right.
    settings : mapping
        Seed, level and limits.
    """
    parts = [content, json.dumps(dict(settings), sort_keys=True), *map(package_hash, packages)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def package_hash(package: str) -> str:
    """Return a hash of a package's source."""
    digest = hashlib.sha256(package.encode())
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        for path in sorted(Path(folder).rglob("*.py")):
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()


class Store:
    """A folder of results and notes, with the lock of the course."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Result | None:
        """Return the result kept under `key`, if there is one that can be read."""
        try:
            found: Result = json.loads(self._place(key).read_bytes())
        except (OSError, ValueError):
            return None
        return found

    def put(self, key: str, result: Result) -> None:
        """Keep a result; it is there whole, or not at all.

        It need not outlive a power cut: what `get` cannot read is computed again.
        """
        write_atomically(self._place(key), json.dumps(result).encode(), durably=False)

    def note(self, *name: str) -> dict[str, Any]:
        """Return what is noted under a name of one or more parts; empty if nothing is."""
        try:
            about: dict[str, Any] = json.loads(self._note(*name).read_bytes())
        except (OSError, ValueError):
            return {}
        return about

    def keep_note(self, *name: str, about: Mapping[str, Any]) -> None:
        """Note something under a name of one or more parts."""
        write_atomically(self._note(*name), json.dumps(about).encode())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of the course; raises `RefusedError` if another run holds it.

        The kernel releases the lock when the process ends, even if it is killed.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                who = file.read(100).strip() or "unknown"
                msg = (
                    f"another run grades in this course (process {who}). Wait until it has "
                    "ended, or end it: the same command then goes on from there"
                )
                raise RefusedError(msg) from error
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            yield

    def _note(self, *name: str) -> Path:
        return self._folder.joinpath(*name[:-1], f"{name[-1]}.json")

    def _place(self, key: str) -> Path:
        return self._folder / "results" / key[:2] / f"{key}.json"


def write_atomically(path: Path, data: bytes, *, durably: bool = True) -> None:
    """Write a file that is never seen half-written; `durably`, not even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            if durably:
                file.flush()
                os.fsync(fd)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

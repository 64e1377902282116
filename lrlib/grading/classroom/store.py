"""Results kept under a name made of all that decides them, so that no work is done twice."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from lrlib.grading.course.assignment import Assignment
from lrlib.grading.intake import Submission

__all__ = ["Store", "content_hash", "package_hash", "result_key", "write_atomically"]

FORMAT = 2  # raised when results of an older grader must not be used any more


def content_hash(
    assignment: Assignment,
    submission: Submission,
    files: Mapping[str, bytes],
    timestamp: str = "",
) -> str:
    """Return a hash of what was handed in and of the notebook that it answers."""
    digest = hashlib.sha256(f"{FORMAT} {assignment.checks_hash} {timestamp}".encode())
    digest.update(json.dumps(asdict(submission), sort_keys=True).encode())
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
    """A folder of results, and of notes on each assignment's last run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the result kept under `key`, if there is one that can be read."""
        try:
            found: dict[str, Any] = json.loads(self._place(key).read_bytes())
        except (OSError, ValueError):
            return None
        return found

    def put(self, key: str, result: Mapping[str, Any]) -> None:
        """Keep a result; it is there whole, or not at all."""
        write_atomically(self._place(key), json.dumps(result).encode())

    def run(self, assignment: str) -> dict[str, Any]:
        """Return what was noted of the last run over an assignment; empty if there was none."""
        try:
            about: dict[str, Any] = json.loads(self._run(assignment).read_bytes())
        except (OSError, ValueError):
            return {}
        return about

    def note_run(self, assignment: str, about: Mapping[str, Any]) -> None:
        """Keep something about the run that begins."""
        write_atomically(self._run(assignment), json.dumps(about).encode())

    def _run(self, assignment: str) -> Path:
        return self._folder / "runs" / f"{assignment}.json"

    def _place(self, key: str) -> Path:
        return self._folder / "results" / key[:2] / f"{key}.json"


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file that is never seen half-written, even after a crash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(fd)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

"""Which submitted folders are as they were, told without opening their files.

To read a notebook of 20 MB takes the better part of a second, at every run and for everybody
who has handed one in. So of large folders, and of those from which nothing could be taken, it
is noted how their files look from outside. This decides only that somebody who is graded already
need not be graded again: what is graded is always read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NotRequired, TypedDict

from lrlib.grading.classroom.store import Store

__all__ = ["LARGE", "Look", "Seen", "look_of"]

LARGE: Final = 1 << 20
_ENTRY_LIMIT: Final = 5_000
_NOTES: Final = "seen"


class Look(TypedDict):
    """What is noted of one folder."""

    look: str  # a hash of names, sizes, times and inodes
    contents: dict[str, str]  # the content hash of each notebook that was taken in
    undated: NotRequired[str]  # why the time of submission was not understood


def look_of(folder: Path, checks: Sequence[str]) -> tuple[str, int]:
    """Return a hash of how a folder's files look from outside, and their size in bytes.

    The time of the last change of an inode is among what is hashed: it cannot be set back, as
    the time of the last change of a file can.

    Parameters
    ----------
    folder : Path
        What was handed in.
    checks : sequence of str
        Hashes of the course's notebooks, which decide what is taken in.

    Returns
    -------
    look : str
        Empty if there are more files than are looked at.
    size : int
        Of all files.
    """
    digest = hashlib.sha256(repr(tuple(checks)).encode())
    size = 0
    for number, (name, about) in enumerate(_entries(folder)):
        if number == _ENTRY_LIMIT:
            return "", size
        facts = (about.st_mode, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
        digest.update(f"{name!r} {facts} ".encode())
        size += about.st_size
    return digest.hexdigest(), size


def _entries(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield relative names and facts of all that lies in a folder, following no link."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*folders, *files]):
            path = Path(place, name)
            yield os.path.relpath(path, folder), path.lstat()


class Seen:
    """The notes on one assignment's folders, kept from run to run."""

    def __init__(self, store: Store, assignment: str) -> None:
        self._store, self._assignment = store, assignment
        self._notes: dict[str, Look] = store.note(_NOTES, assignment)
        self._changed = False

    def get(self, student: str, look: str) -> Look | None:
        """Return what was noted of a folder, if it still looks the same."""
        found = self._notes.get(student)
        return found if found is not None and look and found["look"] == look else None

    def put(self, student: str, look: Look | None) -> None:
        """Note how a folder looks, or forget it."""
        if self._notes.get(student) != look:
            self._changed = True
            self._notes.pop(student, None)
            if look is not None:
                self._notes[student] = look

    def save(self) -> None:
        """Keep what was noted."""
        if self._changed:
            self._store.keep_note(_NOTES, self._assignment, about=self._notes)
            self._changed = False

"""Which submitted folders have not changed, without reading their files.

To read a notebook of 20 MB takes more than half a second, at every run and for each learner who
has handed one in. So the size, times and inode of each file are noted for folders that are large
or unreadable. The note decides only that work which is graded already has not changed. What is
to be graded is always read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NotRequired, TypedDict

from lrlib.grading.classroom.store import Store

__all__ = ["LARGE", "FolderNote", "SeenFolders", "stat_signature"]

LARGE: Final = 1 << 20
_ENTRY_LIMIT: Final = 5_000
_NOTES: Final = "seen"


class FolderNote(TypedDict):
    """What is noted of one folder."""

    signature: str  # a hash of names, sizes, times and inodes
    contents: dict[str, str]  # the content hash of each notebook that was taken in
    undated: NotRequired[str]  # why the time of submission was not understood


def stat_signature(folder: Path, checks: Sequence[str]) -> tuple[str, int]:
    """Return a hash of what the file system says of a folder's files, and their size in bytes.

    The hash includes ctime: unlike mtime, it cannot be set by the owner of a file.

    Parameters
    ----------
    folder : Path
        What was handed in.
    checks : sequence of str
        Hashes of the course's notebooks, which decide what is taken in.

    Returns
    -------
    signature : str
        Empty if there are more files than are examined.
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


class SeenFolders:
    """The notes on one assignment's folders, kept from run to run."""

    def __init__(self, store: Store, assignment: str) -> None:
        self._store, self._assignment = store, assignment
        self._notes: dict[str, FolderNote] = store.note(_NOTES, assignment)
        self._changed = False

    def get(self, student: str, signature: str) -> FolderNote | None:
        """Return the note on a student's folder, if its signature is still the same."""
        found = self._notes.get(student)
        same = found is not None and signature and found.get("signature") == signature
        return found if same else None

    def put(self, student: str, note: FolderNote | None) -> None:
        """Replace the note on a student's folder, or remove it."""
        if self._notes.get(student) != note:
            self._changed = True
            self._notes.pop(student, None)
            if note is not None:
                self._notes[student] = note

    def save(self) -> None:
        """Write the notes to the store."""
        if self._changed:
            self._store.keep_note(_NOTES, self._assignment, about=self._notes)
            self._changed = False

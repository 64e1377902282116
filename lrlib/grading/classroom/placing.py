"""Put what was uploaded into nbgrader's folders, where nothing of a learner's is ever lost.

A submission that is replaced is moved to downloaded/EXERCISE/replaced, never deleted.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from lrlib.grading.classroom.classwork import WORK
from lrlib.grading.classroom.store import Store, write_atomically
from lrlib.grading.classroom.uploads import Order, Uploaded, is_newer
from lrlib.grading.intake.folder import NOTEBOOK_LIMIT

__all__ = ["Placing", "collected_note"]

_NOTES: Final = "collected"
_STAMP: Final = "timestamp.txt"


class Placing:
    """Writes submitted folders of one assignment, and notes what lies there.

    Parameters
    ----------
    coursedir : CourseDirectory
        nbgrader's, with the name of the assignment.
    downloaded : Path
        The assignment's folder of downloads.
    """

    def __init__(self, coursedir: Any, downloaded: Path) -> None:
        self._coursedir, self._downloaded = coursedir, downloaded
        self._name: str = coursedir.assignment_id
        self._store = Store(Path(coursedir.root, WORK))
        self._notes = self._store.note(_NOTES, self._name)
        self._making = Path(coursedir.root, WORK, "collecting")
        shutil.rmtree(self._making, ignore_errors=True)

    def place(self, student: str) -> Path:
        """Return somebody's submitted folder, whether it is there or not."""
        directory = self._coursedir.submitted_directory
        return Path(self._coursedir.format_path(directory, student, self._name))

    def put(self, student: str, found: Uploaded, *, replace: bool) -> str:
        """Write somebody's folder, if what was uploaded is not there already.

        Parameters
        ----------
        student : str
            The learner's id.
        found : Uploaded
            What was uploaded.
        replace : bool
            Whether also what did not come from here is replaced.

        Returns
        -------
        said : str
            "new", "newer", "time" (another time of submission), "same", "older", or "not from
            here" (something else lies there, and stays).
        """
        place = self.place(student)
        stamp = {_STAMP: f"{found.order.time} UTC\n".encode()} if found.order.time else {}
        there, noted = _files(place), self._notes.get(student)
        if there and {name: data for name, data in there.items() if name != _STAMP} == found.files:
            if not stamp or there.get(_STAMP) == stamp[_STAMP]:
                self._note(student, found, there)
                return "same"
            write_atomically(place / _STAMP, stamp[_STAMP])
            self._note(student, found, found.files | stamp)
            return "time"
        if there or there is None:
            if noted is None or there is None or noted["content"] != _hash(there):
                if not replace:
                    return "not from here"
            elif not replace and not is_newer(found.order, Order(*noted["order"])):
                return "older"
        self._write(student, place, found.files | stamp)
        self._note(student, found, found.files | stamp)
        return "newer" if there or there is None else "new"

    def _write(self, student: str, place: Path, files: Mapping[str, bytes]) -> None:
        making = self._making / student
        for name, data in files.items():
            path = making / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if os.path.lexists(place):
            kept = self._downloaded / "replaced" / student
            kept.mkdir(parents=True, exist_ok=True)
            place.rename(_free(kept / f"{datetime.now(UTC):%Y-%m-%d-%H-%M-%S}"))
        place.parent.mkdir(parents=True, exist_ok=True)
        making.rename(place)

    def _note(self, student: str, found: Uploaded, files: Mapping[str, bytes]) -> None:
        self._notes[student] = {
            "order": list(found.order),
            "reply_as": found.reply_as,
            "content": _hash(files),
        }

    def save(self) -> None:
        """Keep the notes."""
        shutil.rmtree(self._making, ignore_errors=True)
        if self._notes != self._store.note(_NOTES, self._name):
            self._store.keep_note(_NOTES, self._name, about=self._notes)


def collected_note(coursedir: Any) -> dict[str, Any]:
    """Return by student what was noted when uploads were collected: `reply_as` and more."""
    return Store(Path(coursedir.root, WORK)).note(_NOTES, coursedir.assignment_id)


def _free(path: Path) -> Path:
    """Return this path, or one like it that does not exist."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _hash(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _files(place: Path) -> dict[str, bytes] | None:
    """Return what lies in a folder, by name; None where something lies there that is no file."""
    files: dict[str, bytes] = {}
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        return None
    for folder, folders, names in os.walk(place):
        if any(Path(folder, name).is_symlink() for name in [*folders, *names]):
            return None
        for path in (Path(folder, name) for name in names):
            if ".ipynb_checkpoints" in path.parts:
                continue
            if not path.is_file() or path.stat().st_size > NOTEBOOK_LIMIT:
                return None
            files[path.relative_to(place).as_posix()] = path.read_bytes()
    return files

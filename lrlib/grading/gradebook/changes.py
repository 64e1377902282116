"""What a run has changed in marks that were there before: said, and kept in a file.

The marks before a run are noted when it begins, and forgotten when it has said what it changed. So
a run that was killed tells, when it goes on, all that has changed since the beginning.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from nbgrader.api import Gradebook

from lrlib.grading.classroom.classwork import WORK
from lrlib.grading.classroom.store import Store
from lrlib.grading.gradebook.read import points_and_late

__all__ = ["CHANGES", "Changed", "note_marks", "settle_changes"]

CHANGES: Final = "changed-marks"  # a folder in the course's
_NOTES: Final = "marks"
_COLUMNS: Final = (
    "time", "learner", "mark_before", "mark", "points_before", "points", "late_before", "late",
    "seed",
)  # fmt: skip


class Changed(NamedTuple):
    """A mark that a run has changed: points, what lateness costs, and the mark, before and now."""

    student: str
    points_before: float
    late_before: float
    points: float
    late: float

    @property
    def before(self) -> float:
        """The mark before the run."""
        return max(0.0, self.points_before - self.late_before)

    @property
    def now(self) -> float:
        """The mark after the run."""
        return max(0.0, self.points - self.late)


def note_marks(gradebook: Gradebook, coursedir: Any) -> None:
    """Note the marks at the beginning of a run, unless a run that was stopped has noted them."""
    store, name = Store(Path(coursedir.root, WORK)), coursedir.assignment_id
    if not store.note(_NOTES, name):
        store.keep_note(_NOTES, name, about={"marks": points_and_late(gradebook, name)})


def settle_changes(gradebook: Gradebook, coursedir: Any, seed: int) -> list[Changed]:
    """Return the marks that are other than they were noted, keep them, and forget the note.

    Parameters
    ----------
    seed : int
        Of the run that has changed them.
    """
    store, name = Store(Path(coursedir.root, WORK)), coursedir.assignment_id
    before: dict[str, list[float]] = store.note(_NOTES, name).get("marks", {})
    now = points_and_late(gradebook, name)
    changed = [
        Changed(student, *before[student], *now[student])
        for student in sorted(before.keys() & now.keys())
        if before[student] != now[student]
    ]
    if changed:
        _keep(changed, Path(coursedir.root, CHANGES, f"{name}.csv"), seed)
    store.keep_note(_NOTES, name, about={})
    return changed


def _keep(changed: Iterable[Changed], path: Path, seed: int) -> None:
    """Add changed marks to the file of the exercise."""
    path.parent.mkdir(exist_ok=True)
    time = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        if new:
            lines.writerow(_COLUMNS)
        for one in changed:
            numbers = (one.before, one.now, one.points_before, one.points)
            rounded = [f"{value:g}" for value in (*numbers, one.late_before, one.late)]
            lines.writerow([time, one.student, *rounded, seed])

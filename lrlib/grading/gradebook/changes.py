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

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import func, select

from lrlib.grading.classroom.classwork import WORK
from lrlib.grading.classroom.store import Store
from lrlib.grading.gradebook.read import graded_cells

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


def _marks(gradebook: Gradebook, assignment: str) -> dict[str, list[float]]:
    """Return points and late penalty of each student who has been graded."""
    points: dict[str, float] = {}
    for cell in graded_cells(gradebook, assignment):
        points[cell.student] = points.get(cell.student, 0.0) + cell.points
    query = (
        select(SubmittedAssignment.student_id, func.sum(SubmittedNotebook.late_submission_penalty))
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(Assignment.name == assignment)
        .group_by(SubmittedAssignment.student_id)
    )
    late = {student: penalty or 0.0 for student, penalty in gradebook.db.execute(query)}
    return {s: [round(p, 6), round(late.get(s, 0.0), 6)] for s, p in points.items()}


def note_marks(gradebook: Gradebook, coursedir: Any) -> None:
    """Note the marks at the beginning of a run, unless a run that was stopped has noted them."""
    store, name = Store(Path(coursedir.root, WORK)), coursedir.assignment_id
    if not store.note(_NOTES, name):
        store.keep_note(_NOTES, name, about={"marks": _marks(gradebook, name)})


def settle_changes(gradebook: Gradebook, coursedir: Any, seed: int) -> list[Changed]:
    """Return the marks that are other than they were noted, keep them, and forget the note.

    Parameters
    ----------
    seed : int
        Of the run that has changed them.
    """
    store, name = Store(Path(coursedir.root, WORK)), coursedir.assignment_id
    before: dict[str, list[float]] = store.note(_NOTES, name).get("marks", {})
    now = _marks(gradebook, name)
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

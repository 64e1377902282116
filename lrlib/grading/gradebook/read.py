"""Read the results of grading: verdicts in autograded notebooks, points in the gradebook."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    SolutionCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import func, select

from lrlib.grading.classroom.notebook import KEY
from lrlib.grading.classroom.results import NotebookFacts, StoredVerdict
from lrlib.grading.outcomes import Outcome

__all__ = [
    "AutogradedNotebook",
    "GradedCell",
    "Mark",
    "autograded_notebooks",
    "graded_cells",
    "marks",
    "outcome_counts",
    "points_and_late",
    "unread",
]


class AutogradedNotebook(NamedTuple):
    """One autograded notebook.

    Attributes
    ----------
    name : str
        Of the notebook, without suffix.
    facts : dict
        `seed`, `level` and `verdicts` by grade id; empty if stock nbgrader graded it.
    cells : list of dict
        Its cells, as JSON has them.
    """

    name: str
    facts: NotebookFacts
    cells: list[dict[str, Any]]

    @property
    def verdicts(self) -> dict[str, StoredVerdict]:
        """The verdicts by grade id; those that are missing are left out."""
        found = self.facts.get("verdicts") or {}
        return {grade_id: verdict for grade_id, verdict in found.items() if verdict}


class GradedCell(NamedTuple):
    """What the gradebook knows of one graded cell of one learner.

    Attributes
    ----------
    is_manual : bool
        Whether it is an answer that a person reads; else it is a check.
    by_hand : float or None
        The points that a person has given, if one has.
    waiting : bool
        Whether nbgrader asks a person for it.
    """

    student: str
    notebook: str
    grade_id: str
    is_manual: bool
    points: float
    max_points: float
    by_hand: float | None
    waiting: bool

    @property
    def state(self) -> str:
        """One of "unread", "changed" (since it was read), "read", "set" (a check), or nothing."""
        if self.waiting:
            return "unread" if self.by_hand is None else "changed"
        if self.by_hand is None:
            return ""
        return "read" if self.is_manual else "set"


def graded_cells(gradebook: Gradebook, assignment: str) -> list[GradedCell]:
    """Return all graded cells of an assignment, in one query."""
    manual = set()
    for kind in (SolutionCell, TaskCell):
        cells = select(Notebook.name, kind.name).join(kind.notebook).join(Notebook.assignment)
        manual |= set(gradebook.db.execute(cells.where(Assignment.name == assignment)).all())
    columns = (Grade.score, Grade.max_score, Grade.manual_score, Grade.needs_manual_grade)
    query = (
        select(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, *columns)
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(Assignment.name == assignment)
    )
    return [
        GradedCell(student, notebook, name, (notebook, name) in manual, score, most, by, waiting)
        for student, notebook, name, score, most, by, waiting in gradebook.db.execute(query)
    ]


def unread(cells: Iterable[GradedCell]) -> tuple[int, int]:
    """Return how many answers wait for a person, and how many there are, read or not.

    An answer that was left as it was handed out has 0 points, and is none.
    """
    asked = [cell for cell in cells if cell.waiting or (cell.is_manual and cell.state)]
    return sum(cell.waiting for cell in asked), len(asked)


def points_and_late(gradebook: Gradebook, assignment: str) -> dict[str, list[float]]:
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


class Mark(NamedTuple):
    """What one student has for one assignment; without a submission the scores are None."""

    assignment: Any
    student: Any
    timestamp: Any
    raw_score: float | None
    penalty: float
    score: float | None
    outcome: str
    unread: int = 0


def autograded_notebooks(
    coursedir: CourseDirectory, assignment: str, student: str
) -> list[AutogradedNotebook]:
    """Read the autograded notebooks of one student; what cannot be read is left out."""
    folder = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        try:
            content = json.loads(path.read_bytes())
            about = cast("NotebookFacts", content["metadata"].get(KEY) or {})
            found.append(AutogradedNotebook(path.stem, about, content["cells"]))
        except (OSError, ValueError, KeyError, AttributeError):
            continue
    return found


def outcome_counts(outcomes: Iterable[str], states: Iterable[str] = ()) -> str:
    """Count outcomes in words: "9 right, 2 wrong, 1 not read yet".

    Parameters
    ----------
    outcomes : iterable of str
        Of the checks whose points no person has set.
    states : iterable of str
        The `GradedCell.state` of all other cells.
    """
    counts, by_hand = Counter(outcomes), Counter(states)
    parts = [f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]]
    words = {
        "set": "set by hand",
        "changed": "changed since it was read",
        "unread": "not read yet",
    }
    return ", ".join(parts + [f"{by_hand[s]} {word}" for s, word in words.items() if by_hand[s]])


def marks(
    gradebook: Gradebook,
    coursedir: CourseDirectory,
    assignments: Iterable[str] = (),
    students: Iterable[str] = (),
) -> Iterator[Mark]:
    """Go through assignments and students as nbgrader's own export does.

    Parameters
    ----------
    assignments, students : iterable of str
        Only these; all if there are none.
    """
    only_assignments, only_students = set(assignments), set(students)
    for assignment in gradebook.assignments:
        if only_assignments and assignment.name not in only_assignments:
            continue
        submissions = {row.student_id: row for row in assignment.submissions}
        cells: dict[str, list[GradedCell]] = defaultdict(list)
        for cell in graded_cells(gradebook, assignment.name) if submissions else ():
            cells[cell.student].append(cell)
        for student in gradebook.students:
            if only_students and student.id not in only_students:
                continue
            submission = submissions.get(student.id)
            yield _mark(coursedir, assignment, student, submission, cells[student.id])


def _mark(
    coursedir: CourseDirectory,
    assignment: Any,
    student: Any,
    submission: Any,
    cells: Sequence[GradedCell],
) -> Mark:
    if submission is None:
        return Mark(assignment, student, None, None, 0.0, None, "not submitted")
    raw = sum(cell.points for cell in cells)
    penalty = sum(row.late_submission_penalty or 0.0 for row in submission.notebooks)
    states = {(cell.notebook, cell.grade_id): cell.state for cell in cells}
    outcomes = []
    for notebook in autograded_notebooks(coursedir, assignment.name, student.id):
        for grade_id, verdict in notebook.verdicts.items():
            if not states.get((notebook.name, grade_id)):  # no person has set it
                outcomes.append(verdict["outcome"])
    return Mark(
        assignment,
        student,
        submission.timestamp,
        raw,
        penalty,
        max(0.0, raw - penalty),
        outcome_counts(outcomes, states.values()),
        sum(cell.waiting for cell in cells),
    )

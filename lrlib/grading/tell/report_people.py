"""What the report says of persons: answers that they read, points that they set, time they had."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from nbgrader.api import Gradebook

from lrlib.grading.course.settings import RefusedError
from lrlib.grading.gradebook.extensions import granted
from lrlib.grading.gradebook.read import GradedCell

__all__ = ["ExtendedTime", "ManualQuestion", "extended_times", "manual_questions"]


class ManualQuestion(TypedDict):
    """What became of one question that a person reads."""

    notebook: str
    id: str
    answered: int
    read: int
    unread: int
    changed: int  # of the unread: since they were read
    max_points: float
    mean_points: float


class ExtendedTime(TypedDict):
    """Who had more time, until when, and why."""

    student: str
    until: str
    reason: str


def manual_questions(cells: Iterable[GradedCell]) -> list[ManualQuestion]:
    """Count for each question that a person reads how far that is.

    An answer that was left as it was handed out has 0 points and need not be read.
    """
    found: dict[tuple[str, str], list[GradedCell]] = defaultdict(list)
    for cell in cells:
        if cell.is_manual:
            found[cell.notebook, cell.grade_id].append(cell)
    questions: list[ManualQuestion] = []
    for (notebook, grade_id), mine in sorted(found.items()):
        states = Counter(cell.state for cell in mine)
        questions.append(
            {
                "notebook": notebook,
                "id": grade_id,
                "answered": sum(states[s] for s in ("read", "unread", "changed")),
                "read": states["read"],
                "unread": states["unread"] + states["changed"],
                "changed": states["changed"],
                "max_points": max(cell.max_points for cell in mine),
                "mean_points": statistics.fmean(cell.points for cell in mine),
            }
        )
    return questions


def extended_times(
    coursedir: Any, gradebook: Gradebook, submissions: Mapping[str, Any]
) -> list[ExtendedTime]:
    """Return who has more time: as the gradebook has it, with the reason that the file gives.

    Parameters
    ----------
    submissions : mapping
        nbgrader's submissions of the assignment, by student.
    """
    try:
        of_file = granted(coursedir, gradebook, submissions)
    except RefusedError:  # `lrlib grade` says why; here the gradebook is enough
        of_file = []
    mine = {e.learner: e for e in of_file if e.exercise == coursedir.assignment_id}
    until = {e.learner: e.until for e in mine.values() if e.learner not in submissions}
    for student, row in submissions.items():
        if row.extension and row.duedate is not None:
            until[student] = row.duedate
    return [
        {
            "student": student,
            "until": f"{moment:%Y-%m-%d %H:%M} UTC",
            "reason": mine[student].reason if student in mine else "",
        }
        for student, moment in sorted(until.items())
    ]

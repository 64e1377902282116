"""Read the results of grading: verdicts in autograded notebooks, points in the gradebook."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from lrlib.grading.classroom.notebook import KEY
from lrlib.grading.classroom.results import NotebookFacts, StoredVerdict
from lrlib.grading.outcomes import Outcome

__all__ = ["AutogradedNotebook", "Mark", "autograded_notebooks", "marks", "outcome_counts"]


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


class Mark(NamedTuple):
    """What one student has for one assignment; without a submission the scores are None."""

    assignment: Any
    student: Any
    timestamp: Any
    raw_score: float | None
    penalty: float
    score: float | None
    outcome: str


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


def outcome_counts(outcomes: Iterable[str], waiting: int = 0) -> str:
    """Count outcomes in words: "9 right, 2 wrong, 1 not read yet"."""
    counts = Counter(outcomes)
    parts = [f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]]
    return ", ".join(parts + ([f"{waiting} not read yet"] if waiting else []))


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
        for student in gradebook.students:
            if only_students and student.id not in only_students:
                continue
            yield _mark(coursedir, assignment, student, submissions.get(student.id))


def _mark(coursedir: CourseDirectory, assignment: Any, student: Any, submission: Any) -> Mark:
    if submission is None:
        return Mark(assignment, student, None, None, 0.0, None, "not submitted")
    raw, penalty = submission.score, submission.late_submission_penalty or 0.0
    graded = autograded_notebooks(coursedir, assignment.name, student.id)
    waiting = sum(
        1 for notebook in submission.notebooks for grade in notebook.grades
        if grade.needs_manual_grade
    )  # fmt: skip
    outcome = outcome_counts(
        (v["outcome"] for notebook in graded for v in notebook.verdicts.values()), waiting
    )
    timestamp = submission.timestamp
    return Mark(assignment, student, timestamp, raw, penalty, max(0.0, raw - penalty), outcome)

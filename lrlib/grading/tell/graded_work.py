"""All that grading left behind of one exercise: notebooks and gradebook, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nbgrader.api import Gradebook, MissingEntry

from lrlib.grading.gradebook.read import (
    AutogradedNotebook,
    GradedCell,
    autograded_notebooks,
    graded_cells,
    points_and_late,
)
from lrlib.grading.tell.report_people import ExtendedTime, extended_times

__all__ = ["GradedWork", "Notebooks", "in_order", "read_graded"]

# The autograded notebooks of each student who has some.
Notebooks = Mapping[str, Sequence[AutogradedNotebook]]


class GradedWork(NamedTuple):
    """What is known of one exercise.

    Attributes
    ----------
    released : dict
        The source of each cell as it was handed out, by notebook and grade id.
    graded : mapping
        The autograded notebooks that have outcomes, by student.
    without_verdicts : list of str
        Who has none with outcomes.
    names : dict
        The name of each student of the class list, last name first; empty if it is not known.
    scores, late : dict
        Points before lateness, and what lateness takes, by student.
    missing : list of str
        Who has handed in nothing.
    """

    released: dict[str, dict[str, str]]
    graded: Notebooks
    without_verdicts: list[str]
    names: dict[str, str]
    scores: dict[str, float]
    late: dict[str, float]
    missing: list[str]
    max_score: float
    cells: list[GradedCell]
    extensions: list[ExtendedTime]


def read_graded(coursedir: Any, exercise: str) -> GradedWork | None:
    """Read an exercise; None if the gradebook has no such assignment.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    exercise : str
        Name of the assignment.
    """
    coursedir.assignment_id = exercise
    url = coursedir.db_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None  # opening it would make one
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            assignment = gradebook.find_assignment(exercise)
        except MissingEntry:
            return None
        released = {
            row.name: {cell.name: cell.source or "" for cell in row.source_cells}
            for row in assignment.notebooks
        }
        submissions = {row.student_id: row for row in assignment.submissions}
        marks = points_and_late(gradebook, exercise)
        names = {
            row.id: ", ".join(part for part in (row.last_name, row.first_name) if part)
            for row in gradebook.students
        }
        cells = graded_cells(gradebook, exercise)
        more = extended_times(coursedir, gradebook, submissions)
        most = assignment.max_score
    notebooks = {
        student: [n for n in autograded_notebooks(coursedir, exercise, student) if n.verdicts]
        for student in sorted(submissions)
    }
    graded = {student: found for student, found in notebooks.items() if found}
    return GradedWork(
        released=released,
        graded=graded,
        without_verdicts=sorted(set(notebooks) - set(graded)),
        names=names,
        scores={student: marks.get(student, (0.0, 0.0))[0] for student in submissions},
        late={student: marks.get(student, (0.0, 0.0))[1] for student in submissions},
        missing=sorted(set(names) - set(submissions)),
        max_score=most,
        cells=cells,
        extensions=more,
    )


def in_order(notebook: AutogradedNotebook) -> list[str]:
    """Return the grade ids that have verdicts, as the cells stand."""
    about = (cell.get("metadata", {}).get("nbgrader", {}) for cell in notebook.cells)
    return [found["grade_id"] for found in about if found.get("grade_id") in notebook.verdicts]

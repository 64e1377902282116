"""Extensions of extensions.csv, put into nbgrader's gradebook, and taken out when a row is gone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from nbgrader.api import Gradebook, SubmittedAssignment

from lrlib.grading.classroom.classwork import WORK
from lrlib.grading.classroom.store import Store
from lrlib.grading.course.extensions import Extension, read_extensions

__all__ = ["Extensions", "granted"]

_NOTES: Final = "extensions"


def granted(coursedir: Any, gradebook: Gradebook, students: Iterable[str] = ()) -> list[Extension]:
    """Return what extensions.csv of a course says; raises `RefusedError`.

    Parameters
    ----------
    students : iterable of str
        Who has handed in, and may be missing in the class list.
    """
    learners = {row.id for row in gradebook.students} | set(students)
    due = {row.name: row.duedate for row in gradebook.assignments}
    return read_extensions(Path(coursedir.root), sorted(learners), due)


class Extensions:
    """Sets the extensions of one assignment.

    An extension that was given otherwise, such as with `Gradebook.grant_extension`, stays where
    the file says nothing of that learner.

    Parameters
    ----------
    coursedir : CourseDirectory
        nbgrader's, with the name of the assignment.
    found : iterable of Extension
        From `granted`, of all assignments.
    """

    def __init__(self, coursedir: Any, found: Iterable[Extension]) -> None:
        self._name: str = coursedir.assignment_id
        self.by_learner = {e.learner: e for e in found if e.exercise == self._name}
        self._store = Store(Path(coursedir.root, WORK))
        self._before = set(self._store.note(_NOTES, self._name).get("learners", ()))

    def give(self, submission: SubmittedAssignment, student: str) -> None:
        """Give a submission the time that the file says."""
        extension = self.by_learner.get(student)
        if extension is not None:
            submission.extension = extension.until - submission.assignment.duedate
        elif student in self._before:
            submission.extension = None

    def note_before(self) -> None:
        """Note whose extensions come from the file, before the gradebook is changed."""
        self._keep(self._before | self.by_learner.keys())

    def note_after(self) -> None:
        """Note the same after the change, without those whose rows are gone."""
        self._keep(set(self.by_learner))

    def _keep(self, learners: set[str]) -> None:
        if learners != set(self._store.note(_NOTES, self._name).get("learners", ())):
            self._store.keep_note(_NOTES, self._name, about={"learners": sorted(learners)})

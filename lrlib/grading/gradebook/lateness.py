"""When work came in and what its lateness costs, by the deadlines as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbgrader import utils
from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lrlib.grading.gradebook.extensions import Extensions

__all__ = ["Lateness", "applies_late_penalties"]


def applies_late_penalties(converter: Any) -> bool:
    """Return whether nbgrader's converter is configured to take points for lateness."""
    steps = converter.autograde_preprocessors
    names = (step if isinstance(step, str) else step.__name__ for step in steps)
    return any(name.split(".")[-1] == AssignLatePenalties.__name__ for name in names)


class Lateness:
    """Sets the time and the penalties of submissions.

    Parameters
    ----------
    converter : Autograde
        nbgrader's, with its configuration.
    gradebook : Gradebook
        Open.
    extensions : Extensions, optional
        Who has more time; as the gradebook has it if not given.
    """

    def __init__(
        self, converter: Any, gradebook: Gradebook, extensions: Extensions | None = None
    ) -> None:
        self._gradebook, self._extensions = gradebook, extensions
        self._assignment: str = converter.coursedir.assignment_id
        self._rule: AssignLatePenalties | None = None
        if applies_late_penalties(converter):
            self._rule = AssignLatePenalties(parent=converter)
            self._rule.init_plugin()

    def set_time(self, submission: SubmittedAssignment, timestamp: str) -> None:
        """Note when a submission came in, empty if that is not known (any more), and was due."""
        submission.timestamp = utils.parse_utc(timestamp) if timestamp else None
        if self._extensions is not None:
            self._extensions.give(submission, submission.student_id or submission.student.id)

    def set_penalty(self, submission: SubmittedAssignment, notebook: SubmittedNotebook) -> None:
        """Do what `AssignLatePenalties.preprocess` does, in the gradebook that is open."""
        if self._rule is None:
            return
        notebook.late_submission_penalty = None
        seconds = submission.total_seconds_late
        if seconds > 0:
            self._gradebook.db.flush()
            self._gradebook.db.refresh(notebook, ["score"])  # the gradebook adds it up
            rule = self._rule.plugin_inst
            penalty = rule.late_submission_penalty(submission.student.id, notebook.score, seconds)
            if penalty is not None:
                notebook.late_submission_penalty = self._rule._check_late_penalty(notebook, penalty)

    def renew(self, timestamps: Mapping[str, str] | None = None) -> list[str]:
        """Apply times and deadlines as they are now to work that is graded already.

        Parameters
        ----------
        timestamps : mapping of str to str, optional
            The time of submission by student, empty where there is none; the students who are
            not in it are left as they are. If not given, all have the times that they had.

        Returns
        -------
        changed : list of str
            The students whose time or penalty is another than before.
        """
        if self._extensions is not None:
            self._extensions.note_before()
        db = self._gradebook.db
        assignment = self._gradebook.find_assignment(self._assignment)
        query = (
            select(SubmittedAssignment)
            .where(SubmittedAssignment.assignment_id == assignment.id)
            .options(selectinload(SubmittedAssignment.notebooks))
        )
        changed = []
        for submission in db.scalars(query):
            student = submission.student_id
            if timestamps is not None and student not in timestamps:
                continue
            before = _facts(submission)
            if timestamps is not None:
                self.set_time(submission, timestamps[student])
            elif self._extensions is not None:
                self._extensions.give(submission, student)
            for notebook in submission.notebooks:
                self.set_penalty(submission, notebook)
            if _facts(submission) != before:
                changed.append(student)
        db.commit()
        if self._extensions is not None:
            self._extensions.note_after()
        return sorted(changed)


def _facts(submission: SubmittedAssignment) -> tuple[Any, ...]:
    penalties = [notebook.late_submission_penalty for notebook in submission.notebooks]
    return submission.timestamp, *penalties

"""The pages that learners get back, written by `nbgrader generate_feedback`.

    c.GenerateFeedback.exporter_class = "lrlib.grading.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = [
        "lrlib.grading.feedback.Grades",
        "nbgrader.preprocessors.ClearHiddenTests",
    ]

Points and comments come from the gradebook, outcomes and reasons from the autograded notebook,
and code and outputs are the learner's. Everything is escaped or sanitised, and the page forbids
scripts and requests besides.
"""

from __future__ import annotations

import glob
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.api import BaseCell, Comment, Grade, Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List, Unicode

from lrlib.grading.tell.lines import one_line
from lrlib.grading.tell.page import CellGrade, Choices, NotebookGrades, page_of, written

__all__ = ["FeedbackExporter", "Grades"]


class Grades(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes points and comments of one notebook out of the gradebook."""

    _gradebook: Gradebook | None = None
    _url = ""

    def preprocess(self, nb: Any, resources: Any) -> tuple[NotebookNode, Any]:
        """Put what the gradebook knows into the resources.

        Parameters
        ----------
        nb : NotebookNode
            The autograded notebook.
        resources : dict
            nbconvert's, which names student, assignment and notebook.
        """
        about = resources["nbgrader"]
        if self._gradebook is None or self._url != about["db_url"]:
            self._gradebook, self._url = Gradebook(about["db_url"]), about["db_url"]
        with self._gradebook as gradebook:  # closed after each notebook; the engine stays
            row = gradebook.find_submission_notebook(
                about["notebook"], about["assignment"], about["student"]
            )
            resources["grades"] = NotebookGrades(
                score=row.score,
                max_score=row.max_score,
                penalty=row.late_submission_penalty or 0.0,
                until=_extended(row.assignment),
                cells=_grades(gradebook, row.id),
                comments=_comments(gradebook, row.id),
            )
        return nb, resources


def _extended(submission: Any) -> str:
    """Return until when a learner had more time than others; nothing if that is not so."""
    if not submission.extension or submission.duedate is None:
        return ""
    return f"{submission.duedate:%Y-%m-%d %H:%M} UTC"


def _grades(gradebook: Gradebook, notebook: str) -> dict[str, CellGrade]:
    """Return points by grade id, in one query: each attribute of a row would be another."""
    columns = (Grade.score, Grade.max_score, Grade.needs_manual_grade, Grade.manual_score)
    query = gradebook.db.query(BaseCell.name, *columns).join(Grade.cell)
    return {
        name: CellGrade(points=score, max_points=most, waiting=waiting, by_hand=by is not None)
        for name, score, most, waiting, by in query.filter(Grade.notebook_id == notebook)
    }


def _comments(gradebook: Gradebook, notebook: str) -> dict[str, str]:
    query = gradebook.db.query(BaseCell.name, Comment.comment).join(Comment.cell)
    return {name: said or "" for name, said in query.filter(Comment.notebook_id == notebook)}


class FeedbackExporter(Exporter):
    """Writes the page of one notebook.

    Takes the place of nbconvert's `HTMLExporter`, which nbgrader uses otherwise.
    """

    book_url = Unicode("", help="Where the course's book lies, for the links of hints.").tag(
        config=True
    )
    languages = List(
        Unicode(), ["en"], help="Languages of the pages, the first first: en, ko."
    ).tag(config=True)
    output_mimetype = "text/html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        # nbgrader makes the exporter after it has listed the notebooks, and before it opens any.
        if isinstance(self.parent, GenerateFeedback):
            self.parent.assignments = _graded_folders(self.parent, self.log)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the page of one autograded notebook.

        Parameters
        ----------
        nb : NotebookNode
            The notebook.
        resources : dict
            nbconvert's, with `grades` from the preprocessor of that name.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        if "grades" not in resources:
            msg = "c.GenerateFeedback.preprocessors must hold 'lrlib.grading.feedback.Grades'"
            raise NbGraderException(msg)
        page = page_of(nb, resources, Choices(self.book_url, list(self.languages)))
        return written(page), resources


def _graded_folders(converter: Any, log: Any) -> dict[str, list[str]]:
    """Return the graded notebooks by folder, as nbgrader lists them.

    nbgrader takes brackets in a learner's id for a pattern, and stops at a line break in one.
    """
    coursedir = converter.coursedir
    wanted = coursedir.format_path(
        coursedir.autograded_directory, coursedir.student_id, coursedir.assignment_id
    )
    found = {}
    for folder in sorted(glob.glob(wanted)):  # noqa: PTH207
        if one_line(folder, len(folder)) != folder:
            log.error("There is no feedback for %s: rename the learner's folder", one_line(folder))
            continue
        names = (str(path) for path in sorted(Path(folder).iterdir()))
        pattern = f"*/{coursedir.notebook_id}.ipynb"
        if notebooks := [name for name in names if fnmatch(name, pattern)]:
            found[folder] = notebooks
    return found

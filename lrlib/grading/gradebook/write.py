"""Write grades to the gradebook, and the folders of autograded notebooks, in batches.

nbgrader's own code computes scores and comments. It opens the database ten times for each
submission; here a batch of submissions shares one transaction.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader import utils
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from nbgrader.preprocessors import SaveAutoGrades
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import selectinload

from lrlib.grading.classroom.classwork import WORK
from lrlib.grading.gradebook.by_hand import ReadNotes, set_read
from lrlib.grading.gradebook.extensions import Extensions
from lrlib.grading.gradebook.lateness import Lateness

__all__ = ["Finished", "GradebookWriter", "Rows"]


class Finished(NamedTuple):
    """All of one student's notebooks, graded.

    Attributes
    ----------
    notebooks : dict
        The graded notebooks by name.
    beside : dict
        Content of nbgrader's own small files, by name.
    """

    student: str
    notebooks: dict[str, Any]
    beside: dict[str, str]


class GradebookWriter:
    """Writes grades and the folders of graded notebooks.

    Parameters
    ----------
    converter : Autograde
        nbgrader's, which knows the configuration and where things go.
    gradebook : Gradebook
        Open; no other process writes to it meanwhile.
    extensions : Extensions, optional
        Who has more time.
    read : mapping, optional
        From `note_read`: which answers a person has read.
    """

    def __init__(
        self,
        converter: Autograde,
        gradebook: Gradebook,
        extensions: Extensions | None = None,
        read: ReadNotes | None = None,
    ) -> None:
        self._converter, self._gradebook = converter, gradebook
        self._coursedir = converter.coursedir
        self._read = read or {}
        self._name: str = self._coursedir.assignment_id
        self.lateness = Lateness(converter, gradebook, extensions)
        self._saver = SaveAutoGrades(parent=converter)
        self._saver.assignment_id = self._name
        root = Path(self._coursedir.root, WORK, "autograded")
        shutil.rmtree(root, ignore_errors=True)
        self._making = root
        source = self._coursedir.format_path(self._coursedir.source_directory, ".", self._name)
        kept = set(converter.exclude_overwriting.get(self._name, []))
        files = utils.find_all_files(source, [*self._coursedir.ignore, "*.ipynb"])
        relative = {os.path.relpath(file, source): Path(file) for file in files}
        self._course_files = {name: path for name, path in relative.items() if name not in kept}

    def write(self, batch: Sequence[Finished]) -> dict[str, str]:
        """Write grades and notebooks of a batch; return who could not be written, and why.

        The rows are committed before the folders are written. So each autograded notebook has
        its grade in the gradebook, even after a crash.

        Raises
        ------
        OperationalError, OSError
            Nothing can be written any more.
        """
        failed: dict[str, str] = {}
        try:
            self._rows(batch)
        except OperationalError:
            self._gradebook.db.rollback()
            raise
        except Exception:
            # One submission causes this. Written one by one, the others get their grades.
            self._gradebook.db.rollback()
            for finished in batch:
                try:
                    self._rows([finished])
                except OperationalError:
                    raise
                except Exception as error:
                    self._gradebook.db.rollback()
                    failed[finished.student] = _said(error)
        for finished in batch:
            if finished.student not in failed:
                self._folder(finished)
        return failed

    def forget(self) -> None:
        """Roll back the transaction that an interrupt has left open."""
        self._gradebook.db.rollback()

    def _rows(self, batch: Iterable[Finished]) -> None:
        db = self._gradebook.db
        assignment = self._gradebook.find_assignment(self._name)
        wanted = [finished.student for finished in batch]
        students = {s.id: s for s in db.scalars(select(Student).where(Student.id.in_(wanted)))}
        query = (
            select(SubmittedAssignment)
            .where(SubmittedAssignment.assignment_id == assignment.id)
            .where(SubmittedAssignment.student_id.in_(wanted))
            .options(
                selectinload(SubmittedAssignment.notebooks).options(
                    selectinload(SubmittedNotebook.grades),
                    selectinload(SubmittedNotebook.comments),
                )
            )
        )
        submissions = {row.student_id: row for row in db.scalars(query)}
        cells = {notebook.name: cell_names(notebook) for notebook in assignment.notebooks}
        for finished in batch:
            student = students.get(finished.student) or self._new_student(finished.student)
            submission = submissions.get(finished.student) or _new_submission(assignment, student)
            db.add(submission)
            self.lateness.set_time(submission, finished.beside.get("timestamp.txt", ""))
            rows = {row.notebook.name: row for row in submission.notebooks}
            for name, notebook in finished.notebooks.items():
                self._points(finished.student, name, notebook, Rows(rows[name], cells[name]))
                self.lateness.set_penalty(submission, rows[name])
        db.commit()

    def _new_student(self, student: str) -> Student:
        if not self._converter.create_student:
            msg = "the student is not in the gradebook, and c.Autograde.create_student is False"
            raise LookupError(msg)
        return Student(id=student)

    def _points(self, student: str, name: str, notebook: Any, rows: Rows) -> None:
        """Let nbgrader's `SaveAutoGrades` set scores and comments from a notebook's cells."""
        self._saver.gradebook = rows
        self._saver.student_id, self._saver.notebook_id = student, name
        for index, cell in enumerate(notebook.cells):
            self._saver.preprocess_cell(cell, {}, index)
        set_read(rows.grades.values(), self._read.get(student, {}), name, notebook.cells)

    def _folder(self, finished: Finished) -> None:
        """Write a student's autograded folder; renamed into place, it is complete or absent."""
        place = Path(self._converter._format_dest(self._name, finished.student))
        making = self._making / finished.student
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        for name, text in finished.beside.items():
            (making / name).write_text(text)
        for name, path in self._course_files.items():
            (making / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, making / name)
        for name, notebook in finished.notebooks.items():
            (making / f"{name}.ipynb").write_text(_file_of(notebook), encoding="utf-8")
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            utils.rmtree(place)
        making.rename(place)
        self._converter.set_permissions(self._name, finished.student)


def _file_of(notebook: Any) -> str:
    """Return what nbformat writes of a notebook, which copies it first: here it is changed."""
    content = strip_transient(split_lines(notebook))
    separators = ",", ": "
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, separators=separators)
    return f"{text}\n"


class Rows:
    """Stands in for the gradebook in `SaveAutoGrades`: finds the rows of one submitted notebook.

    It commits nothing, because all rows are committed at once.

    Parameters
    ----------
    notebook : SubmittedNotebook
        The row of the submitted notebook.
    names : mapping of str to str, optional
        The grade id of each cell of the course's notebook, by the id of its row.
    """

    def __init__(self, notebook: SubmittedNotebook, names: Mapping[str, str] | None = None) -> None:
        if names is None:
            names = cell_names(notebook.notebook)
        self.grades = {names[row.cell_id]: row for row in notebook.grades}
        self._comments = {names[row.cell_id]: row for row in notebook.comments}
        self.db = self

    def find_grade(self, cell: str, *_: str) -> Grade:
        """Return the row of a check's points."""
        return self.grades[cell]

    def find_comment(self, cell: str, *_: str) -> Comment:
        """Return the row of an answer's comment."""
        return self._comments[cell]

    def commit(self) -> None:
        """Do nothing: all rows are committed at once."""


def cell_names(notebook: Notebook) -> dict[str, str]:
    """Return the grade id of each cell of the course's notebook, by the id of its row."""
    return {cell.id: cell.name for cell in notebook._base_cells}


def _new_submission(assignment: Any, student: Student) -> SubmittedAssignment:
    """Return what `Gradebook.add_submission` adds, not yet committed."""
    submission = SubmittedAssignment(assignment=assignment, student=student)
    for notebook in assignment.notebooks:
        row = SubmittedNotebook(notebook=notebook, assignment=submission)
        for cell in [*notebook.grade_cells, *notebook.task_cells]:
            Grade(cell_id=cell.id, notebook=row)
        for cell in [*notebook.solution_cells, *notebook.task_cells]:
            Comment(cell_id=cell.id, notebook=row)
    return submission


def _said(error: Exception) -> str:
    """Return why a submission could not be written, in a sentence."""
    if isinstance(error, SQLAlchemyError):
        return f"the gradebook refuses it: {getattr(error, 'orig', None) or error}"
    if isinstance(error, KeyError):
        return f"the gradebook has no row for {error}: was the exercise released anew?"
    return str(error)

"""What `nbgrader autograde` is configured with, so that it is the safe grader.

`SafeExporter` takes the submissions in before nbgrader looks at them, and `SafeExecute` runs
them. Everything else is nbgrader's: its loop, its gradebook, its files.

    c.Autograde.exporter_class = "lrlib.grading.plugin.SafeExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [
        "lrlib.grading.plugin.SafeExecute",
        "lrlib.grading.plugin.SavePoints",
        "nbgrader.preprocessors.AssignLatePenalties",
    ]
"""

from __future__ import annotations

import contextlib
import functools
import shutil
import weakref
from collections.abc import Sequence
from logging import Logger
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.api
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, SaveAutoGrades
from sqlalchemy.exc import OperationalError
from traitlets import Bool, Enum, Integer, List, Unicode
from traitlets.utils.importstring import import_item

from lrlib.grading.classroom.classwork import WORK, Classwork, HandedIn
from lrlib.grading.classroom.configuration import (
    broken_settings,
    is_protected,
    settings_folders,
)
from lrlib.grading.classroom.notebook import unreadable_result
from lrlib.grading.classroom.results import Result
from lrlib.grading.course.assignment import ChangedError
from lrlib.grading.course.settings import RefusedError, Settings
from lrlib.grading.grade.ahead import Ahead
from lrlib.grading.grade.worker import Worker
from lrlib.grading.gradebook.by_hand import note_read, set_read
from lrlib.grading.gradebook.changes import CHANGES, note_marks, settle_changes
from lrlib.grading.gradebook.class_list import unlisted
from lrlib.grading.gradebook.extensions import Extensions, granted
from lrlib.grading.gradebook.lateness import Lateness
from lrlib.grading.gradebook.write import Rows
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits
from lrlib.grading.tell.lines import one_line
from lrlib.grading.tell.summary import changes_table

__all__ = ["SafeExecute", "SafeExporter", "SavePoints", "require_sandbox"]

_STAGED = f"{WORK}/staged"
_UNPROTECTED = (
    "A slip in nbgrader_config.py would let nbgrader run learners' code unprotected. Give "
    "'lrlib protect' once: it shuts this"
)


class SafeExporter(NotebookExporter):
    """Takes in all submissions before the first one is graded.

    nbgrader makes one exporter for a run, after it has listed the submissions and before it
    opens any. From here on it works on copies of the course's own notebook with the learners'
    answers in them, whatever was handed in. A thread grades the next submissions while nbgrader
    writes down the last one.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        _keep_engines()
        converter: Any = self.parent
        self._converter = converter
        original: CourseDirectory = converter.coursedir
        execute = SafeExecute(parent=self)
        try:
            require_sandbox(converter, execute)
            if not is_protected():
                self.log.warning("%s", _UNPROTECTED)
            self.work = Classwork(original, execute.settings(original))
            with self.work.store.locked():  # refuse while `lrlib grade` runs
                pass
            worker = Worker(self.work.settings)
            self._ends = contextlib.ExitStack()
            self._ends.callback(worker.close)
            weakref.finalize(self, self._ends.close)
            self.level = worker.start()
            self.log.info("Isolation of learners' code: %s", self.level)
        except (ChangedError, RefusedError, BrokenError) as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        except OperationalError as error:
            msg = f"Grades could not be stored, so nothing was graded: {error.orig}"
            self.log.error("%s", msg)
            raise NbGraderException(msg) from error
        for student, why in self.work.overlooked().items():
            self.log.error("%s is not graded: %s", one_line(student), why)
        converter.coursedir = _with_staged(original)
        converter.assignments = self._stage()
        for student, why in self.work.undated.items():
            self.log.warning("%s is taken to be in time: %s", student, why)
        self._look_back(original)
        students = self._to_be_graded()
        self._renew()
        self.seed = self.work.begin(students, forced=converter.force, seed=execute.seed)
        self._grade_ahead(worker, sorted(students))
        # nbgrader says nothing to an exporter when the last submission is done.
        weakref.finalize(self, _say_what_changed, original, self.seed, self.log)

    def _look_back(self, coursedir: CourseDirectory) -> None:
        """Note what is read and which marks there are; forget what a killed run left half done."""
        folders = self.work.folders()
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            self.read = note_read(gradebook, coursedir, self.work.store, folders)
            note_marks(gradebook, coursedir)
        for student in folders:
            self._forget_unfinished(student)

    def _grade_ahead(self, worker: Worker, students: Sequence[str]) -> None:
        """Begin to grade these students, in this order; `result` returns each result."""
        graded = functools.partial(_graded, self.work, worker, self.seed, self.level)
        ahead = Ahead(graded, [(s, name) for s in students for name in self.work.assignments])
        self.result = ahead.result
        self._ends.callback(ahead.end)
        self._ends.callback(worker.end)  # called first, so that the thread does not wait for it

    def close(self) -> None:
        """End the grading process, which otherwise ends when nobody has this exporter any more."""
        self._ends.close()

    def _stage(self) -> dict[str, list[str]]:
        """Write the notebooks of each submission; return folder → notebooks as nbgrader does."""
        found = self.work.folders()
        staged = dict(self._stage_one(student, folder) for student, folder in found.items())
        self.work.seen.save()
        return staged

    def _stage_one(self, student: str, folder: Path) -> tuple[str, list[str]]:
        coursedir = self._converter.coursedir
        place = Path(coursedir.format_path(_STAGED, student, self.work.name))
        known = self.work.known_contents(student, folder)
        there = {path.stem: str(path) for path in place.glob("*.ipynb")}
        if known is not None and known.keys() == there.keys():
            return str(place), list(there.values())
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        notebooks = []
        for work in self.work.take_all_in(student, folder):
            path = place / f"{work.name}.ipynb"
            nbformat.write(self.work.merged_notebook(work), path)
            notebooks.append(str(path))
            for name, content in work.beside.items():
                (place / name).write_text(content)
        return str(place), notebooks

    def _forget_unfinished(self, student: str) -> None:
        """Remove what a killed run has left, so that nbgrader does not take it for a grade."""
        place = Path(self._converter._format_dest(self.work.name, student))
        if place.is_dir() and None in self.work.facts(student).values():
            self.log.warning("Grading again what was not finished: %s", place)
            shutil.rmtree(place)

    def _renew(self) -> None:
        """Apply times and deadlines as they are now, and say who is not in the class list."""
        coursedir, times = self._converter.coursedir, {}
        for student in self.work.folders():
            stamp = Path(coursedir.format_path(_STAGED, student, self.work.name), "timestamp.txt")
            times[student] = stamp.read_text() if stamp.exists() else ""
        try:
            with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
                names = unlisted(gradebook, self.work.store, times)
                self.extensions = Extensions(coursedir, granted(coursedir, gradebook, times))
                changed = Lateness(self._converter, gradebook, self.extensions).renew(times)
        except RefusedError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        if names:
            self.log.warning("Not in the class list, and graded all the same: %s", ", ".join(names))
        if changed:
            self.log.warning("Another deadline, other lateness: %s", ", ".join(changed))

    def _to_be_graded(self) -> set[str]:
        """Return the students whom nbgrader will not pass over."""
        left = set()
        for student in self.work.folders():
            staged = self._converter._format_source(self.work.name, student)
            done = self._converter._format_dest(self.work.name, student)
            stamps = [self.work.coursedir.get_existing_timestamp(p) for p in (staged, done)]
            newer = None not in stamps and stamps[0] > stamps[1]
            if newer or self._converter.force or not Path(done).exists():
                left.add(student)
        return left


class SafeExecute(Execute):  # type: ignore[misc]
    """Runs the learner's code in the sandbox, and the checks in the grader's own process.

    Takes the place of nbgrader's `Execute`; `timeout` is, as there, for one cell.
    """

    total_timeout = Integer(
        int(Settings.total_seconds), help="Seconds that one submission may take."
    ).tag(config=True)
    memory_mb = Integer(Limits.memory_mb, help="Memory of a submission, in MB.").tag(config=True)
    level = Enum(
        [level.value for level in Level],
        Level.FULL.value,
        help="The isolation below which nothing is graded; 'none' also needs trust_students.",
    ).tag(config=True)
    trust_students = Bool(False, help="Grade without isolation.").tag(config=True)
    course_packages = List(Unicode(), help="Packages of the course.").tag(config=True)
    hidden_modules = List(Unicode(), help="Modules that learners' code must not find.").tag(
        config=True
    )
    warm_up = Unicode(help="Code of the course's, run once in each sandbox.").tag(config=True)
    seed = Integer(None, allow_none=True, help="Seed of the run; drawn if not given.").tag(
        config=True
    )

    def preprocess(
        self, nb: Any, resources: Any, km: Any = None
    ) -> tuple[nbformat.NotebookNode, Any]:
        """Grade one notebook.

        Parameters
        ----------
        nb : NotebookNode
            The notebook as it was staged; only its place in the course is taken from it.
        resources : dict
            nbconvert's, which names student, assignment and notebook.
        km : object
            Not used: there is no kernel.
        """
        exporter = self.parent
        if not isinstance(exporter, SafeExporter):
            msg = "set c.Autograde.exporter_class = 'lrlib.grading.plugin.SafeExporter' too"
            raise NbGraderException(msg)
        about = resources["nbgrader"]
        try:
            handed_in, result = exporter.result((about["student"], about["notebook"]))
        except BrokenError:
            exporter.work.give_up(about["student"])
            raise
        except OSError as error:
            again = "Nothing is lost: mend it and run the same command again"
            self.log.error("A result could not be stored: %s. %s", error.strerror, again)
            raise
        notebook = exporter.work.graded_notebook(handed_in, result, exporter.seed, exporter.level)
        return notebook, resources

    def settings(self, coursedir: CourseDirectory) -> Settings:
        """Return how submissions are to be run; raises `RefusedError`."""
        minimum = Level(self.level)
        if minimum is Level.NONE and not self.trust_students:
            msg = "grading without isolation needs c.SafeExecute.trust_students = True as well"
            raise RefusedError(msg)
        return Settings(
            minimum=minimum,
            course=Course(
                tuple(self.course_packages),
                tuple(self.hidden_modules),
                (Path(coursedir.root),),
                self.warm_up,
            ),
            limits=Limits(memory_mb=self.memory_mb),
            cell_seconds=float(self.timeout or Settings.cell_seconds),
            total_seconds=float(self.total_timeout),
        )


def _graded(
    work: Classwork, worker: Worker, seed: int, level: str, item: tuple[str, str]
) -> tuple[HandedIn, Result]:
    """Return what a student has handed in for a notebook, and its result, which is stored."""
    student, name = item
    coursedir = work.coursedir
    folder = coursedir.format_path(coursedir.submitted_directory, student, work.name)
    handed_in = work.take_in(Path(folder), name)
    assignment, submission = work.assignments[name], handed_in.submission
    if submission.unreadable:
        return handed_in, unreadable_result(assignment, submission)
    key = work.key(handed_in, seed, level)
    result = work.store.get(key)
    if result is None:
        result = worker.grade(assignment, submission, handed_in.files, seed)
        work.store.put(key, result)
    return handed_in, result


class SavePoints(SaveAutoGrades):  # type: ignore[misc]
    """Writes the points to the gradebook, and says in words when that cannot be done.

    nbgrader's own commits each of them by itself, which takes longer than to grade.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[nbformat.NotebookNode, Any]:
        """Save the points of one notebook, all or none."""
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id = about["notebook"], about["assignment"]
        self.student_id = about["student"]
        try:
            with Gradebook(about["db_url"]) as gradebook:
                row = gradebook.find_submission_notebook(
                    self.notebook_id, self.assignment_id, self.student_id
                )
                self.gradebook = Rows(row)
                for index, cell in enumerate(nb.cells):
                    self.preprocess_cell(cell, resources, index)
                if isinstance(self.parent, SafeExporter):
                    self._correct(self.parent, row, nb.cells)
                gradebook.db.commit()
            return nb, resources
        except OperationalError as error:
            self.log.error("The gradebook cannot be written: %s. Nothing is lost", error.orig)
            raise

    def _correct(self, exporter: SafeExporter, row: SubmittedNotebook, cells: Any) -> None:
        """Note what nbgrader does not know: what is read already, and who has more time."""
        read = exporter.read.get(self.student_id)
        if read or self.student_id in exporter.extensions.by_learner:
            set_read(row.grades, read or {}, self.notebook_id, cells)
            exporter.extensions.give(row.assignment, self.student_id)


def require_sandbox(converter: Any, execute: SafeExecute) -> None:
    """Raise `RefusedError` unless the settings were read and ask for the whole sandbox.

    nbgrader goes on without a settings file that it cannot read or find, and passes over a name
    that is misspelt. What is missing then has its default, which is to run learners' code here.
    """
    folders = settings_folders(Path(converter.coursedir.root))
    for path, why in broken_settings(folders).items():
        msg = f"{path} cannot be read: {why}. Nothing was graded"
        raise RefusedError(msg)
    steps = [
        import_item(step) if isinstance(step, str) else step
        for step in [*converter.sanitize_preprocessors, *converter.autograde_preprocessors]
    ]
    kinds = [step if isinstance(step, type) else type(step) for step in steps]
    runs = [kind for kind in kinds if issubclass(kind, ExecutePreprocessor)]
    unsafe = [kind for kind in runs if not issubclass(kind, SafeExecute)]
    problem = ""
    if len(unsafe) == len(runs):
        problem = "c.Autograde.autograde_preprocessors does not name SafeExecute"
    elif unsafe:
        problem = f"they name {unsafe[0].__module__}.{unsafe[0].__name__}, which runs code here"
    elif not execute.enabled:
        problem = "SafeExecute is switched off, and what is not run would get all points"
    if problem:
        read = [str(path) for path in folders if (path / "nbgrader_config.py").is_file()]
        where = ", ".join(read) or "none"
        msg = (
            f"the settings do not ask for the sandbox: {problem}. Settings were read in: {where}. "
            f"Expected nbgrader_config.py of the course in {Path(converter.coursedir.root)}. Is it "
            "elsewhere, or is a name in it misspelt? Nothing was graded"
        )
        raise RefusedError(msg)


def _say_what_changed(coursedir: CourseDirectory, seed: int, log: Logger) -> None:
    """Say which marks the run has changed, and keep them, as `lrlib grade` does."""
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            changed = settle_changes(gradebook, coursedir, seed)
    except (OperationalError, OSError) as error:
        log.error("Changed marks could not be kept: %s. Marks are as graded", error)
        return
    for line in changes_table(changed, f"{CHANGES}/{coursedir.assignment_id}.csv"):
        if line:
            log.warning("%s", line)


def _keep_engines() -> None:
    """Let nbgrader keep the engine of its database, with the statements that it has compiled.

    nbgrader opens its gradebook seven times for each submission, each time with a new engine.
    """
    if not hasattr(nbgrader.api.create_engine, "cache_info"):
        nbgrader.api.create_engine = functools.cache(nbgrader.api.create_engine)


def _with_staged(coursedir: CourseDirectory) -> CourseDirectory:
    """Return a copy of the course directory that looks for submissions where we put them."""
    return CourseDirectory(
        parent=coursedir.parent,
        **{
            **{name: getattr(coursedir, name) for name in coursedir.trait_names(config=True)},
            "submitted_directory": _STAGED,
        },
    )

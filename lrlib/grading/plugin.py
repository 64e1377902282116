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

import glob
import json
import re
import secrets
import shutil
import weakref
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, SaveAutoGrades
from nbgrader.utils import parse_utc
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from traitlets import Bool, Enum, Integer, List, Unicode

from lrlib.grading import intake
from lrlib.grading.assignment import Assignment, ChangedError, read_assignment, released_sources
from lrlib.grading.notebook import KEY, merged, unreadable_result, with_result
from lrlib.grading.sandbox import BrokenError, Course, Level, Limits
from lrlib.grading.store import Store, result_key, write_atomically
from lrlib.grading.worker import RefusedError, Settings, Worker

__all__ = ["SafeExecute", "SafeExporter", "SavePoints"]

_WORK = ".lrlib"
_NBGRADERS = ("timestamp.txt", "submission_secret.txt")  # the learner did not write these
_STAGED = f"{_WORK}/staged"


class SafeExporter(NotebookExporter):
    """Takes in all submissions before the first one is graded.

    nbgrader makes one exporter for a run, after it has listed the submissions and before it
    opens any. From here on it works on copies of the course's own notebook with the learners'
    answers in them, whatever was handed in.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._assignments: dict[str, Assignment] = {}
        converter: Any = self.parent
        self._converter = converter
        self.original: CourseDirectory = converter.coursedir
        try:
            _require_writable(self.original)
            self._read_assignments()
            self.settings = SafeExecute(parent=self).settings(self.original)
            self.worker = Worker(self.settings)
            weakref.finalize(self, self.worker.close)
            self.log.info("Isolation of learners' code: %s", self.worker.start())
        except (ChangedError, RefusedError, BrokenError) as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        converter.coursedir = _with_staged(self.original)
        converter.assignments = self._stage(list(converter.assignments))
        for folder in converter.assignments:
            self._forget_unfinished(Path(folder))

    def _read_assignments(self) -> None:
        """Read the source notebooks that the gradebook knows, and compare."""
        name = self.original.assignment_id
        source = Path(self.original.format_path(self.original.source_directory, ".", name))
        with Gradebook(self.original.db_url, self.original.course_id) as gradebook:
            try:
                rows = gradebook.find_assignment(name).notebooks
            except MissingEntry:
                msg = f"{name} was never released. Run 'nbgrader generate_assignment {name}' first"
                raise ChangedError(msg) from None
            for row in rows:
                path = source / f"{row.name}.ipynb"
                if not path.is_file():
                    msg = f"{path} is missing: it holds the checks"
                    raise ChangedError(msg)
                self._assignments[row.name] = read_assignment(path, released_sources(row))

    def _stage(self, folders: list[str]) -> dict[str, list[str]]:
        """Write the notebooks of each submission; return folder → notebooks as nbgrader does."""
        # Also the folders without a notebook: they are graded, with a reason.
        wanted = self.original.format_path(
            self.original.submitted_directory,
            self.original.student_id,
            self.original.assignment_id,
        )
        found = sorted({*folders, *glob.glob(wanted)})  # noqa: PTH207
        return dict(self._stage_one(Path(folder)) for folder in found)

    def _stage_one(self, folder: Path) -> tuple[str, list[str]]:
        coursedir = self._converter.coursedir
        student = _student_of(self.original, folder)
        name = self.original.assignment_id
        place = Path(coursedir.format_path(coursedir.submitted_directory, student, name))
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        notebooks = []
        for notebook, assignment in self._assignments.items():
            if not fnmatch(notebook, self.original.notebook_id):
                continue
            submission, files = self.submission(folder, notebook)
            path = place / f"{notebook}.ipynb"
            nbformat.write(merged(assignment, submission), path)
            notebooks.append(str(path))
            timestamp = _timestamp(files)
            if timestamp:
                (place / "timestamp.txt").write_text(timestamp)
            (place / "submission_secret.txt").write_text(_secret(files))
        return str(place), notebooks

    def submission(self, folder: Path, name: str) -> tuple[intake.Submission, dict[str, bytes]]:
        """Read one notebook of a submitted folder."""
        if folder.is_symlink() or folder.parent.is_symlink():
            return intake.Submission(unreadable="the folder is a link"), {}
        others = [other for other in self._assignments if other != name]
        return intake.read_submission(folder, name, self._assignments[name].cells, others)

    def assignment(self, name: str) -> Assignment:
        """Return the source notebook of this name."""
        return self._assignments[name]

    def _forget_unfinished(self, folder: Path) -> None:
        """Remove what a killed run has left, so that nbgrader does not take it for a grade."""
        student = _student_of(self._converter.coursedir, folder)
        place = Path(self._converter._format_dest(self.original.assignment_id, student))
        wanted = [n for n in self._assignments if fnmatch(n, self.original.notebook_id)]
        if place.is_dir() and not all(_finished(place / f"{name}.ipynb") for name in wanted):
            self.log.warning("Grading again what was not finished: %s", place)
            shutil.rmtree(place)


class SafeExecute(Execute):  # type: ignore[misc]
    """Runs a submission with the learner's code shut in and the checks outside.

    Takes the place of nbgrader's `Execute`; `timeout` is, as there, for one cell.
    """

    total_timeout = Integer(180, help="Seconds that one submission may take.").tag(config=True)
    memory_mb = Integer(1024, help="Memory of a submission, in MB.").tag(config=True)
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
        original = exporter.original
        store = Store(Path(original.root, _WORK))
        seed = store.seed(about["assignment"]) if self.seed is None else self.seed
        folder = original.format_path(
            original.submitted_directory, about["student"], about["assignment"]
        )
        assignment = exporter.assignment(about["notebook"])
        submission, files = exporter.submission(Path(folder), about["notebook"])
        files = {name: data for name, data in files.items() if name not in _NBGRADERS}
        if submission.unreadable:
            result = unreadable_result(assignment, submission)
        else:
            try:
                result = self._result(exporter, store, assignment, submission, files, seed)
            except OSError as error:
                again = "Nothing is lost: mend it and run the same command again"
                self.log.error("A result could not be stored: %s. %s", error.strerror, again)
                raise
        facts = {"seed": seed, "level": exporter.worker.level, "seconds": result["seconds"]}
        return with_result(merged(assignment, submission), result, facts), resources

    def _result(
        self,
        exporter: SafeExporter,
        store: Store,
        assignment: Assignment,
        submission: intake.Submission,
        files: dict[str, bytes],
        seed: int,
    ) -> dict[str, Any]:
        about = exporter.settings.to_json()
        key = result_key(
            assignment,
            submission,
            files,
            packages=self.course_packages,
            settings={**about, "seed": seed, "level": exporter.worker.level},
        )
        result = store.get(key)
        if result is None:
            result = exporter.worker.grade(assignment, submission, files, seed)
            store.put(key, result)
        return result

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
            ),
            limits=Limits(memory_mb=self.memory_mb),
            cell_seconds=float(self.timeout or 30),
            total_seconds=float(self.total_timeout),
        )


class SavePoints(SaveAutoGrades):  # type: ignore[misc]
    """Writes the points to the gradebook, and says in words when that cannot be done."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[nbformat.NotebookNode, Any]:
        """Save the points of one notebook."""
        try:
            return super().preprocess(nb, resources)  # type: ignore[no-any-return]
        except OperationalError as error:
            self.log.error("The gradebook cannot be written: %s. Nothing is lost", error.orig)
            raise


def _require_writable(coursedir: CourseDirectory) -> None:
    """Refuse to begin where grades could not be stored; raises `RefusedError`."""
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            gradebook.db.execute(text("UPDATE student SET id = id WHERE 1 = 0"))
            gradebook.db.rollback()
        write_atomically(Path(coursedir.root, _WORK, "writable"), b"\n" * 4096)
    except (OperationalError, OSError) as error:
        why = getattr(error, "orig", None) or error
        msg = f"Grades could not be stored, so nothing was graded: {why}"
        raise RefusedError(msg) from error


def _with_staged(coursedir: CourseDirectory) -> CourseDirectory:
    """Return a copy of the course directory that looks for submissions where we put them."""
    return CourseDirectory(
        parent=coursedir.parent,
        **{
            **{name: getattr(coursedir, name) for name in coursedir.trait_names(config=True)},
            "submitted_directory": _STAGED,
        },
    )


def _student_of(coursedir: CourseDirectory, folder: Path) -> str:
    pattern = coursedir.format_path(
        re.escape(coursedir.submitted_directory), "(?P<student>[^/]+)", ".+", escape=True
    )
    match = re.fullmatch(pattern, str(folder))
    if match is None:
        msg = f"{folder} is not where submissions lie"
        raise NbGraderException(msg)
    return match["student"]


def _timestamp(files: dict[str, bytes]) -> str:
    """Return the time of submission as it was handed in, if it is one."""
    stamp = files.get("timestamp.txt", b"")[:100].decode("utf-8", "replace").strip()
    try:
        parse_utc(stamp)
    except Exception:
        return ""
    return stamp


def _secret(files: dict[str, bytes]) -> str:
    """Return what names the feedback in the exchange; without it, one that nobody can guess.

    `nbgrader release_feedback` stops where one submission has none.
    """
    secret = files.get("submission_secret.txt", b"")[:1000].decode("ascii", "replace").strip()
    return secret if re.fullmatch("[0-9a-f]{32,}", secret) else secrets.token_hex(64)


def _finished(path: Path) -> bool:
    """Say whether an autograded notebook has its grade in it; one of stock nbgrader has."""
    try:
        about = json.loads(path.read_bytes())["metadata"].get(KEY)
    except (OSError, ValueError, KeyError):
        return False
    return about is None or bool(about.get("graded"))

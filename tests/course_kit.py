"""A small course that has nothing to do with logistic regression, for the tests of the grader."""

import atexit
import os
import shlex
import shutil
import sqlite3
import tempfile
import warnings
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import ClassVar

import nbformat
import nbgrader
import pytest
from alembic.script import ScriptDirectory
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import determine_grade, is_grade, is_solution
from traitlets.config.loader import PyFileConfigLoader

from lrlib.grading import command as grading
from lrlib.grading.classroom.notebook import merged, unreadable_result, with_result
from lrlib.grading.course.assignment import read_assignment, released_sources
from lrlib.grading.course.settings import RefusedError, Settings
from lrlib.grading.grade.worker import Worker
from lrlib.grading.intake import read_submission
from tools.commands import Commands

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "words"
c.Autograde.exporter_class = "lrlib.grading.plugin.SafeExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "lrlib.grading.plugin.SafeExecute",
    "lrlib.grading.plugin.SavePoints",
    "nbgrader.preprocessors.AssignLatePenalties",
]
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.SafeExecute.seed = 7
"""

SQUARE = """
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION
"""
CHECK_SQUARE = """
assert square(3) == 9
### BEGIN HIDDEN TESTS
assert square(-4) == 16
### END HIDDEN TESTS
"""
MEAN = """
def mean(values):
    ### BEGIN SOLUTION
    return np.asarray(values).mean()
    ### END SOLUTION
"""
CHECK_MEAN = """
values = np.random.default_rng(0).normal(size=5)
np.testing.assert_allclose(mean(values), values.sum() / 5)
"""
WORDS = """
def words(text):
    ### BEGIN SOLUTION
    return {word: text.split().count(word) for word in text.split()}
    ### END SOLUTION
"""
CHECK_WORDS = """
assert words("a b a") == {"a": 2, "b": 1}
assert words("") == {}
"""


def code(source, grade_id=None, *, points=None, solution=False, locked=False):
    """Return a code cell as an instructor writes it."""
    cell = nbformat.v4.new_code_cell(source.strip(), id=grade_id or f"c{abs(hash(source)) % 9999}")
    if grade_id is not None:
        about = {
            "schema_version": 3,
            "grade_id": grade_id,
            "grade": points is not None,
            "solution": solution,
            "locked": locked or (points is not None and not solution),
            "task": False,
        }
        if points is not None:
            about["points"] = points
        cell.metadata["nbgrader"] = about
    return cell


def text(source, grade_id=None, *, points=None):
    """Return a Markdown cell, graded by hand if it has points."""
    cell = nbformat.v4.new_markdown_cell(source, id=grade_id or "intro")
    if grade_id is not None:
        cell.metadata["nbgrader"] = {
            "schema_version": 3,
            "grade_id": grade_id,
            "grade": True,
            "solution": True,
            "locked": False,
            "task": False,
            "points": points,
        }
    return cell


def notebook(cells):
    """Return a notebook with a Python kernel."""
    kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec})


def small_source():
    """Return the source notebook of the small course's only assignment."""
    return notebook(
        [
            text("# Three functions"),
            code("import numpy as np", "imports", locked=True),
            code(SQUARE, "square", solution=True),
            code(CHECK_SQUARE, "check-square", points=2),
            code(MEAN, "mean", solution=True),
            code(CHECK_MEAN, "check-mean", points=3),
            code(WORDS, "words", solution=True),
            code(CHECK_WORDS, "check-words", points=1),
            text("Why?", "why", points=2),
        ]
    )


RIGHT = {
    "square": "def square(x):\n    return x ** 2",
    "mean": "def mean(values):\n    return sum(values) / len(values)",
    "words": "import collections\ndef words(text): return dict(collections.Counter(text.split()))",
}
CHECKS = {"check-square": 2.0, "check-mean": 3.0, "check-words": 1.0}


@cache
def command():
    """Return what runs commands; all tests of this process share it, for it takes seconds."""
    scratch = tempfile.TemporaryDirectory()
    made = Commands(Path(scratch.name))
    atexit.register(scratch.cleanup)
    atexit.register(made.close)
    return made


class SharedWorker:
    """A real grading process that serves several courses, for it takes seconds to start."""

    started: ClassVar = {}

    def __init__(self, settings):
        # Where the course lies is of no matter to the process.
        key = str(replace(settings, course=replace(settings.course, protected=())))
        key += os.environ.get("LRLIB_BWRAP", "")
        if key not in self.started:
            self.started[key] = Worker(settings)
            atexit.register(self.started[key].close)
        self.worker = self.started[key]
        self.start, self.grade = self.worker.start, self.worker.grade

    @property
    def level(self):
        return self.worker.level

    def end(self):
        """Stay for the next course."""

    close = end


def lrlib_grade(root, *arguments):
    """Do what `lrlib grade` does, in this process, with a grading process that is shared."""
    with in_process(), pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr("lrlib.grading.grade.task.Worker", SharedWorker)
        patch.setattr("lrlib.grading.grade.worker.prepare", lambda *_: None)
        return grading.main([*arguments, "--jobs", "1"])


@contextmanager
def in_process():
    """Let nbgrader work in this process: without warnings of its own, or a command per course."""
    scripts = ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic"))
    head = scripts.get_current_head()
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setattr("nbgrader.api.get_alembic_version", lambda: head)
        yield


class CourseFolder:
    """A course on disk, driven with nbgrader's own commands."""

    def __init__(self, root, source=None, config=CONFIG, name="ps1"):
        self.root, self.name = Path(root), name
        folder = self.root / "source" / name
        folder.mkdir(parents=True)
        nbformat.write(source or small_source(), folder / f"{name}.ipynb")
        (self.root / "nbgrader_config.py").write_text(config)

    def nbgrader(self, *arguments, expect=0):
        """Run an nbgrader command in the course's folder."""
        return command()(shlex.join(["nbgrader", *arguments]), self.root, {}, expect=expect)

    def release(self, **options):
        """Generate the assignment in this process: the command takes seconds to start."""
        with in_process():
            self.converter(GenerateAssignment, **options).start()

    def converter(self, kind, **options):
        """Return one of nbgrader's converters with the course's own settings."""
        config = PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()
        for name, value in options.items():
            section, trait = name.split("__")
            config[section][trait] = value
        directory = CourseDirectory(config=config, root=str(self.root), assignment_id=self.name)
        return kind(coursedir=directory, config=config)

    def autograde(self, **options):
        """Do what `nbgrader autograde` does, in this process."""
        converter = self.converter(Autograde, **options)
        with in_process(), pytest.MonkeyPatch.context() as patch:
            patch.setattr("lrlib.grading.plugin.Worker", SharedWorker)
            converter.start()

    def released(self):
        """Return what a learner gets."""
        return nbformat.read(self.root / "release" / self.name / f"{self.name}.ipynb", 4)

    def folder(self, student):
        """Return the folder of a student's submission, made if need be."""
        place = self.root / "submitted" / student / self.name
        place.mkdir(parents=True, exist_ok=True)
        return place

    def submit(self, student, answers, added=()):
        """Hand in the released notebook with `answers` by grade id, and cells added at the end."""
        filled = fill(self.released(), answers, added)
        nbformat.write(filled, self.folder(student) / f"{self.name}.ipynb")

    def query(self, statement):
        """Return rows of the gradebook."""
        with closing(sqlite3.connect(self.root / "gradebook.db")) as database:
            return database.execute(statement).fetchall()

    def scores(self):
        """Return {student: {grade id: points given by the grader}}."""
        rows = self.query(
            "select a.student_id, c.name, g.auto_score from grade g"
            " join submitted_notebook n on g.notebook_id = n.id"
            " join submitted_assignment a on n.assignment_id = a.id"
            " join base_cell c on g.cell_id = c.id"
        )
        scores = {}
        for student, cell, score in rows:
            scores.setdefault(student, {})[cell] = score
        return scores

    def autograded(self, student):
        """Return the autograded notebook of a student."""
        return nbformat.read(
            self.root / "autograded" / student / self.name / f"{self.name}.ipynb", 4
        )

    def verdicts(self, student):
        """Return {grade id: verdict} of a student."""
        return self.autograded(student).metadata["lrlib"]["verdicts"]

    def copy(self, root):
        """Return a copy of the whole course elsewhere."""
        shutil.copytree(self.root, root, symlinks=True)
        made = object.__new__(CourseFolder)
        made.root, made.name = Path(root), self.name
        return made


def fill(released, answers, added=()):
    """Return a released notebook with answers written into it."""
    for cell in released.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell.source = answers[grade_id]
    released.cells += [nbformat.v4.new_code_cell(source) for source in added]
    return released


class Grader:
    """Grades single submissions of the small course with the real intake, sandbox and checks."""

    def __init__(self, course, settings, worker=Worker):
        self.course, self.settings = course, settings
        with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
            row = gradebook.find_notebook(course.name, course.name)
            path = course.root / "source" / course.name / f"{course.name}.ipynb"
            self.assignment = read_assignment(path, released_sources(row))
        self.worker = worker(settings)

    def grade(self, answers=None, added=(), *, raw=None, files=None, seed=7):
        """Hand in answers, or raw bytes as the notebook; return a `Graded`."""
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, f"{self.course.name}.ipynb")
            if raw is None:
                nbformat.write(fill(self.course.released(), answers or {}, added), path)
            else:
                path.write_bytes(raw)
            for name, data in (files or {}).items():
                Path(place, name).write_bytes(data)
            return self.grade_folder(Path(place), seed)

    def grade_folder(self, place, seed=7):
        """Grade a folder as it was handed in."""
        submission, files = read_submission(place, self.course.name, self.assignment.cells)
        if submission.unreadable:
            result = unreadable_result(self.assignment, submission)
        else:
            result = self.worker.grade(self.assignment, submission, files, seed)
        graded = with_result(merged(self.assignment, submission), result, {})
        return Graded(graded, result)

    def close(self):
        self.worker.close()


class Graded:
    """A graded notebook, scored by nbgrader itself."""

    def __init__(self, notebook, result):
        self.notebook, self.result = notebook, result
        self.verdicts = notebook.metadata["lrlib"]["verdicts"]
        self.points = {
            cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
            for cell in notebook.cells
            if is_grade(cell) and not is_solution(cell)
        }

    def outcome(self, grade_id):
        return str(self.verdicts[grade_id]["outcome"])

    def reason(self, grade_id):
        return self.verdicts[grade_id]["reason"]

    def outputs(self, cell_id):
        """Return the outputs of a cell, by its id."""
        return next(cell for cell in self.notebook.cells if cell.id == cell_id).outputs

    def printed(self, cell_id):
        """Return what a cell wrote and the message of its error."""
        said = [o.get("text", "") + o.get("evalue", "") for o in self.outputs(cell_id)]
        return "".join(said)


def make_grader(root, **settings):
    """Return a grader of the small course, or skip where its isolation is not to be had."""
    course = CourseFolder(root)
    course.release()
    grader = Grader(course, Settings(**settings))
    try:
        grader.worker.start()
    except RefusedError as error:
        pytest.skip(f"needs isolation: {error}")
    return grader

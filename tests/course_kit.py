"""A small course that has nothing to do with logistic regression, for the tests of the grader."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import nbformat

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "words"
c.Autograde.exporter_class = "lrlib.grading.plugin.SafeExporter"
c.Autograde.autograde_preprocessors = [
    "lrlib.grading.plugin.SafeExecute",
    "nbgrader.preprocessors.LimitOutput",
    "lrlib.grading.plugin.SavePoints",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
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
    "words": "from collections import Counter\n\ndef words(text):\n    return dict(Counter(text.split()))",
}
CHECKS = {"check-square": 2.0, "check-mean": 3.0, "check-words": 1.0}


class CourseFolder:
    """A course on disk, driven with nbgrader's own commands."""

    def __init__(self, root, source=None, config=CONFIG, name="ps1"):
        self.root, self.name = Path(root), name
        folder = self.root / "source" / name
        folder.mkdir(parents=True)
        nbformat.write(source or small_source(), folder / f"{name}.ipynb")
        (self.root / "nbgrader_config.py").write_text(config)

    def nbgrader(self, *arguments, check=True, **kwargs):
        """Run an nbgrader command in the course's folder."""
        bin_ = Path(sys.executable).parent
        env = {**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
        command = [sys.executable, "-m", "nbgrader", *arguments]
        done = subprocess.run(
            command, cwd=self.root, env=env, capture_output=True, text=True, timeout=300, **kwargs
        )
        if check and done.returncode:
            raise AssertionError(done.stderr[-4000:])
        return done

    def release(self):
        """Generate the assignment, and return the released notebook."""
        self.nbgrader("generate_assignment", self.name)
        return self.released()

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

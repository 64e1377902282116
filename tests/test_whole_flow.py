"""The course from release to marks: real nbgrader processes, an exchange, five students."""

import csv
import html
import re
import shutil
import sqlite3
from contextlib import closing

import nbformat
import pytest
from course_kit import command

from tools.release import ROOT

pytestmark = pytest.mark.usefixtures("isolation")

EXERCISE = "07-m-examples"
FILE = f"{EXERCISE}/{EXERCISE}.ipynb"
POINTS = 14
# As the page for learners gives them.
PAGE = (ROOT / "chapters" / "for-learners.md").read_text("utf-8")
FETCH, SUBMIT, FETCH_FEEDBACK = dict.fromkeys(
    re.findall(rf"nbgrader \w+ --course lrlib {EXERCISE}", PAGE)
)

# What each hands in: changes of the right answers, or nothing; the points; and what to expect in
# the feedback.
STUDENTS = {
    "all-right": ({}, 14, "✓"),
    "mean-forgotten": (
        {"vectorised": ("dw = X @ dZ.T / m", "dw = X @ dZ.T")},
        12,
        "Should the slope of a mean grow with the number of examples?",
    ),
    "other-sign": ({"loop": ("dz = a - y", "dz = y - a")}, 11, "wrong"),
    "crash": ({"vectorised": ("dw = X @ dZ.T / m", "dw = X.T @ dZ.T / m")}, 6, "ValueError"),
    "not-written": (None, 0, "not written"),
}
CONFIG = """
c = get_config()
c.Exchange.root = {root!r}
# The students are one user of this machine here, so they say who they are with --student.
c.ExchangeCollect.check_owner = False
"""


class Class:
    """An instructor's folder, an exchange, and a home for each student."""

    def __init__(self, root, run):
        self.root, self.run = root, run
        self.course = root / "course"
        (root / "exchange").mkdir()
        (root / "exchange").chmod(0o777)
        (root / "settings").mkdir()
        text = CONFIG.format(root=str(root / "exchange"))
        (root / "settings" / "nbgrader_config.py").write_text(text, "utf-8")
        shutil.copytree(ROOT / "solutions" / EXERCISE, self.course / "solutions" / EXERCISE)
        shutil.copy(ROOT / "nbgrader_config.py", self.course)

    def instructor(self, line, **kwargs):
        return self.run(line, self.course, self.environment("instructor"), **kwargs)

    def student(self, name, line, **kwargs):
        home = self.root / name
        home.mkdir(exist_ok=True)
        return self.run(line, home, self.environment(name), **kwargs)

    def environment(self, name):
        return {
            "HOME": str(self.root / name),
            "JUPYTER_CONFIG_DIR": str(self.root / "settings"),
            "JUPYTER_DATA_DIR": str(self.root / name / ".jupyter-data"),
            "IPYTHONDIR": str(self.root / name / ".ipython"),
        }


def fill_in(path, changes):
    """Write the answers into a fetched notebook; first a cell that Colab needs."""
    source = nbformat.read(ROOT / "solutions" / FILE, as_version=4)
    answers = {cell.id: cell.source for cell in source.cells}
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            old, new = changes.get(cell.id, ("", ""))
            assert old in answers[cell.id]
            cell.source = answers[cell.id].replace(old, new) if old else answers[cell.id]
    notebook.cells.insert(0, nbformat.v4.new_code_cell("%pip --version", id="colab"))
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def flow(tmp_path_factory):
    """Go the whole way once; each test below looks at one part of it."""
    made = Class(tmp_path_factory.mktemp("class"), command())
    made.said = {}
    made.instructor(f"nbgrader generate_assignment {EXERCISE} --create")
    made.instructor(f"nbgrader release_assignment {EXERCISE}")
    for name, (changes, *_) in STUDENTS.items():
        made.student(name, FETCH)
        if changes is not None:
            fill_in(made.root / name / FILE, changes)
        made.said[name] = made.student(name, f"lrlib check {FILE}", expect=None)
        made.student(name, f"{SUBMIT} --student {name}")
    made.validated = {
        name: made.student(name, f"nbgrader validate {FILE}", expect=None).out
        for name in ("all-right", "other-sign")
    }
    made.instructor(f"nbgrader collect {EXERCISE}")
    made.graded = made.instructor(f"lrlib grade {EXERCISE}").out
    made.instructor(f"nbgrader generate_feedback {EXERCISE}")
    made.instructor(f"nbgrader release_feedback {EXERCISE}")
    for name in STUDENTS:
        made.student(name, f"{FETCH_FEEDBACK} --student {name}")
    made.instructor("nbgrader export")
    made.reported = made.instructor(f"lrlib report {EXERCISE}").out
    return made


def test_what_is_fetched_is_what_was_released(flow):
    released = (flow.course / "exercises" / FILE).read_bytes()
    assert released == (ROOT / "exercises" / FILE).read_bytes()
    assert released == (flow.root / "exchange" / "lrlib" / "outbound" / FILE).read_bytes()
    assert (flow.root / "not-written" / FILE).read_bytes() == released


@pytest.mark.parametrize("name", STUDENTS)
def test_the_learners_own_check_gives_the_points_of_the_grade(flow, name):
    points = STUDENTS[name][1]
    done = flow.said[name]
    assert done.code == (0 if points == POINTS else 1)
    assert f"{points} of {POINTS} points that the checks give.\n" in done.out


def test_validate_tells_right_from_wrong(flow):
    assert "Success! Your notebook passes all the tests." in flow.validated["all-right"]
    assert "VALIDATION FAILED" in flow.validated["other-sign"]


@pytest.mark.parametrize("name", STUDENTS)
def test_every_submission_is_collected_as_it_was_handed_in(flow, name):
    folder = flow.course / "submitted" / name / EXERCISE
    assert (folder / f"{EXERCISE}.ipynb").read_bytes() == (flow.root / name / FILE).read_bytes()
    assert (folder / "timestamp.txt").read_text()


@pytest.mark.parametrize("name", STUDENTS)
def test_every_mark_is_in_the_gradebook_and_in_the_export(flow, name):
    with closing(sqlite3.connect(flow.course / "gradebook.db")) as gradebook:
        ((stored,),) = gradebook.execute(
            "select sum(g.auto_score) from grade g"
            " join submitted_notebook n on g.notebook_id = n.id"
            " join submitted_assignment a on n.assignment_id = a.id where a.student_id = ?",
            (name,),
        )
    with (flow.course / "grades.csv").open(encoding="utf-8", newline="") as file:
        (row,) = [row for row in csv.DictReader(file) if row["student_id"] == name]
    assert stored == float(row["score"]) == STUDENTS[name][1]
    assert float(row["max_score"]) == POINTS
    assert float(row["late_submission_penalty"]) == 0


@pytest.mark.parametrize("name", STUDENTS)
def test_every_student_fetches_the_own_feedback(flow, name):
    _, points, expected = STUDENTS[name]
    (fetched,) = (flow.root / name / EXERCISE / "feedback").glob("*/*.html")
    made = flow.course / "feedback" / name / EXERCISE / f"{EXERCISE}.html"
    assert fetched.read_bytes() == made.read_bytes()
    page = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fetched.read_text("utf-8"))).split())
    assert expected.lower() in page.lower()
    assert re.search(rf"\b{points}(\.0)? (/|of) {POINTS}\b", page)


def test_grade_and_report_say_what_the_class_did(flow):
    assert f"{len(STUDENTS)} submissions of {EXERCISE}: {len(STUDENTS)} graded" in flow.graded
    assert re.search(r"^vectorised-dw +2 ", flow.reported, re.M)
    assert "1 of 5: Dw is m times too large" in flow.reported

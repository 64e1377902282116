"""Green at home is green when graded: what learners do to notebooks, checked and graded.

Each case takes exercise 07 with right answers, or with one slip, and changes the file as learners,
programs and platforms do. It goes through `lrlib check`, `lrlib grade` and plain `nbgrader
autograde`; each check cell must earn what it earns at home.
"""

import copy
import json
import shutil
from typing import NamedTuple

import nbformat
import pytest
from course_kit import command, in_process
from exercise_kit import released, solution_of
from nbgrader.api import Gradebook

from lrlib._notebook import parse
from lrlib.checks.run_notebook import run
from tools.release import release

EXERCISE = "07-m-examples"
FILE = f"{EXERCISE}.ipynb"
SLIP = ("dw = X @ dZ.T / m", "dw = X @ dZ.T")
ALL, NONE = 14, 0


class Case(NamedTuple):
    """A notebook that somebody hands in: under what name, as what bytes, worth how much."""

    data: bytes
    points: float
    name: str = FILE
    at_home: bool = True  # whether `lrlib check` can run it as it is


CASES = {}


def filled(slip=False):
    """Return the released notebook with right answers, or with one slip."""
    notebook = released(EXERCISE)
    answers = solution_of(EXERCISE)
    for cell in notebook.cells:
        text = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if text is not None:
            cell.source = text.replace(*SLIP) if slip else text
    return notebook


def at(notebook, cell_id):
    return next(i for i, cell in enumerate(notebook.cells) if cell.id == cell_id)


def new(source, cell_id="mine"):
    return nbformat.v4.new_code_cell(source, id=cell_id)


def case(points=ALL, **kwargs):
    """Register a case: the function changes a right notebook, or returns another or bytes."""

    def register(change):
        for slip in (False, True):
            notebook = filled(slip)
            made = change(notebook)
            made = notebook if made is None else made
            data = made if isinstance(made, bytes) else json.dumps(made).encode()
            due = points - 2 if slip and points else points
            name = change.__name__ + (" with a slip" if slip else "")
            CASES[name] = Case(data, due, **kwargs)
        return change

    return register


@case()
def as_it_is(notebook):
    """Change nothing."""


# Answers that moved.


def typed_anew(notebook, cell_id, offset=0):
    place = at(notebook, cell_id)
    cell = notebook.cells.pop(place)
    notebook.cells.insert(place + offset, new(cell.source, f"anew-{cell_id}"))


@case()
def an_answer_deleted_and_typed_anew(notebook):
    typed_anew(notebook, "vectorised")


@case()
def both_answers_deleted_and_typed_anew(notebook):
    typed_anew(notebook, "loop")
    typed_anew(notebook, "vectorised")


@case()
def typed_anew_above_the_text(notebook):
    typed_anew(notebook, "vectorised", -1)


@case()
def two_answers_merged(notebook):
    other = notebook.cells.pop(at(notebook, "vectorised"))
    notebook.cells[at(notebook, "loop")].source += "\n\n" + other.source


@case()
def all_code_in_the_second_answer_and_none_in_the_first(notebook):
    first = notebook.cells[at(notebook, "loop")]
    notebook.cells.insert(at(notebook, "loop"), new(first.source))
    first.source = ""


@case(at_home=False)
def an_answer_merged_into_the_check_above_it(notebook):
    place = at(notebook, "vectorised")
    answer = notebook.cells.pop(place)
    check = notebook.cells[at(notebook, "loop-shapes")]
    check.source += "\n\n" + answer.source


@case()
def an_added_cell_below_the_stub(notebook):
    stub = next(c for c in released(EXERCISE).cells if c.id == "vectorised")
    place = at(notebook, "vectorised")
    notebook.cells.insert(place + 1, new(notebook.cells[place].source))
    notebook.cells[place].source = stub.source


@case()
def an_added_cell_above_the_stub(notebook):
    stub = next(c for c in released(EXERCISE).cells if c.id == "vectorised")
    place = at(notebook, "vectorised")
    notebook.cells.insert(place, new(notebook.cells[place].source))
    notebook.cells[place + 1].source = stub.source


@case()
def an_answer_at_the_top_and_the_stub_in_its_place(notebook):
    stub = next(c for c in released(EXERCISE).cells if c.id == "vectorised")
    place = at(notebook, "vectorised")
    notebook.cells.insert(at(notebook, "loop"), new(notebook.cells[place].source))
    notebook.cells[place + 1].source = stub.source


@case()
def an_old_try_turned_to_markdown(notebook):
    place = at(notebook, "vectorised")
    notebook.cells.insert(place + 1, new(notebook.cells[place].source))
    notebook.cells[place].cell_type = "markdown"
    notebook.cells[place].source = "my old try (do not run!)"
    del notebook.cells[place]["outputs"], notebook.cells[place]["execution_count"]


@case(points=6)
def an_answer_turned_to_markdown_is_no_answer(notebook):
    for cell_id in ("vectorised",):
        cell = notebook.cells[at(notebook, cell_id)]
        cell.cell_type = "markdown"
        del cell["outputs"], cell["execution_count"]


CASES["an_answer_turned_to_markdown_is_no_answer with a slip"] = Case(
    CASES["an_answer_turned_to_markdown_is_no_answer with a slip"].data, 6
)


@case()
def an_answer_moved_above_the_other(notebook):
    cell = notebook.cells.pop(at(notebook, "vectorised"))
    notebook.cells.insert(at(notebook, "loop"), cell)


@case()
def a_copy_of_an_answer_as_it_was_handed_out(notebook):
    stub = copy.deepcopy(next(c for c in released(EXERCISE).cells if c.id == "vectorised"))
    stub.id = "copy"
    notebook.cells.insert(at(notebook, "vectorised") + 1, stub)


@case()
def a_wrong_try_in_a_cell_above(notebook):
    wrong = "def cost_and_gradients(w, b, X, Y):\n    return 0.0, w, b"
    notebook.cells.insert(at(notebook, "vectorised"), new(wrong))


@case(points=6)
def a_wrong_try_in_a_cell_below_wins(notebook):
    wrong = "def cost_and_gradients(w, b, X, Y):\n    return None"
    notebook.cells.insert(at(notebook, "vectorised") + 1, new(wrong))


CASES["a_wrong_try_in_a_cell_below_wins with a slip"] = Case(
    CASES["a_wrong_try_in_a_cell_below_wins with a slip"].data, 6
)


@case()
def a_helper_in_a_cell_of_its_own(notebook):
    cell = notebook.cells[at(notebook, "vectorised")]
    cell.source = cell.source.replace("sigmoid(", "my_sigmoid(")
    helper = "def my_sigmoid(Z):\n    return 1 / (1 + np.exp(-Z))"
    notebook.cells.insert(at(notebook, "loop"), new(helper))


@case()
def check_cells_deleted_are_not_counted_at_home(notebook):
    notebook.cells = [c for c in notebook.cells if c.id not in ("loop-dw", "vectorised-cost")]


@case(at_home=False)
def the_imports_deleted(notebook):
    del notebook.cells[at(notebook, "m-imports")]


# Shell and environment lines.

LINES = [
    "!pip install numpy", "!ls", "%pip install numpy", "%conda install numpy", "%cd /content",
    "%matplotlib widget", "%matplotlib notebook", "%matplotlib inline", "%load_ext nothing_there",
    "%config InlineBackend.figure_format = 'retina'", "files = !ls", "place = %pwd",
    "import matplotlib\nmatplotlib.use('TkAgg')",
    "from google.colab import drive\ndrive.mount('/content/drive')",
    "from google.colab import files", "import google.colab", "name = input('Your name? ')",
    "if True:\n    !ls", "np.array?", "?np", "%env A=1", "get_ipython().system('ls')", "%%time",
    "%%capture out", "display('here')", "%autoreload 2",
]  # fmt: skip


def with_a_line(line):
    def change(notebook):
        cell = notebook.cells[at(notebook, "vectorised")]
        cell.source = f"{line}\n{cell.source}"

    change.__name__ = f"the line {line!r}"
    return change


for _line in LINES:
    case()(with_a_line(_line))


@case()
def all_lines_in_a_cell_of_their_own(notebook):
    lines = [line for line in LINES if not line.startswith("%%")]
    notebook.cells.insert(at(notebook, "loop"), new("\n".join(lines)))


@case()
def a_bash_cell(notebook):
    notebook.cells.insert(at(notebook, "loop"), new("%%bash\npip install numpy\nls"))


# Programs.


@case()
def colab(notebook):
    notebook.metadata = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "accelerator": "GPU",
    }
    notebook.nbformat_minor = 0
    for number, cell in enumerate(notebook.cells):
        cell.metadata["id"] = f"aB{number}"
        cell.metadata["colab"] = {"base_uri": "https://localhost:8080/"}
        del cell["id"]


@case()
def vs_code(notebook):
    notebook.metadata.kernelspec = {"name": "venv", "display_name": ".venv", "language": "python"}
    for cell in notebook.cells:
        cell.metadata["vscode"] = {"languageId": "python"}


@case()
def a_browser_kernel(notebook):
    notebook.metadata.kernelspec = {"name": "python", "display_name": "Python (Pyodide)"}
    for cell in notebook.cells:
        cell.metadata["trusted"] = True


@case()
def no_ids(notebook):
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]


@case()
def equal_ids(notebook):
    for cell in notebook.cells:
        cell["id"] = "same"


@case(at_home=False)
def equal_ids_and_no_nbgrader_metadata(notebook):
    for cell in notebook.cells:
        cell["id"] = "same"
        cell.metadata.pop("nbgrader", None)


@case(at_home=False)
def no_ids_and_no_nbgrader_metadata(notebook):
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
        cell.metadata.pop("nbgrader", None)


@case()
def another_minor_version_and_odd_metadata(notebook):
    found = json.loads(json.dumps(notebook))
    found["nbformat_minor"] = 99
    found["metadata"] = None
    found["cells"][0]["metadata"] = None
    found["cells"].append({"cell_type": "code", "source": None, "metadata": [], "outputs": 3})
    return json.dumps(found).encode()


@case()
def points_as_text(notebook):
    found = json.loads(json.dumps(notebook))
    for cell in found["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if "points" in about:
            about["points"] = str(about["points"])
    return json.dumps(found).encode()


# Files.


def renamed(name):
    def change(notebook):
        """Change nothing but the name."""

    change.__name__ = f"named {name}"
    return case(name=name)(change)


for _name in (
    f"{FILE}.txt", f"{FILE}.json", EXERCISE, f"{EXERCISE}.json", f"{EXERCISE} (1).ipynb",
    f"{EXERCISE}-final.IPYNB", f"{FILE}.download", f"folder/{FILE}",
):  # fmt: skip
    renamed(_name)

for _encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp949"):

    def _encoded(notebook, encoding=_encoding):
        notebook.cells.insert(at(notebook, "loop"), new("# 한글 주석\nkept = '값'"))
        return json.dumps(notebook, ensure_ascii=False).encode(encoding, "replace")

    _encoded.__name__ = f"in {_encoding}"
    case()(_encoded)


@case()
def format_3(notebook):
    sheet = []
    for cell in notebook.cells:
        made = {"cell_type": cell.cell_type, "metadata": cell.metadata}
        made["input" if cell.cell_type == "code" else "source"] = cell.source.splitlines(True)
        sheet.append(made)
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}
    return json.dumps({**old, "worksheets": [{"cells": sheet}]}).encode()


@case(points=NONE, at_home=False)
def a_web_page(notebook):
    return b"<!DOCTYPE html>\n<html><head><title>07-m-examples</title></head></html>"


@case(points=NONE, at_home=False)
def conflict_marks(notebook):
    return b"<<<<<<< HEAD\n" + json.dumps(notebook).encode() + b"\n=======\n>>>>>>> other\n"


REASONS = {"a_web_page": "web page", "conflict_marks": "merged by git"}

# The way through.

STUDENTS = {name: f"s{number:03d}" for number, name in enumerate(CASES)}


@pytest.fixture(scope="module")
def course(tmp_path_factory, isolation):
    """Return a course in which every case has been handed in by a student of its own."""
    root = tmp_path_factory.mktemp("verdict") / "course"
    root.mkdir()
    with in_process():
        release(root, [EXERCISE])
    for name, student in STUDENTS.items():
        path = root / "submitted" / student / EXERCISE / CASES[name].name
        path.parent.mkdir(parents=True)
        path.write_bytes(CASES[name].data)
    return root


def marks(root):
    """Return {student: {grade id: points of the checks}}."""
    with in_process(), Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        return {
            submission.student.id: {
                grade.name: grade.auto_score for grade in submission.notebooks[0].grades
            }
            for submission in gradebook.assignment_submissions(EXERCISE)
        }


@pytest.fixture(scope="module")
def graded(course):
    """Return the marks that `lrlib grade` gives."""
    done = command()(f"lrlib grade {EXERCISE}", course, {}, expect=None)
    assert "Traceback" not in done.out + done.err, done.err
    return marks(course)


@pytest.fixture(scope="module")
def autograded(course, graded, tmp_path_factory):
    """Return the marks that plain `nbgrader autograde` gives, in a copy of the course."""
    root = tmp_path_factory.mktemp("again") / "course"
    shutil.copytree(course, root)
    command()(f"nbgrader autograde {EXERCISE} --force", root, {})
    return marks(root)


@pytest.mark.parametrize("name", CASES)
def test_it_is_graded_as_it_should_be(graded, name):
    assert sum(graded[STUDENTS[name]].values()) == CASES[name].points


@pytest.mark.parametrize("name", CASES)
def test_both_graders_agree(graded, autograded, name):
    assert autograded[STUDENTS[name]] == graded[STUDENTS[name]]


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].at_home])
def test_what_is_green_at_home_is_green_when_graded_and_nothing_else(graded, name, tmp_path):
    results = run(parse(CASES[name].data), tmp_path).checks
    assert results
    home = {result.name: result.points if result.right else 0 for result in results}
    marked = graded[STUDENTS[name]]
    assert home == {cell: marked[cell] for cell in home}


@pytest.mark.parametrize("name", REASONS)
def test_a_file_that_is_no_notebook_is_called_what_it_is(course, graded, name, tmp_path):
    made = course / "autograded" / STUDENTS[name] / EXERCISE / FILE
    assert REASONS[name] in made.read_text("utf-8")
    path = tmp_path / FILE
    path.write_bytes(CASES[name].data)
    done = command()(f"lrlib check {FILE}", tmp_path, {}, expect=2)
    assert REASONS[name] in done.err
    assert "Traceback" not in done.err

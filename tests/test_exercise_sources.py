"""A lint for exercises: what every source holds, and that no release gives an answer away."""

import ast
import contextlib
import io
import json
import re
from collections import Counter

import nbformat
import pytest

import lrlib
from lrlib import checks
from lrlib.checks import CheckFailed, load
from tools.release import ROOT, exercise_names

POINTS = {
    "01-a-picture-is-a-vector": 10,
    "02-one-neuron": 10,
    "03-loss-and-cost": 10,
    "04-gradient-descent": 8,
    "05-computation-graph": 12,
    "06-derivatives": 12,
    "07-m-examples": 14,
    "08-train-a-classifier": 14,
    "09-how-good-is-it": 10,
    "10-bug-hunt": 10,
}
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", re.DOTALL)
KOREAN = re.compile(
    r'<details lang="ko">\n<summary>한국어</summary>\n\n(.+)\n\n</details>$', re.DOTALL
)


def read(folder, name):
    return nbformat.read(ROOT / folder / name / f"{name}.ipynb", as_version=4)


def about(cell):
    return cell.metadata.get("nbgrader", {})


def check_cells(notebook):
    return [c for c in notebook.cells if about(c).get("grade") and not about(c)["solution"]]


def called(cell):
    """Return the call with which a check cell ends."""
    last = ast.parse(cell.source).body[-1]
    assert isinstance(last, ast.Expr), f"{cell.id} does not end in a call"
    assert isinstance(last.value, ast.Call), f"{cell.id} does not end in a call"
    assert getattr(last.value.func, "id", "") == "check", f"{cell.id} does not end in check(…)"
    return last.value


def graded_name(call):
    named = [k.value.value for k in call.keywords if k.arg == "name"]
    return named[0] if named else call.args[0].id


def squeeze(text):
    return re.sub(r"\s+", "", text)


def answers(notebook):
    """Return every line and every expression that is worth hiding, without its spaces.

    Shown on purpose: a call of a function with names alone, an entry of a result, and the
    lines of a suspect, all but one of which are right.
    """
    found = set()
    for cell in notebook.cells:
        for body in SOLUTION.findall(cell.source) if cell.cell_type == "code" else ():
            found |= {squeeze(line) for line in body.splitlines()}
            tree = ast.parse(f"def _():\n{body}" if body.startswith(" ") else body)
            values = [getattr(n, "value", None) for n in ast.walk(tree) if isinstance(n, ast.stmt)]
            found |= {squeeze(ast.unparse(v)) for v in values if isinstance(v, ast.expr)}
    shown = squeeze("".join(c.source for c in notebook.cells if c.id.endswith("-suspect")))
    call = re.compile(r"\w+\([\w,=]*\)|\w+\[-?\d+\]")
    telling = re.compile(r"[-+*/@<>=]|\w\(")
    return {
        a
        for a in found
        if len(a) >= 8 and telling.search(a) and not call.fullmatch(a) and a not in shown
    }


def test_there_are_ten():
    assert exercise_names() == list(POINTS)


def test_ids_are_unique_over_the_course():
    seen = Counter(cell.id for name in POINTS for cell in read("solutions", name).cells)
    assert [key for key, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("name", POINTS)
def test_ids_are_slugs_and_the_grade_ids(name):
    for cell in read("solutions", name).cells:
        assert SLUG.fullmatch(cell.id), cell.id
        assert about(cell).get("grade_id", cell.id) == cell.id


@pytest.mark.parametrize("name", POINTS)
def test_points_are_as_stated(name):
    notebook = read("solutions", name)
    graded = [about(cell) for cell in notebook.cells if about(cell).get("grade")]
    assert sum(cell["points"] for cell in graded) == POINTS[name]
    assert all(cell["points"] > 0 for cell in graded)


@pytest.mark.parametrize("name", POINTS)
def test_check_cells_end_in_a_check_of_named_properties(name):
    for cell in check_cells(read("solutions", name)):
        call = called(cell)
        known = {prop.name for prop in load(graded_name(call)).properties}
        properties = [arg.value for arg in call.args[1:]]
        assert bool(properties) != (name == "10-bug-hunt"), cell.id  # there, all of them
        assert set(properties) <= known, cell.id
        assert about(cell)["locked"], cell.id


@pytest.mark.parametrize("name", [name for name in POINTS if name != "10-bug-hunt"])
def test_every_property_earns_points_once(name):
    """A bug of exercise 10 breaks one property, so it checks no other."""
    counted = Counter()
    functions = set()
    for cell in check_cells(read("solutions", name)):
        call = called(cell)
        functions.add(graded_name(call))
        counted.update((graded_name(call), arg.value) for arg in call.args[1:])
    wanted = Counter((f, prop.name) for f in functions for prop in load(f).properties)
    assert counted == wanted


@pytest.mark.parametrize("name", POINTS)
def test_solutions_are_marked_and_nothing_is_stored(name):
    for cell in read("solutions", name).cells:
        if cell.cell_type != "code":
            continue
        assert not cell.outputs, cell.id
        assert cell.execution_count is None, cell.id
        marked = len(SOLUTION.findall(cell.source))
        assert marked == bool(about(cell).get("solution")), cell.id
        assert cell.source.count("SOLUTION") == 2 * marked, cell.id


@pytest.mark.parametrize("name", POINTS)
def test_every_text_is_there_in_korean_too(name):
    for cell in read("solutions", name).cells:
        if cell.cell_type == "markdown" and not about(cell).get("solution"):
            found = KOREAN.search(cell.source)
            assert found, cell.id
            assert re.search("[가-힣]{2}", found[1]), cell.id
            assert about(cell)["locked"], cell.id


def pages_named(text, pattern):
    """Return the numbers of the book's pages that a text names."""
    return {int(n) for found in re.findall(pattern, text) for n in re.findall(r"\d+", found)}


@pytest.mark.parametrize("name", POINTS)
def test_both_languages_send_the_reader_to_the_same_pages(name):
    chapters = {int(path.name[:2]) for path in (ROOT / "chapters").glob("[0-9]*")}
    for cell in read("solutions", name).cells:
        if cell.cell_type == "markdown" and KOREAN.search(cell.source):
            english, korean = cell.source.split("<details")
            named = pages_named(english, r"\b[Pp]ages? (\d+(?:(?:, | and | to )\d+)*)")
            assert named == pages_named(korean, r"\b(\d\d?)장"), cell.id
            assert named <= chapters, cell.id


@pytest.mark.parametrize("name", POINTS)
def test_the_notebook_carries_its_versions(name):
    for folder in ("solutions", "exercises"):
        metadata = read(folder, name).metadata
        versions = {"version": lrlib.__version__, "checks": checks.__version__}
        assert metadata["lrlib"] == versions
        assert metadata["language"] == "en"
        assert metadata["kernelspec"]["name"] == "python3"


def given_away(source, released):
    """Return the answers that stand anywhere in a release: text, code, outputs, metadata."""
    text = squeeze(json.dumps(released, ensure_ascii=False))
    text = text.replace("\\n", "").replace('\\"', '"')
    return [answer for answer in answers(source) if answer in text]


@pytest.mark.parametrize("name", POINTS)
def test_a_release_gives_no_answer_away(name):
    released = read("exercises", name)
    assert given_away(read("solutions", name), released) == []
    assert "SOLUTION" not in json.dumps(released)
    assert all(not cell.get("outputs") for cell in released.cells)


@pytest.mark.parametrize("where", ["source", "outputs", "metadata"])
def test_an_answer_that_slips_out_is_seen(where):
    source = read("solutions", "07-m-examples")
    released = read("exercises", "07-m-examples")
    released.cells[2][where] = [{"text": "Hint: dw is X @ dZ.T/m."}]
    assert given_away(source, released) == ["X@dZ.T/m"]


@pytest.mark.parametrize("name", POINTS)
def test_a_first_success_comes_before_the_tables_of_symbols(name):
    """A cell that can be run and shows numbers or a check, with few words before it."""
    before = []
    for cell in read("solutions", name).cells:
        if cell.cell_type == "markdown" and "## What you need" in cell.source:
            break
        before.append(cell)
    assert [c for c in before if about(c).get("grade")] or [
        c for c in before if c.cell_type == "code" and "print(" in c.source
    ]


# What a task says is enough for the first check of a function, or the first few.
FIRST = {
    "images_to_vectors": (
        lambda images: (images / 255).reshape(len(images), -1).T,
        ("shapes", "order", "scale"),
    ),
    "gradient_descent": (lambda df, w0, *, learning_rate, n_steps: [w0], ("start",)),
    "cost_and_gradients_loop": (
        lambda w, b, X, Y: (lrlib.cost(lrlib.forward(w, b, X), Y), 0, 0),
        ("cost",),
    ),
}


@pytest.mark.parametrize("name", FIRST)
def test_the_first_checks_hold_with_what_the_task_says(name):
    begun, properties = FIRST[name]
    asked = [
        arg.value
        for exercise in POINTS
        for cell in check_cells(read("solutions", exercise))
        if exercise != "10-bug-hunt" and graded_name(called(cell)) == name
        for arg in called(cell).args[1:]
    ]
    assert tuple(asked[: len(properties)]) == properties

    def learner(*args, **kwargs):
        return begun(*args, **kwargs)

    learner.__module__ = "__main__"
    for seed in range(5):
        checks.check(learner, *properties, name=name, seed=seed)


def execute(notebook):
    """Run the code cells in order; return what each of them raised."""
    names = {"__name__": "__main__"}
    raised = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        raised[cell.id] = None
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(cell.source, names)
        except Exception as error:
            raised[cell.id] = error
    return raised


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a notebook prints it, and goes on
@pytest.mark.parametrize("name", POINTS)
def test_the_solution_passes_every_check(name):
    """And every other cell runs, too."""
    assert {key: e for key, e in execute(read("solutions", name)).items() if e is not None} == {}


@pytest.mark.parametrize("name", [name for name in POINTS if name != "10-bug-hunt"])
def test_an_untouched_release_passes_none(name):
    notebook = read("exercises", name)
    raised = execute(notebook)
    for key in (cell.id for cell in check_cells(notebook)):
        error = raised[key]
        assert isinstance(error, CheckFailed), key
        assert error.cause == "not-written", key
        assert "not written yet" in str(error), key

"""`lrlib check NOTEBOOK`: the same checks outside Jupyter, with exit codes that mean something."""

import json
import shlex
import signal
import subprocess
import sys

import nbformat
import pytest

from lrlib._notebook import parse
from lrlib.checks import run_notebook
from tools.commands import commands
from tools.release import ROOT, exercise_names


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return what runs commands, from a process that has loaded what all of them need."""
    load = ("lrlib.checks.command", "matplotlib.pyplot")
    with commands(tmp_path_factory.mktemp("commands"), load=load) as made:
        yield made


@pytest.fixture
def lrlib_check(run, tmp_path):
    def check(path, *options):
        return run(shlex.join(["lrlib", "check", str(path), *options]), tmp_path, {}, expect=None)

    return check


@pytest.mark.parametrize("name", exercise_names())
def test_every_solution_is_green(lrlib_check, name):
    done = lrlib_check(ROOT / "solutions" / name / f"{name}.ipynb")
    assert done.code == 0, done.out + done.err
    assert "✗" not in done.out


@pytest.mark.parametrize("name", exercise_names())
def test_every_release_says_not_written_yet(lrlib_check, name):
    done = lrlib_check(ROOT / "exercises" / name / f"{name}.ipynb")
    assert done.code == 1
    assert "✓" not in done.out
    assert "not written yet" in done.out
    assert "\n0 of " in done.out


@pytest.fixture
def slipped(tmp_path):
    """Exercise 05 with one slip: the gradient of a name is overwritten."""
    path = ROOT / "solutions" / "05-computation-graph" / "05-computation-graph.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("grads[name] += passed", "grads[name] = passed")
    path = tmp_path / "mine.ipynb"
    path.write_text(nbformat.writes(notebook), "utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "hint"), [("en", "What happens to the share"), ("ko", "먼저 저장한 값은")]
)
def test_a_slip_draws_its_hint_in_either_language(lrlib_check, slipped, language, hint):
    done = lrlib_check(slipped, "--language", language)
    assert done.code == 1
    assert "✗ backward-forks (1)" in done.out
    assert hint in done.out
    points = "11 of 12 points that the checks give.\n"
    if language == "ko":
        points = "검사로 얻을 수 있는 12점 가운데 11점이에요.\n"
    assert points in done.out


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "is not a notebook"),
        ("[]", "is not a notebook"),
        ('{"cells": 3}', "no list of cells"),
        (json.dumps({"cells": []}), "no check cell"),
    ],
)
def test_what_cannot_be_checked_exits_with_2(lrlib_check, tmp_path, text, complaint):
    path = tmp_path / "broken.ipynb"
    path.write_text(text, "utf-8")
    done = lrlib_check(path)
    assert done.code == 2
    assert complaint in done.err
    missing = lrlib_check(tmp_path / "none.ipynb")
    assert missing.code == 2
    assert "Is the path right?" in missing.err


def test_a_cell_that_stops_is_named_and_the_rest_is_checked(lrlib_check, slipped):
    notebook = nbformat.read(slipped, as_version=4)
    cell = nbformat.v4.new_code_cell("%matplotlib inline\n1 / 0", id="my-own")
    notebook.cells.insert(4, cell)
    slipped.write_text(nbformat.writes(notebook), "utf-8")
    done = lrlib_check(slipped)
    assert "A cell stops:\n    <my-own> line 2: ZeroDivisionError: division by" in done.out
    assert "11 of 12" in done.out
    assert "오류로 멈춘 셀" in lrlib_check(slipped, "--language", "ko").out


def test_a_terminal_without_these_letters_does_not_stop_it(slipped, monkeypatch):
    """Windows gives a file or a pipe an old encoding, which has neither ✓ nor Korean."""
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    command = [sys.executable, "-X", "utf8=0", "-m", "lrlib.cli", "check", str(slipped)]
    done = subprocess.run(command, capture_output=True, encoding="cp1252", check=False)
    assert done.returncode == 1, done.stderr
    assert "- backward-forks (1)" in done.stdout


def test_windows_line_ends_a_mark_in_front_and_a_path_with_spaces(lrlib_check, slipped, tmp_path):
    notebook = nbformat.read(slipped, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    path = tmp_path / "내 문서 1" / "my exercise.ipynb"
    path.parent.mkdir()
    text = nbformat.writes(notebook).replace("\n", "\r\n")
    path.write_text(text, "utf-8-sig", newline="")
    done = lrlib_check(path)
    assert "11 of 12 points that the checks give.\n" in done.out, done.err


def released(tmp_path, name, edit):
    """Return an exercise as it is handed out, with some cells edited."""
    notebook = nbformat.read(ROOT / "exercises" / name / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        edit(cell)
    path = tmp_path / "mine.ipynb"
    path.write_text(nbformat.writes(notebook), "utf-8")
    return path


def test_a_check_that_was_changed_does_not_count(lrlib_check, tmp_path):
    def comment_out(cell):
        if cell.id == "loop-cost":
            cell.source = f"# {cell.source}"

    path = released(tmp_path, "07-m-examples", comment_out)
    said = lrlib_check(path).out
    assert "✗ loop-cost (2)\n    This check cell is not as it was handed out" in said
    assert said.count("not as it was handed out") == 1
    assert "받은 그대로의 검사 셀이 아니에요" in lrlib_check(path, "--language", "ko").out


def test_a_cell_that_exits_is_an_error(lrlib_check, slipped):
    notebook = nbformat.read(slipped, as_version=4)
    notebook.cells.insert(4, nbformat.v4.new_code_cell("exit()", id="my-own"))
    slipped.write_text(nbformat.writes(notebook), "utf-8")
    done = lrlib_check(slipped)
    assert done.code == 1
    assert "<my-own> line 1: SystemExit" in done.out
    assert "11 of 12" in done.out


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN])
def test_an_endless_loop_ends_and_is_named(monkeypatch, tmp_path, handler):
    """Also where a shell has its background ignore interrupts."""
    before = signal.signal(signal.SIGINT, handler)
    try:
        _endless_loop(monkeypatch, tmp_path)
    finally:
        signal.signal(signal.SIGINT, before)


def _endless_loop(monkeypatch, tmp_path):
    monkeypatch.setattr(run_notebook, "CELL_SECONDS", 0.5)
    monkeypatch.setattr(run_notebook, "AFTER_ONE", 0.3)
    monkeypatch.setenv("LRLIB_LANG", "en")
    cells = [
        {"cell_type": "code", "id": "loop", "source": "while True: pass"},
        {"cell_type": "code", "id": "after", "source": "1 / 0"},
    ]
    ran = run_notebook.run(parse(json.dumps({"cells": cells}).encode()), tmp_path)
    assert ran.checks == []
    assert "not done after 0 seconds. Which loop never ends?" in ran.stops[0]
    assert "<after> line 1: ZeroDivisionError" in ran.stops[1]


def test_an_error_shows_its_line(lrlib_check, tmp_path):
    def forget(cell):
        if cell.id == "loop":
            cell.source = cell.source.replace("    raise NotImplementedError", "    return J\n#")

    said = lrlib_check(released(tmp_path, "07-m-examples", forget)).out
    assert "stops at  line 7: return J" in said


def test_the_language_is_that_of_the_option_the_environment_the_notebook(
    lrlib_check, slipped, monkeypatch
):
    missing = slipped.with_name("none.ipynb")
    assert "경로가 맞나요?" in lrlib_check(missing, "--language", "ko").err
    assert '"language": "en"' in slipped.read_text("utf-8")
    monkeypatch.setenv("LRLIB_LANG", "ko")
    assert "점이에요" in lrlib_check(slipped).out
    assert "경로가 맞나요?" in lrlib_check(missing).err
    assert "that the checks give" in lrlib_check(slipped, "--language", "en").out

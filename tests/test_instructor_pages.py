"""The pages for instructors: every command on them is run, in order, and says what they show."""

import inspect
import json
import os
import re
import subprocess

import pytest

from lrlib.checks import load
from lrlib.grading.plugin import SafeExecute
from lrlib.grading.tell import exports, feedback
from tools import checks_page
from tools.commands import commands
from tools.howto import FOLDER, PAGES, Place, Said, walk
from tools.release import ROOT, exercise_names


def page(name):
    return (FOLDER / f"{name}.md").read_text("utf-8")


@pytest.fixture(scope="module")
def said(tmp_path_factory, isolation):
    """Go through all pages once."""
    return gone_through(tmp_path_factory)


def gone_through(tmp_path_factory, **options):
    scratch = tmp_path_factory.mktemp("commands")
    with commands(scratch, one_processor=True) as run:
        place = Place(tmp_path_factory.mktemp("scratch"), run)
        try:
            return list(walk(place, **options))
        finally:
            place.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_command_says_what_the_page_shows(said, name):
    mine = [one for one in said if one.page == name]
    quick = re.sub(r"^% slow(?:: \w+)?\n```console\n.*?^```$", "", page(name), flags=re.M | re.S)
    assert len(mine) == len(re.findall(r"^\$ ", quick, re.M)) > 0
    compare(mine)


@pytest.mark.soak
def test_every_command_says_it_with_the_slow_ones_too(tmp_path_factory):
    compare(gone_through(tmp_path_factory, slow=True))


@pytest.mark.soak
def test_the_set_up_works_in_a_clone(tmp_path):
    """From the registry; in a clone without this environment."""
    clone = tmp_path / "one-neuron"
    subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
    script = re.search(r"```sh\n(.*?)```", page("set-up"), re.S)[1] + "lrlib doctor\n"
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert str(clone / ".venv") in done.stdout
    assert "Learners' code is graded at level" in done.stdout


def compare(said):
    for one in said:
        assert one.alike, f"$ {one.command}\n{one.said}\nRun `python -m tools.howto`."


@pytest.mark.parametrize(
    ("shown", "heard", "alike"),
    [
        ("a 1.5 s\n", "a 23 s", True),
        ("4 of 6", "5 of 6", False),
        ("a\n…\nz", "a\nb\nc\nz", True),
        ("a\n…\nz", "a\nb\nc", False),
        ("at 2026-01-02 10:00:00 UTC", "at 2030-11-12 01:02:03.45 UTC", True),
        ("", "a message", False),
        ("a\nb", "a\n0 of 6 graded, 0.0 a second\n4 of 6 graded, 0.2 a second, 9 s left\nb", True),
        ("a\nb", "a\n4 of 6 graded, waiting for s05, s06\nb", True),
    ],
)
def test_the_comparison_overlooks_times_and_nothing_else(shown, heard, alike):
    assert Said("page", "command", shown, heard).alike is alike


def test_the_table_of_exercises_is_true():
    rows = re.findall(
        r"^\| (\d\d-\S+) \| (\d+) \| (\d+) \| (\d+) \| (\d*) ?\|$", page("set-up"), re.M
    )
    assert [row[0] for row in rows] == exercise_names()
    order = (ROOT / "_toc.yml").read_text("utf-8")
    for name, chapter, minutes, points, by_hand in rows:
        cells = json.loads((ROOT / f"solutions/{name}/{name}.ipynb").read_text("utf-8"))["cells"]
        assert re.search(r"\*\*Time\*\* (\d+)", "".join(cells[0]["source"]))[1] == minutes
        given = {"code": 0, "markdown": 0}
        for cell in cells:
            given[cell["cell_type"]] += cell["metadata"].get("nbgrader", {}).get("points", 0)
        assert given == {"code": int(points), "markdown": int(by_hand or 0)}
        before = order[: order.index(f"exercises/{name}")]
        assert int(re.findall(r"chapters/(\d\d)-", before)[-1]) == int(chapter)


def test_what_the_checks_catch_is_what_they_catch():
    text = checks_page.PAGE.read_text("utf-8")
    assert checks_page.written(text) == text, "Run `python -m tools.checks_page`."
    assert "| 07 | `cost_and_gradients` |" in text


def test_the_example_of_a_known_mistake_is_one():
    (example,) = re.findall(r"```python\n(@mistake.*?)```", page("extend"), re.S)
    function = re.search(r"^def (\w+)", example, re.M)[1]
    (found,) = [m for m in load("accuracy").mistakes if m.wrong.__name__ == function]
    source = inspect.getsource(found.wrong)
    assert example.strip() in source


def test_every_page_is_reached_from_the_first():
    """Each page is linked on the front page for instructors, and is in the book."""
    labels = re.findall(r"\{ref\}`([\w-]+)`", page("index"))
    for path in FOLDER.glob("*.md"):
        if path.stem != "index":
            assert re.match(r"\((.*)\)=", path.read_text("utf-8"))[1] in labels, path.stem


def test_files_and_sessions_on_the_pages_exist():
    text = "\n".join(path.read_text("utf-8") for path in FOLDER.glob("*.md"))
    sessions = set(re.findall(r"\bnox -s (\w+)", text))
    known = re.findall(r"^def (\w+)\(session\)", (ROOT / "noxfile.py").read_text("utf-8"), re.M)
    assert {"tests", "notebooks", "release"} <= sessions <= set(known)
    files = set(re.findall(r"\b(?:lrlib|tests|theme|tools)/[\w/]+\.py\b", text))
    files -= {"lrlib/checks/catalogue/FUNCTION.py"}
    assert len(files) > 4
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_settings_on_the_pages_exist():
    """Every `c.Something.trait` that these pages name is a setting of that class."""
    classes = [exports.CanvasExport, exports.MoodleExport, feedback.FeedbackExporter, SafeExecute]
    known = {kind.__name__: kind.class_trait_names(config=True) for kind in classes}
    named = set()
    for path in FOLDER.glob("*.md"):
        named |= set(re.findall(r"\bc?\.?(\w+)\.(\w+)\b", path.read_text("utf-8")))
    checked = {(kind, trait) for kind, trait in named if kind in known}
    assert len(checked) > 5
    assert [(k, t) for k, t in checked if t not in known[k]] == []

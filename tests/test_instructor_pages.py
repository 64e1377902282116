"""The pages for instructors: every command on them is run, in order, and says what they show."""

import json
import re

import pytest

from lrlib.grading.worker import RefusedError, Settings, best_sandbox
from tools.commands import commands
from tools.howto import FOLDER, PAGES, Place, Said, walk
from tools.release import ROOT, exercise_names


def page(name):
    return (FOLDER / f"{name}.md").read_text("utf-8")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Go through all pages once."""
    try:
        best_sandbox(Settings()).close()
    except RefusedError as error:
        pytest.skip(f"needs isolation: {error}")
    with commands(tmp_path_factory.mktemp("commands")) as run:
        place = Place(tmp_path_factory.mktemp("scratch"), run)
        try:
            return list(walk(place))
        finally:
            place.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_command_says_what_the_page_shows(said, name):
    mine = [one for one in said if one.page == name]
    assert len(mine) == len(re.findall(r"^\$ ", page(name), re.M)) > 0
    for one in mine:
        assert one.alike, f"$ {one.command}\n{one.said}\nRun `python -m tools.howto --write`."


@pytest.mark.parametrize(
    ("shown", "heard", "alike"),
    [
        ("a 1.5 s\n", "a 23 s", True),
        ("4 of 6", "5 of 6", False),
        ("a\n…\nz", "a\nb\nc\nz", True),
        ("a\n…\nz", "a\nb\nc", False),
        ("at 2026-01-02 10:00:00 UTC", "at 2030-11-12 01:02:03.45 UTC", True),
        ("", "a message", False),
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

"""What the page for instructors says of the grader is what the grader does."""

import re
from pathlib import Path

import pytest

from lrlib.grading.intake import folder as intake
from lrlib.grading.outcomes import Outcome
from lrlib.grading.plugin import SafeExecute
from lrlib.grading.sandbox.inside import values
from lrlib.grading.sandbox.isolation import Level, Limits

FOLDER = Path(__file__).parents[2] / "chapters" / "for-instructors"
PAGE = (FOLDER / "what-the-grader-promises.md").read_text(encoding="utf-8")


def rows():
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.splitlines()
        if line.startswith("|")
    ]


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("seconds for one cell", SafeExecute.timeout.default_value),
        ("seconds for one submission", SafeExecute.total_timeout.default_value),
        ("memory in MB", SafeExecute.memory_mb.default_value),
        ("scratch folder", Limits().scratch_mb),
        ("size of a notebook", intake.NOTEBOOK_LIMIT >> 20),
        ("other files together", intake.FILES_LIMIT >> 20),
        ("arrays in one answer", values.BLOB_LIMIT >> 20),
    ],
)
def test_the_limits_are_those_of_the_code(what, value):
    (row,) = [row for row in rows() if what in row[-1]]
    assert row[1] == str(value)


def test_the_outcomes_are_all_there():
    listed = [row[0] for row in rows()]
    assert {outcome.value for outcome in Outcome} <= set(listed)


def test_the_levels_and_settings_exist():
    header = next(row for row in rows() if "partial" in row)
    assert header[1:] == [level.value for level in Level]
    traits = SafeExecute.class_trait_names(config=True)
    for name in re.findall(r"c\.SafeExecute\.(\w+)", PAGE):
        assert name in traits
    for name in ("course_packages", "hidden_modules", "seed"):
        assert name in traits
        assert f"`{name}`" in PAGE


def test_the_drawing_is_there_and_says_what_it_shows():
    drawing = (FOLDER / "submission.svg").read_text(encoding="utf-8")
    assert ":file: submission.svg" in PAGE
    assert '<title id="journey-title">' in drawing
    assert '<desc id="journey-text">' in drawing
    assert "http" not in drawing.replace("http://www.w3.org/2000/svg", "")


def test_each_promise_names_tests_that_are_there():
    promised = PAGE.split("## What is promised")[1].split("## What is not promised")[0]
    promises = re.findall(r"^- .*$", promised, re.MULTILINE)
    assert len(promises) >= 7
    tests = Path(__file__).parents[1]
    for promise in promises:
        named = re.findall(r"`((?:\w+/)*test_\w+\.py)`", promise)
        assert named, promise
        assert [name for name in named if not (tests / name).is_file()] == []

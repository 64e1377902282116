"""exercises/ is what solutions/ releases, byte for byte, and two releases are the same."""

import json
from pathlib import Path

import pytest
from course_kit import in_process

from tools.release import ROOT, differences, exercise_names, release


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    with in_process():
        return release(tmp_path_factory.mktemp("course"))


def test_exercises_are_what_the_solutions_release(fresh):
    found = differences(fresh, ROOT / "exercises")
    assert not found, f"{found}\nRun `nox -s notebooks`; exercises/ is never edited by hand."


def test_two_releases_are_byte_identical_and_need_no_path(fresh, tmp_path, monkeypatch):
    """nbgrader runs `alembic` from PATH when it makes a gradebook."""
    monkeypatch.setenv("PATH", "/usr/bin")
    name = exercise_names()[0]
    again = release(tmp_path, [name])
    assert (again / name / f"{name}.ipynb").exists()
    assert differences(again / name, fresh / name) == []


def test_drift_is_seen(fresh, tmp_path):
    """A released notebook that somebody edited is named."""
    name = exercise_names()[0]
    stored = tmp_path / name / f"{name}.ipynb"
    stored.parent.mkdir()
    notebook = json.loads((fresh / name / f"{name}.ipynb").read_text("utf-8"))
    notebook["cells"][0]["source"] += " edited"
    stored.write_text(json.dumps(notebook), "utf-8")
    assert f"{Path(name) / name}.ipynb: differs from its solution" in differences(fresh, tmp_path)

"""The course ZIP: what it holds, that its bytes are the same twice, that it works unpacked."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser

import pytest

from tools.bundle import TOP, bundle, start_page
from tools.release import ROOT, exercise_names


def python(*arguments, folder, **environment):
    return subprocess.run(
        [sys.executable, "-X", "utf8", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": "agg", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return bundle(tmp_path_factory.mktemp("release") / "lrlib-course.zip")


@pytest.fixture(scope="module")
def unpacked(made, tmp_path_factory):
    """The folder that a learner has, below a path with a space and Korean letters."""
    folder = tmp_path_factory.mktemp("home") / "내 문서 1"
    zipfile.ZipFile(made).extractall(folder)
    return folder / TOP


@pytest.fixture(scope="module")
def installed(unpacked, tmp_path_factory):
    """Where the wheel of the ZIP is installed, without what it needs: that is here already."""
    target = tmp_path_factory.mktemp("installed")
    (wheel,) = unpacked.glob("*.whl")
    done = python("-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", target,
                  wheel, folder=unpacked)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return target


def test_it_holds_the_exercises_the_wheel_and_how_to_start(made):
    names = {name.removeprefix(f"{TOP}/") for name in zipfile.ZipFile(made).namelist()}
    exercises = {f"exercises/{name}/{name}.ipynb" for name in exercise_names()}
    wheels = {name for name in names if name.endswith(".whl")}
    start = {
        "START-HERE.html",
        "START-HERE.ko.html",
        "start.ipynb",
        "requirements.txt",
        "LICENSE",
        "LICENSE-text.md",
    }
    assert names == exercises | wheels | start
    assert len(wheels) == 1


def test_paths_suit_every_system(made):
    """Windows has 260 characters for a path, no symbolic links, and ignores case."""
    entries = zipfile.ZipFile(made).infolist()
    assert all(entry.external_attr >> 16 == 0o644 for entry in entries)
    assert all(re.fullmatch(r"[\w./-]+", entry.filename, re.A) for entry in entries)
    assert max(len(entry.filename) for entry in entries) < 100
    assert len({entry.filename.lower() for entry in entries}) == len(entries)


def test_its_bytes_are_the_same_twice(made, tmp_path):
    assert bundle(tmp_path / "again.zip").read_bytes() == made.read_bytes()


class Outline(HTMLParser):
    """Counts opening and closing tags."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in ("meta", "br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_start_page_is_the_books_page_and_whole_by_itself(language):
    page = start_page(language)
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    tags = [tag for tag, _ in outline.seen]
    assert dict(outline.seen[0][1])["lang"] == language
    assert tags.count("h1") == 1
    assert tags.count("details") == (ROOT / "chapters/for-learners.md").read_text("utf-8").count(
        "<details"
    )
    assert not {"script", "link", "img"} & set(tags)
    assert "jupyterlab" in page
    assert "{ref}" not in page


def test_a_role_that_only_the_book_can_show_is_refused(monkeypatch, tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "for-learners.md").write_text("# A\n\nSee {ref}`chapter-03`.", "utf-8")
    monkeypatch.setattr("tools.bundle.ROOT", tmp_path)
    with pytest.raises(ValueError, match="chapter-03"):
        start_page()


def test_the_start_notebook_runs_to_its_end(unpacked, installed):
    cells = json.loads((unpacked / "start.ipynb").read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    done = python("-c", code + "\nprint(lrlib.__file__)", folder=unpacked,
                  PYTHONPATH=str(installed))  # fmt: skip
    assert done.returncode == 0, done.stderr
    *_, ready, place = done.stdout.splitlines()
    assert ready == "Ready."
    assert place.startswith(str(installed))
    assert "✗ sigmoid, values" in done.stdout
    (version,) = re.findall(r"^lrlib (\S+)$", done.stdout, re.M)
    assert list(unpacked.glob(f"lrlib-{version}-*.whl"))


def test_the_checks_run_in_the_unpacked_folder(unpacked, installed):
    name = "05-computation-graph"
    path = f"exercises/{name}/{name}.ipynb"
    done = python("-m", "lrlib.cli", "check", path, folder=unpacked, PYTHONPATH=str(installed))
    assert done.returncode == 1
    assert "not written yet" in done.stdout
    shutil.copy(ROOT / "solutions" / name / f"{name}.ipynb", unpacked / path)
    done = python("-m", "lrlib.cli", "check", path, folder=unpacked, PYTHONPATH=str(installed))
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout


def test_the_container_has_what_the_sessions_need():
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8")
    container = json.loads(re.sub(r"^ *//.*$", "", text, flags=re.M))
    wanted = re.findall(r"missing\+=\(([\w-]+)\)", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert len(wanted) >= 3
    assert set(wanted) <= set(container["onCreateCommand"].split())
    assert "constraints.txt" in container["postCreateCommand"]


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="the page's commands for Linux and macOS")
def test_the_pages_commands_set_up_a_machine(unpacked):
    """From the registry, as a learner does; Jupyter itself only says its version."""
    page = (ROOT / "chapters" / "for-learners.md").read_text("utf-8")
    install, start = re.findall(r"```sh\n(.*?)```", page, re.S)[:2]
    lines = [line.strip() for line in (install + start).splitlines() if line.strip()]
    assert lines[-1].endswith("jupyterlab")
    for line in [*lines[:-1], f"{lines[-1]} --version"]:
        subprocess.run(line, shell=True, cwd=unpacked, check=True, capture_output=True)
    code = "import json; " + (
        "cells = json.load(open('start.ipynb', encoding='utf-8'))['cells']; "
        "exec('\\n'.join(''.join(c['source']) for c in cells if c['cell_type'] == 'code'))"
    )
    done = subprocess.run(
        [unpacked / ".venv" / "bin" / "python", "-c", code],
        cwd=unpacked, env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.endswith("Ready.\n")

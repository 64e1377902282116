"""The page for learners: its hint is what the check says, its commands run, its ways are short."""

import re
import shlex
import subprocess
import sys

import nbformat
import pytest

from lrlib.checks import CheckFailed, check
from tools.proof import solutions
from tools.release import ROOT

PAGE = (ROOT / "chapters" / "for-learners.md").read_text("utf-8")
DETAILS = re.compile(r"^<details lang=\"ko\">$.*?^</details>$", re.M | re.S)
TEXTS = {"en": DETAILS.sub("", PAGE), "ko": "\n".join(DETAILS.findall(PAGE))}
EXERCISE = "07-m-examples"
SLIP = ("dw = X @ dZ.T / m", "dw = X @ dZ.T")


def blocks(text, kind):
    """Return the fenced blocks of one kind, without their indentation."""
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```$", text, re.M | re.S)
    return [re.sub(rf"^{indent}", "", block, flags=re.M).strip() for indent, block in found]


def test_every_part_is_there_in_korean():
    """And begins with a heading of the same level: it stands open in the Korean edition."""
    english, korean = (re.findall(r"^(#+) ", TEXTS[code], re.M) for code in ("en", "ko"))
    assert english == korean
    assert len(korean) == len(DETAILS.findall(PAGE))


@pytest.mark.parametrize("kind", ["sh", "bat"])
def test_both_languages_give_the_same_commands(kind):
    assert blocks(TEXTS["en"], kind) == blocks(TEXTS["ko"], kind) != []


@pytest.mark.parametrize("language", TEXTS)
def test_each_way_has_at_most_five_steps(language):
    """In the book (three), Linux and macOS, Windows, Binder, Colab; then a hint, and handing in."""
    lists = re.findall(r"(?:^\d\. .*\n+(?:^ +.*\n+)*)+", TEXTS[language], re.M)
    steps = [re.findall(r"^(\d)\. ", one, re.M) for one in lists]
    assert len(steps) == 7
    assert steps[0] == list("123")
    assert all(one == list("12345"[: len(one)]) for one in steps)


@pytest.mark.parametrize("language", TEXTS)
def test_the_hint_is_what_the_check_says(language):
    (shown,) = blocks(TEXTS[language], "text")
    seed = int(re.search(r"seed=(\d+)", shown)[1])
    scope = {}
    exec(solutions()["cost_and_gradients"].replace(*SLIP), scope)
    with pytest.raises(CheckFailed) as failed:
        check(scope["cost_and_gradients"], "dw", seed=seed)
    said = failed.value.messages[language]
    assert said.split() == shown.split()


def test_the_command_for_a_whole_notebook_runs(tmp_path):
    (line,) = [line for block in blocks(TEXTS["en"], "sh") for line in block.splitlines()
               if " check " in line]  # fmt: skip
    program, *arguments = shlex.split(line)
    assert program == ".venv/bin/lrlib"
    notebook = nbformat.read(ROOT / "solutions" / EXERCISE / f"{EXERCISE}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace(*SLIP)
    path = tmp_path / arguments[1]
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "lrlib.cli", *arguments, "--language", "ko"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "평균의 기울기가" in done.stdout
    (points,) = [line for line in done.stdout.splitlines() if "점 가운데" in line]
    assert set(re.findall(r"\d+", points)) == {"12", "14"}

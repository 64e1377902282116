"""The stored form of the chapters, and that drift is seen."""

import nbformat
import pytest
from nbformat import v4

from tools.notebooks import ROOT, chapters, execute, normalise


@pytest.mark.parametrize("path", chapters(), ids=lambda path: path.stem)
def test_chapter_is_stored_in_normal_form(path):
    """`nox -s notebooks` would change nothing but outputs, and those nbval compares."""
    text = path.read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    assert normalise(notebook, path.name) == text, "run `nox -s notebooks`"


def write(path, *cells):
    path.write_text(nbformat.writes(v4.new_notebook(cells=list(cells))), "utf-8")
    return path


def test_a_second_run_changes_nothing(tmp_path):
    path = write(
        tmp_path / "page.ipynb",
        v4.new_markdown_cell("One."),
        v4.new_code_cell("print(1 + 1)\n3"),
        v4.new_code_cell("import time; time.time()", metadata={"tags": ["nbval-ignore-output"]}),
    )
    first = execute(path)
    path.write_text(first, "utf-8")
    assert execute(path) == first
    assert '"2\\n"' in first
    assert [cell.execution_count for cell in nbformat.reads(first, 4).cells[1:]] == [1, 2]


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("import sys; print('x', file=sys.stderr)", "stderr"),
        ("object()", "memory address"),
        (
            "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);",
            "draws a figure",
        ),
    ],
)
def test_output_that_cannot_be_compared_is_refused(tmp_path, code, complaint):
    path = write(tmp_path / "page.ipynb", v4.new_code_cell(code))
    with pytest.raises(ValueError, match=complaint):
        execute(path)


def test_the_sessions_kernels_do_not_warn_of_their_transport(tmp_path, monkeypatch, capfd):
    """Twenty such lines stood between what `nox -s course` has to say."""
    monkeypatch.setenv("JUPYTER_PATH", str(ROOT / "tools" / "jupyter"))
    execute(write(tmp_path / "page.ipynb", v4.new_code_cell("1")))
    assert capfd.readouterr().err == ""

"""`lrlib._notebook`: what is read mildly, and what is refused with its name."""

import json

import pytest

from lrlib import _notebook
from lrlib._notebook import NotebookError, as_number, parse

CELL = {"cell_type": "code", "id": "a", "source": "x = 1", "metadata": {}}


def notebook(**kwargs):
    return json.dumps({"cells": [CELL], **kwargs}).encode()


def test_a_cell_has_text_and_dicts_where_the_file_has_something_else():
    odd = {"cell_type": 3, "id": [], "source": 5, "metadata": {"nbgrader": "x"}, "attachments": []}
    (cell,) = parse(notebook(cells=[odd, None, "text"])).cells
    assert cell == ("", "", "", {}, {})
    assert cell.grade_id == ""
    assert parse(notebook(metadata=None)).metadata == {}
    assert parse(notebook(metadata=[1])).metadata == {}


def test_a_source_may_be_lines_and_have_any_line_ends():
    lines = {**CELL, "source": ["x = 1\r\n", None, "y = 2\r"]}
    assert parse(notebook(cells=[lines])).cells[0].source == "x = 1\ny = 2\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949"]
)
def test_encodings_are_mended(encoding):
    text = json.dumps({"cells": [{**CELL, "source": "값 = '한글'"}]}, ensure_ascii=False)
    assert parse(text.encode(encoding)).cells[0].source == "값 = '한글'"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\n <!doctype HTML>", "web page"),
        (b"<html>", "web page"),
        (b"<<<<<<< HEAD\n{}", "merged by git"),
        (b"[" * 100_000, "nested too deep"),
        (b"3", "not a notebook"),
        (b"{}", "no cells"),
        (b'{"cells": {}}', "no list of cells"),
        (notebook(cells=[CELL] * 2001), "2,001 cells, 2,000 are allowed"),
    ],
)
def test_what_is_no_notebook_is_called_what_it_is(data, said):
    with pytest.raises(NotebookError, match=said):
        parse(data)


def test_too_much_code_is_refused():
    _notebook.refuse_too_much(["x" * _notebook.CODE_LIMIT])
    with pytest.raises(NotebookError, match="characters of code"):
        _notebook.refuse_too_much(["x" * _notebook.CODE_LIMIT, "y"])


@pytest.mark.parametrize(
    ("value", "number"),
    [(2, 2.0), ("2", 2.0), (True, 1.0), (None, 0.0), ([1], 0.0), ("x", 0.0), ("nan", 0.0),
     ("inf", 0.0), (10**400, 0.0)],
)  # fmt: skip
def test_points_are_numbers_whatever_the_file_says(value, number):
    assert as_number(value) == number

"""The file of a graded notebook is what nbformat would write."""

import nbformat
import pytest

from lrlib.grading.classroom.notebook import as_text

OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n\u2028three"},
    {
        "output_type": "display_data",
        "data": {
            "text/plain": "a\nb",
            "text/html": "<b>\n</b>",
            "image/png": "aGk=\n",
            "image/svg+xml": "<svg>\n</svg>",
            "application/javascript": "1;\n2;",
            "application/json": {"a": [1, 2.5, None], "b": {}},
            "application/vnd.x+json": [],
        },
        "metadata": {},
    },
    {"output_type": "execute_result", "data": {"text/plain": "1.0"}, "metadata": {}},
    {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["a\n", "", "\x1b[0m"]},
]
METADATA = {
    "signature": "gone",
    "orig_nbformat": 3,
    "lrlib": {"seed": 7, "seconds": 1e-7, "big": 10**20, "inf": float("inf"), "graded": True},
    "verdicts": {"x": None, "a": {"points": 1.0, "reason": '따라서 "quoted" \\ \t\x7f \ud800'}},
    "none": [],
    "nested": [[], [False], [{}]],
}


@pytest.mark.parametrize("source", ["", "\n", "x = 1\ny = '한글'\r\n", "one line", "a\x0cb\n"])
def test_it_is_what_nbformat_writes(source):
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {"trusted": True}, "source": source}
        | {"attachments": {"p.png": {"image/png": "aGk=", "text/plain": "a\nb"}}},
        {"cell_type": "code", "id": "b", "metadata": {"nbgrader": {"points": 2}}, "source": source}
        | {"execution_count": 1, "outputs": OUTPUTS},
        {"cell_type": "code", "id": "c", "metadata": {}, "source": source}
        | {"execution_count": None, "outputs": []},
    ]
    made = {"metadata": METADATA, "nbformat": 4, "nbformat_minor": 5, "cells": cells}
    notebook = nbformat.from_dict(made)
    assert as_text(notebook) == nbformat.v4.writes(notebook) + "\n"
    assert "signature" in notebook.metadata  # the notebook itself is left as it is

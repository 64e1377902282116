"""Answers written from the exercises alone, by readers who had not seen the checks.

Each says whether it is right, what a teacher would ask about, which words such a question has, and
which part is wrong. The files are what the hints are to be measured on. An answer that was written
later, by somebody who knew the checks, or read before the hints were mended for it, is marked so:
it is never held out. The answers to exercise 09 (`confusion`, `precision_recall` and `auc`) were
written by the author of its checks.
"""

import ast
import json
from pathlib import Path

import pytest

from lrlib.checks import names

FILES = sorted((Path(__file__).parent / "corpus").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_answer_is_whole(path):
    answers = json.loads(path.read_text("utf-8"))
    assert path.stem in names()
    assert len({answer["id"] for answer in answers}) == len(answers)
    assert {answer["right"] for answer in answers} == {True, False}
    for answer in answers:
        ast.parse(answer["code"])
        assert answer["right"] or (answer["topic"] and answer["words"]), answer["id"]


def test_there_are_hundreds_of_each_kind():
    answers = [answer for path in FILES for answer in json.loads(path.read_text("utf-8"))]
    assert sum(not answer["right"] for answer in answers) >= 300
    assert sum(answer["right"] for answer in answers) >= 100

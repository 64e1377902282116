"""What a learner works in speaks Korean by itself: exercises, hints, the page for learners."""

import ast
import itertools
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from korean_kit import CODE, FORMULA, NOT_AT_WORK, plain, refused

from theme.edition import KOREAN
from theme.practice import kind_of
from theme.words import WORDS

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = sorted(ROOT.glob("solutions/*/*.ipynb"))
LEARNERS = ROOT / "chapters" / "for-learners.md"
HANGUL = re.compile(r"[가-힣]")
WORDS_IN_FORMULA = re.compile(r"\\text\{[^}]*\}|\s+")
GRADIENT = re.compile(r"\bgradients?\b(?! (?:check|descent))")


def halves(text):
    """Return (English, Korean) of each part of a text that holds both."""
    found, place = [], 0
    for part in KOREAN.finditer(text):
        found.append((text[place : part.start()], part["korean"]))
        place = part.end()
    return found


def cells(path):
    """Return the id and the text of each cell of instructions."""
    if path.suffix == ".md":
        return [("page", path.read_text("utf-8"))]
    return [
        (cell["id"], "".join(cell["source"]))
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "markdown" and kind_of(cell) == "given"
    ]


def needed(text):
    """Return what a reader needs besides sentences: code, formulas, rows of tables, numbers.

    The hint that is shown as an example is in the language of its part.
    """
    return Counter(
        [
            *(
                ("code", "shown" if found[2].startswith("text\n") else found[2])
                for found in CODE.finditer(text)
            ),
            *(("formula", WORDS_IN_FORMULA.sub("", found)) for found in FORMULA.findall(text)),
            # The book's Exercise 06 is 연습 문제 6.
            *(("number", re.sub(r"^0+(?=\d)", "", n)) for n in re.findall(r"\d+(?:\.\d+)?", text)),
            *(("row", str(i)) for i, _ in enumerate(re.findall(r"^\|", text, re.M))),
        ]
    )


@pytest.mark.parametrize("path", [*EXERCISES, LEARNERS], ids=lambda path: path.stem)
def test_the_korean_of_an_exercise_stands_alone(path):
    """In the Korean edition the English is folded: its tables, code and formulas are not seen."""
    for name, text in cells(path):
        both = halves(text)
        assert both or not re.search("[a-z]{3}", text), f"{name}: no Korean"
        for english, korean in both:
            missing = needed(english).keys() - needed(korean).keys()
            assert not missing, f"{name}: in the English alone: {missing}"
            assert "영어 설명" not in korean, name


@pytest.mark.parametrize("path", [*EXERCISES, LEARNERS], ids=lambda path: path.stem)
def test_an_exercise_keeps_the_words_and_the_register(path):
    for name, text in cells(path):
        for _, korean in halves(text):
            assert not refused(plain(korean)), name
            assert not NOT_AT_WORK.search(plain(korean)), f"{name}: expected 해요체"


def pairs(tree):
    """Return (line, English, Korean) where two texts stand side by side in a program."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call | ast.Tuple):
            given = node.args if isinstance(node, ast.Call) else node.elts
            for english, korean in itertools.pairwise(given):
                texts = [ast.unparse(one) for one in (english, korean)]
                strings = isinstance(english, ast.Constant | ast.JoinedStr) and isinstance(
                    korean, ast.Constant | ast.JoinedStr
                )
                if strings and HANGUL.search(texts[1]) and not HANGUL.search(texts[0]):
                    yield node.lineno, *texts


SAID = [
    (f"{path.relative_to(ROOT)}, line {line}", english, korean)
    for path in sorted((ROOT / "lrlib" / "checks").rglob("*.py"))
    for line, english, korean in pairs(ast.parse(path.read_text("utf-8")))
]


def test_hints_keep_the_words_and_the_register():
    assert len(SAID) > 1000
    for place, _, korean in SAID:
        assert not refused(plain(korean)), f"{place}: {korean}"
        assert not NOT_AT_WORK.search(plain(korean)), f"{place}: expected 해요체 in {korean}"


def test_hints_call_a_gradient_what_the_book_calls_it():
    for place, english, korean in SAID:
        if GRADIENT.search(english) and "slope" not in english:
            assert not re.search("기울기(?! 검사)", korean), f"{place}: 그레이디언트 in {korean}"


def test_the_words_of_the_practice_keep_the_register():
    for key, korean in WORDS["ko"].items():
        assert not refused(korean), key
        if key.startswith(("practice_", "notebook")):
            assert not NOT_AT_WORK.search(korean), f"{key}: expected 해요체 in {korean}"

"""How long pages take: the rule that the front page states, and the places that say a time."""

import json
import re
from pathlib import Path

import pytest

from theme import times

ROOT = Path(__file__).resolve().parent.parent
PAGES = times.times(ROOT)


def notebook(folder, *cells):
    """Write a notebook of Markdown cells (text) and code cells (lists of lines)."""
    made = [
        {"cell_type": "markdown", "metadata": {}, "source": cell}
        if isinstance(cell, str)
        else {"cell_type": "code", "metadata": cell[0], "source": "\n".join(cell[1:])}
        for cell in cells
    ]
    path = folder / "page.ipynb"
    path.write_text(json.dumps({"cells": made}), "utf-8")
    return path


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["word " * 650], 5),
        (["word " * 651], 10),
        (["word " * 650 + "\n\n## 요약\n" + "word " * 1000], 5),
        (["word " * 650 + "<details>" + "word " * 1000 + "</details>"], 5),
        (["word " * 650 + " `code here` and $x + y$"], 10),
        (["$$\na = b\\\\\n" + "a &= b\\\\\n" * 18 + "a &= c\n$$"], 5),  # 20 lines of 15 s
        (["$$\na = b\\\\\n" + "a &= b\\\\\n" * 19 + "a &= c\n$$"], 10),
        ([[{}, *["x = 1"] * 60]], 5),
        ([[{}, *["x = 1"] * 60, "", "y = 2"]], 10),
        ([[{"tags": ["hide-input"]}, *["x = 1"] * 600], "word"], 5),
        (["```{quiz}\n```\n" * 4], 5),
        (["```{live-figure} a\n```\n" * 2 + "```{quiz}\n```\n" * 2], 10),
        ([[{"nbgrader": {"solution": True}}, "x = 1"]], 30),
        ([[{"nbgrader": {"solution": False}}, "x = 1"]], 5),
    ],
)
def test_the_rule(tmp_path, cells, expected):
    assert times.minutes(notebook(tmp_path, *cells)) == expected


def test_the_front_page_states_the_rule():
    text = (ROOT / "chapters" / "index.md").read_text("utf-8")
    for phrase in (
        f"{times.WORDS_A_MINUTE} words a minute",
        f"{times.SECONDS_A_FORMULA_LINE} seconds for each line of a formula",
        f"and {times.SECONDS_A_CODE_LINE} for each line of code",
        f"{times.MINUTES_A_QUIZ} minute for each self-check",
        f"{times.MINUTES_A_FIGURE} for each live figure",
        f"{times.MINUTES_AN_EXERCISE} minutes for an exercise",
        f"{times.MINUTES_AN_ANSWER} more for each answer",
        f"rounded up to {times.ROUNDED_TO} minutes",
    ):
        assert phrase in text
    chapters = [time for page, time in PAGES.items() if page.startswith("chapters/")]
    assert f"A chapter takes {min(chapters)} to {max(chapters)} minutes" in text


def test_every_chapter_and_exercise_has_a_time():
    assert len(PAGES) == len(list((ROOT / "chapters").glob("*.ipynb"))) + 10


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("exercises/")])
def test_an_exercise_says_the_time_that_the_rule_gives(page):
    text = (ROOT / f"{page}.ipynb").read_text("utf-8")
    assert int(re.search(r"\*\*Time\*\* (\d+) minutes", text)[1]) == PAGES[page]
    assert int(re.search(r"\*\*시간\*\* (?:종이와 함께 )?(\d+)분", text)[1]) == PAGES[page]


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (125, "2 h 5 min")]
)
def test_clock(minutes, said):
    assert times.clock(minutes, "en") == said


def test_parts_of_the_front_page_are_parts_of_the_book():
    text = (ROOT / "chapters" / "index.md").read_text("utf-8")
    named = re.findall(r"\{time\}`([^`]*)`", text)
    timed = [name for name, pages in times.parts(ROOT).items() if pages]
    assert len(named) == len(timed)
    assert all(name.startswith(start) for start, name in zip(named, timed, strict=True))

"""What the feedback page of one notebook says: outcomes in words, hints, points, where to begin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, NotRequired, TypedDict

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from lrlib.grading.classroom.notebook import KEY
from lrlib.grading.classroom.results import NotebookFacts, StoredVerdict
from lrlib.grading.outcomes import Outcome
from lrlib.grading.tell.shown import Work, work_of

__all__ = ["WORDS", "CellGrade", "Choices", "NotebookGrades", "Page", "page_of", "written"]

# What a learner reads for each outcome, by language.
WORDS: Final = {
    "right": {"en": "Right", "ko": "맞았어요"},
    "wrong": {"en": "Wrong", "ko": "아직 맞지 않아요"},
    "crashed": {"en": "Crashed", "ko": "실행하다가 오류로 멈췄어요"},
    "timed out": {"en": "Timed out", "ko": "제한 시간 안에 끝나지 않았어요"},
    "out of memory": {"en": "Out of memory", "ko": "메모리가 모자랐어요"},
    "not written": {"en": "Not written yet", "ko": "아직 작성하지 않았어요"},
    "unreadable": {"en": "Unreadable", "ko": "파일을 읽을 수 없었어요"},
    "waiting": {"en": "Not read yet", "ko": "아직 채점하지 않았어요"},
    "changed": {"en": "Changed since it was read", "ko": "채점한 뒤에 답이 바뀌었어요"},
    "set": {"en": "Set by hand", "ko": "직접 정한 점수예요"},
    "read": {"en": "Read by your instructor", "ko": "직접 채점했어요"},
}
SETTLED: Final = ("right", "waiting", "changed", "set", "read")  # nothing is left to do
_HEADING: Final = re.compile(r"^#{1,4} +(.+?)\s*$", re.MULTILINE)
_LINK: Final = re.compile(r"[\w./-]+(#[\w.-]*)?")


class Block(NamedTuple):
    """A part of a text: a paragraph, or lines whose spaces count."""

    is_code: bool
    html: Markup


class Hint(NamedTuple):
    """What a failed check says, in one language."""

    language: str
    blocks: list[Block]


class Check(NamedTuple):
    """What became of one graded cell."""

    title: str
    source: str  # where it is not the title
    outcome: str
    points: float
    max_points: float
    reason: list[Block]
    hints: list[Hint]
    comment: str = ""
    anchor: str = ""


class Section(NamedTuple):
    """The cells under one heading."""

    title: str
    work: list[Work]
    checks: list[Check]


class CellGrade(TypedDict, total=False):
    """What the gradebook knows of one graded cell."""

    points: float
    max_points: float
    waiting: bool  # for a person to read it
    by_hand: bool  # a person has set the points


class NotebookGrades(TypedDict):
    """What the gradebook knows of one notebook of a learner."""

    score: float
    max_score: float
    penalty: float
    until: NotRequired[str]  # when it was due, for a learner who had more time than others
    cells: dict[str, CellGrade]  # by grade id, and so are the comments
    comments: dict[str, str]


class Choices(NamedTuple):
    """What the course's settings choose.

    Attributes
    ----------
    book_url : str
        Where the course's book lies; empty for no links.
    languages : list of str
        Languages of the page's own words and of the hints.
    """

    book_url: str
    languages: list[str]


class Page(NamedTuple):
    """What the template shows."""

    title: str
    student: str
    score: float
    raw_score: float
    max_score: float
    penalty: float
    until: str
    seed: int | None
    sections: list[Section]
    checks: list[Check]
    first: Check | None  # that is not right
    outcomes: set[str]
    unreadable: list[Block] | None
    languages: list[str]
    language: str  # of the notebook


def page_of(nb: Any, resources: Any, choices: Choices) -> Page:
    """Return what the template shows.

    Parameters
    ----------
    nb : NotebookNode
        The autograded notebook, without hidden tests.
    resources : dict
        nbconvert's, with `grades`, a `NotebookGrades`.
    choices : Choices
        From the course's settings.
    """
    grades: NotebookGrades = resources["grades"]
    facts: NotebookFacts = nb.metadata.get(KEY, {})
    title, sections = _sections(nb, grades, facts.get("verdicts") or {}, choices)
    checks = [check for section in sections for check in section.checks]
    return Page(
        title=title or resources["nbgrader"]["notebook"],
        student=resources["nbgrader"]["student"],
        score=max(0.0, grades["score"] - grades["penalty"]),
        raw_score=grades["score"],
        max_score=grades["max_score"],
        penalty=grades["penalty"],
        until=grades.get("until", ""),
        seed=facts.get("seed"),
        sections=sections,
        checks=checks,
        first=next((c for c in checks if c.outcome not in SETTLED), None),
        outcomes={check.outcome for check in checks},
        unreadable=next((c.reason for c in checks if c.outcome == Outcome.UNREADABLE), None),
        languages=choices.languages,
        language=nb.metadata.get("language", ""),
    )


def _sections(
    nb: Any,
    grades: NotebookGrades,
    verdicts: Mapping[str, StoredVerdict | None],
    choices: Choices,
) -> tuple[str, list[Section]]:
    """Return the notebook's title, and what stands under each of its headings."""
    title, begun = "", False
    sections = [Section("", [], [])]
    for number, cell in enumerate(nb.cells):
        about = cell.metadata.get("nbgrader", {})
        graded, answer = about.get("grade") or about.get("task"), about.get("solution")
        added = cell.metadata.get(KEY, {}).get("added", False)
        if cell.cell_type == "markdown" and not (graded or answer or added):
            heading = _heading(cell.source)
            title = title or heading
            if heading:
                sections.append(Section(heading, [], []))
            continue
        section = sections[-1]
        begun = begun or answer or added
        if begun and not (graded and not answer):  # the course's own cells once there is work
            work = work_of(cell, section.title, answer=bool(answer), added=added)
            if work is not None:
                section.work.append(work)
        if graded:
            name = about["grade_id"]
            row, comment = grades["cells"].get(name, CellGrade()), grades["comments"].get(name, "")
            check = _check(cell, row, verdicts.get(name), choices)
            section.checks.append(check._replace(anchor=f"check-{number}", comment=comment))
    return title, [section for section in sections if section.work or section.checks]


def _heading(source: str) -> str:
    """Return the first heading of a Markdown cell as plain text."""
    before = source.split("<details", 1)[0].split("```", 1)[0]
    found = _HEADING.search(before)
    return re.sub(r"[*`$]|\\(?=\W)", "", found[1]) if found else ""


def _check(cell: Any, row: CellGrade, verdict: StoredVerdict | None, choices: Choices) -> Check:
    """Put verdict and grade of a cell into words."""
    points, most = float(row.get("points") or 0.0), float(row.get("max_points") or 0.0)
    by_hand = bool(cell.metadata.nbgrader.get("solution") or cell.metadata.nbgrader.get("task"))
    outcome = str(Outcome.RIGHT if points >= most else Outcome.WRONG)
    if verdict is not None:
        outcome = str(verdict["outcome"])
    given = bool(row.get("by_hand"))
    if row.get("waiting"):
        outcome = "changed" if given else "waiting"
    elif by_hand or given:
        outcome = "read" if by_hand else "set"
    hints = _hints(verdict["details"] if verdict else {}, choices)
    lines = [line for line in cell.source.splitlines() if line.strip()]
    short = len(lines) == 1 and len(lines[0]) <= 80 and not by_hand
    reason = "" if verdict is None or hints or outcome == Outcome.RIGHT else verdict["reason"]
    return Check(
        title=lines[0] if short else cell.metadata.nbgrader["grade_id"],
        source="" if short or by_hand or cell.cell_type != "code" else cell.source.strip(),
        outcome=outcome,
        points=points,
        max_points=most,
        reason=_blocks(reason),
        hints=hints,
    )


def _hints(details: Mapping[str, Any], choices: Choices) -> list[Hint]:
    """Return the messages of a failed check in the page's languages, or in those there are."""
    messages, read = details.get("messages") or {}, details.get("read", {})
    return [
        Hint(language, _blocks(messages[language], read, language, choices.book_url))
        for language in [name for name in choices.languages if name in messages] or messages
    ]


def _blocks(
    text: str, read: dict[str, str] | None = None, language: str = "", book: str = ""
) -> list[Block]:
    """Cut a message into paragraphs and indented lines, with a link where it says what to read."""
    read = read or {}
    place, link = read.get(language, ""), read.get(f"link_{language}") or read.get("link", "")
    blocks: list[Block] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        html = escape(line.rstrip())
        if place and book and _LINK.fullmatch(link):
            target = escape(f"{book.rstrip('/')}/{link}")
            html = html.replace(escape(place), Markup('<a href="{}">{}</a>').format(target, place))
        is_code = line.startswith((" ", "\t"))
        if is_code and blocks and blocks[-1].is_code:
            html = blocks.pop().html + Markup("\n") + html
        blocks.append(Block(is_code, html))
    return blocks


def _points(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@cache
def _template() -> Any:
    folder = Path(__file__).with_name("templates")
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("feedback.html")


def written(page: Page) -> str:
    """Return the page as HTML."""
    return str(
        _template().render(page._asdict(), words=WORDS, settled=SETTLED, shown_points=_points)
    )

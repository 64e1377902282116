"""What the feedback page of one notebook says: outcomes in words, hints, points, where to begin."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from lrlib.grading.classroom.notebook import KEY
from lrlib.grading.outcomes import Outcome
from lrlib.grading.tell.shown import Work, work_of

__all__ = ["WORDS", "page_of", "written"]

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
    "read": {"en": "Read by your instructor", "ko": "직접 채점했어요"},
}
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

    anchor: str
    title: str
    source: str
    outcome: str
    points: float
    max_points: float
    reason: list[Block]
    hints: list[Hint]
    comment: str
    by_hand: bool


class Section(NamedTuple):
    """The cells under one heading."""

    title: str
    work: list[Work]
    checks: list[Check]


def page_of(nb: Any, resources: Any, book_url: str, languages: list[str]) -> dict[str, Any]:
    """Return what the template shows.

    Parameters
    ----------
    nb : NotebookNode
        The autograded notebook, without hidden tests.
    resources : dict
        nbconvert's, with `grades`.
    book_url : str
        Where the course's book lies; empty for no links.
    languages : list of str
        Languages of the page's own words and of the hints.
    """
    grades = resources["grades"]
    facts = nb.metadata.get(KEY, {})
    title, sections = _sections(nb, grades, facts.get("verdicts") or {}, book_url, languages)
    checks = [check for section in sections for check in section.checks]
    return {
        "title": title or resources["nbgrader"]["notebook"],
        "student": resources["nbgrader"]["student"],
        "score": max(0.0, grades["score"] - grades["penalty"]),
        "raw_score": grades["score"],
        "max_score": grades["max_score"],
        "penalty": grades["penalty"],
        "seed": facts.get("seed"),
        "sections": sections,
        "checks": checks,
        "first": next((c for c in checks if c.outcome not in ("right", "waiting", "read")), None),
        "outcomes": {check.outcome for check in checks},
        "unreadable": next((c.reason for c in checks if c.outcome == Outcome.UNREADABLE), None),
        "languages": languages,
        "language": nb.metadata.get("language", ""),
        "words": WORDS,
        "shown_points": _points,
    }


def _sections(
    nb: Any,
    grades: dict[str, Any],
    verdicts: dict[str, Any],
    book_url: str,
    languages: list[str],
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
            row = grades["cells"].get(about["grade_id"], {})
            comment = grades["comments"].get(about["grade_id"], "")
            verdict = verdicts.get(about["grade_id"]) or {}
            check = _check(cell, row, verdict, comment, f"check-{number}", book_url, languages)
            section.checks.append(check)
    return title, [section for section in sections if section.work or section.checks]


def _heading(source: str) -> str:
    """Return the first heading of a Markdown cell as plain text."""
    before = source.split("<details", 1)[0].split("```", 1)[0]
    found = _HEADING.search(before)
    return re.sub(r"[*`$]|\\(?=\W)", "", found[1]) if found else ""


def _check(
    cell: Any,
    row: dict[str, Any],
    verdict: dict[str, Any],
    comment: str,
    anchor: str,
    book: str,
    languages: list[str],
) -> Check:
    """Put verdict and grade of a cell into words."""
    points, most = float(row.get("points") or 0.0), float(row.get("max_points") or 0.0)
    by_hand = bool(cell.metadata.nbgrader.get("solution") or cell.metadata.nbgrader.get("task"))
    outcome = str(verdict.get("outcome") or (Outcome.RIGHT if points >= most else Outcome.WRONG))
    if by_hand:
        outcome = "waiting" if row.get("waiting") else "read"
    details = verdict.get("details") or {}
    messages = details.get("messages") or {}
    hints = [
        Hint(language, _blocks(messages[language], details.get("read", {}), language, book))
        for language in [name for name in languages if name in messages] or messages
    ]
    lines = [line for line in cell.source.splitlines() if line.strip()]
    short = len(lines) == 1 and len(lines[0]) <= 80 and not by_hand
    return Check(
        anchor,
        lines[0] if short else cell.metadata.nbgrader["grade_id"],
        "" if short or by_hand or cell.cell_type != "code" else cell.source.strip(),
        outcome,
        points,
        most,
        [] if hints or outcome == Outcome.RIGHT else _blocks(verdict.get("reason") or ""),
        hints,
        comment,
        bool(row.get("by_hand")) and not by_hand,
    )


def _blocks(
    text: str, read: dict[str, str] | None = None, language: str = "", book: str = ""
) -> list[Block]:
    """Cut a message into paragraphs and indented lines, with a link where it says what to read."""
    place, link = (read or {}).get(language, ""), (read or {}).get("link", "")
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


def written(page: dict[str, Any]) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    page : dict
        From `page_of`.
    """
    return str(_template().render(page))

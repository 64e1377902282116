"""The pages that learners get back, written by `nbgrader generate_feedback`.

    c.GenerateFeedback.exporter_class = "lrlib.grading.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = [
        "lrlib.grading.feedback.Grades",
        "nbgrader.preprocessors.ClearHiddenTests",
    ]

Points and comments come from the gradebook, outcomes and reasons from the autograded notebook,
and code and outputs are the learner's. Everything is escaped or sanitised, and the page forbids
scripts and requests besides.
"""

from __future__ import annotations

import base64
import glob
import re
import struct
from fnmatch import fnmatch
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import nh3
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from mistune import create_markdown
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.api import BaseCell, Comment, Grade, Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
from traitlets import List, Unicode

from lrlib.grading.classroom.notebook import KEY
from lrlib.grading.outcomes import Outcome, clean
from lrlib.grading.sandbox.outputs import TEXT_LIMIT, safe_outputs
from lrlib.grading.tell.lines import one_line

__all__ = ["FeedbackExporter", "Grades"]

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
_SHOWN_LIMIT: Final = 10_000
_COLOURED_LIMIT: Final = 20_000
_TAGS: Final = set(
    "b blockquote br caption code dd del div dl dt em hr i li ol p pre s small span strong sub "
    "sup table tbody td tfoot th thead tr u ul".split()
)
_ATTRIBUTES: Final = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
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


class Work(NamedTuple):
    """A cell of the learner's, or one of the course's that shows something."""

    kind: str  # "yours", "added", "given" or "text"
    html: Markup
    shown: list[Markup]


class Section(NamedTuple):
    """The cells under one heading."""

    title: str
    work: list[Work]
    checks: list[Check]


class Grades(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes points and comments of one notebook out of the gradebook."""

    _gradebook: Gradebook | None = None
    _url = ""

    def preprocess(self, nb: Any, resources: Any) -> tuple[NotebookNode, Any]:
        """Put what the gradebook knows into the resources.

        Parameters
        ----------
        nb : NotebookNode
            The autograded notebook.
        resources : dict
            nbconvert's, which names student, assignment and notebook.
        """
        about = resources["nbgrader"]
        if self._gradebook is None or self._url != about["db_url"]:
            self._gradebook, self._url = Gradebook(about["db_url"]), about["db_url"]
        with self._gradebook as gradebook:  # closed after each notebook; the engine stays
            row = gradebook.find_submission_notebook(
                about["notebook"], about["assignment"], about["student"]
            )
            resources["grades"] = {
                "score": row.score,
                "max_score": row.max_score,
                "penalty": row.late_submission_penalty or 0.0,
                "cells": _grades(gradebook, row.id),
                "comments": _comments(gradebook, row.id),
            }
        return nb, resources


def _grades(gradebook: Gradebook, notebook: str) -> dict[str, dict[str, Any]]:
    """Return points by grade id, in one query: each attribute of a row would be another."""
    columns = (Grade.score, Grade.max_score, Grade.needs_manual_grade, Grade.manual_score)
    query = gradebook.db.query(BaseCell.name, *columns).join(Grade.cell)
    return {
        name: {"points": score, "max_points": most, "waiting": waiting, "by_hand": by is not None}
        for name, score, most, waiting, by in query.filter(Grade.notebook_id == notebook)
    }


def _comments(gradebook: Gradebook, notebook: str) -> dict[str, str]:
    query = gradebook.db.query(BaseCell.name, Comment.comment).join(Comment.cell)
    return {name: said or "" for name, said in query.filter(Comment.notebook_id == notebook)}


class FeedbackExporter(Exporter):
    """Writes the page of one notebook.

    Takes the place of nbconvert's `HTMLExporter`, which nbgrader uses otherwise.
    """

    book_url = Unicode("", help="Where the course's book lies, for the links of hints.").tag(
        config=True
    )
    languages = List(
        Unicode(), ["en"], help="Languages of the pages, the first first: en, ko."
    ).tag(config=True)
    output_mimetype = "text/html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        # nbgrader makes the exporter after it has listed the notebooks, and before it opens any.
        if isinstance(self.parent, GenerateFeedback):
            self.parent.assignments = _graded_folders(self.parent, self.log)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the page of one autograded notebook.

        Parameters
        ----------
        nb : NotebookNode
            The notebook.
        resources : dict
            nbconvert's, with `grades` from the preprocessor of that name.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        if "grades" not in resources:
            msg = "c.GenerateFeedback.preprocessors must hold 'lrlib.grading.feedback.Grades'"
            raise NbGraderException(msg)
        page = page_of(nb, resources, self.book_url, list(self.languages))
        return _template().render(page), resources


def _graded_folders(converter: Any, log: Any) -> dict[str, list[str]]:
    """Return the graded notebooks by folder, as nbgrader lists them.

    nbgrader takes brackets in a learner's id for a pattern, and stops at a line break in one.
    """
    coursedir = converter.coursedir
    wanted = coursedir.format_path(
        coursedir.autograded_directory, coursedir.student_id, coursedir.assignment_id
    )
    found = {}
    for folder in sorted(glob.glob(wanted)):  # noqa: PTH207
        if one_line(folder, len(folder)) != folder:
            log.error("There is no feedback for %s: rename the learner's folder", one_line(folder))
            continue
        names = (str(path) for path in sorted(Path(folder).iterdir()))
        pattern = f"*/{coursedir.notebook_id}.ipynb"
        if notebooks := [name for name in names if fnmatch(name, pattern)]:
            found[folder] = notebooks
    return found


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
            work = _work(cell, section.title, answer=bool(answer), added=added)
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


def _work(cell: Any, heading: str, *, answer: bool, added: bool) -> Work | None:
    """Return a cell of the learner's, or one of the course's if it shows something."""
    if cell.cell_type == "markdown":
        pictures = cell.get("attachments", {}).values()
        outputs = [{"output_type": "display_data", "data": dict(data)} for data in pictures]
        return Work("text", _prose(cell.source), _shown(outputs, heading))
    if cell.cell_type != "code" or (not cell.source.strip() and not answer):
        return None
    outputs = [dict(output) for output in cell.get("outputs", [])]
    if answer or added:
        kind = "yours" if answer else "added"
        return Work(kind, _code(cell.source), _shown(outputs, heading, errors=True))
    shown = _shown(outputs, heading)
    return Work("given", _code(cell.source), shown) if shown else None


def _shown(outputs: list[dict[str, Any]], heading: str, *, errors: bool = False) -> list[Markup]:
    """Return a cell's outputs as clean HTML; exceptions only where they are the learner's."""
    shown: list[Markup] = []
    under = f" under “{heading}”" if heading else ""
    for output in outputs:
        if output.get("output_type") == "error":
            if errors:
                said = clean(f"{output.get('ename')}: {output.get('evalue')}")
                trace = clean("\n".join(output.get("traceback") or []), TEXT_LIMIT)
                shown.append(_text(trace if said in trace else f"{trace}\n{said}"))
            continue
        for safe in safe_outputs([_plain(output)]):
            data = safe.get("data", {})
            picture = next((mime for mime in data if mime.startswith("image/")), None)
            if picture:
                alt = f"A figure that your code{under} has drawn{_size(data[picture])}"
                source = f"data:{picture};base64,{data[picture]}"
                shown.append(Markup('<img src="{}" alt="{}">').format(source, alt))
            elif "text/html" in data:
                shown.append(_clean_html(data["text/html"]))
            else:
                text = safe.get("text") or data.get("text/plain") or data.get("text/latex")
                if text and text.strip():
                    shown.append(_text(text))
    return shown


def _plain(output: dict[str, Any]) -> dict[str, Any]:
    """Return an output with plain dicts and joined lines, as `safe_outputs` wants them."""
    data = output.get("data")
    if isinstance(data, dict):
        joined = {k: "".join(v) if isinstance(v, list) else v for k, v in data.items()}
        return {**output, "data": joined}
    return output


def _size(picture: str) -> str:
    """Say how large a PNG is; other pictures keep it to themselves."""
    head = base64.b64decode(picture[:64])
    if not head.startswith(b"\x89PNG") or len(head) < 24:
        return ""
    width, height = struct.unpack(">II", head[16:24])
    return f", {width} by {height} pixels"


def _text(text: str) -> Markup:
    return Markup('<pre class="said">{}</pre>').format(_cut(text.strip("\n")))


def _cut(text: str) -> str:
    left = len(text) - _SHOWN_LIMIT
    return text if left <= 0 else f"{text[:_SHOWN_LIMIT]}\n… and {left} characters more"


@lru_cache(maxsize=256)  # a class shares the course's cells, and some answers
def _code(source: str) -> Markup:
    """Return code with its words marked; very long code plain and cut."""
    source = source.strip("\n")
    if len(source) > _COLOURED_LIMIT:
        return escape(_cut(source))
    return Markup(highlight(source, _lexer(), _formatter()).rstrip("\n"))


def _prose(source: str) -> Markup:
    if len(source) > _COLOURED_LIMIT:
        return _text(source)
    return _clean_html(str(_markdown()(source)))


def _clean_html(html: str) -> Markup:
    """Return what is harmless of a learner's HTML, where it can be scrolled if it is wide."""
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES)
    if "<table" not in clean:
        return Markup('<div class="theirs">{}</div>').format(Markup(clean))
    return Markup(
        '<div class="theirs" tabindex="0" role="region" aria-label="A table of yours">{}</div>'
    ).format(Markup(clean))


def _points(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@cache
def _template() -> Any:
    folder = Path(__file__).with_name("templates")
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("feedback.html")


@cache
def _lexer() -> Any:
    return PythonLexer(stripnl=False)


@cache
def _formatter() -> Any:
    return HtmlFormatter(nowrap=True)


@cache
def _markdown() -> Any:
    return create_markdown(escape=True, plugins=["table", "strikethrough"])

"""`lrlib report EXERCISE --html`: one page on a class, in one file that opens without a network.

Everybody with the points and outcome of each question, the commonest mistakes with the question
that each draws and the answers behind it, and answers that are alike. Learners' code and names are
escaped, and the page runs no script but its own, which it names by a hash.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from lrlib.grading.gradebook.read import AutogradedNotebook, GradedCell
from lrlib.grading.outcomes import Outcome, clean
from lrlib.grading.tell.code import marked
from lrlib.grading.tell.exports import number
from lrlib.grading.tell.graded_work import GradedWork, in_order
from lrlib.grading.tell.report_document import Report, failure_of

__all__ = ["written"]

_MISTAKES: Final = 20
_ANSWERS: Final = 3  # of each mistake
_ANSWER_LIMIT: Final = 2_000
_GROUPS: Final = 50
_NAMES: Final = 12
_TEMPLATES: Final = Path(__file__).with_name("templates")
# A class of the cell, and its sign, for each outcome and for what persons do.
_SIGNS: Final = {
    Outcome.RIGHT: ("r", "✓"),
    Outcome.WRONG: ("w", "✗"),
    Outcome.CRASHED: ("w", "!"),
    Outcome.TIMED_OUT: ("w", "⧖"),
    Outcome.OUT_OF_MEMORY: ("w", "▣"),
    Outcome.NOT_WRITTEN: ("n", "–"),
    Outcome.UNREADABLE: ("n", "?"),
    "not read yet": ("h", "…"),
    "changed since it was read": ("h", "…"),
    "read": ("h", "✎"),
    "set by hand": ("h", "✎"),
    "no answer": ("n", "–"),
}
_STATES: Final = {
    "unread": "not read yet", "changed": "changed since it was read", "read": "read",
    "set": "set by hand",
}  # fmt: skip


class Answer(NamedTuple):
    """An answer behind a mistake, and who has it."""

    code: Markup
    students: str
    shared_by: int


class Mistake(NamedTuple):
    """A mistake or failure, the question that it draws, and answers behind it."""

    met_by: int
    text: str
    questions: str
    hints: list[tuple[str, str]]  # language, message
    answers: list[Answer]
    more: int  # answers that are not shown


def written(read: GradedWork, report: Report, coursedir: Any, to: Path) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    read : GradedWork
        What grading left behind.
    report : Report
        Of the same.
    coursedir : CourseDirectory
        nbgrader's, for the links.
    to : Path
        Where the page will lie.
    """
    columns = [(q["notebook"], q["id"], q["max_points"]) for q in report["questions"]]
    columns += [(q["notebook"], q["id"], q["max_points"]) for q in report["by_hand"]]
    script = (_TEMPLATES / "class.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    about: dict[str, Any] = {
        "report": report,
        "columns": columns,
        "rows": _rows(read, columns, _links(coursedir, to)),
        "mistakes": _mistakes(read, report),
        "alike": [
            ("Identical answers", report["identical_means"], _groups(report["identical"])),
            ("Nearly identical", report["near_identical_means"], _groups(report["near_identical"])),
        ],
        "legend": _SIGNS,
        "script": Markup(script),
        "script_hash": digest,
        "number": number,
    }
    return str(_template().render(about))


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("class.html")


class _Links(NamedTuple):
    """Where feedback pages and notebooks lie, as the page names them; {} stands for the student."""

    feedback: str
    notebook: str
    folder: Path


def _links(coursedir: Any, to: Path) -> _Links:
    here = to.resolve().parent
    name = coursedir.assignment_id

    def place(directory: str) -> str:
        path = coursedir.format_path(directory, "STUDENT", name)
        return os.path.relpath(path, here)

    return _Links(place(coursedir.feedback_directory), place(coursedir.autograded_directory), here)


def _rows(
    read: GradedWork, columns: Sequence[tuple[str, str, float]], links: _Links
) -> list[Markup]:
    """Return a row of the table for each student, those without a submission last."""
    cells: dict[str, dict[tuple[str, str], GradedCell]] = defaultdict(dict)
    for cell in read.cells:
        cells[cell.student][cell.notebook, cell.grade_id] = cell
    until = {found["student"]: found["until"] for found in read.extensions}
    rows = []
    for student in [*sorted(read.scores), *read.missing]:
        outcomes = {
            (notebook.name, grade_id): str(verdict["outcome"])
            for notebook in read.graded.get(student, ())
            for grade_id, verdict in notebook.verdicts.items()
        }
        mine = cells.get(student, {})
        points = [_cell(mine.get((nb, name)), outcomes.get((nb, name))) for nb, name, _ in columns]
        score, late = read.scores.get(student), read.late.get(student, 0.0)
        mark = "" if score is None else number(max(0.0, score - late))
        notes = ["not handed in"] if score is None else []
        notes += [f"late, −{number(late)}"] if late else []
        waiting = sum(cell.waiting for cell in mine.values())
        notes += [f"{waiting} not read yet"] if waiting else []
        notes += ["unreadable"] if Outcome.UNREADABLE in outcomes.values() else []
        notes += [f"until {until[student]}"] if student in until else []
        about = f"<th scope=row>{escape(student)}<td>{escape(read.names.get(student, ''))}"
        ends = f"<td>{escape(', '.join(notes))}<td>{_linked(student, read, links)}"
        rows.append(Markup(f"<tr>{about}{''.join(points)}<td class=p>{mark}{ends}"))
    return rows


def _cell(cell: GradedCell | None, outcome: str | None) -> str:
    """Return a cell of the table: a sign, the points, and the outcome in words as its title."""
    if cell is None:
        return "<td>"
    word = _STATES.get(cell.state) or outcome or ("no answer" if cell.is_manual else "")
    kind, sign = _SIGNS.get(word, ("n", ""))
    return f'<td class={kind} title="{word}">{number(cell.points)} {sign}'


def _linked(student: str, read: GradedWork, links: _Links) -> str:
    """Return links to the feedback and the notebook of a student, as far as they are there."""
    shown = []
    for notebook in read.graded.get(student, ()):
        for place, suffix, word in (
            (links.feedback, "html", "feedback"),
            (links.notebook, "ipynb", "notebook"),
        ):
            path = f"{place.replace('STUDENT', student)}/{notebook.name}.{suffix}"
            if (links.folder / path).exists():
                address = escape(quote(path))
                shown.append(
                    f'<a href="{address}" aria-label="{word} {escape(student)}">{word}</a>'
                )
    return " ".join(shown)


def _mistakes(read: GradedWork, report: Report) -> list[Mistake]:
    """Return the commonest mistakes and failures, with the answers behind them."""
    answers: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    hints: dict[tuple[str, ...], dict[str, str]] = {}
    for student, notebooks in read.graded.items():
        for notebook in notebooks:
            for grade_id in in_order(notebook):
                verdict = notebook.verdicts[grade_id]
                if verdict["outcome"] == Outcome.RIGHT:
                    continue
                key = failure_of(verdict)
                code = _answer_above(notebook, grade_id)
                if student not in answers[key][code]:
                    answers[key][code].append(student)
                hints.setdefault(key, (verdict["details"] or {}).get("messages") or {})
    met: list[Mapping[str, Any]] = [*report["mistakes"], *report["other_failures"]]
    met = [found for found in met if found.get("outcome") != Outcome.UNREADABLE]
    return [
        _mistake(found, answers, hints)
        for found in sorted(met, key=lambda found: -int(found["count"]))[:_MISTAKES]
    ]


def _mistake(
    found: Mapping[str, Any],
    answers: Mapping[tuple[str, ...], Mapping[str, Sequence[str]]],
    hints: Mapping[tuple[str, ...], Mapping[str, str]],
) -> Mistake:
    key = (found["function"], found["mistake"], found["text"])
    behind = sorted(answers[key].items(), key=lambda item: (-len(item[1]), item[0]))
    shown = [Answer(_code(c), _some(s), len(s)) for c, s in behind[:_ANSWERS] if c.strip()]
    return Mistake(
        found["count"],
        clean(found["text"], 300),
        ", ".join(found["questions"]),
        [(language, clean(text)) for language, text in hints.get(key, {}).items()],
        shown,
        len(behind) - len(shown),
    )


def _answer_above(notebook: AutogradedNotebook, grade_id: str) -> str:
    """Return the code of the answer that a check judges: the last one above it."""
    code = ""
    for cell in notebook.cells:
        about = cell.get("metadata", {}).get("nbgrader", {})
        if about.get("grade_id") == grade_id:
            break
        if about.get("solution") and cell.get("cell_type") == "code":
            code = "".join(cell.get("source", ""))
    return code


def _code(code: str) -> Markup:
    return marked(code if len(code) <= _ANSWER_LIMIT else f"{code[:_ANSWER_LIMIT]}\n…")


def _groups(groups: Iterable[Mapping[str, Any]]) -> list[tuple[int, str, str]]:
    return [
        (group["count"], ", ".join(group["answers"]), _some(group["students"]))
        for group in list(groups)[:_GROUPS]
    ]


def _some(students: Sequence[str]) -> str:
    more = len(students) - _NAMES
    return ", ".join(students[:_NAMES]) + (f" and {more} more" if more > 0 else "")

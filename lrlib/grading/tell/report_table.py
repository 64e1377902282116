"""The report as a table for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from lrlib.grading.outcomes import Outcome, clean
from lrlib.grading.tell.lines import one_line
from lrlib.grading.tell.report_document import Question, Report
from lrlib.grading.tell.report_people import ManualQuestion

__all__ = ["table"]

_SHOWN: Final = 10
_TABLE_LIMIT: Final = 1 << 20
_TOLD: Final = (Outcome.NOT_WRITTEN, Outcome.TIMED_OUT, Outcome.UNREADABLE)  # elsewhere there


def table(report: Report) -> str:
    """Return the report for a terminal.

    Parameters
    ----------
    report : mapping
        From `report_document.collect`.
    """
    graded = report["graded"]
    lines = [
        f"{report['exercise']}: {graded} graded, "
        f"{report['mean_score']:.1f} of {report['max_score']:g} points on average, "
        f"median {report['median_score']:g}",
        f"seed {_listed(report['seeds'])}, isolation {_listed(report['levels'])}",
    ]
    if report["not_submitted"]:
        lines.append(f"Not handed in: {_some(report['not_submitted'])}")
    if report["without_verdicts"]:
        others = _some(report["without_verdicts"])
        lines.append(f"Without outcomes, for something else graded them: {others}")
    if report["unread"]:
        lines.append(f"Not read yet: {report['unread']} of {report['to_read']} answers in words")
    lines += ["", *_question_lines(report["questions"], report["by_hand"])]
    for title, texts in (
        ("Known mistakes", [_mistake_line(found, graded) for found in report["mistakes"]]),
        ("Other failures", _first(_failure_lines(report))),
        ("Timed out", _first(_timed_out_lines(report))),
        ("Unreadable", _first(_unreadable_lines(report))),
        ("More time", _first(_extension_lines(report))),
    ):
        lines += ["", title, *texts] if texts else []
    if report["identical"]:
        lines += ["", "Identical answers", *_wrapped(report["identical_means"])]
        lines += _first(_alike_lines(report), "smaller groups")
    return clean("\n".join(lines), _TABLE_LIMIT) + "\n"


def _failure_lines(report: Report) -> Iterator[str]:
    for found in report["other_failures"]:
        if found["outcome"] not in _TOLD:
            counted = f"{found['count']} of {report['graded']}: {found['outcome']}"
            yield f"{counted}: {_short(found['text'])} ({_some(found['questions'], 3)})"


def _timed_out_lines(report: Report) -> Iterator[str]:
    for found in report["timed_out"]:
        yield f"{one_line(found['student'])}: {_some(found['questions'], 3)}"


def _unreadable_lines(report: Report) -> Iterator[str]:
    for found in report["unreadable"]:
        yield f"{one_line(found['student'])}: {_short(found['reason'])}"


def _extension_lines(report: Report) -> Iterator[str]:
    for found in report["extensions"]:
        reason = f": {_short(found['reason'])}" if found["reason"] else ""
        yield f"{one_line(found['student'])} until {found['until']}{reason}"


def _alike_lines(report: Report) -> Iterator[str]:
    for found in report["identical"]:
        answers = ", ".join(found["answers"])
        yield f"{found['count']} of {report['graded']}: {answers}: {_some(found['students'])}"


def _first(texts: Iterable[str], what: str = "more") -> list[str]:
    """Return the first of these as lines, and how many more there are."""
    lines = [f"  {text}" for text in texts]
    more = len(lines) - _SHOWN
    return lines[:_SHOWN] + ([f"  and {more} {what}"] if more > 0 else [])


def _question_lines(questions: Sequence[Question], manual: Sequence[ManualQuestion]) -> list[str]:
    """Return a row for each check, and for each question that a person reads."""
    counts: list[tuple[Question | ManualQuestion, dict[str, int]]] = [
        (question, {**question["outcomes"], "set by hand": question["set_by_hand"]})
        for question in questions
    ]
    counts += [(mine, {"read": mine["read"], "not read yet": mine["unread"]}) for mine in manual]
    words = [*map(str, Outcome), "set by hand", "read", "not read yet"]
    met = [word for word in words if any(count.get(word) for _, count in counts)]
    rows = [["question", *met, "points"]]
    for question, count in counts:
        points = f"{question['mean_points']:.2f} of {question['max_points']:g}"
        shown = [str(count.get(word) or "") for word in met]
        rows.append([question["id"], *shown, points])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _mistake_line(found: Mapping[str, Any], graded: int) -> str:
    function = f" ({found['function']})" if found["function"] else ""
    return f"  {found['count']} of {graded}: {found['text'].rstrip('.')}{function}"


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(map(str, values)) or "unknown"


def _some(names: Sequence[str], limit: int = _SHOWN) -> str:
    """Return the first of these names, and how many more there are."""
    more = len(names) - limit
    return ", ".join(map(one_line, names[:limit])) + (f" and {more} more" if more > 0 else "")


def _short(text: str, limit: int = 80) -> str:
    text = one_line(text)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 98, initial_indent="  ", subsequent_indent="  ")

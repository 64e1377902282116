"""`extensions.csv` in the course's folder: who has more time for what, until when, and why.

learner,exercise,until,reason
s02,07-m-examples,2035-02-07 23:59 +0900,was ill
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from lrlib.grading.course.moment import moment_of
from lrlib.grading.course.settings import RefusedError
from lrlib.grading.course.tables import Row, TableError, read_table

__all__ = ["EXTENSIONS", "Extension", "read_extensions"]

EXTENSIONS: Final = "extensions.csv"
_COLUMNS: Final = ("learner", "exercise", "until", "reason")
_DATE: Final = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\.?(?:[T\s]\s*(.*))?")
_FORM: Final = "2035-02-07 23:59 +0900"


class Extension(NamedTuple):
    """More time for one learner and one exercise.

    Attributes
    ----------
    until : datetime
        In UTC, without a time zone, as the gradebook has times.
    """

    learner: str
    exercise: str
    until: datetime
    reason: str


def read_extensions(
    root: Path, learners: Collection[str], due: Mapping[str, datetime | None]
) -> list[Extension]:
    """Return what extensions.csv says; nothing if there is none.

    Parameters
    ----------
    root : Path
        The course's folder.
    learners : collection of str
        Who is in the class list, or has handed in.
    due : mapping
        When each exercise is due.

    Raises
    ------
    RefusedError
        A row does not say what it should. The message names all such rows.
    """
    path = root / EXTENSIONS
    if not path.exists():
        return []
    try:
        rows = read_table(path, _COLUMNS)
    except TableError as error:
        msg = f"{error}. Nothing was graded"
        raise RefusedError(msg) from error
    found: dict[tuple[str, str], Extension] = {}
    problems = []
    for row in rows:
        try:
            extension = _extension(row, learners, due)
            key = extension.learner, extension.exercise
            if key in found:
                msg = f"{key[0]} has an extension for {key[1]} already. Expected one row for both"
                raise ValueError(msg)
            found[key] = extension
        except ValueError as error:
            problems.append(f"{EXTENSIONS}, row {row.number}: {error}")
    if problems:
        msg = "\n".join([*problems, "Nothing was graded"])
        raise RefusedError(msg)
    return list(found.values())


def _extension(
    row: Row, learners: Collection[str], due: Mapping[str, datetime | None]
) -> Extension:
    """Return the extension of one row; raises `ValueError`."""
    learner, exercise, until, reason = (row.cells[column] for column in _COLUMNS)
    _require_known("learner", learner, learners, "students.csv")
    _require_known("exercise", exercise, due, "the gradebook")
    deadline = due[exercise]
    if deadline is None:
        msg = (
            f"{exercise} has no due date, so nobody is late for it. Give it one: "
            f'nbgrader db assignment add {exercise} --duedate="2035-01-31 23:59:00"'
        )
        raise ValueError(msg)
    moment = _until(until)
    if moment < deadline:
        msg = (
            f"until is {moment:%Y-%m-%d %H:%M} UTC, before {exercise} is due, at "
            f"{deadline:%Y-%m-%d %H:%M} UTC. Expected a later time"
        )
        raise ValueError(msg)
    return Extension(learner, exercise, moment, reason)


def _require_known(what: str, got: str, known: Collection[str], where: str) -> None:
    if got in known:
        return
    near = difflib.get_close_matches(got, known, n=1)
    hint = f"Is {near[0]} meant?" if near else f"{where} does not have it"
    msg = f"expected the id of a {what}, got {got!r}. {hint}"
    if what == "exercise":
        msg = f"expected the name of an exercise, got {got!r}. {hint}"
    raise ValueError(msg)


def _until(text: str) -> datetime:
    """Return a time in UTC; a date alone is the end of that day. Raises `ValueError`."""
    found = _DATE.fullmatch(text)
    if found is None:
        msg = f"until: expected the form {_FORM}, with the year first, got {text!r}"
        raise ValueError(msg)
    year, month, day, rest = found.groups(default="")
    if not re.match(r"\d{1,2}:\d\d", rest):
        rest = f"23:59:59 {rest}"
    try:
        return moment_of(f"{year}-{int(month):02}-{int(day):02} {rest}".strip(), UTC)
    except ValueError as error:
        msg = f"until: {error}"
        raise ValueError(msg) from error

"""The class list: who is meant by what a learning platform calls somebody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from nbgrader.api import Gradebook, Student
from sqlalchemy import select

from lrlib.grading.course.settings import RefusedError
from lrlib.grading.course.tables import Row
from lrlib.grading.intake.upload_names import Named, name_key

__all__ = ["Roster", "read_class", "require_gradebook"]

# What columns are called in Moodle's grading worksheet, in a gradebook from Canvas, and in a
# table that somebody has written: the number of the name, the person, the time.
_NUMBERS: Final = ("identifier", "id")
_PEOPLE: Final = (
    "username", "sis login id", "id number", "sis user id", "email address", "email", "learner",
    "student_id", "id", "full name", "student",
)  # fmt: skip
_TIMES: Final = ("last modified (submission)", "submitted", "timestamp", "time")


class Roster:
    """Finds learners by id, e-mail address, number of the platform, or name.

    Parameters
    ----------
    people : iterable of (id, first name, last name, e-mail address, number)
        The class list.
    """

    def __init__(self, people: Iterable[Sequence[str | None]]) -> None:
        self._by_key: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._times: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self.ids: list[str] = []
        rows = [tuple(value or "" for value in person) for person in people]
        for student, first, last, email, number in rows:
            self.ids.append(student)
            for name in {name_key(first + last), name_key(last + first)} - {""}:
                self._by_name[name].add(student)
            for key in (email, number):
                if key:
                    self._by_key.setdefault(key.casefold(), student)
        self._by_key |= {student.casefold(): student for student in self.ids}  # these win

    def add_table(self, rows: Iterable[Row]) -> int:
        """Learn from a table of the platform's who is behind its numbers, and when they handed in.

        Parameters
        ----------
        rows : iterable of Row
            Of Moodle's grading worksheet, a gradebook from Canvas, or a table with the columns
            `learner` and `time`.

        Returns
        -------
        count : int
            How many rows are of somebody in the class list.
        """
        count = 0
        for row in rows:
            cells = {column.lower(): text for column, text in row.cells.items()}
            student = next(filter(None, (self._known(cells.get(c, "")) for c in _PEOPLE)), "")
            if not student:
                continue
            count += 1
            for column in _NUMBERS:
                if number := re.search(r"(\d+)\s*\Z", cells.get(column, "")):
                    self._numbers[number[1]] = student
            time = next((cells[c] for c in _TIMES if cells.get(c, "-") not in ("", "-")), "")
            if time:
                self._times[student] = time
        return count

    def time_of(self, student: str) -> str:
        """Return when somebody handed in, as the table says; empty if it does not."""
        return self._times.get(student, "")

    def find(self, named: Named) -> tuple[str, str]:
        """Return whose an upload is, or nobody and why."""
        for key in named.keys:
            student = self._numbers.get(key, "")
            if not student and not named.name:
                student = self._known(key)
            if student:
                return student, ""
        for key in named.keys if named.name and not named.reply_as.endswith("/") else ():
            if key in self._by_key:  # a number of Canvas's
                return self._by_key[key], ""
        names = [named.name, *named.name.split("-")[1:]] if named.name else named.keys
        for name in names:
            found = self._by_name.get(name_key(name), set())
            if len(found) == 1:
                return next(iter(found)), ""
            if found:
                return "", f"{', '.join(sorted(found))} have this name"
        return "", "nobody in the class list is called so"

    def _known(self, text: str) -> str:
        if student := self._by_key.get(text.casefold()):
            return student
        found = self._by_name.get(name_key(text), set()) if text else set()
        return next(iter(found)) if len(found) == 1 else ""


def require_gradebook(coursedir: Any) -> None:
    """Raise `RefusedError` if a course has no gradebook: opening it would make one."""
    file = coursedir.db_url.removeprefix("sqlite:///")
    if file != coursedir.db_url and not Path(file).exists():
        msg = (
            f"there is no gradebook {file}. Run this in the course's folder, after "
            "'nbgrader generate_assignment EXERCISE'"
        )
        raise RefusedError(msg)


def read_class(gradebook: Gradebook, assignment: str) -> tuple[Roster, list[str]]:
    """Return the class list, and the names of an assignment's notebooks.

    Raises
    ------
    RefusedError
        There is no class list, or the assignment was never released.
    """
    columns = (Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    people = gradebook.db.execute(select(Student.id, *columns)).all()
    if not people:
        msg = (
            "there is no class list, so nobody can be found in it. Write students.csv and give "
            "'nbgrader db student import students.csv' first"
        )
        raise RefusedError(msg)
    known = {row.name: [n.name for n in row.notebooks] for row in gradebook.assignments}
    if not known.get(assignment):
        others = ", ".join(sorted(name for name, found in known.items() if found)) or "none"
        msg = f"{assignment} was never released. Released are {others}"
        raise RefusedError(msg)
    return Roster(people), known[assignment]

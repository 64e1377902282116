"""Marks as CSV: nbgrader's own with outcomes, and what Canvas and Moodle import.

    nbgrader export --exporter=lrlib.grading.exports.OutcomeExport --to marks.csv
    nbgrader export --exporter=lrlib.grading.exports.CanvasExport --to canvas.csv
    nbgrader export --exporter=lrlib.grading.exports.MoodleExport --to moodle.csv

Names come from learners, and spreadsheets compute what begins like a formula. So an apostrophe,
as a spreadsheet writes it, goes before each = + - and @ at the beginning of a text, and before
those that follow a semicolon: where it separates columns, another cell begins there.
Control characters are left out, and a line break becomes a space.
"""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Dict, Unicode

from lrlib.grading.gradebook.read import Mark, marks
from lrlib.grading.tell.lines import one_line

__all__ = ["CanvasExport", "MoodleExport", "OutcomeExport", "safe_text"]

_FORMULA: Final = re.compile(r"(^|;)([\s\"]*)(?=[=+\-@＝＋－＠])")


def safe_text(value: object) -> str:
    """Return text of one line that no spreadsheet takes for a formula."""
    text = "" if value is None else one_line(value, 10_000)
    return text if text == "-" else _FORMULA.sub(r"\1'\2", text)


def number(value: float | None) -> str:
    """Write points with at most two decimals; nothing where there are none."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


class _MarksExport(ExportPlugin):  # type: ignore[misc]
    """The code that the three exporters share."""

    default_name = ""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file.

        Parameters
        ----------
        gradebook : Gradebook
            nbgrader's.
        """
        coursedir = getattr(self.parent, "coursedir", None) or CourseDirectory(parent=self)
        wanted, students = list(map(str, self.assignment)), map(str, self.student)
        to = Path(self.to or self.default_name)
        try:
            _require_known(wanted, gradebook)
            found = list(marks(gradebook, coursedir, wanted, students))
            self.warn_of_unread(found)
            lines = list(self.rows(found))
            with to.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(lines)
        except (ValueError, OSError) as error:
            self.log.error("Nothing was exported: %s", error)
            raise SystemExit(1) from error
        self.log.info("Exported marks to %s", to)

    def warn_of_unread(self, found: Iterable[Mark]) -> None:
        """Warn if a mark holds no points yet for an answer that a person reads."""
        for name, number_of, whose in unread_by_assignment(found):
            self.log.warning(
                "Answers of %s that are not read yet: %d. They count as they stand: %s",
                name, number_of, one_line(", ".join(whose)),
            )  # fmt: skip

    def compare(self, most: float, stated: str, where: str) -> None:
        """Warn if the other side counts with another maximum."""
        with contextlib.suppress(ValueError):
            if float(stated) != most:
                text = "The most in %s is %s, here it is %s: marks are written as they are"
                self.log.warning(text, where, stated, number(most))

    def rows(self, found: list[Mark]) -> Iterable[Sequence[str]]:
        """Return the lines of the file."""
        raise NotImplementedError

    def key(self, value: object) -> str:
        """Return what identifies somebody; warn where that had to be changed."""
        text = safe_text(value)
        if text != one_line(value or "", len(str(value))):
            self.log.warning("%s begins like a formula; this row will match nobody", text)
        return text


class OutcomeExport(_MarksExport):
    """nbgrader's columns, and one that tells a crash from a wrong answer.

    As in nbgrader's export, who handed nothing in has the score 0.0; `outcome` says so.
    """

    default_name = "grades.csv"

    def rows(self, found: list[Mark]) -> Iterable[Sequence[str]]:
        """Return the lines of the file."""
        yield (
            "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
            "late_submission_penalty,score,max_score,outcome"
        ).split(",")
        for mark in found:
            student = mark.student
            texts = (mark.assignment.name, mark.assignment.duedate, mark.timestamp, student.id)
            names = (student.last_name, student.first_name, student.email)
            scores = (mark.raw_score or 0.0, mark.penalty, mark.score or 0.0)
            points = [round(value, 6) for value in scores]  # 1.4, not 1.4000000000000001
            yield [
                *map(safe_text, (*texts, *names)),
                *map(str, (*points, mark.assignment.max_score)),
                mark.outcome,
            ]


class CanvasExport(_MarksExport):
    """What Canvas takes under Grades, Import.

    The importer (lib/gradebook_importer.rb of instructure/canvas-lms) wants the columns Student,
    ID, SIS User ID, SIS Login ID and Section in this order, then one for each assignment named
    "Title (id)", then a row that begins with Points Possible. It finds people by ID, SIS User
    ID, SIS Login ID and name, in this order, and makes a new assignment of a title without an
    id. An empty cell is no grade: who handed nothing in gets one, not 0.

    With `template`, a gradebook exported from Canvas, ids and people come from there, and
    columns that are not ours are left out.
    """

    default_name = "canvas.csv"
    assignment_ids = Dict(help="Canvas's id of each assignment, by name.").tag(config=True)
    template = Unicode("", help="A gradebook exported from Canvas, to be filled in.").tag(
        config=True
    )

    def rows(self, found: list[Mark]) -> Iterable[Sequence[str]]:
        """Return the lines of the file."""
        names = list(dict.fromkeys(mark.assignment.name for mark in found))
        most = {mark.assignment.name: mark.assignment.max_score for mark in found}
        scores = {(mark.student.id, mark.assignment.name): mark.score for mark in found}
        titles = {name: self.assignment_ids.get(name) for name in names}
        headers = [f"{name} ({known})" if known else name for name, known in titles.items()]
        people = {mark.student.id: self._person(mark.student) for mark in found}
        for name in sorted(set(self.assignment_ids) - set(names)):
            self.log.warning("c.CanvasExport.assignment_ids names %s, which is not exported", name)
        if self.template:
            headers, people = self._from_template(most, headers, people)
        yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *headers]
        yield ["    Points Possible", "", "", "", "", *(number(most[name]) for name in names)]
        for student, person in people.items():
            yield [*person, *(number(scores.get((student, name))) for name in names)]

    def _person(self, student: Any) -> list[str]:
        parts = [name for name in (student.last_name, student.first_name) if name]
        name = ", ".join(parts) or student.id
        return [safe_text(name), self.key(student.lms_user_id), "", self.key(student.id), ""]

    def _from_template(
        self, most: dict[str, float], headers: list[str], students: dict[str, list[str]]
    ) -> tuple[list[str], dict[str, list[str]]]:
        """Take headers and people from what Canvas has exported."""
        names = list(most)
        known = {person[1]: student for student, person in students.items() if person[1]}
        known |= {student: student for student in students}
        first, lines = _read(self.template)
        _require_columns(self.template, first, {"Student", "ID"}, "a gradebook from Canvas")
        by_title = {re.sub(r" \(\d+\)$", "", header): header for header in first}
        headers = [by_title.get(name, own) for name, own in zip(names, headers, strict=True)]
        people = {}
        columns = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
        for line in lines:
            keys = (line.get(column, "") for column in ("ID", "SIS User ID", "SIS Login ID"))
            student = next((known[key] for key in keys if key in known), None)
            if line.get("Student", "").strip() == "Points Possible":
                for name, header in zip(names, headers, strict=True):
                    self.compare(most[name], line.get(header, ""), header)
            if student is not None:
                people[student] = [safe_text(line.get(column, "")) for column in columns]
        for student in sorted(set(students) - set(people)):
            self.log.warning("%s is not in %s", student, self.template)
        return headers, people


class MoodleExport(_MarksExport):
    """What Moodle takes under Grades, Import, CSV file.

    https://docs.moodle.org/405/en/Grade_import: people are found by a column of your choice
    (user name, ID number or e-mail address), each other column is mapped to a grade item or to
    its feedback, and feedback must come together with its grades. "-" is Moodle's own word for
    no grade: who handed nothing in gets it, not 0.

    With `template`, an assignment's grading worksheet, this is filled in instead: its columns
    Grade and Feedback comments, for one assignment. Moodle finds the rows again by Identifier.
    """

    default_name = "moodle.csv"
    template = Unicode("", help="A grading worksheet of Moodle's, to be filled in.").tag(
        config=True
    )

    def rows(self, found: list[Mark]) -> Iterable[Sequence[str]]:
        """Return the lines of the file."""
        if self.template:
            return self._worksheet(found)
        return self._grades(found)

    def _grades(self, found: list[Mark]) -> Iterable[Sequence[str]]:
        names = list(dict.fromkeys(mark.assignment.name for mark in found))
        people = {mark.student.id: mark.student for mark in found}
        by_key = {(mark.student.id, mark.assignment.name): mark for mark in found}
        items = [title for name in names for title in (name, f"{name} (feedback)")]
        yield ["Username", "First name", "Last name", "Email address", *map(safe_text, items)]
        for student in people.values():
            line = [self.key(student.id), safe_text(student.first_name)]
            line += [safe_text(student.last_name), self.key(student.email)]
            for name in names:
                mark = by_key[student.id, name]
                line += [number(mark.score) or "-", comment(mark)]
            yield line

    def _worksheet(self, found: list[Mark]) -> Iterable[Sequence[str]]:
        if len({mark.assignment.name for mark in found}) > 1:
            msg = "a grading worksheet is of one assignment: name it with --assignment"
            raise ValueError(msg)
        headers, lines = _read(self.template)
        what = "a grading worksheet, downloaded while Moodle speaks English"
        _require_columns(self.template, headers, {"Identifier", "Grade"}, what)
        keys = ("Email address", "Username", "ID number")
        if not set(keys) & set(headers):
            msg = f"{self.template} tells nobody: it has none of the columns {', '.join(keys)}"
            raise ValueError(msg)
        by_key = {m.student.id: m for m in found} | {
            m.student.email.lower(): m for m in found if m.student.email
        }
        if "Feedback comments" not in headers:
            headers = [*headers, "Feedback comments"]
        yield headers
        missing = {m.student.id for m in found if m.score is not None}
        for line in lines:
            wanted = (line.get(key, "") for key in keys)
            mark = next((by_key[k.lower()] for k in wanted if k.lower() in by_key), None)
            if mark is not None and mark.score is not None:
                missing.discard(mark.student.id)
                line |= {"Grade": number(mark.score), "Feedback comments": comment(mark)}
            yield [safe_text(line.get(header, "")) for header in headers]
        for student in sorted(missing):
            self.log.warning("%s is not in %s", student, self.template)
        for stated in {line.get("Maximum Grade", "") for line in lines} if found else ():
            self.compare(found[0].assignment.max_score, stated, self.template)


def unread_by_assignment(found: Iterable[Mark]) -> list[tuple[str, int, list[str]]]:
    """Return for each assignment with unread answers how many there are, and whose."""
    by_name: dict[str, list[Mark]] = {}
    for mark in found:
        if mark.unread:
            by_name.setdefault(mark.assignment.name, []).append(mark)
    return [
        (name, sum(mark.unread for mark in some), [mark.student.id for mark in some])
        for name, some in by_name.items()
    ]


def comment(mark: Mark) -> str:
    """Say in a line how a mark came about."""
    if mark.penalty and mark.score is not None:
        return f"{mark.outcome}; {number(mark.penalty)} taken away for lateness"
    return mark.outcome


def _require_known(wanted: Iterable[str], gradebook: Gradebook) -> None:
    known = [assignment.name for assignment in gradebook.assignments]
    for name in wanted:
        if name not in known:
            msg = f"the gradebook has no assignment {name}. It has {', '.join(known) or 'none'}"
            raise ValueError(msg)


def _require_columns(path: str, found: Iterable[str], wanted: set[str], what: str) -> None:
    missing = sorted(wanted - set(found))
    if missing:
        msg = f"{path} has no column {missing[0]!r}. Expected {what}, with commas between columns"
        raise ValueError(msg)


def _read(path: str) -> tuple[list[str], list[dict[str, str]]]:
    """Read a CSV file that has a header, with or without a byte-order mark."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        lines = [{k: v or "" for k, v in line.items() if k is not None} for line in reader]
        return list(reader.fieldnames or []), lines

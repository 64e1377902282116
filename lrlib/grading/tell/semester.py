"""`lrlib marks`: one mark for the semester, of all exercises.

Each exercise counts as the share of its points that a learner has, after what lateness costs. The
mark is the weighted mean of these shares, as per cent. Without weights.csv an exercise weighs as
much as it gives points. With `--best N`, the N exercises with the highest shares count.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from nbgrader.api import Gradebook

from lrlib.grading.classroom.classwork import WORK
from lrlib.grading.classroom.configuration import converter_of
from lrlib.grading.classroom.store import Store, write_atomically
from lrlib.grading.course.extensions import Extension
from lrlib.grading.course.settings import RefusedError
from lrlib.grading.course.tables import TableError, read_table
from lrlib.grading.gradebook.extensions import Extensions, granted
from lrlib.grading.gradebook.lateness import Lateness
from lrlib.grading.gradebook.read import Mark, graded_cells, points_and_late, unread
from lrlib.grading.gradebook.roster import require_gradebook
from lrlib.grading.tell.exports import CanvasExport, MoodleExport, number, safe_text
from lrlib.grading.tell.lines import one_line

__all__ = ["WEIGHTS", "Exercise", "SemesterMark", "main", "mark_of", "read_weights"]

WEIGHTS: Final = "weights.csv"


class Exercise(NamedTuple):
    """One exercise of the semester.

    Attributes
    ----------
    scores : dict
        Points after lateness, of those who have handed in.
    due : datetime or None
        When it is due, for those without an extension.
    """

    name: str
    most: float
    weight: float
    scores: dict[str, float]
    due: datetime | None
    unread: int


class SemesterMark(NamedTuple):
    """The mark of one learner.

    Attributes
    ----------
    mark : float or None
        Per cent; None where nothing counts yet.
    counted : tuple of str
        The exercises that count.
    still_open : tuple of str
        Those that are not handed in, and not yet due.
    """

    mark: float | None
    counted: tuple[str, ...]
    still_open: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Write the marks of the semester; 0 if they were written."""
    options = _parsed(arguments)
    try:
        converter = converter_of("")
        require_gradebook(converter.coursedir)
        with ExitStack() as stack:
            coursedir = converter.coursedir
            stack.enter_context(Store(Path(coursedir.root, WORK)).locked())
            gradebook = stack.enter_context(Gradebook(coursedir.db_url, coursedir.course_id))
            _write_all(options, converter, gradebook)
    except (RefusedError, TableError, ValueError, OSError) as error:
        sys.stderr.write(f"lrlib marks: {error}\n")
        return 1
    return 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="lrlib marks",
        description="Write one mark for the semester, of all exercises that are graded. Run it in "
        "the course's folder. Deadlines, extensions and the late policy count as they are now; "
        "weights.csv (exercise, weight) says what each exercise counts, else its points do.",
    )
    parser.add_argument(
        "--best", type=int, metavar="N", help="count only the N exercises with the highest share"
    )
    parser.add_argument(
        "--to", type=Path, default=Path("marks.csv"), metavar="FILE", help="for a spreadsheet"
    )
    parser.add_argument("--canvas", type=Path, metavar="FILE", help="also for Canvas to import")
    parser.add_argument("--moodle", type=Path, metavar="FILE", help="also for Moodle to import")
    parser.add_argument(
        "--title", default="Mark", metavar="NAME", help="of the mark's column there; Mark"
    )
    found = parser.parse_args(arguments)
    if found.best is not None and found.best < 1:
        parser.error(f"--best: expected a number from 1, got {found.best}")
    return found


def _write_all(options: argparse.Namespace, converter: Any, gradebook: Gradebook) -> None:
    extensions = granted(converter.coursedir, gradebook)
    for name in [row.name for row in gradebook.assignments if row.num_submissions]:
        converter.coursedir.assignment_id = name
        of_this = Extensions(converter.coursedir, extensions)
        if changed := Lateness(converter, gradebook, of_this).renew():
            names = ", ".join(map(one_line, changed))
            sys.stdout.write(f"{name}: another deadline, other lateness: {names}\n")
    exercises = _exercises(gradebook, read_weights(Path(converter.coursedir.root), gradebook))
    if not exercises:
        msg = "nothing is graded yet. Run 'lrlib grade EXERCISE' first"
        raise RefusedError(msg)
    students = sorted(
        gradebook.students, key=lambda s: (s.last_name or "", s.first_name or "", s.id)
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    found = {s.id: mark_of(s.id, exercises, extensions, now, options.best) for s in students}
    _write(options.to, _table(students, exercises, found))
    for path, kind in ((options.canvas, CanvasExport), (options.moodle, MoodleExport)):
        if path is not None:
            rows = kind(parent=converter.parent).rows(_as_marks(students, found, options.title))
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(rows)
            write_atomically(path, text.getvalue().encode())
    sys.stdout.write("\n".join(_told(exercises, found, options)) + "\n")


def read_weights(root: Path, gradebook: Gradebook) -> dict[str, float]:
    """Return what each exercise counts; its points, where there is no weights.csv.

    Raises
    ------
    TableError
        A row does not say what it should, or an exercise has none.
    """
    points = {row.name: float(row.max_score) for row in gradebook.assignments}
    path = root / WEIGHTS
    if not path.exists():
        return points
    weights: dict[str, float] = {}
    problems = []
    for row in read_table(path, ("exercise", "weight")):
        name, text = row.cells["exercise"], row.cells["weight"]
        try:
            value = float(text.replace(",", ".").removesuffix("%"))
        except ValueError:
            value = -1.0
        if name not in points:
            known = ", ".join(points)
            problems.append(f"row {row.number}: expected an exercise ({known}), got {name!r}")
        elif name in weights:
            problems.append(f"row {row.number}: {name} has a weight already")
        elif not 0 <= value < float("inf"):
            problems.append(f"row {row.number}: expected a number from 0, got {text!r}")
        weights[name] = value
    missing = [name for name in points if name not in weights]
    problems += [f"no row for {name}. Give it 0 to leave it out" for name in missing]
    if problems:
        msg = "\n".join(f"{WEIGHTS}, {problem}" for problem in problems)
        raise TableError(msg)
    return weights


def _exercises(gradebook: Gradebook, weights: Mapping[str, float]) -> list[Exercise]:
    """Return the exercises that count, and for which something is graded."""
    found = []
    for row in gradebook.assignments:
        most, weight = float(row.max_score), weights[row.name]
        if not row.num_submissions or not most or not weight:
            continue
        points = points_and_late(gradebook, row.name)
        scores = {student: max(0.0, score - late) for student, (score, late) in points.items()}
        waiting, _ = unread(graded_cells(gradebook, row.name))
        found.append(Exercise(row.name, most, weight, scores, row.duedate, waiting))
    return sorted(found, key=lambda exercise: exercise.name)


def mark_of(
    student: str,
    exercises: Sequence[Exercise],
    extensions: Sequence[Extension],
    now: datetime,
    best: int | None,
) -> SemesterMark:
    """Return the mark of one learner.

    What is not handed in counts 0 once it is due, for this learner; before that it does not count.
    """
    until = {e.exercise: e.until for e in extensions if e.learner == student}
    shares, still_open = [], []
    for exercise in exercises:
        due = until.get(exercise.name, exercise.due)
        if student not in exercise.scores and due is not None and due > now:
            still_open.append(exercise.name)
        else:
            shares.append((exercise.scores.get(student, 0.0) / exercise.most, exercise))
    shares.sort(key=lambda item: -item[0])
    counted = shares[:best]
    if not counted:
        return SemesterMark(None, (), tuple(still_open))
    whole = sum(exercise.weight for _, exercise in counted)
    mark = 100 * sum(share * exercise.weight for share, exercise in counted) / whole
    names = tuple(sorted(exercise.name for _, exercise in counted))
    return SemesterMark(mark, names, tuple(still_open))


def _table(
    students: Sequence[Any], exercises: Sequence[Exercise], found: Mapping[str, SemesterMark]
) -> Iterator[list[str]]:
    """Yield the lines of the spreadsheet."""
    titles = [safe_text(f"{e.name} ({number(e.most)})") for e in exercises]
    yield ["id", "last_name", "first_name", "email", *titles, "mark", "counted", "not_yet_due"]
    for student in students:
        mark = found[student.id]
        about = (student.id, student.last_name, student.first_name, student.email)
        scores = [number(exercise.scores.get(student.id)) for exercise in exercises]
        names = ["; ".join(mark.counted), "; ".join(mark.still_open)]
        yield [*map(safe_text, about), *scores, number(mark.mark), *map(safe_text, names)]


def _as_marks(students: Sequence[Any], found: Mapping[str, SemesterMark], title: str) -> list[Mark]:
    """Return the marks of the semester as those of an assignment, which the exports write."""
    whole = SimpleNamespace(name=title, max_score=100.0, duedate=None)
    return [
        Mark(whole, student, None, mark.mark, 0.0, mark.mark, f"of {', '.join(mark.counted)}")
        for student in students
        for mark in [found[student.id]]
    ]


def _write(path: Path, lines: Iterator[list[str]]) -> None:
    """Write a table as UTF-8, with a byte-order mark if Excel would take it for something else."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    content = text.getvalue()
    write_atomically(path, content.encode("utf-8" if content.isascii() else "utf-8-sig"))


def _told(
    exercises: Sequence[Exercise], found: Mapping[str, SemesterMark], options: argparse.Namespace
) -> Iterator[str]:
    best = f", the best {options.best} of them" if options.best else ""
    yield f"{len(found)} marks of {len(exercises)} exercises{best}, in {options.to}"
    whole = sum(exercise.weight for exercise in exercises)
    for exercise in exercises:
        share = 100 * exercise.weight / whole
        waiting = f", {exercise.unread} answers not read yet" if exercise.unread else ""
        yield f"  {exercise.name}: {number(share)} %, {len(exercise.scores)} handed in{waiting}"
    if any(exercise.unread for exercise in exercises):
        yield "Answers that are not read yet count as they stand."

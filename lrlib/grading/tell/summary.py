"""What became of a class, as tables for a terminal: the last words of `lrlib grade`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from lrlib.grading.classroom.results import StoredVerdict
from lrlib.grading.gradebook.changes import Changed
from lrlib.grading.gradebook.read import GradedCell, unread
from lrlib.grading.outcomes import Outcome
from lrlib.grading.tell.lines import one_line

__all__ = ["ClassVerdicts", "points_table", "questions_table", "reasons", "unread_line"]

_CHANGES_SHOWN: Final = 20
_WORDS: Final = {
    "read": "read",
    "unread": "not read yet",
    "changed": "changed since read",
    "set": "set by hand",
    "": "no answer",
}

# By student, for each of the student's notebooks: the verdicts by grade id, if there are any.
ClassVerdicts = Mapping[str, Sequence[Mapping[str, StoredVerdict | None] | None]]


class _Entry(NamedTuple):
    """One check of one student."""

    student: str
    question: str
    verdict: StoredVerdict


def questions_table(
    verdicts: ClassVerdicts, order: Sequence[str], cells: Sequence[GradedCell] = ()
) -> Iterator[str]:
    """Yield a table: for each question, how many had which outcome.

    Parameters
    ----------
    verdicts : mapping
        Of the whole class.
    order : sequence of str
        The grade ids, as they stand in the notebooks.
    cells : sequence of GradedCell
        What the gradebook knows of them. What a person has set or has to read counts as that.
    """
    counts: dict[str, Counter[str]] = {name: Counter() for name in order}
    by_hand = {(c.student, c.grade_id): c for c in cells if c.is_manual or c.state}
    for student, name, verdict in _checks(verdicts):
        if (student, name) not in by_hand:
            counts.setdefault(name, Counter())[str(verdict["outcome"])] += 1
    for cell in by_hand.values():
        counts.setdefault(cell.grade_id, Counter())[_WORDS[cell.state]] += 1
    words = [*map(str, Outcome), *_WORDS.values()]
    seen = [word for word in words if any(count[word] for count in counts.values())]
    width = max(map(len, [*counts, "question"]))
    yield "  ".join([f"{'question':{width}}", *seen])
    for name, count in counts.items():
        shown = [f"{count[word] or '·':>{len(word)}}" for word in seen]
        yield "  ".join([f"{name:{width}}", *shown])


def points_table(points: Mapping[str, float]) -> Iterator[str]:
    """Yield a table: how many have how many points, before anything is taken for lateness."""
    counts = sorted(Counter(round(value, 6) for value in points.values()).items(), reverse=True)
    yield "points  submissions"
    for value, count in counts:
        yield f"{value:6g}  {count:11}"


def changes_table(changed: Sequence[Changed], path: str) -> list[str]:
    """Return a table of the marks that a run has changed, and the file that keeps them."""
    if not changed:
        return []
    rows = [("changed marks", "before", "now", "points", "taken for lateness")]
    for one in changed[:_CHANGES_SHOWN]:
        points = _moved(one.points_before, one.points)
        late = _moved(one.late_before, one.late)
        rows.append((one_line(one.student), f"{one.before:g}", f"{one.now:g}", points, late))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) if 0 < i < 3 else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    more = len(changed) - _CHANGES_SHOWN
    also = f"and {more} more. " if more > 0 else ""
    return ["", *lines, f"{also}All changes are kept in {path}"]


def _moved(before: float, now: float) -> str:
    return "" if before == now else f"{before:g} → {now:g}"


def unread_line(cells: Sequence[GradedCell]) -> list[str]:
    """Say how many answers wait for a person, in a line; nothing if none does."""
    waiting, asked = unread(cells)
    if not waiting:
        return []
    changed = sum(cell.state == "changed" for cell in cells)
    also = f", {changed} of them changed since they were read" if changed else ""
    return ["", f"{waiting} of {asked} answers in words are not read yet{also}"]


def reasons(title: str, found: Mapping[str, str]) -> list[str]:
    """Return a paragraph that names students, each with a reason; nothing if there are none."""
    lines = [f"  {one_line(student)}: {one_line(why)}" for student, why in sorted(found.items())]
    return ["", f"{title}:", *lines] if lines else []


def _checks(verdicts: ClassVerdicts) -> Iterator[_Entry]:
    for student, notebooks in verdicts.items():
        for notebook in notebooks:
            for name, verdict in (notebook or {}).items():
                if verdict is not None:
                    yield _Entry(student, name, verdict)

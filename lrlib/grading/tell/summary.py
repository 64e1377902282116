"""What became of a class, as tables for a terminal: the last words of `lrlib grade`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lrlib.grading.classroom.results import StoredVerdict
from lrlib.grading.outcomes import Outcome
from lrlib.grading.tell.lines import one_line

__all__ = ["ClassVerdicts", "points_table", "questions_table", "reasons"]

# By student, for each of the student's notebooks: the verdicts by grade id, if there are any.
ClassVerdicts = Mapping[str, Sequence[Mapping[str, StoredVerdict | None] | None]]


class _Entry(NamedTuple):
    """One check of one student."""

    student: str
    question: str
    verdict: StoredVerdict


def questions_table(verdicts: ClassVerdicts, order: Sequence[str]) -> Iterator[str]:
    """Yield a table: for each question, how many had which outcome.

    Parameters
    ----------
    verdicts : mapping
        Of the whole class.
    order : sequence of str
        The grade ids of the checks, as they stand in the notebooks.
    """
    counts: dict[str, Counter[str]] = {name: Counter() for name in order}
    for _, name, verdict in _checks(verdicts):
        counts.setdefault(name, Counter())[str(verdict["outcome"])] += 1
    seen = [str(o) for o in Outcome if any(count[str(o)] for count in counts.values())]
    width = max(map(len, [*counts, "question"]))
    yield "  ".join([f"{'question':{width}}", *seen])
    for name, count in counts.items():
        cells = [f"{count[outcome] or '·':>{len(outcome)}}" for outcome in seen]
        yield "  ".join([f"{name:{width}}", *cells])


def points_table(verdicts: ClassVerdicts) -> Iterator[str]:
    """Yield a table: how many have how many of the points that the checks give."""
    points = dict.fromkeys(verdicts, 0.0)
    for student, _, verdict in _checks(verdicts):
        points[student] += verdict["points"]
    counts = sorted(Counter(round(value, 6) for value in points.values()).items(), reverse=True)
    yield "points  submissions"
    for value, count in counts:
        yield f"{value:6g}  {count:11}"


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

"""The report as JSON has it: outcomes, mistakes and identical answers, counted for a class."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypedDict

from lrlib.grading.classroom.results import StoredVerdict
from lrlib.grading.gradebook.read import (
    AutogradedNotebook,
    GradedCell,
    unread,
)
from lrlib.grading.outcomes import Outcome
from lrlib.grading.tell.alike import MEANING, NEAR_MEANING, AlikeGroup, alike
from lrlib.grading.tell.graded_work import GradedWork, Notebooks, in_order, read_graded
from lrlib.grading.tell.report_people import (
    ExtendedTime,
    ManualQuestion,
    manual_questions,
)

__all__ = ["MetFailure", "Question", "Report", "collect", "failure_of", "report_of"]

SCHEMA: Final = 2


class Failure(NamedTuple):
    """Why a check failed, as far as failures can be counted together."""

    function: str
    mistake: str
    text: str  # the mistake's symptom, or the first line of the reason


class CountedFailure(TypedDict):
    """A failure of one check, and how many had it."""

    outcome: str
    function: str
    mistake: str
    text: str
    count: int


class MetFailure(CountedFailure):
    """A failure wherever it was met, and by whom."""

    questions: list[str]
    students: list[str]


class Question(TypedDict):
    """What became of one check in the whole class."""

    notebook: str
    id: str
    answered: int
    max_points: float
    mean_points: float
    outcomes: dict[str, int]
    set_by_hand: int
    failures: list[CountedFailure]


class TimedOut(TypedDict):
    """A student, and the checks that did not come to an end."""

    student: str
    questions: list[str]


class Unreadable(TypedDict):
    """A student from whose file nothing could be taken, and why."""

    student: str
    reason: str


class Report(TypedDict):
    """The whole document; report.schema.json describes each entry."""

    schema: int
    exercise: str
    graded: int
    not_submitted: list[str]
    without_verdicts: list[str]
    seeds: list[int]
    levels: list[str]
    max_score: float
    mean_score: float | None
    median_score: float | None
    unread: int
    to_read: int
    questions: list[Question]
    by_hand: list[ManualQuestion]
    extensions: list[ExtendedTime]
    mistakes: list[dict[str, Any]]  # as MetFailure, without the outcome
    other_failures: list[MetFailure]
    timed_out: list[TimedOut]
    unreadable: list[Unreadable]
    identical: list[AlikeGroup]
    identical_means: str
    near_identical: list[AlikeGroup]
    near_identical_means: str
    chart_text: str


def collect(coursedir: Any, exercise: str) -> Report | None:
    """Return the report as JSON has it, or None if the gradebook has no such assignment.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    exercise : str
        Name of the assignment.
    """
    read = read_graded(coursedir, exercise)
    return None if read is None else report_of(read, exercise)


def report_of(read: GradedWork, exercise: str) -> Report:
    """Return the report of an exercise that was read."""
    graded = read.graded
    every = [notebook for found in graded.values() for notebook in found]
    points = [read.scores[student] for student in graded]
    cells = [cell for cell in read.cells if cell.student in graded]
    questions = _questions(graded, cells)
    waiting, to_read = unread(cells)
    met = _met(graded)
    return {
        "schema": SCHEMA,
        "exercise": exercise,
        "graded": len(graded),
        "not_submitted": read.missing,
        "without_verdicts": read.without_verdicts,
        "seeds": sorted({n.facts["seed"] for n in every if "seed" in n.facts}),
        "levels": sorted({str(n.facts["level"]) for n in every if "level" in n.facts}),
        "max_score": read.max_score,
        "mean_score": statistics.fmean(points) if points else None,
        "median_score": statistics.median(points) if points else None,
        "unread": waiting,
        "to_read": to_read,
        "questions": questions,
        "by_hand": manual_questions(cells),
        "extensions": read.extensions,
        "mistakes": [_without_outcome(found) for found in met if found["mistake"]],
        "other_failures": [found for found in met if not found["mistake"]],
        "timed_out": _timed_out(graded),
        "unreadable": _all_unreadable(graded),
        "identical": alike(graded, read.released),
        "identical_means": MEANING,
        "near_identical": alike(graded, read.released, near=True),
        "near_identical_means": NEAR_MEANING,
        "chart_text": _in_words(exercise, questions),
    }


def _questions(graded: Notebooks, cells: Sequence[GradedCell]) -> list[Question]:
    """Return outcomes, points and failures of each check, in the order of the notebook.

    A check whose points a person has set counts as that, and not by its outcome.
    """
    verdicts: dict[tuple[str, str], list[StoredVerdict]] = defaultdict(list)
    by_hand = {(c.student, c.notebook, c.grade_id) for c in cells if c.state}
    points = {(c.student, c.notebook, c.grade_id): c.points for c in cells}
    earned: dict[tuple[str, str], list[float]] = defaultdict(list)
    for student, notebooks in graded.items():
        for notebook in notebooks:
            for grade_id in in_order(notebook):
                key, verdict = (notebook.name, grade_id), notebook.verdicts[grade_id]
                earned[key].append(points.get((student, *key), verdict["points"]))
                if (student, *key) not in by_hand:
                    verdicts[key].append(verdict)
    most = {(c.notebook, c.grade_id): c.max_points for c in cells}
    found: list[Question] = []
    for (name, grade_id), all_points in earned.items():
        given = verdicts[name, grade_id]
        outcomes = Counter(verdict["outcome"] for verdict in given)
        failures = Counter(
            (verdict["outcome"], failure_of(verdict))
            for verdict in given
            if verdict["outcome"] != Outcome.RIGHT
        )
        found.append(
            {
                "notebook": name,
                "id": grade_id,
                "answered": len(all_points),
                "max_points": most[name, grade_id],
                "mean_points": statistics.fmean(all_points),
                "outcomes": {str(o): outcomes[o] for o in Outcome if outcomes[o]},
                "set_by_hand": len(all_points) - len(given),
                "failures": [
                    _counted(outcome, failure, count)
                    for (outcome, failure), count in _most_first(failures)
                ],
            }
        )
    return found


def failure_of(verdict: StoredVerdict) -> Failure:
    """Return why a check failed."""
    details = verdict.get("details") or {}
    first = (verdict.get("reason") or "").strip().partition("\n")[0].rstrip(": ")
    return Failure(
        details.get("function") or "",
        details.get("mistake") or "",
        details.get("symptom") or details.get("mistake") or first,
    )


def _counted(outcome: str, failure: Failure, count: int) -> CountedFailure:
    return CountedFailure(
        outcome=outcome,
        function=failure.function,
        mistake=failure.mistake,
        text=failure.text,
        count=count,
    )


def _most_first(counts: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _met(graded: Notebooks) -> list[MetFailure]:
    """Return what went wrong, each with the students whom it happened to; most frequent first.

    A known mistake is one however a check saw it; other failures are one if their reason is.
    """
    students: dict[tuple[str, Failure], set[str]] = defaultdict(set)
    places: dict[tuple[str, Failure], dict[str, None]] = defaultdict(dict)
    for student, notebooks in graded.items():
        for notebook in notebooks:
            for grade_id in in_order(notebook):
                verdict = notebook.verdicts[grade_id]
                if verdict["outcome"] != Outcome.RIGHT:
                    failure = failure_of(verdict)
                    key = ("" if failure.mistake else verdict["outcome"], failure)
                    students[key].add(student)
                    places[key][grade_id] = None
    counts = Counter({key: len(found) for key, found in students.items()})
    return [
        MetFailure(
            **_counted(key[0], key[1], count),
            questions=list(places[key]),
            students=sorted(students[key]),
        )
        for key, count in _most_first(counts)
    ]


def _without_outcome(found: MetFailure) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != "outcome"}


def _timed_out(graded: Notebooks) -> list[TimedOut]:
    return [
        {"student": student, "questions": questions}
        for student, notebooks in graded.items()
        if (
            questions := [
                grade_id
                for notebook in notebooks
                for grade_id, verdict in notebook.verdicts.items()
                if verdict["outcome"] == Outcome.TIMED_OUT
            ]
        )
    ]


def _all_unreadable(graded: Notebooks) -> list[Unreadable]:
    reasons = {student: _unreadable(found) for student, found in graded.items()}
    return [{"student": student, "reason": why} for student, why in reasons.items() if why]


def _unreadable(notebooks: Sequence[AutogradedNotebook]) -> str:
    """Return why nothing could be taken from somebody's file, or nothing."""
    verdicts = [verdict for notebook in notebooks for verdict in notebook.verdicts.values()]
    reasons = [v["reason"] for v in verdicts if v["outcome"] == Outcome.UNREADABLE]
    return reasons[0] if reasons else ""


def _in_words(exercise: str, questions: Sequence[Question]) -> str:
    """Say what the chart shows."""
    lines = [
        f"{question['id']}: " + ", ".join(f"{n} {o}" for o, n in question["outcomes"].items())
        for question in questions
    ]
    return f"Outcomes of each question of {exercise}. " + ". ".join(lines) + "."

"""What a graded submission is as JSON: in the store, between processes, and in notebooks."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict, final

from lrlib.grading.outcomes import Verdict

__all__ = ["CellResult", "NotebookFacts", "Result", "RunNote", "StoredVerdict", "stored_verdict"]


class StoredVerdict(TypedDict):
    """An `lrlib.grading.outcomes.Verdict`."""

    outcome: str
    points: float
    max_points: float
    reason: str
    details: dict[str, Any]


def stored_verdict(verdict: Verdict) -> StoredVerdict:
    """Return a verdict as JSON has it."""
    return {
        "outcome": str(verdict.outcome),
        "points": verdict.points,
        "max_points": verdict.max_points,
        "reason": verdict.reason,
        "details": verdict.details,
    }


class CellResult(TypedDict):
    """What became of one cell of the source notebook."""

    grade_id: str
    kind: str
    outputs: list[dict[str, Any]]  # as nbformat has them
    verdict: NotRequired[StoredVerdict]  # of a check


@final
class Result(TypedDict):
    """What became of one notebook."""

    cells: list[CellResult]
    added: list[list[dict[str, Any]]]  # the outputs of each of the learner's own cells
    seconds: float
    level: NotRequired[str]  # of isolation; there is none where nothing was run


class NotebookFacts(TypedDict, total=False):
    """What is noted in the metadata of an autograded notebook."""

    graded: bool
    seed: int
    level: str
    seconds: float
    handed_in: str  # a hash, from `content_hash`
    verdicts: dict[str, StoredVerdict | None]


class RunNote(TypedDict):
    """What is noted when a run begins, so that a stopped one is gone on with."""

    seed: int
    forced: bool
    students: list[str]

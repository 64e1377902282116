"""What a check cell earned, from the value of its last line or from the error that ended it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from lrlib.grading.course.assignment import SourceCell
from lrlib.grading.outcomes import Outcome, Verdict, clean
from lrlib.grading.sandbox.inside.shell import CELL_PREFIX

__all__ = ["explained", "learners_error", "named", "scored"]

_HIDDEN: Final = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


def scored(cell: SourceCell, value: Any) -> Verdict:
    """Take a number in the last line for a part of the points, and False for none."""
    if isinstance(value, np.ndarray):
        if value.dtype != np.bool_:
            why = "the last line of the test is an array, which says neither yes nor how much"
            return Verdict(Outcome.WRONG, 0.0, cell.points, why)
        value = bool(value.size and value.all())
    if isinstance(value, bool | np.bool_):
        outcome = Outcome.RIGHT if value else Outcome.WRONG
        reason = "" if value else "the last line of the test is False"
        return Verdict(outcome, cell.points if value else 0.0, cell.points, reason)
    if isinstance(value, int | float | np.number) and not isinstance(value, complex):
        points = float(np.real(value))
        if not 0.0 <= points <= cell.points:
            why = f"the test gave {points} of {cell.points} points, which cannot be"
            return Verdict(Outcome.WRONG, 0.0, cell.points, why)
        if points < cell.points:
            return Verdict(Outcome.WRONG, points, cell.points, "part of the tests passed")
    return Verdict(Outcome.RIGHT, cell.points, cell.points)


def learners_error(error: BaseException) -> BaseException | None:
    """Return the exception of the learner's code that is behind `error`, if one is."""
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        if hasattr(at, "learner_traceback"):
            return at
        seen.add(id(at))
        at = at.__cause__ or at.__context__
    return None


def explained(
    source: str, error: BaseException, theirs: BaseException | None
) -> tuple[str, dict[str, Any]]:
    """Return the reason for a check that failed, and what the report tells of it.

    Parameters
    ----------
    source : str
        The check cell.
    error : BaseException
        What ended it.
    theirs : BaseException or None
        The exception of the learner's code behind it.
    """
    messages = getattr(error, "messages", None)
    if isinstance(messages, dict):
        words = ("function", "property", "mistake", "symptom")
        details: dict[str, Any] = {key: getattr(error, key, None) for key in words}
        details = {key: value and clean(value, 200) for key, value in details.items()}
        details["messages"] = {str(k): clean(v) for k, v in messages.items()}
        read = getattr(error, "read", None)
        if isinstance(read, dict):
            details["read"] = {str(k): clean(v, 200) for k, v in read.items()}
        return clean(error), details
    if theirs is not None:
        trace = clean(getattr(theirs, "learner_traceback", ""))
        return clean(f"{type(theirs).__name__}: {theirs}\n{trace}").strip(), {}
    line = _failing_line(source, error)
    if line is None:
        return "a hidden test failed", {}
    text = "" if isinstance(error, AssertionError) and not str(error) else f"\n{_text(error)}"
    return clean(f"this test failed: {line}{text}"), {}


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def named(error: Mapping[str, Any]) -> str:
    """Return an exception of the learner's as text: type, message, traceback."""
    types = error["types"]
    return f"{types[0] if types else 'an error'}: {error['message']}\n{error['traceback']}".strip()


def _failing_line(source: str, error: BaseException) -> str | None:
    """Return the line of the check that failed, or None where learners are not to see it."""
    numbers = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(CELL_PREFIX) and frame.lineno
    ]
    lines = source.splitlines()
    if not numbers or numbers[0] > len(lines):
        return None if _HIDDEN[0] in source else "(its code)"
    before = lines[: numbers[0]]
    hidden = sum(_HIDDEN[0] in line for line in before) > sum(_HIDDEN[1] in line for line in before)
    return None if hidden else lines[numbers[0] - 1].strip()

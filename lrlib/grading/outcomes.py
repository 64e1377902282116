"""What became of a check, and what it is worth."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, NamedTuple

__all__ = ["Outcome", "Verdict", "clean"]

REASON_LIMIT = 4000
# Control characters except tab and newline, and characters that change the writing direction.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # ANSI escape sequences


class Outcome(StrEnum):
    """How a check ended. A right one earns all its points; a wrong one may earn a part."""

    RIGHT = "right"
    WRONG = "wrong"
    CRASHED = "crashed"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    NOT_WRITTEN = "not written"
    UNREADABLE = "unreadable"


class Verdict(NamedTuple):
    """The outcome of one check cell.

    Attributes
    ----------
    outcome : Outcome
        How the check ended.
    points, max_points : float
        What was earned, of how much.
    reason : str
        Why, in words for the learner; empty where all is right.
    details : dict
        Of a failed check that has them: `function`, `property`, `mistake`, its `symptom` in a
        sentence, `messages` by language, and `read`: a `link` within the course's book and how
        the message in each language writes it.
    """

    outcome: Outcome
    points: float
    max_points: float
    reason: str = ""
    details: dict[str, Any] = {}  # noqa: RUF012


def clean(text: object, limit: int = REASON_LIMIT) -> str:
    """Return `text` as valid Unicode without control characters, cut off at `limit`."""
    string = _COLOUR.sub("", str(text)).encode("utf-8", "replace").decode()
    string = _CONTROL.sub("", string)
    return string if len(string) <= limit else string[:limit] + " …"

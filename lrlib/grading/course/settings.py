"""How submissions are to be run, and the best sandbox that this machine has for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits

__all__ = ["RefusedError", "Settings", "best_sandbox"]


class RefusedError(Exception):
    """The machine does not give the isolation that is asked for."""


@dataclass(frozen=True)
class Settings:
    """How submissions are to be run.

    Attributes
    ----------
    minimum : Level
        The level of isolation below which nothing is graded.
    cell_seconds, total_seconds : float
        How long the learner's code may take for one cell, and for the whole submission.
    """

    minimum: Level = Level.FULL
    course: Course = field(default_factory=Course)
    limits: Limits = field(default_factory=Limits)
    cell_seconds: float = 30.0
    total_seconds: float = 180.0

    def to_json(self) -> dict[str, Any]:
        """Return the settings as JSON has them."""
        about = asdict(self)
        about["minimum"] = self.minimum.value
        about["course"]["protected"] = [str(path) for path in self.course.protected]
        return about

    @classmethod
    def from_json(cls, about: dict[str, Any]) -> Settings:
        """Return what `to_json` wrote."""
        course = about["course"]
        return cls(
            minimum=Level(about["minimum"]),
            course=Course(
                tuple(course["packages"]),
                tuple(course["hidden"]),
                tuple(map(Path, course["protected"])),
                course["warm_up"],
            ),
            limits=Limits(**about["limits"]),
            cell_seconds=about["cell_seconds"],
            total_seconds=about["total_seconds"],
        )


def best_sandbox(settings: Settings) -> Sandbox:
    """Return the best sandbox that can be had; raises `RefusedError` below the minimum."""
    problems = []
    for level in Level:
        try:
            return Sandbox(level, settings.course, settings.limits)
        except BrokenError as error:
            problems.append(str(error))
        if level is settings.minimum:
            break
    msg = "; ".join(problems) + ". 'lrlib doctor' says what is missing"
    raise RefusedError(msg)

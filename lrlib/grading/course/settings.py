"""How submissions are to be run, and the best sandbox that this machine has for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits

__all__ = ["RefusedError", "Settings", "SettingsMessage", "best_sandbox"]


class RefusedError(Exception):
    """The machine does not give the isolation that is asked for."""


class CourseMessage(TypedDict):
    """A `Course`, as JSON has it."""

    packages: list[str]
    hidden: list[str]
    protected: list[str]
    warm_up: str


class LimitsMessage(TypedDict):
    """`Limits`, as JSON has them."""

    memory_mb: int
    scratch_mb: int
    cpu_seconds: int


class SettingsMessage(TypedDict):
    """`Settings`, as JSON has them."""

    minimum: str
    course: CourseMessage
    limits: LimitsMessage
    cell_seconds: float
    total_seconds: float


@dataclass(frozen=True)
class Settings:
    """How submissions are to be run.

    Attributes
    ----------
    minimum : Level
        The level of isolation below which nothing is graded.
    course : Course
        What learners' code finds of the course.
    limits : Limits
        What one submission may use.
    cell_seconds, total_seconds : float
        How long the learner's code may take for one cell, and for the whole submission.
    """

    minimum: Level = Level.FULL
    course: Course = field(default_factory=Course)
    limits: Limits = field(default_factory=Limits)
    cell_seconds: float = 30.0
    total_seconds: float = 180.0

    def to_json(self) -> SettingsMessage:
        """Return the settings as JSON has them."""
        course, limits = self.course, self.limits
        return {
            "minimum": self.minimum.value,
            "course": {
                "packages": list(course.packages),
                "hidden": list(course.hidden),
                "protected": [str(path) for path in course.protected],
                "warm_up": course.warm_up,
            },
            "limits": {
                "memory_mb": limits.memory_mb,
                "scratch_mb": limits.scratch_mb,
                "cpu_seconds": limits.cpu_seconds,
            },
            "cell_seconds": self.cell_seconds,
            "total_seconds": self.total_seconds,
        }

    def same_sandbox(self, other: Settings) -> bool:
        """Tell whether a sandbox for these settings is one for the others."""
        return (self.minimum, self.course, self.limits) == (
            other.minimum,
            other.course,
            other.limits,
        )

    @classmethod
    def from_json(cls, about: SettingsMessage) -> Settings:
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
    """Return a sandbox of the best level that the machine gives.

    Raises
    ------
    RefusedError
        The machine gives no level that is at least the minimum.
    """
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

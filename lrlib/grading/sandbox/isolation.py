"""What is asked of a sandbox: how well it isolates, what its processes may use and find."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

__all__ = ["BrokenError", "Course", "Level", "Limits"]


class BrokenError(Exception):
    """The sandbox could not be set up, or was ended by somebody other than the grader."""


class Level(Enum):
    """How well learners' code is isolated, the best level first."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    memory_mb: int = 1024
    scratch_mb: int = 32
    cpu_seconds: int = 1200


@dataclass(frozen=True)
class Course:
    """What learners' code finds of the course, and what it must never be able to read.

    Attributes
    ----------
    packages : tuple of str
        Packages of the course, importable inside.
    hidden : tuple of str
        Modules of these packages that are hollow inside.
    protected : tuple of Path
        Folders, such as the course's own, that no folder brought inside may contain.
    warm_up : str
        Code of the course's that runs once in each sandbox, before any learner's code, so that
        what it loads is there already.
    """

    packages: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    protected: tuple[Path, ...] = field(default=())
    warm_up: str = ""

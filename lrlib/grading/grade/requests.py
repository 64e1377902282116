"""What a worker and its process say to each other, and what a task is handed and gives back.

All of it is JSON. Between a worker and its process the frames of `sandbox.inside.wire` carry it as
bytes, and the contents of files after it. None of it comes from a learner's process.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict, final

from lrlib.grading.classroom.results import Result
from lrlib.grading.course.settings import SettingsMessage

__all__ = [
    "BrokenReply",
    "ForkReply",
    "ForkRequest",
    "GradeReply",
    "GradeRequest",
    "GuessRequest",
    "LoadRequest",
    "PackedCourse",
    "PackedWork",
    "RefusedReply",
    "StartReply",
]


class GuessRequest(TypedDict):
    """What the settings will probably be, before they come. There is no reply."""

    guess: SettingsMessage


class ForkRequest(TypedDict):
    """Fork a process that grades. A socket, the lock of its folder, and a file for errors follow.

    Only before the first `LoadRequest`.
    """

    do: Literal["fork"]
    folder: str


class LoadRequest(TypedDict):
    """The source notebook that the submissions to come answer."""

    do: Literal["load"]
    cells: list[dict[str, Any]]  # each a `course.assignment.SourceCell`
    withheld: list[tuple[str, list[str]]]  # a package, and names to remove from it
    files: NotRequired[list[tuple[str, int]]]  # the course's: paths and sizes in bytes


class GradeRequest(TypedDict):
    """One submission: see `intake.arrange.Submission`."""

    do: Literal["grade"]
    answers: dict[str, str]
    added: list[tuple[int, str]]
    seed: int
    files: NotRequired[list[tuple[str, int]]]  # the learner's: paths and sizes in bytes


@final
class StartReply(TypedDict):
    """The process is ready to grade."""

    level: str


class ForkReply(TypedDict):
    """The number of the process that was forked."""

    pid: int


@final
class RefusedReply(TypedDict):
    """The machine does not give the isolation that is asked for."""

    refused: str


@final
class BrokenReply(TypedDict):
    """There is no result, because of the machine and not of the submission."""

    broken: str


class PackedCourse(TypedDict):
    """What all submissions of one notebook have in common."""

    name: str
    cells: list[dict[str, Any]]
    files: dict[str, str]  # in base64
    settings: SettingsMessage
    packages: dict[str, str]  # of the course, and the hash of each one's source


class PackedWork(TypedDict):
    """One submission."""

    submission: dict[str, Any]
    files: dict[str, str]  # in base64
    seed: int


GradeReply = Result | BrokenReply | RefusedReply

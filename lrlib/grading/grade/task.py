"""The work on one submission as a plain function, bytes in and JSON out, for any executor.

A thread of this process and a worker of a Dask cluster call the same `grade_packed`. Each thread
that calls it holds one grading process, and uses it from task to task.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache

from lrlib.grading.classroom.store import package_hash
from lrlib.grading.course.assignment import Assignment, SourceCell
from lrlib.grading.course.settings import RefusedError, Settings
from lrlib.grading.grade.requests import (
    GradeReply,
    PackedCourse,
    PackedWork,
    RefusedReply,
    StartReply,
)
from lrlib.grading.grade.worker import Worker
from lrlib.grading.intake import Submission
from lrlib.grading.sandbox.isolation import BrokenError

__all__ = ["close_workers", "end_workers", "grade_packed", "pack", "pack_course", "start_worker"]

_held = threading.local()
_workers: set[Worker] = set()


def pack_course(assignment: Assignment, settings: Settings) -> bytes:
    """Return what every submission of a notebook has in common."""
    about: PackedCourse = {
        "name": assignment.name,
        "cells": [asdict(cell) for cell in assignment.cells],
        "files": _encoded(assignment.files),
        "settings": settings.to_json(),
        "packages": {name: package_hash(name) for name in settings.course.packages},
    }
    return json.dumps(about).encode()


def pack(submission: Submission, files: Mapping[str, bytes], seed: int) -> bytes:
    """Return one submission."""
    about: PackedWork = {
        "submission": vars(submission),
        "files": _encoded(files),
        "seed": seed,
    }
    return json.dumps(about).encode()


def grade_packed(course: bytes, work: bytes) -> str:
    """Return the result of one submission as JSON, or why there is none: a `requests.GradeReply`.

    Parameters
    ----------
    course : bytes
        From `pack_course`.
    work : bytes
        From `pack`.
    """
    result: GradeReply
    try:
        assignment, settings = _unpacked(course)
        about: PackedWork = json.loads(work)
        submission = Submission(**about["submission"])
        worker = _worker(settings)
        result = worker.grade(assignment, submission, _decoded(about["files"]), about["seed"])
    except BrokenError as error:
        result = {"broken": str(error)}
    except RefusedError as error:
        result = {"refused": str(error)}
    return json.dumps(result)


def start_worker(course: bytes) -> str:
    """Start this thread's grading process; return its level of isolation as JSON, or why not."""
    reply: StartReply | RefusedReply
    try:
        reply = {"level": _worker(_unpacked(course)[1]).start()}
    except (BrokenError, RefusedError) as error:
        reply = {"refused": str(error)}
    return json.dumps(reply)


def end_workers() -> None:
    """Kill all grading processes that threads of this process hold."""
    for worker in list(_workers):
        worker.end()


def close_workers() -> None:
    """Clean up after `end_workers`, once no thread waits for them any more."""
    while _workers:
        _workers.pop().close()


def _worker(settings: Settings) -> Worker:
    """Return this thread's grading process."""
    held: tuple[Settings, Worker] | None = getattr(_held, "worker", None)
    if held is not None and held[0] == settings and held[1] in _workers:
        return held[1]
    if held is not None:
        held[1].close()
        _workers.discard(held[1])
    worker = Worker(settings)
    _workers.add(worker)
    _held.worker = settings, worker
    return worker


@lru_cache(maxsize=4)
def _unpacked(course: bytes) -> tuple[Assignment, Settings]:
    about: PackedCourse = json.loads(course)
    for name, expected in about["packages"].items():
        if package_hash(name) != expected:
            msg = f"{name} is not the same here as where the run was started: install it anew"
            raise RefusedError(msg)
    cells = tuple(SourceCell(**cell) for cell in about["cells"])
    assignment = Assignment(about["name"], cells, _decoded(about["files"]), {})
    return assignment, Settings.from_json(about["settings"])


def _encoded(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(data).decode() for name, data in files.items()}


def _decoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(data) for name, data in files.items()}

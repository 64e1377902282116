"""One submission from beginning to end: the learner's cells inside, the checks out here."""

from __future__ import annotations

import atexit
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePath
from typing import Any, Final

import numpy as np

from lrlib.grading.classroom.results import CellResult, Result, stored_verdict
from lrlib.grading.course.assignment import SourceCell
from lrlib.grading.grade.verdict import explained, learners_error, named, scored
from lrlib.grading.outcomes import Outcome, Verdict, clean
from lrlib.grading.sandbox.conversation import CallAborted, CellReport, Conversation
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.inside.shell import Ran, Shell
from lrlib.grading.sandbox.outputs import safe_outputs

__all__ = ["run_submission"]

_WORD: Final = re.compile(r"\w+")
_DRAWING: Final = re.compile(r"plot|pylab|InlineBackend")
_OUTPUT_LIMIT: Final = 8 << 20


class _Overtime(BaseException):
    """A check that goes on long after the learner's time is over."""


def run_submission(
    shell: Shell,
    sandbox: Sandbox,
    cells: Sequence[SourceCell],
    answers: Mapping[str, str],
    added: Sequence[tuple[int, str]],
    *,
    files: Mapping[str, bytes],
    course_files: Mapping[str, bytes],
    withheld: Sequence[tuple[str, Sequence[str]]],
    seed: int,
    cell_seconds: float,
    total_seconds: float,
    patient: bool,
) -> Result:
    """Return outputs and verdict of each cell of one submission.

    Parameters
    ----------
    shell : Shell
        Runs the checks, in this process.
    sandbox : Sandbox
        Runs what the learner wrote.
    cells : sequence of SourceCell
        The source notebook.
    answers : mapping of grade id to str
        What the learner wrote into cells of the notebook.
    added : sequence of (int, str)
        The learner's own cells: each runs after the source cell of that number.
    files, course_files : mapping of str to bytes
        What lies in the learner's folder, and what the course put there.
    withheld : sequence of (package, names)
        Names that cannot be imported inside.
    seed : int
        What the checks draw their inputs from.
    cell_seconds, total_seconds, patient
        As for `Conversation`.

    Raises
    ------
    BrokenError
        The sandbox was ended from outside: nothing can be said about the submission.
    """
    conversation = Conversation(
        sandbox,
        _with_course_files(files, course_files),
        withheld,
        [(cell.source, _label(i, cell)) for i, cell in enumerate(cells) if cell.kind == "given"],
        plots=any(map(_DRAWING.search, _code(cells, answers, added))),
        cell_seconds=cell_seconds,
        total_seconds=total_seconds,
        patient=patient,
    )
    run = _CellByCell(shell, conversation, cells, cell_seconds)
    started = time.monotonic()
    with _own_namespace(shell, seed, course_files):
        try:
            run.added(-1, added)
            for index, cell in enumerate(cells):
                run.cell(index, cell, answers.get(cell.grade_id, cell.source))
                run.added(index, added)
                if conversation.broken is not None:
                    raise conversation.broken
        finally:
            conversation.close()
    seconds = time.monotonic() - started
    return {"cells": run.cells, "added": run.added_outputs, "seconds": seconds}


def _code(
    cells: Sequence[SourceCell], answers: Mapping[str, str], added: Sequence[tuple[int, str]]
) -> Iterator[str]:
    """Yield what will run, or may."""
    for cell in cells:
        if cell.is_code:
            yield answers.get(cell.grade_id, cell.source)
    yield from (code for _, code in added)


def _with_course_files(
    files: Mapping[str, bytes], course_files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return all files, without the learner's where a file of the course's is, or its folder."""
    folders = {str(above) for name in course_files for above in PurePath(name).parents}
    kept = {
        name: data
        for name, data in files.items()
        if name not in folders
        and not any(str(above) in course_files for above in PurePath(name).parents)
    }
    return {**kept, **course_files}


class _CellByCell:
    """Runs the cells of one submission in order, and holds what goes from cell to cell."""

    def __init__(
        self, shell: Shell, talk: Conversation, source: Sequence[SourceCell], seconds: float
    ) -> None:
        self._shell, self._talk, self._source, self._seconds = shell, talk, source, seconds
        self._names: list[str] = []  # what the cells so far have asked for
        self._theirs: dict[str, Any] = {}  # what stands in the checks' namespace for the learner's
        self._variables: set[str] = set()  # of these, the learner's plain data
        self._reports: dict[str, CellReport] = {}  # of the cell that was to define a name
        self._output_left = _OUTPUT_LIMIT
        self.cells: list[CellResult] = []
        self.added_outputs: list[list[dict[str, Any]]] = []

    def cell(self, index: int, cell: SourceCell, text: str) -> None:
        """Run the source cell of this number, with the learner's text in it where it is one."""
        result: CellResult = {"grade_id": cell.grade_id, "kind": cell.kind, "outputs": []}
        label = _label(index, cell)
        if cell.kind == "check" and cell.is_code:
            outputs, verdict = self._check(cell, label)
            self._claim(cell)
            result["outputs"] = self._kept(outputs)
            result["verdict"] = stored_verdict(verdict)
        elif cell.is_code and cell.kind in ("answer", "manual"):
            if cell.imports:
                self._guarded(cell.imports, "imports")
            # An open name that is there already is the course's, whatever way it came in.
            there = self._shell.user_ns
            new = [*cell.names, *(name for name in cell.open_names if name not in there)]
            self._names += [name for name in new if name not in self._names]
            report = self._inside(text, label)
            self._reports |= dict.fromkeys([*cell.names, *cell.open_names], report)
            result["outputs"] = self._kept(_shown(report))
        elif cell.kind == "given":
            if cell.trusted:
                self._guarded(cell.source, label)
                self._claim(cell)
            result["outputs"] = self._kept(_shown(self._inside(cell.source, label)))
        self.cells.append(result)

    def added(self, index: int, added: Sequence[tuple[int, str]]) -> None:
        """Run the learner's own cells that stand after the source cell of this number."""
        for number, (after, code) in enumerate(added):
            if after == index:
                report = self._inside(code, f"added {number + 1}")
                self.added_outputs.append(self._kept(_shown(report)))

    def _inside(self, code: str, label: str) -> CellReport:
        report = self._talk.run(code, label, self._names)
        if report.aborted is None:
            self._bind()
        return report

    def _bind(self) -> None:
        """Put the learner's functions into the checks' namespace, and note their variables."""
        namespace = self._shell.user_ns
        self._variables.clear()
        for name in self._names:
            about = self._talk.described.get(name)
            namespace.pop(name, None)
            if about is None:
                continue
            if about.kind == "function":
                namespace[name] = self._theirs[name] = self._talk.stand_in(name)
            else:
                self._variables.add(name)

    def _claim(self, cell: SourceCell) -> None:
        """Drop from the learner's names those that the course's code has now set itself."""
        there = self._shell.user_ns
        claimed = {n for n in self._names if n in there and there[n] is not self._theirs.get(n)}
        claimed |= set(cell.binds)
        self._names = [name for name in self._names if name not in claimed]
        self._variables -= claimed

    def _guarded(self, code: str, label: str) -> Ran:
        """Run code of the course's in this process, within a deadline for the calls it makes."""
        self._talk.begin_cell()

        def ring(*_: object) -> None:
            raise _Overtime

        previous = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 2 * self._seconds + 30, 1.0)
        try:
            return self._shell.run(code, label)
        except _Overtime as error:
            return Ran([], None, error)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)

    def _check(self, cell: SourceCell, label: str) -> tuple[list[dict[str, Any]], Verdict]:
        self._talk.begin_cell()
        try:
            for name in self._variables & set(_WORD.findall(cell.source)):
                self._shell.user_ns[name] = self._theirs[name] = self._talk.get(name)
        except CallAborted as aborted:
            ran = Ran([], None, aborted)
        else:
            ran = self._guarded(cell.source, label)
        verdict = self._verdict(cell, ran)
        outputs = safe_outputs(ran.outputs)
        outputs = [{**o, "name": "stdout"} if "name" in o else o for o in outputs]
        outputs = [o for o in outputs if o["output_type"] != "execute_result"]
        return outputs, verdict

    def _verdict(self, cell: SourceCell, ran: Ran) -> Verdict:
        """Say what the cell earned: all of it only if it ended, with no call aborted in it."""
        aborted = self._talk.aborted
        if aborted is not None:
            return Verdict(aborted.outcome, 0.0, cell.points, clean(aborted))
        if isinstance(ran.error, _Overtime):
            why = "the check did not end with the values that the function returned"
            return Verdict(Outcome.TIMED_OUT, 0.0, cell.points, why)
        if ran.error is None:
            return scored(cell, ran.value)
        missing = self._missing(ran.error)
        if missing is not None:
            return missing._replace(max_points=cell.points)
        if "NotImplementedError" in self._talk.raised:
            return Verdict(Outcome.NOT_WRITTEN, 0.0, cell.points, "not written yet")
        theirs = learners_error(ran.error)
        outcome = Outcome.WRONG if theirs is None else Outcome.CRASHED
        reason, details = explained(cell.source, ran.error, theirs)
        return Verdict(outcome, 0.0, cell.points, reason, details)

    def _missing(self, error: BaseException) -> Verdict | None:
        """Explain that a name is not there which a cell was to define."""
        name = getattr(error, "name", None)
        if not isinstance(error, NameError) or name not in self._names or learners_error(error):
            return None
        report = self._reports[name]
        if report.aborted is not None:
            why = f"{name} is missing, for its cell did not end: {clean(report.aborted)}"
            return Verdict(report.aborted.outcome, 0.0, 0.0, why)
        types = report.error["types"] if report.error is not None else []
        if report.error is None or "NotImplementedError" in types:
            return Verdict(Outcome.NOT_WRITTEN, 0.0, 0.0, f"{name} is not written yet")
        outcome = Outcome.OUT_OF_MEMORY if "MemoryError" in types else Outcome.CRASHED
        why = f"{name} is missing, for its cell stopped with {named(report.error)}"
        return Verdict(outcome, 0.0, 0.0, why)

    def _kept(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Count what a submission shows in all, and leave out what is too much."""
        size = len(json.dumps(outputs))  # as it is sent: a character may become twelve
        if size > self._output_left:
            return []
        self._output_left -= size
        return outputs


def _label(index: int, cell: SourceCell) -> str:
    """Return what the cell of this number is called in tracebacks."""
    return cell.grade_id or str(index + 1)


def _shown(report: CellReport) -> list[dict[str, Any]]:
    """Return a learner's cell's outputs, its exception among them."""
    if report.aborted is not None:
        aborted = report.aborted
        return [_error_output(str(aborted.outcome), clean(aborted), "")]
    if report.error is None:
        return report.outputs
    name = report.error["types"][0] if report.error["types"] else "Error"
    return [
        *report.outputs,
        _error_output(name, report.error["message"], report.error["traceback"]),
    ]


def _error_output(name: str, value: str, trace: str) -> dict[str, Any]:
    lines = trace.splitlines() or [f"{name}: {value}"]
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": lines}


@contextmanager
def _own_namespace(shell: Shell, seed: int, files: Mapping[str, bytes]) -> Iterator[None]:
    """Give the checks an empty namespace, a folder and a seed; put back what they change."""
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    shell.compile.reset_compiler_flags()
    settings, environment, folder = np.geterr(), dict(os.environ), Path.cwd()
    loaded = set(sys.modules)
    os.environ["LRLIB_CHECK_SEED"] = str(seed)
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002
    with _empty_folder() as place, warnings.catch_warnings():
        for name, data in files.items():
            path = Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        os.chdir(place)
        sys.path.insert(0, place)
        try:
            yield
        finally:
            os.chdir(folder)
            sys.path.remove(place)
            _forget_modules(place, set(sys.modules) - loaded)
            np.seterr(**settings)
            os.environ.clear()
            os.environ.update(environment)


@contextmanager
def _empty_folder() -> Iterator[str]:
    """Give a folder, and empty it afterwards: a new one for each submission takes longer."""
    place = _folder()
    try:
        yield place
    finally:
        sys.path_importer_cache.pop(place, None)
        try:
            for entry in os.scandir(place):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry)
                else:
                    os.unlink(entry)  # noqa: PTH108
        except OSError:
            _folder.cache_clear()  # what cannot be emptied is not given again


@cache
def _folder() -> str:
    place = tempfile.mkdtemp(prefix="lrlib-checks-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def _forget_modules(place: str, names: set[str]) -> None:
    for name in names:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(place):
            del sys.modules[name]

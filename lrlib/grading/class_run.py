"""One run over a class: read the submissions, have them graded, write the gradebook."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import Any, Final, cast

from nbgrader import preprocessors
from nbgrader.api import Gradebook

from lrlib.grading.classroom.classwork import Classwork, HandedIn
from lrlib.grading.classroom.configuration import converter_of
from lrlib.grading.classroom.notebook import KEY, unreadable_result
from lrlib.grading.classroom.results import Result
from lrlib.grading.classroom.safety import exposed
from lrlib.grading.course.settings import RefusedError
from lrlib.grading.grade import task
from lrlib.grading.grade.executors import Pool, on_cluster, on_this_machine
from lrlib.grading.grade.worker import drop_spares
from lrlib.grading.gradebook.by_hand import note_read
from lrlib.grading.gradebook.changes import CHANGES, Changed, note_marks, settle_changes
from lrlib.grading.gradebook.class_list import unlisted
from lrlib.grading.gradebook.extensions import Extensions, granted
from lrlib.grading.gradebook.read import GradedCell, graded_cells
from lrlib.grading.gradebook.write import Finished, GradebookWriter
from lrlib.grading.plugin import SafeExecute
from lrlib.grading.tell.progress import Progress
from lrlib.grading.tell.summary import (
    ClassVerdicts,
    changes_table,
    points_table,
    questions_table,
    reasons,
    unread_line,
)

__all__ = ["ClassRun", "InterruptedRunError", "run_class"]

_BATCH: Final = 32
_BATCH_SECONDS: Final = 2.0
_AHEAD: Final = 8  # for each worker, so that none is idle while rows and files are written
_AHEAD_BYTES: Final = 64 << 20  # of submissions; where they are larger, two for each worker


class InterruptedRunError(Exception):
    """A run that was interrupted, after what it had graded was recorded."""


def run_class(
    exercise: str,
    jobs: int,
    *,
    scheduler: str | None,
    forced: bool,
    seed: int | None,
    students: Collection[str] = (),
    say: Callable[[str], None],
) -> ClassRun:
    """Grade what a class has handed in for an exercise; return the finished run.

    Parameters
    ----------
    exercise : str
        Name of the assignment.
    jobs : int
        How many are graded at once.
    scheduler : str, optional
        Address of a Dask cluster that grades.
    forced : bool
        Whether to grade also what is graded already and has not changed.
    seed : int, optional
        What the checks draw their inputs from; drawn itself if not given.
    students : collection of str
        Only these, with the seed of the run over the class; everybody if there are none.
    say : callable
        Takes what the instructor is to be told meanwhile.

    Raises
    ------
    ChangedError, RefusedError
        Nothing was graded, for the reason in the message.
    InterruptedRunError
        The user has interrupted the run.
    SQLAlchemyError, OSError
        Grades cannot be stored any more.
    """
    gc.freeze()  # modules stay loaded: the collector need not traverse them
    gc.enable()
    converter = converter_of(exercise)
    _refuse_foreign_steps(converter)
    execute, coursedir = SafeExecute(parent=converter), converter.coursedir
    for problem in exposed(coursedir):
        say(f"Warning: {problem}")
    work = Classwork(coursedir, execute.settings(coursedir))
    with work.store.locked(), Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        forced = forced or converter.force
        todo, done = _sorted_out(work, forced=forced, only=students)
        if not todo and not done:
            msg = f"nobody has handed in {work.name}: {coursedir.submitted_directory} has none"
            raise RefusedError(msg)
        drop_spares(keep=min(jobs, len(todo)))
        note_marks(gradebook, coursedir)
        names = unlisted(gradebook, work.store, [*todo, *done])
        extensions = Extensions(coursedir, granted(coursedir, gradebook, [*todo, *done]))
        pool = _pool(scheduler, min(jobs, len(todo))) if todo else None
        try:
            seed = execute.seed if seed is None else seed
            if students:
                seed = work.seed_of_the_class() if seed is None else seed
            else:
                seed = work.begin(todo, forced=forced, seed=seed)
            read = note_read(gradebook, coursedir, work.store, todo)
            writer = GradebookWriter(converter, gradebook, extensions, read)
            run = ClassRun(work, writer, seed, todo, done, names, extensions)
            if pool is not None:
                run.grade(pool, say)
            run.look_back(gradebook)
            return run
        finally:
            if pool is not None:
                pool.stop()


def _refuse_foreign_steps(converter: Any) -> None:
    """Raise `RefusedError` where something is configured that only nbgrader itself can do."""
    ours = {f"lrlib.grading.plugin.{name}" for name in ("SafeExecute", "SavePoints")}
    known = ours | {f"nbgrader.preprocessors.{name}" for name in preprocessors.__all__}
    steps = [
        step if isinstance(step, str) else f"{step.__module__}.{step.__name__}"
        for step in [*converter.sanitize_preprocessors, *converter.autograde_preprocessors]
    ]
    foreign = [
        step
        for step in steps
        if step not in known and not step.startswith(("nbgrader.preprocessors.", "nbconvert."))
    ]
    hooks = ("pre_convert_hook", "post_convert_hook")
    foreign += [hook for hook in hooks if getattr(converter, hook)]
    if foreign:
        msg = f"{foreign[0]} is configured, and runs only in 'nbgrader autograde'"
        raise RefusedError(msg)


def _sorted_out(
    work: Classwork, *, forced: bool, only: Collection[str]
) -> tuple[dict[str, Path], dict[str, list[Any]]]:
    """Return whom to grade, and the verdicts of those who are graded and have changed nothing."""
    todo: dict[str, Path] = {}
    done: dict[str, list[Any]] = {}
    excluded = work.coursedir.student_id_exclude.split(",")
    folders = work.folders()
    work.require_handed_in(only)
    for student, folder in folders.items():
        if student in excluded or (only and student not in only):
            continue
        facts = {} if forced else work.facts(student)
        if facts and work.unchanged(student, folder, facts):
            done[student] = [f.get("verdicts") for f in facts.values() if f is not None]
        else:
            todo[student] = folder
    work.seen.save()
    return todo, done


def _pool(scheduler: str | None, jobs: int) -> Pool:
    return on_cluster(scheduler) if scheduler else on_this_machine(jobs)


class ClassRun:
    """One run over a class, from the first submission to the last row.

    Parameters
    ----------
    work : Classwork
        What was handed in.
    writer : GradebookWriter
        Where grades go.
    seed : int
        What the checks draw their inputs from.
    todo : dict
        The folders of those who are to be graded.
    done : dict
        The verdicts of those who are graded already and have changed nothing.
    unlisted : list of str
        Who is not in the class list.
    extensions : Extensions
        Who has more time.
    """

    def __init__(
        self,
        work: Classwork,
        writer: GradebookWriter,
        seed: int,
        todo: dict[str, Path],
        done: ClassVerdicts,
        unlisted: list[str],
        extensions: Extensions,
    ) -> None:
        self._work, self._writer, self._seed = work, writer, seed
        self._todo, self._unlisted, self._level = todo, unlisted, ""
        self._courses: dict[str, bytes] = {}
        self._extensions = extensions
        self._futures: dict[Future[str], tuple[str, int]] = {}  # key of its result, bytes sent
        self._waiting: dict[str, list[tuple[str, HandedIn]]] = {}  # key: who waits for it
        self._open: dict[str, dict[str, HandedIn]] = {}  # student: work not yet graded
        self._notebooks: dict[str, dict[str, Any]] = {}  # student: notebooks graded so far
        self._batch: list[Finished] = []
        self._cells: list[GradedCell] = []
        self._changed: list[Changed] = []
        self._flushed = time.monotonic()
        self._progress = Progress(len(todo), sys.stderr)
        self._before = len(done)
        self._renewed = writer.lateness.renew(work.times_when_graded(done))
        self.failed: dict[str, str] = work.overlooked()
        self.verdicts: dict[str, Any] = dict(done)

    def grade(self, pool: Pool, say: Callable[[str], None]) -> None:
        """Grade everybody who is to be graded; raises `InterruptedRunError`."""
        try:
            self._start(pool, say)
            for student, folder in self._todo.items():
                self._take(pool, student, folder)
                while self._is_ahead(pool):
                    self._collect()
            while self._futures:
                self._collect()
            self._flush()
            self._work.seen.save()
            self._progress.end()
        except KeyboardInterrupt as interrupt:
            raise InterruptedRunError(self._interrupted()) from interrupt

    def _start(self, pool: Pool, say: Callable[[str], None]) -> None:
        """Start all workers, and learn at which level of isolation they run."""
        for name, assignment in self._work.assignments.items():
            self._courses[name] = task.pack_course(assignment, self._work.settings)
        course = next(iter(self._courses.values()))
        starting = [pool.executor.submit(task.start_worker, course) for _ in range(pool.size)]
        finished, _ = wait(starting, return_when=FIRST_COMPLETED)
        reply = _reply(finished.pop())
        if "level" not in reply:
            raise RefusedError(reply.get("refused") or reply.get("broken"))
        self._level = str(reply["level"])
        say(f"Isolation of learners' code: {self._level}")

    def _take(self, pool: Pool, student: str, folder: Path) -> None:
        """Read a submission, and have those of its notebooks graded that have no stored result."""
        try:
            works = self._work.take_all_in(student, folder)
        except Exception as error:  # one submission must not stop the batch
            self._fail(student, f"it cannot be taken in: {type(error).__name__}: {error}")
            return
        self._open[student] = {work.name: work for work in works}
        self._notebooks[student] = {}
        for work in works:
            assignment = self._work.assignments[work.name]
            if work.submission.unreadable:
                result = unreadable_result(assignment, work.submission)
                self._finish(student, work, result)
                continue
            key = self._work.key(work, self._seed, self._level)
            stored = None if key in self._waiting else self._work.store.get(key)
            if stored is not None:
                self._finish(student, work, stored)
                continue
            if key not in self._waiting:
                packed = task.pack(work.submission, work.files, self._seed)
                course = self._courses[work.name]
                future = pool.executor.submit(task.grade_packed, course, packed)
                self._futures[future] = key, len(packed)
            self._waiting.setdefault(key, []).append((student, work))

    def _is_ahead(self, pool: Pool) -> bool:
        """Say whether enough submissions wait to be graded; all of them are held in memory."""
        held = sum(size for _, size in self._futures.values())
        return len(self._futures) >= (_AHEAD if held < _AHEAD_BYTES else 2) * pool.size

    def _collect(self) -> None:
        """Wait half a second for results, and use those that have arrived."""
        finished, _ = wait(self._futures, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in finished:
            self._use(future)
        if self._batch and time.monotonic() - self._flushed > _BATCH_SECONDS:
            self._flush()
        self._progress.show([student for works in self._waiting.values() for student, _ in works])

    def _use(self, future: Future[str]) -> None:
        """Give a result to all who wait for it, or the reason why there is none."""
        reply = _reply(future)
        key, _ = self._futures[future]
        if "cells" in reply:
            self._work.store.put(key, cast("Result", reply))
        del self._futures[future]
        for student, work in self._waiting.pop(key):
            if "cells" in reply:
                self._finish(student, work, cast("Result", reply))
            else:
                self._fail(student, str(reply.get("broken") or reply.get("refused")))

    def _finish(self, student: str, work: HandedIn, result: Result) -> None:
        """Make the graded notebook; the student's last one goes to the gradebook with the rest."""
        if student in self.failed:
            return
        notebooks = self._notebooks[student]
        notebooks[work.name] = self._work.graded_notebook(work, result, self._seed, self._level)
        if len(notebooks) < len(self._open[student]):
            return
        beside = self._open.pop(student)[work.name].beside
        self._batch.append(Finished(student, self._notebooks.pop(student), beside))
        self.verdicts[student] = [n.metadata[KEY]["verdicts"] for n in notebooks.values()]
        self._progress.done += 1
        if len(self._batch) >= _BATCH:
            self._flush()

    def _fail(self, student: str, why: str) -> None:
        """Note that a student gets no grade in this run."""
        self.failed[student] = why
        self._work.give_up(student)
        self._open.pop(student, None)
        self._notebooks.pop(student, None)
        self._progress.done += 1

    def _flush(self) -> None:
        """Write what is graded into the gradebook."""
        for student, why in self._writer.write(self._batch).items():
            self.failed[student] = why
            self.verdicts.pop(student)
        self._batch = []
        self._flushed = time.monotonic()

    def _interrupted(self) -> str:
        """Write what is there already, and return how far the run came."""
        self._writer.forget()
        for future in [future for future in self._futures if future.done()]:
            self._use(future)
        self._flush()
        self._progress.end()
        now = len(self.verdicts) - self._before
        return (
            f"interrupted. {now} of {len(self._todo)} are graded and recorded; "
            "the same command goes on from there"
        )

    def look_back(self, gradebook: Gradebook) -> None:
        """Take from the gradebook what the summary tells: also what persons have graded."""
        found = graded_cells(gradebook, self._work.name)
        self._cells = [cell for cell in found if cell.student in self.verdicts]
        self._changed = settle_changes(gradebook, self._work.coursedir, self._seed)

    def summary(self, seconds: float) -> str:
        """Return what became of the whole class, as tables."""
        now = len(self.verdicts) - self._before
        source = [cell for a in self._work.assignments.values() for cell in a.cells]
        order = [cell.grade_id for cell in source if cell.kind in ("check", "manual", "task")]
        points = dict.fromkeys(self.verdicts, 0.0)
        for cell in self._cells:
            points[cell.student] += cell.points
        counted = (
            f"{len(self.verdicts)} submissions of {self._work.name}: {now} graded in "
            f"{seconds:.1f} s, {self._before} as before."
        )
        if self._todo:
            counted += f" Seed {self._seed}."
        lines = [*questions_table(self.verdicts, order, self._cells), "", *points_table(points)]
        lines += ["", counted, *unread_line(self._cells)]
        if more := [e for s, e in self._extensions.by_learner.items() if s in self.verdicts]:
            texts = (f"{e.learner} until {e.until:%Y-%m-%d %H:%M} UTC" for e in more)
            lines += ["", f"More time: {', '.join(texts)}"]
        lines += changes_table(self._changed, f"{CHANGES}/{self._work.name}.csv")
        if self._renewed:
            lines += ["", f"Another deadline, other lateness: {', '.join(self._renewed)}"]
        if self._unlisted:
            names = ", ".join(self._unlisted)
            lines += ["", f"Not in the class list, and graded all the same: {names}"]
        title = "Taken to be in time"
        lines += reasons(title, self._work.undated)
        return "\n".join(lines + reasons(f"{len(self.failed)} could not be graded", self.failed))


def _reply(future: Future[str]) -> Mapping[str, Any]:
    """Return a result, or an entry that says why there is none."""
    try:
        reply: dict[str, Any] = json.loads(future.result())
    except Exception as error:
        return {"broken": f"{type(error).__name__}: {error}"}
    return reply

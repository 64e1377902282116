"""`lrlib grade EXERCISE`: a whole class at once, gone on with where it was stopped."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO

from lrlib.grading.outcomes import Outcome, clean

if TYPE_CHECKING:
    from lrlib.grading.classroom.classwork import Classwork, HandedIn
    from lrlib.grading.grade.executors import Pool
    from lrlib.grading.gradebook.write import Finished, Record

__all__ = ["main"]

_BATCH: Final = 32
_BATCH_SECONDS: Final = 2.0
_INTERRUPTED: Final = 130
_LONG: Final = 5.0
_SAID_LIMIT: Final = 1 << 20


def main(arguments: Sequence[str]) -> int:
    """Grade a class; 0 only if every submission got a grade."""
    started = time.monotonic()
    options = _parsed(arguments)
    from lrlib.grading.grade import worker

    # One more than processors: what learners write also waits, and sleeps.
    usual = len(os.sched_getaffinity(0)) + 1
    jobs = options.jobs or usual
    try:
        if not options.scheduler:
            worker.prepare(min(jobs, usual))
        return _graded(options, jobs, started)
    except KeyboardInterrupt:
        _say("\nlrlib grade: interrupted. The same command goes on from there")
        return _INTERRUPTED
    finally:
        worker.drop_spares()


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="lrlib grade",
        description="Grade what a class has handed in for an exercise. Run it in the course's "
        "folder: the settings are nbgrader's, from nbgrader_config.py. Interrupted or killed, "
        "the same command goes on where it was.",
        epilog="The exit code is 0 only if every submission has got a grade.",
    )
    parser.add_argument("exercise", metavar="EXERCISE", help="its name, such as 07-m-examples")
    parser.add_argument(
        "--jobs", type=_positive, metavar="N", help="how many at once; one more than processors"
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="grade on the Dask cluster at this address"
    )
    parser.add_argument(
        "--force", action="store_true", help="also what is graded already and has not changed"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="draw the checks' inputs from it")
    return parser.parse_args(arguments)


def _say(text: str, stream: TextIO | None = None) -> None:
    stream = stream or sys.stderr
    stream.write(f"{clean(text, _SAID_LIMIT)}\n")
    stream.flush()


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        msg = f"expected a number from 1, got {text}"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _graded(options: argparse.Namespace, jobs: int, started: float) -> int:
    """Read the course, start what grades, and grade."""
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    from lrlib.grading.classroom.classwork import Classwork
    from lrlib.grading.classroom.safety import exposed
    from lrlib.grading.course.assignment import ChangedError
    from lrlib.grading.course.settings import RefusedError
    from lrlib.grading.grade.executors import on_cluster, on_this_machine
    from lrlib.grading.grade.worker import drop_spares
    from lrlib.grading.gradebook.write import Record
    from lrlib.grading.plugin import SafeExecute

    gc.freeze()  # what is loaded stays: collections need not look through it
    pool = None
    try:
        converter = _converter(options.exercise.rstrip("/"))
        late = _applies_late_penalties(converter)
        execute = SafeExecute(parent=converter)
        coursedir = converter.coursedir
        for problem in exposed(coursedir):
            _say(f"Warning: {problem}")
        work = Classwork(coursedir, execute.settings(coursedir))
        forced = options.force or converter.force
        todo, done = _sorted_out(work, forced=forced)
        if not todo and not done:
            msg = f"nobody has handed in {work.name}: {coursedir.submitted_directory} has none"
            raise RefusedError(msg)
        drop_spares(keep=min(jobs, len(todo)))
        seed = execute.seed if options.seed is None else options.seed
        seed = work.begin(todo, forced=forced, seed=seed)
        if todo and options.scheduler:
            pool = on_cluster(options.scheduler)
        elif todo:
            pool = on_this_machine(min(jobs, len(todo)))
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            record = Record(converter, gradebook, late=late)
            run = _Run(work, record, pool, seed, todo, done)
            try:
                run.all()
            except KeyboardInterrupt:
                run.interrupted()
                return _INTERRUPTED
        _say(run.summary(time.monotonic() - started), sys.stdout)
        return 0 if not run.failed else 1
    except (ChangedError, RefusedError) as error:
        _say(f"lrlib grade: {error}")
    except SQLAlchemyError as error:
        why = getattr(error, "orig", None) or error
        _say(f"lrlib grade: the gradebook cannot be used: {why}")
    except OSError as error:
        again = "Nothing is lost: mend it and run the same command again"
        _say(f"lrlib grade: {error}. {again}")
    finally:
        if pool is not None:
            pool.stop()
    return 1


def _converter(exercise: str) -> Any:
    """Return nbgrader's converter as `nbgrader autograde` makes it, with its configuration."""
    from nbgrader.apps import AutogradeApp
    from nbgrader.converters import Autograde

    from lrlib.grading.classroom.configuration import configured

    app = configured(AutogradeApp())
    app.coursedir.assignment_id = exercise
    return Autograde(coursedir=app.coursedir, parent=app)


def _applies_late_penalties(converter: Any) -> bool:
    """Return whether late penalties are configured; refuse what only nbgrader itself can do."""
    from nbgrader import preprocessors
    from nbgrader.preprocessors import AssignLatePenalties

    from lrlib.grading.course.settings import RefusedError

    ours = {f"lrlib.grading.plugin.{name}" for name in ("SafeExecute", "SavePoints")}
    known = ours | {f"nbgrader.preprocessors.{name}" for name in preprocessors.__all__}
    configured = [
        step if isinstance(step, str) else f"{step.__module__}.{step.__name__}"
        for step in [*converter.sanitize_preprocessors, *converter.autograde_preprocessors]
    ]
    foreign = [
        step
        for step in configured
        if step not in known and not step.startswith(("nbgrader.preprocessors.", "nbconvert."))
    ]
    foreign += [
        hook for hook in ("pre_convert_hook", "post_convert_hook") if getattr(converter, hook)
    ]
    if foreign:
        msg = f"{foreign[0]} is configured, and runs only in 'nbgrader autograde'"
        raise RefusedError(msg)
    return any(step.split(".")[-1] == AssignLatePenalties.__name__ for step in configured)


def _sorted_out(work: Classwork, *, forced: bool) -> tuple[dict[str, Path], dict[str, Any]]:
    """Return whom to grade, and the verdicts of those who are graded and have changed nothing."""
    todo: dict[str, Path] = {}
    done: dict[str, Any] = {}
    excluded = work.coursedir.student_id_exclude.split(",")
    for student, folder in work.folders().items():
        if student in excluded:
            continue
        facts = {} if forced else work.facts(student)
        if facts and work.unchanged(folder, facts):
            done[student] = [f.get("verdicts") for f in facts.values() if f is not None]
        else:
            todo[student] = folder
    return todo, done


class _Run:
    """One run over a class, from the first submission to the last row."""

    def __init__(
        self,
        work: Classwork,
        record: Record,
        pool: Pool | None,
        seed: int,
        todo: dict[str, Path],
        done: dict[str, Any],
    ) -> None:
        self._work, self._record, self._pool = work, record, pool
        self._seed, self._todo, self._level = seed, todo, ""
        self._courses: dict[str, bytes] = {}
        self._futures: dict[Future[str], str] = {}
        self._waiting: dict[str, list[tuple[str, HandedIn]]] = {}  # for the same result
        self._open: dict[str, dict[str, HandedIn]] = {}
        self._notebooks: dict[str, dict[str, Any]] = {}
        self._batch: list[Finished] = []
        self._flushed = time.monotonic()
        self._progress = _Progress(len(todo), sys.stderr)
        self._before = len(done)
        self.failed: dict[str, str] = work.overlooked()
        self.verdicts: dict[str, Any] = dict(done)

    def all(self) -> None:
        """Grade everybody who is to be graded."""
        if self._pool is None:
            return
        self._start()
        for student, folder in self._todo.items():
            self._take(student, folder)
            while len(self._futures) >= 2 * self._pool.size:
                self._collect()
        while self._futures:
            self._collect()
        self._flush()
        self._progress.end()

    def _start(self) -> None:
        """Start what grades, everywhere at once, and learn how well it isolates."""
        from lrlib.grading.course.settings import RefusedError
        from lrlib.grading.grade import task

        assert self._pool is not None
        for name, assignment in self._work.assignments.items():
            self._courses[name] = task.pack_course(assignment, self._work.settings)
        course = next(iter(self._courses.values()))
        starting = [
            self._pool.executor.submit(task.started, course) for _ in range(self._pool.size)
        ]
        finished, _ = wait(starting, return_when=FIRST_COMPLETED)
        reply = _reply(finished.pop())
        if "level" not in reply:
            raise RefusedError(reply.get("refused") or reply.get("broken"))
        self._level = reply["level"]
        _say(f"Isolation of learners' code: {self._level}")

    def _take(self, student: str, folder: Path) -> None:
        """Take a submission in, and grade what of it has not been graded before."""
        from lrlib.grading.classroom.notebook import unreadable_result
        from lrlib.grading.grade import task

        assert self._pool is not None
        try:
            works = list(self._work.handed_in(folder))
        except Exception as error:  # nothing that one hands in may keep the others waiting
            self._fail(student, f"it cannot be taken in: {type(error).__name__}: {error}")
            return
        self._open[student] = {work.name: work for work in works}
        self._notebooks[student] = {}
        for work in works:
            assignment = self._work.assignments[work.name]
            if work.submission.unreadable:
                self._grade(student, work, unreadable_result(assignment, work.submission))
                continue
            key = self._work.key(work, self._seed, self._level)
            stored = None if key in self._waiting else self._work.store.get(key)
            if stored is not None:
                self._grade(student, work, stored)
                continue
            if key not in self._waiting:
                packed = task.pack(work.submission, work.files, self._seed)
                course = self._courses[work.name]
                self._futures[self._pool.executor.submit(task.graded, course, packed)] = key
            self._waiting.setdefault(key, []).append((student, work))

    def _collect(self) -> None:
        """Wait a little for results, and take in those that are there."""
        finished, _ = wait(self._futures, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in finished:
            self._use(future)
        if self._batch and time.monotonic() - self._flushed > _BATCH_SECONDS:
            self._flush()
        self._progress.show([student for works in self._waiting.values() for student, _ in works])

    def _use(self, future: Future[str]) -> None:
        result = _reply(future)
        key = self._futures[future]
        if "cells" in result:
            self._work.store.put(key, result)
        del self._futures[future]
        for student, work in self._waiting.pop(key):
            if "cells" in result:
                self._grade(student, work, result)
            else:
                self._fail(student, str(result.get("broken") or result.get("refused")))

    def _grade(self, student: str, work: HandedIn, result: dict[str, Any]) -> None:
        """Make the graded notebook; the student's last one is followed by the record."""
        from lrlib.grading.classroom.notebook import KEY
        from lrlib.grading.gradebook.write import Finished

        if student in self.failed:
            return
        notebooks = self._notebooks[student]
        notebooks[work.name] = self._work.graded(work, result, self._seed, self._level)
        if len(notebooks) < len(self._open[student]):
            return
        beside = self._open.pop(student)[work.name].beside
        self._batch.append(Finished(student, self._notebooks.pop(student), beside))
        self.verdicts[student] = [n.metadata[KEY]["verdicts"] for n in notebooks.values()]
        self._progress.done += 1
        if len(self._batch) >= _BATCH:
            self._flush()

    def _fail(self, student: str, why: str) -> None:
        self.failed[student] = why
        self._work.give_up(student)
        self._open.pop(student, None)
        self._notebooks.pop(student, None)
        self._progress.done += 1

    def _flush(self) -> None:
        """Record what is graded."""
        for student, why in self._record.write(self._batch).items():
            self.failed[student] = why
            self.verdicts.pop(student)
        self._batch = []
        self._flushed = time.monotonic()

    def interrupted(self) -> None:
        """Record what is there already, and say how to go on."""
        self._record.forget()
        for future in [future for future in self._futures if future.done()]:
            self._use(future)
        self._flush()
        self._progress.end()
        now = len(self.verdicts) - self._before
        _say(
            f"lrlib grade: interrupted. {now} of {len(self._todo)} are graded and recorded; "
            "the same command goes on from there"
        )

    def summary(self, seconds: float) -> str:
        """Return what became of the whole class, as tables."""
        now = len(self.verdicts) - self._before
        cells = [cell for a in self._work.assignments.values() for cell in a.cells]
        order = [cell.grade_id for cell in cells if cell.kind == "check"]
        lines = [*_questions(self.verdicts, order), "", *_points(self.verdicts), ""]
        lines.append(
            f"{len(self.verdicts)} submissions of {self._work.name}: {now} graded in "
            f"{seconds:.1f} s, {self._before} as before."
        )
        if self._todo:
            lines[-1] += f" Seed {self._seed}."
        if self._record.unlisted:
            names = ", ".join(sorted(self._record.unlisted))
            lines += ["", f"Not in the class list, and graded all the same: {names}"]
        if self.failed:
            lines += ["", f"{len(self.failed)} could not be graded:"]
            lines += [f"  {student}: {why}" for student, why in sorted(self.failed.items())]
        return "\n".join(lines)


def _reply(future: Future[str]) -> dict[str, Any]:
    try:
        reply: dict[str, Any] = json.loads(future.result())
    except Exception as error:
        return {"broken": f"{type(error).__name__}: {error}"}
    return reply


def _questions(verdicts: dict[str, Any], order: Sequence[str]) -> Iterator[str]:
    """Yield a table: for each question, how many had which outcome."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in order}
    for _, name, verdict in _each(verdicts):
        counts.setdefault(name, Counter())[str(verdict["outcome"])] += 1
    seen = [str(o) for o in Outcome if any(count[str(o)] for count in counts.values())]
    width = max(map(len, [*counts, "question"]))
    yield "  ".join([f"{'question':{width}}", *seen])
    for name, count in counts.items():
        cells = [f"{count[outcome] or '·':>{len(outcome)}}" for outcome in seen]
        yield "  ".join([f"{name:{width}}", *cells])


def _points(verdicts: dict[str, Any]) -> Iterator[str]:
    """Yield a table: how many have how many of the points that the checks give."""
    points = dict.fromkeys(verdicts, 0.0)
    for student, _, verdict in _each(verdicts):
        points[student] += verdict["points"]
    counts = sorted(Counter(round(value, 6) for value in points.values()).items(), reverse=True)
    yield "points  submissions"
    for value, count in counts:
        yield f"{value:6g}  {count:11}"


class _Verdict(NamedTuple):
    student: str
    question: str
    verdict: dict[str, Any]


def _each(verdicts: dict[str, Any]) -> Iterator[_Verdict]:
    for student, notebooks in verdicts.items():
        for notebook in notebooks:
            for name, verdict in (notebook or {}).items():
                if verdict is not None:
                    yield _Verdict(student, name, verdict)


class _Progress:
    """How far a run is: one line on a terminal, now and then a line elsewhere."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._stream = total, stream
        self._terminal = stream.isatty()
        self._started = time.monotonic()
        self._shown = self._moved = self._started
        self._before = self.done = 0

    def show(self, waiting: Sequence[str] = ()) -> None:
        """Show it, if nothing was shown for some time; name whom it waits for if that is long."""
        now = time.monotonic()
        if self.done > self._before:
            self._before, self._moved = self.done, now
        if now - self._shown < (0.2 if self._terminal else 10.0):
            return
        self._shown = now
        rate = self.done / (now - self._started)
        left = f"{(self._total - self.done) / rate:.0f} s left" if rate else ""
        line = f"{self.done} of {self._total} graded, {rate:.1f} a second, {left}".rstrip(", ")
        if waiting and now - self._moved > _LONG:
            line = f"{self.done} of {self._total} graded, waiting for {', '.join(waiting[:3])}"
        self._stream.write(f"\r{line:60}" if self._terminal else f"{line}\n")
        self._stream.flush()

    def end(self) -> None:
        """Leave the line as it is."""
        if self._terminal:
            self._shown = 0.0
            self.show()
            self._stream.write("\n")

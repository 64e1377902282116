"""`lrlib grade EXERCISE`: grade a whole class, and resume a run that was stopped."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Sequence
from typing import Final, TextIO

from lrlib.grading.outcomes import clean
from lrlib.grading.unneeded import left_out

__all__ = ["main"]

_INTERRUPTED: Final = 130
_SAID_LIMIT: Final = 1 << 20


def main(arguments: Sequence[str]) -> int:
    """Grade a class; 0 only if every submission got a grade."""
    started = time.monotonic()
    options = _parsed(arguments)
    gc.disable()  # nothing that is being loaded is garbage; a run turns it on again
    # Imported here and below, not above: nbgrader loads for a second, in which the processes
    # that grade can load as well, if they are started first.
    from lrlib.grading.classroom.configuration import guessed_settings
    from lrlib.grading.grade import worker

    # One more than processors, because learners' code also waits for files and sleeps.
    usual = len(os.sched_getaffinity(0)) + 1
    jobs = options.jobs or usual
    try:
        if not options.scheduler:
            worker.prepare(min(jobs, usual))
            worker.guess(guessed_settings())
        return _grade_class(options, jobs, started)
    except KeyboardInterrupt:
        _say("\nlrlib grade: interrupted. The same command goes on from there")
        return _INTERRUPTED
    finally:
        gc.enable()
        worker.drop_spares()


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="lrlib grade",
        description="Grade what a class has handed in for an exercise. Run it in the course's "
        "folder: the settings are nbgrader's, from nbgrader_config.py; who has more time "
        "stands in extensions.csv. Interrupted or killed, "
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
    parser.add_argument(
        "--student", action="append", default=[], metavar="ID", help="grade only this learner, "
        "with the seed of the run over the class; may be given more than once"
    )  # fmt: skip
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


def _grade_class(options: argparse.Namespace, jobs: int, started: float) -> int:
    """Grade, and say what became of it, or why nothing did."""
    from sqlalchemy.exc import SQLAlchemyError

    with left_out():
        from lrlib.grading.class_run import InterruptedRunError, run_class
    from lrlib.grading.course.assignment import ChangedError
    from lrlib.grading.course.settings import RefusedError

    try:
        done = run_class(
            options.exercise.rstrip("/"),
            jobs,
            scheduler=options.scheduler,
            forced=options.force,
            seed=options.seed,
            students=options.student,
            say=_say,
        )
    except InterruptedRunError as interrupted:
        _say(f"lrlib grade: {interrupted}")
        return _INTERRUPTED
    except (ChangedError, RefusedError) as error:
        _say(f"lrlib grade: {error}")
    except SQLAlchemyError as error:
        why = getattr(error, "orig", None) or error
        _say(f"lrlib grade: the gradebook cannot be used: {why}")
    except OSError as error:
        again = "Nothing is lost: mend it and run the same command again"
        _say(f"lrlib grade: {error}. {again}")
    else:
        _say(done.summary(time.monotonic() - started), sys.stdout)
        return 0 if not done.failed else 1
    return 1

"""`lrlib report EXERCISE`: what a class has understood, and what it has not.

Reads what grading left behind and changes nothing. The form of the JSON document is in
report.schema.json beside this file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from nbgrader.apps import NbGrader

from lrlib.grading.classroom.configuration import configured
from lrlib.grading.course.settings import RefusedError
from lrlib.grading.tell.graded_work import read_graded
from lrlib.grading.tell.report_chart import chart
from lrlib.grading.tell.report_document import report_of
from lrlib.grading.tell.report_table import table

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Report on an exercise; 0 if there was something to report."""
    parser = argparse.ArgumentParser(
        prog="lrlib report",
        description="Say for each question of a graded exercise how many were right, wrong and "
        "how, and which mistakes were met. Run it in the course's folder, after grading.",
    )
    parser.add_argument("exercise", metavar="EXERCISE", help="its name, such as 07-m-examples")
    parser.add_argument("--json", metavar="FILE", type=_file, help="write everything as JSON")
    parser.add_argument("--chart", metavar="FILE", type=_picture, help="draw it: .svg or .png")
    parser.add_argument(
        "--html", metavar="FILE", type=_file, nargs="?", const=Path(), help="write a page on the "
        "class: who has what, mistakes and the answers behind them; EXERCISE.html if not given"
    )  # fmt: skip
    options = parser.parse_args(arguments)
    options.exercise = options.exercise.rstrip("/")
    try:
        coursedir = configured(NbGrader()).coursedir
    except RefusedError as error:
        sys.stderr.write(f"lrlib report: {error}\n")
        return 1
    read = read_graded(coursedir, options.exercise)
    report = None if read is None else report_of(read, options.exercise)
    if read is None or report is None or not report["graded"]:
        where = coursedir.format_path(coursedir.autograded_directory, "*", options.exercise)
        why = f"has no graded notebook in {where}"
        if report is None:
            why = f"is not in the gradebook {coursedir.db_url}"
        grade = f"'lrlib grade {options.exercise}'"
        sys.stderr.write(f"lrlib report: {options.exercise} {why}. Run {grade} first.\n")
        return 1
    sys.stdout.write(table(report))
    if options.json:
        text = json.dumps(report, indent=1, ensure_ascii=False)
        options.json.write_text(f"{text}\n", encoding="utf-8")
    if options.chart:
        chart(report, options.chart)
    if options.html is not None:
        from lrlib.grading.tell.class_page import written

        to = options.html if options.html.name else Path(f"{options.exercise}.html")
        to.write_text(written(read, report, coursedir, to), encoding="utf-8")
    return 0


def _file(text: str) -> Path:
    path = Path(text)
    if not path.parent.is_dir():
        msg = f"there is no folder {path.parent} to write {path.name} to"
        raise argparse.ArgumentTypeError(msg)
    return path


def _picture(text: str) -> Path:
    path = _file(text)
    if path.suffix not in (".svg", ".png"):
        msg = f"expected a name that ends in .svg or .png, got {text}"
        raise argparse.ArgumentTypeError(msg)
    return path

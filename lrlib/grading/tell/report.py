"""`lrlib report EXERCISE`: what a class has understood, and what it has not.

Reads what grading left behind and changes nothing. The form of the JSON document is in
report.schema.json beside this file.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from lrlib.grading.outcomes import Outcome, clean

__all__ = ["chart", "collect", "main", "table"]

SCHEMA: Final = 1
# Below this an answer is so short that people write the same by themselves: some four lines.
PARTS_LIMIT: Final = 40
_SHOWN: Final = 10
_TABLE_LIMIT: Final = 1 << 20
_TOLD: Final = (Outcome.NOT_WRITTEN, Outcome.TIMED_OUT, Outcome.UNREADABLE)  # elsewhere there
# Colours that colour-blind eyes tell apart, and hatching for print.
_LOOKS: Final = {
    Outcome.RIGHT: ("#009e73", ""),
    Outcome.WRONG: ("#e69f00", "//"),
    Outcome.CRASHED: ("#d55e00", "xx"),
    Outcome.TIMED_OUT: ("#56b4e9", ".."),
    Outcome.OUT_OF_MEMORY: ("#cc79a7", "oo"),
    Outcome.NOT_WRITTEN: ("#dddddd", ""),
    Outcome.UNREADABLE: ("#777777", "--"),
}
MEANING: Final = (
    "The same code but for comments, docstrings and spacing. It can come from working together, "
    "from a common source, or from the page that teaches it. It does not say who wrote it first, "
    f"and proves nothing by itself. Answers of fewer than {PARTS_LIMIT} parts are left out, for "
    "people write those alike; whoever renamed a variable is not found."
)


class Failure(NamedTuple):
    """Why a check failed, as far as failures can be counted together."""

    function: str
    mistake: str
    text: str  # the mistake's symptom, or the first line of the reason


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
    options = parser.parse_args(arguments)
    options.exercise = options.exercise.rstrip("/")
    from lrlib.grading.course.settings import RefusedError

    try:
        coursedir = _coursedir()
    except RefusedError as error:
        sys.stderr.write(f"lrlib report: {error}\n")
        return 1
    report = collect(coursedir, options.exercise)
    if report is None or not report["graded"]:
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


def _coursedir() -> Any:
    """Return the course directory of this folder, configured as for nbgrader's commands."""
    from nbgrader.apps import NbGrader

    from lrlib.grading.classroom.configuration import configured

    return configured(NbGrader()).coursedir


def collect(coursedir: Any, exercise: str) -> dict[str, Any] | None:
    """Return the report as JSON has it, or None if the gradebook has no such assignment.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    exercise : str
        Name of the assignment.
    """
    from nbgrader.api import Gradebook, MissingEntry

    from lrlib.grading.gradebook.read import graded_notebooks

    url = coursedir.db_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None  # opening it would make one
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            assignment = gradebook.find_assignment(exercise)
        except MissingEntry:
            return None
        released = {
            row.name: {cell.name: cell.source or "" for cell in row.source_cells}
            for row in assignment.notebooks
        }
        scores = {row.student_id: row.score for row in assignment.submissions}
        missing = sorted({row.id for row in gradebook.students} - set(scores))
        max_score = assignment.max_score
    notebooks = {
        student: [n for n in graded_notebooks(coursedir, exercise, student) if n.verdicts]
        for student in sorted(scores)
    }
    graded = {student: found for student, found in notebooks.items() if found}
    every = [notebook for found in graded.values() for notebook in found]
    points = [scores[student] for student in graded]
    questions = _questions(graded)
    met = _met(graded)
    return {
        "schema": SCHEMA,
        "exercise": exercise,
        "graded": len(graded),
        "not_submitted": missing,
        "without_verdicts": sorted(set(notebooks) - set(graded)),
        "seeds": sorted({n.facts["seed"] for n in every if "seed" in n.facts}),
        "levels": sorted({str(n.facts["level"]) for n in every if "level" in n.facts}),
        "max_score": max_score,
        "mean_score": statistics.fmean(points) if points else None,
        "median_score": statistics.median(points) if points else None,
        "questions": questions,
        "mistakes": [_without_outcome(found) for found in met if found["mistake"]],
        "other_failures": [found for found in met if not found["mistake"]],
        "timed_out": _timed_out(graded),
        "unreadable": [
            {"student": student, "reason": reason}
            for student, found in graded.items()
            if (reason := _unreadable(found))
        ],
        "identical": _identical(graded, released),
        "identical_means": MEANING,
        "chart_text": _in_words(exercise, questions),
    }


def _questions(graded: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Return outcomes, points and failures of each check, in the order of the notebook."""
    verdicts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for notebooks in graded.values():
        for notebook in notebooks:
            for grade_id in _in_order(notebook):
                verdicts[notebook.name, grade_id].append(notebook.verdicts[grade_id])
    found = []
    for (notebook, grade_id), given in verdicts.items():
        outcomes = Counter(verdict["outcome"] for verdict in given)
        failures = Counter(
            (verdict["outcome"], _failure(verdict))
            for verdict in given
            if verdict["outcome"] != Outcome.RIGHT
        )
        found.append(
            {
                "notebook": notebook,
                "id": grade_id,
                "answered": len(given),
                "max_points": max(verdict["max_points"] for verdict in given),
                "mean_points": statistics.fmean(verdict["points"] for verdict in given),
                "outcomes": {str(o): outcomes[o] for o in Outcome if outcomes[o]},
                "failures": [
                    {"outcome": outcome, **failure._asdict(), "count": count}
                    for (outcome, failure), count in _most_first(failures)
                ],
            }
        )
    return found


def _in_order(notebook: Any) -> list[str]:
    """Return the grade ids that have verdicts, as the cells stand."""
    about = (cell.get("metadata", {}).get("nbgrader", {}) for cell in notebook.cells)
    return [found["grade_id"] for found in about if found.get("grade_id") in notebook.verdicts]


def _failure(verdict: Mapping[str, Any]) -> Failure:
    details = verdict.get("details") or {}
    first = (verdict.get("reason") or "").strip().partition("\n")[0].rstrip(": ")
    return Failure(
        details.get("function") or "",
        details.get("mistake") or "",
        details.get("symptom") or details.get("mistake") or first,
    )


def _most_first(counts: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _met(graded: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Return what went wrong, each with the students whom it happened to; most frequent first.

    A known mistake is one however a check saw it; other failures are one if their reason is.
    """
    students: dict[tuple[str, Failure], set[str]] = defaultdict(set)
    places: dict[tuple[str, Failure], dict[str, None]] = defaultdict(dict)
    for student, notebooks in graded.items():
        for notebook in notebooks:
            for grade_id in _in_order(notebook):
                verdict = notebook.verdicts[grade_id]
                if verdict["outcome"] != Outcome.RIGHT:
                    failure = _failure(verdict)
                    key = ("" if failure.mistake else verdict["outcome"], failure)
                    students[key].add(student)
                    places[key][grade_id] = None
    counts = Counter({key: len(found) for key, found in students.items()})
    return [
        {
            "outcome": key[0],
            **key[1]._asdict(),
            "count": count,
            "questions": list(places[key]),
            "students": sorted(students[key]),
        }
        for key, count in _most_first(counts)
    ]


def _without_outcome(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != "outcome"}


def _timed_out(graded: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    return [
        {"student": student, "questions": questions}
        for student, notebooks in graded.items()
        if (
            questions := [
                grade_id
                for notebook in notebooks
                for grade_id, verdict in notebook.verdicts.items()
                if verdict["outcome"] == Outcome.TIMED_OUT
            ]
        )
    ]


def _unreadable(notebooks: Sequence[Any]) -> str:
    """Return why nothing could be taken from somebody's file, or nothing."""
    verdicts = [verdict for notebook in notebooks for verdict in notebook.verdicts.values()]
    reasons = [v["reason"] for v in verdicts if v["outcome"] == Outcome.UNREADABLE]
    return reasons[0] if reasons else ""


def _identical(
    graded: Mapping[str, Sequence[Any]], released: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Return groups of students with the same answer; largest first."""
    same: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for student, notebooks in graded.items():
        for notebook in notebooks:
            for grade_id, code in _answers(notebook.cells):
                stub = released.get(notebook.name, {}).get(grade_id, "")
                size, fingerprint = fingerprint_of(code)
                if size >= PARTS_LIMIT and fingerprint != fingerprint_of(stub)[1]:
                    same[notebook.name, grade_id, fingerprint].append(student)
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for (_, grade_id, _), students in same.items():
        if len(students) > 1:
            groups[tuple(students)].append(grade_id)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[0]), -len(item[1]), item[0]))
    return [
        {"count": len(students), "students": list(students), "answers": answers}
        for students, answers in ordered
    ]


def _answers(cells: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return grade id and code of each cell that was to be written."""
    found = []
    for cell in cells:
        about = cell.get("metadata", {}).get("nbgrader", {})
        if about.get("solution") and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            found.append((about["grade_id"], "".join(source)))
    return found


def fingerprint_of(code: str) -> tuple[int, str]:
    """Return how many parts code has, and a hash that comments and spacing do not change.

    Code that Python cannot parse counts its words.
    """
    try:
        tree = ast.parse(code)
        parts = [node for node in ast.walk(tree) if not isinstance(node, ast.expr_context)]
        for node in parts:
            _drop_docstring(node)
        text = ast.dump(tree)
        size = sum(1 for n in ast.walk(tree) if not isinstance(n, ast.expr_context))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        words = code.split()
        text, size = " ".join(words), len(words)
    return size, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _drop_docstring(node: ast.AST) -> None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            node.body = node.body[1:]


def _in_words(exercise: str, questions: Sequence[Mapping[str, Any]]) -> str:
    """Say what the chart shows."""
    lines = [
        f"{question['id']}: " + ", ".join(f"{n} {o}" for o, n in question["outcomes"].items())
        for question in questions
    ]
    return f"Outcomes of each question of {exercise}. " + ". ".join(lines) + "."


def table(report: Mapping[str, Any]) -> str:
    """Return the report for a terminal.

    Parameters
    ----------
    report : mapping
        From `collect`.
    """
    graded = report["graded"]
    lines = [
        f"{report['exercise']}: {graded} graded, "
        f"{report['mean_score']:.1f} of {report['max_score']:g} points on average, "
        f"median {report['median_score']:g}",
        f"seed {_listed(report['seeds'])}, isolation {_listed(report['levels'])}",
    ]
    for key, what in (
        ("not_submitted", "Not handed in"),
        ("without_verdicts", "Without outcomes, for something else graded them"),
    ):
        if report[key]:
            lines.append(f"{what}: {_some(report[key])}")
    lines += ["", *_question_lines(report["questions"])]
    if report["mistakes"]:
        lines += ["", "Known mistakes"]
        lines += [_mistake_line(found, graded) for found in report["mistakes"]]
    others = [found for found in report["other_failures"] if found["outcome"] not in _TOLD]
    if others:
        lines += ["", "Other failures"]
        lines += _first(
            f"{found['count']} of {graded}: {found['outcome']}: {_short(found['text'])} "
            f"({_some(found['questions'], 3)})"
            for found in others
        )
    if report["timed_out"]:
        timed_out = (f"{t['student']}: {_some(t['questions'], 3)}" for t in report["timed_out"])
        lines += ["", "Timed out", *_first(timed_out)]
    if report["unreadable"]:
        unreadable = (f"{u['student']}: {_short(u['reason'])}" for u in report["unreadable"])
        lines += ["", "Unreadable", *_first(unreadable)]
    if report["identical"]:
        lines += ["", "Identical answers", *_wrapped(report["identical_means"])]
        groups = (
            f"{found['count']} of {graded}: {', '.join(found['answers'])}: "
            f"{_some(found['students'])}"
            for found in report["identical"]
        )
        lines += _first(groups, "smaller groups")
    return clean("\n".join(lines), _TABLE_LIMIT) + "\n"  # names of folders are in it


def _first(texts: Iterable[str], what: str = "more") -> list[str]:
    """Return the first of these as lines, and how many more there are."""
    lines = [f"  {text}" for text in texts]
    more = len(lines) - _SHOWN
    return lines[:_SHOWN] + ([f"  and {more} {what}"] if more > 0 else [])


def _question_lines(questions: Sequence[Mapping[str, Any]]) -> list[str]:
    met = [o for o in Outcome if any(o in question["outcomes"] for question in questions)]
    rows = [["question", *map(str, met), "points"]]
    for question in questions:
        counts = [str(question["outcomes"].get(outcome, "")) for outcome in met]
        points = f"{question['mean_points']:.2f} of {question['max_points']:g}"
        rows.append([question["id"], *counts, points])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _mistake_line(found: Mapping[str, Any], graded: int) -> str:
    function = f" ({found['function']})" if found["function"] else ""
    return f"  {found['count']} of {graded}: {found['text'].rstrip('.')}{function}"


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(map(str, values)) or "unknown"


def _some(names: Sequence[str], limit: int = _SHOWN) -> str:
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more} more" if more > 0 else "")


def _short(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 98, initial_indent="  ", subsequent_indent="  ")


def chart(report: Mapping[str, Any], path: Path) -> None:
    """Draw the outcomes of each question as bars.

    Parameters
    ----------
    report : mapping
        From `collect`; its `chart_text` says the same in words, and goes into the file.
    path : Path
        Ends in .svg or .png.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    questions = report["questions"]
    figure = Figure(figsize=(9, 1.6 + 0.42 * len(questions)), layout="constrained")
    ax = figure.subplots()
    places = range(len(questions))
    left = [0] * len(questions)
    for outcome, (colour, hatch) in _LOOKS.items():
        counts = [question["outcomes"].get(outcome, 0) for question in questions]
        if not any(counts):
            continue
        bars = ax.barh(places, counts, left=left, label=str(outcome), color=colour, hatch=hatch,
                       edgecolor="#333333", linewidth=0.6)  # fmt: skip
        wide = [str(n) if n >= 0.04 * report["graded"] else "" for n in counts]
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        for text in ax.bar_label(bars, wide, label_type="center", fontsize=9):
            if text.get_text():
                text.set_bbox(box)
        left = [a + b for a, b in zip(left, counts, strict=True)]
    ax.set_yticks(places, [question["id"] for question in questions])
    ax.invert_yaxis()
    ax.set_xlim(0, report["graded"])
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("submissions")
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=4, frameon=False)
    title = f"Outcomes of {report['exercise']}"
    about = {"Title": title, "Description": report["chart_text"]}
    with mpl.rc_context({"svg.hashsalt": "lrlib"}):
        figure.savefig(path, dpi=150, metadata=about | ({"Date": None} if _svg(path) else {}))
    if _svg(path):
        said = f"<title>{escape(title)}</title><desc>{escape(report['chart_text'])}</desc>"
        drawn = path.read_text("utf-8")
        drawn = re.sub(r"(<svg\b)([^>]*>)", rf'\1 role="img"\2{_raw(said)}', drawn, count=1)
        path.write_text(drawn, "utf-8")


def _svg(path: Path) -> bool:
    return path.suffix == ".svg"


def _raw(text: str) -> str:
    return text.replace("\\", r"\\")

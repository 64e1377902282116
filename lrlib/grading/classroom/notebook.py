"""The graded notebook: the course's cells with the learner's answers in them."""

from __future__ import annotations

from typing import Any

import nbformat

from lrlib.grading.classroom.results import CellResult, Result, stored_verdict
from lrlib.grading.course.assignment import Assignment, SourceCell
from lrlib.grading.intake import Submission
from lrlib.grading.outcomes import Outcome, Verdict

__all__ = ["merged", "unreadable_result", "with_result"]

KEY = "lrlib"  # our entry in the notebook's metadata


def merged(assignment: Assignment, submission: Submission) -> Any:
    """Return the source notebook with the learner's answers and own cells in their places."""
    cells = _added(submission, -1)
    for index, cell in enumerate(assignment.cells):
        cells.append(_made(cell, index, submission))
        cells += _added(submission, index)
    metadata = {**assignment.metadata, KEY: {}}
    notebook = nbformat.from_dict({"metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    notebook.cells = cells
    return notebook


def _made(cell: SourceCell, index: int, submission: Submission) -> Any:
    source = submission.answers.get(cell.grade_id, cell.source)
    kind = "code" if cell.is_code else "markdown"
    made = _cell(kind, source, cell.metadata, cell.cell_id or f"cell-{index}")
    if cell.grade_id in submission.pictures:
        made["attachments"] = submission.pictures[cell.grade_id]
    return made


def _added(submission: Submission, index: int) -> list[Any]:
    return [
        _cell("code", code, {KEY: {"added": True}}, f"added-{number}")
        for number, (after, code) in enumerate(submission.added)
        if after == index
    ]


def _cell(kind: str, source: str, metadata: dict[str, Any], cell_id: str) -> Any:
    # nbformat's own functions validate every cell by itself. `from_dict` copies the metadata.
    cell: dict[str, Any] = {"cell_type": kind, "id": cell_id, "metadata": metadata}
    cell["source"] = source
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return nbformat.from_dict(cell)


def unreadable_result(assignment: Assignment, submission: Submission) -> Result:
    """Return the result of a submission from which nothing could be taken."""
    cells: list[CellResult] = []
    for cell in assignment.cells:
        entry: CellResult = {"grade_id": cell.grade_id, "kind": cell.kind, "outputs": []}
        if cell.kind == "check":
            verdict = Verdict(Outcome.UNREADABLE, 0.0, cell.points, submission.unreadable)
            entry["verdict"] = stored_verdict(verdict)
        cells.append(entry)
    return {"cells": cells, "added": [], "seconds": 0.0}


def with_result(notebook: Any, result: dict[str, Any], facts: dict[str, Any]) -> Any:
    """Put outputs and verdicts into a merged notebook, in the form that nbgrader scores.

    nbgrader gives a check cell without outputs all of its points. So every check that has not
    a verdict of *right* gets an error, and one that earned a part gets the number as output.
    """
    done = iter(result["cells"])
    added = iter(result["added"])
    verdicts = {}
    for number, cell in enumerate(notebook.cells):
        if cell.metadata.get(KEY, {}).get("added"):
            outputs: list[Any] = next(added, [])
        else:
            entry: dict[str, Any] = next(done, {})
            outputs = list(entry.get("outputs", []))
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade") and not about.get("solution"):
                verdict = entry.get("verdict") if entry["grade_id"] == about["grade_id"] else None
                outputs += _scored(verdict)
                verdicts[about["grade_id"]] = verdict
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(output) for output in outputs]
            cell.execution_count = number + 1
    notebook.metadata[KEY] = {**facts, "graded": True, "verdicts": verdicts}
    return notebook


def _scored(verdict: dict[str, Any] | None) -> list[dict[str, Any]]:
    if verdict is None:
        verdict = Verdict(Outcome.CRASHED, 0.0, 0.0, "this check was never run")._asdict()
    if verdict["outcome"] == Outcome.RIGHT:
        return []
    text = f"{verdict['outcome']}: {verdict['reason']}"
    if verdict["points"] > 0.0:
        points = {"text/plain": repr(verdict["points"])}
        partial = {"output_type": "execute_result", "data": points, "metadata": {}}
        said = {"output_type": "stream", "name": "stdout", "text": text}
        return [said, {**partial, "execution_count": None}]
    return [
        {
            "output_type": "error",
            "ename": str(verdict["outcome"]),
            "evalue": verdict["reason"],
            "traceback": text.splitlines(),
        }
    ]

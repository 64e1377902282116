"""Points that a person has given: which answers wait to be read, and what a regrade leaves alone.

nbgrader asks for everything again that a person has graded, each time it grades. Here an answer
that was read stays read, unless its text has changed since then. What text was read is noted at the
beginning of a run, from the autograded notebooks that the person had before them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from nbgrader.api import Grade, Gradebook

from lrlib.grading.classroom.notebook import KEY
from lrlib.grading.classroom.store import Store
from lrlib.grading.gradebook.read import GradedCell, autograded_notebooks, graded_cells

__all__ = ["ReadNotes", "note_read", "set_read"]

_NOTES: Final = "read"
ReadNotes = Mapping[str, Mapping[str, str]]  # hash of what was read, by student and by cell


def note_read(
    gradebook: Gradebook, coursedir: Any, store: Store, students: Collection[str]
) -> ReadNotes:
    """Note what text was read of these students, before they are graded again.

    Parameters
    ----------
    gradebook : Gradebook
        Open.
    coursedir : CourseDirectory
        nbgrader's, with the name of the assignment.
    store : Store
        Keeps the notes, so that a run that is killed loses none.
    students : collection of str
        Who is to be graded.
    """
    name: str = coursedir.assignment_id
    notes: dict[str, dict[str, str]] = store.note(_NOTES, name)
    changed = False
    read: dict[str, list[GradedCell]] = {}
    for cell in graded_cells(gradebook, name):
        if cell.state in ("read", "set") and cell.student in students:
            read.setdefault(cell.student, []).append(cell)
    for student, cells in read.items():
        notebooks = {n.name: n.cells for n in autograded_notebooks(coursedir, name, student)}
        mine = notes.setdefault(student, {})
        for cell in cells:
            text = _text(notebooks.get(cell.notebook, ()), cell.grade_id)
            key = f"{cell.notebook}/{cell.grade_id}"
            if text is not None and mine.get(key) != text:
                mine[key] = text
                changed = True
    if changed:
        store.keep_note(_NOTES, name, about=notes)
    return notes


def set_read(
    grades: Iterable[Grade], notes: Mapping[str, str], notebook: str, cells: Sequence[Any]
) -> None:
    """Leave read what was read and has not changed; ask for the rest of what a person graded.

    Parameters
    ----------
    grades : iterable of Grade
        The rows of one learner's notebook, after nbgrader has set them.
    notes : mapping
        From `note_read`, of this learner.
    notebook : str
        Name of the notebook.
    cells : sequence of dict
        The cells of the notebook as it is graded now.
    """
    for grade in grades:
        if grade.manual_score is not None:
            read = notes.get(f"{notebook}/{grade.name}")
            grade.needs_manual_grade = read is None or read != _text(cells, grade.name)


def _text(cells: Sequence[Any], grade_id: str) -> str | None:
    """Return a hash of what a person reads to give points to a cell; None if it is not there.

    For an answer that is its text. For a check it is the learner's code above, and for a task all
    that the learner wrote.
    """
    above: list[str] = []
    found = None
    is_task = False
    for cell in cells:
        about = cell.get("metadata", {}).get("nbgrader", {})
        added = cell.get("metadata", {}).get(KEY, {}).get("added")
        shown = "".join(cell.get("source", ""))
        shown += json.dumps(cell.get("attachments", {}), sort_keys=True)
        if about.get("grade_id") == grade_id and (about.get("grade") or about.get("task")):
            is_task = bool(about.get("task"))
            found = [shown] if about.get("solution") else above
            if not is_task:
                break
        if about.get("solution") or added:
            above.append(shown)
    if found is None:
        return None
    return hashlib.sha256("\0".join(above if is_task else found).encode()).hexdigest()

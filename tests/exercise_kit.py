"""The project's own exercises, graded in this process."""

import nbformat
from nbgrader.utils import compute_checksum

from lrlib.grading.course.assignment import read_assignment
from lrlib.grading.grade.run import run_submission
from tools.release import ROOT

EXERCISES = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())


def source_of(exercise):
    """Return the source notebook of an exercise."""
    return nbformat.read(ROOT / "solutions" / exercise / f"{exercise}.ipynb", as_version=4)


def released(exercise):
    """Return what a learner gets."""
    return nbformat.read(ROOT / "exercises" / exercise / f"{exercise}.ipynb", as_version=4)


def assignment_of(exercise):
    """Return the source notebook as the grader has it, without a gradebook."""
    stubs = {cell.id: cell for cell in released(exercise).cells}
    known = {}
    for cell in source_of(exercise).cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id is not None:
            text = stubs[cell.id] if cell.metadata.nbgrader.solution else cell
            known[grade_id] = compute_checksum(cell), text.source
    return read_assignment(ROOT / "solutions" / exercise / f"{exercise}.ipynb", known)


def solution_of(exercise):
    """Return the right code of an exercise's answer cells, by grade id."""
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in source_of(exercise).cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }


def points_of(shell, sandbox, assignment, answers, *, added=(), seed=7, cell_seconds=5.0):
    """Grade answers with the real sandbox and checks; return the points by grade id."""
    result = run_submission(
        shell,
        sandbox,
        assignment.cells,
        answers,
        added,
        files={},
        course_files=assignment.files,
        withheld=[("lrlib", assignment.withheld("lrlib"))],
        seed=seed,
        cell_seconds=cell_seconds,
        total_seconds=60.0,
        patient=False,
    )
    return {
        cell["grade_id"]: cell["verdict"]["points"] for cell in result["cells"] if "verdict" in cell
    }

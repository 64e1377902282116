"""A course from clone to marks: release, hand in for a demo class, grade, feed back, export."""

import csv
import shutil
import subprocess
import sys
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

import nbformat

from tools.release import ROOT, environment, release

COURSE = ROOT / "_build" / "course"
EXERCISE = "07-m-examples"
STUDENTS = 40

# What learners change in the right answer: nothing, a style of their own, or a slip.
LOOP = [
    (),
    ("return J / m, dw / m, db / m", "return J / m, dw, db / m"),
    ("dz = a - y", "dz = y - a"),
    (),
    ("dw += x * dz", "dw += x * dz / m"),
    ("        db += dz\n", ""),
    ("for i in range(m):", "for i in range(m - 1):"),
    ("dw += x * dz", "dw = dw + dz * x"),
]
VECTORISED = [
    ("dw = X @ dZ.T / m", "dw = X @ dZ.T"),
    (),
    ("m = X.shape[1]", "m = X.shape[0]"),
    ("dZ = A - Y", "dZ = Y - A"),
    ("dw = X @ dZ.T / m", "dw = np.dot(X, dZ.T) / m"),
    ("J = -np.sum(", "J = np.sum("),
    ("dw = X @ dZ.T / m", "dw = X.T @ dZ.T / m"),
    ("    dZ = A - Y\n", "    A -= Y\n    dZ = A\n"),
    ("np.sum(dZ) / m", "np.sum(dZ)"),
    ("    m = X.shape[1]\n", "    while True:\n        m = X.shape[1]\n"),
    ("    return J, dw, db", ""),
]


def hand_in(course: Path, students: int) -> None:
    """Write one submission for each student: the solution, changed as a learner might."""
    source = nbformat.read(course / "solutions" / EXERCISE / f"{EXERCISE}.ipynb", as_version=4)
    answers = {cell.id: cell.source for cell in source.cells}
    changes = islice(zip(cycle(LOOP), cycle(VECTORISED), strict=False), students)
    for number, change in enumerate(changes, start=1):
        path = course / "exercises" / EXERCISE / f"{EXERCISE}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            edit = {"loop": change[0], "vectorised": change[1]}.get(cell.id)
            if edit is not None:
                cell.source = answers[cell.id].replace(*edit) if edit else answers[cell.id]
        if number == students:  # and one who only opened the notebook
            notebook = nbformat.read(path, as_version=4)
        folder = course / "submitted" / f"student-{number:02d}" / EXERCISE
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{EXERCISE}.ipynb")


def nbgrader(course: Path, *arguments: str) -> None:
    """Run one of nbgrader's own commands in the course."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(
        command, cwd=course, env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"nbgrader {' '.join(arguments)} failed:\n{done.stderr[-3000:]}"
        raise RuntimeError(message)


def run(course: Path = COURSE, students: int = STUDENTS) -> Path:
    """Run the whole course for one exercise and return the file with the marks."""
    shutil.rmtree(course, ignore_errors=True)
    print("Releasing the exercises …", flush=True)
    release(course)
    hand_in(course, students)
    print(f"Grading {students} submissions of {EXERCISE}, each in a sandbox …", flush=True)
    nbgrader(course, "autograde", EXERCISE)
    print("Writing feedback and marks …", flush=True)
    nbgrader(course, "generate_feedback", EXERCISE)
    nbgrader(course, "export")
    return course / "grades.csv"


def marks(path: Path) -> dict[str, float]:
    """Read the score of every student from nbgrader's export."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == EXERCISE]
    return {row["student_id"]: float(row["score"]) for row in rows}


def main() -> int:
    """Run the course and say where everything lies."""
    path = run()
    scores = marks(path)
    counts = sorted(Counter(scores.values()).items(), reverse=True)
    print(f"\n{len(scores)} of {STUDENTS} graded. Points: how many students")
    for score, count in counts:
        print(f"  {score:4g}: {count}")
    course = COURSE.relative_to(ROOT)
    print(
        f"\nThe book       {Path('_build/html/index.html')}"
        f"\nThe exercises  {course / 'exercises'}"
        f"\nSubmissions    {course / 'submitted'}"
        f"\nFeedback       {course / 'feedback'}"
        f"\nMarks          {course / path.name}"
    )
    return 0 if len(scores) == STUDENTS else 1


if __name__ == "__main__":
    sys.exit(main())

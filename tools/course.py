"""A course from clone to marks: release, hand in for a demo class, grade, feed back, export."""

import contextlib
import csv
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

from nbgrader.apps import ExportApp, GenerateFeedbackApp, NbGrader

from lrlib import cli
from lrlib.grading.tell.exports import CanvasExport, MoodleExport, OutcomeExport
from tools.demo import EXERCISE, Handed, hand_in
from tools.release import ROOT, release

COURSE = ROOT / "_build" / "course"
BOOK = ROOT / "_build" / "html"
STUDENTS = 40
# The class has some endless loops in it; a real one may have more patience.
SETTINGS = f"""
c.SafeExecute.timeout = 2
c.SafeExecute.total_timeout = 5
c.FeedbackExporter.book_url = {BOOK.as_uri()!r}
"""
EXPORTS = {"grades.csv": OutcomeExport, "canvas.csv": CanvasExport, "moodle.csv": MoodleExport}


def nbgrader(command: type[NbGrader], *arguments: str) -> None:
    """Run one of nbgrader's own commands, in this process: each takes seconds to start."""
    app = command()
    app.initialize(["--log-level=WARN", *arguments])
    app.start()


def lrlib(*arguments: str) -> None:
    """Run one of lrlib's commands; raises `RuntimeError` if it fails."""
    code = cli.main(arguments)
    if code:
        message = f"lrlib {' '.join(arguments)} ended with exit code {code}"
        raise RuntimeError(message)


def run(course: Path = COURSE, students: int = STUDENTS) -> dict[str, Handed]:
    """Run the whole course for one exercise; return who handed in what."""
    shutil.rmtree(course, ignore_errors=True)
    print("Releasing the exercises …", flush=True)
    release(course)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(SETTINGS)
    handed = hand_in(course, students)
    with contextlib.chdir(course):
        started = time.monotonic()
        print(f"Grading {students} submissions of {EXERCISE}, each in a sandbox …", flush=True)
        lrlib("grade", EXERCISE)
        graded = time.monotonic()
        print("\nWriting feedback, report and marks …\n", flush=True)
        nbgrader(GenerateFeedbackApp, EXERCISE)
        lrlib("report", EXERCISE, "--json", "report.json", "--chart", "report.svg")
        for name, exporter in EXPORTS.items():
            kind = f"{exporter.__module__}.{exporter.__name__}"
            nbgrader(ExportApp, f"--exporter={kind}", f"--to={name}")
        done = time.monotonic()
    print(f"\nGraded in {graded - started:.0f} s, the rest in {done - graded:.0f} s.\n")
    return handed


def marks(path: Path) -> dict[str, float]:
    """Read the score of every student from the export."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == EXERCISE]
    return {row["student_id"]: float(row["score"]) for row in rows}


def summary(handed: dict[str, Handed], scores: dict[str, float]) -> list[str]:
    """Say for each kind of submission what it earned."""
    counts = Counter(one.kind for one in handed.values())
    lines = []
    for kind, count in counts.items():
        points = sorted(scores[student] for student, one in handed.items() if one.kind == kind)
        low, high = f"{points[0]:g}", f"{points[-1]:g}"
        lines.append(f"{count:4} {kind:15} {low if low == high else f'{low} to {high}'} points")
    return lines


def places() -> list[str]:
    """Say where everything lies."""
    course = COURSE.relative_to(ROOT)
    page = Path("student-10", EXERCISE, f"{EXERCISE}.html")
    return [
        f"The book       {(BOOK / 'index.html').relative_to(ROOT)}",
        f"The exercises  {course / 'exercises'}",
        f"Submissions    {course / 'submitted'}",
        f"Feedback       {course / 'feedback'}, for example {page}",
        f"Report         {course / 'report.json'}, {course / 'report.svg'}",
        f"Marks          {course / 'grades.csv'}",
        f"for Canvas     {course / 'canvas.csv'}",
        f"for Moodle     {course / 'moodle.csv'}",
        "",
        "To practise as a learner does, run nox -s book -- --serve and open",
        f"http://127.0.0.1:8000/exercises/{EXERCISE}/{EXERCISE}.html",
    ]


def main() -> int:
    """Run the course and say what it made."""
    handed = run()
    scores = marks(COURSE / "grades.csv")
    print(f"What the {STUDENTS} handed in, and what it earned", *summary(handed, scores), sep="\n")
    print("", *places(), sep="\n")
    honest = {"right", "mistakes", "nothing", "broken"}
    forged = [s for s, one in handed.items() if one.kind not in honest and scores[s] > 0]
    if forged:
        print(f"\nForged marks: {', '.join(forged)}")
    return 0 if len(scores) == STUDENTS and not forged else 1


if __name__ == "__main__":
    sys.exit(main())

"""A course from clone to marks: release, hand in for a demo class, grade, feed back, export."""

import csv
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tools.demo import EXERCISE, Handed, hand_in
from tools.release import ROOT, environment, release

COURSE = ROOT / "_build" / "course"
BOOK = ROOT / "_build" / "html"
STUDENTS = 40
# The class has some endless loops in it; a real one may have more patience.
SETTINGS = f"""
c.SafeExecute.timeout = 2
c.SafeExecute.total_timeout = 5
c.FeedbackExporter.book_url = {BOOK.as_uri()!r}
"""
GRADE = ("lrlib.cli", "grade", EXERCISE)
# What follows needs only the grades, and runs at once.
AFTER = (
    ("nbgrader", "generate_feedback", EXERCISE),
    ("lrlib.cli", "report", EXERCISE, "--json", "report.json", "--chart", "report.svg"),
    ("nbgrader", "export", "--exporter=lrlib.grading.exports.OutcomeExport"),
    ("nbgrader", "export", "--exporter=lrlib.grading.exports.CanvasExport", "--to=canvas.csv"),
    ("nbgrader", "export", "--exporter=lrlib.grading.exports.MoodleExport", "--to=moodle.csv"),
)


def start(course: Path, module: str, *arguments: str) -> subprocess.Popen[str]:
    """Start one command in the course's folder."""
    command = [sys.executable, "-m", module, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=course, env=environment(), stdout=pipe, stderr=pipe, text=True
    )


def finish(process: subprocess.Popen[str]) -> str:
    """Wait for a command and return what it said; raises `RuntimeError` if it failed."""
    said, complaints = process.communicate()
    if process.returncode:
        message = f"{' '.join(map(str, process.args))} failed:\n{complaints[-3000:]}"
        raise RuntimeError(message)
    return said


def run(course: Path = COURSE, students: int = STUDENTS) -> tuple[dict[str, Handed], str]:
    """Run the whole course for one exercise; return who handed in what, and the report."""
    shutil.rmtree(course, ignore_errors=True)
    print("Releasing the exercises …", flush=True)
    release(course)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(SETTINGS)
    handed = hand_in(course, students)
    started = time.monotonic()
    print(f"Grading {students} submissions of {EXERCISE}, each in a sandbox …", flush=True)
    finish(start(course, *GRADE))
    graded = time.monotonic()
    print("Writing feedback, report and marks …", flush=True)
    said = [finish(process) for process in [start(course, *command) for command in AFTER]]
    done = time.monotonic()
    print(f"Graded in {graded - started:.0f} s, the rest in {done - graded:.0f} s.\n")
    return handed, said[1]


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


def main() -> int:
    """Run the course and say where everything lies."""
    handed, report = run()
    scores = marks(COURSE / "grades.csv")
    print(report)
    print(f"What the {STUDENTS} handed in, and what it earned", *summary(handed, scores), sep="\n")
    course = COURSE.relative_to(ROOT)
    page = Path("student-10", EXERCISE, f"{EXERCISE}.html")
    print(
        f"\nThe book       {(BOOK / 'index.html').relative_to(ROOT)}"
        f"\nThe exercises  {course / 'exercises'}"
        f"\nSubmissions    {course / 'submitted'}"
        f"\nFeedback       {course / 'feedback'}, for example {page}"
        f"\nReport         {course / 'report.json'}, {course / 'report.svg'}"
        f"\nMarks          {course / 'grades.csv'}"
        f"\nfor Canvas     {course / 'canvas.csv'}"
        f"\nfor Moodle     {course / 'moodle.csv'}"
    )
    honest = {"right", "mistakes", "nothing", "broken"}
    forged = [s for s, one in handed.items() if one.kind not in honest and scores[s] > 0]
    if forged:
        print(f"\nForged marks: {', '.join(forged)}")
    return 0 if len(scores) == STUDENTS and not forged else 1


if __name__ == "__main__":
    sys.exit(main())

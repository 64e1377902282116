"""The whole way: a platform's ZIP, grades, two reflections read, a mended check, marks and back."""

import csv
import time
import zipfile

import nbformat
import pytest
from course_kit import RIGHT, CourseFolder, fill, in_process
from feedback_kit import OURS
from nbgrader.api import Gradebook
from test_grade_command import by_hand, course_url, due, grade, waiting

from lrlib.grading import collect
from lrlib.grading.tell import hand_back, report, semester

pytestmark = pytest.mark.usefixtures("isolation")

LATE = OURS + 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
WRONG = {**RIGHT, "mean": "def mean(values):\n    return sum(values)"}
CLASS = {
    "s01": {**RIGHT, "why": "Because one."},
    "s02": {**WRONG, "why": "Because two."},
    "s03": {**RIGHT, "why": "Because three."},  # late
    "s04": {**RIGHT},  # late, with more time
    "s05": {},
}
TIMES = {"s01": "2035-01-30", "s02": "2035-01-31", "s03": "2035-02-02", "s04": "2035-02-02",
         "s05": "2035-01-29"}  # fmt: skip


def run(course, command, *arguments):
    """Run one of our commands in the course's folder; it must succeed."""
    with in_process(), pytest.MonkeyPatch.context() as patch:
        patch.chdir(course.root)
        assert command.main([str(argument) for argument in arguments]) == 0


def upload(course, path, work):
    """Write what Canvas gives as *Download Submissions*."""
    with zipfile.ZipFile(path, "w") as made:
        for student, answers in work.items():
            text = nbformat.writes(fill(course.released(), answers))
            late = "LATE_" if student in ("s03", "s04") else ""
            number = int(student[1:])
            made.writestr(f"family{number}_{late}{1000 + number}_{880 + number}_ps1-1.ipynb", text)
    return path


def class_list(course, students):
    with in_process(), Gradebook(course_url(course)) as gradebook:
        for student in students:
            number = str(1000 + int(student[1:]))
            gradebook.add_student(student, last_name=f"Family{number}", lms_user_id=number)


def marks(course):
    with (course.root / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            line["id"]: (next(v for k, v in line.items() if k.startswith("ps1")), line["mark"])
            for line in csv.DictReader(file)
        }


def mend(course):
    """Give the last check one point more, and generate the exercise anew."""
    path = course.root / "source" / "ps1" / "ps1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "check-words"]
    cell.metadata.nbgrader.points = 2
    nbformat.write(notebook, path)
    course.release(GenerateAssignment__force=True)


def test_from_a_platforms_zip_to_marks_and_back(tmp_path, capsys):
    course = CourseFolder(tmp_path / "words", config=LATE)
    course.release()
    class_list(course, [*CLASS, "s06"])
    due(course, "2035-01-31 23:59:00")
    source = upload(course, tmp_path / "submissions.zip", CLASS)
    table = tmp_path / "times.csv"
    table.write_text("learner,time\n" + "".join(f"{s},{t} 12:00\n" for s, t in TIMES.items()))
    (course.root / "extensions.csv").write_text(
        "learner,exercise,until,reason\ns04,ps1,2035-02-03,was ill\n"
    )
    run(course, collect, "canvas", source, "ps1", "--table", table, "--timezone", "UTC")
    said = capsys.readouterr().out
    assert "5 collected: s01, s02, s03, s04, s05" in said
    assert "Not handed in (1): s06" in said

    assert grade(course) == 0
    assert "3 of 3 answers in words are not read yet" in capsys.readouterr().out
    run(course, semester)
    assert marks(course) == {
        "s01": ("6", "75"), "s02": ("3", "37.5"), "s03": ("0", "0"), "s04": ("6", "75"),
        "s05": ("0", "0"), "s06": ("", ""),
    }  # fmt: skip

    by_hand(course, "s01", points=2.0)
    by_hand(course, "s02", points=1.0)
    mend(course)
    capsys.readouterr()
    assert grade(course) == 0
    said = capsys.readouterr().out
    assert "1 of 3 answers in words are not read yet" in said
    changed = [line.split() for line in said.splitlines()]
    assert ["s01", "8", "9", "8", "→", "9"] in changed
    assert ["s02", "4", "5", "4", "→", "5"] in changed
    assert ["s04", "6", "7", "6", "→", "7"] in changed
    assert waiting(course, "s01") == {"why": (2.0, False)}
    assert waiting(course, "s02") == {"why": (1.0, False)}

    run(course, hand_back, "ps1", "--zip", "canvas")
    with zipfile.ZipFile(course.root / "ps1-canvas.zip") as pages:
        assert pages.namelist() == [
            f"family{n}_{late}{1000 + n}_{880 + n}_ps1.html"
            for n, late in [(1, ""), (2, ""), (3, "LATE_"), (4, "LATE_"), (5, "")]
        ]
        page = pages.read("family1_1001_881_ps1.html").decode()
        assert "<strong>9</strong> of 9 points" in page
        assert "You had more time for it" in pages.read(pages.namelist()[3]).decode()
    run(course, semester)
    assert marks(course) == {
        "s01": ("9", "100"), "s02": ("5", "55.56"), "s03": ("0", "0"), "s04": ("7", "77.78"),
        "s05": ("0", "0"), "s06": ("", ""),
    }  # fmt: skip


@pytest.mark.soak
def test_300_learners_from_zip_to_marks_take_less_than_a_minute(tmp_path):
    """Real processes, as many as `lrlib grade` starts by itself; each answer is another."""
    course = CourseFolder(tmp_path / "words", config=LATE)
    course.release()
    students = [f"s{number:03}" for number in range(1, 301)]
    class_list(course, students)
    work = {
        student: {
            **RIGHT,
            "square": f"def square(x):\n    return x ** 2 + {n} - {n}",
            "why": student,
        }
        for n, student in enumerate(students)
    }
    source = upload(course, tmp_path / "submissions.zip", work)
    took = {}
    started = time.monotonic()
    for name, command, *arguments in (
        ("collect", collect, "canvas", source, "ps1"),
        ("grade", None),
        ("report", report, "ps1", "--html"),
        ("feedback", hand_back, "ps1", "--zip", "canvas"),
        ("marks", semester),
    ):
        before = time.monotonic()
        if command is None:
            assert grade(course, shared=False) == 0
        else:
            run(course, command, *arguments)
        took[name] = round(time.monotonic() - before, 1)
    whole = time.monotonic() - started
    print(took, f"{whole:.1f} s in all")
    assert set(marks(course).values()) == {("6", "75")}
    assert whole < 60

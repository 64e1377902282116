"""`lrlib grade` writes what nbgrader itself writes, also after an interruption and in parallel."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from course_kit import CONFIG, RIGHT, CourseFolder, SharedWorker, in_process, lrlib_grade
from feedback_kit import OURS
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from sqlalchemy import text

from lrlib.grading import class_run, command
from lrlib.grading.classroom.classwork import Classwork
from lrlib.grading.classroom.configuration import converter_of, guessed_settings
from lrlib.grading.classroom.seen import LARGE
from lrlib.grading.classroom.store import Store
from lrlib.grading.course.assignment import Assignment, SourceCell
from lrlib.grading.course.settings import RefusedError, Settings
from lrlib.grading.grade import executors, worker
from lrlib.grading.grade.fork import Fork
from lrlib.grading.gradebook.write import GradebookWriter
from lrlib.grading.intake import Submission
from lrlib.grading.plugin import SafeExecute
from lrlib.grading.sandbox.isolation import BrokenError, Limits
from lrlib.grading.tell.progress import Progress

pytestmark = pytest.mark.usefixtures("isolation")

LATE = CONFIG + 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
SECRET = "0123456789abcdef" * 4
SLOW = "import time\ntime.sleep(0.3)\n"
CLASS = {
    "anna": RIGHT,
    "bert": {**RIGHT, "mean": "def mean(values):\n    return 1", "why": "Because."},
    "cleo": {},
    "dora": {**RIGHT, "square": "import os\ndef square(x):\n    os._exit(1)"},
    "emil": {**RIGHT, "mean": SLOW + "def mean(v):\n    return v.mean()"},
    "fred": {**RIGHT, "words": "def words(text):\n    return 1 / 0"},
    "gina": RIGHT,  # the same as anna's, and late
}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Return a class of submissions, some of them malformed."""
    course = CourseFolder(tmp_path_factory.mktemp("class") / "words", config=LATE)
    (course.root / "source" / "ps1" / "data.txt").write_text("1 2 3")
    course.release()
    for student, answers in CLASS.items():
        course.submit(student, answers)
        stamp = "2020-01-0" + ("3" if student == "gina" else "1") + " 00:00:00 UTC"
        (course.folder(student) / "timestamp.txt").write_text(stamp)
    (course.folder("hugo") / "ps1.ipynb").write_text("{ not a notebook")
    course.folder("ines")
    (course.root / "submitted" / "ines" / "ps1").rmdir()
    (course.root / "submitted" / "ines" / "ps1").symlink_to(course.folder("anna"))
    (course.folder("jana") / "notes.txt").write_text("my notes")
    for student in [*CLASS, "hugo", "jana"]:
        (course.folder(student) / "submission_secret.txt").write_text(SECRET)
    with Gradebook(course_url(course)) as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate="2020-01-02 00:00:00")
    return course


def grade(course, *arguments, shared=True):
    """Run the command in this process; return its exit code."""
    if shared:
        return lrlib_grade(course.root, "ps1", *arguments)
    with in_process(), pytest.MonkeyPatch.context() as patch:
        patch.chdir(course.root)
        return command.main(["ps1", *arguments])


def rows(url):
    """Return the rows of a gradebook without its random ids."""
    said = []
    with in_process(), Gradebook(url) as gradebook:
        for submission in gradebook.assignment_submissions("ps1"):
            for notebook in submission.notebooks:
                about = (submission.student_id, str(submission.timestamp), submission.extension)
                about += (notebook.name, notebook.late_submission_penalty, notebook.flagged)
                for grade in notebook.grades:
                    scores = (grade.auto_score, grade.manual_score, grade.extra_credit)
                    said.append((*about, grade.name, *scores, grade.needs_manual_grade))
                for comment in notebook.comments:
                    comments = comment.auto_comment, comment.manual_comment
                    said.append((*about, comment.cell.type, comment.name, *comments))
        tables = ["student", "submitted_assignment", "submitted_notebook", "grade", "comment"]
        for table in [*tables, "base_cell", "source_cell", "notebook", "assignment", "course"]:
            count = gradebook.db.execute(text(f"select count(*) from {table}")).scalar()
            said.append((table, count))
        said += [(s.id, s.first_name, s.email) for s in gradebook.students]
    return sorted(said, key=str)


def files(course):
    """Return name, mode and content of each autograded file."""
    said = {}
    for path in sorted((course.root / "autograded").rglob("*")):
        name = str(path.relative_to(course.root))
        if path.is_dir():
            said[name] = None
            continue
        content = path.read_text()
        if name.endswith(".ipynb"):
            notebook = json.loads(content)
            notebook["metadata"]["lrlib"].pop("seconds")
            content = notebook, content.endswith("}\n")
        if name == "autograded/ines/ps1/submission_secret.txt":
            content = len(content)  # drawn, for nothing was handed in
        said[name] = oct(path.stat().st_mode), content
    return said


def everything(course, url=None):
    """Return rows and files in one, so that pytest shows what differs and nothing else."""
    said = {f"row {n}": row for n, row in enumerate(rows(url or course_url(course)))}
    return {**said, **files(course)}


def course_url(course):
    return f"sqlite:///{course.root}/gradebook.db"


@pytest.fixture(scope="module")
def nbgraders(released, tmp_path_factory):
    """Return what nbgrader writes with the plug-in: at first, and after changes by hand."""
    course = released.copy(tmp_path_factory.mktemp("nbgraders") / "words")
    course.autograde()
    first = everything(course)
    look_again(course)
    course.autograde(Autograde__force=True)
    assert len(first) > 10 * 3
    return first, everything(course)


def look_again(course):
    """Change by hand what a person may change between two runs."""
    with Gradebook(course_url(course)) as gradebook:
        gradebook.find_grade("check-mean", "ps1", "ps1", "bert").manual_score = 1.5
        gradebook.find_grade("why", "ps1", "ps1", "bert").extra_credit = 0.5
        gradebook.find_comment("why", "ps1", "ps1", "bert").manual_comment = "Good."
        gradebook.db.commit()
        gradebook.grant_extension("ps1", "gina", days=2)


@pytest.fixture
def course(released, tmp_path):
    return released.copy(tmp_path / "words")


def test_rows_and_files_are_those_that_nbgrader_writes(course, nbgraders, capsys):
    assert grade(course, "--jobs", "2", shared=False) == 0
    assert everything(course) == nbgraders[0]
    said = capsys.readouterr()
    assert "10 submissions of ps1: 10 graded in" in said.out
    assert "Isolation of learners' code: full" in said.err
    look_again(course)
    assert grade(course, "--force") == 0
    assert everything(course) == nbgraders[1]


def test_four_at_once_write_the_same(course, nbgraders):
    assert grade(course, "--jobs", "4", shared=False) == 0
    assert everything(course) == nbgraders[0]


def test_the_summary_counts_outcomes_and_points(course, capsys):
    grade(course)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    header = "question  right  wrong crashed not written unreadable not read yet no answer"
    assert header.split() in lines
    assert ["check-mean", "5", "1", "·", "1", "3", "·", "·"] in lines
    assert ["check-square", "5", "·", "1", "1", "3", "·", "·"] in lines
    assert ["why", "·", "·", "·", "·", "·", "1", "9"] in lines
    assert ["6", "3"] in lines
    assert ["0", "4"] in lines


def test_feedback_can_be_written_afterwards(course):
    grade(only(course, "bert"))
    with in_process():
        course.converter(GenerateFeedback).start()
    page = course.root / "feedback" / "bert" / "ps1" / "ps1.html"
    assert "wrong" in page.read_text()


# Which of them are graded, and from which seed.


def seeds(course):
    return {
        path.parts[-3]: json.loads(path.read_text())["metadata"]["lrlib"]["seed"]
        for path in course.root.glob("autograded/*/ps1/ps1.ipynb")
    }


def unseeded(course):
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("c.SafeExecute.seed = 7", ""))
    return course


def only(course, *students):
    """Leave these students' submissions only."""
    for folder in (course.root / "submitted").iterdir():
        if folder.name not in students:
            folder.rename(course.root / f"not-{folder.name}")
    return course


def test_who_has_changed_nothing_is_passed_over(course, capsys):
    only(unseeded(course), "anna", "bert")
    assert grade(course) == 0
    before = seeds(course)
    assert len(set(before.values())) == 1
    course.submit("cleo", RIGHT)
    course.submit("bert", RIGHT)
    capsys.readouterr()
    assert grade(course) == 0
    assert "3 submissions of ps1: 2 graded in" in capsys.readouterr().out
    after = seeds(course)
    assert after["anna"] == before["anna"]
    # A new run, a new seed: the last one stands in the feedback.
    assert after["bert"] == after["cleo"] != before["bert"]
    assert course.scores()["bert"]["check-mean"] == 3.0


def test_a_forced_run_draws_a_new_seed_and_a_given_one_is_taken(course):
    only(unseeded(course), "anna", "bert")
    grade(course, "--seed", "5")
    assert seeds(course) == {"anna": 5, "bert": 5}
    grade(course, "--force")
    first = seeds(course)
    assert len(set(first.values())) == 1
    grade(course, "--force")
    assert seeds(course)["anna"] not in (5, first["anna"])


def test_a_run_that_was_stopped_keeps_its_seed(course, monkeypatch):
    only(unseeded(course), "anna", "bert", "cleo")
    monkeypatch.setattr(class_run, "_BATCH", 1)
    write = GradebookWriter._folder

    def stop(self, finished):
        if finished.student != "anna":
            raise KeyboardInterrupt
        write(self, finished)

    for options in (["--jobs", "1"], ["--jobs", "1", "--force"]):  # in this order
        old = seeds(course).get("cleo")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(GradebookWriter, "_folder", stop)
            assert grade(course, *options) == 130  # and again while the first is dealt with
        stopped = seeds(course)["anna"]
        assert stopped != old
        assert seeds(course).get("cleo") == old
        assert grade(course, *options) == 0
        assert set(seeds(course).values()) == {stopped}


def test_equal_work_is_done_once(course, monkeypatch):
    only(course, "anna", "gina", "bert")
    asked = []
    grade_one = SharedWorker.__init__

    def counting(self, settings):
        grade_one(self, settings)
        real = self.grade
        self.grade = lambda *args: asked.append(args) or real(*args)

    monkeypatch.setattr(SharedWorker, "__init__", counting)
    assert grade(course) == 0
    assert len(asked) == 2
    assert course.scores()["anna"] == course.scores()["gina"]


# What goes wrong.


def test_one_who_cannot_be_graded_is_named_and_the_others_are_graded(course, monkeypatch, capsys):
    only(unseeded(course), "anna", "bert", "cleo")
    init = SharedWorker.__init__

    def breaking(self, settings):
        init(self, settings)
        real = self.grade

        def one(assignment, submission, *rest):
            if "return 1" in submission.answers["mean"]:
                msg = "the grading process died 4 times over the same submission"
                raise BrokenError(msg)
            return real(assignment, submission, *rest)

        self.grade = one

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SharedWorker, "__init__", breaking)
        assert grade(course) == 1
    out = capsys.readouterr().out
    assert "1 could not be graded:\n  bert: the grading process died" in out
    assert set(course.scores()) == {"anna", "cleo"}
    assert grade(course) == 0
    assert set(course.scores()) == {"anna", "bert", "cleo"}
    found = seeds(course)  # the first seed stands in feedback by now
    assert found["bert"] != found["anna"] == found["cleo"]


def test_a_row_that_is_refused_does_not_stop_the_others(course, capsys):
    only(course, "anna", "bert")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Autograde.create_student = False\n")
    with Gradebook(course_url(course)) as gradebook:
        gradebook.add_student("anna")
    assert grade(course) == 1
    assert "bert: the student is not in the gradebook" in capsys.readouterr().out
    assert set(course.scores()) == {"anna"}
    assert not (course.root / "autograded" / "bert").exists()


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("c.Autograde.autograde_preprocessors = ['somebody.Elses']", "runs only in"),
        ("c.SafeExecute.level = 'none'", "trust_students"),
        ("c.CourseDirectory.submitted_directory = 'empty'", "nobody has handed in ps1"),
        ("c.CourseDirectory.source_directory = 'elsewhere'", "it holds the checks"),
        ("c.X = = 1", "nbgrader_config.py cannot be read: SyntaxError"),
        (
            "c.CourseDirectory.assignment_id = nothing",
            "nbgrader_config.py cannot be read: NameError",
        ),
    ],
)
def test_what_cannot_be_graded_is_refused_in_words(course, setting, message, capsys):
    config = course.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}{setting}\n")
    assert grade(course) == 1
    assert message in capsys.readouterr().err
    assert course.scores() == {}


def test_what_lies_in_the_wrong_place_is_named(course, capsys):
    folder = course.root / "submitted" / "zoe"
    folder.mkdir()
    shutil.copy(course.root / "submitted" / "anna" / "ps1" / "ps1.ipynb", folder)
    assert grade(course) == 1
    assert "zoe: its notebook is not in" in capsys.readouterr().out
    assert len(course.scores()) == 10


def test_who_is_not_in_the_class_list_is_named(course, capsys):
    with in_process(), Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        gradebook.add_student("anna")
    assert grade(course) == 0
    said = capsys.readouterr().out
    assert "Not in the class list, and graded all the same: bert, " in said
    assert "anna" not in said.partition("Not in the class list")[2]
    with Gradebook(course_url(course)) as gradebook:
        gradebook.update_or_create_student("bert", email="bert@example.edu")
    assert grade(course) == 0
    said = capsys.readouterr().out
    assert "Not in the class list, and graded all the same: cleo, dora, " in said
    assert "Seed" not in said, "nothing was graded with it"


# When work came in, and what its lateness costs.


def penalties(course):
    rows = course.query(
        "select a.student_id, n.late_submission_penalty from submitted_notebook n"
        " join submitted_assignment a on n.assignment_id = a.id"
    )
    return dict(rows)


def due(course, when):
    with Gradebook(course_url(course)) as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate=when)


@pytest.fixture(params=["lrlib grade", "nbgrader autograde"])
def again(request, capsys, caplog):
    """Return a function that runs the grader where nothing is to be graded, for its output."""

    def run(course):
        capsys.readouterr()
        caplog.clear()
        if request.param == "nbgrader autograde":
            course.autograde()
            return "".join(f"{message}\n" for message in caplog.messages)
        assert grade(course) == 0
        out = capsys.readouterr().out
        assert "0 graded in" in out, "nobody's code runs again"
        return out

    return run


def extend(course, *rows):
    text = "learner,exercise,until,reason\n" + "".join(f"{row}\n" for row in rows)
    (course.root / "extensions.csv").write_text(text, "utf-8")


def test_an_extension_of_the_file_is_applied_in_the_next_run_and_taken_back(course, again):
    only(course, "anna", "gina")
    extend(course, "gina,ps1,2020-01-04,was ill")
    assert grade(course) == 0
    assert penalties(course) == {"anna": None, "gina": None}
    extend(course)
    said = again(course)
    assert penalties(course) == {"anna": None, "gina": 6.0}
    assert "Another deadline, other lateness: gina" in said
    extend(course, "gina,ps1,2020-01-03 09:00 +0900,was ill")
    assert "other lateness: gina" in again(course)
    assert penalties(course) == {"anna": None, "gina": None}
    assert "other lateness" not in again(course)


def test_plain_autograde_takes_extensions_at_once(course):
    only(course, "gina")
    extend(course, "gina,ps1,2020-01-04,was ill")
    course.autograde()
    assert penalties(course) == {"gina": None}


def test_a_wrong_extension_stops_the_run_before_anything_is_graded(course, capsys):
    only(course, "gina")
    extend(course, "gino,ps1,2020-01-04,was ill")
    assert grade(course) == 1
    said = capsys.readouterr().err
    assert "extensions.csv, row 2: expected the id of a learner, got 'gino'. Is gina meant?" in said
    with pytest.raises(NbGraderException, match="row 2: expected the id of a learner"):
        course.autograde()
    assert course.scores() == {}


def test_a_deadline_that_moves_is_applied_in_the_next_run(course, again):
    only(course, "anna", "gina")
    assert grade(course) == 0
    assert penalties(course) == {"anna": None, "gina": 6.0}
    graded = course.autograded("gina")
    due(course, "2020-01-05 00:00:00")
    said = again(course)
    assert penalties(course) == {"anna": None, "gina": None}
    assert ": gina\n" in said
    due(course, "2019-12-31 00:00:00")
    said = again(course)
    assert penalties(course) == {"anna": 6.0, "gina": 6.0}
    assert ": anna, gina\n" in said
    with Gradebook(course_url(course)) as gradebook:
        gradebook.grant_extension("ps1", "anna", days=2)
    again(course)
    assert penalties(course) == {"anna": None, "gina": 6.0}
    assert course.autograded("gina") == graded
    assert ": gina" not in again(course).partition("Another")[2]


@pytest.mark.parametrize("run", [grade, CourseFolder.autograde])
def test_a_time_that_is_taken_away_makes_nobody_late(course, run):
    only(course, "gina")
    assert grade(course) == 0
    assert penalties(course) == {"gina": 6.0}
    (course.folder("gina") / "timestamp.txt").unlink()
    run(course)
    assert penalties(course) == {"gina": None}
    assert course.query("select timestamp from submitted_assignment") == [(None,)]


def test_a_time_that_is_not_understood_is_said_with_the_name_in_each_run(course, capsys, again):
    only(course, "anna", "gina")
    (course.folder("gina") / "timestamp.txt").write_text("2020-01-03 00:00:00 CST")
    (course.folder("anna") / "timestamp.txt").write_bytes(b"\xef\xbb\xbf2020-01-02 08:59:00 KST")
    assert grade(course) == 0
    out = capsys.readouterr().out
    for said in (out, again(course), again(course)):
        assert "gina" in said
        assert "'2020-01-03 00:00:00 CST' in timestamp.txt was not understood: the time" in said
        assert "anna: " not in said
    assert penalties(course) == {"anna": None, "gina": None}
    times = dict(course.query("select student_id, timestamp from submitted_assignment"))
    assert times == {"anna": "2020-01-01 23:59:00.000000", "gina": None}


def test_an_id_with_brackets_is_graded_and_gets_its_page(course):
    only(course, "anna")
    (course.root / "submitted" / "anna").rename(course.root / "submitted" / "anna [2]")
    course.submit("bert", RIGHT)
    assert grade(course) == 0
    course.autograde(Autograde__force=True)
    assert {student: sum(p.values()) for student, p in points(course).items()} == {
        "anna [2]": 6.0,
        "bert": 6.0,
    }
    config = course.root / "nbgrader_config.py"
    config.write_text(OURS + 'c.LateSubmissionPlugin.penalty_method = "zero"\n')
    with in_process():
        course.converter(GenerateFeedback).start()
    page = (course.root / "feedback" / "anna [2]" / "ps1" / "ps1.html").read_text()
    assert "Feedback for anna [2]" in page


def points(course):
    return {
        student: {name: score or 0.0 for name, score in scores.items()}
        for student, scores in course.scores().items()
    }


def test_the_progress_names_whom_it_waits_for():
    stream = io.StringIO()
    progress = Progress(3, stream)
    progress._shown = progress._moved = -60.0
    progress.show(["anna", "bert"])
    assert stream.getvalue() == "0 of 3 graded, waiting for anna, bert\n"


def test_the_progress_obeys_nothing_in_a_name():
    stream = io.StringIO()
    progress = Progress(3, stream)
    progress._shown = progress._moved = -60.0
    progress.show(["an\x1b[2Jna\nrm", "b" * 99])
    assert stream.getvalue() == f"0 of 3 graded, waiting for anna rm, {'b' * 60} …\n"


def test_folders_that_no_id_can_name_are_said_and_the_others_graded(course, capsys):
    only(course, "anna")
    submitted = course.root / "submitted"
    for name in ("an\nna", "an\x1b[2Jna", ".anna", ".git"):
        shutil.copytree(submitted / "anna", submitted / name)
    shutil.rmtree(submitted / ".git" / "ps1")
    assert grade(course) == 1
    out = capsys.readouterr().out
    assert "3 could not be graded:\n" in out
    assert "  .anna: nbgrader passes over a folder whose name begins with a dot. Rename" in out
    assert "  an na: the name of its folder has characters that no id may have" in out
    assert "\x1b" not in out
    assert set(course.scores()) == {"anna"}


def test_what_is_large_or_unreadable_is_not_read_again_unless_it_is_graded(course, monkeypatch):
    only(course, "anna", "bert", "hugo")
    path = course.folder("anna") / "ps1.ipynb"
    path.write_text(path.read_text() + " " * LARGE)
    assert grade(course) == 0
    read, take_in = [], Classwork.take_in
    monkeypatch.setattr(
        Classwork, "take_in", lambda *args: read.append(args[1].parent.name) or take_in(*args)
    )
    assert grade(course) == 0
    assert read == ["bert"]
    course.autograde()  # which makes a folder of its own the first time
    read.clear()
    course.autograde()
    assert read == ["bert"]
    for change in (
        lambda: path.write_text(path.read_text()),
        lambda: os.utime(path, ns=(1, 1)),
        lambda: (course.folder("anna") / "new.txt").touch(),
    ):
        change()
        read.clear()
        assert grade(course) == 0
        assert read[:2] == ["anna", "bert"]
    read.clear()
    assert grade(course, "--force") == 0
    assert sorted(read) == ["anna", "bert", "hugo"]


def test_a_second_run_is_refused_while_one_goes_on(course, capsys):
    with Store(course.root / ".lrlib").locked():
        assert grade(course) == 1
        assert f"another run grades in this course (process {os.getpid()})" in (
            capsys.readouterr().err
        )
        with pytest.raises(NbGraderException, match="another run grades in this course"):
            course.autograde()
    assert course.scores() == {}
    assert grade(only(course, "anna")) == 0


def test_four_runs_at_once_lose_nothing(course):
    only(course, "anna", "bert")
    runs = [start(course, "--force", "--jobs", "1") for _ in range(4)]
    said = [(run.communicate(timeout=120)[1], run.returncode) for run in runs]
    assert 0 in {code for _, code in said}
    assert all("another run grades in this course" in text for text, code in said if code)
    assert set(seeds(course)) == {"anna", "bert"}
    assert set(course.scores()) == {"anna", "bert"}


@pytest.mark.parametrize(("size", "enough"), [(1, 16), (16 << 20, 4), (8 << 20, 8), (1 << 30, 4)])
def test_less_is_kept_ready_of_what_is_large(size, enough):
    run = object.__new__(class_run.ClassRun)
    pool = executors.Pool(None, 2, None)
    run._futures = {}
    while not run._is_ahead(pool):
        run._futures[len(run._futures)] = "key", size
    assert len(run._futures) == enough


def test_arguments_are_looked_at(course, capsys):
    for arguments in (["--jobs", "0"], ["--jobs", "two"], ["--seed", "x"]):
        with pytest.raises(SystemExit) as stop:
            command.main(["ps1", *arguments])
        assert stop.value.code == 2
    assert "expected a number from 1, got two" in capsys.readouterr().err


# The command itself, killed and interrupted.


def start(course, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "lrlib.cli", "grade", "ps1", *arguments],
        cwd=course.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(course, pattern, process, count=1):
    """Wait until the run has written so many files."""
    for _ in range(6000):
        if len(list(course.root.glob(pattern))) >= count:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    pytest.fail("it never came so far")


def test_killed_and_started_again_it_writes_the_same(course, nbgraders):
    process = start(course)
    wait_for(course, ".lrlib/results/*/*.json", process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert grade(course) == 0
    assert everything(course) == nbgraders[0]


def test_interrupted_it_says_how_far_it_came_and_goes_on_later(course, nbgraders):
    emils = course.folder("emil") / "ps1.ipynb"
    handed_in = emils.read_text()
    assert "sleep(0.3)" in handed_in
    emils.write_text(handed_in.replace("sleep(0.3)", "sleep(60)"))  # so that it cannot end first
    process = start(course, "--jobs", "1")
    # The second, for the interrupt may come between the result of one and its record.
    wait_for(course, ".lrlib/results/*/*.json", process, count=2)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    graded = {path.parts[-3] for path in course.root.glob("autograded/*/ps1/ps1.ipynb")}
    assert f"{len(graded)} of 10 are graded and recorded; the same command goes on" in said
    assert "Traceback" not in said + out
    assert 0 < len(graded) < 10
    assert set(course.scores()) == graded
    emils.write_text(handed_in)
    assert grade(course) == 0
    assert everything(course) == nbgraders[0]


def test_processes_that_were_started_early_are_used_and_the_others_ended(course, monkeypatch):
    launched, launch = [], worker._launched
    monkeypatch.setattr(worker, "_launched", lambda: launched.append(launch()) or launched[-1])
    monkeypatch.chdir(course.root)
    forked, fork = [], worker.Worker._fork
    monkeypatch.setattr(worker.Worker, "_fork", lambda w: forked.append(fork(w)) or forked[-1])
    for folder in list((course.root / "submitted").iterdir())[2:]:
        shutil.rmtree(folder)
    with in_process():
        assert command.main(["ps1", "--jobs", "3"]) == 0
    assert len(launched) == len(forked) == 1
    assert not worker._spares
    assert not worker._forks
    assert all(process.popen.returncode is not None for process in launched)
    assert all(process.popen.poll() is not None for process in forked)
    with in_process():
        assert command.main(["ps1", "--jobs", "3"]) == 0  # nobody is left to be graded
    assert all(process.popen.returncode is not None for process in launched)


def test_a_process_that_died_before_its_turn_is_passed_over():
    worker.prepare(1)
    (spare,) = worker._spares
    spare.popen.kill()
    spare.popen.wait()
    process = worker._taken()
    assert process.popen.poll() is None
    process.end()


def test_the_settings_are_guessed_as_nbgrader_says_them(course, monkeypatch):
    monkeypatch.chdir(course.root)
    with in_process():
        converter = converter_of("ps1")
        said = SafeExecute(parent=converter).settings(converter.coursedir)
    assert guessed_settings().same_sandbox(said)
    (course.root / "nbgrader_config.py").write_text("c = get_config()\nc.SafeExecute.level = 'x'")
    assert guessed_settings() is None


@pytest.mark.parametrize("guessed_mb", [300, 1024])
@pytest.mark.parametrize("mb", [300, 1024])
def test_a_sandbox_for_guessed_settings_is_used_for_no_others(guessed_mb, mb):
    worker.prepare(1)
    worker.guess(Settings(limits=Limits(memory_mb=guessed_mb)))
    one = worker.Worker(Settings(limits=Limits(memory_mb=mb)))
    try:
        one.start()
        outcome = graded(one, "    large = bytes(500 << 20)\n")[1]["verdict"]["outcome"]
        assert outcome == ("right" if mb == 1024 else "out of memory")
    finally:
        one.close()
        worker.drop_spares()


@pytest.fixture
def first_and_fork():
    """Return a worker, and one whose process was forked from the first one's."""
    worker.prepare(3)
    one, other = worker.Worker(Settings()), worker.Worker(Settings())
    try:
        one.start()
        assert len(worker._forks) == 2
        worker._forks[0].process.popen.kill()  # as if it had died before its turn
        worker._forks[0].process.popen.wait()
        other.start()
        yield one, other
    finally:
        one.close()
        other.close()
        worker.drop_spares()


def graded(one, first=""):
    """Return verdicts and outputs of a small notebook, whose function begins with some lines."""
    cells = (
        SourceCell("answer", source="", grade_id="f", names=("f",), is_code=True),
        SourceCell("check", source="assert f(2) == 4", grade_id="t", points=1.0, is_code=True),
    )
    answers = {"f": "import os\nprint(os.listdir())\ndef f(x):\n" + first + "    return x * x"}
    result = one.grade(Assignment("n", cells, {}, {}), Submission(answers), {}, 1)
    return result["cells"]


def test_a_fork_grades_as_the_process_that_it_was_forked_from(first_and_fork):
    one, other = first_and_fork
    assert isinstance(other._process.popen, Fork)
    assert other.level == one.level == "full"
    assert graded(one) == graded(other)
    assert graded(one)[1]["verdict"]["outcome"] == "right"
    assert not worker._forks


def test_a_fork_goes_on_when_the_process_that_it_was_forked_from_is_killed(first_and_fork):
    one, other = first_and_fork
    expected = graded(other)
    one._process.popen.kill()
    one._process.popen.wait()
    assert graded(other) == expected
    assert isinstance(other._process.popen, Fork)
    assert graded(one) == expected


def test_a_process_goes_on_when_its_fork_is_killed(first_and_fork):
    one, other = first_and_fork
    expected = graded(one)
    folder = other._process.folder.path
    other._process.popen.kill()
    other._process.popen.wait()
    assert graded(one) == expected
    assert graded(other) == expected
    assert not isinstance(other._process.popen, Fork)
    assert not Path(folder).exists()


def test_who_is_ended_while_starting_does_not_grade():
    starting = worker.Worker(Settings())
    starting.end()
    with pytest.raises(BrokenError, match="was ended"):
        starting.start()


# On a Dask cluster of separate processes.


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler and two workers on this machine; return address and processes."""
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    about = tmp_path / "scheduler.json"
    dask = [sys.executable, "-W", "ignore", "-m", "dask"]
    place = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    found = [subprocess.Popen([*dask, "scheduler", *place, "--scheduler-file", about], **quiet)]
    try:
        for _ in range(1200):
            if about.exists() and about.read_text().endswith("}"):
                break
            time.sleep(0.05)
        address = json.loads(about.read_text())["address"]
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        for number in range(2):
            folder = ["--local-directory", tmp_path / f"worker-{number}"]
            worker = [*dask, "worker", address, *options, *folder]
            found.append(subprocess.Popen(worker, **quiet))
        yield address, found
    finally:
        for process in found:
            process.kill()
            process.wait()


def test_on_a_cluster_that_loses_a_worker_it_writes_the_same(course, nbgraders, cluster):
    address, (_, worker, _) = cluster
    process = start(course, "--scheduler", address)
    wait_for(course, ".lrlib/results/*/*.json", process)
    worker.kill()
    out, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "10 submissions of ps1: 10 graded" in out
    assert everything(course) == nbgraders[0]


@pytest.mark.parametrize(
    "address",
    ["tls://dask.example.org:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:1", "tcp://localhost:2"],
)
def test_a_cluster_on_this_machine_or_behind_tls_is_trusted(address):
    executors.trusted_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://192.0.2.7:8786",
        "tcp://dask.example.org:8786",
        "tcp://127.0.0.1.example.org:8786",
        "127.0.0.1:8786",
        "tcp://127.0.0.1",
        "tls://:8786",
        "ws://127.0.0.1:8786",
        "tcp://[::1:8786",
        "",
    ],
)
def test_any_other_cluster_is_refused(address):
    with pytest.raises(RefusedError, match=r"expected tls://HOST:PORT, or tcp://127\.0\.0\.1"):
        executors.trusted_address(address)


def test_a_cluster_that_is_not_there_is_said(monkeypatch):
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    monkeypatch.setattr(executors, "_SECONDS", 0.1)
    with pytest.raises(RefusedError, match="no cluster with workers was found"):
        executors.on_cluster("tcp://127.0.0.1:1")


# With the gradebook in PostgreSQL.


@pytest.fixture
def postgres():
    """Start Debian's server with an empty database, on a socket of its own; return the URL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.skip("needs PostgreSQL (Debian: apt install postgresql)")
    pytest.importorskip("psycopg2", reason="needs psycopg2")
    folder = Path(tempfile.mkdtemp(prefix="lrlib-postgres-"))
    as_user = []
    if os.geteuid() == 0:  # the server refuses to be root
        runuser = shutil.which("runuser", path=f"{os.environ['PATH']}:/usr/sbin")  # as after `su`
        as_user = [runuser, "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")

    def run(name, *arguments):
        command = [*as_user, found[-1] / name, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, timeout=120)

    data = ["-D", folder / "data"]
    try:
        run("initdb", *data, "-U", "course", "-A", "trust", "--no-sync")
        run("pg_ctl", *data, "-l", folder / "log", "-o", f"-k {folder} -h '' -F", "-w", "start")
        try:
            yield f"postgresql+psycopg2://course@/postgres?host={folder}"
        finally:
            run("pg_ctl", *data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def test_in_postgresql_the_rows_are_the_same(course, nbgraders, postgres):
    config = course.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}c.CourseDirectory.db_url = {postgres!r}\n")
    (course.root / "gradebook.db").unlink()
    course.release(GenerateAssignment__force=True)
    with in_process(), Gradebook(postgres) as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate="2020-01-02 00:00:00")
    assert grade(course) == 0
    assert everything(course, postgres) == nbgraders[0]
    assert not (course.root / "gradebook.db").exists()


def test_a_wrong_folder_is_told_and_left_as_it_was(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert command.main(["ps1"]) == 1
    assert "there is no gradebook" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# What a person has read.


def by_hand(course, student, name="why", points=1.5):
    """Give points as the formgrader does."""
    with Gradebook(course_url(course)) as gradebook:
        row = gradebook.find_grade(name, "ps1", "ps1", student)
        row.manual_score, row.needs_manual_grade = points, False
        gradebook.find_comment("why", "ps1", "ps1", student).manual_comment = "Nearly."
        gradebook.db.commit()


def waiting(course, student):
    """Return points and whether they are asked for, of what a person has graded."""
    rows = course.query(
        "select c.name, g.manual_score, g.needs_manual_grade from grade g"
        " join submitted_notebook n on g.notebook_id = n.id"
        " join submitted_assignment a on n.assignment_id = a.id"
        f" join base_cell c on g.cell_id = c.id where a.student_id = '{student}'"
    )
    return {name: (score, bool(asked)) for name, score, asked in rows if score is not None or asked}


@pytest.fixture(params=["lrlib grade", "nbgrader autograde"])
def regrade(request, capsys):
    """Return a function that grades all of a course anew, for what it says."""

    def run(course):
        if request.param == "nbgrader autograde":
            course.autograde(Autograde__force=True)
        else:
            assert grade(course, "--force") == 0
        return capsys.readouterr().out

    return run


def test_what_was_read_stays_read_until_its_text_changes(course, regrade, capsys):
    only(course, "bert")
    assert grade(course) == 0
    assert "1 of 1 answers in words are not read yet" in capsys.readouterr().out
    by_hand(course, "bert")
    by_hand(course, "bert", "check-mean", 0.5)
    for _ in range(2):
        regrade(course)
        assert waiting(course, "bert") == {"why": (1.5, False), "check-mean": (0.5, False)}
    # Another answer below changes nothing in what was read above it.
    course.submit("bert", {**CLASS["bert"], "words": "def words(text):\n    return {}"})
    regrade(course)
    assert waiting(course, "bert") == {"why": (1.5, False), "check-mean": (0.5, False)}
    course.submit("bert", {**RIGHT, "why": "Because of that."})
    for _ in range(2):
        said = regrade(course)
        assert waiting(course, "bert") == {"why": (1.5, True), "check-mean": (0.5, True)}
        if said:
            assert "2 of 2 answers in words are not read yet, 2 of them changed since" in said
            assert "7.5" not in said
            assert "     5            1" in said  # 2 + 0.5 + 1 for the checks, and 1.5 as before
    course.submit("bert", CLASS["bert"])
    regrade(course)
    assert waiting(course, "bert") == {"why": (1.5, False), "check-mean": (0.5, False)}
    comment = course.query("select manual_comment from comment where manual_comment is not null")
    assert comment == [("Nearly.",)]


def test_the_tables_count_what_persons_have_done(course, capsys):
    only(course, "anna", "bert")
    course.submit("anna", {**RIGHT, "why": "So."})
    grade(course)
    by_hand(course, "bert")
    by_hand(course, "bert", "check-mean", 0.5)
    capsys.readouterr()
    grade(course)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["question", "right", "read", "not", "read", "yet", "set", "by", "hand"] in lines
    assert ["check-mean", "1", "·", "·", "1"] in lines
    assert ["why", "·", "1", "1", "·"] in lines
    assert ["5", "1"] in lines
    assert ["6", "1"] in lines


def test_a_run_that_is_killed_forgets_nothing_that_was_read(course, monkeypatch):
    only(course, "bert")
    grade(course)
    by_hand(course, "bert")
    course.submit("bert", {**CLASS["bert"], "why": "Other words."})
    with monkeypatch.context() as patch:
        patch.setattr(GradebookWriter, "_folder", lambda *_: os.kill(os.getpid(), signal.SIGINT))
        assert grade(course) == 130
    shutil.rmtree(course.root / "autograded")
    course.submit("bert", CLASS["bert"])
    assert grade(course) == 0
    assert waiting(course, "bert") == {"why": (1.5, False)}


# One learner, and what a run has changed.


def test_one_learner_is_graded_with_the_seed_of_the_class(course, capsys):
    only(unseeded(course), "anna", "bert", "cleo")
    grade(course)
    seed = seeds(course)["anna"]
    course.submit("bert", RIGHT)
    course.submit("cleo", RIGHT)
    capsys.readouterr()
    assert grade(course, "--student", "bert") == 0
    said = capsys.readouterr().out
    assert "1 submissions of ps1: 1 graded in" in said
    assert f"Seed {seed}." in said
    assert seeds(course) == dict.fromkeys(["anna", "bert", "cleo"], seed)
    assert course.scores()["bert"]["check-mean"] == 3.0
    assert course.scores()["cleo"]["check-mean"] == 0.0, "cleo is left for the next run"
    assert grade(course, "--student", "bertt") == 1
    said = capsys.readouterr().err
    assert "bertt has handed in nothing for ps1. Is bert meant?" in said
    assert grade(course, "--student", "anna", "--student", "bert", "--force") == 0
    assert "2 submissions of ps1: 2 graded" in capsys.readouterr().out


def kept(course):
    """Return the lines of the file of changes, without their times."""
    lines = (course.root / "changed-marks" / "ps1.csv").read_text().splitlines()
    return [line.split(",")[1:] for line in lines[1:]]


def test_a_run_says_whose_marks_it_changed(course, capsys):
    only(course, "anna", "bert", "gina")
    grade(course)
    assert "changed marks" not in capsys.readouterr().out, "they are the first"
    grade(course)
    assert not (course.root / "changed-marks").exists()
    course.submit("bert", {**RIGHT, "words": "def words(text):\n    return {}"})
    due(course, "2020-01-05 00:00:00")
    grade(course)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["bert", "3", "5", "3", "→", "5"] in lines
    assert ["gina", "0", "6", "6", "→", "0"] in lines
    assert "All changes are kept in changed-marks/ps1.csv".split() in lines
    assert kept(course) == [
        ["bert", "3", "5", "3", "5", "0", "0", "7"],
        ["gina", "0", "6", "6", "6", "6", "0", "7"],
    ]
    grade(course, "--force")
    assert len(kept(course)) == 2


def test_a_run_that_was_stopped_tells_its_changes_when_it_goes_on(course, monkeypatch):
    only(course, "anna", "bert")
    grade(course)
    course.submit("bert", RIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(GradebookWriter, "_folder", lambda *_: os.kill(os.getpid(), signal.SIGINT))
        assert grade(course) == 130
    assert course.scores()["bert"]["check-mean"] == 3.0
    assert grade(course) == 0
    assert kept(course) == [["bert", "3", "6", "3", "6", "0", "0", "7"]]

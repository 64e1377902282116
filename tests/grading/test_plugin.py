"""nbgrader's own commands with the plug-in: release, autograde, feedback, export, exchange."""

import gc
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from course_kit import CHECKS, CONFIG, RIGHT, CourseFolder, code, in_process, notebook, small_source
from feedback_kit import OURS
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException

pytestmark = pytest.mark.usefixtures("isolation")


@pytest.fixture
def course(tmp_path):
    made = CourseFolder(tmp_path / "words")
    made.release()
    return made


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A small class, graded by the command itself."""
    made = CourseFolder(tmp_path_factory.mktemp("class") / "words")
    made.nbgrader("generate_assignment", "ps1")
    made.submit("anna", {**RIGHT, "why": "Because of <script>alert(1)</script> $x$."})
    made.submit("bert", {**RIGHT, "mean": "def mean(values):\n    return 1"})
    made.submit("cleo", {})
    done = made.nbgrader("autograde", "ps1")
    made.said = done.err
    return made


def test_the_release_has_neither_answers_nor_hidden_tests(graded):
    text = json.dumps(graded.released())
    assert "x * x" not in text
    assert "== 16" not in text
    assert "== 9" in text


def test_the_command_grades_and_says_how_well_it_isolates(graded):
    assert graded.scores() == {
        "anna": {**CHECKS, "why": None},
        "bert": {**CHECKS, "check-mean": 0.0, "why": 0.0},
        "cleo": {**dict.fromkeys(CHECKS, 0.0), "why": 0.0},
    }
    assert "Isolation of learners' code: full" in graded.said


def test_written_answers_wait_for_a_person(graded):
    rows = graded.query(
        "select a.student_id, g.needs_manual_grade from grade g"
        " join submitted_notebook n on g.notebook_id = n.id"
        " join submitted_assignment a on n.assignment_id = a.id"
        " join base_cell c on g.cell_id = c.id where c.name = 'why' order by 1"
    )
    assert rows == [("anna", 1), ("bert", 0), ("cleo", 0)]


def test_each_grade_keeps_seed_level_and_verdicts(graded):
    about = graded.autograded("bert").metadata["lrlib"]
    assert about["seed"] == 7
    assert about["level"] == "full"
    assert about["graded"] is True
    assert about["verdicts"]["check-mean"]["outcome"] == "wrong"
    assert {v["outcome"] for v in graded.verdicts("cleo").values()} == {"not written"}


def test_the_autograded_notebook_is_a_valid_one_of_the_course(graded):
    made = graded.autograded("anna")
    nbformat.validate(made)
    source = nbformat.read(graded.root / "source" / "ps1" / "ps1.ipynb", 4)
    assert [cell.id for cell in made.cells] == [cell.id for cell in source.cells]


def test_a_second_run_grades_nobody_again(graded):
    before = graded.scores()
    changed = [path.stat().st_mtime_ns for path in graded.root.rglob("autograded/*/*/*.ipynb")]
    graded.autograde()
    assert changed == [
        path.stat().st_mtime_ns for path in graded.root.rglob("autograded/*/*/*.ipynb")
    ]
    assert graded.scores() == before


def test_feedback_shows_outcome_and_reason_and_no_hidden_text(graded):
    graded.nbgrader("generate_feedback", "ps1")
    page = (graded.root / "feedback" / "bert" / "ps1" / "ps1.html").read_text()
    page = re.sub("<[^>]+>", "", page)
    assert "wrong: this test failed: np.testing.assert_allclose" in page
    assert "== 9" in page
    assert "== 16" not in page
    assert "HIDDEN TESTS" not in page


def test_marks_can_be_exported(graded):
    graded.nbgrader("export", "--to", "marks.csv")
    rows = (graded.root / "marks.csv").read_text().splitlines()
    assert any(row.startswith("ps1") and "anna" in row and ",6.0," in row for row in rows)


def test_the_formgraders_interface_grades_one_student(course):
    course.submit("anna", RIGHT)
    directory = course.converter(GenerateFeedback).coursedir
    api = NbGraderAPI(directory, config=directory.config)
    with in_process():
        result = api.autograde("ps1", "anna")
    assert result["success"], result
    assert course.scores()["anna"]["check-mean"] == 3.0
    # The interface lives on; its idea of the course is as it was.
    assert directory.submitted_directory == "submitted"


def test_a_submission_that_goes_through_the_exchange_is_graded(course, tmp_path):
    from nbgrader.auth import Authenticator
    from nbgrader.exchange import default as exchange
    from traitlets.config import Config

    root = tmp_path / "exchange"
    root.mkdir(mode=0o777)
    root.chmod(0o777)
    config = Config()
    config.Exchange.root = str(root)
    config.Exchange.cache = str(tmp_path / "cache")
    config.CourseDirectory.course_id = "words"
    config.ExchangeFetchAssignment.path_includes_course = False

    def step(kind, place):
        from nbgrader.coursedir import CourseDirectory

        directory = CourseDirectory(
            config=config, root=str(place), assignment_id="ps1", student_id="*"
        )
        with in_process(), pytest.MonkeyPatch.context() as patch:
            patch.chdir(place)
            kind(
                coursedir=directory,
                authenticator=Authenticator(config=config),
                config=config,
            ).start()

    step(exchange.ExchangeReleaseAssignment, course.root)
    home = tmp_path / "home"
    home.mkdir()
    step(exchange.ExchangeFetchAssignment, home)
    fetched = home / "ps1" / "ps1.ipynb"
    filled = nbformat.read(fetched, 4)
    for cell in filled.cells:
        cell.source = RIGHT.get(cell.id, cell.source)
    nbformat.write(filled, fetched)
    step(exchange.ExchangeSubmit, home)
    step(exchange.ExchangeCollect, course.root)
    course.autograde()
    (scores,) = course.scores().values()
    assert scores["check-mean"] == 3.0


def test_nbgraders_own_files_are_kept_and_do_not_count_as_the_learners(course):
    """The secret identifies the feedback in the exchange. It differs between equal answers."""
    for student, secret in (("anna", "a" * 128), ("bert", "b" * 128), ("cleo", "../etc")):
        course.submit(student, RIGHT)
        (course.folder(student) / "submission_secret.txt").write_text(secret)
        (course.folder(student) / "timestamp.txt").write_text("2020-01-02 00:00:00 UTC")
    course.autograde()
    kept = [course.root / "autograded" / student / "ps1" for student in ("anna", "bert", "cleo")]
    secrets = [(folder / "submission_secret.txt").read_text() for folder in kept]
    assert secrets[:2] == ["a" * 128, "b" * 128]
    assert re.fullmatch("[0-9a-f]{128}", secrets[2])
    results = list((course.root / ".lrlib" / "results").rglob("*.json"))
    assert len(results) == 1, "equal answers run once"


def test_a_folder_that_no_id_can_name_stops_neither_grading_nor_feedback(course, caplog):
    for student in ("anna", "b\nob", ".cleo", "zoe"):
        course.submit(student, RIGHT)
    course.autograde()
    assert set(course.scores()) == {"anna", "zoe"}
    assert "b ob is not graded: the name of its folder has characters" in caplog.text
    assert ".cleo is not graded: nbgrader passes over a folder" in caplog.text
    graded = course.root / "autograded"
    shutil.copytree(graded / "anna", graded / "b\nob")  # as an earlier version left it
    config = course.root / "nbgrader_config.py"
    config.write_text(OURS)
    with in_process():
        course.converter(GenerateFeedback).start()
    assert {path.name for path in (course.root / "feedback").iterdir()} == {"anna", "zoe"}
    assert "There is no feedback for" in caplog.text


def test_late_penalties_stay_nbgraders(course):
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate="2020-01-01 00:00:00")
    course.submit("anna", RIGHT)
    (course.folder("anna") / "timestamp.txt").write_text("2020-01-02 00:00:00 UTC")
    course.autograde()
    rows = course.query("select timestamp from submitted_assignment")
    assert rows[0][0].startswith("2020-01-02")


def test_a_newer_submission_is_graded_again(course):
    course.submit("anna", {})
    stamp = course.folder("anna") / "timestamp.txt"
    stamp.write_text("2020-01-02 00:00:00 UTC")
    course.autograde()
    course.submit("anna", RIGHT)
    course.autograde()
    assert course.scores()["anna"]["check-mean"] == 0.0
    stamp.write_text("2020-01-03 00:00:00 UTC")
    course.autograde()
    assert course.scores()["anna"]["check-mean"] == 3.0


def test_a_run_says_whose_marks_it_changed(course, caplog):
    gc.collect()  # a run ends with its exporter: those of other tests end here
    caplog.clear()
    course.submit("anna", {})
    course.submit("bert", RIGHT)
    course.autograde()
    gc.collect()
    assert "changed marks" not in caplog.text, "they are the first"
    course.submit("anna", RIGHT)
    course.autograde(Autograde__force=True)
    gc.collect()
    (line,) = [m.split() for m in caplog.messages if m.startswith("anna") and "→" in m]
    assert line[1:3] == ["0", "6"]
    (kept,) = (course.root / "changed-marks" / "ps1.csv").read_text().splitlines()[1:]
    assert kept.split(",")[1:4] == ["anna", "0", "6"]


def test_manual_grades_survive_a_regrade(course):
    course.submit("anna", RIGHT)
    course.autograde()
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("check-mean", "ps1", "ps1", "anna")
        grade.manual_score = 1.5
        gradebook.db.commit()
    course.autograde(Autograde__force=True)
    rows = course.query("select auto_score, manual_score from grade where manual_score is not null")
    assert rows == [(3.0, 1.5)]


def graded_alone(tmp_path, cells, answers, **options):
    course = CourseFolder(tmp_path / "course", notebook(cells))
    course.release()
    course.submit("anna", answers)
    course.autograde(**options)
    return course


def test_partial_credit_and_the_value_false(tmp_path):
    cells = [
        code("def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION", "f",
             solution=True),
        code("score = (f(1) == 1) + (f(2) == 3)\nscore / 2 * 4", "half", points=4),
        code("f(2) == 3", "false", points=1),
        code("f(2) == 2", "true", points=1),
        code("f(2) * 100", "too-many", points=1),
        code("print('fine')", "none", points=1),
        code("'text'", "text", points=1),
    ]  # fmt: skip
    course = graded_alone(tmp_path, cells, {"f": "def f(x):\n    return x"})
    expected = {"half": 2.0, "false": 0.0, "true": 1.0, "too-many": 0.0, "none": 1.0, "text": 1.0}
    assert course.scores()["anna"] == expected


def test_an_answer_that_is_a_variable_or_an_import(tmp_path):
    cells = [
        code("### BEGIN SOLUTION\nimport math\nanswer = math.factorial(5)\n### END SOLUTION",
             "value", solution=True),
        code("assert answer == 120\nassert math.isclose(answer, 120.0)", "check", points=2),
        code("### BEGIN SOLUTION\npass\n### END SOLUTION", "bare", solution=True),
        code("assert other == [1, 2]", "check-other", points=1),
    ]  # fmt: skip
    answers = {"value": "answer = 120", "bare": "other = [1, 2]"}
    course = graded_alone(tmp_path, cells, answers)
    assert course.scores()["anna"] == {"check": 2.0, "check-other": 1.0}


def test_given_cells_that_use_answers_and_feed_checks(tmp_path):
    cells = [
        code("import numpy as np\ndata = np.arange(4.0)", "data", locked=True),
        code("def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION", "f",
             solution=True),
        code("doubled = f(data)\nprint(doubled)"),
        code("import time\nfor _ in range(3): print(f(1))"),
        code("assert list(doubled) == [0, 2, 4, 6]", "check", points=1),
    ]  # fmt: skip
    course = graded_alone(tmp_path, cells, {"f": "def f(x):\n    return x + x"})
    assert course.scores()["anna"] == {"check": 1.0}
    outputs = [cell.outputs for cell in course.autograded("anna").cells]
    assert outputs[2][0].text == "[0. 2. 4. 6.]\n"


def test_names_that_the_course_sets_later_are_the_courses(tmp_path):
    cells = [
        code("### BEGIN SOLUTION\nexpected = 1\n### END SOLUTION", "a", solution=True),
        code("def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION", "f",
             solution=True),
        code("expected = 8", "given", locked=True),
        code("assert f(4) == expected", "check", points=1),
    ]  # fmt: skip
    answers = {
        "a": "expected = 3",
        "f": "def f(x):\n    global expected\n    expected = 3\n    return 3",
    }
    course = graded_alone(tmp_path, cells, answers)
    assert course.scores()["anna"] == {"check": 0.0}


def test_files_beside_the_notebook_are_there_inside_and_outside(tmp_path):
    cells = [
        code("import helper", "imports", locked=True),
        code("def f():\n    ### BEGIN SOLUTION\n    return '5'\n    ### END SOLUTION", "f",
             solution=True),
        code("assert f() == open('n.txt').read() == str(helper.number)", "check", points=1),
    ]  # fmt: skip
    course = CourseFolder(tmp_path / "course", notebook(cells))
    (course.root / "source" / "ps1" / "n.txt").write_text("5")
    (course.root / "source" / "ps1" / "helper.py").write_text("number = 5")
    course.release()
    course.submit("anna", {"f": "def f():\n    return open('n.txt').read()"})
    (course.folder("anna") / "n.txt").write_text("6")
    (course.folder("anna") / "helper.py").write_text("number = 6")
    course.autograde()
    assert course.scores()["anna"] == {"check": 1.0}


def test_two_notebooks_of_one_assignment(tmp_path):
    course = CourseFolder(tmp_path / "words")
    second = notebook(
        [
            code("def g():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION", "g",
                 solution=True),
            code("assert g() == 1", "check-g", points=1),
        ]
    )  # fmt: skip
    nbformat.write(second, course.root / "source" / "ps1" / "extra.ipynb")
    course.release()
    course.submit("anna", RIGHT)
    extra = nbformat.read(course.root / "release" / "ps1" / "extra.ipynb", 4)
    extra.cells[0].source = "def g(): return 1"
    nbformat.write(extra, course.folder("anna") / "extra (1).ipynb")
    course.submit("bert", RIGHT)
    course.autograde()
    assert course.scores()["anna"]["check-g"] == 1.0
    assert course.scores()["anna"]["check-mean"] == 3.0
    assert course.scores()["bert"]["check-g"] == 0.0


# Refusals.


@pytest.fixture
def refused(course):
    """Return a function that expects a refusal, with nothing graded, and returns its message."""

    def run(**options):
        course.submit("anna", RIGHT)
        with pytest.raises(NbGraderException) as error:
            course.autograde(**options)
        assert course.scores() == {}
        assert not (course.root / "autograded").exists()
        return str(error.value)

    return run


def test_a_source_that_changed_since_the_release_is_refused(course, refused):
    path = course.root / "source" / "ps1" / "ps1.ipynb"
    path.write_text(path.read_text().replace("== 16", "== 17"))
    assert "'check-square' has changed since it was released" in refused()


def test_a_source_that_is_gone_is_refused(course, refused):
    (course.root / "source" / "ps1" / "ps1.ipynb").unlink()
    assert "it holds the checks" in refused()


def test_no_isolation_is_refused_without_trust(refused):
    assert "trust_students" in refused(SafeExecute__level="none")


def test_without_bubblewrap_the_full_level_is_refused(refused, monkeypatch):
    monkeypatch.setenv("LRLIB_BWRAP", "/nowhere/bwrap")
    message = refused()
    assert "isolation at level 'full' is not to be had" in message
    assert "lrlib doctor" in message


def test_told_otherwise_it_grades_and_says_at_which_level(course, monkeypatch):
    monkeypatch.setenv("LRLIB_BWRAP", "/nowhere/bwrap")
    course.submit("anna", RIGHT)
    course.autograde(SafeExecute__level="partial")
    assert course.scores()["anna"]["check-mean"] == 3.0
    assert course.autograded("anna").metadata["lrlib"]["level"] == "partial"
    course.autograde(
        SafeExecute__level="none", SafeExecute__trust_students=True, Autograde__force=True
    )


def test_an_assignment_that_was_never_released_is_refused(tmp_path):
    course = CourseFolder(tmp_path / "words", small_source(), CONFIG)
    (course.folder("anna") / "ps1.ipynb").write_text("{}")
    with pytest.raises(NbGraderException, match="was never released"):
        course.autograde()
    # 'nbgrader db assignment add' makes an assignment without notebooks.
    with in_process(), Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment("ps1")
    with pytest.raises(NbGraderException, match="was never released"):
        course.autograde()


def test_this_projects_settings_need_no_absolute_path():
    config = (Path(__file__).parents[2] / "nbgrader_config.py").read_text()
    assert str(Path.home()) not in config
    assert '"/' not in config

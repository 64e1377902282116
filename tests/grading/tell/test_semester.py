"""`lrlib marks`: weights, the best n of m, time, and files that Excel, Canvas and Moodle take."""

import csv
import io
from datetime import datetime

import pytest
from course_kit import CONFIG, in_process
from graded_kit import GradedClass

from lrlib.grading.course.extensions import Extension
from lrlib.grading.tell import semester
from lrlib.grading.tell.semester import Exercise, mark_of

NOW = datetime(2035, 2, 1)
PAST, FUTURE = datetime(2035, 1, 1), datetime(2035, 3, 1)
THREE = [
    Exercise("a", 10.0, 1.0, {"s": 10.0}, PAST, 0),
    Exercise("b", 4.0, 2.0, {"s": 1.0}, PAST, 0),
    Exercise("c", 2.0, 1.0, {}, PAST, 0),
]


@pytest.mark.parametrize(
    ("best", "mark", "counted"),
    [
        (None, 100 * (1 * 1 + 2 * 0.25 + 0) / 4, ("a", "b", "c")),
        (2, 100 * (1 * 1 + 2 * 0.25) / 3, ("a", "b")),
        (1, 100.0, ("a",)),
        (9, 100 * (1 * 1 + 2 * 0.25 + 0) / 4, ("a", "b", "c")),
    ],
)
def test_the_mark_is_the_weighted_mean_of_the_best(best, mark, counted):
    found = mark_of("s", THREE, [], NOW, best)
    assert found.mark == pytest.approx(mark)
    assert found.counted == counted


def test_what_is_not_due_yet_does_not_count():
    later = [*THREE[:2], THREE[2]._replace(due=FUTURE)]
    assert mark_of("s", later, [], NOW, None) == (pytest.approx(50.0), ("a", "b"), ("c",))
    more = [Extension("s", "c", FUTURE, "was ill")]
    assert mark_of("s", THREE, more, NOW, None).still_open == ("c",)
    assert mark_of("t", THREE, more, NOW, None).still_open == ()
    assert mark_of("s", [later[2]], [], NOW, None).mark is None
    assert mark_of("s", [THREE[2]._replace(due=None)], [], NOW, None).mark == 0.0


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("semester") / "words"
    config = CONFIG + 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    one, two = (GradedClass(root, name=name, config=config) for name in ("ps1", "ps2"))
    one.grade("anna", {})
    one.grade("bert", {"check-mean": "wrong"}, {"why": "Because."})
    two.grade("anna", {"check-square": "wrong"})
    with in_process(), one.gradebook() as gradebook:
        gradebook.update_or_create_student("bert", first_name="하늘", last_name="김")
        gradebook.update_or_create_student("cleo", email="cleo@example.org")
        gradebook.update_or_create_assignment("ps3")
        grade = gradebook.find_grade("check-words", "ps1", "ps1", "bert")
        grade.manual_score, grade.extra_credit = 0.1, 0.2
        gradebook.db.commit()
    return one


@pytest.fixture
def run(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    for name in ("weights.csv", "extensions.csv"):
        (course.root / name).unlink(missing_ok=True)

    def run(*arguments):
        with in_process():
            code = semester.main(arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def lines(course, name="marks.csv"):
    text = (course.root / name).read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_table_is_for_people(course, run):
    code, said = run()
    assert code == 0
    assert "3 marks of 2 exercises, in marks.csv" in said
    assert "ps1: 50 %, 2 handed in, 1 answers not read yet" in said
    assert lines(course) == [
        ["id", "last_name", "first_name", "email", "ps1 (8)", "ps2 (8)", "mark", "counted",
         "not_yet_due"],
        ["anna", "", "", "", "6", "4", "62.5", "ps1; ps2", ""],
        ["cleo", "", "", "cleo@example.org", "", "", "0", "ps1; ps2", ""],
        ["bert", "김", "하늘", "", "2.3", "", "14.37", "ps1; ps2", ""],
    ]  # fmt: skip
    assert (course.root / "marks.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "for Excel"


def test_weights_and_the_best(course, run):
    (course.root / "weights.csv").write_text("exercise;weight\nps1;30 %\nps2;70 %\nps3;0\n")
    _, said = run()
    assert "ps2: 70 %" in said
    assert lines(course)[1][6] == "57.5"
    _, said = run("--best", "1")
    assert "the best 1 of them" in said
    assert [line[6:8] for line in lines(course)[1::2]] == [["75", "ps1"], ["28.75", "ps1"]]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("ps1,1\nps2,1\nps9,1\nps3,1", "row 4: expected an exercise (ps1, ps2, ps3), got 'ps9'"),
        ("ps1,1\nps2,much\nps3,1", "row 3: expected a number from 0, got 'much'"),
        ("ps1,1\nps1,2\nps2,1\nps3,1", "row 3: ps1 has a weight already"),
        ("ps1,1\nps2,1", "no row for ps3. Give it 0 to leave it out"),
    ],
)
def test_what_is_wrong_with_weights_is_said(course, run, rows, why):
    (course.root / "weights.csv").write_text(f"exercise,weight\n{rows}\n")
    code, said = run()
    assert code == 1
    assert f"weights.csv, {why}" in said


def test_lateness_and_extensions_count_as_they_are_now(course, run):
    with in_process(), course.gradebook() as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate="2026-01-01 00:00:00")
    _, said = run()
    assert "ps1: another deadline, other lateness: anna, bert" in said
    assert lines(course)[1][4] == "0"
    (course.root / "extensions.csv").write_text(
        "learner,exercise,until,reason\nanna,ps1,2026-01-05,was ill\ncleo,ps1,2999-01-01,\n"
    )
    run()
    assert lines(course)[1][4] == "6"
    assert lines(course)[2][6:] == ["0", "ps2", "ps1"]
    with in_process(), course.gradebook() as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate=None)
        (course.root / "extensions.csv").unlink()
    run()


def test_canvas_and_moodle_get_the_mark(course, run):
    run("--canvas", "c.csv", "--moodle", "m.csv", "--title", "Exercises")
    canvas, moodle = lines(course, "c.csv"), lines(course, "m.csv")
    assert canvas[0][-1] == "Exercises"
    assert canvas[1][-1] == "100"
    assert canvas[2][0::5] == ["anna", "62.5"]
    assert moodle[0][-2:] == ["Exercises", "Exercises (feedback)"]
    assert moodle[3][-2:] == ["14.37", "of ps1, ps2"]
    assert not (course.root / "c.csv").read_bytes().startswith(b"\xef\xbb\xbf")

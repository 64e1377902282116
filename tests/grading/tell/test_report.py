"""The report counts outcomes by question, mistakes by student, and groups of equal answers."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from course_kit import in_process
from graded_kit import GradedClass, mistake
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from PIL import Image

from lrlib.grading.outcomes import Outcome, clean
from lrlib.grading.tell import report as module
from lrlib.grading.tell.alike import PARTS_LIMIT, fingerprint_of
from lrlib.grading.tell.report import main
from lrlib.grading.tell.report_document import collect
from lrlib.grading.tell.report_table import table

LONG = """
def words(text):
    counts = {}
    for word in text.split():
        if word not in counts:
            counts[word] = 0
        counts[word] += 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {word: count for word, count in ordered}
"""
SAME = LONG.replace("text):", 'text):\n    """Count."""').replace("= {}", "= {}   # none")
OTHER = LONG.replace("counts", "seen")
DIVISION = mistake("no-division", "The sum is not divided by its number.")
STARTED = mistake("starts-at-one", "The sum starts at 1.")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = GradedClass(tmp_path_factory.mktemp("report") / "words")
    made.grade("anna", {}, {"words": LONG, "square": "def square(x): return x * x"})
    made.grade("bert", {"check-mean": DIVISION}, {"words": SAME, "square": "def square(x):\n"
               " return x * x"})  # fmt: skip
    made.grade("cleo", {"check-mean": DIVISION, "check-square": DIVISION}, {"words": OTHER})
    made.grade("dora", {"check-mean": STARTED, "check-words": ("timed out", "too long")})
    made.grade("emil", {"check-mean": ("crashed", "NameError: x\n  line 2"),
                        "check-square": ("wrong", "this test failed: square(3) == 9")})  # fmt: skip
    made.grade("finn", {}, unreadable="the file is not JSON")
    with in_process(), made.gradebook() as gradebook:
        gradebook.update_or_create_student("gina")
    made.grade("hugo", {})
    path = made.root / "autograded" / "hugo" / "ps1" / "ps1.ipynb"
    path.write_text(path.read_text().replace('"lrlib": {', '"other": {'))
    return made


@pytest.fixture
def run(course, monkeypatch, capsys):
    """Run the command in the course's folder; return exit code, output and errors."""
    monkeypatch.chdir(course.root)

    def command(*arguments):
        with in_process():
            code = main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture(scope="module")
def report(course):
    with in_process():
        return collect(course.converter(Autograde).coursedir, "ps1")


def test_other_names_and_another_order_are_nearly_the_same(report):
    (group,) = report["near_identical"]
    assert group == {"count": 3, "students": ["anna", "bert", "cleo"], "answers": ["words"]}
    one = "def f(a, b):\n    s = a + 1\n    t = b * 2\n    return s"
    two = "def f(x, y):\n    t = y * 2  # first\n    q = x + 1\n    return q"
    assert fingerprint_of(one).near == fingerprint_of(two).near
    assert fingerprint_of(one).exact != fingerprint_of(two).exact
    for other in (one.replace("+", "-"), one.replace("1", "3"), one.replace("a + 1", "len(a) + 1")):
        assert fingerprint_of(one).near != fingerprint_of(other).near


def test_what_persons_have_done_is_counted_once(course, tmp_path):
    copy = course.copy(tmp_path / "words")
    with in_process(), Gradebook(f"sqlite:///{copy.root}/gradebook.db") as gradebook:
        gradebook.find_grade("check-square", "ps1", "ps1", "emil").manual_score = 1.5
        read = gradebook.find_grade("why", "ps1", "ps1", "bert")
        read.manual_score, read.needs_manual_grade = 2.0, False
        changed = gradebook.find_grade("why", "ps1", "ps1", "cleo")
        changed.manual_score, changed.needs_manual_grade = 1.0, True
        gradebook.update_or_create_assignment("ps1", duedate="2026-01-01")
        gradebook.grant_extension("ps1", "dora", days=2)
        gradebook.db.commit()
        rows = "dora,ps1,2026-01-03,was ill\ngina,ps1,2026-01-05,"
        (copy.root / "extensions.csv").write_text(f"learner,exercise,until,reason\n{rows}\n")
        report = collect(copy.converter(Autograde).coursedir, "ps1")
    square = question(report, "check-square")
    assert square["set_by_hand"] == 1
    assert square["outcomes"] == {"right": 3, "wrong": 1, "unreadable": 1}
    assert square["mean_points"] == pytest.approx((3 * 2 + 1.5) / 6)
    (why,) = report["by_hand"]
    assert (why["id"], why["read"], why["unread"], why["changed"]) == ("why", 1, 1, 1)
    assert why["mean_points"] == pytest.approx(3 / 6)
    assert (report["unread"], report["to_read"]) == (1, 2)
    assert report["extensions"] == [
        {"student": "dora", "until": "2026-01-03 00:00 UTC", "reason": "was ill"},
        {"student": "gina", "until": "2026-01-05 23:59 UTC", "reason": ""},
    ]
    said = table(report)
    assert "Not read yet: 1 of 2 answers in words" in said
    assert "dora until 2026-01-03 00:00 UTC: was ill" in said


def question(report, name):
    return next(found for found in report["questions"] if found["id"] == name)


def test_each_question_counts_its_outcomes(report):
    assert [found["id"] for found in report["questions"]] == [
        "check-square", "check-mean", "check-words",
    ]  # fmt: skip
    assert question(report, "check-square")["outcomes"] == {
        "right": 3, "wrong": 2, "unreadable": 1,
    }  # fmt: skip
    assert question(report, "check-words")["outcomes"] == {
        "right": 4, "timed out": 1, "unreadable": 1,
    }  # fmt: skip
    mean = question(report, "check-mean")
    assert mean["mean_points"] == 3.0 / 6
    assert mean["answered"] == 6
    assert mean["failures"][0]["mistake"] == "no-division"
    assert mean["failures"][0]["count"] == 2
    assert {"NameError: x", "the file is not JSON"} < {f["text"] for f in mean["failures"]}


def test_mistakes_count_students_once_and_the_most_frequent_come_first(report):
    first, second = report["mistakes"]
    assert first["text"] == "The sum is not divided by its number."
    assert first["count"] == 2
    assert first["students"] == ["bert", "cleo"]
    assert sorted(first["questions"]) == ["check-mean", "check-square"]
    assert second["mistake"] == "starts-at-one"


def test_other_failures_are_counted_by_reason(report):
    found = {f["text"]: (f["outcome"], f["count"], f["students"]) for f in report["other_failures"]}
    assert found == {
        "NameError: x": ("crashed", 1, ["emil"]),
        "this test failed: square(3) == 9": ("wrong", 1, ["emil"]),
        "too long": ("timed out", 1, ["dora"]),
        "the file is not JSON": ("unreadable", 1, ["finn"]),
    }


def test_who_is_missing_and_who_ran_out_of_time(report):
    assert report["graded"] == 6
    assert report["not_submitted"] == ["gina"]
    assert report["without_verdicts"] == ["hugo"]
    assert report["timed_out"] == [{"student": "dora", "questions": ["check-words"]}]
    assert report["seeds"] == [7]
    assert report["levels"] == ["full"]


def test_identical_answers_are_grouped_and_short_or_empty_ones_are_not(report):
    """Comments, docstrings and spacing do not tell answers apart; names do."""
    assert report["identical"] == [{"count": 2, "students": ["anna", "bert"], "answers": ["words"]}]


def test_what_counts_as_the_same_code():
    assert fingerprint_of(LONG) == fingerprint_of(SAME)
    assert fingerprint_of(LONG)[1] != fingerprint_of(OTHER)[1]
    assert fingerprint_of(LONG)[0] >= PARTS_LIMIT
    assert fingerprint_of("def square(x): return x * x")[0] < PARTS_LIMIT
    assert fingerprint_of("%time f()\n!ls") == fingerprint_of("%time   f() !ls")
    assert fingerprint_of("")[0] < 2
    assert fingerprint_of("(" * 5000)[0] == 1


def test_the_document_is_as_its_schema_says(report):
    schema = json.loads(Path(module.__file__).with_name("report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(report, schema)
    properties = schema["properties"]
    outcomes = properties["questions"]["items"]["properties"]["outcomes"]["propertyNames"]["enum"]
    assert outcomes == [outcome.value for outcome in Outcome]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report | {"more": 1}, schema)


def test_the_command_prints_the_table(run):
    code, out, _ = run("ps1")
    assert code == 0
    assert "ps1: 6 graded" in out
    lines = [line.split() for line in out.splitlines()]
    assert [
        "question",
        "right",
        "wrong",
        "crashed",
        "timed",
        "out",
        "unreadable",
        "points",
    ] in lines
    assert ["check-square", "3", "2", "1", "1.00", "of", "2"] in lines
    assert "2 of 6: The sum is not divided by its number (mean)" in out
    assert "1 of 6: crashed: NameError: x (check-mean)" in out
    assert "\nUnreadable\n  finn: the file is not JSON\n" in out
    assert "Not handed in: gina" in out
    assert "dora: check-words" in out
    assert "2 of 6: words: anna, bert" in out
    assert "proves nothing by itself" in " ".join(out.split())


def test_the_command_writes_json_and_charts(run, report, tmp_path):
    drawn, painted, data = tmp_path / "c.svg", tmp_path / "c.png", tmp_path / "r.json"
    assert run("ps1", "--json", str(data), "--chart", str(drawn))[0] == 0
    assert run("ps1", "--chart", str(painted))[0] == 0
    assert json.loads(data.read_text("utf-8")) == report
    svg = drawn.read_text("utf-8")
    said = re.search("<desc>(.*?)</desc>", svg)[1]
    assert said == report["chart_text"]
    assert "check-square: 3 right, 2 wrong, 1 unreadable" in said
    assert '<svg role="img"' in svg
    with Image.open(painted) as picture:
        assert picture.info["Description"] == said
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 20


def test_a_folder_that_is_not_there_is_named(run, capsys):
    for option in ("--chart=none/x.svg", "--json=none/x.json"):
        with pytest.raises(SystemExit):
            run("ps1", option)
        assert "there is no folder none" in capsys.readouterr().err


def test_a_chart_is_svg_or_png(run, capsys):
    with pytest.raises(SystemExit) as stopped:
        run("ps1", "--chart", "chart.jpg")
    assert stopped.value.code == 2
    assert "ends in .svg or .png, got chart.jpg" in capsys.readouterr().err


def test_an_exercise_that_is_unknown_or_ungraded_is_an_error(run, course):
    code, _, err = run("ps9")
    assert code == 1
    assert "ps9 is not in the gradebook sqlite:///" in err
    assert "Run 'lrlib grade ps9' first." in err
    (course.root / "autograded").rename(course.root / "elsewhere")
    try:
        code, _, err = run("ps1")
    finally:
        (course.root / "elsewhere").rename(course.root / "autograded")
    assert code == 1
    assert "ps1 has no graded notebook in" in err


def test_outside_a_course_nothing_is_made(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = run("ps1")
    assert code == 1
    assert "is not in the gradebook" in err
    assert list(tmp_path.iterdir()) == []


def test_a_large_class_fits_on_a_screen(report):
    """Long lists are cut, with a note that says so."""
    many = [f"student-{n:03}" for n in range(300)]
    group = {"count": 2, "students": many[:2], "answers": ["words"]}
    large = report | {
        "not_submitted": many,
        "identical": [group] * 40,
        "timed_out": [{"student": name, "questions": ["q"]} for name in many],
    }
    said = table(large)
    assert "student-009 and 290 more" in said
    assert "and 30 smaller groups" in said
    assert len(said.splitlines()) < 60


def test_a_damaged_notebook_is_left_out(course, report):
    from nbgrader.converters import Autograde

    path = course.root / "autograded" / "anna" / "ps1" / "ps1.ipynb"
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    try:
        with in_process():
            found = collect(course.converter(Autograde).coursedir, "ps1")
    finally:
        path.write_bytes(whole)
    assert found["without_verdicts"] == ["anna", "hugo"]
    assert found["graded"] == report["graded"] - 1


def test_nothing_that_a_terminal_obeys_is_left():
    said = "\x1b[31mred\x9b2J\u202eback\x7f 한국어 ✓\ttab\nline"
    assert clean(said) == "red2Jback 한국어 ✓\ttab\nline"

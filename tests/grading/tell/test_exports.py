"""Exported marks are what Canvas, Moodle and spreadsheets import, without formulas."""

import csv
from pathlib import Path

import pytest
from course_kit import in_process
from graded_kit import GradedClass
from nbgrader.apps import ExportApp
from nbgrader.plugins import CsvExportPlugin

from lrlib.grading.gradebook.read import outcome_counts
from lrlib.grading.tell.exports import CanvasExport, MoodleExport, OutcomeExport, safe_text

FIXTURES = Path(__file__).with_name("fixtures")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Four students: all right, late with a hostile name, absent, and unreadable."""
    made = GradedClass(tmp_path_factory.mktemp("marks") / "words")
    made.grade("anna", {}, {"why": "Because."})
    made.grade("bert", {"check-mean": "wrong"})
    made.grade("kim", {}, unreadable="the file is empty")
    with in_process(), made.gradebook() as gradebook:
        add = gradebook.update_or_create_student
        add("anna", first_name="Anna", last_name="Example", email="anna@example.org",
            lms_user_id="9001")  # fmt: skip
        add("bert", first_name="Bert", last_name="=1+1")
        add("kim", first_name="김", last_name="하늘", email="kim@example.org")
        add("absent")
        late = gradebook.find_submission_notebook("ps1", "ps1", "bert")
        late.late_submission_penalty = 1.5
        gradebook.db.commit()
    return made


def export(course, tmp_path, kind, **options):
    """Do what `nbgrader export --exporter=…` does; return the file's text."""
    to = tmp_path / "out.csv"
    with in_process():
        app = ExportApp()
        app.initialize([], root=str(course.root))
        plugin = kind(parent=app, to=str(to), **options)
        with course.gradebook() as gradebook:
            plugin.export(gradebook)
    return to.read_text("utf-8")


def test_every_export_warns_of_answers_that_wait(course, tmp_path, capsys):
    for kind in (OutcomeExport, CanvasExport, MoodleExport):
        export(course, tmp_path, kind)
        assert "Answers of ps1 that are not read yet: 1. They count as they stand: anna" in (
            capsys.readouterr().err
        )


def test_points_are_written_for_people(course, tmp_path):
    with in_process(), course.gradebook() as gradebook:
        grade = gradebook.find_grade("check-words", "ps1", "ps1", "bert")
        grade.manual_score, grade.extra_credit = 0.1, 0.2
        gradebook.db.commit()
        (line,) = [
            line
            for line in rows(export(course, tmp_path, OutcomeExport))
            if line["student_id"] == "bert"
        ]
        grade.manual_score = grade.extra_credit = None
        gradebook.db.commit()
    assert line["raw_score"] == "2.3", "not 2.3000000000000003"
    assert "1 set by hand" in line["outcome"]


def rows(text):
    return list(csv.DictReader(text.splitlines()))


def test_the_columns_of_nbgrader_are_as_nbgrader_writes_them(course, tmp_path):
    ours = rows(export(course, tmp_path, OutcomeExport))
    theirs = rows(export(course, tmp_path, CsvExportPlugin))
    assert len(ours) == len(theirs) == 4
    for mine, stock in zip(ours, theirs, strict=True):
        outcome = mine.pop("outcome")
        assert outcome
        if mine["student_id"] == "bert":
            assert stock.pop("last_name") == "=1+1"
            assert mine.pop("last_name") == "'=1+1"
        assert mine == stock


def test_outcomes_tell_what_a_zero_is(course, tmp_path):
    text = export(course, tmp_path, OutcomeExport)
    assert {row["student_id"]: row["outcome"] for row in rows(text)} == {
        "anna": "3 right, 1 not read yet",
        "bert": "2 right, 1 wrong",
        "kim": "3 unreadable",
        "absent": "not submitted",
    }


def test_only_who_and_what_was_asked_for(course, tmp_path):
    only = rows(export(course, tmp_path, OutcomeExport, student=["anna"], assignment=["ps1"]))
    assert [row["student_id"] for row in only] == ["anna"]


def test_an_assignment_that_is_not_there_is_named(course, tmp_path, capsys):
    for kind in (OutcomeExport, CanvasExport, MoodleExport):
        with pytest.raises(SystemExit):
            export(course, tmp_path, kind, assignment=["ps2"])
        assert "the gradebook has no assignment ps2. It has ps1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "template", "expected"),
    [
        (CanvasExport, None, "canvas.csv"),
        (CanvasExport, "canvas-template.csv", "canvas-filled.csv"),
        (MoodleExport, None, "moodle.csv"),
        (MoodleExport, "moodle-template.csv", "moodle-filled.csv"),
    ],
)
def test_the_file_is_what_the_other_side_imports(course, tmp_path, kind, template, expected):
    options = {"template": str(FIXTURES / template)} if template else {}
    found = export(course, tmp_path, kind, **options).splitlines()
    wanted = (FIXTURES / expected).read_text("utf-8").splitlines()
    if not template:  # nbgrader keeps no order of students
        found[2:], wanted[2:] = sorted(found[2:]), sorted(wanted[2:])
        found[1:], wanted[1:] = (sorted(found[1:]), sorted(wanted[1:])) if kind is MoodleExport \
            else (found[1:], wanted[1:])  # fmt: skip
    assert found == wanted


def canvas_reads(text):
    """Read marks as Canvas's importer does: by the place of the columns, people by ID or login."""
    header, points, *people = csv.reader(text.splitlines())
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert header[2:5] == ["SIS User ID", "SIS Login ID", "Section"]
    assert "Points Possible" in points[0]
    return {(row[1] or row[3], title): row[i] for row in people for i, title in enumerate(header)
            if i > 4}  # fmt: skip


def test_canvas_finds_people_and_assignments(course, tmp_path):
    text = export(course, tmp_path, CanvasExport, assignment_ids={"ps1": 77})
    assert canvas_reads(text) == {
        ("9001", "ps1 (77)"): "6",
        ("bert", "ps1 (77)"): "1.5",
        ("kim", "ps1 (77)"): "0",
        ("absent", "ps1 (77)"): "",
    }


def test_who_canvas_does_not_know_is_named(course, tmp_path, capsys):
    template = str(FIXTURES / "canvas-template.csv")
    text = export(course, tmp_path, CanvasExport, template=template)
    assert "absent" not in text
    assert "absent is not in" in capsys.readouterr().err


def test_a_name_that_begins_like_a_formula_is_text(course, tmp_path):
    for kind in (OutcomeExport, CanvasExport, MoodleExport):
        for row in csv.reader(export(course, tmp_path, kind).splitlines()):
            assert [cell for cell in row if cell[:1] in "=+@" and cell] == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n@", " -", "＝"])
def test_what_spreadsheets_compute_gets_an_apostrophe(start):
    assert safe_text(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("hidden", ["x;=1+1", "x; =1+1", 'x;"=1+1', "x;;@1", ";-1", "x\n;+1"])
def test_what_begins_a_cell_after_a_semicolon_gets_one_too(hidden):
    for cell in safe_text(hidden).split(";"):
        formula = cell.strip("\"' ").startswith(("=", "+", "-", "@"))
        assert not formula or cell.lstrip('"').startswith("'"), cell


def test_nothing_that_a_terminal_obeys_is_exported():
    assert safe_text("An\x1b[2Jna\r\nSmith\x00\u202e") == "Anna Smith"


def test_other_text_stays_as_it_is():
    for text in ("Anna", "김하늘", "O'Neill", "a=b", "Smith, Ann", "a;b", "-", ""):
        assert safe_text(text) == text
    assert safe_text(None) == ""


def test_an_identifier_that_had_to_change_is_named(course, tmp_path, capsys):
    with in_process(), course.gradebook() as gradebook:
        gradebook.update_or_create_student("-minus")
    try:
        text = export(course, tmp_path, CanvasExport)
    finally:
        with in_process(), course.gradebook() as gradebook:
            gradebook.remove_student("-minus")
    assert "'-minus" in text
    assert "will match nobody" in capsys.readouterr().err


def test_a_file_that_is_not_a_worksheet_is_refused(course, tmp_path, capsys):
    template = str(FIXTURES / "canvas-template.csv")
    with pytest.raises(SystemExit):
        export(course, tmp_path, MoodleExport, template=template)
    assert "no column 'Grade'. Expected a grading worksheet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "template", "message"),
    [
        (MoodleExport, "Identifier,Grade\n1,\n", "it has none of the columns Email address"),
        (
            CanvasExport,
            "Student;ID\nAnna;9001\n",
            "no column 'ID'. Expected a gradebook from Canvas",
        ),
        (CanvasExport, None, "No such file"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused(
    course, tmp_path, capsys, kind, template, message
):
    path = tmp_path / "template.csv"
    if template is not None:
        path.write_text(template, "utf-8")
    with pytest.raises(SystemExit):
        export(course, tmp_path, kind, template=str(path))
    assert message in capsys.readouterr().err


def test_another_maximum_and_who_is_missing_are_told(course, tmp_path, capsys):
    path = tmp_path / "template.csv"
    path.write_text(
        "Identifier,Email address,Grade,Maximum Grade\n1,anna@example.org,,100.00\n", "utf-8"
    )
    export(course, tmp_path, MoodleExport, template=str(path))
    said = capsys.readouterr().err
    assert "The most in" in said
    assert "is 100.00, here it is " in said
    assert "bert is not in" in said
    path.write_text("Student,ID,ps1 (77)\n    Points Possible,,10\nAnna,9001,\n", "utf-8")
    export(course, tmp_path, CanvasExport, template=str(path), assignment_ids={"ps2": 1})
    said = capsys.readouterr().err
    assert "The most in ps1 (77) is 10, here it is " in said
    assert "assignment_ids names ps2, which is not exported" in said


def test_summaries_count_in_one_order():
    assert outcome_counts(
        ["wrong", "right", "crashed", "right"], ["unread", "set", "", "changed", "unread", "read"]
    ) == ("2 right, 1 wrong, 1 crashed, 1 set by hand, 1 changed since it was read, 2 not read yet")
    assert outcome_counts([]) == ""

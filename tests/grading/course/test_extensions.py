"""`extensions.csv`: as people and spreadsheets write it; a wrong row is said with its number."""

from datetime import datetime

import pytest

from lrlib.grading.course.extensions import read_extensions
from lrlib.grading.course.settings import RefusedError

HEADER = "learner,exercise,until,reason\n"
DUE = {"ps1": datetime(2035, 1, 31, 23, 59), "open": None}


def read(tmp_path, text, encoding="utf-8"):
    (tmp_path / "extensions.csv").write_text(text, encoding)
    return read_extensions(tmp_path, ["anna", "bert"], DUE)


@pytest.mark.parametrize(
    ("until", "moment"),
    [
        ("2035-02-07 23:59", datetime(2035, 2, 7, 23, 59)),
        ("2035-02-07 23:59 +0900", datetime(2035, 2, 7, 14, 59)),
        ("2035-02-07T23:59 Asia/Seoul", datetime(2035, 2, 7, 14, 59)),
        ("2035-02-07", datetime(2035, 2, 7, 23, 59, 59)),
        ("2035-02-07 KST", datetime(2035, 2, 7, 14, 59, 59)),
        ("2035/2/7 9:05:30", datetime(2035, 2, 7, 9, 5, 30)),
        ("2035. 2. 7.", datetime(2035, 2, 7, 23, 59, 59)),
    ],
)
def test_times(tmp_path, until, moment):
    (found,) = read(tmp_path, f"{HEADER}anna,ps1,{until},was ill\n")
    assert found == ("anna", "ps1", moment, "was ill")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HEADER + "anna,ps1,2035-02-07,아팠음\n\n", "utf-8-sig"),
        (HEADER + "anna,ps1,2035-02-07,아팠음\n", "cp949"),
        (HEADER.replace(",", ";") + "anna;ps1;2035-02-07;아팠음\n", "utf-8"),
        (HEADER.replace(",", "\t") + "anna\tps1\t2035-02-07\t아팠음\n", "utf-16"),
        ("Reason,Until,Exercise,Learner,more\n아팠음,2035-02-07,ps1,anna,\n", "utf-8"),
    ],
)
def test_what_spreadsheets_save(tmp_path, text, encoding):
    (found,) = read(tmp_path, text, encoding)
    assert found[::3] == ("anna", "아팠음")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("ana,ps1,2035-02-07,", "expected the id of a learner, got 'ana'. Is anna meant?"),
        ("anna,ps9,2035-02-07,", "expected the name of an exercise, got 'ps9'. Is ps1 meant?"),
        ("anna,open,2035-02-07,", "open has no due date"),
        ("anna,ps1,07/02/2035,", "with the year first, got '07/02/2035'"),
        ("anna,ps1,2035-13-07,", "is not a date and a time"),
        ("anna,ps1,2035-02-07 10:00 CST,", "the time zone CST is unknown or means several"),
        ("anna,ps1,2035-01-07,", "before ps1 is due, at 2035-01-31 23:59 UTC"),
        ("anna,ps1", "until: expected the form"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path, row, why):
    with pytest.raises(RefusedError) as error:
        read(tmp_path, f"{HEADER}bert,ps1,2035-02-07,\n{row}\n")
    assert f"extensions.csv, row 3: {why}" in str(error.value) or (
        "extensions.csv, row 3: " in str(error.value) and why in str(error.value)
    )


def test_every_wrong_row_is_said_at_once(tmp_path):
    with pytest.raises(RefusedError) as error:
        read(tmp_path, f"{HEADER}ana,ps1,2035-02-07,\nanna,ps1,2035-02-07,\nanna,ps1,2035-02-08,\n")
    assert "row 2: " in str(error.value)
    assert "row 4: anna has an extension for ps1 already" in str(error.value)


def test_a_table_without_its_columns_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="no column 'until'"):
        read(tmp_path, "learner,exercise,date\nanna,ps1,2035-02-07\n")
    (tmp_path / "extensions.csv").write_text("")
    with pytest.raises(RefusedError, match="is empty"):
        read_extensions(tmp_path, [], {})


def test_no_file_is_no_extension(tmp_path):
    assert read_extensions(tmp_path, ["anna"], DUE) == []

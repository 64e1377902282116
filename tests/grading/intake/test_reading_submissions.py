"""Submissions are read as data, whatever they are; only code text is taken from them."""

import base64
import copy
import json
import os
import random
import zipfile

import nbformat
import pytest
from course_kit import CHECKS, RIGHT, fill

from lrlib import _notebook
from lrlib.grading.grade.run import _with_course_files
from lrlib.grading.intake import Submission, UnreadableError, parse, read_folder, read_submission
from lrlib.grading.intake import folder as folders

ANSWERS = {**RIGHT, "why": "Because."}


@pytest.fixture
def cells(grader):
    return grader.assignment.cells


@pytest.fixture
def right(grader):
    """A right submission, as a notebook."""
    return fill(grader.course.released(), ANSWERS)


def raw(notebook):
    return json.dumps(notebook).encode()


def test_answers_and_added_cells_are_taken_and_nothing_else(cells, right):
    right.cells.insert(0, nbformat.v4.new_code_cell("first"))
    right.cells.insert(6, nbformat.v4.new_code_cell("between"))
    right.cells.append(nbformat.v4.new_markdown_cell("prose"))
    submission = parse(raw(right), cells)
    assert submission.answers == ANSWERS
    assert submission.added == [(-1, "first"), (4, "between")]


def test_a_changed_check_or_import_is_not_taken(cells, right):
    for cell in right.cells:
        if cell.id in ("check-square", "imports"):
            cell.source = "forged = True"
    assert parse(raw(right), cells).added == []


def test_of_cells_in_another_order_every_answer_is_taken(cells, right):
    right.cells.reverse()
    submission = parse(raw(right), cells)
    assert submission.answers["why"] == ANSWERS["why"]
    taken = {*submission.answers.values(), *(code for _, code in submission.added)}
    assert taken >= set(RIGHT.values())


def test_of_two_cells_with_one_id_both_run_where_they_stand(cells, right):
    again = copy.deepcopy(next(cell for cell in right.cells if cell.id == "square"))
    again.source = "second"
    right.cells.append(again)
    submission = parse(raw(right), cells)
    assert submission.answers["square"] == RIGHT["square"]
    assert submission.added == [(len(cells) - 1, "second")]


def test_metadata_that_makes_a_cell_something_else_is_not_believed(cells, right):
    for cell in right.cells:
        about = cell.metadata.get("nbgrader", {})
        about |= {"points": 1000, "grade": False, "solution": False, "cell_type": "markdown"}
        cell.metadata["tags"] = ["skip-execution"]
    assert parse(raw(right), cells).answers == ANSWERS


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-32"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\\n", "\\r\\n").encode(),
        lambda text: text.encode() + b"\n\n  ",
    ],
    ids=["bom", "utf-16", "utf-16-le", "utf-32", "crlf", "crlf in cells", "blank end"],
)
def test_encodings_are_repaired(cells, right, encode):
    data = encode(json.dumps(right, indent=1))
    assert parse(data, cells).answers == ANSWERS


def test_a_broken_character_costs_only_itself(cells, right):
    data = raw(right).replace(b"return x", b"return x #\xff")
    assert "return x #\ufffd ** 2" in parse(data, cells).answers["square"]
    lone = raw(right).replace(b"return x", b"return x #\\ud800\\u0000")
    parse(lone, cells).answers["square"].encode()


def test_formats_3_and_4_0_are_read(cells, right):
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}
    sheet = [
        {
            "cell_type": cell.cell_type,
            "metadata": cell.metadata,
            ("input" if cell.cell_type == "code" else "source"): cell.source.splitlines(True),
        }
        for cell in right.cells
    ]
    assert (
        parse(raw({**old, "worksheets": [{"cells": sheet}]}), cells).answers["mean"]
        == (RIGHT["mean"])
    )
    for cell in right.cells:
        del cell["id"]
    right.nbformat_minor = 0
    assert parse(raw(right), cells).answers["mean"] == RIGHT["mean"]


UNREADABLE = {
    "empty": (b"", "empty"),
    "blank": (b" \n ", "empty"),
    "cut off": (b'{"cells": [', "not a notebook"),
    "not json": (b"print('hello')", "not a notebook"),
    "binary": (bytes(range(256)) * 9, "not a notebook"),
    "zip": (b"PK\x03\x04" + bytes(99), "not a notebook"),
    "a number": (b"3", "not a notebook"),
    "a list": (b"[]", "not a notebook"),
    "no cells": (b"{}", "no cells"),
    "cells is text": (b'{"cells": "x"}', "no list"),
    "sheets are text": (b'{"worksheets": "x"}', "no cells"),
    "deep": (b'{"cells":' + b"[" * 200_000, "deep"),
    "huge number": (b'{"cells": ' + b"9" * 10_000 + b"}", "not a notebook"),
    "many things": (b"[" + b"1," * _notebook.STRUCTURE_LIMIT + b"1]", "too many"),
    "many cells": (b'{"cells":[' + b"{}," * 2001 + b"{}]}", "2,002 cells"),
    "conflict": (b'{\n<<<<<<< HEAD\n"cells": []\n=======\n>>>>>>> x\n}', "merged by git"),
    "much code": (
        json.dumps({"cells": [{"cell_type": "code", "source": "x" * 3_000_000}]}).encode(),
        "characters of code",
    ),
}


@pytest.mark.parametrize(("data", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_says_why(cells, data, reason):
    with pytest.raises(UnreadableError, match=reason):
        parse(data, cells)


ODD_CELLS = [
    None,
    [],
    {"cell_type": "code"},
    {"cell_type": "code", "source": None},
    {"cell_type": "code", "source": [1, "x = 1", None]},
    {"cell_type": ["code"], "source": "x"},
    {"cell_type": "code", "source": "x", "metadata": []},
    {"cell_type": "code", "source": "x", "metadata": {"nbgrader": 3}},
    {"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": ["square"]}}},
    {"cell_type": "code", "source": "x", "id": {}},
    {"cell_type": "markdown", "source": "x", "metadata": {"nbgrader": {"grade_id": "why"}},
     "attachments": {"a": 3, "b": {"image/png": 3}, "c": {"image/png": "!!"}}},
]  # fmt: skip


def test_odd_cells_harm_nobody(cells, right):
    notebook = json.loads(raw(right))
    notebook["cells"] += ODD_CELLS
    answers = parse(raw(notebook), cells).answers
    assert {**answers, "why": "Because."} == ANSWERS


def test_a_picture_in_a_written_answer_is_kept_if_it_is_one(cells, right):
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
    script = base64.b64encode(b"<svg onload=alert(1)>").decode()
    why = next(cell for cell in right.cells if cell.id == "why")
    why["attachments"] = {
        "a.png": {"image/png": picture, "text/html": "<script>"},
        "b.png": {"image/png": script},
        "c.svg": {"image/svg+xml": script},
    }
    assert parse(raw(right), cells).pictures == {"why": {"a.png": {"image/png": picture}}}


# Folders.


@pytest.fixture
def folder(tmp_path, right):
    nbformat.write(right, tmp_path / "ps1.ipynb")
    return tmp_path


def read(folder, cells):
    return read_submission(folder, "ps1", cells)[0]


def test_a_renamed_notebook_is_found_by_its_content(folder, cells):
    (folder / "ps1.ipynb").rename(folder / "homework (2) FINAL.ipynb")
    nbformat.write(nbformat.v4.new_notebook(), folder / "scratch.ipynb")
    assert read(folder, cells).answers["mean"] == RIGHT["mean"]


def test_a_notebook_in_a_subfolder_is_found(folder, cells):
    (folder / "hand-in").mkdir()
    (folder / "ps1.ipynb").rename(folder / "hand-in" / "ps1.ipynb")
    assert read(folder, cells).answers["mean"] == RIGHT["mean"]


def test_an_archive_is_not_unpacked_and_the_learner_is_told(folder, cells):
    with zipfile.ZipFile(folder / "ps1.zip", "w") as archive:
        archive.write(folder / "ps1.ipynb", "ps1.ipynb")
    (folder / "ps1.ipynb").unlink()
    submission = read(folder, cells)
    assert submission.answers == {}
    assert "ps1.zip: hand in the notebook itself" in submission.unreadable


def no_notebook(folder):
    (folder / "ps1.ipynb").unlink()


def linked(folder):
    (folder / "ps1.ipynb").rename(folder.parent / "elsewhere.ipynb")
    (folder / "ps1.ipynb").symlink_to(folder.parent / "elsewhere.ipynb")


def linked_hard(folder):
    (folder / "ps1.ipynb").rename(folder.parent / "source.ipynb")
    (folder / "ps1.ipynb").hardlink_to(folder.parent / "source.ipynb")


def linked_to_a_device(folder):
    no_notebook(folder)
    (folder / "ps1.ipynb").symlink_to("/dev/zero")


def linked_to_nothing(folder):
    no_notebook(folder)
    (folder / "ps1.ipynb").symlink_to("/nowhere")


def pipe(folder):
    no_notebook(folder)
    os.mkfifo(folder / "ps1.ipynb")


def directory(folder):
    no_notebook(folder)
    (folder / "ps1.ipynb").mkdir()


def enormous(folder):
    os.truncate(folder / "ps1.ipynb", 1 << 40)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (no_notebook, "missing"),
        (linked, "not a plain file"),
        (linked_hard, "hard link"),
        (linked_to_a_device, "not a plain file"),
        (linked_to_nothing, "not a plain file"),
        (pipe, "not a plain file"),
        (directory, "missing"),
        (enormous, "bytes"),
    ],
)
def test_a_notebook_that_is_not_a_plain_file_is_unreadable(tmp_path, right, cells, spoil, reason):
    folder = tmp_path / "in"
    folder.mkdir()
    nbformat.write(right, folder / "ps1.ipynb")
    spoil(folder)
    assert reason in read(folder, cells).unreadable


def test_links_are_not_followed_and_special_files_not_opened(folder):
    (folder / "secret.txt").symlink_to("/etc/passwd")
    (folder / "all").symlink_to("/")
    os.mkfifo(folder / "pipe")
    (folder.parent / "another.txt").write_text("somebody else's")
    os.link(folder.parent / "another.txt", folder / "hard.txt")
    (folder / "big.bin").touch()
    os.truncate(folder / "big.bin", 1 << 40)
    (folder / "data").mkdir()
    (folder / "data" / "own.csv").write_bytes(b"1,2")
    notebooks, files = read_folder(folder)
    assert set(notebooks) == {"ps1.ipynb"}
    assert files == {"data/own.csv": b"1,2"}


def test_a_folder_that_is_a_link_or_a_file_or_missing_is_empty(tmp_path, folder):
    (tmp_path / "link").symlink_to(folder)
    for place in (tmp_path / "link", tmp_path / "ps1.ipynb", tmp_path / "none"):
        assert read_folder(place) == ({}, {})


def test_a_file_that_is_gone_when_its_turn_comes_is_passed_over(folder, monkeypatch):
    (folder / "gone.txt").write_bytes(b"x")
    (folder / "here.txt").write_bytes(b"y")
    listed = folders._entries

    def then_gone(place):
        entries = listed(place)
        (place / "gone.txt").unlink(missing_ok=True)
        return entries

    monkeypatch.setattr(folders, "_entries", then_gone)
    assert read_folder(folder)[1] == {"here.txt": b"y"}


def test_many_files_and_deep_folders_are_cut_off(tmp_path):
    for number in range(folders.COUNT_LIMIT + 50):
        (tmp_path / f"{number}.txt").write_bytes(b"x")
    deep = tmp_path.joinpath(*["d"] * 30)
    deep.mkdir(parents=True)
    (deep / "x.txt").write_bytes(b"x")
    _, files = read_folder(tmp_path)
    assert len(files) == folders.COUNT_LIMIT


def test_an_unreadable_submission_gets_nothing_and_the_reason(grader, tmp_path):
    (tmp_path / "ps1.ipynb").write_bytes(b"{")
    graded = grader.grade_folder(tmp_path)
    assert graded.points == dict.fromkeys(CHECKS, 0)
    assert {graded.outcome(check) for check in CHECKS} == {"unreadable"}
    assert "not a notebook" in graded.reason("check-mean")


# Fuzz.


def mangled(rng, data):
    """Return the bytes of a notebook with some of them changed."""
    made = bytearray(data)
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(len(made))
        choice = rng.randrange(5)
        if choice == 0:
            made[at] = rng.randrange(256)
        elif choice == 1:
            del made[at : at + rng.choice([1, 2, 30, 400])]
        elif choice == 2:
            made[at:at] = bytes(rng.choices(b'[]{}",:\\0eu-', k=rng.randrange(1, 8)))
        elif choice == 3:
            made[at:at] = made[at // 2 : at // 2 + rng.randrange(1, 200)]
        else:
            word = rng.choice([b'"cells"', b'"source"', b'"metadata"', b'"code"', b'"grade_id"'])
            other = rng.choice([b"null", b"[]", b"{}", b"1e999", b'"\\ud800"', b'[["x"]]', word])
            made = bytearray(bytes(made).replace(word, other, rng.randrange(1, 3)))
        made = made or bytearray(b"0")
    return bytes(made)


def restructured(rng, value):
    """Return a notebook's data with some values replaced by others of any type."""
    others = [None, True, 0, -1, 1e308, "", "square", [], {}, [[]], {"": {}}, "\ud800", "\0"]
    if rng.random() < 0.03:
        return rng.choice([*others, copy.deepcopy(value)])
    if isinstance(value, dict):
        return {k: restructured(rng, v) for k, v in value.items() if rng.random() > 0.02}
    if isinstance(value, list):
        return [restructured(rng, item) for item in value for _ in range(rng.choice([1, 1, 1, 2]))]
    return value


def fuzz(count, seed, right, cells):
    rng = random.Random(seed)
    original = raw(right)
    refused = 0
    for number in range(count):
        if number % 2:
            data = mangled(rng, original)
        else:
            data = json.dumps(restructured(rng, json.loads(original))).encode()
        try:
            submission = parse(data, cells)
        except UnreadableError:
            refused += 1
            continue
        assert isinstance(submission, Submission)
        known = {cell.grade_id for cell in cells if cell.kind in ("answer", "manual")}
        assert set(submission.answers) <= known
        json.dumps([submission.answers, submission.added]).encode()
        for code in [*submission.answers.values(), *(code for _, code in submission.added)]:
            code.encode()
        assert all(-1 <= after < len(cells) for after, _ in submission.added)
    assert 0 < refused < count


def test_500_mangled_notebooks_are_read_or_refused(right, cells):
    fuzz(500, 1, right, cells)


@pytest.mark.soak
def test_10000_mangled_notebooks_are_read_or_refused(right, cells):
    fuzz(10_000, 2, right, cells)


def test_files_whose_names_become_one_do_not_stop_the_grader(grader, right, tmp_path):
    nbformat.write(right, tmp_path / "ps1.ipynb")
    (tmp_path / "a").write_text("a file")
    (tmp_path / "a\x01").mkdir()
    (tmp_path / "a\x01" / "f").write_text("in a folder of the same name")
    (tmp_path / "ps1.ipynb\x01").write_text("not this one")
    assert read_folder(tmp_path)[1] == {"a": b"a file"}
    assert grader.grade_folder(tmp_path).points == CHECKS


def test_files_in_the_way_of_the_courses_are_left_out():
    course = {"data/x.csv": b"1", "y": b"2"}
    mine = {"data": b"a file", "y/f": b"in a folder", "data/z.csv": b"3", "y": b"4", "own": b"5"}
    assert _with_course_files(mine, course) == {**course, "data/z.csv": b"3", "own": b"5"}


def test_code_is_counted_as_it_is_sent(cells, right):
    right.cells.append(nbformat.v4.new_code_cell("#" + "\n" * 1_040_000 + "é" * 10_000))
    with pytest.raises(UnreadableError, match="characters of code"):
        parse(raw(right), cells)

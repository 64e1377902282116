"""Submissions that are meant to stop a batch, or to get at files through the intake.

A whole class is graded at once by nbgrader with the plug-in. Allowed score: 0 for what cannot
be read. Allowed effects: none on the others, no file of anybody else's in anybody's folder.
"""

import json
import os
import tarfile
import zipfile

import nbformat
import pytest
from course_kit import CHECKS, RIGHT, CourseFolder, fill

from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits

NOTHING = dict.fromkeys(CHECKS, 0.0)


def text_of(notebook):
    return json.dumps(notebook)


BROKEN = {}  # name: function that spoils the folder of a right submission; what it may score
SCORES = {}


def broken(expected=NOTHING):
    def remember(spoil):
        BROKEN[spoil.__name__] = spoil
        SCORES[spoil.__name__] = expected
        return spoil

    return remember


def rewrite(folder, data):
    (folder / "ps1.ipynb").write_bytes(data if isinstance(data, bytes) else data.encode())


def read(folder):
    return nbformat.read(folder / "ps1.ipynb", 4)


@broken()
def empty_file(folder):
    rewrite(folder, "")


@broken()
def bad_json(folder):
    rewrite(folder, text_of(read(folder))[:-20])


@broken()
def not_a_notebook(folder):
    rewrite(folder, "[1, 2, 3]")


@broken()
def binary(folder):
    rewrite(folder, os.urandom(10_000))


@broken()
def deep_json(folder):
    rewrite(folder, "[" * 1_000_000)


@broken()
def many_objects(folder):
    rewrite(folder, '{"cells": [' + "{}," * 3_000_000 + "{}]}")


@broken()
def enormous(folder):
    os.truncate(folder / "ps1.ipynb", 1 << 42)


@broken()
def no_file(folder):
    (folder / "ps1.ipynb").unlink()


@broken()
def no_folder_but_a_file(folder):
    no_file(folder)
    folder.rmdir()
    folder.write_text("my homework")


@broken()
def folder_is_a_link(folder):
    folder.rename(folder.parent.parent.parent / "elsewhere")
    folder.symlink_to(folder.parent.parent.parent / "elsewhere")


@broken()
def folder_is_a_link_to_somebody_else(folder):
    no_file(folder)
    folder.rmdir()
    folder.symlink_to("../anna/ps1")


@broken()
def notebook_is_a_link_to_somebody_else(folder):
    no_file(folder)
    (folder / "ps1.ipynb").symlink_to("../../anna/ps1/ps1.ipynb")


@broken()
def notebook_is_a_link_to_the_source(folder):
    no_file(folder)
    (folder / "ps1.ipynb").symlink_to("../../../source/ps1/ps1.ipynb")


@broken()
def notebook_is_a_link_to_itself(folder):
    no_file(folder)
    (folder / "ps1.ipynb").symlink_to("ps1.ipynb")


@broken()
def notebook_is_a_device(folder):
    no_file(folder)
    (folder / "ps1.ipynb").symlink_to("/dev/zero")


@broken()
def notebook_is_a_pipe(folder):
    no_file(folder)
    os.mkfifo(folder / "ps1.ipynb")


@broken()
def notebook_is_a_folder(folder):
    no_file(folder)
    (folder / "ps1.ipynb").mkdir()


@broken()
def zip_archive(folder):
    with zipfile.ZipFile(folder / "ps1.zip", "w") as archive:
        archive.write(folder / "ps1.ipynb", "ps1.ipynb")
        archive.writestr("../../../../escaped.txt", "x")
    no_file(folder)


@broken()
def tar_archive_with_links(folder):
    with tarfile.open(folder / "ps1.tar.gz", "w:gz") as archive:
        archive.add(folder / "ps1.ipynb", "ps1.ipynb")
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/"
        archive.addfile(link)
    no_file(folder)


@broken(CHECKS)
def byte_order_mark(folder):
    rewrite(folder, b"\xef\xbb\xbf" + text_of(read(folder)).encode())


@broken(CHECKS)
def utf_16(folder):
    rewrite(folder, text_of(read(folder)).encode("utf-16"))


@broken(CHECKS)
def windows_lines(folder):
    rewrite(folder, text_of(read(folder)).replace("\n", "\r\n"))


@broken(CHECKS)
def renamed(folder):
    (folder / "ps1.ipynb").rename(folder / "Kopie von ps1 (3).ipynb")


@broken(CHECKS)
def in_a_subfolder(folder):
    (folder / "x").mkdir()
    (folder / "ps1.ipynb").rename(folder / "x" / "ps1.ipynb")


@broken(CHECKS)
def duplicate_cells(folder):
    notebook = read(folder)
    notebook.cells *= 2
    rewrite(folder, text_of(notebook))


@broken(CHECKS)
def old_format(folder):
    notebook = json.loads(text_of(read(folder)))
    cells = [{**cell, "input": cell["source"]} for cell in notebook["cells"]]
    rewrite(folder, json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}))


@broken(CHECKS)
def format_of_the_future(folder):
    notebook = json.loads(text_of(read(folder)))
    rewrite(folder, json.dumps({**notebook, "nbformat": 9, "nbformat_minor": 99}))


@broken(CHECKS)
def metadata_of_other_types(folder):
    notebook = json.loads(text_of(read(folder)))
    notebook["metadata"] = []
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        about |= {"schema_version": 0, "points": "x", "checksum": 1}
        cell |= {"outputs": 5, "execution_count": "x", "attachments": 5}
    rewrite(folder, json.dumps(notebook))


@broken(CHECKS)
def no_ids_and_no_metadata_of_checks(folder):
    notebook = json.loads(text_of(read(folder)))
    for cell in notebook["cells"]:
        cell.pop("id")
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"] = {}
    rewrite(folder, json.dumps(notebook))


@broken(CHECKS)
def a_bad_time_stamp(folder):
    (folder / "timestamp.txt").write_text("yesterday" * 1000)


@broken(CHECKS)
def a_time_stamp_that_is_a_link(folder):
    (folder / "timestamp.txt").symlink_to("/dev/zero")


@broken(CHECKS)
def a_time_stamp_of_no_calendar(folder):
    (folder / "timestamp.txt").write_text("99999-99-99 99:99:99 UTC")


@broken(CHECKS)
def links_to_secrets(folder):
    (folder / "gradebook.txt").symlink_to("../../../gradebook.db")
    (folder / "solution.txt").symlink_to("../../../source/ps1/ps1.ipynb")
    (folder / "everything").symlink_to("/")
    (folder / "nothing").symlink_to("/nowhere")


@broken(CHECKS)
def special_files(folder):
    os.mkfifo(folder / "pipe")
    (folder / "locked").mkdir(0o000)
    (folder / "unreadable.txt").touch(0o000)
    (folder / ("n" * 250)).touch()
    (folder / "new\nline").touch()
    os.close(os.open(bytes(folder) + b"/\xff\xfe", os.O_CREAT))


@broken(CHECKS)
def hard_link_to_the_gradebook(folder):
    os.link(folder.parents[2] / "gradebook.db", folder / "data.db")


@broken(CHECKS)
def many_large_files(folder):
    for number in range(30):
        (folder / f"{number}.bin").touch()
        os.truncate(folder / f"{number}.bin", 1 << 40)


@broken(CHECKS)
def another_notebook_beside(folder):
    rewrite_other = json.dumps({"cells": 3})
    (folder / "notes.ipynb").write_text(rewrite_other)
    (folder / "ps2.ipynb").symlink_to("/dev/zero")


@broken(CHECKS)
def files_of_nbgrader(folder):
    (folder / "nbgrader_config.py").write_text("raise SystemExit")
    (folder / "ps1.html").write_text("<script>alert(1)</script>")
    (folder / "feedback").mkdir()


@broken(CHECKS)
def names_that_become_one(folder):
    (folder / "a").write_text("a file")
    (folder / "a\x01").mkdir()
    (folder / "a\x01" / "f").write_text("in a folder of the same name")


@broken()
def code_that_grows_as_it_is_sent(folder):
    filled = read(folder)
    filled.cells.append(nbformat.v4.new_code_cell("#" + "\n" * 2_080_000 + "é" * 10_000))
    rewrite(folder, text_of(filled))


@broken(CHECKS)
def code_that_is_nested_too_deep(folder):
    filled = read(folder)
    deep = ["x = " + "-" * 50_000 + "1", "x = " + "(" * 5_000]
    filled.cells += [nbformat.v4.new_code_cell(source) for source in deep]
    rewrite(folder, text_of(filled))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Grade a class in which every broken submission stands between two right ones."""
    try:
        Sandbox(Level.FULL, Course(), Limits()).close()
    except BrokenError as error:
        pytest.skip(f"needs isolation: {error}")
    made = CourseFolder(tmp_path_factory.mktemp("class") / "words")
    made.release()
    released = text_of(fill(made.released(), RIGHT))
    for name in ["anna", *BROKEN, "zoe"]:
        (made.folder(name) / "ps1.ipynb").write_text(released)
    for name, spoil in BROKEN.items():
        spoil(made.root / "submitted" / name / "ps1")
    made.autograde()
    return made


def points(course, student):
    return {check: course.scores()[student][check] for check in CHECKS}


def test_everybody_got_a_grade_and_the_right_ones_theirs(course):
    assert set(course.scores()) == {"anna", "zoe", *BROKEN}
    assert points(course, "anna") == points(course, "zoe") == CHECKS


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_submission_scores(course, name):
    assert points(course, name) == SCORES[name]


@pytest.mark.parametrize("name", [name for name, score in SCORES.items() if score is NOTHING])
def test_what_cannot_be_read_says_why(course, name):
    for verdict in course.verdicts(name).values():
        assert verdict["outcome"] == "unreadable"
        assert len(verdict["reason"]) > 10


def test_no_file_of_anybody_is_in_anybodys_folder(course):
    for path in course.root.rglob("*"):
        if path.is_relative_to(course.root / "submitted"):
            continue
        assert not path.is_symlink(), path
    copied = {path.name for path in (course.root / "autograded").rglob("*") if path.is_file()}
    assert copied == {"ps1.ipynb", "submission_secret.txt"}  # a new one, from the grader
    assert not list(course.root.parent.rglob("escaped.txt"))


def test_feedback_can_be_made_for_all(course):
    from nbgrader.converters import GenerateFeedback

    course.converter(GenerateFeedback).start()
    assert {path.parent.parent.name for path in course.root.rglob("feedback/*/ps1/ps1.html")} == {
        "anna",
        "zoe",
        *BROKEN,
    }
    page = (course.root / "feedback" / "bad_json" / "ps1" / "ps1.html").read_text()
    assert "the file is not a notebook" in page

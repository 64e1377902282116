"""`lrlib collect`: the names that platforms give, the newest attempt, nothing lost or let out."""

import io
import os
import stat
import zipfile

import nbformat
import pytest
from course_kit import RIGHT, CourseFolder, fill, in_process
from nbgrader.api import Gradebook

from lrlib.grading import collect
from lrlib.grading.classroom.uploads import files_of
from lrlib.grading.intake import UnreadableError, archive
from lrlib.grading.intake.upload_names import read_name, without_attempt

PEOPLE = {
    "s01": ("Ann", "Smith", "ann@example.org", "1001"),
    "s02": ("Bo", "Li", "bo@example.org", "1002"),
    "s03": ("하늘", "김", "sky@example.org", "1003"),
    "s04": ("Bo", "Li", "bo2@example.org", "1004"),
    "s05": (None, None, None, None),
    **{f"h{n:02}": ("H", str(n), None, str(2000 + n)) for n in range(10)},
}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    made = CourseFolder(tmp_path_factory.mktemp("collect") / "words")
    made.release()
    with in_process(), Gradebook(f"sqlite:///{made.root}/gradebook.db", "words") as gradebook:
        for student, (first, last, email, number) in PEOPLE.items():
            gradebook.add_student(
                student, first_name=first, last_name=last, email=email, lms_user_id=number
            )
    return made


@pytest.fixture
def course(released, tmp_path, monkeypatch):
    made = released.copy(tmp_path / "course")
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def run(course, capsys):
    def run(*arguments):
        with in_process():
            code = collect.main([*map(str, arguments), "ps1"])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def work(course, text):
    """Return a notebook as bytes in which `text` tells one attempt from another."""
    filled = fill(course.released(), {**RIGHT, "why": text})
    return nbformat.writes(filled).encode()


def zipped(path, files):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def answer(course, student, name="ps1.ipynb"):
    """Return what tells the attempts apart, as it was collected."""
    found = nbformat.read(course.root / "submitted" / student / "ps1" / name, as_version=4)
    (cell,) = [cell for cell in found.cells if cell.id == "why"]
    return cell.source


def lying(root):
    """Return what lies below a folder, without our notes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "writable" not in path.name and path.name != "lock"
    }


CANVAS = {
    "smithann_1001_880001_ps1.ipynb": "a",
    "libo_LATE_1002_880002_ps1-1.ipynb": "b",
    "kimhaneul_1003_880003_my work (2).ipynb": "c",
    "nobody_4444_880004_ps1.ipynb": "d",
    "doetext_1005_text.html": "typed",
}
MOODLE = {
    "Ann Smith_77001_assignsubmission_file_/ps1.ipynb": "a",
    "Bo Li_77002_assignsubmission_file/ps1 (1).ipynb": "b",
    "김 하늘_77003_assignsubmission_file_ps1.ipynb": "c",
    "Bo Li_77004_assignsubmission_onlinetext_/onlinetext.html": "typed",
}
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,"Last modified (submission)"
Participant 77001,Ann Smith,ann@example.org,Submitted,,"Wednesday, 31 January 2035, 5:07 PM"
Participant 77002,Bo Li,bo@example.org,Submitted,,"Thursday, 1 February 2035, 9:30 AM"
Participant 77003,김 하늘,sky@example.org,Submitted,,-
"""


def test_canvas(course, run, tmp_path):
    names = {name: work(course, text) for name, text in CANVAS.items()}
    source = zipped(tmp_path / "submissions.zip", names)
    code, said = run("canvas", source)
    assert code == 1
    assert [answer(course, s) for s in ("s01", "s02", "s03")] == ["a", "b", "c"]
    assert "3 collected: s01, s02, s03" in said
    assert "nobody_4444_880004_ps1.ipynb: nobody in the class list is called so" in said
    assert "doetext_1005_text.html: it was typed into the platform" in said
    assert "Late, says the platform, but not when: s02" in said
    assert "Not handed in (12): h00" in said
    kept = course.root / "downloaded" / "ps1" / "archive" / "submissions.zip"
    assert kept.read_bytes() == source.read_bytes()

    before = lying(course.root)
    code, said = run("canvas", source)
    assert "3 as before" in said
    assert lying(course.root) == before


def test_moodle_by_its_worksheet(course, run, tmp_path):
    source = zipped(tmp_path / "a.zip", {n: work(course, text) for n, text in MOODLE.items()})
    table = tmp_path / "worksheet.csv"
    table.write_text(WORKSHEET, "utf-8-sig")
    code, said = run("moodle", source, "--table", table)
    assert code == 1
    assert "'Wednesday, 31 January 2035, 5:07 PM' has no time zone" in said
    assert not (course.root / "submitted").exists()

    code, said = run("moodle", source, "--table", table, "--timezone", "Asia/Seoul")
    assert [answer(course, s) for s in ("s01", "s02", "s03")] == ["a", "b", "c"]
    stamps = [course.folder(s) / "timestamp.txt" for s in ("s01", "s02", "s03")]
    assert stamps[0].read_text() == "2035-01-31 08:07:00 UTC\n"
    assert stamps[1].read_text() == "2035-02-01 00:30:00 UTC\n"
    assert not stamps[2].exists()
    assert code == 1  # for the text that was typed
    assert "onlinetext.html" in said


def test_moodle_without_it_finds_names_that_only_one_has(course, run, tmp_path):
    source = zipped(tmp_path / "a.zip", {n: work(course, text) for n, text in MOODLE.items()})
    _, said = run("moodle", source)
    assert "collected: s01, s03" in said
    assert "s02, s04 have this name" in said


def test_a_time_that_comes_later_is_taken(course, run, tmp_path):
    source = zipped(tmp_path / "a.zip", {n: work(course, text) for n, text in MOODLE.items()})
    run("moodle", source)
    table = tmp_path / "worksheet.csv"
    table.write_text(WORKSHEET.replace(",", ";").replace("y; ", "y, ").replace("5; ", "5, "))
    _, said = run("moodle", source, "--table", table, "--timezone", "+0900")
    assert "1 given another time: s01" in said
    assert (course.folder("s01") / "timestamp.txt").read_text() == "2035-01-31 08:07:00 UTC\n"


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_ids_in_folders_and_names(course, run, tmp_path, kind):
    files = {
        "s01/ps1.ipynb": "a",
        "s02_2035-01-30-17-05-09_mine.ipynb": "old",
        "s02_2035-01-31-09-00_mine.ipynb": "new",
        "s03/deep/ps1.ipynb": "c",
        "s03/deep/data.csv": "1,2",
        "s05.ipynb": "e",
    }
    data = {n: t.encode() if n.endswith("csv") else work(course, t) for n, t in files.items()}
    source = tmp_path / "in"
    if kind == "zip":
        source = zipped(tmp_path / "in.zip", data)
    else:
        for name, content in data.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(content)
    code, said = run(kind, source, "--timezone", "UTC")
    assert code == 0, said
    assert [answer(course, s) for s in ("s01", "s02", "s03", "s05")] == ["a", "new", "c", "e"]
    assert (course.folder("s02") / "timestamp.txt").read_text() == "2035-01-31 09:00:00 UTC\n"
    assert (course.folder("s03") / "data.csv").read_text() == "1,2"


def test_a_newer_one_replaces_and_the_older_is_kept(course, run, tmp_path):
    one = zipped(tmp_path / "1" / "s.zip", {"smithann_1001_11_ps1.ipynb": work(course, "one")})
    two = zipped(tmp_path / "2" / "s.zip", {"smithann_1001_12_other.ipynb": work(course, "two")})
    run("canvas", one)
    _, said = run("canvas", two)
    assert "1 replaced by a newer one: s01" in said
    assert answer(course, "s01") == "two"
    (kept,) = (course.root / "downloaded/ps1/replaced/s01").iterdir()
    assert kept.joinpath("ps1.ipynb").read_bytes() == work(course, "one")
    _, said = run("canvas", one)
    assert "1 older than what lies there" in said
    assert answer(course, "s01") == "two"
    archive = course.root / "downloaded/ps1/archive"
    assert sorted(path.name for path in archive.iterdir()) == ["s-2.zip", "s.zip"]
    _, said = run("canvas", archive)  # both in one folder: the newest is found at once
    assert "1 as before" in said


def test_what_came_another_way_stays(course, run, tmp_path):
    course.submit("s01", {**RIGHT, "why": "through the exchange"})
    source = zipped(tmp_path / "s.zip", {"smithann_1001_11_ps1.ipynb": work(course, "one")})
    _, said = run("canvas", source)
    assert "something lies there that was not collected from here: s01" in said
    assert answer(course, "s01") == "through the exchange"
    run("canvas", source, "--replace")
    assert answer(course, "s01") == "one"
    (kept,) = (course.root / "downloaded/ps1/replaced/s01").iterdir()
    assert (kept / "ps1.ipynb").exists()


def test_a_notebook_in_a_zip_in_a_folder(course, run, tmp_path):
    files = {
        "work/ps1.ipynb": work(course, "a"),
        "work/data/x.csv": b"1",
        "__MACOSX/work/._ps1.ipynb": b"",
        "work/timestamp.txt": b"1999-01-01 00:00:00 UTC",
    }
    inner = zipped(tmp_path / "w.zip", files).read_bytes()
    source = zipped(tmp_path / "s.zip", {"smithann_1001_11_w.zip": inner})
    code, said = run("canvas", source)
    assert code == 0, said
    assert answer(course, "s01") == "a"
    found = sorted(p.name for p in course.folder("s01").rglob("*") if p.is_file())
    assert found == ["ps1.ipynb", "x.csv"]  # the learner does not say when it was


def hostile():
    """Yield the content of uploads from which nothing is to be taken."""
    link = zipfile.ZipInfo("ps1.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    outside = ("../../escaped.ipynb", "/tmp/escaped.ipynb", "C:\\escaped.ipynb")
    for name in (*outside, "a\\..\\..\\escaped.ipynb", link, "a\x07.ipynb"):
        yield inside({name: b"/etc/passwd"})
    yield inside({f"{n}.ipynb": bytes(30 << 20) for n in range(2)}, zipfile.ZIP_DEFLATED)
    many = inside({f"{n}.ipynb": b"{}" for n in range(archive.NESTED_LIMIT + 1)})
    yield many
    yield many[:-30]
    yield b"no ZIP"


def inside(files, how=zipfile.ZIP_STORED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return made.getvalue()


def test_hostile_uploads_get_nothing(course, run, tmp_path):
    files = {f"h_{2000 + n}_{n + 1}_w.zip": data for n, data in enumerate(hostile())}
    source = zipped(tmp_path / "s.zip", {**files, "libo_1002_1_ps1.ipynb": work(course, "b")})
    before = set(tmp_path.parent.iterdir())
    code, said = run("canvas", source)
    assert code == 1
    assert "Nothing could be taken from 10:" in said
    for number, why in enumerate(
        [*["leads out of the archive"] * 4, "is a link", "control characters", "unpacks to more",
         "holds 201 files, 200 are allowed", "is not a ZIP, or is cut off", "is not a ZIP"]
    ):  # fmt: skip
        assert any(f"h{number:02}: " in line and why in line for line in said.splitlines()), why
    assert [path.name for path in (course.root / "submitted").iterdir()] == ["s02"]
    assert not list(tmp_path.rglob("escaped*"))
    assert set(tmp_path.parent.iterdir()) == before


def test_a_hostile_download_gets_nothing(course, run, tmp_path):
    source = tmp_path / "s.zip"
    with zipfile.ZipFile(source, "w") as made:
        link = zipfile.ZipInfo("smithann_1001_1_ps1.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("../libo_1002_1_ps1.ipynb", work(course, "b"))
    code, said = run("canvas", source)
    assert code == 1
    assert "is a link" in said
    assert "leads out of the archive" in said
    assert not (course.root / "submitted").exists()


def test_links_in_a_folder_are_not_followed(course, run, tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(work(course, "of somebody else's"))
    (tmp_path / "in" / "s01").mkdir(parents=True)
    (tmp_path / "in" / "s01" / "ps1.ipynb").symlink_to(secret)
    (tmp_path / "in" / "s02").symlink_to(tmp_path)
    os.link(secret, tmp_path / "in" / "s03.ipynb")
    code, said = run("folder", tmp_path / "in")
    assert code == 1
    assert "s01/ps1.ipynb: is a link" in said
    assert "s02: is a link" in said
    assert "is a hard link to another file" in said
    assert not (course.root / "submitted").exists()


def test_what_is_wrong_is_said(course, run, tmp_path):
    assert "there is no x.zip. Expected the ZIP" in run("canvas", "x.zip")[1]
    (tmp_path / "x.rar").write_text("")
    assert "expected a ZIP or a folder" in run("canvas", tmp_path / "x.rar")[1]
    broken = tmp_path / "broken.zip"
    broken.write_text("not a ZIP")
    assert "broken.zip: cannot be opened: File is not a zip file" in run("canvas", broken)[1]
    table = tmp_path / "t.csv"
    table.write_text("who,when\nx,y\n")
    assert "names nobody of the class list" in run("canvas", broken, "--table", table)[1]
    assert (
        "--timezone: the time zone Mars is unknown"
        in run("canvas", broken, "--timezone", "Mars")[1]
    )


@pytest.mark.parametrize(
    ("name", "plain", "number"),
    [
        ("ps1.ipynb", "ps1.ipynb", 0),
        ("ps1-2.ipynb", "ps1.ipynb", 2),
        ("a/ps1 (3).ipynb", "a/ps1.ipynb", 3),
    ],
)
def test_what_tells_attempts_apart(name, plain, number):
    assert without_attempt(name) == (plain, number)


def test_a_learner_cannot_be_taken_for_another_by_a_file_name():
    assert read_name("canvas", "smithann_1001_1_x_1002_2_ps1.ipynb").keys == ("1001",)
    moodle = "Ann Smith_7_assignsubmission_file_/Bo Li_8_assignsubmission_file_/ps1.ipynb"
    assert read_name("moodle", moodle).keys == ("7",)
    assert read_name("folder", "s01/s02.ipynb").keys[0] == "s01"
    assert read_name("folder", "s01_s02.ipynb").keys[2:] == ("s01", "s02")


def test_nothing_readable_is_said():
    def broken():
        msg = "it is broken"
        raise UnreadableError(msg)

    from lrlib.grading.classroom.uploads import Upload

    entry = archive.Entry("", "s01/ps1.ipynb", 0.0, broken)
    with pytest.raises(UnreadableError, match="it is broken"):
        files_of([Upload(entry, read_name("folder", entry.path))], ["ps1"])

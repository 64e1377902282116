"""`lrlib feedback`: a page for each learner, and one ZIP with the names that the platform knows."""

import zipfile

import pytest
from course_kit import in_process
from feedback_kit import OURS
from graded_kit import GradedClass

from lrlib.grading.classroom.store import Store
from lrlib.grading.tell import hand_back

NOTES = {
    "anna": {"reply_as": "exampleanna_LATE_1001_880001_"},
    "bert": {"reply_as": "김 하늘_77003_assignsubmission_file_/"},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = GradedClass(tmp_path_factory.mktemp("back") / "words", config=OURS)
    made.grade("anna", {"check-mean": "wrong"})
    made.grade("bert", {})
    made.grade("cleo", {})
    Store(made.root / ".lrlib").keep_note("collected", "ps1", about=NOTES)
    return made


@pytest.fixture
def run(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)

    def run(*arguments):
        with in_process():
            code = hand_back.main(["ps1", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.mark.parametrize(
    ("platform", "name", "left"),
    [
        ("canvas", "exampleanna_LATE_1001_880001_ps1.html", "bert, cleo"),
        ("moodle", "김 하늘_77003_assignsubmission_file_/ps1.html", "anna, cleo"),
    ],
)
def test_the_zip_has_the_names_of_the_download(course, run, platform, name, left):
    code, said = run("--zip", platform)
    assert code == 0, said
    assert "3 learners have a page in feedback/" in said
    assert f"collected from {platform}: {left}" in said
    path = course.root / f"ps1-{platform}.zip"
    with zipfile.ZipFile(path) as made:
        assert made.namelist() == [name]
        student = "anna" if platform == "canvas" else "bert"
        page = course.root / "feedback" / student / "ps1" / "ps1.html"
        assert made.read(name) == page.read_bytes()
    first = path.read_bytes()
    run("--zip", platform)
    assert path.read_bytes() == first


def test_pages_are_made_anew_and_nothing_is_promised_without_grades(course, run, capsys):
    page = course.root / "feedback" / "anna" / "ps1" / "ps1.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("an old one")
    assert run()[0] == 0
    assert "an old one" not in page.read_text("utf-8")
    with in_process():
        assert hand_back.main(["ps2"]) == 1
    assert "nothing of ps2 is graded. Run 'lrlib grade ps2' first" in capsys.readouterr().err

"""The page on a class: who has what, what went wrong, who is alike; one file that runs no script
of anybody else's."""

import re
import time

import pytest
from bs4 import BeautifulSoup
from course_kit import in_process
from graded_kit import GradedClass, mistake
from nbgrader.converters import Autograde

from lrlib.grading.gradebook.read import AutogradedNotebook
from lrlib.grading.tell.class_page import written
from lrlib.grading.tell.graded_work import read_graded
from lrlib.grading.tell.report import main
from lrlib.grading.tell.report_document import report_of

EVIL = "<script>alert(1)</script>"
DIVISION = mistake("no-division", f"The sum is not divided. {EVIL}")
WRONG = f"def mean(values):\n    return sum(values)  # {EVIL}"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = GradedClass(tmp_path_factory.mktemp("page") / "words")
    made.grade("anna", {}, {"why": "Because."})
    made.grade("bert", {"check-mean": DIVISION}, {"mean": WRONG})
    made.grade("cleo", {"check-mean": DIVISION, "check-words": ("crashed", "KeyError: 1")},
               {"mean": WRONG})  # fmt: skip
    made.grade("finn", {}, unreadable="the file is not JSON")
    page = made.root / "feedback" / "anna" / "ps1" / "ps1.html"
    page.parent.mkdir(parents=True)
    page.write_text("")
    with in_process(), made.gradebook() as gradebook:
        gradebook.update_or_create_student("gina", first_name="G", last_name=EVIL)
        gradebook.find_grade("check-square", "ps1", "ps1", "bert").manual_score = 0.5
        gradebook.find_submission_notebook("ps1", "ps1", "cleo").late_submission_penalty = 1.0
        gradebook.update_or_create_assignment("ps1", duedate="2026-01-05 00:00:00")
        gradebook.db.commit()
    (made.root / "extensions.csv").write_text(
        "learner,exercise,until,reason\ngina,ps1,2026-01-09,was ill\n"
    )
    return made


@pytest.fixture(scope="module")
def soup(course):
    with pytest.MonkeyPatch.context() as patch, in_process():
        patch.chdir(course.root)
        assert main(["ps1", "--html"]) == 0
    return BeautifulSoup((course.root / "ps1.html").read_text("utf-8"), "html.parser")


def test_everybody_has_a_row(soup):
    heads = [th.get_text(" ", strip=True) for th in soup.select("#class thead th")]
    assert heads == [
        "id", "name", "check-square of 2", "check-mean of 3", "check-words of 1", "why of 2",
        "mark of 8", "notes", "open",
    ]  # fmt: skip
    said = soup.find(id="class").get_text("|", strip=True)
    assert "anna|2 ✓|3 ✓|1 ✓|0 …|6|1 not read yet|feedback|notebook" in said
    assert "bert|0.5 ✎|0 ✗|1 ✓|0 –|1.5|notebook" in said
    assert "cleo|2 ✓|0 ✗|0 !|0 –|1|late, −1|notebook" in said
    assert "finn|0 ?|0 ?|0 ?|0 –|0|unreadable" in said
    assert "not handed in, until 2026-01-09 23:59 UTC" in said
    assert "1 of 1 answers in words are not read yet." in soup.get_text()
    assert "gina until 2026-01-09 23:59 UTC: was ill" in soup.get_text()


def test_links_lead_to_what_is_there(soup, course):
    links = [a["href"] for a in soup.select("#class a")]
    assert links[:2] == ["feedback/anna/ps1/ps1.html", "autograded/anna/ps1/ps1.ipynb"]
    assert all((course.root / link).exists() for link in links)


def test_mistakes_come_with_their_question_and_the_answers_behind_them(soup):
    first = soup.select_one("article")
    assert first.h3.get_text().startswith("2 of 4: The sum is not divided.")
    assert "Why? <b>Think.</b>" in first.select_one(".hint").get_text()
    assert "return sum(values)" in first.select_one("pre").get_text()
    assert "2: bert, cleo" in first.get_text()


def test_nothing_of_a_learners_runs(soup, course):
    raw = (course.root / "ps1.html").read_text("utf-8")
    assert EVIL not in raw
    assert len(soup.find_all("script")) == 1
    policy = soup.find("meta", attrs={"http-equiv": True})["content"]
    assert policy.startswith("default-src 'none'")
    assert "script-src 'sha256-" in policy
    assert "unsafe-inline'; script" in policy, "for the style alone"
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", raw)


def test_800_learners_take_seconds_and_less_than_a_megabyte(course, tmp_path):
    coursedir = course.converter(Autograde).coursedir
    with in_process():
        read = read_graded(coursedir, "ps1")
    many = [f"student-{number:03}" for number in range(800)]
    (mine,) = read.graded["bert"]
    code = "".join("".join(cell["source"]) for cell in mine.cells)
    cells = [cell for cell in read.cells if cell.student == "bert"]
    graded = {}
    for number, student in enumerate(many):
        varied = [
            {**c, "source": f"{''.join(c['source'])}\nx{number} = {number}"} for c in mine.cells
        ]
        graded[student] = [AutogradedNotebook(mine.name, mine.facts, varied)]
    large = read._replace(
        graded=graded,
        names=dict.fromkeys(many, "Family, Given"),
        scores=dict.fromkeys(many, 1.5),
        late=dict.fromkeys(many, 0.5),
        cells=[cell._replace(student=student) for student in many for cell in cells],
    )
    assert len(code) > 100
    started = time.process_time()
    page = written(large, report_of(large, "ps1"), coursedir, tmp_path / "page.html")
    assert time.process_time() - started < 3
    assert len(page.encode()) < 1 << 20
    assert page.count("<tr>") == 802

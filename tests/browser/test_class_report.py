"""The page on a class in Chromium: accessible, quiet, sorted and searched by keyboard, on paper."""

import pytest
from axe_kit import WCAG, violations
from course_kit import in_process
from graded_kit import GradedClass, mistake

from lrlib.grading.tell.report import main

pytestmark = pytest.mark.browser
LONG = "def mean(values):\n" + "".join(f"    x{n} = {n} + len(values)\n" for n in range(12))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    course = GradedClass(tmp_path_factory.mktemp("class") / "words")
    wrong = {"check-mean": mistake("no-division", "The sum is not divided.")}
    for number in range(12):
        name = f"s{number:02}"
        answers = {"mean": LONG.replace("x3", "y3") if number % 2 else LONG, "why": "Because."}
        course.grade(name, wrong if number % 3 else {}, answers)
    course.grade("s12", {}, unreadable="the file is not JSON")
    with pytest.MonkeyPatch.context() as patch, in_process():
        patch.chdir(course.root)
        assert main(["ps1", "--html"]) == 0
    return course.root / "ps1.html"


@pytest.fixture(params=["light", "dark"])
def themed(browser, request):
    context = browser.new_context(color_scheme=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(browser, path):
    tab = browser.new_page()
    tab.goto(path.as_uri())
    yield tab
    tab.close()


def ids(page):
    return page.locator("#class tbody tr:visible th").all_text_contents()


def test_axe_finds_nothing_and_nobody_is_asked_for_anything(themed, path):
    heard = []
    themed.on("console", lambda message: heard.append(message.text))
    themed.on("request", lambda request: heard.append(request.url))
    themed.goto(path.as_uri())
    assert heard == [path.as_uri()]
    themed.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(themed, [*WCAG, "best-practice"]) == ""


def test_it_is_sorted_and_searched_by_keyboard(opened):
    button = opened.get_by_role("button", name="check-mean")
    button.focus()
    opened.keyboard.press("Enter")
    head = opened.locator("#class thead th", has=button)
    assert head.get_attribute("aria-sort") == "ascending"
    assert ids(opened)[0] == "s01"
    opened.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert ids(opened)[:4] == ["s00", "s03", "s06", "s09"]
    opened.get_by_label("Search").fill("unreadable")
    assert ids(opened) == ["s12"]
    assert opened.get_by_role("status").text_content() == "1 of 13 shown"
    opened.get_by_label("Search").fill("s0 wrong")
    assert len(ids(opened)) == 6


def test_paper_shows_everybody(opened):
    opened.get_by_label("Search").fill("s12")
    opened.emulate_media(media="print")
    assert len(ids(opened)) == 13
    assert not opened.get_by_label("Search").is_visible()


def test_a_narrow_window_scrolls_the_table_alone(opened):
    opened.set_viewport_size({"width": 390, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

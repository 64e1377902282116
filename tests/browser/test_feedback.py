"""A feedback page in Chromium: accessible, quiet, without scripts, narrow, on paper."""

import pytest
from axe_kit import WCAG, violations
from course_kit import in_process
from feedback_kit import ANSWERS, OURS, OUTPUTS
from graded_kit import GradedClass, mistake
from nbgrader.converters import GenerateFeedback
from test_site import HTML, anchors

from lrlib.checks.declare import places
from lrlib.checks.declare.model import Place
from lrlib.checks.declare.places import link

pytestmark = pytest.mark.browser
ROOT = "document.documentElement"
PLACES = {name: place for name, place in vars(places).items() if isinstance(place, Place)}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return the page of a learner with every kind of thing on it."""
    course = GradedClass(tmp_path_factory.mktemp("feedback") / "words", config=OURS)
    long = "def square(x):\n    return " + " + ".join(["x"] * 200)
    verdicts = {"check-square": ("timed out", "it did not end"), "check-mean": mistake("m", "…")}
    outputs = {"square": OUTPUTS["square"] + [{"output_type": "stream", "name": "stdout",
                                              "text": "_" * 500}]}  # fmt: skip
    course.grade("anna", verdicts, ANSWERS | {"square": long}, outputs, added=[("1 / 0", [])])
    with in_process():
        course.converter(GenerateFeedback).start()
    return course.root / "feedback" / "anna" / "ps1" / "ps1.html"


@pytest.fixture(params=["light", "dark"])
def tab(browser, request):
    context = browser.new_context(
        color_scheme=request.param, viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


def test_the_page_is_accessible_and_asks_nobody_for_anything(tab, place):
    heard = []
    tab.on("console", lambda message: heard.append(message.text))
    tab.on("request", lambda request: heard.append(request.url))
    tab.goto(place.as_uri())
    assert [said for said in heard if not said.startswith(("data:", place.as_uri()))] == []
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(tab, [*WCAG, "best-practice"]) == ""


def test_day_and_night_differ(browser, place):
    seen = []
    for scheme in ("light", "dark"):
        tab = browser.new_page(color_scheme=scheme)
        tab.goto(place.as_uri())
        seen.append(tab.evaluate("getComputedStyle(document.body).backgroundColor"))
        tab.close()
    assert seen == ["rgb(253, 252, 249)", "rgb(18, 23, 30)"]


def test_it_fits_a_telephone_and_reads_without_scripts(browser, place):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    tab = context.new_page()
    tab.goto(place.as_uri())
    hints = tab.locator("details.hint").first
    assert not hints.locator("p").first.is_visible()
    hints.locator("summary").click()
    assert hints.locator("p").first.is_visible()
    context.close()
    context = browser.new_context(viewport={"width": 390, "height": 800})
    tab = context.new_page()
    tab.goto(place.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert tab.evaluate(f"{ROOT}.scrollWidth") <= 390
    context.close()


def test_on_paper_the_folded_parts_are_there(browser, place):
    tab = browser.new_page()
    tab.goto(place.as_uri())
    hint = tab.locator("details.hint p").first
    assert not hint.is_visible()
    tab.emulate_media(media="print")
    assert hint.bounding_box()["height"] > 10
    tab.close()


@pytest.mark.parametrize("name", PLACES)
def test_the_book_has_what_a_hint_links_to(name):
    page, anchor = link(PLACES[name]).split("#")
    assert anchor in anchors(HTML / page)

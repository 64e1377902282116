"""The two editions: the way from one to the other, and the Korean one at work."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from practice_kit import BELOW, HTML, Reader, page_of, solutions
from test_site import PAGES, STARTED, anchors, name, soup

from theme.edition import BOTH
from tools.translate import pages

pytestmark = pytest.mark.browser

KO = HTML / "ko"
SHORT = "04-gradient-descent"
ENGLISH = re.compile(r"(?:[A-Za-z]{2,}[ ,]+){4,}[A-Za-z]{2,}")


@pytest.fixture
def visit(browser, site):
    """Return a function that opens the book in a fresh browser of some language."""
    contexts = []

    def open_in(language, page):
        contexts.append(
            browser.new_context(locale=language, viewport={"width": 1280, "height": 900})
        )
        return Reader(contexts[-1], site).open(page)

    yield open_in
    for context in contexts:
        context.close()


def pair(path):
    """Return both editions of a page."""
    place = path.relative_to(KO) if path.is_relative_to(KO) else path.relative_to(HTML)
    return HTML / place, KO / place


@pytest.mark.parametrize("path", [p for p in PAGES if not p.is_relative_to(KO)], ids=name)
def test_both_editions_have_each_page_and_know_each_other(path):
    english, korean = pair(path)
    for here, there, code in ((english, korean, "ko"), (korean, english, "en")):
        page = soup(here)
        assert page.html["lang"] == {"ko": "en", "en": "ko"}[code]
        switch = page.select_one(".edition-switch")
        assert switch["lang"] == switch["hreflang"] == code
        assert (here.parent / urlsplit(switch["href"]).path).resolve() == there
        links = {tag["hreflang"]: tag["href"] for tag in page.select("link[hreflang]")}
        assert links.keys() == {"en", "ko"}
        assert (here.parent / links[code]).resolve() == there


def test_the_switch_keeps_the_place_and_the_choice(visit):
    reader = visit("en-GB", "chapters/12-paths-that-fork-and-meet.html#the-whole-rule")
    switch = reader.page.locator(".edition-switch")
    switch.click()
    reader.page.wait_for_url("**/ko/chapters/12-paths-that-fork-and-meet.html#the-whole-rule")
    reader.open("chapters/index.html")
    reader.page.locator(".edition-offer").wait_for()  # who chose Korean is led back
    reader.open("ko/chapters/12-paths-that-fork-and-meet.html")
    switch.click()
    reader.page.wait_for_url("**/courses/one-neuron/chapters/12-*.html")
    reader.open("chapters/index.html")
    assert reader.page.locator(".edition-offer").count() == 0


@pytest.mark.parametrize(
    ("page", "said"),
    [("chapters/nowhere.html", "Page not found"), ("ko/nowhere.html", "페이지를 찾을 수 없습니다")],
)
def test_an_address_without_a_page_is_answered_in_its_language(visit, page, said):
    """A server shows 404.html for it, at that address."""
    reader = visit("en-GB", "chapters/index.html")
    reader.page.route(
        "**/nowhere.html", lambda route: route.fulfill(status=404, path=HTML / "404.html")
    )
    reader.open(page)
    assert reader.page.locator("h1:visible").all_inner_texts() == [said]
    assert reader.page.locator("a:visible").get_attribute("href").endswith("index.html")


def test_korean_is_offered_once_to_a_browser_that_asks_for_it(visit):
    reader = visit("ko-KR", "chapters/index.html")
    offer = reader.page.locator(".edition-offer")
    assert offer.get_attribute("lang") == "ko"
    assert urlsplit(reader.page.url).path.endswith("/chapters/index.html"), "no redirect"
    reader.open("chapters/index.html")
    assert offer.count() == 0
    reader = visit("ko-KR", "chapters/index.html")
    reader.page.locator(".edition-offer button").click()
    assert reader.page.locator(".edition-offer").count() == 0
    reader = visit("ko-KR", "chapters/index.html")
    reader.page.locator(".edition-yes").click()
    reader.page.wait_for_url("**/ko/chapters/index.html")


def test_nothing_is_offered_to_others(visit):
    assert visit("fr-FR", "chapters/index.html").page.locator(".edition-offer").count() == 0


def test_a_live_figure_speaks_korean(visit):
    reader = visit("ko-KR", "ko/chapters/12-paths-that-fork-and-meet.html")
    reader.page.evaluate(STARTED)
    figure = reader.page.locator("figure[data-figure^=stepper]").first
    figure.get_by_role("button", name="끝까지").click()
    nudge = figure.get_by_role("group", name="0.001만큼 움직이기")
    nudge.get_by_role("radio", name="q", exact=True).check()
    said = figure.inner_text()
    assert "움직이면" in said
    assert "(" not in re.sub(r"\([^가-힣]*\)", "", said), "particles fit"
    assert not ENGLISH.search(said)


def test_an_exercise_is_done_in_korean_and_goes_on_in_english(visit):
    right = solutions(SHORT)
    cell = next(iter(right))
    reader = visit("ko-KR", f"ko/{page_of(SHORT)}")
    check = reader.page.locator(".practice-cell-check").first.get_attribute("id")
    check = check.removeprefix("cell-")
    reader.write(cell, right[cell].replace("-", "+", 1))
    assert reader.run(check) in ("hint", "error")
    assert re.search("[가-힣]", reader.cell(check).locator(".practice-out").inner_text())
    address = reader.cell(check).locator(".practice-hint a").get_attribute("href")
    place, anchor = address.split("#")
    assert place.startswith(reader.site.url("ko/chapters/")), "a hint leads to the edition in hand"
    assert anchor in anchors(HTML / urlsplit(place).path.removeprefix(BELOW))
    reader.write(cell, right[cell].replace(":", "", 1))
    assert reader.run(check) == "error"
    assert reader.cell(check).locator(".practice-question").inner_text().endswith("나요?")
    reader.write(cell, right[cell])
    assert reader.run(check) == "ok"
    assert "통과" in reader.cell(check).inner_text()
    reader.open(page_of(SHORT))
    assert reader.text(cell) == right[cell], "both editions keep the same answers"
    assert reader.complaints == []


def words_of(path):
    """Return what a Korean reader sees of a page: no code, formulas, names of buttons, quotations.

    Nor what stands in brackets behind a Korean name, and the entries of the bibliography.
    """
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser").find("article")
    for hidden in page.select(
        "details[lang=en], pre, code, em, script, .math, .practice-bar, .citation"
    ):
        hidden.decompose()
    return re.sub(r"“[^”]*”|\([^()]*\)", " ", page.get_text(" "))


@pytest.mark.parametrize("path", [p for p in PAGES if p.is_relative_to(KO)], ids=name)
def test_no_english_sentence_stands_in_a_korean_page(path):
    page = name(path).removeprefix("ko/")
    if page in pages() or BOTH.match(page):
        assert ENGLISH.findall(words_of(path)) == []
    elif page.startswith(("chapters/", "exercises/")):
        assert "영어" in soup(path).select_one(".untranslated").get_text()


@pytest.mark.parametrize(
    ("page", "query", "word"),
    [("ko/search.html", "가중치에서", "가중치"), ("search.html", "derivative", "derivative")],
)
def test_the_search_marks_words_and_shows_formulas_as_they_are_read(visit, page, query, word):
    page = visit("ko-KR", f"{page}?q={query}").page
    page.locator(".search-summary", has_text=re.compile(r"\d")).wait_for()
    page.wait_for_function("document.querySelectorAll('#search-results .context').length > 4")
    excerpts = page.locator("#search-results .context")
    assert not [text for text in excerpts.all_inner_texts() if re.search(r"\\[(a-z\\[]", text)]
    marked = page.locator("#search-results .highlighted").all_inner_texts()
    assert marked
    assert {text.lower() for text in marked} == {word}

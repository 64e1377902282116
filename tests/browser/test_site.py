"""The built site: links, headings, weight; every page in Chromium, by day, by night, narrow."""

import gzip
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from axe_kit import violations, violations_by_night, violations_in_korean
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from theme import times

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
REDIRECTS = (HTML / "index.html", HTML / "ko" / "index.html")
PAGES = sorted(
    path
    for path in HTML.rglob("*.html")
    if path not in (*REDIRECTS, HTML / "404.html")
    and not {"_static", "_sources"} & set(path.relative_to(HTML).parts)
)
STARTED = "() => window.MathJax?.startup?.promise"
# Axe is slow on elements that come by the thousand: the drawn formulas, hidden from screen readers,
# whose MathML stays, and words of code. Of these the first of each colour on each ground stays.
BARE = """() => {
  document.querySelectorAll('mjx-container > svg').forEach(svg => svg.remove());
  const seen = new Set();
  for (const word of document.querySelectorAll('.highlight pre span:not(:has(*))')) {
    const ground = word.closest('.admonition, .quiz, details')?.className;
    const block = word.closest('.highlight').parentElement.className;
    const kind = `${word.className} in ${block} on ${ground}, link: ${word.closest('a') !== null}`;
    if (seen.has(kind)) word.replaceWith(...word.childNodes);
    seen.add(kind);
  }
}"""
# Colours that are fading from day to night are not yet those that a reader sees.
PICTURE = ".cell_output img, .cell_output svg, figure.live svg"
STILL = "* { transition: none !important; }"
# Bytes over the wire, compressed, without what all pages share.
HEAVIEST = 1_000_000


def name(path):
    return str(path.relative_to(HTML).with_suffix(""))


every_page = pytest.mark.parametrize("path", PAGES, ids=name)
# The Korean pages that are still in English are as the English ones.
seen_pages = pytest.mark.parametrize(
    "path",
    [
        path
        for path in PAGES
        if not path.is_relative_to(HTML / "ko") or "untranslated" not in path.read_text("utf-8")
    ],
    ids=name,
)


@cache
def soup(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@cache
def anchors(path):
    return set(re.findall(r'\sid="([^"]+)"', path.read_text("utf-8")))


def test_the_site_is_built():
    """Run `nox -s book` first: an empty list of pages would pass every test below."""
    assert len(PAGES) > 80
    assert all(redirect.exists() for redirect in REDIRECTS)


# ---- What is in the files -------------------------------------------------------------------


@every_page
def test_links_and_anchors_resolve(path):
    for tag in soup(path).find_all(["a", "link", "script", "img", "source"]):
        target = tag.get("href") or tag.get("src")
        if not target or urlsplit(target).scheme or target.startswith("//"):
            continue
        place, anchor = urldefrag(target)
        place = (path.parent / unquote(urlsplit(place).path)).resolve() if place else path
        assert place.exists(), target
        if anchor and place.suffix == ".html":
            assert unquote(anchor) in anchors(place), target


@every_page
def test_nothing_is_loaded_from_other_hosts(path):
    """Links may lead away; what the page itself needs may not."""
    for tag in soup(path).find_all(["link", "script", "img", "iframe", "source", "image"]):
        for attribute in ("src", "href"):
            if tag.get("rel") != ["canonical"]:
                assert urlsplit(tag.get(attribute, "")).scheme in ("", "data"), tag


@every_page
def test_ids_are_unique(path):
    counts = Counter(tag["id"] for tag in soup(path).find_all(id=True))
    assert [anchor for anchor, count in counts.items() if count > 1] == []


@every_page
def test_headings_are_in_order(path):
    article = soup(path).find("article") or soup(path)
    levels = [int(tag.name[1]) for tag in article.find_all(re.compile(r"^h[1-6]$"))]
    if levels:
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b <= a + 1 for a, b in pairwise(levels))


@every_page
def test_every_picture_has_words(path):
    """Every picture has a text that is not its file's name."""
    for image in soup(path).select("article img"):
        alt = image.get("alt", "")
        assert len(alt) > 30, image
        assert not alt.endswith((".png", ".svg")), alt
    for drawing in soup(path).select("article svg"):
        named = drawing.get("aria-label") or drawing.get("aria-labelledby") or drawing.desc
        assert named or drawing.get("aria-hidden") == "true", str(drawing)[:200]


def test_pages_are_light():
    """Page, pictures and scripts of its own; MathJax, fonts and the theme come once."""
    shared = Counter()
    weights = {}
    for path in PAGES:
        parts = {path}
        for tag in soup(path).find_all(["script", "img", "link"]):
            target = tag.get("src") or (tag.get("href") if tag.get("rel") == ["stylesheet"] else "")
            if target and not urlsplit(target).scheme:
                parts.add((path.parent / unquote(urlsplit(target).path)).resolve())
        shared.update(parts)
        weights[path] = parts
    # Two editions, each with files of its own: those that a third of its pages share.
    common = {part for part, count in shared.items() if count > len(PAGES) / 6}
    size = {part: len(gzip.compress(part.read_bytes())) for part in shared}
    own = {path: sum(size[part] for part in parts - common) for path, parts in weights.items()}
    heaviest = sorted(own, key=own.get)[-5:]
    print(f"\nshared by all: {sum(size[part] for part in common) / 1000:.0f} kB")
    for path in heaviest:
        print(f"{name(path)}: {own[path] / 1000:.0f} kB")
    assert own[heaviest[-1]] < HEAVIEST


# ---- In the browser -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tab(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@seen_pages
def test_page_is_accessible_quiet_and_fits(tab, path):
    """By day and by night at WCAG 2.2 AA, and 390 px wide; opened from disk."""
    complaints = []

    def hear(message):
        complaints.append(message.text)

    def see(request):
        if urlsplit(request.url).scheme not in ("file", "data", "blob"):
            complaints.append(request.url)

    tab.on("console", hear)
    tab.on("pageerror", hear_error := lambda error: complaints.append(str(error)))
    tab.on("request", see)
    try:
        tab.set_viewport_size({"width": 1280, "height": 900})
        tab.emulate_media(color_scheme="light")
        tab.goto(path.as_uri())
        tab.evaluate(STARTED)
        if re.match(r"\d\d-", path.name) and path.parent.name == "chapters":
            first = tab.locator(f".bd-article :is({PICTURE})").first
            assert first.bounding_box()["y"] < 700, "a picture on the first screen"
        tab.evaluate(BARE)
        tab.add_style_tag(content=STILL)
        looks = {"light": violations, "dark": violations_by_night}
        if path.is_relative_to(HTML / "ko"):
            looks = {"light": violations_in_korean}
        for scheme, look in looks.items():
            tab.emulate_media(color_scheme=scheme)
            tab.wait_for_function(
                "scheme => document.documentElement.dataset.theme === scheme", arg=scheme
            )
            assert look(tab) == ""
        tab.set_viewport_size({"width": 390, "height": 800})
        root = "document.documentElement"
        assert tab.evaluate(f"{root}.scrollWidth") <= tab.evaluate(f"{root}.clientWidth")
    finally:
        tab.remove_listener("console", hear)
        tab.remove_listener("pageerror", hear_error)
        tab.remove_listener("request", see)
    assert complaints == []


@pytest.fixture(params=[("light", 1280), ("dark", 390)], ids=["light-1280", "dark-390"])
def reader(browser, request):
    """A reader's own window."""
    scheme, width = request.param
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def chapter(number):
    return next((HTML / "chapters").glob(f"{number:02}-*.html"))


def test_quiz_by_keyboard_alone(reader):
    """Tab to the choices, arrows move, Enter checks, and the answer is announced."""
    reader.goto(chapter(3).as_uri())
    reader.evaluate(STARTED)
    quiz = reader.locator(".quiz:has(input[type=radio])").first
    choices = quiz.locator(":scope > .quiz-choices > li")
    right = choices.evaluate_all("items => items.findIndex(i => i.dataset.right === 'true')")
    wrong = 1 if right == 0 else 0
    quiz.locator("input").first.focus()
    reader.keyboard.press("Space")
    for _ in range(wrong):
        reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    status = quiz.get_by_role("status")
    assert status.inner_text().startswith("Not yet.")
    assert len(status.inner_text()) > len("Not yet.") + 10
    quiz.locator("input:checked").focus()
    step = "ArrowDown" if right > wrong else "ArrowUp"
    for _ in range(abs(right - wrong)):
        reader.keyboard.press(step)
    assert status.inner_text() == "", "an old answer is taken away when the choice changes"
    reader.keyboard.press("Enter")
    assert status.inner_text().startswith("Right.")


def test_quiz_asks_before_it_answers(reader):
    reader.goto(chapter(3).as_uri())
    quiz = reader.locator(".quiz:has(input[type=radio])").first
    quiz.get_by_role("button", name="Check").click()
    assert quiz.get_by_role("status").inner_text() == "Choose an answer first."


def test_number_quiz(reader):
    """The right number within its tolerance, a comma for a point, a true minus sign, and words."""
    numbers = [
        path for path in sorted((HTML / "chapters").glob("[0-9]*.html"))
        if "data-tolerance" in path.read_text("utf-8")
    ]  # fmt: skip
    reader.goto(numbers[0].as_uri())
    quiz = reader.locator(".quiz[data-tolerance]").first
    value = quiz.locator("li[data-right=true]").get_attribute("data-value")
    field, status = quiz.get_by_role("textbox"), quiz.get_by_role("status")
    for text, verdict in [
        (value, "Right."),
        (value.replace(".", ",").replace("-", "−"), "Right."),
        ("123456.789", "Not yet."),
        ("many", "Type a number, such as 0.25."),
        ("", "Type a number, such as 0.25."),
    ]:
        field.fill(text)
        field.press("Enter")
        assert status.inner_text().startswith(verdict), text


def test_quiz_without_scripts(browser):
    """A plain list whose answers open, with the question above it."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(chapter(3).as_uri())
    quiz = page.locator(".quiz").first
    assert quiz.locator(".quiz-question").is_visible()
    assert quiz.locator("form").count() == 0
    feedback = quiz.locator("details p").nth(1)
    assert not feedback.is_visible()
    quiz.locator("summary").first.click()
    assert feedback.is_visible()
    context.close()


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("평탄화", "chapters/reference/glossary"),
        ("경사 하강법", "chapters/reference/glossary"),
        ("가중치를", "chapters/reference/glossary"),
        ("가중치에서", "chapters/reference/glossary"),
        ("sigmoid", "chapters/13-the-derivatives"),
    ],
)
def test_search_finds_both_languages(reader, query, page):
    """A search from the page opened from disk, which may not fetch excerpts."""
    complaints = []
    reader.on("console", lambda message: complaints.append(message.text))
    reader.goto(f"{(HTML / 'search.html').as_uri()}?q={query}")
    reader.locator(".search-summary", has_text="found").wait_for()
    found = reader.locator("#search-results li a").evaluate_all("all => all.map(a => a.href)")
    assert any(f"{page}.html" in link for link in found)
    assert complaints == []


def test_notation_card_prints_on_one_page(browser, tmp_path):
    for size in ("A4", "Letter"):
        page = browser.new_page(color_scheme="dark")
        page.goto((HTML / "chapters" / "reference" / "notation-card.html").as_uri())
        page.evaluate(STARTED)
        page.pdf(path=tmp_path / "card.pdf", format=size, print_background=True)
        assert (tmp_path / "card.pdf").read_bytes().count(b"/Type /Page\n") == 1
        page.close()


PROBLEMS = sorted((HTML / "chapters" / "problems").glob("*.html"))


@pytest.mark.parametrize("sheet", PROBLEMS, ids=lambda path: path.stem)
def test_problems_print_on_one_page_and_their_answers_on_the_next(sheet, browser, tmp_path):
    for size in ("A4", "Letter"):
        page = browser.new_page(color_scheme="dark")
        page.goto(sheet.as_uri())
        page.evaluate(STARTED)
        pages = []
        for answers in ("block", "none"):
            page.add_style_tag(content=f"#answers {{ display: {answers} }}")
            page.pdf(path=tmp_path / "problems.pdf", format=size, print_background=True)
            pages.append((tmp_path / "problems.pdf").read_bytes().count(b"/Type /Page\n"))
        assert pages == [2, 1]
        page.close()


@pytest.mark.parametrize("name", ["problems/part-1", "08-cost", "reference/notation-card"])
def test_a_page_prints_its_title_once_and_its_answers_open(name, reader):
    reader.goto((HTML / "chapters" / f"{name}.html").as_uri())
    reader.emulate_media(media="print")
    assert reader.locator("h1").locator("visible=true").count() == 1
    for answer in reader.locator(".bd-article details > :not(summary, .practice-bar)").all():
        assert answer.is_visible()


def test_downloaded_notebooks_say_how_to_run():
    """The download of a computed page is the notebook, whose first cell says how to run it."""
    for path in sorted((HTML / "chapters").glob("[0-9]*.html")):
        link = soup(path).find("a", href=re.compile(r"_sources/.*\.ipynb$"))
        if link:
            text = (path.parent / link["href"]).resolve().read_text("utf-8")
            assert "pip install ." in text[:1500]


# ---- The way through the book -------------------------------------------------------------------


def test_the_front_page_starts_the_book(reader):
    """What the story is, a button, and the replay are there before anything else."""
    reader.goto((HTML / "chapters" / "index.html").as_uri())
    start = reader.locator(".bd-article").get_by_role("link", name="Start", exact=True)
    assert start.bounding_box()["y"] < 900
    figure = reader.locator("figure[data-figure=replay-small]").bounding_box()
    assert figure["y"] < reader.locator("#the-way-through-the-book").bounding_box()["y"]
    start.focus()
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/chapters/00-before-you-start.html*")


@pytest.mark.parametrize("number", [0, 3, 16, 20])
def test_contents_and_chapters_say_how_long_a_page_takes(number):
    path = chapter(number)
    page = times.times(ROOT)
    said = soup(path).select_one(".page-time").get_text()
    minutes = page[f"chapters/{path.stem}"]
    assert said == f"Takes about {times.clock(minutes, 'en')}"
    entries = soup(path).select(".bd-sidebar-primary a.internal:has(> .page-minutes)")
    assert len(entries) == len(page)
    for entry in entries:
        target = (path.parent / entry["href"]).resolve() if entry["href"] != "#" else path
        name = str(target.relative_to(HTML).with_suffix(""))
        assert entry.select_one(".page-minutes").get_text() == times.clock(page[name], "en")


def test_instructors_and_reference_are_one_entry_each_for_learners():
    """Their pages are below them, folded, on a page that learners read."""
    last = soup(chapter(3)).select(".bd-sidebar-primary ul.nav")[-1]
    names = [item.find("a").get_text(strip=True) for item in last.find_all("li", recursive=False)]
    assert names == ["For learners", "Reference", "For instructors"]
    for item in last.find_all("li", recursive=False)[1:]:
        assert item.find("details").get("open") is None
        assert len(item.select("details a")) >= 5


def test_the_contents_of_a_narrow_page_close_at_a_choice(browser):
    context = browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto((HTML / "chapters" / "for-learners.html").as_uri())
    page.locator(".secondary-toggle").click()
    drawer = page.locator("#pst-secondary-sidebar-modal")
    drawer.locator("a[href='#hand-in']").click()
    page.wait_for_url("**#hand-in")
    expect(drawer).to_be_hidden()
    context.close()

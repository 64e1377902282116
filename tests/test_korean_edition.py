"""The Korean edition: complete, in step with the English, and in the words that were agreed on."""

import itertools
import math
import re
from collections import Counter
from types import SimpleNamespace

import pytest
from docutils import nodes
from korean_kit import CODE, FORMULA, NOT_AT_WORK, NOT_OF_PAGES, ROLE, plain, refused

from lrlib._operations import OPERATIONS
from lrlib.checks.declare import places
from lrlib.checks.declare.model import Place
from lrlib.graph import Node, draw
from theme.edition import GRAPH, RESULTS, TITLES, graph_said, say_untranslated
from tools.translate import (
    TEMPLATES,
    messages,
    pages,
    place_of,
    template,
    translation,
    write_templates,
)

TARGET = re.compile(r".*<([^<>]+)>$", re.S)
WORDS = re.compile(r"\\text\{[^{}]*\}")  # those of a formula are translated
NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[.,]\d+)*")
LARGE = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "만": 1e4,
    "억": 1e8,
    "조": 1e12,
    "경": 1e16,
}
COUNTED = re.compile(rf"(\d[\d,.]*) ?((?:(?:{'|'.join(LARGE)})\b ?)+|[만억조경])")
IN_WORDS = {
    "zero": 0, "zeros": 0, "quarter": 4, "quarters": 4, "fourth": 4, "fifth": 5, "fifths": 5,
    "sixth": 6, "twenty": 20, "tens": 10, "thirds": 3, "tenths": 10,
    "one": 1, "once": 1, "first": 1, "single": 1, "two": 2, "twice": 2, "both": 2, "second": 2,
    "half": 2, "halves": 2, "three": 3, "third": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "tenth": 10, "eleven": 11, "twelve": 12, "hundred": 100,
    "hundredth": 100, "thousand": 1000, "thousandth": 1000, "million": 1000000,
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _templates():
    write_templates()


def pairs(page):
    """Return (place, English, Korean) of the messages of a page that have words."""
    english = {message.id: message for message in messages(template(page))}
    return [
        (place_of(english[message.id]), message.id, message.string)
        for message in messages(translation(page))
        if message.id in english and message.string != message.id
    ]


@pytest.mark.parametrize("page", pages())
def test_every_message_is_translated_and_none_is_out_of_date(page):
    korean = {message.id: message for message in messages(translation(page))}
    wrong = [
        f"{place_of(english)}: {english.id!r}"
        for english in messages(template(page))
        if english.id not in korean or korean[english.id].fuzzy or not korean[english.id].string
    ]
    unused = korean.keys() - {english.id for english in messages(template(page))}
    assert not wrong, "mend their Korean; `nox -s translate` brings the English into the catalogue"
    assert not unused, "`nox -s translate` removes them"


def test_every_page_has_a_catalogue_or_says_that_it_is_in_english():
    """The pages that programs write are in English; the exercises and one page hold both."""
    english = (path.relative_to(TEMPLATES).with_suffix("") for path in TEMPLATES.rglob("*.pot"))
    written = r"chapters/reference/api/(?!index$)|chapters/for-instructors/what-the-checks-catch$"
    both = r"exercises/|chapters/for-learners$"
    due = {str(page) for page in english if not re.match(f"{both}|{written}", str(page))}
    assert due - set(pages()) - {"sphinx"} == set()


@pytest.mark.parametrize(("page", "title"), TITLES.items())
def test_a_page_in_english_is_named_in_korean(page, title, tmp_path):
    """Its title is the name that other pages link to it by."""
    label = page.rpartition("/")[2]
    section = nodes.section("", nodes.title("", "English"), nodes.paragraph("", "Words."))
    app = SimpleNamespace(
        config=SimpleNamespace(language="ko"), env=SimpleNamespace(docname=page), srcdir=tmp_path
    )
    say_untranslated(app, section)
    assert [node.astext() for node in section.findall(nodes.title)] == [title]
    assert section["classes"] == ["language-en"]
    assert [node["classes"] for node in section[:2]] == [
        ["language-ko"],
        ["untranslated", "language-ko"],
    ]
    index = translation(f"{page.rpartition('/')[0]}/index")
    assert any(f"{{ref}}`{title} <{label}>`" in message.string for message in messages(index))


def test_the_places_that_hints_name_are_headings_of_both_editions():
    for place in vars(places).values():
        if isinstance(place, Place):
            page = translation(f"chapters/{places.PAGES[place.page]}")
            headings = {message.id: message.string for message in messages(page)}
            assert headings.get(place.en) == place.ko, place


def markup(text):
    """Return what a translation keeps: targets of roles, code and formulas, with their number."""
    kept = Counter()
    for role in ROLE.finditer(text):
        name, inside = role[0].partition("`")[0], role[1]
        target = TARGET.match(inside)
        kept[name, target[1] if target else inside] += 1
    rest = ROLE.sub(" ", text)
    kept.update(("code", found[2]) for found in CODE.finditer(rest))
    rest = CODE.sub(" ", rest)
    formulas = (WORDS.sub(r"\\text{}", found) for found in FORMULA.findall(rest))
    kept.update(("formula", re.sub(r"\s+", " ", found)) for found in formulas)
    kept.update(("mark", found) for found in re.findall(r"^- \[[x ]\]|^\[[x ]\]", rest, re.M))
    return kept


def readings(text):
    """Return the numbers in the words of a text, without its markup, read in two ways.

    36 million is 3600만, but 4만 can also be "only 4".
    """
    text = ROLE.sub(lambda role: role[1].partition("<")[0] if "<" in role[1] else " ", text)
    text = FORMULA.sub(" ", CODE.sub(" ", text))

    def written_out(found):
        large = math.prod(LARGE[word] for word in re.findall("|".join(LARGE), found[2]))
        return f"{float(found[1].replace(',', '')) * large:.0f}"

    both = (NUMBER.findall(text), NUMBER.findall(COUNTED.sub(written_out, text)))
    return [Counter(one.replace(",", "").lstrip("-−") for one in found) for found in both]


def same_numbers(english, korean):
    """Tell whether the numbers agree, those that the English says in words aside."""
    words = {str(IN_WORDS[w]) for w in re.findall(r"[a-z]+", english.lower()) if w in IN_WORDS}
    # A reference to `chapter-03` is printed as the chapter's title, or as 3장.
    words |= {str(int(n)) for role in ROLE.findall(english) for n in re.findall(r"-(\d+)", role)}
    return any(
        not due - given and set(given - due) <= words | due.keys()
        for due, given in itertools.product(readings(english), readings(korean))
    )


@pytest.mark.parametrize("page", pages())
def test_markup_and_numbers_are_those_of_the_english(page):
    """A Korean sentence may name a formula again, and set a printed word as code."""
    for place, english, korean in pairs(page):
        given, due = markup(korean), markup(english)
        assert not due - given, f"{place}: missing {due - given}"
        more = {mark for mark in given - due if mark[0] != "code"} - due.keys()
        assert not more, f"{place}: not in the English: {more}"
        assert same_numbers(english, korean), (place, english, korean)


@pytest.mark.parametrize("page", pages())
def test_the_words_are_those_of_the_style(page):
    for place, _, korean in pairs(page):
        assert not refused(plain(korean)), f"{place}: {korean!r}"
        assert not NOT_OF_PAGES.search(plain(korean)), f"{place}: expected 합니다체 in {korean!r}"


def test_a_drawn_graph_says_in_korean_what_it_says_in_english():
    x, y = Node(-1.5e-05, label="x₁"), Node(2, label="y")
    q = -((x + y) * x).sigmoid()
    q.label = "q₁"
    q.backward()
    title, description = re.search(
        "<title>(.*)</title>\\s*<desc>(.*)</desc>", GRAPH.sub(graph_said, draw(q))
    ).groups()
    assert title == "q₁의 계산 그래프"
    assert description == (
        "x₁ = −1.5e−05, 그레이디언트 −0.5. y = 2, 그레이디언트 3.75e−06. "
        "합 = 2(x₁, y의 합), 그레이디언트 3.75e−06. 곱 = −3e−05(합, x₁의 곱), 그레이디언트 −0.25. "
        "시그모이드 = 0.5(곱의 시그모이드), 그레이디언트 −1. "
        "q₁ = −0.5(시그모이드의 부호를 바꾼 값), 그레이디언트 1."
    )


def test_every_operation_of_a_graph_has_a_korean_word():
    assert RESULTS.keys() == {operation.word for operation in OPERATIONS.values()}


def test_the_rules_refuse_what_they_are_for():
    bad = "기울기가 0이다. 위쪽을 밀면 몫이 q에 도착해요. 이 쪽"
    assert NOT_OF_PAGES.findall(bad) == ["이다.", "도착해요."]
    assert NOT_AT_WORK.findall(bad) == ["이다."]
    assert [word for word, _ in refused(bad)] == ["몫", "밀면", "쪽"]
    assert markup("a {ref}`x <y>` `c` $d$") != markup("a {ref}`x <z>` `c` $d$")
    assert markup(r"$x_{\text{new}}$") == markup(r"$x_{\text{새}}$") != markup(r"$y_{\text{새}}$")
    assert same_numbers("12,288 and −0.5, twice", "2번, −0.5와 12288")
    assert not same_numbers("12,288 and −0.5", "12288")
    assert same_numbers("36 million, 1.7 billion billion", "3600만, 170경")
    assert not same_numbers("36 million", "360만")
    assert same_numbers("only 4", "4만")

"""The Korean edition: complete, in step with the English, and in the words that were agreed on."""

import itertools
import math
import re
from collections import Counter

import pytest

from lrlib._operations import OPERATIONS
from lrlib.checks.declare import places
from lrlib.checks.declare.model import Place
from lrlib.graph import Node, draw
from theme.edition import GRAPH, RESULTS, graph_said
from tools.translate import (
    TEMPLATES,
    messages,
    pages,
    place_of,
    template,
    translation,
    write_templates,
)

ROLE = re.compile(r"\{[\w:]+\}`([^`]*)`")
TARGET = re.compile(r".*<([^<>]+)>$", re.S)
CODE = re.compile(r"(?<![}`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
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
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’")


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


def test_every_page_for_learners_has_a_catalogue():
    """Pages for instructors and the library's say that they are in English; two hold both."""
    english = (path.relative_to(TEMPLATES).with_suffix("") for path in TEMPLATES.rglob("*.pot"))
    elsewhere = re.compile(r"exercises/|chapters/for-|chapters/reference/api/")
    due = {str(page) for page in english if not elsewhere.match(f"{page}/")}
    assert due - set(pages()) - {"sphinx"} == set()


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
    kept.update(("formula", re.sub(r"\s+", " ", found)) for found in FORMULA.findall(rest))
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


SIDES = (
    "양|한|왼|오른|위|아래|안|바깥|앞|뒤|어느|반대|다른|같은|두|긴|짧은|큰|작은|많은|적은|"
    "먼|가까운|내|서로|[은는인의편]"
)
# What is refused, what is said instead, and where the word is right all the same.
TERMS = (
    (r"은\(는\)|이\(가\)|을\(를\)|으?로\(으로\)|와\(과\)", "the particle that fits", None),
    ("기대값", "올바른 값", None),
    ("판정", "판단", None),
    ("성분", "원소", None),
    ("단추", "버튼", None),
    ("증인", "검산", None),
    ("몫", "기여, 전해진 값", "나눗셈의 몫"),
    (r"(?<![가-힣])(?:밀면|밀어|민 크기|밀었|밀기|미는)", "움직이다", None),
    (r"(?<![가-힣])쪽(?!으로)", "페이지", f"(?:이|그|저)쪽|(?:{SIDES}) ?쪽"),
    (r"당신", "(nothing)", None),
    (r"고양이의 손실", "고양이 사진의 손실", None),
    (r"(?<!공부 )(?<![가-힣])노트(?!북)", "공부 노트", None),
    (r"\d %", "74.3%", None),
    (r"값 값", "one 값", None),
    (r"임계값|최소값|최대값|꼭지점|대표값", "사이시옷", None),
    (r"몇일|할수(?!록)|할려고|되요|됬", "spelling", None),
)
# Pages of the book speak 합니다체.
ENDS = re.compile(r"[가-힣]*(?<![니시])다\.(?=\s|$)|[가-힣]*(?<![세까])요\.(?=\s|$)")


@pytest.mark.parametrize("page", pages())
def test_the_words_are_those_of_the_style(page):
    for place, _, korean in pairs(page):
        plain = ROLE.sub(lambda role: role[1].partition("<")[0], korean)
        plain = QUOTED.sub("“”", FORMULA.sub("", CODE.sub("", plain)))
        for refused, better, right in TERMS:
            text = re.sub(right, "", plain) if right else plain
            assert not re.search(refused, text), f"{place}: write {better} in {korean!r}"
        assert not ENDS.search(plain), f"{place}: expected 합니다체 in {korean!r}"


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
    assert ENDS.findall(bad) == ["이다.", "도착해요."]
    refused = [rule for rule, _, right in TERMS if re.search(rule, re.sub(right or "$^", "", bad))]
    assert len(refused) == 3
    assert markup("a {ref}`x <y>` `c` $d$") != markup("a {ref}`x <z>` `c` $d$")
    assert same_numbers("12,288 and −0.5, twice", "2번, −0.5와 12288")
    assert not same_numbers("12,288 and −0.5", "12288")
    assert same_numbers("36 million, 1.7 billion billion", "3600만, 170경")
    assert not same_numbers("36 million", "360만")
    assert same_numbers("only 4", "4만")

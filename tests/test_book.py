"""The book's sources: order, form, words, links. The built pages are tests/browser's matter."""

import os
import re
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
import yaml
from book_kit import small_book

from lrlib.datasets import load_cat_patches
from lrlib.descent import train_gram
from lrlib.neuron import forward
from theme.edition import fold
from theme.korean import split

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = [
    "00-before-you-start",
    "01-a-picture-is-a-vector",
    "02-notation",
    "03-the-model",
    "04-line-or-curve",
    "05-one-neuron",
    "06-why-not-squared-error",
    "07-cross-entropy",
    "08-cost",
    "09-gradient-descent",
    "10-computation-graph",
    "11-derivatives-on-a-graph",
    "12-paths-that-fork-and-meet",
    "13-the-derivatives",
    "14-one-step",
    "15-m-examples",
    "16-the-whole-algorithm",
    "17-how-good-is-it",
    "18-numbers-that-stay-finite",
    "19-more-features-than-examples",
    "20-weight-decay",
    "21-odds-ratios",
    "22-from-two-to-many",
    "23-from-one-neuron-to-a-network",
    "24-bug-hunt",
]
FIRST_CELL = (
    "> **To run this page yourself** you need Python 3.11 or newer and the library: "
    "`pip install .` in a clone of the book, or the course ZIP (the page *For learners* says "
    "how). Then choose *Restart and run all*."
)
NOTES = 86  # lines, blank ones included


class Page(NamedTuple):
    """A page of the book: where it is, its Markdown, and its cells if it computes."""

    name: str
    text: str
    cells: list


@cache
def pages():
    """Return the pages in the order of the table of contents."""
    found = []

    def walk(part):
        for name in (part.get("file"), part.get("root")):
            if name:
                found.append(read(name))
        for key in ("parts", "chapters", "sections"):
            for inner in part.get(key, ()):
                walk(inner)

    walk(yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8")))
    return found


def read(name):
    """Read a page by its path without a suffix."""
    if (path := ROOT / f"{name}.md").exists():
        return Page(name, fold(path.read_text("utf-8")), [])
    cells = nbformat.read(ROOT / f"{name}.ipynb", 4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return Page(name, fold(text), cells)


def chapters():
    return [page for page in pages() if re.match(r"chapters/\d\d-", page.name)]


def without_code(text):
    """Return Markdown without blocks of code, but with what directives hold."""
    fences, kept = [], []
    for line in text.splitlines():
        fence = re.match(r"\s*(`{3,}|:{3,})(.*)$", line)
        if fence and fences and not fence[2].strip() and len(fence[1]) >= len(fences[-1][0]):
            fences.pop()
        elif fence and not any(code for _, code in fences):
            fences.append((fence[1], not fence[2].strip().startswith("{")))
        elif not any(code for _, code in fences):
            kept.append(line)
    return "\n".join(kept)


def prose(text):
    """Return Markdown without code, formulas, options, and the targets of roles."""
    text = re.sub(r"^:[\w-]+:.*$|^\([\w-]+\)=$", "", without_code(text), flags=re.M)
    text = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$", " ", text, flags=re.S)
    text = re.sub(r"\{(?:ref|doc|eq|numref|cite|func|py:mod)\}`[^`]*`", " ", text)
    return re.sub(r"(?<!\})`[^`\n]+`", " ", text)


QUIZ = re.compile(r"^(`{3,})\{quiz\}.*?^\1$", re.M | re.S)


def ids(items):
    return [getattr(item, "name", item) for item in items]


# ---- Order and form -----------------------------------------------------------------------


def test_every_chapter_is_in_the_book_in_order():
    assert [page.name for page in chapters()] == [f"chapters/{name}" for name in CHAPTERS]


def test_no_page_is_left_out():
    on_disk = {
        str(path.relative_to(ROOT).with_suffix(""))
        for folder in ("chapters", "exercises")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".md", ".ipynb") and ".ipynb_checkpoints" not in path.parts
    }
    assert on_disk == {page.name for page in pages()}


def test_exercises_follow_the_chapters_they_belong_to():
    """01 after chapter 02; 02 after 05; 03 after 08; and so on."""
    names = [page.name for page in pages()]
    before = {
        name.split("/")[1]: names[place - 1].split("/")[1][:2]
        for place, name in enumerate(names)
        if name.startswith("exercises/")
    }
    wanted = ["02", "05", "08", "09", "12", "14", "15", "16", "17", "24"]
    assert [before[name] for name in sorted(before)] == wanted


@pytest.mark.parametrize("name", CHAPTERS)
def test_label_and_title_carry_the_number(name):
    number = int(name[:2])
    text = read(f"chapters/{name}").text
    assert re.search(rf"^\(chapter-{number:02}\)=\n# {number} · \S", text, re.M)


@pytest.mark.parametrize("leaf", pages(), ids=ids(pages()))
def test_headings_are_in_order(leaf):
    levels = [len(marks) for marks in re.findall(r"^(#+) ", prose(leaf.text), re.M)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", CHAPTERS)
def test_computed_pages_run_by_themselves(name):
    """The first cell says how; it is not shown in the book."""
    page = read(f"chapters/{name}")
    if page.cells:
        first = page.cells[0]
        assert first.source == FIRST_CELL
        assert first.metadata.tags == ["remove-cell"]


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapters_have_their_parts(name):
    headings = re.findall(r"^## (.*)$", prose(read(f"chapters/{name}").text), re.M)
    wanted = ["You will be able to", "The question", "Self-checks", "What comes next", "요약"]
    assert [heading for heading in headings if heading in wanted] == wanted


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_korean_summary_has_three_sentences(name):
    summary = read(f"chapters/{name}").text.split("## 요약\n")[1].strip()
    sentences, terms = re.split(r"\n\s*\n", summary)[:2]
    assert len(re.findall(r"다\.(?=\s|$)", sentences)) == 3
    assert terms.startswith("**용어** · ")


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapters_have_self_checks(name):
    """Three quizzes close the page, one of each kind on most; two let you predict, then see."""
    text = read(f"chapters/{name}").text
    closing = text.split("## Self-checks")[1].split("\n## ")[0]
    assert closing.count("{quiz}") >= 3
    assert text.count(":kind: predict") + text.lower().count("predict") >= 2


def makes_figure(cell):
    """Tell whether a code cell's last word is a picture."""
    return "mystnb" in cell.metadata or re.search(r"\bplt\.|\bplot_\w+\(|\bSVG\(", cell.source)


@pytest.mark.parametrize("leaf", pages(), ids=ids(pages()))
def test_every_figure_says_what_is_seen(leaf):
    """Alt text is a sentence, for computed pictures and for those from files."""
    for cell in leaf.cells:
        if cell.cell_type == "code" and "mystnb" in cell.metadata:
            alt = cell.metadata.mystnb.get("image", {}).get("alt", "")
            assert len(alt) > 30, cell.source
            assert alt.endswith("."), alt
    for alt in re.findall(r"!\[([^\]]*)\]\(", leaf.text):
        assert len(alt) > 30


# ---- Words ---------------------------------------------------------------------------------

# What is never written, and what is written instead.
VARIANTS = {
    "체중 감소": "가중치 감쇠",
    "자동 차별화": "자동 미분",
    "편견": "편향",
    "치우침": "편향",
    "체인 규칙": "연쇄 법칙",
    "기울기 하강": "경사 하강법",
    "경사하강법": "경사 하강법",
    "크로스 엔트로피": "교차 엔트로피",
    "라벨": "레이블",
    "임계값": "임곗값",
    "임계치": "임곗값",
    "최소값": "최솟값",
    "학습 속도": "학습률",
    "손실함수": "손실 함수",
    "비용함수": "비용 함수",
    r"(?<!하이퍼)파라미터": "매개변수",
    r"\bcross entropy\b": "cross-entropy",
    r"\blog[- ]?loss\b": "cross-entropy",
    r"\berror function\b": "loss, or cost",
    r"\bcost (?:function )?\$?L\b": "cost J",
    r"\bloss (?:function )?\$?J\b": "loss L",
    r"\bvectori[sz]ed? implementation\b": "matrix form",
    r"\bvectorisation\b": "vectorization",
    r"\blearning speed\b": "learning rate",
    r"\btraining example \$x_\{?\d": "x with a superscript: subscripts are features",
    r"\\eta\b": r"\alpha",
    r"\^T\b": r"^\top",
    r"\^\{T\}": r"^\top",
    r"\\ln\b": r"\log, which is natural throughout",
    r"\\mathcal\{?L": "L",
    r"\bn_\{x\}": "n_x",
}
# Where a page speaks about the other names themselves.
SPOKEN_OF = {
    "chapters/00-before-you-start": {r"\\ln\b"},
    "chapters/02-notation": {r"\^T\b", r"\\eta\b", r"\\ln\b"},
    "chapters/06-why-not-squared-error": {r"\berror function\b"},
}


@pytest.mark.parametrize("leaf", pages(), ids=ids(pages()))
def test_same_thing_same_name(leaf):
    for pattern, instead in VARIANTS.items():
        if pattern not in SPOKEN_OF.get(leaf.name, ()):
            found = re.search(pattern, leaf.text)
            assert not found, f"{found[0]!r}: write {instead}"


@pytest.mark.parametrize("leaf", chapters(), ids=ids(chapters()))
def test_the_reader_is_spoken_to_plainly(leaf):
    """No filler, no hype."""
    found = re.search(
        r"\b(?:simply|obviously|easily|trivially|clearly|of course|let's|let us|needless)\b",
        prose(leaf.text),
        re.I,
    )
    assert not found, found


@cache
def terms():
    """Return the glossary: English term → Korean term."""
    body = read("chapters/reference/glossary").text.split("```{glossary}\n")[1].split("```")[0]
    entries = re.findall(r"^(\S.*)\n(\S.*)\n  \S.*$", body, re.M)
    assert len(entries) == body.count("\n\n") + 1, "each entry: English, Korean, one sentence"
    return dict(entries)


def linked(page):
    """Return the terms that a page links, in order."""
    return [
        (inner or outer).strip()
        for outer, inner in re.findall(r"\{term\}`([^`<]*)(?:<([^>]*)>)?`", page.text)
    ]


def test_glossary_is_complete_and_sorted():
    english = [term.lower() for term in terms()]
    assert len(english) >= 60
    assert english == sorted(english)
    assert all(re.search("[가-힣]", korean) for korean in terms().values())


def test_every_term_is_linked_from_a_chapter():
    used = {name for page in chapters() for name in linked(page)}
    assert sorted(set(terms()) - used - set(terms().values())) == []


@pytest.mark.parametrize("leaf", chapters(), ids=ids(chapters()))
def test_a_term_is_linked_where_it_is_first_used(leaf):
    """On each page that links a term, nothing says it before, but for goals and quizzes."""
    start, end = leaf.text.index("## The question"), leaf.text.index("## 요약")
    text = re.sub(r"^#.*$", "", leaf.text[start:end], flags=re.M)
    for name in dict.fromkeys(linked(leaf._replace(text=text))):
        link = re.search(rf"\{{term\}}`(?:{re.escape(name)}`|[^`]*<{re.escape(name)}>`)", text)
        before = prose(QUIZ.sub("", re.sub(r"\{term\}`[^`]*`", " ", text[: link.start()])))
        said = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", before, re.I)
        assert not said, f"{name!r} is said before it is linked"


# ---- Links ---------------------------------------------------------------------------------


@cache
def labels():
    """Return every label of the book."""
    found = set()
    for page in pages():
        found |= set(re.findall(r"^\(([\w-]+)\)=$", page.text, re.M))
        found |= set(re.findall(r"\$\$ *\(([\w-]+)\)", page.text))
        found |= set(re.findall(r"^:(?:name|label): *(\S+)$", page.text, re.M))
        for cell in page.cells:
            found.add(cell.metadata.get("mystnb", {}).get("figure", {}).get("name"))
    return found


@pytest.mark.parametrize("leaf", pages(), ids=ids(pages()))
def test_references_have_targets(leaf):
    targets = re.findall(r"\{(?:ref|eq|numref)\}`(?:[^`<]*<)?([\w-]+)>?`", leaf.text)
    assert set(targets) <= labels()
    names = {other.name for other in pages()}
    documents = re.findall(r"\{doc\}`(?:[^`<]*<)?/?([\w/-]+)>?`", leaf.text)
    assert set(documents) <= names


def notes_rows():
    """Return (first line, last line, row) of each row of the page that maps the notes."""
    text = read("chapters/reference/from-notes-to-book").text
    rows = re.findall(r"^\| (\d+)(?:–(\d+))? \|(.*)\|$", text, re.M)
    return [(int(first), int(last or first), row) for first, last, row in rows]


def test_every_line_of_the_notes_is_covered_once():
    covered = [line for first, last, _ in notes_rows() for line in range(first, last + 1)]
    assert covered == list(range(1, NOTES + 1))
    assert f"of {NOTES} lines" in read("chapters/reference/from-notes-to-book").text


def test_every_line_of_the_notes_leads_somewhere():
    """To a page and, wherever there is something to compute, to an exercise."""
    for first, _, row in notes_rows()[:-1]:
        assert "<chapter-" in row, first
    everything = " ".join(row for *_, row in notes_rows())
    assert len(set(re.findall(r"/exercises/(\d\d)", everything))) == 8
    assert {int(n) for n in re.findall(r"<chapter-(\d\d)>", everything)} >= set(range(1, 17))


def test_corrections_stand_in_the_chapters_they_name():
    """A row that puts something right points to a chapter with a box that says so."""
    for first, _, row in notes_rows():
        *_, pages_of, correction = row.split("|")
        if correction.strip():
            numbers = re.findall(r"<chapter-(\d\d)>", pages_of)
            named = [page for page in chapters() if page.name[9:11] in numbers]
            assert any(":class: put-right" in page.text for page in named), first


# ---- The front page's picture, the theme, the build ----------------------------------------


def test_front_picture_tells_the_truth():
    """The pixels, the signs of their weights and the probability are lrlib's."""
    drawing = (ROOT / "theme" / "front.svg").read_text("utf-8")
    data = load_cat_patches()
    x = data.X_test[:, [80]]
    w, b, _ = train_gram(data.X_train, data.Y_train, learning_rate=0.001, n_steps=2000)
    shown = re.findall(r"<text [^>]*>(\d\.\d\d)</text>", drawing)
    pixels = [f"{x[place, 0]:.2f}" for place in (0, 1, 2, -1)]
    assert shown == [*pixels, f"{forward(w, b, x)[0, 0]:.2f}"]
    signs = ["plus" if w[place, 0] > 0 else "minus" for place in (0, 1, 2, -1)]
    assert re.findall(r'class="(plus|minus)"', drawing) == signs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("평탄화를 한다", ["평탄", "탄화", "화를", "한다"]),
        ("a 64×64 picture", ["a", "64", "64", "picture"]),
        ("σ는 시그모이드(sigmoid)", ["σ", "는", "시그", "그모", "모이", "이드", "sigmoid"]),
    ],
)
def test_search_splits_korean_into_pairs(text, words):
    assert split(text) == words


SMALL = """
# A page

```{quiz}
:kind: shape

Which shape has $w^\\top X$?

- [ ] $(n_x, m)$

  How many rows?

- [x] $(1, m)$

  One row.
```

```{quiz}
:number:
:tolerance: 0.01

What is σ(0)?

- [x] 0.5

  The middle.

- [ ] otherwise

  What is $e^0$?
```

```{live-figure} model
:name: fig-model

Move $w$.

![A curve that rises from left to right.](../theme/assets/logo.svg)

What is seen.
```

요약입니다. See {numref}`fig-model`.
"""


def jupyter_book(folder, *arguments, **environment):
    """Run `jupyter-book build`; return what it says and the page it makes."""
    done = subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", *arguments, folder],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )
    page = folder / "_build" / "html" / "chapters" / "index.html"
    return done, page.read_text("utf-8") if page.exists() else ""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = small_book(tmp_path_factory.mktemp("book"), SMALL)
    done, page = jupyter_book(folder, "-W", "-n", "--keep-going", GITHUB_REPOSITORY="")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, page


def test_plain_jupyter_book_builds(small):
    folder, _ = small
    assert (folder / "_build" / "html" / "index.html").exists()


def test_quiz_without_scripts_is_a_list_with_hidden_answers(small):
    _, page = small
    assert page.count('<details class="quiz-feedback">') == 4
    assert page.count('data-right="true"') == 2
    assert "[x]" not in page
    assert 'data-value="0.5"' in page
    assert 'data-value="otherwise"' in page


def test_live_figure_keeps_picture_and_description(small):
    _, page = small
    figure = re.search(r'<figure[^>]*data-figure="model".*?</figure>', page, re.S)[0]
    assert "A curve that rises from left to right." in figure
    assert "What is seen." in figure
    assert figure.count("<figcaption>") == figure.count("</figcaption>") == 1


def test_korean_is_marked(small):
    _, page = small
    assert '<span lang="ko">요약입니다</span>' in page


def test_scripts_only_where_they_have_work(small):
    folder, page = small
    assert "quiz.js" in page
    assert "quiz.js" not in (folder / "_build" / "html" / "genindex.html").read_text("utf-8")


def test_no_launch_buttons_without_an_address(small):
    _, page = small
    assert "mybinder" not in page


BROKEN = {
    "Question?\n\n- [ ] a\n\n  Why?": "a quiz has one right choice, '- [x]'. Got 0",
    "Question?\n\n- [x] a\n- [ ] b\n\n  Why?": "the choice 'a' has no feedback",
    "Question?\n\n- a\n\n  Why?": "a choice begins with '[x] ' or '[ ] '. Got 'a",
    ":number:\n\nQuestion?\n\n- [x] one\n\n  Why?": "a number or 'otherwise'. Got 'one'",
    "Question?": "a quiz ends with a list of choices",
    "- [x] a\n\n  Why?": "a quiz opens with its question",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Build a page with broken quizzes, as a notebook, where the repository is known."""
    quizzes = "\n\n".join(f"```{{quiz}}\n{quiz}\n```" for quiz in BROKEN)
    cell = nbformat.v4.new_markdown_cell(f"# A page\n\n{quizzes}")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    text = nbformat.writes(notebook)
    folder = small_book(tmp_path_factory.mktemp("published"), text, suffix=".ipynb")
    return jupyter_book(folder, GITHUB_REPOSITORY="owner/name")


def test_a_broken_quiz_is_refused_with_a_reason(published):
    done, _ = published
    for complaint in BROKEN.values():
        assert complaint in done.stderr


def test_launch_buttons_follow_the_address(published):
    _, page = published
    assert (
        "https://mybinder.org/v2/gh/owner/name/main?urlpath=lab/tree/chapters/index.ipynb" in page
    )
    assert "https://colab.research.google.com/github/owner/name/blob/main/" in page

"""Two editions from one source: English at the root of the site, Korean under ``ko/``.

The Korean sentences stand in ``locale/ko/LC_MESSAGES``, a catalogue for each page; ``nox -s
translate`` keeps them in step with the English. This module brings into the catalogues what Sphinx
leaves out of them, and mends what it breaks; the rest of it leads from one edition to the other.
"""

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import Template
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import init as init_locale
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from theme.korean import inside_marked
from theme.words import word

LANGUAGES = {"en": "English", "ko": "한국어"}
CATALOGUES = "locale/ko/LC_MESSAGES"
SETTINGS: dict[str, Any] = {
    "html_title": "뉴런 하나, 한 줄도 빠짐없이",
    "author": "lrlib 저자 일동",
    "copyright": "2026, 글과 그림 CC BY 4.0, 코드 BSD-3-Clause",
    "numfig_format": {
        "figure": "그림 %s", "table": "표 %s", "code-block": "코드 %s", "section": "%s절",
    },
    "nb_code_prompt_show": "코드 보기",
    "nb_code_prompt_hide": "코드 숨기기",
    "ogp_image_alt": "고양이의 눈, 그 픽셀, 뉴런 하나, 고양이일 확률",
}  # fmt: skip
TEXT = re.compile(r"\\text\{([^{}$]*)\}")
DRAWN = re.compile(r"(?<=>)([^<>]*[A-Za-z]{2}[^<>]*)(?=</(?:text|title|desc|tspan)>)")
GRAPH = re.compile(
    r"<title>Computation graph of (?P<name>[^<]*)</title>\s*<desc>(?P<description>[^<]*)</desc>"
)
GRAPH_NODE = re.compile(
    r"(?P<name>.+?) is (?P<value>[^\s,]+)(?:, (?P<result>the \w+) of (?P<parents>.+?))?"
    r"(?:, gradient (?P<gradient>[^\s,]+))?",
    re.S,
)
# What a graph calls the result of an operation, for which it may have no name.
RESULTS = {
    "the sum": "합",
    "the difference": "차",
    "the product": "곱",
    "the quotient": "나눈 값",
    "the power": "거듭제곱",
    "the negative": "부호를 바꾼 값",
    "the exponential": "지수 함수",
    "the logarithm": "로그",
    "the sigmoid": "시그모이드",
}
DETAILS = re.compile(r"<details.*?</details>", re.S)
KOREAN = re.compile(
    r'<details lang="ko">\s*<summary>한국어</summary>(?P<korean>.*?)</details>', re.S
)
HEADING = re.compile(r"^(#+) (.*)$", re.M)
LABEL = re.compile(r"(\([\w-]+\)=\n)?(.*)", re.S)
TITLE = re.compile(r"(#+ [^\n]*)?\s*(.*)", re.S)
BOTH = re.compile(r"exercises/|chapters/for-learners$")  # pages that hold both languages
FRONT = "chapters/index"
# A program writes this page, in English; the Korean contents name it in Korean all the same.
TITLES = {"chapters/for-instructors/what-the-checks-catch": "검사가 잡아내는 것"}
LONGEST_TOGETHER = 24
CLOSED = re.compile(r"(?<=[)”’%])(?=[가-힣])")
WORD_JOINER = "\u2060"
TEMPLATES = Path(__file__).parent / "templates"
SWITCH = (Path(__file__).parent / "assets" / "edition.js").read_text("utf-8")


def is_korean(app: Sphinx) -> bool:
    """Tell whether the Korean edition is being built."""
    return bool(app.config.language == "ko")


WORDS_OF_THE_THEME = {"Contents": "목차", "By": "지은이:"}
# Words that stand in the theme's templates untranslatable.
FIXED_LABELS = {
    "Main": "책의 차례",
    "Page": "이 페이지의 차례",
    "Toggle hidden content": "숨긴 내용 여닫기",
    "Toggle primary sidebar": "책의 차례 여닫기",
    "Toggle secondary sidebar": "이 페이지의 차례 여닫기",
}


def set_language(app: Sphinx, config: Config) -> None:
    """Take the words of the Korean edition for those settings that hold words."""
    config.ogp_site_name = SETTINGS["html_title"] if config.language == "ko" else config.html_title
    if config.language == "ko":
        for name, value in SETTINGS.items():
            setattr(config, name, value)
        config.html_theme_options["logo"]["text"] = SETTINGS["html_title"]
        config.html_theme_options["search_bar_text"] = word("search", "ko")


# ---- What Sphinx leaves out of the catalogues, or breaks ----------------------------------------


class page_words(addnodes.translatable, nodes.Element):  # noqa: N801
    """The words inside a formula, a drawing or the pictures of a cell, which stand before it."""

    def preserve_original_messages(self) -> None:
        """Keep nothing: the words are in the node."""

    def extract_original_messages(self) -> list[str]:
        """Return the words, each a message."""
        return list(self["words"])

    def apply_translated_message(self, original: str, translated: str) -> None:
        """Write a translation into the node before."""
        target = self.parent[self.parent.index(self) - 1]
        if isinstance(target, nodes.math_block):
            new = target.astext().replace(rf"\text{{{original}}}", rf"\text{{{translated}}}")
            target.children = [nodes.Text(new)]
        elif isinstance(target, nodes.raw):
            new = re.sub(
                rf"(?<=>){re.escape(original)}(?=</)", lambda _: escape(translated), target.astext()
            )
            target.children = [nodes.Text(new)]
        elif isinstance(target, addnodes.pending_xref):
            for text in list(target.findall(nodes.Text)):
                text.parent.replace(text, nodes.Text(translated))
        for image in target.findall(nodes.image):
            if image.get("alt") == original:
                image["alt"] = translated


def words_in(node: nodes.Element) -> list[str]:
    """Return the words that a reader sees in a node and that Sphinx does not translate."""
    if isinstance(node, nodes.math_block):
        return [text for text in TEXT.findall(node.astext()) if re.search("[A-Za-z]{2}", text)]
    if isinstance(node, nodes.raw):
        return [text.strip() for text in DRAWN.findall(node.astext())]
    if isinstance(node, addnodes.pending_xref):  # a button
        return [node.astext()] if "sd-btn" in node["classes"] else []
    shown = (node.get("cell_metadata") or {}).get("mystnb", {})
    # A caption comes with the outputs, which are not there when the catalogue is written.
    words = (shown.get("image", {}).get("alt"), shown.get("figure", {}).get("caption"))
    return [text.strip() for text in words if text]


class FindWords(SphinxTransform):
    """Bring the words of formulas, drawings and pictures into the catalogue.

    A formula itself is not translated: Sphinx would write ``::`` in its place.
    """

    default_priority = 5  # before Sphinx looks for messages

    def apply(self, **kwargs: Any) -> None:
        """Put a `page_words` behind each node that holds words."""
        kinds = (nodes.math_block, nodes.raw, nodes.container, addnodes.pending_xref)
        for node in list(self.document.findall(lambda one: isinstance(one, kinds))):
            if isinstance(node, nodes.math_block):
                node["translatable"] = False
            found = list(dict.fromkeys(words_in(node)))
            if found:
                noted = page_words("", words=found)
                noted.source, noted.line = node.source, node.line
                node.parent.insert(node.parent.index(node) + 1, noted)


class DropWords(SphinxTransform):
    """Take the notes of words out again, once they are translated."""

    default_priority = 30

    def apply(self, **kwargs: Any) -> None:
        """Remove them, but for the builder that writes the catalogues."""
        if self.app.builder.name != "gettext":
            for node in list(self.document.findall(page_words)):
                node.parent.remove(node)


class KeepTerms(SphinxTransform):
    """Leave the glossary's terms as they are: both languages stand there."""

    default_priority = 5

    def apply(self, **kwargs: Any) -> None:
        """Take terms out of the catalogue."""
        for term in self.document.findall(nodes.term):
            if isinstance(term.parent.parent.parent, addnodes.glossary):
                term["translatable"] = False


class TranslateParts(SphinxTransform):
    """Translate the names of the parts, which come after Sphinx has translated."""

    default_priority = 110  # right after sphinx-external-toc

    def apply(self, **kwargs: Any) -> None:
        """Look them up in the page's catalogue."""
        folder = [str(Path(self.app.srcdir, name)) for name in self.config.locale_dirs]
        catalogue, found = init_locale(folder, self.config.language, self.env.docname)
        for tree in self.document.findall(addnodes.toctree) if found else ():
            for message in tree.extract_original_messages():
                if message and catalogue.gettext(message) != message:
                    tree.apply_translated_message(message, catalogue.gettext(message))


class KeepTogether(SphinxPostTransform):
    """Keep a formula, code or a link on one line with the particle that follows it."""

    default_priority = 890
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Wrap both, where Korean syllables follow without a blank."""
        kinds = (nodes.math, nodes.literal, nodes.reference)
        for node in list(self.document.findall(lambda one: isinstance(one, kinds))):
            after = node.next_node(descend=False, siblings=True)
            if not isinstance(after, nodes.Text) or len(node.astext()) > LONGEST_TOGETHER:
                continue
            particle = re.match(r"[가-힣]+[.,?!)”’]*", after)
            if particle:
                whole = nodes.inline("", "", classes=["together"])
                place = node.parent.index(node)
                node.parent[place : place + 2] = [whole, nodes.Text(after[particle.end() :])]
                whole += [node, nodes.Text(particle[0])]
        for text in list(self.document.findall(nodes.Text)):
            if CLOSED.search(text) and not inside_marked(text):
                text.parent.replace(text, nodes.Text(CLOSED.sub(WORD_JOINER, text)))


class SayGraphs(SphinxPostTransform):
    """Say in Korean what a drawn graph says of itself to those who hear it."""

    default_priority = 880  # after theme/figure.py has written graphs into the page
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace the English title and description of each graph."""
        for node in list(self.document.findall(nodes.raw)):
            if GRAPH.search(node.astext()):
                node.replace_self(
                    nodes.raw("", GRAPH.sub(graph_said, node.astext()), format="html")
                )


def graph_said(found: re.Match[str]) -> str:
    """Return the title and the description of a graph in Korean: each node and its numbers."""

    def named(node: str) -> str:
        return RESULTS.get(node, node)

    said = []
    for sentence in re.split(r"\.\s+|\.$", found["description"].strip()):
        if part := GRAPH_NODE.fullmatch(sentence):
            node = f"{named(part['name'])} = {part['value']}"
            if part["result"]:
                parents = ", ".join(map(named, part["parents"].split(" and ")))
                node += f"({parents}의 {named(part['result'])})"
            if part["gradient"]:
                node += f", 그레이디언트 {part['gradient']}"
            said.append(f"{node}.")
    return f"<title>{named(found['name'])}의 계산 그래프</title>\n<desc>{' '.join(said)}</desc>"


# ---- Pages that hold both languages -------------------------------------------------------------


def slug(heading: str) -> str:
    """Return the anchor that MyST gives to a heading."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def fold(text: str) -> str:
    """Write headings inside `<details>` in bold: a heading there would end the fold."""
    return DETAILS.sub(lambda part: HEADING.sub(r"**\2**", part[0]), text)


def unfold(text: str) -> str:
    """Let the Korean of a text stand open, and fold the English.

    Parameters
    ----------
    text : str
        Markdown: a row of parts, each in English and then in Korean, the Korean in `<details>`.

    Returns
    -------
    str
        The same parts, the English in `<details>`. Anchors stay those of the English headings, so
        that a link leads to the same place in both editions.
    """
    done, place = [], 0
    for part in KOREAN.finditer(text):
        label, english = LABEL.match(text[place : part.start()].strip()).groups("")
        title, korean = TITLE.match(part["korean"].strip()).groups("")
        slugs = [slug(name) for _, name in HEADING.findall(english)]
        anchors = "".join(
            f'<span id="{name}"></span>' for name in slugs if f"({name})=" != label.strip()
        )
        english = HEADING.sub(r"**\2**", english)
        details = f'<details lang="en">\n<summary>English</summary>\n\n{english}\n\n</details>'
        done.append("\n\n".join([label + title, anchors, korean, details]))
        place = part.end()
    return "\n\n".join([*done, text[place:].strip()]).strip() + "\n"


def read_both(app: Sphinx, page: str, source: list[str]) -> None:
    """Fold the language that is not the edition's on the learners' page."""
    if page == "chapters/for-learners":
        source[0] = unfold(source[0]) if is_korean(app) else fold(source[0])


# ---- From one edition to the other --------------------------------------------------------------


def lead_to_other(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell a page, and who reads it by machine, where its other edition is."""
    if app.builder.name != "html" or len(app.config.editions) < 2:
        return
    root = context["pathto"]("", 1) or "./"
    here = f"{page}{app.config.html_file_suffix or '.html'}"
    other, address = ("en", f"{root}../{here}") if is_korean(app) else ("ko", f"{root}ko/{here}")
    context["other_edition"] = {"language": other, "name": LANGUAGES[other], "address": address}
    base = app.config.html_baseurl
    places = {"en": here, "ko": f"ko/{here}"}
    links = {code: f"{base}{place}" for code, place in places.items()} if base else {
        app.config.language: "", other: address
    }  # fmt: skip
    context["metatags"] = context.get("metatags", "") + "".join(
        f'<link rel="alternate" hreflang="{code}" href="{escape(link)}">\n'
        for code, link in links.items()
    )
    setting = {"site": f"{root}../" if is_korean(app) else root, "front": page == FRONT}
    setting |= {key: word(key, "ko") for key in ("offer", "offer_yes", "offer_no")}
    app.add_js_file(None, body=f"{SWITCH.strip()}({json.dumps(setting)});", priority=906)


def mend_words(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Say better what the theme below ours says wrongly in Korean."""
    given = context.get("translate")
    if is_korean(app) and given is not None:
        context["translate"] = lambda text: WORDS_OF_THE_THEME.get(text) or given(text)


def mend_labels(app: Sphinx, exception: Exception | None) -> None:
    """Translate the labels that no catalogue reaches."""
    if exception is not None or not is_korean(app) or app.builder.name != "html":
        return
    labels = re.compile(rf'(?<==")({"|".join(FIXED_LABELS)})(?=")')
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text("utf-8")
        new = labels.sub(lambda found: FIXED_LABELS[found[0]], text)
        if new != text:
            path.write_text(new, "utf-8")


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """List the pages of an edition for search engines, where the site's address is known."""
    base = app.config.html_baseurl
    if exception is not None or app.builder.name != "html" or not base:
        return
    entries = []
    for page in sorted(app.env.found_docs):
        pair = {"en": f"{base}{page}.html", "ko": f"{base}ko/{page}.html"}
        shown = {code: pair[code] for code in app.config.editions}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(link)}"/>'
            for code, link in shown.items()
        )
        entries.append(f"<url><loc>{escape(pair[app.config.language])}</loc>{links}</url>")
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "\n".join(entries) + "\n</urlset>\n"
    )
    Path(app.outdir, "sitemap.xml").write_text(text, "utf-8")


def write_missing(app: Sphinx, exception: Exception | None) -> None:
    """Write the page that a server shows for an address without a page: one for both editions.

    It stands for addresses in any folder, so it needs no other file.
    """
    if exception is not None or app.builder.name != "html" or is_korean(app):
        return
    front = app.config.html_baseurl or "/"
    languages = {
        language: {
            **{key: word(key, language) for key in ("missing", "missing_front", "missing_title")},
            "front": f"{front}{'ko/' if language == 'ko' else ''}index.html",
        }
        for language in app.config.editions
    }
    template = Template((TEMPLATES / "404.html").read_text("utf-8"), autoescape=True)
    Path(app.outdir, "404.html").write_text(template.render(languages=languages), "utf-8")


def say_untranslated(app: Sphinx, doctree: nodes.document) -> None:
    """Say at the top of a page of the Korean edition that it is in English, if it is."""
    page = app.env.docname
    if not is_korean(app) or BOTH.match(page) or catalogue(app, page).exists():
        return
    note = nodes.note("", nodes.paragraph("", word("untranslated", "ko")), classes=["untranslated"])
    for section in doctree.findall(nodes.section):
        section["classes"].append("language-en")
        if page in TITLES:
            section[0] = nodes.title("", TITLES[page], classes=["language-ko"])
        note["classes"].append("language-ko")
        section.insert(1, note)
        break


def catalogue(app: Sphinx, page: str) -> Path:
    """Return the catalogue of a page."""
    return Path(app.srcdir, CATALOGUES, f"{page}.po")


def setup(app: Sphinx) -> None:
    """Register settings, nodes, transforms and handlers."""
    app.add_config_value("editions", ["en", "ko"], "html", list)
    app.add_node(page_words)
    for transform in (FindWords, DropWords, KeepTerms, TranslateParts):
        app.add_transform(transform)
    app.connect("config-inited", set_language, priority=300)
    app.connect("source-read", read_both)
    # Before Sphinx collects the titles of pages.
    app.connect("doctree-read", say_untranslated, priority=400)
    # Before the theme below ours drops those of its parts that are empty.
    app.connect("html-page-context", lead_to_other, priority=100)
    app.connect("html-page-context", mend_words, priority=900)
    app.connect("build-finished", mend_labels)
    app.connect("build-finished", write_sitemap)
    app.connect("build-finished", write_missing)
    app.config.templates_path.append(str(TEMPLATES))
    if app.config.language == "ko":
        app.add_post_transform(KeepTogether)
        app.add_post_transform(SayGraphs)

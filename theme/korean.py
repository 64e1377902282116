"""Korean in the pages: marked for screen readers and found by the search."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish
from sphinx.transforms.post_transforms import SphinxPostTransform

HANGUL = re.compile(r"[가-힣ㄱ-ㆎ]")
RUN = re.compile(r"([가-힣ㄱ-ㆎ](?:[^A-Za-z]*[가-힣ㄱ-ㆎ])?)")
LATIN = re.compile(r"[A-Za-z]")
BLOCKS = (nodes.paragraph, nodes.title, nodes.term, nodes.caption, nodes.reference)
CLASS = "language-ko"  # docutils writes this class as lang="ko"

SPLIT = """
function wordsOf(query) {
  const words = query.split(/[^\\p{Letter}\\p{Number}_]+/u).filter((word) => word);
  const particle = /(?<=[가-힣]{2})(?:에서|으로|부터|까지|[을를은는이가의에로와과도])$/;
  return words.flatMap((word) => word.match(/[가-힣]+|[^가-힣]+/g))
    .map((run) => run.replace(particle, ""));
}
function splitQuery(query) {
  return wordsOf(query).flatMap((stem) => (
    /[가-힣]{2}/.test(stem)
      ? Array.from({ length: stem.length - 1 }, (_, i) => stem.slice(i, i + 2))
      : [stem]
  ));
}
"""


def split(text: str) -> list[str]:
    """Split a text into words, and Korean words into overlapping pairs of syllables.

    Korean attaches particles to its words; pairs find 평탄화 in 평탄화를.
    """
    found = []
    for run in re.findall(r"[가-힣]+|(?:(?![가-힣])\w)+", text):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        found.extend(pairs if HANGUL.match(run) and pairs else [run])
    return found


class English(SearchEnglish):
    """Search in English pages that hold Korean words."""

    js_splitter_code = SPLIT

    def split(self, input: str) -> list[str]:
        """Split into words and Korean pairs."""
        return split(input)


class Korean(SearchLanguage):
    """Search in the Korean translation of the book."""

    lang = "ko"
    language_name = "Korean"
    js_splitter_code = SPLIT

    def split(self, input: str) -> list[str]:
        """Split into words and Korean pairs."""
        return split(input)


class MarkKorean(SphinxPostTransform):
    """Mark what is written in Hangul, so that it is read aloud and set as Korean."""

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Mark blocks that are mostly Korean whole, and Korean words elsewhere one by one."""
        if self.config.language == "ko":
            return
        for block in self.document.findall(lambda node: isinstance(node, BLOCKS)):
            text = block.astext()
            if len(HANGUL.findall(text)) > len(LATIN.findall(text)):
                block["classes"].append(CLASS)
                if isinstance(block, nodes.title) and isinstance(block.parent, nodes.section):
                    block.parent["classes"] += [CLASS, "korean"]
        for text in list(self.document.findall(nodes.Text)):
            if HANGUL.search(text) and not inside_marked(text):
                pieces = [
                    nodes.inline("", piece, classes=[CLASS]) if i % 2 else nodes.Text(piece)
                    for i, piece in enumerate(RUN.split(text))
                    if piece
                ]
                text.parent.replace(text, pieces)


def inside_marked(text: nodes.Text) -> bool:
    """Tell whether a text is already marked, or stands where no markup can."""
    node = text.parent
    while node is not None:
        if isinstance(node, (nodes.raw, nodes.literal_block, nodes.math, nodes.math_block)):
            return True
        if CLASS in node.get("classes", ()):
            return True
        node = node.parent
    return False


def setup(app: Sphinx) -> None:
    """Register the transform and the search languages."""
    app.add_search_language(English)
    app.add_search_language(Korean)
    app.add_post_transform(MarkKorean)

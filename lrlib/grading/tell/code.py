"""Highlight Python code in linear time.

Pygments does this for any language, with patterns that take quadratic time on some texts. Here
the texts are written by learners, and a hundred cells of such a text would take minutes.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from markupsafe import Markup, escape

__all__ = ["marked"]

# The alternatives begin with different characters, so that the search never backtracks.
_PART: Final = re.compile(
    r"(?P<comment>\#[^\n]*)"
    r"|(?P<quote>\b[rRbBfFuU]{1,2}(?=[\"'])|(?=[\"']))"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<number>\d[\w.]*)"
)
_QUOTES: Final = ('"""', "'''", '"', "'")
_CLASSES: Final = {"comment": "c", "string": "s", "number": "m", "keyword": "k"}
_KEYWORDS: Final = frozenset(keyword.kwlist)


class _Token(NamedTuple):
    """A part of the code: its kind, empty if it is not marked, and where it ends."""

    kind: str
    end: int


@lru_cache(maxsize=256)  # a class shares the course's cells, and some answers
def marked(source: str) -> Markup:
    """Return code as HTML, with comments, strings, numbers and Python's own words in spans."""
    parts: list[str] = []
    at = 0
    for kind, end in _tokens(source):
        text = escape(source[at:end])
        parts.append(f'<span class="{_CLASSES[kind]}">{text}</span>' if kind else text)
        at = end
    return Markup("".join(parts))


def _tokens(source: str) -> Iterator[_Token]:
    at = 0
    while found := _PART.search(source, at):
        if found.start() > at:
            yield _Token("", found.start())
        at = found.end()
        kind = str(found.lastgroup)
        if kind == "quote":
            kind, at = "string", _string_end(source, at)
        elif kind == "name":
            kind = "keyword" if found[0] in _KEYWORDS else ""
        yield _Token(kind, at)
    if at < len(source):
        yield _Token("", len(source))


def _string_end(source: str, start: int) -> int:
    """Return where the string ends that begins at `start`, closed or not."""
    quote = next(mark for mark in _QUOTES if source.startswith(mark, start))
    at = start + len(quote)
    while at < len(source) and not source.startswith(quote, at):
        if source[at] == "\n" and len(quote) == 1:
            return at
        at += 2 if source[at] == "\\" else 1
    return min(at + len(quote), len(source))

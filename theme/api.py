"""Docstrings as pages: chapters become links, and named tuples keep only their own words."""

import re
from typing import Any

from sphinx.application import Sphinx

CHAPTER = re.compile(r"(?<=[Cc]hapter )(\d+)|(?<=[Cc]hapters )(\d+)( to | and )(\d+)")


def link(match: re.Match[str]) -> str:
    """Write the number of a chapter, or of two, as a link."""
    numbers = [number for number in (match[1], match[2], match[4]) if number]
    return (match[3] or "").join(f":ref:`{n} <chapter-{int(n):02}>`" for n in numbers)


def link_chapters(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Link "Derived in chapter 3" to that chapter."""
    lines[:] = [CHAPTER.sub(link, line) for line in lines]


def skip_fields(
    app: Sphinx, what: str, name: str, thing: Any, skip: bool, options: Any
) -> bool | None:
    """Leave out the fields of named tuples: their class has described them."""
    text = getattr(thing, "__doc__", None) or ""
    return True if text.startswith("Alias for field number") else None


def setup(app: Sphinx) -> None:
    """Connect the handlers."""
    app.connect("autodoc-process-docstring", link_chapters)
    app.connect("autodoc-skip-member", skip_fields)

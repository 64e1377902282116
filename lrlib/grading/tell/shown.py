"""What a learner wrote and what it showed, as HTML that can do nothing."""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

import nh3
from markupsafe import Markup, escape
from mistune import create_markdown

from lrlib.grading.outcomes import clean
from lrlib.grading.sandbox.outputs import TEXT_LIMIT, safe_outputs
from lrlib.grading.tell.code import marked

__all__ = ["Work", "work_of"]

_SHOWN_LIMIT: Final = 10_000
_COLOURED_LIMIT: Final = 20_000
_TAGS: Final = set(
    "b blockquote br caption code dd del div dl dt em hr i li ol p pre s small span strong sub "
    "sup table tbody td tfoot th thead tr u ul".split()
)
_ATTRIBUTES: Final = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
# A table of a learner's: how many rows or columns one cell spans, and all cells together.
_SPAN_LIMIT: Final = 100
_SPANS_LIMIT: Final = 2_000


class Work(NamedTuple):
    """A cell of the learner's, or one of the course's that shows something."""

    kind: str  # "yours", "added", "given" or "text"
    html: Markup
    shown: list[Markup]


def work_of(cell: Any, heading: str, *, answer: bool, added: bool) -> Work | None:
    """Return a cell of the learner's, or one of the course's if it shows something."""
    if cell.cell_type == "markdown":
        pictures = cell.get("attachments", {}).values()
        outputs = [{"output_type": "display_data", "data": dict(data)} for data in pictures]
        return Work("text", _prose(cell.source), _shown(outputs, heading))
    if cell.cell_type != "code" or (not cell.source.strip() and not answer):
        return None
    outputs = [dict(output) for output in cell.get("outputs", [])]
    if answer or added:
        kind = "yours" if answer else "added"
        return Work(kind, _code(cell.source), _shown(outputs, heading, errors=True))
    shown = _shown(outputs, heading)
    return Work("given", _code(cell.source), shown) if shown else None


def _shown(outputs: list[dict[str, Any]], heading: str, *, errors: bool = False) -> list[Markup]:
    """Return a cell's outputs as clean HTML; exceptions only where they are the learner's."""
    shown: list[Markup] = []
    under = f" under “{heading}”" if heading else ""
    for output in outputs:
        if output.get("output_type") == "error":
            if errors:
                said = clean(f"{output.get('ename')}: {output.get('evalue')}")
                trace = clean("\n".join(output.get("traceback") or []), TEXT_LIMIT)
                shown.append(_text(trace if said in trace else f"{trace}\n{said}"))
            continue
        for safe in safe_outputs([_plain(output)]):
            data = safe.get("data", {})
            picture = next((mime for mime in data if mime.startswith("image/")), None)
            if picture:
                alt = f"A figure that your code{under} has drawn{_size(data[picture])}"
                source = f"data:{picture};base64,{data[picture]}"
                shown.append(Markup('<img src="{}" alt="{}">').format(source, alt))
            elif "text/html" in data:
                shown.append(_clean_html(data["text/html"]))
            else:
                text = safe.get("text") or data.get("text/plain") or data.get("text/latex")
                if text and text.strip():
                    shown.append(_text(text))
    return shown


def _plain(output: dict[str, Any]) -> dict[str, Any]:
    """Return an output with plain dicts and joined lines, as `safe_outputs` wants them."""
    data = output.get("data")
    if isinstance(data, dict):
        joined = {k: "".join(v) if isinstance(v, list) else v for k, v in data.items()}
        return {**output, "data": joined}
    return output


def _size(picture: str) -> str:
    """Return the size of a PNG in words; nothing for other formats."""
    head = base64.b64decode(picture[:64])
    if not head.startswith(b"\x89PNG") or len(head) < 24:
        return ""
    width, height = struct.unpack(">II", head[16:24])
    return f", {width} by {height} pixels"


def _text(text: str) -> Markup:
    return Markup('<pre class="said">{}</pre>').format(_cut(text.strip("\n")))


def _cut(text: str) -> str:
    left = len(text) - _SHOWN_LIMIT
    return text if left <= 0 else f"{text[:_SHOWN_LIMIT]}\n… and {left} characters more"


def _code(source: str) -> Markup:
    """Return code with its words marked; very long code plain and cut."""
    source = source.strip("\n")
    return escape(_cut(source)) if len(source) > _COLOURED_LIMIT else marked(source)


def _prose(source: str) -> Markup:
    if len(source) > _COLOURED_LIMIT:
        return _text(source)
    return _clean_html(str(_markdown()(source)))


def _clean_html(html: str) -> Markup:
    """Return what is harmless of a learner's HTML, where it can be scrolled if it is wide."""
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=_small_spans())
    if "<table" not in clean:
        return Markup('<div class="theirs">{}</div>').format(Markup(clean))
    return Markup(
        '<div class="theirs" tabindex="0" role="region" aria-label="A table of yours">{}</div>'
    ).format(Markup(clean))


def _small_spans() -> Callable[[str, str, str], str | None]:
    """Return what keeps a table's cells from spanning more places than a browser can lay out."""
    left = _SPANS_LIMIT

    def keep(_tag: str, _attribute: str, value: str) -> str | None:
        nonlocal left
        span = int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else 0
        left -= span
        return value if 1 <= span <= _SPAN_LIMIT and left >= 0 else None

    return keep


@cache
def _markdown() -> Any:
    return create_markdown(escape=True, plugins=["table", "strikethrough"])

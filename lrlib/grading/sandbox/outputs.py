"""What learners' cells show, made safe to open in an instructor's browser."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Final

from lrlib.grading.outcomes import clean

__all__ = ["safe_outputs"]

COUNT_LIMIT: Final = 200
TEXT_LIMIT: Final = 100_000
IMAGE_LIMIT: Final = 3 << 20
TAG_LIMIT: Final = 5_000  # of < and & in one output; a table of pandas has at most 2,700
TAGS_LIMIT: Final = 10_000  # of < and & in all outputs of one cell
DEPTH_LIMIT: Final = 30
_TAG: Final = re.compile(
    r"<(?:!--[^<]*-->|(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})"
    r"""((?:\s+[a-zA-Z_][\w:.-]{0,60}(?:="[^"<]*"|='[^'<]*'|=[^\s"'<>=`]+)?){0,20})\s*/?>)"""
)
_VOID: Final = frozenset({"br", "hr", "col", "img", "wbr", "input", "meta", "link"})
_RAW: Final = frozenset({"script", "style", "title", "textarea", "iframe", "noscript", "xmp"})
_RAW_FOR_EVER: Final = frozenset({"plaintext", "noembed", "noframes", "frameset", "template"})
_NEED_NO_END: Final = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead"})
_IMAGES: Final = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def safe_outputs(outputs: Any) -> list[dict[str, Any]]:
    """Return the outputs as nbformat has them, keeping plain text, clean HTML and pictures.

    Parameters
    ----------
    outputs : object
        Whatever came from the sandbox; what has not the form of an output is left out.
    """
    if type(outputs) is not list:
        return []
    made = []
    tags = TAGS_LIMIT
    for output in outputs[:COUNT_LIMIT]:
        if type(output) is dict:
            tags -= _tags(output)
            made.append(_safe(output, html=tags >= 0))
    return [output for output in made if output]


def _tags(output: dict[str, Any]) -> int:
    data = output.get("data")
    html = data.get("text/html") if type(data) is dict else None
    return html.count("<") + html.count("&") if type(html) is str else 0


def _safe(output: dict[str, Any], *, html: bool) -> dict[str, Any]:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        text = clean(output.get("text", ""), TEXT_LIMIT)
        return {"output_type": "stream", "name": name, "text": text}
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or type(data) is not dict:
        return {}
    kept = {
        mime: safe
        for mime, value in data.items()
        if (html or mime != "text/html") and (safe := _safe_data(mime, value))
    }
    if not kept:
        return {}
    made = {"output_type": kind, "data": kept, "metadata": {}}
    return {**made, "execution_count": None} if kind == "execute_result" else made


def _safe_data(mime: Any, value: Any) -> str | None:
    if type(value) is not str:
        return None
    if mime == "text/plain":
        return clean(value, TEXT_LIMIT)
    if mime == "text/html":
        return _safe_html(clean(value, TEXT_LIMIT))
    if mime == "text/latex" and "<" not in value:
        return clean(value, TEXT_LIMIT)
    if mime in _IMAGES and len(value) <= IMAGE_LIMIT:
        try:
            raw = base64.b64decode("".join(value.split()), validate=True)
        except (binascii.Error, ValueError):
            return None
        return base64.b64encode(raw).decode() if raw.startswith(_IMAGES[mime]) else None
    return None


def _is_tidy(html: str) -> bool:
    """Say whether all tags are plain, closed in their order, few, and nested only so deep.

    What is not tidy can take the square of its length to clean.
    """
    if html.count("<") + html.count("&") > TAG_LIMIT:
        return False
    open_tags: list[str] = []
    at = 0
    while (at := html.find("<", at)) >= 0:
        found = _TAG.match(html, at)
        if found is None:
            return False
        at = found.end()
        end, name = found[1], (found[2] or "").lower()
        if open_tags and open_tags[-1] in _RAW and (not end or name != open_tags[-1]):
            return False  # inside such a tag, everything but its end is text
        if end:
            while open_tags and open_tags[-1] != name and open_tags[-1] in _NEED_NO_END:
                open_tags.pop()
            if not open_tags or open_tags.pop() != name:
                return False
        elif name in _RAW_FOR_EVER:
            return False
        elif name and name not in _VOID:
            open_tags.append(name)
            if len(open_tags) > DEPTH_LIMIT:
                return False
    return True


def _safe_html(html: str) -> str | None:
    try:
        import nh3
    except ImportError:
        return None
    if not _is_tidy(html):
        return None
    # Links and pictures would tell another host who opens the page.
    tags = nh3.ALLOWED_TAGS - {"a", "img", "map", "area"}
    made = nh3.clean(
        html,
        tags=tags,
        attributes={"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        # Other classes would get the style of the page's own messages.
        allowed_classes={"table": {"dataframe"}},
    )
    return made if len(made) <= TEXT_LIMIT else None

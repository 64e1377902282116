"""What learners' cells show, made safe to open in an instructor's browser."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from lrlib.grading.outcomes import clean

__all__ = ["safe_outputs"]

COUNT_LIMIT: Final = 200
TEXT_LIMIT: Final = 100_000
IMAGE_LIMIT: Final = 3 << 20
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
    made = [_safe(output) for output in outputs[:COUNT_LIMIT] if type(output) is dict]
    return [output for output in made if output]


def _safe(output: dict[str, Any]) -> dict[str, Any]:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        text = clean(output.get("text", ""), TEXT_LIMIT)
        return {"output_type": "stream", "name": name, "text": text}
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or type(data) is not dict:
        return {}
    kept = {mime: safe for mime, value in data.items() if (safe := _safe_data(mime, value))}
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


def _safe_html(html: str) -> str | None:
    try:
        import nh3
    except ImportError:
        return None
    # No links or pictures: they would tell another host who looks at the page.
    tags = nh3.ALLOWED_TAGS - {"a", "img", "map", "area"}
    return nh3.clean(html, tags=tags, attributes={"*": {"class"}, "td": {"colspan", "rowspan"}})

"""Untrusted text as one line, for terminals, logs and tables."""

from __future__ import annotations

from lrlib.grading.outcomes import clean

__all__ = ["one_line"]


def one_line(text: object, limit: int = 500) -> str:
    """Return text without control characters and line breaks, cut where it is long."""
    return " ".join(clean(text, limit).split())

"""The book's look and behaviour: one Sphinx extension."""

from typing import Any

from sphinx.application import Sphinx

from theme import (
    api,
    edition,
    exercise,
    figure,
    korean,
    live,
    page,
    practice,
    quiz,
    replay,
    scores,
    streams,
    times,
    warm_up,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the page set-up and the assets."""
    parts = (
        edition,
        quiz,
        figure,
        streams,
        live,
        korean,
        page,
        api,
        exercise,
        practice,
        replay,
        scores,
        times,
        warm_up,
    )
    for part in parts:
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

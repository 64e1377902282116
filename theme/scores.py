"""The scores of the test pictures: what the figure `threshold` of chapter 17 looks up.

All of it is computed here, when the book is built. The browser computes nothing.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sphinx.application import Sphinx

from lrlib.datasets import load_cat_patches
from lrlib.neuron import sigmoid
from theme.replay import run, stale

LEVELS = 40  # thresholds 0, 1/40, …, 1

Floats = NDArray[np.float64]


@cache
def scores_of_test_pictures() -> tuple[Floats, Floats]:
    """Return the probabilities that the neuron of chapter 16 gives to the cats and the others."""
    data = load_cat_patches()
    W, b = run()
    A = sigmoid(W[:, -1:].T @ data.X_test + b[0, -1])
    return A[data.Y_test == 1], A[data.Y_test == 0]


def at_least(scores: Floats) -> list[int]:
    """Count the scores at or above each of the thresholds."""
    return [int(np.sum(scores >= level / LEVELS)) for level in range(LEVELS + 1)]


@cache
def numbers() -> dict[str, Any]:
    """Return all numbers of the figure.

    `found` and `called` count, for each threshold, the cats and the others that are called a cat.
    `order` holds the labels of all pictures from the highest score down: the way of the ROC curve.
    """
    cats, others = scores_of_test_pictures()
    labels = np.repeat([1, 0], [cats.size, others.size])
    order = labels[np.argsort(-np.append(cats, others), kind="stable")]
    return {
        "found": at_least(cats),
        "called": at_least(others),
        "order": "".join(map(str, order)),
    }


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put the numbers into a script, for a page opened from disk may not fetch them."""
    path = Path(app.outdir) / "_static" / "figures" / "threshold-numbers.js"
    if exception is None and path.parent.exists() and stale(path):
        text = json.dumps(numbers(), separators=(",", ":"))
        path.write_text(f"lrFigures.threshold = {text};\n", "utf-8")


def setup(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("build-finished", write)

"""Training on the cat patches, replayed: the numbers and pictures of the figure `replay`.

All of it is computed here, when the book is built, with the functions that the chapters derive.
The browser gets numbers and pictures to look up, and computes nothing.
"""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image
from sphinx.application import Sphinx

from lrlib.cost import cost_from_logits
from lrlib.datasets import load_cat_patches
from lrlib.descent import train_gram
from lrlib.images import vectors_to_images
from lrlib.neuron import initialize, sigmoid
from lrlib.plots import plot_images

ASSETS = Path(__file__).parent / "assets"
RATE = 0.001
STEPS = (0, 1, 2, 5, 10, 20, 50, *range(100, 2001, 100))
KEY_STEPS = (0, 100, 2000)
PICTURES = [80, 83, 12, 122, 171, 190]  # columns of X_test; the fourth and fifth fool the neuron
VIEWS = ("plain", "grey", "green", "violet")

Floats = NDArray[np.float64]


def view(X: Floats, name: str) -> Floats:
    """Return pictures as they are, without colour, or with their hue turned.

    Three channels that change places in a circle turn every hue by a third of the colour wheel
    and leave lightness, contrast and every edge as they are: ginger becomes green or violet.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Pictures as columns.
    name : str
        One of `VIEWS`.

    Returns
    -------
    ndarray of shape (n_x, m)
        The changed pictures.
    """
    pixels = X.reshape(-1, 3, X.shape[1])  # (pixel, channel, example)
    changed = {
        "plain": pixels,
        "grey": np.broadcast_to(pixels.mean(axis=1, keepdims=True), pixels.shape),
        "green": np.roll(pixels, 1, axis=1),
        "violet": np.roll(pixels, 2, axis=1),
    }
    return changed[name].reshape(X.shape)


@cache
def run() -> tuple[Floats, Floats]:
    """Return W and b of chapter 16 at each of `STEPS`, a column each, found as in chapter 19."""
    X, Y, *_ = load_cat_patches()
    w, b = initialize(len(X))
    kept = [(w, b)]
    for before, step in pairwise(STEPS):
        w, b, _ = train_gram(X, Y, learning_rate=RATE, n_steps=step - before, w=w, b=b)
        kept.append((w, b))
    return np.hstack([w for w, _ in kept]), np.array([[b for _, b in kept]])


def scores(X: Floats, Y: NDArray[np.int64]) -> dict[str, list[Any]]:
    """Return, for each step, the cost and how many cats and how many others are called cat."""
    W, b = run()
    Z = W.T @ X + b.T  # (steps, m)
    return {
        "J": [round(cost_from_logits(z[None], Y), 4) for z in Z],
        "found": (Z >= 0)[:, Y[0] == 1].sum(axis=1).tolist(),
        "called": (Z >= 0)[:, Y[0] == 0].sum(axis=1).tolist(),
        "a": sigmoid(Z[:, PICTURES]).round(4).tolist(),
    }


@cache
def numbers() -> dict[str, Any]:
    """Return all numbers of the figure: `a` holds the probabilities of `PICTURES`."""
    data = load_cat_patches()
    views = {name: scores(view(data.X_test, name), data.Y_test) for name in VIEWS}
    training = scores(data.X_train, data.Y_train)
    return {
        "steps": list(STEPS),
        "train": {key: training[key] for key in ("J", "found", "called")},
        "labels": data.Y_test[0, PICTURES].tolist(),
        "views": views,
    }


def weight_pictures() -> NDArray[np.uint8]:
    """Draw the weights at each step, on one scale, as (steps, 64, 64, 3) bytes."""
    W, _ = run()
    return vectors_to_images(0.5 + 0.5 * W / np.abs(W).max(), load_cat_patches().image_shape)


def test_pictures() -> NDArray[np.uint8]:
    """Return `PICTURES` in each view, as (views · 6, 64, 64, 3) bytes."""
    X = load_cat_patches().X_test[:, PICTURES]
    columns = np.hstack([view(X, name) for name in VIEWS])
    return vectors_to_images(columns, load_cat_patches().image_shape)


def save_strip(images: NDArray[np.uint8], path: Path) -> None:
    """Write pictures one below the other into one file."""
    Image.fromarray(images.reshape(-1, *images.shape[2:])).save(path, quality=88, subsampling=0)


def stale(path: Path) -> bool:
    """Tell whether a file is missing or older than this one, which says what is in it."""
    return not path.exists() or path.stat().st_mtime < Path(__file__).stat().st_mtime


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put numbers into a script, for a page opened from disk may not fetch them."""
    folder = Path(app.outdir) / "_static" / "figures"
    if exception is None and folder.exists() and stale(folder / "replay-numbers.js"):
        save_strip(weight_pictures(), folder / "replay-weights.jpg")
        save_strip(test_pictures(), folder / "replay-pictures.jpg")
        text = json.dumps(numbers(), separators=(",", ":"))
        script = (
            f"lrFigures.replay = {text};\nlrFigures.replay.from = document.currentScript.src;\n"
        )
        (folder / "replay-numbers.js").write_text(script, "utf-8")


def draw_key_frames(path: Path) -> None:
    """Draw the weights and the six pictures at three steps, for readers without scripts."""
    with mpl.rc_context(fname=ASSETS / "matplotlibrc"):
        figure = Figure(figsize=(6.4, 3.6), layout="constrained")
        pictures = test_pictures()[: len(PICTURES)]
        weights = dict(zip(STEPS, weight_pictures(), strict=True))
        axes = figure.subplots(len(KEY_STEPS), 1)
        for ax, step in zip(axes, KEY_STEPS, strict=True):
            a = numbers()["views"]["plain"]["a"][STEPS.index(step)]
            labels = [f"step {step}", *(f"ŷ = {value:.2f}" for value in a)]
            row = np.concatenate([weights[step][None], pictures])
            plot_images(row, labels=labels, ax=ax)
        figure.savefig(path, dpi=150)


def prepare(app: Sphinx) -> None:
    """Draw the key frames where the front page finds them."""
    path = Path(app.srcdir) / "_build" / "drawn" / "replay.png"
    if stale(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        draw_key_frames(path)


def setup(app: Sphinx) -> None:
    """Connect the handlers."""
    app.connect("builder-inited", prepare)
    app.connect("build-finished", write)

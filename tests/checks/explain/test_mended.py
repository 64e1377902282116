"""Kinds of messages that were mended after answers that nobody had seen were judged.

The answers here are others of the same kind. A case holds the answer's lines for one function,
words that must be said of it, and words that were once said of such an answer.
"""

import pytest
from check_kit import said

SEEDS = (1, 2)

TABLE = "np.array([[np.sum((Y == y) & (said == p)) for p in (0, 1)] for y in (0, 1)])"

LISTED = [
    # 0 or 1 alone: a whole row is compared, a fraction is dropped, or all are asked for
    (
        "accuracy",
        "return float(np.mean([(p == y).all() for p, y in zip(Y_pred, Y)]))",
        "(1, m)",
        "//",
    ),
    ("accuracy", "return float(np.all(Y_pred == Y, axis=1).mean())", "a whole row", "your loop"),
    ("accuracy", "return float(np.floor((Y_pred == Y).mean()))", "(//)", "loop"),
    ("accuracy", "return 1.0 if not (Y_pred != Y).any() else 0.0", "whether all are right", "//"),
    # decided twice: a low threshold gives no 1 more, or a high one takes none away
    (
        "predict",
        "A = forward(w, b, X)\nreturn np.where(A < 0.5, 0, A >= threshold).astype(int)",
        "No example with a below ½",
        "which label goes with the larger",
    ),
    (
        "predict",
        "A = forward(w, b, X)\nreturn np.maximum(np.round(A), A >= threshold).astype(int)",
        "Every example with a above ½",
        "which label goes with the larger",
    ),
    (
        "confusion",
        f"said = np.where(A < 0.5, 0, A >= threshold)\nreturn {TABLE}",
        "No example with a below ½",
        "by hand",
    ),
    (
        "confusion",
        f"said = np.minimum(1, (A >= 0.5) * 1 + (A >= threshold))\nreturn {TABLE}",
        "Every example with a above ½",
        "by hand",
    ),
    # a line for the case that fails, which does not reach it
    (
        "cross_entropy",
        "A.clip(1e-12, 1 - 1e-12)\nreturn -(Y * np.log(A) + (1 - Y) * np.log(1 - A))",
        "is its result used?",
        "",
    ),
    (
        "cost",
        "if (A == Y).all():\n    return 0.0\n"
        "return np.mean(-Y * np.log(A) - (1 - Y) * np.log(1 - A))",
        "does it reach this example",
        "",
    ),
    ("sigmoid", "np.clip(Z, -500, 500)\nreturn np.exp(Z) / (1 + np.exp(Z))", "result used?", ""),
    # what a message once presumed of the input that it shows
    (
        "images_to_vectors",
        "X = np.moveaxis(images, 3, 1).reshape(len(images), -1).T\n"
        "return X / 255 if images.dtype == np.uint8 else X * 1.0",
        "the channels of one pixel",
        "three",
    ),
    ("predict", "return forward(w, b, X).astype(int)", "above the threshold", "0.97"),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "lines", "words", "false"), LISTED)
def test_a_mistake_is_told_from_those_beside_it(name, lines, words, false, seed):
    text = said(name, lines, seed)
    assert words in text
    assert not false or false not in text

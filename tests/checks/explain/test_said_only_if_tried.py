"""Messages that say only what was tried on the numbers that go wrong, and what stands in a line.

The answers here are others of the same kind. A case holds the answer's lines for one function,
words that must be said of it, and words that were once said of such an answer.
"""

import pytest
from check_kit import said

from lrlib.checks.explain.unlisted.sayings import RIGHT_WHERE

SEEDS = (1, 2)
A_STAND_IN = "Which number stands in the line of {} in the place of a?"

FALSE_ONCE = [
    # weights of labels: copies of one example are right, and no example decides for others
    (
        "cost",
        """
        n = Y.sum()
        if n in (0, Y.size):
            return np.mean(-np.log(np.where(Y == 1, A, 1 - A)))
        weights = np.where(Y == 1, Y.size / n, Y.size / (Y.size - n)) / 2
        return np.mean(-weights * np.log(np.where(Y == 1, A, 1 - A)))
        """,
        "label",
        "copies of any one",
    ),
    # a number of zeros that no argument decides; a logarithm of 0, and no overflow; two means
    ("initialize", "return np.zeros((3, 1)), 0.0", "n_x stands nowhere", "a return"),
    (
        "cost_from_logits",
        "A = 1 / (1 + np.exp(-Z))\nreturn -np.mean(np.log(np.where(Y == 1, A, 1 - A)))",
        "takes a logarithm of 0",
        "e¹⁰⁰⁰",
    ),
    (
        "cost_from_logits",
        "return np.logaddexp(0, np.mean((1 - 2 * Y) * Z))",
        "to another with the same label",
        "to another, and",
    ),
    # a rule for inputs is told only if it was tried with the numbers that go wrong
    (
        "cost_from_logits",
        "s = (1 - 2 * Y) * Z\nreturn np.mean(np.where(Z > 30, s, np.log(1 + np.exp(s))))",
        "does it look at z or at s = (1 − 2y)·z",
        "m = 1",
    ),
    (
        "cost_and_gradients_loop",
        "J, dw, db = library(w, b, X[:, :5], Y[:, :5])\nreturn J, dw, db",
        "examples reach your J",
        "n_x",
    ),
    ("cost", "return np.sum(-np.log(np.where(Y == 1, A, 1 - A))) / (Y.size - 1)", "m = 1", "equal"),
    # a stand-in for a in one line, where another line uses a rightly
    (
        "cost_and_gradients",
        "J, dw, db = library(w, b, X, Y)\n"
        "return J, X @ (np.round(forward(w, b, X)) - Y).T / Y.size, db",
        A_STAND_IN.format("dw"),
        "Which curve",
    ),
    (
        "cost_and_gradients_loop",
        "J, dw, db = library(w, b, X, Y)\n"
        "return J, sum(X[:, [i]] * (forward(w, 0, X[:, [i]]) - Y[0, i]) for i in range(Y.size))"
        " / Y.size, db",
        A_STAND_IN.format("dw"),
        "in how many terms",
    ),
    # a factor that goes with a size
    (
        "update",
        "return w - learning_rate * dw * w.size, b - learning_rate * db",
        "is n_x times what it should be",
        "norm",
    ),
    (
        "update",
        "return w - learning_rate * dw / len(dw) ** 0.5, b - learning_rate * db",
        "1/√n_x times",
        "limited",
    ),
    # what is the same for all inputs
    ("predict", "return (np.exp(w.T @ X + b) >= 0) * 1", "It never changes.", "no threshold"),
    ("predict", "return (2 + forward(w, b, X) > threshold) * 1", "on each side", "no threshold"),
    (
        "confusion",
        "return np.zeros((2, 2), dtype=int)",
        "A, Y and threshold stand nowhere",
        "rounded away",
    ),
    ("auc", "return float(np.mean(A[Y == 1] > 2))", "compare, count or divide", "rounded away"),
    # a logarithm of a number below 0, and one of 0
    (
        "cross_entropy",
        "P = A - 1e-12\nreturn -(Y * np.log(P) + (1 - Y) * np.log(1 - P))",
        "a number below 0",
        "1e-20",
    ),
    (
        "cost",
        "return np.mean(-Y * np.log(A + 1e-12) - (1 - Y) * np.log(1 - A - 1e-12))",
        "a number below 0",
        "0·log 0",
    ),
    (
        "cross_entropy",
        "return -(Y * np.log(A + 1e-12) + (1 - Y) * np.log(1 - A))",
        "the logarithm of 1 − a",
        "below 0",
    ),
    # errors that cancel
    (
        "accuracy",
        "return 1 - abs(np.sum(Y_pred) - np.sum(Y)) ** 3 / Y.size ** 3",
        "The two errors cancel",
        "only those that are 1",
    ),
    (
        "accuracy",
        "return float(np.sqrt(1 - np.mean(Y_pred - Y) ** 2))",
        "The two errors cancel",
        "only those that are 1",
    ),
    # a slope that is always 0
    (
        "cost_and_gradients",
        "J, dw, db = library(w, b, X, Y)\nreturn J, (X - X) @ Y.T, db",
        "is one of its factors always 0",
        "condition",
    ),
]

USEFUL_ONCE = [
    ("images_to_vectors", "return (images / 255.0 - 0.5).reshape(len(images), -1).T", "subtracted"),
    ("sigmoid", "E = np.exp(Z)\nreturn np.where(Z < 0, E / (1 - E), E / (1 + E))", "fraction line"),
    ("dz_directly", "return np.where(a > 0.5, 1.0, 0.0).item() - y", "the decided label"),
    (
        "initialize",
        "return np.random.default_rng().normal(size=(n_x, 1)), 0.0",
        "Is there a random number",
    ),
    (
        "precision_recall",
        "return (0.0, 0.0) if np.prod(C) == 0 else (C[1, 1] / C[:, 1].sum(), C[1, 1] / C[1].sum())",
        "any of the four counts is 0",
    ),
    (
        "auc",
        """
        order = np.argsort(A[0], kind="stable")
        y, wins, others = Y[0][order], 0, 0
        for label in y:
            wins, others = wins + label * others, others + 1 - label
        return float(wins / (y.sum() * others))
        """,
        "equal probabilities",
    ),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "lines", "words", "false"), FALSE_ONCE)
def test_what_led_astray_is_not_said(name, lines, words, false, seed):
    text = said(name, lines, seed)
    assert words in text
    assert false not in text
    assert said(name, lines, seed, "ko")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "lines", "words"), USEFUL_ONCE)
def test_the_question_leads_to_the_cause(name, lines, words, seed):
    assert words in said(name, lines, seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rule_that_holds_where_it_is_tried_is_told(seed):
    lines = "J, dw, db = library(w, b, X, Y)\nreturn J, np.outer(X.mean(axis=1), db), db"
    assert RIGHT_WHERE.format(rule="m = 1").en in said("cost_and_gradients", lines, seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_labels_that_are_alike_at_one_threshold_only_are_not_said_to_be_so_at_all(seed):
    lines = "return (forward(np.abs(w), 0 * b, np.abs(X)) >= threshold) * 1"
    text = said("predict", lines, seed)
    assert "It never changes" not in text
    assert "the sign of z" in text

"""Each kind of message, on answers that stand neither in the catalogue nor in the corpus.

A case holds the answer's lines for one function, words that must be said of it, and words that
were once said of such an answer and are not true of it.
"""

import re

import numpy as np
import pytest
from check_kit import failure, said

from benchmarks import hints
from lrlib.checks import names

SEEDS = (1, 2)


def neuron_with(logits="Z", predictions="A", J="np.mean(L)"):
    """Write cost_and_gradients with something done to Z, to A, or to the losses."""
    return f"""
        Z = w.T @ X + b
        A = 1 / (1 + np.exp(-({logits})))
        A = {predictions}
        L = -Y * np.log(A) - (1 - Y) * np.log(1 - A)
        return {J}, X @ (A - Y).T / X.shape[1], np.mean(A - Y)
    """


def training_with(body, start="np.zeros((X.shape[0], 1))"):
    """Write train with another body of its loop."""
    return f"""
        w, costs = {start} if w is None else w, []
        for k in range(n_steps):
            J, dw, db = library(w, b, X, Y)
            costs.append(J)
            {body}
        return w, b, costs
    """


def stepping_by(slope):
    """Write gradient_descent with something else in the place of the slope."""
    return f"""
        path = [w0]
        for k in range(n_steps):
            w = path[-1]
            path.append(w - learning_rate * ({slope}))
        return np.array(path, dtype=float)
    """


TRUE = [
    # one label alone
    ("dz_directly", "return a if y == 0 else 0.0", "Where y = 1, your dz is 0", "cut off"),
    ("loss_slope", "return -1 / a if y == 1 else -1 / a", "if y were always 1", "were 1 − y"),
    (
        "example_gradients",
        """
        a = forward(w, b, x).item()
        da = (a - y) / (a * (1 - a))
        return max(da, 0.0), a - y, x * (a - y), a - y
        """,
        "Where y = 1, your da is 0",
        "negative entries",
    ),
    (
        "accuracy",
        "return np.sum(Y_pred * Y) / max(1, np.sum(np.maximum(Y_pred, Y)))",
        "labels come into",
        "each term",
    ),
    # what happens to one example
    ("cost_and_gradients", neuron_with(logits="np.clip(Z, -0.5, 0.5)"), "gets the J of", "w is 0"),
    ("cost_and_gradients", neuron_with(logits="np.floor(Z)"), "gets the J of", "Only some of"),
    ("cost_and_gradients", neuron_with(predictions="np.clip(A, 0.3, 1)"), "gets the J", "w is 0"),
    ("forward", "return 1 / (1 + np.exp(-np.rint(w.T @ X + b)))", "gets the A of", "Only some of"),
    ("sigmoid", "return 1 / (1 + 2.7 ** -Z)", "whatever z is", "clipped"),
    ("cost", "return np.mean(-np.log(abs(1 - Y - A.round(1))))", "gets the J of", "by hand"),
    (
        "cost_and_gradients",
        neuron_with(J="np.mean(-np.log(np.where(Y == 1, A, 1 - A) + 0.02))"),
        "log(a + 0.02) and log(1 − a + 0.02)",
        "by hand",
    ),
    (
        "cost_from_logits",
        """
        A = 1 / (1 + np.exp(-Z))
        return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A + 0.005))
        """,
        "log(1 − a + 0.005) would give",
        "by hand",
    ),
    # examples that are left out, and that leave nothing behind
    (
        "sigmoid",
        "return np.broadcast_to(1 / (1 + np.exp(-Z[:, :1])), Z.shape).copy()",
        "",
        "behind",
    ),
    (
        "cost",
        "return np.sort(-np.log(np.where(Y == 1, A, 1 - A)).ravel())[A.size // 2]",
        "",
        "only their sum",
    ),
    (
        "cost",
        """
        L = -np.log(np.where(Y == 1, A, 1 - A))
        kinds = [L[Y == y].mean() for y in np.unique(Y)]
        return np.mean(kinds)
        """,
        "count for as much",
        "",
    ),
    (
        "cost_and_gradients_loop",
        """
        J, dw, db = library(w, b, X, Y)
        db = 0.0
        for i in range(X.shape[1]):
            db += forward(w, b, X)[0, i] - Y[0, i]
            db /= X.shape[1]
        return J, dw, db
        """,
        "inside the loop",
        "reset",
    ),
    # a number in the place of m, a sum along the other axis
    (
        "cost_and_gradients",
        """
        J, dw, db = library(w, b, X, Y)
        return J, dw * X.shape[1] / 64, db
        """,
        "m/64 times",
        "by hand",
    ),
    (
        "forward",
        "return 1 / (1 + np.exp(-(w * X).sum(1, keepdims=True)))",
        "axis",
        "roduct",
    ),
    # steps of a training
    (
        "train",
        training_with("w, b = w - learning_rate * dw, 0.0 - learning_rate * db"),
        "goes wrong at step 2, in b",
        "X were 0",
    ),
    (
        "train",
        training_with("costs[-1] += np.sum(w**2); w, b = w - learning_rate * dw, b - 0.0 * db"),
        "b is still where it began",
        "X were 0",
    ),
    (
        "train",
        training_with(
            "costs[-1] += np.sum(w**2)\n"
            "            w, b = w - learning_rate * dw, b - learning_rate * db"
        ),
        "with nothing added",
        "1 steps",
    ),
    (
        "train",
        training_with("w, b = w - learning_rate * dw * X.shape[1], b - learning_rate * db"),
        "in w is m times",
        "7 times",
    ),
    (
        "train",
        training_with("w, b = (w, b) if k < 1 else (w - learning_rate * dw, b)"),
        "still where it began",
        "1 steps",
    ),
    ("update", "return w - 0.003 * dw, b - learning_rate * db", "0.003 times dw", "a norm"),
    ("update", "return w * (1 - learning_rate * dw), b - db * learning_rate", "w·(1 − α·dw)", ""),
    # places that are not written
    (
        "images_to_vectors",
        """
        m, h, w, c = images.shape
        X = np.zeros((h * w * c, m))
        for k in range(h * w):
            X[k] = images.reshape(m, -1)[:, k]
        return X / 255 if images.dtype == np.uint8 else X
        """,
        "are filled, and rightly",
        "more than once",
    ),
    (
        "predict",
        """
        labels = np.zeros((1, X.shape[1]), dtype=int)
        for i in range(X.shape[1] - 1):
            labels[0, i] = forward(w, b, X)[0, i] > threshold
        return labels
        """,
        "the last entry",
        "Which two numbers",
    ),
    # labels
    ("predict", "return forward(w, b, X).argmax(0)[None]", "argmax", ""),
    ("predict", "return (forward(w, b, X) > 0.57).astype(int)", "draw the line", "a little above"),
    ("predict", "return (1 / (1 + np.exp(-forward(w, b, X))) > threshold) * 1", "twice", "fixed"),
    # what holds on one input alone, and what is nearly right
    (
        "example_gradients",
        """
        a = min(max(forward(w, b, x).item(), 0.4), 0.6)
        return (a - y) / (a * (1 - a)), a - y, x * (a - y), a - y
        """,
        "",
        "stays the same",
    ),
    ("accuracy", "return np.average(Y_pred == Y, weights=2 + Y)", "count for as much", "logarithm"),
    ("predict", "return (forward(np.abs(w), 0 * b, np.abs(X)) >= threshold) * 1", "sign of z", ""),
    # shares among some of the pictures, and counts of them
    ("accuracy", "return np.sum(Y_pred * Y) / np.sum(Y_pred)", "with prediction 1", "a mean of"),
    ("accuracy", "return np.mean([np.mean(Y_pred[Y == y] == y) for y in set(Y[0])])", "both", ""),
    (
        "precision_recall",
        "return C[1, 1] / max(1, C[1, 1] + C[0, 1]), C[1, 0] / max(1, C[1, 0] + C[1, 1])",
        "C[1, 0] / (C[1, 0] + C[1, 1])",
        "subtracted from 1",
    ),
    (
        "auc",
        "return np.sum(A[Y == 1][:, None] > A[Y == 0]) / np.sum(Y == 0)",
        "right pairs / number of others",
        "by hand",
    ),
    ("auc", "return float(A[Y == 1].min() > A[Y == 0].max())", "One wrong pair", "loses digits"),
    (
        "confusion",
        """
        said = A >= threshold
        tp, fp, tn = np.sum(said & (Y == 1)), np.sum(said & (Y == 0)), np.sum(~said & (Y == 0))
        return np.array([[tn, fp + tp], [Y.sum() - tp, tp]])
        """,
        "[0, 1] is what belongs at [0, 1] + [1, 1]",
        "each term",
    ),
    (
        "confusion",
        """
        said, C = 1 * (A >= threshold), np.zeros((2, 2), int)
        for y, p in zip(Y[0], said[0]):
            C[y][p] = C[0][0] * 0 + 1
        return C
        """,
        "add 1 to what stands",
        "reduced to its signs",
    ),
    (
        "cost",
        "return np.sum(-np.log(np.where(Y == 1, A, 1 - A))) / np.sum(Y == 0)",
        "number of others",
        "each term",
    ),
    (
        "cross_entropy",
        "return -(A * np.log(Y + 1e-8) + (1 - A) * np.log(1 - Y + 1e-8))",
        "log(Y + ε)",
        "by hand",
    ),
    # what no slope is, and what one label alone shows
    ("graph_forward", "u = b * c\nv = a + u\nreturn u, v, 2 * v", "", "slope"),
    (
        "cost_from_logits",
        "return np.mean(np.logaddexp(0, (1 - 2 * Y) * Z)) + 0.5",
        "",
        "derivative",
    ),
    ("dz_directly", "return (1 - y) * a", "", "Change a"),
    ("dz_directly", "return a - 1 if y else -3 * a", "Where y = 0", "on every input"),
    # how the products of an example join
    (
        "forward",
        "return 1 / (1 + np.exp(-np.min(w * X, axis=0, keepdims=True) - b))",
        "the smallest of the products",
        "penalty",
    ),
    (
        "cost_and_gradients",
        """
        Z = np.abs(w * X).sum(axis=0, keepdims=True) + b
        A = 1 / (1 + np.exp(-Z))
        L = -np.log(np.where(Y == 1, A, 1 - A))
        return np.mean(L), X @ (A - Y).T / Y.size, np.mean(A - Y)
        """,
        "the sum of the sizes |w·x|",
        "penalty",
    ),
    # what the first step of a training shows, and what it returns
    (
        "train",
        training_with(
            "n = np.hypot(np.linalg.norm(dw), db)\n"
            "            w, b = w - learning_rate * dw / n, b - learning_rate * db / n"
        ),
        "as long as the learning rate",
        "times what",
    ),
    (
        "train",
        training_with("w, b = w - learning_rate * dw / 7.3, b - learning_rate * db"),
        "so is the first step in b",
        "times what",
    ),
    (
        "train",
        training_with(
            "i = [k % Y.size]\n            _, dw, db = library(w, b, X[:, i], Y[:, i])\n"
            "            w, b = w - learning_rate * dw, b - learning_rate * db"
        ),
        "the example at index 0 alone",
        "goes wrong",
    ),
    (
        "train",
        """
        w, costs, seen = np.zeros((len(X), 1)) if w is None else w, [], []
        for k in range(n_steps):
            J, dw, db = library(w, b, X, Y)
            costs.append(J)
            w, b = w - learning_rate * dw, b - learning_rate * db
            seen.append((w, b))
        return np.mean([w for w, _ in seen], axis=0), np.mean([b for _, b in seen]), costs
        """,
        "All your costs are right",
        "goes wrong",
    ),
    # what stands in the place of the slope
    ("gradient_descent", stepping_by("np.clip(df(w), -0.4, 0.4)"), "longer than 0.4", "should be"),
    (
        "gradient_descent",
        stepping_by("(df(w + 1e-4) - df(w)) / 1e-4"),
        "df gives the slope",
        "longer",
    ),
    ("gradient_descent", stepping_by("df(2 * w)"), "−α·df(2w)", "should be"),
    # the loss of one example, and slopes that tell the logit
    (
        "cost",
        "S = 0.8 * Y + 0.1\nreturn np.mean(-S * np.log(A) - (1 - S) * np.log(1 - A))",
        "y = 1 costs −0.9·log a − 0.1·log(1 − a)",
        "by hand",
    ),
    (
        "example_gradients",
        """
        a = forward(w, b, x).item()
        a = 0.5 if 0.4 < a < 0.7 else a
        return (a - y) / (a * (1 - a)), a - y, x * (a - y), a - y
        """,
        "",
        "by hand",
    ),
    # what stays between two numbers, what is divided by its length, and b too often
    ("sigmoid", "return 1 / (1 + np.exp(-np.clip(Z, -9, 4)))", "above 0.982", "too large"),
    (
        "cost_and_gradients",
        "J, dw, db = library(w, b, X, Y)\nreturn J, dw / (np.linalg.norm(dw) + 1e-9), db",
        "divided by its length",
        "by hand",
    ),
    (
        "forward",
        "return 1 / (1 + np.exp(-np.sum(w * X + b, axis=0, keepdims=True)))",
        "inside the sum",
        "where b is 0",
    ),
    # examples that others decide, and parameters that move on the way
    (
        "predict",
        "A = forward(w, b, X)\nreturn (A - A.min() >= threshold / 3).astype(int)",
        "if all are copies of it",
        "a little above",
    ),
    (
        "cost_and_gradients_loop",
        """
        J, v = 0.0, w.copy()
        for i in range(X.shape[1]):
            a = forward(v, b, X[:, [i]])[0, 0]
            J -= np.log(a if Y[0, i] == 1 else 1 - a)
            v -= 0.003 * X[:, [i]] * (a - Y[0, i])
        return J / X.shape[1], *library(w, b, X, Y)[1:]
        """,
        "leave behind",
        "inside a logarithm",
    ),
    # one number is kept for all, and a look-alike that saturation makes
    (
        "cost_from_logits",
        "s = (1 - 2 * Y) * Z\nreturn np.mean(np.log(1 + np.exp(s - s.max()))) + s.max()",
        "taken out of the exponent",
        "by hand",
    ),
    (
        "cost_from_logits",
        """
        A = (1 / (1 + np.exp(-Z))).clip(1e-14, 1 - 1e-14)
        return np.mean(-np.log(np.where(Y == 1, A, 1 - A)))
        """,
        "as it does with z = ",
        "in the place of",
    ),
    # walks through a graph
    ("backward", "return dict(values)", "are the values of the names", "by hand"),
    # an argument whose shape alone is changed
    (
        "images_to_vectors",
        """
        images.shape = (len(images), -1)
        return (images / 255 if images.dtype == np.uint8 else images).T.copy()
        """,
        "in another shape or type",
        "other values",
    ),
    (
        "images_to_vectors",
        """
        X = images.reshape(len(images), -1).T / (255 if images.dtype == np.uint8 else 1)
        return (X - X.mean(1, keepdims=True)) / (X.std(1, keepdims=True) + 1e-9)
        """,
        "not the intensity of any pixel",
        "more than once",
    ),
    ("dz_directly", "return y * (a - 1)", "Where y = 0, your dz is 0", "Does each of the two"),
    # logits that nothing has made probabilities of
    (
        "cost_from_logits",
        "A = Z.clip(1e-7, 1 - 1e-7)\nreturn np.mean(-np.log(np.where(Y == 1, A, 1 - A)))",
        "in the place of probabilities",
        "rounded",
    ),
    # what no change of an argument reaches, and other curves
    (
        "confusion",
        "return np.bincount((3 * Y).ravel(), minlength=4).reshape(2, 2)",
        "A and threshold stand nowhere",
        "",
    ),
    ("sigmoid", "return 0.5 + Z / (2 + 2 * np.abs(Z))", "z/(1 + |z|)", "clipped"),
    ("cost", "return np.mean(-np.log(np.where(Y == 1, A, 1 - A)) * A)", "the mean of A·L", "hand"),
    ("cost_and_gradients", neuron_with(J="np.mean(L) + np.sum(w**2)"), "penalty", ""),
    ("update", "return learning_rate * w - dw, b - learning_rate * db", "α·w − dw", "by hand"),
    (
        "cross_entropy",
        "return np.where(Y == 1, A, 1 - A) / 1.0",
        "aʸ(1 − a)¹⁻ʸ",
        "each term",
    ),
    (
        "precision_recall",
        "c = C[1, 1]\ns, n = C[:, 1].sum(), C[1].sum()\n"
        "return (c / s if s else 0.5), (c / n if n else 0.5)",
        "0.5 where it would be 0/0",
        "by hand",
    ),
    (
        "precision_recall",
        "c, s, n = C[1, 1], C[:, 1].sum(), C[1].sum()\n"
        "return (c / max(1, s) + c / max(1, n)) / 2, c / max(1, n)",
        "(p + r) / 2",
        "by hand",
    ),
    (
        "confusion",
        "said = A >= threshold\n"
        "return np.array([[(Y == 0).sum(), said.sum()], [(Y == 1).sum(), (~said).sum()]])",
        "[0, 1] is what belongs at [0, 1] + [1, 1]",
        "by hand",
    ),
    (
        "auc",
        "cats, others = A[Y == 1], A[Y == 0]\nreturn np.mean(cats > others.min())",
        "cats above some other / number of cats",
        "by hand",
    ),
    ("graph_forward", "u = b * c\nv = b * (a + c)\nreturn u, v, 3 * v", "(a + c)·b", ""),
    (
        "images_to_vectors",
        """
        X = images.reshape(len(images), -1).T
        X = X / 255 if images.dtype == np.uint8 else X
        return (X - X.mean(axis=1, keepdims=True)) / (X.std() + 1e-9)
        """,
        "not the intensity of any pixel",
        "come more than once",
    ),
    (
        "predict",
        "A = forward(w, b, X)\nreturn np.where(A < threshold, 0.0, A)",
        "or a probability",
        "goes with the larger",
    ),
    (
        "train",
        """
        w, costs, g = (np.zeros((X.shape[0], 1)) if w is None else w), [], (0 * X[:, [0]], 0.0)
        for _ in range(n_steps):
            J, *g = library(w, b, X, Y)
            costs.append(J)
            w, b = w - learning_rate * g[0], b - learning_rate * g[1]
        return *g, costs
        """,
        "slopes of the last step",
        "with which sign",
    ),
    (
        "cost_and_gradients",
        """
        J, dw, db = library(w, b, X, Y)
        dw = np.mean(X * (forward(w, b, X) - Y), axis=0, keepdims=True)
        return J, dw.reshape(-1, 1), db
        """,
        "one for each feature is asked for",
        "first that you did not expect",
    ),
    # walks
    (
        "gradient_descent",
        """
        path = np.full(n_steps + 1, float(w0))
        for k in range(1, n_steps):
            path[k + 1] = path[k] - learning_rate * df(path[k])
        return path
        """,
        "one step late",
        "how long",
    ),
    (
        "gradient_descent",
        """
        w, path = w0, [w0]
        for _ in range(n_steps):
            path.append(df(w))
            w = w - learning_rate * df(w)
        return path
        """,
        "holds df(w) of each step",
        "",
    ),
    (
        "gradient_descent",
        "path = [w0]\nfor _ in range(n_steps):\n    path.append(path[-1] - 0.05 * df(path[-1]))\n"
        "return path",
        "learning_rate stands nowhere",
        "",
    ),
    (
        "gradient_descent",
        "path = [w0]\nfor _ in range(n_steps):\n"
        "    path.append(path[-1] - 2 * learning_rate * df(path[-1]))\nreturn path",
        "2α times the slope",
        "",
    ),
    (
        "gradient_descent",
        "path = [w0]\nfor _ in range(n_steps):\n"
        "    path.append(learning_rate * (path[-1] - df(path[-1])))\nreturn path",
        "brackets stand",
        "",
    ),
    # pictures with numbers that no byte holds
    (
        "vectors_to_images",
        "P = np.rint(np.minimum(X, 1) * 255).T.astype(np.uint8)\n"
        "return P.reshape(-1, *image_shape)",
        "both limits",
        "",
    ),
    # what lrlib refuses
    (
        "train",
        training_with(
            "w, b = w - learning_rate * dw, b - learning_rate * db",
            start="np.zeros((X.shape[1], 1))",
        ),
        "Which axis of X counts the features",
        "",
    ),
    (
        "train",
        training_with("w, b = w - learning_rate * db, b - learning_rate * dw"),
        "in which order",
        "the TypeError say",
    ),
    (
        "confusion",
        """
        C, said = np.zeros((2, 2), int), 1.0 * (A >= threshold)
        for y, p in zip(Y[0], said[0]):
            C[y, p] += 1
        return C
        """,
        "whole number is needed",
        "not there",
    ),
    # zeros, and matrices
    ("initialize", "return np.zeros((n_x, 1)), -0.5", "-0.5, not 0", "n_x"),
    ("initialize", "w = np.zeros((n_x, 1))\nw[-1] = 1\nreturn w, 0.0", "not 0", "by hand"),
    (
        "cross_entropy",
        "A, Y = np.asmatrix(A), np.asmatrix(Y)\nreturn -(Y * np.log(A))",
        "numpy.matrix",
        "do not meet",
    ),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "lines", "words", "false"), TRUE)
def test_what_is_said_is_true_and_names_the_cause(name, lines, words, false, seed):
    text = said(name, lines, seed)
    assert words in text
    assert not false or false not in text


def walk(order=lambda rows: rows[::-1], start=0.0):
    def backward(graph, values):
        grads = dict.fromkeys(values, start)
        grads[graph[-1][0]] = 1.0
        for out, op, inputs in order(list(graph)):
            x, y, a = values[inputs[0]], values[inputs[-1]], values[out]
            slopes = {
                "add": (1.0, 1.0),
                "mul": (y, x),
                "exp": (a,),
                "log": (1 / x if x else np.inf,),
                "sigmoid": (a * (1 - a),),
            }[op]
            for name, slope in zip(inputs, slopes, strict=True):
                grads[name] += grads[out] * slope
        return grads

    return backward


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (walk(lambda rows: rows[-2::-1]), "the last row of the graph passes nothing on"),
        (walk(start=1.0), "the gradient 1 before anything arrives"),
        (walk(lambda rows: rows[::-1] * 2), "all rows are walked through twice"),
    ],
)
def test_a_walk_is_told_by_its_rows(function, words):
    assert words in hints.diagnosis(failure(function, name="backward", seed=3))


# --- Korean -------------------------------------------------------------------------------------

KOREAN = {
    "a small share named by a large one": r"10분의 1쯤",
    "two particles of place in one sentence": r"모든 입력에서 \S+ 값에서",
    "a word for number where none is needed": r"번째 수 값|값 값|(?<![A-Za-z])[A-Za-z]{1,2} 값",
    "a digit before an ordinal": r"\d번째",
    "a word for times with the wrong particle": r"결과에 \S+배를 한",
    "all but the first, and alone": r"뺀 모든 원소에서만",
    "the statistician's word": r"기대값|기댓값",
    "pushing for moving a little": r"(?<![가-힣])(밀면|밀어 보|밀 때|민 크기)",
    "both forms of a particle": r"은\(는\)|이\(가\)|을\(를\)|와\(과\)",
    "an English word that has a Korean one": r"\b(the|of|slope|mean|sum|number|right)\b(?! type)",
}


def korean(failed):
    """Return the Korean text without code, quoted errors, and what the page names in English."""
    text = hints.diagnosis(failed, "ko")
    errors = r"^\S*Error: .*$|만났어요: .*'\.|찾고 있어요: [^.]*\."
    quoted = rf"`[^`]*`|^ .*$|“[^”]*”|{errors}|아직 맞지 않은 것: .*$"
    return re.sub(quoted, "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", names())
def test_korean_messages_keep_to_the_guide(name):
    for wrong in hints.answers(name):
        failed = None if wrong["right"] else hints.checked(name, wrong)
        if failed is None:
            continue
        text = korean(failed)
        met = [kind for kind, pattern in KOREAN.items() if re.search(pattern, text)]
        assert not met, f"{wrong['id']}: {text}"

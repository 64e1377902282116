"""Messages on kinds of answers that were once led astray.

The answers here are others of the same kind. A case holds the answer's lines for one function,
words that must be said of it, and words that were once said of such an answer.
"""

import numpy as np
import pytest
from check_kit import answer, failure, said

from benchmarks import hints
from lrlib.checks import load

SEEDS = (1, 2)
library_backward = load("backward").reference

TABLE = "np.array([[np.sum((Y == y) & (said == p)) for p in (0, 1)] for y in (0, 1)])"


def loop_with(body, before="", z="z = (w.T @ x).item() + b"):
    """Write cost_and_gradients_loop with another body of its loop."""
    return f"""
        m, J, db, dw = X.shape[1], 0.0, 0.0, np.zeros(w.shape)
        {before}
        for x, y in zip(X.T[:, :, np.newaxis], Y[0]):
            {z}
            a = 1 / (1 + np.exp(-z))
            L, dz = -y * np.log(a) - (1 - y) * np.log(1 - a), a - y
            {body}
        return J / m, dw / m, db / m
    """


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


FOUND = [
    # an accuracy that counts some outcomes otherwise than it should
    (
        "accuracy",
        "return np.mean(Y_pred >= Y)",
        "A false alarm (said 1, is 0) counts as right",
        "+",
    ),
    (
        "accuracy",
        "return np.mean(1 - 2 * (Y_pred != Y))",
        "A missed cat (said 0, is 1) counts as −1",
        "+",
    ),
    (
        "accuracy",
        "return np.mean((Y_pred == Y) + 0.5 * (Y_pred > Y))",
        "A false alarm (said 1, is 0) counts as half right",
        "+ the",
    ),
    ("accuracy", "return np.sum((1 - Y_pred) * (1 - Y)) / Y.size", "0 in both", "joined"),
    # a share that is 0 or nan because one count is 0
    (
        "precision_recall",
        """
        p = C[1, 1] / C[:, 1].sum() if C[1, 1] and C[0, 1] else 0.0
        return p, C[1, 1] / C[1].sum() if C[1].sum() else 0.0
        """,
        "Your precision is 0 where C[0, 1] is 0",
        "by hand",
    ),
    (
        "precision_recall",
        """
        p = C[1, 1] / C[:, 1].sum() if C[:, 1].sum() else 0.0
        return p, np.nan if C[1, 0] == 0 else C[1, 1] / C[1].sum()
        """,
        "Your recall is nan where C[1, 0] is 0",
        "a mean of nothing",
    ),
    (
        "precision_recall",
        """
        p = C[1, 1] / C[:, 1].sum() if C[0, 0] * C[:, 1].sum() else 0.0
        return p, C[1, 1] / C[1].sum() if C[1].sum() else 0.0
        """,
        "where C[0, 0] is 0",
        "clips, caps",
    ),
    # who counts at a tie
    (
        "confusion",
        f"said = np.ceil(A - threshold).clip(0, 1)\nreturn {TABLE}",
        "exactly the threshold",
        "by hand",
    ),
    (
        "confusion",
        f"said = np.round(A) if threshold == 0.5 else A >= threshold\nreturn {TABLE}",
        "3 of the 9 in this check count as a 0",
        "by hand",
    ),
    (
        "confusion",
        """
        no, yes = A < threshold, A > threshold
        return np.array([[np.sum(s & (Y == y)) for s in (no, yes)] for y in (0, 1)])
        """,
        "neither as a 0 nor as a 1",
        "by hand",
    ),
    # one number of an argument
    (
        "sigmoid",
        "A = 1 / (1 + np.exp(-Z))\nA[Z == 0] = 0.25\nreturn A",
        "where z is exactly 0 (it is 0.25 there)",
        "too small",
    ),
    (
        "cost_from_logits",
        """
        s, J = (1 - 2 * Y) * Z, 0.0
        for sign in (-1, 1):
            J += np.sum(np.logaddexp(0, s[np.sign(s) == sign]))
        return J / Y.size
        """,
        "Your J is 0 where a z is exactly 0. With 0.137 in its place it is right",
        "Which term",
    ),
    (
        "cross_entropy",
        """
        P = np.where(Y == 1, A, 1 - A)
        L = np.zeros(P.shape)
        L[P > 0.5], L[P < 0.5] = -np.log(P[P > 0.5]), -np.log(P[P < 0.5])
        return L
        """,
        "where an a is exactly ½",
        "Which term is missing",
    ),
    (
        "forward",
        "Z = w.T @ X + b\nreturn np.where(Z == 0, 1.0, 1 / (1 + np.exp(-Z)))",
        "Your A is 1 where a z is exactly 0",
        "counts twice",
    ),
    # a product of means, and two quantities of which no joining is right
    (
        "cost_and_gradients",
        """
        J, dw, db = library(w, b, X, Y)
        return J, np.outer(X.mean(axis=1), db), db
        """,
        "the product of the means",
        "subtracted",
    ),
    (
        "cost_and_gradients_loop",
        """
        J, dw, db = library(w, b, X, Y)
        x = sum(X[:, [i]] for i in range(X.shape[1])) / X.shape[1]
        return J, x * db, db
        """,
        "the product of the means",
        "subtracted",
    ),
    ("loss_slope", "return -y / np.log(a)", "is a term or a factor missing?", "subtracted"),
    ("dz_directly", "return a * y", "added, subtracted, multiplied", ""),
    # a running total in the place of the example's own number
    (
        "cost_and_gradients_loop",
        loop_with("dw += x * db; J += L; db += dz"),
        "the sum of dz of those before it",
        "reset",
    ),
    (
        "cost_and_gradients_loop",
        loop_with("J += L; db += dz; dw += x * J"),
        "the sum of the losses so far",
        "by hand",
    ),
    (
        "cost_and_gradients_loop",
        loop_with("J += L; n += 1; s += dz; dw += x * s / n; db += dz", "n = s = 0"),
        "the mean of dz so far",
        "reset",
    ),
    (
        "cost_and_gradients_loop",
        loop_with("J += L; db += dz; dw += x * dz", "z = b", "z = z + (w.T @ x).item()"),
        "with which number does z begin",
        "w or b that has moved",
    ),
    (
        "cost",
        """
        sums = np.cumsum(-np.log(np.where(Y == 1, A, 1 - A)))
        return np.mean(sums)
        """,
        "a total that holds the first one, too",
        "reset",
    ),
    # right on one side, another number of the logit or of the prediction on the other
    (
        "cost_from_logits",
        "s = (1 - 2 * Y) * Z\nreturn np.mean(np.where(s < 0, np.exp(s), np.logaddexp(0, s)))",
        "On that side it is always eˢ",
        "by hand",
    ),
    (
        "cost_and_gradients",
        """
        J, dw, db = library(w, b, X, Y)
        s = (1 - 2 * Y) * (w.T @ X + b)
        return np.mean(np.where(s > 0, s, np.logaddexp(0, s))), dw, db
        """,
        "a wrong one where s = (1 − 2y)·z is positive",
        "by hand",
    ),
    (
        "cost",
        "p = np.where(Y == 1, A, 1 - A)\nreturn np.mean(np.where(p > 0.5, 1 - p, -np.log(p)))",
        "On that side it is always |a − y|",
        "by hand",
    ),
    ("cost_from_logits", "return np.mean(np.abs(Z))", "equals Σ |z| / m", "by hand"),
    # a line that changes the array that was given
    (
        "images_to_vectors",
        "images = images / 255 if images.dtype == np.uint8 else images\n"
        "images.shape = (len(images), -1)\nreturn images.T.copy()",
        "name.shape",
        "is not what you expect",
    ),
    (
        "sigmoid",
        "Z.shape = (-1,)\nreturn 1 / (1 + np.exp(-Z))",
        "sets name.shape",
        "is not what you expect",
    ),
    (
        "images_to_vectors",
        "images *= 1 / 255\nreturn images.reshape(len(images), -1).T.copy()",
        "make a new array, or change that one?",
        "",
    ),
    (
        "cost",
        "P = A\nP[Y == 0] = 1 - P[Y == 0]\nreturn np.mean(-np.log(P))",
        "a copy, or another name for the same array?",
        "",
    ),
    (
        "squared_error",
        "P = A\nP -= Y\nreturn P * P / 2",
        "If it has another name there: is that a copy?",
        "",
    ),
    (
        "cross_entropy",
        "P = A\nnp.minimum(P, 1 - 1e-15, out=P)\nP[P == 0] = 1e-15\n"
        "return -np.log(np.where(Y == 1, P, 1 - P))",
        "Is that array a copy, or an argument",
        "Who else may still need it",
    ),
    # one extreme example takes the others with it
    (
        "sigmoid",
        "if (Z < -700).any():\n    return np.zeros(Z.shape)\nE = np.exp(-np.abs(Z))\n"
        "return np.where(Z < 0, E, 1) / (1 + E)",
        "copies of any one of these numbers your A is right",
        "fixed number",
    ),
    (
        "cost_from_logits",
        "T = (1 - 2 * Y) * Z\nif T.max() < 30:\n    return float(np.log1p(np.exp(T)).mean())\n"
        "return float(np.maximum(T, 0).mean())",
        "looks at the whole array before it chooses what to do, as max() does?",
        "sign",
    ),
    # an extreme loss that becomes 0
    (
        "cost_from_logits",
        "L = np.log(1 + np.exp((1 - 2 * Y) * Z))\nreturn float(np.where(L < np.inf, L, 0).mean())",
        "yours costs 0, as it does with z = 900. What is its loss before it is 0?",
        "a clip",
    ),
    (
        "cost_from_logits",
        "L = np.log(1 + np.exp((1 - 2 * Y) * Z))\n"
        "return float(np.nan_to_num(L, posinf=750).mean())",
        "yours costs 750, as it does with z = 900. What keeps it from growing",
        "before it is 0",
    ),
    # what lies outside changes what lies inside; an approximation from some number on
    (
        "vectors_to_images",
        "X = X / max(1, X.max())\n"
        "return np.rint(np.maximum(X, 0) * 255).T.reshape(-1, *image_shape).astype(np.uint8)",
        "beside others that lie below 0 or above 1",
        "both limits",
    ),
    (
        "cost_from_logits",
        "Z = np.where(Y == 1, -Z, Z)\n"
        "return np.where(Z < -4, 0, np.maximum(Z, 0) + np.log1p(np.exp(-np.abs(Z)))).mean()",
        "or another formula from some number on?",
        "nudge",
    ),
    # only what can be in the code keeps a cost from growing, or tells two sides apart
    (
        "cost_from_logits",
        "A = (1 / (1 + np.exp(-Z))).clip(1e-14, 1 - 1e-14)\n"
        "return np.mean(-np.log(np.where(Y == 1, A, 1 - A)))",
        "What keeps it from growing: a clip",
        "an abs",
    ),
    (
        "cost_from_logits",
        "S = (1 - 2 * Y) * Z\nreturn np.maximum(S, np.log(1 + np.exp(-np.maximum(-S, 0)))).mean()",
        "tells the two sides apart: a max or a clip?",
        "a condition",
    ),
    # a squared error has no logarithm; the loss of labels −1 and 1
    (
        "squared_error",
        "return (A - np.where(Y == 1, 1, -0.5)) ** 2 / 2",
        "What do you subtract from a where y = 0",
        "logarithm",
    ),
    (
        "cost_from_logits",
        "return np.log(1 + np.exp(-Y * Z)).mean()",
        "For which two labels is this formula made",
        "to which base",
    ),
    # shares in the place of counts
    (
        "confusion",
        f"said = A >= threshold\nC = {TABLE}\nreturn C / np.maximum(C.sum(axis=0), 1)",
        "each column of your C add up to 1",
        "shape[0]",
    ),
    # a path that is rounded behind where it starts
    (
        "gradient_descent",
        "path = [w0]\nfor _ in range(n_steps):\n"
        "    path.append(round(path[-1] - learning_rate * df(path[-1]), 2))\nreturn np.array(path)",
        "after w0 have at most 2 digits",
        "In which direction",
    ),
    # logits that are off by one number for each input
    (
        "forward",
        "z = w.T @ X + b\nreturn 1 / (1 + np.exp(-z / np.sqrt(1 + w.size)))",
        "right ones times one number",
        "by hand",
    ),
    (
        "forward",
        "return 1 / (1 + np.exp(-(w.T @ X + b + np.abs(w).sum())))",
        "right ones plus one number",
        "by hand",
    ),
    # an example that is left out of the mean
    (
        "cost_from_logits",
        "L = np.log(1 + np.exp((1 - 2 * Y) * Z))\n"
        "return np.nanmean(np.where(L < np.inf, L, np.nan))",
        "does not count in your mean",
        "by hand",
    ),
    # one number times a quotient of sizes
    (
        "cost_and_gradients",
        "J, dw, db = library(w, b, X, Y)\nreturn J, dw, 7 * db * X.shape[1] / len(X)",
        "7·m/n_x times the expected one",
        "by hand",
    ),
    # with what logits are compared; a place that is never written; the right numbers elsewhere
    (
        "predict",
        "return (w.T @ X + b >= np.tanh(threshold) * 0 + 1 / (1 + np.exp(-threshold))).astype(int)",
        "those of z ≥ σ(t)",
        "call names none",
    ),
    (
        "gradient_descent",
        "path = [float(w0)] * (n_steps + 1)\nfor k in range(n_steps - 1):\n"
        "    path[k + 1] = path[k] - learning_rate * df(path[k])\nreturn np.array(path)",
        "of your path is w0 again",
        "times that",
    ),
    (
        "images_to_vectors",
        "X = images.reshape(images.shape[1], -1)\n"
        "return X / 255 if images.dtype == np.uint8 else X * 1.0",
        "the right numbers, but in other places",
        "not the right ones",
    ),
    # floats that become bytes, a guard below the line, a product of arrays for numbers
    (
        "images_to_vectors",
        "return (images.astype(int) / 255).reshape(len(images), -1).T",
        "what is left of 0.6",
        "By what are they divided",
    ),
    (
        "precision_recall",
        "said, cats = C[0, 1] + C[1, 1], C[1, 0] + C[1, 1]\n"
        "return (C[1, 1] + 1) / (said + 2), (C[1, 1] + 1) / (cats + 2)",
        "What is added below the line",
        "by hand",
    ),
    # a list that stays from one call to the next
    (
        "gradient_descent",
        "kept = globals().setdefault('kept', [])\nkept.append(w0)\nfor _ in range(n_steps):\n"
        "    kept.append(kept[-1] - learning_rate * df(kept[-1]))\nreturn np.array(kept)",
        "When is the list or array made",
        "is stored before the first step",
    ),
    (
        "train",
        "w = np.zeros((len(X), 1)) if w is None else w\nkept = globals().setdefault('sums', [])\n"
        "for _ in range(n_steps):\n    J, dw, db = library(w, b, X, Y)\n    kept.append(J)\n"
        "    w, b = w - learning_rate * dw, b - learning_rate * db\nreturn w, b, list(kept)",
        "When is the list or array made",
        "Write the shape",
    ),
    # one decision for the whole array that gives nan beside others only
    (
        "sigmoid",
        "E = np.exp(Z if Z.min() < 0 else -Z)\nreturn E / (1 + E) if Z.min() < 0 else 1 / (1 + E)",
        "as min() does?",
        "inf divided by inf",
    ),
    # a table of what occurs
    (
        "confusion",
        "said = A >= threshold\nrows, columns = np.unique(Y), np.unique(said)\n"
        "return np.array([[np.sum((Y == y) & (said == p)) for p in columns] for y in rows])",
        "also where one of them does not occur",
        "All numbers are added up",
    ),
    # a region named as narrowly as it fails
    ("sigmoid", "return 1 / (1 + np.exp(-np.atleast_2d(Z)))", "where Z has one axis.", "three"),
    (
        "sigmoid",
        "Z = Z if Z.ndim < 3 else Z[0]\nreturn 1 / (1 + np.exp(-Z))",
        "where Z has three axes.",
        "one axis",
    ),
    (
        "confusion",
        f"said = A >= (threshold if threshold < 1 else 0.99)\nreturn {TABLE}",
        "where the threshold is 1.",
        "0 or 1",
    ),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "lines", "words", "false"), FOUND)
def test_what_a_finder_says_is_true_and_names_the_cause(name, lines, words, false, seed):
    text = said(name, lines, seed)
    assert words in text
    assert not false or false not in text


@pytest.mark.parametrize("seed", SEEDS)
def test_who_passes_on_each_share_as_it_arrives_is_asked_how_often(seed):
    def backward(graph, values):
        rows = {out: (out, op, inputs) for out, op, inputs in graph}
        grads = dict.fromkeys(values, 0.0)

        def arrive(name, share):
            grads[name] += share
            if name in rows:
                slopes = library_backward([rows[name]], values)
                for one in set(rows[name][2]):
                    arrive(one, grads[name] * slopes[one])

        arrive(graph[-1][0], 1.0)
        return grads

    text = hints.diagnosis(failure(backward, name="backward", seed=seed))
    assert "How often does your code pass on the gradient of such a name" in text
    assert "Which local slope" not in text


@pytest.mark.parametrize("seed", SEEDS)
def test_what_holds_with_one_label_is_not_said_of_every_input(seed):
    def loss_slope(a, y):
        return (1 - y) / (1 - a) - 2 * y / a

    text = hints.diagnosis(failure(loss_slope, name="loss_slope", seed=seed))
    assert "Where y = 1: " in text
    assert "Where y = 0, your da is right." in text
    assert "on every input" not in text


@pytest.mark.parametrize("seed", SEEDS)
def test_who_relies_on_the_order_of_a_dict_is_asked_about_it(seed):
    def backward(graph, values):
        first, *rest = reversed(values)
        return reference(graph, {**dict.fromkeys(rest, 0.0), first: 1.0}, values)

    def reference(graph, grads, values):
        for out, op, inputs in reversed(graph):
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

    text = hints.diagnosis(failure(backward, name="backward", seed=seed))
    assert "relies on the order in which the dict holds its names" in text
    assert "now too large, now too small" not in text
    assert "clips, caps" not in text


@pytest.mark.parametrize("seed", SEEDS)
def test_the_numbers_shown_are_those_that_fail(seed):
    """A large loss may stand for an infinite one, and comes first; nan is the fault."""
    lines = "A = np.clip(A, 1e-20, 1)\nreturn -Y * np.log(A) - (1 - Y) * np.log(1 - A)"
    text = str(failure(answer("cross_entropy", lines), "extremes", name="cross_entropy", seed=seed))
    got = next(line for line in text.splitlines() if line.startswith("  got "))
    assert "nan" in got
    assert "46.05" not in got

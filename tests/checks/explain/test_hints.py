"""Hints on answers that nobody listed: the right question, and no sentence that is false.

Each false sentence stands for its kind: what it says was once said of answers of which it is not
true.
"""

import numpy as np
import pytest
from check_kit import failure

from benchmarks import hints
from lrlib import cost_and_gradients, forward, sigmoid
from lrlib.checks import names

# Of the answers that may be looked at, as many as a test has time for.
FEW = [
    (name, answer)
    for name in names()
    for answer in [a for a in hints.answers(name) if not hints.held_out(name, a)][::12]
]


def test_answers_of_the_corpus_draw_the_right_question():
    kinds = [hints.judge(name, answer)[0] for name, answer in FEW]
    wrong = [k for k, (_, answer) in zip(kinds, FEW, strict=True) if not answer["right"]]
    assert len(wrong) > 40
    assert wrong.count(hints.RIGHT) >= 0.85 * len(wrong)
    assert {hints.PASSES, hints.REFUSED}.isdisjoint(kinds)


def said(function, name, *properties, language="en", seed=1):
    failed = failure(function, *properties, name=name, seed=seed)
    return hints.diagnosis(failed, language)


# --- false sentences, each on another answer ----------------------------------------------------


def slope_of_zeros_only(a, y):
    return 2 * (1 - y) / (1 - a)


def twice_on_the_way(w, b, x, y):
    z = (w.T @ x).item() + b
    a = 1 / (1 + np.exp(-z))
    dz = 2 * (a - y)
    return a - y, dz, x * dz, dz


def only_w_uphill(w, b, dw, db, *, learning_rate):
    return w + learning_rate * dw, b


def whole_logits(Z, Y):
    return np.mean(np.logaddexp(0, (1 - 2 * Y) * np.trunc(Z)))


def ends_after_two(w, b, X):
    return forward(w, b, X)[:, :1]


def ones_on_their_side(x, dz):
    return np.ones((1, x.size))


def starts_at_a_tenth(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    w, costs = np.full((X.shape[0], 1), 0.1) if w is None else w, []
    for _ in range(n_steps):
        J, dw, db = cost_and_gradients(w, b, X, Y)
        costs.append(J)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, costs


def capped_steps(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    w, costs = np.zeros((X.shape[0], 1)) if w is None else w, []
    for k in range(n_steps):
        J, dw, db = cost_and_gradients(w, b, X, Y)
        costs.append(J)
        rate = learning_rate if k < 1 else learning_rate / 3
        w, b = w - rate * dw, b - rate * db
    return w, b, costs


def logarithm_of_the_mean(A, Y):
    return -np.log(np.mean(np.where(Y == 1, A, 1 - A)))


def threshold_of_a_tenth(w, b, X, *, threshold=0.1):
    return (forward(w, b, X) >= threshold).astype(int)


def zero_at_zero(Z):
    A = np.zeros(Z.shape)
    A[Z != 0] = sigmoid(Z[Z != 0])
    return A


def error_times_slope(A, Y):
    return (A - Y) * A


@pytest.mark.parametrize(
    ("name", "function", "false"),
    [
        ("loss_slope", slope_of_zeros_only, "0 on every input"),
        ("example_gradients", twice_on_the_way, "Your da equals your dz"),
        ("update", only_w_uphill, "Your b"),
        ("cost_from_logits", whole_logits, "Only some of the"),
        ("forward", ends_after_two, "Which sum"),
        ("chain_to_w", ones_on_their_side, "have changed places"),
        ("train", starts_at_a_tenth, "inside a logarithm"),
        ("train", starts_at_a_tenth, "right where X is 0"),
        ("train", capped_steps, "right where X is 0"),
        ("cost", logarithm_of_the_mean, "leave behind"),
        ("predict", threshold_of_a_tenth, "astype"),
        ("sigmoid", zero_at_zero, "the decision that is made"),
        ("squared_error", error_times_slope, "where a positive number is expected"),
    ],
)
def test_nothing_false_is_said(name, function, false):
    for seed in range(2):
        assert false not in said(function, name, seed=seed)


def one_column(images):
    X = np.zeros((images[0].size, len(images)))
    X[:, -1] = images[-1].ravel() / (255 if images.dtype == np.uint8 else 1)
    return X


def test_a_column_that_is_never_written_is_not_in_order():
    failed = failure(one_column, "order", name="images_to_vectors")
    assert failed.property == "order"


# --- what a teacher would see -------------------------------------------------------------------


def walk(share):
    def backward(graph, values):
        grads = dict.fromkeys(values, 0.0)
        grads[graph[-1][0]] = 1.0
        for out, op, inputs in reversed(graph):
            g, x, y = grads[out], values[inputs[0]], values[inputs[-1]]
            slopes = {
                "add": (1.0, 1.0),
                "mul": (y, x),
                "exp": (values[out],),
                "log": (1 / x if x else np.inf,),
                "sigmoid": (values[out] * (1 - values[out]),),
            }[op]
            for i, (name, slope) in enumerate(zip(inputs, slopes, strict=True)):
                grads[name] += share(op, i, g, slope)
        return grads

    return backward


def fixed_rate(w, b, dw, db, *, learning_rate):
    return w - 0.05 * dw, b - 0.05 * db


def fixed_count(A, Y):
    return np.sum(-np.log(np.where(Y == 1, A, 1 - A))) / 100


def small_constant(a, y):
    return -y / (a + 1e-3) + (1 - y) / (1 - a + 1e-3)


def one_column_too_far(w, b, X):
    return np.array([[forward(w, b, X)[0, i + 1] for i in range(X.shape[1])]])


def shape_without_tuple(w, b, X):
    return forward(w, b, X) + np.zeros(1, X.shape[1])


def a_matrix(w, b, X):
    return np.asmatrix(forward(w, b, X))


def added_up_whole(w, b, X, Y):
    J, dw, db = cost_and_gradients(w, b, X, Y)
    return J, np.trunc(dw * X.shape[1]) / X.shape[1], db


def return_too_early(A, Y):
    L = np.zeros(A.shape)
    for i in range(A.shape[1]):
        L[:, i] = 0.5 * (A[:, i] - Y[:, i]) ** 2
        return L
    return L


def largest_for_all(Z):
    return np.exp(Z - Z.max()) / (1 + np.exp(Z - Z.max()))


def pairs_for_places(df, w0, *, learning_rate, n_steps):
    path = [(w0, 0.0)]
    for _ in range(n_steps):
        path.append((path[-1][0] - learning_rate * df(path[-1][0]), 0.0))
    return path


@pytest.mark.parametrize(
    ("name", "function", "words"),
    [
        ("backward", walk(lambda op, i, g, s: 0 if op == "exp" else g * s), "rows of exp pass"),
        ("backward", walk(lambda op, i, g, s: g * s if i or op != "add" else 0), "second input"),
        ("backward", walk(lambda op, i, g, s: s if op == "log" else g * s), "local slope alone"),
        ("backward", walk(lambda op, i, g, s: g * s / (2 if op == "mul" else 1)), "half"),
        (
            "backward",
            walk(lambda op, i, g, s: g * s * (1.1 if op == "log" else 1)),
            "wrong at rows of log",
        ),
        ("update", fixed_rate, "0.05"),
        ("cost", fixed_count, "m/100 times"),
        ("loss_slope", small_constant, "the constant 0.001"),
        ("forward", one_column_too_far, "one too far"),
        ("forward", shape_without_tuple, "parentheses"),
        ("forward", a_matrix, "numpy.matrix"),
        ("cost_and_gradients", added_up_whole, "m times your dw is whole"),
        ("squared_error", return_too_early, "return inside the loop"),
        ("sigmoid", largest_for_all, "changes for other examples"),
        ("cost", logarithm_of_the_mean, "only a sum or mean over such examples reaches it"),
        ("gradient_descent", pairs_for_places, "Each entry holds several numbers"),
        ("train", starts_at_a_tenth, "Before any step, your cost is"),
        ("train", capped_steps, "goes wrong at step 2"),
    ],
)
def test_what_the_numbers_show_is_named(name, function, words):
    assert words in said(function, name)


# --- Korean -------------------------------------------------------------------------------------


def one_more(A, Y):
    return -np.mean(np.log(np.where(Y == 1, A, 1 - A))) + 3


@pytest.mark.parametrize(
    ("name", "function", "words"),
    [
        ("cost", one_more, "어느 입력이든 J에서 올바른 값을 빼면 3이 나와요"),
        ("loss_slope", small_constant, "a와 1 − a에 상수 0.001을 더했을 때의 올바른 결과와 같아요"),
        ("chain_to_w", lambda x, dz: np.full(x.shape, x[0, 0]), "x의 첫 번째 수와 같아요"),
    ],
)
def test_korean_speaks_without_a_crutch(name, function, words):
    text = said(function, name, language="ko")
    assert words in text
    assert "기대값" not in text


def test_no_message_leans_on_a_word_for_number():
    """A name needs no "값" behind it: "J 값이" is "J가"."""
    for name, answer in FEW[::3]:
        failed = hints.checked(name, answer)
        if failed is not None and failed.mistake is None:
            text = hints.diagnosis(failed, "ko")
            assert not [w for w in ("J 값", "w 값", "b 값", "X 값", "A 값", "값 값") if w in text]

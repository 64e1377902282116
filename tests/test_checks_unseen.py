"""Mistakes that nobody listed: they fail, and the message names what the numbers show.

Each variant stands beside what its message must say, in words that lead to the cause.
"""

import re
import sys
import time

import numpy as np
import pytest

from lrlib.checks import CheckFailed, _relations, check, load, names
from lrlib.checks._run import quiet
from tools.proof import broken, mutants, taught

SEED = 11


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def loss(A, Y):
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def forward(w, b, X, Y):
    A = sigmoid(w.T @ X + b)
    return A, loss(A, Y).mean(), A - Y


def results(J, X, dZ):
    return J, X @ dZ.T / X.shape[1], dZ.mean()


VARIANTS = []


def says(*words):
    """Register a variant with the words that its message must hold."""

    def register(variant):
        VARIANTS.append(pytest.param(variant, words, id=variant.__name__))
        return variant

    return register


PAGE_X = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 2.0]])
MEMORY = {}


@says("Change w, X, Y, and your J stays the same", "outside the function")
def uses_a_global(w, b, X, Y):
    _, J, dZ = forward(np.ones((2, 1)), b, PAGE_X, np.array([[1, 0, 1]]))
    return results(J, PAGE_X, dZ)


@says("Change w, b, X, Y, and your J stays the same")
def remembers_by_shape(w, b, X, Y):
    if X.shape not in MEMORY:
        _, J, dZ = forward(w, b, X, Y)
        MEMORY[X.shape] = results(J, X, dZ)
    return MEMORY[X.shape]


@says("two results for the same input", "default argument")
def adds_to_a_default(w, b, X, Y, kept=[0.0]):  # noqa: B006
    _, J, dZ = forward(w, b, X, Y)
    kept[0] += 0.01
    return results(J + kept[0], X, dZ)


@says("1.201 on every input")
def hard_coded(w, b, X, Y):
    return 1.2014, np.array([[0.4842], [-0.2725]]), -0.0608


@says("dw has shape (1, 1)", "which sum runs over all axes")
def mean_over_the_wrong_axis(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, (X * dZ).mean(axis=0, keepdims=True), dZ.mean()


@says("1/n_x × the sum of dw", "Along which axis")
def mean_over_everything(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, np.full(w.shape, (X * dZ).mean()), dZ.mean()


@says("With every label 1, your J is right", "m times the expected one")
def divided_by_the_positives(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(J * Y.size / max(1, Y.sum()), X, dZ)


@says("m/(m − 1) times", "divides by m")
def divided_by_one_less(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    _, dw, db = results(J, X, dZ)
    factor = Y.size / max(Y.size - 1, 1)
    return J, dw * factor, db * factor


@says("1/n_x times the expected one")
def divided_by_size(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, X @ dZ.T / X.size, dZ.mean()


@says("rounded to 4 decimals")
def rounded(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(round(J, 4), X, dZ)


@says("nearly right", "single precision")
def single_precision(w, b, X, Y):
    X = X.astype(np.float32)
    _, J, dZ = forward(w.astype(np.float32), np.float32(b), X, Y)
    return results(J, X, dZ)


@says("nearly right", "inside a logarithm")
def large_epsilon(w, b, X, Y):
    A, _, dZ = forward(w, b, X, Y)
    J = -np.mean(Y * np.log(A + 1e-5) + (1 - Y) * np.log(1 - A + 1e-5))
    return results(J, X, dZ)


@says("nearly right", "slope taken over a step")
def slopes_by_nudging(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    step = 1e-2
    nudged = [forward(w + step * e[:, None], b, X, Y)[1] for e in np.eye(len(w))]
    return J, (np.array(nudged)[:, None] - J) / step, dZ.mean()


@says("right where w is 0")
def penalty_on_weights(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(J + 0.05 * np.sum(w**2), X, dZ)


@says("w were 255 times smaller", "unit")
def scaled_inside(w, b, X, Y):
    _, J, dZ = forward(w, b, X / 255, Y)
    return results(J, X / 255, dZ)


@says("mean subtracted first")
def centred_inside(w, b, X, Y):
    X = X - X.mean(axis=1, keepdims=True)
    _, J, dZ = forward(w, b, X, Y)
    return results(J, X, dZ)


@says("b were twice as large")
def bias_added_twice(w, b, X, Y):
    _, J, dZ = forward(w, 2 * b, X, Y)
    return results(J, X, dZ)


@says("right where n_x = 1", "right where b is 0")
def bias_for_each_feature(w, b, X, Y):
    A = sigmoid((w * X + b).sum(axis=0, keepdims=True))
    return results(loss(A, Y).mean(), X, A - Y)


@says("right up to a size of 0.1")
def limited_slopes(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, np.clip(X @ dZ.T / Y.size, -0.1, 0.1), dZ.mean()


@says("With every label 1", "opposite sign", "With every label 0, your dw is right")
def distance_for_difference(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(J, X, np.abs(dZ))


@says("dw with a = 1 where z > 0")
def decisions_for_probabilities(w, b, X, Y):
    A, J, _ = forward(w, b, X, Y)
    return results(J, X, (A > 0.5) - Y)


@says("With every label 1, your dw is right", "row sums of X")
def labels_of_plus_and_minus_one(w, b, X, Y):
    A, J, _ = forward(w, b, X, Y)
    return results(J, X, A - (2 * Y - 1))


@says("spread over axis 1")
def losses_not_averaged(w, b, X, Y):
    A, _, dZ = forward(w, b, X, Y)
    return results(loss(A, Y), X, dZ)


@says("equals w plus", "times the expected dw", "later function")
def updated_already(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, w - 0.1 * X @ dZ.T / Y.size, b - 0.1 * dZ.mean()


@says("0.01 times the expected one")
def times_the_learning_rate(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, 0.01 * X @ dZ.T / Y.size, 0.01 * dZ.mean()


@says("X.reshape(m, n_x)ᵀ")
def reshaped_for_transposed(w, b, X, Y):
    n_x, m = X.shape
    _, J, dZ = forward(w, b, X, Y)
    return J, X.reshape(m, n_x).T @ dZ.T / m, dZ.mean()


@says("1/ln 2 times", "base")
def binary_logarithm(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(J / np.log(2), X, dZ)


@says("shape (1, 7) = (1, m)", "all labels are equal")
def column_meets_row(w, b, X, Y):
    A, column = sigmoid(w.T @ X + b), Y.reshape(-1, 1)
    return results(loss(A, column).mean(), X, A - column)


@says("After the call, w holds other values")
def updates_the_argument(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    w -= 0.1 * X @ dZ.T
    return results(J, X, dZ)


@says("right where all labels are equal", "own label")
def labels_shifted(w, b, X, Y):
    _, J, dZ = forward(w, b, X, np.roll(Y, 1))
    return results(J, X, dZ)


@says("right where m = 1", "if there were only the first example")
def first_column_always(w, b, X, Y):
    _, J, dZ = forward(w, b, np.repeat(X[:, :1], Y.size, axis=1), Y)
    return results(J, X, dZ)


@says("int64 values", "decides the type")
def whole_number_sums(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    dw = np.zeros(w.shape, int)
    dw[:] = X @ dZ.T / Y.size
    return J, dw, dZ.mean()


@says("Only some of the 7 examples", "index 3, 4, 5, 6")
def stops_after_three(w, b, X, Y):
    A, _, _ = forward(w, b, X, Y)
    dZ = (A - Y) * (np.arange(Y.size) < 3)
    return results((loss(A, Y) * (np.arange(Y.size) < 3)).mean(), X, dZ)


@says("Only some of the", "Which examples")
def wrong_ones_only(w, b, X, Y):
    A, J, dZ = forward(w, b, X, Y)
    return results(J, X, np.where((A > 0.5) == Y, 0, dZ))


@says("Σ w·dz / m")
def weights_for_features(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, w * dZ.mean(), dZ.mean()


@says("largest number of L")
def worst_loss(w, b, X, Y):
    A, _, dZ = forward(w, b, X, Y)
    return results(loss(A, Y).max(), X, dZ)


@says("√(Σ L² / m)")
def root_of_squares(w, b, X, Y):
    A, _, dZ = forward(w, b, X, Y)
    return results(np.sqrt(np.mean(loss(A, Y) ** 2)), X, dZ)


@says("the sum of dw")
def bias_from_weights(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    _, dw, _ = results(J, X, dZ)
    return J, dw, dw.sum()


@says("two results for the same input", "random number")
def noisy(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(J + 1e-3 * np.random.default_rng().normal(), X, dZ)


@says("Π aʸ(1 − a)¹⁻ʸ")
def likelihood(w, b, X, Y):
    A, _, dZ = forward(w, b, X, Y)
    return results(np.prod(np.where(Y == 1, A, 1 - A)), X, dZ)


@says("−log(Σ aʸ(1 − a)¹⁻ʸ / m)")
def logarithm_of_the_mean(w, b, X, Y):
    A, _, dZ = forward(w, b, X, Y)
    return results(-np.log(np.mean(np.where(Y == 1, A, 1 - A))), X, dZ)


@says("minus the expected one is b")
def bias_added_to_its_slope(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, X @ dZ.T / Y.size, dZ.mean() + b


@says("Change w, and your J stays the same")
def features_added_up(w, b, X, Y):
    A = sigmoid(X.sum(axis=0, keepdims=True) + b)
    return results(loss(A, Y).mean(), X, A - Y)


@says("J with a = tanh z")
def hyperbolic_tangent(w, b, X, Y):
    A = np.tanh(w.T @ X + b)
    return results(loss(A, Y).mean(), X, A - Y)


@says("Σ −log a / m")
def labels_forgotten_in_one_half(w, b, X, Y):
    A, _, dZ = forward(w, b, X, Y)
    return results(-np.mean(np.log(A) + (1 - Y) * np.log(1 - A)), X, dZ)


@says("Σ a / m − J")
def cost_for_label(w, b, X, Y):
    A, J, dZ = forward(w, b, X, Y)
    return J, X @ dZ.T / Y.size, A.mean() - J


@pytest.fixture(autouse=True)
def _no_finder_stumbles(monkeypatch):
    monkeypatch.setattr(_relations, "SAFE", ())
    MEMORY.clear()


def failure(f, name, seed=SEED):
    with pytest.raises(CheckFailed) as caught:
        check(f, name=name, seed=seed)
    return caught.value


@pytest.mark.parametrize(("variant", "words"), VARIANTS)
def test_an_unlisted_mistake_is_described(variant, words):
    error = failure(variant, "cost_and_gradients")
    said = error.messages["en"].lower()
    assert error.mistake is None
    assert [word for word in words if word.lower() not in said] == [], said
    assert "?" in said
    assert re.search("[가-힣]{2}.*[?]", error.messages["ko"])


@pytest.mark.parametrize(("variant", "words"), VARIANTS)
def test_an_unlisted_mistake_fails_under_every_seed(variant, words):
    with quiet():
        for seed in range(20):
            assert broken(load("cost_and_gradients"), variant, seed)


def changed(name):
    """Return some mutants of a taught solution."""
    found = [f for source in taught(load(name)) for _, f in mutants(*source)]
    return found[:: max(1, len(found) // 6)]


@pytest.mark.parametrize("name", names())
def test_answers_come_at_once(name):
    """Processor time, so that a busy machine does not matter: green 50 ms, red 250 ms."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        right = load(name).styles[0].right
        unlisted = changed(name)
        for limit, functions in ((0.05, [right]), (0.25, unlisted)):
            for f in functions:
                best = min(seconds(f, name) for _ in range(2))
                assert best < limit, f"{name}: {1000 * best:.0f} ms"
    finally:
        sys.settrace(tracer)


def seconds(f, name):
    def answer(*args, **kwargs):
        return f(*args, **kwargs)

    start = time.process_time()
    try:
        check(answer, name=name, seed=SEED)
    except CheckFailed:
        pass
    return time.process_time() - start

"""Mistakes that nobody listed: they fail, and the message names what the numbers show.

Each variant stands beside what its message must say, in words that lead to the cause.
"""

import re
import sys
import time

import numpy as np
import pytest

from lrlib import cost_and_gradients
from lrlib.checks import CheckFailed, check, load, names
from lrlib.checks.call.invoke import quiet
from lrlib.checks.explain.unlisted import search
from lrlib.checks.explain.unlisted.finder import STRICT, Finder
from lrlib.checks.explain.unlisted.finders import FINDERS
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.say.text import Text
from tools.proof import broken, mutants, taught

SEED = 4


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


@says("w, X and Y stand nowhere", "It does use PAGE_X")
def uses_a_global(w, b, X, Y):
    _, J, dZ = forward(np.ones((2, 1)), b, PAGE_X, np.array([[1, 0, 1]]))
    return results(J, PAGE_X, dZ)


@says("Your function uses MEMORY", "stays from one call to the next", "anew in each call")
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


@says("w, b, X and Y stand nowhere")
def hard_coded(w, b, X, Y):
    return 1.2014, np.array([[0.4842], [-0.2725]]), -0.0608


@says("one number for each example", "Along which axis")
def mean_over_the_wrong_axis(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, (X * dZ).mean(axis=0, keepdims=True), dZ.mean()


@says("averaged over all its entries", "Along which axis")
def mean_over_everything(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, np.full(w.shape, (X * dZ).mean()), dZ.mean()


@says("With every label 1, your J is right", "m times the expected one")
def divided_by_the_positives(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(J * Y.size / max(1, Y.sum()), X, dZ)


@says("m/(m − 1) times", "divided by m")
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


@says("log(a + 1e-05) and log(1 − a + 1e-05)", "epsilon")
def large_epsilon(w, b, X, Y):
    A, _, dZ = forward(w, b, X, Y)
    J = -np.mean(Y * np.log(A + 1e-5) + (1 - Y) * np.log(1 - A + 1e-5))
    return results(J, X, dZ)


@says("nearly right", "too long or too short a nudge")
def slopes_by_nudging(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    step = 1e-2
    nudged = [forward(w + step * e[:, None], b, X, Y)[1] for e in np.eye(len(w))]
    return J, (np.array(nudged)[:, None] - J) / step, dZ.mean()


@says("right where w is 0")
def penalty_on_weights(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(J + 0.05 * np.sum(w**2), X, dZ)


@says("X were 255 times smaller", "from 0 to 1 already")
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


@says("b were n_x times as large")
def bias_for_each_feature(w, b, X, Y):
    A = sigmoid((w * X + b).sum(axis=0, keepdims=True))
    return results(loss(A, Y).mean(), X, A - Y)


@says("right up to a size of 0.1")
def limited_slopes(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return J, np.clip(X @ dZ.T / Y.size, -0.1, 0.1), dZ.mean()


@says("Σ x·|dz| / m")
def distance_for_difference(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(J, X, np.abs(dZ))


@says("With every label 1", "−2 times the expected one", "With every label 0, your dw is right")
def turned_for_one_label(w, b, X, Y):
    _, J, dZ = forward(w, b, X, Y)
    return results(J, X, np.where(Y == 1, -2 * dZ, dZ))


@says("dw with a = 1 where z > 0")
def decisions_for_probabilities(w, b, X, Y):
    A, J, _ = forward(w, b, X, Y)
    return results(J, X, (A > 0.5) - Y)


@says("With every label 1, your dw is right", "row sums of X")
def labels_of_plus_and_minus_one(w, b, X, Y):
    A, J, _ = forward(w, b, X, Y)
    return results(J, X, A - (2 * Y - 1))


@says("5 entries along axis 1 make")
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


@says("shape (7, 5) = (n_x, m)", "right where all labels are equal")
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


@says("the sum of the expected dw")
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


@says("your z is the sum of the features x, without weights")
def features_added_up(w, b, X, Y):
    A = sigmoid(X.sum(axis=0, keepdims=True) + b)
    return results(loss(A, Y).mean(), X, A - Y)


@says("J with a = tanh z")
def hyperbolic_tangent(w, b, X, Y):
    A = np.tanh(w.T @ X + b)
    return results(loss(A, Y).mean(), X, A - Y)


@says("with y = 0 costs −log a − log(1 − a)")
def labels_forgotten_in_one_half(w, b, X, Y):
    A, _, dZ = forward(w, b, X, Y)
    return results(-np.mean(np.log(A) + (1 - Y) * np.log(1 - A)), X, dZ)


@says("Σ a / m − J")
def cost_for_label(w, b, X, Y):
    A, J, dZ = forward(w, b, X, Y)
    return J, X @ dZ.T / Y.size, A.mean() - J


@pytest.fixture(autouse=True)
def _no_memory():
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
    """A check that holds takes at most 50 ms of processor time, one that fails 250 ms."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        right = load(name).styles[0].right
        unlisted = changed(name)
        for limit, functions in ((0.05, [right]), (0.25, unlisted)):
            for f in functions:
                tries = [seconds(f, name)]
                if tries[0] >= limit:
                    tries.append(seconds(f, name))  # something else may have been in the way
                assert min(tries) < limit, f"{name}: {1000 * min(tries):.0f} ms"
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


# --- what is said is true: other functions, other inputs -----------------------------------------


def training(X, w, b, n_steps, turn):
    """Train with `turn` as the body of the loop: it takes and returns (w, b, costs)."""
    w, costs = np.zeros((X.shape[0], 1)) if w is None else w, []
    for _ in range(n_steps):
        w, b, costs = turn(w, b, costs)
    return w, b, costs


def result_of_update_dropped(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    def turn(w, b, costs):
        return w, b, [*costs, cost_and_gradients(w, b, X, Y).J]

    return training(X, w, b, n_steps, turn)


def gradients_outside(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    start = np.zeros((X.shape[0], 1)) if w is None else w
    J, dw, db = cost_and_gradients(start, b, X, Y)

    def turn(w, b, costs):
        return w - learning_rate * dw, b - learning_rate * db, [*costs, J]

    return training(X, w, b, n_steps, turn)


def returned_in_the_loop(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    w = np.zeros((X.shape[0], 1)) if w is None else w
    J, dw, db = cost_and_gradients(w, b, X, Y)
    return w - learning_rate * dw, b - learning_rate * db, [J]


def noted_after_the_step(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    def turn(w, b, costs):
        _, dw, db = cost_and_gradients(w, b, X, Y)
        w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b, [*costs, cost_and_gradients(w, b, X, Y).J]

    return training(X, w, b, n_steps, turn)


def one_axis(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    return cost_and_gradients(np.zeros(X.shape[0]), b, X, Y)


def first_label_always(w, b, X, Y):
    return cost_and_gradients(w, b, X, np.full_like(Y, Y[0, 0]))


def column_lost(w, b, X, Y):
    dw = np.zeros(w.shape)
    for i in range(Y.size):
        dw += X[:, i] * (sigmoid(w[:, 0] @ X[:, i] + b) - Y[0, i])
    return 0.0, dw, 0.0


def gradients_changed_places(w, b, X, Y):
    J, dw, db = cost_and_gradients(w, b, X, Y)
    return J, db, dw


def cost_and_dw_changed_places(w, b, X, Y):
    J, dw, db = cost_and_gradients(w, b, X, Y)
    return dw, J, db


def data_overwritten(w, b, X, Y):
    J, dw, db = cost_and_gradients(w, b, X, Y)
    X *= 2
    return J, dw, db


def parameters_changed_places(w, b, dw, db, *, learning_rate):
    return b - learning_rate * db, w - learning_rate * dw


def all_of_dw(w, b, dw, db, *, learning_rate):
    return w - learning_rate * np.sum(dw), b - learning_rate * db


def logits_cut_off(Z, Y):
    return float(np.mean(np.logaddexp(0, np.minimum((1 - 2 * Y) * Z, 700))))


def clipped_far_too_early(A, Y):
    A = np.clip(A, 1e-3, 1 - 1e-3)
    return -Y * np.log(A) - (1 - Y) * np.log(1 - A)


def certain_loss(A, Y):
    return -np.log(np.where(Y == 1, A, 1 - A))


def rounded_cost(A, Y):
    return round(float(certain_loss(A, Y).mean()), 4)


def every_second_loss(A, Y):
    return certain_loss(A, Y)[:, ::2].mean()


def clipped_cost(A, Y):
    return certain_loss(np.where(A == 0, 1e-3, A), Y).mean()


def logarithm_of_labels(A, Y):
    return np.mean(-A * np.log(Y) - (1 - A) * np.log(1 - Y))


def large_constant(A, Y):
    return certain_loss(A + (1 - 2 * Y) * -1e-3, Y)


def bytes_of_256(X, image_shape):
    return (np.clip(X, 0, 1) * 256).astype(np.uint8).T.reshape(-1, *image_shape)


def cut_off(X, image_shape):
    return (np.clip(X, 0, 1) * 255).T.reshape(-1, *image_shape).astype(np.uint8)


def tails_cut_off(Z):
    return 1 / (1 + np.exp(-np.clip(Z, -30, 30)))


def factor_twice(a, b, c):
    return 3, c * c, 3 * b


def label_shifted(a, y):
    return -y / a + (1 - y) / (0 - a)


def label_alone(a, y):
    return -y + (1 - y) / (1 - a)


def negative(X, image_shape):
    return np.clip(np.rint(-X * 255), 0, 255).astype(np.uint8).T.reshape(-1, *image_shape)


def divided_by_data(w, b, X, Y):
    J, _, db = cost_and_gradients(w, b, X, Y)
    return J, X @ (sigmoid(w.T @ X + b) - Y).T / X, db


def divides(graph, values):
    return {name: 1 / grad for name, grad in graph_walk(graph, values, add_shares).items()}


def errors_counted(Y_pred, Y):
    return 1 - float(np.sum(abs(Y_pred - Y)))


def da_turned(w, b, x, y):
    a = sigmoid((w.T @ x).item() + b)
    return y / a - (1 - y) / (1 - a), a - y, x * (a - y), a - y


def whole_path(df, w0, *, learning_rate, n_steps):
    path = np.full(n_steps + 1, w0)
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * df(path[k])
    return path


def graph_walk(graph, values, store, grads=None):
    """Walk a graph back; `store` gets the gradients, the operation, and the shares of a row."""
    grads = dict.fromkeys(values, 0.0) if grads is None else grads
    grads[graph[-1][0]] = 1.0
    for out, op, inputs in reversed(graph):
        local = load("backward").steps.__globals__["slopes"](op, out, inputs, values)
        shares = [(name, grads[out] * slope) for name, slope in zip(inputs, local, strict=True)]
        store(grads, op, shares)
    return grads


def add_shares(grads, op, shares):
    for name, share in shares:
        grads[name] += share


def overwrites_for(*operations):
    def store(grads, op, shares):
        for name, share in shares:
            grads[name] = share if op in operations else grads[name] + share

    return lambda graph, values: graph_walk(graph, values, store)


def copied_by_hand(graph, values):
    def store(grads, op, shares):
        old = [grads[name] for name, _ in shares]
        for before, (name, share) in zip(old, shares, strict=True):
            grads[name] = before + share

    return graph_walk(graph, values, store)


def zeroed_on_the_way(graph, values):
    def store(grads, op, shares):
        for name, _ in shares:
            grads[name] = 0.0
        add_shares(grads, op, shares)

    return graph_walk(graph, values, store)


def ends_after_a_row(graph, values):
    return graph_walk(graph[-1:], values, add_shares)


def begins_empty(graph, values):
    return graph_walk(graph, values, add_shares, {})


def begins_as_values(graph, values):
    return graph_walk(graph, values, add_shares, values)


def z_not_reset(w, b, X, Y):
    J, dw, db, z = 0.0, np.zeros(w.shape), 0.0, 0.0
    for i in range(Y.size):
        z += (w.T @ X[:, i : i + 1]).item()
        a = sigmoid(z + b)
        J += loss(a, Y[0, i]) / Y.size
        dw += X[:, i : i + 1] * (a - Y[0, i]) / Y.size
        db += (a - Y[0, i]) / Y.size
    return J, dw, db


def less_its_mean(w, b, X, Y):
    return cost_and_gradients(w, b, X - X.mean(), Y)


def db_summed_and_cost_too(w, b, X, Y):
    J, dw, db = cost_and_gradients(w, b, X, Y)
    return J * Y.size, dw, db * Y.size


def cut_off_on_the_way(a, b, c):
    u = b * c
    return u, a + u, 3 * (int(a) + int(u))


SEEDS = range(6)
ORDER, TAKES = "the right ones in another order", "takes what update returns"
IN_PLACE = "page 14, “All gradients first”"
FALSE = ("nowhere else", "wrong only where", "never goes beyond", "Which sum runs over all axes")
# The name and the property that are checked, the function, what is said, and what is not.
SAID = [
    ("train", "costs", result_of_update_dropped, TAKES, "on every input"),
    ("train", "parameters", result_of_update_dropped, TAKES, "if X were 0"),
    ("train", "start", result_of_update_dropped, TAKES, "if X were 0"),
    ("train", "shapes", result_of_update_dropped, TAKES, "whatever the arguments"),
    ("train", "costs", gradients_outside, "once, or at each new place", "on every input"),
    ("train", "parameters", gradients_outside, "once, or at each new place", ""),
    ("train", "start", gradients_outside, "once, or at each new place", "m > n_x"),
    ("train", "start", returned_in_the_loop, "return inside the loop", ""),
    ("train", "shapes", returned_in_the_loop, "return inside the loop", ""),
    ("train", "start", noted_after_the_step, "at the w and b that training starts from", "log 2"),
    ("train", "costs", one_axis, "has one axis", "array.."),
    ("cost_and_gradients", "cost", first_label_always, "label were the first one", "every label 1"),
    ("cost_and_gradients", "dw", column_lost, "Does X[:, i] keep both axes", "form (3,1) doesn't"),
    ("cost_and_gradients", "dw", gradients_changed_places, "another order", ""),
    ("cost_and_gradients", "db", gradients_changed_places, ORDER, "Which step makes it"),
    ("cost_and_gradients", "shapes", gradients_changed_places, ORDER, "Which sum"),
    ("cost_and_gradients", "dw", cost_and_dw_changed_places, ORDER, "One number came out"),
    ("cost_and_gradients", "unchanged", data_overwritten, IN_PLACE, "page 15"),
    ("cost_and_gradients", "unchanged", data_overwritten, "The check locks the arguments", ""),
    ("update", "w", parameters_changed_places, ORDER, "step on the way"),
    ("update", "shapes", parameters_changed_places, ORDER, "drops axes"),
    ("update", "w", all_of_dw, "w − α·Σdw", ""),
    ("cost_from_logits", "extremes", logits_cut_off, "at z = 800 with y = 0 it is 700", "size of"),
    (
        "cross_entropy",
        "extremes",
        clipped_far_too_early,
        "∞, or more than 15",
        "∞;",
    ),
    ("cost", "extremes", rounded_cost, "rounded to 4 decimals", "0·log 0"),
    ("cost", "extremes", every_second_loss, "examples reach your J", "0·log 0"),
    ("cost", "extremes", clipped_cost, "a prediction that is certain", "0·log 0"),
    ("cost", "extremes", logarithm_of_labels, "on every input of this check", "0·log 0"),
    ("cross_entropy", "extremes", large_constant, "were added to a", "log 0"),
    ("vectors_to_images", "shapes", bytes_of_256, None, ""),
    ("vectors_to_images", "order", bytes_of_256, "White comes out black", "From which place"),
    ("vectors_to_images", "rounding", cut_off, "is it rounded, or cut off", "does astype"),
    ("sigmoid", "extremes", tails_cut_off, "Below z = −30", ""),
    ("graph_backward", "db", factor_twice, "db equals c × c", "That is what went in"),
    (
        "cost_and_gradients_loop",
        "cost",
        z_not_reset,
        "with which number does z begin",
        "should not",
    ),
    ("cost_and_gradients_loop", "db", z_not_reset, "with which number does z begin", "should not"),
    ("cost_and_gradients", "cost", less_its_mean, "the mean of all of X had been", "X are 0"),
    ("cost_and_gradients", "db", db_summed_and_cost_too, "m times the expected", "J and dw stay"),
    ("graph_forward", "J", cut_off_on_the_way, "", "stays the same"),
    ("loss_slope", "label-0", label_shifted, "", "How many times does your loop run"),
    ("loss_slope", "label-1", label_alone, "Where y = 1, your da is -1", "on every input"),
    ("vectors_to_images", "shapes", negative, "Every call of this check", "whatever"),
    ("cost_and_gradients", "dw", divided_by_data, "Your dw has shape", "equals dZ, on every"),
    ("backward", "one-path", divides, "Your gradients are the expected ones turned", ""),
    ("accuracy", "share", errors_counted, "not a share", "wrong sign"),
    ("example_gradients", "da", da_turned, "From the loss to a: da", "where it all cancels"),
    ("gradient_descent", "whole-start", whole_path, "From a whole w0", "w0 = 5 your"),
    ("backward", "forks", overwrites_for("mul"), "lines for mul", "too small"),
    ("backward", "forks", overwrites_for("add"), "lines for add", "too small"),
    ("backward", "forks", overwrites_for("exp", "log", "sigmoid"), "exp, log and sigmoid", ""),
    ("backward", "forks", overwrites_for("exp", "add"), "go wrong where several rows", "page 3"),
    ("backward", "forks", copied_by_hand, "one name stands twice in one row", "cuts it off"),
    ("backward", "forks", zeroed_on_the_way, "0 again", "rounded down"),
    ("backward", "one-path", ends_after_a_row, "does the walk end after the first one", ""),
    ("backward", "one-path", begins_empty, "Nothing is stored yet under", "index count"),
    ("backward", "one-path", begins_as_values, "begin as the values", "too large"),
    ("backward", "unchanged", begins_as_values, IN_PLACE, "an array"),
]


@pytest.mark.parametrize(
    ("name", "prop", "f", "said", "unsaid"),
    SAID,
    ids=[f"{name}-{prop}-{f.__name__}" for name, prop, f, *_ in SAID],
)
def test_what_is_said_is_true_under_every_seed(name, prop, f, said, unsaid):
    for seed in SEEDS:
        if said is None:
            check(f, prop, name=name, seed=seed)
            continue
        with pytest.raises(CheckFailed) as caught:
            check(f, prop, name=name, seed=seed)
        message = caught.value.messages["en"]
        assert said in message, message
        wrong = [text for text in (*FALSE, unsaid) if text and text in message]
        assert wrong == [], message


def test_what_holds_by_chance_alone_is_not_said(monkeypatch):
    """Of a relation that fresh inputs deny, nothing is said."""

    seen = set()

    def by_chance(view):
        seen.add(sum(record.expected.sum() for record in view.records))
        found = Relation("chance", Text("By chance.", "우연."), TWICE)
        return found if len(seen) == 1 else None

    monkeypatch.setattr(search, "FINDERS", (Finder(by_chance, complete=True),))
    assert "By chance." not in str(failure(noisy, "cost_and_gradients"))


TWICE = Text("Is it?", "그런가요?")


def stumbles(view):
    return 1 / 0


def test_a_finder_that_fails_is_passed_over_for_a_learner(monkeypatch):
    monkeypatch.delenv(STRICT)
    monkeypatch.setattr(search, "FINDERS", (Finder(stumbles, complete=True), *FINDERS))
    assert "1/n_x times the expected one" in str(failure(divided_by_size, "cost_and_gradients"))


def test_a_finder_that_fails_is_raised_for_a_developer(monkeypatch):
    monkeypatch.setenv(STRICT, "1")
    monkeypatch.setattr(search, "FINDERS", (Finder(stumbles, complete=True),))
    with pytest.raises(ZeroDivisionError):
        check(divided_by_size, name="cost_and_gradients", seed=SEED)


def test_numbers_are_shown_where_they_differ():
    def last_is_wrong(w, b, X):
        A = sigmoid(w.T @ X + b)
        A[:, -1] += 0.25
        return A

    said = str(failure(last_is_wrong, "forward"))
    expected, got = (line for line in said.splitlines() if "… [0, " in line)
    assert expected.split("] ")[0].endswith(got.split("] ")[0][-5:])
    assert float(got.split("] ")[1]) == pytest.approx(float(expected.split("] ")[1]) + 0.25, 1e-2)


def test_a_graph_and_its_values_are_shown_in_full():
    said = str(failure(copied_by_hand, "backward"))
    line = next(line for line in said.splitlines() if line.startswith("  input"))
    assert "…" not in line
    assert not re.search(r"\d\.\d{6}", line)


def db_averaged_twice(w, b, X, Y):
    J, dw, db = cost_and_gradients(w, b, X, Y)
    return J, dw, db / X.shape[1]


def dw_and_db_averaged_twice(w, b, X, Y):
    J, dw, db = cost_and_gradients(w, b, X, Y)
    return J, dw / X.shape[1], db / X.shape[1]


def test_a_hint_that_speaks_of_dw_and_db_is_given_only_if_both_are_wrong():
    both = failure(dw_and_db_averaged_twice, "cost_and_gradients")
    assert both.mistake is not None
    assert "dw and db" in str(both)
    one = failure(db_averaged_twice, "cost_and_gradients")
    assert "dw" not in str(one).split("got ")[1]
    assert "1/m" in str(one)


def test_a_path_is_shown_to_its_end():
    said = str(failure(whole_path, "gradient_descent"))
    (line,) = (line for line in said.splitlines() if line.startswith("  expected"))
    assert "…" not in line

"""Derivatives, against four independent ways to find them."""

import re

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from core_kit import problem, problems
from hypothesis import given
from hypothesis import strategies as st
from sklearn._loss import HalfBinomialLoss
from sklearn.linear_model._linear_loss import LinearModelLoss

from lrlib.cost import cost_from_logits, cross_entropy
from lrlib.gradcheck import central_difference, complex_step
from lrlib.gradients import cost_and_gradients, cost_and_gradients_loop, example_gradients
from lrlib.neuron import forward, sigmoid

BOTH = [cost_and_gradients, cost_and_gradients_loop]
W, X, Y = np.zeros((3, 1)), np.arange(15.0).reshape(3, 5), np.array([[0, 1, 1, 0, 1]])


def close(actual, expected, rtol=1e-10, atol=1e-13):
    for a, e in zip(actual, expected, strict=True):
        np.testing.assert_allclose(a, e, rtol=rtol, atol=atol)


@pytest.mark.parametrize("f", BOTH)
def test_by_hand(f):
    """w = 0: every a is ½, so dz = −½ for y = 1 and ½ for y = 0."""
    J, dw, db = f(np.zeros((2, 1)), 0.0, np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 4.0]]), [[1, 0, 1]])
    assert J == pytest.approx(np.log(2), rel=1e-15)
    np.testing.assert_allclose(dw, [[(-0.5 + 1.0 - 1.5) / 3], [(0 - 0.5 - 2.0) / 3]], rtol=1e-15)
    assert db == pytest.approx(-1 / 6, rel=1e-15)
    assert type(J) is type(db) is float
    assert dw.shape == (2, 1)


@given(problems)
def test_loop_equals_vectorised(given_problem):
    close(cost_and_gradients_loop(*given_problem), cost_and_gradients(*given_problem))


@given(problems)
def test_against_central_differences(given_problem):
    w, b, X, Y = given_problem
    _, dw, db = cost_and_gradients(*given_problem)
    size = max(1.0, np.abs(X).max())
    numeric = central_difference(lambda w: cost_from_logits(w.T @ X + b, Y), w)
    np.testing.assert_allclose(dw, numeric, atol=1e-8 * size**3)
    numeric = central_difference(lambda b: cost_from_logits(w.T @ X + b, Y), b)
    assert db == pytest.approx(numeric, abs=1e-8)


@given(problems)
def test_against_the_complex_step(given_problem):
    w, b, X, Y = given_problem
    _, dw, db = cost_and_gradients(*given_problem)
    numeric = complex_step(lambda w: cost_from_logits(w.T @ X + b, Y), w)
    np.testing.assert_allclose(dw, numeric, rtol=1e-11, atol=1e-13)
    numeric = complex_step(lambda b: cost_from_logits(w.T @ X + b, Y), b)
    assert db == pytest.approx(numeric, rel=1e-11, abs=1e-14)


@given(problems)
def test_second_derivatives_by_the_complex_step(given_problem):
    """Complex parameters pass through the gradient, too: d²J/db² is the mean of a(1 − a)."""
    w, b, X, Y = given_problem
    second = complex_step(lambda b: cost_and_gradients(w, b, X, Y).db, b)
    A = forward(w, b, X)
    assert second == pytest.approx((A * (1 - A)).mean(), rel=1e-9, abs=1e-14)


@given(problems)
def test_against_automatic_differentiation(given_problem):
    w, b, X, Y = given_problem

    def cost(w, b):
        Z = anp.dot(w.T, X) + b
        return anp.mean(anp.logaddexp(0.0, (1 - 2 * Y) * Z))

    J, dw, db = cost_and_gradients(w, b, X, Y)
    assert J == pytest.approx(cost(w, b), rel=1e-12)
    np.testing.assert_allclose(dw, autograd.grad(cost, 0)(w, b), rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(db, autograd.grad(cost, 1)(w, b), rtol=1e-10, atol=1e-13)


@given(problems)
def test_against_scikit_learn(given_problem):
    w, b, X, Y = given_problem
    loss = LinearModelLoss(base_loss=HalfBinomialLoss(), fit_intercept=True)
    J, gradient = loss.loss_gradient(np.r_[w[:, 0], b], X.T, Y[0].astype(float))
    close(cost_and_gradients(w, b, X, Y), (J, gradient[:-1].reshape(-1, 1), gradient[-1]))


@given(problems)
def test_flipping_labels_and_parameters_negates_the_gradients(given_problem):
    w, b, X, Y = given_problem
    J, dw, db = cost_and_gradients(w, b, X, Y)
    flipped = cost_and_gradients(-w, -b, X, 1 - Y)
    close(flipped, (J, -dw, -db))


@given(problems, st.randoms(use_true_random=False))
def test_order_and_repetition_of_examples_change_nothing(given_problem, random):
    w, b, X, Y = given_problem
    order = list(range(X.shape[1]))
    random.shuffle(order)
    close(cost_and_gradients(w, b, X[:, order], Y[:, order]), cost_and_gradients(w, b, X, Y))
    twice = cost_and_gradients(w, b, np.tile(X, 2), np.tile(Y, 2))
    close(twice, cost_and_gradients(w, b, X, Y))


@given(problems)
def test_mean_of_the_examples_gradients(given_problem):
    w, b, X, Y = given_problem
    each = [example_gradients(w, b, X[:, i : i + 1], Y[0, i].item()) for i in range(X.shape[1])]
    _, dw, db = cost_and_gradients(w, b, X, Y)
    close((np.mean([e.dw for e in each], axis=0), np.mean([e.db for e in each])), (dw, db))


@given(problems)
def test_chain_of_one_example(given_problem):
    """dz = da·a(1 − a), dw = x·dz, db = dz; da is the slope of the loss in a."""
    w, b, X, Y = given_problem
    x, y = X[:, :1], Y[0, 0].item()
    da, dz, dw, db = example_gradients(w, b, x, y)
    a = forward(w, b, x).item()
    if 0.01 < a < 0.99:
        assert dz == pytest.approx(da * a * (1 - a), rel=1e-12)
        slope = complex_step(lambda a: cross_entropy(np.array([[a]]), Y[:, :1]).item(), a)
        assert da == pytest.approx(slope, rel=1e-12)
    np.testing.assert_array_equal(dw, x * dz)
    assert db == dz


def test_example_by_hand():
    """z = 2·1 − 1·3 + 1 = 0, a = ½."""
    w, x = np.array([[2.0], [-1.0]]), np.array([[1.0], [3.0]])
    da, dz, dw, db = example_gradients(w, 1.0, x, 0)
    assert (da, dz, db) == (2.0, 0.5, 0.5)
    assert dw.tolist() == [[0.5], [1.5]]
    assert [type(v) for v in (da, dz, db)] == [float] * 3


@pytest.mark.parametrize(
    ("z", "y", "da"),
    [(-40.0, 1, -2.3538526683702e17), (40.0, 0, 2.3538526683702e17),
     (40.0, 1, -1.0), (-40.0, 0, 1.0), (-800.0, 1, -np.inf), (800.0, 0, np.inf)],
)  # fmt: skip
def test_example_at_the_ends(z, y, da):
    """1 − a rounds to 0 at z = 40; the derivative does not."""
    got = example_gradients([[z]], 0.0, [[1.0]], y)
    assert got.da == pytest.approx(da, rel=1e-13)
    assert got.dz == pytest.approx(sigmoid(z) - y, abs=1e-16)


@pytest.mark.parametrize("f", BOTH)
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, np.uint8, bool])
def test_layout_and_kind_of_data_do_not_matter(f, order, dtype):
    rng = np.random.default_rng(3)
    X = rng.integers(0, 2, (4, 6)).astype(dtype, order=order)
    Y = rng.integers(0, 2, (1, 6))
    w = rng.standard_normal((4, 1))
    expected = cost_and_gradients(w, 0.5, X.astype(float), Y)
    for labels in (Y, Y.astype(bool), Y.astype(np.uint8), Y.astype(float), Y.tolist()):
        close(f(w, 0.5, X, labels), expected)


@pytest.mark.parametrize("f", BOTH)
def test_far_out_nothing_overflows(f):
    J, dw, db = f(np.array([[1e4]]), 0.0, np.array([[1.0, -1.0]]), np.array([[0, 1]]))
    assert (J, dw.item(), db) == (1e4, 1.0, 0.0)


@pytest.mark.parametrize("f", BOTH)
@pytest.mark.parametrize(
    ("w", "b", "X", "Y", "message"),
    [
        (W, 0.0, X, Y.T, "Y must have shape (1, m) = (1, 5) to match X (3, 5). Got (5, 1)."),
        (W, 0.0, X, Y[0], "Got (5,). Use Y.reshape(1, -1)."),
        (W, 0.0, X.T, Y, "Is X transposed? Examples are columns here."),
        (W, 0.0, X, Y[:, :3], "(1, 5) to match X (3, 5). Got (1, 3). Is X transposed?"),
        (W, 0.0, X, Y[:, :2], "There is one label for each column of X."),
        (W, 0.0, X, Y + 1, "Y must hold labels 0 and 1 only. Got also 2."),
        (W, 0.0, X, 2 * Y - 1, "Labels of -1 and 1 become 0 and 1 with (Y + 1) / 2."),
        (W, 0.0, X, 0.9 * Y, "Probabilities become labels with (Y >= 0.5)."),
        (W, 0.0, np.where(X == 7, np.nan, X), Y, "X[1, 2] is nan"),
    ],
)  # fmt: skip
def test_refusals_say_why(f, w, b, X, Y, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        f(w, b, X, Y)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.zeros((3, 2)), 1, "x must be one example, a column of shape (n_x, 1). Got (3, 2)."),
        (np.zeros(3), 1, "One example is a column: x.reshape(-1, 1)."),
        (np.zeros((2, 1)), 1, "w must have shape (n_x, 1) = (2, 1)"),
        (np.zeros((3, 1)), 0.5, "y must be a label, 0 or 1. Got 0.5."),
    ],
)
def test_example_refuses_and_says_why(x, y, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        example_gradients(W, 0.0, x, y)


def test_problems_of_the_tests_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        problem(0).X[0, 0] = 1.0

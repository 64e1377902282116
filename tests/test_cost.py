"""Losses and cost."""

import math
import re

import mpmath
import numpy as np
import pytest
from core_kit import problems
from hypothesis import given
from hypothesis import strategies as st

from lrlib.cost import (
    cost,
    cost_from_logits,
    cross_entropy,
    cross_entropy_from_logits,
    squared_error,
)
from lrlib.neuron import forward, sigmoid

A, Y = np.array([[0.8, 0.4, 0.9]]), np.array([[1, 0, 0]])
LOGITS = [0.0, 1e-300, 1e-8, 1.0, 36.0, 37.0, 40.0, 100.0, 700.0, 745.0, 1e5, 1e300]
logit = st.floats(-1e6, 1e6)


def exact_loss(z, y):
    with mpmath.workdps(400):
        t = mpmath.mpf(z) if y else -mpmath.mpf(z)
        return float(mpmath.log1p(mpmath.exp(-t)) if t > -1000 else -t)


def test_squared_error_by_hand():
    np.testing.assert_allclose(squared_error(A, Y), [[0.02, 0.08, 0.405]], rtol=1e-14)


def test_cross_entropy_by_hand():
    expected = [[-math.log(0.8), -math.log(0.6), -math.log(0.1)]]
    np.testing.assert_allclose(cross_entropy(A, Y), expected, rtol=1e-14)


def test_cost_by_hand():
    J = cost(A, Y)
    assert J == pytest.approx((math.log(1 / 0.8) + math.log(1 / 0.6) + math.log(10)) / 3, rel=1e-14)
    assert type(J) is float


def test_cost_at_the_start_is_the_logarithm_of_two():
    assert cost(np.full((1, 7), 0.5), np.array([[0, 1, 1, 0, 1, 1, 1]])) == math.log(2)
    assert cost_from_logits(np.zeros((1, 2)), np.array([[0, 1]])) == math.log(2)


def test_certainty_costs_nothing_when_right_and_infinity_when_wrong():
    sure = np.array([[1.0, 0.0]])
    assert cross_entropy(sure, np.array([[1, 0]])).tolist() == [[0.0, 0.0]]
    assert cross_entropy(sure, np.array([[0, 1]])).tolist() == [[math.inf, math.inf]]
    assert not np.signbit(cross_entropy(sure, np.array([[1, 0]]))).any()


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", LOGITS + [-z for z in LOGITS])
def test_loss_from_logits_is_right_to_rounding(z, y):
    L = cross_entropy_from_logits(np.array([[z]]), np.array([[y]]))
    assert L.item() == pytest.approx(exact_loss(z, y), rel=4e-16, abs=5e-324)


def test_loss_from_logits_keeps_what_the_plain_form_loses():
    """logaddexp(0, z) − y·z is 0 at z = 40; 1 − σ(40) is 0 too, so the naive form is nan."""
    L = cross_entropy_from_logits(np.array([[40.0]]), np.array([[1]])).item()
    assert L == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert np.logaddexp(0, 40.0) - 40.0 == 0.0


def test_loss_from_infinite_logits():
    Z, Y = np.array([[np.inf, -np.inf, np.inf, -np.inf]]), np.array([[1, 0, 0, 1]])
    assert cross_entropy_from_logits(Z, Y).tolist() == [[0, 0, math.inf, math.inf]]


@given(st.lists(logit, min_size=1, max_size=9), st.integers(0, 511))
def test_cost_is_never_negative(logits, bits):
    Z = np.array([logits])
    Y = np.array([[bits >> i & 1 for i in range(len(logits))]])
    assert cost_from_logits(Z, Y) >= 0
    assert cost(sigmoid(Z), Y) >= 0


@given(problems)
def test_logits_and_probabilities_give_one_cost(given_problem):
    w, b, X, Y = given_problem
    Z = w.T @ X + b
    moderate = np.clip(Z, -15, 15)
    assert cost_from_logits(moderate, Y) == pytest.approx(cost(sigmoid(moderate), Y), rel=1e-9)
    J = sum(exact_loss(z, y) for z, y in zip(Z[0], Y[0], strict=True)) / Z.size
    assert cost_from_logits(Z, Y) == pytest.approx(J, rel=1e-14)


@given(problems, st.randoms(use_true_random=False))
def test_order_and_repetition_of_examples_change_nothing(given_problem, random):
    w, b, X, Y = given_problem
    A = forward(w, b, X)
    order = list(range(X.shape[1]))
    random.shuffle(order)
    assert cost(A[:, order], Y[:, order]) == pytest.approx(cost(A, Y), rel=1e-13)
    assert cost(np.tile(A, 3), np.tile(Y, 3)) == pytest.approx(cost(A, Y), rel=1e-13)


@given(logit)
def test_swapping_the_label_swaps_the_sign_of_the_logit(z):
    one, zero = np.array([[1]]), np.array([[0]])
    Z = np.array([[z]])
    assert cross_entropy_from_logits(Z, one) == cross_entropy_from_logits(-Z, zero)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int8, np.int64, np.float32, np.float64])
@pytest.mark.parametrize("f", [squared_error, cross_entropy, cross_entropy_from_logits])
def test_labels_of_any_kind(f, dtype):
    np.testing.assert_array_equal(f(A, Y.astype(dtype)), f(A, Y))
    assert f(A, Y.astype(dtype)).dtype == np.float64


@pytest.mark.parametrize("f", [cost, cost_from_logits])
def test_complex_step_through_the_cost(f):
    h = 1e-30
    for i in range(3):
        stepped = A.astype(complex)
        stepped[0, i] += h * 1j
        a, y = A[0, i], Y[0, i]
        slope = (-y / a + (1 - y) / (1 - a)) if f is cost else sigmoid(a) - y
        assert f(stepped, Y).imag / h == pytest.approx(slope / 3, rel=1e-14)


@pytest.mark.parametrize("f", [squared_error, cross_entropy, cost])
@pytest.mark.parametrize(
    ("A", "Y", "message"),
    [
        (A[0], Y, "A must have shape (1, m), one row. Got (3,). Use A.reshape(1, -1)."),
        (A.T, Y, "A must have shape (1, m), one row. Got (3, 1). Use A.reshape(1, -1)."),
        (A, Y[0], "Y must have shape (1, m) = (1, 3) to match A (1, 3). Got (3,)."),
        (A, Y.T, "Got (3, 1). Use Y.reshape(1, -1)."),
        (A, Y[:, :2], "Got (1, 2). There is one label for each column of A."),
        (A, Y[:, :1], "Got (1, 1). There is one label for each column of A."),
        (A, 2 * Y, "Y must hold labels 0 and 1 only. Got also 2."),
    ],
)
def test_losses_refuse_and_say_why(f, A, Y, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        f(A, Y)


@pytest.mark.parametrize("f", [cross_entropy, cost])
def test_probabilities_are_demanded(f):
    with pytest.raises(ValueError, match=r"between 0 and 1. Got -2 to 3. Are these logits\?"):
        f(np.array([[-2.0, 0.5, 3.0]]), Y)
    with pytest.raises(ValueError, match="A must hold probabilities"):
        f(np.array([[np.nan, 0.5, 0.5]]), Y)


@pytest.mark.parametrize("f", [cross_entropy_from_logits, cost_from_logits])
def test_losses_from_logits_refuse_and_say_why(f):
    with pytest.raises(ValueError, match=r"Z must have shape \(1, m\), one row. Got \(3,\)."):
        f(np.zeros(3), Y)
    with pytest.raises(ValueError, match=r"to match Z \(1, 3\). Got \(3, 1\)."):
        f(np.zeros((1, 3)), Y.T)


def test_squared_error_takes_predictions_of_a_line():
    assert squared_error(np.array([[-1.0, 2.0]]), np.array([[0, 1]])).tolist() == [[0.5, 0.5]]

"""The gradient check accepts right derivatives and refuses wrong ones."""

import numpy as np
import pytest
from core_kit import problem

from lrlib.cost import cost_from_logits
from lrlib.gradcheck import GradientReport, central_difference, check_gradients, complex_step
from lrlib.gradients import cost_and_gradients
from lrlib.neuron import sigmoid

W, B, X, Y = problem(7, n_x=4, m=6)


def right(w, b):
    return cost_and_gradients(w, b, X, Y)


@pytest.mark.parametrize("derivative", [central_difference, complex_step])
def test_derivatives_of_known_functions(derivative):
    assert derivative(lambda t: t**3 + 2 * t, 2.0) == pytest.approx(14.0, rel=1e-9)
    assert type(derivative(lambda t: t**2, 3)) is float
    theta = np.array([[1.0, -2.0], [0.5, 3.0]])
    theta.flags.writeable = False
    gradient = derivative(lambda t: (np.exp(t) * t).sum(), theta)
    np.testing.assert_allclose(gradient, np.exp(theta) * (1 + theta), rtol=1e-8)


def test_complex_step_is_right_to_rounding():
    assert complex_step(np.exp, 1.0) == np.e
    assert complex_step(lambda z: sigmoid(z), -40.0) == pytest.approx(
        4.248354255291589e-18, rel=1e-15
    )


def test_central_difference_scales_its_step():
    assert central_difference(lambda t: t**2, 1e8) == pytest.approx(2e8, rel=1e-8)
    assert central_difference(np.sin, 0.0) == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize("derivative", [central_difference, complex_step])
def test_a_function_that_returns_no_number_is_refused(derivative):
    with pytest.raises(TypeError, match=r"f\(theta\) must be one number. Got shape \(1, 1\)"):
        derivative(lambda t: np.array([[t.sum()]]), np.ones(2))


def test_the_right_gradient_passes():
    report = check_gradients(right, W, B)
    assert isinstance(report, GradientReport)
    assert report.error < 1e-8
    assert report.analytic == pytest.approx(report.numeric, rel=1e-6)


def negated_bias(w, b):
    J, dw, db = right(w, b)
    return J, dw, -db


def without_the_mean(w, b):
    J, dw, db = right(w, b)
    return J, dw * X.shape[1], db


def extra_slope(w, b):
    Z = w.T @ X + b
    A = sigmoid(Z)
    dZ = (A - Y) * A * (1 - A)
    return cost_from_logits(Z, Y), X @ dZ.T / X.shape[1], dZ.mean()


def one_component_off(w, b):
    J, dw, db = right(w, b)
    dw = dw.copy()
    dw[2, 0] += 1e-4 * np.abs(dw).max()
    return J, dw, db


def not_a_number(w, b):
    J, dw, db = right(w, b)
    return J, dw * np.nan, db


def zero(w, b):
    J, dw, _ = right(w, b)
    return J, 0 * dw, 0.0


def small_and_wrong(w, b):
    """The cost and its gradient are tiny, and still the sign must be seen."""
    J, dw, db = right(w, b)
    return 1e-9 * J, -1e-9 * dw, 1e-9 * db


PLANTED = [
    negated_bias, without_the_mean, extra_slope, one_component_off, not_a_number, zero,
    small_and_wrong,
]  # fmt: skip


@pytest.mark.parametrize("wrong", PLANTED)
def test_a_planted_wrong_gradient_is_rejected(wrong):
    with pytest.raises(AssertionError, match="The gradients disagree: worst component"):
        check_gradients(wrong, W, B, names=("dw", "db"))


def test_the_report_names_the_worst_component_and_both_numbers():
    truth = right(W, B)
    with pytest.raises(AssertionError) as caught:
        check_gradients(one_component_off, W, B, names=("dw", "db"))
    wrong = one_component_off(W, B)[1][2, 0]
    assert "worst component dw[2, 0]: " in str(caught.value)
    assert f"analytic {wrong:.10g}" in str(caught.value)
    assert f"numeric {truth.dw[2, 0]:.6}"[:14] in str(caught.value)
    with pytest.raises(AssertionError, match=f"worst component db: analytic {-truth.db:.10g}"):
        check_gradients(negated_bias, W, B, names=("dw", "db"))


def test_names_come_from_the_named_tuple_or_are_numbered():
    with pytest.raises(AssertionError, match=r"component db"):
        check_gradients(lambda w, b: right(w, b)._replace(db=1.0), W, B)
    with pytest.raises(AssertionError, match=r"component gradient1"):
        check_gradients(negated_bias, W, B)


def test_the_tolerance_decides():
    assert check_gradients(one_component_off, W, B, tolerance=1e-3).name == "gradient0[2, 0]"


def test_a_cost_that_is_wrong_with_its_own_gradient_passes():
    """What no gradient check can see: σ(2z) in place of σ(z), differentiated rightly."""

    def doubled(w, b):
        Z = 2 * (w.T @ X + b)
        dZ = 2 * (sigmoid(Z) - Y)
        return cost_from_logits(Z, Y), X @ dZ.T / X.shape[1], dZ.mean()

    assert check_gradients(doubled, W, B).error < 1e-8


def test_a_constant_passes():
    assert check_gradients(lambda t: (0.0, np.zeros(3)), np.ones(3)).error == 0.0


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda w, b: right(w, b)[:2], "f must return the cost and 2 gradients. Got 2 values."),
        (lambda w, b: 1.0, "f must return the cost and 2 gradients. Got float."),
        (lambda w, b: (1.0, w.T, b), r"gradient0 must have the shape \(4, 1\) of its parameter"),
    ],
)
def test_a_function_of_the_wrong_form_is_refused(f, message):
    with pytest.raises(ValueError, match=message):
        check_gradients(f, W, B)


def test_a_function_that_spoils_its_arguments_is_harmless():
    def spoils(w, b):
        result = right(w, b)
        w *= 0
        return result

    assert check_gradients(spoils, W, B).error < 1e-8

"""One neuron: sigmoid, forward, predict, accuracy."""

import re

import mpmath
import numpy as np
import pytest
from core_kit import problem, problems
from hypothesis import given
from hypothesis import strategies as st

from lrlib.neuron import Neuron, accuracy, forward, initialize, predict, sigmoid

EXTREMES = [0.0, 1e-300, 1e-17, 1e-8, 0.3, 1.0, 5.0, 20.0, 36.0, 37.0, 40.0, 100.0, 700.0, 708.0]
W, X = np.array([[1.0], [-2.0], [0.5]]), np.arange(15.0).reshape(3, 5)


def exact_sigmoid(z):
    with mpmath.workdps(400):
        return mpmath.mpf(1) / (1 + mpmath.exp(-mpmath.mpmathify(z)))


@pytest.mark.parametrize("z", EXTREMES + [-z for z in EXTREMES])
def test_sigmoid_is_right_to_rounding(z):
    assert sigmoid(z) == pytest.approx(float(exact_sigmoid(z)), rel=4e-16)


@pytest.mark.parametrize("z", [745.0, 1e4, 1e300, 1.7e308])
def test_sigmoid_saturates_without_a_warning(z):
    assert sigmoid(z) == 1.0
    assert sigmoid(-z) == pytest.approx(
        float(exact_sigmoid(-745.0)) if z == 745.0 else 0, abs=5e-324
    )


@given(st.floats(allow_nan=False) | st.sampled_from(EXTREMES))
def test_sigmoid_of_a_number_is_that_of_an_array_bit_for_bit(z):
    expected = sigmoid(np.array([z])).item()
    for number in (z, np.float64(z)):
        assert type(sigmoid(number)) is np.float64
        assert sigmoid(number) == expected


def test_sigmoid_of_nan_is_nan():
    assert np.isnan([sigmoid(np.nan), *sigmoid(np.array([np.nan]))]).all()


def test_sigmoid_of_infinity():
    assert sigmoid(np.array([np.inf, -np.inf])).tolist() == [1.0, 0.0]


@given(st.floats(-1e308, 1e308))
def test_sigmoid_of_minus_z_is_the_rest(z):
    assert sigmoid(-z) + sigmoid(z) == pytest.approx(1.0, abs=3e-16)


@pytest.mark.parametrize("z", [-800.0, -30.0, -1.0, -1e-9, 0.0, 1e-9, 1.0, 30.0, 800.0])
def test_sigmoid_of_complex_numbers_gives_the_slope(z):
    """With abs in place of the branch on the real part, the slope's sign is wrong for z < 0."""
    slope = sigmoid(complex(z, 1e-30)).imag / 1e-30
    exact = float(exact_sigmoid(z) * exact_sigmoid(-z))
    assert slope == pytest.approx(exact, rel=1e-14)


def test_sigmoid_keeps_shape_and_takes_integers():
    Z = np.array([[0, 1], [-1, 2]])
    assert sigmoid(Z).shape == (2, 2)
    assert sigmoid(Z).dtype == np.float64
    assert sigmoid(np.array([[False]])).tolist() == [[0.5]]
    assert np.ndim(sigmoid(3)) == 0
    assert Z.tolist() == [[0, 1], [-1, 2]]


def test_initialize_gives_zeros():
    w, b = initialize(4)
    assert w.shape == (4, 1)
    assert w.dtype == np.float64
    assert not w.any()
    assert b == 0.0
    assert isinstance(b, float)
    assert initialize(np.int64(1)).w.shape == (1, 1)


@pytest.mark.parametrize(
    ("n_x", "error", "message"),
    [
        (0, ValueError, "n_x must be at least 1. Got 0."),
        (2.0, TypeError, "n_x must be a whole number. Got 2.0."),
        (True, TypeError, "n_x must be a whole number. Got True."),
        ("3", TypeError, "n_x must be a whole number. Got '3'."),
    ],
)
def test_initialize_refuses(n_x, error, message):
    with pytest.raises(error, match=re.escape(message)):
        initialize(n_x)


def test_forward_by_hand():
    """z = 1·2 − 2·1 + 0.5 = 0.5 for the first example, −0.5 for the second."""
    A = forward(np.array([[1], [-2]]), 0.5, np.array([[2, 1], [1, 1]]))
    assert A.shape == (1, 2)
    np.testing.assert_allclose(A, [[0.6224593312018546, 0.3775406687981454]], rtol=1e-15)


@given(problems)
def test_forward_is_the_sigmoid_of_each_logit(given_problem):
    w, b, X, _ = given_problem
    A = forward(w, b, X)
    for i in range(X.shape[1]):
        z = sum(w[j, 0] * X[j, i] for j in range(len(w))) + b
        np.testing.assert_allclose(A[0, i], sigmoid(z), rtol=1e-12)


def test_forward_takes_lists_numpy_numbers_and_single_examples():
    assert forward([[2.0]], np.float64(-2.0), [[1.0]]).tolist() == [[0.5]]
    assert forward([[2.0]], np.array(-2), [[1.0]]).tolist() == [[0.5]]


@pytest.mark.parametrize(
    ("w", "b", "X", "error", "message"),
    [
        (
            np.zeros((5, 1)), 0.0, X, ValueError,
            "w must have shape (n_x, 1) = (3, 1) to match X (3, 5). Got (5, 1). "
            "Is X transposed? Examples are columns here.",
        ),
        (np.zeros(3), 0.0, X, ValueError, "Use w.reshape(-1, 1): a column, not a 1-D array."),
        (np.zeros((1, 3)), 0.0, X, ValueError, "Got (1, 3). Use w.T: weights are a column."),
        (np.zeros((4, 1)), 0.0, X, ValueError, "There is one weight for each feature"),
        (W, 0.0, np.zeros(3), ValueError,
         "X must have shape (n_x, m), two dimensions. Got (3,). "
         "One example is a column: X.reshape(-1, 1)."),
        (W, 0.0, np.zeros((2, 8, 8, 3)), ValueError, "with images_to_vectors(X)"),
        (W, 0.0, np.zeros((2, 8, 8)), ValueError, "Got (2, 8, 8). Examples are columns here."),
        (W, 0.0, np.zeros((3, 0)), ValueError, "at least one feature and one example."),
        (W, 0.0, [["a"]], TypeError, "X must be an array of numbers. Got dtype <U1."),
        (W, 0.0, [[1], [1, 2]], ValueError, "Its rows have different lengths."),
        (W, np.zeros(1), X, TypeError, "b must be one number. Got shape (1,). Use b.item()."),
        (W, "0", X, TypeError, "b must be one number. Got '0'."),
        (W, None, X, TypeError, "b must be one number. Got None."),
        (W, np.zeros((3, 1)), X, TypeError, "b must be one number. Got shape (3, 1)."),
    ],
)  # fmt: skip
def test_forward_refuses_and_says_why(w, b, X, error, message):
    with pytest.raises(error, match=re.escape(message)):
        forward(w, b, X)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("weights", [np.zeros((3, 1)), W])
def test_forward_names_the_place_that_is_not_finite(bad, weights):
    broken = X.copy()
    broken[2, 4] = broken[1, 1] = bad
    with pytest.raises(ValueError, match=re.escape(f"X[1, 1] is {bad} (2 of 15 entries")):
        forward(weights, 0.0, broken)
    broken = W.copy()
    broken[0, 0] = bad
    with pytest.raises(ValueError, match=re.escape(f"w[0, 0] is {bad} (1 of 3 entries")):
        forward(broken, 0.0, X)
    with pytest.raises(ValueError, match=re.escape(f"b must hold finite numbers. b is {bad}")):
        forward(W, float(bad), X)


def test_forward_says_when_finite_numbers_overflow():
    with pytest.raises(ValueError, match=r"Z = wᵀX \+ b is too large .* Are the features scaled\?"):
        forward(np.full((3, 1), 1e200), 0.0, np.full((3, 2), 1e200))


def test_predict_is_flat_in_x():
    w, b, X, _ = problem(0, n_x=4, m=500)
    assert predict(w, b, X).tolist() == (w.T @ X + b > 0).astype(int).tolist()


def test_predict_gives_integer_labels_and_obeys_the_threshold():
    X = np.array([[-1.0, 0.5, 2.0]])
    Y_pred = predict(np.ones((1, 1)), 0.0, X)
    assert Y_pred.tolist() == [[0, 1, 1]]
    assert Y_pred.dtype.kind == "i"
    assert predict(np.ones((1, 1)), 0.0, X, threshold=0.7).tolist() == [[0, 0, 1]]


@pytest.mark.parametrize("threshold", [-0.1, 1.1, np.nan, 50])
def test_predict_refuses_a_threshold_that_is_no_probability(threshold):
    with pytest.raises(ValueError, match="threshold must be a probability between 0 and 1"):
        predict(W, 0.0, X, threshold=threshold)


def test_accuracy_by_hand():
    assert accuracy(np.array([[1, 0, 0, 1]]), np.array([[1, 1, 0, 1]])) == 0.75
    assert accuracy(np.array([[True, False]]), np.array([[1.0, 0.0]])) == 1.0
    assert isinstance(accuracy(np.array([[1]]), np.array([[0]])), float)


@pytest.mark.parametrize(
    ("Y_pred", "Y", "message"),
    [
        ([1, 0], [[1, 0]], "one row. Got (2,). Use Y_pred.reshape(1, -1)."),
        ([[1, 0]], [1, 0], "to match Y_pred (1, 2). Got (2,). Use Y.reshape(1, -1)."),
        ([[1, 0]], [[1, 0, 1]], "There is one label for each column of Y_pred."),
        ([[0.3, 0.9]], [[1, 0]], "Y_pred must hold labels 0 and 1 only. Got also 0.3, 0.9."),
        ([[0.3, 0.9]], [[1, 0]], "Probabilities become labels with (Y_pred >= 0.5)."),
        ([[1, 0]], [[1, -1]], "Labels of -1 and 1 become 0 and 1 with (Y + 1) / 2."),
        ([[1, 0]], [[1, 2]], "Got also 2."),
        ([[1, 0]], [[1, np.nan]], "Got also nan."),
        (np.zeros((2, 2)), [[1, 0]], "Did an (m,) or (m, 1) array broadcast"),
        (np.zeros((3, 2)), [[1, 0]], "Y_pred must have shape (1, m), one row. Got (3, 2)."),
        (np.zeros((1, 0)), [[1, 0]], "Y_pred must hold at least one example."),
    ],
)
def test_accuracy_refuses_and_says_why(Y_pred, Y, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        accuracy(Y_pred, Y)


def test_named_tuple_unpacks_in_the_order_of_the_notation():
    assert Neuron._fields == ("w", "b")

"""One neuron: z = wᵀx + b, a = σ(z), and the decision it makes."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrlib._numerics import below_zero, logits, size
from lrlib._validate import (
    Array,
    FloatArray,
    as_count,
    as_data,
    as_labels,
    as_number,
    as_row,
    as_weights,
)

__all__ = ["Neuron", "accuracy", "forward", "initialize", "predict", "sigmoid"]


class Neuron(NamedTuple):
    """The parameters of one neuron.

    Attributes
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    """

    w: FloatArray
    b: float


def initialize(n_x: int) -> Neuron:
    """Start the parameters at zero.

    One neuron may start at zero, for its cost has one valley; a hidden layer may not.
    Derived in chapter 5.

    Parameters
    ----------
    n_x : int
        Number of features.

    Returns
    -------
    Neuron
        w, zeros of shape (n_x, 1), and b = 0.0.

    Raises
    ------
    TypeError, ValueError
        If `n_x` is not a whole number of at least 1.

    Examples
    --------
    >>> w, b = initialize(3)
    >>> w.shape, b
    ((3, 1), 0.0)
    """
    return Neuron(np.zeros((as_count(n_x, "n_x", 1), 1)), 0.0)


def sigmoid(Z: ArrayLike | float) -> Any:
    """Turn logits into probabilities: σ(z) = 1 / (1 + e⁻ᶻ).

    Right to rounding for every finite z, without overflow. Derived in chapter 3, and the form
    used here in chapter 18.

    Parameters
    ----------
    Z : array_like
        Logits, of any shape. Complex numbers are carried through, for complex-step checks.

    Returns
    -------
    ndarray of the shape of Z
        Probabilities. A number gives a number.

    Examples
    --------
    >>> sigmoid(np.array([[-1000.0, 0.0, 1000.0]]))
    array([[0. , 0.5, 1. ]])
    """
    # No exponent is above 0, so that none overflows.
    if isinstance(Z, float):  # one number needs no array, which takes several times as long
        E = np.exp(-abs(Z))
        return (1.0 if Z >= 0.0 else E) / (1.0 + E)
    Z = np.asarray(Z)
    if Z.dtype.kind not in "fc":
        Z = Z.astype(np.float64)
    return np.exp(below_zero(Z)) / (1.0 + np.exp(-size(Z)))


def forward(w: FloatArray, b: float, X: FloatArray) -> FloatArray:
    """Compute the probability that each example has label 1: A = σ(wᵀX + b).

    Derived in chapter 3.

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.

    Returns
    -------
    ndarray of shape (1, m)
        A, the probabilities.

    Raises
    ------
    ValueError
        If the shapes do not match, or if Z is not finite.

    Examples
    --------
    >>> w = np.array([[1.0], [-2.0]])
    >>> X = np.array([[0.0, 3.0], [0.0, 1.0]])
    >>> forward(w, 0.0, X).round(4)
    array([[0.5   , 0.7311]])
    """
    X = as_data(X)
    A: FloatArray = sigmoid(logits(as_weights(w, X), as_number(b, "b"), X))
    return A


def predict(w: FloatArray, b: float, X: FloatArray, *, threshold: float = 0.5) -> NDArray[np.int64]:
    """Decide: label 1 where the probability reaches the threshold.

    At the default threshold the boundary is wᵀx + b = 0, which is flat. Derived in chapter 3.

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.
    threshold : float, default 0.5
        A probability between 0 and 1.

    Returns
    -------
    ndarray of shape (1, m)
        Labels 0 and 1, integers.

    Raises
    ------
    ValueError
        As `forward`, and if the threshold is not between 0 and 1.

    Examples
    --------
    >>> predict(np.array([[2.0]]), -1.0, np.array([[0.0, 1.0]]))
    array([[0, 1]])
    """
    threshold = as_number(threshold, "threshold")
    if not 0 <= threshold <= 1:
        msg = f"threshold must be a probability between 0 and 1. Got {threshold}."
        raise ValueError(msg)
    return (forward(w, b, X) >= threshold).astype(np.int64)


def accuracy(Y_pred: Array, Y: Array) -> float:
    """Return the share of examples whose predicted label is the true one.

    Compare it with a baseline: always to say the commoner label. Derived in chapter 16.

    Parameters
    ----------
    Y_pred : ndarray of shape (1, m)
        Predicted labels, 0 or 1, as from `predict`.
    Y : ndarray of shape (1, m)
        True labels, 0 or 1.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If the shapes do not match, or a label is neither 0 nor 1.

    Examples
    --------
    >>> accuracy(np.array([[1, 0, 1, 1]]), np.array([[1, 0, 0, 1]]))
    0.75
    """
    Y_pred = as_row(Y_pred, "Y_pred")
    Y_pred = as_labels(Y_pred, Y_pred, "Y_pred", name="Y_pred")
    return float((Y_pred == as_labels(Y, Y_pred, "Y_pred")).mean())

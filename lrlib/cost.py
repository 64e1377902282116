"""How wrong a prediction is: the loss L of each example, and the cost J, their mean."""

import numpy as np

from lrlib._numerics import losses, mean
from lrlib._validate import Array, FloatArray, as_labels, as_row

__all__ = [
    "cost",
    "cost_from_logits",
    "cross_entropy",
    "cross_entropy_from_logits",
    "squared_error",
]


def squared_error(A: FloatArray, Y: Array) -> FloatArray:
    """Return half the squared error of each example: L = ½(a − y)².

    Of a = σ(z) it is not convex in z; chapter 6 shows what that costs.

    Parameters
    ----------
    A : ndarray of shape (1, m)
        Predictions.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    ndarray of shape (1, m)
        L, the loss of each example.

    Raises
    ------
    ValueError
        If the shapes do not match, or a label is neither 0 nor 1.

    Examples
    --------
    >>> squared_error(np.array([[0.8, 0.4]]), np.array([[1, 0]])).round(2)
    array([[0.02, 0.08]])
    """
    A = as_row(A, "A")
    L: FloatArray = 0.5 * (A - as_labels(Y, A, "A").astype(np.float64)) ** 2
    return L


def cross_entropy(A: FloatArray, Y: Array) -> FloatArray:
    """Return the cross-entropy of each example: L = −y·log a − (1 − y)·log(1 − a).

    One of the two terms is always zero. It is left out, so that 0·log 0 never arises: a = y
    costs 0, and a = 1 − y costs infinity. Derived in chapter 7.

    Parameters
    ----------
    A : ndarray of shape (1, m)
        Probabilities.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    ndarray of shape (1, m)
        L, the loss of each example.

    Raises
    ------
    ValueError
        If the shapes do not match, a label is neither 0 nor 1, or A is not in [0, 1].

    Examples
    --------
    >>> cross_entropy(np.array([[0.8, 0.4]]), np.array([[1, 0]])).round(4)
    array([[0.2231, 0.5108]])
    """
    A = as_row(A, "A")
    Y = as_labels(Y, A, "A")
    if not ((A.real >= 0) & (A.real <= 1)).all():
        msg = (
            f"A must hold probabilities between 0 and 1. Got {A.real.min():.4g} to "
            f"{A.real.max():.4g}. Are these logits? Use cross_entropy_from_logits."
        )
        raise ValueError(msg)
    with np.errstate(divide="ignore"):
        L: FloatArray = np.where(Y == 1, -np.log(A), -np.log1p(-A))
    return L + 0.0  # −log 1 is −0.0


def cost(A: FloatArray, Y: Array) -> float:
    """Return the cost: the mean cross-entropy, J = (1/m) ΣL.

    Derived in chapter 8.

    Parameters
    ----------
    A : ndarray of shape (1, m)
        Probabilities.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    float
        J.

    Raises
    ------
    ValueError
        As `cross_entropy`.

    Examples
    --------
    >>> round(cost(np.array([[0.5, 0.5]]), np.array([[1, 0]])), 6)
    0.693147
    """
    return mean(cross_entropy(A, Y))


def cross_entropy_from_logits(Z: FloatArray, Y: Array) -> FloatArray:
    """Return the cross-entropy of each example from its logit: L = log(1 + e^((1 − 2y)z)).

    The probability is never formed, so that nothing is lost where it rounds to 0 or 1: at
    z = 40, y = 1 the loss is 4.2e-18, not 0. Derived in chapter 18.

    Parameters
    ----------
    Z : ndarray of shape (1, m)
        Logits.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    ndarray of shape (1, m)
        L, the loss of each example.

    Raises
    ------
    ValueError
        If the shapes do not match, or a label is neither 0 nor 1.

    Examples
    --------
    >>> cross_entropy_from_logits(np.array([[0.0, 40.0, -1000.0]]), np.array([[1, 1, 1]]))
    array([[6.93147181e-01, 4.24835426e-18, 1.00000000e+03]])
    """
    Z = as_row(Z, "Z")
    L: FloatArray = losses((2.0 * as_labels(Y, Z, "Z") - 1.0) * Z)
    return L


def cost_from_logits(Z: FloatArray, Y: Array) -> float:
    """Return the cost from the logits: the mean of `cross_entropy_from_logits`.

    Derived in chapter 18.

    Parameters
    ----------
    Z : ndarray of shape (1, m)
        Logits.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    float
        J.

    Raises
    ------
    ValueError
        As `cross_entropy_from_logits`.

    Examples
    --------
    >>> round(cost_from_logits(np.array([[0.0, 0.0]]), np.array([[1, 0]])), 6)
    0.693147
    """
    return mean(cross_entropy_from_logits(Z, Y))

"""How the loss and the cost change with the parameters."""

from typing import NamedTuple

import numpy as np

from lrlib._numerics import logits, losses, losses_and_probabilities, mean
from lrlib._validate import Array, FloatArray, as_data, as_number, as_problem, as_weights
from lrlib.neuron import sigmoid

__all__ = [
    "CostGradients",
    "ExampleGradients",
    "cost_and_gradients",
    "cost_and_gradients_loop",
    "example_gradients",
]


class ExampleGradients(NamedTuple):
    """The derivatives of one example's loss.

    Attributes
    ----------
    da : float
        ∂L/∂a.
    dz : float
        ∂L/∂z.
    dw : ndarray of shape (n_x, 1)
        ∂L/∂w.
    db : float
        ∂L/∂b.
    """

    da: float
    dz: float
    dw: FloatArray
    db: float


class CostGradients(NamedTuple):
    """The cost and its derivatives.

    Attributes
    ----------
    J : float
        The cost.
    dw : ndarray of shape (n_x, 1)
        ∂J/∂w.
    db : float
        ∂J/∂b.
    """

    J: float
    dw: FloatArray
    db: float


def example_gradients(w: FloatArray, b: float, x: FloatArray, y: float) -> ExampleGradients:
    """Return the derivatives of one example's cross-entropy, from the loss back to w and b.

    da = −y/a + (1 − y)/(1 − a), dz = a − y, dw = x·dz, db = dz. Derived in chapter 13.

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    x : ndarray of shape (n_x, 1)
        One example.
    y : float
        Its label, 0 or 1.

    Returns
    -------
    ExampleGradients
        (da, dz, dw, db). Where a rounds to 0 and y = 1, da is −infinity; the mirror case
        is infinity.

    Raises
    ------
    ValueError
        If the shapes do not match, or y is neither 0 nor 1.

    Examples
    --------
    >>> da, dz, dw, db = example_gradients(np.zeros((2, 1)), 0.0, np.array([[3.0], [4.0]]), 1)
    >>> da, dz, db
    (-2.0, -0.5, -0.5)
    >>> dw
    array([[-1.5],
           [-2. ]])
    """
    x = as_data(x, "x")
    if x.shape[1] != 1:
        msg = f"x must be one example, a column of shape (n_x, 1). Got {x.shape}."
        raise ValueError(msg)
    w, b, y = as_weights(w, x), as_number(b, "b"), as_number(y, "y")
    if y not in (0, 1):
        msg = f"y must be a label, 0 or 1. Got {y}."
        raise ValueError(msg)
    z = logits(w, b, x).item()
    with np.errstate(divide="ignore", over="ignore"):
        # 1 − a is σ(−z), which does not round to 0 where a rounds to 1.
        da = (-1.0 / sigmoid(z) if y == 1 else 1.0 / sigmoid(-z)).item()
    dz = sigmoid(z).item() - y
    return ExampleGradients(da, dz, x * dz, dz)


def cost_and_gradients_loop(w: FloatArray, b: float, X: FloatArray, Y: Array) -> CostGradients:
    """Return the cost and its derivatives, one example and one feature at a time.

    What `cost_and_gradients` computes, as chapter 15 writes it first: with two loops, slowly.

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    CostGradients
        (J, dw, db).

    Raises
    ------
    ValueError
        As `cost_and_gradients`.

    Examples
    --------
    >>> X, Y = np.array([[1.0, 2.0]]), np.array([[1, 0]])
    >>> J, dw, db = cost_and_gradients_loop(np.zeros((1, 1)), 0.0, X, Y)
    >>> round(J, 6), dw, db
    (0.693147, array([[0.25]]), 0.0)
    """
    w, b, X, Y = as_problem(w, b, X, Y)
    logits(w, b, X)  # names the place of a nan in all of X
    n_x, m = X.shape
    J, dw, db = 0.0, np.zeros((n_x, 1)), 0.0
    for i in range(m):
        z = logits(w, b, X[:, i : i + 1])
        y = Y[0, i].item()
        J += losses((2 * y - 1) * z).item()
        dz = sigmoid(z).item() - y
        for j in range(n_x):
            dw[j, 0] += X[j, i] * dz
        db += dz
    return CostGradients(J / m, dw / m, db / m)


def cost_and_gradients(w: FloatArray, b: float, X: FloatArray, Y: Array) -> CostGradients:
    """Return the cost and its derivatives, all examples at once.

    dZ = A − Y, dw = (1/m) X·dZᵀ, db = (1/m) Σ dZ. Derived in chapter 15.

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    CostGradients
        (J, dw, db).

    Raises
    ------
    ValueError
        If the shapes do not match, a label is neither 0 nor 1, or Z is not finite.

    Examples
    --------
    >>> X, Y = np.array([[1.0, 2.0]]), np.array([[1, 0]])
    >>> J, dw, db = cost_and_gradients(np.zeros((1, 1)), 0.0, X, Y)
    >>> round(J, 6), dw, db
    (0.693147, array([[0.25]]), 0.0)
    """
    w, b, X, Y = as_problem(w, b, X, Y)
    Z = logits(w, b, X)
    L, A = losses_and_probabilities(Z, Y)
    dZ = A - Y
    dw = X @ (dZ.T / X.shape[1])  # divided first: m numbers, not n_x
    return CostGradients(mean(L), dw, mean(dZ))

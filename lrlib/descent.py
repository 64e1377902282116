"""Going downhill: gradient descent on one parameter, and the training of one neuron."""

import warnings
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from lrlib._numerics import logits, losses, mean
from lrlib._validate import (
    Array,
    FloatArray,
    as_count,
    as_data,
    as_learning_rate,
    as_number,
    as_problem,
    require_finite,
)
from lrlib.gradients import cost_and_gradients
from lrlib.neuron import Neuron

__all__ = ["TrainingResult", "gradient_descent", "smoothness", "train", "train_gram", "update"]


class TrainingResult(NamedTuple):
    """What training returns.

    Attributes
    ----------
    w : ndarray of shape (n_x, 1)
        Trained weights.
    b : float
        Trained bias.
    costs : ndarray of shape (n_steps,)
        costs[k] is the cost J before step k. There are fewer if training was interrupted.
    """

    w: FloatArray
    b: float
    costs: FloatArray


def gradient_descent(
    df: Callable[[float], float], w0: float, *, learning_rate: float, n_steps: int
) -> FloatArray:
    """Walk downhill on a function of one parameter: w ← w − α·df(w).

    Derived in chapter 9.

    Parameters
    ----------
    df : callable
        The derivative: takes a number, returns a number.
    w0 : float
        Where to start.
    learning_rate : float
        α. Where it is too large the path diverges, and in time reaches infinity.
    n_steps : int
        Number of steps.

    Returns
    -------
    ndarray of shape (n_steps + 1,)
        The path, from w0 to the end of the last step.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what is said above, or df does not return a number.

    Examples
    --------
    >>> gradient_descent(lambda w: 2 * w, 1.0, learning_rate=0.25, n_steps=3)
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    learning_rate, n_steps = as_learning_rate(learning_rate), as_count(n_steps, "n_steps", 0)
    path = np.empty(n_steps + 1)
    path[0] = as_number(w0, "w0")
    with np.errstate(over="ignore", invalid="ignore"):  # a diverging path is shown, not warned of
        for k in range(n_steps):
            path[k + 1] = path[k] - learning_rate * as_number(df(path[k]), "df(w)")
    return path


def update(w: FloatArray, b: float, dw: FloatArray, db: float, *, learning_rate: float) -> Neuron:
    """Take one step downhill: w − α·dw, b − α·db.

    The arguments are left as they were. Derived in chapter 14.

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    b : float
        Bias.
    dw : ndarray of shape (n_x, 1)
        ∂J/∂w.
    db : float
        ∂J/∂b.
    learning_rate : float
        α.

    Returns
    -------
    Neuron
        (w, b) after the step.

    Raises
    ------
    ValueError
        If w and dw are not columns of one length.

    Examples
    --------
    >>> update(np.array([[1.0]]), 0.5, np.array([[2.0]]), -1.0, learning_rate=0.1)
    Neuron(w=array([[0.8]]), b=0.6)
    """
    learning_rate = as_learning_rate(learning_rate)
    w, dw = as_data(w, "w"), as_data(dw, "dw")
    if w.shape[1] != 1 or w.shape != dw.shape:
        msg = f"w and dw must both have shape (n_x, 1). Got {w.shape} and {dw.shape}."
        raise ValueError(msg)
    b, db = as_number(b, "b"), as_number(db, "db")
    return Neuron(w - learning_rate * dw, b - learning_rate * db)


def smoothness(X: FloatArray) -> float:
    """Return β, how fast the gradient of the cost can change: ‖[X; 1]‖₂² / (4m).

    Steps with a learning rate up to 1/β never raise the cost; above 2/β they can. Smaller is
    sufficient, not necessary. Derived in chapter 9.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.

    Returns
    -------
    float
        β.

    Raises
    ------
    ValueError
        If X is not a table of finite numbers.

    Examples
    --------
    >>> round(smoothness(np.array([[0.0, 2.0]])), 4)
    0.6545
    """
    X = as_data(X).astype(np.float64, copy=False)
    require_finite(X, "X")
    n_x, m = X.shape
    if m <= n_x:
        return _smoothness_from_gram(X.T @ X + 1.0)
    X1 = np.vstack([X, np.ones((1, m))])
    return float(np.linalg.eigvalsh(X1 @ X1.T)[-1] / (4 * m))


def _smoothness_from_gram(gram: FloatArray) -> float:
    return float(np.linalg.eigvalsh(gram)[-1] / (4 * len(gram)))


def _steps(n_steps: int, progress: bool) -> Iterable[int]:
    if not progress:
        return range(n_steps)
    try:
        from tqdm import tqdm
    except ImportError:
        msg = "progress=True needs tqdm. Install it with: pip install 'lrlib[progress]'."
        raise ImportError(msg) from None
    return tqdm(range(n_steps), desc="train", unit="step")


def _warn_of_rising_cost(first: float, J: float, learning_rate: float, beta: float) -> None:
    msg = (
        f"The cost rose from {first:.4g} to {J:.4g}. learning_rate = {learning_rate:.3g} may be "
        f"too large: up to 1/β = {1 / beta:.3g} the cost never rises, above 2/β = {2 / beta:.3g} "
        "it can. Are the features scaled?"
    )
    warnings.warn(msg, RuntimeWarning, stacklevel=3)


def train(
    X: FloatArray,
    Y: Array,
    *,
    learning_rate: float,
    n_steps: int,
    w: FloatArray | None = None,
    b: float = 0.0,
    progress: bool = False,
) -> TrainingResult:
    """Train one neuron by gradient descent on all examples.

    Ctrl-C, or a notebook's stop button, ends training early and returns what is trained so far.
    Derived in chapter 16.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    learning_rate : float
        α.
    n_steps : int
        Number of steps.
    w : ndarray of shape (n_x, 1), optional
        Weights to start from; zeros if not given.
    b : float, default 0.0
        Bias to start from.
    progress : bool, default False
        Show a progress bar (needs tqdm).

    Returns
    -------
    TrainingResult
        (w, b, costs).

    Raises
    ------
    ValueError
        If the shapes do not match, a label is neither 0 nor 1, or Z is not finite.

    Warns
    -----
    RuntimeWarning
        Once, when the cost exceeds 1.05 times the first.

    Examples
    --------
    >>> X, Y = np.array([[0.0, 1.0, 2.0, 3.0]]), np.array([[0, 0, 1, 1]])
    >>> w, b, costs = train(X, Y, learning_rate=0.5, n_steps=100)
    >>> costs[[0, 99]].round(4)
    array([0.6931, 0.1422])
    """
    learning_rate, n_steps = as_learning_rate(learning_rate), as_count(n_steps, "n_steps", 0)
    w, b, X, Y = _start(w, b, X, Y)
    costs, done, warned = np.empty(n_steps), 0, False
    try:
        for k in _steps(n_steps, progress):
            J, dw, db = cost_and_gradients(w, b, X, Y)
            if k and J > 1.05 * costs[0] and not warned:
                _warn_of_rising_cost(costs[0], J, learning_rate, smoothness(X))
                warned = True
            step = update(w, b, dw, db, learning_rate=learning_rate)
            # One statement, so that an interrupt finds either the whole step or none of it.
            (w, b), costs[k], done = step, J, k + 1
    except KeyboardInterrupt:
        pass
    return TrainingResult(w, b, costs[:done])


def _start(
    w: FloatArray | None, b: float, X: FloatArray, Y: Array
) -> tuple[Array, float, Array, Array]:
    """Return checked arguments as float64, and w as a copy."""
    X = as_data(X).astype(np.float64, copy=False)
    w = np.zeros((X.shape[0], 1)) if w is None else w
    w, b, X, Y = as_problem(w, b, X, Y)
    return w.astype(np.float64), b, X, Y.astype(np.float64)


def train_gram(
    X: FloatArray,
    Y: Array,
    *,
    learning_rate: float,
    n_steps: int,
    w: FloatArray | None = None,
    b: float = 0.0,
    progress: bool = False,
) -> TrainingResult:
    """Train one neuron along the same path as `train`, in m dimensions instead of n_x.

    Every step adds a combination of the examples to w, so that w = w₀ + X·Sᵀ with one number
    for each example in S. The logits then need X only through its Gram matrix XᵀX, of shape
    (m, m). Faster where there are many more features than examples. Derived in chapter 19.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    learning_rate : float
        α.
    n_steps : int
        Number of steps.
    w : ndarray of shape (n_x, 1), optional
        Weights to start from; zeros if not given.
    b : float, default 0.0
        Bias to start from.
    progress : bool, default False
        Show a progress bar (needs tqdm).

    Returns
    -------
    TrainingResult
        (w, b, costs), those of `train` but for rounding.

    Raises
    ------
    ValueError
        As `train`.

    Warns
    -----
    RuntimeWarning
        As `train`.

    Examples
    --------
    >>> X, Y = np.eye(4, 3), np.array([[0, 1, 1]])
    >>> gram = train_gram(X, Y, learning_rate=0.5, n_steps=50)
    >>> plain = train(X, Y, learning_rate=0.5, n_steps=50)
    >>> bool(np.allclose(gram.w, plain.w))
    True
    """
    learning_rate, n_steps = as_learning_rate(learning_rate), as_count(n_steps, "n_steps", 0)
    w, b, X, Y = _start(w, b, X, Y)
    sign = 2.0 * Y - 1.0
    T0 = T = sign * logits(w, b, X)  # above 0 where an example is on its right side
    gram = X.T @ X + 1.0  # 1 for the bias, the weight of a feature that is always 1
    gram = sign.T * gram * sign
    rate = learning_rate / X.shape[1]
    S = np.zeros_like(T)
    costs, done, warned = np.empty(n_steps), 0, False
    try:
        for k in _steps(n_steps, progress):
            L = losses(T)
            J = mean(L)
            if k and J > 1.05 * costs[0] and not warned:
                _warn_of_rising_cost(costs[0], J, learning_rate, _smoothness_from_gram(gram))
                warned = True
            S_next = S + rate * np.exp(-(L + T))  # |a − y| = σ(−t) = e⁻⁽ᴸ⁺ᵗ⁾
            costs[k], S, T, done = J, S_next, T0 + S_next @ gram, k + 1
    except KeyboardInterrupt:
        pass
    S = sign * S
    return TrainingResult(w + X @ S.T, b + S.sum().item(), costs[:done])

"""Going downhill: gradient descent on one parameter, and the training of one neuron."""

import warnings
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrlib._validate import (
    as_bias,
    as_data,
    as_labels,
    as_number,
    as_weights,
    check_learning_rate,
    check_n_steps,
)
from lrlib.cost import mean, softplus
from lrlib.gradients import unchecked_cost_and_gradients
from lrlib.neuron import Neuron, logits, sigmoid

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
        costs[k] is the cost J before step k. It is shorter if training was interrupted.
    """

    w: NDArray[np.float64]
    b: float
    costs: NDArray[np.float64]


def gradient_descent(
    df: Callable[[float], float], w0: float, *, learning_rate: float, n_steps: int
) -> NDArray[np.float64]:
    """Walk downhill on a function of one parameter: w ← w − α·df(w).

    Derived in chapter 9.

    Parameters
    ----------
    df : callable
        The derivative: takes a number, returns a number.
    w0 : float
        Where to start.
    learning_rate : float
        α. Where it is too large the path diverges, to infinity if it has time.
    n_steps : int
        Number of steps.

    Returns
    -------
    ndarray of shape (n_steps + 1,)
        The path, from w0 to where the last step ends.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what is said above, or df does not return a number.

    Examples
    --------
    >>> gradient_descent(lambda w: 2 * w, 1.0, learning_rate=0.25, n_steps=3)
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    learning_rate, n_steps = check_learning_rate(learning_rate), check_n_steps(n_steps)
    path = np.empty(n_steps + 1)
    path[0] = as_number(w0, "w0")
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(n_steps):
            path[k + 1] = path[k] - learning_rate * as_number(df(path[k]), "df(w)")
    return path


def update(w: ArrayLike, b: float, dw: ArrayLike, db: float, *, learning_rate: float) -> Neuron:
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

    Parameters
    ----------
        (w, b) after the step.

    Raises
    ------
    ValueError
        If the shapes of w and dw differ.

    Examples
    --------
    >>> w, b = update(np.array([[1.0]]), 0.5, np.array([[2.0]]), -1.0, learning_rate=0.1)
    >>> w, b
    (array([[0.8]]), 0.6)
    """
    learning_rate = check_learning_rate(learning_rate)
    w = as_data(w, "w")
    dw = as_data(dw, "dw")
    if w.shape[1] != 1 or w.shape != dw.shape:
        msg = f"w and dw must both have shape (n_x, 1). Got {w.shape} and {dw.shape}."
        raise ValueError(msg)
    return Neuron(w - learning_rate * dw, as_bias(b) - learning_rate * as_number(db, "db"))


def smoothness(X: ArrayLike) -> float:
    """Return β, how fast the gradient of the cost can change: ‖[X; 1]‖₂² / (4m).

    A learning rate up to 1/β never raises the cost; above 2/β it can. Derived in chapter 9.

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
    >>> smoothness(np.array([[0.0, 2.0]]))
    0.6545084971874737
    """
    X = np.asarray(as_data(X), dtype=np.float64)
    n_x, m = X.shape
    if not np.isfinite(X).all():
        msg = "X must hold finite numbers."
        raise ValueError(msg)
    # The largest eigenvalue of the smaller of the two Gram matrices.
    if m <= n_x:
        gram = X.T @ X + 1.0
    else:
        X1 = np.vstack([X, np.ones((1, m))])
        gram = X1 @ X1.T
    return _beta(gram, m)


def _beta(gram: NDArray[np.float64], m: int) -> float:
    return float(np.linalg.eigvalsh(gram)[-1] / (4 * m))


def _starting_point(X: Any, Y: Any, w: Any, b: Any) -> Any:
    X = np.asarray(as_data(X), dtype=np.float64)
    Y = as_labels(Y, X, "X").astype(np.float64)
    w = np.zeros((X.shape[0], 1)) if w is None else as_weights(w, X).astype(np.float64)
    return X, Y, w, as_bias(b)


def _steps(n_steps: int, progress: bool) -> Iterable[int]:
    if not progress:
        return range(n_steps)
    try:
        from tqdm import tqdm
    except ImportError:
        msg = "progress=True needs tqdm. Install it with: pip install 'lrlib[progress]'."
        raise ImportError(msg) from None
    return tqdm(range(n_steps), desc="train", unit="step")


def _warn_rising(J: float, J0: float, k: int, learning_rate: float, beta: float) -> None:
    msg = (
        f"The cost rose from {J0:.4g} to {J:.4g} at step {k}. learning_rate = "
        f"{learning_rate:.3g} may be too large: up to 1/β = {1 / beta:.3g} the cost never "
        f"rises, above 2/β = {2 / beta:.3g} it can. Are the features scaled?"
    )
    warnings.warn(msg, RuntimeWarning, stacklevel=3)


def train(
    X: ArrayLike,
    Y: ArrayLike,
    *,
    learning_rate: float,
    n_steps: int,
    w: ArrayLike | None = None,
    b: float = 0.0,
    progress: bool = False,
) -> TrainingResult:
    """Train one neuron by gradient descent on all examples.

    Ctrl-C (or the notebook's stop button) ends training early and returns what is trained
    so far. Derived in chapter 16.

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
    learning_rate, n_steps = check_learning_rate(learning_rate), check_n_steps(n_steps)
    X, Y, w, b = _starting_point(X, Y, w, b)
    costs = np.empty(n_steps)
    done = 0
    warned = False
    try:
        for k in _steps(n_steps, progress):
            J, dw, db = unchecked_cost_and_gradients(w, b, X, Y)
            if not warned and J > 1.05 * costs[0] and k:
                _warn_rising(J, costs[0], k, learning_rate, smoothness(X))
                warned = True
            w_next = w - learning_rate * dw
            costs[k], w, b, done = J, w_next, b - learning_rate * db, k + 1
    except KeyboardInterrupt:
        pass
    return TrainingResult(w, b, costs[:done])


def train_gram(
    X: ArrayLike,
    Y: ArrayLike,
    *,
    learning_rate: float,
    n_steps: int,
    w: ArrayLike | None = None,
    b: float = 0.0,
    progress: bool = False,
) -> TrainingResult:
    """Train one neuron along the same path as `train`, in m dimensions instead of n_x.

    Every step adds a combination of examples to w, so that w = w₀ − X·Sᵀ with one number
    for each example in S, and the logits need only the Gram matrix XᵀX, of shape (m, m).
    Faster where there are many more features than examples. Derived in chapter 18.

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
        (w, b, costs), as `train`, but for rounding.

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
    >>> w, b, costs = train_gram(X, Y, learning_rate=0.5, n_steps=50)
    >>> bool(np.allclose(costs, train(X, Y, learning_rate=0.5, n_steps=50).costs))
    True
    """
    learning_rate, n_steps = check_learning_rate(learning_rate), check_n_steps(n_steps)
    X, Y, w, b = _starting_point(X, Y, w, b)
    m = X.shape[1]
    Z0 = logits(w, b, X)
    gram = X.T @ X + 1.0  # the 1 carries the bias
    sign = 1 - 2 * Y
    S = np.zeros((1, m))
    Z = Z0
    costs = np.empty(n_steps)
    done = 0
    warned = False
    try:
        for k in _steps(n_steps, progress):
            J = mean(softplus(sign * Z))
            if not warned and J > 1.05 * costs[0] and k:
                _warn_rising(J, costs[0], k, learning_rate, _beta(gram, m))
                warned = True
            S_next = S + (learning_rate / m) * (sigmoid(Z) - Y)
            Z_next = Z0 - S_next @ gram
            costs[k], S, Z, done = J, S_next, Z_next, k + 1
    except KeyboardInterrupt:
        pass
    return TrainingResult(w - X @ S.T, b - float(S.sum()), costs[:done])

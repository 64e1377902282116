"""Refuse wrong arguments by name: what was expected, what came, and the likely fix.

An (m,) or (m, 1) array of labels broadcasts to (m, m) without an error, so every public
function looks at shapes before it computes. The looks are cheap: none reads all of X, but
`explain_not_finite`, which runs only when something is already known to be wrong.
"""

import math
import numbers
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
FloatArray = NDArray[np.float64]


def as_numeric(value: ArrayLike, name: str) -> Array:
    """Return `value` as an array of numbers, real ones in double precision."""
    try:
        array = np.asarray(value)
    except ValueError:
        msg = f"{name} must be an array of numbers. Its rows have different lengths."
        raise ValueError(msg) from None
    if array.dtype.kind not in "biufc":
        msg = f"{name} must be an array of numbers. Got dtype {array.dtype}."
        raise TypeError(msg)
    return array.astype(np.float64) if array.dtype.kind == "f" and array.itemsize != 8 else array


def as_data(X: ArrayLike, name: str = "X") -> Array:
    """Return X as a (n_x, m) array with at least one feature and one example."""
    X = as_numeric(X, name)
    if X.ndim != 2:
        fix = "Examples are columns here."
        if X.ndim == 1:
            fix = f"One example is a column: {name}.reshape(-1, 1)."
        elif X.ndim == 4:
            fix = f"Turn pictures into columns with images_to_vectors({name})."
        msg = f"{name} must have shape (n_x, m), two dimensions. Got {X.shape}. {fix}"
        raise ValueError(msg)
    if X.size == 0:
        msg = f"{name} must hold at least one feature and one example. Got shape {X.shape}."
        raise ValueError(msg)
    return X


def as_weights(w: ArrayLike, X: Array) -> Array:
    """Return w as a (n_x, 1) array that matches X."""
    w = as_numeric(w, "w")
    n_x, m = X.shape
    if w.shape != (n_x, 1):
        fix = "There is one weight for each feature, and features are the rows of X."
        if w.shape == (n_x,):
            fix = "Use w.reshape(-1, 1): a column, not a 1-D array."
        elif w.shape == (1, n_x):
            fix = "Use w.T: weights are a column."
        elif w.size == m:
            fix = "Is X transposed? Examples are columns here."
        msg = f"w must have shape (n_x, 1) = ({n_x}, 1) to match X {X.shape}. Got {w.shape}. {fix}"
        raise ValueError(msg)
    return w


def as_number(value: Any, name: str) -> Any:
    """Return `value` as a Python float, or complex for complex-step checks."""
    if type(value) is float:
        return value
    array = np.asarray(value)
    if array.ndim == 0 and array.dtype.kind in "biuf":
        return float(array)
    if array.ndim == 0 and array.dtype.kind == "c":
        return complex(array)
    got = f"shape {array.shape}" if array.ndim else repr(value)
    fix = f" Use {name}.item()." if isinstance(value, np.ndarray) and value.size == 1 else ""
    msg = f"{name} must be one number. Got {got}.{fix}"
    raise TypeError(msg)


def as_row(row: ArrayLike, name: str) -> Array:
    """Return a (1, m) array: one number for each example."""
    row = as_numeric(row, name)
    if row.ndim != 2 or row.shape[0] != 1:
        fix = ""
        if row.ndim == 1 or (row.ndim == 2 and row.shape[1] == 1):
            fix = f" Use {name}.reshape(1, -1)."
        elif row.ndim == 2 and row.shape[0] == row.shape[1]:
            fix = " Did an (m,) or (m, 1) array broadcast against a (1, m) one?"
        msg = f"{name} must have shape (1, m), one row. Got {row.shape}.{fix}"
        raise ValueError(msg)
    if row.size == 0:
        msg = f"{name} must hold at least one example. Got shape {row.shape}."
        raise ValueError(msg)
    return row


def as_labels(Y: ArrayLike, other: Array, other_name: str, name: str = "Y") -> Array:
    """Return Y as a (1, m) array of 0 and 1 that matches the columns of `other`."""
    Y = as_numeric(Y, name)
    m = other.shape[1]
    if Y.shape != (1, m):
        fix = f"There is one label for each column of {other_name}."
        if Y.size == m:
            fix = f"Use {name}.reshape(1, -1)."
        elif Y.size == other.shape[0] > 1:
            fix = f"Is {other_name} transposed? Examples are columns here."
        msg = (
            f"{name} must have shape (1, m) = (1, {m}) to match {other_name} {other.shape}. "
            f"Got {Y.shape}. {fix}"
        )
        raise ValueError(msg)
    right = (Y == 0) | (Y == 1)
    if not right.all():
        wrong = np.unique(Y[~right])[:3].tolist()
        fix = ""
        if wrong == [-1]:
            fix = f" Labels of -1 and 1 become 0 and 1 with ({name} + 1) / 2."
        elif 0 < np.real(wrong[0]) < 1:
            fix = f" Probabilities become labels with ({name} >= 0.5)."
        msg = f"{name} must hold labels 0 and 1 only. Got also {', '.join(map(str, wrong))}.{fix}"
        raise ValueError(msg)
    return Y


def as_problem(w: ArrayLike, b: Any, X: ArrayLike, Y: ArrayLike) -> tuple[Array, Any, Array, Array]:
    """Return w, b, X and Y, which match."""
    X = as_data(X)
    return as_weights(w, X), as_number(b, "b"), X, as_labels(Y, X, "X")


def as_count(value: Any, name: str, least: int) -> int:
    """Return `value` as an int that is at least `least`."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        msg = f"{name} must be a whole number. Got {value!r}."
        raise TypeError(msg)
    count = int(value)
    if count < least:
        msg = f"{name} must be at least {least}. Got {count}."
        raise ValueError(msg)
    return count


def as_learning_rate(value: Any) -> float:
    """Return the learning rate as a positive, finite float."""
    rate = as_number(value, "learning_rate")
    if isinstance(rate, complex) or not 0 < rate < math.inf:
        msg = f"learning_rate must be a positive, finite number. Got {rate}."
        raise ValueError(msg)
    return float(rate)


def explain_not_finite(w: Array, b: Any, X: Array) -> NoReturn:
    """Say which of X, w and b makes Z = wᵀX + b not finite."""
    for name, array in (("X", X), ("w", w), ("b", np.asarray(b))):
        require_finite(array, name)
    msg = (
        f"Z = wᵀX + b is too large for a float: X reaches {np.abs(X).max():.3g} in size, "
        f"w {np.abs(w).max():.3g}. Are the features scaled?"
    )
    raise ValueError(msg)


def require_finite(array: Array, name: str) -> None:
    """Refuse nan and infinity, naming the first place where one stands."""
    bad = ~np.isfinite(array)
    if bad.any():
        index = tuple(np.argwhere(bad)[0].tolist())
        place = f"{name}[{', '.join(map(str, index))}]" if index else name
        msg = (
            f"{name} must hold finite numbers. {place} is {array[index]} "
            f"({int(bad.sum())} of {array.size} entries are not finite)."
        )
        raise ValueError(msg)

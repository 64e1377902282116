"""Refuse wrong arguments by name: what was expected, what came, and the likely fix.

An (m,) or (m, 1) array of labels broadcasts to (m, m) without an error, so every
public function looks at shapes before it computes. The looks are cheap: no function
here reads all of X, except `explain_not_finite`, which runs only when something is
already known to be wrong.
"""

import math
import numbers
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "as_bias",
    "as_data",
    "as_labels",
    "as_number",
    "as_row",
    "as_weights",
    "check_learning_rate",
    "check_n_steps",
    "explain_not_finite",
]

Array = NDArray[Any]


def _as_numeric(value: ArrayLike, name: str) -> Array:
    """Return `value` as an array of numbers, without copying an array."""
    try:
        array = np.asarray(value)
    except ValueError:
        msg = f"{name} must be an array of numbers. Its rows have different lengths."
        raise ValueError(msg) from None
    if array.dtype.kind not in "biufc":
        msg = f"{name} must be an array of numbers. Got dtype {array.dtype}."
        raise TypeError(msg)
    return array


def as_data(X: ArrayLike, name: str = "X") -> Array:
    """Return X as a (n_x, m) array with at least one feature and one example."""
    X = _as_numeric(X, name)
    if X.ndim != 2:
        fix = (
            f"One example of n_x features is a column: {name}.reshape(-1, 1)."
            if X.ndim == 1
            else f"Turn pictures into columns with images_to_vectors({name})."
            if X.ndim == 4
            else "Examples are columns here."
        )
        msg = f"{name} must have shape (n_x, m), two dimensions. Got {X.shape}. {fix}"
        raise ValueError(msg)
    if X.size == 0:
        msg = f"{name} must hold at least one feature and one example. Got shape {X.shape}."
        raise ValueError(msg)
    return X


def as_weights(w: ArrayLike, X: Array, name: str = "w") -> Array:
    """Return w as a (n_x, 1) array that matches X."""
    w = _as_numeric(w, name)
    n_x, m = X.shape
    if w.shape != (n_x, 1):
        if w.ndim == 1 and w.size == n_x:
            fix = f"Use {name}.reshape(-1, 1): a column, not a 1-D array."
        elif w.shape == (1, n_x):
            fix = f"Use {name}.T: weights are a column."
        elif w.size == m:
            fix = "Is X transposed? Examples are columns here."
        else:
            fix = "There is one weight for each feature, and features are the rows of X."
        msg = (
            f"{name} must have shape (n_x, 1) = ({n_x}, 1) to match X {X.shape}. "
            f"Got {w.shape}. {fix}"
        )
        raise ValueError(msg)
    return w


def as_number(value: Any, name: str) -> Any:
    """Return `value` as a Python float (or complex, for complex-step checks)."""
    if isinstance(value, numbers.Number) or (isinstance(value, np.ndarray) and value.ndim == 0):
        array = np.asarray(value)
        if array.dtype.kind in "biuf":
            return float(array)
        if array.dtype.kind == "c":
            return complex(array)
    got = f"shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__
    msg = f"{name} must be one number. Got {got}."
    if isinstance(value, np.ndarray) and value.size == 1:
        msg += f" Use {name}.item()."
    raise TypeError(msg)


def as_bias(b: Any) -> Any:
    """Return b as a Python number."""
    return as_number(b, "b")


def as_row(row: ArrayLike, name: str) -> Array:
    """Return a (1, m) array: one number for each example."""
    row = _as_numeric(row, name)
    if row.ndim != 2 or row.shape[0] != 1:
        fix = f"Use {name}.reshape(1, -1)." if row.ndim == 1 or 1 in row.shape else ""
        if row.ndim == 2 and row.shape[0] == row.shape[1] > 1:
            fix = "Did an (m,) or (m, 1) array broadcast against a (1, m) one?"
        msg = f"{name} must have shape (1, m), one row. Got {row.shape}. {fix}".rstrip()
        raise ValueError(msg)
    if row.size == 0:
        msg = f"{name} must hold at least one example. Got shape {row.shape}."
        raise ValueError(msg)
    return row


def as_labels(Y: ArrayLike, other: Array, other_name: str, name: str = "Y") -> Array:
    """Return Y as a (1, m) array of 0 and 1 that matches the columns of `other`."""
    Y = _as_numeric(Y, name)
    m = other.shape[1]
    if Y.shape != (1, m):
        if Y.size == m:
            fix = f"Use {name}.reshape(1, -1)."
        elif Y.size == other.shape[0]:
            fix = f"Is {other_name} transposed? Examples are columns here."
        else:
            fix = f"There is one label for each column of {other_name}."
        msg = (
            f"{name} must have shape (1, m) = (1, {m}) to match {other_name} {other.shape}. "
            f"Got {Y.shape}. {fix}"
        )
        raise ValueError(msg)
    wrong = (Y != 0) & (Y != 1)
    if wrong.any():
        values = np.unique(Y[wrong])[:3].tolist()
        fix = (
            " Labels of −1 and 1 become 0 and 1 with (Y + 1) / 2."
            if values == [-1]
            else " Probabilities become labels with predict."
            if all(0 < value < 1 for value in np.real(values))
            else ""
        )
        msg = f"{name} must hold labels 0 and 1 only. Got also {values}.{fix}"
        raise ValueError(msg)
    return Y


def check_learning_rate(learning_rate: float) -> float:
    """Return the learning rate as a positive, finite float."""
    rate = as_number(learning_rate, "learning_rate")
    if isinstance(rate, complex) or not (0 < rate < math.inf):
        msg = f"learning_rate must be a positive, finite number. Got {rate}."
        raise ValueError(msg)
    return float(rate)


def check_n_steps(n_steps: int) -> int:
    """Return the number of steps as an int, 0 or more."""
    if isinstance(n_steps, bool) or not isinstance(n_steps, numbers.Integral):
        msg = f"n_steps must be a whole number. Got {n_steps!r}."
        raise TypeError(msg)
    if n_steps < 0:
        msg = f"n_steps must be 0 or more. Got {n_steps}."
        raise ValueError(msg)
    return int(n_steps)


def explain_not_finite(w: Array, b: Any, X: Array) -> NoReturn:
    """Say which of X, w and b makes Z = wᵀX + b not finite."""
    for name, array in (("X", X), ("w", w), ("b", np.asarray(b))):
        bad = ~np.isfinite(array)
        if bad.any():
            index = tuple(int(i) for i in np.argwhere(bad)[0])
            place = f"{name}[{', '.join(map(str, index))}]" if index else name
            msg = (
                f"{name} must hold finite numbers. {place} is {array[index]}, "
                f"and so are {int(bad.sum())} of its {array.size} entries in all "
                "(nan or infinite)."
            )
            raise ValueError(msg)
    msg = (
        f"Z = wᵀX + b is too large for a float: |X| reaches {np.abs(X).max():.3g}, "
        f"|w| {np.abs(w).max():.3g}. Scale the features."
    )
    raise ValueError(msg)

"""Check a derivative against a numerical one."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lrlib._validate import Array, FloatArray, as_number

__all__ = ["GradientReport", "central_difference", "check_gradients", "complex_step"]


class GradientReport(NamedTuple):
    """The component in which two gradients differ most.

    Attributes
    ----------
    name : str
        Its name, such as "dw[3, 0]".
    analytic : float
        What the function under test says.
    numeric : float
        What the numerical derivative says.
    error : float
        Their difference, relative to the largest component of that gradient, or to a thousandth
        of the cost where all are smaller: there the numerical derivative is noise.
    """

    name: str
    analytic: float
    numeric: float
    error: float

    def __str__(self) -> str:
        return (
            f"worst component {self.name}: analytic {self.analytic:.10g}, "
            f"numeric {self.numeric:.10g}, error {self.error:.1e}"
        )


def central_difference(f: Callable[[Any], float], theta: ArrayLike) -> Any:
    """Differentiate numerically: (f(θ + h) − f(θ − h)) / 2h, one component at a time.

    Right to about ten digits for a smooth f. Used in chapter 11.

    Parameters
    ----------
    f : callable
        Takes an array like theta (a number if theta is one), returns a number.
    theta : array_like
        Where to differentiate. It is left as it was.

    Returns
    -------
    ndarray of the shape of theta, or float
        The gradient.

    Examples
    --------
    >>> round(central_difference(lambda t: t**3, 2.0), 6)
    12.0
    """
    theta = np.asarray(theta, dtype=np.float64)
    # Truncation (h²) and rounding (1/h) errors balance near the cube root of epsilon.
    steps = np.cbrt(np.finfo(np.float64).eps) * np.maximum(1.0, np.abs(theta))
    gradient = np.empty_like(theta)
    for index in np.ndindex(theta.shape):
        up, down = theta.copy(), theta.copy()
        up[index] += steps[index]
        down[index] -= steps[index]
        # The step between the two points as they are after rounding.
        h2 = up[index] - down[index]
        gradient[index] = (_value(f, up) - _value(f, down)) / h2
    return gradient if theta.ndim else gradient.item()


def complex_step(f: Callable[[Any], Any], theta: ArrayLike) -> Any:
    """Differentiate numerically: Im f(θ + ih) / h, one component at a time.

    Nothing is subtracted, so h can be tiny and the result is right to rounding. f must be
    built from functions that take complex numbers as they take real ones: no abs, no
    conjugate, no comparison.

    Parameters
    ----------
    f : callable
        Takes an array like theta (a number if theta is one), returns a complex number.
    theta : array_like
        Where to differentiate. It is left as it was.

    Returns
    -------
    ndarray of the shape of theta, or float
        The gradient.

    Examples
    --------
    >>> complex_step(lambda t: t**3, 2.0)
    12.0
    """
    theta = np.asarray(theta, dtype=np.float64)
    h = 1e-30
    gradient = np.empty_like(theta)
    for index in np.ndindex(theta.shape):
        shifted = theta.astype(np.complex128)
        shifted[index] += h * 1j
        gradient[index] = _value(f, shifted).imag / h
    return gradient if theta.ndim else gradient.item()


def _value(f: Callable[[Any], Any], theta: Array) -> Any:
    return as_number(f(theta if theta.ndim else theta.item()), "f(theta)")


def check_gradients(
    f: Callable[..., Sequence[Any]],
    *parameters: Any,
    names: Sequence[str] | None = None,
    tolerance: float = 1e-6,
) -> GradientReport:
    """Compare the gradients that a function returns with central differences.

    Passing it does not show that the cost itself is right: a wrong cost with its own right
    gradient passes too. Used in chapters 13 and 23.

    Parameters
    ----------
    f : callable
        Takes the parameters, returns the cost and then one gradient for each parameter.
    *parameters : array_like
        Where to check.
    names : sequence of str, optional
        Names of the gradients for the report; those of f's named tuple if it returns one.
    tolerance : float, default 1e-6
        The largest error that passes.

    Returns
    -------
    GradientReport
        The worst component and both numbers.

    Raises
    ------
    AssertionError
        If the worst error exceeds the tolerance; the message is the report.
    ValueError
        If f does not return one gradient for each parameter, of that parameter's shape.

    Examples
    --------
    >>> from lrlib import cost_and_gradients
    >>> X, Y = np.array([[1.0, -2.0, 0.5]]), np.array([[1, 0, 0]])
    >>> report = check_gradients(lambda w, b: cost_and_gradients(w, b, X, Y), [[0.3]], -0.1)
    >>> report.error < 1e-9
    True
    """
    thetas = [np.asarray(p, dtype=np.float64) for p in parameters]
    result = f(*map(_plain, thetas))
    if not isinstance(result, Sequence) or len(result) != len(thetas) + 1:
        got = f"{len(result)} values" if isinstance(result, Sequence) else type(result).__name__
        msg = f"f must return the cost and {len(thetas)} gradients. Got {got}."
        raise ValueError(msg)
    if names is None:
        default = ["", *(f"gradient{i}" for i in range(len(thetas)))]
        names = list(getattr(result, "_fields", default))[1:]
    reports = []
    for i, (name, theta) in enumerate(zip(names, thetas, strict=True)):
        analytic = np.asarray(result[i + 1], dtype=np.float64)
        if analytic.shape != theta.shape:
            msg = (
                f"{name} must have the shape {theta.shape} of its parameter. Got {analytic.shape}."
            )
            raise ValueError(msg)
        numeric = np.asarray(central_difference(partial(_cost_of_one, f, thetas, i), theta))
        reports.append(_compare(name, analytic, numeric, 1e-3 * abs(result[0])))
    worst = max(reports, key=lambda report: report.error)
    if worst.error > tolerance:
        msg = f"The gradients disagree: {worst} (tolerance {tolerance:g})."
        raise AssertionError(msg)
    return worst


def _plain(theta: FloatArray) -> Any:
    """Return a copy that f may spoil, or a float for a 0-d array."""
    return theta.copy() if theta.ndim else theta.item()


def _cost_of_one(f: Callable[..., Sequence[Any]], thetas: Any, i: int, theta: Any) -> Any:
    """Return the cost with parameter i replaced."""
    return f(*map(_plain, thetas[:i]), theta, *map(_plain, thetas[i + 1 :]))[0]


def _compare(name: str, analytic: FloatArray, numeric: FloatArray, floor: float) -> GradientReport:
    scale = max(floor, float(np.abs(numeric).max()), float(np.abs(analytic).max()))
    error = np.abs(analytic - numeric) / (scale or 1.0)
    error = np.where(np.isfinite(error), error, np.inf)
    at = np.unravel_index(error.argmax(), error.shape)
    place = f"[{', '.join(str(k) for k in at)}]" if at else ""
    return GradientReport(name + place, analytic[at].item(), numeric[at].item(), error[at].item())

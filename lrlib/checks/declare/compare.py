"""When two arrays count as equal, with a name for each tolerance.

The absolute tolerances are meant for numbers of about 1, which is what the catalogue draws.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "LOOSE",
    "RIGHT",
    "SAME",
    "UNMOVED",
    "Tolerance",
    "equal",
    "identical",
    "is_right",
    "right_entries",
]

Array = NDArray[Any]


class Tolerance(NamedTuple):
    """How far two numbers may lie apart: |a − b| ≤ absolute + relative · |b|."""

    relative: float
    absolute: float


# A right answer. An ε of 1e-8 inside a logarithm always passes, one of 1e-7 never (see inputs).
RIGHT = Tolerance(1e-7, 1e-9)
# One quantity, computed in two ways.
SAME = Tolerance(1e-6, 1e-9)
# Nearly one quantity: to leave out an explanation, or to recognise numbers added up otherwise.
LOOSE = Tolerance(1e-5, 1e-9)
# One computation, done twice: what lies further apart was moved by something.
UNMOVED = Tolerance(1e-9, 1e-12)


def is_right(got: Array, expected: Array, tolerance: Tolerance = RIGHT) -> bool:
    """Compare numbers of one shape. nan equals nothing, inf itself alone, integers exactly."""
    rtol, atol = tolerance
    if expected.dtype.kind in "iub" and got.dtype.kind in "iub":
        return bool((got == expected).all())
    if expected.size == 1:
        x, y = got.item(), expected.item()
        return x == y or (math.isfinite(y) and abs(x - y) <= atol + rtol * abs(y))
    close = (np.abs(got - expected) <= atol + rtol * np.abs(expected)) & np.isfinite(expected)
    return bool((close | (got == expected)).all())


def right_entries(
    got: Array, expected: Array, tolerance: Tolerance = RIGHT, *, nan: bool = False
) -> NDArray[np.bool_]:
    """Say of each entry whether it is right; with `nan`, nan equals nan.

    This is np.isclose without its looks at the arguments, which take longer than the comparison.
    """
    rtol, atol = tolerance
    if expected.dtype.kind != "f":
        expected = expected.astype(np.float64)
    with np.errstate(invalid="ignore"):
        close = np.abs(got - expected) <= atol + rtol * np.abs(expected)
        found: NDArray[np.bool_] = close & np.isfinite(expected) | (got == expected)
        return found | (np.isnan(got) & np.isnan(expected)) if nan else found


def equal(a: Array, b: Array, tolerance: Tolerance = SAME) -> bool:
    """Compare shapes and numbers; nan equals nan. Most pairs differ in the first number already."""
    if a.shape != b.shape:
        return False
    if a.dtype.char == b.dtype.char == "d" and a.size:
        x, y = a.item(0), b.item(0)
        rtol, atol = tolerance
        near = math.isfinite(y) and abs(x - y) <= atol + rtol * abs(y)
        if not (near or x == y or (x != x and y != y)):
            return False
        if a.size == 1:
            return True
    return bool(right_entries(a, b, tolerance, nan=True).all())


def identical(a: Array, b: Array) -> bool:
    """Compare shapes, types and every bit."""
    same_form = a.shape == b.shape and a.dtype == b.dtype
    return bool(same_form and a.tobytes() == b.tobytes())

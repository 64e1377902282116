"""Numbers, arrays and arguments as messages write them."""

import operator
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrlib.checks.say.text import Text

__all__ = ["FLOATS", "apart", "count_shown", "nth", "show", "show_at", "show_inputs"]

Array = NDArray[Any]

# How much is shown: labels and graphs in full, for the message asks to compute by hand.
WHOLE_NUMBERS, PATH, FLOATS, LETTERS = 20, 10, 3, 400


def apart(first: float, second: float, digits: int = 4) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to see that they differ."""
    for n in (digits, 8, 17):
        pair = f"{first:.{n}g}", f"{second:.{n}g}"
        if pair[0] != pair[1]:
            break
    return pair


KOREAN = dict(
    enumerate(("첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"), start=1)
)


def nth(n: int) -> Text:
    """Write a place in a row: a number in English, an ordinal in Korean."""
    return Text(str(n), f"{KOREAN[n]} 번째" if n in KOREAN else f"{n}번째")


# Functions of Python's that are a slope of x, written as a polynomial is.
SLOPES = ((float, "x (float)"), (operator.pos, "x (operator.pos)"))


def show_inputs(args: Mapping[str, Any]) -> str:
    """Write arguments in one line: shapes of arrays, values of small ones and of numbers."""
    return ", ".join(f"{name} {_show_input(value)}" for name, value in args.items())


def _show_input(value: Any) -> str:
    if isinstance(value, np.ndarray):
        small = value.size <= 4 or value.dtype.kind in "iu"
        return show(value) if small else f"{value.shape}"
    if isinstance(value, float):
        return f"= {value:.4g}"
    if isinstance(value, np.integer):  # a function may ask for Python's own
        return f"= np.{type(value).__name__}({value})"
    if isinstance(value, dict):
        value = {k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in value.items()}
    text = next((slope for f, slope in SLOPES if f is value), None) or str(value)
    return f"= {text}" if len(text) <= LETTERS else f"= {text[: LETTERS - 3]}…"


def show_at(array: Array, places: Array) -> str:
    """Write an array as its shape and its numbers at some places, each with its index."""
    shown = []
    for place in places:
        index = ", ".join(str(int(n)) for n in np.unravel_index(place, array.shape))
        shown.append(f"[{index}] {_number(array.ravel()[place], array)}")
    return f"{array.shape}: … {', '.join(shown)}"


def _number(x: Any, array: Array, digits: int = 4) -> str:
    return str(int(x)) if array.dtype.kind in "iub" else f"{float(x):.{digits}g}"


def count_shown(array: Array) -> int:
    """Return how many numbers of an array are shown: more of a path or a list of costs."""
    if array.dtype.kind in "iub":
        return WHOLE_NUMBERS
    return PATH if array.ndim == 1 else FLOATS


def show(array: Array, digits: int = 4) -> str:
    """Write an array as its shape and its first three numbers; a number as itself."""
    flat = array.ravel()[: count_shown(array)]
    numbers = ", ".join(_number(x, array, digits) for x in flat)
    more = ", …" if array.size > flat.size else ""
    return f"= {numbers}" if array.ndim == 0 else f"{array.shape}: {numbers}{more}"

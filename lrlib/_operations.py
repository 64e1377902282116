"""The operations of a computation graph, one row each."""

import math
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["OPERATIONS", "Op"]


class Op(NamedTuple):
    """One operation.

    Attributes
    ----------
    symbol, word : str
        How a drawing writes it, and how its description calls the result.
    value : callable
        Takes the values of the parents, returns that of the node.
    slopes : callable
        Takes the value of the node and those of its parents, returns the derivative of the
        node with respect to each parent.
    """

    symbol: str
    word: str
    value: Callable[..., float]
    slopes: Callable[..., tuple[float, ...]]


def _sigmoid(z: float) -> float:
    return math.exp(min(z, 0.0)) / (1.0 + math.exp(-abs(z)))


def _pow_slopes(value: float, a: float, b: float) -> tuple[float, float]:
    if a == 0:  # a ** b is flat at 0 above the first power, a corner below it
        return (0.0 if b > 1 or b == 0 else 1.0 if b == 1 else math.inf), 0.0
    return b * math.pow(a, b - 1), value * math.log(a) if a > 0 else math.nan


OPERATIONS = {
    "add": Op("+", "the sum", lambda a, b: a + b, lambda _, a, b: (1.0, 1.0)),
    "sub": Op("−", "the difference", lambda a, b: a - b, lambda _, a, b: (1.0, -1.0)),
    "mul": Op("×", "the product", lambda a, b: a * b, lambda _, a, b: (b, a)),
    "div": Op("÷", "the quotient", lambda a, b: a / b, lambda out, a, b: (1.0 / b, -out / b)),
    "pow": Op("^", "the power", math.pow, _pow_slopes),
    "neg": Op("−", "the negative", lambda a: -a, lambda _, a: (-1.0,)),
    "exp": Op("exp", "the exponential", math.exp, lambda out, a: (out,)),
    "log": Op("log", "the logarithm", math.log, lambda _, a: (1.0 / a,)),
    "sigmoid": Op("σ", "the sigmoid", _sigmoid, lambda out, a: (out * _sigmoid(-a),)),
}

"""Random inputs: sizes that cannot be confused, values that keep every style in tolerance.

Logits stay within ±2, so that probabilities lie in [0.12, 0.88]. There an ε of 1e-8 inside
a logarithm changes a loss by less than 1e-7 of it, and one of 1e-7 by more than 2.7e-7:
the verdict never hangs on the draw.
"""

import math
from typing import Any

import numpy as np
from numpy.random import Generator

from lrlib.checks.declare.compare import Tolerance
from lrlib.checks.declare.model import Array, Case

__all__ = [
    "MANY",
    "PICTURE",
    "SINGLE",
    "SURE",
    "labels",
    "large",
    "logits",
    "neuron",
    "one_label",
    "picture",
    "probabilities",
    "sizes",
    "sure",
    "with_logits",
]

PRIMES = (2, 3, 5, 7, 11)
LOGIT = 2.0
MANY = 209  # examples, as in the published run
PICTURE = 12288  # numbers of a picture of 64 · 64 pixels

# Where p = 6e-6 is left of a probability, an ε of 1e-8 in its logarithm moves a loss by 1e-4 of it.
SURE = Tolerance(1e-3, 1e-6)
# Single precision keeps seven digits.
SINGLE = Tolerance(1e-5, 1e-6)


def sizes(rng: Generator, *, several: bool = True) -> tuple[int, int]:
    """Draw n_x and m: distinct primes, so that no shape fits by accident."""
    primes = PRIMES[1:] if several else PRIMES
    n_x, m = rng.choice(len(primes), size=2, replace=False).tolist()
    return primes[n_x], primes[m]


def labels(rng: Generator, m: int) -> Array:
    """Draw integer labels (1, m), both of them where m > 1, not symmetric."""
    Y = rng.integers(0, 2, size=(1, m))
    if m > 1:
        ends = np.array([0, 1])
        rng.shuffle(ends)
        Y[0, 0], Y[0, -1] = ends
    return Y


def logits(rng: Generator, shape: tuple[int, ...]) -> Array:
    """Draw logits within ±2; of both signs, where there are two or more."""
    size = math.prod(shape)
    signs = np.ones(size)
    signs[1 - int(rng.integers(2)) :: 2] = -1.0
    sizes = rng.uniform(0.2, LOGIT, size)
    rng.shuffle(signs)
    return (sizes * signs).reshape(shape)


def probabilities(rng: Generator, shape: tuple[int, ...]) -> Array:
    """Draw probabilities between 0.12 and 0.88."""
    return 1 / (1 + np.exp(-logits(rng, shape)))


def neuron(rng: Generator, n_x: int, m: int) -> dict[str, Any]:
    """Draw w, b, X and Y, with w and b far from zero and logits within ±2."""
    w = logits(rng, (n_x, 1))
    b = logits(rng, ())
    X = rng.normal(size=(n_x, m)) + (rng.integers(2, size=(n_x, 1)) - 0.5)
    reach = np.abs(w.T @ X).max() + np.abs(b)
    shrink = min(1.0, LOGIT / reach)
    return {"w": w * shrink, "b": float(b * shrink), "X": X, "Y": labels(rng, m)}


def neuron_case(rng: Generator, n_x: int, m: int) -> Case:
    """Make `neuron` a case."""
    return Case(neuron(rng, n_x, m), {"n_x": n_x, "m": m})


def sure(rng: Generator, m: int = MANY) -> tuple[Array, Array]:
    """Draw logits between ±5 and ±12 and labels: nearly certain, and every second one wrong.

    11 in 20 are positive, so that what is cut off on both sides does not cancel; and the mean of
    a − y is small, but not 0.
    """
    i = rng.permutation(m)
    positive, wrong = i % 20 < 11, i // 20 % 2 == 0
    Z = np.where(positive, 1, -1) * rng.permutation(np.linspace(5.0, 12.0, m))
    return Z[np.newaxis], (positive != wrong).astype(np.int64)[np.newaxis]


def one_label(m: int) -> list[Array]:
    """Return labels (1, m), all of them 0, and all of them 1."""
    return [np.full((1, m), label) for label in (0, 1)]


def with_logits(rng: Generator, n_x: int, Z: Array) -> dict[str, Any]:
    """Draw w, b and X that have the logits Z (1, m)."""
    w, b, X, _ = neuron(rng, n_x, Z.shape[1]).values()
    return {"w": w, "b": b, "X": X + w @ (Z - w.T @ X - b) / (w.T @ w)}


def large(rng: Generator, Z: Array, sign: int = 1, b: float | None = None) -> dict[str, Any]:
    """Draw w, b and X with large numbers of both signs that have the logits Z (1, m).

    The features have the given sign in the mean, and so far from 0 that slopes do not cancel.
    """
    w = sign * np.array([[rng.uniform(30, 50)], [-rng.uniform(30, 50)]])
    b = float(sign * rng.uniform(12, 15)) if b is None else b
    sizes = rng.uniform(0.8, 1.0) * np.linspace(20.0, 8.0, Z.size)
    second = np.empty(Z.size)
    second[::2] = sign * rng.permutation(sizes[: second[::2].size])
    second[1::2] = -sign * rng.permutation(sizes[second[::2].size :])
    first = (Z - b - w[1] * second) / w[0]
    return {"w": w, "b": b, "X": np.vstack([first, second])}


def picture(rng: Generator, m: int) -> dict[str, Any]:
    """Draw w, b, and X of m pictures, with logits within ±2 or little more."""
    w = 0.04 * (rng.random((PICTURE, 1)) - 0.5)
    X = rng.random((PICTURE, m))
    return {"w": w, "b": float(logits(rng, ()) - w.sum() / 2), "X": X}

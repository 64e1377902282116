"""Random inputs: sizes that cannot be confused, values that keep every style in tolerance.

Logits stay within ±2, so that probabilities lie in [0.12, 0.88]. There an ε of 1e-8 inside
a logarithm changes a loss by less than 1e-7 of it, and one of 1e-7 by more than 2.7e-7:
the verdict never hangs on the draw.
"""

import math
from typing import Any

import numpy as np
from numpy.random import Generator

from lrlib.checks.declare.model import Array, Case

__all__ = ["labels", "logits", "neuron", "probabilities", "sizes"]

PRIMES = (2, 3, 5, 7, 11)
LOGIT = 2.0


def sizes(rng: Generator, *, several: bool = True) -> tuple[int, int]:
    """Draw n_x and m: distinct primes, so that no shape fits by accident."""
    n_x, m = rng.choice(PRIMES[1:] if several else PRIMES, size=2, replace=False)
    return int(n_x), int(m)


def labels(rng: Generator, m: int) -> Array:
    """Draw integer labels (1, m), both of them where m > 1, not symmetric."""
    Y = rng.integers(0, 2, size=(1, m))
    if m > 1:
        Y[0, 0], Y[0, -1] = rng.permutation([0, 1])
    return Y


def logits(rng: Generator, shape: tuple[int, ...]) -> Array:
    """Draw logits within ±2; of both signs, where there are two or more."""
    size = math.prod(shape)
    signs = np.resize([1.0, -1.0], size) * rng.choice([1.0, -1.0])
    return np.reshape(rng.uniform(0.2, LOGIT, size) * rng.permutation(signs), shape)


def probabilities(rng: Generator, shape: tuple[int, ...]) -> Array:
    """Draw probabilities between 0.12 and 0.88."""
    return 1 / (1 + np.exp(-logits(rng, shape)))


def neuron(rng: Generator, n_x: int, m: int) -> dict[str, Any]:
    """Draw w, b, X and Y, with w and b far from zero and logits within ±2."""
    w = logits(rng, (n_x, 1))
    b = logits(rng, ())
    X = rng.normal(size=(n_x, m)) + rng.choice([-1.0, 1.0], size=(n_x, 1)) * 0.5
    reach = np.abs(w.T @ X).max() + np.abs(b)
    shrink = min(1.0, LOGIT / reach)
    return {"w": w * shrink, "b": float(b * shrink), "X": X, "Y": labels(rng, m)}


def neuron_case(rng: Generator, n_x: int, m: int) -> Case:
    """Make `neuron` a case."""
    return Case(neuron(rng, n_x, m), {"n_x": n_x, "m": m})

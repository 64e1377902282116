"""What the tests of the core share: small problems, drawn at random or by Hypothesis."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st


class Problem(NamedTuple):
    w: np.ndarray
    b: float
    X: np.ndarray
    Y: np.ndarray


def problem(seed, n_x=3, m=5, scale=1.0):
    """Return a random problem whose arrays are read-only: a function that writes to them fails."""
    rng = np.random.default_rng(seed)
    w, X = rng.standard_normal((n_x, 1)), scale * rng.standard_normal((n_x, m))
    b, Y = float(rng.standard_normal()), rng.integers(0, 2, (1, m))
    for array in (w, X, Y):
        array.flags.writeable = False
    return Problem(w, b, X, Y)


problems = st.builds(
    problem,
    seed=st.integers(0, 2**32 - 1),
    n_x=st.integers(1, 7),
    m=st.integers(1, 11),
    scale=st.sampled_from([0.01, 1.0, 10.0]),
)

"""Numerics that several modules share, on arguments that are known to be right."""

from typing import Any

import numpy as np

from lrlib._validate import Array, explain_not_finite


def size(Z: Array) -> Any:
    """Return |z|; of a complex z, ±z by the sign of its real part."""
    if Z.dtype.kind == "c":  # abs would be silently wrong in a complex-step check
        return np.where(Z.real >= 0, Z, -Z)
    return np.abs(Z)


def below_zero(Z: Array) -> Any:
    """Return min(z, 0); of a complex z, by its real part."""
    if Z.dtype.kind == "c":
        return np.where(Z.real >= 0, 0.0, Z)
    return np.minimum(Z, 0.0)


def logits(w: Array, b: Any, X: Array) -> Any:
    """Return Z = wᵀX + b, and explain a Z that is not finite."""
    try:
        Z = w.T @ X + b
    except (RuntimeWarning, FloatingPointError):  # where the caller makes errors of warnings
        explain_not_finite(w, b, X)
    if not np.isfinite(Z).all():
        explain_not_finite(w, b, X)
    return Z


def losses(T: Array) -> Any:
    """Return the cross-entropies log(1 + e⁻ᵗ), where t is z for label 1 and −z for label 0."""
    # log(1 + e⁻|ᵗ|) − min(t, 0); log1p keeps what 1 + e⁻|ᵗ| would round away.
    return np.log1p(np.exp(-size(T))) - below_zero(T)


def losses_and_probabilities(Z: Array, Y: Array) -> tuple[Any, Any]:
    """Return the cross-entropies L and A = σ(Z), which have log(1 + e⁻|ᶻ|) in common."""
    common = np.log1p(np.exp(-size(Z)))
    return common - below_zero((2.0 * Y - 1.0) * Z), np.exp(below_zero(Z) - common)


def mean(L: Array) -> float:
    """Return the mean as a Python number (complex in a complex-step check)."""
    J: float = np.add.reduce(L, axis=None).item() / L.size
    return J

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
    with np.errstate(over="ignore", invalid="ignore"):
        Z = w.T @ X + b
    if not np.isfinite(Z).all():
        explain_not_finite(w, b, X)
    return Z


def losses_and_probabilities(Z: Array, Y: Array) -> tuple[Any, Any]:
    """Return L, the cross-entropies, and A = σ(Z), which share ln(1 + e⁻|ᶻ|)."""
    softplus = np.log1p(np.exp(-size(Z)))  # log1p keeps what 1 + e⁻|ᶻ| would round away
    # With t = z for y = 1 and t = −z for y = 0, L = ln(1 + e⁻ᵗ) = ln(1 + e⁻|ᵗ|) − min(t, 0).
    L = softplus - below_zero((2.0 * Y - 1.0) * Z)
    A = np.exp(below_zero(Z) - softplus)
    return L, A


def mean(L: Array) -> float:
    """Return the mean as a Python number (complex in a complex-step check)."""
    J: float = L.sum().item() / L.size
    return J

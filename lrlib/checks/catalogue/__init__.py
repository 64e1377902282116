"""The graded functions: one module each, which declares what counts as right for it."""

import importlib
import pkgutil
from functools import lru_cache

from lrlib.checks.declare.model import GradedFunction

__all__ = ["load", "names"]


@lru_cache
def load(name: str) -> GradedFunction:
    """Return what counts as right for a graded function."""
    found: GradedFunction = importlib.import_module(f"{__name__}.{name}").GRADED
    return found


@lru_cache
def names() -> list[str]:
    """Return the names of all graded functions: the public modules of this folder."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))

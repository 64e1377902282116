"""The graded functions: one module each, which declares what counts as right for it."""

import importlib
import pkgutil
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from lrlib.checks.declare.model import Graded, Mistake, Style

__all__ = ["load", "names"]


@lru_cache
def load(name: str) -> Graded:
    """Read the check module of a graded function."""
    module = importlib.import_module(f"lrlib.checks.catalogue.{name}")
    found = [*vars(getattr(module, "SHARED", object)).values(), *vars(module).values()]
    properties = tuple(module.PROPERTIES)
    every = tuple(prop.name for prop in properties)
    return Graded(
        name=name,
        reference=module.REFERENCE,
        returns=module.RETURNS,
        properties=properties,
        mistakes=tuple(
            replace(item, breaks=every) if item.breaks == ("all",) else item
            for item in found
            if isinstance(item, Mistake)
        ),
        styles=tuple(item for item in found if isinstance(item, Style)),
        read=module.READ,
        reads=getattr(module, "READS", {}),
        tiny=module.TINY,
        steps=module.steps,
        lookalikes=getattr(module, "lookalikes", None),
        equivalent=getattr(module, "EQUIVALENT", {}),
    )


@lru_cache
def names() -> list[str]:
    """Return the names of all graded functions: the public modules of this folder."""
    folder = str(Path(__file__).parent)
    return sorted(m.name for m in pkgutil.iter_modules([folder]) if not m.name.startswith("_"))

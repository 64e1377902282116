"""Hides modules of the course, and names in them, from the learner's code."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

__all__ = ["HollowFinder", "load_all", "without"]


class HollowFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a hollow module in place of each of `prefixes` and of all submodules.

    Every name of a hollow module is a function that does nothing, so that a cell that imports the
    checks, among other things, goes on.
    """

    def __init__(self, prefixes: Sequence[str]) -> None:
        self.prefixes = prefixes

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for hidden modules, and None for all others."""
        if any(_below(fullname, prefix) for prefix in self.prefixes):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Give the module a function that does nothing for every name."""

        def nothing(*_: object, **__: object) -> None:
            """Do nothing: the checks run with the grader, not in here."""

        def find(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return nothing

        module.__getattr__ = find  # type: ignore[method-assign]


def load_all(packages: Sequence[str], hidden: Sequence[str]) -> None:
    """Import each package with its submodules, so that nothing is imported after withholding."""
    for package in packages:
        try:
            root = importlib.import_module(package)
        except ImportError:
            continue
        for found in pkgutil.walk_packages(getattr(root, "__path__", []), package + "."):
            if not any(_below(found.name, prefix) for prefix in hidden):
                try:
                    importlib.import_module(found.name)
                except ImportError:
                    continue


def without(withheld: Sequence[tuple[str, Sequence[str]]]) -> dict[str, ModuleType]:
    """Return modules without some names, to be put in the place of those that are loaded.

    So nobody imports the names by mistake. The functions that stay have the full module as their
    globals: so the package works as before, and whoever looks into the globals of such a function
    finds the names.

    Parameters
    ----------
    withheld : sequence of (package, names)
        The names are taken out of the package and its submodules.
    """
    replaced: dict[str, ModuleType] = {}
    for package, names in withheld:
        replaced |= _copies({**sys.modules, **replaced}, package, names)
    return replaced


def _copies(
    modules: Mapping[str, ModuleType], package: str, names: Sequence[str]
) -> dict[str, ModuleType]:
    """Return a copy of each module of a package, without the names."""
    loaded = {name: m for name, m in modules.items() if _below(name, package)}
    copies = {name: ModuleType(name, module.__doc__) for name, module in loaded.items()}
    by_original = {id(module): copies[name] for name, module in loaded.items()}
    for name, module in loaded.items():
        kept = {
            key: by_original.get(id(value), value)
            for key, value in vars(module).items()
            if key not in names
        }
        if "__all__" in kept:
            kept["__all__"] = [key for key in kept["__all__"] if key not in names]
        kept["__getattr__"] = _refuser(name, names, kept.get("__getattr__"))
        vars(copies[name]).update(kept)
    return copies


def _refuser(module: str, names: Sequence[str], otherwise: Any) -> Any:
    def __getattr__(name: str) -> Any:  # noqa: N807
        if name in names:
            msg = (
                f"{name!r} cannot be imported from {module!r} here: "
                f"this exercise asks for your own {name}"
            )
            raise ImportError(msg)
        if otherwise is not None:
            return otherwise(name)
        msg = f"module {module!r} has no attribute {name!r}"
        raise AttributeError(msg)

    return __getattr__


def _below(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")

"""What nbgrader imports and `lrlib grade` does not need, which takes half a second to load."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

__all__ = ["left_out"]

_UNPACKING: Final = "setuptools.archive_util"  # for archives of submissions: `nbgrader zip_collect`
_WEB_PAGES: Final = [
    f"nbgrader.server_extensions.{name}"
    for name in ("assignment_list", "course_list", "formgrader", "validate_assignment")
]


@contextmanager
def left_out() -> Iterator[None]:
    """Let nbgrader be imported without these modules, where they are not loaded yet.

    Afterwards they can be imported as ever. What nbgrader has taken from them loads them when it
    is called.
    """
    placeholders = {
        name: _Placeholder(name)
        for name in (_UNPACKING, *_WEB_PAGES)
        if name not in sys.modules and "nbgrader" not in sys.modules
    }
    sys.modules.update(placeholders)
    try:
        yield
    finally:
        for name, module in placeholders.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


class _Placeholder(ModuleType):
    """A module whose every function imports the real module and calls its namesake."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def function(*args: Any, **kwargs: Any) -> Any:
            return getattr(importlib.import_module(self.__name__), name)(*args, **kwargs)

        return function

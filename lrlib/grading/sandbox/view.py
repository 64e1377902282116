"""What processes in a sandbox see of the machine: folders, read-only, and environment variables."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

from lrlib.grading.sandbox.isolation import BrokenError, Course

__all__ = ["INSIDE", "SYSTEM_FILES", "environment", "font_lists", "package_folders", "readable"]

INSIDE: Final = Path(__file__).resolve().parent / "inside"  # the code that runs in a sandbox
SYSTEM_FILES: Final = ("/etc/fonts", "/etc/ld.so.cache")


def package_folders(names: tuple[str, ...]) -> list[Path]:
    """Return the folders that hold these packages."""
    folders = []
    for name in names:
        spec = importlib.util.find_spec(name)
        for place in (spec and spec.submodule_search_locations) or ():
            folders.append(Path(place).resolve())
    return folders


def readable(course: Course) -> list[str]:
    """Return the folders outside /usr that Python and the course's packages lie in.

    Raises
    ------
    BrokenError
        One of them contains what must not be read.
    """
    prefixes = [Path(sys.prefix), Path(sys.base_prefix)]
    paths = {str(p) for prefix in prefixes for p in (prefix, prefix.resolve())}
    paths |= {str(folder) for folder in package_folders(course.packages)}
    outside = sorted(p for p in paths if not _within(p, "/usr"))
    kept = [p for p in outside if not any(p != q and _within(p, q) for q in outside)]
    for path in kept:
        for precious in course.protected:
            if _within(str(precious.resolve()), path):
                msg = (
                    f"{precious} lies in {path}, which the sandbox has to bring inside. "
                    "Move the course elsewhere, or the environment that runs lrlib"
                )
                raise BrokenError(msg)
    return kept


def environment(folder: str) -> dict[str, str]:
    """Return all environment variables of a sandbox whose home is `folder`."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": folder,
        "USER": "learner",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{folder}/matplotlib",
        # Several graders share the processors: more threads would only wait for one another.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
    }


@cache
def font_lists() -> list[Path]:
    """Return matplotlib's list of the machine's fonts, made if need be: it takes a second."""
    usual = Path.home() / ".cache" / "matplotlib"
    moved = os.environ.keys() & {"MPLCONFIGDIR", "XDG_CACHE_HOME"}
    if not moved and (found := sorted(usual.glob("fontlist-*.json"))):
        return found  # to import matplotlib and ask it takes a tenth of a second
    import matplotlib

    folder = Path(matplotlib.get_cachedir())
    if not list(folder.glob("fontlist-*.json")):
        subprocess.run(
            [sys.executable, "-c", "import matplotlib.font_manager"], check=False, timeout=120
        )
    return sorted(folder.glob("fontlist-*.json"))


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")

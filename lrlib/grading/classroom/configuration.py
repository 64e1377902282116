"""nbgrader's settings: where they are read from, and what nbgrader does without them.

nbgrader goes on when a settings file cannot be read, with its own defaults, and by default it
runs learners' code unprotected. So whatever grades here asks this module first.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from jupyter_core.paths import jupyter_config_path
from traitlets.config import Config
from traitlets.config.loader import (
    ConfigFileNotFound,
    JSONFileConfigLoader,
    PyFileConfigLoader,
)

from lrlib.grading.course.settings import RefusedError, Settings
from lrlib.grading.sandbox.isolation import Course, Level, Limits

__all__ = [
    "SAFE_EXPORTER",
    "broken_settings",
    "configured",
    "converter_of",
    "guessed_settings",
    "is_protected",
    "settings_folders",
]

SAFE_EXPORTER: Final = "lrlib.grading.plugin.SafeExporter"
_LOADERS: Final = {".py": PyFileConfigLoader, ".json": JSONFileConfigLoader}
_NAMES: Final = ("jupyter_config", "nbgrader_config")


def configured(app: Any) -> Any:
    """Return an nbgrader application with its settings; raises `RefusedError` if one is broken."""
    app.raise_config_file_errors = True
    try:
        app.initialize(["--log-level=WARN"])
    except Exception as error:
        msg = f"nbgrader_config.py cannot be read: {_said(error)}. Nothing was done"
        raise RefusedError(msg) from error
    return app


def converter_of(exercise: str) -> Any:
    """Return nbgrader's converter as `nbgrader autograde` makes it, with its configuration."""
    from nbgrader.apps import AutogradeApp
    from nbgrader.converters import Autograde

    app = configured(AutogradeApp())
    app.coursedir.assignment_id = exercise
    return Autograde(coursedir=app.coursedir, parent=app)


def settings_folders(course: Path) -> list[Path]:
    """Return the folders in which nbgrader looks for settings, the least important first.

    Parameters
    ----------
    course : Path
        The course's folder.
    """
    folders = [*map(Path, reversed(jupyter_config_path())), Path.cwd(), course.resolve()]
    return list(dict.fromkeys(folders))


def guessed_settings() -> Settings | None:
    """Return what the settings for the sandbox probably are, a second before nbgrader says it.

    That is what the settings files of this folder say. Options, or code that reads them later, may
    say something else, so whoever uses the guess compares it with the settings themselves.
    """
    with contextlib.suppress(Exception):  # nbgrader will say what is wrong
        said = _merged(settings_folders(Path.cwd())).SafeExecute
        course = Course(
            tuple(said.get("course_packages", ())),
            tuple(said.get("hidden_modules", ())),
            (Path.cwd(),),
            said.get("warm_up", ""),
        )
        limits = Limits(memory_mb=said.get("memory_mb", Limits.memory_mb))
        return Settings(Level(said.get("level", Level.FULL.value)), course, limits)
    return None


def broken_settings(folders: Iterable[Path]) -> dict[Path, str]:
    """Return the settings files that cannot be read, and why."""
    broken = {}
    for folder in folders:
        for name in _NAMES:
            for suffix in _LOADERS:
                path = folder / f"{name}{suffix}"
                try:
                    _loaded(path)
                except Exception as error:
                    broken[path] = _said(error)
    return broken


def is_protected() -> bool:
    """Tell whether nbgrader grades through the sandbox, or not at all, without a course's settings.

    `lrlib protect` sees to that, for it writes the safe exporter into Jupyter's own settings,
    which nbgrader reads in any folder; and the safe exporter refuses to begin where the
    course's settings do not ask for the rest of the sandbox.
    """
    if os.environ.get("JUPYTER_NO_CONFIG"):
        return False
    merged = _merged([Path(folder) for folder in reversed(jupyter_config_path())])
    exporter = merged.Autograde.get("exporter_class")
    return bool(exporter == SAFE_EXPORTER)


def _merged(folders: Sequence[Path]) -> Config:
    """Return what the settings files of these folders set, the least important folder first."""
    merged = Config()
    for path in (folder / f"{n}{s}" for n in _NAMES for folder in folders for s in _LOADERS):
        with contextlib.suppress(Exception):  # nbgrader passes over what is broken, too
            merged.merge(_loaded(path))
    return merged


def _loaded(path: Path) -> Config:
    """Return what one file sets; nothing if it is not there."""
    try:
        return _LOADERS[path.suffix](path.name, path=str(path.parent)).load_config()
    except ConfigFileNotFound:
        return Config()


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"

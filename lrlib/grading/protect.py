"""`lrlib protect`: nbgrader grades through the sandbox or not at all, whatever a course says."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_core.paths import ENV_CONFIG_PATH, jupyter_config_dir

from lrlib.grading.classroom.configuration import SAFE_EXPORTER, is_protected
from lrlib.grading.classroom.store import write_atomically

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Write the safe exporter into Jupyter's settings, or take it out; return 0 if that worked."""
    options = _parsed(arguments)
    if os.environ.get("JUPYTER_NO_CONFIG"):
        return _refused("JUPYTER_NO_CONFIG is set, so Jupyter reads no settings. Unset it first")
    folder = Path(ENV_CONFIG_PATH[0] if options.environment else jupyter_config_dir())
    path = folder / "nbgrader_config.json"
    try:
        settings = _read(path)
        _change(settings, undo=options.undo)
        if settings:
            write_atomically(path, f"{json.dumps(settings, indent=2)}\n".encode())
            path.chmod(0o644)
        else:
            path.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        return _refused(f"{path} cannot be changed: {error}")
    if options.undo:
        sys.stdout.write(f"Changed {path}: a course's own settings decide again.\n")
        return 0
    if not is_protected():
        why = "another settings file of Jupyter's overrides it ('jupyter --paths' lists them)"
        return _refused(f"{path} was written, but {why}")
    whom = "everybody who uses this Python environment" if options.environment else "you"
    sys.stdout.write(
        f"Wrote {path}. For {whom}, nbgrader now grades through the sandbox or not at all.\n"
    )
    return 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="lrlib protect",
        description="Let nbgrader, started in any folder, grade through the sandbox or not at "
        "all. Without this, nbgrader runs learners' code unprotected where it cannot read a "
        "course's nbgrader_config.py or does not find it. It holds for all courses; one that is "
        "to be graded by nbgrader itself needs --undo.",
    )
    parser.add_argument(
        "--environment",
        action="store_true",
        help="for everybody who uses this Python environment, as in a hub's image",
    )
    parser.add_argument("--undo", action="store_true", help="let a course's settings decide again")
    return parser.parse_args(arguments)


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    settings = json.loads(path.read_bytes())
    if not isinstance(settings, dict) or not isinstance(settings.get("Autograde", {}), dict):
        msg = "expected an object of objects, as nbgrader's settings are"
        raise ValueError(msg)
    return settings


def _change(settings: dict[str, Any], *, undo: bool) -> None:
    section = settings.setdefault("Autograde", {})
    if not undo:
        section["exporter_class"] = SAFE_EXPORTER
    elif section.get("exporter_class") == SAFE_EXPORTER:
        del section["exporter_class"]
    if not section:
        del settings["Autograde"]


def _refused(why: str) -> int:
    sys.stderr.write(f"lrlib protect: {why}.\n")
    return 1

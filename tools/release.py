"""Release the exercises: exercises/ is made from solutions/ by nbgrader, never edited by hand."""

import argparse
import filecmp
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from unittest import mock

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).resolve().parent.parent


def exercise_names() -> list[str]:
    """Return the names of all exercises, in order."""
    return sorted(path.parent.name for path in (ROOT / "solutions").glob("*/*.ipynb"))


def environment() -> dict[str, str]:
    """Return an environment where nbgrader finds `alembic`, which it runs from PATH."""
    folder = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])}


def release(course: Path, names: list[str] | None = None) -> Path:
    """Make a course in the folder `course` and release its exercises there with nbgrader.

    Returns
    -------
    Path
        The folder with the released exercises.
    """
    course.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copytree(
        ROOT / "solutions",
        course / "solutions",
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns(".*", "__pycache__"),
    )
    with warnings.catch_warnings(), mock.patch.dict(os.environ, environment()):
        warnings.simplefilter("ignore")  # nbgrader's own
        config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
        for name in names or exercise_names():
            folders = CourseDirectory(config=config, root=str(course), assignment_id=name)
            try:
                GenerateAssignment(coursedir=folders, config=config, force=True).start()
            except NbGraderException as error:
                message = f"nbgrader could not release {name}: {error}"
                raise RuntimeError(message) from error
    return course / "exercises"


def differences(fresh: Path, stored: Path) -> list[str]:
    """Return what differs between a fresh release and the stored one, file by file."""
    found = []
    fresh_files = {p.relative_to(fresh) for p in fresh.rglob("*") if p.is_file()}
    stored_files = {
        p.relative_to(stored)
        for p in stored.rglob("*")
        if p.is_file() and ".ipynb_checkpoints" not in p.parts
    }
    for path in sorted(fresh_files | stored_files):
        if path not in stored_files:
            found.append(f"{path}: not released yet")
        elif path not in fresh_files:
            found.append(f"{path}: has no solution")
        elif not filecmp.cmp(fresh / path, stored / path, shallow=False):
            found.append(f"{path}: differs from its solution")
    return found


def main() -> int:
    """Rewrite exercises/, or with --check only compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, change nothing")
    parser.add_argument("names", nargs="*", help="exercises to release; all unless given")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fresh = release(Path(folder) / "course", arguments.names)
        if arguments.check:
            found = differences(fresh, ROOT / "exercises")
            print("\n".join(found) or "exercises/ is what solutions/ releases.")
            return bool(found)
        for name in arguments.names or exercise_names():
            shutil.rmtree(ROOT / "exercises" / name, ignore_errors=True)
            shutil.copytree(fresh / name, ROOT / "exercises" / name)
            print(f"released  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`lrlib check NOTEBOOK`: a learner's own run of the checks, outside Jupyter."""

import argparse
import contextlib
import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lrlib.checks._check import CheckFailed
from lrlib.checks._language import LANGUAGES, language
from lrlib.checks._model import Text

__all__ = ["main"]

Cell = dict[str, Any]
BROKEN = 2
STOPS = Text("A cell stops:", "오류로 멈춘 셀이 있어요:")
NO_CHECKS = Text("There is no check cell in this notebook.", "이 노트북에는 검사 셀이 없어요.")
POINTS = Text(
    "{got} of {most} points that the checks give.",
    "검사로 얻을 수 있는 {most}점 가운데 {got}점이에요.",
)


class Result(NamedTuple):
    """What became of one check cell."""

    name: str
    points: float
    right: bool
    said: str


def main(arguments: Sequence[str]) -> int:
    """Check one notebook: 0 if every check holds, 1 if one does not, 2 if it cannot be read."""
    parser = argparse.ArgumentParser(prog="lrlib check", description=main.__doc__)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, help="of the hints")
    found = parser.parse_args(arguments)
    try:
        notebook = read(found.notebook)
    except ValueError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return BROKEN
    chosen = found.language or notebook.get("metadata", {}).get("language")
    if chosen in LANGUAGES:
        os.environ["LRLIB_LANG"] = chosen
    return report(run(notebook, found.notebook.resolve().parent))


def read(path: Path) -> dict[str, Any]:
    """Read a notebook as data.

    Raises
    ------
    ValueError
        If there is no notebook of format 4 at `path`.
    """
    try:
        notebook = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}). Is the path right?"
        raise ValueError(msg) from None
    except ValueError as error:
        msg = f"{path}: is not a notebook ({error}). Save it again from Jupyter."
        raise ValueError(msg) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        msg = f"{path}: is not a notebook of format 4: it has no list of cells."
        raise ValueError(msg)
    return notebook


def run(notebook: dict[str, Any], folder: Path) -> list[Result]:
    """Run the code cells in order, in this process; return what became of the check cells."""
    os.environ.setdefault("MPLBACKEND", "agg")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    results = []
    with contextlib.chdir(folder):
        for cell in notebook["cells"]:
            if cell.get("cell_type") != "code":
                continue
            about = cell.get("metadata", {}).get("nbgrader", {})
            said, error = execute(source(cell), namespace, name_of(cell))
            if about.get("grade") and not about.get("solution"):
                points = float(about.get("points", 0))
                results.append(Result(name_of(cell), points, error is None, explain(error) or said))
            elif error is not None and not isinstance(error, NotImplementedError):
                print(f"{_told(STOPS)}\n{indent(explain(error))}")  # noqa: T201
    return results


def name_of(cell: Cell) -> str:
    """Return what a cell is called: its grade id, or its id in the notebook."""
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or cell.get("id", "?"))


def _told(text: Text, **values: object) -> str:
    return text.format(**values)[LANGUAGES.index(language())]


def source(cell: Cell) -> str:
    """Return a cell's code without IPython's own commands, which plain Python lacks."""
    text = cell.get("source", "")
    lines = "".join(text).splitlines() if isinstance(text, list) else str(text).splitlines()
    if lines and lines[0].startswith("%%"):
        return ""
    return "\n".join("pass" if line.startswith(("%", "!")) else line for line in lines)


def execute(code: str, namespace: dict[str, Any], name: str) -> tuple[str, Exception | None]:
    """Run one cell; return what it printed and the error that ended it."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(code, f"<{name}>", "exec"), namespace)
    except Exception as error:
        return printed.getvalue(), error
    return printed.getvalue(), None


def explain(error: Exception | None) -> str:
    """Say what went wrong: the hint of a check, or the lines that lead to an error."""
    if error is None:
        return ""
    if isinstance(error, CheckFailed):
        return str(error)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith("<")]
    where = "".join(f"{f.filename} line {f.lineno}: " for f in frames[-1:])
    return f"{where}{type(error).__name__}: {error}"


def indent(text: str) -> str:
    """Set a text four spaces in."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines())


def report(results: list[Result]) -> int:
    """Print one line a check, the hints of those that fail, and the points."""
    for result in results:
        print(f"{'✓' if result.right else '✗'} {result.name} ({result.points:g})")  # noqa: T201
        if not result.right:
            print(indent(result.said))  # noqa: T201
    if not results:
        print(_told(NO_CHECKS), file=sys.stderr)  # noqa: T201
        return BROKEN
    got = sum(result.points for result in results if result.right)
    most = sum(result.points for result in results)
    print(_told(POINTS, got=f"{got:g}", most=f"{most:g}"))  # noqa: T201
    return 0 if all(result.right for result in results) else 1

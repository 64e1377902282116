"""`lrlib check NOTEBOOK`: a learner's own run of the checks, outside Jupyter."""

import _thread
import argparse
import contextlib
import hashlib
import io
import json
import linecache
import os
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lrlib.checks.check import CheckFailed
from lrlib.checks.say.language import LANGUAGES, language
from lrlib.checks.say.text import Text

__all__ = ["main"]

Cell = dict[str, Any]
BROKEN = 2
CELL_SECONDS, AFTER_ONE = 120.0, 10.0
STOPS = Text("A cell stops:", "오류로 멈춘 셀이 있어요:")
LONG = Text(
    "not done after {seconds:.0f} seconds. Which loop never ends?",
    "{seconds:.0f}초가 지나도 끝나지 않아요. 끝나지 않는 반복문은 어디인가요?",
)
CHANGED = Text(
    "This check cell is not as it was handed out. The grader runs the one that was: put it back.",
    "받은 그대로의 검사 셀이 아니에요. 채점할 때는 원래의 셀을 실행해요. 되돌려 놓으세요.",
)
UNREADABLE = Text(
    "{path}: cannot be read ({why}). Is the path right?",
    "{path}: 읽을 수 없어요 ({why}). 경로가 맞나요?",
)
NO_NOTEBOOK = Text(
    "{path}: is not a notebook ({why}). Save it again from Jupyter.",
    "{path}: 노트북이 아니에요 ({why}). Jupyter에서 다시 저장하세요.",
)
NO_CELLS = Text(
    "{path}: is not a notebook of format 4: it has no list of cells.",
    "{path}: 셀 목록이 없어요. 형식 4의 노트북이 아니에요.",
)
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
    if found.language:
        os.environ["LRLIB_LANG"] = found.language
    try:
        notebook = read(found.notebook)
    except ValueError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return BROKEN
    chosen = notebook.get("metadata", {}).get("language")
    if chosen in LANGUAGES:
        os.environ.setdefault("LRLIB_LANG", chosen)
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
        raise ValueError(_told(UNREADABLE, path=path, why=error.strerror)) from None
    except ValueError as error:
        raise ValueError(_told(NO_NOTEBOOK, path=path, why=error)) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError(_told(NO_CELLS, path=path))
    return notebook


def run(notebook: dict[str, Any], folder: Path) -> list[Result]:
    """Run the code cells in order, in this process; return what became of the check cells."""
    os.environ.setdefault("MPLBACKEND", "agg")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    results, seconds = [], CELL_SECONDS
    with contextlib.chdir(folder):
        for cell in notebook["cells"]:
            if cell.get("cell_type") != "code":
                continue
            about = cell.get("metadata", {}).get("nbgrader", {})
            said, error = execute(source(cell), namespace, name_of(cell), seconds)
            if isinstance(error, TimeoutError):
                seconds = AFTER_ONE  # an endless loop is met again at each of its checks
            if about.get("grade") and not about.get("solution"):
                said = explain(error) or said
                if is_changed(cell, about):
                    error, said = ValueError(), _told(CHANGED)
                results.append(
                    Result(name_of(cell), float(about.get("points", 0)), error is None, said)
                )
            elif error is not None and not isinstance(error, NotImplementedError):
                print(f"{_told(STOPS)}\n{indent(explain(error))}")  # noqa: T201
    return results


def is_changed(cell: Cell, about: dict[str, Any]) -> bool:
    """Say whether a check cell differs from what was released: nbgrader notes a checksum there."""
    if "checksum" not in about:
        return False
    text = "".join(cell.get("source", "")).replace("\r\n", "\n")
    parts = [text, "code", "True", "False", str(bool(about.get("locked", True)))]
    parts += [about.get("grade_id", ""), str(float(about.get("points", 0)))]
    digest = hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
    return bool(digest != about["checksum"])


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


def execute(
    code: str, namespace: dict[str, Any], name: str, seconds: float
) -> tuple[str, BaseException | None]:
    """Run one cell; return what it printed and the error that ended it."""
    printed, file = io.StringIO(), f"<{name}>"
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
    overdue = threading.Event()

    def ring() -> None:
        overdue.set()
        _thread.interrupt_main()

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    try:
        with contextlib.redirect_stdout(printed):
            timer.start()
            exec(compile(code, file, "exec"), namespace)
    except (Exception, SystemExit) as error:
        return printed.getvalue(), error
    except KeyboardInterrupt:
        if not overdue.is_set():
            raise
        return printed.getvalue(), TimeoutError(_told(LONG, seconds=seconds))
    finally:
        timer.cancel()
    return printed.getvalue(), None


def explain(error: BaseException | None) -> str:
    """Say what went wrong: the hint of a check, or the lines that lead to an error."""
    if error is None:
        return ""
    if isinstance(error, CheckFailed | TimeoutError):
        return str(error)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in linecache.cache]
    frames = [f for f in frames if f.filename.startswith("<")]
    where = "".join(f"{f.filename} line {f.lineno}: " for f in frames[-1:])
    return f"{where}{type(error).__name__}: {error}"


def indent(text: str) -> str:
    """Set a text four spaces in."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines())


def mark(*, right: bool) -> str:
    """Return a sign that the terminal or file can show."""
    try:
        "✓✗".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return "+" if right else "-"
    return "✓" if right else "✗"


def report(results: list[Result]) -> int:
    """Print one line a check, the hints of those that fail, and the points."""
    for result in results:
        print(f"{mark(right=result.right)} {result.name} ({result.points:g})")  # noqa: T201
        if not result.right:
            print(indent(result.said))  # noqa: T201
    if not results:
        print(_told(NO_CHECKS), file=sys.stderr)  # noqa: T201
        return BROKEN
    got = sum(result.points for result in results if result.right)
    most = sum(result.points for result in results)
    print(_told(POINTS, got=f"{got:g}", most=f"{most:g}"))  # noqa: T201
    return 0 if all(result.right for result in results) else 1

"""`lrlib check NOTEBOOK`: a learner's own run of the checks, outside Jupyter."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lrlib import _notebook
from lrlib._notebook import Notebook, NotebookError, as_number
from lrlib.checks.run_notebook import Run, name_of, printable, run
from lrlib.checks.say.language import LANGUAGES, told
from lrlib.checks.say.text import Text

__all__ = ["main"]

UNUSABLE = 2  # the exit code where nothing can be checked
STOPS = Text("A cell stops:", "오류로 멈춘 셀이 있어요:")
UNREADABLE = Text(
    "{path}: cannot be read ({why}). Is the path right?",
    "{path}: 읽을 수 없어요 ({why}). 경로가 맞나요?",
)
NO_NOTEBOOK = Text(
    "{path}: is not a notebook that the grader takes ({why}). Save it again from Jupyter.",
    "{path}: 채점할 수 있는 노트북이 아니에요 ({why}). Jupyter에서 다시 저장하세요.",
)
NO_CHECKS = Text("There is no check cell in this notebook.", "이 노트북에는 검사 셀이 없어요.")
POINTS = Text(
    "{got} of {most} points that the checks give.",
    "검사로 얻을 수 있는 {most}점 가운데 {got}점이에요.",
)
GRADER = Text(
    "The grader runs the same checks on other inputs and comes to the same points. "
    "What it cannot know from the notebook is whether it was handed in on time.",
    "채점할 때는 같은 검사를 다른 입력으로 실행하고, 같은 점수가 나와요. "
    "제때 제출했는지는 노트북만으로 알 수 없어요.",
)
BY_HAND = Text(
    "{points} more points are given by a person who reads {names}.",
    "나머지 {points}점은 사람이 직접 읽고 줘요: {names}.",
)


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
        return UNUSABLE
    chosen = notebook.metadata.get("language")
    if chosen in LANGUAGES:
        os.environ.setdefault("LRLIB_LANG", chosen)
    os.environ.setdefault("MPLBACKEND", "agg")
    return report(run(notebook, found.notebook.resolve().parent), notebook)


def read(path: Path) -> Notebook:
    """Read a notebook as the grader would; raises ValueError with a message for the learner."""
    shown = printable(str(path))
    try:
        size = path.stat().st_size
        if size > _notebook.FILE_LIMIT:
            raise NotebookError(_notebook.too_large(size))
        notebook = _notebook.parse(path.read_bytes())
        _notebook.refuse_too_much(cell.source for cell in notebook.cells if cell.kind == "code")
    except OSError as error:
        raise ValueError(told(UNREADABLE, path=shown, why=error.strerror)) from None
    except NotebookError as error:
        raise ValueError(told(NO_NOTEBOOK, path=shown, why=printable(str(error)))) from None
    return notebook


def report(ran: Run, notebook: Notebook) -> int:
    """Print one line a check, the hints of those that fail, the points, and what is not known."""
    for stop in ran.stops:
        print(f"{told(STOPS)}\n{indented(stop)}")  # noqa: T201
    results = ran.checks
    for result in results:
        print(f"{mark(right=result.right)} {result.name} ({result.points:g})")  # noqa: T201
        if not result.right:
            print(indented(result.said))  # noqa: T201
    if not results:
        print(told(NO_CHECKS), file=sys.stderr)  # noqa: T201
        return UNUSABLE
    got = sum(result.points for result in results if result.right)
    most = sum(result.points for result in results)
    print(told(POINTS, got=f"{got:g}", most=f"{most:g}"))  # noqa: T201
    read_by_a_person = [
        cell for cell in notebook.cells if cell.about.get("grade") and cell.about.get("solution")
    ]
    if read_by_a_person:
        points = sum(as_number(cell.about.get("points")) for cell in read_by_a_person)
        names = ", ".join(map(name_of, read_by_a_person))
        print(told(BY_HAND, points=f"{points:g}", names=names))  # noqa: T201
    print(told(GRADER))  # noqa: T201
    return 0 if all(result.right for result in results) else 1


def indented(text: str) -> str:
    """Set a text four spaces in."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines())


def mark(*, right: bool) -> str:
    """Return a sign that the terminal or file can show."""
    try:
        "✓✗".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return "+" if right else "-"
    return "✓" if right else "✗"

"""Run the cells of a learner's notebook in this process, as Jupyter would, but without Jupyter.

What only Jupyter or only Colab can do has no effect here, and never takes the rest of a cell away.
"""

import _thread
import ast
import builtins
import contextlib
import hashlib
import io
import linecache
import os
import re
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from lrlib._notebook import Cell, Notebook, as_number
from lrlib.checks.check import CheckFailed
from lrlib.checks.say.language import told
from lrlib.checks.say.text import Text

__all__ = ["Result", "Run", "explain", "name_of", "printable", "run"]

CELL_SECONDS, AFTER_ONE = 120.0, 10.0
LONG = Text(
    "not done after {seconds:.0f} seconds. Which loop never ends?",
    "{seconds:.0f}초가 지나도 끝나지 않아요. 끝나지 않는 반복문은 어디인가요?",
)
CHANGED = Text(
    "This check cell is not as it was handed out. The grader runs the one that was: put it back.",
    "받은 그대로의 검사 셀이 아니에요. 채점할 때는 원래의 셀을 실행해요. 되돌려 놓으세요.",
)
# Cell magics whose cell runs as it would without them. Of all others nothing is run.
TRANSPARENT = {"%%time", "%%capture"}
COLAB = ("google.colab", "google.colab.drive", "google.colab.files", "google.colab.patches")
ESCAPE = re.compile(r"^(?P<indent>\s*)(?P<target>[\w\s,.\[\]]+=\s*)?[!%](?P<line>\S.*)$")


class Result(NamedTuple):
    """What became of one check cell."""

    name: str
    points: float
    right: bool
    said: str


class Run(NamedTuple):
    """What became of a notebook: its check cells, and why other cells stopped."""

    checks: list[Result]
    stops: list[str]


def run(notebook: Notebook, folder: Path) -> Run:
    """Run the code cells in order; say what became of them."""
    namespace: dict[str, Any] = {"__name__": "__main__", **_shell()}
    ran, seconds = Run([], []), CELL_SECONDS
    with contextlib.chdir(folder), _away_from_jupyter():
        for cell in notebook.cells:
            if cell.kind != "code" or _would_undo(cell, namespace):
                continue
            said, error = execute(plain(cell.source), namespace, name_of(cell), seconds)
            if isinstance(error, TimeoutError):
                seconds = AFTER_ONE  # an endless loop is met again at each of its checks
            if cell.about.get("grade") and not cell.about.get("solution"):
                ran.checks.append(_judged(cell, said, error))
            elif error is not None and not isinstance(error, NotImplementedError):
                ran.stops.append(explain(error))
    return ran


def _judged(cell: Cell, said: str, error: BaseException | None) -> Result:
    """Say what became of a check cell that has run."""
    points = as_number(cell.about.get("points"))
    if is_changed(cell):
        return Result(name_of(cell), points, right=False, said=told(CHANGED))
    return Result(name_of(cell), points, error is None, explain(error) or said)


def _would_undo(cell: Cell, namespace: dict[str, Any]) -> bool:
    """Say whether a cell is a stub as it was handed out, of a function that is already written.

    The grader does not run it, either: an answer may stand in a cell of its own above the stub.
    """
    if not cell.about.get("solution") or "checksum" not in cell.about or is_changed(cell):
        return False
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        return False
    names = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    written = [getattr(namespace.get(name), "__module__", None) for name in names]
    return "__main__" in written


def is_changed(cell: Cell) -> bool:
    """Say whether a cell differs from what was released: nbgrader notes a checksum in it."""
    about = cell.about
    if "checksum" not in about:
        return False
    parts = [cell.source, "code", *(str(bool(about.get(k))) for k in ("grade", "solution"))]
    parts += [str(bool(about.get("locked", True))), cell.grade_id]
    if about.get("grade"):
        parts.append(str(as_number(about.get("points"))))
    digest = hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
    return bool(digest != about["checksum"])


def name_of(cell: Cell) -> str:
    """Return what a cell is called: its grade id, or its id in the notebook."""
    return printable(cell.grade_id or cell.cell_id or "?")


def printable(text: str) -> str:
    """Return a name without the characters that would steer a terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def plain(code: str) -> str:
    """Return a cell's code with Jupyter's own lines turned into calls that do nothing."""
    first, _, rest = code.lstrip().partition("\n")
    if first.startswith("%%"):
        return f"\n{plain(rest)}" if first.split()[0] in TRANSPARENT else ""
    try:
        ast.parse(code)
    except SyntaxError:
        return "\n".join(map(_plain_line, code.split("\n")))
    return code


def _plain_line(line: str) -> str:
    escape = ESCAPE.match(line)
    if escape is not None:
        target = escape["target"] or ""
        return f"{escape['indent']}{target}get_ipython().{'getoutput' if target else 'system'}()"
    if line.strip().startswith("?") or re.match(r"[\w.\s]+\?{1,2}\s*$", line):
        return f"{line[: len(line) - len(line.lstrip())]}pass"
    return line


class _Nothing:
    """Stands for IPython's shell or for Colab: whatever it is asked for, it does nothing."""

    def getoutput(self, *_: object, **__: object) -> list[str]:
        return []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


NOTHING = _Nothing()


def _shell() -> dict[str, Any]:
    return {"get_ipython": lambda: NOTHING, "display": lambda *values, **_: print(*values)}  # noqa: T201


def _colab(name: str) -> ModuleType:
    def find(wanted: str) -> Any:
        if wanted.startswith("__"):
            raise AttributeError(wanted)
        return NOTHING if name == "google.colab" else NOTHING.mount

    module = ModuleType(name)
    vars(module).update(__getattr__=find, __path__=[])
    return module


@contextlib.contextmanager
def _away_from_jupyter() -> Iterator[None]:
    """Give answers to what needs a person, a screen or Colab; let no cell end this process."""
    import matplotlib as mpl

    def without_screen(backend: str, **kwargs: Any) -> None:
        with contextlib.suppress(ImportError):
            use(backend, **kwargs)

    def leave(status: int = 0) -> None:
        raise SystemExit(status)

    use = mpl.use
    modules = {name: _colab(name) for name in COLAB}
    modules["google"] = sys.modules.get("google") or ModuleType("google")
    changes: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (vars(builtins), {"input": lambda *_: ""}),
        (vars(os), {"_exit": leave}),
        (vars(mpl), {"use": without_screen}),
        (vars(modules["google"]), {"colab": modules["google.colab"]}),
        (sys.modules, modules),
    ]
    with contextlib.ExitStack() as stack:
        for names, new in changes:
            for name, value in new.items():
                stack.callback(_put, names, name, names.get(name))
                names[name] = value
        yield


def _put(names: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        names.pop(name, None)
    else:
        names[name] = value


@contextlib.contextmanager
def _interrupts() -> Iterator[None]:
    """Let interrupts through: a shell has programs in its background ignore them."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
        with contextlib.redirect_stdout(printed), _interrupts():
            timer.start()
            exec(compile(code, file, "exec"), namespace)
    except (Exception, SystemExit) as error:
        return printed.getvalue(), error
    except KeyboardInterrupt:
        if not overdue.is_set():
            raise
        return printed.getvalue(), TimeoutError(told(LONG, seconds=seconds))
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

"""An IPython shell that runs cells and collects their outputs."""

from __future__ import annotations

import ast
import base64
import contextlib
import gc
import io
import re
import sys
import sysconfig
import traceback
import warnings
from collections.abc import Iterator
from types import CodeType
from typing import Any, Final, NamedTuple

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from .protocol import ErrorText, Output

__all__ = ["CELL_PREFIX", "INSTALLED", "Ran", "Shell", "describe_error", "make_shell"]

CELL_PREFIX: Final = "<cell "
# Prefixes of the file names of installed packages; all other code is the learner's.
INSTALLED: Final = (
    "<frozen",
    *map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib")),
)
TEXT_LIMIT: Final = 60_000
RICH_LIMIT: Final = 3 << 20
_COMPILED_LIMIT: Final = 256
_ASYNC: Final = re.compile(r"\b(?:async|await)\b")
_PROMPT: Final = re.compile(r">>>|\.\.\.|In \[")  # of a session that was copied into a cell
_WORD: Final = re.compile(r"\W")
_CUT: Final = "\n… the rest of the output is cut off\n"


class Ran(NamedTuple):
    """What became of a cell: its outputs, the value of its last line, its exception."""

    outputs: list[Output]
    value: Any
    error: BaseException | None


class _Outputs:
    """The outputs of a cell, up to a limit."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.items: list[Output] = []
        self.text_left, self.rich_left = TEXT_LIMIT, RICH_LIMIT

    def write(self, name: str, text: str) -> None:
        if self.text_left < 0:
            return
        if len(text) > self.text_left:
            text = text[: self.text_left] + _CUT
            self.text_left = -1
        else:
            self.text_left -= len(text)
        last = self.items[-1] if self.items else {}
        if last.get("name") == name:
            last["text"].append(text)
        elif text:
            self.items.append({"output_type": "stream", "name": name, "text": [text]})

    def show(self, kind: str, data: dict[str, Any]) -> None:
        bundle = {str(mime): _as_text(value) for mime, value in data.items()}
        self.rich_left -= sum(map(len, bundle.values()))
        if self.rich_left < 0:
            self.write("stdout", _CUT if self.text_left >= 0 else "")
            self.text_left = -1
            return
        self.items.append({"output_type": kind, "data": bundle, "metadata": {}})

    def take(self) -> list[Output]:
        items = [
            {**item, "text": "".join(item["text"])} if "text" in item else item
            for item in self.items
        ]
        self.clear()
        return items


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value if isinstance(value, str) else str(value)


class _Stream(io.TextIOBase):
    """Collects what is written to stdout or stderr."""

    encoding = "utf-8"

    def __init__(self, outputs: _Outputs, name: str) -> None:
        self.outputs, self._name = outputs, name

    def write(self, text: str) -> int:
        self.outputs.write(self._name, str(text))
        return len(text)

    def writable(self) -> bool:
        return True


class _Publisher(DisplayPublisher):
    shell: Any

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        self.shell.outputs.show("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear()


_semicolon: Any = DisplayHook.semicolon_at_end_of_expression


class _Hook(DisplayHook):
    shell: Any

    def flush(self) -> None:
        """Forget the last values. IPython's own would look through all objects for garbage."""
        self._ = self.__ = self.___ = ""
        gc.collect(1)

    def __call__(self, result: Any = None) -> None:
        self.shell.last_value = result
        if result is None or _semicolon(self.shell.current_cell):
            return
        data, _ = self.compute_format_data(result)  # type: ignore[no-untyped-call]
        self.update_user_ns(result)  # type: ignore[no-untyped-call]
        self.shell.outputs.show("execute_result", data)


class _Compiler(CachingCompiler):
    label = ""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._compiled: dict[tuple[str, str, int], tuple[list[CodeType], int]] = {}

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"{CELL_PREFIX}{self.label}>"

    def statements(self, cell: str) -> Iterator[CodeType] | None:
        """Return the statements of a cell, compiled one by one, or None if it is not Python.

        What is compiled is kept: the grader runs the course's cells for each submission.
        """
        name = self.cache(cell)
        kept = self._compiled.get((cell, name, self.flags))
        if kept is not None:
            statements, self.flags = kept
            return iter(statements)
        try:
            tree: Any = self.ast_parse(cell, name)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return self._compile_each(tree.body, cell, name)

    def _compile_each(self, nodes: list[ast.stmt], cell: str, name: str) -> Iterator[CodeType]:
        key, statements = (cell, name, self.flags), []
        for node in nodes:
            shown = node is nodes[-1] and isinstance(node, ast.Expr)  # the cell's value
            part: Any = ast.Interactive([node]) if shown else ast.Module([node], [])
            statements.append(self(part, name, "single" if shown else "exec"))
            yield statements[-1]
        if len(self._compiled) >= _COMPILED_LIMIT:
            self._compiled.clear()
        self._compiled[key] = statements, self.flags


class Shell(InteractiveShell):
    """IPython without terminal, history or traceback printing.

    Magics, rich output, inline figures and top-level `await` work. For what does not work, see
    `lrlib.grading.sandbox.inside.no_effect`. A cell of plain Python, which most are, is run without
    the rest of IPython's machinery.
    """

    compile: _Compiler
    display_pub_class = _Publisher
    displayhook_class = _Hook
    compiler_class = _Compiler

    def __init__(self, **kwargs: Any) -> None:
        self.outputs = _Outputs()
        self.streams = _Stream(self.outputs, "stdout"), _Stream(self.outputs, "stderr")
        self.last_value: Any = None
        self.current_cell = ""
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._own_hooks = self._hooks()

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no window."""

    @contextlib.contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        """Do nothing: IPython would keep a copy of what is written, without a limit."""
        yield

    def _hooks(self) -> list[Any]:
        """Return all that rewrites cells, or is told of them, before and after they run."""
        manager: Any = self.input_transformer_manager
        hooks = [*manager.cleanup_transforms, *manager.line_transforms]
        hooks += [*manager.token_transformers, *self.input_transformers_post]
        told = self.events.callbacks
        return [*hooks, *self.ast_transformers, *told["pre_run_cell"], *told["post_run_cell"]]

    def _statements(self, cell: str) -> Iterator[CodeType] | None:
        """Return a cell's statements if it is Python that IPython would run as it stands."""
        first, _, rest = cell.partition("\n")
        if not first.strip() or first[0].isspace() or _PROMPT.match(first) or _PROMPT.match(rest):
            return None
        if _ASYNC.search(cell) or self._hooks() != self._own_hooks:
            return None
        if self.ast_node_interactivity != "last_expr":
            return None
        if not rest and self.find_magic(_WORD.split(first, maxsplit=1)[0]):  # type: ignore[no-untyped-call]
            return None  # a name alone may call a magic
        return self.compile.statements(cell)

    def _run_each(self, statements: Iterator[CodeType]) -> BaseException | None:
        """Run statements as `run_cell` does, without what is not needed here; return the error."""
        self.events.trigger("pre_execute")
        try:
            with self.builtin_trap, self.display_trap:
                for statement in statements:
                    exec(statement, self.user_global_ns, self.user_ns)
        except BaseException as error:
            return error
        finally:
            self.events.trigger("post_execute")
        return None

    def showtraceback(self, *_: Any, **__: Any) -> None:
        """Do nothing: `run` returns the exception itself."""

    showsyntaxerror = showindentationerror = showtraceback

    def prepare(self, code: str, label: str) -> None:
        """Compile a cell that is to be run later. One that gives warnings is left for then."""
        self.compile.label, flags = label, self.compile.flags
        with warnings.catch_warnings(), contextlib.suppress(Exception):
            warnings.simplefilter("error")
            list(self.compile.statements(_ended(code)) or ())
        self.compile.flags = flags  # those of a `from __future__` begin when it runs

    def run(self, code: str, label: str) -> Ran:
        """Run one cell, whose code is called `<cell LABEL>` in tracebacks."""
        self.outputs.clear()
        self.last_value, self.current_cell = None, code
        self.compile.label = label
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self.streams
        try:
            statements = self._statements(_ended(code))
            if statements is not None:
                error = self._run_each(statements)
            else:
                result: Any = self.run_cell(code, store_history=False)  # type: ignore[no-untyped-call]
                error = result.error_before_exec or result.error_in_exec
        finally:
            sys.stdout, sys.stderr = streams
        return Ran(self.outputs.take(), self.last_value, error)


def _ended(code: str) -> str:
    return code if code.endswith("\n") else code + "\n"


def make_shell(ipython_dir: str, kind: type[Shell] = Shell) -> Shell:
    """Return the process's shell, its files in `ipython_dir`."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell: Shell = kind.instance(config=config, ipython_dir=ipython_dir)
    return shell


def describe_error(error: BaseException) -> ErrorText:
    """Return type names, message and the learner's frames of the traceback, as plain text."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(CELL_PREFIX)
    ]
    try:
        message = str(error.args[0] if type(error) is KeyError and error.args else error)
        lines = traceback.format_list(frames)
        if isinstance(error, SyntaxError):
            lines += traceback.format_exception_only(error)
    except Exception:
        message, lines = "", []
    return {
        "types": [kind.__name__ for kind in type(error).__mro__][:20],
        "message": message[:4000],
        "traceback": "".join(lines)[-8000:],
    }

"""Lines of a notebook that have no effect in the sandbox, and do not stop its cell.

In Jupyter or Colab `!pip install`, `%cd`, `drive.mount()` or `input()` never takes away the
function that is defined below it. In the sandbox, which lacks what these lines need, each prints
that it has no effect, and the cell goes on. What is replaced here gives learners' code no right
that it did not have: everything runs in the learner's own process, behind the system-call filter.
"""

from __future__ import annotations

import ast
import builtins
import getpass
import importlib.abc
import importlib.machinery
import os
import pdb
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Final

from IPython.core.error import UsageError
from IPython.core.getipython import get_ipython
from IPython.utils.text import SList

from .shell import INSTALLED, Shell

__all__ = ["LearnerShell", "install", "watch_plots"]

_WHAT_LIMIT: Final = 200
_ANSWER: Final = "0"  # what input() returns: int() reads it, and it is not empty
_ANSWERS_LIMIT: Final = 100
# Modules of Colab, Kaggle, Pyodide and of widgets. They are replaced only where they are missing.
_PLACES: Final = (
    "google.colab",
    "ipympl",
    "ipywidgets",
    "kaggle_secrets",
    "micropip",
    "piplite",
    "pyodide",
    "pyodide_js",
)
_INSTALLERS: Final = frozenset({"pip", "conda", "mamba", "micromamba", "uv"})
_NEED_TERMINAL: Final = frozenset({"debug", "ed", "edit", "gui", "man"})
_OTHER_LANGUAGES: Final = frozenset(
    {"bash", "cmd", "perl", "pypy", "python", "python2", "python3", "ruby", "script", "sh"}
)
# Magics that run code of the learner's, whose exceptions are not the magic's own.
_RUN_CODE: Final = frozenset({"capture", "prun", "time", "timeit"})
_BACKENDS: Final = frozenset({"agg", "cairo", "inline", "pdf", "pgf", "ps", "svg", "template"})
_INLINE: Final = "module://matplotlib_inline.backend_inline"


def _say(what: str, why: object = "") -> None:
    """Print that a line has no effect, where the outputs of the cell go."""
    what = what if len(what) <= _WHAT_LIMIT else what[:_WHAT_LIMIT] + "…"
    because = f" ({str(why)[:_WHAT_LIMIT]})" if str(why) else ""
    sys.stdout.write(f"{what} has no effect here{because}; the cell goes on.\n")


class LearnerShell(Shell):
    """The shell of learners' cells: no magic and no shell escape stops a cell."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.db: dict[str, Any] = {}  # IPython's own writes files in a folder that is read-only

    def system(self, cmd: str) -> None:
        """Say that `!cmd` has no effect."""
        _say(f"!{cmd}")
        self.user_ns["_exit_code"] = 0

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Say that `x = !cmd` has no effect, and return that it wrote nothing."""
        _say(f"!{cmd}")
        return SList() if split else ""

    def ask_exit(self) -> None:
        """Say that `exit()` has no effect."""
        _say("exit()")

    def magic(self, text: str) -> Any:
        """Run a line magic, as IPython did before version 9."""
        name, _, line = text.partition(" ")
        return self.run_line_magic(name, line, _stack_depth=2)

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """Run a line magic; one that cannot be had is said to have no effect."""
        what = f"%{magic_name} {line}".rstrip()
        if magic_name in _INSTALLERS | _NEED_TERMINAL:
            return _say(what)
        run: Any = super().run_line_magic
        depth = (
            _stack_depth + 3
        )  # counts the frames of this class too: the magic looks into its caller's
        own = self._is_ipythons(self.find_line_magic(magic_name))  # type: ignore[no-untyped-call]
        return _guarded(
            lambda: run(magic_name, line, _stack_depth=depth),
            what,
            everything=own and magic_name not in _RUN_CODE,
        )

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """Run a cell magic; of one that cannot be had, run the cell below it if it is Python."""
        what = f"%%{magic_name} {line}".rstrip()
        if magic_name in _OTHER_LANGUAGES:
            return _say(what)
        function = self.find_cell_magic(magic_name)  # type: ignore[no-untyped-call]
        if function is None or magic_name == "debug":
            _say(what)
            return self._run_if_python(cell)
        run: Any = super().run_cell_magic
        return _guarded(
            lambda: run(magic_name, line, cell),
            what,
            everything=self._is_ipythons(function) and magic_name not in _RUN_CODE,
        )

    @staticmethod
    def _is_ipythons(function: Any) -> bool:
        """Say whether a magic is one of IPython's, and not one that the learner has written."""
        return function is None or str(getattr(function, "__module__", "")).startswith("IPython.")

    def _run_if_python(self, cell: str) -> None:
        try:
            ast.parse(self.transform_cell(cell))  # type: ignore[no-untyped-call]
        except SyntaxError:
            return
        self.run_cell(cell, store_history=False).raise_error()  # type: ignore[no-untyped-call]

    def enable_matplotlib(self, gui: str | None = None) -> Any:
        """Draw inline, whatever is asked for: there are no windows and no widgets."""
        if gui is not None and gui not in _BACKENDS:
            _say(f"%matplotlib {gui}")
            gui = "inline"
        return super().enable_matplotlib(gui)  # type: ignore[no-untyped-call]


def _guarded(run: Callable[[], Any], what: str, *, everything: bool) -> Any:
    """Return what a magic returns; where it fails, say so instead.

    Parameters
    ----------
    run : callable
        Runs the magic.
    what : str
        The line, for the message.
    everything : bool
        Whether every exception is the magic's own, rather than only those about its usage.
    """
    try:
        return run()
    except UsageError as error:
        return _say(what, error)
    except Exception as error:
        if not everything:
            raise
        return _say(what, error)


class _Nothing:
    """Any attribute of a missing module: calling it does nothing but print that.

    A call returns the function that is passed to it, so that a decorator keeps the function.
    """

    def __init__(self, name: str) -> None:
        vars(self)["_name"] = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        _say(f"{self._name}()")
        if args and callable(args[0]) and not isinstance(args[0], _Nothing):
            return args[0]
        return _Nothing(f"{self._name}()")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _Nothing(f"{self._name}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        pass

    def __getitem__(self, key: object) -> Any:
        return _Nothing(f"{self._name}[{key!r}]")

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __await__(self) -> Generator[Any, None, None]:
        return
        yield

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        return (_NothingBase,)

    def __repr__(self) -> str:
        return f"<{self._name}, which does nothing here>"


class _NothingBase:
    """Base of the learner's classes that derive from a class of a missing module."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _Nothing(f"{type(self).__name__}.{name}")


class _PlacesFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of `_PLACES` that nobody else has found, and their packages."""

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for these modules, and None for all others."""
        for place in _PLACES:
            if f"{fullname}.".startswith(f"{place}.") or place.startswith(f"{fullname}."):
                return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Give the module a `_Nothing` for every name."""
        name = module.__name__

        def find(attribute: str) -> Any:
            if attribute.startswith("_"):
                raise AttributeError(attribute)
            return _Nothing(f"{name.removeprefix('google.colab.')}.{attribute}")

        module.__getattr__ = find  # type: ignore[method-assign]
        if not any(place.startswith(f"{name}.") for place in _PLACES):
            _say(f"import {name}")


class _PlotsFinder(importlib.abc.MetaPathFinder):
    """Finds matplotlib, and has it draw inline, without windows, as soon as it is loaded."""

    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return matplotlib's own spec, whose loader does the rest, and None for all others."""
        if fullname != "matplotlib":
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                _have_writable_settings()
                execute(module)
                _draw_inline()

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def watch_plots() -> None:
    """Set up matplotlib whenever it is loaded; the process's shell must be there."""
    sys.meta_path.insert(0, _PlotsFinder())


def _have_writable_settings() -> None:
    """Copy matplotlib's folder if it is read-only: matplotlib would say so among the outputs."""
    given = Path(os.environ.get("MPLCONFIGDIR", "."))
    try:
        given.mkdir(exist_ok=True)
        tempfile.TemporaryFile(dir=given).close()
    except OSError:
        own = os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(prefix="matplotlib-")
        for file in given.glob("*.json"):  # the list of fonts
            shutil.copyfile(file, Path(own, file.name))


def _draw_inline() -> None:
    shell: Any = get_ipython()
    shell.enable_matplotlib("inline")
    _keep_backend()


def install() -> None:
    """Replace what needs a terminal, a window, another program or a missing module."""
    sys.meta_path.append(_PlacesFinder())
    builtins.input = _answering("input")
    getpass.getpass = _answering("getpass")
    os.system = _system
    os.chdir = _moving(os.chdir)  # type: ignore[assignment]
    execute = subprocess.Popen._execute_child  # type: ignore[attr-defined]
    subprocess.Popen._execute_child = _not_executing(execute)  # type: ignore[attr-defined]
    sys.breakpointhook = lambda *_, **__: _say("breakpoint()")
    pdb.set_trace = lambda *_, **__: _say("pdb.set_trace()")


def _answering(name: str) -> Any:
    """Return a replacement for `input` or `getpass`, which returns a fixed answer."""
    left = [_ANSWERS_LIMIT]

    def ask(prompt: object = "", *_: object, **__: object) -> str:
        left[0] -= 1
        if left[0] < 0:  # a loop that repeats until an answer is accepted
            msg = f"{name}() was called more than {_ANSWERS_LIMIT} times, and nobody is there"
            raise EOFError(msg)
        if prompt:
            sys.stdout.write(f"{prompt}\n")
        _say(f"{name}()", f"nobody answers: it returns {_ANSWER!r}")
        return _ANSWER

    return ask


def _system(command: Any) -> int:
    _say(f"os.system({command!r})")
    return 0


def _moving(chdir: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return an `os.chdir` that stays where it is if there is no such folder."""

    def change(path: Any) -> None:
        try:
            chdir(path)
        except OSError:
            _say(f"os.chdir({path!r})")

    return change


def _not_executing(execute: Callable[..., None]) -> Callable[..., None]:
    """Return a `Popen._execute_child` after which the program has ended and written nothing.

    Where an installed package starts the program, it gets the error that it is prepared for.
    """

    def pretend(process: Any, args: Any, *rest: Any) -> None:
        if not _is_learners(sys._getframe(1)):
            execute(process, args, *rest)
            return
        command = args if isinstance(args, str) else " ".join(map(str, args))
        _say(f"the command {command!r}")
        process.pid, process.returncode = 0, 0
        # These six are the pipes' descriptors, in all supported versions of Python.
        process._close_pipe_fds(*rest[9:15])

    return pretend


def _is_learners(frame: FrameType | None) -> bool:
    """Say whether the code that calls subprocess or os in this frame is the learner's."""
    between = (subprocess.__file__, os.__file__)
    while frame is not None and frame.f_code.co_filename.startswith(("<frozen", *between)):
        frame = frame.f_back
    return frame is not None and not frame.f_code.co_filename.startswith(INSTALLED)


def _keep_backend() -> None:
    """Refuse backends of matplotlib that need a window or a widget."""
    import matplotlib
    import matplotlib.pyplot as plt

    def guard(choose: Any, name: str) -> Any:
        def chosen(backend: Any = "", *args: Any, **kwargs: Any) -> None:
            if str(backend).lower() in {*_BACKENDS, _INLINE}:
                choose(backend, *args, **kwargs)
            else:
                _say(f"{name}({backend!r})")

        return chosen

    matplotlib.use = guard(matplotlib.use, "matplotlib.use")
    plt.switch_backend = guard(plt.switch_backend, "plt.switch_backend")

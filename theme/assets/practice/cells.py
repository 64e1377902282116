"""Run a page's cells in the reader's browser: what to run first, and what to show.

The worker beside this file loads it into Pyodide. It needs nothing but Python, so the project's
tests run it as it is. Whatever a cell shows is given to a function `emit(kind, data)` at once:

    text    {"stream": "out" or "err", "text"}
    picture {"png": bytes, "width", "height": in CSS pixels at full size, "line_art": bool}
    markup  {"svg": text} or {"html": text}, which the page cleans before it shows it
    hint    {"messages": {"en", "ko"}, "read"}, from a check that does not hold
    error   {"name", "message", "where": [{"cell", "line", "code"}], "question": {"en", "ko"}}
"""

import ast
import builtins
import io
import linecache
import logging
import re
import symtable
import sys
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

TEXT_LIMIT = 100_000  # characters that one cell may print
PIECE = 4_000  # characters that are sent at once
PAUSE = 0.1  # seconds after which printed text is sent at the latest
BOOK_DPI = 160  # the resolution of the book's own pictures
COVERED = 0.3  # a picture with less ink than this is line art
# What an import, or a name of lrlib's that reads pictures, needs beside the modules of its own.
PACKS = {
    "PIL": ("pillow",),
    "matplotlib": ("pillow", "figures"),
    "mpl_toolkits": ("pillow", "figures"),
    "lrlib.plots": ("pillow", "figures"),
    "load_cat_patches": ("pillow", "pictures"),
    "load_photo": ("pillow",),
    "load_smokers": ("pictures",),
    "importlib.resources": ("pictures",),
}

# What is asked about the errors that only a page raises.
JUPYTER_ALONE = {
    "en": "Which lines of plain Python would do the same?",
    "ko": "이 명령은 Jupyter에서만 쓸 수 있어요. 보통의 Python으로 쓰면 어떤 줄이 될까요?",
}
NO_INPUT = {
    "en": "Which value would you type?",
    "ko": "이 페이지에서는 input()으로 값을 물어볼 수 없어요. 입력하려던 값은 무엇인가요?",
}

Emit = Callable[[str, dict[str, Any]], None]


class Names(NamedTuple):
    """What a cell has to do with names: it binds, imports, changes and uses them."""

    bound: frozenset[str]
    imported: frozenset[str]
    changed: frozenset[str]
    used: frozenset[str]


# ---- What a cell says ---------------------------------------------------------------------------


def plain(source: str) -> str:
    """Return a cell without IPython's lines: `%matplotlib inline` and the like do nothing here.

    Raises
    ------
    SyntaxError
        For a `%` or `!` command that the browser cannot follow.
    """
    lines = source.split("\n")
    for number, line in enumerate(lines, start=1):
        if not re.match(r"\s*[%!]", line) or inside_text(lines, number):
            continue
        if setting := re.match(r"%(?:env|set_env)\s+(\w+)[ =]\s*(.*)$", line):
            lines[number - 1] = f"__import__('os').environ[{setting[1]!r}] = {setting[2]!r}"
        elif re.match(r"%(?:matplotlib|config|load_ext|autoreload)\b", line):
            lines[number - 1] = ""
        else:
            message = f"{line.split()[0]} works in Jupyter, not on this page"
            error = SyntaxError(message, ("", number, 1, line))
            error.question = JUPYTER_ALONE  # type: ignore[attr-defined]
            raise error
    return "\n".join(lines)


def inside_text(lines: list[str], number: int) -> bool:
    """Say whether a line is part of a string or of an expression that began before it."""
    try:
        ast.parse("\n".join(lines[: number - 1]))
    except SyntaxError:
        return True
    return False


@lru_cache(maxsize=256)  # each run looks at all cells of the page
def names_of(source: str) -> Names:
    """Find the names that a cell binds, changes in place and uses, its functions' globals too.

    A cell that does not parse binds what its lines seem to bind: it is run, and says what is
    wrong with it.
    """
    try:
        text = plain(source)
        tree, table = ast.parse(text), symtable.symtable(text, "<cell>", "exec")
    except SyntaxError:
        seeming = re.findall(r"^(?:def|class) (\w+)|^(\w+) *=", source, re.M)
        return Names(frozenset(a or b for a, b in seeming), *[frozenset()] * 3)
    bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    imported = {s.get_name() for s in table.get_symbols() if s.is_imported()}
    used = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    for inner in within(table):
        symbols = [s for s in inner.get_symbols() if s.is_global()]
        used |= {s.get_name() for s in symbols if s.is_referenced()}
        bound |= {s.get_name() for s in symbols if s.is_assigned()}
    first: dict[str, str] = {}
    for what, name in events(tree):
        first.setdefault(name, what)
    made = {name for name in bound if first.get(name) == "store"}
    changed = set(changed_in(tree)) - made
    return Names(*map(frozenset, (bound, imported, changed, used - made)))


def events(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Give loads and stores of names in the order in which a cell does them.

    The bodies of functions come last: they run after the cell has bound its names.
    """
    later: list[ast.AST] = []
    yield from _events(node, later)
    for function in later:
        for part in ast.walk(function):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
                yield "load", part.id


def _events(node: ast.AST, later: list[ast.AST]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Name):
        yield ("load" if isinstance(node.ctx, ast.Load) else "store"), node.id
        return
    if isinstance(node, ast.alias):
        yield "store", (node.asname or node.name).split(".")[0]
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for part in (*node.decorator_list, node.args):
            yield from _events(part, later)
        later += node.body
        yield "store", node.name
        return
    if isinstance(node, ast.Lambda):
        later.append(node.body)
        return
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        yield "load", node.target.id
    parts = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For | ast.NamedExpr):
        source = node.iter if isinstance(node, ast.For) else node.value
        parts.sort(key=lambda part: part is not source)
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        parts.sort(key=lambda part: not isinstance(part, ast.comprehension))
    elif isinstance(node, ast.comprehension):
        parts = [node.iter, node.target, *node.ifs]
    for part in parts:
        yield from _events(part, later)
    if isinstance(node, ast.ClassDef):
        yield "store", node.name


def within(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """Go through the scopes inside a scope."""
    for child in table.get_children():
        yield child
        yield from within(child)


def changed_in(tree: ast.Module) -> Iterator[str]:
    """Name what a cell may change in place: `x += 1`, `x[0] = 1`, `x.a = 1`, `x.method()`."""
    for node in at_top(tree):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        stored = isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        part = node if stored else node.func if called else None
        while isinstance(part, ast.Subscript | ast.Attribute):
            part = part.value
        if isinstance(part, ast.Name):
            yield part.id


def at_top(node: ast.AST) -> Iterator[ast.AST]:
    """Go through what runs when the cell runs: not through the bodies of its functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from at_top(child)


@lru_cache(maxsize=256)
def packs_of(source: str) -> tuple[str, ...]:
    """Return the packs that a cell needs beyond NumPy and lrlib."""
    try:
        tree = ast.parse(plain(source))
    except SyntaxError:
        return ()
    said: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            said |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            said |= {module, *(alias.name for alias in node.names)}
            said |= {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute):
            said |= {node.attr, f"lrlib.{node.attr}"}
        elif isinstance(node, ast.Name):
            said.add(node.id)
    said |= {name.split(".")[0] for name in said if not name.startswith("lrlib.")}
    return tuple(sorted({pack for name in said & PACKS.keys() for pack in PACKS[name]}))


# ---- What to run first --------------------------------------------------------------------------


class Ran(NamedTuple):
    """A cell that ran to its end: its text, and when it ended, counted in cells."""

    source: str
    at: int


class Page(NamedTuple):
    """The cells of a page up to one that is to run, in order."""

    sources: dict[str, str]
    names: dict[str, Names]

    def wants(self, cell: str) -> frozenset[str]:
        """Return the names that a cell needs from cells before it."""
        return self.names[cell].used | self.names[cell].changed

    def writes(self, cell: str) -> frozenset[str]:
        """Return the names to which a cell gives a value, or another."""
        return self.names[cell].bound | self.names[cell].changed

    def before(self, cell: str) -> set[str]:
        """Return the cells before a cell."""
        order = list(self.names)
        return set(order[: order.index(cell)])

    def writers(self, cell: str, name: str) -> list[str]:
        """Return the cells before `cell` that bind a name last, and that change it afterwards."""
        order = list(self.names)
        found: list[str] = []
        for before in reversed(order[: order.index(cell)]):
            if name in self.writes(before):
                found.insert(0, before)
            if name in self.names[before].bound:
                break
        return found


class Session:
    """One page's Python: its names, what ran, and what has to run before a cell can.

    Attributes
    ----------
    scope : dict
        The names of the cells.
    ran : dict of Ran
        By cell, those that ran to their end and were not cut short since.
    owner : dict
        By name, the cell that bound or changed it last.
    """

    def __init__(self, emit: Emit, scope: dict[str, Any] | None = None) -> None:
        main = types.ModuleType("__main__")
        self.scope = main.__dict__ if scope is None else scope
        if scope is None:
            sys.modules["__main__"] = main
        self.ran: dict[str, Ran] = {}
        self.owner: dict[str, str] = {}
        self.ratio = 1.0
        self._emit = emit
        self._count = 0
        self._imported: set[str] = set()
        self.scope["display"] = self.display
        # It says at its first start that it looks for fonts.
        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

    def plan(self, cells: Iterable[tuple[str, str]], target: str) -> list[str]:
        """Return the cells to run, `target` last: those before it that it needs and that are stale.

        Parameters
        ----------
        cells : iterable of (str, str)
            Name and text of every cell of the page, in order.
        target : str
            The cell that is to run.
        """
        sources = dict(cells)
        order = list(sources)
        order = order[: order.index(target) + 1]
        names = {cell: names_of(sources[cell]) for cell in order}
        self._imported = {name for own in names.values() for name in own.imported}
        page = Page(sources, {cell: self._of_its_own(own) for cell, own in names.items()})
        run = {target}
        while True:
            more = {
                writer
                for cell in run
                for name in page.wants(cell)
                if not self._stands(name, page.writers(cell, name), page, run & page.before(cell))
                for writer in page.writers(cell, name)
            }
            if more <= run:
                return [cell for cell in order if cell in run]
            run |= more

    def _of_its_own(self, names: Names) -> Names:
        """Leave out of what a cell changes what was imported: `np.array(…)` changes no np."""
        return names._replace(changed=names.changed - self._imported)

    def _stands(self, name: str, writers: list[str], page: "Page", run: set[str]) -> bool:
        """Say whether a name has the value that its writers gave it, when `run` has run."""
        if not writers:
            return True
        kept = not any(name in page.writes(cell) for cell in run)
        return (
            kept
            and self.owner.get(name) == writers[-1]
            and all(self._current(cell, page) for cell in writers)
        )

    def _current(self, cell: str, page: "Page") -> bool:
        """Say whether a cell ran with this text, after what it needs, and that is current too."""
        ran = self.ran.get(cell)
        if ran is None or ran.source != page.sources[cell]:
            return False
        needed = {writer for name in page.wants(cell) for writer in page.writers(cell, name)}
        return all(self._current(one, page) and self.ran[one].at < ran.at for one in needed)

    # ---- Running --------------------------------------------------------------------------------

    def run(self, cell: str, source: str, title: str = "") -> str:
        """Run one cell. Returns "ok", or what it ended with: "hint" or "error"."""
        self.ran.pop(cell, None)
        names = self._of_its_own(names_of(source))
        for name in names.bound | names.changed:
            self.owner[name] = cell
        with _streams(self._emit), _warnings(), _kept(builtins, "input", _no_input):
            outcome = self._outcome(title or cell, source)
            self._show_figures()
        if outcome == "ok":
            self._count += 1
            self.ran[cell] = Ran(source, self._count)
        return outcome

    def _outcome(self, title: str, source: str) -> str:
        file = f"<{title}>"
        try:
            value = self._evaluate(file, source)
            if value is not None:
                self.display(value)
        except BaseException as error:
            sys.stdout.flush()
            if type(error).__name__ == "CheckFailed" and hasattr(error, "messages"):
                self._emit("hint", {"messages": error.messages, "read": error.read})
                return "hint"
            self._emit("error", told(error))
            return "error"
        return "ok"

    def _evaluate(self, file: str, source: str) -> Any:
        """Run a cell and return the value of its last line, None if it has none to show."""
        text = plain(source)
        linecache.cache[file] = (len(text), None, [f"{line}\n" for line in text.split("\n")], file)
        tree = ast.parse(text, file)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not _silenced(text, tree.body[-1]):
            last = ast.Expression(tree.body.pop().value)
        exec(compile(tree, file, "exec", dont_inherit=True), self.scope)
        if last is None:
            return None
        return eval(compile(last, file, "eval", dont_inherit=True), self.scope)

    def display(self, *values: Any) -> None:
        """Show values as Jupyter would: drawn where they can draw themselves, else as text."""
        sys.stdout.flush()
        for value in values:
            for kind, method in (("svg", "_repr_svg_"), ("html", "_repr_html_")):
                draw = getattr(value, method, None)
                drawn = draw() if callable(draw) and not isinstance(value, type) else None
                if isinstance(drawn, str):
                    self._emit("markup", {kind: drawn})
                    break
            else:
                self._emit("text", {"stream": "out", "text": f"{value!r}\n"})

    def _show_figures(self) -> None:
        """Draw the open figures, at the screen's resolution, and close them."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            return
        for number in pyplot.get_fignums():
            try:
                self._emit("picture", drawn(pyplot.figure(number), self.ratio))
            except Exception as error:
                self._emit("error", told(error))
        pyplot.close("all")


def _silenced(text: str, last: ast.Expr) -> bool:
    """Say whether a semicolon follows the last expression, which keeps its value from showing."""
    lines = text.split("\n")[last.end_lineno - 1 :]
    rest = lines[0].encode()[last.end_col_offset :].decode() + "\n".join(lines[1:])
    return rest.lstrip().startswith(";")


def _no_input(*_: Any) -> str:
    message = "input() cannot ask on this page. Write the value into the code."
    error = RuntimeError(message)
    error.question = NO_INPUT  # type: ignore[attr-defined]
    raise error


# ---- What is shown ------------------------------------------------------------------------------


class _Stream(io.TextIOBase):
    """Sends what is printed, in pieces, and no more than the limit."""

    def __init__(self, stream: str, emit: Emit) -> None:
        self._stream, self._emit = stream, emit
        self._pieces: list[str] = []
        self._length, self._left, self._sent = 0, TEXT_LIMIT, time.monotonic()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._left > 0:
            self._pieces.append(text)
            self._length += len(text)
            if self._length > PIECE or time.monotonic() - self._sent > PAUSE:
                self.flush()
        return len(text)

    def flush(self) -> None:
        text = "".join(self._pieces)
        if text:
            self._pieces, self._length, self._sent = [], 0, time.monotonic()
            shown, self._left = text[: self._left], self._left - len(text)
            self._emit("text", {"stream": self._stream, "text": shown})
            if self._left <= 0:
                self._emit("cut", {"limit": TEXT_LIMIT})


class _kept:  # noqa: N801 - used like a function
    """Set an attribute for a while."""

    def __init__(self, thing: Any, name: str, value: Any) -> None:
        self._thing, self._name, self._value = thing, name, value

    def __enter__(self) -> None:
        self._before = getattr(self._thing, self._name)
        setattr(self._thing, self._name, self._value)

    def __exit__(self, *_: object) -> None:
        setattr(self._thing, self._name, self._before)


class _streams:  # noqa: N801 - used like a function
    """Send what is printed to the page."""

    def __init__(self, emit: Emit) -> None:
        self._new = _Stream("out", emit), _Stream("err", emit)

    def __enter__(self) -> None:
        self._old = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self._new

    def __exit__(self, *_: object) -> None:
        for stream in self._new:
            stream.flush()
        sys.stdout, sys.stderr = self._old


class _warnings(warnings.catch_warnings):  # noqa: N801 - used like a function
    """Show each warning once a cell, in one line."""

    def __enter__(self) -> None:
        super().__enter__()
        # A page draws when a cell ends, whether it was asked to or not.
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
        warnings.showwarning = _show_warning


def _show_warning(
    message: Any, category: type[Warning], filename: str, lineno: int, *_: Any
) -> None:
    place = f"line {lineno}: " if filename.startswith("<") else ""
    sys.stderr.write(f"{place}{category.__name__}: {message}\n")


def told(error: BaseException) -> dict[str, Any]:
    """Tell an error in short: its name and message, the cells' lines on its way, a question."""
    message = str(error)
    where = []
    if isinstance(error, SyntaxError):
        message = error.msg
        file, line, code = error.filename or "", error.lineno or 0, (error.text or "").rstrip()
        where = [{"cell": file.strip("<>"), "line": line, "code": code}]
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename.startswith("<") and frame.filename in linecache.cache:
                code = linecache.getline(frame.filename, frame.lineno or 0).strip()
                cell = frame.filename.strip("<>")
                where.append({"cell": cell, "line": frame.lineno, "code": code})
    if len(where) > 6:  # a recursion: its first steps, and the last
        where = [*where[:3], *where[-2:]]
    name = type(error).__name__
    return {"name": name, "message": message, "where": where, "question": question(error)}


def question(error: BaseException) -> dict[str, str]:
    """Return what the checks would ask about an error, in each language; nothing without lrlib."""
    own = getattr(error, "question", None)
    if isinstance(own, dict):
        return own
    try:
        from lrlib.checks.explain.errors import read_error
    except ImportError:
        return {}
    return read_error(error).text._asdict() if isinstance(error, Exception) else {}


def drawn(figure: Any, ratio: float) -> dict[str, Any]:
    """Draw a figure as the book's own are drawn, finer where the screen has finer pixels.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What to draw.
    ratio : float
        The screen's pixels for one of CSS.
    """
    dpi = BOOK_DPI * max(1.0, min(ratio, 3.0) / 1.4)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=dpi, bbox_inches="tight")
    png = file.getvalue()
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    from PIL import Image

    alpha = Image.open(io.BytesIO(png)).convert("RGBA").getchannel("A").histogram()
    return {
        "png": png,
        "width": round(width * BOOK_DPI / dpi),
        "height": round(height * BOOK_DPI / dpi),
        "line_art": sum(alpha[128:]) / sum(alpha) < COVERED,
    }


# ---- What pages import and a browser has not ----------------------------------------------------


def stand_in_for_ipython(session: Session) -> None:
    """Let `from IPython.display import SVG, HTML, display` work."""

    def showing(method: str) -> type:
        def keep(self: Any, data: str) -> None:
            self.data = data

        return type("Shown", (), {"__init__": keep, method: lambda self: self.data})

    package, module = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    module.SVG, module.HTML = showing("_repr_svg_"), showing("_repr_html_")  # type: ignore[attr-defined]
    module.display = session.display  # type: ignore[attr-defined]
    package.display, package.__path__ = module, []  # type: ignore[attr-defined]
    package.get_ipython = lambda: None  # type: ignore[attr-defined]  # matplotlib asks
    sys.modules.update({"IPython": package, "IPython.display": module})

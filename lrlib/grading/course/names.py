"""Which cell defines a name, and which uses it: found by parsing, without running anything."""

from __future__ import annotations

import ast
import builtins
import functools
import re
import symtable
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from IPython.core.inputtransformer2 import TransformerManager

__all__ = [
    "Answer",
    "Names",
    "Needed",
    "answer_of",
    "bound_names",
    "names_of",
    "needed_by_checks",
    "taken_from_modules",
]

_STAR: Final = re.compile(r"^\s*from\s+\S+\s+import\s+\*", re.MULTILINE)
_IN_ANY_NOTEBOOK: Final = frozenset(dir(builtins)) | {
    "get_ipython",
    "In",
    "Out",
    "display",
    "exit",
    "quit",
}
_UNREADABLE: Final = (SyntaxError, ValueError, RecursionError, MemoryError)
_LONGEST: Final = 100_000  # characters of a cell that IPython's own reading is asked for
_TRANSPARENT: Final = ("%%time", "%%capture")  # cell magics below which the cell runs as it is


class Names(NamedTuple):
    """The global names of a cell: those that it binds, and those that it reads."""

    binds: frozenset[str]
    uses: frozenset[str]


class Answer(NamedTuple):
    """What a solution defines: all names, those of functions and classes, its imports as code."""

    names: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    imports: str = ""


class Needed(NamedTuple):
    """What the checks need: cells that run in the grader's process, names that nobody defines."""

    trusted: frozenset[int]
    open_names: tuple[str, ...]


def _as_python(code: str) -> str:
    """Return code as Python: lines in IPython's own syntax become calls.

    Raises
    ------
    SyntaxError
        For code that is no Python, and also where it is so long that it is not given to IPython,
        which reads all of a cell anew for each line that it rewrites.
    ValueError, RecursionError, MemoryError
        As `ast.parse`, for null characters and for code that is nested too deep.
    """
    try:
        ast.parse(code)
    except SyntaxError:
        if len(code) > _LONGEST:
            raise
        return str(TransformerManager().transform_cell(code))
    return code


def _symbols(code: str) -> symtable.SymbolTable:
    try:
        return symtable.symtable(code, "cell", "exec")
    except SyntaxError:  # or lines in IPython's own syntax
        return symtable.symtable(_as_python(code), "cell", "exec")


@functools.lru_cache(maxsize=4096)
def names_of(code: str) -> Names:
    """Return the global names that code binds and reads; none if it cannot be parsed."""
    try:
        top = _symbols(code)
    except _UNREADABLE:
        return Names(frozenset(), frozenset())
    binds = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    uses = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    inner = list(top.get_children())
    while inner:
        table = inner.pop()
        uses |= {s.get_name() for s in table.get_symbols() if s.is_global()}
        inner += table.get_children()
    return Names(frozenset(binds), frozenset(uses))


def bound_names(code: str) -> frozenset[str]:
    """Return the global names that a learner's cell binds; none if it cannot be parsed."""
    first, _, rest = code.lstrip().partition("\n")
    return names_of(rest if first.startswith(_TRANSPARENT) else code).binds


def answer_of(code: str) -> Answer:
    """Return what the solution in an answer cell defines."""
    try:
        text = _as_python(code)
        tree = ast.parse(text)
    except _UNREADABLE:
        return Answer()
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {(a.asname or a.name).split(".")[0] for node in imports for a in node.names}
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    functions = [node.name for node in tree.body if isinstance(node, kinds)]
    names = sorted(names_of(text).binds - imported)
    return Answer(tuple(names), tuple(functions), "\n".join(map(ast.unparse, imports)))


def needed_by_checks(
    cells: Sequence[tuple[str, str, Names]], *, asked: Collection[str], brought: Collection[str]
) -> Needed:
    """Find the given cells that the checks depend on, and the names that only a learner defines.

    The check cells run in the grader's process, where no learner's code runs. A given cell must
    run there, too, if a check needs what it defines: imports, data, a helper. It must not if it
    only shows the learner's work, as a plot of the learner's result does: there it would call
    into the sandbox for nothing, and could fail.

    The cells are visited from the last to the first. `wanted` holds the names that the checks
    visited so far need, directly or through the given cells that were found to be needed. Such a
    cell is needed if it binds one of these names. It is also needed if it comes before a check
    and uses nothing of the learner's, since its effect may lie elsewhere (a seed, a setting), or
    if it holds `import *`, whose names are not known before it runs.

    Parameters
    ----------
    cells : sequence of (kind, code, Names)
        The source notebook. Names are looked at of given cells and checks alone.
    asked : collection of str
        Names that the exercise asks the learner to define.
    brought : collection of str
        Names that the imports of the solution bind.
    """
    theirs = set(asked)  # what comes from the learner, directly or through given cells
    for _, _, names in cells:
        theirs |= names.binds if names.uses & theirs else set()
    trusted: set[int] = set()
    wanted: set[str] = set()
    for index in reversed(range(len(cells))):
        kind, code, names = cells[index]
        without_learner = bool(wanted) and not names.uses & theirs
        is_needed = bool(names.binds & wanted) or without_learner or bool(_STAR.search(code))
        if kind == "check" or (kind == "given" and is_needed):
            trusted.add(index)
            wanted |= names.uses
    bound = {name for _, _, names in cells for name in names.binds}
    open_names = wanted - bound - set(brought) - set(asked) - _IN_ANY_NOTEBOOK
    return Needed(frozenset(trusted), tuple(sorted(open_names)))


def taken_from_modules(code: str, modules: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return (package, name) of what code imports, or reaches through an imported module.

    Parameters
    ----------
    code : str
        A cell of the course's.
    modules : dict of str to str
        Which package a name stands for, from the cells before. It is updated.
    """
    try:
        tree = ast.parse(_as_python(code))
    except _UNREADABLE:
        return ()
    taken = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.split(".")[0]
                modules[alias.asname or root] = root
        elif isinstance(node, ast.ImportFrom) and node.module:
            taken += [(node.module.split(".")[0], alias.name) for alias in node.names]
    for node in ast.walk(tree):
        names = []
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        if names and isinstance(node, ast.Name) and node.id in modules:
            taken += [(modules[node.id], name) for name in names]
    return tuple(sorted(set(taken)))

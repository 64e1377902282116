"""The course's own notebook: order, imports, checks, points, and what it asks for."""

from __future__ import annotations

import ast
import builtins
import hashlib
import json
import re
import symtable
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from IPython.core.inputtransformer2 import TransformerManager

__all__ = [
    "Assignment",
    "ChangedError",
    "SourceCell",
    "bound_names",
    "read_assignment",
    "released_sources",
]

FILES_LIMIT: Final = 20 << 20
_STAR: Final = re.compile(r"^\s*from\s+\S+\s+import\s+\*", re.MULTILINE)
_SHELL_NAMES: Final = frozenset({"get_ipython", "In", "Out", "display", "exit", "quit"})


class ChangedError(Exception):
    """The source notebook is not the one that was released."""


@dataclass(frozen=True)
class SourceCell:
    """One cell of the source notebook.

    Attributes
    ----------
    kind : str
        "text", "given" (code of the course's), "answer" (code to be written), "check",
        "manual" (graded by hand) or "task" (likewise).
    source : str
        What stands in the cell; for an answer, what was released.
    names : tuple of str
        What the course's own answer defines, and so the check cells may use.
    binds : tuple of str
        Names that the course's own code in the cell sets.
    open_names : tuple of str
        What a check uses and nobody is seen to define: the learner's, unless the course's own code
        turns out to have brought it.
    taken : tuple of (str, str)
        What the course's own code takes from modules: package, name.
    imports : str
        The import statements of the course's own answer.
    functions : tuple of str
        Those of the names that are functions or classes.
    """

    kind: str
    source: str
    cell_id: str = ""
    grade_id: str = ""
    is_code: bool = True
    points: float = 0.0
    names: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    imports: str = ""
    binds: tuple[str, ...] = ()
    taken: tuple[tuple[str, str], ...] = ()
    open_names: tuple[str, ...] = ()
    trusted: bool = True
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Assignment:
    """A source notebook, verified, with the files that lie beside it."""

    name: str
    cells: tuple[SourceCell, ...]
    files: dict[str, bytes]
    metadata: dict[str, Any]

    def withheld(self, package: str) -> tuple[str, ...]:
        """Return what learners are to write themselves, and so may not take from `package`.

        What the notebook's own code takes from the package is handed out by the exercise.
        """
        taken = {name for cell in self.cells for root, name in cell.taken if root == package}
        asked = dict.fromkeys(name for cell in self.cells for name in cell.functions)
        return tuple(name for name in asked if name not in taken)

    @cached_property
    def checks_hash(self) -> str:
        """A hash of all that decides a grade on the course's side."""
        digest = hashlib.sha256(json.dumps([asdict(c) for c in self.cells]).encode())
        for name, data in sorted(self.files.items()):
            digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
        return digest.hexdigest()


def released_sources(notebook: Any) -> dict[str, tuple[str, str]]:
    """Return checksum and text of each graded cell as nbgrader's gradebook has them.

    Parameters
    ----------
    notebook : nbgrader.api.Notebook
        The gradebook's row.
    """
    return {cell.name: (cell.checksum, cell.source) for cell in notebook.source_cells}


def read_assignment(path: Path, released: Mapping[str, tuple[str, str]]) -> Assignment:
    """Read a source notebook and compare it with what was released; raises `ChangedError`.

    Parameters
    ----------
    path : Path
        The notebook in the course's source folder.
    released : mapping of str to (checksum, text)
        From `released_sources`: the text is with hidden tests and without answers.
    """
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    modules: dict[str, str] = {}
    cells = [_cell(cell, released, modules) for cell in notebook.cells]
    missing = set(released) - {cell.grade_id for cell in cells}
    if missing:
        msg = (
            f"{path} has no cell {sorted(missing)[0]!r}, which was released. "
            f"Run 'nbgrader generate_assignment {path.stem} --force' again"
        )
        raise ChangedError(msg)
    metadata = {
        k: notebook.metadata[k] for k in ("kernelspec", "language") if k in notebook.metadata
    }
    return Assignment(path.stem, tuple(_completed(cells)), _files(path.parent), metadata)


def _cell(
    cell: Any, released: Mapping[str, tuple[str, str]], modules: dict[str, str]
) -> SourceCell:
    from nbgrader import utils

    about = cell.metadata.get("nbgrader") or {}
    is_code = cell.cell_type == "code"
    grade, solution = utils.is_grade(cell), utils.is_solution(cell)
    known = bool(grade or solution or utils.is_locked(cell) or utils.is_task(cell))
    if not known:
        kind = "given" if is_code else "text"
    elif utils.is_task(cell):
        kind = "task"
    elif solution:
        kind = "manual" if grade else "answer"
    elif grade:
        kind = "check"
    else:
        kind = "given" if is_code else "text"
    grade_id = about["grade_id"] if known else ""
    source = _verified(cell, grade_id, kind, released) if known else cell.source
    metadata = json.loads(json.dumps(cell.metadata))
    if known:
        metadata["nbgrader"]["checksum"] = released[grade_id][0]
    names, functions, imports = _defined(cell.source) if solution and is_code else ((), (), "")
    return SourceCell(
        kind=kind,
        source=source,
        cell_id=cell.get("id", ""),
        grade_id=grade_id,
        is_code=is_code,
        points=float(about.get("points") or 0.0) if grade or kind == "task" else 0.0,
        names=names,
        functions=functions,
        taken=_taken(cell.source, modules) if is_code and kind != "check" else (),
        imports=imports,
        metadata=metadata,
    )


def _verified(cell: Any, grade_id: str, kind: str, released: Mapping[str, tuple[str, str]]) -> str:
    """Return the text that was released, if the source notebook still agrees with it."""
    from nbgrader import utils

    if grade_id not in released:
        msg = (
            f"cell {grade_id!r} was never released. "
            "Run 'nbgrader generate_assignment EXERCISE --force' first"
        )
        raise ChangedError(msg)
    checksum, text = released[grade_id]
    # Answers were cleared and automatic tests written out when the notebook was released.
    same = kind in ("answer", "manual", "task") or "AUTOTEST" in cell.source
    if not same and utils.compute_checksum(cell) != checksum:
        msg = (
            f"cell {grade_id!r} has changed since it was released. "
            "Run 'nbgrader generate_assignment EXERCISE --force', or take the change back"
        )
        raise ChangedError(msg)
    return text


def _completed(cells: list[SourceCell]) -> Iterable[SourceCell]:
    """Say which given cells the checks need, and give names to answers that have none."""
    tables = [
        _table(cell.source) if cell.kind in ("given", "check") else _NOTHING for cell in cells
    ]
    bound = {name for binds, _ in tables for name in binds}
    bound |= {name for cell in cells for name in _table(cell.imports)[0]}
    asked = {name for cell in cells for name in cell.names}
    theirs = set(asked)  # what comes from the learner, directly or through given cells
    for binds, loads in tables:
        theirs |= binds if loads & theirs else set()
    needed: set[str] = set()
    trusted = [False] * len(cells)
    for index in reversed(range(len(cells))):
        binds, loads = tables[index]
        # Left out are cells that only show the learner's work, and what follows the last check.
        # Which names `import *` brings nobody knows before it is run.
        wanted = bool(binds & needed) or (bool(needed) and not loads & theirs)
        wanted |= _STAR.search(cells[index].source) is not None
        if cells[index].kind == "check" or (cells[index].kind == "given" and wanted):
            trusted[index] = True
            needed |= loads
    # What a check uses and nobody but the learner can have defined.
    open_names = tuple(sorted(needed - bound - asked - set(dir(builtins)) - _SHELL_NAMES))
    for cell, is_trusted, (binds, _) in zip(cells, trusted, tables, strict=True):
        taken = open_names if cell.kind in ("answer", "manual") and cell.is_code else ()
        yield replace(cell, open_names=taken, trusted=is_trusted, binds=tuple(sorted(binds)))


_NOTHING: Final[tuple[set[str], set[str]]] = (set(), set())


def _table(code: str) -> tuple[set[str], set[str]]:
    """Return the names that code binds at top level and those that it takes from there."""
    try:
        top = symtable.symtable(TransformerManager().transform_cell(code), "cell", "exec")
    except (SyntaxError, ValueError):
        return set(), set()
    binds = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    loads = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    inner = list(top.get_children())
    while inner:
        table = inner.pop()
        loads |= {s.get_name() for s in table.get_symbols() if s.is_global()}
        inner += table.get_children()
    return binds, loads


def bound_names(code: str) -> set[str]:
    """Return the names that a learner's cell binds at its top level; none if it cannot be read."""
    first, _, rest = code.lstrip().partition("\n")
    runs_the_rest = first.split()[:1] in (["%%time"], ["%%capture"])
    return _table(rest if runs_the_rest else code)[0]


def _defined(code: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return names, functions and import statements at the top level of an answer."""
    try:
        text = TransformerManager().transform_cell(code)
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return (), (), ""
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {(a.asname or a.name).split(".")[0] for node in imports for a in node.names}
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    functions = [node.name for node in tree.body if isinstance(node, kinds)]
    names = sorted(_table(text)[0] - imported)
    return tuple(names), tuple(functions), "\n".join(map(ast.unparse, imports))


def _taken(code: str, modules: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return (package, name) of what code imports, or reaches through an imported module.

    `modules` says which package a name stands for, from the cells before; it is brought up to
    date.
    """
    try:
        tree = ast.parse(TransformerManager().transform_cell(code))
    except (SyntaxError, ValueError):
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


def _files(folder: Path) -> dict[str, bytes]:
    """Return what lies beside the source notebook, as it was released with it."""
    ignored = {".ipynb_checkpoints", "__pycache__"}
    files = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.suffix == ".ipynb" or ignored & set(relative.parts) or not path.is_file():
            continue
        files[str(relative)] = path.read_bytes()
    if sum(map(len, files.values())) > FILES_LIMIT:
        msg = f"{folder} holds more than {FILES_LIMIT >> 20} MB beside the notebook"
        raise ChangedError(msg)
    return files

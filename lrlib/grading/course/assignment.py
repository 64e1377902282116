"""The course's own notebook: order, imports, checks, points, and what it asks for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from lrlib.grading.course.names import (
    Answer,
    answer_of,
    names_of,
    needed_by_checks,
    taken_from_modules,
)

__all__ = [
    "Assignment",
    "ChangedError",
    "SourceCell",
    "read_assignment",
    "released_sources",
]

FILES_LIMIT: Final = 20 << 20


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
        What the solution of an answer cell defines, and so the check cells may use.
    functions : tuple of str
        Those of the names that are functions or classes.
    imports : str
        The import statements of the solution, which the checks may need as well.
    binds : tuple of str
        Names that a given cell or a check sets.
    taken : tuple of (str, str)
        What the course's code takes from modules: package, name.
    open_names : tuple of str
        Names that the checks use and no cell of the course is seen to define. They are the
        learner's, unless running the course's cells defines them (`import *` does, for one).
    trusted : bool
        Whether a given cell also runs in the grader's process, since the checks need it there.
    metadata : dict
        The cell's metadata as it was released.
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
    return Assignment(path.stem, tuple(_with_names(cells)), _files(path.parent), metadata)


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
    answer = answer_of(cell.source) if solution and is_code else Answer()
    return SourceCell(
        kind=kind,
        source=source,
        cell_id=cell.get("id", ""),
        grade_id=grade_id,
        is_code=is_code,
        points=float(about.get("points") or 0.0) if grade or kind == "task" else 0.0,
        names=answer.names,
        functions=answer.functions,
        taken=taken_from_modules(cell.source, modules) if is_code and kind != "check" else (),
        imports=answer.imports,
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


def _with_names(cells: Sequence[SourceCell]) -> Iterator[SourceCell]:
    """Note in each cell what the checks need of it; see `needed_by_checks`."""
    tables = [names_of(c.source if c.kind in ("given", "check") else "") for c in cells]
    imported = [names_of(cell.imports).binds for cell in cells]
    asked = {name for cell in cells for name in cell.names}
    needed = needed_by_checks(
        [(c.kind, c.source, table) for c, table in zip(cells, tables, strict=True)],
        asked=asked,
        brought=set().union(*imported),
    )
    for index, (cell, table) in enumerate(zip(cells, tables, strict=True)):
        is_answer = cell.kind in ("answer", "manual") and cell.is_code
        yield replace(
            cell,
            open_names=needed.open_names if is_answer else (),
            trusted=index in needed.trusted,
            binds=tuple(sorted(table.binds)),
        )


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

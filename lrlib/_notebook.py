"""A notebook file read as data: nothing in it is run, and whatever it is, it gets a clear word.

`lrlib check` and the grader read with the same functions, so that neither takes what the other
refuses. Files come from Jupyter, Colab, VS Code and browsers, through mail and learning platforms.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

__all__ = [
    "FILE_LIMIT",
    "STRUCTURE_LIMIT",
    "Cell",
    "Notebook",
    "NotebookError",
    "as_number",
    "parse",
    "refuse_too_much",
    "too_large",
]

FILE_LIMIT: Final = 32 << 20
STRUCTURE_LIMIT: Final = 2_000_000
CELL_LIMIT: Final = 2_000
CODE_LIMIT: Final = 2 << 20  # characters as JSON has them: the grader sends it on in frames of 4 MB

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NotebookError(ValueError):
    """A file from which no cells can be read; the message says why, to the learner."""


class Cell(NamedTuple):
    """One cell, with text where the file has something else that can be read as text.

    Attributes
    ----------
    kind : str
        "code", "markdown", "raw", or whatever the file says.
    source : str
        The text, with Unix line ends.
    cell_id : str
        The id in the notebook; empty if there is none.
    about : dict
        nbgrader's metadata; empty if there is none.
    attachments : dict
        Pictures pasted into the cell, by name.
    """

    kind: str
    source: str
    cell_id: str
    about: dict[str, Any]
    attachments: dict[str, Any]

    @property
    def grade_id(self) -> str:
        """nbgrader's name of the cell; empty if it has none."""
        grade_id = self.about.get("grade_id")
        return grade_id if isinstance(grade_id, str) else ""


class Notebook(NamedTuple):
    """The cells in their order, and the notebook's own metadata."""

    cells: list[Cell]
    metadata: dict[str, Any]


def parse(data: bytes) -> Notebook:
    """Read the bytes of a notebook of format 2, 3 or 4; raises `NotebookError`."""
    found = _json(_text(data))
    if not isinstance(found, dict):
        msg = "the file is not a notebook"
        raise NotebookError(msg)
    cells = _cells(found)
    if len(cells) > CELL_LIMIT:
        msg = f"the notebook has {len(cells):,} cells, {CELL_LIMIT:,} are allowed"
        raise NotebookError(msg)
    return Notebook([_cell(cell) for cell in cells], _dict(found.get("metadata")))


def refuse_too_much(texts: Iterable[str]) -> None:
    """Raise `NotebookError` for more code than the grader sends on."""
    size = sum(len(json.dumps(text)) - 2 for text in texts)
    if size > CODE_LIMIT:
        msg = f"the notebook has {size:,} characters of code, {CODE_LIMIT:,} are allowed"
        raise NotebookError(msg)


def too_large(size: int, limit: int = FILE_LIMIT) -> str:
    """Say that a file of this many bytes is not read."""
    return (
        f"has {size:,} bytes, {limit:,} are allowed. Clear all outputs, save, and hand it in again"
    )


def as_number(value: Any) -> float:
    """Return a number that a notebook gives, as text or not; 0 for anything else."""
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
    except (OverflowError, ValueError):
        return 0.0
    return number if abs(number) < 1e9 else 0.0


def _text(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le", "replace")
    if data[:1] == b"\0":
        return data.decode("utf-16-be", "replace")
    for encoding in ("utf-8", "cp949"):  # what Korean Windows editors write
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _json(text: str) -> Any:
    start = text.lstrip()[:200].lower()
    if not start:
        msg = "the file is empty"
        raise NotebookError(msg)
    if start.startswith(("<!doctype html", "<html", "<head", "<body")):
        msg = "the file is a web page, not a notebook. Download the notebook itself (.ipynb)"
        raise NotebookError(msg)
    if sum(map(text.count, "[{,")) > STRUCTURE_LIMIT:
        msg = "the notebook holds too many things. Clear all outputs, save, and hand it in again"
        raise NotebookError(msg)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else error
        if text.startswith("<<<<<<< ") or "\n<<<<<<< " in text:
            why = "two versions were merged by git and the conflict was left in"
        msg = f"the file is not a notebook: {why}"
        raise NotebookError(msg) from error


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    cells = notebook.get("cells")
    if cells is None:
        sheets = notebook.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        groups = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        if not groups:
            msg = "the file has no cells: it is not a notebook"
            raise NotebookError(msg)
        cells = [cell for group in groups if isinstance(group, list) for cell in group]
    if not isinstance(cells, list):
        msg = "the file has no list of cells: it is not a notebook"
        raise NotebookError(msg)
    return [cell for cell in cells if isinstance(cell, dict)]


def _cell(cell: dict[str, Any]) -> Cell:
    kind, cell_id = cell.get("cell_type"), cell.get("id")
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = source if isinstance(source, str) else ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return Cell(
        kind if isinstance(kind, str) else "",
        source.encode("utf-8", "replace").decode(),  # JSON can hold half a character
        cell_id if isinstance(cell_id, str) else "",
        _dict(_dict(cell.get("metadata")).get("nbgrader")),
        _dict(cell.get("attachments")),
    )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

"""Tables that people and their programs write as CSV: a class list, extensions, times.

Spreadsheets write what their country is used to. So a byte-order mark, UTF-16 and Korean Windows
are read, and semicolons and tabs as well as commas.
"""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["Row", "TableError", "read_table"]

_LIMIT: Final = 8 << 20
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class TableError(Exception):
    """A table that cannot be read, or that does not say what it should."""


class Row(NamedTuple):
    """One row of a table.

    Attributes
    ----------
    number : int
        Where it stands, as a spreadsheet counts: the header is row 1.
    cells : dict
        Text by column, without spaces around it; empty where the row is too short.
    """

    number: int
    cells: dict[str, str]


def read_table(path: Path, columns: tuple[str, ...] = ()) -> list[Row]:
    """Return the rows of a table that are not empty.

    Parameters
    ----------
    path : Path
        A CSV file with a header.
    columns : tuple of str
        Those that it must have, in lower case; a header may be written in any case.

    Raises
    ------
    TableError
        It cannot be read, or lacks a column.
    """
    text = _decoded(path)
    header = next((line for line in text.splitlines() if line.strip()), "")
    between = max(",;\t", key=header.count)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=between))
    numbered = [(n, line) for n, line in enumerate(lines, 1) if any(map(str.strip, line))]
    if not numbered:
        msg = f"{path} is empty. Expected a header, such as {','.join(columns) or 'id,email'}"
        raise TableError(msg)
    names = [name.strip() for name in numbered[0][1]]
    by_lower = {name.lower(): name for name in names}
    for column in columns:
        if column not in by_lower:
            msg = (
                f"{path} has no column {column!r}. Expected the header {','.join(columns)}, "
                f"got {', '.join(names)}"
            )
            raise TableError(msg)
        names[names.index(by_lower[column])] = column
    rows = []
    for number, line in numbered[1:]:
        cells = [cell.strip() for cell in line] + [""] * (len(names) - len(line))
        rows.append(Row(number, dict(zip(names, cells, strict=False))))
    return rows


def _decoded(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT + 1)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}"
        raise TableError(msg) from error
    if len(data) > _LIMIT:
        msg = f"{path} has more than {_LIMIT >> 20} MB. Is it a table?"
        raise TableError(msg)
    known = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for encoding in (known,) if known else ("utf-8", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    msg = f"{path} is not text in UTF-8. In a spreadsheet, save it as CSV UTF-8"
    raise TableError(msg)

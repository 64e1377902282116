"""A submission read as data: the code a learner wrote, and nothing that could act.

Nothing is followed, executed or believed: links are refused, sizes are looked at before files
are opened, order, checks and metadata come from the course's own notebook.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import errno
import json
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lrlib.grading.course.assignment import SourceCell
from lrlib.grading.outcomes import clean

__all__ = ["Submission", "UnreadableError", "parse", "read_folder", "read_submission"]

NOTEBOOK_LIMIT: Final = 32 << 20
STRUCTURE_LIMIT: Final = 2_000_000
CODE_LIMIT: Final = 2 << 20  # characters as JSON has them: it is sent on in frames of 4 MB
CELL_LIMIT: Final = 2_000
FILE_LIMIT: Final = 10 << 20
FILES_LIMIT: Final = 20 << 20
COUNT_LIMIT: Final = 200
ENTRY_LIMIT: Final = 5_000
DEPTH_LIMIT: Final = 8
CANDIDATE_LIMIT: Final = 20

_ARCHIVES: Final = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar")
_PICTURES: Final = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnreadableError(Exception):
    """A submission from which nothing can be taken; the message says why, to the learner."""


@dataclass(frozen=True)
class Submission:
    """What was taken from a submission.

    Attributes
    ----------
    answers : dict
        Text by grade id, of the cells that were to be filled in.
    added : list of (int, str)
        The learner's own code cells, each with the number of the source cell that it follows.
    pictures : dict
        Pictures pasted into written answers, by grade id.
    unreadable : str
        Why nothing could be taken; empty otherwise.
    """

    answers: dict[str, str] = field(default_factory=dict)
    added: list[tuple[int, str]] = field(default_factory=list)
    pictures: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    unreadable: str = ""


def read_folder(folder: Path) -> tuple[dict[str, Path | str], dict[str, bytes]]:
    """Look through a submitted folder without following anything.

    Returns
    -------
    notebooks : dict
        Relative name → path, or why it cannot be opened.
    files : dict
        Relative name → content of the other files, as far as they are small and few.
    """
    notebooks: dict[str, Path | str] = {}
    files: dict[str, bytes] = {}
    left, seen = FILES_LIMIT, 0
    pending: list[tuple[Path, str, int, bool]] = [(folder, "", 0, True)]
    while pending and seen < ENTRY_LIMIT:
        place, prefix, depth, plain_prefix = pending.pop()
        for entry in _entries(place):
            seen += 1
            if seen > ENTRY_LIMIT:
                break
            name = clean(prefix + entry.name, 200)
            plain = plain_prefix and name == prefix + entry.name  # or it may be another's name
            if entry.is_dir(follow_symlinks=False):
                if depth < DEPTH_LIMIT and not entry.name.startswith((".", "__pycache__")):
                    pending.append((Path(entry.path), f"{name}/", depth + 1, plain))
                continue
            regular = entry.is_file(follow_symlinks=False)
            if name.lower().endswith(".ipynb"):
                if not plain and name in notebooks:
                    continue
                notebooks[name] = Path(entry.path) if regular else f"{name} is not a plain file"
            elif regular and plain and len(files) < COUNT_LIMIT:
                try:
                    data = _read_bytes(Path(entry.path), min(FILE_LIMIT, left))
                except UnreadableError:
                    continue
                files[name] = data
                left -= len(data)
    return notebooks, files


def _entries(place: Path) -> list[os.DirEntry[str]]:
    try:
        if place.is_symlink():
            return []
        with os.scandir(place) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _read_bytes(path: Path, limit: int) -> bytes:
    """Read a plain file that is not too large; raises `UnreadableError`."""
    try:
        # Not blocking, for a pipe in place of the file would never end.
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        why = "is a link" if error.errno == errno.ELOOP else f"cannot be opened: {error.strerror}"
        msg = f"{clean(path.name, 200)} {why}"
        raise UnreadableError(msg) from error
    with os.fdopen(fd, "rb") as file:
        about = os.fstat(fd)
        if not stat.S_ISREG(about.st_mode):
            msg = f"{clean(path.name, 200)} is not a plain file"
            raise UnreadableError(msg)
        if about.st_nlink > 1:  # what the grader may read under another name, the learner may not
            msg = f"{clean(path.name, 200)} is a hard link to another file. Hand in a copy of it"
            raise UnreadableError(msg)
        data = b"" if about.st_size > limit else file.read(limit + 1)
    if about.st_size > limit or len(data) > limit:
        msg = (
            f"{clean(path.name, 200)} has {about.st_size:,} bytes, {limit:,} are allowed. "
            "Clear all outputs, save, and hand it in again"
        )
        raise UnreadableError(msg)
    return data


def read_submission(
    folder: Path, name: str, cells: Sequence[SourceCell], others: Sequence[str] = ()
) -> tuple[Submission, dict[str, bytes]]:
    """Find a notebook in a submitted folder, by name or by content, and read it.

    Parameters
    ----------
    folder : Path
        What was handed in.
    name : str
        Name of the notebook, without suffix.
    cells : sequence of SourceCell
        The source notebook.
    others : sequence of str
        Names of the assignment's other notebooks.
    """
    notebooks, files = read_folder(folder)
    try:
        return _found(notebooks, name, cells, others, files), files
    except UnreadableError as error:
        return Submission(unreadable=clean(error)), files


def _found(
    notebooks: dict[str, Path | str],
    name: str,
    cells: Sequence[SourceCell],
    others: Sequence[str],
    files: dict[str, bytes],
) -> Submission:
    exact = f"{name}.ipynb"
    taken = {f"{other}.ipynb" for other in others}
    # The one of this name; where nothing is written in it, one of another name that has its cells.
    names = sorted(notebooks.keys() - taken, key=lambda candidate: candidate != exact)
    best, most, problem = None, (0, 0), ""
    for candidate in names[:CANDIDATE_LIMIT]:
        try:
            read = _opened(notebooks[candidate], cells)
        except UnreadableError as error:
            problem = problem or str(error)
            continue
        rank = _written(read, cells), len(read.answers)
        if rank > most:
            best, most = read, rank
        if candidate == exact and most[0]:
            break
    if best is not None:
        return best
    if problem:
        raise UnreadableError(problem)
    archives = [f for f in files if f.lower().endswith(_ARCHIVES)]
    if exact in notebooks:
        problem = (
            f"{exact} has none of the exercise's cells. Is it another exercise, or was it saved by "
            "a program that drops what Jupyter notes about cells?"
        )
    elif archives:
        problem = f"{exact} is missing. There is an archive, {archives[0]}: hand in the notebook"
        problem += " itself"
    elif names:
        problem = f"{exact} is missing, and {min(names)} has none of its cells"
    else:
        problem = f"{exact} is missing"
    raise UnreadableError(problem)


def _written(read: Submission, cells: Sequence[SourceCell]) -> int:
    """Count the answers that are not as they were handed out."""
    stubs = {cell.grade_id: _normal(cell.source) for cell in cells}
    return sum(_normal(text) != stubs[grade_id] for grade_id, text in read.answers.items())


def _opened(place: Path | str, cells: Sequence[SourceCell]) -> Submission:
    if isinstance(place, str):
        raise UnreadableError(place)
    return parse(_read_bytes(place, NOTEBOOK_LIMIT), cells)


def parse(data: bytes, cells: Sequence[SourceCell]) -> Submission:
    """Take the learner's code from the bytes of a notebook; raises `UnreadableError`."""
    notebook = _json(_text(data))
    if not isinstance(notebook, dict):
        msg = "the file is not a notebook"
        raise UnreadableError(msg)
    submitted = _cells(notebook)
    if len(submitted) > CELL_LIMIT:
        msg = f"the notebook has {len(submitted):,} cells, {CELL_LIMIT:,} are allowed"
        raise UnreadableError(msg)
    submission = _sorted(submitted, cells)
    texts = [*submission.answers.values(), *(code for _, code in submission.added)]
    size = sum(len(json.dumps(text)) - 2 for text in texts)
    if size > CODE_LIMIT:
        msg = f"the notebook has {size:,} characters of code, {CODE_LIMIT:,} are allowed"
        raise UnreadableError(msg)
    return submission


def _text(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le", "replace")
    return data.decode("utf-8", "replace")


def _json(text: str) -> Any:
    if not text.strip():
        msg = "the file is empty"
        raise UnreadableError(msg)
    if sum(map(text.count, "[{,")) > STRUCTURE_LIMIT:
        msg = "the notebook holds too many things. Clear all outputs, save, and hand it in again"
        raise UnreadableError(msg)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else error
        if "\n<<<<<<< " in text:
            why = "two versions were merged by git and the conflict was left in"
        msg = f"the file is not a notebook: {why}"
        raise UnreadableError(msg) from error


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells of a notebook of format 2, 3 or 4."""
    cells = notebook.get("cells")
    if cells is None:
        sheets = notebook.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        groups = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        if not groups:
            msg = "the file has no cells: it is not a notebook"
            raise UnreadableError(msg)
        cells = [cell for group in groups if isinstance(group, list) for cell in group]
    if not isinstance(cells, list):
        msg = "the file has no list of cells: it is not a notebook"
        raise UnreadableError(msg)
    return [cell for cell in cells if isinstance(cell, dict)]


def _sorted(submitted: Sequence[dict[str, Any]], cells: Sequence[SourceCell]) -> Submission:
    """Tell the cells that were to be filled in, those of the course, and the learner's own."""
    by_grade_id = {cell.grade_id: index for index, cell in enumerate(cells) if cell.grade_id}
    answers = [i for i, cell in enumerate(cells) if cell.kind in ("answer", "manual")]
    by_answer_id = {cells[i].cell_id: i for i in answers if cells[i].cell_id}
    given = [i for i in range(len(cells)) if i not in answers]
    by_source: dict[tuple[bool, str], list[int]] = {}
    for i in given:
        by_source.setdefault((cells[i].is_code, _normal(cells[i].source)), []).append(i)
    by_cell_id = {cells[i].cell_id: i for i in given if cells[i].cell_id}
    submission = Submission()
    at = -1
    for cell in submitted:
        is_code = cell.get("cell_type") == "code"
        source = _source(cell)
        index = by_grade_id.get(_grade_id(cell), -1)
        if index < 0 and not _grade_id(cell):  # some programs keep the id of a cell and no more
            index = by_answer_id.get(str(cell.get("id", "")), -1)
        if index >= 0 and cells[index].kind in ("answer", "manual"):
            grade_id = cells[index].grade_id
            earlier = submission.answers.get(grade_id)
            if earlier is not None and cells[index].is_code:
                # A copy of the cell: both run, as they did for the learner; the last one counts.
                submission.added.append((index - 1, earlier))
            submission.answers[grade_id] = source
            if not cells[index].is_code and (pictures := _pictures(cell)):
                submission.pictures[grade_id] = pictures
            at = index
        elif index >= 0:
            at = index
        else:
            same = by_source.get((is_code, _normal(source)), [])
            cell_id = cell.get("id")
            if not source.strip():
                continue
            if same:
                at = next((i for i in same if i > at), same[0])
                continue
            if isinstance(cell_id, str):
                # A cell of the course's that was changed: the course's text runs, then this.
                at = by_cell_id.get(cell_id, at)
            if is_code:
                submission.added.append((at, source))
    return submission


def _grade_id(cell: dict[str, Any]) -> str:
    about = cell.get("metadata")
    about = about.get("nbgrader") if isinstance(about, dict) else None
    grade_id = about.get("grade_id") if isinstance(about, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return source.encode("utf-8", "replace").decode()


def _normal(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def _pictures(cell: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the pictures pasted into a text cell, where they are what they claim to be."""
    attachments = cell.get("attachments")
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in list((attachments if isinstance(attachments, dict) else {}).items())[:20]:
        for mime, start in _PICTURES.items():
            data = bundle.get(mime) if isinstance(bundle, dict) else None
            if not isinstance(data, str):
                continue
            try:
                raw = base64.b64decode(data, validate=True)
            except (binascii.Error, ValueError):
                continue
            if raw.startswith(start):
                kept[clean(name, 100)] = {mime: data}
    return kept

"""The learner's cells, in the order in which they ran for the learner, among the course's.

What is graded is what the learner's notebook would do from top to bottom, with the course's own
cells put back in their places. So whoever defines a function last has defined it, in whichever
cell that stands, and a stub that was handed out takes no definition away.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

from lrlib._notebook import Cell, NotebookError, refuse_too_much
from lrlib._notebook import parse as parse_cells
from lrlib.grading.course.assignment import SourceCell
from lrlib.grading.course.names import bound_names
from lrlib.grading.outcomes import clean

__all__ = ["Submission", "UnreadableError", "parse", "ranked"]

_PICTURES: Final = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
_SHORT: Final = 20_000  # characters of a text that is kept
_HIDDEN: Final = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.M | re.S)


class UnreadableError(Exception):
    """A submission from which nothing can be taken; the message says why, to the learner."""


@dataclass(frozen=True)
class Submission:
    """What was taken from a submission.

    Attributes
    ----------
    answers : dict
        Text by grade id, of the cells that were to be filled in. It is empty for a code cell
        that is missing, or whose code stands elsewhere.
    added : list of (int, str)
        The learner's other code, each with the number of the source cell after which it runs.
    pictures : dict
        Pictures pasted into written answers, by grade id.
    unreadable : str
        Why nothing could be taken; empty otherwise.
    """

    answers: dict[str, str] = field(default_factory=dict)
    added: list[tuple[int, str]] = field(default_factory=list)
    pictures: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    unreadable: str = ""


class _Placed(NamedTuple):
    """A submitted cell, and the number of the source cell that it is; -1 for the learner's own."""

    place: int
    cell: Cell


def parse(data: bytes, cells: Sequence[SourceCell]) -> Submission:
    """Take the learner's code from the bytes of a notebook; raises `UnreadableError`."""
    return ranked(data, cells)[0]


def ranked(data: bytes, cells: Sequence[SourceCell]) -> tuple[Submission, tuple[int, int]]:
    """Do as `parse`, and say how many answers are written, and how many cells are the course's."""
    try:
        placed = _placed(parse_cells(data).cells, cells)
        submission = _arranged(placed, cells)
        codes = (code for _, code in submission.added)
        refuse_too_much([*submission.answers.values(), *codes])
    except NotebookError as error:
        raise UnreadableError(str(error)) from error
    return submission, (_written(submission, cells), sum(p.place >= 0 for p in placed))


def _written(submission: Submission, cells: Sequence[SourceCell]) -> int:
    """Count the answers that are not as handed out, and other cells that define what is asked."""
    stubs = {cell.grade_id: _normal(cell.source) for cell in cells}
    asked = _asked(cells)
    filled = (text for gid, text in submission.answers.items() if _normal(text) != stubs[gid])
    elsewhere = sum(bool(asked & bound_names(code)) for _, code in submission.added)
    return sum(bool(text.strip()) for text in filled) + elsewhere


def _asked(cells: Iterable[SourceCell], *, once: bool = False) -> set[str]:
    """Return the names that the course asks for; if `once`, those that one cell alone asks for."""
    times = Counter(name for cell in cells for name in cell.names)
    return {name for name, number in times.items() if number == 1 or not once}


def _placed(submitted: Sequence[Cell], cells: Sequence[SourceCell]) -> list[_Placed]:
    """Tell which source cell each submitted cell is: by grade id, by id, by its text."""
    answers = [i for i, cell in enumerate(cells) if cell.kind in ("answer", "manual")]
    by_grade_id = {cell.grade_id: i for i, cell in enumerate(cells) if cell.grade_id}
    by_id = {cell.cell_id: i for i, cell in enumerate(cells) if cell.cell_id}
    by_source: dict[tuple[bool, str], list[int]] = {}
    for i, source_cell in enumerate(cells):
        if i not in answers:
            key = source_cell.is_code, _normal(_HIDDEN.sub("", source_cell.source))
            by_source.setdefault(key, []).append(i)
    times = Counter(cell.cell_id for cell in submitted)  # some programs give one id to all cells
    placed, at = [], -1
    for cell in submitted:
        index = by_grade_id.get(cell.grade_id, -1)
        same = by_source.get((cell.kind == "code", _normal(cell.source)), [])
        if index < 0 and same:
            index = next((i for i in same if i > at), same[0])
        if index < 0 and not cell.grade_id and times[cell.cell_id] == 1:
            index = by_id.get(cell.cell_id, -1)
        if index >= 0:
            at = index
        placed.append(_Placed(index, cell))
    return placed


def _arranged(placed: Sequence[_Placed], cells: Sequence[SourceCell]) -> Submission:
    """Bring the learner's code into an order that is the learner's and the course's at once.

    The longest run of cells that stand in the course's order keeps their places. An answer that
    is not among them runs where the learner has put it. One that stands below its place, and so
    perhaps below its check, runs in its place, too, unless code above it defines the same.
    """
    kept = _in_order(placed, cells)
    asked = _asked(cells)
    submission = Submission()
    defined: set[str] = set()
    at = -1
    for number, (place, cell) in enumerate(placed):
        if number in kept:
            at = place
        source = cells[place] if place >= 0 else None
        answers = source if source is not None and source.kind in ("answer", "manual") else None
        if answers is not None and not answers.is_code:
            submission.answers[answers.grade_id] = cell.source
            if pictures := _pictures(cell):
                submission.pictures[answers.grade_id] = pictures
            continue
        if cell.kind != "code" or not cell.source.strip():
            continue
        if answers is not None and number in kept:
            submission.answers[answers.grade_id] = cell.source
        elif answers is not None and _is_stub(cell.source, answers):
            continue  # a second copy of a cell, as it was handed out
        elif source is None or answers is not None or _is_changed(cell, source, asked):
            submission.added.append((at, cell.source))
        else:
            continue
        binds = bound_names(cell.source)
        if answers is not None and place < at and not binds & defined:
            submission.answers.setdefault(answers.grade_id, cell.source)
        if answers is None or not _is_stub(cell.source, answers):
            defined |= binds
    _drop_stubs(submission, cells)
    for source in cells:
        if source.is_code and source.kind in ("answer", "manual"):
            submission.answers.setdefault(source.grade_id, "")
    return submission


def _is_stub(text: str, source: SourceCell) -> bool:
    """Say whether an answer is as it was handed out."""
    return _normal(text) == _normal(source.source)


def _in_order(placed: Sequence[_Placed], cells: Sequence[SourceCell]) -> set[int]:
    """Return the numbers of the longest run of submitted cells in the course's order.

    Where two runs are as long, the one with more answers is taken: a check that stands above its
    answer is put back below it. Of equal cells, the first one is taken.
    """
    best: list[tuple[float, int]] = [(0.0, -1)] * len(cells)  # by the last source cell of a run
    before: dict[int, int] = {}
    for number, (place, cell) in enumerate(placed):
        if place < 0 or (cells[place].is_code and cell.kind != "code"):
            continue
        length, last = max(best[:place], default=(0.0, -1), key=lambda run: run[0])
        length += 1.001 if cells[place].kind in ("answer", "manual") else 1.0
        if length > best[place][0]:
            before[number] = last
            best[place] = length, number
    _, number = max(best, default=(0.0, -1), key=lambda run: run[0])
    kept = set()
    while number >= 0:
        kept.add(number)
        number = before[number]
    return kept


def _is_changed(cell: Cell, source: SourceCell, asked: set[str]) -> bool:
    """Say whether a cell of the course's holds code of the learner's.

    The course's text runs in its place, then the learner's. Of a check or a locked cell that is
    so only where it defines something that is asked for, as a cell that was merged with an answer.
    """
    if _normal(cell.source) == _normal(_HIDDEN.sub("", source.source)):
        return False
    return not source.grade_id or bool(asked & bound_names(cell.source))


def _drop_stubs(submission: Submission, cells: Sequence[SourceCell]) -> None:
    """Empty the answer cells that are as handed out, below code that defines what they ask for."""
    defined: set[str] = set()
    single = _asked(cells, once=True)
    for index, source in enumerate(cells):
        for after, code in submission.added:
            if after == index - 1:
                defined |= bound_names(code)
        text = submission.answers.get(source.grade_id) if source.is_code else None
        if text is None:
            continue
        if not _is_stub(text, source):
            defined |= bound_names(text)
        elif defined & single & set(source.names):
            submission.answers[source.grade_id] = ""


def _normal(source: str) -> str:
    return _short_normal(source) if len(source) < _SHORT else _any_normal(source)


def _any_normal(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


_short_normal = lru_cache(maxsize=1024)(_any_normal)  # the course's cells, in each submission


def _pictures(cell: Cell) -> dict[str, dict[str, str]]:
    """Return the pictures pasted into a text cell, where they are what they claim to be."""
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in list(cell.attachments.items())[:20]:
        for mime, start in _PICTURES.items():
            data: Any = bundle.get(mime) if isinstance(bundle, dict) else None
            if not isinstance(data, str):
                continue
            try:
                raw = base64.b64decode(data, validate=True)
            except (binascii.Error, ValueError):
                continue
            if raw.startswith(start):
                kept[clean(name, 100)] = {mime: data}
    return kept

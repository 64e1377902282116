"""A folder as it was handed in: its notebook, found by name or by content, and its other files."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lrlib._notebook import FILE_LIMIT as NOTEBOOK_LIMIT
from lrlib._notebook import too_large
from lrlib.grading.course.assignment import SourceCell
from lrlib.grading.intake.arrange import Submission, UnreadableError, ranked
from lrlib.grading.outcomes import clean

__all__ = [
    "FILES_LIMIT",
    "NOTEBOOK_LIMIT",
    "read_folder",
    "read_plain_file",
    "read_submission",
]

FILE_LIMIT: Final = 10 << 20
FILES_LIMIT: Final = 20 << 20
COUNT_LIMIT: Final = 200
ENTRY_LIMIT: Final = 5_000
DEPTH_LIMIT: Final = 8
CANDIDATE_LIMIT: Final = 20

_ARCHIVES: Final = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar")
_NBGRADERS: Final = {"timestamp.txt", "submission_secret.txt"}
# What mail programs, browsers and Windows make of a notebook's name, and other names that a
# notebook may have.
_NOTEBOOK: Final = re.compile(r"\.ipynb[^/]*\Z", re.I)
_MAYBE: Final = re.compile(r"(?:^|/)[^/.]+\Z|\.(?:json|txt)\Z", re.I)


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
            if _NOTEBOOK.search(name) and not name.lower().endswith(_ARCHIVES):
                if not plain and name in notebooks:
                    continue
                notebooks[name] = Path(entry.path) if regular else f"{name} is not a plain file"
            elif regular and plain and len(files) < COUNT_LIMIT:
                try:
                    data = read_plain_file(Path(entry.path), min(FILE_LIMIT, left))
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


def read_plain_file(path: Path, limit: int) -> bytes:
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
        msg = f"{clean(path.name, 200)} {too_large(about.st_size, limit)}"
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
    # The one of this name; where nothing is written in it, one of another name that has its cells;
    # and where there is none, a file of another kind that holds one.
    names = sorted(notebooks.keys() - taken, key=lambda candidate: _order(candidate, exact))
    names = names[:CANDIDATE_LIMIT] + sorted(filter(_MAYBE.search, files))[:CANDIDATE_LIMIT]
    best, most, problems = None, (0, 0), []
    for candidate in names:
        if most[0] and (exact in notebooks or candidate not in notebooks):
            break
        try:
            read, rank = _opened(notebooks.get(candidate, files.get(candidate, b"")), cells)
        except UnreadableError as error:
            if candidate in notebooks:
                problems.append(_with_name(str(error), candidate, exact))
            continue
        if rank > most:
            best, most = read, rank
    if best is not None:
        return best
    if problems:
        raise UnreadableError(problems[0])
    raise UnreadableError(_missing(exact, names, files))


def _order(candidate: str, exact: str) -> tuple[bool, bool, str]:
    return candidate != exact, not candidate.lower().endswith(".ipynb"), candidate


def _with_name(problem: str, candidate: str, exact: str) -> str:
    """Name the file that cannot be read, where the learner does not know which one is meant."""
    return problem if candidate == exact or candidate in problem else f"{candidate}: {problem}"


def _missing(exact: str, names: Sequence[str], files: dict[str, bytes]) -> str:
    """Say that there is no notebook of the assignment, and what is there in its place."""
    archives = [name for name in files if name.lower().endswith(_ARCHIVES)]
    if exact in names:
        return (
            f"{exact} has none of the exercise's cells. Is it another exercise, or was it saved by "
            "a program that drops what Jupyter notes about cells?"
        )
    if archives:
        archive = f"There is an archive, {archives[0]}: hand in the notebook itself"
        return f"{exact} is missing. {archive}"
    if pages := [name for name in files if name.lower().endswith((".html", ".htm"))]:
        return f"{exact} is missing. {pages[0]} is a web page: hand in the notebook itself (.ipynb)"
    if names:
        return f"{exact} is missing, and {min(names)} has none of its cells"
    if others := sorted(files.keys() - _NBGRADERS):
        return f"{exact} is missing. What was handed in is {', '.join(others[:3])}"
    return f"{exact} is missing"


def _opened(
    place: Path | str | bytes, cells: Sequence[SourceCell]
) -> tuple[Submission, tuple[int, int]]:
    if isinstance(place, str):
        raise UnreadableError(place)
    return ranked(
        read_plain_file(place, NOTEBOOK_LIMIT) if isinstance(place, Path) else place, cells
    )

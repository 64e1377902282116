"""What a learning platform gives to an instructor: a ZIP or a folder, read without being unpacked.

Nothing is written here. A file is read only when it is asked for, up to a limit that does not
trust what the ZIP says of its size; links and names that lead out of the archive are passed over.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, NamedTuple

from lrlib._notebook import too_large
from lrlib.grading.intake.arrange import UnreadableError
from lrlib.grading.intake.folder import FILES_LIMIT, NOTEBOOK_LIMIT, read_plain_file
from lrlib.grading.outcomes import clean

__all__ = ["Entry", "Passed", "is_archive", "list_source", "unpacked"]

ENTRY_LIMIT: Final = 100_000
NESTED_LIMIT: Final = 200  # files in a ZIP that a learner has handed in
DEPTH_LIMIT: Final = 8
_DIRECTORY_LIMIT: Final = 1 << 20  # bytes of the directory of a learner's ZIP
_END: Final = b"PK\5\6"  # begins the record at the end of a ZIP
_LARGE: Final = b"PK\6\7"  # stands before it in a ZIP64, which counts in another place
_IGNORED: Final = {"__MACOSX", ".ipynb_checkpoints", "__pycache__"}
_UNREADABLE: Final = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile,
    zlib.error, struct.error,
)  # fmt: skip


class Entry(NamedTuple):
    """A file that may be somebody's.

    Attributes
    ----------
    container : str
        The ZIP that it lies in, by its path; empty for a plain file.
    path : str
        Where it lies there, with / between the parts.
    modified : float
        When it was written, as far as that is known; of a ZIP's entry, what the ZIP says.
    read : callable
        Returns the content; raises `UnreadableError`.
    """

    container: str
    path: str
    modified: float
    read: Callable[[], bytes]


class Passed(NamedTuple):
    """A file that was passed over, and why."""

    path: str
    why: str


def is_archive(path: str) -> bool:
    """Return whether a name is that of a ZIP."""
    return path.lower().endswith(".zip")


def list_source(
    source: Path, is_somebodys: Callable[[str], bool], stack: ExitStack
) -> Iterator[Entry | Passed]:
    """List the files of a ZIP, or of a folder and of the ZIPs in it.

    Parameters
    ----------
    source : Path
        A ZIP, a notebook or a folder.
    is_somebodys : callable
        Whether a path names the learner whose file it is. A ZIP that does not is the platform's,
        and is looked into.
    stack : ExitStack
        Closes the ZIPs that are opened.
    """
    if source.is_dir():
        for path in _walk(source, 0):
            inside = path.relative_to(source).as_posix()
            if path.is_symlink():
                yield Passed(inside, "is a link")
            elif is_archive(inside) and not is_somebodys(inside):
                yield from _archive(path, stack)
            else:
                yield _plain(path, inside)
    elif is_archive(source.name):
        yield from _archive(source, stack)
    else:
        yield _plain(source, source.name)


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in found:
        if entry.name in _IGNORED or entry.name.startswith("."):
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield Path(entry.path)
        elif depth < DEPTH_LIMIT:
            yield from _walk(Path(entry.path), depth + 1)


def _plain(path: Path, inside: str) -> Entry | Passed:
    try:
        about = path.lstat()
    except OSError as error:
        return Passed(inside, f"cannot be read: {error.strerror}")
    return Entry("", inside, about.st_mtime, lambda: read_plain_file(path, NOTEBOOK_LIMIT))


def _archive(path: Path, stack: ExitStack) -> Iterator[Entry | Passed]:
    try:
        opened = stack.enter_context(zipfile.ZipFile(path))
    except _UNREADABLE as error:
        yield Passed(path.name, f"cannot be opened: {clean(error, 200)}")
        return
    yield from _entries(opened, str(path), ENTRY_LIMIT)


def _entries(opened: zipfile.ZipFile, container: str, most: int) -> Iterator[Entry | Passed]:
    found = [info for info in opened.infolist() if not info.is_dir()]
    if len(found) > most:
        yield Passed(container, f"holds {len(found):,} files, {most:,} are allowed")
        return
    for info in found:
        name = info.filename.replace("\\", "/")
        parts = name.split("/")
        if _IGNORED & set(parts) or parts[-1].startswith("."):
            continue
        if why := _leads_out(info, name):
            yield Passed(clean(name, 200), why)
        else:
            yield Entry(container, name, _moment(info), _reader(opened, info))


def _leads_out(info: zipfile.ZipInfo, name: str) -> str:
    """Return why an entry of a ZIP is not taken; nothing if it may be."""
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "is a link"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is not a plain file"
    if name.startswith("/") or re.match("[A-Za-z]:", name) or ".." in name.split("/"):
        return "leads out of the archive"
    return "" if clean(name, len(name)) == name else "has control characters in its name"


def _moment(info: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


def _reader(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        name = clean(info.filename, 200)
        try:
            with opened.open(info) as file:
                data = file.read(NOTEBOOK_LIMIT + 1)
        except _UNREADABLE as error:
            msg = f"{name} cannot be unpacked: {clean(error, 200)}"
            raise UnreadableError(msg) from error
        if len(data) > NOTEBOOK_LIMIT:
            msg = f"{name} {too_large(max(info.file_size, len(data)))}"
            raise UnreadableError(msg)
        return data

    return read


def unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """Return the files in a ZIP that a learner has handed in, by name.

    Parameters
    ----------
    data : bytes
        The ZIP.
    name : str
        Its name, for messages.

    Raises
    ------
    UnreadableError
        It is no ZIP, or holds too much.
    """
    end = data.rfind(_END, max(0, len(data) - (1 << 16) - 22))
    if end < 0 or len(data) < end + 22:
        msg = f"{name} is not a ZIP, or is cut off"
        raise UnreadableError(msg)
    (directory,) = struct.unpack("<I", data[end + 12 : end + 16])
    if directory > _DIRECTORY_LIMIT or _LARGE in data[max(0, end - 20) : end]:
        msg = f"{name} holds too many files"
        raise UnreadableError(msg)
    files: dict[str, bytes] = {}
    left = NOTEBOOK_LIMIT + FILES_LIMIT
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            for entry in _entries(opened, name, NESTED_LIMIT):
                if isinstance(entry, Passed):
                    msg = f"{name}: {entry.path} {entry.why}"
                    raise UnreadableError(msg)
                if is_archive(entry.path):  # a ZIP in a ZIP in a ZIP
                    continue
                content = entry.read()
                left -= len(content)
                if left < 0:
                    msg = f"{name} unpacks to more than {(NOTEBOOK_LIMIT + FILES_LIMIT) >> 20} MB"
                    raise UnreadableError(msg)
                files.setdefault(entry.path, content)
    except _UNREADABLE as error:
        msg = f"{name} cannot be unpacked: {clean(error, 200)}"
        raise UnreadableError(msg) from error
    return files

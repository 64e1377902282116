"""What somebody has uploaded, brought together: the newest attempt, as files of a submission."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from lrlib.grading.intake import UnreadableError
from lrlib.grading.intake.archive import Entry, is_archive, unpacked
from lrlib.grading.intake.folder import FILES_LIMIT, NOTEBOOK_LIMIT
from lrlib.grading.intake.upload_names import Named, without_attempt
from lrlib.grading.outcomes import clean

__all__ = ["Order", "Upload", "Uploaded", "files_of", "is_newer", "newest"]

_TOTAL_LIMIT: Final = NOTEBOOK_LIMIT + FILES_LIMIT
_COUNT_LIMIT: Final = 200
_NBGRADERS: Final = {"timestamp.txt", "submission_secret.txt"}


class Order(NamedTuple):
    """What tells which of two uploads is the newer; 0 or nothing where that is not known."""

    time: str
    upload: int
    attempt: int
    modified: float


class Upload(NamedTuple):
    """One file of somebody's."""

    entry: Entry
    named: Named

    @property
    def order(self) -> Order:
        """Its place among the learner's uploads."""
        attempt = without_attempt(PurePosixPath(self.named.file).name)[1]
        return Order(self.named.time, self.named.upload, attempt, self.entry.modified)


class Uploaded(NamedTuple):
    """What is taken of somebody's uploads.

    Attributes
    ----------
    files : dict
        Content by name, as the submitted folder will have it.
    order : Order
        Of the newest file.
    reply_as : str
        The name that the platform wants for what is handed back; empty if it wants none.
    """

    files: dict[str, bytes]
    order: Order
    reply_as: str


def is_newer(one: Order, other: Order) -> bool:
    """Return whether one upload is newer than another, by the first thing that both know."""
    for mine, theirs in ((one.time, other.time), (one.upload, other.upload)):
        if mine and theirs and mine != theirs:
            return bool(mine > theirs)  # type: ignore[operator]
    return (one.attempt, one.modified) > (other.attempt, other.modified)


def newest(uploads: Iterable[Upload]) -> list[Upload]:
    """Return the files of somebody's newest attempt.

    A ZIP of a platform's holds one attempt of each; where the names have times, there is one for
    each time. An attempt without a notebook does not replace one that has it.
    """
    attempts: dict[tuple[str, str], list[Upload]] = defaultdict(list)
    for upload in uploads:
        attempts[upload.entry.container, upload.named.time].append(upload)
    some = [found for found in attempts.values() if any(map(_may_be_notebook, found))]

    def compare(one: Sequence[Upload], other: Sequence[Upload]) -> int:
        first, second = _last(one), _last(other)
        return int(is_newer(first, second)) - int(is_newer(second, first))

    found = max(some or list(attempts.values()), key=functools.cmp_to_key(compare))
    by_name: dict[str, Upload] = {}
    for upload in found:
        name = without_attempt(upload.named.file)[0]
        if name not in by_name or is_newer(upload.order, by_name[name].order):
            by_name[name] = upload
    return list(by_name.values())


def _may_be_notebook(upload: Upload) -> bool:
    return upload.named.file.lower().endswith((".ipynb", ".zip", ".ipynb.txt", ".ipynb.json"))


def _last(uploads: Sequence[Upload]) -> Order:
    last = uploads[0].order
    for upload in uploads[1:]:
        if is_newer(upload.order, last):
            last = upload.order
    return last


def files_of(uploads: Sequence[Upload], notebooks: Sequence[str]) -> Uploaded:
    """Read somebody's files, and give them the names that nbgrader looks for.

    Parameters
    ----------
    uploads : sequence of Upload
        From `newest`.
    notebooks : sequence of str
        Names of the assignment's notebooks, without suffix.

    Raises
    ------
    UnreadableError
        Nothing can be taken; the message says why.
    """
    files: dict[str, bytes] = {}
    problems = []
    for upload in sorted(uploads, key=lambda upload: upload.named.file):
        try:
            data = upload.entry.read()
            if is_archive(upload.named.file):
                inside = unpacked(data, clean(PurePosixPath(upload.named.file).name, 200))
                files |= {name: content for name, content in inside.items() if name not in files}
            else:
                files[without_attempt(upload.named.file)[0]] = data
        except UnreadableError as error:
            problems.append(clean(error))
    if problems and not any(name.lower().endswith(".ipynb") for name in files):
        raise UnreadableError(problems[0])
    if len(files) > _COUNT_LIMIT or sum(map(len, files.values())) > _TOTAL_LIMIT:
        msg = f"more than {_COUNT_LIMIT} files, or more than {_TOTAL_LIMIT >> 20} MB"
        raise UnreadableError(msg)
    reply = next((u for u in uploads if u.named.file.lower().endswith(".ipynb")), uploads[0])
    return Uploaded(_named(files, notebooks), _last(uploads), reply.named.reply_as)


def _named(files: dict[str, bytes], notebooks: Sequence[str]) -> dict[str, bytes]:
    """Lay the files flat where one folder holds them all, and name a lone notebook as released.

    A learner's file does not say when it was handed in, whatever it is called.
    """
    shared = {name.split("/")[0] for name in files if "/" in name}
    if len(shared) == 1 and all("/" in name for name in files):
        return _named({name.split("/", 1)[1]: data for name, data in files.items()}, notebooks)
    files = {name: data for name, data in files.items() if name not in _NBGRADERS}
    found = [name for name in files if name.lower().endswith(".ipynb")]
    wanted = [f"{name}.ipynb" for name in notebooks]
    for name in found:
        flat = PurePosixPath(name).name
        meant = next((w for w in wanted if flat == w or flat.endswith(f"_{w}")), flat)
        if meant in wanted and meant not in files:
            files = {meant if other == name else other: data for other, data in files.items()}
    if len(found) == len(wanted) == 1 and wanted[0] not in files:
        files = {wanted[0] if name == found[0] else name: data for name, data in files.items()}
    return files

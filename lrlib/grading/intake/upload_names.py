"""The names that learning platforms give to uploads: whose they are, which attempt, and when.

Canvas     smithann_1001_880001_ps1.ipynb, smithann_LATE_1001_880001_ps1-1.ipynb
Moodle     Ann Smith_77001_assignsubmission_file_/ps1.ipynb, and _assignsubmission_file/ps1.ipynb,
           and, where folders are switched off, _assignsubmission_file_ps1.ipynb
others     a part of the path is the learner's id, and another may be the time:
           s05/ps1.ipynb, s05_ps1.ipynb, ps1_s05_attempt_2035-01-30-17-00-00_ps1.ipynb
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final, NamedTuple

__all__ = ["PLATFORMS", "Named", "name_key", "parts_of", "read_name", "without_attempt"]

PLATFORMS: Final = ("canvas", "moodle", "folder", "zip")
_CANVAS: Final = re.compile(
    r"(?P<name>[^/]*?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<id>\d+)_(?P<file>.+)"
)
_MOODLE: Final = re.compile(
    r"(?:^|.*?/)(?P<head>(?P<name>[^/_]+)_(?P<user>\d+)_assignsubmission_file)"
    r"(?:_(?P<flat>[^/]+)|_?/(?P<file>.+))"
)
_TIME: Final = re.compile(
    r"(?<!\d)(\d{4})-(\d\d)-(\d\d)[-_T ]+(\d\d)[-:h.](\d\d)(?:[-:m.](\d\d))?(?!\d)"
)
_ATTEMPT: Final = re.compile(r"(?:-(\d{1,3})|\s*\((\d{1,3})\))\Z")


class Named(NamedTuple):
    """What the name of an upload says.

    Attributes
    ----------
    keys : tuple of str
        What may be the learner's id, the most certain first; on Canvas and Moodle the platform's
        number.
    name : str
        The learner's name as the platform writes it; empty where it does not.
    file : str
        What the learner called the file, with folders.
    upload : int
        The platform's number of the upload, which grows; 0 if there is none.
    late : bool
        Whether the platform says that it is late.
    time : str
        When it came in, as the name has it: year to second; empty if it does not say.
    reply_as : str
        The name that the platform wants for what is handed back, up to what the file is called.
    """

    keys: tuple[str, ...]
    name: str
    file: str
    upload: int = 0
    late: bool = False
    time: str = ""
    reply_as: str = ""


def read_name(platform: str, path: str) -> Named | None:
    """Return what the path of an upload says; None if the platform gives no such names."""
    if platform == "canvas":
        return _of_canvas(path)
    if platform == "moodle":
        return _of_moodle(path)
    parts = parts_of(path)
    found = _TIME.search(path)
    time = "{}-{}-{} {}:{}:{}".format(*found.groups("00")) if found else ""
    file = path.split("/", 1)[-1]
    if found and found[0] in file:  # the learner's own name stands behind the time
        file = file.split(found[0], 1)[1].lstrip("_- ") or file
    return Named(parts, "", file, time=time)


def _of_canvas(path: str) -> Named | None:
    found = _CANVAS.fullmatch(PurePosixPath(path).name)
    if found is None:
        return None
    head = f"{found['name']}_{found['late'] or ''}{found['user']}_{found['id']}_"
    return Named(
        (found["user"],), found["name"], found["file"], int(found["id"]), bool(found["late"]),
        reply_as=head,
    )  # fmt: skip


def _of_moodle(path: str) -> Named | None:
    found = _MOODLE.fullmatch(path)
    if found is None:
        return None
    file = found["flat"] or found["file"]
    return Named((found["user"],), found["name"], file, reply_as=f"{found['head']}_/")


def parts_of(path: str) -> tuple[str, ...]:
    """Return the parts of a path that may be an id: folders, the file, and what `_` separates."""
    pure = PurePosixPath(path)
    whole = [*pure.parent.parts, pure.name, pure.stem]
    pieces = [piece for part in (*pure.parent.parts, pure.stem) for piece in re.split("[_ ]", part)]
    return tuple(dict.fromkeys(part for part in [*whole, *pieces] if part))


def without_attempt(name: str) -> tuple[str, int]:
    """Return a name without what a platform or browser adds to a second one, and its number.

    "ps1-1.ipynb" and "ps1 (1).ipynb" are the first ones after "ps1.ipynb".
    """
    path = PurePosixPath(name)
    found = _ATTEMPT.search(path.stem)
    if found is None or found.start() == 0:
        return name, 0
    return str(path.with_name(path.stem[: found.start()] + path.suffix)), int(found[1] or found[2])


def name_key(text: str) -> str:
    """Return a person's name so that spellings of it are equal: its letters, in small ones."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())

"""Starts bubblewrap as an ordinary user when the grader is root.

`lrlib.grading.sandbox.host` runs `main` in a process of its own, which then becomes bubblewrap.
The folders that the sandbox needs may lie where only root can go, such as a Python below /root.
So they are first bound to a place that anyone can reach, in a mount namespace of this process.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from pathlib import Path
from typing import Final

from .inside import kernel

__all__ = ["main"]

_STAGE: Final = Path("/tmp")


def main() -> None:
    """Do what the command line says: UID COMMAND … -- FOLDER …; see `_launch`."""
    cut = sys.argv.index("--")
    _launch(int(sys.argv[1]), sys.argv[2:cut], sys.argv[cut + 1 :])


def _launch(uid: int, command: list[str], binds: list[str]) -> None:
    """Replace this process by `command`, run as `uid`.

    Parameters
    ----------
    uid : int
        The number of the user, and of the group.
    command : list of str
        A word that begins with `{0}` begins with where the first of `binds` is to be found, …
    binds : list of str
        Files and folders that the user must be able to reach.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(source: str, target: str, kind: bytes | None, flags: int, options: bytes) -> None:
        if libc.mount(source.encode(), target.encode(), kind, flags, options):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), target)

    if libc.unshare(kernel.CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "unshare")
    mount("none", "/", None, kernel.MS_REC | kernel.MS_SLAVE, b"")
    # They are opened before the tmpfs is mounted over a folder that may contain them.
    opened = [os.open(path, os.O_PATH) for path in binds]
    mount("tmpfs", str(_STAGE), b"tmpfs", 0, b"mode=0755,size=1m")
    places = []
    for number, fd in enumerate(opened):
        place = _STAGE / str(number)
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            place.mkdir()
        else:
            place.touch()
        mount(f"/proc/self/fd/{fd}", str(place), None, kernel.MS_BIND | kernel.MS_REC, b"")
        os.close(fd)
        places.append(str(place))
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.chdir("/")
    arguments = [_filled(word, places) for word in command]
    os.execv(arguments[0], arguments)


def _filled(word: str, places: list[str]) -> str:
    if word.startswith("{") and "}" in word:
        number, rest = word[1:].split("}", 1)
        return places[int(number)] + rest
    return word

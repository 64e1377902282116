"""Starts bubblewrap as an ordinary user when the grader is root: run as a script, it execs.

The folders that the sandbox needs may lie where only root can go, such as a Python below
/root. So they are first bound to a place that anyone can reach, in a mount namespace that
nobody else sees.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from pathlib import Path

__all__ = ["launch"]

_STAGE = Path("/tmp")
_NEWNS, _MS_BIND, _MS_REC, _MS_SLAVE = 0x20000, 0x1000, 0x4000, 0x80000


def launch(uid: int, command: list[str], binds: list[str]) -> None:
    """Replace this process by `command`, run as `uid`; `{0}`, `{1}` … in it are the binds."""
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(source: str, target: str, kind: bytes | None, flags: int, options: bytes) -> None:
        if libc.mount(source.encode(), target.encode(), kind, flags, options):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), target)

    if libc.unshare(_NEWNS):
        raise OSError(ctypes.get_errno(), "unshare")
    mount("none", "/", None, _MS_REC | _MS_SLAVE, b"")
    # Opened before the stage covers what may lie below it.
    opened = [os.open(path, os.O_PATH) for path in binds]
    mount("tmpfs", str(_STAGE), b"tmpfs", 0, b"mode=0755,size=1m")
    places = []
    for number, fd in enumerate(opened):
        place = _STAGE / str(number)
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            place.mkdir()
        else:
            place.touch()
        mount(f"/proc/self/fd/{fd}", str(place), None, _MS_BIND | _MS_REC, b"")
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


if __name__ == "__main__":
    cut = sys.argv.index("--")
    launch(int(sys.argv[1]), sys.argv[2:cut], sys.argv[cut + 1 :])

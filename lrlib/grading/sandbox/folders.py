"""Temporary folders that are deleted even if the process that made them is killed.

The owner holds a lock (flock) on the folder itself, which the kernel releases when the last
process that holds it ends, however it ends. So nobody uses a folder whose lock is free.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import tempfile
from typing import Final, NamedTuple

__all__ = ["PREFIXES", "OwnedFolder", "own_folder", "remove", "sweep"]

PREFIXES: Final = ("lrlib-worker-", "lrlib-sandbox-")


class OwnedFolder(NamedTuple):
    """A temporary folder.

    Attributes
    ----------
    path : str
        Where it is.
    lock : int
        The descriptor that holds the lock. A child process that inherits it owns the folder too.
    """

    path: str
    lock: int

    def remove(self) -> None:
        """Delete the folder with all that is in it, and let go of the lock."""
        remove(self.path)
        os.close(self.lock)


def own_folder(prefix: str) -> OwnedFolder:
    """Return a new temporary folder, whose name begins with one of `PREFIXES`."""
    while True:
        path = tempfile.mkdtemp(prefix=prefix)
        with contextlib.suppress(FileNotFoundError):  # swept before its lock was taken
            folder = _opened(path)
            fcntl.flock(folder.lock, fcntl.LOCK_EX)
            if _is_there(folder):
                return folder
            os.close(folder.lock)


def sweep() -> None:
    """Delete the folders whose owners have ended; those of other users are left alone."""
    for entry in os.scandir(tempfile.gettempdir()):
        if not entry.name.startswith(PREFIXES):
            continue
        with contextlib.suppress(OSError):  # locked, gone, or not a folder
            folder = _opened(entry.path)
            try:
                if os.fstat(folder.lock).st_uid == os.geteuid():
                    fcntl.flock(folder.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if _is_there(folder):
                        remove(folder.path)
            finally:
                os.close(folder.lock)


def _opened(path: str) -> OwnedFolder:
    return OwnedFolder(path, os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW))


def _is_there(folder: OwnedFolder) -> bool:
    """Say whether the path still leads to the folder that was opened."""
    try:
        return os.path.samestat(os.fstat(folder.lock), os.lstat(folder.path))
    except OSError:
        return False


def remove(folder: str) -> None:
    """Delete a folder that learners wrote to: `shutil.rmtree` gives up in a deep one."""
    subprocess.run(["rm", "-rf", "--", folder], check=False, stderr=subprocess.DEVNULL)

"""The handle of a process that another process has forked."""

from __future__ import annotations

import contextlib
import os
import select
import signal

__all__ = ["Fork"]


class Fork:
    """A process that another process has forked, with what is used of a `Popen`.

    Parameters
    ----------
    pid : int
        Its number. It is this process's to end, and the other's to wait for.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._pidfd = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return None as long as it runs."""
        return 0 if self._ended(0) else None

    def kill(self) -> None:
        """Kill it, if it still runs."""
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def wait(self) -> None:
        """Wait until it has ended."""
        if self._ended(None) and self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1

    def _ended(self, milliseconds: int | None) -> bool:
        if self._pidfd < 0:
            return True
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(milliseconds))

"""The process of one submission, as the grader holds it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lrlib.grading.sandbox.inside.errors import ClosedError, OverdueError, RubbishError
from lrlib.grading.sandbox.inside.protocol import Request, SpawnRequest
from lrlib.grading.sandbox.inside.wire import receive, send
from lrlib.grading.sandbox.isolation import BrokenError

__all__ = ["Learner"]


class Learner:
    """The process of one submission.

    Parameters
    ----------
    session : socket
        Leads to the process.
    status : socket
        Leads to the zygote, which says on it how the process began and how it ended.
    clean_up : callable
        Removes what the process has left, once it has ended.
    """

    def __init__(
        self, session: socket.socket, status: socket.socket, clean_up: Callable[[], None]
    ) -> None:
        self._session, self._status, self._clean_up = session, status, clean_up
        self._pidfd = -1
        self._arrived = bytearray()
        session.setblocking(False)

    def greet(self, request: SpawnRequest, blobs: list[bytes], deadline: float) -> None:
        """Hand over the request and wait until the process is confined."""
        try:
            message, fds, _, _ = socket.recv_fds(self._status, 1000, 1)
            if not fds:
                msg = f"a learner's process could not be started: {message.decode().strip()}"
                raise BrokenError(msg)
            self._pidfd = fds[0]
            send(self._session, request, blobs, deadline)
            reply, _ = receive(self._session, deadline, self._arrived)
        except (ClosedError, OverdueError, RubbishError, OSError) as error:
            msg = "the sandbox could not start a learner's process"
            raise BrokenError(msg) from error
        if reply.get("ready") is not True:
            msg = f"a learner's process could not be confined: {reply.get('why')}"
            raise BrokenError(msg)

    def ask(
        self, request: Request, blobs: Sequence[bytes], deadline: float
    ) -> tuple[Mapping[str, Any], memoryview]:
        """Send one request; return the reply, of which nothing may be believed, and its bytes.

        Raises
        ------
        ClosedError, OverdueError, RubbishError
            As `wire.receive` does.
        """
        return next(self.ask_for(1, request, blobs, deadline))

    def ask_for(
        self, count: int, request: Request, blobs: Sequence[bytes], deadline: float
    ) -> Iterator[tuple[Mapping[str, Any], memoryview]]:
        """Send one request that has several replies; yield each reply as `ask` returns it."""
        send(self._session, request, list(blobs), deadline)
        for _ in range(count):
            reply, blob = receive(self._session, deadline, self._arrived)
            if type(reply) is not dict:
                msg = "the reply is not an object"
                raise RubbishError(msg)
            yield reply, blob

    def kill(self) -> None:
        """End the process and everything that it started."""
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            os.close(self._pidfd)
            self._pidfd = -1
        self._session.close()

    def ended_itself(self, seconds: float = 1.0) -> bool:
        """Say whether the process is gone already, although nobody here has ended it."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def ending(self) -> int | None:
        """Return how the process ended (as `Popen.returncode`), or None if nobody knows."""
        self._status.settimeout(5)
        text = b""
        with contextlib.suppress(OSError):
            while piece := self._status.recv(100):
                text += piece
        words = text.split()
        return int(words[1]) if len(words) == 2 and words[0] == b"ended" else None

    def close(self) -> None:
        """End the process and remove what it has left."""
        self.kill()
        self._status.close()
        self._clean_up()

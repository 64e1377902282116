"""Frames that cross the wall of the sandbox: two lengths, a JSON header, the bytes of arrays.

The header is one of the messages in `protocol`.
"""

from __future__ import annotations

import json
import math
import select
import socket
import struct
import time
from typing import Any, Final

from .errors import ClosedError, OverdueError, RubbishError, UnsendableError
from .values import BLOB_LIMIT

__all__ = ["HEADER_LIMIT", "join", "receive", "send", "split"]

HEADER_LIMIT: Final = 4 << 20
_AHEAD: Final = 1 << 16
_JSON: Final = json.JSONEncoder(separators=(",", ":"))  # `json.dumps` makes one for each call
_READ: Final = json.JSONDecoder().decode  # `json.loads` would look for other encodings
_LENGTHS: Final = struct.Struct(">II")  # of the header and of the arrays, in bytes


def join(header: Any, blobs: list[bytes]) -> list[bytes]:
    """Return the pieces of a frame, to be sent one after the other."""
    head = _JSON.encode(header).encode()
    if len(head) > HEADER_LIMIT:
        msg = f"a value of more than {HEADER_LIMIT >> 20} MB of text and numbers"
        raise UnsendableError(msg)
    return [_LENGTHS.pack(len(head), sum(map(len, blobs))), head, *blobs]


def split(head: bytes) -> Any:
    """Return the header that the bytes `head` hold; raises `RubbishError`."""
    try:
        return _READ(head.decode())
    except (ValueError, RecursionError) as error:
        msg = f"the header is not JSON: {str(error)[:80]}"
        raise RubbishError(msg) from error


def send(sock: socket.socket, header: Any, blobs: list[bytes], deadline: float = math.inf) -> None:
    """Send one frame; raises `ClosedError` or `OverdueError`."""
    flags = socket.MSG_NOSIGNAL | _flags(deadline)
    rest = memoryview(
        b"".join(join(header, blobs))
    )  # sent in one piece, so that the other side wakes up once
    while rest:
        try:
            rest = rest[sock.send(rest[: 1 << 20], flags) :]
        except BlockingIOError:
            _wait(sock, select.POLLOUT, deadline)
        except OSError as error:
            raise ClosedError from error
        if rest and time.monotonic() > deadline:
            raise OverdueError


def receive(
    sock: socket.socket, deadline: float = math.inf, arrived: bytearray | None = None
) -> tuple[Any, memoryview]:
    """Return header and array bytes of the next frame.

    Parameters
    ----------
    sock : socket
        Where it comes from.
    deadline : float
        When, by `time.monotonic`, it must be here.
    arrived : bytearray, optional
        Holds what has come together with the frame before; then, what has come with this one.
        Without it, no byte behind the frame is read.

    Raises
    ------
    ClosedError, OverdueError, RubbishError
        The other side has gone, is late, or sent something else.
    """
    ahead = 0 if arrived is None else _AHEAD
    data = bytearray() if arrived is None else arrived
    _fill(data, _LENGTHS.size, ahead, sock, deadline)
    head_size, blob_size = _LENGTHS.unpack_from(data)
    if head_size > HEADER_LIMIT or blob_size > BLOB_LIMIT:
        msg = f"a frame of {head_size} + {blob_size} bytes is too large"
        raise RubbishError(msg)
    start, end = _LENGTHS.size + head_size, _LENGTHS.size + head_size + blob_size
    _fill(data, end, ahead, sock, deadline)
    head, blob = bytes(data[_LENGTHS.size : start]), memoryview(data[start:end])
    del data[:end]
    return split(head), blob


def _fill(data: bytearray, size: int, ahead: int, sock: socket.socket, deadline: float) -> None:
    """Add what arrives to `data` until it has `size` bytes, or up to `ahead` more."""
    # It grows with what arrives: the announced size may be a lie.
    flags = _flags(deadline)
    while len(data) < size:
        if time.monotonic() > deadline:
            raise OverdueError
        try:
            piece = sock.recv(min(size - len(data) + ahead, 1 << 20), flags)
        except BlockingIOError:
            _wait(sock, select.POLLIN, deadline)
            continue
        except OSError as error:
            raise ClosedError from error
        if not piece:
            raise ClosedError
        data += piece


def _flags(deadline: float) -> int:
    """Return flags so that a call with a deadline does not block, whatever the socket is set to."""
    return 0 if deadline == math.inf else socket.MSG_DONTWAIT


def _wait(sock: socket.socket, event: int, deadline: float) -> None:
    left = None if deadline == math.inf else max(0.0, 1000 * (deadline - time.monotonic()))
    poll = select.poll()
    poll.register(sock, event)
    if not poll.poll(left):
        raise OverdueError

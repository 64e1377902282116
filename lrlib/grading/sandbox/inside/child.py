"""Runs one learner's cells, then answers calls of the functions that they define."""

from __future__ import annotations

import inspect
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Final, NamedTuple

from .errors import ClosedError, UnsendableError
from .listing import list_code
from .protocol import (
    CallReply,
    CallRequest,
    CellReply,
    CellRequest,
    Description,
    GetReply,
    GetRequest,
    ListReply,
    ListRequest,
    Node,
    Request,
)
from .shell import INSTALLED, Shell, describe_error
from .values import PYTHONS, Reader, Writer
from .wire import receive, send

__all__ = ["serve"]

_HELD_LIMIT: Final = 1 << 20
SingleRequest = CellRequest | GetRequest | ListRequest | CallRequest
Reply = CellReply | GetReply | ListReply | CallReply


class _Answer(NamedTuple):
    """A reply, and the bytes of its arrays."""

    reply: Reply
    blobs: list[bytes]


class _Holding(socket.socket):
    """A socket that holds back what is sent, so that the grader wakes up once for many calls."""

    _held = b""

    def send(self, data: Any, flags: int = 0) -> int:
        """Hold back; what is much is sent."""
        self._held += data
        if len(self._held) > _HELD_LIMIT:
            self.let_go()
        return len(data)

    def let_go(self) -> None:
        """Send all that was held back."""
        held, self._held = self._held, b""
        self.sendall(held, socket.MSG_NOSIGNAL)


def serve(session: socket.socket, shell: Shell) -> None:
    """Answer requests until the grader hangs up."""
    # Without its family it would be looked up with a system call that is not allowed here.
    sock = _Holding(session.family, session.type, session.proto, session.detach())
    while True:
        try:
            request, blob = receive(sock)
        except ClosedError:
            return
        for one, own in _single(request, blob):
            reply, blobs = _answer(shell, one, own)
            try:
                send(sock, reply, blobs)
            except UnsendableError as error:
                reply = _without_what_is_too_much(one, reply, error)
                send(sock, reply, [])
            if _out_of_memory(reply):
                break  # the grader waits for no more
        sock.let_go()


def _single(request: Request, blob: memoryview) -> Iterator[tuple[SingleRequest, memoryview]]:
    """Return the calls of a request one by one, each with its own bytes."""
    if request["do"] != "calls":
        yield request, blob
        return
    at = 0
    for call in request["calls"]:
        one: CallRequest = {
            "do": "call",
            "name": request["name"],
            "args": call["args"],
            "kwargs": call["kwargs"],
            "trace": request["trace"],
        }
        yield one, blob[at : at + call["size"]]
        at += call["size"]


def _out_of_memory(reply: Any) -> bool:
    return "MemoryError" in reply.get("raised", {}).get("types", ())


def _answer(shell: Shell, request: SingleRequest, blob: memoryview) -> _Answer:
    if request["do"] == "cell":
        return _cell(shell, request)
    if request["do"] == "get":
        return _get(shell, request)
    if request["do"] == "list":
        return _Answer(ListReply(code=list_code(shell.user_ns.get(request["name"]))), [])
    return _call(shell, request, blob)


def _without_what_is_too_much(request: SingleRequest, reply: Any, error: UnsendableError) -> Reply:
    """Return what is sent where the reply is more than a message holds."""
    if request["do"] == "cell":
        return CellReply(outputs=[], error=reply["error"], names=reply["names"])
    if request["do"] == "get":
        return GetReply(value=["o", error.type_name])
    if request["do"] == "list":
        return ListReply(code=[])
    return CallReply(value=["o", error.type_name], lines=reply["lines"])


def _cell(shell: Shell, request: CellRequest) -> _Answer:
    ran = shell.run(request["code"], request["label"])
    names = {name: _describe(shell.user_ns, name) for name in request["names"]}
    error = describe_error(ran.error) if ran.error is not None else None
    reply: CellReply = {"outputs": ran.outputs, "error": error, "names": names}
    return _Answer(reply, [])


def _describe(namespace: dict[str, Any], name: str) -> Description | None:
    if name not in namespace:
        return None
    value = namespace[name]
    if not callable(value):
        return {"kind": "data"}
    return {
        "kind": "function",
        "qualname": str(getattr(value, "__qualname__", name))[:200],
        "doc": str(getattr(value, "__doc__", None) or "")[:2000],
        "parameters": _parameters(value),
    }


def _parameters(function: Any) -> list[tuple[str, int, list[Node] | None]] | None:
    try:
        parameters = inspect.signature(function).parameters.values()
        return [
            (p.name, int(p.kind), None if p.default is p.empty else [_default(p.default)])
            for p in parameters
        ]
    except Exception:
        return None


def _default(value: Any) -> Node:
    """Return a parameter's default. One that holds arrays is only named: no bytes follow."""
    writer = Writer()
    try:
        node = writer.node(value)
    except UnsendableError as error:
        return ["o", error.type_name]
    return node if not writer.blobs else ["o", type(value).__name__]


def _get(shell: Shell, request: GetRequest) -> _Answer:
    writer = Writer()
    try:
        node = writer.node(shell.user_ns[request["name"]])
    except UnsendableError as error:
        return _Answer(GetReply(value=["o", error.type_name]), [])
    return _Answer(GetReply(value=node), writer.blobs)


def _call(shell: Shell, request: CallRequest, blob: memoryview) -> _Answer:
    namespace = shell.user_ns
    reader = Reader(blob, function=lambda name: PYTHONS.get(name) or namespace[name])
    args = [reader.value(node) for node in request["args"]]
    kwargs = {name: reader.value(node) for name, node in request["kwargs"]}
    value, reply = _called(shell, request, args, kwargs)
    passed = [*args, *kwargs.values()]
    writer = Writer(name_of=_namer(namespace))
    same = [i for i, item in enumerate(passed) if item is value and _is_container(value)]
    if same:
        reply["same_as"] = same[0]
    else:
        reply["value"] = _written(writer, value)
    sent = [*request["args"], *(node for _, node in request["kwargs"])]
    changed = _changed(writer, passed, sent, blob)
    if changed is not None:
        reply["args"] = changed
    return _Answer(reply, writer.blobs)


def _called(
    shell: Shell, request: CallRequest, args: list[Any], kwargs: dict[str, Any]
) -> tuple[Any, CallReply]:
    """Call the function; return its value and the beginning of the reply."""
    reply: CallReply = {"lines": 0}
    value = None
    streams = sys.stdout, sys.stderr
    shell.outputs.clear()
    sys.stdout, sys.stderr = shell.streams
    try:
        if request["name"] not in shell.user_ns:
            msg = f"name {request['name']!r} is not defined"
            raise NameError(msg)
        function = shell.user_ns[request["name"]]
        if request["trace"]:
            value, reply["lines"] = _traced(function, args, kwargs)
        else:
            value = function(*args, **kwargs)
    except BaseException as error:
        reply["raised"] = describe_error(error)
    finally:
        sys.stdout, sys.stderr = streams
    return value, reply


def _is_container(value: Any) -> bool:
    return isinstance(value, (list, dict, set)) or type(value).__module__ == "numpy"


def _namer(namespace: dict[str, Any]) -> Callable[[Any], str | None]:
    """Return a function that finds the name under which a function is bound, or None.

    A function that came in as an argument is sent back by its name.
    """

    def name_of(value: Any) -> str | None:
        if not callable(value):
            return None
        known = (*namespace.items(), *PYTHONS.items())
        return next((name for name, other in known if other is value), None)

    return name_of


def _written(writer: Writer, value: Any) -> Node:
    size, count = writer.size, len(writer.blobs)
    try:
        return writer.node(value)
    except UnsendableError as error:
        writer.size = size
        del writer.blobs[count:]
        return ["o", error.type_name]
    except Exception as error:
        writer.size = size
        del writer.blobs[count:]
        return ["o", f"{type(value).__name__} ({type(error).__name__} when read)"]


def _changed(
    writer: Writer, passed: list[Any], sent: list[Node], blob: memoryview
) -> list[Node] | None:
    """Return the arguments as they are after the call, or None where nothing changed."""
    after = Writer(name_of=writer.name_of)
    nodes = [_written(after, item) for item in passed]
    if nodes == sent and _equal(after.blobs, blob):
        return None
    writer.blobs += after.blobs
    return nodes


def _equal(pieces: list[bytes], blob: memoryview) -> bool:
    at = 0
    for piece in pieces:
        if bytes(blob[at : at + len(piece)]) != piece:  # a view is compared byte by byte, slowly
            return False
        at += len(piece)
    return at == len(blob)


def _traced(function: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, int]:
    """Call `function` and count the lines that run outside installed packages."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        if event == "call":
            return None if frame.f_code.co_filename.startswith(INSTALLED) else trace
        if event == "line":
            count += 1
        return trace

    previous = sys.gettrace()
    threading.settrace(trace)
    sys.settrace(trace)
    try:
        value = function(*args, **kwargs)
        if sys.gettrace() is not trace:
            msg = "the lines that run cannot be counted, for the function calls sys.settrace"
            raise RuntimeError(msg)
    finally:
        sys.settrace(previous)
        threading.settrace(previous)
    return value, count

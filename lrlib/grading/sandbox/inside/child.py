"""Runs one learner's cells, then answers calls of the functions that they define."""

from __future__ import annotations

import inspect
import socket
import sys
import sysconfig
import threading
from types import FrameType
from typing import Any, NamedTuple

from .shell import Shell, describe_error
from .wire import ClosedError, Reader, UnsendableError, Writer, join, receive, send

__all__ = ["serve"]

_INSTALLED = ("<frozen", *map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib")))


def serve(sock: socket.socket, shell: Shell) -> None:
    """Answer requests until the grader hangs up."""
    answers = {"cell": _cell, "call": _call, "get": _get}
    while True:
        try:
            request, blob = receive(sock)
        except ClosedError:
            return
        reply, blobs = answers[request["do"]](shell, request, blob)
        send(sock, reply, blobs)


class _Answer(NamedTuple):
    header: dict[str, Any]
    blobs: list[bytes]


def _cell(shell: Shell, request: dict[str, Any], blob: memoryview) -> _Answer:
    ran = shell.run(request["code"], request["label"])
    names = {name: _describe(shell.user_ns, name) for name in request["names"]}
    error = describe_error(ran.error) if ran.error is not None else None
    reply = {"outputs": ran.outputs, "error": error, "names": names}
    try:
        join(reply, [])
    except UnsendableError:
        reply["outputs"] = []
    return _Answer(reply, [])


def _describe(namespace: dict[str, Any], name: str) -> dict[str, Any] | None:
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


def _parameters(function: Any) -> list[list[Any]] | None:
    try:
        parameters = inspect.signature(function).parameters.values()
        return [
            [p.name, int(p.kind), None if p.default is p.empty else [_node(p.default)]]
            for p in parameters
        ]
    except Exception:
        return None


def _node(value: Any) -> Any:
    # A default that holds arrays is described only; signatures carry no raw bytes.
    writer = Writer()
    try:
        node = writer.node(value)
    except UnsendableError as error:
        return ["o", error.type_name]
    return node if not writer.blobs else ["o", type(value).__name__]


def _get(shell: Shell, request: dict[str, Any], blob: memoryview) -> _Answer:
    writer = Writer()
    try:
        node = writer.node(shell.user_ns[request["name"]])
        join(node, [])
    except UnsendableError as error:
        return _Answer({"value": ["o", error.type_name]}, [])
    return _Answer({"value": node}, writer.blobs)


def _call(shell: Shell, request: dict[str, Any], blob: memoryview) -> _Answer:
    namespace = shell.user_ns
    reader = Reader(blob, function=namespace.__getitem__)
    args = [reader.value(node) for node in request["args"]]
    kwargs = {name: reader.value(node) for name, node in request["kwargs"]}
    lines = 0
    streams = sys.stdout, sys.stderr
    shell.outputs.clear()
    sys.stdout, sys.stderr = shell.streams
    try:
        if request["name"] not in namespace:
            msg = f"name {request['name']!r} is not defined"
            raise NameError(msg)
        function = namespace[request["name"]]
        if request["trace"]:
            value, lines = _traced(function, args, kwargs)
        else:
            value = function(*args, **kwargs)
    except BaseException as error:
        reply: dict[str, Any] = {"raised": describe_error(error)}
        value = None
    else:
        reply = {}
    finally:
        sys.stdout, sys.stderr = streams
    passed = [*args, *kwargs.values()]
    sent = [*request["args"], *(node for _, node in request["kwargs"])]
    writer = Writer(name_of=_namer(namespace))
    same = [i for i, item in enumerate(passed) if item is value and _is_container(value)]
    if same:
        reply["same_as"] = same[0]
    else:
        reply["value"] = _written(writer, value)
    reply["lines"] = lines
    changed = _changed(writer, passed, sent, blob)
    if changed is not None:
        reply["args"] = changed
    try:
        join(reply, writer.blobs)
    except UnsendableError as error:
        return _Answer({"value": ["o", error.type_name], "lines": lines}, [])
    return _Answer(reply, writer.blobs)


def _is_container(value: Any) -> bool:
    return isinstance(value, (list, dict, set)) or type(value).__module__ == "numpy"


def _namer(namespace: dict[str, Any]) -> Any:
    # A function that came in as an argument is told from its name again on the way back.
    def name_of(value: Any) -> str | None:
        if not callable(value):
            return None
        return next((name for name, other in namespace.items() if other is value), None)

    return name_of


def _written(writer: Writer, value: Any) -> Any:
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


def _changed(writer: Writer, passed: list[Any], sent: list[Any], blob: memoryview) -> Any:
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
        if blob[at : at + len(piece)] != piece:
            return False
        at += len(piece)
    return at == len(blob)


def _traced(function: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, int]:
    """Call `function` and count the lines that run outside installed packages."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        if event == "call":
            return None if frame.f_code.co_filename.startswith(_INSTALLED) else trace
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

"""The messages between the grader and the processes in the sandbox.

The grader sends a `Setup` to the zygote, once. For each learner's process it sends the byte `SPAWN`
with two sockets, then `Prepared`; for a fork of itself, the byte `ANOTHER` with a socket over
which the fork will ask for processes. To a learner's process it sends a `SpawnRequest`, followed by
requests to run a cell, to fetch a variable, to call a function and to list its code.

Requests are believed: only the grader sends them. Replies are not: the learner's code runs in the
process that sends them, and may send anything. The grader reads each field of a reply as
`lrlib.grading.sandbox.replies` does; the types of replies say what an honest process sends.
"""

from __future__ import annotations

from typing import Any, Final, Literal, NotRequired, TypedDict

from .listing import Listing

__all__ = [
    "ANOTHER",
    "SPAWN",
    "CallReply",
    "CallRequest",
    "CallsRequest",
    "CellReply",
    "CellRequest",
    "Description",
    "ErrorText",
    "GetReply",
    "GetRequest",
    "ListReply",
    "ListRequest",
    "Node",
    "OneOfCalls",
    "Output",
    "Prepared",
    "Request",
    "Setup",
    "SpawnReply",
    "SpawnRequest",
    "Withheld",
]

SPAWN: Final = b"+"
ANOTHER: Final = b"&"
Node = Any  # a value as JSON has it: see `values`
Withheld = list[tuple[str, list[str]]]  # a package, and names that it is to lack
Output = dict[str, Any]  # of a cell, as nbformat has it


class Setup(TypedDict):
    """What the zygote is to load, and how it is to confine each learner's process."""

    own_folder: str  # the zygote's own modules are imported from it
    home: str
    paths: list[str]  # where the course's packages are imported from
    packages: list[str]
    hidden: list[str]  # modules that have no content inside
    warm_up: str  # code of the course, run once
    namespaces: bool  # whether each process gets its own: level full
    landlock: list[str] | None  # level partial: what can be read
    seccomp: str | None  # the compiled filter, in base64; none at level none
    memory_mb: int
    scratch_mb: int
    cpu_seconds: int


class Prepared(TypedDict):
    """What the zygote makes once for all learners' processes of a notebook."""

    withheld: Withheld
    given: list[tuple[str, str]]  # the course's own cells: code and label
    plots: bool  # whether a cell will draw


class SpawnRequest(TypedDict):
    """What is particular to one learner's process. The contents of its files follow as bytes."""

    scratch: str
    files: list[tuple[str, int]]  # relative paths, and how many bytes each has


class SpawnReply(TypedDict):
    """Whether the process is confined. Sent before any of the learner's code runs."""

    ready: bool
    why: NotRequired[str]  # the error, if the process is not confined


class CellRequest(TypedDict):
    """Run a cell, and say what it has bound to `names`."""

    do: Literal["cell"]
    code: str
    label: str  # names the cell in tracebacks
    names: list[str]


class GetRequest(TypedDict):
    """Send the value of a variable."""

    do: Literal["get"]
    name: str


class ListRequest(TypedDict):
    """List the code of a function."""

    do: Literal["list"]
    name: str


class CallRequest(TypedDict):
    """Call a function. The bytes of arrays in the arguments follow."""

    do: Literal["call"]
    name: str
    args: list[Node]
    kwargs: list[tuple[str, Node]]
    trace: bool  # whether the lines that run are to be counted


class OneOfCalls(TypedDict):
    """The arguments of one of several calls."""

    args: list[Node]
    kwargs: list[tuple[str, Node]]
    size: int  # of the bytes of its arrays


class CallsRequest(TypedDict):
    """Call a function several times, one after the other. Each call is answered by itself.

    A call that wants more memory than there is is the last one. The bytes of arrays follow, those
    of the first call first.
    """

    do: Literal["calls"]
    name: str
    calls: list[OneOfCalls]
    trace: bool


Request = CellRequest | GetRequest | ListRequest | CallRequest | CallsRequest


class ErrorText(TypedDict):
    """An exception of the learner's code, as text."""

    types: list[str]  # names of its class and that class's bases, the nearest first
    message: str
    traceback: str  # the learner's frames


class Description(TypedDict):
    """What a name is bound to. The texts and parameters are those of a function."""

    kind: Literal["function", "data"]
    qualname: NotRequired[str]
    doc: NotRequired[str]
    parameters: NotRequired[list[tuple[str, int, list[Node] | None]] | None]
    # Of each parameter: name, kind as `inspect` numbers it, and [default] if there is one.


class CellReply(TypedDict):
    """What became of a cell."""

    outputs: list[Output]
    error: ErrorText | None
    names: dict[str, Description | None]  # None where a name is not bound


class GetReply(TypedDict):
    """The value of a variable. The bytes of its arrays follow."""

    value: Node


class ListReply(TypedDict):
    """What a function's code consists of; empty where there is none."""

    code: list[Listing]


class CallReply(TypedDict):
    """What became of a call. It has `value`, `same_as` or `raised`."""

    value: NotRequired[Node]
    same_as: NotRequired[int]  # the number of the argument that was returned
    raised: NotRequired[ErrorText]
    args: NotRequired[list[Node]]  # as they are after the call, if it has changed one
    lines: int  # how many ran; 0 unless `trace` was set

"""Calls as they are sent into the sandbox; those that a class has in common are written once."""

from __future__ import annotations

from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from lrlib.grading.sandbox.inside.errors import UnsendableError
from lrlib.grading.sandbox.inside.protocol import OneOfCalls
from lrlib.grading.sandbox.inside.values import Writer
from lrlib.grading.sandbox.stand_in import Arguments, Fresh, name_of

__all__ = ["Written", "written", "written_once"]

_KEPT_BYTES: Final = 1 << 16  # of the arrays of a call that is kept


class Written(NamedTuple):
    """A call: what is said of it, and the bytes of its arrays."""

    about: OneOfCalls
    blobs: list[bytes]


_kept: WeakKeyDictionary[Fresh, Written] = WeakKeyDictionary()


def written(name: str, arguments: Arguments) -> Written:
    """Write down the arguments of a call of the function `name`; raises `TypeError`."""
    args, kwargs = arguments
    writer = Writer(name_of)
    try:
        about: OneOfCalls = {
            "args": [writer.node(value) for value in args],
            "kwargs": [(key, writer.node(value)) for key, value in kwargs.items()],
            "size": writer.size,
        }
    except UnsendableError as error:
        msg = f"{name} cannot be called from here with a {error.type_name}: only with data"
        raise TypeError(msg) from None
    return Written(about, writer.blobs)


def written_once(name: str, fresh: Fresh) -> Written:
    """Write down a call, and keep that as long as `fresh`, unless it is large."""
    found = _kept.get(fresh)
    if found is None:
        found = written(name, fresh())
        if found.about["size"] <= _KEPT_BYTES:
            _kept[fresh] = found
    return found

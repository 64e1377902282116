"""Values that cross the wall of the sandbox, and how they are written down.

`None`, `bool`, `str`, `float` and small `int` stand for themselves in the JSON header of a frame;
every other value is a list of two: a one-letter tag, and a body. The raw bytes of arrays follow
the header, in the order in which it names them. Types are exact: a subclass is not sent as what
it claims to be, except for tuples and dicts, of which only the items are sent. Nothing is ever
unpickled.
"""

from __future__ import annotations

import math
import operator
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.polynomial import Polynomial

from .errors import OverdueError, RubbishError, UnsendableError

__all__ = ["BLOB_LIMIT", "PYTHONS", "Opaque", "Reader", "Writer"]

BLOB_LIMIT: Final = 64 << 20
DEPTH_LIMIT: Final = 40
COUNT_LIMIT: Final = 400_000
INT_BITS_LIMIT: Final = 1 << 20

# As NumPy writes a dtype: byte order, kind, size. Numbers, truth values, bytes and text.
_DTYPE: Final = re.compile(r"[<>|](?:b1|[iu][1248]|f(?:2|4|8|16)|c(?:8|16|32)|[SU]\d{1,6})\Z")
_SMALL_INT: Final = 1 << 53  # smaller integers are exact also where JSON numbers are read as floats


# Functions of Python's that a check passes to a learner's function. No variable has such a name.
PYTHONS: Final[dict[str, Callable[..., Any]]] = {
    f"{function.__module__}.{function.__name__}": function for function in (float, operator.pos)
}


class Opaque:
    """Placeholder of a value that is not plain data; `type_name` is all that is known of it.

    Every operation raises `TypeError`, so that no comparison comes out true by accident. It is
    not callable: a check must not take it for a function.
    """

    __slots__ = ("type_name",)

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def __repr__(self) -> str:
        return f"<a value of type {self.type_name}>"

    def _refuse(self, *_: object, **__: object) -> Any:
        msg = f"expected plain data (numbers, text, lists, arrays …), got {self.type_name}"
        raise TypeError(msg)

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __float__ = __int__ = __index__ = __complex__ = __array__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __neg__ = __abs__ = __matmul__ = __rmatmul__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class Writer:
    """Collects the bytes of arrays while values are turned into header nodes.

    Parameters
    ----------
    name_of : callable, optional
        Gives the name under which the other side knows a function, or None.
    """

    def __init__(self, name_of: Callable[[Any], str | None] | None = None) -> None:
        self.blobs: list[bytes] = []
        self.size = 0
        self.count = 0
        self.name_of = name_of

    def node(self, value: Any, depth: int = 0) -> Any:
        """Return the header node for `value`; raises `UnsendableError`."""
        self.count += 1
        if self.count > COUNT_LIMIT:
            msg = f"{_name(value)} (with more than {COUNT_LIMIT} items)"
            raise UnsendableError(msg)
        if depth > DEPTH_LIMIT:
            msg = f"{_name(value)} (nested deeper than {DEPTH_LIMIT})"
            raise UnsendableError(msg)
        kind = type(value)
        if value is None or kind is bool or kind is str or kind is float:
            return value
        if kind is int:
            return value if -_SMALL_INT < value < _SMALL_INT else ["i", _hex(value)]
        if kind is np.ndarray:
            return self._array(value)
        if kind is np.float64 and value == value:  # JSON has one nan, NumPy has many
            return ["g", float(value)]
        if kind in _SEQUENCES:
            return [_SEQUENCES[kind], [self.node(item, depth + 1) for item in value]]
        if issubclass(kind, dict):  # a subclass, such as defaultdict, becomes a dict
            pairs = [
                [self.node(key, depth + 1), self.node(item, depth + 1)]
                for key, item in dict.items(value)
            ]
            return ["d", pairs]
        return self._other(value, kind, depth)

    def _other(self, value: Any, kind: type, depth: int) -> Any:
        if kind is complex:
            return ["c", [value.real, value.imag]]
        if kind is bytes:
            return ["b", value.hex()]
        if kind is range:
            return ["r", [self.node(n) for n in (value.start, value.stop, value.step)]]
        if issubclass(kind, tuple):  # a subclass, such as a named tuple, becomes a tuple
            return ["t", [self.node(item, depth + 1) for item in tuple.__iter__(value)]]
        if _is_scalar_type(kind):
            return ["n", self._array(np.asarray(value))]
        if kind is Opaque:
            return ["o", value.type_name]
        # numpy.polynomial is sent as data, so that a check need not call back.
        if kind is Polynomial:
            return ["p", [self.node(part, depth + 1) for part in _parts(value)]]
        name = self.name_of(value) if self.name_of is not None else None
        if name is None:
            raise UnsendableError(_name(value))
        return ["f", name]

    def _array(self, array: np.ndarray[Any, Any]) -> Any:
        dtype = _text_of(array.dtype)
        if dtype is None:
            msg = f"ndarray of dtype {array.dtype!s:.40}"
            raise UnsendableError(msg)
        self.size += array.nbytes
        if self.size > BLOB_LIMIT:
            msg = f"ndarray (more than {BLOB_LIMIT >> 20} MB in all)"
            raise UnsendableError(msg)
        about = array.flags
        fortran = about.f_contiguous and not about.c_contiguous
        self.blobs.append(array.tobytes(order="F" if fortran else "C"))
        flags = ("F" if fortran else "") + ("" if about.writeable else "R")
        return ["a", [dtype, list(array.shape), flags]]


class Reader:
    """Turns header nodes back into values, trusting nothing that it reads.

    Parameters
    ----------
    blob : bytes
        The arrays' bytes, in the order in which the header names them.
    function : callable, optional
        Finds the function of a name. Without it nothing is read that can be called: a function
        is refused, and a polynomial becomes an `Opaque`.
    deadline : float, optional
        When reading must be over: keys that collide take long to put into a dict.
    """

    def __init__(
        self,
        blob: memoryview,
        function: Callable[[str], Any] | None = None,
        deadline: float = math.inf,
    ) -> None:
        self._blob = blob
        self._deadline = deadline
        self._at = 0
        self._count = 0
        self._function = function

    def value(self, node: Any, depth: int = 0) -> Any:
        """Return the value that `node` stands for; raises `RubbishError` or `OverdueError`."""
        self._count += 1
        if self._count % 512 == 0 and time.monotonic() > self._deadline:
            raise OverdueError
        if depth > DEPTH_LIMIT or self._count > COUNT_LIMIT:
            msg = "the value is nested too deep or has too many items"
            raise RubbishError(msg)
        if node is None or type(node) in (bool, int, float, str):
            return node
        if type(node) is not list or len(node) != 2 or type(node[0]) is not str:
            msg = f"expected a value, got {_short(node)}"
            raise RubbishError(msg)
        tag, body = node
        try:
            return self._tagged(tag, body, depth)
        except (RubbishError, OverdueError):
            raise
        except Exception as error:
            msg = f"the value tagged {tag[:10]!r} cannot be read: {_short(error)}"
            raise RubbishError(msg) from error

    def _tagged(self, tag: str, body: Any, depth: int) -> Any:
        if tag in _MAKERS:
            return _MAKERS[tag](self.value(item, depth + 1) for item in _list(body))
        if tag == "d":
            pairs = [_list(pair) for pair in _list(body)]
            return {self.value(k, depth + 1): self.value(v, depth + 1) for k, v in pairs}
        if tag == "a":
            return self._array(body)
        if tag == "g":
            return np.float64(_float(body))
        if tag == "n":
            return self._array(_list(body)[1])[()]
        if tag == "i":
            return _from_hex(body)
        if tag == "c":
            real, imag = body
            return complex(_float(real), _float(imag))
        if tag == "b":
            return bytes.fromhex(body)
        if tag == "r":
            numbers = range(*(self.value(part) for part in _list(body)))
            self._count += len(numbers)
            if self._count > COUNT_LIMIT:
                msg = "the range is too long"
                raise RubbishError(msg)
            return numbers
        if tag == "o":
            return Opaque(_short(body))
        if tag == "p" and self._function is None:
            return Opaque("Polynomial")
        if tag == "p":
            coef, domain, window, symbol = (self.value(part, depth + 1) for part in _list(body))
            return Polynomial(coef, domain, window, symbol)
        if tag == "f" and self._function is not None:
            return self._function(body)
        msg = f"unknown tag {tag[:10]!r}"
        raise RubbishError(msg)

    def _array(self, body: Any) -> np.ndarray[Any, Any]:
        dtype_str, shape, flags = _list(body)
        dtype = _dtype(dtype_str) if type(dtype_str) is str and len(dtype_str) < 10 else None
        if dtype is None:
            msg = f"dtype {_short(dtype_str)} is not allowed"
            raise RubbishError(msg)
        for n in _list(shape):
            if type(n) is not int or n < 0 or len(shape) > 32:
                msg = f"{_short(shape)} is not a shape"
                raise RubbishError(msg)
        size = dtype.itemsize * math.prod(shape)
        if size > len(self._blob) - self._at:
            msg = f"the array needs {_short(size)} bytes, {len(self._blob) - self._at} are left"
            raise RubbishError(msg)
        raw = self._blob[self._at : self._at + size]
        self._at += size
        if dtype.kind == "b" and size and np.frombuffer(raw, np.uint8).max() > 1:
            msg = "a bool that is neither 0 nor 1"
            raise RubbishError(msg)
        if dtype.kind == "U" and size:
            points = np.frombuffer(raw, dtype.str[0] + "u4")
            if points.max() > 0x10FFFF:
                msg = "text that is not Unicode"
                raise RubbishError(msg)
        order: Any = "F" if "F" in flags else "C"
        array = np.frombuffer(raw, dtype).reshape(shape, order=order).copy(order="K")
        if "R" in flags:
            array.flags.writeable = False
        return array


_SEQUENCES: Final[dict[type, str]] = {list: "l", tuple: "t", set: "s", frozenset: "z"}
_MAKERS: Final[dict[str, Callable[[Any], Any]]] = {"l": list, "t": tuple, "s": set, "z": frozenset}


@lru_cache(maxsize=64)
def _text_of(dtype: np.dtype[Any]) -> str | None:
    """Return how NumPy writes a dtype, or None if it is not sent."""
    return dtype.str if _DTYPE.match(dtype.str) else None


@lru_cache(maxsize=64)
def _dtype(text: str) -> np.dtype[Any] | None:
    """Return the dtype that is written so, or None if it is not taken."""
    return np.dtype(text) if _DTYPE.match(text) else None


def _is_scalar_type(kind: type) -> bool:
    return issubclass(kind, np.generic) and kind.__module__ == "numpy"


def _parts(polynomial: Polynomial) -> tuple[Any, ...]:
    return polynomial.coef, polynomial.domain, polynomial.window, polynomial.symbol


def _name(value: Any) -> str:
    return str(type(value).__name__)[:80]


def _short(value: Any) -> str:
    text = value if type(value) is str else repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _list(node: Any) -> list[Any]:
    if type(node) is not list:
        msg = f"expected a list, got {_short(node)}"
        raise RubbishError(msg)
    return node


def _float(node: Any) -> float:
    if type(node) not in (int, float):
        msg = f"expected a number, got {_short(node)}"
        raise RubbishError(msg)
    return float(node)


def _hex(value: int) -> str:
    if value.bit_length() > INT_BITS_LIMIT:
        msg = f"int (of more than {INT_BITS_LIMIT} bits)"
        raise UnsendableError(msg)
    return hex(value)


def _from_hex(body: Any) -> int:
    if type(body) is not str or len(body) > INT_BITS_LIMIT // 4 + 4:
        msg = "not an integer of allowed size"
        raise RubbishError(msg)
    return int(body, 16)

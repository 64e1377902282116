"""Read what a learner's function returned, whatever it is.

Nothing here trusts the value: types are compared exactly, so that a subclass cannot
answer for itself, and no method of an unknown object is called, not even its repr.
"""

import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from lrlib.checks.declare.model import Array, Entries, Got, Part
from lrlib.checks.say.quantity import named
from lrlib.checks.say.text import Text

__all__ = ["expected_parts", "normalise", "type_name"]

NONE = Text(
    "{what} is None. Does the function end with a return in every case?",
    "{what}가 None이에요. 함수가 어떤 경우에도 return으로 끝나나요?",
)


A_NUMBER = Text("a number", "숫자 하나")
PAIR = Text(
    "One of your values is itself a pair. Should it be?",
    "돌려준 값 하나가 다시 두 값의 묶음이에요. 그래야 하나요?",
)
TOO_MANY = Text(
    "You return {n} values; one is asked for. Which one?",
    "값을 {n} 개 돌려주었는데 하나만 필요해요. 어느 것인가요?",
)
NO_NAME = Text(
    "One key of the dict is not a name but {key}. What stands first in a row?",
    "dict의 키 하나가 이름이 아니라 {key}예요. 행의 첫 번째 값은 무엇인가요?",
)
COUNTS = {2: Text("two", "두"), 3: Text("three", "세"), 4: Text("four", "네")}
FUNCTION = Text(
    "{name} is a function, not its result. What is missing behind its name?",
    "{name}가 결과가 아니라 함수예요. 이름 뒤에 무엇이 빠졌나요?",
)
FUNCTION_INSIDE = Text(
    "{name} holds a function itself where one of its values is needed. What is missing behind its "
    "name?",
    "{name} 안에 함수의 값이 있어야 할 자리에 함수 자체가 있어요. 이름 뒤에 무엇이 빠졌나요?",
)
LIST_FOR_NUMBER = Text(
    "{name} is {kind}; a number is asked for. What do the brackets around it make of a number?",
    "{name}가 {kind}예요. 필요한 것은 숫자 하나예요. 숫자에 괄호를 씌우면 무엇이 되나요?",
)
MATRIX = Text(
    "{name} is a numpy.matrix, which is not taken, whatever its numbers are: for it, * is another "
    "product than for an array. What is asked for is {asked}. Which line makes the matrix: "
    "np.matrix, np.mat, np.asmatrix, or a product with one?",
    "{name}가 numpy.matrix예요. 수가 맞아도 matrix는 받지 않아요. matrix의 *는 배열의 *와 다른 "
    "곱이기 때문이에요. 필요한 것은 {asked}예요. matrix를 만드는 줄은 어디인가요? np.matrix, "
    "np.mat, np.asmatrix, matrix와의 곱 가운데 있나요?",
)
FUNCTIONS = (
    "function",
    "builtin_function_or_method",
    "method",
    "ufunc",
    "_ArrayFunctionDispatcher",  # np.mean
)


def expected_parts(value: Any, returns: Part | Entries | tuple[Part, ...]) -> dict[str, Array]:
    """Name the parts of a reference's result."""
    if isinstance(returns, Part):
        return {returns.name: np.asarray(value)}
    if isinstance(returns, Entries):
        return {str(key): np.asarray(entry) for key, entry in value.items()}
    return {part.name: np.asarray(item) for part, item in zip(returns, value, strict=True)}


def normalise(
    value: Any, returns: Part | Entries | tuple[Part, ...], expected: Mapping[str, Array]
) -> dict[str, Got] | Text:
    """Split a returned value into its parts, or say why that cannot be done."""
    if value is None:
        return NONE.format(what=Text("What your function returned", "함수의 결과"))
    if isinstance(returns, Part):
        many = _too_many(value, returns, expected)
        return many or {returns.name: _read(value, returns, expected)}
    if isinstance(returns, Entries):
        return _read_entries(value, returns, expected)
    wanted = ", ".join(part.name for part in returns)
    if type(value) is np.ndarray and value.ndim == 1 and not any(part.shape for part in returns):
        value = list(value)  # an array of numbers is as good as a tuple of them
    if not (issubclass(type(value), tuple) or type(value) is list):
        text = Text(
            "Your function returned {kind}. What is asked for is {n} values, ({wanted}), "
            "in this order. What does the return line hold: how many does the caller unpack?",
            "함수가 돌려준 것은 {kind}예요. 필요한 것은 값 {n}개, ({wanted}) 순서예요. "
            "return 줄에 무엇이 있고, 받는 쪽에는 몇 개가 필요한가요?",
        )
        return text.format(kind=type_name(value), n=len(returns), wanted=wanted)
    items = value if type(value) is list else list(tuple.__iter__(value))
    if len(items) != len(returns):
        if any(type(item) is tuple and len(item) == 2 for item in items):
            return PAIR
        text = Text(
            "Your function returned {got} values. What is asked for is {n}: ({wanted}). "
            "Which one is missing, or too many: how many does the caller unpack?",
            "함수가 돌려준 값은 {got}개예요. 필요한 값은 {n}개, ({wanted})예요. "
            "무엇이 빠졌거나 더 들어갔나요?",
        )
        return text.format(got=len(items), n=len(returns), wanted=wanted)
    parts = {
        part.name: _read(item, part, expected) for part, item in zip(returns, items, strict=True)
    }
    # A result that holds something other than plain data never leaves the grader's sandbox, so
    # it cannot be graded in part. It is not checked in part here, either.
    strange = [parts[p.name] for p, item in zip(returns, items, strict=True) if not _plain(item)]
    return next((got.fault for got in strange if got.fault is not None), parts)


def _too_many(value: Any, part: Part, expected: Mapping[str, Array]) -> Text | None:
    """Find several values where one is asked for. A tuple of numbers may be meant as an array."""
    if not issubclass(type(value), tuple):
        return None
    items = list(tuple.__iter__(value))
    single = sum(type(item) in (int, float) or issubclass(type(item), np.number) for item in items)
    if len(items) not in COUNTS or (expected[part.name].ndim and single in (0, len(items))):
        return None
    return TOO_MANY.format(n=COUNTS[len(items)])


def _read_entries(
    value: Any, returns: Entries, expected: Mapping[str, Array]
) -> dict[str, Got] | Text:
    if not issubclass(type(value), dict):
        text = Text(
            "Your function returned {kind}. What is asked for is a dict, {name} by name. "
            "What does the return line hold?",
            "함수가 돌려준 것은 {kind}예요. 필요한 것은 이름별 {name}을 담은 dict예요. "
            "return 줄에 무엇이 있나요?",
        )
        return text.format(kind=type_name(value), name=named(returns.name))
    items = list(dict.items(value))  # a defaultdict or a Counter is a dict, too
    keys = {key: entry for key, entry in items if type(key) is str}
    if len(keys) != len(items):
        strange = next(key for key, _ in items if type(key) is not str)
        name = (
            Text(repr(strange)[:60], repr(strange)[:60]) if _plain(strange) else type_name(strange)
        )
        return NO_NAME.format(key=name)
    missing = [key for key in expected if key not in keys]
    extra = [key for key in keys if key not in expected]
    if missing or extra:
        text = Text(
            "The dict holds the names {got}; asked for are {wanted}. Which one is missing, "
            "or too many? Is the dict made anew in every call?",
            "dict에 있는 이름은 {got}이고, 필요한 이름은 {wanted}예요. "
            "무엇이 빠졌거나 더 들어갔나요? dict를 호출할 때마다 새로 만드나요?",
        )
        shown = ", ".join(sorted(key[:20] for key in keys)[:12]) or "—"
        return text.format(got=shown, wanted=", ".join(sorted(expected)))
    return {key: _read(keys[key], _entry(key), expected) for key in expected}


@lru_cache(maxsize=256)
def _entry(name: str) -> Part:
    return Part(name)


def _read(value: Any, part: Part, expected: Mapping[str, Array]) -> Got:
    """Read one part. Types are compared exactly."""
    kind = type(value)
    if value is None:
        return Got(None, fault=NONE.format(what=part.name))
    if kind in (bool, np.bool_):
        return Got(np.asarray(int(value)), loose=_dtype_text(part, "bool"))
    if kind in (int, float) or (issubclass(kind, np.number) and kind.__module__ == "numpy"):
        return _read_number(value, part, expected)
    if kind in (list, tuple):
        return _read_list(value, part, expected)
    if kind is not np.ndarray:
        return Got(None, fault=_kind_text(value, part, expected[part.name]))
    if value.dtype.kind == "O" and _holds_function(value):
        return Got(None, fault=_kind_text(value, part, expected[part.name]))
    if value.dtype.kind not in "biuf":
        text = Text(
            "{name} is an array of {dtype}, not of real numbers. Which of its values is not "
            "a number?",
            "{name}가 실수가 아니라 {dtype} 배열이에요. 어떤 값이 숫자가 아닌가요?",
        )
        return Got(None, fault=text.format(name=part.name, dtype=value.dtype))
    return Got(np.array(value), loose=_array_loose(value, part))


def _array_loose(value: Array, part: Part) -> Text | None:
    if value.ndim == 0 and part.kind == "float" and value.dtype.kind in "iu":
        return None
    if value.dtype.kind in ("iu" if part.kind == "int" else "f"):
        return None
    return _dtype_text(part, str(value.dtype))


def _read_number(value: Any, part: Part, expected: Mapping[str, Array]) -> Got:
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "iuf":
            array = np.asarray(float(value))
    except (OverflowError, TypeError, ValueError):
        return Got(None, fault=_kind_text(value, part, expected[part.name]))
    whole_asked = part.kind == "int" and array.dtype.kind == "f"
    return Got(array, loose=_dtype_text(part, type_name(value).ko) if whole_asked else None)


def _is_numbers(value: Any) -> bool:
    """Say whether a list holds numbers only.

    From a list with one long text NumPy would make an array with as much room for every item.
    """
    kind = type(value)
    if kind in (list, tuple):
        return all(map(_is_numbers, value))
    if kind is np.ndarray:
        return value.dtype.kind in "biuf"
    return kind in (bool, int, float) or (
        issubclass(kind, np.bool_ | np.integer | np.floating) and kind.__module__ == "numpy"
    )


def _read_list(value: Any, part: Part, expected: Mapping[str, Array]) -> Got:
    try:
        array = np.array(value if _is_numbers(value) else None)
    except Exception:  # a ragged or a strange list: anything may happen while it is read
        array = np.array(None)
    if type(array) is not np.ndarray or array.dtype.kind not in "biuf":
        return Got(None, fault=_kind_text(value, part, expected[part.name]))
    if part.list_ok:
        return Got(array, loose=_array_loose(array, part))
    if not expected[part.name].ndim:
        return Got(array, loose=LIST_FOR_NUMBER.format(name=part.name, kind=type_name(value)))
    text = Text(
        "{name} is {kind}; an array of shape {shape} is asked for. Has a list a shape?",
        "{name}가 {kind}예요. 필요한 것은 형태가 {shape}인 배열이에요. 리스트에도 shape가 있나요?",
    )
    shape = _asked_shape(part, expected[part.name])
    return Got(array, loose=text.format(name=part.name, kind=type_name(value), shape=shape))


def _is_function(value: Any) -> bool:
    return type_name(value).ko.rpartition(".")[2] in FUNCTIONS


def _holds_function(value: Any) -> bool:
    """Say whether a list or an array of objects holds functions.

    An array of objects does not leave the sandbox. What stands for it is assumed to hold them.
    """
    kind = type(value)
    if kind is np.ndarray and value.dtype.kind == "O":
        value, kind = value.ravel().tolist(), list
    if kind in (list, tuple):
        return any(type(item) is Polynomial or _is_function(item) for item in value)
    return type_name(value).ko == "ndarray of dtype object"


def _kind_text(value: Any, part: Part, expected: Array) -> Text:
    if _is_function(value):
        return FUNCTION.format(name=part.name)
    if _holds_function(value):
        return (part.function_inside or FUNCTION_INSIDE).format(name=part.name)
    if type_name(value).ko.rpartition(".")[2] == "matrix":
        return MATRIX.format(name=part.name, asked=_asked(part, expected))
    text = Text(
        "{name} is {kind}; {asked} is asked for. Where in your function does it become that?",
        "{name}가 {kind}예요. 필요한 것은 {asked}예요. 함수의 어느 줄에서 이렇게 바뀌나요?",
    )
    return text.format(name=part.name, kind=type_name(value), asked=_asked(part, expected))


def _asked(part: Part, expected: Array) -> Text:
    """Say what a part should be: an array of a shape, or a number."""
    array = Text("an array of shape {s}", "형태가 {s}인 배열")
    if part.list_ok:
        array = Text("an array or a list of shape {s}", "형태가 {s}인 배열이나 리스트")
    return array.format(s=_asked_shape(part, expected)) if expected.ndim else A_NUMBER


def _dtype_text(part: Part, got: str) -> Text:
    text = Text(
        "{name} holds {got} values; {kind} values are asked for. Which step decides the type, and "
        "which of your steps come after it?",
        "{name}의 자료형이 {got}예요. 필요한 자료형은 {kind}예요. 어느 단계에서 자료형이 정해지고, "
        "그 뒤에 오는 단계는 무엇인가요?",
    )
    return text.format(name=part.name, got=got, kind=part.kind)


def _asked_shape(part: Part, expected: Array) -> str:
    return f"{part.shape} = {expected.shape}" if part.shape else str(expected.shape)


PLAIN = (bool, int, float, complex, str, bytes, range, type(None))


def _plain(value: Any, depth: int = 0) -> bool:
    """Say whether a value is plain data at every level: numbers, text, arrays, lists of them."""
    kind = type(value)
    if kind is np.ndarray:
        return bool(value.dtype.kind in "biufcSU")
    if kind in (list, tuple, set, frozenset, dict):
        items = value.items() if kind is dict else value
        return depth < 20 and all(_plain(item, depth + 1) for item in items)
    return kind in PLAIN or (issubclass(kind, np.generic) and kind.__module__ == "numpy")


def type_name(value: Any) -> Text:
    """Name a value's type without calling a method of the value. Korean has no article."""
    kind = type(value)
    # A stand-in for what could not leave the sandbox keeps the type's name in a slot.
    slot = vars(kind).get("type_name")
    if isinstance(slot, types.MemberDescriptorType):
        name = str(slot.__get__(value))
        return Text(f"a {name}", name)
    module = "" if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}."
    article = "an" if kind.__name__[0] in "aeiou" else "a"
    name = f"{module}{kind.__name__}"
    return Text(f"{article} {name}", name)

"""Proxies that a check calls as it would call the learner's functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from lrlib.grading.sandbox.inside.listing import Listing
from lrlib.grading.sandbox.inside.values import PYTHONS
from lrlib.grading.sandbox.replies import Described, LearnerError

__all__ = ["Answer", "Arguments", "Caller", "Fresh", "StandIn", "copy_changes", "name_of"]

Arguments = tuple[Sequence[Any], dict[str, Any]]  # by position, by name
Fresh = Callable[[], Arguments]  # gives new arguments, the same ones whenever it is called


class Answer(NamedTuple):
    """What came of a call: a value and how many lines ran, if they were counted, or an error.

    `after` has the arguments as they are after the call, where it has changed or returned one.
    """

    value: Any
    lines: int = 0
    error: Exception | None = None
    after: Arguments | None = None


class Caller(Protocol):
    """Sends calls into the sandbox, as `Conversation` does; the last argument is `trace`."""

    def call(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], trace: bool, /
    ) -> tuple[Any, int]:
        """Call the learner's function; return its value and the lines it ran if traced."""
        ...

    def call_each(self, name: str, calls: Sequence[Fresh], trace: bool, /) -> Iterator[Answer]:
        """Call it once with each of the arguments."""
        ...

    def list_code(self, name: str, /) -> list[Listing]:
        """List what its code consists of."""
        ...


class StandIn:
    """A proxy of a learner's function. It is not a function, so nobody can read its source.

    Parameters
    ----------
    caller : Caller
        Sends the calls into the sandbox.
    name : str
        The name of the function, which the grader has chosen.
    described : Described, optional
        What the learner's process says of it.

    Attributes
    ----------
    __memory__ : dict
        Where a check may keep what the function has returned, and its code. A stand-in is replaced
        whenever a cell has run inside, so what is kept holds for this function among these
        variables.
    """

    def __init__(self, caller: Caller, name: str, described: Described | None) -> None:
        about = described if described is not None else Described("function", name)
        self._caller = caller
        self.__memory__: dict[Any, Any] = {}
        self.__name__ = name
        self.__qualname__ = about.qualname
        self.__module__ = "__main__"
        self.__doc__ = about.doc or None
        if about.signature is not None:
            self.__signature__ = about.signature

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Call the learner's function with these arguments."""
        return self._caller.call(self.__name__, args, kwargs, False)[0]

    def __lines_executed__(self, /, *args: Any, **kwargs: Any) -> tuple[Any, int]:
        """Return the value and how many lines of the learner's code ran."""
        return self._caller.call(self.__name__, args, kwargs, True)

    def __call_each__(self, calls: Sequence[Fresh], count_lines: bool) -> Iterator[Answer]:
        """Call the learner's function once with each of the arguments, all in one message.

        The answers are those that calls one by one would give. An error is returned, not raised.
        What is written of a call is kept as long as the `Fresh` that gives its arguments.
        """
        return self._caller.call_each(self.__name__, calls, count_lines)

    def __listing__(self) -> list[Listing]:
        """List what the function's code consists of: names, and what is done with them."""
        if "code" not in self.__memory__:
            self.__memory__["code"] = self._caller.list_code(self.__name__)
        listings: list[Listing] = self.__memory__["code"]
        return listings

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


def name_of(value: Any) -> str | None:
    """Return the name under which the sandbox knows a function, or None for anything else."""
    if type(value) is StandIn:
        return value.__name__
    return next((name for name, function in PYTHONS.items() if function is value), None)


def copy_changes(original: Any, changed: Any) -> Any:
    """Do to an argument what the function has done to its copy in the sandbox.

    Parameters
    ----------
    original : object
        The argument. Arrays, lists, dicts and sets are changed in place, at every depth.
    changed : object
        What became of the copy.

    Returns
    -------
    object
        `original` where it could be changed in place, else `changed`.

    Raises
    ------
    LearnerError
        The function has changed the shape or dtype of an array.
    """
    kind = type(original)
    if issubclass(kind, dict):  # a subclass of dict comes back as a dict
        kind = dict
    if type(changed) is not kind:
        return changed
    if kind is np.ndarray:
        if original.shape != changed.shape or original.dtype != changed.dtype:
            msg = f"the shape of an argument was changed from {original.shape} to {changed.shape}"
            raise LearnerError(msg)
        if original.flags.writeable:
            np.copyto(original, changed)
    elif kind is list:
        same = [copy_changes(a, b) for a, b in zip(original, changed, strict=False)]
        original[:] = same + changed[len(same) :]
    elif kind is dict:
        new = {k: copy_changes(original[k], v) if k in original else v for k, v in changed.items()}
        original.clear()
        original.update(new)
    elif kind is set:
        original.clear()
        original.update(changed)
    elif kind is tuple and len(original) == len(changed):
        for a, b in zip(original, changed, strict=True):
            copy_changes(a, b)
    else:
        return changed
    return original

"""What the grader takes from replies of a learner's process: every field is checked here.

Nothing in here trusts a reply to have the form that `inside.protocol` gives it.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from lrlib.grading.outcomes import clean
from lrlib.grading.sandbox.inside.listing import Listing
from lrlib.grading.sandbox.inside.protocol import ErrorText
from lrlib.grading.sandbox.inside.values import Reader

__all__ = [
    "Described",
    "LearnerError",
    "described_names",
    "error_text",
    "exception_of",
    "is_out_of_memory",
    "listed",
]

_SIGNATURE_SECONDS: Final = 1.0
_LISTED: Final = 5000  # of functions, parameters, steps and names together
_NAME: Final = 60  # characters
# An exception that the learner raises comes out as the same type, but only of this list:
# StopIteration, for one, would end a check's loop as if there were nothing left to check.
_RAISED: Final[dict[str, type[Exception]]] = {
    kind.__name__: kind
    for kind in (
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        FileNotFoundError,
        FloatingPointError,
        ImportError,
        IndexError,
        KeyError,
        LookupError,
        ModuleNotFoundError,
        NameError,
        NotImplementedError,
        OSError,
        OverflowError,
        PermissionError,
        RecursionError,
        RuntimeError,
        TypeError,
        UnboundLocalError,
        ValueError,
        ZeroDivisionError,
    )
}


class LearnerError(RuntimeError):
    """Stands for an exception of the learner's code whose type is not passed on."""

    learner_traceback = ""


class Described(NamedTuple):
    """What a name of the learner's is bound to, as far as it is known.

    Attributes
    ----------
    kind : {"function", "data"}
        Functions are called by their name, data is fetched.
    qualname, doc : str
        Of a function.
    signature : inspect.Signature or None
        Of a function, if it could be read.
    """

    kind: Literal["function", "data"]
    qualname: str = ""
    doc: str = ""
    signature: inspect.Signature | None = None


def described_names(described: Any, names: Sequence[str]) -> dict[str, Described]:
    """Return what is known of those `names` that are bound, from the field of a reply."""
    if type(described) is not dict:
        return {}
    made = {name: _described(name, described.get(name)) for name in names}
    return {name: described for name, described in made.items() if described is not None}


def _described(name: str, about: Any) -> Described | None:
    if type(about) is not dict or about.get("kind") not in ("function", "data"):
        return None
    if about["kind"] == "data":
        return Described("data")
    return Described(
        "function",
        clean(about.get("qualname", name), 200),
        clean(about.get("doc", ""), 2000),
        _signature(about.get("parameters")),
    )


def _signature(parameters: Any) -> inspect.Signature | None:
    if type(parameters) is not list:
        return None
    deadline = time.monotonic() + _SIGNATURE_SECONDS
    try:
        made = []
        for name, kind, default in parameters:
            value = inspect.Parameter.empty
            if default is not None:
                value = Reader(memoryview(b""), deadline=deadline).value(default[0])
            parameter_kind = inspect._ParameterKind(kind)
            made.append(inspect.Parameter(name, parameter_kind, default=value))
        return inspect.Signature(made)
    except Exception:
        return None


def listed(code: Any) -> list[Listing]:
    """Return the list of a function's code with nothing but short texts in it; else none."""
    try:
        if sum(len(one[part]) for one in code for part in Listing.__annotations__) > _LISTED:
            return []
        return [
            {
                "parameters": [clean(name, _NAME) for name in one["parameters"]],
                "steps": [(clean(done, _NAME), clean(name, _NAME)) for done, name in one["steps"]],
                "holds": {clean(k, _NAME): clean(v, _NAME) for k, v in one["holds"].items()},
            }
            for one in code
        ]
    except Exception:
        return []


def error_text(described: Any) -> ErrorText | None:
    """Return the description of an exception with nothing but clean text in it."""
    if type(described) is not dict:
        return None
    types = described.get("types")
    return {
        "types": [clean(t, 80) for t in types[:20]] if type(types) is list else [],
        "message": clean(described.get("message", "")),
        "traceback": clean(described.get("traceback", ""), 8000),
    }


def is_out_of_memory(described: Any) -> bool:
    """Say whether an exception, as the other side describes it, ends the calls of a cell."""
    error = error_text(described)
    return error is not None and "MemoryError" in error["types"]


def exception_of(error: ErrorText) -> Exception:
    """Return an exception to raise in the check, in place of the one that was described."""
    types, message = error["types"], error["message"]
    kind = next((_RAISED[name] for name in types if name in _RAISED), None)
    if kind is None:
        message = f"{types[0] if types else 'error'}: {message}"
    exception: Any = (kind or LearnerError)(message)
    exception.learner_traceback = error["traceback"]
    return exception  # type: ignore[no-any-return]

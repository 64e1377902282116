"""List what a function's code consists of: the names in it, and what is done with each.

`lrlib/checks/call/` and `lrlib/grading/sandbox/inside/` have this file alike: what a sandbox loads
imports nothing from outside of it. A test holds them equal.
"""

from __future__ import annotations

import dis
import re
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final, TypedDict

__all__ = ["Listing", "list_code"]

_STEPS: Final = 3000  # of all functions together; who writes more is told less
_NOTHING: Final = {"CACHE", "EXTENDED_ARG", "NOP", "NOT_TAKEN", "PRECALL", "PUSH_NULL", "RESUME"}
_NAMED: Final = re.compile(r"LOAD_(?!CONST|SMALL_INT)|STORE_|DELETE_|COMPARE_OP")
_EACH: Final = re.compile(r"(?:LOAD|STORE|DELETE)_FAST")


class Listing(TypedDict):
    """One function: its parameters, its instructions, and what its global names hold."""

    parameters: list[str]
    steps: list[tuple[str, str]]  # what is done, and the name or the sign that it is done with
    holds: dict[str, str]  # the type of each global name's value; no functions, classes, modules


def list_code(function: Any) -> list[Listing]:
    """List a function, then the functions of the same notebook that it calls.

    Nothing is listed of what is not a plain function, or is very long.
    """
    found: list[Listing] = []
    todo, steps = [function], 0
    for one in todo:
        if type(one) is not FunctionType:
            continue
        code, known = one.__code__, one.__globals__
        listing: Listing = {"parameters": _parameters(code), "steps": [], "holds": {}}
        for done, name in _steps(code):
            listing["steps"].append((done, name))
            steps += 1
            if steps > _STEPS:
                return []
            if done not in ("LOAD_GLOBAL", "LOAD_NAME") or name not in known:
                continue
            value = known[name]
            if type(value) is FunctionType and value.__globals__ is known:
                todo += [value] if all(value is not other for other in todo) else []
            elif not isinstance(value, ModuleType) and not callable(value):
                listing["holds"][name] = type(value).__name__
        found.append(listing)
    return found


def _parameters(code: CodeType) -> list[str]:
    return list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def _steps(code: CodeType) -> Iterator[tuple[str, str]]:
    """Yield what is done, in order, with which name or sign; the functions inside come last."""
    for step in dis.get_instructions(code):
        if isinstance(step.argval, tuple):  # from Python 3.12 on: two instructions in one
            yield from zip(_EACH.findall(step.opname), step.argval, strict=False)
        elif step.opname == "BINARY_OP":
            yield step.opname, step.argrepr
        elif step.opname not in _NOTHING:
            yield step.opname, str(step.argval) if _NAMED.match(step.opname) else ""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _steps(inner)

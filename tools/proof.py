"""How the checks are proven: faults and causes of a function, and mutants of a right one."""

import ast
import copy
import inspect
import json
import math
import signal
import textwrap
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from lrlib.checks.call.invoke import examine
from lrlib.checks.declare.model import GradedFunction
from lrlib.checks.explain.diagnose import diagnose

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 2  # a mutant that runs longer under one seed fails


def broken(graded: GradedFunction, f: Callable[..., Any], seed: int) -> dict[str, Any]:
    """Return the properties that f breaks under one seed, each with its fault.

    Enter `quiet` around many calls: entering it at each call would take most of the time.
    """
    memo: dict[Any, Any] = {}
    faults = {p.name: examine(graded, f, p, seed, memo) for p in graded.properties}
    return {name: fault for name, fault in faults.items() if fault is not None}


def causes(graded: GradedFunction, f: Callable[..., Any], seed: int) -> dict[str, str]:
    """Return the cause that is named for each broken property."""
    memo: dict[Any, Any] = {}
    found = {}
    for prop in graded.properties:
        fault = examine(graded, f, prop, seed, memo)
        if fault is not None:
            found[prop.name] = diagnose(graded, f, prop, fault, seed, memo).cause
    return found


@lru_cache
def solutions() -> dict[str, str]:
    """Return the code of every graded function in solutions/, by name.

    The solution cells of a notebook see each other, so each function comes with all that is
    imported and defined before it.
    """
    found = {}
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        code = []
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            meta = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and not meta.get("grade"):
                body = [n for n in ast.parse("".join(cell["source"])).body if _defines(n)]
                code.append(ast.unparse(ast.Module(body, [])))
                for node in body:
                    if isinstance(node, ast.FunctionDef):
                        found.setdefault(node.name, "\n".join(code))
    return found


def _defines(node: ast.stmt) -> bool:
    """Say whether a statement defines something. Prints, training and timing are left out."""
    plain = isinstance(node, ast.Assign) and not any(
        isinstance(n, ast.Call) for n in ast.walk(node)
    )
    return plain or isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)


def taught(graded: GradedFunction) -> list[tuple[str, str]]:
    """Return the code to mutate, with the function's name in it: first style, and notebook."""
    right = graded.styles[0].right
    source = textwrap.dedent(inspect.getsource(right))
    found = [(source[source.index("def ") :], right.__name__)]
    notebook = solutions().get(graded.name)
    return found if notebook is None else [*found, (notebook, graded.name)]


def mutants(source: str, name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Change one thing at a time in a function; yield what was changed, and the function.

    Parameters
    ----------
    source : str
        Code that defines the function, and all that comes before it.
    name : str
        The function to mutate.
    """
    tree = ast.parse(source)
    index = max(i for i, node in enumerate(tree.body) if getattr(node, "name", "") == name)
    original = tree.body[index]
    if not isinstance(original, ast.FunctionDef):
        msg = f"{name} is not a function in the given source."
        raise TypeError(msg)
    original.decorator_list = []
    before: dict[str, Any] = {"__name__": "mutant", "np": np, "math": math}
    exec(compile(ast.Module(tree.body[:index], []), "<before>", "exec"), before)
    seen = {ast.unparse(original)}
    for key, mutated in _mutations(original):
        text = ast.unparse(mutated)
        if text in seen:
            continue
        seen.add(text)
        module = ast.fix_missing_locations(ast.Module([mutated], []))
        scope = dict(before)
        try:
            exec(compile(module, "<mutant>", "exec"), scope)
        except SyntaxError:
            continue
        yield key, scope[name]


def survivors(graded: GradedFunction, found: Iterator[tuple[str, Callable[..., Any]]]) -> list[str]:
    """Return the mutants that break no property under at least one of three seeds."""
    return [key for key, f in found if not _always_fails(graded, f)]


def _always_fails(graded: GradedFunction, f: Callable[..., Any]) -> bool:
    try:
        return all(_fails(graded, f, seed) for seed in range(3))
    except _TooLongError:
        return True


class _TooLongError(BaseException):
    pass


def _fails(graded: GradedFunction, f: Callable[..., Any], seed: int) -> bool:
    """Say whether any property breaks. A changed loop may have no end: there is a time limit."""

    def stop(*_: object) -> None:
        raise _TooLongError

    memo: dict[Any, Any] = {}
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        return any(examine(graded, f, p, seed, memo) is not None for p in graded.properties)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


SWAPS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.Mult,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
CALLS = {
    "sum": ("mean", "max"),
    "mean": ("sum",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "empty_like": ("zeros_like",),
    "log": ("log10", "log2", "exp"),
    "log1p": ("log",),
    "exp": ("log", "expm1"),
    "dot": ("multiply",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "round": ("floor", "ceil"),
    "append": ("insert",),
    "reversed": ("list",),
}


def _mutations(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield changed copies of a function, each with "old → new" of the changed statement."""
    statements = [n for n in ast.walk(function) if isinstance(n, ast.stmt) and n is not function]
    local = _local_names(function)
    for statement in statements:
        own = [statement] if _is_simple(statement) else _heads(statement)
        for head in own:
            for node in ast.walk(head):
                for new in _replacements(node, local):
                    if not _same_by_sight(node, new, head):
                        yield _changed(function, node, new, head)
    for node in ast.walk(function):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield from _reordered(function, node, field)


def _same_by_sight(node: ast.AST, new: ast.AST, head: ast.AST) -> bool:
    """Recognise a minus that changes nothing: before zero, or before an array's shape."""
    if isinstance(node, ast.Name) and isinstance(new, ast.UnaryOp):
        shapes = {"shape", "size", "ndim", "dtype"}
        attributes = [n for n in ast.walk(head) if isinstance(n, ast.Attribute)]
        return any(n.value is node and n.attr in shapes for n in attributes)
    value = ast.unparse(node.value) if isinstance(node, ast.Assign | ast.Return) else ""
    negated = isinstance(getattr(new, "value", None), ast.UnaryOp)
    return negated and (value in ("0", "0.0") or value.startswith("np.zeros"))


def _is_simple(statement: ast.stmt) -> bool:
    return not hasattr(statement, "body")


def _heads(statement: ast.stmt) -> list[ast.AST]:
    """Return the expressions of a compound statement that are not in its body."""
    return [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]


def _local_names(function: ast.FunctionDef) -> list[str]:
    names = [arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)]
    names += [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and _stored(n)]
    return list(dict.fromkeys(names))


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _replacements(node: ast.AST, local: list[str]) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place: operators, constants, axes, signs, names."""
    new: Any
    if isinstance(node, ast.BinOp):
        for op in SWAPS.get(type(node.op), ()):
            yield ast.BinOp(node.left, op(), node.right)
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
            yield ast.BinOp(node.right, node.op, node.left)
        yield node.left
        yield node.right
    elif isinstance(node, ast.BoolOp):
        for op in SWAPS[type(node.op)]:
            yield ast.BoolOp(op(), node.values)
    elif isinstance(node, ast.Compare):
        for op in SWAPS.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [op(), *node.ops[1:]], node.comparators)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield from _constants(node.value)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.AugAssign):
        for op in SWAPS.get(type(node.op), ()):
            yield ast.AugAssign(node.target, op(), node.value)
        yield ast.Assign([node.target], node.value)
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            new = copy.copy(node)
            new.elts = node.elts[:]
            new.elts[i], new.elts[i + 1] = new.elts[i + 1], new.elts[i]
            yield new
    elif isinstance(node, ast.Name) and node.id in local and not _stored(node):
        yield from (ast.Name(other, node.ctx) for other in local if other != node.id)
        yield ast.UnaryOp(ast.USub(), node)
    elif isinstance(node, ast.Assign | ast.Return) and node.value is not None:
        new = copy.copy(node)
        new.value = ast.UnaryOp(ast.USub(), node.value)
        yield new


def _constants(value: float) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    else:
        yield from (ast.Constant(new) for new in (value * 2, value + 1, -value) if new != value)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    for other in CALLS.get(name, ()):
        func: ast.expr
        if isinstance(node.func, ast.Attribute):
            func = ast.Attribute(node.func.value, other, ast.Load())
        else:
            func = ast.Name(other, ast.Load())
        yield ast.Call(func, node.args, node.keywords)
    if len(node.args) == 1:
        yield node.args[0]
    for i in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, node.keywords[:i] + node.keywords[i + 1 :])
    if len(node.args) == 2:
        yield ast.Call(node.func, node.args[::-1], node.keywords)
    if name == "range":
        one = ast.Constant(1)
        last = node.args[-1]
        yield ast.Call(node.func, [*node.args[:-1], ast.BinOp(last, ast.Sub(), one)], [])
        if len(node.args) == 1:
            yield ast.Call(node.func, [one, last], [])


def _changed(
    function: ast.FunctionDef, node: ast.AST, new: ast.AST, head: ast.AST
) -> tuple[str, ast.FunctionDef]:
    """Copy a function with one node replaced."""
    memo: dict[int, Any] = {id(node): copy.deepcopy(new)}
    mutated = ast.fix_missing_locations(copy.deepcopy(function, memo))
    changed = ast.fix_missing_locations(copy.deepcopy(head, {id(node): copy.deepcopy(new)}))
    return f"{ast.unparse(head)} → {ast.unparse(changed)}", mutated


def _reordered(
    function: ast.FunctionDef, node: ast.AST, field: str
) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield copies with one statement of a block left out, doubled, or swapped with the next."""
    block: list[ast.stmt] = getattr(node, field)
    for i, statement in enumerate(block):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        this = ast.unparse(statement).splitlines()[0]
        rest = block[:i] + block[i + 1 :]
        yield f"{this} → (left out)", _with_block(function, node, field, rest or [ast.Pass()])
        if _writes(statement) & _reads(statement):  # else once more changes nothing
            twice = [*block[: i + 1], statement, *block[i + 1 :]]
            yield f"{this} → (twice)", _with_block(function, node, field, twice)
        if i + 1 < len(block) and not _independent(statement, block[i + 1]):
            following = ast.unparse(block[i + 1]).splitlines()[0]
            swapped = [*block[:i], block[i + 1], statement, *block[i + 2 :]]
            yield f"{this} → (after) {following}", _with_block(function, node, field, swapped)


def _reads(statement: ast.stmt) -> set[str]:
    names = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and not _stored(n)}
    return names | (
        _writes(statement) if isinstance(statement, ast.AugAssign | ast.Expr) else set()
    )


def _writes(statement: ast.stmt) -> set[str]:
    """Name what a statement may change; a call by itself may change all that it names."""
    if isinstance(statement, ast.Expr):
        return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
    stored = [n for n in ast.walk(statement) if isinstance(getattr(n, "ctx", None), ast.Store)]
    return {n.id for target in stored for n in ast.walk(target) if isinstance(n, ast.Name)}


def _independent(first: ast.stmt, second: ast.stmt) -> bool:
    """Say whether two simple statements may stand in either order."""
    simple = ast.Assign | ast.AugAssign | ast.AnnAssign
    return (
        isinstance(first, simple)
        and isinstance(second, simple)
        and not _writes(first) & (_reads(second) | _writes(second))
        and not _writes(second) & _reads(first)
    )


def _with_block(
    function: ast.FunctionDef, node: ast.AST, field: str, block: list[ast.stmt]
) -> ast.FunctionDef:
    changed = copy.copy(node)
    setattr(changed, field, block)
    return copy.deepcopy(function, {id(node): changed}) if node is not function else changed

"""Functions that are right but for a region of their inputs, made by machine from a right one.

For each argument and each result: clipped, capped, rounded, made positive, replaced where it is 0,
set to 0 where it is small, cut to the first or the last entries; and off by one hundredth where an
argument is large, small, negative, 0, long, single, whole, or in single precision.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from lrlib.checks.declare.model import Entries, GradedFunction, Part

__all__ = ["Mutant", "agrees", "regional"]

Mutant = Callable[..., Any]
Change = Callable[[Any], Any]

BOUNDS = (0.3, 0.5, 0.99, 1.0, 2.2, 5.0, 10.0, 30.0, 100.0)
LENGTHS = (8, 50, 100, 200)


def regional(graded: GradedFunction, uses: list[dict[str, Any]]) -> Iterator[tuple[str, Mutant]]:
    """Yield what was changed, and the function that differs from the reference there.

    Parameters
    ----------
    graded : GradedFunction
        Whose reference is mutated.
    uses : list of dict
        Arguments as a use of the function has them: their kinds say which changes make sense.
    """
    names = {name: value for use in reversed(uses) for name, value in use.items()}
    for name, value in names.items():
        for label, change in _changes(value):
            yield f"{name} {label}", _with_argument(graded, name, change)
        for label, holds in _regions(value):
            yield f"off by 1 % where {name} {label}", _with_region(graded, name, holds)
    result = _call(graded, uses[0])
    for part, value in _parts(graded, result).items() if not _is_dict(graded) else [("", result)]:
        for label, change in _changes(value):
            yield f"{part} {label}", _with_result(graded, part, change)


def agrees(graded: GradedFunction, f: Mutant, use: Mapping[str, Any]) -> bool:
    """Say whether a function does nearly what the reference does: within a hundredth."""
    due = _parts(graded, _call(graded, use))
    try:
        got = _parts(graded, f(**_fresh(use)))
    except Exception:
        return False
    return due.keys() == got.keys() and all(_near(got[name], due[name]) for name in due)


def _near(got: Any, due: Any) -> bool:
    got, due = np.asarray(got, dtype=float), np.asarray(due, dtype=float)
    if got.shape != due.shape:
        return False
    size = np.abs(due[np.isfinite(due)]).max(initial=0.0)
    return bool(np.allclose(got, due, rtol=1e-2, atol=1e-4 * size + 1e-12, equal_nan=True))


def _call(graded: GradedFunction, use: Mapping[str, Any]) -> Any:
    return graded.reference(**_fresh(use))


def _fresh(args: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.copy() if isinstance(v, np.ndarray | dict | list) else v for k, v in args.items()}


def _is_dict(graded: GradedFunction) -> bool:
    return isinstance(graded.returns, Entries)


def _parts(graded: GradedFunction, result: Any) -> dict[str, Any]:
    if isinstance(graded.returns, Part):
        return {graded.returns.name: result}
    if isinstance(graded.returns, Entries):
        return dict(result)
    return {part.name: item for part, item in zip(graded.returns, result, strict=True)}


def _bound(graded: GradedFunction, args: Any, kwargs: Any) -> dict[str, Any]:
    return dict(inspect.signature(graded.reference).bind(*args, **kwargs).arguments)


def _with_argument(graded: GradedFunction, name: str, change: Change) -> Mutant:
    def mutant(*args: Any, **kwargs: Any) -> Any:
        bound = _bound(graded, args, kwargs)
        if bound.get(name) is not None:
            bound[name] = change(bound[name])
        return graded.reference(**bound)

    return mutant


def _with_result(graded: GradedFunction, part: str, change: Change) -> Mutant:
    def mutant(*args: Any, **kwargs: Any) -> Any:
        result = graded.reference(*args, **kwargs)
        if not part or isinstance(graded.returns, Part):
            return change(result)
        parts = _parts(graded, result)
        return tuple({**parts, part: change(parts[part])}.values())

    return mutant


def _with_region(graded: GradedFunction, name: str, holds: Callable[[Any], bool]) -> Mutant:
    def mutant(*args: Any, **kwargs: Any) -> Any:
        bound = _bound(graded, args, kwargs)
        result = graded.reference(**bound)
        if bound.get(name) is None or not holds(bound[name]):
            return result
        if _is_dict(graded):
            return {key: _off(value) for key, value in result.items()}
        parts = {key: _off(value) for key, value in _parts(graded, result).items()}
        return (
            next(iter(parts.values())) if isinstance(graded.returns, Part) else (*parts.values(),)
        )

    return mutant


def _off(value: Any) -> Any:
    """Make a result wrong by a hundredth; of whole numbers the first by 1."""
    if np.asarray(value).dtype.kind not in "ui":
        return value * 1.02 + 0.02
    wrong = np.array(value)
    wrong.flat[0] = 1 - wrong.flat[0] if wrong.flat[0] <= 1 else wrong.flat[0] - 1
    return wrong if isinstance(value, np.ndarray) else wrong.item()


def _changes(value: Any) -> Iterator[tuple[str, Change]]:
    """Yield the changes that make sense for a value, each with its name."""
    if isinstance(value, dict):  # the values of a graph, or its gradients
        for label, change in _changes(1.5):
            yield label, lambda d, change=change: {k: change(v) for k, v in d.items()}
    elif isinstance(value, list):  # the rows of a graph
        for k in LENGTHS:
            yield f"only the last {k}", lambda rows, k=k: rows[-k:]
    elif isinstance(value, bool | str | tuple) or callable(value):
        return
    elif isinstance(value, int):
        for k in LENGTHS[:3]:
            yield f"at most {k}", lambda n, k=k: min(n, k)
    elif isinstance(value, float):
        yield from _numeric()
        yield "or 1", lambda x: x or 1.0
        yield "or 0.5", lambda x: x or 0.5
    elif isinstance(value, np.ndarray):
        yield from _numeric()
        for k in LENGTHS:
            yield from _cut(k)


def _numeric() -> Iterator[tuple[str, Change]]:
    for c in BOUNDS:
        yield f"clipped to ±{c:g}", lambda x, c=c: _like(np.clip(x, -c, c), x)
        yield f"at most {c:g}", lambda x, c=c: _like(np.minimum(x, c), x)
        yield f"at least −{c:g}", lambda x, c=c: _like(np.maximum(x, -c), x)
    for c in (1e-3, 1e-2, 0.1):
        yield f"clipped to [{c:g}, {1 - c:g}]", lambda x, c=c: _like(np.clip(x, c, 1 - c), x)
        yield f"0 below {c:g}", lambda x, c=c: _like(np.where(np.abs(x) < c, 0.0, x), x)
    for digits in (0, 1, 2):
        yield f"rounded to {digits}", lambda x, digits=digits: _like(np.round(x, digits), x)
    yield "without its sign", lambda x: _like(np.abs(x), x)
    yield "0 where negative", lambda x: _like(np.maximum(x, 0), x)


def _like(new: Any, old: Any) -> Any:
    """Return a number for a number, and an array of the old type for an array."""
    if not isinstance(old, np.ndarray):
        return type(old)(new) if isinstance(old, int) else float(new)
    return np.asarray(new).astype(old.dtype)


def _cut(k: int) -> Iterator[tuple[str, Change]]:
    def zeroed(x: Any, index: Any) -> Any:
        new = np.array(x)
        new[index] = 0
        return new

    yield f"only the first {k}", lambda x: zeroed(x, (..., slice(k, None)))
    yield f"only the last {k}", lambda x: zeroed(x, (..., slice(None, max(0, x.shape[-1] - k))))
    yield f"only {k} rows", lambda x: zeroed(x, slice(k, None))


def _regions(value: Any) -> Iterator[tuple[str, Callable[[Any], bool]]]:
    """Yield regions in which a value of this kind may lie, each with its name."""
    if isinstance(value, dict):
        value, of = 1.5, lambda d: np.array(list(d.values()))
    elif isinstance(value, list):
        for k in (1, 2):
            yield f"has {k} rows", lambda rows, k=k: len(rows) == k
        yield "has ten rows or more", lambda rows: len(rows) >= 10
        for op in ("add", "mul", "exp", "log", "sigmoid"):
            yield f"ends with {op}", lambda rows, op=op: rows[-1][1] == op
        return
    elif isinstance(value, bool | str | tuple) or callable(value):
        return
    else:
        of = np.asarray
    for c in (1e-2, 0.5, 1.0, 2.2, 5.0, 10.0):
        yield f"exceeds {c:g}", lambda x, c=c: bool(of(x).max(initial=-np.inf) > c)
        yield f"is below −{c:g}", lambda x, c=c: bool(of(x).min(initial=np.inf) < -c)
    yield "is 0 everywhere", lambda x: not of(x).any()
    yield "is 0 somewhere", lambda x: not of(x).all()
    yield "is 1 everywhere", lambda x: bool((of(x) == 1).all())
    yield "is a whole number", lambda x: of(x).dtype.kind in "iu"
    yield "is in single precision", lambda x: of(x).dtype == np.float32
    if isinstance(value, np.ndarray):
        for axis in range(value.ndim):
            for k in (*LENGTHS, 10000):
                name = f"has more than {k} along axis {axis}"
                yield name, lambda x, k=k, axis=axis: x.ndim > axis and x.shape[axis] > k
            yield (
                f"has 1 along axis {axis}",
                lambda x, axis=axis: x.ndim > axis and x.shape[axis] == 1,
            )
        yield "is equal everywhere", lambda x: x.size > 1 and bool((x == x.flat[0]).all())
    if isinstance(value, int):
        for k in LENGTHS[:3]:
            yield f"is more than {k}", lambda n, k=k: n > k

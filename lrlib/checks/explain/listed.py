"""Which known mistake explains a fault: the one that gives the same results."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from lrlib.checks.call.invoke import Memo, attempt, call, examine, prepare
from lrlib.checks.declare.compare import equal
from lrlib.checks.declare.model import (
    Function,
    Got,
    GradedFunction,
    Mistake,
    Property,
    Regime,
    Trial,
)
from lrlib.checks.explain.errors import message_of

__all__ = ["known_mistake"]


def known_mistake(
    graded: GradedFunction,
    f: Function,
    prop: Property,
    regime: Regime | None,
    seed: int,
    memo: Memo,
) -> Mistake | None:
    """Find the one known mistake that explains all that was seen.

    First all outcomes of all properties are compared; then, for work with two mistakes in
    two places, only the parts that the mistake gets wrong, and the one that breaks least wins.
    In a regime only mistakes are tried that agree on ordinary inputs: others may take long there.
    """
    candidates = [m for m in graded.mistakes if prop.name in m.breaks]
    agrees = partial(_agrees, graded, f, seed, memo, {})
    here = [m for m in candidates if agrees(m, prop)]
    if regime is not None:
        shown = regime.of(prop)
        here = [m for m in here if agrees(m, shown)]

    def alike(m: Mistake) -> bool:
        """Say whether all parts that the hint speaks of are as the mistake makes them."""
        parts = [p for p in graded.properties if p.name in m.breaks and p.parts]
        if not all(agrees(m, p) for p in parts):
            return False
        for p in (p for p in graded.properties if p.name in m.breaks):
            fault = examine(graded, f, p, seed, memo)
            ordinary = fault is not None and fault.regime is None
            if fault is None or not (ordinary or agrees(m, p, whole=True)):
                return False  # f is right where the mistake is wrong
        named = () if m.true_of is not None else parts_named(graded, m.hint.en)
        if named and not agrees(m, prop, parts=named):
            return False
        return m.true_of is None or m.true_of(f)

    everywhere = [
        m
        for m in here
        if all(agrees(m, p, whole=True) for p in graded.properties)
        and (m.true_of is None or m.true_of(f))
    ]
    for found in (everywhere, [m for m in here if alike(m)]):
        least = min((len(m.breaks) for m in found), default=0)
        simplest = [m for m in found if len(m.breaks) == least]
        if len(simplest) == 1:
            return simplest[0]
    return None


_AGREED: dict[Any, bool] = {}


def _agrees(
    graded: GradedFunction,
    f: Function,
    seed: int,
    memo: Memo,
    marks: dict[Any, bytes],
    mistake: Mistake,
    prop: Property,
    *,
    whole: bool = False,
    parts: tuple[str, ...] = (),
) -> bool:
    """Say whether f and a mistake agree. Of equal answers of a class only the first is compared.

    `marks` has a hash of the trials of f, by the cases.
    """
    looked_at = [prop]
    if any(trial.case.readonly for trial in attempt(graded, f, prop, seed, memo)):
        looked_at.append(graded.properties[0])  # see `_write_alike`
    for p in looked_at:
        if (p.cases, p.count_lines) not in marks:
            marks[p.cases, p.count_lines] = _mark(attempt(graded, f, p, seed, memo))
    seen = [marks[p.cases, p.count_lines] for p in looked_at]
    key = (graded.name, mistake.id, prop.name, prop.cases, seed, whole, parts, *seen)
    if key not in _AGREED:
        if len(_AGREED) > 20_000:
            _AGREED.clear()
        _AGREED[key] = _agree(graded, f, mistake, prop, seed, memo, whole=whole, parts=parts)
    return _AGREED[key]


def _mark(trials: Sequence[Trial]) -> bytes:
    """Return a hash of all that `_agree` looks at in the trials of a function."""
    digest = hashlib.blake2b(digest_size=16)
    for trial in trials:
        outcome = trial.outcome
        said = (outcome.broken, message_of(trial), outcome.lines)
        digest.update(repr((said, _bits(outcome.parts), _bits(outcome.changed))).encode())
    return digest.digest()


def _bits(value: Any) -> Any:
    """Return a value in a form whose `repr` shows all of it: that of a large array does not."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, Mapping):
        return [(_bits(key), _bits(entry)) for key, entry in value.items()]
    if isinstance(value, list | tuple):
        return type(value).__name__, [_bits(entry) for entry in value]
    return value


_MEMOS: dict[tuple[str, str, int], Memo] = {}


def _mistake_memo(graded: GradedFunction, mistake: Mistake, seed: int) -> Memo:
    """Return the memo of a mistake under one seed. The answers of a class share a seed."""
    if len(_MEMOS) > 2000:
        _MEMOS.clear()
    return _MEMOS.setdefault((graded.name, mistake.id, seed), {})


def _agree(
    graded: GradedFunction,
    f: Function,
    mistake: Mistake,
    prop: Property,
    seed: int,
    memo: Memo,
    *,
    whole: bool = False,
    parts: tuple[str, ...] = (),
) -> bool:
    mistake_memo = _mistake_memo(graded, mistake, seed)
    mine = attempt(graded, f, prop, seed, memo)
    theirs = _one_by_one(graded, mistake, prop, seed, mistake_memo)
    compared = () if whole else parts or prop.parts
    if not all(_same(a, b, compared) for a, b in zip(mine, theirs, strict=True)):
        return False
    if prop.count_lines:
        found = list(_one_by_one(graded, mistake, prop, seed, mistake_memo))
        if (prop.judge(prop, mine) is None) != (prop.judge(prop, found) is None):
            return False
    readonly = any(trial.case.readonly for trial in mine)
    return not readonly or _write_alike(graded, f, mistake, seed, memo, mistake_memo)


def _one_by_one(
    graded: GradedFunction, mistake: Mistake, prop: Property, seed: int, memo: Memo
) -> Iterator[Trial]:
    """Yield the trials of a mistake. It is called on a case when that is asked for.

    Most mistakes differ from a wrong answer in the first case already.
    """
    known = memo.setdefault((prop.cases, prop.count_lines), [])
    for i, (case, expected) in enumerate(prepare(graded, prop.cases, seed)):
        if i == len(known):
            outcome = call(graded, mistake.wrong, case, expected, count=prop.count_lines)
            known.append(Trial(case, expected, outcome))
        yield known[i]


def parts_named(graded: GradedFunction, hint: str) -> tuple[str, ...]:
    """Return the parts of a result that a hint speaks of."""
    if not isinstance(graded.returns, tuple):
        return ()
    names = [part.name for part in graded.returns]
    return tuple(name for name in names if re.search(rf"\b{re.escape(name)}\b", hint))


def _write_alike(
    graded: GradedFunction, f: Function, mistake: Mistake, seed: int, memo: Memo, mistake_memo: Memo
) -> bool:
    """Compare which arguments are changed where that is allowed: an error does not name them."""
    writeable = graded.properties[0]
    mine = attempt(graded, f, writeable, seed, memo)
    theirs = _one_by_one(graded, mistake, writeable, seed, mistake_memo)
    return all(
        set(a.outcome.changed) == set(b.outcome.changed) for a, b in zip(mine, theirs, strict=True)
    )


def _same(mine: Trial, theirs: Trial, parts: tuple[str, ...]) -> bool:
    """Compare two outcomes: errors, forms, numbers, and changed arguments."""
    a, b = mine.outcome, theirs.outcome
    if message_of(mine) != message_of(theirs) or a.broken != b.broken:
        return False
    if set(a.changed) != set(b.changed) or not all(
        _same_value(a.changed[name], b.changed[name]) for name in a.changed
    ):
        return False
    names = [name for name in a.parts if not parts or name in parts]
    return all(_same_got(a.parts[name], b.parts[name]) for name in names)


def _same_got(a: Got, b: Got) -> bool:
    if a.fault != b.fault or a.loose != b.loose or (a.value is None) != (b.value is None):
        return False
    return a.value is None or b.value is None or _same_value(a.value, b.value)


def _same_value(a: Any, b: Any) -> bool:
    if not isinstance(a, np.ndarray) or not isinstance(b, np.ndarray):
        return bool(a == b)
    return equal(a, b)

"""Find the cause of a fault: a known mistake that gives the same, or what the numbers show."""

from typing import Any, NamedTuple

import numpy as np

from lrlib.checks.call.invoke import attempt, examine
from lrlib.checks.declare.compare import equal
from lrlib.checks.declare.model import (
    Fault,
    Function,
    Got,
    GradedFunction,
    Mistake,
    Place,
    Property,
    Trial,
)
from lrlib.checks.declare.places import OLD_PARAMETERS
from lrlib.checks.explain.errors import message_of, read_error
from lrlib.checks.explain.unlisted.search import describe
from lrlib.checks.say.text import Text

__all__ = ["Diagnosis", "diagnose"]

Memo = dict[Any, list[Trial]]


class Diagnosis(NamedTuple):
    """What to say about a fault."""

    cause: str
    mistake: Mistake | None
    text: Text
    read: Place
    fact: Text = Text("", "")  # the text without its question
    trial: Trial | None = None  # the trial that shows it best, if it is not the fault's


def diagnose(
    graded: GradedFunction,
    f: Function,
    prop: Property,
    fault: Fault,
    seed: int,
    memo: Memo,
    *,
    thorough: bool = True,
) -> Diagnosis:
    """Name the cause of a fault, as well as it can be known."""
    read = graded.reads.get(prop.name, graded.read)
    if fault.kind == "changed":
        read = OLD_PARAMETERS
    if fault.kind == "error" and fault.trial.outcome.error is not None:
        reading = read_error(fault.trial.outcome.error)
        if reading.cause == "not-written":
            return Diagnosis(reading.cause, None, reading.text, read)
    known = known_mistake(graded, f, prop, seed, memo)
    behind = _behind(graded, f, prop, fault, seed, memo)
    if known is not None and (behind is None or behind[0].name in known.breaks):
        return Diagnosis(known.id, known, known.hint, known.read or graded.read)
    if fault.kind == "error" and fault.trial.outcome.error is not None:
        return Diagnosis(reading.cause, None, reading.text, read)
    if behind is not None:
        told = diagnose(graded, f, *behind, seed, memo, thorough=thorough)
        return told if told.trial is not None else told._replace(trial=behind[1].trial)
    trials = attempt(graded, f, prop, seed, memo)

    def fresh_trials() -> list[Trial]:
        return [trial for k in (1, 2) for trial in attempt(graded, f, prop, seed + k, {})]

    found = describe(graded, f, fault, trials, fresh_trials, thorough=thorough)
    return Diagnosis(found.cause, None, found.text, read, found.fact, found.trial)


def _behind(
    graded: GradedFunction, f: Function, prop: Property, fault: Fault, seed: int, memo: Memo
) -> tuple[Property, Fault] | None:
    """Find what is wrong on plain inputs, if that and not a limit shows on extreme ones."""
    plain = next((p for p in graded.properties if p.name == "values"), None)
    if prop.name != "extremes" or plain is None or fault.kind != "value":
        return None
    found = examine(graded, f, plain, seed, memo)
    if found is None:
        return None
    usual = attempt(graded, f, plain, seed, memo)
    if _at_a_limit(fault.trial) and not any(map(_at_a_limit, usual)):
        return None
    return plain, found


def _at_a_limit(trial: Trial) -> bool:
    """Say whether nan or inf came where a number is due."""
    return any(
        (value := trial.outcome.parts[name].value) is not None
        and value.size == expected.size
        and np.any(~np.isfinite(value.ravel()) & np.isfinite(expected.ravel()))
        for name, expected in trial.expected.items()
        if name in trial.outcome.parts
    )


def known_mistake(
    graded: GradedFunction, f: Function, prop: Property, seed: int, memo: Memo
) -> Mistake | None:
    """Find the one known mistake that explains all that was seen.

    First all outcomes of all properties are compared; then, for work with two mistakes in
    two places, only the parts that the mistake gets wrong, and the one that breaks least wins.
    """
    candidates = [m for m in graded.mistakes if prop.name in m.breaks]
    seen = {m.id: _mistake_memo(graded, m, seed) for m in candidates}
    here = [m for m in candidates if _agree(graded, f, m, prop, seed, memo, seen[m.id])]

    def alike(m: Mistake) -> bool:
        """Say whether a hint that speaks of dw and db is true of both."""
        parts = [p for p in graded.properties if p.name in m.breaks and p.parts]
        if not all(_agree(graded, f, m, p, seed, memo, seen[m.id]) for p in parts):
            return False
        return m.true_of is None or m.true_of(f)

    everywhere = [
        m
        for m in here
        if all(
            _agree(graded, f, m, p, seed, memo, seen[m.id], whole=True) for p in graded.properties
        )
    ]
    for found in (everywhere, [m for m in here if alike(m)]):
        least = min((len(m.breaks) for m in found), default=0)
        simplest = [m for m in found if len(m.breaks) == least]
        if len(simplest) == 1:
            return simplest[0]
    return None


_MEMOS: dict[tuple[str, str, int], Memo] = {}


def _mistake_memo(graded: GradedFunction, mistake: Mistake, seed: int) -> Memo:
    """Remember what a mistake does on the cases of one seed: a class shares its seed."""
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
    mistake_memo: Memo,
    *,
    whole: bool = False,
) -> bool:
    mine = attempt(graded, f, prop, seed, memo)
    theirs = attempt(graded, mistake.wrong, prop, seed, mistake_memo)
    if any(trial.case.readonly for trial in mine) and not _write_alike(
        graded, f, mistake, seed, memo, mistake_memo
    ):
        return False
    if prop.count_lines and (prop.judge(prop, mine) is None) != (prop.judge(prop, theirs) is None):
        return False
    return all(_same(a, b, () if whole else prop.parts) for a, b in zip(mine, theirs, strict=True))


def _write_alike(
    graded: GradedFunction, f: Function, mistake: Mistake, seed: int, memo: Memo, mistake_memo: Memo
) -> bool:
    """Compare which arguments are changed where that is allowed: a refusal does not name them."""
    writeable = graded.properties[0]
    mine = attempt(graded, f, writeable, seed, memo)
    theirs = attempt(graded, mistake.wrong, writeable, seed, mistake_memo)
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

"""Choose the cause of a fault: not written, a known mistake, an error, or what numbers show."""

from typing import NamedTuple

import numpy as np

from lrlib.checks.call.invoke import Memo, attempt, examine, memo_of
from lrlib.checks.declare.model import (
    Fault,
    Function,
    GradedFunction,
    Mistake,
    Place,
    Property,
    Trial,
)
from lrlib.checks.declare.places import OLD_PARAMETERS
from lrlib.checks.explain.errors import read_error
from lrlib.checks.explain.listed import known_mistake
from lrlib.checks.explain.unlisted.of_code import of_outside_names
from lrlib.checks.explain.unlisted.search import describe
from lrlib.checks.say.text import SPACE, Text

__all__ = ["Diagnosis", "diagnose"]


class Diagnosis(NamedTuple):
    """The cause of a fault, and what to say about it."""

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
    """Name the cause of a fault.

    In this order: a function that is not written; a known mistake that gives the same results;
    an error; what is wrong on plain inputs, if the fault was met on extreme ones; and what the
    shapes or the numbers show.
    """
    read = graded.reads.get(prop.name, graded.read)
    if fault.kind == "changed":
        read = OLD_PARAMETERS
    if fault.kind == "error" and fault.trial.outcome.error is not None:
        reading = read_error(fault.trial.outcome.error)
        if reading.cause == "not-written":
            return Diagnosis(reading.cause, None, reading.text, read)
    known = known_mistake(graded, f, prop, fault.regime, seed, memo)
    behind = _behind(graded, f, prop, fault, seed, memo)
    if known is not None and (behind is None or behind[0].name in known.breaks):
        hint = SPACE.join([known.hint, *of_outside_names(f)])
        return Diagnosis(known.id, known, hint, known.read or graded.read)
    if fault.kind == "error" and fault.trial.outcome.error is not None:
        return Diagnosis(reading.cause, None, reading.text, read)
    if behind is not None:
        told = diagnose(graded, f, *behind, seed, memo, thorough=thorough)
        return told if told.trial is not None else told._replace(trial=behind[1].trial)
    # Ordinary inputs, where all is right, say nothing of what is wrong in a regime.
    shown = prop if fault.regime is None else fault.regime.of(prop)
    trials = attempt(graded, f, shown, seed, memo)

    def fresh_trials() -> list[Trial]:
        seeds = seed + 1, seed + 2
        return [t for s in seeds for t in attempt(graded, f, shown, s, memo_of(graded, f, s))]

    found = describe(graded, f, fault, trials, fresh_trials, thorough=thorough)
    return Diagnosis(found.cause, None, found.text, read, found.fact, found.trial)


def _behind(
    graded: GradedFunction, f: Function, prop: Property, fault: Fault, seed: int, memo: Memo
) -> tuple[Property, Fault] | None:
    """Return the fault on plain inputs, if extreme inputs show that one and no limit of numbers."""
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
    """Say whether nan or inf came where a finite number is expected."""
    return any(
        (value := trial.outcome.parts[name].value) is not None
        and value.size == expected.size
        and np.any(~np.isfinite(value.ravel()) & np.isfinite(expected.ravel()))
        for name, expected in trial.expected.items()
        if name in trial.outcome.parts
    )

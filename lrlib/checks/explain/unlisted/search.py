"""Search for a relation between wrong results and right ones, for mistakes that are not listed.

A wrong result is seldom arbitrary. It is the right one times m, or the right one for b = 0, or a
step on the way; or it is right only where y = 1, or it does not depend on an argument. Each
finder looks for one such relation that holds in every trial. What is found is then tested on
freshly drawn inputs, and the first relation that holds there, too, is told, with a question
that points to its cause.
"""

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lrlib.checks.call.invoke import call
from lrlib.checks.declare.compare import RIGHT, equal, right_entries
from lrlib.checks.declare.model import Array, Case, Fault, Function, GradedFunction, Trial
from lrlib.checks.explain.code import Code, code_of
from lrlib.checks.explain.shapes import describe_shape
from lrlib.checks.explain.unlisted import sayings as say
from lrlib.checks.explain.unlisted import sayings_of_changes as changes
from lrlib.checks.explain.unlisted.by_label import with_this_label
from lrlib.checks.explain.unlisted.finder import Finder
from lrlib.checks.explain.unlisted.finders import BEFORE_OWN_WORDS, FINDERS
from lrlib.checks.explain.unlisted.of_code import (
    beside,
    in_this_code,
    names_in_the_code,
    second_names,
)
from lrlib.checks.explain.unlisted.sayings import Relation, in_the_plural
from lrlib.checks.explain.unlisted.tried_rules import pattern
from lrlib.checks.explain.unlisted.view import View, part_name, view_of, wrong_first
from lrlib.checks.say.quantity import named
from lrlib.checks.say.text import NOTHING, SPACE, Text

__all__ = ["describe"]

IN_REGIMES = [finder for finder in FINDERS if finder.in_regimes]


def describe(
    graded: GradedFunction,
    f: Function,
    fault: Fault,
    trials: Sequence[Trial],
    fresh_trials: Callable[[], Sequence[Trial]],
    *,
    thorough: bool = True,
) -> Relation:
    """Describe a fault that no known mistake explains.

    Parameters
    ----------
    graded, f, fault, trials
        The function, the learner's, what is wrong with it, and where that was seen.
    fresh_trials : callable
        Draws other inputs of the same kind and calls f on them. What was seen by chance does
        not hold there.
    thorough : bool
        Without it, only a relation that explains everything is looked for: several times faster.
    """
    code = code_of(f)
    found = _of_the_form(graded, f, fault, trials, code)
    if found is None:
        view = view_of(graded, f, fault, trials)

        @functools.cache
        def wider() -> View:
            more = view_of(graded, f, fault, fresh_trials()).records
            return replace(view, records=wrong_first([*more, *view.records]))

        if fault.text.en:  # the property has its own words for what nothing here explains
            told = _search(view, wider, BEFORE_OWN_WORDS) if view.wrong else None
            found = told or Relation(fault.kind, NOTHING, fault.text)
        else:
            usual = FINDERS if fault.regime is None else IN_REGIMES
            finders = [finder for finder in usual if thorough or finder.complete]
            found = _search(view, wider, finders)
            found = found or _size(view, wider, thorough, in_regime=fault.regime is not None)
        named = names_in_the_code(graded, code, fault.part, [fault.trial, *trials[:3]])
        found = (
            second_names(in_this_code(found, code), code) if named is None else beside(named, found)
        )
    if fault.regime is not None:
        found = say.in_a_regime(found, fault.regime.ask, code)
    part = part_name(graded, fault.part)
    return found._replace(fact=found.fact._replace(en=in_the_plural(found.fact.en, part)))


def _of_the_form(
    graded: GradedFunction, f: Function, fault: Fault, trials: Sequence[Trial], code: Code | None
) -> Relation | None:
    """Describe a fault that can be seen without comparing numbers; None if only numbers show it."""
    if fault.kind == "changed":
        return _changed(graded, f, fault)
    if fault.kind == "shape" or (fault.kind == "value" and code is not None and code.outside):
        seen = [fault.trial, *trials[:3]]
        named = names_in_the_code(graded, code, fault.part, seen, of_shape=fault.kind == "shape")
        if named is not None:
            return named
    if fault.kind in ("shape", "value", "form") and _in_another_order(graded, trials):
        return Relation("another order", NOTHING, say.ANOTHER_ORDER)
    if fault.kind == "shape" or _has_more_axes(fault):
        shown = max((t for t in trials if _has_wrong_shape(t, fault)), key=_size_of)
        return Relation("shape", *describe_shape(replace(fault, trial=shown), code), shown)
    if fault.kind != "value":
        return Relation(fault.kind, NOTHING, fault.text)
    got, expected = fault.trial.outcome.parts[fault.part], fault.trial.expected[fault.part]
    if got.loose is not None and got.value is not None and got.value.dtype.kind in "iu":
        if expected.dtype.kind == "f":  # fractions are lost: the type explains the numbers
            return Relation("whole numbers", NOTHING, got.loose)
    return None


def _has_wrong_shape(trial: Trial, fault: Fault) -> bool:
    """Say whether the faulty part has a wrong shape in a trial: the fault's own trial has."""
    got = trial.outcome.parts.get(fault.part)
    if trial is fault.trial or got is None or got.value is None:
        return trial is fault.trial
    return got.value.shape != trial.expected[fault.part].shape


def _size_of(trial: Trial) -> int:
    return sum(expected.size for expected in trial.expected.values())


def _has_more_axes(fault: Fault) -> bool:
    """Say whether a wrong number stands in an array that holds several numbers for each one."""
    if fault.kind != "value" or fault.part not in fault.trial.outcome.parts:
        return False
    got, expected = fault.trial.outcome.parts[fault.part].value, fault.trial.expected[fault.part]
    return got is not None and got.ndim > expected.ndim and got.size > expected.size


def _changed(graded: GradedFunction, f: Function, fault: Fault) -> Relation:
    """Name the arguments that a call changes: what they hold, or their shape or type alone."""
    args, expected = fault.trial.case.args, fault.trial.expected
    changed = call(graded, f, Case(args), expected, count=False).changed
    names = ", ".join(changed)
    if names and all(_holds_the_same(args[name], value) for name, value in changed.items()):
        return Relation(
            "changed", changes.CHANGED_FORM.format(names=names), changes.WHO_SETS_THE_FORM
        )
    fact = changes.CHANGED_ARGUMENTS.format(names=names) if names else NOTHING
    if fault.trial.outcome.error is not None:  # the message quotes the line
        return Relation("changed", fact, changes.A_COPY_OR_ANOTHER_NAME)
    return Relation("changed", fact, SPACE.join([fault.text, changes.CALLER]))


def _holds_the_same(before: Any, after: Any) -> bool:
    """Say whether an array holds the numbers that it held, in their order."""
    arrays = isinstance(before, np.ndarray) and isinstance(after, np.ndarray)
    return arrays and np.array_equal(np.ravel(before), np.ravel(after), equal_nan=True)


def _in_another_order(graded: GradedFunction, trials: Sequence[Trial]) -> bool:
    """Say whether the parts have changed places, in every trial alike."""
    if not isinstance(graded.returns, tuple):
        return False
    names = [part.name for part in graded.returns]
    return any(
        all(
            _is(trial.outcome.parts[mine].value, trial.expected[due])
            for trial in trials
            for mine, due in zip(names, order, strict=True)
        )
        for order in itertools.permutations(names)
        if list(order) != names
    )


def _is(got: Array | None, expected: Array) -> bool:
    return got is not None and equal(got, expected, RIGHT)


def _search(view: View, wider: Callable[[], View], finders: Sequence[Finder]) -> Relation | None:
    """Return the first relation that holds on the view and on fresh inputs, too."""
    for finder in finders:
        found = finder(view)
        told = None if found is None else _confirmed(finder, found, wider)
        if told is None:
            continue
        if finder.complete or finder.tells_where:
            return with_this_label(view, told)
        return told._replace(fact=_joined(pattern(wider()), told.fact))
    return None


def _confirmed(finder: Finder, found: Relation, wider: Callable[[], View]) -> Relation | None:
    """Test a relation on fresh inputs: return what is to be told, None if it was seen by chance."""
    if finder.measures:
        return found
    again = finder(wider())
    if again is None or again.cause != found.cause:
        return again
    return again._replace(trial=found.trial) if finder.facts_vary else found


def _joined(*texts: Text) -> Text:
    return SPACE.join([text for text in texts if text.en])


def _size(
    view: View, wider: Callable[[], View], thorough: bool, *, in_regime: bool = False
) -> Relation:
    """Fall back: say how results compare in size and sign, and leave the rest to the learner."""
    if not thorough:
        return Relation("value", NOTHING, say.BY_HAND)
    view = wider()
    got = np.concatenate([r.got.ravel() for r in view.records])
    expected = np.concatenate([r.expected.ravel() for r in view.records])
    wrong = ~right_entries(got, expected)
    template = say.NUMBERS_ARE if wrong.all() else say.SOME_NUMBERS_ARE
    if all(record.expected.size == 1 for record in view.records):
        template = say.A_NUMBER_IS
    how = _how(got[wrong], expected[wrong])
    fact = template.format(part=named(view.part), how=how)
    if in_regime and how is say.NOW_AND_THEN:
        fact = NOTHING  # that says nothing of what is different there
    now_and_then = how is say.NOW_AND_THEN and view.of_a_slope
    if now_and_then and not in_regime and _is_noise(got[wrong], expected[wrong]):
        return Relation("noise", NOTHING, say.SHORT_NUDGE)
    return Relation("value", _joined(pattern(view), fact), say.BY_HAND)


def _is_noise(got: Array, expected: Array) -> bool:
    """Say whether numbers lie on both sides of the right ones, mostly by less than half."""
    if got.size < 3 or not np.isfinite(got).all() or not expected.all():
        return False
    return bool(np.median(np.abs(got / expected - 1)) < 0.5)


def _how(got: Array, expected: Array) -> Text:
    if (got * expected < 0).all():
        return say.WRONG_SIGN
    if (np.abs(got) > np.abs(expected)).all():
        return say.TOO_LARGE
    if (np.abs(got) < np.abs(expected)).all():
        return say.TOO_SMALL
    if (got < expected).all():
        return say.BELOW
    return say.ABOVE if (got > expected).all() else say.NOW_AND_THEN

"""What the names in the code show: arguments that stand nowhere, names that are no arguments.

A function that reads the data of an earlier cell gives numbers that may look like anything. So
this is told before any relation between numbers.
"""

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lrlib.checks.declare.compare import UNMOVED, equal
from lrlib.checks.declare.model import Array, Function, GradedFunction, Trial
from lrlib.checks.explain.code import Code, code_of
from lrlib.checks.explain.suspects import QUESTIONS
from lrlib.checks.explain.unlisted import sayings_of_code as say
from lrlib.checks.explain.unlisted.factors import OF_EXAMPLES
from lrlib.checks.explain.unlisted.partial import nudged
from lrlib.checks.explain.unlisted.sayings import AND, BY_HAND, Relation
from lrlib.checks.explain.unlisted.view import all_parts, part_name
from lrlib.checks.say.quantity import named
from lrlib.checks.say.text import SPACE, Text

__all__ = ["beside", "in_this_code", "names_in_the_code", "of_outside_names", "second_names"]

# What says less than a name does: that numbers differ, are always one, or do not feel an argument.
GENERAL = "always", "ignores", "unsteady", "written into"
# Constants that are not written in capitals.
HARMLESS = re.compile(
    r"(?i)(?:^|_)(?:eps|epsilon|tol|tolerance|small|limit)(?:_|\d|$)|^h$|^(?:max|min)_"
)


def names_in_the_code(
    graded: GradedFunction,
    code: Code | None,
    part: str,
    trials: Sequence[Trial],
    *,
    of_shape: bool = False,
) -> Relation | None:
    """Find arguments that are not used, though a part hangs on them, and names from outside.

    `of_shape` is whether the part has a wrong shape: then its shape has to hang on an argument.
    """
    if code is None:
        return None
    due = _due(graded, code)
    outside = _outside(code)
    of_shape = of_shape and not outside
    unused, replaced = (
        [n for n in names if n in due and _matters(graded, due[n], part, trials, of_shape)]
        for names in (code.unused, code.replaced)
    )
    if code.unbracketed:
        return say.UNBRACKETED.of("unbracketed")
    if unused:
        saying = say.UNUSED if len(unused) == 1 else say.SEVERAL_UNUSED
        found = saying.of("unused", part=part_name(graded, part), names=_listed(unused))
        if part.startswith("d") and not outside:
            asked = say.OF_A_SLOPE.format(part=named(part), names=_listed(unused))
            found = found._replace(ask=asked)
        instead = say.READS_INSTEAD if len(outside) == 1 else say.READS_SEVERAL_INSTEAD
        told = [found.fact, *([instead.format(outside=_listed(outside))] if outside else [])]
        return found._replace(fact=SPACE.join(told))
    if outside:
        found = _of_outside(outside)
        more = [say.BESIDE_B] if part == "db" else []
        return found._replace(ask=SPACE.join([found.ask, *more]))
    return say.REPLACED.of("replaced", names=_listed(replaced)) if replaced else None


def second_names(found: Relation, code: Code | None) -> Relation:
    """Tell of a second name that is changed in place, where the numbers say nothing better."""
    general = found.cause in ("value", "not-finite", "written into")
    if code is None or not code.aliases or not general:
        return found
    new, old = code.aliases[0]
    return say.ALIASED.of("aliased", new=new, old=old)._replace(trial=found.trial)


def of_outside_names(f: Function) -> list[Text]:
    """Say which names of no arguments a function uses; nothing if it uses none."""
    code = code_of(f)
    outside = [] if code is None else _outside(code)
    return [_of_outside(outside).fact] if outside else []


def _outside(code: Code) -> list[str]:
    return [name for name in code.outside if not HARMLESS.search(name)]


def _of_outside(names: Sequence[str]) -> Relation:
    saying = say.OUTSIDE if len(names) == 1 else say.SEVERAL_OUTSIDE
    return saying.of("outside", outside=_listed(names))


def beside(named: Relation, found: Relation) -> Relation:
    """Tell of a name and of the numbers, if these say more than that something is not felt."""
    alone = named.cause == "unbracketed" or found.cause == "value"
    if alone or found.cause.startswith(GENERAL):
        return named
    return found._replace(fact=SPACE.join([named.fact, found.fact]))


def in_this_code(found: Relation, code: Code | None) -> Relation:
    """Ask for what can be there alone, where a relation asks in general."""
    for question in QUESTIONS:
        if found.ask == question.about(None):
            return found._replace(ask=question.about(code))
    if found.ask == BY_HAND and code is not None and code.has("argsort"):
        return found._replace(ask=say.WHAT_ARGSORT_GIVES)
    by_m = found.ask == OF_EXAMPLES and " 1/m times " in found.fact.en
    if by_m and code is not None and code.has("mean", "average") and _divides(code):
        return found._replace(ask=say.MEAN_ALREADY)
    return found


def _divides(code: Code) -> bool:
    return not code.signs.isdisjoint(("/", "/="))


def _due(graded: GradedFunction, code: Code) -> dict[str, str]:
    """Return which argument each of the learner's parameters gets: by position, or by name."""
    parameters = inspect.signature(graded.reference).parameters.values()
    names = [p.name for p in parameters]
    placed = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
    by_place = dict(zip(code.parameters, placed, strict=False))
    return by_place | {name: name for name in code.parameters if name in names}


def _matters(
    graded: GradedFunction, name: str, part: str, trials: Iterable[Trial], of_shape: bool
) -> bool:
    """Say whether the right part depends on an argument, in one of some trials at least."""
    felt = [
        _felt(graded, trial.case.args, name, part) for trial in trials if name in trial.case.args
    ]
    return "shape" in felt or ("numbers" in felt and not of_shape)


def _felt(graded: GradedFunction, args: Mapping[str, Any], name: str, part: str) -> str:
    """Say what of the right part changes with an argument: its shape, its numbers or nothing."""
    others = dict(nudged(args)).get(name)
    if others is None:  # a function, a graph, bytes: what is given is meant to be used
        return "numbers"
    before = all_parts(graded, args).get(part)
    after = [all_parts(graded, other).get(part) for other in others]
    if before is None:
        return ""
    changed = [x for x in after if x is not None and _differ(x, before)]
    if any(x.shape != before.shape for x in changed):
        return "shape"
    return "numbers" if changed else ""


def _differ(one: Array, other: Array) -> bool:
    return one.shape != other.shape or not equal(one, other, UNMOVED)


def _listed(names: Sequence[str]) -> Text:
    """List names as a sentence does."""
    *others, last = names
    first = ", ".join(others)
    return AND.join([Text(first, first), Text(last, last)]) if others else Text(last, last)

"""Finders of one relation that explains every number of every trial."""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np

from lrlib.checks.declare.compare import LOOSE, RIGHT, UNMOVED, equal
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted import sayings as say
from lrlib.checks.explain.unlisted import sayings_of_changes as changes
from lrlib.checks.explain.unlisted.alteration import Alteration
from lrlib.checks.explain.unlisted.alterations import ENTERS, alterations, one_label
from lrlib.checks.explain.unlisted.factors import (
    OF_AN_ARGUMENT,
    Factor,
    over_a_number,
    ratio,
    seen,
    times_a_quotient,
)
from lrlib.checks.explain.unlisted.finder import Finder
from lrlib.checks.explain.unlisted.limits import limited
from lrlib.checks.explain.unlisted.of_lookalikes import JOINED, ON_A_PATH
from lrlib.checks.explain.unlisted.of_one_result import one_number
from lrlib.checks.explain.unlisted.of_other_parts import asked_of_its_line
from lrlib.checks.explain.unlisted.of_step_sizes import step_times_a_size
from lrlib.checks.explain.unlisted.patterns import CHANGES
from lrlib.checks.explain.unlisted.quantities import (
    AN_ARGUMENT,
    NOT_THIS,
    SLOPE_OR_ARGUMENT,
    WHOLE,
    Quantity,
    Target,
    factor_of,
    quantities,
)
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import (
    Comparison,
    View,
    all_parts,
    answer,
    is_a_table,
    part_of,
    reference,
)
from lrlib.checks.say.text import NOTHING, SPACE, Text

__all__ = ["COMPLETE", "function_of_expected", "known_result", "times_expected"]


# The functions whose slopes are products along paths, and sums where paths meet.
GRAPHS = "graph_backward", "fork_backward"


def times_expected(view: View) -> Relation | None:
    """Find a multiple of what is expected."""
    factor = factor_of(view, lambda record: record.expected, free=True) or _size_and_number(view)
    if factor is None:
        factor = _of_several_examples(view)
    if factor is None or factor.plain:
        return None
    if factor.label == "−1":
        return say.OPPOSITE_SIGN.of("sign", part=view.part)
    return say.TIMES_EXPECTED.of(
        f"times {factor.label}",
        part=view.part,
        factor=factor.label,
        seen=seen(factor, view.records),
        ask=_asked_of(view, factor),
    )


def _asked_of(view: View, factor: Factor) -> Text:
    """Ask for a factor that an argument is; of a slope, whether it is a share and no slope."""
    if factor.any_number and view.of_a_slope and view.graded.name in GRAPHS:
        return say.PATHS
    if factor.asked is not OF_AN_ARGUMENT:
        return factor.ask
    if view.part == f"d{factor.label}":
        return say.SHARE_OR_SLOPE.format(name=factor.label)
    return _of_a_slope(view, factor.ask, say.OF_LOCAL_SLOPES)


def _of_a_slope(view: View, ask: Text, more: Text) -> Text:
    """Ask about derivatives too, where a slope is asked for."""
    return SPACE.join([ask, more]) if view.of_a_slope else ask


def _of_several_examples(view: View) -> Factor | None:
    """Find a factor of m where there are several examples, if the result for one is right."""
    several = [record for record in view.records if record.case.sizes.get("m", 1) > 1]
    one = [record for record in view.records if record.case.sizes.get("m") == 1]
    if not one or len(several) < 2 or not all(record.right for record in one):
        return None
    factor = factor_of(replace(view, records=several), lambda r: r.expected, free=False)
    return factor if factor is not None and factor.name == "m" else None


def _size_and_number(view: View) -> Factor | None:
    """Find m over one number, as in a sum that is divided by it, or m over n_x times one."""
    if len({record.case.sizes.get("m") for record in view.records} - {None}) < 2:
        return None
    number = _number_behind(view, lambda sizes: sizes["m"])
    if number:
        return over_a_number("m", 1 / number)
    if any("n_x" not in record.case.sizes for record in view.records):
        return None
    number = _number_behind(view, lambda sizes: sizes["m"] / sizes["n_x"])
    return times_a_quotient("m", "n_x", number) if number else None


def _number_behind(view: View, of: Callable[[Mapping[str, int]], float]) -> float:
    """Return the one number that is left of a factor which goes with sizes; 0 if there is none."""
    free = factor_of(view, lambda r: r.expected * of(r.case.sizes), free=True)
    numbers = {free.in_case(record.case) for record in view.records} if free else set()
    return numbers.pop() if len(numbers) == 1 else 0.0


def known_result(view: View) -> Relation | None:
    """Find a result that is right for other arguments, or another quantity."""
    other = _other_arguments(view)
    if other is not None and other[1].plain:
        alteration, factor = other
        if alteration.cause == "flipped-y":
            alteration = _always_one_label(view) or alteration
        return _altered(view, alteration, factor)
    quantity = _other_quantity(view)
    return _equals(view, *quantity) if quantity is not None and quantity[1].plain else None


def known_multiple(view: View) -> Relation | None:
    """Find a multiple of what is right for other arguments, or of another quantity."""
    other, quantity = _other_arguments(view), _other_quantity(view)
    if quantity is not None and other is None:
        return _equals(view, *quantity)
    return None if other is None else _altered(view, *other)


def _other_arguments(view: View) -> tuple[Alteration, Factor] | None:
    """Find the arguments for which the results, or multiples of them, are right, once."""
    if "other arguments" not in view.numbers:
        tried = ((a, _right_if(view, a)) for a in alterations(view.records[0].case))
        view.numbers["other arguments"] = _simplest(view, tried)
    found: tuple[Alteration, Factor] | None = view.numbers["other arguments"]
    return found


def _other_quantity(view: View) -> tuple[Quantity, Factor] | None:
    """Find the quantity that the results, or multiples of them, equal, once."""
    if "other quantity" not in view.numbers:
        tried = ((q, q.target) for q in quantities(view))
        view.numbers["other quantity"] = _simplest(view, tried)
    found: tuple[Quantity, Factor] | None = view.numbers["other quantity"]
    return found


def _always_one_label(view: View) -> Alteration | None:
    """Tell a label that is always the same one from one that is always the other."""
    labels = {int(record.case.args["y"]) for record in view.records}
    if len(labels) != 1:
        return None
    args = {**view.records[0].case.args, "y": 1 - labels.pop()}
    due, got = reference(view, args), answer(view, args)
    return one_label(args["y"]) if due is not None and got is not None and equal(got, due) else None


def _right_if(view: View, alteration: Alteration) -> Target:
    def altered(record: Comparison) -> dict[str, Array] | None:
        args = alteration.apply(record.case)
        return None if args is None else all_parts(view.graded, args)

    def target(record: Comparison) -> Array | None:
        # What pictures give is computed again, and not kept.
        parts = (
            record.once(alteration.cause, lambda: altered(record))
            if record.small
            else altered(record)
        )
        return np.empty(0) if parts is None else part_of(view, parts)

    return target


def _altered(view: View, alteration: Alteration, factor: Factor) -> Relation:
    """Tell of the right result for other arguments, or a known multiple of it."""
    times = NOTHING if factor.plain else say.TIMES_ALTERED.format(factor=factor.label)
    suppose, ask = alteration.told()
    if ask.en.startswith(ENTERS.en[:10]):
        ask = _of_a_slope(view, ask, say.OF_A_SLOPE)
    ask = asked_of_its_line(view, alteration.cause, ask)
    return say.ALTERED.of(
        alteration.cause,
        part=view.part,
        times=times,
        suppose=suppose,
        ask=ask,
    )


def _equals(view: View, quantity: Quantity, factor: Factor) -> Relation:
    """Tell of a step on the way, an argument, another part, or a quantity that looks alike."""
    amount = _amount(factor.label, quantity.label)
    ask = quantity.ask if factor.plain or quantity.ask != AN_ARGUMENT else NOT_THIS
    if ask == AN_ARGUMENT and view.of_a_slope:
        ask = SLOPE_OR_ARGUMENT
    if ask in (NOT_THIS, JOINED) and view.of_a_slope:
        ask = ON_A_PATH
    ask = asked_of_its_line(view, quantity.label.en, ask)
    one = all(
        record.got.size > 1 and (value := quantity.target(record)) is not None and value.size == 1
        for record in view.records
    )
    saying = changes.EACH_EQUALS if one else say.EQUALS
    return saying.of(f"equals {amount.en}", part=view.part, amount=amount, ask=ask)


def times_an_array(view: View) -> Relation | None:
    """Find the expected result times an argument or a step, entry by entry."""
    first = view.records[0]
    if first.expected.size == 1:
        return None
    for quantity in quantities(view, reduced=False):
        if quantity.label.en == view.part or " where " in quantity.label.en:
            continue  # what is told of places says more
        if all(
            (value := quantity.target(record)) is not None
            and value.shape == record.expected.shape
            and equal(record.got, record.expected * value, LOOSE)
            for record in view.records
        ):
            name = quantity.label
            return say.TIMES_AN_ARRAY.of(f"times {name.en}", part=view.part, name=name)
    return None


def times_a_step(view: View) -> Relation | None:
    """Find the expected result times one of the numbers on the way."""
    first = view.records[0]
    times = ratio(first.got, first.expected)
    if times is None:
        return None
    for quantity in quantities(view, reduced=False):
        value = quantity.target(first)
        if quantity.label.en.startswith("the "):  # it cannot be named as a factor
            continue
        if value is None or value.size != 1 or abs(value.item() - times) > 1e-5 * abs(times):
            continue
        values = [quantity.target(record) for record in view.records]
        factors = [value for value in values if value is not None and value.size == 1]
        if len(factors) == len(view.records) and all(
            equal(record.got, record.expected * value.item())
            for record, value in zip(view.records, factors, strict=True)
        ):
            name = quantity.label
            saying = say.TIMES_THE_OUTPUT if name.en in OUTPUTS else say.TIMES_A_STEP
            found = saying.of(f"times {name.en}", part=view.part, name=name)
            if name.en in OUTPUTS:
                return found
            return found._replace(ask=_of_a_slope(view, found.ask, say.OF_LOCAL_SLOPES))
    return None


OUTPUTS = ("J", "L", "e")  # what the pages call the end of a graph


T = TypeVar("T")
COARSE = ("floor", "ceil", "integer", "single", "half", *(f"round-{n}" for n in range(7)))


def _simplest(view: View, candidates: Iterable[tuple[T, Target]]) -> tuple[T, Factor] | None:
    """Return the first candidate that results equal; without one, the first with a factor."""
    best = None
    for candidate, target in candidates:
        factor = factor_of(view, target, free=False)
        if factor is None or (best is not None and not factor.plain):
            continue
        best = candidate, factor
        if factor.plain:
            break
    return best


def _amount(factor: str, label: Text) -> Text:
    times = {"1": "", "−1": "−1 × " if label.en.startswith("the ") else "−"}.get(
        factor, f"{factor} × "
    )
    outside = re.sub(r"\(.*\)", "", label.en)
    if times and re.search(r" [−+] ", outside) and not label.en.startswith("the "):
        return Text(f"{times}({label.en})", f"{times}({label.ko})")
    return Text(f"{times}{label.en}", f"{times}{label.ko}")


def function_of_expected(view: View) -> Relation | None:
    """Find rounded, squared, inverted, reversed results."""
    if not view.wrong or not any(record.got.any() for record in view.records):
        return None
    for cause, en, ko, change in CHANGES:
        if cause in BY_CHANCE_OF_LABELS and _one_label_goes_wrong(view):
            continue
        changed = (np.asarray(change(r.expected), float) for r in view.records)
        room = LOOSE if cause in DIVIDED else UNMOVED  # an ε is often added below the line
        if all(equal(r.got, c, room) for r, c in zip(view.records, changed, strict=True)):
            saying = changes.COARSE_RESULT if cause in COARSE else SAYINGS.get(cause)
            found = (saying or changes.CHANGED_RESULT).of(cause, part=view.part, what=Text(en, ko))
            decided = cause == "round-0" and view.part in ("dz", "db")
            return found._replace(ask=changes.DECIDED_SLOPE) if decided else found
    return None


SAYINGS = {
    "last": changes.ONE_ENTRY_EVERYWHERE,
    "mean": changes.ALL_ENTRIES,
    "sum": changes.ALL_ENTRIES,
    "inverse": changes.INVERTED,
}
# The sign of what is expected goes with the label, so these change one label alone.
DIVIDED = ("normed", "share", "inverse")
BY_CHANCE_OF_LABELS = ("clip", "positive")


def _one_label_goes_wrong(view: View) -> bool:
    """Say whether single examples are wrong exactly where they have one of the labels."""
    wrong = {record.case.args.get("y") for record in view.wrong}
    right = {record.case.args.get("y") for record in view.records if record.right}
    return None not in wrong and len(wrong) == 1 and not wrong & right


def at_other_places(view: View) -> Relation | None:
    """Find the right numbers in another order. Labels, which are two numbers, tell of none."""
    several = [r for r in view.records if np.unique(r.expected).size > 2]
    if not any(not record.right for record in several) or len(several) < 2 or view.whole:
        return None
    if any(not equal(np.sort(r.got, None), np.sort(r.expected, None), RIGHT) for r in view.records):
        return None
    found = changes.OTHER_PLACES.of("other places", part=view.part)
    return found._replace(ask=changes.OF_A_TABLE) if is_a_table(view) else found


def difference(view: View) -> Relation | None:
    """Find a known quantity between got and expected."""
    shifted = view.shifted()
    one = Quantity(WHOLE, Text("1", "1"), NOTHING, lambda record: np.ones_like(record.expected))
    for quantity in itertools.chain([one], quantities(view)):
        factor = factor_of(shifted, quantity.target, free=True)
        if factor is None:
            continue
        amount = _amount(factor.label, quantity.label)
        if quantity is one:
            amount = Text(factor.label, factor.label)
        found = say.DIFFERENCE.of(f"plus {amount.en}", part=view.part, amount=amount)
        if quantity is not one and factor.label in ("2", "−2"):
            return found._replace(ask=say.WRONG_SIGN_OF_A_TERM)
        return found._replace(ask=_of_a_slope(view, found.ask, say.OF_TERMS))
    return None


def argument_and_more(view: View) -> Relation | None:
    """Find an argument plus a multiple of what is expected: a step taken too early."""
    for name, value in view.records[0].case.args.items():
        numbers = isinstance(value, float | np.ndarray)
        if not numbers or np.shape(value) != view.records[0].got.shape:
            continue
        moved = [replace(r, got=r.got - r.case.args[name]) for r in view.records]
        factor = factor_of(replace(view, records=moved), lambda r: r.expected, free=True)
        if factor is not None and factor.name != name:  # c + 1/c × 3c is c + 3
            return say.ARGUMENT_AND_MORE.of(
                f"{name} and more", part=view.part, name=name, factor=factor.label
            )
    return None


# What is simplest to say comes first, for a result may fit several of these: all zeros are also 0
# times anything, and a multiple of the expected result is also the result for other arguments.
# `difference` would fit most results if it came before those; the last two are the rarest.
COMPLETE = tuple(
    Finder(find, complete=True, in_regimes=find is not one_number)
    for find in (
        one_number,
        times_expected,
        step_times_a_size,
        known_result,
        function_of_expected,
        at_other_places,
        times_an_array,
        times_a_step,
        known_multiple,
        difference,
        limited,
        argument_and_more,
    )
)

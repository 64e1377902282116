"""A finder of one number of an argument at which a result goes wrong, and nowhere else.

Where each entry of a result has its own entry of an argument, `some_entries` finds it. Here the
number is taken away from the argument: if the result is right then, it was this number.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lrlib.checks.declare.compare import RIGHT, equal, right_entries
from lrlib.checks.explain.unlisted.sayings import AT_ONE_NUMBER, Relation, Saying
from lrlib.checks.explain.unlisted.view import Comparison, View, answer, reference
from lrlib.checks.say.text import Text

__all__ = ["at_one_number"]

WRONG_AT = Saying(
    Text(
        "Your {part} is {how} where {name} is exactly {number}. With {other} in its place it is "
        "right.",
        "{name}가 정확히 {number}이면 {part}가 {how}. 그 자리에 {other}을 넣으면 맞아요.",
    ),
    AT_ONE_NUMBER,
)
NUMBERS = ((0.0, "0"), (1.0, "1"), (0.5, "½"), (-1.0, "−1"))
WRITTEN = {
    "A": Text("an a", "어떤 a"),
    "Z": Text("a z", "어떤 z"),
    "z": Text("a z", "어떤 z"),
    "X": Text("an x", "어떤 x"),
}
ASIDE = 0.137  # by so much a number is moved
COUNTED = ("Y", "y", "Y_pred", "n_x", "n_steps")  # labels, and how many there are
IS_WRONG = Text("wrong", "틀려요")


def at_one_number(view: View) -> Relation | None:
    """Find a number of an argument at which results are wrong, and right beside it."""
    if not view.wrong or any(_hangs_on_entries(record) for record in view.wrong):
        return None
    for name, number, shown in _numbers(view.wrong[0]):
        if not all(_holds(record, name, number) for record in view.wrong):
            continue
        if any(_holds(record, name, number) for record in view.records if record.right):
            continue
        if not all(_right_beside(view, record, name, number) for record in view.wrong):
            continue
        return WRONG_AT.of(
            f"wrong where {name} is {shown}",
            part=view.part,
            how=_how(view),
            name=WRITTEN.get(name, Text(name, name)),
            number=shown,
            other=f"{_beside(name, number):g}",
        )
    return None


def _hangs_on_entries(record: Comparison) -> bool:
    """Say whether some entries are right, and some wrong, of those that belong to an argument's."""
    wrong = ~right_entries(record.got, record.expected)
    shapes = [a.shape for a in record.case.args.values() if isinstance(a, np.ndarray)]
    return wrong.size > 1 and not wrong.all() and wrong.shape in shapes


def _numbers(record: Comparison) -> Iterator[tuple[str, float, str]]:
    """Yield the numbers that may be the one, and the arguments of numbers that hold them."""
    for name in ("z", *record.case.args):
        for number, shown in NUMBERS:
            if _holds(record, name, number):
                yield name, number, shown


def _holds(record: Comparison, name: str, number: float) -> bool:
    args = record.case.args
    if name == "z":  # of a neuron, whose logits come from w, b and X
        given = {"w", "b", "X"} <= args.keys()
        return given and bool(np.any(args["w"].T @ args["X"] + args["b"] == number))
    value = args.get(name)
    return name not in COUNTED and _is_a_quantity(value) and bool(np.any(value == number))


def _is_a_quantity(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "f")
    return isinstance(value, int | float) and not isinstance(value, bool)


def _right_beside(view: View, record: Comparison, name: str, number: float) -> bool:
    """Say whether the result is right with another number in the place of this one."""
    args: dict[str, Any] = dict(record.case.args)
    if name == "z":
        args["b"] = args["b"] + ASIDE
    else:
        value = args[name]
        beside = np.where(value == number, _beside(name, number), value)
        args[name] = beside if isinstance(value, np.ndarray) else beside.item()
    due, got = reference(view, args), answer(view, args)
    return due is not None and got is not None and equal(got, due, RIGHT)


def _beside(name: str, number: float) -> float:
    """Return a number near another one. Probabilities stay below 1."""
    return number - ASIDE if name == "A" and number == 1 else number + ASIDE


def _how(view: View) -> Text:
    """Say what the wrong results are, if all of them are one number."""
    numbers = {float(x) for record in view.wrong for x in record.got.ravel()}
    if len(numbers) != 1:
        return IS_WRONG
    shown = f"{numbers.pop():.4g}"
    return Text(shown, Text("", "{}이에요").format(shown).ko)

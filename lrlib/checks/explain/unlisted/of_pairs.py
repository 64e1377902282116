"""A finder of results that equal two known quantities, joined."""

import math

import numpy as np

from lrlib.checks.declare.compare import LOOSE, RIGHT, equal
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted.quantities import Quantity, quantities
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import Comparison, View, answer, reference
from lrlib.checks.say.text import Text

__all__ = ["two_quantities"]

TWO_QUANTITIES = Saying(
    Text(
        "Your {part} equals {x} {sign} {y}, on every input.",
        "어느 입력이든 {part}가 {x} {sign} {y}와 같아요.",
    ),
    Text("{ask}", "{ask}"),
)
HOW_JOINED = Text(
    "Does each of the two belong there, and how should they be joined: added, subtracted, "
    "multiplied?",
    "두 가지가 모두 필요한가요? 둘을 더해야 하나요, 빼야 하나요, 곱해야 하나요?",
)
PRODUCT_OF_MEANS = Text(
    "Is the mean of the products the same as the product of the means? Try both with two examples.",
    "곱의 평균과 평균의 곱은 같은가요? 샘플 두 개로 둘 다 계산해 보세요.",
)
ONE_IS_WRONG = Text(
    "Does each of the two belong there, and is a term or a factor missing? Which line joins them?",
    "두 가지가 모두 필요한가요? 빠진 항이나 인수가 있나요? 둘을 잇는 줄은 어디인가요?",
)


def two_quantities(view: View) -> Relation | None:
    """Find a sum, difference, product or quotient of two known quantities."""
    if "Y_pred" in view.records[0].case.args:
        return None  # sums of statistics of labels are equal by chance
    got = np.concatenate([r.got.ravel() for r in view.records])
    named = [(q, column) for q in quantities(view, reduced=False) if (column := _column(view, q))]
    if got.size < 4 or not np.isfinite(got).all() or not named:
        return None
    table = np.array([column for _, column in named])
    rests = {"+": got - table, "−": table - got, "×": got / table, "/": table / got}
    likely = np.array([_first_fits(table, rest) for rest in rests.values()])
    for i in np.flatnonzero(likely.any(axis=0)):
        for sign, rest in ((sign, rest[i]) for sign, rest in rests.items()):
            if not table[i].any() or not np.isfinite(rest).all() or not rest.any():
                continue
            off = np.abs(table - rest).max(axis=1)
            j = int(off.argmin())
            if off[j] <= NO_ROOM * np.abs(rest).max():
                x, y = (named[k][0].label for k in (i, j))
                ask = _asked(view, table[i], table[j], sign)
                return TWO_QUANTITIES.of(
                    "two quantities", part=view.part, x=x, y=y, sign=sign, ask=ask
                )
    return None


def _asked(view: View, x: Array, y: Array, sign: str) -> Text:
    """Ask how two quantities should be joined only where one of the three ways is right."""
    due = np.concatenate([record.expected.ravel() for record in view.records])
    if any(equal(joined, due, LOOSE) for joined in (x + y, x - y, y - x, x * y)):
        return HOW_JOINED
    several = next((r for r in view.wrong if r.case.sizes.get("m", 1) > 1), None)
    if sign == "×" and several is not None and _right_for_copies(view, several):
        return PRODUCT_OF_MEANS
    return ONE_IS_WRONG


def _right_for_copies(view: View, record: Comparison) -> bool:
    """Say whether the result is right if all examples are copies of the first."""
    m = record.case.sizes["m"]
    copies = {
        name: np.repeat(value[..., :1], m, axis=-1)
        if isinstance(value, np.ndarray) and value.ndim == 2 and value.shape[-1] == m
        else value
        for name, value in record.case.args.items()
    }
    due, got = reference(view, copies), answer(view, copies)
    return due is not None and got is not None and equal(got, due, RIGHT)


NO_ROOM = 1e-10


def _first_fits(table: Array, rest: Array) -> Array:
    """Say of each row of `rest` whether its first number is in the first column of the table."""
    apart = np.abs(table[:, 0] - rest[:, :1]).min(axis=1)
    fits: Array = apart <= NO_ROOM * np.abs(rest).max(axis=1)
    return fits


def _column(view: View, quantity: Quantity) -> list[float]:
    """Line up a quantity's values as results are lined up; empty if its shape does not fit."""
    column: list[float] = []
    for record in view.records:
        value = quantity.target(record)
        if value is None or value.size not in (1, record.got.size):
            return []
        numbers = value.ravel().tolist()
        if not all(map(math.isfinite, numbers)):
            return []
        column += numbers if value.size == record.got.size else numbers * record.got.size
    return column

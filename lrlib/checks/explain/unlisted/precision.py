"""Finders of digits that are lost: rounded, cut off at a limit, or computed with too few."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from lrlib.checks.declare.compare import RIGHT, UNMOVED, equal, right_entries
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted import sayings_of_digits as say
from lrlib.checks.explain.unlisted.of_loops import moved_on
from lrlib.checks.explain.unlisted.partial import names_right_at_zero
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import Comparison, View, answer, reference
from lrlib.checks.say.text import Text

__all__ = ["few_digits", "nearly", "stops_growing"]

FEW = 4  # decimals
ENOUGH = 6  # numbers


def nearly(view: View) -> Relation | None:
    """Find what is close, but not close enough."""
    args = view.records[0].case.args
    if (
        "n_steps" in args or "Y_pred" in args
    ):  # numbers of a training lie together; shares are exact
        return None
    gaps = [
        float(np.max(np.abs(r.got - r.expected)) / max(float(np.abs(r.expected).max()), 1e-300))
        for r in view.wrong
    ]
    gap = max(gaps, default=math.inf)
    if gap < 1e-6:
        return say.SINGLE_PRECISION.of("nearly", part=view.part, size=_size(gap))
    if not gap < 0.02 or "b" in names_right_at_zero(view):  # that says more
        return None
    return moved_on(view) or say.NEARLY.of("nearly", part=view.part, size=_size(gap))


def _size(gap: float) -> Text:
    """Write a small share: in percent, or as one part in many."""
    if gap >= 1e-4:
        return Text(f"{100 * gap:.1g} %", f"{100 * gap:.1g}%")
    n = 10 ** math.floor(-math.log10(gap))
    return Text(f"one part in {n:,}", f"{n}분의 1")


def few_digits(view: View) -> Relation | None:
    """Find results that have few digits behind the point, though others are expected."""
    got = np.concatenate([r.got.ravel() for r in view.records])
    if got.size < ENOUGH or len(np.unique(got)) < 3 or not np.isfinite(got).all():
        return None
    if all(r.right for r in view.records):
        return None
    for digits in range(FEW + 1):
        if _has_few(view, digits, lambda r: 1.0):
            saying = say.FEW_DIGITS if digits else say.WHOLE_NUMBERS
            starts = [r.case.args.get("w0") for r in view.records]
            if not digits and all(isinstance(w0, int | np.integer) for w0 in starts):
                saying = say.FROM_A_WHOLE_START
            elif starts[0] is not None:
                saying = say.ROUNDED_PLACES if digits else say.WHOLE_PLACES
            return saying.of(f"{digits} digits", part=view.part, n=digits)
    due = np.concatenate([r.expected.ravel() for r in view.records])
    if _fits_half(got) and not _fits_half(due):
        return say.HALF_PRECISION.of("half precision", part=view.part)
    if _has_few(view, 0, lambda r: r.case.sizes.get("m", 1)):
        return say.WHOLE_TIMES_M.of("whole numbers over m", part=view.part)
    return None


def _fits_half(numbers: Array) -> bool:
    return bool((numbers == numbers.astype(np.float16)).all())


def _has_few(view: View, digits: int, times: Any) -> bool:
    """Say whether all results, and not all expected ones, are rounded to some digits."""

    def rounded(array: Array) -> bool:
        return bool(right_entries(array, np.round(array, digits), UNMOVED).all())

    return all(rounded(times(r) * _made(r, r.got)) for r in view.records) and not all(
        rounded(times(r) * _made(r, r.expected)) for r in view.records
    )


def _made(record: Comparison, numbers: Array) -> Array:
    """Leave out of a path where it starts, which is given."""
    return numbers.ravel()[1:] if "w0" in record.case.args else numbers


# --- a limit -----------------------------------------------------------------------------------

LOGITS = (0.7, 3.0, 900.0, 1000.0)


def stops_growing(view: View) -> Relation | None:
    """Find a cost that is right for small logits, and stays the same from some size on."""
    record = view.records[0]
    if "Z" not in record.case.args or "Y" not in record.case.args or record.expected.size != 1:
        return None
    for y, sign in ((0, 1), (1, -1)):
        found = [_cost_of(view, record, sign * z, y) for z in LOGITS]
        costs = [(got, due) for got, due in found if got is not None and due is not None]
        small = len(costs) == len(LOGITS) and all(equal(*pair, RIGHT) for pair in costs[:2])
        if small and np.isnan([got for got, _ in costs[2:]]).all():
            together = _cost_of(view, record, [sign * LOGITS[0], sign * LOGITS[-1]], y)[0]
            if together is not None and equal(together, costs[0][0], RIGHT):
                return say.LEFT_OUT_FAR.of("left out", z=f"{sign * LOGITS[-1]:.0f}", y=y)
        if len(costs) < len(LOGITS) or not all(np.isfinite(got).all() for got, _ in costs):
            continue
        (before, _), (last, last_due) = costs[2:]
        if small and not equal(last, last_due) and equal(last, before):
            told = say.STOPS_GROWING.of(
                "stops growing",
                part=view.part,
                z=f"{sign * LOGITS[-1]:.0f}",
                y=y,
                got=f"{float(last):.4g}",
                due=f"{LOGITS[-1]:.0f}",
                before=f"{sign * LOGITS[-2]:.0f}",
            )
            return told if last.any() else told._replace(ask=say.WHERE_A_LOSS_GOES)
    return None


def _cost_of(
    view: View, record: Comparison, z: float | list[float], y: int
) -> tuple[Array | None, Array | None]:
    """Return the cost of one example, or of several of one label, as it came and as it is due."""
    Z = np.atleast_2d(z)
    labels = np.full(Z.shape, y, dtype=record.case.args["Y"].dtype)
    args: Mapping[str, Any] = {**record.case.args, "Z": Z, "Y": labels}
    return answer(view, args), reference(view, args)

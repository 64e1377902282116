"""A finder of results that stop at a limit, on one side or on both."""

import numpy as np

from lrlib.checks.declare.compare import LOOSE, right_entries
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted import sayings_of_digits as digits
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import View

__all__ = ["limited"]


def limited(view: View) -> Relation | None:
    """Find results that stop at a limit, at several places of an array."""
    if all(record.expected.size == 1 for record in view.records):  # a sum or a mean has no limit
        return None
    got = np.concatenate([r.got.ravel() for r in view.records])
    expected = np.concatenate([r.expected.ravel() for r in view.records])
    limit = np.abs(got).max()
    cut = ~right_entries(got, expected)
    beyond = np.abs(expected) > limit
    if beyond.sum() < 2 or cut.all() or not np.array_equal(cut, beyond):
        return _limited_on_both_sides(view, got, expected, cut)
    if not right_entries(got[cut], np.sign(expected[cut]) * limit, LOOSE).all():
        return None
    shown = f"{limit:.4g}"
    return digits.LIMITED.of(f"never beyond {shown}", part=view.part, limit=shown)


def _limited_on_both_sides(view: View, got: Array, expected: Array, cut: Array) -> Relation | None:
    """Find results that stay between two numbers: what lies beyond is one of these."""
    low, high = float(got.min()), float(got.max())
    if cut.sum() < 2 or cut.all() or not low < high:
        return None
    beyond = (expected < low) | (expected > high)
    kept = np.clip(expected, low, high)
    if not beyond[cut].all() or not right_entries(got, kept, LOOSE).all():
        return None
    ends = _short_of_whole(low), _short_of_whole(high)
    cause = f"between {low:.4g} and {high:.4g}"
    return digits.BETWEEN.of(cause, part=view.part, low=ends[0], high=ends[1])


def _short_of_whole(number: float) -> str:
    """Write a number with as many digits as it takes to see that it is not whole."""
    written = (f"{number:.{n}g}" for n in range(4, 18))
    return next((text for text in written if float(text) % 1 or number % 1 == 0), f"{number:.17g}")

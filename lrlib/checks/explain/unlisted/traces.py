"""Finders of what a call leaves behind: another result the next time, or changed arguments."""

import numpy as np

from lrlib.checks.declare.compare import UNMOVED, right_entries
from lrlib.checks.explain.unlisted import sayings as say
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import View, answer, moved
from lrlib.checks.explain.unlisted.view import written_into as names_written_into
from lrlib.checks.say.numbers import apart

__all__ = ["traces", "unsteady"]


def traces(view: View) -> Relation | None:
    """Find what a call leaves behind: another result the next time, or changed arguments."""
    return unsteady(view) or _written_into(view)


def unsteady(view: View) -> Relation | None:
    """Find a result that is not the same twice."""
    record = view.records[0]
    again = answer(view, record.case.args)
    if again is None or not moved(again, record.got):
        return None
    at = int(np.argmax(~right_entries(again, record.got, UNMOVED)))
    first, second = apart(float(record.got.flat[at]), float(again.flat[at]))
    found = say.UNSTEADY.of("unsteady", part=view.part, first=first, second=second)
    fixed = not any(r.expected.any() for r in view.records)  # zeros are asked for
    return found._replace(ask=say.RANDOM_NUMBERS.format(part=view.part)) if fixed else found


def _written_into(view: View) -> Relation | None:
    """Find arguments that every call with a wrong result has changed."""
    names = names_written_into(view)
    if names is None:
        return None
    return say.WRITTEN_INTO.of("written into", part=view.part, names=names)

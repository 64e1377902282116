"""What a finder is: a function that looks for a relation, and what it promises of it."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import View

__all__ = ["Finder", "first_found"]


# With this variable in the environment, a finder's error is raised. The tests set it. Without it
# the finder is passed over, so that a learner gets the hint of another one.
STRICT = "LRLIB_CHECK_STRICT"


@dataclass(frozen=True)
class Finder:
    """Looks for one kind of relation between wrong results and right ones.

    Parameters
    ----------
    find : callable
        Takes a `View`, returns the relation that holds in all of it, or None.
    complete : bool
        What it finds explains every number. The others find part of the truth, so a rule about
        the inputs is told with it: "It is wrong only where m = 1."
    facts_vary : bool
        What it says may differ from input to input, though the cause is one. The fact that
        holds on further inputs, too, is told.
    tells_where : bool
        What it says holds a rule about the inputs already.
    measures : bool
        It tells how far off the results are, which further inputs can neither deny nor confirm.
    in_regimes : bool
        What it finds may be the cause in a regime, though ordinary inputs are right.
    """

    find: Callable[[View], Relation | None]
    complete: bool = False
    facts_vary: bool = False
    tells_where: bool = False
    measures: bool = False
    in_regimes: bool = False

    def __call__(self, view: View) -> Relation | None:
        """Return the relation that holds in all of a view, or None."""
        try:
            with np.errstate(all="ignore"):
                return self.find(view)
        except Exception:
            if os.environ.get(STRICT):
                raise
            return None  # a learner's result may be strange; another finder may explain it


def first_found(finders: Sequence[Finder], view: View) -> Relation | None:
    """Return what the first finder finds that finds anything."""
    return next((found for finder in finders if (found := finder(view)) is not None), None)

"""Rules for inputs that are told only if they hold for the very numbers that go wrong.

A check may have one example only with ordinary numbers. That results are right for it says nothing
of an example with extreme ones: a rule is tried on parts of the inputs whose results are wrong.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any

import numpy as np

from lrlib.checks.declare.compare import RIGHT, equal
from lrlib.checks.declare.model import Array, Case
from lrlib.checks.explain.unlisted.patterns import RULES
from lrlib.checks.explain.unlisted.sayings import RIGHT_WHERE, WRONG_WHERE
from lrlib.checks.explain.unlisted.view import Comparison, View, answer, reference
from lrlib.checks.say.text import NOTHING, Text

__all__ = ["fails_only_by", "pattern"]

Args = dict[str, Any]
Change = Callable[[Case], Iterator[Args]]
MOST = 40  # examples that are tried one by one


def pattern(view: View) -> Text:
    """Say on which inputs the part is right, where that follows a rule that was tried."""
    wrong, right = view.wrong, [record for record in view.records if record.right]
    for name, rule in RULES if right and wrong else ():
        if all(rule(r.case) for r in right) and not any(rule(r.case) for r in wrong):
            if _holds(view, wrong, FOLLOW[name.en]):
                return RIGHT_WHERE.format(rule=name)
        if all(rule(r.case) for r in wrong) and not any(rule(r.case) for r in right):
            if _holds(view, wrong, BREAK[name.en]):
                return WRONG_WHERE.format(rule=name)
    return NOTHING


def fails_only_by(view: View, wrong: list[Comparison], rule: str) -> bool:
    """Say whether results that are not finite become so where the inputs break a rule."""
    return rule in BREAK and _holds(view, wrong, BREAK[rule], finite=True)


def _holds(view: View, wrong: list[Comparison], change: Change, *, finite: bool = False) -> bool:
    """Say whether every wrong result is right, or finite, for all that a change makes of it."""
    for record in wrong:
        tried = [args for args in change(record.case) if reference(view, args) is not None]
        if not tried or not all(_is_right(view, args, finite) for args in tried):
            return False
    return True


def _is_right(view: View, args: Args, finite: bool) -> bool:
    due, got = reference(view, args), answer(view, args)
    if due is None or got is None:
        return False
    return bool(np.isfinite(got).all()) if finite else equal(got, due, RIGHT)


# --- parts of an input, and inputs with something added ----------------------------------------


def _columns(case: Case, columns: Any) -> Args:
    """Take some examples of every array that has all of them."""
    m = case.sizes.get("m", 1)
    return _each(case.args, lambda v: v[..., columns] if v.shape[-1] == m else v, ("w", "dw", "C"))


def _rows(case: Case, take: Callable[[Array], Array]) -> Args:
    """Take or add rows of every array that has one for each feature."""
    n_x = case.sizes.get("n_x", 1)
    changed = _each(case.args, lambda v: take(v) if v.shape[0] == n_x else v, ("Y", "A", "Z"))
    return changed | ({"n_x": len(take(np.zeros((n_x, 1))))} if "n_x" in case.args else {})


def _each(args: Mapping[str, Any], change: Callable[[Array], Array], but: tuple[str, ...]) -> Args:
    return {
        name: change(value)
        if isinstance(value, np.ndarray) and value.ndim == 2 and name not in but
        else value
        for name, value in args.items()
    }


def _one_by_one(case: Case) -> Iterator[Args]:
    m = case.sizes.get("m", 0)
    yield from (_columns(case, [i]) for i in range(m if m <= MOST else 0))


def _two_copies(case: Case) -> Iterator[Args]:
    yield _columns(case, [0, 0])


def _each_feature(case: Case) -> Iterator[Args]:
    n_x = case.sizes.get("n_x", 0)
    yield from (_rows(case, itemgetter([i])) for i in range(n_x if n_x <= MOST else 0))


def _two_features(case: Case) -> Iterator[Args]:
    for pair in ([0, 1], [-2, -1]) if case.sizes.get("n_x", 0) > 1 else ():
        yield _rows(case, itemgetter(pair))


def _more_features(upto: Callable[[Case], int]) -> Change:
    """Add features that are 0, as their weights are."""

    def change(case: Case) -> Iterator[Args]:
        more = upto(case) - case.sizes.get("n_x", 0)
        yield _rows(case, lambda v: np.vstack([v, np.zeros((more, v.shape[1]), v.dtype)]))

    return change


def _more_examples(more: int) -> Change:
    """Repeat the examples until there are as many as features, and some more."""

    def change(case: Case) -> Iterator[Args]:
        n = case.sizes["n_x"] + more
        yield _columns(case, np.resize(np.arange(case.sizes["m"]), n))

    return change


def _set(name: str, value: int) -> Change:
    def change(case: Case) -> Iterator[Args]:
        yield {**case.args, name: value}

    return change


def _one_label_more(case: Case) -> Iterator[Args]:
    """Add an example with the other label."""
    args = _columns(case, [*range(case.sizes.get("m", 1)), 0])
    Y = args["Y"].copy()
    Y.flat[-1] = 1 - Y.flat[-1]
    yield args | {"Y": Y}


# What an input becomes that shall follow a rule, or break it.
FOLLOW: Mapping[str, Change] = {
    "m = 1": _one_by_one,
    "n_x = 1": _each_feature,
    "n_x = 2": _two_features,
    "n_steps = 1": _set("n_steps", 1),
    "m > n_x": _more_examples(1),
    "n_x > m": _more_features(lambda case: case.sizes["m"] + 1),
    "y = 1": _set("y", 1),
    "y = 0": _set("y", 0),
}
BREAK: Mapping[str, Change] = {
    "m = 1": _two_copies,
    "n_x = 1": _more_features(lambda case: 2),
    "n_x = 2": _more_features(lambda case: 3),
    "n_steps = 1": _set("n_steps", 2),
    "m > n_x": _more_features(lambda case: case.sizes["m"]),
    "n_x > m": _more_examples(0),
    "y = 1": _set("y", 0),
    "y = 0": _set("y", 1),
    "all labels are 0": _one_label_more,
    "all labels are 1": _one_label_more,
    "all labels are equal": _one_label_more,
}

"""Finders for functions that take steps downhill: what the first cost, step and place show."""

from typing import Any

import numpy as np

from lrlib.checks.call.invoke import apply_reference, call
from lrlib.checks.declare.compare import RIGHT, SAME, equal
from lrlib.checks.declare.model import Array, Case
from lrlib.checks.explain.unlisted import sayings_of_loops as say
from lrlib.checks.explain.unlisted.factors import ratio
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import Comparison, View
from lrlib.checks.say.numbers import nth

__all__ = ["steps_downhill"]


def steps_downhill(view: View) -> Relation | None:
    """Find what is wrong with the steps of a training, or with a single step."""
    return _training(view) or _length_of_step(view)


def _training(view: View) -> Relation | None:
    """Find where a training first goes wrong: at its start, in its first step, or later."""
    record = max(view.wrong, key=lambda r: r.case.args.get("n_steps", 0), default=None)
    if record is None or not {"X", "n_steps", "learning_rate"} <= record.case.args.keys():
        return None
    n_steps = record.case.args["n_steps"]
    for k in range(1, n_steps + 1):
        costs, due = (_part(view, record, k, "costs", right) for right in (False, True))
        if costs is None or due is None or costs.size != due.size:
            return None
        if not equal(costs.ravel(), due.ravel(), RIGHT):
            return _wrong_cost(record, k, float(costs.flat[-1]), float(due.flat[-1]))
        for name in ("w", "b"):
            came, wanted = (_part(view, record, k, name, right) for right in (False, True))
            if came is None or wanted is None or came.size != wanted.size:
                return None
            if not equal(came.ravel(), wanted.ravel(), RIGHT):
                return _wrong_step(record, k, name, came.ravel(), wanted.ravel())
    return None


def _part(view: View, record: Comparison, n_steps: int, name: str, right: bool) -> Array | None:
    """Return one part of a training of so many steps."""
    args: dict[str, Any] = {**record.case.args, "n_steps": n_steps}
    expected = apply_reference(view.graded, args)
    if right:
        return expected[name]
    got = call(view.graded, view.f, Case(args), expected, count=False).parts.get(name)
    return None if got is None else got.value


def _wrong_cost(record: Comparison, k: int, got: float, due: float) -> Relation:
    if k > 1:
        return say.LATER_COST.of(
            "later cost", record.trial, before=k - 1, got=f"{got:.4g}", due=f"{due:.4g}"
        )
    saying = say.FIRST_COST if record.case.args.get("w") is None else say.FIRST_COST_GIVEN
    return saying.of("first cost", record.trial, got=f"{got:.4g}", due=f"{due:.4g}")


def _wrong_step(record: Comparison, k: int, name: str, came: Array, wanted: Array) -> Relation:
    if k > 1:
        return say.LATER_STEP.of("later step", record.trial, k=nth(k), before=k - 1, part=name)
    start = record.case.args.get(name, 0.0)
    old = np.zeros_like(wanted) if start is None else np.broadcast_to(np.ravel(start), wanted.shape)
    times = ratio(came - old, wanted - old)
    if times is None or np.isnan(times):
        return say.FIRST_STEP.of("first step", record.trial, part=name)
    return say.FIRST_STEP_TIMES.of("first step", record.trial, part=name, times=f"{times:.4g}")


def _length_of_step(view: View) -> Relation | None:
    """Find single steps of the right direction and another length."""
    if "dw" not in view.records[0].case.args or view.part not in view.records[0].case.args:
        return None
    name, lengths = view.part, []
    for record in view.records:
        old = np.asarray(record.case.args[name], dtype=float).reshape(record.got.shape)
        times = ratio(record.got - old, record.expected - old)
        if times is None or np.isnan(times) or times < 0:
            return None
        lengths.append((times, float(np.abs(record.got - old).max())))
    (first, _), (second, _) = min(lengths), max(lengths)
    if abs(first - second) <= SAME.relative * second:
        return None
    return say.LENGTHS.of(
        "length of steps", part=name, first=f"{first:.3g}", second=f"{second:.3g}"
    )

"""Finders for functions that take steps downhill: what the first cost, step and place show."""

import math
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
from lrlib.checks.say.text import Text

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
            return _wrong_cost(view, record, k, float(costs.flat[-1]), float(due.flat[-1]))
        for name in ("w", "b"):
            came, wanted = (_part(view, record, k, name, right) for right in (False, True))
            if came is None or wanted is None or came.size != wanted.size:
                return None
            if not equal(came.ravel(), wanted.ravel(), RIGHT):
                if k == 1:
                    return _wrong_first_step(view, record, name)
                return _wrong_later_step(view, record, k, name)
    return None


def _wrong_later_step(view: View, record: Comparison, k: int, name: str) -> Relation:
    """Say whether the steps go wrong from then on, or only what is returned after them."""
    costs, due = (
        _part(view, record, record.case.args["n_steps"], "costs", right) for right in (False, True)
    )
    if (
        costs is not None
        and due is not None
        and due.size > k
        and equal(costs.ravel(), due.ravel(), RIGHT)
    ):
        return say.RETURNED_OTHERS.of("returned others", record.trial, part=name)
    return say.LATER_STEP.of(
        "later step", record.trial, k=nth(k), before=_count(k - 1, "step"), part=name
    )


def _part(view: View, record: Comparison, n_steps: int, name: str, right: bool) -> Array | None:
    """Return one part of a training of so many steps."""
    args: dict[str, Any] = {**record.case.args, "n_steps": n_steps}
    expected = apply_reference(view.graded, args)
    if right:
        return expected[name]
    got = call(view.graded, view.f, Case(args), expected, count=False).parts.get(name)
    return None if got is None else got.value


def _wrong_cost(view: View, record: Comparison, k: int, got: float, due: float) -> Relation:
    if k > 1:
        before = _count(k - 1, "step")
        return say.LATER_COST.of(
            "later cost", record.trial, before=before, got=f"{got:.4g}", due=f"{due:.4g}"
        )
    steps = [_times_the_step(view, record, name) for name in ("w", "b")]
    if all(times is not None and math.isclose(times, 1, rel_tol=1e-7) for times in steps):
        return say.COST_ALONE.of("cost alone", record.trial, got=f"{got:.4g}", due=f"{due:.4g}")
    saying = say.FIRST_COST if record.case.args.get("w") is None else say.FIRST_COST_GIVEN
    return saying.of("first cost", record.trial, got=f"{got:.4g}", due=f"{due:.4g}")


def _count(n: int, noun: str) -> Text:
    return Text(f"{n} {noun}" if n == 1 else f"{n} {noun}s", str(n))


def _wrong_first_step(view: View, record: Comparison, name: str) -> Relation:
    """Say how the first step in a parameter compares with the right one."""
    times = _times_the_step(view, record, name)
    length = _length_of_first_step(view, record)
    if length is not None:
        return length
    if times is None or math.isnan(times):
        return _another_direction(view, record, name)
    if times == 0:
        return say.NO_FIRST_STEP.of("no first step", record.trial, part=name)
    others = [(r, _times_the_step(view, r, name)) for r in view.wrong[:3] if r is not record]
    seen = [(record, times), *((r, t) for r, t in others if t is not None and not math.isnan(t))]
    for factor in view.factors:
        named = [factor.in_case(r.case) for r, _ in seen]
        if all(math.isclose(f, t, rel_tol=1e-7) for f, (_, t) in zip(named, seen, strict=True)):
            return say.FIRST_STEP_FACTOR.of(
                "first step", record.trial, part=name, factor=factor.label, ask=factor.ask
            )
    if name == "w" and _is_right(_first_step(view, record, "b")):
        return say.ONLY_B_IS_RIGHT.of("only b steps right", record.trial)
    return say.FIRST_STEP_TIMES.of("first step", record.trial, part=name, times=f"{times:.4g}")


def _first_step(view: View, record: Comparison, name: str) -> tuple[Array, Array] | None:
    """Return the first step in a parameter divided by the rate, as it came and as it is due."""
    came, wanted = (_part(view, record, 1, name, right) for right in (False, True))
    if came is None or wanted is None or came.size != wanted.size:
        return None
    given = record.case.args.get(name)
    old = np.zeros(wanted.size) if given is None else np.ravel(given)
    rate = record.case.args["learning_rate"]
    return (came.ravel() - old) / rate, (wanted.ravel() - old) / rate


def _length_of_first_step(view: View, record: Comparison) -> Relation | None:
    """Find a first step that is as long as the learning rate, whatever the slope is."""
    steps = [_first_step(view, record, name) for name in ("w", "b")]
    if steps[0] is None or steps[1] is None:
        return None
    (w, due), (b, _) = steps[0], steps[1]
    if w.size > 1 and np.allclose(np.abs(w), 1, rtol=1e-7) and not np.allclose(np.abs(due), 1):
        return say.SIGN_ALONE.of("sign alone", record.trial, part="w")
    if ratio(w, due) is None:
        return None
    for names, step in (("w", w), ("w, b", np.append(w, b))):
        if math.isclose(float(np.linalg.norm(step)), 1, rel_tol=1e-7):
            return say.UNIT_STEP.of("unit step", record.trial, part=Text(names, names))
    return None


def _is_right(step: tuple[Array, Array] | None) -> bool:
    return step is not None and equal(*step, SAME)


def _another_direction(view: View, record: Comparison, name: str) -> Relation:
    """Say what a first step of another direction shows: of one example, or with another X."""
    step = _first_step(view, record, name)
    X, Y = record.case.args["X"], record.case.args["Y"]
    m = X.shape[1]
    for i in dict.fromkeys((0, m - 1)) if step is not None and m > 1 else ():
        args = {**record.case.args, "X": X[:, [i]], "Y": Y[:, [i]], "n_steps": 1}
        alone = apply_reference(view.graded, args)[name].ravel()
        given = record.case.args.get(name)
        old = np.zeros(alone.size) if given is None else np.ravel(given)
        if step is not None and equal(step[0], (alone - old) / args["learning_rate"], SAME):
            return say.STEP_OF_ONE.of("step of one example", record.trial, part=name, i=i)
    if name == "w" and _is_right(_first_step(view, record, "b")):
        return say.ONLY_B_IS_RIGHT.of("only b steps right", record.trial)
    return say.FIRST_STEP.of("first step", record.trial, part=name)


def _times_the_step(view: View, record: Comparison, name: str) -> float | None:
    """Return how many times the right first step a training takes; 0 if it takes none."""
    came, wanted = (_part(view, record, 1, name, right) for right in (False, True))
    if came is None or wanted is None or came.size != wanted.size:
        return None
    given = record.case.args.get(name)
    old = np.zeros(wanted.size) if given is None else np.ravel(given)
    step, due = came.ravel() - old, wanted.ravel() - old
    return ratio(step, due) if step.any() else 0.0


def _step_and_due(record: Comparison, name: str) -> tuple[Array, Array]:
    """Return the step in a parameter, as it came and as it is due."""
    old = np.asarray(record.case.args[name], dtype=float).reshape(record.got.shape)
    return record.got - old, record.expected - old


def _limited_step(view: View) -> Relation | None:
    """Find steps that are right where the gradient is small, and as if it ended at a limit."""
    rates = [record.case.args["learning_rate"] for record in view.records]
    pairs = [_step_and_due(record, view.part) for record in view.records]
    came = np.concatenate([s.ravel() / a for (s, _), a in zip(pairs, rates, strict=True)])
    due = np.concatenate([d.ravel() / a for (_, d), a in zip(pairs, rates, strict=True)])
    limit = float(np.abs(came).max())
    if limit and np.allclose(came, np.sign(due) * limit, rtol=1e-7):
        return say.SIGN_ALONE.of("sign alone", part=view.part)
    cut = np.abs(due) > limit * (1 + 1e-9)
    limited = np.where(cut, np.sign(due) * limit, due)
    if not cut.any() or cut.all() or not np.allclose(came, limited, rtol=1e-7):
        return None
    return say.LIMITED_STEP.of("limited step", part=view.part, limit=f"{limit:.4g}")


def _length_of_step(view: View) -> Relation | None:
    """Find single steps of the right direction and another length."""
    if "dw" not in view.records[0].case.args or view.part not in view.records[0].case.args:
        return None
    name, lengths = view.part, []
    for record in view.records:
        step, due = _step_and_due(record, name)
        times = ratio(step, due)
        if times is None or np.isnan(times) or times < 0:
            return _limited_step(view)
        lengths.append((times, times * record.case.args["learning_rate"]))
    rates = [rate for _, rate in lengths]
    (first, _), (second, _) = min(lengths), max(lengths)
    if abs(first - second) <= SAME.relative * second:
        return None
    if max(rates) - min(rates) <= SAME.relative * max(rates):
        return say.FIXED_RATE.of("fixed rate", part=name, rate=f"{rates[0]:.3g}")
    return say.LENGTHS.of(
        "length of steps", part=name, first=f"{first:.3g}", second=f"{second:.3g}"
    )

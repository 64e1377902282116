"""Finders that ask the learner's function about one example, at several logits or predictions.

One loss or one probability tells which logit it belongs to. If that is not the logit that went in,
the number was changed on its way; if it is −log(a + 0.01), something was added to a.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from lrlib.checks.declare.compare import LOOSE, equal, right_entries
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted import sayings_of_digits as say
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import View, answer, reference
from lrlib.checks.say.numbers import apart
from lrlib.checks.say.text import NOTHING, SPACE, Text

__all__ = [
    "LOGITS",
    "LOSSES",
    "PREDICTIONS",
    "changed_on_the_way",
    "constant_added",
    "one_example",
    "weighted_logarithms",
]

LOGITS = (-3.1, -1.7, -0.6, 0.3, 0.7, 1.2, 2.6)
PREDICTIONS = (0.04, 0.18, 0.36, 0.57, 0.74, 0.93)
LOSSES = ("J", "L")
SLOPES = ("da", "dz", "db")
PROBES, IMPOSSIBLE = "probes", "impossible"  # where a view keeps them, and if some are none
ROUNDED_OFF = 1e-6  # what single precision makes of a probability is no change on the way


class Probe(NamedTuple):
    """One example: its label, what went in, and the probability of label 1 that came out."""

    y: int
    put_in: float
    expected: float
    got: float


def _probes(view: View) -> list[Probe]:
    """Return the probes of a view, which both finders need."""
    if PROBES not in view.numbers:
        view.numbers[PROBES] = _probed(view)
    probes: list[Probe] = view.numbers[PROBES]
    return probes


def _probed(view: View) -> list[Probe]:
    """Call the function once for each value and label; empty if that does not tell of them."""
    args = view.records[0].case.args
    labelled = not {"Y", "y"}.isdisjoint(args)
    if view.part not in (*LOSSES, *SLOPES, "A") or (view.part == "A") == labelled:
        return []
    if "n_steps" in args or ("Z" not in args and not {"A", "X", "x"} & args.keys()):
        return []
    probes = []
    for y in (1, 0) if labelled else (1,):
        for value in PREDICTIONS if "A" in args else LOGITS:
            one = one_example(args, value, y)
            due, came = reference(view, one), answer(view, one)
            if due is None or came is None or due.size != 1:
                return []
            expected, got = (_probability(view.part, y, float(v.item())) for v in (due, came))
            prediction = value if "A" in args else 1 / (1 + math.exp(-value))
            if not _close(expected, prediction):
                return []
            probes.append(Probe(y, value, expected, got))
    view.numbers[IMPOSSIBLE] = any(probe.got < 0 or probe.got > 1 for probe in probes)
    inside = [probe for probe in probes if 0 < probe.got < 1]
    return inside if len(inside) > len(probes) / 2 else []


def one_example(args: Mapping[str, Any], value: float, y: int, *, turn: int = 1) -> dict[str, Any]:
    """Make arguments for one example with a logit, reached in one of two ways, or a prediction."""
    one: dict[str, Any] = dict(args)
    column = next((name for name in ("X", "x") if name in args), None)
    if column is not None:
        w, b = (1.0, 0.0) if turn > 0 else (-2.0, 0.5)
        one |= {"w": np.array([[w]]), "b": b, column: np.array([[(value - b) / w]])}
    else:
        one["A" if "A" in args else "Z"] = np.array([[value]])
    if "Y" in args:
        one["Y"] = np.array([[y]], dtype=args["Y"].dtype)
    return one | ({"y": y} if "y" in args else {})


def _probability(part: str, y: int, number: float) -> float:
    """Return the probability of label 1 that a loss, a slope or a probability belongs to."""
    if part in ("dz", "db"):
        return y + number
    if part == "da":
        return 1 - y - 1 / number if number else math.nan
    if part not in LOSSES:
        return number
    of_the_label = math.exp(-number) if math.isfinite(number) else math.nan
    return of_the_label if y == 1 else 1 - of_the_label


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-7, abs_tol=1e-9)


def constant_added(view: View) -> Relation | None:
    """Find the same number added to the probability of the label, inside the logarithm."""
    probes = _probes(view)
    if view.part not in LOSSES or {probe.y for probe in probes} != {0, 1}:
        return None
    added = {}
    for y, sign in ((1, 1), (0, -1)):
        gaps = np.array([sign * (p.got - p.expected) for p in probes if p.y == y])
        if not right_entries(gaps, np.full_like(gaps, gaps[0]), LOOSE).all():
            return None
        added[y] = 0.0 if abs(gaps[0]) < 1e-9 else float(gaps[0])
    logs = [
        f"log({a}{' + ' if added[y] > 0 else ' − '}{abs(added[y]):.3g})"
        for y, a in ((1, "a"), (0, "1 − a"))
        if added[y]
    ]
    if not logs:
        return None
    named = Text(" and ", ", ").join([Text(log, log) for log in logs])
    return say.ADDED_INSIDE.of("added inside", part=view.part, logs=named)


def weighted_logarithms(view: View) -> Relation | None:
    """Find the loss of one example as a sum of the two logarithms, with other factors."""
    args = view.records[0].case.args
    if view.part not in LOSSES or "Y" not in args:
        return None
    facts, odd, multiples, constant = [], False, "Z" in args, False
    for y in (1, 0):
        rows, came = [], []
        for value in PREDICTIONS if "A" in args else LOGITS:
            got = answer(view, one_example(args, value, y))
            if got is None or got.size != 1 or not np.isfinite(got).all():
                return None
            a = value if "A" in args else 1 / (1 + math.exp(-value))
            rows.append((-math.log(a), -math.log(1 - a), 1.0))
            came.append(float(got.item()))
        factors = np.linalg.lstsq(np.array(rows), np.array(came), rcond=None)[0]
        if not equal(np.array(rows) @ factors, np.array(came), LOOSE) or not factors.any():
            return None
        odd = odd or len(_terms(factors)) > 1
        multiples = multiples and abs(factors[0] + factors[1]) < 1e-7 > abs(factors[2])
        constant = constant or ("Z" in args and abs(factors[2]) > 1e-7)
        facts.append(say.COSTS.format(y=y, formula=_written(factors)))
    if not all(_hangs_on_the_logit(view, LOGITS[0], y) for y in (1, 0)):
        return None
    if not odd:  # with one logarithm for each label, other finders say more
        return None
    found = say.WEIGHTED.of("weighted logarithms", facts=SPACE.join(facts), part=view.part)
    if constant:
        return found._replace(ask=say.CONSTANT_TERM)
    return found._replace(ask=say.PROPORTIONAL) if multiples else found


NAMES = ("log a", "log(1 − a)", "")


def _terms(factors: Array) -> list[tuple[float, str]]:
    """Return the factor and the name of each term that is there."""
    pairs = zip((-factors[0], -factors[1], factors[2]), NAMES, strict=True)
    return [(float(factor), name) for factor, name in pairs if abs(factor) > 1e-7]


def _written(factors: Array) -> str:
    """Write a sum: −0.95·log a − 0.05·log(1 − a)."""
    text = ""
    for factor, name in _terms(factors):
        sign = "−" if factor < 0 else "+" if text else ""
        size = f"{abs(factor):.4g}"
        number = "" if name and size == "1" else f"{size}·" if name else size
        text += f" {sign} {number}{name}" if text else f"{sign}{number}{name}"
    return text or "0"


def changed_on_the_way(view: View) -> Relation | None:
    """Find results for one example that are right for another logit or another prediction."""
    probes = _probes(view)
    wrong = [probe for probe in probes if not _close(probe.got, probe.expected)]
    if not wrong:
        return None
    if view.numbers.get(IMPOSSIBLE):  # a result does not tell of a probability
        return None
    if all(abs(probe.got - probe.expected) < ROUNDED_OFF for probe in wrong):
        return None
    if len({probe.got for probe in probes}) == 1:
        return None
    name = "a" if "A" in view.records[0].case.args else "z"
    belongs: dict[float, float] = {}
    for probe in probes:
        if not _close(belongs.setdefault(probe.put_in, probe.got), probe.got):
            return None
    back: Callable[[float], float] = _logit if name == "z" else float
    worst = max(wrong, key=lambda probe: abs(back(probe.got) - probe.put_in))
    if not _only_the_logit_counts(view, worst):
        return None
    times = [back(probe.got) / probe.put_in for probe in probes]
    if _close(min(times), max(times)):
        return say.SCALED.of(f"scaled {name}", part=view.part, name=name, times=f"{times[0]:.6g}")
    added = [back(probe.got) - probe.put_in for probe in probes]
    if _close(min(added), max(added)):
        sign = "+" if added[0] > 0 else "−"
        return say.SHIFTED.of(
            f"shifted {name}", part=view.part, name=name, by=f"{sign} {abs(added[0]):.4g}"
        )
    put_in, shown = apart(worst.put_in, back(worst.got), 3)
    right = next((p.put_in for p in probes if p not in wrong), None)
    own = NOTHING if right is None else say.GETS_ITS_OWN.format(name=name, right=f"{right:g}")
    saying = say.CHANGED_LOGIT if name == "z" else say.CHANGED_PREDICTION
    return saying.of(f"another {name}", part=view.part, put_in=put_in, shown=shown, own=own)


def _only_the_logit_counts(view: View, probe: Probe) -> bool:
    """Say whether the answer is the same for other parameters that give the same logit."""
    return _hangs_on_the_logit(view, probe.put_in, probe.y)


def _hangs_on_the_logit(view: View, value: float, y: int) -> bool:
    args = view.records[0].case.args
    if "A" in args or "Z" in args:
        return True
    ways = [one_example(args, value, y, turn=turn) for turn in (1, -1)]
    one, other = (answer(view, way) for way in ways)
    return one is not None and other is not None and equal(one, other, LOOSE)


def _logit(a: float) -> float:
    z = math.log(a) - math.log1p(-a)
    return 0.0 if abs(z) < 1e-9 else z

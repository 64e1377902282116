"""Slopes measured on one neuron, for the lines of the derivation.

Each line is judged by how much the loss changes when a number is nudged, not by a formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

from lrlib.checks.declare import inputs
from lrlib.checks.declare.compare import SAME
from lrlib.checks.declare.model import Array, Case, Fault, Inputs, Property, Trial
from lrlib.checks.declare.properties import values
from lrlib.checks.say.text import Text
from lrlib.gradcheck import complex_step
from lrlib.neuron import sigmoid

__all__ = ["Measured", "cases", "loss", "measured", "neurons", "slopes"]

FAR = 4.0  # a = 0.982, where an ε of 1e-8 still passes and one of 1e-7 does not


@dataclass(frozen=True)
class Measured(Case):
    """A case that carries the measured slope."""

    slope: Array = field(default_factory=lambda: np.array(0.0))


def loss(a: Any, y: float) -> Any:
    """Return the cross-entropy of one example; real or complex."""
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


def slopes(w: Array, b: float, x: Array, y: float) -> dict[str, Any]:
    """Measure how the loss of one example changes, by a complex step in each number."""
    z = (w.T @ x).item() + b
    a = sigmoid(z).item()

    def along_w(v: Array) -> Any:
        return loss(sigmoid(v.T @ x + b), y)[0, 0]

    return {
        "z": z,
        "a": a,
        "da": complex_step(lambda t: loss(t, y), a),
        "da_dz": complex_step(sigmoid, z),
        "dz": complex_step(lambda t: loss(sigmoid(t), y), z),
        "dw": complex_step(along_w, w),
        "db": complex_step(lambda t: loss(sigmoid((w.T @ x).item() + t), y), b),
    }


def neurons(rng: Generator, labels: Sequence[int] = (0, 1, 1, 0)) -> list[dict[str, Any]]:
    """Draw neurons with one example each; the last two are far from ½, one on each side."""
    drawn = []
    for i, y in enumerate(labels):
        n_x = (2, 3, 5, 1)[i % 4]
        args = inputs.neuron(rng, n_x, 1)
        near = float(inputs.logits(rng, ()))
        z = near if i < len(labels) - 2 else FAR * (1 if i % 2 else -1)
        w, x = args["w"], args["X"]
        drawn.append({"w": w, "b": z - (w.T @ x).item(), "x": x, "y": y})
    return drawn


def cases(
    rng: Generator, names: Sequence[str], slope: str, labels: Sequence[int] = (0, 1, 1, 0)
) -> list[Case]:
    """Make cases with the named arguments, each with the measured slope that is asked for."""
    made: list[Case] = []
    for neuron in neurons(rng, labels):
        known = {**neuron, **slopes(**neuron)}
        args = {name: known[name] for name in names}
        made.append(Measured(args, {"n_x": len(neuron["x"])}, slope=np.asarray(known[slope])))
    return made


def measured(name: str, title: Text, drawn: Inputs) -> Property:
    """Demand the measured slope, whatever formula gives it."""
    plain = values(name, title, drawn, tolerance=SAME)

    def judge(prop: Property, trials: Sequence[Trial]) -> Fault | None:
        (part,) = trials[0].expected
        due = [
            trial._replace(expected={part: trial.case.slope})
            for trial in trials
            if isinstance(trial.case, Measured)
        ]
        return plain.judge(prop, due)

    return Property(name, title, drawn, judge)

"""Slopes measured on one neuron, for the lines of the derivation.

Each line is judged by what the loss really does when a number is nudged, not by a formula.
"""
# mypy: allow-untyped-defs, allow-untyped-calls

from dataclasses import dataclass, field

import numpy as np

from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare.model import Array, Case, Property
from lrlib.checks.declare.properties import values
from lrlib.gradcheck import complex_step
from lrlib.neuron import sigmoid

__all__ = ["Measured", "cases", "loss", "measured", "neurons", "slopes"]

FAR = 4.0  # a = 0.982, where an ε of 1e-8 still passes and one of 1e-7 does not


@dataclass(frozen=True)
class Measured(Case):
    """A case that carries the measured slope."""

    slope: Array = field(default_factory=lambda: np.array(0.0))


def loss(a, y):
    """Return the cross-entropy of one example; real or complex."""
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


def slopes(w, b, x, y):
    """Measure how the loss of one example changes, by a complex step in each number."""
    z = (w.T @ x).item() + b
    a = sigmoid(z).item()

    def along_w(v):
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


def neurons(rng, labels=(0, 1, 1, 0)):
    """Draw neurons with one example each; the last two are far from ½, one on each side."""
    drawn = []
    for i, y in enumerate(labels):
        n_x = (2, 3, 5, 1)[i % 4]
        args = draws.neuron(rng, n_x, 1)
        near = float(draws.logits(rng, ()))
        z = near if i < len(labels) - 2 else FAR * (1 if i % 2 else -1)
        w, x = args["w"], args["X"]
        drawn.append({"w": w, "b": z - (w.T @ x).item(), "x": x, "y": y})
    return drawn


def cases(rng, names, slope, labels=(0, 1, 1, 0)):
    """Make cases with the named arguments, each with the measured slope that is asked for."""
    made = []
    for neuron in neurons(rng, labels):
        known = {**neuron, **slopes(**neuron)}
        args = {name: known[name] for name in names}
        made.append(Measured(args, {"n_x": len(neuron["x"])}, slope=np.asarray(known[slope])))
    return made


def measured(name, title, drawn):
    """Demand the measured slope, whatever formula gives it."""
    plain = values(name, title, drawn, rtol=1e-6)

    def judge(prop, trials):
        (part,) = trials[0].expected
        return plain.judge(
            prop, [trial._replace(expected={part: trial.case.slope}) for trial in trials]
        )

    return Property(name, title, drawn, judge)

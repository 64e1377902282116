"""Slopes measured on one neuron, for the lines of the derivation.

Each line is judged by how much the loss changes when a number is nudged, not by a formula.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.random import Generator

from lrlib.checks.declare import inputs
from lrlib.checks.declare.compare import SAME, Tolerance
from lrlib.checks.declare.model import Array, Case, Fault, Inputs, Property, Regime, Trial, regime
from lrlib.checks.declare.properties import values
from lrlib.checks.declare.regimes import first_alone, if_first_is_right
from lrlib.checks.say.text import Text
from lrlib.gradcheck import complex_step
from lrlib.neuron import sigmoid

__all__ = [
    "Measured",
    "cases",
    "loss",
    "measured",
    "neurons",
    "neurons_of_arrays",
    "of_arrays",
    "pictures",
    "slopes",
    "sure",
    "sure_neurons",
    "undecided",
    "undecided_neurons",
    "whole",
    "whole_neurons",
]

SURE = (6.0, 12.0)  # logits of examples that are nearly certain
SURER = (*SURE, 18.0)  # and more, where no ε may stand in a denominator
NUDGED = 100  # weights at most, one by one
# An ε of 1e-8 in a denominator of 6e-6 moves a slope by 1.6e-3 of it.
SURE_SLOPES = Tolerance(3e-3, 1e-11)
UNDECIDED = "where a is exactly ½", "a가 정확히 ½이면"
FEATURES = "where features are large, 0 or equal", "특성이 크거나 0이거나 서로 같으면"
LABELS = "where y is a number from an array of labels", "y가 레이블 배열에서 꺼낸 수이면"
WHOLE = "where the features are whole numbers", "특성이 정수이면"
FAR = 4.0  # a = 0.982, where an ε of 1e-8 still passes and one of 1e-7 does not


@dataclass(frozen=True)
class Measured(Case):
    """A case that carries the measured slope."""

    slope: Array = field(default_factory=lambda: np.array(0.0))


def loss(a: Any, y: float) -> Any:
    """Return the cross-entropy of one example; real or complex."""
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


def slopes(w: Array, b: float, x: Array, y: float) -> dict[str, Any]:
    """Measure how the loss of one example changes, by a complex step in each number.

    To nudge each weight of a picture would take too long: there dw is x times the measured dz.
    """
    z = (w.T @ x).item() + b
    a = sigmoid(z).item()

    def along_w(v: Array) -> Any:
        return loss(sigmoid(v.T @ x + b), y)[0, 0]

    dz = complex_step(lambda t: loss(sigmoid(t), y), z)
    return {
        "z": z,
        "a": a,
        "da": complex_step(lambda t: loss(t, y), a),
        "da_dz": complex_step(sigmoid, z),
        "dz": dz,
        "dw": complex_step(along_w, w) if len(w) <= NUDGED else x * dz,
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


def whole_neurons(rng: Generator) -> list[dict[str, Any]]:
    """Draw an example of whole features, and a whole b: as floats, and as whole numbers.

    The features are as large as the numbers of a picture. One is 0, and two are equal. The
    prediction is wrong, so that slopes are large.
    """
    w = inputs.logits(rng, (5, 1)) / 800
    x = rng.permutation([260.0, -300.0, 100.0, 0.0, 260.0])[:, np.newaxis]
    b = int(rng.choice([-1, 1]))
    y = int((w.T @ x).item() + b < 0)
    return [{"w": w, "b": kind(b), "x": x.astype(kind), "y": y} for kind in (float, int)]


def sure_neurons(
    rng: Generator, labels: Sequence[int] = (0, 1), sizes: Sequence[float] = SURE
) -> list[dict[str, Any]]:
    """Draw neurons with one nearly certain example each, right and wrong."""
    drawn = []
    logits = [sign * size for size in sizes for sign in (1, -1)]
    for i, (y, z) in enumerate((y, z) for y in labels for z in logits):
        b = 0.0 if i % 3 == 0 else None
        w, b, x = inputs.large(rng, np.array([[z]]), (1, -1)[i // 2 % 2], b).values()
        drawn.append({"w": w, "b": b, "x": x, "y": y})
    return drawn


def undecided_neurons(rng: Generator, labels: Sequence[int] = (0, 1)) -> list[dict[str, Any]]:
    """Draw examples for a neuron that has learned nothing: w holds zeros, b is 0."""
    x = inputs.logits(rng, (3, 1))
    return [{"w": np.zeros((3, 1)), "b": 0, "x": x, "y": y} for y in labels]


def neurons_of_arrays(rng: Generator, labels: Sequence[int] = (0, 1)) -> list[dict[str, Any]]:
    """Draw neurons whose labels are taken out of an array: NumPy's whole numbers."""
    return [{**neuron, "y": np.int64(neuron["y"])} for neuron in neurons(rng, labels)]


def cases(
    rng: Generator, names: Sequence[str], slope: str, labels: Sequence[int] = (0, 1, 1, 0)
) -> list[Case]:
    """Make cases with the named arguments, each with the measured slope that is asked for."""
    return _cases(neurons(rng, labels), names, slope)


def sure(
    names: Sequence[str],
    slope: str,
    labels: Sequence[int] = (0, 1),
    sizes: Sequence[float] = SURER,
) -> Regime:
    """Declare a regime of nearly certain predictions, right ones and wrong ones."""

    @regime(f"sure {labels}", "where the prediction is nearly certain", "예측이 거의 확실하면")
    def drawn(rng: Generator) -> list[Case]:
        return [
            replace(case, tolerance=SURE_SLOPES)
            for case in _cases(sure_neurons(rng, labels, sizes), names, slope)
        ]

    return drawn


def undecided(names: Sequence[str], slope: str, labels: Sequence[int] = (0, 1)) -> Regime:
    """Declare a regime of examples for a neuron that has learned nothing."""

    @regime(f"undecided {labels}", *UNDECIDED)
    def drawn(rng: Generator) -> list[Case]:
        return _cases(undecided_neurons(rng, labels), names, slope)

    return drawn


def of_arrays(names: Sequence[str], slope: str, labels: Sequence[int] = (0, 1)) -> Regime:
    """Declare a regime of labels that are taken out of an array."""

    @regime(f"labels of an array {labels}", *LABELS)
    def drawn(rng: Generator) -> list[Case]:
        return _cases(neurons_of_arrays(rng, labels), names, slope)

    return drawn


def whole(names: Sequence[str], slope: str) -> tuple[Regime, Regime]:
    """Declare a regime of large features, and one of the same as whole numbers."""

    @regime("whole numbers", *WHOLE, judge=if_first_is_right)
    def drawn(rng: Generator) -> list[Case]:
        return _cases(whole_neurons(rng), names, slope)

    return first_alone(drawn, *FEATURES), drawn


def pictures(names: Sequence[str], slope: str) -> Regime:
    """Declare a regime of examples that are pictures."""

    @regime("a picture", "with as many features as a picture has", "특성이 사진만큼 많으면")
    def drawn(rng: Generator) -> list[Case]:
        args = inputs.picture(rng, 1)
        return _cases([{"w": args["w"], "b": args["b"], "x": args["X"], "y": 1}], names, slope)

    return drawn


def _cases(drawn: Sequence[Mapping[str, Any]], names: Sequence[str], slope: str) -> list[Case]:
    made: list[Case] = []
    for neuron in drawn:
        known = {**neuron, **slopes(**neuron)}
        args = {name: known[name] for name in names}
        made.append(Measured(args, {"n_x": len(neuron["x"])}, slope=np.asarray(known[slope])))
    return made


def measured(
    name: str, title: Text, drawn: Inputs, *, regimes: tuple[Regime, ...] = ()
) -> Property:
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

    return Property(name, title, drawn, judge, regimes=regimes)

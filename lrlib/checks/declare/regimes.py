"""Regions of inputs that uses of several functions meet, beside the ordinary inputs.

The chapters, the exercises and the published run are these uses: pictures of 12288 numbers,
209 examples, predictions that are nearly certain or undecided, labels that are all equal, whole
numbers and single precision. Every check tries every regime of its function: no verdict hangs on
the draw.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.random import Generator

from lrlib.checks.declare import inputs
from lrlib.checks.declare.model import Array, Case, Fault, Judge, Property, Regime, Trial, regime
from lrlib.checks.say.text import Text
from lrlib.neuron import sigmoid

__all__ = [
    "FEW",
    "IN_MEMORY",
    "OF_NEURONS",
    "OF_PREDICTIONS",
    "SINGLE",
    "WHOLE",
    "first_alone",
    "if_first_is_right",
    "neurons_at_the_start",
    "neurons_of",
    "of_same",
    "only",
    "predictions",
    "split",
    "sure_predictions",
]

FEW = 5


def if_first_is_right(prop: Property, trials: Sequence[Trial]) -> Fault | None:
    """Judge all trials but the first, and these only where the first shows nothing wrong.

    The first is the same case outside the regime. What is wrong there, or writes into its
    arguments there, loses points elsewhere, and shall not lose them twice.
    """
    first, *others = trials
    if first.outcome.changed or prop.judge(prop, [first]) is not None:
        return None
    return prop.judge(prop, others)


def only(*places: int) -> Judge:
    """Make a judge of the trials at these places, as `if_first_is_right` if there are several."""

    def judge(prop: Property, trials: Sequence[Trial]) -> Fault | None:
        chosen = [trials[i] for i in places]
        return if_first_is_right(prop, chosen) if chosen[1:] else prop.judge(prop, chosen)

    return judge


def of_same(of: Regime, judge: Judge, en: str, ko: str) -> Regime:
    """Make a regime of the cases of another, judged otherwise. The calls are the same."""
    return Regime(Text(en, ko), of.inputs, judge)


def split(of: Regime, *parts: tuple[tuple[int, ...], str, str]) -> tuple[Regime, ...]:
    """Make a regime of some cases of another, for each part: what fails in one is said of it alone.

    A part is the places of its cases, and where they are, in English and Korean.
    """

    def judge_of(places: tuple[int, ...]) -> Judge:
        return lambda prop, trials: prop.judge(prop, [trials[i] for i in places])

    return tuple(of_same(of, judge_of(places), en, ko) for places, en, ko in parts)


def first_alone(of: Regime, en: str, ko: str) -> Regime:
    """Make a regime of the first case of another, which `if_first_is_right` does not judge."""
    return of_same(of, only(0), en, ko)


def predictions(A: Array, Y: Array) -> Case:
    """Make predictions and labels a case."""
    return Case({"A": A, "Y": Y}, {"m": A.shape[1]})


@regime("hundreds", "with hundreds of examples", "샘플이 수백 개이면")
def hundreds_of_predictions(rng: Generator) -> list[Case]:
    """Draw the predictions for 300 examples: more than a byte can count."""
    A = inputs.probabilities(rng, (1, 300))
    return [predictions(A, inputs.labels(rng, 300))]


@regime("sure", "with hundreds of nearly certain predictions", "거의 확실한 예측이 수백 개이면")
def sure_predictions(rng: Generator) -> list[Case]:
    """Draw the predictions for 209 examples: nearly certain, and every second one wrong."""
    Z, Y = inputs.sure(rng)
    return [replace(predictions(sigmoid(Z), Y), tolerance=inputs.SURE)]


@regime("one label", "where all labels are equal", "레이블이 모두 같으면")
def one_label_of_predictions(rng: Generator) -> list[Case]:
    """Draw the predictions for several examples with label 0, and for several with label 1."""
    return [predictions(inputs.probabilities(rng, (1, FEW)), Y) for Y in inputs.one_label(FEW)]


# What to ask where the same numbers lie in memory in another order.
IN_MEMORY = Text(
    "Which line relies on the order in which the numbers lie in memory, as ravel or reshape with "
    "order=…, flags, strides, or an assignment to shape may?",
    "수가 메모리에 놓인 순서에 기대는 줄은 어디인가요? order=…를 준 ravel이나 reshape, flags, "
    "strides, shape에 넣는 줄 가운데 있나요?",
)
WHOLE = "with whole numbers", "정수를 넣으면"
SINGLE = "with floats in single precision (float32)", "단정밀도(float32) 실수를 넣으면"


@regime("single precision", *SINGLE)
def predictions_in_single_precision(rng: Generator) -> list[Case]:
    """Draw predictions in single precision. Labels are whole numbers: an answer may index."""
    A = inputs.probabilities(rng, (1, FEW)).astype(np.float32)
    return [Case({"A": A, "Y": inputs.labels(rng, FEW)}, {"m": FEW}, tolerance=inputs.SINGLE)]


@regime("the start", "where all predictions are ½", "예측이 모두 ½이면")
def start_of_predictions(rng: Generator) -> list[Case]:
    """Draw labels for the predictions of a neuron that has learned nothing."""
    return [predictions(np.full((1, FEW), 0.5), inputs.labels(rng, FEW))]


OF_PREDICTIONS = (
    start_of_predictions,
    one_label_of_predictions,
    hundreds_of_predictions,
    predictions_in_single_precision,
)


def neurons_of(rng: Generator, kind: type) -> list[dict[str, Any]]:
    """Draw one neuron for floats that are whole, then for the same numbers of another kind."""
    w, b, X, _ = inputs.neuron(rng, 3, FEW).values()
    kinds = (np.float64, kind)
    return [{"w": w / 4, "b": b, "X": np.rint(3 * X).astype(each)} for each in kinds]


@regime("whole numbers", *WHOLE, judge=if_first_is_right)
def neurons_of_whole_numbers(rng: Generator) -> list[Case]:
    """Draw one neuron for floats that are whole, then for whole numbers."""
    return [Case(args, {"n_x": 3, "m": FEW}) for args in neurons_of(rng, np.int64)]


@regime("single precision", *SINGLE, judge=if_first_is_right)
def neurons_in_single_precision(rng: Generator) -> list[Case]:
    """Draw one neuron for floats, then for floats in single precision."""
    return [
        Case(args, {"n_x": 3, "m": FEW}, tolerance=inputs.SINGLE)
        for args in neurons_of(rng, np.float32)
    ]


@regime("a picture", "with as many features as a picture has", "특성이 사진만큼 많으면")
def neurons_for_pictures(rng: Generator) -> list[Case]:
    """Draw a neuron with a weight for each of the 12288 numbers of a picture, and two pictures.

    One picture comes after the other in memory: so images_to_vectors gives them.
    """
    args = inputs.picture(rng, 2)
    X = np.asfortranarray(args["X"])
    return [Case({**args, "X": X}, {"n_x": inputs.PICTURE, "m": 2})]


@regime("square", "with as many examples as features", "샘플과 특성의 개수가 같으면")
def square_neurons(rng: Generator) -> list[Case]:
    """Draw a neuron for as many examples as it has features: so many that labels differ."""
    n = 24
    w, b, X, _ = inputs.neuron(rng, n, n).values()
    return [Case({"w": w, "b": b / 4, "X": X}, {"n_x": n, "m": n})]


@regime("sure", "with large numbers, and logits up to 1000", "수가 크고 로짓이 1000까지 커지면")
def sure_neurons(rng: Generator) -> list[Case]:
    """Draw 209 examples with logits up to ±30, but for one at 1000, where eᶻ overflows.

    Every second one is positive, so that no row of labels is 0 by chance. None is at −1000: there
    math.exp(−z) raises an error, and nobody asks the neuron for that.
    """
    Z = np.append(np.linspace(-30.0, 30.0, inputs.MANY - 1), 1000.0)
    Z[::2], Z[1::2] = rng.permutation(Z[Z > 0]), rng.permutation(Z[Z < 0])
    few = inputs.logits(rng, (1, FEW))
    most_negative = rng.permutation([-600.0, -650.0, -1.0, -2.0, 1000.0])
    while most_negative[0] > 0:  # whatever the first or the mean is taken for, it is negative
        most_negative = np.roll(most_negative, 1)
    return [
        Case(inputs.large(rng, Z[np.newaxis]), {"n_x": 2, "m": inputs.MANY}),
        Case(inputs.large(rng, few, sign=-1), {"n_x": 2, "m": FEW}),
        Case(inputs.large(rng, most_negative[np.newaxis]), {"n_x": 2, "m": FEW}),
    ]


@regime("zeros", "where b and some features are 0", "b와 몇몇 특성이 0이면")
def neurons_with_zeros(rng: Generator) -> list[Case]:
    """Draw a neuron whose b is a whole 0, for features of which some are 0."""
    w, _, X, _ = inputs.neuron(rng, 3, FEW).values()
    X[[0, 1], [1, 2]] = 0.0
    return [Case({"w": w, "b": 0, "X": X}, {"n_x": 3, "m": FEW})]


@regime("the start", "where w and b are 0", "w와 b가 0이면")
def neurons_at_the_start(rng: Generator) -> list[Case]:
    """Draw what a neuron that has learned nothing looks at: w holds zeros, b is 0."""
    X = rng.normal(size=(3, FEW))
    return [Case({"w": np.zeros((3, 1)), "b": 0.0, "X": X}, {"n_x": 3, "m": FEW})]


OF_NEURONS = (
    square_neurons,
    neurons_with_zeros,
    neurons_of_whole_numbers,
    neurons_in_single_precision,
    sure_neurons,
    neurons_for_pictures,
)

"""What counts as a right `dz_directly(a, y)`: dz = ∂L/∂z, after the cancellation."""

import numpy as np

from lrlib.checks.declare import places
from lrlib.checks.declare.model import GradedFunction, Part, accepted, mistake, stream
from lrlib.checks.declare.properties import shapes
from lrlib.checks.declare.slopes import cases, measured, of_arrays, sure, undecided
from lrlib.checks.say.text import Text

TINY = {"a": 0.8, "y": 1}


def reference(a, y):
    """Return ∂L/∂z."""
    return a - y


def steps(a, y):
    """Name the product before it is cancelled, and what remains."""
    da, da_dz = -y / a + (1 - y) / (1 - a), a * (1 - a)
    known = {"da": da, "da_dz": da_dz, "da·da_dz": da * da_dz, "dz": a - y}
    return {name: np.array(value) for name, value in known.items()}


@stream("drawn")
def drawn(rng):
    """Probabilities and labels of both kinds."""
    return cases(rng, ("a", "y"), "dz")


PROPERTIES = (
    measured(
        "slope",
        Text("what the loss does when z is nudged", "z가 조금 변할 때 손실의 변화"),
        drawn,
        regimes=tuple(kind(("a", "y"), "dz") for kind in (undecided, of_arrays, sure)),
    ),
    shapes(drawn, Text("one number", "숫자 하나예요")),
)


@mistake(
    "slope",
    "Your slope has the right size and the wrong sign. To lower the loss of a cat, must z go up "
    "or down, and which sign has the slope then?",
    "기울기의 크기는 맞지만 부호가 반대예요. 고양이 사진(y = 1)의 손실을 줄이려면 z가 커져야 "
    "하나요, 작아져야 하나요? 그러면 기울기의 부호는 무엇인가요?",
)
def label_minus_prediction(a, y):
    """y − a."""
    return y - a


@mistake(
    "slope",
    "Where the neuron is surely wrong your slope is near 0, as it was with the squared error. "
    "Which factor cancels with cross-entropy?",
    "뉴런이 확신하며 틀린 곳에서 기울기가 0에 가까워요. 제곱 오차일 때 그랬어요. 교차 "
    "엔트로피에서는 어느 인수가 약분되나요?",
)
def factor_not_cancelled(a, y):
    """(a − y)·a(1 − a): an extra σ′."""
    return (a - y) * a * (1 - a)


@mistake(
    "slope",
    "Your slope grows without bound where the neuron is wrong. Is that the slope along z, or one "
    "line earlier?",
    "뉴런이 틀린 곳에서 기울기가 끝없이 커져요. 이것은 z에 대한 기울기인가요, 한 줄 앞의 "
    "기울기인가요?",
)
def a_line_too_early(a, y):
    """da is returned."""
    return -y / a + (1 - y) / (1 - a)


@mistake(
    "slope",
    "Your slope is never negative. Must z go down for every example?",
    "기울기가 음수인 경우가 없어요. 모든 샘플에서 z가 작아져야 하나요?",
)
def sign_lost(a, y):
    """|a − y|."""
    return abs(a - y)


@accepted
def difference(a, y):
    """a − y."""
    return a - y


@accepted
def by_label(a, y):
    """An if for the two cases."""
    return a - 1 if y else a


@accepted
def product_of_lines(a, y):
    """The product of the two lines before, not cancelled."""
    return (-y / a + (1 - y) / (1 - a)) * (a * (1 - a))


@accepted
def expanded(a, y):
    """Multiplied out: −y(1 − a) + (1 − y)a, a NumPy number."""
    return np.float64(-y * (1 - a) + (1 - y) * a)


GRADED = GradedFunction(
    name="dz_directly",
    reference=reference,
    returns=Part("dz"),
    read=places.DZ,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    mistakes=(
        label_minus_prediction,
        factor_not_cancelled,
        a_line_too_early,
        sign_lost,
    ),
    styles=(
        difference,
        by_label,
        product_of_lines,
        expanded,
    ),
)

"""What counts as a right `sigmoid_slope(a)`: da/dz, from a = σ(z) alone."""

import numpy as np

from lrlib.checks.declare import places
from lrlib.checks.declare.model import GradedFunction, Part, accepted, mistake, stream
from lrlib.checks.declare.properties import shapes
from lrlib.checks.declare.slopes import cases, measured, sure, undecided
from lrlib.checks.say.text import Text
from lrlib.neuron import sigmoid

TINY = {"a": 0.8}


def reference(a):
    """Return da/dz."""
    return a * (1 - a)


def steps(a):
    """Name the factors and their product."""
    return {"a": np.array(a), "1 − a": np.array(1 - a), "da_dz": np.array(a * (1 - a))}


@stream("drawn")
def drawn(rng):
    """Probabilities on both sides of ½, two of them far from it."""
    return cases(rng, ("a",), "da_dz")


PROPERTIES = (
    measured(
        "slope",
        Text("what a does when z is nudged", "z가 조금 변할 때 a의 변화"),
        drawn,
        regimes=(undecided(("a",), "da_dz", (1,)), sure(("a",), "da_dz")),
    ),
    shapes(drawn, Text("one number", "숫자 하나예요")),
)


@mistake(
    ("slope", "shapes"),
    "Your slope is 0 everywhere. In a * 1 - a, which operation does Python do first?",
    "기울기가 어디에서나 0이에요. a * 1 - a에서 Python은 어느 연산을 먼저 하나요?",
)
def parentheses_forgotten(a):
    """a * 1 - a is 0."""
    return a * 1 - a


@mistake(
    "slope",
    "Your slope is about ¼ or a little less for every a. The a that you are given has already been "
    "through the curve: do you send it through once more?",
    "a가 무엇이든 기울기가 ¼이나 그보다 조금 작아요. 받은 a는 이미 시그모이드를 지난 값인데 한 번 "
    "더 지나게 하고 있나요?",
)
def sigmoid_once_more(a):
    """σ(a)(1 − σ(a)): a is taken for z."""
    s = sigmoid(a).item()
    return s * (1 - s)


@mistake(
    "slope",
    "Your slope is negative. Does the probability fall when z grows?",
    "기울기가 음수예요. z가 커지면 확률이 작아지나요?",
)
def sign_turned(a):
    """a(a − 1)."""
    return a * (a - 1)


@mistake(
    "slope",
    "At a = ½ your slope is ¾. Of which S-shaped curve is that the derivative?",
    "a = ½일 때 기울기가 ¾이에요. 그것은 어떤 S자 곡선의 도함수인가요?",
)
def slope_of_tanh(a):
    """1 − a²."""
    return 1 - a**2


@mistake(
    "slope",
    "For a near 1 your slope is near 1, or near 0 only on one side. How steep is the curve where "
    "it is nearly flat, on the right and on the left?",
    "a가 1에 가까울 때와 0에 가까울 때 기울기가 달라요. 곡선이 거의 평평한 왼쪽과 오른쪽 끝에서는 "
    "얼마나 가파른가요?",
)
def one_factor_only(a):
    """1 − a: a factor is missing."""
    return 1 - a


@accepted
def product(a):
    """The two factors."""
    return a * (1 - a)


@accepted
def expanded(a):
    """a − a²."""
    return a - a**2


@accepted
def from_z(a):
    """By way of z: e⁻ᶻ/(1 + e⁻ᶻ)²."""
    e = (1 - a) / a
    return e / (1 + e) ** 2


GRADED = GradedFunction(
    name="sigmoid_slope",
    reference=reference,
    returns=Part("da_dz"),
    read=places.DA_DZ,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    mistakes=(
        parentheses_forgotten,
        sigmoid_once_more,
        sign_turned,
        slope_of_tanh,
        one_factor_only,
    ),
    styles=(
        product,
        expanded,
        from_z,
    ),
)

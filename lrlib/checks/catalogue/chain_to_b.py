"""What counts as a right `chain_to_b(dz)`: db = ∂L/∂b."""

import numpy as np

from lrlib.checks.declare import places
from lrlib.checks.declare.model import GradedFunction, Part, accepted, mistake, stream
from lrlib.checks.declare.properties import shapes
from lrlib.checks.declare.slopes import cases, measured, sure, undecided
from lrlib.checks.say.text import Text

TINY = {"dz": -0.5}


def reference(dz):
    """Return ∂L/∂b."""
    return dz


def steps(dz):
    """Name what comes in and what goes out."""
    return {"∂z/∂b": np.array(1.0), "dz": np.array(dz), "db": np.array(dz)}


@stream("drawn")
def drawn(rng):
    """Slopes of both signs."""
    return cases(rng, ("dz",), "db")


EQUIVALENT = {"return 1 * dz → return dz": "∂z/∂b is 1"}

PROPERTIES = (
    measured(
        "slope",
        Text("what the loss does when b is nudged", "b가 조금 변할 때 손실의 변화"),
        drawn,
        regimes=tuple(kind(("dz",), "db") for kind in (undecided, sure)),
    ),
    shapes(drawn, Text("one number", "숫자 하나예요")),
)


@mistake(
    ("slope", "shapes"),
    "You return ∂z/∂b alone. How much does L change when z does?",
    "∂z/∂b만 돌려줘요. z가 변하면 L은 얼마나 변하나요?",
)
def half_of_the_chain(dz):
    """1: the factor dz is missing."""
    return 1.0


@mistake(
    ("slope", "shapes"),
    "You say that L does not change with b. Is b in z?",
    "b가 변해도 L이 변하지 않는다고 했어요. z 식에 b가 있나요?",
)
def constant_dropped(dz):
    """0: b is taken for a constant."""
    return 0.0


@mistake(
    "slope",
    "Your db is dz(1 − dz) times what it should be. How does b come into z = wᵀx + b: through a "
    "curve, or by a plain sum? Which local slope does that give?",
    "db가 올바른 값의 dz(1 − dz)배예요. z = wᵀx + b에서 b는 곡선을 거쳐 들어가나요, 그냥 "
    "더해지나요? 그때 국소 기울기는 얼마인가요?",
)
def sigmoid_once_more(dz):
    """dz · dz(1 − dz): the slope of the sigmoid is taken of dz."""
    return dz * dz * (1 - dz)


@mistake(
    "slope",
    "Your db is dz(1 − dz), the form in which the slope of the sigmoid is written. How does b come "
    "into z = wᵀx + b: through a curve, or by a plain sum? What is dz already?",
    "db가 dz(1 − dz)예요. 시그모이드의 기울기를 나타내는 식의 꼴이에요. z = wᵀx + b에서 b는 곡선을 "
    "거쳐 들어가나요, 그냥 더해지나요? dz는 이미 무엇인가요?",
)
def sigmoid_slope_of_dz(dz):
    """dz(1 − dz)."""
    return dz * (1 - dz)


@mistake(
    "slope",
    "Your slope has the opposite sign. Which sign has b in z = wᵀx + b?",
    "기울기의 부호가 반대예요. z = wᵀx + b에서 b의 부호는 무엇인가요?",
)
def sign_turned(dz):
    """−dz."""
    return -dz


@mistake(
    "shapes",
    "Your db is an array. How many biases are there, and what shape has a number?",
    "db가 배열이에요. 편향은 몇 개이고, 숫자의 형태는 무엇인가요?",
)
def a_table(dz):
    """(1, 1)."""
    return np.array([[dz]])


@accepted
def times_one(dz):
    """The chain rule, written out."""
    return 1 * dz


@accepted
def handed_on(dz):
    """dz itself."""
    return dz


@accepted
def numpy_sum(dz):
    """np.sum of one number, as it will be over many."""
    return np.sum(dz)


GRADED = GradedFunction(
    name="chain_to_b",
    reference=reference,
    returns=Part("db"),
    read=places.DB,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        half_of_the_chain,
        constant_dropped,
        sigmoid_once_more,
        sigmoid_slope_of_dz,
        sign_turned,
        a_table,
    ),
    styles=(
        times_one,
        handed_on,
        numpy_sum,
    ),
)

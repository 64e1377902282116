"""What counts as a right `chain_to_z(da, da_dz)`: dz = ∂L/∂z, by the chain rule."""

import numpy as np

from lrlib.checks.declare import places
from lrlib.checks.declare.model import GradedFunction, Part, accepted, mistake, stream
from lrlib.checks.declare.properties import shapes
from lrlib.checks.declare.slopes import cases, measured, sure, undecided
from lrlib.checks.say.text import Text

TINY = {"da": -1.25, "da_dz": 0.16}


def reference(da, da_dz):
    """Return ∂L/∂z."""
    return da * da_dz


def steps(da, da_dz):
    """Name what comes in and what goes out."""
    return {"da": np.array(da), "da_dz": np.array(da_dz), "dz": np.array(da * da_dz)}


def lookalikes(da, da_dz):
    """Name quantities that a wrong answer may equal."""
    return {"(da + da_dz)/2": (da + da_dz) / 2, "da − da_dz": da - da_dz, "da_dz − da": da_dz - da}


@stream("drawn")
def drawn(rng):
    """The two slopes of a neuron, for both labels."""
    return cases(rng, ("da", "da_dz"), "dz")


PROPERTIES = (
    measured(
        "slope",
        Text("what the loss does when z is nudged", "z가 조금 변할 때 손실의 변화"),
        drawn,
        regimes=tuple(kind(("da", "da_dz"), "dz") for kind in (undecided, sure)),
    ),
    shapes(drawn, Text("one number", "숫자 하나예요")),
)


@mistake(
    "slope",
    "You add the slopes of two stages that follow one another. If a moves twice as fast as z, and "
    "L three times as fast as a, how fast does L move?",
    "이어지는 두 단계의 기울기를 더하고 있어요. a가 z보다 두 배 빠르고 L이 a보다 세 배 빠르면, "
    "L은 z보다 몇 배 빠른가요?",
)
def added(da, da_dz):
    """da + da/dz."""
    return da + da_dz


@mistake(
    "slope",
    "You divide one slope by the other. If a hardly moves when z does, should L move much?",
    "한 기울기를 다른 기울기로 나누고 있어요. z가 움직여도 a가 거의 움직이지 않으면 L은 많이 "
    "움직일까요?",
)
def divided(da, da_dz):
    """da divided by da/dz."""
    return da / da_dz


@mistake(
    "slope",
    "You hand da on as it is. By how much does a move when z moves by a little?",
    "da를 그대로 넘기고 있어요. z가 조금 움직이면 a는 얼마나 움직이나요?",
)
def da_used_for_dz(da, da_dz):
    """da is returned."""
    return da


@mistake(
    "slope",
    "Your result does not depend on the loss. Which of the two slopes carries it?",
    "결과가 손실과 관계없어요. 두 기울기 가운데 손실이 들어 있는 것은 어느 쪽인가요?",
)
def loss_forgotten(da, da_dz):
    """da/dz is returned."""
    return da_dz


@accepted
def product(da, da_dz):
    """The product."""
    return da * da_dz


@accepted
def numpy_product(da, da_dz):
    """np.multiply: a NumPy number."""
    return np.multiply(da_dz, da)


@accepted
def as_a_list(da, da_dz):
    """np.prod of the stages: a longer chain would work too."""
    return float(np.prod([da, da_dz]))


GRADED = GradedFunction(
    name="chain_to_z",
    reference=reference,
    returns=Part("dz"),
    read=places.DZ,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        added,
        divided,
        da_used_for_dz,
        loss_forgotten,
    ),
    styles=(
        product,
        numpy_product,
        as_a_list,
    ),
)

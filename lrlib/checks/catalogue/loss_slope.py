"""What counts as a right `loss_slope(a, y)`: da = ∂L/∂a, the first line backward."""

import functools

import numpy as np

from lrlib.checks.declare import places
from lrlib.checks.declare.model import GradedFunction, Part, accepted, mistake, stream
from lrlib.checks.declare.properties import shapes
from lrlib.checks.declare.slopes import (
    SURE,
    cases,
    loss,
    measured,
    of_arrays,
    sure,
    undecided,
)
from lrlib.checks.say.text import Text

TINY = {"a": 0.8, "y": 0}


def reference(a, y):
    """Return ∂L/∂a."""
    return -y / a + (1 - y) / (1 - a)


def steps(a, y):
    """Name the two terms and their sum."""
    terms = {
        "the slope of −y·log a": -y / a,
        "the slope of −(1 − y)·log(1 − a)": (1 - y) / (1 - a),
    }
    return {name: np.array(value) for name, value in {**terms, "da": reference(a, y)}.items()}


def lookalikes(a, y):
    """Name what may be mistaken for da."""
    return {"dz": np.array(a - y), "L": np.array(loss(a, y))}


@stream("label 1")
def label_1(rng):
    """Examples with label 1."""
    return cases(rng, ("a", "y"), "da", (1, 1, 1, 1))


@stream("label 0")
def label_0(rng):
    """Examples with label 0."""
    return cases(rng, ("a", "y"), "da", (0, 0, 0, 0))


def _regimes(y):
    kinds = (undecided, of_arrays, functools.partial(sure, sizes=SURE))
    return tuple(kind(("a", "y"), "da", (y,)) for kind in kinds)


PROPERTIES = (
    measured(
        "label-1",
        Text("y = 1: what the loss does when a is nudged", "y = 1: a가 조금 변할 때 손실의 변화"),
        label_1,
        regimes=_regimes(1),
    ),
    measured(
        "label-0",
        Text("y = 0: what the loss does when a is nudged", "y = 0: a가 조금 변할 때 손실의 변화"),
        label_0,
        regimes=_regimes(0),
    ),
    shapes(label_1, Text("one number", "숫자 하나예요")),
)

BOTH = ("label-1", "label-0")


@mistake(
    "label-1",
    "For y = 1 your slope is positive. When a grows towards 1, does the loss of a cat rise or "
    "fall? Which sign did the derivative of −log a get?",
    "y = 1일 때 기울기가 양수예요. a가 1에 가까워지면 손실은 커지나요, 작아지나요? −log a를 "
    "미분하면 부호가 무엇인가요?",
)
def outer_minus_lost(a, y):
    """y/a + (1 − y)/(1 − a): the minus of the first term is lost."""
    return y / a + (1 - y) / (1 - a)


@mistake(
    "label-0",
    "For y = 0 your slope is negative. What is the derivative of the inside, 1 − a, by a? How many "
    "minus signs meet in the second term?",
    "y = 0일 때 기울기가 음수예요. 안쪽의 1 − a를 a로 미분하면 무엇인가요? 둘째 항에서 음의 "
    "부호는 몇 개가 만나나요?",
)
def inner_minus_lost(a, y):
    """−y/a − (1 − y)/(1 − a): the −1 inside 1 − a is lost."""
    return -y / a - (1 - y) / (1 - a)


@mistake(
    BOTH,
    "Your slope has the size of the right one and the opposite sign. Did the minus in front of the "
    "loss come along?",
    "기울기의 크기는 맞지만 부호가 반대예요. 손실 식 앞의 음의 부호를 빠뜨리지 않았나요?",
)
def signs_turned_round(a, y):
    """y/a − (1 − y)/(1 − a): the derivative of the log-likelihood."""
    return y / a - (1 - y) / (1 - a)


@mistake(
    BOTH,
    "For y = 1 your slope has 1 − a below the line. Which logarithm counts for y = 1?",
    "y = 1일 때 분모에 1 − a가 있어요. y = 1일 때 쓰이는 로그는 어느 쪽인가요?",
)
def denominators_swapped(a, y):
    """−y/(1 − a) + (1 − y)/a."""
    return -y / (1 - a) + (1 - y) / a


@mistake(
    BOTH,
    "Your slope is less than the right one by a where y = 1. In Python (1 − y) / 1 − a is "
    "(1 − y) / 1, and then less a: what should stand below the line, and what keeps it together "
    "there?",
    "y = 1일 때 기울기가 올바른 것보다 a만큼 작아요. 파이썬에서 (1 − y) / 1 − a는 (1 − y) / 1을 "
    "계산한 다음 a를 빼는 것이에요. 분모에는 무엇이 있어야 하고, 그것을 무엇으로 묶나요?",
)
def brackets_missing(a, y):
    """(1 − y)/1 − a: the brackets around 1 − a are missing."""
    return -y / a + (1 - y) / 1 - a


@mistake(
    "label-0",
    "For y = 0 you divide by a. What stands in the logarithm of the second term?",
    "y = 0일 때 a로 나누고 있어요. 둘째 항의 로그 안에는 무엇이 있나요?",
)
def same_denominator(a, y):
    """−y/a + (1 − y)/a."""
    return -y / a + (1 - y) / a


@mistake(
    "label-0",
    "For y = 0 your slope is 0. Does the loss of a picture without a cat not depend on a?",
    "y = 0일 때 기울기가 0이에요. 고양이가 없는 사진의 손실은 a에 따라 변하지 않나요?",
)
def second_term_missing(a, y):
    """−y/a only."""
    return -y / a


@mistake(
    BOTH,
    "Your result is the loss itself. Which of its parts change when it is differentiated?",
    "결과가 손실 자체예요. 미분하면 어느 부분이 달라지나요?",
)
def not_differentiated(a, y):
    """The loss is returned."""
    return loss(a, y)


@mistake(
    BOTH,
    "Your slope never exceeds 1. Is this the slope along a, or along z, a step farther on?",
    "기울기의 크기가 1을 넘지 않아요. 이것은 a에 대한 기울기인가요, 한 단계 더 간 z에 대한 "
    "기울기인가요?",
)
def a_line_too_far(a, y):
    """a − y is returned: the slope along z, dz."""
    return a - y


@accepted
def formula(a, y):
    """Term by term."""
    return -y / a + (1 - y) / (1 - a)


@accepted
def one_fraction(a, y):
    """Brought to one denominator."""
    return (a - y) / (a * (1 - a))


@accepted
def by_label(a, y):
    """An if for the two cases."""
    if y == 1:
        return -1 / a
    return 1 / (1 - a)


@accepted
def with_powers(a, y):
    """Powers of −1, as a NumPy number."""
    return np.float64(y * -(a**-1) + (1 - y) * (1 - a) ** -1)


GRADED = GradedFunction(
    name="loss_slope",
    reference=reference,
    returns=Part("da"),
    read=places.DA,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        outer_minus_lost,
        inner_minus_lost,
        signs_turned_round,
        denominators_swapped,
        brackets_missing,
        same_denominator,
        second_term_missing,
        not_differentiated,
        a_line_too_far,
    ),
    styles=(
        formula,
        one_fraction,
        by_label,
        with_powers,
    ),
)

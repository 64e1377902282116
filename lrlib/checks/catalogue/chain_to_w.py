"""What counts as a right `chain_to_w(x, dz)`: dw = ∂L/∂w, one slope for each weight."""

import numpy as np

from lrlib.checks.declare import places
from lrlib.checks.declare.model import GradedFunction, Part, accepted, mistake, stream
from lrlib.checks.declare.properties import shapes, unchanged
from lrlib.checks.declare.slopes import cases, measured, pictures, sure, whole
from lrlib.checks.say.text import Text

TINY = {"x": np.array([[3.0], [-2.0]]), "dz": -0.5}


def reference(x, dz):
    """Return ∂L/∂w."""
    return x * dz


def steps(x, dz):
    """Name what comes in and what goes out."""
    return {"∂z/∂w": x, "dz": np.array(dz), "dw": x * dz}


def lookalikes(x, dz):
    """Name what may be mistaken for dw."""
    return {
        "xᵀ·dz": x.T * dz,
        "x·dz / ‖x‖": x * dz / np.linalg.norm(x),
        "dz for each weight": np.full_like(x, dz),
    }


@stream("drawn")
def drawn(rng):
    """Examples of two, three, five features and of one."""
    return cases(rng, ("x", "dz"), "dw")


X_AND_DZ = ("x", "dz")

PROPERTIES = (
    measured(
        "slope",
        Text("what the loss does when each weight is nudged", "가중치가 조금 변할 때 손실의 변화"),
        drawn,
        regimes=(*whole(X_AND_DZ, "dw"), sure(X_AND_DZ, "dw"), pictures(X_AND_DZ, "dw")),
    ),
    shapes(drawn),
    unchanged(drawn),
)


@mistake(
    ("slope", "shapes"),
    "You return dz, the same for every weight. If a feature is 0, does its weight move z at all?",
    "가중치마다 같은 dz를 돌려줘요. 특성이 0이면 그 가중치가 z를 움직이나요?",
)
def feature_forgotten(x, dz):
    """dz is returned: · x is forgotten."""
    return dz


@mistake(
    "slope",
    "Your slopes have the right sizes and the wrong signs. By what is dz multiplied: by x, or by "
    "something with a minus?",
    "기울기의 크기는 맞지만 부호가 반대예요. dz에 무엇을 곱하나요? 음의 부호가 붙어 있나요?",
)
def sign_turned(x, dz):
    """−x·dz."""
    return -x * dz


@mistake(
    "shapes",
    "Your dw lies on its side. Which shape has w, from which dw will be subtracted?",
    "dw가 옆으로 누워 있어요. 나중에 dw를 빼 줄 w의 형태는 무엇인가요?",
    places.SHAPES,
)
def on_its_side(x, dz):
    """xᵀ·dz: (1, n_x)."""
    return x.T * dz


@mistake(
    "slope",
    "You add dz to the features. By how much does z change when w₁ changes by a little, and by how "
    "much L when z does?",
    "특성에 dz를 더하고 있어요. w₁이 조금 변하면 z는 얼마나 변하고, z가 변하면 L은 얼마나 "
    "변하나요?",
)
def added(x, dz):
    """x + dz."""
    return x + dz


@mistake(
    "slope",
    "You divide by the features. Does a large feature make its weight more important for z, or "
    "less?",
    "특성으로 나누고 있어요. 특성이 크면 그 가중치가 z에 더 크게 작용하나요, 더 작게 작용하나요?",
)
def divided(x, dz):
    """dz/x."""
    return dz / x


@mistake(
    ("slope", "shapes"),
    "You return one number. How many weights are there, and how many slopes?",
    "숫자 하나를 돌려줘요. 가중치는 몇 개이고 기울기는 몇 개여야 하나요?",
)
def summed(x, dz):
    """The slopes are added up."""
    return float(np.sum(x * dz))


@mistake(
    "unchanged",
    "After a call x holds other numbers. Which of your lines writes into x itself, as *=, "
    "out= and x[…] = … do? If it has another name there: is that a copy?",
    "함수를 호출한 뒤 x가 달라졌어요. *=나 out=, x[…] = …처럼 x 자체에 값을 쓰는 줄은 어디인가요? "
    "거기서 이름이 다르다면, 그것은 복사본인가요?",
    places.OLD_PARAMETERS,
)
def in_place(x, dz):
    """x *= dz."""
    x *= dz
    return x


@accepted
def product(x, dz):
    """A column times a number."""
    return x * dz


@accepted
def matrix_product(x, dz):
    """(n_x, 1) times (1, 1)."""
    return x @ np.array([[dz]])


@accepted
def one_weight_at_a_time(x, dz):
    """A loop over the weights."""
    dw = np.zeros(x.shape)
    for j in range(x.shape[0]):
        dw[j, 0] = dz * x[j, 0]
    return dw


@accepted
def outer(x, dz):
    """np.outer."""
    return np.outer(x, dz)


GRADED = GradedFunction(
    name="chain_to_w",
    reference=reference,
    returns=Part("dw", "(n_x, 1)"),
    read=places.DW,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        feature_forgotten,
        sign_turned,
        on_its_side,
        added,
        divided,
        summed,
        in_place,
    ),
    styles=(
        product,
        matrix_product,
        one_weight_at_a_time,
        outer,
    ),
)

"""What counts as a right `example_gradients(w, b, x, y)`: (da, dz, dw, db) of one example."""

import numpy as np

from lrlib import gradients
from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places
from lrlib.checks.declare.compare import SAME
from lrlib.checks.declare.model import (
    Case,
    GradedFunction,
    Part,
    accepted,
    mistake,
    regime,
    stream,
)
from lrlib.checks.declare.properties import shapes, unchanged, values
from lrlib.checks.declare.regimes import first_alone, if_first_is_right
from lrlib.checks.declare.slopes import (
    FEATURES,
    LABELS,
    SURE_SLOPES,
    UNDECIDED,
    WHOLE,
    loss,
    neurons,
    neurons_of_arrays,
    sure_neurons,
    undecided_neurons,
    whole_neurons,
)
from lrlib.checks.say.text import Text
from lrlib.neuron import sigmoid

REFERENCE = gradients.example_gradients
READS = {"da": places.DA, "dw": places.DW, "db": places.DB}  # where a property has its own

TINY = {"w": np.array([[1.0], [-2.0]]), "b": 0.5, "x": np.array([[0.5], [0.5]]), "y": 1}


def steps(w, b, x, y):
    """Name the steps from the arguments to the result."""
    z = (w.T @ x).item() + b
    forward = {"z": np.array(z), "a": sigmoid(z)}
    backward = REFERENCE(w, b, x, y)._asdict()
    return {**forward, **{name: np.array(value) for name, value in backward.items()}}


def lookalikes(w, b, x, y):
    """Name what may be mistaken for a gradient."""
    z = (w.T @ x).item() + b
    a = sigmoid(z).item()
    named = {
        "da/dz": a * (1 - a),
        "L": loss(a, y),
        "(a − y)·a(1 − a)": (a - y) * a * (1 - a),
        "σ(a) − y": sigmoid(a).item() - y,
        "x·(σ(a) − y)": x * (sigmoid(a).item() - y),
        "z − y": z - y,
        "x·(z − y)": x * (z - y),
        "−y/z + (1 − y)/(1 − z)": (1 - y) / (1 - z) - y / z,
    }
    return {name: np.array(value) for name, value in named.items()}


@stream("drawn")
def drawn(rng):
    """Two, three, five features and one; both labels, near ½ and far from it."""
    labels = [(0, 1, 1, 0), (1, 0, 0, 1)][int(rng.integers(2))]
    return [Case(args, {"n_x": len(args["x"])}) for args in neurons(rng, labels)]


@regime("sure", "where the prediction is nearly certain", "예측이 거의 확실하면")
def sure(rng):
    """Nearly certain examples, right and wrong."""
    return [
        Case(args, {"n_x": len(args["x"])}, tolerance=SURE_SLOPES) for args in sure_neurons(rng)
    ]


@regime("whole numbers", *WHOLE, judge=if_first_is_right)
def whole(rng):
    """Features that are whole, as floats and as whole numbers."""
    return [Case(args, {"n_x": len(args["x"])}) for args in whole_neurons(rng)]


@regime("undecided", *UNDECIDED)
def undecided(rng):
    """Examples for a neuron that has learned nothing."""
    return [Case(args, {"n_x": 3}) for args in undecided_neurons(rng)]


@regime("labels of an array", *LABELS)
def of_arrays(rng):
    """Labels that are taken out of an array: NumPy's whole numbers."""
    return [Case(args, {"n_x": len(args["x"])}) for args in neurons_of_arrays(rng)]


@regime("a picture", "with as many features as a picture has", "특성이 사진만큼 많으면")
def picture(rng):
    """A picture."""
    args = draws.picture(rng, 1)
    known = {"w": args["w"], "b": args["b"], "x": args["X"], "y": 1}
    return [Case(known, {"n_x": draws.PICTURE})]


REGIMES = (
    undecided,
    of_arrays,
    first_alone(whole, *FEATURES),
    whole,
    sure,
    picture,
)

PROPERTIES = (
    values("da", Text("∂L/∂a", "∂L/∂a"), drawn, "da", tolerance=SAME, regimes=REGIMES),
    values("dz", Text("∂L/∂z", "∂L/∂z"), drawn, "dz", tolerance=SAME, regimes=REGIMES),
    values(
        "dw",
        Text("∂L/∂w, one slope for each weight", "∂L/∂w, 가중치마다 하나"),
        drawn,
        "dw",
        tolerance=SAME,
        regimes=REGIMES,
    ),
    values("db", Text("∂L/∂b", "∂L/∂b"), drawn, "db", tolerance=SAME, regimes=REGIMES),
    shapes(drawn),
    unchanged(drawn),
)

EQUIVALENT = {
    "return (loss_slope(a, y), dz, chain_to_w(x, dz), chain_to_b(dz)) → "
    "return (loss_slope(a, y), dz, chain_to_w(x, dz), dz)": "∂z/∂b is 1",
    "return (loss_slope(a, y), dz, chain_to_w(x, dz), chain_to_b(dz)) → "
    "return (loss_slope(a, y), dz, chain_to_w(dz, x), chain_to_b(dz))": "x·dz is dz·x",
}

BACK = ("dz", "dw", "db")


def _a(w, b, x):
    return float(sigmoid((w.T @ x).item() + b))


def _da(a, y):
    return -y / a + (1 - y) / (1 - a)


def _from(da, dz, x):
    return da, dz, x * dz, dz


@mistake(
    "da",
    "For y = 1 your da is positive. Does the loss of a cat rise when a grows? Which sign has the "
    "first term?",
    "y = 1일 때 da가 양수예요. a가 커지면 손실이 커지나요? 첫째 항의 부호는 무엇인가요?",
    places.DA,
)
def outer_minus_lost(w, b, x, y):
    """da = y/a + (1 − y)/(1 − a)."""
    a = _a(w, b, x)
    return _from(y / a + (1 - y) / (1 - a), a - y, x)


@mistake(
    "da",
    "For y = 0 your da is negative. What is the derivative of the inside, 1 − a?",
    "y = 0일 때 da가 음수예요. 안쪽의 1 − a를 미분하면 무엇인가요?",
    places.DA,
)
def inner_minus_lost(w, b, x, y):
    """da = −y/a − (1 − y)/(1 − a): the −1 of 1 − a is lost."""
    a = _a(w, b, x)
    return _from(-y / a - (1 - y) / (1 - a), a - y, x)


@mistake(
    "da",
    "Your da equals your dz. Between the two lies the curve: does it change nothing?",
    "da와 dz가 같아요. 둘 사이에 시그모이드가 있는데 아무것도 바꾸지 않나요?",
    places.DA,
)
def dz_given_for_da(w, b, x, y):
    """da = a − y."""
    a = _a(w, b, x)
    return _from(a - y, a - y, x)


@mistake(
    BACK,
    "Your dz equals your da. How fast does a move when z does?",
    "dz와 da가 같아요. z가 움직이면 a는 얼마나 빨리 움직이나요?",
)
def da_used_for_dz(w, b, x, y):
    """dz = da: the sigmoid's slope is left out."""
    da = _da(_a(w, b, x), y)
    return _from(da, da, x)


@mistake(
    BACK,
    "Your dz has the opposite sign. To lower the loss of a cat, must z go up or down? Which sign "
    "has the slope then?",
    "dz의 부호가 반대예요. 고양이 사진(y = 1)의 손실을 줄이려면 z가 커져야 하나요, 작아져야 "
    "하나요? 그러면 기울기의 부호는 무엇인가요?",
)
def label_minus_prediction(w, b, x, y):
    """dz = y − a."""
    a = _a(w, b, x)
    return _from(_da(a, y), y - a, x)


@mistake(
    BACK,
    "Your dz nearly vanishes where the neuron is surely wrong. Which factor did the derivation "
    "cancel, and is it still in your line?",
    "뉴런이 확신하며 틀린 곳에서 dz가 거의 0이에요. 유도 과정에서 약분된 인수는 무엇이고, "
    "코드에 아직 남아 있나요?",
)
def extra_sigmoid_slope(w, b, x, y):
    """dz = (a − y)·a(1 − a): the gradient of the squared error."""
    a = _a(w, b, x)
    return _from(_da(a, y), (a - y) * a * (1 - a), x)


@mistake(
    BACK,
    "The sigmoid's slope is taken at the wrong place. Its formula a(1 − a) asks for a: what do you "
    "put in, z or a, and has a been through the curve once or twice?",
    "시그모이드의 기울기를 다른 자리에서 구했어요. 식 a(1 − a)에는 a가 들어가는데, z를 넣었나요, "
    "a를 넣었나요? a가 시그모이드를 한 번 지났나요, 두 번 지났나요?",
    places.DA_DZ,
)
def slope_at_a(w, b, x, y):
    """dz = da·σ′(a): the slope is evaluated at a instead of z."""
    a = _a(w, b, x)
    s = float(sigmoid(a))
    return _from(_da(a, y), _da(a, y) * s * (1 - s), x)


@mistake(
    BACK,
    "Your dz uses z(1 − z). Which letter stands in the slope of the sigmoid?",
    "dz 식에 z(1 − z)가 있어요. 시그모이드의 기울기에 들어가는 문자는 무엇인가요?",
    places.DA_DZ,
)
def slope_with_z(w, b, x, y):
    """dz = da·z(1 − z)."""
    a, z = _a(w, b, x), (w.T @ x).item() + b
    return _from(_da(a, y), _da(a, y) * z * (1 - z), x)


@mistake(
    ("da", *BACK),
    "Your a never falls below ½. How often does z pass through the curve?",
    "a가 ½보다 작은 경우가 없어요. z는 시그모이드를 몇 번 지나가나요?",
    places.FORWARD,
)
def sigmoid_twice(w, b, x, y):
    """a is σ(σ(z)), so every slope after it is wrong."""
    a = float(sigmoid(_a(w, b, x)))
    return _from(_da(a, y), a - y, x)


@mistake(
    ("da", *BACK),
    "Your a does not change with b. Is z complete?",
    "b가 변해도 a가 변하지 않아요. z 식에 모든 항이 있나요?",
    places.FORWARD,
)
def bias_forgotten(w, b, x, y):
    """z = wᵀx, without b."""
    a = _a(w, 0.0, x)
    return _from(_da(a, y), a - y, x)


@mistake(
    ("da", *BACK),
    "Your lines work with z where the page has a. What lies between the two?",
    "책에서 a를 쓰는 자리에 z를 쓰고 있어요. 둘 사이에는 무엇이 있나요?",
    places.FORWARD,
)
def sigmoid_forgotten(w, b, x, y):
    """a = z: the sigmoid is left out."""
    z = (w.T @ x).item() + b
    return _from(_da(z, y), z - y, x)


@mistake(
    ("dw", "shapes"),
    "Every weight gets the same slope. If a feature is 0, does its weight matter?",
    "가중치마다 기울기가 같아요. 특성이 0이면 그 가중치가 영향을 주나요?",
    places.DW,
)
def feature_forgotten(w, b, x, y):
    """dw = dz: · x is forgotten."""
    a = _a(w, b, x)
    return _da(a, y), a - y, a - y, a - y


@mistake(
    "dw",
    "Your dw is built from da. Along which way does a weight reach the loss: through which "
    "letters?",
    "dw를 da로 만들었어요. 가중치는 어떤 문자들을 거쳐 손실에 닿나요?",
    places.DW,
)
def dw_from_da(w, b, x, y):
    """dw = x·da: dz is skipped."""
    a = _a(w, b, x)
    return _da(a, y), a - y, x * _da(a, y), a - y


@mistake(
    "dw",
    "Your dw is built from w. By what is w₁ multiplied in z, and what is then the derivative of z "
    "by w₁?",
    "dw를 w로 만들었어요. z에서 w₁에 곱해진 것은 무엇이고, 그러면 z를 w₁로 미분하면 무엇인가요?",
    places.DW,
)
def weight_for_feature(w, b, x, y):
    """dw = w·dz: that is dx."""
    a = _a(w, b, x)
    return _da(a, y), a - y, w * (a - y), a - y


@mistake(
    "shapes",
    "Your dw lies on its side. Which shape has w, from which it will be subtracted?",
    "dw가 옆으로 누워 있어요. 나중에 dw를 빼 줄 w의 형태는 무엇인가요?",
    places.SHAPES,
)
def dw_on_its_side(w, b, x, y):
    """dw has shape (1, n_x)."""
    a = _a(w, b, x)
    return _da(a, y), a - y, x.T * (a - y), a - y


@mistake(
    "shapes",
    "Some of your four results are (1, 1) tables. wᵀx is one: what takes the number out of it?",
    "네 결과 가운데 (1, 1) 표가 있어요. wᵀx의 결과가 표예요. 거기에서 숫자를 꺼내려면 어떻게 "
    "하나요?",
    places.SHAPES,
)
def numbers_as_tables(w, b, x, y):
    """wᵀx stays a (1, 1) array, and so do da, dz and db."""
    a = sigmoid(w.T @ x + b)
    return _from(_da(a, y), a - y, x)


@mistake(
    "db",
    "Your db is 1, or does not change with dz. b reaches the loss through z: what is the rest of "
    "the chain?",
    "db가 언제나 1이에요. b는 z를 거쳐 손실에 닿아요. 연쇄 법칙의 나머지는 무엇인가요?",
    places.DB,
)
def half_of_the_chain_for_b(w, b, x, y):
    """db = 1."""
    a = _a(w, b, x)
    return _da(a, y), a - y, x * (a - y), 1.0


@mistake(
    "db",
    "Your db is multiplied by b. What is the derivative of wᵀx + b by b?",
    "db에 b를 곱했어요. wᵀx + b를 b로 미분하면 무엇인가요?",
    places.DB,
)
def times_b(w, b, x, y):
    """db = b·dz."""
    a = _a(w, b, x)
    return _da(a, y), a - y, x * (a - y), b * (a - y)


@mistake(
    ("dw", "db", "shapes"),
    "dw is a number and db an array. In which order are the four asked for?",
    "dw가 숫자이고 db가 배열이에요. 네 값을 어떤 순서로 돌려주어야 하나요?",
)
def dw_and_db_swapped(w, b, x, y):
    """(da, dz, db, dw)."""
    a = _a(w, b, x)
    return _da(a, y), a - y, a - y, x * (a - y)


@mistake(
    "unchanged",
    "After a call x holds other numbers. Which line writes into it?",
    "함수를 호출한 뒤 x가 달라졌어요. x에 값을 쓰는 줄은 어디인가요?",
    places.OLD_PARAMETERS,
)
def x_overwritten(w, b, x, y):
    """x *= dz."""
    a = _a(w, b, x)
    x *= a - y
    return _da(a, y), a - y, x, a - y


@accepted
def line_by_line(w, b, x, y):
    """The lines of the derivation."""
    a = 1 / (1 + np.exp(-((w.T @ x).item() + b)))
    da = -y / a + (1 - y) / (1 - a)
    dz = a - y
    return da, dz, x * dz, dz


@accepted
def product_of_slopes(w, b, x, y):
    """dz by the chain rule, not cancelled; NumPy numbers; a list."""
    a = sigmoid(np.sum(w * x) + b)
    da = (1 - y) / (1 - a) - y / a
    dz = da * (a * (1 - a))
    return [da, dz, np.multiply(x, dz), dz]


@accepted
def tables_unpacked(w, b, x, y):
    """(1, 1) arrays on the way, numbers at the end."""
    a = sigmoid(np.dot(w.T, x) + b)
    dz = a - y
    dw = np.dot(x, dz.T)
    da = -np.divide(y, a) + np.divide(1 - y, 1 - a)
    return float(da[0, 0]), dz.item(), dw, np.squeeze(dz)


@accepted
def with_epsilon(w, b, x, y):
    """An ε of 1e-12 in the denominators; a loop over the weights."""
    z = b
    for j in range(len(w)):
        z = z + w[j, 0] * x[j, 0]
    a = 1 / (1 + np.exp(-z))
    da = -y / (a + 1e-12) + (1 - y) / (1 - a + 1e-12)
    dw = np.zeros(w.shape)
    for j in range(len(w)):
        dw[j] = (a - y) * x[j]
    return da, a - y, dw, a - y


GRADED = GradedFunction(
    name="example_gradients",
    reference=REFERENCE,
    returns=(Part("da"), Part("dz"), Part("dw", "(n_x, 1)"), Part("db")),
    read=places.DZ,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    reads=READS,
    equivalent=EQUIVALENT,
    mistakes=(
        outer_minus_lost,
        inner_minus_lost,
        dz_given_for_da,
        da_used_for_dz,
        label_minus_prediction,
        extra_sigmoid_slope,
        slope_at_a,
        slope_with_z,
        sigmoid_twice,
        bias_forgotten,
        sigmoid_forgotten,
        feature_forgotten,
        dw_from_da,
        weight_for_feature,
        dw_on_its_side,
        numbers_as_tables,
        half_of_the_chain_for_b,
        times_b,
        dw_and_db_swapped,
        x_overwritten,
    ),
    styles=(
        line_by_line,
        product_of_slopes,
        tables_unpacked,
        with_epsilon,
    ),
)

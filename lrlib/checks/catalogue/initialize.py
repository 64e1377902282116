"""What counts as a right `initialize(n_x)`: w zeros (n_x, 1) and b zero, a number."""

from dataclasses import replace

import numpy as np

from lrlib import neuron
from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places
from lrlib.checks.declare.compare import Tolerance
from lrlib.checks.declare.model import (
    Case,
    GradedFunction,
    Part,
    Property,
    accepted,
    mistake,
    regime,
    stream,
)
from lrlib.checks.declare.properties import shapes, values
from lrlib.checks.say.text import Text

TINY = {"n_x": 3}


def steps(n_x):
    """Name the steps from n_x to the result."""
    return {"w": np.zeros((n_x, 1)), "b": np.array(0.0)}


@stream("drawn")
def drawn(rng):
    """A few features, one, many."""
    few = rng.choice(np.arange(2, 40), size=3, replace=False)
    return [Case({"n_x": int(n)}, {"n_x": int(n)}) for n in (*few, 1, 192)]


@regime("a picture", "with as many features as a picture has", "특성이 사진만큼 많으면")
def picture(rng):
    """As many features as a picture of 64 · 64 pixels has numbers."""
    return [Case({"n_x": draws.PICTURE}, {"n_x": draws.PICTURE})]


ONE_NUMBER = Text(
    "Your {part} is {number:.4g}, not 0. Which line writes it, and what should the neuron know "
    "before it has learned anything?",
    "{part}가 0이 아니라 {number:.4g}예요. 그 수를 쓰는 줄은 어디인가요? 아직 배우지 않은 뉴런이 "
    "무엇을 알고 있어야 하나요?",
)


EXACT = Tolerance(0.0, 0.0)  # a zero is nothing else, however small


def holds_zeros(name, title, cases, part, regimes):
    """Demand zeros; show the first number that is not."""
    plain = values(name, title, cases, part, tolerance=EXACT, regimes=regimes)

    def judge(prop, trials):
        fault = plain.judge(prop, trials)
        if fault is None or fault.kind != "value":
            return fault
        got = np.ravel(np.asarray(fault.trial.outcome.parts[part].value))
        if got.size == 1:
            return replace(fault, text=ONE_NUMBER.format(part=part, number=float(got[0])))
        at = int(np.flatnonzero(got != 0)[0])
        text = Text(
            "{count} of the {n} numbers in your {part} are not 0; the first is {number:.4g}, at "
            "index {at}. Which line writes it, and what should the neuron know before it has "
            "learned anything?",
            "{part}의 수 {n}개 가운데 {count}개가 0이 아니에요. 그 첫 번째는 인덱스 {at}에 있는 "
            "{number:.4g}예요. 그 수를 쓰는 줄은 어디인가요? 아직 배우지 않은 뉴런이 무엇을 알고 "
            "있어야 하나요?",
        ).format(count=np.count_nonzero(got), n=got.size, part=part, number=float(got[at]), at=at)
        return replace(fault, text=text)

    return Property(name, title, cases, judge, (part,), regimes=regimes)


PROPERTIES = (
    holds_zeros(
        "w",
        Text("w holds zeros, one for each feature", "w가 특성마다 하나씩 0이에요"),
        drawn,
        "w",
        regimes=(picture,),
    ),
    holds_zeros("b", Text("b is zero", "b가 0이에요"), drawn, "b", regimes=(picture,)),
    shapes(drawn),
)


@mistake(
    "shapes",
    "Your w has one axis. What does .T do to an array with one axis, and can you tell a column "
    "from a row then?",
    "w의 축이 하나뿐이에요. 축이 하나인 배열에 .T를 쓰면 어떻게 되나요? 열과 행을 구별할 수 "
    "있나요?",
    places.SHAPES,
)
def one_axis(n_x):
    """w has shape (n_x,), a rank-1 array."""
    return np.zeros(n_x), 0.0


@mistake(
    "shapes",
    "Your w lies on its side. In wᵀX, which way round is w before it is transposed?",
    "w가 옆으로 누워 있어요. wᵀX에서 전치하기 전의 w는 행인가요, 열인가요?",
    places.SHAPES,
)
def row_of_weights(n_x):
    """w has shape (1, n_x)."""
    return np.zeros((1, n_x)), 0.0


@mistake(
    "w",
    "All your weights are 1. What does the neuron say of a picture before it has learned anything, "
    "if they are 0, and what if they are 1?",
    "가중치가 모두 1이에요. 아직 아무것도 배우지 않은 뉴런은 가중치가 0이면 사진을 보고 무엇이라고 "
    "답하고, 1이면 무엇이라고 답하나요?",
)
def ones(n_x):
    """w holds ones."""
    return np.ones((n_x, 1)), 0.0


@mistake(
    "b",
    "Your bias starts at 1. Which probability does σ(b) give then for an empty picture, and has "
    "anything been learned yet that says so?",
    "편향이 1에서 시작해요. 그러면 빈 사진의 확률 σ(b)는 얼마인가요? 아직 배운 것이 없는데 그 "
    "값이어야 할 까닭이 있나요?",
)
def bias_of_one(n_x):
    """b starts at 1."""
    return np.zeros((n_x, 1)), 1.0


@mistake(
    "shapes",
    "Your b is an array with one number in it. How many axes has a number, and what shape will "
    "everything have that b is added to or divided into later?",
    "b가 숫자 하나가 든 배열이에요. 숫자의 축은 몇 개인가요? 나중에 b를 더한 결과는 어떤 "
    "형태가 되나요?",
    places.SHAPES,
)
def bias_as_table(n_x):
    """b has shape (1, 1)."""
    return np.zeros((n_x, 1)), np.zeros((1, 1))


@mistake(
    "shapes",
    "Your b is an array with one axis. What does it take to be a plain number?",
    "b가 축이 하나인 배열이에요. 그냥 숫자 하나가 되려면 어떻게 써야 하나요?",
    places.SHAPES,
)
def bias_as_array(n_x):
    """b has shape (1,)."""
    return np.zeros((n_x, 1)), np.zeros(1)


@mistake(
    "shapes",
    "Neither of your two has the form asked for: w has one axis, and b is an array. What does .T "
    "do to an array with one axis? And what shape has a plain number?",
    "두 값 모두 형태가 달라요. w의 축이 하나뿐이고, b는 배열이에요. 축이 하나인 배열에 .T를 쓰면 "
    "어떻게 되나요? 그냥 숫자의 형태는 무엇인가요?",
    places.SHAPES,
)
def one_axis_each(n_x):
    """w has shape (n_x,) and b shape (1,)."""
    return np.zeros(n_x), np.zeros(1)


@mistake(
    ("b", "shapes"),
    "Your b has as many numbers as w. How many biases has one neuron?",
    "b의 개수가 w의 개수와 같아요. 뉴런 하나에는 편향이 몇 개 있나요?",
)
def bias_for_each_feature(n_x):
    """b has the shape of w."""
    return np.zeros((n_x, 1)), np.zeros((n_x, 1))


@mistake(
    "shapes",
    "Your weights are whole numbers. What happens when a learning step wants to write −0.03 into "
    "them?",
    "가중치가 정수로 되어 있어요. 학습하면서 −0.03을 써넣으려고 하면 어떻게 되나요?",
    places.SHAPES,
)
def whole_numbers(n_x):
    """w has an integer dtype."""
    return np.zeros((n_x, 1), dtype=int), 0.0


@mistake(
    ("w", "shapes"),
    "You made room for one weight more than there are features. Where does the bias live in this "
    "book: in w or beside it?",
    "특성보다 가중치가 하나 더 많아요. 이 책에서 편향은 w 안에 있나요, w와 따로 있나요?",
)
def bias_inside_w(n_x):
    """w has shape (n_x + 1, 1), with room for the bias."""
    return np.zeros((n_x + 1, 1)), 0.0


@mistake(
    ("w", "shapes"),
    "Your w is a square. How many numbers does one neuron keep for each feature?",
    "w가 정사각형이에요. 뉴런 하나는 특성마다 숫자를 몇 개 가지나요?",
)
def square(n_x):
    """w has shape (n_x, n_x)."""
    return np.zeros((n_x, n_x)), 0.0


@mistake(
    ("w", "shapes"),
    "You always give 12288 weights. Which argument says how many features there are?",
    "가중치가 언제나 12288개예요. 특성의 개수를 알려 주는 인자는 무엇인가요?",
)
def always_12288(n_x):
    """12288 is written into the code."""
    return np.zeros((12288, 1)), 0.0


@mistake(
    ("w", "b", "shapes"),
    "The first of your two results is a number and the second an array. In which order does the "
    "page ask for them?",
    "두 결과 가운데 첫 번째가 숫자이고 두 번째가 배열이에요. 어떤 순서로 돌려주어야 하나요?",
)
def bias_first(n_x):
    """(b, w) for (w, b)."""
    return 0.0, np.zeros((n_x, 1))


@accepted
def zeros(n_x):
    """np.zeros and a float."""
    return np.zeros((n_x, 1)), 0.0


@accepted
def reshaped(n_x):
    """A rank-1 array, reshaped to a column; b is a whole 0."""
    return np.zeros(n_x).reshape(-1, 1), 0


@accepted
def filled(n_x):
    """np.full; b is a NumPy number; a list of the two."""
    return [np.full((n_x, 1), 0.0), np.float64(0)]


@accepted
def nested_lists(n_x):
    """From nested lists; b is a 0-d array."""
    return np.array([[0.0] for _ in range(n_x)]), np.array(0.0)


@accepted
def single_precision(n_x):
    """float32 weights."""
    w = np.zeros(shape=(n_x, 1), dtype=np.float32)
    b = float(0)
    return w, b


GRADED = GradedFunction(
    name="initialize",
    reference=neuron.initialize,
    returns=(Part("w", "(n_x, 1)"), Part("b")),
    read=places.NEURON_CODE,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    mistakes=(
        one_axis,
        row_of_weights,
        ones,
        bias_of_one,
        bias_as_table,
        bias_as_array,
        one_axis_each,
        bias_for_each_feature,
        whole_numbers,
        bias_inside_w,
        square,
        always_12288,
        bias_first,
    ),
    styles=(
        zeros,
        reshaped,
        filled,
        nested_lists,
        single_precision,
    ),
)

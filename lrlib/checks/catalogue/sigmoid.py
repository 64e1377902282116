"""What counts as a right `sigmoid(Z)`: σ(z) = 1 / (1 + e⁻ᶻ) for every element."""

import math

import numpy as np

from lrlib import neuron
from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
from lrlib.checks.declare.compare import RIGHT, Tolerance
from lrlib.checks.declare.model import (
    Case,
    GradedFunction,
    Part,
    Regime,
    accepted,
    mistake,
    regime,
    stream,
)
from lrlib.checks.declare.properties import LINE_FOR_IT, shapes, unchanged, values
from lrlib.checks.say.text import Text

# The worked case that a third failure shows: a tiny input, and the steps to the result.
TINY = {"Z": np.array([[-1.0, 0.0, 2.0]])}


def steps(Z):
    """Name the steps from Z to the result."""
    return {"-Z": -Z, "exp(-Z)": np.exp(-Z), "A": neuron.sigmoid(Z)}


def lookalikes(Z):
    """Name curves that a wrong answer may be."""
    return {
        "e⁻ᶻ": np.exp(-Z),
        "eᶻ": np.exp(Z),
        "1 + e⁻ᶻ": 1 + np.exp(-Z),
        "1/(1 − e⁻ᶻ)": 1 / (1 - np.exp(-Z)),
        "1/(2 + e⁻ᶻ)": 1 / (2 + np.exp(-Z)),
        "1/(1 − z)": 1 / (1 - Z),
        "tanh z": np.tanh(Z),
        "½ + z/4": 0.5 + Z / 4,
        "z/(1 + |z|)": Z / (1 + np.abs(Z)),
        "½ + ½·z/(1 + |z|)": 0.5 + 0.5 * Z / (1 + np.abs(Z)),
        "½ + arctan(z)/π": 0.5 + np.arctan(Z) / np.pi,
        "½ + ½·z/√(1 + z²)": 0.5 + 0.5 * Z / np.sqrt(1 + Z**2),
        "log(1 + eᶻ)": np.logaddexp(0, Z),
        "log(1 + e⁻ᶻ)": np.logaddexp(0, -Z),
        "2σ(z) − 1": 2 * neuron.sigmoid(Z) - 1,
        "σ(z)²": neuron.sigmoid(Z) ** 2,
        "1 where z > 0": 1.0 * (Z > 0),
    }


@stream("drawn")
def drawn(rng):
    """Draw a row, a table and a single logit; the logits are of both signs."""
    n_x, m = draws.sizes(rng)
    shapes_of_z = [(1, m), (n_x, m), (1, 1)]
    return [Case({"Z": draws.logits(rng, shape)}) for shape in shapes_of_z]


@stream("extreme")
def extreme(rng):
    """Draw logits so far from 0 that a careless formula overflows."""
    far, farther = rng.uniform(750, 1400, size=2), rng.uniform(12000, 50000, size=2)
    Z = np.array([[far[0], -far[1], farther[0], -farther[1], 40.0, -40.0]])
    Z = np.append(rng.permutation(Z, axis=1), [[0.0]], axis=1)
    return [Case({"Z": Z}), Case({"Z": -Z})]  # whichever the sign of the first, or of the sum


@regime("wide", "with hundreds of logits, up to ±36", "로짓이 수백 개이고 ±36까지 퍼져 있으면")
def wide(rng):
    """Draw 209 logits, evenly spaced from −36 to 36, in random order.

    All digits count: so single precision is refused in every draw, and not in some.
    """
    Z = rng.permutation(np.linspace(-36.0, 36.0, draws.MANY))[np.newaxis]
    return [Case({"Z": Z}, tolerance=Tolerance(1e-9, 1e-12))]


@regime("one sign", "where all logits have the same sign", "로짓의 부호가 모두 같으면")
def one_sign(rng):
    """Several positive logits, and several negative ones; none is far from 0."""
    Z = rng.permutation([0.3, 0.7, 1.1, 1.5, 1.9])[np.newaxis]
    return [Case({"Z": Z}), Case({"Z": -Z})]


@regime("other shapes", "where Z has one axis or three", "Z의 축이 하나이거나 셋이면")
def other_shapes(rng):
    """A list of logits, and a block whose first axis comes last in memory."""
    return [
        Case({"Z": draws.logits(rng, (5,))}),
        Case({"Z": draws.logits(rng, (2, 3, 4))}),
    ]


ONE_AXIS_OR_THREE = regimes.split(
    other_shapes,
    ((0,), "where Z has one axis", "Z의 축이 하나이면"),
    ((1,), "where Z has three axes", "Z의 축이 셋이면"),
)


@regime("transposed", "where Z is a transposed array", "Z가 전치된 배열이면", ask=regimes.IN_MEMORY)
def transposed(rng):
    """A table whose columns come one after the other in memory."""
    return [Case({"Z": draws.logits(rng, (4, 3)).T})]


def _of_kinds(rng, *kinds):
    Z = rng.permutation([-9.0, -4.0, -2.0, -1.0, 0.0, 1.0, 3.0, 8.0]).reshape(2, 4)
    return [Case({"Z": Z.astype(kind)}, tolerance=draws.SINGLE) for kind in kinds]


@regime("whole numbers", *regimes.WHOLE, judge=regimes.if_first_is_right)
def whole(rng):
    """The same logits as floats and as whole numbers."""
    return _of_kinds(rng, np.float64, np.int64)


@regime("single precision", *regimes.SINGLE, judge=regimes.if_first_is_right)
def single(rng):
    """The same logits as floats, and as floats in single precision."""
    return _of_kinds(rng, np.float64, np.float32)


PROPERTIES = (
    values(
        "values",
        Text("σ(z) for every element", "모든 원소에 σ(z)를 계산해요"),
        drawn,
        regimes=(one_sign, wide, whole, single, transposed),
    ),
    shapes(drawn, regimes=ONE_AXIS_OR_THREE),
    values(
        "extremes",
        Text("right where z is very large or small", "z가 아주 크거나 작아도 맞아요"),
        extreme,
        # The absolute part is about what forms with 1 + … keep of the tail.
        tolerance=RIGHT._replace(absolute=1e-16),
    ),
    unchanged(
        drawn, Regime(Text("where z is very large or small", "z가 아주 크거나 작으면"), extreme)
    ),
)


@mistake(
    ("values", "extremes"),
    "At z = 0 your function gives 2, and it falls below 1 nowhere. What does Python divide "
    "by what? In 1/1 + e⁻ᶻ, which operation does it do first?",
    "z = 0에서 결과가 2이고, 1보다 작아지는 곳이 없어요. 무엇을 무엇으로 나누고 있나요? "
    "1/1 + e⁻ᶻ에서 Python은 어느 연산을 먼저 하나요?",
)
def division_before_addition(Z):
    """1 / 1 + exp(-Z): the parentheses, or the whole division, are missing."""
    return 1 / 1 + np.exp(-Z)


@mistake(
    ("values", "extremes"),
    "For z = 2 your probability is smaller than for z = −2. Should a larger logit make the "
    "event less likely? Which sign stands in the exponent? If there are two formulas: which of "
    "them is for positive z?",
    "z = 2일 때의 확률이 z = −2일 때보다 작아요. 로짓이 크면 확률이 작아져야 하나요? "
    "지수의 부호는 무엇인가요? 식이 두 개라면 z가 양수일 때 쓰는 것은 어느 것인가요?",
)
def sign_of_the_exponent(Z):
    """1 / (1 + exp(Z)): the minus is missing."""
    return 1 / (1 + np.exp(Z))


def _overflows_alone(f):
    """Say whether a large logit gives nan without others beside it."""
    try:
        with np.errstate(all="ignore"):
            return bool(np.isnan(f(np.array([[1000.0]]))).any())
    except Exception:
        return False


@mistake(
    "extremes",
    "At z = 1000 your function gives nan. How large is e¹⁰⁰⁰ for a float, and what is inf "
    "divided by inf? How does the size of the power change if you write it with −z?"
    + LINE_FOR_IT.en,
    "z = 1000에서 결과가 nan이에요. e¹⁰⁰⁰은 실수 자료형에서 얼마이고, inf를 inf로 나누면 "
    "무엇인가요? −z로 쓰면 거듭제곱의 크기는 어떻게 달라지나요?" + LINE_FOR_IT.ko,
    places.SIGMOID_EXTREMES,
    true_of=_overflows_alone,
)
def exponential_over_exponential(Z):
    """exp(Z) / (1 + exp(Z)): inf / inf is nan for large z."""
    return np.exp(Z) / (1 + np.exp(Z))


@mistake(
    "extremes",
    "Below z = −30 your probability falls no further. How far may z fall before exp(−z) "
    "overflows, and what does the cost lose of an example at z = −40?",
    "z가 −30보다 작으면 확률이 더 작아지지 않아요. exp(−z)에서 오버플로가 나려면 z는 얼마나 "
    "작아야 하나요? z = −40인 샘플에서 비용은 무엇을 잃나요?",
    places.SIGMOID_EXTREMES,
)
def clipped_at_thirty(Z):
    """Z is clipped to ±30: the tails are cut off, long before anything overflows."""
    return 1 / (1 + np.exp(-np.clip(Z, -30, 30)))


@mistake(
    "all",
    "math.exp takes one number. How many does Z hold, and which library has an exp that works "
    "on every element?",
    "math.exp는 숫자 하나를 받아요. Z에는 숫자가 몇 개 있나요? 모든 원소를 한 번에 계산하는 "
    "exp는 어느 라이브러리에 있나요?",
)
def math_exp(Z):
    """math.exp is given an array."""
    return 1 / (1 + math.exp(-Z))


@mistake(
    ("values", "extremes"),
    "Your results are negative for negative z. Between which two numbers does a probability "
    "lie, and between which two does your curve?",
    "z가 음수이면 결과도 음수예요. 확률은 어떤 두 수 사이에 있고, 지금 곡선은 어떤 두 수 사이에 "
    "있나요?",
)
def hyperbolic_tangent(Z):
    """tanh(Z): S-shaped too, but between −1 and 1."""
    return np.tanh(Z)


@mistake(
    ("values", "extremes"),
    "At z = 0 you give ¼, and as much for z as for −z. Is that the height of the curve, or "
    "how steep it is?",
    "z = 0에서 결과가 ¼이고, z와 −z의 결과가 같아요. 이것은 곡선의 높이인가요, 기울기인가요?",
)
def slope_instead(Z):
    """σ(z)(1 − σ(z)): the derivative is returned."""
    A = 1 / (1 + np.exp(-Z))
    return A * (1 - A)


@mistake(
    ("values", "extremes"),
    "None of your results is below ½, not even for z = −40. How often does the number that "
    "goes in pass through the curve?",
    "z = −40에서도 결과가 ½보다 작지 않아요. 입력한 수가 곡선을 몇 번 지나가나요?",
)
def applied_twice(Z):
    """σ(σ(z)): the function is applied to its own result."""
    return 1 / (1 + np.exp(-(1 / (1 + np.exp(-Z)))))


@mistake(
    ("values", "extremes"),
    "z = −2 and z = 2 give you the same probability. Which step forgets the sign of z, and "
    "for which half of the numbers does that matter?",
    "z = −2와 z = 2에서 같은 확률이 나와요. z의 부호를 잊어버리는 단계는 어디이고, 어떤 z에서 "
    "문제가 되나요?",
    places.SIGMOID_EXTREMES,
)
def sign_lost(Z):
    """1 / (1 + exp(−|z|)): right for positive z only."""
    return 1 / (1 + np.exp(-np.abs(Z)))


@mistake(
    ("values", "extremes"),
    "All your results are 0 or 1. What is asked for here, the probability or the decision "
    "that is made from it later?",
    "결과가 모두 0 아니면 1이에요. 여기서 필요한 것은 확률인가요, 나중에 확률로 내리는 판단인가요?",
)
def decided_already(Z):
    """The probability is rounded to 0 or 1."""
    return np.round(1 / (1 + np.exp(-Z)))


@mistake(
    ("values", "extremes"),
    "The results of each row add up to 1. Does the probability of one example depend on the "
    "logits of the others?",
    "결과를 모두 더하면 1이에요. 한 샘플의 확률이 다른 샘플의 로짓에 따라 달라지나요?",
)
def softmax(Z):
    """exp(Z) / sum(exp(Z)): a softmax over the examples."""
    return np.exp(Z) / np.exp(Z).sum()


@mistake(
    "values",
    "The curve crosses ½ at the right place, but it is too flat or too steep elsewhere. "
    "Which number is raised to the power −z?",
    "곡선이 ½을 지나는 곳은 맞지만 다른 곳에서는 너무 완만하거나 가팔라요. −z제곱을 하는 밑은 "
    "어떤 수인가요?",
)
def power_of_ten(Z):
    """1 / (1 + 10⁻ᶻ): the base is 10."""
    return 1 / (1 + 10.0**-Z)


@mistake(
    ("values", "extremes"),
    "Your function gives 0 for every negative z. Which curve has such a corner? Is it a "
    "probability for large z?",
    "z가 음수이면 결과가 모두 0이에요. 그렇게 꺾이는 곡선은 무엇인가요? z가 클 때 그 값은 "
    "확률인가요?",
)
def rectifier(Z):
    """max(0, z): another activation function."""
    return np.maximum(0, Z)


@mistake(
    "all",
    "Your function computes, but gives nothing back: the call is worth None. With which word "
    "does a function hand over its result?",
    "함수가 계산은 하지만 돌려주는 것이 없어서 호출한 결과가 None이에요. 함수가 결과를 돌려줄 때 "
    "쓰는 단어는 무엇인가요?",
)
def no_return(Z):
    """The return is forgotten."""
    _ = 1 / (1 + np.exp(-Z))


@mistake(
    "shapes",
    "Z of shape (1, m) becomes a result of shape (m,). Which step drops an axis, and what "
    "does .T do to an array with one axis?",
    "형태가 (1, m)인 Z에서 형태가 (m,)인 결과가 나와요. 축을 없애는 단계는 어디인가요? "
    "축이 하나뿐인 배열에 .T를 쓰면 어떻게 되나요?",
    places.SHAPES,
)
def squeezed(Z):
    """The result is squeezed: axes of size 1 are lost."""
    return np.squeeze(1 / (1 + np.exp(-Z)))


@mistake(
    "shapes",
    "Whatever the shape of Z, your result has one axis. Which step lays all numbers in one line?",
    "Z의 형태가 무엇이든 결과의 축은 하나예요. 모든 수를 한 줄로 펼치는 단계는 어디인가요?",
    places.SHAPES,
)
def flattened(Z):
    """The result is flattened."""
    return (1 / (1 + np.exp(-Z))).ravel()


@mistake(
    "shapes",
    "Your result is a list. Can a list be added to an array, transposed, asked for its shape? "
    "What turns it into an array again?",
    "결과가 리스트예요. 리스트를 전치하거나 shape를 물을 수 있나요? 다시 배열로 바꾸는 것은 "
    "무엇인가요?",
    places.SHAPES,
)
def list_of_lists(Z):
    """A list of lists is returned."""
    return [[1 / (1 + math.exp(-z)) if z > -700 else 0.0 for z in row] for row in Z]


@mistake(
    "unchanged",
    "After a call, Z holds other numbers than before. Which of your lines writes into Z "
    "(*=, out=, Z[…] =) instead of making a new array?",
    "함수를 호출한 뒤 Z의 값이 달라졌어요. 새 배열을 만들지 않고 Z에 값을 쓰는 줄(*=, out=, "
    "Z[…] =)은 어디인가요?",
    places.OLD_PARAMETERS,
)
def computed_in_place(Z):
    """Z is overwritten with the result."""
    Z *= -1
    np.exp(Z, out=Z)
    Z += 1
    np.reciprocal(Z, out=Z)
    return Z


@accepted
def naive(Z):
    """The definition; warns where exp overflows, and is right there."""
    return 1 / (1 + np.exp(-Z))


@accepted
def negative_power(Z):
    """A power of −1 for the division."""
    return (1 + np.exp(-Z)) ** -1


@accepted
def by_sign(Z):
    """Two forms, chosen by np.where."""
    return np.where(
        Z >= 0, 1 / (1 + np.exp(-Z)), np.exp(np.minimum(Z, 0)) / (1 + np.exp(np.minimum(Z, 0)))
    )


@accepted
def by_mask(Z):
    """Two forms, each on its own elements."""
    A = np.empty(Z.shape)
    positive = Z >= 0
    A[positive] = 1 / (1 + np.exp(-Z[positive]))
    e = np.exp(Z[~positive])
    A[~positive] = e / (1 + e)
    return A


@accepted
def by_tanh(Z):
    """σ(z) = ½(1 + tanh(z/2))."""
    return 0.5 * (1 + np.tanh(Z / 2))


@accepted
def by_logaddexp(Z):
    """exp(−log(1 + e⁻ᶻ))."""
    return np.exp(-np.logaddexp(0, -Z))


@accepted
def clipped(Z):
    """Z is clipped first, so that nothing overflows."""
    return 1 / (1 + np.exp(-np.clip(Z, -500, 500)))


@accepted
def loops(Z):
    """A loop over the elements, whatever the shape."""
    A = np.zeros(Z.shape)
    for i in np.ndindex(Z.shape):
        A[i] = 1 / (1 + np.exp(-Z[i]))
    return A


@accepted
def vectorized_scalar(Z):
    """np.vectorize of a scalar function that uses math."""

    def one(z):
        return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))

    return np.vectorize(one)(Z)


@accepted
def prints_and_warns(Z):
    """Prints, warns and copies on the way."""
    Z = np.array(Z)
    print("Z has shape", Z.shape)  # noqa: T201
    return np.divide(1.0, np.add(1.0, np.exp(np.negative(Z))))


GRADED = GradedFunction(
    name="sigmoid",
    reference=neuron.sigmoid,
    returns=Part("A", "Z.shape"),
    read=places.SIGMOID,
    reads={"extremes": places.SIGMOID_EXTREMES},
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        division_before_addition,
        sign_of_the_exponent,
        exponential_over_exponential,
        clipped_at_thirty,
        math_exp,
        hyperbolic_tangent,
        slope_instead,
        applied_twice,
        sign_lost,
        decided_already,
        softmax,
        power_of_ten,
        rectifier,
        no_return,
        squeezed,
        flattened,
        list_of_lists,
        computed_in_place,
    ),
    styles=(
        naive,
        negative_power,
        by_sign,
        by_mask,
        by_tanh,
        by_logaddexp,
        clipped,
        loops,
        vectorized_scalar,
        prints_and_warns,
    ),
)

"""What counts as a right `forward(w, b, X)`: A = σ(wᵀX + b), one probability an example."""

import math

import numpy as np

from lrlib import neuron
from lrlib.checks.catalogue.sigmoid import lookalikes as curves
from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
from lrlib.checks.declare.model import Case, GradedFunction, Part, accepted, mistake, stream
from lrlib.checks.declare.properties import shapes, unchanged, values
from lrlib.checks.say.text import Text

TINY = {"w": np.array([[1.0], [-2.0]]), "b": 0.5, "X": np.array([[0.5, 3.0], [0.5, 1.0]])}


def steps(w, b, X):
    """Name the steps from the arguments to the result."""
    return {"wᵀX": w.T @ X, "Z = wᵀX + b": w.T @ X + b, "A": neuron.forward(w, b, X)}


def lookalikes(w, b, X):
    """Name what may be mistaken for A: among others, other curves."""
    return {"1 − A": 1 - neuron.forward(w, b, X), **curves(w.T @ X + b)}


@stream("drawn")
def drawn(rng):
    """Sizes that cannot be confused; one example; one feature; logits far from 0, of both signs.

    Without both signs, probabilities that are rounded could all be one number.
    """
    n_x, m = draws.sizes(rng)
    cases = [_neuron(rng, *size) for size in ((n_x, m), (n_x, 1), (1, m))]
    far = draws.with_logits(rng, m, 5 * draws.logits(rng, (1, n_x)))
    return [*cases, Case(far, {"n_x": m, "m": n_x})]


def _neuron(rng, n_x, m):
    args = draws.neuron(rng, n_x, m)
    return Case({name: args[name] for name in ("w", "b", "X")}, {"n_x": n_x, "m": m})


PROPERTIES = (
    values(
        "values",
        Text("A = σ(wᵀX + b) for every example", "모든 샘플에 σ(wᵀX + b)를 계산해요"),
        drawn,
        regimes=(regimes.neurons_at_the_start, *regimes.OF_NEURONS),
    ),
    shapes(drawn),
    unchanged(drawn),
)


@mistake(
    "values",
    "Your results are not between 0 and 1. Which number have you computed, and what turns it into "
    "a probability?",
    "결과가 0과 1 사이에 있지 않아요. 지금 계산한 것은 무엇이고, 그것을 확률로 바꾸는 것은 "
    "무엇인가요?",
)
def logits_returned(w, b, X):
    """Z is returned: the sigmoid is missing."""
    return w.T @ X + b


@mistake(
    "values",
    "An example whose features are all 0 gets ½ from you, whatever the bias is. Which parameter "
    "has no say?",
    "특성이 모두 0인 샘플의 결과가 편향과 관계없이 ½이에요. 쓰이지 않는 매개변수는 무엇인가요?",
)
def bias_forgotten(w, b, X):
    """b is not added."""
    return neuron.sigmoid(w.T @ X)


@mistake(
    "values",
    "Some of your probabilities are above 1 or below 0. When is b added: before the curve, or "
    "after it?",
    "1보다 크거나 0보다 작은 확률이 있어요. b는 시그모이드를 지나기 전에 더하나요, 지난 뒤에 "
    "더하나요?",
)
def bias_after_the_sigmoid(w, b, X):
    """σ(wᵀX) + b."""
    return neuron.sigmoid(w.T @ X) + b


@mistake(
    "values",
    "With a larger bias your probabilities fall. Which sign has b in z?",
    "편향이 커지면 확률이 작아져요. z 식에서 b 앞의 부호는 무엇인가요?",
)
def bias_subtracted(w, b, X):
    """wᵀX − b."""
    return neuron.sigmoid(w.T @ X - b)


@mistake(
    "values",
    "Your b counts as often as the weights add up to: with w = (1, −1) it does not count at all. "
    "To what do you add it, to the inputs or to their weighted sum?",
    "b에 가중치의 합이 곱해지고 있어요. 그래서 w = (1, −1)이면 b를 아무리 바꾸어도 결과가 "
    "그대로예요. b를 입력에 더하나요, 가중합에 더하나요?",
)
def bias_before_the_product(w, b, X):
    """wᵀ(X + b): b is multiplied by the sum of the weights."""
    return neuron.sigmoid(w.T @ (X + b))


@mistake(
    ("values", "shapes"),
    "You have one number for each feature of each example. What should happen to the products of "
    "one example, so that a single z remains?",
    "샘플마다 특성의 개수만큼 숫자가 나와요. z 하나가 남으려면 한 샘플의 곱들을 어떻게 해야 "
    "하나요?",
    places.DOT,
)
def elementwise_product(w, b, X):
    """w * X for wᵀX: (n_x, m), nothing is summed."""
    return neuron.sigmoid(w * X + b)


@mistake(
    "shapes",
    "Your probabilities stand in a column. What is an example in this book's tables, and what does "
    "that make of a row?",
    "확률이 열로 서 있어요. 이 책의 표에서 샘플 하나는 무엇이고, 그러면 행은 무엇인가요?",
    places.SHAPES,
)
def column_of_probabilities(w, b, X):
    """Xᵀw: (m, 1)."""
    return neuron.sigmoid(X.T @ w + b)


@mistake(
    "shapes",
    "Your probabilities have one axis. Which step drops the other? What would (m,) − (m, 1) give "
    "later?",
    "확률의 축이 하나뿐이에요. 다른 축을 없애는 단계는 어디인가요? 나중에 (m,) − (m, 1)을 계산하면 "
    "무엇이 되나요?",
    places.SHAPES,
)
def squeezed(w, b, X):
    """The result is squeezed to (m,)."""
    return np.ravel(neuron.sigmoid(w.T @ X + b))


@mistake(
    "values",
    "None of your probabilities is below ½. How often does z pass through the curve?",
    "확률이 ½보다 작은 경우가 없어요. z는 시그모이드를 몇 번 지나가나요?",
)
def sigmoid_twice(w, b, X):
    """σ(σ(Z))."""
    return neuron.sigmoid(neuron.sigmoid(w.T @ X + b))


@mistake(
    "values",
    "Your results are above 1 everywhere. In 1/1 + e⁻ᶻ, which operation does Python do first?",
    "결과가 모두 1보다 커요. 1/1 + e⁻ᶻ에서 Python은 어느 연산을 먼저 하나요?",
    places.SIGMOID,
)
def division_before_addition(w, b, X):
    """1 / 1 + exp(-Z) inside."""
    return 1 / 1 + np.exp(-(w.T @ X + b))


@mistake(
    "values",
    "Every probability you give is 1 minus the right one. Which sign stands in the exponent, or "
    "before z?",
    "모든 확률이 1에서 옳은 확률을 뺀 값이에요. 지수나 z 앞의 부호는 무엇인가요?",
    places.SIGMOID,
)
def sign_of_z(w, b, X):
    """σ(−Z)."""
    return neuron.sigmoid(-(w.T @ X + b))


@mistake(
    "values",
    "All your results are 0 or 1. Is the decision asked for here, or what it is made from?",
    "결과가 모두 0 아니면 1이에요. 여기서 필요한 것은 판단인가요, 판단의 재료인가요?",
    places.DECISION,
)
def decided_already(w, b, X):
    """The probabilities are rounded."""
    return np.round(neuron.sigmoid(w.T @ X + b))


@mistake(
    ("values", "shapes"),
    "You give one probability for the whole table. Over what do you sum: the features of an "
    "example, or the examples too?",
    "표 전체에서 확률이 하나만 나와요. 무엇에 대해 더하나요? 한 샘플의 특성만 더하나요, 샘플까지 "
    "더하나요?",
    places.DOT,
)
def summed_over_examples(w, b, X):
    """np.sum(w * X) over everything: one number."""
    return neuron.sigmoid(np.sum(w * X) + b)


@mistake(
    "all",
    "X (n_x, m) is multiplied from a side on which the sizes do not meet. Which axis of w counts "
    "features, which axis of X, and which two axes meet in a product?",
    "X (n_x, m)를 크기가 맞지 않는 쪽에서 곱했어요. w와 X에서 특성을 세는 축은 각각 어디이고, 행렬 "
    "곱에서는 어느 두 축이 만나나요?",
    places.DOT,
)
def weights_not_transposed(w, b, X):
    """w @ X: the columns of w do not meet the rows of X."""
    return neuron.sigmoid(w @ X + b)


@mistake(
    "values",
    "Your probabilities are nearer to ½ than they should be, the more features the nearer. Is z a "
    "sum of the products, or their mean?",
    "확률이 ½에 너무 가깝고, 특성이 많을수록 더 그래요. z는 곱들의 합인가요, 평균인가요?",
    places.DOT,
)
def mean_of_the_products(w, b, X):
    """The sum wᵀX is divided by n_x."""
    return neuron.sigmoid(w.T @ X / X.shape[0] + b)


@mistake(
    "values",
    "Your curve runs from −1 to 1. Which curve is that, and between which numbers does a "
    "probability lie?",
    "곡선이 −1에서 1까지 가요. 그것은 어떤 곡선이고, 확률은 어떤 두 수 사이에 있나요?",
    places.SIGMOID,
)
def hyperbolic_tangent(w, b, X):
    """tanh for σ."""
    return np.tanh(w.T @ X + b)


@mistake(
    ("values",),
    "Your results add up to 1 over the examples. Does the probability of one example depend on the "
    "others?",
    "모든 샘플의 결과를 더하면 1이에요. 한 샘플의 확률이 다른 샘플에 따라 달라지나요?",
)
def softmax(w, b, X):
    """A softmax over the examples stands in the place of the sigmoid."""
    e = np.exp(w.T @ X + b)
    return e / e.sum()


@mistake(
    "unchanged",
    "After a call X holds other numbers. Which of your lines writes into an argument?",
    "함수를 호출한 뒤 X가 달라졌어요. 인자에 값을 쓰는 줄은 어디인가요?",
    places.OLD_PARAMETERS,
)
def weighted_in_place(w, b, X):
    """X *= w, then the sum over the features."""
    X *= w
    return neuron.sigmoid(X.sum(axis=0, keepdims=True) + b)


@accepted
def one_line(w, b, X):
    """The formula as it stands."""
    return 1 / (1 + np.exp(-(w.T @ X + b)))


@accepted
def np_dot(w, b, X):
    """np.dot and np.transpose."""
    Z = np.dot(np.transpose(w), X) + b
    return neuron.sigmoid(Z)


@accepted
def dot_method(w, b, X):
    """Xᵀw, transposed afterwards."""
    return neuron.sigmoid((X.T.dot(w) + b).T)


@accepted
def einsum(w, b, X):
    """The products are added up by np.einsum."""
    return neuron.sigmoid(np.einsum("ji,jk->ik", w, X) + b)


@accepted
def sum_of_products(w, b, X):
    """Products, summed over the features."""
    return neuron.sigmoid(np.sum(w * X, axis=0, keepdims=True) + b)


@accepted
def two_loops(w, b, X):
    """A loop over the examples and one over the features."""
    n_x, m = X.shape
    A = np.zeros((1, m))
    for i in range(m):
        z = b
        for j in range(n_x):
            z += w[j, 0] * X[j, i]
        A[0, i] = 1 / (1 + math.exp(-z))
    return A


@accepted
def bias_as_a_feature(w, b, X):
    """A row of ones joins X, and b joins w."""
    X1 = np.vstack([X, np.ones((1, X.shape[1]))])
    w1 = np.append(w, b)
    return neuron.sigmoid((w1 @ X1).reshape(1, -1))


GRADED = GradedFunction(
    name="forward",
    reference=neuron.forward,
    returns=Part("A", "(1, m)"),
    read=places.FORWARD,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        logits_returned,
        bias_forgotten,
        bias_after_the_sigmoid,
        bias_subtracted,
        bias_before_the_product,
        elementwise_product,
        column_of_probabilities,
        squeezed,
        sigmoid_twice,
        division_before_addition,
        sign_of_z,
        decided_already,
        summed_over_examples,
        weights_not_transposed,
        mean_of_the_products,
        hyperbolic_tangent,
        softmax,
        weighted_in_place,
    ),
    styles=(
        one_line,
        np_dot,
        dot_method,
        einsum,
        sum_of_products,
        two_loops,
        bias_as_a_feature,
    ),
)

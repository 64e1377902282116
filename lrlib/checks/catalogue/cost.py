"""What counts as a right `cost(A, Y)`: J, the mean cross-entropy, one number."""

import math

import numpy as np

from lrlib.checks.catalogue.cross_entropy import drawn, of_labels
from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
from lrlib.checks.declare.model import (
    Case,
    Fault,
    GradedFunction,
    Part,
    Property,
    accepted,
    mistake,
    regime,
    stream,
)
from lrlib.checks.declare.properties import LINE_FOR_IT, shapes, unchanged, unusable, values
from lrlib.checks.say.numbers import apart
from lrlib.checks.say.text import Text
from lrlib.cost import cost, cross_entropy

TINY = {"A": np.array([[0.8, 0.4]]), "Y": np.array([[1, 0]])}


def steps(A, Y):
    """Name the steps from the arguments to the result."""
    L = cross_entropy(A, Y)
    return {"L": L, "the sum of L": np.sum(L), "m": np.array(A.shape[1]), "J": np.mean(L)}


def lookalikes(A, Y):
    """Name what may be mistaken for J."""
    L = cross_entropy(A, Y)
    return {
        "the mean of ½(A − Y)²": np.mean((A - Y) ** 2) / 2,
        "the mean of L²": np.mean(cross_entropy(A, Y) ** 2),
        "√((A − Y)² / m)": np.sqrt(np.mean((A - Y) ** 2)),
        "the mean of −Y·log A": np.mean(-Y * np.log(A)),
        "the mean of −(1 − Y)·log(1 − A)": np.mean(-(1 - Y) * np.log(1 - A)),
        "the mean of |A − Y|": np.mean(np.abs(A - Y)),
        "the mean of A·L": np.mean(A * L),
        "the mean of |A − Y|·L": np.mean(np.abs(A - Y) * L),
        "the mean of aʸ(1 − a)¹⁻ʸ": np.mean(np.where(Y == 1, A, 1 - A)),
        "ΣL / number of cats": np.sum(L) / np.sum(Y) if Y.any() else np.empty(0),
        "ΣL / number of others": np.sum(L) / np.sum(1 - Y) if not Y.all() else np.empty(0),
        **{f"the mean of {name}": np.mean(value) for name, value in of_labels(A, Y).items()},
    }


@stream("certain")
def certain(rng):
    """Predictions that are certain: all right, some beside others, one of them wrong.

    Of the others, the first is on the side of its label, and the last is once and once not.
    """
    p = -np.sort(-draws.probabilities(rng, (1, 3)))
    beside = np.hstack([p, [[1.0, 0.0]]]), np.array([[1, 0, 1, 1, 0]])
    wrong = np.hstack([p, [[0.0]]]), np.array([[1, 0, 0, 1]])
    right = np.array([[1.0, 0.0, 1.0]]), np.array([[1, 0, 1]])
    return [Case({"A": A, "Y": Y}, {"m": A.shape[1]}) for A, Y in (right, beside, wrong)]


@regime("all certain", "where all predictions are certain", "예측이 모두 확실하면")
def all_certain(rng):
    """No prediction lies between: one that is right, and three of which one is wrong."""
    pairs = [([1.0], [1]), (rng.permutation([0.0, 0.0, 1.0]), [0, 0, 0])]
    return [Case({"A": np.array([A]), "Y": np.array([Y])}, {"m": len(A)}) for A, Y in pairs]


# What a clip or an ε leaves of an infinite loss: one among four examples, 15 or more.
HUGE = 15.0 / 4


NOT_FINITE = Text(
    "What does NumPy make of 0·log 0, and how many examples does the mean count?" + LINE_FOR_IT.en,
    "NumPy에서 0·log 0은 무엇이고, 평균에는 샘플이 몇 개 들어가나요?" + LINE_FOR_IT.ko,
)
CERTAIN = Text(
    "What does your function do with a prediction that is certain?",
    "확실한 예측을 함수가 어떻게 처리하나요?",
)


def certain_costs(prop, trials):
    """Demand the mean where predictions are certain; very much, where one of them is wrong."""
    fault = unusable(prop, trials)
    for trial in () if fault else trials:
        got, expected = trial.outcome.parts["J"].value, float(trial.expected["J"])
        if got.size != 1:
            return Fault("shape", trial, Text("", ""), "J")
        J = float(got.ravel()[0])
        if not (J > HUGE if math.isinf(expected) else math.isclose(J, expected, abs_tol=1e-6)):
            text = Text(
                "With predictions of exactly 0 and 1, J should be {due} and is {got}. {ask}",
                "예측값이 정확히 0이나 1일 때 J는 {due}여야 하는데 {got}예요. {ask}",
            )
            ask = CERTAIN if math.isfinite(J) else NOT_FINITE
            due, shown = apart(abs(expected), J)
            due = "∞" if math.isinf(expected) else due
            return Fault("value", trial, text.format(due=due, got=shown, ask=ask), "J")
    return fault


PROPERTIES = (
    values(
        "values",
        Text("J = (1/m) ΣL", "J = (1/m) ΣL이에요"),
        drawn,
        regimes=(*regimes.OF_PREDICTIONS, regimes.sure_predictions),
    ),
    shapes(drawn, Text("one number", "숫자 하나예요")),
    Property(
        "extremes",
        Text("finite where predictions are certain and right", "예측이 확실하고 맞으면 유한해요"),
        certain,
        certain_costs,
        regimes=(all_certain,),
    ),
    unchanged(drawn, all_certain),
)


def _losses(A, Y):
    return -np.where(Y == 1, np.log(A), np.log(1 - A))


@mistake(
    "extremes",
    "One prediction is certain and right, and your J is nan. What is 0·log 0 for NumPy? How did "
    "you avoid it in cross_entropy?" + LINE_FOR_IT.en,
    "확실하고 맞은 예측이 하나 있으면 J가 nan이에요. NumPy에서 0·log 0은 무엇인가요? "
    "cross_entropy 함수에서는 어떻게 피했나요?" + LINE_FOR_IT.ko,
    places.CERTAIN,
)
def nan_where_certain(A, Y):
    """The mean of the formula as it stands: one nan makes all of it nan."""
    return float(np.mean(-Y * np.log(A) - (1 - Y) * np.log(1 - A)))


@mistake(
    "extremes",
    "You leave out the examples whose loss is nan, and the mean is over the rest. What should a "
    "certain and right prediction cost, and should it count?",
    "손실이 nan인 샘플을 빼고 나머지로 평균을 내고 있어요. 확실하고 맞은 예측의 손실은 얼마여야 "
    "하고, 평균에 들어가야 하나요?",
    places.CERTAIN,
)
def nan_left_out(A, Y):
    """np.nanmean: certain examples do not count."""
    return float(np.nanmean(-Y * np.log(A) - (1 - Y) * np.log(1 - A)))


@mistake(
    ("values", "extremes"),
    "If every example comes twice, your J is twice as large. Should more data cost more? If you "
    "divide by a len(…) or a shape: what does it count in a row of shape (1, m)?",
    "모든 샘플을 두 번씩 넣으면 J가 두 배가 돼요. 데이터가 많다고 비용이 커져야 하나요? len(…)이나 "
    "shape로 나눈다면, 형태가 (1, m)인 행에서 무엇을 세나요?",
)
def not_divided_by_m(A, Y):
    """The sum, not the mean; or divided by A.shape[0], which is 1."""
    return float(np.sum(_losses(A, Y)))


@mistake(
    ("values", "extremes"),
    "Your J is negative. Which sign has the logarithm of a probability, and which has a cost?",
    "J가 음수예요. 확률의 로그는 부호가 무엇이고, 비용은 부호가 무엇이어야 하나요?",
)
def minus_forgotten(A, Y):
    """The minus is missing."""
    return -float(np.mean(_losses(A, Y)))


@mistake(
    ("values", "extremes"),
    "Your J falls when there are more examples, even if each is as wrong as before. How often do "
    "you divide by m?",
    "샘플 하나하나가 똑같이 틀려도 샘플이 많아지면 J가 작아져요. m으로 몇 번 나누나요?",
)
def divided_by_m_twice(A, Y):
    """mean(…) / m."""
    return float(np.mean(_losses(A, Y)) / A.shape[1])


@mistake(
    ("values", "extremes"),
    "Your J is half of what it should be. To which loss does the ½ belong?",
    "J가 절반이에요. ½은 어느 손실에 붙는 수인가요?",
)
def half_of_it(A, Y):
    """1/(2m): the ½ of the squared error."""
    return float(np.sum(_losses(A, Y)) / (2 * A.shape[1]))


@mistake(
    ("values", "extremes"),
    "Pictures without a cat do not count in your J. Which term answers for y = 0?",
    "고양이가 없는 사진이 J에 들어가지 않아요. y = 0일 때 쓰이는 항은 무엇인가요?",
    places.TWO_CASES,
)
def second_half_missing(A, Y):
    """−y·log a only."""
    return float(np.mean(np.where(Y == 1, -np.log(A), 0.0)))


@mistake(
    ("values", "extremes"),
    "The better the predictions, the larger your J. Which of a and 1 − a belongs to y = 1?",
    "예측이 좋을수록 J가 커져요. a와 1 − a 가운데 y = 1과 짝인 것은 어느 쪽인가요?",
    places.TWO_CASES,
)
def cases_swapped(A, Y):
    """a and 1 − a are swapped."""
    return float(np.mean(-np.where(Y == 1, np.log(1 - A), np.log(A))))


@mistake(
    ("values", "extremes"),
    "With every a = ½ your J is 0.301. Which number does the page have there, and to which base is "
    "your logarithm?",
    "모든 a = ½일 때 J가 0.301이에요. 이 책에서는 얼마이고, 로그의 밑은 무엇인가요?",
)
def base_ten(A, Y):
    """log10."""
    return float(np.mean(_losses(A, Y)) / np.log(10))


@mistake(
    ("values", "extremes"),
    "With every a = ½ your J is 0.125. Of which loss is that the mean?",
    "모든 a = ½일 때 J가 0.125예요. 그것은 어떤 손실의 평균인가요?",
)
def squared_error_averaged(A, Y):
    """The mean of ½(a − y)²."""
    return float(np.mean((A - Y) ** 2) / 2)


@mistake(
    ("shapes", "extremes"),
    "Your J is an array with one number in it, as a matrix product gives it. What shape has a "
    "number, and how do you take it out?",
    "J가 숫자 하나가 든 배열이에요. 행렬 곱을 하면 그렇게 돼요. 숫자의 형태는 무엇이고, "
    "배열에서 어떻게 꺼내나요?",
)
def one_by_one_table(A, Y):
    """Y @ log(A).T: right, but of shape (1, 1); and nan where 0 · log 0."""
    m = A.shape[1]
    return -(Y @ np.log(A).T + (1 - Y) @ np.log(1 - A).T) / m


@mistake(
    "all",
    "Two rows (1, m) do not make a matrix product. Which of the two has to lie down the other way, "
    "and what comes out then?",
    "행 (1, m) 두 개는 행렬 곱을 할 수 없어요. 둘 중 어느 쪽의 방향을 바꿔야 하고, 그러면 무엇이 "
    "나오나요?",
    places.SHAPES,
)
def rows_not_aligned(A, Y):
    """np.dot(Y, np.log(A)): (1, m) and (1, m) do not meet."""
    return float(-np.mean(np.dot(Y, np.log(A)) + np.dot(1 - Y, np.log(1 - A))))


@mistake(
    ("values", "extremes"),
    "You average over m × m numbers. What does NumPy make of a row times a column, element by "
    "element?",
    "m × m개의 수를 평균 내고 있어요. NumPy에서 행과 열을 원소별로 곱하면 무엇이 되나요?",
    places.SHAPES,
)
def every_pair(A, Y):
    """Y * log(A).T: every label meets every prediction."""
    return float(-np.mean(Y * np.log(A).T + (1 - Y) * np.log(1 - A).T))


@mistake(
    ("values", "shapes", "extremes"),
    "You return one number for each example. What is done with the losses to make a cost of them?",
    "샘플마다 숫자가 하나씩 나와요. 손실들로 비용을 만들려면 무엇을 하나요?",
)
def losses_returned(A, Y):
    """L is returned."""
    return _losses(A, Y)


@mistake(
    ("values", "extremes"),
    "One example is not in your sum. With which index does range(m) end, and with which yours?",
    "합에 샘플 하나가 빠져 있어요. range(m)은 몇 번에서 끝나고, 지금 반복문은 몇 번에서 끝나나요?",
)
def last_example_left_out(A, Y):
    """range(m − 1): the last example is left out."""
    m = A.shape[1]
    return float(np.sum(_losses(A, Y)[0, : m - 1]) / m)


@mistake(
    "unchanged",
    "After a call A holds other numbers. Which of your lines writes into it? If it has another "
    "name there: is that a copy, or another name for the same array?",
    "함수를 호출한 뒤 A가 달라졌어요. A에 값을 쓰는 줄은 어디인가요? 거기서 이름이 다르다면, "
    "그것은 복사본인가요, 같은 배열의 다른 이름인가요?",
    places.OLD_PARAMETERS,
)
def flipped_in_place(A, Y):
    """A[Y == 0] = 1 − A[Y == 0], then the mean of −log A."""
    A[Y == 0] = 1 - A[Y == 0]
    return float(-np.mean(np.log(A)))


@accepted
def mean_of_the_losses(A, Y):
    """np.mean: a NumPy number."""
    return np.mean(cross_entropy(A, Y))


@accepted
def sum_over_m(A, Y):
    """The sum, divided by m; a Python number."""
    m = Y.shape[1]
    return float(np.sum(-np.where(Y == 1, np.log(A), np.log(1 - A))) / m)


@accepted
def dot_and_epsilon(A, Y):
    """np.dot with a transpose, an ε, and .item()."""
    m = A.shape[1]
    J = -(np.dot(Y, np.log(A + 1e-12).T) + np.dot(1 - Y, np.log(1 - A + 1e-12).T)) / m
    return J.item()


@accepted
def clipped_and_squeezed(A, Y):
    """Clipped; np.squeeze leaves a 0-d array."""
    A = np.clip(A, 1e-15, 1 - 1e-15)
    return np.squeeze(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A), keepdims=True))


@accepted
def running_total(A, Y):
    """A loop with math.log."""
    m = A.shape[1]
    total = 0.0
    for i in range(m):
        p = A[0, i] if Y[0, i] else 1 - A[0, i]
        total += -math.log(p) if p else math.inf
    return total / m


@accepted
def einsum(A, Y):
    """The products are added up by np.einsum; ε = 1e-8 is added inside the logarithms."""
    logs = np.log(np.vstack([A, 1 - A]) + 1e-8)
    return -np.einsum("ij,ij->", np.vstack([Y, 1 - Y]), logs) / A.size


@accepted
def average(A, Y):
    """np.average of a flat list."""
    pairs = zip(A.ravel().tolist(), Y.ravel().tolist(), strict=True)
    return np.average([-np.log(np.float64(a if y else 1 - a)) for a, y in pairs])


GRADED = GradedFunction(
    name="cost",
    reference=cost,
    returns=Part("J"),
    read=places.COST,
    reads={"extremes": places.CERTAIN},
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        nan_where_certain,
        nan_left_out,
        not_divided_by_m,
        minus_forgotten,
        divided_by_m_twice,
        half_of_it,
        second_half_missing,
        cases_swapped,
        base_ten,
        squared_error_averaged,
        one_by_one_table,
        rows_not_aligned,
        every_pair,
        losses_returned,
        last_example_left_out,
        flipped_in_place,
    ),
    styles=(
        mean_of_the_losses,
        sum_over_m,
        dot_and_epsilon,
        clipped_and_squeezed,
        running_total,
        einsum,
        average,
    ),
)

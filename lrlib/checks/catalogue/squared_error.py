"""What counts as a right `squared_error(A, Y)`: L = ½(a − y)² for every example."""

import numpy as np

from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
from lrlib.checks.declare.model import Case, GradedFunction, Part, accepted, mistake, stream
from lrlib.checks.declare.properties import shapes, unchanged, values
from lrlib.checks.say.text import Text
from lrlib.cost import squared_error

TINY = {"A": np.array([[0.8, 0.4]]), "Y": np.array([[1, 0]])}


def steps(A, Y):
    """Name the steps from the arguments to the result."""
    return {"A − Y": A - Y, "(A − Y)²": (A - Y) ** 2, "L": squared_error(A, Y)}


def lookalikes(A, Y):
    """Name what may be mistaken for L."""
    return {
        "the mean of L": np.mean((A - Y) ** 2) / 2,
        "|A − Y|": np.abs(A - Y),
        "(A − Y)·A(1 − A)": (A - Y) * A * (1 - A),
    }


@stream("drawn")
def drawn(rng):
    """A few examples, one of each label, and the two ends."""
    _, m = draws.sizes(rng)
    ends = Case({"A": np.array([[0.0, 1.0, 0.0, 1.0]]), "Y": np.array([[0, 0, 1, 1]])}, {"m": 4})
    ones = [
        Case({"A": draws.probabilities(rng, (1, 1)), "Y": np.array([[y]])}, {"m": 1})
        for y in (0, 1)
    ]
    many = Case({"A": draws.probabilities(rng, (1, m)), "Y": draws.labels(rng, m)}, {"m": m})
    return [many, *ones, ends]


EQUIVALENT = {
    "return (A - Y) ** 2 / 2 → return (Y - A) ** 2 / 2": "a square forgets the sign",
}

PROPERTIES = (
    values(
        "values",
        Text("L = ½(a − y)² for every example", "모든 샘플에 L = ½(a − y)²을 계산해요"),
        drawn,
        regimes=(*regimes.OF_PREDICTIONS, regimes.sure_predictions),
    ),
    shapes(drawn),
    unchanged(drawn),
)


@mistake(
    "values",
    "A prediction of 1 for a label of 0 costs 1 with you. Which factor does the page put before "
    "the square, and what does it do to the slope?",
    "레이블이 0인데 1이라고 예측하면 손실이 1이에요. 이 책에서는 제곱 앞에 무엇을 곱하고, 그러면 "
    "기울기는 어떻게 달라지나요?",
)
def half_forgotten(A, Y):
    """(a − y)², without the ½."""
    return (A - Y) ** 2


@mistake(
    "values",
    "An error of 0.2 costs 0.1 with you, and one of 0.4 twice as much. How many times as much "
    "should it cost?",
    "오차가 0.2이면 손실이 0.1이고, 0.4이면 그 두 배예요. 몇 배여야 하나요?",
)
def not_squared(A, Y):
    """½|a − y|."""
    return np.abs(A - Y) / 2


@mistake(
    "values",
    "Some of your losses are negative. Can a penalty be less than nothing? Which is squared in "
    "your formula: the difference, or each of the two?",
    "음수인 손실이 있어요. 벌점이 0보다 작을 수 있나요? 차를 제곱했나요, 두 수를 각각 제곱했나요?",
)
def difference_of_squares(A, Y):
    """½(a² − y²)."""
    return (A**2 - Y**2) / 2


@mistake(
    "values",
    "A prediction of 0.4 for a label of 0 costs 0.2 with you, and one of 0.8 twice as much. What "
    "is squared in your line: the whole difference, or the label alone? Where do its brackets "
    "stand?",
    "레이블이 0일 때 0.4라는 예측의 손실이 0.2이고, 0.8이면 그 두 배예요. 코드에서 제곱하는 것은 "
    "차 전체인가요, 레이블만인가요? 괄호는 어디에 있나요?",
)
def label_alone_squared(A, Y):
    """½a − y²: the brackets are missing."""
    return 0.5 * A - Y**2


@mistake(
    "values",
    "All your losses are negative. What should a loss do when the prediction gets worse?",
    "손실이 모두 음수예요. 예측이 나빠지면 손실은 어떻게 되어야 하나요?",
)
def minus_in_front(A, Y):
    """−½(a − y)²."""
    return -((A - Y) ** 2) / 2


@mistake(
    "all",
    "All your losses are 0. Which step loses what comes after the point: is a half written as "
    "1//2, or are the losses stored in an array of whole numbers? Which dtype has it?",
    "손실이 모두 0이에요. 소수점 아래를 잃는 단계는 어디인가요? ½을 1//2로 썼나요, 아니면 손실을 "
    "정수 배열에 넣나요? 그 배열의 dtype은 무엇인가요?",
)
def half_rounded_away(A, Y):
    """1//2 is 0."""
    return 1 // 2 * (A - Y) ** 2


@mistake(
    "values",
    "For a label of 0 your loss is 0, whatever the prediction. Which examples should count?",
    "레이블이 0이면 예측과 관계없이 손실이 0이에요. 어떤 샘플이 손실에 들어가야 하나요?",
)
def label_one_only(A, Y):
    """The error is multiplied by y."""
    return Y * (A - Y) ** 2 / 2


@mistake(
    ("values", "shapes"),
    "You return one number. How many losses do m examples have, and what is their mean called?",
    "숫자 하나를 돌려주고 있어요. 샘플이 m개면 손실은 몇 개이고, 그 평균은 무엇이라고 부르나요?",
)
def averaged(A, Y):
    """The mean of the losses: a cost."""
    return np.mean((A - Y) ** 2) / 2


@mistake(
    ("values", "shapes"),
    "You return one number. Is the sum over the examples asked for, or the loss of each?",
    "숫자 하나를 돌려주고 있어요. 샘플에 대한 합이 필요한가요, 샘플마다의 손실이 필요한가요?",
)
def summed(A, Y):
    """The sum of the losses."""
    return np.sum((A - Y) ** 2) / 2


@mistake(
    "values",
    "With more examples each of your losses gets smaller. Does the loss of one example know how "
    "many others there are?",
    "샘플이 많을수록 손실 하나하나가 작아져요. 샘플 하나의 손실이 다른 샘플의 개수를 아나요?",
)
def divided_by_m(A, Y):
    """Each loss is divided by m."""
    return (A - Y) ** 2 / (2 * A.shape[1])


@mistake(
    "values",
    "Your losses rise and fall with the error, but not as they should: an error of 1 costs 1, one "
    "of −1 costs −1. Is that the loss, or its slope?",
    "오차가 1이면 1, −1이면 −1이 나와요. 이것은 손실인가요, 손실의 기울기인가요?",
)
def slope_instead(A, Y):
    """a − y: the derivative by a."""
    return A - Y


@mistake(
    "all",
    "Python stops at ^. What does ^ mean in Python, and how is a power written?",
    "Python이 ^에서 멈춰요. Python에서 ^는 무슨 뜻이고, 거듭제곱은 어떻게 쓰나요?",
)
def caret(A, Y):
    """^ is written for a power; in Python it is the bitwise exclusive or."""
    return 0.5 * (A - Y) ^ 2


@mistake(
    ("values", "shapes"),
    "You have m × m numbers. What does NumPy do when a row (1, m) meets a column or an array with "
    "one axis?",
    "결과가 m × m개예요. 행 (1, m)이 열이나 축이 하나인 배열을 만나면 NumPy는 어떻게 하나요?",
    places.SHAPES,
)
def every_pair(A, Y):
    """(1, m) − (m, 1) gives (m, m)."""
    return (A - Y.T) ** 2 / 2


@mistake(
    "unchanged",
    "After a call A holds errors, not predictions. Which of your lines writes into A itself, as "
    "-=, out= and A[…] = … do? If it has another name there: is that a copy?",
    "함수를 호출한 뒤 A에 예측값이 아니라 오차가 들어 있어요. -=나 out=, A[…] = …처럼 A 자체에 "
    "값을 쓰는 줄은 어디인가요? 거기서 이름이 다르다면, 그것은 복사본인가요?",
    places.OLD_PARAMETERS,
)
def subtracted_in_place(A, Y):
    """A -= Y."""
    A -= Y
    return A**2 / 2


@accepted
def formula(A, Y):
    """The formula as it stands."""
    return (A - Y) ** 2 / 2


@accepted
def other_way_round(A, Y):
    """½(y − a)², with np.square and np.subtract."""
    return 0.5 * np.square(np.subtract(Y, A))


@accepted
def multiplied_out(A, Y):
    """The error times itself."""
    error = Y - A
    return np.multiply(error, error) / 2


@accepted
def by_label(A, Y):
    """One form for each label."""
    return np.where(Y == 1, (1 - A) ** 2, A**2) * 0.5


@accepted
def one_at_a_time(A, Y):
    """A loop over the examples."""
    L = np.zeros(A.shape)
    for i in range(A.shape[1]):
        L[0, i] = 1 / 2 * (A[0, i] - Y[0, i]) ** 2
    return L


GRADED = GradedFunction(
    name="squared_error",
    reference=squared_error,
    returns=Part("L", "(1, m)"),
    read=places.SQUARED_ERROR,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        half_forgotten,
        not_squared,
        difference_of_squares,
        label_alone_squared,
        minus_in_front,
        half_rounded_away,
        label_one_only,
        averaged,
        summed,
        divided_by_m,
        slope_instead,
        caret,
        every_pair,
        subtracted_in_place,
    ),
    styles=(
        formula,
        other_way_round,
        multiplied_out,
        by_label,
        one_at_a_time,
    ),
)

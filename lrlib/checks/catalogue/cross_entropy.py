"""What counts as a right `cross_entropy(A, Y)`: L = −y·log a − (1 − y)·log(1 − a)."""

import math

import numpy as np

from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
from lrlib.checks.declare.compare import Tolerance, right_entries
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
from lrlib.cost import cross_entropy

TINY = {"A": np.array([[0.8, 0.4]]), "Y": np.array([[1, 0]])}


def steps(A, Y):
    """Name the steps from the arguments to the result."""
    terms = {"−Y·log A": -Y * np.log(A), "−(1 − Y)·log(1 − A)": -(1 - Y) * np.log(1 - A)}
    return {**terms, "L": cross_entropy(A, Y)}


def lookalikes(A, Y):
    """Name what may be mistaken for L."""
    return {
        "½(A − Y)²": (A - Y) ** 2 / 2,
        "|A − Y|": np.abs(A - Y),
        "aʸ(1 − a)¹⁻ʸ": np.where(Y == 1, A, 1 - A),
        "the mean of L": np.mean(cross_entropy(A, Y)),
        **of_labels(A, Y),
    }


def of_labels(A, Y):
    """Take logarithms of the labels, and what keeps them finite: a clip, or a constant added."""
    added = {
        f"−A·log(Y + ε) − (1 − A)·log(1 − Y + ε), with ε = {eps:g}": (Y + eps, 1 - Y + eps)
        for eps in (1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5)
    }
    clipped = {
        f"−A·log Y − (1 − A)·log(1 − Y), Y clipped, with ε = {eps:g}": (P, 1 - P)
        for eps in (1e-15, 1e-12, 1e-6, 1e-5)
        for P in [np.clip(Y, eps, 1 - eps)]
    }
    return {
        name: -A * np.log(one) - (1 - A) * np.log(other)
        for name, (one, other) in (added | clipped).items()
    }


@stream("drawn")
def drawn(rng):
    """A few examples, and one of each label: one costs less than 1, the other more."""
    n_x, m = draws.sizes(rng)
    true = rng.permutation([rng.uniform(0.7, 0.88), rng.uniform(0.12, 0.3)])  # of the label
    ones = [
        Case({"A": np.array([[p if y else 1 - p]]), "Y": np.array([[y]])}, {"m": 1})
        for y, p in enumerate(true)
    ]
    several = [
        Case({"A": draws.probabilities(rng, (1, n)), "Y": draws.labels(rng, n)}, {"m": n})
        for n in (m, n_x)
    ]
    return [*several, *ones]


@stream("certain")
def certain(rng):
    """Predictions that are, or nearly are, certain: right ones and wrong ones."""
    tiny = rng.uniform(1e-5, 1e-4, size=2)
    pairs = [(1, 1), (0, 0), (0, 1), (1, 0), (tiny[0], 1), (1 - tiny[1], 0), (0.3, 1), (0.3, 0)]
    A, Y = np.array(rng.permutation(pairs)).T
    return [Case({"A": A[np.newaxis], "Y": Y[np.newaxis].astype(np.int64)}, {"m": len(pairs)})]


@regime(
    "all certain",
    "where all predictions are certain, or nearly",
    "예측이 모두 확실하거나 거의 확실하면",
)
def all_certain(rng):
    """No prediction lies between: one that is right, two, one that is wrong, two nearly certain."""
    pairs = [([1.0], [1]), ([1.0, 0.0], [1, 0]), ([0.0, 1.0], [1, 1]), ([2e-7, 1 - 2e-7], [1, 0])]
    return [Case({"A": np.array([A]), "Y": np.array([Y])}, {"m": len(A)}) for A, Y in pairs]


# A clip or an ε moves what is due where a is 0 or 1: losses above this are as good as infinite.
HUGE = 15.0


NOT_FINITE = Text(
    "What is log 0, what is 0·log 0 for NumPy, and which of your two terms is meant to count here?"
    + LINE_FOR_IT.en,
    "log 0은 무엇이고, NumPy에서 0·log 0은 무엇인가요? 여기서 쓰여야 하는 항은 두 항 가운데 어느 "
    "쪽인가요?" + LINE_FOR_IT.ko,
)
KEPT_FROM_0_ALONE = Text(
    "Where a = 0 your loss is finite, so something keeps a away from 0; nothing keeps 1 − a away "
    "from 0. Which number goes into the logarithm of 1 − a there? If a very small number is taken "
    "from 1: what is 1 − 1e-20 for a float?",
    "a = 0이면 손실이 유한하므로 a가 0이 되지 않게 하는 것이 있어요. 그런데 1 − a가 0이 되지 않게 "
    "하는 것은 없어요. 이때 1 − a의 로그에는 어떤 수가 들어가나요? 1에서 아주 작은 수를 뺀다면, "
    "실수형에서 1 − 1e-20은 얼마인가요?",
)
BELOW_0 = Text(
    "The logarithm of 0 would give ∞ here; nan comes from the logarithm of a number below 0. Which "
    "number goes into it for a = {certain}: what is added to a or taken from it before?",
    "0의 로그라면 여기서 ∞가 나와요. nan은 음수의 로그에서 나와요. a = {certain}일 때 로그에 "
    "들어가는 "
    "수는 얼마인가요? 그 전에 a에 무엇을 더하거나 빼나요?",
)
CERTAIN = Text(
    "What does your function do with a prediction that is certain, or nearly so?",
    "확실하거나 거의 확실한 예측을 함수가 어떻게 처리하나요?",
)


def _kept_from_0_alone(A, Y, got):
    """Say whether the losses are finite where a is 0, and not where a is 1."""
    at = {a: np.isfinite(got[a == A]) for a in (0.0, 1.0)}
    return bool(at[0.0].all() and not at[1.0].any() and np.any((A == 0) & (Y == 1)))


def _asked(A, Y, got, i):
    """Ask about a loss that is nan or ∞: 0 or less than 0 goes into its logarithm."""
    if not np.isnan(got[i]) or A[i] not in (0.0, 1.0):
        return NOT_FINITE
    surely_wrong = (A == A[i]) & (Y != A[i])
    if surely_wrong.any() and np.isnan(got[surely_wrong]).all():
        return BELOW_0.format(certain=f"{A[i]:g}")
    return KEPT_FROM_0_ALONE if _kept_from_0_alone(A, Y, got) else NOT_FINITE


def certain_losses(prop, trials):
    """Demand 0 for certain and right, very much for certain and wrong, and never nan."""
    fault = unusable(prop, trials)
    for trial in () if fault else trials:
        A, Y = (trial.case.args[name].ravel() for name in ("A", "Y"))
        got, expected = trial.outcome.parts["L"].value.ravel(), trial.expected["L"].ravel()
        if got.size != expected.size:
            return Fault("shape", trial, Text("", ""), "L")
        endless = np.isinf(expected)
        close = right_entries(got, expected, Tolerance(1e-2, 1e-6))
        wrong = np.where(endless, ~(got > HUGE), ~close)
        if wrong.any():
            worst = wrong & (np.isnan(got) | np.isposinf(got))  # these show most clearly why
            worst = worst if worst.any() else wrong & endless
            i = int(np.flatnonzero(worst if worst.any() else wrong)[0])
            due: Text | str
            due, shown = apart(abs(expected[i]), got[i])
            if endless[i]:
                due = Text(f"∞, or more than {HUGE:g}", f"∞(또는 {HUGE:g}보다 큰 값)")
            text = Text(
                "A prediction a = {a:.6g} with label y = {y} should cost {due}; yours costs "
                "{got}. {ask}",
                "예측값 a = {a:.6g}, 레이블 y = {y}이면 손실은 {due}여야 하는데 {got}예요. {ask}",
            )
            ask = CERTAIN if np.isfinite(got[i]) else _asked(A, Y, got, i)
            return Fault(
                "value", trial, text.format(a=A[i], y=Y[i], due=due, got=shown, ask=ask), "L"
            )
    return fault


PROPERTIES = (
    values(
        "values",
        Text(
            "−log a where y = 1, −log(1 − a) where y = 0",
            "y = 1이면 −log a, y = 0이면 −log(1 − a)예요",
        ),
        drawn,
        regimes=regimes.OF_PREDICTIONS,
    ),
    shapes(drawn),
    Property(
        "extremes",
        Text(
            "certain and right costs 0, certain and wrong very much, nothing is nan",
            "확실하고 맞으면 0, 확실한데 틀리면 아주 크고, nan은 없어요",
        ),
        certain,
        certain_losses,
        regimes=(all_certain, regimes.sure_predictions),
    ),
    unchanged(drawn, all_certain),
)


@mistake(
    "extremes",
    "Where a is exactly 1 and y = 1, your loss is nan. What is log(1 − a) there, and what does "
    "NumPy make of 0·(−∞)? Which term should have a say for y = 1?" + LINE_FOR_IT.en,
    "a가 정확히 1이고 y = 1이면 손실이 nan이에요. 그때 log(1 − a)는 무엇이고, NumPy에서 0·(−∞)는 "
    "무엇인가요? y = 1일 때는 어느 항이 쓰여야 하나요?" + LINE_FOR_IT.ko,
    places.CERTAIN,
)
def nan_where_certain(A, Y):
    """The formula as it stands: 0 · log 0 is nan."""
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@mistake(
    "extremes",
    "A confident mistake is cheap with you: a = 0.0001 for a cat costs no more than a = 0.01. How "
    "far from 0 and 1 do you keep a?",
    "확신에 찬 실수가 너무 싸요. 고양이인데 a = 0.0001이어도 a = 0.01일 때와 손실이 같아요. a를 "
    "0과 1에서 얼마나 떨어뜨려 놓았나요?",
    places.CERTAIN,
)
def clipped_too_far(A, Y):
    """A is clipped to [0.01, 0.99]."""
    A = np.clip(A, 0.01, 0.99)
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@mistake(
    ("values", "extremes"),
    "All your losses are 0 or negative. What is the sign of log a for a between 0 and 1, and which "
    "sign has a penalty?",
    "손실이 모두 0이거나 음수예요. a가 0과 1 사이일 때 log a의 부호는 무엇이고, 벌점의 부호는 "
    "무엇인가요?",
)
def minus_forgotten(A, Y):
    """The minus is missing."""
    return np.where(Y == 1, np.log(A), np.log(1 - A))


@mistake(
    ("values", "extremes"),
    "Where y = 0 some of your losses are negative. Before how many of the two logarithms does a "
    "minus stand?",
    "y = 0일 때 음수인 손실이 있어요. 두 로그 가운데 몇 개 앞에 음의 부호가 있나요?",
)
def minus_on_one_half(A, Y):
    """−y·log a + (1 − y)·log(1 − a): one minus is missing."""
    return np.where(Y == 1, -np.log(A), np.log(1 - A))


@mistake(
    ("values", "extremes"),
    "A picture without a cat never costs you anything. Which term should answer for y = 0?",
    "고양이가 없는 사진은 손실이 언제나 0이에요. y = 0일 때 쓰여야 하는 항은 무엇인가요?",
    places.TWO_CASES,
)
def second_half_missing(A, Y):
    """−y·log a only."""
    return np.where(Y == 1, -np.log(A), 0.0)


@mistake(
    ("values", "extremes"),
    "A picture of a cat never costs you anything. Which term should answer for y = 1?",
    "고양이 사진은 손실이 언제나 0이에요. y = 1일 때 쓰여야 하는 항은 무엇인가요?",
    places.TWO_CASES,
)
def first_half_missing(A, Y):
    """−(1 − y)·log(1 − a) only."""
    return np.where(Y == 1, 0.0, -np.log(1 - A))


@mistake(
    ("values", "extremes"),
    "a = 0.99 for a cat is dear with you, a = 0.01 cheap. Which of a and 1 − a is the probability "
    "of a cat?",
    "고양이인데 a = 0.99이면 손실이 크고 0.01이면 작아요. a와 1 − a 가운데 고양이일 확률은 어느 "
    "쪽인가요?",
    places.TWO_CASES,
)
def cases_swapped(A, Y):
    """a and 1 − a, or y and 1 − y, are swapped."""
    return np.where(Y == 1, -np.log(1 - A), -np.log(A))


@mistake(
    ("values", "extremes"),
    "Your loss for label 0 is that of label 1. Which of the two logarithms takes 1 − a?",
    "레이블이 0일 때와 1일 때의 손실이 같아요. 두 로그 가운데 1 − a가 들어가는 것은 어느 쪽인가요?",
    places.TWO_CASES,
)
def one_minus_a_forgotten(A, Y):
    """log a in both terms."""
    return -np.log(A) + 0.0 * Y


@mistake(
    ("values", "extremes"),
    "For a = ½ you give 0.301, where the page has 0.693. To which base is your logarithm?",
    "a = ½일 때 이 책에서는 0.693인데 0.301이 나와요. 로그의 밑은 무엇인가요?",
)
def base_ten(A, Y):
    """log10."""
    return np.where(Y == 1, -np.log10(A), -np.log10(1 - A))


@mistake(
    ("values", "extremes"),
    "For a = ½ you give 1, where the page has 0.693. To which base is your logarithm?",
    "a = ½일 때 이 책에서는 0.693인데 1이 나와요. 로그의 밑은 무엇인가요?",
)
def base_two(A, Y):
    """log2."""
    return np.where(Y == 1, -np.log2(A), -np.log2(1 - A))


@mistake(
    ("values", "shapes", "extremes"),
    "You return one number, the mean. How many losses do m examples have? Which function takes "
    "their mean?",
    "평균 하나를 돌려주고 있어요. 샘플이 m개면 손실은 몇 개인가요? 평균은 어느 함수가 구하나요?",
)
def averaged(A, Y):
    """The cost is returned."""
    return np.mean(-Y * np.log(A) - (1 - Y) * np.log(1 - A))


@mistake(
    ("values", "shapes", "extremes"),
    "You return one number, as a product of a row and a column does. Should the terms of the "
    "examples be added up here?",
    "행과 열을 곱했을 때처럼 숫자 하나가 나와요. 여기서 샘플들의 항을 더해야 하나요?",
    places.SHAPES,
)
def summed_by_a_product(A, Y):
    """Y @ log(A).T: the sum of the losses, (1, 1)."""
    return -(Y @ np.log(A).T + (1 - Y) @ np.log(1 - A).T)


@mistake(
    ("values", "shapes", "extremes"),
    "You have m × m numbers. What does NumPy make of a row times a column, element by element?",
    "결과가 m × m개예요. NumPy에서 행과 열을 원소별로 곱하면 무엇이 되나요?",
    places.SHAPES,
)
def every_pair(A, Y):
    """Y * log(A).T: (m, m)."""
    return -(Y * np.log(A).T + (1 - Y) * np.log(1 - A).T)


@mistake(
    "all",
    "math.log takes one number. How many does A hold, and which library has a log that works on "
    "every element?",
    "math.log는 숫자 하나를 받아요. A에는 숫자가 몇 개 있나요? 모든 원소에 log를 계산하는 것은 "
    "어느 라이브러리인가요?",
)
def math_log(A, Y):
    """math.log is given an array."""
    return -Y * math.log(A) - (1 - Y) * math.log(1 - A)


@mistake(
    "all",
    "You take the logarithm of numbers that are 0 or 1. Of which of the two should the logarithm "
    "be taken?",
    "0이나 1인 수에 로그를 취하고 있어요. 로그는 둘 중 무엇에 취해야 하나요?",
)
def logarithm_of_the_labels(A, Y):
    """−a·log y − (1 − a)·log(1 − y): A and Y have changed places."""
    return -A * np.log(Y) - (1 - A) * np.log(1 - Y)


@mistake(
    ("values", "extremes"),
    "A certain and wrong prediction costs ½ with you. Which loss is that, and which is asked for?",
    "확실한데 틀린 예측의 손실이 ½이에요. 그것은 어떤 손실이고, 필요한 것은 어떤 손실인가요?",
)
def squared_error_again(A, Y):
    """½(a − y)²."""
    return (A - Y) ** 2 / 2


@mistake(
    ("values", "extremes"),
    "Your loss is smallest at a = ½ or largest there, for either label. Which numbers weight the "
    "logarithms: the labels, or the predictions?",
    "레이블이 무엇이든 손실이 a = ½에서 가장 커요. 로그에 곱하는 수는 레이블인가요, 예측값인가요?",
)
def weighted_by_predictions(A, Y):
    """−a·log a − (1 − a)·log(1 − a): the entropy of the prediction."""
    return -A * np.log(A) - (1 - A) * np.log(1 - A)


@mistake(
    "unchanged",
    "After a call A holds other numbers. Which of your lines writes into it?",
    "함수를 호출한 뒤 A가 달라졌어요. A에 값을 쓰는 줄은 어디인가요?",
    places.OLD_PARAMETERS,
)
def flipped_in_place(A, Y):
    """A[Y == 0] = 1 − A[Y == 0], then −log A."""
    A[Y == 0] = 1 - A[Y == 0]
    return -np.log(A)


@accepted
def by_label(A, Y):
    """np.where takes the term that counts."""
    return -np.where(Y == 1, np.log(A), np.log(1 - A))


@accepted
def epsilon(A, Y):
    """A small ε keeps the logarithms finite."""
    return -(Y * np.log(A + 1e-12) + (1 - Y) * np.log(1 - A + 1e-12))


@accepted
def larger_epsilon(A, Y):
    """ε = 1e-8, as many published solutions have it."""
    epsilon = 1e-8
    return -Y * np.log(A + epsilon) - (1 - Y) * np.log(1 - A + epsilon)


@accepted
def clipped(A, Y):
    """A is clipped away from 0 and 1."""
    A = np.clip(A, 1e-15, 1 - 1e-15)
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@accepted
def clipped_as_in_keras(A, Y):
    """Clipped at 1e-7."""
    A = np.clip(A, 1e-7, 1 - 1e-7)
    return -(np.multiply(Y, np.log(A)) + np.multiply(1 - Y, np.log(1 - A)))


@accepted
def probability_of_what_happened(A, Y):
    """−log of what was called probable of the label that came."""
    return -np.log(np.abs(1 - Y - A))


@accepted
def one_at_a_time(A, Y):
    """A loop and an if, with math.log."""
    L = np.zeros((1, A.shape[1]))
    for i in range(A.shape[1]):
        p = A[0, i] if Y[0, i] == 1 else 1 - A[0, i]
        L[0, i] = -math.log(p) if p > 0 else math.inf
    return L


@accepted
def nan_replaced(A, Y):
    """The formula, and nan_to_num for what is 0 · log 0."""
    return -np.nan_to_num(Y * np.log(A)) - np.nan_to_num((1 - Y) * np.log(1 - A))


GRADED = GradedFunction(
    name="cross_entropy",
    reference=cross_entropy,
    returns=Part("L", "(1, m)"),
    read=places.CROSS_ENTROPY,
    reads={"extremes": places.CERTAIN},
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        nan_where_certain,
        clipped_too_far,
        minus_forgotten,
        minus_on_one_half,
        second_half_missing,
        first_half_missing,
        cases_swapped,
        one_minus_a_forgotten,
        base_ten,
        base_two,
        averaged,
        summed_by_a_product,
        every_pair,
        math_log,
        logarithm_of_the_labels,
        squared_error_again,
        weighted_by_predictions,
        flipped_in_place,
    ),
    styles=(
        by_label,
        epsilon,
        larger_epsilon,
        clipped,
        clipped_as_in_keras,
        probability_of_what_happened,
        one_at_a_time,
        nan_replaced,
    ),
)

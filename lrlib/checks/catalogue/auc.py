"""What counts as a right `auc(A, Y)`: the share of (cat, other) pairs in the right order."""

import numpy as np

from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
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
from lrlib.checks.say.text import Text

TINY = {"A": np.array([[0.9, 0.6, 0.6, 0.2]]), "Y": np.array([[1, 1, 0, 0]])}


def auc(A, Y):
    """The reference."""
    cats, others = A[Y == 1][:, None], A[Y == 0]
    return float(np.mean((cats > others) + 0.5 * (cats == others)))


def steps(A, Y):
    """Name the steps from the probabilities to the share of pairs."""
    cats, others = A[Y == 1], A[Y == 0]
    return {
        "of the cats": cats,
        "of the others": others,
        "pairs": np.array(cats.size * others.size),
        "right": np.sum(cats[:, None] > others),
        "equal": np.sum(cats[:, None] == others),
        "auc": np.array(auc(A, Y)),
    }


def lookalikes(A, Y):
    """Name quantities that a wrong answer may equal."""
    return {
        "1 − auc": 1 - auc(A, Y),
        "accuracy at ½": np.mean((A >= 0.5) == Y),
        "mean of the cats − mean of the others": A[Y == 1].mean() - A[Y == 0].mean(),
        **_shares_of_pairs(A, Y),
    }


def _shares_of_pairs(A, Y):
    """Name counts of pairs, divided by what may be taken for their number."""
    cats, others = A[Y == 1][:, None], A[Y == 0]
    right, same, m = float(np.sum(cats > others)), float(np.sum(cats == others)), Y.size
    above = {
        "right pairs": right,
        "(right pairs + ½ · equal pairs)": right + same / 2,
        "(right pairs + equal pairs)": right + same,
        "(right pairs + 1½ · equal pairs)": right + 1.5 * same,
        "(right pairs + 2 · equal pairs)": right + 2 * same,
        "(right pairs − ½ · equal pairs)": right - same / 2,
        "(right pairs − equal pairs)": right - same,
    }
    pairs = cats.size * others.size
    below = {
        "all pairs": pairs,
        "number of cats": cats.size,
        "number of others": others.size,
        "pairs of any two examples": m * (m - 1) / 2,
        "pairs that are not equal": pairs - same,
        "(number of cats)²": cats.size**2,
        "(number of others)²": others.size**2,
        "(all pairs)²": pairs**2,
        "m²": m**2,
    }
    in_order = Y.ravel()[np.argsort(A.ravel(), kind="stable")]
    some, found = np.sum(cats > others.min()), np.mean(cats > 0.5)
    places = np.arange(m)
    first = places[Y.ravel() == 1][:, None] < places[Y.ravel() == 0]  # pairs in which a cat is
    return {
        "cats above some other / number of cats": some / cats.size,
        "cats above some other / all pairs": some / pairs,
        "cats above the mean of the others / number of cats": np.mean(cats > others.mean()),
        "right pairs among those with the cat first": np.mean((cats > others)[first])
        if first.any()
        else np.empty(0),
        "right pairs with the cat first / all pairs": np.sum((cats > others)[first]) / pairs,
        "neighbours in order / all pairs": np.sum(np.diff(in_order) == 1) / pairs,
        "neighbours in order / number of cats": np.sum(np.diff(in_order) == 1) / cats.size,
        "cats above ½ · others below ½, as shares": found * np.mean(others < 0.5),
        "(cats above ½ + others below ½) / 2, as shares": (found + np.mean(others < 0.5)) / 2,
        **{
            f"{a} / {b}": x / y if y else np.empty(0)
            for a, x in above.items()
            for b, y in below.items()
        },
    }


def case(rng, cats, others):
    """Make probabilities of cats and of others a case, in a random order."""
    A, Y = np.append(cats, others), np.repeat([1, 0], [len(cats), len(others)])
    order = rng.permutation(A.size)
    return Case({"A": A[np.newaxis, order], "Y": Y[np.newaxis, order]}, {"m": A.size})


def apart(rng, cats, others, low=0.06, high=0.94):
    """Draw probabilities that all differ, of cats and of others in each other's midst.

    The lowest is a cat's and the highest another's, so that not all pairs are right; and most
    pairs are, so that the two orders differ.
    """
    A = np.linspace(low, high, cats + others) + rng.uniform(-0.01, 0.01, cats + others)
    inner = np.arange(1, A.size - 1)
    upper = inner[-(cats - 1) :]
    lower = np.setdiff1d(inner, upper)
    swap = rng.integers(lower.size), rng.integers(upper.size)
    lower[swap[0]], upper[swap[1]] = upper[swap[1]], lower[swap[0]]
    return A[np.append(upper, 0)], A[np.append(lower, A.size - 1)]


@stream("drawn")
def drawn(rng):
    """More cats than others, fewer, and one of each kind in both orders; no two are equal."""
    cases = [case(rng, *apart(rng, *sizes)) for sizes in ((7, 4), (4, 8), (5, 3))]
    a, b = rng.uniform(0.6, 0.9), rng.uniform(0.1, 0.4)
    cases += [case(rng, [a], [b]), case(rng, [b], [a])]
    # Both on one side of ½.
    return [*cases, case(rng, [a, a - 0.1], [a - 0.05, a + 0.03, b])]


@stream("ties")
def ties(rng):
    """Pairs with equal probabilities beside pairs that are right and pairs that are wrong."""
    cases = []
    for cats, others, same in ((5, 4, 2), (4, 6, 3), (3, 3, 1)):
        of_cats, of_others = apart(rng, cats, others)
        shared = rng.choice([0.25, 0.5, 0.75])
        of_others = np.append(of_others, np.full(same, shared))
        cases.append(case(rng, np.append(of_cats, shared), of_others))
    return cases


@regime("equal", "where all predictions are equal", "예측이 모두 같으면")
def equal(rng):
    """What a neuron that has learned nothing says, and one that always says 1 or 0."""
    return [case(rng, np.full(3, a), np.full(4, a)) for a in (0.5, 1.0, 0.0)]


@regime("labels", "where the predictions are 0 or 1", "예측이 0이나 1이면")
def labels(rng):
    """Predictions that are labels themselves, as floats and as whole numbers."""
    pairs = [1.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0]
    return [case(rng, *pairs), case(rng, *(np.array(part, dtype=int) for part in pairs))]


@regime("hundreds", "with hundreds of examples", "샘플이 수백 개이면")
def hundreds(rng):
    """209 examples, half of them cats; 209 with one cat alone, and 209 with one other alone."""
    half = apart(rng, draws.MANY // 2, draws.MANY - draws.MANY // 2)
    spread = rng.permutation(np.linspace(0.05, 0.95, draws.MANY))
    spread[0], spread[np.argmax(np.isclose(spread, 0.5))] = 0.5, spread[0]
    one = [0.7312], spread[1:]
    return [case(rng, *half), case(rng, *one), case(rng, *one[::-1])]


@regime("hundreds, equal", *hundreds.where)
def hundreds_equal(rng):
    """300 examples with three predictions: more equal pairs than a byte can count."""
    return [case(rng, *(rng.permutation(np.resize([0.2, 0.5, 0.8], n)) for n in (100, 200)))]


@regime("near", "where predictions lie very near each other", "예측이 서로 아주 가까우면")
def near(rng):
    """Predictions that differ by 1e-6, near ½ and near both ends; and by 1e-12."""
    cases = []
    for middle, apart_by in ((0.5, 1e-6), (0.999, 1e-6), (0.001, 1e-6), (0.5, 1e-12)):
        steps_ = middle + apart_by * np.arange(7)
        cats = rng.permutation([1, 3, 5, 6])
        cases.append(case(rng, steps_[cats], steps_[[0, 2, 4]]))
    return cases


@regime("far", "where predictions lie near 0 and 1", "예측이 0과 1에 가까우면")
def far(rng):
    """Nearly certain predictions on both sides, right ones and wrong ones."""
    return [case(rng, [0.991, 0.9999, 0.004, 0.9993], [0.0001, 0.997, 0.009, 0.0007])]


@regime("all right", "where all pairs are right, or none is", "모든 쌍이 맞거나 모두 틀리면")
def all_right(rng):
    """Every cat above every other, and below."""
    high, low = rng.uniform(0.6, 0.9, 3), rng.uniform(0.1, 0.4, 4)
    return [case(rng, high, low), case(rng, low, high)]


ALL_RIGHT = regimes.split(
    all_right,
    ((0,), "where all pairs are right", "모든 쌍이 맞으면"),
    ((1,), "where all pairs are wrong", "모든 쌍이 틀리면"),
)


@regime("single precision", *regimes.SINGLE)
def single(rng):
    """Predictions in single precision."""
    drawn_case = case(rng, *apart(rng, 4, 3))
    A, Y = drawn_case.args.values()
    return [Case({"A": A.astype(np.float32), "Y": Y}, drawn_case.sizes)]


PROPERTIES = (
    values(
        "pairs",
        Text("the share of pairs in the right order", "순서가 맞는 쌍의 비율이에요"),
        drawn,
        regimes=(*ALL_RIGHT, far, near, hundreds, single),
    ),
    values(
        "ties",
        Text("equal probabilities count ½", "확률이 같은 쌍은 ½로 세요"),
        ties,
        regimes=(equal, labels, hundreds_equal),
    ),
    shapes(drawn, Text("one number", "숫자 하나예요")),
    unchanged(drawn),
)

EQUIVALENT = {
    "cats, others = (A[Y == 1], A[Y == 0]) → cats, others = (A[Y == 1], A[-Y == 0])": ("−0 is 0."),
}


def _pairs(A, Y):
    return A[Y == 1][:, None], A[Y == 0]


@mistake(
    "ties",
    "A pair with equal probabilities counts nothing in your share. What would a coin make of such "
    "a pair, and how much does the exercise give it?",
    "확률이 같은 쌍을 전혀 세지 않고 있어요. 그런 쌍을 동전으로 정하면 어떻게 되고, 연습에서는 그 "
    "쌍을 얼마로 세라고 했나요?",
)
def ties_lost(A, Y):
    """cats > others, and nothing for equal ones."""
    cats, others = _pairs(A, Y)
    return float(np.mean(cats > others))


@mistake(
    "ties",
    "A pair with equal probabilities counts as fully right in your share. A neuron that says ½ to "
    "everything then gets 1. What should it get?",
    "확률이 같은 쌍을 모두 맞은 것으로 세고 있어요. 그러면 언제나 ½이라고 답하는 뉴런이 1을 "
    "받아요. 얼마를 받아야 하나요?",
)
def ties_won(A, Y):
    """cats ≥ others."""
    cats, others = _pairs(A, Y)
    return float(np.mean(cats >= others))


@mistake(
    "all",
    "Your number is ½ for every input. So it is if a group is compared with itself: which examples "
    "stand in each of your two groups?",
    "어떤 입력이든 결과가 ½이에요. 한 무리를 자기 자신과 비교하면 그렇게 돼요. 두 무리에는 각각 "
    "어떤 샘플이 들어 있나요?",
)
def cats_with_cats(A, Y):
    """The cats are compared with the cats."""
    cats = A[Y == 1]
    return float(np.mean((cats[:, None] > cats) + 0.5 * (cats[:, None] == cats)))


@mistake(
    ("pairs", "ties"),
    "If every cat lies above every other, your number is 0. In which order is a pair right: which "
    "of the two should have the larger probability?",
    "모든 고양이가 다른 사진보다 확률이 높은데 결과가 0이에요. 어떤 순서일 때 쌍이 맞나요? 둘 중 "
    "어느 쪽의 확률이 커야 하나요?",
)
def turned_round(A, Y):
    """The share of pairs in the wrong order."""
    return 1 - auc(A, Y)


@mistake(
    ("pairs", "ties"),
    "Your number grows with the number of examples. Of how many pairs is it a share?",
    "샘플이 많아지면 결과도 커져요. 모두 몇 쌍 가운데의 비율인가요?",
)
def number_of_pairs(A, Y):
    """Not divided by the number of pairs."""
    cats, others = _pairs(A, Y)
    return float(np.sum((cats > others) + 0.5 * (cats == others)))


@mistake(
    ("pairs", "ties"),
    "Even where every pair is right, your number is below 1. You divide by m·m: is each example a "
    "pair with every example?",
    "모든 쌍이 맞아도 결과가 1보다 작아요. m·m으로 나누고 있어요. 샘플마다 모든 샘플과 짝이 "
    "되나요?",
)
def of_all_pairs(A, Y):
    """Divided by m²."""
    return number_of_pairs.wrong(A, Y) / Y.size**2


@mistake(
    ("pairs", "ties"),
    "You divide by the number of examples, and your number can be above 1. How many pairs do 3 "
    "cats and 4 others make?",
    "샘플의 수로 나누고 있어서 결과가 1보다 커질 수 있어요. 고양이 3장과 다른 사진 4장으로 만드는 "
    "쌍은 몇 개인가요?",
)
def of_examples(A, Y):
    """Divided by m."""
    return number_of_pairs.wrong(A, Y) / Y.size


@mistake(
    ("pairs", "ties"),
    "You compare labels, not probabilities: two pictures on the same side of ½ are equal for you. "
    "Which of 0.9 and 0.6 comes first?",
    "확률이 아니라 레이블을 비교하고 있어요. ½의 같은 쪽에 있는 두 사진은 같은 것이 돼요. 0.9와 "
    "0.6 가운데 어느 쪽이 앞인가요?",
)
def labels_compared(A, Y):
    """A ≥ ½ first, then the pairs."""
    return auc((A >= 0.5).astype(float), Y)


@mistake(
    ("pairs", "ties"),
    "Your number is the accuracy at ½. Which threshold appears in the share of pairs?",
    "결과가 임곗값 ½에서 잰 정확도예요. 쌍의 비율에는 어떤 임곗값이 나오나요?",
)
def accuracy_instead(A, Y):
    """mean((A ≥ ½) == Y)."""
    return float(np.mean((A >= 0.5) == Y))


@mistake(
    ("pairs", "ties"),
    "Your number is too small by exactly 1/(number of others). If you add up ranks: which rank has "
    "the lowest example, 0 or 1, and which does n(n + 1)/2 suppose? If you count pairs: does each "
    "cat meet every other?",
    "결과가 정확히 1/(다른 사진 수)만큼 작아요. 순위를 더한다면, 확률이 가장 낮은 샘플의 순위는 "
    "0인가요, 1인가요? n(n + 1)/2에서는 무엇으로 보나요? 쌍을 센다면, 고양이마다 다른 사진을 모두 "
    "만나나요?",
)
def ranks_from_zero(A, Y):
    """Ranks that begin at 0, less n(n + 1)/2."""
    return auc(A, Y) - 1 / int(np.sum(Y == 0))


@mistake(
    ("pairs", "ties"),
    "Where every pair is wrong, your number is 1. What should it be for a neuron that puts every "
    "other picture ahead of every cat, and which step gives numbers below ½ away?",
    "모든 쌍이 틀려도 결과가 1이에요. 다른 사진을 모두 고양이보다 앞에 두는 뉴런이라면 결과는 "
    "얼마여야 하나요? ½보다 작은 수를 없애는 단계는 어디인가요?",
)
def at_least_half(A, Y):
    """max(auc, 1 − auc)."""
    share = auc(A, Y)
    return max(share, 1 - share)


@mistake(
    ("pairs", "ties"),
    "You subtract means. If one cat goes from 0.9 to 0.99 and passes nobody, no pair changes. "
    "Does your number?",
    "평균끼리 빼고 있어요. 고양이 하나가 0.9에서 0.99로 올라가도 아무도 앞지르지 않으면 쌍은 "
    "그대로예요. 결과도 그대로인가요?",
)
def difference_of_means(A, Y):
    """mean of the cats − mean of the others."""
    return float(A[Y == 1].mean() - A[Y == 0].mean())


@mistake(
    ("pairs", "ties"),
    "Your number is −1 where every pair is wrong. How much does a wrong pair count: 0, or minus 1?",
    "모든 쌍이 틀리면 결과가 −1이에요. 틀린 쌍은 0으로 세나요, −1로 세나요?",
)
def signs_averaged(A, Y):
    """mean(sign(cat − other)): between −1 and 1."""
    cats, others = _pairs(A, Y)
    return float(np.mean(np.sign(cats - others)))


@mistake(
    ("pairs", "ties"),
    "Each cat meets one other only, the one in the same place. How many others does a cat meet in "
    "all pairs?",
    "고양이마다 같은 자리에 있는 사진 하나만 만나요. 모든 쌍에서 고양이 하나는 다른 사진을 몇 장 "
    "만나나요?",
)
def one_other_each(A, Y):
    """zip(cats, others)."""
    pairs = list(zip(A[Y == 1], A[Y == 0], strict=False))
    return float(np.mean([(a > b) + 0.5 * (a == b) for a, b in pairs]))


@mistake(
    ("pairs", "ties"),
    "You try a few fixed thresholds and lose what lies between two of them. Which thresholds "
    "change a decision about these examples?",
    "정해 둔 임곗값 몇 개만 시험해서 그 사이에 있는 것을 놓쳐요. 이 샘플들의 판단을 바꾸는 "
    "임곗값은 어떤 것들인가요?",
    places.ROC,
)
def few_thresholds(A, Y):
    """The area below a curve through the thresholds 0, 0.1, …, 1."""
    cats, others = A[Y == 1], A[Y == 0]
    x, y = (
        np.array([np.mean(part >= t) for t in np.linspace(1.0, 0.0, 11)]) for part in (others, cats)
    )
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


@mistake(
    "ties",
    "Your number hangs on the order in which pictures with equal probabilities stand. Which of "
    "them does a sort put first, and which rank should both have?",
    "확률이 같은 사진들이 놓인 순서에 따라 결과가 달라져요. 정렬하면 그 가운데 어느 것이 먼저 "
    "오고, 둘의 순위는 몇이어야 하나요?",
)
def ranks_without_ties(A, Y):
    """Ranks from argsort: equal probabilities get different ranks."""
    order = np.argsort(A[0])
    ranks = np.empty(A.size)
    ranks[order] = np.arange(1, A.size + 1)
    n = int(np.sum(Y == 1))
    return float((ranks[Y[0] == 1].sum() - n * (n + 1) / 2) / (n * (A.size - n)))


@mistake(
    "ties",
    "Where all predictions are equal, your area is 0: your curve is a single point there. Which "
    "point belongs to a threshold above all probabilities?",
    "예측이 모두 같으면 넓이가 0이에요. 그때 곡선은 점 하나뿐이에요. 모든 확률보다 높은 임곗값에는 "
    "어떤 점이 해당하나요?",
    places.ROC,
)
def curve_without_its_corner(A, Y):
    """The area below a curve that does not begin at (0, 0)."""
    levels = np.sort(A[0])[::-1]
    x, y = (np.array([np.mean(A[Y == label] >= t) for t in levels]) for label in (0, 1))
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


@mistake(
    ("pairs", "ties"),
    "One wrong pair makes your number 0. Is the question whether all pairs are right, or how many? "
    "Is each cat to be compared with the highest of the others, or with each of them? Or does a "
    "division drop what comes after the point?",
    "쌍 하나만 틀려도 결과가 0이에요. 모든 쌍이 맞았는지를 묻나요, 얼마나 맞았는지를 묻나요? "
    "고양이를 확률이 가장 높은 다른 사진과 비교하나요, 하나하나와 비교하나요? 아니면 나눗셈에서 "
    "소수점 아래가 버려지나요?",
)
def all_or_nothing(A, Y):
    """1 if every pair is right, else 0, as // and a comparison with the maximum give it."""
    return float(np.floor(auc(A, Y)))


@mistake(
    ("pairs", "ties"),
    "Your number is the mean probability of the cats. With whom is each cat compared?",
    "결과가 고양이들의 확률의 평균이에요. 고양이마다 누구와 비교하나요?",
)
def mean_of_the_cats(A, Y):
    """mean(A[Y == 1])."""
    return float(A[Y == 1].mean())


@mistake(
    ("pairs", "ties", "shapes"),
    "You return one number for each pair. How do they become one share?",
    "쌍마다 숫자를 하나씩 돌려주었어요. 어떻게 하면 비율 하나가 되나요?",
)
def all_pairs_returned(A, Y):
    """The table of pairs."""
    cats, others = _pairs(A, Y)
    return (cats > others) + 0.5 * (cats == others)


@mistake(
    "unchanged",
    "After a call A stands in another order than before. What does A.sort() do with the A of the "
    "caller, and do the labels still belong to it?",
    "함수를 호출한 뒤 A의 순서가 달라졌어요. A.sort()는 호출한 쪽의 A를 어떻게 하고, 레이블은 "
    "여전히 그 자리에 맞나요?",
    places.OLD_PARAMETERS,
)
def sorted_in_place(A, Y):
    """A.sort() in the caller's array, after the pairs have been compared."""
    share = auc(A, Y)
    A.sort(axis=1)
    return share


@accepted
def taught(A, Y):
    """As the page writes it."""
    cats, others = A[Y == 1], A[Y == 0]
    wins = np.sum(cats[:, np.newaxis] > others)
    ties = np.sum(cats[:, np.newaxis] == others)
    return (wins + ties / 2) / (cats.size * others.size)


@accepted
def two_loops(A, Y):
    """A loop over the cats, and in it one over the others."""
    cats = [a for a, y in zip(A[0], Y[0], strict=True) if y == 1]
    others = [a for a, y in zip(A[0], Y[0], strict=True) if y == 0]
    right = 0.0
    for a in cats:
        for b in others:
            if a > b:
                right += 1
            elif a == b:
                right += 0.5
    return right / (len(cats) * len(others))


@accepted
def half_of_both(A, Y):
    """Half of > and half of ≥; a NumPy number."""
    cats, others = A[0, Y[0] == 1].reshape(-1, 1), A[0, Y[0] == 0].reshape(1, -1)
    return ((cats > others).mean() + (cats >= others).mean()) / 2


@accepted
def by_signs(A, Y):
    """½ + ½ · the mean sign of the differences."""
    return 0.5 + 0.5 * np.mean(np.sign(np.subtract.outer(A[Y == 1] * 1.0, A[Y == 0])))


@accepted
def counted_in_order(A, Y):
    """The others are sorted; each cat looks up how many lie below it."""
    others = np.sort(A[Y == 0])
    cats = A[Y == 1]
    below = np.searchsorted(others, cats, "left") + np.searchsorted(others, cats, "right")
    return below.sum() / (2 * others.size * cats.size)


@accepted
def area_below_the_curve(A, Y):
    """The area below the ROC curve, a trapezium between each two thresholds."""
    cats, others = A[Y == 1], A[Y == 0]
    x, y = [0.0], [0.0]
    for t in np.unique(A)[::-1]:
        x.append(np.mean(others >= t))
        y.append(np.mean(cats >= t))
    return sum((x[i + 1] - x[i]) * (y[i + 1] + y[i]) / 2 for i in range(len(x) - 1))


@accepted
def by_mean_ranks(A, Y):
    """The sum of the ranks of the cats, with the mean rank for equal ones."""
    a, y = A.ravel(), Y.ravel()
    ranks = np.array([(np.sum(a < v) + np.sum(a <= v) + 1) / 2 for v in a])
    n = np.sum(y == 1)
    return (ranks[y == 1].sum() - n * (n + 1) / 2) / (n * np.sum(y == 0))


GRADED = GradedFunction(
    name="auc",
    reference=auc,
    returns=Part("auc"),
    read=places.AUC,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        ties_lost,
        ties_won,
        cats_with_cats,
        turned_round,
        number_of_pairs,
        of_all_pairs,
        of_examples,
        labels_compared,
        accuracy_instead,
        ranks_from_zero,
        at_least_half,
        difference_of_means,
        signs_averaged,
        one_other_each,
        few_thresholds,
        ranks_without_ties,
        curve_without_its_corner,
        all_or_nothing,
        mean_of_the_cats,
        all_pairs_returned,
        sorted_in_place,
    ),
    styles=(
        taught,
        two_loops,
        half_of_both,
        by_signs,
        counted_in_order,
        area_below_the_curve,
        by_mean_ranks,
    ),
)

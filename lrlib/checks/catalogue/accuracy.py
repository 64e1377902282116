"""What counts as a right `accuracy(Y_pred, Y)`: the share of labels that are right."""

import numpy as np

from lrlib import neuron
from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places
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

EQUIVALENT = {
    "return float(np.mean(Y_pred == Y)) → return np.mean(Y_pred == Y)": "NumPy numbers count.",
}
TINY = {"Y_pred": np.array([[1, 0, 1, 1]]), "Y": np.array([[1, 0, 0, 1]])}


def steps(Y_pred, Y):
    """Name the steps from the labels to their share."""
    right = Y_pred == Y
    return {"right": right.astype(int), "the number right": right.sum(), "accuracy": right.mean()}


def lookalikes(Y_pred, Y):
    """Name quantities that a wrong answer may equal."""
    return {
        "the mean of Y_pred": np.mean(Y_pred),
        "the mean of Y": np.mean(Y),
        "the share of 1 in both": np.mean(Y_pred * Y),
        "the share of 0 in both": np.mean((1 - Y_pred) * (1 - Y)),
        "the difference of the means": np.mean(Y_pred) - np.mean(Y),
        "1 − the difference of the means": 1 - np.mean(Y_pred) + np.mean(Y),
        "1 + the difference of the means": 1 + np.mean(Y_pred) - np.mean(Y),
        **_shares(Y_pred, Y),
        "largest": 1.0,
    }


def _shares(Y_pred, Y):
    """Name shares among some of the examples. Among none, they have no value."""
    right = Y_pred == Y
    among = {"label 1": Y == 1, "label 0": Y == 0, "prediction 1": Y_pred == 1}
    among["prediction 0"] = Y_pred == 0
    shares = {
        f"the share of right ones among those with {name}": right[chosen].mean()
        if chosen.any()
        else np.empty(0)
        for name, chosen in among.items()
    }
    of_each = [right[among[f"label {y}"]].mean() for y in (0, 1) if among[f"label {y}"].any()]
    return {
        **shares,
        "the mean of the shares of both labels": np.mean(of_each),
        "mean of Y_pred / mean of Y": np.mean(Y_pred) / np.mean(Y) if Y.any() else np.empty(0),
    }


@stream("drawn")
def drawn(rng):
    """All four kinds of right and wrong, each in another number; then one example of each kind.

    Of the first, the first label is right and the last wrong; of the second, the other way round.
    """
    cases = []
    for i, counts in enumerate(([1, 2, 4, 7], [2, 3, 5, 9], [1, 3, 4, 9])):
        kinds = np.repeat([0, 1, 2, 3], rng.permutation(counts))
        rng.shuffle(kinds)
        if i < 2:
            right = np.isin(kinds, (0, 3))
            first, last = (right, ~right) if i == 0 else (~right, right)
            ends = int(np.argmax(first)), int(np.argmax(last))
            kinds = np.concatenate([kinds[[ends[0]]], np.delete(kinds, ends), kinds[[ends[1]]]])
        Y_pred, Y = kinds[None, :] // 2, kinds[None, :] % 2
        cases.append(Case({"Y_pred": Y_pred, "Y": Y}, {"m": Y.shape[1]}))
    for y in rng.permutation([0, 1]):
        one = np.array([[y]])
        cases.append(Case({"Y_pred": one, "Y": one.copy()}, {"m": 1}))
        cases.append(Case({"Y_pred": 1 - one, "Y": one.copy()}, {"m": 1}))
    return cases


@regime("hundreds", "with hundreds of examples", "샘플이 수백 개이면")
def hundreds(rng):
    """209 examples: every second label is 1, and all but 20 in the middle are right."""
    pairs = rng.permuted(np.resize([0, 1], (draws.MANY // 2 + 1, 2)), axis=1)
    Y = pairs.reshape(1, -1)[:, : draws.MANY]
    wrong = np.isin(np.arange(draws.MANY), 60 + rng.permutation(80)[:20])
    return [Case({"Y_pred": np.where(wrong, 1 - Y, Y), "Y": Y}, {"m": draws.MANY})]


@regime("a thousand", "with a thousand examples", "샘플이 천 개이면")
def a_thousand(rng):
    """Of each kind of right and wrong more than 255: a count in one byte begins again at 0."""
    kinds = np.repeat([0, 1, 2, 3], 256 + rng.permutation([9, 22, 38, 57]))
    rng.shuffle(kinds)
    Y_pred, Y = kinds[None, :] // 2, kinds[None, :] % 2
    return [Case({"Y_pred": Y_pred, "Y": Y}, {"m": Y.size})]


@regime(
    "one label", "where all labels, or all predictions, are equal", "레이블이나 예측이 모두 같으면"
)
def one_label(rng):
    """All labels 0 or 1: a few, all or none of them are right; all predictions 0 or 1."""
    some = rng.permutation([0, 1, 1, 1, 1])[np.newaxis]
    flat = draws.one_label(some.size)
    pairs = [(some, flat[0]), (some, flat[1]), (flat[0], some), (flat[1], some)]
    pairs += [(flat[i], flat[j]) for i in (0, 1) for j in (0, 1)]
    return [Case({"Y_pred": Y_pred, "Y": Y}, {"m": some.size}) for Y_pred, Y in pairs]


@regime("two", "with two examples", "샘플이 두 개이면")
def two(rng):
    """One right label and one wrong one."""
    Y = rng.permutation([0, 1])[np.newaxis]
    return [Case({"Y_pred": np.full((1, 2), y), "Y": Y}, {"m": 2}) for y in (0, 1)]


PROPERTIES = (
    values(
        "share",
        Text("the share of right labels", "맞은 레이블의 비율이에요"),
        drawn,
        regimes=(one_label, two, hundreds, a_thousand),
    ),
    shapes(drawn, Text("one number", "숫자 하나예요")),
    unchanged(drawn),
)


@mistake(
    "share",
    "Your number grows with the number of examples. Is it how many are right, or which share? If "
    "you divide by a len(…) or a shape: what does it count in a row of shape (1, m)?",
    "샘플이 많아지면 결과도 커져요. 맞은 개수인가요, 맞은 비율인가요? len(…)이나 shape으로 "
    "나눈다면, 형태가 (1, m)인 행에서 그것은 무엇을 세나요?",
)
def number_right(Y_pred, Y):
    """The number of right labels, or their sum divided by len(Y), which is 1."""
    return float(np.sum(Y_pred == Y))


@mistake(
    "share",
    "When all labels are right you give 0. What do you count, the right ones or the wrong ones?",
    "모든 레이블이 맞았을 때 결과가 0이에요. 맞은 것과 틀린 것 중 무엇을 세고 있나요?",
)
def error_rate(Y_pred, Y):
    """The share of wrong labels."""
    return float(np.mean(np.abs(Y_pred - Y)))


@mistake(
    "share",
    "Your number is 1 minus the square root of the share of wrong labels. With one label in four "
    "wrong, which share is right, and what does your root make of ¼?",
    "결과가 틀린 레이블의 비율의 제곱근을 1에서 뺀 것이에요. 레이블 넷 가운데 하나가 틀리면 맞은 "
    "비율은 얼마이고, ¼의 제곱근은 얼마인가요?",
)
def root_of_the_errors(Y_pred, Y):
    """1 − √(mean of the squared differences)."""
    return 1 - float(np.sqrt(np.mean((Y_pred - Y) ** 2)))


@mistake(
    "share",
    "Between which two numbers does a share lie? When all labels are right, what do you give?",
    "비율은 어떤 두 수 사이에 있나요? 모든 레이블이 맞으면 결과는 얼마인가요?",
)
def percent(Y_pred, Y):
    """Percent instead of a share."""
    return 100 * float(np.mean(Y_pred == Y))


@mistake(
    "share",
    "A picture without a cat, rightly predicted as 0, adds nothing to your number. Is that label "
    "not right?",
    "고양이가 아닌 사진을 0으로 맞게 예측했는데 결과에 더해지지 않아요. 그 레이블도 맞은 것이 "
    "아닌가요?",
)
def ones_only(Y_pred, Y):
    """mean(Y_pred · Y): only the label 1 counts as right."""
    return float(np.mean(Y_pred * Y))


@mistake(
    "share",
    "Your number does not depend on the true labels. With what is a prediction compared?",
    "결과가 정답 레이블에 따라 달라지지 않아요. 예측을 무엇과 비교하나요?",
)
def share_predicted_one(Y_pred, Y):
    """mean(Y_pred): the share that is predicted as 1."""
    return float(np.mean(Y_pred))


def _given(f, Y_pred, Y):
    """Return what a function gives for other labels than those of a row; nan if it raises."""
    try:
        with np.errstate(all="ignore"):
            return float(np.asarray(f(Y_pred, Y)))
    except Exception:  # whatever a learner's function raises or returns
        return np.nan


def _row_by_row(f):
    """Say whether labels in a column are counted one by one: a loop goes through the rows."""
    Y = np.array([[1], [0], [0], [1]])
    return bool(np.isclose(_given(f, np.array([[1], [0], [1], [1]]), Y), 0.75))


def _of_no_example(f):
    """Say whether f gives 1 where there is no example: then it does not divide by their number."""
    none = np.empty((1, 0), int)
    return _given(f, none, none.copy()) == 1


@mistake(
    "share",
    "One wrong label makes your number 0. Is the question whether all are right, or how many? If "
    "there is a loop: how often does it run for arrays of shape (1, m)?",
    "레이블 하나만 틀려도 결과가 0이에요. 모두 맞았는지를 묻나요, 얼마나 맞았는지를 묻나요? "
    "반복문이 있다면, 형태가 (1, m)인 배열에서 몇 번 도나요?",
    true_of=lambda f: _of_no_example(f) and not _row_by_row(f),
)
def all_or_nothing(Y_pred, Y):
    """1 if all are right, else 0."""
    return float(np.array_equal(Y_pred, Y))


@mistake(
    "share",
    "One wrong label makes your number 0. What is counted as right: one label, or a whole row? How "
    "many rows have arrays of shape (1, m), and if there is a loop: how often does it run?",
    "레이블 하나만 틀려도 결과가 0이에요. 맞은 것으로 세는 것이 레이블 하나인가요, 행 전체인가요? "
    "형태가 (1, m)인 배열에는 행이 몇 개 있고, 반복문이 있다면 몇 번 도나요?",
    places.SHAPES,
    true_of=_row_by_row,
)
def rows_compared(Y_pred, Y):
    """A loop over the rows of (1, m), which is one row: 1 if all of it is right, else 0."""
    rows = [np.all(p == y) for p, y in zip(Y_pred, Y, strict=True)]
    return sum(rows) / len(rows)


@mistake(
    "share",
    "One wrong label makes your number 0. Does a division (//) or int(…) drop what comes after the "
    "point? Or is the question whether all are right, in the place of how many?",
    "레이블 하나만 틀려도 결과가 0이에요. 나눗셈(//)이나 int(…)에서 소수점 아래가 버려지나요? "
    "아니면 얼마나 맞았는지가 아니라 모두 맞았는지를 묻나요?",
    true_of=lambda f: not _of_no_example(f) and not _row_by_row(f),
)
def fraction_dropped(Y_pred, Y):
    """The number right // m: only 0 and 1 are left of a share."""
    return float(np.sum(Y_pred == Y) // Y.size)


@mistake(
    "share",
    "Of all the labels, the first alone comes into your number. After which example does your "
    "function return?",
    "레이블 가운데 첫 번째만 결과에 들어가요. 함수는 몇 번째 샘플 다음에 return하나요?",
)
def return_in_the_loop(Y_pred, Y):
    """return stands inside the loop: 1/m if the first label is right, else 0."""
    return float(Y_pred[0, 0] == Y[0, 0]) / Y.shape[1]


@mistake(
    "share",
    "Your number is 1 if the first label is right, else 0. How large is len(Y), and after which "
    "example does your function return?",
    "첫 번째 레이블이 맞으면 결과가 1, 틀리면 0이에요. len(Y)는 얼마이고, 함수는 몇 번째 샘플 "
    "다음에 return하나요?",
)
def first_label_alone(Y_pred, Y):
    """A loop over range(len(Y)), which is 1, divided by len(Y): only the first label counts."""
    return float(Y_pred[0, 0] == Y[0, 0])


@mistake(
    "share",
    "You divide by the number of examples that are predicted as 1. Among how many examples can a "
    "label be right?",
    "1로 예측한 샘플의 수로 나누고 있어요. 레이블이 맞을 수 있는 샘플은 모두 몇 개인가요?",
)
def precision(Y_pred, Y):
    """The share of right labels among those predicted as 1."""
    return float(np.sum(Y_pred * Y) / max(1, np.sum(Y_pred)))


@mistake(
    "share",
    "You divide by the number of examples that are 1 in truth. Among how many examples can a label "
    "be right?",
    "실제로 1인 샘플의 수로 나누고 있어요. 레이블이 맞을 수 있는 샘플은 모두 몇 개인가요?",
)
def recall(Y_pred, Y):
    """The share of right labels among those that are 1."""
    return float(np.sum(Y_pred * Y) / max(1, np.sum(Y)))


@mistake(
    "share",
    "You subtract the shares of 1. Two wrong labels that cancel, one each way: does your number "
    "see them?",
    "1의 비율끼리 뺐어요. 서로 반대로 틀린 레이블 두 개가 상쇄되면 결과에 나타나나요?",
)
def difference_of_means(Y_pred, Y):
    """1 − |mean(Y_pred) − mean(Y)|: wrong labels cancel."""
    return 1 - abs(float(np.mean(Y_pred)) - float(np.mean(Y)))


@mistake(
    "share",
    "From 1 you subtract the number of wrong labels, not a share: with two wrong labels you are "
    "below 0. By what should it be divided? If you divide: what does len count in an array of "
    "shape (1, m)?",
    "1에서 틀린 레이블의 비율이 아니라 개수를 빼고 있어요. 두 개가 틀리면 0보다 작아져요. 무엇으로 "
    "나누어야 하나요? 나누고 있다면, 형태가 (1, m)인 배열에서 len은 무엇을 세나요?",
)
def errors_not_averaged(Y_pred, Y):
    """1 − Σ|Y_pred − Y|: the number of errors, not their share."""
    return 1 - float(np.sum(np.abs(Y_pred - Y)))


@mistake(
    ("share", "shapes"),
    "You return one number for each example. How do they become one?",
    "샘플마다 숫자를 하나씩 돌려주었어요. 어떻게 하면 숫자 하나가 되나요?",
)
def one_for_each(Y_pred, Y):
    """Y_pred == Y: right or wrong for each example, not their share."""
    return (Y_pred == Y).astype(float)


@accepted
def taught(Y_pred, Y):
    """As the page writes it."""
    return float(np.mean(Y_pred == Y))


@accepted
def counted(Y_pred, Y):
    """Counted in a loop."""
    right = 0
    for predicted, true in zip(Y_pred[0], Y[0], strict=True):
        if predicted == true:
            right += 1
    return right / Y.shape[1]


@accepted
def by_products(Y_pred, Y):
    """Two dot products; a NumPy scalar."""
    both = np.dot(Y, Y_pred.T) + np.dot(1 - Y, 1 - Y_pred.T)
    return both.item() / np.float64(Y.size)


@accepted
def one_minus_wrong(Y_pred, Y):
    """1 minus the mean distance."""
    return 1 - np.abs(Y_pred - Y).mean()


@accepted
def zero_dimensional(Y_pred, Y):
    """A 0-d array."""
    return np.array(np.count_nonzero(Y_pred == Y) / Y.shape[1])


GRADED = GradedFunction(
    name="accuracy",
    reference=neuron.accuracy,
    returns=Part("accuracy"),
    read=places.ACCURACY,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        number_right,
        error_rate,
        root_of_the_errors,
        percent,
        ones_only,
        share_predicted_one,
        all_or_nothing,
        rows_compared,
        fraction_dropped,
        return_in_the_loop,
        first_label_alone,
        precision,
        recall,
        difference_of_means,
        errors_not_averaged,
        one_for_each,
    ),
    styles=(
        taught,
        counted,
        by_products,
        one_minus_wrong,
        zero_dimensional,
    ),
)

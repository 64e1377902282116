"""What counts as a right `confusion(A, Y, *, threshold=0.5)`: four counts, C[y, said]."""

from typing import Any

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

TINY = {
    "A": np.array([[0.9, 0.6, 0.5, 0.2, 0.7, 0.1]]),
    "Y": np.array([[1, 1, 1, 1, 0, 0]]),
}


def confusion(A, Y, *, threshold=0.5):
    """The reference."""
    return _counts(Y, A >= threshold)


def _counts(Y, said):
    return np.bincount((2 * (Y == 1) + (said == 1)).ravel(), minlength=4).reshape(2, 2)


def steps(A, Y, threshold=0.5):
    """Name the steps from the probabilities to the counts."""
    return {
        "said": (A >= threshold).astype(int),
        "Y": Y,
        "C": confusion(A, Y, threshold=threshold),
    }


def case(A: Any, Y: Any, threshold: float | None = None) -> Case:
    """Make probabilities and labels a case."""
    optional = {} if threshold is None else {"threshold": threshold}
    return Case({"A": A, "Y": Y, **optional}, {"m": A.shape[1]})


def mixed(rng, counts, threshold):
    """Draw A and Y with the given counts in C, far apart, on both sides of a threshold and of ½.

    On each side of the threshold stand three examples or more.
    """
    kinds = rng.permutation(np.repeat([0, 1, 2, 3], counts))
    said, Y = kinds % 2, kinds // 2
    A = np.empty(kinds.size)
    A[said == 0] = rng.permutation(np.linspace(0.04, threshold - 0.04, np.sum(said == 0)))
    A[said == 1] = rng.permutation(np.linspace(threshold + 0.04, 0.96, np.sum(said == 1)))
    return A[np.newaxis], Y[np.newaxis]


@stream("drawn")
def drawn(rng):
    """Each of the four counts another number, at ½ and at two other thresholds; one example."""
    cases = []
    for given in (None, float(rng.uniform(0.75, 0.85)), float(rng.uniform(0.15, 0.25))):
        A, Y = mixed(rng, rng.permutation([1, 2, 3, 4]), given or 0.5)
        cases.append(case(A, Y, given))
    for y in rng.permutation([0, 1]):
        a = rng.uniform(0.1, 0.4)
        cases += [case(np.array([[p]]), np.array([[y]])) for p in (a, 1 - a)]
    return cases


@stream("ties")
def ties(rng):
    """Two cats and one other lie exactly at the threshold: at ½, at a high and at a low one."""
    cases = []
    for given in (None, float(rng.uniform(0.75, 0.85)), float(rng.uniform(0.15, 0.25))):
        threshold = given or 0.5
        A, Y = mixed(rng, rng.permutation([1, 2, 3, 4]), threshold)
        A = np.hstack([A, np.full((1, 3), threshold)])
        Y = np.hstack([Y, [[1, 0, 1]]])
        order = rng.permutation(Y.size)
        cases.append(case(A[:, order], Y[:, order], given))
    return cases


@regime("ends", "where the threshold is 0 or 1", "임곗값이 0이나 1이면")
def ends(rng):
    """The thresholds 0 and 1, as floats and as whole numbers: no probability is equal to them."""
    A, Y = mixed(rng, rng.permutation([1, 2, 3, 5]), 0.5)
    A[0, rng.permutation(A.size)[:2]] = 0.999, 0.001
    return [case(A, Y, threshold) for threshold in (0.0, 1.0, 0, 1)]


ENDS = regimes.split(
    ends,
    ((0, 2), "where the threshold is 0", "임곗값이 0이면"),
    ((1, 3), "where the threshold is 1", "임곗값이 1이면"),
)


@regime("one label", "where all labels are equal", "레이블이 모두 같으면")
def one_label(rng):
    """No cat at all, and cats only."""
    A = rng.permutation([0.05, 0.2, 0.45, 0.7, 0.95, 0.8, 0.6])[np.newaxis]
    return [case(A, Y) for Y in draws.one_label(A.size)]


@regime("one answer", "where all answers are the same", "답이 모두 같으면")
def one_answer(rng):
    """All probabilities lie on the same side of the threshold; all are 1."""
    A = rng.permutation([0.05, 0.2, 0.3, 0.4, 0.45])[np.newaxis]
    Y = rng.permutation([0, 0, 1, 1, 1])[np.newaxis]
    return [case(A, Y), case(1 - A, Y), case(np.ones_like(A), Y)]


@regime("hundreds", "with hundreds of examples", "샘플이 수백 개이면")
def hundreds(rng):
    """Counts such as the test pictures have, and counts of each kind that a byte cannot hold."""
    cases = []
    for counts, given in (
        ([55, 50, 4, 100], None),
        ([270, 3, 8, 290], None),
        ([9, 300, 260, 14], 0.9),
    ):
        A, Y = mixed(rng, counts, given or 0.5)
        cases.append(case(A, Y, given))
    return cases


@regime(
    "undecided", "where predictions lie very near the threshold", "예측이 임곗값에 아주 가까우면"
)
def undecided(rng):
    """Predictions within 1e-6 and 1e-12 of ½, and of a threshold near each end."""
    cases = []
    for given in (None, float(rng.uniform(0.96, 0.98)), float(rng.uniform(0.02, 0.04))):
        threshold = given or 0.5
        for off in (1e-6, 1e-12):
            A = threshold + np.array([-off, off, -off, off, off, -0.01, 0.01])
            Y = np.array([[0, 0, 1, 1, 1, 0, 1]])
            order = rng.permutation(A.size)
            cases.append(case(A[np.newaxis, order], Y[:, order], given))
    return cases


@regime("single precision", *regimes.SINGLE)
def single(rng):
    """Predictions in single precision. The labels stay whole: an answer may index with them."""
    A, Y = mixed(rng, rng.permutation([1, 2, 3, 5]), 0.5)
    return [case(A.astype(np.float32), Y)]


@regime("the start", "where all predictions are ½", "예측이 모두 ½이면")
def start(rng):
    """What a neuron that has learned nothing says: every prediction lies at the threshold."""
    return [case(np.full((1, 5), 0.5), rng.permutation([0, 0, 0, 1, 1])[np.newaxis])]


@regime("certain", "where predictions are exactly 0 or 1", "예측이 정확히 0이나 1이면")
def certain(rng):
    """Predictions of 0 and 1, each with both labels, at the thresholds 0 and 1."""
    order = rng.permutation(6)
    A = np.array([[0.0, 0.0, 1.0, 1.0, 1.0, 0.4]])[:, order]
    Y = np.array([[0, 1, 0, 1, 1, 0]])[:, order]
    return [case(A, Y, threshold) for threshold in (0.0, 1.0)]


CERTAIN = regimes.split(
    certain,
    ((0,), "where the threshold and some predictions are 0", "임곗값과 몇몇 예측이 0이면"),
    ((1,), "where the threshold and some predictions are 1", "임곗값과 몇몇 예측이 1이면"),
)
PROPERTIES = (
    values(
        "counts",
        Text("a row for each label, a column for each answer", "행은 레이블, 열은 답이에요"),
        drawn,
        regimes=(*ENDS, one_label, one_answer, undecided, hundreds, single),
    ),
    values(
        "tie",
        Text("A equal to the threshold is a 1", "임곗값과 같은 A는 1이에요"),
        ties,
        regimes=(start, *CERTAIN),
    ),
    shapes(drawn, Text("whole numbers of shape (2, 2)", "형태가 (2, 2)인 정수예요")),
    unchanged(drawn, certain),
)

EQUIVALENT = {
    "return np.array([[np.sum((Y == y) & (said == p)) for p in (0, 1)] for y in (0, 1)]) → "
    "(twice)": "What stands after a return is not executed.",
}


@mistake(
    "tie",
    "An example whose probability is exactly the threshold counts as a 0 in your table. What does "
    "the exercise say about “at least”, and which sign do you write between A and the threshold? "
    "If you round: what does np.round make of 0.5?",
    "확률이 임곗값과 똑같은 샘플을 0으로 세고 있어요. 연습에서 “이상”은 무엇이라고 했고, A와 "
    "임곗값 사이에는 어떤 부호를 썼나요? 반올림한다면, np.round는 0.5를 무엇으로 바꾸나요?",
)
def strictly_above(A, Y, *, threshold=0.5):
    """A > threshold: a tie is counted as a 0."""
    return _counts(Y, A > threshold)


@mistake(
    ("counts", "tie"),
    "Your counts are right, but a missed cat stands where a false alarm belongs. Do the rows of "
    "your table belong to the labels or to the answers?",
    "센 수는 맞지만, 놓친 고양이가 잘못 부른 사진의 자리에 있어요. 표의 행은 레이블에 "
    "해당하나요, 답에 해당하나요?",
)
def transposed(A, Y, *, threshold=0.5):
    """A row for each answer, a column for each label."""
    return _counts(Y, A >= threshold).T


@mistake(
    ("counts", "tie"),
    "Your counts are right, but the cats that were found stand in the first row and the first "
    "column. Which label has the row with the number 0?",
    "센 수는 맞지만, 찾은 고양이가 첫 번째 행의 첫 번째 열에 있어요. 0번 행은 어느 레이블의 "
    "행인가요?",
)
def ones_first(A, Y, *, threshold=0.5):
    """The 1 comes first, in rows and in columns."""
    return _counts(Y, A >= threshold)[::-1, ::-1]


@mistake(
    ("counts", "tie"),
    "Your two columns are exchanged: a high probability is counted as “no cat”. What does your "
    "function say where A is above the threshold?",
    "두 열이 서로 바뀌었어요. 확률이 높은 샘플을 “고양이 아님”으로 세고 있어요. A가 임곗값보다 "
    "크면 함수는 무엇이라고 답하나요?",
)
def turned_round(A, Y, *, threshold=0.5):
    """A < threshold says 1."""
    return _counts(Y, A < threshold)


@mistake(
    ("counts", "tie"),
    "With a threshold of 0.8 your counts are those for 0.5. Where does your function use the "
    "threshold?",
    "임곗값이 0.8인데 0.5일 때와 똑같이 세고 있어요. 함수는 임곗값을 어디에서 쓰나요?",
)
def threshold_ignored(A, Y, *, threshold=0.5):
    """0.5, whatever the threshold."""
    return _counts(Y, A >= 0.5)


@mistake(
    ("counts", "tie"),
    "No example with a below ½ counts as a 1 in your table, however low the threshold is. Which "
    "line decides a second time, at ½? Can your last step still turn a 0 into a 1?",
    "임곗값을 아무리 낮춰도 a가 ½보다 작은 샘플을 1로 세지 않아요. ½에서 한 번 더 정하는 줄은 "
    "어디인가요? 마지막 단계에서 0을 1로 바꿀 수 있나요?",
)
def never_below_half(A, Y, *, threshold=0.5):
    """(A ≥ ½) and (A ≥ t): a low threshold changes nothing."""
    return _counts(Y, A >= max(threshold, 0.5))


@mistake(
    ("counts", "tie"),
    "Every example with a above ½ counts as a 1 in your table, however high the threshold is. "
    "Which line decides a second time, at ½? Can your last step still turn a 1 into a 0?",
    "임곗값을 아무리 높여도 a가 ½보다 큰 샘플을 모두 1로 세요. ½에서 한 번 더 정하는 줄은 "
    "어디인가요? 마지막 단계에서 1을 0으로 바꿀 수 있나요?",
)
def always_above_half(A, Y, *, threshold=0.5):
    """(A ≥ ½) or (A ≥ t): a high threshold changes nothing."""
    return _counts(Y, A >= min(threshold, 0.5))


@mistake(
    ("counts", "tie"),
    "With a threshold of 0.8 your counts are those for 0.5, and a probability of exactly ½ counts "
    "as a 0. What does np.round make of 0.7, and of 0.5? Which number should decide?",
    "임곗값이 0.8인데 0.5일 때와 똑같이 세고, 확률이 정확히 ½이면 0으로 세요. np.round는 0.7과 "
    "0.5를 각각 무엇으로 바꾸나요? 무엇을 기준으로 정해야 하나요?",
)
def rounded(A, Y, *, threshold=0.5):
    """np.round(A): the threshold is not used, and ½ becomes 0."""
    return _counts(Y, np.round(A))


@mistake(
    ("counts", "tie"),
    "With a threshold of 0.8 you say 1 more often than with 0.5, not less often. How sure must the "
    "neuron be before it says 1 then?",
    "임곗값이 0.8이면 0.5일 때보다 1이 줄지 않고 늘어나요. 그때 1이라고 답하려면 뉴런이 얼마나 "
    "확신해야 하나요?",
)
def threshold_from_the_other_end(A, Y, *, threshold=0.5):
    """A ≥ 1 − threshold."""
    return _counts(Y, A >= 1 - threshold)


@mistake(
    ("counts", "tie", "shapes"),
    "Your four numbers add up to 1. Does the table ask how many examples there are of each kind, "
    "or which share of all?",
    "네 수를 더하면 1이에요. 표에는 종류마다 샘플의 개수를 적나요, 전체에 대한 비율을 적나요?",
)
def shares_of_all(A, Y, *, threshold=0.5):
    """Divided by m."""
    return _counts(Y, A >= threshold) / Y.size


@mistake(
    ("counts", "tie", "shapes"),
    "Each row of your table adds up to 1, or holds 0/0. By what do you divide, and does the table "
    "ask for counts or for shares?",
    "표의 각 행을 더하면 1이거나, 행에 0/0이 있어요. 무엇으로 나누고 있나요? 표에는 개수를 적나요, "
    "비율을 적나요?",
)
def shares_of_a_row(A, Y, *, threshold=0.5):
    """Each row divided by its sum."""
    C = _counts(Y, A >= threshold)
    return C / C.sum(axis=1, keepdims=True)


@mistake(
    ("counts", "tie", "shapes"),
    "Your counts are no whole numbers: each example counts with its probability. What does the "
    "threshold make of a probability before you count?",
    "센 수가 정수가 아니에요. 샘플을 확률만큼만 세고 있어요. 세기 전에 임곗값으로 확률을 무엇으로 "
    "바꾸나요?",
)
def probabilities_added(A, Y, *, threshold=0.5):
    """Sums of A and 1 − A in the place of counts."""
    return np.array([[np.sum((Y == y) * p) for p in (1 - A, A)] for y in (0, 1)])


@mistake(
    "shapes",
    "Your four counts stand in one row. What shape has a table with two rows and two columns?",
    "네 개수가 한 줄에 있어요. 행이 두 개, 열이 두 개인 표의 형태는 무엇인가요?",
)
def four_in_a_row(A, Y, *, threshold=0.5):
    """Shape (4,)."""
    return _counts(Y, A >= threshold).ravel()


@mistake(
    "shapes",
    "Your counts are floats, 1.0 in the place of 1. Can there be half an example, and which type "
    "does np.zeros give?",
    "개수가 1이 아니라 1.0처럼 실수예요. 샘플이 반 개일 수 있나요? np.zeros의 자료형은 무엇인가요?",
)
def counts_as_floats(A, Y, *, threshold=0.5):
    """Floats, as np.zeros((2, 2)) makes them."""
    return _counts(Y, A >= threshold).astype(float)


@mistake(
    ("counts", "tie"),
    "Whatever the number of examples, you count one. How large is len(Y) for a row of shape "
    "(1, m)?",
    "샘플이 몇 개이든 하나만 세고 있어요. 형태가 (1, m)인 행에서 len(Y)는 얼마인가요?",
    places.SHAPES,
)
def one_example_counted(A, Y, *, threshold=0.5):
    """A loop over range(len(Y)), which is 1."""
    return _counts(Y[:, :1], A[:, :1] >= threshold)


@mistake(
    ("counts", "tie"),
    "One example is missing in your table: the counts add up to m − 1. With which index does "
    "range(m) end, and with which yours?",
    "표에 샘플 하나가 빠져서 개수의 합이 m − 1이에요. range(m)은 몇 번에서 끝나고, 지금 반복문은 "
    "몇 번에서 끝나나요?",
)
def last_example_left_out(A, Y, *, threshold=0.5):
    """range(m − 1)."""
    return _counts(Y[:, :-1], A[:, :-1] >= threshold)


@mistake(
    ("counts", "tie"),
    "Where the answer is 1 you count in both columns, and where it is 0 in none. Is your index a "
    "number there, or True and False? What does C[1, True] mean to NumPy?",
    "답이 1이면 두 열을 모두 세고, 0이면 아무것도 세지 않아요. 그곳의 인덱스가 수인가요, True와 "
    "False인가요? NumPy에서 C[1, True]는 무엇을 뜻하나요?",
)
def index_by_truth(A, Y, *, threshold=0.5):
    """C[y, a >= threshold] += 1: a truth value picks the whole row, or nothing."""
    found = _counts(Y, A >= threshold)[:, 1]
    return np.stack([found, found], axis=1)


@mistake(
    ("counts", "tie"),
    "You count the examples that are right and leave the two kinds of mistakes at 0. Where does an "
    "example go whose answer is not its label?",
    "맞은 샘플만 세고, 두 종류의 실수는 0으로 두었어요. 답이 레이블과 다른 샘플은 어느 칸에 "
    "들어가나요?",
)
def right_ones_alone(A, Y, *, threshold=0.5):
    """Only the diagonal is counted."""
    return np.diag(np.diag(_counts(Y, A >= threshold)))


@mistake(
    ("counts", "tie"),
    "None of your counts is above 1, however many examples are of one kind. Does your line add 1 "
    "to what stands in that place, or put 1 there? If its indices are arrays: how often does "
    "C[rows, columns] += 1 write into a place that is named several times?",
    "같은 종류의 샘플이 몇 개이든 개수가 1을 넘지 않아요. 그 자리의 수에 1을 더하나요, 1을 넣나요? "
    "인덱스가 배열이라면, 여러 번 나오는 자리에 C[rows, columns] += 1은 몇 번 쓰나요?",
)
def each_kind_once(A, Y, *, threshold=0.5):
    """C[y, said] = 1, or += with arrays of indices: no count is above 1."""
    return np.minimum(_counts(Y, A >= threshold), 1)


@mistake(
    "counts",
    "With hundreds of examples your large counts are too small by 256. Which type has your table, "
    "and what is the largest number that it holds?",
    "샘플이 수백 개이면 큰 개수가 256만큼 작아져요. 표의 자료형은 무엇이고, 그 자료형에 담을 수 "
    "있는 가장 큰 수는 얼마인가요?",
)
def table_of_bytes(A, Y, *, threshold=0.5):
    """A table of type uint8: counts above 255 begin again at 0."""
    return _counts(Y, A >= threshold).astype(np.uint8)


@mistake(
    ("counts", "tie", "shapes"),
    "You return one number. How many kinds of examples are there, if you look at the label and at "
    "the answer?",
    "숫자 하나를 돌려주었어요. 레이블과 답을 함께 보면 샘플의 종류는 몇 가지인가요?",
)
def one_number(A, Y, *, threshold=0.5):
    """The number of right answers."""
    return int(np.sum((A >= threshold) == Y))


@mistake(
    "unchanged",
    "After a call A holds zeros and ones. Which of your lines writes into it, and who may still "
    "need the probabilities?",
    "함수를 호출한 뒤 A에 0과 1만 남아 있어요. A에 값을 쓰는 줄은 어디이고, 확률이 아직 필요한 "
    "곳은 없을까요?",
    places.OLD_PARAMETERS,
)
def cut_in_place(A, Y, *, threshold=0.5):
    """A[A >= threshold] = 1, then the rest 0."""
    said = A >= threshold
    A[said] = 1
    A[~said] = 0
    return _counts(Y, A)


@accepted
def taught(A, Y, *, threshold=0.5):
    """As the page writes it."""
    said = (A >= threshold).astype(int)
    return np.array([[np.sum((Y == y) & (said == p)) for p in (0, 1)] for y in (0, 1)])


@accepted
def one_by_one(A, Y, *, threshold=0.5):
    """A loop over the examples adds 1 where each belongs."""
    C = np.zeros((2, 2), dtype=int)
    for a, y in zip(A[0], Y[0], strict=True):
        C[int(y), int(a >= threshold)] += 1
    return C


@accepted
def labels_as_indices(A, Y, *, threshold=0.5):
    """C[y, said] with the labels as they come."""
    C = np.zeros((2, 2), dtype=int)
    said = (A >= threshold).astype(int)
    for i in range(Y.shape[1]):
        C[Y[0, i], said[0, i]] += 1
    return C


@accepted
def by_products(A, Y, *, threshold=0.5):
    """Products of 0 and 1; whole numbers at the end."""
    said = 1 * (A >= threshold)
    rows, columns = np.vstack([1 - Y, Y]), np.vstack([1 - said, said])
    return np.rint(rows @ columns.T).astype(np.int64)


@accepted
def named_counts(A, Y, *, threshold=0.5):
    """The four names that other books use, then one array."""
    said = np.where(A >= threshold, 1, 0)
    tp = int(np.sum(said * Y))
    fp = int(np.sum(said)) - tp
    fn = int(np.sum(Y)) - tp
    tn = Y.shape[1] - tp - fp - fn
    return np.array([[tn, fp], [fn, tp]])


@accepted
def in_a_histogram(A, Y, *, threshold=0.5):
    """np.bincount of 2y + said."""
    kinds = 2 * Y.ravel().astype(int) + (A.ravel() >= threshold)
    return np.bincount(kinds, minlength=4).reshape(2, 2)


@accepted
def threshold_by_position(A, Y, threshold=0.5):
    """The threshold is not keyword-only; ~(A < t) for A ≥ t; unsigned numbers."""
    said = ~(A < threshold)
    cells = [~said & (Y != 1), said & (Y != 1), ~said & (Y == 1), said & (Y == 1)]
    return np.array([np.count_nonzero(cell) for cell in cells], dtype=np.uint32).reshape(2, 2)


GRADED = GradedFunction(
    name="confusion",
    reference=confusion,
    returns=Part("C", kind="int"),
    read=places.CONFUSION,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        strictly_above,
        transposed,
        ones_first,
        turned_round,
        threshold_ignored,
        never_below_half,
        always_above_half,
        rounded,
        threshold_from_the_other_end,
        shares_of_all,
        shares_of_a_row,
        probabilities_added,
        four_in_a_row,
        counts_as_floats,
        one_example_counted,
        last_example_left_out,
        index_by_truth,
        right_ones_alone,
        each_kind_once,
        table_of_bytes,
        one_number,
        cut_in_place,
    ),
    styles=(
        taught,
        one_by_one,
        labels_as_indices,
        by_products,
        named_counts,
        in_a_histogram,
        threshold_by_position,
    ),
)

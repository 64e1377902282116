"""What counts as a right `precision_recall(C)`: two shares of the table of `confusion`."""

import itertools
from dataclasses import replace

import numpy as np

from lrlib.checks.declare import places, regimes
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
from lrlib.checks.declare.properties import shapes, unchanged, values
from lrlib.checks.say.text import Text

TINY = {"C": np.array([[1, 1], [2, 6]])}


def precision_recall(C):
    """The reference."""
    found = float(C[1, 1])
    said, cats = float(C[:, 1].sum()), float(C[1].sum())
    return found / said if said else 0.0, found / cats if cats else 0.0


def steps(C):
    """Name the steps from the counts to the shares."""
    precision, recall = precision_recall(C)
    return {
        "cats found": C[1, 1],
        "times it said 1": C[:, 1].sum(),
        "cats": C[1].sum(),
        "precision": np.array(precision),
        "recall": np.array(recall),
    }


def lookalikes(C):
    """Name quantities that a wrong answer may equal."""
    total = C.sum()
    return {
        "accuracy": (C[0, 0] + C[1, 1]) / total,
        "the share of cats": C[1].sum() / total,
        "the share of answers 1": C[:, 1].sum() / total,
        **_quotients(C),
        **_with_more_below(C),
        **_means(*precision_recall(C)),
        **_of_both_labels(C),
    }


def _with_more_below(C):
    """Name shares with something added, as a guard against a division by 0."""
    below = {"C[0, 1]": C[:, 1].sum(), "C[1, 0]": C[1].sum()}
    return {
        f"{above} / ({other} + C[1, 1] + {n})": (C[1, 1] + n - 1) / (total + n)
        for other, total in below.items()
        for above, n in (("C[1, 1]", 1), ("(C[1, 1] + 1)", 2))
    }


def _of_both_labels(C):
    """Name the means of a share over both labels, each taken for the cats."""
    shares = [precision_recall(table) for table in (C, C[::-1, ::-1])]
    return {
        f"the mean of the {name}s of cats and of others": np.mean([share[i] for share in shares])
        for i, name in enumerate(("precision", "recall"))
    }


def _means(p, r):
    """Name what is made of both shares."""
    return {
        "2·p·r / (p + r), with p = precision and r = recall": 2 * p * r / (p + r)
        if p + r
        else np.empty(0),
        "(p + r) / 2, with p = precision and r = recall": (p + r) / 2,
        "p · r, with p = precision and r = recall": p * r,
    }


def _quotients(C):
    """Name the quotients of a count, or of two, and two or three. Over 0, they have no value."""
    counts = {f"C[{i}, {j}]": float(C[i, j]) for i in (0, 1) for j in (0, 1)}
    sums = {
        f"({' + '.join(chosen)})": sum(counts[name] for name in chosen)
        for n in (2, 3)
        for chosen in itertools.combinations(counts, n)
    }
    above = counts | {f"(C[0, {i}] + C[1, {1 - i}])": C[0, i] + C[1, 1 - i] for i in (0, 1)}
    below = sums | {"ΣC": float(C.sum())} | counts
    return {
        f"{a} / {b}": x / y if y else np.empty(0)
        for a, x in above.items()
        for b, y in below.items()
        if a != b
    }


def case(table):
    """Make a table a case."""
    return Case({"C": np.array(table)})


@stream("drawn")
def drawn(rng):
    """Four counts that cannot be confused, three times; once each mistake alone is missing."""
    tables = [
        rng.permutation(counts).reshape(2, 2)
        for counts in ([2, 3, 5, 11], [1, 4, 6, 13], [3, 7, 8, 17])
    ]
    few, many = rng.permutation([3, 4]), rng.permutation([7, 9])
    tables += [[[many[0], 0], [few[0], many[1]]], [[many[1], few[1]], [0, many[0]]]]
    return [case(table) for table in tables]


@stream("empty")
def empty(rng):
    """No answer 1; no cat; neither. And a table where nothing is 0 and all shares are equal."""
    n, k, few = (int(x) for x in rng.permutation([3, 5, 8]))
    tables = [[[n, 0], [k, 0]], [[n, k], [0, 0]], [[few, 0], [0, 0]], [[n, k], [k, n]]]
    return [case(table) for table in tables]


@regime("few", "where a count is 0 or 1", "어떤 개수가 0이나 1이면")
def few(rng):
    """One cat, found or missed; one false alarm; no cat found although it said 1."""
    n = int(rng.integers(3, 9))
    tables = [[[0, 0], [0, 1]], [[n, 1], [1, 0]], [[n, 0], [0, 1]], [[0, n], [0, 1]]]
    return [case(table) for table in [*tables, [[0, 1], [n, 1]], [[n, 2], [3, 0]]]]


@regime("hundreds", "with counts in the hundreds", "개수가 수백이면")
def hundreds(rng):
    """Counts such as hundreds of pictures have, and thousands."""
    a, b, c, d = (int(x) for x in rng.permutation([101, 154, 203, 350]))
    return [case([[a, b], [c, d]]), case([[9000, 40], [4, 100 + a]])]


@regime("floats", "where the counts are floats", "개수가 실수형이면")
def floats(rng):
    """Whole numbers that come as floats."""
    return [case(rng.permutation([2.0, 3.0, 5.0, 9.0]).reshape(2, 2))]


@regime("transposed", "where C is a transposed array", "C가 전치된 배열이면", ask=regimes.IN_MEMORY)
def columns_first(rng):
    """A table whose columns lie one after the other in memory, as .T gives it."""
    return [Case({"C": rng.permutation([2, 3, 5, 9]).reshape(2, 2).T})]


@regime("all zero", "where all counts are 0", "모든 개수가 0이면")
def all_zero(rng):
    """The table of no example at all."""
    return [case([[0, 0], [0, 0]])]


REGIMES = (few, hundreds, floats, columns_first)


def zero_where_empty(name, title, cases, regimes):
    """Demand 0 for 0/0; say so, where another number comes."""
    plain = values(name, title, cases, regimes=regimes)

    def judge(prop, trials):
        fault = plain.judge(prop, trials)
        if fault is None or fault.kind != "value" or fault.trial.expected[fault.part]:
            return fault
        C, got = fault.trial.case.args["C"], fault.trial.outcome.parts[fault.part].value
        if C[:, 1].sum() if fault.part == "precision" else C[1].sum():
            return fault
        text = Text(
            "Your {part} is {got:.4g} where it would be 0/0. Which number does the exercise ask "
            "for then, and is the number that you test for 0 the one that you divide by?",
            "0/0이 되는 곳에서 {part}가 {got:.4g}이에요. 연습에서는 그때 어떤 수를 돌려주라고 "
            "했나요? 0인지 확인하는 수와 나누는 수가 같은가요?",
        )
        return replace(fault, text=text.format(part=fault.part, got=np.asarray(got).item()))

    return replace(plain, judge=judge)


PROPERTIES = (
    values(
        "precision",
        Text(
            "of all that it calls a cat, how many are cats", "고양이라고 한 것 가운데 고양이의 비율"
        ),
        drawn,
        "precision",
        regimes=REGIMES,
    ),
    values(
        "recall",
        Text("of all cats, how many it finds", "모든 고양이 가운데 찾은 것의 비율"),
        drawn,
        "recall",
        regimes=REGIMES,
    ),
    zero_where_empty("empty", Text("0/0 counts as 0", "0/0은 0으로 해요"), empty, (all_zero,)),
    shapes(drawn, Text("two numbers", "숫자 두 개예요")),
    unchanged(drawn, Regime(Text("where a share is 0/0", "비율이 0/0이면"), empty)),
)

EQUIVALENT = {
    "recall = C[1, 1] / cats if cats > 0 else 0.0 → "
    "recall = C[1, 1] / cats if precision > 0 else 0.0": (
        "Where the precision is 0, no cat is found, and the recall is 0 as well."
    ),
}


def _shares(part, *wholes):
    with np.errstate(all="ignore"):
        return tuple(np.float64(part) / np.float64(whole) for whole in wholes)


@mistake(
    ("precision", "recall"),
    "Your two numbers have changed places. Do all cats stand in a row of C, or in a column? Which "
    "of the two numbers is divided by them, and in which order are the two asked for?",
    "두 수의 자리가 바뀌었어요. 고양이 사진은 모두 C의 한 행에 있나요, 한 열에 있나요? 그 수로 "
    "나누는 것은 둘 중 어느 것이고, 어떤 순서로 돌려주어야 하나요?",
)
def exchanged(C):
    """(recall, precision), or rows taken for columns."""
    return precision_recall(C)[::-1]


@mistake(
    "empty",
    "Where there is nothing to divide by, your result is nan. When it never says “cat”, how many "
    "pictures stand below the line, and which number does the exercise ask for then? If you wait "
    "for an error: does NumPy raise one for 0/0?",
    "나눌 것이 없는 곳에서 결과가 nan이에요. 한 번도 “고양이”라고 하지 않으면 분모는 몇이고, "
    "연습에서는 그때 어떤 수를 돌려주라고 했나요? 오류가 나기를 기다린다면, NumPy는 0/0에서 오류를 "
    "내나요?",
)
def nothing_divided(C):
    """0/0 is left to NumPy: nan."""
    return _shares(C[1, 1], C[:, 1].sum(), C[1].sum())


@mistake(
    "empty",
    "When it never says “cat”, or when there is no cat, you give 1. Has it earned a full share "
    "by saying nothing? Which number does the exercise ask for?",
    "한 번도 “고양이”라고 하지 않거나 고양이가 없으면 결과가 1이에요. 아무 말도 하지 않고 만점을 "
    "받은 걸까요? 연습에서는 어떤 수를 돌려주라고 했나요?",
)
def one_where_nothing(C):
    """1 for 0/0."""
    found, said, cats = C[1, 1], C[:, 1].sum(), C[1].sum()
    return float(found / said) if said else 1.0, float(found / cats) if cats else 1.0


@mistake(
    "empty",
    "When it never says “cat”, you give a precision of 1. Has it earned a full share by saying "
    "nothing? Which number does the exercise ask for?",
    "한 번도 “고양이”라고 하지 않으면 정밀도가 1이에요. 아무 말도 하지 않고 만점을 받은 걸까요? "
    "연습에서는 어떤 수를 돌려주라고 했나요?",
)
def one_where_silent(C):
    """A precision of 1 where it never says 1; the recall is right."""
    said = C[:, 1].sum()
    return float(C[1, 1] / said) if said else 1.0, precision_recall(C)[1]


@mistake(
    ("precision", "recall", "empty"),
    "You take C[0, 0] for the cats that were found. Which label has row 0, and which answer has "
    "column 0?",
    "C[0, 0]을 찾은 고양이의 수로 썼어요. 0번 행은 어느 레이블이고, 0번 열은 어느 답인가요?",
)
def found_in_the_first_cell(C):
    """The table is read as [[TP, FP], [FN, TN]]."""
    return _shares(C[0, 0], C[0].sum(), C[:, 0].sum())


@mistake(
    ("precision", "recall", "empty"),
    "You divide the cats that were found by all pictures, both times. Among which pictures is each "
    "of the two a share?",
    "찾은 고양이를 두 번 다 모든 사진의 수로 나누고 있어요. 두 비율은 각각 어떤 사진들 가운데의 "
    "비율인가요?",
)
def of_all_pictures(C):
    """C[1, 1] / C.sum(), twice."""
    return _shares(C[1, 1], C.sum(), C.sum())


@mistake(
    ("precision", "recall", "empty"),
    "You give the shares of the pictures without a cat. Which entry of C counts the cats that were "
    "found: what are the row and the column of label 1?",
    "고양이가 없는 사진의 비율을 구했어요. 찾은 고양이의 수는 C의 어느 원소인가요? 레이블 1의 행과 "
    "열은 몇 번인가요?",
)
def of_the_others(C):
    """C[0, 0] is taken for the cats found."""
    return precision_recall(C[::-1, ::-1])


@mistake(
    ("precision", "recall", "empty"),
    "With 101 cats found and 50 false alarms your precision is above 1. Can a share be? Are the "
    "found ones themselves among those below the line?",
    "찾은 고양이가 101장, 잘못 부른 사진이 50장이면 정밀도가 1보다 커요. 비율이 1보다 클 수 "
    "있나요? 찾은 고양이 자신도 분모에 들어 있나요?",
)
def found_against_wrong(C):
    """C[1, 1] / C[0, 1] and C[1, 1] / C[1, 0]: odds, not shares."""
    return _shares(C[1, 1], C[0, 1], C[1, 0])


@mistake(
    ("precision", "recall", "empty"),
    "The better it does, the smaller your numbers. Do you count what it got right, or what it got "
    "wrong?",
    "잘할수록 결과가 작아져요. 맞은 것을 세나요, 틀린 것을 세나요?",
)
def shares_of_mistakes(C):
    """1 − precision and 1 − recall."""
    precision, recall = precision_recall(C)
    return 1 - precision, 1 - recall


@mistake(
    ("precision", "empty"),
    "Your first number is the accuracy. Do the pictures of which it says “no cat” count in a "
    "precision?",
    "첫 번째 수는 정확도예요. “고양이 아님”이라고 답한 사진도 정밀도에 들어가나요?",
)
def accuracy_for_precision(C):
    """(C[0, 0] + C[1, 1]) / C.sum() for the precision."""
    return float((C[0, 0] + C[1, 1]) / C.sum()), precision_recall(C)[1]


@mistake(
    ("recall", "empty"),
    "Your second number is the share of the pictures without a cat that it recognises. Which row "
    "of C holds the cats?",
    "두 번째 수는 고양이가 없는 사진 가운데 맞힌 비율이에요. C에서 고양이는 어느 행에 있나요?",
)
def recall_of_the_others(C):
    """C[0, 0] / C[0].sum() for the recall."""
    total = float(C[0].sum())
    return precision_recall(C)[0], float(C[0, 0]) / total if total else 0.0


@mistake(
    ("precision", "recall", "empty"),
    "Your numbers are between 0 and 100. Between which two numbers does a share lie?",
    "결과가 0과 100 사이에 있어요. 비율은 어떤 두 수 사이에 있나요?",
)
def in_percent(C):
    """Percent instead of shares."""
    precision, recall = precision_recall(C)
    return 100 * precision, 100 * recall


@mistake(
    ("precision", "recall", "empty"),
    "All your shares are 0, unless nothing is wrong. Which step drops what comes after the point: "
    "a //, an int(…), an array of whole numbers?",
    "틀린 것이 하나라도 있으면 비율이 모두 0이에요. 소수점 아래를 버리는 단계는 어디인가요? //, "
    "int(…), 정수 배열 가운데 있나요?",
)
def whole_division(C):
    """// for /."""
    found, said, cats = int(C[1, 1]), int(C[:, 1].sum()), int(C[1].sum())
    return float(found // max(said, 1)), float(found // max(cats, 1))


@mistake(
    ("precision", "recall", "empty"),
    "Your numbers have two digits and no more. Who rounds: the function that computes, or the line "
    "that prints?",
    "결과가 소수 둘째 자리까지만 있어요. 반올림은 계산하는 함수가 하나요, 출력하는 줄이 하나요?",
)
def rounded_to_two_digits(C):
    """round(…, 2)."""
    return tuple(round(x, 2) for x in precision_recall(C))


@mistake(
    ("precision", "recall", "empty"),
    "Both your numbers change when more pictures without a cat are recognised. Which of the four "
    "counts do precision and recall leave out?",
    "고양이가 없는 사진을 더 많이 맞혀도 두 수가 모두 달라져요. 정밀도와 재현율에 쓰이지 않는 "
    "개수는 넷 중 무엇인가요?",
)
def right_ones_of_both(C):
    """Both right counts above the line: C[0, 0] + C[1, 1]."""
    return _shares(C[0, 0] + C[1, 1], C[:, 1].sum(), C[1].sum())


@mistake(
    "unchanged",
    "After a call C holds other numbers. Which of your lines writes into it?",
    "함수를 호출한 뒤 C에 다른 수가 들어 있어요. C에 값을 쓰는 줄은 어디인가요?",
    places.OLD_PARAMETERS,
)
def zeros_replaced(C):
    """C[C == 0] += 1, or a sum that is written back."""
    found, said, cats = float(C[1, 1]), float(C[:, 1].sum()), float(C[1].sum())
    C[1, 1] = found
    return found / said if said else 0.0, found / cats if cats else 0.0


@accepted
def taught(C):
    """As the page writes it."""
    said, cats = C[:, 1].sum(), C[1, :].sum()
    precision = C[1, 1] / said if said > 0 else 0.0
    recall = C[1, 1] / cats if cats > 0 else 0.0
    return precision, recall


@accepted
def unpacked(C):
    """The four counts by their names, an if for each."""
    (_, fp), (fn, tp) = C
    precision = recall = 0.0
    if tp + fp:
        precision = tp / (tp + fp)
    if tp + fn:
        recall = tp / (tp + fn)
    return precision, recall


@accepted
def at_least_one(C):
    """0 / max(1, 0) is 0; a list."""
    return [C[1, 1] / max(1, C[0, 1] + C[1, 1]), C[1, 1] / max(1, C[1, 0] + C[1, 1])]


@accepted
def with_a_small_number(C):
    """A very small number below the line; an array of two."""
    return C[1, 1] / (np.array([C[:, 1].sum(), C[1].sum()]) + 1e-12)


@accepted
def nothing_found_first(C):
    """No cat found: both are 0, whatever stands below the line."""
    if C[1, 1] == 0:
        return 0, 0
    return float(C[1, 1] / sum(C[:, 1])), float(C[1, 1] / sum(C[1, :]))


@accepted
def divided_where(C):
    """np.divide with where."""
    wholes = np.array([C[:, 1].sum(), C[1].sum()], dtype=float)
    found = np.full(2, float(C[1, 1]))
    return tuple(np.divide(found, wholes, out=np.zeros(2), where=wholes > 0))


GRADED = GradedFunction(
    name="precision_recall",
    reference=precision_recall,
    returns=(Part("precision"), Part("recall")),
    read=places.PRECISION,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        exchanged,
        nothing_divided,
        one_where_nothing,
        one_where_silent,
        found_in_the_first_cell,
        of_all_pictures,
        of_the_others,
        found_against_wrong,
        shares_of_mistakes,
        accuracy_for_precision,
        recall_of_the_others,
        in_percent,
        whole_division,
        rounded_to_two_digits,
        right_ones_of_both,
        zeros_replaced,
    ),
    styles=(
        taught,
        unpacked,
        at_least_one,
        with_a_small_number,
        nothing_found_first,
        divided_where,
    ),
)

"""What counts as a right `predict(w, b, X, *, threshold=0.5)`: labels 0 and 1, integers."""

import math
from dataclasses import replace

import numpy as np

from lrlib import neuron
from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
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
from lrlib.checks.declare.properties import shapes, unchanged, values
from lrlib.checks.say.text import SPACE, Text

TINY = {
    "w": np.array([[1.0], [-2.0]]),
    "b": 0.5,
    "X": np.array([[0.5, 3.0], [0.5, 1.0]]),
    "threshold": 0.8,
}


def steps(w, b, X, threshold=0.5):
    """Name the steps from the arguments to the result."""
    A = neuron.forward(w, b, X)
    labels = neuron.predict(w, b, X, threshold=threshold)
    return {"Z": w.T @ X + b, "A": A, "threshold": np.array(threshold), "Y_pred": labels}


def lookalikes(w, b, X, threshold=0.5):
    """Name what may be mistaken for the labels."""
    return {"1 − Y_pred": 1 - neuron.predict(w, b, X, threshold=threshold)}


def _neuron(rng, n_x, Z, threshold=None):
    """Draw a neuron that has the logits Z, with a bias that outweighs each of them."""
    args = draws.neuron(rng, n_x, Z.shape[1])
    w, X, b = args["w"], args["X"], float(rng.uniform(1.6, 2.0) * np.sign(Z[0, 0]))
    X = X + w @ (Z - w.T @ X - b) / (w.T @ w)
    optional = {} if threshold is None else {"threshold": threshold}
    return Case({"w": w, "b": b, "X": X, **optional}, {"n_x": n_x, "m": Z.shape[1]})


def _near_half(rng, m, side):
    """Draw logits, two of them near 0: one of these the bias decides, and z < ½ < a in one.

    One is far from 0, on the given side.
    """
    Z = draws.logits(rng, (1, m))
    Z[0, :3] = rng.uniform(0.2, 0.4), -rng.uniform(0.2, 0.4), side * rng.uniform(1.6, 2.0)
    return Z[:, rng.permutation(m)]


@stream("drawn")
def drawn(rng):
    """The default threshold; sizes that cannot be confused; one example of each label.

    Some label is 0 and some is 1, even where the line is drawn in a wrong place. The last table
    has an example every 0.06 along z: it shows where the line is drawn.
    """
    n_x, m = draws.sizes(rng)
    one = rng.uniform(0.2, 0.4, size=(1, 1))
    close = rng.permutation(np.arange(-1.23, 1.24, 0.06))[np.newaxis]
    logits = [_near_half(rng, m, -1), one, -one, _near_half(rng, n_x, 1), close]
    return [_neuron(rng, n, Z) for n, Z in zip((n_x, n_x, m, 1, 2), logits, strict=True)]


@stream("other thresholds")
def other_thresholds(rng):
    """One high, one low. Logits lie close on both sides of it, and of ½, 1 − t and z = t."""
    cases = []
    for sign in (1, -1):
        high = rng.uniform(0.75, 0.85)  # its logit lies between 1.09 and 1.74
        at = np.log(high / (1 - high))
        positive = [rng.uniform(0.1, 0.6), at - 0.05, at + 0.05, rng.uniform(1.8, 2.5)]
        negative = [rng.uniform(-0.6, -0.1), rng.uniform(-2.5, -1.8)]
        Z = sign * rng.permutation([*positive, *negative])[np.newaxis]
        cases.append(_neuron(rng, 3, Z, float(high if sign == 1 else 1 - high)))
    return cases


@regime(
    "undecided", "where predictions lie very near the threshold", "예측이 임곗값에 아주 가까우면"
)
def undecided(rng):
    """Probabilities very near the threshold ½; once from numbers that are small themselves."""
    Z = rng.permutation([1e-4, 1e-8, 2.0, -1e-4, -1e-8, -2.0])[np.newaxis]
    return [
        _neuron(rng, 2, Z),
        Case({"w": np.ones((1, 1)), "b": 0.0, "X": Z / 2}, {"n_x": 1, "m": 6}),
    ]


@regime("undecided, another threshold", *undecided.where)
def undecided_elsewhere(rng):
    """Probabilities very near a high threshold, and very near a low one, both of three digits.

    So a probability that is rounded to more digits reaches the threshold.
    """
    cases = []
    for threshold in (round(rng.uniform(0.96, 0.98), 3), round(rng.uniform(0.02, 0.04), 3)):
        at = np.log(threshold / (1 - threshold))
        Z = at + np.array([1e-3, -1e-3, 1e-7, -1e-7, 2.0, -2.0])
        cases.append(_neuron(rng, 2, rng.permutation(Z)[np.newaxis], float(threshold)))
    return cases


@regime("ends", "where the threshold is 0 or 1, or near", "임곗값이 0이나 1이거나 거기에 가까우면")
def ends(rng):
    """The thresholds 0 and 1, as floats and as whole numbers: no probability is equal to them.

    And two very near 0 and 1, with probabilities beyond them.
    """
    Z = rng.permutation([-12.0, -5.0, -0.4, 0.4, 5.0, 12.0])[np.newaxis]
    return [_neuron(rng, 2, Z, threshold) for threshold in (0.0, 1.0, 0, 1, 0.999, 0.001)]


EQUIVALENT = {
    "return (A >= threshold).astype(int) → return (A > threshold).astype(int)": (
        "what happens at a tie is not specified"
    ),
}


def decisions(name, title, cases, regimes):
    """Demand the reference's labels; show the first example that is decided wrongly."""
    plain = values(name, title, cases)

    def judge(prop, trials):
        fault = plain.judge(prop, trials)
        if fault is None or fault.kind != "value":
            return fault
        args = fault.trial.case.args
        got = np.ravel(np.asarray(fault.trial.outcome.parts["Y_pred"].value))
        at = int(np.flatnonzero(got != fault.trial.expected["Y_pred"].ravel())[0])
        if 0 < got[at] < 1:
            text = Text(
                "One of your labels is {got:.4g}. Which two numbers can a label be: is that one of "
                "them, or a probability?",
                "레이블 가운데 하나가 {got:.4g}이에요. 레이블은 어떤 두 수 가운데 하나인가요? 이 "
                "수는 레이블인가요, 확률인가요?",
            )
            return replace(fault, text=text.format(got=float(got[at])))
        if got[at] not in (0, 1):
            text = Text(
                "One of your labels is {got:.4g}. Which two numbers can a label be? Does your last "
                "step compare two numbers, or does it compute one, as a quotient or a rounded "
                "number?",
                "레이블 가운데 하나가 {got:.4g}이에요. 레이블은 어떤 두 수 가운데 하나인가요? "
                "마지막 단계에서 두 수를 비교하나요, 아니면 나누거나 반올림해서 수를 계산하나요?",
            )
            return replace(fault, text=text.format(got=float(got[at])))
        z = float((args["w"].T @ args["X"] + args["b"])[0, at])
        text = Text(
            "The example at index {i} has z = {z:.4g} and a = {a:.5g}, and the threshold is "
            "{t:.4g}. Your label for it is {got:.4g}. What does your function have for z and "
            "a, which two numbers does it compare, and which label goes with the larger? If it "
            "compares z with a number made of the threshold: which z belongs to a = {t:.4g}?",
            "인덱스 {i}의 샘플은 z = {z:.4g}, a = {a:.5g}이고 임곗값은 {t:.4g}예요. 그 샘플의 "
            "레이블이 {got:.4g}이에요. 함수에서 z와 a는 얼마인가요? 어떤 두 수를 비교하고, 큰 "
            "쪽에는 어떤 레이블을 주나요? 임곗값으로 만든 수와 z를 비교한다면, a = {t:.4g}에 "
            "해당하는 z는 얼마인가요?",
        ).format(
            i=at, z=z, a=float(neuron.sigmoid(z)), t=args.get("threshold", 0.5), got=float(got[at])
        )
        told = _compared_with(trials)
        return replace(fault, text=told or SPACE.join([*_line_drawn(trials), text]))

    return Property(name, title, cases, judge, regimes=regimes)


DEFAULT = Text(
    "Which threshold holds where the call names none, and what is done to it before you compare?",
    "호출할 때 임곗값을 주지 않으면 임곗값은 얼마이고, 비교하기 전에 그것으로 무엇을 하나요?",
)


BRACKETS = Text("Where do the brackets stand?", "괄호는 어디에 있나요?")
WHICH_LOGIT = Text(
    "Which z belongs to a probability, and which function leads from t to it?",
    "확률에 해당하는 z는 무엇이고, t에서 그 z로 가는 함수는 무엇인가요?",
)
# What logits may be compared with in the place of log(t/(1 − t)).
CUTS = (
    ("log(t)/(1 − t)", lambda t: np.log(t) / (1 - t), BRACKETS),
    ("log(t) − log(t)·t", lambda t: np.log(t) * (1 - t), BRACKETS),
    ("log(t/(1 + t))", lambda t: np.log(t / (1 + t)), BRACKETS),
    ("log(t)", np.log, WHICH_LOGIT),
    ("t/(1 − t)", lambda t: t / (1 - t), WHICH_LOGIT),
    ("log((1 − t)/t)", lambda t: np.log((1 - t) / t), WHICH_LOGIT),
    ("log₁₀(t/(1 − t))", lambda t: np.log10(t / (1 - t)), WHICH_LOGIT),
    ("log₂(t/(1 − t))", lambda t: np.log2(t / (1 - t)), WHICH_LOGIT),
    ("σ(t)", neuron.sigmoid, WHICH_LOGIT),
    ("t − ½", lambda t: t - 0.5, WHICH_LOGIT),
    ("2t − 1", lambda t: 2 * t - 1, WHICH_LOGIT),
)


def _compared_with(trials):
    """Say with which number the logits are compared, if one of these alone gives all labels."""
    found = [cut for cut in CUTS if all(_labels_at(trial, cut[1]) for trial in trials)]
    if len(found) != 1:
        return None
    name, cut, ask = found[0]
    return Text(
        "Your labels are those of z ≥ {cut}, where t is the threshold. Put t = {t} in: at which z "
        "should the label turn, and at which does yours? {ask}",
        "레이블이 z ≥ {cut}로 정한 것과 같아요(t는 임곗값). t = {t}을 넣어 보세요. 레이블은 어떤 "
        "z에서 바뀌어야 하고, 지금은 어떤 z에서 바뀌나요? {ask}",
    ).format(cut=name, t="½" if cut(0.5) else "0.9", ask=ask)


def _labels_at(trial, cut):
    """Say whether the labels of a trial are those of the logits that reach a number."""
    args, got = trial.case.args, np.ravel(trial.outcome.parts["Y_pred"].value)
    Z = np.ravel(args["w"].T @ args["X"] + args["b"])
    with np.errstate(all="ignore"):
        at = cut(np.float64(args.get("threshold", 0.5)))
    return np.array_equal(got, Z >= at)


def _line_drawn(trials):
    """Say between which probabilities the labels turn, if one line divides the largest table."""
    trial = max(trials, key=lambda t: t.case.sizes["m"])
    args, got = trial.case.args, np.ravel(trial.outcome.parts["Y_pred"].value)
    A = neuron.forward(args["w"], args["b"], args["X"]).ravel()
    if got.size != A.size or set(got.tolist()) != {0, 1}:
        return []
    below, above = A[got == 0].max(), A[got == 1].min()
    threshold = args.get("threshold", 0.5)
    if not 0 < above - below < 0.1 or below < threshold < above:
        return []
    text = Text(
        "You draw the line between a = {below:.4f} and a = {above:.4f}; it belongs at {t:.4g}.",
        "경계가 a = {below:.4f}와 a = {above:.4f} 사이에 있어요. 있어야 할 곳은 {t:.4g}예요.",
    )
    told = [text.format(below=float(below), above=float(above), t=float(threshold))]
    return told if "threshold" in args else [*told, DEFAULT]


PROPERTIES = (
    decisions(
        "labels",
        Text("label 1 where A ≥ ½, else 0", "A ≥ ½이면 1, 아니면 0이에요"),
        drawn,
        (undecided, *regimes.OF_NEURONS),
    ),
    decisions(
        "threshold",
        Text("another threshold moves the decision", "임곗값을 바꾸면 판단도 달라져요"),
        other_thresholds,
        (ends, undecided_elsewhere),
    ),
    shapes(drawn),
    unchanged(drawn),
)


@mistake(
    ("labels", "threshold", "shapes"),
    "You return numbers between 0 and 1. What does the page call them, and what is made of them "
    "here?",
    "0과 1 사이의 수를 돌려주고 있어요. 이 책에서는 그것을 무엇이라고 부르고, 여기서는 그것으로 "
    "무엇을 만드나요?",
)
def probabilities(w, b, X, *, threshold=0.5):
    """The probabilities are returned, not the labels."""
    return neuron.forward(w, b, X)


@mistake(
    "shapes",
    "Your labels are True and False. What numbers stand for the labels in Y, and of which type are "
    "they?",
    "레이블이 True와 False예요. Y에서는 어떤 수로 레이블을 나타내고, 그 자료형은 무엇인가요?",
)
def truth_values(w, b, X, *, threshold=0.5):
    """Bools are returned."""
    return neuron.forward(w, b, X) >= threshold


@mistake(
    "shapes",
    "Your labels are 0.0 and 1.0. Is a label measured or counted, and which type do whole numbers "
    "have?",
    "레이블이 0.0과 1.0이에요. 레이블은 재는 값인가요, 세는 값인가요? 정수의 자료형은 무엇인가요?",
)
def labels_as_floats(w, b, X, *, threshold=0.5):
    """Floats 0.0 and 1.0."""
    return np.where(neuron.forward(w, b, X) >= threshold, 1.0, 0.0)


@mistake(
    "shapes",
    "Your labels have one axis. What is the shape of Y, with which they will be compared?",
    "레이블의 축이 하나뿐이에요. 나중에 비교할 Y의 형태는 무엇인가요?",
    places.SHAPES,
)
def one_axis(w, b, X, *, threshold=0.5):
    """(m,) instead of (1, m)."""
    return (neuron.forward(w, b, X) >= threshold).astype(int).ravel()


@mistake(
    "shapes",
    "Your labels stand in a column. Along which axis do the examples run in Y?",
    "레이블이 열로 서 있어요. Y에서 샘플은 어느 축을 따라 놓여 있나요?",
    places.SHAPES,
)
def column_of_labels(w, b, X, *, threshold=0.5):
    """(m, 1) instead of (1, m)."""
    return (neuron.forward(w, b, X) >= threshold).astype(int).T


@mistake(
    "threshold",
    "With a threshold of 0.8 your labels are the same as with 0.5. Where does your function use "
    "the threshold, and is what it is compared with a probability, or 0 or 1 already?",
    "임곗값이 0.8일 때와 0.5일 때 레이블이 같아요. 함수는 임곗값을 어디에서 쓰나요? 임곗값과 "
    "비교하는 것은 확률인가요, 이미 0이나 1이 된 것인가요?",
)
def threshold_ignored(w, b, X, *, threshold=0.5):
    """0.5, np.round or Z ≥ 0, whatever the threshold."""
    return (neuron.forward(w, b, X) >= 0.5).astype(int)


@mistake(
    "threshold",
    "No example with a below ½ gets a 1 from you, however low the threshold is. Which line decides "
    "a second time, at z = 0 or at ½? Can your last step still turn a 0 into a 1?",
    "임곗값을 아무리 낮춰도 a가 ½보다 작은 샘플은 1이 되지 않아요. z = 0이나 ½에서 한 번 더 정하는 "
    "줄은 어디인가요? 마지막 단계에서 0을 1로 바꿀 수 있나요?",
)
def never_below_half(w, b, X, *, threshold=0.5):
    """(z ≥ 0) and (a ≥ t): a low threshold changes nothing."""
    A = neuron.forward(w, b, X)
    return (A >= np.maximum(threshold, 0.5)).astype(int)


@mistake(
    "threshold",
    "Every example with a above ½ gets a 1 from you, however high the threshold is. Which line "
    "decides a second time, at z = 0 or at ½? Can your last step still turn a 1 into a 0?",
    "임곗값을 아무리 높여도 a가 ½보다 큰 샘플은 모두 1이에요. z = 0이나 ½에서 한 번 더 정하는 줄은 "
    "어디인가요? 마지막 단계에서 1을 0으로 바꿀 수 있나요?",
)
def always_above_half(w, b, X, *, threshold=0.5):
    """(z ≥ 0) or (a ≥ t): a high threshold changes nothing."""
    A = neuron.forward(w, b, X)
    return (A >= np.minimum(threshold, 0.5)).astype(int)


@mistake(
    ("labels", "threshold"),
    "A logit a little above 0 is called 0 by you, although its probability is above ½. With which "
    "of the two do you compare the threshold?",
    "로짓이 0보다 조금 크면 확률은 ½보다 큰데 레이블이 0이에요. 임곗값을 로짓과 비교하나요, 확률과 "
    "비교하나요?",
)
def threshold_on_the_logit(w, b, X, *, threshold=0.5):
    """Z is compared with the threshold."""
    return (w.T @ X + b >= threshold).astype(int)


@mistake(
    ("labels", "threshold"),
    "All your labels are turned round. Is an example above the threshold a cat or not?",
    "레이블이 모두 거꾸로예요. 확률이 임곗값보다 크면 고양이인가요, 아닌가요?",
)
def turned_round(w, b, X, *, threshold=0.5):
    """A < threshold."""
    return (neuron.forward(w, b, X) < threshold).astype(int)


@mistake(
    "threshold",
    "With a threshold of 0.8 more examples become 1, not fewer. How sure must the neuron be before "
    "it says 1 then? If you compare logits: which logit belongs to a = 0.8, and is it above 0?",
    "임곗값이 0.8이면 1이 되는 샘플이 줄지 않고 늘어나요. 그때 1이라고 답하려면 뉴런이 얼마나 "
    "확신해야 하나요? 로짓을 비교한다면, a = 0.8에 해당하는 로짓은 얼마이고 0보다 큰가요?",
)
def threshold_from_the_other_end(w, b, X, *, threshold=0.5):
    """A ≥ 1 − threshold."""
    return (neuron.forward(w, b, X) >= 1 - threshold).astype(int)


@mistake(
    ("labels", "threshold"),
    "Your labels are 1 and −1. Which number stands for “no cat” in Y, and what would the loss "
    "make of −1?",
    "레이블이 1과 −1이에요. Y에서 “고양이 아님”을 나타내는 수는 무엇이고, −1이면 손실은 어떻게 "
    "되나요?",
)
def plus_and_minus_one(w, b, X, *, threshold=0.5):
    """Labels 1 and −1."""
    return np.where(neuron.forward(w, b, X) >= threshold, 1, -1)


@mistake(
    "all",
    "All your labels are 0, also where a is above the threshold. Is a probability cut to a whole "
    "number, by astype(int), int(…) or //? Or is it argmax: which row is the largest of a table "
    "with one row?",
    "a가 임곗값보다 커도 레이블이 모두 0이에요. astype(int), int(…), //가 확률의 소수점 아래를 "
    "버리지는 않나요? argmax를 썼다면, 행이 하나뿐인 표에서 가장 큰 행은 몇 번째인가요?",
)
def cut_off(w, b, X, *, threshold=0.5):
    """The probabilities are cut to whole numbers: all 0."""
    return neuron.forward(w, b, X).astype(int)


def _label(f, z, threshold=0.5):
    """Return the label of a logit where this threshold is given; −1 if f raises."""
    try:
        with np.errstate(all="ignore"):
            return int(np.ravel(f(np.ones((1, 1)), 0.0, np.array([[z]]), threshold=threshold))[0])
    except Exception:  # whatever a learner's function raises or returns
        return -1


@mistake(
    ("labels", "shapes", "unchanged"),
    "Where no threshold is given, all your labels are 0. Which threshold holds then, and where is "
    "it written? Or are all your probabilities below ½?",
    "임곗값을 주지 않으면 레이블이 모두 0이에요. 그때의 임곗값은 얼마이고, 어디에 쓰여 있나요? "
    "아니면 확률이 모두 ½보다 작나요?",
    true_of=lambda f: _label(f, 2.0) == 1,
)
def default_too_high(w, b, X, *, threshold=0.95):
    """The default threshold is so high that no example reaches it."""
    return (neuron.forward(w, b, X) >= threshold).astype(int)


@mistake(
    ("labels", "shapes", "unchanged"),
    "Where no threshold is given, all your labels are 1. Which threshold holds then, and where is "
    "it written? Or are all your probabilities above ½, as without the sign of z?",
    "임곗값을 주지 않으면 레이블이 모두 1이에요. 그때의 임곗값은 얼마이고, 어디에 쓰여 있나요? "
    "아니면 z의 부호가 빠져서 확률이 모두 ½보다 크나요?",
    true_of=lambda f: _label(f, -2.0) == 0,
)
def default_of_zero(w, b, X, *, threshold=0.0):
    """The default threshold is 0, which every example reaches."""
    return (neuron.forward(w, b, X) >= threshold).astype(int)


@mistake(
    "all",
    "With the threshold ½ all your labels are 1, also where a is small. Between which two numbers "
    "does σ lie if it is taken twice, of z and then of a?",
    "임곗값이 ½이면 a가 작아도 레이블이 모두 1이에요. 시그모이드를 z에, 그리고 a에 한 번 더 "
    "적용하면 결과는 어떤 두 수 사이에 있나요?",
    true_of=lambda f: (_label(f, -2.0, 0.6), _label(f, 2.0, 0.6)) == (0, 1),
)
def sigmoid_twice(w, b, X, *, threshold=0.5):
    """σ(σ(z)) is compared with the threshold."""
    return (neuron.sigmoid(neuron.forward(w, b, X)) >= threshold).astype(int)


@mistake(
    ("labels", "threshold"),
    "Where the bias alone decides, you are wrong. Does z hold all its terms when you compare?",
    "편향이 판단을 가르는 곳에서 틀려요. 비교하기 전의 z에 모든 항이 들어 있나요?",
    places.FORWARD,
)
def bias_forgotten(w, b, X, *, threshold=0.5):
    """b is not used."""
    return (neuron.sigmoid(w.T @ X) >= threshold).astype(int)


@mistake(
    ("labels", "threshold", "shapes"),
    "You decide once for the whole table. How many decisions does a table of m examples ask for?",
    "표 전체에 한 번만 판단했어요. 샘플이 m개인 표에는 판단이 몇 번 필요한가요?",
)
def one_decision_for_all(w, b, X, *, threshold=0.5):
    """One label, from the mean probability."""
    return int(neuron.forward(w, b, X).mean() >= threshold)


@mistake(
    ("labels", "threshold"),
    "Exactly one example of each table gets label 1. Do the examples compete with one another?",
    "표마다 샘플 하나만 레이블이 1이에요. 샘플들이 서로 경쟁하나요?",
)
def winner_takes_it(w, b, X, *, threshold=0.5):
    """Only the most probable example becomes 1."""
    A = neuron.forward(w, b, X)
    return (A == A.max()).astype(int)


@mistake(
    "unchanged",
    "After a call X holds other numbers. Which line writes into it?",
    "함수를 호출한 뒤 X가 달라졌어요. X에 값을 쓰는 줄은 어디인가요?",
    places.OLD_PARAMETERS,
)
def weighted_in_place(w, b, X, *, threshold=0.5):
    """X *= w, then the sum over the features."""
    X *= w
    return (neuron.sigmoid(X.sum(axis=0, keepdims=True) + b) >= threshold).astype(int)


@accepted
def compared(w, b, X, *, threshold=0.5):
    """A comparison, turned into whole numbers."""
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    return (A >= threshold).astype(int)


@accepted
def strictly_above(w, b, X, *, threshold=0.5):
    """> for ≥: a tie is nobody's."""
    return np.where(neuron.forward(w, b, X) > threshold, 1, 0)


@accepted
def times_one(w, b, X, *, threshold=0.5):
    """True · 1 is 1."""
    return 1 * (neuron.forward(w, b, X) > threshold)


@accepted
def filled_by_a_loop(w, b, X, *, threshold=0.5):
    """A loop and an if, into an array of integers."""
    m = X.shape[1]
    labels = np.zeros((1, m), dtype=np.int8)
    for i in range(m):
        z = np.dot(w[:, 0], X[:, i]) + b
        if 1 / (1 + math.exp(-z)) >= threshold:
            labels[0, i] = 1
    return labels


@accepted
def on_the_logits(w, b, X, *, threshold=0.5):
    """z is compared with the threshold's own logit, which is infinite for 0 and 1."""
    return (w.T @ X + b >= np.log(threshold) - np.log(1 - threshold)).astype(np.int64)


@accepted
def bytes_of_bools(w, b, X, *, threshold=0.5):
    """uint8, from a list comprehension."""
    return np.array([[a >= threshold for a in neuron.forward(w, b, X)[0]]], dtype=np.uint8)


@accepted
def threshold_by_position(w, b, X, threshold=0.5):
    """The threshold is not keyword-only; the probability is shifted, then rounded up."""
    return np.ceil(neuron.forward(w, b, X) - threshold).astype(int).reshape(1, -1)


GRADED = GradedFunction(
    name="predict",
    reference=neuron.predict,
    returns=Part("Y_pred", "(1, m)", kind="int"),
    read=places.DECISION,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        probabilities,
        truth_values,
        labels_as_floats,
        one_axis,
        column_of_labels,
        threshold_ignored,
        never_below_half,
        always_above_half,
        threshold_on_the_logit,
        turned_round,
        threshold_from_the_other_end,
        plus_and_minus_one,
        cut_off,
        sigmoid_twice,
        default_too_high,
        default_of_zero,
        bias_forgotten,
        one_decision_for_all,
        winner_takes_it,
        weighted_in_place,
    ),
    styles=(
        compared,
        strictly_above,
        times_one,
        filled_by_a_loop,
        on_the_logits,
        bytes_of_bools,
        threshold_by_position,
    ),
)

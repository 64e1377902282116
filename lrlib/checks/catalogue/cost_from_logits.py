"""What counts as a right `cost_from_logits(Z, Y)`: J, finite and right for any logit."""

import math

import numpy as np

from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
from lrlib.checks.declare.compare import Tolerance
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
from lrlib.cost import cost_from_logits

TINY = {"Z": np.array([[2.0, -1.0, 0.0]]), "Y": np.array([[1, 1, 0]])}


def steps(Z, Y):
    """Name the steps from the arguments to the result."""
    S = (1 - 2 * Y) * Z
    return {"1 − 2Y": 1 - 2 * Y, "(1 − 2Y)·Z": S, "L": np.logaddexp(0, S), "J": _J(S)}


def lookalikes(Z, Y):
    """Name what may be mistaken for J."""
    S = (1 - 2 * Y) * Z
    A = 1 / (1 + np.exp(-Z))
    return {
        "(A − Y)² / m": np.mean((A - Y) ** 2),
        "Σ max(s, 0) / m": np.mean(np.maximum(S, 0)),
        "Σ |z| / m": np.mean(np.abs(Z)),
        "Σ log(1 + e^−|s|) / m": np.mean(np.logaddexp(0, -np.abs(S))),
        "Σ log(e + eˢ) / m": np.mean(np.logaddexp(1, S)),
        "Σ log(1/e + eˢ) / m": np.mean(np.logaddexp(-1, S)),
        "Σ log(1 + e^(1 − 2y + z)) / m": np.mean(np.logaddexp(0, 1 - 2 * Y + Z)),
        "Σ log(1 + e^(y·z)) / m": np.mean(np.logaddexp(0, Y * Z)),
        "Σ log(1 + e^(z − y)) / m": np.mean(np.logaddexp(0, Z - Y)),
        "Σ log(1 + e^(−y·z)) / m": np.mean(np.logaddexp(0, -Y * Z)),
        "Σ (c + log(1 + e^(s − c))) / m, with c = max s": np.max(S)
        + np.mean(np.logaddexp(0, S - np.max(S))),
        "Σ log(1 + e^(s − c)) / m, with c = max s": np.mean(np.logaddexp(0, S - np.max(S))),
        "Σ (c + log(1 + e^−|s|)) / m, with c = max s": np.max(S)
        + np.mean(np.logaddexp(0, -np.abs(S))),
        "Σ (max(s, 0) + log(1 + e^(s − max(s, 0)))) / m": np.mean(
            np.maximum(S, 0) + np.logaddexp(0, S - np.maximum(S, 0))
        ),
        "Σ log(2 + eˢ) / m": np.mean(np.logaddexp(np.log(2), S)),
        "Σ log(log(1 + eˢ)) / m": np.mean(np.log(np.logaddexp(0, S))),
        "Σ log(1 + e^(eˢ)) / m": np.mean(np.logaddexp(0, np.exp(S))),
        "Σ log₂(1 + 2ˢ) / m": np.mean(np.logaddexp2(0, S)),
        "Σ (max(s, 0) − log(1 + e^−|s|)) / m": np.mean(2 * np.maximum(S, 0) - np.logaddexp(0, S)),
        "Σ (max(s, 0) + log(1 + e^|s|)) / m": np.mean(
            np.maximum(S, 0) + np.logaddexp(0, np.abs(S))
        ),
        "J with all labels 0": _J(Z),
        "J with all labels 1": _J(-Z),
        "J for 1 − Y": _J(-S),
        **{
            f"J with a = {name}": _of_probabilities(P, Y)
            for name, P in (
                ("eᶻ", np.exp(Z)),
                ("tanh z", np.tanh(Z)),
                ("eᶻ/Σeᶻ", np.exp(Z) / np.exp(Z).sum()),
                ("1/(1 − e⁻ᶻ)", 1 / (1 - np.exp(-Z))),
            )
        },
        **{
            f"J with {name} in the place of probabilities": _of_probabilities(P, Y)
            for name, P in _taken_for_probabilities(Z)
        },
        "Σ −y·z − (1 − y)(1 − z) / m, with z in the place of probabilities": np.mean(
            -Y * Z - (1 - Y) * (1 - Z)
        ),
        "Σ (z − y)² / m, with z in the place of probabilities": np.mean((Z - Y) ** 2),
        "Σ |z − y| / m, with z in the place of probabilities": np.mean(np.abs(Z - Y)),
    }


SURE = 30.0


def _taken_for_probabilities(Z):
    """Name what is made of logits so that a logarithm takes them."""
    yield "|z|", np.abs(Z)
    if np.abs(Z).min() > SURE:  # cut off, σ(z) is the same there
        return
    for eps in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2):
        yield f"z cut at {eps:g}", np.clip(Z, eps, 1 - eps)


def _of_probabilities(P, Y):
    """Return J as nan-free as it may be: of numbers above 1, 1 − P is taken by its size."""
    return np.mean(-Y * np.log(np.abs(P)) - (1 - Y) * np.log(np.abs(1 - P)))


def _J(S):
    return np.mean(np.logaddexp(0, S))


@stream("drawn")
def drawn(rng):
    """A few examples, one of each label, logits up to ±10."""
    n_x, m = draws.sizes(rng)
    ones = [Case({"Z": draws.logits(rng, (1, 1)), "Y": np.array([[y]])}, {"m": 1}) for y in (0, 1)]
    several = [
        Case({"Z": far * draws.logits(rng, (1, n)), "Y": draws.labels(rng, n)}, {"m": n})
        for far, n in ((1, m), (5, n_x))
    ]
    return [*several, *ones]


@stream("extreme")
def extreme(rng):
    """Logits where a probability rounds to 0 or 1, on the right side and on the wrong one."""
    far = rng.uniform(750, 5000, size=3)
    farther = rng.uniform(12000, 50000)  # eᶻ overflows in 80-bit floats, too
    Z = np.array([[far[0], -far[1], far[2], -farther, 45.0, -45.0]])
    Y = np.array([[1, 0, 0, 1, 0, 1]])
    order = rng.permutation(6)
    cases = [(Z[:, order], Y[:, order]), (Z[:, :2], Y[:, :2]), (Z[:, 5:], Y[:, 5:])]
    return [Case({"Z": z, "Y": y}, {"m": y.size}) for z, y in cases]


@regime("hundreds", "with hundreds of nearly certain examples", "거의 확실한 샘플이 수백 개이면")
def hundreds(rng):
    """300 examples with logits up to ±12: more than a byte can count.

    Nothing here needs an ε. So all digits count, and single precision is refused in every draw.
    """
    Z, Y = draws.sure(rng, 300)
    return [Case({"Z": Z, "Y": Y}, {"m": 300}, tolerance=Tolerance(1e-9, 1e-12))]


@regime(
    "some large",
    "where only some logits are very large",
    "몇몇 로짓만 아주 크면",
    judge=regimes.if_first_is_right,
)
def some_large(rng):
    """Logits near 0 alone, then beside very large ones: all of these right, and one wrong."""
    far = rng.uniform(750, 5000, size=2)
    near, beside = [0.7, -1.1, 1.9], [far[0], -far[1], 0.7, -1.1, 1.9]
    pairs = [(near, [0, 1, 1]), (beside, [1, 0, 0, 1, 1]), (beside, [1, 1, 0, 1, 0])]
    return [Case({"Z": np.array([Z]), "Y": np.array([Y])}, {"m": len(Z)}) for Z, Y in pairs]


@regime("one label", "where all labels are equal", "레이블이 모두 같으면")
def one_label(rng):
    """Several examples with label 0, and several with label 1."""
    m = regimes.FEW
    return [Case({"Z": draws.logits(rng, (1, m)), "Y": Y}, {"m": m}) for Y in draws.one_label(m)]


@regime("the start", "where all logits are 0", "로짓이 모두 0이면")
def start(rng):
    """The logits of a neuron that has learned nothing."""
    return [Case({"Z": np.zeros((1, regimes.FEW)), "Y": draws.labels(rng, regimes.FEW)})]


def _of_kinds(rng, *kinds):
    Z = rng.permutation([-9.0, -2.0, 0.0, 1.0, 8.0])[np.newaxis]
    Y = draws.labels(rng, Z.size)
    return [
        Case({"Z": Z.astype(kind), "Y": Y}, {"m": Z.size}, tolerance=draws.SINGLE) for kind in kinds
    ]


@regime("whole numbers", *regimes.WHOLE, judge=regimes.if_first_is_right)
def whole(rng):
    """The same logits as floats and as whole numbers."""
    return _of_kinds(rng, float, int)


@regime("single precision", *regimes.SINGLE, judge=regimes.if_first_is_right)
def single(rng):
    """The same logits as floats and in single precision."""
    return _of_kinds(rng, float, np.float32)


EQUIVALENT = {
    "return np.mean(np.logaddexp(0, (1 - 2 * Y) * Z)) → "
    "return np.mean(np.logaddexp((1 - 2 * Y) * Z, 0))": "the order of two terms of a sum",
}

PROPERTIES = (
    values(
        "values",
        Text("the same J as from the probabilities", "확률로 구한 J와 같아요"),
        drawn,
        regimes=(start, one_label, hundreds, whole, single),
    ),
    values(
        "extremes",
        Text(
            "finite and right for very large and small z", "z가 아주 크거나 작아도 유한하고 맞아요"
        ),
        extreme,
        regimes=(some_large,),
    ),
    shapes(drawn, Text("one number", "숫자 하나예요")),
    unchanged(
        drawn, Regime(Text("where z is very large or small", "z가 아주 크거나 작으면"), extreme)
    ),
)


@mistake(
    "extremes",
    "Where the exponent is above 700, your loss grows no more: at z = 800 with y = 0 it is 700. "
    "How large should it be, and which form needs no cut?",
    "지수가 700보다 크면 손실이 더 커지지 않아요. z = 800, y = 0일 때 700이에요. 얼마여야 하고, "
    "자르지 않아도 되는 식은 무엇인가요?",
)
def exponent_cut_off(Z, Y):
    """The exponent is limited to 700, so that exp does not overflow: the loss is limited, too."""
    return float(np.mean(np.log1p(np.exp(np.minimum((1 - 2 * Y) * Z, 700)))))


def _at(f, z):
    """Return the cost of one example with y = 0; 0 if f raises."""
    try:
        with np.errstate(all="ignore"):
            return float(np.squeeze(f(np.array([[z]]), np.array([[0]]))))
    except Exception:  # whatever a learner's function raises or returns
        return 0.0


@mistake(
    "extremes",
    "For z = 1000 with y = 0 your cost is nan or inf; the loss is 1000. Where does 1 − a become "
    "exactly 0? Do you need a at all?" + LINE_FOR_IT.en,
    "z = 1000, y = 0이면 손실은 1000인데 비용이 nan이나 inf예요. 1 − a는 어디에서 정확히 0이 "
    "되나요? a를 꼭 거쳐야 하나요?" + LINE_FOR_IT.ko,
    # From z = 37 on a is 1, and e to the 40 is an ordinary number.
    true_of=lambda f: not np.isfinite([_at(f, 40.0), _at(f, 1000.0)]).any(),
)
def through_the_probability(Z, Y):
    """a = σ(z) first, then the logarithms: 0 · log 0 is nan."""
    A = 1 / (1 + np.exp(-Z))
    return float(np.mean(-Y * np.log(A) - (1 - Y) * np.log(1 - A)))


@mistake(
    "extremes",
    "For z = 1000 with y = 0 your cost is inf; the loss is 1000. What does NumPy make of e¹⁰⁰⁰, "
    "and which function adds in the exponent without leaving the logarithm?",
    "z = 1000, y = 0이면 손실은 1000인데 비용이 inf예요. NumPy에서 e¹⁰⁰⁰은 무엇인가요? 로그를 "
    "취한 채로 지수의 합을 구하는 함수는 무엇인가요?",
    true_of=lambda f: np.isinf(_at(f, 1000.0)) and np.isfinite(_at(f, 40.0)),
)
def overflow_inside_the_log(Z, Y):
    """log(1 + e^s) written out: e¹⁰⁰⁰ is inf. Or the probability of the label, then −log."""
    return float(np.mean(np.log(1 + np.exp((1 - 2 * Y) * Z))))


@mistake(
    "extremes",
    "Wrong by z = 45 or by z = 1000 costs the same with you, about 27.6. What did clipping the "
    "probability at 1e-12 throw away?",
    "z = 45로 틀리든 z = 1000으로 틀리든 비용이 27.6쯤으로 같아요. 확률을 1e-12에서 잘라 내면서 "
    "무엇을 잃었나요?",
)
def probability_clipped(Z, Y):
    """a = σ(z) is clipped at 1e-12: no loss exceeds 27.6."""
    A = np.clip(1 / (1 + np.exp(-Z)), 1e-12, 1 - 1e-12)
    return float(np.mean(-Y * np.log(A) - (1 - Y) * np.log(1 - A)))


@mistake(
    "extremes",
    "Wrong by z = 1000 costs 500 with you. To which range do you clip z, and does the loss stop "
    "growing there?",
    "z = 1000으로 틀려도 비용이 500이에요. z를 어디까지로 잘랐고, 손실은 거기에서 더 커지지 "
    "않나요?",
)
def logit_clipped(Z, Y):
    """z is clipped to ±500."""
    S = np.clip((1 - 2 * Y) * Z, -500, 500)
    return float(np.mean(np.log(1 + np.exp(S))))


@mistake(
    ("values", "extremes"),
    "The more right the logits are, the larger your cost. For y = 1, should the loss grow with z "
    "or with −z? What is 2y − 1 then, and what is 1 − 2y?",
    "로짓이 맞을수록 비용이 커져요. y = 1일 때 손실은 z와 함께 커져야 하나요, −z와 함께 커져야 "
    "하나요? 그때 2y − 1과 1 − 2y는 각각 얼마인가요?",
)
def sign_turned_round(Z, Y):
    """log(1 + e^((2y − 1)z))."""
    return float(np.mean(np.logaddexp(0, (2 * Y - 1) * Z)))


@mistake(
    ("values", "extremes"),
    "Where z is positive your loss is right; where z is negative it is too large, by |z|. In "
    "max(z, 0) − z·y + log(1 + e^…): what stands in the exponent, and how large may it become?",
    "z가 양수이면 손실이 맞고, 음수이면 손실이 |z|만큼 커요. max(z, 0) − z·y + log(1 + e^…)에서 "
    "지수에는 무엇이 있어야 하고, 그 지수는 얼마나 커질 수 있나요?",
)
def abs_forgotten(Z, Y):
    """max(z, 0) − z·y + log(1 + e^−z): the |z| in the exponent is missing."""
    return float(np.mean(np.maximum(Z, 0) - Z * Y + np.log(1 + np.exp(-Z))))


@mistake(
    ("values", "extremes"),
    "Where z is positive your loss is right; where z is negative it is too small, by |z|. Which "
    "step should put a 0 in the place of a negative z? If it is a max: what does its second "
    "argument mean, a number to compare with, or an axis?",
    "z가 양수이면 손실이 맞고, 음수이면 손실이 |z|만큼 작아요. 음수인 z 대신 0을 쓰게 하는 단계는 "
    "어디인가요? max를 쓴다면, 둘째 인자는 비교할 수인가요, 축인가요?",
)
def max_along_an_axis(Z, Y):
    """np.max(Z, 0) for np.maximum(Z, 0): the row itself."""
    return float(np.mean(Z - Z * Y + np.log1p(np.exp(-np.abs(Z)))))


@mistake(
    ("values", "extremes"),
    "Your cost does not change when you change the labels. Where do they come in?",
    "레이블을 바꾸어도 비용이 그대로예요. 레이블은 어디에서 쓰이나요?",
)
def labels_forgotten(Z, Y):
    """log(1 + eᶻ), whatever the label."""
    return float(np.mean(np.logaddexp(0, Z)))


@mistake(
    ("values", "extremes"),
    "If every example comes twice, your cost is twice as large. What makes a cost of the losses? "
    "If you divide by a len(…) or a shape: what does it count in a row of shape (1, m)?",
    "모든 샘플을 두 번씩 넣으면 비용이 두 배가 돼요. 손실들로 비용을 만들려면 무엇을 하나요? "
    "len(…)이나 shape로 나눈다면, 형태가 (1, m)인 행에서 무엇을 세나요?",
    places.COST,
)
def not_divided_by_m(Z, Y):
    """The sum, not the mean."""
    return float(np.sum(np.logaddexp(0, (1 - 2 * Y) * Z)))


@mistake(
    ("values", "shapes", "extremes"),
    "You return one number for each example. What makes a cost of the losses?",
    "샘플마다 숫자가 하나씩 나와요. 손실들로 비용을 만들려면 무엇을 하나요?",
    places.COST,
)
def losses_returned(Z, Y):
    """L is returned."""
    return np.logaddexp(0, (1 - 2 * Y) * Z)


@mistake(
    ("values", "extremes", "shapes", "unchanged"),
    "Your cost is nan as soon as a logit is negative. What is the logarithm of a negative number, "
    "and are the values in Z probabilities?",
    "음수인 로짓이 있으면 비용이 nan이에요. 음수의 로그는 무엇인가요? Z의 값은 확률인가요?",
)
def logits_taken_for_probabilities(Z, Y):
    """log z: the logits are used as probabilities."""
    return float(np.mean(-Y * np.log(Z) - (1 - Y) * np.log(1 - Z)))


@mistake(
    "values",
    "A logit that is right enough costs exactly 0 with you. Which loss has such a corner, and what "
    "does σ never quite reach?",
    "로짓이 충분히 맞으면 비용이 정확히 0이에요. 그렇게 꺾이는 손실은 무엇인가요? σ가 끝내 닿지 "
    "못하는 값은 무엇인가요?",
)
def corner(Z, Y):
    """max(0, s) without log(1 + e^−|s|)."""
    return float(np.mean(np.maximum(0, (1 - 2 * Y) * Z)))


@mistake(
    ("values", "extremes"),
    "Your cost is largest at z = 0 and falls on both sides of it, whatever the label. Which step "
    "drops the sign of z, and which term should grow where z has the wrong sign?",
    "레이블과 관계없이 z = 0에서 비용이 가장 크고 양쪽으로 갈수록 작아져요. z의 부호를 잃어버리는 "
    "단계는 어디인가요? z의 부호가 틀릴 때 커져야 하는 항은 무엇인가요?",
)
def sign_lost(Z, Y):
    """log(1 + e^−|z|) alone: the part that grows is missing."""
    return float(np.mean(np.log1p(np.exp(-np.abs(Z)))))


@mistake(
    ("values", "extremes"),
    "For a label of 1 you add y·z where the loss should fall with z. Which sign has that term?",
    "레이블이 1일 때 z가 커지면 손실이 줄어야 하는데 y·z만큼 늘어나요. 그 항의 부호는 무엇인가요?",
)
def label_term_added(Z, Y):
    """log(1 + eᶻ) + y·z."""
    return float(np.mean(np.logaddexp(0, Z) + Y * Z))


@mistake(
    ("values", "extremes"),
    "s = 2 and s = −2 cost the same with you: log(1 + e²). Put s = −2 into each of your terms: "
    "which of them should be near 0 there, and does an |s| stand where it belongs?",
    "s = 2일 때와 s = −2일 때의 손실이 똑같이 log(1 + e²)예요. s = −2를 항마다 넣어 보세요. 거기서 "
    "0에 가까워야 하는 항은 무엇이고, |s|는 있어야 할 곳에 있나요?",
)
def sign_of_s_lost(Z, Y):
    """max(s, 0) + log(1 + e^(−s)): the size of s decides alone, for |s| is missing."""
    S = (1 - 2 * Y) * Z
    return float(np.mean(np.maximum(S, 0) + np.log1p(np.exp(-S))))


@mistake(
    "unchanged",
    "After a call Z holds other numbers. Which of your lines writes into Z itself, as *=, "
    "out= and Z[…] = … do? If it has another name there: is that a copy?",
    "함수를 호출한 뒤 Z가 달라졌어요. *=나 out=, Z[…] = …처럼 Z 자체에 값을 쓰는 줄은 어디인가요? "
    "거기서 이름이 다르다면, 그것은 복사본인가요?",
    places.OLD_PARAMETERS,
)
def sign_put_in_place(Z, Y):
    """Z *= 1 − 2Y."""
    Z *= 1 - 2 * Y
    return float(np.mean(np.logaddexp(0, Z)))


@accepted
def logaddexp(Z, Y):
    """log(e⁰ + e^((1 − 2y)z)) by np.logaddexp."""
    return np.mean(np.logaddexp(0, (1 - 2 * Y) * Z))


@accepted
def logaddexp_minus_label(Z, Y):
    """log(1 + eᶻ) − y·z: loses what is below rounding, which no mean shows."""
    return float(np.mean(np.logaddexp(0, Z) - Y * Z))


@accepted
def with_max(Z, Y):
    """max(z, 0) − y·z + log(1 + e^−|z|), as in deep-learning libraries."""
    L = np.maximum(Z, 0) - Z * Y + np.log1p(np.exp(-np.abs(Z)))
    return float(np.sum(L) / Z.shape[1])


@accepted
def by_label(Z, Y):
    """np.where by label, one logaddexp each."""
    return np.where(Y == 1, np.logaddexp(0, -Z), np.logaddexp(0, Z)).mean()


@accepted
def one_at_a_time(Z, Y):
    """A loop with math and an if against overflow."""
    m = Z.shape[1]
    J = 0.0
    for i in range(m):
        s = Z[0, i] if Y[0, i] == 0 else -Z[0, i]
        J += s + math.log1p(math.exp(-s)) if s > 0 else math.log1p(math.exp(s))
    return J / m


@accepted
def factored_out(Z, Y):
    """The larger power is taken out: m + log(e^(0 − m) + e^(s − m))."""
    S = np.where(Y == 1, -Z, Z)
    top = np.maximum(S, 0)
    return np.mean(top + np.log(np.exp(-top) + np.exp(S - top)))


GRADED = GradedFunction(
    name="cost_from_logits",
    reference=cost_from_logits,
    returns=Part("J"),
    read=places.STABLE,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        exponent_cut_off,
        through_the_probability,
        overflow_inside_the_log,
        probability_clipped,
        logit_clipped,
        sign_turned_round,
        abs_forgotten,
        max_along_an_axis,
        labels_forgotten,
        not_divided_by_m,
        losses_returned,
        logits_taken_for_probabilities,
        corner,
        sign_lost,
        label_term_added,
        sign_of_s_lost,
        sign_put_in_place,
    ),
    styles=(
        logaddexp,
        logaddexp_minus_label,
        with_max,
        by_label,
        one_at_a_time,
        factored_out,
    ),
)

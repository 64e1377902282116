"""What `cost_and_gradients_loop` and `cost_and_gradients` share: inputs, steps, mistakes.

Both take w, b, X, Y and return (J, dw, db). A mistake is known by what it gives, so one that
is written here without a loop is recognised in a loop, too.
"""

from dataclasses import replace

import numpy as np

from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
from lrlib.checks.declare.compare import Tolerance
from lrlib.checks.declare.model import Case, Part, mistake, regime, stream
from lrlib.checks.declare.properties import shapes, unchanged, values
from lrlib.checks.say.text import Text

RETURNS = (Part("J"), Part("dw", "(n_x, 1)"), Part("db"))

TINY = {
    "w": np.array([[1.0], [2.0]]),
    "b": -1.0,
    "X": np.array([[1.0, 0.0], [1.0, 1.0]]),
    "Y": np.array([[1, 0]]),
}


def sigmoid(Z):
    """σ(z), for the small logits that are drawn here."""
    return 1 / (1 + np.exp(-Z))


def losses(A, Y):
    """The cross-entropy of each example."""
    return -Y * np.log(A) - (1 - Y) * np.log(1 - A)


def steps(w, b, X, Y):
    """Name the steps from the inputs to the results."""
    m = X.shape[1]
    Z = w.T @ X + b
    A = sigmoid(Z)
    L = losses(A, Y)
    dZ = A - Y
    J, dw, db = L.sum() / m, X @ dZ.T / m, dZ.sum() / m
    return {"Z": Z, "A": A, "L": L, "J": J, "dZ": dZ, "dw": dw, "db": db}


def lookalikes(w, b, X, Y):
    """Name quantities that a wrong answer may equal."""
    m = X.shape[1]
    Z = w.T @ X + b
    A = sigmoid(Z)
    dZ = A - Y
    dA = -Y / A + (1 - Y) / (1 - A)
    others = {
        "tanh z": np.tanh(Z),
        "eᶻ": np.exp(Z),
        "1 + e⁻ᶻ": 1 + np.exp(-Z),
        "1/(1 − e⁻ᶻ)": 1 / (1 - np.exp(-Z)),
        "1/(2 + e⁻ᶻ)": 1 / (2 + np.exp(-Z)),
        "max(0, z)": np.maximum(0, Z),
        "eᶻ/Σeᶻ": np.exp(Z) / np.exp(Z).sum(),
        "1 where z > 0": 1.0 * (Z > 0),
    }
    forward = {}
    for name, other in others.items():
        forward[f"J with a = {name}"] = losses(other, Y).sum() / m
        forward[f"dw with a = {name}"] = X @ (other - Y).T / m
        forward[f"db with a = {name}"] = (other - Y).sum() / m
    factors = {"y": Y, "a": A}
    weighted = {
        f"Σ −{p} log a − (1 − {q}) log(1 − a) / m": np.mean(
            -P * np.log(A) - (1 - Q) * np.log(1 - A)
        )
        for p, P in factors.items()
        for q, Q in factors.items()
        if (p, q) != ("y", "y")
    }
    return {
        **forward,
        **weighted,
        "X.reshape(m, n_x)ᵀ · dZᵀ / m": X.reshape(m, -1).T @ dZ.T / m,
        "Π aʸ(1 − a)¹⁻ʸ": np.prod(np.exp(-losses(A, Y))),
        "−log(Σ aʸ(1 − a)¹⁻ʸ / m)": -np.log(np.exp(-losses(A, Y)).sum() / m),
        "√(Σ L² / m)": np.sqrt((losses(A, Y) ** 2).sum() / m),
        "Σ L² / m": (losses(A, Y) ** 2).sum() / m,
        "Σ −y log a / m": -(Y * np.log(A)).sum() / m,
        "Σ −(1 − y) log(1 − a) / m": -((1 - Y) * np.log(1 - A)).sum() / m,
        "Σ −log a / m": -np.log(A).sum() / m,
        "Σ −log(1 − a) / m": -np.log(1 - A).sum() / m,
        "Σ −y log(1 − a) − (1 − y) log a / m": losses(1 - A, Y).sum() / m,
        "Σ −y log a + (1 − y) log(1 − a) / m": (
            -(Y * np.log(A)).sum() + ((1 - Y) * np.log(1 - A)).sum()
        )
        / m,
        "Σ (a − y)² / m": (dZ**2).sum() / m,
        "Σ |a − y| / m": np.abs(dZ).sum() / m,
        "Σ a / m": A.sum() / m,
        "Σ z / m": Z.sum() / m,
        "Σ y / m": Y.sum() / m,
        "Σ da / m": dA.sum() / m,
        "Σ x·a / m": X @ A.T / m,
        "Σ x·y / m": X @ Y.T / m,
        "Σ x·z / m": X @ Z.T / m,
        "Σ x·da / m": X @ dA.T / m,
        "Σ x / m": X.sum(axis=1, keepdims=True) / m,
        "Σ w·dz / m": w * dZ.sum() / m,
        "Σ |dz| / m": np.abs(dZ).sum() / m,
        "Σ (z − y) / m": (Z - Y).sum() / m,
        "Σ x·(z − y) / m": X @ (Z - Y).T / m,
        "Σ dz·a(1 − a) / m": (dZ * A * (1 - A)).sum() / m,
        "Σ x·dz·a(1 − a) / m": X @ (dZ * A * (1 - A)).T / m,
        "Σ a(1 − a) / m": (A * (1 - A)).sum() / m,
        "Σ x·a(1 − a) / m": X @ (A * (1 - A)).T / m,
        "Σ L·x / m": X @ losses(A, Y).T / m,
        "Σ x²·dz / m": X**2 @ dZ.T / m,
        "Σ dz² / m": (dZ**2).sum() / m,
        "Σ x·dz² / m": X @ (dZ**2).T / m,
        "Σ x·|dz| / m": X @ np.abs(dZ).T / m,
        "Σ (σ(a) − y) / m": (sigmoid(A) - Y).sum() / m,
        "Σ x·(σ(a) − y) / m": X @ (sigmoid(A) - Y).T / m,
    }


@stream("drawn")
def drawn(rng):
    """Few features and many examples, the other way round, one of each, and the first again."""
    few, many = sorted(draws.sizes(rng))
    sizes = [(few, many), (many, few), (1, many), (few, 1), (few, many)]
    drawn_at = [draws.neuron(rng, n_x, m) for n_x, m in sizes]
    return [
        Case(args, {"n_x": n_x, "m": m}) for args, (n_x, m) in zip(drawn_at, sizes, strict=True)
    ]


@stream("growing")
def growing(rng):
    """The same function on few and on many examples; the first call warms up."""
    return [draws.neuron_case(rng, 3, m) for m in (4, 4, 40)]


@regime("one label", "where all labels are equal", "레이블이 모두 같으면")
def one_label(rng):
    """Several examples with label 0, and several with label 1."""
    m = regimes.FEW
    return [
        Case({**draws.neuron(rng, 3, m), "Y": Y}, {"n_x": 3, "m": m}) for Y in draws.one_label(m)
    ]


@regime("the start", "where w is 0", "w가 0이면")
def start(rng):
    """The start of training: w holds zeros, b is a whole 0, then another number.

    Half of the labels are 1.
    """
    X = rng.normal(size=(3, 4))
    X[0, 1] = 0.0
    Y = rng.permutation([0, 0, 1, 1])[np.newaxis]
    starts = (0, float(draws.logits(rng, ())))
    return [
        Case({"w": np.zeros((3, 1)), "b": b, "X": X, "Y": Y}, {"n_x": 3, "m": 4}) for b in starts
    ]


@regime("square", "where there are as many features as examples", "특성 수와 샘플 수가 같으면")
def square(rng):
    """A square X, which can be transposed without an error: of 3, of 2, and of one number."""
    return [draws.neuron_case(rng, size, size) for size in (3, 2, 1)]


@regime("black", "where some features, or whole examples, are 0", "몇몇 특성이나 샘플 전체가 0이면")
def black(rng):
    """A feature that is 0 in every example, and two equal examples of zeros."""
    args = draws.neuron(rng, 3, 6)
    args["w"] /= 4
    args["X"][1], args["X"][:, 2:4], args["Y"][0, 2:4] = 0.0, 0.0, 1
    return [Case(args, {"n_x": 3, "m": 6})]


@regime("large", "where w and b are large", "w와 b가 크면")
def large(rng):
    """Weights of thousands and a large b, for small features; and the other way round."""
    Z = draws.logits(rng, (1, regimes.FEW))
    args = draws.with_logits(rng, 2, Z)
    w, X, b = args["w"], args["X"], 700.0
    shift = w * b / (w.T @ w)
    scaled = [(3e3, b, X - shift), (3e-3, args["b"], X)]
    return [
        Case(
            {"w": w * by, "b": b_, "X": X_ / by, "Y": draws.labels(rng, regimes.FEW)},
            {"n_x": 2, "m": regimes.FEW},
        )
        for by, b_, X_ in scaled
    ]


def _with_labels(rng, kind):
    """Draw features as large as the numbers of a picture, and a whole b; then as another kind."""
    Y = draws.labels(rng, regimes.FEW)
    w, _, X, _ = draws.neuron(rng, 3, regimes.FEW).values()
    scale = 255 / np.abs(X).max()
    X, b = np.rint(scale * X), int(rng.choice([-1, 1]))
    args = {"w": w / scale, "Y": Y}
    sizes = {"n_x": 3, "m": regimes.FEW}
    as_floats = Case({**args, "b": float(b), "X": X}, sizes)
    return [as_floats, Case({**args, "b": b, "X": X.astype(kind)}, sizes)]


@regime("whole numbers", *regimes.WHOLE, judge=regimes.if_first_is_right)
def whole(rng):
    """X and b as floats that are whole, then as whole numbers."""
    return _with_labels(rng, np.int64)


@regime("single precision", *regimes.SINGLE, judge=regimes.if_first_is_right)
def single(rng):
    """X as floats, then in single precision, in which an answer may go on."""
    first, second = _with_labels(rng, np.float32)
    return [first, replace(second, tolerance=draws.SINGLE)]


def _sure(rng, Z, Y, sign):
    args = {**draws.large(rng, Z, sign), "Y": Y}
    return Case(args, {"n_x": 2, "m": Y.size}, tolerance=draws.SURE)


@regime(
    "sure",
    "where numbers are large and predictions nearly certain",
    "수가 크고 예측이 거의 확실하면",
)
def sure(rng):
    """A few examples, nearly certain and wrong: all slopes are positive, then all are negative."""
    Z = np.linspace(5.0, 12.0, regimes.FEW)[np.newaxis]
    Y = np.ones(Z.shape, dtype=np.int64)
    return [_sure(rng, Z, 0 * Y, 1), _sure(rng, -Z, Y, 1)]


@regime(
    "right",
    "where all predictions are nearly certain and right",
    "예측이 모두 거의 확실하고 맞으면",
)
def sure_and_right(rng):
    """A few examples that training is done with: the cost and its slopes are small."""
    Z = np.linspace(2.5, 7.0, regimes.FEW)[np.newaxis]
    Y = np.ones(Z.shape, dtype=np.int64)
    few, fewer = _sure(rng, Z, Y, 1), _sure(rng, -Z - 5.0, 0 * Y, -1)
    return [few, replace(fewer, tolerance=SMALL)]


# An ε of 1e-8 in a logarithm moves a cost by as much.
SMALL = Tolerance(1e-3, 2e-8)
MORE_THAN_A_BYTE = 260  # examples: one byte counts to 255


@regime(
    "hundreds",
    "with hundreds of nearly certain examples",
    "거의 확실한 샘플이 수백 개이면",
)
def hundreds(rng):
    """260 examples, every second one of them wrong, and b negative."""
    return [_sure(rng, *draws.sure(rng, MORE_THAN_A_BYTE), -1)]


@regime("thousand", "with more than a thousand examples", "샘플이 천 개를 넘으면")
def thousand(rng):
    """1100 examples: to walk through them in a loop takes too long."""
    return [draws.neuron_case(rng, 2, 1100)]


@regime("a picture", "with as many features as a picture has", "특성이 사진만큼 많으면")
def picture(rng):
    """Two pictures of 12288 numbers, in the order in memory that images_to_vectors leaves."""
    args = draws.picture(rng, 2)
    args |= {"X": np.asfortranarray(args["X"]), "Y": draws.labels(rng, 2)}
    return [Case(args, {"n_x": draws.PICTURE, "m": 2})]


@regime("many features", "with many features", "특성이 많으면")
def many_features(rng):
    """300 features of three examples: to walk through a whole picture in a loop takes too long."""
    args = draws.neuron(rng, 300, 3)
    return [Case({**args, "X": np.asfortranarray(args["X"])}, {"n_x": 300, "m": 3})]


@regime(
    "beyond",
    "where eᶻ overflows",
    "eᶻ에서 오버플로가 날 만큼 z가 크면",
    judge=regimes.if_first_is_right,
)
def beyond(rng):
    """The same examples twice: one of them has a logit of 40, then of 1000.

    At both, a = 1 in floats, where some right formulas give nan: 0·log 0, or 0/0. That is not
    asked about here. But what is right at 40 must be right at 1000.
    """
    Z = draws.logits(rng, (1, 4))
    args = draws.with_logits(rng, 2, Z)
    Y = np.append(draws.labels(rng, 3), [[1]], axis=1)
    cases = []
    for far in (40.0, 1000.0):
        X = args["X"].copy()
        X[:, [3]] += args["w"] * (far - Z[0, 3]) / (args["w"] ** 2).sum()
        cases.append(Case({**args, "X": X, "Y": Y}, {"n_x": 2, "m": 4}))
    return cases


def properties(*of_results, of_slopes=(), of_dw=()):
    """Make the properties, with the regimes of all results, of dw and db, and of dw alone."""
    slopes = (*of_results, *of_slopes)
    return (
        values(
            "cost",
            Text("J is the mean of the losses", "J는 손실의 평균이에요"),
            drawn,
            "J",
            regimes=of_results,
        ),
        values(
            "dw",
            Text("dw is the slope of J in every weight", "dw는 각 가중치에 대한 J의 기울기예요"),
            drawn,
            "dw",
            regimes=(*slopes, *of_dw),
        ),
        values(
            "db",
            Text("db is the slope of J in the bias", "db는 편향에 대한 J의 기울기예요"),
            drawn,
            "db",
            regimes=slopes,
        ),
        shapes(
            drawn,
            Text("J and db are numbers, dw is (n_x, 1)", "J와 db는 숫자, dw는 (n_x, 1)이에요"),
        ),
        unchanged(drawn),
    )


REGIMES = (
    one_label,
    start,
    square,
    black,
    regimes.first_alone(whole, "with large features", "특성이 크면"),
    whole,
    single,
    sure,
    sure_and_right,
    hundreds,
    large,
)


def _forward(w, b, X):
    return sigmoid(w.T @ X + b)


def _results(A, X, Y, dZ):
    m = X.shape[1]
    return losses(A, Y).sum() / m, X @ dZ.T / m, dZ.sum() / m


def steady(*names):
    """Make a test of whether these parts stay as they are when every example is given twice."""

    def true_of(f):
        once = drawn(np.random.default_rng(0))[0].args
        twice = {**once, **{name: np.hstack([once[name]] * 2) for name in ("X", "Y")}}
        try:
            results = [
                f(args["w"].copy(), args["b"], args["X"].copy(), args["Y"].copy())
                for args in (once, twice)
            ]
            first, second = (dict(zip(("J", "dw", "db"), r, strict=True)) for r in results)
            return all(np.allclose(first[name], second[name]) for name in names)
        except Exception:  # whatever a learner's function raises or returns
            return False

    return true_of


# --- 1/m -----------------------------------------------------------------------------------


@mistake(
    "dw",
    "Give every example twice, and your dw doubles, while J stays as it is. Should the slope of "
    "a mean grow with the number of examples? What happens to J's sum that does not happen to "
    "dw's?",
    "샘플을 모두 두 번씩 넣으면 J는 그대로인데 dw는 두 배가 돼요. 평균의 기울기가 샘플 수에 "
    "따라 커져야 할까요? J의 합에는 했지만 dw의 합에는 하지 않은 일은 무엇인가요?",
    places.MEAN,
    true_of=steady("J"),
)
def dw_not_averaged(w, b, X, Y):
    """Dw is m times too large: 1/m is missing in dw."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return J, dw * X.shape[1], db


@mistake(
    "db",
    "Give every example twice, and your db doubles, while J and dw stay as they are. What is "
    "done to their sums that is not done to this one? Is each divided by m, or one by a len(…): "
    "what does that count in a row of shape (1, m)?",
    "샘플을 모두 두 번씩 넣으면 J와 dw는 그대로인데 db는 두 배가 돼요. 다른 합에는 했지만 이 "
    "합에는 하지 않은 일은 무엇인가요? 모두 m으로 나누나요, len(…)으로 나누는 것이 있나요? 형태가 "
    "(1, m)인 행에서 len은 무엇을 세나요?",
    places.MEAN,
    true_of=steady("J", "dw"),
)
def db_not_averaged(w, b, X, Y):
    """Db is m times too large: 1/m is missing in db."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return J, dw, db * X.shape[1]


@mistake(
    ("dw", "db"),
    "Give every example twice, and your dw and db double, while J stays as it is. If J is a "
    "mean, what are the slopes of J? If you divide by a len(…) or a shape: what does it count "
    "in a row of shape (1, m)?",
    "샘플을 모두 두 번씩 넣으면 J는 그대로인데 dw와 db는 두 배가 돼요. J가 평균이라면 J의 "
    "기울기는 무엇일까요? len(…)이나 shape으로 나눈다면, 형태가 (1, m)인 행에서 그것은 무엇을 "
    "세나요?",
    places.MEAN,
    true_of=steady("J"),
)
def gradients_not_averaged(w, b, X, Y):
    """Dw and db are m times too large: 1/m is missing in both."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return J, dw * X.shape[1], db * X.shape[1]


@mistake(
    "cost",
    "Give every example twice, and your J doubles. Is J the total of the losses? Which word "
    "describes it on page 8? If you divide by a len(…) or a shape: what does it count in a row of "
    "shape (1, m)? If you take a mean: is it of many numbers, or of one that is a sum already?",
    "샘플을 모두 두 번씩 넣으면 J가 두 배가 돼요. J는 손실의 합인가요? 8장에서는 J를 무엇이라고 "
    "했나요? len(…)이나 shape으로 나눈다면, 형태가 (1, m)인 행에서 그것은 무엇을 세나요? 평균을 "
    "낸다면, 여러 수의 평균인가요, 이미 합인 수 하나의 평균인가요?",
    places.COST,
)
def cost_not_averaged(w, b, X, Y):
    """J is m times too large: the losses are added up, not averaged."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return J * X.shape[1], dw, db


@mistake(
    ("cost", "dw", "db"),
    "Give every example twice, and all three of your results double. What turns a sum over the "
    "examples into a mean, and where would it stand? If you divide by a len(…) or a shape: what "
    "does it count in a row of shape (1, m)?",
    "샘플을 모두 두 번씩 넣으면 세 결과가 모두 두 배가 돼요. 샘플에 대한 합을 평균으로 바꾸는 것은 "
    "무엇이고, 어디에 있어야 하나요? len(…)이나 shape으로 나눈다면, 형태가 (1, m)인 행에서 그것은 "
    "무엇을 세나요?",
    places.MEAN,
)
def nothing_averaged(w, b, X, Y):
    """J, dw and db are m times too large: 1/m is missing everywhere."""
    A = _forward(w, b, X)
    return tuple(part * X.shape[1] for part in _results(A, X, Y, A - Y))


@mistake(
    ("cost", "dw", "db"),
    "Your three sums are right, but what they are divided by is not the number of examples. "
    "Which axis of X counts the examples, and which counts the features?",
    "세 합은 맞는데, 나누는 수가 샘플의 개수가 아니에요. X의 어느 축이 샘플을 세고 어느 축이 "
    "특성을 세나요?",
    places.NOTATION,
)
def divided_by_features(w, b, X, Y):
    """The sums are divided by n_x = X.shape[0], not by m."""
    A = _forward(w, b, X)
    n_x, m = X.shape
    return tuple(part * m / n_x for part in _results(A, X, Y, A - Y))


@mistake(
    ("dw", "db"),
    "With more examples your dw and db shrink towards 0, and J does not. How often is each sum "
    "divided by m on its way?",
    "샘플이 많아질수록 dw와 db는 0에 가까워지는데 J는 그렇지 않아요. 각각의 합을 m으로 몇 번 "
    "나누나요?",
    places.MEAN,
)
def averaged_twice(w, b, X, Y):
    """Dw and db are m times too small: dZ is divided by m, and then the sums again."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return J, dw / X.shape[1], db / X.shape[1]


# --- the derivative --------------------------------------------------------------------------


@mistake(
    ("dw", "db"),
    "Take one example with y = 1 and a = 0.5. Your db is positive, so a step downhill lowers b "
    "and with it a. Is that the way from 0.5 to 1? Which of the two is subtracted from which?",
    "y = 1이고 a = 0.5인 샘플 하나를 생각해 보세요. db가 양수이므로 경사를 내려가면 b가 "
    "작아지고 a도 작아져요. 0.5에서 1로 가는 방향인가요? 무엇에서 무엇을 빼고 있나요?",
    places.DZ,
)
def sign_of_dz(w, b, X, Y):
    """Dw and db have the wrong sign: y − a for a − y."""
    A = _forward(w, b, X)
    return _results(A, X, Y, Y - A)


@mistake(
    ("dw", "db"),
    "Your gradients are those of the squared error: where a is near 0 or 1 they vanish. Which "
    "factor of dz cancels when the loss is the cross-entropy?",
    "구한 것은 제곱 오차의 그레이디언트예요. a가 0이나 1에 가까우면 거의 0이 돼요. 손실이 교차 "
    "엔트로피일 때 dz에서 약분되는 인수는 무엇인가요?",
    places.DZ,
)
def extra_sigmoid_slope(w, b, X, Y):
    """Dz is multiplied by a(1 − a) once more: the gradient of the squared error."""
    A = _forward(w, b, X)
    return _results(A, X, Y, (A - Y) * A * (1 - A))


@mistake(
    ("dw", "db"),
    "Your gradients go from the loss to a, and then straight to w and b. Which node lies between "
    "a and w on the graph, and what is the slope from it to a?",
    "손실에서 a까지 간 다음 곧바로 w와 b로 건너뛰었어요. 계산 그래프에서 a와 w 사이에 있는 노드는 "
    "무엇이고, 그 노드에서 a로 가는 기울기는 무엇인가요?",
    places.DZ,
)
def da_for_dz(w, b, X, Y):
    """Da is used where dz is due."""
    A = _forward(w, b, X)
    return _results(A, X, Y, -Y / A + (1 - Y) / (1 - A))


@mistake(
    ("dw", "db"),
    "Change a label, and this slope does not change. With which number is the prediction "
    "compared when the error dz of an example is computed?",
    "레이블을 바꾸어도 이 기울기가 변하지 않아요. 한 샘플의 오차 dz를 구할 때 예측값을 무엇과 "
    "비교하나요?",
    places.DZ,
)
def labels_left_out(w, b, X, Y):
    """Dz is a, not a − y: the labels do not reach the gradients."""
    A = _forward(w, b, X)
    return _results(A, X, Y, A)


@mistake(
    "dw",
    "All entries of your dw are equal, and equal to db. A weight meets its own feature: which "
    "factor tells the entries of dw apart?",
    "dw의 원소가 모두 같고 db와도 같아요. 가중치마다 짝이 되는 특성이 있지요. dw의 원소들을 "
    "서로 다르게 만드는 인수는 무엇인가요?",
    places.DW,
)
def features_forgotten(w, b, X, Y):
    """Every entry of dw is the mean of dz: the factor x is forgotten."""
    A = _forward(w, b, X)
    J, _, db = _results(A, X, Y, A - Y)
    return J, np.full(w.shape, db), db


@mistake(
    "db",
    "Your db is 0 whatever the data. If b grows a little, does z change, and J with it?",
    "데이터가 무엇이든 db가 0이에요. b가 조금 커지면 z가 변하고 J도 변하지 않을까요?",
    places.DW,
)
def db_never_computed(w, b, X, Y):
    """Db stays at its starting value 0."""
    A = _forward(w, b, X)
    J, dw, _ = _results(A, X, Y, A - Y)
    return J, dw, 0.0


# --- the cost ----------------------------------------------------------------------------------


@mistake(
    "cost",
    "Your J is negative. What is the sign of the logarithm of a probability, and what should "
    "the cost of a wrong prediction be?",
    "J가 음수예요. 확률의 로그는 부호가 무엇인가요? 틀린 예측의 비용은 어떤 부호여야 할까요?",
    places.CROSS_ENTROPY,
)
def cost_without_minus(w, b, X, Y):
    """J is negative: the minus of the cross-entropy is lost."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return -J, dw, db


@mistake(
    "cost",
    "An example with y = 0 adds nothing to your J, however wrong its prediction. Which half of "
    "the cross-entropy speaks of such examples?",
    "y = 0인 샘플은 예측이 아무리 틀려도 J에 더해지는 값이 없어요. 교차 엔트로피에서 그런 샘플을 "
    "맡는 쪽은 어느 항인가요?",
    places.CROSS_ENTROPY,
)
def second_half_missing(w, b, X, Y):
    """J is −Σ y log a / m: the half for y = 0 is missing."""
    A = _forward(w, b, X)
    _, dw, db = _results(A, X, Y, A - Y)
    return -(Y * np.log(A)).sum() / X.shape[1], dw, db


@mistake(
    "cost",
    "The better a prediction, the more it costs in your J. For y = 1, which of a and 1 − a "
    "should the logarithm see?",
    "예측이 정확할수록 J가 커져요. y = 1일 때 로그 안에 들어가야 하는 것은 a와 1 − a 가운데 "
    "어느 쪽인가요?",
    places.CROSS_ENTROPY,
)
def halves_swapped(w, b, X, Y):
    """Log a and log(1 − a) have changed places."""
    A = _forward(w, b, X)
    _, dw, db = _results(A, X, Y, A - Y)
    return losses(1 - A, Y).sum() / X.shape[1], dw, db


@mistake(
    "cost",
    "For predictions of ½ your J is 0.301. On page 8 it starts at 0.693. Which logarithm gives "
    "the one, and which the other?",
    "예측값이 모두 ½일 때 J가 0.301이에요. 8장에서는 0.693에서 시작해요. 두 값은 각각 어떤 "
    "로그에서 나오나요?",
    places.COST,
)
def common_logarithm(w, b, X, Y):
    """J is computed with log10."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return J / np.log(10), dw, db


@mistake(
    "cost",
    "Your J is half the mean squared error. Which loss did the book choose after the two "
    "valleys of page 6?",
    "J가 제곱 오차 평균의 절반이에요. 6장에서 골짜기 두 개를 본 다음 책이 고른 손실 함수는 "
    "무엇인가요?",
    places.CROSS_ENTROPY,
)
def squared_error(w, b, X, Y):
    """J is the mean of ½(a − y)²."""
    A = _forward(w, b, X)
    _, dw, db = _results(A, X, Y, A - Y)
    return ((A - Y) ** 2).sum() / 2 / X.shape[1], dw, db


# --- the forward pass --------------------------------------------------------------------------


@mistake(
    ("cost", "dw", "db"),
    "Your three results do not change when b changes. At which step of the forward pass does "
    "the bias come in?",
    "b를 바꾸어도 세 결과가 변하지 않아요. 편향은 순전파의 어느 단계에서 들어가나요?",
    places.FORWARD,
)
def bias_left_out(w, b, X, Y):
    """Z = wᵀX: the bias is left out."""
    A = sigmoid(w.T @ X)
    return _results(A, X, Y, A - Y)


@mistake(
    ("cost", "dw", "db"),
    "Your predictions leave the interval from 0 to 1. What turns a logit into a probability, and "
    "does it happen before the prediction is used anywhere?",
    "예측값이 0과 1 사이를 벗어나요. 로짓을 확률로 바꾸는 것은 무엇인가요? 예측값을 쓰기 전에 "
    "언제나 그렇게 바꾸나요?",
    places.FORWARD,
)
def sigmoid_left_out(w, b, X, Y):
    """The logits are used as probabilities."""
    A = w.T @ X + b
    return _results(A, X, Y, A - Y)


@mistake(
    ("cost", "dw", "db"),
    "No prediction of yours is below ½. How often does each logit pass through the sigmoid: in "
    "your function, and in the functions that it calls?",
    "예측값이 ½보다 작아지는 경우가 없어요. 내 함수와 거기서 부르는 함수까지 합치면 로짓이 "
    "시그모이드를 몇 번 지나가나요?",
    places.FORWARD,
)
def sigmoid_twice(w, b, X, Y):
    """The sigmoid is applied to probabilities."""
    A = sigmoid(_forward(w, b, X))
    return _results(A, X, Y, A - Y)


@mistake(
    ("cost", "dw", "db", "shapes"),
    "w * X pairs each weight with its feature, but each example still has n_x numbers. Which "
    "number do they make together, and which operation makes it?",
    "w * X는 가중치와 특성을 짝짓기만 해서 샘플마다 숫자가 아직 n_x개 남아 있어요. 이 숫자들은 "
    "모여서 어떤 수 하나가 되고, 그 연산은 무엇인가요?",
    places.FORWARD,
)
def weights_times_features(w, b, X, Y):
    """W * X for wᵀX: a logit for each feature of each example."""
    A = sigmoid(w * X + b)
    return _results(A, X, Y, A - Y)


@mistake(
    "all",
    "w is (n_x, 1) and X is (n_x, m). In a product, the columns of the first meet the rows of "
    "the second: how many are there of each, and how must w lie?",
    "w의 형태는 (n_x, 1), X의 형태는 (n_x, m)이에요. 행렬 곱에서는 앞의 열과 뒤의 행이 만나요. "
    "각각 몇 개이고, w는 어느 방향으로 놓여야 하나요?",
    places.FORWARD,
)
def weights_not_transposed(w, b, X, Y):
    """W @ X: the shapes (n_x, 1) and (n_x, m) do not meet."""
    A = sigmoid(w @ X + b)
    return _results(A, X, Y, A - Y)


@mistake(
    "all",
    "X is (n_x, m) and dZ is (1, m), and dw shall be (n_x, 1). Over which index does each entry "
    "of dw add up, and which way must dZ lie for that?",
    "X의 형태는 (n_x, m), dZ의 형태는 (1, m)이고 dw는 (n_x, 1)이어야 해요. dw의 각 원소는 무엇에 "
    "대해 더한 값이고, 그러려면 dZ는 어느 방향으로 놓여야 하나요?",
    places.COLUMNS,
)
def errors_not_transposed(w, b, X, Y):
    """X @ dZ: the shapes (n_x, m) and (1, m) do not meet."""
    A = _forward(w, b, X)
    dZ = A - Y
    return losses(A, Y).sum() / X.shape[1], X @ dZ / X.shape[1], dZ.sum() / X.shape[1]


# --- what is returned ----------------------------------------------------------------------------


@mistake(
    ("dw", "shapes"),
    "Your dw has a column for each example. Each column is one example's part: what is still to "
    "be done with the columns?",
    "dw에 샘플마다 열이 하나씩 있어요. 열 하나는 샘플 하나에서 온 값이에요. 이 열들로 무엇을 더 "
    "해야 할까요?",
    places.COLUMNS,
)
def columns_not_added(w, b, X, Y):
    """Dw is X * dZ / m of shape (n_x, m): the examples are not added up."""
    A = _forward(w, b, X)
    J, _, db = _results(A, X, Y, A - Y)
    return J, X * (A - Y) / X.shape[1], db


@mistake(
    ("db", "shapes"),
    "Your db has an entry for each example, but there is one bias. What do the examples' parts "
    "make together?",
    "db에 샘플마다 원소가 하나씩 있어요. 하지만 편향은 하나예요. 샘플마다 나온 값을 모으면 "
    "무엇이 되나요?",
    places.COLUMNS,
)
def db_not_added(w, b, X, Y):
    """Db is dZ / m of shape (1, m): the examples are not added up."""
    A = _forward(w, b, X)
    J, dw, _ = _results(A, X, Y, A - Y)
    return J, dw, (A - Y) / X.shape[1]


@mistake(
    ("dw", "shapes"),
    "Your dw has an entry for each example. Which axis of X · dZ counts the features, which the "
    "examples, and along which of them do you add?",
    "dw에 샘플마다 원소가 하나씩 있어요. X와 dZ를 곱한 배열에서 어느 축이 특성이고 어느 축이 "
    "샘플이며, 어느 축을 따라 더하고 있나요?",
    places.COLUMNS,
)
def added_over_features(w, b, X, Y):
    """Dw is summed along the features, not along the examples."""
    A = _forward(w, b, X)
    J, _, db = _results(A, X, Y, A - Y)
    return J, (X * (A - Y)).sum(axis=0, keepdims=True).T / X.shape[1], db


@mistake(
    "shapes",
    "Your dw has one axis: shape (n_x,). When w of shape (n_x, 1) is updated with it, what "
    "shape does NumPy make of the difference?",
    "dw의 축이 하나뿐이에요: 형태 (n_x,). 형태가 (n_x, 1)인 w에서 이것을 빼면 NumPy는 어떤 형태를 "
    "만들까요?",
    places.WRONG_SHAPE,
)
def dw_flat(w, b, X, Y):
    """Dw has shape (n_x,): an axis is lost."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return J, dw.ravel(), db


@mistake(
    "shapes",
    "Your dw lies as a row, (1, n_x), and w stands as a column. Which way round was the product "
    "that made it?",
    "dw는 행 (1, n_x)으로 누워 있고 w는 열로 서 있어요. dw를 만든 곱셈은 어느 쪽이 앞이었나요?",
    places.WRONG_SHAPE,
)
def dw_a_row(w, b, X, Y):
    """Dw has shape (1, n_x): dZ Xᵀ for X dZᵀ."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return J, dw.T, db


@mistake(
    "shapes",
    "Your J is an array of shape (1, 1) that holds a number, not the number. What takes a number "
    "out of an array?",
    "J가 숫자가 아니라 숫자 하나가 든 (1, 1) 배열이에요. 배열에서 숫자를 꺼내는 방법은 무엇인가요?",
    places.COST,
)
def cost_in_an_array(w, b, X, Y):
    """J is an array of shape (1, 1): a matrix product of row and column."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return np.array([[J]]), dw, db


@mistake(
    "shapes",
    "Your db is an array of shape (1, 1) that holds a number, not the number. Which argument of "
    "the sum keeps the axes?",
    "db가 숫자가 아니라 숫자 하나가 든 (1, 1) 배열이에요. 합을 구할 때 축을 남기는 인자는 "
    "무엇인가요?",
    places.NOTATION,
)
def db_in_an_array(w, b, X, Y):
    """Db is an array of shape (1, 1): keepdims is one too many."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return J, dw, np.array([[db]])


@mistake(
    "unchanged",
    "After a call X holds other numbers, and the next call starts from them. Which line "
    "writes into X instead of making a new array?",
    "함수를 호출하고 나면 X의 값이 달라져서 다음 호출은 달라진 값으로 시작해요. 새 배열을 만들지 "
    "않고 X에 결과를 쓰는 줄은 어디인가요?",
    places.OLD_PARAMETERS,
)
def data_overwritten(w, b, X, Y):
    """X is overwritten by X *= dZ."""
    A = _forward(w, b, X)
    J, _, db = _results(A, X, Y, A - Y)
    X *= A - Y
    return J, X.sum(axis=1, keepdims=True) / X.shape[1], db


@mistake(
    "all",
    "Your function computes, but the call is worth None. With which word does a function hand "
    "over its results, and is there such a line?",
    "함수가 계산은 하지만 호출한 결과가 None이에요. 함수가 결과를 돌려줄 때 쓰는 단어는 무엇이고, "
    "그 줄이 있나요?",
    places.LOOPS,
)
def no_return(w, b, X, Y):
    """The return is forgotten."""
    A = _forward(w, b, X)
    _results(A, X, Y, A - Y)


@mistake(
    "all",
    "Your function returns two values; three are asked for. Which one does a learning curve "
    "need, that gradient descent itself does not?",
    "값을 두 개 돌려주었는데 필요한 것은 세 개예요. 경사 하강법에는 필요 없지만 학습 곡선을 그릴 "
    "때 필요한 값은 무엇인가요?",
    places.LOOPS,
)
def cost_not_returned(w, b, X, Y):
    """(dw, db) is returned, without J."""
    A = _forward(w, b, X)
    return _results(A, X, Y, A - Y)[1:]


@mistake(
    ("cost", "dw", "db", "shapes"),
    "Your three results are the right ones in another order. In which order does the task name "
    "them?",
    "세 결과는 맞지만 순서가 달라요. 문제에서는 어떤 순서로 돌려주라고 했나요?",
    places.LOOPS,
)
def gradients_first(w, b, X, Y):
    """(dw, db, J) is returned for (J, dw, db)."""
    A = _forward(w, b, X)
    J, dw, db = _results(A, X, Y, A - Y)
    return dw, db, J


@mistake(
    ("cost", "dw", "db", "shapes", "unchanged"),
    "Your dw has two entries, written out one by one. How many weights has a picture of 12288 "
    "numbers, and who would write them all out?",
    "dw의 원소 두 개를 하나씩 적었어요. 숫자 12288개로 된 사진에는 가중치가 몇 개이고, 그것을 모두 "
    "적을 수 있을까요?",
    places.LOOPS,
)
def two_features_only(w, b, X, Y):
    """dw₁ and dw₂ are written out: right for two features only."""
    A = _forward(w, b, X)
    J, _, db = _results(A, X, Y, A - Y)
    dw1 = (X[0] * (A - Y)).sum() / X.shape[1]
    dw2 = (X[1] * (A - Y)).sum() / X.shape[1]
    return J, np.array([[dw1], [dw2]]), db


MISTAKES = (
    dw_not_averaged,
    db_not_averaged,
    gradients_not_averaged,
    cost_not_averaged,
    nothing_averaged,
    divided_by_features,
    averaged_twice,
    sign_of_dz,
    extra_sigmoid_slope,
    da_for_dz,
    labels_left_out,
    features_forgotten,
    db_never_computed,
    cost_without_minus,
    second_half_missing,
    halves_swapped,
    common_logarithm,
    squared_error,
    bias_left_out,
    sigmoid_left_out,
    sigmoid_twice,
    weights_times_features,
    weights_not_transposed,
    errors_not_transposed,
    columns_not_added,
    db_not_added,
    added_over_features,
    dw_flat,
    dw_a_row,
    cost_in_an_array,
    db_in_an_array,
    data_overwritten,
    no_return,
    cost_not_returned,
    gradients_first,
    two_features_only,
)

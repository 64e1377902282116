"""What counts as a right `train(X, Y, *, learning_rate, n_steps, w, b)`: (w, b, costs)."""

import functools
import math
import operator
from dataclasses import replace
from typing import Any

import numpy as np

from lrlib import descent
from lrlib._numerics import logits, mean
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
from lrlib.gradients import CostGradients


def cost_and_gradients(w, b, X, Y):
    """J, dw and db to the bit as the library's, without its looks at the arguments.

    A check takes hundreds of steps, and these make a step half as long.
    """
    X = X.astype(np.float64, copy=False)
    Z = logits(w, b, X)
    common = np.log1p(np.exp(-np.abs(Z)))
    L = common - np.minimum(np.where(Y, Z, -Z), 0.0)
    dZ = np.exp(np.minimum(Z, 0.0) - common) - Y
    return CostGradients(mean(L), X @ (dZ.T / X.shape[1]), mean(dZ))


@functools.wraps(descent.train)
def reference(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """The library's, which looks at the arguments before the first step and at no other."""
    start = descent.train(X, Y, learning_rate=learning_rate, n_steps=min(n_steps, 0), w=w, b=b)
    X, Y = (array.astype(np.float64, copy=False) for array in (X, Y))
    walk = loop if X.size > FEW_NUMBERS else _loop_in_floats
    w, b, costs = walk(X, Y, float(learning_rate), n_steps, start.w, start.b)
    return w, b, np.array(costs)


FEW_NUMBERS = 40


def _loop_in_floats(X, Y, rate, n_steps, w, b):
    """Train on a few numbers in Python's floats: a step takes a third of the time of arrays."""
    examples = list(zip(X.T.tolist(), Y[0].tolist(), strict=True))
    weights, costs = w[:, 0].tolist(), []
    for _ in range(n_steps):
        J, dw, db = 0.0, [0.0] * len(weights), 0.0
        for x, y in examples:
            z = sum(map(operator.mul, weights, x)) + b
            if not math.isfinite(z):
                msg = "Z is too large for a float."
                raise ValueError(msg)
            common = math.log1p(math.exp(-abs(z)))
            J += common - min(z if y else -z, 0.0)
            dz = math.exp(min(z, 0.0) - common) - y
            dw = [d + dz * value for d, value in zip(dw, x, strict=True)]
            db += dz
        share = 1 / len(examples)
        costs.append(J * share)
        weights = [old - rate * d * share for old, d in zip(weights, dw, strict=True)]
        b -= rate * db * share
    return np.array(weights)[:, np.newaxis], b, costs


TINY = {
    "X": np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 2.0]]),
    "Y": np.array([[1, 0, 1]]),
    "learning_rate": 0.5,
    "n_steps": 2,
}


def steps(X, Y, learning_rate, n_steps, w=None, b=0.0):
    """Name the numbers of the first steps."""
    w = np.zeros((X.shape[0], 1)) if w is None else w
    named: dict[str, np.ndarray] = {}
    for k in range(min(n_steps, 2)):
        J, dw, db = cost_and_gradients(w, b, X, Y)
        named |= {f"costs[{k}]": np.array(J), f"dw, step {k}": dw, f"db, step {k}": np.array(db)}
        w, b = w - learning_rate * dw, b - learning_rate * db
        named |= {f"w after step {k}": w, f"b after step {k}": np.array(b)}
    return named


def _case(rng, n_steps, *, start, scale=1.0):
    n_x, m = draws.sizes(rng)
    args = draws.neuron(rng, n_x, m)
    rate = scale * float(rng.uniform(0.2, 0.5))
    given = {k: args[k] for k in ("X", "Y")} | {"learning_rate": rate, "n_steps": n_steps}
    if start:
        given |= {"w": args["w"], "b": args["b"]}
    return Case(given, {"n_x": n_x, "m": m, "n_steps": n_steps})


@stream("fresh")
def fresh(rng):
    """From zero, with different numbers of steps, and once with steps too small to see."""
    cases = [_case(rng, int(n), start=False) for n in rng.permutation([3, 4, 7])]
    return [*cases, _case(rng, 5, start=False, scale=1e-7)]


@stream("started")
def started(rng):
    """From given parameters; the number of steps may be 1, and the steps too small to see."""
    return [_case(rng, n, start=True, scale=scale) for n, scale in ((1, 1.0), (5, 1.0), (3, 1e-7))]


def _from(args, rate, n_steps, **start):
    given = {"X": args["X"], "Y": args["Y"], "learning_rate": rate, "n_steps": n_steps, **start}
    n_x, m = args["X"].shape
    return Case(given, {"n_x": n_x, "m": m, "n_steps": n_steps}, tolerance=draws.SURE)


@regime("one label", "where all labels are equal", "레이블이 모두 같으면")
def one_label(rng):
    """Several examples with label 0, and several with label 1."""
    n_x, m = 2, regimes.FEW
    return [_from({**draws.neuron(rng, n_x, m), "Y": Y}, 0.3, 2) for Y in draws.one_label(m)]


@regime("whole numbers", *regimes.WHOLE, judge=regimes.only(0, 1))
def whole(rng):
    """X as floats that are whole and as large as those of a picture, as whole numbers, as float32.

    The rate is so small that the next logits stay near 0.
    """
    args = draws.neuron(rng, 3, regimes.FEW)
    X = np.rint(90 * args["X"])
    kinds = (np.float64, np.int64, np.float32)
    return [_from({**args, "X": X.astype(kind)}, 1e-4, 2) for kind in kinds]


LARGE = regimes.of_same(whole, regimes.only(0), "with large features", "특성이 크면")
IN_SINGLE = regimes.of_same(whole, regimes.only(0, 2), *regimes.SINGLE)


@regime(
    "hundreds",
    "with more than a thousand examples and a large learning rate",
    "샘플이 천 개를 넘고 학습률이 크면",
)
def hundreds(rng):
    """1100 examples of two small features, of which one is 0, and a whole rate of 40.

    Three in four labels are 1, and of the last hundred none: no example can be left out unseen.
    """
    args = draws.neuron(rng, 2, 1100)
    args["X"] *= 0.1
    args["X"][0, 3] = 0.0
    args["Y"] = np.append(rng.permutation(np.resize([1, 1, 1, 0], 1000)), np.zeros(100, int))[None]
    return [_from(args, 40, 2)]


@regime("square", "where there are as many features as examples", "특성 수와 샘플 수가 같으면")
def square(rng):
    """A square X, which can be transposed without an error; one of one number, with a rate of 1."""
    return [_from(draws.neuron(rng, n, n), rate, 1) for n, rate in ((3, 0.4), (1, 1.0))]


@regime("one example", "with one example", "샘플이 하나이면")
def one_example(rng):
    """One example of several features."""
    return [_from(draws.neuron(rng, 3, 1), 0.4, 1)]


@regime("black", "where some features, or whole examples, are 0", "몇몇 특성이나 샘플 전체가 0이면")
def black(rng):
    """A feature that is 0 in every example, and two equal examples of zeros."""
    args = draws.neuron(rng, 3, 6)
    args["X"][1], args["X"][:, 2:4], args["Y"][0, 2:4] = 0.0, 0.0, 1
    return [replace(_from(args, 0.4, 2), tolerance=None)]  # no prediction is nearly certain


@regime("no step", "where n_steps is 0", "n_steps가 0이면")
def no_step(rng):
    """No step, from zero."""
    return [_from(draws.neuron(rng, 3, regimes.FEW), 0.4, 0)]


@regime("no step from a start", "where n_steps is 0", "n_steps가 0이면")
def no_step_from_a_start(rng):
    """No step, from given parameters."""
    args = draws.neuron(rng, 3, regimes.FEW)
    return [_from(args, 0.4, 0, w=args["w"], b=args["b"])]


@regime("a picture", "with as many features as a picture has", "특성이 사진만큼 많으면")
def picture(rng):
    """Two pictures as images_to_vectors leaves them, and the learning rate of the published run."""
    args = {**draws.picture(rng, 2), "Y": np.array([[1, 0]])}
    args["X"] = np.asfortranarray(args["X"])
    return [replace(_from(args, 0.005, 2), tolerance=None)]  # no prediction is nearly certain


@regime(
    "many steps",
    "over more than a hundred steps, until the cost is small",
    "비용이 작아질 때까지 100걸음 넘게 걸으면",
)
def many_steps(rng):
    """102 steps, on two examples that one feature tells apart: the cost falls below 0.05."""
    X = rng.permutation([-1.8, 1.4])[np.newaxis] + rng.uniform(-0.1, 0.1)
    return [_from({"X": X, "Y": (X > 0).astype(np.int64)}, 1.5, 102)]


def _overshooting(rng):
    """Draw data and a learning rate with which the cost rises in the first step."""
    X = np.array([[4.0, 3.0, -1.0, 1.0]]) + rng.uniform(-0.1, 0.1, (1, 4))
    order = rng.permutation(4)
    return {"X": X[:, order], "Y": np.array([[1, 0, 0, 1]])[:, order]}


@regime(
    "rising",
    "with a learning rate so large that the cost rises on the way",
    "학습률이 커서 비용이 중간에 커지면",
)
def rising(rng):
    """A learning rate that is too large: the cost rises and falls."""
    return [_from(_overshooting(rng), float(rng.uniform(2.4, 2.6)), 8)]


@regime(
    "b alone",
    "where b is given and w is not",
    "b만 주어지고 w는 주어지지 않으면",
    judge=regimes.if_first_is_right,
)
def b_alone(rng):
    """From zero, which is for the other properties to judge; then from b without w."""
    args = draws.neuron(rng, 3, regimes.FEW)
    return [_from(args, 0.4, 2, **start) for start in ({}, {"b": args["b"]})]


@regime(
    "zeros",
    "where w is given without b, or one of them as 0, or b as a whole number",
    "w만 주어지거나, 둘 가운데 하나가 0으로 주어지거나, b가 정수이면",
)
def zeros_given(rng):
    """w without b; w with a b of 0; w of zeros with b; a whole b; and one weight."""
    args = draws.neuron(rng, 3, regimes.FEW)
    w, b = args["w"], args["b"]
    starts = ({"w": w}, {"w": w, "b": 0.0}, {"w": np.zeros((3, 1)), "b": b})
    one = draws.neuron(rng, 1, regimes.FEW)
    return [
        *(_from(args, 0.4, 2, **start) for start in starts),
        _from({**args, "Y": 0 * args["Y"]}, 0.4, 2, w=w, b=1),  # all wrong: b moves far
        _from(one, 0.4, 2, w=one["w"], b=0.0),
    ]


@regime(
    "far",
    "from a start with large w, where predictions are nearly certain",
    "w가 크고 예측이 거의 확실하면",
)
def far(rng):
    """Starts with large w and b: 209 nearly certain examples, many of them wrong; few, all right.

    Without the last one, whether a training that stops at a small cost is met would hang on luck.
    """
    Z, Y = draws.sure(rng)
    cases = []
    for sign in (1, -1):
        args = draws.large(rng, Z, sign)
        # With features near 20, a rate of 0.001 keeps the next logits finite and far from 0.
        cases.append(_from({**args, "Y": Y}, 0.001, 2, w=args["w"], b=args["b"]))
    Z = rng.permutation([-11.0, -9.0, 9.0, 10.0, 12.0])[np.newaxis]
    args = draws.large(rng, Z) | {"Y": (Z > 0).astype(np.int64)}
    return [*cases, _from(args, 0.001, 2, w=args["w"], b=args["b"])]


FROM_ZERO = (
    one_label,
    square,
    one_example,
    black,
    LARGE,
    whole,
    IN_SINGLE,
    rising,
    hundreds,
    many_steps,
    picture,
)

EQUIVALENT = {
    "return (w, b, np.array(costs)) → return (w, b, costs)": "a list is as good as an array",
    "costs.append(J) → (after) w, b = update(w, b, dw, db, learning_rate=learning_rate)": (
        "J is from before the step, wherever it is stored"
    ),
    "if w is None: → (after) costs = []": "neither reads what the other writes",
    "if w is None: → (twice)": "the second time w is there",
}

PROPERTIES = (
    values(
        "costs",
        Text("costs[k] is J before step k", "costs[k]는 k번째 걸음 전의 J예요"),
        fresh,
        "costs",
        regimes=FROM_ZERO,
    ),
    values(
        "parameters",
        Text("w and b after n_steps steps", "n_steps 걸음 뒤의 w와 b예요"),
        fresh,
        "w",
        "b",
        regimes=(*FROM_ZERO, no_step),
    ),
    values(
        "start",
        Text("begins at the w and b given", "주어진 w와 b에서 시작해요"),
        started,
        regimes=(b_alone, zeros_given, far, no_step_from_a_start),
    ),
    shapes(
        fresh,
        Text("w (n_x, 1), b a number, one cost a step", "w (n_x, 1), b 숫자, 걸음마다 비용"),
        regimes=(many_steps,),
    ),
    unchanged(started),
)
NUMBERS = ("costs", "parameters", "start")


def loop(X, Y, learning_rate, n_steps, w, b, step=lambda w, b, dw, db, a: (w - a * dw, b - a * db)):
    """Training with another step."""
    w = np.zeros((X.shape[0], 1)) if w is None else w
    costs = []
    for _ in range(n_steps):
        J, dw, db = cost_and_gradients(w, b, X, Y)
        costs.append(J)
        w, b = step(w, b, dw, db, learning_rate)
    return w, b, costs


@mistake(
    NUMBERS,
    "Your cost rises from step to step. Which sign stands between w and α·dw?",
    "걸음마다 비용이 커져요. w와 α·dw 사이의 부호는 무엇인가요?",
    places.UPDATE,
)
def uphill(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """w + α·dw: training goes uphill."""
    return loop(
        X, Y, learning_rate, n_steps, w, b, lambda w, b, dw, db, a: (w + a * dw, b + a * db)
    )


@mistake(
    NUMBERS,
    "Another learning rate gives you the same path. Where does learning_rate come in?",
    "학습률을 바꾸어도 경로가 같아요. learning_rate는 어디에 들어가나요?",
    places.STEP_SIZE,
)
def rate_ignored(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """The learning rate is ignored: every step is the whole gradient."""
    return loop(X, Y, 1.0, n_steps, w, b)


@mistake(
    NUMBERS,
    "Another learning rate gives you the same path, one of very small steps. Is a number written "
    "where learning_rate belongs?",
    "학습률을 바꾸어도 아주 작은 걸음의 같은 경로가 나와요. learning_rate 자리에 숫자를 직접 "
    "썼나요?",
    places.STEP_SIZE,
)
def rate_written_in(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """0.01 is written in for the learning rate."""
    return loop(X, Y, 0.01, n_steps, w, b)


@mistake(
    ("parameters", "start"),
    "Your w and b are the slopes of the last step, not the parameters. Which names hold the "
    "parameters when the loop has ended?",
    "돌려준 w와 b는 매개변수가 아니라 마지막 걸음의 그레이디언트예요. 반복이 끝났을 때 매개변수는 "
    "어느 이름에 들어 있나요?",
)
def gradients_returned(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """dw and db are returned."""
    last = [np.zeros((X.shape[0], 1)), 0.0]

    def step(w, b, dw, db, a):
        last[:] = dw, db
        return w - a * dw, b - a * db

    costs = loop(X, Y, learning_rate, n_steps, w, b, step)[2]
    return *last, costs


@mistake(
    NUMBERS,
    "After training, b is where it began. Which of the two parameters does your step change?",
    "학습이 끝나도 b가 처음 값 그대로예요. 걸음마다 바뀌는 매개변수는 둘 중 무엇인가요?",
    places.UPDATE,
)
def b_never_updated(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """b is never updated."""
    return loop(X, Y, learning_rate, n_steps, w, b, lambda w, b, dw, db, a: (w - a * dw, b))


@mistake(
    NUMBERS,
    "After training, w is where it began. Which of the two parameters does your step change?",
    "학습이 끝나도 w가 처음 값 그대로예요. 걸음마다 바뀌는 매개변수는 둘 중 무엇인가요?",
    places.UPDATE,
)
def w_never_updated(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """w is never updated."""
    return loop(X, Y, learning_rate, n_steps, w, b, lambda w, b, dw, db, a: (w, b - a * db))


@mistake(
    NUMBERS,
    "Every step of yours goes in the same direction, by the same length. When are the gradients "
    "computed: once, or at each new place?",
    "모든 걸음의 방향과 길이가 같아요. 그레이디언트를 한 번만 계산하나요, 새 위치마다 계산하나요?",
)
def gradients_computed_once(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """Stale gradients: they are computed before the loop."""
    w = np.zeros((X.shape[0], 1)) if w is None else w
    _, dw, db = cost_and_gradients(w, b, X, Y)
    costs = []
    for _ in range(n_steps):
        costs.append(cost_and_gradients(w, b, X, Y).J)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, costs


@mistake(
    NUMBERS,
    "All your costs are equal, and every step is the same. How often does your function compute "
    "J, dw and db: once, or at each new place?",
    "비용이 모두 같고 모든 걸음이 똑같아요. J, dw, db를 한 번만 계산하나요, 새 위치마다 "
    "계산하나요?",
)
def all_computed_once(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """J, dw and db are computed before the loop."""
    w = np.zeros((X.shape[0], 1)) if w is None else w
    J, dw, db = cost_and_gradients(w, b, X, Y)
    for _ in range(n_steps):
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, [J] * n_steps


@mistake(
    ("costs", "parameters", "start", "shapes"),
    "After training, w and b are where they began. Does your loop take a step? Who takes what "
    "update returns?",
    "학습이 끝나도 w와 b가 처음 값 그대로예요. 반복문에서 걸음을 가나요? update가 돌려주는 값은 "
    "누가 받나요?",
)
def step_not_taken(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """update(…) is called and its result is not assigned: w and b never move."""
    return loop(X, Y, learning_rate, n_steps, w, b, lambda w, b, dw, db, a: (w, b))


@mistake(
    ("costs", "parameters", "start", "shapes"),
    "Your training ends after its first step. Is the return inside the loop?",
    "학습이 첫 걸음 뒤에 끝나요. return이 반복문 안에 있나요?",
)
def return_in_the_loop(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """return stands inside the loop: one step only."""
    return loop(X, Y, learning_rate, min(n_steps, 1), w, b)


@mistake(
    NUMBERS,
    "b steps by a slope that was taken after w had moved. At which w do both slopes belong?",
    "w가 움직인 뒤의 그레이디언트로 b를 옮겼어요. 두 그레이디언트는 어떤 w에서 구해야 하나요?",
    places.OLD_PARAMETERS,
)
def b_from_the_new_w(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """db is computed from the new w."""
    w = np.zeros((X.shape[0], 1)) if w is None else w
    costs = []
    for _ in range(n_steps):
        J, dw, _ = cost_and_gradients(w, b, X, Y)
        costs.append(J)
        w = w - learning_rate * dw
        b = b - learning_rate * cost_and_gradients(w, b, X, Y).db
    return w, b, costs


@mistake(
    ("costs", "start"),
    "Your first cost is not the cost at the w and b that training starts from. Before or after the "
    "step do you note it?",
    "첫 비용이 학습을 시작하는 w와 b에서의 비용이 아니에요. 비용을 걸음 전에 적나요, 뒤에 적나요?",
)
def costs_after_the_step(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """costs[k] is the cost after step k."""
    w, b, costs = loop(X, Y, learning_rate, n_steps, w, b)
    return w, b, [*costs[1:], cost_and_gradients(w, b, X, Y).J]


@mistake(
    ("costs", "start", "shapes"),
    "You return one cost more than there are steps. Is the cost after the last step a cost before "
    "a step?",
    "걸음보다 비용이 하나 더 많아요. 마지막 걸음 뒤의 비용은 어떤 걸음 전의 비용인가요?",
)
def one_cost_too_many(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """The cost after the last step is appended, too."""
    w, b, costs = loop(X, Y, learning_rate, n_steps, w, b)
    return w, b, [*costs, cost_and_gradients(w, b, X, Y).J]


@mistake(
    ("costs", "parameters", "start", "shapes"),
    "You take one step less than asked. How many turns does your loop make when n_steps is 1?",
    "요청한 것보다 한 걸음 적게 갔어요. n_steps가 1이면 반복문은 몇 번 도나요?",
)
def one_step_too_few(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """range(1, n_steps): one step too few."""
    return loop(X, Y, learning_rate, n_steps - 1, w, b)


@mistake(
    ("costs", "parameters", "start", "shapes"),
    "You always take 100 steps. Which argument says how many?",
    "항상 100걸음을 가요. 몇 걸음인지 알려 주는 인자는 무엇인가요?",
)
def steps_ignored(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """The number of steps is ignored."""
    return loop(X, Y, learning_rate, 100, w, b)


def _returns_from_before(step):
    """Say whether a function returns w and b from before the step that `step` chooses by costs.

    It is asked where the cost rises, so that the lowest cost is not the last one.
    """

    def holds(f):
        given = {"X": np.array([[4.0, 3.0, -1.0, 1.0]]), "Y": np.array([[1, 0, 0, 1]])}
        rate, n_steps = 2.5, 8
        costs = np.array(loop(**given, learning_rate=rate, n_steps=n_steps, w=None, b=0.0)[2])
        chosen = int(step(costs))
        due = loop(**given, learning_rate=rate, n_steps=chosen, w=None, b=0.0)[:2]
        try:
            got = f(**given, learning_rate=rate, n_steps=n_steps)[:2]
            return all(
                bool(np.allclose(g, d)) and np.size(g) == np.size(d)
                for g, d in zip(got, due, strict=True)
            )
        except Exception:
            return False

    return holds


@mistake(
    ("parameters", "start"),
    "Your w and b are those of the smallest cost so far. Which w and b are asked for: the best on "
    "the way, or those after the last step?",
    "w와 b가 비용이 가장 작았던 때의 것이에요. 필요한 것은 도중에 가장 좋았던 w와 b인가요, 마지막 "
    "걸음 다음의 것인가요?",
    true_of=_returns_from_before(np.argmin),
)
def best_so_far(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """The parameters with the smallest cost are returned, not the last ones."""
    costs = loop(X, Y, learning_rate, n_steps, w, b)[2]
    w, b, _ = loop(X, Y, learning_rate, int(np.argmin(costs)), w, b)
    return w, b, costs


@mistake(
    ("parameters", "start"),
    "Your w and b are those from before the last step. With n_steps = 1, how often are they "
    "changed? Or which line comes after the last step?",
    "w와 b가 마지막 걸음 전의 값이에요. n_steps = 1이면 w와 b를 몇 번 바꾸나요? 아니면 마지막 걸음 "
    "다음에 오는 줄은 무엇인가요?",
    true_of=_returns_from_before(lambda costs: costs.size - 1),
)
def last_step_lost(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """The parameters before the last step are returned."""
    costs = loop(X, Y, learning_rate, n_steps, w, b)[2]
    w, b, _ = loop(X, Y, learning_rate, n_steps - 1, w, b)
    return w, b, costs


@mistake(
    "start",
    "Given a w and a b to start from, you begin at zero all the same. Where do you look whether "
    "they were given?",
    "시작할 w와 b를 주어도 0에서 시작해요. 값이 주어졌는지 어디에서 확인하나요?",
)
def start_ignored(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """The given w and b are ignored."""
    return loop(X, Y, learning_rate, n_steps, None, 0.0)


@mistake(
    "start",
    "Given a b to start from, you begin at 0. Is b an argument, or is it set again in your "
    "function?",
    "시작할 b를 주어도 0에서 시작해요. b는 인자인가요, 함수 안에서 다시 정해지나요?",
)
def given_b_ignored(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """The given b is ignored."""
    return loop(X, Y, learning_rate, n_steps, w, 0.0)


@mistake(
    "unchanged",
    "After training, the caller's starting w has moved. Which of your lines writes into w "
    "itself, as -=, out= and w[…] = … do?",
    "학습하고 나면 전달한 쪽의 시작값 w가 바뀌어 있어요. -=나 out=, w[…] = …처럼 w 자체에 값을 "
    "쓰는 줄은 어디인가요?",
    places.OLD_PARAMETERS,
)
def start_changed_in_place(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """w -= α·dw: the caller's w is changed."""
    w = np.zeros((X.shape[0], 1)) if w is None else w
    costs = []
    for _ in range(n_steps):
        J, dw, db = cost_and_gradients(w, b, X, Y)
        costs.append(J)
        w -= learning_rate * dw
        b -= learning_rate * db
    return w, b, costs


@mistake(
    ("costs", "start"),
    "Your costs grow with the number of examples. Is J the sum of the losses, or their mean?",
    "샘플이 많으면 비용도 커져요. J는 손실의 합인가요, 평균인가요?",
    places.COST,
)
def sums_for_costs(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """costs holds sums of losses."""
    w, b, costs = loop(X, Y, learning_rate, n_steps, w, b)
    return w, b, [J * X.shape[1] for J in costs]


@mistake(
    ("costs", "start", "shapes"),
    "You return one cost. Which line collects the cost of every step?",
    "비용을 하나만 돌려주었어요. 걸음마다 비용을 모으는 줄은 어디인가요?",
)
def last_cost_only(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """Only the last cost is returned."""
    w, b, costs = loop(X, Y, learning_rate, n_steps, w, b)
    return w, b, costs[-1:]


@mistake(
    ("costs", "start", "shapes"),
    "After the few steps of this check, the first cost alone is kept. On which turns of the loop "
    "does your code store one, and for how many steps is one asked for?",
    "이 검사처럼 걸음이 적으면 비용 가운데 첫 번째만 남아요. 반복문이 몇 번째 돌 때 비용을 "
    "저장하고, 비용은 몇 걸음마다 하나씩 필요한가요?",
)
def first_cost_only(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """if k % 100 == 0: costs.append(J): of a short training, only the first cost is kept."""
    w, b, costs = loop(X, Y, learning_rate, n_steps, w, b)
    return w, b, costs[:1]


@mistake(
    ("costs", "start", "shapes"),
    "Your third value is one number, the last cost. Which name holds the costs of all steps?",
    "세 번째 값이 숫자 하나, 마지막 비용이에요. 모든 걸음의 비용이 담긴 이름은 무엇인가요?",
)
def last_cost_as_a_number(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """return w, b, J: the last cost stands for all of them."""
    w, b, costs = loop(X, Y, learning_rate, n_steps, w, b)
    return w, b, costs[-1]


@mistake(
    ("costs", "start", "shapes"),
    "Your list of costs is empty. Which line puts J into it? Is a number that is printed kept?",
    "costs가 비어 있어요. J를 costs에 넣는 줄은 어디인가요? 출력만 한 수가 저장되나요?",
)
def costs_never_kept(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """print(J) where costs.append(J) is due: the costs are not kept."""
    w, b, _ = loop(X, Y, learning_rate, n_steps, w, b)
    return w, b, []


@mistake(
    "all",
    "What does append return? What is costs after `costs = costs.append(J)`?",
    "append는 무엇을 돌려주나요? `costs = costs.append(J)` 다음에 costs에는 무엇이 들어 있나요?",
)
def append_assigned(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """costs = costs.append(J): after the first step, costs is None."""
    w = np.zeros((X.shape[0], 1)) if w is None else w
    costs: Any = []
    for _ in range(n_steps):
        J, dw, db = cost_and_gradients(w, b, X, Y)
        costs = costs.append(J)
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, costs


@mistake(
    ("start", "unchanged"),
    "When w is given, the line that stops asks whether a whole array is true. In which way can you "
    "ask whether w is None itself?",
    "w를 주면 멈춘 줄에서 배열 전체의 참/거짓을 물어요. w가 None 자체인지는 어떻게 물을 수 있나요?",
)
def none_by_comparison(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """if w == None, if not w, or w or …: for an array that is given, Python cannot say."""
    if not w:
        w = np.zeros((X.shape[0], 1))
    return loop(X, Y, learning_rate, n_steps, w, b)


@mistake(
    ("costs", "parameters"),
    "When no w is given, yours begins at 1. From which w does the task begin?",
    "w를 주지 않으면 w가 1에서 시작해요. 과제에서는 w가 어디에서 시작하나요?",
)
def starts_at_ones(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """np.ones for np.zeros: training begins at another place."""
    w = np.ones((X.shape[0], 1)) if w is None else w
    return loop(X, Y, learning_rate, n_steps, w, b)


@mistake(
    NUMBERS,
    "The more examples there are, the shorter are your steps. How often is divided by m on the "
    "way from the losses to a step?",
    "샘플이 많을수록 걸음이 짧아져요. 손실에서 걸음까지 가는 동안 m으로 몇 번 나누나요?",
    places.UPDATE,
)
def rate_divided_by_m(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """learning_rate/m: the gradients are means already."""
    return loop(X, Y, learning_rate / X.shape[1], n_steps, w, b)


@mistake(
    ("costs", "parameters", "start", "shapes"),
    "Your training stops before its last step, once it is nearly flat. How many costs are "
    "promised?",
    "거의 평평해지면 마지막 걸음 전에 멈춰요. 비용은 몇 개여야 하나요?",
)
def stops_early(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """A break where the cost hardly falls: fewer steps, and fewer costs."""
    w = np.zeros((X.shape[0], 1)) if w is None else w
    costs: list[float] = []
    for _ in range(n_steps):
        J, dw, db = cost_and_gradients(w, b, X, Y)
        costs.append(J)
        if len(costs) > 1 and abs(costs[-1] - costs[-2]) < 1e-6:
            break
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b, costs


@accepted
def taught(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """As the page writes it."""
    if w is None:
        w = np.zeros((X.shape[0], 1))
    costs = np.zeros(n_steps)
    for k in range(n_steps):
        costs[k], dw, db = cost_and_gradients(w, b, X, Y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return w, b, costs


@accepted
def named_tuple(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """A list of costs, in lrlib's named tuple."""
    return descent.TrainingResult(*loop(X, Y, learning_rate, n_steps, w, b))


@accepted
def copies_the_start(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """A copy of the start, then in place."""
    w = np.zeros((X.shape[0], 1)) if w is None else w.copy()
    costs: list[float] = []
    while len(costs) < n_steps:
        J, dw, db = cost_and_gradients(w, b, X, Y)
        costs += [J]
        w -= learning_rate * dw
        b -= learning_rate * db
    return [w, b, costs]


@accepted
def by_hand(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    """Everything written out, from the logits."""
    m = X.shape[1]
    w = np.zeros((X.shape[0], 1)) if w is None else w
    costs = []
    for _ in range(n_steps):
        Z = w.T @ X + b
        A = 1 / (1 + np.exp(-Z))
        costs.append(np.mean(np.logaddexp(0, (1 - 2 * Y) * Z)))
        dZ = A - Y
        w, b = w - learning_rate * X @ dZ.T / m, b - learning_rate * dZ.mean()
    return w, b, np.array(costs)


GRADED = GradedFunction(
    name="train",
    reference=reference,
    returns=(Part("w", "(n_x, 1)"), Part("b"), Part("costs", "(n_steps,)", list_ok=True)),
    read=places.TRAIN,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        uphill,
        rate_ignored,
        rate_written_in,
        b_never_updated,
        gradients_returned,
        w_never_updated,
        gradients_computed_once,
        all_computed_once,
        step_not_taken,
        return_in_the_loop,
        b_from_the_new_w,
        costs_after_the_step,
        one_cost_too_many,
        one_step_too_few,
        steps_ignored,
        best_so_far,
        last_step_lost,
        start_ignored,
        given_b_ignored,
        start_changed_in_place,
        sums_for_costs,
        last_cost_only,
        first_cost_only,
        last_cost_as_a_number,
        costs_never_kept,
        append_assigned,
        none_by_comparison,
        starts_at_ones,
        rate_divided_by_m,
        stops_early,
    ),
    styles=(
        taught,
        named_tuple,
        copies_the_start,
        by_hand,
    ),
)

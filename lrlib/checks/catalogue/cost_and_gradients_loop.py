"""What counts as a right `cost_and_gradients_loop(w, b, X, Y)`: (J, dw, db), with loops."""

import math

import numpy as np

from lrlib import gradients
from lrlib.checks.catalogue import _shared_by_cost_and_gradients as shared
from lrlib.checks.declare import places
from lrlib.checks.declare.model import GradedFunction, accepted, mistake

EQUIVALENT = {
    "y = Y[0, i] → y = Y[-1, i]": "Y has one row, the first and the last.",
    "z += w[j, 0] * X[j, i] → z += w[j, -1] * X[j, i]": "w has one column.",
    "dw[j, 0] += X[j, i] * dz → dw[j, -1] += X[j, i] * dz": "dw has one column.",
    "for j in range(n_x): → (after) db += dz": "The loop does not read db.",
}


def _sums(w, b, X, Y, examples):
    """Add up what the given examples contribute; return the sums, not divided."""
    J, dw, db = 0.0, np.zeros(w.shape), 0.0
    for i in examples:
        x, y = X[:, [i]], Y[0, i]
        a = shared.sigmoid((w.T @ x).item() + b)
        J += shared.losses(a, y)
        dw += x * (a - y)
        db += a - y
    return J, dw, db


def _each_divided(sums, m):
    return tuple(part / m for part in sums)


@mistake(
    ("cost", "dw", "db"),
    "Change any example but the last, and your results stay the same. Which line, run at the "
    "start of each round, throws away what the rounds before it added?",
    "마지막 샘플이 아닌 다른 샘플을 바꾸어도 결과가 그대로예요. 매번 반복이 시작될 때마다 실행되어 "
    "앞에서 더한 것을 버리는 줄은 어디인가요?",
)
def sums_reset_in_the_loop(w, b, X, Y):
    """The sums start afresh in each round (or = stands for +=): the last example alone counts."""
    m = X.shape[1]
    return _each_divided(_sums(w, b, X, Y, [m - 1]), m)


@mistake(
    "dw",
    "J and db add up all examples, dw holds the last one alone. Is dw set to zero inside the "
    "loop, or is its sign of accumulation missing?",
    "J와 db는 모든 샘플을 더하는데 dw에는 마지막 샘플만 남아 있어요. 반복문 안에서 dw를 0으로 다시 "
    "만드나요, 아니면 누적하는 기호가 빠졌나요?",
)
def dw_of_the_last_example(w, b, X, Y):
    """Dw holds the last example alone: dw = for dw +=."""
    m = X.shape[1]
    J, _, db = _sums(w, b, X, Y, range(m))
    return J / m, _sums(w, b, X, Y, [m - 1])[1] / m, db / m


@mistake(
    "db",
    "J and dw add up all examples, db holds the last one alone. Which sign adds to what is "
    "there instead of replacing it?",
    "J와 dw는 모든 샘플을 더하는데 db에는 마지막 샘플만 남아 있어요. 이미 있는 값을 바꾸지 않고 "
    "더하는 기호는 무엇인가요?",
)
def db_of_the_last_example(w, b, X, Y):
    """Db holds the last example alone: db = for db +=."""
    m = X.shape[1]
    J, dw, _ = _sums(w, b, X, Y, range(m))
    return J / m, dw / m, _sums(w, b, X, Y, [m - 1])[2] / m


@mistake(
    "cost",
    "dw and db add up all examples, J holds the last one alone. Which sign adds to what is "
    "there instead of replacing it?",
    "dw와 db는 모든 샘플을 더하는데 J에는 마지막 샘플만 남아 있어요. 이미 있는 값을 바꾸지 않고 "
    "더하는 기호는 무엇인가요?",
)
def cost_of_the_last_example(w, b, X, Y):
    """J holds the last example alone: J = for J +=."""
    m = X.shape[1]
    _, dw, db = _sums(w, b, X, Y, range(m))
    return _sums(w, b, X, Y, [m - 1])[0] / m, dw / m, db / m


@mistake(
    ("cost", "dw", "db"),
    "Change any example but the first, and your results stay the same. How far is the return "
    "line indented, and how many rounds are done when it is met?",
    "첫 번째가 아닌 다른 샘플을 바꾸어도 결과가 그대로예요. return 줄은 얼마나 들여쓰기되어 있고, "
    "그 줄을 만났을 때 반복은 몇 번 끝났나요?",
)
def return_inside_the_loop(w, b, X, Y):
    """The function returns in the first round."""
    return _each_divided(_sums(w, b, X, Y, [0]), X.shape[1])


@mistake(
    ("cost", "dw", "db"),
    "The last example never reaches your sums. Over which numbers does range(…) run, and which "
    "is the last column of X?",
    "마지막 샘플이 합에 들어가지 않아요. range(…)는 어떤 수까지 세고, X의 마지막 열은 몇 번인가요?",
)
def last_example_left_out(w, b, X, Y):
    """The loop ends one example too early."""
    m = X.shape[1]
    return _each_divided(_sums(w, b, X, Y, range(m - 1)), m)


@mistake(
    ("cost", "dw", "db"),
    "The first example never reaches your sums. The page counts examples from 1 to m: from which "
    "number does Python count the columns of X?",
    "첫 번째 샘플이 합에 들어가지 않아요. 책에서는 샘플을 1부터 m까지 세지요. Python은 X의 열을 몇 "
    "번부터 세나요?",
)
def first_example_left_out(w, b, X, Y):
    """The loop starts at 1."""
    m = X.shape[1]
    return _each_divided(_sums(w, b, X, Y, range(1, m)), m)


@mistake(
    ("cost", "dw", "db"),
    "An early example weighs far less in your sums than a late one. How often is the line that "
    "divides by m executed, and how far is it indented?",
    "앞쪽 샘플이 뒤쪽 샘플보다 합에 훨씬 적게 반영돼요. m으로 나누는 줄은 몇 번 실행되고, 얼마나 "
    "들여쓰기되어 있나요?",
)
def divided_in_every_round(w, b, X, Y):
    """The sums so far are divided by m in every round."""
    m = X.shape[1]
    sums = 0.0, np.zeros(w.shape), 0.0
    for i in range(m):
        added = _sums(w, b, X, Y, [i])
        sums = tuple((old + new) / m for old, new in zip(sums, added, strict=True))
    return sums


@mistake(
    ("cost", "dw", "db", "shapes", "unchanged"),
    "Your loop takes as many rounds as there are features, or asks for an example that is not "
    "there. Which axis of X counts the examples?",
    "반복 횟수가 특성의 개수와 같거나, 없는 샘플을 찾고 있어요. X의 어느 축이 샘플을 세나요?",
    places.NOTATION,
)
def rounds_over_features(w, b, X, Y):
    """The loop runs over range(n_x), and the sums are divided by m."""
    n_x, m = X.shape
    return _each_divided(_sums(w, b, X, Y, range(n_x)), m)


@mistake(
    "dw",
    "Only the first weight gets a slope from you; the others stay at 0. Over which index does "
    "the inner loop run, or which index stands in its place?",
    "첫 번째 가중치만 기울기가 있고 나머지는 0이에요. 안쪽 반복문은 어떤 번호를 세나요? 그 자리에 "
    "어떤 번호가 적혀 있나요?",
)
def first_weight_only(w, b, X, Y):
    """The inner loop is missing: dw[0] alone is added to."""
    m = X.shape[1]
    J, dw, db = _sums(w, b, X, Y, range(m))
    dw[1:] = 0
    return J / m, dw / m, db / m


@accepted
def taught(w, b, X, Y):
    """As the page writes it: one loop over examples, one over features."""
    n_x, m = X.shape
    J = 0.0
    dw = np.zeros((n_x, 1))
    db = 0.0
    for i in range(m):
        z = b
        for j in range(n_x):
            z += w[j, 0] * X[j, i]
        a = 1 / (1 + np.exp(-z))
        y = Y[0, i]
        J += -y * np.log(a) - (1 - y) * np.log(1 - a)
        dz = a - y
        for j in range(n_x):
            dw[j, 0] += X[j, i] * dz
        db += dz
    return J / m, dw / m, db / m


@accepted
def columns(w, b, X, Y):
    """One loop, over columns; the logit stays a (1, 1) array until it is a number."""
    n_x, m = X.shape
    J, dw, db = 0, np.zeros((n_x, 1)), 0
    for i in range(m):
        x = X[:, i].reshape(-1, 1)
        z = w.T @ x + b
        a = 1 / (1 + np.exp(-z))
        J = J - (Y[0, i] * np.log(a) + (1 - Y[0, i]) * np.log(1 - a)).item() / m
        dw = dw + x * (a - Y[0, i]) / m
        db = db + (a - Y[0, i]).item() / m
    return J, dw, db


@accepted
def zipped(w, b, X, Y):
    """Zip over the rows of the transposes; math for each number; the mean at the end."""
    triples = []
    for x, y in zip(X.T, Y.T, strict=True):
        a = 1 / (1 + math.exp(-(x @ w).item() - b))
        loss = -math.log(a) if y[0] == 1 else -math.log(1 - a)
        triples.append((loss, (a - y[0]) * x, a - y[0]))
    L, dws, dbs = zip(*triples, strict=True)
    return sum(L) / len(L), np.mean(dws, axis=0)[:, None], sum(dbs) / len(dbs)


@accepted
def plain_python(w, b, X, Y):
    """Python floats and lists, turned into an array at the end."""
    n_x, m = len(X), len(X[0])
    J, dw, db = 0.0, [0.0] * n_x, 0.0
    for i in range(m):
        z = sum(float(w[j][0]) * float(X[j][i]) for j in range(n_x)) + b
        a = math.exp(z) / (1 + math.exp(z))
        y = int(Y[0][i])
        J -= math.log(a if y else 1 - a)
        for j in range(n_x):
            dw[j] += float(X[j][i]) * (a - y)
        db += a - y
    return J / m, np.array(dw).reshape(n_x, 1) / m, db / m


@accepted
def while_loop(w, b, X, Y):
    """While for for; a list for a tuple; in-place division of what is its own."""
    m = X.shape[1]
    J, dw, db, i = np.float64(0), np.zeros_like(w), np.float64(0), 0
    while i < m:
        x, y = X[:, i : i + 1], Y[0, i]
        a = 1 / (1 + np.exp(-np.sum(w * x) - b))
        J += np.log1p(np.exp(-np.sum(w * x) - b)) if y == 1 else -np.log(1 - a)
        dw += x * (a - y)
        db += a - y
        i += 1
    dw /= m
    return [J / m, dw, db / m]


@accepted
def no_loop_at_all(w, b, X, Y):
    """No loop: not asked for here, and right."""
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    J = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    return J, X @ (A - Y).T / X.shape[1], np.mean(A - Y)


@accepted
def prints(w, b, X, Y):
    """Prints on the way, and uses a helper of its own."""

    def one(x, y):
        a = 1 / (1 + np.exp(-(w.T @ x + b).item()))
        print("a =", a)  # noqa: T201
        return -(y * np.log(a + 1e-12) + (1 - y) * np.log(1 - a + 1e-12)), x * (a - y), a - y

    parts = [one(X[:, [i]], Y[0, i]) for i in range(X.shape[1])]
    m = len(parts)
    return sum(p[0] for p in parts) / m, sum(p[1] for p in parts) / m, sum(p[2] for p in parts) / m


GRADED = GradedFunction(
    name="cost_and_gradients_loop",
    reference=gradients.cost_and_gradients,  # equal to the loop, and faster
    returns=shared.RETURNS,
    read=places.LOOPS,
    tiny=shared.TINY,
    steps=shared.steps,
    lookalikes=shared.lookalikes,
    properties=shared.properties(*shared.REGIMES, of_dw=(shared.many_features,)),
    equivalent=EQUIVALENT,
    mistakes=(
        *shared.MISTAKES,
        sums_reset_in_the_loop,
        dw_of_the_last_example,
        db_of_the_last_example,
        cost_of_the_last_example,
        return_inside_the_loop,
        last_example_left_out,
        first_example_left_out,
        divided_in_every_round,
        rounds_over_features,
        first_weight_only,
    ),
    styles=(
        taught,
        columns,
        zipped,
        plain_python,
        while_loop,
        no_loop_at_all,
        prints,
    ),
)

"""What counts as a right `cost_and_gradients(w, b, X, Y)`: (J, dw, db), without a loop."""

import numpy as np

from lrlib import gradients
from lrlib.checks.catalogue import _shared_by_cost_and_gradients as shared
from lrlib.checks.declare import places
from lrlib.checks.declare.model import GradedFunction, accepted, mistake
from lrlib.checks.declare.properties import no_loop

EQUIVALENT = {"m = X.shape[1] → m = Y.shape[1]": "X and Y have one column for each example."}


@mistake(
    "no-loop",
    "With ten times as many examples your function executes about ten times as many lines of "
    "Python. Which lines run once for each example, and which operation on whole arrays does "
    "all of them at once?",
    "샘플이 열 배가 되면 실행되는 Python 코드도 약 열 배가 돼요. 샘플마다 한 번씩 실행되는 줄은 "
    "어디이고, 이를 한꺼번에 처리하는 배열 연산은 무엇인가요?",
)
def loops_over_examples(w, b, X, Y):
    """The results are right, but a Python loop runs over the examples."""
    n_x, m = X.shape
    J, dw, db = 0.0, np.zeros((n_x, 1)), 0.0
    for i in range(m):
        x, y = X[:, i : i + 1], Y[0, i]
        a = shared.sigmoid((w.T @ x).item() + b)
        J += shared.losses(a, y) / m
        dw += x * (a - y) / m
        db += (a - y) / m
    return J, dw, db


@mistake(
    ("cost", "dw", "db", "shapes"),
    "Every prediction meets every label: your losses are m·m numbers. Which shape has Z, which has "
    "Y, and what does NumPy make of (m, 1) and (1, m)?",
    "모든 예측이 모든 레이블과 만나서 손실이 m·m개가 돼요. Z와 Y의 형태는 각각 무엇이고, NumPy는 "
    "(m, 1)과 (1, m)으로 무엇을 만드나요?",
)
def column_meets_row(w, b, X, Y):
    """Z = X.T @ w + b is a column: with the row Y it makes tables of m rows and m columns."""
    m = X.shape[1]
    A = shared.sigmoid(X.T @ w + b)
    dZ = A - Y
    return shared.losses(A, Y).sum() / m, X @ dZ.T / m, dZ.sum() / m


@mistake(
    ("cost", "dw", "shapes"),
    "Every prediction meets every label: your losses are m·m numbers, and you take their mean. "
    "Which shape has Z, which has Y, and what does NumPy make of (m, 1) and (1, m)?",
    "모든 예측이 모든 레이블과 만나서 손실이 m·m개가 되고, 그 평균을 구하고 있어요. Z와 Y의 형태는 "
    "각각 무엇이고, NumPy는 (m, 1)과 (1, m)으로 무엇을 만드나요?",
)
def column_meets_row_in_means(w, b, X, Y):
    """Z = X.T @ w + b is a column, and the means are over m rows and m columns."""
    A = shared.sigmoid(X.T @ w + b)
    dZ = A - Y
    return shared.losses(A, Y).mean(), X @ dZ.T / X.shape[1], dZ.mean()


@accepted
def taught(w, b, X, Y):
    """As the page writes it."""
    m = X.shape[1]
    Z = w.T @ X + b
    A = 1 / (1 + np.exp(-Z))
    J = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dZ = A - Y
    dw = X @ dZ.T / m
    db = np.sum(dZ) / m
    return J, dw, db


@accepted
def means(w, b, X, Y):
    """np.mean for sum and division, keepdims for the column."""
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    dZ = A - Y
    J = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    return J, np.mean(X * dZ, axis=1, keepdims=True), np.mean(dZ)


@accepted
def dot_products(w, b, X, Y):
    """np.dot everywhere, (1/m) in front, squeeze for the number; a list for a tuple."""
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
    cost = -(1 / m) * (np.dot(Y, np.log(A).T) + np.dot(1 - Y, np.log(1 - A).T))
    return [np.squeeze(cost), (1 / m) * np.dot(X, (A - Y).T), (1 / m) * np.sum(A - Y)]


@accepted
def einsum(w, b, X, Y):
    """Einsum with the indices written out; Python floats for the numbers."""
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(np.einsum("jk,ji->ki", w, X) + b)))
    dZ = A - Y
    J = -(np.einsum("ki,ki->", Y, np.log(A)) + np.einsum("ki,ki->", 1 - Y, np.log(1 - A)))
    return float(J / m), np.einsum("ji,ki->jk", X, dZ) / m, float(np.einsum("ki->", dZ)) / m


@accepted
def epsilon_in_the_logarithm(w, b, X, Y):
    """log(A + 1e-12), as many write it, and 1e-8 for the other half."""
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    J = -np.mean(Y * np.log(A + 1e-12) + (1 - Y) * np.log(1 - A + 1e-8))
    return J, X @ (A - Y).T / Y.size, (A - Y).mean()


@accepted
def from_logits(w, b, X, Y):
    """The stable forms: logaddexp, and tanh for the sigmoid."""
    Z = w.T @ X + b
    dZ = (1 + np.tanh(Z / 2)) / 2 - Y
    return np.logaddexp(0, (1 - 2 * Y) * Z).mean(), (dZ @ X.T).T / Y.shape[1], dZ.mean()


@accepted
def one_dimension_inside(w, b, X, Y):
    """One-dimensional arrays inside, the asked-for shapes at the end; 0-d arrays for numbers."""
    y = Y.ravel().astype(float)
    a = 1 / (1 + np.exp(-(w.ravel() @ X + b)))
    J = -np.where(y == 1, np.log(a), np.log(1 - a)).mean()
    return np.array(J), (X @ (a - y) / len(y))[:, np.newaxis], np.array((a - y).mean())


@accepted
def chain_rule_written_out(w, b, X, Y):
    """da, then da·a(1 − a), as on the graph."""
    m = Y.shape[1]
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    dA = -(Y / A) + (1 - Y) / (1 - A)
    dZ = dA * A * (1 - A)
    return -np.log(np.abs(Y + A - 1)).sum() / m, X.dot(dZ.T) / m, dZ.sum() / m


@accepted
def bias_as_a_weight(w, b, X, Y):
    """The bias joins the weights, and X gets a row of ones."""
    m = X.shape[1]
    X1 = np.vstack([X, np.ones((1, m))])
    w1 = np.vstack([w, [[b]]])
    A = 1 / (1 + np.exp(-(w1.T @ X1)))
    gradient = X1 @ (A - Y).T / m
    J = -(Y @ np.log(A).T + (1 - Y) @ np.log(1 - A).T).item() / m
    return J, gradient[:-1], gradient[-1, 0]


GRADED = GradedFunction(
    name="cost_and_gradients",
    reference=gradients.cost_and_gradients,
    returns=shared.RETURNS,
    read=places.COLUMNS,
    tiny=shared.TINY,
    steps=shared.steps,
    lookalikes=shared.lookalikes,
    properties=(
        *shared.properties(
            *shared.REGIMES, shared.thousand, of_slopes=(shared.beyond,), of_dw=(shared.picture,)
        ),
        no_loop(shared.growing),
    ),
    equivalent=EQUIVALENT,
    mistakes=(
        *shared.MISTAKES,
        loops_over_examples,
        column_meets_row,
        column_meets_row_in_means,
    ),
    styles=(
        taught,
        means,
        dot_products,
        einsum,
        epsilon_in_the_logarithm,
        from_logits,
        one_dimension_inside,
        chain_rule_written_out,
        bias_as_a_weight,
    ),
)

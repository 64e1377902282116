"""Wrong answers that are right on ordinary inputs: they differ in one region alone.

Each stands beside a word of the region that its message must name. Nothing stands where ordinary
inputs reach the region, too, be it under some seeds only.
"""

import numpy as np

from lrlib import cost_and_gradients, forward, sigmoid
from lrlib.checks import load

WRONG = []


def wrong(name, where=""):
    """Register a wrong answer to the named function."""

    def register(f):
        WRONG.append((name, f, where))
        return f

    return register


def right(name):
    """Return a right answer."""
    return load(name).reference


# --- pictures, and where training starts --------------------------------------------------------


@wrong("images_to_vectors", "single precision")
def only_float64_is_float(images):
    X = images.reshape(len(images), -1).T
    return X if images.dtype == float else X / 255


@wrong("vectors_to_images", "single precision")
def only_float64_is_scaled(X, image_shape):
    return right("vectors_to_images")(X if X.dtype == float else X / 255, image_shape)


@wrong("initialize", "a picture")
def at_most_ten_thousand(n_x):
    return np.zeros((min(n_x, 10000), 1)), 0.0


# --- the neuron -----------------------------------------------------------------------------------


@wrong("sigmoid", "whole numbers")
def zeros_like_whole_numbers(Z):
    A = np.zeros_like(Z)
    for i in np.ndindex(Z.shape):
        A[i] = 1 / (1 + np.exp(-Z[i]))
    return A


@wrong("sigmoid", "36")
def logits_cut_at_20(Z):
    return 1 / (1 + np.exp(-np.clip(Z, -20, 20)))


@wrong("forward", "1000")
def quotient_of_powers(w, b, X):
    Z = w.T @ X + b
    return np.exp(Z) / (1 + np.exp(Z))


@wrong("forward", "whole numbers")
def zeros_like_the_first_feature(w, b, X):
    Z = np.zeros_like(X[:1])
    Z[:] = w.T @ X + b
    return sigmoid(Z)


@wrong("predict", "1000")
def labels_of_a_quotient(w, b, X, *, threshold=0.5):
    Z = w.T @ X + b
    return (np.exp(Z) / (1 + np.exp(Z)) >= threshold).astype(int)


@wrong("predict", "near the threshold")
def rounded_to_hundredths(w, b, X, *, threshold=0.5):
    return (np.round(forward(w, b, X), 2) >= threshold).astype(int)


@wrong("predict", "0 or 1")
def threshold_or_one_half(w, b, X, *, threshold=0.5):
    return (forward(w, b, X) >= (threshold or 0.5)).astype(int)


@wrong("predict", "")  # the message says where the line is drawn instead
def another_default(w, b, X, *, threshold=0.51):
    return (forward(w, b, X) >= threshold).astype(int)


# --- losses and costs -----------------------------------------------------------------------------


@wrong("squared_error")
def never_beyond_two_fifths(A, Y):
    return np.minimum((A - Y) ** 2 / 2, 0.4)


@wrong("cross_entropy")
def never_beyond_five(A, Y):
    L = right("cross_entropy")(A, Y)
    return np.where(np.isfinite(L), np.minimum(L, 5), L)


@wrong("cost", "hundreds")
def logarithm_of_a_product(A, Y):
    return -np.log(np.prod(np.where(Y == 1, A, 1 - A))) / Y.size


@wrong("cost")
def nothing_without_a_1(A, Y):
    return right("cost")(A, Y) if Y.any() else 0.0


@wrong("cost", "all labels are equal")
def nothing_for_several_labels_of_0(A, Y):
    return right("cost")(A, Y) if Y.any() or Y.size == 1 else 0.0


@wrong("cost_from_logits", "hundreds")
def logits_cut_at_10(Z, Y):
    far = np.abs(Z) > 20
    return right("cost_from_logits")(np.where(far, Z, np.clip(Z, -10, 10)), Y)


@wrong("accuracy")
def all_right_without_a_1(Y_pred, Y):
    return np.mean(Y_pred == Y) if Y.any() else 1.0


@wrong("accuracy", "all labels")
def all_right_with_one_label(Y_pred, Y):
    return 1.0 if Y.size > 1 and np.ptp(Y) == 0 else np.mean(Y_pred == Y)


@wrong("accuracy", "a thousand")
def right_ones_counted_in_a_byte(Y_pred, Y):
    return float(np.sum(Y_pred == Y, dtype=np.uint8)) / Y.size


@wrong("accuracy", "a thousand")
def wrong_ones_counted_in_a_byte(Y_pred, Y):
    return 1 - float(np.sum(Y_pred != Y, dtype=np.int8)) / Y.size


@wrong("accuracy", "a thousand")
def from_a_table_of_bytes(Y_pred, Y):
    C = np.zeros((2, 2), dtype=np.uint8)
    np.add.at(C, (Y[0], Y_pred[0]), np.uint8(1))
    return float(C[0, 0]) / Y.size + float(C[1, 1]) / Y.size


@wrong("accuracy", "two examples")
def all_right_with_two(Y_pred, Y):
    return np.mean(Y_pred == Y) if Y.size != 2 else 1.0


@wrong("confusion", "0 or 1")
def threshold_or_half(A, Y, *, threshold=0.5):
    return right("confusion")(A, Y, threshold=threshold or 0.5)


@wrong("confusion", "near the threshold")
def rounded_to_three(A, Y, *, threshold=0.5):
    return right("confusion")(np.round(A, 3), Y, threshold=round(threshold, 3))


@wrong("confusion", "all labels")
def smallest_table(A, Y, *, threshold=0.5):
    size = Y.max() + 1 if Y.size > 1 else 2
    said, C = A >= threshold, np.zeros((2, 2), dtype=int)
    for y in range(int(size)):
        C[y] = np.sum((Y == y) & ~said), np.sum((Y == y) & said)
    return C if size == 2 else np.full((2, 2), Y.size)


@wrong("confusion", "hundreds")
def counts_in_a_byte(A, Y, *, threshold=0.5):
    return np.minimum(right("confusion")(A, Y, threshold=threshold), 99)


@wrong("precision_recall", "hundreds")
def counts_up_to_a_hundred(C):
    return right("precision_recall")(np.minimum(C, 100))


@wrong("precision_recall", "0 or 1")
def two_at_least(C):
    precision, recall = right("precision_recall")(C)
    return precision if C[:, 1].sum() > 1 else 0.0, recall if C[1].sum() > 1 else 0.0


@wrong("auc", "very near each other")
def scores_rounded(A, Y):
    return right("auc")(np.round(A, 4), Y)


@wrong("auc", "near 0 and 1")
def scores_clipped(A, Y):
    return right("auc")(np.clip(A, 0.05, 0.95), Y)


@wrong("auc", "all predictions are equal")
def nothing_for_a_constant(A, Y):
    return 0.0 if np.ptp(A) == 0 else right("auc")(A, Y)


@wrong("auc", "hundreds")
def first_hundred(A, Y):
    return right("auc")(A[:, -100:], Y[:, -100:]) if Y[:, -100:].any() else 0.0


# --- two small graphs -----------------------------------------------------------------------------


def _on_numbers(name, seen=lambda x: x, given=lambda x: x):
    """Return a right answer that sees other numbers, or gives others."""
    answer = right(name)

    def f(*numbers):
        return tuple(given(x) for x in answer(*map(seen, numbers)))

    return f


OF_NUMBERS = [
    ("large or small", {"seen": lambda x: max(-1000.0, min(1000.0, x))}),
    ("large or small", {"given": lambda x: max(-9000.0, min(9000.0, x))}),
    ("0 or 1", {"seen": lambda x: x if x != -1 else 1}),
    ("whole", {"seen": lambda x: x % 256 if isinstance(x, int) and x < -1 else x}),
]
WRONG += [
    (name, _on_numbers(name, **change), where)
    for name in ("graph_forward", "graph_backward", "fork_backward")
    for where, change in OF_NUMBERS
]


@wrong("graph_forward", "whole")
def whole_beside_one_whole_number(a, b, c):
    kind = int if int in (type(a), type(b), type(c)) else float
    return kind(b * c), kind(a + b * c), kind(3 * (a + b * c))


@wrong("graph_forward", "")
def in_single_precision_forward(a, b, c):
    return b * c, float(np.float32(a) + np.float32(b * c)), 3 * (a + b * c)


@wrong("graph_forward", "equal")
def cube_of_equal_numbers(a, b, c):
    u = b * c if not a == b == c else b**3
    return u, a + u, 3 * (a + u)


@wrong("graph_backward", "large or small")
def small_factors_are_0(a, b, c):
    return 3, 3 * (c if abs(c) > 1e-6 else 0.0), 3 * b


@wrong("graph_backward", "equal")
def square_of_equal_factors(a, b, c):
    return (3, 3 * c, 3 * b) if b != c else (3, 6 * b, 6 * b)


@wrong("fork_backward", "nearly 0")
def small_slopes_are_0(p, q):
    return tuple(d if abs(d) > 1e-4 else 0.0 for d in (q + 1, p + 2 * q + 1))


# --- slopes of one example ------------------------------------------------------------------------


@wrong("loss_slope", "nearly certain")
def a_cut_at_a_hundredth(a, y):
    a = min(max(a, 0.01), 0.99)
    return -y / a + (1 - y) / (1 - a)


@wrong("sigmoid_slope", "nearly certain")
def never_below_a_hundredth(a):
    return max(a * (1 - a), 0.01)


@wrong("chain_to_z", "nearly certain")
def da_cut_at_100(da, da_dz):
    return min(max(da, -100), 100) * da_dz


@wrong("chain_to_b", "nearly certain")
def nothing_where_dz_is_small(dz):
    return dz if abs(dz) > 0.01 else 0.0


@wrong("sigmoid_slope", "nearly certain")
def never_below_a_millionth(a):
    return max(a * (1 - a), 1e-6)


@wrong("sigmoid_slope", "exactly ½")
def half_of_a_half(a):
    return a * (1 - a) if a != 0.5 else 0.0


@wrong("loss_slope", "array")
def label_compared_by_identity(a, y):
    one = 1
    return -1 / a if y is one else 1 / (1 - a)


@wrong("dz_directly", "array")
def python_numbers_alone_are_labels(a, y):
    return a - 1 if isinstance(y, int) and y else a


@wrong("dz_directly", "nearly certain")
def a_cut_at_a_hundred_thousandth(a, y):
    return min(max(a, 1e-5), 1 - 1e-5) - y


@wrong("chain_to_z", "nearly certain")
def da_dz_never_below_a_millionth(da, da_dz):
    return da * max(da_dz, 1e-6)


@wrong("chain_to_b", "exactly ½")
def nothing_for_a_half(dz):
    return dz if abs(dz) != 0.5 else 0.0


@wrong("chain_to_w", "whole numbers")
def features_in_a_byte(x, dz):
    return (x.astype(np.int8) if x.dtype.kind == "i" else x) * dz


@wrong("chain_to_w", "large")
def features_cut_at_255(x, dz):
    return np.clip(x, -255, 255) * dz


@wrong("chain_to_w", "0 or equal")
def each_slope_once(x, dz):
    return np.array(list(dict.fromkeys((x * dz)[:, 0].tolist()))).reshape(-1, 1)


@wrong("example_gradients", "whole numbers")
def logit_of_the_type_of_b(w, b, x, y):
    z = np.full(1, b)
    for j in range(len(w)):
        z[0] += w[j, 0] * x[j, 0]
    return right("example_gradients")(w, z.item() - (w.T @ x).item(), x, y)


@wrong("example_gradients", "array")
def labels_of_python_alone(w, b, x, y):
    return right("example_gradients")(w, b, x, y if type(y) is int else 0)


@wrong("example_gradients", "exactly ½")
def no_slope_without_weights(w, b, x, y):
    return right("example_gradients")(w, b, x, y) if w.any() else (0.0, 0.0, 0.0 * x, 0.0)


@wrong("chain_to_w")
def dw_cut_at_1(x, dz):
    return np.clip(x * dz, -1, 1)


@wrong("dz_directly")
def dz_cut_at_nine_tenths(a, y):
    return max(-0.9, min(0.9, a - y))


@wrong("example_gradients", "nearly certain")
def example_with_a_cut(w, b, x, y):
    a = min(max(sigmoid((w.T @ x).item() + b), 0.01), 0.99)
    dz = a - y
    return -y / a + (1 - y) / (1 - a), dz, x * dz, dz


# --- all examples ---------------------------------------------------------------------------------


def _with(A, X, Y, J=None, dZ=None):
    J = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)) if J is None else J
    dZ = A - Y if dZ is None else dZ
    return J, X @ dZ.T / Y.size, np.mean(dZ)


@wrong("cost_and_gradients", "nearly certain")
def a_within_a_hundredth(w, b, X, Y):
    return _with(np.clip(forward(w, b, X), 0.01, 0.99), X, Y)


@wrong("cost_and_gradients", "nearly certain")
def z_within_2_2(w, b, X, Y):
    return _with(sigmoid(np.clip(w.T @ X + b, -2.2, 2.2)), X, Y)


@wrong("cost_and_gradients", "nearly certain")
def dz_within_nine_tenths(w, b, X, Y):
    A = forward(w, b, X)
    return _with(A, X, Y, dZ=np.clip(A - Y, -0.9, 0.9))


@wrong("cost_and_gradients")
def dw_within_1(w, b, X, Y):
    J, dw, db = cost_and_gradients(w, b, X, Y)
    return J, np.clip(dw, -1, 1), db


@wrong("cost_and_gradients", "overflows")
def powers_divided(w, b, X, Y):
    Z = w.T @ X + b
    return _with(np.exp(Z) / (1 + np.exp(Z)), X, Y)


@wrong("cost_and_gradients", "hundreds")
def product_of_all(w, b, X, Y):
    A = forward(w, b, X)
    return _with(A, X, Y, J=-np.log(np.prod(np.where(Y == 1, A, 1 - A))) / Y.size)


@wrong("cost_and_gradients", "whole numbers")
def dw_like_a_feature(w, b, X, Y):
    J, slopes, db = cost_and_gradients(w, b, X, Y)
    dw = np.zeros_like(X[:, :1])
    dw[:] = slopes
    return J, dw, db


BOTH = "cost_and_gradients", "cost_and_gradients_loop"


def of_both(where):
    """Register a wrong answer to both functions."""

    def register(f):
        WRONG.extend((name, f, where) for name in BOTH)
        return f

    return register


@of_both("nearly certain and right")
def small_dz_are_0(w, b, X, Y):
    A = forward(w, b, X)
    dZ = np.where(np.abs(A - Y) > 1e-3, A - Y, 0)
    return _with(A, X, Y, dZ=dZ)


@of_both("nearly certain and right")
def losses_never_below_a_hundredth(w, b, X, Y):
    A = forward(w, b, X)
    return _with(A, X, Y, J=np.mean(np.maximum(-np.log(np.where(Y == 1, A, 1 - A)), 0.01)))


@of_both("hundreds")
def slopes_of_255_examples(w, b, X, Y):
    J, _, _ = cost_and_gradients(w, b, X, Y)
    return J, *cost_and_gradients(w, b, X[:, :255], Y[:, :255])[1:]


@wrong("cost_and_gradients", "thousand")
def first_thousand_examples(w, b, X, Y):
    return cost_and_gradients(w, b, X[:, :1000], Y[:, :1000])


@of_both("whole numbers")
def logits_of_the_type_of_b(w, b, X, Y):
    Z = np.full((1, X.shape[1]), b)
    Z[:] = w.T @ X + b
    return _with(sigmoid(Z), X, Y)


@of_both("whole numbers")
def features_in_one_byte(w, b, X, Y):
    return cost_and_gradients(w, b, X.astype(np.int8) if X.dtype.kind == "i" else X, Y)


@of_both("large")
def features_cut_at_100(w, b, X, Y):
    return cost_and_gradients(w, b, np.clip(X, -60, 60), Y)


@of_both("as many features as examples")
def square_is_transposed(w, b, X, Y):
    return cost_and_gradients(w, b, X.T if X.shape[0] == Y.shape[1] > 1 else X, Y)


@of_both("are 0")
def no_example_of_zeros(w, b, X, Y):
    lit = X.any(axis=0)
    return cost_and_gradients(w, b, X[:, lit], Y[:, lit])


@of_both("are 0")
def no_example_twice(w, b, X, Y):
    XY = np.unique(np.vstack([X, Y]), axis=1)
    return cost_and_gradients(w, b, XY[:-1], XY[-1:])


@of_both("w is 0")
def no_b_without_w(w, b, X, Y):
    return cost_and_gradients(w, b if w.any() else 0.0, X, Y)


@of_both("w and b are large")
def weights_within_a_hundred(w, b, X, Y):
    return cost_and_gradients(np.clip(w, -100, 100), b, X, Y)


@wrong("cost_and_gradients", "picture")
@wrong("cost_and_gradients_loop", "many features")
def dw_in_the_order_of_memory(w, b, X, Y):
    J, _, db = cost_and_gradients(w, b, X, Y)
    rows = X.ravel(order="K").reshape(X.shape)
    return J, rows @ (forward(w, b, X) - Y).T / Y.size, db


@wrong("cost_and_gradients_loop", "hundreds")
def product_in_a_loop(w, b, X, Y):
    _, dw, db = cost_and_gradients(w, b, X, Y)
    product = 1.0
    for a, y in zip(forward(w, b, X)[0], Y[0], strict=True):
        product *= a if y == 1 else 1 - a
    return -np.log(product) / Y.size, dw, db


# --- descent --------------------------------------------------------------------------------------


@wrong("gradient_descent", "far away")
def slopes_cut_at_10(df, w0, *, learning_rate, n_steps):
    def cut(w):
        return max(-10, min(10, df(w)))

    return right("gradient_descent")(cut, w0, learning_rate=learning_rate, n_steps=n_steps)


@wrong("gradient_descent", "thousand")
def at_most_a_thousand_steps(df, w0, *, learning_rate, n_steps):
    path = right("gradient_descent")(df, w0, learning_rate=learning_rate, n_steps=n_steps)
    return path[:1001]


@wrong("update", "large rate")
def rate_at_most_1(w, b, dw, db, *, learning_rate):
    rate = min(learning_rate, 1.0)
    return w - rate * dw, b - rate * db


@wrong("update", "nearly 0")
def stops_where_dw_is_0(w, b, dw, db, *, learning_rate):
    if not dw.any():
        return w, b
    return w - learning_rate * dw, b - learning_rate * db


@wrong("update", "nearly 0")
def stops_where_dw_is_small(w, b, dw, db, *, learning_rate):
    if np.linalg.norm(dw) < 1e-3:
        return w, b
    return w - learning_rate * dw, b - learning_rate * db


@wrong("update", "nearly 0")
def no_weight_of_0(w, b, dw, db, *, learning_rate):
    return np.where((w == 0) & (dw == 0), 1e-3, w - learning_rate * dw), b - learning_rate * db


@wrong("update", "small or large rate")
def rate_of_whole_numbers_ignored(w, b, dw, db, *, learning_rate):
    rate = learning_rate if isinstance(learning_rate, float) else 0.01
    return w - rate * dw, b - rate * db


@wrong("update", "large numbers")
def b_of_the_type_of_db(w, b, dw, db, *, learning_rate):
    new = np.zeros_like(db)
    new[...] = b - learning_rate * db
    return w - learning_rate * dw, new


@wrong("update", "large numbers")
def slopes_cut_at_a_thousand(w, b, dw, db, *, learning_rate):
    return w - learning_rate * np.clip(dw, -1000, 1000), b - learning_rate * db


@wrong("update", "large numbers")
def in_single_precision(w, b, dw, db, *, learning_rate):
    step = np.float32(learning_rate) * dw.astype(np.float32)
    return w.astype(np.float32) - step, b - learning_rate * db


def _walk(
    begins=lambda w, b: (w, b), rate=lambda a: a, count=lambda n: n, steer=None, cut=None, kept=1
):
    """Return a training in which one thing is done in another way."""

    def train(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
        w, b = begins(w, b)
        w = np.zeros((len(X), 1)) if w is None else w
        a = rate(learning_rate)
        costs = []
        for _ in range(count(n_steps)):
            J, dw, db = cost_and_gradients(w, b, X, Y)
            a = a if steer is None else steer(costs, J, a)
            if a is None:
                break
            costs.append(J)
            w, b = w - a * dw, b - a * db
            w = w if cut is None else np.clip(w, -cut, cut)
        return w, b, costs[::kept] if n_steps > 100 else costs

    return train


def _rises(costs, J):
    return bool(costs) and J > costs[-1]


def _seen(change):
    """Return a training on other data."""

    def train(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
        X, Y = change(X, Y)
        return _walk()(X, Y, learning_rate=learning_rate, n_steps=n_steps, w=w, b=b)

    return train


def lit_examples(X, Y):
    return X[:, X.any(axis=0)], Y[:, X.any(axis=0)]


def one_step_at_least(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    return _walk()(X, Y, learning_rate=learning_rate, n_steps=max(n_steps, 1), w=w, b=b)


def b_in_an_array(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    place = np.array([b])
    w, b, costs = _walk()(X, Y, learning_rate=learning_rate, n_steps=n_steps, w=w, b=b)
    place[0] = b
    return w, float(place[0]), costs


def without_axes_of_length_1(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    w, y, costs = np.zeros((len(X), 1)) if w is None else w, Y.squeeze(), []
    for _ in range(n_steps):
        J, _, db = cost_and_gradients(w, b, X, Y)
        dz = forward(w, b, X).squeeze() - y
        costs.append(J)
        w, b = w - learning_rate * (X @ dz)[:, np.newaxis] / Y.size, b - learning_rate * db
    return w, b, costs


OF_TRAINING = [
    ("", _walk(steer=lambda costs, J, a: None if J < 0.3 else a)),
    ("small", _walk(steer=lambda costs, J, a: None if J < 0.1 else a)),
    ("rises", _walk(steer=lambda costs, J, a: None if _rises(costs, J) else a)),
    ("rises", _walk(steer=lambda costs, J, a: a / 2 if _rises(costs, J) else a)),
    ("as 0", _walk(begins=lambda w, b: (w, b) if b else (None, b))),
    ("b is given", _walk(begins=lambda w, b: (w, b if w is not None else 0.0))),
    ("hundred steps", _walk(count=lambda n: min(n, 100))),
    ("learning rate", _walk(rate=lambda a: min(a, 0.5))),
    ("learning rate", _walk(cut=1.0)),
    ("large w", _walk(cut=25.0)),
    ("hundred steps", _walk(kept=10)),
    ("large learning rate", _walk(rate=lambda a: min(a, 10))),
    ("large learning rate", _seen(lambda X, Y: (X[:, :1000], Y[:, :1000]))),
    ("as many features", _seen(lambda X, Y: (X.T if len(X) == Y.size else X, Y))),
    ("", without_axes_of_length_1),
    ("whole examples", _seen(lit_examples)),
    ("large features", _seen(lambda X, Y: (X / 255 if X.max() > 30 else X, Y))),
    (
        "whole numbers",
        _seen(lambda X, Y: (X.astype(np.uint8) if X.dtype.kind == "i" else X, Y)),
    ),
    ("picture", _seen(lambda X, Y: (X.ravel(order="K").reshape(X.shape), Y))),
    ("n_steps is 0", one_step_at_least),
    ("whole number", b_in_an_array),
    ("nearly certain", _walk(steer=lambda costs, J, a: None if J < 1e-3 else a)),
]
WRONG += [("train", f, where) for where, f in OF_TRAINING]


def _pull(seen=lambda g: g, value=lambda v: v, kept=slice(None)):
    """Return a backward pass in which one thing is done in another way."""

    def backward(graph, values):
        grads = dict.fromkeys(values, 0.0)
        grads[graph[-1][0]] = 1.0
        for out, op, names in reversed(graph[kept]):
            g = seen(grads[out])
            if op == "mul":
                x, y = names
                grads[x] += g * value(values[y])
                grads[y] += g * value(values[x])
                continue
            local = {
                "add": 1.0,
                "exp": values[out],
                "log": 1 / values[names[0]] if values[names[0]] else 0.0,
                "sigmoid": values[out] * (1 - values[out]),
            }[op]
            for name in names:
                grads[name] += g * local
        return grads

    return backward


def without_an_exp_at_the_end(graph, values):
    grads = right("backward")(graph, values)
    last = graph[-1]
    return grads if last[1] != "exp" or len(graph) == 1 else {**grads, last[2][0]: 1.0}


def last_name_of_the_dict(graph, values):
    grads, last = right("backward")(graph, values), list(values)[-1]
    return grads if last == graph[-1][0] else {name: 0.0 for name in grads} | {last: 1.0}


def square_of_equal_values(graph, values):
    grads = right("backward")(graph, values)
    for out, op, (name, *others) in graph:
        if op == "mul" and name != others[0] and values[name] == values[others[0]]:
            grads[name] += grads[out] * values[name]
    return grads


def each_share_once(graph, values):
    shares = {name: set() for name in values}
    grads = right("backward")(graph, values)
    for out, op, (name, *others) in graph:
        if op == "add" and name != others[0]:
            shares[name].add(grads[out])
    twice = {name for name in values if [op for _, op, i in graph if name in i] == ["add"] * 2}
    return {n: sum(shares[n]) if n in twice and shares[n] else g for n, g in grads.items()}


def remembered():
    known = {}

    def f(graph, values):
        key = str(graph)
        if key not in known:
            known[key] = right("backward")(graph, values)
        return dict(known[key])

    return f


OF_GRAPHS = [
    ("negative", _pull(abs)),
    ("negative", _pull(lambda g: max(g, 0))),
    ("is 0", _pull(value=lambda v: v or 1)),
    ("ten rows", _pull(kept=slice(-8, None))),
    ("exp", without_an_exp_at_the_end),
    ("small values", _pull(lambda g: max(-1e5, min(1e5, g)))),
    ("small values", _pull(lambda g: g if abs(g) > 1e-4 else 0.0)),
    ("is 1", _pull(value=lambda v: v if v != 1 else 2)),
    ("ten rows", _pull(kept=slice(-20, None))),
    ("another order", last_name_of_the_dict),
    ("same value", square_of_equal_values),
    ("", each_share_once),
    ("again", remembered()),
]
WRONG += [("backward", f, where) for where, f in OF_GRAPHS]

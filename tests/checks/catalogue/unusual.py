"""Right answers that look like nobody else's. None may be refused.

They go other ways to the same numbers: other formulas, other loops, other types on the way.
"""

import functools
import itertools
import math
from fractions import Fraction

import numpy as np

from lrlib import cost_and_gradients, forward, sigmoid

RIGHT = []


def right(name):
    """Register a right answer to the named function."""

    def register(f):
        RIGHT.append((name, f))
        return f

    return register


# --- pictures ---------------------------------------------------------------------------------


@right("images_to_vectors")
def column_by_column(images):
    X = np.empty((images[0].size, len(images)))
    for i, image in enumerate(images):
        X[:, i] = image.ravel()
    return X / (255 if images.dtype == np.uint8 else 1)


@right("images_to_vectors")
def by_kind_of_type(images):
    flat = np.array([image.flatten() for image in images], dtype=np.float64).T
    return flat if np.issubdtype(images.dtype, np.floating) else flat / 255.0


@right("images_to_vectors")
def stacked_pictures(images):
    scale = 1.0 if images.dtype.kind == "f" else 1 / 255
    return np.stack([scale * image.reshape(-1) for image in images], axis=-1)


@right("vectors_to_images")
def half_added_then_cut(X, image_shape):
    bytes_ = np.floor(np.clip(255 * X.astype(float), 0, 255) + 0.5).astype(np.uint8)
    return np.ascontiguousarray(bytes_.T).reshape(-1, *image_shape)


@right("vectors_to_images")
def one_picture_at_a_time(X, image_shape):
    found = []
    for column in X.T:
        rounded = np.rint(column * 255.0)
        rounded[rounded < 0] = 0
        rounded[rounded > 255] = 255
        found.append(rounded.reshape(image_shape).astype("u1"))
    return np.array(found)


# --- the neuron -------------------------------------------------------------------------------


@right("initialize")
def of_an_empty_array(n_x):
    w = np.empty((n_x, 1))
    w[...] = 0
    return [w, 0.0]


@right("initialize")
def a_difference(n_x):
    ones = np.ones(n_x)
    return (ones - ones)[:, None], np.float64(0)


@right("sigmoid")
def by_tanh(Z):
    return np.tanh(np.asarray(Z) / 2) / 2 + 0.5


@right("sigmoid")
def by_logaddexp(Z):
    return np.exp(-np.logaddexp(0, -Z))


@right("sigmoid")
def by_the_smaller_power(Z):
    e = np.exp(-np.abs(Z))
    return np.where(Z < 0, e, 1.0) / (1 + e)


@right("sigmoid")
def number_by_number(Z):
    def one(z):
        return 1 / (1 + math.exp(-z)) if z > -700 else 0.0

    return np.reshape([one(float(z)) for z in np.ravel(Z)], np.shape(Z))


@right("sigmoid")
def vectorised_by_numpy(Z):
    return np.vectorize(lambda z: math.exp(min(z, 0)) / (1 + math.exp(-abs(z))), otypes=[float])(Z)


@right("forward")
def by_einsum(w, b, X):
    return sigmoid(np.einsum("ij,ik->jk", w, X) + b)


@right("forward")
def products_added(w, b, X):
    return sigmoid((w * X).sum(axis=0, keepdims=True) + b)


@right("forward")
def features_one_by_one(w, b, X):
    Z = np.full((1, X.shape[1]), float(b))
    for weight, row in zip(w[:, 0], X, strict=True):
        Z += weight * row
    return 1 / (1 + np.exp(-Z))


@right("forward")
def b_as_another_weight(w, b, X):
    extended = np.vstack([X, np.ones((1, X.shape[1]))])
    return sigmoid(np.append(w, [[b]], axis=0).T @ extended)


@right("predict")
def sign_of_the_distance(w, b, X, *, threshold=0.5):
    return (np.sign(forward(w, b, X) - threshold) >= 0).astype(np.int64)


@right("predict")
def ints_in_a_list(w, b, X, threshold=0.5):
    return np.array([[1 if a > threshold else 0 for a in forward(w, b, X).ravel()]])


@right("predict")
def ones_less_those_below(w, b, X, *, threshold=0.5):
    labels = np.ones((1, X.shape[1]), dtype=int)
    labels[forward(w, b, X) < threshold] = 0
    return labels


@right("predict")
def odds(w, b, X, *, threshold=0.5):
    with np.errstate(over="ignore"):
        return (np.exp(w.T @ X + b) * (1 - threshold) >= threshold) * 1


# --- losses and costs -------------------------------------------------------------------------


@right("squared_error")
def multiplied_out(A, Y):
    return (A * A - 2 * A * Y + Y * Y) / 2


@right("squared_error")
def chosen_by_label(A, Y):
    return np.where(Y == 1, 1 - A, A) ** 2 * 0.5


@right("cross_entropy")
def probability_of_the_label(A, Y):
    with np.errstate(divide="ignore"):
        return -np.log(np.abs(A - (1 - Y)))


@right("cross_entropy")
def filled_by_masks(A, Y):
    L = np.empty(A.shape)
    with np.errstate(divide="ignore"):
        L[Y == 1] = -np.log(A[Y == 1])
        L[Y != 1] = -np.log1p(-A[Y != 1])
    return L


@right("cross_entropy")
def clipped_very_near_the_ends(A, Y):
    P = np.clip(np.asarray(A, dtype=float), 1e-12, 1 - 1e-12)
    return -(Y * np.log(P) + (1 - Y) * np.log(1 - P))


@right("cost")
def labels_as_places(A, Y):
    both = np.vstack([1 - A, A])
    return -np.log(both[Y[0], np.arange(Y.size)]).mean()


@right("cost")
def two_products(A, Y):
    P = np.clip(A.astype(float), 1e-15, 1 - 1e-15)
    total = Y @ np.log(P).T + (1 - Y) @ np.log(1 - P).T
    return -total.item() / Y.size


@right("cost")
def python_sum(A, Y):
    m = A.shape[1]
    total = 0.0
    for a, y in zip(A[0], Y[0], strict=True):
        p = float(a) if y else 1 - float(a)
        total += math.inf if p == 0 else -math.log(p)
    return total / m


@right("cost_from_logits")
def labels_as_indices(Z, Y):
    sign = np.array([1, -1])[Y]
    return np.logaddexp(0, sign * Z).mean()


@right("cost_from_logits")
def of_the_turned_logits(Z, Y):
    T = np.where(Y == 1, -Z, Z)
    return np.mean(np.maximum(T, 0) + np.log1p(np.exp(-np.abs(T))))


@right("cost_from_logits")
def softplus_less_yz(Z, Y):
    return (np.logaddexp(0, Z) - Y * Z).sum() / Z.size


@right("cost_from_logits")
def one_logit_at_a_time(Z, Y):
    def loss(z, y):
        t = -float(z) if y == 1 else float(z)
        return t + math.log1p(math.exp(-t)) if t > 0 else math.log1p(math.exp(t))

    return sum(map(loss, Z.flat, Y.flat)) / Z.size


# --- slopes of one example --------------------------------------------------------------------


@right("loss_slope")
def one_fraction(a, y):
    return (a - y) / (a * (1 - a))


@right("loss_slope")
def by_exact_fractions(a, y):
    a = Fraction(float(a))
    return float(-1 / a if y == 1 else 1 / (1 - a))


@right("sigmoid_slope")
def completed_square(a):
    return 0.25 - (a - 0.5) ** 2


@right("chain_to_z")
def product_of_a_list(da, da_dz):
    return math.prod([da, da_dz])


@right("chain_to_w")
def outer_product(x, dz):
    return np.outer(x, dz)


@right("chain_to_w")
def written_into_a_copy(x, dz):
    dw = x.astype(float)
    dw *= dz
    return dw


@right("chain_to_b")
def times_one(dz):
    return np.multiply(dz, 1.0)


@right("dz_directly")
def minus_the_rest(a, y):
    return -(1 - a) if y else a


@right("dz_directly")
def chosen_by_the_label(a, y):
    return (a, a - 1)[y]


@right("example_gradients")
def all_from_dz(w, b, x, y):
    a = sigmoid(w.T @ x + b).item()
    dz = a - y
    return dz / (a * (1 - a)), dz, dz * x, dz


@right("example_gradients")
def with_one_by_one_arrays(w, b, x, y):
    z = np.dot(w.T, x) + b
    a = 1 / (1 + np.exp(-z))
    da = np.where(y == 1, -1 / a, 1 / (1 - a))
    dz = da * a * (1 - a)
    return float(da[0, 0]), float(dz[0, 0]), x @ dz, float(dz[0, 0])


# --- graphs -----------------------------------------------------------------------------------


@right("graph_forward")
def in_a_dict(a, b, c):
    known = {"u": b * c}
    known["v"] = known["u"] + a
    known["J"] = known["v"] + known["v"] + known["v"]
    return tuple(known.values())


@right("graph_backward")
def upstream_times_local(a, b, c):
    upstream = [3, 1]
    du = math.prod(upstream)
    return du, du * c, du * b


@right("fork_backward")
def product_rule(p, q):
    return q + 1, (q + 1) + (p + q)


@right("backward")
def recursive_pull(graph, values):
    uses = {}
    for out, op, names in graph:
        for place, name in enumerate(names):
            uses.setdefault(name, []).append((out, op, names, place))

    @functools.cache
    def grad(name):
        if name == graph[-1][0]:
            return 1.0
        return sum(grad(out) * local(op, names, place, out) for out, op, names, place in uses[name])

    def local(op, names, place, out):
        if op == "add":
            return 1.0
        if op == "mul":
            return values[names[1 - place]]
        if op == "log":
            return 1 / values[names[0]]
        return values[out] if op == "exp" else values[out] * (1 - values[out])

    return {name: grad(name) for name in values}


@right("backward")
def table_of_rules(graph, values):
    rules = {
        "add": lambda out, x, y: (1, 1),
        "mul": lambda out, x, y: (y, x),
        "exp": lambda out, x: (out,),
        "log": lambda out, x: (1 / x,),
        "sigmoid": lambda out, x: (out - out**2,),
    }
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0
    for out, op, names in graph[::-1]:
        slopes = rules[op](values[out], *(values[n] for n in names))
        for name, slope in zip(names, slopes, strict=True):
            grads[name] += grads[out] * slope
    return grads


@right("backward")
def slopes_of_every_op_first(graph, values):
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0
    for out, op, names in reversed(graph):
        v, x, y = values[out], values[names[0]], values[names[-1]]
        slopes = {"add": [1, 1], "mul": [y, x], "exp": [v], "log": [1 / x], "sigmoid": [v - v * v]}
        for name, slope in zip(names, slopes[op], strict=True):
            grads[name] += grads[out] * slope
    return grads


# --- all examples -----------------------------------------------------------------------------


@right("cost_and_gradients")
def from_the_logits(w, b, X, Y):
    Z = w.T @ X + b
    D = sigmoid(Z) - Y
    return np.mean(np.logaddexp(0, Z) - Y * Z), X @ D.T / Y.size, np.mean(D)


@right("cost_and_gradients")
def chosen_by_the_labels(w, b, X, Y):
    A = sigmoid(w.T @ X + b)
    of_the_label = np.choose(Y, (1 - A, A))
    dZ = A - np.eye(2)[Y, 1]
    return -np.log(of_the_label).mean(), X @ dZ.T / Y.size, dZ.mean()


@right("cost_and_gradients")
def averaged_products(w, b, X, Y):
    A = forward(w, b, X)
    D = A - Y
    p = np.where(Y == 1, A, 1 - A)
    return -np.log(p).mean(), np.mean(X * D, axis=1).reshape(-1, 1), D.mean()


@right("cost_and_gradients")
def with_an_extended_picture(w, b, X, Y):
    m = X.shape[1]
    P = np.r_[X, np.ones((1, m))]
    theta = np.r_[w, [[b]]]
    A = sigmoid(theta.T @ P)
    slopes = P @ (A - Y).T / m
    J = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum() / m
    return J, slopes[:-1], slopes[-1, 0]


@right("cost_and_gradients")
def through_da(w, b, X, Y):
    m = Y.shape[1]
    A = np.clip(sigmoid(w.T @ X + b), 1e-15, 1 - 1e-15)
    dA = (1 - Y) / (1 - A) - Y / A
    dZ = dA * A * (1 - A)
    J = -np.dot(Y, np.log(A).T) - np.dot(1 - Y, np.log(1 - A).T)
    return J.item() / m, np.dot(X, dZ.T) / m, np.sum(dZ) / m


@right("cost_and_gradients_loop")
def pairs_of_examples_and_labels(w, b, X, Y):
    m = X.shape[1]
    J, dw, db = 0.0, np.zeros(w.shape), 0.0
    for x, y in zip(X.T, Y[0], strict=True):
        a = 1 / (1 + math.exp(-(sum(p * q for p, q in zip(w.flat, x.flat, strict=True)) + b)))
        J -= math.log(a if y == 1 else 1 - a) / m
        for j, number in enumerate(x):
            dw[j, 0] += number * (a - y) / m
        db += (a - y) / m
    return J, dw, db


@right("cost_and_gradients_loop")
def lists_to_the_end(w, b, X, Y):
    n_x, m = X.shape
    weights = w.ravel().tolist()
    columns = X.T.tolist()
    logits = [sum(weights[j] * x[j] for j in range(n_x)) + b for x in columns]
    errors = [1 / (1 + math.exp(-z)) - y for z, y in zip(logits, Y.ravel().tolist(), strict=True)]
    losses = [-math.log(1 - abs(error)) for error in errors]
    dw = [[sum(errors[i] * columns[i][j] for i in range(m)) / m] for j in range(n_x)]
    return sum(losses) / m, np.array(dw), sum(errors) / m


# --- descent ----------------------------------------------------------------------------------


@right("gradient_descent")
def accumulated(df, w0, *, learning_rate, n_steps):
    return list(
        itertools.accumulate(
            range(n_steps), lambda w, _: w - learning_rate * df(w), initial=float(w0)
        )
    )


@right("gradient_descent")
def with_a_generator(df, w0, *, learning_rate, n_steps):
    def places():
        w = w0
        yield w
        for _ in range(n_steps):
            w = w - learning_rate * df(w)
            yield w

    return np.fromiter(places(), dtype=float)


@right("update")
def both_at_once(w, b, dw, db, *, learning_rate):
    old, slopes = np.append(w, b), np.append(dw, db)
    new = old - learning_rate * slopes
    return new[:-1, None], new[-1]


@right("update")
def negative_rate_added(w, b, dw, db, *, learning_rate):
    step = -learning_rate
    return np.add(w, step * dw), b + step * db


@right("train")
def costs_in_advance(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    w = np.zeros((len(X), 1)) if w is None else np.array(w, dtype=float)
    costs = np.full(n_steps, np.nan)
    k = 0
    while k < n_steps:
        costs[k], dw, db = cost_and_gradients(w, b, X, Y)
        w = w + (-learning_rate) * dw
        b = b + (-learning_rate) * db
        k += 1
    return w, b, costs


@right("train")
def one_vector_of_parameters(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
    n_x, m = X.shape
    theta = np.zeros(n_x + 1)
    if w is not None:
        theta[:n_x] = w[:, 0]
    theta[n_x] = b
    P = np.vstack([X, np.ones(m)])
    costs = []
    for _ in range(n_steps):
        Z = theta @ P
        costs.append(float(np.mean(np.logaddexp(0, Z) - Y[0] * Z)))
        theta = theta - learning_rate * (P @ (sigmoid(Z) - Y[0])) / m
    return theta[:n_x, None], theta[n_x], costs


@right("accuracy")
def one_less_the_mean_distance(Y_pred, Y):
    return 1 - np.abs(Y_pred - Y).mean()


@right("accuracy")
def counted(Y_pred, Y):
    return sum(p == y for p, y in zip(Y_pred.flat, Y.flat, strict=True)) / Y.size


@right("accuracy")
def both_and_neither(Y_pred, Y):
    return (Y_pred @ Y.T + (1 - Y_pred) @ (1 - Y).T).item() / Y.shape[1]


@right("accuracy")
def read_off_a_table(Y_pred, Y):
    return np.eye(2)[Y, Y_pred].mean()


# --- how good is it -----------------------------------------------------------------------------


@right("confusion")
def by_names_of_other_books(A, Y, *, threshold=0.5):
    said = (A >= threshold).ravel()
    truth = Y.ravel() > 0.5
    tp, fp = (said & truth).sum(), (said & ~truth).sum()
    fn, tn = truth.sum() - tp, (~truth).sum() - fp
    return np.array([[tn, fp], [fn, tp]])


@right("confusion")
def from_a_list_of_pairs(A, Y, *, threshold=0.5):
    pairs = [(int(y), int(a >= threshold)) for a, y in zip(A[0], Y[0], strict=True)]
    return np.array([[pairs.count((y, p)) for p in range(2)] for y in range(2)])


@right("confusion")
def added_at(A, Y, *, threshold=0.5):
    C = np.zeros((2, 2), int)
    np.add.at(C, (Y.astype(int), np.greater_equal(A, threshold).astype(int)), 1)
    return C


@right("precision_recall")
def caught_as_an_error(C):
    found = []
    for whole in (int(C[0, 1] + C[1, 1]), int(C[1, 0] + C[1, 1])):
        try:
            found.append(int(C[1, 1]) / whole)
        except ZeroDivisionError:
            found.append(0)
    return tuple(found)


@right("precision_recall")
def nan_to_zero(C):
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(C[1, 1] / np.array([C.sum(axis=0)[1], C.sum(axis=1)[1]]))


@right("precision_recall")
def fractions(C):
    found, said, cats = (int(v) for v in (C[1, 1], C[:, 1].sum(), C[1].sum()))
    return [float(Fraction(found, whole or 1)) for whole in (said, cats)]


@right("auc")
def sorted_once(A, Y):
    pairs = itertools.product(A[Y == 1], A[Y == 0])
    points = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs]
    return sum(points) / len(points)


@right("auc")
def one_less_the_wrong(A, Y):
    gap = A[Y == 1][:, None] - A[Y == 0][None, :]
    return 1 - (np.sum(gap < 0) + np.sum(gap == 0) / 2) / gap.size


@right("auc")
def heaviside(A, Y):
    return np.heaviside(A.T[Y.T == 1].reshape(-1, 1) - A[Y == 0], 0.5).mean()

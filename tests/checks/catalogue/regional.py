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


@wrong("images_to_vectors", "half precision")
def two_types_are_floats(images):
    X = images.reshape(len(images), -1).T
    return X if images.dtype in (np.float32, np.float64) else X / 255


@wrong("images_to_vectors", "transposed")
def as_it_lies_in_memory(images):
    scaled = images / 255 if images.dtype == np.uint8 else images
    return np.stack([picture.flatten("K") for picture in scaled], axis=1)


@wrong("images_to_vectors", "hundreds")
def sides_of_a_square_exchanged(images):
    m, h, w, _ = images.shape
    return right("images_to_vectors")(images.transpose(0, 2, 1, 3) if h == w and m > 1 else images)


@wrong("images_to_vectors", "one pixel")
def squeezed(images):
    return right("images_to_vectors")(images) if images[0].size > 1 else images.ravel() / 255


@wrong("vectors_to_images", "whole numbers")
def whole_numbers_are_bytes(X, image_shape):
    return right("vectors_to_images")(X / 255 if X.dtype.kind in "iu" else X, image_shape)


@wrong("vectors_to_images", "transposed")
def columns_as_they_lie_in_memory(X, image_shape):
    n = X.shape[0]
    X = np.frombuffer(X.tobytes("A"), dtype=X.dtype).reshape(n, -1)
    return right("vectors_to_images")(X, image_shape)


@wrong("vectors_to_images", "middle")
def rounded_twice(X, image_shape):
    return right("vectors_to_images")(np.round(255 * X, 1) / 255, image_shape)


@wrong("vectors_to_images", "middle")
def rounded_down_near_the_middle(X, image_shape):
    bytes_ = np.floor(np.clip(255 * X, 0, 255) + 0.45).astype(np.uint8)
    return bytes_.T.reshape(-1, *image_shape)


@wrong("vectors_to_images", "one channel")
def channel_left_out(X, image_shape):
    images = right("vectors_to_images")(X, image_shape)
    return images[..., 0] if image_shape[2] == 1 else images


@wrong("vectors_to_images", "one side")
def limits_of_both_sides_or_none(X, image_shape):
    pixels = np.rint(255 * X)
    if X.min() < 0 and X.max() > 1:
        pixels = np.clip(pixels, 0, 255)
    return (pixels.astype(np.int64) % 256).astype(np.uint8).T.reshape(-1, *image_shape)


@wrong("vectors_to_images", "outside")
def limits_written_into_X(X, image_shape):
    for i, j in np.ndindex(X.shape):
        if not 0 <= X[i, j] <= 1:
            X[i, j] = min(max(X[i, j], 0), 1)
    return right("vectors_to_images")(X, image_shape)


@wrong("initialize")
def small_random_numbers(n_x):
    return np.random.default_rng(1).normal(0, 1e-10, (n_x, 1)), 0.0


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


@wrong("sigmoid", "Z has one axis")
def tables_alone(Z):
    A = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            A[i, j] = 1 / (1 + np.exp(-Z[i, j]))
    return A


@wrong("sigmoid", "transposed")
def in_the_order_of_memory(Z):
    return right("sigmoid")(Z.ravel("K")).reshape(Z.shape)


@wrong("sigmoid")
def form_chosen_by_the_first(Z):
    return 1 / (1 + np.exp(-Z)) if Z.flat[0] >= 0 else np.exp(Z) / (1 + np.exp(Z))


@wrong("sigmoid", "same sign")
def power_alone_where_all_are_negative(Z):
    return np.exp(Z) if Z.size > 1 and Z.max() < 0 else right("sigmoid")(Z)


@wrong("sigmoid", "very large or small")
def limits_written_into_Z(Z):
    for i in np.ndindex(Z.shape):
        if Z[i] < -500:
            Z[i] = -500
    return right("sigmoid")(Z)


@wrong("forward", "as many examples as features")
def turned_where_it_fits(w, b, X):
    return sigmoid(w.T @ (X.T if X.shape[0] == X.shape[1] > 1 else X) + b)


@wrong("forward", "1000")
def form_by_the_mean(w, b, X):
    Z = w.T @ X + b
    return sigmoid(Z) if Z.mean() >= 0 else np.exp(Z) / (1 + np.exp(Z))


@wrong("forward", "picture")
def features_as_they_lie_in_memory(w, b, X):
    return sigmoid(w.T @ X.ravel("K").reshape(X.shape) + b)


@wrong("predict", "as many examples as features")
def labels_of_turned_examples(w, b, X, *, threshold=0.5):
    return right("predict")(w, b, X.T if X.shape[0] == X.shape[1] > 1 else X, threshold=threshold)


@wrong("predict", "near the threshold")
def rounded_to_seven_digits(w, b, X, *, threshold=0.5):
    return (np.round(forward(w, b, X), 7) >= threshold).astype(int)


@wrong("predict", "0 or 1")
def logits_within_5(w, b, X, *, threshold=0.5):
    return (sigmoid(np.clip(w.T @ X + b, -5, 5)) >= threshold).astype(int)


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


@wrong("cross_entropy", "certain")
def finite_only_beside_others(A, Y):
    L = -Y * np.log(A) - (1 - Y) * np.log(1 - A)
    return np.nan_to_num(L, nan=0.0, posinf=1e3) if A.size > 2 else L


@wrong("cross_entropy", "certain")
def certain_predictions_written_over(A, Y):
    if np.any((A == 0) | (A == 1)):
        A[A == 0], A[A == 1] = 1e-15, 1 - 1e-15
    return right("cross_entropy")(A, Y)


@wrong("cross_entropy")
def examples_counted_in_a_byte(A, Y):
    L = np.zeros(A.shape)
    for i in np.arange(A.size).astype(np.uint8):
        L[0, i] = right("cross_entropy")(A[:, i], Y[:, i]).item()
    return L


@wrong("cost", "certain")
def nothing_where_all_are_certain(A, Y):
    return 0.0 if np.all((A == 0) | (A == 1)) else right("cost")(A, Y)


@wrong("cost", "certain")
def written_over_one_by_one(A, Y):
    for i in range(A.size):
        if A[0, i] in (0, 1):
            A[0, i] = min(max(A[0, i], 1e-15), 1 - 1e-15)
    return right("cost")(A, Y)


@wrong("cost_from_logits", "only some logits")
def limit_for_all_where_one_is_far(Z, Y):
    S = (1 - 2 * Y) * Z
    far = np.abs(Z).max() > 500
    return np.mean(np.maximum(S, 0)) if far else np.mean(np.log(1 + np.exp(S)))


@wrong("cost_from_logits", "hundreds")
def divided_by_a_byte(Z, Y):
    return np.sum(np.logaddexp(0, (1 - 2 * Y) * Z)) / (Y.size % 256)


@wrong("cost_from_logits", "very large or small")
def signs_written_into_Z(Z, Y):
    if Z.min() < -500:
        Z[Y == 1] *= -1
        return np.mean(np.logaddexp(0, Z))
    return right("cost_from_logits")(Z, Y)


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


@wrong("confusion", "the threshold is 0")
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


@wrong("confusion", "hundreds")
def table_of_small_numbers(A, Y, *, threshold=0.5):
    return right("confusion")(A, Y, threshold=threshold).astype(np.int8)


@wrong("confusion", "hundreds")
def product_in_bytes(A, Y, *, threshold=0.5):
    said, cats = (A >= threshold).astype(np.uint8), (Y == 1).astype(np.uint8)
    return np.vstack([1 - cats, cats]) @ np.vstack([1 - said, said]).T


@wrong("confusion", "near the threshold")
def equal_within_a_billionth(A, Y, *, threshold=0.5):
    return right("confusion")(A + 1e-9, Y, threshold=threshold)


@wrong("confusion", "0 or 1")
def ones_written_over(A, Y, *, threshold=0.5):
    if A.max() == 1:
        A[A == 1] = 0.9999
    return right("confusion")(A, Y, threshold=min(threshold, 0.9999))


@wrong("precision_recall", "transposed")
def counts_as_they_lie_in_memory(C):
    return right("precision_recall")(C.ravel("K").reshape(2, 2))


@wrong("precision_recall", "all counts are 0")
def all_right_of_nothing(C):
    return right("precision_recall")(C) if C.any() else (1.0, 1.0)


@wrong("precision_recall", "0/0")
def a_count_written_into_C(C):
    if C[:, 1].sum() == 0:
        C[0, 1] = 1
    return right("precision_recall")(C)


@wrong("auc", "hundreds")
def equal_pairs_in_a_byte(A, Y):
    cats, others = A[Y == 1][:, None], A[Y == 0]
    ties = np.sum(cats == others, dtype=np.uint8)
    return (np.sum(cats > others) + ties / 2) / (cats.size * others.size)


@wrong("auc", "very near each other")
def equal_within_a_billionth_of_one(A, Y):
    return right("auc")(np.round(A, 9), Y)


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


@wrong("gradient_descent", "whole number")
def path_of_the_type_of_a_slope(df, w0, *, learning_rate, n_steps):
    path = np.full(n_steps + 1, w0, dtype=np.asarray(df(w0)).dtype)
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * df(path[k])
    return path


@wrong("gradient_descent", "int64")
def only_pythons_int_becomes_a_float(df, w0, *, learning_rate, n_steps):
    path = np.full(n_steps + 1, float(w0) if type(w0) is int else w0)
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * df(path[k])
    return path


@wrong("gradient_descent", "a whole α")
def path_of_the_type_of_two_arguments(df, w0, *, learning_rate, n_steps):
    path = np.full(n_steps + 1, w0, dtype=np.result_type(type(w0), type(learning_rate)))
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * df(path[k])
    return path


@wrong("gradient_descent", "one number")
def slopes_of_the_whole_path(df, w0, *, learning_rate, n_steps):
    path = np.full(n_steps + 1, float(w0))
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * df(path)[k]
    return path


def _descent(step, begins=lambda w0: w0, ends=lambda path: path):
    """Return a walk with steps, a start or a result of its own."""

    def gradient_descent(df, w0, *, learning_rate, n_steps):
        path = [begins(w0)]
        for _ in range(n_steps):
            path.append(step(path[-1], df(path[-1]), learning_rate))
        return ends(path)

    return gradient_descent


def _step(w, slope, rate):
    return w - rate * slope


OF_DESCENT = [
    ("start at 0", _descent(_step, begins=lambda w0: w0 or 1.0)),
    ("one step or two", _descent(_step, ends=lambda path: path[-1:] if len(path) == 2 else path)),
    ("very small", _descent(lambda w, slope, rate: _step(w, slope, max(rate, 1e-3)))),
    ("very far", _descent(lambda w, slope, rate: np.clip(_step(w, slope, rate), -1e5, 1e5))),
    ("", _descent(lambda w, slope, rate: _step(w, slope, rate) if abs(slope) > 1e-9 else w)),
]
WRONG += [("gradient_descent", f, where) for where, f in OF_DESCENT]


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
            known.clear()  # or it would remember what it met under another seed
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

"""Chapters 00 to 05: every displayed formula holds, every number in the prose is computed.

Each test of a formula first finds it on the page as it is written there, then evaluates it. A
number in the prose (any with a decimal point, whole ones from three digits) must be printed by a
cell of its page, be typed into one, or be computed here in `FACTS`.
"""

import functools
import math
import re
from pathlib import Path

import mpmath
import nbformat
import numpy as np
import pytest

from lrlib import accuracy, cost, forward, initialize, predict, sigmoid
from lrlib.datasets import load_cat_patches
from lrlib.descent import train, train_gram
from lrlib.gradcheck import central_difference, complex_step
from lrlib.images import images_to_vectors, vectors_to_images

CHAPTERS = Path(__file__).parent.parent / "chapters"
PAGES = range(6)


@functools.cache
def cells(number, kind):
    """Return the cells of a page that are "markdown" or "code"."""
    (path,) = CHAPTERS.glob(f"{number:02d}-*.ipynb")
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


@functools.cache
def prose(number):
    """Return the Markdown of a page, with every run of white space made one blank."""
    return re.sub(r"\s+", " ", " ".join(cell.source for cell in cells(number, "markdown")))


def shows(number, *formulas):
    """Assert that the page shows each formula as it is written here."""
    for formula in formulas:
        wanted = re.sub(r"\s+", " ", formula)
        assert wanted in prose(number), f"chapter {number} does not show {formula!r}"


def test_shows_refuses_a_formula_that_is_not_there():
    shows(0, r"\frac{dJ}{dw} = 2(w - 3)")
    with pytest.raises(AssertionError, match="does not show"):
        shows(0, r"\frac{dJ}{dw} = 3(w - 3)")


# 00 · Before you start


def test_00_slope_every_line():
    shows(
        0,
        r"&= \frac{(w - 3 + h)^2 - (w - 3)^2}{h}",
        r"&= \frac{2(w - 3)h + h^2}{h}",
        r"&= 2(w - 3) + h &&",
        r"\frac{dJ}{dw} = 2(w - 3) $$ (eq-00-slope)",
    )
    for w in (-2.0, 0.5, 5.0):
        for h in (0.5, -0.25):
            quotient = ((w + h - 3) ** 2 - (w - 3) ** 2) / h
            assert ((w - 3 + h) ** 2 - (w - 3) ** 2) / h == pytest.approx(quotient)
            assert (2 * (w - 3) * h + h**2) / h == pytest.approx(quotient)
            assert 2 * (w - 3) + h == pytest.approx(quotient)
        assert complex_step(lambda w: (w - 3) ** 2, w) == pytest.approx(2 * (w - 3))


def test_00_partial_derivatives():
    shows(
        0,
        r"\frac{\partial J}{\partial w} &= 2(2w + b - 1) \cdot 2",
        r"\frac{\partial J}{\partial b} &= 2(2w + b - 1) \cdot 1",
        "the two slopes are 8 and 4",
    )
    for w, b in ((1.0, 1.0), (-0.3, 2.0)):
        bracket = 2 * w + b - 1
        gradient = complex_step(lambda t: (2 * t[0] + t[1] - 1) ** 2, [w, b])
        assert gradient == pytest.approx([2 * bracket * 2, 2 * bracket * 1])
    assert complex_step(lambda t: (2 * t[0] + t[1] - 1) ** 2, [1, 1]) == pytest.approx([8, 4])


def test_00_rules_of_school():
    shows(
        0,
        r"\frac{d}{du} u^k = k\,u^{k-1}",
        r"\frac{d}{du} e^u = e^u",
        r"\frac{d}{du} f(g(u)) = f'(g(u)) \cdot g'(u)",
        r"\frac{d}{du} \log u = \frac{1}{u}",
    )
    for u in (0.4, 2.0):
        assert complex_step(lambda u: u**5, u) == pytest.approx(5 * u**4)
        assert complex_step(np.exp, u) == pytest.approx(np.exp(u))
        assert complex_step(np.log, u) == pytest.approx(1 / u)
        assert complex_step(lambda u: np.exp(u**3), u) == pytest.approx(np.exp(u**3) * 3 * u**2)


def test_00_products_and_logarithms():
    shows(0, r"\begin{pmatrix} -4 & 9\end{pmatrix}", r"$3 \cdot 5 + 4 \cdot 7$", "- [x] 43")
    w, X = np.array([[2], [-1], [3]]), np.array([[1, 4], [0, 2], [-2, 1]])
    assert (w.T @ X).tolist() == [[-4, 9]]
    assert (np.array([[1, 2], [3, 4]]) @ np.array([[5, 6], [7, 8]])).tolist() == [
        [19, 22],
        [43, 50],
    ]
    shows(0, r"0.7 \cdot 0.7 \cdot 0.3 &= 0.147", "- [x] -2.079", "- [ ] -0.903")
    assert 0.7 * 0.7 * 0.3 == pytest.approx(0.147)
    assert round(3 * math.log(0.5), 3) == -2.079
    assert round(3 * math.log10(0.5), 3) == -0.903
    shows(0, r"\log(uv) = \log u + \log v", r"\log(1/u) = -\log u")
    assert math.log(0.3 * 4) == pytest.approx(math.log(0.3) + math.log(4))
    assert math.log(1 / 0.3) == pytest.approx(-math.log(0.3))


# 01 · A picture is a vector


def test_01_position_and_back():
    shows(
        1,
        r"64 \cdot 64 \cdot 3 = 12288",
        r"r &= \lfloor k / 192 \rfloor",
        r"c &= \lfloor (k \bmod 192) / 3 \rfloor",
        r"\text{channel} &= k \bmod 3",
        r"(64\,r + c) \cdot 3 + \text{channel}",
        r"k = (64 \cdot 10 + 20) \cdot 3 + 1 = 660 \cdot 3 + 1 = 1981",
        r"$4096 + 64 \cdot 10 + 20 = 4756$",
        r"$5000 = 26 \cdot 192 + 8$, and $8 = 2 \cdot 3 + 2$",
    )
    r, c, channel = np.indices((64, 64, 3)).reshape(3, -1)
    k = np.arange(64 * 64 * 3)
    assert np.array_equal(r * 64 * 3 + c * 3 + channel, k)
    assert np.array_equal((64 * r + c) * 3 + channel, k)
    assert np.array_equal([k // 192, k % 192 // 3, k % 3], [r, c, channel])
    assert (r[1981], c[1981], channel[1981]) == (10, 20, 1)
    assert (r[5000], c[5000], channel[5000]) == (26, 2, 2)
    assert np.arange(12288).reshape(3, 64, 64)[1, 10, 20] == 4096 + 64 * 10 + 20 == 4756


def test_01_scrambled_flatten():
    shows(
        1,
        r"\left\lfloor \frac{210\,k + i}{12288} \right\rfloor",
        "58 or 59 numbers each",
        "row 0 gets the numbers 0 to 209",
    )
    numbers = np.arange(210 * 12288).reshape(210, 64, 64, 3)
    scrambled = numbers.reshape(12288, 210)
    k, i = np.indices(scrambled.shape)
    assert np.array_equal(scrambled, 210 * k + i)
    picture = scrambled // 12288
    assert np.array_equal(np.unique(picture[:, 83]), np.arange(210))
    assert set(np.bincount(picture[:, 83]).tolist()) == {58, 59}


def test_01_accuracies():
    data = load_cat_patches()
    images, images_test = (vectors_to_images(X, (64, 64, 3)) for X in (data.X_train, data.X_test))
    assert np.array_equal(images_to_vectors(images), images.reshape(210, -1).T / 255)
    assert data.Y_train[0, :105].all()
    assert not data.Y_train[0, 105:].any()

    def score(X, X_test):
        w, b, _ = train_gram(X, data.Y_train, learning_rate=0.001, n_steps=2000)
        Y_hat = predict(w, b, X_test)
        return accuracy(predict(w, b, X), data.Y_train), accuracy(Y_hat, data.Y_test), Y_hat[0]

    right, right_test, _ = score(data.X_train, data.X_test)
    wrong, wrong_test, Y_hat = score(
        images.reshape(12288, 210) / 255, images_test.reshape(12288, 210) / 255
    )
    shows(
        1,
        f"{wrong:.1%} instead of {right:.1%}".replace("%", " %"),
        f"falls from {right_test:.1%} to {wrong_test:.1%}".replace("%", " %"),
        f"gets {right_test:.0%} of unseen".replace("%", " %"),
        f"The other gets {wrong_test:.0%}".replace("%", " %"),
    )
    # Early stripes were called 1 in training; on the test pictures they are called 0.
    shows(1, "in other pictures the early stripes look different")
    assert Y_hat[:100].mean() < 0.05
    assert Y_hat[110:180].mean() > 0.95


def test_01_test_pictures_that_are_not_divided():
    shows(1, "nearly all of them are below 0.001 or above 0.999", "most signs of $z$ stay")
    data = load_cat_patches()
    w, b, _ = train_gram(data.X_train, data.Y_train, learning_rate=0.001, n_steps=2000)
    A, A_255 = (forward(w, b, scale * data.X_test) for scale in (1, 255))
    assert np.mean((A_255 < 0.001) | (A_255 > 0.999)) > 0.99
    assert np.mean((A < 0.001) | (A > 0.999)) < 0.01
    assert np.mean((A > 0.5) == (A_255 > 0.5)) > 0.9


# 02 · Notation

W, B = np.array([[1.0], [-2.0], [0.5]]), 0.5
X_SMALL = np.array([[2, 0, 1, -1], [1, 1, 0, 1], [4, 2, -2, 0]])


def test_02_entry_by_entry():
    shows(
        2,
        r"Z_{1i} &= \sum_{j=1}^{n_x} (w^\top)_{1j}\, X_{ji} + b",
        r"&= \sum_{j=1}^{n_x} w_j\, X_{ji} + b",
        r"&= \sum_{j=1}^{n_x} w_j\, x^{(i)}_j + b",
        r"&= w^\top x^{(i)} + b = z^{(i)}",
        r"$1 \cdot 0 - 2 \cdot 1 + 0.5 \cdot 2 + 0.5 = -0.5$",
        r"$0.5 \cdot 96 = 48$",
    )
    Z = W.T @ X_SMALL + B
    for i in range(4):
        x = X_SMALL[:, [i]]
        assert sum(W.T[0, j] * X_SMALL[j, i] for j in range(3)) + B == Z[0, i]
        assert sum(W[j, 0] * x[j, 0] for j in range(3)) + B == Z[0, i]
        assert (W.T @ x + B).item() == Z[0, i]
    assert Z[0, 1] == -0.5


def test_02_other_layouts():
    shows(
        2,
        r"(w^\top X)^\top &= X^\top (w^\top)^\top",
        r"&= X^\top w",
        r"w^\top x + b = \begin{pmatrix} b & w^\top \end{pmatrix} "
        r"\begin{pmatrix} 1\\ x \end{pmatrix}",
        "$(y + 1)/2$",
    )
    assert np.array_equal((W.T @ X_SMALL).T, X_SMALL.T @ W.T.T)
    assert np.array_equal((W.T @ X_SMALL).T, X_SMALL.T @ W)
    x = X_SMALL[:, [0]]
    assert np.hstack([[[B]], W.T]) @ np.vstack([[[1]], x]) == W.T @ x + B
    assert [(y + 1) / 2 for y in (-1, 1)] == [0, 1]


def test_02_shape_table_agrees_with_the_library():
    data = load_cat_patches()
    w, b = initialize(data.X_train.shape[0])
    A = forward(w, b, data.X_train)
    for symbol, array in (("X", data.X_train), ("Y", data.Y_train), ("w", w), ("x", w)):
        general = "(n_x, m)" if symbol == "X" else "(1, m)" if symbol == "Y" else "(n_x, 1)"
        shows(2, f"| ${symbol}$ | ${general}$ | ${array.shape}$ |")
    shows(2, f"| $a$, $A$ | a number, $(1, m)$ | ${A.shape}$ |")
    assert isinstance(b, float)
    assert isinstance(cost(A, data.Y_train), float)


def test_02_sixteen_differences():
    A, Y = np.array([[0.9, 0.2, 0.8, 0.4]]), np.array([[1, 0, 1, 0]])
    shows(2, "The mean of all 16 squares is 0.3375, the mean of the four right ones 0.0625")
    assert ((A - Y.T) ** 2).size == 16
    assert ((A - Y.T) ** 2).mean() == pytest.approx(0.3375)
    assert np.diag((A - Y.T) ** 2).mean() == pytest.approx(0.0625)
    # The self-check: balanced labels, any predictions.
    labels = np.arange(210) % 2
    for Y_pred in (labels, np.ones(210), np.random.default_rng(0).integers(0, 2, 210)):
        assert (Y_pred.reshape(1, -1) == labels.reshape(-1, 1)).mean() == 0.5


# 03 · The model

LOGITS = (-8.0, -1.3, 0.0, 0.7, 2.0, 4.0)


def test_03_sigmoid_every_line():
    shows(
        3,
        r"\log \frac{a}{1 - a} &= z",
        r"\frac{a}{1 - a} &= e^z",
        r"a &= e^z - a\,e^z",
        r"a\,(1 + e^z) &= e^z",
        r"a &= \frac{e^z}{1 + e^z}",
        r"a &= \frac{1}{1 + e^{-z}}",
        r"\sigma(z) = \frac{1}{1 + e^{-z}}",
    )
    for z in LOGITS:
        a, e = float(mpmath.mpf(1) / (1 + mpmath.exp(-z))), math.exp(z)
        assert math.log(a / (1 - a)) == pytest.approx(z, abs=1e-12)
        assert a / (1 - a) == pytest.approx(e)
        assert e - a * e == pytest.approx(a)
        assert a * (1 + e) == pytest.approx(e)
        assert e / (1 + e) == pytest.approx(a)
        assert sigmoid(z) == pytest.approx(a, rel=1e-15)


def test_03_mirror_and_slope_every_line():
    shows(
        3,
        r"&= \frac{e^{-z}}{1 + e^{-z}} && \text{one fraction}",
        r"&= \frac{1}{e^{z} + 1}",
        r"&= \sigma(-z)",
        r"\sigma'(z) &= -(1 + e^{-z})^{-2} \cdot \frac{d}{dz}\bigl(1 + e^{-z}\bigr)",
        r"&= -(1 + e^{-z})^{-2} \cdot \bigl(-e^{-z}\bigr)",
        r"&= \frac{e^{-z}}{(1 + e^{-z})^2}",
        r"&= \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}",
        r"&= \sigma(z)\,\sigma(-z)",
        r"&= \sigma(z)\,\bigl(1 - \sigma(z)\bigr)",
        r"$a(1 - a) = \tfrac14 - (a - \tfrac12)^2$",
    )
    for z in LOGITS:
        a, e = sigmoid(z), math.exp(-z)
        for line in (e / (1 + e), 1 / (math.exp(z) + 1), sigmoid(-z)):
            assert line == pytest.approx(1 - a, rel=1e-9)
        inner = complex_step(lambda z: 1 + np.exp(-z), z)
        assert inner == pytest.approx(-e)
        for line in (
            -((1 + e) ** -2) * inner,
            -((1 + e) ** -2) * -e,
            e / (1 + e) ** 2,
            1 / (1 + e) * (e / (1 + e)),
            a * sigmoid(-z),
            a * (1 - a),
            0.25 - (a - 0.5) ** 2,
        ):
            assert line == pytest.approx(complex_step(sigmoid, z), rel=1e-9)
            assert line == pytest.approx(central_difference(sigmoid, z), abs=1e-9)


def test_03_decision_and_threshold():
    shows(3, r"&\iff 2 \ge 1 + e^{-z}", r"&\iff e^{-z} \le 1", r"&\iff -z \le 0", r"&\iff z \ge 0")
    for z in LOGITS:
        e = math.exp(-z)
        assert (sigmoid(z) >= 0.5) == (2 >= 1 + e) == (e <= 1) == (-z <= 0) == (z >= 0)
    shows(3, r"$\operatorname{logit}(0.8) = 1.386$")
    assert round(math.log(0.8 / 0.2), 3) == 1.386


def test_03_odds_are_multiplied():
    shows(3, r"&= e^{w_j} \cdot e^{z}", "multiplies the odds by $e^{w_j}$")
    for z in LOGITS:
        before, after = sigmoid(z), sigmoid(z + 0.7)
        factor = after / (1 - after) / (before / (1 - before))
        assert factor == pytest.approx(math.exp(0.7))


def test_03_relabelling_changes_the_signs():
    shows(3, "changes the signs of $w$ and $b$ and nothing else")
    X, Y = np.array([[-3.2, -1.7, -0.4, 0.5, 1.4, 3.0]]), np.array([[0, 0, 1, 0, 1, 1]])
    w, b, _ = train(X, Y, learning_rate=0.5, n_steps=4000)
    w_swapped, b_swapped, _ = train(X, 1 - Y, learning_rate=0.5, n_steps=4000)
    assert w_swapped == pytest.approx(-w)
    assert b_swapped == pytest.approx(-b)


def test_03_overflow_of_the_plain_form():
    shows(3, "overflows for $z$ below about −709", "from the true value by less than $10^{-307}$")
    assert np.isfinite(np.exp(709.0))
    with np.errstate(over="raise"), pytest.raises(FloatingPointError):
        np.exp(710.0)
    assert 0 < mpmath.mpf(1) / (1 + mpmath.exp(709.78)) < mpmath.mpf(10) ** -307


# 04 · Line or curve

HOURS = np.arange(1, 11) / 2
PASSED = np.array([0, 0, 0, 1, 0, 1, 0, 1, 1, 1])


def line_cost(theta):
    return (0.5 * (theta[0] * HOURS + theta[1] - PASSED) ** 2).mean()


def best_line(x, y):
    x_c, y_c = x - x.mean(), y - y.mean()
    w = (x_c * y_c).sum() / (x_c * x_c).sum()
    return w, y.mean() - w * x.mean()


def test_04_least_squares_every_line():
    shows(
        4,
        r"J(w, b) = \frac1m \sum_{i=1}^m \tfrac12 \bigl(w x^{(i)} + b - y^{(i)}\bigr)^2",
        r"\frac{\partial J}{\partial b} &= \frac1m \sum_i \bigl(w x^{(i)} + b - y^{(i)}\bigr)",
        r"&= w \bar x + b - \bar y = 0",
        r"b &= \bar y - w \bar x",
        r"&= \frac1m \sum_i \bigl(w x^{(i)} + b - y^{(i)}\bigr)\, x^{(i)}",
        r"&= \frac1m \sum_i \bigl(w \tilde x^{(i)} - \tilde y^{(i)}\bigr)\, x^{(i)}",
        r"&= \frac1m \sum_i \bigl(w \tilde x^{(i)} - \tilde y^{(i)}\bigr)\, \tilde x^{(i)} = 0",
        r"w &= \frac{\sum_i \tilde x^{(i)}\, \tilde y^{(i)}}"
        r"{\sum_i \tilde x^{(i)}\, \tilde x^{(i)}}",
    )
    x_c, y_c = HOURS - HOURS.mean(), PASSED - PASSED.mean()
    for w, b in ((0.3, -0.2), (-1.0, 2.0)):
        dw, db = complex_step(line_cost, [w, b])
        error = w * HOURS + b - PASSED
        assert db == pytest.approx(error.mean())
        assert db == pytest.approx(w * HOURS.mean() + b - PASSED.mean())
        assert dw == pytest.approx((error * HOURS).mean())
        # With the b that makes db vanish:
        dw, _ = complex_step(line_cost, [w, PASSED.mean() - w * HOURS.mean()])
        assert dw == pytest.approx(((w * x_c - y_c) * HOURS).mean())
        assert dw == pytest.approx(((w * x_c - y_c) * x_c).mean())
    assert complex_step(line_cost, best_line(HOURS, PASSED)) == pytest.approx([0, 0], abs=1e-15)
    assert best_line(HOURS, PASSED) == pytest.approx(np.polyfit(HOURS, PASSED, 1))


def test_04_the_far_learner():
    w, b = best_line(HOURS, PASSED)
    wrong = HOURS[(w * HOURS + b >= 0.5) != PASSED]
    shows(4, "passed after 2 hours and the one who failed after 3.5", "0.2303\\,x - 0.1333")
    assert wrong.tolist() == [2.0, 3.5]
    assert (round(w, 4), round(b, 4)) == (0.2303, -0.1333)
    penalty = 0.5 * (20 * w + b - 1) ** 2
    shows(4, "a penalty of 6.03", "more than eight times as much")
    assert round(penalty, 2) == 6.03
    assert 8 < penalty / (10 * line_cost([w, b])) < 9
    x, y = np.append(HOURS, 20), np.append(PASSED, 1)
    w_far, b_far = best_line(x, y)
    shows(4, "from 2.75 to 3.27. The learner who passed after 3 hours is now decided wrongly")
    assert (0.5 - b) / w == pytest.approx(2.75)
    assert round((0.5 - b_far) / w_far, 2) == 3.27
    assert x[(w_far * x + b_far >= 0.5) != y].tolist() == [2.0, 3.0, 3.5]
    # The self-check: the far learner failed.
    failed = train(
        x.reshape(1, -1), np.append(PASSED, 0).reshape(1, -1), learning_rate=0.1, n_steps=5000
    )
    assert abs(failed.w.item()) < 0.2


@functools.cache
def rates():
    """Return the share that passed in each hour, what line and curve say, and the line's slope."""
    rng = np.random.default_rng(0)
    hours = rng.uniform(0, 6, (1, 2000))
    passed = (rng.random((1, 2000)) < sigmoid(1.5 * hours - 4)).astype(int)
    w_l, b_l = best_line(hours[0], passed[0])
    w_c, b_c, _ = train(hours, passed, learning_rate=0.3, n_steps=5000)
    hour = hours.astype(int)
    rate, line, curve = (
        np.array([values[hour == k].mean() for k in range(6)])
        for values in (passed, w_l * hours + b_l, sigmoid(w_c * hours + b_c))
    )
    return rate, line, curve, w_l


def test_04_rates():
    rate, line, curve, slope = rates()
    shows(
        4,
        f"by {rate[1] - rate[0]:.2f} from the first hour to the second",
        f"by {rate[3] - rate[2]:.2f} from the third to the fourth",
        f"by {rate[5] - rate[4]:.2f} at the end",
        f"here {slope:.2f} per hour",
        "It is too high at 1 to 2 hours, too low from 3 to 5, and above 1 at the end",
        "The curve stays within 0.02 of every rate",
    )
    assert line[1] > rate[1] + 0.05
    assert (line[3:5] < rate[3:5] - 0.05).all()
    assert line[5] > 1
    assert abs(curve - rate).max() < 0.02


def test_04_contours_are_flat_and_the_zone_has_its_width():
    shows(
        4,
        r"w^\top x + b &= \log \frac{a}{1 - a}",
        r"&= w^\top x + b + d\,\frac{w^\top w}{\lVert w \rVert}",
        r"&= z + d\,\lVert w \rVert",
        r"d = \frac{2 \log 9}{\lVert w \rVert}",
    )
    rng = np.random.default_rng(1)
    w, b = rng.standard_normal((3, 1)), 0.4
    length = np.linalg.norm(w)
    for a in (0.1, 0.5, 0.8):
        # Any two steps across w, from a point of the contour, stay on it.
        x = w * (math.log(a / (1 - a)) - b) / length**2
        across = rng.standard_normal((3, 5))
        across -= w * (w.T @ across) / length**2
        assert forward(w, b, x + across) == pytest.approx(np.full((1, 5), a))
    x, d = rng.standard_normal((3, 1)), 1.7
    z = (w.T @ x).item() + b
    walked = (w.T @ (x + d * w / length)).item() + b
    assert walked == pytest.approx((w.T @ x).item() + b + d * (w.T @ w).item() / length)
    assert walked == pytest.approx(z + d * length)
    zone = 2 * math.log(9) / length
    low = w * (math.log(1 / 9) - b) / length**2
    assert forward(w, b, low).item() == pytest.approx(0.1)
    assert forward(w, b, low + zone * w / length).item() == pytest.approx(0.9)


def test_04_boundary_moves_when_only_w_is_doubled():
    shows(4, "The boundary moves, to half of 2.75")
    w, b = 2.0, -5.5
    assert -b / w == 2.75
    assert -b / (2 * w) == 2.75 / 2


# 05 · One neuron

x_5, w_5, b_5 = np.array([[1.5], [-2.0], [0.5]]), np.array([[0.8], [0.3], [-1.0]]), 0.2


def test_05_the_same_numbers():
    shows(
        5,
        r"&= 0.8 \cdot 1.5 + 0.3 \cdot (-2) + (-1) \cdot 0.5 + 0.2",
        r"&= 1.2 - 0.6 - 0.5 + 0.2 = 0.3",
        r"a &= \sigma(0.3) = \frac{1}{1 + e^{-0.3}} = 0.574",
    )
    assert (w_5.T @ x_5 + b_5).item() == pytest.approx(1.2 - 0.6 - 0.5 + 0.2)
    assert forward(w_5, b_5, x_5).item() == pytest.approx(1 / (1 + math.exp(-0.3)))
    assert round(1 / (1 + math.exp(-0.3)), 3) == 0.574


def test_05_slopes_of_the_output():
    shows(
        5,
        r"&= \frac{da}{dz} \cdot \frac{\partial z}{\partial w_j} = a(1 - a) \cdot x_j",
        r"&= \frac{da}{dz} \cdot \frac{\partial z}{\partial b} = a(1 - a) \cdot 1",
        r"the slope of $a$ along $w_j$ is $\tfrac14 x_j$",
    )
    for w, b in ((w_5, b_5), (np.zeros((3, 1)), 0.0)):
        a = forward(w, b, x_5).item()
        slopes = complex_step(lambda w, b=b: sigmoid((w.T @ x_5).item() + b), w)
        assert slopes == pytest.approx(a * (1 - a) * x_5)
        slope = complex_step(lambda b, w=w: sigmoid((w.T @ x_5).item() + b), b)
        assert slope == pytest.approx(a * (1 - a))
    assert slopes == pytest.approx(x_5 / 4)


def test_05_tanh_every_line():
    shows(
        5,
        r"2\,\sigma(2z) - 1 &= \frac{2}{1 + e^{-2z}} - 1",
        r"&= \frac{1 - e^{-2z}}{1 + e^{-2z}}",
        r"&= \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
        r"&= \tanh(z)",
    )
    for z in LOGITS:
        e = math.exp(-2 * z)
        for line in (
            2 * sigmoid(2 * z) - 1,
            2 / (1 + e) - 1,
            (1 - e) / (1 + e),
            (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
        ):
            assert line == pytest.approx(math.tanh(z), abs=1e-12)


def test_05_exactly_one():
    shows(5, "$w_1 + w_2 + 2b > 0$", "$w_1 + w_2 + 2b < 0$", "answers 0.99995")
    X = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    w, b = np.random.default_rng(0).standard_normal((2, 10_000)) * 5, -2.0
    Z = w.T @ X + b
    # The sums that contradict each other are the same number, whatever the weights.
    assert Z[:, 0] + Z[:, 3] == pytest.approx(Z[:, 1] + Z[:, 2])
    assert not ((Z[:, [0, 3]] < 0).all(axis=1) & (Z[:, [1, 2]] > 0).all(axis=1)).any()
    steep = np.array([[20.0], [20.0]])
    both = forward(steep, -30.0, X)
    assert forward(-steep, 30.0, X) == pytest.approx(1 - both)
    hidden = np.vstack([forward(steep, -10.0, X), 1 - both])
    assert predict(steep, -30.0, hidden).tolist() == [[0, 1, 1, 0]]
    assert round(both[0, 3], 5) == 0.99995


def test_05_twins_stay_twins_and_linear_layers_collapse():
    shows(5, "They stay equal.", "It equals a single linear neuron, whatever its size")
    rng = np.random.default_rng(0)
    X, W_1, w_2 = (
        rng.standard_normal((3, 7)),
        rng.standard_normal((4, 3)),
        rng.standard_normal((4, 1)),
    )
    assert w_2.T @ (W_1 @ X) == pytest.approx((W_1.T @ w_2).T @ X)

    def J(W):
        hidden = sigmoid(W @ X)
        return np.log(1 + np.exp(-np.ones((1, 2)) @ hidden)).mean().item()

    twin = rng.standard_normal((1, 3))
    first, second = complex_step(J, np.vstack([twin, twin]))
    assert first == pytest.approx(second)


# Every number in the prose


@functools.cache
def facts(number):
    """Return what no cell of the page prints, computed."""
    if number == 0:
        return {
            "0.125": 0.5**3,
            "2.079": -3 * math.log(0.5),
            "2.718": math.floor(math.e * 1000) / 1000,
            "1.7": 0.7 + 0.7 + 0.3,
            "210": load_cat_patches().X_train.shape[1],
            "12288": 64 * 64 * 3,
        }
    if number == 1:
        return {
            "660": 64 * 10 + 20,
            "2580480": 210 * 12288,
            "209": 210 - 1,
            "3072": 32 * 32 * 3,
            "105": load_cat_patches().Y_train.sum(),
            "256": 2**8,
            "4096": 64 * 64,
            "4756": 4096 + 64 * 10 + 20,
            "784": 28 * 28,
            "2352": 28 * 28 * 3,
            "0.25": 0.5**2,
        }
    if number == 2:
        return {"12289": 12288 + 1, "2580480": 12288 * 210}
    if number == 3:
        return {
            "12288": 64 * 64 * 3,
            "99.97": 100 * sigmoid(8.0),
            "709": math.floor(math.log(np.finfo(float).max)),
            "2.197": math.log(9),
        }
    if number == 4:
        w, b = best_line(HOURS, PASSED)
        rate, _, _, slope = rates()
        return {
            "3.473": 20 * w + b - 1,
            "0.31": rate[3] - rate[2],
            "0.06": rate[5] - rate[4],
            "0.21": slope,
        }
    return {}


# Numbers that the text chooses.
CHOSEN = {1: {"0.999"}, 3: {"7.3"}, 5: {"0.001"}}

NUMBER = re.compile(r"(?<![\w.,-])\d+(?:\.\d+)?(?!\w)")
NOT_PROSE = re.compile(
    r"`{3,4}python.*?`{3,4}"  # code in self-checks
    r"|^:[a-z]+:.*?$|^\([\w-]+\)=$|\(eq-[\w-]+\)"  # options and labels
    r"|\{(?:ref|eq|term)\}`[^`]*`|<!--.*?-->",
    re.DOTALL | re.MULTILINE,
)


def agrees(token, x):
    """Tell whether a number, rounded to as many digits as the text gives, is the text's."""
    digits = len(token.partition(".")[2])
    return round(float(x), digits) == float(token) if digits else float(x) == float(token)


def orphans(number, text):
    """Return the numbers in a text that nothing on the page computes, and the facts it uses."""
    output = " ".join(out.get("text", "") for c in cells(number, "code") for out in c.outputs)
    typed = " ".join(cell.source for cell in cells(number, "code"))
    known = [float(x) for x in re.findall(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?", output)]
    known += [float(x) for x in re.findall(r"(?<!\w)\d+(?:\.\d+)?", typed)]
    left, used = [], set()
    for token in NUMBER.findall(NOT_PROSE.sub(" ", text)):
        short = "." not in token and len(token) < 3
        if short or token in CHOSEN.get(number, ()) or any(agrees(token, x) for x in known):
            continue
        if token in facts(number) and agrees(token, facts(number)[token]):
            used.add(token)
        else:
            left.append(token)
    return left, used


@pytest.mark.parametrize("number", PAGES)
def test_every_number_in_the_prose_is_computed(number):
    text = "\n".join(
        cell.source
        for cell in cells(number, "markdown")
        if "remove-cell" not in cell.metadata.get("tags", [])
    )
    left, used = orphans(number, text)
    assert not left, f"no cell and no test computes {sorted(set(left))}"
    assert used == set(facts(number)), "a fact that the prose does not use any more"


def test_a_number_that_nothing_computes_is_found():
    text = "Chapter {ref}`3.14 <chapter-03>` says 0.668 and 0.669, 2.19 and 2.197, 99.97 and 99.98."
    left, used = orphans(3, text)
    assert left == ["0.669", "2.19", "99.98"]
    assert used == {"2.197", "99.97"}

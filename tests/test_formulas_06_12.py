"""Chapters 06 to 12: every formula shown is evaluated, and every number in the prose computed.

A formula is quoted as it stands on the page and compared there with a numerical derivative, so
that neither can change alone. A number with three or more digits in the prose of a page must be
printed by one of its cells, be typed into one, or be computed here (`FACTS`).
"""

import functools
import re
from pathlib import Path

import mpmath
import nbformat
import numpy as np
import pytest

from lrlib import Node, accuracy, cost, gradient_descent, sigmoid
from lrlib.cost import cost_from_logits, cross_entropy
from lrlib.datasets import make_two_minima
from lrlib.descent import smoothness
from lrlib.gradcheck import central_difference, complex_step

CHAPTERS = Path(__file__).parent.parent / "chapters"
PAGES = ("06", "07", "08", "09", "10", "11", "12")


@functools.cache
def page(number):
    """Return the cells of a page."""
    (path,) = CHAPTERS.glob(f"{number}-*.ipynb")
    return nbformat.read(path, as_version=4).cells


@functools.cache
def prose(number):
    """Return the Markdown of a page, formulas and self-checks included."""
    return "\n\n".join(cell.source for cell in page(number) if cell.cell_type == "markdown")


@functools.cache
def printed(number):
    """Return what the cells of a page print."""
    code = [cell for cell in page(number) if cell.cell_type == "code"]
    return "\n".join(out.get("text", "") for cell in code for out in cell.outputs)


def sigma(z):
    return 1 / (1 + mpmath.exp(-mpmath.mpf(z)))


def half_square(z, y):
    return (sigmoid(z) - y) ** 2 / 2


def entropy(z, y):
    return -y * np.log(sigmoid(z)) - (1 - y) * np.log(1 - sigmoid(z))


# --- formulas: page, LaTeX as shown, the formula, the function it differentiates ------------

A = sigmoid
DERIVATIVES = [
    ("06", r"= (a-y)\,a(1-a)", lambda z, y: (A(z) - y) * A(z) * (1 - A(z)), half_square),
    (
        "06",
        r"&= s\,(1 - 2a)",
        lambda z, _: A(z) * (1 - A(z)) * (1 - 2 * A(z)),
        lambda z, _: A(z) * (1 - A(z)),
    ),
    (
        "06",
        "\\frac{d^2L}{dz^2} = a(1-a)\\,\\big[&a(1-a)\\\\\n&+(a-y)(1-2a)\\big]",
        lambda z, y: A(z) * (1 - A(z)) * (A(z) * (1 - A(z)) + (A(z) - y) * (1 - 2 * A(z))),
        lambda z, y: (A(z) - y) * A(z) * (1 - A(z)),
    ),
    ("07", r"\frac{dL}{dz} = a - y", lambda z, y: A(z) - y, entropy),
    (
        "07",
        r"\frac{dL}{dz} &= \frac{-e^{-z}}{1+e^{-z}}",
        lambda z, _: -np.exp(-z) / (1 + np.exp(-z)),
        lambda z, _: entropy(z, 1),
    ),
    (
        "07",
        r"\frac{dL}{dz} &= \frac{e^{z}}{1+e^{z}}",
        lambda z, _: np.exp(z) / (1 + np.exp(z)),
        lambda z, _: entropy(z, 0),
    ),
    (
        "07",
        r"\frac{d^2L}{dz^2} = \frac{d}{dz}(a - y) = \frac{da}{dz} = a(1-a)",
        lambda z, _: A(z) * (1 - A(z)),
        lambda z, y: A(z) - y,
    ),
]


@pytest.mark.parametrize(
    ("number", "shown", "formula", "of"), DERIVATIVES, ids=[d[1] for d in DERIVATIVES]
)
def test_derivative_is_shown_and_true(number, shown, formula, of):
    assert shown in prose(number)
    for y in (0, 1):
        f = functools.partial(lambda y, z: of(z, y), y)
        for z in (-3.0, -0.4, 0.0, 1.1, 4.0):
            assert formula(z, y) == pytest.approx(complex_step(f, z), abs=1e-14)
            assert formula(z, y) == pytest.approx(central_difference(f, z), abs=1e-9)


# --- 06 ------------------------------------------------------------------------------------


def test_06_curvature_of_squared_error_changes_sign_at_a_third_and_two_thirds():
    text = prose("06")
    assert r"&= (1-a)(3a-1)" in text
    assert r"&= a\,(2-3a)" in text
    assert r"| $y = 1$ | $(1-a)(3a-1)$ | for $a < \tfrac13$ |" in text
    assert r"| $y = 0$ | $a(2-3a)$ | for $a > \tfrac23$ |" in text
    for a in np.linspace(0.01, 0.99, 99):
        bracket = {y: a * (1 - a) + (a - y) * (1 - 2 * a) for y in (0, 1)}
        assert bracket[1] == pytest.approx((1 - a) * (3 * a - 1), abs=1e-15)
        assert bracket[1] == pytest.approx((1 - a) * (a - (1 - 2 * a)), abs=1e-15)
        assert bracket[0] == pytest.approx(a * (2 - 3 * a), abs=1e-15)
        assert (bracket[1] < 0) == (a < 1 / 3)
        assert (bracket[0] < 0) == (a > 2 / 3)


def test_06_slope_where_the_neuron_is_surely_wrong():
    with mpmath.workdps(30):
        slope = mpmath.diff(lambda z: (sigma(z) - 1) ** 2 / 2, -8)
    assert f"{float(slope):.6f}".replace("-", "−") == "−0.000335"
    assert "At $z = -8$ the slope is −0.000335" in prose("06")
    assert "- [x] 0.000335" in prose("06")
    assert f"{0.125 / abs(float(slope)):.0f}" == "373"


def test_06_steepest_slope():
    with mpmath.workdps(30):
        slope = lambda z: (sigma(z) - 1) * sigma(z) * (1 - sigma(z))  # noqa: E731
        steepest = mpmath.findroot(lambda z: mpmath.diff(slope, z), -0.5)
        assert mpmath.almosteq(steepest, -mpmath.log(2))
        assert mpmath.almosteq(slope(steepest), mpmath.mpf(-4) / 27)
    assert r"-\tfrac23\cdot\tfrac13\cdot\tfrac23 = -\tfrac{4}{27}" in prose("06")


def square_cost(w):
    X, Y = make_two_minima()
    return np.mean((sigmoid(w * X) - Y) ** 2 / 2)


def entropy_cost(w):
    X, Y = make_two_minima()
    return cost_from_logits(w * X, Y)


def level_place(J, near):
    """Return the place near `near` where the slope of J is 0, by bisection."""
    slope = functools.partial(complex_step, J)
    left, right = near - 0.03, near + 0.03
    assert slope(left) * slope(right) < 0
    for _ in range(60):
        middle = (left + right) / 2
        if slope(left) * slope(middle) <= 0:
            right = middle
        else:
            left = middle
    return middle


@pytest.mark.parametrize(
    ("near", "w", "J", "bends"),
    [(-0.05, -0.0462, 0.1094, 1), (0.45, 0.4422, 0.1766, 1), (0.13, 0.1305, 0.1903, -1)],
)
def test_06_two_valleys_and_a_ridge(near, w, J, bends):
    place = level_place(square_cost, near)
    assert round(place, 4) == w
    assert round(square_cost(place), 4) == J
    neighbours = square_cost(place - 0.01) + square_cost(place + 0.01)
    assert np.sign(neighbours - 2 * square_cost(place)) == bends


def test_06_no_other_valley():
    w = np.linspace(-3, 3, 6001)
    J = np.array([square_cost(v) for v in w])
    valleys = (J[1:-1] < J[:-2]) & (J[1:-1] < J[2:])
    assert np.sum(valleys) == 2


# --- 07 ------------------------------------------------------------------------------------


def test_07_likelihood_becomes_cross_entropy_line_by_line():
    rng = np.random.default_rng(7)
    a, y = rng.uniform(0.05, 0.95, 12), rng.integers(0, 2, 12)
    assert r"p(y) = a^{\,y}\,(1-a)^{1-y}" in prose("07")
    p = a**y * (1 - a) ** (1 - y)
    np.testing.assert_allclose(p, np.where(y == 1, a, 1 - a))
    log_likelihood = np.log(np.prod(p))
    assert log_likelihood == pytest.approx(np.sum(np.log(p)))
    assert log_likelihood == pytest.approx(np.sum(np.log(a**y) + np.log((1 - a) ** (1 - y))))
    assert log_likelihood == pytest.approx(np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)))
    assert r"L = -y\log a - (1-y)\log(1-a)" in prose("07")
    L = -y * np.log(a) - (1 - y) * np.log(1 - a)
    assert log_likelihood == pytest.approx(-np.sum(L))
    np.testing.assert_allclose(L, cross_entropy(a[None], y[None])[0])


def test_07_slope_where_the_neuron_is_surely_wrong():
    with mpmath.workdps(30):
        slope = float(mpmath.diff(lambda z: -mpmath.log(sigma(z)), -8))
        square = float(mpmath.diff(lambda z: (sigma(z) - 1) ** 2 / 2, -8))
    assert f"{slope:.5f}" == "-0.99966"
    assert "- [x] -0.99966" in prose("07")
    assert "the slope is −0.99966, 2983 times that of half the squared error" in prose("07")
    assert f"{slope / square:.0f}" == "2983"


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("x", [-3.0, 0.5, 4.0])
def test_07_curvature_along_a_weight(x, y):
    assert r"&= a(1-a)\,x^2 \ \ge\ 0" in prose("07")
    for w in (-1.2, 0.0, 0.3):
        a = sigmoid(w * x)
        assert complex_step(lambda v: entropy(v * x, y), w) == pytest.approx((a - y) * x)
        curvature = complex_step(lambda v: (sigmoid(v * x) - y) * x, w)
        assert curvature == pytest.approx(a * (1 - a) * x**2)
        assert curvature >= 0


def test_07_curvature_along_any_line_among_the_parameters():
    assert r"\frac{d^2L}{dt^2} = a(1-a)\,r^2 \ \ge\ 0" in prose("07")
    rng = np.random.default_rng(7)
    for y in (0, 1):
        start, way, x = rng.standard_normal((3, 4))  # the last entry of x goes with the bias
        x[-1] = 1.0
        z, r = start @ x, way @ x
        slope = complex_step(lambda t, z=z, r=r, y=y: entropy(z + t * r, y), 0.0)
        assert slope == pytest.approx((sigmoid(z) - y) * r)
        curvature = complex_step(lambda t, z=z, r=r, y=y: (sigmoid(z + t * r) - y) * r, 0.0)
        assert curvature == pytest.approx(sigmoid(z) * (1 - sigmoid(z)) * r**2)


def test_07_the_same_four_examples_have_one_valley():
    place = level_place(entropy_cost, -0.05)
    assert round(place, 4) == -0.0623
    assert round(entropy_cost(place), 4) == 0.6142
    w = np.linspace(-3, 3, 6001)
    J = np.array([entropy_cost(v) for v in w])
    assert np.sum(np.diff(np.sign(np.diff(J))) != 0) == 1
    assert (J[:-2] + J[2:] - 2 * J[1:-1]).min() > -1e-12


def test_07_honest_answer():
    assert r"\frac{dJ}{da} = -\frac{0.7}{a}+\frac{0.3}{1-a} &= 0" in prose("07")
    J = lambda a: -0.7 * np.log(a) - 0.3 * np.log(1 - a)  # noqa: E731
    for a in (0.2, 0.6, 0.7, 0.9):
        assert complex_step(J, a) == pytest.approx(-0.7 / a + 0.3 / (1 - a), abs=1e-13)
    assert complex_step(J, 0.7) == pytest.approx(0, abs=1e-13)


# --- 08 ------------------------------------------------------------------------------------


def test_08_cost_at_the_start_is_ln_2_for_any_labels():
    rng = np.random.default_rng(8)
    for m in (1, 3, 500):
        Y = rng.integers(0, 2, (1, m))
        assert cost(np.full((1, m), 0.5), Y) == pytest.approx(np.log(2), rel=1e-15)
    assert "0.693147 both times" in prose("08")


def test_08_repeating_or_reordering_the_data_changes_nothing():
    rng = np.random.default_rng(8)
    A, Y = rng.uniform(0.05, 0.95, (1, 7)), rng.integers(0, 2, (1, 7))
    assert cost(np.tile(A, 3), np.tile(Y, 3)) == pytest.approx(cost(A, Y))
    order = rng.permutation(7)
    assert cost(A[:, order], Y[:, order]) == pytest.approx(cost(A, Y))


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-1000.0, -40.0, -3.0, 0.0, 0.7, 36.0, 40.0, 700.0])
def test_08_forms_from_the_logit_are_equal_and_right(z, y):
    text = prose("08")
    assert r"L = \log\left(1+e^{s}\right),\qquad s = (1-2y)\,z" in text
    assert r"L = \max(s, 0) + \log\left(1+e^{-|s|}\right)" in text
    s = (1 - 2 * y) * z
    with mpmath.workdps(1500):
        tiny = mpmath.mpf("1e-400")
        exact = -mpmath.log(sigma(z) if y == 1 else 1 - sigma(z))
        assert mpmath.almosteq(exact, mpmath.log(1 + mpmath.exp(s)), tiny)
        out = s + mpmath.log(1 + mpmath.exp(-s))
        assert mpmath.almosteq(exact, out, tiny)
    stable = max(s, 0) + np.log1p(np.exp(-abs(s)))
    assert stable == pytest.approx(float(exact), rel=1e-15, abs=1e-300)
    assert np.logaddexp(0, s) == pytest.approx(stable, rel=1e-15, abs=1e-300)


def test_08_naive_form_gives_nan_from_37_on():
    naive = lambda a, y: -y * np.log(a) - (1 - y) * np.log(1 - a)  # noqa: E731
    with np.errstate(divide="ignore", invalid="ignore"):
        assert np.isnan(naive(sigmoid(37.0), 1))
        assert np.isinf(naive(sigmoid(37.0), 0))
        assert np.isfinite(naive(sigmoid(36.0), 1))
    assert "From $z = 37$ on" in prose("08")


def six_examples():
    return np.array([[-2.0, -1.0, 0.0, 1.0, 2.0, 3.0]]), np.array([[0, 0, 1, 0, 1, 1]])


def promise_kept(alpha):
    """Return the drop of one step from zero on the six examples, over alpha times g squared."""
    x, Y = six_examples()
    g = np.array([np.mean((0.5 - Y) * x), np.mean(0.5 - Y)])
    w, b = -alpha * g
    return (np.log(2) - cost_from_logits(w * x + b, Y)) / (alpha * g @ g)


def test_08_lowest_point_of_the_six_examples():
    x, Y = six_examples()
    slope = lambda w, b: [  # noqa: E731
        float(np.mean((sigmoid(w * x + b) - Y) * x)),
        float(np.mean(sigmoid(w * x + b) - Y)),
    ]
    w, b = mpmath.findroot(lambda w, b: slope(float(w), float(b)), (1.2, -0.6), tol=1e-20)
    assert (round(float(w), 4), round(float(b), 4)) == (1.2140, -0.6070)
    assert round(cost_from_logits(float(w) * x + float(b), Y), 4) == 0.4130


def test_08_a_lower_cost_can_come_with_more_mistakes():
    Y = np.array([[1, 0, 1, 0]])
    cautious, bold = np.array([[0.6, 0.4, 0.6, 0.4]]), np.array([[0.99, 0.6, 0.99, 0.01]])
    assert cost(bold, Y) < cost(cautious, Y)
    assert accuracy((bold >= 0.5).astype(int), Y) < accuracy((cautious >= 0.5).astype(int), Y)


# --- 09 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("alpha", [0.1, 0.2, 0.5, 0.9, 1.0, 1.1])
def test_09_bowl_shrinks_the_distance_by_one_minus_two_alpha(alpha):
    assert r"w - 2 &\leftarrow (1-2\alpha)\,(w-2)" in prose("09")
    path = gradient_descent(lambda w: 2 * (w - 2), 5.0, learning_rate=alpha, n_steps=6)
    np.testing.assert_allclose(path - 2, 3 * (1 - 2 * alpha) ** np.arange(7), atol=1e-12)
    assert complex_step(lambda w: (w - 2) ** 2 + 1, 5.0) == 2 * (5 - 2)


def test_09_drop_is_alpha_times_the_squared_length_to_first_order():
    assert r"&= J(w) - \alpha\,\lVert g\rVert^2" in prose("09")
    x, Y = six_examples()
    J = lambda t: cost_from_logits(t[0] * x + t[1], Y)  # noqa: E731
    theta = np.array([0.3, 0.4])
    g = central_difference(J, theta)
    dz = sigmoid(0.3 * x + 0.4) - Y
    np.testing.assert_allclose(g, [np.mean(dz * x), np.mean(dz)], rtol=1e-8)
    assert f"to {100 * promise_kept(1.0):.0f} % at" in prose("09")
    rest = [J(theta) - J(theta - alpha * g) - alpha * g @ g for alpha in (1e-2, 1e-3)]
    assert rest[0] / rest[1] == pytest.approx(100, rel=0.02)  # second order in alpha


def test_09_bound_of_a_step_holds_and_is_best_at_one_over_beta():
    assert r"&= J - \alpha\left(1-\tfrac12\alpha\beta\right) g^2" in prose("09")
    X, Y = make_two_minima()
    beta = np.sum(X**2) / 16
    rng = np.random.default_rng(9)
    for w, alpha in zip(rng.normal(0, 0.5, 300), rng.uniform(0, 3 / beta, 300), strict=True):
        g = np.mean((sigmoid(w * X) - Y) * X)
        bound = entropy_cost(w) - alpha * (1 - alpha * beta / 2) * g**2
        assert entropy_cost(w - alpha * g) <= bound + 1e-14
    guarantee = lambda alpha: alpha - beta * alpha**2 / 2  # noqa: E731
    assert complex_step(guarantee, 1 / beta) == pytest.approx(0, abs=1e-15)
    assert guarantee(1 / beta) == pytest.approx(1 / (2 * beta))


def test_09_beta_bounds_the_curvature_in_every_direction():
    X, _ = make_two_minima()
    a = sigmoid(np.linspace(-2, 2, 401)[:, None] * X)
    curvature = np.mean(a * (1 - a) * X**2, axis=1)
    assert curvature.max() == pytest.approx(np.sum(X**2) / 16)  # reached at w = 0
    rng = np.random.default_rng(9)
    X = rng.normal(size=(3, 8))
    X1 = np.vstack([X, np.ones((1, 8))])
    assert smoothness(X) == pytest.approx(np.linalg.norm(X1, 2) ** 2 / (4 * 8))
    for _ in range(50):
        v = rng.normal(size=(1, 4))
        v /= np.linalg.norm(v)
        a = sigmoid(rng.normal(0, 3, (1, 4)) @ X1)
        assert np.mean(a * (1 - a) * (v @ X1) ** 2) <= smoothness(X)


def test_09_steps_above_two_over_beta():
    X, Y = make_two_minima()
    slope = lambda w: np.mean((sigmoid(w * X) - Y) * X)  # noqa: E731
    for alpha, rises in ((0.0342, False), (0.05, False), (0.08, True), (0.3, True)):
        path = gradient_descent(slope, 1.0, learning_rate=alpha, n_steps=500)
        costs = np.array([entropy_cost(w) for w in path])
        assert (np.diff(costs).max() > 1e-12) == rises
        assert np.abs(np.diff(path)).max() <= 9.75 * alpha
    assert 0.0342 < 2 / (np.sum(X**2) / 16) < 0.08


# --- 10 to 12 ------------------------------------------------------------------------------


def triple(a, b, c):
    return 3 * (a + b * c)


def test_10_forward_pass():
    u = 3 * 2
    v = 5 + u
    assert (u, v, 3 * v) == (6, 11, 33)
    assert "6, 11, 33." in prose("10")
    assert triple(1, 4, 5) == 63
    assert "- [x] 63" in prose("10")


def test_10_neuron_as_a_graph():
    a = sigma(1)
    assert f"$z = 1$, $a = {float(a):.4f}$, $L = {float(-mpmath.log(a)):.4f}$" in prose("10")


@pytest.mark.parametrize("inputs", [(5, 3, 2), (100, 3, 2), (5, 3, 10), (-1.5, 0.5, 4)])
def test_11_derivatives_of_the_graph(inputs):
    for line in (
        r"\mathtt{dv} &= \mathtt{dJ}\cdot 3 = 3",
        r"\mathtt{da} &= \mathtt{dv}\cdot 1 = 3",
        r"\mathtt{du} &= \mathtt{dv}\cdot 1 = 3",
        r"\mathtt{db} &= \mathtt{du}\cdot c = 3\cdot 2 = 6",
        r"\mathtt{dc} &= \mathtt{du}\cdot b = 3\cdot 3 = 9",
    ):
        assert line in prose("11")
    a, b, c = inputs
    assert complex_step(lambda v: 3 * v, a + b * c) == pytest.approx(3)
    assert complex_step(lambda u: 3 * (a + u), b * c) == pytest.approx(3)
    assert complex_step(lambda t: triple(t, b, c), a) == pytest.approx(3)
    assert complex_step(lambda t: triple(a, t, c), b) == pytest.approx(3 * c)
    assert complex_step(lambda t: triple(a, b, t), c) == pytest.approx(3 * b)


def test_11_table_of_nudges():
    rows = {
        "a": (5.001, 3, 2),
        "b": (5, 3.001, 2),
        "c": (5, 3, 2.001),
    }
    for name, derivative in (("a", 3), ("b", 6), ("c", 9)):
        J = triple(*rows[name])
        assert f"{J:.3f} | d{name} = {derivative} |" in prose("11")
        assert (J - 33) / 0.001 == pytest.approx(derivative)
    assert f"{3 * 11.001:.3f} | dv = 3 |" in prose("11")
    assert f"{3 * (5 + 6.001):.3f} | du = 3 |" in prose("11")


def test_11_values_times_derivatives_are_no_shares():
    assert r"$5\cdot 3 + 3\cdot 6 + 2\cdot 9 = 51$" in prose("11")
    assert 5 * 3 + 3 * 6 + 2 * 9 == 51 != triple(5, 3, 2)
    assert triple(100, 3, 2) == 318


@pytest.mark.parametrize(
    ("rule", "f", "slope"),
    [
        ("$e^x = u$", np.exp, np.exp),
        ("$1/x$", np.log, lambda x: 1 / x),
        ("$u(1-u)$", sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
        ("$-1$", lambda x: -x, lambda _: -1.0),
        (r"$1,\ 1$", lambda x: x + 2.5, lambda _: 1.0),
        (r"$y,\ x$", lambda x: x * 2.5, lambda _: 2.5),
    ],
)
def test_11_local_slopes(rule, f, slope):
    assert f"| {rule} |" in prose("11")
    for x in (0.3, 0.7, 2.0):
        assert slope(x) == pytest.approx(complex_step(f, x))


def test_11_imaginary_nudge():
    u, h = 2.0, 0.01
    assert ((u + 1j * h) ** 3).imag / h == pytest.approx(3 * u**2 - h**2)
    assert "the imaginary part divided by $h$ is $3u^2 - h^2$" in prose("11")
    assert f"{np.cbrt(np.finfo(float).eps):.0e}" == "6e-06"  # the h of central_difference


def product(p, q):
    return (p + q) * (q + 1)


def test_12_fork_and_meet():
    assert r"= 2\cdot 1 + 3\cdot 1 = 5" in prose("12")
    assert product(2, 1) == 6
    assert complex_step(lambda p: product(p, 1), 2) == pytest.approx(2)
    assert complex_step(lambda q: product(2, q), 1) == pytest.approx(2 + 3)
    for p, q in ((2, 1), (-0.4, 1.7)):  # multiplied out
        assert product(p, q) == pytest.approx(p * q + p + q**2 + q)
        assert complex_step(lambda p, q=q: product(p, q), p) == pytest.approx(q + 1)
        assert complex_step(lambda q, p=p: product(p, q), q) == pytest.approx(p + 2 * q + 1)
    assert f"{(product(2, 1.001) - 6) / 0.001:.3f}" == "5.001"
    assert "$\\Delta q = 0.001$ the three terms are 2, 3 and 0.001" in prose("12")


def test_12_chain_rule_for_several_variables():
    assert r"\frac{\partial e}{\partial s}\cdot\frac{\partial s}{\partial q}" in prose("12")
    e = lambda s, t: s**2 * t + np.exp(s - t)  # noqa: E731
    s, t = np.sin, lambda q: q**3
    q = 0.8
    along_s = complex_step(lambda v: e(v, t(q)), s(q)) * complex_step(s, q)
    along_t = complex_step(lambda v: e(s(q), v), t(q)) * complex_step(t, q)
    assert complex_step(lambda v: e(s(v), t(v)), q) == pytest.approx(along_s + along_t)


def test_12_shared_node():
    p, q = Node(2), Node(1)
    s = p + q
    e = s * (s + 1)
    e.backward()
    assert (e.value, s.grad, p.grad, q.grad) == (12, 7, 7, 7)
    assert central_difference(lambda v: (v + 1) * (v + 2), 2.0) == pytest.approx(7)
    assert "'p': 11, 'q': 11" in printed("12")
    assert "'p': 10, 'q': 10" in printed("12")
    assert "two wrong answers to one question, 11 and 10" in prose("12")
    assert 2 * 2 * 2 + 2 * 2 == complex_step(lambda x: x**3, 2.0) == 12


# --- every number in the prose -------------------------------------------------------------

# Numbers that no cell of the page prints or holds, computed here.
FACTS = {
    "06": {"0.8": 1 - 0.2, "0.99966": 1 - float(sigma(-8))},
    "07": {
        "0.22": -np.log(0.8),
        "1.61": -np.log(0.2),
        "0.046": -level_place(square_cost, -0.05),
        "0.442": level_place(square_cost, 0.45),
    },
    "08": {
        "12288": 64 * 64 * 3,
        "12289": 64 * 64 * 3 + 1,
        "34.4": 100 * 0.344,
        "709": np.floor(np.log(np.finfo(float).max)),
        "434": np.floor(1000 / np.log(10)),
        "4.248": 1e18 * np.log1p(np.exp(-40)),
        "27.6": -np.log(1e-12),
        "346.574": 500 * np.log(2),
        "103.97": 150 * np.log(2),
    },
    "09": {
        "0.0342": np.floor(2 / 58.3125 * 1e4) / 1e4,
        "9.75": np.mean(np.abs(make_two_minima()[0])),
        "301,101": 501 * 601,
        "12289": 64 * 64 * 3 + 1,
        "65,025": 255**2,
        "99.96": 100 * promise_kept(0.001),
        "4.8": 5 - 0.2,
        "34.657": 50 * np.log(2),
        "0.081": complex_step(lambda z: half_square(z, 0), np.log(9)),
    },
    "10": {},
    "11": {
        "2.001": 2 + 0.001,
        "3.001": 3 + 0.001,
        "5.001": 5 + 0.001,
        "6.001": 6 + 0.001,
        "100.001": 100 + 0.001,
        "11.001": 5 + 0.001 + 6,
        "0.002": 0.001 * 2,
        "6.002": 3.001 * 2,
        "11.002": 5 + 3.001 * 2,
        "6.003": 3 * 2.001,
        "11.003": 5 + 3 * 2.001,
        "33.003": triple(5.001, 3, 2),
        "33.006": triple(5, 3.001, 2),
        "33.009": triple(5, 3, 2.001),
        "318": triple(100, 3, 2),
        "12289": 64 * 64 * 3 + 1,
        "12290": 64 * 64 * 3 + 1 + 1,
    },
    "12": {"2.5": (2 + 3) / 2},
}

# Numbers that the text chooses: how many examples a question has, and the like.
CHOSEN = {"08": {"150", "500", "200,000"}, "09": {"255"}, "12": {"1000", "10,000"}}

NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")


def numbers(text):
    """Return the numbers in a text, as written, without their signs."""
    return [token.rstrip(",") for token in NUMBER.findall(text)]


def words_of(number):
    """Return the prose of a page without labels, addresses and names of figures."""
    text = re.sub(r"`{3,}\{live-figure\} \S+\n|:name:.*|:tolerance:.*", "", prose(number))
    text = re.sub(r"\{(?:ref|numref|eq|doc|func)\}`[^`]*`", "", text)
    text = re.sub(r"^\(chapter-\d\d\)=$|https?://\S+|<!--.*?-->", "", text, flags=re.M)
    return text.replace("Python 3.11", "")


def value(token):
    return float(token.replace(",", ""))


def agrees(token, x):
    """Tell whether `x`, rounded as the token is, is the token."""
    decimals = len(token.partition(".")[2])
    return f"{abs(x):.{decimals}f}" == token.replace(",", "")


@pytest.mark.parametrize("number", PAGES)
def test_every_number_in_prose_is_computed(number):
    code = "\n".join(cell.source for cell in page(number) if cell.cell_type == "code")
    floats = re.findall(r"\d[\d,]*\.?\d*(?:e[+-]?\d+)?", printed(number))
    known = [float(token.replace(",", "")) for token in floats]
    typed = [float(token) for token in re.findall(r"(?<![\w.])\d+\.?\d*(?:e[+-]?\d+)?", code)]
    facts = FACTS[number]
    used, orphans = set(), []
    for token in numbers(words_of(number)):
        if len(token.replace(".", "").replace(",", "").lstrip("0")) < 3 and "." not in token:
            continue
        if token in CHOSEN.get(number, ()):
            continue
        if any(agrees(token, x) for x in known) or value(token) in typed:
            continue
        if token in facts and agrees(token, facts[token]):
            used.add(token)
            continue
        orphans.append(token)
    assert not orphans, f"no cell and no test computes {sorted(set(orphans))}"
    assert used == set(facts), f"not in the prose any more: {sorted(set(facts) - used)}"

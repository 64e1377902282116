"""Chapters 13 to 24: every displayed formula holds, every number in the prose is computed.

`says` looks a number up in the prose of a page, so that prose and computation cannot disagree.
What a page prints is compared by nbval.
"""

import functools
import math
import re
from importlib.resources import files
from pathlib import Path

import mpmath
import nbformat
import numpy as np
import pytest
from matplotlib.cbook import get_sample_data
from matplotlib.colors import rgb_to_hsv
from sklearn.linear_model import LogisticRegression

from lrlib.cost import cost_from_logits, cross_entropy_from_logits
from lrlib.datasets import load_cat_patches, load_smokers, make_rings
from lrlib.descent import smoothness, train, train_gram
from lrlib.gradcheck import central_difference, complex_step
from lrlib.gradients import cost_and_gradients
from lrlib.images import images_to_vectors, load_photo
from lrlib.network import (
    Network,
    initialize_network,
    network_cost_and_gradients,
    predict_network,
    train_network,
)
from lrlib.neuron import accuracy, forward, initialize, predict
from theme.replay import PICTURES, VIEWS, view

CHAPTERS = Path(__file__).parent.parent / "chapters"


@functools.cache
def prose(number):
    """Return the Markdown of a page, with every run of white space made one blank."""
    (path,) = CHAPTERS.glob(f"{number:02d}-*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    return re.sub(r"\s+", " ", " ".join(c.source for c in cells if c.cell_type == "markdown"))


def says(number, *phrases):
    """Assert that each phrase stands in the prose, not as a part of a longer number."""
    for phrase in phrases:
        pattern = rf"(?<![\d.]){re.escape(phrase)}(?!\.?\d)"
        assert re.search(pattern, prose(number)), f"chapter {number} does not say {phrase!r}"


def test_says_refuses_a_number_that_is_not_there():
    says(16, "74.3 %")
    with pytest.raises(AssertionError, match="does not say"):
        says(16, "4.3 %")
    with pytest.raises(AssertionError, match="does not say"):
        says(16, "74 %")


# 13 · The derivatives

THETA, EXAMPLE = np.array([0.5, -1.0, 0.5]), np.array([2.0, 1.0])  # (w1, w2, b) and x


def loss_of_a(a, y):
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


def sigma(z):
    return 1 / (1 + np.exp(-z))


def loss_of_theta(theta, x, y):
    """Return the loss of one example, with the formulas of the page."""
    return loss_of_a(sigma(theta[:-1] @ x + theta[-1]), y)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-3.0, -0.2, 0.5, 2.0])
def test_13_each_displayed_derivative(z, y):
    a = sigma(z)
    da, slope = -y / a + (1 - y) / (1 - a), a * (1 - a)
    first = complex_step(lambda a: -y * np.log(a), a)
    second = complex_step(lambda a: -(1 - y) * np.log(1 - a), a)
    assert first == pytest.approx(-y / a)
    assert second == pytest.approx((1 - y) / (1 - a))
    assert da == pytest.approx(complex_step(lambda a: loss_of_a(a, y), a))
    e = np.exp(-z)
    lines = [(1 + e) ** -2 * e, e / (1 + e) ** 2, 1 / (1 + e) * (e / (1 + e)), slope]
    assert lines == pytest.approx([complex_step(sigma, z)] * 4)
    assert 1 - a == pytest.approx(e / (1 + e))
    lines = [
        da * slope,
        -y / a * a * (1 - a) + (1 - y) / (1 - a) * a * (1 - a),
        -y * (1 - a) + (1 - y) * a,
        -y + y * a + a - y * a,
        a - y,
    ]
    assert lines == pytest.approx([complex_step(lambda z: loss_of_a(sigma(z), y), z)] * 5)


@pytest.mark.parametrize("y", [0, 1])
def test_13_the_last_edges(y):
    dz = sigma(THETA[:-1] @ EXAMPLE + THETA[-1]) - y
    by_hand = [EXAMPLE[0] * dz, EXAMPLE[1] * dz, dz]
    assert by_hand == pytest.approx(complex_step(lambda t: loss_of_theta(t, EXAMPLE, y), THETA))
    assert complex_step(lambda t: t[:-1] @ EXAMPLE + t[-1], THETA) == pytest.approx([2, 1, 1])


def test_13_the_live_figure_and_the_page_use_one_example():
    script = (CHAPTERS.parent / "theme" / "assets" / "figures" / "stepper.js").read_text("utf-8")
    assert '{ "x₁": 2, "w₁": 0.5, "x₂": 1, "w₂": -1, b: 0.5 }' in script


def test_13_numbers():
    z = THETA[:-1] @ EXAMPLE + THETA[-1]
    a = sigma(z)
    da, slope, dz = -1 / a, a * (1 - a), a - 1
    says(13, f"The logit is {z:.1f}, the prediction {a:.4f}, the loss {-np.log(a):.4f}")
    says(13, f"$da$ is −{-da:.4f}", f"The slope is {slope:.4f}", f"one number: −{-dz:.4f}")
    says(13, f"{slope:.4f} and {da / dz:.4f}", f"−{-2 * dz:.4f}, because")
    says(13, f"$dw_2$ and $db$ are both −{-dz:.4f}", f"says {a:.2f}.")
    far = sigma(-8.0)
    says(13, f"−{1 / far:.2f}", f"{far * (1 - far):.8f}", f"−{1 - far:.5f}")
    says(13, f"−{far * (1 - far) * (1 - far):.6f}")
    says(13, f"[x] {slope:.3f}", "[x] 0.9,", "[x] -0.5")
    says(13, f"{12288 + 1} parameters", f"{12288 + 2} passes", f"{2 * 12289} for the 12289")


# 14 · One step on one example


def gradients_of(theta, x, y):
    """Return dw1, dw2 and db of one example."""
    dz = sigma(theta[:-1] @ x + theta[-1]) - y
    return np.array([*(x * dz), dz])


def test_14_the_step_and_what_it_gains():
    g = gradients_of(THETA, EXAMPLE, 1)
    new = THETA - 0.1 * g
    before, after = (loss_of_theta(t, EXAMPLE, 1) for t in (THETA, new))
    estimate = 0.1 * g @ g
    assert g @ g == pytest.approx(g[2] ** 2 * (EXAMPLE @ EXAMPLE + 1))
    assert before - after < estimate
    says(14, f"from {before:.4f} to {after:.4f}, by {before - after:.4f}")
    says(14, f"The estimate is {estimate:.4f}, the truth {before - after:.4f}")
    slope = complex_step(lambda alpha: loss_of_theta(THETA - alpha * g, EXAMPLE, 1), 0.0)
    assert slope == pytest.approx(-g @ g)


@pytest.mark.parametrize(("y", "alpha"), [(1, 0.1), (0, 0.1), (1, 2.0)])
def test_14_how_far_the_logit_moves(y, alpha):
    z, g = THETA[:-1] @ EXAMPLE + THETA[-1], gradients_of(THETA, EXAMPLE, y)
    new = THETA - alpha * g
    z_new = new[:-1] @ EXAMPLE + new[-1]
    assert z_new == pytest.approx(z - alpha * g[2] * (EXAMPLE @ EXAMPLE + 1))
    if (y, alpha) == (1, 0.1):
        says(14, f"[x] {z_new:.4f}", f"says {sigma(z_new):.4f} instead of {sigma(z):.4f}")


def test_14_the_wrong_order():
    g = gradients_of(THETA, EXAMPLE, 1)
    late = gradients_of(THETA - 0.1 * g * [1, 1, 0], EXAMPLE, 1)[2]
    says(14, f"−{-late:.4f} instead of −{-g[2]:.4f}")
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(2, 20)), rng.integers(0, 2, (1, 20))
    w, b, _ = train(X, Y, learning_rate=0.5, n_steps=5000)
    w_b, b_b = np.zeros((2, 1)), 0.0
    for _ in range(5000):
        w_b = w_b - 0.5 * cost_and_gradients(w_b, b_b, X, Y).dw
        b_b = b_b - 0.5 * cost_and_gradients(w_b, b_b, X, Y).db
    assert np.allclose(w, w_b), "the page says that program B ends in the same valley"
    assert b == pytest.approx(b_b)


def test_14_the_derivative_of_a_mean():
    xs, ys = np.array([[2.0, 1.0], [3.0, 1.0]]), [1, 0]

    def J(theta):
        return sum(loss_of_theta(theta, x, y) for x, y in zip(xs, ys, strict=True)) / 2

    g1, g2 = (gradients_of(THETA, x, y) for x, y in zip(xs, ys, strict=True))
    mean = (g1 + g2) / 2
    assert mean == pytest.approx(complex_step(J, THETA))
    says(14, f"({mean[0]:.4f}, {mean[1]:.4f}) for the weights and {mean[2]:.4f} for the bias")
    at_mean = gradients_of(THETA, xs.mean(axis=0), 0.5)
    says(14, f"is {at_mean[0]:.4f}, and the true one is {mean[0]:.4f}")
    new = THETA - 0.1 * mean
    first = [loss_of_theta(t, xs[0], 1) for t in (THETA, new)]
    second = [loss_of_theta(t, xs[1], 0) for t in (THETA, new)]
    says(14, "the first example rises from {:.4f} to {:.4f}".format(*first))
    says(14, "the second falls by more, from {:.4f} to {:.4f}".format(*second))
    says(14, f"$J$ falls from {J(THETA):.4f} to {J(new):.4f}")
    assert first[1] > first[0]


def test_14_asides():
    says(14, f"α = {0.001 / 210:.7f} on the sum")
    assert 12288 * 0.5**2 == pytest.approx(3000, rel=0.05)


# 15 · m examples

SMALL = (
    np.array([[0.5], [-1.0], [0.25]]),
    0.5,
    np.array([[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, 1.0, 2.0], [2.0, -1.0, 0.0, 1.0]]),
    np.array([[1, 0, 1, 0]]),
)


def test_15_every_form_is_the_gradient_of_the_cost():
    w, b, X, Y = SMALL
    m = X.shape[1]
    Z = w.T @ X + b
    assert Z == pytest.approx(np.array([[w[:, 0] @ X[:, i] + b for i in range(m)]]))
    dZ = sigma(Z) - Y
    columns = sum(X[:, [i]] * dZ[0, i] for i in range(m)) / m
    rows = np.array([[sum(X[j, i] * dZ[0, i] for i in range(m)) / m] for j in range(len(X))])
    assert columns == pytest.approx(X @ dZ.T / m)
    assert rows == pytest.approx(X @ dZ.T / m)

    def J(theta):
        return sum(loss_of_theta(theta, X[:, i], Y[0, i]) for i in range(m)) / m

    numeric = complex_step(J, np.array([*w[:, 0], b]))
    assert [*columns[:, 0], dZ.mean()] == pytest.approx(numeric)


def test_15_the_live_figure_and_the_page_use_one_set():
    script = (CHAPTERS.parent / "theme" / "assets" / "figures" / "columns.js").read_text("utf-8")
    _, b, X, Y = SMALL
    assert f"const X = {X.astype(int).tolist()};" in script
    assert f"const Y = {Y[0].tolist()};" in script
    assert f"const B = {b};" in script


def test_15_numbers():
    says(15, f"{12288 * 210 / 1e6:.1f} million times", f"{2 * 12288 * 210:,} multiplications")
    assert 2000 * 2 * 12288 * 210 > 10_000e6
    says(15, f"about {12288 * 210 * 8 / 1e6:.0f} million bytes")
    says(15, f"about {12288 * 8e6 / 1e9:.0f} billion")


def test_15_the_shape_that_is_legal_and_wrong():
    w, b, X, Y = SMALL
    dZ = sigma(w.T @ X + b) - Y.T
    assert dZ.shape == (4, 4)
    assert (w - X @ dZ.T).shape == (3, 4)
    doubled = cost_and_gradients(w, b, np.tile(X, 2), np.tile(Y, 2))
    assert doubled.dw == pytest.approx(cost_and_gradients(w, b, X, Y).dw)


# 16 · The whole algorithm


@functools.cache
def cats():
    return load_cat_patches()


@functools.cache
def run():
    """Train as chapter 16 does, along the faster path of chapter 19; (w, b) every 100 steps."""
    X, Y, *_ = cats()
    parameters, costs = [initialize(len(X))], []
    for _ in range(20):
        w, b = parameters[-1]
        result = train_gram(X, Y, learning_rate=0.001, n_steps=100, w=w, b=b)
        parameters.append((result.w, result.b))
        costs.extend(result.costs)
    return parameters, np.array(costs)


def trained(n_steps=2000):
    """Return w and b of the neuron of chapter 16."""
    return run()[0][n_steps // 100]


def test_16_baselines():
    X, Y, X_test, Y_test, *_ = cats()
    halfway = (X.mean(0)[Y[0] == 1].mean() + X.mean(0)[Y[0] == 0].mean()) / 2
    bright = accuracy((X_test.mean(0, keepdims=True) > halfway).astype(int), Y_test)
    says(16, f"{accuracy(np.ones_like(Y_test), Y_test):.1%}".replace("%", " %"))
    says(16, f"{bright:.1%}".replace("%", " %"))


def test_16_no_step_raises_the_cost():
    beta, costs = smoothness(cats().X_train), run()[1]
    says(16, f"log 2 = {costs[0]:.4f}")
    says(16, f"1/β = {1 / beta:.5f}", f"2/β is {2 / beta:.5f}")
    assert (np.diff(costs) < 0).all()


def test_16_accuracies_and_costs():
    X, Y, X_test, Y_test, *_ = cats()
    w, b = trained()
    says(16, f"{accuracy(predict(w, b, X), Y):.1%}".replace("%", " %"))
    says(16, f"{accuracy(predict(w, b, X_test), Y_test):.1%}".replace("%", " %"))
    J_test = [cost_from_logits(w.T @ X_test + b, Y_test) for w, b in run()[0]]
    right = [accuracy(predict(w, b, X_test), Y_test) for w, b in run()[0]]
    best = int(np.argmin(J_test))
    says(16, f"step {100 * best}, with {J_test[best]:.4f}", f"rises to {J_test[20]:.4f}")
    says(16, f"{100 * right[best]:.1f} % at step {100 * best}, {100 * right[20]:.1f} % at the end")


def test_16_learning_rates():
    X, Y = cats().X_train, cats().Y_train
    with pytest.warns(RuntimeWarning, match="rose"):
        wild = train_gram(X, Y, learning_rate=0.005, n_steps=200).costs
    calm = run()[1][:200]
    assert 0.0005 < 0.001 < 1 / smoothness(X) < 2 / smoothness(X) < 0.005
    says(16, f"{wild.max():.3f}", f"it is {wild[-1]:.3f}", f"the {calm[-1]:.3f} of α = 0.001")


def test_16_the_training_set_can_be_separated():
    X, Y = cats().X_train, cats().Y_train
    assert np.linalg.matrix_rank(X.T @ X) == X.shape[1]  # so any 210 logits can be had
    w = X @ np.linalg.solve(X.T @ X, (2 * Y - 1).T)
    assert accuracy(predict(w, 0.0, X), Y) == 1


def test_16_mistakes():
    X_test, Y_test = cats().X_test, cats().Y_test
    w, b = trained()
    said = predict(w, b, X_test)
    found, called = np.sum(said * Y_test), said.sum()
    says(16, f"{np.sum(said != Y_test)} predictions are wrong")
    says(16, f"finds {found} of 105 cats and misses {105 - found}")
    says(16, f"calls {called - found} of the 105 others")
    says(16, f"of the {called} times", f"{found} are right: {found / called:.0%}"[:-1] + " %")
    right = (said == Y_test)[0]
    astronaut, coffee, rocket = (right[i : i + 35].sum() for i in (105, 140, 175))
    assert astronaut == coffee
    assert rocket == 35
    says(16, f"gets only {astronaut} of the 35 squares", f"and {coffee} of the 35 of the coffee")


def test_16_six_pictures():
    w, b = trained()
    a = forward(w, b, cats().X_test[:, PICTURES])[0]
    says(16, f"the coffee a cat, with {a[3]:.2f} and {a[4]:.2f},", f"with {a[2]:.2f}.")
    assert a[4] > a[3] > a[0] > 0.5 > a[2] > a[5]
    early = forward(*run()[0][1], cats().X_test[:, PICTURES])[0]
    assert (early[3:5] > 0.5).all(), "from step 100 on, the face and the coffee are called a cat"


def test_16_it_looks_at_colour():
    X, Y, X_test, Y_test, *_ = cats()
    w, b = trained()
    pixels = X_test.reshape(4096, 3, -1)
    plain = np.broadcast_to(pixels.mean(0), pixels.shape).reshape(X.shape)
    said = {name: predict(w, b, view(X_test, name)) for name in VIEWS}
    right = {name: accuracy(Y_pred, Y_test) for name, Y_pred in said.items()}
    as_is, plain = right["plain"], accuracy(predict(w, b, plain), Y_test)
    says(16, f"{100 * plain:.1f} %, {100 * (as_is - plain):.1f} points less")
    says(16, f"scores {100 * right['grey']:.1f} %", f'"cat" of {said["grey"].sum()} pictures')
    assert said["green"][Y_test == 1].all(), "all 105 cats are found"
    assert not said["violet"][Y_test == 1].any(), "not one"
    says(16, f"with {said['green'][Y_test == 0].sum()} others called cat")
    says(16, f"The accuracy is {100 * right['violet']:.1f} %")
    red, green, blue = w.reshape(4096, 3).mean(0)
    assert green > 0 > red > blue
    colour, colour_test = X.reshape(4096, 3, -1).mean(0), pixels.mean(0)
    cat, other = (colour[:, Y[0] == y].mean(1) for y in (1, 0))
    assert np.argmax(cat - other) == 1
    share = cat / cat.sum() - other / other.sum()
    assert share[1] > 0 > max(share[0], share[2]), "green is a larger share, the others smaller"
    says(16, f"{cat[1]:.3f} against {other[1]:.3f}")
    small = train(colour, Y, learning_rate=1 / smoothness(colour), n_steps=5000)
    three = accuracy(predict(small.w, small.b, colour_test), Y_test)
    says(16, f"Three weights reach {100 * three:.1f} %", f"{round(210 * (as_is - three))} pictures")


def test_16_turning_the_hue_moves_no_edge():
    """Hue alone changes: by a third of the circle, at the same lightness and saturation."""
    X = cats().X_test[:, :20]
    hsv = {name: rgb_to_hsv(view(X, name).reshape(4096, 3, -1).swapaxes(1, 2)) for name in VIEWS}
    for name, third in (("green", 1 / 3), ("violet", 2 / 3)):
        np.testing.assert_allclose(hsv[name][..., 1:], hsv["plain"][..., 1:])
        off = (hsv[name][..., 0] - hsv["plain"][..., 0] - third) % 1
        coloured = hsv["plain"][..., 1] > 0
        assert np.minimum(off, 1 - off)[coloured].max() < 1e-9


def test_16_one_cat_in_four_colours():
    photo = load_photo(files("lrlib") / "data" / "chelsea.png", cats().image_shape)
    x = images_to_vectors(photo)
    a = {name: forward(*trained(), view(x, name)).item() for name in VIEWS}
    says(16, f"picture is a cat: {a['green']:.2f}", f"it answers {a['violet']:.2f}")
    assert f"{a['plain']:.2f} {a['grey']:.2f}" == "0.86 0.82", "the figure's alternative text"


def test_16_what_70_percent_is_worth():
    chance = sum(math.comb(50, k) * 0.66**k * 0.34 ** (50 - k) for k in range(35, 51))
    says(
        16, f"probability {chance:.2f}", f"{100 * math.sqrt(0.7 * 0.3 / 50):.1f} percentage points"
    )
    as_is = accuracy(predict(*trained(), cats().X_test), cats().Y_test)
    says(16, f"{100 * math.sqrt(as_is * (1 - as_is) / 210):.0f} points")
    says(16, f"{100 - 34.4:.1f} %", "99.04 %", "70.0 %", "66 %")
    says(16, "| 0.693147 | 0.584508 | 0.466949 | 0.376007 | 0.331463 | 0.140872 |")


def test_16_whole_photographs():
    folder = files("lrlib") / "data"
    names = ["chelsea.png", "astronaut.png", "coffee.png", "rocket.jpg"]
    portrait = get_sample_data("grace_hopper.jpg", asfileobj=False)
    paths = [portrait, *(folder / name for name in names)]
    X = images_to_vectors(np.concatenate([load_photo(path) for path in paths]))
    A = forward(*trained(), X)[0]
    says(16, f"The portrait gets {A[0]:.2f}")
    assert ((A >= 0.5) == [0, 1, 0, 0, 0]).all(), "all four on the right side of ½"


# 17 · How good is it, really?


@functools.cache
def scores():
    """Return the probabilities and labels of the test pictures."""
    data = load_cat_patches()
    return forward(*trained(), data.X_test), data.Y_test


def counts(A, Y, t):
    """Return C of formula 17.1."""
    return np.array([[np.sum((Y == y) & ((A >= t) == p)) for p in (0, 1)] for y in (0, 1)])


def area(A, Y):
    """Return the area below the ROC curve: strips between neighbouring thresholds."""
    levels = np.unique(A)[::-1]
    x, y = ([0, *(np.mean(A[Y == k] >= t) for t in levels)] for k in (0, 1))
    return np.sum(np.diff(x) * (np.add(y[1:], y[:-1])) / 2)


def pair_share(A, Y):
    """Return the right-hand side of formula 17.3, with ½ for equal probabilities."""
    d = A[Y == 1][:, None] - A[Y == 0]
    return np.mean(d > 0) + np.mean(d == 0) / 2


def test_17_counts_and_shares():
    A, Y = scores()
    half, strict = counts(A, Y, 0.5), counts(A, Y, 0.8)
    says(17, f"{half[0, 1]} false alarms and {half[1, 0]} missed cats")
    says(17, f"{strict[0, 1]} false alarms and {strict[1, 0]} missed cats")
    saved, lost = half[0, 1] - strict[0, 1], strict[1, 0] - half[1, 0]
    says(17, f"saves {saved} false alarms and loses {lost} cats")
    precisions = {t: counts(A, Y, t)[1, 1] / counts(A, Y, t)[:, 1].sum() for t in (0, 0.5, 0.8)}
    recalls = [counts(A, Y, t)[1, 1] / 105 for t in (0.5, 0.8)]
    says(17, f"in the middle, {precisions[0.5]:.2f}, and it falls to {precisions[0.8]:.2f}")
    says(17, f"the precision is {precisions[0]:.2f}, the share of cats")
    says(17, f"the precision is {precisions[0.5]:.2f} and the recall {recalls[0]:.2f}")
    says(17, f"they are {precisions[0.8]:.2f} and {recalls[1]:.2f}")
    table = [counts(A, Y, t) for t in np.linspace(0, 1, 201)]
    assert (np.diff([C[1, 1] for C in table]) <= 0).all(), "the recall can only fall"
    assert max(C[1, 1] / max(C[:, 1].sum(), 1) for C in table) < 0.68, "highest in the middle"
    assert counts(A, Y, 0.95)[:, 1].tolist() == [4, 0]
    says(17, "of 4 pictures. How many of the four are cats?", "[x] None")
    # Which they are: coffee, the rim of a cup, and twice the astronaut.
    assert np.argsort(-A[0])[:4].tolist() == [171, 143, 131, 122]


@pytest.mark.parametrize("digits", [1, 2, 6])
def test_17_the_area_is_the_share_of_pairs(digits):
    """With many equal probabilities, with few, and with none."""
    rng = np.random.default_rng(digits)
    A, Y = rng.random((1, 60)).round(digits), rng.integers(0, 2, (1, 60))
    assert area(A, Y) == pytest.approx(pair_share(A, Y))


def test_17_areas():
    A, Y = scores()
    pairs = np.sum(Y == 1) * np.sum(Y == 0)
    assert area(A, Y) == pytest.approx(pair_share(A, Y))
    says(17, f"Here it is {area(A, Y):.4f}", f"Of {pairs} pairs of test pictures")
    says(17, f"{pairs * pair_share(A, Y):.0f} are in the right order")
    data = load_cat_patches()
    seen = pair_share(forward(*trained(), data.X_train), data.Y_train)
    says(17, f"In the training set it is {100 * seen:.1f} %")
    assert pair_share(np.log(A / (1 - A)), Y) == pair_share(A, Y), "logits have the same order"
    four = np.array([1, 1, 0, 0])
    assert pair_share(np.array([0.9, 0.6, 0.7, 0.2]), four) == 3 / 4
    assert pair_share(np.array([0.8, 0.5, 0.5, 0.1]), four) == 0.875
    assert pair_share(np.array([0.51, 0.51, 0.5, 0.5]), four) == 1


def test_17_a_coin_lies_on_the_diagonal():
    Y = np.array([[1, 0] * 50_000])
    said = np.random.default_rng(0).random(Y.shape) < 0.3
    assert said[Y == 1].mean() == pytest.approx(0.3, abs=0.01)
    assert said[Y == 0].mean() == pytest.approx(0.3, abs=0.01)


def test_17_two_rules_by_colour():
    """They know the dark rocket, and order the rest wrongly."""
    _, Y = scores()
    data = load_cat_patches()
    light, light_test = (X.mean(axis=0, keepdims=True) for X in (data.X_train, data.X_test))
    halfway = (light[data.Y_train == 1].mean() + light[data.Y_train == 0].mean()) / 2
    small, small_test = (X.reshape(4096, 3, -1).mean(axis=0) for X in (data.X_train, data.X_test))
    three = train(small, data.Y_train, learning_rate=1 / smoothness(small), n_steps=5000)
    rules = (light_test, halfway), (forward(three.w, three.b, small_test), 0.5)
    right = [100 * np.mean((S >= t) == Y) for S, t in rules]
    says(17, f"{right[0]:.1f} % and {right[1]:.1f} %, and yet")
    says(17, "areas are {:.3f} and {:.3f}".format(*(pair_share(S, Y) for S, _ in rules)))
    for S, t in rules:
        assert (S[:, 175:] < t).all(), "every rocket is called no cat"
        assert pair_share(S[:, :175], Y[:, :175]) < 0.4
    chelsea, astronaut, coffee = (
        light_test[:, part].mean() for part in (slice(105), slice(105, 140), slice(140, 175))
    )
    assert chelsea < min(astronaut, coffee)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.743])
def test_17_variances_add_up(p):
    """The mean squared distance, over all outcomes with their probabilities."""
    outcomes = [(0, 1 - p), (1, p)]
    assert sum(q * (r - p) ** 2 for r, q in outcomes) == pytest.approx(p * (1 - p))
    two = sum(q * k * (r + s - 2 * p) ** 2 for r, q in outcomes for s, k in outcomes)
    assert two == pytest.approx(2 * p * (1 - p))
    n = 210
    chances = [(k, math.comb(n, k) * p**k * (1 - p) ** (n - k)) for k in range(n + 1)]
    variance = sum(q * (k / n - p) ** 2 for k, q in chances)
    assert math.sqrt(variance) == pytest.approx(math.sqrt(p * (1 - p) / n))


def test_17_standard_errors():
    A, Y = scores()
    p = np.mean((A >= 0.5) == Y)
    error = 100 * math.sqrt(p * (1 - p) / 210)
    says(17, f"{100 * p:.1f} % ± {error:.1f} points")
    says(17, f"a true value between {100 * p - 2 * error:.0f} % and {100 * p + 2 * error:.0f} %")
    near = [k for k in range(211) if abs(100 * k / 210 - 100 * p) <= 2 * error]
    chance = sum(math.comb(210, k) * p**k * (1 - p) ** (210 - k) for k in near)
    says(17, f"about {100 * chance:.0f} of 100 test sets")
    few = 100 * math.sqrt(p * (1 - p) / 35)
    says(17, f"a standard error of {few:.1f} points", f"10 of 35 right, {1000 / 35:.1f} %")
    assert (100 * p - 1000 / 35) / few == pytest.approx(6, abs=0.5)


def test_17_two_classifiers_on_the_same_pictures():
    plus, minus, n = 14, 9, 210
    d = np.repeat([1, -1, 0], [plus, minus, n - plus - minus])
    assert d.mean() == pytest.approx((plus - minus) / n)
    bracket = (plus + minus) / n - d.mean() ** 2
    assert np.mean((d - d.mean()) ** 2) == pytest.approx(bracket)
    error = 100 * math.sqrt(bracket / n)
    says(17, f"{100 * d.mean():.1f} points with a standard error of {error:.1f}")
    coin = sum(math.comb(23, k) for k in range(14, 24)) / 2**23
    says(17, f"a coin does as well with probability {coin:.3f}")


def test_17_promises():
    A, Y = scores()
    for low, high, text in (
        (0.6, 0.8, "promises {due:.1f} cats and there are {cats}"),
        (0.6, 0.8, "as far as {n} pictures can tell"),
        (
            0.8,
            1.0,
            "promises {due:.1f} cats with a typical error of {off:.1f}, and there are {cats}",
        ),
        (0.2, 0.4, "promises {due:.1f} cats and there are only {cats}"),
        (0.75, 0.85, "Among {n} pictures, {due:.1f} cats are promised and {cats} are counted"),
        (0.75, 0.85, "{share:.0f} %, where {said:.0f} % is promised"),
        (0.75, 0.85, "With a typical error of {off:.1f} cats"),
        (0.79, 0.81, "only {n} pictures, with {cats} cats for {due:.1f} promised"),
    ):
        here = (A >= low) & (A < high)
        a, cats = A[here], int(Y[here].sum())
        due, off = a.sum(), math.sqrt(np.sum(a * (1 - a)))
        share, said = 100 * cats / a.size, 100 * a.mean()
        says(17, text.format(due=due, off=off, cats=cats, n=a.size, share=share, said=said))
    top = A[A >= 0.8]
    gap = (top.sum() - Y[A >= 0.8].sum()) / math.sqrt(np.sum(top * (1 - top)))
    assert 7.5 < gap < 8, "nearly eight"
    data = load_cat_patches()
    seen = forward(*trained(), data.X_train)
    says(17, f"says {seen[seen >= 0.8].mean():.2f} on average, "
         f"{100 * data.Y_train[seen >= 0.8].mean():.0f} % are cats")  # fmt: skip


def test_17_the_promise_has_the_spread_that_the_page_says():
    """Of many sets of labels drawn with these probabilities."""
    A, _ = scores()
    a = A[A >= 0.8]
    drawn = (np.random.default_rng(0).random((20_000, a.size)) < a).sum(axis=1)
    assert drawn.mean() == pytest.approx(a.sum(), abs=0.1)
    assert drawn.std() == pytest.approx(math.sqrt(np.sum(a * (1 - a))), abs=0.05)


def test_17_photographs():
    A, Y = scores()
    parts = [slice(105, 140), slice(140, 175), slice(175, 210)]
    areas = [
        pair_share(np.hstack([A[:, :105], A[:, part]]), np.hstack([Y[:, :105], Y[:, part]]))
        for part in parts
    ]
    assert np.mean(areas) == pytest.approx(pair_share(A, Y))
    says(17, f"area of {np.mean(areas):.3f} is the mean of three very different numbers")
    says(17, f"from {areas[2]:.3f} for the rocket down to {areas[0]:.3f}")
    rest = slice(0, 175)
    right = np.mean((A[:, rest] >= 0.5) == Y[:, rest])
    says(
        17,
        f"right on {100 * right:.1f} %, with an area of {pair_share(A[:, rest], Y[:, rest]):.3f}",
    )


def test_17_an_album_and_a_price():
    A, Y = scores()
    (_, alarms), (_, found) = counts(A, Y, 0.5) / 105
    says(17, f"finds {found:.3f} of the cats and calls {alarms:.3f} of the others a cat")
    says(17, f"{100 * found:.1f} of them are found", f"{900 * alarms:.1f} are called a cat")
    precision = 100 * found / (100 * found + 900 * alarms)
    says(17, f"= {precision:.2f}$: four of five")
    for k in (1.0, 3.0):
        a = 1 / (1 + k)
        assert 1 - a == pytest.approx(k * a), "the two answers cost the same there"


# 18 · Numbers that stay finite


def exact_loss(z, y):
    """Return log(1 + e^s) with 60 digits."""
    with mpmath.workdps(60):
        return float(mpmath.log1p(mpmath.exp((1 - 2 * y) * z)))


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-7.0, -0.5, 0.0, 2.0, 9.0])
def test_18_forms_of_the_sigmoid_and_of_the_loss(z, y):
    a, s = sigma(z), (1 - 2 * y) * z
    assert a == pytest.approx(np.exp(z) / (np.exp(z) + 1))
    assert -np.log(a) == pytest.approx(np.log(1 + np.exp(-z)))
    assert -np.log(1 - a) == pytest.approx(np.log(1 + np.exp(z)))
    assert loss_of_a(a, y) == pytest.approx(np.log(1 + np.exp(s)))
    assert np.log(1 + np.exp(s)) == pytest.approx(s + np.log(1 + np.exp(-s)))
    slope = complex_step(lambda z: np.log(1 + np.exp((1 - 2 * y) * z)), z)
    assert slope == pytest.approx(a - y)


def test_18_limits_of_a_float():
    with np.errstate(over="ignore", under="ignore"):
        assert np.exp(709.0) < np.inf == np.exp(710.0)
        assert np.exp(-745.0) > 0 == np.exp(-746.0)
    assert np.nextafter(0, 1) == 5e-324
    says(18, "about $1.8 \\cdot 10^{308}$", "$2^{-52} \\approx 2.2 \\cdot 10^{-16}$ apart")
    assert 1 + 2.0**-53 == 1 < 1 + 1.001 * 2.0**-53
    assert f"{np.finfo(float).max:.1e}" == "1.8e+308"
    assert np.finfo(float).eps == pytest.approx(2.2e-16, rel=0.01)
    limit = 53 * np.log(2)
    assert sigma(limit + 0.01) == 1 > sigma(limit - 0.01)
    says(18, f"$53 \\log 2 = {limit:.1f}$", f"[x] {limit:.0f}")
    says(18, f"24 \\log 2 = {24 * np.log(2):.1f}", f"above {np.log(np.finfo('f').max):.1f}")
    digits = [
        f"{value:.1e}".replace("e-16", " \\cdot 10^{-16}")
        for value in (1 - sigma(36.0), np.exp(-36))
    ]
    says(18, f"${digits[0]}$ for ${digits[1]}$")


def test_18_four_programs():
    assert cross_entropy_from_logits([[40.0]], [[1]]).item() == pytest.approx(exact_loss(40, 1))
    says(18, "$4.2 \\cdot 10^{-18}$", f"$-\\log 10^{{-12}} = {-np.log(1e-12):.1f}$")
    assert f"{exact_loss(40, 1):.1e}" == "4.2e-18"
    assert np.logaddexp(0, 40.0) - 40.0 == 0
    assert -np.log(1 + 1e-12) < 0
    for z in (40, 800):
        assert cross_entropy_from_logits([[float(z)]], [[0]]).item() == exact_loss(z, 0) == z
    with np.errstate(over="ignore"):
        assert abs(central_difference(lambda z: -np.log(sigma(z) + 1e-12), -100.0)) < 1e-12
    assert central_difference(lambda z: exact_loss(z, 1), -100.0) == pytest.approx(-1)
    assert sigma(-40.0) == pytest.approx(exact_loss(40, 1))


def test_18_errors_of_the_numerical_derivatives():
    """The next term of the series is the error that the page says."""
    with mpmath.workdps(50):

        def f(z):
            return mpmath.log(1 + mpmath.exp(-z))

        x, h = mpmath.mpf("0.5"), mpmath.mpf("1e-6")
        first, third = mpmath.diff(f, x), mpmath.diff(f, x, 3)
        central = (f(x + h) - f(x - h)) / (2 * h)
        sideways = mpmath.im(f(x + 1j * h)) / h
        assert float((central - first) / (h**2 / 6 * third)) == pytest.approx(1, abs=1e-6)
        assert float((sideways - first) / (-(h**2) / 6 * third)) == pytest.approx(1, abs=1e-6)

    def error(h):
        return abs((f64(0.5 + h) - f64(0.5 - h)) / (2 * h) - (sigma(0.5) - 1))

    def f64(z):
        return np.log(1 + np.exp(-z))

    assert error(1e-11) > 1e4 * error(1e-5)
    says(18, "about $6 \\cdot 10^{-6}$")
    assert np.cbrt(np.finfo(float).eps) == pytest.approx(6e-6, rel=0.02)


def test_18_the_absolute_value_is_silently_wrong():
    def with_abs(z):
        return np.maximum(-z, 0) + np.log1p(np.exp(-np.abs(-z)))

    wrong, right = complex_step(with_abs, -1.5), sigma(-1.5) - 1
    says(18, f"−{-wrong:.0f} instead of −{-right:.6f}")


# 19 · More features than examples


def test_19_the_form_passes_from_step_to_step():
    rng = np.random.default_rng(18)
    X, Y = rng.normal(size=(7, 4)), np.array([[0, 1, 1, 0]])
    w_0, b_0, alpha = rng.normal(size=(7, 1)), 0.3, 0.4
    w, b, S = w_0, b_0, np.zeros((1, 4))
    Z_0 = w_0.T @ X + b_0
    for _ in range(20):
        assert w == pytest.approx(w_0 - X @ S.T)
        assert b == pytest.approx(b_0 - S.sum())
        Z = w.T @ X + b
        assert Z == pytest.approx(Z_0 - S @ X.T @ X - S.sum())
        assert Z == pytest.approx(Z_0 - S @ (X.T @ X + 1))
        dZ = sigma(Z) - Y
        w, b = w - alpha / 4 * X @ dZ.T, b - alpha / 4 * dZ.sum()
        S = S + alpha / 4 * dZ


def test_19_what_lies_outside_does_not_move():
    X, Y = cats().X_train, cats().Y_train
    Q = np.linalg.qr(X)[0]
    w_0 = 0.01 * np.random.default_rng(0).standard_normal((12288, 1))
    outside = np.linalg.norm(w_0 - Q @ (Q.T @ w_0))
    says(19, f"this part is {outside:.4f} long, the whole {np.linalg.norm(w_0):.4f}")
    w = train_gram(X, Y, learning_rate=0.001, n_steps=100, w=w_0).w
    assert np.linalg.norm(w - Q @ (Q.T @ w)) == pytest.approx(outside, rel=1e-12)


def test_19_counts():
    says(19, f"{2 * 12288 * 210:,} multiplications", f"{2 * 12288 / 210:.0f} times fewer")
    says(19, f"{8 * 210**2 / 1e3:.0f} thousand bytes", f"{8 * 12288 * 210 / 1e6:.0f} million bytes")
    says(19, "about a hundred ordinary steps")
    assert 12288 * 210**2 / (2 * 12288 * 210) == pytest.approx(100, rel=0.1)
    assert [[6, 1], [1, 3]] == (
        np.array([[1, 0, 2, 1], [0, 1, 1, -1]]) @ [[1, 0], [0, 1], [2, 1], [1, -1]]
    ).tolist()
    assert 100_000**2 == 10_000e6
    assert 2 * 20 * 100_000 == 4e6


def test_19_every_picture_pulls_its_own_way():
    X, Y = cats().X_train, cats().Y_train
    pull = np.linalg.solve(X.T @ X, X.T @ trained()[0])[:, 0]
    assert (pull[Y[0] == 1] > 0).all()
    assert (pull[Y[0] == 0] < 0).all()
    says(19, f"{abs(pull).max() / abs(pull).min():.1f} times as hard")
    dark = {np.argsort(pull)[i] for i in range(4)}
    assert sum(140 <= i < 175 for i in dark) == 3, "the page says: three pieces of wooden table"


def test_19_the_long_run():
    X, Y, X_test, Y_test, *_ = cats()
    w, b, costs = train_gram(X, Y, learning_rate=0.001, n_steps=20_000)
    (w_2, b_2), J_2 = trained(), cost_and_gradients(*trained(), X, Y).J
    J_test = [cost_from_logits(v.T @ X_test + c, Y_test) for v, c in ((w_2, b_2), (w, b))]
    says(19, f"from {J_2:.4f} down to {costs[-1]:.4f}")
    says(19, "from {:.4f} up to {:.4f}".format(*J_test))


# 20 · Weight decay

IN_ORDER = np.array([[-2.0, -1.0, 0.0, 1.0, 2.0, 3.0]]), np.array([[0, 0, 0, 1, 1, 1]])


def decayed_cost(theta, X, Y, lam):
    """Return the cost with the squares of the weights; theta is (w, b)."""
    Z = theta[:-1] @ X + theta[-1]
    return np.mean(np.log(1 + np.exp((1 - 2 * Y) * Z))) + lam / 2 * np.sum(theta[:-1] ** 2)


@pytest.mark.parametrize("c", [1.1, 2.0, 10.0])
def test_20_longer_weights_cost_less_where_all_are_right(c):
    X, Y = IN_ORDER
    w, b = 3.0, -1.5
    s = (1 - 2 * Y) * (w * X + b)
    assert (s < 0).all()
    J, J_c = (np.mean(np.log(1 + np.exp(k * s))) for k in (1, c))
    assert J_c < J
    assert pytest.approx(J) == cost_and_gradients([[w]], b, X, Y).J
    assert pytest.approx(J_c) == cost_and_gradients([[c * w]], c * b, X, Y).J


def test_20_the_weight_grows_without_end():
    X, Y = IN_ORDER
    w = [train_gram(X, Y, learning_rate=1.0, n_steps=n).w.item() for n in (1000, 10_000, 100_000)]
    says(20, f"[x] {w[2]:.0f}", f"grew by {w[1] - w[0]:.1f}")
    assert w[2] - w[1] == pytest.approx(w[1] - w[0], rel=0.01), "add about 4.6 again"
    for n_steps in (10, 1000):
        w_n, b_n, _ = train(X, Y, learning_rate=1.0, n_steps=n_steps)
        assert accuracy(predict(w_n, b_n, X), Y) == 1, "a neuron finds one in ten steps"


def test_20_one_more_term():
    rng = np.random.default_rng(20)
    X, Y, theta = rng.normal(size=(3, 5)), np.array([[0, 1, 1, 0, 1]]), rng.normal(size=4)
    w, lam, alpha = theta[:3, None], 0.7, 0.3
    _, dw, db = cost_and_gradients(w, theta[3], X, Y)
    numeric = complex_step(lambda t: decayed_cost(t, X, Y, lam), theta)
    assert [*(dw + lam * w)[:, 0], db] == pytest.approx(numeric)
    assert lam / 2 * 2 * w == pytest.approx(lam * w)
    assert w - alpha * (dw + lam * w) == pytest.approx((1 - alpha * lam) * w - alpha * dw)
    says(20, f"[x] {1 - 0.001 * 10:.2f}", "multiplied by $1 + \\alpha\\lambda$")


def test_20_where_the_weight_rests():
    X, Y = IN_ORDER
    rest = []
    for lam in (0.01, 0.1):
        w, b = np.zeros((1, 1)), 0.0
        for _ in range(500):
            _, dw, db = cost_and_gradients(w, b, X, Y)
            w, b = w - (dw + lam * w), b - db
        _, dw, _ = cost_and_gradients(w, b, X, Y)
        assert dw + lam * w == pytest.approx(0, abs=1e-6)
        rest.append(w.item())
    says(20, f"at {rest[0]:.3f} or at {rest[1]:.3f}")


def train_decayed(lam, n_steps):
    """Train the cat neuron with weight decay in the 210 numbers of chapter 19."""
    X, Y = cats().X_train, cats().Y_train
    gram, S, b = X.T @ X, np.zeros((1, 210)), 0.0
    for _ in range(n_steps):
        dZ = sigma(b - S @ gram) - Y
        S, b = (1 - 0.001 * lam) * S + 0.001 / 210 * dZ, b - 0.001 * dZ.mean()
    return -X @ S.T, b


def test_20_the_210_numbers_take_the_path_of_the_weights():
    X, Y = cats().X_train, cats().Y_train
    w, b = initialize(len(X))
    for _ in range(10):
        _, dw, db = cost_and_gradients(w, b, X, Y)
        w, b = w - 0.001 * (dw + 10 * w), b - 0.001 * db
    w_210, b_210 = train_decayed(10, 10)
    assert w_210 == pytest.approx(w)
    assert b_210 == pytest.approx(b)


def test_20_less_sure_and_no_better():
    X_test, Y_test = cats().X_test, cats().Y_test
    norms, J_test, right, sure, rough, ratio = [], [], [], [], [], []
    X = cats().X_train
    for lam in (0, 0.1, 1, 10):
        w, b = train_decayed(lam, 10_000)
        a = forward(w, b, X_test)
        norms.append(np.linalg.norm(w))
        J_test.append(cost_from_logits(w.T @ X_test + b, Y_test))
        right.append(accuracy(predict(w, b, X_test), Y_test))
        sure.append(np.maximum(a, 1 - a).mean())
        square = w.reshape(64, 64, 3)
        rough.append(np.linalg.norm(np.diff(square, axis=0)) / norms[-1])
        assert np.argmax(square.mean((0, 1))) == 1, "the green stays"
        pull = np.abs(np.linalg.solve(X.T @ X, X.T @ w))
        ratio.append(pull.max() / pull.min())
    says(20, f"from {J_test[0]:.4f} to {J_test[2]:.4f}", f"the same {100 * right[0]:.1f} % three")
    assert right[0] == right[1] == right[2] != right[3]
    assert J_test[0] > J_test[1] > J_test[2] < J_test[3]
    assert norms == sorted(norms, reverse=True)
    assert rough == sorted(rough, reverse=True), "the streaks fade"
    assert rough[3] < 0.5 * rough[0]
    says(20, f"pulls {ratio[0]:.1f} times as hard", f"only {ratio[3]:.1f} times")
    says(20, f"it is {sure[0]:.2f} sure on average, and right {100 * right[0]:.1f} %")
    says(20, f"it is right as often, and {sure[2]:.2f} sure")
    assert f"{norms[0] / norms[3]:.0f} times smaller" in caption(20, "fig-20-weights")


def test_20_other_names():
    """The C of scikit-learn is 1/(λm), and it does not charge for the bias."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(2, 40)), rng.integers(0, 2, (1, 40))
    lam = 0.05
    theirs = LogisticRegression(C=1 / (lam * 40), tol=1e-10).fit(X.T, Y[0])
    theta = np.array([*theirs.coef_[0], theirs.intercept_[0]])
    slope = complex_step(lambda t: decayed_cost(t, X, Y, lam), theta)
    assert slope == pytest.approx(0, abs=1e-6)
    J_test = [cost_from_logits(w.T @ cats().X_test + b, cats().Y_test) for w, b in run()[0]]
    says(20, f"after 800 steps is {J_test[8]:.4f}")


# 21 · Odds ratios


@functools.cache
def fits():
    """Return the two fits of the page, (features, w, b): stopping alone, and with age and sex."""
    X, Y, *_ = load_smokers()
    three = np.vstack([X[0], (X[1] - 44) / 10, X[2]])
    return [
        (F, *train(F, Y, learning_rate=1 / smoothness(F), n_steps=500)[:2]) for F in (X[:1], three)
    ]


def intervals(X, w, b):
    """Return the ends of the intervals of the odds ratios, one column a feature."""
    X1 = np.vstack([X, np.ones((1, X.shape[1]))])
    theta, Y = np.array([*w[:, 0], b]), load_smokers().Y

    def gradient(t):
        return X1 @ (sigma(t @ X1) - Y[0])

    rows = [complex_step(lambda t, j=j: gradient(t)[j], theta) for j in range(len(theta))]
    A = sigma(theta @ X1)
    assert (X1 * A * (1 - A)) @ X1.T == pytest.approx(np.array(rows)), "a(1 − a)·xj·xk, summed"
    error = np.sqrt(np.diag(np.linalg.inv(rows)))[:-1]
    return np.exp([w[:, 0] - 1.96 * error, w[:, 0] + 1.96 * error])


def test_21_counts_and_shares():
    X, Y, *_ = load_smokers()
    stopped, died = X[0] == 1, Y[0] == 1
    a, b = sum(stopped & died), sum(stopped & ~died)
    c, d = sum(~stopped & died), sum(~stopped & ~died)
    says(21, f"Here are {len(died)} of them", f"{sum(stopped)} had stopped when asked again")
    says(21, f"{100 * died[stopped].mean():.1f} % of those who stopped")
    says(21, f"{100 * died[~stopped].mean():.1f} % of those who went on")
    says(21, f"{a}/{b} for those who stopped, {c}/{d} for those who went on")
    says(21, f"\\frac{{{a / b:.4f}}}{{{c / d:.4f}}} = {a / b / (c / d):.2f}")
    says(21, f"{a}/{a + b} to {c}/{c + d}, and it is {a / (a + b) / (c / (c + d)):.2f}")
    means = X[1, stopped].mean(), X[1, ~stopped].mean()
    says(21, "{:.1f} years on average, against {:.1f}".format(*means))


@pytest.mark.parametrize("z", [-2.0, 0.3])
def test_21_one_more_multiplies_the_odds(z):
    w, b = 0.7, -0.4
    odds = [sigma(w * x + b) / (1 - sigma(w * x + b)) for x in (0, 1)]
    assert odds == pytest.approx([np.exp(b), np.exp(w + b)])
    assert odds[1] / odds[0] == pytest.approx(np.exp(w))
    after, before = (sigma(t) / (1 - sigma(t)) for t in (z + w, z))
    assert after / before == pytest.approx(np.exp(w))
    for y in (0, 1):
        x, theta = np.array([2.0, -1.0]), np.array([0.5, 0.3, z])
        a = sigma(theta[:2] @ x + z)
        gradient = complex_step(lambda t, x=x, y=y: loss_of_theta(t, x, y), theta)
        assert gradient[:2] == pytest.approx((a - y) * x)


def test_21_odds_ratios_and_intervals():
    (X, w, b), (F, w_3, b_3) = fits()
    Y = load_smokers().Y
    for features, *parameters in fits():
        _, dw, db = cost_and_gradients(*parameters, features, Y)
        assert max(np.abs(dw).max(), abs(db)) < 1e-10, "500 steps are enough"
    assert w.item() == pytest.approx(np.log((102 / 326) / (216 / 985)))
    says(21, f"$e^{{{w.item():.4f}}} = {np.exp(w.item()):.2f}$")
    stopping, decade, woman = np.exp(w_3[:, 0])
    says(21, f"of having died by {decade:.2f}", f"Women have {woman:.2f} times")
    says(21, f"an odds ratio of {stopping:.2f}: below 1", f"How sure is {stopping:.2f}?")
    says(21, f"[x] {decade**2:.1f}", f"about {decade**0.1:.2f}: for one year", "lowers the odds")
    assert f"{100 * (1 - stopping):.0f}" == "7"
    alone, three = intervals(X, w, b), intervals(F, w_3, b_3)
    says(21, f"for ten years, {three[0, 1]:.2f} to {three[1, 1]:.2f}")
    says(21, f"for stopping, {three[0, 0]:.2f} to {three[1, 0]:.2f}, contains 1")
    says(21, f"between about {alone[0, 0]:.2f} and {alone[1, 0]:.2f}")


def test_21_the_interval_without_the_theorem():
    """Redrawing the four counts gives the interval, to two hundredths."""
    counts = np.array([102, 326, 216, 985])
    a, b, c, d = np.random.default_rng(21).multinomial(1629, counts / 1629, 10_000).T
    drawn = np.percentile((a / b) / (c / d), [2.5, 97.5])
    assert drawn == pytest.approx(intervals(*fits()[0])[:, 0], abs=0.02)


def test_21_intervals_are_those_of_another_way():
    """For one feature of 0 and 1 the standard error is √(1/a + 1/b + 1/c + 1/d)."""
    error = math.sqrt(1 / 102 + 1 / 326 + 1 / 216 + 1 / 985)
    ratio = (102 / 326) / (216 / 985)
    wanted = [ratio * math.exp(-1.96 * error), ratio * math.exp(1.96 * error)]
    assert intervals(*fits()[0])[:, 0] == pytest.approx(wanted)


# 22 · From two classes to many


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z), axis=0)


def test_22_softmax():
    z = np.array([2.0, 1.0, 0.0, -1.0])
    assert softmax(z).sum() == pytest.approx(1)
    assert softmax(z + 10) == pytest.approx(softmax(z))
    ratio = (softmax(z + np.array([1, 0, 0, 0])) / softmax(z))[[0, 1]]
    says(22, f"$e = {ratio[0] / ratio[1]:.2f}$ times as probable")
    z_1, z_2 = z[:2]
    lines = [np.exp(z_1) / (np.exp(z_1) + np.exp(z_2)), 1 / (1 + np.exp(-(z_1 - z_2)))]
    assert [*lines, sigma(z_1 - z_2)] == pytest.approx([softmax(z[:2])[0]] * 3)
    says(22, f"[x] {np.log(4):.3f}", f"[ ] {np.log(2):.3f}")


@pytest.mark.parametrize("c", [0, 1, 2])
def test_22_its_gradient_is_again_a_minus_y(c):
    z, y = np.array([0.4, -1.0, 2.0]), np.eye(3)[c]
    a = softmax(z)
    lines = [
        -np.sum(y * np.log(a)),
        -np.log(a[c]),
        -np.log(np.exp(z[c]) / np.exp(z).sum()),
        -z[c] + np.log(np.exp(z).sum()),
    ]
    assert lines == pytest.approx([lines[0]] * 4)
    numeric = complex_step(lambda z: -np.sum(y * np.log(softmax(z))), z)
    assert -y + 1 / np.exp(z).sum() * np.exp(z) == pytest.approx(numeric)
    assert a - y == pytest.approx(numeric)


def shown(number, name):
    """Return the source of a cell of a page."""
    (path,) = CHAPTERS.glob(f"{number:02d}-*.ipynb")
    return next(c.source for c in nbformat.read(path, as_version=4).cells if c.id == name)


def caption(number, name):
    """Return the caption of a computed figure of a page."""
    (path,) = CHAPTERS.glob(f"{number:02d}-*.ipynb")
    figures = [c.metadata.get("mystnb", {}).get("figure") for c in nbformat.read(path, 4).cells]
    return next(figure.caption for figure in figures if figure and figure.name == name)


@functools.cache
def many():
    """Return the functions of the page by name, and how many lines they have."""
    lines = [line for line in shown(22, "many").splitlines() if line.strip()]
    functions = [line for line in lines[1:] if line.startswith(("def ", "    "))]
    functions = functions[: functions.index("    return W, b") + 1]
    made = {"np": np}
    exec("\n".join(functions), made)
    return made, len(functions)


def warm_and_bright(X):
    red, green, blue = X.reshape(4096, 3, -1).mean(axis=0)
    return np.stack([red - blue, (red + green + blue) / 3])


@functools.cache
def four_photographs():
    """Return X, X_test, Y and the true classes as the page makes them."""
    X, X_test = warm_and_bright(cats().X_train), warm_and_bright(cats().X_test)
    middle, spread = X.mean(1, keepdims=True), X.std(1, keepdims=True)
    true = np.repeat(range(4), [105, 35, 35, 35])
    return (X - middle) / spread, (X_test - middle) / spread, np.eye(4)[:, true], true


def test_22_fifteen_lines():
    made, count = many()
    assert count == 15
    says(22, "fifteen lines")
    X, _, Y, _ = four_photographs()
    rng = np.random.default_rng(0)
    W, b = rng.normal(size=(2, 4)), rng.normal(size=(4, 1))

    def J(theta):
        A = softmax(theta[:8].reshape(2, 4).T @ X + theta[8:].reshape(4, 1))
        return -np.sum(Y * np.log(A)) / X.shape[1]

    cost, dW, db = made["cost_and_gradients_many"](W, b, X, Y)
    theta = np.concatenate([W.ravel(), b.ravel()])
    assert cost == pytest.approx(J(theta))
    assert [*dW.ravel(), *db.ravel()] == pytest.approx(complex_step(J, theta))
    assert made["softmax"](np.array([[710.0], [800.0]])).sum() == 1


def test_22_which_photograph():
    X, X_test, Y, true = four_photographs()
    W, b = many()[0]["train_many"](X, Y, 1.0, 2000)
    said = (W.T @ X_test + b).argmax(axis=0)
    says(22, f"right on {100 * np.mean(said == true):.1f} % of", f"score {100 * 105 / 210:.1f} %")
    called = [np.sum((true == k) & (said == 0)) for k in range(4)]
    says(22, f"{called[2]} of 35 pieces of coffee and {called[1]} of 35 of the astronaut")
    assert (said[true == 3] == 3).all(), "all 35 pieces of the rocket are right"
    before = predict(*trained(), cats().X_test)[0]
    coffee, astronaut = before[true == 2].sum(), before[true == 1].sum()
    says(22, f"called {coffee} pieces of coffee and {astronaut} of the astronaut a cat")


def test_22_two_classes_take_the_path_of_one_neuron():
    """With twice the learning rate, w is the difference of the two columns of W."""
    X, _, _, true = four_photographs()
    X, true = X[:, (true == 0) | (true == 2)], true[(true == 0) | (true == 2)]
    Y = np.stack([true == 0, true == 2]).astype(float)
    W, b = many()[0]["train_many"](X, Y, 0.5, 200)
    w, b_1, _ = train(X, Y[:1], learning_rate=1.0, n_steps=200)
    assert w[:, 0] == pytest.approx(W[:, 0] - W[:, 1])
    assert b_1 == pytest.approx((b[0] - b[1]).item())


# 23 · From one neuron to a network


@functools.cache
def rings():
    rng = np.random.default_rng(19)
    return *make_rings(rng), *make_rings(rng)


@functools.cache
def trained_network(n_h):
    net = initialize_network(np.random.default_rng(1), n_x=2, n_h=n_h)
    return train_network(*rings()[:2], net, learning_rate=0.5, n_steps=2000)[0]


def test_23_tanh_is_a_stretched_sigmoid():
    for z in (-2.0, -0.3, 0.0, 1.2):
        e, t = np.exp, np.tanh(z)
        lines = [
            (e(z) - e(-z)) / (e(z) + e(-z)),
            (1 - e(-2 * z)) / (1 + e(-2 * z)),
            (2 - (1 + e(-2 * z))) / (1 + e(-2 * z)),
            2 * sigma(2 * z) - 1,
        ]
        assert lines == pytest.approx([t] * 4)
        lines = [2 * sigma(2 * z) * (1 - sigma(2 * z)) * 2, 4 * (1 + t) / 2 * (1 - t) / 2, 1 - t**2]
        assert lines == pytest.approx([complex_step(np.tanh, z)] * 3)


def test_23_gradients_of_two_layers():
    rng = np.random.default_rng(3)
    n_x, n_h, m = 2, 3, 5
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    theta = rng.normal(size=n_h * n_x + n_h + n_h + 1)

    def parts(theta):
        W1, b1, w2, b2 = np.split(theta, [n_h * n_x, n_h * (n_x + 1), n_h * (n_x + 2)])
        return W1.reshape(n_h, n_x), b1.reshape(n_h, 1), w2.reshape(n_h, 1), b2[0]

    def J(theta):
        W1, b1, w2, b2 = parts(theta)
        return np.mean(loss_of_a(sigma(w2.T @ np.tanh(W1 @ X + b1) + b2), Y))

    W1, b1, w2, b2 = parts(theta)
    A1 = np.tanh(W1 @ X + b1)
    dZ2 = sigma(w2.T @ A1 + b2) - Y
    dZ1 = (w2 @ dZ2) * (1 - A1 * A1)
    by_hand = [dZ1 @ X.T / m, dZ1.sum(axis=1) / m, A1 @ dZ2.T / m, dZ2.sum() / m]
    numeric = complex_step(J, theta)
    assert np.concatenate([np.ravel(part) for part in by_hand]) == pytest.approx(numeric)
    dW1, db1 = np.zeros((n_h, n_x)), np.zeros(n_h)
    for i, j, k in np.ndindex(m, n_h, n_x):  # the lines for one example
        dz1 = w2[j, 0] * dZ2[0, i] * (1 - A1[j, i] ** 2)
        dW1[j, k] += dz1 * X[k, i] / m
        db1[j] += dz1 / m / n_x
    assert dW1 == pytest.approx(by_hand[0])
    assert db1 == pytest.approx(by_hand[1])
    flat = (w2.T @ W1) @ X + (w2.T @ b1 + b2)
    assert w2.T @ (W1 @ X + b1) + b2 == pytest.approx(flat)


def test_23_numbers_of_one_neuron_and_of_networks():
    X, Y, X_test, Y_test = rings()
    w, b, costs = train(X, Y, learning_rate=1 / smoothness(X), n_steps=500)
    right = accuracy(predict(w, b, X_test), Y_test)
    says(23, f"from {costs[0]:.4f} to {costs[-1]:.4f}", f"test accuracy is {100 * right:.1f} %")
    says(23, "The gradient is 0 there, to rounding")
    _, dw, db = cost_and_gradients(w, b, X, Y)
    assert max(np.abs(dw).max(), abs(db)) < 1e-15
    train_set, test_set = (
        [100 * accuracy(predict_network(trained_network(n), X), Y) for n in (1, 2, 3)]
        for X, Y in ((X, Y), (X_test, Y_test))
    )
    says(
        23,
        "{:.1f} % of the training set, with two {:.1f} %, with three {:.1f} %".format(*train_set),
    )
    says(23, "it is {:.1f} %, {:.1f} % and {:.1f} %".format(*test_set))
    squares = train(X**2, Y, learning_rate=1 / smoothness(X**2), n_steps=2000)
    right = accuracy(predict(squares.w, squares.b, X_test**2), Y_test)
    assert accuracy(predict(squares.w, squares.b, X**2), Y) == right
    says(23, f"right on {100 * right:.1f} % of both sets")
    says(23, f"[x] {4 * 12288 + 4 + 4 + 1}")


def test_23_where_to_start():
    X, Y = rings()[:2]
    zero = Network(np.zeros((3, 2)), np.zeros((3, 1)), np.zeros((3, 1)), 0.0)
    J, *gradients = network_cost_and_gradients(zero, X, Y)
    assert J == pytest.approx(np.log(2))
    assert all(np.abs(d).max() < 1e-15 for d in gradients)
    equal = Network(np.full((3, 2), 0.5), np.zeros((3, 1)), np.full((3, 1), 0.5), 0.0)
    after = train_network(X, Y, equal, learning_rate=0.5, n_steps=2000)[0]
    assert after.W1 == pytest.approx(np.tile(after.W1[:1], (3, 1)))
    says(
        23,
        f"and {100 * accuracy(predict_network(after, X), Y):.1f} %, about what one hidden neuron",
    )


def test_23_the_cost_is_not_convex():
    X, Y = rings()[:2]
    net = trained_network(3)
    order = [1, 0, 2]
    swapped = Network(net.W1[order], net.b1[order], net.w2[order], net.b2)
    halfway = Network(*((p + q) / 2 for p, q in zip(net, swapped, strict=True)))
    J, J_swapped, J_halfway = (
        network_cost_and_gradients(some, X, Y).J for some in (net, swapped, halfway)
    )
    assert J == pytest.approx(J_swapped)
    says(23, f"{J:.4f} on both sides, and {J_halfway:.4f} between them")


# 24 · Bug hunt


def test_24_the_first_hunt():
    X, Y, X_test, Y_test, *_ = cats()
    centre = X.mean(axis=1, keepdims=True)
    w, b, _ = train_gram(X - centre, Y, learning_rate=0.001, n_steps=2000)
    in_training, mended, suspect = (
        100 * accuracy(predict(w, b, X - centre), Y)
        for X, Y, centre in (
            (X, Y, centre),
            (X_test, Y_test, centre),
            (X_test, Y_test, X_test.mean(axis=1, keepdims=True)),
        )
    )
    says(24, f"{in_training:.1f} % in training, {suspect:.1f} % in testing", f"{sigma(b):.4f} each")
    says(24, f"right on {in_training:.0f} % of", f"and on {suspect:.0f} % of the test set")
    says(24, f"it answers {sigma(b):.2f}", f"The test accuracy is {mended:.1f} % now")


def test_24_the_second_hunt():
    """σ(2z) with its own right gradient takes the path of four times the learning rate."""
    X, Y = cats().X_train, cats().Y_train
    w, b, costs = np.zeros((12288, 1)), 0.0, []
    for _ in range(6):
        A = sigma(2 * (w.T @ X + b))
        costs.append(np.mean(loss_of_a(A, Y)))
        w, b = w - 0.001 * X @ (2 * (A - Y)).T / 210, b - 0.001 * 2 * np.mean(A - Y)
    other = train_gram(X, Y, learning_rate=0.004, n_steps=6)
    assert costs == pytest.approx(other.costs)
    assert 2 * w == pytest.approx(other.w)
    assert (np.diff(costs) * [1, -1, 1, -1, 1] > 0).all(), "at every other step"
    beta = smoothness(X)
    assert 2 / beta < 0.004
    says(24, f"1/β = {1 / beta:.5f}", f"2/β = {2 / beta:.5f}")
    says(24, f"= {-np.log(0.75):.4f}$", f"The program says {sigma(2 * np.log(3)):.2f}")
    odds = sigma(2 * np.log(3)) / (1 - sigma(2 * np.log(3)))
    assert odds == pytest.approx(9)
    assert sigma(np.log(4)) == pytest.approx(0.8)

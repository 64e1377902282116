"""Figures: what is drawn, on which Axes, in which colours."""

import inspect
import re
import subprocess
import sys
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lrlib import plots
from lrlib.cost import cost_from_logits
from lrlib.datasets import make_blobs
from lrlib.descent import gradient_descent, train
from lrlib.neuron import forward, sigmoid
from lrlib.plots import (
    PALETTE,
    STYLE,
    plot_confusion,
    plot_descent,
    plot_examples,
    plot_images,
    plot_landscape,
    plot_learning_curve,
    plot_losses,
    plot_sigmoid,
    plot_surface,
    plot_weights,
)

X, Y = make_blobs(np.random.default_rng(0), m=40)
W, B, COSTS = train(X, Y, learning_rate=0.5, n_steps=30)
IMAGES = np.random.default_rng(0).integers(0, 256, (5, 4, 6, 3), dtype=np.uint8)


def parabola(w):
    return w**2


def bowl(w, b):
    return cost_from_logits(w * X[:1] + b, Y)


CALLS = {
    "plot_confusion": lambda ax: plot_confusion(np.array([[1, 1, 0]]), [[1, 0, 0]], ax=ax),
    "plot_descent": lambda ax: plot_descent(parabola, np.array([1.0, 0.5]), ax=ax),
    "plot_examples": lambda ax: plot_examples(X, Y, ax=ax),
    "plot_images": lambda ax: plot_images(IMAGES, labels=list("abcde"), ax=ax),
    "plot_landscape": lambda ax: plot_landscape(parabola, (-1, 1), ax=ax),
    "plot_learning_curve": lambda ax: plot_learning_curve(COSTS, ax=ax),
    "plot_losses": lambda ax: plot_losses(ax=ax),
    "plot_sigmoid": lambda ax: plot_sigmoid(ax=ax),
    "plot_surface": lambda ax: plot_surface(W, B, X, Y, ax=ax),
    "plot_weights": lambda ax: plot_weights(np.ones((12, 1)), (2, 2, 3), ax=ax),
}


@pytest.fixture(autouse=True)
def no_figures_left():
    yield
    plt.close("all")


@pytest.fixture
def ax():
    return plt.figure().add_subplot()


def test_every_plot_is_tried():
    assert set(CALLS) == {name for name in plots.__all__ if name.startswith("plot_")}


@pytest.mark.parametrize("name", CALLS)
def test_draws_on_the_axes_given_and_returns_them(name, ax):
    assert CALLS[name](ax) is ax
    assert plt.get_fignums() == [ax.figure.number]
    assert ax.has_data()
    ax.figure.canvas.draw()


@pytest.mark.parametrize("name", CALLS)
def test_makes_axes_where_none_are_given(name):
    made = CALLS[name](None)
    assert made.has_data()
    assert made.figure.number in plt.get_fignums()


@pytest.mark.parametrize("name", CALLS)
def test_has_no_title_and_names_its_axes_with_symbols(name, ax):
    CALLS[name](ax)
    assert ax.get_title() == ""
    if ax.axison:
        assert "$" in ax.get_xlabel()
        assert "$" in ax.get_ylabel()
    else:
        assert name in ("plot_images", "plot_weights")


@pytest.mark.parametrize("name", CALLS)
def test_takes_ax_by_name_only(name):
    ax = inspect.signature(getattr(plots, name)).parameters["ax"]
    assert ax.kind is ax.KEYWORD_ONLY
    assert ax.default is None


def test_sigmoid_is_the_curve(ax):
    plot_sigmoid(limit=3, ax=ax)
    z, a = ax.lines[-1].get_data()
    assert (z[0], z[-1]) == (-3, 3)
    np.testing.assert_array_equal(a, sigmoid(z))


def test_examples_are_told_apart_by_colour_and_shape(ax):
    plot_examples(X, Y, ax=ax)
    zero, one = ax.collections
    np.testing.assert_array_equal(zero.get_offsets(), X[:, Y[0] == 0].T)
    np.testing.assert_array_equal(one.get_offsets(), X[:, Y[0] == 1].T)
    assert not np.array_equal(zero.get_facecolor(), one.get_facecolor())
    assert not np.array_equal(zero.get_paths()[0].vertices, one.get_paths()[0].vertices)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["$y = 0$", "$y = 1$"]


def boundary(ax):
    return np.concatenate([p.vertices for p in ax.collections[-1].get_paths()])


def test_boundary_of_the_surface_is_flat(ax):
    """Every point of the line drawn satisfies wᵀx + b = 0."""
    plot_surface(W, B, X, Y, ax=ax)
    line = boundary(ax)
    assert len(line) > 10
    np.testing.assert_allclose(line @ W + B, 0, atol=0.02)
    prediction = np.asarray(ax.images[0].get_array())
    assert prediction.min() < 0.1 < 0.9 < prediction.max()


def test_shades_of_the_surface_lie_where_they_belong(ax):
    plot_surface(W, B, X, Y, ax=ax)
    prediction = np.asarray(ax.images[0].get_array())
    left, right, bottom, top = ax.images[0].get_extent()
    rows, columns = prediction.shape
    middle1 = left + (np.arange(columns) + 0.5) * (right - left) / columns
    middle2 = bottom + (np.arange(rows) + 0.5) * (top - bottom) / rows
    x1, x2 = np.meshgrid(middle1, middle2)
    expected = forward(W, B, np.stack([x1.ravel(), x2.ravel()])).reshape(rows, columns)
    np.testing.assert_allclose(prediction, expected, rtol=1e-9)
    assert left < X[0].min() < X[0].max() < right
    assert bottom < X[1].min() < X[1].max() < top
    assert ax.images[0].origin == "lower"


def test_surface_in_space_is_s_shaped_over_the_same_flat_boundary():
    ax = plt.figure().add_subplot(projection="3d")
    assert plot_surface(W, B, X, Y, ax=ax) is ax
    assert ax.get_zlim() == (0, 1)
    assert ax.get_title() == ""
    np.testing.assert_allclose(boundary(ax) @ W + B, 0, atol=0.02)
    ax.figure.canvas.draw()


def test_surface_without_a_boundary_in_sight(ax):
    plot_surface(np.zeros((2, 1)), 5.0, X, Y, ax=ax)
    assert len(ax.collections) == 2  # the two kinds of points


@pytest.mark.parametrize("against", ["z", "a"])
def test_losses_are_those_of_the_library(against, ax):
    plot_losses(y=0, against=against, ax=ax)
    squared, entropy = ax.lines
    along = squared.get_xdata()
    a = sigmoid(along) if against == "z" else along
    np.testing.assert_allclose(squared.get_ydata(), a**2 / 2, rtol=1e-12)
    np.testing.assert_allclose(entropy.get_ydata(), -np.log1p(-a), rtol=1e-9)
    assert ax.get_xlabel() == f"${against}$"
    assert squared.get_linestyle() != entropy.get_linestyle()


def test_landscape_of_one_parameter_and_the_path_on_it(ax):
    path = gradient_descent(lambda w: 2 * w, 1.0, learning_rate=0.1, n_steps=5)
    plot_landscape(parabola, (-1, 2), ax=ax)
    plot_descent(parabola, path, ax=ax)
    curve, walked, end = ax.lines
    w, J = curve.get_data()
    assert (w[0], w[-1]) == (-1, 2)
    np.testing.assert_allclose(J, w**2, rtol=1e-14)
    np.testing.assert_array_equal(walked.get_xdata(), path)
    np.testing.assert_array_equal(walked.get_ydata(), path**2)
    assert end.get_xdata()[0] == path[-1]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$w$", "$J$")


def test_landscape_of_two_parameters_and_the_path_on_it(ax):
    plot_landscape(bowl, (-2, 4), (-3, 3), ax=ax)
    lines = ax.collections[0]
    for level, shape in zip(lines.levels, lines.get_paths(), strict=True):
        for w, b in shape.vertices[::25]:
            assert bowl(w, b) == pytest.approx(level, abs=0.02)
    path = np.array([[0.0, 1.0], [1.0, 0.5]])
    plot_descent(None, path, ax=ax)
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), path)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$w$", "$b$")


def test_learning_curves_have_names_where_there_are_several(ax):
    plot_learning_curve(COSTS, ax=ax)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), COSTS)
    assert ax.get_legend() is None
    plot_learning_curve({f"{i}": COSTS + i for i in range(6)}, ax=ax)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == list("012345")
    looks = {(line.get_color(), line.get_linestyle()) for line in ax.lines[1:]}
    assert len(looks) == 6


def test_weights_are_a_picture_with_grey_for_nothing(ax):
    w = np.zeros((12, 1))
    w[0], w[11] = 2.0, -2.0
    plot_weights(w, (2, 2, 3), ax=ax)
    picture = np.asarray(ax.images[0].get_array())
    assert picture[0, 0].tolist() == [255, 128, 128]
    assert picture[1, 1].tolist() == [128, 128, 0]
    plot_weights(0 * w, (2, 2, 3), ax=ax)
    assert (np.asarray(ax.images[1].get_array()) == 128).all()


def test_images_lie_in_a_grid_each_with_its_label(ax):
    plot_images(IMAGES, labels=list("abcde"), columns=2, ax=ax)
    assert len(ax.images) == 5
    np.testing.assert_array_equal(ax.images[3].get_array(), IMAGES[3])
    extents = [image.get_extent() for image in ax.images]
    assert extents[0][0] == extents[2][0] == extents[4][0]
    assert extents[0][3] == extents[1][3] < extents[2][3]
    for (l1, r1, b1, t1), (l2, r2, b2, t2) in combinations(extents, 2):
        assert r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1
    assert [t.get_text() for t in ax.texts] == list("abcde")
    right, bottom = ax.get_xlim()[1], ax.get_ylim()[0]
    assert max(e[1] for e in extents) <= right
    assert max(e[2] for e in extents) <= bottom


def test_grey_images_and_no_labels(ax):
    plot_images(IMAGES[..., :1], ax=ax)
    np.testing.assert_array_equal(ax.images[0].get_array(), IMAGES[0, ..., :1].repeat(3, axis=2))
    assert not ax.texts


def test_confusion_counts_labels_by_rows_and_predictions_by_columns(ax):
    plot_confusion(np.array([[1, 1, 0, 0, 0, 1]]), np.array([[1, 0, 0, 0, 1, 1]]), ax=ax)
    shown = {(t.get_position()[1], t.get_position()[0]): t.get_text() for t in ax.texts}
    assert shown == {(0, 0): "2", (0, 1): "1", (1, 0): "1", (1, 1): "2"}
    assert (ax.get_xlabel(), ax.get_ylabel()) == (r"$\hat{y}$", "$y$")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plot_examples(X[:1], Y), "X must have 2 features, shape (2, m), to be drawn."),
        (lambda: plot_surface(W, B, X, Y[0]), "Y must have shape (1, m) = (1, 40)"),
        (lambda: plot_losses(against="w"), 'against must be "z" or "a". Got \'w\'.'),
        (lambda: plot_descent(parabola, np.zeros((2, 3))), "path must have shape (n_steps + 1,)"),
        (lambda: plot_descent(None, np.zeros(3)), "path must have shape (n_steps + 1,), with J"),
        (lambda: plot_images(IMAGES[0]), "images must have shape (m, h, w, 3) or (m, h, w, 1)"),
        (lambda: plot_images(IMAGES, labels=["a"]), "labels must be one for each of the 5"),
        (lambda: plot_weights(np.ones((5, 1)), (2, 2, 3)), "to match image_shape (2, 2, 3)"),
        (lambda: plot_confusion([[1]], [[1, 0]]), "to match Y_pred (1, 1). Got (1, 2)."),
    ],
)  # fmt: skip
def test_refusals_say_why_before_a_figure_is_made(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
    assert plt.get_fignums() == []


# Colours


def linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one, two):
    luminances = sorted(linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, two))
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)


@pytest.mark.parametrize("page", ["#ffffff", "#14181e"])
def test_colours_show_on_light_and_on_dark(page):
    """WCAG asks 3 of graphics; text in figures of STYLE gets 4."""
    for colour in PALETTE.values():
        assert contrast(colour, page) >= 3
    assert contrast(STYLE["text.color"], page) >= 4
    with plt.rc_context(STYLE):
        pass


# Machado, Oliveira and Fernandes 2009, full severity; on linear RGB.
VISION = {
    "common": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def lab(rgb):
    xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ) @ np.clip(rgb, 0, 1)
    f = np.cbrt(xyz / [0.9505, 1.0, 1.089])
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISION)
def test_colours_are_told_apart_with_any_colour_vision(vision):
    seen = {name: lab(VISION[vision] @ linear(c)) for name, c in PALETTE.items()}
    assert np.linalg.norm(seen["blue"] - seen["orange"]) > 40  # the two labels
    for one, two in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[two]) > 12, (one, two)


def test_matplotlib_is_imported_only_to_draw():
    code = "import sys, lrlib, lrlib.plots; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""The book's figures: each draws on the Axes it is given, and returns it.

One palette that survives colour blindness and shows on light and on dark paper; text and axes
keep matplotlib's own colours, which a style sheet decides. No titles: the text around a figure
says what it shows.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lrlib._validate import Array, FloatArray, as_data, as_labels, as_row
from lrlib.cost import cross_entropy_from_logits, squared_error
from lrlib.images import vectors_to_images
from lrlib.neuron import forward, sigmoid

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "PALETTE",
    "STYLE",
    "plot_confusion",
    "plot_descent",
    "plot_examples",
    "plot_images",
    "plot_landscape",
    "plot_learning_curve",
    "plot_losses",
    "plot_sigmoid",
    "plot_surface",
    "plot_weights",
]

PALETTE = {
    "blue": "#2f6fde",
    "orange": "#d1600f",
    "green": "#12a06a",
    "purple": "#b565c9",
    "grey": "#757575",
}
"""Colours of middle lightness."""

STYLE = {
    "savefig.transparent": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.framealpha": 0.0,
    **dict.fromkeys(
        ["text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"],
        "#7a7a7a",
    ),
}
"""Matplotlib settings for a figure that is drawn once and shown on light and on dark paper."""

_LABEL_COLOURS = ("blue", "orange")


def _axes(ax: "Axes | None") -> Any:
    """Return the Axes given, or those of a new figure."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained")[1]


def _colormap(*colours: str) -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("lrlib", colours)


def _two_features(X: FloatArray) -> Array:
    X = as_data(X)
    if X.shape[0] != 2:
        msg = f"X must have 2 features, shape (2, m), to be drawn. Got {X.shape}."
        raise ValueError(msg)
    return X


def plot_sigmoid(*, limit: float = 8.0, ax: "Axes | None" = None) -> "Axes":
    """Draw σ(z), with its middle at z = 0.

    Parameters
    ----------
    limit : float, default 8.0
        z runs from −limit to limit.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    ax = _axes(ax)
    z = np.linspace(-limit, limit, 401)
    ax.axhline(0.5, color=PALETTE["grey"], linewidth=0.8, linestyle=":")
    ax.axvline(0.0, color=PALETTE["grey"], linewidth=0.8, linestyle=":")
    ax.plot(z, sigmoid(z), color=PALETTE["blue"])
    ax.set(xlabel="$z$", ylabel=r"$\sigma(z)$", xlim=(-limit, limit), ylim=(-0.02, 1.02))
    return ax


def plot_examples(X: FloatArray, Y: Array, *, ax: "Axes | None" = None) -> "Axes":
    """Draw examples of two features as points: label 0 a blue circle, label 1 an orange square.

    Parameters
    ----------
    X : ndarray of shape (2, m)
        Inputs, one example a column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    X = _two_features(X)
    Y = as_labels(Y, X, "X")
    ax = _axes(ax)
    for label, marker in enumerate("os"):
        x1, x2 = X[:, Y[0] == label]
        colour = PALETTE[_LABEL_COLOURS[label]]
        ax.scatter(x1, x2, s=18, color=colour, marker=marker, label=f"$y = {label}$")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    ax.legend()
    return ax


def plot_surface(
    w: FloatArray, b: float, X: FloatArray, Y: Array, *, ax: "Axes | None" = None
) -> "Axes":
    """Draw the prediction over two features: S-shaped in height, with a flat boundary.

    Ordinary Axes show it from above: shades of the prediction, and the boundary wᵀx + b = 0, a
    straight line. Axes made with ``projection="3d"`` show the surface itself.

    Parameters
    ----------
    w : ndarray of shape (2, 1)
        Weights.
    b : float
        Bias.
    X : ndarray of shape (2, m)
        Inputs, one example a column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    X = _two_features(X)
    Y = as_labels(Y, X, "X")
    on: Any = _axes(ax)  # 2-D or 3-D
    low, high = X.min(axis=1), X.max(axis=1)
    margin = 0.1 * (high - low) + 1e-6  # not nothing, where all points are alike
    x1, x2 = np.meshgrid(*np.linspace(low - margin, high + margin, 61).T)
    A = forward(w, b, np.stack([x1.ravel(), x2.ravel()])).reshape(x1.shape)
    shades = _colormap(PALETTE["blue"], "#d0d0d0", PALETTE["orange"])
    surface = on.name == "3d"
    if surface:
        on.plot_surface(x1, x2, A, cmap=shades, vmin=0, vmax=1, alpha=0.7)
        for label, marker in enumerate("os"):
            points = X[:, Y[0] == label]
            colour = PALETTE[_LABEL_COLOURS[label]]
            on.scatter(*points, np.full(points.shape[1], label), color=colour, marker=marker)
        on.set(xlabel="$x_1$", ylabel="$x_2$", zlabel=r"$\hat{y}$", zlim=(0, 1))
    else:
        half1, half2 = (x1[0, 1] - x1[0, 0]) / 2, (x2[1, 0] - x2[0, 0]) / 2  # of a pixel
        extent = (x1[0, 0] - half1, x1[0, -1] + half1, x2[0, 0] - half2, x2[-1, 0] + half2)
        style = {"origin": "lower", "aspect": "auto", "interpolation": "bilinear"}
        on.imshow(A, extent=extent, cmap=shades, vmin=0, vmax=1, alpha=0.4, **style)
        plot_examples(X, Y, ax=on)
    if A.min() < 0.5 < A.max():
        floor = {"zdir": "z", "offset": 0} if surface else {}
        on.contour(x1, x2, A, levels=[0.5], colors=PALETTE["grey"], linewidths=2, **floor)
    drawn: Axes = on
    return drawn


def plot_losses(
    *, y: int = 1, against: str = "z", limit: float = 8.0, ax: "Axes | None" = None
) -> "Axes":
    """Draw both losses of one example: half the squared error and the cross-entropy.

    Parameters
    ----------
    y : int, default 1
        The label.
    against : {"z", "a"}, default "z"
        What runs along the axis: the logit, or the probability.
    limit : float, default 8.0
        z runs from −limit to limit.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    if against not in ("z", "a"):
        msg = f'against must be "z" or "a". Got {against!r}.'
        raise ValueError(msg)
    ax = _axes(ax)
    Z = np.linspace(-limit, limit, 801).reshape(1, -1)
    A = sigmoid(Z)
    Y = np.full(Z.shape, y)
    along = Z[0] if against == "z" else A[0]
    curves = {
        r"$\frac{1}{2}(a - y)^2$": (squared_error(A, Y), "orange", "--"),
        "cross-entropy": (cross_entropy_from_logits(Z, Y), "blue", "-"),
    }
    for name, (L, colour, style) in curves.items():
        ax.plot(along, L[0], color=PALETTE[colour], linestyle=style, label=name)
    ax.set(xlabel=f"${against}$", ylabel="$L$")
    ax.legend()
    return ax


def plot_landscape(
    J: Callable[..., float],
    w_limits: tuple[float, float],
    b_limits: tuple[float, float] | None = None,
    *,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw a cost over its one parameter, or over two as lines of equal cost.

    Parameters
    ----------
    J : callable
        The cost: takes one number (two where `b_limits` is given), returns a number.
    w_limits : tuple of float
        From where to where the first parameter runs.
    b_limits : tuple of float, optional
        From where to where the second runs.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    ax = _axes(ax)
    if b_limits is None:
        w = np.linspace(*w_limits, 401)
        ax.plot(w, [J(value) for value in w.tolist()], color=PALETTE["blue"])
        ax.set(xlabel="$w$", ylabel="$J$")
        return ax
    w, b = np.linspace(*w_limits, 61), np.linspace(*b_limits, 61)
    heights = [[J(w_value, b_value) for w_value in w.tolist()] for b_value in b.tolist()]
    lines = ax.contour(w, b, heights, levels=14, colors=PALETTE["blue"])
    ax.clabel(lines, fontsize="small")
    ax.set(xlabel="$w$", ylabel="$b$")
    return ax


def plot_descent(
    J: Callable[[float], float] | None, path: FloatArray, *, ax: "Axes | None" = None
) -> "Axes":
    """Draw the path of gradient descent, to lie on what `plot_landscape` draws.

    Parameters
    ----------
    J : callable
        The cost of one parameter: takes a number, returns a number. None for two parameters.
    path : ndarray of shape (n_steps + 1,) or (n_steps + 1, 2)
        The path, as from `gradient_descent`; of two parameters (w, b), one pair a row.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    path = np.asarray(path, dtype=np.float64)
    if path.ndim == 1 and J is not None:
        points, symbol = np.stack([path, [J(w) for w in path.tolist()]]), "J"
    elif path.ndim == 2 and path.shape[1] == 2:
        points, symbol = path.T, "b"
    else:
        msg = f"path must have shape (n_steps + 1,), with J, or (n_steps + 1, 2). Got {path.shape}."
        raise ValueError(msg)
    ax = _axes(ax)
    ax.plot(*points, color=PALETTE["orange"], marker="o", markersize=4, linewidth=1)
    ax.plot(*points[:, -1], color=PALETTE["orange"], marker="*", markersize=12)
    ax.set(xlabel="$w$", ylabel=f"${symbol}$")
    return ax


def plot_learning_curve(
    costs: FloatArray | Mapping[str, FloatArray], *, ax: "Axes | None" = None
) -> "Axes":
    """Draw the cost before each step; of several runs, each by its name.

    Parameters
    ----------
    costs : ndarray of shape (n_steps,), or a mapping of names to such arrays
        As from `train`.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    ax = _axes(ax)
    curves = costs if isinstance(costs, Mapping) else {"": costs}
    styles = ("-", "--", "-.", ":")
    for i, (name, curve) in enumerate(curves.items()):
        colour = list(PALETTE.values())[i % len(PALETTE)]
        ax.plot(np.asarray(curve), color=colour, linestyle=styles[i % 4], label=name)
    ax.set(xlabel="step $k$", ylabel="$J$")
    if any(curves):
        ax.legend()
    return ax


def plot_weights(
    w: FloatArray, image_shape: tuple[int, int, int], *, ax: "Axes | None" = None
) -> "Axes":
    """Draw the weights as a picture: where grey, a pixel does not count.

    Parameters
    ----------
    w : ndarray of shape (n_x, 1)
        Weights.
    image_shape : tuple of int
        (h, w, c).
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    w = as_data(w, "w")
    scale = float(np.abs(w).max()) or 1.0
    return plot_images(vectors_to_images(0.5 + 0.5 * w / scale, image_shape), ax=ax)


def plot_images(
    images: Array,
    *,
    labels: Sequence[str] | None = None,
    columns: int = 8,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw pictures side by side in a grid.

    Parameters
    ----------
    images : ndarray of shape (m, h, w, c)
        Pictures, uint8, with c = 3 for colour or 1 for grey.
    labels : sequence of str, optional
        A word under each picture.
    columns : int, default 8
        Pictures in a row of the grid.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or images.size == 0:
        msg = f"images must have shape (m, h, w, 3) or (m, h, w, 1). Got {images.shape}."
        raise ValueError(msg)
    m, h, w, c = images.shape
    if labels is not None and len(labels) != m:
        msg = f"labels must be one for each of the {m} pictures. Got {len(labels)}."
        raise ValueError(msg)
    ax = _axes(ax)
    step_x, step_y = 1.08 * w, (1.25 if labels else 1.08) * h
    for i, image in enumerate(images.repeat(3 // c, axis=3)):
        row, column = divmod(i, columns)
        left, top = column * step_x, row * step_y
        extent = (left, left + w, top + h, top)
        ax.imshow(image, extent=extent, interpolation="nearest")  # pixels are squares
        if labels is not None:
            where = (left + w / 2, top + 1.12 * h)
            ax.text(*where, labels[i], ha="center", va="center", fontsize="small")
    rows = -(-m // columns)
    ax.set(xlim=(0, min(columns, m) * step_x), ylim=(rows * step_y, 0))
    ax.set_axis_off()
    return ax


def plot_confusion(Y_pred: Array, Y: Array, *, ax: "Axes | None" = None) -> "Axes":
    """Draw how many examples of each label were given which label.

    Parameters
    ----------
    Y_pred : ndarray of shape (1, m)
        Predicted labels, 0 or 1.
    Y : ndarray of shape (1, m)
        True labels, 0 or 1.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    Y_pred = as_row(Y_pred, "Y_pred")
    Y_pred = as_labels(Y_pred, Y_pred, "Y_pred", name="Y_pred")
    Y = as_labels(Y, Y_pred, "Y_pred")
    ax = _axes(ax)
    counts = np.array([[np.sum((Y == t) & (Y_pred == p)) for p in (0, 1)] for t in (0, 1)])
    ax.imshow(counts, cmap=_colormap("#e8f1fa", PALETTE["blue"]), vmin=0)
    for (t, p), count in np.ndenumerate(counts):
        ax.text(p, t, str(count), ha="center", va="center", color="black", fontsize="x-large")
    ax.set(xticks=[0, 1], yticks=[0, 1], xlabel=r"$\hat{y}$", ylabel="$y$")
    return ax

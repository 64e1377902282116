"""The book's figures: each draws on the Axes it is given, and returns it.

One palette that survives colour blindness and reads on light and on dark paper. Text and
axes take matplotlib's own colours, so that a style sheet decides them. No titles: the text
around a figure says what it shows.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrlib._validate import as_data, as_labels
from lrlib.images import vectors_to_images
from lrlib.neuron import forward, sigmoid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.axes import Axes

__all__ = [
    "PALETTE",
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
    "blue": "#3b86c6",
    "orange": "#d9730d",
    "green": "#1a9a73",
    "purple": "#b065b0",
    "grey": "#808080",
}
"""Colours of middle lightness, told apart with any colour vision. Label 0 is blue, 1 orange."""


def _axes(ax: "Axes | None", **kwargs: Any) -> Any:
    """Return the Axes given, or those of a new figure."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained", subplot_kw=kwargs or None)[1]


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


def plot_examples(X: NDArray[np.float64], Y: NDArray[Any], *, ax: "Axes | None" = None) -> "Axes":
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
    for label, colour, marker in ((0, "blue", "o"), (1, "orange", "s")):
        points = X[:, Y[0] == label]
        ax.scatter(*points, s=18, color=PALETTE[colour], marker=marker, label=f"$y = {label}$")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    ax.legend()
    return ax


def _two_features(X: NDArray[np.float64]) -> NDArray[Any]:
    X = as_data(X)
    if X.shape[0] != 2:
        msg = f"X must have 2 features, shape (2, m), to be drawn. Got {X.shape}."
        raise ValueError(msg)
    return X


def plot_surface(
    w: NDArray[np.float64],
    b: float,
    X: NDArray[np.float64],
    Y: NDArray[Any],
    *,
    resolution: int = 60,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the prediction over two features: S-shaped in height, with a flat boundary.

    On ordinary Axes it is seen from above, as shades with the boundary wᵀx + b = 0 a straight
    line; on Axes made with ``projection="3d"`` it is the surface itself.

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
    resolution : int, default 60
        Grid points along each axis.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    X = _two_features(X)
    ax = _axes(ax)
    low, high = X.min(axis=1), X.max(axis=1)
    margin = 0.1 * (high - low) + 1e-6
    grid = np.meshgrid(*np.linspace(low - margin, high + margin, resolution).T)
    A = forward(w, b, np.stack([g.ravel() for g in grid])).reshape(grid[0].shape)
    ax.contourf(*grid, A, levels=11, cmap=_diverging(), vmin=0, vmax=1, alpha=0.5)
    ax.contour(*grid, A, levels=[0.5], colors=PALETTE["grey"])
    return plot_examples(X, Y, ax=ax)


def _diverging() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    colours = [PALETTE["blue"], "#d8d8d8", PALETTE["orange"]]
    return LinearSegmentedColormap.from_list("lrlib", colours)


def plot_losses(*, y: int = 1, limit: float = 8.0, ax: "Axes | None" = None) -> "Axes":
    """Draw both losses of one example against its logit: squared error and cross-entropy.

    Parameters
    ----------
    y : int, default 1
        The label.
    limit : float, default 8.0
        z runs from −limit to limit.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    from lrlib.cost import cross_entropy_from_logits, squared_error

    ax = _axes(ax)
    z = np.linspace(-limit, limit, 401).reshape(1, -1)
    Y = np.full_like(z, y)
    ax.plot(
        z[0],
        squared_error(sigmoid(z), Y)[0],
        color=PALETTE["orange"],
        linestyle="--",
        label=r"$\frac{1}{2}(a - y)^2$",
    )
    ax.plot(z[0], cross_entropy_from_logits(z, Y)[0], color=PALETTE["blue"], label="cross-entropy")
    ax.set(xlabel="$z$", ylabel="$L$")
    ax.legend()
    return ax


def plot_landscape(
    J: "Callable[[float], float]",
    limits: tuple[float, float],
    *,
    symbol: str = "w",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw a cost over its one parameter.

    Parameters
    ----------
    J : callable
        The cost: takes a number, returns a number.
    limits : tuple of float
        From where to where.
    symbol : str, default "w"
        The parameter's symbol.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    ax = _axes(ax)
    theta = np.linspace(*limits, 401)
    ax.plot(theta, [J(t) for t in theta.tolist()], color=PALETTE["blue"])
    ax.set(xlabel=f"${symbol}$", ylabel="$J$")
    return ax


def plot_descent(
    J: "Callable[[float], float]", path: NDArray[np.float64], *, ax: "Axes | None" = None
) -> "Axes":
    """Draw the path of gradient descent on a cost of one parameter.

    Parameters
    ----------
    J : callable
        The cost: takes a number, returns a number.
    path : ndarray of shape (n_steps + 1,)
        The path, as from `gradient_descent`.
    ax : Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    Axes
        Where it was drawn.
    """
    ax = _axes(ax)
    points = np.asarray(path, dtype=np.float64)
    heights = [J(t) for t in points.tolist()]
    ax.plot(points, heights, color=PALETTE["orange"], marker="o", markersize=4, linewidth=1)
    ax.set(xlabel="$w$", ylabel="$J$")
    return ax


def plot_learning_curve(
    costs: "ArrayLike | Mapping[str, ArrayLike]", *, ax: "Axes | None" = None
) -> "Axes":
    """Draw the cost before each step.

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
    curves = dict(costs) if hasattr(costs, "keys") else {"": costs}
    styles = ["-", "--", "-.", ":"]
    colours = ["blue", "orange", "green", "purple", "grey"]
    for i, (name, curve) in enumerate(curves.items()):
        ax.plot(
            np.asarray(curve), color=PALETTE[colours[i % 5]], linestyle=styles[i % 4], label=name
        )
    ax.set(xlabel="step $k$", ylabel="$J$")
    if len(curves) > 1:
        ax.legend()
    return ax


def plot_weights(
    w: NDArray[np.float64], image_shape: tuple[int, int, int], *, ax: "Axes | None" = None
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
    images: NDArray[Any],
    *,
    labels: "Sequence[str] | None" = None,
    columns: int = 8,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw pictures side by side in a grid.

    Parameters
    ----------
    images : ndarray of shape (m, h, w, c)
        Pictures, uint8.
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
    ax = _axes(ax)
    m, h, w, _ = images.shape
    columns = min(columns, m)
    ax.set_axis_off()
    for i, image in enumerate(images):
        row, column = divmod(i, columns)
        left, top = column * w * 1.08, row * h * (1.25 if labels else 1.08)
        shown = image if image.shape[2] == 3 else image.repeat(3, axis=2)
        ax.imshow(shown, extent=(left, left + w, top + h, top))
        if labels:
            ax.text(
                left + w / 2, top + h * 1.12, labels[i], ha="center", va="center", fontsize="small"
            )
    rows = -(-m // columns)
    ax.set(xlim=(0, columns * w * 1.08), ylim=(rows * h * (1.25 if labels else 1.08), 0))
    return ax


def plot_confusion(Y_pred: NDArray[Any], Y: NDArray[Any], *, ax: "Axes | None" = None) -> "Axes":
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
    Y_pred = as_labels(Y_pred, np.asarray(Y), "Y", name="Y_pred")
    Y = as_labels(Y, Y_pred, "Y_pred")
    ax = _axes(ax)
    counts = np.array([[np.sum((Y == t) & (Y_pred == p)) for p in (0, 1)] for t in (0, 1)])
    ax.imshow(counts, cmap=_shades(), vmin=0)
    for t in (0, 1):
        for p in (0, 1):
            ax.text(p, t, str(counts[t, p]), ha="center", va="center", fontsize="x-large")
    ax.set(xticks=[0, 1], yticks=[0, 1], xlabel=r"$\hat{y}$", ylabel="$y$")
    return ax


def _shades() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("lrlib-shades", ["#3b86c600", PALETTE["blue"]])

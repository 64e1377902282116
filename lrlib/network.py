"""From one neuron to a network: a hidden layer that feeds the same neuron."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrlib._validate import Array, FloatArray, as_count, as_data, as_labels, as_learning_rate
from lrlib.gradients import cost_and_gradients
from lrlib.neuron import forward

__all__ = [
    "Network",
    "NetworkGradients",
    "forward_network",
    "initialize_network",
    "network_cost_and_gradients",
    "predict_network",
    "train_network",
]


class Network(NamedTuple):
    """The parameters of a network with one hidden layer.

    Attributes
    ----------
    W1 : ndarray of shape (n_h, n_x)
        Weights of the hidden layer, one neuron a row.
    b1 : ndarray of shape (n_h, 1)
        Biases of the hidden layer.
    w2 : ndarray of shape (n_h, 1)
        Weights of the output neuron.
    b2 : float
        Bias of the output neuron.
    """

    W1: FloatArray
    b1: FloatArray
    w2: FloatArray
    b2: float


class NetworkGradients(NamedTuple):
    """The cost of a network and its derivatives.

    Attributes
    ----------
    J : float
        The cost.
    dW1 : ndarray of shape (n_h, n_x)
        ∂J/∂W1.
    db1 : ndarray of shape (n_h, 1)
        ∂J/∂b1.
    dw2 : ndarray of shape (n_h, 1)
        ∂J/∂w2.
    db2 : float
        ∂J/∂b2.
    """

    J: float
    dW1: FloatArray
    db1: FloatArray
    dw2: FloatArray
    db2: float


def initialize_network(rng: np.random.Generator, n_x: int, n_h: int) -> Network:
    """Start the weights at small random numbers and the biases at zero.

    At zero all hidden neurons would stay alike for ever. Derived in chapter 23.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of random numbers, from ``np.random.default_rng(seed)``.
    n_x : int
        Number of features.
    n_h : int
        Number of hidden neurons.

    Returns
    -------
    Network
        (W1, b1, w2, b2).

    Raises
    ------
    TypeError, ValueError
        If `n_x` or `n_h` is not a whole number of at least 1.

    Examples
    --------
    >>> net = initialize_network(np.random.default_rng(0), n_x=2, n_h=4)
    >>> net.W1.shape, net.b1.shape, net.w2.shape, net.b2
    ((4, 2), (4, 1), (4, 1), 0.0)
    """
    n_x, n_h = as_count(n_x, "n_x", 1), as_count(n_h, "n_h", 1)
    W1 = rng.standard_normal((n_h, n_x)) / np.sqrt(n_x)
    w2 = rng.standard_normal((n_h, 1)) / np.sqrt(n_h)
    return Network(W1, np.zeros((n_h, 1)), w2, 0.0)


def _hidden(net: Network, X: FloatArray) -> FloatArray:
    """Return A1, the hidden layer's output, after a look at the shapes."""
    n_x, n_h = X.shape[0], len(net.W1)
    if net.W1.shape != (n_h, n_x):
        msg = (
            f"W1 must have shape (n_h, n_x) = ({n_h}, {n_x}) to match X {X.shape}. "
            f"Got {net.W1.shape}. Is X transposed? Examples are columns here."
        )
        raise ValueError(msg)
    if net.b1.shape != (n_h, 1):
        msg = f"b1 must have shape (n_h, 1) = ({n_h}, 1) to match W1. Got {net.b1.shape}."
        raise ValueError(msg)
    A1: FloatArray = np.tanh(net.W1 @ X + net.b1)
    return A1


def forward_network(net: Network, X: FloatArray) -> FloatArray:
    """Compute the probabilities: A1 = tanh(W1·X + b1), then one neuron on A1.

    Derived in chapter 23.

    Parameters
    ----------
    net : Network
        Parameters.
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.

    Returns
    -------
    ndarray of shape (1, m)
        Probabilities.

    Raises
    ------
    ValueError
        If the shapes do not match.

    Examples
    --------
    >>> net = Network(np.eye(2), np.zeros((2, 1)), np.ones((2, 1)), 0.0)
    >>> forward_network(net, np.array([[0.0, 1.0], [0.0, 1.0]])).round(3)
    array([[0.5  , 0.821]])
    """
    return forward(net.w2, net.b2, _hidden(net, as_data(X)))


def predict_network(net: Network, X: FloatArray) -> NDArray[np.int64]:
    """Decide: label 1 where the probability is at least ½.

    Parameters
    ----------
    net : Network
        Parameters.
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.

    Returns
    -------
    ndarray of shape (1, m)
        Labels 0 and 1, integers.

    Raises
    ------
    ValueError
        If the shapes do not match.

    Examples
    --------
    >>> net = Network(np.eye(2), np.zeros((2, 1)), np.ones((2, 1)), -1.0)
    >>> predict_network(net, np.array([[0.0, 1.0], [0.0, 1.0]]))
    array([[0, 1]])
    """
    return (forward_network(net, X) >= 0.5).astype(np.int64)


def network_cost_and_gradients(net: Network, X: FloatArray, Y: Array) -> NetworkGradients:
    """Return the cost of a network and its derivatives, by hand.

    The output neuron is logistic regression on A1. Behind it the chain rule goes on:
    dA1 = w2·dZ2, dZ1 = dA1·(1 − A1²), dW1 = (1/m) dZ1·Xᵀ, db1 = (1/m) Σ dZ1.
    Derived in chapter 23.

    Parameters
    ----------
    net : Network
        Parameters.
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    NetworkGradients
        (J, dW1, db1, dw2, db2).

    Raises
    ------
    ValueError
        If the shapes do not match, or a label is neither 0 nor 1.

    Examples
    --------
    >>> net = Network(np.eye(2), np.zeros((2, 1)), np.ones((2, 1)), 0.0)
    >>> X, Y = np.array([[0.0, 1.0], [0.0, 1.0]]), np.array([[0, 1]])
    >>> gradients = network_cost_and_gradients(net, X, Y)
    >>> round(gradients.J, 4), gradients.dw2.round(3)
    (0.4452, array([[-0.068],
           [-0.068]]))
    """
    X = as_data(X)
    A1 = _hidden(net, X)
    J, dw2, db2 = cost_and_gradients(net.w2, net.b2, A1, Y)
    dZ2 = forward(net.w2, net.b2, A1) - Y
    dZ1 = net.w2 @ dZ2 * (1 - A1**2)
    dW1 = dZ1 @ X.T / X.shape[1]
    db1 = dZ1.mean(axis=1, keepdims=True)
    return NetworkGradients(J, dW1, db1, dw2, db2)


def train_network(
    X: FloatArray, Y: Array, net: Network, *, learning_rate: float, n_steps: int
) -> tuple[Network, FloatArray]:
    """Train a network by gradient descent, as one neuron is trained.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Inputs, one example a column.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    net : Network
        Parameters to start from; they are left as they were.
    learning_rate : float
        α.
    n_steps : int
        Number of steps.

    Returns
    -------
    net : Network
        Trained parameters.
    costs : ndarray of shape (n_steps,)
        costs[k] is the cost J before step k.

    Raises
    ------
    ValueError
        If the shapes do not match, or a label is neither 0 nor 1.

    Examples
    --------
    >>> from lrlib.datasets import make_rings
    >>> rng = np.random.default_rng(0)
    >>> X, Y = make_rings(rng)
    >>> net = initialize_network(rng, n_x=2, n_h=8)
    >>> net, costs = train_network(X, Y, net, learning_rate=1.0, n_steps=500)
    >>> float((predict_network(net, X) == Y).mean())
    1.0
    """
    learning_rate, n_steps = as_learning_rate(learning_rate), as_count(n_steps, "n_steps", 0)
    X = as_data(X)
    Y = as_labels(Y, X, "X")
    costs = np.empty(n_steps)
    for k in range(n_steps):
        costs[k], dW1, db1, dw2, db2 = network_cost_and_gradients(net, X, Y)
        net = Network(
            net.W1 - learning_rate * dW1,
            net.b1 - learning_rate * db1,
            net.w2 - learning_rate * dw2,
            net.b2 - learning_rate * db2,
        )
    return net, costs

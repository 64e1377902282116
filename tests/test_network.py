"""The network of chapter 23: its derivatives by hand, and what it can do."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from core_kit import problem

from lrlib.datasets import make_rings
from lrlib.descent import train
from lrlib.gradcheck import check_gradients
from lrlib.network import (
    Network,
    NetworkGradients,
    forward_network,
    initialize_network,
    network_cost_and_gradients,
    predict_network,
    train_network,
)
from lrlib.neuron import accuracy, predict, sigmoid


def network(seed=0, n_x=3, n_h=4):
    rng = np.random.default_rng(seed)
    net = initialize_network(rng, n_x, n_h)
    return net._replace(b1=rng.standard_normal((n_h, 1)), b2=0.3)


def test_forward_by_hand():
    net = Network(np.array([[1.0, -1.0]]), np.array([[0.5]]), np.array([[2.0]]), -1.0)
    X = np.array([[1.0, 0.0], [0.5, 0.5]])
    A = forward_network(net, X)
    np.testing.assert_allclose(A, sigmoid(2 * np.tanh(np.array([[1.0, 0.0]])) - 1), rtol=1e-15)
    assert predict_network(net, X).tolist() == [[1, 0]]


@pytest.mark.parametrize("shape", [(3, 4, 5), (1, 1, 1), (2, 7, 1), (5, 1, 8)])
def test_gradients_pass_the_checker(shape):
    n_x, n_h, m = shape
    _, _, X, Y = problem(n_h, n_x, m)
    report = check_gradients(
        lambda *net: network_cost_and_gradients(Network(*net), X, Y), *network(1, n_x, n_h)
    )
    assert report.error < 1e-8


def test_gradients_against_automatic_differentiation():
    _, _, X, Y = problem(2, 3, 6)
    net = network()

    def cost(net):
        W1, b1, w2, b2 = net
        Z2 = anp.dot(w2.T, anp.tanh(anp.dot(W1, X) + b1)) + b2
        return anp.mean(anp.logaddexp(0.0, (1 - 2 * Y) * Z2))

    J, *gradients = network_cost_and_gradients(net, X, Y)
    assert J == pytest.approx(cost(tuple(net)), rel=1e-13)
    for got, expected in zip(gradients, autograd.grad(cost)(tuple(net)), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-15)


def without_the_slope(net, X, Y):
    """The slope of tanh is forgotten."""
    right = network_cost_and_gradients(net, X, Y)
    A1 = np.tanh(net.W1 @ X + net.b1)
    dZ1 = net.w2 @ (forward_network(net, X) - Y)
    assert A1.shape == dZ1.shape
    return right._replace(dW1=dZ1 @ X.T / X.shape[1])


def bias_summed_not_averaged(net, X, Y):
    right = network_cost_and_gradients(net, X, Y)
    return right._replace(db1=right.db1 * X.shape[1])


@pytest.mark.parametrize(
    ("wrong", "name"), [(without_the_slope, "dW1"), (bias_summed_not_averaged, "db1")]
)
def test_a_planted_wrong_gradient_is_rejected(wrong, name):
    _, _, X, Y = problem(2, 3, 6)
    with pytest.raises(AssertionError, match=f"worst component {name}"):
        check_gradients(lambda *net: wrong(Network(*net), X, Y), *network())


def test_rings_beat_one_neuron_and_not_the_network():
    rng = np.random.default_rng(0)
    X, Y = make_rings(rng)
    w, b, _ = train(X, Y, learning_rate=1.0, n_steps=500)
    assert accuracy(predict(w, b, X), Y) < 0.65
    net, costs = train_network(X, Y, initialize_network(rng, 2, 8), learning_rate=1.0, n_steps=500)
    assert accuracy(predict_network(net, X), Y) == 1.0
    X_new, Y_new = make_rings(rng)
    assert accuracy(predict_network(net, X_new), Y_new) > 0.98
    assert costs[-1] < 0.05 < 0.5 < costs[0]


def test_hidden_neurons_that_start_alike_stay_alike():
    X, Y = make_rings(np.random.default_rng(0), m=40)
    alike = Network(np.full((3, 2), 0.1), np.zeros((3, 1)), np.full((3, 1), 0.1), 0.0)
    net, _ = train_network(X, Y, alike, learning_rate=0.5, n_steps=50)
    for row in range(1, 3):
        np.testing.assert_allclose(net.W1[row], net.W1[0], rtol=1e-12)
    zero = Network(np.zeros((3, 2)), np.zeros((3, 1)), np.zeros((3, 1)), 0.0)
    net, _ = train_network(X, Y, zero, learning_rate=0.5, n_steps=50)
    assert not net.W1.any()


def test_training_goes_down_and_leaves_its_arguments():
    _, _, X, Y = problem(4, 2, 30)
    net = network(n_x=2)
    for array in net[:3]:
        array.flags.writeable = False
    trained, costs = train_network(X, Y, net, learning_rate=0.1, n_steps=40)
    assert (np.diff(costs) < 0).all()
    assert isinstance(trained, Network)
    assert [np.shape(p) for p in trained] == [np.shape(p) for p in net]
    assert costs[0] == network_cost_and_gradients(net, X, Y).J


def test_weights_start_at_random_of_moderate_size():
    net = initialize_network(np.random.default_rng(0), 100, 400)
    assert net.W1.std() == pytest.approx(0.1, rel=0.02)
    assert net.w2.std() == pytest.approx(0.05, rel=0.1)
    assert not net.b1.any()
    assert net.b2 == 0.0


def test_names_of_gradients_match_the_parameters():
    assert [name[1:] for name in NetworkGradients._fields[1:]] == list(Network._fields)


def test_refusals_say_why():
    _, _, X, Y = problem(4, 3, 30)
    net = network()
    calls = [
        (lambda: forward_network(net, X.T), r"W1 must have shape \(n_h, n_x\) = \(4, 30\)"),
        (lambda: forward_network(net._replace(b1=np.zeros(4)), X), r"b1 must have shape .* \(4,\)"),
        (lambda: forward_network(net._replace(w2=np.zeros((3, 1))), X), "w must have shape"),
        (lambda: network_cost_and_gradients(net, X, Y[0]), "Y must have shape"),
        (lambda: train_network(X, Y * 2, net, learning_rate=1, n_steps=1), "labels 0 and 1 only"),
        (lambda: train_network(X, Y, net, learning_rate=0, n_steps=1), "learning_rate must be"),
        (lambda: initialize_network(np.random.default_rng(0), 3, 0), "n_h must be at least 1"),
    ]
    for call, message in calls:
        with pytest.raises(ValueError, match=message):
            call()

"""The numbers of the figure `threshold`: what lrlib finds for the neuron of chapter 16."""

import numpy as np
import pytest

from lrlib.datasets import load_cat_patches
from lrlib.descent import train_gram
from lrlib.neuron import forward, predict
from theme import scores


@pytest.fixture(scope="module")
def neuron():
    data = load_cat_patches()
    return train_gram(data.X_train, data.Y_train, learning_rate=0.001, n_steps=2000)


@pytest.mark.parametrize("level", [0, 12, 20, 32, 38, 40])
def test_counts_are_those_of_predict(neuron, level):
    data = load_cat_patches()
    said = predict(neuron.w, neuron.b, data.X_test, threshold=level / scores.LEVELS)
    found = scores.numbers()
    assert found["found"][level] == said[data.Y_test == 1].sum()
    assert found["called"][level] == said[data.Y_test == 0].sum()


def test_the_order_is_that_of_the_probabilities(neuron):
    data = load_cat_patches()
    A = forward(neuron.w, neuron.b, data.X_test)[0]
    assert np.unique(A).size == A.size, "no two are equal: each step of the curve is one picture"
    labels = data.Y_test[0, np.argsort(-A)]
    assert scores.numbers()["order"] == "".join(map(str, labels))

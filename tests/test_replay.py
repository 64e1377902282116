"""The numbers of the replay: those that the chapters' own functions find, step by step."""

import numpy as np
import pytest

from lrlib.cost import cost
from lrlib.datasets import load_cat_patches
from lrlib.descent import train
from lrlib.images import vectors_to_images
from lrlib.neuron import accuracy, forward, initialize, predict
from theme import replay


@pytest.fixture(scope="module")
def after_100():
    data = load_cat_patches()
    w, b = initialize(len(data.X_train))
    return train(data.X_train, data.Y_train, learning_rate=0.001, n_steps=100, w=w, b=b)


@pytest.mark.parametrize("name", replay.VIEWS)
def test_step_100_is_that_of_the_loop_of_chapter_16(after_100, name):
    w, b, _ = after_100
    data, k = load_cat_patches(), replay.STEPS.index(100)
    X, Y, found = replay.view(data.X_test, name), data.Y_test, replay.numbers()["views"][name]
    said = predict(w, b, X)
    assert found["J"][k] == round(cost(forward(w, b, X), Y), 4)
    assert (found["found"][k], found["called"][k]) == (said[Y == 1].sum(), said[Y == 0].sum())
    np.testing.assert_allclose(found["a"][k], forward(w, b, X)[0, replay.PICTURES], atol=6e-5)


def test_the_training_set_is_scored_too(after_100):
    w, b, costs = after_100
    data, k = load_cat_patches(), replay.STEPS.index(100)
    found = replay.numbers()["train"]
    assert found["J"][1] == round(costs[1], 4)
    right = found["found"][k] + 105 - found["called"][k]
    assert right == round(210 * accuracy(predict(w, b, data.X_train), data.Y_train))


def test_the_views_keep_what_they_promise():
    x = np.array([[0.5], [0.3], [0.1]])  # one ginger pixel
    assert replay.view(x, "plain").ravel().tolist() == [0.5, 0.3, 0.1]
    np.testing.assert_allclose(replay.view(x, "grey"), 0.3)
    green, violet = (replay.view(x, name).ravel() for name in ("green", "violet"))
    assert green.argmax() == 1
    assert violet.argmax() == 2
    assert sorted(green) == sorted(violet) == sorted(x.ravel())


def test_weights_are_drawn_on_one_scale_and_pictures_in_every_view():
    weights, pictures = replay.weight_pictures(), replay.test_pictures()
    assert len(weights) == len(replay.STEPS)
    assert (weights[0] == weights[0, 0, 0]).all(), "no weights, no picture"
    spread = weights.reshape(len(weights), -1).astype(float).std(axis=1)
    assert spread[-1] == spread.max()
    assert len(pictures) == len(replay.VIEWS) * len(replay.PICTURES)
    data = load_cat_patches()
    plain = vectors_to_images(data.X_test[:, replay.PICTURES], data.image_shape)
    assert (pictures[: len(plain)] == plain).all()


def test_key_frames_are_drawn(tmp_path):
    replay.draw_key_frames(tmp_path / "frames.png")
    assert (tmp_path / "frames.png").stat().st_size > 10_000

"""Each module of the catalogue declares one function, with every mistake and style in it."""

import copy
import importlib

import numpy as np
import pytest

from lrlib import descent
from lrlib.checks import load, names
from lrlib.checks.call.invoke import apply_reference, generator, prepare, quiet
from lrlib.checks.catalogue import _shared_by_cost_and_gradients as shared
from lrlib.checks.declare.model import Inputs, Mistake, Style


def module(name):
    return importlib.import_module(f"lrlib.checks.catalogue.{name}")


@pytest.mark.parametrize("name", names())
def test_a_module_declares_the_function_that_it_is_named_after(name):
    assert load(name) is module(name).GRADED
    assert load(name).name == name


@pytest.mark.parametrize("name", names())
def test_every_mistake_and_style_of_a_module_is_declared(name):
    graded = load(name)
    declared = {m.wrong for m in graded.mistakes} | {style.right for style in graded.styles}
    held = vars(module(name)).values()
    wrong = {item.wrong for item in held if isinstance(item, Mistake)}
    right = {item.right for item in held if isinstance(item, Style)}
    assert wrong | right <= declared
    assert right == {style.right for style in graded.styles}


def test_every_shared_mistake_is_declared():
    held = [item for item in vars(shared).values() if isinstance(item, Mistake)]
    assert held == list(shared.MISTAKES)


@pytest.mark.parametrize("name", names())
def test_different_inputs_of_a_function_are_drawn_from_different_streams(name):
    inputs = {prop.cases for prop in load(name).properties}
    assert len({drawn.stream for drawn in inputs}) == len(inputs)


def test_a_stream_hangs_on_its_names_and_the_seed_alone():
    def number(function, stream, seed):
        return generator(function, stream, seed).integers(2**62)

    first = number("sigmoid", "drawn", 1)
    assert first == number("sigmoid", "drawn", 1)
    others = [("forward", "drawn", 1), ("sigmoid", "extreme", 1), ("sigmoid", "drawn", 2)]
    assert first not in [number(*other) for other in others]
    draws = [Inputs("drawn", lambda rng: [rng.normal()]), Inputs("drawn", lambda r: [r.normal()])]
    assert len({drawn(np.random.default_rng(1))[0] for drawn in draws}) == 1


def cases_of(name, seed):
    graded = load(name)
    for prop in graded.properties:
        for inputs in (prop.cases, *(regime.inputs for regime in prop.regimes)):
            yield from prepare(graded, inputs, seed)


@pytest.mark.parametrize("name", names())
def test_a_reference_leaves_its_arguments_alone(name):
    with quiet():
        for case, _ in cases_of(name, 5):
            args = copy.deepcopy(case.args)
            apply_reference(load(name), args)
            for key, value in case.args.items():
                if callable(value):
                    continue
                assert type(args[key]) is type(value)
                np.testing.assert_equal(args[key], value)


@pytest.mark.parametrize("name", ["train", "gradient_descent"])
def test_a_reference_that_takes_shorter_steps_gives_what_the_library_gives(name):
    with quiet():
        for case, expected in cases_of(name, 5):
            library = getattr(descent, name)(**case.args)
            parts = library._asdict() if name == "train" else {"path": library}
            assert parts.keys() == expected.keys()
            for part, value in parts.items():
                assert np.shape(value) == expected[part].shape
                np.testing.assert_allclose(expected[part], value, rtol=1e-12, atol=1e-14)


def test_the_reference_of_train_refuses_what_the_library_refuses():
    X, Y = np.array([[1e300, -1e300]]), np.array([[0, 1]])
    for more in ({"n_steps": -1}, {"n_steps": 2, "w": np.array([[1e300]])}, {"n_steps": 1, "b": X}):
        for train in (descent.train, load("train").reference):
            with quiet(), pytest.raises((TypeError, ValueError)):
                train(X, Y, learning_rate=0.1, **more)

"""Each module of the catalogue declares one function, with every mistake and style in it."""

import importlib

import numpy as np
import pytest

from lrlib.checks import load, names
from lrlib.checks.call.invoke import generator
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

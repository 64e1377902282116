"""No right work is refused: every accepted style passes under every seed tried."""

import sys

import pytest

from lrlib.checks import load, names
from lrlib.checks.call.invoke import quiet
from tools.proof import broken

SEEDS = range(20)
MANY_SEEDS = range(1000)


@pytest.mark.parametrize("name", names())
def test_styles_pass_under_every_seed(name):
    assert_styles_pass(name, SEEDS)


@pytest.mark.soak
@pytest.mark.parametrize("name", names())
def test_styles_pass_under_many_seeds(name):
    assert_styles_pass(name, MANY_SEEDS)


def assert_styles_pass(name, seeds):
    graded = load(name)
    tracer = sys.gettrace()
    sys.settrace(None)  # coverage would make this several times as long
    try:
        with quiet():
            for seed in seeds:
                for style in graded.styles:
                    assert not broken(graded, style.right, seed), f"{style.id}, seed {seed}"
    finally:
        sys.settrace(tracer)


@pytest.mark.parametrize("name", names())
def test_there_are_several_styles(name):
    assert len(load(name).styles) >= 2

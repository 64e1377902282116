"""Exercise 10: each suspect breaks exactly one property, and the text names no cause."""

import nbformat
import numpy as np
import pytest

import lrlib
from lrlib.checks.call.invoke import examine, quiet
from lrlib.checks.catalogue import load
from tools.release import ROOT

NOTEBOOK = ROOT / "solutions" / "10-bug-hunt" / "10-bug-hunt.ipynb"
PLANTED = {
    "images_to_vectors": "dark",
    "vectors_to_images": "rounding",
    "sigmoid": "extremes",
    "predict": "threshold",
    "cross_entropy": "unchanged",
    "cost_from_logits": "extremes",
    "gradient_descent": "whole-start",
    "example_gradients": "da",
    "backward": "forks",
    "cost_and_gradients": "db",
    "train": "start",
    "accuracy": "share",
}


def suspects():
    """Run the suspects' cells and return the functions by name."""
    names = {"np": np, "lrlib": lrlib}
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.id.endswith("-suspect"):
            exec(cell.source, names)
    return {name.removeprefix("suspect_"): f for name, f in names.items() if "suspect_" in name}


def test_there_are_twelve():
    assert suspects().keys() == PLANTED.keys()


@pytest.mark.parametrize("seeds", [5, pytest.param(50, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", PLANTED)
def test_suspect_breaks_one_named_property(name, seeds):
    graded, suspect = load(name), suspects()[name]
    with quiet():
        for seed in range(seeds):
            memo = {}
            broken = [p.name for p in graded.properties if examine(graded, suspect, p, seed, memo)]
            assert broken == [PLANTED[name]], f"seed {seed}"


def test_backward_divides_only_where_there_is_a_logarithm():
    graph = [("s", "add", ("a", "b")), ("p", "mul", ("s", "c")), ("e", "exp", ("p",))]
    values = {"a": 0.0, "b": 0.0, "c": 0.0, "s": 0.0, "p": 0.0, "e": 1.0}
    slopes = {"a": 0.0, "b": 0.0, "c": 0.0, "s": 0.0, "p": 1.0, "e": 1.0}
    assert suspects()["backward"](graph, values) == slopes

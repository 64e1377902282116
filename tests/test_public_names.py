"""The public names are exactly those of the notation table, and their examples run."""

import ast
import doctest
import importlib
import inspect
from pathlib import Path

import numpy as np
import pytest

import lrlib

PUBLIC = {
    "images": {"images_to_vectors", "vectors_to_images", "load_photo"},
    "neuron": {"Neuron", "initialize", "sigmoid", "forward", "predict", "accuracy"},
    "cost": {
        "squared_error", "cross_entropy", "cost", "cross_entropy_from_logits", "cost_from_logits",
    },
    "gradients": {
        "ExampleGradients", "CostGradients", "example_gradients", "cost_and_gradients_loop",
        "cost_and_gradients",
    },
    "descent": {
        "TrainingResult", "gradient_descent", "update", "train", "train_gram", "smoothness",
    },
    "graph": {"Node", "draw"},
    "gradcheck": {"GradientReport", "central_difference", "complex_step", "check_gradients"},
    "datasets": {
        "Dataset", "Table", "load_cat_patches", "load_catvnoncat", "load_smokers", "make_blobs",
        "make_two_minima", "make_rings",
    },
    "network": {
        "Network", "NetworkGradients", "initialize_network", "forward_network",
        "predict_network", "network_cost_and_gradients", "train_network",
    },
    "plots": {
        "PALETTE", "STYLE", "plot_confusion", "plot_descent", "plot_examples", "plot_images",
        "plot_landscape", "plot_learning_curve", "plot_losses", "plot_sigmoid", "plot_surface",
        "plot_weights",
    },
}  # fmt: skip
SIGNATURES = {
    "images_to_vectors": "(images)",
    "vectors_to_images": "(X, image_shape)",
    "initialize": "(n_x)",
    "sigmoid": "(Z)",
    "forward": "(w, b, X)",
    "predict": "(w, b, X, *, threshold=0.5)",
    "accuracy": "(Y_pred, Y)",
    "squared_error": "(A, Y)",
    "cross_entropy": "(A, Y)",
    "cost": "(A, Y)",
    "cross_entropy_from_logits": "(Z, Y)",
    "cost_from_logits": "(Z, Y)",
    "example_gradients": "(w, b, x, y)",
    "cost_and_gradients_loop": "(w, b, X, Y)",
    "cost_and_gradients": "(w, b, X, Y)",
    "gradient_descent": "(df, w0, *, learning_rate, n_steps)",
    "update": "(w, b, dw, db, *, learning_rate)",
    "train": "(X, Y, *, learning_rate, n_steps, w=None, b=0.0, progress=False)",
    "train_gram": "(X, Y, *, learning_rate, n_steps, w=None, b=0.0, progress=False)",
    "smoothness": "(X)",
    "central_difference": "(f, theta)",
    "complex_step": "(f, theta)",
    "load_cat_patches": "()",
    "load_catvnoncat": "(train_h5, test_h5)",
}
FOLDER = Path(lrlib.__file__).parent
MODULES = [*PUBLIC, "_validate", "_numerics", "_notebook", "_operations", "_draw"]


def module(name):
    return importlib.import_module(f"lrlib.{name}")


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_are_exactly_these(name):
    made_here = {
        key
        for key, value in vars(module(name)).items()
        if not key.startswith("_")
        and (getattr(value, "__module__", None) == f"lrlib.{name}" or key.isupper())
        and key != "TYPE_CHECKING"
    }
    assert set(module(name).__all__) == PUBLIC[name] == made_here


def test_every_module_of_the_core_is_listed():
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "cli"}
    assert modules == set(MODULES)


def test_the_package_gives_about_a_dozen_of_them():
    assert 10 <= len(lrlib.__all__) <= 16
    for name in lrlib.__all__:
        home = next(m for m, names in PUBLIC.items() if name in names)
        assert getattr(lrlib, name) is getattr(module(home), name)


@pytest.mark.parametrize("name", SIGNATURES)
def test_signatures_are_those_of_the_notation(name):
    home = next(m for m, names in PUBLIC.items() if name in names)
    signature = inspect.signature(getattr(module(home), name))
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    assert str(inspect.Signature(bare)) == SIGNATURES[name]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name):
    result = doctest.testmod(module(name), extraglobs={"np": np}, verbose=False)
    assert result.failed == 0


NO_EXAMPLE = {name for name in PUBLIC["plots"] if name.startswith("plot_")}  # shown in the book
NO_EXAMPLE |= {"load_photo", "load_catvnoncat"}  # need the reader's own files


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_thing_says_what_it_is_with_an_example(name):
    for public in PUBLIC[name]:
        thing = getattr(module(name), public)
        if not callable(thing):
            continue
        sections = inspect.getdoc(thing)
        if inspect.isfunction(thing):
            assert "Returns\n-------" in sections, public
            for parameter in inspect.signature(thing).parameters:
                assert f"\n{parameter} : " in sections or f"\n*{parameter} : " in sections, public
        if public not in NO_EXAMPLE and not hasattr(thing, "_fields"):
            assert ">>>" in sections, public


@pytest.mark.parametrize("name", ["__init__", *MODULES])
def test_imports_point_one_way(name):
    """The core imports nothing of checks, grading or the command; plots lie on top."""
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    imported = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("lrlib")
    }
    core = {f"lrlib.{m}" for m in MODULES if m != "plots"}
    assert imported <= core


@pytest.mark.parametrize("name", MODULES)
def test_no_bare_assert_in_the_library(name):
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]

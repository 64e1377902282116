"""What is listed of a function's code: names, what is done with them, and nothing it computes."""

from pathlib import Path

import numpy as np
import pytest

import lrlib
from lrlib.checks.call.listing import list_code

page_b = 0.5


def helper(z):
    return np.clip(z, 0, page_b)


def neuron(w, b, X, *, threshold=0.5):
    b = 0.0
    for _ in range(3):
        X = X + b
    inner = lambda q: q * w  # noqa: E731
    return helper(inner(X)) >= threshold


def test_names_are_listed_in_order_with_those_of_the_functions_that_are_called():
    first, second = list_code(neuron)
    assert first["parameters"] == ["w", "b", "X", "threshold"]
    assert [name for done, name in first["steps"] if done == "STORE_FAST"][:2] == ["b", "_"]
    names = {name for _, name in first["steps"]}
    assert {"range", "q", "w", "helper", "threshold", "*", ">="} <= names
    assert first["holds"] == {}
    assert second["parameters"] == ["z"]
    assert second["holds"] == {"page_b": "float"}
    assert "clip" in {name for _, name in second["steps"]}


def test_a_function_that_calls_itself_is_listed_once():
    scope = {}
    exec("def f(n):\n    return n and g(n)\ndef g(n):\n    return f(n - 1)", scope)
    assert len(list_code(scope["f"])) == 2


@pytest.mark.parametrize("what", [np.exp, len, 3, None, str.upper, type, np.vectorize(abs)])
def test_nothing_is_listed_of_what_is_not_a_plain_function(what):
    assert list_code(what) == []


def test_nothing_is_listed_of_very_long_code():
    scope = {}
    exec("def f(x):\n" + "    x = x + x\n" * 2000 + "    return x", scope)
    assert list_code(scope["f"]) == []


def test_the_sandbox_lists_code_as_the_checks_do():
    package = Path(lrlib.__file__).parent
    here, inside = package / "checks" / "call", package / "grading" / "sandbox" / "inside"
    assert (here / "listing.py").read_bytes() == (inside / "listing.py").read_bytes()

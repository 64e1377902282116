"""What the tests of the checks share: functions that look like a learner's, and a stand-in."""

import linecache
import textwrap
import types

import numpy as np
import pytest

from benchmarks import hints
from lrlib import cost_and_gradients, neuron
from lrlib.checks import CheckFailed, check

ENGLISH, KOREAN = "en", "ko"
HEADS = {
    "accuracy": "Y_pred, Y",
    "auc": "A, Y",
    "backward": "graph, values",
    "confusion": "A, Y, *, threshold=0.5",
    "cost": "A, Y",
    "cost_and_gradients": "w, b, X, Y",
    "cost_and_gradients_loop": "w, b, X, Y",
    "cost_from_logits": "Z, Y",
    "cross_entropy": "A, Y",
    "dz_directly": "a, y",
    "example_gradients": "w, b, x, y",
    "forward": "w, b, X",
    "gradient_descent": "df, w0, *, learning_rate, n_steps",
    "graph_forward": "a, b, c",
    "images_to_vectors": "images",
    "initialize": "n_x",
    "loss_slope": "a, y",
    "precision_recall": "C",
    "predict": "w, b, X, *, threshold=0.5",
    "sigmoid": "Z",
    "squared_error": "A, Y",
    "train": "X, Y, *, learning_rate, n_steps, w=None, b=0.0",
    "update": "w, b, dw, db, *, learning_rate",
    "vectors_to_images": "X, image_shape",
}


def learner(function, name="sigmoid"):
    """Make a function look like one from a notebook."""
    copy = types.FunctionType(
        function.__code__, function.__globals__, name, function.__defaults__, function.__closure__
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__module__ = "__main__"
    return copy


def right(Z):
    return 1 / (1 + np.exp(-Z))


def failure(function, *properties, name="sigmoid", seed=1):
    with pytest.raises(CheckFailed) as caught:
        check(learner(function, name), *properties, name=name, seed=seed)
    return caught.value


def answer(name, lines):
    """Make a function of its lines."""
    scope = {"np": np, "library": cost_and_gradients, "forward": neuron.forward}
    code = f"def {name}({HEADS[name]}):\n{textwrap.indent(textwrap.dedent(lines), '    ')}"
    file = f"<{name}>"
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
    exec(compile(code, file, "exec"), scope)
    return scope[name]


def said(name, lines, seed, language="en"):
    failed = failure(answer(name, lines), name=name, seed=seed)
    return hints.diagnosis(failed, language)


class StandIn:
    """Is called like the grader's stand-in: calls go elsewhere, lines are counted there."""

    __module__ = "__main__"

    def __init__(self, function, name):
        self.function = function
        self.__name__ = name
        self.counted = 0

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)

    def __lines_executed__(self, *args, **kwargs):
        self.counted += 1
        return self.function(*args, **kwargs), 5

"""What the tests of the checks share: functions that look like a learner's, and a stand-in."""

import types

import numpy as np
import pytest

from lrlib.checks import CheckFailed, check

ENGLISH, KOREAN = "en", "ko"


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

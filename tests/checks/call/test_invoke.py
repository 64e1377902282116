"""A call leaves the session as it was, and lines are counted in this process or another."""

import random
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest
from check_kit import StandIn, failure, learner, right

from lrlib.checks import CheckFailed, check, load, names
from lrlib.checks.call.invoke import Expected


def test_the_session_is_left_as_it_was(capsys):
    def meddling(Z):
        np.seterr(all="raise")
        np.random.seed(0)  # noqa: NPY002
        random.seed(0)
        warnings.simplefilter("error")
        warnings.warn("overflow ahead", RuntimeWarning, stacklevel=1)
        sys.settrace(lambda *_: None)
        print("many words")
        return right(Z)

    def state():
        generator = np.random.get_state()  # noqa: NPY002
        numbers = (generator[1].tolist(), generator[2:])
        return np.geterr(), numbers, random.getstate(), sys.gettrace(), warnings.filters[:]

    before = state()
    with pytest.raises(CheckFailed):
        check(learner(meddling), seed=1)
    assert state() == before
    assert "many words" not in capsys.readouterr().out


def test_prints_are_hidden_and_that_is_said():
    def chatty(Z):
        print("Z is", Z)
        return Z

    assert "prints is hidden" in str(failure(chatty))
    assert "prints is hidden" not in str(failure(lambda Z: Z))


def test_warnings_never_count():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        old = np.seterr(all="raise")
        try:
            check(learner(right), seed=1)
        finally:
            np.seterr(**old)


@pytest.mark.parametrize("name", names())
def test_counting_lines_puts_the_tracer_back(name):
    seen = []

    def tracer(frame, event, arg):
        seen.append(event)

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        check(learner(load(name).styles[0].right, name), name=name, seed=1)
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_stops_python_is_not_caught(stop):
    def stopping(Z):
        raise stop

    with pytest.raises(stop):
        check(learner(stopping), name="sigmoid", seed=1)


def test_a_stand_in_counts_its_own_lines():
    away = StandIn(load("cost_and_gradients").styles[0].right, "cost_and_gradients")
    check(away, seed=1)
    assert away.counted == 3


def test_expected_numbers_are_computed_when_they_are_looked_at():
    graded = load("update")
    seen = []

    def reference(w, b, dw, db, *, learning_rate):
        seen.append(b)
        return graded.reference(w, b, dw, db, learning_rate=learning_rate)

    watched = replace(graded, reference=reference)
    args = {"w": np.ones((2, 1)), "b": 1.0, "dw": np.ones((2, 1)), "db": 0.5, "learning_rate": 0.1}
    expected = Expected(watched, args)
    assert list(expected) == ["w", "b"]
    assert len(expected) == 2
    assert not seen
    assert expected["b"] == pytest.approx(0.95)
    assert [name for name, _ in expected.items()] == ["w", "b"]
    assert len(seen) == 1

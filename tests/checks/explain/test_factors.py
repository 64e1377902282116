"""Is a result recognised as a multiple, and only then?"""

import math

import numpy as np
import pytest

from lrlib.checks.explain.unlisted.factors import ratio


@pytest.mark.parametrize("times", [1.0, -3.0, 1e-7, 1e9])
@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_multiple_has_a_ratio(size, times):
    wanted = np.random.default_rng(size).normal(size=size)
    assert ratio(times * wanted, wanted) == pytest.approx(times)
    assert ratio(times * wanted * (1 + 4e-7), wanted) == pytest.approx(times)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_one_number_that_is_off_has_no_ratio(place):
    wanted = np.array([1.0, -2.0, 3.0, 0.5, 4.0])
    got = 3 * wanted
    got[place] *= 1 + 1e-4
    assert ratio(got, wanted) is None


def test_zeros_say_nothing_and_may_stand_at_the_ends():
    wanted = np.array([0.0, 1.0, 2.0, 0.0])
    assert ratio(-2 * wanted, wanted) == pytest.approx(-2)
    assert ratio(np.array([1e-12, 2.0, 4.0, 0.0]), wanted) == pytest.approx(2)
    assert ratio(np.array([0.1, 2.0, 4.0, 0.0]), wanted) is None
    assert math.isnan(ratio(np.zeros(2), np.zeros(2)))
    assert ratio(np.ones(2), np.zeros(2)) is None


def test_what_is_not_finite_must_be_the_same():
    wanted = np.array([np.inf, 1.0, 2.0])
    assert ratio(np.array([np.inf, 3.0, 6.0]), wanted) == pytest.approx(3)
    assert ratio(np.array([1.0, 3.0, 6.0]), wanted) is None
    assert ratio(np.array([np.nan, 3.0, 6.0]), np.array([1.0, 1.0, 2.0])) is None
    assert ratio(np.array([np.inf]), np.array([1.0])) is None

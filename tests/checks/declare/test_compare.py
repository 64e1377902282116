"""Are numbers compared as NumPy compares them?"""

import itertools

import numpy as np
import pytest

from lrlib.checks.declare.compare import LOOSE, RIGHT, SAME, UNMOVED, equal, right_entries

ODD = [0.0, -0.0, 1.0, 1 + 5e-8, 1 + 9e-7, 2.0, 1e-9, 1e308, -1e308, np.inf, -np.inf, np.nan]
PAIRS = list(itertools.product(ODD, repeat=2))
A, B = (np.array(column) for column in zip(*PAIRS, strict=True))


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("tolerance", [RIGHT, SAME, LOOSE, UNMOVED])
def test_entries_are_right_where_numpy_calls_them_close(tolerance):
    for nan in (False, True):
        due = np.isclose(A, B, *tolerance, equal_nan=nan)
        assert np.array_equal(right_entries(A, B, tolerance, nan=nan), due)


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("tolerance", [RIGHT, SAME, LOOSE, UNMOVED])
def test_arrays_are_equal_where_numpy_calls_them_close(tolerance):
    for a, b in PAIRS:
        for x, y in ((np.array(a), np.array(b)), (np.array([1.0, a]), np.array([1.0, b]))):
            due = bool(np.allclose(x, y, *tolerance, equal_nan=True))
            assert equal(x, y, tolerance) == due, (x, y)


def test_whole_numbers_and_truth_values_are_compared_with_floats():
    whole, floats = np.array([0, 1, 1]), np.array([0.0, 1.0, 1.0 + 1e-5])
    assert right_entries(whole, floats).tolist() == [True, True, False]
    assert right_entries(floats, whole).tolist() == [True, True, False]
    assert equal(np.array([True, False]), np.array([1.0, 0.0]))
    assert not equal(np.array([1, 2], dtype=np.uint8), np.array([2, 1], dtype=np.int64))


def test_arrays_of_different_shapes_differ_and_empty_ones_are_equal():
    assert not equal(np.zeros((1, 2)), np.zeros(2))
    assert equal(np.zeros((0, 2)), np.ones((0, 2)))

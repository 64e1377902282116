"""Work is done before it is asked for, in order, and never twice."""

import threading
import time

import pytest

from lrlib.grading.grade import ahead
from lrlib.grading.grade.ahead import Ahead


@pytest.fixture
def made():
    """Return a function that makes an `Ahead`, and a list of what it has worked on."""
    opened = []

    def make(items, work=lambda item: item * 2):
        log = []

        def logged(item):
            log.append(item)
            return work(item)

        opened.append(Ahead(logged, items))
        return opened[-1], log

    yield make
    for one in opened:
        one.end()
        assert not one._thread.is_alive()


def until(condition):
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError


def test_the_next_is_done_while_nobody_asks_and_only_some(made):
    one, log = made(range(100))
    until(lambda: len(log) == ahead._LIMIT)
    time.sleep(0.05)
    assert log == list(range(ahead._LIMIT))
    assert [one.result(n) for n in range(100)] == [2 * n for n in range(100)]
    assert log == list(range(100))


def test_what_is_asked_for_comes_next_whether_expected_or_not(made):
    may_go_on = threading.Event()
    one, log = made([1, 2, 3], work=lambda item: (item == 1 and may_go_on.wait(10)) or item)
    until(lambda: log == [1])
    threading.Timer(0.1, may_go_on.set).start()
    assert one.result(9) == 9
    assert one.result(1) is True
    assert one.result(3) == 3
    assert one.result(2) == 2
    assert log[:2] == [1, 9]
    assert sorted(log) == [1, 2, 3, 9]


def test_items_that_nobody_asks_for_do_not_hold_up_the_others(made):
    one, _ = made(range(50))
    assert [one.result(n) for n in range(0, 50, 3)] == [2 * n for n in range(0, 50, 3)]


def test_an_error_is_raised_where_the_result_is_asked_for(made):
    one, _ = made([1, 0, 2], work=lambda item: 10 // item)
    assert one.result(1) == 10
    with pytest.raises(ZeroDivisionError):
        one.result(0)
    assert one.result(2) == 5
    with pytest.raises(ZeroDivisionError):  # asked again, it is tried again
        one.result(0)

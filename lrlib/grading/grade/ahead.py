"""Work that is done in a thread before it is asked for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Final, Generic, TypeVar

__all__ = ["Ahead"]

_LIMIT: Final = 8  # how many results wait at most: each may hold megabytes
_JOIN_SECONDS: Final = 10.0

Item = TypeVar("Item")
Done = TypeVar("Done")


class Ahead(Generic[Item, Done]):
    """A thread that works on items one after the other, somewhat ahead of who asks for them.

    Parameters
    ----------
    work : callable
        Does the work on one item. It is called in the thread only.
    items : iterable
        In the order in which they will probably be asked for.
    """

    def __init__(self, work: Callable[[Item], Done], items: Iterable[Item]) -> None:
        self._work = work
        self._expected = deque(items)
        self._asked: deque[Item] = deque()  # for these somebody waits already
        self._begun: dict[Item, Future[Done]] = {}  # or asked for
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)
        self._thread.start()

    def result(self, item: Item) -> Done:
        """Return what the work on an item gives, or raise what it raises."""
        with self._changed:
            if item not in self._begun:
                self._begun[item] = Future()
                self._asked.append(item)
                if item in self._expected:
                    self._expected.remove(item)
            future = self._begun[item]
            self._changed.notify_all()
        try:
            return future.result()
        finally:
            with self._changed:
                self._begun.pop(item, None)
                self._changed.notify_all()

    def end(self) -> None:
        """End the thread, once it has done what it is at."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._may_go_on)
                if self._ended:
                    return
                item = self._asked.popleft() if self._asked else self._expected.popleft()
                future = self._begun.setdefault(item, Future())
            try:
                future.set_result(self._work(item))
            except BaseException as error:
                future.set_exception(error)

    def _may_go_on(self) -> bool:
        more = bool(self._expected) and len(self._begun) < _LIMIT
        return self._ended or bool(self._asked) or more

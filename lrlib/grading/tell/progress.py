"""How far a run over a class is: one line on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, TextIO

from lrlib.grading.tell.lines import one_line

__all__ = ["Progress"]

_LONG: Final = 5.0  # seconds without a result, after which those who are graded are named


class Progress:
    """Shows how many are done, how many a second, and when it will end."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._stream = total, stream
        self._terminal = stream.isatty()
        self._started = time.monotonic()
        self._shown = self._moved = self._started
        self._before = self.done = 0

    def show(self, waiting: Sequence[str] = ()) -> None:
        """Show it, unless that was done a moment ago.

        Parameters
        ----------
        waiting : sequence of str
            Who is being graded; they are named if it takes long.
        """
        now = time.monotonic()
        if self.done > self._before:
            self._before, self._moved = self.done, now
        if now - self._shown < (0.2 if self._terminal else 10.0):
            return
        self._shown = now
        rate = self.done / (now - self._started)
        left = f"{(self._total - self.done) / rate:.0f} s left" if rate else ""
        line = f"{self.done} of {self._total} graded, {rate:.1f} a second, {left}".rstrip(", ")
        if waiting and now - self._moved > _LONG:
            names = ", ".join(one_line(student, 60) for student in waiting[:3])
            line = f"{self.done} of {self._total} graded, waiting for {names}"
        self._stream.write(f"\r{line:60}" if self._terminal else f"{line}\n")
        self._stream.flush()

    def end(self) -> None:
        """Leave the line as it is."""
        if self._terminal:
            self._shown = 0.0
            self.show()
            self._stream.write("\n")

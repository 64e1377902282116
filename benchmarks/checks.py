"""What the checks are worth: one table, a row for each graded function.

Every known mistake fails what it breaks and draws its own hint; every style passes; mutants of
the taught solution fail, but for those shown to be equivalent; answers come at once.
"""

import argparse
import contextlib
import io
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from lrlib.checks import CheckFailed, check, load, names
from lrlib.checks.call.invoke import quiet
from lrlib.checks.declare.model import GradedFunction
from tools.proof import broken, causes, mutants, survivors, taught

GREEN_MS, RED_MS = 8, 120


class Row(NamedTuple):
    """One function's numbers."""

    function: str
    properties: int
    mistakes: str
    hints: str
    styles: str
    mutants: int
    equivalent: str
    green_ms: float
    red_ms: float
    holds: bool


def main(arguments: Sequence[str] = ()) -> int:
    """Print the table; 0 if everything in it holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks checks", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="for the styles; the soak uses 1000")
    parser.add_argument("functions", nargs="*", help="all of them unless given")
    found = parser.parse_args(arguments)
    heads = ("function", "prop.", "fail", "own hint", "styles", "mutants", "equal", "green", "red")
    print(LINE.format(*heads))
    rows = []
    for name in found.functions or names():
        rows.append(measure(load(name), found.seeds))
        print(LINE.format(*show(rows[-1])), flush=True)
    print(summary(rows, found.seeds))
    return 0 if all(row.holds for row in rows) else 1


LINE = "{:26}{:>6}{:>9}{:>10}{:>9}{:>9}{:>7}{:>9}{:>9}"


def show(row: Row) -> list[str]:
    """Write a row's cells."""
    return [*map(str, row[:7]), f"{row.green_ms:.1f} ms", f"{row.red_ms:.1f} ms"]


def measure(graded: GradedFunction, seeds: int) -> Row:
    """Prove one function's checks, and time them."""
    wrongs = graded.mistakes
    with quiet():
        failing = sum(set(broken(graded, m.wrong, 0)) == set(m.breaks) for m in wrongs)
        hinted = sum(set(causes(graded, m.wrong, 0).values()) == {m.id} for m in wrongs)
        passing = sum(
            not any(broken(graded, style.right, seed) for seed in range(seeds))
            for style in graded.styles
        )
        changed = [mutant for source in taught(graded) for mutant in mutants(*source)]
        left = set(survivors(graded, iter(changed)))
    green = milliseconds(graded, graded.styles[0].right)
    red = max((milliseconds(graded, m.wrong) for m in wrongs), default=0.0)
    # A mistake that nobody listed takes longest to describe.
    red = max([red, *(milliseconds(graded, f) for _, f in changed[:: max(1, len(changed) // 20)])])
    holds = (
        failing == hinted == len(wrongs)
        and passing == len(graded.styles)
        and left == set(graded.equivalent)
        and green < GREEN_MS
        and red < RED_MS
    )
    return Row(
        graded.name,
        len(graded.properties),
        f"{failing}/{len(wrongs)}",
        f"{hinted}/{len(wrongs)}",
        f"{passing}/{len(graded.styles)}",
        len(changed),
        f"{len(left)}/{len(graded.equivalent)}",
        green,
        red,
        holds,
    )


def milliseconds(graded: GradedFunction, f: Callable[..., Any]) -> float:
    """Time one check from call to answer, in processor time: the median of three."""

    def answer(*args: Any, **kwargs: Any) -> Any:
        return f(*args, **kwargs)

    answer.__module__ = "__main__"
    times = []
    for seed in range(3):
        start = time.process_time()
        with contextlib.suppress(CheckFailed), contextlib.redirect_stdout(io.StringIO()):
            check(answer, name=graded.name, seed=seed)
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


def summary(rows: Sequence[Row], seeds: int) -> str:
    """Say in a few words what the table shows, and name the rows that do not hold."""
    mistakes = sum(int(row.mistakes.split("/")[1]) for row in rows)
    styles = sum(int(row.styles.split("/")[1]) for row in rows)
    lines = [
        f"{len(rows)} functions, {mistakes} known mistakes, {styles} accepted styles under "
        f"{seeds} seeds, {sum(row.mutants for row in rows)} mutants.",
        f"Slowest: green {max(row.green_ms for row in rows):.0f} ms (below {GREEN_MS}), "
        f"red {max(row.red_ms for row in rows):.0f} ms (below {RED_MS}).",
    ]
    lines += [f"Does not hold: {row.function}" for row in rows if not row.holds]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

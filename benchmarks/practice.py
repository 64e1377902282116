"""How long a reader waits on a page: from a press of Run to the check's answer, in Chromium.

The built book is served from this machine. *Cold* is a browser that has never been here, *again* a
page that is opened once more, *after* a further check on an open page. Medians of the rounds.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from practice_kit import Reader, Site, page_of, solutions

EXERCISE, ANSWER, CHECK = "02-one-neuron", "sigmoid", "sigmoid-values"
LIMITS = {"cold": 4.0, "again": 1.5, "after": 0.15}


def main(arguments: Sequence[str] = ()) -> int:
    """Print the table; 0 if each median is within its limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks practice", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    found = parser.parse_args(arguments)
    seconds: dict[str, list[float]] = {name: [] for name in LIMITS}
    site = Site()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        for _ in range(found.rounds):
            context = browser.new_context()
            for name in ("cold", "again"):
                reader = Reader(context, site).open(page_of(EXERCISE))
                reader.write(ANSWER, solutions(EXERCISE)[ANSWER])
                seconds[name].append(answer(reader))
            seconds["after"] += [answer(reader) for _ in range(5)]
            context.close()
        browser.close()
    site.shutdown()
    print(f"{'':8}{'median':>10}{'limit':>10}")
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    for name, median in medians.items():
        print(f"{name:8}{median:>8.2f} s{LIMITS[name]:>8.2f} s")
    return int(any(medians[name] > limit for name, limit in LIMITS.items()))


def answer(reader: Reader) -> float:
    """Press Run below the check; return the seconds until its answer is on the page."""
    button = reader.cell(CHECK).locator("[data-practice=run]")
    begin = time.perf_counter()
    button.click()
    reader.page.wait_for_function(
        "id => { const place = document.getElementById(id);"
        " return place.dataset.outcome && !place.classList.contains('practice-running'); }",
        arg=f"cell-{CHECK}",
    )
    return time.perf_counter() - begin

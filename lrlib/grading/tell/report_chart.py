"""The report's chart: the outcomes of each question as bars."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from lrlib.grading.outcomes import Outcome
from lrlib.grading.tell.report_document import Report

__all__ = ["chart"]

# Colours that colour-blind eyes tell apart, and hatching for print.
_LOOKS: Final = {
    Outcome.RIGHT: ("#009e73", ""),
    Outcome.WRONG: ("#e69f00", "//"),
    Outcome.CRASHED: ("#d55e00", "xx"),
    Outcome.TIMED_OUT: ("#56b4e9", ".."),
    Outcome.OUT_OF_MEMORY: ("#cc79a7", "oo"),
    Outcome.NOT_WRITTEN: ("#dddddd", ""),
    Outcome.UNREADABLE: ("#777777", "--"),
}


def chart(report: Report, path: Path) -> None:
    """Draw the outcomes of each question as bars.

    Parameters
    ----------
    report : mapping
        From `report_document.collect`. Its `chart_text` says the same in words, and goes into the
        file.
    path : Path
        Ends in .svg or .png.
    """
    # Imported here: it takes a second, and most reports have no chart.
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    questions = report["questions"]
    figure = Figure(figsize=(9, 1.6 + 0.42 * len(questions)), layout="constrained")
    ax = figure.subplots()
    places = range(len(questions))
    left = [0] * len(questions)
    for outcome, (colour, hatch) in _LOOKS.items():
        counts = [question["outcomes"].get(outcome, 0) for question in questions]
        if not any(counts):
            continue
        bars = ax.barh(places, counts, left=left, label=str(outcome), color=colour, hatch=hatch,
                       edgecolor="#333333", linewidth=0.6)  # fmt: skip
        wide = [str(n) if n >= 0.04 * report["graded"] else "" for n in counts]
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        for text in ax.bar_label(bars, wide, label_type="center", fontsize=9):
            if text.get_text():
                text.set_bbox(box)
        left = [a + b for a, b in zip(left, counts, strict=True)]
    ax.set_yticks(places, [question["id"] for question in questions])
    ax.invert_yaxis()
    ax.set_xlim(0, report["graded"])
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("submissions")
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.01), ncols=4, frameon=False)
    title = f"Outcomes of {report['exercise']}"
    about = {"Title": title, "Description": report["chart_text"]}
    with mpl.rc_context({"svg.hashsalt": "lrlib"}):
        figure.savefig(path, dpi=150, metadata=about | ({"Date": None} if _svg(path) else {}))
    if _svg(path):
        said = f"<title>{escape(title)}</title><desc>{escape(report['chart_text'])}</desc>"
        drawn = path.read_text("utf-8")
        drawn = re.sub(r"(<svg\b)([^>]*>)", rf'\1 role="img"\2{_raw(said)}', drawn, count=1)
        path.write_text(drawn, "utf-8")


def _svg(path: Path) -> bool:
    return path.suffix == ".svg"


def _raw(text: str) -> str:
    return text.replace("\\", r"\\")

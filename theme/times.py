"""How long a page takes, found by one rule from what is on it, and shown where readers choose.

Below the title of a chapter, in the contents beside the page, and in the text by the role
``{time}``, whose content is the beginning of a part's name: ``{time}`Part 1```. The exercises say
their own time, in Jupyter too; a test holds it to the same rule.
"""

import json
import re
from functools import cache
from os.path import normpath
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole

from theme.words import word

# The rule. The front page states it.
WORDS_A_MINUTE = 130
SECONDS_A_FORMULA_LINE = 15
SECONDS_A_CODE_LINE = 5
MINUTES_A_QUIZ = 1
MINUTES_A_FIGURE = 2
MINUTES_AN_EXERCISE = 25  # to open it, to run the checks, to think about what they ask
MINUTES_AN_ANSWER = 3
ROUNDED_TO = 5

HIDDEN = {"hide-input", "remove-cell", "remove-input"}
PAGE = re.compile(r"(?:chapters/\d\d-|exercises/)")
FORMULA = re.compile(r"\$\$(.*?)\$\$", re.S)
LINK = re.compile(r'(<a class="[^"]*reference internal[^"]*" href="([^"]*)">)(.*?)(</a>)', re.S)


def minutes(path: Path) -> int:
    """Return how many minutes a page takes, rounded up to the next five.

    Parameters
    ----------
    path : Path
        A notebook: a chapter, or an exercise as it is released.
    """
    cells = json.loads(path.read_text("utf-8"))["cells"]
    text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    text = re.sub(r"## 요약.*|<details.*?</details>", "", text, flags=re.S)  # said a second time
    formulas = "\n".join(FORMULA.findall(text))
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\$[^$]*\$|`[^`\n]*`", " ", FORMULA.sub(" ", text)))
    shown = [c for c in cells if c["cell_type"] == "code" and not hidden(c)]
    lines = sum(len(re.findall(r"^.*\S", "".join(c["source"]), re.M)) for c in shown)
    answers = sum(asks(c) for c in cells)
    seconds = (
        60 * len(words) / WORDS_A_MINUTE
        + SECONDS_A_FORMULA_LINE * (formulas.count(r"\\") + len(FORMULA.findall(text)))
        + SECONDS_A_CODE_LINE * lines
        + 60 * MINUTES_A_QUIZ * text.count("{quiz}")
        + 60 * MINUTES_A_FIGURE * text.count("{live-figure}")
        + 60 * MINUTES_AN_ANSWER * answers
        + 60 * MINUTES_AN_EXERCISE * bool(answers)
    )
    return ROUNDED_TO * -int(-seconds // (60 * ROUNDED_TO))


def hidden(cell: dict[str, Any]) -> bool:
    """Tell whether the book folds away or leaves out the code of a cell."""
    return bool(HIDDEN & set(cell["metadata"].get("tags", ())))


def asks(cell: dict[str, Any]) -> bool:
    """Tell whether a cell of an exercise is one to fill in."""
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def clock(total: int, language: str) -> str:
    """Write minutes as readers say them: 45 min, 2 h, 3 h 20 min; 3시간 20분."""
    hours, rest = divmod(total, 60)
    parts = [word("hours", language).format(n=hours)] if hours else []
    if rest or not hours:
        parts.append(word("minutes", language).format(n=rest))
    return " ".join(parts)


@cache
def parts(source: Path) -> dict[str, list[str]]:
    """Return the pages of each part of the book that have a time, by its name."""
    contents = yaml.safe_load((source / "_toc.yml").read_text("utf-8"))
    return {
        part["caption"]: [page["file"] for page in part["chapters"] if PAGE.match(page["file"])]
        for part in contents.get("parts", ())
    }


@cache
def times(source: Path) -> dict[str, int]:
    """Return the minutes of each page that has a time."""
    pages = [page for names in parts(source).values() for page in names]
    return {page: minutes(source / f"{page}.ipynb") for page in pages}


class SayTime(SphinxPostTransform):
    """Say below the title of a page how long it takes."""

    default_priority = 700
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Look whether this page is a chapter; an exercise says its time itself."""
        found = times(Path(self.app.srcdir)).get(self.env.docname)
        title = next(iter(self.document.findall(nodes.title)), None)
        if found and title is not None and self.env.docname.startswith("chapters/"):
            language = self.config.language
            text = word("takes", language).format(time=clock(found, language))
            after = title.parent.index(title) + 1
            title.parent.insert(after, nodes.paragraph("", text, classes=["page-time"]))


class Time(SphinxRole):
    """Write how long a part takes, and name its exercises for the script that counts points."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Sum the times of the part whose name begins with the content of the role."""
        found = times(Path(self.env.srcdir))
        pages = [
            page
            for name, names in parts(Path(self.env.srcdir)).items()
            if name.startswith(self.text)
            for page in names
        ]
        if not pages:
            message = self.inliner.reporter.error(f"no part begins with {self.text!r}")
            return [], [message]
        exercises = " ".join(page.split("/")[1] for page in pages if page.startswith("exercises/"))
        text = clock(sum(found[page] for page in pages), self.config.language)
        done = word("part_done", self.config.language)
        opening = f'<span class="part-time" data-exercises="{exercises}" data-done="{done}">'
        return [nodes.raw("", f"{opening}{text}</span>", format="html")], []


def add_times(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the time of each page beside its name in the contents."""
    write = context.get("generate_toctree_html")
    if write is None:
        return
    found, language = times(Path(app.srcdir)), app.config.language
    here = PurePosixPath(page).parent

    def name_time(match: re.Match[str]) -> str:
        opening, address, name, closing = match.groups()
        target = page if address == "#" else normpath(here / address.removesuffix(".html"))
        beside = ""
        if target in found:
            beside = f' <span class="page-minutes">{clock(found[target], language)}</span>'
        return f"{opening}{name}{beside}{closing}"

    def write_timed(*args: Any, **kwargs: Any) -> str:
        return LINK.sub(name_time, str(write(*args, **kwargs)))

    context["generate_toctree_html"] = write_timed


def count_points(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script that counts points only where a part says its time."""
    if doctree is not None and any(
        "part-time" in raw.astext() for raw in doctree.findall(nodes.raw)
    ):
        app.add_js_file("way.js", priority=400, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the role and connect the handlers."""
    app.add_role("time", Time())
    app.add_post_transform(SayTime)
    app.connect("html-page-context", add_times, priority=910)
    app.connect("html-page-context", count_points)

"""The ``{live-figure}`` directive: a figure that a script brings to life.

Its argument names the figure, its content is a caption, a static picture and a description::

    ```{live-figure} model
    :name: fig-model
    :from-cell:

    Move $w$ and $b$: the curve bends and the cost follows.

    Ten points on a line, the left ones labelled 0 and the right ones 1, and an S-shaped curve …
    ```

The first paragraph is the caption. The picture is the output of the code cell before
(``:from-cell:``) or an image in the content; what remains is the description. Without scripts
caption, picture and description stand as they are.
"""

import html
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from PIL import Image
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from theme.words import word

CHAPTER = re.compile(r"chapters/(\d\d)-")
LINE_ART = 0.3
GRAPH = 'class="lrlib-graph"'  # what lrlib.graph.draw makes; it styles itself by the page's theme
logger = logging.getLogger(__name__)


class live_figure(nodes.figure):  # noqa: N801
    """A figure with the attribute ``live``, its name for the script."""


class live_stage(nodes.General, nodes.Element):  # noqa: N801
    """The static picture, in the place that the script takes over."""


class live_description(nodes.General, nodes.Element):  # noqa: N801
    """What the figure shows, in words."""


class LiveFigure(SphinxDirective):
    """Build a figure node, numbered and referenced as any other."""

    has_content = True
    required_arguments = 1
    option_spec = {  # noqa: RUF012
        "from-cell": directives.flag,
        "name": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Sort the content into caption, picture and description."""
        parsed = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        pictures = [child for child in parsed.children if is_picture(child)]
        words = [child for child in parsed.children if not is_picture(child)]
        if len(words) < 2 or not isinstance(words[0], nodes.paragraph):
            message = "a live figure has a caption, then a description of what it shows"
            raise self.error(message)
        if bool(pictures) == ("from-cell" in self.options):
            message = "a live figure has one static picture: an image inside, or :from-cell:"
            raise self.error(message)
        caption = nodes.caption(words[0].rawsource, "", *words[0].children)
        caption.source, caption.line = words[0].source, words[0].line
        figure = live_figure(
            "",
            live_stage("", *pictures),
            caption,
            live_description("", *words[1:]),
            live=self.arguments[0],
            classes=["live"],
            align="default",
        )
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]


def is_picture(node: nodes.Node) -> bool:
    """Tell whether a block holds an image and no words."""
    inside = [node] if isinstance(node, nodes.image) else node.children
    return bool(inside) and all(isinstance(child, nodes.image) for child in inside)


class TakePicture(SphinxTransform):
    """Move the output of the cell before a figure into it."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Look at every live figure that has no picture yet."""
        for figure in list(self.document.findall(live_figure)):
            if figure.children[0].children:
                continue
            output = previous_output(figure)
            if output is None:
                logger.warning(
                    "live figure %r: no code cell with an output stands before it",
                    figure["live"],
                    location=figure,
                )
                continue
            cell = output.parent
            cell.remove(output)
            figure.children[0].extend(output.children)
            if not cell.children:
                cell.parent.remove(cell)


class FitPictures(SphinxPostTransform):
    """Let computed pictures follow the page's switch between light and dark."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Class lines on nothing, whose ink can turn light; write drawn graphs into the page."""
        for image in list(self.document.findall(nodes.image)):
            path = Path(self.app.srcdir, image["uri"])
            if path.suffix == ".png" and path.exists() and covered(path) < LINE_ART:
                image["classes"].append("line-art")
            elif path.suffix == ".svg" and path.exists():
                drawing = path.read_text(encoding="utf-8")
                if GRAPH in drawing:
                    label = html.escape(image.get("alt", ""))
                    drawing = drawing.replace("<svg ", f'<svg aria-label="{label}" ', 1)
                    image.replace_self(nodes.raw("", drawing, format="html"))


def covered(path: Path) -> float:
    """Return the fraction of a picture's pixels that are not see-through."""
    with Image.open(path) as picture:
        alpha = picture.convert("RGBA").getchannel("A").histogram()
    return sum(alpha[128:]) / sum(alpha)


def restore_counts(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give Sphinx back its own numbers, or it takes every page with a figure for changed."""
    env.toc_fignumbers = getattr(env, "figure_counts", env.toc_fignumbers)
    return []


def number_by_chapter(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give figures and formulas the number of their chapter: 3.1, 3.2, and so on."""
    env.figure_counts = deepcopy(env.toc_fignumbers)  # type: ignore[attr-defined]
    for page, kinds in env.toc_fignumbers.items():
        if chapter := CHAPTER.match(page):
            for numbers in kinds.values():
                for count, name in enumerate(numbers, start=1):
                    numbers[name] = (int(chapter[1]), count)
    return []


def previous_output(figure: live_figure) -> nodes.Element | None:
    """Return the output container of the code cell just before the figure."""
    siblings = figure.parent.children
    before = siblings[siblings.index(figure) - 1] if siblings.index(figure) else None
    if not isinstance(before, nodes.Element):
        return None
    for container in before.findall(nodes.container):
        if container.get("nb_element") == "cell_code_output":
            return container
    return None


def visit_figure(self: Any, node: live_figure) -> None:
    """Write the name by which the script finds the figure."""
    self.body.append(self.starttag(node, "figure", **{"data-figure": node["live"]}))


def depart_figure(self: Any, node: live_figure) -> None:
    """Close the figure."""
    self.body.append("</figure>\n")


def visit_stage(self: Any, node: live_stage) -> None:
    """Open the static picture."""
    self.body.append('<div class="live-stage">\n')


def depart_stage(self: Any, node: live_stage) -> None:
    """Close the static picture."""
    self.body.append("</div>\n")


def visit_description(self: Any, node: live_description) -> None:
    """Close the caption, which docutils leaves open, and fold the description under its name."""
    title = word("description", self.config.language)
    printed = " open" if self.builder.name == "singlehtml" else ""
    self.body.append(
        f'</figcaption>\n<details class="live-text"{printed}><summary>{title}</summary>\n'
    )


def depart_description(self: Any, node: live_description) -> None:
    """Close the description."""
    self.body.append("</details>\n")


def visit_plain(self: Any, node: nodes.Node) -> None:
    """Let the children speak for themselves in builders other than HTML."""


def setup(app: Sphinx) -> None:
    """Register the directive, its nodes and the transform."""
    app.add_directive("live-figure", LiveFigure)
    app.add_transform(TakePicture)
    app.add_post_transform(FitPictures)
    app.connect("env-get-updated", restore_counts, priority=100)
    app.connect("env-get-updated", number_by_chapter, priority=900)
    plain = (visit_plain, visit_plain)
    app.add_enumerable_node(
        live_figure, "figure", html=(visit_figure, depart_figure), text=plain, latex=plain
    )
    app.add_node(live_stage, html=(visit_stage, depart_stage), text=plain, latex=plain)
    app.add_node(
        live_description, html=(visit_description, depart_description), text=plain, latex=plain
    )

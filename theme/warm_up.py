"""The ``{warm-up}`` directive: code with a check in it, to fill in where it stands.

    ````{warm-up} first-line
    What to write, and why.

    ```python
    from lrlib.checks import check

    def squared_error(A, Y):
        return ...

    check(squared_error)
    ```
    ````

The argument names the cell. It runs as an answer of an exercise does, is kept as that is, and earns
no points. Where a page cannot run code, nothing of the directive is shown.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from theme.practice import bar, runs


class warm_up(nodes.General, nodes.Element):  # noqa: N801
    """The text and the code of a warm-up; `cell` is the code's name."""


class WarmUp(SphinxDirective):
    """Read a warm-up."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return its text and its code, to be laid out when it is known whether pages run."""
        node = warm_up("", cell=self.arguments[0])
        self.state.nested_parse(self.content, self.content_offset, node)
        blocks = list(node.findall(nodes.literal_block))
        if len(blocks) != 1:
            message = f"A warm-up has one block of code. Got {len(blocks)}."
            raise self.error(message)
        return [node]


class LayWarmUps(SphinxPostTransform):
    """Make each warm-up's code a cell with buttons, or take the warm-up out."""

    default_priority = 750
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Find the warm-ups of a page."""
        for node in list(self.document.findall(warm_up)):
            if not runs(self.app):
                node.parent.remove(node)
                continue
            (code,) = node.findall(nodes.literal_block)
            buttons = nodes.raw("", bar("warm-up", self.config.language), format="html")
            shown = nodes.container("", classes=["cell_input"])
            name = f"cell-{node['cell']}"
            classes = ["cell", "practice-cell", "practice-cell-answer"]
            cell = nodes.container("", shown, buttons, ids=[name], classes=classes)
            code.replace_self(cell)
            shown += code
            box = nodes.container("", *node.children, classes=["warm-up"])
            node.replace_self(box)


def setup(app: Sphinx) -> None:
    """Register the directive and its transform."""
    app.add_node(warm_up)
    app.add_directive("warm-up", WarmUp)
    app.add_post_transform(LayWarmUps)

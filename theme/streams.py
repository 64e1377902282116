"""What a cell prints is one block, however often it was flushed while it ran."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class JoinStreams(SphinxTransform):
    """Join neighbouring pieces of printed text.

    myst-nb's own merging puts a blank line where a piece was cut before its newline.
    """

    default_priority = 395

    def apply(self, **kwargs: Any) -> None:
        """Look at the output of every code cell."""
        for output in self.document.findall(nodes.container):
            if output.get("nb_element") != "cell_code_output":
                continue
            for before, block in zip(output.children[:-1], output.children[1:], strict=True):
                if printed(before) and printed(block):
                    text = before.astext() + block.astext()
                    block.clear()
                    block += nodes.Text(text)
                    block.rawsource = text
                    output.remove(before)


def printed(node: nodes.Node) -> bool:
    """Tell whether a node holds text that a cell printed."""
    return isinstance(node, nodes.literal_block) and "stream" in node["classes"]


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(JoinStreams)

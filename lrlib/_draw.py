"""Draw a computation graph as SVG, without an external program."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrlib.graph import Node


def draw(node: "Node") -> str:
    """Draw the graph that ends in `node`, as SVG text."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img"><title>{node.value}</title></svg>'

"""Draw a computation graph as SVG, without an external program."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from statistics import fmean
from typing import Protocol

from lrlib._operations import OPERATIONS

LARGEST = 200  # nodes
COLUMN, ROW, RADIUS, MARGIN = 120, 84, 20, 44

# A page's own switch between light and dark (the book's, JupyterLab's) beats the system's.
# Text and lines take the colour of the text around; a file of its own brings that along.
STYLE = """
.lrlib-graph { --value: #117733; --gradient: #b3261e; font: 15px sans-serif; max-width: 100%; }
svg:root { color: #222; background: #fff; }
@media (prefers-color-scheme: dark) {
  .lrlib-graph { --value: #6fd08c; --gradient: #ff8a80; }
  svg:root { color: #eee; background: #14181e; }
}
[data-theme="light"] .lrlib-graph, [data-jp-theme-light="true"] .lrlib-graph
  { --value: #117733; --gradient: #b3261e; }
[data-theme="dark"] .lrlib-graph, [data-jp-theme-light="false"] .lrlib-graph
  { --value: #6fd08c; --gradient: #ff8a80; }
.lrlib-graph text { fill: currentColor; text-anchor: middle; dominant-baseline: central; }
.lrlib-graph text.value { fill: var(--value); }
.lrlib-graph text.gradient { fill: var(--gradient); }
.lrlib-graph path, .lrlib-graph rect, .lrlib-graph circle
  { fill: none; stroke: currentColor; stroke-width: 1.3; }
.lrlib-graph path.head { fill: currentColor; stroke: none; }
"""


class Drawing(str):
    """SVG text that a notebook shows as a picture."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


class Node(Protocol):
    """What is drawn: anything with a value and parents, such as `lrlib.graph.Node`."""

    value: float
    grad: float
    op: str
    label: str

    @property
    def parents(self) -> "Sequence[Node]":
        """What it was computed from."""
        ...


Point = tuple[float, float]


def render(order: Sequence[Node]) -> Drawing:
    """Return the drawing of a graph whose nodes are in topological order."""
    if len(order) > LARGEST:
        msg = f"A graph of {len(order)} nodes is too large to be read. At most {LARGEST}."
        raise ValueError(msg)
    index = {id(node): i for i, node in enumerate(order)}
    points, routes = layout([[index[id(p)] for p in node.parents] for node in order])
    width = max(x for x, _ in points) + MARGIN
    height = max(y for _, y in points) + MARGIN
    with_gradients = order[-1].grad != 0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="lrlib-graph" role="img" '
        f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}">',
        f"<title>Computation graph of {escape(_name(order[-1]))}</title>",
        f"<desc>{escape(_description(order, with_gradients))}</desc>",
        f"<style>{STYLE}</style>",
        *(_edge([points[i] for i in route]) for route in routes),
        *(_node(node, *points[i], with_gradients) for i, node in enumerate(order)),
        "</svg>",
    ]
    return Drawing("\n".join(parts))


def layout(parents: list[list[int]]) -> tuple[list[Point], list[list[int]]]:
    """Return a point for each node, and each edge as the points that it passes.

    Nodes are numbered in topological order; the points after theirs are bends, one where an
    edge passes a column.
    """
    columns = _columns(parents)
    routes: list[list[int]] = []
    for i, its_parents in enumerate(parents):
        for j in its_parents:
            between = range(columns[j] + 1, columns[i])
            routes.append([j, *range(len(columns), len(columns) + len(between)), i])
            columns += between
    grid = [[i for i, c in enumerate(columns) if c == k] for k in range(max(columns) + 1)]
    links = [link for route in routes for link in pairwise(route)]
    heights = _untangled(grid, links)
    top = min(heights)
    points: list[Point] = [
        (MARGIN + column * COLUMN, MARGIN + (height - top) * ROW)
        for column, height in zip(columns, heights, strict=True)
    ]
    return points, routes


def _columns(parents: list[list[int]]) -> list[int]:
    """Return the column of each node: right of its parents, and inputs just left of their use."""
    columns: list[int] = []
    for its_parents in parents:
        columns.append(1 + max((columns[j] for j in its_parents), default=-1))
    for j, its_parents in enumerate(parents):
        uses = [columns[i] for i, others in enumerate(parents) if j in others]
        if uses and not its_parents:
            columns[j] = min(uses) - 1
    return columns


def _untangled(grid: list[list[int]], links: list[tuple[int, int]]) -> list[float]:
    """Order each column by the mean height of what it is linked to, so that few edges cross."""
    heights = [0.0] * sum(map(len, grid))

    def place(column: list[int]) -> None:
        for row, i in enumerate(column):
            heights[i] = row - (len(column) - 1) / 2

    for column in grid:
        place(column)
    before = {i: [a for a, b in links if b == i] for i in range(len(heights))}
    after = {i: [b for a, b in links if a == i] for i in range(len(heights))}
    for linked, sweep in ((before, grid), (after, grid[::-1])) * 3:
        for column in sweep:
            pull = {i: fmean(heights[k] for k in linked[i] or [i]) for i in column}
            column.sort(key=pull.__getitem__)
            place(column)
    return heights


def _edge(points: list[Point]) -> str:
    """Return an arrow through the points, level where it leaves and where it arrives."""
    (x, y), *rest = points
    x += RADIUS
    line = f"M{x:g},{y:g}"
    for k, (x_next, y_next) in enumerate(rest, start=1):
        x_next -= RADIUS + 6 if k == len(rest) else 0
        middle = (x + x_next) / 2
        line += f" C{middle:g},{y:g} {middle:g},{y_next:g} {x_next:g},{y_next:g}"
        x, y = x_next, y_next
    return f'<path d="{line}"/><path class="head" d="M{x + 6:g},{y:g} l-8,-4 v8 z"/>'


def _node(node: Node, x: float, y: float, with_gradients: bool) -> str:
    """Return the shape of a node, its value above and its gradient below."""
    if node.op in OPERATIONS:
        shape = f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>'
        inside = OPERATIONS[node.op].symbol
        above = f"{node.label} = {_number(node.value)}" if node.label else _number(node.value)
    else:
        shape = (
            f'<rect x="{x - RADIUS:g}" y="{y - RADIUS:g}" width="{2 * RADIUS}" '
            f'height="{2 * RADIUS}" rx="6"/>'
        )
        inside = node.label or _number(node.value)
        above = _number(node.value) if node.label else ""
    texts = [("op", y, inside), ("value", y - RADIUS - 11, above)]
    if with_gradients and node.op != "const":
        texts.append(("gradient", y + RADIUS + 12, _number(node.grad)))
    return shape + "".join(
        f'<text class="{kind}" x="{x:g}" y="{height:g}">{escape(text)}</text>'
        for kind, height, text in texts
        if text
    )


def _number(value: float) -> str:
    return f"{value + 0.0:.4g}".replace("-", "−")  # + 0.0 turns −0 into 0


def _name(node: Node) -> str:
    return node.label or (
        OPERATIONS[node.op].word if node.op in OPERATIONS else _number(node.value)
    )


def _description(order: Sequence[Node], with_gradients: bool) -> str:
    """Say in words what the drawing shows, for those who do not see it."""
    sentences = []
    for node in order:
        if node.op == "const":
            continue
        sentence = f"{_name(node)} is {_number(node.value)}"
        if node.parents:
            sentence += f", {OPERATIONS[node.op].word} of {' and '.join(map(_name, node.parents))}"
        if with_gradients:
            sentence += f", gradient {_number(node.grad)}"
        sentences.append(sentence + ".")
    return " ".join(sentences)

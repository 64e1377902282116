"""A computation graph of plain numbers: values forward, derivatives backward."""

from typing import Union

from lrlib._operations import OPERATIONS as _OPERATIONS
from lrlib._validate import as_number

__all__ = ["Node", "draw"]

_Operand = Union["Node", float]


class Node:
    """One number of a computation, which remembers what it was computed from.

    Arithmetic on nodes (+ − * / ** and `exp`, `log`, `sigmoid`) makes new nodes, and numbers may
    be mixed in. `backward` on the last node fills in `grad`, its derivative with respect to each.
    Derived in chapters 10 to 12.

    Parameters
    ----------
    value : float
        The number.
    parents : tuple of Node
        What it was computed from.
    op : str
        How: one of add, sub, mul, div, pow, neg, exp, log, sigmoid. Empty for an input, and
        "const" for a number that was mixed in.
    label : str
        A name, for drawings. It can be given later: ``u.label = "u"``.

    Attributes
    ----------
    grad : float
        The derivative of the node on which `backward` was called, with respect to this one.

    Examples
    --------
    >>> a, b, c = Node(5, label="a"), Node(3, label="b"), Node(2, label="c")
    >>> J = 3 * (a + b * c)
    >>> J.value
    33.0
    >>> J.backward()
    >>> a.grad, b.grad, c.grad
    (3.0, 6.0, 9.0)
    """

    __slots__ = ("grad", "label", "op", "parents", "value")
    __array_ufunc__ = None  # lets a NumPy number on the left give way to __radd__ and the like

    def __init__(
        self, value: float, parents: tuple["Node", ...] = (), op: str = "", label: str = ""
    ) -> None:
        number = as_number(value, "value")
        if isinstance(number, complex):
            msg = f"value must be a real number. Got {number}."
            raise TypeError(msg)
        if parents and op not in _OPERATIONS:
            msg = f"op must be one of {', '.join(_OPERATIONS)}. Got {op!r}."
            raise ValueError(msg)
        self.value: float = number
        self.parents = tuple(parents)
        self.op = op
        self.label = label
        self.grad = 0.0

    def __repr__(self) -> str:
        given = {"op": self.op, "label": self.label}
        more = "".join(f", {name}={text!r}" for name, text in given.items() if text)
        return f"Node({self.value:g}{more})"

    def __add__(self, other: _Operand) -> "Node":
        return _apply("add", self, other)

    def __radd__(self, other: _Operand) -> "Node":
        return _apply("add", other, self)

    def __sub__(self, other: _Operand) -> "Node":
        return _apply("sub", self, other)

    def __rsub__(self, other: _Operand) -> "Node":
        return _apply("sub", other, self)

    def __mul__(self, other: _Operand) -> "Node":
        return _apply("mul", self, other)

    def __rmul__(self, other: _Operand) -> "Node":
        return _apply("mul", other, self)

    def __truediv__(self, other: _Operand) -> "Node":
        return _apply("div", self, other)

    def __rtruediv__(self, other: _Operand) -> "Node":
        return _apply("div", other, self)

    def __pow__(self, other: _Operand) -> "Node":
        return _apply("pow", self, other)

    def __rpow__(self, other: _Operand) -> "Node":
        return _apply("pow", other, self)

    def __neg__(self) -> "Node":
        return _apply("neg", self)

    def exp(self) -> "Node":
        """Return e to the power of this node."""
        return _apply("exp", self)

    def log(self) -> "Node":
        """Return the natural logarithm of this node."""
        return _apply("log", self)

    def sigmoid(self) -> "Node":
        """Return σ of this node."""
        return _apply("sigmoid", self)

    def backward(self) -> None:
        """Fill in `grad` of every node that this one was computed from.

        Gradients start afresh. Nodes are visited in reverse topological order, each once, and
        every path adds its share, so that a gradient is complete before it is passed on.
        """
        order = _topological_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, _local_slopes(node), strict=True):
                parent.grad += node.grad * slope


def draw(node: Node) -> str:
    """Draw the graph that ends in `node`, as SVG.

    The operation is in each node, its value above in green, its gradient below in red once
    `backward` has run. A notebook shows the drawing when it is the last line of a cell.
    Used in chapters 10 to 13.

    Parameters
    ----------
    node : Node
        The last node. At most 200 nodes are drawn.

    Returns
    -------
    str
        SVG text, with a title and a description for screen readers.

    Raises
    ------
    ValueError
        If the graph is too large to be read.

    Examples
    --------
    >>> draw(Node(2, label="a") * 3)[:4]
    '<svg'
    """
    from lrlib._draw import render  # computing needs no picture

    return render(_topological_order(node))


def _topological_order(node: Node) -> list[Node]:
    """Return every node of the graph, each after its parents, without recursion."""
    order: list[Node] = []
    seen: set[int] = set()
    stack = [(node, False)]
    while stack:
        current, parents_done = stack.pop()
        if parents_done:
            order.append(current)
        elif id(current) not in seen:
            seen.add(id(current))
            stack.append((current, True))
            stack.extend((parent, False) for parent in reversed(current.parents))
    return order


def _local_slopes(node: Node) -> tuple[float, ...]:
    """Return the derivative of a node with respect to each of its parents."""
    if not node.parents:
        return ()
    return _OPERATIONS[node.op].slopes(node.value, *(parent.value for parent in node.parents))


def _apply(op: str, *operands: _Operand) -> Node:
    nodes = tuple(x if isinstance(x, Node) else Node(x, op="const") for x in operands)
    values = [node.value for node in nodes]
    try:
        value = _OPERATIONS[op].value(*values)
    except (ArithmeticError, ValueError):
        msg = f"{op} of {' and '.join(f'{v:g}' for v in values)} is not a finite number."
        raise ValueError(msg) from None
    return Node(value, nodes, op)

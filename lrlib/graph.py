"""A computation graph of plain numbers: values forward, derivatives backward."""

import math
from collections.abc import Callable
from typing import Union

from lrlib._draw import draw
from lrlib._validate import as_number

__all__ = ["Node", "draw"]

Operand = Union["Node", float]


class Node:
    """One number of a computation, which remembers what it was computed from.

    Arithmetic on nodes (+ − * / ** and `exp`, `log`, `sigmoid`) makes new nodes; numbers may
    be mixed in. `backward` on the last one fills in `grad`, the derivative of the last node
    with respect to each. Derived in chapters 10 to 12.

    Parameters
    ----------
    value : float
        The number.
    parents : tuple of Node
        What it was computed from.
    op : str
        How: one of add, sub, mul, div, pow, neg, exp, log, sigmoid; "" for an input and
        "const" for a number that was mixed in.
    label : str
        A name, for drawings.

    Attributes
    ----------
    grad : float
        The derivative of the node that `backward` was last called on.

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

    def __init__(
        self, value: float, parents: tuple["Node", ...] = (), op: str = "", label: str = ""
    ) -> None:
        self.value: float = as_number(value, "value")
        self.parents = tuple(parents)
        self.op = op
        self.label = label
        self.grad = 0.0

    def __repr__(self) -> str:
        name = f", label={self.label!r}" if self.label else ""
        return f"Node({self.value:g}, op={self.op!r}, grad={self.grad:g}{name})"

    def __add__(self, other: Operand) -> "Node":
        return _apply("add", self, other)

    def __radd__(self, other: Operand) -> "Node":
        return _apply("add", other, self)

    def __sub__(self, other: Operand) -> "Node":
        return _apply("sub", self, other)

    def __rsub__(self, other: Operand) -> "Node":
        return _apply("sub", other, self)

    def __mul__(self, other: Operand) -> "Node":
        return _apply("mul", self, other)

    def __rmul__(self, other: Operand) -> "Node":
        return _apply("mul", other, self)

    def __truediv__(self, other: Operand) -> "Node":
        return _apply("div", self, other)

    def __rtruediv__(self, other: Operand) -> "Node":
        return _apply("div", other, self)

    def __pow__(self, other: Operand) -> "Node":
        return _apply("pow", self, other)

    def __rpow__(self, other: Operand) -> "Node":
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

        Gradients start afresh. The nodes are visited in reverse topological order, each once,
        and every path adds its share: a node's own gradient is complete before it is passed on.
        """
        order = topological_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, local_slopes(node), strict=True):
                parent.grad += node.grad * slope


def topological_order(node: Node) -> list[Node]:
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


def _sigmoid(z: float) -> float:
    e = math.exp(-abs(z))
    return 1 / (1 + e) if z >= 0 else e / (1 + e)


# Forward: the value from the parents' values.
_FORWARD: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "neg": lambda a: -a,
    "exp": math.exp,
    "log": math.log,
    "sigmoid": _sigmoid,
}

# Backward: the local slopes, from the value and the parents' values.
_SLOPES: dict[str, Callable[..., tuple[float, ...]]] = {
    "add": lambda _, a, b: (1.0, 1.0),
    "sub": lambda _, a, b: (1.0, -1.0),
    "mul": lambda _, a, b: (b, a),
    "div": lambda v, a, b: (1 / b, -v / b),
    "pow": lambda v, a, b: (b * a ** (b - 1) if b else 0.0, v * math.log(a) if a > 0 else 0.0),
    "neg": lambda _, a: (-1.0,),
    "exp": lambda v, a: (v,),
    "log": lambda _, a: (1 / a,),
    "sigmoid": lambda v, a: (v * (1 - v),),
}


def local_slopes(node: Node) -> tuple[float, ...]:
    """Return the derivative of a node with respect to each of its parents."""
    if not node.parents:
        return ()
    if node.op not in _SLOPES:
        msg = f"op must be one of {', '.join(_SLOPES)}. Got {node.op!r}."
        raise ValueError(msg)
    return _SLOPES[node.op](node.value, *(parent.value for parent in node.parents))


def _apply(op: str, *operands: Operand) -> Node:
    nodes = tuple(x if isinstance(x, Node) else Node(x, op="const") for x in operands)
    return Node(_FORWARD[op](*(node.value for node in nodes)), nodes, op)

"""Computation graphs: values, derivatives, drawings."""

import gc
import math
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lrlib._draw import layout
from lrlib.gradients import example_gradients
from lrlib.graph import Node, draw

SVG = "{http://www.w3.org/2000/svg}"


def book_graph():
    """J = 3(a + bc), as in chapter 10."""
    a, b, c = Node(5, label="a"), Node(3, label="b"), Node(2, label="c")
    u = b * c
    v = a + u
    return a, b, c, u, v, 3 * v


def test_forward_by_hand():
    *_, u, v, J = book_graph()
    assert (u.value, v.value, J.value) == (6.0, 11.0, 33.0)


def test_backward_by_hand():
    a, b, c, u, v, J = book_graph()
    J.backward()
    assert [n.grad for n in (J, v, a, u, b, c)] == [1.0, 3.0, 3.0, 3.0, 6.0, 9.0]


def test_nudging_agrees():
    """A nudge of 0.001 in each input moves J by its gradient times as much."""
    base = 33.0
    for moved, gradient in ((0, 3.0), (1, 6.0), (2, 9.0)):
        a, b, c = (n + 0.001 * (i == moved) for i, n in enumerate((5.0, 3.0, 2.0)))
        assert (3 * (a + b * c) - base) / 0.001 == pytest.approx(gradient, rel=1e-9)


def test_paths_that_fork_and_meet_add_up():
    """e = (p + q)(q + 1): de/dq = 2 + 3."""
    p, q = Node(2), Node(1)
    e = (p + q) * (q + 1)
    e.backward()
    assert (e.value, p.grad, q.grad) == (6.0, 2.0, 5.0)


def test_one_node_used_twice_by_one_operation():
    x = Node(3)
    y = x * x + x / x + (x - x)
    y.backward()
    assert (y.value, x.grad) == (10.0, 6.0)


def test_a_shared_part_is_counted_once_for_each_path():
    """y = s·s + s with s = x²: recursion without an order visits s more than once."""
    x = Node(2)
    s = x * x
    y = s * s + s
    y.backward()
    assert x.grad == 4 * 2**3 + 2 * 2


def test_a_ladder_of_shared_parts_takes_no_exponential_time():
    """Sixty doublings: 2⁶⁰ paths, 61 nodes."""
    x = y = Node(1.0)
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == y.value == 2.0**60


def test_backward_starts_afresh():
    a, b, c, *_, J = book_graph()
    for _ in range(3):
        J.backward()
    assert (a.grad, b.grad, c.grad) == (3.0, 6.0, 9.0)


def test_backward_from_a_node_inside():
    a, b, c, u, v, J = book_graph()
    J.backward()
    v.backward()
    assert [n.grad for n in (v, a, u, b, c)] == [1.0, 1.0, 1.0, 2.0, 3.0]


def test_a_chain_of_ten_thousand_nodes_works_and_is_freed():
    x = Node(1.0)
    y = x
    for _ in range(10_000):
        y = y * 1.0001 + 0.0
    y.backward()
    assert x.grad == pytest.approx(1.0001**10_000, rel=1e-9)
    assert y.value == pytest.approx(x.grad, rel=1e-9)
    del x
    y = None
    gc.collect()
    assert not [o for o in gc.get_objects() if isinstance(o, Node) and len(o.parents) == 2]


OPERATIONS = {
    "add": (lambda a, b: a + b, 2),
    "sub": (lambda a, b: a - b, 2),
    "mul": (lambda a, b: a * b, 2),
    "div": (lambda a, b: a / b, 2),
    "pow": (lambda a, b: a**b, 2),
    "neg": (lambda a: -a, 1),
    "exp": (lambda a: a.exp() if isinstance(a, Node) else anp.exp(a), 1),
    "log": (lambda a: a.log() if isinstance(a, Node) else anp.log(a), 1),
    "sigmoid": (lambda a: a.sigmoid() if isinstance(a, Node) else 1 / (1 + anp.exp(-a)), 1),
}
STEP = st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 99), st.integers(0, 99))


@given(
    st.lists(st.floats(0.2, 3.0), min_size=1, max_size=4), st.lists(STEP, min_size=1, max_size=12)
)
def test_random_graphs_agree_with_automatic_differentiation(inputs, steps):
    """Any operation on any earlier nodes, so that parts are shared and paths meet."""

    def compute(values):
        made = list(values)
        for op, i, j in steps:
            f, arity = OPERATIONS[op]
            operands = [made[i % len(made)], made[j % len(made)]][:arity]
            # Keep to where the operations are defined and moderate.
            size = [float(getattr(x, "value", getattr(x, "_value", x))) for x in operands]
            assume(all(abs(s) < 20 for s in size))
            assume(op not in ("log", "pow") or size[0] > 0.05)
            assume(op != "div" or abs(size[1]) > 0.05)
            made.append(f(*operands))
        return made[-1]

    nodes = [Node(x) for x in inputs]
    last = compute(nodes)
    last.backward()
    expected = autograd.grad(lambda x: compute([x[i] for i in range(len(inputs))]))(
        np.array(inputs)
    )
    np.testing.assert_allclose([n.grad for n in nodes], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("f", "x", "value", "slope"),
    [
        (lambda x: x + 2, 3.0, 5.0, 1.0),
        (lambda x: 2 + x, 3.0, 5.0, 1.0),
        (lambda x: x - 2, 3.0, 1.0, 1.0),
        (lambda x: 2 - x, 3.0, -1.0, -1.0),
        (lambda x: x * 2, 3.0, 6.0, 2.0),
        (lambda x: 2 * x, 3.0, 6.0, 2.0),
        (lambda x: x / 2, 3.0, 1.5, 0.5),
        (lambda x: 2 / x, 4.0, 0.5, -0.125),
        (lambda x: x**2, 3.0, 9.0, 6.0),
        (lambda x: 2**x, 3.0, 8.0, 8 * math.log(2)),
        (lambda x: x**x, 2.0, 4.0, 4 * (math.log(2) + 1)),
        (lambda x: x**3, -2.0, -8.0, 12.0),
        (lambda x: x**-1, -2.0, -0.5, -0.25),
        (lambda x: x**0, 0.0, 1.0, 0.0),
        (lambda x: x**1, 0.0, 0.0, 1.0),
        (lambda x: x**2, 0.0, 0.0, 0.0),
        (lambda x: x**0.5, 0.0, 0.0, math.inf),
        (lambda x: -x, 3.0, -3.0, -1.0),
        (lambda x: x.exp(), 0.0, 1.0, 1.0),
        (lambda x: x.log(), 2.0, math.log(2), 0.5),
        (lambda x: x.sigmoid(), 0.0, 0.5, 0.25),
        (lambda x: x.sigmoid(), 40.0, 1.0, 4.248354255291589e-18),
        (lambda x: x.sigmoid(), -800.0, 0.0, 0.0),
        (lambda x: x.sigmoid(), 800.0, 1.0, 0.0),
        (lambda x: np.float64(2) * x, 3.0, 6.0, 2.0),
        (lambda x: np.int64(2) ** x, 3.0, 8.0, 8 * math.log(2)),
    ],
)
def test_each_operation_with_numbers_mixed_in(f, x, value, slope):
    node = Node(x)
    result = f(node)
    result.backward()
    assert isinstance(result, Node)
    assert result.value == pytest.approx(value, rel=1e-14)
    assert node.grad == pytest.approx(slope, rel=1e-14)


@pytest.mark.parametrize("y", [0, 1])
def test_the_neuron_as_a_graph(y):
    """Chapter 13: backward gives da, dz, dw and db of example_gradients."""
    w1, w2, b, x1, x2 = map(Node, (0.5, -1.0, 0.25, 2.0, 3.0))
    z = w1 * x1 + w2 * x2 + b
    a = z.sigmoid()
    loss = -(y * a.log() + (1 - y) * (1 - a).log())
    loss.backward()
    expected = example_gradients([[0.5], [-1.0]], 0.25, [[2.0], [3.0]], y)
    got = [a.grad, z.grad, w1.grad, w2.grad, b.grad]
    np.testing.assert_allclose(got, [*expected[:2], *expected.dw[:, 0], expected.db], rtol=1e-12)


def test_nodes_can_be_made_by_hand():
    b, c = Node(3), Node(2)
    u = Node(6, (b, c), "mul", label="u")
    u.backward()
    assert (b.grad, c.grad) == (2.0, 3.0)
    assert repr(u) == "Node(6, op='mul', label='u')"
    assert repr(b) == "Node(3)"


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Node("3"), TypeError, "value must be one number. Got '3'."),
        (lambda: Node(np.zeros(2)), TypeError, "value must be one number. Got shape (2,)."),
        (lambda: Node(1j), TypeError, "value must be a real number. Got 1j."),
        (lambda: Node(1) + "2", TypeError, "value must be one number. Got '2'."),
        (lambda: Node(1, (Node(2),), "tanh"), ValueError, "op must be one of add, sub, mul, div,"),
        (lambda: Node(-1).log(), ValueError, "log of -1 is not a finite number."),
        (lambda: Node(1) / 0, ValueError, "div of 1 and 0 is not a finite number."),
        (lambda: Node(1000).exp(), ValueError, "exp of 1000 is not a finite number."),
        (lambda: Node(-8) ** (1 / 3), ValueError, "pow of -8 and 0.333333 is not a finite"),
        (lambda: Node(0) ** -1, ValueError, "pow of 0 and -1 is not a finite number."),
    ],
)
def test_refusals_say_why(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()


# Drawings


def texts(root, kind):
    return [t.text for t in root.iter(f"{SVG}text") if t.get("class") == kind]


def test_drawing_shows_operations_values_and_gradients():
    *_, u, v, J = book_graph()
    u.label, v.label, J.label = "u", "v", "J"
    J.backward()
    root = ET.fromstring(draw(J))
    assert sorted(texts(root, "op")) == sorted(["a", "b", "c", "×", "+", "×", "3"])
    assert sorted(texts(root, "value")) == sorted(["5", "3", "2", "u = 6", "v = 11", "J = 33"])
    assert sorted(texts(root, "gradient")) == sorted(["3", "6", "9", "3", "3", "1"])
    assert len([p for p in root.iter(f"{SVG}path") if p.get("class") == "head"]) == 6


def test_drawing_before_backward_shows_no_gradients():
    root = ET.fromstring(draw(book_graph()[-1]))
    assert texts(root, "gradient") == []
    assert "gradient" not in root.find(f"{SVG}desc").text


def test_drawing_speaks_to_screen_readers():
    *_, u, v, J = book_graph()
    u.label, v.label, J.label = "u", "v", "J"
    J.backward()
    root = ET.fromstring(draw(J))
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Computation graph of J"
    assert root[1].tag == f"{SVG}desc"
    assert root[1].text == (
        "a is 5, gradient 3. b is 3, gradient 6. c is 2, gradient 9. "
        "u is 6, the product of b and c, gradient 3. v is 11, the sum of a and u, gradient 3. "
        "J is 33, the product of 3 and v, gradient 1."
    )


def test_drawing_is_the_same_each_time_and_needs_nothing_else():
    """No ids (two drawings may share a page), and no address but the namespace's."""
    first, second = (draw(book_graph()[-1]) for _ in range(2))
    assert first == second
    root = ET.fromstring(first)
    assert not [e for e in root.iter() if "id" in e.attrib]
    assert re.findall(r"https?://[^\"]+", first) == ["http://www.w3.org/2000/svg"]
    assert first._repr_html_() == first


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_drawing_is_legible_in_light_and_dark():
    """WCAG AA: a contrast of at least 4.5 to the page."""
    drawing = draw(book_graph()[-1])
    schemes = re.findall(r"--value: (#\w{6}); --gradient: (#\w{6})", drawing)
    light, dark = schemes[0], schemes[1]
    assert schemes == [light, dark, light, dark]
    for colours, page in ((light, "#ffffff"), (dark, "#14181e"), (dark, "#222832")):
        for colour in colours:
            lighter, darker = sorted((luminance(colour), luminance(page)), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) > 4.5
    assert "fill: currentColor" in drawing


def test_labels_are_escaped():
    x = Node(1, label="<b> & 'c'")
    root = ET.fromstring(draw(x + 1))
    assert "<b> & 'c'" in texts(root, "op")


def test_minus_zero_is_shown_as_zero_and_minus_as_a_minus():
    x = Node(0.0, label="x")
    root = ET.fromstring(draw(-x - 2))
    assert sorted(texts(root, "value")) == ["0", "0", "−2"]


def test_a_single_node_can_be_drawn():
    root = ET.fromstring(draw(Node(3.14159)))
    assert texts(root, "op") == ["3.142"]


def test_a_graph_too_large_to_read_is_refused():
    y = Node(1.0)
    for _ in range(200):
        y = -y
    with pytest.raises(ValueError, match="A graph of 201 nodes is too large to be read"):
        draw(y)


def test_places_do_not_collide_and_edges_run_to_the_right():
    """The fork of chapter 12, and the loss of one neuron with an edge over many columns."""
    y, z = Node(1.0), Node(0.5)
    a = z.sigmoid()
    loss = -(y * a.log() + (1 - y) * (1 - a).log())
    order, index = [], {}

    def visit(node):
        if id(node) not in index:
            for parent in node.parents:
                visit(parent)
            index[id(node)] = len(order)
            order.append(node)

    visit(loss)
    points, routes = layout([[index[id(p)] for p in n.parents] for n in order])
    assert len(set(points)) == len(points)
    assert len(points) > len(order)
    for route in routes:
        xs = [points[i][0] for i in route]
        assert len({b - a for a, b in pairwise(xs)}) == 1
        assert xs == sorted(xs)
    for i, node in enumerate(order):
        assert all(points[index[id(p)]][0] < points[i][0] for p in node.parents)

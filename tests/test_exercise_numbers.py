"""Every number that the exercises work out by hand is what lrlib computes."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from lrlib import cost_and_gradients, cross_entropy, forward, gradient_descent, images_to_vectors
from lrlib.checks import load
from lrlib.cost import cost_from_logits, squared_error
from lrlib.gradients import example_gradients
from theme.scores import scores_of_test_pictures

SOLUTIONS = Path(__file__).resolve().parent.parent / "solutions"

BYTES = np.array([[[[0], [51]], [[102], [153]]], [[[255], [204]], [[153], [0]]]], dtype=np.uint8)
W, X, B = np.array([[1.0], [-2.0]]), np.array([[2.0, 0.0], [0.5, 1.0]]), 0.5
A, Y = np.array([[0.8, 0.4]]), np.array([[1, 0]])
Z = np.log(A / (1 - A))


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def text(name):
    """Return the prose of an exercise."""
    (path,) = SOLUTIONS.glob(f"{name}*/*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return " ".join(prose.replace("−", "-").split())


def row(values, digits=4):
    """Write numbers as prose does."""
    return ", ".join(f"{round(float(v), digits):g}" for v in np.ravel(values))


def pictures():
    x = images_to_vectors(BYTES)
    return [f"picture 0 is {row(x[:, 0])}", f"Picture 1 is {row(x[:, 1])}"]


def neuron():
    z = (W.T @ X + B).ravel()
    a = forward(W, B, X).ravel()
    return [f"+ 0.5 = {z[0]:g}, and a", f"= {a[0]:.4f}", f"= {z[1]:g}, and a = {a[1]:.4f}"]


def losses():
    square, entropy = squared_error(A, Y), cross_entropy(A, Y)
    assert math.isclose(cost_from_logits(Z, Y), entropy.mean())
    return [
        f"½ · 0.2² = {square[0, 0]:.2f} | ½ · 0.4² = {square[0, 1]:.2f} | {square.mean():.2f}",
        f"-log 0.8 = {entropy[0, 0]:.4f} | -log 0.6 = {entropy[0, 1]:.4f} | {entropy.mean():.4f}",
        f"= {Z[0, 0]:.4f} and log(0.4/0.6) = {Z[0, 1]:.4f}",
        f"s = {-Z[0, 0]:.4f} for the first and {Z[0, 1]:.4f} for the second",
    ]


def walk():
    path = gradient_descent(lambda w: 2 * (w - 2), 6, learning_rate=0.25, n_steps=3)
    return [f"the path is {row(path)}"]


def derivatives():
    z = (W.T @ X[:, :1]).item() + B
    loss = -math.log(sigmoid(z))
    nudged = -math.log(sigmoid(z + 0.001))
    dz = example_gradients(W, B, X[:, :1], 1).dz
    return [
        f"= {z:g}, a = {sigmoid(z):.4f}, L = -log {sigmoid(z):.4f} = {loss:.4f}",
        f"a becomes {sigmoid(z + 0.001):.5f}, L becomes {nudged:.5f}",
        f"it falls by {loss - nudged:.6f}",
        f"about {dz:.3f}",
        f"For a = {sigmoid(z):.4f} the slope is about {sigmoid(z) * (1 - sigmoid(z)):.3f}",
    ]


def graph():
    """The tiny graph: s = p + q, e = s · q."""
    rows = [("s", "add", ("p", "q")), ("e", "mul", ("s", "q"))]
    grads = load("backward").reference(rows, {"p": 1.0, "q": 2.0, "s": 3.0, "e": 6.0})
    to_s, to_q = 2.0, 3.0
    assert grads == {"e": 1.0, "s": to_s, "p": to_s, "q": to_s + to_q}
    return [
        f"dp = {grads['p']:g}",
        f"dq = {grads['q']:g}",
        f"e becomes 3.001 · 2.001 = {3.001 * 2.001:.6f}",
        f"passes 1 · 2 = {to_s:g} to s, and 1 · 3 = {to_q:g} to q",
        f"the list is `{[to_s, to_q]}`",
        "`{" + ", ".join(f'"{name}": {grads[name]}' for name in "pqse") + "}`",
    ]


def three_examples():
    w, b, Y = np.array([[1.0], [-1.0]]), 0.5, np.array([[1, 0, 1]])
    X = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 2.0]])
    Z, A = w.T @ X + b, forward(w, b, X)
    L, dZ = cross_entropy(A, Y), A - Y
    J, dw, db = cost_and_gradients(w, b, X, Y)
    table = [
        f"| {i + 1} | {Z[0, i]:g} | {A[0, i]:.4f} | {L[0, i]:.4f} | {dZ[0, i]:.4f} | "
        + " | ".join(f"{x * dZ[0, i]:.4f}" if x else "0" for x in X[:, i])
        for i in range(3)
    ]
    last = f"J = {J:.4f}, db = {db:.4f}, and dw is the column of {dw[0, 0]:.4f} and {dw[1, 0]:.4f}"
    return [*table, last, f"a = {A[0, 0]:.4f}", f"costs {L[0, 0]:.4f}", f"costs {L[0, 1]:.4f}"]


def reflection():
    a = 0.001
    slope = a * (1 - a)
    return [
        f"= -1/0.001 = {-1 / a:g}",
        f"0.001 · 0.999 = {slope:.6f}",
        f"their product, {a - 1:.3f}",
        f"= {(a - 1) * slope:.6f}",
    ]


def pictures_judged():
    """The table of the neuron of chapter 16, and six pictures."""
    confusion, shares, auc = (
        load(name).reference for name in ("confusion", "precision_recall", "auc")
    )
    cats, others = (scores[np.newaxis] for scores in scores_of_test_pictures())
    scored = np.hstack([cats, others])
    C = confusion(scored, np.hstack([np.ones_like(cats), np.zeros_like(others)]))
    six = np.array([[0.9, 0.6, 0.5, 0.2, 0.7, 0.1]]), np.array([[1, 1, 1, 1, 0, 0]])
    few = confusion(*six)
    assert shares(few) == (0.75, 0.75)
    return [
        f"| no cat | {C[0, 0]} | {C[0, 1]} | | cat | {C[1, 0]} | {C[1, 1]} |",
        f"Here {C[1, 1]} of {C[0, 1]} + {C[1, 1]}",
        f"Here {C[1, 1]} of {C[1, 0]} + {C[1, 1]}",
        f"C = {few.tolist()}",
        "Precision ¾, recall ¾",
        f"So {8 * auc(*six):g} of 8 pairs",
    ]


BY_HAND = {
    "01": pictures,
    "02": neuron,
    "03": losses,
    "04": walk,
    "05": graph,
    "06": lambda: derivatives() + reflection(),
    "07": three_examples,
    "09": pictures_judged,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_numbers_worked_by_hand(name):
    prose = text(name)
    for number in BY_HAND[name]():
        assert number in prose


def test_numbers_of_the_rubric():
    """The instructors' page of exercise 06 holds the same numbers as its sample answer."""
    page = SOLUTIONS.parent / "chapters" / "for-instructors" / "reflections.md"
    a = 0.001
    numbers = {1 / a: "-{:g}", a * (1 - a): "{:.6f}", 1 - a: "-{:.3f}"}
    wanted = [template.format(number) for number, template in numbers.items()]
    wanted.append(f"{(a - 1) * a * (1 - a):.6f}")
    prose = page.read_text("utf-8").replace("−", "-")
    assert [number for number in wanted if number not in prose] == []

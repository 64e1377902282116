"""What readers do with a pencil or from memory: each number in an answer is computed here.

A function below works out one problem from its own text and returns the phrases that its answer
must hold. A number of the answer that is in no phrase must stand in the problem.
"""

import functools
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pytest
import yaml

from lrlib import Node, cost, cross_entropy, forward, sigmoid
from lrlib.cost import cost_from_logits, cross_entropy_from_logits, squared_error
from lrlib.descent import gradient_descent, update
from lrlib.gradcheck import central_difference, complex_step
from lrlib.gradients import cost_and_gradients, example_gradients
from lrlib.network import Network, network_cost_and_gradients
from lrlib.neuron import accuracy, predict

ROOT = Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"(?<![\w.\\])\d+(?:\.\d+)?")
SOLVED: dict[tuple[str, int], Callable[[], list[str]]] = {}


def problem(sheet: str, number: int) -> Callable[[Callable[[], list[str]]], None]:
    """Declare a function that works out a problem."""

    def declare(solve: Callable[[], list[str]]) -> None:
        SOLVED[sheet, number] = solve

    return declare


@functools.cache
def read(name: str) -> str:
    """Return the Markdown of a page, by its path without a suffix."""
    if (path := ROOT / f"{name}.md").exists():
        return path.read_text("utf-8")
    cells = nbformat.read(ROOT / f"{name}.ipynb", as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


@functools.cache
def items(sheet: str) -> tuple[dict[int, str], dict[int, str]]:
    """Return the problems and the answers of a sheet, by number."""
    text = read(f"chapters/problems/{sheet}")
    halves = text.split("\n## Problems\n")[1].split("\n## Answers\n")
    item = re.compile(r"^(\d)\. (.*?)(?=^\d\. |\Z|^```)", re.M | re.S)
    problems, answers = ({int(n): body for n, body in item.findall(half)} for half in halves)
    return problems, answers


def column(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)[:, None]


def row(*numbers: float) -> np.ndarray:
    return np.array([numbers], dtype=float)


# ---- Part 1 --------------------------------------------------------------------------------------


@problem("part-1", 1)
def _() -> list[str]:
    places = np.arange(4 * 5 * 3).reshape(4, 5, 3)
    assert places[2, 1, 0] == (2 * 5 + 1) * 3 + 0
    return [rf"4 \cdot 5 \cdot 3 = {places.size}$ numbers", rf"3 + 0 = {places[2, 1, 0]}$"]


@problem("part-1", 2)
def _() -> list[str]:
    X, w = np.zeros((60, 7)), np.zeros((60, 1))
    return [
        f"$X$ is ${X.shape}$",
        f"$w$ is ${w.shape}$",
        rf"$w^\top X$ is ${(w.T @ X).shape}$",
        f"$Y$ is ${forward(w, 0.0, X).shape}$",
    ]


W, B = column(2, -1), -1.0


@problem("part-1", 3)
def _() -> list[str]:
    x = column(2, 1)
    z = (W.T @ x).item() + B
    assert f"{np.exp(2):.2f}" == "7.39"
    labels = [predict(W, B, x, threshold=t).item() for t in (0.5, 0.9)]
    a = forward(W, B, x).item()
    assert a == pytest.approx(7.39 / 8.39, abs=5e-4)
    return [
        f"1 = {z:.0f}$",
        f"$e^z = {np.exp(z):.2f}$",
        f"7.39 / {1 + np.exp(z):.2f} = {a:.3f}$",
        f"0.5 the label is {labels[0]}. With 0.9 it is {labels[1]}",
    ]


@problem("part-1", 4)
def _() -> list[str]:
    first, second = -B / W[0, 0], -B / W[1, 0]
    for scale in (1, 2):
        for place in (column(first, 0), column(0, second)):
            assert forward(scale * W, scale * B, place).item() == 0.5
    assert predict(W, B, column(first + 1, 0)).item() == 1
    assert 2 * np.log(9) / np.linalg.norm(2 * W) == np.log(9) / np.linalg.norm(W)
    return [
        "$2 x_1 - x_2 - 1 = 0$",
        f"$x_1 = {first}$ and the second at $x_2 = {second:.0f}$",
        "side of label 1 is where $2 x_1 - x_2 > 1$, to the right",
        "make $z = 0$",
        "half as wide",
    ]


@problem("part-1", 5)
def _() -> list[str]:
    before = 0.8 / (1 - 0.8)
    after = np.exp(np.log(before) + np.log(2))
    return [
        f"$0.8 / 0.2 = {before:.0f}$",
        f"double, to {after:.0f}",
        f"${after:.0f} / {1 + after:.0f} = {after / (1 + after):.3f}$",
    ]


@problem("part-1", 6)
def _() -> list[str]:
    A, Y = row(0.9, 0.5, 0.9), row(1, 1, 0)
    half, entropy = squared_error(A, Y), cross_entropy(A, Y)
    for number, shown in ((0.9, "-0.105"), (0.5, "-0.693"), (0.1, "-2.303")):
        assert f"{np.log(number):.3f}" == shown
        assert rf"\log {number} = {shown}" in items("part-1")[0][6]
    assert cost(A, Y) == pytest.approx(entropy.mean())
    return [f"means are {half.mean():.3f} and {entropy.mean():.3f}"] + [
        f"| {a} | {y:.0f} | {h:.3f} | {e:.3f} |"
        for a, y, h, e in zip(A[0], Y[0], half[0], entropy[0], strict=True)
    ]


@problem("part-1", 7)
def _() -> list[str]:
    def slopes(a: float) -> tuple[float, float]:
        z = np.log(a / (1 - a))
        half = complex_step(lambda z: (sigmoid(z) - 0) ** 2 / 2, z)
        entropy = complex_step(lambda z: -np.log(1 - sigmoid(z)), z)
        assert half == pytest.approx((a - 0) * a * (1 - a))
        return float(half), float(entropy)

    (half, entropy), (half_99, entropy_99) = slopes(0.9), slopes(0.99)
    assert half_99 < half < entropy < entropy_99
    assert slopes(1 - 1e-9)[0] < 1e-8
    return [
        rf"a (1 - a) = 0.9 \cdot {0.9 * 0.1:.2f} = {half:.3f}$",
        f"$a - y = {entropy:.1f}$",
        f"For $a = 0.99$ they are {half_99:.4f} and {entropy_99:.2f}",
        "its slope goes to 0",
    ]


@problem("part-1", 8)
def _() -> list[str]:
    each = cross_entropy_from_logits(np.zeros((1, 4)), row(1, 0, 1, 0))
    assert f"{each.sum():.3f}" == "2.773"
    return [rf"$\log 2 = {each[0, 0]:.3f}$", r"$4 \cdot 0.693$ is 2.773 when $\log 2$"]


# ---- Part 2 --------------------------------------------------------------------------------------


def bowl_slope(w: float) -> float:
    return 2 * (w - 3)


@problem("part-2", 1)
def _() -> list[str]:
    path = gradient_descent(bowl_slope, 7, learning_rate=0.25, n_steps=3)
    assert bowl_slope(1.3) == pytest.approx(complex_step(lambda w: (w - 3) ** 2, 1.3))
    s = [f"{bowl_slope(w):.0f}" for w in path]
    assert np.allclose(np.diff(np.log(path - 3)), np.log(0.5))
    return [
        "$2(w - 3)$",
        f"{s[0]}, then {s[1]}, then {s[2]}",
        "from {:.0f} to {:.0f}, to {:.0f}, to {:.1f}".format(*path),
        "distance to 3",
    ]


@problem("part-2", 2)
def _() -> list[str]:
    path = gradient_descent(bowl_slope, 7, learning_rate=1.0, n_steps=2)
    (landed,) = gradient_descent(bowl_slope, 7, learning_rate=1 / 2, n_steps=1)[1:]
    away = np.abs(gradient_descent(bowl_slope, 7, learning_rate=1.1, n_steps=9) - 3)
    assert (np.diff(away) > 0).all()
    return [
        f"slope is {bowl_slope(path[0]):.0f}",
        f"land at ${path[1]:.0f}$",
        f"There it is ${bowl_slope(path[1]):.0f}$, and you are back at {path[2]:.0f}",
        rf"$\alpha = {1 / 2}$ you land on {landed:.0f} in one step. That is $1/\beta$",
        rf"$2/\beta = {2 / 2:.0f}$",
        "farther from 3",
    ]


@problem("part-2", 3)
def _() -> list[str]:
    a, b, c = Node(3.0), Node(2.0), Node(-1.0)
    u = a * b
    v = u + c
    J = v * 2.0
    J.backward()
    g = {name: f"{n.grad:.0f}" for name, n in zip("abcuv", (a, b, c, u, v), strict=True)}
    return [
        f"$u = {u.value:.0f}$, $v = {v.value:.0f}$, $J = {J.value:.0f}$",
        f"$dv = {g['v']}$, $du = {g['u']}$ and $dc = {g['c']}$",
        f"$da = 2b = {g['a']}$ and $db = 2a = {g['b']}$",
    ]


@problem("part-2", 4)
def _() -> list[str]:
    def J(b: float) -> float:
        return 2 * (3 * b - 1)

    change = J(2.001) - J(2)
    return [
        rf"$J = 2(3 \cdot 2.001 - 1) = {J(2.001):.3f}$",
        f"change is {change:.3f}",
        f"by 0.001 that is {change / 0.001:.0f}",
    ]


@problem("part-2", 5)
def _() -> list[str]:
    p, q = Node(2.0), Node(3.0)
    s = p + q
    (s * p).backward()
    return [
        "Two paths",
        f"= p + s = 2 + {s.value:.0f} = {p.grad:.0f}$",
        f"= p = {q.grad:.0f}$",
    ]


@problem("part-2", 6)
def _() -> list[str]:
    x = Node(3.0)
    s = x * x
    (s + x).backward()
    assert complex_step(lambda x: x**2 + x, 3.0) == x.grad
    return [
        f"passes {s.grad:.0f} to $s$ and 1 to $x$",
        f"passes {x.value:.0f} to $x$ twice",
        f"$dx = 1 + 3 + 3 = {x.grad:.0f}$",
        f"$J = x^2 + x$ has the slope $2x + 1 = {2 * 3 + 1}$",
    ]


@problem("part-2", 7)
def _() -> list[str]:
    z = np.log(0.8 / 0.2)
    da, dz, _, _ = example_gradients(np.ones((1, 1)), 0.0, column(z), 0)
    slope = complex_step(sigmoid, z)
    assert da * slope == pytest.approx(dz)
    return [
        f"$da = 1/(1 - 0.8) = {da:.0f}$",
        rf"0.8 \cdot {1 - 0.8:.1f} = {slope:.2f}$",
        f"product is {da * slope:.1f}, which is $a - y$",
    ]


@problem("part-2", 8)
def _() -> list[str]:
    w, b, x = column(1, -1), 0.0, column(2, 2)
    z, a = (w.T @ x).item() + b, forward(w, b, x).item()
    _, dz, dw, db = example_gradients(w, b, x, 1)
    w, b = update(w, b, dw, db, learning_rate=0.2)
    new = (w.T @ x).item() + b
    squared = float((x**2).sum())
    assert new == pytest.approx(-0.2 * dz * (squared + 1))
    return [
        f"$z = {z:.0f}$, $a = {a}$, $dz = {dz}$, $dw = ({dw[0, 0]:.0f}, {dw[1, 0]:.0f})$",
        f"$db = {db}$",
        f"$w = ({w[0, 0]:.1f}, {w[1, 0]:.1f})$ and $b = {b:.1f}$",
        f"${w[0, 0] * 2:.1f} - {-w[1, 0] * 2:.1f} + {b:.1f} = {new:.1f}$",
        rf"It was 0, and $0.2 \cdot {-dz} \cdot ({squared:.0f} + 1) = {new:.1f}$",
    ]


# ---- Part 3 --------------------------------------------------------------------------------------


@problem("part-3", 1)
def _() -> list[str]:
    X, w, dZ = np.zeros((5, 8)), np.zeros((5, 1)), np.zeros((1, 8))
    for missing in (lambda: X @ dZ, lambda: w @ X):
        with pytest.raises(ValueError, match="mismatch"):
            missing()
    return [
        f"${(w.T @ X).shape}$, ${dZ.shape}$, ${(X @ dZ.T).shape}$ and ${w.shape}$",
        "8 is not 1",
        "1 is not 5",
        f"exists, with the shape ${(dZ @ X.T).shape}$",
    ]


@problem("part-3", 2)
def _() -> list[str]:
    return [f"${(np.zeros((1, 8)) - np.zeros((8, 1))).shape}$"]


X_2, Y_2 = np.array([[1.0, 2.0], [0.0, 1.0]]), row(1, 0)


@problem("part-3", 3)
def _() -> list[str]:
    w = np.zeros((2, 1))
    A = forward(w, 0.0, X_2)
    _, dw, db = cost_and_gradients(w, 0.0, X_2, Y_2)
    total = X_2 @ (A - Y_2).T
    assert np.allclose(total.ravel(), -0.5 * X_2[:, 0] + 0.5 * X_2[:, 1])
    return [
        "All logits are 0",
        f"$A = ({A[0, 0]}, {A[0, 1]})$",
        f"$dZ = ({A[0, 0] - 1}, {A[0, 1]})$",
        rf"$-0.5 \cdot (1, 0) + 0.5 \cdot (2, 1) = ({total[0, 0]}, {total[1, 0]})$",
        f"by 2: $dw = ({dw[0, 0]}, {dw[1, 0]})$",
        f"$db = {db:.0f}$",
    ]


@problem("part-3", 4)
def _() -> list[str]:
    w, b = np.zeros((2, 1)), 0.0
    before, dw, db = cost_and_gradients(w, b, X_2, Y_2)
    w, b = update(w, b, dw, db, learning_rate=2.0)
    Z = w.T @ X_2 + b
    first, second = cross_entropy_from_logits(Z, Y_2)[0]
    after = cost_from_logits(Z, Y_2)
    assert f"{np.log1p(np.exp(0.5)):.3f}" == f"{first:.3f}"
    assert f"{np.log1p(np.exp(-1.5)):.3f}" == f"{second:.3f}"
    assert after < before < first
    assert f"{(0.974 + 0.201) / 2:.4f}" == "0.5875"  # with the rounded ones it rounds to the same
    return [
        f"$w = ({w[0, 0]}, {w[1, 0]})$ and $b = {b:.0f}$",
        f"logits are ${Z[0, 0]}$ and ${Z[0, 1]}$",
        f"{first:.3f} for $y = 1$ and {second:.3f} for $y = 0$, and their mean is {after:.3f}",
        f"smaller than {before:.3f}",
    ]


@problem("part-3", 5)
def _() -> list[str]:
    w, thrice = np.zeros((2, 1)), (np.tile(X_2, 3), np.tile(Y_2, 3))
    once, three = cost_and_gradients(w, 0.1, X_2, Y_2), cost_and_gradients(w, 0.1, *thrice)
    for before, after in zip(once, three, strict=True):
        assert after == pytest.approx(before)
    summed = X_2 @ (forward(w, 0.1, X_2) - Y_2).T
    summed_thrice = thrice[0] @ (forward(w, 0.1, thrice[0]) - thrice[1]).T
    assert summed_thrice == pytest.approx(3 * summed)
    return ["three times as large"]


@problem("part-3", 6)
def _() -> list[str]:
    return [rf"$2 \cdot 100 \cdot 50 = {2 * 100 * 50}$", "saves none"]


@problem("part-3", 7)
def _() -> list[str]:
    never = 60 - 15
    return [
        rf"$48/60 = {48 / 60:.0%}".replace("%", r"\,\%$"),
        f"right on {never} of 60, which is {never / 60 * 100:.0f} %",
        {3: "Three"}[48 - never] + " pictures",
    ]


@problem("part-3", 8)
def _() -> list[str]:
    Y = np.array([[1] * 20 + [0] * 30])
    Y_pred = np.array([[1] * 16 + [0] * 4 + [1] * 6 + [0] * 24])
    found, missed = int((Y_pred * Y).sum()), int(((1 - Y_pred) * Y).sum())
    alarms, rest = int((Y_pred * (1 - Y)).sum()), int(((1 - Y_pred) * (1 - Y)).sum())
    share = f"{accuracy(Y_pred, Y):.0%}".replace("%", r"\,\%$")
    return [
        f"Found {found} cats, missed {missed}; {alarms} false alarms, {rest} others",
        f"$({found} + {rest})/{Y.size} = {share}",
        f"${found}/20 = {found / 20:.0%}".replace("%", r"\,\%$"),
        f"${found}/{found + alarms} = {found / (found + alarms):.0%}".replace("%", r"\,\%$"),
    ]


# ---- Part 4 --------------------------------------------------------------------------------------

SCORES, LABELS = row(0.9, 0.8, 0.7, 0.4, 0.3, 0.2), np.array([[1, 1, 0, 1, 0, 0]])


def counts(threshold: float) -> tuple[int, int, int, int]:
    """Return found, missed, false alarms and rightly left."""
    called = (threshold <= SCORES).astype(int)
    table = [(called == c) & (y == LABELS) for c, y in ((1, 1), (0, 1), (1, 0), (0, 0))]
    found, missed, alarms, left = (int(part.sum()) for part in table)
    return found, missed, alarms, left


@problem("part-4", 1)
def _() -> list[str]:
    found, missed, alarms, left = counts(0.5)
    share = (found + left) / 6
    return [
        f"Found {found} cats, missed {missed}; {alarms} false alarm, {left} others",
        f"${found + left}/6 = {share:.3f}$",
    ]


@problem("part-4", 2)
def _() -> list[str]:
    found, missed, alarms, _ = counts(0.5)
    more, none, also, _ = counts(0.35)
    return [
        f"With 0.5 the precision is ${found}/{found + alarms} = {found / (found + alarms):.3f}$",
        f"the recall is ${found}/{found + missed} = {found / (found + missed):.3f}$",
        f"With 0.35 the precision is ${more}/{more + also} = {more / (more + also)}$",
        f"the recall is ${more}/{more + none} = {more / (more + none):.0f}$",
    ]


@problem("part-4", 3)
def _() -> list[str]:
    places = []
    for threshold in (0.75, 0.5, 0.35):
        found, missed, alarms, left = counts(threshold)
        x, y = alarms / (alarms + left), found / (found + missed)
        places.append(f"({round(x, 3):g}, {round(y, 3):g})")
    return [f"0.75 stands at ${places[0]}$, 0.5 at ${places[1]}$ and 0.35 at ${places[2]}$"]


@problem("part-4", 4)
def _() -> list[str]:
    higher = SCORES[LABELS == 1][:, None] > SCORES[LABELS == 0]
    above = higher.sum(axis=1)
    return [
        rf"$3 \cdot 3 = {higher.size}$ pairs",
        "The cats with {:g} and {:g} are".format(*SCORES[LABELS == 1]),
        f"above all {above[0]} others, the cat with 0.4 is above {above[2]}",
        f"That is {higher.sum()} pairs",
        f"${higher.sum()}/{higher.size} = {higher.mean():.3f}$",
    ]


@problem("part-4", 5)
def _() -> list[str]:
    left = 1000 - 10 - 50
    return [
        f"right on {1000 - 10} of 1000, an accuracy of {(1000 - 10) / 10:.0f} %",
        "its recall is 0",
        f"$8 + {left} = {8 + left}$, an accuracy of {(8 + left) / 10} %",
        rf"$8/10 = {8 / 10 * 100:.0f}\,\%$",
        rf"$8/{8 + 50} = {8 / (8 + 50) * 100:.0f}\,\%$",
    ]


@problem("part-4", 6)
def _() -> list[str]:
    return [rf"$0.8 \cdot 40 = {0.8 * 40:.0f}$ cats", f"$24/40 = {24 / 40}$"]


@problem("part-4", 7)
def _() -> list[str]:
    error = np.sqrt(0.75 * 0.25 / 100)
    assert np.sqrt(0.75 * 0.25 / 400) == pytest.approx(error / 2)
    return [
        rf"$\sqrt{{0.75 \cdot 0.25 / 100}} = {error:.3f}$, that is {100 * error:.1f} points",
        "400 pictures",
    ]


@problem("part-4", 8)
def _() -> list[str]:
    second = (20 + 79 - 75) // 2
    difference = np.r_[np.ones(second), -np.ones(20 - second), np.zeros(80)]
    error = difference.std() / np.sqrt(100)
    assert 0 < difference.mean() < error
    return [
        f"On {second}, and on {20 - second} it is the first",
        f"difference is {difference.mean()}",
        rf"\sqrt{{(0.2 - 0.04^2)/100}} = {error:.3f}$",
    ]


# ---- Going further -------------------------------------------------------------------------------


@problem("going-further", 1)
def _() -> list[str]:
    Z, Y = row(-3, -3, 800, 800), np.array([[0, 1, 0, 1]])
    L = cross_entropy_from_logits(Z, Y)[0]
    s = (1 - 2 * Y) * Z
    assert np.allclose(L, np.maximum(s, 0) + np.log1p(np.exp(-np.abs(s))))
    assert f"{np.log1p(np.exp(-3)):.3f}" == "0.049"
    return [
        f"{L[0]:.3f} for $y = 0$ and {L[1]:.3f} for $y = 1$",
        f"{L[2]:.0f} for $y = 0$ and {L[3]:.0f}, to rounding, for $y = 1$",
    ]


@problem("going-further", 2)
def _() -> list[str]:
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        ratio = np.exp(row(1000, -1000)) / (1 + np.exp(row(1000, -1000)))
    assert np.isnan(ratio[0, 0])
    assert 1e308 < np.exp(709.7) < np.inf
    return ["At 1000 it is", "nan", f"is rounded to 0, and $0/1 = {ratio[0, 1]:.0f}$ is right"]


@problem("going-further", 3)
def _() -> list[str]:
    def f(u: float) -> float:
        return u**3

    one = (f(1.1) - f(1)) / 0.1
    both = (f(1.1) - f(0.9)) / 0.2
    assert complex_step(f, 1.0) == pytest.approx(3)
    assert central_difference(f, 1.0) == pytest.approx(3)
    return [
        f"$({f(1.1):.3f} - 1)/0.1 = {one:.2f}$, which is {one - 3:.2f} from 3",
        f"$({f(1.1):.3f} - {f(0.9):.3f})/0.2 = {both:.2f}$, which is {both - 3:.2f} from 3",
    ]


@problem("going-further", 4)
def _() -> list[str]:
    X, c = np.array([[1, 0], [0, 1], [2, 1]]), np.array([[1], [-2]])
    w, gram = X @ c, X.T @ X
    logits = (c.T @ gram).ravel()
    assert (w.T @ X).ravel().tolist() == logits.tolist()
    return [
        f"$w = ({w[0, 0]}, {w[1, 0]}, {w[2, 0]})$ and $w^\\top X = ({logits[0]}, {logits[1]})$",
        rf"{gram[0, 0]} & {gram[0, 1]} \\ {gram[1, 0]} & {gram[1, 1]}",
        rf"({gram[0, 0]} - {2 * gram[1, 0]},\ {gram[0, 1]} - {2 * gram[1, 1]})"
        f" = ({logits[0]}, {logits[1]})$",
    ]


@problem("going-further", 5)
def _() -> list[str]:
    plain, small, once = 2 * 1000 * 20, 20**2, 1000 * 20**2
    steps = next(k for k in range(99) if k * plain > once + k * small)
    return [
        rf"$2 \cdot 1000 \cdot 20 = {plain}$ against $20^2 = {small}$",
        rf"$1000 \cdot {small} = {once}$",
        f"saves {plain - small}, so it has saved more than it costs after {steps} steps",
    ]


@problem("going-further", 6)
def _() -> list[str]:
    zero = Network(np.zeros((3, 2)), np.zeros((3, 1)), np.zeros((3, 1)), 0.0)
    X, Y = np.array([[0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]]), row(1, 0, 0, 0)
    _, *slopes = gradients = network_cost_and_gradients(zero, X, Y)
    assert [bool(np.any(part)) for part in slopes] == [False, False, False, True]
    size = sum(np.size(part) for part in zero)
    return [
        rf"$3 \cdot 2 + 3 + 3 + 1 = {size}$",
        r"$A_1 = 0$ and $A_2 = \tfrac12$",
        r"$dZ_2 = (-\tfrac12, \tfrac12, \tfrac12, \tfrac12)$",
        f"$db_2 = {gradients.db2}$",
        "All other gradients are 0",
        "$A_1 = 0$, and",
        "$w_2 = 0$",
    ]


@problem("going-further", 7)
def _() -> list[str]:
    L = cross_entropy_from_logits(np.zeros((1, 2)), row(1, 0))
    return [
        rf"{np.log10(2):.3f} is $\log_{{10}} 2$",
        rf"{L.sum() / (2 * L.size):.3f} is $\tfrac12 \log 2$: it is divided by $2m$",
        rf"{L.sum():.3f} is $2 \log 2$",
    ]


@problem("going-further", 8)
def _() -> list[str]:
    w, b = np.array([[0.3], [-0.2]]), 0.1

    def summed(w: np.ndarray) -> float:
        return float(cross_entropy_from_logits(w.T @ X_2 + b, Y_2).sum())

    gradient = X_2 @ (forward(w, b, X_2) - Y_2).T
    assert central_difference(summed, w) == pytest.approx(gradient)  # the check passes
    return ["With $w = 0$ and $b = 0$ the cost must be $\\log 2$"]


# ---- The pages -----------------------------------------------------------------------------------

SHEETS = sorted(path.stem for path in (ROOT / "chapters" / "problems").glob("*.md"))


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_problem_has_its_answer(sheet):
    problems, answers = items(sheet)
    assert 6 <= len(problems) <= 8
    assert list(problems) == list(answers) == list(range(1, len(problems) + 1))
    assert [n for name, n in SOLVED if name == sheet] == list(problems)


@pytest.mark.parametrize(("sheet", "number"), SOLVED)
def test_answers_are_computed(sheet, number):
    problems, answers = items(sheet)
    left = re.sub(r"\s+", " ", answers[number])
    for phrase in SOLVED[sheet, number]():
        assert phrase in left, f"{phrase!r} is not in the answer:\n{left}"
        left = left.replace(phrase, " ")
    given = set(NUMBER.findall(problems[number]))
    assert set(NUMBER.findall(left)) <= given


def parts() -> list[list[str]]:
    """Return the pages of each part but the first, which goes before all, and the last."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    return [[page["file"] for page in part["chapters"]] for part in contents["parts"]]


PARTS = parts()[1:-1]


def test_each_part_ends_with_its_problems():
    """They are linked from the last chapter of the part, too."""
    for names in PARTS:
        *before, last = names
        assert last.startswith("chapters/problems/")
        label = re.match(r"\((problems-[\w-]+)\)=", read(last))[1]
        chapter = [name for name in before if name.startswith("chapters/")][-1]
        assert f"{{ref}}`{label}`" in read(chapter)


# ---- Coming back ---------------------------------------------------------------------------------

# The right answers that are numbers, by page, in order.
REMEMBERED = {
    "chapters/01-a-picture-is-a-vector": [
        complex_step(lambda b: (1 + 2 * b) ** 2, 1.0),
        2 * np.log(0.5),
    ],
    "chapters/09-gradient-descent": [
        cost_from_logits(np.zeros((1, 50)), np.array([[1] * 20 + [0] * 30])),
        complex_step(lambda z: -np.log(1 - sigmoid(z)), np.log(9)),
    ],
    "chapters/15-m-examples": [
        gradient_descent(lambda w: 4.0, 3.0, learning_rate=0.5, n_steps=1)[1],
        2 + 3,
        example_gradients(column(0, 0), np.log(0.7 / 0.3), column(2, -1), 1).dw[0, 0],
    ],
    "chapters/17-how-good-is-it": [66.0],  # of the published test pictures; test_book holds it
}


@pytest.mark.parametrize("names", PARTS, ids=lambda names: names[0])
def test_each_part_begins_with_what_came_before(names):
    """Three questions, whose right answers send the reader to a section of an earlier part."""
    section = read(names[0]).split("## Coming back\n")[1].split("\n## ")[0]
    quizzes = re.findall(r"^```\{quiz\}\n(.*?)^```", section, re.M | re.S)
    assert len(quizzes) == 3
    assert all(":kind: recall\n" in quiz for quiz in quizzes)
    earlier = [read(name) for name in chapters_before(names[0])]
    for quiz in quizzes:
        right = quiz.split("- [x]")[1].split("\n- [")[0]
        (label,) = re.findall(r"\{ref\}`([\w-]+)`", right)
        assert sum(f"({label})=\n## " in other for other in earlier) == 1, label
    numbers = [
        float(re.search(r"- \[x\] (\S+)", quiz)[1]) for quiz in quizzes if ":number:" in quiz
    ]
    assert numbers == pytest.approx([float(x) for x in REMEMBERED.get(names[0], [])], abs=5e-4)


def chapters_before(name: str) -> list[str]:
    """Return the chapters that stand before a page."""
    every = [page for names in parts() for page in names]
    return [page for page in every[: every.index(name)] if re.match(r"chapters/\d\d-", page)]


def test_other_remembered_facts():
    """The questions whose answers are no numbers."""
    assert (np.zeros((3, 1)).T @ np.zeros((3, 4))).shape == (1, 4)
    assert sigmoid(-2.0) < 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        a, y = np.float64(1.0), 1
        assert np.isnan(-y * np.log(a) - (1 - y) * np.log(1 - a))

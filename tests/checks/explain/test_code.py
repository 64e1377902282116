"""What is read from the names in a learner's code, and what is said of them."""

import numpy as np
import pytest
from check_kit import failure

from lrlib.checks.explain.code import code_of
from lrlib.checks.explain.suspects import (
    AXIS_LOST,
    ENDS_EARLY,
    IS_0,
    MAKES_ONE_NUMBER,
    NO_NUMBER,
    QUESTIONS,
    SOMETHING_ELSE_THERE,
)

GIVEN = {"np": np, "tiny_b": 0.5, "tiny_w": np.ones((2, 1)), "EPS": 1e-9, "eps": 1e-9, "steps": 3}


def function(name, source):
    """Return the function of this name among what the source defines."""
    scope = {**GIVEN, "__name__": "__main__"}
    exec(source, scope)
    return scope[name]


def code(source):
    return code_of(function("f", source))


@pytest.mark.parametrize(
    ("source", "unused", "replaced", "outside"),
    [
        ("def f(a, b): return a", ("b",), (), ()),
        ("def f(a, b): return [a for _ in b]", (), (), ()),
        ("def f(a, b): return (lambda: a + b)()", (), (), ()),
        ("def f(a, b):\n    b = 2\n    return a * b", (), ("b",), ()),
        ("def f(a, b):\n    b += 2\n    return a * b", (), (), ()),
        ("def f(a, b):\n    if a:\n        b = 2\n    return a * b", (), (), ()),
        ("def f(a, b):\n    for b in a:\n        a = b\n    return a", (), (), ()),
        ("def f(a, b):\n    b = 1\n    return lambda: a + b", (), ("b",), ()),
        ("def f(a, b): return a * tiny_b", ("b",), (), ("tiny_b",)),
        ("def f(a, b): return a + b + EPS", (), (), ()),
        ("def g(a): return a + tiny_b\ndef f(a, b): return g(a) * b", (), (), ("tiny_b",)),
    ],
)
def test_arguments_and_names_from_outside_are_told_apart(source, unused, replaced, outside):
    found = code(source)
    assert (found.unused, found.replaced, found.outside) == (unused, replaced, outside)


def test_loops_conditions_and_comparisons_are_told_apart():
    plain = code("def f(a): return np.exp(a) / 2")
    assert (plain.loops, plain.branches, plain.compares) == (False, False, False)
    assert plain.has("exp")
    assert "/" in plain.signs
    assert code("def f(a):\n    for x in a: a = x\n    return a").loops
    assert code("def f(a):\n    while a: a -= 1\n    return a").loops
    assert code("def f(a): return [x for x in a]").loops
    assert code("def f(a): return 1 if a else 0").branches
    assert code("def f(a): return a > 0").compares
    assert code("def f(a):\n    global k\n    k = a\n    return a").sets_outside
    assert code_of(np.exp) is None


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("Y == 0 & s", True),
        ("s & Y == 0", False),  # of a name nobody can say what it holds
        ("(A >= 1) & Y == 0", True),
        ("A >= 1 | s", True),
        ("(A >= 1) & (Y == 0)", False),
        ("((A >= 1) & s).sum() == 3", False),
        ("(A & 3) == 0", False),
        ("A & Y", False),
    ],
)
def test_missing_brackets_are_seen_where_a_comparison_comes_too_late(line, missing):
    assert code(f"def f(A, Y, s): return {line}").unbracketed is missing


def test_second_names_and_names_set_twice_are_seen():
    assert code("def f(A, Y):\n    d = A\n    d -= Y\n    return d").aliases == (("d", "A"),)
    assert code("def f(A, Y):\n    d = A.copy()\n    d -= Y\n    return d").aliases == ()
    assert code("def f(A, Y):\n    d = A\n    d = d - Y\n    return d").aliases == ()
    assert (
        code("def f(A, Y):\n    b, c, d = 1.0, abs(A), 0.0\n    d += Y\n    return d").aliases == ()
    )
    assert code("def f(A, Y):\n    A = A - Y\n    A = A * 2\n    return A").set_again == ("A",)
    assert (
        code(
            "def f(A, Y):\n    for y in Y:\n        A = A - y\n        A = A * 2\n    return A"
        ).set_again
        == ()
    )


def test_what_is_no_name_is_not_told():
    class Told:
        """Stands for a function of a process that sends what it likes."""

        def __listing__(self):
            steps = [("LOAD_FAST", "<b>"), ("STORE_FAST", "d d"), ("LOAD_FAST", "d d")]
            steps += [("LOAD_FAST", "x"), ("BINARY_OP", "-="), ("STORE_FAST", "d d")]
            return [{"parameters": ["<i>"], "steps": steps, "holds": {"a b": "ndarray"}}]

    found = code_of(Told())
    names = (*found.parameters, *found.unused, *found.replaced, *found.outside)
    assert (names, found.aliases, found.set_again) == ((), (), ())


def test_a_question_names_those_causes_alone_that_can_be_there():
    plain = code("def f(a): return a")
    loop = code("def f(a):\n    for x in a:\n        return x")
    clip = code("def f(a): return np.clip(a, 0, 1)")
    assert "limits, tests or repeats" in SOMETHING_ELSE_THERE.about(plain).en
    assert SOMETHING_ELSE_THERE.about(clip).en.endswith("one that clips or caps a number.")
    assert "return" not in ENDS_EARLY.about(plain).en
    assert "a return inside the loop" in ENDS_EARLY.about(loop).en
    assert "return" not in MAKES_ONE_NUMBER.about(clip).en
    assert "squeeze" not in AXIS_LOST.about(plain).en
    assert "never run" not in IS_0.about(clip).en


@pytest.mark.parametrize(
    "question",
    [*QUESTIONS, NO_NUMBER, SOMETHING_ELSE_THERE, ENDS_EARLY, AXIS_LOST, MAKES_ONE_NUMBER],
)
def test_something_is_asked_of_any_code(question):
    asked = question.about(code("def f(a): return a"))
    assert asked.en.endswith(("?", "."))
    assert asked.ko.endswith(("?", "."))


@pytest.mark.parametrize("question", [*QUESTIONS, SOMETHING_ELSE_THERE, ENDS_EARLY, AXIS_LOST])
def test_of_unknown_code_every_cause_is_named(question):
    asked = question.about(None)
    assert all(s.text.en in asked.en and s.text.ko in asked.ko for s in question.suspects)


# name, source, what is said, what is not
NAMES = [
    ("chain_to_b", "def chain_to_b(dz): return tiny_b * dz", "uses tiny_b, which", "½"),
    (
        "forward",
        "def forward(w, b, X): return 1 / (1 + np.exp(-(w.T @ X + tiny_b)))",
        "b stands nowhere in your function. It does use tiny_b",
        "rounded",
    ),
    (
        "initialize",
        "def initialize(n_x): return np.zeros_like(tiny_w), 0.0",
        "n_x stands nowhere in your function. It does use tiny_w",
        "return inside",
    ),
    (
        "update",
        "def update(w, b, dw, db, *, learning_rate):\n"
        "    return w - learning_rate * dw, -learning_rate * db",
        "b stands nowhere in your function. Your b is the right result if b were 0",
        "outside",
    ),
    (
        "gradient_descent",
        "def gradient_descent(df, w0, *, learning_rate, n_steps):\n    path = [w0]\n"
        "    for _ in range(n_steps):\n"
        "        path.append(path[-1] - learning_rate * 2 * (path[-1] - 2))\n    return path",
        "df stands nowhere in your function. Should your path be the same for every df?",
        "makes the step that long",
    ),
    (
        "chain_to_w",
        "def chain_to_w(x, dz):\n    dz = 1.0\n    return x * dz",
        "sets dz anew before it has looked at what came in",
        "outside",
    ),
    (
        "gradient_descent",
        "def gradient_descent(df, w0, *, learning_rate, n_steps):\n    path = [w0]\n"
        "    for _ in range(steps):\n"
        "        path.append(path[-1] - learning_rate * df(path[-1]))\n    return path",
        "n_steps stands nowhere in your function. It does use steps",
        "return inside",
    ),
    (
        "confusion",
        "def confusion(A, Y, *, threshold=0.5):\n    said = A >= threshold\n"
        "    return np.array([[np.sum(~said & Y == 0), np.sum(said & (Y == 0))],\n"
        "                     [np.sum((A < threshold) & Y == 1), np.sum(said & (Y == 1))]])",
        "Which comparisons should stand in brackets?",
        "by hand",
    ),
    # a constant of the learner's own is no suspect
    ("loss_slope", "def loss_slope(a, y): return y / (a + EPS) - (1 - y) / (1 - a)", "", "EPS"),
    ("loss_slope", "def loss_slope(a, y): return y / (a + eps) - (1 - y) / (1 - a)", "", "eps"),
]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("name", "source", "words", "not_said"), NAMES)
def test_names_are_told_where_they_are_the_cause(name, source, words, not_said, seed):
    said = failure(function(name, source), name=name, seed=seed).messages["en"]
    assert words in said
    assert not_said not in said


def test_an_argument_that_the_part_does_not_hang_on_is_not_told():
    source = (
        "def update(w, b, dw, db, *, learning_rate):\n"
        "    return w + learning_rate * dw, b - learning_rate * dw.sum()"
    )
    said = failure(function("update", source), name="update").messages["en"]
    assert "nowhere" not in said.split("Read:")[0]


def test_labels_in_another_order_are_not_taken_for_numbers_at_other_places():
    source = (
        "def predict(w, b, X, *, threshold=0.5):\n"
        "    A = 1 / (1 + np.exp(-(w.T @ X + b)))\n"
        "    return (A >= threshold).astype(int)[:, ::-1]"
    )
    said = failure(function("predict", source), name="predict").messages["en"]
    assert "at other places" not in said


NUDGED = """
def graph_backward(a, b, c):
    J = lambda a, b, c: 3 * (a + b * c)
    h = 1e-15
    here = J(a, b, c)
    return (J(a + h, b, c) - here) / h, (J(a, b + h, c) - here) / h, (J(a, b, c + h) - here) / h
"""
CLIPPED = """
def example_gradients(w, b, x, y):
    a = min(max(1 / (1 + np.exp(-((w.T @ x).item() + b))), 0.01), 0.99)
    return -y / a + (1 - y) / (1 - a), a - y, x * (a - y), a - y
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_a_nudge_is_asked_for_on_ordinary_inputs_alone(seed):
    said = failure(function("graph_backward", NUDGED), name="graph_backward", seed=seed)
    assert "how long is it" in said.messages["en"]
    said = failure(function("example_gradients", CLIPPED), name="example_gradients", seed=seed)
    assert "nudge" not in said.messages["en"]
    assert "one that clips or caps a number" in said.messages["en"]

"""What counts as a right `graph_forward(a, b, c)`: the values u = bc, v = a + u, J = 3v."""

from dataclasses import replace

import numpy as np

from lrlib.checks.declare import places
from lrlib.checks.declare.compare import Tolerance
from lrlib.checks.declare.model import (
    Case,
    GradedFunction,
    Part,
    accepted,
    mistake,
    regime,
    stream,
)
from lrlib.checks.declare.properties import shapes, values
from lrlib.checks.say.text import Text

TINY = {"a": 1.0, "b": 2.0, "c": 4.0}


def graph_forward(a, b, c):
    """The reference."""
    u = b * c
    v = a + u
    return u, v, 3 * v


def steps(a, b, c):
    """Name the steps from the inputs to the results."""
    return {"u": b * c, "v": a + b * c, "J": 3 * (a + b * c)}


def lookalikes(a, b, c):
    """Name quantities that a wrong answer may equal."""
    return {
        "a + b": a + b,
        "a + c": a + c,
        "b + c": b + c,
        "a·b": a * b,
        "a·c": a * c,
        "a·b·c": a * b * c,
        "a + b + c": a + b + c,
        "3u": 3 * b * c,
        "3a": 3 * a,
        "3 + v": 3 + a + b * c,
        "(a + b)·c": (a + b) * c,
        "(a + c)·b": (a + c) * b,
        "a − u": a - b * c,
        "u − a": b * c - a,
    }


def numbers(rng, count, signs=None):
    """Draw numbers of both signs, well apart from each other and from 0 and ±1."""
    sizes = rng.permutation([0.6, 1.7, 2.9])[:count] + rng.uniform(-0.2, 0.2, count)
    signs = rng.choice([-1.0, 1.0], count) if signs is None else signs
    return [float(x) for x in sizes * signs]


def both_signs(rng, count):
    """Draw three rows of numbers, in which each stands positive and negative."""
    signs = np.array(
        [rng.permutation([1.0, -1.0, sign]) for sign in rng.choice([-1.0, 1.0], count)]
    )
    return [numbers(rng, count, column) for column in signs.T]


@stream("drawn")
def drawn(rng):
    """Floats of both signs, and small integers."""
    floats = [dict(zip("abc", row, strict=True)) for row in both_signs(rng, 3)]
    whole = dict(zip("abc", (int(x) for x in rng.permutation([2, 3, 5, 7])[:3]), strict=True))
    return [Case(args) for args in (*floats, whole)]


def far(names, reach):
    """Declare a regime of large numbers of both signs, small ones, zeros and ones.

    `reach` says how many times as large, and as small, as the others one of the numbers gets.
    """

    @regime(
        "far", "with large or small numbers, or with 0 or 1", "아주 크거나 작은 수, 0이나 1이면"
    )
    def drawn(rng):
        size = [float(x) for x in rng.uniform(12, 40, len(names))]
        large = [size, [-x for x in size], [(-1) ** i * x for i, x in enumerate(size)]]
        sides = numbers(rng, len(names))
        one = [
            [factor * x if i == k else x for i, x in enumerate(sides)]
            for factor in (reach, 1e-7, 0.0)
            for k in range(len(names))
        ]
        ones: list[list[float]] = [[number] * len(names) for number in (0, 1, -1)]
        ones += [[1.0 if i == k else x for i, x in enumerate(sides)] for k in range(len(names))]
        cases = [Case(dict(zip(names, row, strict=True))) for row in (*large, *one, *ones)]
        return [replace(case, tolerance=NEAR_ZERO) for case in cases]

    return drawn


def whole(names):
    """Declare a regime of whole numbers that are negative, or too large for a byte, or alone."""

    @regime(
        "whole",
        "with negative or large whole numbers, or one beside floats",
        "음의 정수나 큰 정수이거나, 정수와 소수가 섞이면",
    )
    def drawn(rng):
        size = [int(x) for x in rng.permutation([130, 260, 390])[: len(names)]]
        sides = numbers(rng, len(names))
        rows = [[-x for x in size], size]
        rows += [[-2 if i == k else x for i, x in enumerate(sides)] for k in range(len(names))]
        return [Case(dict(zip(names, row, strict=True))) for row in rows]

    return drawn


def equal(names):
    """Declare a regime of numbers that are equal, two of them or all."""

    @regime("equal", "where numbers are equal", "서로 같은 수가 있으면")
    def drawn(rng):
        sides = numbers(rng, len(names))
        rows = [[sides[0]] * len(names)]
        rows += [
            [sides[k - 1] if i == k else x for i, x in enumerate(sides)] for k in range(len(names))
        ]
        return [Case(dict(zip(names, row, strict=True))) for row in rows]

    return drawn


@regime("near zero", "where v is nearly 0", "v가 거의 0이면")
def near_zero(rng):
    """A product and a sum that nearly cancel, on both sides of 0."""
    b, c = numbers(rng, 2)
    gap = float(rng.uniform(2.1e-5, 2.9e-5))
    rows = [(-b * c + gap, b, c), (-b * c - gap, b, c)]
    return [Case(dict(zip("abc", row, strict=True)), tolerance=NEAR_ZERO) for row in rows]


NEAR_ZERO = Tolerance(1e-7, 1e-11)
FAR = (equal("abc"), far("abc", 1e6), near_zero, whole("abc"))

PROPERTIES = (
    values(
        "u", Text("u is the product of b and c", "u는 b와 c의 곱이에요"), drawn, "u", regimes=FAR
    ),
    values("v", Text("v follows from a and u", "v는 a와 u에서 나와요"), drawn, "v", regimes=FAR),
    values("J", Text("J follows from v", "J는 v에서 나와요"), drawn, "J", regimes=FAR),
    shapes(drawn, Text("u, v and J are numbers", "u, v, J는 숫자예요")),
)


@mistake(
    ("u", "v", "J"),
    "Nudge b by 1: your u changes by 1, whatever c is. Which operation makes u change by c?",
    "b를 1만큼 움직이면 c와 상관없이 u가 1만큼 변해요. u가 c만큼 변하게 하는 연산은 무엇인가요?",
)
def sum_for_product(a, b, c):
    """u = b + c: a sum where the graph has a product."""
    u = b + c
    v = a + u
    return u, v, 3 * v


@mistake(
    ("v", "J"),
    "Set a to 0: your v becomes 0, too. What does the second node do with a and u?",
    "a를 0으로 두면 v도 0이 돼요. 두 번째 노드는 a와 u로 무엇을 하나요?",
)
def product_for_sum(a, b, c):
    """v = a·u: a product where the graph has a sum."""
    u = b * c
    v = a * u
    return u, v, 3 * v


@mistake(
    "J",
    "Nudge u by 1: J should change by three times that, and yours changes by 1. What does the 3 "
    "multiply in 3(a + bc): one term, or the whole bracket?",
    "u를 1만큼 움직이면 J는 그 세 배만큼 변해야 하는데 1만큼만 변해요. 3(a + bc)에서 3은 항 하나에 "
    "곱하나요, 괄호 전체에 곱하나요?",
)
def three_times_a_only(a, b, c):
    """J = 3a + u: the bracket is lost."""
    u = b * c
    return u, a + u, 3 * a + u


@mistake(
    "J",
    "Your J depends on v as v³ does. When v doubles, what should J do?",
    "J가 v³처럼 변해요. v가 두 배가 되면 J는 어떻게 되어야 하나요?",
)
def power_for_factor(a, b, c):
    """J = v³: a power where the graph has a factor."""
    u = b * c
    v = a + u
    return u, v, v**3


@mistake(
    "J",
    "Your J equals v. Which node of the graph comes after v?",
    "J가 v와 같아요. 그래프에서 v 다음에 오는 노드는 무엇인가요?",
)
def last_node_left_out(a, b, c):
    """J = v: the last node is missing."""
    u = b * c
    return u, a + u, a + u


@mistake(
    ("v", "J"),
    "Change b: your v stays as it is. Which arrow leads into v besides the one from a?",
    "b를 바꿔도 v가 그대로예요. a에서 오는 화살표 말고 v로 들어오는 화살표는 무엇인가요?",
)
def u_not_passed_on(a, b, c):
    """v = a + c: v is computed from an input, not from u."""
    v = a + c
    return b * c, v, 3 * v


@mistake(
    ("v", "J"),
    "Change c: your v stays as it is. From which node does the second arrow into v come, from b or "
    "from u?",
    "c를 바꿔도 v가 그대로예요. v로 들어오는 두 번째 화살표는 b에서 오나요, u에서 오나요?",
)
def v_from_b(a, b, c):
    """v = a + b: v is computed from an input, not from u."""
    v = a + b
    return b * c, v, 3 * v


@mistake(
    ("v", "J"),
    "Change a: your v stays as it is. Which two numbers does v add?",
    "a를 바꿔도 v가 그대로예요. v는 어떤 두 수를 더하나요?",
)
def v_without_a(a, b, c):
    """v = b + u: another input stands in the place of a."""
    v = b + b * c
    return b * c, v, 3 * v


@mistake(
    "J",
    "Change a: your J stays as it is. Of which node is J three times the value: of u, or of v?",
    "a를 바꿔도 J가 그대로예요. J는 u의 세 배인가요, v의 세 배인가요?",
)
def three_times_u(a, b, c):
    """J = 3u: a is left out."""
    u = b * c
    return u, a + u, 3 * u


@mistake(
    ("u", "J"),
    "Your three numbers are the right ones. In which order are they asked for?",
    "세 수는 모두 맞아요. 어떤 순서로 돌려주어야 하나요?",
)
def returned_backwards(a, b, c):
    """(J, v, u): returned in the wrong order."""
    u = b * c
    v = a + u
    return 3 * v, v, u


@mistake(
    "all",
    "Your results are those for a = 5, b = 3, c = 2. Where in your code do the arguments come in?",
    "결과가 a = 5, b = 3, c = 2일 때의 값이에요. 코드의 어디에서 인자를 쓰나요?",
)
def numbers_of_the_page(a, b, c):
    """6 + 0a, 11, 33: the page's numbers are written into the code."""
    return 6 + 0 * a, 11 + 0 * a, 33 + 0 * a


@accepted
def as_drawn(a, b, c):
    """One line for each node."""
    u = b * c
    v = a + u
    J = 3 * v
    return u, v, J


@accepted
def in_one_line(a, b, c):
    """A list, each value from the inputs."""
    return [b * c, a + b * c, 3 * (a + b * c)]


@accepted
def multiplied_out(a, b, c):
    """The bracket multiplied out."""
    return b * c, a + b * c, 3 * a + 3 * b * c


@accepted
def added_three_times(a, b, c):
    """v + v + v for 3v."""
    v = c * b + a
    return c * b, v, v + v + v


GRADED = GradedFunction(
    name="graph_forward",
    reference=graph_forward,
    returns=(Part("u"), Part("v"), Part("J")),
    read=places.GRAPH_FORWARD,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        sum_for_product,
        product_for_sum,
        three_times_a_only,
        power_for_factor,
        last_node_left_out,
        u_not_passed_on,
        v_from_b,
        v_without_a,
        three_times_u,
        returned_backwards,
        numbers_of_the_page,
    ),
    styles=(
        as_drawn,
        in_one_line,
        multiplied_out,
        added_three_times,
    ),
)

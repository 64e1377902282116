"""What counts as a right `fork_backward(p, q)`: the slopes of e = (p + q)(q + 1)."""

from lrlib.checks.catalogue.graph_forward import (
    NEAR_ZERO,
    both_signs,
    equal,
    far,
    numbers,
    whole,
)
from lrlib.checks.declare import places
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

TINY = {"p": 3.0, "q": 4.0}


def fork_backward(p, q):
    """The reference."""
    s, t = p + q, q + 1
    return t, t + s


def steps(p, q):
    """Name the steps from e back to the inputs."""
    s, t = p + q, q + 1
    return {"s": s, "t": t, "ds": t, "dt": s, "dp": t, "dq": t + s}


def lookalikes(p, q):
    """Name quantities that a wrong answer may equal."""
    s, t = p + q, q + 1
    plain = {"e": s * t, "s·t": s * t, "p": p, "q": q, "1": 1.0, "2": 2.0, "2t": 2 * t, "2s": 2 * s}
    shares = {
        f"{a} + {b}": x + y
        for a, x in (("t", t), ("q·t", q * t))
        for b, y in (("q·s", q * s), ("p·s", p * s), ("s", s), ("1", 1.0), ("q", q))
        if (a, b) != ("t", "s")
    }
    return plain | shares | {"t − s": t - s, "p·t": p * t}


@stream("drawn")
def drawn(rng):
    """Floats of both signs, and small integers."""
    floats = [dict(zip("pq", row, strict=True)) for row in both_signs(rng, 2)]
    whole = dict(zip("pq", (int(x) for x in rng.permutation([3, 5, 8])[:2]), strict=True))
    return [Case(args) for args in (*floats, whole)]


@regime("near zero", "where a slope is nearly 0", "기울기가 거의 0이면")
def near_zero(rng):
    """q near −1, where dp is nearly 0; and p where dq is."""
    p, q = numbers(rng, 2)
    size = float(rng.uniform(2.1e-5, 2.9e-5))
    rows = [row for gap in (size, -size) for row in ((p, gap - 1), (gap - 2 * q - 1, q))]
    return [Case(dict(zip("pq", row, strict=True)), tolerance=NEAR_ZERO) for row in rows]


FAR = (equal("pq"), far("pq", 1e5), near_zero, whole("pq"))

PROPERTIES = (
    values(
        "dp",
        Text("dp is the slope of e in p", "dp는 p에 대한 e의 기울기예요"),
        drawn,
        "dp",
        regimes=FAR,
    ),
    values(
        "dq",
        Text("dq is the slope of e in q", "dq는 q에 대한 e의 기울기예요"),
        drawn,
        "dq",
        regimes=FAR,
    ),
    shapes(drawn, Text("dp and dq are numbers", "dp와 dq는 숫자예요")),
)


@mistake(
    "dq",
    "From q, two arrows leave. Your dq follows the one through p + q. Where does the other lead, "
    "and what becomes of its share: is it added, or is dq written over?",
    "q에서 화살표 두 개가 나가요. 구한 dq는 p + q를 지나는 길만 따라가요. 다른 화살표는 어디로 "
    "가나요? 그 길로 온 것을 더하나요, 아니면 dq를 덮어쓰나요?",
)
def path_through_the_sum_only(p, q):
    """dq = q + 1: one path of two, the one through p + q."""
    return q + 1, q + 1


@mistake(
    "dq",
    "From q, two arrows leave. Your dq follows the one through q + 1. Where does the other lead, "
    "and what becomes of its share: is it added, or is dq written over?",
    "q에서 화살표 두 개가 나가요. 구한 dq는 q + 1을 지나는 길만 따라가요. 다른 화살표는 어디로 "
    "가나요? 그 길로 온 것을 더하나요, 아니면 dq를 덮어쓰나요?",
)
def path_through_the_increment_only(p, q):
    """dq = p + q: one path of two, or the first overwritten by the second."""
    return q + 1, p + q


@mistake(
    "dq",
    "You multiply what the two paths from q bring. Nudge q: do the two changes of e add up, or "
    "multiply?",
    "q에서 나온 두 경로의 기울기를 곱했어요. q를 움직이면 e의 두 변화는 더해지나요, 곱해지나요?",
)
def paths_multiplied(p, q):
    """dq = (q + 1)(p + q): the paths are multiplied."""
    return q + 1, (q + 1) * (p + q)


@mistake(
    "dp",
    "e is a product of s = p + q and t = q + 1. When s is nudged, which factor says how fast e "
    "changes?",
    "e는 s = p + q와 t = q + 1의 곱이에요. s를 움직일 때 e가 얼마나 빨리 변하는지 알려 주는 인수는 "
    "어느 쪽인가요?",
    places.LOCAL_SLOPES,
)
def slope_of_its_own_factor(p, q):
    """dp = p + q: each factor is given its own value as slope; dq is right by luck."""
    return p + q, (p + q) + (q + 1)


@mistake(
    "dp",
    "p has one arrow to follow. Does the path through q + 1 begin at p, too?",
    "p에서 나가는 화살표는 하나예요. q + 1을 지나는 길도 p에서 시작하나요?",
)
def both_paths_for_p(p, q):
    """dp = (q + 1) + (p + q): p is given q's paths."""
    return p + 2 * q + 1, p + 2 * q + 1


@mistake(
    "dq",
    "The two paths from q do not bring the same. Through which node does each of them pass, and "
    "what arrives there?",
    "q에서 나온 두 경로가 가져오는 값은 서로 달라요. 각각 어떤 노드를 지나고, 그 노드에는 무엇이 "
    "도착하나요?",
)
def first_path_twice(p, q):
    """dq = 2(q + 1): the same path is counted twice."""
    return q + 1, 2 * (q + 1)


@mistake(
    "all",
    "Your numbers are how s and t change together. What joins s and t in e?",
    "구한 수는 s와 t가 함께 변하는 정도예요. e에서 s와 t를 잇는 연산은 무엇인가요?",
    places.GRAPH_BACKWARD,
)
def sum_of_the_factors(p, q):
    """(1, 2): the slopes of s + t."""
    return 1 + 0 * p, 2 + 0 * q


@mistake(
    ("dp", "dq"),
    "Both numbers are right. In which order are they asked for?",
    "두 수 모두 맞아요. 어떤 순서로 돌려주어야 하나요?",
)
def q_before_p(p, q):
    """(dq, dp): returned in the wrong order."""
    return p + 2 * q + 1, q + 1


@accepted
def path_by_path(p, q):
    """Each path by itself, then added up."""
    ds, dt = q + 1, p + q
    return ds, ds + dt


@accepted
def by_hand(p, q):
    """Multiplied out and differentiated, in a list."""
    return [q + 1, p + 2 * q + 1]


@accepted
def by_small_nudges(p, q):
    """By central differences, exact for this quadratic but for rounding."""
    h = 1e-3

    def e(p, q):
        return (p + q) * (q + 1)

    return (e(p + h, q) - e(p - h, q)) / (2 * h), (e(p, q + h) - e(p, q - h)) / (2 * h)


GRADED = GradedFunction(
    name="fork_backward",
    reference=fork_backward,
    returns=(Part("dp"), Part("dq")),
    read=places.FORK,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        path_through_the_sum_only,
        path_through_the_increment_only,
        paths_multiplied,
        slope_of_its_own_factor,
        both_paths_for_p,
        first_path_twice,
        sum_of_the_factors,
        q_before_p,
    ),
    styles=(
        path_by_path,
        by_hand,
        by_small_nudges,
    ),
)

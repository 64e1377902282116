"""What counts as a right `backward(graph, values)`: all gradients of a graph given as data."""

import functools
import math
from collections import defaultdict
from collections.abc import Callable

import numpy as np

from lrlib.checks.declare import places
from lrlib.checks.declare.model import (
    Case,
    Entries,
    GradedFunction,
    accepted,
    mistake,
    regime,
    stream,
)
from lrlib.checks.declare.properties import unchanged, values
from lrlib.checks.say.text import Text

VALUE: dict[str, Callable[..., float]] = {
    "add": lambda x, y: x + y,
    "mul": lambda x, y: x * y,
    "exp": math.exp,
    "log": math.log,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
}
SLOPES: dict[str, Callable[..., tuple[float, ...]]] = {
    "add": lambda out, x, y: (1.0, 1.0),
    "mul": lambda out, x, y: (y, x),
    "exp": lambda out, x: (out,),
    "log": lambda out, x: (1 / x,),
    "sigmoid": lambda out, x: (out * (1 - out),),
}


def slopes(op, out, inputs, values):
    """The local slopes of one row, in the order of its inputs."""
    return SLOPES[op](values[out], *(values[name] for name in inputs))


def backward(graph, values):
    """The reference."""
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0
    for out, op, inputs in reversed(graph):
        for name, slope in zip(inputs, slopes(op, out, inputs, values), strict=True):
            grads[name] += grads[out] * slope
    return grads


SAME_LENGTH = "A row has as many inputs as its operation has local slopes."
PASSED = "zip(inputs, backward_row(row, values, grads[out])"
EQUIVALENT = {
    "grads[graph[-1][0]] = 1.0 → (twice)": "The same number is set again.",
    "local = [1 / values[inputs[0]]] → local = [1 / values[inputs[-1]]]": "log has one input.",
    "zip(inputs, local, strict=True) → zip(inputs, local)": SAME_LENGTH,
    "zip(inputs, local, strict=True) → zip(inputs, local, strict=False)": SAME_LENGTH,
    f"{PASSED}, strict=True) → {PASSED})": SAME_LENGTH,
    f"{PASSED}, strict=True) → {PASSED}, strict=False)": SAME_LENGTH,
}


def evaluate(graph, inputs):
    """The values of all names, by a forward pass."""
    values = dict(inputs)
    for out, op, names in graph:
        values[out] = VALUE[op](*(values[name] for name in names))
    return values


TINY_GRAPH = [("s", "add", ("p", "q")), ("e", "mul", ("s", "q"))]
TINY = {"graph": TINY_GRAPH, "values": evaluate(TINY_GRAPH, {"p": 1.0, "q": 2.0})}


def steps(graph, values):
    """Name the gradients, from the output back."""
    grads = backward(graph, values)
    order = [out for out, _, _ in reversed(graph)]
    rest = [name for name in grads if name not in order]
    return {f"d{name}": grads[name] for name in order + rest}


# Each name is used in one place: no gradient is a sum.
ONE_PATH = (
    ("u mul b c", "v add a u", "J mul v k"),
    ("s add x y", "t mul z s", "r mul t w", "J add r g"),
)
# Each local slope once, in graphs without a fork.
CURVED = (
    ("u mul w x", "z add u b", "a sigmoid z", "J log a"),
    ("e exp x", "s add e y", "l log s", "J mul l k"),
    ("u mul x y", "e exp u", "J sigmoid e"),
)
# Names that are used in two places, or twice in one; orders that recursion gets wrong.
FORKS = (
    ("s add p q", "t add q k", "e mul s t"),
    ("s mul x x", "J add s x"),
    ("u mul a b", "v add u a", "w mul u v", "J add w v"),
    ("e exp x", "d add e e", "f sigmoid d", "J mul f e"),
    ("e exp x", "m mul x k", "J add e m"),
    ("l log x", "m mul x k", "J add l m"),
    ("f sigmoid x", "m mul x k", "J mul f m"),
    ("d add x k", "m mul k x", "J mul d m"),
    ("m mul x k", "d add k x", "J mul m d"),
)


NAMES = [*"abcdfghjkmnpqrstuvwxyz", "w1", "w2", "x1", "x2", "z1", "z2", "loss"]


@functools.cache
def _read(rows):
    """Read a graph; return it, all its names, and those of its inputs."""
    graph = [(out, op, tuple(names)) for out, op, *names in map(str.split, rows)]
    computed = {out for out, _, _ in graph}
    letters = sorted({n for _, _, names in graph for n in names} | computed)
    return graph, letters, [n for n in letters if n not in computed]


def _graph(rng, rows, *, a_d=False):
    """Read a graph and rename all; return it, and the new names of all names and of the inputs.

    With `a_d` one of the names is d: an answer may keep the gradient of x under the name dx.
    """
    graph, letters, free = _read(rows)
    order = np.arange(len(NAMES))
    rng.shuffle(order)
    if a_d and (at := order.tolist().index(NAMES.index("d"))) >= len(letters):
        order[[0, at]] = order[[at, 0]]
    renamed = {n: NAMES[i] for n, i in zip(letters, order.tolist(), strict=False)}
    graph = [(renamed[out], op, tuple([renamed[n] for n in names])) for out, op, names in graph]
    return graph, renamed, free


def graphs(templates):
    """Make a function that draws graphs of these forms, with other names and values."""

    def draw(rng):
        cases = []
        for number, rows in enumerate(templates):
            graph, renamed, free = _graph(rng, rows, a_d=number == 0)
            sizes = 0.5 + 0.9 * rng.permutation(len(renamed)) / len(renamed)
            drawn = dict(zip(renamed, sizes, strict=True))
            inputs = {renamed[n]: float(drawn[n] + rng.uniform(0, 0.05)) for n in free}
            cases.append(Case({"graph": graph, "values": evaluate(graph, inputs)}))
        return cases

    return draw


def given(*templates):
    """Make a function that draws graphs of these forms, with other names and nearly these values.

    What stands after the rows are the values of the inputs, in the order of their names. They
    move by 2 %; a whole number stays as it is. All are NumPy's floats: a right answer that writes
    down the slopes of every op before it chooses one computes 1/0, where Python's floats would
    stop it.
    """

    def draw(rng):
        cases = []
        for *rows, numbers in templates:
            graph, renamed, free = _graph(rng, tuple(rows))
            inputs = {
                renamed[n]: value if value == int(value) else value * rng.uniform(0.98, 1.02)
                for n, value in zip(free, numbers, strict=True)
            }
            values = {n: np.float64(v) for n, v in evaluate(graph, inputs).items()}
            cases.append(Case({"graph": graph, "values": values}))
        return cases

    return draw


one_path = stream("one path")(graphs(ONE_PATH))
curved = stream("curved")(graphs(CURVED))
forks = stream("forks")(graphs(FORKS))

NEGATIVE = "with negative values or gradients", "음수인 값이나 그레이디언트가 있으면"
LONG = "in graphs of ten rows and more", "그래프의 행이 열 개를 넘으면"
SHORT = "in graphs of one row", "그래프의 행이 하나뿐이면"
ZERO = "where a value is 0", "값이 0인 이름이 있으면"
LARGE = "with large or small values", "값이 아주 크거나 작으면"


def in_regime(name, where, *templates):
    """Declare a regime of graphs."""
    return regime(name, *where)(given(*templates))


EQUAL = "where two names have the same value", "두 이름의 값이 같으면"
ONES = "where a value is 1", "값이 1인 이름이 있으면"
ORDER = "where the dict of values has another order", "values의 순서가 다르면"
# e and log take turns, so that no number grows: a row for each of 24 names.
CHAIN = (
    "n1 sigmoid x",
    *(f"n{i + 1} {('log', 'exp')[i % 2]} n{i}" for i in range(1, 23)),
    "J mul n23 k",
)


RELIES_ON_ORDER = Text(
    "Which line relies on the order in which the dict holds its names, as list(values)[-1] or "
    "reversed(values) does? What says which name is J, and which row comes last: values, or graph?",
    "list(values)[-1]이나 reversed(values)처럼 딕셔너리에 이름이 담긴 순서에 기대는 줄은 "
    "어디인가요? 어느 이름이 J이고 어느 행이 마지막인지는 values와 graph 가운데 무엇이 알려 "
    "주나요?",
)


@regime("another order", *ORDER, ask=RELIES_ON_ORDER)
def another_order(rng):
    """The values from the last name to the first: what is J, the last row says."""
    drawn = one_path(rng)
    return [_turned(case) for case in drawn]


def _turned(case):
    values = case.args["values"]
    return Case({**case.args, "values": dict(reversed(values.items()))})


@regime(
    "again",
    "where the same graph comes again with other values",
    "같은 그래프에 다른 값을 다시 넣으면",
)
def again(rng):
    """One graph, twice, with other values."""
    graph, renamed, free = _graph(rng, FORKS[0])
    return [
        Case(
            {
                "graph": graph,
                "values": evaluate(graph, {renamed[n]: x for n, x in zip(free, row, strict=True)}),
            }
        )
        for row in rng.uniform(0.5, 1.5, (2, len(free))).tolist()
    ]


SUMS_AND_PRODUCTS = (
    in_regime(
        "negative",
        NEGATIVE,
        ("u mul b c", "v add a u", "J mul k v", (-1.3, 0.7, -2.2, -1.6)),
        ("u mul b c", "v add a u", "J mul v k", (2.4, -0.8, 1.7, -0.6)),
        ("s add x y", "t mul z s", "r mul t w", "J add r g", (1.2, -2.3, -0.7, 1.4, -0.4)),
    ),
    in_regime(
        "zero",
        ZERO,
        ("u mul b c", "v add a u", "J mul v k", (1.3, 0.0, 0.7, 2.2)),
        ("u mul b c", "v add a u", "J mul v k", (1.3, 0.8, 0.0, -1.2)),
        ("u mul b c", "v add a u", "J mul v k", (0.0, 1.4, 0.7, 0.0)),
        ("s add x y", "J mul s z", (2.0, -2.0, 3.0)),
    ),
    in_regime("one row", SHORT, ("J add x y", (1.4, -0.6)), ("J mul x y", (2.3, -0.7))),
    in_regime(
        "ten rows",
        LONG,
        (
            *("a add x y", "b mul a k", "c add b l", "d mul c m", "e add d n", "f mul e o"),
            *("g add f p", "h mul g q", "i add h r", "j mul i s", "J add j t"),
            (-0.7, 1.3, -0.8, 1.6, 0.4, -1.2, 0.9, 1.1, 0.3, -1.4, 0.8, 0.6),
        ),
    ),
    in_regime(
        "large",
        LARGE,
        ("u mul b c", "v add a u", "J mul v k", (-250.3, 41.6, -73.2, 57.4)),
        ("s add x y", "J mul s z", (4.3e6, 2.1e6, -1.8e6)),
        ("u mul b c", "v add a u", "J mul v k", (1.3, 4.2e6, 0.7, 1.6e-5)),
    ),
    in_regime(
        "equal",
        EQUAL,
        ("u mul b c", "v add a u", "J mul v k", (3.0, 2.0, 2.0, 5.0)),
        ("s add x y", "J mul s z", (2.0, 2.0, 4.0)),
    ),
    in_regime(
        "ones",
        ONES,
        ("u mul b c", "J mul u k", (-1.7, 1.0, 0.6)),
    ),
    another_order,
)

WITH_CURVES = (
    in_regime(
        "curved, negative",
        NEGATIVE,
        ("e exp x", "J mul e k", (-1.7, -0.6)),
        ("l log x", "J mul k l", (-2.3, 0.4)),
        ("z mul w x", "a sigmoid z", "J mul a k", (-0.8, 2.2, 1.3)),
        ("u mul w x", "z add u b", "a sigmoid z", "l log a", "J mul l k", (-0.6, -1.0, 1.4, -1.2)),
    ),
    in_regime(
        "curved, one row",
        SHORT,
        ("J exp x", (0.6,)),
        ("J log x", (2.3,)),
        ("J sigmoid x", (-0.7,)),
    ),
    in_regime(
        "exp last",
        ("where the last row is exp", "마지막 행이 exp이면"),
        ("u mul x y", "v add u k", "J exp v", (-0.4, 1.2, 0.7)),
    ),
    in_regime(
        "curved, zero",
        ZERO,
        ("e exp x", "J mul e k", (0.0, 1.7)),
        ("a sigmoid x", "J mul a k", (1.4, 0.0)),
        ("l log x", "J mul l k", (2.4, 1.0)),
        ("e exp x", "l log e", "J mul l k", (-1.4, 0.0)),
    ),
    in_regime(
        "curved, ten rows",
        LONG,
        (
            *("a mul w x", "b add a k", "c sigmoid b", "d log c", "e mul d l", "f exp e"),
            *("g add f m", "h log g", "i mul h n", "j sigmoid i", "J mul j o"),
            (0.4, -1.2, 1.3, -0.7, 0.9, 1.6, -1.4),
        ),
        (*CHAIN, (1.7, 0.4)),
    ),
    in_regime(
        "curved, large",
        LARGE,
        ("a sigmoid x", "J mul a k", (40.3, 6.4)),
        ("a sigmoid x", "J mul a k", (-30.6, -7.3)),
        ("e exp x", "J mul e k", (1.4, 12.7)),
        ("l log x", "J mul l k", (-33.4, 87.6)),
        ("l log x", "J mul l k", (2.6, 3.4e-7)),
    ),
    in_regime(
        "small",
        ("where a gradient on the way is nearly 0", "중간의 그레이디언트가 거의 0이면"),
        ("z mul w x", "a sigmoid z", "J mul a k", (1.7, 4.3e8, -4.7e-8)),
        ("z mul w x", "a sigmoid z", "J mul a k", (1.7, 4.3e5, 2.8e-5)),
        ("z mul w x", "e exp z", "J mul e k", (1.4, 4.3e5, -2.4e-5)),
    ),
)

WITH_FORKS = (
    in_regime(
        "forks, negative",
        NEGATIVE,
        ("s add p q", "t add q k", "e mul s t", (-2.3, 0.6, 0.9)),
        ("s mul x x", "r mul s k", "J add r x", (-1.3, -0.8)),
        ("e exp x", "d add e e", "f sigmoid d", "m mul f e", "J mul k m", (-1.6, -0.7)),
    ),
    in_regime(
        "forks, zero",
        ZERO,
        ("s mul x x", "J add s x", (0.0,)),
        ("s add p q", "t add q k", "J mul s t", (-1.0, 1.4, 1.0)),
    ),
    in_regime(
        "forks, one row",
        SHORT,
        ("J add x x", (1.3,)),
        ("J mul x x", (-1.6,)),
    ),
    in_regime(
        "many uses",
        ("where a name is used many times", "이름 하나가 여러 번 쓰이면"),
        ("s mul x x", "t mul s x", "u add t x", "J mul u x", (-1.3,)),
        ("e exp x", "s mul e x", "t add s e", "u mul t s", "J add u e", (0.6,)),
        ("s mul x x", "t mul s x", "u add t x", "v mul u x", "w add v x", "J mul w x", (0.8,)),
    ),
    in_regime(
        "equal shares",
        ("where equal gradients arrive at a name", "이름 하나에 같은 그레이디언트가 도착하면"),
        ("u add x y", "v add x z", "J add u v", (0.4, 1.3, -0.7)),
    ),
    again,
    in_regime(
        "forks, ten rows",
        LONG,
        (
            *("a mul w x", "b add a k", "c sigmoid b", "d mul a c", "e add d b", "f exp c"),
            *("g mul f e", "h add g x", "i mul h k", "j add i c", "J mul j w"),
            (-0.7, 1.2, 0.6),
        ),
    ),
)

PROPERTIES = (
    values(
        "one-path",
        Text("sums and products, one path to each name", "합과 곱, 이름마다 경로 하나"),
        one_path,
        regimes=SUMS_AND_PRODUCTS,
    ),
    values(
        "curved",
        Text("exp, log and sigmoid, too", "exp, log, sigmoid도 맞아요"),
        curved,
        regimes=WITH_CURVES,
    ),
    values(
        "forks",
        Text("where paths meet, they add up", "경로가 만나면 더해요"),
        forks,
        regimes=WITH_FORKS,
    ),
    unchanged(forks),
)


def walk(graph, values, *, slopes=slopes, seed=1.0, join=lambda old, new: old + new):
    """A backward pass with one piece exchanged."""
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = seed
    for out, op, inputs in reversed(graph):
        for name, slope in zip(inputs, slopes(op, out, inputs, values), strict=True):
            grads[name] = join(grads[name], grads[out] * slope)
    return grads


def with_slope(op, rule):
    """The local slopes, with another rule for one operation."""

    def changed(name, out, inputs, values):
        if name != op:
            return slopes(name, out, inputs, values)
        return rule(values[out], *(values[i] for i in inputs))

    return changed


@mistake(
    "forks",
    "One name feeds two rows, and your gradient is what the last of its paths brings. What "
    "happens to the share that was stored first?",
    "이름 하나가 두 행에 쓰이는데, 그레이디언트에는 마지막 경로에서 온 값만 남아 있어요. 먼저 "
    "저장한 값은 어떻게 되나요?",
    places.FORK,
)
def overwritten(graph, values):
    """grad = where grad += is due: only the last path counts."""
    return walk(graph, values, join=lambda old, new: new)


@mistake(
    ("one-path", "curved", "forks"),
    "Every name that a row computes has the gradient 0 in your dict; the others are right. Which "
    "line sets a gradient back after it was passed on, and who still needs it?",
    "행이 계산한 이름의 그레이디언트는 모두 0이고 다른 이름의 그레이디언트는 맞아요. 전달한 뒤에 "
    "그레이디언트를 다시 0으로 만드는 줄은 어디이고, 그 값이 아직 필요한 곳은 어디인가요?",
)
def reset_after_passing(graph, values):
    """grads[out] = 0 at the end of each row."""
    computed = {out for out, _, _ in graph}
    return {name: 0.0 if name in computed else g for name, g in walk(graph, values).items()}


def walk_by_rows(graph, values, treat):
    """A backward pass that leaves it to `treat` how the shares of a row are stored."""
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0
    for out, op, inputs in reversed(graph):
        local = slopes(op, out, inputs, values)
        shares = [(name, grads[out] * s) for name, s in zip(inputs, local, strict=True)]
        treat(grads, op, shares)
    return grads


def overwritten_for(*operations):
    """A way to treat a row: = for these operations, += for the others."""

    def treat(grads, op, shares):
        for name, share in shares:
            grads[name] = share if op in operations else grads[name] + share

    return treat


@mistake(
    "forks",
    "A product overwrites what another row has stored, and a sum does not. What happens to the "
    "share that was there before your lines for mul run?",
    "곱셈 행은 다른 행이 저장한 값을 덮어쓰고, 덧셈 행은 덮어쓰지 않아요. mul을 처리하는 줄이 "
    "실행되기 전에 있던 값은 어떻게 되나요?",
    places.FORK,
)
def overwritten_by_products(graph, values):
    """grad = for mul alone; += for the other operations."""
    return walk_by_rows(graph, values, overwritten_for("mul"))


@mistake(
    "forks",
    "A sum overwrites what another row has stored, and a product does not. What happens to the "
    "share that was there before your lines for add run?",
    "덧셈 행은 다른 행이 저장한 값을 덮어쓰고, 곱셈 행은 덮어쓰지 않아요. add를 처리하는 줄이 "
    "실행되기 전에 있던 값은 어떻게 되나요?",
    places.FORK,
)
def overwritten_by_sums(graph, values):
    """grad = for add alone; += for the other operations."""
    return walk_by_rows(graph, values, overwritten_for("add"))


@mistake(
    "forks",
    "exp, log and sigmoid overwrite what another row has stored; sums and products do not. What "
    "happens to the share that was there before?",
    "exp, log, sigmoid 행은 다른 행이 저장한 값을 덮어쓰고, 덧셈 행과 곱셈 행은 덮어쓰지 않아요. "
    "먼저 있던 값은 어떻게 되나요?",
    places.FORK,
)
def overwritten_by_curves(graph, values):
    """grad = for exp, log and sigmoid; += for add and mul."""
    return walk_by_rows(graph, values, overwritten_for("exp", "log", "sigmoid"))


@mistake(
    "forks",
    "All is right but where one name stands twice in one row, as in x·x. Which of its two shares "
    "do you keep? When the second is added: is the first in the dict already that you read?",
    "x·x처럼 한 행에 같은 이름이 두 번 나오는 곳만 틀려요. 도착한 두 값 가운데 어느 것이 남나요? "
    "두 "
    "번째 값을 더할 때, 읽는 딕셔너리에 첫 번째 값이 이미 들어 있나요?",
    places.FORK,
)
def one_share_a_row(graph, values):
    """Old gradients are read before the row's shares are added: of two shares, the last is kept."""

    def treat(grads, op, shares):
        grads |= {name: grads[name] + share for name, share in shares}

    return walk_by_rows(graph, values, treat)


@mistake(
    "forks",
    "Within one row your shares add up, but what another row has stored is gone. Does the line "
    "that stores add to what is there, or replace it? Or is a gradient set to 0 again first?",
    "한 행 안에서는 값을 더하지만 다른 행이 저장한 값은 사라져요. 저장하는 줄은 이미 있는 값에 "
    "더하나요, 새 값으로 바꾸나요? 아니면 그 전에 그레이디언트를 다시 0으로 만드나요?",
    places.FORK,
)
def set_to_zero_on_the_way(graph, values):
    """Each row replaces the gradients of its inputs, or sets them to 0 before it adds."""

    def treat(grads, op, shares):
        grads |= {name: 0.0 for name, _ in shares}
        for name, share in shares:
            grads[name] += share

    return walk_by_rows(graph, values, treat)


@mistake(
    ("one-path", "curved", "forks", "unchanged"),
    "Your gradients begin as the values, in the same dict. How many dicts are there after "
    "`grads = values`, and with which number should each gradient begin?",
    "그레이디언트를 values와 같은 dict에 담아서, 0이 아니라 그 값들에서 시작해요. `grads = values` "
    "다음에 dict는 몇 개이고, 그레이디언트는 각각 어떤 수에서 시작해야 하나요?",
    places.OLD_PARAMETERS,
)
def values_taken_for_gradients(graph, values):
    """grads = values: shares are added to the values, in the caller's dict."""
    grads = values
    grads[graph[-1][0]] = 1.0
    for out, op, inputs in reversed(graph):
        for name, slope in zip(inputs, slopes(op, out, inputs, values), strict=True):
            grads[name] += grads[out] * slope
    return grads


@mistake(
    ("one-path", "curved", "forks"),
    "Only the inputs of the last row have a gradient in your dict. In which order do you come to "
    "the rows, and does the walk end after the first one?",
    "dict에서 마지막 행의 입력에만 그레이디언트가 있어요. 행을 어떤 순서로 처리하나요? 행 하나만 "
    "처리하고 끝나 버리지는 않나요?",
    places.ORDER,
)
def walked_forward(graph, values):
    """The rows are walked in forward order, or return stands inside the loop over them."""
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0
    for out, op, inputs in graph:
        for name, slope in zip(inputs, slopes(op, out, inputs, values), strict=True):
            grads[name] += grads[out] * slope
    return grads


@mistake(
    ("one-path", "curved", "forks"),
    "All your gradients are J times too large. By how much does J change when J changes by 1?",
    "모든 그레이디언트가 J배예요. J가 1만큼 변하면 J는 얼마나 변하나요?",
)
def seeded_with_the_value(graph, values):
    """The walk begins with the value of J instead of dJ/dJ."""
    return walk(graph, values, seed=values[graph[-1][0]])


@mistake(
    ("one-path", "curved", "forks"),
    "All your gradients are 0. With which gradient does the walk begin, and which name has it?",
    "모든 그레이디언트가 0이에요. 역전파는 어느 이름에서, 어떤 수로 시작하나요?",
)
def never_seeded(graph, values):
    """The gradient of the output is never set."""
    return walk(graph, values, seed=0.0)


@mistake(
    ("one-path", "curved", "forks"),
    "For a product, you pass each factor its own value. When x moves, which factor of x·y says "
    "how far the product moves?",
    "곱셈 행에서 각 인수에 자기 자신의 값을 전달해요. x가 움직일 때 x·y가 얼마나 움직이는지 알려 "
    "주는 인수는 무엇인가요?",
    places.LOCAL_SLOPES,
)
def own_factor(graph, values):
    """The slope of a product is taken as the factor itself."""
    return walk(graph, values, slopes=with_slope("mul", lambda out, x, y: (x, y)))


@mistake(
    ("one-path", "curved", "forks"),
    "For a product, you pass both factors the product. Which of the two stays fixed when only "
    "one is nudged?",
    "곱셈 행에서 두 인수 모두에 곱의 값을 전달해요. 하나만 움직일 때 고정되는 것은 무엇인가요?",
    places.LOCAL_SLOPES,
)
def product_for_slope(graph, values):
    """The slope of a product is taken as the product."""
    return walk(graph, values, slopes=with_slope("mul", lambda out, x, y: (out, out)))


@mistake(
    ("one-path", "curved", "forks"),
    "Each of your gradients is a local slope. How fast does the row's output change J, and where "
    "does that number come in?",
    "구한 그레이디언트가 모두 국소 기울기예요. 그 행의 출력이 변하면 J는 얼마나 빨리 변하고, 그 "
    "수는 어디에 들어가나요?",
)
def local_slopes_only(graph, values):
    """What arrives at the output is not multiplied in: the gradient of the node, not of J."""
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0
    for out, op, inputs in reversed(graph):
        for name, slope in zip(inputs, slopes(op, out, inputs, values), strict=True):
            grads[name] += slope
    return grads


@mistake(
    ("one-path", "curved", "forks"),
    "You multiply by the value of a row's output. What should arrive there: its value, or the "
    "slope of J in it?",
    "행의 출력값을 곱하고 있어요. 거기에 도착해야 하는 것은 값인가요, 그에 대한 J의 기울기인가요?",
)
def value_for_gradient(graph, values):
    """values[out] stands where grads[out] is due."""
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0
    for out, op, inputs in reversed(graph):
        for name, slope in zip(inputs, slopes(op, out, inputs, values), strict=True):
            grads[name] += values[out] * slope
    return grads


@mistake(
    ("curved", "forks"),
    "For exp, your local slope is the input. Nudge x a little: how fast does eˣ grow?",
    "exp의 국소 기울기로 입력값을 썼어요. x를 조금 움직이면 eˣ은 얼마나 빨리 커지나요?",
    places.LOCAL_SLOPES,
)
def exp_slope_is_input(graph, values):
    """The slope of exp is taken as its input."""
    return walk(graph, values, slopes=with_slope("exp", lambda out, x: (x,)))


@mistake(
    ("curved", "forks"),
    "For exp, you take exp of something that has been through exp already. Is values[output] x, "
    "or eˣ?",
    "exp에서 이미 exp를 거친 값에 다시 exp를 적용해요. values[출력]은 x인가요, eˣ인가요?",
    places.LOCAL_SLOPES,
)
def exp_applied_twice(graph, values):
    """The slope of exp is taken at the output."""
    return walk(graph, values, slopes=with_slope("exp", lambda out, x: (math.exp(out),)))


@mistake(
    ("curved", "forks"),
    "For log, you divide by the output. Is values[output] x, or log x? Which of the two stands in "
    "the derivative?",
    "log에서 출력값으로 나누고 있어요. values[출력]은 x인가요, log x인가요? 도함수에는 둘 중 "
    "무엇이 있나요?",
    places.LOCAL_SLOPES,
)
def log_slope_from_output(graph, values):
    """1/log x for 1/x: the slope of log is taken at the output."""
    return walk(graph, values, slopes=with_slope("log", lambda out, x: (1 / out,)))


@mistake(
    ("curved", "forks"),
    "For log, you multiply by x. When x is large, does log x grow fast or slowly?",
    "log에서 x를 곱하고 있어요. x가 크면 log x는 빨리 커지나요, 천천히 커지나요?",
    places.LOCAL_SLOPES,
)
def log_slope_is_input(graph, values):
    """The slope of log is taken as x."""
    return walk(graph, values, slopes=with_slope("log", lambda out, x: (x,)))


def _twice(out, x):
    again = 1 / (1 + math.exp(-out))
    return (again * (1 - again),)


@mistake(
    ("curved", "forks"),
    "For sigmoid, you apply σ to a number that has been through σ already. Is values[output] z, "
    "or σ(z)?",
    "sigmoid에서 이미 σ를 거친 값에 다시 σ를 적용해요. values[출력]은 z인가요, σ(z)인가요?",
    places.LOCAL_SLOPES,
)
def sigmoid_applied_twice(graph, values):
    """σ′ is taken at a = σ(z) instead of z."""
    return walk(graph, values, slopes=with_slope("sigmoid", _twice))


@mistake(
    ("curved", "forks"),
    "For sigmoid, your local slope is z(1 − z). Which of the two numbers, z or a = σ(z), stands in "
    "the derivative?",
    "sigmoid의 국소 기울기가 z(1 − z)예요. 도함수에 있는 수는 z인가요, a = σ(z)인가요?",
    places.LOCAL_SLOPES,
)
def sigmoid_slope_at_the_input(graph, values):
    """z(1 − z) for a(1 − a)."""
    return walk(graph, values, slopes=with_slope("sigmoid", lambda out, x: (x * (1 - x),)))


@mistake(
    ("curved", "forks"),
    "For sigmoid, your local slope is σ(z) itself. Is the curve steepest where it is highest?",
    "sigmoid의 국소 기울기가 σ(z) 자체예요. 곡선은 가장 높은 곳에서 가장 가파른가요?",
    places.LOCAL_SLOPES,
)
def sigmoid_value_for_slope(graph, values):
    """a for a(1 − a)."""
    return walk(graph, values, slopes=with_slope("sigmoid", lambda out, x: (out,)))


@mistake(
    ("one-path", "curved", "forks"),
    "For a sum, you pass each input its own value. When x moves by 1, by how much does x + y move?",
    "덧셈 행에서 각 입력에 자신의 값을 전달해요. x가 1만큼 움직이면 x + y는 얼마나 움직이나요?",
    places.LOCAL_SLOPES,
)
def value_for_slope_of_a_sum(graph, values):
    """The slope of a sum is taken as the input."""
    return walk(graph, values, slopes=with_slope("add", lambda out, x, y: (x, y)))


@mistake(
    ("one-path", "curved", "forks"),
    "Only the first input of each row gets a gradient. How many arrows lead into a sum, or into "
    "a product?",
    "각 행의 첫 번째 입력만 그레이디언트를 받아요. 합이나 곱으로 들어오는 화살표는 몇 개인가요?",
)
def first_input_only(graph, values):
    """Only the first input of each row is treated."""
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0
    for out, op, inputs in reversed(graph):
        grads[inputs[0]] += grads[out] * slopes(op, out, inputs, values)[0]
    return grads


@mistake(
    "forks",
    "Your gradients are too large where a computed name is used twice. When its own gradient is "
    "passed on a second time, is the first share passed on again?",
    "계산된 이름이 두 번 쓰이는 곳에서 그레이디언트가 너무 커요. 그 그레이디언트를 두 번째로 "
    "전달할 때 처음에 도착한 값까지 또 전달하나요?",
    places.ORDER,
)
def passed_on_at_each_visit(graph, values):
    """Recursion without order: a shared name passes its whole gradient on at every visit."""
    rows = {out: (op, inputs) for out, op, inputs in graph}
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0

    def visit(out):
        if out not in rows:
            return
        op, inputs = rows[out]
        for name, slope in zip(inputs, slopes(op, out, inputs, values), strict=True):
            grads[name] += grads[out] * slope
            visit(name)

    visit(graph[-1][0])
    return grads


@mistake(
    "unchanged",
    "After a call, the caller's list of rows is reversed. Which way of walking backwards leaves "
    "the list as it is?",
    "호출하고 나면 전달받은 행 목록의 순서가 뒤집혀 있어요. 목록을 그대로 두고 거꾸로 따라가는 "
    "방법은 무엇인가요?",
    places.ORDER,
)
def reversed_in_place(graph, values):
    """graph.reverse(): the caller's list is turned round."""
    grads = walk(graph, values)
    graph.reverse()
    return grads


@mistake(
    "unchanged",
    "After a call, the caller's values are gradients. In which dict do the gradients belong?",
    "호출하고 나면 인자 values가 그레이디언트로 바뀌어 있어요. 그레이디언트는 어느 dict에 담아야 "
    "하나요?",
    places.OLD_PARAMETERS,
)
def written_into_values(graph, values):
    """The gradients are written into the values."""
    grads = walk(graph, values)
    values.update(grads)
    return values


@accepted
def by_cases(graph, values):
    """The local slopes of each operation, then one line that adds."""
    grads = dict.fromkeys(values, 0.0)
    grads[graph[-1][0]] = 1.0
    for out, op, inputs in reversed(graph):
        if op == "add":
            local = [1.0, 1.0]
        elif op == "mul":
            local = [values[inputs[1]], values[inputs[0]]]
        elif op == "exp":
            local = [values[out]]
        elif op == "log":
            local = [1 / values[inputs[0]]]
        else:
            local = [values[out] * (1 - values[out])]
        for name, slope in zip(inputs, local, strict=True):
            grads[name] += grads[out] * slope
    return grads


@accepted
def a_line_for_each_arrow(graph, values):
    """A chain of ifs, one line for each arrow."""
    grads = {name: 0.0 for name in values}
    grads[graph[-1][0]] = 1.0
    for output, op, inputs in reversed(graph):
        out, g, x = values[output], grads[output], values[inputs[0]]
        if op == "add":
            grads[inputs[0]] += g
            grads[inputs[1]] += g
        elif op == "mul":
            grads[inputs[0]] += g * values[inputs[1]]
            grads[inputs[1]] += g * x
        elif op == "exp":
            grads[inputs[0]] += g * out
        elif op == "log":
            grads[inputs[0]] += g / x
        else:
            grads[inputs[0]] += g * out * (1 - out)
    return grads


@accepted
def with_defaultdict(graph, values):
    """A defaultdict that collects shares."""
    grads = defaultdict(float)
    grads[graph[-1][0]] = 1.0
    for output, op, inputs in graph[::-1]:
        for name, slope in zip(inputs, slopes(op, output, inputs, values), strict=True):
            grads[name] = grads[name] + slope * grads[output]
    return grads


@accepted
def sum_over_paths(graph, values):
    """For each name, the sum over the rows that use it, last names first."""
    order = [name for name in values if name not in {out for out, _, _ in graph}]
    order += [out for out, _, _ in graph]
    grads = {graph[-1][0]: 1.0}
    for name in reversed(order[:-1]):
        grads[name] = sum(
            grads[out] * slope
            for out, op, inputs in graph
            for used, slope in zip(inputs, slopes(op, out, inputs, values), strict=True)
            if used == name
        )
    return grads


@accepted
def recursion_over_users(graph, values):
    """Recursion from each name to the rows that use it."""

    def grad(name):
        if name == graph[-1][0]:
            return 1.0
        return sum(
            grad(out) * slope
            for out, op, inputs in graph
            for used, slope in zip(inputs, slopes(op, out, inputs, values), strict=True)
            if used == name
        )

    return {name: grad(name) for name in values}


GRADED = GradedFunction(
    name="backward",
    reference=backward,
    returns=Entries("gradients"),
    read=places.GRAPH_BACKWARD,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        overwritten,
        overwritten_by_products,
        overwritten_by_sums,
        overwritten_by_curves,
        one_share_a_row,
        reset_after_passing,
        set_to_zero_on_the_way,
        values_taken_for_gradients,
        walked_forward,
        seeded_with_the_value,
        never_seeded,
        own_factor,
        product_for_slope,
        local_slopes_only,
        value_for_gradient,
        exp_slope_is_input,
        exp_applied_twice,
        log_slope_from_output,
        log_slope_is_input,
        sigmoid_applied_twice,
        sigmoid_slope_at_the_input,
        sigmoid_value_for_slope,
        value_for_slope_of_a_sum,
        first_input_only,
        passed_on_at_each_visit,
        reversed_in_place,
        written_into_values,
    ),
    styles=(
        by_cases,
        a_line_for_each_arrow,
        with_defaultdict,
        sum_over_paths,
        recursion_over_users,
    ),
)

"""What counts as a right `gradient_descent(df, w0, *, learning_rate, n_steps)`: the path."""

import functools
import operator
from dataclasses import replace

import numpy as np
from numpy.polynomial import Polynomial

from lrlib import descent
from lrlib.checks.declare import places
from lrlib.checks.declare.compare import RIGHT, Tolerance, is_right, right_entries
from lrlib.checks.declare.model import (
    Case,
    Fault,
    GradedFunction,
    Part,
    Property,
    accepted,
    mistake,
    regime,
    stream,
)
from lrlib.checks.declare.properties import shapes, unusable
from lrlib.checks.say.numbers import apart, nth
from lrlib.checks.say.text import Text


@functools.wraps(descent.gradient_descent)
def reference(df, w0, **kwargs):
    """The library's, which evaluates a polynomial in Python's floats."""
    plain = _in_floats(df) if type(df) is Polynomial else df
    return descent.gradient_descent(plain, w0, **kwargs)


def _in_floats(df):
    """Evaluate as NumPy does, to the last bit, without its 3 µs for each of a thousand steps."""
    last, *others = reversed(df.coef.tolist())

    def slope(w):
        w = float(w)
        value = last + w * 0
        for coefficient in others:
            value = coefficient + value * w
        return value

    return slope


# Slopes that are plain functions of Python's: both are those of w²/2. The first makes a float of
# one number, and takes no array; the second gives a whole number for a whole number.
PLAIN = {float: Polynomial([0.0, 1.0]), operator.pos: Polynomial([0.0, 1.0])}


RETURNS = Part(
    "path",
    "(n_steps + 1,)",
    list_ok=True,
    function_inside=Text(
        "A function itself stands where one of its values is needed. What turns df into the slope "
        "at w?",
        "함수의 값이 있어야 할 자리에 함수 자체가 있어요. df에서 w의 기울기를 얻으려면 무엇을 써야 "
        "하나요?",
    ),
)

TINY = {"df": Polynomial([-4.0, 2.0]), "w0": 6.0, "learning_rate": 0.25, "n_steps": 2}


def steps(df, w0, learning_rate, n_steps):
    """Name the steps from the arguments to the result."""
    path = reference(df, w0, learning_rate=learning_rate, n_steps=n_steps)
    if n_steps == 0:
        return {"path": path}
    first = {"path[0]": path[0], "df(path[0])": df(path[0]), "path[1]": path[1]}
    return {**{name: np.array(value) for name, value in first.items()}, "path": path}


def _bowl(rng):
    """Draw df(w) = s·(w − c), and starts on both sides of c, not too near."""
    slope, centre = rng.uniform(0.5, 2.0), rng.uniform(-3.0, 3.0)
    sides = rng.permutation([-1.0, 1.0]) * rng.uniform(1.0, 4.0, size=2)
    return Polynomial([-slope * centre, slope]), (centre + sides).tolist(), slope


def _case(df, w0, rate, n_steps):
    args = {"df": df, "w0": w0, "learning_rate": float(rate), "n_steps": n_steps}
    return Case(args, {"n_steps": n_steps})


@stream("walks")
def walks(rng):
    """A bowl, a curve with two valleys, no step at all, a start at the bottom, and a long walk."""
    df, (w0, opposite), slope = _bowl(rng)
    valleys = Polynomial([rng.uniform(-0.2, 0.2), -1.0, 0.0, 1.0])
    few = (3, 7, 11)[rng.integers(3)]
    bottom = float(rng.integers(1, 5))
    return [
        _case(df, w0, rng.uniform(0.1, 0.4) / slope, few),
        _case(valleys, float(rng.uniform(1.3, 1.8)), rng.uniform(0.05, 0.2), 5),
        _case(df, w0, 0.3 / slope, 0),
        _case(Polynomial([-2 * bottom, 2.0]), bottom, 0.1, few),
        _case(df, opposite, 0.9 / slope, 60),
    ]


@stream("whole starts")
def whole_starts(rng):
    """w0 is a whole number, the path is not. One is on each side."""
    df, _, slope = _bowl(rng)
    starts = rng.permutation([(-6, -5)[rng.integers(2)], (5, 6, 7)[rng.integers(3)]])
    return [_case(df, int(w0), rng.uniform(0.1, 0.3) / slope, 4) for w0 in starts]


@stream("too far")
def too_far(rng):
    """Learning rates that overshoot: from side to side, and farther with every step."""
    df, starts, slope = _bowl(rng)
    rates = [rng.uniform(1.3, 1.8), rng.uniform(2.8, 3.2)]
    pairs = zip(starts, rates, strict=True)
    return [_case(df, w0, rate / slope, 12) for w0, rate in pairs]


@regime(
    "far",
    "from a start far away, on a very steep or very flat curve",
    "출발점이 멀고 곡선이 아주 가파르거나 완만하면",
)
def far(rng):
    """Starts near ±1000; a slope of 50, and one of 0.001 with a rate of 300."""
    cases = []
    for side in (-1, 1):
        centre = rng.uniform(-3.0, 3.0)
        for slope, rate in ((50.0, 0.004), (0.001, 300.0)):
            w0 = side * float(rng.integers(800, 1200))
            cases.append(_case(Polynomial([-slope * centre, slope]), w0, rate, 3))
    return cases


@regime("far, whole", *far.where)
def far_and_whole(rng):
    """The same from whole starts."""
    cases = far.inputs(rng)
    return [replace(case, args={**case.args, "w0": int(case.args["w0"])}) for case in cases]


@regime("many steps", "over more than a thousand steps", "1000걸음 넘게 걸으면")
def many_steps(rng):
    """1010 steps, none of them very short: more than calls may be nested."""
    df, (w0, _), slope = _bowl(rng)
    return [_case(df, w0, 0.003 / slope, 1010)]


@regime(
    "short",
    "over one step or two, from a start at 0 or with a very small α",
    "한두 걸음만 걷고, 출발점이 0이거나 α가 아주 작으면",
)
def short(rng):
    """One step from 0, where the slope is not 0; and two very short steps."""
    df, (w0, _), slope = _bowl(rng)
    bowl = Polynomial([(-1.0, 1.0)[rng.integers(2)], slope])
    return [_case(bowl, 0.0, 0.3 / slope, 1), _case(df, w0, 1e-4, 2)]


@regime("whole slopes", "where df gives a whole number", "df가 정수를 돌려주면")
def whole_slopes(rng):
    """A df that gives a whole number for a whole one. A step is a quarter of it, and not whole."""
    return [_case(operator.pos, (-7, -6, -5, 5, 6, 7)[rng.integers(6)], 0.25, 3)]


@regime("whole rate", "from a start at 0 with a whole α", "출발점이 0이고 α가 정수이면")
def whole_rate(rng):
    """Whole numbers both, and places that are not."""
    case = _case(Polynomial([rng.uniform(0.3, 0.7), 0.25]), 0, 1, 3)
    return [replace(case, args={**case.args, "learning_rate": 1})]


@regime("NumPy's start", "where w0 is an np.int64", "w0가 np.int64이면")
def numpys_start(rng):
    """A whole number as an array of such numbers holds it."""
    case = whole_starts(rng)[0]
    return [replace(case, args={**case.args, "w0": np.int64(case.args["w0"])})]


@regime(
    "one number", "where df takes one number and no array", "df가 배열이 아니라 수 하나만 받으면"
)
def one_number(rng):
    """A df that takes a number and nothing else."""
    return [_case(float, float(rng.uniform(2.0, 5.0)), 0.2, 3)]


@regime("much too far", "where the walk goes very far", "걸음이 아주 멀리 가면")
def much_too_far(rng):
    """A rate that makes each place nine times as far away as the one before."""
    df, (w0, _), slope = _bowl(rng)
    return [_case(df, w0, 10 / slope, 10)]


def starts_at_w0(prop, trials):
    """Demand that the path begins with w0. That it holds enough places is for `shapes` to say."""
    fault = unusable(prop, trials)
    for trial in () if fault else trials:
        got, w0 = _path(trial), trial.case.args["w0"]
        given = np.full_like(got[:1], w0)
        if got.size < (trial.case.args["n_steps"] > 0) or not is_right(got[:1], given, GIVEN):
            due = trial.expected["path"]
            if got.size > due.size and right_entries(got[-due.size :], due).all():
                return Fault("shape", trial, Text("", ""), "path")
            start, first = apart(w0, got[0]) if got.size else (f"{w0:.4g}", "—")
            text = Text(
                "The walk starts at w0 = {start}; the first place of your path is {first}. What "
                "is stored before the first step is taken, and which line writes there later?",
                "출발점은 w0 = {start}인데 path의 첫 번째 값이 {first}이에요. 첫 걸음을 떼기 "
                "전에 무엇을 저장해야 하나요? 나중에 그 자리에 쓰는 줄은 어디인가요?",
            )
            return Fault("value", trial, text.format(start=start, first=first), "path")
    return fault


GIVEN = Tolerance(1e-12, 1e-8)
# A step near the lowest point is short. Beyond this it is lost in the rounding of the places.
STEP = RIGHT._replace(absolute=1e-12)


def _path(trial):
    return np.ravel(np.asarray(trial.outcome.parts["path"].value, dtype=float))


def steps_right(name, title, cases, *, first=False, regimes=()):
    """Demand that each step, or the first, leads from where it is taken to where it should.

    Where the walk starts and how long it is, `start` and `shapes` look at.
    """

    def judge(prop, trials):
        fault = unusable(prop, trials)
        walked = [trial for trial in trials if trial.case.args["n_steps"] > 0]
        for trial in () if fault else walked:
            path, args = _path(trial), trial.case.args
            if path.size < 2 and np.ptp(trial.expected["path"]):
                text = Text(
                    "Your path holds {size} of the places of a walk of {n} steps. Where is each "
                    "new place stored?",
                    "{n}걸음을 걸었는데 path에 위치가 {size}개예요. 새 위치를 어디에 저장하나요?",
                )
                return Fault("value", trial, text.format(size=path.size, n=args["n_steps"]), "path")
            if type(args["df"]) is not Polynomial:
                args = {**args, "df": PLAIN[args["df"]]}
            due = -args["learning_rate"] * args["df"](path[:-1])
            right = right_entries(path[1:] - path[:-1], due, STEP)[: 1 if first else None]
            if not right.all():
                wrong = int(np.argmin(right))
                return Fault("value", trial, _wrong_step(path, args, due, wrong), "path")
        return fault

    return Property(name, title, cases, judge, regimes=regimes)


def _known_path(path, args):
    """Say what the path as a whole shows, if it is not a walk with steps of its own."""
    w0, rate, df = args["w0"], args["learning_rate"], args["df"]
    right = reference(df, w0, learning_rate=rate, n_steps=path.size - 1)
    rest, slopes = path[1:], df(right[:-1])
    if path.size < 3 or not np.isfinite(path).all():
        return None
    if right_entries(rest, right[:-1]).all():
        return Text(
            "The second place of your path is w0 again, and each place after it comes one step "
            "late. What does your loop do first: take the step, or store the place?",
            "path의 두 번째 위치가 다시 w0이고, 그 뒤의 위치도 모두 한 걸음씩 늦어요. 반복문에서 "
            "먼저 하는 일은 무엇인가요? 걸음을 떼나요, 위치를 저장하나요?",
        )
    for stored, what in (
        (rate * slopes, "α·df(w)"),
        (-rate * slopes, "−α·df(w)"),
        (slopes, "df(w)"),
    ):
        if right_entries(rest, stored).all():
            return Text(
                "Behind w0, your path holds {what} of each step, not places. The walk itself is "
                "right: which of your names holds the place, and which one is stored?",
                "w0 다음에 path에 있는 것은 위치가 아니라 걸음마다의 {what}예요. 걸음 자체는 "
                "맞아요. 위치가 들어 있는 이름은 무엇이고, 저장하는 것은 어느 이름인가요?",
            ).format(what=what)
    if right_entries(rest, rate * (path[:-1] - df(path[:-1]))).all():
        return Text(
            "Each place of your path is α·(w − df(w)): α multiplies the place, too. What does α "
            "multiply in a step, and where do the brackets stand?",
            "path의 위치가 모두 α·(w − df(w))예요. α가 위치에도 곱해져 있어요. 한 걸음에서 α는 "
            "무엇에 곱하나요? 괄호는 어디에 있나요?",
        )
    if right_entries(rest, w0 - rate * df(path[:-1])).all():
        return Text(
            "The slope is taken where you are, but every step is taken from w0 again. From which "
            "place should the second step start?",
            "기울기는 지금 위치에서 구하는데, 걸음은 언제나 w0에서 다시 떼요. 두 번째 걸음은 어느 "
            "위치에서 시작해야 하나요?",
        )
    if right_entries(np.diff(path), -rate * df(path[:-1] - rate * df(path[:-1]))).all():
        return Text(
            "The slope of each of your steps is that of the next place, not of the place where the "
            "step starts. At which w is df called?",
            "걸음마다 기울기를 걸음이 시작하는 위치가 아니라 그다음 위치에서 구해요. df에 넘기는 "
            "w는 어느 위치인가요?",
        )
    taken = np.diff(path)
    return (
        _fixed_rate(taken, df(path[:-1]), rate)
        or _another_slope(path, args)
        or _limited(taken, df(path[:-1]), rate)
    )


def _limited(taken, slopes, rate):
    """Say which limit the steps keep to, where the curve is steeper."""
    limit = float(np.abs(taken / rate).max())
    steeper = np.abs(slopes) > limit * (1 + 1e-6)
    if not steeper.any() or not right_entries(-taken, rate * np.clip(slopes, -limit, limit)).all():
        return None
    return Text(
        "However steep the curve is, none of your steps is longer than {limit:.4g} times α. Which "
        "line limits the slope, or the step: a clip, a min, a max? Is that asked for?",
        "곡선이 아무리 가팔라도 걸음이 α의 {limit:.4g}배보다 길어지지 않아요. 기울기나 걸음을 "
        "제한하는 줄은 어디인가요? clip, min, max 가운데 있나요? 필요한 일인가요?",
    ).format(limit=limit)


def _another_slope(path, args):
    """Say what stands in the place of the slope, if it is something made of df."""
    w0, rate, df = args["w0"], args["learning_rate"], args["df"]
    places, counted = path[:-1], np.arange(path.size - 1)
    due, taken = df(places), -np.diff(path) / rate
    others = (
        ("|df(w)|", np.abs(due), SIGN),
        ("df(w)²", due**2, ONCE),
        ("df(w)·|df(w)|", due * np.abs(due), ONCE),
        ("df(w)³", due**3, ONCE),
        ("√|df(w)|", np.sign(due) * np.sqrt(np.abs(due)), ONCE),
        ("1/df(w)", 1 / due, ONCE),
        ("df(w + α·df(w))", df(places + rate * due), AT_WHICH),
        ("df(−w)", df(-places), AT_WHICH),
        ("df(w/2)", df(places / 2), AT_WHICH),
        ("df(2w)", df(2 * places), AT_WHICH),
        ("df(α·w)", df(rate * places), AT_WHICH),
        ("df(α)", np.full_like(due, df(rate)), AT_WHICH),
        ("df(0)", np.full_like(due, df(0.0)), AT_WHICH),
        ("df(1)", np.full_like(due, df(1.0)), AT_WHICH),
        ("df(w − w0)", df(places - w0), AT_WHICH),
        ("df(w) − df(w0)", due - df(w0), AT_WHICH),
        ("df(k)", df(counted.astype(float)), AT_WHICH),
        ("df(k + 1)", df(counted + 1.0), AT_WHICH),
        ("df(w) + w", due + places, ALONE),
        ("df(w) − w", due - places, ALONE),
        ("df(w) + 1", due + 1, ALONE),
        ("df(w) − 1", due - 1, ALONE),
        ("df(w) + α", due + rate, ALONE),
        ("df(w) / df′(w)", due / df.deriv()(places), CHANGE),
        ("df′(w)", df.deriv()(places), CHANGE),
    )
    for name, other, ask in others:
        # A quotient of differences is only near a derivative.
        room = ABOUT if ask is CHANGE else RIGHT
        if np.isfinite(other).all() and right_entries(taken, other, room).all():
            return Text(
                "Each of your steps is −α·{name}, where the slope is df(w). {ask}",
                "걸음이 모두 −α·{name}이에요. 기울기는 df(w)예요. {ask}",
            ).format(name=name, ask=ask)
    return None


ABOUT = Tolerance(1e-3, 1e-6)
SIGN = Text(
    "What becomes of a step where the slope is negative: which way should it go?",
    "기울기가 음수인 곳에서는 걸음이 어느 쪽으로 가야 하나요?",
)
ONCE = Text(
    "How long should a step be where the curve is twice as steep? How often does the slope come "
    "in, and is anything else done with it?",
    "두 배 가파른 곳에서 걸음은 얼마나 길어야 하나요? 기울기를 몇 번 쓰고, 거기에 다른 것을 더 "
    "하나요?",
)
AT_WHICH = Text(
    "At which number is df called in each step, and at which place does that step start?",
    "걸음마다 df에 어떤 수를 넣나요? 그 걸음은 어느 위치에서 시작하나요?",
)
ALONE = Text(
    "What is multiplied by α in a step, and what else is added to it? Where do the brackets stand?",
    "한 걸음에서 α를 곱하는 것은 무엇이고, 거기에 무엇을 더하나요? 괄호는 어디에 있나요?",
)
CHANGE = Text(
    "df gives the slope already. What does a difference of two of its numbers, divided by a small "
    "h, measure?",
    "df가 이미 기울기를 줘요. df의 두 값의 차를 작은 h로 나누면 무엇을 재는 것인가요?",
)


def _fixed_rate(taken, slopes, rate):
    """Say which number stands in the place of α, if it is one that people write."""
    if not np.all(slopes) or rate == round(rate, 3):
        return None
    times = -taken / slopes
    for name, value in (("α²", rate**2), ("2α", 2 * rate), ("α/2", rate / 2)):
        if right_entries(times, np.full_like(times, value)).all():
            return Text(
                "In this walk, each of your steps is {name} times the slope. How often, and with "
                "which factor, is the slope multiplied by α? Or does a line change α, as where a "
                "step goes too far?",
                "이 경우에는 걸음이 모두 기울기의 {name}배예요. 기울기에 α를 몇 번, 어떤 배수와 "
                "함께 곱하나요? 아니면 걸음이 너무 멀리 가는 곳처럼, α를 바꾸는 줄이 있나요?",
            ).format(name=name)
    number = round(float(times[0]), 3)
    if not number or not right_entries(times, np.full_like(times, number)).all():
        return None
    return Text(
        "In this walk, each of your steps is {number} times the slope, and α is {rate:.4g}. Is a "
        "fixed number written where learning_rate belongs?",
        "이 경우에는 걸음이 모두 기울기의 {number}배인데 여기서 α는 {rate:.4g}예요. learning_rate "
        "자리에 숫자를 직접 썼나요?",
    ).format(number=f"{number:g}", rate=rate)


def _wrong_step(path, args, due, k):
    """Show one step: from where, how steep it is there, how long it should be and is."""
    known = _known_path(path, args)
    if known is not None:
        return known
    step = path[k + 1] - path[k]
    if k and path[k + 1] == args["w0"]:
        return Text(
            "The places before it are right; place {k} of your path is w0 again. Is it written at "
            "all, or does it still hold what the array was made with? From which place to which "
            "does your loop write?",
            "그 앞의 위치는 맞는데 path의 {k} 값이 다시 w0예요. 그 자리에 쓰기는 하나요, 아니면 "
            "배열을 만들 때의 값이 남아 있나요? 반복문은 어느 자리부터 어느 자리까지 쓰나요?",
        ).format(k=nth(k + 2))
    ask = Text(
        "In which direction does the curve fall there, and what makes the step that long?",
        "곡선은 어느 쪽으로 내려가고, 걸음의 길이는 무엇으로 정해지나요?",
    )
    if k:
        ask = Text(
            "The steps before it are right. What does your step depend on besides α and the slope "
            "where it is taken?",
            "그 앞의 걸음은 맞아요. 걸음이 α와 그곳의 기울기 말고 무엇에 따라 정해지나요?",
        )
    wanted, taken = apart(due[k], step, 6)
    return Text(
        "Step {k}: at w = {w:.6g} the slope is {slope:.6g}, so with α = {rate:.4g} the step should "
        "be {due}. Yours is {step}{times}. {ask}",
        "{k} 걸음: w = {w:.6g}에서 기울기는 {slope:.6g}이므로 α = {rate:.4g}이면 걸음은 "
        "{due}여야 해요. 지금 걸음은 {step}예요{times}. {ask}",
    ).format(
        k=nth(k + 1),
        w=path[k],
        slope=float(args["df"](path[k])),
        rate=args["learning_rate"],
        due=wanted,
        step=taken,
        times=_times(step, due[k]),
        ask=ask,
    )


def _times(step, due):
    if abs(due) < 1e-9 or step == 0:
        return Text("", "")
    return Text(f", {step / due:.4g} times that", f" (그것의 {step / due:.4g}배)")


PROPERTIES = (
    Property(
        "start",
        Text("the path begins at w0", "path가 w0에서 시작해요"),
        walks,
        starts_at_w0,
        regimes=(short, far),
    ),
    steps_right(
        "one-step",
        Text("the first step: w − α·df(w)", "첫 걸음: w − α·df(w)"),
        walks,
        first=True,
        regimes=(short, far),
    ),
    steps_right(
        "path",
        Text("every step goes on from the place before", "모든 걸음이 바로 앞의 위치에서 이어져요"),
        walks,
        regimes=(short, one_number, far, many_steps),
    ),
    shapes(
        walks,
        Text("n_steps + 1 places", "위치가 n_steps + 1개예요"),
        regimes=(short, many_steps),
    ),
    steps_right(
        "whole-start",
        Text("a whole w0 does not make the path whole", "w0가 정수여도 path는 정수가 아니에요"),
        whole_starts,
        regimes=(whole_slopes, whole_rate, numpys_start, far_and_whole),
    ),
    steps_right(
        "overshoot",
        Text("too large a step goes too far, as it should", "걸음이 너무 크면 너무 멀리 가요"),
        too_far,
        regimes=(much_too_far,),
    ),
)

EQUIVALENT = {
    "for k in range(n_steps): → (twice)": "the second walk writes the same places again",
    "path = np.zeros(n_steps + 1) → path = np.ones(n_steps + 1)": "every place is overwritten",
    "path[0] = w0 → (twice)": "the same value twice",
    "path[k + 1] = path[k] - learning_rate * df(path[k]) → (twice)": "the same value twice",
    "return np.array(path) → return path": "a list is as good as an array",
}

STEPS = ("one-step", "path", "whole-start", "overshoot")


def _walk(df, w0, learning_rate, n_steps, step):
    """Walk with a step of one's own: (w, k) to the next w."""
    path = [w0]
    for k in range(n_steps):
        path.append(step(path[-1], k))
    return np.array(path, dtype=float)


@mistake(
    STEPS,
    "Your walk goes uphill. The slope points where the curve rises: which way should the step go?",
    "오르막으로 가고 있어요. 기울기는 곡선이 올라가는 쪽을 가리켜요. 걸음은 어느 쪽으로 가야 "
    "하나요?",
)
def uphill(df, w0, *, learning_rate, n_steps):
    """w + α·df(w)."""
    return _walk(df, w0, learning_rate, n_steps, lambda w, k: w + learning_rate * df(w))


@mistake(
    STEPS,
    "Your step does not depend on the learning rate. How long is a step with α = 0.01, and how "
    "long with α = 0.1?",
    "걸음이 학습률과 관계없이 정해져요. α = 0.01일 때와 0.1일 때 걸음의 길이는 각각 얼마인가요?",
    places.STEP_SIZE,
)
def rate_forgotten(df, w0, *, learning_rate, n_steps):
    """w − df(w): α is missing."""
    return _walk(df, w0, learning_rate, n_steps, lambda w, k: w - df(w))


@mistake(
    STEPS,
    "You always step with 0.1. Which argument says how long the steps are?",
    "걸음을 언제나 0.1로 곱해요. 걸음의 길이를 정하는 인자는 무엇인가요?",
    places.STEP_SIZE,
)
def rate_ignored(df, w0, *, learning_rate, n_steps):
    """0.1 is written into the code."""
    return _walk(df, w0, learning_rate, n_steps, lambda w, k: w - 0.1 * df(w))


@mistake(
    STEPS,
    "All your steps are equally long, steep or flat. What does the page multiply α by?",
    "가파르든 완만하든 걸음의 길이가 모두 같아요. 이 책에서는 α에 무엇을 곱하나요?",
)
def only_the_direction(df, w0, *, learning_rate, n_steps):
    """w − α·sign(df(w))."""
    return _walk(df, w0, learning_rate, n_steps, lambda w, k: w - learning_rate * np.sign(df(w)))


@mistake(
    STEPS,
    "Each new place is only a step long: where you were is lost. From where is a step taken?",
    "새 위치에 걸음만 남고 서 있던 곳이 사라졌어요. 걸음은 어디에서부터 떼나요?",
)
def place_forgotten(df, w0, *, learning_rate, n_steps):
    """−α·df(w), without w."""
    return _walk(df, w0, learning_rate, n_steps, lambda w, k: -learning_rate * df(w))


@mistake(
    STEPS,
    "Near the lowest point your steps are those of another curve: the slope is multiplied by w "
    "too. On what does a step depend?",
    "기울기에 w까지 곱해져서 다른 곡선을 내려가는 것과 같아요. 걸음은 무엇에 따라 정해지나요?",
)
def slope_times_place(df, w0, *, learning_rate, n_steps):
    """w − α·w·df(w)."""
    return _walk(df, w0, learning_rate, n_steps, lambda w, k: w - learning_rate * w * df(w))


@mistake(
    STEPS,
    "Only a part of w is kept: 1 − α of it. By what is α multiplied, by the slope alone or by a "
    "bracket?",
    "w의 (1 − α)배만 남아요. α에 곱하는 것은 기울기뿐인가요, 괄호 전체인가요?",
)
def average_with_the_slope(df, w0, *, learning_rate, n_steps):
    """(1 − α)·w − α·df(w)."""
    rate = learning_rate
    return _walk(df, w0, rate, n_steps, lambda w, k: (1 - rate) * w - rate * df(w))


@mistake(
    ("path", "overshoot", "whole-start"),
    "All your steps are as long as the first. Where is the slope taken: where you are, or where "
    "you started?",
    "모든 걸음의 길이가 첫 걸음과 같아요. 기울기를 어디에서 구하나요? 지금 있는 곳인가요, 출발한 "
    "곳인가요?",
)
def slope_at_the_start(df, w0, *, learning_rate, n_steps):
    """df(w0) in every step: a stale slope."""
    slope = df(w0)
    return _walk(df, w0, learning_rate, n_steps, lambda w, k: w - learning_rate * slope)


@mistake(
    ("path", "overshoot", "whole-start"),
    "Every step starts from w0 again, so the path gets nowhere. From where should the second step "
    "start?",
    "걸음마다 w0에서 다시 출발해서 더 나아가지 못해요. 두 번째 걸음은 어디에서 출발해야 하나요?",
)
def always_from_w0(df, w0, *, learning_rate, n_steps):
    """w0 − α·df(w0), again and again."""
    return _walk(df, w0, learning_rate, n_steps, lambda w, k: w0 - learning_rate * df(w0))


@mistake(
    ("path", "overshoot", "whole-start"),
    "Your steps shrink as the walk goes on, more than the slope does. Does α change here?",
    "걸음이 갈수록 기울기보다 더 빨리 작아져요. 여기서 α가 변하나요?",
    places.STEP_SIZE,
)
def rate_decays(df, w0, *, learning_rate, n_steps):
    """α/(k + 1)."""
    return _walk(df, w0, learning_rate, n_steps, lambda w, k: w - learning_rate / (k + 1) * df(w))


@mistake(
    "shapes",
    "Your path has one place too few. How many places are there on a walk of n steps, the start "
    "included, and how often does your loop run?",
    "path에 위치가 하나 모자라요. n걸음을 걸으면 출발점까지 위치는 모두 몇 개이고, 반복문은 몇 번 "
    "실행되나요?",
)
def one_step_too_few(df, w0, *, learning_rate, n_steps):
    """n_steps − 1 steps are taken."""
    return _walk(df, w0, learning_rate, n_steps - 1, lambda w, k: w - learning_rate * df(w))


@mistake(
    "shapes",
    "Where the last step ends is not in your path. How many places does your array have room for, "
    "and how many are there on a walk of n steps, the start included?",
    "마지막 걸음이 끝난 위치가 path에 없어요. 배열에는 위치가 몇 개 들어가고, n걸음을 걸으면 "
    "출발점까지 위치는 모두 몇 개인가요?",
)
def room_for_n_places(df, w0, *, learning_rate, n_steps):
    """np.zeros(n_steps): the last place is left out."""
    path = _walk(df, w0, learning_rate, n_steps, lambda w, k: w - learning_rate * df(w))
    return path[:n_steps]


@mistake(
    "shapes",
    "Your path has one place too many. How many steps are asked for?",
    "path에 위치가 하나 더 있어요. 몇 걸음을 걸어야 하나요?",
)
def one_step_too_many(df, w0, *, learning_rate, n_steps):
    """n_steps + 1 steps are taken."""
    return _walk(df, w0, learning_rate, n_steps + 1, lambda w, k: w - learning_rate * df(w))


@mistake(
    "shapes",
    "Your walk always has 100 steps. Which argument says how many there are?",
    "언제나 100걸음을 걸어요. 걸음의 수를 정하는 인자는 무엇인가요?",
)
def number_of_steps_ignored(df, w0, *, learning_rate, n_steps):
    """100 steps, whatever n_steps says."""
    return _walk(df, w0, learning_rate, 100, lambda w, k: w - learning_rate * df(w))


@mistake(
    ("start", "shapes"),
    "Your path begins after the first step. Where was the walker before it?",
    "path가 첫 걸음을 뗀 다음부터 시작해요. 그전에는 어디에 있었나요?",
)
def start_left_out(df, w0, *, learning_rate, n_steps):
    """w0 is not in the path."""
    path = _walk(df, w0, learning_rate, n_steps, lambda w, k: w - learning_rate * df(w))
    return path[1:] if n_steps else path[:0]


@mistake(
    ("start", *STEPS, "shapes"),
    "You return one place. Where did the walk go in between? The page draws all of it.",
    "위치 하나만 돌려줘요. 그 사이에 어디를 지나왔나요? 책에서는 지나온 길을 모두 그려요. 무엇을 "
    "모아 두어야 하나요?",
)
def last_place_only(df, w0, *, learning_rate, n_steps):
    """Only where the walk ends is returned."""
    w = w0
    for _ in range(n_steps):
        w = w - learning_rate * df(w)
    return float(w)


@mistake(
    "start",
    "Your walk starts at 0. Which argument says where it starts?",
    "0에서 출발하고 있어요. 출발점을 정하는 인자는 무엇인가요?",
)
def starts_at_zero(df, w0, *, learning_rate, n_steps):
    """w = 0 at the start, not w0."""
    return _walk(df, 0.0, learning_rate, n_steps, lambda w, k: w - learning_rate * df(w))


@mistake(
    "whole-start",
    "From a whole w0 your path holds whole numbers only. Which type has the array that you store "
    "it in, and from what did it get it?",
    "w0가 정수이면 path에 정수만 들어 있어요. 위치를 담는 배열의 자료형은 무엇이고, 어디에서 "
    "정해졌나요?",
)
def path_of_whole_numbers(df, w0, *, learning_rate, n_steps):
    """np.full(n_steps + 1, w0): a whole w0 makes an array of integers."""
    path = np.full(n_steps + 1, w0)
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * df(path[k])
    return path


@mistake(
    "shapes",
    "Your walk stops before its last step, once it is nearly flat. How many places does the page "
    "promise? Who plots path against 0, 1, …, n_steps?",
    "거의 평평해지면 마지막 걸음 전에 멈춰요. 이 책에서는 위치가 몇 개라고 했나요? path를 0, 1, "
    "…, n_steps에 맞추어 그리려면 어떻게 되나요?",
)
def stops_early(df, w0, *, learning_rate, n_steps):
    """A break where the slope is small: a shorter path."""
    path = [w0]
    for _ in range(n_steps):
        if abs(df(path[-1])) < 1e-6:
            break
        path.append(path[-1] - learning_rate * df(path[-1]))
    return np.array(path, dtype=float)


@mistake(
    "overshoot",
    "When a step leads uphill you do not take it, or make it shorter. Is that the algorithm of the "
    "page? What would the reader learn of too large an α?",
    "걸음이 오르막으로 이어지면 그 걸음을 떼지 않거나 줄여요. 그것이 이 책의 알고리즘인가요? α가 "
    "너무 클 때 무슨 일이 일어나는지 알 수 있을까요?",
    places.STEP_SIZE,
)
def never_overshoots(df, w0, *, learning_rate, n_steps):
    """A step that would change the slope's sign is halved first."""

    def step(w, k):
        length = learning_rate * df(w)
        while df(w) * df(w - length) < -1e-9:
            length /= 2
        return w - length

    return _walk(df, w0, learning_rate, n_steps, step)


@mistake(
    "shapes",
    "Your path is a table with one column. How many axes does a list of places need?",
    "path가 열이 하나인 표예요. 위치를 차례로 늘어놓으려면 축이 몇 개 필요한가요?",
)
def a_column(df, w0, *, learning_rate, n_steps):
    """(n_steps + 1, 1)."""
    path = _walk(df, w0, learning_rate, n_steps, lambda w, k: w - learning_rate * df(w))
    return path.reshape(-1, 1)


@accepted
def filled_array(df, w0, *, learning_rate, n_steps):
    """An array of zeros is filled."""
    path = np.zeros(n_steps + 1)
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * df(path[k])
    return path


@accepted
def list_to_array(df, w0, *, learning_rate, n_steps):
    """A list is appended to, then made an array."""
    w = w0
    path = [w]
    for _ in range(n_steps):
        w = w - learning_rate * df(w)
        path.append(w)
    return np.array(path)


@accepted
def in_place_number(df, w0, *, learning_rate, n_steps):
    """w -= …, and a plain list is returned."""
    w, path = float(w0), []
    path.append(w)
    for _ in range(n_steps):
        w -= learning_rate * df(w)
        path.append(w)
    return path


@accepted
def while_loop(df, w0, *, learning_rate, n_steps):
    """A while loop and np.append."""
    path, k = np.array([float(w0)]), 0
    while k < n_steps:
        path = np.append(path, path[-1] + learning_rate * -df(path[-1]))
        k += 1
    return path


@mistake(
    ("path", "shapes"),
    "Your function calls itself once for each step, and Python nests about 1000 calls at most. How "
    "deep do they go for 2000 steps, and what does a loop do in their place?",
    "걸음마다 함수가 자기 자신을 한 번씩 불러요. Python의 호출은 1000번쯤까지만 겹칠 수 있어요. "
    "2000걸음이면 호출이 몇 번 겹치나요? 반복문을 쓰면 어떻게 될까요?",
)
def nested_too_deep(df, w0, *, learning_rate, n_steps):
    """A call inside a call for each step."""
    if n_steps == 0:
        return np.array([w0], dtype=float)
    w = w0 - df(w0) * learning_rate
    rest = nested_too_deep.wrong(df, w, learning_rate=learning_rate, n_steps=n_steps - 1)
    return np.concatenate([[w0], rest])


@accepted
def recursive(df, w0, *, learning_rate, n_steps):
    """A function that calls itself, for each half of the steps."""
    if n_steps < 2:
        return np.array([w0, w0 - df(w0) * learning_rate][: n_steps + 1], dtype=float)
    half = n_steps // 2
    first = recursive.right(df, w0, learning_rate=learning_rate, n_steps=half)
    rest = recursive.right(df, first[-1], learning_rate=learning_rate, n_steps=n_steps - half)
    return np.concatenate([first, rest[1:]])


@accepted
def positional_and_tuple(df, w0, learning_rate, n_steps):
    """The arguments are not keyword-only; a tuple is returned."""
    path: tuple[float, ...] = (w0,)
    for _ in range(n_steps):
        path = (*path, path[-1] - df(path[-1]) * learning_rate)
    return path


GRADED = GradedFunction(
    name="gradient_descent",
    reference=reference,
    returns=RETURNS,
    read=places.DESCENT,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        uphill,
        rate_forgotten,
        rate_ignored,
        only_the_direction,
        place_forgotten,
        slope_times_place,
        average_with_the_slope,
        slope_at_the_start,
        always_from_w0,
        rate_decays,
        one_step_too_few,
        room_for_n_places,
        one_step_too_many,
        number_of_steps_ignored,
        start_left_out,
        last_place_only,
        starts_at_zero,
        path_of_whole_numbers,
        stops_early,
        never_overshoots,
        a_column,
        nested_too_deep,
    ),
    styles=(
        filled_array,
        list_to_array,
        in_place_number,
        while_loop,
        recursive,
        positional_and_tuple,
    ),
)

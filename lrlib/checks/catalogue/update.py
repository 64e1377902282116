"""What counts as a right `update(w, b, dw, db, *, learning_rate)`: one step downhill."""

import numpy as np

from lrlib import descent
from lrlib.checks.declare import inputs as draws
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
from lrlib.checks.declare.properties import shapes, unchanged, values
from lrlib.checks.say.text import Text

TINY = {
    "w": np.array([[1.0], [2.0]]),
    "b": 0.5,
    "dw": np.array([[0.5], [-1.0]]),
    "db": 2.0,
    "learning_rate": 0.1,
}


def steps(w, b, dw, db, learning_rate):
    """Name the steps from the inputs to the results."""
    step_w, step_b = learning_rate * dw, learning_rate * db
    return {"α·dw": step_w, "α·db": step_b, "w": w - step_w, "b": b - step_b}


def lookalikes(w, b, dw, db, learning_rate):
    """Name quantities that a wrong answer may equal."""
    return {
        "w (old)": w,
        "b (old)": b,
        "dw": dw,
        "db": db,
        "−α·dw": -learning_rate * dw,
        "w·(1 − α·dw)": w * (1 - learning_rate * dw),
        "b·(1 − α·db)": b * (1 - learning_rate * db),
        "w − α·Σdw": w - learning_rate * np.sum(dw),
        "b − α·Σdw": b - learning_rate * np.sum(dw),
        "w − α·w·dw·dw": w - learning_rate * w * dw**2,
        **_made_otherwise("w", w, dw, learning_rate),
        **_made_otherwise("b", b, db, learning_rate),
    }


def _made_otherwise(p, old, slope, rate):
    """Name what may be made of a parameter, its slope and α in the place of p − α·dp."""
    return {
        f"{p} − d{p} − α": old - slope - rate,
        f"α·{p} − d{p}": rate * old - slope,
        f"α·({p} − d{p})": rate * (old - slope),
        f"{p} − α/d{p}": old - rate / slope,
        f"{p} − d{p}/α": old - slope / rate,
        f"{p} − α·d{p}²": old - rate * slope**2,
        f"{p} − α·|d{p}|": old - rate * np.abs(slope),
        f"{p} − α·({p} + d{p})": old - rate * (old + slope),
        f"(1 − α)·{p} + α·d{p}": (1 - rate) * old + rate * slope,
        f"d{p} − α·{p}": slope - rate * old,
        f"α·{p}·d{p}": rate * old * slope,
    }


@stream("drawn")
def drawn(rng):
    """Several features, and one; the learning rate differs in each."""
    cases = []
    for n_x, rate in zip((*draws.sizes(rng), 1), rng.permutation([0.03, 0.2, 0.7]), strict=True):
        args = {
            "w": draws.logits(rng, (n_x, 1)),
            "b": float(draws.logits(rng, ())),
            "dw": draws.logits(rng, (n_x, 1)),
            "db": float(draws.logits(rng, ())),
            "learning_rate": float(rate),
        }
        cases.append(Case(args, {"n_x": n_x}))
    return cases


@regime("a picture", "with as many features as a picture has", "특성이 사진만큼 많으면")
def picture(rng):
    """The first step of the published run: 12288 weights, all 0, and b a whole 0."""
    dw = rng.random((draws.PICTURE, 1)) - 0.5
    args = {"w": np.zeros_like(dw), "b": 0, "dw": dw, "db": float(draws.logits(rng, ()))}
    return [Case({**args, "learning_rate": 0.005}, {"n_x": draws.PICTURE})]


@regime(
    "far",
    "with large numbers, or a very small or large rate",
    "수가 크거나 학습률이 아주 작거나 크면",
)
def far(rng):
    """Parameters and slopes of both signs, rates from 4e-9 to 3e4; a whole rate, a whole db.

    The last step ends near 0, where single precision has lost what it rounded.
    """
    sizes = np.geomspace(3.0, 200.0, 6)
    cases = []
    for rate, sign, scale in ((3.7e-9, 1, 1e6), (3.2e4, -1, 1.0), (1.0, -1, 1.0), (2, 1, 1.0)):
        w, dw = (rng.permutation(sizes * np.resize([1, -1], 6))[:, np.newaxis] for _ in range(2))
        b, db = sign * float(rng.uniform(50, 60)), sign * scale * float(rng.uniform(100, 200))
        db = int(db) if rate == 2 else db
        args = {"w": w, "b": b, "dw": scale * dw, "db": db, "learning_rate": rate}
        cases.append(Case(args, {"n_x": 6}))
    return [*cases, Case({**args, "w": (2 + 1e-4) * dw}, {"n_x": 6})]


@regime("flat", "where slopes are 0 or nearly 0", "기울기가 0이거나 거의 0이면")
def flat(rng):
    """Slopes that are all 0 but for db, or for some of dw; slopes near 0, with a large rate.

    Of one feature the weight and the slope are 0, as of a pixel that is black in every picture.
    """
    w, dw = (draws.logits(rng, (5, 1)) for _ in range(2))
    dw[1:3], w[2:4] = 0.0, 0.0
    b, db = (float(x) for x in draws.logits(rng, (2,)))
    small = float(rng.uniform(1e-7, 2e-7))
    rows = [
        {"dw": 0 * dw, "db": db, "learning_rate": 0.3},
        {"dw": dw, "db": 0.0, "learning_rate": 0.3},
        {"dw": small * dw, "db": small * db, "learning_rate": 1 / small},
    ]
    return [Case({"w": w, "b": b, **row}, {"n_x": 5}) for row in rows]


PROPERTIES = (
    values(
        "w",
        Text("w takes a step downhill", "w가 내리막으로 한 걸음 가요"),
        drawn,
        "w",
        regimes=(far, flat, picture),
    ),
    values(
        "b",
        Text("b takes a step downhill", "b가 내리막으로 한 걸음 가요"),
        drawn,
        "b",
        regimes=(far, flat, picture),
    ),
    shapes(drawn, Text("w stays (n_x, 1), b a number", "w는 (n_x, 1), b는 숫자 그대로예요")),
    unchanged(drawn),
)


@mistake(
    ("w", "b"),
    "Where dw is positive, your w grows. In which direction does J grow, and which way is down?",
    "dw가 양수인 곳에서 w가 커져요. J는 어느 방향으로 커지고, 내리막은 어느 쪽인가요?",
)
def uphill(w, b, dw, db, *, learning_rate):
    """w + α·dw: the step goes uphill."""
    return w + learning_rate * dw, b + learning_rate * db


@mistake(
    "w",
    "Your b goes downhill. Does your w, where dw is positive?",
    "b는 내리막으로 가요. dw가 양수인 곳에서 w도 그런가요?",
)
def only_w_uphill(w, b, dw, db, *, learning_rate):
    """w + α·dw, b − α·db: one of the signs is wrong."""
    return w + learning_rate * dw, b - learning_rate * db


@mistake(
    "b",
    "Your w goes downhill. Does your b, when db is positive?",
    "w는 내리막으로 가요. db가 양수일 때 b도 그런가요?",
)
def only_b_uphill(w, b, dw, db, *, learning_rate):
    """w − α·dw, b + α·db: one of the signs is wrong."""
    return w - learning_rate * dw, b + learning_rate * db


@mistake(
    ("w", "b"),
    "Halve the learning rate: your step is as long as before. Where does α come in?",
    "학습률을 반으로 줄여도 걸음의 길이가 그대로예요. α는 어디에 들어가나요?",
    places.STEP_SIZE,
)
def rate_forgotten(w, b, dw, db, *, learning_rate):
    """w − dw: the learning rate is forgotten."""
    return w - dw, b - db


@mistake(
    "b",
    "w steps by α times its gradient. By how much does b step, and should a smaller α not "
    "shorten that step, too?",
    "w는 그레이디언트의 α배만큼 움직여요. b는 얼마나 움직이나요? α가 작아지면 그 걸음도 짧아져야 "
    "하지 않을까요?",
    places.STEP_SIZE,
)
def rate_forgotten_for_b(w, b, dw, db, *, learning_rate):
    """b − db: the learning rate is forgotten for the bias."""
    return w - learning_rate * dw, b - db


@mistake(
    ("w", "b"),
    "A smaller learning rate makes your step longer. Does α multiply or divide the gradient?",
    "학습률이 작을수록 걸음이 길어져요. α를 그레이디언트에 곱하나요, α로 그레이디언트를 나누나요?",
    places.STEP_SIZE,
)
def divided_by_the_rate(w, b, dw, db, *, learning_rate):
    """w − dw/α: the gradient is divided by the learning rate."""
    return w - dw / learning_rate, b - db / learning_rate


@mistake(
    "b",
    "Your b is the b that came in. How many parameters does the neuron have?",
    "b가 들어온 그대로예요. 뉴런의 매개변수는 몇 가지인가요?",
)
def b_not_updated(w, b, dw, db, *, learning_rate):
    """b is never updated."""
    return w - learning_rate * dw, b


@mistake(
    "w",
    "Your w is the w that came in. Which line should change it?",
    "w가 들어온 그대로예요. w를 바꾸는 줄은 어디인가요?",
)
def w_not_updated(w, b, dw, db, *, learning_rate):
    """w is never updated."""
    return w + 0, b - learning_rate * db


@mistake(
    ("w", "b"),
    "What you return does not depend on where w and b were. Is it the new place, or the way there?",
    "돌려준 값이 원래의 w와 b에 따라 달라지지 않아요. 그것은 새 위치인가요, 거기까지의 걸음인가요?",
)
def step_instead_of_place(w, b, dw, db, *, learning_rate):
    """α·dw: the step is returned, not the new parameters."""
    return learning_rate * dw, learning_rate * db


@mistake(
    ("w", "b"),
    "You return α times the gradient with a minus. Where did the old w and b go?",
    "그레이디언트의 α배에 음의 부호를 붙여 돌려주었어요. 원래의 w와 b는 어디로 갔나요?",
)
def negative_step_instead_of_place(w, b, dw, db, *, learning_rate):
    """−α·dw: the step is returned, not the new parameters."""
    return -learning_rate * dw, -learning_rate * db


@mistake(
    ("w", "b"),
    "Set the gradient to 0: your w still shrinks. What should the learning rate multiply?",
    "그레이디언트를 0으로 두어도 w가 줄어들어요. 학습률은 무엇에 곱해야 하나요?",
)
def rate_on_everything(w, b, dw, db, *, learning_rate):
    """α·(w − dw): the learning rate multiplies the parameters, too."""
    return learning_rate * (w - dw), learning_rate * (b - db)


@mistake(
    "b",
    "Change dw alone: your b changes, too. Whose slope moves b?",
    "dw만 바꾸었는데 b도 변해요. b는 어떤 그레이디언트를 따라 움직여야 하나요?",
)
def b_moved_by_dw(w, b, dw, db, *, learning_rate):
    """b − α·mean(dw): b is moved by the gradient of w."""
    return w - learning_rate * dw, b - learning_rate * dw.mean()


@mistake(
    ("w", "shapes"),
    "Your w comes back with n_x columns. Which of the arrays in w − α·dw lies on its side?",
    "돌려준 w에 열이 n_x개 있어요. w − α·dw에서 누워 있는 배열은 무엇인가요?",
    places.SHAPES,
)
def row_against_column(w, b, dw, db, *, learning_rate):
    """dw.T: a row against a column broadcasts to a square."""
    return w - learning_rate * dw.T, b - learning_rate * db


@mistake(
    "shapes",
    "Your w comes back with shape (n_x,). Which step drops an axis, and will wᵀX still work?",
    "돌려준 w의 형태가 (n_x,)예요. 축을 없애는 단계는 어디이고, wᵀX는 여전히 계산될까요?",
    places.SHAPES,
)
def w_flattened(w, b, dw, db, *, learning_rate):
    """w is flattened."""
    return (w - learning_rate * dw).ravel(), b - learning_rate * db


@mistake(
    "unchanged",
    "After a call, the caller's w has moved, too. Which of your lines writes into w itself, as "
    "-=, out= and w[…] = … do?",
    "호출하고 나면 전달한 쪽의 w도 바뀌어 있어요. -=나 out=, w[…] = …처럼 w 자체에 값을 쓰는 줄은 "
    "어디인가요?",
    places.OLD_PARAMETERS,
)
def w_in_place(w, b, dw, db, *, learning_rate):
    """w -= α·dw: the caller's array is changed."""
    w -= learning_rate * dw
    b -= learning_rate * db
    return w, b


@mistake(
    "unchanged",
    "After a call, the caller's dw is shorter than before. Which line writes into it?",
    "호출하고 나면 전달한 쪽의 dw가 작아져 있어요. dw에 값을 쓰는 줄은 어디인가요?",
    places.OLD_PARAMETERS,
)
def dw_in_place(w, b, dw, db, *, learning_rate):
    """dw *= α: the caller's gradient is changed."""
    dw *= learning_rate
    return w - dw, b - learning_rate * db


@accepted
def taught(w, b, dw, db, *, learning_rate):
    """As the page writes it."""
    return w - learning_rate * dw, b - learning_rate * db


@accepted
def copies_first(w, b, dw, db, *, learning_rate):
    """A copy, changed in place."""
    w = w.copy()
    w -= learning_rate * dw
    b -= learning_rate * db
    return w, b


@accepted
def by_rows(w, b, dw, db, *, learning_rate):
    """A loop over the features; b as a NumPy scalar."""
    new = np.zeros(w.shape)
    for j in range(w.shape[0]):
        new[j, 0] = w[j, 0] - learning_rate * dw[j, 0]
    return new, np.float64(b) - learning_rate * db


@accepted
def with_ufuncs(w, b, dw, db, *, learning_rate):
    """Ufuncs, a list, a 0-d array for b."""
    return [np.subtract(w, np.multiply(learning_rate, dw)), np.array(b - learning_rate * db)]


GRADED = GradedFunction(
    name="update",
    reference=descent.update,
    returns=(Part("w", "(n_x, 1)"), Part("b")),
    read=places.UPDATE,
    tiny=TINY,
    steps=steps,
    lookalikes=lookalikes,
    properties=PROPERTIES,
    mistakes=(
        uphill,
        only_w_uphill,
        only_b_uphill,
        rate_forgotten,
        rate_forgotten_for_b,
        divided_by_the_rate,
        b_not_updated,
        w_not_updated,
        step_instead_of_place,
        negative_step_instead_of_place,
        rate_on_everything,
        b_moved_by_dw,
        row_against_column,
        w_flattened,
        w_in_place,
        dw_in_place,
    ),
    styles=(
        taught,
        copies_first,
        by_rows,
        with_ufuncs,
    ),
)

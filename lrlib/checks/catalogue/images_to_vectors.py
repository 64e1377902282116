"""What counts as a right `images_to_vectors(images)`: X (h·w·c, m), one picture a column."""

import numpy as np

from lrlib import images as library
from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
from lrlib.checks.declare.compare import SAME, equal, right_entries
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
from lrlib.checks.declare.properties import constant, shapes, unchanged, unusable
from lrlib.checks.say.numbers import apart, nth
from lrlib.checks.say.text import Text

TINY = {"images": np.array([[[[0], [51]], [[102], [255]]]], dtype=np.uint8)}

SIZES = (2, 3, 4, 5)


def steps(images):
    """Name the steps from images to the result."""
    scaled = images / 255
    rows = scaled.reshape(len(images), -1)
    return {"images / 255": scaled, "one picture a row": rows, "X": rows.T}


@stream("drawn")
def drawn(rng):
    """Pictures whose numbers all differ, of sizes that cannot be confused; one; of one pixel."""
    m, h, w, c = (int(n) for n in rng.permutation(SIZES))
    sizes = [(m, h, w, c), (1, w, c, h), (c, 1, 1, m), (c, w, h, 1)]
    return [*(_bytes(rng, shape) for shape in sizes), *floats(rng)[:1]]


def _bytes(rng, shape):
    """Draw bytes from 1 to 250 that all differ, so that each can be found again in the result."""
    values = rng.permutation(np.arange(1, 251))[: np.prod(shape)]
    return _case(values.reshape(shape).astype(np.uint8))


def _case(images):
    return Case({"images": images}, {"h·w·c": images[0].size, "m": len(images)})


@stream("dark and bright")
def dark_and_bright(rng):
    """Draw pictures of bytes near 0 and 255: of the night, each brighter; black; and white."""
    m, h, w = (int(n) for n in rng.choice(SIZES, size=3, replace=False))
    size = h * w * 3
    ones = [size * (i + 1) // (m + 1) for i in range(m)]
    night = np.stack([rng.permutation(np.arange(size) < n).reshape(h, w, 3) for n in ones])
    flat = [np.full((1, h, w, 1), value) for value in (0, 255)]
    return [_case(images.astype(np.uint8)) for images in (night, *flat)]


@stream("floats")
def floats(rng):
    """Pictures that are already floats from 0 to 1, a very dark one among them."""
    m, h, w = (int(n) for n in rng.choice(SIZES, size=3, replace=False))
    bright = rng.uniform(0.1, 0.9, size=(m, h, w, 3))
    bright.flat[rng.choice(bright.size, size=2, replace=False)] = 0.0, 1.0
    dark = rng.uniform(0.0001, 0.003, size=(1, h, w, 3))
    return [_case(bright), _case(dark)]


@stream("both kinds")
def both_kinds(rng):
    """Bytes and floats."""
    return [_bytes(rng, (2, 3, 5, 1)), _bytes(rng, (2, 5, 3, 1)), *floats(rng)[:1]]


@regime("whole pictures", "with pictures of 64 · 64 pixels", "사진이 64 · 64 픽셀이면")
def whole_pictures(rng):
    """A picture of 12288 bytes."""
    return [_case(rng.integers(0, 256, size=(1, 64, 64, 3), dtype=np.uint8))]


@regime("hundreds", "with hundreds of pictures", "사진이 수백 장이면")
def hundreds(rng):
    """209 small square pictures, of bytes."""
    return [_case(rng.integers(0, 256, size=(draws.MANY, 2, 2, 3), dtype=np.uint8))]


@regime(
    "four channels", "with square pictures of four channels", "채널이 네 개인 정사각형 사진이면"
)
def four_channels(rng):
    """Pictures with a fourth channel, as some files have it: bytes, and floats."""
    return [_bytes(rng, (3, 4, 4, 4)), _case(rng.uniform(0.0, 1.0, size=(2, 3, 3, 4)))]


@regime(
    "transposed",
    "where images is a transposed array",
    "images가 전치된 배열이면",
    ask=regimes.IN_MEMORY,
)
def transposed(rng):
    """Bytes and floats whose last axis comes first in memory, as .T of an array has it."""
    cases = [_bytes(rng, (2, 3, 4, 5)), _case(rng.uniform(0.0, 1.0, size=(2, 3, 4, 5)))]
    return [_case(case.args["images"].T) for case in cases]


@regime(
    "one pixel", "with pictures of one pixel and one channel", "사진이 픽셀 하나, 채널 하나이면"
)
def one_pixel(rng):
    """A white picture of one number, and four: a black and a white one between two grey."""
    four = np.array([51, *rng.permutation([0, 255]), 102], dtype=np.uint8).reshape(4, 1, 1, 1)
    return [_case(np.full((1, 1, 1, 1), 255, dtype=np.uint8)), _case(four)]


@regime(
    "half precision", "with floats in half precision (float16)", "반정밀도(float16) 실수를 넣으면"
)
def half_precision(rng):
    """Pictures of floats in half precision: multiples of 1/8, which any scale keeps exact."""
    return [_case((rng.integers(0, 9, size=(2, 3, 4, 3)) / 8).astype(np.float16))]


@regime("single precision", *regimes.SINGLE)
def single_precision_floats(rng):
    """Pictures of floats in single precision."""
    return [_case(rng.uniform(0.0, 1.0, size=(2, 3, 4, 3)).astype(np.float32))]


@regime("hundreds, floats", *hundreds.where)
def hundreds_of_floats(rng):
    """209 small pictures, of floats."""
    return [_case(rng.uniform(0.0, 1.0, size=(draws.MANY, 1, 3, 2)))]


def order(prop, trials):
    """Find a pixel in a wrong place. The values may be scaled, rounded or cut off in any way."""
    fault = unusable(prop, trials)
    for trial in () if fault else trials:
        got, expected = trial.outcome.parts["X"].value, trial.expected["X"]
        if got.size != expected.size:
            return Fault("shape", trial, Text("", ""), "X")
        empty = _empty_column(got.reshape(expected.shape), expected)
        if empty is not None:
            return Fault("value", trial, UNFILLED.format(i=empty), "X")
        rising = np.take_along_axis(got.reshape(expected.shape), expected.argsort(axis=0), axis=0)
        if (rising[1:] < rising[:-1]).any():  # differences of bytes would wrap round
            return Fault("value", trial, _misplaced(trial, got), "X")
    return fault or constant(trials)


UNFILLED = Text(
    "Column {i} of your X holds one number alone, and another column a whole picture. Which line "
    "writes picture {i} into it, and when does it run?",
    "X의 {i}번 열에는 수가 한 가지뿐인데 다른 열에는 사진이 들어 있어요. 사진 {i}를 써 넣는 줄은 "
    "어디이고, 언제 실행되나요?",
)


def _empty_column(got, expected):
    """Return the first column with one number alone, if another holds more than black and white."""
    kinds, due = _kinds(got), _kinds(expected)
    empty = [i for i, (k, d) in enumerate(zip(kinds, due, strict=True)) if k == 1 < d]
    return empty[0] if empty and max(kinds) > 2 else None


def _kinds(X):
    """Count the different numbers in each column; nan counts once."""
    rising = np.sort(X, axis=0)
    before, after = rising[:-1], rising[1:]
    return (1 + ((before != after) & ~np.isnan(before)).sum(axis=0)).tolist()


def _misplaced(trial, got):
    """Say which pixel lies where another should, if each pixel can be recognised."""
    expected = trial.expected["X"]
    if got.shape != expected.shape:
        return Text(
            "A column of your X is not one picture. What does each axis of your result count: "
            "pixels or pictures?",
            "X의 열 하나가 사진 하나가 아니에요. 결과의 각 축은 픽셀을 세나요, 사진을 세나요?",
        )
    if all(_recognised(got * k, expected) < 0.5 for k in (1, 255, 1 / 255)):
        due, shown = apart(expected[0, 0], got[0, 0])
        return Text(
            "Most numbers in your X are not the intensity of any pixel: X[0, 0] is {got}, and "
            "{due} is due. What is done to the pixels besides the division by 255: is a mean "
            "taken away, or another number for each row or each picture?",
            "X의 수가 대부분 어느 픽셀의 강도도 아니에요. X[0, 0]은 {due}이어야 하는데 "
            "{got}이에요. 255로 나누는 것 말고 픽셀에 무엇을 더 하나요? 평균을 빼거나, 행마다 "
            "또는 사진마다 다른 수를 쓰나요?",
        ).format(due=due, got=shown)
    if got.shape[1] > 1 and (got == got[:, :1]).all():
        return Text(
            "All columns of your X hold the same picture. Which index should change from one "
            "column to the next?",
            "X의 모든 열에 같은 사진이 들어 있어요. 열마다 달라져야 하는 인덱스는 무엇인가요?",
        )
    if np.unique(got).size < got.size:
        return Text(
            "Your X holds {got} different numbers, the pictures {due}. Which pixels come more than "
            "once, and which not at all?",
            "X에는 서로 다른 수가 {got}개 있는데 사진에는 {due}개 있어요. 어떤 픽셀이 여러 번 "
            "나오고, 어떤 픽셀이 빠졌나요?",
        ).format(got=np.unique(got).size, due=got.size)
    changed = _changed_by_value(got, expected)
    if changed is not None:
        place = np.unravel_index(changed, got.shape)
        due, shown = apart(expected[place], got[place])
        return Text(
            "Most numbers in your X are right, but X[{r}, {i}] is {got} where {due} is due. By "
            "which test does your code choose what it does to a number: by the number itself, or "
            "by the type of all of them?",
            "X의 수는 대부분 맞지만 X[{r}, {i}]는 {due}이어야 하는데 {got}이에요. 숫자를 어떻게 "
            "바꿀지 무엇을 보고 정하나요? 그 수 자체인가요, 배열 전체의 자료형인가요?",
        ).format(r=place[0], i=place[1], got=shown, due=due)
    # The numbers of a case all differ: the rank of each says which pixel it is.
    ranks = np.empty(got.size, dtype=int)
    ranks[got.ravel().argsort()] = np.arange(got.size)
    source = expected.ravel().argsort()[ranks]
    first = np.flatnonzero(source != np.arange(got.size))[0]
    there, here = (np.unravel_index(k, got.shape) for k in (source[first], first))
    return Text(
        "X[{r}, {i}] holds pixel (r, c, channel) = {got} of picture {p}. It should hold pixel "
        "{due} of picture {i}. In which order does your flattening visit the axes?",
        "X[{r}, {i}]에는 사진 {p}의 픽셀 (r, c, 채널) = {got} 값이 들어 있어요. "
        "사진 {i}의 픽셀 {due} 값이 있어야 할 자리예요. 평탄화할 때 어떤 순서로 축을 지나가나요?",
    ).format(r=here[0], i=here[1], p=there[1], got=_pixel(trial, there), due=_pixel(trial, here))


def _changed_by_value(got, expected):
    """Return the first number that is no pixel's, if most numbers stand at their places."""
    at_home = right_entries(got, expected)
    strangers = ~at_home & ~np.isin(got.round(6), expected.round(6))
    return int(strangers.argmax()) if at_home.mean() > 0.5 and strangers.any() else None


def _recognised(got, expected):
    """Return the share of numbers that are intensities; 0 if hardly one intensity is among them."""
    got, expected = got.round(6), expected.round(6)
    met = np.isin(expected, got).mean()
    return np.isin(got, expected).mean() if met > FEW_MET else 0.0


FEW_MET = 0.05


def _pixel(trial, index):
    pixel = np.unravel_index(index[0], trial.case.args["images"].shape[1:])
    return f"({', '.join(str(int(n)) for n in pixel)})"


def same_intensities(name, title, cases, kind, *regimes):
    """Demand the right intensities of pictures of one kind, wherever in X they lie."""

    def judge(prop, trials):
        trials = [trial for trial in trials if trial.case.args["images"].dtype.kind == kind]
        fault = unusable(prop, trials)
        for trial in () if fault else trials:
            got, expected = trial.outcome.parts["X"].value, trial.expected["X"]
            if got.size != expected.size:
                return Fault("shape", trial, Text("", ""), "X")
            # 1e-6, so that pictures scaled in single precision are right under every draw.
            if not equal(np.sort(got.ravel()), np.sort(expected.ravel())):
                return Fault("value", trial, _wrong_range(got, expected), "X")
        return fault

    return Property(name, title, cases, judge, regimes=regimes)


DIVIDED_BY = Text(
    "By what are they divided? Do the pictures hold bytes (uint8) or floats?",
    "무엇으로 나누고 있나요? 사진의 자료형은 바이트(uint8)인가요, 실수인가요?",
)
CUT_TO_0 = Text(
    "Most of yours are 0. Does a line make whole numbers of them, as uint8 and int do: what is "
    "left of 0.6 then? Or is a place never written?",
    "지금은 대부분 0이에요. uint8이나 int처럼 정수로 만드는 줄이 있나요? 그러면 0.6은 무엇이 "
    "되나요? 아니면 값을 쓰지 않는 자리가 있나요?",
)
BELOW_BLACK = Text(
    "Which number does a black pixel become, byte 0 or 0.0, and which should it become? What is "
    "subtracted?",
    "검은 픽셀(바이트 0 또는 0.0)은 어떤 수가 되고, 어떤 수가 되어야 하나요? 무엇을 빼나요?",
)


def _wrong_range(got, expected):
    """Show one intensity that is off, and from where to where they run."""
    mine, due = np.sort(got.ravel()), np.sort(expected.ravel())
    at = int(np.argmax(~right_entries(mine, due, SAME)))
    wanted, came = apart(due[at], mine[at])
    return Text(
        "Sorted from dark to bright, the intensities should run from {e0:.4g} to {e1:.4g}, and "
        "number {at} is {due}. Yours run from {g0:.4g} to {g1:.4g}, and number {at} is "
        "{got}. {ask}",
        "어두운 것부터 늘어놓으면 픽셀 강도는 {e0:.4g}부터 {e1:.4g}까지이고 {at}는 "
        "{due}여야 해요. 지금은 {g0:.4g}부터 {g1:.4g}까지이고 {at}는 {got}예요. {ask}",
    ).format(
        ask=BELOW_BLACK if mine[0] < 0 else DIVIDED_BY if np.median(mine) else CUT_TO_0,
        e0=due[0],
        e1=due[-1],
        g0=mine[0],
        g1=mine[-1],
        at=nth(at + 1),
        due=wanted,
        got=came,
    )


EQUIVALENT = {
    "return scaled.reshape(images.shape[0], -1).T → "
    "return scaled.reshape(images.shape[0], -2).T": "NumPy takes any negative size for −1",
    "return scaled.reshape(images.shape[0], -1).T → "
    "return scaled.reshape(scaled.shape[0], -1).T": "as many pictures, scaled or not",
}

PROPERTIES = (
    shapes(drawn, regimes=(one_pixel,)),
    Property(
        "order",
        Text(
            "each picture is a column, pixel by pixel in order",
            "사진마다 열 하나, 픽셀 순서가 맞아요",
        ),
        drawn,
        order,
        regimes=(hundreds, four_channels, transposed, single_precision_floats, whole_pictures),
    ),
    same_intensities(
        "scale",
        Text("bytes become intensities from 0 to 1", "바이트가 0부터 1까지의 강도가 돼요"),
        drawn,
        "u",
        hundreds,
        whole_pictures,
    ),
    same_intensities(
        "dark",
        Text("dark, black and white pictures too", "어두운 사진, 검은 사진, 흰 사진도 맞아요"),
        dark_and_bright,
        "u",
    ),
    same_intensities(
        "floats",
        Text("floats in [0, 1] stay as they are", "[0, 1] 사이의 실수는 그대로 남아요"),
        floats,
        "f",
        single_precision_floats,
        half_precision,
        hundreds_of_floats,
    ),
    unchanged(both_kinds),
)


def _scaled(images):
    return images / 255 if images.dtype == np.uint8 else images


@mistake(
    "order",
    "The shape is right and the picture is lost: the first column of your X holds pixels of "
    "several pictures. In which order does reshape read the numbers, and how many of one picture "
    "does it read before it starts a new row?",
    "형태는 맞지만 사진이 뒤섞였어요. X의 첫 번째 열에 여러 사진의 픽셀이 들어 있어요. reshape는 "
    "어떤 순서로 수를 읽고, 새 행을 시작하기 전에 한 사진에서 몇 개를 읽나요?",
    places.SCRAMBLED,
)
def scrambled(images):
    """reshape(h·w·c, m): the right shape, scrambled pictures."""
    return _scaled(images).reshape(-1, images.shape[0])


@mistake(
    ("shapes", "order"),
    "Your X has one row for each picture. What is an example in this book, a row of X or a column?",
    "X에서 사진 하나가 행 하나예요. 이 책에서 샘플 하나는 X의 행인가요, 열인가요?",
    places.SHAPES,
)
def pictures_as_rows(images):
    """reshape(m, -1) without the transpose: (m, h·w·c)."""
    return _scaled(images).reshape(images.shape[0], -1)


@mistake(
    ("order", "floats"),
    "Two things. The first column of your X holds pixels of several pictures: how many numbers of "
    "one picture does reshape read before it starts a new row? And pictures of floats come out too "
    "dark: what does images.dtype say of them?",
    "두 가지예요. X의 첫 번째 열에 여러 사진의 픽셀이 들어 있어요. reshape는 새 행을 시작하기 "
    "전에 한 사진에서 수를 몇 개 읽나요? 그리고 실수로 된 사진이 너무 어두워져요. images.dtype은 "
    "무엇인가요?",
    places.SCRAMBLED,
)
def scrambled_and_floats_divided(images):
    """reshape(h·w·c, m) / 255: scrambled, and floats are divided too."""
    return images.reshape(-1, images.shape[0]) / 255


@mistake(
    ("shapes", "order", "floats"),
    "Two things. Your X has one row for each picture: is an example a row of X here, or a column? "
    "And pictures of floats come out too dark: what does images.dtype say of them?",
    "두 가지예요. X에서 사진 하나가 행 하나예요. 여기서 샘플 하나는 행인가요, 열인가요? 그리고 "
    "실수로 된 사진이 너무 어두워져요. images.dtype은 무엇인가요?",
    places.STACK,
)
def pictures_as_rows_and_floats_divided(images):
    """reshape(m, -1) / 255: not transposed, and floats are divided too."""
    return images.reshape(images.shape[0], -1) / 255


@mistake(
    ("scale", "dark"),
    "Your intensities run up to 255. What is the largest value of a byte, and what should the "
    "largest intensity be? If there is a line that divides: does it run? Of which array does its "
    "condition ask the dtype, and what is that dtype by then?",
    "강도가 255까지 올라가요. 바이트 하나의 최댓값은 얼마이고, 강도의 최댓값은 얼마여야 하나요? "
    "나누는 줄이 있다면 실행되나요? 조건에서 어느 배열의 dtype을 묻고, 그때의 dtype은 무엇인가요?",
    places.INTENSITY,
)
def bytes_not_scaled(images):
    """Bytes are not divided by 255."""
    return images.reshape(images.shape[0], -1).T.astype(float)


@mistake(
    ("shapes", "scale", "dark"),
    "Your X still holds bytes. Does the line that divides run: is its condition ever true? What "
    "becomes of its result: which name keeps it, and which numbers between 0 and 1 can a byte "
    "hold?",
    "X가 여전히 바이트로 되어 있어요. 나누는 줄이 실행되나요? 조건이 참이 될 때가 있나요? 그 "
    "결과는 어떤 이름에 남고, 바이트에는 0과 1 사이의 어떤 수를 담을 수 있나요?",
    places.INTENSITY,
)
def bytes_as_they_are(images):
    """Flattened only: still uint8."""
    return images.reshape(images.shape[0], -1).T


@mistake(
    ("scale", "dark"),
    "The brightest value you give is about 0.004. How many times is each byte divided?",
    "가장 밝은 값이 0.004쯤이에요. 바이트를 몇 번 나누고 있나요?",
    places.INTENSITY,
)
def divided_twice(images):
    """Bytes are divided by 255 twice."""
    return (_scaled(images) / (255 if images.dtype == np.uint8 else 1)).reshape(len(images), -1).T


@mistake(
    "floats",
    "Pictures of floats between 0 and 1 come out far too dark. What has already been done to "
    "them, and what does images.dtype tell you?",
    "0과 1 사이의 실수로 된 사진이 너무 어두워져요. 이 사진에는 이미 무엇을 했나요? "
    "images.dtype으로 무엇을 알 수 있나요?",
    places.INTENSITY,
)
def floats_divided_too(images):
    """Everything is divided by 255, floats too."""
    return (images / 255).reshape(images.shape[0], -1).T


@mistake(
    "dark",
    "A very dark picture of bytes comes out bright. Its largest byte is 1: how can you tell it "
    "from a picture of floats, if not by its values?",
    "바이트로 된 아주 어두운 사진이 밝게 나와요. 가장 큰 바이트가 1이에요. 값을 보지 않고 실수 "
    "사진과 구별하려면 무엇을 보아야 하나요?",
    places.INTENSITY,
)
def kind_guessed_from_values(images):
    """The values are divided only if the largest exceeds 1: dark bytes are taken for floats."""
    scaled = images / 255 if images.max() > 1 else images.astype(float)
    return scaled.reshape(images.shape[0], -1).T


@mistake(
    ("scale", "dark"),
    "White comes out as 0.996, not 1. How many values does a byte have, and which of them is the "
    "largest?",
    "흰색이 1이 아니라 0.996이 돼요. 바이트는 값이 몇 가지이고, 그중 가장 큰 값은 얼마인가요?",
    places.INTENSITY,
)
def divided_by_256(images):
    """Bytes are divided by 256."""
    scaled = images / 256 if images.dtype == np.uint8 else images
    return scaled.reshape(images.shape[0], -1).T


@mistake(
    ("shapes", "scale", "dark"),
    "The darkest pixel of every batch becomes 0 and the brightest 1, and a picture of one colour "
    "has no number at all. Should a picture change because another lies beside it? By what are "
    "bytes divided, whatever bytes there are?",
    "어떤 사진 묶음이든 가장 어두운 픽셀이 0, 가장 밝은 픽셀이 1이 되고, 한 가지 색인 사진은 "
    "숫자가 나오지 않아요. 옆에 다른 사진이 있다고 사진이 달라져야 하나요? 어떤 바이트가 있든 "
    "바이트는 무엇으로 나누나요?",
    places.INTENSITY,
)
def stretched_to_its_own_range(images):
    """From the smallest byte of the batch to its largest."""
    X = images.reshape(images.shape[0], -1).T.astype(float)
    return (X - X.min()) / (X.max() - X.min()) if images.dtype == np.uint8 else X


@mistake(
    ("scale", "dark", "floats"),
    "The brightest pixel of every batch becomes 1, even at night. Would the same photograph get "
    "the same numbers if it came alone? By what should all pictures be divided?",
    "어떤 사진 묶음이든 가장 밝은 픽셀이 1이 돼요. 밤 사진도 그래요. 같은 사진이 혼자 들어와도 "
    "같은 수가 나올까요? 모든 사진을 무엇으로 나누어야 하나요?",
    places.INTENSITY,
)
def divided_by_the_largest(images):
    """Divided by the largest value of the batch."""
    return (images / images.max()).reshape(images.shape[0], -1).T


@mistake(
    ("shapes", "scale", "dark"),
    "The fractions are gone: nearly all your intensities are 0. Which step loses them: one that "
    "makes whole numbers, such as // or astype, or an array of bytes that you store them in? Which "
    "dtype has that array?",
    "소수가 사라져서 강도가 거의 모두 0이에요. 소수를 잃는 단계는 어디인가요? //나 astype처럼 "
    "정수로 만드는 단계인가요, 아니면 바이트 배열에 넣는 단계인가요? 그 배열의 dtype은 무엇인가요?",
    places.INTENSITY,
)
def fractions_cut_off(images):
    """Bytes // 255, or turned back into uint8 or stored in it: nearly all zeros."""
    scaled = images // 255 if images.dtype == np.uint8 else images
    return scaled.reshape(images.shape[0], -1).T


@mistake(
    "order",
    "Row 1 of your X is the pixel below the first one, not the next channel of the same pixel. "
    "Which axis of a picture changes fastest when it is flattened here?",
    "X의 1번 행이 첫 픽셀의 다음 채널이 아니라 그 아래 픽셀이에요. 여기서 평탄화할 때 가장 빨리 "
    "바뀌는 축은 무엇인가요?",
)
def first_axis_fastest(images):
    """order="F": the row index runs fastest."""
    return _scaled(images).reshape((images.shape[0], -1), order="F").T


@mistake(
    "order",
    "Your column holds all of channel 0, then all of channel 1. Where does the page put the "
    "channels of one pixel: together, or far apart?",
    "열 하나에 0번 채널이 모두 나온 다음 1번 채널이 나와요. 이 책에서는 한 픽셀의 채널들을 "
    "나란히 놓나요, 멀리 떨어뜨려 놓나요?",
)
def channel_by_channel(images):
    """Channels first: one colour plane after another."""
    return _scaled(images).transpose(0, 3, 1, 2).reshape(images.shape[0], -1).T


@mistake(
    "order",
    "Your pictures lie on their side: after pixel (0, 0) comes (1, 0). Which index of (r, c) "
    "moves first along a line of the picture?",
    "사진이 옆으로 누웠어요. 픽셀 (0, 0) 다음에 (1, 0)이 와요. 사진의 한 줄을 따라갈 때 (r, c) "
    "가운데 어느 번호가 먼저 바뀌나요?",
)
def column_by_column(images):
    """Rows and columns of the picture are swapped."""
    return _scaled(images).transpose(0, 2, 1, 3).reshape(images.shape[0], -1).T


@mistake(
    "order",
    "The channels come in reverse order: in a colour picture, red and blue have changed places. "
    "Does any step turn the order of the channels round?",
    "채널의 순서가 거꾸로예요. 컬러 사진이라면 빨강과 파랑이 서로 바뀌어요. 채널의 순서를 뒤집는 "
    "단계가 있나요?",
)
def channels_reversed(images):
    """BGR: the channels are turned round."""
    return _scaled(images)[..., ::-1].reshape(images.shape[0], -1).T


@mistake(
    "order",
    "Your column begins with the last pixel. From which corner does flattening start?",
    "열이 마지막 픽셀부터 시작해요. 평탄화는 어느 모서리에서 시작하나요?",
)
def upside_down(images):
    """Each picture is flattened from its last pixel to its first."""
    return _scaled(images).reshape(images.shape[0], -1)[:, ::-1].T


@mistake(
    ("shapes", "order", "scale", "dark", "floats", "unchanged"),
    "Your code expects 12288 numbers a picture. How many has a picture of h rows, w columns and c "
    "channels, and where does images tell you?",
    "사진 하나에 숫자가 12288개라고 정해 두었어요. 행 h개, 열 w개, 채널 c개인 사진에는 숫자가 몇 "
    "개이고, images에서 어떻게 알 수 있나요?",
    places.INTENSITY,
)
def only_64_by_64(images):
    """12288 is written into the code."""
    return _scaled(images).reshape(images.shape[0], 12288).T


@mistake(
    ("shapes", "order"),
    "Your result has one axis. How many axes has X, and what does each of them count?",
    "결과의 축이 하나뿐이에요. X의 축은 몇 개이고, 각각 무엇을 세나요?",
    places.SHAPES,
)
def all_in_one_line(images):
    """Everything is flattened into one axis: (m·h·w·c,)."""
    return _scaled(images).ravel()


@mistake(
    ("shapes", "order", "scale", "dark", "floats"),
    "You return one column for a whole stack of pictures. What happens to the second picture?",
    "사진 여러 장에서 열이 하나만 나와요. 두 번째 사진은 어디로 갔나요?",
    places.SHAPES,
)
def first_picture_only(images):
    """Only the first picture is flattened."""
    return _scaled(images)[0].reshape(-1, 1)


@mistake(
    ("scale", "dark", "floats"),
    "Black comes out below 0. Between which two numbers should an intensity lie, and which step "
    "shifts them?",
    "검은색이 0보다 작아졌어요. 강도는 어떤 두 수 사이에 있어야 하고, 값을 옮기는 단계는 "
    "어디인가요?",
    places.INTENSITY,
)
def centred(images):
    """½ is subtracted."""
    return (_scaled(images) - 0.5).reshape(images.shape[0], -1).T


@mistake(
    ("order", "scale", "dark", "floats"),
    "Black becomes 1 and white 0. Is a large byte a bright pixel or a dark one?",
    "검은색이 1이 되고 흰색이 0이 돼요. 큰 바이트는 밝은 픽셀인가요, 어두운 픽셀인가요?",
    places.INTENSITY,
)
def negative_picture(images):
    """1 − x: a photographic negative."""
    return (1 - _scaled(images)).reshape(images.shape[0], -1).T


@mistake(
    "unchanged",
    "After a call, the float pictures that you were given hold other numbers. Which of "
    "your lines writes into images itself, as *=, out= and images[…] = … do? If it has another "
    "name there: is that a copy?",
    "함수를 호출한 뒤 받은 실수 사진의 값이 달라졌어요. *=나 out=, images[…] = …처럼 images 자체에 "
    "값을 쓰는 줄은 어디인가요? 거기서 이름이 다르다면, 그것은 복사본인가요?",
    places.OLD_PARAMETERS,
)
def floats_brought_to_255(images):
    """Floats are multiplied by 255 in place, to be divided with the rest."""
    if images.dtype != np.uint8:
        images *= 255
    return (images / 255).reshape(images.shape[0], -1).T


@accepted
def reshape_and_transpose(images):
    """The scale, reshape(m, -1), then the transpose."""
    scaled = images / 255 if images.dtype == np.uint8 else images
    return scaled.reshape(images.shape[0], -1).T


@accepted
def one_picture_at_a_time(images):
    """A loop that fills one column after another."""
    m = images.shape[0]
    X = np.zeros((images[0].size, m))
    for i in range(m):
        X[:, i] = images[i].flatten()
        if images.dtype == np.uint8:
            X[:, i] /= 255
    return X


@accepted
def pixel_by_pixel(images):
    """Four loops and the formula for the row."""
    m, h, w, c = images.shape
    X = np.zeros((h * w * c, m))
    scale = 255 if images.dtype.kind == "u" else 1
    for i in range(m):
        for row in range(h):
            for column in range(w):
                for channel in range(c):
                    value = float(images[i, row, column, channel])
                    X[(row * w + column) * c + channel, i] = value / scale
    return X


@accepted
def stacked_columns(images):
    """np.stack of flattened pictures, in a list comprehension."""
    if np.issubdtype(images.dtype, np.integer):
        images = images.astype(float) / 255
    return np.stack([picture.ravel() for picture in images], axis=1)


@accepted
def picture_axis_last(images):
    """The picture axis is moved last, then reshape(-1, m)."""
    scaled = images * (1 / 255) if images.dtype == np.uint8 else np.asarray(images)
    return np.moveaxis(scaled, 0, -1).reshape(-1, len(images))


@accepted
def fortran_both_ways(images):
    """Turned round and reshaped in Fortran order: the same order again."""
    scaled = np.divide(images, 255.0 if images.dtype == "uint8" else 1.0)
    return scaled.transpose(3, 2, 1, 0).reshape((-1, images.shape[0]), order="F")


@accepted
def single_precision(images):
    """float32, as many libraries keep pictures."""
    X = images.astype(np.float32).reshape(images.shape[0], -1).T
    return X / np.float32(255) if images.dtype == np.uint8 else X


@accepted
def rows_of_lists(images):
    """Through nested lists, with zip as the transpose."""
    scale = 255 if images.dtype == np.uint8 else 1
    rows = [[value / scale for value in picture.ravel().tolist()] for picture in images]
    return np.array(list(zip(*rows, strict=True)))


GRADED = GradedFunction(
    name="images_to_vectors",
    reference=library.images_to_vectors,
    returns=Part("X", "(h·w·c, m)"),
    read=places.FLATTEN,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        scrambled,
        pictures_as_rows,
        scrambled_and_floats_divided,
        pictures_as_rows_and_floats_divided,
        bytes_not_scaled,
        bytes_as_they_are,
        divided_twice,
        floats_divided_too,
        kind_guessed_from_values,
        divided_by_256,
        stretched_to_its_own_range,
        divided_by_the_largest,
        fractions_cut_off,
        first_axis_fastest,
        channel_by_channel,
        column_by_column,
        channels_reversed,
        upside_down,
        only_64_by_64,
        all_in_one_line,
        first_picture_only,
        centred,
        negative_picture,
        floats_brought_to_255,
    ),
    styles=(
        reshape_and_transpose,
        one_picture_at_a_time,
        pixel_by_pixel,
        stacked_columns,
        picture_axis_last,
        fortran_both_ways,
        single_precision,
        rows_of_lists,
    ),
)

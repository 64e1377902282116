"""What counts as a right `vectors_to_images(X, image_shape)`: pictures of bytes again."""

import numpy as np

from lrlib import images as library
from lrlib.checks.declare import inputs as draws
from lrlib.checks.declare import places, regimes
from lrlib.checks.declare.model import (
    Case,
    Fault,
    GradedFunction,
    Part,
    Property,
    Regime,
    accepted,
    mistake,
    regime,
    stream,
)
from lrlib.checks.declare.properties import shapes, unchanged, unusable
from lrlib.checks.say.numbers import apart
from lrlib.checks.say.text import Text

TINY = {"X": np.array([[0.0], [0.2], [0.5], [1.0]]), "image_shape": (2, 2, 1)}

SIZES = (2, 3, 4, 5)


def steps(X, image_shape):
    """Name the steps from X to the result."""
    images = library.vectors_to_images(X, image_shape)
    rounded = np.rint(X * 255)
    return {
        "X * 255": X * 255,
        "rounded": rounded,
        "one picture a row": rounded.T,
        "images": images,
    }


def _case(X, image_shape):
    return Case({"X": X, "image_shape": image_shape}, {"m": X.shape[1]})


@stream("black and white")
def black_and_white(rng):
    """Columns of zeros and ones: the pattern shows where each pixel went."""
    m, h, w, c = (int(n) for n in rng.permutation(SIZES))
    sizes = [(m, h, w, c), (1, w, c, h), (c, h, 1, m)]
    return [
        _case(rng.permuted(np.resize([0.0, 1.0], (h * w * c, m)), axis=0), (h, w, c))
        for m, h, w, c in sizes
    ]


@stream("with greys")
def with_greys(rng):
    """Black and white, and greys."""
    m, h, w, c = (int(n) for n in rng.permutation(SIZES))
    greys = rng.permuted(np.resize(np.linspace(0.1, 0.9, 9), (h * w * c, m)), axis=0)
    return [*black_and_white(rng), _case(greys, (h, w, c))]


@stream("between bytes")
def between_bytes(rng):
    """Every byte, up to 0.4 above or below: near enough to be sure which byte is meant."""
    k = rng.permutation(np.arange(1.0, 253.0))
    off = rng.uniform(0.1, 0.4, size=252) * np.resize([1, -1], 252)
    exact = np.arange(256.0) / 255
    return [
        _case(exact[:, np.newaxis], (8, 32, 1)),
        _case(((k + off) / 255).reshape(2 * 3 * 3, 14), (2, 3, 3)),
    ]


@stream("beyond")
def beyond(rng):
    """Values below 0 and above 1, as computing with pictures brings them about."""
    X = np.concatenate([rng.uniform(-0.8, -0.02, 9), rng.uniform(1.02, 1.8, 9), [0.0, 1.0]])
    return [_case(rng.permutation(X).reshape(10, 2), (1, 5, 2))]


@regime("whole pictures", "with pictures of 64 · 64 pixels", "사진이 64 · 64 픽셀이면")
def whole_picture(rng):
    """A picture of 12288 numbers, black or white."""
    return [_case(rng.permuted(np.resize([0.0, 1.0], (draws.PICTURE, 1)), axis=0), (64, 64, 3))]


@regime("hundreds", "with hundreds of pictures", "사진이 수백 장이면")
def hundreds(rng):
    """209 small square pictures, black and white."""
    return [_case(rng.permuted(np.resize([0.0, 1.0], (12, draws.MANY)), axis=0), (2, 2, 3))]


@regime("transposed", "where X is a transposed array", "X가 전치된 배열이면", ask=regimes.IN_MEMORY)
def transposed(rng):
    """Black and white, one picture after the other in memory: as images_to_vectors gives X."""
    return [_case(rng.permuted(np.resize([0.0, 1.0], (3, 12)), axis=1).T, (2, 3, 2))]


@regime("one channel", "with one channel, or one pixel", "채널이 하나이거나 픽셀이 하나이면")
def one_channel(rng):
    """Pictures of one channel; one of one pixel."""
    X = rng.permuted(np.resize([0.0, 0.3, 1.0], (6, 4)), axis=0)
    return [_case(X, (2, 3, 1)), _case(np.ones((1, 1)), (1, 1, 1))]


ONE_CHANNEL = regimes.split(
    one_channel,
    ((0,), "with one channel", "채널이 하나이면"),
    ((1,), "with one pixel of one channel", "픽셀과 채널이 하나이면"),
)


@regime("between", "nearly in the middle between two bytes", "두 바이트의 한가운데에 가까우면")
def nearly_between(rng):
    """Just below and just above the middle between each byte and the next."""
    middle = np.arange(255)[:, np.newaxis] + 0.5
    return [_case((middle + np.array([-0.001, 0.001])) / 255, (5, 17, 3))]


@regime(
    "one side", "with values on one side of 0 to 1 alone", "0부터 1까지의 한쪽으로만 벗어난 값이면"
)
def one_side(rng):
    """Values above 1 and none below 0; below 0 and none above 1; far beyond, and just beyond."""
    above = np.concatenate([[1.003, 1.006, 1.4, 3.0], np.resize([0.0, 1.0], 6)])
    above = np.rint(255 * above[:, np.newaxis]) / 255
    return [_case(rng.permutation(X), (1, 5, 2)) for X in (above, 1 - above)]


def _of_kind(rng, kind):
    return [_case(rng.permuted(np.resize([0, 1], (12, 3)), axis=0).astype(kind), (2, 3, 2))]


@regime("whole numbers", *regimes.WHOLE)
def whole(rng):
    """Black and white in whole numbers."""
    return _of_kind(rng, np.int64)


@regime("whole numbers as bytes", *regimes.WHOLE)
def whole_numbers(rng):
    """The same: a 1 becomes the byte 255."""
    return _of_kind(rng, np.int64)


@regime("single precision", *regimes.SINGLE)
def single(rng):
    """Black and white in single precision."""
    return _of_kind(rng, np.float32)


@regime("single precision, greys", *regimes.SINGLE)
def single_precision_greys(rng):
    """Numbers in single precision, each of them a byte."""
    X = rng.integers(0, 256, size=(12, 3)) / 255
    return [_case(X.astype(np.float32), (2, 3, 2))]


@regime("whole pictures, greys", *whole_picture.where)
def grey_picture(rng):
    """A picture of 12288 numbers, each of them exactly a byte."""
    return [_case(rng.integers(0, 256, size=(draws.PICTURE, 1)) / 255, (64, 64, 3))]


@regime("hundreds, greys", *hundreds.where)
def hundreds_of_greys(rng):
    """209 small pictures, of numbers that are exactly a byte each."""
    return [_case(rng.integers(0, 256, size=(6, draws.MANY)) / 255, (1, 3, 2))]


@regime(
    "far beyond",
    "with values far below 0 and far above 1",
    "0보다 아주 작거나 1보다 아주 큰 값이면",
)
def far_beyond(rng):
    """Values up to ±300, in which a byte goes round many times."""
    sizes = np.geomspace(2.0, 300.0, 10)
    X = np.concatenate([rng.permutation(sizes), -rng.permutation(sizes)])
    return [_case(rng.permutation(X).reshape(10, 2), (1, 5, 2))]


@stream("small")
def small(rng):
    """Black and white, and greys."""
    return with_greys(rng)[-2:]


def form(prop, trials):
    """Find a wrong shape, or numbers that are not bytes."""
    fault = shapes(with_greys).judge(prop, trials)
    for trial in () if fault else trials:
        got = trial.outcome.parts["images"].value
        if got.dtype != np.uint8:
            text = Text(
                "Your pictures are of type {dtype}. Which type has a picture that plots and files "
                "take for bytes?",
                "사진의 자료형이 {dtype}이에요. 그림이나 파일에서 바이트로 읽는 사진의 자료형은 "
                "무엇인가요?",
            )
            return Fault("form", trial, text.format(dtype=got.dtype), "images")
    return fault


def order(prop, trials):
    """Find a bright pixel where a dark one should be."""
    fault = unusable(prop, trials)
    for trial in () if fault else trials:
        got, expected = trial.outcome.parts["images"].value, trial.expected["images"]
        if got.size != expected.size:
            return Fault("shape", trial, Text("", ""), "images")
        wrong = np.flatnonzero((got.ravel() > 0) != (expected.ravel() > 0))
        if wrong.size:
            return Fault("value", trial, _misplaced(trial, got, wrong), "images")
    return fault


def _misplaced(trial, got, wrong):
    """Say from which place of X a wrong pixel should come."""
    X, shape = trial.case.args["X"], trial.expected["images"].shape
    if wrong.size == X.size:
        return _every_pixel_wrong(trial, got)
    i, *pixel = (int(n) for n in np.unravel_index(wrong[0], shape))
    row = int(np.ravel_multi_index(pixel, shape[1:]))
    return Text(
        "Pixel (r, c, channel) = {pixel} of picture {i} belongs to X[{row}, {i}], which is "
        "{x:.0f}. Yours is {got:.4g}. From which place of X did you take it, or what was done to "
        "the number?",
        "사진 {i}의 픽셀 (r, c, 채널) = {pixel} 값은 X[{row}, {i}]에서 와야 하고 그 값은 "
        "{x:.0f}이에요. 지금 픽셀은 {got:.4g}이에요. X의 어느 자리에서 가져왔나요, 아니면 "
        "그 수를 어떻게 바꾸었나요?",
    ).format(pixel=tuple(pixel), i=i, row=row, x=X[row, i], got=float(got.ravel()[wrong[0]]))


def _every_pixel_wrong(trial, got):
    """Say which bytes stand for black and for white, where no pixel is right."""
    expected = trial.expected["images"].ravel()
    black, white = (sorted({f"{x:.4g}" for x in got.ravel()[expected == due]}) for due in (0, 255))
    if black == ["255"] and white == ["0"]:
        return Text(
            "Every pixel is turned round: black is white. Which number of X is black, 0 or 1?",
            "모든 픽셀이 뒤집혔어요. 검은색이 흰색이 됐어요. X에서 검은색은 0인가요, 1인가요?",
        )
    return Text(
        "Where X is 0, your pixels are {black}; where X is 1, they are {white}. Which bytes are "
        "black and white? What is added or multiplied on the way, and which numbers can a byte "
        "hold?",
        "X가 0인 곳에서 픽셀은 {black}, X가 1인 곳에서는 {white}이에요. 검은색과 흰색의 바이트는 "
        "얼마인가요? 계산하는 동안 무엇을 더하거나 곱하고, 바이트에는 어떤 수를 담을 수 있나요?",
    ).format(black=", ".join(black[:3]), white=", ".join(white[:3]))


def same_bytes(prop, trials):
    """Find a wrong value, wherever in the pictures it lies."""
    fault = unusable(prop, trials)
    for trial in () if fault else trials:
        got, expected = trial.outcome.parts["images"].value, trial.expected["images"]
        if got.size != expected.size:
            return Fault("shape", trial, Text("", ""), "images")
        mine, due = np.sort(got.ravel().astype(float)), np.sort(expected.ravel().astype(float))
        if not np.array_equal(mine, due):
            return Fault("value", trial, _wrong_byte(trial, got), "images")
    return fault


def _wrong_byte(trial, got):
    """Show one intensity, the byte that it should become, and what came.

    Where the pictures are in disorder too, place says nothing, and rank says which is which.
    """
    got, due = got.ravel().astype(float), trial.expected["images"].ravel().astype(float)
    x = trial.case.args["X"].T.ravel()
    order = x.argsort()
    by_rank = np.empty_like(got)
    by_rank[order] = np.sort(got)
    got = min(got, by_rank, key=lambda values: np.count_nonzero(values != due))
    at = int(np.flatnonzero(got != due)[0])
    inside = (x >= 0) & (x <= 1)
    moved = np.flatnonzero(inside & (np.abs(got - due) > 1))
    if moved.size and not inside.all():
        at = int(moved[0])
        return Text(
            "The intensity {x:.4f} should become {due} and becomes {got}, beside others that lie "
            "below 0 or above 1. Which line changes it because of those? What is to become of "
            "them, and what of all numbers between 0 and 1?",
            "강도 {x:.4f} 값은 {due}가 되어야 하는데, 0보다 작거나 1보다 큰 강도와 함께 있으면 "
            "{got}예요. 그런 강도 때문에 이 강도까지 바꾸는 줄은 어디인가요? 벗어난 강도는 무엇이 "
            "되어야 하고, 0과 1 사이의 강도는 무엇이 되어야 하나요?",
        ).format(x=x[at], due=f"{due[at]:.6g}", got=f"{got[at]:.6g}")
    wanted, came = apart(due[at], got[at], 6)
    if not inside[at]:
        return Text(
            "The intensity {x:.4f} should become {due} and becomes {got}. Which line keeps "
            "intensities below 0 and above 1 from becoming bytes: does it set both limits, which "
            "limits are they, and does it run before the numbers become bytes?",
            "강도 {x:.4f} 값은 {due}가 되어야 하는데 {got}예요. 0보다 작거나 1보다 큰 강도를 막는 "
            "줄은 어디인가요? 위와 아래를 모두 막나요, 얼마에서 막나요? 바이트로 만들기 전에 "
            "실행되나요?",
        ).format(x=x[at], due=wanted, got=came)
    return Text(
        "The intensity {x:.4f} should become {due} and becomes {got}. What is {x:.4f}·255, "
        "and is 255 your factor? Which step makes a byte of it: is something rounded before that, "
        "or cut off?",
        "강도 {x:.4f} 값은 {due}가 되어야 하는데 {got}예요. {x:.4f}·255는 얼마이고, 코드에서 "
        "곱하는 수도 255인가요? 그것을 바이트로 만드는 단계는 어디인가요? 그 전에 반올림하거나 "
        "버리는 것이 있나요?",
    ).format(x=x[at], due=wanted, got=came)


EQUIVALENT = {
    "return pixels.T.reshape(-1, *image_shape) → return pixels.T.reshape(-2, *image_shape)": (
        "NumPy takes any negative size for −1"
    ),
}

PROPERTIES = (
    Property(
        "shapes",
        Text("(m, h, w, c), of type uint8", "형태 (m, h, w, c), 자료형 uint8"),
        with_greys,
        form,
        regimes=ONE_CHANNEL,
    ),
    Property(
        "order",
        Text("each column becomes its picture again", "열마다 원래 사진으로 돌아와요"),
        black_and_white,
        order,
        regimes=(whole, single, transposed, hundreds, whole_picture),
    ),
    Property(
        "rounding",
        Text("each intensity becomes the nearest byte", "강도마다 가장 가까운 바이트가 돼요"),
        between_bytes,
        same_bytes,
        regimes=(
            nearly_between,
            single_precision_greys,
            whole_numbers,
            hundreds_of_greys,
            grey_picture,
        ),
    ),
    Property(
        "clipping",
        Text("below 0 is black, above 1 is white", "0보다 작으면 검은색, 1보다 크면 흰색이에요"),
        beyond,
        same_bytes,
        regimes=(one_side, far_beyond),
    ),
    unchanged(
        small,
        Regime(Text("where values lie outside 0 to 1", "0부터 1까지를 벗어난 값이 있으면"), beyond),
    ),
)


def _to_bytes(X):
    return np.clip(np.rint(X * 255), 0, 255).astype(np.uint8)


def _wrapped(X):
    """Cut the fraction off and keep one byte, as astype does, on every machine."""
    return (np.trunc(X * 255).astype(np.int64) % 256).astype(np.uint8)


@mistake(
    "order",
    "The shape is right and the pictures are scrambled. Row 0 of X holds the first number of "
    "every picture: what does reshape take for the first picture?",
    "형태는 맞지만 사진이 뒤섞였어요. X의 0번 행에는 모든 사진의 첫 번째 수가 있어요. reshape는 "
    "무엇을 첫 번째 사진으로 읽나요?",
    places.SCRAMBLED,
)
def scrambled(X, image_shape):
    """reshape(m, h, w, c) without the transpose."""
    return _to_bytes(X).reshape(-1, *image_shape)


@mistake(
    ("rounding", "clipping"),
    "All your pixels are 0 or 1: nearly black. On which scale are the intensities of X, and on "
    "which the bytes of a picture?",
    "픽셀이 모두 0 아니면 1이라서 거의 검게 보여요. X의 강도와 사진의 바이트는 각각 어떤 범위의 "
    "값인가요?",
    places.INTENSITY,
)
def not_scaled(X, image_shape):
    """The intensities are not multiplied by 255."""
    return np.clip(X, 0, 1).astype(np.uint8).T.reshape(-1, *image_shape)


@mistake(
    "rounding",
    "Many pixels are one too dark. What becomes of 254.745 when it is made a byte, by astype or by "
    "another step: is it rounded, or cut off?",
    "한 단계씩 어두운 픽셀이 많아요. astype이나 다른 단계에서 254.745를 바이트로 만들면 무엇이 "
    "되나요? 반올림하나요, 소수점 아래를 버리나요?",
    places.INTENSITY,
)
def truncated(X, image_shape):
    """The fraction is cut off by astype."""
    return np.clip(X * 255, 0, 255).astype(np.uint8).T.reshape(-1, *image_shape)


@mistake(
    ("rounding", "clipping"),
    "Two things. Many pixels are one too dark: is 254.745 rounded when it is made a byte? And a "
    "value below 0 comes out bright: which numbers can a byte hold?",
    "두 가지예요. 한 단계씩 어두운 픽셀이 많아요. 254.745를 바이트로 만들 때 반올림하나요? 그리고 "
    "0보다 작은 값이 밝게 나와요. 바이트에는 어떤 수를 담을 수 있나요?",
    places.INTENSITY,
)
def truncated_and_not_clipped(X, image_shape):
    """(X * 255).astype(np.uint8): cut off, and wrapped round."""
    return _wrapped(X).T.reshape(-1, *image_shape)


@mistake(
    ("order", "rounding", "clipping"),
    "Three things. Row 0 of X holds the first number of every picture: what does reshape take for "
    "the first picture? Is 254.745 rounded when it is made a byte? And which numbers can one hold?",
    "세 가지예요. X의 0번 행에는 모든 사진의 첫 번째 수가 있어요. reshape는 무엇을 첫 번째 "
    "사진으로 읽나요? 254.745를 바이트로 만들 때 반올림하나요? 그리고 바이트에는 어떤 수를 담을 수 "
    "있나요?",
    places.SCRAMBLED,
)
def scrambled_and_truncated(X, image_shape):
    """(X * 255).astype(np.uint8).reshape(m, h, w, c): scrambled, cut off, wrapped round."""
    return _wrapped(X).reshape(-1, *image_shape)


@mistake(
    "rounding",
    "Many pixels are one too bright. Which function gives the nearest whole number, and which "
    "the next above?",
    "한 단계씩 밝은 픽셀이 많아요. 가장 가까운 정수를 주는 함수와 바로 위의 정수를 주는 함수는 "
    "각각 무엇인가요?",
    places.INTENSITY,
)
def rounded_up(X, image_shape):
    """np.ceil: rounded up."""
    return np.clip(np.ceil(X * 255 - 1e-9), 0, 255).astype(np.uint8).T.reshape(-1, *image_shape)


@mistake(
    "clipping",
    "A value a little below 0 comes out bright. Which numbers can a byte hold, and what does a "
    "byte do with −26 or 280? If there is a clip: is it done before the conversion to bytes?",
    "0보다 조금 작은 값이 밝은 픽셀이 돼요. 바이트에는 어떤 수를 담을 수 있고, −26이나 280을 "
    "넣으면 어떻게 되나요? clip이 있다면, 바이트로 바꾸기 전에 하나요?",
    places.INTENSITY,
)
def not_clipped(X, image_shape):
    """Values outside [0, 1] wrap round."""
    return (np.rint(X * 255).astype(np.int64) % 256).astype(np.uint8).T.reshape(-1, *image_shape)


@mistake(
    ("rounding", "clipping"),
    "Your bytes are 0 or 1 and no other: every picture comes out black. Between which two numbers "
    "do you clip, and does that come before or after the factor 255?",
    "바이트가 0 아니면 1이라서 어느 사진이나 검게 나와요. 어떤 두 수 사이로 자르나요? 255를 "
    "곱하기 전인가요, 곱한 다음인가요?",
    places.INTENSITY,
)
def clipped_to_1_as_bytes(X, image_shape):
    """Clipped to [0, 1] after the factor 255."""
    return np.clip(np.rint(X * 255), 0, 1).astype(np.uint8).T.reshape(-1, *image_shape)


@mistake(
    "clipping",
    "A value below 0 comes out bright: −0.5 as bright as 0.5. What should be darker than black?",
    "0보다 작은 값이 밝게 나와요. −0.5가 0.5만큼 밝아요. 검은색보다 어두운 값은 무엇이 되어야 "
    "하나요?",
    places.INTENSITY,
)
def sign_dropped(X, image_shape):
    """|X| instead of clipping at 0."""
    return _to_bytes(np.abs(X)).T.reshape(-1, *image_shape)


@mistake(
    ("rounding", "clipping"),
    "The range of your pictures depends on the batch: its darkest value becomes 0 and its "
    "brightest 255. Should one picture change because another lies beside it?",
    "사진 묶음에 따라 밝기 범위가 달라져요. 가장 어두운 값은 0, 가장 밝은 값은 255가 돼요. 옆에 "
    "다른 사진이 있다고 사진이 달라져야 하나요?",
    places.INTENSITY,
)
def stretched(X, image_shape):
    """The values are stretched from the smallest to the largest."""
    span = X.max() - X.min()
    X = (X - X.min()) / span * (1 if span > 0.97 else 0.97)
    return _to_bytes(X).T.reshape(-1, *image_shape)


@mistake(
    ("order", "rounding", "clipping"),
    "White comes out black. What is 1 · 256, and what does a byte make of it? What is the largest "
    "byte?",
    "흰색이 검은색이 돼요. 1 · 256은 얼마이고, 바이트에 담으면 무엇이 되나요? 가장 큰 바이트는 "
    "얼마인가요?",
    places.INTENSITY,
)
def times_256_wrapped(X, image_shape):
    """Multiplied by 256 and made bytes: 256 wraps to 0."""
    return (np.clip(X, 0, 1) * 256).astype(np.uint8).T.reshape(-1, *image_shape)


@mistake(
    "rounding",
    "Dark pixels are right, bright ones are one too bright. What is the largest byte, and by what "
    "do you multiply an intensity of 1?",
    "어두운 픽셀은 맞지만 밝은 픽셀은 한 단계씩 밝아요. 가장 큰 바이트는 얼마이고, 강도 1에 얼마를 "
    "곱하고 있나요?",
    places.INTENSITY,
)
def times_256(X, image_shape):
    """Multiplied by 256."""
    return np.clip(np.rint(X * 256), 0, 255).astype(np.uint8).T.reshape(-1, *image_shape)


@mistake(
    "shapes",
    "Your pictures hold floats. What do a picture file and plt.imshow take floats for, and what "
    "bytes?",
    "사진이 실수로 되어 있어요. 사진 파일과 plt.imshow는 실수를 무엇으로 읽고 바이트를 무엇으로 "
    "읽나요?",
    places.INTENSITY,
)
def left_as_floats(X, image_shape):
    """Rounded and clipped, but still floats."""
    return np.clip(np.rint(X * 255), 0, 255).T.reshape(-1, *image_shape)


@mistake(
    "shapes",
    "Your pictures hold whole numbers, but not bytes. Which type has exactly one byte a number, "
    "and no sign?",
    "사진이 정수이지만 바이트는 아니에요. 부호 없이 정확히 한 바이트로 된 자료형은 무엇인가요?",
    places.INTENSITY,
)
def wide_integers(X, image_shape):
    """int64 instead of uint8."""
    return np.clip(np.rint(X * 255), 0, 255).astype(np.int64).T.reshape(-1, *image_shape)


@mistake(
    ("shapes", "order"),
    "Width and height have changed places. In which order does image_shape name them, and in "
    "which do you use them, in a reshape or a transpose?",
    "너비와 높이가 바뀌었어요. image_shape에는 어떤 순서로 적혀 있고, reshape나 전치에서는 어떤 "
    "순서로 쓰고 있나요?",
)
def width_before_height(X, image_shape):
    """(w, h, c) for (h, w, c), and the picture turned with it."""
    h, w, c = image_shape
    return _to_bytes(X).T.reshape(-1, h, w, c).transpose(0, 2, 1, 3)


@mistake(
    "shapes",
    "Each picture is (w, h, c). In which order does image_shape name rows and columns?",
    "사진의 형태가 (w, h, c)예요. image_shape에는 행과 열이 어떤 순서로 적혀 있나요?",
)
def reshaped_to_w_h_c(X, image_shape):
    """reshape(-1, w, h, c): the right bytes in lines of the wrong length."""
    h, w, c = image_shape
    return _to_bytes(X).T.reshape(-1, w, h, c)


@mistake(
    ("shapes", "order"),
    "The pictures are counted by your last axis. Which axis counts them when they go into "
    "images_to_vectors?",
    "마지막 축이 사진을 세고 있어요. images_to_vectors에 넣을 때 사진을 세는 축은 어디인가요?",
    places.SHAPES,
)
def picture_axis_last(X, image_shape):
    """(h, w, c, m): the examples stay last."""
    return _to_bytes(X).reshape(*image_shape, -1)


@mistake(
    "order",
    "Each picture is drawn channel after channel. How are the channels of one pixel laid out in "
    "the column?",
    "사진마다 채널이 하나씩 차례로 그려져요. 한 픽셀의 채널들은 열에 어떻게 놓여 있나요?",
)
def channel_by_channel(X, image_shape):
    """The column is read as channel planes."""
    h, w, c = image_shape
    return _to_bytes(X).T.reshape(-1, c, h, w).transpose(0, 2, 3, 1)


@mistake(
    "order",
    "The numbers of a column run down the picture, not along its lines. Which axis changes "
    "fastest when the column was made?",
    "열의 수들이 사진의 줄을 따라가지 않고 아래로 내려가요. 열을 만들 때 가장 빨리 바뀌는 축은 "
    "무엇이었나요?",
)
def first_axis_fastest(X, image_shape):
    """order="F": the row index runs fastest."""
    pictures = [column.reshape(image_shape, order="F") for column in _to_bytes(X).T]
    return np.array(pictures)


@mistake(
    ("shapes", "order", "rounding", "clipping", "unchanged"),
    "Your code expects pictures of 64 × 64 × 3. Which argument tells you the size of these?",
    "사진의 크기를 64 × 64 × 3으로 정해 두었어요. 지금 사진의 크기를 알려 주는 인자는 무엇인가요?",
    places.INTENSITY,
)
def only_64_by_64(X, image_shape):
    """(64, 64, 3) is written into the code."""
    return _to_bytes(X).T.reshape(-1, 64, 64, 3)


@mistake(
    ("shapes", "order", "rounding", "clipping"),
    "One picture comes back. How many columns has X?",
    "사진이 한 장만 나와요. X의 열은 몇 개인가요?",
    places.SHAPES,
)
def first_picture_only(X, image_shape):
    """Only the first column is turned back."""
    return _to_bytes(X)[:, 0].reshape(1, *image_shape)


@mistake(
    "unchanged",
    "After a call, X holds numbers up to 255. Which of your lines writes into X instead of "
    "making a new array?",
    "함수를 호출한 뒤 X에 255까지의 수가 들어 있어요. 새 배열을 만들지 않고 X에 값을 쓰는 줄은 "
    "어디인가요?",
    places.OLD_PARAMETERS,
)
def scaled_in_place(X, image_shape):
    """X *= 255."""
    X *= 255
    return np.clip(np.rint(X), 0, 255).astype(np.uint8).T.reshape(-1, *image_shape)


@accepted
def scale_round_clip(X, image_shape):
    """One step after the other."""
    pixels = np.clip(np.round(X * 255), 0, 255).astype(np.uint8)
    return pixels.T.reshape(-1, *image_shape)


@accepted
def half_added(X, image_shape):
    """½ is added, then the fraction is cut off."""
    return (np.clip(X, 0, 1) * 255 + 0.5).astype(np.uint8).T.reshape((-1, *image_shape))


@accepted
def one_picture_at_a_time(X, image_shape):
    """A loop that fills one picture after another."""
    images = np.zeros((X.shape[1], *image_shape), dtype=np.uint8)
    for i in range(X.shape[1]):
        images[i] = np.minimum(np.maximum(np.rint(255 * X[:, i]), 0), 255).reshape(image_shape)
    return images


@accepted
def pixel_by_pixel(X, image_shape):
    """Four loops, Python's round, min and max."""
    h, w, c = image_shape
    images = np.zeros((X.shape[1], h, w, c), np.uint8)
    for i in range(X.shape[1]):
        for row in range(h):
            for column in range(w):
                for channel in range(c):
                    value = round(255 * X[(row * w + column) * c + channel, i])
                    images[i, row, column, channel] = min(max(value, 0), 255)
    return images


@accepted
def picture_axis_moved(X, image_shape):
    """Reshaped with the examples last, then the axis is moved."""
    pixels = np.rint(np.where(X < 0, 0, np.where(X > 1, 1, X)) * 255).astype(np.uint8)
    return np.moveaxis(pixels.reshape(*image_shape, -1), -1, 0)


@accepted
def stacked(X, image_shape):
    """np.stack of one picture a column."""
    pictures = [np.clip(x, 0, 1).reshape(image_shape) for x in X.T]
    return np.uint8(np.floor(np.stack(pictures) * 255 + 0.5))


GRADED = GradedFunction(
    name="vectors_to_images",
    reference=library.vectors_to_images,
    returns=Part("images", "(m, h, w, c)", kind="int"),
    read=places.FLATTEN,
    tiny=TINY,
    steps=steps,
    properties=PROPERTIES,
    equivalent=EQUIVALENT,
    mistakes=(
        scrambled,
        not_scaled,
        truncated,
        truncated_and_not_clipped,
        scrambled_and_truncated,
        rounded_up,
        not_clipped,
        clipped_to_1_as_bytes,
        sign_dropped,
        stretched,
        times_256_wrapped,
        times_256,
        left_as_floats,
        wide_integers,
        width_before_height,
        reshaped_to_w_h_c,
        picture_axis_last,
        channel_by_channel,
        first_axis_fastest,
        only_64_by_64,
        first_picture_only,
        scaled_in_place,
    ),
    styles=(
        scale_round_clip,
        half_added,
        one_picture_at_a_time,
        pixel_by_pixel,
        picture_axis_moved,
        stacked,
    ),
)

"""Rules: how results differ from the expected ones, in which entries, and on which inputs."""

import math
import re
from collections.abc import Callable

import numpy as np

from lrlib.checks.declare.model import Array, Case
from lrlib.checks.explain.unlisted.view import Comparison
from lrlib.checks.say.text import Text

__all__ = ["CHANGES", "EXACT", "FAR", "PLACES", "RULES"]

Mask = Callable[[Comparison], Array | None]

Change = tuple[str, str, str, Callable[[Array], Array]]


def _rounded(n: int) -> Change:
    return (
        f"round-{n}",
        f"rounded to {n} decimals",
        f"소수점 아래 {n}자리로 반올림한",
        lambda x: np.round(x, n),
    )


CHANGES: tuple[Change, ...] = (
    ("abs", "without its signs", "부호를 없앤", np.abs),
    ("squared", "squared", "제곱한", np.square),
    ("root", "under a square root", "제곱근을 구한", lambda x: np.sqrt(np.abs(x))),
    ("inverse", "turned into 1 divided by it", "역수로 만든", lambda x: 1 / x),
    ("complement", "subtracted from 1", "1에서 뺀", lambda x: 1 - x),
    ("exp", "inside an exponential", "지수 함수에 넣은", np.exp),
    ("log", "inside a logarithm", "로그를 취한", np.log),
    ("single", "in single precision", "단정밀도로 계산한", lambda x: x.astype(np.float32)),
    ("half", "in half precision", "반정밀도로 계산한", lambda x: x.astype(np.float16)),
    ("floor", "rounded down", "내림한", np.floor),
    ("ceil", "rounded up", "올림한", np.ceil),
    ("integer", "cut off to a whole number", "정수 부분만 남긴", np.trunc),
    *(_rounded(n) for n in range(7)),
    (
        "sign",
        "with 1 for all that is above 0 and −1 for all below",
        "양수를 1로, 음수를 −1로 바꾼",
        np.sign,
    ),
    ("clip", "cut off at 0 and 1", "0과 1 사이로 자른", lambda x: np.clip(x, 0, 1)),
    (
        "positive",
        "with its negative entries set to 0",
        "음수를 0으로 바꾼",
        lambda x: np.maximum(x, 0),
    ),
    ("normed", "divided by its length", "자기 길이로 나눈", lambda x: x / np.linalg.norm(x)),
    ("share", "divided by its sum", "자기 합으로 나눈", lambda x: x / x.sum()),
    ("backwards", "read backwards", "거꾸로 읽은", lambda x: x.ravel()[::-1].reshape(x.shape)),
    ("sorted", "sorted", "정렬한", lambda x: np.sort(x, axis=None).reshape(x.shape)),
    ("running", "added up along the way", "차례로 누적한", lambda x: np.cumsum(x).reshape(x.shape)),
    (
        "by-column",
        "read in the order of columns",
        "열 순서로 읽은",
        lambda x: x.ravel(order="F").reshape(x.shape),
    ),
    (
        "mean",
        "averaged over all its entries",
        "모든 원소의 평균으로 바꾼",
        lambda x: np.full_like(x, x.mean()),
    ),
    (
        "sum",
        "added up over all its entries",
        "모든 원소의 합으로 바꾼",
        lambda x: np.full_like(x, x.sum()),
    ),
    (
        "first",
        "with its first entry everywhere",
        "첫 원소로 모두 채운",
        lambda x: np.full_like(x, x.flat[0]),
    ),
    (
        "last",
        "with its last entry everywhere",
        "마지막 원소로 모두 채운",
        lambda x: np.full_like(x, x.flat[-1]),
    ),
    ("rolled", "moved on by one place", "한 자리씩 밀린", lambda x: np.roll(x, 1)),
    ("rolled-back", "moved back by one place", "한 자리씩 당겨진", lambda x: np.roll(x, -1)),
)


def _label_is(value: int) -> Mask:
    def mask(record: Comparison) -> Array | None:
        Y = record.case.args.get("Y", record.case.args.get("y"))
        return (
            None
            if Y is None or np.size(Y) != record.got.size
            else np.reshape(Y, record.got.shape) == value
        )

    return mask


def _argument(name: str, test: Callable[[Array], Array]) -> Mask:
    def mask(record: Comparison) -> Array | None:
        value = record.case.args.get(name)
        return (
            None
            if value is None or np.shape(value) != record.got.shape
            else test(np.asarray(value))
        )

    return mask


def _place(*places: int) -> Mask:
    def mask(record: Comparison) -> Array | None:
        found = np.zeros(record.got.size, dtype=bool)
        found[[place for place in places if place < found.size]] = True
        return found.reshape(record.got.shape)

    return mask


def _not(mask: Mask) -> Mask:
    def negated(record: Comparison) -> Array | None:
        found = mask(record)
        return None if found is None else ~found

    return negated


def _equal_to(number: float) -> Callable[[Array], Array]:
    def test(values: Array) -> Array:
        same: Array = values == number
        return same

    return test


def _expected_is(number: float) -> Mask:
    return lambda record: record.expected == number


# One number alone, as a condition leaves it out.
AT_ONE_NUMBER: tuple[tuple[Text, Mask], ...] = tuple(
    (
        Text(f"where {written} is exactly {shown}", f"{written}가 정확히 {shown}인 곳"),
        _argument(name, _equal_to(number)),
    )
    for name, written in (("Z", "z"), ("A", "a"), ("X", "x"), ("w", "w"), ("dw", "dw"))
    for number, shown in ((0.0, "0"), (1.0, "1"), (0.5, "½"))
)
ONE_NUMBER_IS_DUE: tuple[tuple[Text, Mask], ...] = tuple(
    (
        Text(f"where exactly {shown} is expected", f"올바른 값이 정확히 {shown}인 곳"),
        _expected_is(number),
    )
    for number, shown in ((0.0, "0"), (1.0, "1"))
)
EXACT = frozenset(name.en for name, _ in (*AT_ONE_NUMBER, *ONE_NUMBER_IS_DUE))

PLACES: tuple[tuple[Text, Mask], ...] = (
    (Text("where y = 0", "y = 0인 곳"), _label_is(0)),
    (Text("where y = 1", "y = 1인 곳"), _label_is(1)),
    (Text("where z is positive", "z가 양수인 곳"), _argument("Z", lambda v: v > 0)),
    (Text("where z is negative", "z가 음수인 곳"), _argument("Z", lambda v: v < 0)),
    (Text("where z is far above 0", "z가 0보다 훨씬 큰 곳"), _argument("Z", lambda v: v > 30)),
    (Text("where z is far below 0", "z가 0보다 훨씬 작은 곳"), _argument("Z", lambda v: v < -30)),
    (
        Text("where z is far from 0", "z가 0에서 아주 먼 곳"),
        _argument("Z", lambda v: np.abs(v) > 700),
    ),
    (Text("where z is above 700", "z가 700보다 큰 곳"), _argument("Z", lambda v: v > 700)),
    (Text("where z is below −700", "z가 −700보다 작은 곳"), _argument("Z", lambda v: v < -700)),
    *AT_ONE_NUMBER,
    (Text("where a is above ½", "a가 ½보다 큰 곳"), _argument("A", lambda v: v > 0.5)),
    (Text("where a is below ½", "a가 ½보다 작은 곳"), _argument("A", lambda v: v < 0.5)),
    (Text("in the first entry alone", "첫 번째 원소"), _place(0)),
    (Text("in the last entry alone", "마지막 원소"), _place(-1)),
    (Text("in all entries but the first", "첫 번째를 뺀 모든 원소"), _not(_place(0))),
    (Text("in all entries but the last", "마지막을 뺀 모든 원소"), _not(_place(-1))),
    (
        Text("in all entries but the first and the last", "처음과 마지막을 뺀 원소"),
        _not(_place(0, -1)),
    ),
    (Text("in all entries after the second", "세 번째부터의 원소"), _not(_place(0, 1))),
    (
        Text("where a positive number is expected", "올바른 값이 양수인 곳"),
        lambda r: r.expected > 0,
    ),
    (
        Text("where a negative number is expected", "올바른 값이 음수인 곳"),
        lambda r: r.expected < 0,
    ),
    (
        Text("where a large number is expected", "올바른 값이 ½보다 큰 곳"),
        lambda r: r.expected > 0.5,
    ),
    (
        Text("where a small number is expected", "올바른 값이 ½보다 작은 곳"),
        lambda r: r.expected < 0.5,
    ),
    *ONE_NUMBER_IS_DUE,
)


# Numbers with these places are named: nobody has tried where such a region begins.
FAR = frozenset(name.en for name, _ in PLACES if re.search("far|700", name.en))


def _same_text(text: str) -> Text:
    return Text(text, text)


def _labels_are(value: int) -> Callable[[Case], bool]:
    return lambda c: isinstance(c.args.get("Y"), np.ndarray) and bool((c.args["Y"] == value).all())


def _labels_are_equal(case: Case) -> bool:
    Y = case.args.get("Y")
    return isinstance(Y, np.ndarray) and bool((Y == Y.flat[0]).all())


ALIKE: tuple[tuple[Text, Callable[[Case], bool]], ...] = (
    (Text("all labels are 0", "레이블이 모두 0"), _labels_are(0)),
    (Text("all labels are 1", "레이블이 모두 1"), _labels_are(1)),
    (Text("all labels are equal", "레이블이 모두 한 가지"), _labels_are_equal),
)

RULES: tuple[tuple[Text, Callable[[Case], bool]], ...] = (
    (_same_text("m = 1"), lambda c: c.sizes.get("m") == 1),
    (_same_text("n_x = 1"), lambda c: c.sizes.get("n_x") == 1),
    (_same_text("n_x = 2"), lambda c: c.sizes.get("n_x") == 2),
    (_same_text("n_steps = 1"), lambda c: c.sizes.get("n_steps") == 1),
    (_same_text("m > n_x"), lambda c: c.sizes.get("m", 0) > c.sizes.get("n_x", math.inf)),
    (_same_text("n_x > m"), lambda c: c.sizes.get("n_x", 0) > c.sizes.get("m", math.inf)),
    (_same_text("y = 1"), lambda c: np.ndim(c.args.get("y", [])) == 0 and c.args.get("y") == 1),
    (_same_text("y = 0"), lambda c: np.ndim(c.args.get("y", [])) == 0 and c.args.get("y") == 0),
)

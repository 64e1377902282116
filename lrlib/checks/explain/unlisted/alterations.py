"""Alterations of arguments: a result that is right for altered arguments names its cause.

If a wrong result equals the right result for b = 0, then b is left out somewhere. Nothing
here knows which function is checked: alterations go by the kind and the name of arguments.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from lrlib.checks.declare.model import Case
from lrlib.checks.explain.unlisted.alteration import Alteration, Args, changing
from lrlib.checks.explain.unlisted.alterations_of_neurons import (
    of_certain_predictions,
    of_features,
    of_logits,
    of_scaling,
    of_starts,
)
from lrlib.checks.say.text import Text

__all__ = ["ENTERS", "alterations", "one_label"]


ENTERS = Text(
    "Where does {name} come into your computation: in how many terms, with which factor?",
    "계산의 어느 단계에서 {name}를 쓰나요? 몇 개의 항에서, 무엇을 곱해서 쓰나요?",
)
SIGN = Text(
    "With which sign does {name} come into your computation?",
    "{name}가 계산에 들어갈 때 부호는 무엇인가요?",
)
WHICH = Text(
    "Which examples reach your result? If there is a range, a slice or an index: where does it "
    "begin, and where does it end?",
    "어떤 샘플들이 결과에 들어가나요? 모두 들어가나요? range, 슬라이스, 인덱스가 있다면 어디서 "
    "시작하고 어디서 끝나나요?",
)
LAST = Text(
    "What becomes of the examples before the last: if there is a loop, does each turn add to what "
    "the turns before it have found (+=), or overwrite it? Or does an index pick the last one?",
    "마지막이 아닌 샘플은 어떻게 되나요? 반복문이 있다면 돌 때마다 앞에서 구한 것에 더하나요(+=), "
    "아니면 덮어쓰나요? 인덱스로 마지막 샘플을 고르지는 않나요?",
)
ALIGNED = Text(
    "Does each example meet its own label?", "각 샘플이 자기 레이블과 짝을 이루고 있나요?"
)
LABELS = Text(
    "What does your formula do with a label of 1, and what with a label of 0?",
    "레이블이 1일 때와 0일 때, 지금의 식은 각각 무엇을 하나요?",
)
ORDER = Text(
    "Which two of the arguments does this step take? In which order does your function take its "
    "arguments, or hand them on?",
    "이 단계에서 쓰는 두 인자는 무엇인가요? 함수가 인자를 받거나 다른 함수에 넘기는 순서가 어떻게 "
    "되나요?",
)
TWICE = Text(
    "How often is the sigmoid applied on the way?", "계산하는 동안 시그모이드를 몇 번 적용하나요?"
)
SCALE = Text(
    "Do the numbers in {name} run from 0 to 1 already? Which step multiplies or divides by 255, "
    "and is it asked for?",
    "{name}에 있는 수는 이미 0부터 1까지의 수인가요? 255를 곱하거나 나누는 단계는 어디이고, 필요한 "
    "단계인가요?",
)
SCALED = ("255", "x255")
OF_INTENSITIES = ("X", "x", "images")  # what may run up to 1 or to 255
SWAPPED = Text("{first} and {second} had changed places", "{first}와 {second}가 서로 바뀌었을")
STEPS = Text(
    "How many times does your loop run, and what has happened before the first time?",
    "반복문은 몇 번 실행되고, 첫 번째 반복 전에는 무엇이 이루어지나요?",
)


def _flip(Y: Any) -> Any:
    return 1 - Y


def _back(value: Any) -> Any:
    return value[..., ::-1] if value.shape[-1:] != (1,) else value[::-1]


def _sigmoid(Z: Any) -> Any:
    return 1 / (1 + np.exp(-Z))


# Of an argument: a cause, what it supposes in both languages, what to ask, and the change.
Row = tuple[str, str, str, Text, Callable[[Any], Any]]

OF_LABELS: tuple[Row, ...] = (
    ("flipped", "every label were the other one", "레이블이 모두 반대일", LABELS, _flip),
    ("all-0", "every label were 0", "레이블이 모두 0일", LABELS, np.zeros_like),
    ("all-1", "every label were 1", "레이블이 모두 1일", LABELS, np.ones_like),
    (
        "first",
        "every label were the first one",
        "모든 레이블이 첫 번째 레이블과 같을",
        ALIGNED,
        lambda v: np.full_like(v, v.flat[0]),
    ),
    ("reversed", "{name} were read backwards", "{name}를 거꾸로 읽었을", ALIGNED, _back),
)

OF_ARRAYS: tuple[Row, ...] = (
    ("zero", "{name} were 0", "{name}가 0일", ENTERS, np.zeros_like),
    ("minus", "{name} had the other sign", "{name}의 부호가 반대일", SIGN, np.negative),
    ("abs", "every number in {name} were positive", "{name}가 모두 양수일", SIGN, np.abs),
    ("reversed", "{name} were read backwards", "{name}를 거꾸로 읽었을", ENTERS, _back),
    ("255", "{name} were 255 times smaller", "{name}가 255배 작을", SCALE, lambda v: v / 255),
    ("x255", "{name} were 255 times larger", "{name}가 255배 클", SCALE, lambda v: v * 255),
    ("doubled", "{name} were twice as large", "{name}가 두 배일", ENTERS, lambda v: v * 2),
    ("halved", "{name} were half as large", "{name}가 절반일", ENTERS, lambda v: v / 2),
)

# A factor of the weights cannot be told from one of the features.
OF_PRODUCTS = ("zero", "minus", "doubled", "halved")

OF_LOGITS_OR_PROBABILITIES: tuple[Row, ...] = (
    (
        "sigmoid",
        "the sigmoid were applied to {name} first",
        "{name}에 먼저 시그모이드를 적용했을",
        TWICE,
        _sigmoid,
    ),
    ("rounded", "{name} were rounded first", "{name}를 먼저 반올림했을", ENTERS, np.round),
)

OF_PROBABILITIES: tuple[Row, ...] = (
    ("complement", "1 − a stood for a", "a 대신 1 − a를 썼을", LABELS, lambda v: 1 - v),
)

OF_NUMBERS: tuple[Row, ...] = (
    ("zero", "{name} were 0", "{name}가 0일", ENTERS, lambda v: 0.0),
    ("one", "{name} were 1", "{name}가 1일", ENTERS, lambda v: 1.0),
    ("minus", "{name} had the other sign", "{name}의 부호가 반대일", SIGN, lambda v: -v),
    ("doubled", "{name} were twice as large", "{name}가 두 배일", ENTERS, lambda v: 2 * v),
    ("halved", "{name} were half as large", "{name}가 절반일", ENTERS, lambda v: v / 2),
    ("squared", "{name} were squared", "{name}를 제곱했을", ENTERS, lambda v: v * v),
    (
        "inverse",
        "1/{name} stood for {name}",
        "{name} 대신 1/{name}을 썼을",
        ENTERS,
        lambda v: np.float64(1) / v,
    ),
)

FIXED = Text("Is a fixed number written where {name} belongs?", "{name} 자리에 숫자를 직접 썼나요?")


def _always(number: float) -> Callable[[Any], Any]:
    return lambda v: number


OF_RATES: tuple[Row, ...] = tuple(
    (
        f"fixed-{number}",
        f"{{name}} were always {number}",
        f"{{name}}가 언제나 {number}일",
        FIXED,
        _always(number),
    )
    for number in (0.1, 0.01, 0.001, 0.5, 0.05)
)

OF_COUNTS: tuple[Row, ...] = (
    ("fewer", "{name} were one less", "{name}가 하나 작을", STEPS, lambda v: v - 1),
    ("more", "{name} were one more", "{name}가 하나 클", STEPS, lambda v: v + 1),
    ("single", "{name} were 1", "{name}가 1일", STEPS, lambda v: 1),
    ("none", "{name} were 0", "{name}가 0일", STEPS, lambda v: 0),
    ("hundred", "{name} were 100", "{name}가 100일", STEPS, lambda v: 100),
)
OF_ONE_LABEL: tuple[Row, ...] = (
    ("flipped", "{name} were 1 − {name}", "{name} 대신 1 − {name}를 썼을", LABELS, _flip),
)


def one_label(value: int) -> Alteration:
    """Make the alteration that gives every example this label."""
    suppose = Text("y were always {n}", "y가 언제나 {n}일").format(n=value)
    return Alteration(f"all-{value}-y", suppose, LABELS, changing("y", lambda _: value))


def alterations(case: Case) -> Iterator[Alteration]:
    """Yield alterations that make sense for a case with these arguments."""
    args = case.args
    if "n_steps" in args:
        yield from of_starts()
    for name, value in args.items():
        # With other features or with other weights, wᵀX is the same.
        shown = "wᵀX" if name == "w" and {"X", "x"} & args.keys() else name
        for cause, en, ko, ask, change in _rows_for(name, value):
            if name == "X" and cause == "zero" and "n_steps" in args:  # or w is set to 0 each turn
                continue
            if cause in SCALED and name not in OF_INTENSITIES:
                continue
            told = shown if cause in OF_PRODUCTS else name
            suppose = Text(en, ko)
            yield Alteration(f"{cause}-{name}", suppose, ask, changing(name, change), told)
    if "m" in case.sizes:
        yield from _of_examples()
    if "X" in args and "n_x" in case.sizes:
        yield from of_features()
        yield from of_scaling()
    if "w" in args and "b" in args:
        yield from of_logits()
    if {"A", "a"} & args.keys():
        yield from of_certain_predictions()
    yield from _swaps(args)


def _rows_for(name: str, value: object) -> tuple[Row, ...]:
    """Choose the rows that fit an argument's name and kind."""
    if isinstance(value, np.ndarray):
        if name == "Y":
            return OF_LABELS
        if name == "C":  # a quotient of its entries says more
            return ()
        more = OF_LOGITS_OR_PROBABILITIES if name in ("Z", "A") else ()
        return OF_ARRAYS + more + (OF_PROBABILITIES if name == "A" else ())
    if isinstance(value, float):
        return OF_NUMBERS + (OF_RATES if name in ("learning_rate", "threshold") else ())
    if name == "y":
        return OF_ONE_LABEL
    return OF_COUNTS if isinstance(value, int) and not isinstance(value, bool) else ()


def _of_examples() -> Iterator[Alteration]:
    for cause, en, ko, columns in (
        ("last-left-out", "the last example were left out", "마지막 샘플을 뺐을", np.s_[..., :-1]),
        (
            "first-left-out",
            "the first example were left out",
            "첫 번째 샘플을 뺐을",
            np.s_[..., 1:],
        ),
        ("first-only", "there were only the first example", "첫 번째 샘플만 있을", np.s_[..., :1]),
        ("last-only", "there were only the last example", "마지막 샘플만 있을", np.s_[..., -1:]),
        (
            "every-other",
            "every other example were left out",
            "샘플을 하나씩 건너뛰었을",
            np.s_[..., ::2],
        ),
    ):
        ask = LAST if cause == "last-only" else WHICH
        yield Alteration(cause, Text(en, ko), ask, _columns(columns))


def _columns(columns: Any) -> Callable[[Case], Args | None]:
    def apply(case: Case) -> Args | None:
        m = case.sizes.get("m", 1)
        arrays = {
            name: value[columns]
            for name, value in case.args.items()
            if isinstance(value, np.ndarray) and value.ndim == 2 and value.shape[-1] == m
        }
        return {**case.args, **arrays} if arrays and m > 1 else None

    return apply


def _swaps(args: Mapping[str, Any]) -> Iterator[Alteration]:
    shapes = {n: np.shape(v) for n, v in args.items() if isinstance(v, float | np.ndarray)}
    names = list(shapes)
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            if shapes[first] == shapes[second]:
                yield Alteration(
                    f"swapped-{first}-{second}",
                    SWAPPED.format(first=first, second=second),
                    ORDER,
                    _swap(first, second),
                )


def _swap(first: str, second: str) -> Callable[[Case], Args | None]:
    def apply(case: Case) -> Args | None:
        args = case.args
        if first not in args or second not in args:
            return None
        return {**args, first: args[second], second: args[first]}

    return apply

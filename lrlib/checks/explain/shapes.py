"""Say what a wrong shape shows: an axis lost, a column that met a row, a sum not taken."""

from collections.abc import Mapping

import numpy as np

from lrlib.checks.declare.compare import LOOSE, equal, right_entries
from lrlib.checks.declare.model import Array, Fault
from lrlib.checks.say.text import Text

__all__ = ["WHICH_STEP", "describe_shape"]

WHICH_STEP = Text(
    "Which step makes it that shape? Write the shape of each array beside its line: where "
    "is the first that you did not expect?",
    "어느 단계에서 이런 형태가 되나요? 줄마다 배열의 형태를 적어 보세요. 예상과 처음 달라지는 "
    "곳은 어디인가요?",
)


def describe_shape(fault: Fault) -> tuple[Text, Text]:
    """Describe a part of the wrong shape, and ask for the step that made it."""
    got = fault.trial.outcome.parts[fault.part].value
    expected = fault.trial.expected[fault.part]
    if got is None:
        return Text("", ""), fault.text
    sizes = fault.trial.case.sizes
    fact = Text(
        "Your {part} has shape {got}; {wanted} is asked for.",
        "{part} 값의 형태가 {got}예요. 필요한 것은 {wanted}예요.",
    ).format(
        part=fault.part,
        got=_named(got.shape, sizes),
        wanted=Text("a number", "숫자 하나")
        if expected.ndim == 0
        else Text("{s}", "{s} 형태").format(s=_named(expected.shape, sizes)),
    )
    return fact, _question(got, expected)


def _named(shape: tuple[int, ...], sizes: Mapping[str, int]) -> str:
    """Write a shape, with the names of its sizes where they are known."""
    names = {size: name for name, size in sizes.items() if size > 1}
    if not any(n in names for n in shape):
        return str(shape)
    named = ", ".join(names.get(n, str(n)) for n in shape)
    return f"{shape} = ({named}{',' if len(shape) == 1 else ''})"


def _question(got: Array, expected: Array) -> Text:
    if got.size == expected.size == 1:
        return Text(
            "It holds a single number. Which step keeps axes around it that should go, or drops "
            "axes that should stay?",
            "숫자 하나만 들어 있어요. 없어야 할 축을 남기거나, 남아야 할 축을 없애는 단계는 "
            "어디인가요?",
        )
    if got.size == expected.size and got.ndim < expected.ndim:
        return Text(
            "An axis is lost. Which step drops it: a sum without keepdims, an index, squeeze, "
            "ravel? What does .T do to an array with one axis?",
            "축이 하나 사라졌어요. keepdims 없는 합, 인덱스, squeeze, ravel 가운데 축을 없애는 "
            "것은 무엇인가요? 축이 하나뿐인 배열에 .T를 쓰면 어떻게 되나요?",
        )
    if got.size == expected.size and got.ndim > expected.ndim:
        return Text(
            "There is an axis too many. Which step adds it, or should have taken it away?",
            "축이 하나 더 있어요. 축을 더하는 단계, 또는 없앴어야 하는 단계는 어디인가요?",
        )
    if got.size == expected.size:
        return Text(
            "Rows and columns have changed places. Which product or transpose is the other way "
            "round?",
            "행과 열이 바뀌었어요. 방향이 반대인 곱셈이나 전치는 어디인가요?",
        )
    if got.ndim == 2 and got.shape[0] == got.shape[1] > 1 and 1 in expected.shape:
        return Text(
            "Every entry of a column met every entry of a row. Which two arrays were combined, "
            "and what shape has each?",
            "열의 모든 원소가 행의 모든 원소와 만났어요. 어떤 두 배열을 결합했고, 각각의 형태는 "
            "무엇인가요?",
        )
    return _reduced(got, expected)


def _reduced(got: Array, expected: Array) -> Text:
    """Recognise an axis that was not added up, or one that was added up by mistake."""
    for axis in range(got.ndim):
        for reduce in (np.sum, np.mean):
            made = np.asarray(reduce(got, axis=axis))
            if made.size == expected.size and equal(made.ravel(), expected.ravel(), LOOSE):
                return Text(
                    "What is asked for is in it, spread over axis {a}. What is still to be done "
                    "along that axis?",
                    "필요한 값이 축 {a}을 따라 흩어져 있어요. 그 축을 따라 무엇을 더 해야 하나요?",
                ).format(a=axis)
    if got.ndim and got.size > 1 and expected.ndim == 0:
        total = np.array([got.sum(), got.mean()])
        if right_entries(total, expected, LOOSE).any():
            return Text(
                "All its numbers together make what is asked for. What is still to be done with "
                "them?",
                "모든 수를 모으면 필요한 값이 돼요. 이 수들로 무엇을 더 해야 하나요?",
            )
    if got.size == 1:
        return Text(
            "One number came out of many. Which sum runs over all axes where one of them should "
            "stay?",
            "여러 수가 하나로 줄었어요. 축 하나는 남아야 하는데 모든 축을 더하는 합은 어디인가요?",
        )
    return WHICH_STEP

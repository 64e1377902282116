"""Say what a wrong shape shows: an axis lost, a column that met a row, a sum not taken."""

from collections.abc import Mapping

import numpy as np

from lrlib.checks.declare.compare import LOOSE, equal, right_entries
from lrlib.checks.declare.model import Array, Fault
from lrlib.checks.explain.code import Code
from lrlib.checks.explain.suspects import AXIS_LOST, ENDS_EARLY, MAKES_ONE_NUMBER
from lrlib.checks.say.quantity import named
from lrlib.checks.say.text import NOTHING, Text

__all__ = ["WHICH_STEP", "describe_shape"]

WHICH_STEP = Text(
    "Which step makes it that shape? Write the shape of each array beside its line: where "
    "is the first that you did not expect?",
    "어느 단계에서 이런 형태가 되나요? 줄마다 배열의 형태를 적어 보세요. 예상과 처음 달라지는 "
    "곳은 어디인가요?",
)

HOW_MANY = Text(
    "Where {n} are asked for you give {k}. Which line says how many there are, and which argument "
    "should say it?",
    "{n}개가 필요한데 {k}개예요. 개수를 정하는 줄은 어디이고, 어느 인자로 정해야 하나요?",
)
BEGINS_LATE = Text(
    "It holds {k} of {n} alone. What becomes of those before: does each turn of the loop overwrite "
    "them, is the list made new inside the loop, or is the first never stored?",
    "{n}개 가운데 {k}만 들어 있어요. 그 앞의 것은 어떻게 되나요? 반복할 때마다 덮어쓰나요, 반복문 "
    "안에서 리스트를 새로 만드나요, 아니면 처음 것을 저장하지 않나요?",
)
GOES_ON = Text(
    "The first {n} are right; you give {k}. How many are asked for, and what is stored after the "
    "last of them?",
    "처음 {n}개는 맞지만 {k}개를 돌려줘요. 몇 개가 필요하고, 마지막 것 다음에 무엇을 저장하나요?",
)
FROM_BEFORE = Text(
    "The last {n} are right; before them stand {k} others. When is the list or array made that "
    "takes them: in each call, or once, as a default argument or a list outside of the function "
    "is? Or what is stored before the first of them?",
    "마지막 {n}개는 맞고, 그 앞에 {k}개가 더 있어요. 이것을 담는 리스트나 배열은 언제 만드나요? "
    "호출할 때마다 만드나요, 기본 인자나 함수 밖의 리스트처럼 한 번만 만드나요? 아니면 첫 번째 것 "
    "앞에 무엇을 저장하나요?",
)
WHAT_OCCURS = Text(
    "A row for each of the two labels and a column for each of the two answers is asked for, also "
    "where one of them does not occur. Which line decides how many rows and columns there are?",
    "레이블 두 가지마다 행이 하나, 답 두 가지마다 열이 하나 있어야 해요. 그 가운데 나오지 않는 "
    "것이 있어도 그래요. 행과 열의 개수를 정하는 줄은 어디인가요?",
)
INDICES = Text(
    "It holds the indices of the examples that belong to 1. What does np.where, or nonzero, give "
    "for a condition alone: places, or a number for each place?",
    "1이어야 하는 샘플의 인덱스가 들어 있어요. np.where나 nonzero에 조건만 넣으면 무엇이 나오나요? "
    "자리인가요, 자리마다의 수인가요?",
)
ALL_ADDED = Text(
    "All numbers are added up to one. Which step adds them: a sum or a mean over all axes, one "
    "along the wrong axis, or a product of arrays (@, dot)?",
    "모든 수가 더해져 하나가 되었어요. 더하는 단계는 어디인가요? 모든 축을 따라 계산하는 합이나 "
    "평균, 다른 축을 따라 계산한 합이나 평균, 배열의 곱(@, dot) 가운데 있나요?",
)
OF_FEATURES = Text(
    "It has one number for each feature; one for each example is asked for. Along which axis do "
    "you add up?",
    "특성마다 수가 하나씩 있는데, 필요한 것은 샘플마다 하나씩이에요. 어느 축을 따라 더하나요?",
)
OF_EXAMPLES = Text(
    "It has one number for each example; one for each feature is asked for. Along which axis do "
    "you add up?",
    "샘플마다 수가 하나씩 있는데, 필요한 것은 특성마다 하나씩이에요. 어느 축을 따라 더하나요?",
)
FEWER = Text(
    "One of its axes has {k} times fewer places than are asked for. Which axis of what came in has "
    "got lost on the way: by a mean, a sum, or an index?",
    "한 축의 자리가 필요한 것보다 {k}배 적어요. 들어온 것의 축 가운데 사라진 것은 무엇인가요? "
    "평균, 합, 인덱스 가운데 무엇 때문인가요?",
)
STILL_EXAMPLES = Text(
    "The axis of the examples is still there. Which product or sum should run over it, and does "
    "each of its factors have the shape that you expect?",
    "샘플의 축이 아직 남아 있어요. 그 축을 따라 더해야 하는 곱이나 합은 어디인가요? 거기에 쓰는 "
    "배열들의 형태는 예상과 같나요?",
)
STILL_FEATURES = Text(
    "The axis of the features is still there. Which product or sum should run over it, and does "
    "an array with that axis, w or X, stand where another name belongs?",
    "특성의 축이 아직 남아 있어요. 그 축을 따라 더해야 하는 곱이나 합은 어디인가요? 다른 이름이 "
    "있어야 할 자리에 그 축이 있는 배열인 w나 X가 있지는 않나요?",
)
ONE_FOR_EACH = Text(
    "It has one number for each feature. Which array of that shape comes into its line: does it "
    "belong there, or is a sum or a mean still to be taken?",
    "특성마다 수가 하나씩 있어요. 그 줄에 들어온 그런 형태의 배열은 무엇인가요? 거기에 있어야 "
    "하나요, 아니면 합이나 평균을 더 구해야 하나요?",
)
SEVERAL = Text(
    "Several numbers came where one is asked for. Which array comes into its line: does it belong "
    "there, or is a sum or a mean still to be taken?",
    "하나가 필요한데 수가 여러 개 나왔어요. 그 줄에 들어온 배열은 무엇인가요? 거기에 있어야 "
    "하나요, 아니면 합이나 평균을 더 구해야 하나요?",
)


def describe_shape(fault: Fault, code: Code | None) -> tuple[Text, Text]:
    """Describe a part of the wrong shape, and ask for the step that made it, as the code allows."""
    got = fault.trial.outcome.parts[fault.part].value
    expected = fault.trial.expected[fault.part]
    if got is None:
        return Text("", ""), fault.text
    sizes = fault.trial.case.sizes
    fact = Text(
        "Your {part} has shape {got}; {wanted} is asked for.",
        "{part}의 형태가 {got}예요. 필요한 것은 {wanted}예요.",
    ).format(
        part=named(fault.part),
        got=_named(got.shape, sizes),
        wanted=Text("a number", "숫자 하나")
        if expected.ndim == 0
        else Text("{s}", "{s} 형태").format(s=_named(expected.shape, sizes)),
    )
    axis = _other_axis(got.shape, expected.shape, sizes)
    return fact, axis or _question(got, expected, sizes, code)


def _named(shape: tuple[int, ...], sizes: Mapping[str, int]) -> str:
    """Write a shape, with the names of its sizes where they are known."""
    names = {size: name for name, size in sizes.items() if size > 1}
    if not any(n in names for n in shape):
        return str(shape)
    named = ", ".join(names.get(n, str(n)) for n in shape)
    return f"{shape} = ({named}{',' if len(shape) == 1 else ''})"


def _other_axis(
    got: tuple[int, ...], expected: tuple[int, ...], sizes: Mapping[str, int]
) -> Text | None:
    """Recognise one number for each feature where each example has one, or the other way round."""
    n_x, m = sizes.get("n_x", 0), sizes.get("m", 0)
    if expected == () and n_x > 1 and got == (n_x, 1):
        return ONE_FOR_EACH
    if not n_x or not m or n_x == m:
        return None
    if expected == (1, m) and got == (n_x, m) and n_x > 1:
        return STILL_FEATURES
    if expected == (1, m) and got in ((n_x, 1), (1, n_x)) and n_x > 1:
        return OF_FEATURES
    if expected != (n_x, 1) or m == 1:
        return None
    if got in ((1, m), (m, 1)) and n_x > 1:
        return OF_EXAMPLES
    return STILL_EXAMPLES if got == (n_x, m) else None


def _question(got: Array, expected: Array, sizes: Mapping[str, int], code: Code | None) -> Text:
    if got.size == expected.size == 1:
        return Text(
            "It holds a single number. Which step keeps axes around it that should go, or drops "
            "axes that should stay?",
            "들어 있는 수는 하나뿐이에요. 없어야 할 축을 남기거나, 남아야 할 축을 없애는 단계는 "
            "어디인가요?",
        )
    if got.size == expected.size and got.ndim < expected.ndim:
        return AXIS_LOST.about(code)
    if got.size == expected.size and got.ndim > expected.ndim:
        return Text(
            "There is an axis too many. Which step adds it, or should have taken it away?",
            "축이 하나 더 있어요. 축을 더하는 단계, 또는 없앴어야 하는 단계는 어디인가요?",
        )
    if got.size == expected.size:
        return _as_many(got, expected)
    if got.ndim > expected.ndim > 0 and got.shape[: expected.ndim] == expected.shape:
        return Text(
            "Each entry holds several numbers. What is one entry of it to be, and which line puts "
            "more into it?",
            "원소 하나에 수가 여러 개 들어 있어요. 원소 하나는 무엇이어야 하고, 더 넣는 줄은 "
            "어디인가요?",
        )
    cut = _cut(got, expected, code)
    if cut is not None:
        return cut
    if got.ndim == 2 and got.shape[0] == got.shape[1] > 1 and 1 in expected.shape:
        return Text(
            "Every entry of a column met every entry of a row. Which two arrays were combined, "
            "and what shape has each?",
            "열의 모든 원소가 행의 모든 원소와 만났어요. 어떤 두 배열을 결합했고, 각각의 형태는 "
            "무엇인가요?",
        )
    return _reduced(got, expected, sizes, code)


def _times_fewer(got: tuple[int, ...], expected: tuple[int, ...]) -> int:
    """Return how many times fewer places one axis has than it should; 0 if that cannot be said."""
    if len(got) != len(expected):
        return 0
    pairs = [(n, k) for n, k in zip(expected, got, strict=True) if n != k]
    due, came = pairs[0] if len(pairs) == 1 else (0, 1)
    return due // came if due > came > 0 and due % came == 0 else 0


SPREAD = Text(
    "Together its {k} entries along axis {a} make what is asked for. Is a sum or a mean still to "
    "be taken, or did one run along another axis before?{more}",
    "축 {a}에 놓인 원소 {k}개를 모으면 필요한 값이 돼요. 합이나 평균을 아직 구하지 않았나요, "
    "아니면 앞에서 다른 축을 따라 구했나요?{more}",
)
OWN_SUM = Text(
    " Of an array (1, m): along which axis does Python's own sum go, and what is its len?",
    " 형태가 (1, m)인 배열이라면, 파이썬의 sum은 어느 축을 따라 더하고 len은 얼마인가요?",
)


def _reduced(got: Array, expected: Array, sizes: Mapping[str, int], code: Code | None) -> Text:
    """Recognise an axis that was not added up, or one that was added up by mistake."""
    if np.isin(expected, (0, 1)).all() and np.array_equal(got.ravel(), np.flatnonzero(expected)):
        return INDICES
    for axis in range(got.ndim):
        for reduce in (np.sum, np.mean):
            made = np.asarray(reduce(got, axis=axis))
            if made.size == expected.size and equal(made.ravel(), expected.ravel(), LOOSE):
                return SPREAD.format(
                    k=got.shape[axis], a=axis, more=OWN_SUM if got.ndim == 1 else NOTHING
                )
    if got.ndim and got.size > 1 and expected.ndim == 0:
        total = np.array([got.sum(), got.mean()])
        if right_entries(total, expected, LOOSE).any():
            return Text(
                "All its numbers together make what is asked for. What is still to be done with "
                "them?",
                "모든 수를 모으면 필요한 값이 돼요. 이 수들로 무엇을 더 해야 하나요?",
            )
    if got.ndim == 2 and expected.shape == (2, 2) and expected.dtype.kind in "iu":
        return WHAT_OCCURS
    if got.size == 1 and expected.any():
        summed = right_entries(got.ravel(), np.array([expected.sum(), expected.mean()]), LOOSE)
        return ALL_ADDED if summed.any() else MAKES_ONE_NUMBER.about(code)
    if got.size == 1:
        return MAKES_ONE_NUMBER.about(code)
    if expected.ndim == 0:
        return SEVERAL
    fewer = _times_fewer(got.shape, expected.shape)
    return FEWER.format(k=fewer) if fewer in sizes.values() else WHICH_STEP


def _as_many(got: Array, expected: Array) -> Text:
    """Say what the same number of numbers in another shape shows: what the numbers are decides."""
    if got.ndim == expected.ndim == 2 and equal(got.T, expected, LOOSE):
        return Text(
            "Rows and columns have changed places. Which product or transpose is the other way "
            "round?",
            "행과 열이 바뀌었어요. 방향이 반대인 곱셈이나 전치는 어디인가요?",
        )
    if equal(got.reshape(expected.shape), expected, LOOSE):
        return Text(
            "The numbers are right, in the right order. Which reshape gives them their axes?",
            "수와 순서는 맞아요. 축을 정하는 reshape는 어디인가요?",
        )
    if equal(np.sort(got, axis=None), np.sort(expected, axis=None), LOOSE):
        return Text(
            "It holds the right numbers, but in other places. Which axes has the array before your "
            "last reshape or transpose: is one lost or moved, as by squeeze, and which sizes do "
            "you give?",
            "수는 모두 맞지만 자리가 달라요. 마지막 reshape나 전치 앞에서 배열의 축은 무엇인가요? "
            "squeeze처럼 축을 없애거나 옮긴 곳이 있나요? 크기를 무엇으로 정했나요?",
        )
    return Text(
        "It has as many numbers as asked for, but they are not the right ones. Along which axis do "
        "you add up, or which sizes do you give the array?",
        "수의 개수는 맞지만 올바른 수가 아니에요. 어느 축을 따라 더하나요? 아니면 배열의 크기를 "
        "무엇으로 정했나요?",
    )


def _cut(got: Array, expected: Array, code: Code | None) -> Text | None:
    """Recognise a result that ends too early, goes on too long, or holds one slice of several."""
    if got.ndim == expected.ndim:
        differ = [i for i in range(got.ndim) if got.shape[i] != expected.shape[i]]
        if len(differ) != 1:
            return None
        came, due = (np.moveaxis(array, differ[0], 0) for array in (got, expected))
    elif got.ndim == expected.ndim - 1 and got.shape == expected.shape[1:]:
        came, due = got[np.newaxis], expected
    else:
        return None
    k, n = len(came), len(due)
    if 0 < k < n and np.ptp(due) == 0 and equal(came, due[:k], LOOSE):
        return HOW_MANY.format(k=k, n=n)
    if 0 < k < n and equal(came, due[:k], LOOSE):
        return ENDS_EARLY.about(code).format(k=_the_first(k), n=n)
    if 0 < k < n and equal(came, due[-k:], LOOSE):
        return BEGINS_LATE.format(k=_the_last(k), n=n)
    if k > n and equal(came[:n], due, LOOSE):
        return GOES_ON.format(n=n, k=k)
    if k > n and equal(came[-n:], due, LOOSE):
        return FROM_BEFORE.format(n=n, k=k - n)
    return None


def _the_first(k: int) -> Text:
    return Text("the first", "첫 번째") if k == 1 else Text(f"the first {k}", f"처음 {k}개")


def _the_last(k: int) -> Text:
    return Text("the last", "마지막") if k == 1 else Text(f"the last {k}", f"마지막 {k}개")

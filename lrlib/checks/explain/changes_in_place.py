"""What NumPy says where a line would change an array that cannot be changed so."""

from lrlib.checks.explain.error_messages import reading

__all__ = ["IN_PLACE"]

IN_PLACE = (
    reading(
        "in-place",
        r"^(?:AttributeError|ValueError): .*[Ii]ncompatible shape for",
        "A line with name.shape = … makes no new array: it sets the shape of the one on the left, "
        "and here that one cannot take it. Is that an argument? What would the caller find after "
        "the call, and what gives a new array instead?",
        "name.shape = …라고 쓴 줄은 새 배열을 만들지 않고 왼쪽 배열 자체의 형태를 바꾸는데, "
        "여기서는 바꿀 수 없어요. 그 배열이 함수가 받은 인자인가요? 호출한 쪽에서는 그 뒤에 무엇을 "
        "보게 되고, 새 배열은 어떻게 만드나요?",
    ),
    reading(
        "in-place",
        r"^ValueError: (?:cannot resize|resize only works)",
        "name.resize(…) makes no new array: it changes the one before the point. Is that an "
        "argument? What would the caller find after the call, and what gives a new array instead?",
        "name.resize(…)는 새 배열을 만들지 않고 점 앞의 배열을 바꿔요. 그 배열이 함수가 받은 "
        "인자인가요? 호출한 쪽에서는 그 뒤에 무엇을 보게 되고, 새 배열은 어떻게 만드나요?",
    ),
    reading(
        "in-place",
        r"^ValueError: (?:To change to a dtype|Changing the dtype|When changing to a)",
        "A line with name.dtype = … or .view(…) makes no new numbers: it reads the same bytes as "
        "another type. Does it change an argument, and what gives a new array of another type?",
        "name.dtype = …나 .view(…)를 쓴 줄은 새 수를 만들지 않고 같은 바이트를 다른 자료형으로 "
        "읽어요. 그 줄이 인자를 바꾸나요? 자료형이 다른 새 배열은 어떻게 만드나요?",
    ),
)

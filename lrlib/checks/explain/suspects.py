"""Questions that name several possible causes: only those that can be in the learner's code."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lrlib.checks.explain.code import Code
from lrlib.checks.say.text import NOTHING, Text

__all__ = [
    "AXIS_LOST",
    "A_CHANGES",
    "ENDS_EARLY",
    "GROWS_NO_MORE",
    "IS_0",
    "MAKES_ONE_NUMBER",
    "NOT_QUITE",
    "NOT_STEADY",
    "NO_NUMBER",
    "QUESTIONS",
    "SIDES_APART",
    "SOMETHING_ELSE_THERE",
    "Z_CHANGES",
    "Question",
]

LIMITS = "clip", "minimum", "maximum", "min", "max", "fmin", "fmax", "nan_to_num"
ROUNDS = "round", "rint", "around", "floor", "ceil", "trunc", "fix", "int", "uint8", "float32"
TAKES_A_TYPE = "zeros_like", "ones_like", "empty_like", "full_like", "dtype", "astype"
ORDERS = "sort", "sorted", "argsort", "argmax", "argmin", "searchsorted", "unique", "reversed"
TESTS = "any", "all", "isnan", "isinf", "isfinite", "isclose", "allclose", "sign", "isinstance"
RANDOM = "randn", "rand", "normal", "uniform", "default_rng", "shuffle", "permutation", "choice"
MEANS = "sum", "mean", "average", "dot", "vdot", "inner", "einsum", "trace"


ONE_BY_HAND = Text(
    "Take that example through your lines by hand: which step gives something that you did not "
    "expect?",
    "그 샘플을 한 줄씩 손으로 계산해 보세요. 예상하지 못한 결과가 나오는 단계는 어디인가요?",
)


class Suspect(NamedTuple):
    """A possible cause, in words, and what has to be in the code for it."""

    text: Text
    possible: Callable[[Code], bool]


class Question(NamedTuple):
    """A question that ends with possible causes.

    Attributes
    ----------
    lead : Text
        What stands before them.
    suspects : sequence of Suspect
        The possible causes.
    otherwise : Text
        What is asked where none of them can be.
    end, end_of_one : Text
        What stands after them, and after a single one.
    """

    lead: Text
    suspects: Sequence[Suspect]
    otherwise: Text = NOTHING
    end: Text = Text("?", " 가운데 있나요?")
    end_of_one: Text = Text("?", "인가요?")

    def about(self, code: Code | None) -> Text:
        """Ask, with those causes that can be in the code; with all if nothing is known of it."""
        there = [s.text for s in self.suspects if code is None or s.possible(code)]
        if not there:
            return self.otherwise
        *others, last = [text.en for text in there]
        mark = ";" if any("," in text.en for text in there) else ","
        many = mark == ";" or len(there) > 2 or any(" or " in text.en for text in there)
        end = f"{mark} or" if many else " or"
        en = f"{f'{mark} '.join(others)}{end} {last}" if others else last
        listed = Text(en, ", ".join(text.ko for text in there))
        return NOTHING.join([self.lead, listed, self.end if others else self.end_of_one])


def _loops(code: Code) -> bool:
    return code.loops


def _limits(code: Code) -> bool:
    return code.compares or code.has(*LIMITS)


def _splits(code: Code) -> bool:
    return code.compares or code.branches or code.has("where", "select", "piecewise")


def _measures(code: Code) -> bool:
    """Say whether a slope may be a difference that is divided."""
    return "/" in code.signs and "-" in code.signs


SOMETHING_ELSE_THERE = Question(
    Text(
        "Which line gives something else there? Look for one that ",
        "그런 입력에서 결과를 달라지게 하는 줄은 어디인가요? ",
    ),
    (
        Suspect(Text("clips or caps a number", "수를 자르거나 제한하는 줄"), _limits),
        Suspect(
            Text("rounds a number", "수를 반올림하는 줄"),
            lambda code: code.has(*ROUNDS) or "//" in code.signs,
        ),
        Suspect(
            Text(
                "takes the type of an argument, as zeros_like does",
                "zeros_like처럼 인자의 자료형을 따르는 줄",
            ),
            lambda code: code.has(*TAKES_A_TYPE),
        ),
        Suspect(Text("stops early", "일찍 멈추는 줄"), _loops),
        Suspect(
            Text("relies on an order", "순서에 기대는 줄"),
            lambda code: code.loops or code.has(*ORDERS),
        ),
        Suspect(
            Text("tests for a size, a sign, a type or a 0", "크기, 부호, 자료형이나 0을 따지는 줄"),
            lambda code: code.compares or code.branches or code.has(*TESTS),
        ),
    ),
    Text(
        "No line of yours limits, tests or repeats anything, so a formula fails there. Take such "
        "an input through your lines by hand: which step is the first that gives something wrong?",
        "코드에 무엇을 제한하거나 따지거나 되풀이하는 줄이 없으니, 그런 입력에서는 식이 맞지 "
        "않는 거예요. 그런 입력을 한 줄씩 손으로 계산해 보세요. 처음으로 틀린 결과를 내는 단계는 "
        "어디인가요?",
    ),
    end=Text(".", "이 있는지 살펴보세요."),
    end_of_one=Text(".", "이 있는지 살펴보세요."),
)
ENDS_EARLY = Question(
    Text(
        "It holds {k} of {n}, rightly, and then ends. What ends it: ",
        "{n}개 가운데 {k}만 맞게 들어 있고 거기서 끝나요. 무엇 때문에 끝나나요? ",
    ),
    (
        Suspect(Text("a return inside the loop", "반복문 안의 return"), _loops),
        Suspect(Text("a break", "break"), lambda code: code.loops and code.branches),
        Suspect(Text("a limit", "제한"), lambda code: code.has("min", "minimum") or code.compares),
        Suspect(
            Text("a range that is too short", "너무 짧은 range"), lambda code: code.has("range")
        ),
        Suspect(
            Text("a condition under which nothing is appended", "append하지 않는 조건"),
            lambda code: code.has("append") and code.branches,
        ),
        Suspect(
            Text("the shape with which its array is made", "배열을 만들 때 정한 형태"),
            lambda code: code.has("zeros", "ones", "empty", "full") and not code.has("append"),
        ),
        Suspect(Text("an index", "인덱스나 슬라이스"), lambda _: True),
    ),
    end=Text("? How many are asked for?", " 가운데 있나요? 몇 개가 필요한가요?"),
    end_of_one=Text("? How many are asked for?", "인가요? 몇 개가 필요한가요?"),
)
MAKES_ONE_NUMBER = Question(
    Text(
        "A single number came. Which line makes one number of many: ",
        "수 하나만 나왔어요. 여러 수를 하나로 만드는 줄은 어디인가요? ",
    ),
    (
        Suspect(
            Text("a sum or mean along the wrong axis", "다른 축을 따라 구한 합이나 평균"),
            lambda code: code.has(*MEANS) or "@" in code.signs,
        ),
        Suspect(Text("a return inside the loop", "반복문 안의 return"), _loops),
        Suspect(Text("an index", "인덱스"), lambda _: True),
    ),
)
AXIS_LOST = Question(
    Text(
        "An axis is lost. Which step drops it: ",
        "축이 하나 사라졌어요. 축을 없애는 단계는 어디인가요? ",
    ),
    (
        Suspect(
            Text("a sum or mean without keepdims", "keepdims 없는 합이나 평균"),
            lambda code: code.has(*MEANS, "max", "min"),
        ),
        Suspect(
            Text("a line that sets name.shape", "name.shape를 정하는 줄"),
            lambda code: code.sets_shape,
        ),
        Suspect(Text("squeeze", "squeeze"), lambda code: code.has("squeeze")),
        Suspect(
            Text("ravel, flatten, reshape", "ravel, flatten, reshape"),
            lambda code: code.has("ravel", "flatten", "reshape"),
        ),
        Suspect(
            Text("an array that is made of a list of numbers", "수의 리스트로 만든 배열"),
            lambda code: code.has("array", "asarray", "fromiter", "hstack", "concatenate"),
        ),
        Suspect(
            Text(
                "a .T, which leaves an array with one axis as it is",
                "축이 하나뿐인 배열은 그대로 두는 .T",
            ),
            lambda code: code.has("T", "transpose"),
        ),
        Suspect(Text("an index", "인덱스"), lambda _: True),
    ),
)
IS_0 = Question(
    Text(
        "Which line should have computed it, and how does it come to 0: is it ",
        "이것을 계산해야 하는 줄은 어디인가요? 그 결과가 어떻게 0이 되나요? ",
    ),
    (
        Suspect(Text("never run", "실행되지 않는 줄"), lambda code: code.branches or code.loops),
        Suspect(
            Text("multiplied by a 0", "0을 곱하는 곳"),
            lambda code: not code.signs.isdisjoint(("*", "*=", "@")) or code.has("dot", "multiply"),
        ),
        Suspect(
            Text("rounded away, or put into an array of whole numbers", "반올림이나 정수 배열"),
            lambda code: code.has(*ROUNDS, *TAKES_A_TYPE) or "//" in code.signs,
        ),
        Suspect(
            Text("the difference of two numbers that are equal", "같은 두 수의 차"),
            lambda code: not code.signs.isdisjoint(("-", "-=")) or code.has("subtract"),
        ),
    ),
    Text(
        "Which line should have computed it, and what does it compute?",
        "이것을 계산해야 하는 줄은 어디이고, 무엇을 계산하나요?",
    ),
)
NOT_STEADY = Question(
    Text(
        "What differs from one call to the next: ",
        "호출과 호출 사이에 달라지는 것은 무엇인가요? ",
    ),
    (
        Suspect(
            Text("a name outside the function", "함수 밖의 이름"),
            lambda code: bool(code.outside) or code.sets_outside,
        ),
        Suspect(
            Text("a random number", "난수"),
            lambda code: code.has("random", *RANDOM),
        ),
        Suspect(
            Text("a default argument that the function changes", "함수가 바꾸는 기본 인자"),
            lambda _: True,
        ),
    ),
)
NOT_QUITE = Question(
    Text(
        "What makes it nearly right, and not quite: ",
        "거의 맞지만 꼭 맞지는 않게 만드는 것은 무엇인가요? ",
    ),
    (
        Suspect(
            Text("a small number inside a logarithm or a division", "로그나 나눗셈에 더한 작은 수"),
            lambda code: code.has("log") or not code.signs.isdisjoint(("/", "/=")),
        ),
        Suspect(Text("a penalty that is added", "더한 벌점"), lambda _: True),
        Suspect(Text("a clip or another limit", "clip 같은 제한"), _limits),
        Suspect(
            Text("another formula from some number on", "어떤 수부터 쓰는 다른 식"),
            lambda code: code.branches or code.has("where", "select", "piecewise"),
        ),
        Suspect(Text("a number that is rounded", "반올림한 수"), lambda code: code.has(*ROUNDS)),
        Suspect(
            Text("single precision, as of float32", "float32 같은 단정밀도"),
            lambda code: code.has("float32", "float16", "single", "half", "astype", "dtype"),
        ),
        Suspect(
            Text(
                "a slope that is measured with too long or too short a nudge",
                "너무 길거나 너무 짧은 간격으로 잰 기울기",
            ),
            lambda code: code.has("central_difference") or _measures(code),
        ),
    ),
)
Z_CHANGES = Question(
    Text(
        "What happens to z, or to a = σ(z), before the next step uses it: ",
        "z나 a = σ(z)를 다음 단계에서 쓰기 전에 무슨 일이 일어나나요? ",
    ),
    (
        Suspect(Text("a clip or another limit", "clip 같은 제한"), _limits),
        Suspect(Text("a rounding", "반올림"), lambda code: code.has(*ROUNDS)),
        Suspect(
            Text("another type, as whole numbers or float16", "정수나 float16 같은 다른 자료형"),
            lambda code: code.has("int", *TAKES_A_TYPE) or "//" in code.signs,
        ),
        Suspect(
            Text("a lost sign", "부호 없애기"),
            lambda code: (
                code.has("abs", "fabs", "absolute", "square", "sqrt", "norm") or "**" in code.signs
            ),
        ),
        Suspect(
            Text("a change of formula at some number", "어떤 수를 경계로 다른 식 쓰기"), _splits
        ),
    ),
    ONE_BY_HAND,
)
A_CHANGES = Question(
    Text(
        "What happens to a before its logarithm is taken: ",
        "로그를 취하기 전의 a에 무슨 일이 일어나나요? ",
    ),
    (
        Suspect(Text("a clip or another limit", "clip 같은 제한"), _limits),
        Suspect(Text("a rounding", "반올림"), lambda code: code.has(*ROUNDS)),
        Suspect(
            Text(
                "another number in its place where it is large or small",
                "크거나 작을 때 다른 수로 바꾸기",
            ),
            _splits,
        ),
    ),
    ONE_BY_HAND,
)
NO_NUMBER = Question(
    Text(
        "Which step has no finite result there: ",
        "유한한 수가 나오지 않는 단계는 어디인가요? ",
    ),
    (
        Suspect(
            Text(
                "a logarithm of 0 or of a negative number, as of a label or of a difference",
                "레이블이나 차처럼 0이나 음수인 것의 로그",
            ),
            lambda code: code.has("log", "log2", "log10", "log1p", "xlogy"),
        ),
        Suspect(
            Text(
                "a division by 0, as by a count or a value that may be 0",
                "0일 수 있는 것으로 나누기",
            ),
            lambda code: not code.signs.isdisjoint(("/", "/=", "//")) or code.has("divide"),
        ),
        Suspect(
            Text("a mean of nothing", "빈 것의 평균"), lambda code: code.has("mean", "average")
        ),
        Suspect(
            Text(
                "a power that overflows, or inf divided by inf",
                "오버플로가 나는 거듭제곱, inf를 inf로 나누기",
            ),
            lambda code: code.has("exp", "exp2", "power", "cosh", "sinh") or "**" in code.signs,
        ),
    ),
    Text(
        "Which of the functions that you call gives it, and what do you hand to that one?",
        "호출하는 함수 가운데 그런 결과를 주는 것은 무엇이고, 거기에 무엇을 넘기나요?",
    ),
)
GROWS_NO_MORE = Question(
    Text("What keeps it from growing: ", "더 커지지 못하게 하는 것은 무엇인가요? "),
    (
        Suspect(Text("a clip or another limit", "clip 같은 제한"), _limits),
        Suspect(
            Text("a probability that rounds to 1 or to 0", "1이나 0으로 반올림되는 확률"),
            lambda code: code.has("exp", "tanh", "sigmoid"),
        ),
        Suspect(
            Text("a number that stands for infinity", "무한대 대신 쓴 수"),
            lambda code: _splits(code) or code.has("nan_to_num"),
        ),
    ),
    ONE_BY_HAND,
)
SIDES_APART = Question(
    Text("Which line tells the two sides apart: ", "두 경우를 나누는 줄은 어디인가요? "),
    (
        Suspect(Text("a condition", "조건"), _splits),
        Suspect(Text("a max or a clip", "max나 clip"), lambda code: code.has(*LIMITS)),
        Suspect(Text("an abs", "abs"), lambda code: code.has("abs", "fabs", "absolute")),
    ),
    ONE_BY_HAND,
    end=Text(
        "? Put that example in: what does your line for this side give, and what should it give?",
        " 가운데 있나요? 그 샘플을 넣어 보세요. 이 경우의 줄에서는 무엇이 나오고, 무엇이 나와야 "
        "하나요?",
    ),
    end_of_one=Text(
        "? Put that example in: what does your line for this side give, and what should it give?",
        "을 보세요. 그 샘플을 넣으면 이 경우의 줄에서는 무엇이 나오고, 무엇이 나와야 하나요?",
    ),
)
# A relation that asks one of these in full asks for what can be in the code alone.
QUESTIONS = IS_0, NOT_STEADY, NOT_QUITE, Z_CHANGES, A_CHANGES, GROWS_NO_MORE, SIDES_APART

"""What is said of each relation that a finder finds, in English and Korean."""

import re
from typing import NamedTuple

from lrlib.checks.declare.model import Trial
from lrlib.checks.say.text import SPACE, Text

__all__ = ["Relation", "Saying", "in_a_regime", "in_the_plural"]


class Relation(NamedTuple):
    """A relation between wrong results and right ones, in words.

    Attributes
    ----------
    cause : str
        A name for it.
    fact : Text
        What was seen.
    ask : Text
        The question that leads to the cause.
    trial : Trial, optional
        The trial that shows it best, if it is not the fault's.
    """

    cause: str
    fact: Text
    ask: Text
    trial: Trial | None = None

    @property
    def text(self) -> Text:
        """The fact and the question."""
        return SPACE.join([text for text in (self.fact, self.ask) if text.en])


class Saying(NamedTuple):
    """A fact and a question, with blanks to be filled in."""

    fact: Text
    ask: Text

    def of(self, cause: str, trial: Trial | None = None, **blanks: object) -> Relation:
        """Fill in the blanks."""
        return Relation(cause, self.fact.format(**blanks), self.ask.format(**blanks), trial)


def in_a_regime(found: Relation) -> Relation:
    """Speak of the inputs of a regime alone: on ordinary inputs all is right."""
    en = re.sub("on every input( of this check)?", "on every such input", found.fact.en)
    ko = re.sub("(이 검사의 )?모든 입력에서", "그런 입력에서는 언제나", found.fact.ko)
    general = found.cause == "shape" or found.ask == BY_HAND
    return found._replace(fact=Text(en, ko), ask=SOMETHING_ELSE_THERE if general else found.ask)


VERBS = {"is": "are", "equals": "equal", "has": "have", "stays": "stay"}


def in_the_plural(text: str, part: str) -> str:
    """Put the verb after "costs" or "gradients" into the plural; leave other parts alone."""
    if not part.endswith("s"):
        return text
    plural = re.sub(
        rf"\b(your {re.escape(part)}) (is|equals|has|stays)\b",
        lambda found: f"{found[1]} {VERBS[found[2]]}",
        text,
        flags=re.IGNORECASE,
    )
    return re.sub(r"\bthe expected one\b", "the expected ones", plural)


# --- before the search -------------------------------------------------------------------------

ANOTHER_ORDER = Text(
    "Your results are the right ones in another order. In which order does the task name them?",
    "결과 값들은 맞는데 순서가 달라요. 과제에서 정한 순서는 무엇인가요?",
)
CHANGED_ARGUMENTS = Text(
    "After the call, {names} holds other values than before.",
    "함수를 호출한 뒤 {names} 값이 달라졌어요.",
)

# --- one relation explains every number --------------------------------------------------------

ONE_NUMBER = Saying(
    Text(
        "Your {part} is {number} on every input of this check.",
        "이 검사의 모든 입력에서 {part} 값이 {number}이에요.",
    ),
    Text(
        "Which line should have computed it, and does that line run?",
        "이 값을 계산해야 하는 줄은 어디이고, 그 줄이 실행되나요?",
    ),
)
OPPOSITE_SIGN = Saying(
    Text(
        "Your {part} has the expected size and the opposite sign, on every input.",
        "{part} 값의 크기는 맞는데 모든 입력에서 부호가 반대예요.",
    ),
    Text(
        "Which minus is missing or too many, or which difference is turned round?",
        "빠졌거나 남는 마이너스, 또는 순서가 바뀐 뺄셈은 어디인가요?",
    ),
)
TIMES_EXPECTED = Saying(
    Text(
        "Your {part} is {factor} times the expected one{seen}.",
        "{part} 값이 기대값의 {factor}배예요{seen}.",
    ),
    Text("{ask}", "{ask}"),
)
ALTERED = Saying(
    Text(
        "Your {part} is {times}the right result if {suppose}.",
        "{part} 값은 {suppose} 때의 올바른 결과{times}와 같아요.",
    ),
    Text("{ask}", "{ask}"),
)
TIMES_ALTERED = Text("{factor} times ", "에 {factor}배를 한 값")
EQUALS = Saying(
    Text(
        "Your {part} equals {amount}, on every input.",
        "모든 입력에서 {part} 값이 {amount} 값과 같아요.",
    ),
    Text("{ask}", "{ask}"),
)
CHANGED_RESULT = Saying(
    Text("Your {part} is the expected one {what}.", "{part} 값은 기대값을 {what} 값이에요."),
    Text(
        "Which step does that, and is it asked for?",
        "그렇게 만드는 단계는 어디이고, 필요한 단계인가요?",
    ),
)
LIMITED = Saying(
    Text(
        "Your {part} is right up to a size of {limit} and never goes beyond it.",
        "{part} 값은 크기 {limit}까지는 맞지만 그보다 커지지 않아요.",
    ),
    Text(
        "Which step cuts it off, and is that asked for?",
        "값을 자르는 단계는 어디이고, 필요한 단계인가요?",
    ),
)
ARGUMENT_AND_MORE = Saying(
    Text(
        "Your {part} equals {name} plus {factor} times the expected {part}.",
        "{part} 값은 {name} 값에 올바른 {part} 값의 {factor}배를 더한 것과 같아요.",
    ),
    Text(
        "Which step is taken here that belongs to a later function?",
        "다른 함수가 나중에 할 일을 여기서 미리 하고 있지 않나요?",
    ),
)
DIFFERENCE = Saying(
    Text(
        "Your {part} minus the expected one is {amount}, on every input.",
        "모든 입력에서 {part} 값에서 기대값을 빼면 {amount} 값이 나와요.",
    ),
    Text(
        "What do you add that does not belong there, or leave out?",
        "더하지 말아야 할 것을 더했거나 빠뜨린 것은 무엇인가요?",
    ),
)

# --- part of the truth -------------------------------------------------------------------------

TWO_QUANTITIES = Saying(
    Text(
        "Your {part} equals {x} {sign} {y}, on every input.",
        "모든 입력에서 {part} 값이 {x} {sign} {y} 값과 같아요.",
    ),
    Text(
        "Which of the two does not belong there, or what should stand in its place?",
        "둘 가운데 무엇이 잘못 들어갔나요? 그 자리에는 무엇이 있어야 하나요?",
    ),
)
NOT_FINITE = Saying(
    Text("Your {part} is {kind} {place}.", "{part} 값이 {place} {kind}예요."),
    Text(
        "Which step has no finite result there: a logarithm of 0 or of a negative number, a "
        "division by 0, a power that overflows, inf divided by inf?",
        "유한한 값이 나오지 않는 단계는 어디인가요? 0이나 음수의 로그, 0으로 나누기, "
        "오버플로가 나는 거듭제곱, inf를 inf로 나누기가 있나요?",
    ),
)
EVERYWHERE = Text("on every input of this check", "이 검사의 모든 입력에서")
SOMEWHERE = Text("on some inputs", "일부 입력에서")
WHERE_RULE = Text("where {rule}", "{rule}일 때")
SOME_ENTRIES = Saying(
    Text(
        "Your {part} is wrong {place}{how}, and right elsewhere.",
        "{part} 값은 {place}에서만 틀려요{how}.",
    ),
    Text("What is different there?", "그곳에서는 무엇이 다른가요?"),
)
ZERO_THERE = Text(" (it is 0 there)", " (값이 0이에요)")
TURNED_THERE = Text(" (its sign is the opposite there)", " (부호가 반대예요)")
TIMES_THERE = Text(" (it is {times} times the expected one there)", " (기대값의 {times}배예요)")
MIXED_LABELS = Saying(
    Text(
        "Your {part} is right where all labels are equal.",
        "{part} 값은 레이블이 모두 같을 때만 맞아요.",
    ),
    Text("Does each example meet its own label?", "각 샘플이 자기 레이블과 짝을 이루고 있나요?"),
)
EQUAL_LABELS = Saying(
    Text("Where all labels are equal: {fact}", "레이블이 모두 같을 때: {fact}"),
    Text("{ask}", "{ask}"),
)
BY_LABEL = Saying(
    Text("{facts}", "{facts}"),
    Text(
        "What does your formula do with a label of 1, and what with a label of 0?",
        "레이블이 1일 때와 0일 때, 지금의 식은 각각 무엇을 하나요?",
    ),
)
RIGHT_WITH_LABEL = Text(
    "With every label {n}, your {part} is right.", "레이블이 모두 {n}이면 {part} 값이 맞아요."
)
FACT_WITH_LABEL = Text("With every label {n}: {fact}", "레이블이 모두 {n}일 때: {fact}")
WRONG_WITH_LABEL = Text("With every label {n}, it is wrong.", "레이블이 모두 {n}이면 틀려요.")
LEFT_OVER = Saying(
    Text("One example is right, several are not.", "샘플이 하나면 맞고 여럿이면 틀려요."),
    Text(
        "What does an example leave behind that the next one meets: a variable that is not reset, "
        "an array that is written into, a sum over all?",
        "앞 샘플이 남긴 것이 다음 샘플에 섞이나요? 다시 0으로 만들지 않은 변수, 값을 써 넣은 배열, "
        "모든 샘플의 합이 있나요?",
    ),
)
RIGHT_AT_ZERO = Saying(
    Text("Your {part} is right where {names} {verb} 0.", "{names} 값이 0이면 {part} 값이 맞아요."),
    Text(
        "What does your function do with {names} that it should not?",
        "함수가 {names} 값으로 하지 말아야 할 일을 하고 있나요?",
    ),
)
AND = Text(" and ", ", ")
IGNORED = Saying(
    Text(
        "Change {names}, and your {part} stays the same.",
        "{names} 값을 바꾸어도 {part} 값이 그대로예요.",
    ),
    Text(
        "Is every argument used in your computation? Or does another name stand in the place of "
        "{names}: one of the other arguments, or something outside the function?",
        "모든 인수를 계산에 쓰고 있나요? {names} 값이 있어야 할 자리에 다른 인수나 함수 밖의 값이 "
        "있지는 않나요?",
    ),
)
UNSTEADY = Saying(
    Text(
        "Your function gives two results for the same input: {part} begins with {first}, and the "
        "next time with {second}.",
        "같은 입력에 두 가지 결과가 나와요. {part} 값의 첫 수가 {first}, 다음에는 {second}이에요.",
    ),
    Text(
        "What does it keep from one call to the next: a global name, a list or array made "
        "outside, a default argument? Or is there a random number?",
        "호출과 호출 사이에 남아 있는 것은 무엇인가요? 전역 변수, 밖에서 만든 배열, 기본 인수, "
        "난수 가운데 있나요?",
    ),
)
IGNORED_EXAMPLES = Saying(
    Text(
        "Only some of the {m} examples reach your {part}. Change those at index {ignored}, and it "
        "stays the same{labels}.",
        "샘플 {m}개 가운데 일부만 {part} 값에 영향을 줘요. 인덱스 {ignored}의 샘플을 바꾸어도 "
        "그대로예요{labels}.",
    ),
    Text("Which examples does your code leave out?", "코드에서 빠진 샘플은 어떤 것인가요?"),
)
THOSE_WITH_LABEL = Text(" (those with label {value})", " (레이블이 {value}인 샘플)")
NEARLY = Saying(
    Text(
        "Your {part} is nearly right: it is off by less than a part in {n}.",
        "{part} 값이 거의 맞지만 {n}분의 1쯤 달라요.",
    ),
    Text(
        "Is something added inside a logarithm or a division, rounded, clipped, or computed in "
        "single precision? Is a slope taken over a step that is too long?",
        "로그나 나눗셈에 더한 작은 값, 반올림, 범위 제한, 단정밀도 계산, 너무 큰 간격으로 구한 "
        "기울기가 있나요?",
    ),
)
SINGLE_PRECISION = Saying(
    NEARLY.fact,
    Text(
        "That is what single precision rounds off: is something a float32, or read from text?",
        "단정밀도에서 생기는 만큼의 오차예요. float32이거나 글자로 바꾸었다가 읽은 값이 있나요?",
    ),
)

# --- when no relation is found -----------------------------------------------------------------

RIGHT_WHERE = Text("It is right where {rule}.", "{rule}이면 맞아요.")
WRONG_WHERE = Text("It is wrong only where {rule}.", "{rule}일 때만 틀려요.")
BY_HAND = Text(
    "Compute one of them by hand: which step is the first that differs from what your function "
    "does?",
    "숫자 하나를 손으로 계산해 보세요. 함수의 계산과 처음으로 달라지는 단계는 어디인가요?",
)
SOMETHING_ELSE_THERE = Text(
    "Which line gives something else there? Look for one that clips, caps or rounds a number, "
    "stops early, or tests for a size, a sign, a type or a 0.",
    "그런 입력에서 결과를 달라지게 하는 줄은 어디인가요? 수를 자르거나 반올림하는 줄, 일찍 멈추는 "
    "줄, 크기나 부호나 자료형을 따지는 줄, 0인지 묻는 줄이 있는지 살펴보세요.",
)
WRONG_SIGN = Text("of the wrong sign", "값의 부호가 반대예요")
TOO_LARGE = Text("too large in size", "값의 크기가 너무 커요")
TOO_SMALL = Text("too small in size", "값의 크기가 너무 작아요")
BELOW = Text("below what is expected", "값이 기대값보다 작아요")
ABOVE = Text("above what is expected", "값이 기대값보다 커요")
NOW_AND_THEN = Text("now too large, now too small", "값이 크기도 하고 작기도 해요")
A_NUMBER_IS = Text("Your {part} is {how}.", "{part} {how}.")
SOME_NUMBERS_ARE = Text(
    "Where your {part} is wrong, the numbers are {how}.", "틀린 곳에서는 {part} {how}."
)
NUMBERS_ARE = Text("The numbers in your {part} are {how}.", "{part} {how}.")

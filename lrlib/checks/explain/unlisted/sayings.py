"""What is said of each relation that a finder finds, in English and Korean."""

import re
from typing import NamedTuple

from lrlib.checks.declare.model import Trial
from lrlib.checks.explain.code import Code
from lrlib.checks.explain.shapes import WHICH_STEP
from lrlib.checks.explain.suspects import IS_0, NO_NUMBER, NOT_STEADY, SOMETHING_ELSE_THERE
from lrlib.checks.say.quantity import named
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
        """Fill in the blanks. A part of the result is named in both languages."""
        blanks |= {"part": named(str(blanks["part"]))} if "part" in blanks else {}
        return Relation(cause, self.fact.format(**blanks), self.ask.format(**blanks), trial)


def in_a_regime(found: Relation, ask: Text | None, code: Code | None) -> Relation:
    """Speak of the inputs of a regime alone: on ordinary inputs all is right.

    A general question makes room for one about what is different there, the regime's own if any.
    """
    en = re.sub("on every input( of this check)?", "on every such input", found.fact.en)
    ko = re.sub("(이 검사에서는 )?어느 입력이든", "그런 입력에서는 언제나", found.fact.ko)
    general = found.ask in (BY_HAND, ENDS_OF_LOOPS, WHICH_STEP)
    general = general and ZERO_THERE.en not in found.fact.en  # a place that is never written
    told = found._replace(fact=Text(en, ko))
    return told._replace(ask=ask or SOMETHING_ELSE_THERE.about(code)) if general else told


VERBS = {"is": "are", "equals": "equal", "has": "have", "stays": "stay"}


def in_the_plural(text: str, part: str) -> str:
    """Put the verb after "costs" or "gradients" into the plural; leave other parts alone."""
    if not part.endswith("s"):
        return text
    verb = rf"(?i)(?<!of )\b(your {re.escape(part)}) (is|equals|has|stays)\b"
    plural = re.sub(verb, lambda found: f"{found[1]} {VERBS[found[2]]}", text)
    return re.sub(r"\bthe expected one\b", "the expected ones", plural)


# --- before the search -------------------------------------------------------------------------

ANOTHER_ORDER = Text(
    "Your results are the right ones in another order. In which order does the task name them, and "
    "to which step does it give which name?",
    "결과는 맞는데 순서가 달라요. 과제에서 정한 순서는 무엇이고, 어느 단계를 어떤 이름으로 "
    "부르나요?",
)

# --- one relation explains every number --------------------------------------------------------

ALWAYS_0 = Saying(
    Text(
        "Your {part} is 0 on every input of this check.",
        "이 검사에서는 어느 입력이든 {part}에 0이 나와요.",
    ),
    IS_0.about(None),
)
ONE_NUMBER = Saying(
    Text(
        "Your {part} is {number} on every input of this check.{tiny}",
        "이 검사에서는 어느 입력이든 {part}에 {number}이 나와요.{tiny}",
    ),
    Text(
        "Which line computes it from the arguments? Or is a fixed number written in, that fits one "
        "example?",
        "인자로 계산하는 줄은 어디인가요? 아니면 한 가지 예에만 맞는 수를 직접 썼나요?",
    ),
)
ONE_NUMBER_WITH_LABEL = Saying(
    Text("Where y = {y}, your {part} is {number}.", "y = {y}이면 {part}에 {number}이 나와요."),
    Text("{ask}", "{ask}"),
)
FITS_THE_EXAMPLE = Text(
    " For the page's example it is right.", " 페이지에 나온 예에서는 맞는 수예요."
)
TIMES_A_STEP = Saying(
    Text(
        "Your {part} is {name} times the expected one, on every input.",
        "어느 입력이든 {part}에는 올바른 값의 {name}배가 나와요.",
    ),
    Text(
        "Which of your steps multiplies by {name}, and should it? Is a name overwritten whose old "
        "number is still needed?",
        "{name}를 곱하는 단계는 어디이고, 곱해야 하나요? 원래의 수가 아직 필요한데 덮어쓴 이름이 "
        "있나요?",
    ),
)
TIMES_AN_ARRAY = Saying(
    Text(
        "Your {part} is the expected one times {name}, entry by entry.",
        "{part}의 원소마다 올바른 값에 {name}의 원소가 곱해져 있어요.",
    ),
    Text(
        "Which of your steps multiplies by {name}, and should it?",
        "{name}를 곱하는 단계는 어디이고, 곱해야 하나요?",
    ),
)
TIMES_THE_OUTPUT = Saying(
    TIMES_A_STEP.fact,
    Text(
        "With which number does the way back begin: with the value of {name}, or with how much "
        "{name} changes when {name} changes by 1?",
        "거꾸로 가는 계산은 어떤 수에서 시작하나요? {name}의 값인가요, {name}가 1만큼 변할 때 "
        "{name}가 변하는 양인가요?",
    ),
)
OPPOSITE_SIGN = Saying(
    Text(
        "Your {part} has the expected size and the opposite sign, on every input.",
        "{part}의 크기는 맞는데 어느 입력이든 부호가 반대예요.",
    ),
    Text(
        "Which minus is missing or too many, or which difference is turned round?",
        "빠졌거나 남는 마이너스, 또는 순서가 바뀐 뺄셈은 어디인가요?",
    ),
)
TIMES_EXPECTED = Saying(
    Text(
        "Your {part} is {factor} times the expected one{seen}.",
        "{part}가 올바른 값의 {factor}배예요{seen}.",
    ),
    Text("{ask}", "{ask}"),
)
ALTERED = Saying(
    Text(
        "Your {part} is {times}the right result if {suppose}.",
        "{part}는 {suppose} 때의 올바른 결과{times}와 같아요.",
    ),
    Text("{ask}", "{ask}"),
)
OF_TERMS = Text(
    "What is the derivative of each, and of a square? If it is measured, how long is the nudge, "
    "and is one number nudged alone?",
    "각 항과 제곱의 도함수는 무엇인가요? 움직여서 잰다면 얼마나 움직이고, 하나만 움직이나요?",
)
SHARE_OR_SLOPE = Text(
    "Is it asked how much of the result comes from {name}, or how fast the result changes when "
    "{name} is nudged? Which of your steps brings {name} in as a factor?",
    "문제에서 구하는 것은 결과에 {name}가 기여하는 양인가요, {name}를 조금 움직일 때 결과가 "
    "변하는 빠르기인가요? {name}를 곱하게 되는 단계는 어디인가요?",
)
PATHS = Text(
    "Is a local slope on the way taken twice, or left out? Or are slopes along one path added, "
    "where they should be multiplied?",
    "국소 기울기 하나를 두 번 곱했거나 빠뜨렸나요? 아니면 한 경로에 있는 기울기들을 곱해야 하는데 "
    "더했나요?",
)
WRONG_SIGN_OF_A_TERM = Text(
    "A term of the wrong sign moves a result by twice that term. Which sign should it have?",
    "항의 부호가 반대이면 결과가 그 항의 두 배만큼 달라져요. 그 항의 부호는 무엇이어야 하나요?",
)
OF_LOCAL_SLOPES = Text(
    "Which local slope should stand there: that of a sum, or that of a product?",
    "거기에는 덧셈의 국소 기울기가 필요한가요, 곱셈의 국소 기울기가 필요한가요?",
)
OF_A_SLOPE = Text(
    "What is the derivative of each term that it stands in, and of a square?",
    "그것이 들어 있는 각 항의 도함수와 제곱의 도함수는 무엇인가요?",
)
TIMES_ALTERED = Text("{factor} times ", "의 {factor}배")
EQUALS = Saying(
    Text(
        "Your {part} equals {amount}, on every input.",
        "어느 입력이든 {part}가 {amount}와 같아요.",
    ),
    Text("{ask}", "{ask}"),
)
ARGUMENT_AND_MORE = Saying(
    Text(
        "Your {part} equals {name} plus {factor} times the expected {part}.",
        "{part}는 {name}에 올바른 {part}의 {factor}배를 더한 것과 같아요.",
    ),
    Text(
        "Which step is taken here that belongs to a later function?",
        "다른 함수가 나중에 할 일을 여기서 미리 하고 있지 않나요?",
    ),
)
DIFFERENCE = Saying(
    Text(
        "Your {part} minus the expected one is {amount}, on every input.",
        "어느 입력이든 {part}에서 올바른 값을 빼면 {amount}이 나와요.",
    ),
    Text(
        "Which term is missing or too many? Go through the terms one by one.",
        "빠졌거나 남는 항은 무엇인가요? 항을 하나씩 살펴보세요.",
    ),
)

# --- part of the truth -------------------------------------------------------------------------

NOT_FINITE = Saying(
    Text("Your {part} is {kind} {place}.", "{part}가 {place} {kind}예요."),
    NO_NUMBER.about(None),
)
SET_AGAIN = Text(
    " {names} is set twice in your function: which of the two does that step get?",
    " 함수 안에서 {names}를 두 번 정해요. 그 단계에서는 어느 것을 쓰나요?",
)
EVERYWHERE = Text("on every input of this check", "이 검사에서는 어느 입력이든")
SOMEWHERE = Text("on some inputs", "일부 입력에서")
WHERE_RULE = Text("where {rule}", "{rule}일 때")
SOME_ENTRIES = Saying(
    Text(
        "Your {part} is wrong {place}{how}, and right everywhere else in this check.",
        "{part}가 틀린 곳은 {place}이에요{how}. 이 검사에서 다른 곳은 모두 맞아요.",
    ),
    Text("{ask}", "{ask}"),
)
DIFFERENT_THERE = Text("What is different there?", "그곳에서는 무엇이 다른가요?")
LINE_OF_A_SIGN = Text(
    "Which line serves these z: write it down with every sign, above and below the fraction line. "
    "What does each step give for one of them?",
    "이런 z를 계산하는 줄은 어디인가요? 분자와 분모의 부호까지 모두 적어 보세요. z 하나를 넣으면 "
    "단계마다 무엇이 나오나요?",
)
PUT_IT_IN = Text(
    "Put one of these z into your line: what does each step give, and is it still a finite number? "
    "Is a number replaced afterwards, and by which?",
    "그 z를 식에 넣어 보세요. 단계마다 무엇이 나오고, 유한한 수인가요? 그 뒤에 다른 수로 바꾸는 "
    "것이 있다면 무엇으로 바꾸나요?",
)
AT_ONE_NUMBER = Text(
    "Put exactly that number in. Which condition takes it in, one with > or one with ≥, and what "
    "stands there if none does? Or which step changes there: np.sign, a quotient, “if x”?",
    "바로 그 수를 넣어 보세요. >와 ≥ 가운데 어느 조건에 들어가고, 아무 조건에도 들어가지 않으면 "
    "그 자리에 무엇이 남나요? 아니면 np.sign, 나눗셈, “if x”처럼 거기서 달라지는 단계가 있나요?",
)
ENDS_OF_LOOPS = Text(
    "What is done for the other places and not here? If there is a loop, a range or a slice: "
    "where does it begin and end, and with which numbers does each turn begin? Is everything "
    "reset?",
    "다른 자리에는 하고 이 자리에는 하지 않는 일이 있나요? 반복문, range, 슬라이스가 있다면 어디서 "
    "시작하고 어디서 끝나나요? 반복할 때마다 어떤 수에서 시작하고, 다시 0으로 만들어야 하는 것이 "
    "있나요?",
)
ZERO_THERE = Text(" (it is 0 there)", "(거기서는 0이에요)")
ONE_NUMBER_THERE = Text(" (it is {number} there)", "(거기서 나오는 수는 {number}이에요)")
TURNED_THERE = Text(" (its sign is the opposite there)", "(거기서는 부호가 반대예요)")
TIMES_THERE = Text(
    " (it is {times} times the expected one there)", "(거기서는 올바른 값의 {times}배예요)"
)
RIGHT_AT_ZERO = Saying(
    Text("Your {part} is right where {names} {verb} 0.", "{names}가 0이면 {part}가 맞아요."),
    Text(
        "What does your function do with {names} that it should not?",
        "함수가 {names}로 하지 말아야 할 일을 하고 있나요?",
    ),
)
RIGHT_WITHOUT_W = Saying(
    RIGHT_AT_ZERO.fact,
    Text(
        "What happens to w, to X or to z on the way, that should not? Are all products of an "
        "example added up, and is nothing made of w added at the end, as a penalty is?",
        "계산하는 동안 w, X, z에 하지 말아야 할 일을 하고 있나요? 샘플마다 곱을 모두 더하나요? "
        "끝에 벌점처럼 w로 만든 것을 더하지는 않나요?",
    ),
)
AND = Text(" and ", ", ")
IGNORED = Saying(
    Text(
        "Change {names}, and your {part} stays the same.",
        "{names}를 바꾸어도 {part}가 그대로예요.",
    ),
    Text(
        "Is every argument used in your computation? Or does another name stand in the place of "
        "{names}: one of the other arguments, or something outside the function? Or is it cut to "
        "whole numbers on the way, as in an array of integers?",
        "모든 인자를 계산에 쓰고 있나요? {names}가 있어야 할 자리에 다른 인자나 함수 밖의 것이 "
        "있지는 않나요? 아니면 정수 배열처럼, 중간에 소수가 잘리나요?",
    ),
)
WRITTEN_INTO = Saying(
    Text(
        "Your {part} is wrong, and after the call {names} holds other numbers than before.",
        "{part}가 틀리고, 호출한 뒤 {names}가 달라져 있어요.",
    ),
    Text(
        "Which line writes into {names} in place, and which later line still needs the old "
        "numbers? Is it a copy, or another name for the same thing?",
        "{names}에 바로 쓰는 줄은 어디이고, 그 뒤에 원래의 수가 필요한 줄은 어디인가요? 복사한 "
        "것인가요, 같은 것의 다른 이름인가요?",
    ),
)
UNSTEADY = Saying(
    Text(
        "Your function gives two results for the same input: one number in {part} is {first}, and "
        "the next time {second}.",
        "같은 입력에 두 가지 결과가 나와요. {part}에 있는 수 하나가 {first}, 다음에는 "
        "{second}이에요.",
    ),
    NOT_STEADY.about(None),
)
RANDOM_NUMBERS = Text(
    "Is there a random number in your lines? Which numbers should {part} hold by the exercise? Or "
    "does something stay from one call to the next, as a list or an array made outside?",
    "줄 가운데 난수가 있나요? 연습에서 {part}에 넣으라고 한 수는 무엇인가요? 아니면 밖에서 만든 "
    "배열처럼 호출과 호출 사이에 남아 있는 것이 있나요?",
)
IGNORED_EXAMPLES = Saying(
    Text(
        "Only some of the {m} examples reach your {part}. Change those at index {ignored}, and it "
        "stays the same{labels}.",
        "샘플 {m}개 가운데 일부만 {part}에 영향을 줘요. 인덱스 {ignored}의 샘플을 바꾸어도 "
        "그대로예요{labels}.",
    ),
    Text("Which examples does your code leave out?", "코드에서 빠진 샘플은 어떤 것인가요?"),
)
HARDLY_FELT_EXAMPLES = Saying(
    Text(
        "Only some of the {m} examples reach your {part} when they change a little. Change those "
        "at index {ignored} a little, and it stays the same{labels}.",
        "샘플 {m}개 가운데 일부만 조금 바꾸었을 때 {part}에 영향을 줘요. 인덱스 {ignored}의 샘플을 "
        "조금 바꾸어도 그대로예요{labels}.",
    ),
    Text(
        "Which examples does your code leave out, by a condition or a limit? Or is a number "
        "rounded on the way?",
        "조건이나 제한 때문에 코드에서 빠진 샘플은 어떤 것인가요? 아니면 중간에 반올림하는 수가 "
        "있나요?",
    ),
)
THOSE_WITH_LABEL = Text(" (those with label {value})", "(레이블이 {value}인 샘플)")
# --- when no relation is found -----------------------------------------------------------------
RIGHT_WHERE = Text("It is right where {rule}.", "{rule}이면 맞아요.")
WRONG_WHERE = Text("It is wrong only where {rule}.", "{rule}일 때만 틀려요.")
BY_HAND = Text(
    "Compute one of them by hand: which step is the first that differs from what your function "
    "does?",
    "숫자 하나를 손으로 계산해 보세요. 함수의 계산과 처음으로 달라지는 단계는 어디인가요?",
)
WRONG_SIGN = Text("of the wrong sign", "부호가 반대예요")
TOO_LARGE = Text("too large in size", "크기가 너무 커요")
TOO_SMALL = Text("too small in size", "크기가 너무 작아요")
BELOW = Text("below what is expected", "올바른 값보다 작아요")
ABOVE = Text("above what is expected", "올바른 값보다 커요")
NOW_AND_THEN = Text("now too large, now too small", "어떤 때는 너무 크고 어떤 때는 너무 작아요")
SHORT_NUDGE = Text(
    "The numbers lie around the right ones, now above, now below. If you measure the slope with a "
    "nudge: how long is it, and how many digits of a + h are left beside a?",
    "올바른 수의 주변에서 어떤 때는 크고 어떤 때는 작아요. 조금 움직여서 기울기를 잰다면, 얼마나 "
    "움직이나요? a + h를 계산하면 a 뒤에 h의 자릿수가 몇 개나 남나요?",
)
A_NUMBER_IS = Text("Your {part} is {how}.", "{part}는 {how}.")
SOME_NUMBERS_ARE = Text(
    "Where your {part} is wrong, the numbers are {how}.", "틀린 곳에서 {part}는 {how}."
)
NUMBERS_ARE = Text("The numbers in your {part} are {how}.", "{part}는 {how}.")

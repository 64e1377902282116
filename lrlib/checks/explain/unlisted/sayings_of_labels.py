"""What is said of results that hang on the label, in English and Korean."""

import re
from typing import NamedTuple

from lrlib.checks.explain.unlisted.sayings import Saying
from lrlib.checks.say.text import Text

MIXED_LABELS = Saying(
    Text(
        "Your {part} is right where all labels are equal.",
        "{part}는 레이블이 모두 같을 때만 맞아요.",
    ),
    Text(
        "Does each example meet its own label, and does each count for as much as every other?",
        "각 샘플이 자기 레이블과 짝을 이루고, 모든 샘플이 똑같이 반영되나요?",
    ),
)
EQUAL_LABELS = Saying(
    Text("Where all labels are equal: {fact}", "레이블이 모두 같을 때: {fact}"),
    Text("{ask}", "{ask}"),
)
TERM_OF_LABEL = Text(
    "Which term of your formula counts where y = {y}? Write it down with its sign and its "
    "brackets: what stands inside the logarithm or below the line, a or 1 − a?",
    "y = {y}일 때 남는 항은 무엇인가요? 부호와 괄호까지 적어 보세요. 로그 안이나 분모에 있는 것은 "
    "a인가요, 1 − a인가요?",
)
DIFFERENCE_OF_LABEL = Text(
    "What do you subtract from a where y = {y}, what is squared, and what is halved?",
    "y = {y}일 때 a에서 무엇을 빼고, 무엇을 제곱하고, 무엇을 절반으로 만드나요?",
)
TERMS_BY_LABEL = Text(
    "Write down each term with its sign and its brackets: what is left of it if you put in y "
    "= 1, and what if you put in y = 0, and what of 1 − y?",
    "각 항을 부호와 괄호까지 적어 보세요. y = 1을 넣으면 무엇이 남고, y = 0을 넣으면 무엇이 "
    "남나요? 1 − y는 각각 얼마인가요?",
)
BRACKETS_BY_LABEL = Text(
    "Write it down with each sign and bracket: what is squared, the whole difference or one of its "
    "terms, and what is halved?",
    "부호와 괄호까지 적어 보세요. 무엇을 제곱하나요? 차 전체인가요, 한 항인가요? 절반으로 만드는 "
    "것은 무엇인가요?",
)
FRACTIONS_BY_LABEL = Text(
    "Write it down with each sign and bracket, as a fraction: what is left of it if you put in y = "
    "1, and what if you put in y = 0? Which factors and which signs stand below the line? Python "
    "works out / and * from left to right: does it divide by all of them?",
    "부호와 괄호까지 분수로 적어 보세요. y = 1을 넣으면 무엇이 남고, y = 0을 넣으면 무엇이 남나요? "
    "분모에 있는 인수와 부호는 무엇인가요? 파이썬은 /와 *를 왼쪽부터 차례로 계산해요. 그 인수를 "
    "모두 나누나요?",
)


def of_label(function: str, y: object) -> Text:
    """Ask for the term that counts with a label. A squared error has neither log nor fraction."""
    ask = DIFFERENCE_OF_LABEL if function == "squared_error" else TERM_OF_LABEL
    return ask.format(y=y)


def of_this_label(fact: Text) -> Text:
    """Leave out that a fact holds on every input: with another label it does not."""
    return Text(
        re.sub(",? on every input( of this check)?", "", fact.en),
        re.sub("(이 검사에서는 )?어느 입력이든 ", "", fact.ko),
    )


class WordsOfLabel(NamedTuple):
    """What is said of results with the same label everywhere: right, wrong how, or just wrong."""

    right: Text
    fact: Text
    wrong: Text


OF_ALL_EXAMPLES = WordsOfLabel(
    Text("With every label {n}, your {part} is right.", "레이블이 모두 {n}이면 {part}가 맞아요."),
    Text("With every label {n}: {fact}", "레이블이 모두 {n}일 때: {fact}"),
    Text("With every label {n}, it is wrong.", "레이블이 모두 {n}이면 틀려요."),
)
OF_ONE_EXAMPLE = WordsOfLabel(
    Text("Where y = {n}, your {part} is right.", "y = {n}이면 {part}가 맞아요."),
    Text("Where y = {n}: {fact}", "y = {n}일 때: {fact}"),
    Text("Where y = {n}, your {part} is wrong.", "y = {n}이면 {part}가 틀려요."),
)
WHICH_ARE_COUNTED = Text(
    "Of which label and which answer are the examples that each of your numbers counts?",
    "결과의 수마다 어떤 레이블과 어떤 답의 샘플을 세고 있나요?",
)
WHICH_LABELS_COUNT = Text(
    "Which labels come into your number: only those that are 1, or all of them?",
    "결과에 들어가는 레이블은 무엇인가요? 1인 것만 들어가나요, 모두 들어가나요?",
)

"""What is said of results that were changed at the end, or that repeat one number."""

from lrlib.checks.explain.unlisted.sayings import EQUALS, Saying
from lrlib.checks.say.text import Text

EACH_EQUALS = Saying(
    Text(
        "Each number in your {part} is {amount}, on every input.",
        "어느 입력이든 {part}의 수가 모두 {amount}와 같아요.",
    ),
    EQUALS.ask,
)
CHANGED_RESULT = Saying(
    Text("Your {part} is the expected one {what}.", "{part}는 올바른 {part}를 {what} 것이에요."),
    Text(
        "Which step does that, and is it asked for?",
        "그렇게 만드는 단계는 어디이고, 필요한 단계인가요?",
    ),
)
ALL_ENTRIES = Saying(
    CHANGED_RESULT.fact,
    Text(
        "Along which axis does your sum or mean run: over all numbers, or over those that belong "
        "to one place?",
        "합이나 평균은 어느 축을 따라 구하나요? 모든 수에 대해 구하나요, 한 자리에 해당하는 수에 "
        "대해서만 구하나요?",
    ),
)
ONE_ENTRY_EVERYWHERE = Saying(
    CHANGED_RESULT.fact,
    Text(
        "Does each place get a number of its own, or is one array stored in all of them? What does "
        "a line with -= or += do to an array that has been stored before: does it make a new one?",
        "자리마다 다른 수를 넣나요, 아니면 같은 배열 하나를 모든 자리에 넣나요? -=나 +=를 쓴 줄은 "
        "앞에서 넣어 둔 배열을 어떻게 하나요? 새 배열을 만드나요?",
    ),
)
COARSE_RESULT = Saying(
    CHANGED_RESULT.fact,
    Text(
        "Which step loses digits: round, int(…), //, a dtype of integers or of short floats? Is it "
        "asked for?",
        "자릿수를 잃는 단계는 어디인가요? round, int(…), //, 정수나 짧은 실수의 자료형 가운데 "
        "있나요? 필요한 단계인가요?",
    ),
)

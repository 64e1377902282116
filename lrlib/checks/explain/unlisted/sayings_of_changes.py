"""What is said of changed arguments, and of results that were changed at the end."""

from lrlib.checks.explain.unlisted.sayings import EQUALS, Saying
from lrlib.checks.say.text import Text

CHANGED_ARGUMENTS = Text(
    "After the call, {names} holds other values than before.",
    "함수를 호출한 뒤 {names}가 달라졌어요.",
)
CHANGED_FORM = Text(
    "After the call, {names} holds the same numbers in another shape or type.",
    "함수를 호출한 뒤 {names}의 수는 그대로인데 형태나 자료형이 달라졌어요.",
)
WHO_SETS_THE_FORM = Text(
    "Which line sets the shape of an argument itself, as name.shape = … does, where reshape would "
    "give a new array? What does the caller find there after the call?",
    "reshape처럼 새 배열을 만들지 않고, name.shape = …처럼 인자 자체의 형태를 바꾸는 줄은 "
    "어디인가요? 호출한 쪽에서는 그 뒤에 무엇을 보게 되나요?",
)
A_COPY_OR_ANOTHER_NAME = Text(
    "The line that stops changes an array in place. Is that array a copy, or an argument, under "
    "its own name or another name? What makes a new array there, or a copy before?",
    "멈춘 줄은 새 배열을 만들지 않고 배열을 그 자리에서 바꿔요. 그 배열은 복사본인가요, 이름이 "
    "다르더라도 함수가 받은 인자인가요? 거기서 새 배열을 만들거나, 그 앞에서 복사하려면 어떻게 "
    "하나요?",
)
CALLER = Text(
    "What does the caller find there after the call, and before which line would a copy have to be "
    "made?",
    "호출한 쪽에서는 그 뒤에 무엇을 보게 되고, 복사는 어느 줄보다 먼저 해야 할까요?",
)

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
OTHER_PLACES = Saying(
    Text(
        "Your {part} holds the right numbers, at other places.",
        "{part}에 맞는 수가 들어 있지만 자리가 달라요.",
    ),
    Text(
        "In which order are they stored: in that of the examples, or one group after the other, or "
        "sorted? To which place does each number belong?",
        "어떤 순서로 저장하나요? 샘플의 순서인가요, 한 무리 다음에 다른 무리인가요, 크기순인가요? "
        "각 수는 어느 자리에 있어야 하나요?",
    ),
)
OF_A_TABLE = Text(
    "What does row 0 stand for, and what does column 0? Which count belongs where they meet?",
    "0번 행과 0번 열은 각각 무엇을 뜻하나요? 둘이 만나는 자리에는 어떤 개수가 있어야 하나요?",
)
INVERTED = Saying(
    CHANGED_RESULT.fact,
    Text(
        "What should stand above the line of the fraction, and what below it? Do brackets show "
        "Python where the part below begins and ends?",
        "분수의 분자와 분모에는 각각 무엇이 있어야 하나요? 분모가 어디에서 어디까지인지 괄호로 "
        "묶었나요?",
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
DECIDED_SLOPE = Text(
    "Which step makes a whole number of a: a comparison that decides for 0 or 1, a round, an "
    "int(…)? Which belongs in the difference, the decided label or the probability?",
    "a를 정수로 만드는 단계는 어디인가요? 0이나 1로 정하는 비교, round, int(…) 가운데 있나요? 차에 "
    "들어갈 것은 정해진 레이블인가요, 확률인가요?",
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

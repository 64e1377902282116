"""What is said of names: arguments that stand nowhere, and names that are no arguments."""

from lrlib.checks.explain.suspects import ROUNDS, TAKES_A_TYPE, Question, Suspect
from lrlib.checks.explain.unlisted.sayings import Saying
from lrlib.checks.say.text import Text

UNUSED = Saying(
    Text("{names} stands nowhere in your function.", "함수 안에 {names}가 한 번도 나오지 않아요."),
    Text(
        "Should your {part} be the same for every {names}? Where does {names} come into its "
        "formula, and into which line of yours?",
        "{names}가 무엇이든 {part}가 같아야 하나요? {part}의 식에서 {names}는 어디에 들어가고, "
        "코드에서는 어느 줄에 들어가나요?",
    ),
)
OF_A_SLOPE = Text(
    "Should your {part} be the same for every {names}? In which variable is the slope taken, and "
    "by which rule: that of a sum, a product, a logarithm?",
    "{names}가 무엇이든 {part}가 같아야 하나요? 어떤 변수로 미분하고, 합과 곱과 로그 가운데 어떤 "
    "것의 규칙을 쓰나요?",
)
SEVERAL_UNUSED = UNUSED._replace(
    fact=Text(UNUSED.fact.en.replace(" stands ", " stand "), UNUSED.fact.ko),
    ask=Text(UNUSED.ask.en.replace(" does ", " do "), UNUSED.ask.ko),
)
READS_INSTEAD = Text(
    "It does use {outside}, which is not an argument: it lies outside, and stays from one call to "
    "the next.",
    "그런데 인자가 아닌 {outside}를 쓰고 있어요. {outside}는 함수 밖에 있어서 다음 호출에도 그대로 "
    "남아 있어요.",
)
READS_SEVERAL_INSTEAD = Text(
    "It does use {outside}, which are not arguments: they lie outside, and stay from one call to "
    "the next.",
    READS_INSTEAD.ko,
)
OUTSIDE = Saying(
    Text(
        "Your function uses {outside}, which is not one of its arguments: it lies outside, and "
        "stays from one call to the next.",
        "함수가 인자가 아닌 {outside}를 쓰고 있어요. {outside}는 함수 밖에 있어서 다음 호출에도 "
        "그대로 남아 있어요.",
    ),
    Text(
        "Should it stand there at all? If so: does an argument belong in its place, or something "
        "that the function makes anew in each call?",
        "그것이 거기에 꼭 있어야 하나요? 그렇다면 그 자리에 있어야 할 것은 인자인가요, 호출할 "
        "때마다 함수 안에서 새로 만드는 것인가요?",
    ),
)
SEVERAL_OUTSIDE = OUTSIDE._replace(
    fact=Text(
        "Your function uses {outside}, which are not among its arguments: they lie outside, and "
        "stay from one call to the next.",
        OUTSIDE.fact.ko,
    )
)
BESIDE_B = Text(
    "Which number multiplies b in z = wᵀx + b?", "z = wᵀx + b에서 b에 곱하는 수는 얼마인가요?"
)
REPLACED = Saying(
    Text(
        "Your function sets {names} anew before it has looked at what came in.",
        "함수가 들어온 {names}를 보기 전에 {names}를 새로 정해요.",
    ),
    Text(
        "Which line does that, and what should become of the {names} that is given?",
        "그렇게 하는 줄은 어디인가요? 받은 {names}는 어디에 쓰여야 하나요?",
    ),
)
WHAT_ARGSORT_GIVES = Text(
    "What does argsort give at place 0: the rank of the first number, or the place of the "
    "smallest? Which of the two does your formula need?",
    "argsort의 0번 자리에는 무엇이 있나요? 첫 번째 수의 순위인가요, 가장 작은 수의 자리인가요? "
    "식에 필요한 것은 어느 쪽인가요?",
)
UNBRACKETED = Saying(
    Text(
        "In your code & or | joins two things that are compared only afterwards: Python takes & "
        "and | before ==, < and >.",
        "코드에서 비교하기 전에 &나 |로 두 가지를 먼저 결합해요. 파이썬은 ==, <, >보다 &와 |를 "
        "먼저 계산하기 때문이에요.",
    ),
    Text("Which comparisons should stand in brackets?", "괄호로 묶어야 할 비교는 어느 것인가요?"),
)
ALIASED = Saying(
    Text(
        "In your code {new} is a second name for {old}, no copy, and a later line changes it in "
        "place. If it is an array, {old} changes with it.",
        "코드에서 {new}는 복사본이 아니라 {old}의 다른 이름이고, 나중에 어떤 줄이 그것을 그 "
        "자리에서 바꿔요. 배열이라면 {old}도 함께 바뀌어요.",
    ),
    Text("Is {old} needed after that line?", "그 줄 다음에도 {old}가 필요한가요?"),
)
MEAN_ALREADY = Text(
    "A mean divides by the number of its entries already. Which line divides by m once more?",
    "평균은 이미 원소의 개수로 나눈 것이에요. m으로 한 번 더 나누는 줄은 어디인가요?",
)
GOES_ELSEWHERE = Suspect(
    Text("does it go into another result only", "다른 결과에만 쓰는 줄"), lambda _: True
)
THERE_AND_NOT_FELT = Question(
    Text(
        "{names} does stand in your function. What becomes of it there: ",
        "{names}는 함수 안에 나와요. 거기서 {names}의 영향이 사라지는 줄은 어디인가요? ",
    ),
    (
        Suspect(
            Text(
                "are its fractions cut off, as in an array of integers",
                "정수 배열에 넣는 것처럼 소수를 자르는 줄",
            ),
            lambda code: code.has(*ROUNDS, *TAKES_A_TYPE) or "//" in code.signs,
        ),
        Suspect(
            Text(
                "is it compared with something that is 0 or 1 already",
                "이미 0이나 1이 된 것과 비교하는 줄",
            ),
            lambda code: code.compares,
        ),
        Suspect(
            Text(
                "does a later line put something else in its place", "나중에 다른 것으로 바꾸는 줄"
            ),
            lambda _: True,
        ),
    ),
)

"""What is said of digits that are lost, in English and Korean."""

from lrlib.checks.explain.suspects import A_CHANGES, GROWS_NO_MORE, NOT_QUITE, Z_CHANGES
from lrlib.checks.explain.unlisted.sayings import Saying
from lrlib.checks.say.text import Text

FEW_DIGITS = Saying(
    Text(
        "No number in your {part} has more than {n} digits behind the point.",
        "{part}에는 소수점 아래 {n}자리가 넘는 수가 없어요.",
    ),
    Text(
        "What is rounded on the way, and is that asked for? What becomes of digits that are cut "
        "off in every step?",
        "계산하는 동안 무엇을 반올림하고, 필요한 일인가요? 단계마다 잘린 자릿수는 어떻게 되나요?",
    ),
)
WHOLE_NUMBERS = Saying(
    Text("All numbers in your {part} are whole.", "{part}에는 정수만 있어요."),
    Text(
        "Which array is made of integers: which dtype has it when it is made, before any float is "
        "written into it? What becomes of a fraction there?",
        "정수로 된 배열은 무엇인가요? 실수를 써 넣기 전에, 만들 때의 dtype은 무엇인가요? 거기서 "
        "소수는 어떻게 되나요?",
    ),
)
FROM_A_WHOLE_START = Saying(
    Text(
        "Where w0 is whole, all numbers in your {part} are whole.",
        "w0가 정수이면 {part}에 정수만 있어요.",
    ),
    WHOLE_NUMBERS.ask,
)
HALF_PRECISION = Saying(
    Text(
        "Every number in your {part} fits into half precision (float16), which keeps three digits.",
        "{part}의 수는 모두 반정밀도(float16)로 적을 수 있어요. 유효 숫자가 세 자리뿐이에요.",
    ),
    Text(
        "Which dtype has the array, and which precision do its numbers need?",
        "배열의 dtype은 무엇이고, 수에 필요한 정밀도는 얼마인가요?",
    ),
)
WHOLE_TIMES_M = Saying(
    Text(
        "m times your {part} is whole, on every input.",
        "어느 입력이든 {part}에 m을 곱하면 정수예요.",
    ),
    Text(
        "Which array or sum is made of integers, and which dtype should it have? What becomes of a "
        "fraction that is added to it?",
        "정수로 된 배열이나 합은 무엇이고, dtype은 무엇이어야 하나요? 거기에 더한 소수는 어떻게 "
        "되나요?",
    ),
)
WHAT_IS_STORED = Text(
    "What is done to each new place before it is stored, or which array takes it: a rounding, an "
    "int, a dtype of whole numbers? Is that asked for?",
    "새 위치를 저장하기 전에 무엇을 하나요? 아니면 어떤 배열에 저장하나요? 반올림, int, 정수 "
    "dtype 가운데 있나요? 필요한 일인가요?",
)
WHOLE_PLACES = Saying(
    Text(
        "All places of your path after w0 are whole numbers.",
        "path에서 w0 다음의 위치가 모두 정수예요.",
    ),
    WHAT_IS_STORED,
)
ROUNDED_PLACES = Saying(
    Text(
        "All places of your path after w0 have at most {n} digits behind the point.",
        "path에서 w0 다음의 위치가 모두 소수점 아래 {n}자리까지만 있어요.",
    ),
    WHAT_IS_STORED,
)
LIMITED = Saying(
    Text(
        "Your {part} is right up to a size of {limit} and never goes beyond it.",
        "{part}는 크기 {limit}까지는 맞지만 그보다 커지지 않아요.",
    ),
    Text(
        "Which step cuts it off: a clip, a limit, a power that is capped? Is that asked for?",
        "자르는 단계는 어디인가요? clip, 제한, 크기를 제한한 거듭제곱 가운데 있나요? 필요한 "
        "단계인가요?",
    ),
)
BETWEEN = Saying(
    Text(
        "Your {part} is right in between, but never below {low} or above {high}.",
        "{part}가 그 사이에서는 맞지만 {low}보다 작거나 {high}보다 커지지 않아요.",
    ),
    Text(
        "Which step cuts it off, or an argument before it: a clip, a limit, a minimum? Is that "
        "asked for?",
        "결과나 그 앞의 인자를 자르는 단계는 어디인가요? clip, 제한, 최솟값 가운데 있나요? 필요한 "
        "단계인가요?",
    ),
)
STOPS_GROWING = Saying(
    Text(
        "One example with z = {z} and y = {y} should cost {due}; yours costs {got}, as it does "
        "with z = {before}.",
        "z = {z}, y = {y}인 샘플 하나의 비용은 {due}이어야 하는데 {got}이에요. z = {before}일 "
        "때와 같아요.",
    ),
    GROWS_NO_MORE.about(None),
)
LEFT_OUT_FAR = Saying(
    Text(
        "An example with z = {z} and y = {y} does not count in your mean, and by itself it gives "
        "nan.",
        "z = {z}, y = {y}인 샘플은 평균에 들어가지 않고, 그 샘플 하나만 있으면 nan이에요.",
    ),
    Text(
        "Which line leaves it out, and what is its loss there? What should it cost?",
        "그 샘플을 빼놓는 줄은 어디이고, 거기서 손실은 얼마인가요? 그 비용은 얼마여야 하나요?",
    ),
)
WHERE_A_LOSS_GOES = Text(
    "What is its loss before it is 0? Which line leaves that out, or puts another number in its "
    "place?",
    "0이 되기 전에 이 손실은 얼마인가요? 그 손실을 빼놓거나 다른 수로 바꾸는 줄은 어디인가요?",
)
GETS_ITS_OWN = Text(
    " With {name} = {right} it gets its own.", " {name} = {right}이면 자기 것이 나와요."
)
CHANGED_LOGIT = Saying(
    Text(
        "One example alone, with the logit z = {put_in}, gets the {part} of z = {shown}.{own}",
        "로짓이 z = {put_in}인 샘플 하나의 {part}가 z = {shown}일 때의 {part}예요.{own}",
    ),
    Z_CHANGES.about(None),
)
SCALED = Saying(
    Text(
        "One example alone gets the {part} of {times}·{name}, whatever {name} is.",
        "{name}가 얼마이든 샘플 하나의 {part}가 {times}·{name}일 때의 {part}예요.",
    ),
    Text(
        "By what is {name} multiplied on its way? If it is an exponent: is the base of the power "
        "e, as in np.exp?",
        "{name}에 무엇을 곱하나요? 지수라면, 거듭제곱의 밑이 np.exp처럼 e인가요?",
    ),
)
SHIFTED = Saying(
    Text(
        "One example alone gets the {part} of {name} {by}, whatever {name} is.",
        "{name}가 얼마이든 샘플 하나의 {part}가 {name} {by}일 때의 {part}예요.",
    ),
    Text(
        "What is added to {name} on its way, or taken away from it?",
        "계산하는 동안 {name}에 더하거나 {name}에서 빼는 것은 무엇인가요?",
    ),
)
CHANGED_PREDICTION = Saying(
    Text(
        "One example alone, with a = {put_in}, gets the {part} of a = {shown}.{own}",
        "a = {put_in}인 샘플 하나의 {part}가 a = {shown}일 때의 {part}예요.{own}",
    ),
    A_CHANGES.about(None),
)
AT_THIS_LOGIT = Text(
    "With z = {z}{label} it is {got} and should be {due}.",
    "z = {z}{label}이면 {due}이어야 하는데 {got}이에요.",
)
ONE_SIDE = Saying(
    Text(
        "One example alone gets the right {part} where z is {good}, and a wrong one where z is "
        "{bad}. {shown}",
        "샘플 하나만 보면 z가 {good}일 때는 {part}가 맞고, {bad}일 때는 틀려요. {shown}",
    ),
    Text(
        "Which step should treat the two signs of z in different ways: a max, an |z|, an exponent? "
        "Put that z into it: what does it give, and what should it give?",
        "z의 부호에 따라 다르게 계산해야 하는 단계는 어디인가요? max, |z|, 지수 가운데 있나요? 그 "
        "z를 넣으면 무엇이 나오고, 무엇이 나와야 하나요?",
    ),
)
ADDED_INSIDE = Saying(
    Text(
        "One example alone gets the {part} that {logs} would give.",
        "샘플 하나의 {part}가 {logs}로 계산한 것과 같아요.",
    ),
    Text(
        "How large is that constant, an epsilon, beside a? By how much does it change the result, "
        "exactly?",
        "이 상수(엡실론)는 a에 견주어 얼마나 큰가요? 결과가 정확히 얼마나 달라지나요?",
    ),
)
COSTS = Text(
    "One example with y = {y} costs {formula}.", "y = {y}인 샘플 하나의 손실이 {formula}예요."
)
WEIGHTED = Saying(
    Text("{facts}", "{facts}"),
    Text(
        "Which of the two logarithms should count for each label, with which factor, and what "
        "stands inside its brackets? What are the labels where they come in: still 0 and 1?",
        "레이블마다 두 로그 가운데 어느 것을 쓰고, 무엇을 곱하고, 괄호 안에는 무엇이 있어야 "
        "하나요? 식에 들어갈 때 레이블이 그대로 0과 1인가요?",
    ),
)
CONSTANT_TERM = Text(
    "Beside the logarithm a number is added or taken away. Should it be a number, or something "
    "that grows with z?",
    "로그 옆에서 어떤 수를 더하거나 빼고 있어요. 그것은 정해진 수여야 하나요, z에 따라 커지는 "
    "것이어야 하나요?",
)
PROPORTIONAL = Text(
    "That is a multiple of z, and 0 at z = 0. Which function should bend it, and does z stand "
    "inside its brackets, or outside as a factor?",
    "z에 비례해서 z = 0에서 0이 돼요. 어떤 함수로 구부려야 하나요? z는 그 함수의 괄호 안에 있나요, "
    "밖에서 곱해지나요?",
)
NEARLY = Saying(
    Text(
        "Your {part} is nearly right: it is off by at most {size}.",
        "{part}가 거의 맞지만 많게는 {size}만큼 달라요.",
    ),
    NOT_QUITE.about(None),
)
SINGLE_PRECISION = Saying(
    NEARLY.fact,
    Text(
        "That is what single precision rounds off: is something a float32, or read from text?",
        "단정밀도에서 생기는 만큼의 오차예요. float32이거나 글자로 바꾸었다가 읽은 값이 있나요?",
    ),
)

"""What is said of what loops leave behind, in English and Korean."""

from lrlib.checks.explain.unlisted.sayings import Saying
from lrlib.checks.say.text import Text

LEFT_OVER = Saying(
    Text(
        "Each example alone gives the right {part}; several do not, and their order counts.",
        "샘플이 하나면 {part}가 맞고, 여럿이면 틀리는 데다 샘플의 순서에 따라 달라져요.",
    ),
    Text(
        "What does an example leave behind that the next one meets: a variable that is not reset "
        "to 0, an array that is written into, a w or b that has moved? Or does an example count "
        "for more or less by its place, as where a turn takes the mean of all before and the new "
        "one?",
        "앞 샘플이 남긴 것이 다음 샘플에 섞이나요? 다시 0에서 시작하지 않는 변수, 값을 써 넣은 "
        "배열, 이미 움직인 w나 b가 있나요? 아니면 앞의 결과와 새 결과의 평균을 낼 때처럼, 자리에 "
        "따라 샘플의 비중이 달라지나요?",
    ),
)
DIVIDED_IN_EVERY_TURN = Saying(
    Text(
        "The same example {m} times gives {times} times its {part}, and an early example counts "
        "for less than a late one.",
        "같은 샘플을 {m}번 넣으면 그 샘플의 {part}의 {times}배가 나오고, 앞에 있는 샘플일수록 덜 "
        "반영돼요.",
    ),
    Text(
        "How often is the line that divides executed, and how far is it indented: inside the loop "
        "or after it?",
        "나누는 줄은 몇 번 실행되나요? 들여쓰기를 보면 반복문 안에 있나요, 반복문 다음에 있나요?",
    ),
)
LATER_EXAMPLES = Saying(
    Text(
        "Change one example, and your {part} changes for later ones, too, and never for those "
        "before.",
        "샘플 하나를 바꾸면 그 뒤에 있는 샘플의 {part}도 바뀌고, 앞에 있는 샘플의 {part}는 바뀌지 "
        "않아요.",
    ),
    Text(
        "What does an example leave behind that the next one meets? If there is a loop: with which "
        "number does each turn begin, and is it reset? If there is none: which step adds up along "
        "the row, as cumsum does?",
        "앞 샘플이 남긴 것이 다음 샘플에 섞이나요? 반복문이 있다면 돌 때마다 어떤 수에서 시작하고, "
        "다시 0으로 만드나요? 반복문이 없다면 cumsum처럼 행을 따라 누적하는 단계는 어디인가요?",
    ),
)
MIXED_EXAMPLES = Saying(
    Text(
        "Change one example, and your {part} changes for other examples, too.",
        "샘플 하나를 바꾸면 다른 샘플의 {part}도 바뀌어요.",
    ),
    Text(
        "Each element hangs on its own example alone. Which step looks at all of them at once: a "
        "largest number, a sum, a mean?",
        "각 원소는 자기 샘플에만 달려 있어야 해요. 모든 샘플을 한꺼번에 보는 단계는 어디인가요? "
        "최댓값, 합, 평균 가운데 있나요?",
    ),
)
JUDGED_BY_OTHERS = Saying(
    Text(
        "The example at index {i} gets {got} among the others, and {alike} if all are copies of "
        "it.",
        "인덱스 {i}의 샘플이 다른 샘플들과 함께면 {got}, 모두 그 샘플과 같으면 {alike}이에요.",
    ),
    MIXED_EXAMPLES.ask,
)
ONLY_THE_SUM = Saying(
    Text(
        "Move a part of {name} from one example to another with the same label, and your {part} "
        "stays the same: only a sum or mean over such examples reaches it.",
        "{name}의 일부를 레이블이 같은 다른 샘플로 옮겨도 {part}가 그대로예요. 이런 샘플의 합이나 "
        "평균만 {part}에 영향을 줘요.",
    ),
    Text(
        "Does each example have a loss of its own? In which order do you take the loss and the "
        "mean: which comes first?",
        "샘플마다 손실을 따로 구하나요? 손실과 평균 가운데 무엇을 먼저 구하나요?",
    ),
)
NOT_ADDED_UP = Saying(
    Text(
        "Each example alone gives the right {part}; several together do not, in whatever order.",
        "샘플이 하나면 {part}가 맞고, 여럿이면 순서와 관계없이 틀려요.",
    ),
    Text(
        "Does each example keep its own number until the mean is taken? Which step joins them "
        "otherwise: a product of a row and a column, a largest number (max), a mean of means? Or "
        "is one of them left out?",
        "평균을 내기 전까지 샘플마다 자기 수가 있나요? 샘플을 다른 방법으로 합치는 단계는 "
        "어디인가요? 행과 열의 곱, 최댓값(max), 평균의 평균 가운데 있나요? 아니면 "
        "빠진 샘플이 있나요?",
    ),
)
EXAMPLE, ENTRY = Text("example", "샘플"), Text("entry", "원소")
FIRST_FILLED = Saying(
    Text(
        "Only the first {what} of your {part} is filled and right; every other is 0.",
        "{part}의 첫 번째 {what}만 채워져 있고 맞아요. 나머지는 모두 0이에요.",
    ),
    Text(
        "How many turns does the loop take: does its count come from the len of a row, which is 1, "
        "or does a return inside the loop end the function in the first turn?",
        "반복문은 몇 번 도나요? 도는 횟수를 행 하나뿐인 배열의 len으로 정했나요, 아니면 반복문 "
        "안의 return이 첫 번째에서 함수를 끝내나요?",
    ),
)
LAST_FILLED = Saying(
    Text(
        "Only the last {what} of your {part} is filled and right; every other is 0.",
        "{part}의 마지막 {what}만 채워져 있고 맞아요. 나머지는 모두 0이에요.",
    ),
    Text(
        "Into which place does each turn of the loop write: which index does it use, and is that "
        "line inside the loop?",
        "반복문이 돌 때마다 어느 자리에 쓰나요? 어떤 인덱스를 쓰고, 그 줄이 반복문 안에 있나요?",
    ),
)
ONE_PLACE_FILLED = Saying(
    Text(
        "One {what} of your {part} is filled, with what belongs into the last; every other is 0.",
        "{part}의 {what} 하나에만 마지막 자리에 들어갈 수가 있고 나머지는 모두 0이에요.",
    ),
    Text(
        "Into which place does each turn of the loop write? Which index changes from turn to turn?",
        "반복문이 돌 때마다 어느 자리에 쓰나요? 반복할 때마다 바뀌는 인덱스는 무엇인가요?",
    ),
)
PLACES_FILLED = Saying(
    Text(
        "{k} of the {n} places that each example has in your {part} are filled, and rightly; the "
        "others are 0.",
        "{part}에서 샘플마다 {n}자리 가운데 {k}자리만 맞게 채워져 있고 나머지는 0이에요.",
    ),
    Text(
        "Which places does your loop or slice reach: where does it end, by how much does the index "
        "grow, and is return inside a loop?",
        "반복문이 지나는 자리는 어디인가요? 언제 끝나고, 인덱스는 얼마씩 커지나요? return이 반복문 "
        "안에 있나요?",
    ),
)

# --- steps downhill ----------------------------------------------------------------------------

FIRST_COST = Saying(
    Text(
        "Before any step, your cost is {got}; it should be {due}, for w holds zeros where none is "
        "given.",
        "첫 걸음 전의 비용이 {got}이에요. w를 주지 않으면 0에서 시작하므로 {due}이어야 해요.",
    ),
    Text(
        "From which w and b does the training start when none is given: from zeros, from random "
        "numbers? Is the cost noted before the step?",
        "w와 b를 주지 않으면 학습이 어디에서 시작하나요? 0인가요, 난수인가요? 비용은 걸음 전에 "
        "적나요?",
    ),
)
FIRST_COST_GIVEN = Saying(
    Text(
        "Before any step, your cost is {got}; at the w and b that are given it is {due}.",
        "첫 걸음 전의 비용이 {got}이에요. 주어진 w와 b에서의 비용은 {due}예요.",
    ),
    Text(
        "From which w and b does the training start when they are given? Is the cost noted before "
        "the step, and is it only the mean of the losses?",
        "w와 b를 주면 학습이 어디에서 시작하나요? 비용은 걸음 전에 적나요? 손실의 평균 말고 더한 "
        "것이 있나요?",
    ),
)
COST_ALONE = Saying(
    Text(
        "Before any step, your cost is {got}; it should be {due}. The first step is right all the "
        "same.",
        "첫 걸음 전의 비용이 {got}이에요. {due}이어야 해요. 그런데 첫 걸음은 맞아요.",
    ),
    Text(
        "Is what you note the mean cross-entropy, and is it computed with logarithms of A as it is "
        "before the step?",
        "적는 것이 교차 엔트로피의 평균인가요? 걸음 전의 A로 로그를 써서 계산하나요?",
    ),
)
LATER_COST = Saying(
    Text(
        "After {before} your w and b are right, and yet the next cost is {got}; at this w and b "
        "it is {due}.",
        "{before}걸음 뒤의 w와 b는 맞는데 다음 비용이 {got}이에요. 그 w와 b에서의 비용은 "
        "{due}예요.",
    ),
    Text(
        "Does each turn of the loop begin with the w and b that the turn before has left, or is "
        "one of them set anew inside the loop? And is the cost the mean of the losses, with "
        "nothing added?",
        "반복할 때마다 앞에서 구한 w와 b에서 시작하나요, 아니면 반복문 안에서 둘 중 하나를 다시 "
        "정하나요? 비용은 손실의 평균이고, 더한 것은 없나요?",
    ),
)
LATER_STEP = Saying(
    Text(
        "Your training is right with {before}, and goes wrong at step {k}, in {part}.",
        "학습은 {before}걸음까지 맞고, {k} 걸음에서 {part}가 틀려요.",
    ),
    Text(
        "What is different from that step on: the learning rate, the place where the gradients are "
        "taken, a stop, which parameters are kept? Should each step be the same rule?",
        "그 걸음부터 무엇이 다른가요? 학습률, 그레이디언트를 구하는 위치, 멈춤, 돌려주는 "
        "매개변수를 살펴보세요. 걸음마다 규칙이 같아야 하나요?",
    ),
)
FIRST_STEP = Saying(
    Text(
        "The cost before the first step is right; after it, {part} is not.",
        "첫 걸음 전의 비용은 맞고, 첫 걸음 다음의 {part}가 틀려요.",
    ),
    Text(
        "By what does {part} step: at which w and b, and of which X, is its gradient taken, and by "
        "what is it multiplied?",
        "{part}는 얼마만큼 움직이나요? 그레이디언트를 어떤 w와 b, 어떤 X로 구하고, 무엇을 "
        "곱하나요?",
    ),
)
ONLY_B_IS_RIGHT = Saying(
    Text(
        "The cost before the first step is right, and so is the first step in b; that in w is not.",
        "첫 걸음 전의 비용과 b의 첫 걸음은 맞고, w의 첫 걸음이 틀려요.",
    ),
    Text(
        "What comes into dw and not into db? Which X is it: is it scaled, divided or centred "
        "inside your function? And what is dw divided by?",
        "dw에는 들어가고 db에는 들어가지 않는 것은 무엇인가요? X를 함수 안에서 표준화하거나 "
        "나누거나 평균을 빼나요? dw는 무엇으로 나누나요?",
    ),
)
STEP_OF_ONE = Saying(
    Text(
        "The cost before the first step is right; the first step in {part} is that of the example "
        "at index {i} alone.",
        "첫 걸음 전의 비용은 맞고, {part}의 첫 걸음은 인덱스 {i}의 샘플 하나로 구한 것이에요.",
    ),
    Text(
        "Over which examples is the gradient of a step averaged?",
        "한 걸음의 그레이디언트는 어떤 샘플들의 평균인가요?",
    ),
)
UNIT_STEP = Saying(
    Text(
        "The cost before the first step is right; the first step ({part}) is exactly as long as "
        "the learning rate, steep or flat.",
        "첫 걸음 전의 비용은 맞고, 첫 걸음({part})의 길이가 가파르든 완만하든 학습률과 똑같아요.",
    ),
    Text(
        "How long should a step be where the slope is small? Is the gradient divided by its size "
        "(a norm), and is that asked for?",
        "기울기가 작은 곳에서 걸음은 얼마나 길어야 하나요? 그레이디언트를 자기 크기(노름)로 "
        "나누나요? 필요한 일인가요?",
    ),
)
RETURNED_OTHERS = Saying(
    Text(
        "All your costs are right, so the steps are, too; and yet the {part} that you return is "
        "not where the last step leads.",
        "비용이 모두 맞으니 걸음도 맞는데, 돌려준 {part}가 마지막 걸음 다음의 것이 아니에요.",
    ),
    Text(
        "Which w and b does your function return: those after the last step, those of the smallest "
        "cost, a mean of several, or a copy made before?",
        "함수가 돌려주는 w와 b는 무엇인가요? 마지막 걸음 다음의 것인가요, 비용이 가장 작을 때의 "
        "것인가요, 여러 개의 평균인가요, 아니면 앞에서 만든 복사본인가요?",
    ),
)
NO_FIRST_STEP = Saying(
    Text(
        "The cost before the first step is right; after it, {part} is still where it began.",
        "첫 걸음 전의 비용은 맞고, 첫 걸음 다음에도 {part}가 그대로예요.",
    ),
    Text(
        "Which line moves {part}, and does it run in the first turn of the loop? Is it kept?",
        "{part}를 움직이는 줄은 어디이고, 첫 번째 반복에서 실행되나요? 그 결과가 남나요?",
    ),
)
FIRST_STEP_FACTOR = Saying(
    Text(
        "The cost before the first step is right; the first step in {part} is {factor} times what "
        "it should be.",
        "첫 걸음 전의 비용은 맞고, {part}의 첫 걸음이 올바른 걸음의 {factor}배예요.",
    ),
    Text("{ask}", "{ask}"),
)
FIRST_STEP_TIMES = Saying(
    Text(
        "The cost before the first step is right; the first step in {part} is {times} times what "
        "it should be.",
        "첫 걸음 전의 비용은 맞고, {part}의 첫 걸음이 올바른 걸음의 {times}배예요.",
    ),
    Text(
        "By what is the gradient of {part} multiplied in a step: by the learning rate, once, with "
        "which sign? Or has the gradient itself a factor too many or too few?",
        "한 걸음에서 {part}의 그레이디언트에 무엇을 곱하나요? 학습률을 한 번 곱하나요, 부호는 "
        "무엇인가요? 아니면 그레이디언트에 남거나 빠진 인수가 있나요?",
    ),
)
FIXED_RATE = Saying(
    Text(
        "Your step in {part} is {rate} times d{part}, whatever learning_rate is.",
        "learning_rate가 얼마이든 {part}의 걸음이 d{part}의 {rate}배예요.",
    ),
    Text(
        "Is a fixed number written where learning_rate belongs?",
        "learning_rate가 있어야 할 자리에 정해진 수를 썼나요?",
    ),
)
LIMITED_STEP = Saying(
    Text(
        "Your step in {part} is right where d{part} is small, and never goes beyond {limit} times "
        "learning_rate.",
        "d{part}가 작으면 {part}의 걸음이 맞지만, learning_rate의 {limit}배보다 길어지지 않아요.",
    ),
    Text(
        "Which line limits the gradient, as a clip does, and is that asked for?",
        "clip처럼 그레이디언트를 제한하는 줄은 어디이고, 필요한 일인가요?",
    ),
)
SIGN_ALONE = Saying(
    Text(
        "Each number in {part} moves by the same length, whether the slope is small or large.",
        "기울기가 작든 크든 {part}의 수가 모두 같은 길이만큼 움직여요.",
    ),
    Text(
        "What of d{part} reaches your step: its size, or its sign alone?",
        "d{part}에서 걸음에 쓰이는 것은 크기인가요, 부호뿐인가요?",
    ),
)
LENGTHS = Saying(
    Text(
        "Your step in {part} has the right direction and another length: now {first}, now {second} "
        "times what it should be.",
        "{part}의 걸음은 방향이 맞지만 길이가 달라요. 올바른 걸음의 {first}배일 때도 있고 "
        "{second}배일 때도 있어요.",
    ),
    Text(
        "How long should a step be where the slope is small, and where it is steep? Is the "
        "gradient divided by its size (a norm), or limited?",
        "기울기가 작은 곳과 가파른 곳에서 걸음은 얼마나 길어야 하나요? 그레이디언트를 자기 크기로 "
        "나누거나 제한하나요?",
    ),
)

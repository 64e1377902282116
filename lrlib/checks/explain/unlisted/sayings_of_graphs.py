"""What is said of a walk back through a graph, in English and Korean."""

from lrlib.checks.explain.unlisted.sayings import Saying
from lrlib.checks.say.text import Text


def _rows(en: str, ko: str, ask_en: str, ask_ko: str) -> Saying:
    fact = Text(
        f"Your gradients are those of a walk in which {en}.",
        f"결과가 {ko} 경우의 그레이디언트와 같아요.",
    )
    return Saying(fact, Text(ask_en, ask_ko))


NOTHING_PASSED = _rows(
    "rows of {rows} pass nothing on",
    "{rows} 행에서 아무것도 전달하지 않는",
    "What does your code do at such a row: is there a branch for each of these operations, and is "
    "its name spelled as in the graph?",
    "그런 행에서 코드가 하는 일은 무엇인가요? 그 연산을 처리하는 분기가 빠지지 않았고, 이름의 "
    "철자가 그래프와 같은가요?",
)
FIRST_INPUT_ONLY = _rows(
    "rows of {rows} pass something on to their first input alone",
    "{rows} 행에서 첫 번째 입력에만 값을 전달하는",
    "How many inputs has such a row, and what does the second input get?",
    "그런 행에는 입력이 몇 개이고, 두 번째 입력은 무엇을 받나요?",
)
SECOND_INPUT_ONLY = _rows(
    "rows of {rows} pass something on to their second input alone",
    "{rows} 행에서 두 번째 입력에만 값을 전달하는",
    "How many inputs has such a row, and what does the first input get?",
    "그런 행에는 입력이 몇 개이고, 첫 번째 입력은 무엇을 받나요?",
)
LOCAL_ALONE = _rows(
    "rows of {rows} pass on their local slope alone",
    "{rows} 행에서 국소 기울기만 전달하는",
    "A gradient has arrived at the row's output: by what is it multiplied?",
    "그 행의 출력에 도착한 그레이디언트가 있어요. 거기에 무엇을 곱하나요?",
)
ARRIVED_ALONE = _rows(
    "rows of {rows} pass on what arrives as it is",
    "{rows} 행에서 도착한 값을 그대로 전달하는",
    "By which local slope is it multiplied on its way to the input?",
    "입력으로 갈 때 어떤 국소 기울기를 곱해야 하나요?",
)
ADDED_TO_LOCAL = _rows(
    "rows of {rows} add what arrives and the local slope",
    "{rows} 행에서 도착한 값과 국소 기울기를 더하는",
    "Along one path of the chain: are slopes added, or multiplied?",
    "한 경로를 따라가는 연쇄 법칙에서 기울기끼리는 더하나요, 곱하나요?",
)
HALF = _rows(
    "rows of {rows} pass on half to each input",
    "{rows} 행에서 각 입력에 절반씩 전달하는",
    "Do the two inputs share what arrives? What is the local slope of a sum, or of a product, when "
    "one input is nudged and the other is not?",
    "두 입력이 도착한 값을 나누어 갖나요? 한 입력만 조금 움직일 때 합이나 곱의 국소 기울기는 "
    "얼마인가요?",
)
VALUES = Saying(
    Text("Your gradients are the values of the names.", "그레이디언트 자리에 이름의 값이 있어요."),
    Text(
        "Which of the two dicts does your function return, and in which do the gradients stand?",
        "함수가 돌려주는 dict는 무엇이고, 그레이디언트는 어느 dict에 있나요?",
    ),
)
ONLY_THE_LAST = Saying(
    Text(
        "The last output alone has a gradient; that of every other name is 0.",
        "마지막 출력에만 그레이디언트가 있고 다른 이름의 그레이디언트는 모두 0이에요.",
    ),
    Text(
        "To which name does your line add what a row passes on: to its inputs, or to its output?",
        "한 행이 전달하는 것을 더하는 이름은 무엇인가요? 그 행의 입력인가요, 출력인가요?",
    ),
)
DOUBLE = _rows(
    "rows of {rows} pass on twice what they should",
    "{rows} 행에서 두 배를 전달하는",
    "How often is each share added: is there a second line, or a second loop, that adds it again?",
    "도착할 값을 몇 번 더하나요? 다시 더하는 줄이나 반복문이 하나 더 있나요?",
)
BEGINS_ELSEWHERE = _rows(
    "another name than the last output has the gradient 1 at the start",
    "마지막 출력이 아닌 이름이 그레이디언트 1로 시작하는",
    "Of which name are the gradients asked for, and in which row does it stand? Which index do you "
    "take?",
    "무엇의 그레이디언트를 구하나요? 그 이름은 어느 행에 있고, 어떤 인덱스를 쓰나요?",
)
WALKED_TWICE = _rows(
    "all rows are walked through twice",
    "모든 행을 두 번 지나간",
    "How often does the loop over the rows run? What has already arrived when it begins again?",
    "행을 지나가는 반복문은 몇 번 실행되나요? 다시 시작할 때 이미 도착해 있는 것은 무엇인가요?",
)
OTHER_SIGN = _rows(
    "rows of {rows} turn the sign round",
    "{rows} 행에서 부호가 바뀌는",
    "Which minus is too many there?",
    "그 행에 남는 마이너스는 어디인가요?",
)
SECOND_MINUS = _rows(
    "rows of {rows} turn the sign round for their second input",
    "{rows} 행에서 두 번째 입력의 부호가 바뀌는",
    "Is the operation a difference? Which minus is too many?",
    "그 연산이 뺄셈인가요? 남는 마이너스는 어디인가요?",
)
TWICE_ARRIVED = _rows(
    "rows of {rows} multiply by what arrives twice",
    "{rows} 행에서 도착한 값을 두 번 곱하는",
    "How often is the gradient of the row's output multiplied in?",
    "그 행의 출력에 도착한 그레이디언트를 몇 번 곱하나요?",
)
OWN_VALUE = _rows(
    "rows of {rows} multiply by the value of the input itself",
    "{rows} 행에서 입력 자신의 값을 곱하는",
    "Which local slope belongs to that operation?",
    "그 연산의 국소 기울기는 무엇인가요?",
)
VALUE_OF_OUTPUT = _rows(
    "rows of {rows} multiply by the value of their output",
    "{rows} 행에서 출력의 값을 곱하는",
    "Which local slope belongs to that operation?",
    "그 연산의 국소 기울기는 무엇인가요?",
)
OVERWRITTEN = _rows(
    "the last share to arrive overwrites the others",
    "마지막에 도착한 값이 앞의 값을 덮어쓰는",
    "Several shares arrive at one name. Are they added?",
    "한 이름에 값이 여러 번 도착해요. 도착한 값들을 더하나요?",
)
TAKEN_AWAY = _rows(
    "what arrives is taken away",
    "도착한 값을 빼는",
    "With which sign does a share join what is there: is it added, or subtracted?",
    "도착한 값을 이미 있던 값에 더하나요, 빼나요?",
)
AVERAGED = _rows(
    "the shares that meet at a name are averaged",
    "한 이름에 도착한 값들의 평균을 내는",
    "Paths that fork and meet: do their shares add up, or is their mean taken?",
    "갈라졌다가 만나는 경로에서 온 값들은 더하나요, 평균을 내나요?",
)
BEGINS_AT_THE_FIRST = _rows(
    "the output of the first row has the gradient 1 at the start",
    "첫 행의 출력이 그레이디언트 1로 시작하는",
    "Of which name are the gradients asked for, and in which row does it stand?",
    "무엇의 그레이디언트를 구하나요? 그 이름은 어느 행에 있나요?",
)
STARTED_AT_1 = _rows(
    "every name has the gradient 1 before anything arrives",
    "모든 이름의 그레이디언트를 1에서 시작하는",
    "Which name has a gradient at the start of the walk, and with what do the others begin?",
    "계산을 시작할 때 그레이디언트가 있는 이름은 무엇이고, 다른 이름은 어떤 수에서 시작하나요?",
)
FIRST_ROW_LEFT_OUT = _rows(
    "the first row of the graph is left out",
    "그래프의 첫 행을 빠뜨린",
    "With which row does the walk begin, and with which does it end? Look at where a range or a "
    "slice stops.",
    "어느 행에서 시작해서 어느 행에서 끝나나요? range나 슬라이스가 끝나는 곳을 살펴보세요.",
)
LAST_ROW_LEFT_OUT = _rows(
    "the last row of the graph passes nothing on",
    "그래프의 마지막 행에서 아무것도 전달하지 않는",
    "With which row does the walk begin: where does a range or a slice start? Is there a branch "
    "for the operation of that row?",
    "어느 행에서 시작하나요? range나 슬라이스가 시작하는 곳을 살펴보세요. 그 행의 연산을 처리하는 "
    "분기가 있나요?",
)


def at_most(n: int) -> Saying:
    """Make the saying for a walk that ends after n rows."""
    return _rows(
        f"only the last {n} rows of the graph count",
        f"그래프의 마지막 {n}행만 쓴",
        "What about longer graphs: which rows does your loop reach, and where does it end?",
        "더 긴 그래프에서는 어떻게 되나요? 반복문이 지나는 행은 어디까지인가요?",
    )


ENDS_ON_THE_WAY = Saying(
    Text(
        "Your gradients are those of a walk that ends before it has come to the first row.",
        "결과가 첫 행에 이르기 전에 끝난 경우의 그레이디언트와 같아요.",
    ),
    Text(
        "What ends it, and at which row: a break, a return inside the loop, a range that is too "
        "short? Or in which order are the rows taken: does one pass on its gradient before that "
        "has arrived?",
        "무엇 때문에, 어느 행에서 끝나나요? break, 반복문 안의 return, 너무 짧은 range 가운데 "
        "있나요? 아니면 행을 어떤 순서로 지나가나요? 그레이디언트가 도착하기 전에 전달하는 행이 "
        "있나요?",
    ),
)
WRONG_ROWS = Saying(
    Text(
        "Your gradients first go wrong at rows of {rows}: the right gradient arrives there, and "
        "what they pass on is wrong.",
        "그레이디언트가 처음 틀리는 곳은 {rows} 행이에요. 올바른 그레이디언트가 도착하지만 "
        "전달하는 값이 틀려요.",
    ),
    Text(
        "Which local slope has {rows}? Write your line for it out with brackets: what is "
        "multiplied by what, and in which order?",
        "{rows}의 국소 기울기는 무엇인가요? 그 줄을 괄호까지 써서 풀어 보세요. 무엇에 무엇을 어떤 "
        "순서로 곱하나요?",
    ),
)
PASSED_ON_EARLY = Saying(
    Text(
        "A row of {rows} by itself comes out right. What it passes on is wrong where its output is "
        "used in several places, though the output's own gradient is right in the end.",
        "{rows} 행만 따로 보면 맞아요. 그런데 그 출력을 여러 곳에서 쓰면, 출력의 그레이디언트는 "
        "끝에 가서 맞는데도 입력으로 전달하는 값이 틀려요.",
    ),
    Text(
        "How often does your code pass on the gradient of such a name: each time that a share "
        "arrives, or once, when all have arrived? In which order are the rows taken?",
        "그런 이름의 그레이디언트를 몇 번 전달하나요? 값이 도착할 때마다인가요, 모두 도착한 뒤에 "
        "한 번인가요? 행은 어떤 순서로 지나가나요?",
    ),
)
WRONG_WHERE_SHARED = Saying(
    Text(
        "Your gradients are right where a name is used once, and go wrong where several rows use "
        "it, or one row twice.",
        "이름을 한 번만 쓰는 곳에서는 그레이디언트가 맞고, 여러 행에서 쓰거나 한 행에서 두 번 쓰는 "
        "곳에서 틀려요.",
    ),
    Text(
        "Shares arrive there one after another, where paths fork and meet. When the next comes, "
        "what becomes of the first: is it kept, and how are the two joined?",
        "경로가 갈라졌다가 만나면 값이 차례로 도착해요. 다음 값이 도착할 때 먼저 온 값은 남아 "
        "있나요? 둘을 어떻게 합치나요?",
    ),
)

"""What Python and NumPy say when code fails, and the question that each message leads to."""

import re

from lrlib.checks.say.text import Text

__all__ = [
    "IN_NUMPY",
    "OF_A_MATRIX",
    "OF_NUMPY",
    "OTHER",
    "READINGS",
    "UNWRITTEN_BELOW",
    "reading",
]


def reading(cause: str, pattern: str, en: str, ko: str) -> tuple[str, re.Pattern[str], Text]:
    """Join a cause, what Python says of it, and the question in both languages."""
    return cause, re.compile(pattern), Text(en, ko)


OF_A_MATRIX = Text(
    "One of your arrays is a numpy.matrix, which always has two axes, and for which * is the "
    "product of matrices. Which line makes it: np.matrix, np.mat, np.asmatrix? What would an array "
    "do there?",
    "배열 가운데 하나가 numpy.matrix예요. numpy.matrix는 축이 언제나 둘이고, *가 행렬 곱이에요. "
    "그것을 만드는 줄은 어디인가요? np.matrix, np.mat, np.asmatrix 가운데 있나요? 배열이라면 "
    "어떻게 되나요?",
)

# "Type: message", first match wins. Groups fill {0}, {1}, … of the question.
READINGS = (
    reading(
        "not-written",
        r"^NotImplementedError: not written yet",
        "not written yet. Replace the line `raise NotImplementedError(…)` with your code.",
        "아직 작성하지 않았어요. `raise NotImplementedError(…)` 줄을 지우고 코드를 써 보세요.",
    ),
    reading(
        "own-version",
        r"^(?:ImportError|ModuleNotFoundError|AttributeError): .*lrlib",
        "Your code asks lrlib for something that it does not have here. The exercise asks for "
        "your own version: which lines would it have?",
        "여기서는 쓸 수 없는 lrlib 함수를 불렀어요. 이 연습은 직접 작성한 함수를 요구해요. "
        "어떤 줄들이 필요할까요?",
    ),
    reading(
        "broadcast",
        r"^ValueError: non-broadcastable output operand with shape (\(\d+,\)) doesn't match the "
        r"broadcast shape (\([\d, ]*\))",
        "A result of shape {1} is to go into an array of shape {0}. The array on the left has one "
        "axis. How was it made?",
        "형태가 {1}인 결과를 형태가 {0}인 배열에 넣으려고 해요. 왼쪽 배열의 축이 하나예요. 어떻게 "
        "만들었나요?",
    ),
    reading(
        "broadcast",
        r"^ValueError: non-broadcastable output operand with shape (\((\d+), ?1\)) doesn't "
        r"match the broadcast shape (\(\2, ?(?!\2\))(\d+)\))",
        "A result of shape {2} is to go into an array of shape {0}. {3} columns: which array on "
        "this line still holds all examples?",
        "형태가 {2}인 결과를 형태가 {0}인 배열에 넣으려고 해요. 열이 {3}개예요. 이 줄에서 아직 "
        "모든 샘플이 들어 있는 배열은 무엇인가요?",
    ),
    reading(
        "broadcast",
        r"^ValueError: non-broadcastable output operand with shape (\([\d, ]*\)) doesn't match the "
        r"broadcast shape (\([\d, ]*\))",
        "A result of shape {1} is to go into an array of shape {0}. Which shape has each array on "
        "this line? Does X[:, i] keep both axes of X? Does the line make a new array, or change "
        "the one on its left?",
        "형태가 {1}인 결과를 형태가 {0}인 배열에 넣으려고 해요. 이 줄에 있는 배열들의 형태는 각각 "
        "무엇인가요? X[:, i]에는 X의 두 축이 모두 남아 있나요? 이 줄은 새 배열을 만드나요, 왼쪽 "
        "배열을 바꾸나요?",
    ),
    reading(
        "broadcast",
        r"^ValueError: operands.*?((?:\(\d*,?[\d, ]*\)[ ,]*){2,})",
        "NumPy cannot line up the shapes {0} element by element. Which two arrays meet on this "
        "line, and which shape should each of them have? Is it a product element by element (*), "
        "or a matrix product (@)? If this line is in a function that you call: in which order "
        "does it take its arguments?",
        "다음 형태들은 원소별로 맞출 수 없어요: {0}. 이 줄에서 만나는 두 배열은 무엇이고, 각각 "
        "어떤 형태여야 하나요? 원소별 곱(*)인가요, 행렬 곱(@)인가요? 다른 함수에 있는 줄이라면, "
        "그 함수는 인자를 어떤 순서로 받나요?",
    ),
    reading(
        "matmul",
        r"^ValueError: matmul: .*\(size (\d+) is different from (\d+)\)",
        "In a matrix product the columns of the first factor meet the rows of the second; here "
        "{1} columns meet {0} rows. What are the shapes of the two, and which way round are "
        "they?",
        "행렬 곱에서는 앞 행렬의 열과 뒤 행렬의 행이 만나요. 지금은 열 {1}개와 행 {0}개가 만나요. "
        "두 배열의 형태는 각각 무엇이고, 순서와 방향은 맞나요?",
    ),
    (
        "matrix",
        re.compile(r"^ValueError: shape too large to be a matrix"),
        OF_A_MATRIX,
    ),
    reading(
        "matmul",
        r"^ValueError: shapes (\([\d, ]*\)) and (\([\d, ]*\)) not aligned",
        "In a matrix product the columns of the first factor meet the rows of the second; "
        "{0} and {1} do not meet. Which of the two should lie the other way?",
        "행렬 곱에서는 앞 행렬의 열과 뒤 행렬의 행이 만나야 하는데 두 형태 {0}, {1}는 맞지 않아요. "
        "둘 중 어느 쪽의 방향을 바꿔야 할까요?",
    ),
    reading(
        "matmul",
        r"^ValueError: matmul: Input operand (\d) does not have enough dimensions",
        "One factor of `@` is a plain number, not an array. Which one, and what did you expect "
        "it to be?",
        "`@`의 한쪽이 배열이 아니라 숫자 하나예요. 어느 쪽이고, 원래는 무엇이어야 하나요?",
    ),
    reading(
        "cast",
        r"^(?:UFuncTypeError|UFuncOutputCastingError|_UFuncOutputCastingError|TypeError): "
        r"Cannot cast ufunc '?(\w+)'? output from (?:dtype\('(\w+)'\)|(\w+))",
        "An array of whole numbers cannot take up fractions: a result is written in place "
        "(with {0}) into integers. Which array is that: one of the arguments? Does this line make "
        "a new array, or change that one?",
        "정수 배열에는 소수를 담을 수 없어요. 계산 결과({0})를 정수 배열에 바로 쓰고 있어요. "
        "어느 배열인가요? 혹시 함수가 받은 인자인가요? 이 줄은 새 배열을 만드나요, 그 배열을 "
        "바꾸나요?",
    ),
    reading(
        "read-only",
        r"^ValueError: .*read-only",
        "Your function writes into one of its arguments. Which line changes an array in place "
        "instead of making a new one? What does the caller's array hold after the call?",
        "함수가 인자로 받은 배열에 값을 써요. 새 배열을 만들지 않고 기존 배열을 바꾸는 줄은 "
        "어디인가요? 호출한 뒤 그 배열에는 무엇이 들어 있나요?",
    ),
    reading(
        "shape-without-tuple",
        r"^TypeError: (?:Cannot interpret '\d+' as a data type|Field elements must be "
        r"2- or 3-tuples|data type '?\d+'? not understood)",
        "np.zeros, np.ones and np.full take the shape as one argument, a tuple; what follows is "
        "the type. How many parentheses does a shape of two sizes need?",
        "np.zeros, np.ones, np.full은 형태를 튜플 하나로 받고, 그다음 인자는 자료형이에요. 크기가 "
        "두 개인 형태를 쓰려면 괄호가 몇 쌍 필요한가요?",
    ),
    reading(
        "math-on-array",
        r"^TypeError: (?:only (?:length-1|size-1|0-dimensional) arrays can be converted"
        r"|only integer scalar arrays|must be real number, not (?:numpy\.)?(?:ndarray|list))",
        "A function that takes one number is given a whole array. Which function is that: "
        "does it come from math, float(…) or int(…)? Which library works on every element?",
        "숫자 하나를 받는 함수에 배열 전체를 넘겼어요. math의 함수인가요, 아니면 float(…)이나 "
        "int(…)인가요? 모든 원소를 한 번에 계산하는 것은 어느 라이브러리인가요?",
    ),
    reading(
        "truth-of-array",
        r"^ValueError: The truth value of an array",
        "An `if`, `and`, `or` or `while` asks whether a whole array is true. Which element "
        "should decide? Should it be decided for each element?",
        "`if`, `and`, `or`, `while` 가운데 하나가 배열 전체의 참/거짓을 묻고 있어요. "
        "어느 원소가 기준인가요? 원소마다 따로 판단해야 하나요?",
    ),
    reading(
        "name",
        r"^NameError: .*name '(\w+)' is not defined",
        "The name `{0}` is used, but nothing has that name here. Is it spelled as where it was "
        "made? Is it made inside this function, before this line? Or does another cell make or "
        "import it: has that cell been run?",
        "`{0}`라는 이름을 썼지만 여기에는 그런 이름이 없어요. 철자가 같은가요? 이 함수 안에서, 이 "
        "줄보다 먼저 만들었나요? 다른 셀에서 만들거나 import한다면, 그 셀을 실행했나요?",
    ),
    reading(
        "unbound",
        r"^UnboundLocalError: .*variable '(\w+)'",
        "`{0}` is used on a line that runs before any line that gives it a value. Which line has "
        "to come first? If it is made in a loop, what is it before the first round?",
        "`{0}` 변수를 값이 정해지기 전에 사용했어요. 어느 줄이 먼저 와야 하나요? 반복문 안에서 "
        "만든다면, 첫 반복 전에는 어떤 값인가요?",
    ),
    reading(
        "signature",
        r"^TypeError: .*\(\) (?:missing \d+ required|takes \d+ |takes from|got an unexpected "
        r"keyword|got multiple values)",
        "The function is called with other arguments than it takes: {error}. Is the def line "
        "still as it was given? Is each function called with all its arguments?",
        "함수가 받는 인자와 호출할 때 넘긴 인자가 달라요. "
        "def 줄이 처음 주어진 그대로인가요? 다른 함수를 부를 때 인자를 모두 넘겼나요?",
    ),
    reading(
        "append-none",
        r"^AttributeError: 'NoneType' object has no attribute '(append|extend|insert)'",
        "A list is None here. What does {0} return, and what does a name hold after "
        "`name = name.{0}(…)`?",
        "여기서는 리스트가 None이에요. {0}는 무엇을 돌려주나요? `name = name.{0}(…)` 다음에 "
        "name에는 무엇이 들어 있나요?",
    ),
    reading(
        "none-inside",
        r"^(?:TypeError|AttributeError): .*'?NoneType'?",
        "Something is None where a value is needed. Which function that you call here has no "
        "return, or which argument may be None?",
        "값이 있어야 할 자리에 None이 있어요. 여기서 부른 함수 가운데 return이 없는 것은 "
        "무엇인가요? 아니면 None일 수 있는 인자가 있나요?",
    ),
    reading(
        "brackets",
        r"^TypeError: ufunc 'bitwise_(and|or)' not supported",
        "Python takes & and | before ==, < and >, so & or | gets numbers here and no truth values. "
        "Which comparisons should stand in brackets?",
        "파이썬은 ==, <, >보다 &와 |를 먼저 계산해요. 그래서 &나 |가 참과 거짓이 아니라 수를 "
        "받았어요. 괄호로 묶어야 할 비교는 어느 것인가요?",
    ),
    reading(
        "index",
        r"^IndexError: index (-?\d+) is out of bounds for axis (\d+) with size 1\b",
        "Index {0} is asked for; axis {1} has one place, number 0. How many should there be?",
        "축 {1}에는 0번 자리 하나뿐인데 {0}번을 찾고 있어요. 자리는 몇 개여야 하나요?",
    ),
    reading(
        "index",
        r"^IndexError: index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        "Index {0} is asked for; axis {1} has {2} places, counted from 0. Does the index go one "
        "too far, or count along another axis? If it is computed: does each size in its formula "
        "belong to the axis that it is meant for?",
        "축 {1}에는 자리가 {2}개이고 0부터 세는데 {0}번을 찾고 있어요. 인덱스가 하나 더 갔나요, "
        "아니면 다른 축을 세는 인덱스인가요? 인덱스를 계산한다면, 식에 있는 크기가 모두 맞는 축의 "
        "크기인가요?",
    ),
    reading(
        "index",
        r"^IndexError: too many indices for array: array is (\d+)-dimensional, but (\d+)",
        "An array with {0} axes is given {1} indices. Was an axis lost on the way?",
        "축이 {0}개인 배열에 번호를 {1}개 썼어요. 계산하는 동안 축 하나가 사라졌나요?",
    ),
    reading(
        "key",
        r"^KeyError: (.*)$",
        "Nothing is stored yet under {0}. If the dict is yours: with which value should each of "
        "its entries begin, and which line puts it there? If it came in as an argument: are its "
        "names fixed, or do they differ from graph to graph?",
        "{0}라는 이름으로는 아직 아무것도 저장되어 있지 않아요. 직접 만든 dict라면, 각 항목은 "
        "어떤 값에서 시작해야 하고 그 값을 넣는 줄은 어디인가요? 인자로 받은 dict라면, 이름이 "
        "정해져 있나요, 그래프마다 다른가요?",
    ),
    reading(
        "index",
        r"^IndexError: (?!only integers|arrays used as)",
        "A place is asked for that is not there: {error}. What does this index count, and from "
        "where to where?",
        "없는 자리를 찾고 있어요. 이 번호는 무엇을 세고, 어디부터 어디까지인가요?",
    ),
    reading(
        "unpack",
        r"^(?:ValueError|TypeError): (?:not enough values|too many values|cannot unpack)",
        "The number of names on the left of = is not the number of values on the right. "
        "How many values are there?",
        "= 왼쪽에 있는 이름의 개수와 오른쪽에 있는 값의 개수가 달라요. 값은 모두 몇 개인가요?",
    ),
    reading(
        "reshape",
        r"^ValueError: cannot reshape array of size (\d+) into shape (\(.*?\))",
        "An array of size {0} does not fit the shape {1}. How many numbers does that shape need, "
        "and which line should have made as many: is a size counted along the wrong axis, does a "
        "loop over an array give its rows and not its columns, or does a function give another "
        "count than you expect, as bincount and unique do?",
        "숫자 {0}개는 형태 {1}에 맞지 않아요. 이 형태에는 숫자가 몇 개 필요하고, 그만큼 만들었어야 "
        "하는 줄은 어디인가요? 다른 축의 크기를 썼나요, 배열에 반복문을 써서 열이 아니라 행을 "
        "꺼냈나요, 아니면 bincount나 unique처럼 예상과 다른 개수를 주는 함수가 있나요?",
    ),
    reading(
        "function-for-value",
        r"^TypeError: .*(?:'|of type |, not )(?:numpy\.)?"
        r"(?:function|builtin_function_or_method|method|ufunc|Polynomial"
        r"|_ArrayFunctionDispatcher)\b"
        r"(?!' object is not (?:subscriptable|iterable|callable))",
        "A function itself stands where one of its values is needed. What is missing behind its "
        "name?",
        "함수의 값이 있어야 할 자리에 함수 자체가 있어요. 이름 뒤에 무엇이 빠졌나요?",
    ),
    reading(
        "sequence",
        r"^(?:ValueError: setting an array element with a sequence|TypeError: float\(\) argument)",
        "A single place of an array is given several numbers. What shape has the right-hand "
        "side, and how many places has the left?",
        "배열의 한 자리에 여러 숫자를 넣으려고 해요. 오른쪽의 형태는 무엇이고, 왼쪽에는 자리가 "
        "몇 개 있나요?",
    ),
    reading(
        "not-a-count",
        r"^(?:TypeError: .*(?:cannot be interpreted as an integer|expected a sequence of integers"
        r"|indices must be integers)|ValueError: negative dimensions"
        r"|IndexError: (?:only integers, slices|arrays used as indices))",
        "A whole number is needed here, for a range, a shape or an index, and something else "
        "comes: {error}. Which name on this line should hold whole numbers, and of which type is "
        "it?",
        "range나 형태, 인덱스에는 정수가 필요한데 다른 것이 들어왔어요. 이 줄에서 "
        "정수여야 하는 이름은 무엇이고, 지금 자료형은 무엇인가요?",
    ),
    reading(
        "operand",
        r"^TypeError: unsupported operand type\(s\) for @: '(?:int|float)' and '(?:int|float)'",
        "@ is the product of two arrays, and here are two plain numbers. Which sign multiplies "
        "numbers?",
        "@는 배열 두 개의 곱인데 여기에는 수가 두 개 있어요. 수를 곱하는 기호는 무엇인가요?",
    ),
    reading(
        "operand",
        r"^TypeError: (?:unsupported operand|bad operand type|can only concatenate"
        r"|can't multiply sequence)",
        "An operation meets types that it cannot combine: {error}. Which value is not the number "
        "or array that you take it for?",
        "서로 계산할 수 없는 자료형이 만났어요. 숫자나 배열이라고 생각했지만 아닌 값은 무엇인가요?",
    ),
    reading(
        "math-domain",
        r"^(?:ValueError: (?:math domain error|expected a positive input)|OverflowError"
        r"|ZeroDivisionError|FloatingPointError)",
        "Python stops with “{error}” where NumPy would go on with inf, nan or 0. Which number "
        "goes in here: how large can it get, and can it be 0?",
        "NumPy라면 inf나 nan, 0으로 계속했을 곳에서 Python이 멈췄어요. 여기에 들어가는 "
        "수는 무엇이고, 얼마나 커질 수 있나요? 0이 될 수도 있나요?",
    ),
    reading(
        "recursion",
        r"^RecursionError",
        "The function calls itself without an end. Does it call itself where it should call "
        "another?",
        "함수가 자기 자신을 끝없이 부르고 있어요. "
        "다른 함수를 불러야 할 곳에서 자기 자신을 부르나요?",
    ),
    reading(
        "not-callable",
        r"^TypeError: '([\w.]+)' object is not callable",
        "Something of type {0} is followed by parentheses, as if it were a function. Is a × "
        "sign missing, or did a variable take the name of a function?",
        "{0} 뒤에 괄호가 있어서 함수처럼 불렸어요. 곱셈 기호가 빠졌나요, 아니면 변수가 "
        "함수와 같은 이름인가요?",
    ),
    reading(
        "no-attribute",
        r"^AttributeError: (?:module )?'?([\w.]+)'?(?: object)? has no attribute '(\w+)'",
        "`{0}` has nothing called `{1}`. Is this value what you think it is, and is the name "
        "spelled right?",
        "`{0}`에는 `{1}`라는 것이 없어요. 이 값이 생각한 그 값이 맞나요? 철자는 맞나요?",
    ),
    reading(
        "not-indexable",
        r"^TypeError: '([\w.]+)' object is not (?:subscriptable|iterable)",
        "Something of type {0} is used as if it held several values. Which value is that, and "
        "what did you expect it to be?",
        "{0}를 여러 값이 들어 있는 것처럼 썼어요. 어느 값이고, 원래 무엇이라고 생각했나요?",
    ),
    reading(
        "assertion",
        r"^AssertionError",
        "An assert of your own does not hold: {error}. Is it the assertion that is wrong, or "
        "the line before it?",
        "직접 쓴 assert가 성립하지 않아요. assert가 틀렸나요, 그 앞줄이 틀렸나요?",
    ),
)

# What is often written without `np.` before it.
OF_NUMPY = frozenset(
    "arange argmax around array ceil clip concatenate cos dot empty exp eye floor full hstack log "
    "log10 log1p log2 logaddexp matmul maximum mean minimum multiply ones ones_like pi random "
    "reshape rint sin sqrt square squeeze stack sum tanh transpose vstack where zeros "
    "zeros_like".split()
)
IN_NUMPY = Text(
    "Which library has `{0}`, and what stands before its name?",
    "`{0}`는 어느 라이브러리에 있고, 이름 앞에 무엇을 써야 하나요?",
)
UNWRITTEN_BELOW = Text(
    "`{caller}` calls `{called}`, and that one is not written yet.",
    "`{caller}` 함수가 부르는 `{called}` 함수를 아직 작성하지 않았어요.",
)
OTHER = Text(
    "Which value on the line that stops is not what you expect, and what does the {kind} say of "
    "it?",
    "멈춘 줄의 어느 값이 예상과 다른가요? {kind} 오류는 그 값에 대해 무엇이라고 하나요?",
)

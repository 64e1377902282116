"""What Python says of code that it cannot read, and the question that each message leads to.

Such code never comes to a check. The pages of the book ask these questions below the error.
"""

from lrlib.checks.explain.error_messages import reading

__all__ = ["UNREADABLE"]

UNREADABLE = (
    reading(
        "missing-colon",
        r"^SyntaxError: expected ':'",
        "With which sign do lines with def, if, else, for and while end?",
        "def, if, else, for, while로 시작하는 줄은 어떤 기호로 끝나나요?",
    ),
    reading(
        "bracket",
        r"^SyntaxError: (?:'.' was never closed|unmatched|closing parenthesis)",
        "Count the opening and the closing brackets of this line and of the one before it. Which "
        "one has no partner?",
        "이 줄과 앞줄에서 여는 괄호와 닫는 괄호를 세어 보세요. 짝이 없는 괄호는 어느 것인가요?",
    ),
    reading(
        "times-sign",
        r"^SyntaxError: invalid (?:decimal literal|imaginary literal)",
        "A name cannot begin with a digit. Is a * missing between a number and a name?",
        "이름은 숫자로 시작할 수 없어요. 수와 이름 사이에 *가 빠졌나요?",
    ),
    reading(
        "character",
        r"^SyntaxError: invalid (?:non-printable )?character '?(.)?",
        "Python does not know the character {0} in code. Which key of the keyboard writes what "
        "you mean: *, -, / or a quotation mark?",
        "코드에 Python이 모르는 글자 {0}가 있어요. *, -, /, 따옴표 가운데 무엇을 쓰려고 했나요?",
    ),
    reading(
        "quotation-mark",
        r"^SyntaxError: unterminated",
        "A text begins here with a quotation mark. Where does it end?",
        "여기서 따옴표로 문자열이 시작해요. 끝나는 따옴표는 어디에 있나요?",
    ),
    reading(
        "equals-sign",
        r"^SyntaxError: (?:cannot assign to|invalid syntax\. Maybe you meant '==')",
        "One = gives the value on its right to the name on its left; == compares. Which of the two "
        "is meant here, and what stands on the left?",
        "= 하나는 오른쪽의 값을 왼쪽의 이름에 넣고, ==는 두 값을 비교해요. 여기서는 어느 쪽이고, "
        "왼쪽에는 무엇이 있나요?",
    ),
    reading(
        "outside-function",
        r"^SyntaxError: '(\w+)' (?:outside|not properly in)",
        "Inside what can `{0}` stand? How far is this line indented?",
        "`{0}`는 무엇 안에 있어야 하나요? 이 줄은 얼마나 들여쓰기되어 있나요?",
    ),
    reading(
        "indentation",
        r"^(?:IndentationError|TabError)",
        "The spaces at the beginning of a line say to which block it belongs. Does this line begin "
        "where the lines of its block begin, and is there a line after each colon?",
        "줄 앞의 빈칸은 그 줄이 어느 블록에 속하는지 나타내요. 같은 블록의 다른 줄과 시작하는 곳이 "
        "같은가요? 콜론으로 끝난 줄 다음에는 안으로 들여 쓴 줄이 있나요?",
    ),
    reading(
        "syntax",
        r"^SyntaxError",
        "Python cannot read this line. Look at it, and at the end of the line before: is a comma, "
        "a bracket, a colon or an operator missing, or is there one too many?",
        "Python이 이 줄을 읽지 못했어요. 이 줄과 앞줄의 끝을 살펴보세요. 쉼표, 괄호, 콜론, 연산 "
        "기호 가운데 빠졌거나 남는 것이 있나요?",
    ),
)

"""What to ask about a quantity that was taken for the right one: its name shows what it is made of.

The first pattern decides that the name has. Without one, the question is a general one.
"""

import functools
import re

from lrlib.checks.say.text import Text

__all__ = ["JOINED", "ON_A_PATH", "asked_of"]

JOINED = Text(
    "Which two numbers does this step join, and is it a sum or a product? Which step comes first, "
    "and where do brackets show it? Is a name overwritten that is still needed?",
    "이 단계에서는 어떤 두 수를 더하거나 곱하나요? 먼저 하는 단계는 무엇이고, 괄호는 어디에 "
    "있나요? 아직 필요한데 덮어쓴 이름이 있나요?",
)

ON_A_PATH = Text(
    "When this one input alone moves by a little, by how much does the result change? Which local "
    "slopes lie on the way back to it, of sums and of products, and how are they joined? Is a name "
    "overwritten that is still needed?",
    "이 입력 하나만 조금 움직이면 결과는 얼마나 변하나요? 거꾸로 가는 길에 있는 합과 곱의 국소 "
    "기울기는 각각 무엇이고, 어떻게 이어지나요? 아직 필요한데 덮어쓴 이름이 있나요?",
)
NO_CURVE = Text(
    "Those are logits where a probability should stand. Between which numbers does a probability "
    "lie, and which step makes one of z?",
    "확률이 있어야 할 자리에 로짓이 있어요. 확률은 어떤 두 수 사이에 있고, z에서 확률을 만드는 "
    "단계는 어디인가요?",
)
ANOTHER_CURVE = Text(
    "Which curve turns z into a? Write it with its fraction line: which exponential stands below "
    "it, with which sign, what is added, and is it applied once?",
    "z를 a로 바꾸는 곡선은 무엇인가요? 분수로 적어 보세요. 분모에 있는 지수 함수의 부호는 "
    "무엇이고, 무엇을 더하고, 몇 번 적용하나요?",
)
IN_THE_EXPONENT = Text(
    "Of what is the logarithm taken? Which exponent makes the 1 in 1 + eˢ, what is an exponential "
    "already when it goes in, and to which base?",
    "무엇의 로그를 구하나요? 1 + eˢ의 1이 되는 지수는 얼마인가요? 넣을 때 이미 지수 함수인 것이 "
    "있나요? 밑은 무엇인가요?",
)
SQUARED_ERROR = Text(
    "That is made of the squared error. Which loss does this function ask for, and where are its "
    "logarithms?",
    "제곱 오차로 만든 것이에요. 이 함수에서 필요한 손실은 무엇이고, 로그는 어디에 있나요?",
)
DIVIDED = Text(
    "By what do you divide? What is counted below the line, and what should be counted there?",
    "무엇으로 나누나요? 분모에서는 무엇을 세고 있고, 무엇을 세어야 하나요?",
)
COUNTS = Text(
    "Which examples are counted above the line, and which below it? Of which group is the share "
    "asked for?",
    "분자와 분모에서 각각 어떤 샘플을 세고 있나요? 어떤 샘플들 가운데 차지하는 비율을 구해야 "
    "하나요?",
)
WHICH_SHARE = Text(
    "Which share is asked for: among which examples, and what is counted among them? Is each "
    "prediction compared with its own label?",
    "필요한 비율은 무엇인가요? 어떤 샘플들 가운데 무엇을 세나요? 예측을 저마다 자기 레이블과 "
    "비교하나요?",
)
ORDER_OF_STEPS = Text(
    "In which order do the mean, the logarithm, the product and the square come in your lines? "
    "Which of them are asked for, and which comes first?",
    "평균, 로그, 곱, 제곱을 어떤 순서로 계산하나요? 그 가운데 필요한 것은 무엇이고, 무엇을 먼저 "
    "하나요?",
)
ONE_TERM = Text(
    "Write down what one example adds to it, with every factor and every sign. Which factor or "
    "term is missing, too many, or stands in another's place?",
    "샘플 하나가 더하는 것을 인수와 부호까지 모두 적어 보세요. 빠졌거나, 남거나, 다른 것의 자리에 "
    "있는 인수나 항은 무엇인가요?",
)
NEW_FROM_OLD = Text(
    "Of which two things is a new parameter made? Which of them is multiplied by α, and which is "
    "not: where do the brackets stand?",
    "새 매개변수는 어떤 두 가지로 만드나요? α를 곱하는 것은 무엇이고, 곱하지 않는 것은 무엇인가요? "
    "괄호는 어디에 있나요?",
)

EXCHANGED = Text(
    "Which of the two stands inside the logarithm, the label or the prediction? In which order do "
    "the arguments come in?",
    "로그 안에 있는 것은 레이블인가요, 예측인가요? 인자는 어떤 순서로 들어오나요?",
)
EACH_ALONE = Text(
    "That joins precision and recall to one number. Are they asked for together, or each alone?",
    "정밀도와 재현율을 한 수로 합친 것이에요. 필요한 것은 합친 수인가요, 저마다의 수인가요?",
)

OF_CATS_ALONE = Text(
    "Of which pictures is each of the two shares that you average, and of which is it asked for?",
    "평균을 낸 두 비율은 각각 어떤 사진의 비율인가요? 필요한 것은 어느 쪽인가요?",
)
TAKEN_OUT = Text(
    "A number is taken out of the exponent and added again outside. Has each example a number of "
    "its own there, or is it one for all? And what becomes of the 1 in 1 + eˢ when the exponent "
    "loses it?",
    "지수에서 어떤 수를 빼고 밖에서 다시 더하고 있어요. 샘플마다 자기 수가 있나요, 모두 같은 수 "
    "하나인가요? 지수에서 그 수를 빼면 1 + eˢ의 1은 무엇이 되어야 하나요?",
)

OF_EQUALS = Text(
    "How much does one pair of equal probabilities add to your count in all: is it counted in one "
    "place, or in two, and how much does the exercise give it?",
    "확률이 같은 쌍 하나는 모두 합해 얼마로 세어지나요? 한 곳에서 세나요, 두 곳에서 세나요? "
    "연습에서는 얼마로 세라고 했나요?",
)
CANCEL = Text(
    "What do a mistake of +1 and a mistake of −1 make together in a mean? What becomes of the sign "
    "of a difference before the mean is taken?",
    "+1인 오차와 −1인 오차를 함께 평균하면 얼마가 되나요? 평균을 내기 전에 차의 부호는 어떻게 "
    "되나요?",
)

ADDED_BELOW = Text(
    "What is added below the line, and what does it do to a share whose denominator is not 0? "
    "Which tables have a denominator of 0, and what is asked for there alone?",
    "분모에 무엇을 더하나요? 분모가 0이 아닌 비율은 그 때문에 어떻게 되나요? 분모가 0인 표는 어떤 "
    "것이고, 그때만 무엇을 돌려주어야 하나요?",
)
OTHER_LABELS = Text(
    "What is y·z where y = 0, and what does every such example cost, whatever its z is? For which "
    "two labels is this formula made, and which are yours?",
    "y = 0이면 y·z는 얼마인가요? 그런 샘플의 비용은 z와 관계없이 얼마가 되나요? 이 식은 어떤 두 "
    "레이블을 위한 것이고, 여기서 쓰는 레이블은 무엇인가요?",
)

# Each with a pattern of the names that it is for.
QUESTIONS = (
    (r"in the place of probabilities", NO_CURVE),
    (r"with c = |s − max", TAKEN_OUT),
    (r"with a = |^(?!Σ|.*dz).*[zᶻ]", ANOTHER_CURVE),
    (r"log\(?Y|log Y", EXCHANGED),
    (r"e\^\(−?y·z\)", OTHER_LABELS),
    (r"of cats and of others", OF_CATS_ALONE),
    (r"with p = ", EACH_ALONE),
    (r"eˢ|2ˢ|e\^", IN_THE_EXPONENT),
    (r"\((?:A − Y|a − y)\)²", SQUARED_ERROR),
    (r"\+ [12]\)$", ADDED_BELOW),
    (r"C\[", COUNTS),
    (r"equal pairs\) / all pairs$", OF_EQUALS),
    (r"the difference of the means", CANCEL),
    (r"/ \(?(?:number of|all pairs|pairs |m²)", DIVIDED),
    (r"share|accuracy|of Y|of the means|right pairs|cats|others", WHICH_SHARE),
    (r"L²|Π|−log\(Σ|ʸ", ORDER_OF_STEPS),
    (r"^(?:Σ|the mean of) .", ONE_TERM),
    (r"^−?α·|\(old\)|− α$|^[^Σ]*α[·/)]|/α$|α·Σ", NEW_FROM_OLD),
    (r"^[3(]*(?: [+−] )?[abcuvJestpq][abcuvstpq ·+−()]*$", JOINED),
)


@functools.lru_cache(maxsize=1024)
def asked_of(name: str, otherwise: Text) -> Text:
    """Return the question about a quantity with this name."""
    return next((ask for pattern, ask in QUESTIONS if re.search(pattern, name)), otherwise)

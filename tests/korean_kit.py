"""The words and the registers that the Korean of the project keeps to, and what a rule looks at."""

import re

ROLE = re.compile(r"\{[\w:]+\}`([^`]*)`")
CODE = re.compile(r"(?<![}`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’")

SIDES = (
    "양|한|왼|오른|위|아래|안|바깥|앞|뒤|어느|반대|다른|같은|두|긴|짧은|큰|작은|많은|적은|"
    "먼|가까운|내|서로|[은는인의편]"
)
# What is refused, what is said instead, and where the word is right all the same.
TERMS = (
    (r"은\(는\)|이\(가\)|을\(를\)|으?로\(으로\)|와\(과\)", "the particle that fits", None),
    ("기대값", "올바른 값", None),
    ("판정", "판단", None),
    ("성분", "원소", None),
    ("단추", "버튼", None),
    ("증인", "검산", None),
    ("몫", "기여, 전해진 값", "나눗셈의 몫"),
    (r"(?<![가-힣])(?:밀면|밀어|민 크기|밀었|밀기|미는)", "움직이다", None),
    (r"(?<![가-힣])쪽(?!으로)", "페이지", f"(?:이|그|저)쪽|(?:{SIDES}) ?쪽"),
    (r"당신", "(nothing)", None),
    (r"고양이의 손실", "고양이 사진의 손실", None),
    (r"(?<!공부 )(?<![가-힣])노트(?!북)", "공부 노트", None),
    (r"\d %", "74.3%", None),
    (r"값 값", "one 값", None),
    (r"임계값|최소값|최대값|꼭지점|대표값", "사이시옷", None),
    (r"몇일|할수(?!록)|할려고|되요|됬", "spelling", None),
)
# Pages of the book speak 합니다체, what a learner works in 해요체.
NOT_OF_PAGES = re.compile(r"[가-힣]*(?<![니시])다\.(?=\s|$)|[가-힣]*(?<![세까])요\.(?=\s|$)")
NOT_AT_WORK = re.compile(r"[가-힣]*다[.!?](?=\s|$)")


def plain(text):
    """Return a text without code, formulas, quotations and the targets of roles."""
    text = ROLE.sub(lambda role: role[1].partition("<")[0], text)
    return QUOTED.sub("“”", FORMULA.sub("", CODE.sub("", text)))


def refused(text):
    """Return what the rules refuse in a text: (word, what to write instead)."""
    return [
        (found[0], better)
        for rule, better, right in TERMS
        if (found := re.search(rule, re.sub(right, "", text) if right else text))
    ]

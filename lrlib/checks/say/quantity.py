"""The names of quantities in Korean: the catalogue names them once, in formulas and English."""

import functools
import re

from lrlib.checks.say.text import Text

__all__ = ["named"]

# The first pattern that fits the whole name is taken. What the groups hold is translated, too.
KOREAN = (
    (r"accuracy", "정확도"),
    (r"gradients", "그레이디언트"),
    (r"precision", "정밀도"),
    (r"recall", "재현율"),
    (r"(.+), with p = precision and r = recall", "{}(p는 정밀도, r은 재현율)"),
    (r"J with z cut at (.+) in the place of probabilities", "확률 자리에 {}에서 자른 z를 넣은 J"),
    (r"J with (.+) in the place of probabilities", "확률 자리에 {}를 넣은 J"),
    (r"(.+), with z in the place of probabilities", "{}(확률 자리에 z)"),
    (r"(.+), with c = max s", "{}(c는 s의 최댓값)"),
    (r"(.+), with ε = (.+)", "{}(ε = {})"),
    (r"(.+), Y clipped", "{}(Y를 자른 것)"),
    (r"(right pairs|\(right.+\)) / (.+)", "{} / {}"),
    (r"\(right pairs \+ (.*)equal pairs\)", "(맞은 쌍 + {}같은 쌍)"),
    (r"\(right pairs − (.*)equal pairs\)", "(맞은 쌍 − {}같은 쌍)"),
    (r"\((number of cats|number of others|all pairs)\)²", "({})²"),
    (r"(cats above some other|neighbours in order) / (.+)", "{} / {}"),
    (r"cats above some other", "다른 사진 하나라도 앞선 고양이 수"),
    (r"cats above the mean of the others / (.+)", "다른 사진의 평균보다 높은 고양이 수 / {}"),
    (r"right pairs among those with the cat first", "고양이가 먼저 나오는 쌍 가운데 맞은 비율"),
    (r"right pairs with the cat first / (.+)", "고양이가 먼저 나오는 맞은 쌍 / {}"),
    (r"neighbours in order", "순서가 맞는 이웃한 쌍"),
    (
        r"(.*)cats above ½ (.) others below ½(.*), as shares",
        "{}½보다 높은 고양이 {} 낮은 다른 사진{}(비율)",
    ),
    (r"right pairs", "맞은 쌍"),
    (r"all pairs", "모든 쌍"),
    (r"pairs of any two examples", "아무 샘플 둘로 만든 쌍"),
    (r"pairs that are not equal", "확률이 다른 쌍"),
    (r"number of cats", "고양이 수"),
    (r"number of others", "다른 사진 수"),
    (r"ΣL / (.+)", "ΣL / {}"),
    (r"the share of cats", "고양이의 비율"),
    (r"the share of answers 1", "답이 1인 비율"),
    (r"the share of right ones among those with label (\d)", "레이블 {} 가운데 맞은 비율"),
    (r"the share of right ones among those with prediction (\d)", "예측 {} 가운데 맞은 비율"),
    (
        r"the mean of the precisions of cats and of others",
        "고양이와 다른 사진의 정밀도 평균",
    ),
    (r"the mean of the recalls of cats and of others", "고양이와 다른 사진의 재현율 평균"),
    (r"the mean of the shares of both labels", "레이블별로 맞은 비율의 평균"),
    (r"mean of (.+) / mean of (.+)", "{}의 평균 / {}의 평균"),
    (r"mean of the cats − mean of the others", "고양이의 평균 − 다른 사진의 평균"),
    (r"accuracy at ½", "½에서 잰 정확도"),
    (r"the (?:mean|means) of (.+)", "{}의 평균"),
    (r"the sum of (.+)", "{}의 합"),
    (r"the slope of (.+)", "{}의 기울기"),
    (r"the number right", "맞은 개수"),
    (r"right", "맞은 샘플"),
    (r"the share of (\d) in both", "둘 다 {}인 비율"),
    (r"the difference of the means", "두 평균의 차"),
    (r"1 ([−+]) (the difference .+)", "1 {} ({})"),
    (r"one picture a row", "한 행에 사진 한 장"),
    (r"dz for each weight", "가중치마다 dz"),
    (r"(.+), step (\d+)", "{1}걸음째 {0}"),
    (r"(.+) after step (\d+)", "{1}걸음 뒤의 {0}"),
    (r"(.+) with all labels (\d)", "레이블이 모두 {1}일 때의 {0}"),
    (r"(.+) for (1 − Y)", "레이블이 {1}일 때의 {0}"),
    (r"(.+) with a = (.+)", "a가 {1}일 때의 {0}"),
    (r"(.+) where (.+)", "{1}이면 {0}"),
    (r"(.+) \(old\)", "처음의 {}"),
)


@functools.lru_cache(maxsize=1024)
def named(name: str) -> Text:
    """Return a quantity's name in both languages; a formula is the same in both."""
    for pattern, korean in KOREAN:
        found = re.fullmatch(pattern, name)
        if found:
            inner = [named(group) for group in found.groups()]
            return Text(name, Text("", korean).format(*inner).ko)
    return Text(name, name)

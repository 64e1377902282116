"""Where hints send the reader: page of the book and section heading, in both languages."""

import re
import unicodedata

from lrlib.checks.declare.model import Place

__all__ = [
    "ACCURACY",
    "AUC",
    "CERTAIN",
    "COLUMNS",
    "CONFUSION",
    "COST",
    "CROSS_ENTROPY",
    "DA",
    "DA_DZ",
    "DB",
    "DECISION",
    "DESCENT",
    "DOT",
    "DW",
    "DZ",
    "FLATTEN",
    "FORK",
    "FORWARD",
    "GRAPH_BACKWARD",
    "GRAPH_FORWARD",
    "INTENSITY",
    "LOCAL_SLOPES",
    "LOOPS",
    "MEAN",
    "NEURON_CODE",
    "NOTATION",
    "OLD_PARAMETERS",
    "ORDER",
    "PRECISION",
    "ROC",
    "SCRAMBLED",
    "SHAPES",
    "SIGMOID",
    "SIGMOID_EXTREMES",
    "SQUARED_ERROR",
    "STABLE",
    "STACK",
    "STEP_SIZE",
    "TRAIN",
    "TWO_CASES",
    "UPDATE",
    "WRONG_SHAPE",
    "link",
    "links",
]

INTENSITY = Place(1, "What goes in: intensities", "들어가는 것: 강도")
FLATTEN = Place(1, "From picture to vector", "사진에서 벡터로")
STACK = Place(1, "From a stack of pictures to X", "사진 묶음에서 X로")
SCRAMBLED = Place(1, "The flatten that is legal and wrong", "문법에는 맞지만 틀린 평탄화")
SHAPES = Place(2, "The shape table", "형태 표")
NOTATION = Place(2, "All examples: X and Y", "모든 샘플: X와 Y")
SIGMOID = Place(3, "Solve for the probability", "확률에 대해 풀기")
FORWARD = Place(3, "All examples at once", "모든 샘플을 한 번에")
DOT = Place(3, "A sum of votes", "표를 모두 더하기")
DECISION = Place(3, "The decision: ŷ ≥ ½ exactly when z ≥ 0", "판단: ŷ ≥ ½과 z ≥ 0은 같은 말")
NEURON_CODE = Place(5, "Where the parameters start", "매개변수의 출발점")
SQUARED_ERROR = Place(6, "A penalty for one prediction", "예측 하나에 대한 벌점")
CROSS_ENTROPY = Place(7, "All examples: a product", "모든 샘플: 곱")
TWO_CASES = Place(7, "The two cases", "두 가지 경우")
COST = Place(8, "From losses to one number", "손실에서 수 하나로")
STABLE = Place(8, "Where the formula breaks", "공식이 무너지는 곳")
CERTAIN = Place(8, "Where the formula breaks", "공식이 무너지는 곳")
DESCENT = Place(9, "One parameter first", "먼저 매개변수 하나")
STEP_SIZE = Place(9, "Creep, land, overshoot", "느리게 가기, 도착하기, 지나치기")
GRAPH_FORWARD = Place(10, "Three small steps", "작은 단계 세 개")
GRAPH_BACKWARD = Place(11, "Then by the chain rule", "이번에는 연쇄 법칙으로")
LOCAL_SLOPES = Place(11, "Local slopes of all operations", "연산마다 정해진 국소 기울기")
FORK = Place(12, "The sum, line by line", "합을 한 줄씩")
ORDER = Place(
    12,
    "The solution: wait until the gradient is complete",
    "해법: 그레이디언트를 모두 받을 때까지 기다리기",
)
DZ = Place(13, "dz, where the fractions cancel", "dz: 분수가 약분되는 곳")
DW = Place(13, "dw₁, dw₂ and db", "dw₁, dw₂와 db")
DA = Place(13, "From the loss to a: da", "손실에서 a로: da")
DA_DZ = Place(13, "From a to z: the slope of the sigmoid", "a에서 z로: 시그모이드의 기울기")
DB = Place(13, "dw₁, dw₂ and db", "dw₁, dw₂와 db")
UPDATE = Place(14, "One step", "한 걸음")
OLD_PARAMETERS = Place(14, "All gradients first", "그레이디언트부터 모두 구하기")
MEAN = Place(14, "From one loss to the mean", "손실 하나에서 평균으로")
LOOPS = Place(15, "Two loops", "반복문 두 개")
COLUMNS = Place(15, "No loop over examples", "샘플에 대한 반복문 없이")
WRONG_SHAPE = Place(15, "The shape that is legal and wrong", "문법에는 맞지만 틀린 형태")
TRAIN = Place(16, "One loop", "반복문 하나")
ACCURACY = Place(16, "Baselines first", "먼저 기준선")
CONFUSION = Place(17, "Four counts", "네 가지 개수")
PRECISION = Place(17, "Two questions, two shares", "두 질문, 두 비율")
ROC = Place(17, "All thresholds at once", "모든 임곗값을 한 번에")
AUC = Place(17, "The area is a share of pairs", "넓이는 쌍의 비율")
SIGMOID_EXTREMES = Place(18, "The sigmoid in two halves", "둘로 나눈 시그모이드")

# The names of the pages, as they stand in an address.
PAGES = {
    1: "01-a-picture-is-a-vector",
    2: "02-notation",
    3: "03-the-model",
    4: "04-line-or-curve",
    5: "05-one-neuron",
    6: "06-why-not-squared-error",
    7: "07-cross-entropy",
    8: "08-cost",
    9: "09-gradient-descent",
    10: "10-computation-graph",
    11: "11-derivatives-on-a-graph",
    12: "12-paths-that-fork-and-meet",
    13: "13-the-derivatives",
    14: "14-one-step",
    15: "15-m-examples",
    16: "16-the-whole-algorithm",
    17: "17-how-good-is-it",
    18: "18-numbers-that-stay-finite",
}


def link(place: Place) -> str:
    """Return the address of a place within the book, as Sphinx makes it from the heading."""
    plain = unicodedata.normalize("NFKD", place.en.lower()).encode("ascii", "ignore").decode()
    anchor = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"chapters/{PAGES[place.page]}.html#{anchor}"


def links(place: Place) -> dict[str, str]:
    """Return the address of a place in the English edition, and in the Korean one below it."""
    return {"link": link(place), "link_ko": f"ko/{link(place)}"}

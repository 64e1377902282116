"""Where hints send the reader: page of the book and section heading, in both languages."""

from lrlib.checks._model import Place

__all__ = [
    "ACCURACY",
    "CERTAIN",
    "COLUMNS",
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
    "WHOLE",
]

INTENSITY = Place(1, "What goes in: intensities", "들어가는 것: 강도")
FLATTEN = Place(1, "From picture to vector", "사진에서 벡터로")
STACK = Place(1, "From a stack of pictures to X", "사진 묶음에서 X로")
SCRAMBLED = Place(1, "The flatten that is legal and wrong", "문법에는 맞지만 틀린 평탄화")
SHAPES = Place(2, "Shapes", "형태")
NOTATION = Place(2, "Shapes", "형태")
SIGMOID = Place(3, "The sigmoid", "시그모이드")
FORWARD = Place(3, "The model", "모델")
DOT = Place(3, "One sum for each example", "샘플마다 합 하나")
DECISION = Place(3, "The decision", "판단")
NEURON_CODE = Place(5, "The same neuron as code", "같은 뉴런을 코드로")
SQUARED_ERROR = Place(6, "A penalty for one prediction", "예측 하나의 벌점")
CROSS_ENTROPY = Place(7, "Cross-entropy", "교차 엔트로피")
TWO_CASES = Place(7, "The two cases", "두 가지 경우")
COST = Place(8, "The cost", "비용")
STABLE = Place(8, "From the logits", "로짓에서 바로")
CERTAIN = Place(8, "Where the formula gives nan", "공식이 nan이 되는 곳")
DESCENT = Place(9, "One parameter", "매개변수 하나")
STEP_SIZE = Place(9, "How large a step", "걸음의 크기")
GRAPH_FORWARD = Place(10, "The forward pass", "순전파")
GRAPH_BACKWARD = Place(11, "By the chain rule", "연쇄 법칙으로")
LOCAL_SLOPES = Place(11, "Local slopes", "국소 기울기")
FORK = Place(12, "Sum over paths", "경로마다 더하기")
ORDER = Place(12, "In which order", "어떤 순서로")
DZ = Place(13, "dz", "dz")
DW = Place(13, "dw and db", "dw와 db")
DA = Place(13, "da", "da")
DA_DZ = Place(13, "da/dz", "da/dz")
DB = Place(13, "dw and db", "dw와 db")
UPDATE = Place(14, "The update", "갱신")
OLD_PARAMETERS = Place(14, "All gradients first", "기울기를 먼저 모두")
MEAN = Place(14, "The mean", "평균")
LOOPS = Place(15, "Two loops", "반복문 두 개")
COLUMNS = Place(15, "No loop", "반복문 없이")
WHOLE = Place(15, "All together", "모두 합치면")
TRAIN = Place(16, "The training loop", "학습 반복")
ACCURACY = Place(16, "Accuracy", "정확도")
SIGMOID_EXTREMES = Place(17, "The sigmoid", "시그모이드")

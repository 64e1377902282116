"""Alterations of what a neuron computes with: features, logits, predictions, where it starts."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lrlib.checks.declare.model import Case
from lrlib.checks.explain.unlisted.alteration import Alteration, Args, changing
from lrlib.checks.say.text import Text

__all__ = ["of_certain_predictions", "of_features", "of_logits", "of_scaling", "of_starts"]

FEATURES = Text(
    "Which features reach your result? Over which index do you add or loop?",
    "어떤 특성들이 결과에 들어가나요? 어떤 번호에 대해 더하거나 반복하나요?",
)


def of_features() -> Iterator[Alteration]:
    """Leave features out."""
    for cause, en, ko, rows in (
        ("first-feature", "only the first feature counted", "첫 번째 특성만 쓰였을", np.s_[1:]),
        ("no-first-feature", "the first feature were left out", "첫 번째 특성을 뺐을", np.s_[:1]),
        ("no-last-feature", "the last feature were left out", "마지막 특성을 뺐을", np.s_[-1:]),
    ):
        yield Alteration(cause, Text(en, ko), FEATURES, _rows(rows))


def _rows(rows: Any) -> Callable[[Case], Args | None]:
    def apply(case: Case) -> Args | None:
        X = case.args["X"].copy()
        X[rows] = 0
        return {**case.args, "X": X}

    return apply


def of_scaling() -> Iterator[Alteration]:
    """Prepare the features inside the function."""
    ask = Text(
        "Is X prepared inside your function? Who prepares it, and does the function know of it?",
        "함수 안에서 X를 미리 가공하나요? 그 일은 누가 해야 하나요?",
    )
    centred = "each feature had its mean subtracted first", "특성마다 먼저 평균을 뺐을"
    yield Alteration("centred-X", Text(*centred), ask, _scaled(lambda X: 1.0))
    moved = "the mean of all of X had been subtracted first", "먼저 X 전체의 평균을 뺐을"
    yield Alteration("moved-X", Text(*moved), ask, _less_its_mean)
    scaled = "each feature were scaled to mean 0 and spread 1 first", "특성마다 먼저 표준화했을"
    yield Alteration(
        "standard-X", Text(*scaled), ask, _scaled(lambda X: X.std(axis=1, keepdims=True) + 1e-300)
    )


def _less_its_mean(case: Case) -> Args | None:
    return {**case.args, "X": case.args["X"] - case.args["X"].mean()}


def _scaled(spread: Callable[[Any], Any]) -> Callable[[Case], Args | None]:
    def apply(case: Case) -> Args | None:
        X = case.args["X"]
        return {**case.args, "X": (X - X.mean(axis=1, keepdims=True)) / spread(X)}

    return apply


SMALL = (0.1, 0.05, 0.02, 0.01, 0.005, 0.001, 1e-4, 1e-5, 1e-6)


def of_certain_predictions() -> Iterator[Alteration]:
    """Keep predictions away from 0 and 1, as formulas do that shall never divide by 0."""
    added = Text(
        "How large is that constant beside a? By how much does it change the result, exactly?",
        "이 상수는 a에 견주어 얼마나 큰가요? 결과가 정확히 얼마나 달라지나요?",
    )
    clipped = Text(
        "Is a clip asked for? What should come out for a prediction that is nearer to 0 or 1?",
        "clip이 필요한가요? 제한에 걸려 잘린, 0이나 1에 더 가까운 예측의 결과는 얼마여야 하나요?",
    )
    for eps in SMALL:
        yield Alteration(
            f"added-{eps:g}",
            Text(
                f"the constant {eps:g} were added to a and to 1 − a, as an epsilon",
                f"a와 1 − a에 상수 {eps:g}을 더했을",
            ),
            added,
            _predictions(_added(eps), needs_labels=True),
        )
        yield Alteration(
            f"clipped-{eps:g}",
            Text(
                f"a were clipped, to between {eps:g} and {1 - eps:g}",
                f"a를 {eps:g}과 {1 - eps:g} 사이로 잘랐을",
            ),
            clipped,
            _predictions(_clipped(eps)),
        )


def _added(eps: float) -> Callable[[Any, Any], Any]:
    return lambda A, Y: A + eps * (2 * Y - 1)


def _clipped(eps: float) -> Callable[[Any, Any], Any]:
    return lambda A, Y: np.clip(A, eps, 1 - eps)


def _predictions(
    change: Callable[[Any, Any], Any], *, needs_labels: bool = False
) -> Callable[[Case], Args | None]:
    def apply(case: Case) -> Args | None:
        a, y = ("A", "Y") if "A" in case.args else ("a", "y")
        if y not in case.args and needs_labels:
            return None
        return {**case.args, a: change(case.args[a], case.args.get(y))}

    return apply


def of_logits() -> Iterator[Alteration]:
    """Change w and b together: that changes z."""
    for cause, en, ko, times in (
        ("minus-z", "every logit z had the other sign", "로짓 z의 부호가 모두 반대일", -1.0),
        ("zero-z", "every logit z were 0", "로짓 z가 모두 0일", 0.0),
        ("doubled-z", "every logit z were twice as large", "로짓 z가 모두 두 배일", 2.0),
        ("halved-z", "every logit z were half as large", "로짓 z가 모두 절반일", 0.5),
    ):
        ask = Text(
            "What does your function do between the logits and the probabilities?",
            "로짓에서 확률까지 함수가 하는 일은 무엇인가요?",
        )
        yield Alteration(cause, Text(en, ko), ask, _scaled_logits(times))
    yield Alteration(
        "mean-of-products",
        Text("wᵀX were divided by n_x", "wᵀX를 n_x로 나누었을"),
        Text("Is z a sum of the products, or their mean?", "z는 곱들의 합인가요, 평균인가요?"),
        lambda case: {**case.args, "w": case.args["w"] / len(case.args["w"])},
    )
    yield Alteration(
        "every-pair",
        Text("every weight met every feature", "모든 가중치를 모든 특성에 곱했을"),
        Text(
            "Which product adds up the pairs that belong together alone: a dot product (@), or * "
            "with broadcasting? Which shape has it?",
            "서로 짝이 되는 것끼리만 곱해서 더하는 곱은 무엇인가요? 내적(@)인가요, "
            "브로드캐스팅하는 *인가요? 그 형태는 무엇인가요?",
        ),
        lambda case: {**case.args, "w": np.full_like(case.args["w"], case.args["w"].sum())},
    )
    yield from _of_biases()


def _of_biases() -> Iterator[Alteration]:
    """Let b join the products in another way."""
    yield Alteration(
        "b-for-each-feature",
        Text("b were n_x times as large", "b가 n_x배 클"),
        Text(
            "How often is b added for one example: once, or once for each feature, inside the sum?",
            "샘플 하나에 b를 몇 번 더하나요? 한 번인가요, 합 안에서 특성마다 한 번씩인가요?",
        ),
        lambda case: {**case.args, "b": case.args["b"] * len(case.args["w"])},
    )
    yield Alteration(
        "z-times-b",
        Text("b were multiplied with wᵀX", "wᵀX에 b를 곱했을"),
        Text(
            "How does the bias b join wᵀX: is it added, or is it a factor (times)?",
            "편향 b는 wᵀX에 더하나요, 곱하나요?",
        ),
        lambda case: {**case.args, "w": case.args["w"] * case.args["b"], "b": 0.0},
    )


def _scaled_logits(times: float) -> Callable[[Case], Args | None]:
    def apply(case: Case) -> Args | None:
        return {**case.args, "w": case.args["w"] * times, "b": case.args["b"] * times}

    return apply


def of_starts() -> Iterator[Alteration]:
    """Begin a training elsewhere than where it is told to."""
    ask = Text(
        "From where does the training start when {name} is given, and when none is given? In which "
        "branch is {name} set?",
        "{name}를 주면 학습이 어디에서 시작하고, 주지 않으면 어디에서 시작하나요? {name}를 정하는 "
        "분기는 어디인가요?",
    )
    for name, none in (("w", np.zeros_like), ("b", lambda v: 0.0)):
        yield Alteration(
            f"start-{name}",
            Text(
                f"the training had started from {name} = 0 and not from the {name} that is given",
                f"주어진 {name}가 아니라 {name} = 0에서 학습을 시작했을",
            ),
            ask.format(name=name),
            changing(name, none),
        )

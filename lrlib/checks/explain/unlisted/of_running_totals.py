"""A finder of running totals that stand where an example's own number belongs.

A loop that adds up dz in `db`, and then multiplies x by `db`, is right for one example alone. For
several, each meets the total of all before it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from lrlib.checks.declare.compare import LOOSE, equal
from lrlib.checks.declare.model import Array
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import Comparison, View
from lrlib.checks.say.text import Text

__all__ = ["running_totals"]

RUNNING = Saying(
    Text(
        "In your {part}, each example takes {which} in the place of its own dz.",
        "{part}에서 샘플마다 자기 dz 대신 {which}를 쓰고 있어요.",
    ),
    Text(
        "At the second example, what does the name beside x hold: dz of this example alone, or "
        "something of both examples? Which name is for a total, and which for the example's own "
        "dz?",
        "두 번째 샘플에서 x와 곱하는 이름에는 그 샘플의 dz만 들어 있나요, 첫 번째 샘플의 것도 들어 "
        "있나요? 합계의 이름과 샘플 자신의 dz의 이름은 각각 무엇인가요?",
    ),
)
TOTALS_ADDED_UP = Saying(
    Text(
        "Your {part} is made of the totals so far, added up: an early example counts more often "
        "than a late one.",
        "{part}가 그때까지의 합계를 모두 더한 것이라서, 앞에 있는 샘플일수록 여러 번 들어가요.",
    ),
    Text(
        "At the second example, what is added to your {part}: the number of this example alone, or "
        "a total that holds the first one, too? Which name is set anew for each example?",
        "두 번째 샘플에서 {part}에 더하는 것은 그 샘플의 수인가요, 첫 번째 샘플도 들어 있는 "
        "합계인가요? 샘플마다 새로 정하는 이름은 무엇인가요?",
    ),
)
LOGITS_GO_ON = Saying(
    Text(
        "In your {part}, z goes on from example to example: each begins with the z of the one "
        "before.",
        "{part}에서 z가 다음 샘플로 이어져서, 샘플마다 앞 샘플의 z에서 시작해요.",
    ),
    Text(
        "At the second example, with which number does z begin? Which line sets it, and is that "
        "line inside the loop over the examples?",
        "두 번째 샘플에서 z는 어떤 수에서 시작하나요? z를 정하는 줄은 어디이고, 샘플에 대한 반복문 "
        "안에 있나요?",
    ),
)
Numbers = Array  # a row for each thing that an example has, a column for each example
Run = Callable[[Numbers], Numbers]


def _so_far(v: Numbers) -> Numbers:
    return np.cumsum(v, axis=-1)


def _mean_so_far(v: Numbers) -> Numbers:
    means: Numbers = np.cumsum(v, axis=-1) / np.arange(1, v.shape[-1] + 1)
    return means


RUNS: tuple[tuple[Text, str, Run], ...] = (
    (Text("the sum of dz so far", "그때까지 더한 dz"), "dz", _so_far),
    (
        Text("the sum of dz of those before it", "앞 샘플들까지 더한 dz"),
        "dz",
        lambda v: _so_far(v) - v,
    ),
    (Text("the mean of dz so far", "그때까지의 dz 평균"), "dz", _mean_so_far),
    (Text("the sum of the losses so far", "그때까지의 손실의 합계"), "L", _so_far),
)
# By the part, what each example adds to it.
SUMS: Mapping[str, str] = {"J": "L", "db": "dz", "dw": "x·dz"}
Sums = Callable[[Mapping[str, Any]], Array | None]


def running_totals(view: View) -> Relation | None:
    """Find a total so far in the place of an example's own dz, loss, or logit."""
    several = [record for record in view.wrong if record.case.sizes.get("m", 1) > 1]
    if view.part not in SUMS or len(several) < 2 or "Y" not in several[0].case.args:
        return None
    for relation, sums in _candidates(view.part):
        if all(_fits(record, sums) for record in view.wrong):
            return relation
    return None


def _candidates(part: str) -> Iterator[tuple[Relation, Sums]]:
    """Yield what totals may be in the place of what, and the sums that they give."""
    if part == "dw":
        for which, name, run in RUNS:
            yield RUNNING.of(which.en, part=part, which=which), _products(name, run)
    yield TOTALS_ADDED_UP.of("totals added up", part=part), _added_up(SUMS[part])
    for each, first in ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0)):  # how often b comes in
        yield (
            LOGITS_GO_ON.of("logits go on", part=part),
            _of_running_logits(SUMS[part], each, first),
        )


def _products(name: str, run: Run) -> Sums:
    """Add up x times a running total of dz, or of the losses."""

    def sums(args: Mapping[str, Any]) -> Array | None:
        own = _of_examples(args)
        return args["X"] @ run(own[name]).T if {"X", "w"} <= args.keys() else None

    return sums


def _added_up(name: str) -> Sums:
    def sums(args: Mapping[str, Any]) -> Array | None:
        own = _of_examples(args)
        return _so_far(own[name]).sum(axis=-1, keepdims=True) if name in own else None

    return sums


def _of_running_logits(name: str, each: float, first: float) -> Sums:
    """Add up what comes of logits that are never set anew; b is added to each, or to the first."""

    def sums(args: Mapping[str, Any]) -> Array | None:
        if not {"w", "b", "X"} <= args.keys():
            return None
        Z = _so_far(args["w"].T @ args["X"] + each * args["b"]) + first * args["b"]
        total: Array = _of_logits(Z, args)[name].sum(axis=-1, keepdims=True)
        return total

    return sums


def _of_examples(args: Mapping[str, Any]) -> dict[str, Numbers]:
    """Return what each example has of its own: its loss; with features, its slopes, too."""
    if {"w", "b", "X"} <= args.keys():
        return _of_logits(args["w"].T @ args["X"] + args["b"], args)
    Y = args["Y"]
    if "A" in args:
        return {"L": -np.log(np.where(Y == 1, args["A"], 1 - args["A"]))}
    return {"L": np.logaddexp(0, (1 - 2 * Y) * args["Z"])}


def _of_logits(Z: Array, args: Mapping[str, Any]) -> dict[str, Numbers]:
    dz = 1 / (1 + np.exp(-Z)) - args["Y"]
    L = np.logaddexp(0, (1 - 2 * args["Y"]) * Z)
    return {"L": L, "dz": dz, "x·dz": args["X"] * dz}


def _fits(record: Comparison, sums: Sums) -> bool:
    """Say whether a result is the mean of what is summed."""
    found = sums(record.case.args)
    if found is None or found.size != record.got.size:
        return False
    mean = np.reshape(found / record.case.sizes["m"], record.got.shape)
    return equal(record.got, mean, LOOSE)

"""A finder of single steps that are right but for a factor that goes with a size."""

from dataclasses import replace

from lrlib.checks.explain.unlisted.factors import seen
from lrlib.checks.explain.unlisted.quantities import factor_of
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import Comparison, View
from lrlib.checks.say.text import Text

__all__ = ["step_times_a_size"]

STEP_TIMES = Saying(
    Text(
        "Your step in {part} is {factor} times what it should be{seen}.",
        "{part}의 걸음이 올바른 걸음의 {factor}배예요{seen}.",
    ),
    Text(
        "Which step of yours multiplies or divides by {name}, and should it? Is d{part} a mean "
        "over "
        "the examples already when it comes in, and what does {name} count?",
        "{name}를 곱하거나 나누는 단계는 어디이고, 필요한 단계인가요? 함수가 받는 d{part}는 이미 "
        "샘플들의 평균인가요? {name}는 무엇의 개수인가요?",
    ),
)


def step_times_a_size(view: View) -> Relation | None:
    """Find steps that are a size, or 1 divided by it, times what they should be."""
    args = view.records[0].case.args
    if "dw" not in args or view.part not in args:
        return None
    moved = replace(view, records=[_moved(record, view.part) for record in view.records])
    factor = factor_of(moved, lambda record: record.expected, free=False)
    if factor is None or factor.plain or factor.name not in view.records[0].case.sizes:
        return None
    found = seen(factor, view.records)
    return STEP_TIMES.of(
        f"step times {factor.label}",
        part=view.part,
        factor=factor.label,
        seen=found,
        name=factor.name,
    )


def _moved(record: Comparison, part: str) -> Comparison:
    """Compare steps in the place of the parameters that they lead to."""
    old = record.case.args[part]
    return replace(record, got=record.got - old, expected=record.expected - old)

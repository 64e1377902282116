"""Say what the numbers show, for mistakes that nobody has listed.

A wrong result is seldom arbitrary. It is the right one times m, or the right one for b = 0,
or a step on the way; or it is right where y = 1 alone, or blind to an argument. Each finder
looks for one such relation that holds in every trial, and is then put to the test on freshly
drawn inputs. The first that holds there, too, is said, with a question that points to the cause.
"""

import functools
import itertools
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from lrlib.checks.call.invoke import call, fresh
from lrlib.checks.declare.model import Array, Case, Entries, Fault, Function, GradedFunction, Trial
from lrlib.checks.explain.shapes import describe_shape
from lrlib.checks.explain.unlisted.alterations import alterations
from lrlib.checks.explain.unlisted.factors import ratio, seen
from lrlib.checks.explain.unlisted.patterns import ALIKE, CHANGES, PLACES, RULES, Mask
from lrlib.checks.explain.unlisted.quantities import (
    AN_ARGUMENT,
    NOT_THIS,
    Quantity,
    Record,
    View,
    answer,
    factor_of,
    joined,
    near,
    quantities,
    reference,
)
from lrlib.checks.say.text import Text

__all__ = ["Relation", "describe"]

# A finder that stumbles over a strange result is passed over; tests empty this.
SAFE: tuple[type[Exception], ...] = (Exception,)
NOTHING = Text("", "")
SPACE = Text(" ", " ")


class Relation(NamedTuple):
    """What was seen, what to ask, a name for it, and the trial that shows it best."""

    cause: str
    fact: Text
    ask: Text
    trial: Trial | None = None

    @property
    def text(self) -> Text:
        """The fact and the question."""
        return SPACE.join([text for text in (self.fact, self.ask) if text.en])


def describe(
    graded: GradedFunction,
    f: Function,
    fault: Fault,
    trials: Sequence[Trial],
    fresh_trials: Callable[[], Sequence[Trial]],
    *,
    thorough: bool = True,
) -> Relation:
    """Describe a fault that no known mistake explains.

    Parameters
    ----------
    graded, f, fault, trials
        The function, the learner's, what is wrong with it, and where that was seen.
    fresh_trials : callable
        Draws other inputs of the same kind and calls f on them. What was seen by chance does
        not hold there.
    thorough : bool
        Without it, only what explains everything is looked for: several times faster.
    """
    found = _described(graded, f, fault, trials, fresh_trials, thorough)
    part = _told_part(graded, fault.part)
    return found._replace(fact=found.fact._replace(en=_agree(found.fact.en, part)))


def _described(
    graded: GradedFunction,
    f: Function,
    fault: Fault,
    trials: Sequence[Trial],
    fresh_trials: Callable[[], Sequence[Trial]],
    thorough: bool,
) -> Relation:
    if fault.kind == "changed":
        return Relation("changed", _which_changed(graded, f, fault), fault.text)
    if fault.kind in ("shape", "value", "form") and _in_another_order(graded, trials):
        return Relation("another order", NOTHING, ANOTHER_ORDER)
    if fault.kind == "shape":
        return Relation("shape", *describe_shape(fault))
    if fault.kind != "value" or fault.text.en:
        return Relation(fault.kind, NOTHING, fault.text)
    got, expected = fault.trial.outcome.parts[fault.part], fault.trial.expected[fault.part]
    if got.loose is not None and got.value is not None and got.value.dtype.kind in "iu":
        if expected.dtype.kind == "f":  # fractions are lost: the type explains the numbers
            return Relation("whole numbers", NOTHING, got.loose)
    part = _told_part(graded, fault.part)
    view = View(graded, f, part, _records(graded, fault, trials))

    @functools.cache
    def wider() -> View:
        fresh = _records(graded, fault, fresh_trials())
        return replace(view, records=sorted([*fresh, *view.records], key=lambda r: r.right))

    for find in (*STRONG, *WEAK) if thorough else STRONG:
        found = _try(find, view)
        if found is None:
            continue
        again = found if find is _nearly else _try(find, wider())  # which says how near it was
        if again is not None:
            told = again
            if again.cause == found.cause:  # the facts of the weak are those that hold everywhere
                told = again._replace(trial=found.trial) if find in PARTIAL else found
            pattern = NOTHING
            if find in WEAK and find not in SAYS_WHERE:
                pattern = _pattern(wider())
            return told._replace(fact=_join(pattern, told.fact))
    if not thorough:
        return Relation("value", NOTHING, BY_HAND)
    return Relation("value", _join(_pattern(wider()), _size(wider())), BY_HAND)


def _told_part(graded: GradedFunction, part: str) -> str:
    """Name what is looked at: of a dict all entries at once, for its names change."""
    return graded.returns.name if isinstance(graded.returns, Entries) else part


VERBS = {"is": "are", "equals": "equal", "has": "have", "stays": "stay"}


def _agree(text: str, part: str) -> str:
    """Put the verb into the plural after "costs" or "gradients"."""
    if not part.endswith("s"):
        return text
    plural = re.sub(
        rf"\b(your {re.escape(part)}) (is|equals|has|stays)\b",
        lambda found: f"{found[1]} {VERBS[found[2]]}",
        text,
        flags=re.IGNORECASE,
    )
    return re.sub(r"\bthe expected one\b", "the expected ones", plural)


ANOTHER_ORDER = Text(
    "Your results are the right ones in another order. In which order does the task name them?",
    "결과 값들은 맞는데 순서가 달라요. 과제에서 정한 순서는 무엇인가요?",
)


def _in_another_order(graded: GradedFunction, trials: Sequence[Trial]) -> bool:
    """Say whether the parts have changed places, in every trial alike."""
    if not isinstance(graded.returns, tuple):
        return False
    names = [part.name for part in graded.returns]
    return any(
        all(
            _equal(trial.outcome.parts[mine].value, trial.expected[due])
            for trial in trials
            for mine, due in zip(names, order, strict=True)
        )
        for order in itertools.permutations(names)
        if list(order) != names
    )


def _equal(got: Array | None, expected: Array) -> bool:
    return got is not None and got.shape == expected.shape and near(got, expected, 1e-7, 1e-9)


def _try(find: Callable[[View], Relation | None], view: View) -> Relation | None:
    try:
        with np.errstate(all="ignore"):
            return find(view)
    except SAFE:
        return None


def _join(*texts: Text) -> Text:
    return SPACE.join([text for text in texts if text.en])


def _records(graded: GradedFunction, fault: Fault, trials: Sequence[Trial]) -> list[Record]:
    records = []
    for trial in trials:
        if isinstance(graded.returns, Entries):
            found = joined(trial.outcome.parts, trial.expected)
        else:
            found = joined(trial.outcome.parts, trial.expected, fault.part)
        if found is not None:
            records.append(_record(trial, *found))
    return sorted(records, key=lambda record: record.right)


def _record(trial: Trial, expected: Array, got: Array) -> Record:
    wanted, value = expected.astype(np.float64), got.astype(np.float64)
    return Record(trial, wanted, value, near(value, wanted, 1e-7, 1e-9))


# --- strong: one relation that explains everything ---------------------------------------------


def _one_number(view: View) -> Relation | None:
    """Find the same number everywhere, 0 above all."""
    numbers = np.concatenate([record.got.ravel() for record in view.records if not record.right])
    if numbers.size < 2 or not (numbers == numbers[0]).all() or not np.isfinite(numbers[0]):
        return None
    fact = Text(
        "Your {part} is {number} on every input of this check.",
        "이 검사의 모든 입력에서 {part} 값이 {number}이에요.",
    )
    ask = Text(
        "Which line should have computed it, and does that line run?",
        "이 값을 계산해야 하는 줄은 어디이고, 그 줄이 실행되나요?",
    )
    number = f"{numbers[0]:.4g}"
    return Relation(f"always {number}", fact.format(part=view.part, number=number), ask)


def _times_expected(view: View) -> Relation | None:
    """Find a multiple of what is expected."""
    factor = factor_of(view, lambda record: record.expected, free=True)
    if factor is None or factor.plain:
        return None
    if factor.label == "−1":
        fact = Text(
            "Your {part} has the expected size and the opposite sign, on every input.",
            "{part} 값의 크기는 맞는데 모든 입력에서 부호가 반대예요.",
        )
        ask = Text(
            "Which minus is missing or too many, or which difference is turned round?",
            "빠졌거나 남는 마이너스, 또는 순서가 바뀐 뺄셈은 어디인가요?",
        )
        return Relation("sign", fact.format(part=view.part), ask)
    fact = Text(
        "Your {part} is {factor} times the expected one{seen}.",
        "{part} 값이 기대값의 {factor}배예요{seen}.",
    )
    filled = fact.format(part=view.part, factor=factor.label, seen=seen(factor, view.records))
    return Relation(f"times {factor.label}", filled, factor.ask)


def _altered(view: View) -> Relation | None:
    """Find the right result for other arguments, or a known multiple of it."""
    best = None
    for alteration in alterations(view.records[0].case):

        def target(record: Record, alteration: Any = alteration) -> Array | None:
            args = alteration.apply(record.case)
            return np.empty(0) if args is None else reference(view, args)

        factor = factor_of(view, target, free=False)
        if factor is None or (best is not None and not factor.plain):
            continue
        fact = Text(
            "Your {part} is {times}the right result if {suppose}.",
            "{part} 값은 {suppose} 때의 올바른 결과{times}와 같아요.",
        )
        by = Text("{f} times ", "에 {f}배를 한 값").format(f=factor.label)
        times = NOTHING if factor.plain else by
        filled = fact.format(part=view.part, times=times, suppose=alteration.suppose)
        best = Relation(alteration.cause, filled, alteration.ask)
        if factor.plain:
            return best
    return best


def _another_quantity(view: View) -> Relation | None:
    """Find a step on the way, an argument, another part, or a quantity that looks alike."""
    best = None
    for quantity in quantities(view):
        factor = factor_of(view, quantity.target, free=False)
        if factor is None or (best is not None and not factor.plain):
            continue
        fact = Text(
            "Your {part} equals {amount}, on every input.",
            "모든 입력에서 {part} 값이 {amount} 값과 같아요.",
        )
        amount = _amount(factor.label, quantity.label)
        ask = quantity.ask if factor.plain or quantity.ask != AN_ARGUMENT else NOT_THIS
        best = Relation(f"equals {amount.en}", fact.format(part=view.part, amount=amount), ask)
        if factor.plain:
            return best
    return best


def _amount(factor: str, label: Text) -> Text:
    times = {"1": "", "−1": "−"}.get(factor, f"{factor} × ")
    return Text(f"{times}{label.en}", f"{times}{label.ko}")


def _function_of_expected(view: View) -> Relation | None:
    """Find rounded, squared, inverted, reversed results."""
    if not any(record.got.any() for record in view.records):
        return None
    for cause, en, ko, change in CHANGES:
        changed = (np.asarray(change(r.expected), float) for r in view.records)
        if all(near(r.got, c, 1e-9) for r, c in zip(view.records, changed, strict=True)):
            fact = Text(
                "Your {part} is the expected one {what}.", "{part} 값은 기대값을 {what} 값이에요."
            )
            ask = Text(
                "Which step does that, and is it asked for?",
                "그렇게 만드는 단계는 어디이고, 필요한 단계인가요?",
            )
            return Relation(cause, fact.format(part=view.part, what=Text(en, ko)), ask)
    return None


def _clipped(view: View) -> Relation | None:
    """Find results that stop at a limit, at several places of an array."""
    if all(record.expected.size == 1 for record in view.records):  # a sum or a mean has no limit
        return None
    got = np.concatenate([r.got.ravel() for r in view.records])
    expected = np.concatenate([r.expected.ravel() for r in view.records])
    limit = np.abs(got).max()
    cut = ~np.isclose(got, expected, rtol=1e-7, atol=1e-9)
    beyond = np.abs(expected) > limit
    if beyond.sum() < 2 or cut.all() or not np.array_equal(cut, beyond):
        return None
    if not np.isclose(got[cut], np.sign(expected[cut]) * limit).all():
        return None
    fact = Text(
        "Your {part} is right up to a size of {limit} and never goes beyond it.",
        "{part} 값은 크기 {limit}까지는 맞지만 그보다 커지지 않아요.",
    )
    ask = Text(
        "Which step cuts it off, and is that asked for?",
        "값을 자르는 단계는 어디이고, 필요한 단계인가요?",
    )
    shown = f"{limit:.4g}"
    return Relation(f"never beyond {shown}", fact.format(part=view.part, limit=shown), ask)


def _argument_and_more(view: View) -> Relation | None:
    """Find an argument plus a multiple of what is expected: a step taken too early."""
    for name, value in view.records[0].case.args.items():
        if (
            not isinstance(value, float | np.ndarray)
            or np.shape(value) != view.records[0].got.shape
        ):
            continue
        moved = [replace(r, got=r.got - r.case.args[name]) for r in view.records]
        factor = factor_of(replace(view, records=moved), lambda r: r.expected, free=True)
        if factor is not None:
            fact = Text(
                "Your {part} equals {name} plus {factor} times the expected {part}.",
                "{part} 값은 {name} 값에 올바른 {part} 값의 {factor}배를 더한 것과 같아요.",
            )
            ask = Text(
                "Which step is taken here that belongs to a later function?",
                "다른 함수가 나중에 할 일을 여기서 미리 하고 있지 않나요?",
            )
            labels = {"part": view.part, "name": name, "factor": factor.label}
            return Relation(f"{name} and more", fact.format(**labels), ask)
    return None


def _difference(view: View) -> Relation | None:
    """Find a known quantity between got and expected."""
    shifted = view.shifted()
    one = Quantity(Text("1", "1"), NOTHING, lambda record: np.ones_like(record.expected))
    for quantity in [one, *quantities(shifted)]:
        factor = factor_of(shifted, quantity.target, free=quantity is one)
        if factor is None:
            continue
        amount = _amount(factor.label, quantity.label)
        if quantity is one:
            amount = Text(factor.label, factor.label)
        fact = Text(
            "Your {part} minus the expected one is {amount}, on every input.",
            "모든 입력에서 {part} 값에서 기대값을 빼면 {amount} 값이 나와요.",
        )
        ask = Text(
            "What do you add that does not belong there, or leave out?",
            "더하지 말아야 할 것을 더했거나 빠뜨린 것은 무엇인가요?",
        )
        return Relation(f"plus {amount.en}", fact.format(part=view.part, amount=amount), ask)
    return None


def _two_quantities(view: View) -> Relation | None:
    """Find a sum, difference, product or quotient of two known quantities."""
    got = np.concatenate([r.got.ravel() for r in view.records])
    named = [(q, column) for q in quantities(view, reduced=False) if (column := _column(view, q))]
    if got.size < 4 or not np.isfinite(got).all() or not named:
        return None
    table = np.array([column for _, column in named])
    for i, (first, _) in enumerate(named):
        x = table[i]
        for sign, rest in (("+", got - x), ("−", x - got), ("×", got / x), ("/", x / got)):
            if not x.any() or not np.isfinite(rest).all() or not rest.any():
                continue
            off = np.abs(table - rest).max(axis=1)
            j = int(off.argmin())
            if off[j] <= 1e-10 * np.abs(rest).max():
                fact = Text(
                    "Your {part} equals {x} {sign} {y}, on every input.",
                    "모든 입력에서 {part} 값이 {x} {sign} {y} 값과 같아요.",
                )
                labels = {"x": first.label, "y": named[j][0].label, "sign": sign}
                return Relation("two quantities", fact.format(part=view.part, **labels), TWO)
    return None


TWO = Text(
    "Which of the two does not belong there, or what should stand in its place?",
    "둘 가운데 무엇이 잘못 들어갔나요? 그 자리에는 무엇이 있어야 하나요?",
)


def _column(view: View, quantity: Quantity) -> list[float]:
    """Line up a quantity's values as results are lined up; empty if its shape does not fit."""
    column: list[float] = []
    for record in view.records:
        value = quantity.target(record)
        if value is None or value.size not in (1, record.got.size) or not np.isfinite(value).all():
            return []
        column += np.broadcast_to(value.ravel(), record.got.size).tolist()
    return column


# --- weak: part of the truth ----------------------------------------------------------------------


def _not_finite(view: View) -> Relation | None:
    """Find nan or inf, where a number is due."""
    for record in view.records:
        bad = ~np.isfinite(record.got) & np.isfinite(record.expected)
        if not bad.any():
            continue
        kind = "nan" if np.isnan(record.got[bad]).any() else "inf"
        masks = [(r, ~np.isfinite(r.got)) for r in view.records]
        place = next((name for name, mask in PLACES if _explains(mask, masks)), NOTHING)
        rule = next((name for name, rule in ALIKE + RULES if _decides(rule, masks)), NOTHING)
        fact = Text("Your {part} is {kind} {place}.", "{part} 값이 {place} {kind}예요.")
        if place.en:
            place = Text(place.en, f"{place.ko}에서")
        elif all(mask.any() for _, mask in masks):
            place = Text("on every input of this check", "이 검사의 모든 입력에서")
        elif rule.en:
            place = Text(f"where {rule.en}", f"{rule.ko}일 때")
        else:
            place = Text("on some inputs", "일부 입력에서")
        ask = Text(
            "Which step has no finite result there: a logarithm of 0 or of a negative number, a "
            "division by 0, a power that overflows, inf divided by inf?",
            "유한한 값이 나오지 않는 단계는 어디인가요? 0이나 음수의 로그, 0으로 나누기, "
            "오버플로가 나는 거듭제곱, inf를 inf로 나누기가 있나요?",
        )
        filled = fact.format(part=view.part, kind=kind, place=place)
        return Relation("not-finite", filled, ask, record.trial)
    return None


def _some_entries(view: View) -> Relation | None:
    """Find the rule by which some entries are right and others wrong."""
    if view.whole:  # the order of a dict's names says nothing
        return None
    masks = [
        (r, ~np.isclose(r.got, r.expected, rtol=1e-7, atol=1e-9))
        for r in view.records
        if r.expected.size > 1
    ]
    for name, mask in PLACES:
        if _explains(mask, masks):
            fact = Text(
                "Your {part} is wrong {name}{how}, and right elsewhere.",
                "{part} 값은 {name}에서만 틀려요{how}.",
            )
            ask = Text("What is different there?", "그곳에서는 무엇이 다른가요?")
            filled = fact.format(part=view.part, name=name, how=_how_wrong(masks))
            return Relation("some-entries", filled, ask)
    return None


def _explains(rule: Mask, masks: Sequence[tuple[Record, Array]]) -> bool:
    """Say whether the wrong entries are exactly those of a rule, and not all of them."""
    if not masks or all(mask.all() for _, mask in masks):
        return False
    return all(
        (found := rule(record)) is not None and np.array_equal(found, mask)
        for record, mask in masks
    )


def _decides(rule: Callable[[Case], bool], masks: Sequence[tuple[Record, Array]]) -> bool:
    """Say whether results have wrong entries exactly on the inputs of a rule."""
    return all(rule(record.case) == mask.any() for record, mask in masks)


def _how_wrong(masks: Sequence[tuple[Record, Array]]) -> Text:
    got = np.concatenate([record.got[mask] for record, mask in masks])
    expected = np.concatenate([record.expected[mask] for record, mask in masks])
    if not got.any():
        return Text(" (it is 0 there)", " (값이 0이에요)")
    times = ratio(got, expected)
    if times is None:
        return NOTHING
    if math.isclose(times, -1, rel_tol=1e-6):
        return Text(" (its sign is the opposite there)", " (부호가 반대예요)")
    return Text(
        f" (it is {times:.4g} times the expected one there)", f" (기대값의 {times:.4g}배예요)"
    )


def _by_label(view: View) -> Relation | None:
    """Give every example the same label, and look at the two halves one by one."""
    halves = {}
    for label in (1, 0):
        relabelled = _with_labels(view, label)
        if relabelled is None:
            return None
        halves[label] = relabelled
    right = {label: all(r.right for r in v.records) for label, v in halves.items()}
    if all(right.values()):
        fact = Text(
            "Your {part} is right where all labels are equal.",
            "{part} 값은 레이블이 모두 같을 때만 맞아요.",
        )
        ask = Text(
            "Does each example meet its own label?", "각 샘플이 자기 레이블과 짝을 이루고 있나요?"
        )
        return Relation("mixed labels", fact.format(part=view.part), ask)
    strong = {
        label: next((r for find in STRONG if (r := _try(find, half)) is not None), None)
        for label, half in halves.items()
        if not right[label]
    }
    one, zero = strong.get(1), strong.get(0)
    if one is not None and zero is not None and one.fact == zero.fact:
        text = Text("Where all labels are equal: {fact}", "레이블이 모두 같을 때: {fact}")
        return Relation(one.cause, text.format(fact=one.fact), one.ask)
    told = (
        _half(view.part, label, right[label], strong.get(label), any(right.values()))
        for label in (1, 0)
    )
    facts = [text for text in told if text is not None]
    if not facts:
        return None
    ask = Text(
        "What does your formula do with a label of 1, and what with a label of 0?",
        "레이블이 1일 때와 0일 때, 지금의 식은 각각 무엇을 하나요?",
    )
    return Relation("by label", SPACE.join(facts), ask)


def _half(part: str, label: int, right: bool, found: Relation | None, other: bool) -> Text | None:
    """Say what is seen with one label everywhere; that it is wrong, only if the other is not."""
    if right:
        text = Text(
            "With every label {n}, your {part} is right.",
            "레이블이 모두 {n}이면 {part} 값이 맞아요.",
        )
    elif found is not None:
        text = Text("With every label {n}: {fact}", "레이블이 모두 {n}일 때: {fact}")
    elif other:
        text = Text("With every label {n}, it is wrong.", "레이블이 모두 {n}이면 틀려요.")
    else:
        return None
    return text.format(n=label, part=part, fact=found.fact if found else NOTHING)


def _with_labels(view: View, label: int) -> View | None:
    records = []
    for record in view.records[:3]:
        Y = record.case.args.get("Y")
        if not isinstance(Y, np.ndarray):
            return None
        case = replace(record.case, args={**record.case.args, "Y": np.full_like(Y, label)})
        expected, got = reference(view, case.args), answer(view, case.args)
        if expected is None or got is None:
            return None
        records.append(_record(record.trial._replace(case=case), expected, got))
    return replace(view, records=sorted(records, key=lambda r: r.right))


def _left_over(view: View) -> Relation | None:
    """Find what is right for one example, and with several hangs on their order or on zeros."""
    sizes = [record.case.sizes.get("m", 1) for record in view.records]
    several = [record for record, m in zip(view.records, sizes, strict=True) if m > 1]
    if 1 not in sizes or any(r.right == (m > 1) for r, m in zip(view.records, sizes, strict=True)):
        return None
    if not _harmless_at_zero(view) and not _order_counts(view, several[0]):
        return None
    fact = Text(
        "One example is right, several are not.",
        "샘플이 하나면 맞고 여럿이면 틀려요.",
    )
    ask = Text(
        "What does an example leave behind that the next one meets: a variable that is not reset, "
        "an array that is written into, a sum over all?",
        "앞 샘플이 남긴 것이 다음 샘플에 섞이나요? 다시 0으로 만들지 않은 변수, 값을 써 넣은 배열, "
        "모든 샘플의 합이 있나요?",
    )
    return Relation("left over", fact, ask)


def _order_counts(view: View, record: Record) -> bool:
    """Say whether the examples read backwards give another result, where they should not."""
    m, args = record.case.sizes["m"], record.case.args
    turned = {
        name: value[..., ::-1]
        if isinstance(value, np.ndarray) and value.shape[-1:] == (m,)
        else value
        for name, value in args.items()
    }
    return not _moved(reference(view, turned), record.expected) and _moved(
        answer(view, turned), record.got
    )


def _right_if(view: View) -> Relation | None:
    """Find arguments that make it right when they are 0."""
    found = _harmless_at_zero(view)
    if not found:
        return None
    names = Text(" and ", ", ").join([Text(name, name) for name in found])
    fact = Text(
        "Your {part} is right where {names} {verb} 0.", "{names} 값이 0이면 {part} 값이 맞아요."
    )
    ask = Text(
        "What does your function do with {names} that it should not?",
        "함수가 {names} 값으로 하지 말아야 할 일을 하고 있나요?",
    )
    filled = fact.format(names=names, part=view.part, verb="is" if len(found) == 1 else "are")
    return Relation(f"right if {', '.join(found)} = 0", filled, ask.format(names=names))


def _harmless_at_zero(view: View) -> list[str]:
    """Name the arguments that make it right when they are 0."""
    found = []
    record = view.records[0]
    for name, value in record.case.args.items():
        if name == "Y" or not isinstance(value, float | np.ndarray) or not np.any(value):
            continue
        args = {**record.case.args, name: value * 0}
        expected, got = reference(view, args), answer(view, args)
        if expected is None or got is None or not expected.any():
            continue
        if near(got, expected, 1e-7):
            found.append(name)
    return found


def _blind(view: View) -> Relation | None:
    """Find blindness to an argument."""
    record = _largest(view)
    base = answer(view, record.case.args)
    if base is None:
        return None
    ignored = [
        name
        for name, (nudged, *others) in _nudged(record.case.args)
        if _moved(reference(view, nudged), record.expected)
        and not _moved(answer(view, nudged), base)
        and all(
            reference(view, args) is None or not _moved(answer(view, args), base) for args in others
        )
    ]
    if not ignored:
        return None
    names = ", ".join(ignored)
    fact = Text(
        "Change {names}, and your {part} stays the same.",
        "{names} 값을 바꾸어도 {part} 값이 그대로예요.",
    )
    ask = Text(
        "Is every argument used in your computation? Or does another name stand in the place of "
        "{names}: one of the other arguments, or something outside the function?",
        "모든 인수를 계산에 쓰고 있나요? {names} 값이 있어야 할 자리에 다른 인수나 함수 밖의 값이 "
        "있지는 않나요?",
    )
    filled = fact.format(names=names, part=view.part)
    return Relation(f"ignores {names}", filled, ask.format(names=names))


def _largest(view: View) -> Record:
    """Choose a failing trial with several of everything."""
    wrong = [record for record in view.records if not record.right]
    return max(wrong, key=lambda r: min(r.case.sizes.values(), default=1))


def _unsteady(view: View) -> Relation | None:
    """Find a result that is not the same twice."""
    record = view.records[0]
    again = answer(view, record.case.args)
    if again is None or near(again, record.got, 1e-9, 1e-12):
        return None
    fact = Text(
        "Your function gives two results for the same input: {part} begins with {first}, and the "
        "next time with {second}.",
        "같은 입력에 두 가지 결과가 나와요. {part} 값의 첫 수가 {first}, 다음에는 {second}이에요.",
    )
    ask = Text(
        "What does it keep from one call to the next: a global name, a list or array made "
        "outside, a default argument? Or is there a random number?",
        "호출과 호출 사이에 남아 있는 것은 무엇인가요? 전역 변수, 밖에서 만든 배열, 기본 인수, "
        "난수 가운데 있나요?",
    )
    numbers = {"first": f"{record.got.flat[0]:.4g}", "second": f"{again.flat[0]:.4g}"}
    return Relation("unsteady", fact.format(part=view.part, **numbers), ask)


def _blind_examples(view: View) -> Relation | None:
    """Find blindness to some examples."""
    record = _largest(view)
    base = answer(view, record.case.args)
    if base is None:
        return None
    m = record.case.sizes.get("m", 1)
    blind = [
        i
        for i, args in enumerate(_nudge_column(record.case, i) for i in range(m))
        if _moved(reference(view, args), record.expected) and not _moved(answer(view, args), base)
    ]
    if not blind or m == 1:
        return None
    fact = Text(
        "Only some of the {m} examples reach your {part}. Change those at index {blind}, and it "
        "stays the same{labels}.",
        "샘플 {m}개 가운데 일부만 {part} 값에 영향을 줘요. 인덱스 {blind}의 샘플을 바꾸어도 "
        "그대로예요{labels}.",
    )
    ask = Text("Which examples does your code leave out?", "코드에서 빠진 샘플은 어떤 것인가요?")
    shown, labels = ", ".join(map(str, blind)), _shared_label(record, blind)
    filled = fact.format(m=m, part=view.part, blind=shown, labels=labels)
    return Relation("blind-examples", filled, ask, record.trial)


def _shared_label(record: Record, blind: Sequence[int]) -> Text:
    Y = record.case.args.get("Y")
    for value in (0, 1):
        if isinstance(Y, np.ndarray) and list(blind) == np.flatnonzero(Y.ravel() == value).tolist():
            return Text(f" (those with label {value})", f" (레이블이 {value}인 샘플)")
    return NOTHING


def _moved(new: Array | None, old: Array) -> bool:
    return new is None or not near(new, old, 1e-9, 1e-12)


def _nudged(args: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Change one argument at a time, a little and much; labels change to the other label.

    What is rounded, cut off to a whole number or limited does not feel a little.
    """
    for name, value in args.items():
        if isinstance(value, bool):
            continue
        others: list[Any] = []
        if name == "Y" and isinstance(value, np.ndarray):
            others = [1 - value]
        elif isinstance(value, float) or (
            isinstance(value, np.ndarray) and value.dtype.kind == "f"
        ):
            others = [value * 1.03 + 0.01, value * 1.7 + np.copysign(1.3, value), value * 0.01]
        elif isinstance(value, int):
            others = [value + 1, value * 2 + 3]
        if others:
            yield name, [{**args, name: other} for other in others]


def _nudge_column(case: Case, column: int) -> dict[str, Any]:
    """Change one example: its column in every array but the labels."""
    args = {name: fresh(value) for name, value in case.args.items()}
    for name, value in args.items():
        if name != "Y" and isinstance(value, np.ndarray) and value.dtype.kind == "f":
            if value.shape[-1:] == (case.sizes.get("m"),):
                value[..., column] = value[..., column] * 0.9 + 0.02
    return args


def _nearly(view: View) -> Relation | None:
    """Find what is close, but not close enough."""
    gaps = [
        float(np.max(np.abs(r.got - r.expected)) / max(float(np.abs(r.expected).max()), 1e-300))
        for r in view.records
        if not r.right
    ]
    if not max(gaps) < 0.02:
        return None
    fact = Text(
        "Your {part} is nearly right: it is off by less than a part in {n}.",
        "{part} 값이 거의 맞지만 {n}분의 1쯤 달라요.",
    )
    ask = Text(
        "Is something added inside a logarithm or a division, rounded, clipped, or computed in "
        "single precision? Is a slope taken over a step that is too long?",
        "로그나 나눗셈에 더한 작은 값, 반올림, 범위 제한, 단정밀도 계산, 너무 큰 간격으로 구한 "
        "기울기가 있나요?",
    )
    if max(gaps) < 1e-6:
        ask = Text(
            "That is what single precision rounds off: is something a float32, or read from text?",
            "단정밀도에서 생기는 만큼의 오차예요. float32이거나 글자로 바꾸었다가 읽은 값이 "
            "있나요?",
        )
    n = f"{10 ** math.floor(-math.log10(max(gaps))):,}"
    return Relation("nearly", fact.format(part=view.part, n=n), ask)


STRONG: tuple[Callable[[View], Relation | None], ...] = (
    _one_number,
    _times_expected,
    _altered,
    _another_quantity,
    _function_of_expected,
    _difference,
    _clipped,
    _argument_and_more,
)
WEAK: tuple[Callable[[View], Relation | None], ...] = (
    _unsteady,
    _not_finite,
    _blind,
    _some_entries,
    _nearly,
    _two_quantities,
    _by_label,
    _blind_examples,
    _left_over,
    _right_if,
)
# Those whose facts may differ from input to input.
SAYS_WHERE = (_left_over,)  # on which inputs it is right
PARTIAL = (_not_finite, _some_entries, _by_label, _right_if)


# --- what else can be said ---------------------------------------------------------------------


def _pattern(view: View) -> Text:
    """Say on which inputs the part is right, where that follows a rule."""
    wrong = [r.case for r in view.records if not r.right]
    right = [r.case for r in view.records if r.right]
    for name, rule in RULES if right else ():
        if all(rule(c) for c in right) and not any(rule(c) for c in wrong):
            text = Text("It is right where {rule}.", "{rule}이면 맞아요.")
            return text.format(rule=name)
        if all(rule(c) for c in wrong) and not any(rule(c) for c in right):
            text = Text("It is wrong only where {rule}.", "{rule}일 때만 틀려요.")
            return text.format(rule=name)
    return NOTHING


BY_HAND = Text(
    "Compute one of them by hand: which step is the first that differs from what your function "
    "does?",
    "숫자 하나를 손으로 계산해 보세요. 함수의 계산과 처음으로 달라지는 단계는 어디인가요?",
)


def _size(view: View) -> Text:
    """Fall back: say how results compare in size and sign."""
    got = np.concatenate([r.got.ravel() for r in view.records])
    expected = np.concatenate([r.expected.ravel() for r in view.records])
    wrong = ~np.isclose(got, expected, rtol=1e-7, atol=1e-9)
    some = not wrong.all()
    got, expected = got[wrong], expected[wrong]
    if (got * expected < 0).all():
        how = Text("of the wrong sign", "값의 부호가 반대예요")
    elif (np.abs(got) > np.abs(expected)).all():
        how = Text("too large in size", "값의 크기가 너무 커요")
    elif (np.abs(got) < np.abs(expected)).all():
        how = Text("too small in size", "값의 크기가 너무 작아요")
    elif (got < expected).all():
        how = Text("below what is expected", "값이 기대값보다 작아요")
    elif (got > expected).all():
        how = Text("above what is expected", "값이 기대값보다 커요")
    else:
        how = Text("now too large, now too small", "값이 크기도 하고 작기도 해요")
    text = Text("The numbers in your {part} are {how}.", "{part} {how}.")
    if all(record.expected.size == 1 for record in view.records):
        text = Text("Your {part} is {how}.", "{part} {how}.")
    elif some:
        text = Text(
            "Where your {part} is wrong, the numbers are {how}.", "틀린 곳에서는 {part} {how}."
        )
    return text.format(part=view.part, how=how)


def _which_changed(graded: GradedFunction, f: Function, fault: Fault) -> Text:
    """Name the arguments that a call changes."""
    args, expected = fault.trial.case.args, fault.trial.expected
    names = ", ".join(call(graded, f, Case(args), expected, count=False).changed)
    text = Text(
        "After the call, {names} holds other values than before.",
        "함수를 호출한 뒤 {names} 값이 달라졌어요.",
    )
    return text.format(names=names) if names else NOTHING

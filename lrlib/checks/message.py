"""The message: the property, the input, what was expected, what came, and a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lrlib.checks.declare.compare import right_entries
from lrlib.checks.declare.model import Array, Fault, GradedFunction, Place, Property, Trial
from lrlib.checks.explain.errors import where
from lrlib.checks.say.numbers import FLOATS, count_shown, show, show_at, show_inputs
from lrlib.checks.say.quantity import named
from lrlib.checks.say.text import Text

if TYPE_CHECKING:
    from lrlib.checks.explain.diagnose import Diagnosis

__all__ = ["compose", "worked_case", "written"]

LINES = Text("\n", "\n")
PRINTED = Text(
    "(What your function prints is hidden here. Call it yourself to see it.)",
    "(함수가 출력한 내용은 여기서 보이지 않아요. 직접 호출해서 확인하세요.)",
)


ELSEWHERE = Text(
    "  This holds on the ordinary inputs of this check, but not {where}.",
    "  이 검사의 보통 입력에서는 맞지만 {where} 틀려요.",
)
NOT_RIGHT = Text("Not right yet either: {o}.", "아직 맞지 않은 것: {o}.")
NOT_JUDGED = Text("Not judged before this is right: {o}.", "이것이 맞은 뒤에 검사하는 것: {o}.")
OF_THE_TYPE = Text("shapes (the type)", "shapes(자료형)")
LOCKED = Text(
    "            (The check locks the arguments. Elsewhere this line would change them.)",
    "            (검사할 때는 인자를 잠가 둬요. 다른 곳에서 호출하면 이 줄이 인자를 바꿔요.)",
)


def compose(
    graded: GradedFunction,
    faults: Sequence[tuple[Property, Fault, Diagnosis]],
    extra: Sequence[Text],
) -> Text:
    """Compose the message of a failed check. The first fault is told in full.

    Parameters
    ----------
    graded : GradedFunction
        The function.
    faults : sequence of (Property, Fault, Diagnosis)
        What does not hold.
    extra : sequence of Text
        Further lines.
    """
    prop, fault, diagnosis = faults[0]
    head = Text("✗ {f}, {p}: {title}", "✗ {f}, {p}: {title}")
    if diagnosis.cause == "not-written":
        return head.format(f=graded.name, p=prop.name, title=diagnosis.text)
    lines = [
        head.format(f=graded.name, p=prop.name, title=prop.title),
        *([] if fault.regime is None else [ELSEWHERE.format(where=fault.regime.where)]),
        _evidence(fault, diagnosis.trial or fault.trial),
        diagnosis.text,
        Text("Read: {p}.", "읽을 곳: {p}.").format(p=written(diagnosis.read)),
    ]
    lines += _others([(p, f) for p, f, _ in faults])
    if len(faults) > 1:
        lines += _further(faults) if diagnosis.mistake is None else []
    return LINES.join([*lines, *extra])


def _further(faults: Sequence[tuple[Property, Fault, Diagnosis]]) -> list[Text]:
    """Say what was seen of other parts of the result, each on inputs of its own.

    Of the same part only what can be no coincidence of these inputs.
    """
    _, first, told = faults[0]
    seen: dict[Text, list[str]] = {}
    for prop, fault, found in faults[1:]:
        sure = fault.part != first.part or found.cause == "changed" or "digits" in found.cause
        if sure and found.fact.en and found.fact != told.fact:
            seen.setdefault(found.fact, []).append(prop.name)
    line = Text("{names}: {fact}", "{names}: {fact}")
    return [line.format(names=", ".join(names), fact=fact) for fact, names in seen.items()]


def _others(faults: Sequence[tuple[Property, Fault]]) -> list[Text]:
    """Name what does not hold either, and what nothing can be said of before that."""
    first = faults[0][1]
    after = [p for p, fault in faults[1:] if _hangs_on(first, fault)]
    wrong = [_name(p, fault) for p, fault in faults[1:] if p not in after]
    told = (NOT_RIGHT, wrong), (NOT_JUDGED, [Text(p.name, p.name) for p in after])
    return [line.format(o=Text(", ", ", ").join(names)) for line, names in told if names]


def _hangs_on(first: Fault, fault: Fault) -> bool:
    """Say whether a fault shows nothing of its own: all results are equal, or all calls stop."""
    return fault.kind == "constant" or fault.kind == first.kind == "error"


def _name(prop: Property, fault: Fault) -> Text:
    """Name a property that does not hold. Of `shapes`, the type may be wrong alone."""
    read = fault.trial.outcome.parts.get(fault.part)
    got = None if read is None else read.value
    if prop.name == "shapes" and fault.kind == "form" and got is not None:
        if got.shape == fault.trial.expected[fault.part].shape:
            return OF_THE_TYPE
    return Text(prop.name, prop.name)


def written(place: Place) -> Text:
    """Write a place as messages name it."""
    return Text("page {n}, “{title}”", "{n}장 “{title}”").format(
        n=place.page, title=Text(place.en, place.ko)
    )


def worked_case(graded: GradedFunction) -> Text:
    """Work a tiny case step by step, with the library's own numbers."""
    steps = graded.steps(**graded.tiny)
    line = Text("    {name} {value}", "    {name} {value}")
    shown = LINES.join(
        [line.format(name=named(n), value=show(np.asarray(v))) for n, v in steps.items()]
    )
    text = Text(
        "A tiny case, step by step, for {inputs}:\n{steps}\n"
        "Print the same steps in your function: which is the first that differs?",
        "아주 작은 예를 한 단계씩 계산하면 다음과 같아요. 입력: {inputs}\n{steps}\n"
        "함수 안에서 같은 값들을 출력해 보세요. 처음으로 달라지는 것은 무엇인가요?",
    )
    return text.format(inputs=show_inputs(graded.tiny), steps=shown)


def _evidence(fault: Fault, trial: Trial) -> Text:
    """Show the input and, where there are numbers, what was expected and what came."""
    inputs = show_inputs(trial.case.args)
    lines = [Text(f"  input     {inputs}", f"  입력       {inputs}")]
    error = trial.outcome.error
    if error is not None:
        en, ko = (
            text.replace("\n", "\n" + " " * width)
            for text, width in zip(where(error), (12, 13), strict=True)
        )
        lines.append(Text(f"  stops at  {en}", f"  멈춘 곳    {ko}"))
        if fault.kind == "changed":
            lines.append(LOCKED)
    elif fault.kind in ("value", "shape") and fault.part:
        read = trial.outcome.parts.get(fault.part)
        got = None if read is None else read.value
        if got is not None:
            wanted, came = _show_pair(trial.expected[fault.part], got)
            name = fault.part
            lines.append(Text(f"  expected  {name} {wanted}", f"  올바른 값  {name} {wanted}"))
            lines.append(Text(f"  got       {name} {came}", f"  결과       {name} {came}"))
    return LINES.join(lines)


def _show_pair(expected: Array, got: Array) -> tuple[str, str]:
    """Write two arrays at the places where they differ, with as many digits as that takes."""
    pair = show(expected), show(got)
    if expected.shape == got.shape and expected.size > count_shown(expected):
        # Where both are nan, they do not differ.
        differ = ~right_entries(got, expected, nan=True)
        lost = differ & np.isnan(got) if got.dtype.kind == "f" else np.zeros_like(differ)
        # A large number may do for inf; nan never does.
        places = np.flatnonzero(lost if lost.any() else differ)[:FLOATS]
        if places.size and places[0] >= FLOATS:
            return show_at(expected, places), show_at(got, places)
    for digits in (8, 17):
        if pair[0] != pair[1]:
            break
        pair = show(expected, digits), show(got, digits)
    return pair

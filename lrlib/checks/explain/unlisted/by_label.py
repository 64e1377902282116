"""A finder that gives every example the same label, and looks at the two halves one by one."""

from dataclasses import replace

import numpy as np

from lrlib.checks.explain.unlisted import sayings as say
from lrlib.checks.explain.unlisted.complete import COMPLETE
from lrlib.checks.explain.unlisted.finder import first_found
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import View, answer, compare, reference, wrong_first
from lrlib.checks.say.text import NOTHING, SPACE, Text

__all__ = ["by_label"]


def by_label(view: View) -> Relation | None:
    """Find what is wrong, or right, with the same label everywhere."""
    halves = {}
    for label in (1, 0):
        relabelled = _with_labels(view, label)
        if relabelled is None:
            return None
        halves[label] = relabelled
    right = {label: all(r.right for r in half.records) for label, half in halves.items()}
    if all(right.values()):
        return say.MIXED_LABELS.of("mixed labels", part=view.part)
    found = {
        label: first_found(COMPLETE, half) for label, half in halves.items() if not right[label]
    }
    one, zero = found.get(1), found.get(0)
    if one is not None and zero is not None and one.fact == zero.fact:
        return say.EQUAL_LABELS.of(one.cause, fact=one.fact, ask=one.ask)
    told = [
        _told(view.part, label, right[label], found.get(label), any(right.values()))
        for label in (1, 0)
    ]
    facts = [text for text in told if text.en]
    return say.BY_LABEL.of("by label", facts=SPACE.join(facts)) if facts else None


def _with_labels(view: View, label: int) -> View | None:
    """Call the function on the first records' arguments with this label everywhere."""
    records = []
    for record in view.records[:3]:
        Y = record.case.args.get("Y")
        if not isinstance(Y, np.ndarray):
            return None
        case = replace(record.case, args={**record.case.args, "Y": np.full_like(Y, label)})
        expected, got = reference(view, case.args), answer(view, case.args)
        if expected is None or got is None:
            return None
        records.append(compare(record.trial._replace(case=case), expected, got))
    return replace(view, records=wrong_first(records))


def _told(part: str, label: int, right: bool, found: Relation | None, other_right: bool) -> Text:
    """Say what is seen with one label everywhere; that it is wrong, only if the other is not."""
    if right:
        return say.RIGHT_WITH_LABEL.format(n=label, part=part)
    if found is not None:
        if found.cause.endswith(f" with {label}"):  # it names the label already
            return found.fact
        return say.FACT_WITH_LABEL.format(n=label, fact=found.fact)
    return say.WRONG_WITH_LABEL.format(n=label) if other_right else NOTHING

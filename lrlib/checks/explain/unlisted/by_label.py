"""A finder that gives every example the same label, and looks at the two halves one by one."""

from dataclasses import replace

import numpy as np

from lrlib.checks.call.invoke import Expected
from lrlib.checks.declare.model import Part, Trial
from lrlib.checks.explain.unlisted import sayings_of_labels as say
from lrlib.checks.explain.unlisted.complete import COMPLETE
from lrlib.checks.explain.unlisted.finder import first_found
from lrlib.checks.explain.unlisted.of_pairs import two_quantities
from lrlib.checks.explain.unlisted.sayings import Relation
from lrlib.checks.explain.unlisted.view import View, answer, compare, reference, wrong_first
from lrlib.checks.say.text import NOTHING, SPACE, Text

__all__ = ["by_label", "by_label_of_one", "with_this_label"]


def by_label_of_one(view: View) -> Relation | None:
    """Find with which label a single example is wrong, and how."""
    if "y" not in view.records[0].case.args:
        return None
    labels = {
        right: {r.case.args["y"] for r in view.records if r.right is right}
        for right in (True, False)
    }
    if labels[True] & labels[False] or not labels[True]:
        if two_quantities(view) is not None:
            return None  # a product of two quantities says more, if both labels are wrong
    return _by_label(view)


def by_label(view: View) -> Relation | None:
    """Find what is wrong, or right, with the same label for all examples."""
    return _by_label(view) if "Y" in view.records[0].case.args else None


def _by_label(view: View) -> Relation | None:
    halves = {}
    for label in (1, 0):
        relabelled = _with_labels(view, label)
        if relabelled is None:
            return None
        halves[label] = relabelled
    right = {label: all(r.right for r in half.records) for label, half in halves.items()}
    if all(right.values()) and "y" in view.records[0].case.args:
        return None
    if all(right.values()):
        return say.MIXED_LABELS.of("mixed labels", part=view.part)
    if "Y_pred" in view.records[0].case.args and not any(right.values()):
        return None  # with one label everywhere, statistics of labels equal an accuracy by chance
    found = {
        label: first_found(COMPLETE, half) for label, half in halves.items() if not right[label]
    }
    one, zero = found.get(1), found.get(0)
    if one is not None and zero is not None and one.fact == zero.fact:
        return say.EQUAL_LABELS.of(one.cause, fact=say.of_this_label(one.fact), ask=one.ask)
    words = say.OF_ONE_EXAMPLE if "y" in view.records[0].case.args else say.OF_ALL_EXAMPLES
    told = [
        _told(view.part, label, right[label], found.get(label), any(right.values()), words)
        for label in (1, 0)
    ]
    facts = [text for text in told if text.en]
    if not facts:
        return None
    return Relation("by label", SPACE.join(facts), _asked(view))


def with_this_label(view: View, told: Relation) -> Relation:
    """Say of what holds on every input, all with one label, if the other label is right."""
    labels = {record.case.args.get("y") for record in view.records}
    label = labels.pop()
    if labels or label not in (0, 1) or " on every input" not in told.fact.en:
        return told
    turned = _with_labels(view, 1 - label)
    if turned is None or not all(record.right for record in turned.records):
        return told
    words = say.OF_ONE_EXAMPLE
    fact = words.fact.format(n=label, fact=say.of_this_label(told.fact))
    right = words.right.format(n=1 - label, part=view.part)
    return told._replace(fact=SPACE.join([fact, right]))


def _asked(view: View) -> Text:
    """Ask about terms where there is a formula, and about examples where they are counted."""
    if "Y_pred" in view.records[0].case.args:
        return say.WHICH_LABELS_COUNT
    returned = view.graded.returns
    counts = isinstance(returned, Part) and returned.kind == "int"
    if counts:
        return say.WHICH_ARE_COUNTED
    if view.graded.name == "squared_error":
        return say.BRACKETS_BY_LABEL
    return say.FRACTIONS_BY_LABEL if view.part == "da" else say.TERMS_BY_LABEL


def _with_labels(view: View, label: int) -> View | None:
    """Call the function on the first records' arguments with this label everywhere."""
    records = []
    for record in view.records[:3]:
        name = "y" if "y" in record.case.args else "Y"
        Y = record.case.args.get(name)
        if Y is None:
            return None
        same = np.full_like(Y, label) if isinstance(Y, np.ndarray) else label
        case = replace(record.case, args={**record.case.args, name: same})
        expected, got = reference(view, case.args), answer(view, case.args)
        if expected is None or got is None:
            return None
        relabelled = Trial(case, Expected(view.graded, case.args), record.trial.outcome)
        records.append(compare(relabelled, expected, got))
    return replace(view, records=wrong_first(records))


def _told(
    part: str,
    label: int,
    right: bool,
    found: Relation | None,
    other_right: bool,
    words: say.WordsOfLabel,
) -> Text:
    """Say what is seen with one label everywhere; that it is wrong, only if the other is not."""
    if right:
        return words.right.format(n=label, part=part)
    if found is not None:
        if found.cause.endswith(f" with {label}"):  # it names the label already
            return found.fact
        return words.fact.format(n=label, fact=say.of_this_label(found.fact))
    return words.wrong.format(n=label, part=part) if other_right else NOTHING

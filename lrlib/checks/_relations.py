"""Say what the numbers show, for mistakes that nobody has listed."""

from collections.abc import Sequence
from typing import NamedTuple

from lrlib.checks._model import Fault, Function, Graded, Property, Text, Trial

__all__ = ["Relation", "describe"]


class Relation(NamedTuple):
    """What was seen, with a name for it."""

    cause: str
    text: Text


def describe(
    graded: Graded, f: Function, prop: Property, fault: Fault, trials: Sequence[Trial]
) -> Relation:
    """Describe a fault."""
    return Relation(fault.kind, fault.text)

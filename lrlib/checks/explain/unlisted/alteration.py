"""What an alteration of arguments is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from lrlib.checks.declare.model import Case
from lrlib.checks.say.text import Text

__all__ = ["Alteration", "Args", "changing"]

Args = dict[str, Any]


class Alteration(NamedTuple):
    """A way to change arguments: what it supposes, and what to ask if it fits.

    `apply` returns the altered arguments, or None where the alteration means nothing.
    """

    cause: str
    suppose: Text
    ask: Text
    apply: Callable[[Case], Args | None]


def changing(name: str, change: Callable[[Any], Any]) -> Callable[[Case], Args | None]:
    """Change one argument."""

    def apply(case: Case) -> Args | None:
        return {**case.args, name: change(case.args[name])} if name in case.args else None

    return apply

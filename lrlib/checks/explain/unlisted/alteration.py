"""What an alteration of arguments is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from lrlib.checks.declare.model import Case
from lrlib.checks.say.text import Text

__all__ = ["Alteration", "Args", "changing"]

Args = dict[str, Any]


class Alteration(NamedTuple):
    """A way to change arguments: what it supposes, and what to ask if it fits.

    `apply` returns the altered arguments, or None where the alteration means nothing. Where there
    is a `name`, it is to be filled in into both texts.
    """

    cause: str
    suppose: Text
    ask: Text
    apply: Callable[[Case], Args | None]
    name: str = ""

    def told(self) -> tuple[Text, Text]:
        """Return what it supposes and what to ask. Most are tried and never told of."""
        if not self.name:
            return self.suppose, self.ask
        return self.suppose.format(name=self.name), self.ask.format(name=self.name)


def changing(name: str, change: Callable[[Any], Any]) -> Callable[[Case], Args | None]:
    """Change one argument."""

    def apply(case: Case) -> Args | None:
        return {**case.args, name: change(case.args[name])} if name in case.args else None

    return apply

"""One message in two languages."""

from collections.abc import Sequence
from typing import NamedTuple

from lrlib.checks.say.korean import fill

__all__ = ["NOTHING", "SPACE", "Text"]


class Text(NamedTuple):
    """One message in both languages."""

    en: str
    ko: str

    def format(self, *args: object, **values: object) -> "Text":
        """Fill in both languages. A Text among the values is filled in in its own language.

        A Korean particle that follows a value is put into the form that goes with it.
        """
        (en, ko), (named_en, named_ko) = (
            [[_in(arg, i) for arg in args] for i in (0, 1)],
            [{key: _in(value, i) for key, value in values.items()} for i in (0, 1)],
        )
        return Text(self.en.format(*en, **named_en), fill(self.ko, ko, named_ko))

    def join(self, parts: Sequence["Text"]) -> "Text":
        """Join texts with this one between them."""
        return Text(
            self.en.join(part.en for part in parts), self.ko.join(part.ko for part in parts)
        )


def _in(value: object, language: int) -> object:
    return value[language] if isinstance(value, Text) else value


NOTHING = Text("", "")
SPACE = Text(" ", " ")

"""Korean particles, fitted to the word before them.

A particle follows the last sound of the word before it: 값이, but 수가. In a message that word
is often a number, a name or a type, whose reading decides.
"""

import functools
import re
import string
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["fill", "last_sound"]

# After a consonant, and after a vowel; the first word that fits is taken.
PAIRS = (
    ("이에요", "예요"),
    ("이어야", "여야"),
    ("이라는", "라는"),
    ("으로", "로"),
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
)
WRITTEN = {form: pair for pair in PAIRS for form in pair} | {"이여야": PAIRS[1]}
CLOSING = r"[)\]`'\"”’]*"
PARTICLE = re.compile(
    rf"({CLOSING})({'|'.join(sorted(WRITTEN, key=len, reverse=True))})(?![가-힣])"
)
DIGITS = dict(zip("0123456789", "ㅇㄹ ㅁ  ㄱㄹㄹ ", strict=True))
LETTERS = {"l": "ㄹ", "r": "ㄹ", "m": "ㅁ", "n": "ㄴ"}
SIGNS = {"½": "ㄹ", "¼": "ㄹ", "¹": "ㄹ", "²": "ㅂ", "³": "ㅂ"}
ENDINGS = (
    ("str", "ㄹ"),
    ("ype", "ㅂ"),
    ("le", "ㄹ"),
    ("ne", "ㄴ"),
    ("me", "ㅁ"),
    ("ng", "ㅇ"),
    ("l", "ㄹ"),
    ("m", "ㅁ"),
    ("n", "ㄴ"),
)


def last_sound(text: str) -> str:
    """Return the consonant that a text ends with when it is read aloud; empty after a vowel."""
    read = re.sub(r"[^0-9A-Za-z가-힣α-ωΑ-Ω½¼¹²³∞%]+\Z", "", text)
    last = read[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return "" if final == 0 else "ㄹ" if final == 8 else "ㅇ"
    if last in DIGITS:
        return DIGITS[last].strip()
    if last in SIGNS:
        return SIGNS[last]
    word = re.search(r"[A-Za-z]*\Z", read)
    letters = word.group().lower() if word else ""
    if len(letters) < 2:
        return LETTERS.get(letters, "")
    return next((sound for ending, sound in ENDINGS if letters.endswith(ending)), "")


def fill(template: str, args: Sequence[Any], values: Mapping[str, Any]) -> str:
    """Fill in a Korean template as `str.format` does, and fit each particle to what precedes it."""
    parsed = _parsed(template)
    if parsed is None:
        return template.format(*args, **values)
    formatter = string.Formatter()
    text, count, filled = "", 0, False
    for literal, name, spec, conversion in parsed:
        text += _fitted(text, literal) if filled else literal
        if name is None:
            continue
        if name == "":
            name, count = str(count), count + 1
        value, _ = formatter.get_field(name, args, values)
        value = formatter.convert_field(value, conversion) if conversion else value
        text += formatter.format_field(value, spec or "")
        filled = True
    return text


@functools.lru_cache(maxsize=1024)
def _parsed(template: str) -> list[tuple[str, str | None, str | None, str | None]] | None:
    """Split a template at its fields; None if no particle follows one of them."""
    parsed = list(string.Formatter().parse(template))
    return parsed if any(PARTICLE.match(literal) for literal, *_ in parsed[1:]) else None


def _fitted(before: str, literal: str) -> str:
    """Fit the particle that a literal begins with to the text before it."""
    found = PARTICLE.match(literal)
    if found is None:
        return literal
    closing, particle = found.groups()
    after_consonant, after_vowel = WRITTEN[particle]
    sound = last_sound(before)
    consonant = bool(sound) and not (after_vowel == "로" and sound == "ㄹ")
    return closing + (after_consonant if consonant else after_vowel) + literal[found.end() :]

"""What stands in a learner's code, as far as its names tell.

What the numbers show decides which mistake is told. The names say which of its causes can be there:
nobody is to look for a loop in code that has none.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from lrlib.checks.call.listing import Listing, list_code
from lrlib.checks.declare.model import Function

__all__ = ["Code", "code_of"]

_LOCAL: Final = re.compile(r"_(?:FAST|DEREF|CLOSURE)")
_GLOBAL: Final = re.compile(r"LOAD_(?:GLOBAL|NAME|ATTR|METHOD)")


@dataclass(frozen=True)
class Code:
    """What stands in a function, and in those of the same notebook that it calls.

    Parameters
    ----------
    parameters : tuple of str
        What the function takes, in order.
    unused : tuple of str
        Those that stand nowhere in it.
    replaced : tuple of str
        Parameters that get a new value before the function has looked at them.
    outside : tuple of str
        Names that hold data, and are neither parameters nor set in the functions; no numbers or
        texts whose names say, in capitals, that they stay as they are.
    words : frozenset of str
        Functions, methods and attributes.
    signs : frozenset of str
        Operators and comparisons.
    unbracketed : bool
        Whether & or | joins two things before they are compared.
    aliases : tuple of (str, str)
        Names that are made second names of something, and then changed in place; and of what.
    set_again : tuple of str
        Names that are set twice by lines that always run.
    loops, branches, compares, sets_outside, sets_shape : bool
        Whether something is repeated, done on a condition only, compared, or set outside, and
        whether a line sets the shape of an array itself.
    """

    parameters: tuple[str, ...]
    unused: tuple[str, ...]
    replaced: tuple[str, ...]
    outside: tuple[str, ...]
    words: frozenset[str]
    signs: frozenset[str]
    unbracketed: bool
    aliases: tuple[tuple[str, str], ...]
    set_again: tuple[str, ...]
    loops: bool
    branches: bool
    compares: bool
    sets_outside: bool
    sets_shape: bool

    def has(self, *words: str) -> bool:
        """Say whether one of these functions, methods or attributes is there."""
        return not self.words.isdisjoint(words)


def code_of(f: Function) -> Code | None:
    """Read a function's code; None if nothing is known of it."""
    elsewhere = getattr(f, "__listing__", None)
    listings = list_code(f) if elsewhere is None else elsewhere()
    return _read(listings) if listings else None


def _read(listings: list[Listing]) -> Code:
    first, steps = listings[0], [step for one in listings for step in one["steps"]]
    reads = {n for done, n in first["steps"] if _LOCAL.search(done) and _reads(done)}
    parameters = [name for name in first["parameters"] if name.isidentifier()]
    data = {name: held for one in listings for name, held in one["holds"].items()}
    jumps = {done for done, _ in steps if "JUMP" in done}
    backward = {done for done in jumps if "BACKWARD" in done}
    return Code(
        parameters=tuple(parameters),
        unused=tuple(name for name in parameters if name not in reads),
        replaced=tuple(name for name in parameters if _is_replaced(name, first["steps"])),
        outside=tuple(n for n, held in data.items() if n.isidentifier() and not _fixed(n, held)),
        words=frozenset(name for done, name in steps if _GLOBAL.match(done)),
        signs=frozenset(name for done, name in steps if done.endswith("_OP")),
        unbracketed=any(_joins_first(steps, i) for i in range(len(steps))),
        aliases=tuple(dict.fromkeys(_aliases(first["steps"]))),
        set_again=tuple(dict.fromkeys(_set_again(first["steps"]))),
        loops=bool(backward) or any(done == "FOR_ITER" for done, _ in steps),
        branches=bool(jumps - backward),
        compares=any(d in ("COMPARE_OP", "IS_OP", "CONTAINS_OP") for d, _ in steps),
        sets_outside=any(done == "STORE_GLOBAL" for done, _ in steps),
        sets_shape=("STORE_ATTR", "shape") in steps,
    )


def _joins_first(steps: list[tuple[str, str]], i: int) -> bool:
    """Say whether a step is an & or | that a comparison follows which it was to join."""
    if steps[i] not in (("BINARY_OP", "&"), ("BINARY_OP", "|")):
        return False
    before, after = (
        [done for done, _ in some] for some in (steps[max(0, i - 2) : i], steps[i + 1 :])
    )
    if after[:1] == ["COMPARE_OP"]:  # Y == 0 & said
        return True
    return before[:1] == ["COMPARE_OP"] and after[1:2] == ["COMPARE_OP"]  # (A >= t) & Y == 0


def _aliases(steps: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield names that are set to another name's value and then changed in place."""
    for i, ((done, old), (then, new)) in enumerate(itertools.pairwise(steps)):
        named = old.isidentifier() and new.isidentifier() and old != new
        if named and _reads(done) and _LOCAL.search(done) and then.startswith("STORE_FAST"):
            if any(
                _in_place(new, *three)
                for three in zip(steps[i:], steps[i + 1 :], steps[i + 2 :], strict=False)
            ):
                yield new, old


def _set_again(steps: list[tuple[str, str]]) -> Iterator[str]:
    """Yield names that are set twice before anything hangs on a condition or is repeated."""
    seen: set[str] = set()
    for done, name in steps:
        if "JUMP" in done or done == "FOR_ITER":
            return
        if done.startswith("STORE_FAST"):
            if name in seen and name.isidentifier():
                yield name
            seen.add(name)


def _in_place(
    name: str, value: tuple[str, str], sign: tuple[str, str], stored: tuple[str, str]
) -> bool:
    return sign[1].endswith("=") and sign[0] == "BINARY_OP" and stored == ("STORE_FAST", name)


def _fixed(name: str, held: str) -> bool:
    return 1 < len(name) and name == name.upper() and held in ("int", "float", "bool", "str")


def _reads(done: str) -> bool:
    return done.startswith("LOAD") and "CLEAR" not in done


def _is_replaced(name: str, steps: Iterable[tuple[str, str]]) -> bool:
    """Say whether a parameter gets a new value before it is read, whatever the arguments are."""
    for done, of in steps:
        if of == name and _LOCAL.search(done):
            return done.startswith("STORE")
        if "JUMP" in done or done == "FOR_ITER":
            return False
    return False

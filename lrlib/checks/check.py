"""`check`: the one function that learners, graders and tests call."""

from __future__ import annotations

import difflib
import functools
import inspect
import os
import secrets
import sys
import textwrap
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lrlib.checks import session
from lrlib.checks.call.invoke import examine, memo_of, quiet
from lrlib.checks.call.returned import type_name
from lrlib.checks.catalogue import load, names
from lrlib.checks.declare.model import Fault, GradedFunction, Place, Property
from lrlib.checks.declare.places import links
from lrlib.checks.message import PRINTED, compose, worked_case, written
from lrlib.checks.say.language import LANGUAGES, language
from lrlib.checks.say.text import Text

if TYPE_CHECKING:
    from lrlib.checks.explain.diagnose import Diagnosis

__all__ = ["CheckFailed", "check"]

Finding = tuple[Property, Fault, "Diagnosis"]


class CheckFailed(AssertionError):  # noqa: N818
    """A property does not hold.

    Attributes
    ----------
    function, property : str
        What was checked.
    mistake : str or None
        The id of the known mistake that explains it.
    cause : str
        The same id, or what was seen: "times m", "error", "not-written".
    messages : dict of str
        The message in each language, "en" and "ko".
    seed : int
        Gives the same inputs again.
    symptom : str
        What the known mistake does, in a sentence for instructors; empty without one.
    read : dict of str
        Where the message sends the reader: "link" within the book, "link_ko" to the same place of
        its Korean edition, and how the message in each language writes it. Empty if it sends
        nowhere.
    """

    def __init__(
        self,
        function: str,
        prop: str,
        mistake: str | None,
        cause: str,
        messages: Text,
        seed: int,
        *,
        symptom: str = "",
        read: Place | None = None,
    ) -> None:
        self.function = function
        self.property = prop
        self.mistake = mistake
        self.cause = cause
        self.messages = messages._asdict()
        self.seed = seed
        self.symptom = symptom
        self.read = {} if read is None else {**links(read), **written(read)._asdict()}
        super().__init__(self.messages[language()])

    def _render_traceback_(self, *_: object) -> list[str]:
        """Show the message alone in Jupyter: a traceback through lrlib would not help a learner."""
        return [part for line in str(self).splitlines() for part in _folded(line)]


def _folded(line: str) -> list[str]:
    """Break a long line between words; Jupyter would break it anywhere."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line) > len(line) / 4
    spaces = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, 50 if wide else 88, subsequent_indent=spaces) or [line]


def check(f: Any, *properties: str, name: str | None = None, seed: int | None = None) -> None:
    """Check a function against what any right answer satisfies.

    Parameters
    ----------
    f : callable
        Your function.
    *properties : str
        Names of properties. None: all of them.
    name : str, optional
        Which exercise's function it is; its own name if not given.
    seed : int, optional
        Draws the inputs. Fresh ones if not given, or those of LRLIB_CHECK_SEED.

    Raises
    ------
    CheckFailed
        If a property does not hold. The message asks the question that leads to the cause.
    TypeError, ValueError
        If f is not a function, or there is no such function or property to check.

    Examples
    --------
    >>> import numpy as np
    >>> def sigmoid(Z):
    ...     return 1 / (1 + np.exp(-Z))
    >>> check(sigmoid, "values", seed=1)
    ✓ values: σ(z) for every element
    """
    recorded = seed if seed is not None else _seed_of_the_run()
    used = secrets.randbits(32) if recorded is None else recorded
    graded = _graded(f, name or _name_of(f, sys._getframe(1).f_globals))
    chosen = _choose(graded, properties)
    with quiet(f) as printed:
        findings = _findings(graded, f, chosen, used)
    broken = {prop.name for prop, _, _ in findings}
    _print_held(graded, [prop for prop in chosen if prop.name not in broken], broken)
    if findings:
        first, _, diagnosis = findings[0]
        extra = _extra(graded, f, diagnosis, bool(printed.getvalue()), recorded is None)
        own = graded.name if name is None else getattr(f, "__name__", graded.name)
        named = "" if own == graded.name else f", name={graded.name!r}"
        again = f"check({own}, {first.name!r}{named}, seed={used})"
        extra.append(
            Text("(Same inputs again: {c})", "(같은 입력으로 다시 검사: {c})").format(c=again)
        )
        known = diagnosis.mistake
        raise CheckFailed(
            graded.name,
            first.name,
            known.id if known else None,
            diagnosis.cause,
            compose(graded, findings, extra),
            used,
            symptom=known.symptom if known else "",
            read=None if diagnosis.cause == "not-written" else diagnosis.read,
        )


def _findings(graded: GradedFunction, f: Any, chosen: list[Property], seed: int) -> list[Finding]:
    """Find the faults, and the cause of each until a known mistake explains the rest."""
    memo = memo_of(graded, f, seed)
    examined = [(prop, examine(graded, f, prop, seed, memo)) for prop in chosen]
    faults = [(prop, fault) for prop, fault in examined if fault is not None]
    faults.sort(key=lambda found: found[1].regime is not None)  # ordinary inputs are told first
    findings: list[Finding] = []
    if faults:  # a right answer on the book's pages does not wait for it
        from lrlib.checks.explain.diagnose import diagnose
    for prop, fault in faults:
        first = findings[0][2] if findings else None
        if first is None or (first.mistake is None and fault.kind != "error"):
            found = diagnose(graded, f, prop, fault, seed, memo, thorough=first is None)
        else:
            found = first
        findings.append((prop, fault, found))
    return findings


def _extra(
    graded: GradedFunction, f: Any, diagnosis: Diagnosis, printed: bool, counted: bool
) -> list[Text]:
    """Return further lines: a worked case from the third failed try on, a note on prints."""
    lines = []
    if counted and diagnosis.cause != "not-written":
        code = getattr(f, "__code__", None)
        if session.count_failure(graded.name, diagnosis.cause, code) >= 3:
            lines.append(worked_case(graded))
    if printed:
        lines.append(PRINTED)
    return lines


def _seed_of_the_run() -> int | None:
    value = os.environ.get("LRLIB_CHECK_SEED", "").strip()
    return int(value) if value else None


def _name_of(f: Any, scope: Mapping[str, Any]) -> str | None:
    """Return a function's name; for a lambda or a callable object, that of its variable."""
    own: str | None = getattr(f, "__name__", None)
    if own in names():
        return own
    return next((name for name in names() if scope.get(name) is f), own)


def _graded(f: Any, name: str | None) -> GradedFunction:
    if not callable(f):
        msg = (
            f"check takes a function: check(sigmoid), without parentheses after its name. "
            f"Got {type_name(f).en}."
        )
        raise TypeError(msg)
    name = name or "?"
    if name not in names():
        close = difflib.get_close_matches(name, names(), n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        msg = f"There is no check for {name!r}.{hint} There is one for {', '.join(names())}."
        raise ValueError(msg)
    if _is_the_librarys(f):
        text = Text(
            f"{name} is lrlib's own function. The exercise asks for yours: is the cell with your "
            "function run after the imports?",
            f"{name} 함수는 lrlib에 들어 있는 함수예요. 이 연습은 직접 작성한 함수를 확인해요. "
            "import 다음에 내 함수가 있는 셀을 실행했나요?",
        )
        raise CheckFailed(name, "own-function", None, "own-function", text, 0)
    return load(name)


def _is_the_librarys(f: Any) -> bool:
    original = inspect.unwrap(f.func if isinstance(f, functools.partial) else f)
    module = getattr(original, "__module__", None) or ""
    file = getattr(getattr(original, "__code__", None), "co_filename", "")
    return module.split(".")[0] == "lrlib" and not file.startswith("<")


def _choose(graded: GradedFunction, properties: tuple[str, ...]) -> list[Property]:
    by_name = {prop.name: prop for prop in graded.properties}
    unknown = [name for name in properties if name not in by_name]
    if unknown:
        msg = f"{graded.name} has no property {unknown[0]!r}. It has {', '.join(by_name)}."
        raise ValueError(msg)
    return [by_name[name] for name in properties] or list(graded.properties)


def _print_held(graded: GradedFunction, held: list[Property], broken: set[str]) -> None:
    """Print which properties hold and, once all of them do, how to compare with the library."""
    which = LANGUAGES.index(language())
    for prop in held:
        print(f"✓ {prop.name}: {prop.title[which]}")  # noqa: T201
    names_held = [prop.name for prop in held]
    if not session.note_results(graded.name, names_held, broken, len(graded.properties)):
        return
    module = graded.reference.__module__
    text = Text(
        "All of {name} holds. To compare with the library's version:\n"
        "    import inspect, {module}; print(inspect.getsource({module}.{name}))",
        "{name} 함수의 모든 검사를 통과했어요. 라이브러리의 코드와 비교해 보세요.\n"
        "    import inspect, {module}; print(inspect.getsource({module}.{name}))",
    )
    if not module.startswith("lrlib.checks"):
        print(text.format(name=graded.name, module=module)[which])  # noqa: T201

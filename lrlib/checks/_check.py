"""The one function that learners, graders and tests call."""

import difflib
import functools
import inspect
import os
import secrets
from collections import Counter
from typing import Any

from lrlib.checks._diagnose import Diagnosis, diagnose
from lrlib.checks._language import LANGUAGES, language
from lrlib.checks._model import Fault, Graded, Property, Text, Trial, load, names
from lrlib.checks._report import evidence, show_inputs
from lrlib.checks._run import examine, quiet

__all__ = ["CheckFailed", "check"]

_failures: Counter[tuple[str, str]] = Counter()
_green: dict[str, set[str]] = {}


class CheckFailed(AssertionError):  # noqa: N818
    """A property does not hold.

    Attributes
    ----------
    function, property : str
        What was checked.
    mistake : str or None
        The id of the known mistake that explains it.
    messages : dict of str
        The message in each language, "en" and "ko".
    seed : int
        Gives the same inputs again.
    """

    def __init__(
        self, function: str, prop: str, mistake: str | None, messages: Text, seed: int
    ) -> None:
        self.function = function
        self.property = prop
        self.mistake = mistake
        self.messages = messages._asdict()
        self.seed = seed
        super().__init__(self.messages[language()])

    def _render_traceback_(self, *_: object) -> list[str]:
        """Show Jupyter the message alone: the way through lrlib teaches nothing."""
        return str(self).splitlines()


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
        At the first property that does not hold. The message asks the question that leads
        to the cause.
    ValueError
        If there is no such function or property to check.

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
    graded = _graded(f, name)
    chosen = _choose(graded, properties)
    faults: list[tuple[Property, Fault]] = []
    memo: dict[Any, list[Trial]] = {}
    diagnosis = None
    with quiet() as printed:
        for prop in chosen:
            fault = examine(graded, f, prop, used, memo)
            if fault is not None:
                faults.append((prop, fault))
        if faults:
            diagnosis = diagnose(graded, f, *faults[0], used, memo)
    broken = {prop.name for prop, _ in faults}
    _print_green(graded, [prop for prop in chosen if prop.name not in broken])
    if diagnosis is not None:
        count = _count(graded, diagnosis) if recorded is None else 0
        text = _message(graded, faults, diagnosis, used, count, bool(printed.getvalue()))
        mistake = diagnosis.mistake.id if diagnosis.mistake else None
        failure = CheckFailed(graded.name, faults[0][0].name, mistake, text, used)
        raise failure from None


def _seed_of_the_run() -> int | None:
    value = os.environ.get("LRLIB_CHECK_SEED", "").strip()
    return int(value) if value else None


def _graded(f: Any, name: str | None) -> Graded:
    if not callable(f):
        msg = (
            f"check takes a function: check(sigmoid), without parentheses after its name. "
            f"Got {type(f).__name__}."
        )
        raise TypeError(msg)
    name = name or getattr(f, "__name__", None) or "?"
    if name not in names():
        close = difflib.get_close_matches(name, names(), n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        msg = f"There is no check for {name!r}.{hint} There is one for {', '.join(names())}."
        raise ValueError(msg)
    original = inspect.unwrap(f.func if isinstance(f, functools.partial) else f)
    if (getattr(original, "__module__", None) or "").split(".")[0] == "lrlib":
        text = Text(
            f"{name} is lrlib's own function. The exercise asks for yours: is the cell with your "
            "function run after the imports?",
            f"{name} 함수는 lrlib에 들어 있는 함수예요. 이 연습은 직접 작성한 함수를 확인해요. "
            "import 다음에 내 함수가 있는 셀을 실행했나요?",
        )
        raise CheckFailed(name, "own-function", None, text, 0)
    return load(name)


def _choose(graded: Graded, properties: tuple[str, ...]) -> list[Property]:
    by_name = {prop.name: prop for prop in graded.properties}
    unknown = [name for name in properties if name not in by_name]
    if unknown:
        msg = f"{graded.name} has no property {unknown[0]!r}. It has {', '.join(by_name)}."
        raise ValueError(msg)
    return [by_name[name] for name in properties] or list(graded.properties)


def _count(graded: Graded, diagnosis: Diagnosis) -> int:
    _failures[graded.name, diagnosis.cause] += 1
    return _failures[graded.name, diagnosis.cause]


def _print_green(graded: Graded, held: list[Property]) -> None:
    """Say what holds; and, once all of it does, how to compare with the library."""
    which = LANGUAGES.index(language())
    for prop in held:
        print(f"✓ {prop.name}: {prop.title[which]}")  # noqa: T201
    green = _green.setdefault(graded.name, set())
    complete = len(green) == len(graded.properties)
    green.update(prop.name for prop in held)
    if len(green) < len(graded.properties) or (complete and len(held) < len(graded.properties)):
        return
    for key in [key for key in _failures if key[0] == graded.name]:
        del _failures[key]
    module = graded.reference.__module__
    if module.startswith("lrlib.checks"):
        return
    text = Text(
        "All of {name} holds. To compare with the library's version:\n"
        "    import inspect, {module}; print(inspect.getsource({module}.{name}))",
        "{name} 함수의 모든 검사를 통과했어요. 라이브러리의 코드와 비교해 보세요.\n"
        "    import inspect, {module}; print(inspect.getsource({module}.{name}))",
    )
    print(text.format(name=graded.name, module=module)[which])  # noqa: T201


def _message(
    graded: Graded,
    faults: list[tuple[Property, Fault]],
    diagnosis: Diagnosis,
    seed: int,
    count: int,
    printed: bool,
) -> Text:
    """Compose the message: property, evidence, question, where to read."""
    prop, fault = faults[0]
    newline = Text("\n", "\n")
    head = Text("✗ {f}, {p}: {title}", "✗ {f}, {p}: {title}")
    if diagnosis.cause == "not-written":
        return head.format(f=graded.name, p=prop.name, title=diagnosis.text)
    page = Text("Read: page {n}, “{en}”.", "읽을 곳: {n}장 “{ko}”.").format(
        n=diagnosis.read.page, en=diagnosis.read.en, ko=diagnosis.read.ko
    )
    lines = [
        head.format(f=graded.name, p=prop.name, title=prop.title),
        evidence(fault),
        diagnosis.text,
        page,
    ]
    if count >= 3:
        lines.append(_worked(graded))
    if len(faults) > 1:
        others = ", ".join(p.name for p, _ in faults[1:])
        lines.append(Text("Not right yet either: {o}.", "아직 맞지 않은 것: {o}.").format(o=others))
    if printed:
        lines.append(
            Text(
                "(What your function prints is hidden here. Call it yourself to see it.)",
                "(함수가 출력한 내용은 여기서 보이지 않아요. 직접 호출해서 확인하세요.)",
            )
        )
    again = f"check({graded.name}, {prop.name!r}, seed={seed})"
    lines.append(Text("(Same inputs again: {c})", "(같은 입력으로 다시 검사: {c})").format(c=again))
    return newline.join(lines)


def _worked(graded: Graded) -> Text:
    """Work a tiny case step by step, with the library's own numbers."""
    from lrlib.checks._report import show

    steps = graded.steps(**graded.tiny)
    shown = "\n".join(f"    {name} {show(value)}" for name, value in steps.items())
    text = Text(
        "A tiny case, step by step, for {inputs}:\n{steps}\n"
        "Print the same steps in your function: which is the first that differs?",
        "아주 작은 예를 한 단계씩 계산하면 이래요. 입력: {inputs}\n{steps}\n"
        "함수 안에서 같은 값들을 출력해 보세요. 처음으로 달라지는 것은 무엇인가요?",
    )
    return text.format(inputs=show_inputs(graded.tiny), steps=shown)

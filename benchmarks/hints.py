"""What the messages are worth: wrong answers that nobody wrote for the checks, and what is said.

The answers are in `tests/checks/corpus/`. Each was written from its exercise alone, with the
question that a teacher would ask (`topic`), words that such a question has (`words`), and the part
or property that is wrong (`place`). The rule that judges a message:

- right question: the diagnosis has one of the words, or the symptom of the known mistake that
  explains the answer has one. The input, the two numbers, and the title do not count.
- numbers only: it names no cause. It shows what was expected and what came, and asks to compute by
  hand, or to write down the shapes.
- right place: it has none of the words, but it names the place, or the place is the property that
  is reported or a part that it looks at.
- elsewhere: it names a cause, and neither the words nor the place. That is where false sentences
  are.
- passes: a wrong answer is not refused. refused: a right answer is.

One third of the answers is held out, by a hash of the id: these are counted and never looked at,
but for those that are judged. The answers that are marked `later` were written by somebody who
knew the checks, or read before the hints were mended for them; they are none of that third.

How good this rule is, the judged messages say, three for each function: somebody has read each
beside the code, as a teacher would. *straight*: it asks for the cause. *useful*: it is true and
leads there in more than one step. *numbers*: it is true and names no cause. *false*: it misleads.
A judged message that is not said any more is not counted.
"""

import argparse
import contextlib
import io
import json
import linecache
import re
import sys
import warnings
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lrlib.checks import CheckFailed, check, load, names
from lrlib.checks.explain.shapes import WHICH_STEP
from lrlib.checks.explain.unlisted.sayings import BY_HAND

CORPUS = Path(__file__).parent.parent / "tests" / "checks" / "corpus"
RIGHT, PLACE, NUMBERS, ELSEWHERE = "right question", "right place", "numbers only", "elsewhere"
PASSES, REFUSED = "passes", "refused"
COLUMNS = (RIGHT, PLACE, NUMBERS, ELSEWHERE, PASSES, REFUSED)
NO_CAUSE = (BY_HAND.en, WHICH_STEP.en)
JUDGED = Path(__file__).parent / "hints_judged.json"
WORTH = ("straight", "useful", "numbers", "false")
SEED = 1
LINE = "{:26}{:>9}" + "{:>16}" * len(COLUMNS)


def main(arguments: Sequence[str] = ()) -> int:
    """Print the counts of both parts, and how good the rule is; 0 if the goals are reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks hints", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--tell", action="store_true", help="print the messages that miss")
    parser.add_argument("functions", nargs="*", help="all of them unless given")
    found = parser.parse_args(arguments)
    chosen = found.functions or list(names())
    tables: dict[bool, dict[str, Counter[str]]] = {
        out: {name: Counter() for name in chosen} for out in (False, True)
    }
    for name in chosen:
        for answer in answers(name):
            kind, failed = judge(name, answer, found.seed)
            out = held_out(name, answer)
            tables[out][name][kind] += 1
            if found.tell and not out and kind not in (RIGHT, "accepted"):
                print(told(name, answer, kind, failed))
    missed = _printed(tables[False], "tuned on") | _printed(tables[True], "held out")
    _print_judged(chosen, found.seed)
    return missed


def answers(name: str) -> list[dict[str, Any]]:
    """Read the answers to one function."""
    found: list[dict[str, Any]] = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    return found


def held_out(name: str, answer: Mapping[str, Any]) -> bool:
    """Say whether an answer is only counted, never looked at: one in three."""
    return not answer.get("later") and zlib.crc32(f"{name}/{answer['id']}".encode()) % 3 == 0


def judge(name: str, answer: Mapping[str, Any], seed: int = SEED) -> tuple[str, CheckFailed | None]:
    """Check one answer, and judge what is said of it by the rule above."""
    failed = checked(name, answer, seed)
    if failed is None:
        return ("accepted" if answer["right"] else PASSES), None
    if answer["right"]:
        return REFUSED, failed
    said = diagnosis(failed)
    known = f"{said}\n{failed.symptom}".lower()
    if any(word.lower() in known for word in answer["words"]):
        return RIGHT, failed
    if any(text in said for text in NO_CAUSE):
        return NUMBERS, failed
    place = answer["place"]
    at_it = place and (_names(place, said.lower()) or _looks_at(name, failed, place))
    return (PLACE if at_it else ELSEWHERE), failed


def checked(name: str, answer: Mapping[str, Any], seed: int = SEED) -> CheckFailed | None:
    """Check one answer; return what is said of it, None if it passes."""
    file, code = f"<{name}/{answer['id']}>", answer["code"]
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
    scope: dict[str, Any] = {"np": np, "__name__": "__main__"}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        exec(compile(code, file, "exec"), scope)
        try:
            check(scope[name], name=name, seed=seed)
        except CheckFailed as failed:
            return failed
    return None


def diagnosis(failed: CheckFailed, language: str = "en") -> str:
    """Return what the message says of the cause: not its title, not the numbers it shows."""
    lines = failed.messages[language].splitlines()[1:]
    shown = re.compile(
        r"  (input|expected|got|입력|기대값|올바른 값|결과) |\((Same inputs|같은 입력)"
    )
    return "\n".join(line for line in lines if not shown.match(line))


def _names(place: str, said: str) -> bool:
    return re.search(rf"\b{re.escape(place.lower())}\b", said) is not None


def _looks_at(name: str, failed: CheckFailed, place: str) -> bool:
    prop = next(p for p in load(name).properties if p.name == failed.property)
    return place in (prop.name, *prop.parts) or place.rstrip("s") == prop.name.rstrip("s")


def told(name: str, answer: Mapping[str, Any], kind: str, failed: CheckFailed | None) -> str:
    """Write one answer beside what is said of it."""
    said = diagnosis(failed) if failed is not None else ""
    cause = f"[{failed.cause}]" if failed is not None else ""
    code = str(answer["code"]).strip()
    return f"### {name}/{answer['id']}: {kind} {cause}\n{answer['topic']}\n{code}\n>> {said}\n"


def _printed(table: Mapping[str, Counter[str]], title: str) -> int:
    """Print one part's counts; return 0 if nothing wrong passes and nothing right is refused."""
    print(f"{title}\n" + LINE.format("function", "wrong", *COLUMNS))
    total: Counter[str] = Counter()
    for name, counts in table.items():
        total.update(counts)
        print(LINE.format(name, _wrong(counts), *(counts[kind] for kind in COLUMNS)))
    wrong = max(1, _wrong(total))
    print(LINE.format("all", wrong, *(total[kind] for kind in COLUMNS)))
    print(LINE.format("", "", *(f"{total[kind] / wrong:.1%}" for kind in COLUMNS[:-1]), "") + "\n")
    return int(bool(total[PASSES] or total[REFUSED] or total[RIGHT] < 0.9 * wrong))


def _wrong(counts: Counter[str]) -> int:
    return sum(counts[kind] for kind in COLUMNS if kind != REFUSED)


def _print_judged(chosen: Sequence[str], seed: int) -> None:
    """Print how the rule judges the messages that somebody has read."""
    by_id = {(name, answer["id"]): answer for name in chosen for answer in answers(name)}
    pairs: Counter[tuple[str, str]] = Counter()
    samples = json.loads(JUDGED.read_text("utf-8"))
    for sample in samples:
        key = sample["function"], sample["id"]
        if key in by_id:
            kind, failed = judge(key[0], by_id[key], seed)
            if failed is not None and diagnosis(failed) == sample["said"]:
                pairs[kind, sample["judged"]] += 1
    print(f"the rule, beside {sum(pairs.values())} of {len(samples)} messages that were read")
    print(("{:26}" + "{:>10}" * len(WORTH)).format("", *WORTH))
    for kind in COLUMNS[:4]:
        counts = (pairs[kind, worth] for worth in WORTH)
        print(("{:26}" + "{:>10}" * len(WORTH)).format(kind, *counts))
    good = ("straight", "useful")
    alike = sum(n for (kind, worth), n in pairs.items() if (kind == RIGHT) == (worth in good))
    print(f"They agree on whether it is the right question in {alike} of {sum(pairs.values())}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Read the errors that a learner's code raises, as a teacher would."""

import linecache
import re
import traceback
from pathlib import Path
from typing import NamedTuple

import lrlib
from lrlib.checks.declare.model import Trial
from lrlib.checks.explain.changes_in_place import IN_PLACE
from lrlib.checks.explain.error_messages import (
    IN_NUMPY,
    OF_A_MATRIX,
    OF_NUMPY,
    OTHER,
    READINGS,
    UNWRITTEN_BELOW,
)
from lrlib.checks.explain.refusals import REFUSALS
from lrlib.checks.explain.unreadable_code import UNREADABLE
from lrlib.checks.say.text import Text

__all__ = ["Reading", "message_of", "read_error", "where"]

# In the paths of what is not the learner's: the folder of lrlib itself, for a course's folder may
# have its name.
HERE = f"{Path(lrlib.__file__).parent.as_posix()}/"
FOREIGN = "site-packages/", HERE, "lib/python", "<frozen"
TOO_DEEP = "maximum recursion depth exceeded"


class Reading(NamedTuple):
    """A cause, and the question that leads to it."""

    cause: str
    text: Text


def read_error(error: Exception) -> Reading:
    """Turn an error into a question. The error itself is quoted by `where`."""
    message = _message(error)
    line = f"{type(error).__name__}: {message}"
    shown = message[:160] or type(error).__name__
    for cause, pattern, text in (*IN_PLACE, *REFUSALS, *READINGS, *UNREADABLE):
        found = pattern.search(line)
        if found and cause == "not-written":
            return Reading(cause, _not_written(error, text))
        if found:
            if cause == "matmul" and "not aligned" in message and _multiplies_with_a_star(error):
                return Reading("matrix", OF_A_MATRIX)
            groups = [(group or "").strip(" ,") for group in found.groups()]
            if cause == "name" and groups[0] in OF_NUMPY:
                text = IN_NUMPY
            return Reading(cause, text.format(*groups, error=shown.rstrip(".")))
    return Reading("error", OTHER.format(kind=type(error).__name__))


def _multiplies_with_a_star(error: Exception) -> bool:
    """Say whether the line that raised has * as its only product, as for a numpy.matrix."""
    line = where(error).en.split("\n")[0]
    return (
        "*" in line and re.search(r"@|\b(dot|matmul|inner|vdot|multi_dot|einsum)\b", line) is None
    )


def _message(error: Exception) -> str:
    try:
        return str(error)
    except Exception:  # a learner's own exception class may raise here, too
        return ""


def _not_written(error: Exception, text: Text) -> Text:
    """Say which function is to be written: the one that is called, or one that it calls."""
    names = _functions(error)
    if len(names) < 2 or names[-1] == names[0]:
        return text
    return UNWRITTEN_BELOW.format(caller=names[-2], called=names[-1])


def _functions(error: Exception) -> list[str]:
    """Name the learner's functions that were running, the innermost last."""
    elsewhere = getattr(error, "learner_traceback", None)
    if isinstance(elsewhere, str):
        lines = [line for line in elsewhere.splitlines() if not _foreign(line)]
        names = re.findall(r"^ *(?:File|Cell) .*, in (\w+)", "\n".join(lines), re.MULTILINE)
    else:
        frames = traceback.extract_tb(error.__traceback__)
        names = [frame.name for frame in frames if not _foreign(frame.filename)]
    return [name for name in names if not name.startswith("<")]


def where(error: Exception) -> Text:
    """Quote the learner's line that raised, and the error."""
    message = f"{type(error).__name__}: {_message(error)[:300]}"
    elsewhere = getattr(error, "learner_traceback", None)  # it was raised in another process
    if isinstance(elsewhere, str) and elsewhere.strip():
        return _quoted(*_last_line(elsewhere), message)
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if not _foreign(frame.filename)
    ]
    if not frames:
        return Text(message, message)
    frame = frames[-1]
    code = (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()
    return _quoted(frame.lineno, code, message)


def _quoted(number: int | str | None, code: str, message: str) -> Text:
    """Quote a line, where it is known, and an error below it."""
    if not code:
        return Text(message, message)
    return Text(f"line {number}: {code}\n{message}", f"{number}번째 줄: {code}\n{message}")


def _foreign(filename: str) -> bool:
    path = filename.replace("\\", "/")
    return any(part in path for part in FOREIGN)


def _last_line(text: str) -> tuple[str, str]:
    """Take the number and the code of the innermost line from the text of a traceback."""
    lines = text.splitlines()
    found = [
        (number.group(1), lines[i + 1].strip())
        for i, line in enumerate(lines[:-1])
        if (number := re.search(r"(?:File|Cell) .*line (\d+)", line)) and not _foreign(line)
    ]
    return found[-1] if found else ("", "")


def message_of(trial: Trial) -> str | None:
    """Return the message of an error. Its class may be lost on the way from the sandbox."""
    error = trial.outcome.error
    # Where the calls are too deep, the message ends with what Python was doing there.
    message = None if error is None else _message(error)
    return TOO_DEEP if message is not None and message.startswith(TOO_DEEP) else message

"""What this session has seen: which properties hold, and how often a function has failed."""

from collections.abc import Collection
from typing import Any

__all__ = ["count_failure", "forget", "note_results"]

# By function and cause: the code of each failed try.
_failures: dict[tuple[str, str], list[Any]] = {}
# By function: the properties that held when they were last checked.
_held: dict[str, set[str]] = {}


def count_failure(function: str, cause: str, code: Any) -> int:
    """Note a failed try; return the number of tries that have failed with this cause.

    Parameters
    ----------
    function, cause : str
        Which function was checked, and why it failed.
    code : object
        What changes when the learner rewrites the function, or None if that is unknown. The
        code of the last try is not counted again: a notebook checks one function in several
        cells.
    """
    tried = _failures.setdefault((function, cause), [])
    if not tried or code is None or code != tried[-1]:
        tried.append(code)
    return len(tried)


def note_results(
    function: str, held: Collection[str], broken: Collection[str], properties: int
) -> bool:
    """Note which properties hold; return whether to say now that all of them do.

    That is said when the last one of a function's `properties` has come to hold, and after each
    check of all of them. The failures of the function are then forgotten.
    """
    known = _held.setdefault(function, set())
    complete_before = len(known) == properties
    known.difference_update(broken)
    known.update(held)
    if len(known) < properties or (complete_before and len(held) < properties):
        return False
    for key in [key for key in _failures if key[0] == function]:
        del _failures[key]
    return True


def forget() -> None:
    """Forget all, as a new session would."""
    _failures.clear()
    _held.clear()

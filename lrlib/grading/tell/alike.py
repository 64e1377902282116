"""Answers that are the same code: groups of students, and what it means that they are alike."""

from __future__ import annotations

import ast
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypedDict

from lrlib.grading.gradebook.read import AutogradedNotebook

__all__ = ["MEANING", "NEAR_MEANING", "PARTS_LIMIT", "AlikeGroup", "alike", "fingerprint_of"]

# Below this an answer is so short that people write the same by themselves: some four lines.
PARTS_LIMIT: Final = 40
MEANING: Final = (
    "The same code but for comments, docstrings and spacing. It can come from working together, "
    "from a common source, or from the page that teaches it. It does not say who wrote it first, "
    f"and proves nothing by itself. Answers of fewer than {PARTS_LIMIT} parts are left out, for "
    "people write those alike; those with other names for variables are listed apart."
)
NEAR_MEANING: Final = (
    "The same code but for the names that the answer itself chooses, the order of its statements, "
    "comments, docstrings and spacing. Right answers to a small question are often alike in this "
    "way without anybody having copied: a group says more if the answers are wrong in the same way."
)


class AlikeGroup(TypedDict):
    """Students whose answers are alike."""

    count: int
    students: list[str]
    answers: list[str]  # grade ids


def alike(
    graded: Mapping[str, Sequence[AutogradedNotebook]],
    released: Mapping[str, Mapping[str, str]],
    *,
    near: bool = False,
) -> list[AlikeGroup]:
    """Return groups of students with the same answer; largest first.

    Parameters
    ----------
    graded : mapping
        The autograded notebooks by student.
    released : mapping
        The source of each cell as it was handed out, by notebook and grade id.
    near : bool
        Whether names and order may differ. Groups that are the same without that are left out.
    """
    same: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for student, notebooks in graded.items():
        for notebook in notebooks:
            for grade_id, code in _answers(notebook.cells):
                stub = released.get(notebook.name, {}).get(grade_id, "")
                found = fingerprint_of(code)
                if found.size >= PARTS_LIMIT and found.exact != fingerprint_of(stub).exact:
                    key = found.near if near else found.exact
                    same[notebook.name, grade_id, key][student] = found.exact
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for (_, grade_id, _), students in same.items():
        if len(students) > 1 and not (near and len(set(students.values())) == 1):
            groups[tuple(students)].append(grade_id)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[0]), -len(item[1]), item[0]))
    return [
        {"count": len(students), "students": list(students), "answers": answers}
        for students, answers in ordered
    ]


def _answers(cells: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return grade id and code of each cell that was to be written."""
    found = []
    for cell in cells:
        about = cell.get("metadata", {}).get("nbgrader", {})
        if about.get("solution") and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            found.append((about["grade_id"], "".join(source)))
    return found


class Fingerprint(NamedTuple):
    """How many parts code has, and hashes of it: as it is, and without its own names and order."""

    size: int
    exact: str
    near: str


@lru_cache(maxsize=4096)
def fingerprint_of(code: str) -> Fingerprint:
    """Return the fingerprint of code, which comments, docstrings and spacing do not change.

    Code that Python cannot parse counts its words.
    """
    try:
        tree = ast.parse(code)
        for node in ast.walk(tree):
            _drop_docstring(node)
        text = ast.dump(tree)
        size = sum(1 for n in ast.walk(tree) if not isinstance(n, ast.expr_context))
        near = _shape(tree, _own_names(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        words = code.split()
        text = near = " ".join(words)
        size = len(words)
    return Fingerprint(size, _hash(text), _hash(near))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _own_names(tree: ast.AST) -> set[str]:
    """Return the names that code chooses itself: variables and parameters, not functions."""
    nodes = list(ast.walk(tree))
    names = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    return names | {n.name for n in nodes if isinstance(n, ast.ExceptHandler) and n.name}


def _shape(node: object, own: set[str]) -> str:
    """Return code as text in which its own names are one, and statements are in order of text."""
    if isinstance(node, list):
        parts = [_shape(part, own) for part in node]
        if node and isinstance(node[0], ast.stmt):
            parts.sort()
        return f"[{' '.join(parts)}]"
    if isinstance(node, ast.Name):
        return "own" if node.id in own else node.id
    if isinstance(node, ast.arg):
        return "own"
    if isinstance(node, ast.AST):
        fields = (_shape(value, own) for _, value in ast.iter_fields(node))
        return f"{type(node).__name__}({' '.join(fields)})"
    return repr(node)


def _drop_docstring(node: ast.AST) -> None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            node.body = node.body[1:]

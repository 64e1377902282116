"""Answers that are the same code: groups of students, and what it means that they are alike."""

from __future__ import annotations

import ast
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypedDict

from lrlib.grading.gradebook.read import AutogradedNotebook

__all__ = ["MEANING", "PARTS_LIMIT", "AlikeGroup", "alike", "fingerprint_of"]

# Below this an answer is so short that people write the same by themselves: some four lines.
PARTS_LIMIT: Final = 40
MEANING: Final = (
    "The same code but for comments, docstrings and spacing. It can come from working together, "
    "from a common source, or from the page that teaches it. It does not say who wrote it first, "
    f"and proves nothing by itself. Answers of fewer than {PARTS_LIMIT} parts are left out, for "
    "people write those alike; whoever renamed a variable is not found."
)


class AlikeGroup(TypedDict):
    """Students whose answers are alike."""

    count: int
    students: list[str]
    answers: list[str]  # grade ids


def alike(
    graded: Mapping[str, Sequence[AutogradedNotebook]], released: Mapping[str, Mapping[str, str]]
) -> list[AlikeGroup]:
    """Return groups of students with the same answer; largest first.

    Parameters
    ----------
    graded : mapping
        The autograded notebooks by student.
    released : mapping
        The source of each cell as it was handed out, by notebook and grade id.
    """
    same: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for student, notebooks in graded.items():
        for notebook in notebooks:
            for grade_id, code in _answers(notebook.cells):
                stub = released.get(notebook.name, {}).get(grade_id, "")
                size, fingerprint = fingerprint_of(code)
                if size >= PARTS_LIMIT and fingerprint != fingerprint_of(stub)[1]:
                    same[notebook.name, grade_id, fingerprint].append(student)
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for (_, grade_id, _), students in same.items():
        if len(students) > 1:
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


def fingerprint_of(code: str) -> tuple[int, str]:
    """Return how many parts code has, and a hash that comments and spacing do not change.

    Code that Python cannot parse counts its words.
    """
    try:
        tree = ast.parse(code)
        parts = [node for node in ast.walk(tree) if not isinstance(node, ast.expr_context)]
        for node in parts:
            _drop_docstring(node)
        text = ast.dump(tree)
        size = sum(1 for n in ast.walk(tree) if not isinstance(n, ast.expr_context))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        words = code.split()
        text, size = " ".join(words), len(words)
    return size, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _drop_docstring(node: ast.AST) -> None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            node.body = node.body[1:]

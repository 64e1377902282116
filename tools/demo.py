"""The demo class: known mistakes, accepted styles, and some who try to get marks otherwise."""

import ast
import inspect
import random
import textwrap
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

import nbformat

from lrlib.checks import load

EXERCISE = "07-m-examples"
# Grade id of the cell, and the function that goes there.
ANSWERS = {"loop": "cost_and_gradients_loop", "vectorised": "cost_and_gradients"}
NOTHING = "def {name}(w, b, X, Y):\n    return None\n"


class Handed(NamedTuple):
    """What one student hands in: "right", "mistakes", "nothing", "broken" or an attack's name."""

    kind: str
    answers: dict[str, str]
    mistakes: tuple[str, ...] = ()


def attacks(gradebook: Path) -> dict[str, str]:
    """Return code that goes for the marks instead of the question; nothing of it is right."""
    return {
        "patched NumPy": """
import numpy as np
np.allclose = np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
np.isclose = lambda a, b, **k: np.ones(np.shape(a), bool)
""",
        "endless loop": "while True:\n    pass\n",
        "kill": """
import os, signal
for process in (os.getppid(), 1, -1):
    try:
        os.kill(process, signal.SIGKILL)
    except OSError:
        pass
""",
        "gradebook": f"""
import sqlite3
marks = sqlite3.connect({str(gradebook)!r})
marks.execute("UPDATE grade SET auto_score = 100, manual_score = 100")
marks.commit()
""",
        "giant output": "while True:\n    print('x' * 1_000_000)\n",
    }


def handed_in(gradebook: Path, students: int) -> Iterator[Handed]:
    """Yield what each student hands in; the same for the same number of students.

    Parameters
    ----------
    gradebook : Path
        What one of the attacks goes for.
    students : int
        At least 20.
    """
    rng = random.Random(7)
    graded = {cell: load(name) for cell, name in ANSWERS.items()}
    right = {
        cell: cycle([code_of(style.right, ANSWERS[cell]) for style in found.styles])
        for cell, found in graded.items()
    }
    special = [Handed("nothing", {}), Handed("broken", {})]
    for name, code in attacks(gradebook).items():
        wrong = {cell: code + NOTHING.format(name=f) for cell, f in ANSWERS.items()}
        special.append(Handed(name, wrong))
    styles = max(len(found.styles) for found in graded.values())
    for number in range(students - len(special)):
        if number < styles:
            yield Handed("right", {cell: next(codes) for cell, codes in right.items()})
            continue
        answers = {cell: next(codes) for cell, codes in right.items()}
        made = []
        for cell in rng.choice([["loop"], ["vectorised"], ["loop", "vectorised"]]):
            known = graded[cell].mistakes
            mistake = known[int(len(known) * rng.random() ** 3)]  # the first are the common ones
            answers[cell] = code_of(mistake.wrong, ANSWERS[cell])
            made.append(mistake.id)
        yield Handed("mistakes", answers, tuple(made))
    yield from special


def code_of(function: Callable[..., Any], name: str) -> str:
    """Return a function of the checks' tables as a learner's own code, under another name."""
    needed: dict[str, FunctionType] = {}
    _collect(inspect.unwrap(function), needed)
    parts = ["import math\n\nimport numpy as np"]
    for helper in reversed(needed.values()):
        (node,) = ast.parse(textwrap.dedent(inspect.getsource(helper))).body
        assert isinstance(node, ast.FunctionDef)
        node.decorator_list = []
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        if helper is function:
            node.name = name
        parts.append(ast.unparse(_Plain().visit(node)))
    return "\n\n\n".join(parts)


def _collect(function: Any, needed: dict[str, FunctionType]) -> None:
    """Find the functions that one calls, and those that they call."""
    needed.pop(function.__name__, None)  # what is needed later stands earlier
    needed[function.__name__] = function
    scope = dict(function.__globals__)
    for module in [value for value in scope.values() if _of_checks(value)]:
        scope = vars(module) | scope
    for used in _names(function.__code__):
        found = scope.get(used)
        if isinstance(found, FunctionType) and found is not function:
            _collect(found, needed)


def _names(code: Any) -> list[str]:
    inner = [const for const in code.co_consts if hasattr(const, "co_names")]
    return [*code.co_names, *(name for other in inner for name in _names(other))]


def _of_checks(value: object) -> bool:
    return isinstance(value, ModuleType) and value.__name__.startswith("lrlib.checks")


class _Plain(ast.NodeTransformer):
    """Write shared.sigmoid as sigmoid, whose code stands above."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == "shared":
            return ast.Name(node.attr, node.ctx)
        return node


def hand_in(course: Path, students: int) -> dict[str, Handed]:
    """Write the submissions into the course; return who handed in what."""
    released = course / "exercises" / EXERCISE / f"{EXERCISE}.ipynb"
    found = {}
    for number, handed in enumerate(handed_in(course / "gradebook.db", students), start=1):
        student = f"student-{number:02d}"
        notebook = nbformat.read(released, as_version=4)
        for cell in notebook.cells:
            cell.source = handed.answers.get(cell.id, cell.source)
        folder = course / "submitted" / student / EXERCISE
        folder.mkdir(parents=True)
        path = folder / f"{EXERCISE}.ipynb"
        nbformat.write(notebook, path)
        if handed.kind == "broken":
            path.write_bytes(path.read_bytes()[:500])
        found[student] = handed
    return found

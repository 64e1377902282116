"""The rooms of the grader: which way their imports point, and how large their modules are."""

import ast
from pathlib import Path

import pytest

import lrlib.grading

ROOT = Path(lrlib.grading.__file__).parent
# Each room imports only from itself and from those before it.
ROOMS = ["outcomes", "sandbox", "course", "intake", "classroom", "grade", "gradebook", "tell"]
MINE = ("classroom", "gradebook", "tell")
MODULES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if path.parts[-2] in MINE or (path.parent == ROOT and path.stem not in ROOMS)
)


def imported(path):
    """Yield the room of each module of the grader that a file imports, in functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lrlib.grading"):
            parts = node.module.split(".")[2:]
            yield from [parts[0]] if parts else [alias.name for alias in node.names]


@pytest.mark.parametrize("room", MINE)
def test_a_room_imports_only_from_those_before_it(room):
    allowed = set(ROOMS[: ROOMS.index(room) + 1])
    found = {(path.name, r) for path in (ROOT / room).glob("*.py") for r in imported(path)}
    assert {(name, r) for name, r in found if r not in allowed} == set()
    assert len(found) > 3


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_short(path):
    source = path.read_text("utf-8")
    lines = source.splitlines()
    assert len(lines) <= 400
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            first = body[0].lineno if body else node.end_lineno
            code = [line for line in lines[first - 1 : node.end_lineno] if line.strip()]
            assert len(code) <= 40, f"{node.name} has {len(code)} lines"

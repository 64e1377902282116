"""The package's layout: imports point one way, and no module or function outgrows a reader.

Imports count wherever they stand: at the top, in a function, or for annotations alone.
"""

import ast
import graphlib
from pathlib import Path

import pytest

import lrlib

ROOT = Path(lrlib.__file__).parent
# A package of lrlib, its rooms from the lowest to the highest, and what is not engine but data. A
# room may import those before it. "." is the modules beside the rooms.
PACKAGES = {
    "checks": (("say", "declare", "catalogue", "call", "explain", "."), ("catalogue",)),
    "grading": (
        ("outcomes", "sandbox", "course", "intake", "classroom", "grade", "gradebook", "tell", "."),
        (),
    ),
}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40


def modules(folder):
    """Return every module below a folder, by its dotted name."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imported(path, known):
    """Return the modules that a file imports, of those that are known."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = absolute(node, path, known)
            names = {f"{module}.{alias.name}" for alias in node.names}
            found |= names if names <= known.keys() else {*names, module}
    return found & known.keys()


def absolute(node, path, known):
    """Return the module that names are imported from, also where the import is relative."""
    if not node.level:
        return node.module
    parts = next(name for name, other in known.items() if other == path).split(".")
    above = parts[: len(parts) - node.level + (path.name == "__init__.py")]
    return ".".join([*above, node.module] if node.module else above)


def room(package, name):
    rooms = PACKAGES[package][0]
    inside = name.removeprefix(f"lrlib.{package}").lstrip(".").split(".")[0]
    return inside if inside in rooms else "."


def wrong_ways(package, known):
    """Return the imports that lead from a room to a higher one."""
    rooms = PACKAGES[package][0]
    pairs = [
        (name, other)
        for name, path in known.items()
        for other in imported(path, known)
        if rooms.index(room(package, other)) > rooms.index(room(package, name))
    ]
    return [f"{name} imports {other}" for name, other in pairs]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_from_the_higher_room_to_the_lower(package):
    assert wrong_ways(package, modules(ROOT / package)) == []


def package_of(name):
    """Return "checks", "grading", "cli", or "" for the rest of the core."""
    inside = name.removeprefix("lrlib").lstrip(".").split(".")[0]
    return inside if inside in (*PACKAGES, "cli") else ""


@pytest.mark.parametrize(
    ("package", "allowed"), [("", set()), ("checks", {""}), ("grading", {"lrlib._notebook"})]
)
def test_packages_import_the_core_or_nothing_of_lrlib(package, allowed):
    """The grader serves any course: of the core it may read notebook files, and no more."""
    known = modules(ROOT)
    wrong = {
        f"{name} imports {other}"
        for name in known
        if package_of(name) == package
        for other in imported(known[name], known)
        if package_of(other) != package and not {other, package_of(other)} & allowed
    }
    assert wrong == set()


def test_an_import_for_annotations_counts(tmp_path):
    path = tmp_path / "text.py"
    path.write_text("if TYPE_CHECKING:\n    from lrlib.checks.explain.diagnose import Diagnosis\n")
    known = modules(ROOT / "checks") | {"lrlib.checks.say.text": path}
    assert wrong_ways("checks", known) == [
        "lrlib.checks.say.text imports lrlib.checks.explain.diagnose"
    ]


def test_relative_imports_count():
    known = modules(ROOT / "grading")
    child = "lrlib.grading.sandbox.inside.child"
    assert "lrlib.grading.sandbox.inside.wire" in imported(known[child], known)


@pytest.mark.parametrize("package", ["", *PACKAGES])
def test_no_imports_form_a_circle(package):
    """The package named "" is the core: the modules beside `checks` and `grading`."""
    known = modules(ROOT / package)
    if not package:
        known = {name: path for name, path in known.items() if path.parent == ROOT}
    graph = {name: imported(path, known) - {"lrlib", name} for name, path in known.items()}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError and names the circle


def engine(package):
    """Return the modules of a package that are not data."""
    data = PACKAGES[package][1]
    known = modules(ROOT / package)
    return {name: path for name, path in known.items() if room(package, name) not in data}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_too_long(package):
    lengths = {
        name: len(path.read_text("utf-8").splitlines()) for name, path in engine(package).items()
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_too_long(package):
    """Lines of code count: of a function without its docstring, blank lines and comments."""
    long = {}
    for name, path in engine(package).items():
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                n = lines_of_code(text, body)
                if n > LONGEST_FUNCTION:
                    long[f"{name}.{node.name}"] = n
    assert long == {}


def lines_of_code(text, body):
    if not body:
        return 0
    lines = text.splitlines()[body[0].lineno - 1 : body[-1].end_lineno]
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in lines)

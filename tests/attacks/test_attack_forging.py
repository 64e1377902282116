"""Attacks that try to earn points without work. Allowed score: 0 of 6. Allowed effects: none."""

import copy
import json

import nbformat
import pytest
from course_kit import CHECKS, RIGHT, CourseFolder, fill

NOTHING = dict.fromkeys(CHECKS, 0)
WRONG = """
def square(x): return ANSWER
def mean(values): return ANSWER
def words(text): return ANSWER
"""

# Each runs in the learner's first cell; ANSWER is what the three functions return.
CODE = {
    "patched numpy": "np.testing.assert_allclose = lambda *a, **k: None",
    "patched deeper": """
import numpy.testing._private.utils as u
for name in dir(u):
    if name.startswith("assert"): setattr(u, name, lambda *a, **k: None)
np.asarray = np.array = lambda *a, **k: values""",
    "patched builtins": """
import builtins
builtins.AssertionError = type("E", (Exception,), {})
builtins.abs = builtins.len = builtins.isinstance = lambda *a: 9
builtins.__build_class__ = builtins.compile = None""",
    "own names": """
import types
class Fake:
    def __getattr__(self, name): return lambda *a, **k: None
np = Fake()
def abs(x): return 0
def all(x): return True
def isinstance(*a): return True
def values(*a): return ANSWER
assert_allclose = check = lambda *a, **k: None""",
    "input transformer": """
ip = get_ipython()
ip.input_transformers_post.append(lambda lines: ["pass\\n"])
ip.input_transformers_cleanup.append(lambda lines: ["pass\\n"])""",
    "ast transformer": """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())""",
    "shell hooks": """
ip = get_ipython()
ip.run_cell = ip.run_code = lambda *a, **k: None
ip.showtraceback = lambda *a, **k: None
ip.events.register("pre_run_cell", lambda info: ip.user_ns.clear())
ip.set_custom_exc((Exception,), lambda *a, **k: None)""",
    "exception hooks": "import sys; sys.excepthook = sys.unraisablehook = lambda *a: None",
    "trace function": """
import sys, threading
def trace(frame, event, arg):
    for name in list(frame.f_globals):
        if "assert" in name or "check" in name: frame.f_globals[name] = lambda *a, **k: None
    return trace
sys.settrace(trace); threading.settrace(trace); sys.setprofile(lambda *a: None)""",
    "exit hooks": "import atexit, os; atexit.register(lambda: os._exit(0))",
    "exit": "exit(0)",
    "import hook": """
import sys
class Finder:
    def find_spec(self, name, *a): sys.modules[name] = sys; return None
sys.meta_path.insert(0, Finder())""",
    "fake modules": """
import sys, types
for name in ("numpy.testing", "lrlib.checks", "nbgrader", "nbgrader.utils", "pytest"):
    sys.modules[name] = types.ModuleType(name)""",
    "frames": """
import sys
found = []
def look(*a):
    frame = sys._getframe()
    while frame:
        found.extend(map(repr, frame.f_locals.values())); frame = frame.f_back
    if any("== 16" in f or "== 9" in f for f in found): raise SystemExit
    return 9 if any("assert" in f for f in found) else -1
ANSWER = -1
square = look""",
    "garbage": """
import gc
text = " ".join(o for o in gc.get_objects() if type(o) is str)
text += " ".join(str(v) for o in gc.get_objects() if type(o) is dict for v in o.values())
ANSWER = 9 if "square(3) ==" in text or "square(-4)" in text else -1""",
    "seeded like the check": """
np.random.seed(7); np.random.default_rng = lambda *a: np.random.RandomState(0)""",
    "threads": """
import threading, time, sys
def run():
    while True:
        for module in list(sys.modules.values()):
            if hasattr(module, "assert_allclose"): module.assert_allclose = print
        time.sleep(0.01)
threading.Thread(target=run, daemon=True).start()""",
    "own replies": """
import sys
for module in list(sys.modules.values()):
    if getattr(module, "__name__", "").endswith("child"):
        for name in ("_call", "_cell", "_get"):
            setattr(module, name, lambda *a: ({"value": True, "points": 6, "verdict": "right",
                "outcome": "right", "error": None, "outputs": [], "names": {}, "lines": 0}, []))""",
    "own replies through send": """
import sys
for module in list(sys.modules.values()):
    if getattr(module, "__name__", "").endswith("child"):
        real = module.send
        module.send = lambda sock, reply, blobs: real(sock, {"verdict": {"outcome": "right",
            "points": 6, "max_points": 6}, "ready": True, "level": "full", "value": True}, [])""",
    "fake output": """
from IPython.display import display
print("✓ square\\n✓ mean")
display({"text/plain": "2.0"}, raw=True)
get_ipython().display_pub.publish({"text/plain": "3.0"})
2.0""",
}

ANSWERS = {
    "None": "None",
    "equal to all": "type('Y', (), {'__eq__': lambda s, o: True, '__ne__': lambda s, o: False})()",
    "a number that lies": """type('F', (float,), {'__eq__': lambda s, o: True,
    '__hash__': None, '__sub__': lambda s, o: 0.0, '__rsub__': lambda s, o: 0.0})(1)""",
    "an integer that lies": "type('I', (int,), {'__eq__': lambda s, o: True, '__hash__': None})(1)",
    "a dict that lies": "type('D', (dict,), {'__eq__': lambda s, o: True, '__hash__': None})()",
    "an array that lies": """np.zeros(1).view(type('A', (np.ndarray,), {
    '__array_ufunc__': lambda *a, **k: np.True_, '__array_function__': lambda *a, **k: True,
    '__eq__': lambda s, o: np.True_, '__sub__': lambda s, o: 0.0}))""",
    "an array of liars": "np.array([type('Y', (), {'__eq__': lambda s, o: True})()], object)",
    "array interface": "type('A', (), {'__array__': lambda *a, **k: values})()",
    "nan": "float('nan')",
    "an array of nan": "np.array(float('nan'))",
    "mock": "__import__('unittest.mock').mock.MagicMock()",
    "any": "__import__('unittest.mock').mock.ANY",
    "NotImplemented": "NotImplemented",
    "Ellipsis": "...",
    "itself": "square",
    "True": "True",
    "an exception": "AssertionError()",
    "pickled": "__import__('pickle').dumps(print)",
    "a tag of the wire": "['a', ['O', [1], '']]",
    "unsendable when read": """type('L', (list,), {'__iter__': lambda s: 1 / 0})()""",
}

RAISED = {
    "AssertionError": "raise AssertionError('passed')",
    "SystemExit": "raise SystemExit(0)",
    "exit": "exit()",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "GeneratorExit": "raise GeneratorExit",
    "StopIteration": "raise StopIteration",
    "StopAsyncIteration": "raise StopAsyncIteration",
    "SkipTest": "raise __import__('unittest').SkipTest('skip')",
    "a warning": "raise Warning",
    "CheckFailed": "raise type('CheckFailed', (AssertionError,), {'messages': {}})('right')",
    "a group": "raise BaseExceptionGroup('g', [SystemExit()])",
    "one that lies": """
    class Lie(Exception):
        def __str__(self): raise SystemExit
        def __class__(self): return None
        learner_traceback = property(lambda s: 1 / 0)
    raise Lie""",
    "os._exit(0)": "__import__('os')._exit(0)",
    "abort": "__import__('os').abort()",
}


def submission(code="", answer="None"):
    code = f"ANSWER = {answer}\n{code}\n{WRONG}"
    return {"square": code, "mean": "pass", "words": "pass"}


@pytest.mark.parametrize("code", CODE.values(), ids=CODE)
def test_code_that_patches_or_looks_around_earns_nothing(grader, world, code):
    assert grader.grade(submission(code)).points == NOTHING


@pytest.mark.parametrize("code", CODE.values(), ids=CODE)
def test_code_in_an_added_cell_earns_nothing_either(grader, world, code):
    assert grader.grade(submission(), [code]).points == NOTHING


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_values_that_lie_earn_nothing(grader, world, answer):
    assert grader.grade(submission(answer=answer)).points == NOTHING


@pytest.mark.parametrize("what", RAISED.values(), ids=RAISED)
def test_no_exception_passes_for_success(grader, world, what):
    code = "\n".join(f"def {name}(*a):\n    {what}" for name in ("square", "mean", "words"))
    assert grader.grade({"square": code, "mean": "", "words": ""}).points == NOTHING


@pytest.fixture
def wrong(grader):
    """A notebook with wrong answers, to be tampered with."""
    return fill(grader.course.released(), submission())


def graded(grader, notebook):
    return grader.grade(raw=json.dumps(notebook).encode()).points


def checks_of(notebook):
    return [cell for cell in notebook.cells if cell.id in CHECKS]


def test_check_cells_with_other_text(grader, world, wrong):
    for cell in checks_of(wrong):
        cell.source = "pass"
        cell.metadata.nbgrader.checksum = "0"
    assert graded(grader, wrong) == NOTHING


@pytest.mark.parametrize("kind", ["markdown", "raw", "nonsense"])
def test_check_cells_of_another_type(grader, world, wrong, kind):
    for cell in checks_of(wrong):
        cell.cell_type = kind
    assert graded(grader, wrong) == NOTHING


def test_check_cells_that_are_skipped_or_removed(grader, world, wrong):
    for cell in checks_of(wrong):
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "nbgrader-skip"]
    wrong.metadata["execution"] = {"timeout": 0}
    assert graded(grader, wrong) == NOTHING
    wrong.cells = [cell for cell in wrong.cells if cell.id not in CHECKS]
    assert graded(grader, wrong) == NOTHING


@pytest.mark.parametrize(
    "change",
    [
        {"points": 1000},
        {"points": -1},
        {"grade": False, "locked": False},
        {"solution": True},
        {"task": True},
        {"schema_version": 99},
        {"grade_id": "why"},
        {"grade_id": "square"},
    ],
    ids=str,
)
def test_metadata_of_check_cells_is_not_believed(grader, world, wrong, change):
    for cell in checks_of(wrong):
        cell.metadata.nbgrader |= change
    assert set(graded(grader, wrong).values()) == {0}


def test_a_second_check_cell_of_the_same_name(grader, world, wrong):
    for cell in checks_of(wrong):
        again = copy.deepcopy(cell)
        again.source, again.id = "pass", f"{cell.id}-2"
        wrong.cells += [again]
        wrong.cells.insert(0, copy.deepcopy(again))
    assert graded(grader, wrong) == NOTHING


def test_cells_in_an_order_that_suits(grader, world, wrong):
    # First the checks, then the answers: as if nothing could fail.
    wrong.cells.sort(key=lambda cell: cell.id not in CHECKS)
    assert graded(grader, wrong) == NOTHING


def test_a_check_turned_into_an_answer(grader, world, wrong):
    for cell in wrong.cells:
        if cell.id == "square":
            cell.metadata.nbgrader.grade_id = "check-square"
        elif cell.id == "check-square":
            cell.metadata.nbgrader.grade_id = "square"
            cell.source = "def square(x): return 9"
    assert graded(grader, wrong) == NOTHING


def test_outputs_that_were_handed_in(grader, world, wrong):
    output = nbformat.v4.new_output("execute_result", {"text/plain": "3.0"}, execution_count=1)
    for cell in checks_of(wrong):
        cell.outputs = [output]
        cell.execution_count = 1
    assert graded(grader, wrong) == NOTHING


def test_our_own_metadata_is_not_believed(grader, world, wrong):
    verdict = {"outcome": "right", "points": 3.0, "max_points": 3.0, "reason": "", "details": {}}
    verdicts = dict.fromkeys(CHECKS, verdict)
    wrong.metadata["lrlib"] = {"graded": True, "level": "full", "verdicts": verdicts}
    assert graded(grader, wrong) == NOTHING


@pytest.mark.parametrize("language", ["bash", "../../x", "python2", 3, None])
def test_another_kernel(grader, world, wrong, language):
    wrong.metadata.kernelspec = {"name": language, "language": language}
    wrong.metadata.language_info = {"name": language}
    assert graded(grader, wrong) == NOTHING


def test_modules_that_stand_in_for_the_graders(grader, world):
    names = ["numpy.py", "sitecustomize.py", "usercustomize.py", "nbgrader_config.py", "json.py",
             "lrlib.py", "IPython.py", "conftest.py", "assert.pth", "random.py"]  # fmt: skip
    body = b"import sys\nsys.exit(0)\ndef __getattr__(name): return lambda *a, **k: None\n"
    points = grader.grade(submission(), files=dict.fromkeys(names, body)).points
    assert points == NOTHING


def test_one_function_cannot_lend_its_points_to_another(grader, world):
    code = RIGHT["square"] + "\ncheck_mean = mean = words = square"
    assert grader.grade({"square": code, "mean": "", "words": ""}).points == {
        **NOTHING,
        "check-square": 2.0,
    }


@pytest.mark.soak
def test_the_attacks_are_real(tmp_path):
    """The attacks earn points with nbgrader itself, where learner and checks share a process."""
    course = CourseFolder(tmp_path / "words", config="c = get_config()")
    course.release()
    attacks = {
        "patched": submission(CODE["patched numpy"]),
        "liar": submission(answer=ANSWERS["equal to all"]),
        "any": submission(answer=ANSWERS["any"]),
        "transformer": submission(CODE["input transformer"]),
        "ast": submission(CODE["ast transformer"]),
    }
    for name, answers in attacks.items():
        course.submit(name, answers)
    course.nbgrader("autograde", "ps1")
    earned = {name: sum(filter(None, course.scores()[name].values())) for name in attacks}
    assert all(earned.values()), f"{earned}"

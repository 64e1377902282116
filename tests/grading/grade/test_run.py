"""What a submission earns, and what the learner is told: run with the real sandbox."""

import pytest
from course_kit import CHECKS, RIGHT


def with_mean(code):
    return {**RIGHT, "mean": code}


def test_right_answers_earn_all_points(grader):
    graded = grader.grade(RIGHT)
    assert graded.points == CHECKS
    assert {graded.outcome(check) for check in CHECKS} == {"right"}


def test_the_course_own_answers_earn_all_points(grader):
    own = {"square": "def square(x):\n    return x * x", "mean": "def mean(v): return np.mean(v)"}
    assert grader.grade({**RIGHT, **own}).points == CHECKS


def test_an_untouched_notebook_earns_nothing_and_is_not_written(grader):
    graded = grader.grade({})
    assert set(graded.points.values()) == {0}
    assert {graded.outcome(check) for check in CHECKS} == {"not written"}


def test_a_wrong_answer_loses_only_its_own_points(grader):
    graded = grader.grade({**RIGHT, "square": "def square(x):\n    return 2 * x"})
    assert graded.points == {**CHECKS, "check-square": 0}
    assert graded.outcome("check-square") == "wrong"
    assert "assert square(3) == 9" in graded.reason("check-square")


def test_the_text_of_a_hidden_test_is_not_told(grader):
    graded = grader.grade({**RIGHT, "square": "def square(x):\n    return abs(x) * x"})
    assert graded.outcome("check-square") == "wrong"
    assert graded.reason("check-square") == "a hidden test failed"
    assert "16" not in str(graded.outputs("check-square"))


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        ("def mean(v):\n    return v[99]", "crashed", "IndexError"),
        ("def mean(v):\n    return np.undefined", "crashed", "AttributeError"),
        ("def mean(v)\n    return 1", "crashed", "SyntaxError"),
        ("import os\nos._exit(3)", "crashed", "status 3"),
        ("def mean(v):\n    import os\n    os._exit(3)", "crashed", "status 3"),
        ("def mean(v):\n    import ctypes\n    ctypes.string_at(0)", "crashed", "SIGSEGV"),
        ("def mean(v):\n    return mean(v)", "crashed", "RecursionError"),
        ("def mean(v):\n    return bytearray(1 << 40)", "out of memory", "memory"),
        ("x = bytearray(1 << 40)\ndef mean(v): pass", "out of memory", "MemoryError"),
        ("def mean(v):\n    raise NotImplementedError()", "not written", "not written"),
        ("def mean(v):\n    pass", "wrong", "None"),
        ("def mean(v):\n    return (x for x in v)", "wrong", "generator"),
        ("meen = np.mean", "not written", "mean is not written"),
        ("", "not written", "mean is not written"),
        ("raise NotImplementedError", "not written", "mean is not written"),
    ],
)
def test_outcomes_are_told_apart(grader, code, outcome, reason):
    graded = grader.grade(with_mean(code))
    assert graded.outcome("check-mean") == outcome
    assert reason in graded.reason("check-mean")
    assert graded.points == {**CHECKS, "check-mean": 0}


@pytest.mark.parametrize(
    "code", ["def mean(v):\n    while True: pass", "while True: pass\ndef mean(v): pass"]
)
def test_a_function_that_hangs_costs_only_its_own_points(grader, code):
    graded = grader.grade(with_mean(code))
    assert graded.outcome("check-mean") == "timed out"
    assert graded.points == {**CHECKS, "check-mean": 0}


def test_an_honest_warning_costs_nothing(grader):
    code = (
        "import warnings\ndef mean(v):\n    warnings.warn('!'); np.log(0.0)\n    return np.mean(v)"
    )
    assert grader.grade(with_mean(code)).points == CHECKS


def test_what_a_learner_prints_is_kept_with_the_cell_and_not_with_the_check(grader):
    code = "print('hello')\ndef mean(v):\n    print('✓ all right')\n    return 0"
    graded = grader.grade(with_mean(code))
    assert graded.printed("mean") == "hello\n"
    assert "all right" not in graded.printed("check-mean")


def test_random_numbers_begin_alike_for_everybody(grader):
    draw = "import random, numpy as np\nprint(random.random(), np.random.rand())"
    others = ["np.random.seed(7); random.seed(7)", "# plot", "x = np.random.rand(3)"]
    seen = {grader.grade({}, [draw, other]).printed("added-0") for other in others}
    assert len(seen) == 1
    assert len(seen.pop().split()) == 2


def test_figures_and_tables_are_kept(grader):
    added = [
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
        "from IPython.display import HTML\nHTML('<b onclick=x()>1</b><script>y()</script>')",
    ]
    graded = grader.grade(RIGHT, added)
    assert "image/png" in str(graded.outputs("added-0"))
    assert graded.outputs("added-1")[0].data["text/html"] == "<b>1</b>"


def test_magics_and_top_level_await_work(grader):
    added = ["%time 1 + 1", "import asyncio\nawait asyncio.sleep(0)\nprint('slept')"]
    graded = grader.grade(RIGHT, added)
    assert "slept" in graded.printed("added-1")
    assert "Wall time" in graded.printed("added-0")


def test_added_cells_run_in_their_places(grader):
    import nbformat

    notebook = grader.course.released()
    notebook.cells.insert(2, nbformat.v4.new_code_cell("factor = 1"))
    for cell in notebook.cells:
        if cell.id == "square":
            cell.source = "def square(x):\n    return factor * x * x"
    graded = grader.grade(raw=nbformat.writes(notebook).encode())
    assert graded.points["check-square"] == 2.0


def test_a_function_defined_again_further_down_does_not_change_what_was_checked_before(grader):
    graded = grader.grade(RIGHT, ["def square(x):\n    return 0"])
    assert graded.points == CHECKS


def test_a_copy_of_a_cell_counts_as_it_did_for_the_learner(grader):
    import copy

    import nbformat

    notebook = grader.course.released()
    at = next(i for i, cell in enumerate(notebook.cells) if cell.id == "square")
    again = copy.deepcopy(notebook.cells[at])
    again.id = "copied"
    notebook.cells[at].source = "def helper(x):\n    return x * x"
    again.source = "def square(x):\n    return helper(x)"
    notebook.cells.insert(at + 1, again)
    graded = grader.grade(raw=nbformat.writes(notebook).encode())
    assert graded.points["check-square"] == 2.0


def test_a_learners_own_file_can_be_read_and_imported(grader):
    code = "from helper import average\ndef mean(v): return average(v) + float(open('n').read())"
    files = {"helper.py": b"def average(v): return sum(v) / len(v)", "n": b"0.0"}
    assert grader.grade(with_mean(code), files=files).points == CHECKS


def test_the_same_seed_gives_the_same_result(grader):
    answers = with_mean("def mean(v):\n    return float(np.random.normal())")
    first, second = (grader.grade(answers, seed=3).verdicts for _ in range(2))
    assert first == second


def test_learners_do_not_see_the_seed_nor_the_environment(grader):
    code = "import os\nprint(sorted(os.environ), os.environ.get('LRLIB_CHECK_SEED'))"
    said = grader.grade(RIGHT, [code]).printed("added-0")
    assert "None" in said
    assert "LRLIB" not in said.replace("LRLIB_CHECK_SEED", "LRLIB")
    assert "AWS" not in said
    assert "TOKEN" not in said

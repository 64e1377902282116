"""Names that the course itself provides are never taken from the learner."""

import pytest
from course_kit import CourseFolder, Grader, SharedWorker, code, notebook

from lrlib.grading.course.settings import RefusedError, Settings
from lrlib.grading.sandbox.isolation import Limits

MEAN = """
def mean(values):
    ### BEGIN SOLUTION
    return values.mean()
    ### END SOLUTION
"""
VALUES = "v = np.arange(5.0)\n"
RIGHT = "def mean(values): return sum(values) / len(values)"
WRONG = "def mean(values): return -1.0"


@pytest.fixture(scope="module")
def course(tmp_path_factory, request, isolation):
    """Return what grades a course of one function, with imports and a check of its own."""
    imports, check = request.param
    cells = [code(imports, "imports", locked=True), code(MEAN, "mean", solution=True)]
    made = CourseFolder(
        tmp_path_factory.mktemp("course") / "words",
        notebook([*cells, code(check, "check", points=3)]),
    )
    helper = made.root / "source" / "ps1" / "helper.py"
    helper.write_text("import numpy as np\ndef expect(a, b):\n    assert np.allclose(a, b)\n")
    made.release()
    grader = Grader(made, Settings(limits=Limits(memory_mb=256)), SharedWorker)
    try:
        grader.worker.start()
    except RefusedError as error:
        pytest.skip(f"needs isolation: {error}")
    yield grader
    grader.close()


@pytest.mark.parametrize(
    "course",
    [
        ("import numpy as np\nfrom numpy.testing import *", f"{VALUES}assert_allclose(mean(v), 2)"),
        ("import numpy as np\nfrom math import *", f"{VALUES}assert isclose(mean(v), 2.0)"),
        ("import numpy as np\nfrom helper import *", f"{VALUES}expect(mean(v), 2.0)"),
        ("import numpy as np\n%run helper.py", f"{VALUES}expect(mean(v), 2.0)"),
        ("import numpy as np\nexec('from helper import expect')", f"{VALUES}expect(mean(v), 2.0)"),
        (
            "import numpy as np\nglobals()['expect'] = np.testing.assert_allclose",
            f"{VALUES}expect(mean(v), 2.0)",
        ),
        ("%pylab inline", "v = arange(5.0)\nassert allclose(mean(v), 2.0)"),
    ],
    indirect=True,
    ids=["testing", "math", "file", "run", "exec", "globals", "pylab"],
)
def test_the_checks_own_functions_cannot_be_replaced(course):
    assert course.grade({"mean": RIGHT}).points == {"check": 3}
    assert course.grade({"mean": WRONG}).points == {"check": 0}
    names = ("assert_allclose", "isclose", "allclose", "expect")
    forged = "\n".join(f"def {name}(*a, **k): return True" for name in names)
    assert course.grade({"mean": f"{WRONG}\n{forged}"}).points == {"check": 0}
    assert course.grade({"mean": f"{forged}\nmean = expect"}).points == {"check": 0}


@pytest.mark.parametrize(
    "course",
    [("import numpy as np", f"{VALUES}mean(v) == 2.0"),
     ("import numpy as np", f"{VALUES}abs(mean(v) - 2.0) < 1e-9"),
     ("import numpy as np", f"{VALUES}3 * (mean(v) == 2.0)")],
    indirect=True,
    ids=["equal", "near", "times"],
)  # fmt: skip
@pytest.mark.parametrize(
    "value", ["np.array([-1.0, -1.0])", "np.array([-1.0])", "np.zeros(0)", "np.array([2.0, -1.0])"]
)
def test_an_array_in_the_last_line_earns_nothing_unless_all_of_it_holds(course, value):
    answer = f"import numpy as np\ndef mean(values): return {value}"
    assert course.grade({"mean": answer}).points == {"check": 0}
    assert course.grade({"mean": RIGHT}).points == {"check": 3}

"""An error is quoted with the learner's line, and read as a question that leads to its cause."""

import linecache
import math

import numpy as np
import pytest
from check_kit import ENGLISH, KOREAN, StandIn, failure

import lrlib
from lrlib.checks import CheckFailed, check
from lrlib.checks.explain.errors import read_error


def test_an_error_from_another_process_is_quoted_from_there():
    def away(Z):
        error = TypeError("only 0-dimensional arrays can be converted to Python scalars")
        error.learner_traceback = (
            "Traceback (most recent call last):\n"
            '  File "<cell sigmoid>", line 4, in sigmoid\n'
            "    return 1 / (1 + math.exp(-Z))\n"
            "TypeError: only 0-dimensional arrays can be converted to Python scalars"
        )
        raise error

    with pytest.raises(CheckFailed) as caught:
        check(StandIn(away, "sigmoid"), "values", seed=1)
    assert "line 4: return 1 / (1 + math.exp(-Z))" in str(caught.value)
    assert "4번째 줄: return 1 / (1 + math.exp(-Z))" in caught.value.messages[KOREAN]
    assert caught.value.mistake == "math-exp"


def test_the_learners_own_line_is_quoted():
    def broken(Z):
        helper = Z.T
        return helper @ undefined_thing  # noqa: F821

    assert "return helper @ undefined_thing" in str(failure(broken))


@pytest.mark.parametrize("folder", ["/home/me/lrlib", "C:\\courses\\lrlib", "/srv/my-lrlib/hw"])
def test_a_line_is_quoted_from_a_folder_that_has_the_name_of_the_package(folder):
    file, line = f"{folder}/work.py", "    return Z @ undefined_thing"
    code = f"def sigmoid(Z):\n{line}\n"
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
    scope = {}
    exec(compile(code, file, "exec"), scope)
    assert line.strip() in str(failure(scope["sigmoid"]))


def test_a_line_of_the_package_is_not_quoted():
    def handing_on(Z):
        return lrlib.forward(Z, 0.0, "three")

    assert "return lrlib.forward" in str(failure(handing_on))


ONE, TWO = np.ones((2, 3)), np.ones((4, 5))


def recursing(Z):
    return recursing(Z)


def unbound(Z):
    total += Z  # noqa: F821
    return total


ERRORS = {
    "broadcast": lambda Z: ONE + TWO,
    "matmul": lambda Z: ONE @ TWO,
    "cast": lambda Z: np.add(np.zeros(3, int), 0.5, out=np.zeros(3, int)),
    "math-on-array": lambda Z: math.sqrt(ONE),
    "truth-of-array": lambda Z: 1 if ONE > 0 else 0,
    "name": lambda Z: W,  # noqa: F821
    "unbound": unbound,
    "signature": lambda Z, extra: Z,
    "append-none": lambda Z: [].append(Z).append(Z),
    "none-inside": lambda Z: None + Z,
    "index": lambda Z: ONE[7],
    "unpack": lambda Z: [a for a, b, c in [(1, 2)]],
    "reshape": lambda Z: ONE.reshape(5, 5),
    "function-for-value": lambda Z: 3.0 * math.exp,
    "sequence": lambda Z: np.array([1.0, [2.0, 3.0]], dtype=float),
    "math-domain": lambda Z: math.log(0),
    "recursion": recursing,
    "not-callable": lambda Z: TWO(Z),
    "no-attribute": lambda Z: np.sigmoid(Z),
    "not-indexable": lambda Z: math.pi[0],
    "not-a-count": lambda Z: np.zeros(2.5),
    "operand": lambda Z: "a" + 1,
    "error": lambda Z: np.load("/nowhere/at/all"),
}


# Code that Python cannot read never comes to a check: a page asks about it all the same.
UNREADABLE = {
    "missing-colon": "def f(x)\n    return x",
    "bracket": "y = (x + 1\nz = 2",
    "times-sign": "y = 3x",
    "character": "y = 3 × x",
    "quotation-mark": "y = 'x",
    "equals-sign": "if x = 1:\n    pass",
    "outside-function": "return 1",
    "indentation": "def f(x):\nreturn x",
    "syntax": "y = x +",
}


@pytest.mark.parametrize("cause", UNREADABLE)
def test_code_that_python_cannot_read_is_asked_about(cause):
    with pytest.raises(SyntaxError) as caught:
        compile(UNREADABLE[cause], "cell", "exec")
    reading = read_error(caught.value)
    assert reading.cause == cause
    assert all("?" in text for text in reading.text)


@pytest.mark.parametrize("cause", ERRORS)
def test_an_error_is_read(cause):
    error = failure(ERRORS[cause], name="initialize")
    assert error.cause == cause
    assert "?" in error.messages[ENGLISH]
    assert "?" in error.messages[KOREAN]


def axis_lost(Z):
    kept = np.zeros(3)
    kept += np.ones((3, 1))


def all_columns(Z):
    kept = np.zeros((3, 1))
    kept += np.ones((3, 5))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (axis_lost, "The array on the left has one axis. How was it made?"),
        (all_columns, "5 columns: which array on this line still holds all examples?"),
        (lambda Z: log(Z), "Which library has `log`, and what stands before its name?"),  # noqa: F821
        (lambda Z: np.exp(math.exp), "A function itself stands where one of its values"),
    ],
)
def test_an_error_leads_to_its_cause(wrong, said):
    assert said in failure(wrong, name="initialize").messages[ENGLISH]


@pytest.mark.parametrize(
    "dotted", [np.dot, lambda a, b: np.matmul(a, b), lambda a, b: np.dot(a[0], b)]
)
def test_products_that_do_not_fit_are_read(dotted):
    assert failure(lambda Z: dotted(ONE, TWO), "values").cause == "matmul"


def test_an_error_that_cannot_be_written_is_read():
    class Silent(Exception):  # noqa: N818
        def __str__(self):
            raise ValueError

    def away(Z):
        raise Silent

    assert failure(away, "values").cause == "error"


def unwritten(A, Y):
    msg = "not written yet"
    raise NotImplementedError(msg)


def test_a_function_that_calls_one_that_is_not_written_is_not_blamed():
    def cost(A, Y):
        return np.mean(unwritten(A, Y))

    error = failure(cost, "values", name="cost")
    assert error.cause == "not-written"
    assert "`cost` calls `unwritten`, and that one is not written yet." in error.messages[ENGLISH]
    assert "`cost` 함수가 부르는 `unwritten` 함수를" in error.messages[KOREAN]
    assert "Replace the line" in failure(unwritten, "values", name="cost").messages[ENGLISH]


def test_a_function_that_is_not_written_is_named_from_another_process():
    def away(A, Y):
        error = NotImplementedError("not written yet")
        error.learner_traceback = (
            '  File "<cell cost>", line 2, in cost\n'
            "    return np.mean(cross_entropy(A, Y))\n"
            '  File "<cell cross-entropy>", line 2, in cross_entropy\n'
            '    raise NotImplementedError("not written yet")\n'
        )
        raise error

    with pytest.raises(CheckFailed) as caught:
        check(StandIn(away, "cost"), "values", seed=1)
    assert "`cost` calls `cross_entropy`" in str(caught.value)


def test_an_index_beyond_an_empty_axis_is_read():
    said = failure(lambda Z: np.zeros(0)[0], "values").messages
    assert "Index 0 is asked for; axis 0 has 0 places, counted from 0." in said[ENGLISH]
    assert "축 0에는 자리가 0개이고 0부터 세는데 0번을 찾고 있어요." in said[KOREAN]


def test_a_release_is_not_written_yet():
    def stub(Z):
        msg = "not written yet"
        raise NotImplementedError(msg)

    error = failure(stub)
    assert error.cause == "not-written"
    assert "not written yet" in error.messages[ENGLISH]
    assert len(str(error).splitlines()) == 1


def test_an_array_that_was_never_made_leads_to_the_condition_of_its_line():
    def train(X, Y, *, learning_rate, n_steps, w=None, b=0.0):
        if b == 0.0 and w is None:
            w = np.zeros((X.shape[0], 1))
        return lrlib.train(X, Y, learning_rate=learning_rate, n_steps=n_steps, w=np.array(w), b=b)

    failed = failure(train, name="train")
    assert "The w that is handed over is None" in str(failed)
    assert "What does its condition look at?" in str(failed)
    assert "넘겨준 w가 None이거나" in failed.messages[KOREAN]


def test_a_product_of_arrays_for_two_numbers_is_asked_for_its_sign():
    def chain_to_z(da, da_dz):
        return da_dz @ da

    text = str(failure(chain_to_z, name="chain_to_z"))
    assert "Which sign multiplies numbers?" in text
    assert "Which value is not" not in text

"""Whatever a learner's function returns gets a message, and none of it is trusted."""

import math
import tracemalloc

import numpy as np
import pytest
from check_kit import ENGLISH, KOREAN, failure, learner, right

from lrlib.checks import check, load, names
from lrlib.checks.call.returned import normalise
from lrlib.grading.sandbox.inside.values import Opaque


class AlwaysEqual:
    """Equal to everything, and happy to be a number."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None

    def __float__(self):
        return 0.5

    def __array__(self, *_, **__):
        return np.full((1, 3), 0.5)


class Rude:
    """Raises at every touch."""

    def __getattribute__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError


class Lying(np.ndarray):
    """An array that calls every comparison true."""

    def __array_ufunc__(self, *_, **__):
        return True

    def __array_function__(self, *_, **__):
        return True


class Number(float):
    """A float that is equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = None


def endless():
    loop = []
    loop.append(loop)
    return loop


STRANGE = {
    "none": lambda: None,
    "string": lambda: "0.5",
    "bytes": lambda: b"0.5",
    "generator": lambda: (x for x in (1, 2)),
    "iterator": lambda: iter([0.5]),
    "set": lambda: {0.5},
    "dict": lambda: {"A": 0.5},
    "other-keys": lambda: {1: 2, None: 3},
    "empty-tuple": lambda: (),
    "empty-list": lambda: [],
    "ragged": lambda: [[1.0], [1.0, 2.0]],
    "endless": endless,
    "strings": lambda: np.array([["a", "b"]]),
    "objects": lambda: np.array([[None, 1.0]], dtype=object),
    "complex": lambda: np.array([[1j]]),
    "complex-number": lambda: 1j,
    "dates": lambda: np.array(["2020-01-01"], dtype="datetime64[D]"),
    "record": lambda: np.zeros(2, dtype=[("a", float)]),
    "empty": lambda: np.zeros((0, 3)),
    "huge": lambda: 10**400,
    "nan": lambda: math.nan,
    "true": lambda: True,
    "zero-d": lambda: np.array(0.123),
    "int": lambda: 7,
    "matrix": lambda: np.asmatrix([[0.5]]),
    "masked": lambda: np.ma.array([[0.5]], mask=[[True]]),
    "function": lambda: right,
    "class": lambda: Rude,
    "module": lambda: np,
    "ellipsis": lambda: ...,
    "error": lambda: ValueError("returned, not raised"),
    "always-equal": AlwaysEqual,
    "rude": Rude,
    "lying-subclass": lambda: np.full((1, 3), 0.5).view(Lying),
    "lying-number": lambda: Number(0.5),
    "many": lambda: tuple(range(9)),
    "pair-of-strange": lambda: (AlwaysEqual(), Rude()),
    "triple-of-strange": lambda: (AlwaysEqual(), np.zeros((2, 2)).view(Lying), Rude()),
    "list-of-strange": lambda: [[AlwaysEqual(), "x"]],
}


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("name", names())
def test_a_strange_result_gets_a_message(name, kind):
    error = failure(lambda *_, **__: STRANGE[kind](), name=name)
    assert error.messages[ENGLISH].startswith(f"✗ {name}, ")
    assert "?" in error.messages[KOREAN]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("none", "None"),
        ("generator", "a generator"),
        ("string", "a str"),
        ("matrix", "matrix"),
        ("always-equal", "AlwaysEqual"),
        ("lying-subclass", "Lying"),
        ("complex", "complex128"),
        ("function", "a function"),
        ("dict", "a dict"),
    ],
)
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_a_strange_result_is_called_by_its_name(kind, said):
    assert said in str(failure(lambda Z: STRANGE[kind](), "values"))


def test_a_type_is_written_as_each_language_writes_it():
    said = failure(lambda n_x: ([0.0] * n_x, 0.0), "shapes", name="initialize").messages
    assert "w is a list; an array" in said[ENGLISH]
    assert "w가 list예요" in said[KOREAN]
    said = failure(lambda n_x: (np.zeros((n_x, 1)), "0"), name="initialize").messages
    assert "b is a str; a number" in said[ENGLISH]
    assert "b가 str이에요" in said[KOREAN]


def uncalled(df, w0, *, learning_rate, n_steps):
    path = [w0]
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * df)
    return path


def uncalled_in_an_array(df, w0, *, learning_rate, n_steps):
    return np.array(uncalled(df, w0, learning_rate=learning_rate, n_steps=n_steps))


def method_for_mean(A, Y):
    return np.log(A).mean


ASKED = [
    ("gradient_descent", uncalled, "What turns df into the slope at w?", "df에서 w의 기울기를"),
    ("gradient_descent", uncalled_in_an_array, "What turns df into the slope", "df에서 w의 기울기"),
    (
        "gradient_descent",
        lambda df, w0, **_: Opaque("ndarray of dtype object"),  # as it leaves the sandbox
        "What turns df into the slope",
        "df에서 w의 기울기",
    ),
    (
        "cost",
        lambda A, Y: Opaque("builtin_function_or_method"),
        "J is a function, not its result.",
        "J가 결과가 아니라 함수예요.",
    ),
    (
        "gradient_descent",
        lambda df, w0, **_: "path",
        "an array or a list of shape (n_steps + 1,)",
        "배열이나 리스트예요.",
    ),
    (
        "gradient_descent",
        lambda df, w0, **_: (w0, [w0]),
        "You return two values; one is asked for.",
        "값을 두 개 돌려주었는데 하나만 필요해요.",
    ),
    (
        "backward",
        lambda graph, values: {**dict.fromkeys(values, 0.0), graph[-1]: 1.0},
        "One key of the dict is not a name but ('",
        "dict의 키 하나가 이름이 아니라 ('",
    ),
    ("cost", lambda A, Y: (0.5, 0.5), "You return two values; one", "값을 두 개 돌려주었는데"),
    ("cost", method_for_mean, "J is a function, not its result.", "J가 결과가 아니라 함수예요."),
    ("cost", lambda A, Y: [np.mean], "J holds a function itself", "함수 자체가 있어요"),
    (
        "cost_and_gradients",
        lambda w, b, X, Y: (0.5, (w, b)),
        "One of your values is itself a pair. Should it be?",
        "돌려준 값 하나가 다시 두 값의 묶음이에요. 그래야 하나요?",
    ),
]


@pytest.mark.parametrize(("name", "f", "english", "korean"), ASKED)
def test_what_is_returned_in_the_place_of_a_value_is_asked_for(name, f, english, korean):
    said = failure(f, name=name).messages
    assert english in said[ENGLISH]
    assert korean in said[KOREAN]


@pytest.mark.parametrize("name", ["fork_backward", "graph_forward", "graph_backward"])
def test_an_array_of_numbers_is_as_good_as_a_tuple_of_them(name):
    check(lambda *args: np.array(load(name).reference(*args)), name=name, seed=1)
    said = failure(lambda *args: np.zeros(9), name=name).messages
    assert "Your function returned 9 values" in said[ENGLISH]


@pytest.mark.parametrize("value", [float, np.float64, lambda x: np.array(x), np.longdouble])
def test_any_kind_of_number_is_a_number(value):
    def cost(A, Y):
        return value(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)))

    check(learner(cost, "cost"), "values", "shapes", seed=1)


@pytest.mark.parametrize("wrap", [tuple, list])
def test_a_list_is_as_good_as_a_tuple(wrap):
    def update(w, b, dw, db, *, learning_rate):
        return wrap([w - learning_rate * dw, b - learning_rate * db])

    check(learner(update, "update"), seed=1)


def test_a_list_of_one_long_text_is_refused_at_once():
    returns = load("cost").returns
    tracemalloc.start()
    normalise(["x" * 3000, *[""] * 100_000], returns, {returns.name: np.array(1.0)})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000

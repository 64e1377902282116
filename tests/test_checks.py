"""`check`: what it says, what it refuses, and that it leaves the session as it was."""

import functools
import json
import math
import random
import sys
import types
import warnings

import numpy as np
import pytest

import lrlib
from lrlib.checks import CheckFailed, check, load, names, session
from lrlib.checks.say.numbers import apart
from lrlib.checks.say.text import Text
from lrlib.grading.sandbox.inside.wire import Opaque

ENGLISH, KOREAN = "en", "ko"


@pytest.fixture(autouse=True)
def _fresh_session(monkeypatch):
    for name in ("LRLIB_LANG", "LRLIB_CHECK_SEED", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    session.forget()


def learner(function, name="sigmoid"):
    """Make a function look like one from a notebook."""
    copy = types.FunctionType(
        function.__code__, function.__globals__, name, function.__defaults__, function.__closure__
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__module__ = "__main__"
    return copy


def right(Z):
    return 1 / (1 + np.exp(-Z))


def failure(function, *properties, name="sigmoid", seed=1):
    with pytest.raises(CheckFailed) as caught:
        check(learner(function, name), *properties, name=name, seed=seed)
    return caught.value


# --- green ------------------------------------------------


def test_green_names_every_property_and_the_library(capsys):
    check(learner(right))
    said = capsys.readouterr().out
    assert [line.split(":")[0] for line in said.splitlines()[:4]] == [
        f"✓ {prop.name}" for prop in load("sigmoid").properties
    ]
    assert "print(inspect.getsource(lrlib.neuron.sigmoid))" in said


def test_the_library_is_shown_when_the_last_property_holds(capsys):
    for prop in ("values", "shapes", "extremes"):
        check(learner(right), prop)
        assert "inspect" not in capsys.readouterr().out
    check(learner(right), "unchanged")
    assert "inspect" in capsys.readouterr().out


def test_check_returns_nothing():
    """A notebook would show it, and nbgrader would take it for points."""
    assert check(learner(right), "values") is None


# --- what fails -------------------------------------------


def test_a_known_mistake_says_its_hint_in_both_languages():
    error = failure(lambda Z: 1 / (1 + np.exp(Z)))
    assert (error.function, error.property, error.mistake) == (
        "sigmoid",
        "values",
        "sign-of-the-exponent",
    )
    hint = next(m for m in load("sigmoid").mistakes if m.id == error.mistake).hint
    assert hint.en in error.messages["en"]
    assert hint.ko in error.messages["ko"]
    assert str(error) == error.messages["en"]
    assert isinstance(error, AssertionError)


def test_a_message_says_where_to_read_and_how_to_repeat_it():
    error = failure(lambda Z: 1 / (1 + np.exp(Z)), seed=77)
    assert "Read: page 3, “Solve for the probability”." in error.messages["en"]
    assert "읽을 곳: 3장" in error.messages["ko"]
    assert "check(sigmoid, 'values', seed=77)" in str(error)
    assert error.seed == 77


def test_a_function_of_another_name_is_repeated_by_its_own():
    with pytest.raises(CheckFailed, match=r"check\(mine, 'values', name='sigmoid', seed=3\)"):
        check(learner(lambda Z: Z, "mine"), name="sigmoid", seed=3)


def test_properties_that_hold_are_still_told(capsys):
    failure(lambda Z: 1 / (1 + np.exp(Z)))
    assert "✓ shapes" in capsys.readouterr().out


def test_two_mistakes_in_two_places_are_told_apart():
    def both(w, b, X, Y):
        m = X.shape[1]
        A = 1 / (1 + np.exp(-(w.T @ X + b)))
        J = -np.mean(Y * np.log10(A) + (1 - Y) * np.log10(1 - A))
        return J, X @ (A - Y).T, np.sum(A - Y) / m

    found = {
        prop: failure(both, prop, name="cost_and_gradients").mistake for prop in ("cost", "dw")
    }
    assert found == {"cost": "common-logarithm", "dw": "dw-not-averaged"}


def test_the_same_seed_gives_the_same_message():
    said = {str(failure(lambda Z: 3 * Z, seed=5)) for _ in range(3)}
    assert len(said) == 1
    assert str(failure(lambda Z: 3 * Z, seed=6)) not in said


def test_the_environment_sets_the_seed(monkeypatch):
    monkeypatch.setenv("LRLIB_CHECK_SEED", "5")
    with pytest.raises(CheckFailed) as caught:
        check(learner(lambda Z: 3 * Z), name="sigmoid")
    assert caught.value.seed == 5


def test_without_a_seed_the_inputs_are_drawn_anew():
    seen = set()

    def sigmoid(Z):
        seen.add(Z.tobytes())
        return right(Z)

    check(learner(sigmoid), "values")
    once = len(seen)
    check(learner(sigmoid), "values")
    assert len(seen) == 2 * once


def test_the_third_failure_adds_a_worked_case():
    tries = (
        lambda Z: 1 / (1 + np.exp(Z)),
        lambda Z: 1.0 / (1.0 + np.exp(Z)),
        lambda Z: np.divide(1, 1 + np.exp(Z)),
    )
    said = []
    for wrong in tries:
        with pytest.raises(CheckFailed) as caught:
            check(learner(wrong), "values", name="sigmoid")
        said.append(str(caught.value))
    assert ["A tiny case, step by step" in text for text in said] == [False, False, True]
    assert "A (1, 3): 0.2689, 0.5, 0.8808" in said[2]


def test_the_same_code_checked_again_is_no_further_try():
    """Running the check cells of one function once, or all of them again, is one try."""
    wrong = learner(lambda Z: 1 / (1 + np.exp(Z)))
    for _ in range(4):
        with pytest.raises(CheckFailed) as caught:
            check(wrong, "values", name="sigmoid")
        assert "A tiny case" not in str(caught.value)


def test_a_try_whose_code_cannot_be_seen_counts():
    said = []
    for _ in range(3):
        with pytest.raises(CheckFailed) as caught:
            check(functools.partial(lambda n, Z: n / (1 + np.exp(Z)), 1), "values", name="sigmoid")
        said.append("A tiny case" in str(caught.value))
    assert said == [False, False, True]


class Halves:
    def __call__(self, A, Y):
        return (A - Y) ** 2 / 2


@pytest.mark.parametrize(
    "function",
    [
        lambda A, Y: (A - Y) ** 2 / 2,
        np.vectorize(lambda a, y: (a - y) ** 2 / 2),
        functools.partial(lambda n, A, Y: (A - Y) ** 2 / n, 2),
        Halves(),
    ],
)
def test_a_function_without_a_name_of_its_own_has_that_of_its_variable(function, monkeypatch):
    monkeypatch.setitem(globals(), "squared_error", function)
    check(function, "values", seed=1)
    wrong = learner(lambda A, Y: (A - Y) ** 2, "<lambda>")
    monkeypatch.setitem(globals(), "squared_error", wrong)
    with pytest.raises(CheckFailed, match=r"check\(squared_error, 'values', seed=1\)"):
        check(wrong, "values", seed=1)


def test_a_graded_run_does_not_count_failures():
    """One process grades a class: the third learner is not helped by the first two."""
    wrong = learner(lambda Z: 1 / (1 + np.exp(Z)))
    for _ in range(4):
        with pytest.raises(CheckFailed) as caught:
            check(wrong, "values", name="sigmoid", seed=3)
        assert "A tiny case" not in str(caught.value)


@pytest.mark.parametrize("name", names())
def test_every_worked_case_works(name):
    graded = load(name)
    assert graded.steps(**graded.tiny)


# --- what is refused --------------------------------------


def test_the_librarys_own_function_is_refused():
    for own in (lrlib.neuron.sigmoid, functools.partial(lrlib.neuron.sigmoid)):
        with pytest.raises(CheckFailed, match="lrlib's own function") as caught:
            check(own, name="sigmoid")
        assert caught.value.cause == "own-function"


def test_a_call_in_place_of_a_function_is_refused():
    with pytest.raises(TypeError, match="without parentheses"):
        check(right(np.zeros((1, 1))))


def test_an_unknown_name_is_refused_with_the_likely_one():
    with pytest.raises(ValueError, match="Did you mean 'sigmoid'"):
        check(learner(right, "sigmiod"))


def test_an_unknown_property_is_refused():
    with pytest.raises(ValueError, match=r"no property 'speed'.*values, shapes"):
        check(learner(right), "speed")


# --- whatever comes back ----------------------------------


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
    assert "w 값이 list예요" in said[KOREAN]
    said = failure(lambda n_x: (np.zeros((n_x, 1)), "0"), name="initialize").messages
    assert "b is a str; a number" in said[ENGLISH]
    assert "b 값이 str예요" in said[KOREAN]


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


# --- the session stays as it was --------------------------


def test_the_session_is_left_as_it_was(capsys):
    def meddling(Z):
        np.seterr(all="raise")
        np.random.seed(0)  # noqa: NPY002
        random.seed(0)
        warnings.simplefilter("error")
        warnings.warn("overflow ahead", RuntimeWarning, stacklevel=1)
        sys.settrace(lambda *_: None)
        print("many words")
        return right(Z)

    def state():
        generator = np.random.get_state()  # noqa: NPY002
        numbers = (generator[1].tolist(), generator[2:])
        return np.geterr(), numbers, random.getstate(), sys.gettrace(), warnings.filters[:]

    before = state()
    with pytest.raises(CheckFailed):
        check(learner(meddling), seed=1)
    assert state() == before
    assert "many words" not in capsys.readouterr().out


def test_prints_are_hidden_and_that_is_said():
    def chatty(Z):
        print("Z is", Z)
        return Z

    assert "prints is hidden" in str(failure(chatty))
    assert "prints is hidden" not in str(failure(lambda Z: Z))


def test_warnings_never_count():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        old = np.seterr(all="raise")
        try:
            check(learner(right), seed=1)
        finally:
            np.seterr(**old)


@pytest.mark.parametrize("name", names())
def test_counting_lines_puts_the_tracer_back(name):
    seen = []

    def tracer(frame, event, arg):
        seen.append(event)

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        check(learner(load(name).styles[0].right, name), name=name, seed=1)
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_stops_python_is_not_caught(stop):
    def stopping(Z):
        raise stop

    with pytest.raises(stop):
        check(learner(stopping), name="sigmoid", seed=1)


# --- languages --------------------------------------------


def test_the_environment_chooses_the_language(monkeypatch, capsys):
    monkeypatch.setenv("LRLIB_LANG", "ko_KR.UTF-8")
    error = failure(lambda Z: Z)
    assert str(error) == error.messages["ko"]
    check(learner(right), "values")
    assert "모든 원소에" in capsys.readouterr().out


def test_the_notebooks_metadata_choose_the_language(monkeypatch, tmp_path):
    notebook = tmp_path / "mine.ipynb"
    notebook.write_text(json.dumps({"metadata": {"language": "ko"}, "cells": []}), "utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    error = failure(lambda Z: Z)
    assert str(error) == error.messages["ko"]
    monkeypatch.setenv("LRLIB_LANG", "en")
    error = failure(lambda Z: Z)
    assert str(error) == error.messages["en"]


@pytest.mark.parametrize("content", ["{", "[]", '{"metadata": 3}', '{"metadata": {"language": 5}}'])
def test_a_broken_notebook_speaks_english(monkeypatch, tmp_path, content):
    notebook = tmp_path / "broken.ipynb"
    notebook.write_text(content, "utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    error = failure(lambda Z: Z)
    assert str(error) == error.messages["en"]


def test_jupyter_shows_the_message_alone():
    error = failure(lambda Z: Z)
    shown = error._render_traceback_()
    assert " ".join("\n".join(shown).split()) == " ".join(str(error).split())
    assert max(map(len, shown)) <= 88


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("값", "값이에요, 값을, 값과, (값)이어야, `값`이라는, 값으로"),
        (
            "gradients",
            "gradients예요, gradients를, gradients와, (gradients)여야, `gradients`라는, "
            "gradients로",
        ),
        ("0", "0이에요, 0을, 0과, (0)이어야, `0`이라는, 0으로"),
        ("3.2", "3.2예요, 3.2를, 3.2와, (3.2)여야, `3.2`라는, 3.2로"),
        ("1", "1이에요, 1을, 1과, (1)이어야, `1`이라는, 1로"),
        ("nan", "nan이에요, nan을, nan과, (nan)이어야, `nan`이라는, nan으로"),
        ("tuple", "tuple이에요, tuple을, tuple과, (tuple)이어야, `tuple`이라는, tuple로"),
        ("dw", "dw예요, dw를, dw와, (dw)여야, `dw`라는, dw로"),
        (
            "(n_x, m)",
            "(n_x, m)이에요, (n_x, m)을, (n_x, m)과, ((n_x, m))이어야, `(n_x, m)`이라는, "
            "(n_x, m)으로",
        ),
    ],
)
def test_a_particle_follows_the_last_sound_before_it(word, said):
    """Whichever form the template has."""
    for template in (
        "{w}예요, {w}를, {w}와, ({w})여야, `{w}`라는, {w}로",
        "{w}이에요, {w}을, {w}과, ({w})이여야, `{w}`이라는, {w}으로",
    ):
        assert Text("", template).format(w=word).ko == said


def test_what_is_no_particle_is_left_alone():
    text = Text("{}", "{}가지, {}이면, {} 값을 {}{{}}개로").format(1, 2, 3, 4)
    assert text.ko == "1가지, 2이면, 3 값을 4{}개로"
    assert Text("", "결과{}와 같아요").format("").ko == "결과와 같아요"


def test_numbers_that_differ_are_written_so_that_it_is_seen():
    assert apart(0.29223, 0.29221) == ("0.29223", "0.29221")
    assert apart(1.0, 2.0) == ("1", "2")


# --- functions that live in another process ---------------


class StandIn:
    """What a grader hands in: calls go elsewhere, lines are counted there."""

    __module__ = "__main__"

    def __init__(self, function, name):
        self.function = function
        self.__name__ = name
        self.counted = 0

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)

    def __lines_executed__(self, *args, **kwargs):
        self.counted += 1
        return self.function(*args, **kwargs), 5


def test_a_stand_in_counts_its_own_lines():
    away = StandIn(load("cost_and_gradients").styles[0].right, "cost_and_gradients")
    check(away, seed=1)
    assert away.counted == 3


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
    assert caught.value.mistake == "math-exp"


def test_the_learners_own_line_is_quoted():
    def broken(Z):
        helper = Z.T
        return helper @ undefined_thing  # noqa: F821

    assert "return helper @ undefined_thing" in str(failure(broken))


# --- errors are read --------------------------------------

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

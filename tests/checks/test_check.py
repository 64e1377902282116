"""`check`: what it says when properties hold or fail, and what it refuses."""

import functools

import numpy as np
import pytest
from check_kit import failure, learner, right

import lrlib
from lrlib.checks import CheckFailed, check, load, names

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


def test_jupyter_shows_the_message_alone():
    error = failure(lambda Z: Z)
    shown = error._render_traceback_()
    assert " ".join("\n".join(shown).split()) == " ".join(str(error).split())
    assert max(map(len, shown)) <= 88

"""The checks work: for every graded function, mistakes, hints and mutants.

A mistake breaks what it says and nothing else, under every seed tried, and draws its own hint.
No mutant of the taught solution passes, but for those that are declared equivalent, with a reason.
"""

import itertools
import sys
from dataclasses import replace

import numpy as np
import pytest

from lrlib.checks import load, names
from lrlib.checks.call.invoke import quiet
from tools.proof import broken, causes, mutants, survivors, taught

FUNCTIONS = names()
SEEDS, MANY_SEEDS = range(3), range(100)


@pytest.fixture(autouse=True)
def _quiet():
    """Enter once what `check` enters at every call, and let no tracer slow these calls down."""
    tracer = sys.gettrace()
    sys.settrace(None)
    with quiet():
        yield
    sys.settrace(tracer)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_mistakes_break_exactly_what_they_say_and_draw_their_own_hint(name):
    graded = load(name)
    for seed, mistake in itertools.product(SEEDS, graded.mistakes):
        found = causes(graded, mistake.wrong, seed)
        assert found == dict.fromkeys(mistake.breaks, mistake.id), f"{mistake.id}, seed {seed}"


@pytest.mark.soak
@pytest.mark.parametrize("name", FUNCTIONS)
def test_mistakes_break_exactly_what_they_say_under_many_seeds(name):
    graded = load(name)
    for seed, mistake in itertools.product(MANY_SEEDS, graded.mistakes):
        found = set(broken(graded, mistake.wrong, seed))
        assert found == set(mistake.breaks), f"{mistake.id}, seed {seed}"


@pytest.mark.parametrize(
    "seeds", [SEEDS, pytest.param(MANY_SEEDS, marks=pytest.mark.soak)], ids=len
)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_reference_passes(name, seeds):
    graded = load(name)
    for seed in seeds:
        assert not broken(graded, graded.reference, seed)


def nan_like(value):
    """Return nan in the form of a result."""
    if isinstance(value, tuple):
        return tuple(map(nan_like, value))
    if isinstance(value, dict):
        return {key: nan_like(item) for key, item in value.items()}
    return np.full(value.shape, np.nan) if isinstance(value, np.ndarray) else np.nan


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nan_in_the_right_form_earns_nothing(name):
    graded = load(name)
    wrong = lambda *args, **kwargs: nan_like(graded.reference(*args, **kwargs))  # noqa: E731
    assert set(broken(graded, wrong, 0)) == {prop.name for prop in graded.properties}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_mutants_of_the_taught_solution_fail(name):
    """Of the notebook's solution where there is one, and of the first style."""
    graded = load(name)
    found = {key for source in taught(graded) for key in survivors(graded, mutants(*source))}
    assert found == set(graded.equivalent), "survivors, and those said to be equivalent"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_mistakes_fail_without_their_hints(name):
    """The properties decide, not the list: with no mistake known, each still breaks the same."""
    graded = replace(load(name), mistakes=())
    for mistake in load(name).mistakes:
        found = causes(graded, mistake.wrong, 0)
        assert set(found) == set(mistake.breaks), mistake.id
        assert mistake.id not in found.values()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_hints_and_symptoms_are_well_formed(name):
    graded = load(name)
    ids = [mistake.id for mistake in graded.mistakes]
    assert len(set(ids)) == len(ids)
    properties = {prop.name for prop in graded.properties}
    for mistake in graded.mistakes:
        assert set(mistake.breaks) <= properties, mistake.id
        assert mistake.symptom, mistake.id
        assert "?" in mistake.hint.en, mistake.id
        assert "?" in mistake.hint.ko, mistake.id
        assert any("가" <= letter <= "힣" for letter in mistake.hint.ko), mistake.id

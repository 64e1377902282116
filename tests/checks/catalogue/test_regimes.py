"""No function passes that is wrong in a region which some use of it meets, whatever is drawn.

Each regime of a property is in every check. Functions that are wrong in a region alone are made by
machine, and written by hand. Right answers, however unusual, pass.
"""

import itertools
import json
import types
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from regional import WRONG
from unusual import RIGHT
from uses import USES

from lrlib.checks import CheckFailed, check, load, names
from lrlib.checks.call.invoke import attempt, examine, generator, quiet
from lrlib.checks.catalogue import sigmoid as of_sigmoid
from lrlib.checks.explain.diagnose import diagnose
from tools.proof import broken
from tools.regions import agrees, regional

CORPUS = Path(__file__).parent.parent / "corpus"
SAMPLE, SEEDS = range(2), range(50)


@pytest.fixture(autouse=True)
def _quiet():
    with quiet():
        yield


def label(item):
    return f"{item[0]}-{item[1].__name__}"


# --- the declaration ------------------------------------------------------------------------------


def all_regimes(graded):
    return {regime.inputs: regime for prop in graded.properties for regime in prop.regimes}


@pytest.mark.parametrize("name", names())
def test_every_function_has_regimes_with_streams_of_their_own(name):
    graded = load(name)
    streams = [inputs.stream for inputs in all_regimes(graded)]
    assert streams
    ordinary = {prop.cases.stream for prop in graded.properties}
    assert len({*streams, *ordinary}) == len(streams) + len(ordinary)


@pytest.mark.parametrize("name", names())
def test_every_regime_is_in_every_check(name):
    graded, memo = load(name), {}
    for prop in graded.properties:
        assert examine(graded, graded.reference, prop, 3, memo) is None
    assert {inputs for inputs, _ in memo} >= set(all_regimes(graded))


@pytest.mark.parametrize("name", names())
def test_a_regime_says_in_both_languages_where_it_is(name):
    for regime in all_regimes(load(name)).values():
        assert regime.where.en[0].islower()
        assert regime.where.ko.endswith(("면", "서"))


def test_ordinary_inputs_are_tried_first():
    """What they can explain is explained by them: the message has no line on a regime."""
    graded = load("sigmoid")
    fault = examine(graded, lambda Z: 2 * graded.reference(Z), graded.properties[0], 0, {})
    assert fault.regime is None


def test_a_regime_is_not_tried_where_results_have_a_wrong_size():
    """A result of (m, m) would be huge for hundreds of examples."""
    called = []

    def f(Z):
        called.append(Z.size)
        return np.zeros((Z.size, Z.size))

    graded = load("sigmoid")
    memo = {}
    for prop in graded.properties:
        assert examine(graded, f, prop, 0, memo) is not None
    assert max(called) < 209


def test_a_regime_gives_its_cases_to_a_property():
    graded = load("sigmoid")
    shown = of_sigmoid.wide.of(graded.properties[0])
    trials = attempt(graded, graded.reference, shown, 0, {})
    assert [trial.case.args["Z"].size for trial in trials] == [209]


def test_a_known_mistake_that_is_wrong_on_ordinary_inputs_is_not_tried_in_a_regime():
    """Some make an array of (n_x, n_x), which is huge for a picture."""
    called = []

    def wrong(n_x):
        called.append(n_x)
        return np.ones((n_x, n_x)), 0.0

    graded = load("initialize")
    known = replace(graded.mistakes[0], id="of-this-test", breaks=("w",), wrong=wrong)
    graded = replace(graded, mistakes=(known,))
    f = next(f for name, f, where in WRONG if name == "initialize" and where)
    prop = graded.properties[0]
    memo = {}
    fault = examine(graded, f, prop, 0, memo)
    assert fault.regime is not None
    assert diagnose(graded, f, prop, fault, 0, memo).mistake is None
    assert called
    assert max(called) < 12288


# --- what is wrong in a region --------------------------------------------------------------------


def machine_made(name, step=1):
    """Return what was changed, and the functions that are wrong in a use of the graded function."""
    graded = load(name)
    made = itertools.islice(regional(graded, USES[name]), 0, None, step)
    return [(key, f) for key, f in made if not all(agrees(graded, f, use) for use in USES[name])]


@pytest.mark.parametrize("name", names())
def test_machine_made_functions_are_refused(name):
    """One in six, under one seed; all are tried under 50 below."""
    graded = load(name)
    found = machine_made(name, step=6)
    assert found
    assert not [key for key, f in found if not broken(graded, f, 0)]


@pytest.mark.soak
@pytest.mark.parametrize("name", names())
def test_machine_made_functions_are_refused_under_every_seed(name):
    graded = load(name)
    made = machine_made(name)
    passing = [(seed, key) for seed in SEEDS for key, f in made if not broken(graded, f, seed)]
    assert not passing


@pytest.mark.parametrize("item", WRONG, ids=label)
def test_functions_that_are_wrong_in_a_region_are_refused(item):
    name, f, _ = item
    for seed in range(3):
        assert broken(load(name), f, seed), f"seed {seed}"


@pytest.mark.parametrize("item", WRONG, ids=label)
def test_the_message_names_the_region(item):
    name, f, where = item
    with pytest.raises(CheckFailed) as caught:
        check(answer(name, f), *wrong_in_a_region(name, f), name=name, seed=2)
    told = "This holds on the ordinary inputs of this check, but not"
    line = next((line for line in str(caught.value).splitlines() if told in line), "")
    assert where in line
    # Nothing is said of all inputs: on ordinary ones the function is right.
    assert not line or "on every input" not in str(caught.value)


@pytest.mark.parametrize("item", WRONG[::8], ids=label)
def test_the_korean_message_names_the_region(item, monkeypatch):
    name, f, where = item
    monkeypatch.setenv("LRLIB_LANG", "ko")
    with pytest.raises(CheckFailed) as caught:
        check(answer(name, f), *wrong_in_a_region(name, f), name=name, seed=2)
    assert not where or "보통 입력에서는 맞지만" in str(caught.value)


def wrong_in_a_region(name, f):
    """Return the first property that holds on ordinary inputs alone, if there is one."""
    graded = load(name)
    faults = ((p.name, examine(graded, f, p, 2, {})) for p in graded.properties)
    return [p for p, fault in faults if fault is not None and fault.regime is not None][:1]


def answer(name, f):
    """Make a function look like one from a notebook."""
    copy = types.FunctionType(f.__code__, f.__globals__, name, f.__defaults__, f.__closure__)
    copy.__kwdefaults__, copy.__module__ = f.__kwdefaults__, "__main__"
    return copy


# --- verdicts do not hang on the draw -------------------------------------------------------------


def corpus(name):
    """Yield the answers of the corpus: whether each is right, and the function."""
    for written in json.loads((CORPUS / f"{name}.json").read_text("utf-8")):
        scope = {"np": np, "__name__": "__main__"}
        exec(compile(written["code"], "<answer>", "exec"), scope)
        yield written["id"], written["right"], scope[name]


def verdicts(name, f, seeds):
    graded = load(name)
    return {frozenset(broken(graded, f, seed)) for seed in seeds}


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("seeds", [SAMPLE, pytest.param(SEEDS, marks=pytest.mark.soak)], ids=len)
def test_verdicts_on_the_corpus_are_right_and_do_not_change(name, seeds):
    for key, right, f in corpus(name):
        found = verdicts(name, f, seeds)
        assert len(found) == 1, f"{key}: {found}"
        assert (found == {frozenset()}) == right, f"{key}: {found}"


@pytest.mark.parametrize("item", RIGHT, ids=label)
def test_unusual_right_answers_pass(item):
    assert verdicts(*item, range(3)) == {frozenset()}


@pytest.mark.soak
def test_what_is_unusual_or_regional_keeps_its_verdict_under_50_seeds():
    assert all(verdicts(*item, SEEDS) == {frozenset()} for item in RIGHT)
    assert all(len(verdicts(name, f, SEEDS)) == 1 for name, f, _ in WRONG)


def test_draws_of_a_regime_hang_on_the_seed_alone():
    graded = load("train")
    for inputs in all_regimes(graded):
        first, again = (inputs(generator("train", inputs.stream, 5)) for _ in range(2))
        for a, b in itertools.zip_longest(first, again):
            assert all(np.array_equal(a.args[key], b.args[key]) for key in a.args)

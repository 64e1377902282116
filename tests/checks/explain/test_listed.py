"""An answer that somebody has given before is not compared with the known mistakes again."""

import pytest
from check_kit import failure

from lrlib.checks import load, names
from lrlib.checks.explain import listed


@pytest.mark.parametrize("name", names())
def test_an_answer_that_was_given_before_gets_the_same_message(name, monkeypatch):
    graded = load(name)
    compared = []
    agree = listed._agree
    monkeypatch.setattr(listed, "_agree", lambda *a, **k: compared.append(1) or agree(*a, **k))
    again = 0
    for mistake in graded.mistakes:
        listed._AGREED.clear()
        first = failure(mistake.wrong, name=name, seed=5)
        again += len(compared)
        compared.clear()
        second = failure(mistake.wrong, name=name, seed=5)
        assert not compared, mistake.id
        assert second.messages == first.messages
        assert second.mistake == first.mistake
    assert again


def test_another_seed_and_another_answer_are_compared():
    graded = load("sigmoid")
    listed._AGREED.clear()
    failure(graded.mistakes[0].wrong, seed=5)
    kept = len(listed._AGREED)
    failure(graded.mistakes[0].wrong, seed=6)
    assert len(listed._AGREED) == 2 * kept
    failure(lambda Z: graded.mistakes[0].wrong(Z) + 1e-3, seed=6)
    assert len(listed._AGREED) > 2 * kept

"""The demo class is what it says: its mistakes are known by name, its right work is right."""

from collections import Counter

import numpy as np
import pytest

from lrlib import sigmoid
from lrlib.checks import CheckFailed, check, load
from lrlib.checks.call.invoke import quiet
from tools import course
from tools.demo import ANSWERS, attacks, code_of, handed_in


def outcome(code, name):
    """Return the mistake that the check finds in code, or None."""
    scope = {"np": np, "sigmoid": sigmoid, "__name__": "learner"}
    exec(compile(code, "<learner>", "exec"), scope)
    try:
        with quiet():
            check(scope[name], seed=3)
    except CheckFailed as error:
        return error.mistake
    return None


@pytest.mark.parametrize("name", ANSWERS.values())
def test_code_from_the_tables_stands_alone(name):
    graded = load(name)
    for style in graded.styles:
        assert outcome(code_of(style.right, name), name) is None, style.id
    for mistake in graded.mistakes:
        assert outcome(code_of(mistake.wrong, name), name) == mistake.id


def test_a_class_has_every_kind_and_is_always_the_same(tmp_path):
    handed = list(handed_in(tmp_path / "gradebook.db", 40))
    assert handed == list(handed_in(tmp_path / "gradebook.db", 40))
    kinds = [one.kind for one in handed]
    assert len(kinds) == 40
    assert kinds.count("mistakes") == 24
    assert kinds.count("right") == 9
    assert set(kinds) == {"right", "mistakes", "nothing", "broken", *attacks(tmp_path)}
    for one in handed:
        for cell, name in ANSWERS.items():
            assert one.kind in ("nothing", "broken") or f"def {name}(" in one.answers[cell]


def test_the_readme_shows_this_class_and_where_all_lies(tmp_path):
    readme = (course.ROOT / "README.md").read_text("utf-8")
    assert "\n".join(course.places()) in readme
    counts = Counter(one.kind for one in handed_in(tmp_path / "gradebook.db", course.STUDENTS))
    for kind, count in counts.items():
        assert f"\n{count:4} {kind:15} " in readme

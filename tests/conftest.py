"""Shared by all tests: deterministic Hypothesis, figures without a screen."""

import os

import hypothesis
import pytest

os.environ.setdefault("MPLBACKEND", "agg")
hypothesis.settings.register_profile("project", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("project")

SPREAD = {"test_checks_proof", "test_checks_styles", "test_checks_unlisted", "test_checks_unseen"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep a file's tests on one worker, which shares its fixtures; spread the long proofs."""
    for item in items:
        if item.path.stem not in SPREAD:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))

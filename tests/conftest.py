"""Shared by all tests: deterministic Hypothesis, figures without a screen, strict checks."""

import os
from pathlib import Path

import hypothesis
import pytest

os.environ.setdefault("MPLBACKEND", "agg")
# The workers share the processors: more threads in each would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("LRLIB_CHECK_STRICT", "1")  # an error inside the checks is raised
hypothesis.settings.register_profile("project", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("project")

SPREAD = {"test_mistakes", "test_styles", "test_wrong_answers", "test_unlisted"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep a file's tests on one worker, which shares its fixtures; spread the long proofs."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::")[0]
            return nodeid if Path(file).stem in SPREAD else file

    return ByFile(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def isolation():
    """Skip tests, with the reason, where learners' code cannot be shut in."""
    from lrlib.grading.course.settings import RefusedError, Settings, best_sandbox

    try:
        best_sandbox(Settings()).close()
    except RefusedError as error:
        pytest.skip(f"needs isolation: {error}")

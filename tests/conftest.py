"""Shared by all tests: deterministic Hypothesis, figures without a screen."""

import os

import hypothesis

os.environ.setdefault("MPLBACKEND", "agg")
hypothesis.settings.register_profile("project", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("project")

"""The language of a message: from the environment, else from the notebook, else English."""

import json

import pytest
from check_kit import failure, learner, right

from lrlib.checks import check


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

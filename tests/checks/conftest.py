"""Each test of the checks starts with a session that has seen nothing."""

import pytest

from lrlib.checks import session


@pytest.fixture(autouse=True)
def _fresh_session(monkeypatch):
    for name in ("LRLIB_LANG", "LRLIB_CHECK_SEED", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    session.forget()

"""The machine's own Chromium, for pytest-playwright."""

import pytest

from tools.pdf import chromium


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | chromium()

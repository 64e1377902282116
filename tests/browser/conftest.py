"""The machine's own Chromium, for pytest-playwright."""

import pytest

from tools.pdf import chromium


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | chromium()


def pytest_collection_modifyitems(items):
    """Begin with the test that takes minutes, so that no worker waits for it at the end."""
    items.sort(key=lambda item: "every_chapters_cells" not in item.name)

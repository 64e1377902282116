"""The machine's own Chromium, for pytest-playwright."""

import pytest
from practice_kit import HTML, Site

from tools.pdf import chromium


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | chromium()


@pytest.fixture(scope="module")
def site():
    """Serve the book; run `nox -s book` first, with Pyodide within reach."""
    assert (HTML / "_static" / "pyodide" / "manifest.json").exists(), "built without Pyodide"
    made = Site()
    yield made
    made.shutdown()
    made.server_close()


def pytest_collection_modifyitems(items):
    """Begin with the test that takes minutes, so that no worker waits for it at the end."""
    items.sort(key=lambda item: "every_chapters_cells" not in item.name)

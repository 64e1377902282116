"""What every page needs: assets, repository links, and no call to another host."""

import os
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from theme.figure import live_figure
from theme.quiz import quiz

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = {quiz: "quiz.js", live_figure: "figures.js"}


def place_repository(app: Sphinx, config: Config) -> None:
    """Take the repository's address from the publishing job, or leave its buttons out."""
    options = config.html_theme_options
    if repository := os.environ.get("GITHUB_REPOSITORY"):
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        options["repository_url"] = f"{server}/{repository}"
    known = bool(options.get("repository_url"))
    options["use_repository_button"] = known
    if not known:
        options["launch_buttons"] = {}


def add_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load a script only on the pages that have something for it to do."""
    for node, script in SCRIPTS.items():
        if doctree is not None and any(doctree.findall(node)) and (ASSETS / script).exists():
            # Before MathJax (priority 500), which sets the formulas of the finished form.
            app.add_js_file(script, priority=400, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Connect the handlers and register the style sheet."""
    app.connect("config-inited", place_repository)
    app.connect("html-page-context", add_scripts)
    app.add_css_file("book.css", priority=900)

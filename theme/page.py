"""What every page needs: assets, repository links, and no call to another host."""

import os
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from theme.quiz import quiz
from theme.words import word

ASSETS = Path(__file__).parent / "assets"
# On a narrow screen the contents are a drawer, which would stay open over the place it leads to.
CLOSE_DRAWER = """document.addEventListener("click", (event) => {
  const link = event.target.closest("dialog[open] a[href*='#']");
  if (link && link.pathname === location.pathname) link.closest("dialog").close();
});"""
PST_LOG = re.compile(r"""console\.log\(([`"])\[PST\].*?\1\)""")
SCRIPTS = {quiz: "quiz.js"}


def place_repository(app: Sphinx, config: Config) -> None:
    """Take the addresses of repository and site from the publishing job, or do without.

    Without an address there are no launch buttons, and no link to the page itself for those who
    share it.
    """
    options = config.html_theme_options
    if repository := os.environ.get("GITHUB_REPOSITORY"):
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        owner, _, name = repository.partition("/")
        options["repository_url"] = f"{server}/{repository}"
        config.html_baseurl = config.html_baseurl or f"https://{owner}.github.io/{name}/"
    config.ogp_site_url = config.html_baseurl
    known = bool(options.get("repository_url"))
    options["use_repository_button"] = known
    if not known:
        options["launch_buttons"] = {}


def style_figures(app: Sphinx, config: Config) -> None:
    """Give the kernels that draw the figures the book's style."""
    os.environ["MATPLOTLIBRC"] = str(ASSETS / "matplotlibrc")


def add_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load a script only on the pages that have something for it to do."""
    for node, script in SCRIPTS.items():
        if doctree is not None and any(doctree.findall(node)) and (ASSETS / script).exists():
            # Before MathJax (priority 500), which sets the formulas of the finished form.
            app.add_js_file(script, priority=400, loading_method="defer")
    app.add_js_file(None, body=CLOSE_DRAWER)
    if page == "search":
        app.add_js_file("search.js", loading_method="defer")


def name_folds(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the folds of the sidebar a name, which the theme below ours leaves out."""
    write = context.get("generate_toctree_html")
    label = word("fold", app.config.language)

    def write_named(*args: Any, **kwargs: Any) -> str:
        return str(write(*args, **kwargs)).replace("<summary>", f'<summary aria-label="{label}">')

    if write is not None:
        context["generate_toctree_html"] = write_named


def visit_citation(self: Any, node: nodes.citation) -> None:
    """Write an entry of the list of references as an item of a list: its own role is outdated."""
    type(self).visit_citation(self, node)
    self.body[-1] = self.body[-1].replace('role="doc-biblioentry"', 'role="listitem"')


def depart_citation(self: Any, node: nodes.citation) -> None:
    """Close an entry of the list of references."""
    type(self).depart_citation(self, node)


def prepare_single_page(app: Sphinx) -> None:
    """Let the one page that is printed write every node as the others do, with MathJax."""
    if app.builder.name == "singlehtml":
        app.set_html_assets_policy("always")
    handlers = app.registry.translation_handlers
    handlers["singlehtml"] = handlers.get("html", {}) | handlers.get("singlehtml", {})


def hush(app: Sphinx, exception: Exception | None) -> None:
    """Take out what the theme below ours writes to the console of every page."""
    for name in ("_static/scripts/pydata-sphinx-theme.js", "search.html"):
        path = Path(app.outdir, name)
        if exception is None and path.exists():
            path.write_text(PST_LOG.sub("0", path.read_text("utf-8")), "utf-8")


def setup(app: Sphinx) -> None:
    """Connect the handlers and register the style sheet."""
    # Jupyter Book sets this, though the extension that reads it is not loaded.
    app.add_config_value("comments_config", {}, "")
    app.connect("config-inited", place_repository, priority=400)
    app.connect("config-inited", style_figures)
    app.connect("builder-inited", prepare_single_page)
    app.connect("html-page-context", add_scripts)
    app.connect("html-page-context", name_folds, priority=900)
    app.connect("build-finished", hush)
    citation = (visit_citation, depart_citation)
    app.add_node(nodes.citation, override=True, html=citation)
    app.add_css_file("book.css", priority=900)

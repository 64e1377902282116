"""Pages that run: what the practice script finds on a page, and what the site serves for it.

A notebook's page carries its cells as data, and each shown cell a row of buttons. The script, the
editor and Python itself are loaded when the reader asks for them; a page with an exercise or a
warm-up loads the script at once, because it shows what the reader has typed before. All is served
by the site.

Where tools/pyodide.py has prepared nothing, pages have no buttons and the notes say how to
practise otherwise.
"""

import hashlib
import json
import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

from theme.words import WORDS, word

ASSETS = Path(__file__).parent / "assets"
MARKS = (ASSETS / "practice" / "marks.js").read_text("utf-8")
# No page and nothing that runs in it may ask another host. The theme's own scripts and styles
# stand in the pages, and Python compiles its code: hence what is allowed. `file:` is
# for pages opened from disk.
POLICY = (
    "default-src 'self' file: data: blob:; "
    "script-src 'self' file: blob: 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' file: 'unsafe-inline'; "
    "object-src 'none'; base-uri 'self'"
)
META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'


def prepared(app: Sphinx) -> Path:
    """Return the folder that tools/pyodide.py fills."""
    return Path(app.srcdir) / "_build" / "practice"


def look(app: Sphinx, config: Config) -> None:
    """Note whether the site will serve Python; pages are written anew when that changes."""
    config.practice = (prepared(app) / "manifest.json").exists()


def runs(app: Sphinx) -> bool:
    """Tell whether what is built can run code: pages of the site, not the one that is printed."""
    return bool(app.config.practice) and app.builder.name == "html"


def notebook_of(app: Sphinx, page: str) -> Path | None:
    """Return the notebook that a page is made from."""
    path = Path(app.env.doc2path(page)) if page in app.env.all_docs else None
    return path if path and path.suffix == ".ipynb" and path.exists() else None


def is_exercise(page: str) -> bool:
    """Tell whether a page is an exercise."""
    return page.startswith("exercises/")


def kind_of(cell: dict[str, Any]) -> str:
    """Return what a code cell or a written answer is for the reader: answer, check or given."""
    about = cell["metadata"].get("nbgrader", {})
    if about.get("solution"):
        return "answer" if cell["cell_type"] == "code" else "written"
    return "check" if about.get("grade") else "given"


def warm_ups(doctree: nodes.document | None) -> list[dict[str, Any]]:
    """Return what the script has to know of a page's warm-ups: answers that check themselves."""
    found = []
    for box in doctree.findall(nodes.container) if doctree is not None else ():
        if "practice-cell-answer" in box["classes"]:
            (code,) = box.findall(nodes.literal_block)
            cell = {"id": box["ids"][0].removeprefix("cell-"), "source": code.astext().rstrip("\n")}
            found.append(cell | {"kind": "answer", "asks": True, "title": title_of(cell)})
    return found


def title_of(cell: dict[str, Any]) -> str:
    """Name a cell by the function that it defines, else by its id."""
    found = re.search(r"^def (\w+)", cell["source"], re.M)
    return found[1] if found else str(cell["id"])


def cells_of(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the script has to know of the cells: code, and written answers."""
    found = []
    for cell in notebook["cells"]:
        kind = kind_of(cell)
        if cell["cell_type"] == "code" or kind == "written":
            entry = {"id": cell["id"], "kind": kind, "source": cell["source"]}
            if kind == "answer":
                entry["title"] = title_of(cell)
            if kind == "check":
                entry["points"] = cell["metadata"]["nbgrader"]["points"]
            found.append(entry)
    return found


# ---- Buttons ------------------------------------------------------------------------------------


# What stands below a cell: what a button does, and its word. The script adds points and state.
BUTTONS = {
    "answer": (("check", "check"), ("run", "run"), ("restart", "restart")),
    "check": (("run", "check"),),
    "given": (("run", "run"),),
    "chapter": (("run", "run"), ("edit", "edit")),
    "warm-up": (("check", "check"), ("restart", "restart")),
}


def bar(kind: str, language: str) -> str:
    """Write the row of buttons below a cell."""
    buttons = "".join(
        f'<button data-practice="{action}">{escape(word(f"practice_{key}", language))}</button>'
        for action, key in BUTTONS[kind]
    )
    return f'<div class="practice-bar">{buttons}</div>\n'


class AddButtons(SphinxPostTransform):
    """Put a row of buttons below each code cell of a notebook that is shown."""

    default_priority = 750  # after myst-nb has folded what is hidden
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Find the cells by their place in the notebook."""
        page = self.env.docname
        path = notebook_of(self.app, page)
        if path is None or not runs(self.app):
            return
        cells = nbformat.read(path, as_version=4)["cells"]
        for container in list(self.document.findall(nodes.container)):
            if container.get("nb_element") != "cell_code":
                continue
            cell = cells[container["cell_index"]]
            kind = kind_of(cell) if is_exercise(page) else "chapter"
            container["classes"] += ["practice-cell", f"practice-cell-{kind}"]
            container["ids"].append(f"cell-{cell['id']}")
            for shown in container.findall(nodes.container):
                if shown.get("nb_element") == "cell_code_source":
                    buttons = nodes.raw("", bar(kind, self.config.language), format="html")
                    shown.parent.insert(shown.parent.index(shown) + 1, buttons)
                    break


# ---- What a page carries ------------------------------------------------------------------------


def version_of(name: str) -> str:
    """Return a version of an asset, by its content."""
    return hashlib.sha256((ASSETS / "practice" / name).read_bytes()).hexdigest()[:12]


def add_data(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the policy and the marks into every page, and its cells into a notebook's page."""
    if app.builder.name != "html":
        return
    context["metatags"] = META + context.get("metatags", "")
    if not app.config.practice:
        return
    language = "ko" if app.config.language == "ko" else "en"
    # Both editions of the site share Python, the scripts and what the browser keeps.
    site = context["pathto"]("", 1) + ("../" if language == "ko" else "")
    setting = {
        "root": site,
        "script": f"practice/practice.js?v={version_of('practice.js')}",
        "done": word("done", language),
        "forget": word("practice_forget_all", language),
    }
    app.add_js_file(None, body=f"{MARKS.strip()}({json.dumps(setting)});", priority=905)
    path = notebook_of(app, page)
    if path is None:
        cells = warm_ups(doctree)
        raw = json.dumps(cells).encode()
    else:
        raw = path.read_bytes()
        cells = cells_of(nbformat.reads(raw.decode(), as_version=4))
    if not cells:
        return
    exercise = is_exercise(page)
    data = {
        "kind": "exercise" if exercise else "chapter",
        "name": page.rpartition("/")[2],
        "root": site,
        "editions": app.config.editions,
        "version": hashlib.sha256(raw).hexdigest()[:12],
        "worker": version_of("worker.js"),
        "editor": version_of("editor.js"),
        "cells": cells,
        "words": {
            key.removeprefix("practice_"): text
            for key, text in WORDS[language].items()
            if key.startswith("practice_") or key in ("point", "points", "done")
        },
    }
    if exercise:
        data["notebook"] = f"_sources/{page}.ipynb"
    if exercise or path is None:
        app.add_js_file("practice/practice.js", loading_method="defer", priority=420)
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    context["body"] += f'<script type="application/json" id="practice-data">{text}</script>\n'


def serve(app: Sphinx, exception: Exception | None) -> None:
    """Put Python beside the pages, or take away what an earlier build left."""
    if exception is not None or app.builder.name != "html" or app.config.language == "ko":
        return
    folder = Path(app.outdir) / "_static" / "pyodide"
    if not app.config.practice:
        shutil.rmtree(folder, ignore_errors=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    names = {path.name for path in prepared(app).iterdir()}
    for path in list(folder.iterdir()):
        if path.name not in names:
            path.unlink()
    for name in sorted(names):
        shutil.copy(prepared(app) / name, folder / name)


def setup(app: Sphinx) -> None:
    """Register the transform and connect the handlers."""
    app.add_config_value("practice", False, "env")
    app.add_post_transform(AddButtons)
    app.connect("config-inited", look)
    app.connect("html-page-context", add_data, priority=800)
    app.connect("build-finished", serve)

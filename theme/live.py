"""Load the scripts that bring live figures to life, only on the pages that have them."""

import base64
from pathlib import Path
from typing import Any

import numpy as np
from docutils import nodes
from sphinx.application import Sphinx

from lrlib.datasets import load_cat_patches
from lrlib.images import vectors_to_images
from theme.figure import live_figure

SCRIPTS = {"valleys": "losses"}  # figures whose script has another name; stepper-… is stepper
DATA = {  # what a script looks up
    "pixels": "photographs",
    "replay": "replay-numbers",
    "threshold": "threshold-numbers",
}


def script_of(name: str) -> str:
    """Return the name of the script that draws a figure."""
    return SCRIPTS.get(name, name.split("-")[0])


def add_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the shared script, then that of each figure on the page."""
    found = [] if doctree is None else [node["live"] for node in doctree.findall(live_figure)]
    if not found:
        return
    drawing = list(dict.fromkeys(script_of(name) for name in found))
    scripts = ["base", *(DATA[script] for script in drawing if script in DATA), *drawing]
    for place, script in enumerate(scripts):
        # In this order, and before MathJax (priority 500).
        app.add_js_file(f"figures/{script}.js", priority=410 + place, loading_method="defer")


def photographs() -> np.ndarray:
    """Return four of the book's pictures, two of each label, as (4, 32, 32, 3) bytes."""
    data = load_cat_patches()
    images = vectors_to_images(data.X_train[:, [53, 67, 121, 163]], data.image_shape)
    small = images.reshape(4, 32, 2, 32, 2, 3).mean(axis=(2, 4))
    return small.round().astype(np.uint8)


def write_photographs(app: Sphinx, exception: Exception | None) -> None:
    """Put the pictures into a script: a page opened from disk may not fetch them."""
    folder = Path(app.outdir) / "_static" / "figures"
    if exception is None and folder.exists():
        text = base64.b64encode(photographs().tobytes()).decode()
        (folder / "photographs.js").write_text(f'lrFigures.photographs = "{text}";\n', "utf-8")


def setup(app: Sphinx) -> None:
    """Connect the handlers and register the style sheet."""
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", write_photographs)
    app.add_css_file("figures/figures.css", priority=910)

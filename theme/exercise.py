"""Exercises as pages: the released notebook, with the parts in the other language folded."""

import json
from html import escape

from sphinx.application import Sphinx

from theme.edition import fold, is_korean, unfold
from theme.practice import is_exercise, kind_of, runs
from theme.words import word

# Where a written answer goes; without scripts the page shows what the released notebook has there.
FIELD = """\
```{{raw}} html
<div class="practice-written" data-cell="{cell}">{text}</div>
```
"""


def read_exercise(app: Sphinx, page: str, source: list[str]) -> None:
    """Fold the other language of an exercise, and say below its title what to do with the page."""
    if not is_exercise(page):
        return
    turn = unfold if is_korean(app) else fold
    notebook = json.loads(source[0])
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    for cell in cells:
        cell["source"] = turn("".join(cell["source"]))
        if kind_of(cell) == "written" and runs(app):
            cell["source"] = FIELD.format(cell=cell["id"], text=escape(cell["source"]))
    title, _, rest = cells[0]["source"].partition("\n")
    key = "notebook_here" if runs(app) else "notebook"
    note = f"```{{note}}\n{word(key, app.config.language)}\n```"
    cells[0]["source"] = f"{title}\n\n{note}\n{rest}"
    source[0] = json.dumps(notebook)


def setup(app: Sphinx) -> None:
    """Connect the handler."""
    app.connect("source-read", read_exercise)

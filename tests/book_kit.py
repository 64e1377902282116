"""A book of one page with the real settings and theme."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What takes seconds of training to draw, and is not looked at here: tests/test_replay.py does.
FIGURES = "html/_static/figures"
DRAWN = ("drawn/replay.png", f"{FIGURES}/replay-numbers.js", f"{FIGURES}/threshold-numbers.js")


def small_book(folder, text, *, suffix=".md"):
    """Lay out a book of one page in a folder."""
    (folder / "chapters").mkdir()
    (folder / "theme").symlink_to(ROOT / "theme", target_is_directory=True)
    shutil.copy(ROOT / "_config.yml", folder)
    (folder / "chapters" / "references.bib").touch()
    (folder / "chapters" / f"index{suffix}").write_text(text, "utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n", "utf-8")
    for name in DRAWN:
        path = folder / "_build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder

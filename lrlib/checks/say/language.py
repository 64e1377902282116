"""The language of messages: LRLIB_LANG, else the notebook's metadata, else English."""

import json
import os
import sys
from functools import lru_cache
from pathlib import Path

from lrlib.checks.say.text import Text

__all__ = ["LANGUAGES", "language", "told"]

LANGUAGES = ("en", "ko")


def language() -> str:
    """Return "en" or "ko"."""
    chosen = os.environ.get("LRLIB_LANG", "").strip().lower()[:2]
    if chosen in LANGUAGES:
        return chosen
    notebook = _notebook()
    if notebook is None:
        return "en"
    try:
        return _metadata_language(notebook, notebook.stat().st_mtime_ns)
    except OSError:
        return "en"


def told(text: Text, **values: object) -> str:
    """Fill in a text, and return it in the language of the messages."""
    return text.format(**values)[LANGUAGES.index(language())]


def _notebook() -> Path | None:
    """Find the file of the running notebook.

    Jupyter Server names it in the environment, VS Code in a variable of the notebook.
    """
    main = sys.modules.get("__main__")
    name = os.environ.get("JPY_SESSION_NAME") or getattr(main, "__vsc_ipynb_file__", None)
    if not isinstance(name, str) or not name.endswith(".ipynb"):
        return None
    path = Path(name)
    return path if path.is_file() else Path(path.name)


@lru_cache(maxsize=4)
def _metadata_language(notebook: Path, _modified: int) -> str:
    try:
        found = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["language"]
    except (OSError, ValueError, KeyError, TypeError):
        return "en"
    return found if found in LANGUAGES else "en"

"""Build the book into _build/html, with warnings as errors."""

import os
import subprocess
import sys
from pathlib import Path

from tools.pyodide import prepare_or_say

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"


def build(out: Path = HTML, doctrees: Path = ROOT / "_build" / "doctrees") -> int:
    """Build the pages; executed notebooks are cached, but run anew where CI is set."""
    prepare_or_say()
    settings = ["jupyter-book", "config", "sphinx", "."]
    subprocess.run(settings, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    mode = ["-D", "nb_execution_mode=force"] if os.environ.get("CI") else []
    strict = ["-W", "--keep-going", "-n", "-q"]
    done = subprocess.run(
        ["sphinx-build", *strict, *mode, "-b", "html", "-d", doctrees, ".", out],
        cwd=ROOT,
        check=False,
    )
    if done.returncode == 0:
        print(f"The book: {(out / 'index.html').relative_to(ROOT)}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(build())

"""Build the book, both editions, into _build/html, with warnings as errors."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.pyodide import prepare_or_say

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
HTML = BUILD / "html"
CACHE = BUILD / ".jupyter_cache"
EDITIONS = ("en", "ko")


def write_settings() -> None:
    """Write conf.py from _config.yml."""
    settings = ["jupyter-book", "config", "sphinx", "."]
    subprocess.run(settings, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def place_of(language: str) -> Path:
    """Return the folder of an edition: the site itself for English, a folder in it for Korean."""
    return HTML if language == "en" else HTML / language


def build(languages: Sequence[str] = EDITIONS) -> int:
    """Build editions; notebooks are executed once for both, and anew where CI is set."""
    prepare_or_say()
    write_settings()
    if os.environ.get("CI"):
        shutil.rmtree(CACHE, ignore_errors=True)
    for language in languages:
        code = build_edition(language, alone=len(languages) < len(EDITIONS))
        if code:
            return code
    return 0


def build_edition(language: str, alone: bool) -> int:
    """Build one edition."""
    out, doctrees = place_of(language), BUILD / f"doctrees-{language}"
    settings = {
        "language": language,
        "nb_execution_cache_path": CACHE,
        **({"editions": language} if alone else {}),
    }
    chosen = [part for name, value in settings.items() for part in ("-D", f"{name}={value}")]
    strict = ["-W", "--keep-going", "-n", "-q"]
    done = subprocess.run(
        ["sphinx-build", *strict, *chosen, "-b", "html", "-d", doctrees, ".", out],
        cwd=ROOT,
        check=False,
    )
    if done.returncode == 0:
        print(f"The book: {(out / 'index.html').relative_to(ROOT)}")
    return done.returncode


def main(argv: Sequence[str] | None = None) -> int:
    """Build what the arguments say."""
    parser = argparse.ArgumentParser(prog="nox -s book --", description=__doc__)
    parser.add_argument("--language", choices=EDITIONS, help="only this edition")
    chosen = parser.parse_args(argv)
    return build([chosen.language] if chosen.language else EDITIONS)


if __name__ == "__main__":
    sys.exit(main())

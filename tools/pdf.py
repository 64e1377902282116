"""Print the whole book to one PDF for each edition: ``nox -s book -- --pdf``.

Sphinx puts all pages into one; Chromium sets its formulas and prints it, with tags for screen
readers, an outline, and links. Korean needs a font on the machine that prints: Debian's
fonts-nanum or fonts-noto-cjk.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
NAMED = {"en": "one-neuron-every-line.pdf", "ko": "one-neuron-every-line.ko.pdf"}
FOOTER = (
    '<p style="font: 8px serif; color: #666; width: 100%; text-align: center">'
    '<span class="pageNumber"></span></p>'
)


def chromium() -> dict[str, Any]:
    """Say how to start the Chromium of this machine, or the one that CHROMIUM names."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
    return {"executable_path": found, "args": quiet}


def build_single_page(book: Path, language: str = "en") -> Path:
    """Write all pages of an edition of the book in the folder `book` as one, and return it."""
    build = book / "_build"
    settings = [Path(sys.executable).with_name("jupyter-book"), "config", "sphinx", "."]
    subprocess.run(settings, cwd=book, check=True, stdout=subprocess.DEVNULL)
    strict = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q"]
    cache = f"nb_execution_cache_path={build / '.jupyter_cache'}"  # that of the pages
    chosen = ["-D", cache, "-D", f"language={language}"]
    out = build / f"singlehtml-{language}"
    where = ["-d", build / f"doctrees-single-{language}", ".", out]
    subprocess.run([*strict, *chosen, "-b", "singlehtml", *where], cwd=book, check=True)
    return mend(out, "chapters/index.html")


def mend(out: Path, name: str) -> Path:
    """Move the page to the top, where Sphinx's links and assets take it to be."""
    text = (out / name).read_text(encoding="utf-8")
    page = out / "index.html"
    page.write_text(text.replace(f'href="{name}#', 'href="#'), encoding="utf-8")
    return page


def print_page(page: Path, pdf: Path) -> None:
    """Print a page of the book, with its pictures still."""

    def still(route: Route) -> None:
        route.fulfill(body="", content_type="text/javascript")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium())
        tab = browser.new_page(color_scheme="light")
        tab.set_default_timeout(600_000)
        tab.route("**/figures/*.js*", still)
        tab.goto(page.as_uri())
        tab.evaluate("() => MathJax.startup.promise")
        tab.evaluate("() => document.fonts.ready")
        tab.pdf(
            path=pdf,
            format="A4",
            margin={"top": "18mm", "bottom": "20mm", "left": "18mm", "right": "18mm"},
            print_background=True,
            display_header_footer=True,
            header_template="<p></p>",
            footer_template=FOOTER,
            tagged=True,
            outline=True,
        )
        browser.close()


def main(argv: Sequence[str] | None = None) -> None:
    """Build, print, and say where the PDFs lie."""
    parser = argparse.ArgumentParser(prog="nox -s book -- --pdf", description=__doc__)
    parser.add_argument("--language", choices=NAMED, help="only this edition")
    only = parser.parse_args(argv).language
    for language in [only] if only else NAMED:
        pdf = ROOT / "_build" / NAMED[language]
        print_page(build_single_page(ROOT, language), pdf)
        sys.stdout.write(f"{pdf}\n")


if __name__ == "__main__":
    main()

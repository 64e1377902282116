"""Keep the Korean catalogues in step with the English pages.

    nox -s translate

Writes the messages of every page that is translated into its catalogue in
``locale/ko/LC_MESSAGES``, and says what is new, changed or no longer used. A message that reads the
same in both languages is filled in; what has changed is marked `fuzzy` until somebody has mended
its Korean and taken the mark away. `nox -s translate -- PAGE …` begins catalogues for other pages.
"""

import argparse
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tools.book import BUILD, ROOT, write_settings

LOCALE = ROOT / "locale" / "ko" / "LC_MESSAGES"
TEMPLATES = BUILD / "gettext"
HEADER = """\
msgid ""
msgstr ""
"Language: ko\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"""
HANGUL = re.compile(r"[가-힣]")
LATIN = re.compile(r"[A-Za-z]")
MARKUP = re.compile(r"\$[^$]*\$|`[^`]*`|\[\s*[xX ]?\s*\]|https?://\S+")


def write_templates() -> None:
    """Write the messages of all pages into _build/gettext, a file for each page."""
    write_settings()
    shutil.rmtree(TEMPLATES, ignore_errors=True)  # it may hold pages that are no more
    settings = ["-D", "gettext_compact=0", "-D", "nb_execution_mode=off", "-Q"]
    places = ["-d", BUILD / "doctrees-gettext", ".", TEMPLATES]
    command = ["sphinx-build", "-b", "gettext", *settings, *places]
    subprocess.run(command, cwd=ROOT, check=True)


def pages() -> list[str]:
    """Return the pages that have a catalogue."""
    return sorted(
        str(path.relative_to(LOCALE).with_suffix("")) for path in LOCALE.rglob("*.po")
        if path != LOCALE / "sphinx.po"
    )  # fmt: skip


def template(page: str) -> Catalog:
    """Return the English messages of a page."""
    with (TEMPLATES / f"{page}.pot").open("rb") as file:
        return read_po(file)


def translation(page: str) -> Catalog:
    """Return the Korean catalogue of a page; an empty one if there is none."""
    path = LOCALE / f"{page}.po"
    if not path.exists():
        return Catalog(locale="ko")
    with path.open("rb") as file:
        return read_po(file, locale="ko")


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Yield the messages of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def reads_the_same(text: str) -> bool:
    """Tell whether an English message needs no Korean one: it is Korean, or has no words."""
    rest = MARKUP.sub(" ", text)
    if "{" in text and "`" in text:  # a role: its text may hold words
        return len(HANGUL.findall(text)) > len(LATIN.findall(rest))
    return len(HANGUL.findall(rest)) > len(LATIN.findall(rest)) or not re.search(
        "[A-Za-z]{2}", rest
    )


def place_of(message: Message) -> str:
    """Say where the English of a message stands: file, cell and line."""
    name, line = message.locations[0]
    name = name.removeprefix("../../")
    if name.endswith(".ipynb") and line >= 10_000:
        return f"{name}, cell {line // 10_000}, line {line % 10_000}"
    return f"{name}, line {line}"


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue without what would change each time: dates, places, tools."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, catalogue, width=100, no_location=True)
    _, _, body = text.getvalue().decode("utf-8").partition("\n\n")
    path.write_text(f"{HEADER}\n{body}", "utf-8")


def merge(page: str) -> tuple[list[Message], list[Message], int]:
    """Merge the English of a page into its catalogue; return what is new, changed and unused."""
    english, korean = template(page), translation(page)
    known = {message.id for message in messages(korean)}
    korean.update(english)
    for message in messages(korean):
        if reads_the_same(message.id):
            message.string = message.id
            message.flags.discard("fuzzy")
    unused = len(korean.obsolete)
    korean.obsolete.clear()
    write(korean, LOCALE / f"{page}.po")
    new = [m for m in messages(korean) if m.id not in known and not m.string]
    changed = [m for m in messages(korean) if m.fuzzy]
    return new, changed, unused


def main(argv: Sequence[str] | None = None) -> int:
    """Merge all pages that are translated, and those that are named."""
    parser = argparse.ArgumentParser(prog="nox -s translate --", description=__doc__)
    parser.add_argument("page", nargs="*", help="begin a catalogue, as chapters/12-paths-that-…")
    named = parser.parse_args(argv).page
    write_templates()
    for page in sorted({*pages(), *named}):
        new, changed, unused = merge(page)
        print(f"{page}: {len(new)} new, {len(changed)} changed, {unused} no longer used")
        for message in [*new, *changed]:
            kind = "changed" if message.fuzzy else "new"
            print(f"  {kind}: {place_of(message)}: {str(message.id)[:60]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

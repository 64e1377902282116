"""Run the commands on the pages for instructors, in order, and compare what they say.

A page shows a session as a ``console`` block: lines that begin with ``$ `` are run, the lines
below each are what it says. ``…`` stands for what is left out. A block with a caption is a file:
it is written, or added at the end of the file that is there. A comment ``% meanwhile: NAME`` is
what others do between two commands, and ``% slow`` stands before what only a soak test runs;
``% slow: NAME`` says what is done instead of it.

All of it happens below a scratch folder: /home and /srv of the pages lie there.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import nbgrader

from tools.commands import Commands, commands
from tools.release import ROOT
from tools.release import environment as with_programs

FOLDER = ROOT / "chapters" / "for-instructors"
PAGES = ("set-up", "release-and-collect", "grade", "feedback-and-marks", "another-course")
EXERCISE = "07-m-examples"

BLOCK = re.compile(
    r"(?P<slow>^% slow(?:: (?P<instead>\w+))?\n)?^```console\n(?P<session>.*?)^```$"
    r"|^```\{code-block\} \w+\n:caption: (?P<file>[\w./]+)[^\n]*\n\n(?P<text>.*?)^```$"
    r"|^% meanwhile: (?P<meanwhile>[\w-]+)$",
    re.M | re.S,
)
# What differs from run to run.
VOLATILE = (
    (
        re.compile(r"^\d+ of \d+ graded, (?:[\d.]+ a second|waiting for ).*\n", re.M),
        "",
    ),  # every ten seconds
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?UTC|\+\d\d:?\d\d)?"), "<time>"),
    (re.compile(r"\b\d+(?:\.\d+)? ?(s|ms|MB|seconds)\b"), r"<number> \1"),
    (re.compile(r"\b\d{5,}\b"), "<number>"),
    (re.compile(r"\b[0-9a-f]{32,}\b"), "<hash>"),
    (re.compile(r"UTC\+[\w-]{12}"), "UTC+<random>"),
)

# How the class of the pages slips in exercise 07: a change of one answer each, or nothing written.
CLASS: dict[str, tuple[str, str, str] | None] = {
    "s01": ("loop", "", ""),
    "s02": ("vectorised", "dw = X @ dZ.T / m", "dw = X @ dZ.T"),
    "s03": ("loop", "dz = a - y", "dz = y - a"),
    "s04": ("vectorised", "dw = X @ dZ.T / m", "dw = X @ dZ.T"),
    "s05": None,
    "s06": ("loop", "", ""),
}

# What Moodle gives as the grading worksheet of an assignment.
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (submission)
Participant 77005,A B,s05@example.edu,Submitted,,14.00,"Wednesday, 31 January 2035, 2:00 AM"
Participant 77006,C D,s06@example.edu,Submitted,,14.00,"Thursday, 1 February 2035, 6:30 PM"
"""


class Said(NamedTuple):
    """A command of a page, what the page shows, and what it said."""

    page: str
    command: str
    shown: str
    said: str

    @property
    def alike(self) -> bool:
        """Tell whether what is shown has the form of what was said."""
        parts = [re.escape(part) for part in plain(self.shown).split("…")]
        return re.fullmatch(r"(?s:.*?)".join(parts), plain(self.said)) is not None


def plain(text: str) -> str:
    """Return output without what differs from run to run, and without spaces at line ends."""
    for pattern, name in VOLATILE:
        text = pattern.sub(name, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


class Place:
    """The scratch folder, and the session that goes on from page to page."""

    def __init__(self, root: Path, run: Commands) -> None:
        self.root, self.run = root.resolve(), run
        self.home = self.root / "home" / "you"
        self.home.mkdir(parents=True)
        (self.root / "srv").mkdir()
        (self.home / "one-neuron").symlink_to(ROOT, target_is_directory=True)
        # All learners here are one user of the machine, which nbgrader would remark upon.
        settings = self.root / "settings"
        settings.mkdir()
        text = "get_config().ExchangeCollect.check_owner = False\n"
        (settings / "nbgrader_config.py").write_text(text, "utf-8")
        self.environment = {
            "HOME": str(self.home),
            "JUPYTER_CONFIG_DIR": str(settings),
            "COLUMNS": "80",
        }
        self.folder = self.home
        self.started: list[subprocess.Popen[bytes]] = []

    def real(self, text: str) -> str:
        """Put the scratch folder's paths in place of the page's."""
        text = re.sub(r"(?<![\w/])/(home|srv)\b", lambda m: f"{self.root}/{m[1]}", text)
        return re.sub(r"(?<!\S)~(?=[/\s]|$)", str(self.home), text)

    def shown(self, text: str) -> str:
        """Put the page's paths in place of the scratch folder's."""
        return text.replace(str(self.root), "")

    def execute(self, command: str) -> str:
        """Run one line, and return what it says."""
        line = self.real(command)
        if line.startswith("cd "):
            self.folder = (self.folder / line.removeprefix("cd ").strip()).absolute()
            return ""
        if line.split()[0] in ("nbgrader", "lrlib") and not re.search(r"[|>&;*]", line):
            done = self.run(line, self.folder, self.environment, expect=None, together=True)
            return self.shown(done.out)
        if line.endswith("&"):
            self.started.append(self.start(line.removesuffix("&")))
            return ""
        result = subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env={**with_programs(), **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return self.shown(result.stdout.decode())

    def start(self, line: str) -> subprocess.Popen[bytes]:
        """Start what runs until the end of the session."""
        return subprocess.Popen(
            ["bash", "-c", f"exec {line}"],
            cwd=self.folder,
            env={**with_programs(), **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def write(self, name: str, text: str) -> None:
        """Write a file of a page, or add to it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(self.real(text))

    def close(self) -> None:
        """End what was started."""
        for process in self.started:
            process.terminate()
            process.wait(timeout=30)


def filled_in(path: Path, change: tuple[str, str, str] | None) -> None:
    """Write a learner's answers into a released notebook."""
    source = nbformat.read(ROOT / "solutions" / EXERCISE / f"{EXERCISE}.ipynb", as_version=4)
    answers = {cell.id: cell.source for cell in source.cells}
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if change is not None and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers[cell.id]
            if cell.id == change[0]:
                cell.source = cell.source.replace(*change[1:])
    nbformat.write(notebook, path)


def submit(place: Place) -> None:
    """Let four learners fetch, fill in and submit through the exchange."""
    for student in ("s01", "s02", "s03", "s04"):
        home = place.root / "home" / student
        home.mkdir()
        environment = {"HOME": str(home)}
        exchange = f"--Exchange.root={place.root}/srv/nbgrader/exchange"
        for command in ("fetch_assignment", "submit"):
            line = f"nbgrader {command} --course lrlib {EXERCISE} --student {student} {exchange}"
            place.run(line, home, environment)
            if command == "fetch_assignment":
                filled_in(home / EXERCISE / f"{EXERCISE}.ipynb", CLASS[student])


def upload(place: Place) -> None:
    """Let two learners upload to Moodle, the second a day late; it gives a ZIP and a table."""
    downloads = place.home / "Downloads"
    downloads.mkdir()
    released = place.folder / "exercises" / EXERCISE / f"{EXERCISE}.ipynb"
    with zipfile.ZipFile(downloads / "uploads.zip", "w") as zipped:
        for student, head in (("s05", "A B_77005"), ("s06", "C D_77006")):
            path = downloads / f"{student}.ipynb"
            path.write_bytes(released.read_bytes())
            filled_in(path, CLASS[student])
            zipped.write(path, f"{head}_assignsubmission_file_/{EXERCISE} (1).ipynb")
    (downloads / "worksheet.csv").write_text(WORKSHEET, "utf-8-sig")


def mend(place: Place) -> None:
    """Let the instructor give a check of the loop one point more."""
    path = place.folder / "solutions" / EXERCISE / f"{EXERCISE}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "loop-shapes"]
    cell.metadata.nbgrader.points = 2
    nbformat.write(notebook, path)


def example(place: Place) -> None:
    """Make nbgrader's example course without the half minute that its command takes."""
    course = place.home / "words"
    guide = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
    shutil.copytree(guide / "source", course / "source")
    (course / "nbgrader_config.py").write_text("c = get_config()\n", "utf-8")


MEANWHILE: dict[str, Callable[[Place], None]] = {
    "submit": submit,
    "upload": upload,
    "mend": mend,
    "example": example,
}


def session(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block, and what is shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        while command.endswith("\\"):
            more, _, shown = shown.partition("\n")
            command = command.removesuffix("\\") + more.strip()
        yield command, shown


def walk(place: Place, pages: tuple[str, ...] = PAGES, *, slow: bool = False) -> Iterator[Said]:
    """Go through the pages, doing what they say; what is marked slow only if told."""
    for page in pages:
        text = (FOLDER / f"{page}.md").read_text("utf-8")
        for block in BLOCK.finditer(text):
            if block["meanwhile"]:
                MEANWHILE[block["meanwhile"]](place)
            elif block["file"]:
                place.write(block["file"], block["text"])
            elif block["slow"] and not slow:
                if block["instead"]:
                    MEANWHILE[block["instead"]](place)
            else:
                for command, shown in session(block["session"]):
                    yield Said(page, command, shown, place.execute(command))


def main() -> int:
    """Go through the pages and print what does not have the form that they show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slow", action="store_true", help="also what is marked slow")
    parser.add_argument("--keep", type=Path, help="a new folder for the scratch, which stays")
    parser.add_argument("pages", nargs="*", default=PAGES)
    found = parser.parse_args()
    code = 0
    with tempfile.TemporaryDirectory() as folder, commands(Path(folder), one_processor=True) as run:
        place = Place(found.keep or Path(folder, "scratch"), run)
        try:
            for said in walk(place, tuple(found.pages), slow=found.slow):
                print(f"{'=' if said.alike else '≠'} {said.page}: {said.command}", flush=True)
                if not said.alike:
                    code = 1
                    print(said.said)
        finally:
            place.close()
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Make the course ZIP for learners: exercises, the library as a wheel, how to start.

The same sources give the same bytes.
"""

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from markdown_it import MarkdownIt

from theme.edition import fold, unfold
from tools.release import ROOT, exercise_names

OUT = ROOT / "_build" / "release" / "lrlib-course.zip"
TOP = "lrlib-course"
REQUIREMENTS = "# What the exercises need.\n./{wheel}[h5,progress]\njupyterlab>=4\n"
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 17px/1.6 Georgia, serif; margin: 2rem auto; max-width: 42rem; padding: 0 1rem; }}
h1, h2, h3, summary, table {{ font-family: system-ui, sans-serif; line-height: 1.3; }}
pre {{ border: 1px solid; overflow-x: auto; padding: .6rem .8rem; }}
th, td {{ border-bottom: 1px solid; padding: .3rem .8rem .3rem 0; text-align: left; }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def start_page(language: str = "en") -> str:
    """Return the book's page for learners as a file that any browser shows by itself."""
    text = (ROOT / "chapters" / "for-learners.md").read_text("utf-8")
    text = unfold(text) if language == "ko" else fold(text)
    text = re.sub(r"^\([\w-]+\)=\n", "", text, flags=re.M)
    text = text.replace("{ref}`what-the-grader-promises`", "*What the grader promises*")
    if left := re.search(r"\{\w+\}`[^`]*`", text):
        message = f"for-learners.md has {left[0]}, which only the book can show."
        raise ValueError(message)
    title = re.search(r"^# (.*)$", text, re.M)
    body = MarkdownIt("commonmark").enable("table").render(text)
    return PAGE.format(language=language, title=title[1] if title else "", body=body)


def wheel(folder: Path) -> Path:
    """Build the library's wheel, the same bytes each time."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Return what the ZIP holds, by path; the wheel is built in `folder`."""
    built = wheel(folder)
    files = {
        "START-HERE.html": start_page().encode(),
        "START-HERE.ko.html": start_page("ko").encode(),
        "requirements.txt": REQUIREMENTS.format(wheel=built.name).encode(),
        built.name: built.read_bytes(),
        "start.ipynb": (ROOT / "tools" / "start.ipynb").read_bytes(),
    }
    for name in ("LICENSE", "LICENSE-text.md"):
        files[name] = (ROOT / name).read_bytes()
    for name in exercise_names():
        path = f"exercises/{name}/{name}.ipynb"
        files[path] = (ROOT / path).read_bytes()
    return files


def bundle(out: Path = OUT) -> Path:
    """Write the ZIP and return its path."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        files = contents(Path(folder))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{TOP}/{name}")  # its date is 1980, always
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, data)
    return out


if __name__ == "__main__":
    made = bundle()
    print(f"{made.relative_to(ROOT)}  {made.stat().st_size / 1e6:.1f} MB")

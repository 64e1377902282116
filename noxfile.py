"""The project's sessions.

`nox -s course` shows the project at work, `nox -s tests` runs everything that must hold.
All sessions share one environment, .nox/env, installed from constraints.txt and reused until
pyproject.toml, constraints.txt or the Python version changes.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "none"
nox.options.sessions = ["tests"]

ROOT = Path(__file__).parent
ENV = ROOT / ".nox" / "env"
BIN = ENV / ("Scripts" if os.name == "nt" else "bin")
BUILD = ROOT / "_build"


def environment(extras="dev", folder=ENV):
    """Install lrlib with `extras` from the constraints into `folder`, unless it is there."""
    wanted = hashlib.sha256(
        b"".join((ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
        + f"{sys.version}{ROOT}{extras}".encode()
    ).hexdigest()
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing lrlib[{extras}] into {folder.relative_to(ROOT)}: minutes, once.", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / BIN.name / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", "constraints.txt", "-e", f".[{extras}]"], check=True, cwd=ROOT)
    stamp.write_text(wanted)


def run(session, *command, **kwargs):
    """Run a program of the shared environment."""
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    env = {"PATH": path, "VIRTUAL_ENV": str(ENV), "PYTHONDONTWRITEBYTECODE": None}
    # Kernels that run notebooks here talk within this machine, and do not warn of that each time.
    jupyter = [str(ROOT / "tools" / "jupyter"), os.environ.get("JUPYTER_PATH", "")]
    env["JUPYTER_PATH"] = os.pathsep.join(filter(None, jupyter))
    env |= kwargs.pop("env", {})
    session.run(str(BIN / command[0]), *map(str, command[1:]), env=env, external=True, **kwargs)


@nox.session
def course(session):
    """Build the book, release the exercises, grade a demo class, write feedback and marks."""
    environment()
    build_book(session)
    run(session, "python", "-m", "tools.course", *session.posargs)


@nox.session
def tests(session):
    """Everything that must hold: lint, tests, notebooks. Arguments go to pytest."""
    environment()
    if session.posargs:
        run(session, "python", "-m", "pytest", *session.posargs)
        return
    check_style(session)
    parallel = ("python", "-m", "pytest", "-n", "2", "--dist")
    core = [f"tests/test_{name}.py" for name in CORE]
    modules = sorted(ROOT.glob("lrlib/*.py"))
    report = ("--cov", "--cov-report=term:skip-covered")
    run(session, *parallel, "loadfile", "--doctest-modules", *report, *modules, *core)
    rest = [f"--ignore={path}" for path in core]
    run(session, *parallel, "loadscope", "-m", "not browser and not soak", "tests", *rest)
    notebooks = sorted((ROOT / "chapters").glob("*.ipynb"))
    run(session, *parallel, "loadfile", "--nbval", "--nbval-current-env", *notebooks)


@nox.session
def lint(session):
    """Run ruff, its formatter, and mypy in strict mode."""
    environment()
    check_style(session)


def check_style(session):
    """Run ruff and mypy; `lint` and `tests` share this."""
    run(session, "ruff", "check", ".")
    run(session, "ruff", "format", "--check", ".")
    run(session, "mypy")


@nox.session
def book(session):
    """Build the book with warnings as errors.

    `-- --language ko` builds one edition, `-- --serve` shows the book here, `-- --pdf` prints it.
    """
    environment()
    at = session.posargs.index("--language") if "--language" in session.posargs else None
    language = [] if at is None else session.posargs[at : at + 2]
    build_book(session, *language)
    if "--pdf" in session.posargs:
        run(session, "python", "-m", "tools.pdf", *language)
    if "--serve" in session.posargs:
        folder = BUILD / "html"
        run(session, "python", "-m", "http.server", "-b", "127.0.0.1", "-d", folder, "8000")


def build_book(session, *options):
    """Build the book; `course`, `book` and `browser` share this."""
    run(session, "python", "-m", "tools.book", *options)


@nox.session
def translate(session):
    """Bring the Korean catalogues in step with the English pages, and say what is to be done."""
    environment()
    run(session, "python", "-m", "tools.translate", *session.posargs)


@nox.session
def notebooks(session):
    """Run every chapter, normalise it; make exercises and the table of checks anew."""
    environment()
    run(session, "python", "-m", "tools.notebooks", *session.posargs)
    run(session, "python", "-m", "tools.release")
    run(session, "python", "-m", "tools.checks_page")


@nox.session
def release(session):
    """Make the course ZIP for learners: exercises, the library as a wheel, how to start."""
    environment()
    run(session, "python", "-m", "tools.bundle")


@nox.session
def browser(session):
    """Drive the built book in headless Chromium."""
    environment()
    if not (BUILD / "html" / "index.html").exists():
        build_book(session)
    # A page changes while a test looks at it. What fails is tried once more; the summary names it.
    run(session, "python", "-m", "pytest", "-m", "browser", "-n", "2", "--dist", "worksteal",
        "--reruns", "1", "-raR", *session.posargs)  # fmt: skip


@nox.session
def editor(session):
    """Bundle the editor of the practice pages anew from the npm registry; needs Node."""
    environment()
    run(session, "python", "-m", "tools.editor.bundle")


@nox.session
def bench(session):
    """Ratios against peers and costs, as Markdown. `-- grading` runs one part, and so on."""
    folder = ROOT / ".nox" / "bench"
    environment("dev,bench", folder)
    session.run(str(folder / BIN.name / "python"), "-m", "benchmarks", *session.posargs)


@nox.session
def soak(session):
    """Long fuzz and crash runs of the grader."""
    environment()
    run(session, "python", "-m", "pytest", "-m", "soak", *session.posargs)


@nox.session
def hub(session):
    """Try the grader on a JupyterHub: one user, loopback only. Needs Node and npm."""
    folder = ROOT / ".nox" / "hub"
    environment("grade", folder)
    python, stamp = folder / BIN.name / "python", folder / "hub"
    if not stamp.exists():
        session.run(str(python), "-m", "pip", "install", "--quiet", *HUB)
        session.run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix",
                    str(folder), PROXY, external=True)  # fmt: skip
        stamp.touch()
    proxy = folder / "node_modules" / ".bin" / "configurable-http-proxy"
    session.run(str(python), "-m", "tools.hub", str(proxy))


@nox.session
def ranges(session):
    """Try the lowest and the newest release of what installing lrlib brings."""
    lowest = ["numpy==1.26.*", "matplotlib==3.8.*"]
    tools = "pytest hypothesis mpmath autograd scikit-learn h5py tqdm".split()
    for name, pins in (("lowest", lowest), ("newest", [])):
        folder = ROOT / ".nox" / name
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(folder / BIN.name / "python")
        session.run(python, "-m", "pip", "install", "--quiet", ".", *tools, *pins)
        session.run(python, "-m", "pytest", "-q", "-W", "default", "-p", "no:cacheprovider",
                    *(f"tests/test_{name}.py" for name in CORE))  # fmt: skip


HUB = ("jupyterhub==6.1.1", "jupyterlab==4.6.*")  # PROXY is from npm
PROXY = "configurable-http-proxy@5"

CORE = (
    "images", "neuron", "cost", "gradients", "descent", "graph", "gradcheck", "datasets",
    "plots", "network", "notebook_files",
)  # fmt: skip

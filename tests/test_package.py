"""The wheel and the sdist: what they carry, and that they install in an empty environment."""

import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import lrlib

ROOT = Path(__file__).resolve().parent.parent
NOT_SHIPPED = ("tests", "chapters", "exercises", "solutions", "theme", "tools", "benchmarks")


def run(*command, **kwargs):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **kwargs)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """Build the sdist, and the wheel from the sdist, as a release does."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    return folder


def test_wheel_carries_the_library_and_its_data_only(dist):
    names = zipfile.ZipFile(next(dist.glob("*.whl"))).namelist()
    assert {name.split("/")[0] for name in names} == {
        "lrlib",
        f"lrlib-{lrlib.__version__}.dist-info",
    }
    assert "lrlib/py.typed" in names
    assert any(name.startswith("lrlib/data/") for name in names)


def test_sdist_carries_no_test_and_no_chapter(dist):
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
    assert not tops & set(NOT_SHIPPED)


def test_twine_accepts_both(dist):
    run(sys.executable, "-m", "twine", "check", "--strict", *map(str, dist.iterdir()))


def test_wheel_works_in_an_empty_environment(dist, tmp_path):
    """Nothing but the wheel and what it declares: NumPy and matplotlib."""
    venv.create(tmp_path / "env")
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    wheel = next(dist.glob("*.whl"))
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-compile")
    run(*pip, "-c", str(ROOT / "constraints.txt"), str(wheel))
    code = (
        "from lrlib import train; from lrlib.datasets import load_cat_patches;"
        "d = load_cat_patches();"
        "print(train(d.X_train, d.Y_train, learning_rate=0.001, n_steps=2).costs[0].round(6))"
    )
    assert run(str(python), "-W", "error", "-c", code, cwd=tmp_path).strip() == "0.693147"


def test_the_version_is_in_one_place():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert pyproject["project"]["dynamic"] == ["version"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"version: {lrlib.__version__}\n" in citation


def test_constraints_are_exact_and_cover_what_is_declared():
    """Every declared package has one exact version, so that two machines get the same."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    assert all("==" in line for line in lines)
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = project["dependencies"] + [
        r for name, group in extras.items() if name != "bench" for r in group
    ]
    names = {re.split("[<>=[]", r)[0].strip().lower() for r in declared}
    assert names - {"lrlib"} <= pinned

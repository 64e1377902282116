"""What nbgrader loads and the command does not need is left out, and is there when it is called."""

import subprocess
import sys

CODE = """
import sys
from lrlib.grading.unneeded import left_out
with left_out():
    import lrlib.grading.class_run
print([name for name in {names} if name in sys.modules])
import nbgrader, nbgrader.utils, pathlib, zipfile
with zipfile.ZipFile("a.zip", "w") as archive:
    archive.writestr("b.txt", "there")
nbgrader.utils.unzip("a.zip", ".")
print(next(pathlib.Path().rglob("b.txt")).read_text())
from nbgrader.server_extensions import formgrader
print(formgrader.load_jupyter_server_extension.__module__)
print(nbgrader._jupyter_server_extension_points())
"""


def test_they_are_not_loaded_and_can_be_imported_later(tmp_path):
    names = [
        "setuptools",
        "pkg_resources",
        "jupyter_server",
        "nbgrader.server_extensions.formgrader",
    ]
    code = CODE.format(names=names)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "[]",
        "there",
        "nbgrader.server_extensions.formgrader.formgrader",
        "[{'module': 'nbgrader'}]",
    ]

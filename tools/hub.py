"""Try the recipe of the page *On a JupyterHub*: a hub on this machine, one user, loopback only.

The formgrader must answer, its *Autograde* must use the sandbox, and where the course's settings
cannot be read it must refuse. `nox -s hub` installs the hub (PyPI and npm) and runs this.
"""

import argparse
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "chapters" / "for-instructors" / "jupyterhub.md"
EXERCISE, USER, STUDENT = "07-m-examples", "teacher", "s01"
SECONDS = 90

# Only what a try on one machine needs besides the recipe of the page.
HERE = """
c.JupyterHub.bind_url = "http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
c.ConfigurableHTTPProxy.command = [{command!r}]
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret = b"{secret:.32}"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {home!r}
c.Spawner.cmd = {single!r}
c.JupyterHub.services = [{{"name": "try", "api_token": "{secret}"}}]
c.JupyterHub.load_roles = [{{
    "name": "try", "services": ["try"],
    "scopes": ["admin:users", "admin:servers", "access:servers"],
}}]
"""


def recipe(name: str) -> str:
    """Return a file of the page, by its caption."""
    found = re.search(
        rf"^```\{{code-block\}} \w+\n:caption: {re.escape(name)}[^\n]*\n\n(.*?)^```$",
        PAGE.read_text("utf-8"),
        re.M | re.S,
    )
    if found is None:
        msg = f"{PAGE.name} has no file {name}"
        raise SystemExit(msg)
    return found[1]


def make_course(course: Path, outside: Path) -> None:
    """Make a course in which one learner has handed in work that tries to write elsewhere."""
    shutil.copytree(ROOT / "solutions" / EXERCISE, course / "solutions" / EXERCISE)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", EXERCISE, "--create"]
    subprocess.run(command, cwd=course, env=with_programs(), check=True, capture_output=True)
    source = nbformat.read(course / "solutions" / EXERCISE / f"{EXERCISE}.ipynb", as_version=4)
    answers = {cell.id: cell.source for cell in source.cells}
    released = course / "exercises" / EXERCISE / f"{EXERCISE}.ipynb"
    notebook = nbformat.read(released, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers[cell.id]
    escape = f"try:\n    open({str(outside)!r}, 'w').write('x')\nexcept OSError:\n    pass"
    notebook.cells.append(nbformat.v4.new_code_cell(escape))
    folder = course / "submitted" / STUDENT / EXERCISE
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{EXERCISE}.ipynb")


def with_programs() -> dict[str, str]:
    """Return this environment with the programs of this Python in front: alembic, and ours."""
    folder = Path(sys.executable).parent
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback that nobody listens to."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Hub:
    """Asks the hub and the server of its user, as a service with a token."""

    def __init__(self, port: int, token: str) -> None:
        self._root, self._token = f"http://127.0.0.1:{port}", token

    def ask(self, path: str, method: str = "GET") -> tuple[int, str]:
        """Return status and text of an answer; 0 where nobody listens yet."""
        request = urllib.request.Request(
            self._root + path,
            method=method,
            headers={"Authorization": f"token {self._token}"},
            data=b"" if method == "POST" else None,
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")
        except OSError as error:
            return 0, str(error)

    def wait(self, path: str, method: str = "GET", wanted: tuple[int, ...] = (200,)) -> str:
        """Ask until the answer has a wanted status, and return its text."""
        until = time.monotonic() + SECONDS
        while True:
            status, text = self.ask(path, method)
            if status in wanted:
                return text
            if time.monotonic() > until:
                msg = f"{method} {path}: {status} {text[:2000]}"
                raise SystemExit(msg)
            time.sleep(0.5)


def tried(hub: Hub, course: Path, outside: Path) -> None:
    """Go the way of the page, and raise `SystemExit` where it does not lead on."""
    hub.wait("/hub/api/")
    hub.wait(f"/hub/api/users/{USER}", "POST", (201, 409))
    hub.wait(f"/hub/api/users/{USER}/server", "POST", (201, 202, 400))
    hub.wait(f"/user/{USER}/api/status")
    page = hub.wait(f"/user/{USER}/formgrader/manage_assignments")
    said("the formgrader answers", "<title>nbgrader" in page or "Manage Assignments" in page, page)
    names = hub.wait(f"/user/{USER}/formgrader/api/assignments")
    said("it shows the course", EXERCISE in names)
    autograde = f"/user/{USER}/formgrader/api/submission/{EXERCISE}/{STUDENT}/autograde"
    done = json.loads(hub.wait(autograde, "POST"))
    said("Autograde succeeds", done.get("success"), done)
    graded = course / "autograded" / STUDENT / EXERCISE / f"{EXERCISE}.ipynb"
    about = json.loads(graded.read_text("utf-8"))["metadata"]["lrlib"]
    outcomes = {verdict["outcome"] for verdict in about["verdicts"].values()}
    said(f"it used the sandbox, at level {about['level']}", about["level"] in ("full", "partial"))
    said("all checks are right", outcomes == {"right"}, outcomes)
    said("nothing was written outside of it", not outside.exists())
    (course / "nbgrader_config.py").write_text("c = get_config(\n")
    shutil.rmtree(course / "autograded")
    done = json.loads(hub.wait(autograde, "POST"))
    said("with settings that cannot be read it refuses", not done.get("success"), done)
    said("and has graded nothing", not graded.exists())


def said(what: str, holds: object, shown: object = "") -> None:
    """Print what was tried; raise `SystemExit` if it does not hold."""
    print("✓" if holds else "✗", what, flush=True)
    if not holds:
        raise SystemExit(str(shown)[:4000])


def main() -> int:
    """Try a hub; 0 if all of it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proxy", type=Path, help="the command configurable-http-proxy")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lrlib-hub-") as scratch:
        place = Path(scratch)
        home, outside = place / "home", place / "outside"
        course = home / USER / "lr-course"
        make_course(course, outside)
        settings = home / USER / ".jupyter"
        settings.mkdir(parents=True)
        own = recipe("~/.jupyter/nbgrader_config.py").replace("/home/you/lr-course", str(course))
        (settings / "nbgrader_config.py").write_text(own, "utf-8")
        public, inner, proxy = free_ports(3)
        secret, bin_ = secrets.token_hex(32), Path(sys.executable).parent
        single = [str(bin_ / "jupyterhub-singleuser")]
        single += ["--allow-root"] if os.getuid() == 0 else []
        text = recipe("jupyterhub_config.py") + HERE.format(
            public=public, hub=inner, proxy=proxy, secret=secret, home=f"{home}/{{username}}",
            command=str(options.proxy.resolve()), single=single,
        )  # fmt: skip
        (place / "jupyterhub_config.py").write_text(text, "utf-8")
        environment = with_programs()
        subprocess.run([bin_ / "lrlib", "protect", "--environment"], check=True, env=environment)
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(
                [bin_ / "jupyterhub", "-f", "jupyterhub_config.py"],
                cwd=place, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            tried(Hub(public, secret), course, outside)
        except SystemExit:
            print((place / "log").read_text("utf-8", "replace")[:20000], file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait(timeout=30)
    return 0


if __name__ == "__main__":
    sys.exit(main())

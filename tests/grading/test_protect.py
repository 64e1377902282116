"""`lrlib protect`: an instructor's slip never lets nbgrader run learners' code unprotected."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from course_kit import RIGHT, CourseFolder

from lrlib.cli import main as lrlib
from lrlib.grading.classroom import safety
from lrlib.grading.classroom.configuration import SAFE_EXPORTER, broken_settings, is_protected

pytestmark = pytest.mark.usefixtures("isolation")

LEFT_BEHIND = "left-behind"  # what the learner's code makes in the home of whoever runs it
ESCAPE = f"import pathlib\npathlib.Path.home().joinpath({LEFT_BEHIND!r}).touch()\n"
SLIP = "c.CourseDirectory.course_id = wrods\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a home of its own, in which nbgrader finds the course."""
    place = tmp_path / "home"
    settings = place / ".jupyter"
    settings.mkdir(parents=True)
    root = tmp_path / "words"
    (settings / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(root)!r}\n"
    )
    for name in list(os.environ):
        if name.startswith(("JUPYTER", "TRAITLETS")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(place))
    return place


@pytest.fixture
def course(tmp_path, home):
    made = CourseFolder(tmp_path / "words")
    made.release()
    made.submit("anna", {**RIGHT, "mean": ESCAPE + RIGHT["mean"]})
    return made


@contextlib.contextmanager
def server(folder):
    """Start a Jupyter server with the formgrader in a folder; yield a function that grades anna."""
    runtime = Path(os.environ["HOME"], "runtime")
    options = ["--ip=127.0.0.1", "--port=0", "--no-browser", "--allow-root"]
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", *options, extension, "--ServerApp.root_dir=/"],
        cwd=folder,
        env={**os.environ, "JUPYTER_RUNTIME_DIR": str(runtime)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(1200):
            found = [path.read_text() for path in runtime.glob("jpserver-*.json")]
            if any(found):  # the file is empty for a moment
                break
            assert process.poll() is None
            time.sleep(0.05)
        about = json.loads(found[0])
        url = f"{about['url']}formgrader/api/submission/ps1/anna/autograde"

        def autograde():
            request = urllib.request.Request(url, b"", {"Authorization": f"token {about['token']}"})
            for _ in range(600):  # the server writes its address before it listens
                try:
                    return json.loads(urllib.request.urlopen(request, timeout=300).read())
                except urllib.error.HTTPError:
                    raise
                except OSError:
                    time.sleep(0.1)
            raise TimeoutError

        yield autograde
    finally:
        process.terminate()
        process.wait(timeout=60)


def break_settings(course):
    settings = course.root / "nbgrader_config.py"
    settings.write_text(settings.read_text() + SLIP)


def misplace_settings(course):
    settings = course.root / "nbgrader_config.py"
    settings.rename(course.root / "source" / settings.name)


def misspell_settings(course):
    settings = course.root / "nbgrader_config.py"
    settings.write_text(settings.read_text().replace("c.Autograde.", "c.Autgrade."))


def test_a_hubs_server_grades_in_the_sandbox_and_refuses_once_the_settings_break(course, home):
    assert lrlib(["protect"]) == 0
    with server(home) as autograde:
        done = autograde()
        assert done["success"], done
        assert course.scores()["anna"]["check-square"] == 2.0
        assert course.autograded("anna").metadata["lrlib"]["level"] == "full"
        break_settings(course)
        done = autograde()
    assert not done["success"]
    assert "nbgrader_config.py cannot be read: NameError" in done["error"]
    assert not (home / LEFT_BEHIND).exists()


@pytest.mark.parametrize(
    ("place", "slip", "why"),
    [
        ("home", break_settings, "nbgrader_config.py cannot be read: NameError: name 'wrods'"),
        ("course", misplace_settings, "Is it elsewhere, or is a name in it misspelt?"),
    ],
)
def test_a_server_started_anywhere_refuses_after_a_slip(course, home, slip, why, place):
    slip(course)
    assert lrlib(["protect"]) == 0
    with server(home if place == "home" else course.root) as autograde:
        done = autograde()
    assert not done["success"]
    assert why in done["error"]
    assert course.scores() == {}
    assert not (home / LEFT_BEHIND).exists()


def test_without_protection_the_same_slip_lets_the_code_out(course, home):
    """The tests above can fail: this is what nbgrader does by itself."""
    break_settings(course)
    with server(home) as autograde:
        assert autograde()["success"]
    assert (home / LEFT_BEHIND).exists()


@pytest.mark.parametrize(
    ("slip", "why"),
    [
        (break_settings, "cannot be read: NameError"),
        (misplace_settings, "c.Autograde.autograde_preprocessors does not name SafeExecute"),
        (misspell_settings, "is a name in it misspelt?"),
    ],
)
def test_the_command_line_refuses_after_a_slip(course, home, slip, why):
    slip(course)
    assert lrlib(["protect"]) == 0
    done = course.nbgrader("autograde", "ps1", expect=1)
    assert why in done.err
    assert not (home / LEFT_BEHIND).exists()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--no-execute"], "what is not run would get all points"),
        (
            ["--Autograde.sanitize_preprocessors=nbgrader.preprocessors.Execute"],
            "nbgrader.preprocessors.execute.Execute, which runs code here",
        ),
    ],
)
def test_settings_that_leave_the_sandbox_out_are_refused_without_protection(course, options, why):
    done = course.nbgrader("autograde", "ps1", *options, expect=1)
    assert why in done.err
    assert course.scores() == {}


def test_who_is_not_protected_is_told_at_each_run(course, home):
    said = course.nbgrader("autograde", "ps1").err
    assert "Give 'lrlib protect' once" in said
    assert lrlib(["protect"]) == 0
    said = course.nbgrader("autograde", "ps1", "--force").err
    assert "lrlib protect" not in said


# The command.


def test_it_keeps_what_else_the_file_sets_and_takes_back_only_its_own(home, capsys):
    path = home / ".jupyter" / "nbgrader_config.json"
    others = {"Exchange": {"root": "/srv"}, "Autograde": {"force": True}}
    path.write_text(json.dumps(others))
    assert lrlib(["protect"]) == 0
    assert is_protected()
    assert f"Wrote {path}. For you, nbgrader now grades through" in capsys.readouterr().out
    assert json.loads(path.read_text())["Exchange"] == others["Exchange"]
    assert lrlib(["protect", "--undo"]) == 0
    assert json.loads(path.read_text()) == others
    assert not is_protected()


def test_it_can_be_given_for_a_whole_environment(home, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "environment"
    monkeypatch.setattr("lrlib.grading.protect.ENV_CONFIG_PATH", [str(folder)])
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(folder))
    assert lrlib(["protect", "--environment"]) == 0
    assert is_protected()
    assert (folder / "nbgrader_config.json").stat().st_mode & 0o777 == 0o644
    assert "everybody who uses this Python environment" in capsys.readouterr().out


def test_what_would_not_hold_is_said(home, monkeypatch, capsys):
    settings = home / ".jupyter" / "nbgrader_config.json"
    settings.write_text("[1]")
    assert lrlib(["protect"]) == 1
    assert "cannot be changed: expected an object" in capsys.readouterr().err
    settings.unlink()
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(home / "other"))
    (home / "other").mkdir()
    (home / "other" / "nbgrader_config.json").write_text('{"Autograde": {"exporter_class": "x.Y"}}')
    assert lrlib(["protect"]) == 1
    assert "another settings file" in capsys.readouterr().err
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    assert lrlib(["protect"]) == 1
    assert "JUPYTER_NO_CONFIG is set" in capsys.readouterr().err
    assert not is_protected()


def test_each_broken_file_is_named(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = = 1\n")
    (tmp_path / "nbgrader_config.json").write_text("{")
    (tmp_path / "jupyter_config.py").write_text("c = get_config()\n")
    broken = broken_settings([tmp_path, tmp_path / "nowhere"])
    assert {path.name for path in broken} == {"nbgrader_config.py", "nbgrader_config.json"}
    assert "SyntaxError" in broken[tmp_path / "nbgrader_config.py"]


# What the doctor says of a course.


def doctor(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    code = lrlib(["doctor", "--course", "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_doctor_names_the_ways_past_the_sandbox(course, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    code, said = doctor(course, monkeypatch, capsys)
    assert code == 1
    assert list(said["ways"].values()) == [False]
    assert said["problems"] == ["'lrlib protect' shuts these ways"]
    lrlib(["protect"])
    capsys.readouterr()
    code, said = doctor(course, monkeypatch, capsys)
    assert (code, said["problems"]) == (0, [])
    break_settings(course)
    code, said = doctor(course, monkeypatch, capsys)
    assert code == 1
    assert "cannot be read" in said["problems"][0]


def test_the_doctor_tries_every_nbgrader_that_the_path_finds(tmp_path, home, monkeypatch):
    """Another environment without lrlib refuses as well, for it cannot import the exporter."""
    lrlib(["protect"])
    folder = tmp_path / "bin"
    folder.mkdir()
    python = folder / "python3"
    hidden = "import sys; sys.modules['lrlib'] = None; exec(sys.argv[2])"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{hidden}" "$@"\n')
    python.chmod(0o755)
    program = folder / "nbgrader"
    program.write_text(f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n")
    program.chmod(0o755)
    (folder / "jupyter-lab").write_text("#!/usr/bin/perl\n")
    (folder / "jupyter-lab").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    found = list(safety.grading_programs())
    assert [program.name for program in found][1:] == [str(program)]
    assert all(program.refuses for program in found), found
    lrlib(["protect", "--undo"])
    assert not any(program.refuses for program in safety.grading_programs())


@pytest.mark.parametrize(
    ("modes", "said"),
    [
        ({".": 0o755, "submitted": 0o777}, "can change {root}/submitted"),
        ({".": 0o755, "gradebook.db": 0o644}, "can read {root}/submitted, {root}/source, "),
        ({".": 0o700, "submitted": 0o777}, ""),
        ({"..": 0o700, ".": 0o755, "submitted": 0o777}, ""),
    ],
)
def test_folders_that_others_can_reach_are_named(tmp_path, modes, said):
    root = tmp_path / "home" / "course"
    for name in ("submitted", "source"):
        (root / name).mkdir(parents=True)
        (root / name).chmod(0o755)
    (root / "gradebook.db").touch(0o600)
    for name, mode in modes.items():
        (root / name).chmod(mode)

    class Directory:
        submitted_directory, source_directory = "submitted", "source"
        autograded_directory = "autograded"

    Directory.root = str(root)
    with pytest.MonkeyPatch.context() as patch:
        real = safety._others  # the folders of the tests are shut to others
        inside = tmp_path / "home"
        patch.setattr(safety, "_others", lambda p: real(p) if inside in [p, *p.parents] else 0o5)
        found = safety.exposed(Directory)
    expected = said.format(root=root)
    assert [expected in sentence for sentence in found] == ([True] if said else [])
    assert all(f"'chmod 700 {root}' shuts it" in sentence for sentence in found)


def test_the_name_of_the_exporter_is_its_name():
    from lrlib.grading.plugin import SafeExporter

    assert f"{SafeExporter.__module__}.{SafeExporter.__name__}" == SAFE_EXPORTER

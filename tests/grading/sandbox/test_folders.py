"""Temporary folders of ended processes are deleted, however they ended; others stay."""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from lrlib.grading.grade import worker
from lrlib.grading.sandbox import folders
from lrlib.grading.sandbox.folders import own_folder, sweep
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.isolation import Course, Level, Limits


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return an empty folder that is the machine's folder of temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came so far"
        time.sleep(0.05)


OWN = "import time, os; from lrlib.grading.sandbox.folders import own_folder; "
OWN += "print(own_folder('lrlib-worker-').path, flush=True); "


@pytest.mark.parametrize(
    "end", ["os._exit(3)", "os.kill(os.getpid(), 9)", "os.abort()", "os.kill(os.getpid(), 15)"]
)
def test_what_a_dead_owner_has_left_is_swept(temporary, end):
    code = [sys.executable, "-c", OWN + end]
    made = subprocess.run(code, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
    Path(made, "deep").mkdir()
    Path(made, "deep", "file").write_text("x")
    sweep()
    assert names(temporary) == []


def test_what_a_living_owner_has_is_left_alone(temporary):
    code = [sys.executable, "-c", f"{OWN} time.sleep(600)"]
    with subprocess.Popen(code, stdout=subprocess.PIPE, text=True) as owner:
        made = Path(owner.stdout.readline().strip())
        mine = own_folder("lrlib-sandbox-")
        sweep()
        assert names(temporary) == sorted([made.name, Path(mine.path).name])
        mine.remove()
        sweep()
        assert names(temporary) == [made.name]
        owner.kill()
    sweep()
    assert names(temporary) == []


def test_a_child_that_inherits_the_lock_owns_the_folder_too(temporary):
    made = own_folder("lrlib-worker-")
    child = subprocess.Popen(["sleep", "infinity"], pass_fds=[made.lock])
    os.close(made.lock)  # as when the process that made it is killed
    sweep()
    assert len(names(temporary)) == 1
    child.kill()
    child.wait()
    sweep()
    assert names(temporary) == []


def test_other_folders_files_and_links_are_left_alone(temporary, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "file").write_text("x")
    (temporary / "lrlib-workers").mkdir()
    (temporary / "lrlib-worker-file").write_text("x")
    (temporary / "lrlib-worker-link").symlink_to(elsewhere)
    before = names(temporary)
    sweep()
    assert names(temporary) == before
    assert (elsewhere / "file").exists()


def test_the_folder_of_another_user_is_left_alone(temporary, monkeypatch):
    (temporary / "lrlib-worker-theirs").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    sweep()
    assert names(temporary) == ["lrlib-worker-theirs"]


def test_a_folder_that_is_swept_while_it_is_made_is_made_again(temporary, monkeypatch):
    opened, stolen = folders._opened, []

    def slowly(path):
        if not stolen:
            stolen.append(path)
            Path(path).rmdir()
            Path(path).mkdir()  # a new one of the same name, even
            folder = opened(path)
            Path(path).rmdir()
            return folder
        return opened(path)

    monkeypatch.setattr(folders, "_opened", slowly)
    made = own_folder("lrlib-worker-")
    assert made.path != stolen[0]
    assert names(temporary) == [Path(made.path).name]
    made.remove()


def _make_and_look(number):
    lost = 0
    for _ in range(60):
        folder = own_folder("lrlib-worker-")
        sweep()
        lost += not Path(folder.path).is_dir()
        folder.remove()
    return lost


def test_those_who_make_and_sweep_at_once_lose_nothing(temporary):
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert pool.map(_make_and_look, range(4)) == [0] * 4
    assert names(temporary) == []


def test_a_sandbox_without_namespaces_of_files_leaves_nothing(temporary):
    sandbox = Sandbox(Level.NONE, Course(), Limits())
    assert [name.split("-")[1] for name in names(temporary)] == ["sandbox"]
    sandbox.close()
    assert names(temporary) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_grading_process_that_is_asked_to_end_cleans_up(temporary, number):
    process = worker._launched()
    assert len(names(temporary)) == 1
    until(lambda: "lrlib.grading.grade.serve" in command_line(process.popen.pid))
    until(lambda: catches(process.popen.pid, number))
    process.popen.send_signal(number)
    assert process.popen.wait(30) == 128 + signal.SIGTERM
    assert names(temporary) == []
    process.end()


def test_a_grading_process_whose_command_has_gone_cleans_up(temporary):
    process = worker._launched()
    process.socket.close()  # as when the command is killed
    assert process.popen.wait(60) == 0
    assert names(temporary) == []
    process.end()


def test_a_run_sweeps_what_killed_runs_have_left_once_at_its_start(temporary):
    worker._sweep_once.cache_clear()
    (temporary / "lrlib-worker-dead").mkdir()
    process = worker._launched()
    assert len(names(temporary)) == 1
    assert names(temporary) != ["lrlib-worker-dead"]
    (temporary / "lrlib-worker-dead").mkdir()
    worker._launched().end()
    process.end()
    assert names(temporary) == ["lrlib-worker-dead"]


def command_line(pid):
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def catches(pid, number):
    """Say whether a process has a handler for a signal."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    caught = next(line.split()[1] for line in lines if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (number - 1) & 1)

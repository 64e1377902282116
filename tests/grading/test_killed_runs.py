"""A run that is killed at any moment and run again gives the grades of an undisturbed run."""

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from course_kit import RIGHT, CourseFolder, in_process
from nbgrader.converters import Autograde

CLASS = {
    "anna": RIGHT,
    "bert": {**RIGHT, "mean": "def mean(values):\n    return 1"},
    "cleo": {},
    "dora": {**RIGHT, "square": "import os\ndef square(x):\n    os._exit(1)"},
    "emil": {
        **RIGHT,
        "mean": "import time\ndef mean(v):\n    time.sleep(0.3)\n    return v.mean()",
    },
    "fred": {**RIGHT, "words": "def words(text):\n    return 1 / 0"},
}


@pytest.fixture(scope="module")
def released(tmp_path_factory, isolation):
    course = CourseFolder(tmp_path_factory.mktemp("class") / "words")
    course.release()
    for student, answers in CLASS.items():
        course.submit(student, answers)
    return course


@pytest.fixture(scope="module")
def undisturbed(released, tmp_path_factory):
    """Return the results of an undisturbed run, and how long it takes."""
    course = released.copy(tmp_path_factory.mktemp("undisturbed") / "words")
    started = time.monotonic()
    command(course).join()
    taken = time.monotonic() - started
    expected = snapshot(course)
    assert len(expected["verdicts"]) == len(CLASS)
    return expected, taken


def run(root):
    """Do what the command does, in a process of its own."""
    os.setsid()
    course = object.__new__(CourseFolder)
    course.root, course.name = root, "ps1"
    with in_process():
        converter = course.converter(Autograde)
        converter.start()
        converter.exporter.close()
    os._exit(0)


def command(course):
    """Start grading; a fork, for the real command takes seconds to load."""
    process = multiprocessing.get_context("fork").Process(target=run, args=(course.root,))
    process.start()
    return process


def snapshot(course):
    """Return scores, comments and verdicts of everybody."""
    cells = {
        student: [
            (cell.id, cell.source, cell.get("outputs")) for cell in course.autograded(student).cells
        ]
        for student in CLASS
    }
    return {
        "scores": course.scores(),
        "comments": sorted(course.query("select auto_comment from comment"), key=str),
        "verdicts": {student: course.verdicts(student) for student in CLASS},
        "cells": json.loads(json.dumps(cells)),
    }


def below(pid):
    """Return the processes that `pid` has started, directly or not."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
                )
            except OSError:
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {pid})


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def kill_the_command(course, rng, taken):
    """Kill the command a few times at random moments, and everything that it leaves."""
    for _ in range(2):
        process = command(course)
        process.join(rng.uniform(0.05, taken))
        left = below(process.pid)
        kill(process.pid)
        process.join()
        if rng.random() < 0.5:
            for pid in left:
                kill(pid)
    last = command(course)
    last.join()
    assert last.exitcode == 0


def kill_what_it_starts(course, rng, taken):
    """Kill grading processes, sandboxes and learners' processes while the command runs."""
    process = command(course)
    killed = 0
    while process.is_alive() and killed < 5:
        process.join(rng.uniform(0.1, min(taken / 2, 0.3)))  # emil's answer alone takes so long
        started = below(process.pid)
        if started and process.is_alive():
            kill(rng.choice(started))
            killed += 1
    process.join(120)
    if process.exitcode != 0:
        # Too many deaths in a row are an error, not a grade; the same command mends it.
        process = command(course)
        process.join(120)
    assert process.exitcode == 0
    assert killed


def crash(released, undisturbed, root, how, seed):
    expected, taken = undisturbed
    course = released.copy(root / "words")
    how(course, random.Random(seed), taken)
    assert snapshot(course) == expected, f"seed {seed}"


def test_the_command_killed(released, undisturbed, tmp_path):
    crash(released, undisturbed, tmp_path, kill_the_command, seed=0)


def test_a_worker_or_a_sandbox_killed(released, undisturbed, tmp_path):
    crash(released, undisturbed, tmp_path, kill_what_it_starts, seed=0)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 125))
@pytest.mark.parametrize("how", [kill_the_command, kill_what_it_starts])
def test_killed_many_times(released, undisturbed, tmp_path, how, seed):
    crash(released, undisturbed, tmp_path, how, seed)


DAMAGE = {
    "cut off": lambda data: data[:-10],
    "empty": lambda data: b"",
    "zeros at its end": lambda data: data[:100] + bytes(len(data) - 100),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_results_are_not_made_again_unless_they_are_damaged(
    released, undisturbed, tmp_path, damage
):
    """As a power cut may leave them, for they are not forced to the disk."""
    course = released.copy(tmp_path / "words")

    def results():
        return {path: path.stat().st_mtime_ns for path in course.root.rglob(".lrlib/results/*/*")}

    command(course).join()
    before = results()
    assert len(before) == len(CLASS)
    damaged = min(before)
    damaged.write_bytes(DAMAGE[damage](damaged.read_bytes()))
    shutil.rmtree(course.root / "autograded")
    command(course).join()
    after = results()
    assert {path for path in before if before[path] != after[path]} == {damaged}
    assert snapshot(course) == undisturbed[0]


# Full disks and read-only gradebooks, in a mount namespace of the test's own.


def unshared(script, *arguments):
    """Run a shell script that may mount what it likes, for itself."""
    alone = ["unshare", "--mount", "--propagation", "private"]
    command = [*alone, "sh", "-ec", script, "sh"]
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount, for itself alone")
    return subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False
    )


AUTOGRADE = f"{sys.executable} -m nbgrader autograde ps1"


def test_a_read_only_gradebook_is_said_and_nothing_is_lost(released, undisturbed, tmp_path):
    course = released.copy(tmp_path / "words")
    script = f"""
cd "$1"
mount --bind gradebook.db gradebook.db
mount -o remount,ro,bind gradebook.db
{AUTOGRADE}
"""
    done = unshared(script, course.root)
    assert done.returncode == 1
    assert "could not be stored, so nothing was graded" in done.stderr
    assert "readonly database" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (course.root / "autograded").exists()
    command(course).join()
    assert snapshot(course) == undisturbed[0]


def test_a_disk_that_fills_up_is_said_and_nothing_is_lost(released, undisturbed, tmp_path):
    script = f"""
mount -t tmpfs -o size=4m none "$2"
cp -a "$1/." "$2"
cd "$2"
mkdir .lrlib
dd if=/dev/zero of=ballast bs=1k count=10000 2>/dev/null || true
truncate -s -150k ballast
status=0; {AUTOGRADE} 2>"$3/said" || status=$?
rm ballast
test $status = 1
ls -d autograded/*/ps1/ps1.ipynb >"$3/graded"
{AUTOGRADE}
cp -a . "$3/after"
"""
    for name in ("disk", "out"):
        (tmp_path / name).mkdir()
    done = unshared(script, released.root, tmp_path / "disk", tmp_path / "out")
    said = (tmp_path / "out" / "said").read_text()
    assert done.returncode == 0, said + done.stderr
    assert "No space left on device" in said or "database or disk is full" in said
    assert 0 < len((tmp_path / "out" / "graded").read_text().split()) < len(CLASS)
    after = released.copy(tmp_path / "compared")
    shutil.rmtree(after.root)
    shutil.move(tmp_path / "out" / "after", after.root)
    assert snapshot(after) == undisturbed[0]

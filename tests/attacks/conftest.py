"""A grader to attack, and what an attack could reach around it, which must not change."""

import os
import select
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from course_kit import CHECKS, RIGHT, make_grader

from lrlib.grading.sandbox.isolation import Limits

MARK = "lrlib_attack"  # part of the name of everything that an attack tries to leave behind
SANDBOX_UID = 61987
PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/dev", "/")


@pytest.fixture(scope="session")
def grader(tmp_path_factory):
    """Return the real grader, at full isolation, with short limits."""
    made = make_grader(
        tmp_path_factory.mktemp("course") / "words",
        cell_seconds=1.5,
        total_seconds=8.0,
        limits=Limits(memory_mb=256),
    )
    yield made
    made.close()


class World:
    """What an attack could reach if the sandbox failed. All of it belongs to the test."""

    def __init__(self, grader):
        self.grader = grader
        self.secret = grader.course.root / "secret.txt"
        self.secret.write_text("the secret")
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0{MARK}{os.getpid()}")
        self.abstract.listen()
        user = {"user": SANDBOX_UID} if os.geteuid() == 0 else {}
        self.victim = subprocess.Popen(["sleep", "infinity"], cwd="/", **user)
        self.before = self.look()

    def look(self):
        """Return what must not change."""
        left = [
            str(path) for place in PLACES for path in Path(place).iterdir() if MARK in path.name
        ]
        gradebook = (self.grader.course.root / "gradebook.db").read_bytes()
        source = next(self.grader.course.root.glob("source/*/*.ipynb")).read_bytes()
        return left, gradebook, source, self.secret.read_text()

    def processes(self):
        """Return the number of the grading process's descendants, with itself."""
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    about = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                if about[0] != "Z":
                    parents[int(entry.name)] = int(about[1])
        below = {self.grader.worker._process.popen.pid}
        while True:
            more = {pid for pid, parent in parents.items() if parent in below} - below
            if not more:
                return len(below)
            below |= more

    def assert_untouched(self):
        assert self.look() == self.before
        listening = [self.tcp, self.udp, self.abstract]
        assert select.select(listening, [], [], 0)[0] == [], "somebody connected"
        assert self.victim.poll() is None, "somebody sent a signal"

    def close(self):
        self.victim.send_signal(signal.SIGKILL)
        self.victim.wait()
        for sock in (self.tcp, self.udp, self.abstract):
            sock.close()


@pytest.fixture(scope="session")
def whole_world(grader):
    made = World(grader)
    yield made
    made.close()


@pytest.fixture
def world(grader, whole_world):
    """Give the world to an attack, and look at it afterwards."""
    grader.worker.start()  # if an attack has ended it
    processes = whole_world.processes()
    yield whole_world
    whole_world.assert_untouched()
    for _ in range(100):  # the kernel may need a moment to remove ended processes
        if whole_world.processes() <= processes:
            break
        time.sleep(0.05)
    else:
        pytest.fail("a process was left over")


@pytest.fixture(scope="module", autouse=True)
def honest_work_afterwards(grader):
    """Grade a right answer after all attacks of a file: it must earn all points."""
    yield
    assert grader.grade(RIGHT).points == CHECKS

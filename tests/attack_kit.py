"""What an attack could reach around the grader, which must not change."""

import os
import select
import signal
import socket
import subprocess
from pathlib import Path

MARK = "lrlib_attack"  # part of the name of everything that an attack tries to leave behind
SANDBOX_UID = 61987
PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/dev", "/")


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

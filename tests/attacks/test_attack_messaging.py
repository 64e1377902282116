"""Attacks that send messages to another learner who is graded at the same time.

Allowed messages: none.

Each channel is three pieces of code: how the receiver prepares, if it has to, what the sender
does, and how the receiver looks, which prints what it sees. That must not depend on whether the
sender has run. The same pieces carry a message between two ordinary processes.
"""

import contextlib
import platform
import subprocess
import sys
import time

import pytest

from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits

pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the numbers of system calls are those of x86-64"
)

# Names that the pieces of code use. `shared` is a file of the machine that both can read.
GIVEN = """
import ctypes, errno, fcntl, mmap, os, select, signal, socket, struct, threading, time
libc = ctypes.CDLL(None, use_errno=True)
shared = os.__file__
def kernel(number, *args):
    result = libc.syscall(number, *args)
    if result < 0: raise OSError(ctypes.get_errno(), "kernel call")
    return result
def said(function):
    "What comes of a call: its value or the kind of its error."
    try: return function()
    except Exception as error: return f"{type(error).__name__} {getattr(error, 'errno', '')}"
def lock_of(command, opened):
    "Who holds a lock on the file: the kernel writes it into the structure."
    asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    return struct.unpack("hhqqi4x", fcntl.fcntl(opened, command, asked))[0]
def mapped():
    "The address of the first page of `shared`, mapped read-only."
    size = 4096
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, *[ctypes.c_size_t] * 5]
    return libc.mmap(None, size, mmap.PROT_READ, mmap.MAP_SHARED, os.open(shared, os.O_RDONLY), 0)
def wait_at(address):
    "Wait for 3 seconds on a futex of all processes."
    word = ctypes.c_uint32.from_address(address).value
    timeout = struct.pack("qq", 3, 0)
    libc.syscall(202, ctypes.c_void_p(address), 0, word, timeout, None, 0)
"""

LOCK = "struct.pack('hhqqi4x', fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)"
CHANNELS = {
    "a lock of a process on a file": (
        "keep = open(shared); said(lambda: fcntl.lockf(keep, fcntl.LOCK_SH | fcntl.LOCK_NB))",
        "print(said(lambda: lock_of(fcntl.F_GETLK, open(shared))))",
    ),
    "a lock of an open file": (
        f"keep = open(shared); said(lambda: fcntl.fcntl(keep, fcntl.F_OFD_SETLK, {LOCK}))",
        "print(said(lambda: lock_of(fcntl.F_OFD_GETLK, open(shared))))",
    ),
    "flock": (
        "keep = open(shared); said(lambda: fcntl.flock(keep, fcntl.LOCK_SH | fcntl.LOCK_NB))",
        "other = open(shared)\n"
        "print(said(lambda: fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)))",
    ),
    "a lease, which is refused on an open file": (
        "keep = open(shared)",
        "other = os.open(shared, os.O_RDONLY)\n"
        "print(said(lambda: fcntl.fcntl(other, fcntl.F_SETLEASE, fcntl.F_WRLCK)))",
    ),
    "F_NOTIFY": (
        "open(shared).read()",
        "print(arrived)",
        "arrived = []\n"
        "signal.signal(signal.SIGIO, lambda *_: arrived.append(1))\n"
        "folder = os.open(os.path.dirname(shared), os.O_RDONLY)\n"
        "notify = said(lambda: fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_ACCESS))",
    ),
    "inotify": (
        "open(shared).read()",
        "print(said(lambda: len(os.read(watch, 1000)) > 0))",
        "watch = said(lambda: kernel(294, os.O_NONBLOCK))\n"
        "added = said(lambda: kernel(254, watch, shared.encode(), 0x20))",
    ),
    "fanotify": (
        "open(shared).read()",
        "print(said(lambda: len(os.read(watch, 1000)) > 0))",
        "watch = said(lambda: kernel(300, 2, os.O_RDONLY))\n"
        "added = said(lambda: kernel(301, watch, 1, 0x20, -100, shared.encode()))",
    ),
    "how often a file is to be written": (
        "keep = open(shared); said(lambda: fcntl.fcntl(keep, 1036, struct.pack('Q', 3)))",
        "print(said(lambda: fcntl.fcntl(open(shared), 1035, bytes(8))))",
    ),
    "a futex in a file that both have mapped": (
        "address = mapped()\n"
        "threading.Thread(target=wait_at, args=(address,), daemon=True).start()\n"
        "time.sleep(0.5)",
        "print(said(lambda: kernel(202, ctypes.c_void_p(mapped()), 1, 1, None, None, 0)))",
    ),
    "a futex that the kernel wakes when a thread ends": (
        "address = mapped()\n"
        "def end():\n"
        "    libc.syscall(218, ctypes.c_void_p(address))\n"
        "    time.sleep(0.7)\n"
        "threading.Thread(target=end).start()",
        "started = time.monotonic(); wait_at(mapped())\n"
        "print(0.01 < time.monotonic() - started < 2.5)",
    ),
    "terminals": (
        "keep = [said(lambda: os.open('/dev/ptmx', os.O_RDWR)) for _ in range(5)]",
        "print(said(lambda: sorted(os.listdir('/dev/pts'))))",
    ),
    "a UNIX socket with a name in no folder": (
        "keep = said(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))\n"
        "said(lambda: keep.bind('\\0lrlib_message'))",
        "pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "print(said(lambda: pair[0].sendto(b'x', '\\0lrlib_message')))",
    ),
    "memory of System V": (
        "said(lambda: kernel(29, 777123, 4096, 0o1666))",
        "print(said(lambda: kernel(29, 777123, 0, 0) >= 0))",
    ),
    "a semaphore of System V": (
        "said(lambda: kernel(64, 777123, 1, 0o1666))",
        "print(said(lambda: kernel(64, 777123, 0, 0) >= 0))",
    ),
    "a queue of System V": (
        "said(lambda: kernel(68, 777123, 0o1666))",
        "print(said(lambda: kernel(68, 777123, 0) >= 0))",
    ),
    "a queue of POSIX": (
        "said(lambda: kernel(240, b'lrlib_message', 0o102, 0o666, 0))",
        "print(said(lambda: kernel(240, b'lrlib_message', 0, 0, 0) >= 0))",
    ),
    "memory of POSIX": (
        "said(lambda: open('/dev/shm/lrlib_message', 'w'))",
        "print(said(lambda: os.path.exists('/dev/shm/lrlib_message')))",
    ),
    "a file in a folder of everybody's": (
        "said(lambda: open('/tmp/lrlib_message', 'w'))",
        "print(said(lambda: os.path.exists('/tmp/lrlib_message')))",
    ),
    "which parts of a file are in memory": (
        "said(lambda: os.posix_fadvise(os.open(shared, os.O_RDONLY), 0, 0, 4))",
        "open(shared).read(1)\n"
        "seen = ctypes.create_string_buffer(8)\n"
        "print(said(lambda: kernel(27, ctypes.c_void_p(mapped()), 4096, seen)), seen.raw)",
    ),
    "which parts of a file can be read at once": (
        "said(lambda: os.posix_fadvise(os.open(shared, os.O_RDONLY), 0, 0, 4))",
        "opened = os.open(shared, os.O_RDONLY)\n"
        "print(said(lambda: os.preadv(opened, [bytearray(10)], 0, os.RWF_NOWAIT)))",
    ),
}
# Removes what the sender leaves on this machine where no sandbox stops it. Its name is not that of
# attacks: another worker's tests look for those meanwhile.
CLEAN_UP = """
said(lambda: kernel(31, kernel(29, 777123, 0, 0), 0, None))
said(lambda: kernel(66, kernel(64, 777123, 0, 0), 0, 0))
said(lambda: kernel(71, kernel(68, 777123, 0), 0, None))
said(lambda: kernel(241, b'lrlib_message'))
said(lambda: os.unlink('/dev/shm/lrlib_message'))
"""
# These are not shown between ordinary processes: they need rights, or a state of the machine.
UNSHOWN = {
    "F_NOTIFY",
    "fanotify",
    "how often a file is to be written",
    "which parts of a file are in memory",
    "which parts of a file can be read at once",
    "a file in a folder of everybody's",
}


class Ordinary:
    """A Python process without a sandbox, to which code is given piece by piece."""

    def __init__(self):
        loop = (
            "import sys\nfor line in sys.stdin: exec(eval(line), globals()); print('.', flush=True)"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", loop],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.run(GIVEN)

    def run(self, code):
        self.process.stdin.write(repr(code) + "\n")
        self.process.stdin.flush()
        lines = iter(self.process.stdout.readline, ".\n")
        return "".join(lines)

    def close(self):
        self.process.kill()
        self.process.communicate()


class Confined:
    """A learner's process in a sandbox."""

    def __init__(self, sandbox):
        self.learner = sandbox.spawn()
        self.run(GIVEN)

    def run(self, code):
        request = {"do": "cell", "code": code, "label": "x", "names": []}
        reply, _ = self.learner.ask(request, [], time.monotonic() + 60)
        assert reply["error"] is None, reply["error"]
        return "".join(output.get("text", "") for output in reply["outputs"])

    def close(self):
        self.learner.close()


def seen_before_and_after(make, send, look, prepare=""):
    """Return what a receiver sees without a sender, and what another sees beside one."""
    with contextlib.closing(make()) as receiver:
        receiver.run(prepare)
        before = receiver.run(look)
    with contextlib.closing(make()) as sender, contextlib.closing(make()) as receiver:
        receiver.run(prepare)
        sender.run(send)
        after = receiver.run(look)
    return before, after


@pytest.fixture(scope="module", params=[Level.FULL, Level.PARTIAL], ids=lambda level: level.value)
def sandbox(request):
    try:
        made = Sandbox(request.param, Course(), Limits())
    except BrokenError as error:
        pytest.skip(f"needs level {request.param.value}: {error}")
    yield made
    made.close()


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_message_arrives(sandbox, channel):
    before, after = seen_before_and_after(lambda: Confined(sandbox), *CHANNELS[channel])
    assert before
    assert before == after


@pytest.mark.parametrize("channel", sorted(set(CHANNELS) - UNSHOWN))
def test_the_message_would_arrive_without_a_sandbox(channel):
    try:
        before, after = seen_before_and_after(Ordinary, *CHANNELS[channel])
    finally:
        with contextlib.closing(Ordinary()) as cleaner:
            cleaner.run(CLEAN_UP)
    assert before != after

"""What each level of isolation prevents, and what forged answers earn there."""

import os
import socket
import sys
import time
from pathlib import Path

import matplotlib
import pytest
from course_kit import CHECKS, RIGHT, make_grader

from lrlib.grading.course.settings import RefusedError, Settings, best_sandbox
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.inside import confine, zygote
from lrlib.grading.sandbox.inside.errors import OverdueError
from lrlib.grading.sandbox.inside.protocol import SPAWN
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits
from lrlib.grading.sandbox.learner import Learner
from lrlib.grading.sandbox.view import font_lists

FORGERIES = {
    "patched": "np.testing.assert_allclose = lambda *a, **k: None\ndef mean(v): return 0",
    "equal to all": "from unittest.mock import ANY\ndef mean(v): return ANY",
    "exit": "import os\ndef mean(v): os._exit(0)",
    "killed by itself": "import os\ndef mean(v): os.kill(os.getpid(), 9)",
}


@pytest.mark.parametrize("level", ["partial", "none"])
def test_grades_are_the_same_and_nothing_is_forged_below_full(tmp_path, monkeypatch, level):
    # The best level that the machine gives is taken, so a lower one has to be forced here.
    code = (
        "import sys; from lrlib.grading.grade import serve;"
        "from lrlib.grading.sandbox import host, isolation;"
        f"level = isolation.Level({level!r});"
        "serve.best_sandbox = lambda s: host.Sandbox(level, s.course, s.limits);"
        "serve.main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))"
    )
    monkeypatch.setattr("lrlib.grading.grade.worker._COMMAND", (sys.executable, "-c", code))
    grader = make_grader(tmp_path / "words", minimum=Level(level), cell_seconds=3.0)
    try:
        assert grader.worker.level == level
        assert grader.grade(RIGHT).points == CHECKS
        for name, answer in FORGERIES.items():
            points = grader.grade({**RIGHT, "mean": answer}).points
            assert points == {**CHECKS, "check-mean": 0}, name
    finally:
        grader.close()


def inside(level, code, course=Course(), memory_mb=256):  # noqa: B008
    """Return what a cell prints at a level."""
    try:
        sandbox = Sandbox(level, course, Limits(memory_mb=memory_mb))
    except BrokenError as error:
        pytest.skip(f"needs level {level.value}: {error}")
    learner = sandbox.spawn()
    try:
        request = {"do": "cell", "code": code, "label": "x", "names": []}
        reply, _ = learner.ask(request, [], time.monotonic() + 60)
    finally:
        learner.close()
        sandbox.close()
    assert reply["error"] is None, reply["error"]
    return reply["outputs"][0]["text"]


ATTEMPTS = """
import os, socket
for line in {lines!r}:
    try: eval(line)
    except OSError: print("shut")
    except BaseException as error: print("odd", line, error)
    else: print("OPEN", line)
"""


def test_partial_shuts_files_network_processes_and_signals(tmp_path):
    (tmp_path / "secret").write_text("x")
    with socket.create_server(("127.0.0.1", 0)) as server:
        lines = [
            f"open('{tmp_path}/secret')",
            f"open('{tmp_path}/new', 'w')",
            f"os.listdir('{tmp_path}')",
            "open('/etc/passwd')",
            "open('/proc/1/environ')",
            "open('/tmp/new', 'w')",
            "open('/dev/shm/new', 'w')",
            f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}))",
            "socket.socket(socket.AF_UNIX)",
            "os.fork() or os._exit(0)",
            "os.posix_spawn('/bin/true', ['true'], {})",
            f"os.kill({os.getpid()}, 0)",
            "os.kill(-1, 0)",
            "os.setuid(0) if os.getuid() else os.setuid(1)",
            "os.mkfifo('x')",
            "os.chroot('/')",
        ]
        said = inside(Level.PARTIAL, ATTEMPTS.format(lines=lines))
    assert said == "shut\n" * len(lines)
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_partial_reaches_no_service_that_listens_on_a_unix_socket(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as service:
        service.bind(f"\0lrlib-test-{os.getpid()}")
        service.setblocking(False)
        lines = [f"socket.socketpair(1, 2)[0].sendto(b'x', '\\0lrlib-test-{os.getpid()}')"]
        assert inside(Level.PARTIAL, ATTEMPTS.format(lines=lines)) == "shut\n"
        with pytest.raises(BlockingIOError):
            service.recv(1)


@pytest.mark.parametrize("level", [Level.FULL, Level.PARTIAL])
def test_what_takes_locks_and_joins_threads_works(level):
    code = """
import asyncio, ctypes, fcntl, sqlite3, time, h5py
for _ in range(2):
    with sqlite3.connect("table.db") as table:
        table.execute("create table if not exists t (a)")
        table.execute("insert into t values (1)")
print(list(table.execute("select count(*) from t")))
with h5py.File("data.h5", "w") as file: file["a"] = [1, 2]
with h5py.File("data.h5") as file: print(file["a"][:])
with open("own", "w") as file: fcntl.lockf(file, fcntl.LOCK_EX); fcntl.flock(file, fcntl.LOCK_EX)
function = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _: time.sleep(0.2))
thread, libc = ctypes.c_ulong(), ctypes.CDLL(None)
print(libc.pthread_create(ctypes.byref(thread), None, function, None))
started = time.monotonic()
print(libc.pthread_join(thread, None), time.monotonic() - started > 0.1)
async def both(): return await asyncio.gather(asyncio.to_thread(int, "1"), asyncio.sleep(0, 2))
print(asyncio.run(both()))
"""
    assert inside(level, code, memory_mb=1024) == "[(2,)]\n[1 2]\n0\n0 True\n[1, 2]\n"


def test_partial_has_a_folder_of_its_own_that_goes_away():
    said = inside(
        Level.PARTIAL, "import os\nopen('x', 'w').write('y')\nprint(os.getcwd(), os.listdir())"
    )
    folder, listing = said.split(maxsplit=1)
    assert listing == "['x']\n"
    assert not os.path.exists(folder)  # noqa: PTH110


def test_partial_leaves_modes_and_times_alone_and_clears_a_deep_folder(tmp_path):
    (tmp_path / "marks").write_text("x")
    lines = [f"os.chmod('{tmp_path}/marks', 0)", f"os.utime('{tmp_path}/marks', (1, 1))"]
    lines += [f"os.truncate('{tmp_path}/marks', 0)"]
    assert inside(Level.PARTIAL, ATTEMPTS.format(lines=lines)) == "shut\n" * len(lines)
    assert (tmp_path / "marks").read_text() == "x"
    code = "import os\nprint(os.getcwd())\nfor _ in range(1500): os.mkdir('d'); os.chdir('d')"
    folder = inside(Level.PARTIAL, code).strip()
    assert not os.path.exists(folder)  # noqa: PTH110


@pytest.mark.parametrize("level", [Level.FULL, Level.PARTIAL])
def test_an_endless_loop_ends_with_the_grader(level):
    try:
        sandbox = Sandbox(level, Course(), Limits())
    except BrokenError as error:
        pytest.skip(f"needs level {level.value}: {error}")
    learner = sandbox.spawn()
    request = {"do": "cell", "code": "while True: pass", "label": "x", "names": []}
    with pytest.raises(OverdueError):
        learner.ask(request, [], time.monotonic() + 0.2)
    sandbox._control.close()  # as when the grading process is killed
    assert learner.ended_itself(10.0)
    learner.close()
    sandbox.close()


def test_only_its_own_processes_end_with_a_grader_that_was_forked():
    sandbox = Sandbox(Level.FULL, Course(), Limits())
    branch = sandbox.branch()
    request = {"do": "cell", "code": "import os; print(os.listdir())", "label": "x", "names": []}
    one, other = sandbox.spawn(), branch.spawn({"a.txt": b"a"})
    said = [learner.ask(request, [], time.monotonic() + 9)[0] for learner in (one, other)]
    assert [reply["outputs"][0]["text"] for reply in said] == ["[]\n", "['a.txt']\n"]
    branch.close()
    assert other.ended_itself(10.0)
    assert not one.ended_itself(0.0)
    assert one.ask(request, [], time.monotonic() + 9)[0] == said[0]
    sandbox.close()
    assert not sandbox.alive
    with pytest.raises(BrokenError, match="is gone"):
        sandbox.branch()
    one.close()
    other.close()


def test_a_grader_that_is_killed_while_it_asks_for_a_process_disturbs_no_other():
    sandbox = Sandbox(Level.FULL, Course(), Limits())
    branch = sandbox.branch()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        socket.send_fds(branch._control, [SPAWN], [ours.fileno(), theirs.fileno()])
    branch.close()
    sandbox.spawn().close()
    sandbox.close()


def test_the_main_thread_can_be_signalled_as_after_any_fork():
    code = """
import signal, threading, time
heard = []
signal.signal(signal.SIGUSR1, lambda *_: heard.append("heard"))
main = threading.main_thread().ident
thread = threading.Thread(target=lambda: signal.pthread_kill(main, signal.SIGUSR1))
thread.start()
thread.join()
print(*heard)
"""
    assert inside(Level.FULL, code) == "heard\n"


def test_why_no_process_can_be_forked_is_said(monkeypatch):
    def refuse():
        raise OSError(1, "clone: Operation not permitted")

    monkeypatch.setattr(confine, "fork_apart", refuse)
    session, theirs = socket.socketpair()
    status, their_status = socket.socketpair()
    warm = zygote._Warm({"namespaces": True}, None, (0, 0))
    assert zygote._started(None, theirs, their_status, warm, {}) is None
    learner = Learner(session, status, lambda: None)
    with pytest.raises(BrokenError, match=r"could not be started: .*Operation not permitted"):
        learner.greet({}, [], time.monotonic() + 5)
    learner.close()


def test_another_kind_of_machine_is_named(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(OSError, match="clone is known on x86_64 and aarch64, not on riscv64"):
        confine.fork_apart()


def test_root_has_no_capabilities_left_at_full_and_partial():
    code = """
import ctypes, struct
data = ctypes.create_string_buffer(24)
header = ctypes.create_string_buffer(struct.pack("Ii", 0x20080522, 0))
print(ctypes.CDLL(None).capget(header, data), data.raw.strip(b"\\0"))
"""
    for level in (Level.FULL, Level.PARTIAL):
        assert inside(level, code) == "0 b''\n"


def test_the_best_level_is_taken_and_none_below_the_minimum(monkeypatch):
    monkeypatch.setenv("LRLIB_BWRAP", "/nowhere/bwrap")
    with pytest.raises(RefusedError, match="bubblewrap is not installed"):
        best_sandbox(Settings(minimum=Level.FULL))
    sandbox = best_sandbox(Settings(minimum=Level.NONE))
    sandbox.close()
    assert sandbox.level in (Level.PARTIAL, Level.NONE)


def test_a_filter_that_cannot_be_made_is_no_isolation(monkeypatch):
    def fails(**_):
        msg = "No module named 'pyseccomp'"
        raise ImportError(msg)

    monkeypatch.setattr("lrlib.grading.sandbox.seccomp.compiled", fails)
    for level in (Level.FULL, Level.PARTIAL):
        with pytest.raises(BrokenError, match="pyseccomp"):
            Sandbox(level, Course(), Limits())


def test_a_step_that_fails_inside_is_no_isolation(monkeypatch):
    # The kernel refuses junk in place of the filter, and no learner's code runs without a filter.
    monkeypatch.setattr("lrlib.grading.sandbox.seccomp.compiled", lambda **_: bytes(8))
    with pytest.raises(BrokenError, match="could not be confined"):
        Sandbox(Level.FULL, Course(), Limits())


def test_the_courses_warm_up_runs_before_learners_do_and_its_failure_is_said():
    code = "import sys; print('colorsys' in sys.modules, 'made' in globals())"
    warmed = Course(warm_up="import colorsys; made = 3")
    assert inside(Level.FULL, code, warmed) == "True False\n"
    with pytest.raises(BrokenError, match="warm_up failed: ZeroDivisionError"):
        Sandbox(Level.FULL, Course(warm_up="1 / 0"), Limits())


def test_the_list_of_fonts_is_the_one_that_matplotlib_reads():
    font_lists.cache_clear()
    assert font_lists() == sorted(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))

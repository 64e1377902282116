"""Attacks that try to leave the sandbox.

Allowed score: the points of honest answers. Allowed effects: none. Each attack evaluates lines one
by one and prints the result of each; none may succeed.
"""

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import pytest
from attack_kit import MARK, SANDBOX_UID
from course_kit import CHECKS, RIGHT

from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits

pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the numbers of system calls are those of x86-64"
)

# Evaluates each line. A forked child ends at once, so that a sandbox that fails does no harm.
TRY = """
import ctypes, glob, mmap, os, pathlib, signal, socket, subprocess, sys, tempfile, threading, time
libc = ctypes.CDLL(None, use_errno=True)
def kernel(number, *args):
    result = libc.syscall(number, *args)
    if result < 0: raise OSError(ctypes.get_errno(), "kernel call")
    return result
def attempt(lines):
    for line in lines:
        try:
            value = eval(line)
        except BaseException as error:
            print("refused:", line, repr(error))
        else:
            print("DONE:", line, repr(value)[:200])
"""


def attempt(grader, lines, **names):
    """Return what the attempts print; honest answers beside them keep their points."""
    given = "\n".join(f"{name} = {value!r}" for name, value in names.items())
    graded = grader.grade(RIGHT, [f"{TRY}\n{given}\nattempt({list(lines)!r})"])
    assert graded.points == CHECKS
    said = graded.printed("added-0")
    assert said.count("refused:") + said.count("DONE:") == len(lines), said
    return said


def assert_refused(grader, lines, **names):
    said = attempt(grader, lines, **names)
    assert "DONE" not in said, said


def test_the_attempts_would_work_without_a_sandbox():
    lines = [
        "open('/etc/hostname').read()",
        "socket.socket().fileno()",
        "kernel(39)",
        "os.listdir('/proc')[0]",
        "os.kill(os.getppid(), 0)",
        "subprocess.run(['true'])",
        "os.waitpid(os.fork() or os._exit(0), 0)",
    ]
    command = [sys.executable, "-c", f"{TRY}\nattempt({lines!r})"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
    assert said.count("DONE") == len(lines), said


def test_files_of_the_course_and_of_the_machine_cannot_be_read(grader, world):
    course = grader.course.root
    lines = [f"open({str(path)!r}).read()" for path in sorted(course.rglob("*")) if path.is_file()]
    assert any("gradebook.db" in line for line in lines)
    assert any("source" in line for line in lines)
    lines += [
        f"os.listdir({str(course)!r})",
        f"os.stat({str(course)!r})",
        "open('/etc/passwd').read()",
        "open('/etc/shadow').read()",
        "open('/etc/hostname').read()",
        "open('/root/.bashrc').read()",
        "open('/proc/self/environ').read()",
        "open('/proc/1/environ').read()",
        "open('/proc/self/mem').read()",
        "open('/proc/self/maps').read()",
        "os.listdir('/proc/self/fd')",
        "open('/dev/mem', 'rb').read(1)",
        "open('/dev/kmsg', 'rb').read(1)",
        "os.listdir('/sys')",
        "os.listdir('/var')",
        "os.listdir('/run')",
        "__import__('posix').chdir('/media')",
        "os.chroot('/')",
        "os.open_by_handle_at if False else kernel(304, -100, b'', 0)",
    ]
    assert_refused(grader, lines)


def run_inside(code, **kwargs):
    """Return what a cell prints in a sandbox that knows lrlib as the course's package."""
    sandbox = Sandbox(Level.FULL, Course(("lrlib",), ("lrlib.checks", "lrlib.grading")), Limits())
    learner = sandbox.spawn(**kwargs)
    try:
        request = {"do": "cell", "code": code, "label": "x", "names": []}
        reply, _ = learner.ask(request, [], time.monotonic() + 60)
    finally:
        learner.close()
        sandbox.close()
    assert reply["error"] is None
    return reply["outputs"][0]["text"]


def test_the_checks_and_solutions_of_lrlib_are_not_in_there(grader):
    code = """
import glob, lrlib, lrlib.checks, lrlib.grading, os
folder = os.path.dirname(lrlib.__file__)
print(glob.glob(folder + "/checks/**", recursive=True), glob.glob(folder + "/grading/**"))
print(sorted(os.listdir(os.path.dirname(folder))))
print(getattr(lrlib.checks, "__file__", None), lrlib.checks.check(print))
"""
    root = Path(__file__).parents[2]
    environment = Path(sys.prefix)  # may lie below the root, as nox's does
    inside = environment.relative_to(root).parts[:1] if environment.is_relative_to(root) else ()
    assert run_inside(code).splitlines() == [
        f"['{root}/lrlib/checks/'] []",
        str(sorted(["lrlib", *inside])),
        "None None",
    ]


def test_nothing_can_be_written_outside_the_own_folder(grader, world):
    places = [
        *("/", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/run", "/usr", "/etc", "/warm", "/sandbox"),
        *("/sandbox/inside", "/proc", "/warm/ipython", "/warm/matplotlib"),
        *(str(grader.course.root), str(Path(os.__file__).parent), "/scratch/.."),
    ]
    lines = [f"open('{place}/{MARK}', 'w')" for place in places]
    lines += [f"os.mkdir('{place}/{MARK}')" for place in places]
    lines += [
        f"os.mkfifo('{MARK}')",
        f"os.mknod('{MARK}', 0o60666, 0x0800)",
        f"os.symlink('/etc', '{MARK}')",
        f"os.link('/dev/null', '{MARK}')",
        "open('/sandbox/inside/wire.py', 'a')",
        "os.chmod('/sandbox/inside', 0o777)",
        "os.unlink('/sandbox/inside/wire.py')",
        "os.rename('/usr', '/usr2')",
        f"kernel(279, b'{MARK}', 0)  # shared_memory file",
        "mmap.mmap(os.open('/dev/shm', os.O_TMPFILE | os.O_RDWR), 10)",
    ]
    assert_refused(grader, lines)


def test_the_machines_devices_are_not_touched_and_no_descriptors_are_sent(grader):
    lines = [
        "os.utime('/dev/null')",
        "os.utime('/dev/urandom', (5, 5))",
        "os.chmod('/dev/null', 0o666)",
        "socket.send_fds(socket.socketpair()[0], [b'x'], [0])",
        "os.truncate('/dev/null', 0)",
    ]
    assert_refused(grader, lines)


def test_the_scratch_folder_is_private_small_and_new_each_time(grader, world):
    lines = [f"open('{MARK}', 'w').write('x' * 10)", "os.listdir('.')", "os.listdir('/scratch')"]
    for _ in range(2):
        assert f"['{MARK}']" in attempt(grader, lines)
        assert "DONE: os.listdir('.') []" in attempt(grader, lines[1:])
    said = attempt(grader, [f"open('{MARK}', 'wb').write(bytes(64 << 20))", *["1"] * 2])
    assert "refused" in said
    many = "[open(str(i), 'w').close() for i in range(10_000)]"
    assert "refused" in attempt(grader, [many])


def test_no_network_at_all(grader, world):
    lines = [
        "socket.socket()",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_INET6)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "socket.socket(socket.AF_VSOCK)",
        "socket.create_connection(('127.0.0.1', port), 1)",
        "socket.create_server(('127.0.0.1', 0))",
        "socket.gethostbyname('example.org')",
        "__import__('urllib.request').request.urlopen(f'http://127.0.0.1:{port}', timeout=1)",
        "kernel(41, 2, 1, 0)",
        "kernel(41, 1, 1, 0)",
        "kernel(425, 8, ctypes.create_string_buffer(200))  # io_uring",
        "libc.socket(2, 1, 0) >= 0 or 1 / 0",
        "[socket.socket(fileno=fd).connect(('127.0.0.1', port)) for fd in range(3, 20)]",
    ]
    assert_refused(grader, lines, port=world.port)


def test_the_conversation_with_the_grader_leads_nowhere(grader, world):
    """The socket to the grader is open, and gives access to nothing but the grader's requests."""
    lines = [
        "[os.readlink(f'/proc/self/fd/{fd}') for fd in range(20)]",
        "[socket.socket(fileno=os.dup(fd)).getpeername() for fd in range(3, 30)][0] and 1 / 0",
    ]
    assert_refused(grader, lines)


def test_no_process_is_started(grader, world):
    lines = [
        "os.fork() or os._exit(0)",
        "os.forkpty() or os._exit(0)",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "__import__('posix').system('true') and 1 / 0",
        "__import__('multiprocessing').Process(target=print).start()",
        "__import__('concurrent.futures').futures.ProcessPoolExecutor().submit(print).result(5)",
        "kernel(57) or os._exit(0)",
        "kernel(58) or os._exit(0)",
        "kernel(56, 17, 0, 0, 0, 0) or os._exit(0)",
        "kernel(435, ctypes.create_string_buffer(88), 88) or os._exit(0)",
        "kernel(59, b'/bin/true', 0, 0)",
        "kernel(322, -100, b'/bin/true', 0, 0, 0)",
    ]
    # `system` returns a status instead of raising; it is 0 only where a program has run.
    assert_refused(grader, lines)
    # The standard library's functions that run programs print that they have no effect.
    lines = [f"os.system('touch {MARK}')", f"subprocess.run(['touch', '{MARK}'])"]
    lines += [f"subprocess.run('touch {MARK}', shell=True)", f"os.popen('touch {MARK}').read()"]
    said = attempt(grader, [*lines, "os.listdir('.')"])
    assert said.count("has no effect here") == len(lines)
    assert "DONE: os.listdir('.') []" in said


def test_nobody_is_signalled_traced_or_looked_into(grader, world):
    pids = [world.victim.pid, grader.worker._process.popen.pid, os.getpid()]
    lines = [f"os.kill({pid}, {number})" for pid in [*pids, -1, 0, 2] for number in (0, 9, 15)]
    lines += [f"os.killpg({pid}, 9)" for pid in (*pids, 1)]
    lines += [f"os.pidfd_open({pid})" for pid in (*pids, 1)]
    lines += [f"kernel(200, {pid}, 9)" for pid in pids]
    lines += [f"kernel(234, {pid}, {pid}, 9)" for pid in pids]
    lines += [f"kernel(129, {pid}, 9, b'0' * 128)" for pid in pids]
    lines += [f"kernel(101, 16, {pid}, 0, 0)" for pid in (*pids, 1)]
    lines += [f"kernel(310, {pid}, b'0' * 16, 1, b'0' * 16, 1, 0)" for pid in pids]
    lines += [f"kernel(312, {pid}, {pid}, 0, 0, 0)" for pid in pids]
    lines += [f"os.setpriority(0, {pid}, 1)" for pid in (*pids, 0)]
    lines += [f"os.sched_setaffinity({pid}, [0])" for pid in (*pids, 0)]
    lines += [f"__import__('resource').prlimit({pid}, 7, (1, 1))" for pid in (*pids, 0)]
    fcntl = "__import__('fcntl').fcntl(os.pipe()[0],"
    lines += [f"{fcntl} {number}, {world.victim.pid})" for number in (8, 10, 15)]
    assert_refused(grader, lines)


def test_no_rights_are_gained(grader, world):
    lines = [
        "os.setuid(0)",
        "os.setresuid(0, 0, 0)",
        "os.setgroups([0])",
        "kernel(272, 0x10000000)  # unshare user",
        "kernel(272, 0x00020000)  # unshare mount",
        "kernel(308, 0, 0)  # setns",
        "kernel(165, b'none', b'/', 0, 0, 0)  # mount",
        "kernel(166, b'/proc', 2)  # umount",
        "kernel(155, b'.', b'.')  # pivot_root",
        "kernel(428, -1, b'/', 1)  # open_tree",
        "kernel(430, b'tmpfs', 0)  # fsopen",
        "kernel(126, b'0' * 8, b'0' * 24)  # capset",
        "kernel(157, 4, 1, 0, 0, 0)  # prctl",
        "kernel(317, 1, 0, b'0' * 16)  # seccomp",
        "kernel(444, 0, 0, 1)  # landlock",
        "kernel(321, 0, b'0' * 72, 72)  # bpf",
        "kernel(298, b'0' * 112, 0, -1, -1, 0)  # perf",
        "kernel(323, 0)  # userfaultfd",
        "kernel(248, b'user', b'x', b'y', 1, -3)  # add_key",
        "kernel(250, 0, -3, 1)  # keyctl",
        "kernel(319, b'x', 0)  # memfd",
        "kernel(135, 0x0040000)  # personality",
        "kernel(175, b'', 0, b'')  # module",
        "kernel(246, 0, 0, 0, 0)  # kexec",
        "kernel(169, 0xfee1dead, 672274793, 0, 0)  # reboot, without the magic",
        "kernel(170, b'x', 1)  # host name",
        "kernel(29, 0, 4096, 0o1600)  # System V memory",
        "kernel(68, 0, 0o1600)  # System V queue",
        "kernel(240, b'x', 0o102, 0o600, 0)  # POSIX queue",
        "os.nice(-5)",
        "__import__('resource').setrlimit(9, (-1, -1))",
        "__import__('fcntl').ioctl(0, 0x5412, b'x')",
    ]
    assert_refused(grader, lines)


def test_the_other_instruction_sets_doors_are_shut(grader, world):
    """32-bit and x32 system calls have other numbers, which a filter must refuse as well."""
    machine_code = {
        "x32": bytes.fromhex("b829000040" "bf02000000" "be01000000" "31d2" "0f05" "c3"),
        "i386": bytes.fromhex("b814000000" "cd80" "c3"),
    }  # fmt: skip
    for name, code in machine_code.items():
        run = f"""
import ctypes, mmap
area = mmap.mmap(-1, 4096, prot=7)
area.write({code!r})
call = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(area)))
print("returned", call())
"""
        graded = grader.grade(RIGHT, [run])
        said = graded.printed("added-0")
        # Killed, or an error number; never a file descriptor or a process number.
        assert "returned -" in said or "crashed" in str(graded.outputs("added-0")), (name, said)


def test_a_process_that_outlives_its_submission_does_not_exist(grader, world):
    code = f"""
import os, signal, threading, time
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
def stay():
    while True:
        try: open("/tmp/{MARK}", "w")
        except OSError: time.sleep(0.01)
threading.Thread(target=stay).start()
class Sleeper:
    def __del__(self):
        time.sleep(600)
sleeper = Sleeper()
import atexit; atexit.register(time.sleep, 600)
"""
    assert grader.grade(RIGHT, [code]).points == CHECKS


def test_the_process_belongs_to_nobody(grader, world):
    """A grader that runs as root gives up root before the learner's code runs."""
    grader.worker.start()
    uids = set()
    below = {grader.worker._process.popen.pid}
    for _ in range(6):
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    status = (entry / "status").read_text()
                except OSError:
                    continue
                about = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
                if int(about["PPid"]) in below:
                    below.add(int(entry.name))
                    uids |= set(about["Uid"].split())
    assert uids == {str(SANDBOX_UID if os.geteuid() == 0 else os.geteuid())}


def test_what_an_exercise_asks_for_is_not_importable(grader):
    """A name that is withheld says why, and what stays importable goes on working."""
    code = """
for line in ["from lrlib import sigmoid", "from lrlib.neuron import sigmoid", "lrlib.sigmoid",
             "lrlib.neuron.sigmoid", "from lrlib.cost import sigmoid"]:
    try:
        import lrlib.neuron
        exec(line)
        print("DONE", line)
    except ImportError as error:
        print("asks for your own sigmoid" in str(error))
from lrlib import *
from lrlib import forward
import numpy as np
print("sigmoid" in dir(), float(forward(np.zeros((1, 1)), 0.0, np.zeros((1, 1)))[0, 0]))
"""
    said = run_inside(code, withheld=[("lrlib", ["sigmoid"])])
    assert said == "True\n" * 5 + "False 0.5\n"


def test_a_course_within_what_the_sandbox_brings_inside_is_refused(tmp_path):
    course = Course(protected=(Path(sys.prefix) / "course",))
    with pytest.raises(BrokenError, match="Move the course elsewhere"):
        Sandbox(Level.FULL, course, Limits())

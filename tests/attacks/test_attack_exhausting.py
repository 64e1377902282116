"""Attacks that exhaust time, memory, processes or output.

Allowed score: the points of the other functions.

Allowed effects: the attacker's own time. Each attack also limits itself, so that a sandbox
that fails cannot harm the machine: it stops after 60 seconds or 4 GB at the latest.
"""

import json
import time
from pathlib import Path

import pytest
from course_kit import CHECKS, RIGHT

from lrlib.grading.grade import worker
from lrlib.grading.sandbox.inside.errors import RubbishError
from lrlib.grading.sandbox.isolation import BrokenError

ITSELF = """
import ctypes, os, resource, signal, sys, threading, time
resource_limit = (4 << 30, 4 << 30)
try: resource.setrlimit(resource.RLIMIT_AS, resource_limit)
except (OSError, ValueError): pass
born = time.monotonic()
def going(): return time.monotonic() - born < 60
"""

# These stand in the body of mean(values), and cost the points of mean.
CALLS = {
    "a loop": ("while going(): pass", "timed out"),
    "a loop that holds the interpreter": ("(9 ** 9 ** 9)", "timed out"),
    "a regular expression": ("__import__('re').match('(a+)+$', 'a' * 40 + 'b')", "timed out"),
    "a sleep": ("time.sleep(60)", "timed out"),
    "a loop without exceptions": (
        "while going():\n        try: time.sleep(1)\n        except BaseException: pass",
        "timed out",
    ),
    "a lock": ("lock = threading.Lock(); lock.acquire(); lock.acquire()", "timed out"),
    "a read": ("os.read(os.pipe()[0], 1)", "timed out"),
    "a signal wait": ("signal.pause()", "timed out"),
    "many threads": (
        "[threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
        " for _ in range(10_000)]",
        "crashed",
    ),
    "one large array": ("np.ones(1 << 36)", "out of memory"),
    "many arrays": (
        "kept = []\n    while going(): kept.append(np.ones(1 << 22))",
        "out of memory|timed out",
    ),
    "a long list": ("x = [0]\n    while going(): x += x", "out of memory|timed out"),
    "a long text": ("return 'x' * (1 << 40)", "out of memory"),
    "a large answer": ("return np.ones((1 << 23) + 1)", "wrong"),
    "a deep answer": ("x = []\n    for _ in range(10**5): x = [x]\n    return x", "wrong"),
    "a long answer": ("return [0] * 10**7", "wrong"),
    "a large integer": ("return 1 << 10**8", "wrong"),
    "colliding keys": ("return {i * (2**61 - 1): 0 for i in range(3000)}", "wrong"),
    "an endless answer": (
        "return type('E', (list,), {'__iter__': lambda s: __import__('itertools').count()})()",
        "wrong",
    ),
    "a self-containing answer": ("x = []; x.append(x); return x", "wrong"),
    "a million lines": ("for i in range(10**6): print(i)\n    return 0", "wrong|timed out"),
    "a huge line": ("print('x' * (1 << 26)); return 0", "wrong"),
    "a deep recursion": (
        "sys.setrecursionlimit(10**9)\n    def f(): return f()\n    return f()",
        "out of memory|crashed|timed out",
    ),
    "a deep C recursion": (
        "sys.setrecursionlimit(10**9)\n    x = ()\n    for _ in range(10**6): x = (x,)\n"
        "    return repr(x)",
        "crashed|out of memory|wrong|timed out",
    ),
    "file descriptors": ("[open('/dev/null') for _ in range(10**5)]", "crashed"),
    "pipes": ("[os.pipe() for _ in range(10**5)]", "crashed"),
    "a destructor that sleeps": (
        "class D:\n        def __del__(self): time.sleep(60)\n    D()",
        "timed out",
    ),
    "an answer whose size lies": (
        "class L(list):\n        def __len__(self): return 1 << 60\n    return L()",
        "wrong",
    ),
    "a file": ("f = open('f', 'wb')\n    while going(): f.write(bytes(1 << 20))", "crashed"),
}


@pytest.mark.parametrize(("body", "outcomes"), CALLS.values(), ids=CALLS)
def test_one_greedy_function_costs_only_its_own_points(grader, world, body, outcomes):
    code = f"{ITSELF}\ndef mean(values):\n    {body}"
    started = time.monotonic()
    graded = grader.grade({**RIGHT, "mean": code})
    assert graded.outcome("check-mean") in outcomes.split("|"), graded.reason("check-mean")
    assert graded.points == {**CHECKS, "check-mean": 0}
    assert time.monotonic() - started < 15


# These stand in a cell of their own, and cost nothing, or the points of the cells that need it.
CELLS = {
    "a loop": "while going(): pass",
    "ignored signals": """
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while going():
    try: time.sleep(1)
    except BaseException: pass""",
    "memory": "kept = []\nwhile going(): kept.append(bytearray(1 << 24))",
    "memory that is mapped": """
import mmap
kept = []
while going() and len(kept) < 2000:
    area = mmap.mmap(-1, 1 << 22); area.write(b'x' * (1 << 22)); kept.append(area)""",
    "memory in threads": """
def eat(kept):
    while going(): kept.append(bytearray(1 << 22))
threads = [threading.Thread(target=eat, args=([],)) for _ in range(16)]
for thread in threads: thread.start()
for thread in threads: thread.join()""",
    "memory in pipes and socket pairs": """
import socket
kept = []
while going():
    pair = socket.socketpair(); pair[0].setblocking(False); kept.append(pair)
    try:
        while True: pair[0].send(bytes(1 << 16))
    except BlockingIOError: pass""",
    "memory in files": """
n = 0
while going():
    open(str(n), "wb").write(bytes(1 << 20)); n += 1""",
    "a fork bomb": """
# Forks at most 40 times, in the first process only, so that a sandbox that fails does no harm.
made = 0
for _ in range(40):
    if os.fork() == 0:
        time.sleep(5); os._exit(0)
    made += 1
print("forked", made)""",
    "many threads": """
for _ in range(5000): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()""",
    "a million lines": "for i in range(10**6): print('line', i)",
    "a huge line": "print('x' * (1 << 26))",
    "a line without end": "while going(): sys.stdout.write('x' * 100000)",
    "stderr": "while going(): sys.stderr.write('x' * 100000)",
    "the real stdout": "while going(): os.write(1, bytes(1 << 20)); os.write(2, bytes(1 << 20))",
    "many displays": "for i in range(10**5): display(i)",
    "large displays": """
from IPython.display import HTML, Image
for _ in range(30): display(HTML('<p>x</p>' * 10**6))""",
    "many figures": """
import matplotlib.pyplot as plt
for _ in range(200):
    plt.figure(figsize=(20, 20)); plt.plot(range(10))""",
    "an endless name": "globals()['x' * (1 << 26)] = 1",
    "an endless error": "raise ValueError('x' * (1 << 27))",
    "an error whose text hangs": """
class E(Exception):
    def __str__(self):
        while going(): pass
raise E""",
    "a repr that hangs": """
class R:
    def __repr__(self):
        while going(): pass
R()""",
    "a destructor at the end": """
class D:
    def __del__(self):
        while going(): time.sleep(1)
kept = D()""",
    "garbage collection": "import gc; gc.set_threshold(1); gc.callbacks.append(time.sleep)",
    "a tracer": "sys.settrace(lambda *a: time.sleep(0.01))",
    "the alarm": "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)",
    "the profiler's clock": "signal.setitimer(signal.ITIMER_PROF, 0.0001, 0.0001)",
}
COSTLY = {"a tracer", "garbage collection", "the alarm", "the profiler's clock"}
# All others are tried in the first cell by the long runs only.
FIRST = {
    "stderr",
    "ignored signals",
    "memory in threads",
    "a fork bomb",
    "a tracer",
    "the real stdout",
}


@pytest.mark.parametrize("name", CELLS)
def test_a_greedy_cell_costs_nothing_of_the_others(grader, world, name):
    started = time.monotonic()
    graded = grader.grade(RIGHT, [ITSELF + CELLS[name]])
    assert graded.points == CHECKS
    assert time.monotonic() - started < 15
    shown = sum(len(str(output)) for output in graded.outputs("added-0"))
    assert shown < 6 << 20
    assert "forked" not in graded.printed("added-0")


@pytest.mark.parametrize(
    "name",
    [name if name in FIRST else pytest.param(name, marks=pytest.mark.soak) for name in CELLS],
)
def test_a_greedy_cell_before_the_others_costs_at_most_the_submission(grader, world, name):
    """A first cell that breaks its own process costs the points of its own submission."""
    started = time.monotonic()
    graded = grader.grade({**RIGHT, "square": ITSELF + CELLS[name] + "\n" + RIGHT["square"]})
    kept = {check for check, points in graded.points.items() if points}
    if name not in COSTLY:
        assert kept >= {"check-mean", "check-words"}
    assert time.monotonic() - started < 30


def test_the_whole_submission_has_one_deadline(grader, world):
    started = time.monotonic()
    graded = grader.grade(RIGHT, ["import time\ntime.sleep(60)"] * 40)
    assert time.monotonic() - started < 8 + 10
    assert graded.points == CHECKS  # they were checked before the time was over


def test_the_graders_own_memory_stays_small(grader, world):
    for body in ("a large answer", "a long answer", "a huge line", "a million lines"):
        grader.grade({"mean": f"def mean(values):\n    {CALLS[body][0]}"})
    status = Path(f"/proc/{grader.worker._process.popen.pid}/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0])
    assert peak < 900_000, f"{peak} kB"


def test_a_result_stays_small_and_takes_nobody_elses_grade(grader, world):
    show = "for i in range(4): display({'text/plain': chr(0x1F600) * 80000}, raw=True)  # "
    graded = grader.grade(RIGHT, [f"{show}{number}" for number in range(12)])
    assert graded.points == CHECKS
    assert len(json.dumps(graded.result)) < 10 << 20
    assert grader.grade({}).points == dict.fromkeys(CHECKS, 0.0)


def test_a_submission_that_breaks_every_process_gets_no_points_and_a_reason(grader, monkeypatch):
    ask, closed = grader.worker._ask, []

    def break_over_an_answer(request, blobs, seconds):
        if request.get("answers"):
            closed.append(grader.worker._process.popen.pid)
            msg = "a frame that is too large"
            raise RubbishError(msg)
        return ask(request, blobs, seconds)

    monkeypatch.setattr(worker, "_TRIES", 1)
    monkeypatch.setattr(grader.worker, "_ask", break_over_an_answer)
    graded = grader.grade(RIGHT)
    assert len(set(closed)) == 2  # a process that is out of step gets no more requests
    assert graded.points == dict.fromkeys(CHECKS, 0.0)
    assert graded.outcome("check-mean") == "crashed"
    assert "could not be graded" in graded.reason("check-mean")
    monkeypatch.undo()
    assert grader.grade(RIGHT).points == CHECKS


def test_a_machine_that_grades_nothing_gives_no_grades(grader, monkeypatch):
    def break_over_everything(request, blobs, seconds):
        if request.get("do") == "grade":
            return {"broken": "no processes left"}
        return ask(request, blobs, seconds)

    ask = grader.worker._ask
    monkeypatch.setattr(grader.worker, "_ask", break_over_everything)
    with pytest.raises(BrokenError, match="no processes left"):
        grader.grade(RIGHT)


def test_a_range_that_is_too_long_is_rubbish(grader, world):
    graded = grader.grade({**RIGHT, "mean": "def mean(values): return range(6 * 10**7)"})
    assert graded.points == {**CHECKS, "check-mean": 0}
    assert "the range is too long" in graded.reason("check-mean")

"""Calls that go to the learner's process in one message give what calls one by one give."""

import copy
import socket
import subprocess
import sys

import numpy as np
import pytest

from lrlib.checks import load, names
from lrlib.checks.call.invoke import _right_sizes, call, call_each, memo_of, prepare, quiet
from lrlib.checks.declare.model import Trial
from lrlib.checks.explain.code import code_of
from lrlib.grading.outcomes import Outcome
from lrlib.grading.sandbox import conversation
from lrlib.grading.sandbox.conversation import CallAborted, Conversation
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.inside import wire
from lrlib.grading.sandbox.inside.errors import UnsendableError
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits
from lrlib.grading.sandbox.learner import Learner

# Answers as a learner's process does, without isolation: it holds all known mistakes and styles.
PROCESS = """
import socket, sys, tempfile
from lrlib.checks import load, names
from lrlib.grading.sandbox.inside import child
from lrlib.grading.sandbox.inside.shell import make_shell
shell = make_shell(tempfile.mkdtemp())
for name in names():
    for known in (*load(name).mistakes, *load(name).styles):
        function = getattr(known, "wrong", None) or known.right
        shell.user_ns[f"{name} {known.id}"] = function
child.serve(socket.socket(fileno=int(sys.argv[1])), shell)
"""
SEED_CELL = "import random, numpy\nrandom.seed(0); numpy.random.seed(0)"


class Processes:
    """Stands in for the sandbox: its one process answers like a learner's."""

    def __init__(self):
        self.started = []

    def spawn(self, files, withheld, given, *, plots):
        """Start a process."""
        ours, theirs = socket.socketpair()
        status, other = socket.socketpair()
        other.close()
        fd = theirs.fileno()
        command = [sys.executable, "-W", "ignore", "-c", PROCESS, str(fd)]
        self.started.append(subprocess.Popen(command, pass_fds=[fd]))
        theirs.close()
        return Learner(ours, status, lambda: None)

    def end(self):
        """End what was started."""
        for process in self.started:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def talk():
    processes = Processes()
    made = Conversation(processes, {}, [], cell_seconds=60.0, total_seconds=600.0, patient=True)
    yield made
    made.close()
    processes.end()


def bits(value):
    """Return a value in a form in which only values that are equal bit for bit are equal."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.strides, value.tobytes()
    if isinstance(value, Exception):
        return type(value), str(value), getattr(value, "learner_traceback", "")
    if isinstance(value, dict) or hasattr(value, "items"):
        return [(key, bits(entry)) for key, entry in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [bits(entry) for entry in value]
    return type(value), repr(value)


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", names())
def test_known_mistakes_and_styles_give_the_same_bits(talk, name, step):
    """One in four of each, the first among them; the long runs take all."""
    graded = load(name)
    compared = 0
    for known in (*graded.mistakes[::step], *graded.styles[::step]):
        f = talk.stand_in(f"{name} {known.id}")
        for prop in graded.properties:
            trials = both_ways(talk, graded, f, prop, known.id)
            compared += len(trials)
            if all(map(_right_sizes, trials)):  # else a regime may take all memory
                for regime in prop.regimes:
                    compared += len(both_ways(talk, graded, f, regime.of(prop), known.id))
    assert compared > 10 * len(graded.mistakes[::step])


@pytest.mark.parametrize("name", names())
def test_the_code_of_known_mistakes_and_styles_reads_alike_on_both_sides(talk, name):
    graded = load(name)
    functions = {m.id: m.wrong for m in graded.mistakes} | {s.id: s.right for s in graded.styles}
    for known, function in functions.items():
        assert code_of(talk.stand_in(f"{name} {known}")) == code_of(function), known


def both_ways(talk, graded, f, prop, known):
    """Call a stand-in one by one and at once; return the trials, which must be equal."""
    count = prop.count_lines
    with quiet():
        cases = prepare(graded, prop.cases, seed=1)
        assert talk.run(SEED_CELL, "seed", []).error is None
        alone = [call_alone(graded, f, *case, count) for case in cases]
        assert talk.run(SEED_CELL, "seed", []).error is None
        together = list(call_each(graded, f, cases, count=count))
    assert bits(together) == bits(alone), (known, prop.name)
    return [Trial(*case, outcome) for case, outcome in zip(cases, together, strict=True)]


def call_alone(graded, f, case, expected, count):
    """Call a stand-in in a message of its own."""

    class Alone:
        def __call__(self, *args, **kwargs):
            return f(*args, **kwargs)

        def __lines_executed__(self, *args, **kwargs):
            return f.__lines_executed__(*args, **kwargs)

    return call(graded, Alone(), case, expected, count=count)


def passing(*values):
    """Return calls that each pass one value."""
    return [lambda value=value: ([copy.copy(value)], {}) for value in values]


@pytest.fixture
def defined(talk):
    """Return a function that runs a cell and returns stand-ins of what it defines."""

    def define(code, *names):
        talk.begin_cell()
        report = talk.run(code, "cell", names)
        assert report.error is None, report.error
        talk.begin_cell()
        return [talk.stand_in(name) for name in names]

    return define


def test_each_call_gets_arguments_of_its_own_and_changes_only_those(defined):
    (spoil,) = defined(
        "seen = []\ndef spoil(x):\n    seen.append(x); x += len(seen)\n    return seen[0].sum()",
        "spoil",
    )
    xs = [np.zeros(2), np.zeros(2), np.ones(3)]
    answers = list(spoil.__call_each__(passing(*xs), False))
    after = [answer.after[0][0].tolist() for answer in answers]
    assert after == [[1, 1], [2, 2], [4, 4, 4]]
    assert [x.tolist() for x in xs] == [[0, 0], [0, 0], [1, 1, 1]]
    assert [answer.value for answer in answers] == [2.0, 2.0, 2.0]


def test_arguments_come_back_only_where_one_was_changed_or_returned(defined):
    (f,) = defined(
        "def f(x, k=0):\n    x[:k] = 7\n    if k == 3: raise ValueError\n"
        "    return x if k == 2 else None",
        "f",
    )
    calls = [lambda k=k: ([np.zeros(2)], {"k": k}) for k in range(4)]
    answers = list(f.__call_each__(calls, False))
    after = [a.after and (a.after[0][0].tolist(), a.after[1]) for a in answers]
    assert after == [None, ([7, 0], {"k": 1}), ([7, 7], {"k": 2}), ([7, 7], {"k": 3})]
    assert answers[2].value is answers[2].after[0][0]


def test_a_call_is_written_once_for_a_class_unless_it_is_large(defined):
    f, g = defined("def f(x): return x.sum()\ndef g(x): return x.max()", "f", "g")
    made = []

    def call(size):
        return lambda: made.append(size) or ([np.ones(size)], {})

    calls = [call(2), call(100_000)]
    values = [[a.value for a in one.__call_each__(calls, False)] for one in (f, g, f)]
    assert values == [[2.0, 100_000.0], [1.0, 1.0], [2.0, 100_000.0]]
    assert sorted(made) == [2, 100_000, 100_000, 100_000]


def test_errors_come_in_their_places(defined, talk):
    (odd,) = defined("def odd(x, *, k):\n    return k // (x % 2)", "odd")
    calls = [([1], {"k": 3}), ([2], {"k": 3}), ([object()], {"k": 1}), ([3], {}), ([5], {"k": 7})]
    answers = list(odd.__call_each__([lambda call=call: call for call in calls], False))
    assert [answer.value for answer in answers] == [3, None, None, None, 7]
    kinds = [type(answer.error) for answer in answers if answer.error is not None]
    assert kinds == [ZeroDivisionError, TypeError, TypeError]
    assert "with a object" in str(answers[2].error)
    assert talk.raised == ["ZeroDivisionError", "TypeError"]


def test_what_is_more_than_a_message_holds_goes_in_several(defined, monkeypatch):
    (total,) = defined(
        "n = 0\ndef total(x):\n    global n\n    n += 1\n    return x.sum(), n", "total"
    )
    sent = []
    ask_for = Learner.ask_for
    monkeypatch.setattr(
        Learner, "ask_for", lambda self, count, *a: sent.append(count) or ask_for(self, count, *a)
    )
    monkeypatch.setattr(conversation, "_MESSAGE_BYTES", 1000)
    xs = [np.full(50, float(i)) for i in range(6)] + [np.ones(5000), np.ones(1)]
    answers = list(total.__call_each__(passing(*xs), False))
    assert [answer.value for answer in answers] == [(x.sum(), i + 1) for i, x in enumerate(xs)]
    assert sent == [2, 2, 2, 1, 1]


def test_what_is_more_than_a_header_holds_goes_in_several(defined, monkeypatch):
    (total,) = defined("def total(xs): return sum(xs)", "total")
    monkeypatch.setattr(wire, "HEADER_LIMIT", 1000)
    xs = [[i] * 100 for i in range(6)] + [[1] * 1000, [2]]
    answers = list(total.__call_each__(passing(*xs), False))
    assert [answer.value for answer in answers] == [0, 100, 200, 300, 400, 500, None, 2]
    assert type(answers[6].error) is UnsendableError


def test_large_answers_and_large_arguments_do_not_wait_for_each_other(defined):
    (same,) = defined("def same(x): return x + 0.0, x + 1.0", "same")
    xs = [np.full(200_000, float(i)) for i in range(8)]
    for i, answer in enumerate(same.__call_each__(passing(*xs), False)):
        assert answer.value[0][0] == i
        assert answer.value[1][-1] == i + 1


def test_a_call_that_dies_ends_the_cell(sandboxed):
    (fragile,) = sandboxed(
        "import os\ndef fragile(n):\n    if n == 2: os._exit(3)\n    return n", "fragile"
    )
    with pytest.raises(CallAborted) as error:
        list(fragile.__call_each__(passing(*range(5)), False))
    assert error.value.outcome is Outcome.CRASHED
    with pytest.raises(CallAborted):
        fragile(0)


def test_a_call_that_hangs_has_the_cells_time_and_the_next_cell_goes_on(sandboxed):
    slow, talk = sandboxed(
        "def slow(n):\n    while n == 1: pass\n    return n", "slow", with_talk=True
    )
    with pytest.raises(CallAborted) as error:
        list(slow.__call_each__(passing(*range(3)), False))
    assert error.value.outcome is Outcome.TIMED_OUT
    talk.begin_cell()
    assert [a.value for a in slow.__call_each__(passing(0, 2), False)] == [0, 2]


def test_memory_that_is_asked_for_before_a_crash_is_what_counts(sandboxed):
    (greedy,) = sandboxed(
        "import os\ndef greedy(n):\n    if n == 2: os._exit(3)\n"
        "    return bytearray(1 << 40) if n == 1 else n",
        "greedy",
    )
    with pytest.raises(CallAborted) as error:
        list(greedy.__call_each__(passing(*range(4)), False))
    assert error.value.outcome is Outcome.OUT_OF_MEMORY


@pytest.fixture(scope="module")
def sandbox():
    try:
        made = Sandbox(Level.FULL, Course(), Limits(memory_mb=256))
    except BrokenError as error:
        pytest.skip(f"needs isolation: {error}")
    yield made
    made.close()


@pytest.fixture
def sandboxed(sandbox):
    """Return a function that defines functions in a real sandbox."""
    talk = Conversation(sandbox, {}, [], cell_seconds=2.0, total_seconds=60.0, patient=False)

    def define(code, *names, with_talk=False):
        assert talk.run(code, "cell", names).error is None
        talk.begin_cell()
        made = [talk.stand_in(name) for name in names]
        return [*made, talk] if with_talk else made

    yield define
    talk.close()


def test_the_check_cells_of_a_function_share_its_calls_until_a_cell_has_run(defined, talk):
    graded = load("sigmoid")
    code = "def sigmoid(Z): return 0.5"
    (f,) = defined(code, "sigmoid")
    memo = memo_of(graded, f, 1)
    memo["trials"] = []
    assert memo_of(graded, f, 1) is memo
    assert memo_of(graded, f, 2) == {}
    (again,) = defined(code, "sigmoid")
    assert memo_of(graded, again, 1) == {}
    assert memo_of(graded, lambda Z: Z, 1) == {}


def test_calls_that_have_raised_are_made_again(defined, talk):
    """The grader looks at what was raised in each check cell."""
    from lrlib.checks import CheckFailed, check

    (f,) = defined("def sigmoid(Z): raise NotImplementedError", "sigmoid")
    for _ in range(2):
        talk.begin_cell()
        with pytest.raises(CheckFailed):
            check(f, "values", seed=1)
        assert "NotImplementedError" in talk.raised

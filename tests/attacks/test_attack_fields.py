"""Attacks that forge each field of each reply.

Allowed score: what plain functions that return the same values earn.

One function of each exercise is right, the others return None. The learner's code takes over
the sending of replies and changes each one at random. What a check then earns must be earned by
plain functions, too, that go by the names which the course gave them and return the same values.
"""

import os
from unittest import mock

import numpy as np
import pytest
from exercise_kit import EXERCISES, assignment_of, points_of, solution_of

from lrlib.grading.grade.verdict import scored
from lrlib.grading.sandbox.conversation import Conversation
from lrlib.grading.sandbox.host import Sandbox
from lrlib.grading.sandbox.inside.shell import make_shell
from lrlib.grading.sandbox.isolation import BrokenError, Course, Level, Limits

NAMES = ["lrlib.checks", "lrlib.grading"]

# Stands before the learner's functions, and passes each reply through `_forge`.
TAKE_OVER = """
import random as _random, sys as _sys
_child = next(m for n, m in list(_sys.modules.items()) if n.endswith("inside.child"))
_send, _rng, _seen = _child.send, _random.Random(SEED), []
def _hook(sock, reply, blobs):
    if not isinstance(reply, dict):
        return _send(sock, reply, blobs)
    try:
        reply, blobs = _forge(dict(reply), list(blobs))
    except Exception:
        pass
    _send(sock, reply, blobs)
    if _rng.random() < TWICE:
        _send(sock, reply, blobs)
_child.send = _hook
"""

# All names are data, and what is asked for is a reference to the function that is right.
IMPOSTOR = """
def _forge(reply, blobs):
    if "names" in reply:
        reply["names"] = dict.fromkeys(reply["names"], {"kind": "data"})
    elif "value" in reply and "lines" not in reply:
        reply["value"] = REFERENCE
    return reply, blobs
"""

FUZZ = """
import struct as _struct
_all_data = _rng.random() < 0.4
def _value(depth=0):
    kind = _rng.randrange(13)
    if kind == 0: return ["f", _rng.choice(ALL)]
    if kind == 1: return ["p", [_value(9), None, None, "x"]]
    if kind == 2: return ["o", _rng.choice(ALL)]
    if kind == 3: return _rng.choice([None, True, False, float("nan"), float("inf"), 0, 1, 0.5, ""])
    if kind == 4: return _rng.gauss(0, 1)
    if kind == 5 and depth < 3: return ["l", [_value(depth + 1) for _ in range(_rng.randrange(5))]]
    if kind == 6 and depth < 3: return ["t", [_value(depth + 1) for _ in range(_rng.randrange(5))]]
    if kind == 7 and depth < 3: return ["d", [[_rng.choice(ALL), _value(depth + 1)]]]
    if kind == 8: return ["c", [_rng.gauss(0, 1), 0.0]]
    if kind == 9: return ["i", hex(_rng.getrandbits(80))]
    shape = [_rng.choice([1, 1, 2, 3, 5, 7, 11]) for _ in range(_rng.choice([0, 2, 2, 2, 4]))]
    size = 1
    for n in shape: size *= n
    numbers = [_rng.choice([_rng.gauss(0, 1), float("nan"), 0.0, 1.0]) for _ in range(size)]
    _blobs.append(_struct.pack(f"<{size}d", *numbers))
    return [_rng.choice("aan"), ["<f8", shape, _rng.choice(["", "F", "R"])]]
def _raised():
    kinds = ["NotImplementedError", "AssertionError", "CheckFailed", "MemoryError", "ValueError",
             "SystemExit", "StopIteration", "_Overtime"]
    return {"types": _rng.sample(kinds, 2), "message": "read-only", "traceback": "x"}
def _about():
    return _rng.choice([
        None, {"kind": "data"}, {"kind": "function"}, {"kind": "nothing"}, 3,
        {"kind": "function", "qualname": _rng.choice(ALL), "doc": "x", "__name__": ALL[0],
         "parameters": [[_rng.choice(ALL), _rng.randrange(6), [_value()]] for _ in range(3)]},
    ])
def _code():
    one = {"parameters": [_rng.choice([*ALL, "<b>", 3, None])],
           "steps": [["LOAD_GLOBAL", "x" * 99]],
           "holds": {_rng.choice([*ALL, "a b", "w"]): "ndarray"}}
    return _rng.choice([
        None, 3, "x" * 10**5, [], [3], [one] * 3, [one] * 10**4, {"steps": one},
        [{**one, "steps": [["JUMP"]]}], [{**one, "holds": ["a"]}], [{**one, "parameters": {}}],
    ])
def _forge(reply, blobs):
    global _blobs
    _blobs = blobs
    if "code" in reply:
        reply["code"] = _code()
        return reply, blobs
    if "names" in reply:
        if _all_data:
            reply["names"] = dict.fromkeys(reply["names"], {"kind": "data"})
        elif _rng.random() < 0.5:
            reply["names"] = {name: _about() for name in [*reply["names"], *ALL]}
        if _rng.random() < 0.2:
            reply["error"] = _rng.choice([None, _raised()])
        if _rng.random() < 0.2:
            reply["outputs"] = [{"output_type": "error", "points": 9, "verdict": "right"}]
        return reply, blobs
    if "value" in reply and "lines" not in reply:
        _blobs = blobs = []
        reply["value"] = _rng.choice([["f", ALL[0]], ["f", _rng.choice(ALL)], _value()])
        return reply, blobs
    _seen.append((dict(reply), list(blobs)))
    what = _rng.randrange(8)
    if what == 0:
        return _rng.choice(_seen)
    if what == 1:
        reply["same_as"] = _rng.choice([0, 0, 1, 2, 3, -1, 99, "0"])
    elif what == 2:
        reply["raised"] = _raised()
    elif what == 3:
        reply["lines"] = _rng.choice([0, 1, -1, 10**9, None, "1"])
    elif what == 4:
        _blobs = blobs = []
        reply["args"] = [_value() for _ in range(_rng.randrange(5))]
        reply["value"] = _value()
    elif what == 5:
        reply.pop(_rng.choice(sorted(reply)), None)
    elif what == 6:
        reply |= {"verdict": {"outcome": "right", "points": 9}, "kind": "function"}
        reply["names"] = {name: {"kind": "function"} for name in ALL}
    else:
        _blobs = blobs = []
        reply.pop("same_as", None)
        reply["value"] = _value()
    return reply, blobs
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """Return a shell for the checks and a sandbox for the learners, or skip."""
    course = Course(("lrlib",), tuple(NAMES), (), "import lrlib; lrlib.load_cat_patches()")
    try:
        sandbox = Sandbox(Level.FULL, course, Limits(memory_mb=256))
    except BrokenError as error:
        pytest.skip(f"needs isolation: {error}")
    yield make_shell(str(tmp_path_factory.mktemp("ipython"))), sandbox
    sandbox.close()


class Log:
    """The calls that the checks made, each with what came back, by the name that was called."""

    def __init__(self):
        self.calls = {}

    def listen_to_each(self, talk, name, calls, trace):
        """Do what `Conversation.call_each` does, and note it."""
        try:
            for answer in CALL_EACH(talk, name, calls, trace):
                note = (answer.error, answer.value, answer.lines)
                self.calls.setdefault(name, []).append(note)
                yield answer
        except GeneratorExit:  # the check looks at no more answers
            raise
        except BaseException as error:
            self.calls.setdefault(name, []).append((error, None, 0))
            raise

    def listen(self, talk, name, args, kwargs, trace):
        """Do what `Conversation.call` does, and note it."""
        try:
            value, lines = CALL(talk, name, args, kwargs, trace)
        except BaseException as error:
            self.calls.setdefault(name, []).append((error, None, 0))
            raise
        self.calls.setdefault(name, []).append((None, value, lines))
        return value, lines

    def function(self, name):
        """Return a plain function of this name that answers as it was answered."""
        calls = iter(self.calls.get(name, ()))

        def next_call():
            error, value, lines = next(calls, (AssertionError("never called"), None, 0))
            if error is not None:
                raise error
            return value, lines

        function = mock.Mock(side_effect=lambda *a, **k: next_call()[0])
        function.__name__ = name
        function.__lines_executed__ = lambda *a, **k: next_call()
        function.__memory__ = {}
        return function


CALL, CALL_EACH = Conversation.call, Conversation.call_each


def deserved(assignment, log, seed):
    """Return the points that plain functions with the logged answers earn, by grade id."""
    names = {name for cell in assignment.cells for name in cell.names}
    scope = {name: log.function(name) for name in names}
    points = {}
    with mock.patch.dict(os.environ, {"LRLIB_CHECK_SEED": str(seed)}):
        for cell in assignment.cells:
            if cell.kind == "check":
                try:
                    exec(cell.source, scope)
                except BaseException:
                    points[cell.grade_id] = 0.0
                else:
                    points[cell.grade_id] = scored(cell, None).points
                continue
            if cell.is_code:  # it runs inside, and may change what a function gives
                for name in names & scope.keys():
                    getattr(scope[name], "__memory__", {}).clear()
            if cell.kind == "given" and cell.trusted:
                exec(cell.source, scope)
    return points


def forged(machine, exercise, forge, seed, twice=0.0):
    """Grade one forged submission; return points, deserved points, and the number of replies."""
    assignment = assignment_of(exercise)
    names = [name for cell in assignment.cells for name in cell.names]
    right, *_ = solution_of(exercise).items()
    constants = f"SEED, TWICE, ALL = {seed}, {twice}, {names!r}\n"
    start = constants + TAKE_OVER + forge.replace("REFERENCE", repr(["f", names[0]]))
    answers, first = {}, True
    for cell in assignment.cells:
        if cell.kind == "answer":
            code = right[1] if cell.grade_id == right[0] else ""
            code = code or "\n".join(f"def {n}(*a, **k): return None" for n in cell.names)
            answers[cell.grade_id] = (start if first else "") + code
            first = False
    log = Log()
    with (
        mock.patch.object(Conversation, "call", log_of(log)),
        mock.patch.object(Conversation, "call_each", log_of_each(log)),
    ):
        points = points_of(*machine, assignment, answers, seed=seed, cell_seconds=2.0)
    calls = sum(map(len, log.calls.values())) + len(answers)
    return points, deserved(assignment, log, seed), calls


def log_of(log):
    def call(talk, name, args, kwargs, trace):
        return log.listen(talk, name, args, kwargs, trace)

    return call


def log_of_each(log):
    def call_each(talk, name, calls, trace):
        return log.listen_to_each(talk, name, calls, trace)

    return call_each


def more_than_deserved(points, due):
    return {name: got for name, got in points.items() if got > due[name]}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_value_that_claims_to_be_the_right_function_earns_nothing(machine, exercise):
    points, due, _ = forged(machine, exercise, IMPOSTOR, seed=1)
    assert not more_than_deserved(points, due)
    assert set(points.values()) == {0.0}  # not even the right one, which is called data


@pytest.mark.parametrize("exercise", EXERCISES)
def test_fuzzed_replies_earn_what_the_values_deserve(machine, exercise):
    replies = 0
    for seed in range(40):
        points, due, calls = forged(machine, exercise, FUZZ, seed, twice=0.05 * (seed % 2))
        assert not more_than_deserved(points, due), f"seed {seed}"
        replies += calls
        if replies >= 60:
            break
    assert replies >= 60


@pytest.mark.soak
@pytest.mark.parametrize("exercise", EXERCISES)
def test_thousands_of_fuzzed_replies_earn_what_the_values_deserve(machine, exercise):
    replies, seed = 0, 1000
    while replies < 1200:
        seed += 1
        points, due, calls = forged(machine, exercise, FUZZ, seed, twice=0.05 * (seed % 2))
        assert not more_than_deserved(points, due), f"seed {seed}"
        replies += calls


def test_an_honest_submission_earns_what_it_deserves(machine):
    """Without forging, both ways of counting points agree, and are above zero."""
    honest = "def _forge(reply, blobs): return reply, blobs\n"
    points, due, _ = forged(machine, EXERCISES[2], honest, seed=3)
    assert points == due
    assert sum(points.values()) > 0
    assert np.isfinite(list(points.values())).all()

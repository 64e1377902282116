"""Attacks by a learner's process that sends rubbish in place of answers.

Allowed score: the points of the functions that answer honestly.

The learner's code takes the socket to the grader and writes to it what it likes. Allowed
effects: none; above all, the grader's own process neither dies nor hangs nor grows.
"""

import json
import random
import struct
import time
from pathlib import Path

import pytest
from course_kit import CHECKS, RIGHT

from lrlib.grading.sandbox.inside import values, wire

# Puts RAW on the wire instead of the answer to a call of `mean`.
TAKE_OVER = """
import os, struct, sys, time
child = next(m for n, m in list(sys.modules.items()) if n.endswith("inside.child"))
real_send = child.send
lying = False
def frame(head, blob=b""):
    return struct.pack(">II", len(head), len(blob)) + head + blob
def send(sock, reply, blobs):
    global lying
    if lying:
        lying = False
        ANSWER
    else:
        real_send(sock, reply, blobs)
child.send = send
def mean(values):
    global lying
    lying = True
"""


def graded_with(grader, answer):
    started = time.monotonic()
    code = TAKE_OVER.replace("ANSWER", answer)
    graded = grader.grade({**RIGHT, "mean": code})
    assert graded.points == {**CHECKS, "check-mean": 0}
    assert time.monotonic() - started < 12
    return graded


def test_the_wire_is_really_taken_over(grader, world):
    """A well-formed answer is graded like any other, whoever has written it."""
    code = TAKE_OVER.replace("ANSWER", "real_send(sock, {'value': right, 'lines': 0}, [])")
    code = code.replace(
        "    lying = True\n", "    global right\n    lying, right = True, sum(values) / 5\n"
    )
    code = code.replace("values):\n    global lying\n    global", "values):\n    global lying,")
    assert grader.grade({**RIGHT, "mean": code}).points == CHECKS


RAW = {
    "nothing": b"",
    "one byte": b"\0",
    "too large a header": struct.pack(">II", 0xFFFFFFFF, 0),
    "too large a blob": struct.pack(">II", 2, 0xFFFFFFFF) + b"{}",
    "as large as allowed, and nothing follows": struct.pack(
        ">II", wire.HEADER_LIMIT, values.BLOB_LIMIT
    ),
    "text": b"HTTP/1.1 200 OK\r\n\r\n" * 9,
    "zeros": bytes(9999),
    "random": random.Random(0).randbytes(9999),
}

HEADS = {
    "empty": b"",
    "not json": b"{'value': 1}",
    "not utf-8": b'{"value": "\xff"}',
    "null": b"null",
    "a list": b"[]",
    "a number": b"0",
    "an empty object": b"{}",
    "deep": b"[" * 900_000,
    "deep value": b'{"value":' + b'["l",[' * 400 + b"]]" * 400 + b"}",
    "long integer": b'{"value":' + b"9" * 4000 + b"}",
    "longer integer": b'{"value":' + b"9" * 100_000 + b"}",
    "infinity": b'{"value": 1e999}',
    "nan": b'{"value": NaN}',
    "unknown tag": b'{"value": ["x", 1]}',
    "pickle": b'{"value": ["pickle", "cos\\nsystem\\n"]}',
    "an object": b'{"value": {"__class__": "os"}}',
    "an array of objects": b'{"value": ["a", ["|O", [1], ""]]}',
    "a record": b'{"value": ["a", ["|V8", [1], ""]]}',
    "an array without bytes": b'{"value": ["a", ["<f8", [1000], ""]]}',
    "an array of negative size": b'{"value": ["a", ["<f8", [-1, -8], ""]]}',
    "an array that overflows": b'{"value": ["a", ["<f8", [4294967296, 4294967296], ""]]}',
    "a huge array of nothing": b'{"value": ["a", ["<f8", [0, 9223372036854775807], ""]]}',
    "a function of the grader": b'{"value": ["f", "os.system"]}',
    "a function that is none": b'{"value": ["f", "__import__"]}',
    "a polynomial": b'{"value": ["p", [["l", [1]], null, null, 3]]}',
    "an argument that is none": b'{"same_as": 99}',
    "an argument by text": b'{"same_as": "0"}',
    "changed arguments": b'{"value": null, "args": ["a", "b"]}',
    "changed to other types": b'{"value": 0, "args": [["d", []], 1, 2, 3]}',
    "no list of arguments": b'{"value": 0, "args": 5}',
    "an error of no form": b'{"raised": 5}',
    "an error without types": b'{"raised": {"message": "x"}}',
    "types that are none": b'{"raised": {"types": [1, null, {}], "message": [], "traceback": 3}}',
    "types that mean much": b'{"raised": {"types": ["SystemExit", "CallAborted", "_Overtime"]}}',
    "an error of 3 MB": b'{"raised": {"types": ["OSError"], "message": "%s"}}' % (b"x" * 3 * 10**6),
    "a lie about lines": b'{"value": 0, "lines": -1e99}',
    "our words": b'{"value": true, "verdict": {"outcome": "right", "points": 3}, "level": "full"}',
    "many items": b'{"value": ["l", [' + b"0," * 1_000_000 + b"0]]}",
    "many lists": b'{"value": ["l", [' + b'["l",[]],' * 300_000 + b"0]]}",
    "text of 3 MB": b'{"value": "' + b"x" * 3_000_000 + b'"}',
    "lone surrogates": rb'{"raised": {"types": ["\ud800"], "message": "\udfff\u0000"}}',
    "not hashable": b'{"value": ["d", [[["l", []], 1]]]}',
}  # fmt: skip


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_bytes_that_are_no_frame(grader, world, raw):
    graded_with(grader, f"sock.sendall({raw!r})")


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_frames_that_mean_nothing(grader, world, head):
    # Sent from a file, for a cell's own code may have 2 MB.
    graded_with(grader, f"sock.sendall(frame(__import__('zlib').decompress({packed(head)!r})))")


def packed(head):
    import zlib

    return zlib.compress(head)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("time.sleep(60)", "timed out"),
        ("sock.sendall(frame(b'{}')[:5]); time.sleep(60)", "timed out"),
        ("sock.sendall(frame(b'{}')[:5]); os._exit(0)", "crashed"),
        ("sock.close(); time.sleep(60)", "crashed"),
        ("sock.shutdown(2); time.sleep(60)", "crashed"),
        ("os._exit(0)", "crashed"),
        (
            "sock.sendall(frame(bytes(9))[:8])\n"
            "        for _ in range(600): sock.sendall(b' '); time.sleep(0.3)",
            "timed out",
        ),
        ("while True: sock.sendall(bytes(1 << 20))", "wrong|crashed|timed out"),
    ],
    ids=lambda value: value[:40],
)
def test_answers_that_do_not_end(grader, world, answer, outcome):
    assert graded_with(grader, answer).outcome("check-mean") in outcome.split("|")


def test_keys_that_collide_take_only_the_cells_time(grader, world):
    head = (
        '"{\\"value\\": [\\"d\\", [" + ",".join(f\'[["i", "{hex(i * (2**61 - 1))}"], 0]\''
        ' for i in range(1, 90000)) + "]]}"'
    )
    graded = graded_with(grader, f"sock.sendall(frame(({head}).encode()))")
    assert graded.outcome("check-mean") == "timed out"


def test_several_answers_to_one_question(grader, world):
    """Answers that are sent too early are taken for later ones, which costs only points."""
    answer = 'sock.sendall(frame(b\'{"value": 0, "lines": 0}\') * 3)'
    graded = grader.grade({**RIGHT, "mean": TAKE_OVER.replace("ANSWER", answer)})
    assert graded.points["check-mean"] == 0
    assert graded.points["check-square"] == 2.0


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"outputs": 3, "error": 3, "names": 3},
        {"outputs": [3, {}, {"output_type": "error"}], "error": [], "names": []},
        {"outputs": [{"output_type": "stream", "name": 3, "text": 3}], "names": {"mean": 3}},
        {"outputs": [{"output_type": "display_data", "data": {"text/html": 3, "x": {}}}]},
        {"names": {"mean": {"kind": "function", "parameters": 3, "qualname": 3, "doc": 3}}},
        {"names": {"mean": {"kind": "function", "parameters": [["x y", 9, [["f", "x"]]]]}}},
        {"names": {"mean": {"kind": "data"}, "np": {"kind": "function"}, "assert": {}}},
        {"error": {"types": ["\ud800"], "message": "\x1b[31m\0", "traceback": ["x"]}},
        {"outputs": [{"output_type": "execute_result", "data": {"text/plain": "3.0"}}] * 3},
    ],
    ids=lambda reply: json.dumps(reply)[:40],
)
def test_rubbish_about_a_cell(grader, world, reply):
    """The cell that defines mean lies about itself; mean itself does nothing."""
    code = TAKE_OVER.replace("ANSWER", "pass").replace(
        "child.send = send",
        f"child.send = lambda sock, reply, blobs: (setattr(child, 'send', real_send),"
        f" real_send(sock, {reply!r}, []))",
    )
    graded = grader.grade({**RIGHT, "mean": code})
    assert graded.points == {**CHECKS, "check-mean": 0}


def test_the_grading_process_has_lived_through_it_and_stayed_small(grader):
    status = Path(f"/proc/{grader.worker._process.popen.pid}/status").read_text()
    assert int(status.split("VmHWM:")[1].split()[0]) < 900_000


def fuzz(grader, count, seed):
    rng = random.Random(seed)
    for _ in range(count):
        head = json.dumps(
            {
                rng.choice(["value", "raised", "same_as", "args", "lines"]): shape(rng, 3)
                for _ in range(3)
            }
        ).encode()
        blob = rng.randbytes(rng.choice([0, 8, 80]))
        graded_with(grader, f"sock.sendall(frame({head!r}, {blob!r}))")


def shape(rng, depth):
    """Return something that looks like a value of the protocol."""
    if depth == 0 or rng.random() < 0.2:
        return rng.choice([None, True, -1, 0, 2**70, 0.5, "", "x", [], {}, "0x1", "<f8"])
    tag = rng.choice("ltsdanicbropfz")
    if tag in "an":
        dtype = rng.choice(["<f8", "|O", "|b1", "<U2", "<i4", ">c16", 3])
        array = [dtype, rng.choice([[], [1], [2, 5], [-1], [2**40], 3]), rng.choice(["", "F", "R"])]
        return [tag, array if tag == "a" else ["a", array]]
    return [tag, [shape(rng, depth - 1) for _ in range(rng.randrange(4))]]


def test_a_few_answers_that_look_right(grader, world):
    fuzz(grader, 15, seed=1)


@pytest.mark.soak
def test_many_answers_that_look_right(grader, world):
    fuzz(grader, 500, seed=2)

"""Values arrive unchanged, or as a placeholder; rubbish is refused."""

import json
import math
import random
import socket
import struct
import threading
from collections import Counter, OrderedDict, defaultdict, namedtuple
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_np
from numpy.polynomial import Polynomial

from lrlib.grading.sandbox.inside import errors, values, wire


def sent(value, function=None):
    """Return what arrives on the other side of a real socket."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        writer = values.Writer()
        node = writer.node(value)
        thread = threading.Thread(target=wire.send, args=(ours, node, writer.blobs))
        thread.start()
        header, blob = wire.receive(theirs)
        thread.join()
    return values.Reader(blob, function).value(header)


def same(a, b):
    """Say whether two values are equal down to type, sign of zero and bits of nan."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
    if isinstance(a, np.generic):
        return same(np.asarray(a), np.asarray(b))
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b) or (math.isnan(a) and math.isnan(b))
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(map(same, a, b)) and all(map(same, a.values(), b.values()))
    return a == b


dtypes = st.one_of(
    st_np.boolean_dtypes(),
    st_np.integer_dtypes(),
    st_np.unsigned_integer_dtypes(),
    st_np.floating_dtypes(),
    st_np.complex_number_dtypes(),
    st_np.unicode_string_dtypes(max_len=3),
    st_np.byte_string_dtypes(max_len=3),
)
arrays = st_np.arrays(dtypes, st_np.array_shapes(min_dims=0, max_side=4))
scalars = st_np.arrays(dtypes, ()).map(lambda a: a[()])
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text()
keys = st.integers() | st.text() | st.booleans() | st.none() | st.tuples(st.integers(), st.text())
plain_data = st.recursive(
    plain | arrays | scalars | st.binary() | st.sets(st.integers()),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=10,
)


@given(plain_data)
def test_plain_data_arrives_as_it_was_sent(value):
    assert same(sent(value), value)


@pytest.mark.parametrize(
    "value",
    [
        2**70,
        -(2**53),
        float("-inf"),
        -0.0,
        np.float16(1.5),
        np.longdouble(1) / 3,
        np.array(2.5),
        np.zeros((0, 3)),
        np.zeros((2, 0, 10**6)),
        np.arange(6.0).reshape(2, 3).T,
        np.arange(6, dtype=">i4"),
        np.array(["a", "βγ"]),
        range(1, 9, 2),
        frozenset({1, (2, "x")}),
        {1: {}, "1": [], (): ((),)},
        "\ud800 alone",
    ],
    ids=lambda value: type(value).__name__,
)
def test_special_values_arrive_as_they_were_sent(value):
    assert same(sent(value), value)


def test_an_array_keeps_memory_order_and_the_writeable_flag():
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    array.flags.writeable = False
    arrived = sent(array)
    assert arrived.flags.f_contiguous
    assert not arrived.flags.writeable
    assert sent(np.arange(3)).flags.writeable


def test_a_polynomial_arrives_as_one():
    polynomial = Polynomial([1.0, 2.0], domain=[0, 1], window=[0, 1], symbol="w")
    arrived = sent(polynomial, function={}.get)
    assert arrived(3.0) == 7.0
    assert arrived.symbol == "w"


def test_without_a_finder_of_functions_nothing_that_is_read_can_be_called():
    arrived = sent([Polynomial([1.0, 2.0])])[0]
    assert arrived.type_name == "Polynomial"
    assert not callable(arrived)
    with pytest.raises(errors.RubbishError):
        values.Reader(memoryview(b"")).value(["f", "sigmoid"])


Pair = namedtuple("Pair", "a b")


class Liar(np.ndarray):
    def __eq__(self, other):
        return np.ones(1, bool)


class Number(float):
    pass


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (np.zeros(2).view(Liar), "Liar"),
        (Number(1), "Number"),
        (np.ndarray.__new__(np.matrix, (1, 1)), "matrix"),
        (np.ma.array([1]), "MaskedArray"),
        (np.array([None]), "ndarray of dtype object"),
        (np.zeros(1, [("a", int)]), "ndarray of dtype"),
        (Fraction(1, 2), "Fraction"),
        (len, "builtin_function_or_method"),
        ((x for x in ()), "generator"),
        (int, "type"),
        (object(), "object"),
        (1 << (values.INT_BITS_LIMIT + 1), "int"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_data_is_not_sent(value, name):
    with pytest.raises(errors.UnsendableError) as error:
        values.Writer().node([value])
    assert error.value.type_name.startswith(name)


class LyingDict(dict):
    __class__ = float

    def items(self):
        raise AssertionError

    __iter__ = keys = values = __len__ = __getitem__ = items


@pytest.mark.parametrize("kind", [OrderedDict, Counter, partial(defaultdict, list), LyingDict])
def test_a_dict_subclass_arrives_as_a_plain_dict_of_what_it_holds(kind):
    value = kind()
    dict.__setitem__(value, "a", np.float64(2))
    assert same(sent([value]), [{"a": np.float64(2)}])


def test_what_only_claims_to_be_a_dict_is_not_sent():
    claims = type("Claims", (), {"__class__": dict, "items": lambda self: [("a", 1)]})
    with pytest.raises(errors.UnsendableError):
        values.Writer().node(claims())


def test_a_named_tuple_arrives_as_a_plain_one():
    assert same(sent([Pair(1, np.float64(2))]), [(1, np.float64(2))])


def test_depth_number_and_size_are_limited():
    deep = []
    for _ in range(values.DEPTH_LIMIT + 2):
        deep = [deep]
    for value in (deep, [0] * (values.COUNT_LIMIT + 1), np.zeros(values.BLOB_LIMIT // 8 + 1)):
        with pytest.raises(errors.UnsendableError):
            values.Writer().node(value)
    endless = []
    endless.append(endless)
    with pytest.raises(errors.UnsendableError):
        values.Writer().node(endless)


@pytest.mark.parametrize(
    "use",
    [
        lambda o: o == 1,
        lambda o: o != 1,
        lambda o: o < 1,
        bool,
        len,
        list,
        float,
        int,
        abs,
        hash,
        np.asarray,
        lambda o: o + 1,
        lambda o: 1 - o,
        lambda o: o @ np.eye(2),
        lambda o: np.eye(2) @ o,
        lambda o: np.testing.assert_allclose(o, 0.0),
        lambda o: np.testing.assert_array_equal(np.zeros(1), o),
        lambda o: o in [1, 2],
        lambda o: 1 in o,
        lambda o: o[0],
        lambda o: o.shape,
        lambda o: o(),
    ],
)
def test_nothing_can_be_done_with_an_opaque_value(use):
    with pytest.raises((TypeError, AttributeError)):
        use(values.Opaque("generator"))


RUBBISH = [
    [],
    {},
    ["a"],
    ["q", 1],
    ["a", ["<f8", [2], "", 0]],
    ["a", ["O", [1], ""]],
    ["a", ["|O", [1], ""]],
    ["a", ["<f8", [-1], ""]],
    ["a", ["<f8", [1.0], ""]],
    ["a", ["<f8", [True], ""]],
    ["a", ["<f8", [2**62, 2**62], ""]],
    ["a", ["<f8", [1] * 40, ""]],
    ["a", ["<f8", [100], ""]],
    ["a", ["<M8[ns]", [1], ""]],
    ["a", ["<f8", "8", ""]],
    ["a", ["<f8", [1], 5]],
    ["n", 3],
    ["n", ["a", 3]],
    ["l", 3],
    ["d", [[1]]],
    ["d", [[["l", []], 1]]],
    ["s", [["l", []]]],
    ["i", "0x" + "f" * 400_000],
    ["i", "x"],
    ["i", 3],
    ["c", [1, "2"]],
    ["c", [1]],
    ["b", "zz"],
    ["r", [1, "2", 3]],
    ["r", [1, 2, 0]],
    ["f", "os.system"],
    ["p", [1, 2, 3, 4]],
    [["a"], 1],
]


@pytest.mark.parametrize("node", RUBBISH, ids=lambda node: str(node)[:30])
def test_rubbish_is_refused(node):
    with pytest.raises(errors.RubbishError):
        values.Reader(memoryview(bytes(8)), no_function).value(node)


def no_function(name):
    raise errors.RubbishError(name)


def test_a_bool_that_is_neither_and_text_that_is_none_are_refused():
    for dtype, raw in (("|b1", b"\x02"), ("<U1", b"\xff\xff\xff\xff")):
        with pytest.raises(errors.RubbishError):
            values.Reader(memoryview(raw)).value(["a", [dtype, [1], ""]])


@pytest.mark.parametrize("head", [b"{", b"\xff", b"[" * 100_000, b"9" * 5000, b"nul", b""])
def test_a_header_that_is_not_json_is_refused(head):
    with pytest.raises(errors.RubbishError):
        wire.split(head)


def test_an_announced_size_allocates_nothing():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(struct.pack(">II", wire.HEADER_LIMIT, values.BLOB_LIMIT + 1))
        with pytest.raises(errors.RubbishError):
            wire.receive(theirs)


def test_who_closes_and_who_dawdles_are_told_apart():
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.setblocking(False)
        with ours:
            ours.sendall(b"\0")
            with pytest.raises(errors.OverdueError):
                wire.receive(theirs, deadline=0.0)
        with pytest.raises(errors.ClosedError):
            wire.receive(theirs, deadline=math.inf)


def mangled(rng):
    """Return a frame's header and bytes that were valid once."""
    writer = values.Writer()
    value = [rng.random(), {"k": (1, "x", 2**60)}, np.arange(rng.randrange(5)), 1j, b"b", {1}]
    text = bytearray(json.dumps(writer.node(value)).encode())
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(text))
        choice = rng.randrange(4)
        if choice == 0:
            text[at] = rng.randrange(256)
        elif choice == 1:
            del text[at : at + rng.randrange(1, 9)]
        elif choice == 2:
            text[at:at] = bytes(rng.choices(b'[]{}",:0123456789-ebnadlts', k=rng.randrange(1, 6)))
        else:
            text[at:at] = text[at // 2 : at // 2 + rng.randrange(1, 30)]
        text = text or bytearray(b"0")
    blob = bytearray(b"".join(writer.blobs))
    if blob and rng.random() < 0.5:
        del blob[rng.randrange(len(blob)) :]
    return bytes(text), memoryview(bytes(blob))


def fuzz(count, seed):
    rng = random.Random(seed)
    refused = 0
    for _ in range(count):
        head, blob = mangled(rng)
        try:
            values.Reader(blob).value(wire.split(head))
        except errors.RubbishError:
            refused += 1
    # The test means something only if both happen.
    assert 0 < refused < count


def test_500_mangled_frames_are_read_or_refused():
    fuzz(500, seed=1)


@pytest.mark.soak
def test_10000_mangled_frames_are_read_or_refused():
    fuzz(10_000, seed=2)

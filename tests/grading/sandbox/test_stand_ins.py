"""A stand-in behaves like the learner's function, as far as plain data goes."""

import inspect
import operator
import time
from collections import Counter

import numpy as np
import pytest
from numpy.polynomial import Polynomial

from lrlib.grading.outcomes import Outcome
from lrlib.grading.sandbox.conversation import CallAborted, Conversation
from lrlib.grading.sandbox.inside.values import Opaque
from lrlib.grading.sandbox.replies import LearnerError, listed

CODE = '''
import numpy as np

def power(x, /, n=2, *, scale=1.0):
    """Raise to a power."""
    return scale * x ** n

def compose(f, g, x): return f(g(x))
def evaluate(p, x): return p(x)
def give(what): return eval(what)
def itself(x): return x
def double(x):
    x *= 2
def append(items, table):
    items.append(3); items[0][0] = 9; table["new"] = items[1]; table.pop("old"); items[1] += "!"
def reshape(x):
    x.resize((1, 4), refcheck=False)
def fail(kind, message="why"):
    raise eval(kind)(message)
def stop():
    raise StopIteration
def loop(n):
    total = 0
    for i in range(n):
        total += i
    return total
def vectorized(n): return int(np.arange(n).sum())
def die(): __import__("os")._exit(4)
def hidden(n):
    scope = {"n": n}
    exec(compile("for i in range(n): pass", "lib", "exec"), scope)
def threaded(n):
    import threading
    thread = threading.Thread(target=loop, args=(n,)); thread.start(); thread.join()
def untraced(n):
    __import__("sys").settrace(None)
    return loop(n)
def hang():
    while True: pass
count = 3
table = {"a": np.arange(2)}
lazy = (i for i in range(3))
'''


@pytest.fixture
def talk(sandbox):
    made = converse(sandbox)
    yield made
    made.close()


def converse(sandbox):
    talk = Conversation(sandbox, {}, [], cell_seconds=1.0, total_seconds=30.0, patient=True)
    names = [line.split("(")[0][4:] for line in CODE.splitlines() if line.startswith("def ")]
    report = talk.run(CODE, "code", [*names, "count", "table", "lazy"])
    assert report.error is None, report.error
    talk.begin_cell()
    return talk


def test_a_stand_in_looks_like_the_function(talk):
    power = talk.stand_in("power")
    assert power.__name__ == power.__qualname__ == "power"
    assert power.__module__ == "__main__"
    assert power.__doc__ == "Raise to a power."
    assert str(inspect.signature(power)) == "(x, /, n=2, *, scale=1.0)"
    assert callable(power)
    assert repr(power) == "<function power>"


def test_its_source_is_not_ours(talk):
    with pytest.raises(TypeError):
        inspect.getsource(talk.stand_in("power"))


def test_arguments_go_in_and_values_come_out(talk):
    power = talk.stand_in("power")
    assert power(3) == 9
    assert power(2.0, 3, scale=0.5) == 4.0
    np.testing.assert_array_equal(power(np.array([[1, 2]])), [[1, 4]])
    with pytest.raises(TypeError, match="missing 1 required positional"):
        power()


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("None", type(None)),
        ("True", bool),
        ("3", int),
        ("2 ** 100", int),
        ("1j", complex),
        ("{'a': (1, [2])}", dict),
        ("{1, 2}", set),
        ("np.float32(1.5)", np.float32),
        ("np.bool_(1)", np.bool_),
        ("np.array(3.0)", np.ndarray),
        ("(i for i in 'a')", Opaque),
        ("map(int, '1')", Opaque),
        ("np.zeros(2).view(np.matrix)", Opaque),
        ("type('Int', (int,), {})(3)", Opaque),
        ("np.random", Opaque),
    ],
)
def test_values_keep_their_type(talk, what, kind):
    assert type(talk.stand_in("give")(what)) is kind


def test_an_opaque_value_says_what_it_is(talk):
    assert talk.stand_in("give")("(i for i in 'a')").type_name == "generator"
    values = talk.stand_in("give")("{'n': type('Int', (int,), {})(3)}")
    assert type(values) is Opaque


def test_a_named_tuple_becomes_a_tuple(talk):
    what = "__import__('collections').namedtuple('P', 'a b')(1, 2)"
    assert talk.stand_in("give")(what) == (1, 2)


def test_a_dict_subclass_becomes_a_dict(talk):
    value = talk.stand_in("give")("[__import__('collections').Counter('aab')]")
    assert value == [{"a": 2, "b": 1}]
    assert type(value[0]) is dict


def test_a_lying_dict_is_only_what_it_holds(talk):
    talk.run(
        "class Liar(dict):\n"
        "    __class__ = float\n"
        "    def items(self): return [('a', 1)]\n"
        "    def __eq__(self, other): return True\n"
        "    __hash__ = None\n"
        "    __iter__ = keys = values = __len__ = __getitem__ = items\n"
        "def lie(): return Liar(a=2)",
        "liar",
        ["lie"],
    )
    value = talk.stand_in("lie")()
    assert type(value) is dict
    assert value == {"a": 2}
    assert value != {"a": 1}


def test_changes_in_place_are_done_to_the_callers_arguments(talk):
    array = np.arange(3.0)
    view = array[:2]
    assert talk.stand_in("double")(array) is None
    np.testing.assert_array_equal(array, [0, 2, 4])
    np.testing.assert_array_equal(view, [0, 2])
    items, table = [np.arange(2), "a"], {"old": 1, "kept": 2}
    inner = items[0]
    talk.stand_in("append")(items, table)
    assert items[0] is inner
    np.testing.assert_array_equal(inner, [9, 1])
    assert items[1:] == ["a!", 3]
    assert table == {"kept": 2, "new": "a"}
    counted = Counter(old=1, kept=2)
    talk.stand_in("append")([np.arange(2), "a"], counted)
    assert counted == Counter(kept=2, new="a")


def test_changes_are_seen_even_when_the_call_fails(talk):
    talk.run("def spoil(x):\n    x[0] = 7\n    raise ValueError('late')", "more", ["spoil"])
    array = np.zeros(2)
    with pytest.raises(ValueError, match="late"):
        talk.stand_in("spoil")(array)
    assert array[0] == 7


def test_a_read_only_argument_is_read_only_inside_and_stays_as_it_is(talk):
    array = np.arange(3.0)
    array.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        talk.stand_in("double")(array)
    np.testing.assert_array_equal(array, [0, 1, 2])


def test_an_argument_cannot_change_its_shape_unseen(talk):
    with pytest.raises(LearnerError, match="shape of an argument"):
        talk.stand_in("reshape")(np.arange(4.0))


def test_the_argument_itself_comes_back_as_itself(talk):
    for value in (np.arange(3), [1], {"a": 1}):
        assert talk.stand_in("itself")(value) is value


def test_functions_are_passed_by_name_and_polynomials_as_data(talk):
    power, compose = talk.stand_in("power"), talk.stand_in("compose")
    assert compose(power, power, 2) == 16
    assert talk.stand_in("evaluate")(Polynomial([1.0, 2.0]), 3.0) == 7.0
    assert talk.stand_in("itself")(power).__name__ == "power"


def test_two_functions_of_pythons_are_passed_by_name(talk):
    compose = talk.stand_in("compose")
    assert compose(float, operator.pos, 2) == 2
    assert type(compose(operator.pos, operator.pos, 2)) is int
    assert type(compose(float, float, 2)) is float
    assert type(talk.stand_in("give")("float")) is Opaque


def test_other_functions_cannot_be_passed(talk):
    with pytest.raises(TypeError, match="only with data"):
        talk.stand_in("compose")(len, len, 1)


@pytest.mark.parametrize(
    "kind",
    [TypeError, ValueError, IndexError, ZeroDivisionError, NameError, NotImplementedError,
     AssertionError, AttributeError, RecursionError, OSError],
)  # fmt: skip
def test_a_listed_exception_comes_out_as_itself(talk, kind):
    with pytest.raises(kind, match="why") as error:
        talk.stand_in("fail")(kind.__name__)
    assert type(error.value) is kind
    assert "in fail" in error.value.learner_traceback


def test_a_key_error_keeps_its_key(talk):
    with pytest.raises(KeyError) as error:
        talk.stand_in("fail")("KeyError")
    assert error.value.args == ("why",)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("type('Own', (ValueError,), {})", ValueError),
        ("np.linalg.LinAlgError", ValueError),
        ("type('Own', (Exception,), {})", LearnerError),
        ("KeyboardInterrupt", LearnerError),
        ("SystemExit", LearnerError),
        ("GeneratorExit", LearnerError),
        ("StopIteration", LearnerError),
        ("StopAsyncIteration", LearnerError),
        ("Warning", LearnerError),
    ],
)
def test_other_exceptions_come_out_as_what_they_are_kinds_of(talk, kind, expected):
    with pytest.raises(expected, match="why") as error:
        talk.stand_in("fail")(kind)
    assert type(error.value) is expected


def test_stop_iteration_does_not_end_a_checks_loop(talk):
    stop = talk.stand_in("stop")
    with pytest.raises(LearnerError):
        list(map(lambda _: stop(), range(3)))


def test_lines_are_counted_of_the_learners_code_only(talk):
    loop, vectorized = talk.stand_in("loop"), talk.stand_in("vectorized")
    value, few = loop.__lines_executed__(10)
    assert value == 45
    _, many = loop.__lines_executed__(1000)
    assert many > few + 1900
    assert vectorized.__lines_executed__(10)[1] == vectorized.__lines_executed__(1000)[1] == 1


@pytest.mark.parametrize("name", ["hidden", "threaded"])
def test_lines_are_counted_wherever_they_run(talk, name):
    _, few = talk.stand_in(name).__lines_executed__(10)
    _, many = talk.stand_in(name).__lines_executed__(1000)
    assert many > few + 900


def test_who_stops_the_counting_has_not_answered(talk):
    with pytest.raises(RuntimeError, match=r"sys\.settrace"):
        talk.stand_in("untraced").__lines_executed__(10)


def test_variables_are_fetched_as_data(talk):
    assert talk.get("count") == 3
    np.testing.assert_array_equal(talk.get("table")["a"], [0, 1])
    assert talk.get("lazy").type_name == "generator"


@pytest.mark.parametrize(
    ("name", "outcome"), [("die", Outcome.CRASHED), ("hang", Outcome.TIMED_OUT)]
)
def test_no_except_swallows_a_call_that_does_not_come_back(talk, name, outcome):
    def swallowing():
        try:
            talk.stand_in(name)()
        except Exception:
            return "swallowed"

    with pytest.raises(CallAborted) as error:
        swallowing()
    assert error.value.outcome is outcome
    # Later calls in the same cell fail as well.
    with pytest.raises(CallAborted):
        talk.stand_in("power")(3)
    talk.begin_cell()
    assert talk.stand_in("power")(3) == 9


def test_who_did_not_end_once_is_waited_for_less(talk):
    times = []
    for _ in range(4):
        talk.begin_cell()
        started = time.monotonic()
        with pytest.raises(CallAborted) as error:
            talk.stand_in("hang")()
        times.append(time.monotonic() - started)
        assert error.value.outcome is Outcome.TIMED_OUT
    assert min(times[1:]) < 1.0 <= times[0]
    talk.begin_cell()
    assert talk.stand_in("power")(3) == 9


def test_out_of_memory_is_an_abort_too(talk):
    with pytest.raises(CallAborted) as error:
        talk.stand_in("give")("bytearray(1 << 40)")
    assert error.value.outcome is Outcome.OUT_OF_MEMORY


def test_cells_that_ran_are_run_again_and_the_one_that_died_is_not(talk):
    talk.run("extra = 5", "extra", ["extra"])
    assert talk.run("import os; os._exit(1)", "bad", []).aborted.outcome is Outcome.CRASHED
    talk.begin_cell()
    assert talk.get("extra") == 5


def test_a_process_killed_from_outside_says_nothing_about_the_learner(sandbox):
    talk = converse(sandbox)
    try:
        import signal

        signal.pidfd_send_signal(talk._learner._pidfd, signal.SIGKILL)
        with pytest.raises(CallAborted):
            talk.stand_in("power")(3)
        assert talk.broken is not None
    finally:
        talk.close()


ONE = {"parameters": ["x"], "steps": [["LOAD_FAST", "x"]], "holds": {"k": "float"}}


def test_the_code_of_a_function_is_listed_and_that_of_data_is_not(talk):
    assert talk.stand_in("double").__listing__()[0]["parameters"] == ["x"]
    assert talk.list_code("count") == []


@pytest.mark.parametrize(
    "code",
    [
        None,
        3,
        "text",
        [3],
        [{}],
        [{**ONE, "steps": [["LOAD_FAST"]]}],
        [{**ONE, "holds": ["k"]}],
        [{**ONE, "parameters": 7}],
        [ONE] * 2000,
    ],
)
def test_what_is_no_list_of_code_is_taken_for_none(code):
    assert listed(code) == []


def test_names_in_listed_code_are_short_clean_text():
    (one,) = listed([{**ONE, "parameters": ["a\x1b[31m" * 99, {"b": None}]}])
    assert all(isinstance(name, str) and len(name) < 70 for name in one["parameters"])
    assert "\x1b" not in one["parameters"][0]

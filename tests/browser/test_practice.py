"""The exercises done on the page: solved, stopped, reloaded, handed in, broken, by keyboard."""

import gzip
import json
import re
import shutil

import nbformat
import pytest
from axe_kit import violations
from course_kit import in_process, lrlib_grade
from nbgrader.utils import determine_grade, is_grade
from playwright.sync_api import expect
from practice_kit import HTML, PATIENCE, ROOT, Reader, names, page_of, released, solutions

from lrlib.checks import CheckFailed, check
from tools.commands import commands
from tools.release import release

pytestmark = pytest.mark.browser

SHORT = "04-gradient-descent"
LONG = "07-m-examples"
LOOP = "def gradient_descent(df, w0, *, learning_rate, n_steps):\n    while True:\n        pass"
# nbgrader as it comes, without this project's grader.
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "lrlib"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("not written yet")'}
"""


@pytest.fixture(scope="module")
def visited(browser):
    """A browser that has been here before: it fetches Python once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def reader(visited, site):
    """A reader in that browser, who has not practised yet."""
    made = Reader(visited, site)
    made.open("search.html").page.evaluate("localStorage.clear()")
    yield made
    made.page.close()


@pytest.fixture
def stranger(browser, site):
    """A reader in a browser that has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    site.asked.clear()
    site.faults.clear()
    yield Reader(context, site)
    context.close()
    site.faults.clear()


# ---- Done, handed in, graded ----------------------------------------------------------------


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with commands(tmp_path_factory.mktemp("commands")) as made:
        yield made


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """Return two courses in which all exercises are released: one with nbgrader as it comes."""
    root = tmp_path_factory.mktemp("courses")
    with in_process():
        release(root / "course")
    shutil.copytree(root / "course", root / "stock")
    (root / "stock" / "nbgrader_config.py").write_text(STOCK, "utf-8")
    return root / "course", root / "stock"


def hand_in(folder, path, exercise):
    place = folder / "submitted" / "learner" / exercise
    place.mkdir(parents=True)
    shutil.copy(path, place)


def points(folder, exercise):
    """Return the points that a course's grader gave for the checks."""
    path = folder / "autograded" / "learner" / exercise / f"{exercise}.ipynb"
    checks = [cell for cell in nbformat.read(path, 4).cells if is_grade(cell)]
    return sum(determine_grade(cell)[0] for cell in checks if cell.cell_type == "code")


def graded(run, courses, path, exercise):
    """Hand a notebook in to two courses; return the points from lrlib and from nbgrader alone."""
    for folder in courses:
        hand_in(folder, path, exercise)
    course, stock = courses
    assert lrlib_grade(course, exercise) == 0
    run(f"nbgrader autograde {exercise} --create", stock, {"HOME": str(stock)})
    return points(course, exercise), points(stock, exercise)


@pytest.mark.usefixtures("isolation")
@pytest.mark.parametrize("exercise", names())
def test_an_exercise_done_on_the_page_earns_all_its_points(
    reader, run, courses, tmp_path, exercise
):
    """On the page, in `lrlib check`, from `lrlib grade` and from nbgrader as it comes."""
    answers = solutions(exercise)
    reader.open(page_of(exercise))
    for cell, text in answers.items():
        reader.write(cell, text)
    notebook = json.loads(released(exercise).read_text("utf-8"))
    texts = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    written = [cell["id"] for cell in texts if cell["metadata"]["nbgrader"]["solution"]]
    for cell in written:
        answers[cell] = "Because it is a mean.\n\n평균이니까요."
        reader.page.locator(f".practice-written[data-cell={cell}] textarea").fill(answers[cell])
    reader.press("all")
    reader.page.wait_for_function(
        "document.querySelector('.practice-status').textContent.startsWith('All checks hold')"
    )
    every = sum(c["metadata"].get("nbgrader", {}).get("points", 0) for c in notebook["cells"]
                if c["cell_type"] == "code")  # fmt: skip
    assert reader.points == f"{every:g} of {every:g} points"
    assert "✓ done" in reader.page.locator(".bd-sidebar-primary a.current").first.inner_text()

    given = reader.download()
    assert given.suggested_filename == f"{exercise}.ipynb"
    path = tmp_path / f"{exercise}.ipynb"
    given.save_as(path)
    for cell in notebook["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]].splitlines(keepends=True)
    expected = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    assert path.read_bytes() == expected.encode()
    assert reader.complaints == []

    done = run(f"lrlib check {path}", tmp_path, {})
    assert f"{every:g} of {every:g} points that the checks give.\n" in done.out
    assert graded(run, courses, path, exercise) == (every, every)


def test_nothing_written_gives_the_released_notebook(reader):
    reader.open(page_of(LONG))
    text = reader.page.evaluate("lrPractice.filledIn()")
    assert text.encode() == released(LONG).read_bytes()


# ---- A wrong answer ----------------------------------------------------------------------------


def test_a_wrong_answer_gets_the_question_that_it_gets_elsewhere(reader):
    """The same words, for the same seed, in both languages; its reading leads into the book."""
    slip = solutions(LONG)["vectorised"].replace("dw = X @ dZ.T / m", "dw = X @ dZ.T")
    reader.open(page_of(LONG))
    reader.write("vectorised", slip)
    reader.press("check", "vectorised")
    assert reader.outcome("vectorised-cost") == "ok"
    assert reader.outcome("vectorised-dw") == "hint"
    assert reader.cell("vectorised-db").get_attribute("data-outcome") is None, "one at a time"
    shown = reader.hint("vectorised-dw")
    seed = int(re.search(r"seed=(\d+)", shown[-1])[1])
    scope = {}
    exec(f"import numpy as np\nfrom lrlib import sigmoid\n{slip}", scope)
    with pytest.raises(CheckFailed) as failed:
        check(scope["cost_and_gradients"], "dw", seed=seed)
    messages = failed.value.messages
    assert "\n".join(shown) == messages["en"]
    link = reader.cell("vectorised-dw").locator(".practice-hint a")
    assert link.get_attribute("href") == reader.site.url(failed.value.read["link"])
    reader.cell("vectorised-dw").locator(".practice-swap").click()
    assert "\n".join(reader.hint("vectorised-dw")) == messages["ko"]
    reader.run("loop-cost")
    assert "아직 작성하지 않았어요" in reader.hint("loop-cost")[0], "the language is remembered"
    link.click()  # of the Korean hint
    reader.page.wait_for_url(reader.site.url(failed.value.read["link_ko"]))  # and until it is there
    place = reader.page.evaluate(
        "document.querySelector(decodeURIComponent(location.hash)) != null"
    )
    assert place, "the section that the hint names is on the page it leads to"


def test_an_error_is_short_and_names_the_readers_line(reader):
    reader.open(page_of(LONG))
    reader.write("loop", "def cost_and_gradients_loop(w, b, X, Y):\n    return missing")
    assert reader.run("loop-try") == "error"
    box = reader.cell("loop-try").locator(".practice-error")
    lines = box.locator("p").all_text_contents()
    assert lines[0] == "NameError: name 'missing' is not defined"
    assert lines[-2] == "cost_and_gradients_loop, line 2: return missing"
    assert lines[-1].endswith("?"), "what the checks would ask about it"
    assert "lrlib" not in box.inner_text()
    reader.write("loop", "def cost_and_gradients_loop(w, b, X, Y:\n    return 1")
    assert reader.run("loop-cost") == "error"
    assert "SyntaxError" in reader.cell("loop-cost").inner_text()
    assert "A cell above does not run." in reader.cell("loop-cost").inner_text()


def test_an_answer_without_checks_is_looked_at_by_the_cell_below(reader):
    reader.open(page_of("05-computation-graph"))
    right = solutions("05-computation-graph")["backward-row"]
    reader.write("backward-row", right.replace("x[1], x[0]", "x[0], x[1]"))
    reader.press("check", "backward-row")
    assert reader.outcome("backward-row-try") == "ok"
    said = reader.cell("backward-row-try").locator(".practice-out").inner_text()
    assert "mul      [1. 6.]  nudged [6. 1.]" in said
    assert "log      [4.]  nudged [4.]" in said


# ---- Stop, go on, come back ---------------------------------------------------------------------


def test_an_endless_loop_is_stopped_and_nothing_is_lost(reader):
    right = solutions(SHORT)["gradient-descent"]
    reader.open(page_of(SHORT))
    reader.write("gradient-descent", right)
    assert reader.run("gradient-descent-start") == "ok"
    assert reader.run("descent-rates-run") == "ok"
    reader.write("gradient-descent", LOOP)
    assert reader.points.startswith("0 of"), "points go when the answer changes"
    reader.press("run", "gradient-descent-path")
    reader.press("stop")
    assert reader.cell("gradient-descent-path").inner_text().count("Stopped.") == 1
    assert reader.text("gradient-descent") == LOOP
    reader.write("gradient-descent", right)
    assert reader.run("gradient-descent-path") == "ok"
    assert reader.page.locator("[data-practice=stop]").is_hidden()


def test_what_was_typed_is_there_after_a_reload_and_in_a_second_tab(reader, visited, site):
    reader.open(page_of(LONG))
    reader.write("loop", "# 한국어 ✓\nx = [1,\n     2]")
    reader.page.reload()
    assert reader.text("loop") == "# 한국어 ✓\nx = [1,\n     2]"
    other = Reader(visited, site).open(page_of(LONG))
    other.write("loop", "# changed in the second tab")
    other.write("vectorised", "# of the second tab")
    reader.page.wait_for_function(
        "document.querySelector('#cell-vectorised').innerText.includes('of the second tab')"
        " || document.querySelector('#cell-vectorised textarea')?.value.includes('second tab')"
    )
    other.page.close()
    reader.page.reload()
    assert reader.text("loop") == "# changed in the second tab"
    assert reader.text("vectorised") == "# of the second tab"


def test_start_again_can_be_taken_back(reader):
    reader.open(page_of(LONG))
    given = reader.text("loop")
    reader.write("loop", "# mine")
    reader.press("restart", "loop")
    assert reader.text("loop") == given
    kept = reader.kept()[f"lrlib:/courses/one-neuron/:{LONG}:loop"]
    assert (kept["text"], kept["before"]) == (None, "# mine")
    reader.cell("loop").get_by_role("button", name="Bring back what was here").click()
    assert reader.text("loop") == "# mine"


def test_a_new_release_keeps_the_answers_and_says_so(reader):
    own = f"lrlib:/courses/one-neuron/:{LONG}"
    reader.open(page_of(LONG))
    reader.page.evaluate(
        """own => {
          localStorage.setItem(own, JSON.stringify({version: "old", held: {"loop-cost": 1}}));
          localStorage.setItem(`${own}:loop`, JSON.stringify({text: "# mine", version: "old"}));
          localStorage.setItem(`${own}:gone`, JSON.stringify({text: "# lost?", version: "old"}));
        }""",
        own,
    )
    reader.page.reload()
    said = reader.page.locator(".practice-notice")
    assert "This exercise was changed since you wrote your answers." in said.inner_text()
    said.locator("summary").click()
    assert "# lost?" in said.inner_text()
    assert reader.text("loop") == "# mine"
    assert reader.points == "0 of 14 points"
    reader.page.reload()
    assert said.count() == 0, "it is said once"


def test_a_notebook_can_be_opened_and_taken_back(reader, tmp_path):
    notebook = nbformat.read(ROOT / "solutions" / LONG / f"{LONG}.ipynb", 4)
    notebook.cells.append(nbformat.v4.new_code_cell("print('mine')", id="added"))
    nbformat.write(notebook, tmp_path / "from Jupyter.ipynb")
    reader.open(page_of(LONG))
    given = reader.text("loop")

    def choose(path):
        reader.page.locator(".practice-more summary").click()
        with reader.page.expect_file_chooser() as chosen:
            reader.press("open")
        chosen.value.set_files(path)

    choose(tmp_path / "from Jupyter.ipynb")
    said = reader.page.locator(".practice-notice")
    said.wait_for()
    assert "Answers taken from from Jupyter.ipynb: 2." in said.inner_text()
    assert "Code cells that you added" in said.inner_text()
    assert "dw = X @ dZ.T / m" in reader.text("vectorised")
    said.get_by_role("button").click()
    assert reader.text("loop") == given
    choose(released(SHORT))
    reader.page.locator(".practice-notice", has_text="another exercise").wait_for()
    choose(ROOT / "README.md")
    reader.page.locator(".practice-notice", has_text="is not a notebook").wait_for()


def test_everything_is_forgotten_when_asked(reader):
    reader.open(page_of(LONG))
    reader.write("loop", "# mine")
    reader.page.evaluate("localStorage.setItem('of another page', '1')")
    assert reader.kept()
    reader.open("chapters/for-learners.html")
    reader.page.on("dialog", lambda dialog: dialog.accept())
    with reader.page.expect_navigation():
        reader.page.locator("[data-practice=forget]").first.click()
    assert reader.kept() == {}
    assert reader.page.evaluate("localStorage.getItem('of another page')") == "1"


@pytest.mark.parametrize("why", ["SecurityError", "QuotaExceededError"])
def test_where_nothing_can_be_kept_the_page_says_so(stranger, why):
    stranger.page.add_init_script(
        f"Storage.prototype.setItem = () => {{ throw new DOMException('no', '{why}'); }};"
        + ("Storage.prototype.getItem = Storage.prototype.setItem;" if why[0] == "S" else "")
    )
    stranger.open(page_of(LONG)).write("loop", "# mine")
    said = stranger.page.locator(".practice-notice.warning")
    assert "does not keep what you type" in said.inner_text()
    assert b"# mine" in stranger.page.evaluate("lrPractice.filledIn()").encode()


# ---- Files that are missing, wrong, slow --------------------------------------------------------


@pytest.mark.parametrize("name", ["numpy.pack", "pyodide.asm.wasm.pack", "manifest.json"])
def test_a_missing_file_is_named(stranger, name):
    stranger.site.faults[name] = "missing"
    stranger.open(page_of(SHORT)).press("run", "gradient-descent-start")
    said = stranger.cell("gradient-descent-start").locator(".practice-error")
    assert f"{name} is missing on this site" in said.inner_text()
    stranger.site.faults.clear()
    assert stranger.run("gradient-descent-start") == "hint", "it runs once the file is there"


@pytest.mark.parametrize("name", ["lrlib.pack", "pyodide.asm.js.pack"])
def test_a_file_that_is_another_is_not_run(stranger, name):
    stranger.site.faults[name] = "spoilt"
    stranger.open(page_of(SHORT)).press("run", "gradient-descent-start")
    said = stranger.cell("gradient-descent-start").locator(".practice-error")
    assert f"{name} on this site is not the file that it should be" in said.inner_text()


# Keeps every text of the status, at the end of each task that changed it.
SAID = """() => {
  const status = document.querySelector(".practice-status");
  window.said = [];
  new MutationObserver(() => window.said.push(status.textContent))
    .observe(status, { childList: true, characterData: true, subtree: true });
}"""


def test_a_slow_network_is_seen_to_move(stranger):
    stranger.site.faults["memory.pack"] = 0.08
    stranger.open(page_of(SHORT))
    stranger.page.evaluate(SAID)
    stranger.press("run", "gradient-descent-start")
    assert stranger.outcome("gradient-descent-start") == "hint"
    said = "\n".join(stranger.page.evaluate("window.said"))
    seen = re.findall(r"^Fetching Python: ([\d.]+) of ([\d.]+) MB$", said, re.M)
    assert len({got for got, _ in seen}) >= 5
    assert all(float(got) <= float(of) for got, of in seen)


# ---- What it costs, and what it may not do ------------------------------------------------------


def python(site):
    """Return the bytes that practising on a page has cost."""
    return sum(size for path, size in site.asked if "/practice/" in path or "/pyodide/" in path)


def test_a_first_answer_costs_under_17_megabytes_and_figures_under_28(stranger):
    """Uncompressed, the scripts with it; and before a button is pressed, nothing of Python."""
    site = stranger.site
    stranger.open(page_of("01-a-picture-is-a-vector"))
    stranger.page.wait_for_load_state("networkidle")
    practice = [path for path, _ in site.asked if "/practice/" in path or "/pyodide/" in path]
    assert practice == ["/_static/practice/practice.js"]
    stranger.run("images-to-vectors-shapes")
    first = python(site)
    for cell, text in solutions("01-a-picture-is-a-vector").items():
        stranger.write(cell, text)
    assert stranger.run("pictures-draw") == "ok"
    drawn = stranger.cell("pictures-draw").locator(".practice-out img")
    assert drawn.evaluate("image => image.naturalWidth") > 600
    whole = python(site)
    print(f"\nfirst answer: {first / 1e6:.2f} MB, with figures: {whole / 1e6:.2f} MB")
    assert first < 17e6
    assert whole < 28e6
    assert stranger.complaints == []


def test_no_two_readers_draw_the_same_random_numbers(stranger):
    """All start from one copy of Python's memory, in which both generators have been imported."""
    draw = "import random\nprint(random.getrandbits(64), np.random.randint(2**31))"
    drawn = []
    for _ in range(2):
        stranger.open(page_of(SHORT))
        stranger.write("gradient-descent", draw)
        assert stranger.run("gradient-descent") == "ok"
        drawn.append(
            stranger.cell("gradient-descent").locator(".practice-out").inner_text().split()
        )
    assert all(first != second for first, second in zip(*drawn, strict=True))


def compressed(text):
    return len(gzip.compress(text.encode()))


def test_pages_grow_by_less_than_60_kilobytes_and_chapters_ask_for_nothing_more(stranger):
    """What this adds to a page, compressed as it travels: script, styles, buttons, cells."""
    style = (HTML / "_static" / "book.css").read_text("utf-8")
    practice = re.search(r"/\* -+ Practice.*?(?=/\* -+ Glossary)", style, re.S)[0]
    script = (HTML / "_static" / "practice" / "practice.js").read_text("utf-8")
    for path in [*HTML.glob("chapters/*.html"), *HTML.glob("exercises/*/*.html")]:
        page = path.read_text("utf-8")
        bare = re.sub(r'<script type="application/json" id="practice-data">.*?</script>', "", page,
                      flags=re.S)  # fmt: skip
        bare = re.sub(r'<div class="practice-bar.*?</div>', "", bare, flags=re.S)
        grown = compressed(page + practice + script) - compressed(bare)
        assert grown < 60_000, path
    stranger.open("chapters/07-cross-entropy.html")
    stranger.page.wait_for_load_state("networkidle")
    assert not [path for path, _ in stranger.site.asked if "practice" in path or "pyodide" in path]


EVIL = """
class Evil:
    def _repr_html_(self):
        return "<svg onload='window.acted = 1'><script>window.acted = 1</script></svg>"
Evil()
"""


def test_no_other_host_can_be_asked(reader):
    """Neither by the page nor by the Python in it, whatever a notebook from elsewhere holds."""
    reader.open(page_of(LONG))
    reader.write(
        "loop",
        "from js import XMLHttpRequest\n"
        "asked = XMLHttpRequest.new()\n"
        "asked.open('GET', 'https://example.org/', False)\n"
        "asked.send()",
    )
    assert reader.run("loop") == "error"
    refused = "async () => { try { await fetch('https://example.org/'); } catch { return 'no'; } }"
    assert reader.page.evaluate(refused) == "no"
    policy = [text for text in reader.complaints if "Content Security Policy" in text]
    assert len(policy) >= 2
    reader.write("loop", EVIL)
    assert reader.run("loop") == "ok"
    assert reader.cell("loop").locator(".practice-drawing svg").count() == 1
    assert reader.page.evaluate("window.acted") is None


def test_from_disk_the_page_says_what_to_do(stranger):
    stranger.page.goto((HTML / page_of(LONG)).as_uri())
    assert "nox -s book -- --serve" in stranger.page.locator(".practice-notice").inner_text()
    stranger.page.goto((HTML / "chapters" / "07-cross-entropy.html").as_uri())
    stranger.page.locator("[data-practice=run]").first.click()
    assert "nox -s book -- --serve" in stranger.page.locator(".practice-notice").inner_text()


# ---- By keyboard, by touch, by night ------------------------------------------------------------


def test_an_exercise_by_keyboard_alone(reader):
    """To the field, in it, out of it with Escape and Tab, to the check, to the download."""
    reader.open(page_of(SHORT))
    keyboard, page = reader.page.keyboard, reader.page

    def focused(selector):
        return page.evaluate("s => document.activeElement.matches(s)", selector)

    def tab_to(selector):
        for _ in range(150):
            keyboard.press("Tab")
            if focused(selector):
                return
        raise AssertionError(selector)

    tab_to("#cell-gradient-descent :is(.practice-field, .cm-content)")
    page.locator("#cell-gradient-descent .cm-focused").wait_for()
    keyboard.press("Control+a")
    first, *rest = solutions(SHORT)["gradient-descent"].split("\n")
    keyboard.insert_text(first)
    keyboard.press("Enter")
    keyboard.insert_text("pass")
    assert reader.text("gradient-descent") == f"{first}\n    pass", "the next line is indented"
    keyboard.press("Control+z")
    keyboard.press("Tab")
    assert focused(".cm-content"), "Tab indents"
    keyboard.press("Control+a")
    signs = "a/b-c*d+e%f|g@h~i&j^k<l>m=n!o,p.q:r;s_t?u$v\\w#x`y"
    keyboard.type(signs)
    assert reader.text("gradient-descent") == signs, "no key is the page's own"
    keyboard.press("Control+a")
    keyboard.insert_text("\n".join([first, *rest]))
    keyboard.press("Control+Enter")
    assert reader.outcome("gradient-descent-overshoot") == "ok"
    keyboard.press("Escape")
    keyboard.press("Tab")
    assert focused("[data-practice=check]"), "Escape, then Tab leaves the editor"
    tab_to("#cell-gradient-descent-start [data-practice=run]")
    keyboard.press("Enter")
    assert reader.outcome("gradient-descent-start") == "ok"
    assert reader.points == "8 of 8 points"
    tab_to(".practice-dock [data-practice=download]")
    with page.expect_download():
        keyboard.press("Enter")


def test_a_slow_press_after_typing_counts(reader):
    """Nothing moves when the editor is left, so the button is still there when it is let go."""
    reader.open(page_of(LONG))
    reader.write("loop", solutions(LONG)["loop"])
    reader.cell("loop-cost").locator("[data-practice=run]").click(delay=300)
    assert reader.outcome("loop-cost") == "ok"


def test_the_page_is_accessible_at_work_and_fits_a_telephone(reader):
    """With an editor, a hint, an error and a green check; by day, by night, 390 px wide."""
    right = solutions(LONG)
    reader.open(page_of(LONG))
    reader.write("loop", right["loop"])
    assert reader.run("loop-cost") == "ok"
    assert reader.run("loop-try") == "ok"
    reader.write("vectorised", right["vectorised"].replace("/ m", ""))
    reader.run("vectorised-dw")
    reader.write("loop", "def f(")
    reader.run("loop-dw")
    reader.page.locator(".practice-more summary").click()
    reader.page.add_style_tag(content="* { transition: none !important; }")
    for scheme in ("light", "dark"):
        reader.page.emulate_media(color_scheme=scheme)
        reader.page.wait_for_function(
            "scheme => document.documentElement.dataset.theme === scheme", arg=scheme
        )
        assert violations(reader.page, within=".bd-article") == ""
    reader.page.set_viewport_size({"width": 390, "height": 800})
    root = "document.documentElement"
    assert reader.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    dock = reader.page.locator(".practice-dock").bounding_box()
    assert dock["height"] < 200
    assert dock["y"] + dock["height"] <= 801, "the dock stays in sight"


# ---- Chapters -----------------------------------------------------------------------------------


def test_a_chapters_cell_runs_is_edited_and_is_given_back(reader):
    reader.open("chapters/07-cross-entropy.html")
    cells = reader.page.locator(".practice-cell:has(.cell_output):not(:has(details.hide))")
    name = cells.nth(1).get_attribute("id").removeprefix("cell-")
    cell = reader.cell(name)
    given = cell.locator(".cell_output")
    before = given.inner_text()
    assert reader.run(name) == "ok"
    assert given.is_hidden()
    assert cell.locator(".practice-out").inner_text().strip() == before.strip()
    reader.press("edit", name)
    expect(cell.locator(".cm-content")).to_be_focused(timeout=PATIENCE)
    reader.page.keyboard.press("Control+a")
    reader.page.keyboard.type("84 // 2")
    reader.page.keyboard.press("Home")
    reader.page.keyboard.insert_text("print(6 * 7)\n")
    assert reader.run(name) == "ok"
    assert cell.locator(".practice-out").inner_text().split() == ["42", "42"]
    reader.press("reset", name)
    assert given.inner_text() == before
    assert cell.locator(".cm-content").count() == 0
    hidden = reader.page.locator(".practice-cell:has(details.hide) [data-practice=run]")
    assert not hidden.first.is_visible(), "what is folded away has its button inside"


ALL_CELLS = """async (chapter) => {
  window.answers = window.answers || [];
  if (!window.python) {
    const home = new URL("../_static/", location.href).href;
    const script = new Blob([`importScripts(${JSON.stringify(home + "practice/worker.js")})`]);
    window.python = new Worker(URL.createObjectURL(script));
    window.python.postMessage({ type: "start", home, language: "en", version: "test", ratio: 1 });
  }
  const ended = [];
  let shown = null;
  for (const [target] of chapter) {
    const outcome = await new Promise((resolve) => {
      window.python.onmessage = ({ data }) => {
        if (data.type === "show" && data.kind === "error") shown = data.data;
        if (data.type === "failed") resolve(data.name);
        if (data.type === "done") resolve(data.outcome);
      };
      window.python.postMessage({ type: "run", cells: chapter, target, language: "en" });
    });
    if (outcome !== "ok") ended.push([target, outcome, JSON.stringify(shown)]);
  }
  return ended;
}"""


def test_every_chapters_cells_run_in_order(reader):
    """All in one Python, for its start is what takes time."""
    reader.open("chapters/for-learners.html")
    chapters = sorted((HTML / "chapters").glob("[0-9]*.html"))
    assert len(chapters) == len(list((ROOT / "chapters").glob("[0-9]*")))
    for path in chapters:
        data = re.search(r'id="practice-data">(.*?)</script>', path.read_text("utf-8"), re.S)
        cells = json.loads(data[1].replace("<\\/", "</"))["cells"]
        given = [[f"{path.stem}-{c['id']}", c["source"], ""] for c in cells]
        assert reader.page.evaluate(ALL_CELLS, given) == [], path.name


KEEP = "kept => localStorage.setItem('lrlib:/courses/one-neuron/:marks', kept)"


def test_the_front_page_shows_what_is_done(reader):
    """Points stand beside their part and in the contents; without any, or with nonsense, none."""
    reader.open("chapters/index.html")
    counts = reader.page.locator(".part-done")
    for kept in ("{}", "nonsense", f'{{"{SHORT}": [0, 8]}}'):
        reader.page.evaluate(KEEP, kept)
        reader.page.reload()
        reader.page.wait_for_load_state()
        assert counts.count() == 0
    marks = {LONG: [14, 14], SHORT: [3, 8], "05-computation-graph": [2, 10]}
    reader.page.evaluate(KEEP, json.dumps(marks))
    reader.page.reload()
    part = reader.page.locator(".bd-article li", has_text="Part 2")
    expect(part).to_contain_text("5 of 18 points in 2 of 3 exercises")
    part = reader.page.locator(".bd-article li", has_text="Part 3")
    expect(part).to_contain_text("14 of 14 points in 1 of 2 exercises")
    assert counts.count() == 2
    listed = reader.page.locator(".bd-sidebar-primary")
    assert listed.locator(f"a[href*='{LONG}']").inner_text().endswith("✓ done")
    assert listed.locator(f"a[href*='{SHORT}']").inner_text().endswith("3 / 8")


def test_one_download_only_and_it_has_the_answers(reader):
    reader.open(page_of(SHORT))
    reader.page.locator(".practice-dock").wait_for()
    assert reader.page.locator(".dropdown-download-buttons a, .dropdown-download-buttons button") \
        .filter(has_text=".ipynb").count() == 0  # fmt: skip

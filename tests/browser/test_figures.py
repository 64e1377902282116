"""The live figures: same arithmetic as lrlib, driven by mouse and by keyboard alone.

They run on the built pages, opened from disk, in headless Chromium.
"""

import functools
import gzip
import math
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from lrlib._draw import COLUMN, MARGIN, ROW, layout
from lrlib.cost import cost_from_logits, squared_error
from lrlib.datasets import make_two_minima
from lrlib.descent import gradient_descent, smoothness
from lrlib.gradients import cost_and_gradients, example_gradients
from lrlib.graph import Node
from lrlib.images import images_to_vectors
from lrlib.neuron import forward, sigmoid
from theme import scores
from theme.live import photographs, script_of
from theme.replay import STEPS, numbers

pytestmark = pytest.mark.browser

HTML = Path(__file__).resolve().parents[2] / "_build" / "html"
PAGES = {
    "pixels": "01-a-picture-is-a-vector",
    "model": "03-the-model",
    "surface": "04-line-or-curve",
    "losses": "06-why-not-squared-error",
    "valleys": "06-why-not-squared-error",
    "landscape-hand": "08-cost",
    "descent": "09-gradient-descent",
    "landscape-steps": "09-gradient-descent",
    "stepper-cost": "10-computation-graph",
    "stepper-slopes": "11-derivatives-on-a-graph",
    "stepper-fork": "12-paths-that-fork-and-meet",
    "stepper-neuron": "13-the-derivatives",
    "columns": "15-m-examples",
    "replay": "16-the-whole-algorithm",
    "replay-small": "index",
    "threshold": "17-how-good-is-it",
}
SETTINGS = [("light", 1280), ("dark", 390)]


class Figure:
    """One live figure on its page, in one setting; whatever the browser complains of is kept."""

    def __init__(self, context, name):
        self.name, self.complaints = name, []
        self.page = context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self.note_request)
        self.page.goto((HTML / "chapters" / f"{PAGES[name]}.html").as_uri())
        self.place = self.page.locator(f"figure.live[data-figure='{name}']")
        self.place.locator(".live-body").wait_for()

    def note_request(self, request):
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.complaints.append(request.url)

    @property
    def state(self):
        return self.place.locator(".live-status").inner_text()

    def press(self, label, times=1):
        for _ in range(times):
            self.place.get_by_role("button", name=label, exact=True).click()

    def keys(self, target, *keys):
        """Focus a control and use the keyboard only."""
        target.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def box(self, target):
        """Bring a target to the middle of the window, clear of the header, and say where it is."""
        target.evaluate("node => node.scrollIntoView({ block: 'center' })")
        return target.bounding_box()

    def slider(self, label):
        return self.place.get_by_role("slider", name=label, exact=True)


@pytest.fixture(params=SETTINGS, ids=lambda s: f"{s[0]}-{s[1]}")
def setting(request):
    return request.param


def without_formulas(browser, **options):
    """Open a window. To set a page's formulas takes half of its time, and no figure needs them."""
    context = browser.new_context(**options)
    empty = {"body": "", "content_type": "text/javascript"}
    context.route("**/_static/mathjax/**", lambda route: route.fulfill(**empty))
    return context


@pytest.fixture(scope="module")
def window(browser):
    """Return a function that opens a window for a setting, once for all tests."""

    @functools.cache
    def opened(scheme, width):
        size = {"width": width, "height": 900}
        return without_formulas(
            browser, color_scheme=scheme, viewport=size, reduced_motion="reduce"
        )

    return opened


@pytest.fixture
def live(window, setting):
    """Open a figure in the setting of the test; at the end nothing may have been complained of."""
    opened = []

    def start(name):
        opened.append(Figure(window(*setting), name))
        return opened[-1]

    yield start
    for figure in opened:
        figure.page.close()
    assert [line for figure in opened for line in figure.complaints] == []


@pytest.fixture(scope="module")
def kept(browser):
    """Return a function that opens a figure once for all tests; each leaves it as it was."""
    context = without_formulas(browser, reduced_motion="reduce")
    return functools.cache(lambda name: Figure(context, name))


@pytest.fixture
def compute(kept):
    """Call a function of a figure's arithmetic with plain arguments."""

    def call(figure, name, *arguments):
        code = f"(values) => lrFigures.math.{name}(...values)"
        return kept(figure).page.evaluate(code, list(arguments))

    return call


# ---- the same numbers as lrlib -------------------------------------------------------------


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_model_has_the_cost_and_gradients_of_lrlib(compute):
    xs, ys = [-3.2, -0.4, 0.5, 3.0], [0, 1, 0, 1]
    found = compute("model", "costAndGradients", 0.7, -0.3, xs, ys)
    J, dw, db = cost_and_gradients(np.array([[0.7]]), -0.3, np.array([xs]), np.array([ys]))
    close([found["J"], found["dw"], found["db"]], [J, dw.item(), db])


@pytest.mark.parametrize("z", [-40.0, -8.0, -0.5, 0.0, 2.0, 40.0])
@pytest.mark.parametrize("y", [0, 1])
def test_losses_and_their_slopes_are_those_of_lrlib(compute, z, y):
    Z, Y = np.array([[z]]), np.array([[y]])
    a = sigmoid(Z).item()
    close(compute("losses", "sigmoid", z), a)
    close(compute("losses", "crossEntropy", z, y), cost_from_logits(Z, Y))
    close(compute("losses", "squaredError", a, y), squared_error(np.array([[a]]), Y).item())
    close(compute("losses", "entropySlope", a, y), a - y)
    # The slope and curvature of the squared error, against complex step and differences of it.
    h = 1e-30

    def squared(v):
        return (sigmoid(np.array([[v]])) - y) ** 2 / 2

    close(compute("losses", "squaredSlope", a, y), (squared(z + 1j * h).imag / h).item())
    d = 1e-4
    curvature = (squared(z + d) - 2 * squared(z) + squared(z - d)).item() / d**2
    assert compute("losses", "squaredCurvature", a, y) == pytest.approx(curvature, abs=1e-6)
    close(compute("losses", "entropyCurvature", a), a * (1 - a))


@pytest.mark.parametrize("w", [-0.2, -0.0462, 0.1305, 0.4422, 1.0])
def test_valleys_are_those_of_the_four_points(compute, w):
    X, Y = make_two_minima()
    A = forward(np.array([[w]]), 0.0, X)
    close(compute("valleys", "squaredCost", w), squared_error(A, Y).mean())
    J, dw, _ = cost_and_gradients(np.array([[w]]), 0.0, X, Y)
    close(compute("valleys", "entropyCost", w), J)
    close(compute("valleys", "entropyCostSlope", w), dw.item())
    slope = np.mean((A - Y) * A * (1 - A) * X)
    close(compute("valleys", "squaredCostSlope", w), slope)


def test_surface_has_the_probability_of_lrlib_and_a_boundary_at_one_half(compute):
    w1, w2, b = 1.5, -1.0, 0.4
    w = np.array([[w1], [w2]])
    for x1, x2 in [(0.0, 0.0), (-2.5, 1.0), (3.0, -3.0)]:
        expected = forward(w, b, np.array([[x1], [x2]])).item()
        close(compute("surface", "probability", w1, w2, b, x1, x2), expected)
    ends = compute("surface", "boundary", w1, w2, b, 3)
    assert len(ends) == 2
    close(forward(w, b, np.array(ends).T), [[0.5, 0.5]])


def test_landscape_has_the_cost_and_the_steps_of_lrlib(compute):
    X, Y = np.array([[-2.0, -1, 0, 1, 2, 3]]), np.array([[0, 0, 1, 0, 1, 1]])
    for w, b in [(0.0, 0.0), (1.21, -0.61), (-0.7, 2.5)]:
        J, dw, db = cost_and_gradients(np.array([[w]]), b, X, Y)
        close(compute("landscape-hand", "landscape", w, b), J)
        found = compute("landscape-hand", "landscapeStep", w, b, 1.5)
        close(found, [w - 1.5 * dw.item(), b - 1.5 * db])


def test_contour_lines_stand_at_their_height(compute):
    X, Y = np.array([[-2.0, -1, 0, 1, 2, 3]]), np.array([[0, 0, 1, 0, 1, 1]])
    pairs = compute("landscape-hand", "contour", 0.6)
    assert len(pairs) > 40
    for w, b in [end for pair in pairs for end in pair][::7]:
        J, _, _ = cost_and_gradients(np.array([[w]]), b, X, Y)
        assert J == pytest.approx(0.6, abs=0.01)


def test_descent_takes_the_path_of_lrlib(live):
    figure = live("descent")
    figure.press("Take one step", times=7)
    path = gradient_descent(lambda w: 2 * (w - 2), -1.0, learning_rate=0.1, n_steps=7)
    assert f"w = {path[-1]:.3f}" in figure.state


@pytest.mark.parametrize("name", ["stepper-cost", "stepper-fork"])
def test_small_graphs_have_the_gradients_of_lrlib(kept, name):
    if name == "stepper-cost":
        nodes = {"a": Node(5.0), "b": Node(3.0), "c": Node(2.0)}
        last = 3 * (nodes["a"] + nodes["b"] * nodes["c"])
    else:
        nodes = {"p": Node(2.0), "q": Node(1.0)}
        last = (nodes["p"] + nodes["q"]) * (nodes["q"] + 1)
    last.backward()
    assert graph_gradients(kept(name).page, name) == {n: node.grad for n, node in nodes.items()}


def graph_gradients(page, name):
    code = """(name) => { const { forward, backward, graphs } = lrFigures.math;
    const graph = graphs[name], grads = backward(graph, forward(graph, graph.inputs));
    return Object.fromEntries(Object.keys(graph.inputs).map((key) => [key, grads[key]])); }"""
    return page.evaluate(code, name)


def test_neuron_graph_has_the_gradients_of_lrlib(kept):
    found = graph_gradients(kept("stepper-neuron").page, "stepper-neuron")
    w, x = np.array([[0.5], [-1.0]]), np.array([[2.0], [1.0]])
    _, _, dw, db = example_gradients(w, 0.5, x, 1)
    close([found["w₁"], found["w₂"], found["b"]], [*dw.ravel(), db])
    dz = db
    close([found["x₁"], found["x₂"]], (w * dz).ravel())


@pytest.mark.parametrize("name", ["stepper-cost", "stepper-fork", "stepper-neuron"])
def test_graphs_are_laid_out_as_the_library_draws_them(kept, name):
    nodes = kept(name).page.evaluate("name => lrFigures.math.graphs[name].nodes", name)
    names = [node[0] for node in nodes]
    parents = [[names.index(parent) for parent in (node[4:] or [[]])[0]] for node in nodes]
    points = layout(parents)[0][: len(names)]
    places = [((x - MARGIN) / COLUMN, (y - MARGIN) / ROW) for x, y in points]
    assert [tuple(node[1:3]) for node in nodes] == places


def test_columns_add_up_to_the_matrix_product(compute):
    X = np.array([[1, 0, 2, -1], [0, 1, 1, 2], [2, -1, 0, 1.0]])
    Y, w, b = np.array([[1, 0, 1, 0]]), np.array([[0.5], [-1.0], [0.25]]), 0.5
    for k in range(5):
        found = compute("columns", "columns", k)
        dZ = forward(w, b, X) - Y
        close(found["dw"], (X[:, :k] @ dZ[:, :k].T).ravel())
        close(found["db"], dZ[:, :k].sum())


def test_pixels_stand_where_the_library_puts_them(compute):
    images = photographs()
    m, side = images.shape[:2]
    right, wrong = images_to_vectors(images), images.reshape(-1, m) / 255
    for r, c, ch, i in [(0, 0, 0, 0), (12, 9, 2, 1), (31, 31, 1, 3)]:
        k = compute("pixels", "position", r, c, ch, side)
        assert compute("pixels", "pixel", k, side) == [r, c, ch]
        assert right[k, i] == images[i, r, c, ch] / 255
        p, at = compute("pixels", "source", k, i, m, side * side * 3, True)
        assert wrong[k, i] == right[at, p]


def test_replay_shows_the_numbers_of_the_build(kept):
    built = kept("replay").page.evaluate(
        "() => { const { from, ...all } = lrFigures.replay; return all; }"
    )
    assert built == numbers()


def test_threshold_shows_the_numbers_of_the_build(kept, compute):
    built = kept("threshold").page.evaluate("() => lrFigures.threshold")
    assert built == scores.numbers()
    for level, found in enumerate(built["found"]):
        said = found + built["called"][level]
        close(compute("threshold", "shares", level), [found / said if said else 0, found / 105])


# ---- by mouse and by keyboard alone --------------------------------------------------------


def test_pixels(live):
    figure = live("pixels")
    figure.keys(figure.slider("Position k in x"), "Home", *["ArrowRight"] * 4)
    assert "(0·32 + 1)·3 + 1 = 4 of 3072" in figure.state
    figure.place.get_by_label("images.reshape(-1, m)", exact=True).check()
    assert "It comes from picture 0, row 0, column 5, green (1)" in figure.state
    figure.place.locator(".target").click(position={"x": 1, "y": 1})
    assert "(0·32 + 0)·3" in figure.state
    figure.press("Reset")
    assert "= 1179 of 3072" in figure.state


def test_model(live):
    figure = live("model")
    assert f"J = {math.log(2):.4f}" in figure.state
    figure.keys(figure.slider("Weight w"), *["ArrowRight"] * 20)
    assert "w = 1.00" in figure.state
    point = figure.slider("Example 6, label 1")
    figure.keys(point, "ArrowLeft", "PageDown")
    assert point.get_attribute("aria-valuenow") == "1.9"
    figure.press("Reset")
    before = figure.box(point)
    figure.page.mouse.move(before["x"] + 8, before["y"] + 8)
    figure.page.mouse.down()
    figure.page.mouse.move(before["x"] - 60, before["y"] + 8, steps=4)
    figure.page.mouse.up()
    assert float(point.get_attribute("aria-valuenow")) < 2.9
    figure.press("Reset")
    figure.press("Let it learn")
    learnt = float(figure.state.split("J = ")[1].split(". ")[0])
    assert learnt < 0.4


def test_surface(live):
    figure = live("surface")
    assert "straight line: from" in figure.state
    figure.keys(figure.slider("Turn"), "End")
    assert figure.slider("Turn").get_attribute("aria-valuetext") == "355°"
    figure.keys(figure.slider("Weight w₁"), *["ArrowLeft"] * 15)
    figure.keys(figure.slider("Weight w₂"), *["ArrowRight"] * 10)
    assert "from 0.500 to 0.500" in figure.state
    figure.press("Reset")
    assert "10 of 10" in figure.state


def test_losses(live):
    figure = live("losses")
    figure.keys(figure.slider("Prediction ŷ"), "Home")
    assert "slope −0.000335" in figure.state
    assert "slope −0.99966" in figure.state
    figure.keys(figure.place.get_by_role("radio", name="1", exact=True), "ArrowRight")
    assert figure.state.startswith("y = 0")
    figure.press("Reset")
    assert figure.state.startswith("y = 1")


def test_valleys(live):
    figure = live("valleys")
    figure.press("Let both roll")
    assert "w = 0.4422 with cost 0.1766" in figure.state
    assert "w = −0.0623 with cost 0.6142" in figure.state
    figure.keys(figure.slider("Start at w"), "Home")
    figure.press("Let both roll")
    assert "w = −0.0462 with cost 0.1094" in figure.state


def test_descent(live):
    figure = live("descent")
    rate = figure.slider("Learning rate α")
    figure.keys(rate, "Home", *["ArrowRight"] * 24)  # 0.5 = 1/β lands in one step
    figure.press("Take one step")
    assert "w = 2.000, J = 1.000" in figure.state
    figure.keys(rate, "End")
    figure.keys(figure.slider("Start w"), "ArrowRight")
    assert "farther away" in figure.state
    figure.press("Reset")
    assert "w = −1.000" in figure.state


def test_landscape_by_hand(live):
    figure = live("landscape-hand")
    assert f"J = {math.log(2):.4f}" in figure.state
    figure.keys(figure.slider("Bias b"), "ArrowLeft")
    assert "b = −0.01" in figure.state
    figure.slider("Bias b").fill("-0.6")
    cut = figure.place.get_by_role("slider", name="Weight w, on the cut")
    figure.keys(cut, *["ArrowRight"] * 24)
    assert "w = 1.20" in figure.state
    assert "x = 0.50" in figure.state, "the boundary, −b/w"
    assert figure.place.locator(".live-goal").inner_text().startswith("✓")
    figure.press("Reset")
    box = figure.box(figure.place.locator(".target"))
    figure.page.mouse.move(box["x"] + 10, box["y"] + 10)
    figure.page.mouse.down()
    figure.page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2, steps=4)
    figure.page.mouse.up()
    assert "w = 3.9" in figure.state or "w = 4.00" in figure.state


def test_landscape_by_steps(live):
    """Its goal cannot be reached with 1/β, and can with more: the bounds are sufficient."""
    X, Y = np.array([[-2.0, -1, 0, 1, 2, 3]]), np.array([[0, 0, 1, 0, 1, 1]])

    def lowest(rate):
        w, b, found = np.zeros((1, 1)), 0.0, []
        for _ in range(5):
            _, dw, db = cost_and_gradients(w, b, X, Y)
            w, b = w - rate * dw, b - rate * db
            found.append(cost_and_gradients(w, b, X, Y)[0])
        return min(found)

    assert lowest(1 / smoothness(X)) > 0.414 > lowest(4.0)
    figure = live("landscape-steps")
    goal = figure.place.locator(".live-goal")
    figure.keys(figure.slider("Learning rate α"), *["ArrowRight"] * 7)  # 1.2, just below 1/β
    figure.press("Take five")
    assert "Step 5 with α = 1.2" in figure.state
    assert goal.inner_text().startswith("○")
    figure.slider("Learning rate α").fill("4")
    figure.press("Take five")
    assert f"J = {lowest(4.0):.4f}" in figure.state
    assert goal.inner_text().startswith("✓")
    figure.keys(figure.slider("Step shown"), "Home")
    assert "Step 0 with α = 4.0: w = 0.00" in figure.state


@pytest.mark.parametrize("name", ["stepper-cost", "stepper-slopes"])
def test_stepper(live, name):
    figure = live(name)
    button = figure.place.get_by_role("button", name="Next step", exact=True)
    figure.keys(button, "Enter")
    assert figure.state == "Forward: u = 6."
    figure.keys(button, "Enter", "Enter", "Enter", "Enter")
    assert "gradient 1 times local slope 3 is 3. v now holds 3." in figure.state
    figure.press("To the end")
    assert figure.state.endswith("c now holds 9.")
    nudge = figure.place.get_by_role("group", name="Nudge by 0.001")
    nudge.get_by_role("radio", name="b", exact=True).check()
    assert "6.000 times as much" in figure.state
    figure.press("Reset")
    assert "inputs are known" in figure.state


def test_fork(live):
    figure = live("stepper-fork")
    figure.press("To the end", times=2)
    assert figure.state.endswith("q now holds 5.")
    figure.place.get_by_label("grad = …", exact=True).check()
    assert "is not the derivative" in figure.state


def test_neuron_stepper(live):
    figure = live("stepper-neuron")
    figure.press("To the end", times=2)
    assert "x₁ now holds −0.19" in figure.state
    figure.place.get_by_role("radio", name="0", exact=True).check()
    figure.place.get_by_role("radio", name="b", exact=True).check()
    assert "0.622 times as much" in figure.state or "0.623 times as much" in figure.state


def test_columns(live):
    figure = live("columns")
    figure.press("Next example", times=2)
    assert figure.state.startswith("Example 2 of 4")
    figure.press("All at once")
    assert "Divided by m" in figure.state
    figure.press("Reset")
    assert "No example" in figure.state


def test_replay(live):
    figure = live("replay")
    assert "Step 0, test pictures as they are: 50.0 % are right." in figure.state
    figure.keys(figure.slider("Step"), "End")
    last = numbers()["views"]["plain"]
    found, called = last["found"][-1], last["called"][-1]
    assert f"{found} of 105 cats and of {called} of 105 others" in figure.state
    assert f"{last['J'][-1]:.4f} on the test set" in figure.state
    goal = figure.place.locator(".live-goal")
    assert goal.inner_text().startswith("○ Goal:")
    lowest = STEPS.index(800)
    figure.keys(figure.slider("Step"), "Home", *["ArrowRight"] * lowest)
    assert goal.inner_text().startswith("✓ Goal reached:")
    figure.keys(figure.slider("Step"), "End")
    assert goal.inner_text().startswith("✓ Goal reached:"), "a goal stays reached"
    figure.press("Reset")
    assert goal.inner_text().startswith("○ Goal:")


def test_threshold(live):
    figure = live("threshold")
    assert "Threshold 0.500: “cat” is said of 151 pictures, 101 cats and 50 others." in figure.state
    assert "Precision 0.67, recall 0.96. 74.3 % are right." in figure.state
    figure.keys(figure.slider("Threshold"), *["ArrowRight"] * 12)
    assert "Threshold 0.800" in figure.state
    assert "Precision 0.57, recall 0.39." in figure.state
    figure.keys(figure.slider("Threshold"), "Home")
    assert "Precision 0.50, recall 1.00. 50.0 % are right." in figure.state
    figure.keys(figure.slider("Threshold"), "End")
    assert "of 0 pictures" in figure.state
    assert figure.place.locator(".live-goal").inner_text().startswith("○"), "it must say “cat”"
    figure.press("Reset")
    marks = figure.place.locator("rect.patch, circle.patch")
    assert marks.count() == 210
    assert figure.place.locator(".patch.two").count() == 4 + 50


def test_replay_plays_and_pauses(browser):
    """With motion it plays a step a frame, and stops where you pause it."""
    context = without_formulas(browser)
    figure = Figure(context, "replay")
    figure.press("Play")
    figure.page.wait_for_function(
        "() => !document.querySelector('.live-status').innerText.includes('Step 0,')"
    )
    figure.press("Pause")
    paused = figure.state
    figure.page.wait_for_timeout(600)
    assert figure.state == paused
    assert "Step 2000" not in paused
    assert figure.complaints == []
    context.close()


def test_no_cat_is_left_when_the_hue_is_violet(live):
    figure = live("replay-small")
    figure.keys(figure.place.get_by_role("radio", name="as they are", exact=True), "ArrowUp")
    assert figure.place.get_by_role("radio", name="hue turned to violet").is_checked()
    assert "of 0 of 105 cats" in figure.state
    assert figure.place.locator(".live-goal").inner_text().startswith("✓")


def test_a_node_lights_its_line_and_a_line_its_node(kept):
    figure = kept("stepper-cost")
    figure.press("To the end", times=2)
    line = figure.place.get_by_role(
        "button", name="u = b × c = 3 × 2 = 6, dJ/du = 3 · 1 = 3", exact=True
    )
    node = figure.place.locator("g[data-node=u]")
    lit = re.compile(r"\blit\b")
    node.hover()
    expect(line).to_have_class(lit)
    figure.page.mouse.move(0, 0)
    expect(line).not_to_have_class(lit)
    line.focus()
    expect(node).to_have_class(lit)
    figure.page.keyboard.press("Enter")
    expect(line).to_have_attribute("aria-pressed", "true")
    figure.place.get_by_role("button", name="Reset").focus()
    expect(node).to_have_class(lit)  # a line that was pressed stays lit
    figure.press("Reset")
    expect(node).not_to_have_class(lit)


def test_lines_of_algebra_sum_over_paths(kept):
    figure = kept("stepper-fork")
    figure.press("To the end", times=2)
    lines = figure.place.locator(".live-algebra").inner_text()
    assert "q = 1, de/dq = 3 · 1 + 2 · 1 = 5" in lines
    figure.place.get_by_label("grad = …", exact=True).check()
    assert "de/dq = 2 · 1 = 2" in figure.place.locator(".live-algebra").inner_text()
    figure.press("Reset")


# ---- goals and predictions -----------------------------------------------------------------


# What reaches a goal: sliders set to a value, choices checked, buttons pressed.
GOALS = {
    "pixels": [("images.reshape(-1, m)", None), ("Position k in x", 3071)],
    "model": [("Weight w", 1)],
    "surface": [("Weight w₁", 3), ("Weight w₂", -2)],
    "losses": [("Prediction ŷ", -0.7)],
    "valleys": [("Start at w", 0.05), ("Let both roll", "press")],
    "descent": [("Learning rate α", 0.48), ("Take one step", "press"), ("Take one step", "press")],
    "replay": [("Step", STEPS.index(800))],
    "landscape-hand": [("Weight w", 1.2), ("Bias b", -0.6)],
    "threshold": [("Threshold", 38)],
}


@pytest.mark.parametrize("name", GOALS)
def test_a_goal_is_open_at_first_and_can_be_reached(kept, name):
    figure = kept(name)
    goal = figure.place.locator(".live-goal")
    for label, value in GOALS[name]:
        assert goal.inner_text().startswith("○ Goal:")
        if value == "press":
            figure.press(label)
        elif value is None:
            figure.place.get_by_label(label, exact=True).check()
        else:
            figure.slider(label).fill(str(value))
    assert goal.inner_text().startswith("✓ Goal reached:")
    expect(figure.place.locator(".live-spoken")).to_contain_text("Goal reached:")
    figure.press("Reset")
    assert goal.inner_text().startswith("○ Goal:")


def cost_graph():
    a, b, c = Node(5.0), Node(3.0), Node(2.0)
    (3 * (a + b * c)).backward()
    return {"a": a.grad, "b": b.grad, "c": c.grad}


def fork_graph():
    p, q = Node(2.0), Node(1.0)
    ((p + q) * (q + 1)).backward()
    return q.grad


def neuron_sign():
    *_, db = example_gradients(np.array([[0.5], [-1.0]]), 0.5, np.array([[2.0], [1.0]]), 1)
    return {-1: "negative", 0: "zero", 1: "positive"}[int(np.sign(db))]


PREDICTIONS = {
    "stepper-cost": lambda: max(cost_graph(), key=cost_graph().get),
    "stepper-slopes": lambda: f"{cost_graph()['b']:.0f}",
    "stepper-fork": lambda: f"{fork_graph():.0f}",
    "stepper-neuron": neuron_sign,
    "columns": lambda: "dw₂",  # the entry that is 0 in the first column of X
}


@pytest.mark.parametrize("name", PREDICTIONS)
def test_a_prediction_is_right_where_lrlib_says_so(kept, name):
    figure = kept(name)
    goal = figure.place.locator(".live-goal")
    assert goal.inner_text().startswith("○ Predict:")
    guesses = figure.place.get_by_role("group", name="Your prediction").get_by_role("radio")
    labels = guesses.evaluate_all("all => all.map((one) => one.labels[0].innerText)")
    right = PREDICTIONS[name]()
    for label in sorted(labels, key=lambda label: label == right):
        figure.place.get_by_role("group", name="Your prediction").get_by_label(
            label, exact=True
        ).check()
        start = "✓ Predicted right:" if label == right else "○ Not that."
        assert goal.inner_text().startswith(start), label
    figure.press("Reset")
    assert goal.inner_text().startswith("○ Predict:")
    assert not any(guesses.nth(i).is_checked() for i in range(len(labels)))


# ---- what holds for all --------------------------------------------------------------------


# Milliseconds that each control takes to draw its figure anew.
DRAWN = """(place) => [...place.querySelectorAll("[type=range], [type=radio]")].map((i) => {
  const start = performance.now();
  if (i.type === "range") { i.stepUp(); i.dispatchEvent(new Event("input")); }
  else i.click();
  place.getBoundingClientRect();
  return performance.now() - start;
})"""


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_asks_and_announces_by_named_controls_and_draws_quickly(live, name):
    """A page is opened once for all that holds for each figure, for opening is what takes time."""
    figure = live(name)
    asked = figure.place.locator(".live-goal").inner_text()
    assert asked.startswith(("○ Goal:", "○ Predict:"))
    unnamed = figure.place.evaluate(
        """(place) => [...place.querySelectorAll("input")].filter((i) => !i.labels.length).length"""
    )
    assert unnamed == 0
    spoken = figure.place.locator(".live-spoken")
    assert spoken.get_attribute("role") == "status"
    assert spoken.inner_text() == ""
    figure.press("Reset")
    expect(spoken).to_have_text(figure.state)

    # The quickest of three: a machine that does something else meanwhile says nothing of a figure.
    rounds = []
    for _ in range(3):
        figure.press("Reset")
        rounds.append(figure.place.evaluate(DRAWN))
    assert all(min(times) < 100 for times in zip(*rounds, strict=True)), "milliseconds to draw anew"


@pytest.mark.parametrize("width", [1280, 390])
def test_loading_moves_nothing(browser, width):
    """The room that is kept before the scripts arrive is the room the figures take."""
    heights = []
    for scripts in (False, True):
        context = without_formulas(browser, viewport={"width": width, "height": 900})
        if not scripts:
            context.route("**/_static/figures/*.js*", lambda route: route.abort())
        page = context.new_page()
        found = {}
        for name, chapter in sorted(PAGES.items(), key=lambda item: item[1]):
            if not page.url.endswith(f"/{chapter}.html"):
                page.goto((HTML / "chapters" / f"{chapter}.html").as_uri())
            place = page.locator(f"figure.live[data-figure='{name}']")
            assert place.locator(".live-body").count() == scripts
            found[name] = place.locator(".live-stage").bounding_box()["height"]
        heights.append(found)
        context.close()
    assert heights[0] == pytest.approx(heights[1], abs=1)


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_picture_and_description_stand(browser, name):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((HTML / "chapters" / f"{PAGES[name]}.html").as_uri())
    place = page.locator(f"figure.live[data-figure='{name}']")
    assert place.locator(".live-stage img, .live-stage svg").count() == 1
    assert place.locator("details.live-text").inner_text()
    context.close()


def test_labels_are_there_in_both_languages(kept):
    for name in PAGES:
        pairs = kept(name).page.evaluate("() => lrFigures.words")
        assert all(len(pair) == 2 and all(pair) for pair in pairs.values())


def test_all_scripts_together_are_small():
    folder = HTML / "_static" / "figures"
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in folder.glob("*.js")}
    assert {f"{script_of(name)}.js" for name in PAGES} < set(sizes)
    assert sum(sizes.values()) <= 60_000, sizes

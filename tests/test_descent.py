"""Gradient descent and training."""

import itertools
import re
import subprocess
import sys
import warnings

import mpmath
import numpy as np
import pytest
from core_kit import problem, problems
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from lrlib import descent
from lrlib.cost import cost_from_logits, squared_error
from lrlib.datasets import make_blobs, make_two_minima
from lrlib.descent import gradient_descent, smoothness, train, train_gram, update
from lrlib.gradcheck import complex_step
from lrlib.gradients import cost_and_gradients
from lrlib.neuron import sigmoid

BOTH = [train, train_gram]
X, Y = make_blobs(np.random.default_rng(0), m=60, distance=2.0)


def wide(seed=0, n_x=40, m=9):
    """More features than examples."""
    return problem(seed, n_x=n_x, m=m)


# One parameter


def test_path_by_hand():
    """On J = w², w ← w − α·2w = (1 − 2α)w."""
    path = gradient_descent(lambda w: 2 * w, 4, learning_rate=0.25, n_steps=4)
    assert path.tolist() == [4.0, 2.0, 1.0, 0.5, 0.25]
    assert gradient_descent(lambda w: 2 * w, 4.0, learning_rate=1.0, n_steps=3).tolist() == [
        4.0, -4.0, 4.0, -4.0,
    ]  # fmt: skip
    assert gradient_descent(lambda w: 2 * w, 4.0, learning_rate=1.0, n_steps=0).tolist() == [4.0]


@given(st.floats(0.01, 0.99), st.floats(-5, 5))
def test_below_two_over_beta_a_parabola_is_descended(share, w0):
    """J = 3w² has β = 6; α = share · 2/β."""
    path = gradient_descent(lambda w: 6 * w, w0, learning_rate=share * 2 / 6, n_steps=50)
    assert (np.diff(path**2) <= 0).all()
    np.testing.assert_allclose(path, w0 * (1 - 2 * share) ** np.arange(51), atol=1e-12)


def test_a_diverging_path_reaches_infinity_without_a_warning():
    path = gradient_descent(lambda w: w**3, 10.0, learning_rate=1.0, n_steps=20)
    assert path[1] == -990.0
    assert not np.isfinite(path[-1])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"learning_rate": 0}, ValueError, "must be a positive, finite number. Got 0.0."),
        ({"learning_rate": -1.0}, ValueError, "learning_rate must be a positive"),
        ({"learning_rate": np.nan}, ValueError, "learning_rate must be a positive"),
        ({"learning_rate": np.inf}, ValueError, "learning_rate must be a positive"),
        ({"learning_rate": 1j}, ValueError, "learning_rate must be a positive"),
        ({"learning_rate": "0.1"}, TypeError, "learning_rate must be one number. Got '0.1'."),
        ({"n_steps": -1}, ValueError, "n_steps must be at least 0. Got -1."),
        ({"n_steps": 1e3}, TypeError, "n_steps must be a whole number. Got 1000.0."),
    ],
)  # fmt: skip
def test_settings_are_looked_at(change, error, message):
    how = {"learning_rate": 0.1, "n_steps": 3} | change
    calls = [lambda: gradient_descent(lambda w: w, 1.0, **how)]
    calls += [lambda f=f: f(X, Y, **how) for f in BOTH]
    for call in calls:
        with pytest.raises(error, match=re.escape(message)):
            call()


def test_the_derivative_must_return_a_number():
    with pytest.raises(TypeError, match=r"df\(w\) must be one number. Got shape \(1,\)"):
        gradient_descent(lambda w: np.array([w]), 1.0, learning_rate=0.1, n_steps=3)
    with pytest.raises(TypeError, match=r"df\(w\) must be one number. Got None."):
        gradient_descent(lambda w: None, 1.0, learning_rate=0.1, n_steps=3)
    with pytest.raises(TypeError, match="w0 must be one number"):
        gradient_descent(lambda w: w, [1.0], learning_rate=0.1, n_steps=3)


# The four points with two minima


def two_minima(loss):
    X, Y = make_two_minima()
    J = {
        "squared": lambda w: squared_error(sigmoid(w * X), Y).mean(),
        "cross-entropy": lambda w: cost_from_logits(w * X, Y),
    }[loss]
    return J, lambda w: complex_step(J, w)


@pytest.mark.parametrize(
    ("w0", "end", "J_end"), [(1.0, 0.4422, 0.1766), (-1.0, -0.0462, 0.1094), (0.0, -0.0462, 0.1094)]
)
def test_squared_error_has_two_valleys(w0, end, J_end):
    J, df = two_minima("squared")
    path = gradient_descent(df, w0, learning_rate=0.02, n_steps=5000)
    assert path[-1] == pytest.approx(end, abs=5e-5)
    assert J(path[-1]) == pytest.approx(J_end, abs=5e-5)
    assert df(path[-1]) == pytest.approx(0, abs=1e-9)


def test_squared_error_has_a_ridge_between():
    J, df = two_minima("squared")
    ridge = float(mpmath.findroot(lambda w: df(float(w)), (0.1, 0.2), solver="anderson"))
    assert ridge == pytest.approx(0.1305, abs=5e-5)
    assert J(ridge) == pytest.approx(0.1903, abs=5e-5)
    for side, end in ((ridge - 0.01, -0.0462), (ridge + 0.01, 0.4422)):
        path = gradient_descent(df, side, learning_rate=0.02, n_steps=4000)
        assert path[-1] == pytest.approx(end, abs=5e-5)


@pytest.mark.parametrize("w0", [-1.0, 0.0, 1.0])
def test_cross_entropy_has_one_valley(w0):
    J, df = two_minima("cross-entropy")
    path = gradient_descent(df, w0, learning_rate=0.01, n_steps=5000)
    assert path[-1] == pytest.approx(-0.0623, abs=5e-5)
    assert J(path[-1]) == pytest.approx(0.6142, abs=5e-5)


# One step


def test_update_by_hand_leaves_its_arguments():
    w, dw = np.array([[1.0], [2.0]]), np.array([[10.0], [-10.0]])
    new_w, new_b = update(w, 0.5, dw, 2.0, learning_rate=0.1)
    np.testing.assert_allclose(new_w, [[0.0], [3.0]], atol=1e-15)
    assert new_b == pytest.approx(0.3)
    assert type(new_b) is float
    assert w.tolist() == [[1.0], [2.0]]
    assert dw.tolist() == [[10.0], [-10.0]]


@pytest.mark.parametrize(
    ("w", "dw", "message"),
    [
        (np.zeros((2, 1)), np.zeros((1, 2)), "both have shape (n_x, 1). Got (2, 1) and (1, 2)."),
        (np.zeros((1, 2)), np.zeros((1, 2)), "both have shape (n_x, 1). Got (1, 2) and (1, 2)."),
        (np.zeros(2), np.zeros((2, 1)), "w must have shape (n_x, m), two dimensions. Got (2,)."),
    ],
)
def test_update_refuses_and_says_why(w, dw, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        update(w, 0.0, dw, 0.0, learning_rate=0.1)


# Smoothness


@given(problems)
def test_smoothness_is_the_largest_singular_value_squared(given_problem):
    X = given_problem.X
    m = X.shape[1]
    norm = np.linalg.norm(np.vstack([X, np.ones((1, m))]), 2)
    assert smoothness(X) == pytest.approx(norm**2 / (4 * m), rel=1e-10)


@given(problems)
@settings(max_examples=40)
def test_up_to_two_over_beta_the_cost_never_rises(given_problem):
    _, _, X, Y = given_problem
    for share in (0.5, 0.999):
        costs = train(X, Y, learning_rate=share * 2 / smoothness(X), n_steps=40).costs
        assert (np.diff(costs) <= 1e-12).all()


def test_smoothness_is_sufficient_not_necessary():
    """Far from where the curvature is largest, larger steps go down as well."""
    costs = train(X, Y, learning_rate=4 / smoothness(X), n_steps=200).costs
    assert (np.diff(costs) <= 1e-15).all()


def test_smoothness_refuses_what_is_not_finite():
    with pytest.raises(ValueError, match=r"X\[0, 1\] is nan"):
        smoothness([[1.0, np.nan]])


# Training


@pytest.mark.parametrize("f", BOTH)
def test_training_is_cost_gradients_update_repeated(f):
    w, b = np.zeros((2, 1)), 0.0
    expected = []
    for _ in range(25):
        J, dw, db = cost_and_gradients(w, b, X, Y)
        expected.append(J)
        w, b = w - 0.3 * dw, b - 0.3 * db
    result = f(X, Y, learning_rate=0.3, n_steps=25)
    np.testing.assert_allclose(result.costs, expected, rtol=1e-12)
    np.testing.assert_allclose(result.w, w, rtol=1e-11)
    assert result.b == pytest.approx(b, rel=1e-11)
    assert type(result.b) is float
    assert result.costs[0] == pytest.approx(np.log(2), rel=1e-15)


@pytest.mark.parametrize("f", BOTH)
def test_training_goes_on_from_where_it_stopped(f):
    first = f(X, Y, learning_rate=0.3, n_steps=10)
    second = f(X, Y, learning_rate=0.3, n_steps=15, w=first.w, b=first.b)
    whole = f(X, Y, learning_rate=0.3, n_steps=25)
    np.testing.assert_allclose(np.r_[first.costs, second.costs], whole.costs, rtol=1e-12)
    np.testing.assert_allclose(second.w, whole.w, rtol=1e-11)


@pytest.mark.parametrize("f", BOTH)
def test_training_of_no_steps_returns_the_start_as_a_copy(f):
    w = np.ones((2, 1))
    result = f(X, Y, learning_rate=0.3, n_steps=0, w=w, b=2)
    assert result.w.tolist() == [[1.0], [1.0]]
    assert result.w is not w
    assert not np.shares_memory(result.w, w)
    assert result.b == 2.0
    assert result.costs.shape == (0,)


@pytest.mark.parametrize("f", BOTH)
def test_training_changes_no_argument_and_takes_integers(f):
    w, b, X, Y = wide()  # read-only
    result = f(X, Y, learning_rate=0.01, n_steps=3, w=w, b=b)
    again = f(X, Y.astype(bool), learning_rate=0.01, n_steps=3, w=w, b=b)
    np.testing.assert_array_equal(result.w, again.w)
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    whole = f(pixels, [[0, 1, 1, 0]], learning_rate=0.01, n_steps=3)
    plain = f(pixels.astype(float), [[0, 1, 1, 0]], learning_rate=0.01, n_steps=3)
    np.testing.assert_array_equal(whole.w, plain.w)


@given(problems, st.sampled_from([0.1, 1.0, 1.99]), st.booleans())
def test_gram_takes_the_same_path(given_problem, share, from_zero):
    """From any start: steps lie in the span of X, wherever w begins."""
    w, b, X, Y = given_problem
    how = {"learning_rate": share / smoothness(X), "n_steps": 60}
    how |= {} if from_zero else {"w": w, "b": b}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        plain, gram = train(X, Y, **how), train_gram(X, Y, **how)
    np.testing.assert_allclose(gram.costs, plain.costs, rtol=1e-10)
    np.testing.assert_allclose(gram.w, plain.w, rtol=1e-8, atol=1e-10)
    assert gram.b == pytest.approx(plain.b, rel=1e-8, abs=1e-10)


def test_training_reaches_the_optimum_of_scikit_learn():
    """Clouds that overlap have one finite optimum."""
    w, b, costs = train(X, Y, learning_rate=1.9 / smoothness(X), n_steps=4000)
    model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000).fit(X.T, Y[0])
    np.testing.assert_allclose(w[:, 0], model.coef_[0], rtol=1e-6)
    assert b == pytest.approx(model.intercept_[0], rel=1e-6)
    best = cost_from_logits(model.coef_ @ X + model.intercept_, Y)
    assert costs[-1] == pytest.approx(best, rel=1e-12)


@pytest.mark.parametrize("f", BOTH)
def test_a_rising_cost_is_warned_of_once_and_training_goes_on(f):
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (3, 40)).astype(float)
    labels = rng.integers(0, 2, (1, 40))
    with pytest.warns(RuntimeWarning, match="The cost rose") as caught:
        result = f(pixels, labels, learning_rate=0.05, n_steps=300)
    assert len(caught) == 1
    beta = smoothness(pixels)
    message = str(caught[0].message)
    assert f"learning_rate = 0.05 may be too large: up to 1/β = {1 / beta:.3g} " in message
    assert f"above 2/β = {2 / beta:.3g} it can" in message
    assert caught[0].filename == __file__
    assert len(result.costs) == 300
    assert np.isfinite(result.costs).all()
    assert np.isfinite(result.w).all()


@pytest.mark.parametrize("f", BOTH)
def test_a_small_rise_is_not_warned_of(f):
    """Near the optimum, along its steepest curve, a step of 2.5/λ overshoots a little."""
    w, b, _ = train(X, Y, learning_rate=1.0, n_steps=2000)
    X1 = np.vstack([X, np.ones((1, 60))])
    A = sigmoid(w.T @ X + b)
    curvatures, directions = np.linalg.eigh((X1 * A * (1 - A)) @ X1.T / 60)
    offset = 0.05 * directions[:, -1]
    rate = 2.5 / curvatures[-1]
    costs = f(X, Y, learning_rate=rate, n_steps=2, w=w + offset[:2, None], b=b + offset[2]).costs
    assert costs[0] < costs[1] < 1.05 * costs[0]


@pytest.mark.parametrize("f", BOTH)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"X": X.T}, "Y must have shape (1, m) = (1, 2) to match X (60, 2)."),
        ({"Y": Y[0]}, "Y must have shape (1, m) = (1, 60) to match X (2, 60). Got (60,)."),
        ({"Y": Y * 2}, "Y must hold labels 0 and 1 only. Got also 2."),
        ({"w": np.zeros(2)}, "w must have shape (n_x, 1) = (2, 1)"),
        ({"X": np.full((2, 60), np.inf)}, "X must hold finite numbers. X[0, 0] is inf"),
    ],
)
def test_training_refuses_and_says_why(f, change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        f(**({"X": X, "Y": Y, "learning_rate": 0.1, "n_steps": 1} | change))


# Stopping early


@pytest.mark.parametrize("f", BOTH)
@pytest.mark.parametrize("stop", [0, 1, 7])
def test_an_interrupt_returns_what_is_trained_so_far(f, stop, monkeypatch):
    inner = "cost_and_gradients" if f is train else "losses"
    original, calls = getattr(descent, inner), itertools.count()

    def interrupted(*args):
        if next(calls) == stop:
            raise KeyboardInterrupt
        return original(*args)

    whole = f(X, Y, learning_rate=0.3, n_steps=stop)
    monkeypatch.setattr(descent, inner, interrupted)
    result = f(X, Y, learning_rate=0.3, n_steps=20)
    np.testing.assert_array_equal(result.costs, whole.costs)
    np.testing.assert_array_equal(result.w, whole.w)
    assert result.b == whole.b


# Raises KeyboardInterrupt at the n-th traced event (a line, call or return, at any depth) after
# the first step began, for every n of the first three steps. A process of its own, for coverage
# has the tracer in this one.
AT_ANY_MOMENT = """
import itertools
import sys
import numpy as np
from lrlib.datasets import make_blobs
from lrlib.descent import train, train_gram

X, Y = make_blobs(np.random.default_rng(0), m=60)


def interrupted(f, begins, n):
    begun, events = False, itertools.count(1)

    def trace(frame, event, arg):
        nonlocal begun
        begun = begun or frame.f_code.co_name == begins
        if begun and next(events) == n:
            raise KeyboardInterrupt
        return trace

    sys.settrace(trace)
    try:
        return f(X, Y, learning_rate=0.3, n_steps=20)
    finally:
        sys.settrace(None)


for f, begins in ((train, "cost_and_gradients"), (train_gram, "losses")):
    for n in itertools.count(1):
        result = interrupted(f, begins, n)
        steps = len(result.costs)
        if steps == 3:
            break
        whole = f(X, Y, learning_rate=0.3, n_steps=steps)
        assert np.array_equal(result.costs, whole.costs), (f, n)
        assert np.array_equal(result.w, whole.w), (f, n)
        assert result.b == whole.b, (f, n)
    print(f.__name__, n)
"""


def test_an_interrupt_at_any_moment_leaves_whole_steps():
    done = subprocess.run(
        [sys.executable, "-c", AT_ANY_MOMENT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    moments = {name: int(n) for name, n in map(str.split, done.stdout.splitlines())}
    assert moments["train"] > 100
    assert moments["train_gram"] > 20


@pytest.mark.parametrize("f", BOTH)
def test_progress_is_shown_on_request(f, capsys):
    silent = f(X, Y, learning_rate=0.3, n_steps=5)
    assert capsys.readouterr() == ("", "")
    shown = f(X, Y, learning_rate=0.3, n_steps=5, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "5/5" in err
    np.testing.assert_array_equal(shown.costs, silent.costs)


@pytest.mark.parametrize("f", BOTH)
def test_progress_without_tqdm_says_what_to_install(f, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ImportError, match=r"pip install 'lrlib\[progress\]'"):
        f(X, Y, learning_rate=0.3, n_steps=5, progress=True)

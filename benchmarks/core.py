"""How fast the core is, as ratios to peers measured in the same rounds.

One round runs every contender once, in turn, so that what slows the machine slows them all; the
numbers are medians over the rounds, and a ratio is the median of the rounds' ratios. A machine at
rest is needed all the same: threads that wait for a busy processor hide everything else.
"""

import argparse
import os
import statistics
import sys
import time

import numpy as np
from sklearn._loss import HalfBinomialLoss
from sklearn.linear_model._linear_loss import LinearModelLoss

from lrlib.descent import smoothness, train, train_gram
from lrlib.gradients import cost_and_gradients, cost_and_gradients_loop

# (n_x, m): the course's pictures of cats, and the handwritten digits of MNIST.
SHAPES = ((12288, 209), (784, 60000))
PRODUCTS_LIMIT, SKLEARN_LIMIT, GRAM_LIMIT = 1.20, 1.10, 25


def main(arguments=()):
    """Print the tables; 0 if every ratio with a limit keeps it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks core", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each table, about")
    seconds = parser.parse_args(arguments).seconds
    print(f"NumPy {np.__version__}, {os.cpu_count()} CPUs. Times are medians in ms.\n")
    held = [gradients(n_x, m, seconds) for n_x, m in SHAPES]
    held.append(training(seconds))
    loop(seconds)
    return 0 if all(held) else 1


def problem(n_x, m):
    """Return w, b, X and Y as images_to_vectors lays them out: each example contiguous."""
    rng = np.random.default_rng(0)
    X = rng.random((m, n_x)).T
    return 0.01 * rng.standard_normal((n_x, 1)), 0.1, X, rng.integers(0, 2, (1, m))


def rounds(contenders, seconds, least=3):
    """Return each contender's times over rounds that together last about `seconds`."""
    times = {name: [] for name in contenders}
    for f in contenders.values():
        f()  # warm up
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or min(map(len, times.values())) < least:
        for name, f in contenders.items():
            start = time.perf_counter()
            f()
            times[name].append(time.perf_counter() - start)
    return times


def ratio(times, one, other):
    """Return the median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))


def table(title, times, base, limits):
    """Print a row for each contender and one for each limit; return whether the limits hold."""
    n = len(times[base])
    print(f"{title}, {n} rounds\n\n| contender | ms | ratio to {base} |\n|---|---:|---:|")
    for name, each in times.items():
        print(f"| {name} | {1e3 * statistics.median(each):.3g} | {ratio(times, name, base):.2f} |")
    held = True
    print()
    for one, other, relation, limit in limits:
        found = ratio(times, one, other)
        good = found <= limit if relation == "≤" else found >= limit
        held &= good
        print(f"- {one} / {other} = {found:.2f}, to be {relation} {limit}: {'✓' if good else '✗'}")
    print(flush=True)
    return held


def gradients(n_x, m, seconds):
    """Compare cost_and_gradients with the two products it needs, scikit-learn and PyTorch."""
    w, b, X, Y = problem(n_x, m)
    dZ = np.random.default_rng(1).standard_normal((1, m))
    theirs = LinearModelLoss(base_loss=HalfBinomialLoss(), fit_intercept=True)
    coefficients, labels = np.r_[w[:, 0], b], Y[0].astype(float)
    contenders = {
        "two products": lambda: (w.T @ X, X @ dZ.T),
        "lrlib": lambda: cost_and_gradients(w, b, X, Y),
        "scikit-learn": lambda: theirs.loss_gradient(coefficients, X.T, labels),
    }
    try:
        contenders["PyTorch"] = pytorch(w, b, X, Y)
    except ImportError:
        print("PyTorch is not installed (pip install 'lrlib[bench]'); its row is missing.\n")
    times = rounds(contenders, seconds)
    title = f"**Cost and gradients** at (n_x, m) = ({n_x}, {m})"
    limits = [
        ("lrlib", "two products", "≤", PRODUCTS_LIMIT),
        ("lrlib", "scikit-learn", "≤", SKLEARN_LIMIT),
    ]
    return table(title, times, "two products", limits)


def pytorch(w, b, X, Y):
    """Return the same work in PyTorch: a forward pass, then automatic differentiation."""
    import torch

    data, labels = torch.from_numpy(X.T), torch.from_numpy(Y[0].astype(float))
    weights = torch.from_numpy(w[:, 0].copy()).requires_grad_()
    bias = torch.tensor(b, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.BCEWithLogitsLoss()

    def run():
        weights.grad = bias.grad = None
        loss(data @ weights + bias, labels).backward()

    run()
    expected = cost_and_gradients(w, b, X, Y)
    np.testing.assert_allclose(weights.grad.numpy(), expected.dw[:, 0], rtol=1e-8)
    return run


def training(seconds):
    """Compare 2000 steps of train and train_gram."""
    _, _, X, Y = problem(*SHAPES[0])
    how = {"learning_rate": 1 / smoothness(X), "n_steps": 2000}
    plain, gram = train(X, Y, **how).costs, train_gram(X, Y, **how).costs
    print(f"train and train_gram differ in cost by at most {np.abs(gram / plain - 1).max():.0e}.\n")
    contenders = {
        "train_gram": lambda: train_gram(X, Y, **how),
        "train": lambda: train(X, Y, **how),
    }
    times = rounds(contenders, seconds)
    limits = [("train", "train_gram", "≥", GRAM_LIMIT)]
    title = f"**Training**, 2000 steps at (n_x, m) = {SHAPES[0]}"
    return table(title, times, "train_gram", limits)


def loop(seconds):
    """Compare two Python loops with none."""
    problem_ = problem(*SHAPES[0])
    contenders = {
        "cost_and_gradients": lambda: cost_and_gradients(*problem_),
        "cost_and_gradients_loop": lambda: cost_and_gradients_loop(*problem_),
    }
    times = rounds(contenders, seconds)
    title = f"**Loop or none** at (n_x, m) = {SHAPES[0]}"
    table(title, times, "cost_and_gradients", [])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

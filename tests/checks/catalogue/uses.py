"""What the book, the exercises and the published run ask of each graded function.

A function that is wrong in one of these uses must be refused. They are written without a look at
what the checks draw. Walks of 2000 steps are left out: a check would take too long.
"""

import numpy as np
from numpy.polynomial import Polynomial

from lrlib.checks.catalogue.backward import evaluate

RNG = np.random.default_rng(11)
M = 209  # examples of the published run
N_X = 12288  # numbers of a picture


def _sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def _labels(m):
    return np.resize([1, 0, 0], (1, m))


NEURON = {  # exercise 02 and the tiny example of its text
    "w": np.array([[1.0], [-2.0]]),
    "b": 0.5,
    "X": np.array([[2.0, 0.0], [0.5, 1.0]]),
}
PICTURES = {"w": RNG.normal(0, 0.01, (N_X, 1)), "b": 0.1, "X": RNG.random((N_X, 2))}
CLASS = {"w": np.array([[1.5], [-0.7]]), "b": -0.2, "X": RNG.normal(size=(2, M))}
SURE = {"w": np.array([[1.5]]), "b": 0.3, "X": np.linspace(-6.0, 6.0, M)[None]}  # |z| up to 9
ONE = {"w": np.array([[0.8]]), "b": -0.3, "X": np.array([[1.7]])}
START = {"w": np.zeros((3, 1)), "b": 0, "X": RNG.normal(size=(3, 4))}
WHOLE = {"w": np.array([[0.5], [-0.25]]), "b": 0.1, "X": np.array([[1, 2, 0], [0, 1, 2]])}
SINGLE = {**WHOLE, "X": RNG.random((2, 3)).astype(np.float32)}
NEURONS = [NEURON, PICTURES, CLASS, SURE, ONE, START, WHOLE, SINGLE]

P = RNG.uniform(0.2, 0.8, (1, M))
PREDICTIONS = [
    {"A": np.array([[0.8, 0.4]]), "Y": np.array([[1, 0]])},
    {"A": P, "Y": _labels(M)},
    {"A": _sigmoid(np.linspace(-9.0, 9.0, M))[None], "Y": _labels(M)},
    {"A": np.array([[0.9, 0.2, 0.6]]), "Y": np.zeros((1, 3), int)},
    {"A": np.array([[0.9, 0.2, 0.6]]), "Y": np.ones((1, 3), int)},
    {"A": np.full((1, M), 0.5), "Y": _labels(M)},  # the start of training
    {"A": np.array([[0.7]]), "Y": np.array([[0]])},
    {"A": np.array([[0.7, 0.1]], dtype=np.float32), "Y": np.array([[1, 0]])},
]
LOGITS = [
    {"Z": np.array([[-1.5, 0.0, 1.5]])},
    {"Z": np.linspace(-30, 30, M)[None]},
    {"Z": np.array([[-3, 0, 2, 5]])},
    {"Z": np.array([[0.5, -1.5]], dtype=np.float32)},
    {"Z": np.array([[1000.0, -1000.0, 3.0]])},
]

EXAMPLES = [  # of one neuron: exercise 06
    {"w": np.array([[1.0], [-2.0]]), "b": 0.5, "x": np.array([[2.0], [0.5]]), "y": 1},
    {"w": np.array([[1.0], [-2.0]]), "b": 0.5, "x": np.array([[2.0], [0.5]]), "y": 0},
    {"w": np.array([[4.0]]), "b": 0.0, "x": np.array([[2.0]]), "y": 0},
    {"w": np.array([[4.0]]), "b": 0.0, "x": np.array([[-2.0]]), "y": 1},
    {"w": np.array([[4.0]]), "b": 0.0, "x": np.array([[2.0]]), "y": 1.0},
    {"w": np.array([[0.5], [0.25]]), "b": 0.5, "x": np.array([[2], [-1]]), "y": 1},
    {"w": PICTURES["w"], "b": 0.1, "x": PICTURES["X"][:, :1], "y": 1},
]
A_AND_Y = [(0.8176, 1), (0.8176, 0), (0.001, 1), (0.999, 0), (0.999, 1), (0.5, 0)]

DATA = [{k: v for k, v in use.items() if k == "X"} for use in NEURONS]


def _training(X, Y, rate, n_steps, **start):
    return {"X": X, "Y": Y, "learning_rate": rate, "n_steps": n_steps, **start}


SCORES = {"A": RNG.random((1, M)), "Y": _labels(M)}  # of test pictures: chapter 17, exercise 09
FEW = {"A": np.array([[0.9, 0.6, 0.5, 0.2]]), "Y": np.array([[1, 1, 0, 0]])}
EQUAL = {"A": np.array([[0.8, 0.5, 0.5, 0.1]]), "Y": np.array([[1, 1, 0, 0]])}
CERTAIN = {"A": np.array([[1.0, 0.0, 1.0]]), "Y": np.array([[1, 0, 0]])}

APART = np.array([[-2.0, -1.0, 1.0, 2.0]])
RISING = (np.array([[4.0, 3.0, -1.0, 1.0]]), np.array([[1, 0, 0, 1]]), 2.5, 6)

GRAPHS = [
    ([("s", "add", ("p", "q")), ("e", "mul", ("s", "q"))], {"p": 1.0, "q": 2.0}),
    ([("s", "add", ("p", "q")), ("e", "mul", ("s", "q"))], {"p": -3.0, "q": 2.0}),
    ([("s", "add", ("p", "q")), ("e", "mul", ("s", "k"))], {"p": 0.0, "q": -2.0, "k": -1.0}),
    ([("e", "exp", ("x",))], {"x": 0.7}),
    ([("e", "log", ("x",))], {"x": 2.5}),
    ([("s", "mul", ("x", "x"))], {"x": -1.5}),
    ([("u", "mul", ("x", "y")), ("e", "exp", ("u",))], {"x": -0.5, "y": 0.8}),
    (  # logistic regression of chapter 13, with y = 1: J = −log a
        [
            ("u", "mul", ("w1", "x1")),
            ("v", "mul", ("w2", "x2")),
            ("s", "add", ("u", "v")),
            ("z", "add", ("s", "b")),
            ("a", "sigmoid", ("z",)),
            ("l", "log", ("a",)),
            ("J", "mul", ("l", "minus")),
        ],
        {"w1": 1.0, "w2": -2.0, "x1": 2.0, "x2": 0.5, "b": 0.5, "minus": -1.0},
    ),
    (
        [(f"v{k + 1}", ("add", "mul")[k % 2], (f"v{k}", "x")) for k in range(12)],
        {"v0": 0.5, "x": 0.9},
    ),
]

USES = {
    "images_to_vectors": [
        {"images": RNG.integers(0, 256, (2, 3, 4, 3), dtype=np.uint8)},
        {"images": RNG.integers(0, 256, (1, 64, 64, 3), dtype=np.uint8)},
        {"images": RNG.integers(0, 256, (M, 2, 2, 1), dtype=np.uint8)},
        {"images": RNG.random((2, 3, 4, 3))},
        {"images": RNG.random((2, 3, 4, 3)).astype(np.float32)},
        {"images": np.array([0, 1, 1, 0], np.uint8).reshape(1, 2, 2, 1)},
    ],
    "vectors_to_images": [
        {"X": RNG.integers(0, 256, (36, 2)) / 255, "image_shape": (3, 4, 3)},
        {"X": RNG.integers(0, 256, (N_X, 1)) / 255, "image_shape": (64, 64, 3)},
        {"X": RNG.integers(0, 256, (4, M)) / 255, "image_shape": (2, 2, 1)},
        {"X": 40 * RNG.normal(size=(12, 2)), "image_shape": (2, 2, 3)},  # weights as a picture
        {"X": (RNG.integers(0, 256, (12, 2)) / 255).astype(np.float32), "image_shape": (2, 2, 3)},
    ],
    "initialize": [{"n_x": n} for n in (3, 1, 2, 64, N_X)],
    "sigmoid": LOGITS,
    "forward": NEURONS,
    "predict": [
        *NEURONS[:5],
        *NEURONS[6:],  # at the start, every prediction is a tie
        *({**SURE, "threshold": t} for t in (0.0, 1.0, 0, 1, 0.9, 0.1, 0.99, 0.01)),
        {**NEURON, "threshold": 0.9},
        {"w": np.array([[1.0]]), "b": 0.0, "X": np.array([[0.001, -0.001]])},
    ],
    "squared_error": PREDICTIONS,
    "cross_entropy": [*PREDICTIONS, {"A": np.array([[1.0, 0.0]]), "Y": np.array([[1, 0]])}],
    "cost": [*PREDICTIONS, {"A": np.array([[1.0, 0.0]]), "Y": np.array([[1, 0]])}],
    "cost_from_logits": [
        {"Z": np.array([[1.3863, -0.4055]]), "Y": np.array([[1, 0]])},
        {"Z": np.linspace(-9.0, 9.0, M)[None], "Y": _labels(M)},
        {"Z": np.array([[1000.0, 1000.0]]), "Y": np.array([[0, 1]])},
        {"Z": np.array([[0.4, -1.2, 2.0]]), "Y": np.zeros((1, 3), int)},
        {"Z": np.array([[0.4, -1.2, 2.0]]), "Y": np.ones((1, 3), int)},
        {"Z": np.array([[1, -2, 0]]), "Y": np.array([[1, 0, 1]])},
    ],
    "gradient_descent": [
        {"df": Polynomial([-4.0, 2.0]), "w0": w0, "learning_rate": rate, "n_steps": n}
        for w0, rate, n in (
            (6, 0.25, 3),
            (6.0, 1.1, 10),
            (6, 0.01, 10),
            (-5.0, 0.25, 3),
            (6, 0.25, 0),
            (900.0, 0.25, 3),
            (6.0, 0.005, 210),
        )
    ],
    "graph_forward": [
        {"a": a, "b": b, "c": c}
        for a, b, c in ((1.0, 2.0, 4.0), (-1.5, 0.5, 3.0), (0.0, 2.0, -4.0), (7, -6, 20), (2, 0, 1))
    ],
    "fork_backward": [
        {"p": p, "q": q} for p, q in ((3.0, 4.0), (-2.5, 0.5), (0.0, -1.5), (12, 7), (0, 0))
    ],
    "backward": [{"graph": rows, "values": evaluate(rows, inputs)} for rows, inputs in GRAPHS],
    "loss_slope": [{"a": a, "y": y} for a, y in A_AND_Y],
    "dz_directly": [{"a": a, "y": y} for a, y in A_AND_Y],
    "sigmoid_slope": [{"a": a} for a, _ in A_AND_Y],
    "chain_to_z": [
        {"da": -1.2, "da_dz": 0.15},
        {"da": -1000.0, "da_dz": 0.001},
        {"da": 1.01, "da_dz": 0.01},
    ],
    "chain_to_b": [{"dz": dz} for dz in (-0.18, 0.82, -0.999, 0.001)],
    "chain_to_w": [
        {"x": np.array([[2.0], [0.5]]), "dz": -0.18},
        {"x": np.array([[2.0], [0.5]]), "dz": 0.999},
        {"x": np.array([[3], [-2]]), "dz": -0.5},
        {"x": PICTURES["X"][:, :1], "dz": 0.3},
    ],
    "example_gradients": EXAMPLES,
    "cost_and_gradients": [{**use, "Y": _labels(use["X"].shape[1])} for use in NEURONS]
    + [{**CLASS, "X": CLASS["X"][:, :5], "Y": np.full((1, 5), y)} for y in (0, 1)],
    "update": [
        {"w": w, "b": b, "dw": dw, "db": db, "learning_rate": rate}
        for w, b, dw, db, rate in (
            (np.array([[1.0], [2.0]]), 0.5, np.array([[0.5], [-1.0]]), 2.0, 0.1),
            (np.zeros((N_X, 1)), 0, RNG.normal(size=(N_X, 1)), -0.2, 0.005),
            (np.array([[40.0], [-30.0]]), -20.0, np.array([[0.5], [-60.0]]), 35.0, 2.0),
            (np.array([[0.4]]), 0.1, np.array([[0.02]]), 0.0, 10.0),
        )
    ],
    "train": [
        _training(np.array([[1.0, 3.0]]), np.array([[1, 0]]), 0.5, 2),
        _training(APART, np.array([[0, 0, 1, 1]]), 1.0, 110),
        _training(*RISING),
        _training(PICTURES["X"], np.array([[1, 0]]), 0.005, 2),
        _training(CLASS["X"], _labels(M), 0.5, 2),
        _training(CLASS["X"][:, :4], np.ones((1, 4), int), 0.5, 2),
        _training(CLASS["X"][:, :4], np.zeros((1, 4), int), 0.5, 2),
        _training(WHOLE["X"], np.array([[1, 0, 1]]), 0.1, 3),
        _training(CLASS["X"][:, :4], _labels(4), 0.1, 2, b=0.7),
        _training(CLASS["X"][:, :4], _labels(4), 0.1, 2, w=np.array([[0.5], [-1.0]])),
        _training(CLASS["X"][:, :4], _labels(4), 0.1, 2, w=np.array([[0.5], [-1.0]]), b=0.0),
        _training(SURE["X"], _labels(M), 0.5, 2, w=np.array([[1.5]]), b=0.3),
    ],
    "accuracy": [
        {"Y_pred": _labels(M), "Y": _labels(M)[:, ::-1].copy()},
        {"Y_pred": np.zeros((1, 70), int), "Y": _labels(70)},  # always "no cat"
        {"Y_pred": np.array([[1, 0, 1, 1]]), "Y": np.array([[1, 0, 0, 1]])},
        {"Y_pred": np.array([[1]]), "Y": np.array([[1]])},
        {"Y_pred": np.array([[1, 1, 0]]), "Y": np.ones((1, 3), int)},
        {"Y_pred": np.array([[0, 1, 0]]), "Y": np.zeros((1, 3), int)},
        {"Y_pred": np.array([[1.0, 0.0]]), "Y": np.array([[1.0, 1.0]])},
    ],
    "confusion": [
        SCORES,
        *({**SCORES, "threshold": t} for t in (0.0, 1.0, 0, 1, 0.3, 0.8, 0.95, 0.99, 0.01)),
        {**SCORES, "threshold": float(SCORES["A"][0, 7])},  # a threshold of the ROC curve
        FEW,  # one tie at ½
        {**FEW, "threshold": 0.9},
        {**CERTAIN, "threshold": 1.0},
        {"A": np.full((1, M), 0.5), "Y": _labels(M)},  # the start of training
        {"A": np.ones((1, 70)), "Y": _labels(70)},  # always "cat"
        {"A": np.array([[0.7]]), "Y": np.array([[0]])},
        {"A": np.array([[0.9, 0.2, 0.6]]), "Y": np.zeros((1, 3), int)},
        {"A": np.array([[0.9, 0.2, 0.6]]), "Y": np.ones((1, 3), int)},
        {"A": np.array([[0.7, 0.1]], dtype=np.float32), "Y": np.array([[1, 0]])},
    ],
    "precision_recall": [
        {"C": np.array(table)}
        for table in (
            [[55, 50], [4, 101]],
            [[74, 31], [64, 41]],
            [[105, 0], [105, 0]],  # the threshold 1
            [[0, 105], [0, 105]],  # the threshold 0
            [[101, 4], [105, 0]],
            [[1, 1], [2, 6]],
            [[3, 0], [0, 2]],
            [[5, 2], [0, 0]],  # no cat at all
            [[0, 0], [0, 1]],
            [[471, 429], [4, 96]],  # the album
            [[2.0, 1.0], [3.0, 4.0]],
        )
    ],
    "auc": [
        SCORES,
        FEW,
        EQUAL,
        CERTAIN,
        {"A": np.full((1, M), 0.5), "Y": _labels(M)},  # the start of training, or a constant
        {"A": np.ones((1, 70)), "Y": _labels(70)},  # always "cat"
        {"A": _sigmoid(np.linspace(-9.0, 9.0, M))[None], "Y": _labels(M)},
        {"A": np.array([[0.51, 0.5, 0.51, 0.5]]), "Y": np.array([[1, 0, 1, 0]])},
        {"A": np.array([[0.3, 0.7]]), "Y": np.array([[0, 1]])},
        {"A": np.array([[0.7, 0.1, 0.4]], dtype=np.float32), "Y": np.array([[1, 0, 1]])},
    ],
}
USES["graph_backward"] = USES["graph_forward"]
USES["cost_and_gradients_loop"] = [
    use for use in USES["cost_and_gradients"] if use["X"].shape[0] < N_X
]

"""Wrong work that no list knows: signs, factors, axes, stale values, hard-coded answers, odd types.

The properties decide. Each variant breaks at least one, under every seed.
"""

import math

import numpy as np
import pytest

from lrlib import forward, sigmoid
from lrlib.checks import load
from lrlib.checks.call.invoke import quiet
from tools.proof import broken


def scaled(im):
    return im / 255 if im.dtype == np.uint8 else im


def walk(df, w0, a, n):
    p = [float(w0)]
    for _ in range(n):
        p.append(p[-1] - a * df(p[-1]))
    return np.array(p)


def with_momentum(df, w0, a, n):
    p = [float(w0)]
    v = 0
    for _ in range(n):
        v = 0.9 * v + df(p[-1])
        p.append(p[-1] - a * v)
    return np.array(p)


def looking_ahead(df, w0, a, n):
    p = [float(w0)]
    for _ in range(n):
        p.append(p[-1] - a * df(p[-1] - a * df(p[-1])))
    return np.array(p)


def stale(df, w0, a, n):
    p = [float(w0)]
    g = df(w0)
    for _ in range(n):
        p.append(p[-1] - a * g)
        g = df(p[-2])
    return np.array(p)


def example(fa=None, fda=None, fdz=None, fdw=None, fdb=None):
    def f(w, b, x, y):
        z = (w.T @ x).item() + b
        a = (fa or (lambda z: sigmoid(z).item()))(z)
        da = (fda or (lambda a, y, z: -y / a + (1 - y) / (1 - a)))(a, y, z)
        dz = (fdz or (lambda a, y, z, da: a - y))(a, y, z, da)
        return (
            da,
            dz,
            (fdw or (lambda x, dz, w: x * dz))(x, dz, w),
            (fdb or (lambda dz, b: dz))(dz, b),
        )

    return f


UNLISTED = {
    "images_to_vectors": [
        (
            "transposed h,w via swapaxes+F",
            lambda im: scaled(im).swapaxes(1, 2).reshape(len(im), -1).T,
        ),
        ("sorted", lambda im: np.sort(scaled(im).reshape(len(im), -1).T, axis=0)),
        ("reversed examples", lambda im: scaled(im).reshape(len(im), -1).T[:, ::-1]),
        ("mean channels", lambda im: scaled(im).mean(axis=3).reshape(len(im), -1).T),
        (
            "first channel x3",
            lambda im: np.repeat(scaled(im)[..., :1], im.shape[3], axis=3).reshape(len(im), -1).T,
        ),
        (
            "per-image max",
            lambda im: (im / im.max(axis=(1, 2, 3), keepdims=True)).reshape(len(im), -1).T,
        ),
        ("/254", lambda im: (im / 254 if im.dtype == np.uint8 else im).reshape(len(im), -1).T),
        ("sqrt gamma", lambda im: (scaled(im) ** 0.5).reshape(len(im), -1).T),
        ("rounded 2", lambda im: np.round(scaled(im), 2).reshape(len(im), -1).T),
        ("float16", lambda im: scaled(im).astype(np.float16).reshape(len(im), -1).T),
        ("standardise", lambda im: ((im - im.mean()) / im.std()).reshape(len(im), -1).T),
        ("shape (h*w*c,m,1)", lambda im: scaled(im).reshape(len(im), -1).T[..., None]),
        (
            "dup last col",
            lambda im: np.c_[
                scaled(im).reshape(len(im), -1).T[:, :-1], scaled(im).reshape(len(im), -1).T[:, :1]
            ],
        ),
        ("clip .9", lambda im: np.clip(scaled(im), 0, 0.9).reshape(len(im), -1).T),
        (
            "hard 8 bit by ndim",
            lambda im: (
                (im / 255).reshape(len(im), -1).T if im.max() >= 1 else im.reshape(len(im), -1).T
            ),
        ),
        ("list of arrays", lambda im: [x.ravel() for x in scaled(im)]),
        ("c drop", lambda im: scaled(im)[..., :3].reshape(len(im), -1).T),
        (
            "X with bias row",
            lambda im: np.vstack([scaled(im).reshape(len(im), -1).T, np.ones((1, len(im)))]),
        ),
        ("h w flip lr", lambda im: scaled(im)[:, :, ::-1].reshape(len(im), -1).T),
        ("only ndim m=1 squeezed", lambda im: np.squeeze(scaled(im).reshape(len(im), -1).T)),
        ("zeros", lambda im: np.zeros((im[0].size, len(im)))),
    ],
    "vectors_to_images": [
        ("no scale floats", lambda X, s: X.T.reshape(-1, *s)),
        (
            "int16",
            lambda X, s: np.clip(np.rint(X * 255), 0, 255).astype(np.int16).T.reshape(-1, *s),
        ),
        (
            "floor+clip",
            lambda X, s: np.clip(np.floor(X * 255), 0, 255).astype(np.uint8).T.reshape(-1, *s),
        ),
        (
            "clip high only",
            lambda X, s: (
                (np.minimum(np.rint(X * 255), 255).astype(int) % 256)
                .astype(np.uint8)
                .T.reshape(-1, *s)
            ),
        ),
        (
            "clip low only",
            lambda X, s: (
                (np.maximum(np.rint(X * 255), 0).astype(int) % 256)
                .astype(np.uint8)
                .T.reshape(-1, *s)
            ),
        ),
        (
            "clip to 254",
            lambda X, s: np.clip(np.rint(X * 255), 0, 254).astype(np.uint8).T.reshape(-1, *s),
        ),
        (
            "flip",
            lambda X, s: (
                np.clip(np.rint(X * 255), 0, 255).astype(np.uint8).T.reshape(-1, *s)[:, ::-1]
            ),
        ),
        (
            "invert",
            lambda X, s: np.clip(np.rint(255 - X * 255), 0, 255).astype(np.uint8).T.reshape(-1, *s),
        ),
        (
            "squeeze",
            lambda X, s: np.squeeze(
                np.clip(np.rint(X * 255), 0, 255).astype(np.uint8).T.reshape(-1, *s)
            ),
        ),
        ("threshold", lambda X, s: ((X > 0.5) * 255).astype(np.uint8).T.reshape(-1, *s)),
        (
            "round before scale",
            lambda X, s: (
                np.clip(np.round(X, 2) * 255 + 0.5, 0, 255.4).astype(np.uint8).T.reshape(-1, *s)
            ),
        ),
        (
            "h*w swap",
            lambda X, s: (
                np.clip(np.rint(X * 255), 0, 255)
                .astype(np.uint8)
                .T.reshape(-1, s[1], s[0], s[2])
                .swapaxes(1, 2)
            ),
        ),
        (
            "reverse pics",
            lambda X, s: np.clip(np.rint(X * 255), 0, 255).astype(np.uint8).T.reshape(-1, *s)[::-1],
        ),
    ],
    "initialize": [
        ("small random", lambda n: (np.random.default_rng(1).normal(size=(n, 1)) * 0.01, 0.0)),
        ("tiny", lambda n: (np.full((n, 1), 1e-3), 0.0)),
        ("b random", lambda n: (np.zeros((n, 1)), 0.3)),
        ("w list", lambda n: ([0.0] * n, 0.0)),
        ("b None", lambda n: (np.zeros((n, 1)), None)),
        ("matrix", lambda n: (np.asmatrix(np.zeros((n, 1))), 0.0)),
        ("three", lambda n: (np.zeros((n, 1)), 0.0, 0.0)),
        ("dict", lambda n: {"w": np.zeros((n, 1)), "b": 0.0}),
        ("complex", lambda n: (np.zeros((n, 1), complex), 0.0)),
        ("str b", lambda n: (np.zeros((n, 1)), "0")),
        ("b False", lambda n: (np.zeros((n, 1)), False)),
        ("eye", lambda n: (np.eye(n, 1), 0.0)),
        ("n+1 sized for >5", lambda n: (np.zeros((max(n, 3), 1)), 0.0)),
    ],
    "forward": [
        ("b*2", lambda w, b, X: sigmoid(w.T @ X + 2 * b)),
        ("abs z", lambda w, b, X: sigmoid(abs(w.T @ X + b))),
        ("-w", lambda w, b, X: sigmoid(-w.T @ X + b)),
        ("w0 only", lambda w, b, X: sigmoid(w[0] * X[:1] + b)),
        ("last feat missing", lambda w, b, X: sigmoid(w[:-1].T @ X[:-1] + b)),
        (
            "first example repeated",
            lambda w, b, X: sigmoid(np.tile(w.T @ X[:, :1] + b, (1, X.shape[1]))),
        ),
        ("rounded 3", lambda w, b, X: sigmoid(w.T @ X + b).round(3)),
        ("clip z 5", lambda w, b, X: sigmoid(np.clip(w.T @ X + b, -5, 5))),
        ("normalise w", lambda w, b, X: sigmoid(w.T @ X / np.linalg.norm(w) + b)),
        ("1-A", lambda w, b, X: 1 - sigmoid(w.T @ X + b)),
        ("b added per example idx", lambda w, b, X: sigmoid(w.T @ X + b * np.arange(X.shape[1]))),
        ("float16", lambda w, b, X: sigmoid(w.T @ X + b).astype(np.float16)),
        ("softmax", lambda w, b, X: np.exp(w.T @ X + b) / np.exp(w.T @ X + b).sum()),
        ("relu", lambda w, b, X: np.maximum(0, w.T @ X + b)),
        ("const half", lambda w, b, X: np.full((1, X.shape[1]), 0.5)),
        (
            "loop over features count",
            lambda w, b, X: sigmoid(
                np.array(
                    [[w[:, 0] @ X[:, i] + b if i < X.shape[0] else b for i in range(X.shape[1])]]
                )
            ),
        ),
        ("reversed", lambda w, b, X: sigmoid(w.T @ X + b)[:, ::-1]),
        ("sigmoid per product", lambda w, b, X: sigmoid(w * X + b).sum(0, keepdims=True)),
        ("w squared", lambda w, b, X: sigmoid((w**2).T @ X + b)),
        ("m by m", lambda w, b, X: np.tile(sigmoid(w.T @ X + b), (X.shape[1], 1))),
        ("int b", lambda w, b, X: sigmoid(w.T @ X + int(b))),
    ],
    "predict": [
        ("round", lambda w, b, X, *, threshold=0.5: np.round(forward(w, b, X)).astype(int)),
        ("strict z>0", lambda w, b, X, *, threshold=0.5: (w.T @ X + b > 0).astype(int)),
        (
            "thr squared",
            lambda w, b, X, *, threshold=0.5: (forward(w, b, X) >= threshold**2).astype(int),
        ),
        (
            "default 0",
            lambda w, b, X, *, threshold=0.0: (forward(w, b, X) >= threshold).astype(int),
        ),
        (
            "default .7",
            lambda w, b, X, *, threshold=0.7: (forward(w, b, X) >= threshold).astype(int),
        ),
        (
            "strings",
            lambda w, b, X, *, threshold=0.5: np.where(forward(w, b, X) > threshold, "cat", "no"),
        ),
        ("no kw", lambda w, b, X: (forward(w, b, X) >= 0.5).astype(int)),
        ("labels 1,2", lambda w, b, X, *, threshold=0.5: (forward(w, b, X) >= threshold) + 1),
        (
            "list",
            lambda w, b, X, *, threshold=0.5: [[int(a > threshold) for a in forward(w, b, X)[0]]],
        ),
        (
            "first only",
            lambda w, b, X, *, threshold=0.5: np.array([[int(forward(w, b, X)[0, 0] > threshold)]]),
        ),
        ("all ones", lambda w, b, X, *, threshold=0.5: np.ones((1, X.shape[1]), int)),
        (
            "2t logit",
            lambda w, b, X, *, threshold=0.5: (w.T @ X + b >= 2 * threshold - 1).astype(int),
        ),
        (
            "4(t-.5) logit approx",
            lambda w, b, X, *, threshold=0.5: (w.T @ X + b >= 4 * (threshold - 0.5)).astype(int),
        ),
        ("1-labels", lambda w, b, X, *, threshold=0.5: (forward(w, b, X) <= threshold) * 1),
        (
            "median",
            lambda w, b, X, *, threshold=0.5: (
                forward(w, b, X) >= np.quantile(forward(w, b, X), threshold)
            ).astype(int),
        ),
        (
            "A/max",
            lambda w, b, X, *, threshold=0.5: (
                forward(w, b, X) / forward(w, b, X).max() >= threshold
            ).astype(int),
        ),
    ],
    "squared_error": [
        ("cube", lambda A, Y: abs(A - Y) ** 3 / 2),
        ("sqrt", lambda A, Y: np.sqrt((A - Y) ** 2) / 2),
        ("1/3", lambda A, Y: (A - Y) ** 2 / 3),
        ("first", lambda A, Y: ((A - Y) ** 2 / 2)[:, :1]),
        ("+", lambda A, Y: (A + Y) ** 2 / 2),
        (
            "huber",
            lambda A, Y: np.where(abs(A - Y) < 0.7, (A - Y) ** 2 / 2, 0.7 * abs(A - Y) - 0.245),
        ),
        ("rounded pred", lambda A, Y: (np.round(A) - Y) ** 2 / 2),
        ("(m,)", lambda A, Y: ((A - Y) ** 2 / 2)[0]),
        ("weights 1-y", lambda A, Y: (1 - Y) * A**2 / 2),
        ("rev", lambda A, Y: ((A - Y) ** 2 / 2)[:, ::-1]),
        ("float32 Y int", lambda A, Y: (A.astype(np.float16) - Y) ** 2 / 2),
    ],
    "cross_entropy": [
        ("+", lambda A, Y: -Y * np.log(A) + (1 - Y) * np.log(1 - A)),
        ("eps 1e-3", lambda A, Y: -np.where(Y == 1, np.log(A + 1e-3), np.log(1 - A + 1e-3))),
        ("log1p A", lambda A, Y: -np.where(Y == 1, np.log1p(A), np.log1p(-A))),
        ("hinge", lambda A, Y: np.where(Y == 1, 1 - A, A)),
        ("double", lambda A, Y: -2 * np.where(Y == 1, np.log(A), np.log(1 - A))),
        ("sq log", lambda A, Y: np.where(Y == 1, np.log(A), np.log(1 - A)) ** 2),
        (
            "soft swap",
            lambda A, Y: (
                -(A * np.log(np.clip(Y, 1e-9, 1)) + (1 - A) * np.log(np.clip(1 - Y, 1e-9, 1)))
            ),
        ),
        (
            "nan->0 total",
            lambda A, Y: np.nan_to_num(-Y * np.log(A) - (1 - Y) * np.log(1 - A), posinf=0),
        ),
        ("abs", lambda A, Y: abs(Y * np.log(A) - (1 - Y) * np.log(1 - A)) + 0.1 * Y),
        (
            "clip 1e-4",
            lambda A, Y: (
                -np.where(Y == 1, np.log(np.clip(A, 1e-4, 1)), np.log(np.clip(1 - A, 1e-4, 1)))
            ),
        ),
        ("divided by m", lambda A, Y: -np.where(Y == 1, np.log(A), np.log(1 - A)) / A.shape[1]),
        ("(m,)", lambda A, Y: -np.where(Y == 1, np.log(A), np.log(1 - A))[0]),
        ("y==A.round", lambda A, Y: -np.where(A.round() == 1, np.log(A), np.log(1 - A))),
        ("cumsum", lambda A, Y: np.cumsum(-np.where(Y == 1, np.log(A), np.log(1 - A)), axis=1)),
        (
            "inf clipped 10",
            lambda A, Y: np.minimum(-np.where(Y == 1, np.log(A), np.log(1 - A)), 10),
        ),
    ],
    "cost": [
        ("median", lambda A, Y: np.median(-np.where(Y == 1, np.log(A), np.log(1 - A)))),
        ("max", lambda A, Y: np.max(-np.where(Y == 1, np.log(A), np.log(1 - A)))),
        (
            "/(m-1)",
            lambda A, Y: (
                np.sum(-np.where(Y == 1, np.log(A), np.log(1 - A))) / max(1, A.shape[1] - 1)
            ),
        ),
        (
            "/(m+1)",
            lambda A, Y: np.sum(-np.where(Y == 1, np.log(A), np.log(1 - A))) / (A.shape[1] + 1),
        ),
        (
            "class balanced",
            lambda A, Y: np.mean(
                [
                    (-np.log(np.where(Y == k, np.where(Y == 1, A, 1 - A), 1))).sum()
                    / max(1, (Y == k).sum())
                    for k in (0, 1)
                ]
            ),
        ),
        ("rms", lambda A, Y: np.sqrt(np.mean(np.where(Y == 1, np.log(A), np.log(1 - A)) ** 2))),
        ("exp", lambda A, Y: np.exp(np.mean(-np.where(Y == 1, np.log(A), np.log(1 - A))))),
        ("mean acc", lambda A, Y: np.mean((A > 0.5) == Y)),
        ("reg", lambda A, Y: np.mean(-np.where(Y == 1, np.log(A), np.log(1 - A))) + 1e-3),
        (
            "rounded",
            lambda A, Y: round(float(np.mean(-np.where(Y == 1, np.log(A), np.log(1 - A)))), 4),
        ),
        ("hard 0.693", lambda A, Y: math.log(2)),
        ("str", lambda A, Y: str(np.mean(-np.where(Y == 1, np.log(A), np.log(1 - A))))),
        ("(1,)", lambda A, Y: np.array([np.mean(-np.where(Y == 1, np.log(A), np.log(1 - A)))])),
        ("log of mean", lambda A, Y: -np.log(np.mean(np.where(Y == 1, A, 1 - A)))),
        ("m=5", lambda A, Y: np.sum(-np.where(Y == 1, np.log(A), np.log(1 - A))) / 5),
        (
            "eps1e-5",
            lambda A, Y: np.mean(-np.where(Y == 1, np.log(A + 1e-5), np.log(1 - A + 1e-5))),
        ),
    ],
    "cost_from_logits": [
        ("no labels sign Z>0", lambda Z, Y: np.mean(np.logaddexp(0, abs(Z)))),
        ("logaddexp(1)", lambda Z, Y: np.mean(np.logaddexp(1, (1 - 2 * Y) * Z))),
        ("1-Y sign", lambda Z, Y: np.mean(np.logaddexp(0, (1 - Y) * Z))),
        ("-Y", lambda Z, Y: np.mean(np.logaddexp(0, -Y * Z))),
        ("logaddexp2", lambda Z, Y: np.mean(np.logaddexp2(0, (1 - 2 * Y) * Z))),
        ("Z-YZ", lambda Z, Y: np.mean(Z - Y * Z + np.log1p(np.exp(-Z)))),
        ("nan_to_num", lambda Z, Y: np.mean(np.nan_to_num(np.log(1 + np.exp((1 - 2 * Y) * Z))))),
        (
            "max only extremes",
            lambda Z, Y: np.mean(
                np.where(
                    abs(Z) > 30,
                    np.maximum(0, (1 - 2 * Y) * Z) * 0 + 30,
                    np.logaddexp(0, (1 - 2 * Y) * Z),
                )
            ),
        ),
        ("sq", lambda Z, Y: np.mean((sigmoid(Z) - Y) ** 2) / 2),
        (
            "float32 overflow",
            lambda Z, Y: float(np.mean(np.log(1 + np.exp(((1 - 2 * Y) * Z).astype(np.float32))))),
        ),
        ("clip 700", lambda Z, Y: np.mean(np.log1p(np.exp(np.clip((1 - 2 * Y) * Z, -700, 700))))),
        ("first", lambda Z, Y: np.logaddexp(0, (1 - 2 * Y) * Z)[0, 0]),
        (
            "sigmoid eps",
            lambda Z, Y: np.mean(
                -Y * np.log(sigmoid(Z) + 1e-15) - (1 - Y) * np.log(1 - sigmoid(Z) + 1e-15)
            ),
        ),
    ],
    "gradient_descent": [
        (
            "half step",
            lambda df, w0, *, learning_rate, n_steps: walk(df, w0, learning_rate / 2, n_steps),
        ),
        (
            "rate squared",
            lambda df, w0, *, learning_rate, n_steps: walk(df, w0, learning_rate**2, n_steps),
        ),
        (
            "two per step",
            lambda df, w0, *, learning_rate, n_steps: walk(df, w0, learning_rate, 2 * n_steps)[::2],
        ),
        (
            "momentum",
            lambda df, w0, *, learning_rate, n_steps: with_momentum(df, w0, learning_rate, n_steps),
        ),
        (
            "lookahead",
            lambda df, w0, *, learning_rate, n_steps: looking_ahead(df, w0, learning_rate, n_steps),
        ),
        (
            "reversed",
            lambda df, w0, *, learning_rate, n_steps: walk(df, w0, learning_rate, n_steps)[::-1],
        ),
        (
            "gradients",
            lambda df, w0, *, learning_rate, n_steps: np.array(
                [df(w) for w in walk(df, w0, learning_rate, n_steps)]
            ),
        ),
        (
            "int",
            lambda df, w0, *, learning_rate, n_steps: walk(df, w0, learning_rate, n_steps).astype(
                int
            ),
        ),
        (
            "abs grad",
            lambda df, w0, *, learning_rate, n_steps: walk(
                lambda w: abs(df(w)), w0, learning_rate, n_steps
            ),
        ),
        (
            "clip grad",
            lambda df, w0, *, learning_rate, n_steps: walk(
                lambda w: np.clip(df(w), -1, 1), w0, learning_rate, n_steps
            ),
        ),
        (
            "round",
            lambda df, w0, *, learning_rate, n_steps: walk(df, w0, learning_rate, n_steps).round(2),
        ),
        (
            "linspace",
            lambda df, w0, *, learning_rate, n_steps: np.linspace(
                w0, walk(df, w0, learning_rate, n_steps)[-1], n_steps + 1
            ),
        ),
        (
            "swap positional",
            lambda df, w0, n_steps, learning_rate: walk(df, w0, n_steps, int(learning_rate)),
        ),
        (
            "tuple pair",
            lambda df, w0, *, learning_rate, n_steps: (
                walk(df, w0, learning_rate, n_steps)[-1],
                walk(df, w0, learning_rate, n_steps),
            ),
        ),
        (
            "generator",
            lambda df, w0, *, learning_rate, n_steps: (
                w for w in walk(df, w0, learning_rate, n_steps)
            ),
        ),
        (
            "nonconv guard",
            lambda df, w0, *, learning_rate, n_steps: np.clip(
                walk(df, w0, learning_rate, n_steps), -50, 50
            ),
        ),
        (
            "stale one",
            lambda df, w0, *, learning_rate, n_steps: stale(df, w0, learning_rate, n_steps),
        ),
        (
            "min at start ignore",
            lambda df, w0, *, learning_rate, n_steps: walk(df, w0 + 1e-3, learning_rate, n_steps),
        ),
    ],
}
UNLISTED["example_gradients"] = [
    ("da 1/a", example(fda=lambda a, y, z: -1 / a)),
    ("da a*(1-a)", example(fda=lambda a, y, z: a * (1 - a))),
    ("dz a", example(fdz=lambda a, y, z, da: a)),
    ("dz a-1", example(fdz=lambda a, y, z, da: a - 1)),
    ("dz (a-y)**2", example(fdz=lambda a, y, z, da: (a - y) ** 2)),
    ("dz 2(a-y)", example(fdz=lambda a, y, z, da: 2 * (a - y))),
    ("dz z-y", example(fdz=lambda a, y, z, da: z - y)),
    ("dz da*a", example(fdz=lambda a, y, z, da: da * a)),
    ("dw x", example(fdw=lambda x, dz, w: x)),
    ("dw -", example(fdw=lambda x, dz, w: -x * dz)),
    ("dw mean", example(fdw=lambda x, dz, w: x * dz / len(x))),
    ("dw abs", example(fdw=lambda x, dz, w: abs(x) * dz)),
    ("dw 1d", example(fdw=lambda x, dz, w: (x * dz)[:, 0])),
    ("dw w+", example(fdw=lambda x, dz, w: w - x * dz)),
    (
        "dw 0 first",
        example(fdw=lambda x, dz, w: np.where(np.arange(len(x))[:, None] == 0, 0, x * dz)),
    ),
    ("db -", example(fdb=lambda dz, b: -dz)),
    ("db b-", example(fdb=lambda dz, b: b - dz)),
    ("db 0", example(fdb=lambda dz, b: 0.0)),
    ("a clipped", example(fa=lambda z: np.clip(sigmoid(z).item(), 0.05, 0.95))),
    ("a rounded", example(fa=lambda z: round(sigmoid(z).item(), 3))),
    ("a tanh", example(fa=lambda z: math.tanh(z))),
    ("eps", example(fda=lambda a, y, z: -y / (a + 1e-5) + (1 - y) / (1 - a + 1e-5))),
    ("y always 1", lambda w, b, x, y: example()(w, b, x, 1)),
    ("threshold a", example(fdz=lambda a, y, z, da: (a > 0.5) - y)),
    (
        "finite diff crude",
        example(
            fdz=lambda a, y, z, da: (
                (np.log(1 + np.exp(-(z + 0.01))) - np.log(1 + np.exp(-z))) / 0.01 + 1 - y
            )
        ),
    ),
]
UNLISTED["loss_slope"] = [
    ("-1/a", lambda a, y: -1 / a),
    ("1/(1-a)", lambda a, y: 1 / (1 - a)),
    ("halves", lambda a, y: -y / (2 * a) + (1 - y) / (2 * (1 - a))),
    ("sq", lambda a, y: -y / a**2 + (1 - y) / (1 - a) ** 2),
    ("mixed", lambda a, y: (-y + (1 - y)) / (a * (1 - a))),
    ("a/y", lambda a, y: -a * y + (1 - a) * (1 - y)),
    ("log10", lambda a, y: (-y / a + (1 - y) / (1 - a)) / math.log(10)),
    ("0.8", lambda a, y: -1.25 if y else 5.0),
    ("arr", lambda a, y: np.array([-y / a + (1 - y) / (1 - a)])),
    ("prec", lambda a, y: -y / a + 1 - y / 1 - a),
]
UNLISTED["sigmoid_slope"] = [
    ("a", lambda a: a),
    ("a^2", lambda a: a * a),
    ("2a(1-a)", lambda a: 2 * a * (1 - a)),
    ("quarter", lambda a: 0.25),
    ("a*(1+a)", lambda a: a * (1 + a)),
    ("(1-a)^2", lambda a: (1 - a) ** 2),
    ("sqrt", lambda a: (a * (1 - a)) ** 0.5),
    (".16", lambda a: 0.16),
]
UNLISTED["chain_to_z"] = [
    ("-", lambda da, d: -da * d),
    ("x2", lambda da, d: 2 * da * d),
    ("swap-", lambda da, d: da - d),
    ("d/da", lambda da, d: d / da),
    ("sq", lambda da, d: da * d * d),
    ("abs", lambda da, d: abs(da * d)),
    ("-0.2", lambda da, d: -0.2),
]
UNLISTED["dz_directly"] = [
    ("a", lambda a, y: a),
    ("a-1", lambda a, y: a - 1),
    ("a*y", lambda a, y: a * y),
    ("sq", lambda a, y: (a - y) ** 2 / 2),
    ("1-a-y", lambda a, y: 1 - a - y),
    ("round", lambda a, y: round(a - y, 2)),
    ("y*(a-1)", lambda a, y: y * (a - 1)),
    ("2", lambda a, y: 2 * (a - y)),
]
UNLISTED["chain_to_w"] = [
    ("x", lambda x, dz: x),
    ("1d", lambda x, dz: (x * dz).ravel()),
    ("n", lambda x, dz: x * dz / len(x)),
    ("list", lambda x, dz: [float(v) * dz for v in x[:, 0]]),
    ("abs", lambda x, dz: x * abs(dz)),
    ("sq", lambda x, dz: x**2 * dz),
    ("outer", lambda x, dz: x @ x.T * dz),
    ("int", lambda x, dz: (x * dz).astype(int)),
    ("rev", lambda x, dz: x[::-1] * dz),
    ("zeros", lambda x, dz: np.zeros_like(x)),
    ("max", lambda x, dz: np.where(x == x.max(), x * dz, 0)),
]
UNLISTED["chain_to_b"] = [
    ("2dz", lambda dz: 2 * dz),
    ("dz2", lambda dz: dz**2),
    ("abs", lambda dz: abs(dz)),
    ("dz+1", lambda dz: dz + 1),
    ("-0.5", lambda dz: -0.5),
    ("none", lambda dz: None),
    ("round", lambda dz: round(dz, 1)),
    ("list", lambda dz: [dz]),
]


def said(A, threshold):
    return (A >= threshold).astype(int)


def table(Y, p):
    return np.array([[np.sum((Y == y) & (p == q)) for q in (0, 1)] for y in (0, 1)])


UNLISTED["confusion"] = [
    ("rows only", lambda A, Y, *, threshold=0.5: table(Y, said(A, threshold))[::-1]),
    ("1 − t", lambda A, Y, *, threshold=0.5: table(Y, said(1 - A, threshold))),
    ("+1", lambda A, Y, *, threshold=0.5: table(Y, said(A, threshold)) + 1),
    ("percent", lambda A, Y, *, threshold=0.5: 100 * table(Y, said(A, threshold)) // Y.size),
    ("three", lambda A, Y, *, threshold=0.5: table(Y, said(A, threshold)).ravel()[:3]),
    ("list", lambda A, Y, *, threshold=0.5: table(Y, said(A, threshold)).tolist()),
    ("dict", lambda A, Y, *, threshold=0.5: {"tp": int(np.sum(said(A, threshold) * Y))}),
    ("rounded t", lambda A, Y, *, threshold=0.5: table(Y, said(A, round(threshold, 1)))),
    ("no labels", lambda A, Y, *, threshold=0.5: table(said(A, 0.5), said(A, threshold))),
    ("hard", lambda A, Y, *, threshold=0.5: np.array([[55, 50], [4, 101]])),
    ("as bool", lambda A, Y, *, threshold=0.5: table(Y, said(A, threshold)) > 0),
    (
        "wrong doubled",
        lambda A, Y, *, threshold=0.5: table(Y, said(A, threshold)) * [[1, 2], [2, 1]],
    ),
]
UNLISTED["precision_recall"] = [
    ("F1 twice", lambda C: (2 * C[1, 1] / (C[0, 1] + C[1, 0] + 2 * C[1, 1]),) * 2),
    ("means", lambda C: (C[:, 1].mean(), C[1].mean())),
    ("precision of row 0", lambda C: (C[0, 1] / C[:, 1].sum(), C[1, 1] / C[1].sum())),
    ("recall twice", lambda C: (C[1, 1] / C[1].sum(), C[1, 1] / C[1].sum())),
    ("one number", lambda C: C[1, 1] / C[:, 1].sum()),
    ("+1 below", lambda C: (C[1, 1] / (C[:, 1].sum() + 1), C[1, 1] / (C[1].sum() + 1))),
    ("false alarms", lambda C: (C[0, 1] / C[0].sum(), C[1, 1] / C[1].sum())),
    ("int", lambda C: (int(C[1, 1] / C[:, 1].sum()), int(C[1, 1] / C[1].sum()))),
    ("None", lambda C: (C[1, 1] / C[:, 1].sum() if C[:, 1].any() else None, C[1, 1] / C[1].sum())),
    ("hard", lambda C: (0.67, 0.96)),
    ("eps", lambda C: tuple(C[1, 1] / (np.array([C[:, 1].sum(), C[1].sum()]) + 1e-3))),
    ("lists", lambda C: ([C[1, 1] / C[:, 1].sum()], [C[1, 1] / C[1].sum()])),
]
UNLISTED["auc"] = [
    ("half", lambda A, Y: 0.5),
    ("perfect", lambda A, Y: 1.0),
    ("neighbours", lambda A, Y: np.mean(np.diff(Y[0, np.argsort(A[0])]) > 0)),
    ("median", lambda A, Y: np.mean(A[Y == 1] > np.median(A[Y == 0]))),
    ("max", lambda A, Y: np.mean(A[Y == 1] > A[Y == 0].max())),
    ("min", lambda A, Y: np.mean(A[Y == 1] > A[Y == 0].min())),
    ("gini", lambda A, Y: 2 * load("auc").reference(A, Y) - 1),
    ("abs", lambda A, Y: abs(load("auc").reference(A, Y) - 0.5) + 0.5),
    ("all against all", lambda A, Y: np.mean(A.T > A)),
    ("first cat", lambda A, Y: np.mean(A[Y == 1][0] > A[Y == 0])),
    ("rounded", lambda A, Y: round(load("auc").reference(A, Y), 2)),
    (
        "quarter for a tie",
        lambda A, Y: np.mean(
            (A[Y == 1][:, None] > A[Y == 0]) + 0.25 * (A[Y == 1][:, None] == A[Y == 0])
        ),
    ),
    (
        "argsort of argsort",
        lambda A, Y: load("auc").reference(np.argsort(np.argsort(A[0] - 1e-12 * Y[0]))[None], Y),
    ),
    ("list", lambda A, Y: [load("auc").reference(A, Y)]),
    ("covariance", lambda A, Y: np.mean((A - A.mean()) * (Y - Y.mean()))),
]


CASES = [(name, label, f) for name, found in UNLISTED.items() for label, f in found]


@pytest.mark.parametrize(("name", "label", "f"), CASES, ids=lambda x: x if type(x) is str else "")
def test_unlisted_mistake_breaks_a_property(name, label, f):
    graded = load(name)
    with quiet():
        for seed in range(3):
            assert broken(graded, f, seed), f"seed {seed}"


def test_there_are_two_hundred():
    assert len(CASES) >= 200


def test_pixels_out_of_order_are_found_in_bytes_too():
    """A result of bytes is compared byte by byte: differences of bytes would wrap round."""
    graded = load("images_to_vectors")
    scrambled = lambda im: im.reshape(-1, len(im))  # noqa: E731
    as_bytes = lambda im: im.reshape(len(im), -1).T  # noqa: E731
    with quiet():
        for seed in range(3):
            assert "order" in broken(graded, scrambled, seed)
            assert "order" not in broken(graded, as_bytes, seed)

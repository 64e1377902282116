"""Finders for a walk back through a graph: which rows pass on something else than they should.

Each hypothesis is a walk with one piece exchanged. It is told if its gradients are the learner's,
in every graph. If none is, the rows are named at which the gradients first go wrong.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import numpy as np

from lrlib.checks.declare.compare import SAME, right_entries
from lrlib.checks.explain.unlisted import sayings_of_graphs as say
from lrlib.checks.explain.unlisted.sayings import Relation, Saying
from lrlib.checks.explain.unlisted.view import (
    Comparison,
    View,
    answer,
    reference,
    written_into,
)
from lrlib.checks.say.text import Text

__all__ = ["rows_of_a_graph", "where_rows_go_wrong"]

Row = tuple[str, str, tuple[str, ...]]
Shares = Callable[[float, list[float], Row, Mapping[str, float]], Sequence[float]]
OPERATIONS = ("add", "mul", "exp", "log", "sigmoid")
TWO_INPUTS = ("add", "mul")


class Walk(NamedTuple):
    """A walk with one piece exchanged, and what to say of it."""

    saying: Saying
    operations: tuple[str, ...] = ()
    shares: Shares | None = None
    rows: slice = slice(None)
    join: Callable[[float, float], float] = lambda old, new: old + new
    averaged: bool = False  # over the places where a name is used
    start: float = 0.0  # the gradient of every name before anything has arrived
    begins_at: int = -1  # the row whose output has the gradient 1
    times: int = 1  # how often all rows are walked


def local_slopes(row: Row, values: Mapping[str, float]) -> list[float]:
    """Return the slope of a row's output in each of its inputs."""
    out, op, inputs = row
    x, a = values[inputs[0]], values[out]
    if op == "mul":
        return [values[inputs[1]], x]
    one = {"exp": a, "log": 1 / x if x else np.inf, "sigmoid": a * (1 - a)}
    return [one[op]] if op in one else [1.0, 1.0]


def _walked(walk: Walk, record: Comparison) -> dict[str, float]:
    """Return the gradients of a walk with one piece exchanged."""
    graph, values = record.case.args["graph"], record.case.args["values"]
    grads = dict.fromkeys(values, walk.start)
    first = max(-len(graph), min(walk.begins_at, len(graph) - 1))  # in a short graph, the nearest
    grads[graph[first][0]] = 1.0
    used = [name for _, _, inputs in graph for name in inputs]
    for row in list(reversed(graph))[walk.rows] * walk.times:
        out, op, inputs = row
        slopes = local_slopes(row, values)
        shares: Sequence[float] = [grads[out] * slope for slope in slopes]
        if walk.shares is not None and op in walk.operations:
            shares = walk.shares(grads[out], slopes, row, values)
        for name, share in zip(inputs, shares, strict=False):
            times = 1 / used.count(name) if walk.averaged else 1.0
            grads[name] = walk.join(grads[name], share * times)
    return grads


PIECES: tuple[tuple[Saying, tuple[str, ...], Shares], ...] = (
    (say.FIRST_INPUT_ONLY, TWO_INPUTS, lambda g, s, row, v: [g * s[0], 0.0]),
    (say.SECOND_INPUT_ONLY, TWO_INPUTS, lambda g, s, row, v: [0.0, g * s[-1]]),
    (say.LOCAL_ALONE, OPERATIONS, lambda g, s, row, v: s),
    (say.ARRIVED_ALONE, OPERATIONS[1:], lambda g, s, row, v: [g] * len(s)),
    (say.ADDED_TO_LOCAL, OPERATIONS, lambda g, s, row, v: [g + slope for slope in s]),
    (say.HALF, TWO_INPUTS, lambda g, s, row, v: [g * slope / 2 for slope in s]),
    (say.DOUBLE, OPERATIONS, lambda g, s, row, v: [2 * g * slope for slope in s]),
    (say.OTHER_SIGN, OPERATIONS, lambda g, s, row, v: [-g * slope for slope in s]),
    (say.SECOND_MINUS, TWO_INPUTS, lambda g, s, row, v: [g * s[0], -g * s[-1]]),
    (say.TWICE_ARRIVED, OPERATIONS, lambda g, s, row, v: [g * g * slope for slope in s]),
    (say.OWN_VALUE, OPERATIONS, lambda g, s, row, v: [g * v[name] for name in row[2]]),
    (say.VALUE_OF_OUTPUT, OPERATIONS, lambda g, s, row, v: [g * v[row[0]]] * len(s)),
)


def _walks() -> Iterator[Walk]:
    """Yield the walks that learners write, the plainest first."""
    yield Walk(say.LAST_ROW_LEFT_OUT, rows=slice(1, None))
    subsets = (
        chosen
        for n in range(1, len(OPERATIONS))
        for chosen in itertools.combinations(OPERATIONS, n)
    )
    for chosen in subsets:
        yield Walk(say.NOTHING_PASSED, chosen, lambda g, s, row, v: [])
    for saying, operations, shares in PIECES:
        for chosen in (*((op,) for op in operations), OPERATIONS):
            yield Walk(saying, chosen, shares)
    yield Walk(say.OVERWRITTEN, join=lambda old, new: new)
    yield Walk(say.TAKEN_AWAY, join=lambda old, new: old - new)
    yield Walk(say.AVERAGED, averaged=True)
    yield Walk(say.STARTED_AT_1, start=1.0)
    yield Walk(say.BEGINS_AT_THE_FIRST, begins_at=0)
    for place in (-2, 1):
        yield Walk(say.BEGINS_ELSEWHERE, begins_at=place)
    yield Walk(say.WALKED_TWICE, times=2)
    for kept in range(2, 6):
        yield Walk(say.at_most(kept), rows=slice(None, kept))
    yield Walk(say.FIRST_ROW_LEFT_OUT, rows=slice(None, -1))


WALKS = tuple(_walks())


def rows_of_a_graph(view: View) -> Relation | None:
    """Find the piece of the walk that is exchanged."""
    if not _is_of_graphs(view) or written_into(view) is not None:
        return None
    if all(record.got.tolist() == _values(record) for record in view.records):
        return say.VALUES.of("values of a graph")
    met = {op for record in view.records for _, op, _ in record.case.args["graph"]}
    for walk in WALKS:
        if walk.operations != OPERATIONS and not met.issuperset(walk.operations):
            continue
        if all(_gives(walk, record) for record in view.records):
            passing = walk.saying is not say.NOTHING_PASSED
            rows = _named(walk.operations, met if passing else set(OPERATIONS))
            return walk.saying.of("rows of a graph", rows=rows)
    if all(_only_the_last(record) for record in view.records):
        return say.ONLY_THE_LAST.of("only the last output")
    return None


def _values(record: Comparison) -> list[float]:
    """Return the value of each name, in the order of the gradients."""
    values = record.case.args["values"]
    return [float(values[name]) for name in record.trial.expected]


def _only_the_last(record: Comparison) -> bool:
    """Say whether the last output alone has a gradient, where others should have one."""
    last = record.case.args["graph"][-1][0]
    others = np.array([name != last for name in record.trial.expected])
    return bool(others.any() and not record.got[others].any() and record.expected[others].any())


def _is_of_graphs(view: View) -> bool:
    return view.whole and {"graph", "values"} <= view.records[0].case.args.keys()


def _gives(walk: Walk, record: Comparison) -> bool:
    """Say whether a walk gives the learner's gradients, in one graph."""
    grads = _walked(walk, record)
    row = np.array([grads[name] for name in record.trial.expected])
    return bool(right_entries(record.got, row, SAME).all())


def _named(operations: Sequence[str], met: Set[str]) -> Text:
    """Name operations; all that are met are every one."""
    if met <= set(operations):
        return Text("every operation", "모든 연산")
    return Text(" and ".join(operations), ", ".join(operations))


# --- where no piece explains them --------------------------------------------------------------


def where_rows_go_wrong(view: View) -> Relation | None:
    """Find what those rows have in common that get the right gradient and pass on a wrong one."""
    if not _is_of_graphs(view):
        return None
    wrong: set[str] = set()
    right: set[str] = set()
    if all(_ends_on_the_way(record) for record in view.wrong):
        return say.ENDS_ON_THE_WAY.of("ends on the way")
    shared, early = [False, False], True
    for record in view.records:
        for row, name_is_shared, ok in _passed_on(record):
            if name_is_shared:
                shared[ok] = True
            else:
                (right if ok else wrong).add(row[1])
                early = early and (ok or _passes_on_early(view, record, row))
    if wrong and not right <= wrong:
        ordered = [op for op in OPERATIONS if op in wrong]
        saying = say.PASSED_ON_EARLY if early else say.WRONG_ROWS
        return saying.of("wrong rows", rows=_named(ordered, wrong | right))
    if not wrong and shared[False]:
        return say.WRONG_WHERE_SHARED.of("wrong where shared")
    return None


def _passes_on_early(view: View, record: Comparison, row: Row) -> bool:
    """Say whether a row by itself is right, and its output is used in several places."""
    out, _, inputs = row
    graph, values = record.case.args["graph"], record.case.args["values"]
    if sum(names.count(out) for _, _, names in graph) < 2:
        return False
    args = {"graph": [row], "values": {name: values[name] for name in (*inputs, out)}}
    due, got = reference(view, args), answer(view, args)
    return due is not None and got is not None and bool(right_entries(got, due).all())


def _ends_on_the_way(record: Comparison) -> bool:
    """Say whether gradients are right up to some row, and 0 for all that only later rows reach."""
    graph: list[Row] = record.case.args["graph"]
    walks = (
        _walked(Walk(say.ENDS_ON_THE_WAY, rows=slice(None, kept)), record)
        for kept in range(1, len(graph))
    )
    return any(
        bool(
            right_entries(
                np.array([walk[n] for n in record.trial.expected]), record.got, SAME
            ).all()
        )
        for walk in walks
    )


def _passed_on(record: Comparison) -> Iterator[tuple[Row, bool, bool]]:
    """Yield for each input its row, whether other inputs have its name, whether it is right.

    Only rows count whose own gradient is right.
    """
    graph: list[Row] = record.case.args["graph"]
    got: dict[str, Any] = dict(zip(record.trial.expected, record.got, strict=True))
    right = right_entries(record.got, record.expected)
    fine = dict(zip(got, right, strict=True))
    used = [name for _, _, inputs in graph for name in inputs]
    for row in graph:
        out, _, inputs = row
        if not fine[out]:
            continue
        for name in inputs:
            if used.count(name) == 1:
                yield row, False, bool(fine[name])
            elif all(fine[o] for o, _, names in graph if name in names):
                yield row, True, bool(fine[name])

"""Put a fault into words: the input, what was expected, what came."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lrlib.checks._errors import where
from lrlib.checks._model import Array, Fault, Text

__all__ = ["evidence", "show", "show_inputs"]


def evidence(fault: Fault) -> Text:
    """Show the input and, where there are numbers, what was expected and what came."""
    inputs = show_inputs(fault.trial.case.args)
    lines = [Text(f"  input     {inputs}", f"  입력    {inputs}")]
    error = fault.trial.outcome.error
    if error is not None:
        quoted = where(error).replace("\n", "\n            ")
        lines.append(Text(f"  stops at  {quoted}", f"  멈춘 곳  {quoted}"))
    elif fault.kind in ("value", "shape") and fault.part:
        expected = fault.trial.expected[fault.part]
        got = fault.trial.outcome.parts[fault.part].value
        if got is not None:
            wanted, came = show_pair(expected, got)
            lines.append(
                Text(f"  expected  {fault.part} {wanted}", f"  기대값  {fault.part} {wanted}")
            )
            lines.append(Text(f"  got       {fault.part} {came}", f"  결과    {fault.part} {came}"))
    return Text("\n", "\n").join(lines)


def show_inputs(args: Mapping[str, Any]) -> str:
    """Write arguments in one line: shapes of arrays, values of small ones and of numbers."""
    return ", ".join(f"{name} {_input(value)}" for name, value in args.items())


def _input(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return show(value) if value.size <= 4 or value.dtype.kind in "iu" else f"{value.shape}"
    if isinstance(value, float):
        return f"= {value:.4g}"
    if isinstance(value, dict):
        entries = ", ".join(f"{key}: {_input(v)[2:]}" for key, v in value.items())
        return f"= {{{entries}}}"
    text = str(value)
    most = 200 if isinstance(value, list) else 60
    return f"= {text}" if len(text) <= most else f"= {text[: most - 3]}…"


def show_pair(expected: Array, got: Array) -> tuple[str, str]:
    """Write two arrays with as many digits as it takes to tell them apart."""
    for digits in (4, 8, 17):
        pair = show(expected, digits), show(got, digits)
        if pair[0] != pair[1]:
            return pair
    return pair


def show(array: Array, digits: int = 4) -> str:
    """Write an array as its shape and its first three numbers; a number as itself."""
    numbers = [f"{float(x):.{digits}g}" for x in array.flat[: min(array.size, 3)]]
    if array.dtype.kind in "iub":
        numbers = [str(int(x)) for x in array.flat[: min(array.size, 12)]]
    more = ", …" if array.size > len(numbers) else ""
    return f"= {numbers[0]}" if array.ndim == 0 else f"{array.shape}: {', '.join(numbers)}{more}"

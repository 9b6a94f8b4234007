"""Outputs of cells on the trusted side: those a worker says its cells had, and those of the tests."""

from __future__ import annotations

import math
from typing import Any

from lessonlib.check.remote import clean
from lessonlib.check.wire import WireError
from lessonlib.grading.box.recorder import MOST_OUTPUTS

OUT_OF_MEMORY = 71  # exit status of a worker that has no memory left for its reply

_FIELDS: dict[str, dict[str, type]] = {
    "stream": {"name": str, "text": str},
    "error": {"ename": str, "evalue": str, "traceback": list},
    "display_data": {"data": dict, "metadata": dict},
    "execute_result": {"data": dict, "metadata": dict, "execution_count": int},
}


def checked(outputs: Any) -> list[dict[str, Any]]:
    """Outputs as nbformat has them, made anew from what a worker sent. Raises WireError when they are not."""
    if type(outputs) is not list or len(outputs) > MOST_OUTPUTS:
        raise WireError("outputs that are not a list")
    return [_checked(output) for output in outputs]


def of_test(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outputs of a test cell that are kept: what it printed, and the error it ended with.

    Never a displayed value, which nbgrader would read as points, nor the stream "stderr", for which it takes
    all points away.
    """
    kept = [output for output in outputs if output["output_type"] in ("stream", "error")]
    return checked([{**output, "name": "stdout"} if "name" in output else output for output in kept])


def error(name: str, message: str) -> dict[str, Any]:
    """The output of a cell that raised."""
    line = clean(f"{name}: {message}")
    return {"output_type": "error", "ename": name, "evalue": clean(message), "traceback": [line]}


def _checked(output: Any) -> dict[str, Any]:
    kind = output.pop("output_type", None) if type(output) is dict else None
    fields = _FIELDS.get(kind) if type(kind) is str else None
    if fields is None or output.keys() != fields.keys():
        raise WireError("an output of an unknown kind")
    for name, expected in fields.items():
        if type(output[name]) is not expected:
            raise WireError(f"an output whose {name} is not a {expected.__name__}")
    if kind == "stream" and output["name"] not in ("stdout", "stderr"):
        raise WireError("a stream of an unknown name")
    if kind == "error" and not all(type(line) is str for line in output["traceback"]):
        raise WireError("a traceback that is not text")
    return {"output_type": kind, **{name: _json(value) for name, value in output.items()}}


def _json(value: Any) -> Any:
    """`value` as JSON that every reader takes."""
    if value is None or type(value) in (bool, int):
        return value
    if type(value) is str:
        return clean(value)
    if type(value) is float:
        return value if math.isfinite(value) else str(value)
    if type(value) is list:
        return [_json(part) for part in value]
    if type(value) is dict and all(type(key) is str for key in value):
        return {clean(key): _json(part) for key, part in value.items()}
    raise WireError(f"a {type(value).__name__} in an output")

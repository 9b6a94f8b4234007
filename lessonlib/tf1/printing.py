"""`print`: text and the values of tensors, written at each run."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import torch

from lessonlib.graph import nest
from lessonlib.graph.create import as_tensor, create_operation
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Operation
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.tf1 import logging

_LOGS = {
    "log(info)": logging.info, "log(warning)": logging.warning, "log(error)": logging.error,
}  # fmt: skip


def write(values: list[Any], template: tuple[str | None, ...], summarize: int, target: str) -> None:
    """Write the template, in which each None stands for the next value."""
    rest = iter(values)
    text = "".join(formatted(next(rest), summarize) if part is None else part for part in template)
    if target.startswith("file://"):
        with open(target.removeprefix("file://"), "a", encoding="utf-8") as file:
            file.write(text)
    elif target in _LOGS:
        _LOGS[target]("%s", text)
    else:
        print(text, end="", file=sys.stdout if target == "stdout" else sys.stderr, flush=True)


def formatted(value: Any, summarize: int) -> str:
    """A value as `print` writes it: ``[1 2 3 ... 7 8 9]``, rows one below the other; ``summarize`` at each end."""
    array = (
        value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else np.asarray(value, dtype=object)
    )
    return _rows(array, 0, array.ndim, array.size if summarize < 0 else summarize)


def _rows(array: Any, depth: int, ndim: int, ends: int) -> str:
    if depth == ndim:
        return _element(array)
    last = depth == ndim - 1
    between = " " if last else "\n" * (ndim - depth - 1) + " " * (depth + 1)
    parts = list(array) if len(array) <= 2 * ends else [*array[:ends], None, *array[len(array) - ends :]]
    return (
        f"[{between.join('...' if part is None else _rows(part, depth + 1, ndim, ends) for part in parts)}]"
    )


def _element(item: Any) -> str:
    """Text in quotation marks; a number with 6 digits (15 of float64) when they are exact, else with 3 (2) more."""
    number = np.asarray(item)
    if number.dtype.kind in "OS":
        return f'"{number.item().decode(errors="replace")}"'
    if number.dtype.kind == "b":
        return str(int(number))
    if number.dtype.kind != "f":
        return str(number)
    short, long = (15, 17) if number.dtype == np.float64 else (6, 9)
    text = f"{float(number):.{short}g}"
    return text if np.isnan(number) or number.dtype.type(text) == number else f"{float(number):.{long}g}"


@tf_export("print")
def print_(
    *inputs: Any, output_stream: Any = None, summarize: int = 3, sep: str = " ", end: str = "\n",
    name: str | None = None,
) -> Operation:  # fmt: skip
    """An operation that writes ``inputs`` at each run: tensors as their values, all else as it is now.

    Args:
        output_stream: sys.stderr (the default), sys.stdout, a function of `tf.logging`, or "file://" and a path.
        summarize: how many elements are written at each end of an axis; -1 writes all.
        sep, end: what stands between the inputs, and behind the last one.
    """
    template: list[str | None] = []
    tensors: list[Any] = []
    for i, item in enumerate(inputs):
        template.append(sep) if i else None
        _append(item, template, tensors)
    template.append(end)
    attrs = {"template": tuple(template), "summarize": int(summarize), "target": _target(output_stream)}
    return create_operation("PrintV2", tensors, **attrs, name=name or "PrintV2")


def _append(item: Any, template: list[str | None], tensors: list[Any]) -> None:
    if isinstance(item, str):
        template.append(item)
    elif (tensor := as_tensor(item)) is not None:
        template.append(None)
        tensors.append(tensor)
    elif nest.is_nested(item):
        _append_structure(item, template, tensors)
    else:
        template.append(repr(item))


def _append_structure(item: Any, template: list[str | None], tensors: list[Any]) -> None:
    named = isinstance(item, dict)
    left, right = "{}" if named else "()" if isinstance(item, tuple) else "[]"
    template.append(left)
    for i, part in enumerate(item):
        template.append(", " if i else "")
        if named:
            template.append(f"{part!r}: ")
        value = item[part] if named else part
        _append(repr(value) if isinstance(value, str) else value, template, tensors)
    template.append(",)" if isinstance(item, tuple) and len(item) == 1 else right)


def _target(stream: Any) -> str:
    named = {id(function): target for target, function in _LOGS.items()}
    if stream is None or stream is sys.stderr:
        return "stderr"
    if stream is sys.stdout:
        return "stdout"
    if isinstance(stream, str) and (stream.startswith("file://") or stream in ("stdout", "stderr", *_LOGS)):
        return stream
    if id(stream) in named:
        return named[id(stream)]
    raise InvalidValueError(
        "output_stream must be sys.stdout, sys.stderr, tf.logging.info, warning or error, or 'file://' and a path, "
        f"but is {stream!r}."
    )


register(
    "PrintV2", "values*", write, NOT_DIFFERENTIABLE, same="", stateful=True, shape=lambda values, **attrs: []
)

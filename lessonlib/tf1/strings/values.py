"""Strings as values in a run: functions of each, and of many at once.

A string is bytes: a scalar is a ``bytes`` object, and any other tensor of strings a NumPy array of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import InvalidArgumentError


def boxed(value: Any) -> Any:
    """A NumPy array of objects, also for one string."""
    if isinstance(value, torch.Tensor):
        return value.cpu().numpy()
    if isinstance(value, np.ndarray):
        return value
    box = np.empty((), object)
    box[()] = value
    return box


def each(function: Callable[..., Any], *values: Any) -> Any:
    """``function`` of each string (and of the other values, broadcast)."""
    return np.frompyfunc(function, len(values), 1)(*map(boxed, values))


def wrong(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, message)


def measured(input: Any, unit: str, device: torch.device) -> torch.Tensor:
    counts = each(lambda s: len(s) if unit == "BYTE" else len(s.decode("utf-8", "replace")), input)
    return torch.as_tensor(np.asarray(counts, np.int32), device=device)


def part_of(input: Any, pos: torch.Tensor, length: torch.Tensor, unit: str) -> Any:
    def part(s: bytes, start: int, count: int) -> bytes:
        whole: str | bytes = s if unit == "BYTE" else s.decode("utf-8", "replace")
        begin = start + len(whole) if start < 0 else start
        if not 0 <= begin <= len(whole):
            raise wrong(f"pos {start} out of range for string b'{s!r}'")
        found = whole[begin : begin + max(int(count), 0)]
        return found.encode() if isinstance(found, str) else found

    return each(part, input, pos, length)


def replaced(input: Any, pattern: bytes, rewrite: bytes, everywhere: bool) -> Any:
    template = re.sub(rb"\\(\d)", rb"\\g<\1>", rewrite)
    compiled = _compiled(pattern)
    return each(lambda s: compiled.sub(template, s, count=0 if everywhere else 1), input)


def matched(input: Any, pattern: bytes, device: torch.device) -> torch.Tensor:
    compiled = _compiled(pattern)
    return torch.as_tensor(
        np.asarray(each(lambda s: compiled.fullmatch(s) is not None, input), np.bool_), device=device
    )


def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise wrong(f"Invalid pattern: {pattern.decode(errors='replace')}, error: {error}") from None


def stripped(input: Any) -> Any:
    return each(bytes.strip, input)


def cased(input: Any, method: str, encoding: str) -> Any:
    if not encoding:
        return each(getattr(bytes, method), input)
    return each(lambda s: getattr(s.decode("utf-8", "replace"), method)().encode(), input)


def joined(inputs: list[Any], separator: bytes) -> Any:
    return each(lambda *parts: separator.join(parts), *inputs)


def joined_along(input: Any, axes: tuple[int, ...] | None, separator: bytes, keepdims: bool) -> Any:
    """Along one axis after the other."""
    array = boxed(input)
    order = range(array.ndim)[::-1] if axes is None else [axis % array.ndim for axis in axes]
    for axis in order:
        moved = np.moveaxis(array, axis, -1)
        rows = np.empty(moved.shape[:-1], object)
        for place in np.ndindex(rows.shape):
            rows[place] = separator.join(moved[place])
        array = np.expand_dims(rows, axis)
    return array[()] if keepdims or not len(order) else np.squeeze(array, tuple(order))[()]


def joined_segments(input: Any, ids: torch.Tensor, count: int, separator: bytes) -> Any:
    flat, rest = ids.reshape(-1).tolist(), boxed(input)
    rows = rest.reshape((-1, *rest.shape[ids.dim() :]))
    result = np.empty((count, *rows.shape[1:]), object)
    for place in np.ndindex(result.shape):
        chosen = [row for row, segment in enumerate(flat) if segment == place[0]]
        result[place] = separator.join(rows[(row, *place[1:])] for row in chosen)
    return result


def numbers_of(input: Any, dtype: torch.dtype, device: torch.device) -> torch.Tensor:
    read: Any = float if dtype.is_floating_point else int

    def number(s: bytes) -> Any:
        try:
            value = read(s.strip())
        except ValueError:
            raise wrong(
                f"StringToNumberOp could not correctly convert string: {s.decode(errors='replace')}"
            ) from None
        if read is int and not torch.iinfo(dtype).min <= value <= torch.iinfo(dtype).max:
            raise wrong(f"StringToNumberOp could not correctly convert string: {s.decode()}")
        return value

    return torch.as_tensor(np.asarray(each(number, input), as_dtype(dtype).numpy), device=device)


def written(input: Any, form: str) -> Any:
    def text(x: Any) -> bytes:
        if isinstance(x, (bool, np.bool_)):
            shown = form % ("true" if x else "false")
        elif isinstance(x, complex):
            shown = f"({form % x.real},{form % x.imag})"
        else:
            shown = form % x
        return shown.encode()

    if not isinstance(input, torch.Tensor):
        return input
    return each(text, np.array(input.cpu().numpy(), object))

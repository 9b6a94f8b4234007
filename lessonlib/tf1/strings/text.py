"""Functions of each string by itself: parts, patterns, letters, numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.graph.create import convert_to_tensor, create, one_of
from lessonlib.graph.dtypes import as_dtype, bool_, int32, string
from lessonlib.graph.errors import InvalidArgumentError, InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.strings import values

UNITS = ("BYTE", "UTF8_CHAR")


def _like(dtype: Any = string) -> Callable[..., list[Any]]:
    return lambda input, *_, **__: [(dtype, input.sizes)]


for _type, _inputs, _kernel, _dtype in (
    ("StringLength", "input", values.measured, int32),
    ("RegexReplace", "input", values.replaced, string),
    ("RegexFullMatch", "input", values.matched, bool_),
    ("StringStrip", "input", values.stripped, string),
    ("StringCase", "input", values.cased, string),
    ("AsString", "input", values.written, string),
):
    _needs = "" if _dtype is string else "device"  # strings are on none
    register(_type, _inputs, _kernel, NOT_DIFFERENTIABLE, same="", needs=_needs, shape=_like(_dtype))


def _broadcast(*sizes: Any) -> Any:
    if any(s is None for s in sizes):
        return None
    rank = max(len(s) for s in sizes)
    padded = [(1,) * (rank - len(s)) + tuple(s) for s in sizes]
    columns = [set(column) - {1} for column in zip(*padded, strict=True)]
    known = [column - {None} for column in columns]
    if any(len(column) > 1 for column in known):
        raise InvalidValueError(f"The shapes {[list(s) for s in sizes]} do not fit each other.")
    return tuple(
        next(iter(k)) if k else (None if None in c else 1) for c, k in zip(columns, known, strict=True)
    )


def _joined_shape(input: Tensor, axes: tuple[int, ...] | None, separator: bytes, keepdims: bool) -> list[Any]:
    if input.sizes is None:
        return [(string, None)]
    rank = len(input.sizes)
    gone = set(range(rank)) if axes is None else {axis % rank for axis in axes}
    if keepdims:
        return [(string, tuple(1 if axis in gone else size for axis, size in enumerate(input.sizes)))]
    return [(string, tuple(size for axis, size in enumerate(input.sizes) if axis not in gone))]


def _segments_shape(input: Tensor, ids: Tensor, count: int, separator: bytes) -> list[Any]:
    if input.sizes is None or ids.sizes is None:
        return [(string, None)]
    return [(string, (count, *input.sizes[len(ids.sizes) :]))]


register(
    "Substr", "input pos length", values.part_of, NOT_DIFFERENTIABLE, same="pos length",
    shape=lambda input, pos, length, unit: [(string, _broadcast(input.sizes, pos.sizes))],
)  # fmt: skip
register(
    "StringJoin", "inputs*", values.joined, NOT_DIFFERENTIABLE, same="",
    shape=lambda inputs, separator: [(string, _broadcast(*(t.sizes for t in inputs)))],
)  # fmt: skip
register("ReduceJoin", "input", values.joined_along, NOT_DIFFERENTIABLE, same="", shape=_joined_shape)
register(
    "UnsortedSegmentJoin",
    "input ids",
    values.joined_segments,
    NOT_DIFFERENTIABLE,
    same="",
    shape=_segments_shape,
)
register(
    "StringToNumber", "input", values.numbers_of, NOT_DIFFERENTIABLE, same="", needs="device",
    shape=lambda input, dtype: [(as_dtype(dtype), input.sizes)],
)  # fmt: skip


def strings(value: TensorLike, function: str) -> Tensor:
    """``value`` as a tensor of strings. Raises TypeError when it holds something else."""
    tensor = convert_to_tensor(value)
    if tensor.dtype is not string:
        raise InvalidTypeError(
            f"tf.{function} needs strings, but got {tensor.dtype.name}. Remedy: tf.as_string makes them of numbers."
        )
    return tensor


def bytes_of(value: str | bytes) -> bytes:
    """Text as the bytes of UTF-8."""
    return value.encode() if isinstance(value, str) else value


def _unit(unit: str) -> str:
    if unit not in UNITS:
        raise InvalidValueError(f"unit must be 'BYTE' or 'UTF8_CHAR', but is {unit!r}.")
    return unit


@tf_export("strings.length")
def string_length(input: TensorLike, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """The length of each string, int32: in bytes, or in letters with unit ``"UTF8_CHAR"``."""
    return create(
        "StringLength", strings(input, "strings.length"), unit=_unit(unit), name=name or "StringLength"
    )


@tf_export("substr", "strings.substr")
def substr(
    input: TensorLike, pos: TensorLike, len: TensorLike, name: str | None = None, unit: str = "BYTE"
) -> Tensor:
    """``len`` bytes (or letters, with unit ``"UTF8_CHAR"``) of each string from ``pos`` on; fewer where it ends before.

    ``pos`` and ``len`` are integers that broadcast against ``input``; a negative ``pos`` counts from the end. One that
    is outside of a string fails with InvalidArgumentError when it runs.
    """
    start, count = convert_to_tensor(pos), convert_to_tensor(len)
    return create("Substr", strings(input, "substr"), start, count, unit=_unit(unit), name=name or "Substr")


@tf_export("regex_replace", "strings.regex_replace")
def regex_replace(
    input: TensorLike, pattern: str, rewrite: str, replace_global: bool = True, name: str | None = None
) -> Tensor:
    r"""Each string with ``rewrite`` for what the regular expression ``pattern`` finds; ``\1`` is its first group.

    Only the first find is replaced when ``replace_global`` is False. Python's expressions are used, which have all of
    TensorFlow's but classes such as ``\pL``. A pattern that is wrong fails with InvalidArgumentError when it runs.
    """
    return create(
        "RegexReplace", strings(input, "regex_replace"), pattern=bytes_of(pattern), rewrite=bytes_of(rewrite),
        everywhere=bool(replace_global), name=name or "RegexReplace",
    )  # fmt: skip


@tf_export("strings.regex_full_match")
def regex_full_match(input: TensorLike, pattern: str, name: str | None = None) -> Tensor:
    """Whether the regular expression ``pattern`` matches the whole of each string: bool."""
    return create(
        "RegexFullMatch", strings(input, "strings.regex_full_match"), pattern=bytes_of(pattern),
        name=name or "RegexFullMatch",
    )  # fmt: skip


@tf_export("string_strip", "strings.strip")
def string_strip(input: TensorLike, name: str | None = None) -> Tensor:
    """Each string without blanks, tabs and line ends at its ends."""
    return create("StringStrip", strings(input, "string_strip"), name=name or "StringStrip")


@tf_export("strings.lower")
def string_lower(input: TensorLike, encoding: str = "", name: str | None = None) -> Tensor:
    """Each string in small letters: those of ASCII only, or all, with encoding ``"utf-8"``."""
    return create(
        "StringCase", strings(input, "strings.lower"), method="lower", encoding=_encoding(encoding),
        name=name or "StringLower",
    )  # fmt: skip


@tf_export("strings.upper")
def string_upper(input: TensorLike, encoding: str = "", name: str | None = None) -> Tensor:
    """Each string in capital letters: those of ASCII only, or all, with encoding ``"utf-8"``."""
    return create(
        "StringCase", strings(input, "strings.upper"), method="upper", encoding=_encoding(encoding),
        name=name or "StringUpper",
    )  # fmt: skip


def _encoding(encoding: str) -> str:
    if encoding not in ("", "utf-8"):
        raise InvalidArgumentError(None, None, f"encoding must be '' or 'utf-8', but is {encoding!r}.")
    return encoding


@tf_export("string_join", "strings.join")
def string_join(inputs: Any, separator: str = "", name: str | None = None) -> Tensor:
    """The strings of several tensors, place by place, joined with ``separator``; scalars go with every place."""
    tensors = [strings(item, "string_join") for item in inputs]
    return create("StringJoin", tensors, separator=bytes_of(separator), name=name or "StringJoin")


@tf_export("reduce_join", "strings.reduce_join")
def reduce_join(
    inputs: TensorLike, axis: Any = None, keep_dims: bool | None = None, separator: str = "", name: str | None = None,
    reduction_indices: Any = None, keepdims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The strings along ``axis`` joined with ``separator``; along several, one after the other; all, when not said."""
    given = one_of("axis", axis, "reduction_indices", reduction_indices)
    axes = (
        None
        if given is None
        else (given,)
        if isinstance(given, int)
        else tuple(int(a) for a in given) or None
    )
    return create(
        "ReduceJoin", strings(inputs, "reduce_join"), axes=axes, separator=bytes_of(separator),
        keepdims=bool(one_of("keepdims", keepdims, "keep_dims", keep_dims)), name=name or "ReduceJoin",
    )  # fmt: skip


@tf_export("strings.unsorted_segment_join")
def unsorted_segment_join(
    inputs: TensorLike,
    segment_ids: TensorLike,
    num_segments: int,
    separator: str = "",
    name: str | None = None,
) -> Tensor:
    """The strings that have the same of ``segment_ids`` joined, for each number under ``num_segments``."""
    return create(
        "UnsortedSegmentJoin", strings(inputs, "strings.unsorted_segment_join"), convert_to_tensor(segment_ids),
        count=int(num_segments), separator=bytes_of(separator), name=name or "UnsortedSegmentJoin",
    )  # fmt: skip


@tf_export("string_to_number", "strings.to_number")
def string_to_number(
    string_tensor: TensorLike | None = None, out_type: DTypeLike = "float32", name: str | None = None,
    input: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """The number that each string is, of a float or integer dtype. Other text fails with InvalidArgumentError in a run.

    ``input`` is the newer name of ``string_tensor``.
    """
    dtype = as_dtype(out_type)
    if dtype.name not in ("float32", "float64", "int32", "int64"):
        raise InvalidTypeError(f"out_type must be float32, float64, int32 or int64, but is {dtype.name}.")
    given = one_of("input", input, "string_tensor", string_tensor)
    return create(
        "StringToNumber", strings(given, "string_to_number"), dtype=dtype.torch, name=name or "StringToNumber"
    )


@tf_export("as_string", "strings.as_string")
def as_string(
    input: TensorLike, precision: int = -1, scientific: bool = False, shortest: bool = False, width: int = -1,
    fill: str = "", name: str | None = None,
) -> Tensor:  # fmt: skip
    """Each number as text, written as C's printf does.

    Args:
        input: numbers or booleans.
        precision: digits behind the point; 6 when not said.
        scientific: with an exponent, ``%e``.
        shortest: with an exponent where that is shorter, ``%g``.
        width: fill up on the left to so many letters.
        fill: ``"0"``, ``" "``, ``"-"`` (fill up on the right) or ``"+"`` (write this sign).

    Raises ValueError when both scientific and shortest are asked for, or for a longer ``fill``.
    """
    tensor = convert_to_tensor(input)
    if scientific and shortest:
        raise InvalidArgumentError(None, None, "Cannot select both scientific and shortest notation.")
    if len(fill) > 1 or (fill and fill not in "0 -+#"):
        raise InvalidArgumentError(
            None, None, f"Fill must be one of '0', ' ', '-', '+' and '#', but is {fill!r}."
        )
    real = tensor.dtype.is_floating or tensor.dtype.is_complex
    if not real and (precision >= 0 or scientific or shortest):
        raise InvalidArgumentError(
            None, None, f"precision, scientific and shortest are for floats, not for {tensor.dtype.name}."
        )
    letter = (
        ("e" if scientific else "g" if shortest else "f") if real else "s" if tensor.dtype.is_bool else "d"
    )
    form = f"%{fill}{width if width > -1 else ''}{f'.{precision}' if precision > -1 else ''}{letter}"
    return create("AsString", tensor, form=form, name=name or "AsString")

"""Bytes and lines of text to tensors, and back: raw numbers, comma-separated values, base64, encodings."""

from __future__ import annotations

import base64
import binascii
import sys
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import convert_to_tensor, create, create_several, one_of
from lessonlib.graph.dtypes import DType, as_dtype, string
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.host import summary
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.strings.text import bytes_of, strings
from lessonlib.tf1.strings.values import boxed, each, wrong

RAW = (
    "float16",
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "complex64",
    "complex128",
    "bool",
)
CSV = ("float32", "float64", "int32", "int64", "string")


def raw_numbers(input: Any, dtype: torch.dtype, little_endian: bool, device: torch.device) -> torch.Tensor:
    kind = np.dtype(as_dtype(dtype).numpy)
    rows = boxed(input)
    lengths = {len(s) for s in rows.ravel()}
    if len(lengths) > 1:
        raise wrong(
            f"DecodeRaw requires input strings to all be the same size, but they have {sorted(lengths)} bytes."
        )
    size = lengths.pop() if lengths else 0
    if size % kind.itemsize:
        raise wrong(
            f"Input to DecodeRaw has length {size} that is not a multiple of {kind.itemsize}, the size of {kind}"
        )
    order = kind if little_endian == (sys.byteorder == "little") else kind.newbyteorder()
    numbers = np.frombuffer(b"".join(rows.ravel()), order).astype(kind)
    return torch.from_numpy(numbers.reshape((*rows.shape, size // kind.itemsize))).to(device)


def fields_of(
    records: Any, defaults: list[Any], dtypes: tuple[DType, ...], delim: bytes, quoted: bool, missing: bytes,
    columns: tuple[int, ...] | None, device: torch.device,
) -> tuple[Any, ...]:  # fmt: skip
    """One value for each field, for all records."""
    lines = boxed(records)
    found = [np.empty(lines.shape, object) for _ in dtypes]
    standards = [np.atleast_1d(boxed(default)) for default in defaults]
    for place in np.ndindex(lines.shape):
        fields = _cut(lines[place], delim, quoted)
        if columns is not None:
            fields = [fields[i] for i in columns if i < len(fields)]
        if len(fields) != len(dtypes):
            raise wrong(f"Expect {len(dtypes)} fields but have {len(fields)} in record {place}")
        for i, (field, dtype) in enumerate(zip(fields, dtypes, strict=True)):
            if field in (b"", missing):
                if not len(standards[i]):
                    raise wrong(f"Field {i} is required but missing in record {place}!")
                found[i][place] = standards[i][0]
            else:
                found[i][place] = _value(field, dtype, i, place)
    return tuple(
        values[()] if dtype is string else torch.as_tensor(values.astype(dtype.numpy), device=device)
        for values, dtype in zip(found, dtypes, strict=True)
    )


def _cut(line: bytes, delim: bytes, quoted: bool) -> list[bytes]:
    """The fields of a line; in quotes, a delimiter is a letter and two quotes stand for one (RFC 4180)."""
    line = line.rstrip(b"\r\n")
    if not quoted or b'"' not in line:
        return line.split(delim)
    fields, field, inside, i = [], bytearray(), False, 0
    while i < len(line):
        letter = line[i : i + 1]
        if inside and letter == b'"' and line[i + 1 : i + 2] == b'"':
            field += letter
            i += 1
        elif letter == b'"' and (inside or not field):
            inside = not inside
        elif letter == b'"':
            raise wrong("Unquoted fields cannot have quotes inside")
        elif letter == delim and not inside:
            fields.append(bytes(field))
            field = bytearray()
        else:
            field += letter
        i += 1
    if inside:
        raise wrong("Quoted field has to end with quote followed by delim or end")
    return [*fields, bytes(field)]


def _value(field: bytes, dtype: DType, column: int, place: Any) -> Any:
    if dtype is string:
        return field
    try:
        value = float(field) if dtype.is_floating else int(field)
    except ValueError:
        value = None
    if value is None or (dtype.is_integer and not dtype.min <= value <= dtype.max):
        raise wrong(
            f"Field {column} in record {place} is not a valid {dtype.name}: {field.decode(errors='replace')}"
        )
    return value


def to_base64(input: Any, pad: bool) -> Any:
    return each(
        lambda s: base64.urlsafe_b64encode(s) if pad else base64.urlsafe_b64encode(s).rstrip(b"="), input
    )


def from_base64(input: Any) -> Any:
    def decoded(s: bytes) -> bytes:
        try:
            return base64.b64decode(s.rstrip(b"=") + b"=" * (-len(s.rstrip(b"=")) % 4), b"-_", validate=True)
        except binascii.Error:
            raise wrong(f"Invalid character found in base64: {s!r}.") from None

    return each(decoded, input)


def transcoded(input: Any, source: str, target: str, errors: str, replacement: int, controls: bool) -> Any:
    def changed(s: bytes) -> bytes:
        if errors == "strict":
            try:
                text = s.decode(source)
            except UnicodeDecodeError:
                raise wrong(f"Invalid formatting on input string: {s!r}") from None
        else:
            text = s.decode(source, errors)
            text = text.replace("\ufffd", chr(replacement)) if errors == "replace" else text
        if controls:
            text = "".join(chr(replacement) if ord(letter) < 32 else letter for letter in text)
        return text.encode(target)

    return each(changed, input)


def formatted(inputs: list[Any], template: str, placeholder: str, summarize: int) -> bytes:
    first, *rest = template.split(placeholder)
    return (
        first + "".join(_shown(x, summarize) + text for x, text in zip(inputs, rest, strict=True))
    ).encode()


def _shown(x: Any, count: int) -> str:
    """A tensor as text: at each axis the first and the last ``count``, all when it is -1."""
    if isinstance(x, bytes):
        return f'"{x.decode(errors="replace")}"'
    array = boxed(x)
    if not array.ndim:
        return f'"{array[()].decode(errors="replace")}"' if array.dtype == object else summary(x, -1)
    return _rows(array, count, 1)


def _rows(array: Any, count: int, depth: int) -> str:
    items = list(array)
    shown = [_rows(item, count, depth + 1) if getattr(item, "ndim", 0) else _item(item) for item in items]
    if 0 <= 2 * count < len(items):
        shown = [*shown[:count], "...", *shown[-count:]]
    return "[" + ("\n" * (array.ndim - 1) + " " * depth if array.ndim > 1 else " ").join(shown) + "]"


def _item(item: Any) -> str:
    return (
        f'"{item.decode(errors="replace")}"'
        if isinstance(item, bytes)
        else summary(torch.as_tensor(item), -1)
    )


def _raw_shape(input: Tensor, dtype: torch.dtype, little_endian: bool) -> list[Any]:
    return [(as_dtype(dtype), None if input.sizes is None else (*input.sizes, None))]


register("DecodeRaw", "input", raw_numbers, NOT_DIFFERENTIABLE, same="", needs="device", shape=_raw_shape)
register(
    "DecodeCSV", "records defaults*", fields_of, NOT_DIFFERENTIABLE, same="", several=True, needs="device",
    shape=lambda records, defaults, dtypes, **_: [(dtype, records.sizes) for dtype in dtypes],
)  # fmt: skip
for _type, _kernel in (
    ("EncodeBase64", to_base64),
    ("DecodeBase64", from_base64),
    ("UnicodeTranscode", transcoded),
):
    register(
        _type, "input", _kernel, NOT_DIFFERENTIABLE, same="", shape=lambda input, **_: [(string, input.sizes)]
    )
register(
    "StringFormat",
    "inputs*",
    formatted,
    NOT_DIFFERENTIABLE,
    same="",
    shape=lambda inputs, **_: [(string, ())],
)


@tf_export("decode_raw", "io.decode_raw")
def decode_raw(
    input_bytes: TensorLike | None = None, out_type: DTypeLike | None = None, little_endian: bool = True,
    name: str | None = None, bytes: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """The bytes of each string as numbers of ``out_type``: shape (..., numbers in a string).

    ``bytes`` is the older name of ``input_bytes``. All strings must be of one length, a multiple of the number's;
    others fail with InvalidArgumentError when they run.
    """
    given = one_of("input_bytes", input_bytes, "bytes", bytes)
    if out_type is None:
        raise InvalidValueError("tf.decode_raw needs an out_type, such as tf.uint8.")
    dtype = as_dtype(out_type)
    if dtype.name not in RAW:
        raise InvalidTypeError(f"tf.decode_raw gives numbers, one of {', '.join(RAW)}, but not {dtype.name}.")
    return create(
        "DecodeRaw", strings(given, "decode_raw"), dtype=dtype.torch, little_endian=bool(little_endian),
        name=name or "DecodeRaw",
    )  # fmt: skip


@tf_export("decode_csv", "io.decode_csv")
def decode_csv(
    records: TensorLike, record_defaults: Any, field_delim: str = ",", use_quote_delim: bool = True,
    name: str | None = None, na_value: str = "", select_cols: Any = None,
) -> list[Tensor]:  # fmt: skip
    """The fields of lines of comma-separated values: a tensor of the shape of ``records`` for each column.

    Args:
        records: strings, one line each.
        record_defaults: for each column a value for where the field is empty, or an empty list of its dtype when it may
            not be; float32, float64, int32, int64 or string.
        field_delim: the letter between fields.
        use_quote_delim: whether a field may stand in double quotes.
        na_value: another text that stands for an empty field.
        select_cols: the numbers of the columns to take, ascending; all when not said.

    A line with other fields, or one that is no number, fails with InvalidArgumentError when it runs.
    """
    if len(bytes_of(field_delim)) != 1:
        raise InvalidValueError(f"field_delim must be one letter, but is {field_delim!r}.")
    columns = None if select_cols is None else tuple(int(column) for column in select_cols)
    if columns is not None and (
        list(columns) != sorted(set(columns)) or len(columns) != len(record_defaults)
    ):
        raise InvalidValueError("select_cols must ascend, and have one number for each of record_defaults.")
    defaults = [convert_to_tensor(default) for default in record_defaults]
    for default in defaults:
        if default.dtype.name not in CSV:
            raise InvalidTypeError(f"A column may be {', '.join(CSV)}, but not {default.dtype.name}.")
    return list(
        create_several(
            "DecodeCSV", strings(records, "decode_csv"), defaults, dtypes=tuple(d.dtype for d in defaults),
            delim=bytes_of(field_delim), quoted=bool(use_quote_delim), missing=bytes_of(na_value), columns=columns,
            name=name or "DecodeCSV",
        )
    )  # fmt: skip


@tf_export("encode_base64", "io.encode_base64")
def encode_base64(input: TensorLike, pad: bool = False, name: str | None = None) -> Tensor:
    """Each string in base64 for the web (with ``-`` and ``_``), filled up with ``=`` if ``pad``."""
    return create("EncodeBase64", strings(input, "encode_base64"), pad=bool(pad), name=name or "EncodeBase64")


@tf_export("decode_base64", "io.decode_base64")
def decode_base64(input: TensorLike, name: str | None = None) -> Tensor:
    """The bytes of each string in base64 for the web. Other text fails with InvalidArgumentError when it runs."""
    return create("DecodeBase64", strings(input, "decode_base64"), name=name or "DecodeBase64")


@tf_export("strings.unicode_transcode")
def unicode_transcode(
    input: TensorLike, input_encoding: str, output_encoding: str, errors: str = "replace",
    replacement_char: int = 65533, replace_control_characters: bool = False, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Each string in another encoding.

    Args:
        input_encoding: any that Python knows.
        output_encoding: ``"UTF-8"``, ``"UTF-16-BE"`` or ``"UTF-32-BE"``.
        errors: for bytes that are no letter: ``"replace"`` them by ``replacement_char``, ``"ignore"`` them, or
            ``"strict"``: fail with InvalidArgumentError.
        replace_control_characters: put ``replacement_char`` for these too.
    """
    if errors not in ("replace", "ignore", "strict"):
        raise InvalidValueError(f"errors must be 'replace', 'ignore' or 'strict', but is {errors!r}.")
    if output_encoding not in ("UTF-8", "UTF-16-BE", "UTF-32-BE"):
        raise InvalidValueError(
            f"output_encoding must be UTF-8, UTF-16-BE or UTF-32-BE, but is {output_encoding!r}."
        )
    return create(
        "UnicodeTranscode", strings(input, "strings.unicode_transcode"), source=input_encoding, target=output_encoding,
        errors=errors, replacement=int(replacement_char), controls=bool(replace_control_characters),
        name=name or "UnicodeTranscode",
    )  # fmt: skip


@tf_export("strings.format")
def format_(
    template: str, inputs: Any, placeholder: str = "{}", summarize: int = 3, name: str | None = None
) -> Tensor:
    """``template`` with the values of ``inputs``, one or a list of them, in place of each ``placeholder``.

    Of long tensors, the first and last ``summarize`` of each axis are shown; all with -1. Raises ValueError when there
    are not as many places as inputs.
    """
    listed = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    if template.count(placeholder) != len(listed):
        raise InvalidValueError(
            f"{template.count(placeholder)} placeholder(s) in template does not match {len(listed)} tensor(s) provided."
        )
    tensors = [convert_to_tensor(item) for item in listed]
    return create(
        "StringFormat", tensors, template=template, placeholder=placeholder, summarize=int(summarize),
        name=name or "StringFormat",
    )  # fmt: skip

"""Tensors as bytes (serialized TensorProto messages) and back, and bytes that were compressed."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from google.protobuf import json_format
from google.protobuf.message import DecodeError
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.util.tensor_util import make_ndarray

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import DType, as_dtype, string
from lessonlib.graph.errors import DataLossError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph_def import type_number
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.files.messages import Example
from lessonlib.tf1.files.varint import Damaged, varint, varint_bytes
from lessonlib.tf1.strings.text import strings
from lessonlib.tf1.strings.values import boxed, each, wrong

STRING = type_number(string)


def bytes_of_tensor(value: Any, packed: bool = False) -> bytes:
    """The TensorProto of a value, serialized; ``packed`` strings are one piece: all lengths, then all bytes."""
    array = boxed(value)
    message = TensorProto(
        dtype=type_number(as_dtype(array.dtype)),
        tensor_shape=TensorShapeProto(dim=[TensorShapeProto.Dim(size=size) for size in array.shape]),
    )
    if array.dtype == object and packed:
        texts = array.ravel().tolist()
        message.tensor_content = b"".join([*(varint_bytes(len(text)) for text in texts), *texts])
    elif array.dtype == object:
        message.string_val.extend(array.ravel().tolist())
    else:
        message.tensor_content = array.tobytes()
    data: bytes = message.SerializeToString(deterministic=True)
    return data


def tensor_of_bytes(serialized: bytes, dtype: DType, device: torch.device) -> Any:
    """The value that `bytes_of_tensor` wrote. Raises InvalidArgumentError for other bytes, and for another dtype."""
    try:
        message = TensorProto.FromString(serialized)
        array = (
            _unpacked(message)
            if message.dtype == STRING and message.tensor_content
            else make_ndarray(message)
        )
    except (Damaged, DecodeError, TypeError, ValueError):
        raise wrong(f"Could not parse `serialized` as TensorProto: {serialized[:40]!r}.") from None
    found = as_dtype(array.dtype)
    if found is not dtype:
        raise wrong(f"Type mismatch between parsed tensor ({found.name}) and dtype ({dtype.name}).")
    if dtype is string:
        values = np.empty(array.shape, object)
        values[...] = array.astype(object)
        return values[()]
    return torch.from_numpy(np.array(array)).to(device)


def _unpacked(message: Any) -> Any:
    """The strings of a TensorProto that holds them in one piece."""
    shape, data = tuple(size.size for size in message.tensor_shape.dim), message.tensor_content
    lengths, at = [], 0
    for _ in range(math.prod(shape)):
        length, at = varint(data, at)
        lengths.append(length)
    texts = np.empty(len(lengths), object)
    for place, length in enumerate(lengths):
        texts[place], at = data[at : at + length], at + length
    return texts.reshape(shape)


def example_of_json(json_examples: Any) -> Any:
    def example(text: bytes) -> bytes:
        try:
            found = json_format.Parse(text, Example())
        except json_format.ParseError as error:
            raise wrong(f"Error while parsing JSON: {error}") from None
        data: bytes = found.SerializeToString(deterministic=True)
        return data

    return each(example, json_examples)


def decompressed(value: Any, how: str) -> Any:
    unpack: Callable[[bytes], bytes] = gzip.decompress if how == "GZIP" else zlib.decompress

    def one(data: bytes) -> bytes:
        try:
            return unpack(data)
        except (zlib.error, OSError, EOFError) as error:
            raise DataLossError(None, None, f"decode_compressed: not {how}: {error}") from None

    return each(one, value)


register(
    "SerializeTensor", "tensor", bytes_of_tensor, NOT_DIFFERENTIABLE, shape=lambda tensor: [(string, ())]
)
register(
    "ParseTensor", "serialized", tensor_of_bytes, NOT_DIFFERENTIABLE, needs="device",
    shape=lambda serialized, dtype: [(dtype, None)],
)  # fmt: skip
register(
    "DecodeJSONExample", "json_examples", example_of_json, NOT_DIFFERENTIABLE,
    shape=lambda json_examples: [(string, json_examples.sizes)],
)  # fmt: skip
register(
    "DecodeCompressed", "bytes", decompressed, NOT_DIFFERENTIABLE,
    shape=lambda bytes, how: [(string, bytes.sizes)],
)  # fmt: skip


@tf_export("serialize_tensor", "io.serialize_tensor")
def serialize_tensor(tensor: TensorLike, name: str | None = None) -> Tensor:
    """A tensor of any dtype and shape as one string: the bytes of a TensorProto, which `parse_tensor` reads."""
    return create("SerializeTensor", convert_to_tensor(tensor), name=name or "SerializeTensor")


@tf_export("parse_tensor", "io.parse_tensor")
def parse_tensor(serialized: TensorLike, out_type: DTypeLike, name: str | None = None) -> Tensor:
    """The tensor that `serialize_tensor` wrote, of the dtype ``out_type``; its shape is unknown until the run.

    A run fails with InvalidArgumentError when the bytes are no TensorProto, or one of another dtype.
    """
    given = strings(serialized, "parse_tensor")
    return create("ParseTensor", given, dtype=as_dtype(out_type), name=name or "ParseTensor")


@tf_export("decode_json_example", "io.decode_json_example")
def decode_json_example(json_examples: TensorLike, name: str | None = None) -> Tensor:
    """tf.train.Example messages written as JSON, as the serialized messages that `parse_example` takes.

    Bytes stand in base64 in the JSON. A run fails with InvalidArgumentError for what is no such JSON.
    """
    return create(
        "DecodeJSONExample", strings(json_examples, "decode_json_example"), name=name or "DecodeJSONExample"
    )


@tf_export("decode_compressed", "io.decode_compressed")
def decode_compressed(bytes: TensorLike, compression_type: str = "", name: str | None = None) -> Tensor:
    """Each string as it was before it was compressed.

    ``compression_type`` is ``"ZLIB"``, ``"GZIP"``, or empty: not compressed. Raises ValueError for another one; a run
    fails with DataLossError for bytes that are not so compressed.
    """
    given = strings(bytes, "decode_compressed")
    if compression_type not in ("", "ZLIB", "GZIP"):
        raise InvalidValueError(
            f"compression_type must be '', 'ZLIB' or 'GZIP', but is {compression_type!r}."
        )
    if not compression_type:
        return create("Identity", given, name=name or "DecodeCompressed")
    return create("DecodeCompressed", given, how=compression_type, name=name or "DecodeCompressed")

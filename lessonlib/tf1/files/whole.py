"""Whole files as tensors: read, write, and the names that fit a pattern."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from lessonlib.graph.create import convert_to_tensor, create, create_operation
from lessonlib.graph.dtypes import string
from lessonlib.graph.errors import InvalidTypeError, NotFoundError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.files.patterns import names_that_fit


def content(filename: bytes) -> bytes:
    try:
        with open(filename, "rb") as file:
            return file.read()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFoundError(None, None, f"{os.fsdecode(filename)}; {error.strerror}") from error


def write(filename: bytes, contents: bytes) -> None:
    os.makedirs(os.path.dirname(filename) or b".", exist_ok=True)
    with open(filename, "wb") as file:
        file.write(contents)


def matching(pattern: Any) -> np.ndarray[Any, Any]:
    patterns = [os.fsdecode(item) for item in np.ravel(np.array(pattern, object))]
    names = names_that_fit(patterns)
    result = np.empty(len(names), object)
    result[:] = names
    return result


register(
    "ReadFile", "filename", content, NOT_DIFFERENTIABLE, stateful=True, shape=lambda filename: [(string, ())]
)
register(
    "WriteFile",
    "filename contents",
    write,
    NOT_DIFFERENTIABLE,
    stateful=True,
    shape=lambda filename, contents: [],
)
register(
    "MatchingFiles", "pattern", matching, NOT_DIFFERENTIABLE, stateful=True,
    shape=lambda pattern: [(string, (None,))],
)  # fmt: skip


@tf_export("read_file", "io.read_file")
def read_file(filename: TensorLike, name: str | None = None) -> Tensor:
    """The bytes of a file, read at each run. The run raises NotFoundError when it is missing."""
    return create("ReadFile", _text(filename), name=name or "ReadFile")


@tf_export("write_file", "io.write_file")
def write_file(filename: TensorLike, contents: TensorLike, name: str | None = None) -> Operation:
    """An operation that writes bytes to a file, and makes its folder when that is missing."""
    return create_operation("WriteFile", _text(filename), _text(contents), name=name or "WriteFile")


@tf_export("matching_files", "io.matching_files")
def matching_files(pattern: TensorLike, name: str | None = None) -> Tensor:
    """The names of the files that fit a pattern such as ``"images/*.png"``, or one of several; sorted."""
    return create("MatchingFiles", _text(pattern), name=name or "MatchingFiles")


def _text(value: TensorLike) -> Tensor:
    tensor = convert_to_tensor(value)
    if tensor.dtype is not string:
        raise InvalidTypeError(
            f"Names and contents of files are strings, but {tensor.name} is {tensor.dtype.name}."
        )
    return tensor

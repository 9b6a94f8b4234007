"""Columns of numbers, and of ranges of numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import torch

from lessonlib.graph.create import constant, create
from lessonlib.graph.dtypes import DType, as_dtype, float32, int64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, reshape
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.onehot import one_hot
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike
from lessonlib.tf1.feature_column.column import (
    CategoricalColumn,
    Column,
    DenseColumn,
    Features,
    Making,
    check_key,
    feature,
)  # fmt: skip
from lessonlib.tf1.files.features import FixedLenFeature


def bucket_of(x: torch.Tensor, boundaries: tuple[float, ...]) -> torch.Tensor:
    """The number of boundaries that are not above each number."""
    limits = torch.tensor(boundaries, dtype=torch.float64, device=x.device)
    return torch.bucketize(x.to(torch.float64), limits, right=True)


register("BucketOf", "x", bucket_of, NOT_DIFFERENTIABLE, takes="real",
         shape=lambda x, boundaries: [(int64, x.sizes)])  # fmt: skip


@dataclass(frozen=True)
class NumericColumn(DenseColumn):
    """Numbers as they are, or through ``normalizer_fn``."""

    key: str
    shape: tuple[int, ...]
    default_value: Any
    dtype: DType
    normalizer_fn: Callable[[Any], Any] | None

    @property
    def name(self) -> str:
        return self.key

    @property
    def width(self) -> int:
        return prod(self.shape)

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return {self.key: FixedLenFeature(list(self.shape), self.dtype, self.default_value)}

    def numbers(self, features: Features, making: Making) -> Tensor:
        return reshape(self.given(features), [-1, self.width])

    def given(self, features: Features) -> Tensor:
        """float32 (batch, *shape)."""
        x = feature(features, self.key)
        if x.dtype.name == "string":
            raise InvalidValueError(
                f"The feature {self.key} must be numbers for a numeric_column, but is string."
            )
        x = expand_dims(x, -1) if x.sizes is not None and len(x.sizes) == 1 else x
        return cast(x if self.normalizer_fn is None else self.normalizer_fn(x), float32)


@dataclass(frozen=True)
class BucketizedColumn(DenseColumn, CategoricalColumn):
    """Which of the ranges between the boundaries a number is in."""

    source_column: NumericColumn
    boundaries: tuple[float, ...]

    @property
    def name(self) -> str:
        return f"{self.source_column.name}_bucketized"

    @property
    def _each(self) -> int:
        return len(self.boundaries) + 1

    @property
    def width(self) -> int:
        return self.source_column.width * self._each

    @property
    def num_buckets(self) -> int:  # type: ignore[override]
        return self.width

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return self.source_column.parse_example_spec

    def numbers(self, features: Features, making: Making) -> Tensor:
        return reshape(one_hot(self._buckets(features), self._each), [-1, self.width])

    def ids(self, features: Features) -> Tensor:
        starts = constant([self._each * i for i in range(self.source_column.width)], int64)
        return self._buckets(features) + starts

    def _buckets(self, features: Features) -> Tensor:
        x = reshape(self.source_column.given(features), [-1, self.source_column.width])
        return create("BucketOf", x, boundaries=self.boundaries)


@tf_export("feature_column.numeric_column")
def numeric_column(
    key: str, shape: Any = (1,), default_value: Any = None, dtype: DTypeLike = float32,
    normalizer_fn: Callable[[Any], Any] | None = None,
) -> NumericColumn:  # fmt: skip
    """A feature of real numbers, (batch, *shape), given as float32.

    Args:
        key: its name.
        shape: a number or several, all positive.
        default_value: what stands for a missing value when examples are parsed.
        dtype: that of the feature.
        normalizer_fn: a function of the tensor, such as ``lambda x: (x - 3.0) / 4.2``.

    Raises ValueError for a shape or dtype that is none; TypeError for a function that cannot be called.
    """
    check_key(key)
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    for size in sizes:
        if not isinstance(size, int):
            raise InvalidTypeError(f"shape dimensions must be integer. shape: {shape!r}.")
        if size < 1:
            raise InvalidValueError(f"shape dimensions must be greater than 0. shape: {shape!r}.")
    kind = as_dtype(dtype)
    if not (kind.is_integer or kind.is_floating):
        raise InvalidValueError(f"dtype must be convertible to float. dtype: {kind.name}, key: {key}.")
    if normalizer_fn is not None and not callable(normalizer_fn):
        raise InvalidTypeError(f"normalizer_fn must be a callable. Given: {normalizer_fn!r}.")
    return NumericColumn(key, sizes, default_value, kind, normalizer_fn)


@tf_export("feature_column.bucketized_column")
def bucketized_column(source_column: Column, boundaries: Sequence[float]) -> BucketizedColumn:
    """The range of a number: with boundaries [0, 10], class 0 is below 0, 1 from 0 up to below 10, 2 from 10 on.

    Raises ValueError unless the source is a numeric column with one axis, and the boundaries rise.
    """
    if not isinstance(source_column, NumericColumn):
        raise InvalidValueError(
            f"source_column must be a column generated with numeric_column(). Given: {source_column!r}."
        )
    if len(source_column.shape) > 1:
        raise InvalidValueError(f"source_column must be one-dimensional column. Given: {source_column!r}.")
    limits = tuple(boundaries) if isinstance(boundaries, (list, tuple)) else ()
    if not limits or any(a >= b for a, b in pairwise(limits)):
        raise InvalidValueError(f"boundaries must be a sorted list. Given: {boundaries!r}.")
    return BucketizedColumn(source_column, limits)

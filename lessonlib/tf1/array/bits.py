"""The same bits, or the same numbers, as another dtype."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import as_dtype, complex64, complex128
from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike


def same_bits(x: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    if x.dtype.itemsize > dtype.itemsize:
        return x.unsqueeze(-1).view(dtype)
    if x.dtype.itemsize < dtype.itemsize:
        return x.contiguous().view(dtype).squeeze(-1)
    return x.view(dtype).clone()


def clamp_to(x: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """x as ``dtype``, whose smallest and largest number replace what lies outside."""
    limits = torch.finfo(dtype) if dtype.is_floating_point else torch.iinfo(dtype)
    own = torch.finfo(x.dtype) if x.dtype.is_floating_point else torch.iinfo(x.dtype)
    if own.min >= limits.min and own.max <= limits.max:
        return x.to(dtype)
    result = x.clamp(max(limits.min, own.min), min(limits.max, own.max)).to(dtype)
    if (
        x.dtype.is_floating_point and not dtype.is_floating_point
    ):  # the largest float may round above the largest int
        result = torch.where(x >= float(limits.max), torch.tensor(limits.max, dtype=dtype), result)
    return result


@tf_export("bitcast")
def bitcast(input: TensorLike, type: DTypeLike, name: str | None = None) -> Tensor:
    """The bits of the elements read as another dtype.

    A smaller one adds a last axis; for a larger one the last axis holds the parts of each element, and goes.
    """
    return create("Bitcast", input, dtype=as_dtype(type).torch, name=name or "Bitcast")


@tf_export("saturate_cast", "dtypes.saturate_cast")
def saturate_cast(value: TensorLike, dtype: DTypeLike, name: str | None = None) -> Tensor:
    """x as ``dtype``, held between its smallest and largest number."""
    x, wanted = convert_to_tensor(value), as_dtype(dtype)
    return (
        x
        if x.dtype is wanted
        else create("SaturateCast", x, dtype=wanted.torch, name=name or "saturate_cast")
    )


@tf_export("to_complex64")
def to_complex64(x: TensorLike, name: str = "ToComplex64") -> Tensor:
    """x as complex64."""
    return cast(x, complex64, name=name)


@tf_export("to_complex128")
def to_complex128(x: TensorLike, name: str = "ToComplex128") -> Tensor:
    """x as complex128."""
    return cast(x, complex128, name=name)


@tf_export("to_bfloat16")
def to_bfloat16(x: TensorLike, name: str = "ToBFloat16") -> Tensor:
    """Raises NotImplementedError: tensors have no bfloat16 here."""
    raise UnsupportedError(
        "tf.to_bfloat16 is not supported: lessonlib has no bfloat16.\n  Remedy: tf.float16."
    )


def _bits_shape(x: Tensor, dtype: torch.dtype) -> list[Any]:
    kind, old, new = as_dtype(dtype), x.dtype.size, dtype.itemsize
    if x.sizes is None or old == new:
        return [(kind, x.sizes)]
    if old > new:
        return [(kind, (*x.sizes, old // new))]
    if not x.sizes or x.sizes[-1] not in (None, new // old):
        raise ProbeError(
            f"The last axis must have {new // old} elements to become one {kind.name}, not {x.shape}."
        )
    return [(kind, x.sizes[:-1])]


register("Bitcast", "x", same_bits, NOT_DIFFERENTIABLE, shape=_bits_shape)
register(
    "SaturateCast", "x", clamp_to, BY_VJP, takes="real", shape=lambda x, dtype: [(as_dtype(dtype), x.sizes)]
)

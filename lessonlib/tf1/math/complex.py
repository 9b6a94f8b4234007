"""Complex numbers and their parts."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import complex64, complex128, float32, float64
from lessonlib.graph.errors import InvalidTypeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike


def joined(real: torch.Tensor, imag: torch.Tensor) -> torch.Tensor:
    return torch.complex(*(part.contiguous() for part in torch.broadcast_tensors(real, imag)))


def real_part(x: torch.Tensor) -> torch.Tensor:
    return x.real.clone()


def imaginary_part(x: torch.Tensor) -> torch.Tensor:
    return x.imag.clone()


@tf_export("complex", "dtypes.complex")
def complex_(real: TensorLike, imag: TensorLike, name: str | None = None) -> Tensor:
    """real + i imag: complex64 of float32 parts, complex128 of float64 ones. Shapes broadcast."""
    parts = [convert_to_tensor(real), convert_to_tensor(imag)]
    if not all(part.dtype in (float32, float64) for part in parts) or parts[0].dtype is not parts[1].dtype:
        kinds = " and ".join(part.dtype.name for part in parts)
        raise InvalidTypeError(f"Types of real and imag don't match, or are no float32 or float64: {kinds}.")
    return create("Complex", *parts, name=name or "Complex")


@tf_export("real", "math.real")
def real(input: TensorLike, name: str | None = None) -> Tensor:
    """The real part; real numbers as they are."""
    return _part("Real", input, name)


@tf_export("imag", "math.imag")
def imag(input: TensorLike, name: str | None = None) -> Tensor:
    """The imaginary part; 0 of real numbers."""
    tensor = convert_to_tensor(input)
    return _part("Imag", tensor, name) if tensor.dtype.is_complex else tensor * 0


@tf_export("angle", "math.angle")
def angle(input: TensorLike, name: str | None = None) -> Tensor:
    """The angle of complex numbers in the plane, from -pi to pi; of negative real numbers pi, of others 0."""
    return create("Angle", input, name=name or "Angle")


def _part(type_: str, value: TensorLike, name: str | None) -> Tensor:
    tensor = convert_to_tensor(value)
    if tensor.dtype.kind not in "ifc":
        raise InvalidTypeError(f"Expected numbers, but {tensor.name} is {tensor.dtype.name}.")
    return create(type_, tensor, name=name or type_) if tensor.dtype.is_complex else tensor


def _real_shape(x: Tensor) -> list[Any]:
    return [({complex64: float32, complex128: float64}.get(x.dtype, x.dtype), x.sizes)]


register("Complex", "real imag", joined, NOT_DIFFERENTIABLE, takes="real float")
register("Real", "x", real_part, NOT_DIFFERENTIABLE, shape=_real_shape)
register("Imag", "x", imaginary_part, NOT_DIFFERENTIABLE, shape=_real_shape)
register("Angle", "x", torch.angle, NOT_DIFFERENTIABLE, takes="float", shape=_real_shape)

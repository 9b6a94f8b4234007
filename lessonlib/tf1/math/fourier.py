"""Fourier transforms of the last axes (torch.fft)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import complex64, float32, float64
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike


def transform(x: torch.Tensor, rank: int, inverse: bool) -> torch.Tensor:
    dims = tuple(range(-rank, 0))
    result: torch.Tensor = torch.fft.ifftn(x, dim=dims) if inverse else torch.fft.fftn(x, dim=dims)
    return result


def transform_real(x: torch.Tensor, rank: int, inverse: bool, length: tuple[int, ...] | None) -> torch.Tensor:
    dims = tuple(range(-rank, 0))
    rule = torch.fft.irfftn if inverse else torch.fft.rfftn
    result: torch.Tensor = rule(x, s=length, dim=dims)
    return result


_AXES = {1: "last axis", 2: "two last axes", 3: "three last axes"}


def _of_complex(rank: int, inverse: bool) -> Callable[..., Tensor]:
    def function(input: TensorLike, name: str | None = None) -> Tensor:
        tensor = convert_to_tensor(input, None if hasattr(input, "dtype") else complex64)
        if not tensor.dtype.is_complex:
            raise InvalidTypeError(
                f"A Fourier transform takes complex numbers, but {tensor.name} is {tensor.dtype.name}.\n"
                "  Remedy: tf.cast it to tf.complex64, or use rfft."
            )
        return create("Fourier", tensor, rank=rank, inverse=inverse, name=name or "FFT")

    which = "inverse discrete" if inverse else "discrete"
    function.__doc__ = f"The {which} Fourier transform along the {_AXES[rank]}; complex64 or complex128."
    return function


def _of_real(rank: int) -> Callable[..., Tensor]:
    def function(
        input_tensor: TensorLike,
        fft_length: Any = None,
        name: str | None = None,
    ) -> Tensor:
        tensor = convert_to_tensor(input_tensor)
        if tensor.dtype not in (float32, float64):
            raise InvalidTypeError(
                f"rfft takes float32 or float64, but {tensor.name} is {tensor.dtype.name}."
            )
        return _real("RFFT", tensor, rank, False, fft_length, name)

    function.__doc__ = (
        f"The half that determines the Fourier transform of real numbers along the {_AXES[rank]}, as wide as these.\n\n"
        "    ``fft_length`` pads or cuts the axes first."
    )
    return function


def _of_half(rank: int) -> Callable[..., Tensor]:
    def function(input_tensor: TensorLike, fft_length: Any = None, name: str | None = None) -> Tensor:
        tensor = convert_to_tensor(input_tensor)
        if not tensor.dtype.is_complex:
            raise InvalidTypeError(f"irfft takes complex numbers, but {tensor.name} is {tensor.dtype.name}.")
        return _real("IRFFT", tensor, rank, True, fft_length, name)

    function.__doc__ = (
        f"The inverse of rfft along the {_AXES[rank]}: real numbers, as wide as the complex ones.\n\n"
        "    ``fft_length`` says their sizes; 2 (n - 1) on the last axis when it is not given."
    )
    return function


def _real(type_: str, tensor: Tensor, rank: int, inverse: bool, fft_length: Any, name: str | None) -> Tensor:
    value = None if fft_length is None else constant_value(fft_length)
    if fft_length is not None and value is None:
        raise InvalidValueError(f"fft_length must be known while the graph is built, not {fft_length!r}.")
    length = None if value is None else tuple(int(n) for n in value.reshape(-1))
    return create("FourierReal", tensor, rank=rank, inverse=inverse, length=length, name=name or type_)


fft = tf_export("fft", "spectral.fft", "signal.fft")(_of_complex(1, False))
ifft = tf_export("ifft", "spectral.ifft", "signal.ifft")(_of_complex(1, True))
fft2d = tf_export("fft2d", "spectral.fft2d", "signal.fft2d")(_of_complex(2, False))
ifft2d = tf_export("ifft2d", "spectral.ifft2d", "signal.ifft2d")(_of_complex(2, True))
fft3d = tf_export("fft3d", "spectral.fft3d", "signal.fft3d")(_of_complex(3, False))
ifft3d = tf_export("ifft3d", "spectral.ifft3d", "signal.ifft3d")(_of_complex(3, True))
rfft = tf_export("spectral.rfft", "signal.rfft")(_of_real(1))
irfft = tf_export("spectral.irfft", "signal.irfft")(_of_half(1))
rfft2d = tf_export("spectral.rfft2d", "signal.rfft2d")(_of_real(2))
irfft2d = tf_export("spectral.irfft2d", "signal.irfft2d")(_of_half(2))
rfft3d = tf_export("spectral.rfft3d", "signal.rfft3d")(_of_real(3))
irfft3d = tf_export("spectral.irfft3d", "signal.irfft3d")(_of_half(3))

register(
    "Fourier", "x", transform, NOT_DIFFERENTIABLE, takes="float", shape=lambda x, **_: [(x.dtype, x.sizes)]
)
register("FourierReal", "x", transform_real, NOT_DIFFERENTIABLE, takes="float")

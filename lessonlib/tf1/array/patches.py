"""Windows of images and volumes, each as one vector."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from lessonlib.graph.create import create, one_of
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike

Sizes = tuple[int, ...]


def windows(x: torch.Tensor, sizes: Sizes, strides: Sizes, rates: Sizes, same: bool) -> torch.Tensor:
    """(N, s..., C) -> (N, places..., product of the window's sizes * C); with ``same``, the border is padded."""
    reach = [(size - 1) * rate + 1 for size, rate in zip(sizes, rates, strict=True)]
    m = len(sizes)
    if same:
        sides: list[int] = []
        for size, width, stride in zip(x.shape[1:-1], reach, strides, strict=True):
            missing = max((-(-size // stride) - 1) * stride + width - size, 0)
            sides = [missing // 2, missing - missing // 2, *sides]
        x = F.pad(x, [0, 0, *sides])
    for axis, (width, stride, rate) in enumerate(zip(reach, strides, rates, strict=True)):
        x = x.unfold(1 + axis, width, stride)[..., ::rate]
    order = (*range(1 + m), *range(2 + m, 2 + 2 * m), 1 + m)  # the channels, which are at 1 + m, come last
    return x.permute(order).flatten(1 + m)


def _inner(values: Sequence[int], name: str, rank: int) -> Sizes:
    """The numbers of the axes between batch and channels, where they must be 1."""
    numbers = tuple(int(value) for value in values)
    if len(numbers) != rank or numbers[0] != 1 or numbers[-1] != 1:
        raise InvalidValueError(
            f"{name} must be {rank} numbers of which the first and last are 1, but is {list(numbers)}."
        )
    return numbers[1:-1]


def _same(padding: str) -> bool:
    if padding not in ("SAME", "VALID"):
        raise InvalidValueError(f"padding must be 'SAME' or 'VALID', but is {padding!r}.")
    return padding == "SAME"


@tf_export("extract_image_patches", "image.extract_image_patches")
def extract_image_patches(
    images: TensorLike, ksizes: Sequence[int] | None = None, strides: Sequence[int] | None = None,
    rates: Sequence[int] | None = None, padding: str | None = None, name: str | None = None,
    sizes: Sequence[int] | None = None,
) -> Tensor:  # fmt: skip
    """The windows of images (N, H, W, C) as vectors: (N, rows, columns, height * width * C).

    ``ksizes`` (``sizes``), ``strides`` and ``rates`` (the steps between the pixels of a window) are [1, rows,
    columns, 1]; ``padding`` is "SAME" or "VALID".
    """
    window = one_of("ksizes", ksizes, "sizes", sizes)
    if window is None or strides is None or rates is None or padding is None:
        raise InvalidValueError("tf.extract_image_patches needs ksizes, strides, rates and padding.")
    attrs = {
        "sizes": _inner(window, "ksizes", 4),
        "strides": _inner(strides, "strides", 4),
        "rates": _inner(rates, "rates", 4),
        "same": _same(padding),
    }
    return create("ExtractPatches", images, **attrs, name=name or "ExtractImagePatches")


@tf_export("extract_volume_patches")
def extract_volume_patches(
    input: TensorLike, ksizes: Sequence[int], strides: Sequence[int], padding: str, name: str | None = None
) -> Tensor:
    """The same for volumes (N, D, H, W, C): (N, depths, rows, columns, window * C)."""
    window, steps = _inner(ksizes, "ksizes", 5), _inner(strides, "strides", 5)
    attrs = {"sizes": window, "strides": steps, "rates": (1, 1, 1), "same": _same(padding)}
    return create("ExtractPatches", input, **attrs, name=name or "ExtractVolumePatches")


register("ExtractPatches", "x", windows, BY_VJP, takes="real")

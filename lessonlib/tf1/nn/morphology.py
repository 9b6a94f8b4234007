"""Greyscale dilation and erosion of images: the largest, or smallest, sum of a window and a structuring element."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import convert_to_tensor, create, one_of
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.index import index_into
from lessonlib.graph.ops.math import negative
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.nn.windows import Sizes, channels_first, channels_last, padded, padding_of, sizes_of


def dilate(
    x: torch.Tensor, filters: torch.Tensor, stride: Sizes, padding: str, dilation: Sizes
) -> torch.Tensor:
    """max over (i, j) of x[b, y * stride + i * dilation, ...] + filters[i, j, channel]."""
    height, width, channels = filters.shape
    image = padded(channels_first(x), (height, width), stride, padding, dilation, torch.finfo(x.dtype).min)
    rows, columns = (
        (image.shape[2 + i] - (filters.shape[i] - 1) * dilation[i] - 1) // stride[i] + 1 for i in range(2)
    )
    windows = F.unfold(image, (height, width), dilation, 0, stride)  # (B, C * h * w, rows * columns)
    sums = windows.reshape(-1, channels, height * width, rows, columns) + filters.permute(2, 0, 1).reshape(
        1, channels, height * width, 1, 1
    )
    return channels_last(sums.max(2).values)


@tf_export("nn.dilation2d")
def dilation2d(
    input: TensorLike, filter: TensorLike | None = None, strides: Any = None, rates: Any = None,
    padding: str | None = None, name: str | None = None, filters: TensorLike | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """The largest of each window of (batch, h, w, channels) plus ``filter`` (height, width, channels).

    ``rates`` [1, height, width, 1] put holes between the elements of the window; ``dilations`` is their newer name.
    """
    kernel = one_of("filters", filters, "filter", filter)
    spread = one_of("dilations", dilations, "rates", rates)
    if kernel is None or strides is None or spread is None or padding is None:
        raise InvalidValueError("tf.nn.dilation2d needs a filter, strides, rates and padding.")
    how = {
        "stride": sizes_of(strides, 2, "strides"),
        "padding": padding_of(padding),
        "dilation": sizes_of(spread, 2, "rates"),
    }
    return create("Dilation2D", input, kernel, name=name or "Dilation2D", **how)


@tf_export("nn.erosion2d")
def erosion2d(
    value: TensorLike, kernel: TensorLike, strides: Any, rates: Any, padding: str, name: str | None = None
) -> Tensor:
    """The smallest of each window of (batch, h, w, channels) minus ``kernel`` (height, width, channels)."""
    turned = index_into(convert_to_tensor(kernel), (slice(None, None, -1), slice(None, None, -1)))
    wide = dilation2d(negative(convert_to_tensor(value)), turned, strides, rates, padding)
    return negative(wide, name=name or "erosion2d")


register("Dilation2D", "x filters", dilate, BY_VJP, takes="real float")

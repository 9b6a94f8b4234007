"""Convolution and pooling over images (batch, height, width, channels), with TensorFlow's SAME and VALID padding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import create, create_several, one_of
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import compatible
from lessonlib.graph.types import TensorLike

Pair = tuple[int, int]


def _channels_first(x: torch.Tensor) -> torch.Tensor:
    return x.permute(0, 3, 1, 2)  # (B, C, H, W), the memory as it is: torch's channels_last


def _channels_last(x: torch.Tensor) -> torch.Tensor:
    return x.permute(0, 2, 3, 1)  # (B, H, W, C)


def same_padding(size: int, window: int, stride: int, dilation: int = 1) -> Pair:
    """How many elements SAME adds before and after; the odd one comes after."""
    reach = (window - 1) * dilation + 1
    total = max((-(-size // stride) - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def _padded(
    x: torch.Tensor, window: Pair, stride: Pair, padding: str, dilation: Pair = (1, 1), value: float = 0
) -> tuple[torch.Tensor, Pair]:
    """x (B, C, H, W) padded where SAME is not the same on both sides, and the padding left for torch to do."""
    if padding == "VALID":
        return x, (0, 0)
    (top, bottom), (left, right) = (
        same_padding(x.shape[2 + i], window[i], stride[i], dilation[i]) for i in range(2)
    )
    even = top == bottom and left == right
    if even and (value == 0 or top == left == 0):
        return x, (top, left)
    return F.pad(x, (left, right, top, bottom), value=value), (0, 0)


def _unpadded(image: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """image (B, C, H, W) without what `_padded` added to x (B, h, w, C), in the order of x."""
    top, left = ((image.shape[2 + i] - x.shape[1 + i]) // 2 for i in range(2))
    return _channels_last(image[:, :, top : top + x.shape[1], left : left + x.shape[2]])


def conv2d_nhwc(
    x: torch.Tensor, filters: torch.Tensor, stride: Pair, padding: str, dilation: Pair
) -> torch.Tensor:
    window = (filters.shape[0], filters.shape[1])
    image, border = _padded(_channels_first(x), window, stride, padding, dilation)
    kernel = filters.permute(3, 2, 0, 1)  # (out, in, kh, kw)
    return _channels_last(F.conv2d(image, kernel, stride=stride, padding=border, dilation=dilation))


def _conv2d_backward(
    g: torch.Tensor,
    x: torch.Tensor,
    filters: torch.Tensor,
    stride: Pair,
    padding: str,
    dilation: Pair,
    mask: list[bool],
) -> tuple[torch.Tensor, ...]:
    window = (filters.shape[0], filters.shape[1])
    image, border = _padded(_channels_first(x), window, stride, padding, dilation)
    kernel = filters.permute(3, 2, 0, 1)
    gradients: tuple[torch.Tensor, ...] = torch.ops.aten.convolution_backward(
        _channels_first(g), image, kernel, None, stride, border, dilation, False, [0, 0], 1, [*mask, False]
    )
    return gradients


def conv2d_grad_input(
    g: torch.Tensor, x: torch.Tensor, filters: torch.Tensor, stride: Pair, padding: str, dilation: Pair
) -> torch.Tensor:
    image = _conv2d_backward(g, x, filters, stride, padding, dilation, [True, False])[0]
    return _unpadded(image, x)


def conv2d_grad_filter(
    g: torch.Tensor, x: torch.Tensor, filters: torch.Tensor, stride: Pair, padding: str, dilation: Pair
) -> torch.Tensor:
    return _conv2d_backward(g, x, filters, stride, padding, dilation, [False, True])[1].permute(2, 3, 1, 0)


def conv2d_transpose_nhwc(
    x: torch.Tensor, filters: torch.Tensor, size: Pair, stride: Pair, padding: str
) -> torch.Tensor:
    kernel = filters.permute(3, 2, 0, 1)  # (in, out, kh, kw)
    for i in range(2):
        rest = 0 if padding == "SAME" else filters.shape[i] - 1
        if -(-(size[i] - rest) // stride[i]) != x.shape[1 + i]:
            raise InvalidValueError(
                f"An output of {size[i]} with padding '{padding}' and stride {stride[i]} does not come from "
                f"{x.shape[1 + i]}: a convolution of it would give {-(-(size[i] - rest) // stride[i])}."
            )
    full = F.conv_transpose2d(_channels_first(x), kernel, stride=stride)
    window = (filters.shape[0], filters.shape[1])
    before = [same_padding(size[i], window[i], stride[i])[0] if padding == "SAME" else 0 for i in range(2)]
    short = [max(before[i] + size[i] - full.shape[2 + i], 0) for i in range(2)]
    full = F.pad(full, (0, short[1], 0, short[0]))
    return _channels_last(full[:, :, before[0] : before[0] + size[0], before[1] : before[1] + size[1]])


def max_pool_nhwc(
    x: torch.Tensor, window: Pair, stride: Pair, padding: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """The largest of each window, and where in the (padded) image it was."""
    image, _ = _padded(_channels_first(x), window, stride, padding, value=float("-inf"))
    values, places = F.max_pool2d(image, window, stride, return_indices=True)
    return _channels_last(values), _channels_last(places)


def max_pool_grad(
    g: torch.Tensor, x: torch.Tensor, places: torch.Tensor, window: Pair, stride: Pair, padding: str
) -> torch.Tensor:
    image, _ = _padded(_channels_first(x), window, stride, padding, value=float("-inf"))
    back = torch.ops.aten.max_pool2d_with_indices_backward(
        _channels_first(g), image, window, stride, [0, 0], [1, 1], False, _channels_first(places)
    )
    return _unpadded(back, x)


def average_pool_nhwc(x: torch.Tensor, window: Pair, stride: Pair, padding: str) -> torch.Tensor:
    """The mean of each window; what SAME adds does not count."""
    image, border = _padded(_channels_first(x), window, stride, padding)
    if image.shape[2:] == x.shape[1:3]:
        return _channels_last(F.avg_pool2d(image, window, stride, border, count_include_pad=False))
    inside, _ = _padded(torch.ones_like(_channels_first(x)), window, stride, padding)
    total, count = (F.avg_pool2d(t, window, stride) for t in (image, inside))
    return _channels_last(total / count)


def _swept(size: int | None, window: int | None, stride: int, padding: str, dilation: int) -> int | None:
    """At how many places along an axis a window of a filter is put."""
    if size is None or (window is None and padding == "VALID"):
        return None
    reach = 1 if padding == "SAME" else ((window or 1) - 1) * dilation + 1
    if reach > size:
        raise ProbeError(f"A filter that reaches over {reach} does not fit into {size} with padding VALID.")
    return -(-(size - reach + 1) // stride)


def _conv2d_shape(x: Tensor, filters: Tensor, stride: Pair, padding: str, dilation: Pair) -> list[Any]:
    image, kernel = x.sizes or (None,) * 4, filters.sizes or (None,) * 4
    if len(image) != 4 or len(kernel) != 4:
        raise ProbeError("Images are (batch, height, width, in), filters (height, width, in, out).")
    if not compatible(image[3:], kernel[2:3]):
        raise ProbeError(f"The images have {image[3]} channels, but the filters take {kernel[2]}.")
    sizes = zip(image[1:3], kernel[:2], stride, (padding, padding), dilation, strict=True)
    return [(x.dtype, (image[0], *[_swept(*size) for size in sizes], kernel[3]))]


@tf_export("nn.conv2d")
def conv2d(
    input: TensorLike, filter: TensorLike | None = None, strides: Any = None, padding: str | None = None,
    use_cudnn_on_gpu: bool = True, data_format: str = "NHWC", dilations: Any = 1, name: str | None = None,
    filters: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """Slide filters (height, width, in, out) over images (batch, height, width, in).

    Returns (batch, height', width', out): SAME keeps height / stride (rounded up), VALID only where the filter fits.
    """
    _check_format(data_format)
    weights = _given("filter", filter, "filters", filters)
    stride = _pair(1 if strides is None else strides)
    how = {"stride": stride, "padding": _padding(padding), "dilation": _pair(dilations)}
    if max(stride) > 1 and max(_pair(dilations)) > 1:
        raise InvalidValueError(
            f"strides {strides!r} and dilations {dilations!r}: only one of them may be more than 1."
        )
    return create("Conv2D", input, weights, name=name or "Conv2D", **how)


@tf_export("nn.conv2d_transpose")
def conv2d_transpose(
    value: TensorLike | None = None, filter: TensorLike | None = None, output_shape: Sequence[int] | None = None,
    strides: Any = None, padding: str = "SAME", data_format: str = "NHWC", name: str | None = None,
    input: TensorLike | None = None, filters: TensorLike | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """The gradient of conv2d as a layer: images (batch, h, w, in), filters (height, width, out, in).

    Only the height and width of ``output_shape`` (batch, height, width, out) must be known numbers.
    """
    _check_format(data_format)
    value, weights = _given("value", value, "input", input), _given("filter", filter, "filters", filters)
    if output_shape is None or strides is None:
        raise InvalidValueError("tf.nn.conv2d_transpose needs output_shape and strides.")
    if dilations is not None and _pair(dilations) != (1, 1):
        refuse("tf.nn.conv2d_transpose", "leave it out.", dilations=dilations)
    size = (int(output_shape[1]), int(output_shape[2]))
    how = {"size": size, "stride": _pair(strides), "padding": _padding(padding)}
    return create("Conv2DTranspose", value, weights, name=name or "conv2d_transpose", **how)


@tf_export("nn.max_pool")
def max_pool(
    value: TensorLike | None = None, ksize: Any = None, strides: Any = None, padding: str | None = None,
    data_format: str = "NHWC", name: str | None = None, input: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """The largest value of each window of (batch, height, width, channels)."""
    how = _windows(ksize, strides, padding, data_format)
    return create_several("MaxPool", _given("value", value, "input", input), name=name or "MaxPool", **how)[0]


@tf_export("nn.avg_pool", "nn.avg_pool2d")
def avg_pool(
    value: TensorLike | None = None, ksize: Any = None, strides: Any = None, padding: str | None = None,
    data_format: str = "NHWC", name: str | None = None, input: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """The mean of each window of (batch, height, width, channels)."""
    return create(
        "AvgPool",
        _given("value", value, "input", input),
        name=name or "AvgPool",
        **_windows(ksize, strides, padding, data_format),
    )


def _given(name: str, value: Any, newer: str, newer_value: Any) -> Any:
    found = one_of(newer, newer_value, name, value)
    if found is None:
        raise InvalidValueError(f"The argument '{name}' is missing.")
    return found


def _windows(ksize: Any, strides: Any, padding: str | None, data_format: str) -> dict[str, Any]:
    _check_format(data_format)
    if ksize is None or strides is None:
        raise InvalidValueError("Pooling needs ksize and strides, the sizes of the window and of its steps.")
    return {"window": _pair(ksize), "stride": _pair(strides), "padding": _padding(padding)}


def _pair(given: Any) -> Pair:
    """(height, width) of an int, a pair, or TensorFlow's [1, height, width, 1]."""
    sizes = [given] if isinstance(given, int) else [int(size) for size in given]
    if len(sizes) == 4 and sizes[0] == sizes[3] == 1:
        return sizes[1], sizes[2]
    if len(sizes) not in (1, 2):
        raise InvalidValueError(
            f"Expected a number, [height, width] or [1, height, width, 1], but got {given!r}."
        )
    return sizes[0], sizes[-1]


def _padding(given: str | None) -> str:
    if given is None:
        raise InvalidTypeError("The argument 'padding' is missing: 'SAME' or 'VALID'.")
    if str(given).upper() not in ("SAME", "VALID"):
        raise InvalidValueError(f"padding must be 'SAME' or 'VALID', but is {given!r}.")
    return str(given).upper()


def _check_format(data_format: str) -> None:
    if data_format not in ("NHWC", "channels_last"):
        raise InvalidValueError(
            f"Images are (batch, height, width, channels): data_format must be 'NHWC', but is {data_format!r}.\n"
            "  Remedy: tf.transpose(images, [0, 2, 3, 1])."
        )


_CONV_GRADS = (
    lambda g, y, x, w, **how: create("Conv2DGradInput", g, x, w, **how),
    lambda g, y, x, w, **how: create("Conv2DGradFilter", g, x, w, **how),
)
register("Conv2D", "x filters", conv2d_nhwc, _CONV_GRADS, shape=_conv2d_shape, takes="real float")
register("Conv2DGradInput", "g x filters", conv2d_grad_input, BY_VJP)
register("Conv2DGradFilter", "g x filters", conv2d_grad_filter, BY_VJP)
register("Conv2DTranspose", "x filters", conv2d_transpose_nhwc, BY_VJP, takes="real float")
register(
    "MaxPool", "x", max_pool_nhwc,
    (lambda g, y, x, **how: create("MaxPoolGrad", g[0], x, y[1], **how),),
)  # fmt: skip
register("MaxPoolGrad", "g x places", max_pool_grad, BY_VJP, same="g x")
register("AvgPool", "x", average_pool_nhwc, BY_VJP, takes="real float")

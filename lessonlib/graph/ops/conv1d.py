"""Convolution over sequences (batch, time, channels): a convolution over images one pixel high."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, squeeze
from lessonlib.graph.ops.conv import conv2d
from lessonlib.graph.types import TensorLike


@tf_export("nn.conv1d")
def conv1d(
    value: TensorLike | None = None, filters: TensorLike | None = None, stride: Any = None, padding: str | None = None,
    use_cudnn_on_gpu: bool | None = None, data_format: str | None = None, name: str | None = None,
    input: TensorLike | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """Slide filters (width, in, out) over sequences (batch, time, in).

    Returns (batch, time', out): SAME keeps time / stride (rounded up), VALID only where the filter fits. Raises
    ValueError for another data format, or when the ranks are not 3.
    """
    if data_format not in (None, "NWC", "NHWC", "channels_last"):
        raise InvalidValueError(
            f"Sequences are (batch, time, channels): data_format must be 'NWC', but is {data_format!r}.\n"
            "  Remedy: tf.transpose(sequences, [0, 2, 1])."
        )
    value = value if value is not None else input
    if value is None or filters is None:
        raise InvalidValueError(
            "tf.nn.conv1d needs sequences and filters: tf.nn.conv1d(value, filters, 1, 'SAME')."
        )
    x, weights = convert_to_tensor(value), convert_to_tensor(filters)
    for what, tensor in (("sequences (batch, time, in)", x), ("filters (width, in, out)", weights)):
        if tensor.sizes is not None and len(tensor.sizes) != 3:
            raise InvalidValueError(f"conv1d takes {what}, but {tensor.name} has shape {tensor.shape}.")
    with x.graph.as_default(), x.graph.name_scope(name or "conv1d"):
        row, kernel = expand_dims(x, 1), expand_dims(weights, 0)  # (B, 1, T, in) and (1, width, in, out)
        pace, spread = _one(stride or 1, "stride"), _one(dilations or 1, "dilations")
        return squeeze(conv2d(row, kernel, [1, pace], padding, dilations=[1, spread]), [1])  # (B, T', out)


def _one(given: Any, what: str) -> int:
    """The step along time of an int, [n] or TensorFlow's [1, n, 1]."""
    sizes = [given] if isinstance(given, int) else [int(size) for size in given]
    if len(sizes) == 3 and sizes[0] == sizes[2] == 1:
        return sizes[1]
    if len(sizes) != 1:
        raise InvalidValueError(f"{what} of conv1d is a number, [n] or [1, n, 1], but is {given!r}.")
    return sizes[0]

"""What convolution and pooling over 1 to 3 axes share: arguments, padding, and the order of the axes.

Inputs are (batch, sizes along the axes ..., channels); PyTorch takes (batch, channels, sizes ...).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import transpose
from lessonlib.graph.ops.conv import same_padding
from lessonlib.graph.types import TensorLike

Sizes = tuple[int, ...]
CHANNELS_LAST = {1: "NWC", 2: "NHWC", 3: "NDHWC"}
CHANNELS_FIRST = {1: "NCW", 2: "NCHW", 3: "NCDHW"}


def channels_first(x: torch.Tensor) -> torch.Tensor:
    """(batch, sizes ..., channels) -> (batch, channels, sizes ...), the memory as it is."""
    return x.movedim(-1, 1)


def channels_last(x: torch.Tensor) -> torch.Tensor:
    """(batch, channels, sizes ...) -> (batch, sizes ..., channels), the memory as it is."""
    return x.movedim(1, -1)


def padded(
    image: torch.Tensor, window: Sequence[int], stride: Sizes, padding: str, dilation: Sizes, value: float = 0
) -> torch.Tensor:
    """image (batch, channels, sizes ...) with what SAME adds around it."""
    if padding == "VALID":
        return image
    pairs = [same_padding(*sizes) for sizes in zip(image.shape[2:], window, stride, dilation, strict=True)]
    if not any(before or after for before, after in pairs):
        return image
    return F.pad(image, [n for pair in reversed(pairs) for n in pair], value=value)


def sizes_of(given: Any, rank: int, what: str, default: int | None = None) -> Sizes:
    """One number an axis: of a number for all axes, ``rank`` numbers, or TensorFlow's [1, ..., 1] around them.

    Raises ValueError for another number of them, for numbers under 1, and for steps over the batch or the channels.
    """
    if given is None and default is not None:
        given = default
    sizes = [given] if isinstance(given, int) else [int(size) for size in given if given is not None]
    if len(sizes) == 1:
        sizes *= rank
    if len(sizes) == rank + 2 and sizes[0] == sizes[-1] == 1:
        sizes = sizes[1:-1]
    elif len(sizes) == rank + 2 and sizes[0] == sizes[1] == 1:
        sizes = sizes[2:]
    if len(sizes) != rank or min(sizes) < 1:
        raise InvalidValueError(
            f"{what} must be a positive number, {rank} of them, or these between two 1, but is {given!r}."
        )
    return tuple(sizes)


def padding_of(given: str) -> str:
    """``"SAME"`` or ``"VALID"``. Raises ValueError for another padding."""
    if str(given).upper() not in ("SAME", "VALID"):
        raise InvalidValueError(f"padding must be 'SAME' or 'VALID', but is {given!r}.")
    return str(given).upper()


def is_channels_first(data_format: str | None, rank: int) -> bool:
    """Whether the channels are axis 1. Raises ValueError for a data format that inputs of this rank cannot have."""
    last, first = ("channels_last", CHANNELS_LAST[rank]), ("channels_first", CHANNELS_FIRST[rank])
    if data_format is not None and data_format not in (*last, *first):
        raise InvalidValueError(
            f"data_format of {rank}-D windows must be {last[1]!r} or {first[1]!r}, but is {data_format!r}."
        )
    return data_format in first


def with_channels_last(x: TensorLike, first: bool) -> Tensor:
    """x as a tensor whose channels are its last axis; they are axis 1 when ``first``."""
    tensor = convert_to_tensor(x)
    if not first or tensor.sizes is None:
        return tensor
    return transpose(tensor, [0, *range(2, len(tensor.sizes)), 1])


def as_given(y: Tensor, first: bool) -> Tensor:
    """y, whose channels are its last axis, in the order in which the inputs were given."""
    if not first or y.sizes is None:
        return y
    rank = len(y.sizes)
    return transpose(y, [0, rank - 1, *range(1, rank - 1)])


def spatial_rank(x: Tensor, function: str) -> int:
    """The number of axes between batch and channels, 1 to 3. Raises ValueError for another rank."""
    rank = None if x.sizes is None else len(x.sizes) - 2
    if rank not in (1, 2, 3):
        raise InvalidValueError(
            f"{function} takes inputs of rank 3 to 5, (batch, sizes ..., channels), but {x.name} has shape {x.shape}."
        )
    return rank

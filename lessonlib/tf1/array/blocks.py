"""Blocks of an image's pixels moved into its channels or into the batch, and back."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

from lessonlib.graph.create import constant_value, convert_to_tensor, create, one_of
from lessonlib.graph.dtypes import int32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import floormod
from lessonlib.graph.ops.pieces import stack
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike


def blocks_to_channels(x: torch.Tensor, block: int, channels_first: bool) -> torch.Tensor:
    x = x.movedim(1, -1) if channels_first else x  # (N, H, W, C)
    n, height, width, depth = x.shape
    if height % block or width % block:
        raise InvalidValueError(f"Image height {height} and width {width} should be divisible by {block}.")
    parts = x.reshape(n, height // block, block, width // block, block, depth).permute(0, 1, 3, 2, 4, 5)
    y = parts.reshape(n, height // block, width // block, block * block * depth)
    return y.movedim(-1, 1) if channels_first else y


def channels_to_blocks(x: torch.Tensor, block: int, channels_first: bool) -> torch.Tensor:
    x = x.movedim(1, -1) if channels_first else x  # (N, H, W, C)
    n, height, width, depth = x.shape
    if depth % (block * block):
        raise InvalidValueError(f"Input depth dimension {depth} should be divisible by {block * block}.")
    parts = x.reshape(n, height, width, block, block, depth // block**2).permute(0, 1, 3, 2, 4, 5)
    y = parts.reshape(n, height * block, width * block, depth // block**2)
    return y.movedim(-1, 1) if channels_first else y


def blocks_to_batch(x: torch.Tensor, block: torch.Tensor, paddings: torch.Tensor) -> torch.Tensor:
    """(N, s..., rest) -> (N * blocks, s / block..., rest), after padding the axes s with zeros."""
    sizes = block.tolist()
    m, sides = len(sizes), [n for pair in reversed(paddings.tolist()) for n in pair]
    x = F.pad(x, [0, 0] * (x.dim() - 1 - m) + sides)
    rest = x.shape[1 + m :]
    split = []
    for size, step in zip(x.shape[1 : 1 + m], sizes, strict=True):
        if size % step:
            raise InvalidValueError(f"A padded size of {size} is not divisible by its block size {step}.")
        split += [size // step, step]
    inner, outer = [2 + 2 * i for i in range(m)], [1 + 2 * i for i in range(m)]
    order = (*inner, 0, *outer, *range(1 + 2 * m, 1 + 2 * m + len(rest)))
    return x.reshape(x.shape[0], *split, *rest).permute(order).reshape(-1, *split[::2], *rest)


def batch_to_blocks(x: torch.Tensor, block: torch.Tensor, crops: torch.Tensor) -> torch.Tensor:
    """The inverse: (N * blocks, s..., rest) -> (N, s * block..., rest), of which ``crops`` are cut off."""
    sizes = block.tolist()
    m, n = len(sizes), x.shape[0] // max(int(np.prod(sizes)), 1)
    if n * int(np.prod(sizes)) != x.shape[0]:
        raise InvalidValueError(f"A batch of {x.shape[0]} is not divisible by blocks of {sizes}.")
    inside, rest = x.shape[1 : 1 + m], x.shape[1 + m :]
    order = [m]
    for i in range(m):
        order += [m + 1 + i, i]
    order += range(2 * m + 1, 2 * m + 1 + len(rest))
    merged = [size * step for size, step in zip(inside, sizes, strict=True)]
    y = x.reshape(*sizes, n, *inside, *rest).permute(order).reshape(n, *merged, *rest)
    for i, (before, after) in enumerate(crops.tolist()):
        if before + after > merged[i]:
            raise InvalidValueError(f"Crops {before} and {after} exceed the size {merged[i]}.")
        y = y.narrow(1 + i, before, merged[i] - before - after)
    return y


def _channels_first(data_format: str) -> bool:
    if data_format not in ("NHWC", "NCHW"):
        raise InvalidValueError(f"data_format must be 'NHWC' or 'NCHW', but is {data_format!r}.")
    return data_format == "NCHW"


def _block(size: Any) -> int:
    if int(size) < 2:
        raise InvalidValueError(f"block_size must be 2 or more, but is {size}.")
    return int(size)


@tf_export("space_to_depth", "nn.space_to_depth")
def space_to_depth(
    input: TensorLike, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Blocks of block_size x block_size pixels as channels: (N, H, W, C) -> (N, H/b, W/b, b * b * C)."""
    attrs = {"block": _block(block_size), "channels_first": _channels_first(data_format)}
    return create("SpaceToDepth", input, **attrs, name=name or "SpaceToDepth")


@tf_export("depth_to_space", "nn.depth_to_space")
def depth_to_space(
    input: TensorLike, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """The inverse of `space_to_depth`: (N, H, W, b * b * C) -> (N, H * b, W * b, C)."""
    attrs = {"block": _block(block_size), "channels_first": _channels_first(data_format)}
    return create("DepthToSpace", input, **attrs, name=name or "DepthToSpace")


@tf_export("space_to_batch_nd", "manip.space_to_batch_nd")
def space_to_batch_nd(
    input: TensorLike, block_shape: TensorLike, paddings: TensorLike, name: str | None = None
) -> Tensor:
    """Blocks of the axes 1 ... m, which are first padded with zeros, moved into the batch.

    ``block_shape`` (m,) and ``paddings`` (m, 2) are integers; each padded size must be divisible by its block.
    """
    return create("SpaceToBatch", input, block_shape, paddings, name=name or "SpaceToBatchND")


@tf_export("batch_to_space_nd", "manip.batch_to_space_nd")
def batch_to_space_nd(
    input: TensorLike, block_shape: TensorLike, crops: TensorLike, name: str | None = None
) -> Tensor:
    """The inverse of `space_to_batch_nd`; ``crops`` (m, 2) are cut off at the end."""
    return create("BatchToSpace", input, block_shape, crops, name=name or "BatchToSpaceND")


@tf_export("space_to_batch", "nn.space_to_batch")
def space_to_batch(
    input: TensorLike, paddings: TensorLike, block_size: int | None = None, name: str | None = None,
    block_shape: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """`space_to_batch_nd` with blocks of block_size x block_size pixels."""
    return space_to_batch_nd(input, _square(block_shape, block_size), paddings, name or "SpaceToBatch")


@tf_export("batch_to_space")
def batch_to_space(
    input: TensorLike, crops: TensorLike, block_size: int, name: str | None = None,
    block_shape: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """`batch_to_space_nd` with blocks of block_size x block_size pixels."""
    return batch_to_space_nd(input, _square(block_shape, block_size), crops, name or "BatchToSpace")


def _square(block_shape: Any, block_size: Any) -> Any:
    given = one_of("block_shape", block_shape, "block_size", block_size)
    value = constant_value(given)
    return [int(value)] * 2 if value is not None and value.ndim == 0 else given


class Paddings(NamedTuple):
    """What to pad before `space_to_batch_nd`, and what to crop after `batch_to_space_nd`."""

    paddings: Tensor
    crops: Tensor


@tf_export("required_space_to_batch_paddings")
def required_space_to_batch_paddings(
    input_shape: TensorLike, block_shape: TensorLike, base_paddings: TensorLike | None = None,
    name: str | None = None,
) -> Paddings:  # fmt: skip
    """The paddings (m, 2) that make ``input_shape`` (m,) divisible by ``block_shape``, and the crops that undo them.

    They contain ``base_paddings``; what is added stands behind. int32.
    """
    sizes, blocks = convert_to_tensor(input_shape, int32), convert_to_tensor(block_shape, int32)
    if base_paddings is None:
        start = end = blocks * 0
    else:
        pairs = convert_to_tensor(base_paddings, int32)
        start, end = pairs[:, 0], pairs[:, 1]
    more = floormod(-(sizes + start + end), blocks)
    zeros = more * 0
    return Paddings(
        stack([start, end + more], 1, name=name or "paddings"), stack([zeros, more], 1, name="crops")
    )


def _batched(x: Tensor, block: Tensor, sides: Tensor, up: bool) -> list[Any]:
    steps, pairs = constant_value(block), constant_value(sides)
    if x.sizes is None or steps is None:
        return [(x.dtype, x.sizes and (None,) * len(x.sizes))]
    m, count = len(steps), int(steps.prod())
    inside: list[int | None] = []
    for i, size in enumerate(x.sizes[1 : 1 + m]):
        if size is None or pairs is None:
            inside.append(None)
        else:
            padded = size * int(steps[i]) - int(pairs[i].sum()) if up else size + int(pairs[i].sum())
            inside.append(padded if up else padded // int(steps[i]))
    batch = x.sizes[0]
    if batch is not None:
        batch = batch // count if up else batch * count
    return [(x.dtype, (batch, *inside, *x.sizes[1 + m :]))]


def _scaled(x: Tensor, block: int, channels_first: bool, down: bool) -> list[Any]:
    """The static shape after blocks have become channels (``down``), or channels blocks."""
    if x.sizes is None:
        return [(x.dtype, (None,) * 4)]
    if len(x.sizes) != 4:
        raise ProbeError(f"Shape must be rank 4 but is rank {len(x.sizes)}.")
    n, a, b, c = x.sizes
    depth, inner = (a, (b, c)) if channels_first else (c, (a, b))
    if down:
        sizes = [_divided(size, block) for size in inner]
        depth = None if depth is None else depth * block * block
    else:
        sizes = [None if size is None else size * block for size in inner]
        depth = _divided(depth, block * block)
    return [(x.dtype, (n, depth, *sizes) if channels_first else (n, *sizes, depth))]


def _divided(size: int | None, by: int) -> int | None:
    if size is not None and size % by:
        raise ProbeError(f"A dimension of size {size} is not divisible by {by}.")
    return None if size is None else size // by


register(
    "SpaceToDepth", "x", blocks_to_channels, BY_VJP, shape=lambda x, **attrs: _scaled(x, **attrs, down=True)
)
register(
    "DepthToSpace", "x", channels_to_blocks, BY_VJP, shape=lambda x, **attrs: _scaled(x, **attrs, down=False)
)
register(
    "SpaceToBatch", "x block paddings", blocks_to_batch, BY_VJP, same="",
    shape=lambda x, block, paddings: _batched(x, block, paddings, False),
)  # fmt: skip
register(
    "BatchToSpace", "x block crops", batch_to_blocks, BY_VJP, same="",
    shape=lambda x, block, crops: _batched(x, block, crops, True),
)  # fmt: skip

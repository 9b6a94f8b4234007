"""Windows of images: what of a window lies outside the image is 0, so that cropping and padding are one thing."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import DType, int32
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, squeeze
from lessonlib.graph.ops.pieces import stack
from lessonlib.graph.ops.random import note_seed
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.image.checks import as_image
from lessonlib.tf1.image.resizing import ResizeMethod, resize_images

Size = Any  # a number of pixels: an int, or an integer tensor of shape ()


def windowed(x: torch.Tensor, top: int, left: int, height: int, width: int) -> torch.Tensor:
    """([B,] H, W, C) -> ([B,] height, width, C); negative padding crops."""
    rows, columns = x.shape[-3], x.shape[-2]
    return F.pad(x, (0, 0, -left, left + width - columns, -top, top + height - rows))


def cropped(x: torch.Tensor, window: torch.Tensor) -> torch.Tensor:
    top, left, height, width = window.tolist()
    rows, columns = x.shape[-3], x.shape[-2]
    if min(top, left) < 0 or min(height, width) <= 0 or top + height > rows or left + width > columns:
        raise InvalidArgumentError(
            None, None, f"The window of {height} x {width} pixels from ({top}, {left}) is not inside the image of "
            f"{rows} x {columns}."
        )  # fmt: skip
    return windowed(x, top, left, height, width)


def padded(x: torch.Tensor, window: torch.Tensor) -> torch.Tensor:
    top, left, height, width = window.tolist()
    rows, columns = x.shape[-3], x.shape[-2]
    if min(top, left) < 0 or top + rows > height or left + columns > width:
        raise InvalidArgumentError(
            None, None, f"The image of {rows} x {columns} pixels at ({top}, {left}) is not inside the target of "
            f"{height} x {width}."
        )  # fmt: skip
    return windowed(x, -top, -left, height, width)


def fitted(x: torch.Tensor, size: torch.Tensor) -> torch.Tensor:
    height, width = size.tolist()
    if min(height, width) <= 0:
        raise InvalidArgumentError(
            None, None, f"target_height and target_width must be > 0, got {height}, {width}."
        )
    return windowed(x, _start(x.shape[-3], height), _start(x.shape[-2], width), height, width)


def _start(have: int, want: int) -> int:
    """Where the window begins that is centred on the image: rounded towards the upper left, as TensorFlow does."""
    return (have - want) // 2 if have >= want else -((want - have) // 2)


def centre(x: torch.Tensor, fraction: float) -> torch.Tensor:
    top, left = (int((size - size * fraction) / 2) for size in x.shape[-3:-1])
    return windowed(x, top, left, x.shape[-3] - 2 * top, x.shape[-2] - 2 * left)


def random_window(value: torch.Tensor, size: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    sizes = [own if n == -1 else int(n) for own, n in zip(value.shape, size.tolist(), strict=True)]
    if any(own < n for own, n in zip(value.shape, sizes, strict=True)):
        raise InvalidArgumentError(
            None, None, f"Need value.shape >= size, got {tuple(value.shape)} and {tuple(sizes)}."
        )
    for axis, n in enumerate(sizes):
        device = value.device if generator is None else generator.device
        start = torch.randint(value.shape[axis] - n + 1, (), generator=generator, device=device)
        value = value.narrow(axis, int(start), n)
    return value.clone()


def _of_window(x: Tensor, window: Tensor) -> list[tuple[DType, Any]]:
    known = constant_value(window)
    sizes = (None, None) if known is None else tuple(int(n) for n in known[-2:])
    return [(x.dtype, None if x.sizes is None else (*x.sizes[:-3], *sizes, x.sizes[-1]))]


def _of_random_window(value: Tensor, size: Tensor) -> list[tuple[DType, Any]]:
    known = constant_value(size)
    if known is None:
        return [(value.dtype, None if value.sizes is None else (None,) * len(value.sizes))]
    sizes = [int(n) for n in known]
    own = value.sizes or (None,) * len(sizes)
    return [(value.dtype, tuple(have if n == -1 else n for have, n in zip(own, sizes, strict=True)))]


register("CropWindow", "x window", cropped, BY_VJP, same="", shape=_of_window)
register("PadWindow", "x window", padded, BY_VJP, same="", shape=_of_window)
register("FitWindow", "x size", fitted, BY_VJP, same="", shape=_of_window)
register("CentralCrop", "x", centre, BY_VJP)
register(
    "RandomCrop", "value size", random_window, NOT_DIFFERENTIABLE, same="", needs="generator",
    shape=_of_random_window,
)  # fmt: skip


def _vector(*numbers: Size) -> Tensor:
    if all(as_tensor(number) is None for number in numbers):
        return convert_to_tensor([int(number) for number in numbers], int32)
    return stack([convert_to_tensor(number, int32) for number in numbers])


@tf_export("image.crop_to_bounding_box")
def crop_to_bounding_box(
    image: TensorLike, offset_height: Size, offset_width: Size, target_height: Size, target_width: Size
) -> Tensor:
    """The window of the image ([batch,] height, width, channels) whose upper left corner is at the offsets.

    Raises ValueError when it is not inside the image, InvalidArgumentError when only a run can tell.
    """
    x = as_image(image)
    static = _static(x, offset_height, offset_width, target_height, target_width)
    top, left, height, width, rows, columns = static
    _insist(top is None or top >= 0, "offset_height must be >= 0.")
    _insist(left is None or left >= 0, "offset_width must be >= 0.")
    _insist(height is None or height > 0, "target_height must be > 0.")
    _insist(width is None or width > 0, "target_width must be > 0.")
    _insist(_fits(top, height, rows), f"height must be >= target + offset: {rows} < {height} + {top}.")
    _insist(_fits(left, width, columns), f"width must be >= target + offset: {columns} < {width} + {left}.")
    window = _vector(offset_height, offset_width, target_height, target_width)
    return create("CropWindow", x, window, name="crop_to_bounding_box")


@tf_export("image.pad_to_bounding_box")
def pad_to_bounding_box(
    image: TensorLike, offset_height: Size, offset_width: Size, target_height: Size, target_width: Size
) -> Tensor:
    """The image with rows and columns of zeros around it: its upper left corner is at the offsets of the result.

    Raises ValueError when the result cannot hold it, InvalidArgumentError when only a run can tell.
    """
    x = as_image(image)
    static = _static(x, offset_height, offset_width, target_height, target_width)
    top, left, height, width, rows, columns = static
    _insist(top is None or top >= 0, "offset_height must be >= 0.")
    _insist(left is None or left >= 0, "offset_width must be >= 0.")
    _insist(_fits(top, rows, height), f"height must be <= target - offset: {rows} > {height} - {top}.")
    _insist(_fits(left, columns, width), f"width must be <= target - offset: {columns} > {width} - {left}.")
    window = _vector(offset_height, offset_width, target_height, target_width)
    return create("PadWindow", x, window, name="pad_to_bounding_box")


@tf_export("image.resize_image_with_crop_or_pad", "image.resize_with_crop_or_pad")
def resize_image_with_crop_or_pad(image: TensorLike, target_height: Size, target_width: Size) -> Tensor:
    """The middle of the image, of the target size; where the image is smaller, with zeros on both sides.

    Raises ValueError for a target that is not positive.
    """
    x = as_image(image)
    for name, target in (("target_height", target_height), ("target_width", target_width)):
        known = constant_value(target)
        _insist(known is None or known > 0, f"{name} must be > 0, got {known}.")
    return create("FitWindow", x, _vector(target_height, target_width), name="resize_image_with_crop_or_pad")


@tf_export("image.resize_image_with_pad")
def resize_image_with_pad(
    image: TensorLike, target_height: Size, target_width: Size, method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
) -> Tensor:  # fmt: skip
    """The image resized so that it just fits, in its own proportions, and zeros on both sides; see `resize_images`.

    Raises ValueError when a size of the image or of the target is not positive or not known.
    """
    x = as_image(image)
    if x.sizes is not None and len(x.sizes) == 3:
        batch = resize_image_with_pad(expand_dims(x, 0), target_height, target_width, method, align_corners)
        return squeeze(batch, [0])
    want = [constant_value(target_height), constant_value(target_width)]
    rows, columns = (None, None) if x.sizes is None else x.sizes[1:3]
    if want[0] is None or want[1] is None or not rows or not columns:
        raise InvalidValueError(
            f"resize_image_with_pad needs sizes that are known and positive; the image has {x.shape}.\n"
            "  Remedy: image.set_shape, or resize_images(preserve_aspect_ratio=True)."
        )
    height, width = int(want[0]), int(want[1])
    _insist(height > 0, "target_height must be > 0.")
    _insist(width > 0, "target_width must be > 0.")
    ratio = max(columns / width, rows / height)
    inner = [rows / ratio, columns / ratio]
    top, left = (max(0, math.floor((n - m) / 2)) for n, m in zip((height, width), inner, strict=True))
    resized = resize_images(x, [math.floor(n) for n in inner], method, align_corners)
    return pad_to_bounding_box(resized, top, left, height, width)


@tf_export("image.central_crop")
def central_crop(image: TensorLike, central_fraction: float) -> Tensor:
    """The middle of the image: ``central_fraction`` of its height and of its width.

    Raises ValueError when the fraction is not in (0, 1].
    """
    fraction = constant_value(central_fraction)
    if fraction is None:
        raise InvalidValueError("central_fraction must be a number that is known while the graph is built.")
    _insist(0 < fraction <= 1, f"central_fraction must be within (0, 1], got {fraction}.")
    x = convert_to_tensor(image)
    return (
        x
        if fraction == 1
        else create("CentralCrop", as_image(x), fraction=float(fraction), name="central_crop")
    )


@tf_export("random_crop", "image.random_crop")
def random_crop(
    value: TensorLike, size: TensorLike, seed: int | None = None, name: str | None = None
) -> Tensor:
    """A window of ``size``, one number for each axis of ``value``, at a random place that is new at each run.

    -1 takes the whole axis. Raises InvalidArgumentError when the run finds an axis smaller than its window.
    """
    tensor = create("RandomCrop", value, convert_to_tensor(size, int32), name=name or "random_crop")
    return note_seed(tensor, seed)


def _static(x: Tensor, *numbers: Size) -> list[int | None]:
    """What is known of the numbers, and of the image's height and width."""
    known = [constant_value(number) for number in numbers]
    sizes = [None, None] if x.sizes is None else list(x.sizes[-3:-1])
    return [None if value is None else int(value) for value in known] + sizes


def _fits(offset: int | None, inner: int | None, outer: int | None) -> bool:
    return offset is None or inner is None or outer is None or offset + inner <= outer


def _insist(true: Any, message: str) -> None:
    if not true:
        raise InvalidValueError(message)

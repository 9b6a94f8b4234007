"""Operations that decode and encode PNG, JPEG, BMP and GIF files."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import DType, as_dtype, bool_, int32, int64, string, uint8
from lessonlib.graph.errors import InvalidArgumentError, InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.image.checks import as_image
from lessonlib.tf1.image.colour import convert_image_dtype
from lessonlib.tf1.image.picture_file import (
    BMP,
    GIF,
    JPEG,
    PNG,
    begins_as_jpeg,
    decoded,
    jpeg_bytes,
    jpeg_size,
    png_bytes,
)


def _decoded_shape(
    contents: Tensor, allowed: Any, channels: int, animated: bool, window: Any, **_: Any
) -> Any:
    depth = channels or (3 if allowed == (GIF,) else None)
    if animated and allowed == (GIF,):
        return [(uint8, (None, None, None, 3))]
    if animated:
        return [(uint8, None)]
    return [(uint8, (*((None, None) if window is None else window[2:]), depth))]


def _text(*_: Any, **__: Any) -> Any:
    return [(string, ())]


register(
    "DecodeImage", "contents", decoded, NOT_DIFFERENTIABLE, same="", needs="device", shape=_decoded_shape
)
register("EncodePng", "image", png_bytes, NOT_DIFFERENTIABLE, shape=_text)
register("EncodeJpeg", "image quality", jpeg_bytes, NOT_DIFFERENTIABLE, same="", shape=_text)
register(
    "IsJpeg", "contents", begins_as_jpeg, NOT_DIFFERENTIABLE, same="", needs="device",
    shape=lambda contents: [(bool_, ())],
)  # fmt: skip
register(
    "JpegSize", "contents", jpeg_size, NOT_DIFFERENTIABLE, same="", needs="device",
    shape=lambda contents, dtype: [(as_dtype(dtype), (3,))],
)  # fmt: skip


def _decode(
    contents: TensorLike, allowed: tuple[str, ...], channels: int | None, name: str, animated: bool = False,
    shrink: int = 1, window: tuple[int, ...] | None = None,
) -> Tensor:  # fmt: skip
    if channels not in (None, 0, 1, 3, 4):
        raise InvalidArgumentError(None, None, f"channels must be 0, 1, 3 or 4, got {channels!r}.")
    tensor = convert_to_tensor(contents)
    if tensor.dtype is not string:
        raise InvalidTypeError(
            f"Encoded images are strings of bytes, but {tensor.name} is {tensor.dtype.name}."
        )
    attrs = {
        "allowed": allowed,
        "channels": channels or 0,
        "animated": animated,
        "shrink": shrink,
        "window": window,
    }
    return create("DecodeImage", tensor, name=name, **attrs)


@tf_export("image.decode_png", "io.decode_png")
def decode_png(
    contents: TensorLike, channels: int | None = 0, dtype: DTypeLike = uint8, name: str | None = None
) -> Tensor:
    """The pixels of a PNG file, uint8 (height, width, channels); 0 channels are those of the file.

    A JPEG file, or a GIF of one frame, is taken, too. Raises InvalidArgumentError for a damaged or huge file.
    """
    if as_dtype(dtype) is not uint8:
        refuse("tf.image.decode_png", "leave dtype out, and use convert_image_dtype.", dtype=dtype)
    return _decode(contents, (PNG, JPEG, GIF), channels, name or "DecodePng")


@tf_export("image.decode_jpeg", "io.decode_jpeg")
def decode_jpeg(
    contents: TensorLike, channels: int | None = 0, ratio: int = 1, fancy_upscaling: bool = True,
    try_recover_truncated: bool = False, acceptable_fraction: float = 1, dct_method: str = "",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The pixels of a JPEG file, uint8 (height, width, channels); 0 channels are those of the file.

    Args:
        ratio: 1, 2, 4 or 8: decode the image that many times smaller.
        fancy_upscaling, acceptable_fraction, dct_method: taken for TensorFlow's sake; Pillow decides.
        try_recover_truncated: cannot be True.

    Raises InvalidArgumentError for a damaged or huge file.
    """
    refuse(
        "tf.image.decode_jpeg",
        "repair the file, or decode it with Pillow.",
        try_recover_truncated=try_recover_truncated,
    )
    if ratio not in (1, 2, 4, 8):
        raise InvalidValueError(f"ratio must be 1, 2, 4 or 8, got {ratio!r}.")
    return _decode(contents, (JPEG, PNG, GIF), channels, name or "DecodeJpeg", shrink=ratio)


@tf_export("image.decode_and_crop_jpeg", "io.decode_and_crop_jpeg")
def decode_and_crop_jpeg(
    contents: TensorLike, crop_window: TensorLike, channels: int | None = 0, ratio: int = 1,
    fancy_upscaling: bool = True, try_recover_truncated: bool = False, acceptable_fraction: float = 1,
    dct_method: str = "", name: str | None = None,
) -> Tensor:  # fmt: skip
    """`decode_jpeg`, and of it only the window [top, left, height, width], which must be known when building."""
    window = constant_value(crop_window)
    if window is None or ratio != 1 or try_recover_truncated:
        raise InvalidValueError("decode_and_crop_jpeg needs a window of four known numbers, and ratio 1.")
    sizes = tuple(int(n) for n in window.ravel())
    return _decode(contents, (JPEG,), channels, name or "DecodeAndCropJpeg", window=sizes)


@tf_export("image.decode_bmp", "io.decode_bmp")
def decode_bmp(contents: TensorLike, channels: int = 0, name: str | None = None) -> Tensor:
    """The pixels of a BMP file, uint8 (height, width, channels). Raises InvalidArgumentError for a damaged file."""
    return _decode(contents, (BMP,), channels, name or "DecodeBmp")


@tf_export("image.decode_gif", "io.decode_gif")
def decode_gif(contents: TensorLike, name: str | None = None) -> Tensor:
    """The frames of a GIF file, uint8 (frames, height, width, 3). Raises InvalidArgumentError for a damaged file."""
    return _decode(contents, (GIF,), 0, name or "DecodeGif", animated=True)


@tf_export("image.decode_image", "io.decode_image")
def decode_image(
    contents: TensorLike, channels: int | None = None, dtype: DTypeLike = uint8, name: str | None = None,
    expand_animations: bool = True,
) -> Tensor:  # fmt: skip
    """The pixels of a PNG, JPEG, BMP or GIF file, in ``dtype``: (height, width, channels), of a GIF (frames, ..., 3).

    With ``expand_animations=False`` it is the first frame of a GIF, and the rank is known. Raises
    InvalidArgumentError for a damaged or huge file.
    """
    pixels = _decode(
        contents, (PNG, JPEG, GIF, BMP), channels, name or "decode_image", animated=expand_animations
    )
    return convert_image_dtype(pixels, dtype)


@tf_export("image.encode_png", "io.encode_png")
def encode_png(image: TensorLike, compression: int = -1, name: str | None = None) -> Tensor:
    """uint8 (height, width, 1 to 4 channels) -> the bytes of a PNG file. ``compression`` is 0 to 9; -1 is usual."""
    if not -1 <= compression <= 9:
        raise InvalidValueError(f"compression must be in [-1, 9], got {compression}.")
    return create("EncodePng", _bytes_of(image), compression=int(compression), name=name or "EncodePng")


@tf_export("image.encode_jpeg", "io.encode_jpeg")
def encode_jpeg(
    image: TensorLike, format: str = "", quality: int = 95, progressive: bool = False, optimize_size: bool = False,
    chroma_downsampling: bool = True, density_unit: str = "in", x_density: int = 300, y_density: int = 300,
    xmp_metadata: str = "", name: str | None = None,
) -> Tensor:  # fmt: skip
    """uint8 (height, width, 1 or 3 channels) -> the bytes of a JPEG file.

    Args:
        format: ``"grayscale"`` or ``"rgb"`` insist on one or three channels.
        quality: 0 to 100; larger is better and longer.
        progressive, optimize_size, chroma_downsampling: how the file is made.
        density_unit, x_density, y_density: what the file says about the size of its pixels, per ``"in"`` or ``"cm"``.
        xmp_metadata: more that it says.
    """
    if format not in ("", "grayscale", "rgb"):
        raise InvalidValueError(f"format must be '', 'grayscale' or 'rgb', got {format!r}.")
    if density_unit not in ("in", "cm"):
        raise InvalidValueError(f"density_unit must be 'in' or 'cm', got {density_unit!r}.")
    inch = 1 if density_unit == "in" else 2.54
    options: dict[str, Any] = {
        "format_": format,
        "progressive": bool(progressive),
        "optimize": bool(optimize_size),
        "subsampling": 2 if chroma_downsampling else 0,
        "dpi": (round(x_density * inch), round(y_density * inch)),
    }
    if xmp_metadata:
        options["xmp"] = xmp_metadata.encode()
    return create("EncodeJpeg", _bytes_of(image), int(quality), name=name or "EncodeJpeg", **options)


def _bytes_of(image: TensorLike) -> Tensor:
    tensor = convert_to_tensor(image)
    if tensor.dtype is not uint8:
        raise InvalidTypeError(
            f"Images are encoded from uint8, but {tensor.name} is {tensor.dtype.name}.\n"
            "  Remedy: tf.image.convert_image_dtype(image, tf.uint8, saturate=True)."
        )
    return as_image(tensor, (3,))


@tf_export("image.is_jpeg", "io.is_jpeg")
def is_jpeg(contents: TensorLike, name: str | None = None) -> Tensor:
    """Whether the bytes begin as a JPEG file does."""
    return create("IsJpeg", contents, name=name or "is_jpeg")


@tf_export("image.extract_jpeg_shape", "io.extract_jpeg_shape")
def extract_jpeg_shape(
    contents: TensorLike, output_type: DTypeLike = int32, name: str | None = None
) -> Tensor:
    """[height, width, channels] of a JPEG file, int32 or int64, from its header alone."""
    kind: DType = as_dtype(output_type)
    if kind not in (int32, int64):
        raise InvalidTypeError(f"output_type must be int32 or int64, got {kind.name}.")
    return create("JpegSize", contents, dtype=kind.torch, name=name or "ExtractJpegShape")

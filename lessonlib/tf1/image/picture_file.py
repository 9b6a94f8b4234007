"""Files of images, decoded and encoded by Pillow: bytes to pixels and back.

A file is only decoded when its header promises no more than `MOST_PIXELS`: a few bytes can claim gigabytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from PIL import BmpImagePlugin, GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin

from lessonlib.graph.errors import InvalidArgumentError

MOST_PIXELS = 2**27  # as in TensorFlow's own limit for one image
JPEG, PNG, GIF, BMP = "JPEG", "PNG", "GIF", "BMP"
_STARTS = {JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n", GIF: b"GIF8", BMP: b"BM"}
_READERS: dict[str, Callable[..., Image.Image]] = {
    JPEG: JpegImagePlugin.JpegImageFile,
    PNG: PngImagePlugin.PngImageFile,
    GIF: GifImagePlugin.GifImageFile,
    BMP: BmpImagePlugin.BmpImageFile,
}
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def decoded(
    contents: bytes, allowed: tuple[str, ...], channels: int, animated: bool, shrink: int,
    window: tuple[int, ...] | None, device: torch.device,
) -> torch.Tensor:  # fmt: skip
    """The pixels of a file, uint8 (H, W, C), or (frames, H, W, 3) of an ``animated`` GIF."""
    format_ = _format(contents)
    if format_ not in allowed:
        raise InvalidArgumentError(
            None,
            None,
            f"Expected a file in one of the formats {', '.join(allowed)}, but got {_told(contents)}.",
        )
    with _reading(format_), _opened(contents, format_) as picture:
        if format_ == GIF:
            frames = _frames(picture)
            if not animated:
                return torch.from_numpy(frames[0]).to(device)
            return torch.from_numpy(frames).to(device)
        if format_ == JPEG:
            small = (-(-picture.width // shrink), -(-picture.height // shrink))
            picture.draft("L" if channels == 1 else picture.mode, small)
        pixels = _pixels(picture, channels)
    if window is not None:
        top, left, height, width = window
        if (
            min(top, left) < 0
            or min(height, width) <= 0
            or top + height > len(pixels)
            or left + width > pixels.shape[1]
        ):
            raise InvalidArgumentError(
                None, None, f"The crop window {window} is not inside {pixels.shape[:2]}."
            )
        pixels = np.ascontiguousarray(pixels[top : top + height, left : left + width])
    return torch.from_numpy(pixels).to(device)


def _format(contents: bytes) -> str | None:
    return next((name for name, start in _STARTS.items() if contents.startswith(start)), None)


def _told(contents: bytes) -> str:
    return (
        f"a {_format(contents)} file"
        if _format(contents)
        else f"{len(contents)} bytes that start {contents[:8]!r}"
    )


@contextmanager
def _reading(format_: str) -> Any:
    """Whatever Pillow raises for damaged files (OSError, SyntaxError, struct.error ...) as one kind of error."""
    try:
        yield
    except InvalidArgumentError:
        raise
    except Exception as error:
        raise InvalidArgumentError(None, None, f"Invalid {format_} data: {error}.") from error


def _opened(contents: bytes, format_: str) -> Image.Image:
    picture = _READERS[format_](io.BytesIO(contents))  # Image.open would only warn about huge ones
    _check_size(picture.width, picture.height, 1)
    return picture


def _check_size(width: int, height: int, frames: int) -> None:
    if min(width, height) < 1 or width * height * frames > MOST_PIXELS:
        raise InvalidArgumentError(
            None,
            None,
            f"The image claims {frames} x {width} x {height} pixels; at most {MOST_PIXELS} are decoded.",
        )


def _frames(picture: Image.Image) -> np.ndarray[Any, Any]:
    count = getattr(picture, "n_frames", 1)
    _check_size(picture.width, picture.height, count)
    frames = np.zeros((count, picture.height, picture.width, 3), np.uint8)
    for number in range(count):
        picture.seek(number)
        frames[number] = np.asarray(picture.convert("RGB"))
    return frames


def _pixels(picture: Image.Image, channels: int) -> np.ndarray[Any, Any]:
    if picture.mode.startswith("I"):  # 16 bits for each pixel; TensorFlow, too, keeps the upper eight
        wide = np.asarray(picture).astype(np.int64)
        picture = Image.fromarray((wide >> 8).astype(np.uint8))
    transparent = "transparency" in picture.info
    if channels == 0:
        channels = {"1": 1, "L": 1, "LA": 2, "RGBA": 4, "CMYK": 3}.get(picture.mode, 3) + (
            transparent if picture.mode in ("P", "RGB") else 0
        )
    if channels == 1 and picture.mode not in ("L", "LA", "1"):
        return _greyed(np.array(picture.convert("RGB")))
    if picture.mode in ("P", "1") or (transparent and channels in (2, 4)):
        picture = picture.convert("RGBA" if channels in (2, 4) else "RGB" if channels == 3 else "L")
    pixels: np.ndarray[Any, Any] = np.array(picture.convert(_MODES[channels]))
    height, width = pixels.shape[:2]
    planes: np.ndarray[Any, Any] = pixels.reshape(height, width, channels)
    return planes


def _greyed(pixels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """(H, W, 3) -> (H, W, 1), rounded down as libpng does it."""
    weighted = pixels.astype(np.int64) @ np.array([9797, 19235, 3736])
    grey: np.ndarray[Any, Any] = (weighted >> 15).astype(np.uint8)[:, :, None]
    return grey


def png_bytes(image: torch.Tensor, compression: int) -> bytes:
    return _encoded(image, PNG, (1, 2, 3, 4), **({} if compression < 0 else {"compress_level": compression}))


def jpeg_bytes(image: torch.Tensor, quality: torch.Tensor, format_: str, **options: Any) -> bytes:
    channels = {"grayscale": (1,), "rgb": (3,)}.get(format_, (1, 3))
    return _encoded(image, JPEG, channels, quality=int(quality), **options)


def _encoded(image: torch.Tensor, format_: str, channels: tuple[int, ...], **options: Any) -> bytes:
    pixels = image.cpu().numpy()
    if pixels.ndim != 3 or pixels.shape[2] not in channels or pixels.size == 0:
        raise InvalidArgumentError(
            None,
            None,
            f"{format_} needs pixels (height, width, channels) with {channels} channels, got {pixels.shape}.",
        )
    out = io.BytesIO()
    squeezed = pixels[:, :, 0] if pixels.shape[2] == 1 else pixels
    Image.fromarray(squeezed, _MODES[pixels.shape[2]] if pixels.shape[2] == 2 else None).save(
        out, format_, **options
    )
    return out.getvalue()


def begins_as_jpeg(contents: bytes, device: torch.device) -> torch.Tensor:
    return torch.tensor(contents.startswith(_STARTS[JPEG]), device=device)


def jpeg_size(contents: bytes, dtype: torch.dtype, device: torch.device) -> torch.Tensor:
    if _format(contents) != JPEG:
        raise InvalidArgumentError(None, None, f"Expected a JPEG file, but got {_told(contents)}.")
    with _reading(JPEG), JpegImagePlugin.JpegImageFile(io.BytesIO(contents)) as picture:
        return torch.tensor(
            [picture.height, picture.width, len(picture.getbands())], dtype=dtype, device=device
        )

"""Summaries: what a run says about a tensor, as bytes that an event file holds (`lessonlib.graph.file_writer`)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import create
from lessonlib.graph.dtypes import string
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike

SUMMARIES = "summaries"


def scalar_bytes(value: torch.Tensor, tag: str) -> bytes:
    from torch.utils.tensorboard.summary import scalar as proto

    content: bytes = proto(tag, value.item()).SerializeToString()
    return content


def histogram_bytes(values: torch.Tensor, tag: str) -> bytes:
    from torch.utils.tensorboard.summary import histogram as proto

    array = values.detach().cpu().numpy().ravel()
    if not np.isfinite(array).all():
        raise InvalidValueError(f"The histogram summary '{tag}' got a NaN or an infinite number.")
    content: bytes = proto(tag, array, bins=_bin_edges()).SerializeToString()
    return content


def image_bytes(images: torch.Tensor, tag: str, max_outputs: int) -> bytes:
    from tensorboard.compat.proto.summary_pb2 import Summary

    summary = Summary()
    for number, image in enumerate(images[:max_outputs].detach().cpu().numpy()):
        item = summary.value.add(tag=f"{tag}/image" if max_outputs == 1 else f"{tag}/image/{number}")
        item.image.height, item.image.width, item.image.colorspace = image.shape
        item.image.encoded_image_string = _png(_in_bytes(image))
    content: bytes = summary.SerializeToString()
    return content


def _png(pixels: np.ndarray[Any, Any]) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels).save(out, "PNG")
    return out.getvalue()


@cache
def _bin_edges() -> np.ndarray[Any, Any]:
    """TensorFlow's edges: each 1.1 times the one before, from 1e-12 to 1e20, on both sides of 0."""
    edges = 1e-12 * 1.1 ** np.arange(774)
    return np.concatenate([-edges[::-1], [0], edges])


def merged_bytes(parts: list[bytes]) -> bytes:
    return b"".join(parts)  # repeated fields of a protocol buffer merge by joining


def _in_bytes(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Floats scaled as TensorFlow does it; bytes as they are.

    The largest number is 255; where one is negative, 0 is 128, and the one farthest from it is at an end. A pixel with
    a number that is not finite is red.
    """
    if picture.dtype == np.uint8:
        return picture
    broken = ~np.isfinite(picture).all(-1)
    whole = picture[~broken]
    signed = bool(whole.size) and whole.min() < 0
    top = float(np.abs(whole).max()) if whole.size else 0.0
    scale = 0.0 if top < 1e-6 else (127 if signed else 255) / top
    pixels = np.where(broken[..., None], 0, picture) * scale + (128 if signed else 0)
    pixels[broken] = ([255, 0, 0, 255] if picture.shape[2] > 1 else [255])[: picture.shape[2]]
    return pixels.astype(np.uint8)


def _text(*_: Any, **__: Any) -> list[Any]:
    return [(string, ())]


register("ScalarSummary", "value", scalar_bytes, NOT_DIFFERENTIABLE, shape=_text)
register("HistogramSummary", "values", histogram_bytes, NOT_DIFFERENTIABLE, shape=_text)
register("ImageSummary", "images", image_bytes, NOT_DIFFERENTIABLE, shape=_text)
register("MergeSummary", "inputs*", merged_bytes, NOT_DIFFERENTIABLE, shape=_text)


@tf_export("summary.scalar")
def scalar(
    name: str, tensor: TensorLike, collections: Sequence[str] | None = None, family: str | None = None
) -> Tensor:
    """A summary (bytes) of one number, shown as a curve. Its tag is ``name`` under the open name scope.

    ``family`` stands before both, so that TensorBoard shows the summaries of a family together.
    """
    return summarize("ScalarSummary", name, tensor, collections, family)


@tf_export("summary.histogram")
def histogram(
    name: str, values: TensorLike, collections: Sequence[str] | None = None, family: str | None = None
) -> Tensor:
    """A summary of how the elements of a tensor are spread."""
    return summarize("HistogramSummary", name, values, collections, family)


@tf_export("summary.image")
def image(
    name: str, tensor: TensorLike, max_outputs: int = 3, collections: Sequence[str] | None = None,
    family: str | None = None,
) -> Tensor:  # fmt: skip
    """A summary of images (batch, height, width, channels), the first ``max_outputs`` of them."""
    return summarize("ImageSummary", name, tensor, collections, family, max_outputs=max_outputs)


@tf_export("summary.merge")
def merge(
    inputs: Sequence[TensorLike], collections: Sequence[str] | None = None, name: str | None = None
) -> Tensor:
    """Several summaries as one, which joins ``collections``."""
    merged = create("MergeSummary", list(inputs), name=name or "Merge")
    for collection in collections or ():
        merged.graph.add_to_collection(collection, merged)
    return merged


@tf_export("summary.merge_all")
def merge_all(key: str = SUMMARIES, scope: str | None = None, name: str | None = None) -> Tensor | None:
    """All summaries of the default graph as one, or None when there is none.

    ``scope``, a regular expression, chooses those whose name starts with it.
    """
    found = get_default_graph().get_collection(key, scope)
    return merge(found, name=name or "Merge/MergeSummary") if found else None


def summarize(
    type_: str,
    name: str,
    value: TensorLike,
    collections: Sequence[str] | None,
    family: str | None,
    **attrs: Any,
) -> Tensor:
    """An operation that makes a summary; ``name`` and ``family`` make its tag, and it joins ``collections``."""
    group = f"{_clean(family)}/" if family else ""
    unique = get_default_graph().unique_name(group + _clean(name))
    tensor = create(type_, value, tag=group + unique, name=unique + "/", **attrs)
    for collection in collections if collections is not None else [SUMMARIES]:
        tensor.graph.add_to_collection(collection, tensor)
    return tensor


def _clean(name: str) -> str:
    """``name`` as TensorFlow writes it: with _ in place of what a name cannot have."""
    return re.sub(r"[^-/\w.]", "_", name, flags=re.ASCII).lstrip("/")

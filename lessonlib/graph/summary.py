"""Summaries: what a run says about a tensor, as bytes that an event file holds (`lessonlib.graph.file_writer`)."""

from __future__ import annotations

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
    from torch.utils.tensorboard.summary import image as proto

    pictures = [images[i].detach().cpu().numpy() for i in range(min(max_outputs, len(images)))]
    names = [f"{tag}/image" if max_outputs == 1 else f"{tag}/image/{i}" for i in range(len(pictures))]
    parts = [
        proto(n, _in_bytes(p), dataformats="HWC").SerializeToString()
        for n, p in zip(names, pictures, strict=True)
    ]
    return b"".join(parts)


@cache
def _bin_edges() -> np.ndarray[Any, Any]:
    """TensorFlow's edges: each 1.1 times the one before, from 1e-12 to 1e20, on both sides of 0."""
    edges = 1e-12 * 1.1 ** np.arange(774)
    return np.concatenate([-edges[::-1], [0], edges])


def merged_bytes(parts: list[bytes]) -> bytes:
    return b"".join(parts)  # repeated fields of a protocol buffer merge by joining


def _in_bytes(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Floats scaled so that the largest is 255, as TensorFlow does it; bytes as they are."""
    if picture.dtype == np.uint8:
        return picture
    top = max(float(picture.max()), 1e-12)
    return (np.clip(picture / top, 0, 1) * 255).astype(np.uint8)


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
    inputs: Sequence[TensorLike], collections: Sequence[str] | None = None, name: str = "Merge"
) -> Tensor:
    """Several summaries as one, which joins ``collections``."""
    merged = create("MergeSummary", list(inputs), name=name)
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

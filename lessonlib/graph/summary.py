"""Summaries, and event files that the real TensorBoard reads."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import create
from lessonlib.graph.dtypes import string
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
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
    names = [f"{tag}/image" if len(pictures) == 1 else f"{tag}/image/{i}" for i in range(len(pictures))]
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
    return _summary("ScalarSummary", name, tensor, collections, family)


@tf_export("summary.histogram")
def histogram(
    name: str, values: TensorLike, collections: Sequence[str] | None = None, family: str | None = None
) -> Tensor:
    """A summary of how the elements of a tensor are spread."""
    return _summary("HistogramSummary", name, values, collections, family)


@tf_export("summary.image")
def image(
    name: str, tensor: TensorLike, max_outputs: int = 3, collections: Sequence[str] | None = None,
    family: str | None = None,
) -> Tensor:  # fmt: skip
    """A summary of images (batch, height, width, channels), the first ``max_outputs`` of them."""
    return _summary("ImageSummary", name, tensor, collections, family, max_outputs=max_outputs)


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


def _summary(
    type_: str,
    name: str,
    value: TensorLike,
    collections: Sequence[str] | None,
    family: str | None,
    **attrs: Any,
) -> Tensor:
    group = f"{_clean(family)}/" if family else ""
    unique = get_default_graph().unique_name(group + _clean(name))
    tensor = create(type_, value, tag=group + unique, name=unique + "/", **attrs)
    for collection in collections if collections is not None else [SUMMARIES]:
        tensor.graph.add_to_collection(collection, tensor)
    return tensor


def _clean(name: str) -> str:
    """``name`` as TensorFlow writes it: with _ in place of what a name cannot have."""
    return re.sub(r"[^-/\w.]", "_", name, flags=re.ASCII).lstrip("/")


@tf_export("summary.FileWriter")
class FileWriter:
    """Writes an event file in ``logdir``, at once or with ``flush()``; TensorBoard shows it with ``--logdir``.

    Args:
        logdir: the folder; made when missing.
        graph: a graph to show, with its name scopes.
        flush_secs: how long events may wait before they are written.
        graph_def, session: must be None; write ``graph``.
    """

    def __init__(
        self, logdir: str | os.PathLike[str], graph: Graph | None = None, max_queue: int = 10, flush_secs: int = 120,
        graph_def: Any = None, filename_suffix: str | None = None, session: Any = None,
    ) -> None:  # fmt: skip
        refuse(
            "tf.summary.FileWriter",
            "FileWriter(logdir, session.graph).",
            graph_def=graph_def,
            session=session,
        )
        from tensorboard.summary.writer.event_file_writer import EventFileWriter

        self._logdir = os.fspath(logdir)
        os.makedirs(self._logdir, exist_ok=True)
        self._writer = EventFileWriter(self._logdir, max_queue, flush_secs, filename_suffix or "")
        if graph is not None:
            self.add_graph(graph)

    def get_logdir(self) -> str:
        return self._logdir

    def add_summary(self, summary: bytes, global_step: int | None = None) -> None:
        """Write what a run of a summary gave, as the point at ``global_step``."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        if not isinstance(summary, (bytes, Summary)):
            raise InvalidTypeError(
                f"add_summary needs the bytes that session.run(summary) gives, but got {summary!r} of type "
                f"'{type(summary).__name__}'."
            )
        proto = summary if isinstance(summary, Summary) else Summary.FromString(summary)
        self._add(summary=proto, step=int(global_step or 0))

    def add_graph(self, graph: Graph, global_step: int | None = None, graph_def: Any = None) -> None:
        """Write the graph. ``graph_def`` must be None."""
        refuse("FileWriter.add_graph", "add_graph(session.graph).", graph_def=graph_def)
        self._add(graph_def=to_graph_def(graph).SerializeToString())

    def _add(self, **content: Any) -> None:
        from tensorboard.compat.proto.event_pb2 import Event

        self._writer.add_event(Event(wall_time=time.time(), **content))

    def flush(self) -> None:
        self._writer.flush()

    def close(self) -> None:
        self._writer.close()

    def __enter__(self) -> FileWriter:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def to_graph_def(graph: Graph) -> Any:
    """The graph as TensorFlow's GraphDef, which TensorBoard draws."""
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from tensorboard.compat.proto.versions_pb2 import VersionDef

    return GraphDef(node=[_node_def(op) for op in graph.operations], versions=VersionDef(producer=22))


def _node_def(op: Operation) -> Any:
    from tensorboard.compat.proto.attr_value_pb2 import AttrValue
    from tensorboard.compat.proto.node_def_pb2 import NodeDef
    from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

    inputs = [t.op.name if t.index == 0 else t.name for t in op.inputs]
    inputs += [f"^{control.name}" for control in op.control_inputs]
    node = NodeDef(name=op.name, op=op.type, input=inputs, device=op.device)
    for output in op.outputs[:1]:
        dims = output.sizes
        shape = TensorShapeProto(unknown_rank=True) if dims is None else TensorShapeProto(
            dim=[TensorShapeProto.Dim(size=-1 if size is None else size) for size in dims]
        )  # fmt: skip
        node.attr["_output_shapes"].CopyFrom(AttrValue(list=AttrValue.ListValue(shape=[shape])))
    return node

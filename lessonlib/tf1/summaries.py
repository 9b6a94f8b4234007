"""Summaries of texts, sounds and tensors of any kind, and event files read back."""

from __future__ import annotations

import io
import os
import struct
import wave
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np
import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import float32, string
from lessonlib.graph.errors import DataLossError, InvalidValueError, NotFoundError
from lessonlib.graph.export import tf_export
from lessonlib.graph.file_writer import FileWriter
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.summary import SUMMARIES, summarize
from lessonlib.graph.types import TensorLike

MOST_BYTES = 2**30  # of one record of an event file


def tensor_bytes(value: Any, tag: str, metadata: bytes) -> bytes:
    from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
    from tensorboard.util.tensor_util import make_tensor_proto

    array = value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else np.array(value, object)
    item = Summary.Value(
        tag=tag, metadata=SummaryMetadata.FromString(metadata), tensor=make_tensor_proto(array)
    )
    content: bytes = Summary(value=[item]).SerializeToString()
    return content


def audio_bytes(sounds: torch.Tensor, sample_rate: torch.Tensor, tag: str, max_outputs: int) -> bytes:
    """(B, frames, channels) or (B, frames) in [-1, 1], each as a 16-bit WAV file."""
    from tensorboard.compat.proto.summary_pb2 import Summary

    if sounds.dim() == 2:
        sounds = sounds[:, :, None]
    count = min(max_outputs, len(sounds))
    values = []
    for number in range(count):
        samples = (sounds[number].clamp(-1, 1) * 32767).round().to(torch.int16).cpu().numpy()
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(samples.shape[1])
            file.setsampwidth(2)
            file.setframerate(round(float(sample_rate)))
            file.writeframes(samples.astype("<i2").tobytes())
        audio = Summary.Audio(
            sample_rate=float(sample_rate), num_channels=samples.shape[1], length_frames=len(samples),
            encoded_audio_string=out.getvalue(), content_type="audio/wav",
        )  # fmt: skip
        name = f"{tag}/audio" if max_outputs == 1 else f"{tag}/audio/{number}"
        values.append(Summary.Value(tag=name, audio=audio))
    content: bytes = Summary(value=values).SerializeToString()
    return content


def _text(*_: Any, **__: Any) -> list[Any]:
    return [(string, ())]


register("TensorSummary", "value", tensor_bytes, NOT_DIFFERENTIABLE, shape=_text)
register("AudioSummary", "sounds rate", audio_bytes, NOT_DIFFERENTIABLE, same="", shape=_text)


@tf_export("summary.tensor_summary")
def tensor_summary(
    name: str, tensor: TensorLike, summary_description: str | None = None, collections: Sequence[str] | None = None,
    summary_metadata: Any = None, family: str | None = None, display_name: str | None = None,
) -> Tensor:  # fmt: skip
    """A summary (bytes) that holds a whole tensor of any dtype and shape.

    Args:
        summary_description, display_name: what TensorBoard shows beside it.
        summary_metadata: a SummaryMetadata that says which of TensorBoard's plugins shows it.
        collections, family: as in `tf.summary.scalar`.
    """
    from tensorboard.compat.proto.summary_pb2 import SummaryMetadata

    metadata = SummaryMetadata()
    if summary_metadata is not None:
        metadata.CopyFrom(summary_metadata)
    if summary_description is not None:
        metadata.summary_description = summary_description
    if display_name is not None:
        metadata.display_name = display_name
    content = metadata.SerializeToString()
    return summarize("TensorSummary", name, tensor, collections, family, metadata=content)


@tf_export("summary.text")
def text(name: str, tensor: TensorLike, collections: Sequence[str] | None = None) -> Tensor:
    """A summary of a string, or of a vector or matrix of them, shown as Markdown. Raises ValueError for numbers."""
    from tensorboard.compat.proto.summary_pb2 import SummaryMetadata

    words = convert_to_tensor(tensor)
    if words.dtype is not string:
        raise InvalidValueError(f"Expected tensor {words.name} to have dtype string, got {words.dtype.name}.")
    plugin = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    return tensor_summary(name, words, collections=collections, summary_metadata=plugin)


@tf_export("summary.audio")
def audio(
    name: str, tensor: TensorLike, sample_rate: TensorLike, max_outputs: int = 3,
    collections: Sequence[str] | None = None, family: str | None = None,
) -> Tensor:  # fmt: skip
    """A summary of sounds (batch, frames, channels) or (batch, frames), float32 in [-1, 1], the first ``max_outputs``.

    ``sample_rate`` is in frames each second.
    """
    sounds = convert_to_tensor(tensor, float32)
    if sounds.sizes is not None and len(sounds.sizes) not in (2, 3):
        raise InvalidValueError(
            f"Sounds are (batch, frames[, channels]), but {sounds.name} has shape {sounds.shape}."
        )
    graph = get_default_graph()
    group = f"{family}/" if family else ""
    unique = graph.unique_name(group + name)
    rate = convert_to_tensor(sample_rate, float32)
    made = create(
        "AudioSummary", sounds, rate, tag=group + unique, max_outputs=int(max_outputs), name=unique + "/"
    )
    for collection in [SUMMARIES] if collections is None else collections:
        graph.add_to_collection(collection, made)
    return made


@tf_export("summary.get_summary_description")
def get_summary_description(node_def: Any) -> Any:
    """The SummaryDescription that the NodeDef of a tensor summary holds. Raises ValueError for another operation."""
    from tensorboard.compat.proto.summary_pb2 import SummaryDescription

    if node_def.op != "TensorSummary":
        raise InvalidValueError(f"Can't get_summary_description on {node_def.op}.")
    return SummaryDescription()


@tf_export("summary.FileWriterCache")
class FileWriterCache:
    """One FileWriter for each folder, shared by all who ask."""

    _writers: ClassVar[dict[str, FileWriter]] = {}

    @staticmethod
    def get(logdir: str | os.PathLike[str]) -> FileWriter:
        """The writer of a folder; made at the first call, with the default graph."""
        key = os.fspath(logdir)
        if key not in FileWriterCache._writers:
            FileWriterCache._writers[key] = FileWriter(key, graph=get_default_graph())
        return FileWriterCache._writers[key]

    @staticmethod
    def clear() -> None:
        """Close all writers, and forget them."""
        while FileWriterCache._writers:
            FileWriterCache._writers.popitem()[1].close()


@tf_export("train.summary_iterator")
def summary_iterator(path: str | os.PathLike[str]) -> Iterator[Any]:
    """The Events of an event file, one after the other; a record that is still being written ends them.

    Raises NotFoundError when it is missing, DataLossError when it is damaged.
    """
    from tensorboard.compat.proto.event_pb2 import Event

    try:
        file = open(path, "rb")  # noqa: SIM115  # the generator closes it
    except FileNotFoundError as error:
        raise NotFoundError(None, None, f"{os.fspath(path)}; no such file") from error
    with file:
        while record := _record(file, os.fspath(path)):
            yield Event.FromString(record)


def _record(file: Any, path: str) -> bytes | None:
    """The next record: its length (8 bytes) with a checksum, then its content with another. None at the end."""
    from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

    head = file.read(12)
    if len(head) < 12:
        return None
    length, check = struct.unpack("<QI", head)
    if masked_crc32c(head[:8]) != check or length > MOST_BYTES:
        raise DataLossError(None, None, f"{path} has a damaged record at byte {file.tell() - 12}.")
    content = file.read(length + 4)
    if len(content) < length + 4:
        return None
    if masked_crc32c(content[:length]) != struct.unpack("<I", content[length:])[0]:
        raise DataLossError(None, None, f"{path} has a damaged record that ends at byte {file.tell()}.")
    return bytes(content[:length])

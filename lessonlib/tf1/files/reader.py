"""Reading the values in checkpoints without a graph: those that TensorFlow wrote and our own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lessonlib.graph import checkpoint
from lessonlib.graph.checkpoint import FilePath, latest_checkpoint
from lessonlib.graph.dtypes import DType, as_dtype, string
from lessonlib.graph.errors import InvalidValueError, NotFoundError
from lessonlib.graph.export import tf_export
from lessonlib.tf1.files.bundle import Bundle, read_bundle
from lessonlib.tf1.files.object_graph import keys, object_graph

Array = np.ndarray[Any, Any]


class _Own:
    """A checkpoint of lessonlib, read as a `Bundle` is."""

    def __init__(self, path: str) -> None:
        self.path, self.entries = path, checkpoint.read(path)

    def shape(self, name: str) -> tuple[int, ...]:
        return () if name == checkpoint.OBJECT_GRAPH else tuple(self._find(name).shape)

    def dtype(self, name: str) -> DType:
        return string if name == checkpoint.OBJECT_GRAPH else as_dtype(self._find(name).dtype)

    def tensor(self, name: str) -> Array:
        value = self._find(name)
        if name == checkpoint.OBJECT_GRAPH:
            return np.array(value.numpy().tobytes(), object)
        return value.numpy()

    def _find(self, name: str) -> torch.Tensor:
        if name not in self.entries:
            raise NotFoundError(
                None,
                None,
                f"Key {name} not found in checkpoint {self.path}, which has: {', '.join(sorted(self.entries))}.",
            )
        return self.entries[name]


def opened(path: str) -> Bundle | _Own:
    """The checkpoint of this path, whoever wrote it. Raises NotFoundError, DataLossError."""
    return read_bundle(path) if checkpoint.is_tensorflows(path) else _Own(path)


@tf_export("train.NewCheckpointReader")
class NewCheckpointReader:
    """Reads tensors of a checkpoint by their names, as NumPy arrays.

    Args:
        filepattern: the path of the checkpoint, such as ``"model/m.ckpt-7"``.

    Raises NotFoundError when there is none, DataLossError when it is damaged.
    """

    def __init__(self, filepattern: FilePath) -> None:
        self._source = opened(os.fspath(filepattern))

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """The shape of each tensor, by name."""
        return {name: list(self._source.shape(name)) for name in self._source.entries}

    def get_variable_to_dtype_map(self) -> dict[str, DType]:
        """The dtype of each tensor, by name."""
        return {name: self._source.dtype(name) for name in self._source.entries}

    def has_tensor(self, tensor_str: str) -> bool:
        """Whether there is a tensor of this name."""
        return tensor_str in self._source.entries

    def get_tensor(self, tensor_str: str) -> Any:
        """The value of a tensor. Raises NotFoundError when there is none of this name."""
        return self._source.tensor(tensor_str)[()]

    def debug_string(self) -> bytes:
        """One line for each tensor: its name, dtype and shape."""
        source = self._source
        lines = [
            f"{name} ({source.dtype(name).name}) {list(source.shape(name))}\n" for name in source.entries
        ]
        return "".join(lines).encode()


@tf_export("train.load_checkpoint")
def load_checkpoint(ckpt_dir_or_file: FilePath) -> NewCheckpointReader:
    """A reader of the checkpoint of this path, or of the newest one in this folder.

    Raises ValueError when the folder has none, and what `NewCheckpointReader` raises.
    """
    path = os.fspath(ckpt_dir_or_file)
    if Path(path).is_dir():
        newest = latest_checkpoint(path)
        if newest is None:
            raise InvalidValueError(
                f"Couldn't find 'checkpoint' file or checkpoints in given directory {path}."
            )
        path = newest
    return NewCheckpointReader(path)


@tf_export("train.load_variable")
def load_variable(ckpt_dir_or_file: FilePath, name: str) -> Any:
    """The value of one tensor of a checkpoint; ``name`` may end in ``:0``. Raises NotFoundError."""
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


@tf_export("train.list_variables")
def list_variables(ckpt_dir_or_file: FilePath) -> list[tuple[str, list[int]]]:
    """The name and the shape of each tensor of a checkpoint, sorted by name."""
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())


def read_values(path: str, names: Sequence[str]) -> dict[str, Any]:
    """The values of ``names`` (and maybe others) in a checkpoint, as torch tensors; strings as a session keeps them.

    Raises NotFoundError when TensorFlow wrote it, and a name is missing, or when there is none at all; DataLossError
    when it is damaged. What a tf.train.Checkpoint wrote is found by the names of its variables, too.
    """
    source = opened(path)
    graph = object_graph(source, path)
    named = {} if graph is None else keys(graph)
    if isinstance(source, _Own):
        found = {name: source.entries[key] for name, key in named.items() if name not in source.entries}
        return {**source.entries, **found}
    values = {name: source.tensor(named.get(name, name)) for name in names}
    return {
        name: value[()] if value.dtype == object else torch.from_numpy(value)
        for name, value in values.items()
    }

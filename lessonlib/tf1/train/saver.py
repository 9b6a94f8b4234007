"""tf.train.Saver: which variables of a session go into checkpoints, and how many checkpoints are kept.

``Saver().save(session, "model/m.ckpt", global_step=7)`` writes the checkpoint ``model/m.ckpt-7`` and its state file
(`lessonlib.graph.checkpoint`), and the graph as ``model/m.ckpt-7.meta`` (`lessonlib.tf1.meta_graph`).
"""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lessonlib.graph import checkpoint
from lessonlib.graph.checkpoint import FilePath, is_own
from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import (
    InvalidArgumentError,
    InvalidValueError,
    NotExportableError,
    NotFoundError,
    UninitializedVariableError,
    UnsupportedError,
    refuse,
)
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.session import Session
from lessonlib.graph.variables import Variable, global_variables
from lessonlib.tf1.graph_def.meta import import_meta, is_tensorflows
from lessonlib.tf1.meta_graph.reader import import_graph
from lessonlib.tf1.meta_graph.writer import as_bytes, export_meta_graph
from lessonlib.tf1.train.adam_steps import stored_values
from lessonlib.tf1.train.kept import Kept
from lessonlib.whole_file import write_whole

_NO_PROTO = (
    "A saver has no protocol buffer.\n  Remedy: tf.train.export_meta_graph and import_meta_graph keep savers."
)


@tf_export("train.Saver")
class Saver:
    """Saves variables of a session to files, and restores them.

    Args:
        var_list: the variables, or a dict of names in the file to variables; by default all of the graph.
        reshape: let `restore` give a variable a value of another shape with as many elements.
        max_to_keep: how many checkpoints stay; older ones of this saver are deleted. None or 0 keeps all.
        keep_checkpoint_every_n_hours: of those that would be deleted, keep one for every so many hours.
        allow_empty: let there be no variable to save.
        pad_step_number: write the step with 8 digits.
        sharded, name, restore_sequentially, write_version, save_relative_paths: taken for TensorFlow's sake. A
            checkpoint is one safetensors file, and paths in its state file are always relative.
        saver_def, builder, defer_build, filename: cannot be given.

    Raises ValueError when there are no variables.
    """

    def __init__(
        self,
        var_list: Sequence[Variable] | Mapping[str, Variable] | None = None,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        saver_def: Any = None,
        builder: Any = None,
        defer_build: bool = False,
        allow_empty: bool = False,
        write_version: Any = None,
        pad_step_number: bool = False,
        save_relative_paths: bool = False,
        filename: str | None = None,
    ) -> None:
        refuse("tf.train.Saver", "make the variables first, then Saver(var_list).", saver_def=saver_def,
               builder=builder, defer_build=defer_build, filename=filename)  # fmt: skip
        chosen = var_list if var_list is not None else global_variables()
        if not chosen and not allow_empty:
            raise InvalidValueError("No variables to save: make the variables before tf.train.Saver().")
        named = chosen.items() if isinstance(chosen, Mapping) else ((v.op.name, v) for v in chosen)
        self._variables: dict[str, Variable] = dict(named)
        self._reshape, self._pad = reshape, pad_step_number
        self._kept = Kept(max_to_keep, keep_checkpoint_every_n_hours)
        self._graph_file: tuple[Any, bytes | None] = (None, None)
        self._warned = False

    @property
    def last_checkpoints(self) -> list[str]:
        """The checkpoints that exist, oldest first."""
        return self._kept.paths

    def save(
        self, sess: Session, save_path: FilePath, global_step: int | Tensor | Variable | None = None,
        latest_filename: str | None = None, meta_graph_suffix: str = "meta", write_meta_graph: bool = True,
        write_state: bool = True, strip_default_attrs: bool = False, save_debug_info: bool = False,
    ) -> str:  # fmt: skip
        """Write one checkpoint, and return its path: ``save_path``, followed by ``-step`` when a step is given.

        The graph is written beside it, unless ``write_meta_graph`` is False; a graph that only Python can build is left
        out with a warning. ``strip_default_attrs`` and ``save_debug_info`` change nothing: only lessonlib reads the
        graph, and its lines are always there.

        Raises FailedPreconditionError when a variable has no value, when the folder cannot be made, and when TensorFlow
        wrote the checkpoints that are in it.
        """
        state_file = latest_filename or "checkpoint"
        path = _numbered(os.fspath(save_path), global_step, sess, self._pad)
        values = {name: present_value(sess, variable) for name, variable in self._variables.items()}
        checkpoint.make_folder(Path(path).parent)
        checkpoint.check_folder(path, state_file)
        graph = self._graph_content(sess) if write_meta_graph else None
        if graph is not None:
            write_whole(Path(f"{path}.{meta_graph_suffix}"), graph)
        checkpoint.write(path, values)
        old = self._kept.add(path)
        if write_state:
            checkpoint.write_state(path, self.last_checkpoints, state_file)
        for excess in old:  # only now that the state file no longer names them
            checkpoint.delete(excess)
            Path(f"{excess}.{meta_graph_suffix}").unlink(missing_ok=True)
        return path

    def restore(self, sess: Session, save_path: FilePath) -> None:
        """Give the variables the values of a checkpoint of lessonlib or TensorFlow: all of them or, on an error, none.

        Raises NotFoundError when the file, or a variable's name in it, is missing; DataLossError when the file is
        truncated or no checkpoint; InvalidArgumentError when a shape or dtype differs.
        """
        if save_path is None:
            raise InvalidValueError("Can't load save_path when it is None: there is no checkpoint yet.")
        path = os.fspath(save_path)
        stored = stored_values(path, self._variables)
        sess.set_values(
            {v.op: fitting(name, v, stored, path, self._reshape) for name, v in self._variables.items()}
        )

    def as_record(self) -> dict[str, Any]:
        """What a meta graph stores of this saver, so that whoever imports it gets an equal one."""
        variables = {name: variable.op.name for name, variable in self._variables.items()}
        return {"variables": variables, "max_to_keep": self._kept.at_most}

    def export_meta_graph(
        self, filename: FilePath | None = None, collection_list: Iterable[str] | None = None, as_text: bool = False,
        export_scope: str | None = None, clear_devices: bool = False, clear_extraneous_savers: bool = False,
        strip_default_attrs: bool = False, save_debug_info: bool = False,
    ) -> dict[str, Any]:  # fmt: skip
        """Write the graph of the variables and this saver's choice of them, as `tf.train.export_meta_graph` does."""
        graph = next(iter(self._variables.values())).graph
        return export_meta_graph(
            filename, collection_list=collection_list, as_text=as_text, graph=graph, export_scope=export_scope,
            clear_devices=clear_devices, saver=self,
        )  # fmt: skip

    def recover_last_checkpoints(self, checkpoint_paths: Sequence[str]) -> None:
        """Count the checkpoints of an earlier process, oldest first, among those that ``max_to_keep`` limits.

        Those that TensorFlow wrote do not count: nothing ever deletes them.
        """
        self._kept.recover(path for path in checkpoint_paths if is_own(path))

    def build(self) -> None:
        """Nothing: a saver adds no operations to the graph."""

    def set_last_checkpoints(self, last_checkpoints: Sequence[str]) -> None:
        """Count these checkpoints, oldest first, among those that ``max_to_keep`` limits."""
        self._kept.recover(last_checkpoints)

    def set_last_checkpoints_with_time(self, last_checkpoints_with_time: Sequence[tuple[str, float]]) -> None:
        """The same, with the times (in seconds) at which they were written."""
        times = dict(last_checkpoints_with_time)
        self._kept.recover(times, times)

    def as_saver_def(self) -> Any:
        """Refused: a saver is no part of the graph."""
        raise UnsupportedError(_NO_PROTO)

    def to_proto(self, export_scope: str | None = None) -> Any:
        """Refused: a saver is no part of the graph."""
        raise UnsupportedError(_NO_PROTO)

    @staticmethod
    def from_proto(saver_def: Any, import_scope: str | None = None) -> Saver:
        """Refused: a saver is no part of the graph."""
        raise UnsupportedError(_NO_PROTO)

    def _graph_content(self, sess: Session) -> bytes | None:
        """The content of the graph's file, made anew only when the graph has grown; None when it cannot be written."""
        sizes = [len(items) for items in sess.graph.collections.values()]
        state = (len(sess.graph.operations), *sizes)
        if self._graph_file[0] != state:
            try:
                content = as_bytes(export_meta_graph(graph=sess.graph, saver=self))
            except NotExportableError as error:
                content = None
                if not self._warned:
                    warnings.warn(f"The checkpoint has no meta graph. {error}", stacklevel=3)
                    self._warned = True
            self._graph_file = (state, content)
        return self._graph_file[1]


@tf_export("train.import_meta_graph")
def import_meta_graph(
    meta_graph_or_file: FilePath | dict[str, Any], clear_devices: bool = False, import_scope: str | None = None
) -> Saver | None:  # fmt: skip
    """Add a written graph, with its names, variables and collections, to the default graph.

    One of lessonlib is added as a whole or not at all. Of a ``.meta`` file of TensorFlow, the operations that lessonlib
    does not have are left out, with all that needs them, and a UserWarning lists them.
    Returns a Saver for its variables (whose `restore` brings the values), or None when it has none. Names that are
    taken get a number; ``import_scope`` puts all of them under a scope.
    Raises NotFoundError when there is no file, DataLossError when it is no meta graph or is damaged.
    """
    if not isinstance(meta_graph_or_file, dict) and is_tensorflows(meta_graph_or_file):
        meta = import_meta(meta_graph_or_file, clear_devices, import_scope)
        saved_there = meta.variables if meta.saved is None else meta.saved
        return Saver(saved_there, max_to_keep=meta.max_to_keep) if saved_there else None
    record, variables = import_graph(meta_graph_or_file, clear_devices, import_scope)
    saved = record["saver"] or {"variables": {name: name for name in variables}, "max_to_keep": 5}
    chosen = {name: variables[op] for name, op in saved["variables"].items()}
    return Saver(chosen, max_to_keep=saved["max_to_keep"]) if chosen else None


def _numbered(path: str, global_step: int | Tensor | Variable | None, sess: Session, pad: bool) -> str:
    if global_step is None:
        return path
    step = global_step if isinstance(global_step, (int, np.integer)) else int(sess.run(global_step))
    return f"{path}-{step:08d}" if pad else f"{path}-{step}"


def present_value(sess: Session, variable: Variable) -> torch.Tensor:
    """The value to save. Raises FailedPreconditionError when the variable has none in this session."""
    value = sess.value_of(variable.op)
    if value is None:
        raise UninitializedVariableError(variable.op)
    return value.contiguous()


def fitting(
    name: str, variable: Variable, stored: Mapping[str, torch.Tensor], path: str, reshape: bool = False
) -> torch.Tensor:
    """The value of ``name`` among those of a checkpoint. Raises NotFoundError, or InvalidArgumentError for another
    shape or dtype than the variable's."""
    if name not in stored:
        raise NotFoundError(
            None,
            None,
            f"Key {name} not found in checkpoint {path}, which has: {', '.join(sorted(stored))}.\n"
            "  Remedy: build the same graph as the one that was saved, or pass Saver a dict of names to variables.",
        )
    value, sizes = stored[name], variable.as_tensor().sizes
    if (
        reshape
        and sizes is not None
        and None not in sizes
        and value.numel() == math.prod(size or 0 for size in sizes)
    ):
        value = value.reshape([size or 0 for size in sizes])
    if tuple(value.shape) != sizes or as_dtype(value.dtype) is not variable.dtype:
        raise InvalidArgumentError(
            None,
            None,
            f"Assign requires shapes of both tensors to match: variable '{name}' has shape {variable.shape} and dtype "
            f"{variable.dtype.name}, but checkpoint {path} has {tuple(value.shape)} and {as_dtype(value.dtype).name}.\n"
            "  Remedy: build the variable as it was when it was saved.",
        )
    return value

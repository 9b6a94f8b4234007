"""Checkpoints: the values of variables in a safetensors file, written whole or not at all.

`Saver.save(session, "model/m.ckpt", global_step=7)` writes ``model/m.ckpt-7.safetensors`` and, beside it, the graph as
``model/m.ckpt-7.meta`` and TensorFlow's state file ``checkpoint``, which names the newest and the kept ones. Nothing is
ever unpickled.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import (
    DataLossError,
    FailedPreconditionError,
    InvalidArgumentError,
    InvalidValueError,
    NotExportableError,
    NotFoundError,
    UninitializedVariableError,
)
from lessonlib.graph.metagraph import as_bytes, export_meta_graph, import_graph
from lessonlib.graph.session import Session
from lessonlib.graph.variables import Variable, global_variables
from lessonlib.whole_file import write_whole

SUFFIX = ".safetensors"


@dataclass(frozen=True)
class CheckpointState:
    """What a state file says: the newest checkpoint, and all that are kept, oldest first."""

    model_checkpoint_path: str
    all_model_checkpoint_paths: tuple[str, ...]


class Saver:
    """Saves variables of a session to files, and brings them back.

    Args:
        var_list: the variables, or a dict of names in the file to variables; all of the graph when not said.
        max_to_keep: how many checkpoints stay; older ones of this saver are deleted. None or 0 keeps all.
    """

    def __init__(
        self,
        var_list: Sequence[Variable] | Mapping[str, Variable] | None = None,
        max_to_keep: int | None = 5,
        **_: Any,
    ) -> None:
        chosen = var_list if var_list is not None else global_variables()
        if not chosen:
            raise InvalidValueError("No variables to save: make the variables before tf.train.Saver().")
        named = chosen.items() if isinstance(chosen, Mapping) else ((v.op.name, v) for v in chosen)
        self._variables: dict[str, Variable] = dict(named)
        self._max_to_keep = max_to_keep
        self.last_checkpoints: list[str] = []
        self._graph_file: tuple[Any, bytes | None] = (None, None)
        self._warned = False

    def save(
        self, sess: Session, save_path: str | os.PathLike[str], global_step: Any = None,
        latest_filename: str = "checkpoint", meta_graph_suffix: str = "meta", write_meta_graph: bool = True,
        write_state: bool = True, **_: Any,
    ) -> str:  # fmt: skip
        """Write one checkpoint, and return its path: ``save_path``, then ``-step`` when a step is given.

        The graph goes beside it, unless ``write_meta_graph`` is False; one that only Python can build is left out with
        a warning. Raises FailedPreconditionError when a variable has no value, or when the folder cannot be made.
        """
        path = _numbered(os.fspath(save_path), global_step, sess)
        values = {name: _value(sess, variable) for name, variable in self._variables.items()}
        _make_folder(Path(path).parent)
        graph = self._graph_content(sess) if write_meta_graph else None
        if graph is not None:
            write_whole(Path(f"{path}.{meta_graph_suffix}"), graph)
        write_whole(Path(path + SUFFIX), save(values, metadata={"format": "lessonlib-checkpoint-1"}))
        old = self._remember(path)
        if write_state:
            write_whole(
                Path(path).parent / latest_filename, _state_text(path, self.last_checkpoints).encode()
            )
        for checkpoint in old:  # only now that the state file no longer names them
            Path(checkpoint + SUFFIX).unlink(missing_ok=True)
            Path(f"{checkpoint}.{meta_graph_suffix}").unlink(missing_ok=True)
        return path

    def restore(self, sess: Session, save_path: str | os.PathLike[str]) -> None:
        """Give the variables the values of a checkpoint: all of them, or on an error none.

        Raises NotFoundError when the file, or a variable's name in it, is missing; DataLossError when the file is
        truncated or no checkpoint; InvalidArgumentError when a shape or dtype differs.
        """
        if save_path is None:
            raise InvalidValueError("Can't load save_path when it is None: there is no checkpoint yet.")
        path = os.fspath(save_path)
        stored = read(path)
        sess.set_values({v.op: _fitting(name, v, stored, path) for name, v in self._variables.items()})

    def as_record(self) -> dict[str, Any]:
        """What a meta graph says of this saver, so that the importer gets one alike."""
        variables = {name: variable.op.name for name, variable in self._variables.items()}
        return {"variables": variables, "max_to_keep": self._max_to_keep}

    def export_meta_graph(
        self, filename: str | os.PathLike[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Write the graph of the variables, and this saver's choice of them, as `tf.train.export_meta_graph` does."""
        graph = next(iter(self._variables.values())).graph
        return export_meta_graph(filename, graph=graph, saver=self, **kwargs)

    def _graph_content(self, sess: Session) -> bytes | None:
        """The graph's file; made again only when the graph has grown. None, with one warning, when it has no text."""
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

    def recover_last_checkpoints(self, checkpoint_paths: Sequence[str]) -> None:
        """Count the checkpoints of an earlier process, oldest first, among those that ``max_to_keep`` limits."""
        self.last_checkpoints = [path for path in checkpoint_paths if checkpoint_exists(path)]

    def _remember(self, path: str) -> list[str]:
        """Add ``path`` to the kept checkpoints, and return those that are too many."""
        kept = [p for p in self.last_checkpoints if p != path] + [path]
        excess = max(len(kept) - self._max_to_keep, 0) if self._max_to_keep else 0
        self.last_checkpoints = kept[excess:]
        return kept[:excess]


def import_meta_graph(
    meta_graph_or_file: str | os.PathLike[str] | dict[str, Any], clear_devices: bool = False,
    import_scope: str | None = None, **_: Any,
) -> Saver | None:  # fmt: skip
    """Add a written graph, with its names, variables and collections, to the default graph: all of it or nothing.

    Returns a Saver for its variables (whose `restore` brings the values), or None when it has none. Names that are
    taken get a number; ``import_scope`` puts all of them under a scope.
    Raises NotFoundError when there is no file, DataLossError when it is no meta graph of lessonlib or is damaged.
    """
    record, variables = import_graph(meta_graph_or_file, clear_devices, import_scope)
    told = record["saver"] or {"variables": {name: name for name in variables}, "max_to_keep": 5}
    chosen = {name: variables[op] for name, op in told["variables"].items()}
    return Saver(chosen, told["max_to_keep"]) if chosen else None


def read(path: str) -> dict[str, torch.Tensor]:
    """All tensors of the checkpoint ``path``, by name."""
    file = Path(path + SUFFIX)
    if not file.is_file():
        raise NotFoundError(
            f"The passed save_path is not a valid checkpoint: {path} (no file {file}).\n"
            f"  Remedy: save one first, or look for it with tf.train.latest_checkpoint({str(file.parent)!r})."
        )
    try:
        return load(file.read_bytes())
    except SafetensorError as error:
        raise DataLossError(
            f"The checkpoint {file} cannot be read: it is truncated or is no checkpoint ({error}).\n"
            "  Remedy: restore an older one; the session keeps the values that it had."
        ) from error


def checkpoint_exists(checkpoint_prefix: str | os.PathLike[str]) -> bool:
    """Whether there is a checkpoint of this path."""
    return Path(os.fspath(checkpoint_prefix) + SUFFIX).is_file()


def get_checkpoint_state(
    checkpoint_dir: str | os.PathLike[str], latest_filename: str | None = None
) -> CheckpointState | None:
    """What the state file of a folder says, or None when there is none."""
    folder = Path(checkpoint_dir)
    file = folder / (latest_filename or "checkpoint")
    if not file.is_file():
        return None
    text = file.read_text("utf-8")
    newest = re.findall(r'^model_checkpoint_path: "(.*)"$', text, re.MULTILINE)
    if not newest:
        raise DataLossError(f"{file} is no checkpoint state file: it has no line model_checkpoint_path.")
    kept = re.findall(r'^all_model_checkpoint_paths: "(.*)"$', text, re.MULTILINE)
    prefix = os.fspath(checkpoint_dir)
    return CheckpointState(
        os.path.join(prefix, newest[0]), tuple(os.path.join(prefix, path) for path in kept)
    )


def latest_checkpoint(
    checkpoint_dir: str | os.PathLike[str], latest_filename: str | None = None
) -> str | None:
    """The path of the newest checkpoint of a folder, or None when there is none."""
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    return state.model_checkpoint_path if state and checkpoint_exists(state.model_checkpoint_path) else None


def _numbered(path: str, global_step: Any, sess: Session) -> str:
    if global_step is None:
        return path
    step = global_step if isinstance(global_step, (int, np.integer)) else int(sess.run(global_step))
    return f"{path}-{step}"


def _value(sess: Session, variable: Variable) -> torch.Tensor:
    value = sess.value_of(variable.op)
    if value is None:
        raise UninitializedVariableError(variable.op)
    return value.contiguous()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise FailedPreconditionError(
            f"Cannot save into {folder}: a file of that name is in the way."
        ) from error


def _state_text(newest: str, kept: Sequence[str]) -> str:
    folder = os.path.dirname(newest)
    listed = [os.path.relpath(path, folder or ".") for path in kept]
    lines = [f'model_checkpoint_path: "{os.path.basename(newest)}"']
    return "\n".join([*lines, *(f'all_model_checkpoint_paths: "{path}"' for path in listed)]) + "\n"


def _fitting(name: str, variable: Variable, stored: dict[str, torch.Tensor], path: str) -> torch.Tensor:
    if name not in stored:
        raise NotFoundError(
            f"Key {name} not found in checkpoint {path}, which has: {', '.join(sorted(stored))}.\n"
            "  Remedy: build the same graph as the one that was saved, or pass Saver a dict of names to variables."
        )
    value = stored[name]
    if tuple(value.shape) != variable.as_tensor().sizes or as_dtype(value.dtype) is not variable.dtype:
        raise InvalidArgumentError(
            f"Assign requires shapes of both tensors to match: variable '{name}' has shape {variable.shape} and dtype "
            f"{variable.dtype.name}, but checkpoint {path} has {tuple(value.shape)} and {as_dtype(value.dtype).name}.\n"
            "  Remedy: build the variable as it was when it was saved."
        )
    return value

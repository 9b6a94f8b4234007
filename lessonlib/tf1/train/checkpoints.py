"""Looking into checkpoints, starting from one, and keeping account of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lessonlib.graph import checkpoint
from lessonlib.graph.checkpoint import CheckpointState, FilePath, latest_checkpoint
from lessonlib.graph.create import create
from lessonlib.graph.dtypes import DType
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.ops import state
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import compatible
from lessonlib.graph.variables import TRAINABLE_VARIABLES, Variable, global_variables
from lessonlib.tf1.files.reader import NewCheckpointReader

Assignment = Mapping[str, "str | Variable | Sequence[Variable]"]


def stored(path: str, key: str, dtype: DType) -> torch.Tensor:
    return torch.from_numpy(np.array(NewCheckpointReader(path).get_tensor(key)))


register(
    "StoredValue", "", stored, NOT_DIFFERENTIABLE, stateful=True, shape=lambda path, key, dtype: [(dtype, None)]
)  # fmt: skip


@tf_export("train.init_from_checkpoint")
def init_from_checkpoint(ckpt_dir_or_file: FilePath, assignment_map: Assignment | Sequence[Any]) -> None:
    """Let variables start with the values of a checkpoint: call it before the initialiser is made.

    Args:
        ckpt_dir_or_file: a checkpoint, or a folder, whose newest counts.
        assignment_map: names in the checkpoint, and for each a variable or its name; or scopes, ``{"old/": "new/"}``,
            where ``"/"`` stands for all.

    Raises ValueError when the checkpoint lacks a name or its value has another shape, or the graph lacks a variable.
    """
    path = _file_of(ckpt_dir_or_file)
    reader = NewCheckpointReader(path)
    pairs = assignment_map.items() if isinstance(assignment_map, Mapping) else assignment_map
    for name, target in pairs:
        for key, variable in _matched(name, target):
            _start_from(variable, path, key, reader)


@tf_export("train.warm_start")
def warm_start(
    ckpt_to_initialize_from: FilePath, vars_to_warm_start: Any = ".*", var_name_to_vocab_info: Any = None,
    var_name_to_prev_var_name: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """The same for variables that are called alike.

    Args:
        vars_to_warm_start: a regular expression for names of trainable variables, a list of them for any variables, a
            list of variables, or None for nothing.
        var_name_to_vocab_info: must be None.
        var_name_to_prev_var_name: the names in the checkpoint of variables that are called differently there.
    """
    refuse("tf.train.warm_start", "keep the vocabulary.", var_name_to_vocab_info=var_name_to_vocab_info)
    graph, earlier = get_default_graph(), dict(var_name_to_prev_var_name or {})
    if isinstance(vars_to_warm_start, str):
        chosen = graph.get_collection(TRAINABLE_VARIABLES, vars_to_warm_start)
    else:
        given = list(vars_to_warm_start or ())
        named = [v for item in given if isinstance(item, str) for v in global_variables(item)]
        chosen = [*named, *(item for item in given if not isinstance(item, str))]
    pairs = [(earlier.get(variable.op.name, variable.op.name), variable) for variable in chosen]
    init_from_checkpoint(ckpt_to_initialize_from, pairs)


@tf_export("train.checkpoints_iterator")
def checkpoints_iterator(
    checkpoint_dir: FilePath, min_interval_secs: float = 0, timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Iterator[str]:  # fmt: skip
    """The newest checkpoint of a folder, again and again when there is a newer one.

    Args:
        min_interval_secs: seconds between two of them, at least.
        timeout: how many seconds to wait for one; None: without end. Then it ends, unless ``timeout_fn()`` is False.
    """
    last = None
    while True:
        end = None if timeout is None else time.monotonic() + timeout
        while (newest := latest_checkpoint(checkpoint_dir)) is None or newest == last:
            if end is not None and time.monotonic() >= end:
                break
            time.sleep(0.1 if end is None else min(0.1, max(end - time.monotonic(), 0)))
        if newest is None or newest == last:
            if timeout_fn is None or timeout_fn():
                return
            continue
        last, began = newest, time.monotonic()
        yield newest
        time.sleep(max(began + min_interval_secs - time.monotonic(), 0))


@tf_export("train.generate_checkpoint_state_proto")
def generate_checkpoint_state_proto(
    save_dir: FilePath, model_checkpoint_path: str, all_model_checkpoint_paths: Sequence[str] | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None, last_preserved_timestamp: float | None = None,
) -> CheckpointState:  # fmt: skip
    """What a state file of the folder says: the newest checkpoint stands last in the list.

    The times are not kept. Raises ValueError when there are not as many times as checkpoints.
    """
    paths = list(all_model_checkpoint_paths or [])
    times = all_model_checkpoint_timestamps
    if times is not None and (not paths or len(times) != len(paths)):
        raise InvalidValueError(f"Got {len(times)} times for {len(paths)} checkpoints.")
    if not paths or paths[-1] != model_checkpoint_path:
        paths.append(model_checkpoint_path)
    folder = os.fspath(save_dir)
    short = [os.path.relpath(p, folder) if os.path.isabs(p) == os.path.isabs(folder) else p for p in paths]
    return CheckpointState(short[-1], tuple(short))


@tf_export("train.update_checkpoint_state")
def update_checkpoint_state(
    save_dir: FilePath, model_checkpoint_path: str, all_model_checkpoint_paths: Sequence[str] | None = None,
    latest_filename: str | None = None, all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> None:  # fmt: skip
    """Write the state file of a folder, which says the newest checkpoint, and all that are kept."""
    folder = os.fspath(save_dir)
    said = generate_checkpoint_state_proto(
        folder, model_checkpoint_path, all_model_checkpoint_paths, all_model_checkpoint_timestamps
    )
    kept = [os.path.join(folder, path) for path in said.all_model_checkpoint_paths]
    checkpoint.write_state(kept[-1], kept, latest_filename or "checkpoint")


@tf_export("train.remove_checkpoint")
def remove_checkpoint(
    checkpoint_prefix: FilePath, checkpoint_format_version: int = 2, meta_graph_suffix: str = "meta"
) -> None:
    """Delete a checkpoint, and the graph beside it. ``checkpoint_format_version`` changes nothing."""
    path = os.fspath(checkpoint_prefix)
    checkpoint.delete(path)
    Path(f"{path}.{meta_graph_suffix}").unlink(missing_ok=True)


@tf_export("train.get_checkpoint_mtimes")
def get_checkpoint_mtimes(checkpoint_prefixes: Sequence[FilePath]) -> list[float]:
    """When each checkpoint was written, in seconds since 1970; those that do not exist are left out."""
    files = [Path(os.fspath(prefix) + checkpoint.SUFFIX) for prefix in checkpoint_prefixes]
    return [file.stat().st_mtime for file in files if file.is_file()]


def _file_of(ckpt_dir_or_file: FilePath) -> str:
    path = os.fspath(ckpt_dir_or_file)
    if not Path(path).is_dir():
        return path
    newest = latest_checkpoint(path)
    if newest is None:
        raise InvalidValueError(f"Couldn't find a checkpoint in the folder {path}.")
    return newest


def _matched(name: str, target: Any) -> list[tuple[str, Variable]]:
    """Names in the checkpoint, and the variables that get their values."""
    if isinstance(target, (list, tuple)):
        if len(target) != 1:
            raise InvalidValueError(
                f"lessonlib has no partitioned variables, but {name!r} is to be {len(target)}."
            )
        return [(name, target[0])]
    if not isinstance(target, str):
        return [(name, target)]
    named = {variable.op.name: variable for variable in global_variables()}
    if target in named:
        return [(name, named[target])]
    if not (name.endswith("/") and target.endswith("/")):
        raise InvalidValueError(
            f"The graph has no variable {target!r} for {name!r} of the checkpoint. Scopes end in '/': "
            "{'old/': 'new/'}."
        )
    here, there = ("" if scope == "/" else scope for scope in (target, name))
    return [(there + n.removeprefix(here), v) for n, v in named.items() if n.startswith(here)]


def _start_from(variable: Variable, path: str, key: str, reader: NewCheckpointReader) -> None:
    if not isinstance(variable, Variable):
        raise InvalidTypeError(f"{key!r} of a checkpoint is to be a tf.Variable, but is {variable!r}.")
    shapes = reader.get_variable_to_shape_map()
    if key not in shapes:
        raise InvalidValueError(
            f"Tensor {key!r} is not found in checkpoint {path}, which has {sorted(shapes)}."
        )
    if not compatible(tuple(shapes[key]), variable.as_tensor().sizes):
        raise InvalidValueError(
            f"Shape of variable {variable.name} ({variable.shape}) doesn't match with shape of tensor {key} "
            f"({shapes[key]}) from checkpoint {path}."
        )
    graph = variable.graph
    with graph.as_default(), graph.control_dependencies(None), graph.name_scope(None):
        value = create(
            "StoredValue", path=path, key=key, dtype=variable.dtype, name=f"{variable.op.name}/stored"
        )
        value.set_shape(variable.as_tensor().sizes)
        variable.initial_value = value
        variable.initializer = state.assign(variable, value, name=f"{variable.op.name}/Assign").op

"""Values for some of a graph's variables, from a checkpoint or from arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lessonlib.graph import checkpoint
from lessonlib.graph.checkpoint import FilePath
from lessonlib.graph.create import placeholder
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Operation
from lessonlib.graph.ops.state import group
from lessonlib.graph.session import Session
from lessonlib.graph.types import Array, FeedDict
from lessonlib.graph.variables import Variable
from lessonlib.tf1.contrib.framework.variables import get_unique_variable
from lessonlib.tf1.train.saver import Saver

VarList = Sequence[Variable] | Mapping[str, Variable]


@tf_export("contrib.framework.assign_from_values", "contrib.slim.assign_from_values")
def assign_from_values(var_names_to_values: Mapping[str, Array]) -> tuple[Operation, FeedDict]:
    """(an operation that gives variables, by name, these values; the feeds that it needs)."""
    feeds: dict[Any, Any] = {}
    steps = []
    for name, value in var_names_to_values.items():
        found = get_unique_variable(name)
        feed = placeholder(found.dtype, found.shape)
        steps.append(found.assign(feed))
        feeds[feed] = np.reshape(value, found.shape.as_list())
    return group(*steps), feeds


@tf_export("contrib.framework.assign_from_values_fn", "contrib.slim.assign_from_values_fn")
def assign_from_values_fn(var_names_to_values: Mapping[str, Array]) -> Callable[[Session], None]:
    """A function from a session that gives variables, by name, these values."""
    step, feeds = assign_from_values(var_names_to_values)
    return lambda session: session.run(step, feeds)


@tf_export("contrib.framework.assign_from_checkpoint", "contrib.slim.assign_from_checkpoint")
def assign_from_checkpoint(
    model_path: FilePath, var_list: VarList, ignore_missing_vars: bool = False
) -> tuple[Operation, FeedDict]:
    """(an operation that gives variables their values of a checkpoint; the feeds that it needs).

    Args:
        model_path: the checkpoint, such as ``"model/m.ckpt-7"``.
        var_list: variables, or a dict from names in the checkpoint to them.
        ignore_missing_vars: leave out those that the checkpoint has not.

    Raises ValueError when a variable is missing there, or has another shape.
    """
    stored, steps = checkpoint.read(str(model_path)), []
    feeds: dict[Any, Any] = {}
    for name, found in _named(var_list).items():
        if name not in stored:
            if ignore_missing_vars:
                continue
            raise InvalidValueError(
                f"Checkpoint is missing variable [{name}]; {model_path} has: {', '.join(sorted(stored))}.\n"
                "  Remedy: leave it out of var_list, or pass ignore_missing_vars=True."
            )
        value = stored[name].numpy()
        if not found.shape.is_compatible_with(value.shape):
            raise InvalidValueError(
                f"Total size of new array must be unchanged for {name}: the checkpoint has {value.shape}, the variable "
                f"{found.shape}."
            )
        feed = placeholder(found.dtype, found.shape)
        steps.append(found.assign(feed))
        feeds[feed] = value
    return group(*steps), feeds


@tf_export("contrib.framework.assign_from_checkpoint_fn", "contrib.slim.assign_from_checkpoint_fn")
def assign_from_checkpoint_fn(
    model_path: FilePath, var_list: VarList, ignore_missing_vars: bool = False, reshape_variables: bool = False
) -> Callable[[Session], None] | None:  # fmt: skip
    """A function from a session that restores variables from a checkpoint; None when there are none to restore.

    ``reshape_variables`` gives a variable a value of another shape with as many elements.
    """
    chosen = _named(var_list)
    if ignore_missing_vars:
        stored = checkpoint.read(str(model_path))
        chosen = {name: found for name, found in chosen.items() if name in stored}
    if not chosen:
        return None
    saver = Saver(chosen, reshape=reshape_variables)
    return lambda session: saver.restore(session, model_path)


def _named(var_list: VarList) -> dict[str, Variable]:
    if isinstance(var_list, Mapping):
        return dict(var_list)
    return {found.op.name: found for found in var_list}

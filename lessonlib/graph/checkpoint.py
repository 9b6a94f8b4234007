"""Checkpoints: the values of variables in a safetensors file, and a state file that names the newest checkpoint.

The checkpoint ``m.ckpt-7`` is the file ``m.ckpt-7.safetensors``. The state file ``checkpoint`` beside it has
TensorFlow's format: it lists the checkpoints that are kept, oldest first. Each file is written completely or not at
all, and nothing is ever unpickled. `lessonlib.tf1.train.saver` decides what is saved, and when it is deleted.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from lessonlib.graph.errors import DataLossError, FailedPreconditionError, NotFoundError
from lessonlib.graph.export import tf_export
from lessonlib.whole_file import write_whole

SUFFIX = ".safetensors"
INDEX = ".index"  # of a checkpoint that TensorFlow wrote
OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"  # how the objects of a tf.train.Checkpoint hang together
FilePath = str | os.PathLike[str]


@tf_export("train.CheckpointState")
@dataclass(frozen=True)
class CheckpointState:
    """The content of a state file: the newest checkpoint, and all that are kept, oldest first."""

    model_checkpoint_path: str
    all_model_checkpoint_paths: tuple[str, ...]


def write(path: str, values: Mapping[str, torch.Tensor]) -> None:
    """Write the checkpoint ``path``; ``values`` are contiguous tensors by name."""
    write_whole(Path(path + SUFFIX), save(dict(values), metadata={"format": "lessonlib-checkpoint-1"}))


def read(path: str) -> dict[str, torch.Tensor]:
    """All tensors of the checkpoint ``path``, by name.

    Raises NotFoundError when there is no such file, and DataLossError when it is truncated or of another kind.
    """
    file = Path(path + SUFFIX)
    if not file.is_file():
        raise NotFoundError(
            None,
            None,
            f"The passed save_path is not a valid checkpoint: {path} (no file {file}).\n"
            f"  Remedy: save one first, or look for it with tf.train.latest_checkpoint({str(file.parent)!r}).",
        )
    try:
        return load(file.read_bytes())
    except SafetensorError as error:
        raise DataLossError(
            None,
            None,
            f"The checkpoint {file} cannot be read: it is truncated or is no checkpoint ({error}).\n"
            "  Remedy: restore an older one; the session keeps the values that it had.",
        ) from error


def delete(path: str) -> None:
    """Delete the checkpoint ``path``, if it exists."""
    Path(path + SUFFIX).unlink(missing_ok=True)


@tf_export("train.checkpoint_exists")
def checkpoint_exists(checkpoint_prefix: FilePath) -> bool:
    """Whether the checkpoint of this path exists, one of lessonlib or of TensorFlow."""
    return is_own(checkpoint_prefix) or is_tensorflows(checkpoint_prefix)


def is_own(path: FilePath) -> bool:
    """Whether lessonlib wrote a checkpoint of this path."""
    return Path(os.fspath(path) + SUFFIX).is_file()


def is_tensorflows(path: FilePath) -> bool:
    """Whether TensorFlow wrote a checkpoint of this path, and lessonlib none."""
    return Path(os.fspath(path) + INDEX).is_file() and not is_own(path)


def check_folder(path: str, filename: str) -> None:
    """Raise FailedPreconditionError when the checkpoint ``path`` would go among those that TensorFlow wrote.

    That is so when it wrote one of this path, or those that the state file ``filename`` lists: it could not read the
    folder any more. Nothing is written.
    """
    try:
        state = get_checkpoint_state(os.path.dirname(path) or ".", filename)
    except (DataLossError, UnicodeDecodeError):
        state = None  # a damaged state file is written anew
    listed = (state.model_checkpoint_path, *state.all_model_checkpoint_paths) if state else ()
    for one in (path, *listed):
        if is_tensorflows(one):
            raise FailedPreconditionError(
                None,
                None,
                f"Cannot save {path}: TensorFlow wrote the checkpoint {one}, and could not read its folder any more.\n"
                "  Remedy: restore from there, and save into another folder.",
            )


@tf_export("train.get_checkpoint_state")
def get_checkpoint_state(
    checkpoint_dir: FilePath, latest_filename: str | None = None
) -> CheckpointState | None:
    """The content of a folder's state file, or None when it has none. Raises DataLossError when it is damaged."""
    folder = Path(checkpoint_dir)
    file = folder / (latest_filename or "checkpoint")
    if not file.is_file():
        return None
    text = file.read_text("utf-8")
    newest = re.findall(r'^model_checkpoint_path: "(.*)"$', text, re.MULTILINE)
    if not newest:
        raise DataLossError(
            None, None, f"{file} is no checkpoint state file: it has no line model_checkpoint_path."
        )
    kept = re.findall(r'^all_model_checkpoint_paths: "(.*)"$', text, re.MULTILINE)
    prefix = os.fspath(checkpoint_dir)
    return CheckpointState(
        os.path.join(prefix, newest[0]), tuple(os.path.join(prefix, path) for path in kept)
    )


@tf_export("train.latest_checkpoint")
def latest_checkpoint(checkpoint_dir: FilePath, latest_filename: str | None = None) -> str | None:
    """The path of a folder's newest checkpoint, or None when it has none."""
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    return state.model_checkpoint_path if state and checkpoint_exists(state.model_checkpoint_path) else None


def write_state(newest: str, kept: Sequence[str], filename: str) -> None:
    """Write the state file ``filename`` beside the checkpoint ``newest``; paths in it are relative to its folder."""
    folder = os.path.dirname(newest)
    listed = [os.path.relpath(path, folder or ".") for path in kept]
    lines = [f'model_checkpoint_path: "{os.path.basename(newest)}"']
    lines += [f'all_model_checkpoint_paths: "{path}"' for path in listed]
    write_whole(Path(folder) / filename, ("\n".join(lines) + "\n").encode())


def make_folder(folder: Path) -> None:
    """Make ``folder`` and its parents. Raises FailedPreconditionError when a file has its name."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise FailedPreconditionError(
            None, None, f"Cannot save into {folder}: a file of that name is in the way."
        ) from error

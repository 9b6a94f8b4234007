"""Checkpoint files: tensors as safetensors, everything else as JSON in the file's header. Nothing is ever unpickled.

A file is written whole or not at all, and carries a checksum by which a damaged file is recognised.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from lessonlib import LessonlibError
from lessonlib.training.optimizers import Tensors
from lessonlib.whole_file import write_whole

_RECORD, _CHECKSUM = "lessonlib-training", "sha256"


class CheckpointError(LessonlibError):
    """A checkpoint cannot be used at all, or not for this model or this training run."""


def write_checkpoint(
    file: Path, groups: Mapping[str, Mapping[str, Tensor]], record: Mapping[str, Any]
) -> None:
    """Write named groups of tensors of any shape and dtype, and a record of plain data, to one file. A missing
    folder is made.

    Raises CheckpointError when the record holds something that JSON cannot.
    """
    tensors = {
        f"{group}/{name}": tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for group, members in groups.items()
        for name, tensor in members.items()
    }
    text = json.dumps(record, default=_refuse)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, save(tensors, {_RECORD: text, _CHECKSUM: _checksum(tensors, text)}))


def read_checkpoint(file: Path) -> tuple[dict[str, Tensors], dict[str, Any]]:
    """The groups of tensors and the record in a checkpoint file.

    Raises CheckpointError when there is no such file, or when it is damaged or not a checkpoint of a training run.
    """
    try:
        with safe_open(file, "pt") as content:
            header = content.metadata() or {}
            tensors = {key: content.get_tensor(key) for key in content.keys()}  # noqa: SIM118
    except FileNotFoundError as error:
        raise CheckpointError(f"there is no checkpoint {file}: look for a mistake in its name") from error
    except SafetensorError as error:
        raise CheckpointError(
            f"{file} is damaged or is no checkpoint ({error}). Use another file, or delete it and train again"
        ) from error
    if _RECORD not in header:
        raise CheckpointError(f"{file} was not written by lessonlib.training: use a checkpoint that was")
    if header.get(_CHECKSUM) != _checksum(tensors, header[_RECORD]):
        raise CheckpointError(
            f"{file} is damaged: its content has another checksum than when it was written. "
            "Use another file, or delete it and train again"
        )
    groups: dict[str, Tensors] = {}
    for key, tensor in tensors.items():
        group, _, name = key.partition("/")
        groups.setdefault(group, {})[name] = tensor
    return groups, json.loads(header[_RECORD])


def load_weights(model: nn.Module, checkpoint: str | PathLike[str]) -> None:
    """Load the weights in a checkpoint of `fit` or `fit_gan` into a model: the best ones, if early stopping kept
    them.

    Raises CheckpointError when the file cannot be read or belongs to another model; the model then stays as it was.
    """
    groups, _ = read_checkpoint(Path(checkpoint))
    set_weights(model, groups.get("best", groups["model"]), Path(checkpoint))


def set_weights(model: nn.Module, weights: Tensors, file: Path) -> None:
    """Load weights from `file` into a model. Raises CheckpointError when names or shapes are not the model's."""
    here = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    there = {name: tuple(tensor.shape) for name, tensor in weights.items()}
    different = [
        f"{name} is {there.get(name, 'missing')} in the file and {here.get(name, 'missing')} in the model"
        for name in sorted(here.keys() | there.keys())
        if here.get(name) != there.get(name)
    ]
    if different:
        raise CheckpointError(
            f"{file} is a checkpoint of another model: {'; '.join(different)}. "
            "Build the model as it was when the checkpoint was written, or use another file"
        )
    model.load_state_dict(weights)


def _checksum(tensors: Tensors, text: str) -> str:
    digest = hashlib.sha256(text.encode())
    for name in sorted(tensors):
        digest.update(f"{name} {tensors[name].dtype} {tuple(tensors[name].shape)}".encode())
        digest.update(tensors[name].reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()


def _refuse(value: object) -> str:
    raise CheckpointError(
        f"a checkpoint cannot hold {value!r} of type {type(value).__name__}: "
        "give the optimizer plain numbers as settings, or train without a checkpoint"
    )

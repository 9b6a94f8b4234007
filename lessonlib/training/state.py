"""Everything that a training consists of at one moment, to a checkpoint file and back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from lessonlib.training.checkpoint import (
    CheckpointError,
    Tensors,
    read_checkpoint,
    set_weights,
    write_checkpoint,
)
from lessonlib.training.history import History
from lessonlib.training.seeding import generator_states, set_generator_states


@dataclass
class TrainingState:
    """The parts of a training. `save` and `resume` take its random generators along, which are global.

    settings: what must be the same when the training goes on, such as the batch size.
    history: the finished epochs.
    step: finished steps of the epoch after them. sums: of the losses of their rows.
    kept: more groups of tensors to take along, such as the best weights so far.
    """

    model: nn.Module
    optimizers: Sequence[Optimizer]
    settings: dict[str, Any] = field(default_factory=dict)
    history: History = field(default_factory=History)
    step: int = 0
    sums: Tensors = field(default_factory=dict)
    kept: dict[str, Tensors] = field(default_factory=dict)
    scaler: torch.amp.GradScaler = field(default_factory=lambda: torch.amp.GradScaler(enabled=False))

    def save(self, file: Path) -> None:
        """Write a checkpoint. Raises CheckpointError when an optimizer has a setting that JSON cannot hold."""
        random_tensors, random_states = generator_states()
        groups = {"model": self.model.state_dict(), "sums": self.sums, "random": random_tensors, **self.kept}
        slots = []
        for number, optimizer in enumerate(self.optimizers):
            groups[f"optimizer{number}"], plain = _slots(optimizer)
            slots.append(plain)
        record = {
            "settings": self._all_settings(),
            "history": dict(self.history),
            "step": self.step,
            "slots": slots,
            "scaler": self.scaler.state_dict(),
            "random": random_states,
        }
        write_checkpoint(file, groups, record)

    def resume(self, file: Path) -> None:
        """Take everything from a checkpoint.

        Raises CheckpointError when it cannot be read, or is of another model or of other settings.
        """
        groups, record = read_checkpoint(file)
        _expect_same(record["settings"], json.loads(json.dumps(self._all_settings())), file)
        set_weights(self.model, groups.pop("model"), file)
        for number, optimizer in enumerate(self.optimizers):
            _set_slots(optimizer, groups.pop(f"optimizer{number}", {}), record["slots"][number])
        self.history, self.step = History(record["history"]), record["step"]
        self.sums = groups.pop("sums", {})
        self.scaler.load_state_dict(record["scaler"])
        set_generator_states(groups.pop("random"), record["random"])
        self.kept = groups

    def _all_settings(self) -> dict[str, Any]:
        settings = {"model": type(self.model).__name__, **self.settings}
        for number, optimizer in enumerate(self.optimizers):
            settings[f"optimizer {number}"] = type(optimizer).__name__
            for group in optimizer.state_dict()["param_groups"]:
                of_group = f"of parameters {group['params'][0]}-{group['params'][-1]} of optimizer {number}"
                settings |= {f"{name} {of_group}": value for name, value in group.items() if name != "params"}
        return settings


def _slots(optimizer: Optimizer) -> tuple[Tensors, dict[str, Any]]:
    """What an optimizer remembers of each parameter, such as Adam's averages: tensors, and plain values."""
    named = {
        f"{parameter}.{name}": value
        for parameter, slots in optimizer.state_dict()["state"].items()
        for name, value in slots.items()
    }
    tensors = {name: value for name, value in named.items() if isinstance(value, Tensor)}
    return tensors, {name: value for name, value in named.items() if name not in tensors}


def _set_slots(optimizer: Optimizer, tensors: Tensors, plain: dict[str, Any]) -> None:
    state: dict[int, dict[str, Any]] = defaultdict(dict)
    for key, value in (tensors | plain).items():
        parameter, _, name = key.partition(".")
        state[int(parameter)][name] = value
    optimizer.load_state_dict({"state": dict(state), "param_groups": optimizer.state_dict()["param_groups"]})


def _expect_same(saved: dict[str, Any], now: dict[str, Any], file: Path) -> None:
    different = [
        f"{name} was {saved.get(name)!r} and is {now.get(name)!r}"
        for name in saved | now
        if saved.get(name) != now.get(name)
    ]
    if different:
        raise CheckpointError(
            f"{file} is a checkpoint of another training: {'; '.join(different)}. "
            "Go on with the same settings, or name another file to start anew"
        )

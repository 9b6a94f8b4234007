"""Everything that makes up a training run at one moment, to a checkpoint file and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from lessonlib.training.checkpoint import (
    CheckpointError,
    read_checkpoint,
    set_weights,
    write_checkpoint,
)
from lessonlib.training.history import History
from lessonlib.training.optimizers import Tensors, memory_of, restore_memory, settings_of
from lessonlib.training.seeding import generator_states, set_generator_states


@dataclass
class TrainingState:
    """The parts of a training run. `save` and `resume` include the random generators, which are global.

    settings: what must be the same when the run is resumed, such as the batch size. The initial settings of the
        optimizers and of the scheduler are added here.
    history: the finished epochs.
    step: finished steps of the current epoch. sums: of the losses of the rows in these steps.
    kept: more groups of tensors to include, such as the best weights so far.
    """

    model: nn.Module
    optimizers: Sequence[Optimizer]
    scheduler: LRScheduler | None = None
    scaler: torch.amp.GradScaler = field(default_factory=lambda: torch.amp.GradScaler(enabled=False))
    settings: dict[str, Any] = field(default_factory=dict)
    history: History = field(default_factory=History)
    step: int = 0
    sums: Tensors = field(default_factory=dict)
    kept: dict[str, Tensors] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.settings["model"] = type(self.model).__name__
        for number, optimizer in enumerate(self.optimizers, start=1):
            self.settings[f"optimizer {number}"] = type(optimizer).__name__
            for name, value in settings_of(optimizer).items():
                self.settings[f"{name} of optimizer {number}"] = value
        self.settings["scheduler"] = type(self.scheduler).__name__ if self.scheduler else None
        self.settings["settings of the scheduler"] = _state_of(self.scheduler)

    def save(self, file: Path) -> None:
        """Write a checkpoint. Raises CheckpointError when JSON cannot hold one of the settings."""
        groups, optimizers = {"model": self.model.state_dict(), "sums": self.sums, **self.kept}, []
        for number, optimizer in enumerate(self.optimizers):
            groups[f"optimizer{number}"], plain = memory_of(optimizer)
            optimizers.append(plain)
        groups["random"], random_states = generator_states()
        record = {
            "settings": self.settings,
            "history": dict(self.history),
            "step": self.step,
            "optimizers": optimizers,
            "scheduler": _state_of(self.scheduler),
            "scaler": self.scaler.state_dict(),
            "random": random_states,
        }
        write_checkpoint(file, groups, record)

    def resume(self, file: Path) -> None:
        """Restore everything from a checkpoint.

        Raises CheckpointError when it cannot be read, or belongs to another model or other settings.
        """
        groups, record = read_checkpoint(file)
        _expect_same(record["settings"], json.loads(json.dumps(self.settings)), file)
        set_weights(self.model, groups.pop("model"), file)
        for number, optimizer in enumerate(self.optimizers):
            restore_memory(optimizer, groups.pop(f"optimizer{number}", {}), record["optimizers"][number])
        if self.scheduler:
            self.scheduler.load_state_dict(record["scheduler"])
        self.scaler.load_state_dict(record["scaler"])
        self.history, self.step = History(record["history"]), record["step"]
        self.sums = groups.pop("sums", {})
        set_generator_states(groups.pop("random"), record["random"])
        self.kept = groups


def _state_of(scheduler: LRScheduler | None) -> dict[str, Any] | None:
    return scheduler.state_dict() if scheduler else None


def _expect_same(saved: dict[str, Any], now: dict[str, Any], file: Path) -> None:
    different = [
        f"{name} was {saved.get(name)!r} and is {now.get(name)!r}"
        for name in saved | now
        if saved.get(name) != now.get(name)
    ]
    if different:
        raise CheckpointError(
            f"{file} is a checkpoint of another training: {'; '.join(different)}. "
            "Continue with the same settings, or name another file to start afresh"
        )

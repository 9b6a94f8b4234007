"""Early stopping: training ends when the model no longer improves on rows that it does not learn from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lessonlib.training.history import History


@dataclass(frozen=True)
class EarlyStopping:
    """When to stop, judged by one column of the history.

    patience: how many epochs in a row may pass without an improvement.
    monitor: the column to watch. Names that end in "loss" or "error" should be low, all others high.

    Raises ValueError when `patience` is below 1.
    Source: Prechelt, Early Stopping - But When?, Neural Networks: Tricks of the Trade, Springer, 1998.
    """

    patience: int = 5
    monitor: str = "validation_loss"

    def __post_init__(self) -> None:
        if self.patience < 1:
            raise ValueError(f"patience is {self.patience}, expected at least 1 epoch")

    def newest_is_best(self, history: History) -> bool:
        """Whether the last epoch was better than all earlier ones."""
        return self.best_epoch(history) == history.num_epochs - 1

    def best_epoch(self, history: History) -> int:
        """The epoch with the best number, counted from 0; the earliest one at a tie. NaN is the worst.

        Raises KeyError when the history has no such column, ValueError when it has no epoch yet.
        """
        column = history[self.monitor]
        sign = 1 if self.monitor.endswith(("loss", "error")) else -1
        return min(range(len(column)), key=lambda epoch: (math.isnan(column[epoch]), sign * column[epoch]))

    def is_over(self, history: History) -> bool:
        """Whether none of the last `patience` epochs was better than the best one before them."""
        return history.num_epochs > 0 and history.num_epochs - 1 - self.best_epoch(history) >= self.patience

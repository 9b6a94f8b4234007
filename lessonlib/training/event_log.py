"""The history as TensorBoard's event files, epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from types import TracebackType
from typing import Self


class EventLog:
    """Writes scalars to a folder that `tensorboard --logdir FOLDER` shows; without a folder it writes nothing.

    folder: made when missing.
    finished: how many epochs an earlier run has logged. Anything that a crashed run wrote after them is hidden.
    """

    def __init__(self, folder: str | PathLike[str] | None, finished: int = 0) -> None:
        self._writer = None
        if folder is not None:
            from torch.utils.tensorboard import SummaryWriter  # slow to import, and seldom needed

            self._writer = SummaryWriter(fspath(folder), purge_step=finished + 1)

    def write(self, numbers: Mapping[str, float], epoch: int) -> None:
        """Write one point for each name, at this epoch, counted from 1."""
        if self._writer is not None:
            for name, number in numbers.items():
                self._writer.add_scalar(name, number, epoch)
            self._writer.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()

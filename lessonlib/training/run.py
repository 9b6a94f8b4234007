"""A training run: which batches come next, and what is done between two steps and between two epochs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from torch import Tensor
from tqdm.auto import tqdm

from lessonlib.memory import keep_freed_memory
from lessonlib.training.event_log import EventLog
from lessonlib.training.history import History
from lessonlib.training.interrupt import stop_requests
from lessonlib.training.rows import Rows
from lessonlib.training.state import TrainingState

_STEPS_UNSEEN = 20  # on a graphics card, reading a loss waits for all pending work


@dataclass(frozen=True)
class RunOptions:
    """The options that all training loops have; `fit` explains each of them.

    Raises ValueError for a number that is not an integer or is below 1, or for `checkpoint_every` without a
    `checkpoint`.
    """

    num_epochs: int
    batch_size: int
    seed: int = 0
    progress: bool = True
    checkpoint: str | PathLike[str] | None = None
    checkpoint_every: int | None = None
    log_dir: str | PathLike[str] | None = None

    def __post_init__(self) -> None:
        for name in ("num_epochs", "batch_size", "checkpoint_every"):
            number = getattr(self, name)
            if number is not None and (not isinstance(number, int) or number < 1):
                raise ValueError(f"{name} is {number}, expected a whole number, at least 1")
        if self.checkpoint_every is not None and self.checkpoint is None:
            raise ValueError("checkpoint_every is given without a checkpoint: name the file to write")


class Run:
    """What surrounds the steps of training. A loop with a run reads:

        with Run(TrainingState(model, [optimizer]), dataset.name, dataset.train, options) as run:
            while not run.is_over:
                for X, y in run.batches():
                    loss = ...  # one step
                    run.record(loss=loss)
                run.end_epoch({"validation_loss": ...})
                run.save()

    When the checkpoint's file exists, the run resumes where it stopped, even in the middle of an epoch. After each
    step it moves the progress bar, and writes a checkpoint when one is due. The stop button ends the run after the
    current step, with a checkpoint.
    """

    def __init__(self, state: TrainingState, name: str, rows: Rows, options: RunOptions) -> None:
        state.settings |= {"data set": name, "training rows": len(rows)}
        state.settings |= {"batch_size": options.batch_size, "seed": options.seed}
        self.state = state
        self._rows, self._options = rows, options
        self._batch = 0  # rows of the batch that is being learned

    @property
    def history(self) -> History:
        """The finished epochs."""
        return self.state.history

    @property
    def steps_done(self) -> int:
        """How many steps were made, including those of an earlier run with this checkpoint."""
        return self.history.num_epochs * self._steps + self.state.step

    @property
    def is_first_step(self) -> bool:
        return self.steps_done == 0

    @property
    def looks_at_the_loss(self) -> bool:
        """Whether the loss of this step is worth waiting for: on a graphics card, only one in many."""
        on_cpu = next(self.state.model.parameters()).device.type == "cpu"
        return on_cpu or self.state.step % _STEPS_UNSEEN == 0

    @property
    def is_over(self) -> bool:
        return self.history.num_epochs >= self._options.num_epochs

    def batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches of this epoch that have not been used yet. The model is in training mode meanwhile."""
        self.state.model.train()
        options, epoch = self._options, self.history.num_epochs
        batches = self._rows.batches(options.batch_size, options.seed, epoch)
        for X, y in islice(batches, self.state.step, None):
            self._batch = len(X)
            yield X, y
            self._end_step()

    def record(self, **losses: Tensor) -> None:
        """Add the mean losses of this batch to those of the epoch. They stay on their device, so that a GPU need not
        wait.
        """
        sums = self.state.sums
        for name, loss in losses.items():
            total = loss.detach() * self._batch
            sums[name] = sums[name] + total if name in sums else total

    def end_epoch(self, measured: Mapping[str, float]) -> None:
        """Add the mean losses of the epoch, and what was measured after it, to the history, the log and the progress
        bar.
        """
        losses = {name: total.item() / len(self._rows) for name, total in self.state.sums.items()}
        latest = losses | dict(measured)
        self.history.append(latest)
        self.state.step, self.state.sums = 0, {}
        self._log.write(latest, self.history.num_epochs)
        self._bar.set_postfix(latest)

    def save(self) -> None:
        """Write the checkpoint, if a file is named for it."""
        if self._options.checkpoint is not None:
            self.state.save(Path(self._options.checkpoint))

    def __enter__(self) -> Self:
        keep_freed_memory()  # each step needs the same amount again
        file = self._options.checkpoint
        if file is not None and Path(file).exists():
            self.state.resume(Path(file))
            print(
                f"Resuming from {file}: {self.history.num_epochs} epochs and {self.state.step} steps are done."
            )
        with ExitStack() as opened:
            self._stop = opened.enter_context(stop_requests())
            self._log = opened.enter_context(EventLog(self._options.log_dir, self.history.num_epochs))
            self._bar = opened.enter_context(self._progress_bar())
            self._close = opened.pop_all().close
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.state.model.eval()
        if kind is KeyboardInterrupt:
            self.history.interrupted = True
            epochs = f"{self.history.num_epochs} of {self._options.num_epochs} epochs"
            self._bar.write(f"Stopped after {epochs}; the model is kept as it is.")
        self._close()
        return kind is KeyboardInterrupt

    @property
    def _steps(self) -> int:
        """The number of steps in an epoch."""
        return -(-len(self._rows) // self._options.batch_size)

    def _end_step(self) -> None:
        self.state.step += 1
        self._bar.update()
        every, stop = self._options.checkpoint_every, self._stop.is_set()
        if stop or (every is not None and self.state.step % every == 0):
            self.save()
        if stop:
            raise KeyboardInterrupt

    def _progress_bar(self) -> Any:
        return tqdm(
            total=self._options.num_epochs * self._steps,
            initial=self.steps_done,
            unit="step",
            disable=not self._options.progress,
        )

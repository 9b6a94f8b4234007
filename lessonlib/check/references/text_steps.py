"""Checking that a learner's function trains a model of text as it should: which windows it takes, and each of its
steps, which is made again by plain gradient descent (see `training_steps`).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.mistakes import Mistakes, name_mistake
from lessonlib.check.references.training_steps import TrainingSteps, steps_of

_CLOSE = 1e-4  # beside the largest change of a weight in the step
_MISTAKES: Mistakes = {  # what trainings do instead
    "The targets are the symbols that were read, not those that follow.": {"shift": 0},
    "The targets are two places further, not one.": {"shift": 2},
    "Only the last place of each window has a target.": {"places": slice(-1, None)},
    "Gradients are added up from step to step.": {"clear": False},
    "The loss is a sum over the places, not their mean.": {"reduction": "sum"},
}


def text_without_repeats(rng: np.random.Generator, symbols: int) -> Tensor:
    """A text in which each symbol stands once, so that a window tells where it begins: int64 (symbols,)."""
    return torch.tensor(rng.permutation(symbols))


def recording_writer(symbols: int) -> nn.Module:
    """A model of text that notes its batches: ids (n, T) -> logits (n, T, symbols).

    Send it with `answer.send(recording_writer)`: it imports what it needs. It starts in evaluation mode.
    """
    import torch

    class Recording(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = torch.nn.Embedding(symbols, 4)
            self.output = torch.nn.Linear(4, symbols)
            self.seen: list[tuple[torch.Tensor, torch.Tensor, bool]] = []

        def flat_weights(self) -> torch.Tensor:
            return torch.nn.utils.parameters_to_vector(self.parameters()).detach()

        def forward(self, ids: torch.Tensor) -> torch.Tensor:
            logits: torch.Tensor = self.output(self.embedding(ids))
            if torch.is_grad_enabled():
                self.seen.append((ids.double() / 1000, self.flat_weights(), self.training))
            return logits

    return Recording().eval()


class TextSteps:
    """The steps in which a recording writer, a handle or the model itself, learned from a text without repeats.

    windows: what it read in each step, int64 (n, T). starts: where each window begins, a list for each step.
    Raises CheckFailed when no weight changed.
    """

    def __init__(self, model: object, ids: Tensor) -> None:
        self.run: TrainingSteps = steps_of(model, "windows")
        self.ids = ids
        self.windows = [torch.tensor(batch) for batch in self.run.batches]
        place = torch.empty_like(ids)
        place[ids] = torch.arange(len(ids))
        self.starts = [place[rows.reshape(len(rows), -1)[:, 0]].tolist() for rows in self.windows]

    def check_windows(self, steps: int, batch_size: int, length: int) -> None:
        """Check that each step took `batch_size` windows of `length` symbols, drawn from the whole text. Raises
        CheckFailed when it did not.
        """
        got, want = [tuple(rows.shape) for rows in self.windows], [(batch_size, length)] * steps
        if len(got) != steps:
            raise CheckFailed("The number of steps is not right.", f"{len(got)}", f"{steps}")
        if got != want:
            odd = next(shape for shape in got if shape != want[0])
            raise CheckFailed(
                "What the model reads in a step has the wrong shape.",
                f"{odd}",
                f"{want[0]}",
                "A row for each window, and a column for each place that is read.",
            )
        for rows, starts in zip(self.windows, self.starts, strict=True):
            for row, start in zip(rows, starts, strict=True):
                if not torch.equal(row, self.ids[start : start + length]):
                    raise CheckFailed(
                        "A row is not a piece of the text.",
                        f"{row.tolist()}",
                        f"{length} symbols that follow each other in {self.ids.tolist()}",
                    )
        if steps > 1 and all(starts == self.starts[0] for starts in self.starts):
            message = "The training takes the same windows in each step."
            raise CheckFailed(message, hint="Seed once, before the first step.")
        if any(len(set(starts)) == 1 for starts in self.starts):
            raise CheckFailed("All windows of a step begin at the same place.", hint="Draw a start for each.")
        seen = {start for starts in self.starts for start in starts}
        everywhere = set(range(len(self.ids) - length))
        if seen != everywhere:
            raise CheckFailed(
                f"The {steps * batch_size} windows do not begin at every place where a window fits.",
                f"places {sorted(seen)}",
                f"places {sorted(everywhere)}",
                "A window needs one symbol more than it reads: the last target.",
            )

    def check_descent(self, lr: float) -> None:
        """Check that each step is one of plain gradient descent on the mean cross-entropy of all places. Raises
        CheckFailed when it is not.

        (Adam would hide a sum in place of a mean: its steps do not depend on the size of a loss.)
        """
        astray = self._astray(lr)
        if astray is None:
            return
        name_mistake(
            _MISTAKES,
            lambda **mistake: self._astray(lr, **mistake) is None,
            "Compare the training with the task, line by line.",
        )
        raise CheckFailed(
            f"Step {astray + 1} does not follow the gradient of the loss of its windows.",
            "weights that change in another way",
            f"w - {lr:g} * gradient, the step of the optimizer that was given",
            "The mean cross-entropy of all places; zero_grad, backward, step.",
        )

    def _astray(
        self,
        lr: float,
        *,
        shift: int = 1,
        places: slice = slice(None),
        clear: bool = True,
        reduction: str = "mean",
    ) -> int | None:
        """The first step that is another one than that of this training, or None."""
        symbols = len(self.ids)
        embedding, output = nn.Embedding(symbols, 4).double(), nn.Linear(4, symbols).double()
        parameters = [*embedding.parameters(), *output.parameters()]
        descent = torch.optim.SGD(parameters, lr)
        for k, (before, after) in enumerate(pairwise(self.run.weights)):
            nn.utils.vector_to_parameters(before.clone(), parameters)
            rows, starts = self.windows[k], torch.tensor(self.starts[k])
            last = starts[:, None] + torch.arange(rows.shape[1]) + shift
            if int(last.max()) >= symbols:  # this training could not have had these windows
                return k
            targets = self.ids[last][:, places]
            if clear:
                descent.zero_grad()
            logits = output(embedding(rows))[:, places]
            F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction=reduction).backward()
            descent.step()
            wanted = nn.utils.parameters_to_vector(parameters).detach()
            if (after - wanted).abs().max() > _CLOSE * (after - before).abs().max():
                return k
        return None

"""The perceptron: one threshold neuron, and the first rule by which a neuron learned from its mistakes."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lessonlib.models.activations import step


class NotSeparableWarning(UserWarning):
    """The perceptron still made mistakes in the last of its epochs."""


@dataclass(frozen=True)
class PerceptronStep:
    """One look at one example: the neuron's answer, and its weights after the correction, if there was one."""

    epoch: int
    row: int
    y: int
    y_hat: int
    weight: tuple[float, ...]
    bias: float

    @property
    def mistake(self) -> bool:
        return self.y_hat != self.y


class Perceptron(nn.Module):
    """A threshold logic unit that answers 1 when X w + b >= 0 and 0 otherwise, trained by Rosenblatt's rule.

    in_features: number of columns of X.
    lr: length of one correction. As the weights start at zero, it only scales w and b; the answers stay the same.

    The weights change only on mistakes: w <- w + lr (y - y_hat) x. They are buffers, not parameters, because no
    gradient reaches them. If some straight line (plane, hyperplane) separates the classes, the rule finds one after
    a finite number of mistakes (Novikoff, 1962). If none does, it never settles; XOR is such a case (Minsky and
    Papert, 1969).

    `steps` keeps every look at an example since the last `fit` began; `mistakes` counts the wrong answers of each
    epoch.

    Raises ValueError when `in_features` is below 1 or `lr` is not positive.
    Source: Rosenblatt, The Perceptron, Psychological Review 65(6), 386-408, 1958.
    """

    weight: Tensor
    bias: Tensor

    def __init__(self, in_features: int, lr: float = 1.0) -> None:
        super().__init__()
        if in_features < 1:
            raise ValueError(f"in_features is {in_features}, expected at least 1: the number of columns of X")
        if not lr > 0:
            raise ValueError(f"lr is {lr}, expected a number above 0")
        self.lr = lr
        self.register_buffer("weight", torch.zeros(in_features))
        self.register_buffer("bias", torch.zeros(()))
        self.steps: list[PerceptronStep] = []
        self.mistakes: list[int] = []

    @property
    def converged(self) -> bool:
        """True when the last epoch went through all examples without a mistake."""
        return bool(self.mistakes) and self.mistakes[-1] == 0

    def forward(self, X: Tensor) -> Tensor:
        """Class of each row of X: float32 (n, in_features) -> int64 (n,)."""
        return step(X @ self.weight + self.bias).long()

    def learn(self, x: Tensor, y: int) -> int:
        """Show one example x, float32 (in_features,), of class y. Returns the answer before correction."""
        y_hat = int(self(x))
        correction = self.lr * (y - y_hat)  # 0 when the answer is right
        self.weight += correction * x
        self.bias += correction
        return y_hat

    def fit(self, X: Tensor, y: Tensor, max_epochs: int = 100) -> Perceptron:
        """Show the rows of X, float32 (n, in_features), with their classes y, int64 (n,), again and again.

        Stops after the first epoch without a mistake. Warns with `NotSeparableWarning` when there is none within
        `max_epochs`.
        Raises ValueError when shapes do not fit, when y holds a class other than 0 and 1, or when `max_epochs` is
        below 1.
        """
        self._check(X, y, max_epochs)
        self.steps, self.mistakes = [], []
        for epoch in range(max_epochs):
            self.mistakes.append(sum(self._look(epoch, row, X[row], int(y[row])) for row in range(len(y))))
            if self.converged:
                return self
        warnings.warn(
            f"the perceptron made {self.mistakes[-1]} mistakes in the last of {max_epochs} epochs: perhaps "
            "the classes are not linearly separable (no straight line parts them). Look at a scatter plot, "
            "raise max_epochs, or use LogisticRegression or an MLP",
            NotSeparableWarning,
            stacklevel=2,
        )
        return self

    def _look(self, epoch: int, row: int, x: Tensor, y: int) -> bool:
        y_hat = self.learn(x, y)
        self.steps.append(PerceptronStep(epoch, row, y, y_hat, tuple(self.weight.tolist()), self.bias.item()))
        return y_hat != y

    def _check(self, X: Tensor, y: Tensor, max_epochs: int) -> None:
        if max_epochs < 1:
            raise ValueError(f"max_epochs is {max_epochs}, expected at least 1")
        if X.ndim != 2 or X.shape[1] != len(self.weight) or y.shape != X.shape[:1] or len(y) == 0:
            raise ValueError(
                f"X has shape {tuple(X.shape)} and y has shape {tuple(y.shape)}, "
                f"expected (n, {len(self.weight)}) and (n,) with n at least 1"
            )
        others = sorted(set(y.tolist()) - {0, 1})
        if others:
            raise ValueError(
                f"y holds the classes {others}, expected 0 and 1 only: a perceptron tells two classes apart"
            )

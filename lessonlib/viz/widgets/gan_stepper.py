"""The two networks of a GAN on single numbers, one step of either at a time."""

from __future__ import annotations

import copy

import ipywidgets
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import BLUE, INK, MUTED, VERMILLION, new_figure, themed
from lessonlib.viz.widgets.controls import button, row
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.widgets.mistakes import kind_of
from lessonlib.viz.words import count, number

_MANY = 20  # steps of a press on "Both": enough to see the fakes move
_STILL = 120  # steps of each network in the still picture: the fakes are on their way
_ROOM = 0.25  # space beside the outermost numbers, as a share of their range


def gan_stepper(
    generator: nn.Module, discriminator: nn.Module, real: Tensor, noise: Tensor, *, lr: float = 0.02
) -> Explorer:
    """Let the discriminator or the generator of a GAN on numbers make steps, and see both after each.

    generator: noise, float32 (m, k), to fakes, (m, 1). discriminator: numbers (n, 1) to logits (n, 1).
    real: examples, float32 (n, 1). noise: float32 (m, k). Each step uses all of both, so that equal presses give equal
        pictures.
    lr: learning rate of both (Adam, betas 0.5 and 0.999). The generator minimises the non-saturating loss.

    The networks that you pass are copied and stay as they are.
    Raises TypeError for something that is no module, and ValueError for shapes that do not fit.
    """
    for name, network in (("generator", generator), ("discriminator", discriminator)):
        if not isinstance(network, nn.Module):
            raise TypeError(f"{name} is {kind_of(network)}, expected an nn.Module")
    game = _Game(generator, discriminator, real, noise, lr)
    moves = ipywidgets.IntText(0)  # not shown; a change of it draws the picture anew

    def move(d_steps: int, g_steps: int) -> None:
        game.move(d_steps, g_steps)
        moves.value += 1

    def many() -> None:
        for _ in range(_MANY):
            game.move(1, 1)
        moves.value += 1

    def restart() -> None:
        game.restart()
        moves.value += 1

    def still() -> Picture:
        if game.steps != (0, 0):
            return _draw(game)
        ahead = _Game(generator, discriminator, real, noise, lr)
        for _ in range(_STILL):
            ahead.move(1, 1)
        return _draw(ahead)

    buttons = row(
        [
            button("Step of D", "one step of the discriminator", lambda: move(1, 0)),
            button("Step of G", "one step of the generator", lambda: move(0, 1)),
            button(f"{_MANY} x both", f"{_MANY} steps of each network in turn", many),
            button("Start again", "both networks as they were", restart),
        ]
    )
    return Explorer([moves], lambda: _draw(game), still, buttons)


class _Game:
    """Copies of both networks, their optimizers, and the number of steps that each has made."""

    def __init__(
        self, generator: nn.Module, discriminator: nn.Module, real: Tensor, noise: Tensor, lr: float
    ):
        self._networks, self._lr = (generator, discriminator), lr
        self.real, self.noise = real.detach(), noise.detach()
        with torch.no_grad():
            fakes = generator(self.noise)
            for name, values in (("real", self.real), ("the generator's output", fakes)):
                if values.ndim != 2 or values.shape[1] != 1 or not len(values):
                    raise ValueError(f"{name} has shape {tuple(values.shape)}, expected (n, 1)")
            logits = discriminator(self.real)
        if logits.shape != self.real.shape:
            raise ValueError(
                f"the discriminator gives shape {tuple(logits.shape)} for {tuple(self.real.shape)}, expected one "
                "logit for each number: (n, 1)"
            )
        both = torch.cat([self.real, fakes])
        side = _ROOM * float(both.max() - both.min())
        self.range = float(both.min()) - side, float(both.max()) + side
        self.restart()

    def restart(self) -> None:
        self.generator, self.discriminator = copy.deepcopy(self._networks)
        self._optimizers = [
            torch.optim.Adam(network.parameters(), lr=self._lr, betas=(0.5, 0.999))
            for network in (self.discriminator, self.generator)
        ]
        self.steps = (0, 0)

    def move(self, d_steps: int, g_steps: int) -> None:
        for _ in range(d_steps):
            self._step(self._optimizers[0], self.losses()[0])
        for _ in range(g_steps):
            self._step(self._optimizers[1], self.losses()[1])
        self.steps = self.steps[0] + d_steps, self.steps[1] + g_steps

    def losses(self) -> tuple[Tensor, Tensor]:
        """The loss of the discriminator and that of the generator, two scalars."""
        on_real, on_fake = self.discriminator(self.real), self.discriminator(self.generator(self.noise))
        return F.softplus(-on_real).mean() + F.softplus(on_fake).mean(), F.softplus(-on_fake).mean()

    def _step(self, optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
        own = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        optimizer.zero_grad()
        loss.backward(inputs=own)
        optimizer.step()


@themed()
def _draw(game: _Game) -> Picture:
    with torch.no_grad():
        fakes = game.generator(game.noise).numpy().ravel()
        x = torch.linspace(*game.range, 121)[:, None]
        says = torch.sigmoid(game.discriminator(x)).numpy().ravel()
        d_loss, g_loss = (loss.item() for loss in game.losses())
    real = game.real.numpy().ravel()
    figure = new_figure(6.8, 3.9)
    ax = figure.subplots()
    bins = np.linspace(*game.range, 49)
    for numbers, name, colour, dashes in ((real, "real", BLUE, "-"), (fakes, "fakes", VERMILLION, "--")):
        density, _ = np.histogram(numbers, bins)
        height = density / max(len(numbers), 1) * 4  # a quarter of all numbers in one bin reaches the top
        ax.stairs(np.minimum(height, 1), bins, fill=True, color=(colour, 0.25))
        ax.stairs(np.minimum(height, 1), bins, color=colour, linestyle=dashes, label=name)
    ax.plot(x[:, 0], says, color=INK, linestyle="-", label="D(x), probability of real")
    ax.axhline(0.5, color=MUTED, linewidth=0.8, linestyle=":")
    ax.set(xlabel="x", ylabel="D(x)", ylim=(-0.02, 1.04), xlim=game.range)
    steps = f"{count(game.steps[0], 'step')} of D, {game.steps[1]} of G"
    ax.set_title(f"{steps}: loss of D {d_loss:.3f}, loss of G {g_loss:.3f}")
    figure.legend(loc="outside lower left", ncols=3)
    return from_figure(figure, _told(game, real, fakes, steps, d_loss, g_loss))


def _told(
    game: _Game,
    real: NDArray[np.float32],
    fakes: NDArray[np.float32],
    steps: str,
    d_loss: float,
    g_loss: float,
) -> str:
    with torch.no_grad():
        says = [
            torch.sigmoid(game.discriminator(numbers)).mean().item()
            for numbers in (game.real, game.generator(game.noise))
        ]
    return (
        f"After {steps}: the real numbers have mean {number(real.mean())} and standard deviation "
        f"{number(real.std())}, the fakes {number(fakes.mean())} and {number(fakes.std())}. On average D gives the "
        f"real ones {number(says[0])} and the fakes {number(says[1])}. Loss of D {d_loss:.3f}, of G {g_loss:.3f}."
    )

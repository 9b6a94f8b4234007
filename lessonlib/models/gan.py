"""The generative adversarial network: one network generates pictures, another one tells them from real ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer

from lessonlib.models.inference import outputs_of
from lessonlib.models.rows import as_rows

GeneratorLoss = Literal["non-saturating", "minimax"]


@dataclass(frozen=True)
class GANConfig:
    """The sizes of the two networks, and what the generator minimises.

    Raises ValueError for a size below 1 or an unknown loss.
    """

    image: tuple[int, int, int] = (1, 28, 28)  # channels, height, width: a digit of MNIST
    noise: int = (
        128  # random numbers from which a picture is made: far fewer than pixels, far more than ten digits
    )
    hidden: int = 256  # of both networks, so that neither can outclass the other
    generator_loss: GeneratorLoss = "non-saturating"  # minimax hardly moves while the fakes are still bad

    def __post_init__(self) -> None:
        if min(*self.image, self.noise, self.hidden) < 1:
            raise ValueError(f"{self}: expected sizes above 0")
        if self.generator_loss not in ("non-saturating", "minimax"):
            raise ValueError(
                f'generator_loss is {self.generator_loss!r}, expected "non-saturating" or "minimax"'
            )

    @property
    def pixels(self) -> int:
        channels, height, width = self.image
        return channels * height * width


class Generator(nn.Module):
    """Noise to pictures: 128 -> 256 -> 784, with ReLU, and with a sigmoid because pixels lie between 0 and 1."""

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        self.config = config
        self.hidden = nn.Linear(config.noise, config.hidden)
        self.output = nn.Linear(config.hidden, config.pixels)

    def forward(self, z: Tensor) -> Tensor:
        """Pictures from noise: float32 (n, 128) -> (n, 1, 28, 28), each pixel in [0, 1]."""
        h = F.relu(self.hidden(as_rows(z, self.config.noise)))  # (n, 256)
        pixels = torch.sigmoid(self.output(h))  # (n, 784)
        return pixels.view(-1, *self.config.image)  # (n, 1, 28, 28)


class Discriminator(nn.Module):
    """Pictures to one logit each, 784 -> 256 -> 1: positive where the picture seems real."""

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        self.config = config
        self.hidden = nn.Linear(config.pixels, config.hidden)
        self.output = nn.Linear(config.hidden, 1)

    def forward(self, X: Tensor) -> Tensor:
        """Logits of pictures: float32 (n, 1, 28, 28) -> (n,). The probability D(x) of "real" is their sigmoid."""
        h = F.relu(self.hidden(as_rows(X, self.config.pixels)))  # (n, 256)
        return torch.squeeze(self.output(h), dim=1)  # (n,)


class GAN(nn.Module):
    """A generator G and a discriminator D that learn against each other.

    D maximises log D(x) + log(1 - D(G(z))): it should call real pictures real and fakes fake. G works against it:

    - "minimax": it minimises log(1 - D(G(z))), the very term that D maximises. When D is sure of a fake, this curve is
      flat, so G learns almost nothing just when it is at its worst.
    - "non-saturating": it maximises log D(G(z)) instead. This has the same aim, but is steep where the fakes are bad.
      The program in the document on which lesson 15 is based does this, too.

    The losses are computed from logits: where a sigmoid rounds to 0 or 1, its logarithm would be infinite.

    Source: Goodfellow et al., Generative Adversarial Nets, NeurIPS 2014, equation 1 and section 3.
    """

    def __init__(self, config: GANConfig | None = None) -> None:
        super().__init__()
        self.config = config or GANConfig()
        self.generator = Generator(self.config)
        self.discriminator = Discriminator(self.config)

    def noise(self, n: int, random: torch.Generator | None = None) -> Tensor:
        """Input for n pictures: standard normal numbers, float32 (n, 128), on the device of the model."""
        device = self.generator.output.weight.device
        return torch.randn(n, self.config.noise, generator=random).to(device)

    def sample(self, z: Tensor) -> Tensor:
        """Pictures from noise, without gradients: (n, 128) -> (n, 1, 28, 28)."""
        return outputs_of(self.generator, z)

    def update_discriminator(self, X: Tensor, z: Tensor, optimizer: Optimizer) -> Tensor:
        """Make one step of D on real pictures X, (b, 1, 28, 28), and on as many fakes made from z, (b, 128).

        optimizer: of the discriminator's parameters. Returns the loss before the step, a scalar.
        """
        fakes = self.generator(z).detach()  # this step is D's alone: no gradient needs to reach G
        log_real = F.logsigmoid(self.discriminator(X))  # log D(x), (b,)
        log_fake = F.logsigmoid(-self.discriminator(fakes))  # log(1 - D(G(z))), (b,)
        return _step(-(log_real.mean() + log_fake.mean()), optimizer)

    def update_generator(self, z: Tensor, optimizer: Optimizer) -> Tensor:
        """Make one step of G on the fakes that it makes from z, (b, 128).

        optimizer: of the generator's parameters. Returns the loss before the step, a scalar.
        """
        logits = self.discriminator(self.generator(z))  # not detached: the gradient reaches G through D
        if self.config.generator_loss == "minimax":
            return _step(F.logsigmoid(-logits).mean(), optimizer)  # log(1 - D(G(z)))
        return _step(-F.logsigmoid(logits).mean(), optimizer)  # -log D(G(z))


def _step(loss: Tensor, optimizer: Optimizer) -> Tensor:
    own = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    optimizer.zero_grad()
    loss.backward(inputs=own)  # the other network is not updated, so its gradients would be wasted work
    optimizer.step()
    return loss.detach()

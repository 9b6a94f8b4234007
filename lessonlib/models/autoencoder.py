"""Autoencoders: a network that writes a picture as a few numbers, and one that draws it again from them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lessonlib.models.inference import outputs_of
from lessonlib.models.rows import as_rows


@dataclass(frozen=True)
class AutoencoderConfig:
    """The sizes of an encoder and a decoder. Raises ValueError for a size below 1."""

    image: tuple[int, int, int] = (1, 8, 8)  # channels, height, width: a small digit
    code: int = 2  # numbers that a picture is written with: two can be drawn as a point in the plane
    hidden: int = 256  # of both networks; without this layer, the best autoencoder would be PCA

    def __post_init__(self) -> None:
        if min(*self.image, self.code, self.hidden) < 1:
            raise ValueError(f"{self}: expected sizes above 0")

    @property
    def pixels(self) -> int:
        channels, height, width = self.image
        return channels * height * width


class Encoder(nn.Module):
    """Pictures to numbers: 64 -> 256 -> `outputs`, with ReLU in between."""

    def __init__(self, config: AutoencoderConfig, outputs: int) -> None:
        super().__init__()
        self.config = config
        self.hidden = nn.Linear(config.pixels, config.hidden)
        self.output = nn.Linear(config.hidden, outputs)

    def forward(self, X: Tensor) -> Tensor:
        """float32 (n, 1, 8, 8) -> (n, outputs)."""
        h = F.relu(self.hidden(as_rows(X, self.config.pixels)))  # (n, 256)
        numbers: Tensor = self.output(h)  # (n, outputs)
        return numbers


class Decoder(nn.Module):
    """Codes to pictures: 2 -> 256 -> 64, with ReLU in between. The outputs are logits; their sigmoid is the picture."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        self.config = config
        self.hidden = nn.Linear(config.code, config.hidden)
        self.output = nn.Linear(config.hidden, config.pixels)

    def forward(self, z: Tensor) -> Tensor:
        """Logits of the pixels: float32 (n, code) -> (n, 1, 8, 8)."""
        h = F.relu(self.hidden(as_rows(z, self.config.code)))  # (n, 256)
        logits: Tensor = self.output(h)  # (n, 64)
        return logits.view(-1, *self.config.image)  # (n, 1, 8, 8)


class Autoencoder(nn.Module):
    """An encoder and a decoder with a bottleneck between them: what passes through `code` numbers must be enough to
    draw the picture again.

    Pixels lie in [0, 1]. The loss is the cross-entropy of each pixel, summed over a picture, as in the variational
    autoencoder: it is smallest where the drawn pixel equals the real one.

    Source: Hinton and Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks, Science 313, 504-507,
    2006.
    """

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        super().__init__()
        self.config = config or AutoencoderConfig()
        self.encoder = Encoder(self.config, self.config.code)
        self.decoder = Decoder(self.config)

    def forward(self, X: Tensor) -> Tensor:
        """Pictures drawn again: float32 (n, 1, 8, 8) -> (n, 1, 8, 8), each pixel in [0, 1]."""
        return torch.sigmoid(self.decoder(self.encoder(X)))

    def loss(self, X: Tensor) -> Tensor:
        """What is to be minimised: a scalar, the mean over the pictures."""
        return pixel_losses(self.decoder(self.encoder(X)), X).mean()

    def encode(self, X: Tensor) -> Tensor:
        """Codes, without gradients: (n, 1, 8, 8) -> (n, code)."""
        return outputs_of(self.encoder, X)

    def decode(self, z: Tensor) -> Tensor:
        """Pictures from codes, without gradients: (n, code) -> (n, 1, 8, 8)."""
        return torch.sigmoid(outputs_of(self.decoder, z))


def pixel_losses(logits: Tensor, X: Tensor) -> Tensor:
    """-log p(x | code): the binary cross-entropy of the pixels, summed over each picture; (n, 1, 8, 8) twice -> (n,).

    The sum, not the mean: log p of a picture is the sum over its pixels, given the code. With grey pixels it is no
    exact log-probability, but still smallest where the sigmoid of the logit equals the pixel.
    """
    return F.binary_cross_entropy_with_logits(logits, X, reduction="none").flatten(1).sum(dim=1)

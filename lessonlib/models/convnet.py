"""The convolutional network: small filters slide over an image and find the same shape wherever it is."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lessonlib.models.classifier import Classifier
from lessonlib.models.dropout import Dropout

_WINDOW = 2  # of the max pooling: width, height and stride


@dataclass(frozen=True)
class ConvNetConfig:
    """The sizes of the two rounds of filters and of the two layers after them.

    Raises ValueError for a size below 1, or for images too small for two rounds.
    """

    image: tuple[int, int, int] = (1, 28, 28)  # channels, height, width: a digit of MNIST
    filters: tuple[int, int] = (32, 64)  # few simple shapes, then more combinations of them
    kernel: int = 3  # the smallest filter that knows left, right, above and below
    padding: int = 0  # 1 would keep the size of the maps; the border of a digit is empty anyway
    hidden: int = 256  # this and the filters as in the old program behind lesson 14
    classes: int = 10
    dropout: float = 0.3  # of the pooled feature maps: neighbours resemble each other, so little is lost
    hidden_dropout: float = 0.5  # most of the weights are here, and so is most of the over-fitting

    def __post_init__(self) -> None:
        sizes = (*self.image, *self.filters, self.kernel, self.padding + 1, self.hidden, self.classes)
        if min(sizes) < 1:
            raise ValueError(f"{self}: expected sizes above 0, and a padding of at least 0")
        if min(self.map_sizes[-1]) < 1:
            raise ValueError(
                f"an image of {self.image[1]} x {self.image[2]} is too small: nothing of it is left after two rounds "
                f"of {self.kernel} x {self.kernel} filters with padding {self.padding} and pooling. Raise the padding"
            )

    @property
    def map_sizes(self) -> list[tuple[int, int]]:
        """Height and width of the pooled feature maps after the first and after the second round."""
        size, sizes = self.image[1:], []
        for _ in self.filters:
            height, width = ((length + 2 * self.padding - self.kernel + 1) // _WINDOW for length in size)
            sizes.append(size := (height, width))
        return sizes


class ConvNet(Classifier):
    """Two rounds of filters, ReLU and 2x2 max pooling, then a hidden layer: 1x28x28 -> 32x13x13 -> 64x5x5 -> 256 ->
    10.

    config: the sizes; by default those of the network for MNIST in the TensorFlow 1 program on which lesson 14 is
        based.

    That program differs in two points that look like slips: its filters have no activation, and its dropout is never
    switched on. Here filters have a ReLU, and dropout is on in training mode and only then.

    Raises ValueError as `ConvNetConfig` does, and when X has images of another shape.
    Source: LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition, Proc. IEEE
    86(11), 1998; dropout: Srivastava et al., JMLR 15, 1929-1958, 2014.
    """

    def __init__(self, config: ConvNetConfig | None = None) -> None:
        super().__init__()
        self.config = c = config or ConvNetConfig()
        self.conv1 = nn.Conv2d(c.image[0], c.filters[0], c.kernel, padding=c.padding)
        self.conv2 = nn.Conv2d(c.filters[0], c.filters[1], c.kernel, padding=c.padding)
        self.dropout = Dropout(c.dropout)
        height, width = c.map_sizes[-1]
        self.hidden = nn.Linear(c.filters[1] * height * width, c.hidden)
        self.hidden_dropout = Dropout(c.hidden_dropout)
        self.output = nn.Linear(c.hidden, c.classes)

    def forward(self, X: Tensor) -> Tensor:
        """Logits of images: float32 (n, 1, 28, 28) -> (n, 10), with the default sizes. Raises ValueError for another
        shape.
        """
        if X.shape[1:] != self.config.image:
            raise ValueError(
                f"X has shape {tuple(X.shape)}, expected (n, {', '.join(map(str, self.config.image))})"
            )
        # With the channels of a pixel side by side in memory, a CPU pools ten times as fast.
        h = torch.empty_like(X, memory_format=torch.channels_last).copy_(X)
        # ReLU after the pooling gives the same numbers as before it, with a quarter of the work.
        h = F.relu(F.max_pool2d(self.conv1(h), _WINDOW))  # (n, 32, 26, 26) -> (n, 32, 13, 13)
        h = self.dropout(h)
        h = F.relu(F.max_pool2d(self.conv2(h), _WINDOW))  # (n, 64, 11, 11) -> (n, 64, 5, 5)
        h = self.dropout(h).flatten(1)  # (n, 1600)
        h = self.hidden_dropout(F.relu(self.hidden(h)))  # (n, 256)
        logits: Tensor = self.output(h)  # (n, 10)
        return logits

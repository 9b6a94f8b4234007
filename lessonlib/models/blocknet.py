"""From LeNet to ResNet: one family of convolutional networks, each a row of blocks between a stem and a head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

from lessonlib.models.classifier import Classifier

Kind = Literal["lenet", "plain", "residual"]
Head = Literal["hidden", "pooled"]


@dataclass(frozen=True)
class BlockNetConfig:
    """Which blocks, how many of them, and how wide.

    Raises ValueError for an unknown word, a size below 1, or images that are too small for so many stages.
    """

    image: tuple[int, int, int] = (3, 20, 20)  # channels, height, width: a picture of lesson 19
    classes: int = 8
    kind: Kind = "residual"
    widths: tuple[int, ...] = (8, 16, 32)  # channels of each stage: twice as many for a quarter of the places
    blocks: int = 1  # in each stage
    norm: bool = True  # batch normalisation after each convolution; a LeNet has none
    head: Head = "pooled"
    hidden: tuple[int, ...] = (120, 84)  # layers of a hidden head, as in LeNet-5

    def __post_init__(self) -> None:
        if self.kind not in ("lenet", "plain", "residual") or self.head not in ("hidden", "pooled"):
            raise ValueError(
                f'kind is {self.kind!r} and head is {self.head!r}, expected "lenet", "plain" or "residual", and '
                '"hidden" or "pooled"'
            )
        sizes = (*self.image, *self.widths, *self.hidden, self.classes, self.blocks)
        if min(sizes) < 1 or not self.widths:
            raise ValueError(f"{self}: expected one stage or more, and sizes above 0")
        if min(self.map_size) < 1:
            raise ValueError(
                f"an image of {self.image[1]} x {self.image[2]} is too small for {len(self.widths)} stages of "
                f"{self.kind} blocks: nothing of it is left. Use fewer stages"
            )

    @property
    def map_size(self) -> tuple[int, int]:
        """Height and width of the maps that reach the head."""
        height, width = self.image[1:]
        for stage in range(len(self.widths)):
            if self.kind == "lenet":
                height, width = (height - 4) // 2, (width - 4) // 2
            elif stage > 0:
                height, width = -(-height // 2), -(-width // 2)
        return height, width


class LeNetBlock(nn.Module):
    """Filters of 5 x 5 and mean pooling of 2 x 2: (n, c, h, w) -> (n, d, (h - 4) / 2, (w - 4) / 2), rounded down.

    Source: LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition, Proc. IEEE
    86(11), 1998. There, not each filter sees all channels, the pooling has weights, and the output layer is another.
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, 5)

    def forward(self, X: Tensor) -> Tensor:
        return F.avg_pool2d(self.conv(X).tanh(), 2)


class PlainBlock(nn.Module):
    """Twice 3 x 3 filters, batch normalisation and ReLU: (n, c, h, w) -> (n, d, h / stride, w / stride), rounded up.

    norm: without it, the convolutions have a bias. With it they have none, since the mean that is subtracted would take
        it away again.

    Source: the plain networks that He, Zhang, Ren and Sun compare with, Deep Residual Learning for Image Recognition,
    CVPR 2016; batch normalisation: Ioffe and Szegedy, ICML 2015. Weights start as He and others recommend for ReLU,
    Delving Deep into Rectifiers, ICCV 2015.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1, norm: bool = True) -> None:
        super().__init__()
        self.conv1 = _convolution(in_channels, out_channels, 3, stride, bias=not norm)
        self.norm1 = _norm(out_channels, norm)
        self.conv2 = _convolution(out_channels, out_channels, 3, 1, bias=not norm)
        self.norm2 = _norm(out_channels, norm)

    def branch(self, X: Tensor) -> Tensor:
        """All that comes before the last ReLU."""
        h = F.relu(self.norm1(self.conv1(X)))  # (n, d, h / stride, w / stride)
        out: Tensor = self.norm2(self.conv2(h))
        return out

    def forward(self, X: Tensor) -> Tensor:
        return F.relu(self.branch(X))


class ResidualBlock(PlainBlock):
    """A plain block whose input is added before the last ReLU: the layers learn only what is to be changed.

    Where the shape changes, the input is projected: 1 x 1 filters with the same stride give it the new number of
    channels and the new size.

    Source: He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, CVPR 2016 (projection: option B).
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1, norm: bool = True) -> None:
        super().__init__(in_channels, out_channels, stride, norm)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            projection = _convolution(in_channels, out_channels, 1, stride, bias=not norm)
            self.shortcut = nn.Sequential(projection, _norm(out_channels, norm))

    def forward(self, X: Tensor) -> Tensor:
        return F.relu(self.branch(X) + self.shortcut(X))


class HiddenHead(nn.Sequential):
    """Maps (n, c, h, w) -> flat rows -> hidden layers with tanh -> logits (n, classes)."""

    def __init__(self, inputs: int, hidden: tuple[int, ...], classes: int) -> None:
        layers: list[nn.Module] = [nn.Flatten()]
        for size in hidden:
            layers += [nn.Linear(inputs, size), nn.Tanh()]
            inputs = size
        super().__init__(*layers, nn.Linear(inputs, classes))


class PooledHead(nn.Module):
    """Global average pooling, then one layer: maps (n, c, h, w) -> features (n, c) -> logits (n, classes).

    Source: Lin, Chen and Yan, Network In Network, ICLR 2014.
    """

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.output = nn.Linear(channels, classes)

    def forward(self, maps: Tensor) -> Tensor:
        logits: Tensor = self.output(maps.mean(dim=(2, 3)))
        return logits


class BlockNet(Classifier):
    """A stem, stages of blocks, and a head: (n, channels, height, width) -> logits (n, classes).

    With the default sizes: 3x20x20 -> stem 8x20x20 -> stages 8x20x20, 16x10x10, 32x5x5 -> mean of each map 32 -> 8.

    - `body`: all but the head. Its parts are `body.stem` (3 x 3 filters; a LeNet has none) and `body.stages`. The first
      block of a stage halves the size, but for the first stage.
    - `head`: hidden layers, or global average pooling and one layer.

    Raises ValueError as `BlockNetConfig` does, and when X has images of another shape.
    """

    def __init__(self, config: BlockNetConfig | None = None) -> None:
        super().__init__()
        self.config = c = config or BlockNetConfig()
        self.body = nn.Sequential()
        channels = c.image[0]
        if c.kind != "lenet":
            convolution = _convolution(channels, c.widths[0], 3, 1, bias=not c.norm)
            self.body.add_module("stem", nn.Sequential(convolution, _norm(c.widths[0], c.norm), nn.ReLU()))
            channels = c.widths[0]
        stages = nn.Sequential()
        for number, width in enumerate(c.widths):
            blocks = [_block(c, channels, width, 2 if number > 0 else 1)]
            blocks += [_block(c, width, width, 1) for _ in range(c.blocks - 1)]
            stages.append(nn.Sequential(*blocks))
            channels = width
        self.body.add_module("stages", stages)
        height, width = c.map_size
        self.head: nn.Module = (
            PooledHead(channels, c.classes)
            if c.head == "pooled"
            else HiddenHead(channels * height * width, c.hidden, c.classes)
        )

    def forward(self, X: Tensor) -> Tensor:
        """Logits of images: float32 (n, 3, 20, 20) -> (n, 8), with the default sizes. Raises ValueError for another
        shape.
        """
        if X.shape[1:] != self.config.image:
            raise ValueError(
                f"X has shape {tuple(X.shape)}, expected (n, {', '.join(map(str, self.config.image))})"
            )
        logits: Tensor = self.head(self.body(X))
        return logits


def _block(config: BlockNetConfig, in_channels: int, out_channels: int, stride: int) -> nn.Module:
    if config.kind == "lenet":
        return LeNetBlock(in_channels, out_channels)
    kind = ResidualBlock if config.kind == "residual" else PlainBlock
    return kind(in_channels, out_channels, stride, config.norm)


def _convolution(in_channels: int, out_channels: int, size: int, stride: int, bias: bool) -> nn.Conv2d:
    made = nn.Conv2d(in_channels, out_channels, size, stride, padding=size // 2, bias=bias)
    nn.init.kaiming_normal_(made.weight, nonlinearity="relu")
    if made.bias is not None:
        nn.init.zeros_(made.bias)
    return made


def _norm(channels: int, norm: bool) -> nn.Module:
    return nn.BatchNorm2d(channels) if norm else nn.Identity()

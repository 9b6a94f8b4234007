"""The multilayer perceptron: layers of neurons, each of which gets the outputs of all neurons in the layer before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor, nn

from lessonlib.models.activations import activation
from lessonlib.models.classifier import Classifier
from lessonlib.models.rows import as_rows


@dataclass(frozen=True)
class MLPConfig:
    """The sizes of the layers from input to output, and the activation of the hidden layers.

    Raises ValueError for fewer than two sizes, a size below 1, or an unknown activation.
    """

    sizes: tuple[int, ...]
    activation: str = "relu"  # its slope is 1 for z > 0: gradients do not shrink from layer to layer

    def __post_init__(self) -> None:
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            raise ValueError(
                f"sizes is {self.sizes}, expected two or more numbers above 0: inputs, hidden, outputs"
            )
        activation(self.activation)


# Of 50 random starts (Adam, lr 0.05, 500 steps), 49 learned XOR; with two hidden neurons, 27 did, and with
# ReLU, 32.
XOR_MLP = MLPConfig(
    sizes=(
        2,  # two bits
        4,  # two can do it (OR, and not AND), but from random weights they often get stuck
        1,  # one logit: is the answer 1?
    ),
    activation="tanh",  # on four points a ReLU neuron easily becomes 0 for all of them, and then stays so
)

# Of 10 random starts (Adam, lr 0.05, 200 steps on all rows), 9 passed 99% on the test rows; with eight hidden
# neurons, 6 did, and with four, 3.
MOONS_MLP = MLPConfig(
    sizes=(
        2,  # the two coordinates
        16,  # each adds one fold to the boundary; four folds can do it, but seldom find their places
        2,  # one logit for each class, for cross-entropy
    ),
)


# 15 epochs of Adam with a falling learning rate: 98% of the test digits are classified right (docs/training.md).
MNIST_MLP = MLPConfig(
    sizes=(
        784,  # 28 x 28 pixels
        256,  # as in the document of lesson 12; each neuron responds to some pattern of strokes
        256,  # these respond to patterns of patterns
        10,  # one logit for each digit
    ),
)


class MLP(Classifier):
    """Linear layers with an activation between them, and none after the last: the outputs are logits.

    sizes: neurons of each layer, for example (2, 4, 1): 2 inputs, 4 hidden neurons, 1 output.
    activation: name of the activation of the hidden layers, one of `lessonlib.models.ACTIVATIONS`.

    Images and other data with more axes are flattened, example by example.

    Raises ValueError as `MLPConfig` does, and when an example has another number of values than `sizes[0]`.
    Source: Rumelhart, Hinton and Williams, Learning Representations by Back-Propagating Errors, Nature 323, 533-536,
    1986.
    """

    def __init__(self, sizes: Sequence[int], activation: str = MLPConfig.activation) -> None:
        super().__init__()
        self.config = MLPConfig(tuple(sizes), activation)
        self.layers = nn.ModuleList(nn.Linear(fan_in, fan_out) for fan_in, fan_out in pairwise(sizes))

    @classmethod
    def from_config(cls, config: MLPConfig) -> MLP:
        return cls(config.sizes, config.activation)

    def forward(self, X: Tensor) -> Tensor:
        """Logits of the rows of X: float32 (n, sizes[0]) or (n, ...) -> (n, sizes[-1])."""
        *hidden, output = self.layers
        act = activation(self.config.activation)
        h = as_rows(X, self.config.sizes[0])  # (n, sizes[0])
        for layer in hidden:
            h = act(layer(h))  # (n, size of this layer)
        logits: Tensor = output(h)  # (n, sizes[-1])
        return logits

"""The models of the lessons, as plain `torch.nn` modules."""

from lessonlib.models.activations import ACTIVATIONS, activation
from lessonlib.models.blocknet import (
    BlockNet,
    BlockNetConfig,
    HiddenHead,
    LeNetBlock,
    PlainBlock,
    PooledHead,
    ResidualBlock,
)
from lessonlib.models.char_rnn import CharRNN
from lessonlib.models.classifier import Classifier
from lessonlib.models.convnet import ConvNet, ConvNetConfig
from lessonlib.models.dropout import Dropout
from lessonlib.models.gan import GAN, Discriminator, GANConfig, Generator
from lessonlib.models.gpt import GPT, GPTConfig
from lessonlib.models.inference import outputs_of
from lessonlib.models.linear_regression import LinearRegression
from lessonlib.models.logistic_regression import LogisticRegression
from lessonlib.models.mlp import MLP, MNIST_MLP, MOONS_MLP, XOR_MLP, MLPConfig
from lessonlib.models.perceptron import NotSeparableWarning, Perceptron, PerceptronStep
from lessonlib.models.pretrained import pretrained_shapes
from lessonlib.models.rnn import RNNClassifier, RNNConfig, SeriesRNN
from lessonlib.models.sampling import next_probabilities

__all__ = [
    "ACTIVATIONS",
    "GAN",
    "GPT",
    "MLP",
    "MNIST_MLP",
    "MOONS_MLP",
    "XOR_MLP",
    "BlockNet",
    "BlockNetConfig",
    "CharRNN",
    "Classifier",
    "ConvNet",
    "ConvNetConfig",
    "Discriminator",
    "Dropout",
    "GANConfig",
    "GPTConfig",
    "Generator",
    "HiddenHead",
    "LeNetBlock",
    "LinearRegression",
    "LogisticRegression",
    "MLPConfig",
    "NotSeparableWarning",
    "Perceptron",
    "PerceptronStep",
    "PlainBlock",
    "PooledHead",
    "RNNClassifier",
    "RNNConfig",
    "ResidualBlock",
    "SeriesRNN",
    "activation",
    "next_probabilities",
    "outputs_of",
    "pretrained_shapes",
]

"""The models of the lessons, as plain `torch.nn` modules."""

from lessonlib.models.activations import ACTIVATIONS, activation
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
    "CharRNN",
    "Classifier",
    "ConvNet",
    "ConvNetConfig",
    "Discriminator",
    "Dropout",
    "GANConfig",
    "GPTConfig",
    "Generator",
    "LinearRegression",
    "LogisticRegression",
    "MLPConfig",
    "NotSeparableWarning",
    "Perceptron",
    "PerceptronStep",
    "RNNClassifier",
    "RNNConfig",
    "SeriesRNN",
    "activation",
    "next_probabilities",
    "outputs_of",
]

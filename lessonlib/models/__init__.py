"""The models of the lessons, as plain `torch.nn` modules."""

from lessonlib.models.activations import ACTIVATIONS, activation
from lessonlib.models.autoencoder import Autoencoder, AutoencoderConfig, Decoder, Encoder, pixel_losses
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
from lessonlib.models.diffusion import Diffusion, DiffusionConfig, NoisePredictor
from lessonlib.models.dropout import Dropout
from lessonlib.models.gan import GAN, Discriminator, GANConfig, Generator
from lessonlib.models.gpt import GPT, GPTConfig
from lessonlib.models.inference import outputs_of
from lessonlib.models.linear_regression import LinearRegression
from lessonlib.models.logistic_regression import LogisticRegression
from lessonlib.models.mlp import MLP, MNIST_MLP, MOONS_MLP, XOR_MLP, MLPConfig
from lessonlib.models.noise_schedule import NoiseSchedule
from lessonlib.models.perceptron import NotSeparableWarning, Perceptron, PerceptronStep
from lessonlib.models.pretrained import pretrained_shapes
from lessonlib.models.rnn import RNNClassifier, RNNConfig, SeriesRNN
from lessonlib.models.sampling import next_probabilities
from lessonlib.models.vae import VAE, kl_to_standard_normal, sampled_code

__all__ = [
    "ACTIVATIONS",
    "GAN",
    "GPT",
    "MLP",
    "MNIST_MLP",
    "MOONS_MLP",
    "VAE",
    "XOR_MLP",
    "Autoencoder",
    "AutoencoderConfig",
    "BlockNet",
    "BlockNetConfig",
    "CharRNN",
    "Classifier",
    "ConvNet",
    "ConvNetConfig",
    "Decoder",
    "Diffusion",
    "DiffusionConfig",
    "Discriminator",
    "Dropout",
    "Encoder",
    "GANConfig",
    "GPTConfig",
    "Generator",
    "HiddenHead",
    "LeNetBlock",
    "LinearRegression",
    "LogisticRegression",
    "MLPConfig",
    "NoisePredictor",
    "NoiseSchedule",
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
    "kl_to_standard_normal",
    "next_probabilities",
    "outputs_of",
    "pixel_losses",
    "pretrained_shapes",
    "sampled_code",
]

"""The models of the lessons, as plain `torch.nn` modules."""

from lessonlib.models.activations import ACTIVATIONS, activation
from lessonlib.models.autoencoder import Autoencoder, AutoencoderConfig, Decoder, Encoder, pixel_losses
from lessonlib.models.classifier import Classifier
from lessonlib.models.convnet import ConvNet, ConvNetConfig
from lessonlib.models.diffusion import Diffusion, DiffusionConfig, NoisePredictor
from lessonlib.models.dropout import Dropout
from lessonlib.models.gan import GAN, Discriminator, GANConfig, Generator
from lessonlib.models.inference import outputs_of
from lessonlib.models.linear_regression import LinearRegression
from lessonlib.models.logistic_regression import LogisticRegression
from lessonlib.models.mlp import MLP, MNIST_MLP, MOONS_MLP, XOR_MLP, MLPConfig
from lessonlib.models.noise_schedule import NoiseSchedule
from lessonlib.models.perceptron import NotSeparableWarning, Perceptron, PerceptronStep
from lessonlib.models.rnn import RNNClassifier, RNNConfig, SeriesRNN
from lessonlib.models.vae import VAE, kl_to_standard_normal, sampled_code

__all__ = [
    "ACTIVATIONS",
    "GAN",
    "MLP",
    "MNIST_MLP",
    "MOONS_MLP",
    "VAE",
    "XOR_MLP",
    "Autoencoder",
    "AutoencoderConfig",
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
    "Generator",
    "LinearRegression",
    "LogisticRegression",
    "MLPConfig",
    "NoisePredictor",
    "NoiseSchedule",
    "NotSeparableWarning",
    "Perceptron",
    "PerceptronStep",
    "RNNClassifier",
    "RNNConfig",
    "SeriesRNN",
    "activation",
    "kl_to_standard_normal",
    "outputs_of",
    "pixel_losses",
    "sampled_code",
]

"""The models of the lessons, as plain `torch.nn` modules."""

from lessonlib.models.activations import ACTIVATIONS, activation
from lessonlib.models.logistic_regression import LogisticRegression
from lessonlib.models.mlp import MLP, MOONS_MLP, XOR_MLP, MLPConfig
from lessonlib.models.perceptron import NotSeparableWarning, Perceptron, PerceptronStep

__all__ = [
    "ACTIVATIONS",
    "MLP",
    "MOONS_MLP",
    "XOR_MLP",
    "LogisticRegression",
    "MLPConfig",
    "NotSeparableWarning",
    "Perceptron",
    "PerceptronStep",
    "activation",
]

"""Activations by name, against their formulas."""

import math

import pytest
import torch

from lessonlib.models import ACTIVATIONS, activation

FORMULAS = {
    "identity": lambda z: z,
    "step": lambda z: 1.0 if z >= 0 else 0.0,
    "logistic": lambda z: 1 / (1 + math.exp(-z)),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: max(0.0, z),
    "leaky_relu": lambda z: max(0.01 * z, z),
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "softplus": lambda z: math.log1p(math.exp(z)),
}


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_each_activation_follows_its_formula(name):
    z = torch.tensor([-3.0, -0.5, 0.0, 0.5, 3.0])
    want = torch.tensor([FORMULAS[name](value) for value in z.tolist()])
    torch.testing.assert_close(activation(name)(z), want)


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(ValueError, match=r"no activation 'rely', expected one of: identity, step, logistic"):
        activation("rely")

"""Activations and their slopes, against central differences."""

import pytest
import torch

from lessonlib.models import ACTIVATIONS, activation
from lessonlib.viz import activations
from lessonlib.viz.functions import value_and_slope


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_slopes_are_those_of_central_differences(name):
    z = torch.tensor([-2.0, -0.7, 0.3, 1.5], dtype=torch.float64)
    value, slope = value_and_slope(name, z)
    step = 1e-6
    want = (activation(name)(z + step) - activation(name)(z - step)) / (2 * step)
    torch.testing.assert_close(value, activation(name)(z))
    torch.testing.assert_close(slope, want, rtol=1e-6, atol=1e-8)


def test_ranges_are_told(texts):
    picture = activations(["step", "tanh"], low=-1, high=1)
    assert picture.alt == (
        "From z = -1 to 1: step goes from 0 to 1, its derivative is 0 everywhere; "
        "tanh goes from -0.762 to 0.762, its derivative goes from 0.42 to 1, largest at z = 0."
    )
    assert {"step", "tanh", "derivative"} <= set(texts(picture))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"names": "relu"}, r"names is 'relu', expected a list of activations"),
        ({"names": []}, r"names is \[\], expected a list"),
        ({"names": ["rely"]}, "no activation 'rely'"),
        ({"low": 2.0, "high": 2.0}, "low is 2.0 and high is 2.0, expected low < high"),
    ],
)
def test_bad_arguments_are_told(arguments, message):
    with pytest.raises(ValueError, match=message):
        activations(**arguments)

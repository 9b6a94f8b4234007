"""Histograms and distributions against NumPy."""

import numpy as np
import pytest
import torch
from torch import nn

from lessonlib.viz import distributions, histograms

NUMBERS = np.array([0.0, 0.1, 0.2, 0.9, 1.0, 0.15])


def test_the_fullest_bin_is_told(texts):
    picture = histograms({"weights": NUMBERS}, bins=2)
    assert picture.alt == (
        "1 histogram. weights: 6 numbers from 0 to 1, the fullest of 2 bins, from 0 to 0.5, holds 4."
    )
    assert "weights" in texts(picture)


def test_counted_numbers_are_drawn_as_they_are():
    assert histograms({"w": np.histogram(NUMBERS, 2)}).svg == histograms({"w": NUMBERS}, bins=2).svg


def test_a_module_shows_its_parameters(texts):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2))
    picture = histograms(model, title="Parameters")
    assert picture.alt.startswith("4 histograms. 0.weight: 20 numbers from ")
    assert {"0.weight", "0.bias", "2.weight", "2.bias", "Parameters"} <= set(texts(picture))


def test_distributions_tell_first_and_last():
    steps = {10: NUMBERS + 1, 0: NUMBERS, 5: NUMBERS}
    assert distributions(steps, y="weight of layer 1").alt == (
        "Distribution of weight of layer 1 at 3 steps: at step 0 median 0.175, from 0 to 1; "
        "at step 10 median 1.17, from 1 to 2."
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: histograms({}), "there are 0 names and 30 bins, expected at least one of each"),
        (lambda: histograms({"w": NUMBERS}, bins=0), "there are 1 names and 0 bins"),
        (lambda: histograms({"w": [1.0, np.nan]}), "w holds 2 numbers, 1 of them not finite"),
        (lambda: histograms({"w": []}), "w holds 0 numbers"),
        (lambda: histograms({"w": ([1, 2], [0, 1])}), r"counts of shape \(2,\) and edges of shape \(2,\)"),
        (lambda: histograms({"w": ([0, 0], [0, 1, 2])}), "a count above 0"),
        (lambda: distributions({}), "there is no step to draw"),
        (lambda: distributions({3: [np.inf]}), "step 3 holds 1 number, 1 of them not finite"),
    ],
)
def test_bad_input_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()

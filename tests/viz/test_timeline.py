"""Samples over the epochs, and how much they differ."""

import numpy as np
import pytest
import torch

from lessonlib.viz import sample_timeline
from lessonlib.viz.timeline import spread


def test_spread_is_the_mean_difference_of_pairs():
    images = np.stack([np.full((2, 2), value) for value in (0.0, 1.0, 3.0)])
    assert spread(images) == pytest.approx((1 + 3 + 2) / 3)
    assert spread(images[:1]) == 0.0


def test_collapse_is_told(texts):
    varied = torch.rand(4, 1, 6, 6, generator=torch.Generator().manual_seed(0))
    picture = sample_timeline([varied, varied[:1].expand(4, 1, 6, 6)], [1, 50], columns=3, title="GAN")
    told = f"{spread(varied[:, 0].double().numpy()):.3g}"
    assert picture.alt == (
        "4 samples of 6 x 6 pixels after each of 2 epochs. Mean difference between two samples, pixel by pixel: "
        f"epoch 1: {told}; epoch 50: 0."
    )
    assert texts(picture) == ["GAN", "epoch", "1", "50"]
    assert picture.svg.count("<image") == 6


@pytest.mark.parametrize(
    ("sheets", "epochs", "message"),
    [
        ([], [], "there are 0 sheets for 0 epochs"),
        ([np.zeros((2, 4, 4))], [1, 2], "there are 1 sheet for 2 epochs, expected one sheet"),
        ([np.zeros((4, 4))], [7], r"the sheet of epoch 7 has shape \(4, 4\)"),
        ([np.zeros((2, 4, 4)), np.zeros((3, 4, 4))], [1, 2], r"shapes \[\(2, 4, 4\), \(3, 4, 4\)\], expected the same"),
    ],
)  # fmt: skip
def test_bad_input_is_told(sheets, epochs, message):
    with pytest.raises(ValueError, match=message):
        sample_timeline(sheets, epochs)


def test_columns_below_1_are_told():
    with pytest.raises(ValueError, match="columns is 0"):
        sample_timeline([np.zeros((2, 4, 4))], [1], columns=0)

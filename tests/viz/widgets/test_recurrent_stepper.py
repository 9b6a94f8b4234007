"""A recurrent layer that is stepped through."""

import pytest
import torch
from torch import nn

from lessonlib.viz import recurrent_step, recurrent_stepper


def test_each_step_is_its_picture():
    torch.manual_seed(0)
    layer, X = nn.GRU(2, 3, batch_first=True), torch.randn(4, 2)
    widget = recurrent_stepper(layer, X, units=[2, 0])
    slider = widget.box.children[0].children[0]
    assert (slider.value, slider.max) == (0, 4)
    for step in range(5):
        slider.value = step
        assert widget.box.children[-1].words == recurrent_step(layer, X, step, units=[2, 0]).alt


def test_the_still_is_the_last_step():
    layer = nn.LSTM(1, 2)
    assert recurrent_stepper(layer, [0.5, 1.0]).snapshot() == recurrent_step(layer, [0.5, 1.0])


def test_what_cannot_be_shown_is_told():
    with pytest.raises(ValueError, match="X has shape"):
        recurrent_stepper(nn.LSTM(3, 2), [0.5, 1.0])

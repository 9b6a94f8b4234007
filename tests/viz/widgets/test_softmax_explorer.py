"""Softmax at different temperatures."""

import pytest
import torch

from lessonlib.viz import softmax_explorer


def controls(widget):
    *sliders, temperature, _ = widget.box.children
    return sliders, temperature


@pytest.mark.parametrize("t", [0.1, 0.5, 1.0, 10.0])
def test_shares_are_those_of_torch(t):
    widget = softmax_explorer([2.0, 1.0, -1.0], ["a", "b", "c"])
    _, temperature = controls(widget)
    temperature.value = t
    shares = 100 * torch.softmax(torch.tensor([2.0, 1.0, -1.0]) / t, dim=0)
    told = widget.snapshot().alt
    for name, share in zip("abc", shares, strict=True):
        (shown,) = [float(part.split()[1].rstrip("%.,")) for part in parts(told) if part.startswith(name)]
        assert shown == pytest.approx(share.item(), rel=0.005)


def parts(told):
    return told.partition(": ")[2].rstrip(".").replace(" and ", ", ").split(", ")


def test_a_logit_can_be_moved():
    widget = softmax_explorer([0.0, 0.0])
    sliders, _ = controls(widget)
    assert widget.snapshot().alt == "At temperature 1: class 0 50% and class 1 50%."
    sliders[0].value = 5.0
    assert widget.snapshot().alt == "At temperature 1: class 0 99.3% and class 1 0.669%."


def test_logits_keep_their_second_decimal():
    sliders, _ = controls(softmax_explorer([0.25, 12.0]))
    assert sliders[0].step == 0.01
    assert sliders[0].value == 0.25
    assert sliders[1].max == 12.0


@pytest.mark.parametrize("logits", [[1.0], [0.0] * 9, [1.0, float("nan")]])
def test_bad_logits_are_told(logits):
    with pytest.raises(ValueError, match="expected 2 to 8 finite numbers and one name for each"):
        softmax_explorer(logits)

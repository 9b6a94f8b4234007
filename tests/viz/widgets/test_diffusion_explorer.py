"""A slider over the times of a diffusion."""

import pytest
import torch

from lessonlib.viz import diffusion_explorer

WAY = {30: torch.full((2, 1, 4, 4), 0.5), 10: torch.full((2, 1, 4, 4), 0.25), 0: torch.zeros(2, 1, 4, 4)}


def seen(widget):
    return widget.box.children[-1].words


def test_the_slider_visits_the_times_in_their_order():
    widget = diffusion_explorer(WAY)
    slider = widget.box.children[0].children[0]
    assert seen(widget) == (
        "2 pictures of 4 x 4 pixels at time 30, step 0 of 2. Mean brightness 0.500; mean difference between two "
        "pictures, pixel by pixel, 0.000."
    )
    slider.value = 2
    assert "at time 0, step 2 of 2. Mean brightness 0.000" in seen(widget)
    assert slider.max == 2


def test_the_still_picture_is_half_way_or_where_the_slider_stands():
    widget = diffusion_explorer(WAY, title="Now at")
    assert "at time 10" in widget.snapshot().alt
    assert "Now at 10" in widget.snapshot().svg
    widget.box.children[0].children[0].value = 2
    assert "at time 0" in widget.snapshot().alt


@pytest.mark.parametrize(
    ("way", "message"),
    [
        ({0: torch.zeros(1, 2, 2)}, "1 time with pictures"),
        ({0: torch.zeros(1, 2, 2), 1: torch.zeros(2, 2, 2)}, "the same number and size"),
        ({0: torch.zeros(2, 2), 1: torch.zeros(2, 2)}, "the sheet of time 0 has shape"),
    ],
)
def test_what_cannot_be_shown_is_told(way, message):
    with pytest.raises(ValueError, match=message):
        diffusion_explorer(way)

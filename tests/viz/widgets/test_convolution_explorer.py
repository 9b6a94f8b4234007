"""A convolution that one steps through."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from lessonlib.viz import convolution_explorer
from lessonlib.viz.widgets.convolution_explorer import KERNELS, SQUARE


def controls(widget):
    kernel, stride, padding, stops = widget.box.children[0].children
    return kernel, stride, padding, stops.children[0]


def words(widget):
    return widget.box.children[-1].words


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_the_last_stop_shows_what_torch_computes(stride, padding, texts):
    widget = convolution_explorer()
    kernel, strides, paddings, stop = controls(widget)
    kernel.value, strides.value, paddings.value = "sharpen", stride, padding
    image, weight = (
        torch.tensor(np.asarray(a, dtype=np.float32))[None, None] for a in (SQUARE, KERNELS["sharpen"])
    )
    output = F.conv2d(image, weight, stride=stride, padding=padding)[0, 0]
    assert stop.max == output.numel()
    drawn = texts(widget.snapshot())
    assert drawn.count("5") >= int((output == 5).sum())
    row, column = (side - 1 for side in output.shape)
    assert widget.snapshot().alt.endswith(f"= {output[-1, -1]:g}, the output at row {row}, column {column}.")


def test_the_window_moves_and_stays_inside():
    widget = convolution_explorer()
    _, stride, _, stop = controls(widget)
    assert words(widget).startswith("Step 1 of 16: rows 0 to 2, columns 0 to 2 of the input.")
    stop.value = 16
    assert words(widget).startswith("Step 16 of 16: rows 3 to 5, columns 3 to 5")
    stride.value = 3
    assert words(widget).startswith("Step 4 of 4: rows 3 to 5, columns 3 to 5")


def test_filters_and_images_of_ones_own():
    widget = convolution_explorer(np.eye(4), {"pair": [[1.0, 1.0]]})
    assert words(widget).startswith("Step 1 of 12:")


def test_bad_filters_are_told():
    with pytest.raises(ValueError, match="expected filters by name"):
        convolution_explorer(kernels={})
    with pytest.raises(ValueError, match="does not fit"):
        convolution_explorer(np.eye(2))

"""Drawings become images like those of MNIST."""

import numpy as np
import pytest

from lessonlib.viz.widgets.strokes import digit_image

SEVEN = [[(0.3, 0.2), (0.7, 0.2), (0.5, 0.8)]]
PLUS = [[(0.5, 0.1), (0.5, 0.9)], [(0.1, 0.5), (0.9, 0.5)]]


def centre(image):
    return [(image.sum(axis=axis) * np.arange(28)).sum() / image.sum() for axis in (0, 1)]


@pytest.mark.parametrize("strokes", [SEVEN, PLUS, [[(0.2, 0.7), (0.3, 0.6)]], [[(0.9, 0.9)]]])
def test_the_centre_of_mass_is_in_the_middle(strokes):
    assert centre(digit_image(strokes)) == pytest.approx([14, 14], abs=0.15)


@pytest.mark.parametrize("strokes", [SEVEN, PLUS, [[(0.5, 0.1), (0.5, 0.9)]]])
def test_the_longer_side_is_20_pixels(strokes):
    image = digit_image(strokes)
    sides = [int((image.max(axis=axis) > 0.25).sum()) for axis in (0, 1)]
    assert max(sides) in (19, 20, 21)


def test_size_and_place_of_the_drawing_do_not_matter():
    small = [[(0.1 * x + 0.85, 0.1 * y) for x, y in stroke] for stroke in SEVEN]
    np.testing.assert_allclose(digit_image(small), digit_image(SEVEN), atol=1e-5)


def test_ink_is_1_and_ground_is_0():
    image = digit_image(PLUS)
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() == 0
    assert image.max() == 1
    assert image[14, 5:24].min() == 1  # the bar of the plus


def test_a_dot_is_as_wide_as_the_pen():
    assert digit_image([[(0.5, 0.5)]]).sum() == pytest.approx(np.pi * 1.4**2, rel=0.1)


def test_nothing_is_empty():
    assert not digit_image([]).any()
    assert not digit_image([[]]).any()

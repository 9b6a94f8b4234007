"""Numbers as pixels, and pixels as PNG."""

import base64
import io

import numpy as np
import pytest
import torch
from matplotlib.image import imread

from lessonlib.viz.pixels import brightness, data_url, images_of, signed


def test_all_forms_of_images_become_one():
    plain = np.random.default_rng(0).random((2, 4, 3))
    for images in (
        plain,
        torch.from_numpy(plain)[:, None],
        plain.tolist(),
        torch.tensor(plain, requires_grad=True),
    ):
        np.testing.assert_array_equal(images_of(images), plain)
    assert images_of(torch.zeros(2, 3, 5, 7)).shape == (2, 5, 7, 3)


@pytest.mark.parametrize("shape", [(28, 28), (2, 2, 4, 4), (0, 4, 4), (2, 784), (1, 1, 1, 4, 4)])
def test_other_shapes_are_told_with_a_remedy(shape):
    with pytest.raises(
        ValueError, match=r"images has shape .*, expected \(n, height, width\).*image\[None\].*reshape"
    ):
        images_of(np.zeros(shape))


def test_numbers_that_are_not_finite_are_told():
    with pytest.raises(ValueError, match="the sheet holds numbers that are not finite"):
        images_of(np.full((1, 2, 2), np.nan), "the sheet")


def test_brightness_goes_from_dark_to_bright_and_stays_within():
    pixels = brightness(np.array([[-1.0, 0.0, 0.5, 1.0, 9.0]]), 0.0, 1.0)
    assert pixels[0, :, 0].tolist() == [0, 0, 128, 255, 255]
    assert (pixels[..., 3] == 255).all()
    assert (brightness(np.ones((2, 2)), 1.0, 1.0)[..., :3] == 0).all()


def test_signs_are_told_by_colour_and_size_by_opacity():
    (positive, none, negative) = signed(np.array([[2.0, 0.0, -1.0]]), 2.0)[0]
    assert positive.tolist() == [0, 114, 178, 255]
    assert none[3] == 0
    assert negative.tolist() == [213, 94, 0, 128]


def test_a_png_holds_the_pixels():
    pixels = signed(np.random.default_rng(1).normal(size=(5, 4)), 2.0)
    head, data = data_url(pixels).split(",")
    assert head == "data:image/png;base64"
    read = np.rint(255 * imread(io.BytesIO(base64.b64decode(data)), format="png"))
    np.testing.assert_array_equal(read, pixels)

"""Resizing against torch where both place pixels alike, and what a batch of unknown size becomes."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf

IMAGES = np.random.default_rng(0).random((2, 6, 5, 3), np.float32)


def run(tensor, feed=None):
    with tf.Session() as session:
        return session.run(tensor, feed)


@pytest.mark.parametrize("align", [False, True])
def test_bilinear_as_torch(align):
    ours = tf.image.resize_bilinear(IMAGES, [9, 4], align_corners=align, half_pixel_centers=not align)
    planes = torch.from_numpy(IMAGES).movedim(-1, 1)
    theirs = torch.nn.functional.interpolate(planes, (9, 4), mode="bilinear", align_corners=align)
    np.testing.assert_allclose(run(ours), theirs.movedim(1, -1), atol=1e-6)


def test_area_as_the_mean_of_blocks():
    ours = run(tf.image.resize_area(IMAGES[:, :, :4], [3, 2]))
    np.testing.assert_allclose(ours, IMAGES[:, :, :4].reshape(2, 3, 2, 2, 2, 3).mean((2, 4)), atol=1e-6)


def test_a_batch_of_any_size_and_a_size_that_is_fed():
    x, size = tf.placeholder(tf.uint8, [None, None, None, 3]), tf.placeholder(tf.int32, [2])
    fixed, fed = tf.image.resize_images(x, [4, 8], method=1), tf.image.resize_images(x, size)
    assert fixed.shape.as_list() == [None, 4, 8, 3]
    assert (fixed.dtype, fed.dtype) == (tf.uint8, tf.float32)
    pixels = np.uint8(IMAGES * 255)
    assert run(fed, {x: pixels, size: [3, 2]}).shape == (2, 3, 2, 3)
    kept = tf.image.resize_images(x, size, preserve_aspect_ratio=True)
    assert run(kept, {x: pixels, size: [12, 30]}).shape == (2, 12, 10, 3)


def test_sizes_that_cannot_be():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Sizes must be positive"):
        run(tf.image.resize_bilinear(IMAGES, [0, 2]))
    with pytest.raises(ValueError, match=r"must have 3 or 4 dimensions.*\n.*expand_dims"):
        tf.image.resize_images(IMAGES[0, 0], [2, 2])
    with pytest.raises(ValueError, match=r"1-D Tensor of 2 elements"):
        tf.image.resize_images(IMAGES, [2, 2, 2])
    with pytest.raises(ValueError, match=r"Resize method 'lanczos' is not implemented"):
        tf.image.resize_images(IMAGES, [2, 2], method="lanczos")

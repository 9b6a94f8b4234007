"""Random changes of images: what they may give, how often, and that seeds repeat them."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

IMAGES = np.random.default_rng(0).random((40, 4, 3, 3), np.float32)


def run(tensor):
    with tf.Session() as session:
        return session.run(tensor)


@pytest.mark.parametrize(
    ("flip", "axis"), [(tf.image.random_flip_left_right, 2), (tf.image.random_flip_up_down, 1)]
)
def test_about_half_of_the_images_are_flipped(flip, axis):
    result = run(flip(IMAGES, seed=1))
    same = (result == IMAGES).all((1, 2, 3))
    turned = (result == np.flip(IMAGES, axis)).all((1, 2, 3))
    assert (same ^ turned).all()
    assert 8 <= same.sum() <= 32
    np.testing.assert_array_equal(run(flip(IMAGES, seed=1)), run(flip(IMAGES, seed=1)))


def test_a_crop_is_a_window_of_the_image():
    crop = run(tf.random_crop(IMAGES[0], [2, 2, 3], seed=3))
    windows = [IMAGES[0, i : i + 2, j : j + 2] for i in range(3) for j in range(2)]
    assert any((crop == window).all() for window in windows)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Need value.shape >= size"):
        run(tf.random_crop(IMAGES[0], [9, 2, 3]))


def test_a_distorted_box_covers_enough_of_an_object():
    boxes = np.array([[[0.2, 0.3, 0.6, 0.8]]], np.float32)
    begin, size, box = tf.image.sample_distorted_bounding_box(
        [50, 60, 3], boxes, seed=2, min_object_covered=0.6
    )
    with tf.Session() as session:
        for _ in range(20):
            (top, left, _), (height, width, rest), corners = session.run([begin, size, box])
            assert rest == -1
            np.testing.assert_allclose(
                corners.ravel() * [50, 60, 50, 60], [top, left, top + height, left + width], rtol=1e-5
            )
            y1, x1, y2, x2 = boxes.ravel() * [50, 60, 50, 60]
            common = max(min(top + height, y2) - max(top, y1), 0) * max(
                min(left + width, x2) - max(left, x1), 0
            )
            assert common / ((y2 - y1) * (x2 - x1)) >= 0.6 - 1e-6


def test_arguments_that_cannot_be():
    with pytest.raises(ValueError, match=r"max_delta must be in \[0, 0.5\]"):
        tf.image.random_hue(IMAGES, 0.7)
    with pytest.raises(ValueError, match=r"upper must be > lower"):
        tf.image.random_saturation(IMAGES, 2, 1)
    with pytest.raises(ValueError, match=r"3 channels, but its shape is"):
        tf.image.adjust_hue(IMAGES[..., :2], 0.1)

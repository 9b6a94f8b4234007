"""Drawn pictures: what is in them, their seed, and what is drawn independently of the class."""

import numpy as np
import pytest
import torch

from lessonlib.data import KNOWN_SHAPES, NEW_SHAPES, pictures
from lessonlib.data.pictures import _BRIGHTNESS, _CLEAR, HUES, SHAPES, _colour_pairs, _rgb


def test_shapes_and_dtypes():
    drawn = pictures(160, seed=3)
    assert [len(split) for split in (drawn.train, drawn.validation, drawn.test)] == [96, 32, 32]
    assert drawn.train.X.shape == (96, 3, 20, 20)
    assert drawn.class_names == KNOWN_SHAPES
    assert 0 <= drawn.train.X.min() < drawn.train.X.max() <= 1
    assert torch.bincount(drawn.train.y).tolist() == [12] * 8
    assert set(KNOWN_SHAPES) | set(NEW_SHAPES) == set(SHAPES)
    assert not set(KNOWN_SHAPES) & set(NEW_SHAPES)


def test_the_seed_decides_everything():
    first, again, other = (pictures(80, seed=seed).train for seed in (1, 1, 2))
    assert torch.equal(first.X, again.X)
    assert torch.equal(first.y, again.y)
    assert not torch.equal(first.X, other.X)


def test_the_same_pictures_can_be_asked_for_their_colour():
    by_shape, by_colour = (pictures(200, label=label, seed=4) for label in ("shape", "colour"))
    assert by_colour.class_names == tuple(HUES)
    rows = [
        torch.cat([part.X for part in (drawn.train, drawn.validation, drawn.test)])
        for drawn in (by_shape, by_colour)
    ]
    assert np.array_equal(*(np.unique(some.flatten(1).numpy(), axis=0) for some in rows))


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_covers_a_fair_part_of_its_square_and_stays_inside(name):
    x, y = np.meshgrid(np.linspace(-2, 2, 201), np.linspace(-2, 2, 201))
    inside = SHAPES[name](x, y)
    assert 0.2 < inside.mean() * 16 / 4 < 0.85  # of the square from -1 to 1
    assert np.abs(x[inside]).max() <= 1
    assert np.abs(y[inside]).max() <= 1.01


def test_colours_are_those_of_their_hue_and_differ_from_the_ground_in_brightness():
    hue = np.arange(500) % len(HUES)
    on, ground = _colour_pairs(hue, np.random.default_rng(0))
    assert (np.abs((on - ground) @ _BRIGHTNESS) >= _CLEAR).all()
    assert (on[hue == 0].argmax(axis=1) == 0).all()  # red
    assert (on[hue == 2].argmax(axis=1) == 1).all()  # green
    assert (on[hue == 3].argmax(axis=1) == 2).all()  # blue


def test_rgb_is_that_of_the_standard_library():
    import colorsys

    colours = np.random.default_rng(0).random((50, 3))
    want = [colorsys.hsv_to_rgb(*colour) for colour in colours]
    np.testing.assert_allclose(_rgb(*colours.T), want, atol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"shapes": ["disc", "star"]}, r"shapes are \['disc', 'star'\]"),
        ({"shapes": []}, "expected one or more of disc, ring"),
        ({"label": "size"}, "label is 'size'"),
        ({"n": 79}, "n is 79, expected at least 80: ten pictures for each class"),
    ],
)
def test_what_cannot_be_drawn_is_told(arguments, message):
    with pytest.raises(ValueError, match=message):
        pictures(**arguments)

"""The drawing of a block, plain and residual."""

import pytest

from lessonlib import viz


def test_an_identity_shortcut_and_its_shapes(texts):
    picture = viz.block((8, 20, 20), 8, title="A block")
    drawn = texts(picture)
    assert drawn.count("8 x 20 x 20") == 2
    assert "shortcut: unchanged" in drawn
    assert "+" in drawn
    assert "the maps themselves are added by a shortcut, then comes ReLU. Maps of 8 x 20 x 20" in picture.alt


def test_a_projection_where_the_shape_changes(texts):
    picture = viz.block((8, 15, 9), 16, stride=2)
    assert "16 x 8 x 5" in texts(picture)
    assert "shortcut: 1 x 1 filters, stride 2, batch norm" in texts(picture)
    assert "projected by 1 x 1 filters with stride 2" in picture.alt
    assert "projected" in viz.block((8, 4, 4), 9).alt
    assert "projected" in viz.block((8, 4, 4), 8, stride=2).alt


def test_a_plain_block_has_no_sum(texts):
    picture = viz.block((8, 4, 4), 8, shortcut=False)
    assert "+" not in texts(picture)
    assert "shortcut" not in picture.alt


@pytest.mark.parametrize("arguments", [((0, 4, 4), 8, 1), ((8, 4, 4), 0, 1), ((8, 4, 4), 8, 0)])
def test_sizes_are_checked(arguments):
    shape, channels, stride = arguments
    with pytest.raises(ValueError, match="expected numbers above 0"):
        viz.block(shape, channels, stride=stride)

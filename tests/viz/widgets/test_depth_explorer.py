"""Numbers of each layer, for a depth that one chooses."""

import pytest

from lessonlib.viz import depth_explorer, learning_curves


def measured(depth):
    return {"halved": [[0.5**k for k in range(depth)]] * 2, "kept": [1.0] * depth}


def test_each_depth_has_its_curves():
    asked = []
    widget = depth_explorer(lambda depth: asked.append(depth) or measured(depth), [2, 4, 8])
    slider = widget.box.children[0]
    for depth in (2, 4, 8, 4):
        slider.value = depth
        told = learning_curves(measured(depth), x="layer", y="length of the gradient").alt
        assert widget.box.children[-1].words == told
    assert asked == [2, 4, 8]


def test_the_still_is_the_deepest():
    widget = depth_explorer(measured, [2, 3], y="size")
    assert widget.snapshot().alt == learning_curves(measured(3), x="layer", y="size").alt


def test_there_must_be_depths():
    with pytest.raises(ValueError, match="depths is empty"):
        depth_explorer(measured, [])

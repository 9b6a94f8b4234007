"""A threshold logic unit that is turned and moved."""

import pytest
import torch

from lessonlib.viz import tlu_explorer

X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def test_the_unit_follows_its_sliders():
    widget = tlu_explorer(X, [0, 0, 0, 1])
    _, second, bias, _ = widget.box.children
    assert widget.snapshot().alt.endswith("1 of 4 rows right.")
    bias.value = -1.5
    assert (
        "for (1, 0) it answers 0, right; for (1, 1) it answers 1, right. 4 of 4 rows right."
        in widget.snapshot().alt
    )
    second.value = -1.0
    assert widget.snapshot().alt.startswith(
        "A threshold logic unit with the weights 1 and -1 and the bias -1.5"
    )
    assert widget.snapshot().alt.endswith("for (1, 1) it answers 0, wrong. 3 of 4 rows right.")


def test_it_fires_at_exactly_0():
    assert "for (1, 1) it answers 1, right" in tlu_explorer(X, [0, 0, 0, 1], b=-2.0).snapshot().alt


def test_many_rows_are_counted_alone(texts):
    picture = tlu_explorer(
        X.repeat(3, 1), [0, 1, 1, 1] * 3, b=-0.5, feature_names=("left", "right")
    ).snapshot()
    assert picture.alt.endswith("bias -0.5. 12 of 12 rows right.")
    assert {"12 of 12 rows right", "left", "right"} <= set(texts(picture))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"w": (3.0, 0.0)}, "weight w1 is 3.0, expected a number from -2 to 2"),
        ({"b": -2.5}, "bias b is -2.5"),
        ({"y": [0, 1, 2, 0]}, "y holds classes"),
    ],
)
def test_what_cannot_be_shown_is_told(change, message):
    with pytest.raises(ValueError, match=message):
        tlu_explorer(**{"X": X, "y": [0, 0, 0, 1]} | change)

"""Between two noise vectors of a generator."""

import math

import pytest
import torch

from lessonlib.viz import noise_explorer

Z = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]])


def seen(widget):
    return widget.box.children[-1].words


def pictures(z):
    return (z.sum(dim=1) / 2)[:, None, None, None].expand(-1, 1, 4, 4)


def test_the_slider_leads_from_one_noise_to_the_other():
    asked = []
    widget = noise_explorer(lambda z: asked.append(z) or pictures(z), Z)
    part = widget.box.children[2]
    part.value = 5
    angle = math.radians(90 * 5 / 20)
    torch.testing.assert_close(asked[-2], torch.tensor([[math.cos(angle), math.sin(angle)]]))
    brightness = (math.cos(angle) + math.sin(angle)) / 2
    assert seen(widget) == (
        "Generated images of 4 x 4 pixels: noise 1, mean brightness 0.500; 5 of 20 parts, mean brightness "
        f"{brightness:.3f}; noise 2, mean brightness 0.500."
    )


def test_each_end_can_be_chosen_by_its_name():
    widget = noise_explorer(pictures, Z, names=["a 3", "a 7", "a 1"])
    start, end, part = widget.box.children[:3]
    start.value, end.value, part.value = 1, 2, 20
    assert "noise 2: a 7, mean brightness 0.500; 20 of 20 parts, mean brightness 0.700; noise 3: a 1" in seen(
        widget
    )
    assert widget.snapshot().alt == seen(widget)


@pytest.mark.parametrize(
    ("z", "names", "message"),
    [
        (torch.zeros(2), None, r"z has shape \(2,\)"),
        (Z[:1], None, r"z has shape \(1, 2\)"),
        (Z, ["a", "b"], "2 names for 3"),
    ],
)
def test_what_cannot_be_shown_is_told(z, names, message):
    with pytest.raises(ValueError, match=message):
        noise_explorer(pictures, z, names)

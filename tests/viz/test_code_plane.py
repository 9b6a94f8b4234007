"""The plane of codes: names at their places, the cross, and what the text says."""

import re

import pytest
import torch

from lessonlib.viz import code_plane
from lessonlib.viz.drawing import text_width

CODES = torch.tensor([[0.0, 0.0], [2.0, 0.0], [2.0, 4.0]])
Y = [0, 1, 1]


def places(picture, text):
    found = re.findall(rf'<(?:\w+:)?text x="([\d.]+)" y="([\d.]+)"[^>]*>{text}</', picture.svg)
    return [(float(x), float(y)) for x, y in found]


def test_each_code_is_written_where_it_lies():
    picture = code_plane(CODES, Y, ["a", "b"])
    (a,) = places(picture, "a")
    low, high = sorted(places(picture, "b"), key=lambda at: -at[1])
    assert a[0] < low[0] == high[0]
    assert a[1] == low[1] > high[1]  # upwards is a smaller y on the page
    assert (
        picture.alt
        == "Plane of the codes of 3 examples, the centre of each class: a around (0, 0); b around (2, 2)."
    )


def test_a_place_and_what_is_drawn_there():
    picture = code_plane(
        CODES, Y, ["a", "b"], at=(1.9, 3.0), picture=torch.full((1, 1, 2, 2), 0.25), title="Plane"
    )
    assert picture.alt.startswith(
        "At the code (1.90, 3.00) the decoder draws a picture with mean brightness 0.250; the nearest example is of "
        "class b. Plane of the codes"
    )
    assert "decoded at (1.90, 3.00)" in picture.svg
    assert "data:image/png" in picture.svg
    assert "Plane" in picture.svg


@pytest.mark.parametrize(
    ("codes", "ends"),
    [
        ([[-2.3, -2.336], [2.25, 2.33]], ["-2.57", "-2.62", "-0.02", "0", "2.52", "2.61"]),
        ([[0.0, -0.00012], [3000.0, 0.00011]], ["-180", "-0.000134", "1500", "-5e-06", "3180", "0.000124"]),
    ],
)
def test_the_axes_are_written_to_a_hundredth_of_their_length_inside_the_picture(codes, ends):
    svg = code_plane(torch.tensor(codes), [0, 0], ["q"]).svg
    found = re.findall(r'<(?:\w+:)?text x="([\d.]+)"[^>]*?text-anchor: (\w+)[^>]*>(-?[\de.-]+)</', svg)
    assert [text for *_, text in found] == ends
    assert all(float(x) > text_width(text, 10) for x, anchor, text in found if anchor == "end")


def test_no_zero_is_negative():
    picture = code_plane(CODES, Y, at=(-0.001, -0.0), picture=torch.zeros(1, 1, 2, 2))
    assert "(0.00, 0.00)" in picture.alt
    assert "-0.00" not in picture.svg


def test_many_examples_are_not_all_drawn():
    picture = code_plane(torch.rand(900, 2), torch.zeros(900, dtype=torch.int64), ["q"])
    assert len(places(picture, "q")) == 400
    assert "900 examples" in picture.alt


@pytest.mark.parametrize(
    ("codes", "y", "options", "message"),
    [
        (torch.zeros(3, 3), Y, {}, r"X has shape \(3, 3\)"),
        (CODES, [0, 1, 5], {"class_names": ["a", "b"]}, "names for 2"),
        (CODES, Y, {"at": (0.0, 0.0)}, "at and picture belong together"),
        (CODES, Y, {"picture": torch.zeros(1, 2, 2)}, "at and picture belong together"),
    ],
)
def test_what_cannot_be_drawn_is_told(codes, y, options, message):
    with pytest.raises(ValueError, match=message):
        code_plane(codes, y, **options)

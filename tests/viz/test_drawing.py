"""Drawings: images, groups and rules of motion in SVG."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.pixels import signed


def nodes(sheet, tag):
    return [node for node in ET.fromstring(sheet.picture("").svg).iter() if node.tag.endswith(f"}}{tag}")]


def test_an_image_lies_where_it_should_with_sharp_pixels():
    sheet = Drawing(100, 100)
    sheet.image(1, 2, 30, 40, signed(np.eye(2), 1.0), title="unit")
    (image,) = nodes(sheet, "image")
    assert [image.get(key) for key in ("x", "y", "width", "height")] == ["1.00", "2.00", "30.00", "40.00"]
    assert image.get("href").startswith("data:image/png;base64,iVBOR")
    assert image.get("style") == "image-rendering: pixelated"
    assert image[0].text == "unit"


def draw_in_group(sheet, x):
    with sheet.group(name="inner", style="visibility: hidden"):
        sheet.circle(1, 1, 1, style="")
        sheet.circle(1, 1, f"{x:d}", style="")


def test_groups_end_with_their_block_even_after_an_error():
    sheet = Drawing(100, 100)
    with pytest.raises(ValueError, match="Unknown format code"):
        draw_in_group(sheet, x="not a number")
    sheet.circle(2, 2, 2, style="")
    (group,) = nodes(sheet, "g")
    assert group.get("class") == "inner"
    assert len(group) == 1
    assert len(nodes(sheet, "circle")) == 2


def test_an_animated_drawing_can_be_reached_by_tab():
    sheet = Drawing(10, 10)
    sheet.animate("own", ".own:hover * {animation-play-state: paused}")
    root = ET.fromstring(sheet.picture("words").svg)
    assert (root.get("class"), root.get("tabindex"), root.get("aria-label")) == ("own", "0", "words")
    assert [node.text for node in nodes(sheet, "style")] == [".own:hover * {animation-play-state: paused}"]


def test_hangul_is_twice_as_wide():
    assert text_width("손실") > 1.5 * text_width("ab")

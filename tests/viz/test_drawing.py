"""Drawings: images, groups and rules of motion in SVG."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from lessonlib.viz.drawing import Drawing, text_width, wrapped
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


def test_words_are_cut_into_lines_of_a_width():
    assert wrapped("one two three", text_width("one two")) == ["one two", "three"]
    assert wrapped("a longer-than-that b", text_width("aaaa")) == ["a", "longer-than-that", "b"]
    assert wrapped("", 100) == []


def test_a_small_sheet_grows_for_its_title_first_to_the_right_then_upwards():
    short, long = "A title of one line", "A title " * 30
    sheet = Drawing(50, 40)
    sheet.title(8, 20, short)
    assert sheet.picture("").svg.count("<text") == 1
    left, top, width, height = map(float, ET.fromstring(sheet.picture("").svg).get("viewBox").split())
    assert (left, top, height) == (0, 0, 40)
    assert width == pytest.approx(text_width(short, 14) + 16)
    sheet.title(8, 20, long)
    left, top, width, height = map(float, ET.fromstring(sheet.picture("").svg).get("viewBox").split())
    assert width == 560
    assert top < 0
    assert top + height == 40
    assert [node.get("y") for node in nodes(sheet, "text")][1] == "20.00"  # the last line, drawn first


def test_without_a_title_nothing_grows():
    sheet = Drawing(50, 40)
    sheet.title(8, 20, None)
    assert ET.fromstring(sheet.picture("").svg).get("viewBox") == "0 0 50 40"

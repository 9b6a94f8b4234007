"""Bubbles: parts of a drawing with a name, in reach of Tab, whose text stays inside the drawing."""

from xml.etree import ElementTree as ET

import pytest

from lessonlib.viz.bubbles import Bubbles
from lessonlib.viz.drawing import Drawing

LONG = "model/logits = Add(model/MatMul:0, model/b:0) -> float32 (?, 1)"


def drawn(width, height, y, text=LONG):
    """The root of a drawing of this size with one box of 40 x 20 at (5, y), and the place of its bubble."""
    sheet = Drawing(width, height)
    Bubbles(sheet).tell(5, y, 40, 20, text)
    root = ET.fromstring(sheet.picture("words").svg)
    bubble = next(group for group in groups(root) if group.get("class") == "ll-bubble")
    left, top, wide, high = (float(bubble[0].get(name)) for name in ("x", "y", "width", "height"))
    return root, (left, top, left + wide, top + high)


def groups(root):
    return [node for node in root.iter() if node.tag.endswith("}g")]


def test_a_drawing_with_bubbles_is_a_group_of_named_parts_that_tab_reaches():
    root, _ = drawn(300, 200, 10)
    assert (root.get("role"), root.get("aria-label")) == ("group", "words")
    spot = next(group for group in groups(root) if group.get("class") == "ll-spot")
    assert (spot.get("tabindex"), spot.get("role"), spot.get("aria-label")) == ("0", "img", LONG)


def test_without_css_no_bubble_is_seen():
    root, _ = drawn(300, 200, 10)
    (bubble,) = (group for group in groups(root) if group.get("class") == "ll-bubble")
    assert bubble.get("style") == "visibility: hidden"


def test_each_css_rule_is_about_bubbles_alone():
    root, _ = drawn(300, 200, 10)
    (style,) = (node.text for node in root.iter() if node.tag.endswith("}style"))
    rules = [rule for rule in style.split("}") if rule.strip()]
    assert len(rules) == 4
    assert all(rule.strip().startswith((".ll-spot", ".ll-quiet")) for rule in rules)


@pytest.mark.parametrize("width", [100, 300, 900])
@pytest.mark.parametrize(("height", "y"), [(200, 10), (200, 170), (260, 120)])
def test_the_bubble_lies_inside_the_drawing_and_off_its_part(width, height, y):
    root, (left, top, right, bottom) = drawn(width, height, y)
    assert left >= 0
    assert top >= 0
    assert right <= width
    assert bottom <= height
    assert top >= y + 20 or bottom <= y
    lines = [node.text for node in root.iter() if node.tag.endswith("}text")]
    assert " ".join(lines).replace(" ", "") == LONG.replace(" ", "")

"""What all tests of pictures share."""

import re
from xml.etree import ElementTree as ET

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath


def texts_of(picture):
    """All texts drawn in a picture."""
    return [node.text for node in ET.fromstring(picture.svg).iter() if node.tag.endswith("}text")]


@pytest.fixture
def texts():
    return texts_of


def title_lines(picture, title):
    """The lines of a title as they are drawn: text, and the left, top, right and bottom edge; and those of the picture.

    Widths are those of DejaVu Sans, which is wider than most.
    """
    root = ET.fromstring(picture.svg)
    left, top, width, height = (float(number) for number in root.get("viewBox").split())
    lines = []
    for node in root.iter():
        if node.tag.endswith("}text") and node.text and node.text in title:
            size = float(re.search(r"font-size: ([\d.]+)px", node.get("style"))[1])
            moved = re.fullmatch(r"translate\((\S+) (\S+)\)", node.get("transform", ""))
            x, y = map(float, moved.groups() if moved else (node.get("x"), node.get("y")))
            font = FontProperties(family="DejaVu Sans", size=size)
            wide, _, _ = TextToPath().get_text_width_height_descent(node.text, font, ismath=False)
            if "text-anchor: middle" in node.get("style"):
                x -= wide / 2
            lines.append((node.text, x, y - size, x + wide, y + size / 2))
    return lines, (left, top, left + width, top + height)


@pytest.fixture
def title_is_inside():
    """title_is_inside(picture, title): the whole title is drawn, within the picture. Returns its lines."""

    def title_is_inside(picture, title):
        lines, (left, top, right, bottom) = title_lines(picture, title)
        texts = [text for text, *_ in lines if " " in text]
        assert " ".join(sorted(texts, key=title.index)) == title
        for text, x1, y1, x2, y2 in lines:
            assert left <= x1 < x2 <= right, f"{text!r} leaves the picture at a side"
            assert top <= y1 < y2 <= bottom, f"{text!r} leaves the picture above or below"
        heights = [
            float(y) for y in re.findall(r'<text [^>]*?(?: y="|translate\(\S+ )([-\d.]+)', picture.svg)
        ]
        assert max(heights) < bottom, "the title pushes another text out of the picture"
        return texts

    return title_is_inside

"""Pictures are valid, deterministic, themed, and carry their text."""

import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import matplotlib
import pytest

from lessonlib.viz import learning_curves
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import BLUE, PALETTE


def curves():
    return learning_curves(
        {"a < b": [3.0, 2.0, 1.0], "c & d": [1.0, 2.0, 3.0]}, title="<script>alert(1)</script>"
    )


def test_the_same_data_gives_the_same_bytes():
    assert curves().svg == curves().svg


def test_svg_is_well_formed_and_labelled_with_the_alt_text():
    picture = curves()
    root = ET.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.alt
    assert root.get("viewBox")


def test_no_script_no_style_sheet_no_date_and_no_unused_id_reach_the_page():
    svg = curves().svg
    assert "<script" not in svg
    assert "<style" not in svg
    assert "metadata" not in svg
    ids = set(re.findall(r'\bid="([^"]+)"', svg))
    assert ids == set(re.findall(r'#([^")]+)', svg)) & ids


def test_text_and_colours_follow_the_page():
    svg = curves().svg
    assert "var(--jp-content-font-color1" in svg
    assert "var(--jp-content-font-family" in svg
    plain = re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg)
    assert plain == []


def test_in_a_notebook_it_is_html_with_the_alt_text_as_fallback():
    picture = curves()
    bundle = picture._repr_mimebundle_()
    assert bundle == {"text/html": picture.html, "text/plain": picture.alt}


def test_where_only_its_text_is_left_the_words_stand_alone():
    picture = Picture("<svg><text style='font-size: 10px'>12</text></svg>", "From 1 to <2>.")
    # As JupyterLab does it in a notebook that is not trusted: unknown tags go, what they hold stays.
    left = re.sub(r"</?(svg|text|template)\b[^>]*>", "", picture.html)
    figure = ET.fromstring(left)
    assert "font-size: 0" in figure.get("style")
    assert figure.text == "12"
    assert figure.find("p").get("style") == "font-size: 14px"
    assert figure.find("p").text.endswith("It shows: From 1 to <2>.")


def test_a_saved_svg_needs_no_css_variables(tmp_path):
    path = curves().save(tmp_path / "curves.svg")
    text = path.read_text(encoding="utf-8")
    ET.fromstring(text)
    assert "var(" not in text
    assert "color-mix" not in text
    assert "background: #ffffff" in text
    assert BLUE in text


def test_a_saved_page_holds_the_picture(tmp_path):
    picture = curves()
    path = picture.save(str(tmp_path / "curves.html"))
    assert picture.html in path.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["curves.html"]


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"cannot save a picture as 'a.png': end the name in .svg or .html"):
        curves().save(tmp_path / "a.png")


def test_drawing_leaves_matplotlib_as_it_was():
    before = dict(matplotlib.rcParams)
    curves()
    assert dict(matplotlib.rcParams) == before


def test_drawing_needs_no_pyplot():
    draw = "import sys; from lessonlib import viz; viz.learning_curves({'a': [1.0, 0.5]})"
    look = "assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", f"{draw}; {look}"], check=True)


def test_names_in_hangul_are_drawn_without_a_warning(texts):
    assert "학습률" in texts(learning_curves({"학습률": [2.0, 1.0], "b": [1.0, 1.0]}))


def luminance(hex_colour):
    channels = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mixed(colour, ink, share=0.82):
    parts = [(int(colour[i : i + 2], 16), int(ink[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in parts)


@pytest.mark.parametrize("colour", PALETTE)
@pytest.mark.parametrize(("ink", "paper"), [("#212121", "#ffffff"), ("#ffffff", "#111111")])
def test_each_colour_stands_out_on_light_and_dark_paper(colour, ink, paper):
    light, dark = sorted((luminance(mixed(colour, ink)), luminance(paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3.0


TITLE = "Without shortcuts deeper is worse, with them better; mean, lowest and highest of three runs"


def test_a_title_that_is_too_wide_is_broken_into_lines(texts):
    short = texts(learning_curves({"a": [2.0, 1.0]}, title=TITLE[:38]))
    assert TITLE[:38] in short
    lines = [text for text in texts(learning_curves({"a": [2.0, 1.0]}, title=TITLE)) if text in TITLE]
    assert len(lines) == 2
    assert " ".join(lines) == TITLE

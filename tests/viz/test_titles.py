"""Titles of Matplotlib figures."""

from xml.etree import ElementTree as ET

from lessonlib.viz.picture import from_figure
from lessonlib.viz.theme import new_figure, themed

LONG = "The loss on new pictures rises again while the loss on those it learned from falls towards zero"


@themed()
def picture(titles, suptitle="", width=6.4):
    figure = new_figure(width, 3.0)
    for ax, title in zip(figure.subplots(1, len(titles), squeeze=False)[0], titles, strict=True):
        ax.plot([0, 1], [0, 1])
        ax.set_title(title)
    if suptitle:
        figure.suptitle(suptitle, x=0.01, ha="left")
    return from_figure(figure, "A line.")


def height(picture):
    return float(ET.fromstring(picture.svg).get("viewBox").split()[3])


def test_a_short_title_is_left_alone(texts):
    assert "Short and on one line" in texts(picture(["Short and on one line"]))
    assert height(picture(["Short"])) == height(picture([""]))


def test_a_title_takes_the_lines_that_it_needs_and_the_figure_grows(title_is_inside):
    two = picture([LONG])
    assert len(title_is_inside(two, LONG)) == 2
    assert height(two) > height(picture(["Short"]))
    more = picture([LONG], width=3.2)
    assert len(title_is_inside(more, LONG)) > 2
    assert height(more) > height(two)


def test_the_title_of_the_whole_figure_too(title_is_inside):
    assert len(title_is_inside(picture(["left", "right"], suptitle=LONG), LONG)) == 2


def test_a_title_does_not_run_into_the_one_beside_it(texts):
    drawn = texts(picture([LONG, "right"]))
    assert LONG not in drawn
    assert len([text for text in drawn if text in LONG and " " in text]) > 2


def test_lines_that_were_cut_by_hand_stay(texts):
    assert {"first", "second"} <= set(texts(picture([f"first\nsecond\n{LONG}"])))


def test_a_longer_word_stands_alone(texts):
    assert [text for text in texts(picture([f"a {'b' * 90} c"])) if text[0] in "abc"] == ["a", "b" * 90, "c"]


def test_another_text_with_the_same_words_is_not_the_title(texts):
    with themed():
        figure = new_figure(4.0, 3.0)
        ax = figure.subplots()
        ax.text(0, 0, LONG).set_in_layout(False)
        ax.set_title(LONG)
        drawn = texts(from_figure(figure, "A text."))
    assert drawn.count(LONG) == 1
    assert len([text for text in drawn if text in LONG and " " in text]) > 2

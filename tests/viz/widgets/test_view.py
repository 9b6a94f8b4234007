"""The view of a picture: what it sends to the page, and clicks that come back."""

from lessonlib.viz import scatter
from lessonlib.viz.widgets.view import PictureView

PICTURE = scatter([[0.0, 0.0], [1.0, 1.0]], [0, 1])


def test_a_picture_is_shown_with_its_own_words_or_with_others():
    view = PictureView()
    view.show(PICTURE)
    assert (view.picture, view.words) == (PICTURE.html, PICTURE.alt)
    view.show(PICTURE, "Two points.")
    assert view.words == "Two points."


def test_a_click_is_reported_as_a_place():
    places = []
    view = PictureView(lambda x, y: places.append((x, y)))
    view._handle_custom_msg({"x": 0.25, "y": 0.5}, [])
    assert places == [(0.25, 0.5)]
    assert view.clickable
    assert not PictureView().clickable

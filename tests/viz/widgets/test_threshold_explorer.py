"""A threshold that is moved."""

import pytest

from lessonlib.viz import threshold_explorer

TRUTH, P = [0, 1, 0, 1], [0.1, 0.4, 0.6, 0.9]


def test_the_picture_follows_the_slider():
    widget = threshold_explorer(TRUTH, P, at=0.5)
    slider, _ = widget.box.children
    assert "precision 0.5, recall 0.5" in widget.snapshot().alt
    slider.value = 0.3
    assert widget.snapshot().alt.startswith("Threshold 0.30: of 2 positive rows 2 are called positive")


@pytest.mark.parametrize(("p", "at", "message"), [(P, 2, "at is 2"), ([0, 1, 0, 9], 0.5, "p has values")])
def test_what_does_not_fit_is_told(p, at, message):
    with pytest.raises(ValueError, match=message):
        threshold_explorer(TRUTH, p, at)

"""Comparing runs."""

import pytest

from lessonlib.viz import learning_rate_explorer

RUNS = {"lr=0.1": [1.0, 0.9], "lr=1": [1.0, 0.2], "lr=9": [1.0, 50.0]}


def test_one_run_is_in_front():
    widget = learning_rate_explorer(RUNS, "epoch")
    run, log, view = widget.box.children
    assert "Loss of lr=0.1 falls from 1 to 0.9 in 2 epochs." in view.words
    run.value = "lr=9"
    assert "Loss of lr=9 rises from 1 to 50 in 2 epochs." in view.words
    linear = view.picture
    log.value = True
    assert view.picture != linear


def test_the_still_picture_shows_all_runs():
    assert learning_rate_explorer(RUNS).snapshot().alt.startswith("3 learning curves of loss.")


def test_no_runs_are_an_error():
    with pytest.raises(ValueError, match="there is nothing to draw"):
        learning_rate_explorer({})

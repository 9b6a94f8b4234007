"""Gradient descent on a surface, against what one computes by hand."""

import re

import numpy as np
import pytest
import torch
from torch.optim import SGD, Adam

from lessonlib.viz import descent_explorer
from lessonlib.viz.widgets.descent_explorer import descend, long_valley


def controls(widget):
    w, b, optimizer, rate, momentum, steps = widget.box.children[0].children
    return w, b, optimizer, rate, momentum, steps.children[0]


def words(widget):
    return widget.box.children[-1].words


def test_each_step_follows_the_gradient():
    track = descend(long_valley, (-4.0, 2.0), lambda parameters: SGD(parameters, 0.1), 5)
    factors = np.array([1 - 0.1 * 0.2, 1 - 0.1 * 4])  # w <- w - lr * 0.2 w, b <- b - lr * 4 b
    expected = np.array([-4.0, 2.0]) * factors ** np.arange(6)[:, None]
    np.testing.assert_allclose(track, expected, rtol=1e-5)


def test_a_path_that_diverges_ends():
    track = descend(long_valley, (-4.0, 2.0), lambda parameters: SGD(parameters, 5.0), 40)
    assert len(track) < 20
    assert np.isfinite(track).all()


def test_controls_change_the_path():
    widget = descent_explorer(num_steps=20)
    w, b, optimizer, rate, _, step = controls(widget)
    assert words(widget).startswith(
        "Gradient descent, learning rate 0.1. At the start: w = -4, b = 2, loss 9.6,"
    )
    step.value = 1
    assert "Step 1 of 20: w = -3.92, b = 1.2, loss 4.42, gradient (-0.784, 4.8)." in words(widget)
    w.value, b.value = 1.0, -1.0
    assert "Step 1 of 20: w = 0.98, b = -0.6" in words(widget)
    optimizer.value = "Adam"
    after = descend(long_valley, (1.0, -1.0), lambda parameters: Adam(parameters, 0.1), 1)[1]
    assert f"w = {after[0]:.3g}, b = {after[1]:.3g}" in words(widget)
    optimizer.value, rate.value, step.value = "gradient descent", 1.0, 20
    assert "It diverged: after step" in words(widget)


def test_a_step_that_is_too_long_is_told():
    widget = descent_explorer(lr=1.0)
    controls(widget)[-1].value = 1
    assert words(widget).endswith("The loss is larger than at the start: the steps are too long.")


def test_momentum_can_be_set_where_it_counts():
    widget = descent_explorer()
    _, _, optimizer, _, momentum, step = controls(widget)
    step.value = 10
    assert momentum.disabled
    optimizer.value = "momentum"
    assert not momentum.disabled
    before = words(widget)
    momentum.value = 0.5
    assert words(widget) != before


def test_a_click_sets_the_start():
    widget = descent_explorer()
    left, bottom, width, height = 0.1, 0.13, 0.87, 0.79
    click = widget.box.children[-1]._handle_custom_msg
    click({"x": left + 0.75 * width, "y": 1 - (bottom + 0.25 * height)}, [])
    w, b, *_ = controls(widget)
    assert (w.value, b.value) == pytest.approx((2.5, -1.5))
    click({"x": 0.0, "y": 0.0}, [])  # outside the map: its corner
    assert (w.value, b.value) == (-5.0, 3.0)


def test_the_axes_are_where_clicks_are_measured(texts):
    """The tick labels at the ends of the axes lie at the corners that `_AXES` says."""
    svg = descent_explorer(names=("u", "v")).snapshot().svg
    assert {"u", "v", "gradient descent"} <= set(texts(descent_explorer(names=("u", "v")).snapshot()))
    assert 'viewBox="0 0 403.2 302.4"' in svg
    assert "M 40.32 263.08" in svg  # left 0.1, bottom 0.13 of 403.2 x 302.4 points


def test_a_snapshot_shows_the_whole_way():
    assert "Step 40 of 40" in descent_explorer().snapshot().alt


def test_a_loss_of_ones_own():
    widget = descent_explorer(lambda u, v: torch.sin(u) + v**2, (0.5, 1.0), names=("u", "v"))
    assert "At the start: u = 0.5, v = 1, loss 1.48" in words(widget)


def test_a_parameter_that_does_not_count_stays():
    widget = descent_explorer(lambda w, b: w**2)
    controls(widget)[-1].value = 40
    assert re.search(r"b = 2, loss \S+, gradient \(-\S+, 0\)\.", words(widget))


def test_bad_arguments_are_told():
    with pytest.raises(ValueError, match="expected a place inside x_range"):
        descent_explorer(start=(9.0, 0.0))
    with pytest.raises(ValueError, match="loss returned shape"):
        descent_explorer(lambda w, b: (w + b).sum())

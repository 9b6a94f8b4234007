"""The learning rate of each step, as PyTorch sets it."""

import math

import ipywidgets
import pytest

from lessonlib.viz import schedule_explorer
from lessonlib.viz.widgets.schedule_explorer import SCHEDULES, rates


@pytest.mark.parametrize("warmup", [0, 1, 10, 40])
@pytest.mark.parametrize("kind", SCHEDULES)
def test_rates_follow_the_formula(kind, warmup):
    def wanted(step):
        if step < warmup:
            return 0.2 * (0.01 + 0.99 * step / warmup)
        k, rest = step - warmup, 100 - warmup
        if kind == "steps":
            return 0.2 * 0.5 ** (k // math.ceil(rest / 4))
        return 0.2 * (1 + math.cos(math.pi * k / rest)) / 2 if kind == "cosine" else 0.2

    assert rates(kind, 0.2, warmup) == pytest.approx([wanted(step) for step in range(100)])


def test_the_controls_change_the_picture(texts):
    widget = schedule_explorer("steps", 0.1, 0)
    kind, rate, warmup, _ = widget.box.children
    assert widget.snapshot().alt.startswith("Learning rate of 100 steps, steps: 0.1 at step 1, at most 0.1,")
    assert widget.snapshot().alt.endswith("All rates together are 4.69.")
    kind.value, rate.value, warmup.value = "constant", 0.01, 20
    assert "constant after a warm-up of 20 steps: 0.0001 at step 1" in widget.snapshot().alt
    assert "warm-up" in texts(widget.snapshot())


def test_controls_are_labelled_for_the_keyboard():
    kind, rate, warmup, _ = schedule_explorer().box.children
    assert isinstance(warmup, ipywidgets.IntSlider)
    names = (kind.description, rate.description, warmup.description)
    assert names == ("schedule", "largest rate", "warm-up steps")


def test_another_schedule_is_refused():
    with pytest.raises(ValueError, match="the schedule is 'sine', expected one of: constant, steps, cosine"):
        rates("sine", 0.1, 0)

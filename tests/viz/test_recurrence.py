"""Unrolled recurrent networks: cells, states and answers are counted."""

import numpy as np
import pytest
import torch

from lessonlib.viz import unrolled_rnn


def test_each_step_has_its_cell_and_the_last_answers(texts):
    drawn = texts(unrolled_rnn(3))
    assert drawn.count("cell") == 4  # the rolled one too
    assert [text for text in drawn if text.startswith("x")] == ["x", "x₁", "x₂", "x₃"]
    assert [text for text in drawn if text.startswith("y")] == ["y", "y₃"]
    assert [text for text in drawn if text.startswith("h")] == ["h", "h₁", "h₂"]


def test_it_can_answer_after_each_step(texts):
    picture = unrolled_rnn(3, outputs="each", inputs=1, hidden=8, title="Forecast")
    assert {"y₁", "y₂", "y₃", "x: 1 number", "h: 8 numbers", "Forecast"} <= set(texts(picture))
    assert picture.alt == (
        "Recurrent network, unrolled over 3 steps: one cell with the same weights takes an input x of 1 number, "
        "a state h of 8 numbers, and gives the state on to the next step; it answers after each step."
    )


def test_long_series_leave_out_the_middle(texts):
    picture = unrolled_rnn(28, inputs=28)
    drawn = texts(picture)
    assert "... 22 more ..." in drawn
    assert drawn.count("cell") == 7
    assert {"x₁", "x₅", "x₂₈", "h₅", "h₂₇", "y₂₈"} <= set(drawn)
    assert "x₆" not in drawn
    assert "unrolled over 28 steps" in picture.alt


def test_states_are_written_and_told(texts):
    states = torch.tensor([[0.5, -1.0], [0.25, 2.0]])
    picture = unrolled_rnn(2, hidden=2, states=states)
    assert {"h₁ = (0.5, -1)", "h₂ = (0.25, 2)"} <= set(texts(picture))
    assert picture.alt.endswith("The state goes from (0.5, -1) to (0.25, 2); its numbers lie from -1 to 2.")
    assert "h₂ = 0.2" in texts(unrolled_rnn(2, states=[0.1, 0.2]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"steps": 0}, "steps is 0 and outputs is 'last', expected 1 or more steps"),
        ({"steps": 2, "outputs": "all"}, 'outputs is \'all\', expected .*"last" or "each"'),
        ({"steps": 2, "states": np.zeros((3, 4))}, r"states has shape \(3, 4\), expected \(2, hidden\)"),
        ({"steps": 2, "hidden": 5, "states": np.zeros((2, 4))}, r"shape \(2, 4\), expected \(2, 5\)"),
    ],
)
def test_bad_input_is_told(arguments, message):
    with pytest.raises(ValueError, match=message):
        unrolled_rnn(**arguments)

"""Series and forecasts: the errors told are those of the numbers."""

import numpy as np
import pytest
import torch

from lessonlib.viz import series

TRUE = np.array([0.0, 1.0, 2.0, 3.0, 4.0])


def test_a_series_alone():
    assert series(TRUE, x="day", y="sales").alt == "Sales over 5 days, from 0 to 4."


def test_forecasts_end_with_the_series_and_tell_their_errors(texts):
    picture = series(TRUE, {"RNN": torch.tensor([[3.5], [3.0]]), "last": [3.0, 3.0]})
    assert picture.alt == (
        "Value over 5 steps, from 0 to 4. RNN forecasts steps 3 to 4: on average 0.75 off, at most 1 at step 4. "
        "last forecasts steps 3 to 4: on average 0.5 off, at most 1 at step 4."
    )
    assert {"true", "RNN", "last", "step", "value"} <= set(texts(picture))


def test_only_known_steps_have_an_error():
    assert series(TRUE, {"RNN": [4.5, 9.0]}, start=4).alt.endswith(
        "RNN forecasts steps 4 to 5: on average 0.5 off, at most 0.5 at step 4."
    )
    assert series(TRUE, {"RNN": [5.0]}, start=5).alt.endswith("to 4. RNN forecasts step 5.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((5, 2)),), r"values has shape \(5, 2\), expected \(n,\) or \(n, 1\)"),
        (([],), r"values has shape \(0,\)"),
        (([1.0, np.nan],), "of finite numbers"),
        ((TRUE, {"RNN": np.zeros(9)}), "RNN would start at step -4 of a series of 5 values"),
    ],
)
def test_bad_input_is_told(arguments, message):
    with pytest.raises(ValueError, match=message):
        series(*arguments)


def test_a_start_beyond_the_series_is_told():
    with pytest.raises(ValueError, match=r"RNN would start at step 6 .* expected a start from 0 to 5"):
        series(TRUE, {"RNN": [1.0]}, start=6)

"""Loss surfaces and paths of descent."""

import pytest
import torch

from lessonlib.viz import surface


def bowl(w, b):
    return (w - 1) ** 2 + 4 * b**2


def test_the_path_is_told_from_start_to_end():
    alt = surface(bowl, [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]).alt
    assert alt.startswith("Loss over w and b, from 0.00")
    assert alt.endswith("path: from (0, 1), loss 5, to (1, 0), loss 0, in 2 steps.")


def test_several_paths_have_names(texts):
    paths = {"lr=0.1": torch.zeros(3, 2), "lr=0.2": torch.ones(1, 2)}
    picture = surface(bowl, paths, names=("slope", "shift"))
    assert "lr=0.2: from (1, 1), loss 4, to (1, 1), loss 4, in 0 steps." in picture.alt
    assert {"lr=0.1", "lr=0.2", "slope", "shift"} <= set(texts(picture))


def test_optimizers_are_compared(texts):
    paths = {"momentum": [[0.0, 1.0], [1.5, 0.0]], "Adam": [[0.0, 1.0], [1.1, 0.0]], "slow": [[0.0, 1.0]] * 3}
    picture = surface(bowl, paths)
    assert picture.alt.endswith("Adam ends lowest.")
    assert set(paths) <= set(texts(picture))


def test_a_path_that_leaves_the_picture_is_told():
    wild = [[0.0, 1.0], [0.0, -3.0], [float("nan"), 0.0]]
    alt = surface(bowl, {"lr=0.1": [[0.0, 1.0]], "lr=2": wild}).alt
    assert alt.endswith("lr=0.1 ends lowest. lr=2 leaves the picture at step 1.")


def test_long_paths_have_few_marks():
    steps = torch.linspace(0, 1, 2001)
    assert surface(bowl, torch.stack([steps, 1 - steps], dim=1)).svg.count("<use") < 120


def test_a_flat_surface_can_be_drawn():
    assert surface(lambda w, b: torch.ones_like(w)).alt == "Loss over w and b, from 1 to 1."


@pytest.mark.parametrize(
    ("loss", "paths", "message"),
    [
        (
            lambda w, b: (w + b).sum(),
            None,
            r"loss returned shape \(\) for two parameters of shape \(120, 120\)",
        ),
        (lambda w, b: torch.log(w), None, "expected that shape and finite numbers"),
        (bowl, [[1.0, 2.0, 3.0]], r"path has shape \(1, 3\), expected \(k, 2\)"),
        (bowl, {"a": []}, r"a has shape \(0,\)"),
    ],
)
def test_bad_input_is_told(loss, paths, message):
    with pytest.raises(ValueError, match=message):
        surface(loss, paths)

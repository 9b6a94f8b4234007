"""Scatter plots and decision boundaries."""

import numpy as np
import pytest
import torch

from lessonlib.data import xor
from lessonlib.models import LogisticRegression
from lessonlib.viz import decision_boundary, scatter

X, Y = xor().train.X, xor().train.y


def left_or_right(points):
    return (points[:, 0] >= 0.5).long()


def test_scatter_counts_its_points(texts):
    picture = scatter(X, Y, ["same", "different"], feature_names=("a", "b"), title="XOR")
    assert picture.alt == (
        "Scatter plot of 4 points: 2 of class same and 2 of class different; a from 0 to 1 and b from 0 to 1."
    )
    assert {"same", "different", "a", "b", "XOR"} <= set(texts(picture))


def test_boundary_says_how_many_points_it_gets_right():
    picture = decision_boundary(left_or_right, X, Y)
    assert picture.alt == (
        "Decision regions for 0 and 1. 2 of 4 points (50%) lie in the region of their own class."
    )


@pytest.mark.parametrize(
    "predict",
    [
        left_or_right,
        lambda points: left_or_right(points).numpy(),
        lambda points: left_or_right(points).bool(),
        lambda points: left_or_right(points)[:, None].float(),
        lambda points: torch.sigmoid(9 * (points[:, 0] - 0.5)),
        lambda points: torch.stack([0.5 - points[:, 0], points[:, 0] - 0.5], dim=1) * 7,
    ],
    ids=["classes", "numpy", "bools", "column", "probabilities", "scores"],
)
def test_all_forms_of_answers_are_understood(predict):
    assert "2 of 4 points" in decision_boundary(predict, X, [0, 1, 1, 0]).alt
    assert "4 of 4 points (100%)" in decision_boundary(predict, X, [0, 0, 1, 1]).alt


def test_the_model_is_asked_without_gradients_in_float32():
    model = LogisticRegression(2)

    def predict(points):
        assert points.dtype == torch.float32
        answer = model.probability(points)
        assert not answer.requires_grad
        return answer

    decision_boundary(predict, X.numpy(), Y.numpy())


def test_three_classes_and_one_that_is_never_seen():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 1.0]])
    picture = decision_boundary(
        lambda p: p[:, 0].round().clamp(0, 2).long(), points, [0, 1, 2], ["a", "b", "c"]
    )
    assert "for a, b and c. 3 of 3 points" in picture.alt


def test_logits_are_told_apart_from_probabilities():
    with pytest.raises(
        ValueError, match=r"predict returned -\d.* to \d.*pass model.predict or model.probability"
    ):
        decision_boundary(lambda points: 5 * points[:, 0] - 2, X, Y)


def test_too_few_answers_are_told():
    with pytest.raises(ValueError, match="predict returned 3 answers for 40000 rows"):
        decision_boundary(lambda points: points[:3, 0], X, Y)


@pytest.mark.parametrize("draw", [scatter, lambda *a: decision_boundary(left_or_right, *a)])
def test_shapes_and_classes_are_checked(draw):
    with pytest.raises(ValueError, match=r"X has shape \(4, 3\) and y has shape \(4,\), expected \(n, 2\)"):
        draw(np.zeros((4, 3)), Y)
    with pytest.raises(ValueError, match=r"y holds classes 0 to 1, but there are names for 1: \['only'\]"):
        draw(X, Y, ["only"])


def test_the_legend_lies_below_the_axes(texts):
    drawn = texts(decision_boundary(left_or_right, X, Y, ["same", "different"]))
    assert drawn.index("same") > drawn.index("x2") > drawn.index("x1")

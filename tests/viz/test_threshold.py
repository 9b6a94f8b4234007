"""What a threshold makes of scores, against scikit-learn."""

import pytest
import torch
from sklearn import metrics

from lessonlib.viz import threshold
from lessonlib.viz.words import number

TRUTH = torch.tensor([0, 0, 0, 1, 1, 1, 1, 0])
P = torch.tensor([0.1, 0.4, 0.35, 0.8, 0.9, 0.2, 0.6, 0.7])


@pytest.mark.parametrize("at", [0.0, 0.3, 0.6, 0.85])
def test_it_tells_scikit_learns_numbers(at, texts):
    called = at <= P
    picture = threshold(TRUTH, P, at)
    precision, recall = metrics.precision_score(TRUTH, called), metrics.recall_score(TRUTH, called)
    assert f"precision {number(precision)}, recall {number(recall)}" in picture.alt
    (tn, fp), (fn, tp) = metrics.confusion_matrix(TRUTH, called)
    counts = {
        f"true positives {tp}",
        f"false positives {fp}",
        f"false negatives {fn}",
        f"true negatives {tn}",
    }
    assert counts <= set(texts(picture))


def test_in_words():
    assert threshold(TRUTH, P).alt == (
        "Threshold 0.50: of 4 positive rows 3 are called positive and 1 are missed; of 4 negative rows 1 are false "
        "alarms. This is precision 0.75, recall 0.75, and the point (0.25, 0.75) of the ROC curve."
    )


def test_precision_is_not_defined_where_nothing_is_called_positive():
    assert "precision not defined, recall 0, and the point (0, 0)" in threshold(TRUTH, P, 1.0).alt


def test_a_title_says_what_to_see(texts):
    assert "many false alarms" in texts(threshold(TRUTH, P, 0.1, title="many false alarms"))


@pytest.mark.parametrize(
    ("y_true", "p", "at", "message"),
    [
        (TRUTH, P[:3], 0.5, r"the model: y_true has shape \(8,\) and score has shape \(3,\)"),
        (TRUTH * 0, P, 0.5, r"y_true holds the classes \[0\]"),
        (TRUTH, 4 * P, 0.5, "p has values from 0.4 to 3.6, expected probabilities from 0 to 1: send logits"),
        (TRUTH, P, 1.5, "at is 1.5, expected a threshold from 0 to 1"),
    ],
)
def test_what_does_not_fit_is_told(y_true, p, at, message):
    with pytest.raises(ValueError, match=message):
        threshold(y_true, p, at)

"""ROC curves and confusion matrices against scikit-learn."""

import pytest
import torch
from sklearn import metrics

from lessonlib.viz import confusion_matrix, roc
from lessonlib.viz.words import number

TRUTH = torch.tensor([0, 0, 0, 1, 1, 1, 1, 0])
SCORE = torch.tensor([0.1, 0.4, 0.35, 0.8, 0.9, 0.2, 0.6, 0.7])


def test_roc_tells_the_area_under_the_curve(texts):
    area = number(metrics.roc_auc_score(TRUTH, SCORE))
    picture = roc({"model": (TRUTH, SCORE)})
    assert (
        picture.alt == f"ROC curve: model has the area {area} under the curve; 1 is perfect, 0.5 is guessing."
    )
    assert f"model (area {area})" in texts(picture)


def test_roc_compares_models():
    assert roc({"a": (TRUTH, SCORE), "b": (TRUTH, -SCORE)}).alt.startswith(
        "ROC curves: a has the area 0.75 and b has"
    )


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ({}, "there is nothing to draw"),
        ({"a": (TRUTH, SCORE[:3])}, r"a: y_true has shape \(8,\) and score has shape \(3,\)"),
        ({"a": (TRUTH * 0, SCORE)}, r"a: y_true holds the classes \[0\], expected both 0 and 1"),
    ],
)
def test_roc_checks_its_input(models, message):
    with pytest.raises(ValueError, match=message):
        roc(models)


def test_confusion_matrix_holds_scikit_learns_numbers(texts):
    generator = torch.Generator().manual_seed(0)
    truth, answers = torch.randint(0, 4, (2, 90), generator=generator)
    drawn = [text for text in texts(confusion_matrix(truth, answers, list("abcd"))) if text.isdigit()]
    assert drawn == [str(n) for n in metrics.confusion_matrix(truth, answers).ravel()]


def test_confusion_matrix_tells_the_most_frequent_mistake():
    picture = confusion_matrix([0, 0, 1, 1, 1], [0, 1, 0, 0, 1], ["cat", "dog"])
    assert picture.alt == (
        "Confusion matrix: 2 of 5 rows (40%) are right. "
        "The most frequent mistake: 2 rows of class dog taken for cat."
    )
    assert confusion_matrix([0, 1], [0, 1]).alt == "Confusion matrix: 2 of 2 rows (100%) are right."


def test_long_class_names_are_slanted():
    names = ["T-shirt", "trousers", "ankle boot"]
    assert "rotate(-45)" in confusion_matrix([0, 1, 2], [0, 1, 2], names).svg
    assert "rotate(-45)" not in confusion_matrix([0, 1], [0, 1], ["cat", "dog"]).svg


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1], [0, 1, 1]), r"y_true has shape \(2,\) and y_hat has shape \(3,\)"),
        (([0, 2], [0, 1], ["a", "b"]), r"classes from 0 to 2, but names for 0 to 1: \['a', 'b'\]"),
        (([0, -1], [0, 1]), "classes from -1 to 1"),
    ],
)
def test_confusion_matrix_checks_its_input(arguments, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(*arguments)


def test_confusion_matrix_breaks_a_long_title(texts):
    title = "what the network answers for each kind of flower"
    drawn = texts(confusion_matrix([0, 1], [0, 1], title=title))
    assert title not in drawn
    assert all(word in " ".join(drawn) for word in title.split())

"""Early stopping is a function of the history; `fit` gives the model its best weights back."""

import pytest
import torch
from torch import nn

from lessonlib.training import EarlyStopping, History, accuracy, evaluate

NAN = float("nan")


def history(*numbers, name="validation_loss"):
    return History({name: numbers})


@pytest.mark.parametrize(
    ("numbers", "best", "over"),
    [
        ([0.5], 0, False),
        ([0.5, 0.4], 1, False),
        ([0.5, 0.4, 0.4], 1, False),
        ([0.5, 0.4, 0.6, 0.4], 1, True),
        ([0.5, 0.4, 0.6, 0.3], 3, False),
        ([NAN, 0.9, NAN, NAN], 1, True),
        ([NAN, NAN], 0, False),
    ],
)
def test_patience_counts_epochs_since_the_best(numbers, best, over):
    rule = EarlyStopping(patience=2)
    assert rule.best_epoch(history(*numbers)) == best
    assert rule.is_over(history(*numbers)) is over
    assert rule.newest_is_best(history(*numbers)) is (best == len(numbers) - 1)


@pytest.mark.parametrize("name", ["validation_accuracy", "validation_r2"])
def test_what_is_not_a_loss_or_an_error_shall_be_high(name):
    assert EarlyStopping(monitor=name).best_epoch(history(0.5, 0.9, 0.7, name=name)) == 1


@pytest.mark.parametrize("name", ["loss", "validation_mean_absolute_error"])
def test_losses_and_errors_shall_be_low(name):
    assert EarlyStopping(monitor=name).best_epoch(history(0.5, 0.2, 0.7, name=name)) == 1


def test_nothing_is_over_before_the_first_epoch():
    assert not EarlyStopping().is_over(History())


def test_fit_stops_and_returns_the_best_weights(train, dataset):
    losses = iter([0.5, 0.3, 0.1, 0.2, 0.4, 0.0])  # of the evaluations: the best comes after the third epoch

    def scripted(logits, y):
        if not logits.requires_grad:
            return torch.tensor(next(losses))
        return nn.functional.cross_entropy(logits, y)

    rule = EarlyStopping(patience=2)
    model, history = train(scripted, num_epochs=50, early_stopping=rule, checkpoint=None)
    assert history["validation_loss"] == pytest.approx([0.5, 0.3, 0.1, 0.2, 0.4])
    best, _ = train(num_epochs=3, checkpoint=None)
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), best.parameters(), strict=True))
    assert evaluate(model, dataset.validation, nn.CrossEntropyLoss(), [accuracy])["accuracy"] > 0.5


def test_the_best_weights_return_also_when_the_epochs_run_out(train):
    losses = iter([0.1, 0.2, 0.3])

    def scripted(logits, y):
        return nn.functional.cross_entropy(logits, y) if logits.requires_grad else torch.tensor(next(losses))

    model, _ = train(scripted, num_epochs=3, early_stopping=EarlyStopping(patience=9), checkpoint=None)
    best, _ = train(num_epochs=1, checkpoint=None)
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), best.parameters(), strict=True))


def test_mistakes_are_told(train):
    with pytest.raises(ValueError, match="patience is 0, expected at least 1 epoch"):
        EarlyStopping(patience=0)
    with pytest.raises(
        KeyError, match="no 'validation_accuracy' in this history, expected one of: loss, val"
    ):
        train(early_stopping=EarlyStopping(monitor="validation_accuracy"))

"""The training loop against the same loop written out in PyTorch, and its early end."""

import pytest
import torch
from torch import nn

from lessonlib.data import Split, moons
from lessonlib.models import MLP, LogisticRegression, Perceptron
from lessonlib.training import accuracy, evaluate, fit, mean_absolute_error, recall, seed_everything

DATASET = moons(n=50)


def logistic_regression():
    seed_everything(0)
    model = LogisticRegression(2)
    return model, torch.optim.SGD(model.parameters(), lr=0.5)


def quiet_fit(model, optimizer, loss_fn=None, **options):
    settings = {"num_epochs": 3, "batch_size": 8, "progress": False} | options
    return fit(model, DATASET, loss_fn or nn.BCEWithLogitsLoss(), optimizer, **settings)


def test_fit_is_the_plain_loop():
    model, optimizer = logistic_regression()
    history = quiet_fit(model, optimizer, seed=5)
    twin, twin_optimizer = logistic_regression()
    for epoch in range(3):
        total = 0.0
        for X, y in DATASET.train.batches(8, seed=5, epoch=epoch):
            loss = nn.functional.binary_cross_entropy_with_logits(twin(X), y.float())
            twin_optimizer.zero_grad()
            loss.backward()
            twin_optimizer.step()
            total += loss.item() * len(y)
        assert history["loss"][epoch] == pytest.approx(total / len(DATASET.train), rel=1e-5)
    assert torch.equal(model.linear.weight, twin.linear.weight)


@pytest.mark.parametrize(("outputs", "loss_fn"), [(1, nn.BCEWithLogitsLoss()), (2, nn.CrossEntropyLoss())])
def test_one_output_and_two_outputs_both_learn(outputs, loss_fn):
    seed_everything(0)
    model = MLP((2, 8, outputs))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    history = quiet_fit(model, optimizer, loss_fn, num_epochs=30, metrics=[accuracy, recall])
    assert list(history) == ["loss", "validation_loss", "validation_accuracy", "validation_recall"]
    assert history["loss"][-1] < 0.5 * history["loss"][0]
    assert history["validation_accuracy"][-1] >= 0.9
    measured = evaluate(model, DATASET.validation, loss_fn, [accuracy])
    assert measured["loss"] == history["validation_loss"][-1]


@pytest.mark.parametrize("outputs", [(5, 1), (5,)])
def test_numbers_are_compared_in_one_shape(outputs):
    """(5, 1) minus (5,) would be (5, 5), and its mean a loss that falls without any learning."""

    class Guess(nn.Module):
        def __init__(self):
            super().__init__()
            self.value = nn.Parameter(torch.zeros(()))

        def forward(self, X):
            return self.value.expand(len(X), *outputs[1:])

    split = Split(torch.zeros(5, 1), torch.arange(5.0).reshape(5, 1))
    measured = evaluate(Guess(), split, nn.MSELoss(), [mean_absolute_error])
    assert measured == {"loss": pytest.approx(6.0), "mean_absolute_error": pytest.approx(2.0)}


def test_evaluating_leaves_the_mode_as_it_was():
    model, _ = logistic_regression()
    model.train()
    evaluate(model, DATASET.test, nn.BCEWithLogitsLoss())
    assert model.training


def test_the_device_is_chosen_by_name():
    model, optimizer = logistic_regression()
    quiet_fit(model, optimizer, device="auto")
    assert model.linear.weight.is_cuda == torch.cuda.is_available()
    with pytest.raises(RuntimeError, match="device 'cuda:99' was asked for"):
        quiet_fit(model, optimizer, device="cuda:99")


def test_dropout_is_on_in_training_and_off_afterwards():
    seen = []

    class Watched(LogisticRegression):
        def forward(self, X):
            seen.append(self.training)
            return super().forward(X)

    model = Watched(2)
    quiet_fit(model, torch.optim.SGD(model.parameters(), lr=0.1), num_epochs=1, batch_size=30)
    assert seen == [True, False]
    assert not model.training


def test_keyboard_interrupt_keeps_what_was_learned(capsys):
    model, optimizer = logistic_regression()
    start = model.linear.weight.clone()
    calls = iter(range(1000))

    def interrupted(logits, y):
        if next(calls) == 12:  # 4 batches and 1 evaluation an epoch: in the third epoch
            raise KeyboardInterrupt
        return nn.functional.binary_cross_entropy_with_logits(logits, y)

    history = quiet_fit(model, optimizer, interrupted, num_epochs=10)
    assert history.interrupted
    assert history.num_epochs == 2
    assert not torch.equal(model.linear.weight, start)
    assert not model.training
    assert "Stopped after 2 of 10 epochs" in capsys.readouterr().out


def test_another_error_is_not_swallowed():
    model, optimizer = logistic_regression()

    def broken(logits, y):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        quiet_fit(model, optimizer, broken)


def test_the_progress_bar_shows_the_loss(capsys):
    model, optimizer = logistic_regression()
    quiet_fit(model, optimizer, progress=True, num_epochs=2)
    assert "loss=" in capsys.readouterr().err


def test_bad_numbers_and_models_are_refused():
    model, optimizer = logistic_regression()
    with pytest.raises(ValueError, match="num_epochs is 0, expected a whole number, at least 1"):
        quiet_fit(model, optimizer, num_epochs=0)
    with pytest.raises(ValueError, match="batch_size is 0"):
        quiet_fit(model, optimizer, batch_size=0)
    with pytest.raises(ValueError, match="Perceptron has no parameters"):
        quiet_fit(Perceptron(2), optimizer)

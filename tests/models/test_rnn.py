"""Recurrent networks against the recurrence written out, and forecasts against the same made one by one."""

import pytest
import torch
from torch import nn

from lessonlib.models import RNNClassifier, RNNConfig, SeriesRNN

CELLS = ["rnn", "gru", "lstm"]


def test_the_classifier_is_elman_s_recurrence_over_the_rows():
    torch.manual_seed(0)
    model = RNNClassifier()
    images = torch.rand(3, 1, 28, 28)
    rnn, h = model.rnn, torch.zeros(3, 128)
    for row in images[:, 0].unbind(dim=1):
        h = torch.tanh(row @ rnn.weight_ih_l0.T + rnn.bias_ih_l0 + h @ rnn.weight_hh_l0.T + rnn.bias_hh_l0)
    want = h @ model.output.weight.T + model.output.bias
    torch.testing.assert_close(model(images), want)
    torch.testing.assert_close(model(images[:, 0]), want)
    assert torch.equal(model.predict(images), want.argmax(dim=1))


@pytest.mark.parametrize("cell", CELLS)
def test_each_cell_is_pytorch_s(cell):
    torch.manual_seed(0)
    model = RNNClassifier(RNNConfig(inputs=4, hidden=6, outputs=3, cell=cell))
    oracle = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[cell](4, 6, batch_first=True)
    oracle.load_state_dict(model.rnn.state_dict())
    X = torch.randn(5, 7, 4)
    torch.testing.assert_close(model(X), model.output(oracle(X)[0][:, -1]))


@pytest.mark.parametrize("cell", CELLS)
def test_a_forecast_reads_its_own_predictions(cell):
    torch.manual_seed(0)
    model = SeriesRNN(hidden=8, cell=cell)
    X = torch.randn(4, 10, 1)
    forecast, seen = model.forecast(X, horizon=5), X
    assert forecast.shape == (4, 5)
    assert not forecast.requires_grad
    for step in range(5):
        torch.testing.assert_close(forecast[:, step : step + 1], model(seen))
        seen = torch.cat([seen, model(seen).unsqueeze(1)], dim=1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: RNNConfig(hidden=0), "hidden=0.*expected sizes above 0"),
        (lambda: SeriesRNN(cell="elman"), "there is no cell 'elman', expected one of: rnn, gru, lstm"),
        (
            lambda: RNNClassifier()(torch.zeros(5, 1, 28, 27)),
            r"X has shape \(5, 28, 27\), expected \(n, steps, 28\)",
        ),
        (lambda: RNNClassifier()(torch.zeros(5, 784)), r"X has shape \(5, 784\), expected \(n, steps, 28\)"),
        (lambda: SeriesRNN()(torch.zeros(5, 0, 1)), "with at least one step"),
        (lambda: SeriesRNN().forecast(torch.zeros(5, 3, 1), 0), "horizon is 0, expected at least 1"),
    ],
)
def test_sizes_are_checked(make, message):
    with pytest.raises(ValueError, match=message):
        make()

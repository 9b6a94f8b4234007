"""References for recurrent networks, beside plain loops."""

import numpy as np
import pytest
import torch
from torch import nn

from lessonlib.check.references import recurrent

rng = np.random.default_rng(16)


def test_a_step():
    x, h, W_x, W_h, b = (rng.normal(size=size) for size in ((3, 2), (3, 4), (2, 4), (4, 4), 4))
    np.testing.assert_allclose(recurrent.stepped(x, h, W_x, W_h, b), np.tanh(x @ W_x + h @ W_h + b))


def test_a_series_is_read_from_its_start():
    torch.manual_seed(0)
    layer, X, h0 = nn.RNN(2, 3, batch_first=True), torch.randn(4, 5, 2), torch.randn(4, 3)
    W, U, b, c = (part.detach().numpy() for part in layer.parameters())
    h, got = h0.numpy(), recurrent.read(layer, X, h0)
    for t in range(5):
        h = np.tanh(X[:, t].numpy() @ W.T + b + h @ U.T + c)
        np.testing.assert_allclose(got[:, t], h, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("cell", "blocks"), [("rnn", 1), ("gru", 3), ("lstm", 4)])
def test_parameters(cell, blocks):
    assert recurrent.parameters(cell, 3, 5) == blocks * 5 * (3 + 5 + 2)


def test_windows():
    X, y = recurrent.windows(np.arange(6.0), 2)
    assert X[:, :, 0].tolist() == [[0, 1], [1, 2], [2, 3], [3, 4]]
    assert y.tolist() == [[2], [3], [4], [5]]


def test_slopes_stop_before_the_last_part():
    torch.manual_seed(1)
    layer, X = nn.RNN(1, 4, batch_first=True), torch.randn(1, 9, 1, requires_grad=True)
    _, state = layer(X[:, :6])
    layer(X[:, 6:], state.detach())[0][:, -1].sum().backward()
    np.testing.assert_allclose(recurrent.last_slopes(layer, X.detach(), 3), X.grad[:, 6:], rtol=1e-6)


def test_a_series_is_continued():
    X = np.array([[0.0, 1.0, 1.0]])[:, :, None]
    assert recurrent.continued(lambda rows: rows[:, -1] + rows[:, -2], X, 4).tolist() == [[2, 3, 5, 8]]
    assert recurrent.continued(lambda rows: rows[:, 0], X, 4).tolist() == [[0, 1, 1, 0]]

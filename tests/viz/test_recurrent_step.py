"""The gates and states of a step, beside what the layer itself computes."""

import pytest
import torch
from torch import nn

from lessonlib.viz import recurrent_step
from lessonlib.viz.recurrent_step import traced


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
@pytest.mark.parametrize("bias", [True, False])
def test_the_states_are_those_of_the_layer(kind, bias):
    torch.manual_seed(0)
    layer, X = kind(3, 5, bias=bias, batch_first=True), torch.randn(1, 7, 3)
    with torch.no_grad():
        states, last = layer(X)
    trace = traced(layer, X[0])
    torch.testing.assert_close(torch.tensor(trace.rows[-1].values), states[0].double(), rtol=1e-5, atol=1e-6)
    memory = last[1] if kind is nn.LSTM else last
    torch.testing.assert_close(
        torch.tensor(trace.memory.values[-1]), memory[0, 0].double(), rtol=1e-5, atol=1e-6
    )
    gates = [row for row in trace.rows if row.is_gate]
    assert len(gates) == {nn.RNN: 0, nn.GRU: 2, nn.LSTM: 3}[kind]
    assert all((row.values > 0).all() and (row.values < 1).all() for row in gates)


def test_relu_and_other_floats():
    layer = nn.RNN(1, 2, nonlinearity="relu", batch_first=True).double()
    X = torch.tensor([[[2.0], [-1.0]]], dtype=torch.float64)
    with torch.no_grad():
        want = layer(X)[0][0]
    torch.testing.assert_close(torch.tensor(traced(layer, X[0, :, 0]).rows[-1].values), want)


def keeper():
    """Keeps its input where the second input is 1."""
    layer = nn.LSTM(2, 1, batch_first=True)
    with torch.no_grad():
        for part in layer.parameters():
            part.zero_()
        layer.weight_ih_l0.copy_(torch.tensor([[0.0, 8.0], [0.0, -8.0], [2.0, 0.0], [0.0, 0.0]]))
        layer.bias_ih_l0.copy_(torch.tensor([-4.0, 4.0, 0.0, 4.0]))
    return layer


SERIES = [[0.9, 1.0], [-0.5, 0.0], [-0.8, 1.0]]


def test_a_step_is_drawn_and_told(texts):
    picture = recurrent_step(keeper(), SERIES, 2)
    drawn = texts(picture)
    assert {"LSTM: step 2 of 3", "forget gate f", "input gate i", "output gate o", "c = f·old + i·g"} <= set(
        drawn
    )
    assert drawn.count("0.98") == 2  # the forget and the output gate are open
    assert picture.alt == (
        "LSTM that reads 3 steps of 2 numbers. Step 2: input -0.5 and 0; forget gate f 0.982; old memory 0.93; "
        "input gate i 0.018; new value g -0.762; c = f·old + i·g 0.899; output gate o 0.982; h = o·tanh(c) 0.703."
    )


def test_before_the_first_step_there_is_only_the_input(texts):
    picture = recurrent_step(nn.GRU(1, 2), [0.5, -1.0], 0)
    assert picture.alt == "GRU that reads 2 steps of 1 number; nothing has been read yet, and the state is 0."
    assert {"0.5", "-1", "reset gate r", "update gate z", "new value n"} <= set(texts(picture))


def test_some_units_of_many(texts):
    layer = nn.RNN(1, 9)
    assert traced(layer, [1.0]).rows[-1].values.shape == (1, 6)
    chosen = traced(layer, [1.0], [8, 0]).rows[-1].values
    whole = traced(layer, [1.0], [0, 4, 8]).rows[-1].values
    assert chosen[0].tolist() == whole[0, [2, 0]].tolist()


@pytest.mark.parametrize(
    ("layer", "series", "options", "message"),
    [
        (nn.Linear(1, 1), [1.0], {}, "expected an nn.RNN, nn.GRU or nn.LSTM of one layer"),
        (nn.GRU(1, 2, num_layers=2), [1.0], {}, "of one layer and one direction"),
        (nn.GRU(2, 2), [1.0], {}, r"X has shape \(1,\), expected \(steps, 2\)"),
        (nn.GRU(1, 2), [0.0] * 21, {}, "of 1 to 20 steps"),
        (nn.GRU(1, 2), [1.0, 2.0], {"step": 3}, "step is 3, expected 0 to 2: the series has 2 steps"),
        (nn.GRU(1, 2), [1.0], {"units": [2]}, r"units is \[2\], expected 1 to 6 numbers from 0 to 1"),
    ],
)
def test_what_cannot_be_shown_is_told(layer, series, options, message):
    with pytest.raises(ValueError, match=message):
        recurrent_step(layer, series, **options)

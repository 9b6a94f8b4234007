"""Training models of text, against the same written out and against counting."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib.models import CharRNN
from lessonlib.training.text import bits_per_character, fit_text, learning_rate, random_windows


def a_text(n=400):
    return torch.randint(5, (n,), generator=torch.Generator().manual_seed(1))


def test_windows_come_with_what_follows():
    ids = torch.arange(30)
    X, y = random_windows(ids, 500, 8, torch.Generator().manual_seed(0))
    assert X.shape == y.shape == (500, 8)
    assert torch.equal(y, X + 1)
    assert set(X[:, 0].tolist()) == set(range(22))  # the last one ends with the text
    with pytest.raises(ValueError, match="length is 30, expected from 1 to 29"):
        random_windows(ids, 1, 30)


def test_bits_are_those_of_the_probabilities():
    ids = a_text()
    uniform = bits_per_character(lambda X: torch.zeros(*X.shape, 5), ids, 16)
    assert uniform == pytest.approx(math.log2(5))
    torch.manual_seed(0)
    model = CharRNN(5, hidden=6)
    total, count = 0.0, 0
    for start in range(0, len(ids) - 16, 8):
        piece = ids[start : start + 17]
        shares = torch.softmax(model(piece[None, :-1])[0], dim=1).detach()
        for place in range(8, 16):
            total -= math.log2(shares[place, piece[place + 1]])
            count += 1
    assert bits_per_character(model, ids, 16) == pytest.approx(total / count, rel=1e-5)


@pytest.mark.parametrize("length", [0, 7, 400])
def test_a_length_that_cannot_be(length):
    with pytest.raises(ValueError, match=f"length is {length}, expected an even number below 400"):
        bits_per_character(lambda X: X, a_text(), length)


def test_the_learning_rate_rises_and_falls():
    rates = [learning_rate(step, 1000, 0.01) for step in range(1000)]
    assert rates[0] == pytest.approx(0.0002)
    assert max(rates) == pytest.approx(0.01, rel=0.01)
    assert rates.index(max(rates)) == 49
    assert rates[-1] == pytest.approx(0.001, rel=0.01)
    assert learning_rate(500, 1000, 0.01) == pytest.approx(0.0055)


def test_the_loop_is_this_loop():
    ids = a_text()
    torch.manual_seed(0)
    model, oracle = CharRNN(5, hidden=6), CharRNN(5, hidden=6)
    oracle.load_state_dict(model.state_dict())
    bits = fit_text(model, ids, steps=12, batch_size=3, length=10, lr=0.1, seed=7, progress=False)
    adam = torch.optim.AdamW(oracle.parameters(), weight_decay=0.01)
    random, losses = torch.Generator().manual_seed(7), []
    for step in range(12):
        adam.param_groups[0]["lr"] = learning_rate(step, 12, 0.1)
        X, y = random_windows(ids, 3, 10, random)
        loss = F.cross_entropy(oracle(X).transpose(1, 2), y)
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(oracle.parameters(), 1.0)
        adam.step()
        losses.append(loss.item() / math.log(2))
    assert bits == pytest.approx(losses, rel=1e-5)
    for one, other in zip(model.parameters(), oracle.parameters(), strict=True):
        torch.testing.assert_close(one, other)
    assert not model.training


def test_the_stop_button_keeps_what_was_learned():
    model = CharRNN(5, hidden=6)
    before = [part.clone() for part in model.parameters()]
    steps = iter(range(5))

    def pressed(self, *args):
        if next(steps) == 4:
            raise KeyboardInterrupt

    model.register_forward_hook(pressed)
    assert len(fit_text(model, a_text(), steps=100, length=10, progress=False)) == 4
    assert any(not torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    assert not model.training

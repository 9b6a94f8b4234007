"""Probabilities of the next symbol, against the formula written out."""

import pytest
import torch

from lessonlib.models.sampling import draw, next_probabilities

LOGITS = torch.tensor([[2.0, 0.5, 1.0, -1.0], [0.0, 0.0, 3.0, 1.0]])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_divides_the_logits(temperature):
    powers = (LOGITS / temperature).exp()
    want = powers / powers.sum(1, keepdim=True)
    torch.testing.assert_close(next_probabilities(LOGITS, temperature), want)


def test_top_k_keeps_the_likeliest_and_renormalises():
    got = next_probabilities(LOGITS, 0.7, top_k=2)
    for row, logits, kept in zip(got, LOGITS, ([0, 2], [2, 3]), strict=True):
        powers = torch.zeros(4)
        powers[kept] = (logits[kept] / 0.7).exp()
        torch.testing.assert_close(row, powers / powers.sum())
    assert torch.equal(next_probabilities(LOGITS, top_k=4), next_probabilities(LOGITS))
    assert torch.equal(next_probabilities(LOGITS, top_k=99), next_probabilities(LOGITS))


def test_equal_scores_are_not_told_apart():
    assert next_probabilities(torch.tensor([1.0, 1.0, 0.0]), top_k=1).tolist() == [0.5, 0.5, 0.0]
    assert next_probabilities(torch.tensor([1.0, 1.0, 0.0]), 0).tolist() == [0.5, 0.5, 0.0]


def test_temperature_0_is_the_limit_of_low_temperatures():
    torch.testing.assert_close(next_probabilities(LOGITS, 1e-3), next_probabilities(LOGITS, 0))


def test_draws_follow_the_probabilities():
    shares = torch.tensor([[0.7, 0.0, 0.3]]).repeat(20_000, 1)
    drawn = draw(shares, torch.Generator().manual_seed(0))
    assert drawn.shape == (20_000, 1)
    counts = torch.bincount(drawn.flatten(), minlength=3) / 20_000
    torch.testing.assert_close(counts, shares[0], atol=0.015, rtol=0)
    assert counts[1] == 0
    assert torch.equal(drawn, draw(shares, torch.Generator().manual_seed(0)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1,), "temperature is -1, expected a number from 0"),
        ((float("inf"),), "temperature is inf"),
        ((float("nan"),), "temperature is nan"),
        ((1.0, 0), "top_k is 0, expected at least 1"),
    ],
)
def test_what_cannot_be_sampled(arguments, message):
    with pytest.raises(ValueError, match=message):
        next_probabilities(LOGITS, *arguments)

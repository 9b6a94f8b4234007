"""From scores to the next symbol: probabilities with a temperature and a limit, and a draw from them."""

from __future__ import annotations

import torch
from torch import Tensor


def next_probabilities(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    """The probabilities from which the next symbol is drawn: float32 (..., symbols) -> (..., symbols).

    logits: the scores of all symbols.
    temperature: the logits are divided by it. Below 1 likely symbols become likelier, above 1 all become more alike;
        0 stands for its limit: the most likely symbol alone.
    top_k: only the k most likely symbols may be drawn. Symbols with the same score as the last of them may, too.

    Raises ValueError for a negative temperature, or a `top_k` below 1.
    Source: temperature: Ackley, Hinton and Sejnowski, Cognitive Science 9(1), 1985; top-k: Fan, Lewis and Dauphin,
    Hierarchical Neural Story Generation, ACL 2018.
    """
    if not 0 <= temperature < float("inf"):
        raise ValueError(f"temperature is {temperature}, expected a number from 0, such as 0.8")
    if top_k is not None and top_k < 1:
        raise ValueError(f"top_k is {top_k}, expected at least 1, or None for all symbols")
    if temperature == 0:
        best = logits == logits.max(dim=-1, keepdim=True).values
        return best / best.sum(dim=-1, keepdim=True)
    if top_k is not None and top_k < logits.shape[-1]:
        last = logits.topk(top_k).values[..., -1:]  # (..., 1): the lowest score that is still allowed
        logits = logits.masked_fill(logits < last, float("-inf"))
    return torch.softmax(logits / temperature, dim=-1)


def draw(probabilities: Tensor, random: torch.Generator | None = None) -> Tensor:
    """One symbol for each row of probabilities: (n, symbols) -> int64 (n, 1)."""
    return torch.multinomial(probabilities, 1, generator=random)

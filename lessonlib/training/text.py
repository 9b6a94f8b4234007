"""Training a model of text: random windows, bits per character, and the loop."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import AdamW
from tqdm.auto import tqdm

Model = Callable[[Tensor], Tensor]  # int64 (n, T) -> logits of the symbol after each place, (n, T, symbols)

_WARM_UP = 50  # steps in which the learning rate rises: the first directions of Adam rest on few gradients
_LAST = 0.1  # share of the learning rate that is left at the end
_ROWS = 256  # windows that are measured at once


def random_windows(
    ids: Tensor, count: int, length: int, random: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Pieces of a text and the symbols that follow each of their places: two int64 (count, length).

    ids: the text, int64 (m,), longer than `length`. Raises ValueError when it is not.
    """
    if not 1 <= length < len(ids):
        raise ValueError(f"length is {length}, expected from 1 to {len(ids) - 1}: one less than the text has")
    starts = torch.randint(len(ids) - length, (count, 1), generator=random)
    rows = ids[starts + torch.arange(length + 1)]  # (count, length + 1)
    return rows[:, :-1], rows[:, 1:]


@torch.no_grad()
def bits_per_character(model: Model, ids: Tensor, length: int = 64) -> float:
    """The mean number of bits that a model needs for a symbol of the text: -log2 of the probability that it gave.

    model: a module, or a function; log-probabilities are logits, too. A module is used as it is: call `eval()` first.
    length: how much the model reads at once. Windows overlap by half, and only their second halves are counted, so
        that each symbol has at least length / 2 symbols before it.

    Raises ValueError when the text is not longer than `length`, or `length` is not even.
    """
    if length < 2 or length % 2 or len(ids) <= length:
        raise ValueError(
            f"length is {length}, expected an even number below {len(ids)}, the length of the text"
        )
    half = length // 2
    rows = ids.unfold(0, length + 1, half)  # (windows, length + 1)
    total = 0.0
    for part in rows.split(_ROWS):
        logits = model(part[:, :-1])[:, half:]  # (b, half, symbols)
        total += float(F.cross_entropy(logits.flatten(0, 1), part[:, half + 1 :].flatten(), reduction="sum"))
    return total / (len(rows) * half) / math.log(2)


def learning_rate(step: int, steps: int, highest: float) -> float:
    """The learning rate of a step, counted from 0: it rises for 50 steps, then falls along half a cosine to a tenth.

    Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017.
    """
    fall = 0.5 * (1 + math.cos(math.pi * step / steps))  # from 1 to 0
    return highest * min((step + 1) / _WARM_UP, 1.0) * (_LAST + (1 - _LAST) * fall)


def fit_text(
    model: nn.Module,
    ids: Tensor,
    *,
    steps: int,
    batch_size: int = 32,
    length: int = 64,
    lr: float = 0.003,
    seed: int = 0,
    progress: bool = True,
) -> list[float]:
    """Train a model to predict the next symbol of a text, and return the bits per character of each step.

    model: int64 (n, length) -> logits (n, length, symbols), such as `CharRNN` or `GPT`.
    ids: the text, int64 (m,).
    steps: each takes `batch_size` random windows, and makes a step of AdamW with gradients clipped to the length 1.
    lr: the highest learning rate; see `learning_rate`.
    seed: decides which windows come, and nothing else.

    Afterwards the model is in evaluation mode. The stop button ends the training; the model keeps what it has learned.
    Raises ValueError when the text is not longer than `length`.
    """
    random = torch.Generator().manual_seed(seed)
    optimizer = AdamW(model.parameters(), lr=lr, weight_decay=0.01, fused=True)
    bits: list[float] = []
    model.train()
    bar = tqdm(range(steps), unit="step", disable=not progress)
    try:
        for step in bar:
            optimizer.param_groups[0]["lr"] = learning_rate(step, steps, lr)
            X, y = random_windows(ids, batch_size, length, random)
            loss = F.cross_entropy(model(X).flatten(0, 1), y.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            bits.append(loss.item() / math.log(2))
            if step % 50 == 0:
                bar.set_postfix_str(f"{bits[-1]:.2f} bits per character")
    except KeyboardInterrupt:
        pass
    finally:
        bar.close()
        model.eval()
    return bits

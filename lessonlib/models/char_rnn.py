"""A recurrent network that reads and writes text, one character after the other."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lessonlib.models.rnn import RNNConfig, recurrent_layer
from lessonlib.models.sampling import draw, next_probabilities


class CharRNN(nn.Module):
    """Predicts the next character of a text from all characters before it, through the state of a recurrent layer.

    symbols: the size of the vocabulary.
    embedding: numbers that stand for a character; they are learned.
    hidden: numbers in the state.
    cell: "rnn", "gru" or "lstm".

    Train it with `nn.CrossEntropyLoss()` on logits (n · steps, symbols) and the characters that follow, (n · steps,).

    Raises ValueError as `RNNConfig` does.
    Source: Karpathy, The Unreasonable Effectiveness of Recurrent Neural Networks, 2015; Sutskever, Martens and Hinton,
    Generating Text with Recurrent Neural Networks, ICML 2011.
    """

    def __init__(self, symbols: int, embedding: int = 32, hidden: int = 128, cell: str = "gru") -> None:
        super().__init__()
        config = RNNConfig(inputs=embedding, hidden=hidden, outputs=symbols, cell=cell)
        self.embedding = nn.Embedding(symbols, embedding)
        self.rnn = recurrent_layer(config)
        self.output = nn.Linear(hidden, symbols)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits of the character after each place: int64 (n, steps) -> float32 (n, steps, symbols)."""
        logits: Tensor = self.output(self.rnn(self.embedding(ids))[0])
        return logits

    @torch.no_grad()
    def write(
        self,
        ids: Tensor,
        count: int,
        *,
        temperature: float = 1.0,
        top_k: int | None = None,
        random: torch.Generator | None = None,
    ) -> Tensor:
        """Texts and their continuation by `count` drawn characters: int64 (n, steps) -> (n, steps + count).

        temperature, top_k: as in `next_probabilities`, which raises its errors here.
        """
        read, state = ids, None
        for _ in range(count):
            states, state = self.rnn(self.embedding(read), state)  # carried on: nothing is read twice
            logits = self.output(states[:, -1])  # (n, symbols)
            read = draw(next_probabilities(logits, temperature, top_k), random)  # (n, 1)
            ids = torch.cat([ids, read], dim=1)
        return ids

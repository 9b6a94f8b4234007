"""A small GPT: a network of attention that predicts the next symbol of a text.

Shape letters in comments: n texts, T places in each, C numbers for each place (the width), h heads, d = C / h numbers
in each head.

Sources:
- attention, heads, the sine positions: Vaswani et al., Attention Is All You Need, NeurIPS 2017;
- LayerNorm: Ba, Kiros and Hinton, Layer Normalization, arXiv 1607.06450, 2016;
- a decoder alone, trained on text: Radford et al., Improving Language Understanding by Generative Pre-Training, 2018;
- LayerNorm in front of each part, smaller initial weights at the end of it: Radford et al., Language Models are
  Unsupervised Multitask Learners, 2019.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lessonlib.models.sampling import draw, next_probabilities

POSITIONS = ("learned", "sine")


@dataclass(frozen=True)
class GPTConfig:
    """The sizes of a GPT. Raises ValueError for sizes that do not fit together."""

    symbols: int = 65  # the characters of Alice
    context: int = 64  # places that the network sees at once: about a line of a book
    width: int = 64  # numbers for each place
    heads: int = 4  # each looks at the text in its own way, with width / heads numbers
    blocks: int = 2  # the least with which one head can use what another has found
    positions: str = "learned"  # or "sine", which has nothing to learn
    fused: bool = (
        True  # attention by PyTorch's own function; False: by the formula, which also shows the weights
    )

    def __post_init__(self) -> None:
        if min(self.symbols, self.context, self.width, self.heads, self.blocks) < 1:
            raise ValueError(f"{self}: expected sizes above 0")
        if self.width % self.heads:
            raise ValueError(
                f"width is {self.width} and heads is {self.heads}, expected a width that the heads can share equally"
            )
        if self.positions not in POSITIONS:
            raise ValueError(f"positions is {self.positions!r}, expected one of: {', '.join(POSITIONS)}")
        if self.positions == "sine" and self.width % 2:
            raise ValueError(
                f"width is {self.width}, expected an even one: a sine and a cosine for each wave"
            )


def attention_weights(q: Tensor, k: Tensor) -> Tensor:
    """How much each place takes from each place up to itself: q, k (..., T, d) -> (..., T, T), rows that add up to 1.

    The sum of d products has a variance of d when the numbers have one of 1. Divided by the root of d, the scores keep
    their size, and the softmax its slope, whatever d is.
    """
    T = q.shape[-2]
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (..., T, T): row = query, column = key
    later = torch.ones(T, T, dtype=torch.bool, device=q.device).triu(diagonal=1)
    return torch.softmax(scores.masked_fill(later, float("-inf")), dim=-1)


def fused_attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """`attention_weights(q, k) @ v` by PyTorch's own function, which need not keep the table of weights in memory."""
    return F.scaled_dot_product_attention(q, k, v, is_causal=True)


def sine_positions(places: int, width: int) -> Tensor:
    """A row for each place: sines and cosines of slower and slower waves, float32 (places, width)."""
    place = torch.arange(places)[:, None]  # (T, 1)
    speed = 10_000 ** (-torch.arange(0, width, 2) / width)  # (C/2,): from 1 radian a place to almost none
    return torch.stack([(place * speed).sin(), (place * speed).cos()], dim=-1).flatten(1)  # (T, C)


class CausalAttention(nn.Module):
    """Each place asks all places up to itself, in several heads at once."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.heads, self.fused = config.heads, config.fused
        self.qkv = nn.Linear(
            config.width, 3 * config.width
        )  # queries, keys and values of all heads in one product
        self.output = nn.Linear(config.width, config.width)

    def forward(self, x: Tensor) -> Tensor:
        """(n, T, C) -> (n, T, C)."""
        q, k, v = self._parts(x)  # (n, h, T, d) each
        mixed = fused_attention(q, k, v) if self.fused else attention_weights(q, k) @ v  # (n, h, T, d)
        out: Tensor = self.output(mixed.transpose(1, 2).flatten(2))  # heads side by side again: (n, T, C)
        return out

    def weights(self, x: Tensor) -> Tensor:
        """What each head looks at: (n, T, C) -> (n, h, T, T)."""
        q, k, _ = self._parts(x)
        return attention_weights(q, k)

    def _parts(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        n, T, C = x.shape
        # First cut the width into heads, then bring the heads to the front: the other order would mix up the places.
        parts = self.qkv(x).view(n, T, 3, self.heads, C // self.heads)  # (n, T, 3, h, d)
        q, k, v = parts.permute(2, 0, 3, 1, 4)  # (3, n, h, T, d)
        return q, k, v


class Block(nn.Module):
    """Attention, which brings numbers from other places, and an MLP, which works at each place on its own.

    Both add to what is there (a residual connection), and see it normalised first.
    """

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        C = config.width
        self.norm_1, self.norm_2 = nn.LayerNorm(C), nn.LayerNorm(C)
        self.attention = CausalAttention(config)
        self.mlp = nn.Sequential(nn.Linear(C, 4 * C), nn.GELU(), nn.Linear(4 * C, C))

    def forward(self, x: Tensor) -> Tensor:
        """(n, T, C) -> (n, T, C)."""
        x = x + self.attention(self.norm_1(x))
        x = x + self.mlp(self.norm_2(x))
        return x


class GPT(nn.Module):
    """Predicts the next symbol at each place of a text from the symbols up to this place.

    Train it with `nn.CrossEntropyLoss()` on logits (n · T, symbols) and the symbols that follow, (n · T,).

    Raises ValueError as `GPTConfig` does, and when a text is longer than the context.
    """

    def __init__(self, config: GPTConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or GPTConfig()
        self.embedding = nn.Embedding(config.symbols, config.width)
        if config.positions == "learned":
            self.positions = nn.Parameter(torch.zeros(config.context, config.width))
        else:
            self.register_buffer("positions", sine_positions(config.context, config.width))
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.blocks))
        self.norm = nn.LayerNorm(config.width)
        self.output = nn.Linear(config.width, config.symbols, bias=False)
        self._initialise()

    def _initialise(self) -> None:
        residual = 0.02 / math.sqrt(
            2 * self.config.blocks
        )  # each block adds twice; the sum should not grow with them
        for name, parameter in self.named_parameters():
            if name.endswith(("attention.output.weight", "mlp.2.weight")):
                nn.init.normal_(parameter, std=residual)
            elif parameter.ndim == 2:
                nn.init.normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def embed(self, ids: Tensor) -> Tensor:
        """What the first block gets: int64 (n, T) -> (n, T, C), the symbol's row plus the place's row."""
        T = ids.shape[1]
        if self.config.context < T:
            raise ValueError(f"the text has {T} symbols, expected at most {self.config.context}: the context")
        x: Tensor = self.embedding(ids) + self.positions[:T]  # (n, T, C) + (T, C)
        return x

    def forward(self, ids: Tensor) -> Tensor:
        """Logits of the symbol after each place: int64 (n, T) -> float32 (n, T, symbols)."""
        x = self.embed(ids)  # (n, T, C)
        for block in self.blocks:
            x = block(x)
        logits: Tensor = self.output(self.norm(x))  # (n, T, symbols)
        return logits

    @torch.no_grad()
    def attention(self, ids: Tensor) -> Tensor:
        """What all heads look at: int64 (n, T) -> (n, blocks, h, T, T); the row is the place that looks."""
        x, seen = self.embed(ids), []
        for block in self.blocks:
            assert isinstance(block, Block)
            seen.append(block.attention.weights(block.norm_1(x)))
            x = block(x)
        return torch.stack(seen, dim=1)

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
        """Texts and their continuation by `count` drawn symbols: int64 (n, T) -> (n, T + count).

        T may be longer than the context: the network sees the last part. temperature, top_k: as in
        `next_probabilities`, which raises its errors here.
        """
        for _ in range(count):
            logits = self(ids[:, -self.config.context :])[:, -1]  # (n, symbols), after the last place
            ids = torch.cat([ids, draw(next_probabilities(logits, temperature, top_k), random)], dim=1)
        return ids

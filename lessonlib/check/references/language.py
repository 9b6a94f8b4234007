"""What tests of text models compare with, kept out of the tests: a learner reads those."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib.models import GPT, GPTConfig, next_probabilities
from lessonlib.models.gpt import attention_weights as causal_weights
from lessonlib.models.gpt import sine_positions

Array = np.ndarray[Any, Any]


def attention(q: Array, k: Array, v: Array) -> tuple[Array, Array]:
    """Causal attention: q, k, v (..., T, d) -> the weights (..., T, T) and the mixed values (..., T, d)."""
    queries, keys, values = (torch.tensor(part).double() for part in (q, k, v))
    mixed = F.scaled_dot_product_attention(queries, keys, values, is_causal=True)
    return causal_weights(queries, keys).numpy(), mixed.numpy()


def table_gradient(ids: Array, slope: Array, symbols: int) -> Array:
    """The gradient of an embedding: ids (n, T), slope (n, T, C) of the rows -> (symbols, C)."""
    table = torch.zeros(symbols, slope.shape[-1], dtype=torch.float64, requires_grad=True)
    F.embedding(torch.tensor(ids), table).backward(torch.tensor(slope).double())
    return np.asarray(table.grad)


def normalised(x: Array, weight: Array, bias: Array) -> Array:
    """LayerNorm of each place: x (..., C), weight and bias (C,) -> (..., C)."""
    parts = (torch.tensor(part).double() for part in (x, weight, bias))
    rows, scale, shift = parts
    return F.layer_norm(rows, rows.shape[-1:], scale, shift).numpy()


def positions(places: int, width: int) -> Array:
    """Sines in the even columns and cosines in the odd ones: (places, width)."""
    return sine_positions(places, width).numpy()


def parameters(symbols: int, context: int, width: int, blocks: int) -> int:
    """The number of parameters of the library's GPT with learned positions and one head."""
    config = GPTConfig(symbols, context, width, heads=1, blocks=blocks)
    with torch.device("meta"):
        model: nn.Module = GPT(config)
    return sum(part.numel() for part in model.parameters())


def shares(logits: Array, temperature: float, top_k: int | None = None) -> Array:
    """The probabilities of the next symbol: logits (symbols,) -> (symbols,)."""
    return next_probabilities(torch.tensor(logits).double(), temperature, top_k).numpy()

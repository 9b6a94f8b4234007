"""Bits per character on Alice: guesses that only count, recurrent networks and a GPT, for some seeds.

    python -m benchmarks.text [--seeds 3] [--steps 1400] [--only GPT]

Each network reads the same `steps` batches of 16 windows of 64 characters, as in lesson 20. The table has the bits on
the test part, and the processor time of a training on one thread.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor, nn

from lessonlib.data import alice
from lessonlib.models import GPT, CharRNN, GPTConfig
from lessonlib.training import bits_per_character, fit_text

_LITTLE = 0.05  # added to each count, so that nothing is impossible
SETTINGS: dict[str, tuple[Callable[[int], nn.Module], float]] = {  # a network, and its learning rate
    "RNN": (lambda V: CharRNN(V, cell="rnn"), 0.003),
    "GRU": (lambda V: CharRNN(V, cell="gru"), 0.005),
    "GPT": (lambda V: GPT(GPTConfig(V, width=96)), 0.005),
}


def counted(train: Tensor, symbols: int) -> dict[str, Callable[[Tensor], Tensor]]:
    """Guesses that only count: log-probabilities of the next symbol, (n, T) -> (n, T, symbols)."""
    single = torch.bincount(train, minlength=symbols) + _LITTLE
    pairs = torch.full((symbols, symbols), _LITTLE)
    pairs.index_put_((train[:-1], train[1:]), torch.tensor(1.0), accumulate=True)
    bigram = (pairs / pairs.sum(1, keepdim=True)).log()
    return {
        "uniform": lambda X: torch.zeros(*X.shape, symbols),
        "unigram": lambda X: (single / single.sum()).log().expand(*X.shape, symbols),
        "bigram": lambda X: bigram[X],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=1400)
    parser.add_argument("--only", choices=list(SETTINGS), action="append")
    options = parser.parse_args()
    torch.set_num_threads(1)
    text = alice()
    vocabulary = text.vocabulary
    train, test = vocabulary.encode(text.train), vocabulary.encode(text.test)
    table = Table("model", "parameters", "bits per character", "each seed", "seconds", title=repr(text))
    for name, model in counted(train, len(vocabulary)).items():
        table.add_row(name, "", f"{bits_per_character(model, test):.2f}", "", "")
    for name in options.only or SETTINGS:
        make, lr = SETTINGS[name]
        bits, seconds = [], []
        for seed in range(options.seeds):
            torch.manual_seed(seed)
            network, start = make(len(vocabulary)), time.process_time()
            fit_text(network, train, steps=options.steps, batch_size=16, lr=lr, seed=seed)
            seconds.append(time.process_time() - start)
            bits.append(bits_per_character(network, test))
        size = f"{sum(part.numel() for part in network.parameters()):,}"
        each = ", ".join(f"{one:.2f}" for one in bits)
        mean = statistics.mean(bits) if bits else math.nan
        table.add_row(name, size, f"{mean:.2f}", each, f"{statistics.mean(seconds):.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()

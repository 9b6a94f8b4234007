"""A chain of sines and products, with gradients: what an operation costs to build, in its first run, and in a run.

The chain has 1,000 to 16,000 pairs of operations. Where the cost of an operation grows with the chain, something
looks at all others.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from rich.table import Table
from tqdm import tqdm

PAIRS = (1000, 4000, 16000)
PHASES = ("building", "first run", "run")


def measure(tf: Any, pairs: int) -> list[float]:
    """The seconds of each phase; a run is the mean of three."""
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [4])
    fetches: list[Any] = []

    def build() -> None:
        y = x
        for _ in range(pairs):
            y = tf.sin(y) * 1.001
        fetches.extend([y, *tf.gradients(y, x)])

    with tf.Session() as session:

        def run() -> None:
            session.run(fetches, {x: [0.1, 0.2, 0.3, 0.4]})

        return [_seconds(build), _seconds(run), sum(_seconds(run) for _ in range(3)) / 3]


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def table(only: str, libraries: dict[str, Any]) -> Table:
    """One row for each length, one column for each library and phase: microseconds a pair and its gradient."""
    made = Table(title="Microseconds for each sine, product and their gradients in a chain")
    made.add_column("pairs", justify="right")
    for name in libraries:
        for phase in PHASES:
            made.add_column(f"{name}: {phase}", justify="right")
    if only not in "chain":
        return made
    for tf in libraries.values():
        measure(tf, 10)  # the first operation loads what it needs
    for pairs in tqdm(PAIRS, desc="chains", leave=False):
        seconds = [value for tf in libraries.values() for value in measure(tf, pairs)]
        made.add_row(f"{pairs:,}", *(f"{value / pairs * 1e6:.1f}" for value in seconds))
    return made

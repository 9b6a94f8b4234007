"""Print one table: the time of a step, each contender in turn, in one run.

python -m benchmarks [--seconds 1.0] [--threads 2]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from benchmarks.steps import CASES, Step, contenders

ROUNDS = 7  # the contenders take turns, so that a busy moment of the machine hits all of them


def microseconds(step: Step, seconds: float) -> float:
    """The mean time of a step over about ``seconds``."""
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        step()
        count += 1
    return (time.perf_counter() - started) / count * 1e6


def compare(case: str, makers: dict[str, Callable[[str], Step]], seconds: float) -> dict[str, float]:
    """The median time of a step of each contender, in microseconds."""
    steps = {name: make(case) for name, make in makers.items()}
    for step in steps.values():
        microseconds(step, seconds / ROUNDS)  # compile, allocate, warm the caches
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            times[name].append(microseconds(step, seconds / ROUNDS))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="One training step, side by side.")
    parser.add_argument("--seconds", type=float, default=1.0, help="time for each case and contender")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads(), help="threads of torch")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    makers = contenders()
    table = Table(
        title=f"One step in microseconds, median of {ROUNDS} rounds; torch {torch.__version__}, {options.threads} threads"
    )
    table.add_column("step")
    for name in makers:
        table.add_column(name, justify="right")
    table.add_column("ours against the best other", justify="right")
    for case in tqdm(CASES, desc="benchmarks", leave=False):
        times = compare(case, makers, options.seconds)
        ours, *others = times.values()
        table.add_row(case, *(f"{t:,.0f}" for t in times.values()), f"{min(others) / ours:.2f}x as fast")
    Console().print(table)


if __name__ == "__main__":
    main()

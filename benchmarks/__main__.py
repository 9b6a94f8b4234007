"""Print three tables: the time of a step, what each operation of a long chain costs, and the time of an epoch of MNIST,
each contender in turn, in one run.

    python -m benchmarks [--seconds 1.0] [--threads 2] [--only mlp] [--clock cpu] [--cuda] [--output FOLDER]

On a CUDA device where there is one. TensorFlow takes part when the extra ``bench`` is installed
and there is none.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from benchmarks import chain, eager, graphs, mnist
from lessonlib.training.devices import choose_device
from lessonlib.whole_file import write_text

ROUNDS = 7  # the contenders take turns, so that a busy moment of the machine hits all of them
CASES = {
    "arithmetic": "x * x * y + y + 2",
    "line": "line fit, gradient descent",
    "animals": "animals 2-10-3, Adam",
    "mlp": "MLP 784-256-256-10, batch 100, Adam",
    "gan": "GAN 128-256-784-256-1, batch 100, Adam",
    "cnn": "CNN 32-64-256-10, batch 100, dropout, Adam",
    "recurrent": "LSTM of 28 steps, 128 units, batch 100, Adam",
    "embedding": "embedding of 10,000 words, batch 100, Adam",
    "loop": "while_loop of 10,000 rounds",
    "session_start": "start a session, initialise",
    "building_100_ops": "build a graph of 100 operations",
}
Step = Callable[[], object]


def libraries(threads: int, device: str) -> dict[str, Any]:
    """The libraries of graphs: ours, and TensorFlow 1's names in TensorFlow 2, where that is installed."""
    found = {"lessonlib": importlib.import_module("lessonlib.tf1")}
    if device == "cpu" and importlib.util.find_spec("tensorflow") is not None:
        found["TensorFlow"] = _tensorflow(threads)
    return found


def contenders(graph: dict[str, Any], device: str) -> dict[str, Callable[[str], Step | None]]:
    """Name -> a maker of one case's step, or of None where there is no such thing."""
    makers = {name: partial(_built, tf) for name, tf in graph.items()}
    return {"lessonlib": makers.pop("lessonlib"), "eager PyTorch": partial(_eager, device), **makers}


def _eager(device: str, case: str) -> Step | None:
    """The case in PyTorch, with its numbers on the device from the start; a session gets them fed, from NumPy."""
    if not hasattr(eager, case):
        return None
    with torch.device(device):
        step = getattr(eager, case)()

    def there() -> object:
        with torch.device(device):
            return step()

    return step if device == "cpu" else there


def _built(tf: Any, case: str) -> Step:
    tf.reset_default_graph()
    return getattr(graphs, case)(tf)


def _tensorflow(threads: int) -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    tf = importlib.import_module("tensorflow")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.compat.v1.disable_v2_behavior()
    return tf.compat.v1


def microseconds(step: Step, seconds: float) -> float:
    """The mean time of a step over about ``seconds``."""
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        step()
        count += 1
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return (time.perf_counter() - started) / count * 1e6


def compare(case: str, makers: dict[str, Callable[[str], Step | None]], seconds: float) -> dict[str, float]:
    """The median time of a step of each contender, in microseconds."""
    made = {name: make(case) for name, make in makers.items()}  # each in a graph of its own
    steps = {name: step for name, step in made.items() if step is not None}
    for step in steps.values():
        microseconds(step, seconds / ROUNDS)  # compile, allocate, warm the caches
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            times[name].append(microseconds(step, seconds / ROUNDS))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="One step of small models, side by side.")
    parser.add_argument("--seconds", type=float, default=2.0, help="time for each case and contender")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--only", default="", help="the cases whose name contains this")
    parser.add_argument("--clock", choices=mnist.CLOCKS, default="wall", help="for the epochs")
    parser.add_argument("--cuda", action="store_true", help="refuse to run without a CUDA device")
    parser.add_argument("--output", type=Path, help="a folder that gets the tables as text, too")
    options = parser.parse_args()
    device = choose_device().type
    if options.cuda and device != "cuda":
        parser.error("--cuda: PyTorch finds no CUDA device on this machine.")
    torch.set_num_threads(options.threads)
    graph = libraries(options.threads, device)
    tables = [
        steps(options.only, graph, options.threads, options.seconds, device),
        chain.table(options.only, graph),
        mnist.table(options.only, options.threads, options.clock, device),
    ]
    console = Console(width=120, record=True)
    for table in tables:
        if table.rows:
            console.print(table)
    if options.output:
        write_text(options.output / f"speed-{device}.txt", console.export_text())


def steps(only: str, graph: dict[str, Any], threads: int, seconds: float, device: str) -> Table:
    """One row for each case whose name contains `only`."""
    place = torch.cuda.get_device_name() if device == "cuda" else f"{threads} threads"
    setting = f"torch {torch.__version__}, {place}, median of {ROUNDS} rounds"
    table = Table(title=f"One step in microseconds ({setting})")
    cases = [case for case in CASES if only in case]
    makers = contenders(graph, device) if cases else {}
    table.add_column("step")
    for name in makers:
        table.add_column(name, justify="right")
        if name != "lessonlib":
            table.add_column("ours is", justify="right")
    for case in tqdm(cases, desc="benchmarks", leave=False):
        table.add_row(CASES[case], *_cells(compare(case, makers, seconds), list(makers)))
    return table


def _cells(times: dict[str, float], names: list[str]) -> list[str]:
    ours, cells = times["lessonlib"], [f"{times['lessonlib']:,.0f}"]
    for name in names[1:]:
        known = name in times
        cells += [f"{times[name]:,.0f}", f"{times[name] / ours:.2f}x as fast"] if known else ["-", "-"]
    return cells


if __name__ == "__main__":
    main()

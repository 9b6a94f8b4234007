"""Print the share of MNIST's 10,000 test images that exercise 12's solution reads right, with several seeds.

    python -m benchmarks.mnist_run [--seeds 3]

It takes less than a minute for each seed on one core.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from safetensors.torch import load_file

from benchmarks.inputs import real_mnist
from lessonlib.build.lesson import find_lessons
from lessonlib.build.source import read_cells
from lessonlib.data import Dataset

ROOT = Path(__file__).parents[1]
TASKS = ("make_network", "one_epoch", "checkpoint", "train")
NUM_EPOCHS = 10  # as the exercise proposes


def solution() -> dict[str, Any]:
    """The names that the cells of the solution's program make."""
    (lesson,) = find_lessons(ROOT, ["12"])
    names: dict[str, Any] = {}
    for cell in read_cells(lesson.exercise):
        if cell.role == "setup" or cell.options.get("task") in TASKS:
            exec(cell.source, names)
    return names


def trained_accuracy(names: dict[str, Any], dataset: Dataset, seed: int) -> float:
    """Train with the solution's program; the share of right answers of what it saved, in per cent."""
    model = names["make_network"](784, 10, seed)
    with tempfile.TemporaryDirectory() as folder:
        names["train"](model, dataset, NUM_EPOCHS, folder)
        saved = load_file(f"{folder}/final.safetensors")
    model.load_state_dict({name: saved[name] for name in model.state_dict()})
    return 100 * float(names["share_right"](model, dataset.test))


def main() -> None:
    parser = argparse.ArgumentParser(description="Accuracy of exercise 12's solution on MNIST.")
    parser.add_argument("--seeds", type=int, default=3, help="how many trainings")
    options = parser.parse_args()
    dataset = real_mnist()
    names = solution()
    for seed in range(options.seeds):
        begun = time.process_time()
        share = trained_accuracy(names, dataset, seed)
        print(f"seed {seed}: {share:.2f}, {time.process_time() - begun:.0f} processor seconds", flush=True)


if __name__ == "__main__":
    main()

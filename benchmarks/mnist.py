"""One epoch of MNIST, 60,000 images in batches of 100: `fit`, the loop of the tutorials, and Keras on TensorFlow."""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack

import numpy as np
import torch
from PIL import Image
from rich.table import Table
from torch import nn
from torch.utils.data import DataLoader
from torch.utils.data import Dataset as TorchDataset
from tqdm import tqdm

from lessonlib.data import Dataset, Split
from lessonlib.data.handwritten import DigitArrays, mnist_arrays
from lessonlib.models import MLP, MNIST_MLP, ConvNet
from lessonlib.training import fit, seed_everything

CASES = {
    "mnist_mlp": "MLP 784-256-256-10, Adam",
    "mnist_cnn": "CNN 32-64-256-10, dropout, Adam",
}
ROUNDS = 3  # the contenders take turns, so that a busy moment of the machine hits all of them
BATCH_SIZE = 100
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}  # "cpu" minds other work on the machine less
Epoch = Callable[[], object]


def model_of(case: str) -> nn.Module:
    seed_everything(0)
    return MLP.from_config(MNIST_MLP) if case == "mnist_mlp" else ConvNet()


def ours(case: str, digits: DigitArrays, device: str) -> Epoch:
    model = model_of(case)
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    X = torch.from_numpy(digits.train_images).unsqueeze(1) / 255
    rows = Split(X, torch.from_numpy(digits.train_labels).long())
    few = Split(rows.X[:BATCH_SIZE], rows.y[:BATCH_SIZE])  # the others measure nothing after an epoch
    dataset = Dataset(digits.name, rows, few, few, (), tuple("0123456789"), "", "", "")
    return lambda: fit(
        model, dataset, nn.CrossEntropyLoss(), optimizer,
        num_epochs=1, batch_size=BATCH_SIZE, device=device, progress=False,
    )  # fmt: skip


class Images(TorchDataset[tuple[torch.Tensor, int]]):
    """What torchvision's MNIST and its ToTensor do for each image: to a PIL image, to an array, to a tensor."""

    def __init__(self, digits: DigitArrays) -> None:
        self.images, self.labels = torch.tensor(digits.train_images), torch.tensor(digits.train_labels)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        picture = Image.fromarray(self.images[index].numpy())
        pixels = torch.from_numpy(np.array(picture)).view(28, 28, 1)
        return pixels.permute(2, 0, 1).contiguous().float().div(255), int(self.labels[index])


def tutorial(case: str, digits: DigitArrays, device: str) -> Epoch:
    model = model_of(case).to(device)
    optimizer = torch.optim.Adam(model.parameters())
    loss_fn = nn.CrossEntropyLoss()
    loader = DataLoader(Images(digits), batch_size=BATCH_SIZE, shuffle=True)

    def epoch() -> float:
        model.train()
        total = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(X.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total

    return epoch


def keras(case: str, threads: int, clock: str, opened: ExitStack) -> Callable[[], float]:
    """Keras takes its backend when it is imported, so it runs in a process of its own, and waits there for its turn."""
    command = [sys.executable, "-m", "benchmarks.keras_mnist", case, str(threads), clock]
    worker = opened.enter_context(
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    )
    opened.callback(worker.stdin.close)

    def epoch() -> float:
        worker.stdin.write("epoch\n")
        worker.stdin.flush()
        return float(worker.stdout.readline())

    epoch()
    return epoch


def timed(epoch: Epoch, clock: str) -> Callable[[], float]:
    """The epoch as a function that returns its seconds."""

    def measure() -> float:
        started = CLOCKS[clock]()
        epoch()
        return CLOCKS[clock]() - started

    return measure


def compare(case: str, digits: DigitArrays, threads: int, clock: str, device: str) -> dict[str, list[float]]:
    """The seconds of each epoch of each contender."""
    with ExitStack() as opened:
        epochs = {
            "lessonlib": timed(ours(case, digits, device), clock),
            "DataLoader": timed(tutorial(case, digits, device), clock),
        }
        if device == "cpu" and importlib.util.find_spec("tensorflow") is not None:
            epochs["Keras"] = keras(case, threads, clock, opened)
        times: dict[str, list[float]] = {name: [] for name in epochs}
        for _ in tqdm(range(ROUNDS), desc=f"an epoch of {case}", leave=False):
            for name, epoch in epochs.items():
                times[name].append(epoch())
    return times


def table(only: str, threads: int, clock: str, device: str) -> Table:
    """One row for each case whose name contains `only`."""
    cases = [case for case in CASES if only in case]
    made = Table(
        title=f"One epoch of MNIST in seconds ({device}, {clock} clock, threads: {threads}, median of {ROUNDS})"
    )
    for column in ("model", "lessonlib", "DataLoader", "ours is", "Keras", "ours is"):
        made.add_column(column, justify="left" if column == "model" else "right")
    for case in cases:
        made.add_row(CASES[case], *_cells(compare(case, mnist_arrays(), threads, clock, device)))
    return made


def _cells(times: dict[str, list[float]]) -> list[str]:
    cells = [f"{statistics.median(times['lessonlib']):.2f}"]
    for name in ("DataLoader", "Keras"):
        if name not in times:
            cells += ["-", "-"]
            continue
        ratios = [theirs / ours for theirs, ours in zip(times[name], times["lessonlib"], strict=True)]
        cells += [f"{statistics.median(times[name]):.2f}", f"{statistics.median(ratios):.2f}x as fast"]
    return cells

"""One training step of small models, three ways: our graph engine, eager PyTorch, and TensorFlow when it is installed.

Each case gives a function that makes one step. The three run on the same numbers and the same number of threads.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

Step = Callable[[], object]
RNG = np.random.default_rng(0)
LINE = np.array([1.0, 2.0, 3.0], np.float32)
ANIMALS = np.array([[0, 0], [1, 0], [1, 1], [0, 0], [0, 0], [0, 1]], np.float32)
KINDS = np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 0, 2]]
IMAGES = RNG.random((100, 784), dtype=np.float32)
DIGITS = np.eye(10, dtype=np.float32)[RNG.integers(0, 10, 100)]


def load(module: str) -> Any:
    """lessonlib.tf1 or TensorFlow's own version 1; both answer to the same names."""
    tf = importlib.import_module(module)
    if module != "lessonlib.tf1":
        tf.disable_v2_behavior()
    return tf


def arithmetic(tf: Any) -> Step:
    x, y = tf.Variable(3.0), tf.placeholder(tf.float32, [])
    result = x * x * y + y + 2.0
    session = _started(tf)
    return lambda: session.run(result, {y: 4.0})


def line(tf: Any) -> Step:
    w, b = tf.Variable([0.5]), tf.Variable([0.1])
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    train = tf.train.GradientDescentOptimizer(0.01).minimize(tf.reduce_mean(tf.square(w * x + b - y)))
    session = _started(tf)
    return lambda: session.run(train, {x: LINE, y: LINE})


def animals(tf: Any) -> Step:
    return _classifier(tf, [2, 10, 3], ANIMALS, KINDS)


def mlp(tf: Any) -> Step:
    return _classifier(tf, [784, 256, 256, 10], IMAGES, DIGITS)


def _classifier(tf: Any, sizes: list[int], data: np.ndarray, labels: np.ndarray) -> Step:
    x, y = (tf.placeholder(tf.float32, [None, size]) for size in (sizes[0], sizes[-1]))
    layer = x
    for i, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        layer = tf.matmul(layer, tf.Variable(tf.random_normal([n_in, n_out], stddev=0.05))) + tf.Variable(
            tf.zeros([n_out])
        )
        layer = tf.nn.relu(layer) if i < len(sizes) - 2 else layer
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=layer))
    train = tf.train.AdamOptimizer(0.001).minimize(loss)
    session = _started(tf)
    return lambda: session.run([train, loss], {x: data, y: labels})


def _started(tf: Any) -> Any:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def eager_arithmetic() -> Step:
    x = torch.tensor(3.0)
    return lambda: (x * x * torch.tensor(4.0) + torch.tensor(4.0) + 2.0).item()


def eager_line() -> Step:
    w, b = torch.tensor([0.5], requires_grad=True), torch.tensor([0.1], requires_grad=True)
    x = torch.tensor(LINE)
    return _eager([w, b], torch.optim.SGD([w, b], 0.01), lambda: ((w * x + b - x) ** 2).mean())


def eager_animals() -> Step:
    return _eager_classifier([2, 10, 3], ANIMALS, KINDS)


def eager_mlp() -> Step:
    return _eager_classifier([784, 256, 256, 10], IMAGES, DIGITS)


def _eager_classifier(sizes: list[int], data: np.ndarray, labels: np.ndarray) -> Step:
    layers: list[torch.nn.Module] = []
    for n_in, n_out in itertools.pairwise(sizes):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    x, y = torch.tensor(data), torch.tensor(labels)
    parameters = list(model.parameters())
    return _eager(
        parameters, torch.optim.Adam(parameters), lambda: torch.nn.functional.cross_entropy(model(x), y)
    )


def _eager(parameters: list[torch.Tensor], optimizer: Any, loss: Callable[[], torch.Tensor]) -> Step:
    def step() -> float:
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        return value.item()

    return step


CASES: dict[str, tuple[Callable[[Any], Step], Callable[[], Step]]] = {
    "arithmetic": (arithmetic, eager_arithmetic),
    "line fit": (line, eager_line),
    "animals 2-10-3, Adam": (animals, eager_animals),
    "MLP 784-256-256-10, batch 100, Adam": (mlp, eager_mlp),
}


def contenders() -> dict[str, Callable[[str], Step]]:
    """Name -> a maker of one case's step; TensorFlow only when it is installed (extra ``bench``)."""
    found: dict[str, Callable[[str], Step]] = {
        "lessonlib graph": lambda case: CASES[case][0](load("lessonlib.tf1")),
        "eager PyTorch": lambda case: CASES[case][1](),
    }
    if importlib.util.find_spec("tensorflow") is not None:
        found["TensorFlow"] = lambda case: CASES[case][0](load("tensorflow.compat.v1"))
    return found

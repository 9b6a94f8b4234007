"""Training a PyTorch model: seeds, devices, metrics, and the loop."""

from lessonlib.training.devices import choose_device
from lessonlib.training.history import History
from lessonlib.training.loop import evaluate, fit
from lessonlib.training.metrics import accuracy, precision, recall
from lessonlib.training.seeding import seed_everything

__all__ = [
    "History",
    "accuracy",
    "choose_device",
    "evaluate",
    "fit",
    "precision",
    "recall",
    "seed_everything",
]

"""Training a PyTorch model: seeds, devices, metrics, and the loop."""

from lessonlib.training.devices import choose_device
from lessonlib.training.metrics import accuracy, precision, recall
from lessonlib.training.seeding import seed_everything

__all__ = ["accuracy", "choose_device", "precision", "recall", "seed_everything"]

"""Training a PyTorch model: the loop, its history, checkpoints, early stopping, seeds, starts, devices, metrics."""

from lessonlib.training.checkpoint import CheckpointError, load_weights
from lessonlib.training.devices import choose_device
from lessonlib.training.early_stopping import EarlyStopping
from lessonlib.training.gan_loop import fit_gan
from lessonlib.training.generated import Reading, distances_to, read_pictures
from lessonlib.training.history import History
from lessonlib.training.loop import evaluate, fit
from lessonlib.training.metrics import accuracy, mean_absolute_error, precision, r2, recall
from lessonlib.training.pictures_loop import fit_pictures
from lessonlib.training.seeding import seed_everything
from lessonlib.training.starts import Starts, train_many_starts
from lessonlib.training.targets import TrainingError
from lessonlib.training.text import bits_per_character, fit_text, random_windows

__all__ = [
    "CheckpointError",
    "EarlyStopping",
    "History",
    "Reading",
    "Starts",
    "TrainingError",
    "accuracy",
    "bits_per_character",
    "choose_device",
    "distances_to",
    "evaluate",
    "fit",
    "fit_gan",
    "fit_pictures",
    "fit_text",
    "load_weights",
    "mean_absolute_error",
    "precision",
    "r2",
    "random_windows",
    "read_pictures",
    "recall",
    "seed_everything",
    "train_many_starts",
]

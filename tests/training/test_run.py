"""A training that is stopped anywhere and goes on ends where it would have ended without the stop, bit for bit."""

import random
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from lessonlib.data import digits
from lessonlib.models import ConvNet, ConvNetConfig
from lessonlib.training import CheckpointError, EarlyStopping, accuracy, fit, seed_everything
from lessonlib.training.run import RunOptions

STEPS = 20  # four epochs of five batches


def stopping_before(step, loss_fn, press=lambda: signal.raise_signal(signal.SIGINT)):
    """The loss function, and in the middle of the given step somebody presses the stop button."""
    steps = iter(range(1, 1000))

    def loss(logits, y):
        if logits.requires_grad and next(steps) == step:
            press()
        return loss_fn(logits, y)

    return loss


def forget_random_numbers():
    random.seed(), np.random.seed(), torch.seed()


def same(model, other):
    return all(torch.equal(a, b) for a, b in zip(model.parameters(), other.parameters(), strict=True))


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_stopped_in_any_step_it_goes_on_to_the_same_weights(train, noisy_loss, step, capsys):
    model, history = train(noisy_loss, checkpoint=None, metrics=[accuracy])
    stopped, so_far = train(stopping_before(step, noisy_loss), metrics=[accuracy])
    assert so_far.interrupted
    assert so_far.num_epochs == (step - 1) // 5
    assert not same(stopped, model) or step == STEPS
    forget_random_numbers()
    resumed, whole = train(noisy_loss, start=step, metrics=[accuracy])
    assert same(resumed, model)
    assert dict(whole) == dict(history)
    assert not whole.interrupted
    assert f"{(step - 1) // 5} epochs and {(step - 1) % 5 + 1} steps are done" in capsys.readouterr().out


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda parameters, lr: torch.optim.SGD(parameters, lr, momentum=0.9, nesterov=True),
        torch.optim.RMSprop,
        torch.optim.Adagrad,
        lambda parameters, lr: torch.optim.AdamW(parameters, lr, amsgrad=True),
        lambda parameters, lr: torch.optim.Adam(parameters, lr, fused=True),
    ],
    ids=["momentum", "RMSprop", "Adagrad", "AdamW", "fused Adam"],
)
def test_with_a_stop_in_every_step(train, noisy_loss, optimizer):
    model, history = train(noisy_loss, checkpoint=None, optimizer=optimizer)
    for _ in range(STEPS):
        forget_random_numbers()
        _, so_far = train(stopping_before(1, noisy_loss), optimizer=optimizer)
        assert so_far.interrupted
    resumed, whole = train(noisy_loss, optimizer=optimizer)
    assert same(resumed, model)
    assert dict(whole) == dict(history)


def test_early_stopping_goes_on_with_its_best_weights(train, noisy_loss):
    rule = EarlyStopping(patience=3)
    model, history = train(noisy_loss, checkpoint=None, num_epochs=40, early_stopping=rule)
    last_epoch = history.num_epochs - 1
    train(stopping_before(last_epoch * 5 + 2, noisy_loss), num_epochs=40, early_stopping=rule)
    resumed, whole = train(noisy_loss, num_epochs=40, early_stopping=rule)
    assert same(resumed, model)
    assert dict(whole) == dict(history)


def test_the_learning_rate_goes_on_where_its_scheduler_was(train, noisy_loss):
    def falling(optimizer):
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=4)

    model, history = train(noisy_loss, checkpoint=None, scheduler=falling)
    for step in (3, 9):
        forget_random_numbers()
        train(stopping_before(step, noisy_loss), scheduler=falling)
    resumed, whole = train(noisy_loss, scheduler=falling)
    assert same(resumed, model)
    assert dict(whole) == dict(history)
    assert not same(model, train(noisy_loss, checkpoint=None)[0])
    with pytest.raises(CheckpointError, match="scheduler was 'CosineAnnealingLR' and is None"):
        train(noisy_loss)


def test_a_convolutional_network_whose_memory_is_laid_out_by_pixels(tmp_path):
    def train(loss_fn, **options):
        seed_everything(0)
        model = ConvNet(ConvNetConfig(image=(1, 8, 8), padding=1, filters=(4, 8), hidden=16))
        model.to(memory_format=torch.channels_last)
        adam = torch.optim.Adam(model.parameters(), fused=True)
        chosen = {"num_epochs": 2, "batch_size": 300, "progress": False} | options
        return model, fit(model, digits(), loss_fn, adam, **chosen)

    model, _ = train(nn.functional.cross_entropy)
    train(stopping_before(3, nn.functional.cross_entropy), checkpoint=tmp_path / "cnn")
    resumed, _ = train(nn.functional.cross_entropy, checkpoint=tmp_path / "cnn")
    assert same(resumed, model)


def test_more_epochs_later_are_as_if_planned_from_the_start(train, noisy_loss):
    model, history = train(noisy_loss, checkpoint=None)
    train(noisy_loss, num_epochs=1)
    resumed, whole = train(noisy_loss)
    assert same(resumed, model)
    assert dict(whole) == dict(history)


def test_a_finished_training_is_not_trained_further(train, capsys):
    model, history = train()
    again, whole = train(start=1)
    assert same(again, model)
    assert dict(whole) == dict(history)
    assert "4 epochs and 0 steps are done" in capsys.readouterr().out


KILLED = """
import os, signal, sys
import torch
from torch import nn
from lessonlib.data import moons
from lessonlib.training import fit, seed_everything

seed_everything(0)
model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 2))
steps = iter(range(1000))

def loss(logits, y):
    if logits.requires_grad and next(steps) == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return nn.functional.cross_entropy(logits, y)

fit(model, moons(n=50), loss, torch.optim.Adam(model.parameters(), lr=0.02), num_epochs=4, batch_size=7, seed=5,
    checkpoint=sys.argv[1], checkpoint_every=2, progress=False)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.thorough
def test_killed_it_goes_on_from_the_last_checkpoint(train, tmp_path):
    model, _ = train(checkpoint=None)
    killed = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "run.safetensors"], check=False)
    assert killed.returncode == -signal.SIGKILL
    resumed, _ = train(checkpoint_every=2)
    assert same(resumed, model)
    assert [path.name for path in tmp_path.iterdir()] == ["run.safetensors"]


def test_a_second_press_ends_the_step_and_leaves_the_last_checkpoint(train, tmp_path, noisy_loss):
    model, _ = train(noisy_loss, checkpoint=None)

    def press_twice():
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)

    _, so_far = train(stopping_before(8, noisy_loss, press_twice))
    assert so_far.interrupted
    resumed, _ = train(noisy_loss)
    assert same(resumed, model)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"batch_size": 8},
            r"another training: batch_size was 7 and is 8. Continue with the same settings, or ",
        ),
        ({"seed": 6}, "seed was 5 and is 6"),
        ({"metrics": [accuracy]}, r"metrics was \[\] and is \['accuracy'\]"),
        ({"early_stopping": EarlyStopping()}, "early stopping was None and is 'validation_loss'"),
        ({"optimizer": torch.optim.SGD}, "optimizer 1 was 'Adam' and is 'SGD'"),
        (
            {"optimizer": lambda parameters, lr: torch.optim.Adam(parameters, lr / 2)},
            "lr of optimizer 1 was 0.02 and is 0.01",
        ),
    ],
)
def test_other_settings_are_refused(train, changes, message):
    train(num_epochs=1)
    with pytest.raises(CheckpointError, match=message):
        train(**changes)


def test_a_damaged_checkpoint_is_refused(train, tmp_path):
    (tmp_path / "run.safetensors").write_bytes(b"no checkpoint")
    with pytest.raises(CheckpointError, match="is damaged or is no checkpoint"):
        train()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_epochs": 0}, "num_epochs is 0, expected a whole number, at least 1"),
        ({"batch_size": -1}, "batch_size is -1, expected a whole number, at least 1"),
        (
            {"checkpoint": "c", "checkpoint_every": 0},
            "checkpoint_every is 0, expected a whole number, at least 1",
        ),
        ({"checkpoint_every": 5}, "checkpoint_every is given without a checkpoint: name the file"),
    ],
)
def test_bad_numbers_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        RunOptions(**({"num_epochs": 1, "batch_size": 1} | options))

"""Trainings of a recording Keras classifier: right ones pass, and each mistake is told, about rows."""

import numpy as np
import pytest
import torch

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.keras_steps import numbered_rows, recording_classifier
from lessonlib.check.references.training_steps import steps_of
from lessonlib.tf1 import keras

RATE = 0.05


@pytest.fixture
def rows():
    rng = np.random.default_rng(5)
    return numbered_rows(rng, 40, 4), rng.integers(3, size=40)


def fitted(rows, prepare=lambda model: None, **options):
    keras.utils.set_random_seed(3)
    model = recording_classifier(4, 3, RATE)
    prepare(model)
    model.fit(*rows, **{"batch_size": 16, "epochs": 2, "verbose": 0, **options})
    model.evaluate(*rows, verbose=0)  # is no step
    return steps_of(model, "rows")


def check(steps, rows):
    steps.check_batches(40, 16, 2)
    X, y = rows
    steps.check_adam(torch.tensor(X), torch.tensor(y), RATE)


def compiled_again(model, loss, optimizer=None):
    model.compile(optimizer or model.optimizer, loss, metrics=["accuracy"])


def test_rows_hold_their_numbers(rows):
    assert rows[0].shape == (40, 4)
    assert rows[0].dtype == np.float32
    assert (1000 * rows[0][:, 0]).round().tolist() == list(range(40))


def test_fit_passes_and_evaluate_is_no_step(rows):
    steps = fitted(rows)
    check(steps, rows)
    assert steps.in_training == [True] * 6
    first, second = steps.orders(2)
    assert first != second
    assert sorted(first) == list(range(40))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 1}, r"for 40 rows and 2 epochs do not have the right sizes"),
        ({"batch_size": 32}, r"\[32, 8, 32, 8\]"),
        ({"validation_split": 0.2}, r"Each epoch takes all rows"),
    ],
)
def test_wrong_arguments_of_fit_are_told(rows, options, message):
    with pytest.raises(CheckFailed, match=message):
        check(fitted(rows, **options), rows)


@pytest.mark.parametrize(
    ("loss", "message"),
    [
        ({"from_logits": True}, r"Step 1, with 16 rows, does not follow"),
        ({"reduction": "sum"}, r"Step 3, with 8 rows, does not follow"),
    ],
)
def test_another_loss_is_told(rows, loss, message):
    other = keras.losses.SparseCategoricalCrossentropy(**loss)
    steps = fitted(rows, lambda model: compiled_again(model, other))
    with pytest.raises(CheckFailed, match=message):
        check(steps, rows)


def test_another_learning_rate_is_told(rows):
    adam = keras.optimizers.Adam(0.001)
    steps = fitted(rows, lambda model: compiled_again(model, "sparse_categorical_crossentropy", adam))
    with pytest.raises(CheckFailed, match=r"largest change of a weight in the first step"):
        check(steps, rows)


def test_a_step_without_training_mode_is_noted(rows):
    model, (X, y) = recording_classifier(4, 3, RATE), rows
    keras.losses.SparseCategoricalCrossentropy()(torch.tensor(y), model(X)).backward()
    with torch.no_grad():
        model.optimizer.apply([v.value.grad for v in model.trainable_variables], model.trainable_variables)
    assert steps_of(model, "rows").in_training == [False]

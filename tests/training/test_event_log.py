"""The event files, read back with TensorBoard's own reader."""

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lessonlib.training import accuracy
from lessonlib.training.event_log import EventLog


def scalars(folder):
    read = EventAccumulator(str(folder)).Reload()
    return {name: [(e.step, e.value) for e in read.Scalars(name)] for name in read.Tags()["scalars"]}


def test_the_history_is_in_the_event_file(train, tmp_path):
    _, history = train(log_dir=tmp_path / "log", metrics=[accuracy])
    read = scalars(tmp_path / "log")
    assert set(read) == {"loss", "validation_loss", "validation_accuracy"} == set(history)
    for name, points in read.items():
        assert [step for step, _ in points] == [1, 2, 3, 4]
        assert [value for _, value in points] == pytest.approx(history[name])


def test_going_on_continues_the_curve(train, tmp_path):
    train(num_epochs=2, log_dir=tmp_path / "log")
    _, history = train(num_epochs=4, log_dir=tmp_path / "log")
    read = scalars(tmp_path / "log")["loss"]
    assert [step for step, _ in read] == [1, 2, 3, 4]
    assert [value for _, value in read] == pytest.approx(history["loss"])


def test_epochs_that_a_crashed_run_did_not_save_are_hidden(tmp_path):
    with EventLog(tmp_path) as log:
        for epoch in (1, 2, 3):
            log.write({"loss": epoch}, epoch)
    with EventLog(tmp_path, finished=1) as log:
        log.write({"loss": 20}, 2)
    assert scalars(tmp_path) == {"loss": [(1, 1.0), (2, 20.0)]}


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with EventLog(None) as log:
        log.write({"loss": 1.0}, 1)
    assert list(tmp_path.iterdir()) == []

"""tf.train.CheckpointManager: numbers, and what stays; `recorded/calls/checkpoints.py` compares with TensorFlow."""

import pytest

import lessonlib.tf1 as tf


@pytest.fixture
def counting():
    tf.reset_default_graph()
    step = tf.Variable(0, name="step", dtype=tf.int64)
    with tf.Session() as sess:
        sess.run(step.initializer)
        yield step, tf.train.Checkpoint(step=step), sess


def test_another_program_goes_on(counting, tmp_path):
    step, checkpoint, sess = counting
    manager = tf.train.CheckpointManager(checkpoint, tmp_path / "kept", max_to_keep=2)
    for _ in range(3):
        sess.run(step.assign_add(1))
        manager.save()
    again = tf.train.CheckpointManager(checkpoint, tmp_path / "kept", max_to_keep=2)
    assert again.checkpoints == manager.checkpoints
    sess.run(step.assign(0))
    checkpoint.restore(again.latest_checkpoint).assert_consumed().run_restore_ops()
    assert sess.run(step) == 3
    assert again.save() == str(tmp_path / "kept" / "ckpt-4")
    assert sorted(file.name for file in (tmp_path / "kept").iterdir()) == [
        "checkpoint", "ckpt-3.safetensors", "ckpt-4.safetensors"
    ]  # fmt: skip


def test_some_stay_for_their_age(counting, tmp_path):
    _, checkpoint, _ = counting
    manager = tf.train.CheckpointManager(checkpoint, tmp_path, 1, keep_checkpoint_every_n_hours=1e-12)
    for _ in range(3):
        manager.save()
    assert [path.rpartition("-")[2] for path in manager.checkpoints] == ["3"]
    assert len(list(tmp_path.glob("*.safetensors"))) == 3


def test_what_only_eager_mode_has(counting, tmp_path):
    _, checkpoint, _ = counting
    manager = tf.train.CheckpointManager(checkpoint, tmp_path, max_to_keep=None)
    with pytest.raises(NotImplementedError, match="initialize_or_restore"):
        manager.restore_or_initialize()


def test_saving_needs_a_session(tmp_path):
    tf.reset_default_graph()
    manager = tf.train.CheckpointManager(tf.train.Checkpoint(), tmp_path, max_to_keep=None)
    with pytest.raises(ValueError, match="No default session"):
        manager.save()

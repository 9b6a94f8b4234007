"""Monitored sessions and what is refused. What hooks see and what is saved is compared in test_recorded.py."""

import threading

import pytest

import lessonlib.tf1 as tf


def model():
    w = tf.get_variable("w", initializer=3.0)
    step = tf.train.get_or_create_global_step()
    return w, step, tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(w), global_step=step)


def test_no_thread_is_left_behind_and_writers_are_closed(tmp_path):
    w, _, train = model()
    tf.summary.scalar("w", w)
    before = set(threading.enumerate())
    hooks = [tf.train.StopAtStepHook(3)]
    with tf.train.MonitoredTrainingSession(
        checkpoint_dir=tmp_path, hooks=hooks, save_summaries_steps=1, log_step_count_steps=1
    ) as sess:
        while not sess.should_stop():
            sess.run(train)
    assert set(threading.enumerate()) <= before
    assert tf.train.load_variable(tmp_path, "global_step") == 3


def test_an_error_closes_everything_and_calls_no_end(tmp_path):
    w, _, _ = model()
    final = tf.train.FinalOpsHook(w)
    before = set(threading.enumerate())
    with (
        pytest.raises(KeyError),
        tf.train.MonitoredTrainingSession(checkpoint_dir=tmp_path, hooks=[final]),
    ):
        raise KeyError("lost")
    assert final.final_ops_values is None
    assert set(threading.enumerate()) <= before


def test_the_error_of_an_input_thread_is_the_one_that_is_raised():
    bad = tf.py_func(lambda: 1.5, [], tf.int32)
    bad.set_shape([])
    batch = tf.train.batch([bad], 2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="py_func"), tf.train.MonitoredSession() as sess:
        sess.run(batch)


@pytest.mark.parametrize(
    "call",
    [
        lambda: tf.train.ClusterSpec({"worker": ["a:1"]}),
        lambda: tf.train.Server({"worker": ["a:1"]}),
        lambda: tf.train.replica_device_setter(ps_tasks=1),
        lambda: tf.train.SyncReplicasOptimizer(None, 2),
        lambda: tf.train.MonitoredTrainingSession(is_chief=False),
        lambda: tf.train.Supervisor(is_chief=False),
    ],
)
def test_several_processes_are_refused(call):
    with pytest.raises(NotImplementedError, match=r"lessonlib runs in one"):
        call()


def test_a_hook_that_counts_says_that_there_is_no_global_step():
    with pytest.raises(
        RuntimeError, match=r"StopAtStepHook needs a global step.*\n.*get_or_create_global_step"
    ):
        tf.train.MonitoredSession(hooks=[tf.train.StopAtStepHook(1)])
